//! Types in a few words, for people.

use super::signature::literal;
use crate::model::{Additional, Object, Type};

/// More alternatives or fields than these are counted.
const MOST: usize = 4;

/// A type as a client would write it, cut short where it is long.
pub fn show(ty: &Type) -> String {
    shown(ty, 0)
}

fn shown(ty: &Type, depth: usize) -> String {
    match ty {
        Type::Unknown => "unknown".to_owned(),
        Type::Never => "never".to_owned(),
        Type::Null => "null".to_owned(),
        Type::Boolean => "boolean".to_owned(),
        Type::Integer => "integer".to_owned(),
        Type::Number => "number".to_owned(),
        Type::Binary => "file".to_owned(),
        Type::String { format: None } => "string".to_owned(),
        Type::String { format: Some(format) } => format!("string ({format})"),
        Type::Literal { value } => literal(value),
        Type::Reference { name } => name.clone(),
        _ if depth > 2 => "…".to_owned(),
        Type::Array { items, min, max } => array(items, *min, *max, depth),
        Type::Tuple { items, rest, .. } => {
            let rest = rest.as_deref().map(|rest| format!("...{}[]", shown(rest, depth + 1)));
            let items = items.iter().map(|item| shown(item, depth + 1)).chain(rest).collect();
            format!("[{}]", listed(items, ", "))
        }
        Type::Object(object) => self::object(object, depth),
        Type::Union { of, .. } => listed(of.iter().map(|one| shown(one, depth + 1)).collect(), " | "),
        Type::Intersection { of } => listed(of.iter().map(|one| shown(one, depth + 1)).collect(), " & "),
    }
}

fn array(items: &Type, min: u64, max: Option<u64>, depth: usize) -> String {
    let many = match (min, max) {
        (0, None) => String::new(),
        (min, None) => format!(" (at least {min})"),
        (0, Some(max)) => format!(" (at most {max})"),
        (min, Some(max)) if min == max => format!(" ({min})"),
        (min, Some(max)) => format!(" ({min} to {max})"),
    };
    match items {
        Type::Union { .. } | Type::Intersection { .. } => format!("({})[]{many}", shown(items, depth + 1)),
        _ => format!("{}[]{many}", shown(items, depth + 1)),
    }
}

fn object(object: &Object, depth: usize) -> String {
    let more = match &object.additional {
        Additional::None => None,
        Additional::Typed { values, .. } => Some(format!("[key]: {}", shown(values, depth + 1))),
    };
    let fields: Vec<String> = object.properties.iter().map(|property| property.name.clone()).chain(more).collect();
    if fields.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", listed(fields, ", ")) }
}

fn listed(mut parts: Vec<String>, between: &str) -> String {
    let more = parts.len().saturating_sub(MOST);
    if more > 1 {
        parts.truncate(MOST);
        parts.push(format!("… {more} more"));
    }
    if parts.is_empty() { "never".to_owned() } else { parts.join(between) }
}
