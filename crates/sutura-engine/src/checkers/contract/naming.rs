//! Which endpoint and which schema an error of the compiler is about, where it is about the contract.

use std::{collections::BTreeSet, ops::Range, sync::LazyLock};

use regex::Regex;
use sutura_contract::{
    Contract,
    model::{Endpoint, Type},
    typescript::form_endings,
};

use super::judge::shown;
use crate::{
    checkers::structure::place::offset,
    contract::requests::{
        client::call_of,
        script::{Kind, Script},
    },
    diagnostic::{Category, Diagnostic},
};

/// What of a contract the errors of one script may be about.
pub(super) struct Naming<'a> {
    contract: &'a Contract,
    /// The names that the types' file exports.
    exported: &'a BTreeSet<&'a str>,
    /// The types' file.
    types: &'a str,
}

impl<'a> Naming<'a> {
    pub fn new(contract: &'a Contract, exported: &'a BTreeSet<&'a str>, types: &'a str) -> Self {
        Self { contract, exported, types }
    }

    /// Says in the compiler's errors about `text` which of them speak of the contract, and of what in it. Their fingerprints stay what they are.
    ///
    /// `is_own` tells whether a name that the types' file exports is declared nowhere else.
    pub fn name(&self, diagnostics: &mut [&mut Diagnostic], text: &str, script: &Script, is_own: &dyn Fn(&str) -> bool) {
        for diagnostic in diagnostics {
            if matches!(diagnostic.category, Category::Syntax | Category::ContractViolation) {
                continue;
            }
            let at = offset(text, diagnostic.line, diagnostic.column);
            let Some(subject) = self.subject(diagnostic, at, text, script, is_own) else { continue };
            diagnostic.category = Category::ContractViolation;
            diagnostic.message = format!("{}\n  (contract: {subject})", diagnostic.message);
        }
    }

    fn subject(
        &self,
        diagnostic: &Diagnostic,
        at: Option<usize>,
        text: &str,
        script: &Script,
        is_own: &dyn Fn(&str) -> bool,
    ) -> Option<String> {
        let called = at.and_then(|at| self.called(at, script));
        let named = quoted(&diagnostic.message).into_iter().filter(|name| self.exported.contains(name.as_str()) && is_own(name));
        let named: Vec<String> = named.collect();
        let Some(name) = named.first() else {
            let argument =
                called.filter(|(_, arguments)| at.is_some_and(|at| arguments.contains(&at))).map(|(endpoint, _)| shown(endpoint));
            return argument.or_else(|| self.owned(text, at?, is_own)).or_else(|| self.read(&diagnostic.message, text, at?, is_own));
        };
        let member = missing(&diagnostic.message).or_else(|| at.and_then(|at| word_at(text, at)).filter(|word| self.has(name, word)));
        let schema = match member {
            Some(member) if member != *name => format!("{name}.{member}"),
            _ => name.clone(),
        };
        let endpoint = match called {
            Some((endpoint, _)) => Some(shown(endpoint)),
            None => self.using(name),
        };
        Some(endpoint.map_or_else(|| schema.clone(), |endpoint| format!("{schema}, {endpoint}")))
    }

    /// What the member at `at` is a member of, where that is a name of the types' file, or a field that only one of the types has which the source mentions.
    fn owned(&self, text: &str, at: usize, is_own: &dyn Fn(&str) -> bool) -> Option<String> {
        let owner = owner_at(text, at)?;
        if self.exported.contains(owner) && is_own(owner) {
            return Some(self.with_endpoint(owner, &word_at(text, at)?));
        }
        self.only_field(owner, text, is_own).map(|name| self.with_endpoint(name, owner))
    }

    /// The field that is read behind `at` in the same line and has a type that the message speaks of, where only one of the types has it which the
    /// source mentions.
    fn read(&self, message: &str, text: &str, at: usize, is_own: &dyn Fn(&str) -> bool) -> Option<String> {
        let message = bare(message.lines().next()?);
        let members = text.get(at..)?.lines().next()?.split('.').skip(1).filter_map(|rest| word_at(rest, 0));
        let mut named = members.filter_map(|member| Some((self.only_field(&member, text, is_own)?, member)));
        let (name, member) =
            named.find(|(name, member)| declared(self.types, name, member).is_some_and(|ty| message.contains(&bare(ty))))?;
        Some(self.with_endpoint(name, &member))
    }

    /// The type with this field, where the source mentions no other one that has it.
    fn only_field(&self, field: &str, text: &str, is_own: &dyn Fn(&str) -> bool) -> Option<&'a str> {
        let mut with_field = self.exported.iter().filter(|name| self.has(name, field) && is_own(name) && mentions_word(text, name));
        let name = with_field.next()?;
        with_field.next().is_none().then_some(*name)
    }

    fn with_endpoint(&self, name: &str, member: &str) -> String {
        match self.using(name) {
            Some(endpoint) => format!("{name}.{member}, {endpoint}"),
            None => format!("{name}.{member}"),
        }
    }

    /// The endpoint whose call of the client stands around `at`, and where its arguments stand.
    fn called(&self, at: usize, script: &Script) -> Option<(&'a Endpoint, Range<usize>)> {
        let around = script.calls.iter().filter(|call| call.range.contains(&at));
        let endpoint = around.filter_map(|call| {
            let (callee, _) = call_of(call)?;
            let Kind::Member(object, name) = &callee.kind else { return None };
            let Kind::Member(_, module) = &object.kind else { return None };
            let module = self.contract.modules.iter().find(|known| known.name == *module)?;
            let endpoint = module.endpoints.iter().find(|endpoint| endpoint.name == *name)?;
            Some((endpoint, callee.range.end..call.range.end))
        });
        endpoint.min_by_key(|(_, range)| range.len())
    }

    fn is_schema(&self, name: &str) -> bool {
        self.contract.schemas.iter().any(|schema| schema.name == name)
    }

    /// Whether a type of the contract has a field of this name.
    fn has(&self, name: &str, field: &str) -> bool {
        let schema = self.contract.schemas.iter().find(|schema| schema.name == name);
        matches!(schema.map(|schema| &schema.ty), Some(Type::Object(object)) if object.properties.iter().any(|property| property.name == field))
    }

    /// The endpoints that send or take a type, in short.
    fn using(&self, name: &str) -> Option<String> {
        let endpoints = || self.contract.modules.iter().flat_map(|module| &module.endpoints);
        let plain = form_endings().iter().find_map(|ending| name.strip_suffix(&**ending).filter(|plain| self.is_schema(plain)));
        let is_it = |ty: &Type| mentions(ty, name) || plain.is_some_and(|plain| mentions(ty, plain));
        let uses = |endpoint: &&Endpoint| {
            let sent = endpoint.body.iter().flat_map(|body| &body.contents);
            let got = endpoint.responses.iter().flat_map(|response| &response.contents);
            sent.chain(got).any(|content| is_it(&content.ty)) || endpoint.parameters.iter().any(|parameter| is_it(&parameter.ty))
        };
        let mut found = endpoints().filter(uses);
        let first = shown(found.next()?);
        Some(match found.count() {
            0 => first,
            more => format!("{first} and {more} more"),
        })
    }
}

fn mentions(ty: &Type, name: &str) -> bool {
    match ty {
        Type::Reference { name: own } => own == name,
        Type::Array { items, .. } => mentions(items, name),
        Type::Union { of, .. } | Type::Intersection { of } => of.iter().any(|ty| mentions(ty, name)),
        _ => false,
    }
}

/// The names of types that a message has in quotes, the most telling first: `OrderRead[]` and `Page<OrderRead>` name `OrderRead` too.
fn quoted(message: &str) -> Vec<String> {
    static QUOTED: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"'([^'\n]+)'").expect("the pattern is a constant that the tests compile"));
    let words = |text: &str| {
        text.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$'))
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    // What is written in quotes within is a text and no name.
    let without_texts = |text: &str| text.split('"').step_by(2).collect::<Vec<_>>().join(" ");
    // What was expected stands behind what was given, and reasons stand below both.
    let of_line = |line: &str| {
        let quotes: Vec<_> = QUOTED.captures_iter(line).map(|found| words(&without_texts(&found[1]))).collect();
        quotes.into_iter().rev().flatten().collect::<Vec<_>>()
    };
    message.lines().flat_map(of_line).collect()
}

/// What stands in a file of types as the type of a field.
fn declared<'t>(types: &'t str, name: &str, field: &str) -> Option<&'t str> {
    let (_, body) = types.split_once(&format!("\nexport interface {name} {{\n"))?;
    let (body, _) = body.split_once("\n}")?;
    let declared = body.lines().find_map(|line| {
        let rest = line.trim_start().strip_prefix(field)?;
        rest.strip_prefix('?').unwrap_or(rest).strip_prefix(": ")
    });
    declared?.strip_suffix(';')
}

/// A type as it is without what the compiler writes in another way than we do.
fn bare(ty: &str) -> String {
    ty.chars().filter(|c| !c.is_whitespace() && *c != ';').collect()
}

/// The property that a message misses.
fn missing(message: &str) -> Option<String> {
    static PROPERTY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"Property '([\w$]+)' (?:does not exist|is missing)|'([\w$]+)' does not exist in type")
            .expect("the pattern is a constant that the tests compile")
    });
    let found = PROPERTY.captures(message)?;
    found.get(1).or(found.get(2)).map(|name| name.as_str().to_owned())
}

/// What stands before the `.` before `at`.
fn owner_at(text: &str, at: usize) -> Option<&str> {
    let before = text.get(..at)?.strip_suffix('.')?;
    let before = before.strip_suffix(['?', '!']).unwrap_or(before);
    let start = before.rfind(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$')).map_or(0, |at| at + 1);
    let owner = before.get(start..)?;
    (!owner.is_empty()).then_some(owner)
}

fn mentions_word(text: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    text.match_indices(word).any(|(at, _)| !text[..at].ends_with(is_part) && !text[at + word.len()..].starts_with(is_part))
}

fn word_at(text: &str, at: usize) -> Option<String> {
    let word: String = text.get(at..)?.chars().take_while(|c| c.is_alphanumeric() || *c == '_' || *c == '$').collect();
    (!word.is_empty()).then_some(word)
}
