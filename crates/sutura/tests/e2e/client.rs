//! The client that `sutura types` writes, against a real server: what it sends, and what it makes of the answers.

use std::fs;

use sutura_testkit::{Project, Run};

use crate::{contract_tools::Compiler, repository, sutura};

const STRICTEST: &str = r#"{
  "compilerOptions": {
    "strict": true, "exactOptionalPropertyTypes": true, "noUncheckedIndexedAccess": true, "verbatimModuleSyntax": true,
    "isolatedModules": true, "erasableSyntaxOnly": true, "noUnusedLocals": true, "noUnusedParameters": true,
    "noImplicitOverride": true, "noImplicitReturns": true, "noPropertyAccessFromIndexSignature": true,
    "target": "ES2022", "module": "ESNext", "moduleResolution": "bundler", "lib": ["ES2022", "DOM", "DOM.Iterable"],
    "types": [], "noEmit": true
  },
  "include": ["src"]
}
"#;

#[test]
fn the_client_sends_what_is_meant_and_understands_what_comes_back() {
    let sources = repository().join("crates/sutura/tests/e2e/client");
    let project = Project::new()
        .file("package.json", "{ \"name\": \"web\", \"private\": true, \"type\": \"module\" }\n")
        .file("tsconfig.json", STRICTEST)
        .folder("src")
        .folder("out");
    for test in ["server.mjs", "client.test.mjs"] {
        fs::copy(sources.join(test), project.at("out").join(test)).expect("the tests of the runtime can be copied");
    }
    sutura()
        .run(["types"])
        .arg(sources.join("api_manifest.json"))
        .args(["-o", "src/client.ts"])
        .inside(project.path())
        .output()
        .ends_with(0);
    sutura().check(project.path()).output().ends_with(0);
    let complaints = Compiler::Five.run(project.path(), &["--noEmit", "false", "--outDir", "out"]);
    assert!(complaints.is_empty(), "{complaints:?}");
    Run::of("node", ["--test", "client.test.mjs"]).inside(&project.at("out")).output().ends_with(0);
}
