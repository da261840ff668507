//! The named types of a contract, by name.

use std::{borrow::Cow, collections::HashMap};

use super::Subject;
use crate::{
    Contract,
    model::{Additional, Enum, Object, Schema, Type},
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
    pub fn object<'t>(&self, ty: &'t Type) -> Option<Object>
    where
        'a: 't,
    {
        let mut whole = Object::default();
        let mut places: HashMap<&str, usize> = HashMap::new();
        let mut open: Vec<&'t Type> = vec![ty];
        for _ in 0..MOST_PARTS {
            let Some(ty) = open.pop() else { return Some(whole) };
            match ty {
                Type::Object(object) => join(&mut whole, object, &mut places),
                Type::Intersection { of } => open.extend(of.iter().rev()),
                Type::Reference { name } => match self.get(name)? {
                    Named::Schema(schema) => open.push(&schema.ty),
                    Named::Enum(_) => return None,
                },
                _ => return None,
            }
        }
        None
    }
}

/// A type that is made of more parts, or of itself, is not looked at as one object.
const MOST_PARTS: usize = 1000;

/// Adds the fields of an object to those before it; of two with one name the last one counts.
fn join<'t>(whole: &mut Object, object: &'t Object, places: &mut HashMap<&'t str, usize>) {
    for property in &object.properties {
        match places.get(property.name.as_str()) {
            Some(place) => whole.properties[*place] = property.clone(),
            None => {
                places.insert(&property.name, whole.properties.len());
                whole.properties.push(property.clone());
            }
        }
    }
    if object.additional != Additional::None {
        whole.additional = object.additional.clone();
    }
}
