//! JSON out of whatever can be deserialized, with its references as a caller wants them.

use std::fmt::{self, Display, Write};

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// What a reference is to be, where it is to be another one.
pub(super) type Rewrite<'r> = &'r mut dyn FnMut(&str) -> Option<String>;

/// Writes the JSON of a value, at most so many bytes of it.
pub(super) fn write<'de, D: Deserializer<'de>>(deserializer: D, most: usize, rewrite: Rewrite, text: &mut String) -> Result<(), D::Error> {
    let mut json = Json { text, most, rewrite };
    Value { json: &mut json, role: Role::Plain }.deserialize(deserializer)
}

struct Json<'j> {
    text: &'j mut String,
    most: usize,
    rewrite: Rewrite<'j>,
}

impl Json<'_> {
    fn plain<E: Error>(&mut self, value: impl Display) -> Result<(), E> {
        write!(self.text, "{value}").map_err(E::custom)
    }

    fn quoted<E: Error>(&mut self, value: &str) -> Result<(), E> {
        if self.text.len() > self.most {
            return Err(E::custom("with its aliases written out the document is far too long"));
        }
        let quoted = serde_json::to_string(value).map_err(E::custom)?;
        self.text.push_str(&quoted);
        Ok(())
    }
}

/// Keywords of objects whose keys are names.
const NAMING: &[&str] = &[
    "properties",
    "patternProperties",
    "$defs",
    "definitions",
    "dependentSchemas",
    "paths",
    "responses",
    "schemas",
    "parameters",
    "requestBodies",
    "headers",
    "callbacks",
    "content",
    "securitySchemes",
    "links",
    "pathItems",
    "webhooks",
];

/// What a value is, by the keys above it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Plain,
    /// A text that says where something else stands.
    Reference,
    /// An object whose values are references.
    Mapping,
    /// An object whose keys are names, and not keywords.
    Named,
    /// A value of the API: what looks like a reference in it is none.
    Data,
}

impl Role {
    fn of(self, key: &str) -> Self {
        match (self, key) {
            (Self::Data, _) | (Self::Plain, "example" | "examples" | "default" | "enum" | "const") => Self::Data,
            // prose and code that some tools keep in files of their own
            (Self::Plain, "description" | "x-codeSamples" | "x-code-samples") => Self::Data,
            (Self::Plain, "$ref") | (Self::Mapping, _) => Self::Reference,
            (Self::Plain, "mapping") => Self::Mapping,
            (Self::Plain, key) if NAMING.contains(&key) => Self::Named,
            _ => Self::Plain,
        }
    }
}

/// Writes one value.
struct Value<'v, 'j> {
    json: &'v mut Json<'j>,
    role: Role,
}

impl<'de> DeserializeSeed<'de> for Value<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Value<'_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.json.plain("null")
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        self.json.plain("null")
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.json.plain(value)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.json.plain(value)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.json.plain(value)
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<(), E> {
        self.json.plain(value)
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<(), E> {
        self.json.plain(value)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        let number = serde_json::Number::from_f64(value).ok_or_else(|| E::custom("the number is not finite"))?;
        self.json.plain(number)
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        let other = if self.role == Role::Reference { (self.json.rewrite)(value) } else { None };
        self.json.quoted(other.as_deref().unwrap_or(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let role = if self.role == Role::Data { Role::Data } else { Role::Plain };
        self.json.plain('[')?;
        let start = self.json.text.len();
        while items.next_element_seed(Value { json: self.json, role })?.is_some() {
            self.json.plain(',')?;
        }
        self.close(start, ']')
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        self.json.plain('{')?;
        let start = self.json.text.len();
        while let Some(key) = entries.next_key::<Key>()? {
            self.json.quoted(&key.0)?;
            self.json.plain(':')?;
            entries.next_value_seed(Value { json: self.json, role: self.role.of(&key.0) })?;
            self.json.plain(',')?;
        }
        self.close(start, '}')
    }
}

impl Value<'_, '_> {
    /// Ends a list, whose last comma goes.
    fn close<E: Error>(self, start: usize, end: char) -> Result<(), E> {
        if self.json.text.len() > start {
            self.json.text.pop();
        }
        self.json.plain(end)
    }
}

/// A key as it is written: `200` is a text here.
struct Key(String);

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self)
    }
}
