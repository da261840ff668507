//! Coroutines that are not awaited, and `await`s of what is none.

use std::collections::{BTreeMap, BTreeSet};

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{Expr, Stmt};

use super::async_class::wanted_class;
use super::context::Context;
use super::fault::{Change, Fault, mend};
use super::outline::{bytes, dotted, expressions, function_around, parse, statements};
use super::proposal;
use crate::{
    diagnostic::Diagnostic,
    fixers::{
        Proposal,
        text::{Replacement, apply, replace, span},
    },
};

/// `await`s that are missing or too many.
pub(super) fn propose(context: &Context<'_>) -> Vec<Proposal> {
    let mut found = mend(context, |diagnostic| diagnostic.message.contains("\"main\" of type \"Coroutine"), not_run);
    let mut by_place: BTreeMap<(&str, usize, usize, bool), Vec<String>> = BTreeMap::new();
    for (diagnostic, text) in context.errors() {
        let Some((wants, place)) = await_wanted(diagnostic).zip(span(text, diagnostic)) else { continue };
        let parsed = parse(text);
        let mut search =
            Awaits { text, place: place.clone(), in_any: false, is_async: false, missing: Vec::new(), superfluous: Vec::new() };
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

/// `asyncio.run(f())` of what is no coroutine.
fn not_run(fault: &Fault<'_>) -> Option<Change> {
    let calls = expressions(fault.body).into_iter().filter(|expression| expression.is_call_expr());
    let (run, value) = calls.filter_map(|run| Some((run, run.as_call_expr()?))).find_map(|(run, call)| {
        let value = call.arguments.args.first().filter(|value| bytes(*value).start == fault.place.start)?;
        (dotted(&call.func).as_deref() == Some("asyncio.run") && call.arguments.len() == 1).then_some((run, value))
    })?;
    Some(Change::new("do not run what is no coroutine", vec![replace(bytes(run), fault.source(value))]))
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

/// Functions that are `async`, await nothing, and are awaited by nobody, where some of the callers could not do so.
pub(super) fn propose_plain(context: &Context<'_>) -> Vec<Proposal> {
    let mut functions: BTreeMap<String, Unawaited<'_>> = BTreeMap::new();
    for (diagnostic, text) in context.errors().filter(|(diagnostic, _)| await_wanted(diagnostic) == Some(true)) {
        let Some(place) = span(text, diagnostic) else { continue };
        let parsed = parse(text);
        let mut search = Awaits { text, place, in_any: true, is_async: true, missing: Vec::new(), superfluous: Vec::new() };
        search.visit_body(parsed.suite());
        for call in search.missing {
            let name = text[call.clone()].split('(').next().and_then(|callee| callee.rsplit('.').next()).unwrap_or_default().to_owned();
            let function = functions.entry(name).or_default();
            function.answers.push(diagnostic.fingerprint.clone());
            function.calls.insert((&diagnostic.file, call.start));
            function.is_out_of_reach |= !function_around(parsed.suite(), call.start).is_some_and(|around| around.is_async);
        }
    }
    let mut found = Vec::new();
    for (name, Unawaited { answers, calls, is_out_of_reach }) in functions {
        let Some((caller, _)) = calls.first().filter(|_| calls.len() > 1 && is_out_of_reach) else { continue };
        let neighbours = context.neighbours(caller);
        let texts: Vec<(&str, &str)> = neighbours.iter().filter_map(|(path, _)| Some((*path, context.text(path)?))).collect();
        let mut definitions = texts.iter().filter(|(_, text)| text.contains(&format!("async def {name}(")));
        let (Some((path, text)), None) = (definitions.next(), definitions.next()) else { continue };
        let is_awaited = texts.iter().any(|(_, text)| awaited_names(text).contains(&name));
        let edit = plain_head(text, &name).filter(|_| !is_awaited);
        let title = format!("`{name}` awaits nothing, and nobody awaits it");
        found.extend(proposal(path, title, edit.and_then(|edit| apply(text, vec![edit])), answers, 0));
    }
    found
}

/// Calls of one coroutine without `await`.
#[derive(Default)]
struct Unawaited<'a> {
    answers: Vec<String>,
    calls: BTreeSet<(&'a str, usize)>,
    /// Whether one of them stands where nothing can be awaited.
    is_out_of_reach: bool,
}

/// What is called behind an `await`.
fn awaited_names(text: &str) -> BTreeSet<String> {
    let parsed = parse(text);
    let awaited =
        expressions(parsed.suite()).into_iter().filter_map(Expr::as_await_expr).filter_map(|awaited| awaited.value.as_call_expr());
    awaited.filter_map(|call| Some(dotted(&call.func)?.rsplit('.').next()?.to_owned())).collect()
}

/// The head of the only function `name` without its `async`, if the function has no use for it.
fn plain_head(text: &str, name: &str) -> Option<Replacement> {
    let parsed = parse(text);
    let mut named =
        statements(parsed.suite()).into_iter().filter_map(Stmt::as_function_def_stmt).filter(|function| function.name.as_str() == name);
    let (Some(function), None) = (named.next(), named.next()) else { return None };
    let body = &text[bytes(function.body.first()?).start..bytes(function).end];
    let is_plain = !["await ", "async ", "yield"].iter().any(|word| body.contains(word)) && function.decorator_list.is_empty();
    let start = bytes(function).start;
    let head = "async ".len();
    (function.is_async && is_plain && text[start..].starts_with("async ")).then(|| replace(start..start + head, ""))
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
    /// Whether calls count in functions that cannot await, too.
    in_any: bool,
    is_async: bool,
    missing: Vec<std::ops::Range<usize>>,
    superfluous: Vec<std::ops::Range<usize>>,
}

impl<'a> Visitor<'a> for Awaits<'_> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        let outer = self.is_async;
        if let Stmt::FunctionDef(function) = statement {
            self.is_async = self.in_any || function.is_async;
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
    fn what_awaits_nothing_and_is_awaited_by_nobody_is_a_plain_function() {
        let message = "Cannot access attribute \"name\" for class \"CoroutineType[Any, Any, User]\"";
        let caller =
            "from m import get\n\n\ndef f():\n    a = get(1)\n    return a.name\n\n\nasync def g():\n    b = get(2)\n    return b.name\n";
        let problems = [
            ("pyright", "reportAttributeAccessIssue", "a.py", 6, 14, message),
            ("pyright", "reportAttributeAccessIssue", "a.py", 11, 14, message),
        ];
        let definition = "async def get(id):\n    return User(id)\n";
        let found = best(&[("m.py", definition), ("a.py", caller)], &problems, propose_plain);
        assert_eq!(found, [definition.replace("async ", "")]);
        let awaiting = definition.replace("User(id)", "await User(id)");
        assert_eq!(best(&[("m.py", &awaiting), ("a.py", caller)], &problems, propose_plain), [""; 0]);
        let awaited = ("b.py", "from m import get\nasync def h():\n    await get(3)\n");
        assert_eq!(best(&[("m.py", definition), ("a.py", caller), awaited], &problems, propose_plain), [""; 0]);
        assert_eq!(best(&[("m.py", definition), ("a.py", caller)], &problems[1..], propose_plain), [""; 0], "one forgot to await");
    }

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
