//! What language servers propose, where nothing better is known. Never what invents a definition or hides the problem.

use super::{Fixer, Proposal, Scene, text::apply_edits};
use crate::{diagnostic::Fix, patch::Patch};

/// Language servers' quick fixes, the last resort.
pub(super) struct QuickFix;

impl Fixer for QuickFix {
    fn name(&self) -> &'static str {
        "quick-fix"
    }

    fn reads_quick_fixes(&self) -> bool {
        true
    }

    fn propose(&self, scene: &Scene<'_>) -> Vec<Proposal> {
        // What a tool's command line would do too is the matter of those fixers that know when not to.
        let errors = scene.diagnostics.iter().filter(|diagnostic| diagnostic.is_error() && diagnostic.fix.is_none());
        let offered = errors.filter_map(|diagnostic| Some((diagnostic, scene.quick_fixes.get(&diagnostic.fingerprint)?)));
        let mut found = Vec::new();
        for (diagnostic, fixes) in offered {
            let Some(text) = scene.tree.text(&diagnostic.file) else { continue };
            for fix in fixes.iter().filter(|fix| is_honest(fix) && imports_what_is_known(scene, fix)) {
                found.extend(apply_edits(text, &fix.edits).map(|changed| Proposal {
                    title: fix.title.clone(),
                    patch: Patch::of(&diagnostic.file, changed),
                    answers: vec![diagnostic.fingerprint.clone()],
                    rank: 0,
                }));
            }
        }
        found
    }
}

fn is_honest(fix: &Fix) -> bool {
    let (title, inserted) =
        (fix.title.to_lowercase(), fix.edits.iter().map(|edit| edit.content.as_str()).collect::<String>().to_lowercase());
    let is_deletion = fix.edits.iter().all(|edit| edit.content.trim().is_empty());
    !fix.edits.is_empty()
        && !is_deletion
        && !REFUSED_TITLES.iter().any(|refused| title.contains(refused))
        && !REFUSED_TEXTS.iter().any(|refused| inserted.contains(refused))
}

/// Whether the project imports the modules of the fix elsewhere too: a server offers all that have something of the name, and the checker is content with `turtle.reset`.
fn imports_what_is_known(scene: &Scene<'_>, fix: &Fix) -> bool {
    let sources = || scene.tree.files().keys().filter(|path| path.ends_with(".py")).filter_map(|path| scene.tree.text(path));
    let is_known = |module: &str| sources().any(|text| modules(text).any(|known| known == module));
    fix.edits.iter().flat_map(|edit| modules(&edit.content)).all(is_known)
}

/// The modules that lines of Python import, or import from.
fn modules(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| {
        line.trim_start().strip_prefix("from ").or_else(|| line.trim_start().strip_prefix("import "))?.split([' ', ',']).next()
    })
}

const REFUSED_TITLES: &[&str] = &[
    "ignore",
    "suppress",
    "disable",
    "generate",
    "declare",
    "create",
    "infer",
    "stub",
    "add missing function",
    "add missing member",
    "add missing property",
    "any",
    "noqa",
];

const REFUSED_TEXTS: &[&str] = &["# type:", "# pyright:", "# ty:", "noqa", "@ts-", "as any", ": any", "eslint-"];

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::{
        diagnostic::{Diagnostic, Edit, Finding},
        imports::ImportGraph,
        workspace::tree::tree_of,
    };

    fn fix(title: &str, content: &str) -> Fix {
        Fix {
            title: title.to_owned(),
            safe: true,
            edits: vec![Edit { line: 1, column: 1, end_line: 1, end_column: 1, content: content.to_owned() }],
        }
    }

    #[test]
    fn an_import_is_taken_and_what_hides_invents_or_deletes_is_not() {
        assert!(is_honest(&fix("import typing.cast", "from typing import cast\n")));
        for (title, content) in [
            ("Ignore 'unresolved-reference' for this line", "  # ty:ignore[unresolved-reference]"),
            ("Add annotation", "x: Any = 1"),
            ("Generate variable `x`", "x = None\n"),
            ("Add missing function declaration 'f'", "function f() {}"),
            ("Convert", "x as any"),
            ("Remove the call", ""),
        ] {
            assert!(!is_honest(&fix(title, content)), "{title}");
        }
    }

    #[test]
    fn an_import_is_proposed_from_a_module_that_the_project_imports_elsewhere() {
        let tree = tree_of(&[("a.py", "reset()\n"), ("b.py", "import json\nfrom app.state import State\n")]);
        let finding =
            Finding { file: "a.py".to_owned(), line: 1, column: 1, code: "unresolved-reference".to_owned(), ..Finding::default() };
        let diagnostics = [finding.into_diagnostic("check", "ty", tree.text("a.py"))];
        let offered = [
            ("import turtle.reset", "from turtle import reset\n"),
            ("import app.state.reset", "from app.state import reset\n"),
            ("import cgitb", "import cgitb\n"),
            ("qualify", "json."),
        ];
        let fixes = offered.map(|(title, content)| fix(title, content)).to_vec();
        let (imports, quick_fixes) = (ImportGraph::default(), BTreeMap::from([(diagnostics[0].fingerprint.clone(), fixes)]));
        let scene = Scene { tree: &tree, diagnostics: &diagnostics, projects: &[], imports: &imports, quick_fixes: &quick_fixes };
        let titles: Vec<String> = QuickFix.propose(&scene).into_iter().map(|proposal| proposal.title).collect();
        assert_eq!(titles, ["import app.state.reset", "qualify"]);
        let told = [Diagnostic { fix: Some(fix("remove", "")), ..diagnostics[0].clone() }];
        assert!(QuickFix.propose(&Scene { diagnostics: &told, ..scene }).is_empty(), "ruff tells its own fixes with the diagnostic");
        assert!(super::super::all().iter().any(|fixer| fixer.reads_quick_fixes()), "somebody asks the servers");
    }
}
