//! YAML as JSON.

use std::fmt::{self, Display, Write};

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_saphyr::Options;

use crate::ContractError;

/// How many times as long the JSON may be as the YAML: aliases repeat what they stand for.
const LONGEST: usize = 32;

/// How deep values may stand in one another: as deep as in JSON.
const DEEPEST: usize = 128;

/// The JSON that a YAML text means.
///
/// # Errors
/// With line and column where the text is no YAML, says a key twice, or is far longer with its aliases written out.
pub(super) fn to_json(text: &str) -> Result<String, ContractError> {
    let mut json = String::with_capacity(text.len() * 3 / 2);
    let most = text.len().saturating_mul(LONGEST).saturating_add(1 << 20);
    let written = serde_saphyr::with_deserializer_from_str_with_options(text, options(text), |deserializer| {
        Value(&mut Json { text: &mut json, most }).deserialize(deserializer)
    });
    written.map(|()| json).map_err(|error| {
        let place = error.location();
        let message = error.without_snippet().to_string();
        let message = message.lines().next().unwrap_or_default();
        match place {
            Some(place) => ContractError::in_text(place.line() as usize, place.column() as usize, message),
            None => ContractError::at("", message),
        }
    })
}

/// YAML 1.2 as OpenAPI asks for it, and no more values than the text can hold.
fn options(text: &str) -> Options {
    let most = text.len().saturating_mul(2).max(10_000);
    serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_depth: DEEPEST,
            max_events: most.saturating_mul(LONGEST),
            max_nodes: most,
            max_total_scalar_bytes: most,
        },
        strict_booleans: true,
        with_snippet: false,
    }
}

/// JSON that is being written.
struct Json<'j> {
    text: &'j mut String,
    most: usize,
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

/// Writes one value.
struct Value<'v, 'j>(&'v mut Json<'j>);

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
        self.0.plain("null")
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        self.0.plain("null")
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.0.plain(value)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.0.plain(value)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.0.plain(value)
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<(), E> {
        self.0.plain(value)
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<(), E> {
        self.0.plain(value)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        let number = serde_json::Number::from_f64(value).ok_or_else(|| E::custom("the number is not finite"))?;
        self.0.plain(number)
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        self.0.quoted(value)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let mut separator = "[";
        loop {
            let start = self.0.text.len();
            self.0.text.push_str(separator);
            if items.next_element_seed(Value(self.0))?.is_none() {
                self.0.text.truncate(start);
                break;
            }
            separator = ",";
        }
        self.0.plain(if separator == "[" { "[]" } else { "]" })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let mut separator = "{";
        while let Some(key) = entries.next_key::<Key>()? {
            self.0.text.push_str(separator);
            self.0.quoted(&key.0)?;
            self.0.text.push(':');
            entries.next_value_seed(Value(self.0))?;
            separator = ",";
        }
        self.0.plain(if separator == "{" { "{}" } else { "}" })
    }
}

/// A key as it is written: `200` is a text here.
struct Key(String);

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self)
    }
}
