//! The one definition of better.

use std::collections::BTreeSet;

use crate::{checkers::Verdict, diagnostic::Diagnostic};

/// What a candidate mended.
#[derive(Clone, Debug, PartialEq)]
pub struct Improvement {
    /// The errors that are gone.
    pub gone: Vec<Diagnostic>,
    /// The errors of a later phase that stand in the open now. They were there before, hidden, and they stay errors.
    pub revealed: Vec<Diagnostic>,
}

/// Why a candidate is no improvement.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NoImprovement {
    /// Nothing went and nothing came.
    #[error("it mends nothing")]
    Same,
}

/// Whether `after` is better than `before`. `reached` are the files that the changed ones reach: themselves and all that import them.
pub fn improvement(_before: &Verdict, _after: &Verdict, _reached: &BTreeSet<String>) -> Result<Improvement, NoImprovement> {
    Err(NoImprovement::Same)
}
