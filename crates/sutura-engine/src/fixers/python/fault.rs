//! One error at its place, and what a rule makes of it: most rules look at one error and change the file that it stands in.

use std::ops::Range;

use ruff_python_ast::{Expr, ExprAttribute, Stmt};

use super::context::Context;
use super::outline::{bytes, expressions, function_around, parse, statements};
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

    fn proposal(self, fault: &Fault<'_>) -> Option<Proposal> {
        let changed = apply(fault.text, self.edits).filter(|changed| changed != fault.text)?;
        Some(Proposal { rank: self.rank, ..fault.proposal(self.title, Patch::of(fault.path(), changed)) })
    }
}

/// What `rule` proposes for the errors that `is_about` picks, each with those errors that lead to the same change.
pub(super) fn mend<C: IntoIterator<Item = Change>>(
    context: &Context<'_>,
    is_about: impl Fn(&Diagnostic) -> bool,
    rule: impl Fn(&Fault<'_>) -> C,
) -> Vec<Proposal> {
    each(context, is_about, |fault| rule(fault).into_iter().filter_map(|change| change.proposal(fault)).collect::<Vec<_>>())
}

/// As [`mend`], for rules that also change other files than the one of the error.
pub(super) fn each<P: IntoIterator<Item = Proposal>>(
    context: &Context<'_>,
    is_about: impl Fn(&Diagnostic) -> bool,
    rule: impl Fn(&Fault<'_>) -> P,
) -> Vec<Proposal> {
    let mut found = Vec::new();
    for (diagnostic, text) in context.errors().filter(|(diagnostic, _)| is_about(diagnostic)) {
        let Some(place) = span(text, diagnostic) else { continue };
        let parsed = parse(text);
        let fault = Fault { context, diagnostic, text, place, body: parsed.suite() };
        found.extend(rule(&fault));
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

    /// A proposal that answers this error.
    pub fn proposal(&self, title: String, patch: Patch) -> Proposal {
        Proposal { title, patch, answers: vec![self.diagnostic.fingerprint.clone()], rank: 0 }
    }

    /// The value that the error is about: what stands at the place, or what the attribute there is taken from.
    pub fn value(&self) -> Option<&'a Expr> {
        let owner = |attribute: &'a ExprAttribute| (bytes(&attribute.attr).start == self.place.start).then_some(&*attribute.value);
        let all = expressions(self.body);
        let owned = all.iter().filter_map(|expression| expression.as_attribute_expr()).find_map(owner);
        owned.or_else(|| all.into_iter().find(|expression| bytes(*expression).start == self.place.start))
    }

    /// What was last assigned to a variable of the function around, above the place.
    pub fn assigned(&self, name: &str) -> Option<&'a Expr> {
        let body = function_around(self.body, self.place.start).map_or(self.body, |function| &function.body);
        let above = statements(body).into_iter().filter(|statement| bytes(*statement).end <= self.place.start);
        let is_it = |target: &Expr| target.as_name_expr().is_some_and(|target| target.id == name);
        let values = above.filter_map(|statement| match statement {
            Stmt::Assign(assignment) => assignment.targets.iter().any(is_it).then_some(&*assignment.value),
            Stmt::AnnAssign(assignment) => assignment.value.as_deref().filter(|_| is_it(&assignment.target)),
            _ => None,
        });
        values.last()
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
