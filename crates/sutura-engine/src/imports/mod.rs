//! Which source imports which, in both languages, also where a source does not parse.
//!
//! The graph errs on one side: an import that could mean one of several files counts for all of them, and a file without any module syntax counts as
//! imported by its whole project. So what a change reaches is never less than what it does reach.

mod python;
mod script;
mod surface;
mod tsconfig;

use std::{
    collections::{BTreeMap, BTreeSet},
    num::NonZero,
    panic::resume_unwind,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

pub use self::tsconfig::{Alias, ScriptSettings};
use self::{
    python::PythonRoots,
    script::{Packages, ScriptRoots},
};
use crate::workspace::{Digest, Grammar, Language, PARSER_STACK, Project, Tree};

/// Which file of a tree imports which files of it. Re-exports count as imports, so reaching is transitive. Cloning is cheap.
#[derive(Clone, Debug, Default)]
pub struct ImportGraph {
    sources: BTreeMap<Arc<str>, Arc<Source>>,
    imports: BTreeMap<Arc<str>, Arc<BTreeSet<Arc<str>>>>,
    roots: Arc<Roots>,
    importers: OnceLock<Arc<Importers>>,
}

/// Which files import a file.
type Importers = BTreeMap<Arc<str>, Vec<Arc<str>>>;

/// What one source says about others.
#[derive(Debug, Default, PartialEq)]
struct Source {
    imports: Vec<Import>,
    /// Whether its declarations hold everywhere in its project without being imported.
    is_ambient: bool,
    /// What importers can see of it, where that is known.
    surface: Option<Digest>,
}

/// One import as it is written.
#[derive(Debug, Default, PartialEq)]
struct Import {
    /// The module: a dotted name with Python's leading dots, or the text between the quotes.
    specifier: String,
    /// What is taken from it by name, in Python: each may be a module too.
    names: Vec<String>,
}

/// Where imports are looked for.
#[derive(Debug, Default)]
struct Roots {
    projects: Vec<Project>,
    python: Vec<PythonRoots>,
    script: Vec<ScriptRoots>,
    packages: Packages,
}

impl ImportGraph {
    /// The graph of `tree`.
    pub fn of(tree: &Tree, projects: &[Project]) -> Self {
        Self::build(tree, projects, read_all(tree, tree.files().keys().map(String::as_str)))
    }

    /// The graph of `tree`, which differs from this one's in the `changed` files alone: changed, added or removed.
    pub fn with<'a>(&self, tree: &Tree, changed: impl IntoIterator<Item = &'a str>) -> Self {
        let changed: BTreeSet<&str> = changed.into_iter().collect();
        let mut sources = self.sources.clone();
        sources.retain(|path, _| !changed.contains(&**path));
        sources.extend(read_all(tree, changed.iter().copied()));
        let is_local = |path: &&str| {
            let (before, after) = (self.sources.get(*path), sources.get(*path));
            before.zip(after).is_some_and(|(before, after)| before.is_ambient == after.is_ambient)
        };
        if !changed.iter().all(is_local) {
            // Another file, or another place to look, can change what any import means.
            return Self::build(tree, &self.roots.projects, sources);
        }
        let mut imports = self.imports.clone();
        let ambient = ambient_files(&sources, &self.roots);
        for path in changed {
            let (path, source) = sources.get_key_value(path).expect("only changed sources get here");
            imports.insert(path.clone(), Arc::new(targets(tree, &self.roots, &ambient, path, source)));
        }
        Self { sources, imports, roots: self.roots.clone(), importers: OnceLock::new() }
    }

    /// The files that `file` imports.
    pub fn imports_of(&self, file: &str) -> impl Iterator<Item = &str> {
        self.imports.get(file).into_iter().flat_map(|imports| imports.iter()).map(|path| &**path)
    }

    /// The modules that `file` imports, as it writes them: with Python's leading dots, without quotes.
    pub fn specifiers_of(&self, file: &str) -> impl Iterator<Item = &str> {
        self.sources.get(file).into_iter().flat_map(|source| &source.imports).map(|import| import.specifier.as_str())
    }

    /// `files`, and all files that import one of them, directly or through others.
    pub fn reached_by<'a>(&self, files: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
        let importers = self.importers.get_or_init(|| Arc::new(reverse(&self.imports)));
        let mut reached: BTreeSet<String> = BTreeSet::new();
        let mut pending: Vec<&str> = files.into_iter().collect();
        while let Some(file) = pending.pop() {
            if reached.insert(file.to_owned()) {
                pending.extend(importers.get(file).into_iter().flatten().map(|path| &**path).filter(|path| !reached.contains(*path)));
            }
        }
        reached
    }

    /// Whether importers of the file at `path` see the same in this graph's tree as in that of `other`. Where that is not known they do not.
    pub fn looks_the_same(&self, other: &Self, path: &str) -> bool {
        let surface = |graph: &Self| graph.sources.get(path).and_then(|source| source.surface);
        surface(self).is_some_and(|surface_here| surface(other) == Some(surface_here))
    }

    /// The file of `tree`, the graph's own, that `specifier` means in `from`: a dotted module with or without leading dots in Python, what stands between the quotes
    /// in TypeScript. Nothing where it means no file of the tree.
    pub fn resolve(&self, tree: &Tree, from: &str, specifier: &str) -> Option<String> {
        match grammar(from)? {
            Grammar::Python => python::module_files(tree, self.roots.python(from)?, &self.roots.python, from, specifier).into_iter().next(),
            Grammar::Script => script::files(tree, &self.roots.script, &self.roots.packages, from, specifier).next(),
        }
    }

    /// What the configurations of the innermost TypeScript project around `file` say about imports.
    pub fn script_settings(&self, file: &str) -> Option<&ScriptSettings> {
        script::project_of(&self.roots.script, file).map(|roots| &roots.settings)
    }

    /// The dotted name by which the Python file at `path` is imported from elsewhere in its project.
    pub fn module_of(&self, path: &str) -> Option<String> {
        python::module_of(self.roots.python(path)?, path)
    }
}

impl Roots {
    /// The roots of the innermost Python project around `path`.
    fn python(&self, path: &str) -> Option<&PythonRoots> {
        self.python.iter().filter(|roots| roots.project.contains(path)).max_by_key(|roots| roots.project.root.len())
    }
}

impl ImportGraph {
    fn build(tree: &Tree, projects: &[Project], sources: BTreeMap<Arc<str>, Arc<Source>>) -> Self {
        let of = |language| projects.iter().filter(move |project| project.language == language);
        let roots = Roots {
            projects: projects.to_vec(),
            python: of(Language::Python).map(|project| python::roots(tree, project, &sources)).collect(),
            script: of(Language::TypeScript).map(|project| script::roots(tree, project)).collect(),
            packages: script::packages(tree),
        };
        let ambient = ambient_files(&sources, &roots);
        let imports = sources.iter().map(|(path, source)| (path.clone(), Arc::new(targets(tree, &roots, &ambient, path, source))));
        let imports = imports.collect();
        Self { sources, imports, roots: Arc::new(roots), importers: OnceLock::new() }
    }
}

/// The files whose declarations hold without an import, with the folder of the project in which they do.
fn ambient_files(sources: &BTreeMap<Arc<str>, Arc<Source>>, roots: &Roots) -> Vec<(String, Arc<str>)> {
    let ambient = sources.iter().filter(|(_, source)| source.is_ambient);
    let placed = ambient.map(|(path, _)| {
        let project = script::project_of(&roots.script, path);
        (project.map(|roots| roots.project.root.clone()).unwrap_or_default(), path.clone())
    });
    placed.collect()
}

fn targets(tree: &Tree, roots: &Roots, ambient: &[(String, Arc<str>)], path: &Arc<str>, source: &Source) -> BTreeSet<Arc<str>> {
    let mut found: BTreeSet<Arc<str>> = BTreeSet::new();
    match grammar(path) {
        Some(Grammar::Python) => {
            if let Some(own) = roots.python(path) {
                found.extend(source.imports.iter().flat_map(|import| python::targets(tree, own, &roots.python, path, import)));
            }
            found.extend(python::fixtures(tree, path));
        }
        Some(Grammar::Script) => {
            let files = |import: &Import| script::files(tree, &roots.script, &roots.packages, path, &import.specifier);
            found.extend(source.imports.iter().flat_map(files).map(Arc::from));
            let holds = |folder: &str| folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
            found.extend(ambient.iter().filter(|(folder, _)| holds(folder)).map(|(_, path)| path.clone()));
        }
        None => {}
    }
    found.remove(path);
    found
}

fn reverse(imports: &BTreeMap<Arc<str>, Arc<BTreeSet<Arc<str>>>>) -> Importers {
    let mut importers = Importers::new();
    for (path, targets) in imports {
        for target in targets.iter() {
            importers.entry(target.clone()).or_default().push(path.clone());
        }
    }
    importers
}

fn grammar(path: &str) -> Option<Grammar> {
    if path.ends_with(".pyi") { Some(Grammar::Python) } else { Grammar::of(path) }
}

/// Reads those of `paths` that are sources of the tree, on threads of our own: a parser needs more stack than the caller's thread may have.
fn read_all<'a>(tree: &Tree, paths: impl Iterator<Item = &'a str>) -> BTreeMap<Arc<str>, Arc<Source>> {
    let work: Vec<_> = paths.filter_map(|path| Some((path, grammar(path)?, tree.files().get(path)?.text().unwrap_or_default()))).collect();
    let next = AtomicUsize::new(0);
    let read = || {
        let mut done = Vec::new();
        while let Some(&(path, grammar, text)) = work.get(next.fetch_add(1, Ordering::Relaxed)) {
            let source = match grammar {
                Grammar::Python => python::read(text),
                Grammar::Script => script::read(path, text),
            };
            done.push((Arc::from(path), Arc::new(source)));
        }
        done
    };
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(work.len());
    thread::scope(|scope| {
        let reader = || thread::Builder::new().stack_size(PARSER_STACK).spawn_scoped(scope, read).expect("a thread can be started");
        let readers: Vec<_> = (0..threads).map(|_| reader()).collect();
        readers.into_iter().flat_map(|reader| reader.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        patch::Patch,
        workspace::{discover, tree::tree_of},
    };

    fn graph(tree: &Tree) -> ImportGraph {
        ImportGraph::of(tree, &discover(tree))
    }

    fn imports(graph: &ImportGraph, file: &str) -> Vec<String> {
        graph.imports_of(file).map(str::to_owned).collect()
    }

    fn app() -> Tree {
        tree_of(&[
            ("api/pyproject.toml", ""),
            ("api/app/__init__.py", ""),
            ("api/app/main.py", "from app import models\nfrom .orders.service import total\nimport app.core.config\n"),
            ("api/app/models.py", "from sqlalchemy import Column\n"),
            ("api/app/core/config.py", ""),
            ("api/app/orders/service.py", "from ..models import Order\n"),
            ("api/tests/conftest.py", ""),
            ("api/tests/test_orders.py", "import helpers\n"),
            ("api/tests/helpers.py", "from app.main import app\n"),
            ("web/tsconfig.json", r#"{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }"#),
            ("web/package.json", r#"{ "name": "web" }"#),
            ("web/src/main.tsx", "import { App } from '@/App.js';\n"),
            ("web/src/App.tsx", "import { api } from './api';\n"),
            ("web/src/api/index.ts", "export * from './orders';\n"),
            ("web/src/api/orders.ts", "export const orders = 1;\n"),
            ("web/src/env.d.ts", "declare const VERSION: string;\n"),
        ])
    }

    #[test]
    fn both_languages_are_followed_from_file_to_file() {
        let graph = graph(&app());
        assert_eq!(
            imports(&graph, "api/app/main.py"),
            ["api/app/__init__.py", "api/app/core/config.py", "api/app/models.py", "api/app/orders/service.py"]
        );
        assert_eq!(imports(&graph, "api/tests/test_orders.py"), ["api/tests/conftest.py", "api/tests/helpers.py"]);
        assert_eq!(imports(&graph, "web/src/main.tsx"), ["web/src/App.tsx", "web/src/env.d.ts"]);
        assert_eq!(imports(&graph, "web/src/App.tsx"), ["web/src/api/index.ts", "web/src/env.d.ts"]);
    }

    #[test]
    fn a_change_reaches_importers_of_importers() {
        let graph = graph(&app());
        assert_eq!(
            graph.reached_by(["api/app/models.py"]).into_iter().collect::<Vec<_>>(),
            ["api/app/main.py", "api/app/models.py", "api/app/orders/service.py", "api/tests/helpers.py", "api/tests/test_orders.py"]
        );
        assert_eq!(graph.reached_by(["web/src/api/orders.ts"]).len(), 4);
        assert_eq!(graph.reached_by(["web/src/env.d.ts"]).len(), 5, "what is ambient reaches its whole project");
    }

    #[test]
    fn modules_have_the_names_that_others_import_them_by() {
        let tree = tree_of(&[
            ("a/pyproject.toml", ""),
            ("a/src/pkg/__init__.py", ""),
            ("a/src/pkg/x.py", ""),
            ("b/pyproject.toml", ""),
            ("b/src/x.py", "from src.y import z\n"),
            ("b/src/y.py", ""),
        ]);
        let graph = graph(&tree);
        assert_eq!(graph.module_of("a/src/pkg/__init__.py").as_deref(), Some("pkg"));
        assert_eq!(graph.module_of("a/src/pkg/x.py").as_deref(), Some("pkg.x"));
        assert_eq!(graph.module_of("b/src/y.py").as_deref(), Some("src.y"), "as the project itself writes it");
        assert_eq!(graph.resolve(&tree, "a/src/pkg/x.py", "pkg").as_deref(), Some("a/src/pkg/__init__.py"));
        assert_eq!(graph.resolve(&tree, "a/src/pkg/x.py", ".missing"), None);
        assert_eq!(graph.specifiers_of("b/src/x.py").collect::<Vec<_>>(), ["src.y"]);
    }

    #[test]
    fn an_import_of_a_package_in_the_same_repository_is_followed() {
        let tree = tree_of(&[
            ("packages/ui/package.json", r#"{ "name": "@acme/ui", "exports": { ".": "./dist/index.js" } }"#),
            ("packages/ui/src/index.ts", "export {};\n"),
            ("apps/web/tsconfig.json", "{}"),
            ("apps/web/package.json", r#"{ "name": "web" }"#),
            ("apps/web/a.ts", "import '@acme/ui';\n"),
        ]);
        assert_eq!(imports(&graph(&tree), "apps/web/a.ts"), ["packages/ui/src/index.ts"]);
    }

    proptest! {
        #[test]
        fn a_graph_that_is_kept_up_to_date_is_the_graph_of_the_tree(
            edits in proptest::collection::vec((0usize..6, "(from \\.(a|b|c|d) import x\n|import p\\.(a|b)\n|def f\\(\n|){0,3}"), 1..6),
        ) {
            let paths = ["p/a.py", "p/b.py", "p/c.py", "p/d/__init__.py", "p/__init__.py", "q/a.ts"];
            let mut tree = tree_of(&[("pyproject.toml", ""), ("p/a.py", ""), ("p/b.py", "from .a import x\n")]);
            let projects = discover(&tree);
            let mut kept = ImportGraph::of(&tree, &projects);
            for (index, text) in edits {
                let next = tree.with(&Patch::of(paths[index], text));
                kept = kept.with(&next, next.changed_from(&tree));
                tree = next;
            }
            let fresh = ImportGraph::of(&tree, &projects);
            prop_assert_eq!(kept.imports, fresh.imports);
            prop_assert_eq!(kept.sources, fresh.sources);
        }

        #[test]
        fn no_text_stops_the_graph(text in "\\PC{0,60}", script in any::<bool>()) {
            let path = if script { "a.tsx" } else { "a.py" };
            graph(&tree_of(&[(path, &text), ("tsconfig.json", &text), ("package.json", &text)]));
        }
    }
}
