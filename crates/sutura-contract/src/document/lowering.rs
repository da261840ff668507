//! A document as a contract.

use std::{
    borrow::Cow,
    cell::{Cell, RefCell},
    collections::{HashMap, HashSet},
};

use super::{
    Note, ReadOptions, Reading, bundle, compose, cycles, endpoint, enums,
    heirs::{self, Family},
    object::{self, Sending},
    openapi::{Document, Schema, Version},
    place::{Place, unescaped},
    raw::Text,
    reference::{References, Resolved},
    routes,
    schema_names::{Names, candidate, told},
    text,
};
use crate::{
    Contract, ContractError,
    model::{self, Object, Type},
};

/// How many parts of a document may be looked at more than once, since others build on them or refer to them.
const MOST_REPEATED: usize = 1_000_000;

/// How many bytes a schema has at least, on an average.
const SHORTEST: usize = 4;

/// How long all notes together may be: nobody reads more, and each repeats a path that may be as long as the document.
const MOST_NOTED: usize = 1 << 20;

/// The contract of a document, whose text is JSON.
pub(super) fn read(json: &str, version: Version, options: &ReadOptions) -> Result<Reading, ContractError> {
    let document: Document = text::parse(json, "")?;
    let lowering = Lowering::new(json, &document, version);
    let (mut schemas, mut enums) = lowering.components()?;
    let modules = routes::modules(&lowering, options)?;
    lowering.elsewhere(&mut schemas, &mut enums)?;
    lowering.require_telling_fields(&mut schemas);
    let unused = lowering.only_in_forms();
    schemas.retain(|schema| !unused.contains(&schema.name));
    cycles::cut(&mut schemas, |name, message| lowering.note_schema(name, message))?;
    let contract = Contract {
        title: Text::owned(&document.info.title).unwrap_or_else(|| "API".to_owned()),
        version: Text::owned(&document.info.version).unwrap_or_default(),
        modules,
        schemas,
        enums,
        security: endpoint::security_schemes(&lowering)?,
    };
    lowering.check_spent()?;
    contract.check()?;
    Ok(Reading { contract, notes: lowering.notes.into_inner() })
}

/// What is known of the document while its parts are read.
pub(super) struct Lowering<'d, 'a> {
    pub document: &'d Document<'a>,
    pub version: Version,
    pub references: References<'d, 'a>,
    /// What is known of the components, each in the place that it has in the document.
    pub named: Vec<Named>,
    /// Which components build on which.
    pub tree: heirs::Tree,
    /// Those of which the heirs are told apart by a field.
    pub families: HashMap<usize, Family>,
    /// Whether FastAPI wrote the document.
    pub is_fastapi: bool,
    /// What is known of fields outside of components.
    pub sending: Sending,
    /// What is known of those of components.
    pub components_sending: Sending,
    notes: RefCell<Vec<Note>>,
    /// How many bytes of notes may still be made.
    left_to_note: Cell<usize>,
    elsewhere: RefCell<Elsewhere<'d, 'a>>,
    /// The components that are referred to, and those that are forms with files, which stand where they are used.
    used: RefCell<HashSet<usize>>,
    forms: RefCell<HashSet<usize>>,
    /// The fields by which schemas are told apart, by the names of the schemas.
    telling: RefCell<HashMap<String, HashSet<String>>>,
    /// How many parts may still be looked at.
    left: Cell<usize>,
}

/// A component with its name.
pub(super) struct Named {
    pub name: String,
    members: Option<Vec<model::Member>>,
    /// Whether null is a value of it, which an enum cannot say.
    has_null: bool,
}

/// Schemas outside of the components to which references lead.
#[derive(Default)]
struct Elsewhere<'d, 'a> {
    names: Names,
    by_pointer: HashMap<String, String>,
    waiting: Vec<(String, String, Resolved<'d, Schema<'a>>)>,
}

impl<'d, 'a> Lowering<'d, 'a> {
    fn new(json: &'a str, document: &'d Document<'a>, version: Version) -> Self {
        let raws = document.components.schemas.iter().map(|(raw, schema)| {
            let title = schema.keywords().and_then(|keywords| keywords.title.as_deref());
            title.map_or(Cow::Borrowed(&**raw), |title| told(raw, title))
        });
        let raws: Vec<Cow<str>> = raws.collect();
        let (names, given) = Names::of(&raws.iter().map(AsRef::as_ref).collect::<Vec<&str>>());
        let schemas = document.components.schemas.iter().map(|(_, schema)| schema);
        let named = given.into_iter().zip(schemas).map(|(name, schema)| {
            let members = enums::members(schema);
            let has_null = members.is_some() && enums::has_null(schema);
            Named { name, members, has_null }
        });
        let references = References::new(json, document);
        let mut lowering = Self {
            tree: heirs::Tree::of(document, &references),
            families: HashMap::new(),
            document,
            version,
            references,
            named: named.collect(),
            is_fastapi: document.is_fastapi(),
            sending: if document.own.is_some() { Sending::Required } else { Sending::Defaults },
            components_sending: document.sending(),
            notes: RefCell::default(),
            left_to_note: Cell::new(MOST_NOTED),
            elsewhere: RefCell::new(Elsewhere { names, ..Elsewhere::default() }),
            used: RefCell::default(),
            forms: RefCell::default(),
            telling: RefCell::default(),
            left: Cell::new(MOST_REPEATED + json.len() / SHORTEST),
        };
        let mut names = std::mem::take(&mut lowering.elsewhere.get_mut().names);
        lowering.families = lowering.families(&mut names);
        lowering.elsewhere.get_mut().names = names;
        lowering
    }

    /// Tells what a contract cannot say.
    pub fn note(&self, place: Place, message: impl Into<String>) {
        let left = self.left_to_note.get();
        if left > 0 {
            let note = Note { pointer: place.pointer(), message: message.into() };
            self.left_to_note.set(left.saturating_sub(note.pointer.len() + note.message.len()));
            self.notes.borrow_mut().push(note);
        }
    }

    fn note_schema(&self, name: &str, message: String) {
        let index = self.named.iter().position(|named| named.name == name);
        let raw = index.map_or(name, |index| &self.document.components.schemas[index].0);
        self.note(Place::root("/components/schemas", self.sending).key(raw), message);
    }

    /// Accounts for parts that are looked at, some of them again for each schema that builds on them. False: there were too many.
    pub fn spend(&self, parts: usize) -> bool {
        self.left.set(self.left.get().saturating_sub(parts));
        self.left.get() > 0
    }

    fn check_spent(&self) -> Result<(), ContractError> {
        if self.left.get() > 0 {
            return Ok(());
        }
        let message = "what schemas inherit by `allOf`, or references and forms with files repeat, is too much";
        Err(ContractError::at("/components", message)
            .with_hint("Let fewer schemas build on one another, and give names to those that are repeated."))
    }

    /// The type that names a component.
    pub fn component(&self, index: usize) -> Type {
        self.used.borrow_mut().insert(index);
        let named = &self.named[index];
        let reference = Type::Reference { name: named.name.clone() };
        if named.has_null { compose::or_null(reference) } else { reference }
    }

    /// Remembers that a component is a form with files: a type that is none in JSON.
    pub fn is_form(&self, index: usize) {
        self.forms.borrow_mut().insert(index);
    }

    /// Remembers a field that tells schemas apart.
    pub fn told_apart<'n>(&self, property: &str, schemas: impl Iterator<Item = &'n String>) {
        let mut telling = self.telling.borrow_mut();
        for name in schemas {
            telling.entry(name.clone()).or_default().insert(property.to_owned());
        }
    }

    /// What tells alternatives apart has to be sent, also where it has a default.
    fn require_telling_fields(&self, schemas: &mut [model::Schema]) {
        let telling = self.telling.borrow();
        for schema in schemas {
            let (Some(fields), Type::Object(object)) = (telling.get(&schema.name), &mut schema.ty) else { continue };
            for property in &mut object.properties {
                property.required |= fields.contains(&property.name);
            }
        }
    }

    /// The type that names a schema which is no component.
    pub fn named_elsewhere(&self, pointer: String, schema: Resolved<'d, Schema<'a>>) -> Type {
        let has_null = enums::members(&schema).is_some() && enums::has_null(&schema);
        let reference = Type::Reference { name: self.name_elsewhere(pointer, schema) };
        if has_null { compose::or_null(reference) } else { reference }
    }

    fn name_elsewhere(&self, pointer: String, schema: Resolved<'d, Schema<'a>>) -> String {
        let mut elsewhere = self.elsewhere.borrow_mut();
        if let Some(name) = elsewhere.by_pointer.get(&pointer) {
            return name.clone();
        }
        let raw = telling_steps(&pointer);
        let name = elsewhere.names.give(&candidate(&raw), &raw);
        elsewhere.by_pointer.insert(pointer.clone(), name.clone());
        elsewhere.waiting.push((pointer, name.clone(), schema));
        name
    }

    /// An object with nothing but the field that tells it apart.
    pub fn tagged(&self, property: &str, ty: Type) -> Type {
        Type::Object(Object { properties: vec![object::plain(property, ty, true)], ..Object::default() })
    }

    fn components(&self) -> Result<(Vec<model::Schema>, Vec<model::Enum>), ContractError> {
        let root = Place::root("/components/schemas", self.components_sending);
        let (mut schemas, mut enums) = (Vec::new(), Vec::new());
        for (index, ((raw, schema), named)) in self.document.components.schemas.iter().zip(&self.named).enumerate() {
            let place = root.sending(sending_of(raw, root.sending));
            let document_name = (**raw != *named.name).then(|| raw.to_string());
            let keywords = schema.keywords();
            let module = keywords.and_then(|keywords| keywords.own.as_ref()?.module.clone());
            let description = keywords.and_then(|keywords| Text::owned(&keywords.description));
            let deprecated = keywords.is_some_and(|keywords| keywords.deprecated.0);
            let name = named.name.clone();
            if let Some(members) = &named.members {
                enums.push(model::Enum { name, document_name, module, description, deprecated, members: members.clone() });
                continue;
            }
            let ty = self.schema(schema, place.key(raw))?;
            let ty = match self.tag(index) {
                Some(tag) => compose::intersection(vec![ty, tag]),
                None => ty,
            };
            let ty = match (self.base(index), self.any_heir(index)) {
                (Some(base), Some(any_heir)) => {
                    let name = base.to_owned();
                    schemas.push(model::Schema { name, document_name: None, module: None, description: None, deprecated, ty });
                    any_heir
                }
                _ => ty,
            };
            schemas.push(model::Schema { name, document_name, module, description, deprecated, ty });
        }
        Ok((schemas, enums))
    }

    /// Reads the schemas outside of the components, and those to which they lead.
    fn elsewhere(&self, schemas: &mut Vec<model::Schema>, enums: &mut Vec<model::Enum>) -> Result<(), ContractError> {
        loop {
            let Some((pointer, name, schema)) = self.elsewhere.borrow_mut().waiting.pop() else { return Ok(()) };
            let description = schema.keywords().and_then(|keywords| Text::owned(&keywords.description));
            if let Some(members) = enums::members(&schema) {
                enums.push(model::Enum { name, document_name: None, module: None, description, deprecated: false, members });
                continue;
            }
            let ty = self.schema(&schema, Place::root(&pointer, self.sending))?;
            schemas.push(model::Schema { name, document_name: None, module: None, description, deprecated: false, ty });
        }
    }

    /// The names of forms with files that nothing refers to any more.
    fn only_in_forms(&self) -> HashSet<String> {
        let used = self.used.borrow();
        let forms = self.forms.borrow();
        forms.iter().filter(|index| !used.contains(index)).map(|index| self.named[*index].name.clone()).collect()
    }
}

impl<'a> Schema<'a> {
    /// What the schema says, beside everything and nothing.
    pub fn keywords(&self) -> Option<&super::openapi::Keywords<'a>> {
        match self {
            Self::Keywords(keywords) => Some(keywords),
            Self::All(_) => None,
        }
    }
}

impl Document<'_> {
    fn is_fastapi(&self) -> bool {
        self.own.is_some()
            || self.components.schemas.iter().any(|(name, _)| &**name == "HTTPValidationError")
            || self.paths.iter().flat_map(|(path, item)| item.operations.iter().map(move |operation| (path, operation))).any(
                |(path, (_, operation))| {
                    operation.operation_id.as_deref().is_some_and(|id| super::naming::without_generated_suffix(id, path).is_some())
                },
            )
    }

    /// What is known of the fields of components.
    fn sending(&self) -> Sending {
        if self.own.is_some() {
            Sending::Required
        } else if !self.is_fastapi() {
            Sending::Defaults
        } else if self.requires_defaults() {
            Sending::Required
        } else {
            Sending::Everything
        }
    }

    /// Whether the output forms of a FastAPI document list also fields with defaults as required: then they can be trusted.
    fn requires_defaults(&self) -> bool {
        let outputs = self.components.schemas.iter().filter(|(name, _)| name.ends_with("-Output"));
        let outputs = outputs.filter_map(|(_, schema)| schema.keywords());
        let mut with_defaults = outputs.flat_map(|keywords| {
            let defaulted = keywords.properties.iter().filter(|(_, schema)| schema.keywords().is_some_and(|own| own.default.is_some()));
            defaulted.map(|(name, _)| keywords.required.contains(name))
        });
        with_defaults.next().is_some_and(|first| first && with_defaults.all(|required| required))
    }
}

/// The body of FastAPI's own errors is no model: it is there, and of what is in it that which is not required may be absent.
fn sending_of(raw: &str, sending: Sending) -> Sending {
    match raw {
        "HTTPValidationError" => Sending::Everything,
        "ValidationError" if sending == Sending::Everything => Sending::Required,
        _ => sending,
    }
}

/// The steps of a pointer that say what stands there: `Foo bar` of `/components/schemas/Foo/properties/bar/items`.
fn telling_steps(pointer: &str) -> String {
    const SILENT: &[&str] = &[
        "components",
        "schemas",
        "properties",
        "items",
        "allOf",
        "anyOf",
        "oneOf",
        "paths",
        "content",
        "schema",
        "responses",
        "requestBody",
        "definitions",
        "$defs",
        "additionalProperties",
        "application/json",
        "parameters",
        "prefixItems",
        "patternProperties",
    ];
    let external = pointer.strip_prefix('/').and_then(|pointer| pointer.strip_prefix(bundle::KEY)?.strip_prefix('/'));
    let pointer = match external.map(|external| external.split_once('/').unwrap_or((external, ""))) {
        Some((address, "")) => return file_stem(&unescaped(address)).to_owned(),
        Some((_, pointer)) => pointer,
        None => pointer,
    };
    let steps = pointer.split('/').map(unescaped).filter(|step| !step.is_empty() && !SILENT.contains(&&**step));
    let told = steps.fold(String::new(), |told, step| told + " " + &step);
    if told.is_empty() { "Schema".to_owned() } else { told }
}

/// What an address calls a document: `owner` of `https://example.com/owner.json`.
fn file_stem(address: &str) -> &str {
    let file = address.rsplit('/').next().unwrap_or(address);
    file.split('.').next().unwrap_or(file)
}
