//! What no candidate may do, whoever proposed it.

pub mod size;

use crate::workspace::Tree;

/// A way in which a candidate cheats, or goes too far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The file.
    pub file: String,
    /// Short name of the rule, such as `type-ignore`.
    pub rule: &'static str,
    /// What was done, for people and for the model.
    pub message: String,
}

/// What `candidate` does that it may not.
pub fn violations(_original: &Tree, _candidate: &Tree) -> Vec<Violation> {
    Vec::new()
}
