//! What checkers say about one tree.

use std::collections::{BTreeMap, BTreeSet};

use super::{Check, contract};
use crate::{diagnostic::Diagnostic, report::Status, workspace::Digest};

/// What checkers say about exactly one tree. A verdict is never used for another.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// The tree that it is about.
    pub tree: Digest,
    /// What was found, ordered by place.
    pub diagnostics: Vec<Diagnostic>,
    /// The checkers that could not give theirs: name and project. Their silence is no good news.
    pub failed: BTreeSet<(String, String)>,
}

impl Verdict {
    /// The verdict of `check` about the tree with this digest.
    pub fn new(tree: Digest, check: &Check) -> Self {
        let failed = check.checkers.iter().filter(|run| run.status == Status::Failed);
        let mut failed: BTreeSet<_> = failed.map(|run| (run.name.clone(), run.project.clone())).collect();
        if check.lacks_contract {
            failed.insert((contract::NAME.to_owned(), ".".to_owned()));
        }
        Self { tree, diagnostics: check.diagnostics.clone(), failed }
    }

    /// The diagnostics that count against the project.
    pub fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.is_error())
    }

    /// The errors that `before` does not have, and those that it has alone: by fingerprint, each as often as it stands there.
    pub fn against<'a>(&'a self, before: &'a Self) -> (Vec<&'a Diagnostic>, Vec<&'a Diagnostic>) {
        (surplus(self, before), surplus(before, self))
    }
}

/// The errors of `one` that `other` has not, or has less often.
fn surplus<'a>(one: &'a Verdict, other: &Verdict) -> Vec<&'a Diagnostic> {
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    for error in other.errors() {
        *known.entry(&error.fingerprint).or_default() += 1;
    }
    let mut is_known = |error: &&Diagnostic| match known.get_mut(error.fingerprint.as_str()) {
        Some(count @ 1..) => {
            *count -= 1;
            true
        }
        _ => false,
    };
    one.errors().filter(|error| !is_known(error)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Finding;

    fn verdict(messages: &[&str]) -> Verdict {
        let finding =
            |message: &&str| Finding { file: "a.py".to_owned(), line: 1, column: 1, message: (*message).to_owned(), ..Finding::default() };
        let diagnostics = messages.iter().map(|message| finding(message).into_diagnostic("", "ruff", None)).collect();
        Verdict { tree: Digest::of(b""), diagnostics, failed: BTreeSet::new() }
    }

    #[test]
    fn what_is_new_and_what_is_gone_count_each_error_as_often_as_it_stands_there() {
        let (before, after) = (verdict(&["a", "a", "b"]), verdict(&["a", "c", "c"]));
        let (new, gone) = after.against(&before);
        let messages = |list: Vec<&Diagnostic>| list.iter().map(|error| error.message.clone()).collect::<Vec<_>>();
        assert_eq!((messages(new), messages(gone)), (vec!["c".to_owned(), "c".to_owned()], vec!["a".to_owned(), "b".to_owned()]));
    }
}
