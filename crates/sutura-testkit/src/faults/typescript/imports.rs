//! Imports and exports that are missing, misspelt or of another kind.

use super::super::{Change, Source};
use super::Entry;
use super::nodes::{Import, Nodes, with_nodes, words};
use crate::faults::edit::misspellings;

pub(super) const OPERATORS: &[Entry] = &[
    ("remove-import", remove_import),
    ("remove-imported-name", remove_imported_name),
    ("misspell-imported-name", misspell_imported_name),
    ("default-for-named", default_for_named),
    ("named-for-default", named_for_default),
    ("wrong-depth", wrong_depth),
    ("wrong-file", wrong_file),
    ("wrong-case", wrong_case),
    ("wrong-alias", wrong_alias),
    ("misspell-package", misspell_package),
    ("module-from-elsewhere", module_from_elsewhere),
    ("import-twice", import_twice),
    ("unused-import", unused_import),
    ("value-as-type", value_as_type),
    ("rename-export", rename_export),
    ("remove-export", remove_export),
];

fn imports(source: &Source<'_>, find: impl Fn(&Nodes, &Import) -> Vec<Change>) -> Vec<Change> {
    with_nodes(source.path, source.text, |nodes| nodes.imports.iter().flat_map(|import| find(nodes, import)).collect())
}

/// The specifier without its quotes.
fn module(import: &Import, text: impl Into<String>) -> Change {
    Change::replace(import.source.start + 1..import.source.end - 1, text)
}

fn is_local(import: &Import) -> bool {
    import.module.starts_with('.') || import.module.starts_with("@/")
}

fn remove_import(source: &Source<'_>) -> Vec<Change> {
    imports(source, |nodes, import| {
        let has_names = import.default.is_some() || !import.named.is_empty();
        has_names.then(|| Change::delete(nodes.lines(&import.range))).into_iter().collect()
    })
}

fn remove_imported_name(source: &Source<'_>) -> Vec<Change> {
    imports(source, |nodes, import| {
        let several = import.named.iter().filter(|name| import.named.len() > 1 && nodes.is_used(&name.name));
        several.map(|name| Change::delete(nodes.with_comma(&name.range))).collect()
    })
}

fn misspell_imported_name(source: &Source<'_>) -> Vec<Change> {
    imports(source, |_, import| {
        let plain = import.named.iter().filter(|name| name.range.len() == name.name.len());
        plain.flat_map(|name| misspellings(&name.name).into_iter().map(|wrong| Change::replace(name.range.clone(), wrong))).collect()
    })
}

fn default_for_named(source: &Source<'_>) -> Vec<Change> {
    imports(source, |nodes, import| {
        let head = &nodes.text[import.range.start..import.source.start];
        let (Some(open), Some(close), None, [only]) = (head.find('{'), head.rfind('}'), &import.default, &import.named[..]) else {
            return Vec::new();
        };
        vec![Change::replace(import.range.start + open..import.range.start + close + 1, only.name.clone())]
    })
}

fn named_for_default(source: &Source<'_>) -> Vec<Change> {
    imports(source, |_, import| {
        let alone = import.default.iter().filter(|_| import.named.is_empty());
        alone.map(|name| Change::replace(name.range.clone(), format!("{{ {} }}", name.name))).collect()
    })
}

fn wrong_depth(source: &Source<'_>) -> Vec<Change> {
    imports(source, |_, import| match import.module.strip_prefix("../") {
        Some(rest) => vec![module(import, format!("./{rest}")), module(import, format!("../../{rest}"))],
        None => import.module.strip_prefix("./").map(|rest| module(import, format!("../{rest}"))).into_iter().collect(),
    })
}

fn wrong_file(source: &Source<'_>) -> Vec<Change> {
    imports(source, |_, import| {
        let Some((folder, name)) = import.module.rsplit_once('/').filter(|_| is_local(import)) else { return Vec::new() };
        let plural = name.strip_suffix('s').map_or_else(|| format!("{name}s"), str::to_owned);
        misspellings(name).into_iter().chain([plural]).map(|wrong| module(import, format!("{folder}/{wrong}"))).collect()
    })
}

fn wrong_case(source: &Source<'_>) -> Vec<Change> {
    imports(source, |_, import| {
        let Some((folder, name)) = import.module.rsplit_once('/').filter(|_| is_local(import)) else { return Vec::new() };
        let Some(first) = name.chars().next().filter(char::is_ascii_alphabetic) else { return Vec::new() };
        let turned = if first.is_ascii_uppercase() { first.to_ascii_lowercase() } else { first.to_ascii_uppercase() };
        vec![module(import, format!("{folder}/{turned}{}", &name[1..]))]
    })
}

fn wrong_alias(source: &Source<'_>) -> Vec<Change> {
    imports(source, |_, import| {
        let rest = import.module.strip_prefix("@/");
        rest.into_iter().flat_map(|rest| ["~/", "src/", "@"].map(|alias| module(import, format!("{alias}{rest}")))).collect()
    })
}

fn misspell_package(source: &Source<'_>) -> Vec<Change> {
    imports(source, |_, import| {
        if is_local(import) || import.module.starts_with("node:") {
            return Vec::new();
        }
        misspellings(&import.module).into_iter().map(|wrong| module(import, wrong)).collect()
    })
}

/// A name is taken from another module that this file imports from.
fn module_from_elsewhere(source: &Source<'_>) -> Vec<Change> {
    with_nodes(source.path, source.text, |nodes| {
        let pairs = nodes
            .imports
            .windows(2)
            .filter(|pair| pair[0].module != pair[1].module && !pair[0].named.is_empty() && pair[0].default.is_none());
        pairs.map(|pair| module(&pair[0], pair[1].module.clone())).collect()
    })
}

fn import_twice(source: &Source<'_>) -> Vec<Change> {
    imports(source, |nodes, import| {
        let lines = nodes.lines(&import.range);
        let has_names = import.default.is_some() || !import.named.is_empty();
        has_names.then(|| Change::insert(lines.end, &nodes.text[lines])).into_iter().collect()
    })
}

/// What another file imports from a package is imported here too, for nothing.
fn unused_import(source: &Source<'_>) -> Vec<Change> {
    with_nodes(source.path, source.text, |nodes| {
        let Some(at) = nodes.imports.first().map(|import| import.range.start) else { return Vec::new() };
        let lines = source.project.iter().filter(|(path, _)| *path != source.path && path.ends_with(".tsx"));
        let lines = lines
            .flat_map(|(_, text)| text.lines())
            .filter(|line| line.starts_with("import { ") && line.contains(" from ") && !line.contains("\"."));
        let name = |line: &str| line.split(['{', ',', '}']).nth(1).map(|name| name.trim().to_owned()).unwrap_or_default();
        let unknown =
            lines.filter(|line| words(source.text, &name(line)) == 0 && !source.text.contains(line.rsplit(" from ").next().unwrap_or("")));
        unknown.take(5).map(|line| Change::insert(at, format!("{line}\n"))).collect()
    })
}

/// `import type` of what is used as a value.
fn value_as_type(source: &Source<'_>) -> Vec<Change> {
    imports(source, |nodes, import| {
        let names = import.named.iter().chain(&import.default);
        let is_value = names.clone().any(|name| nodes.reads.iter().any(|read| read.name == name.name));
        let one_kind = import.default.is_none() || import.named.is_empty();
        (is_value && one_kind && !import.is_type)
            .then(|| Change::insert(import.range.start + "import".len(), " type"))
            .into_iter()
            .collect()
    })
}

/// What others import gets another name, where it is declared alone: the others break.
fn rename_export(source: &Source<'_>) -> Vec<Change> {
    with_nodes(source.path, source.text, |nodes| {
        let asked = nodes.declarations.iter().filter(|(_, name, exported)| *exported && is_imported(source, &name.name));
        asked
            .flat_map(|(_, name, _)| {
                let parts = [
                    format!("{}Data", name.name),
                    misspellings(&name.name).into_iter().next().unwrap_or_else(|| format!("{}2", name.name)),
                ];
                let edits = super::names::all_mentions(source.text, &name.name);
                parts.map(|new| Change(edits.iter().map(|range| super::super::Edit { range: range.clone(), text: new.clone() }).collect()))
            })
            .collect()
    })
}

fn remove_export(source: &Source<'_>) -> Vec<Change> {
    with_nodes(source.path, source.text, |nodes| {
        let asked = nodes.declarations.iter().filter(|(_, name, exported)| *exported && is_imported(source, &name.name));
        asked.map(|(range, _, _)| Change::delete(range.start..range.start + "export ".len())).collect()
    })
}

/// Whether another file of the project imports something of this name.
pub(super) fn is_imported(source: &Source<'_>, name: &str) -> bool {
    let stem = source.path.rsplit('/').next().unwrap_or(source.path).split('.').next().unwrap_or_default();
    source.project.iter().any(|(path, text)| path != source.path && words(text, name) > 0 && text.contains(stem) && text.contains("import"))
}
