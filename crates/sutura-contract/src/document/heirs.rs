//! Schemas that others build on by `allOf`, and the field that tells those apart.

use std::collections::HashSet;

use super::{
    compose,
    lowering::Lowering,
    openapi::{Discriminator, Document, Schema},
    place::Place,
    reference::{Component, References, Target},
};
use crate::model::{self, Literal, Type};

/// By schema, those that have it in their `allOf`.
pub(super) fn children(document: &Document, references: &References, place: Place) -> Vec<Vec<usize>> {
    let schemas = &document.components.schemas;
    let mut children = vec![Vec::new(); schemas.len()];
    for (index, (_, schema)) in schemas.iter().enumerate() {
        let members = schema.inline().into_iter().flat_map(|keywords| keywords.all_of.iter());
        for reference in members.filter_map(Schema::reference) {
            if let Ok(Target::Component(parent)) = references.target(reference, place) {
                children[parent].push(index);
            }
        }
    }
    children
}

impl<'a> Lowering<'_, 'a> {
    /// What tells the heirs of a schema apart, where it has any, and no alternatives of its own.
    pub fn family(&self, index: usize) -> Option<&Discriminator<'a>> {
        let keywords = self.document.components.schemas[index].1.inline()?;
        let is_parent = keywords.one_of.is_empty() && keywords.any_of.is_empty() && !self.children[index].is_empty();
        keywords.discriminator.as_ref().filter(|discriminator| is_parent && discriminator.property_name.is_some())
    }

    /// Any of the heirs of a schema: what a value of it is.
    pub fn any_heir(&self, index: usize, discriminator: &Discriminator) -> Type {
        let mut mapping: Vec<(Literal, String)> = Vec::new();
        let mut heirs = Vec::new();
        let property = discriminator.property_name.as_deref().unwrap_or_default();
        let itself = self.mapped_value(discriminator, index).map(|value| self.as_allowed(&value, index, property));
        for (heir, value) in itself.map(|value| (index, value)).into_iter().chain(self.heirs(index, discriminator)) {
            let name = if heir == index { self.base_name(index) } else { self.named[heir].name.clone() };
            mapping.push((value, name.clone()));
            heirs.push(Type::Reference { name });
        }
        compose::union(heirs, Some(model::Discriminator { property: property.to_owned(), mapping }))
    }

    /// The field that tells a schema from its siblings, with the values that it and its own heirs have.
    pub fn tag(&self, index: usize) -> Option<Type> {
        let keywords = self.document.components.schemas[index].1.inline()?;
        let place = Place::root("", self.sending);
        let parents = keywords.all_of.iter().filter_map(|member| self.component_index(member.reference()?, place));
        let discriminator = parents.filter_map(|parent| self.ancestral(parent, 0)).next()?;
        let property = discriminator.property_name.as_deref()?;
        let own = keywords.all_of.iter().filter_map(Schema::inline).chain([keywords]);
        let mut fields = own.flat_map(|own| own.properties.iter()).filter(|(name, _)| &**name == property);
        if fields.any(|(_, field)| self.says_values(field)) {
            return None;
        }
        let itself = (index, self.value_of(discriminator, index));
        let values = [itself].into_iter().chain(self.heirs(index, discriminator)).map(|(_, value)| value);
        Some(self.tagged(property, compose::union(values.map(|value| Type::Literal { value }).collect(), None)))
    }

    /// The name of what all heirs of a schema have.
    pub fn base_name(&self, index: usize) -> String {
        self.bases.get(&index).cloned().unwrap_or_else(|| self.named[index].name.clone())
    }

    /// What tells the heirs of a schema or of one that it builds on apart.
    fn ancestral(&self, index: usize, steps: usize) -> Option<&Discriminator<'a>> {
        if steps > 8 {
            return None;
        }
        let further = || {
            let keywords = self.document.components.schemas[index].1.inline()?;
            let place = Place::root("", self.sending);
            let parents = keywords.all_of.iter().filter_map(|member| self.component_index(member.reference()?, place));
            parents.filter_map(|parent| self.ancestral(parent, steps + 1)).next()
        };
        self.family(index).or_else(further)
    }

    /// All schemas that build on one, each with its value of the field, in the order of the document.
    fn heirs(&self, index: usize, discriminator: &Discriminator) -> Vec<(usize, Literal)> {
        let mut seen = HashSet::from([index]);
        let mut waiting = self.children[index].clone();
        let mut heirs = Vec::new();
        while let Some(heir) = waiting.pop() {
            if seen.insert(heir) {
                heirs.push((heir, self.value_of(discriminator, heir)));
                waiting.extend(&self.children[heir]);
            }
        }
        heirs.sort_by_key(|(index, _)| *index);
        heirs
    }

    fn value_of(&self, discriminator: &Discriminator, index: usize) -> Literal {
        let raw = || self.document.components.schemas[index].0.to_string();
        let value = self.mapped_value(discriminator, index).unwrap_or_else(raw);
        self.as_allowed(&value, index, discriminator.property_name.as_deref().unwrap_or_default())
    }

    fn mapped_value(&self, discriminator: &Discriminator, index: usize) -> Option<String> {
        let place = Place::root("", self.sending);
        let mut mapping = discriminator.mapping.iter();
        mapping.find(|(_, target)| self.mapped(target, place) == Some(index)).map(|(value, _)| value.to_string())
    }
}
