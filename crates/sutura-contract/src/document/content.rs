//! What a media type carries.

use std::collections::{HashMap, HashSet, hash_map::Entry};

use super::{
    compose,
    lowering::Lowering,
    object,
    openapi::{Items, Keywords, MediaType, Schema},
    place::Place,
    raw::Extensible,
    reference::{Component, Target},
};
use crate::{
    ContractError,
    model::{Content, Object, Type},
};

/// In which way a media type writes values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Writing {
    Json,
    JsonLines,
    Events,
    Multipart,
    Form,
    Text,
    Bytes,
}

impl Writing {
    fn of(media_type: &str) -> Self {
        match media_type {
            "application/json" | "text/json" | "*/*" | "application/*" => Self::Json,
            "text/event-stream" => Self::Events,
            "application/jsonl" | "application/x-ndjson" | "application/ndjson" | "application/json-seq" | "application/x-jsonlines" => {
                Self::JsonLines
            }
            "application/x-www-form-urlencoded" => Self::Form,
            "application/xml" => Self::Text,
            _ if media_type.starts_with("multipart/") => Self::Multipart,
            _ if media_type.ends_with("+json") => Self::Json,
            _ if media_type.starts_with("text/") || media_type.ends_with("+xml") => Self::Text,
            _ => Self::Bytes,
        }
    }
}

/// Whether a media type is JSON.
pub(super) fn is_json(media_type: &str) -> bool {
    Writing::of(&plain(media_type)) == Writing::Json
}

impl<'a> Lowering<'_, 'a> {
    /// The ways in which a body comes. Media types that differ in parameters alone are one.
    pub fn contents(&self, content: &Extensible<'a, MediaType<'a>>, place: Place) -> Result<Vec<Content>, ContractError> {
        let mut contents: Vec<Content> = Vec::with_capacity(content.len());
        let mut places = HashMap::new();
        for (media_type, value) in content.iter() {
            let content = self.content(&plain(media_type), value, place.key(media_type))?;
            match places.entry(content.media_type.clone()) {
                Entry::Vacant(entry) => {
                    entry.insert(contents.len());
                    contents.push(content);
                }
                Entry::Occupied(entry) => {
                    let ty = &mut contents[*entry.get()].ty;
                    *ty = compose::union(vec![std::mem::replace(ty, Type::Never), content.ty], None);
                }
            }
        }
        Ok(contents)
    }

    fn content(&self, media_type: &str, value: &MediaType<'a>, place: Place) -> Result<Content, ContractError> {
        let writing = Writing::of(media_type);
        if let (Writing::Form, true, Some(schema)) = (writing, self.is_fastapi, &value.schema)
            && self.put_together(schema, place).is_none()
        {
            // of a model of which only some fields are files FastAPI says that it is no multipart body, but reads it as one
            let ty = self.parts(schema, place.key("schema"), &mut HashSet::new())?;
            if has_files(&ty) {
                return Ok(Content { media_type: "multipart/form-data".to_owned(), ty, stream: false });
            }
        }
        let ty = match (&value.item_schema, &value.schema) {
            (Some(item), _) if writing == Writing::Events => self.event(item, place.key("itemSchema"))?,
            (Some(item), _) => self.schema(item, place.key("itemSchema"))?,
            (None, Some(schema)) => self.written(writing, schema, place.key("schema"))?,
            (None, None) => unsaid(writing),
        };
        let stream = value.item_schema.is_some() || matches!(writing, Writing::Events | Writing::JsonLines);
        Ok(Content { media_type: media_type.to_owned(), ty, stream })
    }

    fn written(&self, writing: Writing, schema: &Schema<'a>, place: Place) -> Result<Type, ContractError> {
        match writing {
            Writing::Json if self.is_file(schema, place)? => Ok(Type::String { format: Some("binary".to_owned()) }),
            Writing::Json | Writing::JsonLines | Writing::Form => self.whole(schema, place),
            Writing::Events => Ok(event(self.schema(schema, place)?)),
            Writing::Multipart => self.parts(schema, place, &mut HashSet::new()),
            Writing::Text => Ok(match self.schema(schema, place)? {
                ty @ (Type::String { .. } | Type::Literal { .. } | Type::Union { .. } | Type::Reference { .. }) => ty,
                _ => Type::String { format: None },
            }),
            Writing::Bytes => match self.schema(schema, place)? {
                Type::Unknown | Type::String { .. } => Ok(Type::Binary),
                ty => Ok(ty),
            },
        }
    }

    /// A body as a value. One that FastAPI has put together is written out: it is of this body alone, and nobody has named it.
    fn whole(&self, schema: &Schema<'a>, place: Place) -> Result<Type, ContractError> {
        let Some(index) = self.put_together(schema, place) else { return self.schema(schema, place) };
        self.is_form(index);
        let (raw, target) = &self.document.components.schemas[index];
        let root = place.moved("/components/schemas").sending(self.components_sending);
        self.schema(target, root.key(raw).inner())
    }

    /// The component that FastAPI has put together out of the parameters of one operation.
    fn put_together(&self, schema: &Schema<'a>, place: Place) -> Option<usize> {
        let index = self.component_index(schema.reference().filter(|_| self.is_fastapi)?, place)?;
        let (raw, target) = &self.document.components.schemas[index];
        (raw.starts_with("Body_") && !target.keywords()?.properties.is_empty()).then_some(index)
    }

    /// One event of a stream. What stands in its data as JSON is its data.
    fn event(&self, item: &Schema<'a>, place: Place) -> Result<Type, ContractError> {
        let data = item.inline().and_then(|item| {
            let (_, data) = item.properties.iter().find(|(name, _)| &**name == "data")?;
            data.inline()?.content_schema.as_ref()
        });
        let ty = self.schema(item, place)?;
        let (Some(data), Type::Object(mut object)) = (data, ty.clone()) else { return Ok(ty) };
        let fields = place.key("properties");
        let data = self.schema(data, fields.key("data").key("contentSchema"))?;
        if let Some(property) = object.properties.iter_mut().find(|property| property.name == "data") {
            property.ty = data;
        }
        Ok(Type::Object(object))
    }

    /// A multipart body: an object of which some properties are files. One that has a name is written out if it has files,
    /// since its name means a JSON value; what is written out already says nothing more.
    fn parts(&self, schema: &Schema<'a>, place: Place, seen: &mut HashSet<usize>) -> Result<Type, ContractError> {
        let Some(reference) = schema.keywords().and_then(|keywords| keywords.reference.as_deref()) else {
            return self.inline_parts(schema, place, seen);
        };
        match self.references.target(reference, place)? {
            Target::Component(index) if seen.contains(&index) => Ok(Type::Unknown),
            Target::Component(index) if place.depth < MOST_FORMS => {
                seen.insert(index);
                let (raw, target) = &self.document.components.schemas[index];
                let fields = target.keywords().map_or(0, |keywords| keywords.properties.len());
                if !self.spend(COST_OF_A_FORM * (fields + 1)) {
                    return Ok(Type::Unknown);
                }
                let root = place.moved("/components/schemas").sending(self.components_sending);
                let parts = self.parts(target, root.key(raw).inner(), seen)?;
                if !has_files(&parts) {
                    return Ok(self.component(index));
                }
                self.is_form(index);
                Ok(parts)
            }
            _ => self.schema(schema, place),
        }
    }

    fn inline_parts(&self, schema: &Schema<'a>, place: Place, seen: &mut HashSet<usize>) -> Result<Type, ContractError> {
        let Some(keywords) = schema.keywords() else { return self.schema(schema, place) };
        let mut all = Vec::new();
        let members = place.key("allOf");
        for (index, member) in keywords.all_of.iter().enumerate() {
            all.push(self.parts(member, members.index(index).inner(), seen)?);
        }
        if keywords.all_of.is_empty() {
            let ty = self.schema(schema, place)?;
            return Ok(match ty {
                Type::Object(object) => Type::Object(self.with_files(object, keywords, place)?),
                other => other,
            });
        }
        if !keywords.properties.is_empty() {
            let object = self.object(keywords, place)?;
            all.push(Type::Object(self.with_files(object, keywords, place)?));
        }
        Ok(compose::intersection(all))
    }

    fn with_files(&self, mut object: Object, keywords: &Keywords<'a>, place: Place) -> Result<Object, ContractError> {
        let fields = place.key("properties");
        for (property, (name, schema)) in object.properties.iter_mut().zip(keywords.properties.iter()) {
            if let Some(ty) = self.file(schema, fields.key(name))? {
                property.ty = ty;
            }
        }
        Ok(object)
    }

    /// A file, files, or a file or null. None where it is none.
    fn file(&self, schema: &Schema<'a>, place: Place) -> Result<Option<Type>, ContractError> {
        if self.is_file(schema, place)? {
            let is_nullable = schema.keywords().is_some_and(|keywords| keywords.nullable.0);
            return Ok(Some(if is_nullable { compose::or_null(Type::Binary) } else { Type::Binary }));
        }
        let Some(keywords) = schema.inline() else { return Ok(None) };
        if let Some(Items::Each(items)) = &keywords.items
            && let Some(items) = self.file(items, place.key("items"))?
        {
            let items = Box::new(items);
            return Ok(Some(Type::Array { items, min: keywords.min_items.0.unwrap_or(0), max: keywords.max_items.0 }));
        }
        let (key, alternatives) = if keywords.any_of.is_empty() { ("oneOf", &keywords.one_of) } else { ("anyOf", &keywords.any_of) };
        let list = place.key(key);
        let mut types = Vec::with_capacity(alternatives.len());
        let mut has_file = false;
        for (index, alternative) in alternatives.iter().enumerate() {
            let file = self.file(alternative, list.index(index))?;
            has_file |= file.is_some();
            types.push(match file {
                Some(file) => file,
                None => self.schema(alternative, list.index(index))?,
            });
        }
        Ok(has_file.then(|| compose::union(types, None)))
    }

    fn is_file(&self, schema: &Schema<'a>, place: Place) -> Result<bool, ContractError> {
        let schema = self.references.resolve(schema, place)?;
        Ok(schema.keywords().is_some_and(|keywords| keywords.is_file()))
    }
}

/// How much more it costs to write a field out than to look at it.
const COST_OF_A_FORM: usize = 8;

/// How many named schemas of a form may stand in one another.
const MOST_FORMS: usize = 32;

/// The media type without parameters, in lower case.
fn plain(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_lowercase()
}

/// What a body carries of which nothing is said.
fn unsaid(writing: Writing) -> Type {
    match writing {
        Writing::Json | Writing::JsonLines | Writing::Form | Writing::Multipart => Type::Unknown,
        Writing::Text => Type::String { format: None },
        Writing::Events => event(Type::String { format: None }),
        Writing::Bytes => Type::Binary,
    }
}

/// A server-sent event with data of this type.
fn event(data: Type) -> Type {
    let text = Type::String { format: None };
    let fields = [("data", data, true), ("event", text.clone(), false), ("id", text, false), ("retry", Type::Integer, false)];
    let properties = fields.into_iter().map(|(name, ty, present)| object::plain(name, ty, present));
    Type::Object(Object { properties: properties.collect(), ..Object::default() })
}

fn has_files(ty: &Type) -> bool {
    match ty {
        Type::Binary => true,
        Type::Array { items, .. } => has_files(items),
        Type::Object(object) => object.properties.iter().any(|property| has_files(&property.ty)),
        Type::Union { of, .. } | Type::Intersection { of } => of.iter().any(has_files),
        _ => false,
    }
}
