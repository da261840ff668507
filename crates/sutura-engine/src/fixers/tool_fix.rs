//! What a checker itself proposes for its own finding, where it holds the edit for safe.

use std::collections::BTreeMap;

use super::{Fixer, Proposal, Scene, text::apply_edits};
use crate::{diagnostic::Diagnostic, patch::Patch};

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
    use crate::diagnostic::Category;
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
