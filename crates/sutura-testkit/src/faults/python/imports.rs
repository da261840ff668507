//! Imports that are missing, misspelt or from elsewhere.

use super::super::{Change, Source};
use super::Entry;
use super::nodes::{Nodes, bytes, with_nodes};
use crate::faults::edit::misspellings;

pub(super) const OPERATORS: &[Entry] = &[
    ("remove-import", remove_import),
    ("remove-imported-name", remove_imported_name),
    ("misspell-module", misspell_module),
    ("misspell-imported-name", misspell_imported_name),
    ("wrong-relative-level", wrong_relative_level),
    ("module-from-elsewhere", module_from_elsewhere),
    ("import-twice", import_twice),
];

fn remove_import(source: &Source<'_>) -> Vec<Change> {
    with_nodes(source.text, |nodes| {
        let plain = nodes
            .imports
            .iter()
            .filter(|import| import.names.iter().any(|alias| nodes.is_used(Nodes::bound(alias))) && nodes.is_alone(**import));
        let from = nodes.imports_from.iter().filter(|import| {
            !is_future(import) && import.names.iter().any(|alias| nodes.is_used(Nodes::bound(alias))) && nodes.is_alone(**import)
        });
        plain.map(|import| nodes.lines(*import)).chain(from.map(|import| nodes.lines(*import))).map(Change::delete).collect()
    })
}

fn remove_imported_name(source: &Source<'_>) -> Vec<Change> {
    with_nodes(source.text, |nodes| {
        let several = nodes.imports_from.iter().filter(|import| import.names.len() > 1 && !is_future(import));
        let used = several.flat_map(|import| &import.names).filter(|alias| nodes.is_used(Nodes::bound(alias)));
        used.map(|alias| Change::delete(nodes.with_comma(bytes(alias)))).collect()
    })
}

fn misspell_module(source: &Source<'_>) -> Vec<Change> {
    with_nodes(source.text, |nodes| {
        let modules = nodes.imports_from.iter().filter(|import| !is_future(import)).filter_map(|import| import.module.as_ref());
        modules
            .flat_map(|module| {
                let (head, last) =
                    module.rsplit_once('.').map_or(("", module.as_str()), |(head, last)| (&module.as_str()[..=head.len()], last));
                let with_plural = last.strip_suffix('s').map_or_else(|| format!("{last}s"), str::to_owned);
                misspellings(last)
                    .into_iter()
                    .chain([with_plural])
                    .map(move |wrong| Change::replace(bytes(module), format!("{head}{wrong}")))
            })
            .collect()
    })
}

fn misspell_imported_name(source: &Source<'_>) -> Vec<Change> {
    with_nodes(source.text, |nodes| {
        let names = nodes.imports_from.iter().filter(|import| !is_future(import)).flat_map(|import| &import.names);
        names.flat_map(|alias| misspellings(&alias.name).into_iter().map(|wrong| Change::replace(bytes(&alias.name), wrong))).collect()
    })
}

fn wrong_relative_level(source: &Source<'_>) -> Vec<Change> {
    with_nodes(source.text, |nodes| {
        let relative = nodes.imports_from.iter().filter(|import| import.level > 0);
        let dots = relative.filter_map(|import| {
            let start = bytes(*import).start;
            Some((start + nodes.source(*import).find('.')?, import.level))
        });
        dots.flat_map(|(at, level)| [(level > 1).then(|| Change::delete(at..at + 1)), Some(Change::insert(at, "."))]).flatten().collect()
    })
}

/// A name is taken from another module that this file imports from.
fn module_from_elsewhere(source: &Source<'_>) -> Vec<Change> {
    with_nodes(source.text, |nodes| {
        let from: Vec<_> = nodes.imports_from.iter().filter(|import| !is_future(import) && import.level == 0).collect();
        let pairs = from.windows(2).filter_map(|pair| Some((pair[0].module.as_ref()?, pair[1].module.as_ref()?)));
        pairs.filter(|(one, other)| one != other).map(|(one, other)| Change::replace(bytes(one), other.as_str())).collect()
    })
}

fn import_twice(source: &Source<'_>) -> Vec<Change> {
    with_nodes(source.text, |nodes| {
        let from = nodes.imports_from.iter().filter(|import| !is_future(import) && nodes.is_alone(**import));
        let used = from.filter(|import| import.names.iter().any(|alias| nodes.is_used(Nodes::bound(alias))));
        used.map(|import| nodes.lines(*import)).map(|lines| Change::insert(lines.end, &source.text[lines])).collect()
    })
}

fn is_future(import: &ruff_python_ast::StmtImportFrom) -> bool {
    import.module.as_ref().is_some_and(|module| module == "__future__")
}
