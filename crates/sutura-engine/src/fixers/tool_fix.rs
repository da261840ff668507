//! What a checker itself proposes for its own finding, where it holds the edit for safe.

use super::{Fixer, Proposal, Scene, text::apply_edits};
use crate::{
    diagnostic::{Category, Diagnostic},
    patch::Patch,
};

/// Safe fixes of tools, such as ruff's, but for [`UnusedImport`]s.
pub(super) struct ToolFix;

impl Fixer for ToolFix {
    fn name(&self) -> &'static str {
        "tool-fix"
    }

    fn propose(&self, scene: &Scene<'_>) -> Vec<Proposal> {
        let errors = scene.diagnostics.iter().filter(|diagnostic| diagnostic.is_error() && !removes_import(diagnostic));
        errors.filter_map(|diagnostic| proposal(scene, diagnostic)).collect()
    }
}

/// Imports that nothing uses. Asked late: what others mend may use them.
pub(super) struct UnusedImport;

impl Fixer for UnusedImport {
    fn name(&self) -> &'static str {
        "unused-import"
    }

    fn propose(&self, scene: &Scene<'_>) -> Vec<Proposal> {
        let errors = || scene.diagnostics.iter().filter(|diagnostic| diagnostic.is_error());
        let is_meant = |import: &Diagnostic| errors().any(|other| other.file == import.file && may_mean(other, import));
        let unused = errors().filter(|diagnostic| removes_import(diagnostic) && !is_meant(diagnostic));
        unused.filter_map(|diagnostic| proposal(scene, diagnostic)).collect()
    }
}

/// As long as a name of the file is in question, what is not used may be what is meant; a type that does not fit speaks of what it is about.
fn may_mean(error: &Diagnostic, import: &Diagnostic) -> bool {
    match error.category {
        Category::Syntax | Category::UndefinedName => true,
        Category::MissingImport => !removes_import(error),
        Category::TypeMismatch => {
            let name = import.message.split('`').nth(1).and_then(|path| path.rsplit(['.', ' ']).next());
            name.is_none_or(|name| error.message.to_lowercase().contains(&name.to_lowercase()))
        }
        _ => false,
    }
}

fn removes_import(diagnostic: &Diagnostic) -> bool {
    diagnostic.tool == "ruff" && diagnostic.code == "F401"
}

fn proposal(scene: &Scene<'_>, diagnostic: &Diagnostic) -> Option<Proposal> {
    let fix = diagnostic.fix.as_ref().filter(|fix| fix.safe && !fix.edits.is_empty())?;
    let text = scene.tree.text(&diagnostic.file)?;
    let changed = apply_edits(text, &fix.edits)?;
    let title = if fix.title.is_empty() { format!("{}'s fix for {}", diagnostic.tool, diagnostic.code) } else { fix.title.clone() };
    Some(Proposal { title, patch: Patch::of(&diagnostic.file, changed), answers: vec![diagnostic.fingerprint.clone()], rank: 0 })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::{
        diagnostic::{Edit, Finding, Fix},
        imports::ImportGraph,
        workspace::tree::tree_of,
    };

    fn titles(further: Option<(&str, &str, &str)>) -> Vec<String> {
        let tree = tree_of(&[("a.py", "import os\nx = 1\n")]);
        let edit = Edit { line: 1, column: 1, end_line: 2, end_column: 1, content: String::new() };
        let unused = Finding {
            file: "a.py".to_owned(),
            line: 1,
            column: 8,
            code: "F401".to_owned(),
            message: "`os` imported but unused".to_owned(),
            fix: Some(Fix { title: "Remove unused import".to_owned(), safe: true, edits: vec![edit] }),
            ..Finding::default()
        };
        let mut diagnostics = vec![unused.into_diagnostic("repair", "ruff", None)];
        if let Some((tool, code, message)) = further {
            let (file, code, message) = ("a.py".to_owned(), code.to_owned(), message.to_owned());
            let finding = Finding { file, line: 2, column: 1, code, message, ..Finding::default() };
            diagnostics.push(finding.into_diagnostic("repair", tool, None));
        }
        let (imports, quick_fixes) = (ImportGraph::default(), BTreeMap::new());
        let scene = Scene { tree: &tree, diagnostics: &diagnostics, projects: &[], imports: &imports, quick_fixes: &quick_fixes };
        let found = UnusedImport.propose(&scene);
        found.into_iter().map(|proposal| format!("{}: {:?}", proposal.title, proposal.patch.texts()["a.py"])).collect()
    }

    #[test]
    fn an_unused_import_goes_once_nothing_that_may_mean_it_is_wrong_with_the_file() {
        assert_eq!(titles(None), ["Remove unused import: \"x = 1\\n\""]);
        assert_eq!(titles(Some(("ruff", "F821", "Undefined name `so`"))), [""; 0]);
        assert_eq!(titles(Some(("ty", "invalid-argument-type", "Expected `os.PathLike[str]`, found `int`"))), [""; 0]);
        assert_eq!(titles(Some(("ty", "invalid-argument-type", "Expected `str`, found `int`"))).len(), 1);
    }
}
