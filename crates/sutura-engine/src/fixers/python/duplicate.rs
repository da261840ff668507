//! Definitions that stand in a file twice.

use std::collections::{BTreeMap, BTreeSet};

use ruff_python_ast::Stmt;

use super::context::Context;
use super::outline::{bytes, parse};
use super::proposal;
use crate::fixers::{
    Proposal,
    text::{Replacement, apply, replace, whole_lines},
};

/// Functions and classes that stand in a file twice, word for word.
pub(super) fn propose(context: &Context<'_>) -> Vec<Proposal> {
    let mut files: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (diagnostic, _) in context.errors() {
        if matches!(diagnostic.code.as_str(), "F811" | "reportRedeclaration" | "duplicate-route") {
            files.entry(&diagnostic.file).or_default().push(diagnostic.fingerprint.clone());
        }
    }
    let changed = files.into_iter().filter_map(|(path, answers)| {
        let text = context.text(path)?;
        let mut edits = Vec::new();
        duplicates(text, parse(text).suite(), &mut edits);
        let edits = (!edits.is_empty()).then_some(edits)?;
        proposal(path, "delete what stands there twice".to_owned(), apply(text, edits), answers, 0)
    });
    changed.collect()
}

fn duplicates(text: &str, body: &[Stmt], edits: &mut Vec<Replacement>) {
    let mut seen: BTreeSet<(&str, &str)> = BTreeSet::new();
    for statement in body {
        let name = match statement {
            Stmt::FunctionDef(function) => {
                duplicates(text, &function.body, edits);
                function.name.as_str()
            }
            Stmt::ClassDef(class) => {
                duplicates(text, &class.body, edits);
                class.name.as_str()
            }
            _ => continue,
        };
        if !seen.insert((name, text[bytes(statement)].trim_end())) {
            let lines = whole_lines(text, bytes(statement));
            // The empty lines above go with it.
            let above = text[..lines.start].trim_end_matches(['\n', '\r', ' ', '\t']).len();
            let start = if above > 0 { above + text[above..].find('\n').map_or(0, |at| at + 1) } else { 0 };
            edits.push(replace(start.min(lines.start)..lines.end, ""));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::best;
    use super::*;

    const TWICE: (&str, &str, &str, u32, u32, &str) = ("ruff", "F811", "a.py", 4, 5, "Redefinition of unused `f` from line 1");

    #[test]
    fn what_stands_there_twice_word_for_word_goes_once() {
        let found = best(&[("a.py", "def f():\n    return 1\n\ndef f():\n    return 1\n\nx = f()\n")], &[TWICE], propose);
        assert_eq!(found, ["def f():\n    return 1\n\nx = f()\n"]);
    }

    #[test]
    fn two_that_differ_both_stay() {
        assert_eq!(best(&[("a.py", "def f():\n    return 1\n\ndef f():\n    return 2\n")], &[TWICE], propose), [""; 0]);
    }
}
