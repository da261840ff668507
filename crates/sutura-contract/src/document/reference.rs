//! Where a `$ref` leads.

use std::{
    borrow::Cow,
    cell::{Cell, RefCell},
    collections::HashMap,
    fmt,
    ops::Deref,
    rc::Rc,
};

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::{
    openapi::{Components, Document, Operation, Parameter, PathItem, RequestBody, Response, Schema, SecurityScheme},
    place::{Place, unescaped},
    raw::{Map, Text},
    text,
};
use crate::ContractError;

/// How many references may lead from one to the next.
const LONGEST_CHAIN: usize = 64;

/// How many steps a pointer may have.
const DEEPEST: usize = 128;

/// How many bytes may be parsed for references to what is no component, beside sixteen times those of the document: what stands there is parsed
/// for each of them.
const MOST_BYTES: usize = 16 << 20;

/// What can be referred to.
pub(super) trait Component<'a>: Deserialize<'a> {
    const KIND: &'static str;

    fn all<'d>(components: &'d Components<'a>) -> &'d Map<'a, Self>;

    fn reference(&self) -> Option<&str>;
}

macro_rules! component {
    ($type:ident, $field:ident, $kind:literal, |$value:ident| $reference:expr) => {
        impl<'a> Component<'a> for $type<'a> {
            const KIND: &'static str = $kind;

            fn all<'d>(components: &'d Components<'a>) -> &'d Map<'a, Self> {
                &components.$field
            }

            fn reference(&self) -> Option<&str> {
                let $value = self;
                $reference
            }
        }
    };
}

component!(Schema, schemas, "schemas", |schema| match schema {
    Schema::Keywords(keywords) => keywords.reference.as_deref(),
    Schema::All(_) => None,
});
component!(Parameter, parameters, "parameters", |parameter| parameter.reference.as_deref());
component!(Response, responses, "responses", |response| response.reference.as_deref());
component!(RequestBody, request_bodies, "requestBodies", |body| body.reference.as_deref());
component!(SecurityScheme, security_schemes, "securitySchemes", |scheme| scheme.reference.as_deref());
component!(Operation, operations, "operations", |operation| operation.reference.as_deref());
component!(PathItem, path_items, "pathItems", |item| item.reference.as_deref());

/// A value, and its pointer where a reference led to it.
pub(super) struct Resolved<'d, T> {
    value: Found<'d, T>,
    pointer: Option<String>,
}

enum Found<'d, T> {
    Here(&'d T),
    Parsed(Rc<T>),
}

impl<T> Deref for Resolved<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        match &self.value {
            Found::Here(value) => value,
            Found::Parsed(value) => value,
        }
    }
}

impl<T> Resolved<'_, T> {
    /// Where the value stands, if it was asked for at `place`.
    pub fn place<'p>(&'p self, place: Place<'p>) -> Place<'p> {
        self.pointer.as_ref().map_or(place, |pointer| place.moved(pointer))
    }
}

/// A schema that is referred to.
pub(super) enum Target<'d, 'a> {
    /// One of the components, by its index.
    Component(usize),
    /// One elsewhere, with its pointer.
    Elsewhere(String, Resolved<'d, Schema<'a>>),
}

/// All that can be referred to.
pub(super) struct References<'d, 'a> {
    text: &'a str,
    document: &'d Document<'a>,
    components: HashMap<(&'static str, &'d str), usize>,
    /// The values below the pointers that somebody asked for, unparsed.
    levels: RefCell<HashMap<String, Rc<Level<'a>>>>,
    /// How many bytes may still be parsed.
    left: Cell<usize>,
}

impl<'d, 'a> References<'d, 'a> {
    pub fn new(text: &'a str, document: &'d Document<'a>) -> Self {
        let mut components = HashMap::new();
        index::<Schema>(document, &mut components);
        index::<Parameter>(document, &mut components);
        index::<Response>(document, &mut components);
        index::<RequestBody>(document, &mut components);
        index::<SecurityScheme>(document, &mut components);
        index::<PathItem>(document, &mut components);
        index::<Operation>(document, &mut components);
        let left = Cell::new(text.len().saturating_mul(16).saturating_add(MOST_BYTES));
        Self { text, document, components, levels: RefCell::default(), left }
    }

    /// The value itself, or what its reference leads to in the end.
    pub fn resolve<'x, T: Component<'a>>(&self, value: &'x T, place: Place) -> Result<Resolved<'x, T>, ContractError>
    where
        'd: 'x,
    {
        let mut resolved = Resolved { value: Found::Here(value), pointer: None };
        for _ in 0..LONGEST_CHAIN {
            let Some(reference) = resolved.reference() else { return Ok(resolved) };
            let pointer = local(reference, place)?;
            resolved = self.at(pointer, place)?;
        }
        Err(circular(place, value.reference().unwrap_or_default()))
    }

    /// The schema that a reference leads to, where it leads at once.
    pub fn target(&self, reference: &str, place: Place) -> Result<Target<'d, 'a>, ContractError> {
        let pointer = local(reference, place)?;
        if let Some(index) = self.component::<Schema>(&pointer) {
            return Ok(Target::Component(index));
        }
        let schema = self.at(pointer.clone(), place)?;
        Ok(Target::Elsewhere(pointer, schema))
    }

    /// Whether there is a component of this name.
    pub fn has<T: Component<'a>>(&self, name: &str) -> bool {
        self.components.contains_key(&(T::KIND, name))
    }

    /// The index of a schema by its name.
    pub fn schema_named(&self, name: &str) -> Option<usize> {
        self.components.get(&(Schema::KIND, name)).copied()
    }

    fn at<T: Component<'a>>(&self, pointer: String, place: Place) -> Result<Resolved<'d, T>, ContractError> {
        let value = match self.component::<T>(&pointer) {
            Some(index) => Found::Here(&T::all(&self.document.components)[index].1),
            None => {
                let is_deep = pointer.matches('/').count() > DEEPEST;
                let raw = if is_deep { None } else { self.raw(&pointer)? };
                let raw = raw.ok_or_else(|| self.dangling::<T>(&pointer, place))?;
                self.spend(raw.get().len(), place)?;
                Found::Parsed(Rc::new(text::parse(raw.get(), &pointer)?))
            }
        };
        Ok(Resolved { value, pointer: Some(pointer) })
    }

    fn spend(&self, bytes: usize, place: Place) -> Result<(), ContractError> {
        let left = self.left.get().checked_sub(bytes).ok_or_else(|| {
            let message = "references to what is no component repeat too much of the document";
            ContractError::at(place.pointer(), message).with_hint("Give what is referred to often a name in #/components.")
        })?;
        self.left.set(left);
        Ok(())
    }

    fn component<T: Component<'a>>(&self, pointer: &str) -> Option<usize> {
        let name = pointer.strip_prefix("/components/")?.strip_prefix(T::KIND)?.strip_prefix('/')?;
        if name.contains('/') {
            return None;
        }
        self.components.get(&(T::KIND, &*unescaped(name))).copied()
    }

    /// The text of the value at a pointer. Every object on the way is taken apart once, whoever asks.
    fn raw(&self, pointer: &str) -> Result<Option<&'a RawValue>, ContractError> {
        let Some((parent, step)) = pointer.rsplit_once('/') else { return Ok(None) };
        let known = self.levels.borrow().get(parent).cloned();
        let level = match known {
            Some(level) => level,
            None => {
                let text = match parent {
                    "" => self.text,
                    _ => match self.raw(parent)? {
                        Some(raw) => raw.get(),
                        None => return Ok(None),
                    },
                };
                let level = Rc::new(text::parse::<Level>(text, parent)?);
                self.levels.borrow_mut().insert(parent.to_owned(), Rc::clone(&level));
                level
            }
        };
        Ok(level.get(step))
    }

    fn dangling<T: Component<'a>>(&self, pointer: &str, place: Place) -> ContractError {
        let error = ContractError::at(place.key("$ref").pointer(), format!("there is nothing at #{pointer} in the document"));
        let wanted = pointer.rsplit('/').next().unwrap_or_default();
        let names = T::all(&self.document.components).iter().map(|(name, _)| &**name);
        let near = names.map(|name| (strsim::jaro_winkler(name, wanted), name)).max_by(|one, other| one.0.total_cmp(&other.0));
        match near {
            Some((likeness, name)) if likeness > 0.8 => error.with_hint(format!("Is #/components/{}/{name} meant?", T::KIND)),
            _ => error.with_hint("Add it to the document, or mend the reference."),
        }
    }
}

/// The error of references that lead back to where they began.
pub(super) fn circular(place: Place, reference: &str) -> ContractError {
    ContractError::at(place.pointer(), format!("the reference {reference:?} leads back to itself, and nothing on the way says what it is"))
        .with_hint("Give one of the schemas on the way a type of its own.")
}

fn index<'d, 'a, T: Component<'a> + 'd>(document: &'d Document<'a>, components: &mut HashMap<(&'static str, &'d str), usize>) {
    let names = T::all(&document.components).iter().enumerate();
    components.extend(names.map(|(index, (name, _))| ((T::KIND, &**name), index)));
}

/// The JSON pointer of a reference into the document itself.
fn local(reference: &str, place: Place) -> Result<String, ContractError> {
    let Some(fragment) = reference.strip_prefix('#') else {
        let message = format!("the reference {reference:?} leads out of the document");
        return Err(ContractError::at(place.key("$ref").pointer(), message)
            .with_hint("Bundle the documents into one first, for example with `npx @redocly/cli bundle`."));
    };
    let pointer = percent_decoded(fragment);
    if !pointer.starts_with('/') {
        let message = format!("the reference {reference:?} is no JSON pointer");
        return Err(ContractError::at(place.key("$ref").pointer(), message)
            .with_hint("Write it as #/components/schemas/Name. Anchors are not followed."));
    }
    Ok(pointer.into_owned())
}

fn percent_decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, others)) = rest.split_first() {
        let hex = others.get(..2).filter(|_| *first == b'%').and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &others[2..];
            }
            None => {
                bytes.push(*first);
                rest = others;
            }
        }
    }
    String::from_utf8(bytes).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// The values of an object or an array, unparsed.
enum Level<'a> {
    Object(HashMap<String, &'a RawValue>),
    Array(Vec<&'a RawValue>),
    Leaf,
}

impl<'a> Level<'a> {
    fn get(&self, step: &str) -> Option<&'a RawValue> {
        match self {
            Self::Object(values) => values.get(&*unescaped(step)).copied(),
            Self::Array(values) => values.get(step.parse::<usize>().ok()?).copied(),
            Self::Leaf => None,
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Level<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LevelVisitor)
    }
}

struct LevelVisitor;

impl<'de> Visitor<'de> for LevelVisitor {
    type Value = Level<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut values = HashMap::new();
        while let Some((key, value)) = map.next_entry::<Text, &RawValue>()? {
            values.insert(key.to_string(), value);
        }
        Ok(Level::Object(values))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = seq.next_element()? {
            values.push(value);
        }
        Ok(Level::Array(values))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Level::Leaf)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Level::Leaf)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(Level::Leaf)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(Level::Leaf)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Level::Leaf)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
        Ok(Level::Leaf)
    }
}
