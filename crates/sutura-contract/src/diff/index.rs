//! The named types of a contract, by name.

use std::{borrow::Cow, collections::HashMap};

use super::Subject;
use crate::{
    Contract,
    model::{Enum, Object, Schema, Type},
};

/// A schema or an enum.
#[derive(Clone, Copy, Debug)]
pub enum Named<'a> {
    Schema(&'a Schema),
    Enum(&'a Enum),
}

impl<'a> Named<'a> {
    pub fn name(self) -> &'a str {
        match self {
            Self::Schema(schema) => &schema.name,
            Self::Enum(set) => &set.name,
        }
    }

    pub fn subject(self) -> Subject {
        match self {
            Self::Schema(_) => Subject::Schema,
            Self::Enum(_) => Subject::Enum,
        }
    }

    pub fn is_deprecated(self) -> bool {
        match self {
            Self::Schema(schema) => schema.deprecated,
            Self::Enum(set) => set.deprecated,
        }
    }

    /// What it stands for.
    pub fn ty(self) -> Cow<'a, Type> {
        match self {
            Self::Schema(schema) => Cow::Borrowed(&schema.ty),
            Self::Enum(set) => {
                let of = set.members.iter().map(|member| Type::Literal { value: member.value.clone() }).collect();
                Cow::Owned(Type::Union { of, discriminator: None })
            }
        }
    }
}

/// The named types of one contract.
#[derive(Debug)]
pub struct Index<'a> {
    named: HashMap<&'a str, Named<'a>>,
    order: Vec<Named<'a>>,
}

impl<'a> Index<'a> {
    pub fn of(contract: &'a Contract) -> Self {
        let order: Vec<Named<'a>> = contract.enums.iter().map(Named::Enum).chain(contract.schemas.iter().map(Named::Schema)).collect();
        Self { named: order.iter().map(|named| (named.name(), *named)).collect(), order }
    }

    pub fn get(&self, name: &str) -> Option<Named<'a>> {
        self.named.get(name).copied()
    }

    /// Every named type, in the contract's order.
    pub fn all(&self) -> impl Iterator<Item = Named<'a>> {
        self.order.iter().copied()
    }

    /// What a reference stands for; any other type stands for itself.
    pub fn resolve<'t>(&self, ty: &'t Type) -> Option<Cow<'t, Type>>
    where
        'a: 't,
    {
        match ty {
            Type::Reference { name } => Some(self.get(name)?.ty()),
            _ => Some(Cow::Borrowed(ty)),
        }
    }

    /// The one object that a type comes to, where it is one: an intersection of objects has the fields of all.
    pub fn object(&self, ty: &Type) -> Option<Object> {
        self.merged(ty, 0)
    }

    fn merged(&self, ty: &Type, depth: usize) -> Option<Object> {
        match ty {
            Type::Object(object) => Some(object.clone()),
            Type::Reference { name } if depth < DEEPEST => self.merged(&self.get(name)?.ty(), depth + 1),
            Type::Intersection { of } if depth < DEEPEST => {
                let parts: Option<Vec<Object>> = of.iter().map(|part| self.merged(part, depth + 1)).collect();
                Some(parts?.into_iter().fold(Object::default(), join))
            }
            _ => None,
        }
    }
}

/// A type that refers to itself is no object in so many steps.
const DEEPEST: usize = 32;

fn join(mut one: Object, other: Object) -> Object {
    for property in other.properties {
        match one.properties.iter_mut().find(|known| known.name == property.name) {
            Some(known) => *known = property,
            None => one.properties.push(property),
        }
    }
    if other.additional != Default::default() {
        one.additional = other.additional;
    }
    one
}
