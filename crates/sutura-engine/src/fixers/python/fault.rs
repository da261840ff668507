//! One error at its place, and what a rule makes of it: most rules look at one error and change the file that it stands in.

use std::ops::Range;

use ruff_python_ast::{Expr, Stmt};

use super::context::Context;
use super::outline::{bytes, expressions, parse};
use crate::{
    diagnostic::Diagnostic,
    fixers::{
        Proposal,
        text::{Replacement, apply, span},
    },
    patch::Patch,
};

/// An error in a file.
pub(super) struct Fault<'a> {
    pub context: &'a Context<'a>,
    pub diagnostic: &'a Diagnostic,
    pub text: &'a str,
    /// The bytes that the error speaks of.
    pub place: Range<usize>,
    pub body: &'a [Stmt],
}

/// What a rule would do about a fault.
pub(super) struct Change {
    pub title: String,
    pub edits: Vec<Replacement>,
    pub rank: u8,
}

impl Change {
    /// A change that nothing competes with.
    pub fn new(title: impl Into<String>, edits: Vec<Replacement>) -> Self {
        Self { title: title.into(), edits, rank: 0 }
    }
}

/// What `rule` proposes for the errors that `is_about` picks, each with those errors that lead to the same change.
pub(super) fn mend<C: IntoIterator<Item = Change>>(
    context: &Context<'_>,
    is_about: impl Fn(&Diagnostic) -> bool,
    rule: impl Fn(&Fault<'_>) -> C,
) -> Vec<Proposal> {
    let mut found = Vec::new();
    for (diagnostic, text) in context.errors().filter(|(diagnostic, _)| is_about(diagnostic)) {
        let Some(place) = span(text, diagnostic) else { continue };
        let parsed = parse(text);
        let fault = Fault { context, diagnostic, text, place, body: parsed.suite() };
        for Change { title, edits, rank } in rule(&fault) {
            let Some(changed) = apply(text, edits).filter(|changed| changed != text) else { continue };
            found.push(Proposal {
                title,
                patch: Patch::of(&diagnostic.file, changed),
                answers: vec![diagnostic.fingerprint.clone()],
                rank,
            });
        }
    }
    super::merged(found)
}

impl<'a> Fault<'a> {
    pub fn path(&self) -> &'a str {
        &self.diagnostic.file
    }

    /// The outermost expression at the place for which `pick` gives something.
    pub fn expression<T>(&self, pick: impl Fn(&'a Expr) -> Option<T>) -> Option<T> {
        expressions(self.body).into_iter().filter(|expression| bytes(*expression).start == self.place.start).find_map(pick)
    }

    /// What the message has in quotes.
    pub fn quoted(&self) -> Vec<&'a str> {
        quoted(self.diagnostic)
    }

    /// The source of a node.
    pub fn source(&self, node: &impl ruff_text_size::Ranged) -> &'a str {
        &self.text[bytes(node)]
    }
}

/// What pyright's message, or ty's, has in quotes in its first line.
pub(super) fn quoted(diagnostic: &Diagnostic) -> Vec<&str> {
    let quote = if diagnostic.tool == "ty" { '`' } else { '"' };
    diagnostic.message.lines().next().unwrap_or_default().split(quote).skip(1).step_by(2).collect()
}
