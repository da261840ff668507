//! What the expressions of a frontend are worth, as far as its sources prove it. Nothing is run: names are followed to constants, calls into functions.

use std::{cell::Cell, collections::BTreeMap, ops::Range, rc::Rc};

use super::{
    client::{Client, Verb},
    script::{Binding, Entry, Export, Expr, Function, Kind, Parameter, Script},
};
use crate::{
    contract::generated,
    imports::ImportGraph,
    workspace::{Grammar, Tree},
};

/// The scripts of a frontend.
pub(crate) struct Scripts<'a> {
    /// Path, text and what was read of it.
    pub all: Vec<(&'a str, &'a str, Script)>,
    by_path: BTreeMap<&'a str, usize>,
    tree: &'a Tree,
    imports: &'a ImportGraph,
    /// Steps that may still be taken: what calls itself ends.
    left: Cell<u32>,
}

/// What an expression is worth.
#[derive(Clone, Debug)]
pub(crate) enum Value<'s> {
    Text(Text<'s>),
    /// One of these, as the program runs.
    Either(Vec<Value<'s>>),
    Object(Fields<'s>),
    Function(Callable<'s>),
    /// A class, or what is made of it.
    Class(usize, &'s [(String, Expr)]),
    Client(Client<'s>),
    /// `JSON.stringify(value)`
    Json(Box<Value<'s>>),
    /// `new URLSearchParams(fields)`
    Query(Fields<'s>),
    /// All that a file exports.
    Module(usize),
    /// A name that nothing in the project declares.
    Global(&'s str),
    /// Nothing is handed in, or `undefined`.
    Nothing,
    /// Not known: how it is written.
    Unknown(String),
}

/// The fields of an object.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fields<'s> {
    pub all: Vec<Field<'s>>,
    /// Whether there may be more.
    pub is_open: bool,
    /// The object, where it is written out.
    pub place: Option<Place>,
}

#[derive(Clone, Debug)]
pub(crate) struct Field<'s> {
    pub name: &'s str,
    pub place: Place,
    pub is_shorthand: bool,
    pub value: Value<'s>,
}

/// Bytes of a file, by its index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub file: usize,
    pub range: Range<usize>,
}

/// A text, in pieces.
pub(crate) type Text<'s> = Vec<Piece<'s>>;

#[derive(Clone, Debug)]
pub(crate) enum Piece<'s> {
    /// What is known: where it stands, and the literal that it is a part of.
    Known { text: &'s str, place: Place, literal: Range<usize> },
    /// A query string.
    Query(Fields<'s>),
    /// How it is written.
    Unknown(String),
}

/// A function, and what the names around it are worth.
#[derive(Clone, Debug)]
pub(crate) struct Callable<'s> {
    pub file: usize,
    pub range: Range<usize>,
    function: &'s Function,
    around: Rc<Known<'s>>,
}

/// What parameters are worth: by file and place of their declaration.
pub(crate) type Known<'s> = BTreeMap<(usize, usize), Value<'s>>;

/// How deep an expression is followed.
const DEEPEST: u32 = 40;
/// Steps for one frontend.
const STEPS: u32 = 2_000_000;

impl<'a> Scripts<'a> {
    /// The scripts of a tree, but those that declare types alone and those that `sutura types` wrote.
    pub fn of(tree: &'a Tree, imports: &'a ImportGraph) -> Self {
        let scripts = tree.files().iter().filter(|(path, _)| Grammar::of(path) == Some(Grammar::Script) && !path.ends_with(".d.ts"));
        let texts = scripts.filter_map(|(path, file)| Some((path.as_str(), file.text()?))).filter(|(_, text)| generated(text).is_none());
        let all: Vec<_> = texts.filter_map(|(path, text)| Some((path, text, Script::read(path, text)?))).collect();
        let by_path = all.iter().enumerate().map(|(index, (path, ..))| (*path, index)).collect();
        Self { all, by_path, tree, imports, left: Cell::new(STEPS) }
    }

    /// The script that a specifier in a file leads to.
    fn target(&self, file: usize, specifier: &str) -> Option<usize> {
        let path = self.imports.resolve(self.tree, self.all[file].0, specifier)?;
        self.by_path.get(path.as_str()).copied()
    }

    pub fn script(&self, file: usize) -> &Script {
        &self.all[file].2
    }

    /// What `expr` in a file is worth where parameters are worth `known`.
    pub fn value<'s>(&'s self, file: usize, expr: &'s Expr, known: &Rc<Known<'s>>) -> Value<'s> {
        self.evaluate(file, expr, known, 0)
    }

    /// What parameters of `callable` are worth in a call with these arguments.
    pub fn bound<'s>(&'s self, callable: &Callable<'s>, arguments: &[Value<'s>]) -> Rc<Known<'s>> {
        self.bind(callable, arguments, 0)
    }

    fn evaluate<'s>(&'s self, file: usize, expr: &'s Expr, known: &Rc<Known<'s>>, depth: u32) -> Value<'s> {
        let left = self.left.get();
        if depth > DEEPEST || left == 0 {
            return Value::Unknown(label(expr));
        }
        self.left.set(left - 1);
        let next = |expr: &'s Expr| self.evaluate(file, expr, known, depth + 1);
        match &expr.kind {
            Kind::Text(text, inner) => {
                let place = Place { file, range: inner.clone() };
                Value::Text(vec![Piece::Known { text, place, literal: expr.range.clone() }])
            }
            Kind::Joined(parts) => joined(parts.iter().map(next)),
            Kind::Name(name) => self.name(file, name, expr.range.start, known, depth + 1),
            Kind::Member(object, name) => self.member(next(object), name, expr, depth + 1),
            Kind::Object(object) => {
                let place = Some(Place { file, range: expr.range.clone() });
                let mut fields = Fields { all: Vec::new(), is_open: object.is_open, place };
                for entry in &object.entries {
                    match entry {
                        Entry::Property(property) => fields.all.push(Field {
                            name: &property.name,
                            place: Place { file, range: property.range.clone() },
                            is_shorthand: property.is_shorthand,
                            value: next(&property.value),
                        }),
                        Entry::Spread(spread) => fields.spread(next(spread)),
                    }
                }
                Value::Object(fields)
            }
            Kind::Call(callee, arguments) => self.call(file, expr, callee, arguments, known, depth + 1),
            Kind::New(callee, arguments) => self.made(next(callee), arguments.iter().map(next).collect(), expr),
            Kind::Function(function) => Value::Function(Callable { file, range: expr.range.clone(), function, around: known.clone() }),
            Kind::Choice(one, other) => Value::Either(vec![next(one), next(other)]),
            Kind::Else(one, other) => match next(one) {
                Value::Nothing => next(other),
                value => value,
            },
            Kind::Class(members) => Value::Class(file, members),
            Kind::This => match self.script(file).class_around(expr.range.start).map(|class| &class.kind) {
                Some(Kind::Class(members)) => Value::Class(file, members),
                _ => Value::Unknown("this".to_owned()),
            },
            Kind::Nothing => Value::Nothing,
            Kind::Meta | Kind::Other => Value::Unknown(label(expr)),
        }
    }

    fn name<'s>(&'s self, file: usize, name: &'s str, offset: usize, known: &Rc<Known<'s>>, depth: u32) -> Value<'s> {
        match self.script(file).binding(name, offset) {
            Some(Binding::Value(value)) => self.evaluate(file, value, known, depth),
            Some(Binding::Parameter(place)) => known.get(&(file, *place)).cloned().unwrap_or_else(|| Value::Unknown(name.to_owned())),
            Some(Binding::Import { module, name }) => self.imported(file, module, name, depth),
            Some(Binding::Unknown) => Value::Unknown(name.to_owned()),
            None => Client::global(name).map_or(Value::Global(name), Value::Client),
        }
    }

    fn imported<'s>(&'s self, file: usize, module: &'s str, name: &'s str, depth: u32) -> Value<'s> {
        if let Some(client) = Client::of_package(module, name) {
            return Value::Client(client);
        }
        match self.target(file, module) {
            Some(target) if name == "*" => Value::Module(target),
            Some(target) => self.exported(target, name, depth + 1).unwrap_or_else(|| Value::Unknown(name.to_owned())),
            None => Value::Unknown(name.to_owned()),
        }
    }

    fn exported<'s>(&'s self, file: usize, name: &'s str, depth: u32) -> Option<Value<'s>> {
        if depth > DEEPEST {
            return None;
        }
        let script = self.script(file);
        let nothing = Rc::default();
        match script.exports.get(name) {
            Some(Export::Local(local)) => Some(self.name(file, local, script.start, &nothing, depth + 1)),
            Some(Export::From { module, name }) => Some(self.imported(file, module, name, depth + 1)),
            Some(Export::Value(value)) => Some(self.evaluate(file, value, &nothing, depth + 1)),
            None => script.stars.iter().find_map(|module| self.exported(self.target(file, module)?, name, depth + 1)),
        }
    }

    fn member<'s>(&'s self, object: Value<'s>, name: &'s str, expr: &Expr, depth: u32) -> Value<'s> {
        let unknown = || Value::Unknown(label(expr));
        match object {
            Value::Object(fields) => match fields.all.iter().rev().find(|field| field.name == name) {
                Some(field) => field.value.clone(),
                None if fields.is_open => unknown(),
                None => Value::Nothing,
            },
            Value::Class(file, members) => match members.iter().find(|(member, _)| member == name) {
                Some((_, member)) => self.evaluate(file, member, &Rc::default(), depth),
                None => unknown(),
            },
            Value::Client(client) => client.member(name, expr.range.end).map_or_else(unknown, Value::Client),
            Value::Module(file) => self.exported(file, name, depth).unwrap_or_else(unknown),
            Value::Global("window" | "globalThis" | "self") => Client::global(name).map_or_else(unknown, Value::Client),
            Value::Nothing => Value::Nothing,
            _ => unknown(),
        }
    }

    fn call<'s>(
        &'s self,
        file: usize,
        expr: &'s Expr,
        callee: &'s Expr,
        arguments: &'s [Expr],
        known: &Rc<Known<'s>>,
        depth: u32,
    ) -> Value<'s> {
        let argument = |at: usize| arguments.get(at).map_or(Value::Nothing, |argument| self.evaluate(file, argument, known, depth + 1));
        if let Kind::Member(object, name) = &callee.kind {
            match (self.evaluate(file, object, known, depth + 1), name.as_str()) {
                (Value::Global("JSON"), "stringify") => return Value::Json(Box::new(argument(0))),
                (Value::Global("Object"), "freeze") => return argument(0),
                (value @ (Value::Text(_) | Value::Query(_)), "toString") => return value,
                _ => {}
            }
        }
        match self.evaluate(file, callee, known, depth + 1) {
            Value::Client(client) if client.verb == Verb::Create => Value::Client(client.created(argument(0), label(expr))),
            Value::Function(callable) => match &callable.function.returns {
                Some(returned) => {
                    let arguments: Vec<Value<'s>> = (0..arguments.len()).map(argument).collect();
                    self.evaluate(callable.file, returned, &self.bind(&callable, &arguments, depth + 1), depth + 1)
                }
                None => Value::Unknown(label(expr)),
            },
            _ => Value::Unknown(label(expr)),
        }
    }

    fn made<'s>(&'s self, class: Value<'s>, arguments: Vec<Value<'s>>, expr: &Expr) -> Value<'s> {
        let mut arguments = arguments.into_iter();
        match (class, arguments.next(), arguments.next()) {
            (Value::Global("URLSearchParams"), Some(Value::Object(fields)), _) => Value::Query(fields),
            (Value::Global("URLSearchParams"), ..) => Value::Query(Fields { is_open: true, ..Fields::default() }),
            (Value::Global("URL"), Some(path), base) => joined(base.into_iter().map(without_path).chain([path])),
            (class @ Value::Class(..), ..) => class,
            _ => Value::Unknown(label(expr)),
        }
    }

    fn bind<'s>(&'s self, callable: &Callable<'s>, arguments: &[Value<'s>], depth: u32) -> Rc<Known<'s>> {
        let file = callable.file;
        let mut known = (*callable.around).clone();
        for (at, parameter) in callable.function.parameters.iter().enumerate() {
            let given = arguments.get(at).cloned().unwrap_or(Value::Nothing);
            match parameter {
                Parameter::Name(place, default) => {
                    let value = match (given, default) {
                        (Value::Nothing, Some(default)) => self.evaluate(file, default, &callable.around, depth + 1),
                        (given, _) => given,
                    };
                    known.insert((file, *place), value);
                }
                Parameter::Fields(fields) => {
                    let Value::Object(object) = &given else { continue };
                    for (name, place) in fields {
                        let found = object.all.iter().find(|field| field.name == name);
                        let value = found.map(|field| field.value.clone());
                        known.extend(value.or((!object.is_open).then_some(Value::Nothing)).map(|value| ((file, *place), value)));
                    }
                }
                Parameter::Other => {}
            }
        }
        Rc::new(known)
    }
}

impl Callable<'_> {
    /// Whether what it does depends on what it is called with.
    pub fn takes_any(&self) -> bool {
        !self.function.parameters.is_empty()
    }
}

impl<'s> Value<'s> {
    /// The texts that it may be.
    pub fn texts(&self) -> Vec<Text<'s>> {
        match self {
            Value::Text(text) => vec![text.clone()],
            Value::Either(values) => values.iter().flat_map(Value::texts).collect(),
            Value::Query(fields) => vec![vec![Piece::Query(fields.clone())]],
            Value::Unknown(label) => vec![vec![Piece::Unknown(label.clone())]],
            Value::Nothing => Vec::new(),
            _ => vec![vec![Piece::Unknown("…".to_owned())]],
        }
    }

    /// The text, where all of it is known.
    pub fn known_text(&self) -> Option<(&'s str, &Place)> {
        match self {
            Value::Text(pieces) => match &pieces[..] {
                [Piece::Known { text, place, .. }] => Some((text, place)),
                _ => None,
            },
            _ => None,
        }
    }
}

impl<'s> Fields<'s> {
    /// Takes in what is spread into it.
    fn spread(&mut self, value: Value<'s>) {
        match value {
            Value::Object(fields) => {
                self.is_open |= fields.is_open;
                self.all.extend(fields.all);
            }
            Value::Nothing => {}
            _ => self.is_open = true,
        }
    }

    /// The value of a field: nothing where there certainly is none.
    pub fn get(&self, name: &str) -> Value<'s> {
        match self.all.iter().rev().find(|field| field.name == name) {
            Some(field) => field.value.clone(),
            None if self.is_open => Value::Unknown(name.to_owned()),
            None => Value::Nothing,
        }
    }
}

/// Most texts that one expression is followed to.
const MOST_TEXTS: usize = 4;

/// The texts of `parts`, one behind the other.
pub(crate) fn joined<'s>(parts: impl Iterator<Item = Value<'s>>) -> Value<'s> {
    let mut texts: Vec<Text<'s>> = vec![Vec::new()];
    for part in parts {
        let mut choices = part.texts();
        if choices.is_empty() {
            choices.push(vec![Piece::Unknown("undefined".to_owned())]);
        }
        if texts.len() * choices.len() > MOST_TEXTS {
            choices = vec![vec![Piece::Unknown("…".to_owned())]];
        }
        texts = texts.iter().flat_map(|text| choices.iter().map(|choice| [&text[..], choice].concat())).collect();
    }
    match &mut texts[..] {
        [one] => Value::Text(std::mem::take(one)),
        _ => Value::Either(texts.into_iter().map(Value::Text).collect()),
    }
}

/// The base of a `URL` that an absolute path is put behind: all up to its path.
fn without_path(base: Value<'_>) -> Value<'_> {
    match base.known_text() {
        Some((text, _)) if text.matches('/').count() <= 2 => base,
        _ => Value::Unknown(match base {
            Value::Unknown(label) => label,
            _ => "base".to_owned(),
        }),
    }
}

/// How an expression is written, in short.
fn label(expr: &Expr) -> String {
    match &expr.kind {
        Kind::Name(name) => name.clone(),
        Kind::Member(object, name) => format!("{}.{name}", label(object)),
        Kind::Call(callee, _) | Kind::New(callee, _) => format!("{}()", label(callee)),
        Kind::Else(one, _) => label(one),
        Kind::Meta => "import.meta".to_owned(),
        Kind::This => "this".to_owned(),
        _ => "…".to_owned(),
    }
}
