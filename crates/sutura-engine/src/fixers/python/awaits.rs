//! Coroutines that are not awaited, and `await`s of what is none.

use std::collections::BTreeMap;

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{Expr, Stmt};

use super::async_class::wanted_class;
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

/// `await`s that are missing or too many.
pub(super) fn propose(context: &Context<'_>) -> Vec<Proposal> {
    let mut found = Vec::new();
    let mut by_place: BTreeMap<(&str, usize, usize, bool), Vec<String>> = BTreeMap::new();
    for (diagnostic, text) in context.errors() {
        let Some((wants, place)) = await_wanted(diagnostic).zip(span(text, diagnostic)) else { continue };
        let parsed = parse(text);
        let mut search = Awaits { text, place: place.clone(), is_async: false, missing: Vec::new(), superfluous: Vec::new() };
        search.visit_body(parsed.suite());
        // Of a class whose asynchronous sister is wanted nothing has to be awaited; of the sister it has.
        let is_of_other_class = !wants && context.errors().any(|(other, _)| other.file == diagnostic.file && wanted_class(other).is_some());
        let places = match wants {
            true => search.missing,
            false if is_of_other_class => continue,
            false => search.superfluous,
        };
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

/// Functions that await and are not `async`.
pub(super) fn propose_async(context: &Context<'_>) -> Vec<Proposal> {
    let mut functions: BTreeMap<(&str, usize), Vec<String>> = BTreeMap::new();
    for (diagnostic, text) in context.errors().filter(|(diagnostic, _)| is_outside_async(diagnostic)) {
        let Some(place) = span(text, diagnostic) else { continue };
        let parsed = parse(text);
        if let Some(function) = function_around(parsed.suite(), place.start).filter(|function| !function.is_async) {
            let head = function.decorator_list.last().map_or(bytes(function).start, |last| bytes(last).end);
            if let Some(at) = text[head..].find("def ") {
                functions.entry((&diagnostic.file, head + at)).or_default().push(diagnostic.fingerprint.clone());
            }
        }
    }
    let mut found = Vec::new();
    for ((path, at), answers) in functions {
        let Some(text) = context.text(path) else { continue };
        found.extend(proposal(path, "make the function async".to_owned(), apply(text, vec![replace(at..at, "async ")]), answers, 0));
    }
    found
}

/// The three checkers' words for `await`, `async with` and `async for` in a plain function.
fn is_outside_async(diagnostic: &Diagnostic) -> bool {
    let message = &diagnostic.message;
    [
        "outside of an asynchronous function",
        "outside of async function",
        "only within async function",
        "outside of a function",
        "outside an asynchronous function",
        "outside async function",
    ]
    .iter()
    .any(|words| message.contains(words))
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

#[cfg(test)]
mod tests {
    use super::super::testing::best;
    use super::*;

    #[test]
    fn a_coroutine_is_awaited_where_it_is_made_and_only_in_async_functions() {
        let source = |prefix: &str, value: &str| format!("{prefix}def main(db):\n    user = {value}\n    return user.name\n");
        let problem = (
            "pyright",
            "reportAttributeAccessIssue",
            "a.py",
            3,
            17,
            "Cannot access attribute \"name\" for class \"CoroutineType[Any, Any, User]\"",
        );
        let made = ("pyright", "reportAttributeAccessIssue", "a.py", 3, 12, problem.5);
        assert_eq!(
            best(&[("a.py", &source("async ", "get(db)"))], &[made], propose),
            [""; 0],
            "a place without an end says nothing of a name"
        );
        assert_eq!(best(&[("a.py", &source("async ", "get(db)"))], &[problem], propose), [source("async ", "await get(db)")]);
        assert_eq!(best(&[("a.py", &source("", "get(db)"))], &[problem], propose), [""; 0]);
    }

    #[test]
    fn an_await_of_what_is_no_coroutine_goes() {
        let files = [("a.py", "async def f():\n    return await g(1)\n")];
        assert_eq!(
            best(&files, &[("ty", "invalid-await", "a.py", 2, 18, "`int` is not awaitable")], propose),
            ["async def f():\n    return g(1)\n"]
        );
    }

    #[test]
    fn a_function_that_awaits_becomes_async() {
        let files = [("a.py", "@app.get(\"/\")\ndef f():\n    return await g()\n")];
        let problem = ("ty", "invalid-syntax", "a.py", 3, 12, "`await` outside of an asynchronous function");
        assert_eq!(best(&files, &[problem], propose_async), ["@app.get(\"/\")\nasync def f():\n    return await g()\n"]);
    }
}
