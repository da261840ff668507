//! Objects and arrays.

use std::collections::HashSet;

use super::{
    compose::union,
    lowering::Lowering,
    openapi::{Items, Keywords, Schema},
    place::Place,
    raw::Text,
    text,
};
use crate::{
    ContractError,
    model::{Additional, Object, Property, Type},
};

/// What is known of the fields that a server sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sending {
    /// Those that are required.
    Required,
    /// Also those that have a default.
    Defaults,
    /// All: FastAPI sends every field of a model, and says so of none that has a default.
    Everything,
}

impl<'a> Lowering<'_, 'a> {
    pub fn object(&self, keywords: &Keywords<'a>, place: Place) -> Result<Object, ContractError> {
        let required: HashSet<&str> = keywords.required.iter().map(|name| &**name).collect();
        let fields = place.key("properties");
        let properties = keywords.properties.iter();
        let properties = properties.map(|(name, schema)| self.property(name, schema, required.contains(&**name), fields.key(name)));
        Ok(Object { properties: properties.collect::<Result<_, _>>()?, additional: self.additional(keywords, place)? })
    }

    fn property(&self, name: &str, schema: &Schema<'a>, required: bool, place: Place) -> Result<Property, ContractError> {
        let ty = self.schema(schema, place)?;
        let bare = Property { required, ..plain(name, ty, required || place.sending == Sending::Everything) };
        let Schema::Keywords(keywords) = schema else { return Ok(bare) };
        let default = self.default(keywords, place)?;
        let inline = keywords.all_of.iter().filter_map(Schema::inline);
        let mut described = inline.chain([&**keywords]);
        let own = keywords.own.as_deref();
        Ok(Property {
            field: own.and_then(|own| own.field.clone()),
            required: required && !own.is_some_and(|own| own.default),
            present: bare.present || default.is_some() && place.sending == Sending::Defaults,
            read_only: described.clone().any(|keywords| keywords.read_only.0),
            write_only: described.any(|keywords| keywords.write_only.0) && !self.is_secret(keywords),
            default,
            description: Text::owned(&keywords.description),
            deprecated: keywords.deprecated.0,
            ..bare
        })
    }

    /// What is meant where a value is not sent.
    pub fn default(&self, keywords: &Keywords, place: Place) -> Result<Option<serde_json::Value>, ContractError> {
        let Some(raw) = keywords.default else { return Ok(None) };
        let value = serde_json::from_str(raw.get());
        value
            .map(Some)
            .map_err(|error| ContractError::at(place.key("default").pointer(), text::syntax(&error).message).with_hint(text::LINT))
    }

    /// A secret of FastAPI is write-only, and yet sent back as asterisks.
    fn is_secret(&self, keywords: &Keywords) -> bool {
        self.is_fastapi && keywords.format.as_deref() == Some("password")
    }

    fn additional(&self, keywords: &Keywords<'a>, place: Place) -> Result<Additional, ContractError> {
        let mut values = Vec::new();
        let patterns = place.key("patternProperties");
        for (pattern, schema) in keywords.pattern_properties.iter() {
            values.push(self.schema(schema, patterns.key(pattern))?);
        }
        match &keywords.additional_properties {
            Some(Schema::All(false)) => {}
            Some(schema) => values.push(self.schema(schema, place.key("additionalProperties"))?),
            None if values.is_empty() && keywords.property_names.is_some() => values.push(Type::Unknown),
            None if values.is_empty() && keywords.is_bare() => values.push(Type::Unknown),
            None => {}
        }
        if values.is_empty() {
            return Ok(Additional::None);
        }
        Ok(Additional::Typed { values: Box::new(union(values, None)), keys: self.keys(keywords, place)? })
    }

    /// The type of the names, where it is narrower than any text.
    fn keys(&self, keywords: &Keywords<'a>, place: Place) -> Result<Option<Box<Type>>, ContractError> {
        let Some(names) = &keywords.property_names else { return Ok(None) };
        let ty = self.schema(names, place.key("propertyNames"))?;
        let is_narrow = matches!(ty, Type::Reference { .. } | Type::Literal { .. } | Type::Union { .. });
        Ok(is_narrow.then(|| Box::new(ty)))
    }

    pub fn array(&self, keywords: &Keywords<'a>, place: Place) -> Result<Type, ContractError> {
        let (min, max) = (keywords.min_items.0.unwrap_or(0), keywords.max_items.0);
        match &keywords.items {
            Some(Items::Places(places)) => self.tuple(places, None, keywords, place.key("items")),
            Some(Items::Each(items)) if keywords.prefix_items.is_empty() => {
                Ok(Type::Array { items: Box::new(self.schema(items, place.key("items"))?), min, max })
            }
            None if keywords.prefix_items.is_empty() => Ok(Type::Array { items: Box::new(Type::Unknown), min, max }),
            items => {
                let rest = match items {
                    Some(Items::Each(items)) => Some(self.schema(items, place.key("items"))?),
                    _ => None,
                };
                self.tuple(&keywords.prefix_items, rest, keywords, place.key("prefixItems"))
            }
        }
    }

    fn tuple(&self, schemas: &[Schema<'a>], rest: Option<Type>, keywords: &Keywords, place: Place) -> Result<Type, ContractError> {
        let items = schemas.iter().enumerate().map(|(index, schema)| self.schema(schema, place.index(index)));
        let items = items.collect::<Result<Vec<_>, _>>()?;
        let is_full = keywords.max_items.0.is_some_and(|max| max <= items.len() as u64);
        let rest = rest.or((!is_full).then_some(Type::Unknown)).filter(|rest| !is_full && *rest != Type::Never);
        let required = keywords.min_items.0.unwrap_or(0).min(items.len() as u64) as usize;
        Ok(Type::Tuple { items, required, rest: rest.map(Box::new) })
    }
}

/// A field of which nothing more is known than whether it is always there.
pub(super) fn plain(name: &str, ty: Type, present: bool) -> Property {
    Property {
        name: name.to_owned(),
        field: None,
        ty,
        required: present,
        present,
        read_only: false,
        write_only: false,
        default: None,
        description: None,
        deprecated: false,
    }
}

impl<'a> Schema<'a> {
    /// The keywords of a schema that is no reference.
    pub fn inline(&self) -> Option<&Keywords<'a>> {
        match self {
            Self::Keywords(keywords) if keywords.reference.is_none() => Some(keywords),
            _ => None,
        }
    }
}

impl Keywords<'_> {
    /// Whether the schema says no more than that it is an object.
    fn is_bare(&self) -> bool {
        self.properties.is_empty() && self.reference.is_none() && self.all_of.is_empty() && self.one_of.is_empty() && self.any_of.is_empty()
    }
}
