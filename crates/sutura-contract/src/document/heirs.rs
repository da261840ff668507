//! Schemas that others build on by `allOf`, and the field that tells those apart.

use std::collections::{HashMap, HashSet, VecDeque};

use super::{
    compose,
    lowering::Lowering,
    object::Sending,
    openapi::{Document, Schema},
    place::Place,
    reference::{Component, References, Target},
    schema_names::Names,
};
use crate::model::{self, Literal, Type};

/// Which schemas build on which by `allOf`, each pair once.
pub(super) struct Tree {
    pub children: Vec<Vec<usize>>,
    parents: Vec<Vec<usize>>,
}

impl Tree {
    pub fn of(document: &Document, references: &References) -> Self {
        let schemas = &document.components.schemas;
        let mut tree = Self { children: vec![Vec::new(); schemas.len()], parents: vec![Vec::new(); schemas.len()] };
        let place = Place::root("", Sending::Defaults);
        for (index, (_, schema)) in schemas.iter().enumerate() {
            let members = schema.inline().into_iter().flat_map(|keywords| keywords.all_of.iter());
            let mut seen = HashSet::new();
            for reference in members.filter_map(Schema::reference) {
                if let Ok(Target::Component(parent)) = references.target(reference, place)
                    && seen.insert(parent)
                {
                    tree.parents[index].push(parent);
                    tree.children[parent].push(index);
                }
            }
        }
        tree
    }
}

/// A schema with heirs, which a field tells apart: the schema itself means any of them.
pub(super) struct Family {
    /// The name of what all heirs have.
    base: String,
    property: String,
    /// Which value of the field means which heir, as far as the document says so.
    values: HashMap<usize, String>,
}

impl Lowering<'_, '_> {
    /// The families of the document, by the schema that others build on.
    pub fn families(&self, names: &mut Names) -> HashMap<usize, Family> {
        let place = Place::root("", self.sending);
        let families = self.document.components.schemas.iter().enumerate().filter_map(|(index, (_, schema))| {
            let keywords = schema.inline()?;
            let is_parent = keywords.one_of.is_empty() && keywords.any_of.is_empty() && !self.tree.children[index].is_empty();
            let discriminator = keywords.discriminator.as_ref().filter(|_| is_parent)?;
            let property = discriminator.property_name.as_deref()?.to_owned();
            let mapping = discriminator.mapping.iter().rev();
            let values = mapping.filter_map(|(value, target)| Some((self.mapped(target, place)?, value.to_string())));
            let base = format!("{}Base", self.named[index].name);
            Some((index, Family { base: names.give(&base, &base), property, values: values.collect() }))
        });
        families.collect()
    }

    /// The name of what all heirs of a schema have, where it has any.
    pub fn base(&self, index: usize) -> Option<&str> {
        self.families.get(&index).map(|family| &*family.base)
    }

    /// Any of the heirs of a schema: what a value of it is.
    pub fn any_heir(&self, index: usize) -> Option<Type> {
        let family = self.families.get(&index)?;
        let itself = family.values.contains_key(&index).then(|| (index, self.value(family, index)));
        let mut mapping: Vec<(Literal, String)> = Vec::new();
        let mut heirs = Vec::new();
        for (heir, value) in itself.into_iter().chain(self.heirs(index, family)) {
            let name = if heir == index { &family.base } else { &self.named[heir].name };
            mapping.push((value, name.clone()));
            heirs.push(Type::Reference { name: name.clone() });
        }
        Some(compose::union(heirs, Some(model::Discriminator { property: family.property.clone(), mapping })))
    }

    /// The field that tells a schema from its siblings, with the values that it and its own heirs have.
    pub fn tag(&self, index: usize) -> Option<Type> {
        let keywords = self.document.components.schemas[index].1.inline()?;
        let family = self.ancestral(index)?;
        let own = keywords.all_of.iter().filter_map(Schema::inline).chain([keywords]);
        let mut fields = own.flat_map(|own| own.properties.iter()).filter(|(name, _)| **name == *family.property);
        if fields.any(|(_, field)| self.says_values(field)) {
            return None;
        }
        let itself = (index, self.value(family, index));
        let values = [itself].into_iter().chain(self.heirs(index, family)).map(|(_, value)| value);
        Some(self.tagged(&family.property, compose::union(values.map(|value| Type::Literal { value }).collect(), None)))
    }

    /// The nearest family that a schema is an heir of.
    fn ancestral(&self, index: usize) -> Option<&Family> {
        let mut seen = HashSet::new();
        let mut waiting = VecDeque::from([index]);
        while let Some(heir) = waiting.pop_front().filter(|_| self.spend(1)) {
            for parent in self.tree.parents[heir].iter().filter(|parent| seen.insert(**parent)) {
                if let Some(family) = self.families.get(parent) {
                    return Some(family);
                }
                waiting.push_back(*parent);
            }
        }
        None
    }

    /// All schemas that build on one, each with its value of the field, in the order of the document.
    fn heirs(&self, index: usize, family: &Family) -> Vec<(usize, Literal)> {
        let mut seen = HashSet::from([index]);
        let mut waiting = self.tree.children[index].clone();
        let mut heirs = Vec::new();
        while let Some(heir) = waiting.pop().filter(|_| self.spend(1)) {
            if seen.insert(heir) {
                heirs.push((heir, self.value(family, heir)));
                waiting.extend(&self.tree.children[heir]);
            }
        }
        heirs.sort_by_key(|(index, _)| *index);
        heirs
    }

    fn value(&self, family: &Family, index: usize) -> Literal {
        let value = family.values.get(&index).map_or(&*self.document.components.schemas[index].0, |value| value);
        self.as_allowed(value, index, &family.property)
    }
}
