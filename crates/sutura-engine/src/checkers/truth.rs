//! The truth: what is asked before a result is accepted.

use std::sync::Arc;

use super::{Check, Checking, Verdict, check};
use crate::workspace::Tree;

/// The checkers of a project as they are configured, each over the whole of it. Slower than the gate by far, and the last word.
///
/// They run by their command lines; what they said about the same sources before is not asked again.
pub struct Truth {
    checking: Arc<Checking>,
}

impl Truth {
    /// Asks the checkers that `checking` has selected.
    pub fn new(checking: Arc<Checking>) -> Self {
        Self { checking }
    }

    /// The verdict about exactly this tree. The ledger hears nothing of it: which of its verdicts count is the caller's to say.
    pub async fn check(&self, tree: &Tree) -> Verdict {
        Verdict::new(tree.digest(), &self.look(tree).await)
    }

    /// The same, with what ran and what did not.
    pub async fn look(&self, tree: &Tree) -> Check {
        check(Arc::new(self.checking.quietly_about(tree.clone()))).await
    }
}
