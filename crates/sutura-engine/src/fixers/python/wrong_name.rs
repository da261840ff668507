//! Names, attributes and keywords that are nearly those that are there; or those that are there, where everybody uses others.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{Expr, ExprCall, Stmt, StmtFunctionDef};

use super::ByPlace;
use super::context::{Context, Module, is_identifier};
use super::missing_import::undefined_name;
use super::nearest::{is_capital, nearest};
use super::outline::{Class, Definition, Member, bytes, dotted, parse};
use super::rename::{is_outvoted, name_token, rename_in_file};
use crate::{
    diagnostic::Diagnostic,
    fixers::{
        Proposal,
        text::{apply, line_start, replace, span},
    },
    patch::Patch,
};

/// Names that are not defined.
pub(super) fn propose_names(context: &Context<'_>) -> Vec<Proposal> {
    let mut names: BTreeMap<(&str, String), Vec<&Diagnostic>> = BTreeMap::new();
    for (diagnostic, _) in context.errors() {
        // Who writes `self` means a parameter, and no other name.
        if let Some(name) = undefined_name(diagnostic).filter(|name| !matches!(name.as_str(), "self" | "cls")) {
            names.entry((&diagnostic.file, name)).or_default().push(diagnostic);
        }
    }
    // What a model left out is not misspelt.
    let is_left_out = |path: &str| context.errors().any(|(diagnostic, _)| diagnostic.file == path && diagnostic.code == "leftover-marker");
    names.retain(|(path, _), _| !is_left_out(path));
    names.into_iter().flat_map(|((path, name), diagnostics)| names_for(context, path, &name, &diagnostics)).collect()
}

fn names_for(context: &Context<'_>, path: &str, name: &str, diagnostics: &[&Diagnostic]) -> Vec<Proposal> {
    let Some((text, outline)) = context.text(path).zip(context.outline(path)) else {
        return Vec::new();
    };
    let places: BTreeSet<usize> = diagnostics.iter().filter_map(|diagnostic| Some(span(text, diagnostic)?.start)).collect();
    let parsed = parse(text);
    let mut visible: BTreeSet<String> = outline.names.keys().cloned().collect();
    visible.extend(BUILTINS.split_whitespace().map(str::to_owned));
    let mut locals = Locals { places: &places, found: BTreeSet::new() };
    locals.visit_body(parsed.suite());
    visible.extend(locals.found);
    visible.remove(name);
    let answers: Vec<String> = diagnostics.iter().map(|diagnostic| diagnostic.fingerprint.clone()).collect();
    let mut found = Vec::new();
    // A variable that is gone is not the class of its name.
    let of_its_kind = |right: &&str| is_capital(right) == is_capital(name);
    for (likeness, right) in nearest(name, visible.iter().map(String::as_str).filter(of_its_kind)) {
        let is_own = outline.names.get(right).is_some_and(|what| !matches!(what, Definition::Import(_)));
        let renamed = (is_own && is_outvoted(context, path, right, name)).then(|| rename_in_file(context, path, right, name)).flatten();
        let (title, patch) = match renamed {
            Some(patch) => (format!("define `{right}` as `{name}`"), Some(patch)),
            // Half a name in common is no slip.
            None if likeness > MAX_SLIP => continue,
            None => {
                let edits = places
                    .iter()
                    .filter(|at| text.get(**at..).is_some_and(|rest| rest.starts_with(name)))
                    .map(|at| replace(*at..at + name.len(), right));
                (format!("`{right}` in place of `{name}`"), apply(text, edits.collect()).map(|text| Patch::of(path, text)))
            }
        };
        found.extend(patch.filter(|patch| patch.texts().values().all(|changed| changed != text)).map(|patch| Proposal {
            title,
            patch,
            answers: answers.clone(),
            rank: likeness,
        }));
    }
    found
}

/// The likeness up to which two names differ in their letters alone.
const MAX_SLIP: u8 = 3;

const BUILTINS: &str = "True False None abs all any bool bytes callable chr dict enumerate filter float format frozenset getattr hasattr hash id input int isinstance issubclass iter len list map max min next object open ord pow print property range repr reversed round set setattr sorted staticmethod classmethod str sum super tuple type vars zip Exception ValueError TypeError KeyError RuntimeError NotImplementedError AttributeError IndexError PermissionError FileNotFoundError OSError ConnectionError TimeoutError ImportError StopIteration";

/// What the functions around the places bind.
struct Locals<'a> {
    places: &'a BTreeSet<usize>,
    found: BTreeSet<String>,
}

impl<'a> Visitor<'a> for Locals<'_> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        if let Stmt::FunctionDef(function) = statement
            && self.places.iter().any(|at| bytes(function).contains(at))
        {
            self.found.extend(bound_in(function));
        }
        visitor::walk_stmt(self, statement);
    }
}

/// Parameters, and what is assigned to in a function.
pub(super) fn bound_in(function: &StmtFunctionDef) -> BTreeSet<String> {
    let mut bound = Bound(function.parameters.iter().map(|parameter| parameter.name().to_string()).collect());
    bound.visit_body(&function.body);
    bound.0
}

struct Bound(BTreeSet<String>);

impl<'a> Visitor<'a> for Bound {
    fn visit_expr(&mut self, expression: &'a Expr) {
        if let Some(name) = expression.as_name_expr().filter(|name| name.ctx.is_store()) {
            self.0.insert(name.id.to_string());
        }
        visitor::walk_expr(self, expression);
    }
}

/// Attributes that a value does not have.
pub(super) fn propose_attributes(context: &Context<'_>) -> Vec<Proposal> {
    let mut wrong: BTreeMap<Wrong<'_>, Vec<String>> = BTreeMap::new();
    for (diagnostic, text) in context.errors() {
        if let Some((attribute, owner)) = missing_attribute(diagnostic)
            && let Some(at) = attribute_place(text, diagnostic, &attribute)
        {
            wrong.entry(Wrong { path: &diagnostic.file, at, name: attribute, owner }).or_default().push(diagnostic.fingerprint.clone());
        }
    }
    // ty and pyright write the owner differently; one of the two is enough.
    let mut by_place: ByPlace<'_, (usize, String), (BTreeSet<String>, Vec<String>)> = BTreeMap::new();
    for (wrong, answers) in wrong {
        let entry = by_place.entry((wrong.path, (wrong.at, wrong.name))).or_default();
        entry.0.extend(wrong.owner);
        entry.1.extend(answers);
    }
    let whole: Vec<_> = by_place.into_iter().collect();
    let mut found = Vec::new();
    for ((path, (at, name)), (owners, answers)) in &whole {
        // The same slip in several places is one fault of the definition, where there is one to rename.
        let all: Vec<String> = whole
            .iter()
            .filter(|((_, (_, other)), (of, _))| other == name && of == owners)
            .flat_map(|(_, (_, answers))| answers.clone())
            .collect();
        found.extend(attributes_for(context, path, *at, name, owners, answers, &all));
    }
    found
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Wrong<'a> {
    path: &'a str,
    at: usize,
    name: String,
    owner: Option<String>,
}

/// The attribute that is missing, and the class or module that should have it.
fn missing_attribute(diagnostic: &Diagnostic) -> Option<(String, Option<String>)> {
    let message = diagnostic.message.lines().next()?;
    let quote = match (diagnostic.tool.as_str(), diagnostic.code.as_str()) {
        ("pyright", "reportAttributeAccessIssue" | "reportOptionalMemberAccess" | "reportFunctionMemberAccess")
            if !message.contains("import symbol") =>
        {
            '"'
        }
        ("ty", "missing-attribute" | "unresolved-attribute" | "missing-union-attribute") => '`',
        _ => return None,
    };
    let quoted: Vec<&str> = message.split(quote).skip(1).step_by(2).collect();
    let names: Vec<&str> = quoted
        .iter()
        .copied()
        .map(|part| {
            part.trim_start_matches("type[")
                .split(" & ")
                .next()
                .unwrap_or(part)
                .split(['[', ']', '<', '('])
                .next()
                .unwrap_or(part)
                .trim_end_matches('*')
        })
        .collect();
    let (attribute, owner) = match diagnostic.tool.as_str() {
        "pyright" => (names.first()?, names.get(1)),
        _ if message.contains("has no") => (names.get(1)?, names.first()),
        _ => (names.first()?, names.last()),
    };
    let is_name = |name: &str| name.split('.').all(is_identifier) && name != "None";
    is_name(attribute).then(|| ((*attribute).to_owned(), owner.filter(|owner| is_name(owner)).map(|owner| (*owner).to_owned())))
}

/// Where the attribute stands, from the diagnostic's place on.
fn attribute_place(text: &str, diagnostic: &Diagnostic, attribute: &str) -> Option<usize> {
    let place = span(text, diagnostic)?;
    let end = if place.end > place.start { place.end } else { line_start(text, diagnostic.line + 1).unwrap_or(text.len()) };
    name_token(text, place.start, end, attribute).map(|range| range.start)
}

fn attributes_for(
    context: &Context<'_>,
    path: &str,
    at: usize,
    name: &str,
    owners: &BTreeSet<String>,
    answers: &[String],
    all: &[String],
) -> Vec<Proposal> {
    let Some(text) = context.text(path) else {
        return Vec::new();
    };
    let use_site = |title: String, right: &str, rank: u8| {
        let changed = apply(text, vec![replace(at..at + name.len(), right)])?;
        Some(Proposal { title, patch: Patch::of(path, changed), answers: answers.to_vec(), rank })
    };
    let mut found = Vec::new();
    for owner in owners {
        if let Some(class) = class_named(context, path, owner) {
            let (members, _) = context.members(path, &class.0, &class.1);
            for (likeness, right) in nearest(name, members.keys().map(String::as_str).filter(|member| !member.starts_with("__"))) {
                let is_field = class.1.members.contains_key(right);
                if is_field
                    && is_outvoted(context, path, right, name)
                    && let Some(patch) = rename_member(context, path, &class.0, owner, right, name)
                {
                    found.push(Proposal {
                        title: format!("call `{owner}`'s `{right}` `{name}`"),
                        patch,
                        answers: all.to_vec(),
                        rank: likeness.saturating_sub(1),
                    });
                } else {
                    found.extend(use_site(format!("`{right}` in place of `{name}`"), right, likeness));
                }
            }
        } else if let Some(exports) = Some(context.exports(path, owner)).filter(|exports| !exports.is_empty()) {
            if let Some((place, right)) = other_module(context, path, at, name) {
                let changed = apply(text, vec![replace(place.clone(), &right)]).map(|text| Patch::of(path, text));
                let title = format!("`{right}.{name}` in place of `{}.{name}`", &text[place]);
                found.extend(changed.map(|patch| Proposal { title, patch, answers: answers.to_vec(), rank: 0 }));
            }
            for (likeness, right) in nearest(name, exports.iter().map(String::as_str)) {
                if super::rename::definition_is_wrong(context, path, owner, right, name) {
                    let patch = super::rename::rename_definition(context, path, owner, right, name);
                    found.extend(patch.map(|patch| Proposal {
                        title: format!("define `{right}` as `{name}`"),
                        patch,
                        answers: all.to_vec(),
                        rank: likeness,
                    }));
                } else {
                    found.extend(use_site(format!("`{right}` in place of `{name}`"), right, likeness));
                }
            }
        }
    }
    if found.is_empty() {
        let used = attributes_of_project(context, path);
        let others = used.iter().map(String::as_str).filter(|other| *other != name);
        found.extend(
            nearest(name, others)
                .into_iter()
                .filter_map(|(likeness, right)| use_site(format!("`{right}` in place of `{name}`"), right, 3 + likeness)),
        );
    }
    found
}

/// The only other module that the file has by name and that has the attribute at `at`; with the place of the name that stands before the dot.
fn other_module(context: &Context<'_>, path: &str, at: usize, attribute: &str) -> Option<(Range<usize>, String)> {
    let (text, outline) = context.text(path).zip(context.outline(path))?;
    let before = text.get(..at)?.strip_suffix('.')?;
    let start = before.rfind(|c: char| !(c.is_alphanumeric() || c == '_')).map_or(0, |end| end + 1);
    if before[..start].ends_with('.') || !is_identifier(&before[start..]) {
        return None;
    }
    let bound = outline.imports.iter().filter_map(|import| {
        let module = context.absolute(path, &import.module, import.level)?;
        match (&import.name, &import.alias) {
            (Some(name), alias) => Some((alias.as_ref().unwrap_or(name).clone(), format!("{module}.{name}"))),
            (None, Some(alias)) => Some((alias.clone(), module)),
            (None, None) => Some((module.clone(), module)),
        }
    });
    let having = bound.filter(|(local, module)| *local != before[start..] && context.exports(path, module).contains(attribute));
    let having: BTreeSet<String> = having.map(|(local, _)| local).collect();
    let mut having = having.into_iter();
    let (only, None) = (having.next()?, having.next()) else { return None };
    Some((start..before.len(), only))
}

/// The class of this name that a file sees, or the only one of the project; else one of a package that the project imports.
fn class_named(context: &Context<'_>, path: &str, name: &str) -> Option<(String, Class)> {
    let last = name.rsplit('.').next()?;
    if let Some((place, Definition::Class(class))) = context.resolve(path, last) {
        return Some((place, class));
    }
    let mut found: Vec<(String, Class)> = Vec::new();
    let mut imported: BTreeSet<(String, String)> = BTreeSet::new();
    for (other, outline) in context.neighbours(path) {
        if let Some(Definition::Class(class)) = outline.names.get(last) {
            found.extend(context.dotted(other).map(|dotted| (dotted, class.clone())));
        }
        for import in outline.imports.iter().filter(|import| import.level == 0) {
            imported.insert((import.module.clone(), last.to_owned()));
        }
    }
    if let [only] = found.as_slice() {
        return Some(only.clone());
    }
    let packages = imported.into_iter().filter(|(module, _)| !context.is_own(path, module));
    [("builtins".to_owned(), last.to_owned())].into_iter().chain(packages).find_map(|(module, name)| {
        match context.definition(path, &module, &name) {
            Some((place, Definition::Class(class))) => Some((place, class)),
            _ => None,
        }
    })
}

/// The class's file with a field or method of it renamed, and `self.…` in the class with it.
fn rename_member(context: &Context<'_>, path: &str, module: &str, class: &str, member: &str, name: &str) -> Option<Patch> {
    let Module::Source(file) = context.module(path, module)? else {
        return None;
    };
    let text = context.text(&file)?;
    let parsed = parse(text);
    let last = class.rsplit('.').next()?;
    let class = parsed.suite().iter().filter_map(Stmt::as_class_def_stmt).find(|found| found.name.as_str() == last)?;
    let place = class.body.iter().find_map(|statement| match statement {
        Stmt::AnnAssign(field) => field.target.as_name_expr().filter(|target| target.id == member).map(bytes),
        Stmt::Assign(field) => {
            field.targets.iter().find(|target| target.as_name_expr().is_some_and(|target| target.id == member)).map(bytes)
        }
        Stmt::FunctionDef(method) if method.name.as_str() == member => Some(bytes(&method.name)),
        _ => None,
    })?;
    apply(text, vec![replace(place, name)]).map(|text| Patch::of(file, text))
}

fn attributes_of_project(context: &Context<'_>, path: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (other, _) in context.neighbours(path) {
        if let Some(text) = context.text(other) {
            let is_part = |c: char| c.is_alphanumeric() || c == '_';
            found.extend(text.split('.').skip(1).map(|rest| rest.split(|c| !is_part(c)).next().unwrap_or_default().to_owned()));
        }
    }
    found.retain(|name| is_identifier(name));
    found
}

/// Keywords that a call does not know.
pub(super) fn propose_keywords(context: &Context<'_>) -> Vec<Proposal> {
    let mut wrong: BTreeMap<(&str, usize, String), Vec<String>> = BTreeMap::new();
    for (diagnostic, text) in context.errors() {
        if let Some(name) = unknown_keyword(diagnostic)
            && let Some(at) = attribute_place(text, diagnostic, &name)
        {
            wrong.entry((&diagnostic.file, at, name)).or_default().push(diagnostic.fingerprint.clone());
        }
    }
    wrong.into_iter().flat_map(|((path, at, name), answers)| keywords_for(context, path, at, &name, &answers)).collect()
}

fn unknown_keyword(diagnostic: &Diagnostic) -> Option<String> {
    let quote = match (diagnostic.tool.as_str(), diagnostic.code.as_str()) {
        ("pyright", "reportCallIssue") if diagnostic.message.starts_with("No parameter named") => '"',
        ("ty", "unknown-argument") => '`',
        _ => return None,
    };
    diagnostic.message.split(quote).nth(1).filter(|name| is_identifier(name)).map(str::to_owned)
}

fn keywords_for(context: &Context<'_>, path: &str, at: usize, name: &str, answers: &[String]) -> Vec<Proposal> {
    let Some(text) = context.text(path) else {
        return Vec::new();
    };
    let parsed = parse(text);
    let mut search = CallAround { at, found: None };
    search.visit_body(parsed.suite());
    let Some(call) = search.found else {
        return Vec::new();
    };
    let given: BTreeSet<&str> = call.arguments.keywords.iter().filter_map(|keyword| Some(keyword.arg.as_ref()?.as_str())).collect();
    // What the checkers say is missing in this very call is the likeliest.
    let missing: BTreeSet<String> = context
        .errors()
        .filter(|(diagnostic, _)| diagnostic.file == path && span(text, diagnostic).is_some_and(|place| bytes(call).contains(&place.start)))
        .flat_map(|(diagnostic, _)| missing_parameters(diagnostic))
        .collect();
    let callee = callee(context, path, call);
    let mut known: BTreeSet<String> = missing.clone();
    known.extend(callee.iter().flat_map(|callee| callee.parameters.iter().cloned()));
    known.extend(keywords_of_project(context, path, call));
    let free =
        known.iter().map(String::as_str).filter(|other| *other != name && !given.contains(other) && *other != "self" && *other != "cls");
    let mut right: Vec<(u8, &str)> = nearest(name, free);
    if right.is_empty()
        && let [only] = missing.iter().collect::<Vec<_>>().as_slice()
    {
        right.push((3, only.as_str()));
    }
    let mut found = Vec::new();
    for (likeness, right) in right {
        let owner = callee.as_ref().and_then(|callee| callee.class.as_ref());
        let renamed = owner
            .filter(|(_, class, _)| class.members.contains_key(right) && is_outvoted(context, path, right, name))
            .and_then(|(module, _, class)| rename_member(context, path, module, class, right, name));
        let (title, patch) = match renamed {
            Some(patch) => (format!("call the field `{right}` `{name}`"), Some(patch)),
            None => (
                format!("`{right}=` in place of `{name}=`"),
                apply(text, vec![replace(at..at + name.len(), right)]).map(|text| Patch::of(path, text)),
            ),
        };
        found.extend(patch.map(|patch| Proposal { title, patch, answers: answers.to_vec(), rank: likeness }));
    }
    found
}

/// The parameters that a call lacks: pyright `parameter "x"` or `parameters "x", "y"`, ty `required parameter `x``.
pub(super) fn missing_parameters(diagnostic: &Diagnostic) -> Vec<String> {
    let quote = match (diagnostic.tool.as_str(), diagnostic.code.as_str()) {
        ("pyright", "reportCallIssue") if diagnostic.message.starts_with("Argument") && diagnostic.message.contains("missing for") => '"',
        ("ty", "missing-argument") => '`',
        _ => return Vec::new(),
    };
    let head = diagnostic.message.split(" of ").next().unwrap_or_default();
    head.split(quote).skip(1).step_by(2).filter(|name| is_identifier(name)).map(str::to_owned).collect()
}

struct CallAround<'a> {
    at: usize,
    found: Option<&'a ExprCall>,
}

impl<'a> Visitor<'a> for CallAround<'a> {
    fn visit_expr(&mut self, expression: &'a Expr) {
        if let Expr::Call(call) = expression
            && call.arguments.keywords.iter().any(|keyword| bytes(keyword).start == self.at)
        {
            self.found = Some(call);
        }
        visitor::walk_expr(self, expression);
    }
}

struct Callee {
    parameters: Vec<String>,
    /// Module, class and its name, where a class is called.
    class: Option<(String, Class, String)>,
}

/// What is called, where its definition can be found.
fn callee(context: &Context<'_>, path: &str, call: &ExprCall) -> Option<Callee> {
    let name = dotted(&call.func)?;
    let found = match name.rsplit_once('.') {
        None => context.resolve(path, &name),
        Some((owner, last)) => {
            let import = context.outline(path)?.imports_of(owner).next().cloned()?;
            let module = context.absolute(path, &import.module, import.level)?;
            let module = import.name.map_or(module.clone(), |name| format!("{module}.{name}"));
            context.definition(path, &module, last)
        }
    };
    match found? {
        (_, Definition::Function(function)) => Some(Callee { parameters: function.parameters, class: None }),
        (module, Definition::Class(class)) => {
            let (members, _) = context.members(path, &module, &class);
            let parameters = match members.get("__init__") {
                Some(Member::Method(method)) if class.members.contains_key("__init__") => method.parameters.clone(),
                _ => members.iter().filter(|(_, member)| **member == Member::Field).map(|(name, _)| name.clone()).collect(),
            };
            let last = name.rsplit('.').next().unwrap_or(&name).to_owned();
            Some(Callee { parameters, class: Some((module, class, last)) })
        }
        _ => None,
    }
}

/// Keywords that the project gives to what has the same last name.
fn keywords_of_project(context: &Context<'_>, path: &str, call: &ExprCall) -> BTreeSet<String> {
    let Some(name) = last_name(&call.func) else {
        return BTreeSet::new();
    };
    let mut search = Keywords { name, found: BTreeSet::new() };
    for (other, _) in context.neighbours(path) {
        if let Some(text) = context.text(other).filter(|text| text.contains(&search.name)) {
            search.visit_body(parse(text).suite());
        }
    }
    search.found
}

fn last_name(function: &Expr) -> Option<String> {
    match function {
        Expr::Name(name) => Some(name.id.to_string()),
        Expr::Attribute(attribute) => Some(attribute.attr.to_string()),
        _ => None,
    }
}

struct Keywords {
    name: String,
    found: BTreeSet<String>,
}

impl<'a> Visitor<'a> for Keywords {
    fn visit_expr(&mut self, expression: &'a Expr) {
        if let Expr::Call(call) = expression
            && last_name(&call.func).as_ref() == Some(&self.name)
        {
            self.found.extend(call.arguments.keywords.iter().filter_map(|keyword| Some(keyword.arg.as_ref()?.to_string())));
        }
        visitor::walk_expr(self, expression);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::best;
    use super::*;

    #[test]
    fn a_slip_in_a_name_is_mended_and_half_a_name_is_no_slip() {
        let files = [("a.py", "def f(user_id, name):\n    return usre_id + nmae\n")];
        let problems = [("ruff", "F821", "a.py", 2, 12, "Undefined name `usre_id`")];
        assert_eq!(best(&files, &problems, propose_names), ["def f(user_id, name):\n    return user_id + nmae\n"]);
        let files = [("a.py", "class User: ...\nx = user_model\n")];
        assert_eq!(best(&files, &[("ruff", "F821", "a.py", 2, 5, "Undefined name `user_model`")], propose_names), [""; 0]);
    }

    #[test]
    fn an_undefined_self_is_no_slip_of_another_name() {
        let files = [("a.py", "from typing import Self\nclass A:\n    def f() -> Self:\n        return self\n")];
        assert_eq!(best(&files, &[("ruff", "F821", "a.py", 4, 16, "Undefined name `self`")], propose_names), [""; 0]);
    }

    #[test]
    fn an_attribute_is_taken_from_the_only_module_that_has_it() {
        let message = "\"ALGORITHM\" is not a known attribute of module \"app.mail\"";
        let uses = "from app import mail\nfrom app.core import security\n\nprint(mail.ALGORITHM)\n";
        let files = [
            ("app/__init__.py", ""),
            ("app/mail.py", "def send(): ...\n"),
            ("app/core/__init__.py", ""),
            ("app/core/security.py", "ALGORITHM = 1\n"),
            ("app/main.py", uses),
        ];
        let found = best(&files, &[("pyright", "reportAttributeAccessIssue", "app/main.py", 4, 12, message)], propose_attributes);
        assert_eq!(found, [uses.replace("mail.ALGORITHM", "security.ALGORITHM")]);
    }

    #[test]
    fn a_variable_that_is_gone_is_not_the_class_of_its_name() {
        let files = [("a.py", "class User: ...\ndef f():\n    return user\n")];
        assert_eq!(best(&files, &[("ruff", "F821", "a.py", 3, 12, "Undefined name `user`")], propose_names), [""; 0]);
    }

    #[test]
    fn locals_of_another_function_are_not_meant() {
        let files = [("a.py", "def f(total): ...\ndef g():\n    return totl\n")];
        assert_eq!(best(&files, &[("ruff", "F821", "a.py", 3, 12, "Undefined name `totl`")], propose_names), [""; 0]);
    }

    #[test]
    fn a_field_that_everybody_calls_otherwise_is_renamed_and_a_slip_at_one_use_is_mended_there() {
        let message = "Cannot access attribute \"email\" for class \"User\"";
        let files =
            [("m.py", "class User:\n    emil: str\n"), ("a.py", "from m import User\ndef f(u: User):\n    return u.email, u.email\n")];
        let found = best(&files, &[("pyright", "reportAttributeAccessIssue", "a.py", 3, 14, message)], propose_attributes);
        assert_eq!(found, ["class User:\n    email: str\n"]);
        let files =
            [("m.py", "class User:\n    email: str\n"), ("a.py", "from m import User\ndef f(u: User):\n    return u.emial, u.email\n")];
        let message = "Cannot access attribute \"emial\" for class \"User\"";
        let found = best(&files, &[("pyright", "reportAttributeAccessIssue", "a.py", 3, 14, message)], propose_attributes);
        assert_eq!(found, ["from m import User\ndef f(u: User):\n    return u.email, u.email\n"]);
    }

    #[test]
    fn a_keyword_becomes_the_one_that_the_call_lacks() {
        let files = [("a.py", "def make(order, total): ...\nmake(order=1, sum=2)\n")];
        let problems = [
            ("pyright", "reportCallIssue", "a.py", 2, 15, "No parameter named \"sum\""),
            ("pyright", "reportCallIssue", "a.py", 2, 1, "Argument missing for parameter \"total\""),
        ];
        assert_eq!(best(&files, &problems, propose_keywords), ["def make(order, total): ...\nmake(order=1, total=2)\n"]);
    }
}
