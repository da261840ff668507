//! Arguments that a call has no room for.

use std::collections::BTreeMap;

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{Expr, ExprCall};

use super::context::Context;
use super::outline::{bytes, parse};
use super::proposal;
use crate::{
    diagnostic::Diagnostic,
    fixers::{
        Proposal,
        text::{Replacement, apply, replace, span},
    },
};

/// Arguments that a call has no room for, and that say nothing: `None`, or one that stands there twice.
pub(super) fn propose(context: &Context<'_>) -> Vec<Proposal> {
    let mut calls: BTreeMap<(&str, usize), (Vec<String>, Replacement)> = BTreeMap::new();
    for (diagnostic, text) in context.errors() {
        let Some(place) = is_surplus(diagnostic).then(|| span(text, diagnostic)).flatten() else { continue };
        let parsed = parse(text);
        let mut search = LastArgument { at: place.start, found: None };
        search.visit_body(parsed.suite());
        let Some(call) = search.found else { continue };
        let [.., before, last] = &call.arguments.args[..] else { continue };
        let says_nothing = last.is_none_literal_expr() || text[bytes(last)] == text[bytes(before)];
        if says_nothing && call.arguments.keywords.is_empty() {
            let edit = replace(bytes(before).end..bytes(last).end, "");
            calls.entry((&diagnostic.file, edit.range.start)).or_insert((Vec::new(), edit)).0.push(diagnostic.fingerprint.clone());
        }
    }
    let changed = calls.into_iter().filter_map(|((path, _), (answers, edit))| {
        let text = context.text(path)?;
        proposal(path, "leave out an argument that the call has no room for".to_owned(), apply(text, vec![edit]), answers, 0)
    });
    changed.collect()
}

fn is_surplus(diagnostic: &Diagnostic) -> bool {
    match (diagnostic.tool.as_str(), diagnostic.code.as_str()) {
        ("ty", "too-many-positional-arguments") => true,
        ("pyright", "reportCallIssue") => diagnostic.message.starts_with("Expected ") && diagnostic.message.contains("positional argument"),
        _ => false,
    }
}

struct LastArgument<'a> {
    at: usize,
    found: Option<&'a ExprCall>,
}

impl<'a> Visitor<'a> for LastArgument<'a> {
    fn visit_expr(&mut self, expression: &'a Expr) {
        if let Expr::Call(call) = expression
            && call.arguments.args.last().is_some_and(|last| bytes(last).start == self.at)
        {
            self.found = Some(call);
        }
        visitor::walk_expr(self, expression);
    }
}
