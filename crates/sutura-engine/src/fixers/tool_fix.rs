//! What a checker itself proposes for its own finding, where it holds the edit for safe.

use std::collections::BTreeMap;

use super::{Fixer, Proposal, Scene, text::apply_edits};
use crate::{
    diagnostic::{Category, Diagnostic},
    patch::Patch,
};

/// Safe fixes of tools, such as ruff's.
pub(super) struct ToolFix;

impl Fixer for ToolFix {
    fn name(&self) -> &'static str {
        "tool-fix"
    }

    fn propose(&self, scene: &Scene<'_>) -> Vec<Proposal> {
        let mut broken: BTreeMap<&str, bool> = BTreeMap::new();
        for diagnostic in scene.diagnostics.iter().filter(|diagnostic| diagnostic.is_error()) {
            *broken.entry(&diagnostic.file).or_default() |= hides_uses(diagnostic);
        }
        let errors = scene.diagnostics.iter().filter(|diagnostic| diagnostic.is_error());
        let settled = errors.filter(|diagnostic| !(removes_import(diagnostic) && broken[diagnostic.file.as_str()]));
        settled.filter_map(|diagnostic| proposal(scene, diagnostic)).collect()
    }
}

/// As long as a name of the file is in question, what is not used may be what is meant.
fn hides_uses(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.category, Category::Syntax | Category::UndefinedName | Category::TypeMismatch)
        || (diagnostic.category == Category::MissingImport && !removes_import(diagnostic))
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
    use super::*;
    use crate::{
        diagnostic::{Edit, Finding, Fix},
        imports::ImportGraph,
        workspace::tree::tree_of,
    };

    fn titles(further: Option<(&str, &str)>) -> Vec<String> {
        let tree = tree_of(&[("a.py", "import os\nx = 1\n")]);
        let edit = Edit { line: 1, column: 1, end_line: 2, end_column: 1, content: String::new() };
        let unused = Finding {
            file: "a.py".to_owned(),
            line: 1,
            column: 8,
            code: "F401".to_owned(),
            fix: Some(Fix { title: "Remove unused import".to_owned(), safe: true, edits: vec![edit] }),
            ..Finding::default()
        };
        let mut diagnostics = vec![unused.into_diagnostic("repair", "ruff", None)];
        if let Some((tool, code)) = further {
            let finding = Finding { file: "a.py".to_owned(), line: 2, column: 1, code: code.to_owned(), ..Finding::default() };
            diagnostics.push(finding.into_diagnostic("repair", tool, None));
        }
        let (imports, quick_fixes) = (ImportGraph::default(), BTreeMap::new());
        let scene = Scene { tree: &tree, diagnostics: &diagnostics, projects: &[], imports: &imports, quick_fixes: &quick_fixes };
        let found = ToolFix.propose(&scene);
        found.into_iter().map(|proposal| format!("{}: {:?}", proposal.title, proposal.patch.texts()["a.py"])).collect()
    }

    #[test]
    fn an_unused_import_goes_once_nothing_else_is_wrong_with_the_file() {
        assert_eq!(titles(None), ["Remove unused import: \"x = 1\\n\""]);
        assert_eq!(titles(Some(("ruff", "F821"))), [""; 0], "it may be what is meant");
        assert_eq!(titles(Some(("ty", "invalid-argument-type"))), [""; 0]);
    }
}
