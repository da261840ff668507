//! The types of values on the wire.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{is_false, there};

/// The type of a JSON value (or of a part of a body that is none).
///
/// A type says what the schema says; which fields are present in a request and which in a response follows from
/// [`Property`], and is worked out where a type is used.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Type {
    /// Anything at all.
    Unknown,
    /// No value: an empty set of alternatives, `false` as a schema.
    Never,
    /// `null`
    Null,
    /// `true` or `false`
    Boolean,
    /// A number without a fraction.
    Integer,
    /// A number.
    Number,
    /// A text.
    String {
        /// What kind of text (`date-time`, `uuid`, `decimal`, …), where the document says so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        format: Option<String>,
    },
    /// Raw bytes, outside JSON: a file of a multipart body, the body of a download.
    Binary,
    /// One value.
    Literal {
        /// The value.
        value: Literal,
    },
    /// Any number of values of one type.
    Array {
        /// The type of its items.
        items: Box<Type>,
        /// The fewest items (`minItems`).
        #[serde(default, skip_serializing_if = "is_zero")]
        min: u64,
        /// The most items (`maxItems`).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<u64>,
    },
    /// Values of a type for each place (`prefixItems`).
    Tuple {
        /// The types of the first items.
        items: Vec<Type>,
        /// How many of them have to be there (`minItems`, at most as many as there are).
        required: usize,
        /// The type of all further items; none: there are no further ones.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rest: Option<Box<Type>>,
    },
    /// Named values.
    Object(Object),
    /// Any of these.
    Union {
        /// The alternatives, in the document's order.
        of: Vec<Type>,
        /// The field that tells which, where the document names one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        discriminator: Option<Discriminator>,
    },
    /// All of these at once (`allOf`).
    Intersection {
        /// The types.
        of: Vec<Type>,
    },
    /// The schema or enum of this name in the contract.
    Reference {
        /// [`super::Schema::name`] or [`super::Enum::name`].
        name: String,
    },
}

impl Type {
    /// Shows the type and all that is in it, from outside to inside, but for what stands in a part for which `enter` is false.
    pub(crate) fn walk<'t>(&'t self, enter: &mut dyn FnMut(Part<'t>) -> bool) {
        if !enter(Part::Type(self)) {
            return;
        }
        match self {
            Self::Array { items, .. } => items.walk(enter),
            Self::Tuple { items, rest, .. } => items.iter().chain(rest.as_deref()).for_each(|ty| ty.walk(enter)),
            Self::Union { of, .. } | Self::Intersection { of } => of.iter().for_each(|ty| ty.walk(enter)),
            Self::Object(object) => {
                for property in &object.properties {
                    if enter(Part::Field(property)) {
                        property.ty.walk(enter);
                    }
                }
                if let Additional::Typed { values, keys } = &object.additional {
                    values.walk(enter);
                    keys.iter().for_each(|keys| keys.walk(enter));
                }
            }
            _ => {}
        }
    }

    /// How many objects and arrays stand in one another in its JSON.
    pub fn levels(&self) -> usize {
        let deepest = |types: &[Self]| types.iter().map(Self::levels).max().unwrap_or(0);
        1 + match self {
            Self::Array { items, .. } => items.levels(),
            Self::Tuple { items, rest, .. } => (1 + deepest(items)).max(rest.as_ref().map_or(0, |rest| rest.levels())),
            Self::Object(object) => {
                let fields = object.properties.iter().map(|property| 2 + property.ty.levels()).max().unwrap_or(0);
                let Additional::Typed { values, keys } = &object.additional else { return 1 + fields };
                let additional = values.levels().max(keys.as_ref().map_or(0, |keys| keys.levels()));
                fields.max(1 + additional)
            }
            Self::Union { of, .. } | Self::Intersection { of } => 1 + deepest(of),
            _ => 0,
        }
    }
}

/// A part of a type.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Part<'t> {
    /// The type itself, or one in it.
    Type(&'t Type),
    /// A field of an object in it.
    Field(&'t Property),
}

/// A value that is its own type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Literal {
    /// `true` or `false`
    Boolean(bool),
    /// A number, written as in the document.
    Number(serde_json::Number),
    /// A text.
    String(String),
}

/// Named values: fields, and perhaps more under any name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Object {
    /// The fields that are known, in the document's order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub properties: Vec<Property>,
    /// What else there may be.
    #[serde(default, skip_serializing_if = "Additional::is_none")]
    pub additional: Additional,
}

/// What an object may have beside its known fields.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Additional {
    /// Nothing that a client should know of: the document says nothing, or forbids it.
    #[default]
    None,
    /// Values of one type, under names of one type.
    Typed {
        /// The type of the values: [`Type::Unknown`] where anything is allowed.
        values: Box<Type>,
        /// The type of the names (`propertyNames`), where it is not any text: a reference to an enum, a union of literals.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        keys: Option<Box<Type>>,
    },
}

impl Additional {
    fn is_none(&self) -> bool {
        matches!(self, Self::None)
    }
}

/// A field of an object.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Property {
    /// Its name on the wire.
    pub name: String,
    /// The name of the Python class' field, where it is another one (an alias). Known where the backend itself is the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// What it may be.
    #[serde(rename = "type")]
    pub ty: Type,
    /// Whether a client has to send it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub required: bool,
    /// Whether the server always sends it, unless the endpoint's [`super::Presence`] leaves it out.
    #[serde(default, skip_serializing_if = "is_false")]
    pub present: bool,
    /// Whether it is in responses alone (`readOnly`).
    #[serde(default, skip_serializing_if = "is_false")]
    pub read_only: bool,
    /// Whether it is in requests alone (`writeOnly`, but not for a FastAPI secret, which is sent back as asterisks).
    #[serde(default, skip_serializing_if = "is_false")]
    pub write_only: bool,
    /// What is meant where it is not sent.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "there")]
    pub default: Option<serde_json::Value>,
    /// What it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Whether clients should no longer use it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub deprecated: bool,
}

/// The field that tells the alternatives of a union apart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Discriminator {
    /// The field's name.
    pub property: String,
    /// Which value of it means which schema ([`super::Schema::name`]), in the document's order.
    pub mapping: Vec<(Literal, String)>,
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}
