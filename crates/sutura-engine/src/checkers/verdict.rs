//! What checkers say about one tree.

use std::collections::BTreeSet;

use super::Check;
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
        Self { tree, diagnostics: check.diagnostics.clone(), failed: failed.map(|run| (run.name.clone(), run.project.clone())).collect() }
    }

    /// The diagnostics that count against the project.
    pub fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.is_error())
    }

    /// The errors of one file.
    pub fn errors_in(&self, file: &str) -> impl Iterator<Item = &Diagnostic> {
        self.errors().filter(move |diagnostic| diagnostic.file == file)
    }
}
