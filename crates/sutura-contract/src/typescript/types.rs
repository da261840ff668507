//! The types of a contract as TypeScript types.

use std::collections::{HashMap, HashSet};

use super::Options;
use super::forms::{Form, Forms};
use super::layout::{Item, Member, Ts};
use super::names::{Named, Names};
use super::scope::Scope;
use super::text::{self, Doc};
use crate::Contract;
use crate::model::{Additional, Discriminator, Literal, Object, Property, Type};

/// A list of a fixed length up to this one is written as a tuple.
const LONGEST_TUPLE: u64 = 12;

/// The most bytes of a default value that a comment shows.
const LONGEST_DEFAULT: usize = 200;

/// The texts of a date or time that may be told apart, by their format.
const BRANDS: &[(&str, &str)] = &[("date-time", "DateTimeString"), ("date", "DateString"), ("time", "TimeString")];

/// What all parts of a file know of the types in it.
#[derive(Debug)]
pub struct Types<'a> {
    /// What is written.
    pub contract: &'a Contract,
    /// What names stand for.
    pub names: Names<'a>,
    /// How schemas are declared.
    pub forms: Forms,
    /// The names of branded texts by their format. Empty: all are plain ones.
    pub brands: Vec<(&'static str, String)>,
}

impl<'a> Types<'a> {
    /// The types of a contract. Their names are taken in the scope.
    pub fn of(contract: &'a Contract, options: Options, scope: &mut Scope) -> Self {
        let names = Names::of(contract);
        let forms = Forms::of(contract, &names, scope);
        let formats = if options.brand_dates { BRANDS } else { &[] };
        let brands = formats.iter().map(|(format, name)| (*format, scope.claim(name))).collect();
        Self { contract, names, forms, brands }
    }

    /// The type of values in a form.
    pub fn ty<'t>(&'t self, ty: &'t Type, form: Form) -> Ts<'t> {
        match ty {
            Type::Unknown => Ts::word("unknown"),
            Type::Never => Ts::word("never"),
            Type::Null => Ts::word("null"),
            Type::Boolean => Ts::word("boolean"),
            Type::Integer | Type::Number => Ts::word("number"),
            Type::String { format } => self.string(format.as_deref()),
            Type::Binary => Ts::name("Blob"),
            Type::Literal { value } => Ts::word(text::literal(value)),
            Type::Array { items, min, max: Some(max) } if min == max && *max <= LONGEST_TUPLE => {
                Ts::Tuple((0..*max).map(|_| Item::Required(self.ty(items, form))).collect())
            }
            Type::Array { items, .. } => self.ty(items, form).array(),
            Type::Tuple { items, required, rest } => {
                let items = items.iter().map(|ty| self.ty(ty, form)).enumerate();
                let items = items.map(|(index, ty)| if index < *required { Item::Required(ty) } else { Item::Optional(ty) });
                Ts::Tuple(items.chain(rest.as_ref().map(|ty| Item::Rest(self.ty(ty, form)))).collect())
            }
            Type::Object(object) => self.object(object, form),
            Type::Union { of, discriminator } => self.union(of.iter(), discriminator.as_ref(), form),
            Type::Intersection { of } => self.intersection(of, form),
            Type::Reference { name } => match self.names.get(name) {
                Some(Named::Enum(set)) => Ts::name(set.name.as_str()),
                Some(Named::Schema(index)) => Ts::name(self.forms.name(index, name, form)),
                None => Ts::word("unknown"),
            },
        }
    }

    fn string(&self, format: Option<&str>) -> Ts<'_> {
        let brand = self.brands.iter().find(|(branded, _)| Some(*branded) == format);
        brand.map_or(Ts::word("string"), |(_, name)| Ts::name(name.as_str()))
    }

    fn intersection<'t>(&'t self, of: &'t [Type], form: Form) -> Ts<'t> {
        // a type without fields says that there are none, which is not meant where it is one of several
        let parts: Vec<Ts<'_>> = of.iter().filter(|ty| !self.has_nothing(ty, form)).map(|ty| self.ty(ty, form)).collect();
        if parts.is_empty() && !of.is_empty() { nothing() } else { Ts::intersection(parts) }
    }

    /// Whether a type is an object without any field.
    pub fn has_nothing(&self, ty: &Type, form: Form) -> bool {
        let Type::Object(object) = self.names.target(ty) else { return false };
        object.additional == Additional::None && !object.properties.iter().any(|property| form.has(property))
    }

    /// An object as a type: its members, a dictionary, or one that has nothing.
    pub fn object<'t>(&'t self, object: &'t Object, form: Form) -> Ts<'t> {
        let mut members = self.members(object, form);
        let Additional::Typed { values, keys } = &object.additional else {
            return if members.is_empty() { nothing() } else { Ts::Object(members) };
        };
        // of a dictionary Pydantic leaves no value out, of further fields those that are null
        let is_without_null = form.is_without_null() && !members.is_empty();
        let values = if is_without_null { self.without_null(values, form) } else { Some(self.ty(values, form)) };
        let values = values.unwrap_or(Ts::word("never"));
        let keys = keys.as_ref().filter(|keys| members.is_empty() && self.are_known(keys));
        if let Some(keys) = keys {
            return Ts::Mapped { keys: Box::new(self.ty(keys, form)), values: Box::new(values) };
        }
        // what may stand under any name includes what stands under the known ones, or no value could be built
        let known = members.iter().map(|member| member.ty.clone());
        let absent = members.iter().any(|member| member.optional).then(|| Ts::word("undefined"));
        let any = Ts::union(std::iter::once(values).chain(known).chain(absent));
        members.push(Member::new("[key: string]", false, any));
        Ts::Object(members)
    }

    /// Whether all keys of a dictionary are known by their names.
    fn are_known(&self, keys: &Type) -> bool {
        self.names.values(keys).is_some_and(|values| !values.iter().any(|value| matches!(value, Literal::Boolean(_))))
    }

    /// The fields of an object.
    pub fn members<'t>(&'t self, object: &'t Object, form: Form) -> Vec<Member<'t>> {
        let mut seen = HashSet::new();
        let fields = object.properties.iter().filter(|property| form.has(property) && seen.insert(form.name_of(property)));
        fields.filter_map(|property| self.member(property, form)).collect()
    }

    fn member<'t>(&'t self, property: &'t Property, form: Form) -> Option<Member<'t>> {
        let ty = if form.is_without_null() { self.without_null(&property.ty, form)? } else { self.ty(&property.ty, form) };
        let optional = !form.always_has(property, &self.names);
        Some(Member { doc: self.doc(property, optional), key: text::key(form.name_of(property)), optional, ty })
    }

    /// The type without `null`: nothing where nothing is left.
    fn without_null<'t>(&'t self, ty: &'t Type, form: Form) -> Option<Ts<'t>> {
        match ty {
            Type::Null => None,
            Type::Union { of, discriminator } if of.iter().all(|ty| matches!(ty, Type::Null) || !self.names.is_nullable(ty)) => {
                Some(self.union(of.iter().filter(|ty| !matches!(ty, Type::Null)), discriminator.as_ref(), form))
            }
            Type::Union { of, .. } => Some(Ts::union(of.iter().filter_map(|ty| self.without_null(ty, form)))),
            Type::Reference { .. } if self.names.is_nullable(ty) => {
                Some(Ts::Generic { name: "NonNullable".into(), arguments: vec![self.ty(ty, form)] })
            }
            _ => Some(self.ty(ty, form)),
        }
    }

    fn union<'t>(&'t self, of: impl Iterator<Item = &'t Type>, discriminator: Option<&'t Discriminator>, form: Form) -> Ts<'t> {
        let Some(Discriminator { property, mapping }) = discriminator else { return Ts::union(of.map(|ty| self.ty(ty, form))) };
        let mut values: HashMap<&str, Vec<&Literal>> = HashMap::new();
        mapping.iter().for_each(|(value, schema)| values.entry(schema).or_default().push(value));
        Ts::union(of.map(|ty| match ty {
            Type::Reference { name } if values.contains_key(name.as_str()) => self.told_by(ty, property, &values[name.as_str()], form),
            _ => self.ty(ty, form),
        }))
    }

    /// One of several types, with the values of a field that tell it from the others: its own may be more, or absent.
    fn told_by<'t>(&'t self, ty: &'t Type, property: &'t str, values: &[&'t Literal], form: Form) -> Ts<'t> {
        let plain = self.ty(ty, form);
        if self.is_told_by(ty, property, values, form) {
            return plain;
        }
        let tag = Ts::union(values.iter().map(|value| Ts::word(text::literal(value))));
        Ts::intersection([plain, Ts::Object(vec![Member::new(text::key(property), false, tag)])])
    }

    /// Whether the values of a field already tell a type from the others, as far as they can: all that it has are among those, or none is.
    fn is_told_by(&self, ty: &Type, property: &str, values: &[&Literal], form: Form) -> bool {
        let is_told = |objects: Vec<&Object>| {
            let mut fields = objects.iter().flat_map(|object| &object.properties);
            let field = fields.find(|field| form.has(field) && field.name == property);
            let Some((field, own)) = field.and_then(|field| Some((field, self.names.values(&field.ty)?))) else { return false };
            let shared = own.iter().filter(|value| values.contains(value)).count();
            shared == 0 || (shared == own.len() && form.always_has(field, &self.names))
        };
        match self.names.target(ty) {
            Type::Union { of, .. } => of.iter().all(|ty| self.names.objects(ty).is_some_and(is_told)),
            ty => self.names.objects(ty).is_some_and(is_told),
        }
    }

    /// What is said about a field: its default only where it may be left out.
    fn doc<'t>(&self, property: &'t Property, optional: bool) -> Doc<'t> {
        let mut doc = Doc::new(property.description.as_deref(), property.deprecated);
        let default = property.default.as_ref().filter(|_| optional).map(ToString::to_string);
        doc.tags.extend(default.filter(|default| default.len() <= LONGEST_DEFAULT).map(|default| format!("@default {default}")));
        let format = format(&property.ty).filter(|format| self.brands.iter().all(|(branded, _)| branded != format));
        doc.tags.extend(format.map(|format| format!("@format {format}")));
        doc
    }
}

/// The format of a text, of a list of texts, or of one that may be null.
fn format(ty: &Type) -> Option<&str> {
    match ty {
        Type::String { format } => format.as_deref(),
        Type::Array { items, .. } => format(items),
        Type::Union { of, .. } => of.iter().find_map(format),
        _ => None,
    }
}

/// The type of objects that have no fields.
fn nothing<'a>() -> Ts<'a> {
    Ts::Generic { name: "Record".into(), arguments: vec![Ts::word("string"), Ts::word("never")] }
}
