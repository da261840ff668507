//! Idioms of another tool chain: React as a global, variables of another bundler, a lazy module without a default.

use std::{collections::BTreeMap, ops::Range, sync::LazyLock};

use regex::Regex;

use super::{
    import_edit::{Wanted, add_all},
    module::What,
    project::{Problem, Target, View},
    text::identifier_at,
};
use crate::{fixers::Proposal, workspace::discover::join};

/// Proposes what the project's own tools take for it.
pub(super) fn propose(view: &View<'_>) -> Vec<Proposal> {
    let lazy = view.problems(&["TS2322", "TS2345", "TS2769"]);
    let lazy = lazy.iter().filter_map(|problem| lazy_of_named(view, problem));
    let environment = view.problems(&["TS2580", "TS2591"]);
    let environment = environment.iter().filter_map(|problem| variable_of_vite(view, problem));
    global_react(view).into_iter().chain(lazy).chain(environment).collect()
}

/// `React.useState` in a project that imports names from React and never all of it.
fn global_react(view: &View<'_>) -> Vec<Proposal> {
    let mut files: BTreeMap<&str, Vec<Problem<'_>>> = BTreeMap::new();
    for problem in view.problems(&["TS2686"]) {
        if identifier_at(problem.text, problem.offset) == Some("React") {
            files.entry(problem.file).or_default().push(problem);
        }
    }
    files.into_iter().filter_map(|(file, problems)| by_name(view, file, &problems)).collect()
}

fn by_name(view: &View<'_>, file: &str, problems: &[Problem<'_>]) -> Option<Proposal> {
    let has_all = |(_, import): (&str, &super::module::Import)| {
        import.module == "react" && import.names.iter().any(|name| !matches!(name.what, What::Named(_)))
    };
    if view.imports_elsewhere(file).any(has_all) {
        return None;
    }
    let module = &problems[0].module;
    let mut names = Vec::new();
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    for problem in problems {
        let name = identifier_at(problem.text.get(problem.offset..)?.strip_prefix("React.")?, 0)?;
        let known = module.binding_at(name, problem.offset);
        known.is_none_or(|binding| binding.kind == super::module::BindingKind::Import).then_some(())?;
        edits.push((problem.offset..problem.offset + "React.".len(), String::new()));
        if known.is_none() && !names.contains(&name) {
            names.push(name);
        }
    }
    let wanted = |name: &&str| Wanted {
        module: "react".to_owned(),
        what: What::Named((*name).to_owned()),
        local: (*name).to_owned(),
        is_type: false,
    };
    let wanted: Vec<Wanted> = names.iter().map(wanted).collect();
    let text = view.text(file)?;
    let imported = add_all(view, file, &wanted.iter().collect::<Vec<_>>())?;
    // Imports stand in front of all uses: the length tells where these are now.
    let moved = imported.len() - text.len();
    let mut made = imported;
    for (range, _) in edits.iter().rev() {
        made.replace_range(range.start + moved..range.end + moved, "");
    }
    let answers = problems.iter().map(|problem| problem.diagnostic).collect();
    view.proposal_in("import from React by name".to_owned(), file, vec![(0..text.len(), made)], answers, 0)
}

/// `lazy(() => import('./Page'))` of a module that exports `Page` by its name.
fn lazy_of_named(view: &View<'_>, problem: &Problem<'_>) -> Option<Proposal> {
    static LAZY: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r#"^import\(\s*['"]([^'"]+)['"]\s*\)"#).expect("the pattern is a constant that the tests compile"));
    static NAMED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\bconst (\w+)(?:: [^=]+)? = (?:React\.)?lazy\(\s*(?:async )?\(\) =>\s*$")
            .expect("the pattern is a constant that the tests compile")
    });
    static THEN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\.then\((\(\w+\)|\w+) => \(\{ default: (\w+)\.\w+").expect("the pattern is a constant that the tests compile")
    });
    problem.diagnostic.message.contains("{ default: ComponentType<any>; }").then_some(())?;
    // The compiler points at what is given, or at the function that gives it.
    let rest = problem.text.get(problem.offset..)?;
    let start = problem.offset + if rest.starts_with("import(") { 0 } else { rest.find("import(").filter(|at| *at < 20)? };
    let import = LAZY.captures(problem.text.get(start..)?)?;
    let name = NAMED.captures(problem.text.get(..start)?)?.get(1)?.as_str();
    let Target::File(path) = view.resolve(problem.file, import.get(1)?.as_str()) else { return None };
    let exports = view.exports_of(&path);
    if exports.contains_key("default") || exports.get(name).is_none_or(|export| export.is_type) {
        return None;
    }
    let end = start + import.get(0)?.len();
    let habit = view.modules.keys().filter_map(|file| THEN.captures(view.text(file)?)).next();
    let (parameter, module) = match &habit {
        Some(found) => (found.get(1)?.as_str(), found.get(2)?.as_str()),
        None => ("(module)", "module"),
    };
    let edit = (end..end, format!(".then({parameter} => ({{ default: {module}.{name} }}))"));
    view.proposal(format!("take `{name}` for the default"), problem, vec![edit], 0)
}

/// `process.env.REACT_APP_X` in a project that Vite builds.
fn variable_of_vite(view: &View<'_>, problem: &Problem<'_>) -> Option<Proposal> {
    let root = &view.surrounding(problem.file)?.project.root;
    let name = identifier_at(problem.text.get(problem.offset..)?.strip_prefix("process.env.")?, 0)?;
    let has_vite = view.declared(problem.file).is_some_and(|declared| declared.contains("vite"));
    let ours = match name {
        "NODE_ENV" => "MODE".to_owned(),
        _ if name.starts_with("VITE_") => name.to_owned(),
        _ => format!("VITE_{}", name.strip_prefix("REACT_APP_").or(name.strip_prefix("NEXT_PUBLIC_"))?),
    };
    // A settings file that says the old name would have to change with it.
    let settings = ["", ".local", ".development", ".production", ".example"].map(|kind| view.text(&join(root, &format!(".env{kind}"))));
    let says_old = settings.into_iter().flatten().any(|text| text.contains(name) && !text.contains(&ours));
    let range = problem.offset..problem.offset + "process.env.".len() + name.len();
    (has_vite && !says_old)
        .then(|| {
            view.proposal(format!("`import.meta.env.{ours}`, as Vite has it"), problem, vec![(range, format!("import.meta.env.{ours}"))], 0)
        })
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{best, problem, proposals};
    use super::*;

    fn run(files: &[(&str, &str)], needle: &str, code: &str, message: &str) -> Option<String> {
        best(&proposals(propose, files, &[problem(files, "a.tsx", needle, code, message)], "")).map(str::to_owned)
    }

    #[test]
    fn names_of_react_are_imported_where_the_project_imports_them_by_name() {
        let message = "'React' refers to a UMD global, but the current file is a module. Consider adding an import instead.";
        let files = [
            ("a.tsx", "import { x } from './x';\nconst [a, setA] = React.useState(1);\n"),
            ("b.tsx", "import { useEffect } from 'react';\n"),
        ];
        assert_eq!(
            run(&files, "React", "TS2686", message).as_deref(),
            Some("import { useState } from 'react';\nimport { x } from './x';\nconst [a, setA] = useState(1);\n")
        );
        let files = [files[0], ("b.tsx", "import React from 'react';\n")];
        assert_eq!(run(&files, "React", "TS2686", message), None, "another fixer imports all of it");
    }

    #[test]
    fn a_lazy_module_gives_its_named_component_for_the_default() {
        let message = "Type 'Promise<typeof import(\"src/Page\")>' is not assignable to type 'Promise<{ default: ComponentType<any>; }>'.";
        let page = "const Page = lazy(() => import('./Page'));\n";
        let files = [("a.tsx", page), ("Page.tsx", "export const Page = () => null;\n")];
        assert_eq!(
            run(&files, "import(", "TS2322", message).as_deref(),
            Some("const Page = lazy(() => import('./Page').then((module) => ({ default: module.Page })));\n")
        );
        assert_eq!(run(&[("a.tsx", page), ("Page.tsx", "export const Other = () => null;\n")], "import(", "TS2322", message), None);
    }

    #[test]
    fn a_variable_of_the_environment_is_read_as_vite_gives_it() {
        let message = "Cannot find name 'process'. Do you need to install type definitions for node?";
        let source = ("a.tsx", "const url = process.env.REACT_APP_URL;\n");
        let vite = ("package.json", r#"{ "devDependencies": { "vite": "5" } }"#);
        assert_eq!(run(&[source, vite], "process", "TS2580", message).as_deref(), Some("const url = import.meta.env.VITE_URL;\n"));
        assert_eq!(run(&[source], "process", "TS2580", message), None);
        assert_eq!(run(&[source, vite, (".env", "REACT_APP_URL=/api\n")], "process", "TS2580", message), None);
    }
}
