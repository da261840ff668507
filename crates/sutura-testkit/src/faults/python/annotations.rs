//! Types that are not what they should be.

use super::super::{Change, Source};
use super::Entry;
use super::nodes::{bytes, with_nodes};

pub(super) const OPERATORS: &[Entry] =
    &[("drop-optional", drop_optional), ("wrong-return-type", wrong_return_type), ("wrong-parameter-type", wrong_parameter_type)];

fn drop_optional(source: &Source<'_>) -> Vec<Change> {
    with_nodes(source.text, |nodes| {
        let parameters =
            nodes.functions.iter().flat_map(|function| function.parameters.iter()).filter_map(|parameter| parameter.annotation());
        let returned = nodes.functions.iter().filter_map(|function| function.returns.as_deref());
        let all = parameters.chain(returned).chain(nodes.annotated.iter().map(|assignment| &*assignment.annotation));
        all.filter_map(|annotation| {
            let plain = nodes.source(annotation).strip_suffix("| None")?.trim_end();
            Some(Change::replace(bytes(annotation), plain))
        })
        .collect()
    })
}

fn wrong_return_type(source: &Source<'_>) -> Vec<Change> {
    with_nodes(source.text, |nodes| {
        let returned = nodes.functions.iter().filter_map(|function| function.returns.as_deref());
        returned
            .flat_map(|annotation| wrong_types(nodes.source(annotation)).map(|wrong| Change::replace(bytes(annotation), wrong)))
            .collect()
    })
}

fn wrong_parameter_type(source: &Source<'_>) -> Vec<Change> {
    with_nodes(source.text, |nodes| {
        let annotations =
            nodes.functions.iter().flat_map(|function| function.parameters.iter()).filter_map(|parameter| parameter.annotation());
        annotations
            .flat_map(|annotation| wrong_types(nodes.source(annotation)).map(|wrong| Change::replace(bytes(annotation), wrong)))
            .collect()
    })
}

fn wrong_types(text: &str) -> impl Iterator<Item = String> {
    let other = match text {
        "int" => "str",
        "str" => "int",
        "bool" => "str",
        _ => "None",
    };
    let inner = text.strip_prefix("list[").and_then(|rest| rest.strip_suffix(']'));
    [Some(other.to_owned()), inner.map(str::to_owned)].into_iter().flatten()
}
