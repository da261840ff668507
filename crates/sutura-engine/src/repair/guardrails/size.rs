//! A model mends a file; it does not write another one.

use similar::DiffOp;

use super::Violation;
use crate::{patch::diff::operations, workspace::Tree};

/// Lines that may change however small the file is.
const FLOOR: usize = 4;

/// What a model's candidate for `file` changes beyond it, or beyond the share `most` (0 to 1) of its lines.
///
/// Lines count that are taken away or replaced, indentation aside, and half of what is added. To a text that `is_cut_off` any may be added: nobody knows how much is missing.
pub fn excess(original: &Tree, candidate: &Tree, file: &str, most: f64, is_cut_off: bool) -> Vec<Violation> {
    let others = candidate.changed_from(original).filter(|path| *path != file);
    let mut found: Vec<Violation> = others
        .map(|path| Violation { file: path.to_owned(), rule: "other-file", message: format!("Only {file} is to be changed") })
        .collect();
    let (before, after) = (lines(original.text(file).unwrap_or_default()), lines(candidate.text(file).unwrap_or_default()));
    let (mut removed, mut added) = (0, 0);
    for op in operations(&before, &after) {
        if !matches!(op, DiffOp::Equal { .. }) {
            removed += op.old_range().len();
            added += op.new_range().len();
        }
    }
    let changed = if is_cut_off { removed } else { removed.max(added / 2) };
    if changed > FLOOR && changed as f64 > before.len() as f64 * most {
        let share = changed * 100 / before.len().max(1);
        let message = format!("{share} % of the file changes. Keep all that is not wrong, and change only what the errors need");
        found.push(Violation { file: file.to_owned(), rule: "too-much", message });
    }
    found
}

fn lines(text: &str) -> Vec<&str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{patch::Patch, workspace::tree::tree_of};

    fn rules(before: &str, after: &str) -> Vec<&'static str> {
        let tree = tree_of(&[("a.py", before)]);
        excess(&tree, &tree.with(&Patch::of("a.py", after)), "a.py", 0.5, false).into_iter().map(|found| found.rule).collect()
    }

    fn numbered(word: &str, count: usize) -> String {
        (0..count).map(|at| format!("{word}{at}()\n")).collect()
    }

    #[test]
    fn another_file_in_place_of_this_one_is_too_much() {
        assert_eq!(rules(&numbered("a", 40), &numbered("b", 40)), ["too-much"]);
        assert_eq!(rules(&numbered("a", 40), ""), ["too-much"]);
        assert_eq!(rules(&numbered("a", 40), &(numbered("a", 20) + &numbered("b", 19))), [""; 0]);
    }

    #[test]
    fn small_files_indentation_and_completions_are_not() {
        assert_eq!(rules(&numbered("a", 4), &numbered("b", 4)), [""; 0]);
        assert_eq!(rules(&numbered("a", 40), &numbered("    a", 40)), [""; 0]);
        assert_eq!(rules(&numbered("a", 40), &numbered("a", 75)), [""; 0]);
    }

    #[test]
    fn a_text_that_was_cut_off_early_may_be_completed_and_not_replaced() {
        let tree = tree_of(&[("a.py", &numbered("a", 10))]);
        let found = |after: &str, is_cut_off| excess(&tree, &tree.with(&Patch::of("a.py", after)), "a.py", 0.5, is_cut_off).len();
        assert_eq!((found(&numbered("a", 60), true), found(&numbered("a", 60), false)), (0, 1));
        assert_eq!(found(&numbered("b", 60), true), 1);
    }

    #[test]
    fn a_model_changes_its_file_alone() {
        let tree = tree_of(&[("a.py", "x"), ("b.py", "y")]);
        let found = excess(&tree, &tree.with(&Patch::of("b.py", "z")), "a.py", 0.5, false);
        assert_eq!(found.iter().map(|found| (found.file.as_str(), found.rule)).collect::<Vec<_>>(), [("b.py", "other-file")]);
    }
}
