//! The values that documents are made of: borrowed from the text, the order kept, lenient where nothing is lost by it.

use std::{borrow::Cow, collections::HashSet, fmt, marker::PhantomData, ops::Deref};

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

use crate::model::Literal;

/// A text. A number or a truth value is taken for one (`version: 1.0`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Text<'a>(Cow<'a, str>);

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Text<'_> {
    /// The text itself, where it says anything.
    pub fn owned(text: &Option<Self>) -> Option<String> {
        text.as_deref().filter(|text| !text.trim().is_empty()).map(str::to_owned)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Scalar::deserialize(deserializer)? {
            Scalar::Text(text) => Ok(text),
            Scalar::Number(number) => Ok(Text(Cow::Owned(number.to_string()))),
            Scalar::Boolean(flag) => Ok(Text(Cow::Borrowed(if flag { "true" } else { "false" }))),
            Scalar::Null => Ok(Text(Cow::Borrowed(""))),
            Scalar::Other => Err(D::Error::custom("expected a text")),
        }
    }
}

/// What is said to people. What is no text, as a reference to a file with the text, says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Prose<'a>(Option<Text<'a>>);

impl<'a> Deref for Prose<'a> {
    type Target = Option<Text<'a>>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Prose<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(match Scalar::deserialize(deserializer)? {
            Scalar::Text(text) => Some(text),
            Scalar::Number(number) => Some(Text(Cow::Owned(number.to_string()))),
            _ => None,
        }))
    }
}

/// A value. `null` is as good as none.
pub(super) fn or_default<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(deserializer: D) -> Result<T, D::Error> {
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// A flag. Only `true` is one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Flag(pub bool);

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(match Scalar::deserialize(deserializer)? {
            Scalar::Boolean(flag) => flag,
            Scalar::Text(text) => &*text == "true",
            _ => false,
        }))
    }
}

/// How many: a whole number that is not negative. Anything else says nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Count(pub Option<u64>);

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(match Scalar::deserialize(deserializer)? {
            Scalar::Number(number) => number.as_u64(),
            _ => None,
        }))
    }
}

/// A value as far as an enumeration can hold it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Scalar<'a> {
    Null,
    Boolean(bool),
    Number(Number),
    Text(Text<'a>),
    /// An array or an object.
    Other,
}

impl Scalar<'_> {
    /// The value as a type of its own. None for null, arrays and objects.
    pub fn literal(&self) -> Option<Literal> {
        match self {
            Self::Boolean(flag) => Some(Literal::Boolean(*flag)),
            Self::Number(number) => Some(Literal::Number(number.clone())),
            Self::Text(text) => Some(Literal::String(text.to_string())),
            Self::Null | Self::Other => None,
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Scalar<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ScalarVisitor)
    }
}

struct ScalarVisitor;

impl<'de> Visitor<'de> for ScalarVisitor {
    type Value = Scalar<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Scalar::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Self::Value, E> {
        Ok(Scalar::Boolean(flag))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Scalar::Number(number.into()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Scalar::Number(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Number::from_f64(number).map_or(Scalar::Null, Scalar::Number))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Scalar::Text(Text(Cow::Borrowed(text))))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Scalar::Text(Text(Cow::Owned(text.to_owned()))))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Scalar::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Scalar::Other)
    }
}

/// Items. `null` is none.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct List<T>(Vec<T>);

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Deref for List<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::<Vec<T>>::deserialize(deserializer).map(|items| Self(items.unwrap_or_default()))
    }
}

/// Names of fields. Anything else, as the `required: true` of older documents, says nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Names<'a>(Vec<Text<'a>>);

impl<'a> Deref for Names<'a> {
    type Target = [Text<'a>];

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Names<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NamesVisitor)
    }
}

struct NamesVisitor;

impl<'de> Visitor<'de> for NamesVisitor {
    type Value = Names<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("names of properties")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut names = Vec::with_capacity(items.size_hint().unwrap_or(0).min(64));
        while let Some(name) = items.next_element()? {
            names.push(name);
        }
        Ok(Names(names))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Names::default())
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Names::default())
    }
}

/// Named values in the document's order, each name once. `null` is none.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Map<'a, T>(Vec<(Text<'a>, T)>);

impl<T> Default for Map<'_, T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'a, T> Deref for Map<'a, T> {
    type Target = [(Text<'a>, T)];

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<'de: 'a, 'a, T: Deserialize<'de>> Deserialize<'de> for Map<'a, T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(MapVisitor { extensible: false, values: PhantomData }).map(Self)
    }
}

/// The same where names that begin with `x-` belong to extensions, which are not read.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Extensible<'a, T>(Map<'a, T>);

impl<T> Default for Extensible<'_, T> {
    fn default() -> Self {
        Self(Map::default())
    }
}

impl<'a, T> Deref for Extensible<'a, T> {
    type Target = Map<'a, T>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<'de: 'a, 'a, T: Deserialize<'de>> Deserialize<'de> for Extensible<'a, T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(MapVisitor { extensible: true, values: PhantomData }).map(|entries| Self(Map(entries)))
    }
}

struct MapVisitor<T> {
    extensible: bool,
    values: PhantomData<T>,
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for MapVisitor<T> {
    type Value = Vec<(Text<'de>, T)>;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Vec::new())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(key) = map.next_key::<Text>()? {
            if self.extensible && key.starts_with("x-") {
                map.next_value::<IgnoredAny>()?;
            } else {
                entries.push((key, map.next_value()?));
            }
        }
        match twice(&entries) {
            Some(key) => Err(A::Error::custom(format_args!("the key {key:?} is there twice"))),
            None => Ok(entries),
        }
    }
}

/// A key that two entries have. Most maps are small, and are compared without a set.
fn twice<'e, T>(entries: &'e [(Text<'_>, T)]) -> Option<&'e str> {
    if entries.len() <= 8 {
        let mut pairs = entries.iter().enumerate();
        return pairs.find(|(index, (key, _))| entries[..*index].iter().any(|(other, _)| other == key)).map(|(_, (key, _))| &**key);
    }
    let mut seen = HashSet::with_capacity(entries.len());
    entries.iter().map(|(key, _)| &**key).find(|key| !seen.insert(*key))
}
