//! Context managers: generators that lost the decorator which makes them one, and `with` and `for` of the wrong kind.

use ruff_python_ast::{Expr, Stmt, StmtFunctionDef};

use super::context::{Context, Module};
use super::fault::{Change, Fault, mend};
use super::insertion::{Wanted, with_import};
use super::outline::{bytes, dotted, expressions, function_around, parse, statements};
use crate::{
    diagnostic::Diagnostic,
    fixers::{
        Proposal,
        text::{apply, newline, replace, span},
    },
    patch::Patch,
};

/// `with`, `async with`, `for` and `async for` as what they are given wants it.
pub(super) fn propose_kinds(context: &Context<'_>) -> Vec<Proposal> {
    let is_about = |diagnostic: &Diagnostic| {
        let message = &diagnostic.message;
        message.contains("cannot be used with \"")
            || message.contains("is not iterable")
            || message.contains("\"__iter__\"")
            || message.contains("\"__aiter__\"")
    };
    mend(context, is_about, other_kind)
}

fn other_kind(fault: &Fault<'_>) -> Option<Change> {
    let at = fault.place.start;
    let is_async = function_around(fault.body, at)?.is_async;
    let (start, was_async) = statements(fault.body).into_iter().find_map(|statement| match statement {
        // What is not the only one of its statement may be of another kind than the rest.
        Stmt::With(block) if block.items.len() == 1 && bytes(&block.items[0].context_expr).start == at => {
            Some((bytes(block).start, block.is_async))
        }
        Stmt::For(block) if bytes(&*block.iter).start == at => Some((bytes(block).start, block.is_async)),
        _ => None,
    })?;
    if was_async {
        let end = start + fault.text[start..].find(|c: char| !"async ".contains(c))?.min("async ".len());
        return Some(Change::new("it is not async", vec![replace(start..end, "")]));
    }
    is_async.then(|| Change::new("it is async", vec![replace(start..start, "async ")]))
}

/// `@asynccontextmanager` and `@contextmanager` on a generator that is used as a context manager.
pub(super) fn propose_decorators(context: &Context<'_>) -> Vec<Proposal> {
    let mut found = Vec::new();
    for (diagnostic, text) in context.errors().filter(|(diagnostic, _)| wants_manager(diagnostic)) {
        let Some(place) = span(text, diagnostic) else { continue };
        let parsed = parse(text);
        let used = expressions(parsed.suite()).into_iter().filter(|expression| bytes(*expression).start == place.start);
        let mut names = used.filter_map(|expression| match expression {
            Expr::Call(call) => dotted(&call.func),
            other => dotted(other),
        });
        let patch = names.next().and_then(|name| decorated(context, &diagnostic.file, &name));
        found.extend(patch.map(|(title, patch)| Proposal { title, patch, answers: vec![diagnostic.fingerprint.clone()], rank: 0 }));
    }
    super::merged(found)
}

/// Whether a generator stands where a context manager is wanted.
fn wants_manager(diagnostic: &Diagnostic) -> bool {
    let message = &diagnostic.message;
    let is_generator = message.contains("Generator[") || message.contains("Iterator[");
    is_generator && (message.contains("cannot be used with \"") || message.contains("ContextManager["))
}

/// The file that defines the function `name`, as `path` sees it, with the decorator.
fn decorated(context: &Context<'_>, path: &str, name: &str) -> Option<(String, Patch)> {
    let (module, last) = match name.rsplit_once('.') {
        None => (context.dotted(path)?, name),
        Some((owner, last)) => {
            let import = context.outline(path)?.imports_of(owner).next().cloned()?;
            let module = context.absolute(path, &import.module, import.level)?;
            (import.name.map_or(module.clone(), |name| format!("{module}.{name}")), last)
        }
    };
    let (place, _) = context.definition(path, &module, last)?;
    let Module::Source(file) = context.module(path, &place)? else { return None };
    let text = context.text(&file)?;
    let parsed = parse(text);
    let function = parsed
        .suite()
        .iter()
        .filter_map(Stmt::as_function_def_stmt)
        .find(|function| function.decorator_list.is_empty() && yields_once(function) && (function.name.as_str() == last))?;
    let decorator = if function.is_async { "asynccontextmanager" } else { "contextmanager" };
    let at = bytes(function).start;
    let line = format!("@{decorator}{}", newline(text));
    let wanted = Wanted { module: "contextlib".to_owned(), name: Some(decorator.to_owned()), alias: None };
    let is_there = context.outline(&file)?.names.contains_key(decorator);
    let imported = if is_there { text.to_owned() } else { with_import(context, &file, text, &wanted)? };
    // Imports stand before the function.
    let at = at + imported.len().checked_sub(text.len())?;
    let changed = apply(&imported, vec![replace(at..at, line)])?;
    Some((format!("decorate `{last}` with `@{decorator}`"), Patch::of(file, changed)))
}

fn yields_once(function: &StmtFunctionDef) -> bool {
    expressions(&function.body).into_iter().filter(|expression| expression.is_yield_expr()).count() == 1
}

#[cfg(test)]
mod tests {
    use super::super::testing::best;
    use super::*;

    const GENERATOR: &str = "Object of type \"AsyncGenerator[Session, None]\" cannot be used with \"async with\" because it does not correctly implement __aenter__";

    #[test]
    fn a_generator_that_is_entered_gets_its_decorator_back() {
        let definition = "import os\n\n\nasync def scope():\n    yield os\n";
        let files = [("db.py", definition), ("a.py", "from db import scope\nasync def f():\n    async with scope() as s: ...\n")];
        let found = best(&files, &[("pyright", "reportGeneralTypeIssues", "a.py", 3, 16, GENERATOR)], propose_decorators);
        assert_eq!(
            found,
            ["import os\nfrom contextlib import asynccontextmanager\n\n\n@asynccontextmanager\nasync def scope():\n    yield os\n"]
        );
    }

    #[test]
    fn a_generator_of_many_things_or_with_another_decorator_is_left_alone() {
        for definition in ["async def scope():\n    yield 1\n    yield 2\n", "@other\nasync def scope():\n    yield 1\n"] {
            let files = [("db.py", definition), ("a.py", "from db import scope\nasync def f():\n    async with scope() as s: ...\n")];
            assert_eq!(best(&files, &[("pyright", "reportGeneralTypeIssues", "a.py", 3, 16, GENERATOR)], propose_decorators), [""; 0]);
        }
    }

    #[test]
    fn what_is_entered_asynchronously_is_entered_so_in_an_async_function_only() {
        let message = "Object of type \"AsyncClient\" cannot be used with \"with\" because it does not correctly implement __enter__";
        let text = "async def f():\n    with g() as h: ...\n";
        let found = best(&[("a.py", text)], &[("pyright", "reportGeneralTypeIssues", "a.py", 2, 10, message)], propose_kinds);
        assert_eq!(found, [text.replace("with", "async with")]);
        let plain = text.replace("async ", "");
        assert_eq!(best(&[("a.py", &plain)], &[("pyright", "reportGeneralTypeIssues", "a.py", 2, 10, message)], propose_kinds), [""; 0]);
        let back = best(
            &found.iter().map(|text| ("a.py", text.as_str())).collect::<Vec<_>>(),
            &[("pyright", "reportGeneralTypeIssues", "a.py", 2, 16, message)],
            propose_kinds,
        );
        assert_eq!(back, [text]);
    }
}
