//! Python's imports: what a text says, and which files of the tree it may mean.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, LazyLock},
};

use regex::Regex;
use ruff_python_ast::{
    Stmt,
    statement_visitor::{self, StatementVisitor},
};

use super::{Import, Source};
use crate::workspace::{
    Grammar, Project, Tree,
    discover::{folders_of, join, parent},
    parse_python,
};

/// Where absolute imports of one project start.
#[derive(Debug)]
pub(super) struct PythonRoots {
    pub project: Project,
    /// Folders in the tree, in the order in which they are searched.
    folders: Vec<String>,
}

/// What the text of a Python file imports, wherever in it; also a broken one.
pub(super) fn read(text: &str) -> Source {
    if !Grammar::Python.can_parse(text) {
        return Source { imports: scan(text), is_ambient: false, surface: None };
    }
    let parsed = parse_python(text);
    let mut imports = Imports::default();
    imports.visit_body(parsed.suite());
    // What the parser skips over on its way out of an error may well be an import.
    let missed = if parsed.errors().is_empty() { Vec::new() } else { scan(text) };
    Source { imports: imports.found.into_iter().chain(missed).collect(), is_ambient: false, surface: None }
}

#[derive(Default)]
struct Imports {
    found: Vec<Import>,
}

impl<'a> StatementVisitor<'a> for Imports {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::Import(import) => {
                self.found.extend(import.names.iter().map(|alias| Import { specifier: alias.name.to_string(), names: Vec::new() }));
            }
            Stmt::ImportFrom(import) => self.found.push(Import {
                specifier: ".".repeat(import.level as usize) + import.module.as_deref().unwrap_or_default(),
                names: import.names.iter().map(|alias| alias.name.to_string()).collect(),
            }),
            _ => statement_visitor::walk_stmt(self, statement),
        }
    }
}

/// Import statements of one line, by their look.
fn scan(text: &str) -> Vec<Import> {
    static STATEMENT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?m)^[ \t]*(?:from[ \t]+(\.*[\w.]*)[ \t]+import[ \t]*\(?([\w, \t]*)|import[ \t]+([\w., \t]+))")
            .expect("the pattern is a constant that the tests compile")
    });
    let words = |list: &str| -> Vec<String> {
        list.split(',').filter_map(|part| part.split_whitespace().next()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    let found = STATEMENT.captures_iter(text).flat_map(|found| match found.get(1) {
        Some(module) => vec![Import { specifier: module.as_str().to_owned(), names: words(&found[2]) }],
        None => words(&found[3]).into_iter().map(|specifier| Import { specifier, names: Vec::new() }).collect(),
    });
    found.collect()
}

/// The roots of a project: its folder, and a `src` in it that is no package itself.
pub(super) fn roots(tree: &Tree, project: &Project, sources: &BTreeMap<Arc<str>, Arc<Source>>) -> PythonRoots {
    let src = project.path("src");
    let of_project = || sources.iter().filter(|(path, _)| project.contains(path));
    let names_src = |import: &Import| import.specifier == "src" || import.specifier.starts_with("src.");
    let is_package =
        tree.files().contains_key(&join(&src, "__init__.py")) || of_project().any(|(_, source)| source.imports.iter().any(names_src));
    let holds_sources = || of_project().any(|(path, _)| path.starts_with(&format!("{src}/")));
    let folders = if !is_package && holds_sources() { vec![src, project.root.clone()] } else { vec![project.root.clone()] };
    PythonRoots { project: project.clone(), folders }
}

/// All files that an import in `from` may load: the module, and the names that are modules themselves; for `import a.b` the packages above too.
pub(super) fn targets(tree: &Tree, own: &PythonRoots, all: &[PythonRoots], from: &str, import: &Import) -> Vec<Arc<str>> {
    let mut found = module_files(tree, own, all, from, &import.specifier);
    for name in import.names.iter().filter(|name| *name != "*") {
        let inner = if import.specifier.ends_with('.') { name.clone() } else { format!(".{name}") };
        found.extend(module_files(tree, own, all, from, &(import.specifier.clone() + &inner)));
    }
    if import.names.is_empty() {
        let dots = import.specifier.match_indices('.').map(|(at, _)| &import.specifier[..at]).filter(|above| !above.is_empty());
        found.extend(dots.flat_map(|above| module_files(tree, own, all, from, above)));
    }
    found.into_iter().map(Arc::from).collect()
}

/// The files that the module `specifier` may be when `from` imports it, likeliest first.
///
/// An absolute one is looked for in the project's roots and beside the importing file; where neither has it, in the other projects, which may be installed.
pub(super) fn module_files(tree: &Tree, own: &PythonRoots, all: &[PythonRoots], from: &str, specifier: &str) -> Vec<String> {
    let name = specifier.trim_start_matches('.');
    let level = specifier.len() - name.len();
    let inner = name.replace('.', "/");
    if level > 0 {
        let mut folder = Some(parent(from));
        for _ in 1..level {
            folder = folder.filter(|folder| !folder.is_empty()).map(parent);
        }
        return folder.map(|folder| existing(tree, &join(folder, &inner))).unwrap_or_default();
    }
    let mut found: Vec<String> = own.folders.iter().flat_map(|root| existing(tree, &join(root, &inner))).collect();
    found.extend(existing(tree, &join(parent(from), &inner)));
    if found.is_empty() {
        let others = all.iter().filter(|other| other.project.root != own.project.root).flat_map(|other| &other.folders);
        found = others.flat_map(|root| existing(tree, &join(root, &inner))).collect();
    }
    let mut seen = BTreeSet::new();
    found.retain(|path| seen.insert(path.clone()));
    found
}

/// The files that are the module at `path`, which has no ending: a package before a module, a source before its stub.
fn existing(tree: &Tree, path: &str) -> Vec<String> {
    let inside = |name: &str| join(path, name);
    let beside = |ending: &str| format!("{path}{ending}");
    let all = [inside("__init__.py"), inside("__init__.pyi"), beside(".py"), beside(".pyi")];
    all.into_iter().filter(|path| tree.files().contains_key(path)).collect()
}

/// The `conftest.py` files that pytest loads for the test at `path`.
pub(super) fn fixtures<'a>(tree: &'a Tree, path: &'a str) -> impl Iterator<Item = Arc<str>> + 'a {
    let name = path.rsplit('/').next().unwrap_or(path);
    let is_test = name.starts_with("test_") || name.ends_with("_test.py") || name == "conftest.py";
    let folders = folders_of(path).filter(move |_| is_test);
    folders.map(|folder| join(folder, "conftest.py")).filter(|path| tree.files().contains_key(path)).map(Arc::from)
}

/// The dotted name of the module at `path`, from the innermost root that it lies in.
pub(super) fn module_of(roots: &PythonRoots, path: &str) -> Option<String> {
    let inside = roots.folders.iter().find_map(|root| match root.as_str() {
        "" => Some(path),
        root => path.strip_prefix(root)?.strip_prefix('/'),
    })?;
    let stem = inside.strip_suffix(".py").or_else(|| inside.strip_suffix(".pyi"))?;
    let stem = stem.strip_suffix("/__init__").unwrap_or(stem);
    let is_name =
        |part: &str| part.starts_with(|c: char| c.is_alphabetic() || c == '_') && part.chars().all(|c| c.is_alphanumeric() || c == '_');
    stem.split('/').all(is_name).then(|| stem.replace('/', ".")).filter(|module| module != "__init__")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_of_a_broken_text_are_read_before_and_behind_the_fault() {
        let text = "from a.b import c\n\ndef f(:\n    x = (\n\nfrom . import d\nfrom ..e import (f, g as h)\nimport i.j as k, l\n";
        let found: BTreeSet<String> = read(text).imports.into_iter().map(|import| import.specifier).collect();
        assert_eq!(found.into_iter().collect::<Vec<_>>(), [".", "..e", "a.b", "i.j", "l"]);
    }
}
