//! Sets of values with names.

use std::collections::{HashMap, HashSet};

use super::{
    openapi::{Keywords, Kind, Schema},
    raw::{Scalar, Text},
    schema::written,
};
use crate::{
    given::Given,
    model::{Literal, Member},
    words::{begun, is_identifier, pascal},
};

/// The members of a schema that is nothing but a set of values. None where it is more.
pub(super) fn members(schema: &Schema) -> Option<Vec<Member>> {
    let keywords = schema.inline()?;
    let is_more = !keywords.properties.is_empty() || !keywords.all_of.is_empty();
    if is_more || keywords.constant.iter().chain(values(keywords)).any(|value| *value == Scalar::Other) {
        return None;
    }
    let members = match (&keywords.constant, &keywords.values) {
        (Some(value), _) => from_values(std::slice::from_ref(value), keywords),
        (None, Some(values)) => from_values(values, keywords),
        (None, None) => from_constants(keywords)?,
    };
    (!members.is_empty()).then(|| named_apart(members))
}

/// Whether null is one of the values.
pub(super) fn has_null(schema: &Schema) -> bool {
    schema.inline().is_some_and(|keywords| {
        keywords.nullable.0 || keywords.types.contains(&Kind::Null) || values(keywords).any(|value| *value == Scalar::Null)
    })
}

/// The values that are literals, each once.
pub(super) fn distinct(values: &[Scalar]) -> Vec<Literal> {
    let mut seen = HashSet::new();
    let literals = values.iter().filter_map(Scalar::literal);
    literals.filter(|literal| seen.insert(serde_json::to_string(literal).unwrap_or_default())).collect()
}

fn values<'k, 'a>(keywords: &'k Keywords<'a>) -> impl Iterator<Item = &'k Scalar<'a>> {
    keywords.values.iter().flat_map(|values| values.iter())
}

/// The values of `enum`. Names and descriptions stand beside it, a place for each value.
fn from_values(values: &[Scalar], keywords: &Keywords) -> Vec<Member> {
    let names = if keywords.value_names.is_empty() { &keywords.value_names_of_nswag } else { &keywords.value_names };
    let mut places: HashMap<String, usize> = HashMap::new();
    for (index, literal) in values.iter().enumerate().filter_map(|(index, value)| Some((index, value.literal()?))) {
        places.entry(serde_json::to_string(&literal).unwrap_or_default()).or_insert(index);
    }
    let at = |texts: &[Text], literal: &Literal| {
        let index = places.get(&serde_json::to_string(literal).unwrap_or_default());
        index.and_then(|index| texts.get(*index)).map(|text| text.to_string()).filter(|text| !text.is_empty())
    };
    let literals = distinct(values).into_iter();
    let members = literals.map(|value| Member {
        name: at(names, &value).map_or_else(|| name_of(&value), |name| as_member(&name)),
        description: at(&keywords.value_descriptions, &value),
        value,
    });
    members.collect()
}

/// The alternatives of a schema, where each is one constant: the way of OpenAPI 3.1 to give values names.
fn from_constants(keywords: &Keywords) -> Option<Vec<Member>> {
    let alternatives = if keywords.one_of.is_empty() { &keywords.any_of } else { &keywords.one_of };
    let member = |schema: &Schema| {
        let keywords = schema.inline()?;
        let value = keywords.constant.as_ref()?.literal()?;
        let name = keywords.title.as_deref().filter(|title| is_identifier(title)).map_or_else(|| name_of(&value), str::to_owned);
        Some(Member { name, value, description: Text::owned(&keywords.description) })
    };
    alternatives.iter().map(member).collect()
}

/// A name made from the value: `Pending`, `MinusCreatedAt`, `_1`, `_1p5`.
fn name_of(value: &Literal) -> String {
    let text = match value {
        Literal::Number(number) => number.to_string().replace('.', "p"),
        other => written(other),
    };
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => ("Minus", rest),
        None => text.strip_prefix('+').map_or(("", &*text), |rest| ("Plus", rest)),
    };
    match (sign, rest) {
        ("", "") => "Empty".to_owned(),
        ("", text) => pascal(text),
        (sign, rest) => format!("{sign}{}", pascal(rest).trim_start_matches('_')),
    }
}

/// A name of the backend, as it is where it is an identifier.
fn as_member(name: &str) -> String {
    if is_identifier(name) {
        return name.to_owned();
    }
    begun(name.chars().map(|char| if unicode_ident::is_xid_continue(char) { char } else { '_' }).collect())
}

fn named_apart(mut members: Vec<Member>) -> Vec<Member> {
    let mut given = Given::default();
    members.iter_mut().for_each(|member| member.name = given.give(&member.name));
    members
}
