//! Runs one fixer on a few sources.

use std::collections::BTreeMap;

use super::project::{Library, View};
use crate::{
    diagnostic::{Diagnostic, Finding},
    fixers::{Proposal, Scene, Surrounding},
    imports::ImportGraph,
    workspace::{Language, Project, Tree, tree::tree_of},
};

/// A diagnostic at the first place of `needle` in the file of `files`.
pub(super) fn problem(files: &[(&str, &str)], file: &str, needle: &str, code: &str, message: &str) -> Diagnostic {
    let text = files.iter().find(|(path, _)| *path == file).map(|(_, text)| *text).unwrap();
    let at = text.find(needle).unwrap();
    let line = text[..at].matches('\n').count() as u32 + 1;
    let column = text[..at].rsplit('\n').next().unwrap().chars().count() as u32 + 1;
    Finding { file: file.to_owned(), line, column, code: code.to_owned(), message: message.to_owned(), ..Finding::default() }
        .into_diagnostic("check", "tsc", Some(text))
}

/// What `propose` says, the best rank first: title and the new text of each file.
pub(super) fn proposals(
    propose: fn(&View<'_>) -> Vec<Proposal>,
    files: &[(&str, &str)],
    diagnostics: &[Diagnostic],
    root: &str,
) -> Vec<Proposal> {
    let tree: Tree = tree_of(files);
    let project = Project { root: root.to_owned(), language: Language::TypeScript, has_manifest: true };
    let (imports, quick_fixes) = (ImportGraph::of(&tree, std::slice::from_ref(&project)), BTreeMap::new());
    let around = [Surrounding { project, python: None, node: None, typeshed: None }];
    let scene = Scene { tree: &tree, diagnostics, projects: &around, imports: &imports, quick_fixes: &quick_fixes };
    let library = Library::default();
    let mut found = propose(&View::new(&scene, &library));
    found.sort_by_key(|proposal| proposal.rank);
    found
}

/// The text of the only proposal of the best rank, for its only file.
pub(super) fn best(found: &[Proposal]) -> Option<&str> {
    let first = found.first()?;
    let ties = found.iter().filter(|other| other.rank == first.rank && other.patch != first.patch).count();
    if ties > 0 { None } else { first.patch.texts().values().next().map(String::as_str) }
}
