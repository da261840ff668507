//! Who says what is wrong with a tree: the gate about every candidate, the truth about what is to be kept.

use std::{collections::BTreeMap, future::Future, pin::Pin};

use crate::{
    checkers::{CheckError, Verdict},
    diagnostic::{Diagnostic, Fix},
    workspace::Tree,
};

/// A value that is there soon.
pub type Soon<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Gives verdicts on trees. Each is about exactly the tree that was asked about: a judge that cannot say so gives an error.
pub trait Judge: Send {
    /// What the fast checkers say, in tens of milliseconds.
    fn gate<'a>(&'a mut self, tree: &'a Tree) -> Soon<'a, Result<Verdict, CheckError>>;

    /// `tree` is what the next candidates differ from.
    fn accepted<'a>(&'a mut self, tree: &'a Tree) -> Soon<'a, ()>;

    /// What the configured checkers say about the whole project, in seconds.
    fn truth<'a>(&'a mut self, tree: &'a Tree) -> Soon<'a, Verdict>;

    /// What language servers propose for `diagnostics`, by fingerprint.
    fn quick_fixes<'a>(&'a mut self, tree: &'a Tree, diagnostics: &'a [Diagnostic]) -> Soon<'a, BTreeMap<String, Vec<Fix>>>;
}
