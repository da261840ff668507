//! OpenAPI documents as they are written. What no contract says is not even built: examples are most of a large document.

use std::{fmt, ops::Deref};

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer};
use serde_json::value::RawValue;

use super::raw::{Count, Extensible, Flag, List, Map, Names, Prose, Scalar, Text, or_default};
use crate::model::{Method, there};

/// The versions that are read. In 3.0 what stands beside a `$ref` says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Version {
    V3_0,
    V3_1,
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct Document<'a> {
    #[serde(borrow, deserialize_with = "or_default")]
    pub info: Info<'a>,
    pub paths: Extensible<'a, PathItem<'a>>,
    #[serde(deserialize_with = "or_default")]
    pub components: Components<'a>,
    pub tags: List<Tag<'a>>,
    pub security: List<Map<'a, IgnoredAny>>,
    #[serde(rename = "x-sutura")]
    pub own: Option<IgnoredAny>,
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default, expecting = "an object")]
pub(super) struct Info<'a> {
    #[serde(borrow)]
    pub title: Prose<'a>,
    pub version: Option<Text<'a>>,
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default, expecting = "an object")]
pub(super) struct Tag<'a> {
    #[serde(borrow)]
    pub name: Option<Text<'a>>,
    pub description: Prose<'a>,
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(rename_all = "camelCase", default, expecting = "an object")]
pub(super) struct Components<'a> {
    #[serde(borrow)]
    pub schemas: Map<'a, Schema<'a>>,
    pub parameters: Map<'a, Parameter<'a>>,
    pub responses: Map<'a, Response<'a>>,
    pub request_bodies: Map<'a, RequestBody<'a>>,
    pub security_schemes: Map<'a, SecurityScheme<'a>>,
    pub path_items: Map<'a, PathItem<'a>>,
    /// No version has these: operations that are written apart are referred to all the same.
    pub operations: Map<'a, Operation<'a>>,
}

/// A path, with its operations in the document's order.
#[derive(Debug, Default)]
pub(super) struct PathItem<'a> {
    pub reference: Option<Text<'a>>,
    pub parameters: List<Parameter<'a>>,
    pub operations: Vec<(Method, Operation<'a>)>,
}

impl<'de: 'a, 'a> Deserialize<'de> for PathItem<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PathItemVisitor)
    }
}

struct PathItemVisitor;

impl<'de> Visitor<'de> for PathItemVisitor {
    type Value = PathItem<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("an object with the operations of a path")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(PathItem::default())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut item = PathItem::default();
        while let Some(key) = map.next_key::<Text>()? {
            match &*key {
                "$ref" => item.reference = map.next_value()?,
                "parameters" => item.parameters = map.next_value()?,
                key => match Method::of_key(key) {
                    Some(method) if item.operations.iter().any(|(other, _)| *other == method) => {
                        return Err(A::Error::custom(format_args!("the key {key:?} is there twice")));
                    }
                    Some(method) => item.operations.push((method, map.next_value()?)),
                    None => drop(map.next_value::<IgnoredAny>()?),
                },
            }
        }
        Ok(item)
    }
}

impl Method {
    const ALL: [(Self, &'static str); 8] = [
        (Self::Get, "get"),
        (Self::Put, "put"),
        (Self::Post, "post"),
        (Self::Delete, "delete"),
        (Self::Options, "options"),
        (Self::Head, "head"),
        (Self::Patch, "patch"),
        (Self::Trace, "trace"),
    ];

    fn of_key(key: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| *name == key).map(|(method, _)| *method)
    }

    /// Whether a text is a method's key in a path.
    pub(super) fn is_key(key: &str) -> bool {
        Self::of_key(key).is_some()
    }

    /// The method's key in a path: `get`.
    pub(super) fn key(self) -> &'static str {
        Self::ALL.iter().find(|(method, _)| *method == self).map_or("", |(_, name)| name)
    }
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(rename_all = "camelCase", default, expecting = "an object")]
pub(super) struct Operation<'a> {
    #[serde(rename = "$ref", borrow)]
    pub reference: Option<Text<'a>>,
    pub operation_id: Option<Text<'a>>,
    pub tags: List<Text<'a>>,
    pub summary: Prose<'a>,
    pub description: Prose<'a>,
    pub deprecated: Flag,
    pub parameters: List<Parameter<'a>>,
    pub request_body: Option<RequestBody<'a>>,
    pub responses: Extensible<'a, Response<'a>>,
    pub security: Option<List<Map<'a, IgnoredAny>>>,
    #[serde(rename = "x-sutura")]
    pub own: OwnOperation,
}

/// What our own import of a FastAPI application adds to an operation.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct OwnOperation {
    pub function: Option<String>,
    pub exclude_unset: bool,
    pub exclude_defaults: bool,
    pub exclude_none: bool,
    pub include: Option<Vec<String>>,
    pub exclude: Vec<String>,
    pub by_field: bool,
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default, expecting = "an object")]
pub(super) struct Parameter<'a> {
    #[serde(rename = "$ref", borrow)]
    pub reference: Option<Text<'a>>,
    pub name: Option<Text<'a>>,
    #[serde(rename = "in")]
    pub place: Option<Text<'a>>,
    pub required: Flag,
    pub deprecated: Flag,
    pub description: Prose<'a>,
    pub style: Option<Text<'a>>,
    pub explode: Option<Flag>,
    pub schema: Option<Schema<'a>>,
    pub content: Extensible<'a, MediaType<'a>>,
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default, expecting = "an object")]
pub(super) struct RequestBody<'a> {
    #[serde(rename = "$ref", borrow)]
    pub reference: Option<Text<'a>>,
    pub required: Flag,
    pub description: Prose<'a>,
    pub content: Extensible<'a, MediaType<'a>>,
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default, expecting = "an object")]
pub(super) struct Response<'a> {
    #[serde(rename = "$ref", borrow)]
    pub reference: Option<Text<'a>>,
    pub description: Prose<'a>,
    pub content: Extensible<'a, MediaType<'a>>,
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(rename_all = "camelCase", default, expecting = "an object")]
pub(super) struct MediaType<'a> {
    #[serde(borrow)]
    pub schema: Option<Schema<'a>>,
    pub item_schema: Option<Schema<'a>>,
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default, expecting = "an object")]
pub(super) struct SecurityScheme<'a> {
    #[serde(rename = "$ref", borrow)]
    pub reference: Option<Text<'a>>,
    #[serde(rename = "type")]
    pub kind: Option<Text<'a>>,
    pub scheme: Option<Text<'a>>,
    #[serde(rename = "in")]
    pub place: Option<Text<'a>>,
    pub name: Option<Text<'a>>,
}

/// A schema: what a value may be.
#[derive(Debug)]
pub(super) enum Schema<'a> {
    /// `true`: anything; `false`: nothing.
    All(bool),
    Keywords(Box<Keywords<'a>>),
}

impl<'de: 'a, 'a> Deserialize<'de> for Schema<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(SchemaVisitor)
    }
}

struct SchemaVisitor;

impl<'de> Visitor<'de> for SchemaVisitor {
    type Value = Schema<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a schema, which is an object or a truth value")
    }

    fn visit_bool<E>(self, all: bool) -> Result<Self::Value, E> {
        Ok(Schema::All(all))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Schema::All(true))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        Box::<Keywords>::deserialize(MapAccessDeserializer::new(map)).map(Schema::Keywords)
    }
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Keywords<'a> {
    #[serde(rename = "$ref", borrow)]
    pub reference: Option<Text<'a>>,
    #[serde(rename = "$dynamicRef")]
    pub dynamic_reference: Option<IgnoredAny>,
    #[serde(rename = "type")]
    pub types: Types,
    pub format: Option<Text<'a>>,
    pub title: Prose<'a>,
    pub description: Prose<'a>,
    pub deprecated: Flag,
    pub nullable: Flag,
    pub read_only: Flag,
    pub write_only: Flag,
    #[serde(deserialize_with = "there")]
    pub default: Option<&'a RawValue>,
    #[serde(deserialize_with = "there", rename = "const")]
    pub constant: Option<Scalar<'a>>,
    #[serde(rename = "enum")]
    pub values: Option<List<Scalar<'a>>>,
    pub properties: Map<'a, Schema<'a>>,
    pub required: Names<'a>,
    pub additional_properties: Option<Schema<'a>>,
    pub pattern_properties: Map<'a, Schema<'a>>,
    pub property_names: Option<Schema<'a>>,
    pub items: Option<Items<'a>>,
    pub prefix_items: List<Schema<'a>>,
    pub min_items: Count,
    pub max_items: Count,
    pub all_of: List<Schema<'a>>,
    pub one_of: List<Schema<'a>>,
    pub any_of: List<Schema<'a>>,
    pub not: Option<Schema<'a>>,
    #[serde(rename = "if")]
    pub condition: Option<IgnoredAny>,
    pub discriminator: Option<Discriminator<'a>>,
    pub content_media_type: Option<Text<'a>>,
    pub content_encoding: Option<Text<'a>>,
    pub content_schema: Option<Schema<'a>>,
    #[serde(rename = "x-enum-varnames")]
    pub value_names: List<Text<'a>>,
    #[serde(rename = "x-enumNames")]
    pub value_names_of_nswag: List<Text<'a>>,
    #[serde(rename = "x-enum-descriptions")]
    pub value_descriptions: List<Text<'a>>,
    #[serde(rename = "x-sutura")]
    pub own: Option<Box<OwnSchema>>,
}

/// What our own import of a FastAPI application adds to a schema.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct OwnSchema {
    pub module: Option<String>,
    pub field: Option<String>,
    pub default: bool,
}

/// The items of an array: one schema, or one a place as older schemas have it.
#[derive(Debug)]
pub(super) enum Items<'a> {
    Each(Schema<'a>),
    Places(Vec<Schema<'a>>),
}

impl<'de: 'a, 'a> Deserialize<'de> for Items<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ItemsVisitor)
    }
}

struct ItemsVisitor;

impl<'de> Visitor<'de> for ItemsVisitor {
    type Value = Items<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a schema")
    }

    fn visit_bool<E>(self, all: bool) -> Result<Self::Value, E> {
        Ok(Items::Each(Schema::All(all)))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        SchemaVisitor.visit_map(map).map(Items::Each)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut places = Vec::new();
        while let Some(item) = items.next_element()? {
            places.push(item);
        }
        Ok(Items::Places(places))
    }
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Discriminator<'a> {
    #[serde(borrow)]
    pub property_name: Option<Text<'a>>,
    pub mapping: Extensible<'a, Text<'a>>,
}

/// The types of a schema, in the document's order.
#[derive(Debug, Default)]
pub(super) enum Types {
    #[default]
    Any,
    One(Kind),
    Many(Box<[Kind]>),
}

impl Deref for Types {
    type Target = [Kind];

    fn deref(&self) -> &[Kind] {
        match self {
            Self::Any => &[],
            Self::One(kind) => std::slice::from_ref(kind),
            Self::Many(kinds) => kinds,
        }
    }
}

/// A type by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Null,
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Object,
    /// None of JSON Schema's.
    Other,
}

impl Kind {
    fn of(name: &str) -> Self {
        match name {
            "null" => Self::Null,
            "boolean" => Self::Boolean,
            "integer" => Self::Integer,
            "number" => Self::Number,
            "string" => Self::String,
            "array" => Self::Array,
            "object" => Self::Object,
            _ => Self::Other,
        }
    }
}

impl<'de> Deserialize<'de> for Types {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TypesVisitor)
    }
}

struct TypesVisitor;

impl<'de> Visitor<'de> for TypesVisitor {
    type Value = Types;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("the name of a type, or names of types")
    }

    fn visit_unit<E>(self) -> Result<Types, E> {
        Ok(Types::One(Kind::Null))
    }

    fn visit_str<E>(self, name: &str) -> Result<Types, E> {
        Ok(Types::One(Kind::of(name)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut names: A) -> Result<Types, A::Error> {
        let mut kinds = Vec::new();
        while let Some(name) = names.next_element::<Scalar>()? {
            let kind = match name {
                Scalar::Null => Kind::Null,
                Scalar::Text(name) => Kind::of(&name),
                _ => Kind::Other,
            };
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
        Ok(Types::Many(kinds.into()))
    }
}
