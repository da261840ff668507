//! Types as texts that are equal where the types are.

use std::{collections::BTreeSet, fmt::Write as _};

use crate::model::{Additional, Discriminator, Literal, Object, Property, Type};

/// A text that two types share where a client sees no difference between them: order and descriptions are not in it.
///
/// `name` says what a reference refers to, so that the types of two contracts can be compared.
pub fn signature(ty: &Type, name: &dyn Fn(&str) -> String) -> String {
    match ty {
        Type::Unknown => "unknown".to_owned(),
        Type::Never => "never".to_owned(),
        Type::Null => "null".to_owned(),
        Type::Boolean => "boolean".to_owned(),
        Type::Integer => "integer".to_owned(),
        Type::Number => "number".to_owned(),
        Type::Binary => "binary".to_owned(),
        Type::String { format } => format!("string{format:?}"),
        Type::Literal { value } => literal(value),
        Type::Array { items, min, max } => format!("[{}]{min}-{max:?}", signature(items, name)),
        Type::Tuple { items, required, rest } => {
            let items: Vec<String> = items.iter().map(|item| signature(item, name)).collect();
            format!("({}){required}{:?}", items.join(","), rest.as_deref().map(|rest| signature(rest, name)))
        }
        Type::Object(object) => self::object(object, name),
        Type::Union { discriminator, .. } => union(&alternatives(ty), discriminator.as_ref(), name),
        Type::Intersection { of } => {
            let parts: BTreeSet<String> = of.iter().map(|part| signature(part, name)).collect();
            joined(parts, "&")
        }
        Type::Reference { name: target } => format!("<{}>", name(target)),
    }
}

/// The alternatives of a type, those of inner unions too; a type that is no union is the only one.
pub fn alternatives(ty: &Type) -> Vec<&Type> {
    match ty {
        Type::Union { of, .. } => of.iter().flat_map(inner).collect(),
        _ => vec![ty],
    }
}

fn inner(ty: &Type) -> Vec<&Type> {
    match ty {
        // With a field of its own that tells its alternatives apart it stays one.
        Type::Union { discriminator: Some(_), .. } => vec![ty],
        _ => alternatives(ty),
    }
}

/// A literal as JSON.
pub fn literal(value: &Literal) -> String {
    match value {
        Literal::Boolean(value) => value.to_string(),
        Literal::Number(number) => number.to_string(),
        Literal::String(text) => serde_json::Value::from(text.as_str()).to_string(),
    }
}

fn union(of: &[&Type], discriminator: Option<&Discriminator>, name: &dyn Fn(&str) -> String) -> String {
    let all = joined(of.iter().map(|one| signature(one, name)).collect(), "|");
    match discriminator {
        None => all,
        Some(discriminator) => all + &self::discriminator(discriminator, name),
    }
}

/// What tells alternatives apart.
pub fn discriminator(discriminator: &Discriminator, name: &dyn Fn(&str) -> String) -> String {
    let mapping: BTreeSet<String> =
        discriminator.mapping.iter().map(|(value, target)| format!("{}:{}", literal(value), name(target))).collect();
    format!("?{:?}{}", discriminator.property, joined(mapping, ","))
}

fn object(object: &Object, name: &dyn Fn(&str) -> String) -> String {
    let fields: BTreeSet<String> = object.properties.iter().map(|property| field(property, name)).collect();
    let more = match &object.additional {
        Additional::None => String::new(),
        Additional::Typed { values, keys } => {
            let keys = keys.as_deref().map(|keys| signature(keys, name));
            format!(",{keys:?}:{}", signature(values, name))
        }
    };
    format!("{{{}{more}}}", joined(fields, ","))
}

fn field(property: &Property, name: &dyn Fn(&str) -> String) -> String {
    let Property { name: own, ty, required, present, read_only, write_only, default, deprecated, .. } = property;
    let flags = [*required, *present, *read_only, *write_only, *deprecated].map(u8::from);
    let mut text = format!("{own:?}{flags:?}{}", signature(ty, name));
    if let Some(default) = default {
        let _ = write!(text, "={default}");
    }
    text
}

/// One is itself, none and several are in brackets.
fn joined(parts: BTreeSet<String>, between: &str) -> String {
    let parts: Vec<String> = parts.into_iter().collect();
    match parts.as_slice() {
        [one] => one.clone(),
        _ => format!("({})", parts.join(between)),
    }
}
