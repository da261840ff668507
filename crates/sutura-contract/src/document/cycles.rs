//! Names that would mean themselves.

use std::collections::HashMap;

use super::compose::{intersection, union};
use crate::{
    ContractError,
    model::{Schema, Type},
};

/// How many circles are cut before the document is refused.
const MOST: usize = 100;

/// Cuts circles in which a schema is a part or an alternative of itself: that adds nothing to it.
///
/// # Errors
/// Where a schema is nothing but itself.
pub(super) fn cut(schemas: &mut [Schema], note: impl Fn(&str, String)) -> Result<(), ContractError> {
    for _ in 0..MOST {
        let Some(circle) = circle(schemas) else { return Ok(()) };
        let names: Vec<String> = circle.iter().map(|index| schemas[*index].name.clone()).collect();
        let composed = |wanted: fn(&Type) -> bool| circle.iter().position(|index| wanted(&schemas[*index].ty));
        let place = composed(|ty| matches!(ty, Type::Intersection { .. })).or_else(|| composed(|ty| matches!(ty, Type::Union { .. })));
        let Some(place) = place else { return Err(meaningless(&schemas[circle[0]], &names)) };
        let next = &names[(place + 1) % names.len()];
        let schema = &mut schemas[circle[place]];
        schema.ty = without(std::mem::replace(&mut schema.ty, Type::Never), next);
        note(&schema.name, format!("the schema is a part of itself, by {next}: this is left out"));
    }
    Err(meaningless(&schemas[0], &[]))
}

fn meaningless(schema: &Schema, names: &[String]) -> ContractError {
    let raw = schema.document_name.as_ref().unwrap_or(&schema.name);
    let message = format!("the schema is nothing but a reference that leads back to it: {}", names.join(", "));
    ContractError::at(format!("/components/schemas/{}", super::place::escaped(raw)), message)
        .with_hint("Give one of the schemas on the way a type of its own.")
}

fn without(ty: Type, name: &str) -> Type {
    let is_other = |ty: &Type| !matches!(ty, Type::Reference { name: other } if other == name);
    match ty {
        Type::Intersection { of } => {
            intersection(of.into_iter().map(|ty| if is_other(&ty) { without(ty, name) } else { Type::Unknown }).collect())
        }
        Type::Union { of, discriminator } => union(of.into_iter().filter(is_other).map(|ty| without(ty, name)).collect(), discriminator),
        other => other,
    }
}

/// Schemas of which each is directly a part of the one before, and the first of the last.
fn circle(schemas: &[Schema]) -> Option<Vec<usize>> {
    let places: HashMap<&str, usize> = schemas.iter().enumerate().map(|(index, schema)| (&*schema.name, index)).collect();
    let parts: Vec<Vec<usize>> = schemas.iter().map(|schema| parts(&schema.ty, &places)).collect();
    let mut state = vec![State::New; schemas.len()];
    for start in 0..schemas.len() {
        let mut path: Vec<(usize, usize)> = if state[start] == State::New { vec![(start, 0)] } else { Vec::new() };
        while let Some((index, next)) = path.last_mut() {
            state[*index] = State::Open;
            let Some(part) = parts[*index].get(*next).copied() else {
                state[*index] = State::Done;
                path.pop();
                continue;
            };
            *next += 1;
            match state[part] {
                State::New => path.push((part, 0)),
                State::Open => return Some(path.iter().map(|(index, _)| *index).skip_while(|index| *index != part).collect()),
                State::Done => {}
            }
        }
    }
    None
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done,
}

/// The schemas that a type names without an object, array or tuple around them.
fn parts(ty: &Type, places: &HashMap<&str, usize>) -> Vec<usize> {
    match ty {
        Type::Reference { name } => places.get(&**name).copied().into_iter().collect(),
        Type::Union { of, .. } | Type::Intersection { of } => of.iter().flat_map(|ty| parts(ty, places)).collect(),
        _ => Vec::new(),
    }
}
