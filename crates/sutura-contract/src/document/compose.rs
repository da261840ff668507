//! Types out of types, with nothing in them that says nothing.

use std::collections::HashSet;

use crate::model::{Additional, Discriminator, Literal, Object, Type};

/// How many types are compared with one another.
const MOST_COMPARED: usize = 64;

/// Any of these types. Alternatives of alternatives are alternatives, and each is there once.
pub(super) fn union(of: Vec<Type>, discriminator: Option<Discriminator>) -> Type {
    let mut flat = Vec::with_capacity(of.len());
    let mut telling = discriminator;
    let alone = of.len() == 1;
    for ty in of {
        match ty {
            Type::Never => {}
            Type::Unknown => return Type::Unknown,
            Type::Union { of, discriminator: None } => flat.extend(of),
            Type::Union { of, discriminator: Some(inner) } if alone || of.contains(&Type::Null) => {
                telling = telling.or(Some(inner));
                flat.extend(of);
            }
            other => flat.push(other),
        }
    }
    distinct(&mut flat);
    match flat.len() {
        0 => Type::Never,
        1 => flat.remove(0),
        _ => Type::Union { of: flat, discriminator: telling },
    }
}

/// The type, or null.
pub(super) fn or_null(ty: Type) -> Type {
    match ty {
        Type::Null | Type::Unknown => ty,
        Type::Union { mut of, discriminator } => {
            if !of.contains(&Type::Null) {
                of.push(Type::Null);
            }
            Type::Union { of, discriminator }
        }
        other => union(vec![other, Type::Null], None),
    }
}

/// All of these types at once. Objects that stand in the place become one, as far as their fields are not the same.
pub(super) fn intersection(of: Vec<Type>) -> Type {
    let mut flat = Vec::with_capacity(of.len());
    for ty in of {
        match ty {
            Type::Unknown => {}
            Type::Never => return Type::Never,
            Type::Intersection { of } => flat.extend(of),
            other => flat.push(other),
        }
    }
    if flat.len() > 1 {
        drop_implied(&mut flat);
        merge_objects(&mut flat);
        distinct(&mut flat);
    }
    match flat.len() {
        0 => Type::Unknown,
        1 => flat.remove(0),
        _ => Type::Intersection { of: flat },
    }
}

/// Of types that are equal only the first is kept. Many are compared by what is quickly told.
fn distinct(types: &mut Vec<Type>) {
    if types.len() <= 8 {
        let mut index = 1;
        while index < types.len() {
            if types[..index].contains(&types[index]) {
                types.remove(index);
            } else {
                index += 1;
            }
        }
        return;
    }
    let mut seen = HashSet::new();
    types.retain(|ty| match ty {
        Type::Reference { name } => seen.insert(format!("&{name}")),
        Type::Literal { value } => seen.insert(format!("={}", serde_json::to_string(value).unwrap_or_default())),
        Type::String { format } => seen.insert(format!("s{}", format.as_deref().unwrap_or_default())),
        Type::Null | Type::Boolean | Type::Integer | Type::Number => seen.insert(format!("{ty:?}")),
        _ => true,
    });
}

/// An object of which nothing is said, and a plain type beside narrower ones, add nothing.
fn drop_implied(types: &mut Vec<Type>) {
    let objects = types.iter().filter(|ty| matches!(ty, Type::Object(_) | Type::Reference { .. } | Type::Union { .. })).count();
    if objects > 1 {
        let mut left = objects;
        types.retain(|ty| {
            let drops = says_nothing(ty) && left > 1;
            left -= usize::from(drops);
            !drops
        });
    }
    if types.len() > MOST_COMPARED {
        return;
    }
    let narrow: Vec<bool> = types.iter().map(|ty| types.iter().any(|other| narrows(other, ty))).collect();
    let mut narrow = narrow.into_iter();
    types.retain(|_| narrow.next() != Some(true));
}

fn says_nothing(ty: &Type) -> bool {
    let Type::Object(Object { properties, additional }) = ty else { return false };
    properties.is_empty()
        && match additional {
            Additional::None => true,
            Additional::Typed { values, keys } => keys.is_none() && **values == Type::Unknown,
        }
}

/// Whether every value of `narrower` is one of the plain type `wider`, and it says more.
fn narrows(narrower: &Type, wider: &Type) -> bool {
    match (narrower, wider) {
        (Type::Literal { value: Literal::String(_) }, Type::String { .. })
        | (Type::Literal { value: Literal::Number(_) }, Type::Integer | Type::Number)
        | (Type::Literal { value: Literal::Boolean(_) }, Type::Boolean)
        | (Type::Integer, Type::Number)
        | (Type::String { format: Some(_) }, Type::String { format: None }) => true,
        (Type::Union { of, .. }, wider) => {
            !matches!(wider, Type::Union { .. }) && of.iter().all(|alternative| narrows(alternative, wider) || alternative == wider)
        }
        _ => false,
    }
}

/// Makes one object of those that share no field, in the place of the first.
fn merge_objects(types: &mut Vec<Type>) {
    let mut merged: Option<(usize, HashSet<String>)> = None;
    for ty in std::mem::take(types) {
        let (object, first) = match (ty, &mut merged) {
            (Type::Object(object), Some(first)) => (object, first),
            (Type::Object(object), none) => {
                *none = Some((types.len(), names(&object)));
                types.push(Type::Object(object));
                continue;
            }
            (other, _) => {
                types.push(other);
                continue;
            }
        };
        match &mut types[first.0] {
            Type::Object(whole) if are_apart(whole, &object, &first.1) => {
                first.1.extend(names(&object));
                whole.properties.extend(object.properties);
                if whole.additional == Additional::None {
                    whole.additional = object.additional;
                }
            }
            _ => types.push(Type::Object(object)),
        }
    }
}

fn names(object: &Object) -> HashSet<String> {
    object.properties.iter().map(|property| property.name.clone()).collect()
}

fn are_apart(whole: &Object, object: &Object, taken: &HashSet<String>) -> bool {
    let additional = &object.additional;
    let agree = *additional == Additional::None || whole.additional == Additional::None || whole.additional == *additional;
    agree && !object.properties.iter().any(|property| taken.contains(&property.name))
}
