//! Calls with the wrong arguments, and `await`s.

use super::super::{Change, Source};
use super::Entry;
use super::nodes::{bytes, with_nodes};
use crate::faults::edit::misspellings;

pub(super) const OPERATORS: &[Entry] = &[
    ("drop-argument", drop_argument),
    ("extra-argument", extra_argument),
    ("wrong-argument-type", wrong_argument_type),
    ("misspell-keyword", misspell_keyword),
    ("drop-await", drop_await),
    ("superfluous-await", superfluous_await),
];

fn drop_argument(source: &Source<'_>) -> Vec<Change> {
    with_nodes(source.text, |nodes| {
        let positional = nodes.calls.iter().flat_map(|call| &call.arguments.args).map(bytes);
        let named = nodes.keywords.iter().filter(|keyword| keyword.arg.is_some()).map(|keyword| bytes(*keyword));
        positional.chain(named).map(|argument| Change::delete(nodes.with_comma(argument))).collect()
    })
}

fn extra_argument(source: &Source<'_>) -> Vec<Change> {
    with_nodes(source.text, |nodes| {
        let plain = nodes.calls.iter().filter(|call| call.arguments.keywords.is_empty());
        plain.filter_map(|call| call.arguments.args.last()).map(|last| Change::insert(bytes(last).end, ", None")).collect()
    })
}

fn wrong_argument_type(source: &Source<'_>) -> Vec<Change> {
    with_nodes(source.text, |nodes| {
        let named = nodes.keywords.iter().map(|keyword| &keyword.value);
        let given = nodes.calls.iter().flat_map(|call| &call.arguments.args).chain(named);
        let wrong = given.filter_map(|value| match nodes.source(value) {
            text if value.is_number_literal_expr() => Some((value, format!("\"{text}\""))),
            _ if value.is_string_literal_expr() => Some((value, "0".to_owned())),
            text if value.is_name_expr() => Some((value, format!("str({text})"))),
            _ => None,
        });
        wrong.map(|(value, text)| Change::replace(bytes(value), text)).collect()
    })
}

fn misspell_keyword(source: &Source<'_>) -> Vec<Change> {
    with_nodes(source.text, |nodes| {
        let names = nodes.keywords.iter().filter_map(|keyword| keyword.arg.as_ref());
        names.flat_map(|name| misspellings(name).into_iter().map(|wrong| Change::replace(bytes(name), wrong))).collect()
    })
}

fn drop_await(source: &Source<'_>) -> Vec<Change> {
    with_nodes(source.text, |nodes| {
        let value = |wait: &&ruff_python_ast::ExprAwait| bytes(*wait).start..bytes(&*wait.value).start;
        nodes.awaits.iter().map(|wait| Change::delete(value(wait))).collect()
    })
}

fn superfluous_await(source: &Source<'_>) -> Vec<Change> {
    with_nodes(source.text, |nodes| {
        let inside = |at: usize| {
            nodes.functions.iter().any(|function| {
                function.is_async && function.body.first().is_some_and(|first| bytes(first).start <= at) && at < bytes(*function).end
            })
        };
        let waited = |at: usize| nodes.awaits.iter().any(|wait| bytes(&*wait.value).start == at);
        let calls = nodes.calls.iter().map(|call| bytes(*call).start).filter(|start| inside(*start) && !waited(*start));
        calls.map(|start| Change::insert(start, "await ")).collect()
    })
}
