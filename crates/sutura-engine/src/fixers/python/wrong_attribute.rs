//! Attributes that a value or a module does not have, where one that it has is near, or another module has it.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use ruff_python_ast::Stmt;

use super::ByPlace;
use super::context::{Context, Module, is_identifier};
use super::nearest::{nearest, words};
use super::outline::{Class, Definition, bytes, dotted, parse};
use super::rename::{is_outvoted, name_token};
use crate::{
    diagnostic::Diagnostic,
    fixers::{
        Proposal,
        text::{apply, line_start, replace, span},
    },
    patch::Patch,
};

/// Attributes that a value does not have.
pub(super) fn propose(context: &Context<'_>) -> Vec<Proposal> {
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

/// The field of a class that its constructor is given as what `name` says: `self.db` of `db: Session` for `session`.
fn field_of_type(context: &Context<'_>, path: &str, module: &str, class: &str, name: &str) -> Option<String> {
    let Module::Source(file) = context.module(path, module)? else { return None };
    let parsed = parse(context.text(&file)?);
    let class = parsed.suite().iter().filter_map(Stmt::as_class_def_stmt).find(|found| found.name.as_str() == class)?;
    let made = class.body.iter().filter_map(Stmt::as_function_def_stmt).find(|method| method.name.as_str() == "__init__")?;
    let is_named_so = |kind: String| kind.rsplit('.').next().is_some_and(|kind| words(kind) == words(name));
    let given = made.parameters.iter().filter(|one| one.annotation().and_then(dotted).is_some_and(is_named_so));
    let given: BTreeSet<&str> = given.map(|one| one.name().as_str()).collect();
    let mut fields = made.body.iter().filter_map(Stmt::as_assign_stmt).filter_map(|assignment| {
        let target = assignment.targets.first()?.as_attribute_expr()?;
        let is_given = assignment.value.as_name_expr().is_some_and(|value| given.contains(value.id.as_str()));
        (is_given && target.value.as_name_expr()?.id == "self").then(|| target.attr.to_string())
    });
    let (Some(only), None) = (fields.next(), fields.next()) else { return None };
    Some(only)
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
pub(super) fn attribute_place(text: &str, diagnostic: &Diagnostic, attribute: &str) -> Option<usize> {
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
            let typed = field_of_type(context, path, &class.0, owner, name).filter(|_| found.is_empty());
            found.extend(typed.and_then(|right| use_site(format!("`{right}` in place of `{name}`"), &right, 3)));
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
pub(super) fn class_named(context: &Context<'_>, path: &str, name: &str) -> Option<(String, Class)> {
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
pub(super) fn rename_member(context: &Context<'_>, path: &str, module: &str, class: &str, member: &str, name: &str) -> Option<Patch> {
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

#[cfg(test)]
mod tests {
    use super::super::testing::best;
    use super::*;

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
        let found = best(&files, &[("pyright", "reportAttributeAccessIssue", "app/main.py", 4, 12, message)], propose);
        assert_eq!(found, [uses.replace("mail.ALGORITHM", "security.ALGORITHM")]);
    }

    #[test]
    fn a_field_that_everybody_calls_otherwise_is_renamed_and_a_slip_at_one_use_is_mended_there() {
        let message = "Cannot access attribute \"email\" for class \"User\"";
        let files =
            [("m.py", "class User:\n    emil: str\n"), ("a.py", "from m import User\ndef f(u: User):\n    return u.email, u.email\n")];
        let found = best(&files, &[("pyright", "reportAttributeAccessIssue", "a.py", 3, 14, message)], propose);
        assert_eq!(found, ["class User:\n    email: str\n"]);
        let files =
            [("m.py", "class User:\n    email: str\n"), ("a.py", "from m import User\ndef f(u: User):\n    return u.emial, u.email\n")];
        let message = "Cannot access attribute \"emial\" for class \"User\"";
        let found = best(&files, &[("pyright", "reportAttributeAccessIssue", "a.py", 3, 14, message)], propose);
        assert_eq!(found, ["from m import User\ndef f(u: User):\n    return u.email, u.email\n"]);
    }

    #[test]
    fn a_field_is_called_what_the_constructor_says_of_its_type() {
        let text = "class A:\n    def __init__(self, db: Session):\n        self.db = db\n\n    def f(self):\n        return self.session.get(1)\n";
        let problem = ("pyright", "reportAttributeAccessIssue", "a.py", 6, 21, "Cannot access attribute \"session\" for class \"A*\"");
        assert_eq!(best(&[("a.py", text)], &[problem], propose), [text.replace("self.session", "self.db")]);
    }
}
