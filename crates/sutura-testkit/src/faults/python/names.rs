//! Names that are not what they should be.

use ruff_python_ast::Stmt;

use crate::faults::edit::misspellings;

use super::super::{Change, Edit, Source};
use super::Entry;
use super::nodes::{bytes, with_nodes};

pub(super) const OPERATORS: &[Entry] = &[
    ("misspell-name", misspell_name),
    ("misspell-attribute", misspell_attribute),
    ("swap-attribute", swap_attribute),
    ("camel-case-name", camel_case_name),
    ("rename-definition", rename_definition),
    ("rename-field", rename_field),
];

fn misspell_name(source: &Source<'_>) -> Vec<Change> {
    with_nodes(source.text, |nodes| {
        let read = nodes.names.iter().filter(|name| name.ctx.is_load());
        read.flat_map(|name| misspellings(&name.id).into_iter().map(|wrong| Change::replace(bytes(*name), wrong))).collect()
    })
}

fn misspell_attribute(source: &Source<'_>) -> Vec<Change> {
    with_nodes(source.text, |nodes| {
        let read = nodes.attributes.iter().filter(|attribute| attribute.ctx.is_load()).map(|attribute| &attribute.attr);
        read.flat_map(|attribute| misspellings(attribute).into_iter().map(|wrong| Change::replace(bytes(attribute), wrong))).collect()
    })
}

/// Another attribute that this file uses of the same value.
fn swap_attribute(source: &Source<'_>) -> Vec<Change> {
    with_nodes(source.text, |nodes| {
        let read: Vec<_> = nodes.attributes.iter().filter(|attribute| attribute.ctx.is_load()).collect();
        let others =
            |one: &str| read.iter().map(|other| other.attr.as_str()).find(|other| *other != one && other.len().abs_diff(one.len()) <= 3);
        read.iter().filter_map(|one| Some(Change::replace(bytes(&one.attr), others(&one.attr)?))).collect()
    })
}

/// `user_id` as `userId`, as the other language of the project has it.
fn camel_case_name(source: &Source<'_>) -> Vec<Change> {
    with_nodes(source.text, |nodes| {
        let attributes = nodes
            .attributes
            .iter()
            .filter(|attribute| attribute.ctx.is_load())
            .map(|attribute| (bytes(&attribute.attr), attribute.attr.as_str()));
        let names = nodes.names.iter().filter(|name| name.ctx.is_load()).map(|name| (bytes(*name), name.id.as_str()));
        let snake = attributes
            .chain(names)
            .filter(|(_, name)| name.trim_matches('_').contains('_') && name.chars().any(|c| c.is_ascii_lowercase()));
        snake.map(|(range, name)| Change::replace(range, camel_case(name))).collect()
    })
}

fn camel_case(name: &str) -> String {
    let mut parts = name.split('_');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |done, part| {
        let mut letters = part.chars();
        done + &letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect::<String>()
    })
}

/// A function or class has another name where it is defined: every file that imports it breaks.
fn rename_definition(source: &Source<'_>) -> Vec<Change> {
    with_nodes(source.text, |nodes| {
        let defined = nodes.top_level().filter_map(|statement| match statement {
            Stmt::FunctionDef(function) => Some(&function.name),
            Stmt::ClassDef(class) => Some(&class.name),
            _ => None,
        });
        let imported = defined.filter(|name| {
            let import = |text: &String| text.lines().any(|line| line.contains("import") && line.contains(name.as_str()));
            source.project.iter().any(|(path, text)| path != source.path && import(text)) || nodes.is_used(name)
        });
        imported.flat_map(|name| renamed(name).into_iter().map(|wrong| Change::replace(bytes(name), wrong))).collect()
    })
}

/// What another author would have called it: `get_user` as `fetch_user`, `User` as `UserModel`.
fn renamed(name: &str) -> Vec<String> {
    if name.chars().next().is_some_and(char::is_uppercase) {
        return vec![format!("{name}Model"), format!("{name}s")];
    }
    let verbs = [("get_", "fetch_"), ("create_", "add_"), ("read_", "get_"), ("update_", "edit_"), ("delete_", "remove_")];
    let other = verbs.iter().find_map(|(old, new)| Some(format!("{new}{}", name.strip_prefix(old)?)));
    other.into_iter().chain([format!("{name}_async"), format!("{name}s")]).collect()
}

/// A field of a model has another name where it is declared.
fn rename_field(source: &Source<'_>) -> Vec<Change> {
    with_nodes(source.text, |nodes| {
        let fields = nodes.classes.iter().flat_map(|class| &class.body).filter_map(|statement| {
            let name = statement.as_ann_assign_stmt()?.target.as_name_expr()?;
            (!name.id.starts_with('_') && name.id != "model_config").then_some(name)
        });
        let changed = |name: &str| [format!("{name}_value"), format!("{name}s")].into_iter().chain(misspellings(name));
        fields
            .flat_map(|name| changed(&name.id).map(|wrong| Change(vec![Edit { range: bytes(name), text: wrong }])).collect::<Vec<_>>())
            .collect()
    })
}
