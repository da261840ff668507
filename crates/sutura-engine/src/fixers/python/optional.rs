//! Annotations that `None` does not fit, where a `None` is given.

use std::collections::BTreeMap;

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{Expr, Stmt};

use super::context::Context;
use super::outline::{bytes, function_around, parse};
use super::proposal;
use crate::{
    diagnostic::Diagnostic,
    fixers::{
        Proposal,
        text::{apply, replace, span},
    },
};

/// `x: int = None`, and other annotations that `None` does not fit.
pub(super) fn propose(context: &Context<'_>) -> Vec<Proposal> {
    let mut places: BTreeMap<(&str, usize, usize), Vec<String>> = BTreeMap::new();
    for (diagnostic, text) in context.errors() {
        let Some(place) = speaks_of_none(diagnostic).then(|| span(text, diagnostic)).flatten() else { continue };
        let parsed = parse(text);
        // What the function itself uses as if it were never `None` was meant to be checked.
        let function =
            function_around(parsed.suite(), place.start).map(bytes).filter(|_| diagnostic.code.to_lowercase().contains("return"));
        let is_used = |other: &Diagnostic| {
            let at = span(text, other).filter(|_| other.file == diagnostic.file && other.code.starts_with("reportOptional"));
            at.zip(function.as_ref()).is_some_and(|(at, function)| function.contains(&at.start))
        };
        if context.errors().any(|(other, _)| is_used(other)) {
            continue;
        }
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
                let mut returns = NoneReturned { at: self.at, found: false, is_other: false };
                returns.visit_body(&function.body);
                let returned = (returns.found && returns.is_other).then(|| function.returns.as_deref().map(bytes)).flatten();
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
    /// Whether something else is returned elsewhere: a function that only ever returns `None` has lost what it did.
    is_other: bool,
}

impl<'a> Visitor<'a> for NoneReturned {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::Return(leave) => {
                self.found |= bytes(leave).contains(&self.at) && leave.value.is_some();
                self.is_other |= leave.value.as_deref().is_some_and(|value| !value.is_none_literal_expr());
            }
            Stmt::FunctionDef(_) | Stmt::ClassDef(_) => {}
            _ => visitor::walk_stmt(self, statement),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::best;
    use super::*;

    const NONE: (&str, &str, &str, u32, u32, &str) =
        ("ty", "invalid-assignment", "a.py", 2, 14, "Object of type `None` is not assignable to `int`");

    #[test]
    fn what_is_none_may_be_none_in_the_style_of_the_file() {
        let found = best(&[("a.py", "class A:\n    x: int = None\n")], &[NONE], propose);
        assert_eq!(found, ["class A:\n    x: int | None = None\n"]);
        let found = best(&[("a.py", "from typing import Optional\nx: int =     None\n")], &[NONE], propose);
        assert_eq!(found, ["from typing import Optional\nx: Optional[int] =     None\n"]);
    }

    #[test]
    fn a_function_may_return_none_beside_a_value_and_not_alone() {
        let problem = |line| {
            ("ty", "invalid-explicit-return", "a.py", line, 16, "Return type does not match returned value: expected `int`, found `None`")
        };
        let found = best(&[("a.py", "def f(x) -> int:\n    if x:\n        return None\n    return 1\n")], &[problem(3)], propose);
        assert_eq!(found, ["def f(x) -> int | None:\n    if x:\n        return None\n    return 1\n"]);
        assert_eq!(best(&[("a.py", "def f(x) -> int:\n    if x:\n        return None\n")], &[problem(3)], propose), [""; 0]);
    }

    #[test]
    fn what_may_be_none_already_is_left_alone() {
        assert_eq!(best(&[("a.py", "class A:\n    x: int | None = None\n")], &[NONE], propose), [""; 0]);
    }

    #[test]
    fn what_the_function_uses_as_never_none_is_not_returned_as_none() {
        let text = "def f(db) -> User:\n    user = get(db)\n    if not user.is_active:\n        raise E\n    return user\n";
        let returned = (
            "pyright",
            "reportReturnType",
            "a.py",
            5,
            12,
            "Type \"User | None\" is not assignable to return type \"User\"\n  \"None\" is not assignable to \"User\"",
        );
        let used = ("pyright", "reportOptionalMemberAccess", "a.py", 3, 17, "\"is_active\" is not a known attribute of \"None\"");
        assert_eq!(best(&[("a.py", text)], &[returned], propose).len(), 1);
        assert_eq!(best(&[("a.py", text)], &[returned, used], propose), [""; 0]);
    }
}
