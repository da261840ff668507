//! The forms that a schema takes on the wire: what a client sends is not what it gets back.
//!
//! Each form is a type of its own only where it differs, itself or in what it holds, and where an endpoint uses it.
//! Work is linear in the contract for each of the forms that occur in it.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::names::{Names, spread};
use super::scope::Scope;
use crate::Contract;
use crate::model::{Endpoint, Part, Presence, Property, Response, Schema, Type};

/// A side of the wire, and what is left out on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Form {
    /// Whether it is sent to the server.
    input: bool,
    exclude_none: bool,
    exclude_unset: bool,
    exclude_defaults: bool,
    by_field: bool,
}

impl Form {
    /// What a server sends.
    pub const OUTPUT: Self = Self { input: false, exclude_none: false, exclude_unset: false, exclude_defaults: false, by_field: false };

    /// What a server takes.
    pub const INPUT: Self = Self { input: true, ..Self::OUTPUT };

    /// What a server sends where it leaves fields out.
    pub fn of(presence: &Presence) -> Self {
        let &Presence { exclude_none, exclude_unset, exclude_defaults, by_field, .. } = presence;
        Self { input: false, exclude_none, exclude_unset, exclude_defaults, by_field }
    }

    /// The form of one of an endpoint's responses.
    pub fn of_response(endpoint: &Endpoint, response: &Response) -> Self {
        // FastAPI applies a route's arguments to what its function returns, and to no error
        if response.is_success() { Self::of(&endpoint.presence) } else { Self::OUTPUT }
    }

    /// Whether a field is in values of the form.
    pub fn has(self, property: &Property) -> bool {
        if self.input { !property.read_only } else { !property.write_only }
    }

    /// Whether a field is in all values of the form.
    pub fn always_has(self, property: &Property, names: &Names<'_>) -> bool {
        if self.input {
            return property.required;
        }
        let has_default = !property.required || property.default.is_some();
        property.present
            && !(self.exclude_none && names.is_nullable(&property.ty))
            && !((self.exclude_unset || self.exclude_defaults) && has_default)
    }

    /// Whether a field that is there is never `null`.
    pub fn is_without_null(self) -> bool {
        self.exclude_none
    }

    /// The name of a field.
    pub fn name_of(self, property: &Property) -> &str {
        property.field.as_deref().filter(|_| self.by_field).unwrap_or(&property.name)
    }

    fn suffix(self) -> String {
        let exclusions = [(self.exclude_none, "None"), (self.exclude_unset, "Unset"), (self.exclude_defaults, "Defaults")];
        let excluded: String = exclusions.iter().filter(|(is_on, _)| *is_on).map(|(_, name)| *name).collect();
        let mut suffix = if self.input { "Input".to_owned() } else { String::new() };
        if !excluded.is_empty() {
            suffix += "Exclude";
            suffix += &excluded;
        }
        suffix + if self.by_field { "ByField" } else { "" }
    }

    /// Whether a field is another one than in the plain form.
    fn changes(self, property: &Property, names: &Names<'_>) -> bool {
        let plain = Self::OUTPUT;
        self.has(property) != plain.has(property)
            || (self.has(property)
                && (self.always_has(property, names) != plain.always_has(property, names)
                    || self.name_of(property) != plain.name_of(property)
                    || (self.is_without_null() && names.is_nullable(&property.ty))))
    }
}

/// The suffixes of all forms but the plain one.
pub fn endings() -> &'static [String] {
    static ENDINGS: LazyLock<Vec<String>> = LazyLock::new(|| {
        let outputs = (1..16_u8).map(|set| {
            let [exclude_none, exclude_unset, exclude_defaults, by_field] = [1, 2, 4, 8].map(|flag| set & flag != 0);
            Form { input: false, exclude_none, exclude_unset, exclude_defaults, by_field }
        });
        [Form::INPUT].into_iter().chain(outputs).map(Form::suffix).collect()
    });
    &ENDINGS
}

/// Which forms of each schema are declared, and under which names.
#[derive(Debug)]
pub struct Forms {
    of: Vec<Declared>,
}

#[derive(Debug)]
struct Declared {
    /// The form that has the schema's own name, and stands for all that have none.
    plain: Form,
    others: Vec<(Form, String)>,
}

impl Forms {
    /// The forms that a contract's endpoints need.
    pub fn of(contract: &Contract, names: &Names<'_>, scope: &mut Scope) -> Self {
        let schemas = &contract.schemas;
        let needed = Needed::by(contract, names);
        let forms: HashSet<Form> = needed.0.iter().flatten().copied().filter(|&form| form != Form::OUTPUT).collect();
        let mut forms: Vec<Form> = forms.into_iter().collect();
        forms.sort_unstable();
        let differing: HashMap<Form, Vec<bool>> = forms.iter().map(|&form| (form, differing(schemas, form, names))).collect();

        let of = schemas.iter().zip(&needed.0).enumerate().map(|(index, (schema, needed))| {
            let is_sent_alone = needed.as_slice() == [Form::INPUT];
            let plain = if is_sent_alone { Form::INPUT } else { Form::OUTPUT };
            let others = forms.iter().filter(|form| **form != plain && needed.contains(form) && differing[form][index]);
            let others = others.map(|&form| (form, scope.claim(&format!("{}{}", schema.name, form.suffix())))).collect();
            Declared { plain, others }
        });
        Self { of: of.collect() }
    }

    /// The name of a schema in a form. `schema` is its place, `own` its name.
    pub fn name<'n>(&'n self, schema: usize, own: &'n str, form: Form) -> &'n str {
        self.of[schema].others.iter().find(|(other, _)| *other == form).map_or(own, |(_, name)| name)
    }

    /// The forms in which a schema is declared, with their names.
    pub fn declared<'n>(&'n self, schema: usize, own: &'n str) -> impl Iterator<Item = (Form, &'n str)> {
        let Declared { plain, others } = &self.of[schema];
        std::iter::once((*plain, own)).chain(others.iter().map(|(form, name)| (*form, name.as_str())))
    }
}

/// Which schemas are themselves, or hold something, that is not as in the plain form.
fn differing(schemas: &[Schema], form: Form, names: &Names<'_>) -> Vec<bool> {
    let own = schemas.iter().map(|schema| any_field(&schema.ty, |property| form.changes(property, names))).collect();
    let leads: Vec<Vec<usize>> = schemas.iter().map(|schema| held(&schema.ty, form, names)).collect();
    spread(own, &leads)
}

/// The forms in which each schema is needed.
struct Needed(Vec<Vec<Form>>);

impl Needed {
    fn by(contract: &Contract, names: &Names<'_>) -> Self {
        let mut needed = Self(vec![Vec::new(); contract.schemas.len()]);
        for endpoint in contract.modules.iter().flat_map(|module| &module.endpoints) {
            let sent = endpoint.parameters.iter().map(|parameter| &parameter.ty);
            let sent = sent.chain(endpoint.body.iter().flat_map(|body| &body.contents).map(|content| &content.ty));
            sent.for_each(|ty| needed.add(ty, Form::INPUT, contract, names));
            for response in &endpoint.responses {
                let form = Form::of_response(endpoint, response);
                response.contents.iter().for_each(|content| needed.add(&content.ty, form, contract, names));
            }
        }
        // what no endpoint uses, or none without leaving something out, is declared as it would be sent
        for (index, schema) in contract.schemas.iter().enumerate() {
            if !needed.0[index].contains(&Form::OUTPUT) && needed.0[index] != [Form::INPUT] {
                needed.0[index].push(Form::OUTPUT);
                needed.add(&schema.ty, Form::OUTPUT, contract, names);
            }
        }
        needed
    }

    fn add(&mut self, ty: &Type, form: Form, contract: &Contract, names: &Names<'_>) {
        let mut open = held(ty, form, names);
        while let Some(index) = open.pop() {
            if !self.0[index].contains(&form) {
                self.0[index].push(form);
                open.extend(held(&contract.schemas[index].ty, form, names));
            }
        }
    }
}

/// The schemas that a type names in a form.
fn held(ty: &Type, form: Form, names: &Names<'_>) -> Vec<usize> {
    let mut held = Vec::new();
    ty.walk(&mut |part| match part {
        Part::Field(property) => form.has(property),
        Part::Type(Type::Reference { name }) => {
            held.extend(names.schema(name));
            true
        }
        Part::Type(_) => true,
    });
    held
}

/// Whether a type itself has a field of which something holds.
fn any_field(ty: &Type, holds: impl Fn(&Property) -> bool) -> bool {
    let mut found = false;
    ty.walk(&mut |part| {
        found = found || matches!(part, Part::Field(property) if holds(property));
        !found
    });
    found
}
