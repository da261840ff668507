//! What a project is made of: its packages and its folders.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use super::fence::plain;
use crate::{
    imports::ImportGraph,
    workspace::{Grammar, Tree},
};

const MOST_PACKAGES: usize = 12;
/// Sources of a project whose files are named, and not only its folders.
const MOST_FILES: usize = 12;
const MOST_FOLDERS: usize = 80;

/// The packages that most sources import, with their versions, in one line. The compiler is one too.
pub(super) fn stack(packages: &BTreeMap<String, String>, tree: &Tree, imports: &ImportGraph) -> String {
    let mut uses: BTreeMap<String, usize> = BTreeMap::from([("typescript".to_owned(), 1)]);
    for file in tree.files().keys() {
        let names: BTreeSet<String> = imports.specifiers_of(file).map(package_of).collect();
        names.into_iter().for_each(|name| *uses.entry(name).or_default() += 1);
    }
    let uses_of = |name: &str| uses.get(&normal(name)).copied().unwrap_or_default();
    let mut used: Vec<_> = packages.iter().filter(|(name, _)| uses_of(name) > 0).collect();
    used.sort_by_key(|(name, _)| Reverse(uses_of(name)));
    used.truncate(MOST_PACKAGES);
    used.sort();
    used.into_iter().map(|(name, version)| plain(format!("{name} {version}").trim())).collect::<Vec<_>>().join(", ")
}

/// The package that an import of this module is taken from.
fn package_of(specifier: &str) -> String {
    let parts = if specifier.starts_with('@') { 2 } else { 1 };
    normal(&specifier.split('/').take(parts).map(|part| part.split('.').next().unwrap_or(part)).collect::<Vec<_>>().join("/"))
}

/// A package's name as an import may write it, too.
fn normal(name: &str) -> String {
    name.to_lowercase().replace('_', "-")
}

/// The folders with sources, those of one folder in braces behind it; of a small project the files too.
pub(super) fn layout(tree: &Tree) -> String {
    let sources: Vec<&str> = tree.files().keys().map(String::as_str).filter(|path| Grammar::of(path).is_some()).collect();
    let is_small = sources.len() <= MOST_FILES;
    let folder = |path: &'_ str| path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
    let shown: BTreeSet<String> = sources.iter().map(|path| if is_small { (*path).to_owned() } else { folder(path) }).collect();
    let mut root = Place::default();
    for path in shown.iter().filter(|path| !path.is_empty()).take(MOST_FOLDERS) {
        path.split('/').fold(&mut root, |place, part| place.0.entry(part).or_default());
    }
    root.0.iter().map(|(name, inner)| plain(name) + &inner.shown() + "\n").collect()
}

/// What lies in a folder, by name.
#[derive(Default)]
struct Place<'t>(BTreeMap<&'t str, Place<'t>>);

impl Place<'_> {
    /// `/a/{b,c/d}`
    fn shown(&self) -> String {
        let inner: Vec<String> = self.0.iter().map(|(name, inner)| plain(name) + &inner.shown()).collect();
        match &inner[..] {
            [] => String::new(),
            [only] => format!("/{only}"),
            all => format!("/{{{}}}", all.join(",")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::{discover, tree::tree_of};

    #[test]
    fn a_large_project_is_shown_by_its_folders_and_a_small_one_by_its_files() {
        let names: Vec<String> = (0..200).map(|at| format!("src/pages/{}/Page{at}.tsx", ["a", "b"][at % 2])).collect();
        let files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
        assert_eq!(layout(&tree_of(&files)), "src/pages/{a,b}\n");
        assert_eq!(
            layout(&tree_of(&[("a.py", ""), ("app/b.py", ""), ("app/c.json", ""), ("app/d/e.py", "")])),
            "a.py\napp/{b.py,d/e.py}\n"
        );
    }

    #[test]
    fn the_packages_that_sources_import_are_named() {
        let tree = tree_of(&[
            ("a.py", "import fastapi.routing\nimport pydantic_settings\n"),
            ("b.ts", "import x from '@tanstack/react-query/y'\n"),
        ]);
        let named = ["fastapi", "pydantic-settings", "@tanstack/react-query", "typescript", "uvicorn"];
        let packages = named.iter().map(|name| ((*name).to_owned(), "1".to_owned())).collect();
        let imports = ImportGraph::of(&tree, &discover(&tree));
        assert_eq!(stack(&packages, &tree, &imports), "@tanstack/react-query 1, fastapi 1, pydantic-settings 1, typescript 1");
    }
}
