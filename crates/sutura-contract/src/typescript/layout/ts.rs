//! What is laid out.

use std::borrow::Cow;
use std::collections::HashSet;

use super::super::text::Doc;

/// A TypeScript type, ready to be laid out.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Ts<'a> {
    /// A keyword, a literal, or something else that is printed as it is: it has to be valid TypeScript.
    Word(Cow<'a, str>),
    /// The name of a type.
    Name(Cow<'a, str>),
    /// A type with arguments: `Promise<Order>`.
    Generic {
        /// Its name.
        name: Cow<'a, str>,
        /// At least one.
        arguments: Vec<Ts<'a>>,
    },
    /// `T[]`
    Array(Box<Ts<'a>>),
    /// `[A, B?, ...C[]]`
    Tuple(Vec<Item<'a>>),
    /// `A | B`
    Union(Vec<Ts<'a>>),
    /// `A & B`
    Intersection(Vec<Ts<'a>>),
    /// `{ a: A; b?: B }`
    Object(Vec<Member<'a>>),
    /// `{ [K in Keys]?: Values }`
    Mapped {
        /// The names.
        keys: Box<Ts<'a>>,
        /// The type of what stands below them.
        values: Box<Ts<'a>>,
    },
}

/// An item of a tuple.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Item<'a> {
    /// `A`
    Required(Ts<'a>),
    /// `A?`
    Optional(Ts<'a>),
    /// `...A[]`: the type is that of one item.
    Rest(Ts<'a>),
}

/// A member of an object type or interface.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Member<'a> {
    /// What stands above it.
    pub doc: Doc<'a>,
    /// What stands before the colon, as it is printed: a key ([`super::super::text::key`]), `readonly key`, `[key: string]`.
    pub key: Cow<'a, str>,
    /// Whether it may be absent.
    pub optional: bool,
    /// Its type.
    pub ty: Ts<'a>,
}

impl<'a> Member<'a> {
    /// A member without a comment.
    pub fn new(key: impl Into<Cow<'a, str>>, optional: bool, ty: Ts<'a>) -> Self {
        Self { doc: Doc::default(), key: key.into(), optional, ty }
    }
}

impl<'a> Ts<'a> {
    /// A keyword or literal.
    pub fn word(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Word(text.into())
    }

    /// The name of a type.
    pub fn name(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Name(text.into())
    }

    /// An array of it.
    pub fn array(self) -> Self {
        Self::Array(Box::new(self))
    }

    /// Any of some types: without those that are in it twice, and with `null` at its end. No type at all is `never`.
    pub fn union(of: impl IntoIterator<Item = Self>) -> Self {
        let mut seen = HashSet::new();
        let mut alternatives = Vec::new();
        let mut flat = Vec::new();
        of.into_iter().for_each(|ty| if let Self::Union(of) = ty { flat.extend(of) } else { flat.push(ty) });
        for ty in flat {
            match &ty {
                Self::Word(word) if word == "unknown" => return ty,
                Self::Word(word) if word == "never" => {}
                _ if seen.insert(ty.clone()) => alternatives.push(ty),
                _ => {}
            }
        }
        if let Some(place) = alternatives.iter().position(Self::is_null) {
            let null = alternatives.remove(place);
            alternatives.push(null);
        }
        if alternatives.len() > 1 { Self::Union(alternatives) } else { alternatives.pop().unwrap_or(Self::word("never")) }
    }

    /// All of some types at once. None at all is `unknown`.
    pub fn intersection(of: impl IntoIterator<Item = Self>) -> Self {
        let mut parts: Vec<Self> = Vec::new();
        let mut add = |ty: Self| {
            if !parts.contains(&ty) && !matches!(&ty, Self::Word(word) if word == "unknown") {
                parts.push(ty);
            }
        };
        for ty in of {
            if let Self::Intersection(of) = ty { of.into_iter().for_each(&mut add) } else { add(ty) }
        }
        if parts.len() > 1 { Self::Intersection(parts) } else { parts.pop().unwrap_or(Self::word("unknown")) }
    }

    pub(super) fn is_null(&self) -> bool {
        matches!(self, Self::Word(word) if word == "null")
    }

    pub(super) fn is_object(&self) -> bool {
        matches!(self, Self::Object(_) | Self::Mapped { .. })
    }

    /// Whether it stands in parentheses within `[]`, `?` and, but for an intersection, `&`.
    pub(super) fn is_compound(&self) -> bool {
        matches!(self, Self::Union(_) | Self::Intersection(_))
    }
}

/// A union of one object or name and `null` or `void`, whose parts stay on the line on which they begin.
pub(super) fn hugs(of: &[Ts<'_>]) -> bool {
    let is_thing = |ty: &&Ts<'_>| matches!(ty, Ts::Object(_) | Ts::Name(_) | Ts::Generic { .. });
    let is_nothing = |ty: &Ts<'_>| matches!(ty, Ts::Word(word) if word == "null" || word == "void");
    of.iter().filter(is_thing).count() == 1 && of.iter().all(|ty| is_thing(&ty) || is_nothing(ty))
}

/// Whether a type as the only argument leaves the brackets on its line.
pub(super) fn hugs_brackets(ty: &Ts<'_>) -> bool {
    match ty {
        Ts::Name(_) | Ts::Word(_) => true,
        Ts::Union(of) => hugs(of),
        _ => ty.is_object(),
    }
}
