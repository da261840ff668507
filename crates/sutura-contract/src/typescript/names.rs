//! What the names in a contract stand for.

use std::collections::HashMap;

use crate::Contract;
use crate::model::{Enum, Literal, Object, Schema, Type};

/// How many names are followed one after the other. A chain of names that is longer is taken for one that has no end.
const CHAIN: usize = 64;

/// The schemas and enums of a contract by their names.
#[derive(Debug)]
pub struct Names<'a> {
    schemas: &'a [Schema],
    by_name: HashMap<&'a str, Named<'a>>,
    /// Whether a schema's values may be `null`.
    nullable: Vec<bool>,
    /// Whether a schema is made of itself, with nothing in between that TypeScript would wait for.
    circular: Vec<bool>,
}

/// A named thing of a contract.
#[derive(Clone, Copy, Debug)]
pub enum Named<'a> {
    /// A schema, by its place.
    Schema(usize),
    /// An enum.
    Enum(&'a Enum),
}

impl<'a> Names<'a> {
    /// The names of a contract.
    pub fn of(contract: &'a Contract) -> Self {
        let schemas = contract.schemas.iter().enumerate().map(|(index, schema)| (schema.name.as_str(), Named::Schema(index)));
        let enums = contract.enums.iter().map(|set| (set.name.as_str(), Named::Enum(set)));
        let mut names =
            Self { schemas: &contract.schemas, by_name: schemas.chain(enums).collect(), nullable: Vec::new(), circular: Vec::new() };
        names.nullable = names.nullable_schemas();
        names.circular = circular(&contract.schemas.iter().map(|schema| names.parts(&schema.ty, true)).collect::<Vec<_>>());
        names
    }

    /// What has a name.
    pub fn get(&self, name: &str) -> Option<Named<'a>> {
        self.by_name.get(name).copied()
    }

    /// The place of the schema of a name.
    pub fn schema(&self, name: &str) -> Option<usize> {
        match self.get(name) {
            Some(Named::Schema(index)) => Some(index),
            _ => None,
        }
    }

    /// What a type is in the end, where it may be the name of another one. An enum stays a reference.
    pub fn target<'t>(&'t self, ty: &'t Type) -> &'t Type {
        let mut target = ty;
        for _ in 0..CHAIN {
            let Type::Reference { name } = target else { break };
            let Some(index) = self.schema(name) else { break };
            target = &self.schemas[index].ty;
        }
        target
    }

    /// The values of a type of which there are only some.
    pub fn values<'t>(&'t self, ty: &'t Type) -> Option<Vec<&'t Literal>> {
        let mut values = Vec::new();
        let mut open = vec![ty];
        let mut followed = 0;
        while let Some(ty) = open.pop() {
            match ty {
                Type::Literal { value } => values.push(value),
                Type::Union { of, .. } => open.extend(of.iter().rev()),
                Type::Reference { name } if followed < CHAIN => {
                    followed += 1;
                    match self.get(name)? {
                        Named::Schema(index) => open.push(&self.schemas[index].ty),
                        Named::Enum(set) => values.extend(set.members.iter().map(|member| &member.value)),
                    }
                }
                _ => return None,
            }
        }
        Some(values)
    }

    /// The objects of which a type is made. None: it is something else too, or made of very many.
    pub fn objects<'t>(&'t self, ty: &'t Type) -> Option<Vec<&'t Object>> {
        let mut objects = Vec::new();
        let mut open = vec![ty];
        for _ in 0..CHAIN {
            let Some(ty) = open.pop() else { return Some(objects) };
            match self.target(ty) {
                Type::Object(object) => objects.push(object),
                Type::Intersection { of } => open.extend(of.iter().rev()),
                _ => return None,
            }
        }
        None
    }

    /// Whether values of a type may be `null`.
    pub fn is_nullable(&self, ty: &Type) -> bool {
        match ty {
            Type::Null | Type::Unknown => true,
            Type::Union { of, .. } => of.iter().any(|ty| self.is_nullable(ty)),
            Type::Reference { name } => self.schema(name).is_some_and(|index| self.nullable[index]),
            _ => false,
        }
    }

    /// Whether a schema is a union or intersection of itself.
    pub fn is_circular(&self, schema: usize) -> bool {
        self.circular[schema]
    }

    fn nullable_schemas(&self) -> Vec<bool> {
        let own = self.schemas.iter().map(|schema| may_be_null(&schema.ty)).collect();
        let alternatives: Vec<_> = self.schemas.iter().map(|schema| self.parts(&schema.ty, false)).collect();
        spread(own, &alternatives)
    }

    /// The schemas of which a type is the union, or also the intersection.
    fn parts(&self, ty: &Type, also_intersections: bool) -> Vec<usize> {
        match ty {
            Type::Union { of, .. } => of.iter().flat_map(|ty| self.parts(ty, also_intersections)).collect(),
            Type::Intersection { of } if also_intersections => of.iter().flat_map(|ty| self.parts(ty, true)).collect(),
            Type::Reference { name } => self.schema(name).into_iter().collect(),
            _ => Vec::new(),
        }
    }
}

fn may_be_null(ty: &Type) -> bool {
    match ty {
        Type::Null | Type::Unknown => true,
        Type::Union { of, .. } => of.iter().any(may_be_null),
        _ => false,
    }
}

/// The places from which one comes back to them, or that lie between two such places: what is left when all ends are taken off.
fn circular(leads: &[Vec<usize>]) -> Vec<bool> {
    let mut back = vec![Vec::new(); leads.len()];
    for (from, to) in leads.iter().enumerate() {
        to.iter().for_each(|&to| back[to].push(from));
    }
    let without_ends = |circular: &mut Vec<bool>, leads: &[Vec<usize>], back: &[Vec<usize>]| {
        let mut left: Vec<usize> = leads.iter().map(Vec::len).collect();
        let mut open: Vec<usize> = (0..left.len()).filter(|&place| left[place] == 0).collect();
        while let Some(place) = open.pop() {
            circular[place] = false;
            for &from in &back[place] {
                left[from] -= 1;
                if left[from] == 0 {
                    open.push(from);
                }
            }
        }
    };
    let mut circular = vec![true; leads.len()];
    without_ends(&mut circular, leads, &back);
    without_ends(&mut circular, &back, leads);
    circular
}

/// All that is marked, or leads to what is: `leads[i]` are the places to which the place `i` leads.
pub fn spread(mut marked: Vec<bool>, leads: &[Vec<usize>]) -> Vec<bool> {
    let mut back = vec![Vec::new(); leads.len()];
    for (from, to) in leads.iter().enumerate() {
        to.iter().for_each(|&to| back[to].push(from));
    }
    let mut open: Vec<usize> = (0..marked.len()).filter(|&place| marked[place]).collect();
    while let Some(place) = open.pop() {
        for &from in &back[place] {
            if !std::mem::replace(&mut marked[from], true) {
                open.push(from);
            }
        }
    }
    marked
}
