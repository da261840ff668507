//! The hooks that `sutura types --content hooks` writes, compiled with the real TanStack Query: right uses have the types that they should, and
//! wrong ones do not compile.

use sutura_testkit::Project;

use crate::{
    contract_tools::{Compiler, cases, node_modules, reformatted},
    sutura,
};

#[test]
fn right_uses_of_hooks_compile_and_wrong_ones_do_not() {
    let project = Project::copy_of(&cases()).link("node_modules", node_modules());
    let arguments = ["types", "backend", "-o", "hooks/src/api_types.ts", "--content", "hooks"];
    sutura().run(arguments).inside(project.path()).output().ends_with(0);
    let hooks = project.at("hooks");
    for compiler in [Compiler::Five, Compiler::Seven] {
        let complaints = compiler.run(&hooks, &[]);
        assert!(complaints.is_empty(), "{compiler:?}: {complaints:#?}");
    }
    assert_eq!(reformatted(&hooks, "src/api_types.ts"), []);
}
