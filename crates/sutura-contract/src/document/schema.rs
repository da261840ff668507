//! Schemas as types.

use std::collections::HashSet;

use super::{
    compose::{intersection, or_null, union},
    content::is_json,
    enums,
    lowering::Lowering,
    openapi::{Keywords, Kind, Schema, Version},
    place::Place,
    raw::Scalar,
    reference::{Component, Target},
};
use crate::{
    ContractError,
    model::{Literal, Type},
};

/// How many schemas may stand in one another.
const DEEPEST: usize = 40;

impl<'a> Lowering<'_, 'a> {
    /// What a schema says a value may be.
    pub fn schema(&self, schema: &Schema<'a>, place: Place) -> Result<Type, ContractError> {
        if place.depth > DEEPEST {
            let message = format!("more than {DEEPEST} schemas stand in one another here");
            return Err(ContractError::at(place.pointer(), message).with_hint("Give the inner ones names in #/components/schemas."));
        }
        match schema {
            Schema::All(true) => Ok(Type::Unknown),
            Schema::All(false) => Ok(Type::Never),
            Schema::Keywords(keywords) => self.keywords(keywords, place.inner()),
        }
    }

    /// The type that a reference names, with null where the schema there has it and its name cannot say it.
    pub fn reference(&self, reference: &str, place: Place) -> Result<Type, ContractError> {
        Ok(match self.references.target(reference, place)? {
            Target::Component(index) => self.component(index),
            Target::Elsewhere(pointer, schema) => self.named_elsewhere(pointer, schema),
        })
    }

    fn keywords(&self, keywords: &Keywords<'a>, place: Place) -> Result<Type, ContractError> {
        if !self.spend(1) {
            return Ok(Type::Unknown);
        }
        let is_nullable = keywords.nullable.0 || keywords.types.contains(&Kind::Null);
        let mut all = Vec::new();
        if let Some(reference) = &keywords.reference {
            all.push(self.reference(reference, place)?);
        }
        if keywords.reference.is_none() || self.version != Version::V3_0 {
            self.constraints(keywords, place, &mut all)?;
        }
        let all = intersection(all);
        Ok(if is_nullable { or_null(all) } else { all })
    }

    fn constraints(&self, keywords: &Keywords<'a>, place: Place, all: &mut Vec<Type>) -> Result<(), ContractError> {
        all.push(self.own(keywords, place)?);
        let members = place.key("allOf");
        for (index, member) in keywords.all_of.iter().enumerate() {
            all.push(self.part(member, members.index(index))?);
        }
        self.require(keywords, place, all)?;
        for (key, alternatives) in [("oneOf", &keywords.one_of), ("anyOf", &keywords.any_of)] {
            if !alternatives.is_empty() {
                all.push(self.alternatives(alternatives, keywords.discriminator.as_ref(), place.key(key))?);
            }
        }
        if let Some(excluded) = &keywords.not {
            all.push(self.excluding(excluded, place.key("not"))?);
        }
        if keywords.dynamic_reference.is_some() {
            self.note(place.key("$dynamicRef"), "a reference that depends on who refers is not followed: anything is taken");
        }
        if keywords.condition.is_some() {
            self.note(place.key("if"), "a condition is no part of a type: what holds without it is taken");
        }
        Ok(())
    }

    /// One of the schemas of which all hold. Of one that means any of its heirs it is what they share.
    fn part(&self, member: &Schema<'a>, place: Place) -> Result<Type, ContractError> {
        let component = member.reference().and_then(|reference| self.component_index(reference, place));
        match component.and_then(|index| self.base(index)) {
            Some(base) => Ok(Type::Reference { name: base.to_owned() }),
            None => self.schema(member, place),
        }
    }

    /// Makes fields required of which another one of the schemas says what they are.
    fn require(&self, keywords: &Keywords<'a>, place: Place, all: &mut Vec<Type>) -> Result<(), ContractError> {
        if keywords.all_of.is_empty() && keywords.reference.is_none() {
            return Ok(());
        }
        let inline = keywords.all_of.iter().filter_map(Schema::inline).chain([keywords]);
        let mut required: HashSet<&str> = inline.flat_map(Keywords::undescribed).collect();
        let objects = all.iter_mut().filter_map(|ty| if let Type::Object(object) = ty { Some(object) } else { None });
        for property in objects.flat_map(|object| &mut object.properties).filter(|property| required.remove(&*property.name)) {
            (property.required, property.present) = (true, true);
        }
        if !required.is_empty() {
            for (name, field) in self.fields(keywords, required) {
                all.push(self.tagged(name, self.schema(field, place)?));
            }
        }
        Ok(())
    }

    /// What the schema says by itself, without null.
    fn own(&self, keywords: &Keywords<'a>, place: Place) -> Result<Type, ContractError> {
        if let Some(constant) = &keywords.constant {
            return Ok(self.values(std::slice::from_ref(constant), place.key("const")));
        }
        if let Some(values) = &keywords.values {
            return Ok(self.values(values, place.key("enum")));
        }
        let kinds = keywords.types.iter().filter(|kind| **kind != Kind::Null);
        let types = kinds.map(|kind| self.kind(*kind, keywords, place)).collect::<Result<Vec<_>, _>>()?;
        match (types.is_empty(), keywords.types.is_empty()) {
            (false, _) => Ok(union(types, None)),
            (true, false) => Ok(Type::Null),
            (true, true) => self.untyped(keywords, place),
        }
    }

    fn kind(&self, kind: Kind, keywords: &Keywords<'a>, place: Place) -> Result<Type, ContractError> {
        Ok(match kind {
            Kind::Null => Type::Null,
            Kind::Boolean => Type::Boolean,
            Kind::Integer => Type::Integer,
            Kind::Number => Type::Number,
            Kind::String => Type::String { format: format(keywords) },
            Kind::Array => self.array(keywords, place)?,
            Kind::Object => Type::Object(self.object(keywords, place)?),
            Kind::Other => {
                self.note(place.key("type"), "this is none of JSON Schema's types: anything is taken");
                Type::Unknown
            }
        })
    }

    /// A schema without a type is of the one that its other keywords are about.
    fn untyped(&self, keywords: &Keywords<'a>, place: Place) -> Result<Type, ContractError> {
        let about_objects = !keywords.properties.is_empty()
            || !keywords.pattern_properties.is_empty()
            || keywords.additional_properties.is_some()
            || keywords.property_names.is_some();
        if about_objects {
            self.object(keywords, place).map(Type::Object)
        } else if keywords.items.is_some() || !keywords.prefix_items.is_empty() {
            self.array(keywords, place)
        } else {
            Ok(Type::Unknown)
        }
    }

    /// One of the values. What is no literal makes it anything.
    fn values(&self, values: &[Scalar<'a>], place: Place) -> Type {
        if values.contains(&Scalar::Other) {
            self.note(place, "a value that is an array or an object is no type: anything is taken");
            return Type::Unknown;
        }
        let literals = enums::distinct(values).into_iter().map(|value| Type::Literal { value });
        let null = values.contains(&Scalar::Null).then_some(Type::Null);
        union(literals.chain(null).collect(), None)
    }

    /// Only the exclusion of everything is a type.
    fn excluding(&self, excluded: &Schema<'a>, place: Place) -> Result<Type, ContractError> {
        if self.schema(excluded, place)? == Type::Unknown && matches!(excluded, Schema::All(true)) {
            return Ok(Type::Never);
        }
        if matches!(excluded, Schema::Keywords(keywords) if keywords.says_nothing()) {
            return Ok(Type::Never);
        }
        self.note(place, "what a value is not is no part of a type");
        Ok(Type::Unknown)
    }
}

impl Keywords<'_> {
    /// The names of required fields that are described elsewhere, if at all.
    fn undescribed(&self) -> Vec<&str> {
        let described: HashSet<&str> = self.properties.iter().map(|(name, _)| &**name).collect();
        self.required.iter().map(|name| &**name).filter(|name| !described.contains(name)).collect()
    }

    fn says_nothing(&self) -> bool {
        self.reference.is_none()
            && self.types.is_empty()
            && self.constant.is_none()
            && self.values.is_none()
            && self.properties.is_empty()
            && self.required.is_empty()
            && self.additional_properties.is_none()
            && self.items.is_none()
            && self.all_of.is_empty()
            && self.one_of.is_empty()
            && self.any_of.is_empty()
            && self.not.is_none()
    }

    /// Whether a part of a body with this schema is a file, and no text.
    pub fn is_file(&self) -> bool {
        let is_bytes = |media_type: &str| media_type == "application/octet-stream" || media_type.starts_with("image/");
        self.types.contains(&Kind::String)
            && (self.format.as_deref() == Some("binary")
                || self.content_encoding.is_none() && self.content_media_type.as_deref().is_some_and(is_bytes))
    }
}

/// What kind of text a schema is about.
fn format(keywords: &Keywords) -> Option<String> {
    if let Some(format) = keywords.format.as_deref().filter(|format| !format.is_empty()) {
        return Some(format.to_owned());
    }
    match keywords.content_encoding.as_deref() {
        Some("base64" | "base64url") => Some("byte".to_owned()),
        _ => keywords.content_media_type.as_deref().map(|media_type| if is_json(media_type) { "json" } else { "binary" }.to_owned()),
    }
}

/// A literal as it stands in a key of a mapping.
pub(super) fn written(literal: &Literal) -> String {
    match literal {
        Literal::Boolean(flag) => flag.to_string(),
        Literal::Number(number) => number.to_string(),
        Literal::String(text) => text.clone(),
    }
}
