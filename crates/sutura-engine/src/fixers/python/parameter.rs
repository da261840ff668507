//! Parameters that nobody passes and nothing uses, and such whose type nobody keeps to.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{Expr, Stmt, StmtFunctionDef};

use super::context::{Context, is_identifier};
use super::outline::{bytes, parse};
use super::proposal;
use super::returns::is_visible;
use super::wrong_keyword::missing_parameters;
use crate::{
    diagnostic::Diagnostic,
    fixers::{
        Proposal,
        text::{apply, replace, span},
    },
};

/// Parameters without a default that calls lack and the function itself does not use.
pub(super) fn propose_unused(context: &Context<'_>) -> Vec<Proposal> {
    let mut lacking: BTreeMap<String, Vec<(&Diagnostic, Option<String>)>> = BTreeMap::new();
    for (diagnostic, _) in context.errors() {
        for name in missing_parameters(diagnostic) {
            lacking.entry(name).or_default().push((diagnostic, function_of(diagnostic)));
        }
    }
    let mut found = Vec::new();
    for (name, diagnostics) in lacking {
        let functions: BTreeSet<&String> = diagnostics.iter().filter_map(|(_, function)| function.as_ref()).collect();
        let [function] = functions.iter().collect::<Vec<_>>()[..] else { continue };
        let answers: Vec<String> = diagnostics.iter().map(|(diagnostic, _)| diagnostic.fingerprint.clone()).collect();
        let Some((first, _)) = diagnostics.first() else { continue };
        for (path, outline) in context.neighbours(&first.file) {
            let Some(text) = context.text(path).filter(|text| outline.is_sound && text.contains(&format!("def {function}"))) else {
                continue;
            };
            let parsed = parse(text);
            let mut search = Functions { name: function, found: Vec::new() };
            search.visit_body(parsed.suite());
            for definition in search.found {
                if let Some(range) = unused(text, definition, &name) {
                    found.extend(proposal(
                        path,
                        format!("`{function}` does not use `{name}`"),
                        apply(text, vec![replace(range, "")]),
                        answers.clone(),
                        0,
                    ));
                }
            }
        }
    }
    found
}

/// The last name of the function that ty says lacks an argument.
fn function_of(diagnostic: &Diagnostic) -> Option<String> {
    let name = diagnostic.message.split(" of ").nth(1)?.split('`').nth(1)?;
    let last = name.rsplit('.').next()?;
    is_identifier(last).then(|| last.to_owned())
}

/// The parameter with its comma, if it has no default and the body does not name it.
fn unused(text: &str, function: &StmtFunctionDef, name: &str) -> Option<Range<usize>> {
    let parameters = &function.parameters.args;
    let index = parameters.iter().position(|parameter| parameter.parameter.name.as_str() == name && parameter.default.is_none())?;
    let mut search = Mentions { name, found: false };
    search.visit_body(&function.body);
    let is_trivial = function.body.len() == 1 && (function.body[0].is_pass_stmt() || function.body[0].is_expr_stmt());
    if search.found || is_trivial || !function.decorator_list.is_empty() {
        return None;
    }
    let own = bytes(&parameters[index]);
    match (index.checked_sub(1).and_then(|before| parameters.get(before)), parameters.get(index + 1)) {
        (Some(before), _) => Some(bytes(before).end..own.end),
        (None, Some(next)) => Some(own.start..bytes(next).start),
        (None, None) => text[own.end..].starts_with(')').then_some(own),
    }
}

struct Functions<'a, 'n> {
    name: &'n str,
    found: Vec<&'a StmtFunctionDef>,
}

impl<'a> Visitor<'a> for Functions<'a, '_> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        self.found.extend(statement.as_function_def_stmt().filter(|function| function.name.as_str() == self.name));
        visitor::walk_stmt(self, statement);
    }
}

struct Mentions<'n> {
    name: &'n str,
    found: bool,
}

impl<'a> Visitor<'a> for Mentions<'_> {
    fn visit_expr(&mut self, expression: &'a Expr) {
        self.found |= expression.as_name_expr().is_some_and(|name| name.id == self.name);
        visitor::walk_expr(self, expression);
    }
}

/// What is passed for a parameter.
#[derive(Default)]
struct Passed {
    types: BTreeSet<String>,
    answers: Vec<String>,
    caller: String,
}

/// A parameter that is declared as `None`, while all callers that the checkers complain about pass one and the same type.
pub(super) fn propose_types(context: &Context<'_>) -> Vec<Proposal> {
    let mut parameters: BTreeMap<(String, String), Passed> = BTreeMap::new();
    for (diagnostic, _) in
        context.errors().filter(|(diagnostic, _)| diagnostic.tool == "pyright" && diagnostic.code == "reportArgumentType")
    {
        let line = diagnostic.message.lines().next().unwrap_or_default();
        let quoted: Vec<&str> = line.split('"').skip(1).step_by(2).collect();
        if let [given, parameter, "None", function] = quoted[..] {
            let passed = parameters.entry((function.to_owned(), parameter.to_owned())).or_default();
            passed.types.insert(given.to_owned());
            passed.answers.push(diagnostic.fingerprint.clone());
            passed.caller.clone_from(&diagnostic.file);
        }
    }
    let mut found = overrides(context);
    for ((function, parameter), Passed { types, mut answers, caller }) in parameters {
        let [given] = types.iter().collect::<Vec<_>>()[..] else { continue };
        for (path, _) in context.neighbours(&caller) {
            let Some(text) = context.text(path).filter(|text| text.contains(&format!("def {function}"))) else { continue };
            let parsed = parse(text);
            let mut search = Functions { name: &function, found: Vec::new() };
            search.visit_body(parsed.suite());
            let annotations = search
                .found
                .iter()
                .flat_map(|definition| definition.parameters.iter())
                .filter(|one| one.name().as_str() == parameter)
                .filter_map(|one| one.annotation());
            for annotation in annotations.filter(|annotation| annotation.is_none_literal_expr() && is_visible(context, path, given)) {
                answers.extend(
                    context
                        .errors()
                        .filter(|(diagnostic, _)| diagnostic.file == path && diagnostic.message.contains("None"))
                        .map(|(diagnostic, _)| diagnostic.fingerprint.clone()),
                );
                found.extend(proposal(
                    path,
                    format!("`{parameter}: {given}`"),
                    apply(text, vec![replace(bytes(annotation), given)]),
                    answers.clone(),
                    0,
                ));
            }
        }
    }
    found
}

/// A parameter of another type than in the method that is overridden.
fn overrides(context: &Context<'_>) -> Vec<Proposal> {
    let mut found = Vec::new();
    for (diagnostic, text) in context.errors().filter(|(diagnostic, _)| diagnostic.code == "reportIncompatibleMethodOverride") {
        let Some(place) = span(text, diagnostic) else { continue };
        let parsed = parse(text);
        let mut search = FunctionNamedAt { at: place.start, found: None };
        search.visit_body(parsed.suite());
        let Some(method) = search.found else { continue };
        for line in diagnostic.message.lines().filter(|line| line.contains("type mismatch: base parameter")) {
            let quoted: Vec<&str> = line.split('"').skip(1).step_by(2).collect();
            let [name, base, own] = quoted[..] else { continue };
            let annotation = method.parameters.iter().find(|one| one.name().as_str() == name).and_then(|one| one.annotation()).map(bytes);
            if let Some(range) = annotation.filter(|range| &text[range.clone()] == own && is_visible(context, &diagnostic.file, base)) {
                let answers = context
                    .errors()
                    .filter(|(other, _)| other.file == diagnostic.file && other.line == diagnostic.line)
                    .map(|(other, _)| other.fingerprint.clone());
                found.extend(proposal(
                    &diagnostic.file,
                    format!("`{name}: {base}`, as in the base class"),
                    apply(text, vec![replace(range, base)]),
                    answers.collect(),
                    0,
                ));
            }
        }
    }
    found
}

struct FunctionNamedAt<'a> {
    at: usize,
    found: Option<&'a StmtFunctionDef>,
}

impl<'a> Visitor<'a> for FunctionNamedAt<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        self.found = statement.as_function_def_stmt().filter(|function| bytes(&function.name).start == self.at).or(self.found);
        visitor::walk_stmt(self, statement);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::best;
    use super::*;

    const CALLER: (&str, &str) = ("b.py", "from a import save\nsave(1)\n");
    const LACKS: (&str, &str, &str, u32, u32, &str) =
        ("ty", "missing-argument", "b.py", 2, 1, "No argument provided for required parameter `strict` of function `save`");

    #[test]
    fn a_parameter_that_nobody_passes_and_nothing_uses_goes() {
        let files = [("a.py", "def save(order: int, strict: bool) -> int:\n    return order + 1\n"), CALLER];
        assert_eq!(best(&files, &[LACKS], propose_unused), ["def save(order: int) -> int:\n    return order + 1\n"]);
    }

    #[test]
    fn a_parameter_that_is_used_or_has_still_to_be_used_stays() {
        for body in ["    return order if strict else 0\n", "    ...\n"] {
            let definition = format!("def save(order: int, strict: bool) -> int:\n{body}");
            assert_eq!(best(&[("a.py", &definition), CALLER], &[LACKS], propose_unused), [""; 0]);
        }
    }

    #[test]
    fn an_override_takes_the_type_of_its_base() {
        let message = "Method \"get\" overrides class \"Base\" in an incompatible manner\n  Keyword parameter \"email\" type mismatch: base parameter is type \"str\", override parameter is type \"int\"";
        let files = [("a.py", "class A(Base):\n    def get(self, *, email: int): ...\n")];
        let found = best(&files, &[("pyright", "reportIncompatibleMethodOverride", "a.py", 2, 9, message)], propose_types);
        assert_eq!(found, ["class A(Base):\n    def get(self, *, email: str): ...\n"]);
    }

    #[test]
    fn a_parameter_of_no_type_gets_the_one_that_is_passed() {
        let message = "Argument of type \"Session\" cannot be assigned to parameter \"session\" of type \"None\" in function \"save\"";
        let files = [("a.py", "from m import Session\ndef save(session: None):\n    session.add(1)\n"), ("b.py", "save(Session())\n")];
        let found = best(&files, &[("pyright", "reportArgumentType", "b.py", 1, 6, message)], propose_types);
        assert_eq!(found, ["from m import Session\ndef save(session: Session):\n    session.add(1)\n"]);
    }
}
