//! Names, properties, keys, attributes and literals that are not what they should be.

use std::ops::Range;

use crate::faults::edit::misspellings;

use super::super::{Change, Source};
use super::Entry;
use super::nodes::{Nodes, with_nodes, words};

pub(super) const OPERATORS: &[Entry] = &[
    ("misspell-name", misspell_name),
    ("misspell-property", misspell_property),
    ("misspell-attribute", misspell_attribute),
    ("misspell-key", misspell_key),
    ("misspell-literal", misspell_literal),
    ("camel-for-snake", camel_for_snake),
    ("misspell-destructured", misspell_destructured),
    ("rename-member", rename_member),
    ("unknown-attribute", unknown_attribute),
    ("declared-twice", declared_twice),
];

/// All places where `name` stands as a word.
pub(super) fn all_mentions(text: &str, name: &str) -> Vec<Range<usize>> {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '$';
    let places =
        text.match_indices(name).filter(|(at, _)| !text[..*at].ends_with(is_part) && !text[at + name.len()..].starts_with(is_part));
    places.map(|(at, _)| at..at + name.len()).collect()
}

fn misspelt<'n>(names: impl Iterator<Item = (&'n str, Range<usize>)>) -> Vec<Change> {
    names.flat_map(|(name, range)| misspellings(name).into_iter().map(move |wrong| Change::replace(range.clone(), wrong))).collect()
}

fn nodes(source: &Source<'_>, find: impl FnOnce(&Nodes) -> Vec<Change>) -> Vec<Change> {
    with_nodes(source.path, source.text, find)
}

fn misspell_name(source: &Source<'_>) -> Vec<Change> {
    nodes(source, |nodes| misspelt(nodes.reads.iter().map(|read| (read.name.as_str(), read.range.clone()))))
}

fn misspell_property(source: &Source<'_>) -> Vec<Change> {
    nodes(source, |nodes| misspelt(nodes.properties.iter().map(|read| (read.name.as_str(), read.range.clone()))))
}

fn misspell_attribute(source: &Source<'_>) -> Vec<Change> {
    nodes(source, |nodes| misspelt(nodes.attributes.iter().map(|found| (found.name.name.as_str(), found.name.range.clone()))))
}

fn misspell_key(source: &Source<'_>) -> Vec<Change> {
    nodes(source, |nodes| misspelt(nodes.keys.iter().map(|(key, _)| (key.name.as_str(), key.range.clone()))))
}

fn misspell_literal(source: &Source<'_>) -> Vec<Change> {
    nodes(source, |nodes| {
        let inner = nodes.strings.iter().map(|range| range.start + 1..range.end - 1);
        let words = inner.filter(|range| {
            nodes.text[range.clone()].chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_')
        });
        misspelt(words.map(|range| (&nodes.text[range.clone()], range)))
    })
}

fn camel(name: &str) -> Option<String> {
    let mut parts = name.split('_').filter(|part| !part.is_empty());
    let first = parts.next()?.to_owned();
    let camel = parts.fold(first, |made, part| made + &part[..1].to_uppercase() + &part[1..]);
    (camel != name && name.is_ascii() && name.chars().next()?.is_lowercase()).then_some(camel)
}

fn snake(name: &str) -> Option<String> {
    let has_hump = name.chars().skip(1).any(char::is_uppercase) && name.chars().next()?.is_lowercase();
    let snake =
        name.chars().flat_map(|letter| if letter.is_uppercase() { vec!['_', letter.to_ascii_lowercase()] } else { vec![letter] }).collect();
    has_hump.then_some(snake)
}

/// `created_at` as `createdAt`, and the other way.
fn camel_for_snake(source: &Source<'_>) -> Vec<Change> {
    nodes(source, |nodes| {
        let all = nodes.properties.iter().chain(nodes.keys.iter().map(|(key, _)| key));
        all.filter_map(|found| Some(Change::replace(found.range.clone(), camel(&found.name).or_else(|| snake(&found.name))?))).collect()
    })
}

fn misspell_destructured(source: &Source<'_>) -> Vec<Change> {
    nodes(source, |nodes| misspelt(nodes.destructured.iter().map(|found| (found.name.as_str(), found.range.clone()))))
}

/// A member of a type that others use gets another name, where it is declared alone.
fn rename_member(source: &Source<'_>) -> Vec<Change> {
    nodes(source, |nodes| {
        let used = |name: &str| source.project.iter().any(|(path, text)| path.ends_with(".tsx") && words(text, name) > 1);
        let members = nodes.members.iter().filter(|(name, _, _)| name.name.len() > 3 && used(&name.name));
        members
            .flat_map(|(name, _, _)| {
                let turned = camel(&name.name).or_else(|| snake(&name.name)).unwrap_or_else(|| format!("{}Value", name.name));
                [turned].map(|new| Change::replace(name.range.clone(), new))
            })
            .collect()
    })
}

fn unknown_attribute(source: &Source<'_>) -> Vec<Change> {
    nodes(source, |nodes| {
        let components = nodes.attributes.iter().filter(|found| found.component);
        components.map(|found| Change::insert(found.range.end, " isFancy={true}")).collect()
    })
}

fn declared_twice(source: &Source<'_>) -> Vec<Change> {
    nodes(source, |nodes| {
        let whole = nodes.declarations.iter().map(|(range, _, _)| nodes.lines(range));
        whole.map(|lines| Change::insert(lines.end, format!("\n{}", &nodes.text[lines]))).collect()
    })
}
