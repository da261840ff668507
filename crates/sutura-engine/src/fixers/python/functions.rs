//! Heads and calls of functions: a missing `self`, `await`s, types that say what the code does not do, and arguments too many.

use std::collections::{BTreeMap, BTreeSet};

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{Expr, ExprCall, Stmt, StmtClassDef, StmtFunctionDef};

use super::context::Context;
use super::missing_import::undefined_name;
use super::outline::{bytes, dotted, parse};
use crate::{
    diagnostic::Diagnostic,
    fixers::{
        Proposal,
        text::{Replacement, apply, replace, span, whole_lines},
    },
    patch::Patch,
};

/// `self` and `cls` that methods use and do not take.
pub(super) fn propose_self(context: &Context<'_>) -> Vec<Proposal> {
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

fn proposal(path: &str, title: String, text: Option<String>, answers: Vec<String>, rank: u8) -> Option<Proposal> {
    text.map(|text| Proposal { title, patch: Patch::of(path, text), answers, rank })
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

/// `await`s that are missing or too many.
pub(super) fn propose_await(context: &Context<'_>) -> Vec<Proposal> {
    let mut found = Vec::new();
    let mut by_place: BTreeMap<(&str, usize, usize, bool), Vec<String>> = BTreeMap::new();
    for (diagnostic, text) in context.errors() {
        let Some((wants, place)) = await_wanted(diagnostic).zip(span(text, diagnostic)) else { continue };
        let parsed = parse(text);
        let mut search = Awaits { text, place: place.clone(), is_async: false, missing: Vec::new(), superfluous: Vec::new() };
        search.visit_body(parsed.suite());
        let places = if wants { search.missing } else { search.superfluous };
        for range in places {
            by_place.entry((&diagnostic.file, range.start, range.end, wants)).or_default().push(diagnostic.fingerprint.clone());
        }
    }
    for ((path, start, end, wants), answers) in by_place {
        let Some(text) = context.text(path) else { continue };
        if wants {
            // `(await f()).x`: what follows belongs to the result.
            let is_inner = text[end..].starts_with(['.', '[', '(']);
            let edits = if is_inner {
                vec![replace(start..start, "(await "), replace(end..end, ")")]
            } else {
                vec![replace(start..start, "await ")]
            };
            found.extend(proposal(path, "await the coroutine".to_owned(), apply(text, edits), answers, 0));
        } else {
            found.extend(proposal(
                path,
                "do not await what is no coroutine".to_owned(),
                apply(text, vec![replace(start..end, "")]),
                answers,
                0,
            ));
        }
    }
    found
}

/// Whether a diagnostic says that an `await` is missing, or that there is one too many.
fn await_wanted(diagnostic: &Diagnostic) -> Option<bool> {
    let message = &diagnostic.message;
    if !matches!(diagnostic.tool.as_str(), "pyright" | "ty") {
        return None;
    }
    if diagnostic.code == "invalid-await" || message.contains("is not awaitable") {
        return Some(false);
    }
    let is_coroutine = message.contains("Coroutine") || diagnostic.code == "reportUnusedCoroutine";
    is_coroutine.then_some(true)
}

/// Calls without `await`, and `await`s, that have to do with a place.
struct Awaits<'t> {
    text: &'t str,
    place: std::ops::Range<usize>,
    is_async: bool,
    missing: Vec<std::ops::Range<usize>>,
    superfluous: Vec<std::ops::Range<usize>>,
}

impl<'a> Visitor<'a> for Awaits<'_> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        let outer = self.is_async;
        if let Stmt::FunctionDef(function) = statement {
            self.is_async = function.is_async;
        }
        if let Stmt::Assign(assignment) = statement
            && let Some(target) = assignment.targets.first().and_then(Expr::as_name_expr)
            && self.is_async
            && assignment.value.is_call_expr()
        {
            // `user = get_user()`, and the complaint is about `user` further down.
            let spoken = &self.text[self.place.clone()];
            let is_below = bytes(statement).end < self.place.start && self.place.start - bytes(statement).end < 2_000;
            if is_below
                && (spoken == target.id.as_str()
                    || spoken.starts_with(&format!("{}.", target.id))
                    || self.text[..self.place.start].ends_with(&format!("{}.", target.id)))
            {
                self.missing.push(bytes(&*assignment.value));
            }
        }
        visitor::walk_stmt(self, statement);
        self.is_async = outer;
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        let own = bytes(expression);
        if let Expr::Await(wait) = expression {
            let touches = own.contains(&self.place.start) || (self.place.start <= own.start && own.end <= self.place.end);
            if touches && self.place.start <= bytes(&*wait.value).end {
                self.superfluous.push(own.start..bytes(&*wait.value).start);
            }
            if let Expr::Call(call) = &*wait.value {
                visitor::walk_expr(self, &call.func);
                call.arguments.args.iter().for_each(|argument| self.visit_expr(argument));
                call.arguments.keywords.iter().for_each(|keyword| self.visit_expr(&keyword.value));
                return;
            }
        }
        if expression.is_call_expr() && self.is_async {
            let is_spoken_of = own == self.place
                || (own.start == self.place.start && own.end >= self.place.end)
                || (own.end <= self.place.start && self.text[own.end..self.place.start].trim() == ".")
                || (self.place.start <= own.start && own.end <= self.place.end && own.end == self.place.end);
            if is_spoken_of {
                self.missing.push(own.clone());
            }
        }
        visitor::walk_expr(self, expression);
    }
}

/// `x: int = None`, and other annotations that `None` does not fit.
pub(super) fn propose_optional(context: &Context<'_>) -> Vec<Proposal> {
    let mut places: BTreeMap<(&str, usize, usize), Vec<String>> = BTreeMap::new();
    for (diagnostic, text) in context.errors() {
        let Some(place) = speaks_of_none(diagnostic).then(|| span(text, diagnostic)).flatten() else { continue };
        let parsed = parse(text);
        let mut search = Annotated { at: place.start, found: None };
        search.visit_body(parsed.suite());
        if let Some(annotation) = search.found.filter(|annotation| !text[annotation.clone()].contains("None")) {
            places.entry((&diagnostic.file, annotation.start, annotation.end)).or_default().push(diagnostic.fingerprint.clone());
        }
    }
    let mut found = Vec::new();
    for ((path, start, end), answers) in places {
        let Some((text, outline)) = context.text(path).zip(context.outline(path)) else { continue };
        let annotation = &text[start..end];
        // In the file's own style.
        let is_old = outline.names.contains_key("Optional") && !text.contains("| None");
        let is_quoted = annotation.starts_with(['"', '\'']);
        if is_quoted {
            continue;
        }
        let optional = if is_old { format!("Optional[{annotation}]") } else { format!("{annotation} | None") };
        found.extend(proposal(path, format!("`{optional}`"), apply(text, vec![replace(start..end, optional)]), answers, 1));
    }
    found
}

fn speaks_of_none(diagnostic: &Diagnostic) -> bool {
    let message = &diagnostic.message;
    match diagnostic.tool.as_str() {
        "pyright" => {
            matches!(diagnostic.code.as_str(), "reportArgumentType" | "reportAssignmentType" | "reportReturnType")
                && message.contains("\"None\"")
        }
        "ty" => {
            matches!(
                diagnostic.code.as_str(),
                "invalid-assignment" | "invalid-parameter-default" | "invalid-return-type" | "invalid-explicit-return"
            ) && message.contains("None`")
        }
        _ => false,
    }
}

/// The annotation of what has a `None` at a place: its value, or a `return`.
struct Annotated {
    at: usize,
    found: Option<std::ops::Range<usize>>,
}

impl<'a> Visitor<'a> for Annotated {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::AnnAssign(field) => {
                let is_there = bytes(statement).contains(&self.at)
                    && field.value.as_deref().is_some_and(|value| value.is_none_literal_expr() || gives_none(value));
                self.found = is_there.then(|| bytes(&*field.annotation)).or(self.found.take());
            }
            Stmt::FunctionDef(function) => {
                let of_default = function.parameters.iter_non_variadic_params().find(|parameter| {
                    bytes(*parameter).contains(&self.at) && parameter.default.as_deref().is_some_and(Expr::is_none_literal_expr)
                });
                let annotation = of_default.and_then(|parameter| parameter.parameter.annotation.as_deref()).map(bytes);
                let mut returns = NoneReturned { at: self.at, found: false };
                returns.visit_body(&function.body);
                let returned = returns.found.then(|| function.returns.as_deref().map(bytes)).flatten();
                self.found = annotation.or(returned).or(self.found.take());
            }
            _ => {}
        }
        visitor::walk_stmt(self, statement);
    }
}

/// `Field(default=None)` and its like.
fn gives_none(value: &Expr) -> bool {
    let Some(call) = value.as_call_expr() else { return false };
    let first = call.arguments.args.first();
    let named = call
        .arguments
        .keywords
        .iter()
        .find(|keyword| keyword.arg.as_ref().is_some_and(|name| name.as_str() == "default"))
        .map(|keyword| &keyword.value);
    first.or(named).is_some_and(Expr::is_none_literal_expr)
}

/// Whether a plain `None` is returned at a place; a function in the function has returns of its own.
struct NoneReturned {
    at: usize,
    found: bool,
}

impl<'a> Visitor<'a> for NoneReturned {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::Return(leave) => self.found |= bytes(leave).contains(&self.at) && leave.value.is_some(),
            Stmt::FunctionDef(_) | Stmt::ClassDef(_) => {}
            _ => visitor::walk_stmt(self, statement),
        }
    }
}

/// A declared return type of which the checkers say what it should be, in a form that can be written down: `None` for a function that returns something.
pub(super) fn propose_returns(context: &Context<'_>) -> Vec<Proposal> {
    let mut functions: BTreeMap<(&str, usize, usize), (Vec<String>, BTreeSet<String>)> = BTreeMap::new();
    let mut dropped: BTreeMap<(&str, usize), Vec<String>> = BTreeMap::new();
    for (diagnostic, text) in context.errors() {
        let Some(place) = span(text, diagnostic) else { continue };
        if let Some(actual) = returned_type(diagnostic) {
            let parsed = parse(text);
            let mut search = FunctionAround { at: place.start, found: None };
            search.visit_body(parsed.suite());
            if let Some(annotation) = search.found.and_then(|function| function.returns.as_deref()) {
                let entry = functions.entry((&diagnostic.file, bytes(annotation).start, bytes(annotation).end)).or_default();
                entry.0.push(diagnostic.fingerprint.clone());
                entry.1.insert(actual);
            }
        }
        if lacks_return(diagnostic) {
            let parsed = parse(text);
            let mut search = FunctionAround { at: place.start, found: None };
            search.visit_body(parsed.suite());
            if let Some(at) = search.found.and_then(|function| idle_value(&function.body)) {
                dropped.entry((&diagnostic.file, at)).or_default().push(diagnostic.fingerprint.clone());
            }
        }
    }
    let mut found = Vec::new();
    for ((path, at), answers) in dropped {
        let Some(text) = context.text(path) else { continue };
        found.extend(proposal(path, "return the value".to_owned(), apply(text, vec![replace(at..at, "return ")]), answers, 0));
    }
    for ((path, start, end), (answers, actual)) in functions {
        let Some(text) = context.text(path) else { continue };
        if let [actual] = actual.iter().collect::<Vec<_>>().as_slice()
            && is_visible(context, path, actual)
        {
            found.extend(proposal(
                path,
                format!("return `{actual}`, as the code does"),
                apply(text, vec![replace(start..end, actual)]),
                answers,
                2,
            ));
        }
    }
    found
}

/// The type that a function returns against its declaration. Only where `None` was declared: any other declaration may be meant, and the code wrong.
fn returned_type(diagnostic: &Diagnostic) -> Option<String> {
    let line = diagnostic.message.lines().next()?;
    match (diagnostic.tool.as_str(), diagnostic.code.as_str()) {
        ("pyright", "reportReturnType") => {
            let mut quoted = line.split('"').skip(1).step_by(2);
            let (actual, declared) = (quoted.next()?, quoted.next()?);
            (line.starts_with("Type ") && declared == "None").then(|| actual.to_owned())
        }
        ("ty", "invalid-return-type" | "invalid-explicit-return") => {
            let mut quoted = line.split('`').skip(1).step_by(2);
            let (declared, actual) = (quoted.next()?, quoted.next()?);
            (declared == "None").then(|| actual.to_owned())
        }
        _ => None,
    }
}

/// Whether all names of a type can be written in the file as it is.
fn is_visible(context: &Context<'_>, path: &str, written: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let known = ["int", "str", "bool", "float", "bytes", "list", "dict", "tuple", "set", "None"];
    let is_plain = written.chars().all(|c| is_part(c) || "[], |.".contains(c));
    let Some(outline) = context.outline(path) else { return false };
    is_plain
        && written
            .split(|c| !is_part(c))
            .filter(|word| !word.is_empty())
            .all(|word| known.contains(&word) || outline.names.contains_key(word))
}

fn lacks_return(diagnostic: &Diagnostic) -> bool {
    match (diagnostic.tool.as_str(), diagnostic.code.as_str()) {
        ("pyright", "reportReturnType") => diagnostic.message.contains("must return value"),
        ("ty", code) => {
            code == "invalid-implicit-return" || (code == "invalid-return-type" && diagnostic.message.contains("implicitly return"))
        }
        _ => false,
    }
}

/// The only expression in a body that does nothing but be a value, if it is the last statement of its block.
fn idle_value(body: &[Stmt]) -> Option<usize> {
    let mut idle = Idle { places: Vec::new() };
    idle.block(body);
    match idle.places.as_slice() {
        [only] => Some(*only),
        _ => None,
    }
}

struct Idle {
    places: Vec<usize>,
}

impl Idle {
    fn block(&mut self, body: &[Stmt]) {
        for (index, statement) in body.iter().enumerate() {
            let is_last = index + 1 == body.len();
            match statement {
                Stmt::Expr(only)
                    if is_last
                        && !only.value.is_string_literal_expr()
                        && !only.value.is_ellipsis_literal_expr()
                        && !only.value.is_yield_expr() =>
                {
                    self.places.push(bytes(&*only.value).start);
                }
                Stmt::If(block) => {
                    self.block(&block.body);
                    block.elif_else_clauses.iter().for_each(|clause| self.block(&clause.body));
                }
                Stmt::With(block) => self.block(&block.body),
                Stmt::For(block) => self.block(&block.body),
                Stmt::Try(block) => {
                    self.block(&block.body);
                    self.block(&block.orelse);
                }
                _ => {}
            }
        }
    }
}

struct FunctionAround<'a> {
    at: usize,
    found: Option<&'a StmtFunctionDef>,
}

impl<'a> Visitor<'a> for FunctionAround<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        if let Stmt::FunctionDef(function) = statement
            && bytes(function).contains(&self.at)
        {
            self.found = Some(function);
        }
        visitor::walk_stmt(self, statement);
    }
}

/// Arguments that a call has no room for, and that say nothing: `None`, or one that stands there twice.
pub(super) fn propose_surplus(context: &Context<'_>) -> Vec<Proposal> {
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

/// Functions and classes that stand in a file twice, word for word.
pub(super) fn propose_duplicates(context: &Context<'_>) -> Vec<Proposal> {
    let mut files: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (diagnostic, _) in context.errors() {
        if matches!(diagnostic.code.as_str(), "F811" | "reportRedeclaration" | "duplicate-route") {
            files.entry(&diagnostic.file).or_default().push(diagnostic.fingerprint.clone());
        }
    }
    let changed = files.into_iter().filter_map(|(path, answers)| {
        let text = context.text(path)?;
        let mut edits = Vec::new();
        duplicates(text, parse(text).suite(), &mut edits);
        let edits = (!edits.is_empty()).then_some(edits)?;
        proposal(path, "delete what stands there twice".to_owned(), apply(text, edits), answers, 0)
    });
    changed.collect()
}

fn duplicates(text: &str, body: &[Stmt], edits: &mut Vec<Replacement>) {
    let mut seen: BTreeSet<(&str, &str)> = BTreeSet::new();
    for statement in body {
        let name = match statement {
            Stmt::FunctionDef(function) => function.name.as_str(),
            Stmt::ClassDef(class) => {
                duplicates(text, &class.body, edits);
                class.name.as_str()
            }
            _ => continue,
        };
        if !seen.insert((name, text[bytes(statement)].trim_end())) {
            let lines = whole_lines(text, bytes(statement));
            // The empty lines above go with it.
            let above = text[..lines.start].trim_end_matches(['\n', '\r', ' ', '\t']).len();
            let start = if above > 0 { above + text[above..].find('\n').map_or(0, |at| at + 1) } else { 0 };
            edits.push(replace(start.min(lines.start)..lines.end, ""));
        }
    }
}
