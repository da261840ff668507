//! Alternatives, and the field that tells them apart.

use super::{
    compose::union,
    lowering::Lowering,
    openapi::{Discriminator, Keywords, Schema},
    place::Place,
    reference::{Component, Target},
    schema::written,
};
use crate::{
    ContractError,
    model::{self, Literal, Type},
};

/// How many schemas are looked through for the values of a field.
const FARTHEST: usize = 8;

impl<'a> Lowering<'_, 'a> {
    /// Any of the schemas.
    pub fn alternatives(
        &self,
        schemas: &[Schema<'a>],
        discriminator: Option<&Discriminator<'a>>,
        place: Place,
    ) -> Result<Type, ContractError> {
        let types = schemas.iter().enumerate().map(|(index, schema)| self.schema(schema, place.index(index)));
        let types = types.collect::<Result<Vec<_>, _>>()?;
        let discriminator = discriminator.and_then(|discriminator| self.discriminator(discriminator, schemas, place));
        Ok(union(types, discriminator))
    }

    /// Which value of the field means which of the schemas: by the mapping, else by what the schemas allow, else by their names.
    fn discriminator(&self, discriminator: &Discriminator<'a>, schemas: &[Schema<'a>], place: Place) -> Option<model::Discriminator> {
        let property = discriminator.property_name.as_deref()?;
        let mut mapping: Vec<(Literal, String)> = Vec::new();
        for (value, target) in discriminator.mapping.iter() {
            match self.mapped(target, place) {
                Some(index) => mapping.push((self.as_allowed(value, index, property), self.named[index].name.clone())),
                None => self.note(place, format!("the discriminator's mapping of {:?} leads to no schema with a name", &**value)),
            }
        }
        for schema in schemas {
            let Some(index) = schema.reference().and_then(|reference| self.component_index(reference, place)) else { continue };
            let name = &self.named[index].name;
            if mapping.iter().any(|(_, mapped)| mapped == name) {
                continue;
            }
            let values = match self.allowed(&self.document.components.schemas[index].1, property, 0) {
                values if values.is_empty() => vec![Literal::String(self.document.components.schemas[index].0.to_string())],
                values => values,
            };
            mapping.extend(values.into_iter().map(|value| (value, name.clone())));
        }
        (!mapping.is_empty()).then(|| model::Discriminator { property: property.to_owned(), mapping })
    }

    /// The value of the field that a schema has since a schema in its `allOf` tells its heirs apart by it.
    pub fn inherited_tag(&self, index: usize) -> Option<Type> {
        let (raw, schema) = &self.document.components.schemas[index];
        let Schema::Keywords(keywords) = schema else { return None };
        let place = Place::root("", self.sending);
        let parents = keywords.all_of.iter().filter_map(|member| self.component_index(member.reference()?, place));
        let discriminator = parents.filter_map(|parent| self.parent_discriminator(parent)).next()?;
        let property = discriminator.property_name.as_deref()?;
        let has_own = keywords.all_of.iter().chain([schema]).any(|member| match member {
            Schema::Keywords(member) => member.reference.is_none() && member.properties.iter().any(|(name, _)| &**name == property),
            Schema::All(_) => false,
        });
        if has_own {
            return None;
        }
        let mut mapped = discriminator.mapping.iter().filter(|(_, target)| self.mapped(target, place) == Some(index));
        let value = mapped.next().map_or(raw, |(value, _)| value);
        let literal = Type::Literal { value: self.as_allowed(value, index, property) };
        Some(self.tagged(property, literal))
    }

    fn parent_discriminator(&self, index: usize) -> Option<&Discriminator<'a>> {
        match &self.document.components.schemas[index].1 {
            Schema::Keywords(parent) if parent.one_of.is_empty() && parent.any_of.is_empty() => parent.discriminator.as_ref(),
            _ => None,
        }
    }

    /// The component that a mapping means, by a reference or a name.
    fn mapped(&self, target: &str, place: Place) -> Option<usize> {
        match target.starts_with('#') {
            true => self.component_index(target, place),
            false => self.references.schema_named(target),
        }
    }

    fn component_index(&self, reference: &str, place: Place) -> Option<usize> {
        match self.references.target(reference, place) {
            Ok(Target::Component(index)) => Some(index),
            _ => None,
        }
    }

    /// A key of a mapping is a text, and may mean a number: it is what the schema allows.
    fn as_allowed(&self, value: &str, index: usize, property: &str) -> Literal {
        let allowed = self.allowed(&self.document.components.schemas[index].1, property, 0);
        allowed.into_iter().find(|literal| written(literal) == value).unwrap_or_else(|| Literal::String(value.to_owned()))
    }

    /// The values that a schema allows for a field.
    fn allowed(&self, schema: &Schema<'a>, property: &str, steps: usize) -> Vec<Literal> {
        if steps > FARTHEST {
            return Vec::new();
        }
        let Some(keywords) = self.followed(schema) else { return Vec::new() };
        if let Some((_, field)) = keywords.properties.iter().find(|(name, _)| &**name == property) {
            return self.followed(field).map_or_else(Vec::new, literals);
        }
        let members = keywords.all_of.iter().map(|member| self.allowed(member, property, steps + 1));
        members.into_iter().find(|values| !values.is_empty()).unwrap_or_default()
    }

    /// The keywords of a schema, where a reference leads to a component those there.
    fn followed<'s>(&'s self, schema: &'s Schema<'a>) -> Option<&'s Keywords<'a>> {
        let schema = match schema.reference() {
            Some(reference) => {
                let index = self.component_index(reference, Place::root("", self.sending))?;
                &self.document.components.schemas[index].1
            }
            None => schema,
        };
        match schema {
            Schema::Keywords(keywords) => Some(keywords),
            Schema::All(_) => None,
        }
    }
}

fn literals(keywords: &Keywords) -> Vec<Literal> {
    let values = keywords.constant.iter().chain(keywords.values.iter().flat_map(|values| values.iter()));
    values.filter_map(|value| value.literal()).collect()
}
