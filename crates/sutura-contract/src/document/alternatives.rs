//! Alternatives, and the field that tells them apart.

use std::collections::HashSet;

use super::{
    compose::union,
    lowering::Lowering,
    openapi::{Discriminator, Keywords, Kind, Schema},
    place::Place,
    reference::{Component, Target},
    schema::written,
};
use crate::{
    ContractError,
    model::{self, Literal, Type},
};

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
        let mut known: HashSet<String> = mapping.iter().map(|(_, name)| name.clone()).collect();
        for schema in schemas {
            let Some(index) = schema.reference().and_then(|reference| self.component_index(reference, place)) else { continue };
            let (raw, target) = &self.document.components.schemas[index];
            let name = &self.named[index].name;
            if !known.insert(name.clone()) {
                continue;
            }
            let values = match self.allowed(target, property) {
                values if values.is_empty() => vec![Literal::String(raw.to_string())],
                values => values,
            };
            mapping.extend(values.into_iter().map(|value| (value, name.clone())));
        }
        self.told_apart(property, mapping.iter().map(|(_, name)| name));
        (!mapping.is_empty()).then(|| model::Discriminator { property: property.to_owned(), mapping })
    }

    /// The component that a mapping means, by a reference or a name.
    pub fn mapped(&self, target: &str, place: Place) -> Option<usize> {
        match target.starts_with('#') {
            true => self.component_index(target, place),
            false => self.references.schema_named(target),
        }
    }

    pub fn component_index(&self, reference: &str, place: Place) -> Option<usize> {
        match self.references.target(reference, place) {
            Ok(Target::Component(index)) => Some(index),
            _ => None,
        }
    }

    /// A key of a mapping is a text, and may mean a number or a truth value: it is what the schema allows.
    pub fn as_allowed(&self, value: &str, index: usize, property: &str) -> Literal {
        let schema = &self.document.components.schemas[index].1;
        let allowed = self.allowed(schema, property).into_iter().find(|literal| written(literal) == value);
        let field = || self.followed(self.field(self.followed(schema)?, property)?);
        let typed = || match field()?.types.first()? {
            Kind::Integer | Kind::Number => value.parse().ok().map(Literal::Number),
            Kind::Boolean => value.parse().ok().map(Literal::Boolean),
            _ => None,
        };
        allowed.or_else(typed).unwrap_or_else(|| Literal::String(value.to_owned()))
    }

    /// The values that a schema allows for a field.
    fn allowed(&self, schema: &Schema<'a>, property: &str) -> Vec<Literal> {
        let field = self.followed(schema).and_then(|keywords| self.field(keywords, property));
        field.and_then(|field| self.followed(field)).map_or_else(Vec::new, literals)
    }

    /// Whether a schema allows some values alone.
    pub fn says_values(&self, schema: &Schema<'a>) -> bool {
        self.followed(schema).is_some_and(|keywords| !literals(keywords).is_empty())
    }

    /// The schema of a field, of those that a schema has itself or by its `allOf`.
    fn field<'s>(&'s self, keywords: &'s Keywords<'a>, name: &str) -> Option<&'s Schema<'a>> {
        self.fields(keywords, HashSet::from([name])).pop().map(|(_, field)| field)
    }

    /// The schemas of some fields, of those that a schema has itself or by its `allOf`.
    pub fn fields<'s>(&'s self, keywords: &'s Keywords<'a>, mut wanted: HashSet<&str>) -> Vec<(&'s str, &'s Schema<'a>)> {
        let mut seen = HashSet::new();
        let mut waiting = vec![keywords];
        let mut found = Vec::new();
        while let Some(keywords) = waiting.pop().filter(|_| !wanted.is_empty() && self.spend(1)) {
            found.extend(keywords.properties.iter().filter(|(name, _)| wanted.remove(&**name)).map(|(name, field)| (&**name, field)));
            let referred =
                keywords.reference.iter().chain(keywords.all_of.iter().filter_map(|member| member.keywords()?.reference.as_ref()));
            let referred = referred.filter_map(|reference| self.component_index(reference, Place::root("", self.sending)));
            let referred =
                referred.filter(|index| seen.insert(*index)).filter_map(|index| self.document.components.schemas[index].1.keywords());
            waiting.extend(referred.chain(keywords.all_of.iter().filter_map(Schema::inline)));
        }
        found
    }

    /// The keywords of a schema, where a reference leads to a component those there.
    fn followed<'s>(&'s self, schema: &'s Schema<'a>) -> Option<&'s Keywords<'a>> {
        let keywords = schema.keywords()?;
        if keywords.reference.is_some() { self.referred(keywords) } else { Some(keywords) }
    }

    fn referred(&self, keywords: &Keywords<'a>) -> Option<&Keywords<'a>> {
        let index = self.component_index(keywords.reference.as_deref()?, Place::root("", self.sending))?;
        self.document.components.schemas[index].1.keywords()
    }
}

fn literals(keywords: &Keywords) -> Vec<Literal> {
    let values = keywords.constant.iter().chain(keywords.values.iter().flat_map(|values| values.iter()));
    values.filter_map(|value| value.literal()).collect()
}
