//! Functions whose definition has changed.

use super::super::{Change, Source};
use super::Entry;
use super::nodes::{bytes, with_nodes};

pub(super) const OPERATORS: &[Entry] = &[
    ("drop-self", drop_self),
    ("drop-return", drop_return),
    ("wrong-return", wrong_return),
    ("remove-parameter", remove_parameter),
    ("add-parameter", add_parameter),
    ("make-sync", make_sync),
    ("define-twice", define_twice),
];

fn drop_self(source: &Source<'_>) -> Vec<Change> {
    with_nodes(source.text, |nodes| {
        let first = nodes.methods.iter().filter_map(|(_, method)| method.parameters.args.first());
        let own = first.filter(|parameter| matches!(parameter.parameter.name.as_str(), "self" | "cls"));
        own.map(|parameter| Change::delete(nodes.with_comma(bytes(parameter)))).collect()
    })
}

fn drop_return(source: &Source<'_>) -> Vec<Change> {
    with_nodes(source.text, |nodes| {
        let values = nodes.returns.iter().filter_map(|leave| Some((bytes(*leave).start, bytes(&**leave.value.as_ref()?).start)));
        values.map(|(start, value)| Change::delete(start..value)).collect()
    })
}

fn wrong_return(source: &Source<'_>) -> Vec<Change> {
    with_nodes(source.text, |nodes| {
        let values = nodes.returns.iter().filter_map(|leave| leave.value.as_deref());
        let many = values.clone().filter(|value| value.is_name_expr() || value.is_call_expr());
        let wrapped = many.map(|value| Change::replace(bytes(value), format!("[{}]", nodes.source(value))));
        wrapped.chain(values.map(|value| Change::replace(bytes(value), "None"))).collect()
    })
}

fn remove_parameter(source: &Source<'_>) -> Vec<Change> {
    with_nodes(source.text, |nodes| {
        let all = nodes.functions.iter().flat_map(|function| &function.parameters.args);
        let used = all
            .filter(|parameter| !matches!(parameter.parameter.name.as_str(), "self" | "cls") && nodes.is_used(&parameter.parameter.name));
        used.map(|parameter| Change::delete(nodes.with_comma(bytes(parameter)))).collect()
    })
}

fn add_parameter(source: &Source<'_>) -> Vec<Change> {
    with_nodes(source.text, |nodes| {
        let plain = nodes.functions.iter().filter(|function| function.decorator_list.is_empty());
        let last = plain.filter_map(|function| function.parameters.args.last()).filter(|last| last.default.is_none());
        last.map(|last| Change::insert(bytes(last).end, ", strict: bool")).collect()
    })
}

fn make_sync(source: &Source<'_>) -> Vec<Change> {
    with_nodes(source.text, |nodes| {
        let starts = nodes.functions.iter().filter(|function| function.is_async).filter_map(|function| {
            let from = function.decorator_list.last().map_or(bytes(*function).start, |last| bytes(last).end);
            Some(from + nodes.text[from..bytes(*function).end].find("async ")?)
        });
        starts.map(|start| Change::delete(start..start + "async ".len())).collect()
    })
}

fn define_twice(source: &Source<'_>) -> Vec<Change> {
    with_nodes(source.text, |nodes| {
        let short = nodes.functions.iter().filter(|function| nodes.source(**function).lines().count() < 30 && nodes.is_alone(**function));
        short
            .map(|function| {
                let lines = nodes.lines(*function);
                Change::insert(lines.end, format!("\n{}", nodes.text[lines].trim_end_matches('\n').to_owned() + "\n"))
            })
            .collect()
    })
}
