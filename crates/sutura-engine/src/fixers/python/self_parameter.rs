//! Methods that use `self` or `cls` and do not take it.

use std::collections::BTreeMap;

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{Stmt, StmtClassDef, StmtFunctionDef};

use super::context::Context;
use super::missing_import::undefined_name;
use super::outline::{bytes, dotted, parse};
use super::proposal;
use crate::fixers::{
    Proposal,
    text::{apply, replace, span},
};

/// `self` and `cls` that methods use and do not take.
pub(super) fn propose(context: &Context<'_>) -> Vec<Proposal> {
    let mut methods: BTreeMap<(&str, usize, String), Vec<String>> = BTreeMap::new();
    for (diagnostic, text) in context.errors() {
        let name = undefined_name(diagnostic).filter(|name| name == "self" || name == "cls");
        let Some((name, place)) = name.zip(span(text, diagnostic)) else { continue };
        let parsed = parse(text);
        let mut search = MethodAround { at: place.start, found: None };
        search.visit_body(parsed.suite());
        if let Some((_, method)) = search.found.filter(|(_, method)| {
            !method.decorator_list.iter().any(|one| dotted(&one.expression).is_some_and(|name| name == "staticmethod"))
        }) {
            let open = bytes(&*method.parameters).start + 1;
            methods.entry((&diagnostic.file, open, name)).or_default().push(diagnostic.fingerprint.clone());
        }
    }
    let mut found = Vec::new();
    for ((path, open, name), answers) in methods {
        let Some(text) = context.text(path) else { continue };
        let separator = if text[open..].trim_start().starts_with(')') { "" } else { ", " };
        found.extend(proposal(
            path,
            format!("take `{name}`"),
            apply(text, vec![replace(open..open, format!("{name}{separator}"))]),
            answers,
            0,
        ));
    }
    found
}

struct MethodAround<'a> {
    at: usize,
    found: Option<(&'a StmtClassDef, &'a StmtFunctionDef)>,
}

impl<'a> Visitor<'a> for MethodAround<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        if let Stmt::ClassDef(class) = statement {
            let around = class.body.iter().filter_map(Stmt::as_function_def_stmt).find(|method| bytes(*method).contains(&self.at));
            self.found = around.map(|method| (class, method)).or(self.found);
        }
        visitor::walk_stmt(self, statement);
    }
}
