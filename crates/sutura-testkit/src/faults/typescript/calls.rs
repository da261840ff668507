//! Calls, values and signatures that do not fit one another.

use super::super::{Change, Edit, Source};
use super::Entry;
use super::nodes::{Nodes, with_nodes};

pub(super) const OPERATORS: &[Entry] = &[
    ("drop-argument", drop_argument),
    ("extra-argument", extra_argument),
    ("wrong-argument", wrong_argument),
    ("drop-await", drop_await),
    ("drop-return", drop_return),
    ("wrong-return", wrong_return),
    ("drop-attribute", drop_attribute),
    ("drop-key", drop_key),
    ("drop-parameter", drop_parameter),
    ("extra-parameter", extra_parameter),
    ("wrong-annotation", wrong_annotation),
];

fn nodes(source: &Source<'_>, find: impl FnOnce(&Nodes) -> Vec<Change>) -> Vec<Change> {
    with_nodes(source.path, source.text, find)
}

fn drop_argument(source: &Source<'_>) -> Vec<Change> {
    nodes(source, |nodes| {
        nodes.calls.iter().filter_map(|call| call.arguments.last()).map(|last| Change::delete(nodes.with_comma(last))).collect()
    })
}

fn extra_argument(source: &Source<'_>) -> Vec<Change> {
    nodes(source, |nodes| {
        nodes.calls.iter().filter_map(|call| call.arguments.last()).map(|last| Change::insert(last.end, ", true")).collect()
    })
}

fn wrong_argument(source: &Source<'_>) -> Vec<Change> {
    nodes(source, |nodes| {
        let arguments = nodes.calls.iter().flat_map(|call| &call.arguments);
        arguments
            .filter(|range| nodes.text[(*range).clone()].starts_with(['"', '\'']))
            .map(|range| Change::replace(range.clone(), "42"))
            .collect()
    })
}

fn drop_await(source: &Source<'_>) -> Vec<Change> {
    nodes(source, |nodes| nodes.awaits.iter().map(|(whole, inner)| Change::delete(whole.start..inner.start)).collect())
}

fn drop_return(source: &Source<'_>) -> Vec<Change> {
    nodes(source, |nodes| nodes.returns.iter().map(|(whole, inner)| Change::delete(whole.start..inner.start)).collect())
}

fn wrong_return(source: &Source<'_>) -> Vec<Change> {
    nodes(source, |nodes| {
        nodes.returns.iter().filter(|(_, inner)| inner.len() < 40).map(|(_, inner)| Change::replace(inner.clone(), "42")).collect()
    })
}

fn drop_attribute(source: &Source<'_>) -> Vec<Change> {
    nodes(source, |nodes| {
        let components = nodes.attributes.iter().filter(|found| found.component);
        components
            .map(|found| Change::delete(found.range.start..found.range.end + usize::from(nodes.text[found.range.end..].starts_with(' '))))
            .collect()
    })
}

fn drop_key(source: &Source<'_>) -> Vec<Change> {
    nodes(source, |nodes| nodes.keys.iter().map(|(_, whole)| Change::delete(nodes.with_comma(whole))).collect())
}

/// A parameter goes from the signature; its uses and the callers break.
fn drop_parameter(source: &Source<'_>) -> Vec<Change> {
    nodes(source, |nodes| nodes.parameters.iter().map(|(_, range)| Change::delete(nodes.with_comma(range))).collect())
}

fn extra_parameter(source: &Source<'_>) -> Vec<Change> {
    nodes(source, |nodes| nodes.parameters.iter().map(|(_, range)| Change::insert(range.end, ", mode: number")).collect())
}

fn wrong_annotation(source: &Source<'_>) -> Vec<Change> {
    nodes(source, |nodes| {
        let plain = nodes.annotations.iter().filter_map(|range| {
            let other = match &nodes.text[range.clone()] {
                "string" => "number",
                "number" | "boolean" => "string",
                _ => return None,
            };
            Some(Change(vec![Edit { range: range.clone(), text: other.to_owned() }]))
        });
        plain.collect()
    })
}
