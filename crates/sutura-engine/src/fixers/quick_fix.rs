//! What language servers propose, where nothing better is known. Never what invents a definition or hides the problem.

use super::{Fixer, Proposal, Scene, text::apply_edits};
use crate::{diagnostic::Fix, patch::Patch};

/// Language servers' quick fixes, the last resort.
pub(super) struct QuickFix;

impl Fixer for QuickFix {
    fn name(&self) -> &'static str {
        "quick-fix"
    }

    fn propose(&self, scene: &Scene<'_>) -> Vec<Proposal> {
        let errors = scene.diagnostics.iter().filter(|diagnostic| diagnostic.is_error());
        let offered = errors.filter_map(|diagnostic| Some((diagnostic, scene.quick_fixes.get(&diagnostic.fingerprint)?)));
        let mut found = Vec::new();
        for (diagnostic, fixes) in offered {
            let Some(text) = scene.tree.text(&diagnostic.file) else { continue };
            for fix in fixes.iter().filter(|fix| is_honest(fix)) {
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
    use super::*;
    use crate::diagnostic::Edit;

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
}
