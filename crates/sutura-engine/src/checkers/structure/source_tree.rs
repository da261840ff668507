//! All sources of the input, and which module an import means.

use std::collections::HashMap;

use super::Input;
use super::place::{ancestors, below, file_name, folder, is_aside, join};
use super::routing::{Router, Scope};
use super::source::{Import, Language, Source};

/// All sources of the input.
pub(super) struct SourceTree<'a> {
    /// What was handed in.
    pub input: &'a Input<'a>,
    /// The sources, sorted by path.
    pub sources: Vec<Source<'a>>,
    /// Index of the source of each Python module, by its path without suffix; a package goes by its folder.
    modules: HashMap<&'a str, usize>,
}

/// A router's identity: it lives in one scope of one source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct RouterId {
    /// Index of the source.
    pub source: usize,
    /// Index of the scope in it.
    pub scope: usize,
    /// Index of the router in that.
    pub router: usize,
}

impl<'a> SourceTree<'a> {
    /// The tree of `sources`, which were read from `input`.
    pub fn new(input: &'a Input<'a>, sources: Vec<Source<'a>>) -> Self {
        let mut modules = HashMap::new();
        for (index, source) in sources.iter().enumerate().filter(|(_, source)| source.language == Language::Python) {
            // A package hides a module of the same name. It comes after it, since `/` sorts behind `.`.
            modules.insert(module_path(source.path), index);
        }
        Self { input, sources, modules }
    }

    /// The Python sources with their indexes.
    pub fn python(&self) -> impl Iterator<Item = (usize, &Source<'a>)> {
        self.sources.iter().enumerate().filter(|(_, source)| source.language == Language::Python)
    }

    /// Every router of the tree.
    pub fn routers(&self) -> impl Iterator<Item = (RouterId, &Router)> {
        let scopes =
            self.sources.iter().enumerate().flat_map(|(source, file)| file.scopes().iter().enumerate().map(move |scope| (source, scope)));
        scopes.flat_map(|(source, (scope, body))| {
            body.routers.iter().enumerate().map(move |(router, found)| (RouterId { source, scope, router }, found))
        })
    }

    /// The router of an identity.
    pub fn router(&self, id: RouterId) -> &Router {
        &self.scope(id).routers[id.router]
    }

    /// The scope in which a router is bound.
    pub fn scope(&self, id: RouterId) -> &Scope {
        &self.sources[id.source].scopes()[id.scope]
    }

    /// The router that a dotted name means in a scope.
    pub fn router_named(&self, source: usize, scope: usize, dotted: &[String]) -> Option<RouterId> {
        if let [name] = dotted
            && scope > 0
            && let Some(found) = self.bound_router(source, scope, name)
        {
            return Some(found);
        }
        self.module_router(source, dotted, MAX_IMPORTS)
    }

    /// The source that an import of the module `dotted` loads, if the tree leaves no doubt.
    ///
    /// Python looks into the folders of its search path. Any folder above the importing file may be one, and their `src`, so that the
    /// answer is certain only where just one of them has the module.
    pub fn module(&self, importer: usize, level: u32, dotted: &str) -> Option<usize> {
        let path = dotted.replace('.', "/");
        let here = folder(self.sources[importer].path);
        if level > 0 {
            let base = ancestors(here).nth(level as usize - 1)?;
            return self.modules.get(join(base, &path).as_str()).copied();
        }
        let roots = ancestors(here).flat_map(|root| [root.to_owned(), join(root, "src")]);
        let mut found: Vec<_> = roots.filter_map(|root| self.modules.get(join(&root, &path).as_str()).copied()).collect();
        found.sort_unstable();
        found.dedup();
        if let [only] = found[..] { Some(only) } else { None }
    }

    /// Whether a file is no part of the program of its project, which is the innermost one around it.
    pub fn is_aside(&self, path: &str) -> bool {
        let projects = self.input.python_projects.iter().chain(self.input.typescript_projects);
        let in_project = projects.filter_map(|project| below(path, project)).min_by_key(|rest| rest.len());
        is_aside(in_project.unwrap_or(path))
    }

    fn bound_router(&self, source: usize, scope: usize, name: &str) -> Option<RouterId> {
        let routers = &self.sources[source].scopes().get(scope)?.routers;
        let router = routers.iter().position(|router| router.name == name)?;
        Some(RouterId { source, scope, router })
    }

    /// Follows imports, but no more than `left`: they may go in circles.
    fn module_router(&self, source: usize, dotted: &[String], left: usize) -> Option<RouterId> {
        let left = left.checked_sub(1)?;
        if let [name] = dotted
            && let Some(found) = self.bound_router(source, 0, name)
        {
            return Some(found);
        }
        let mut bindings = self.sources[source].imports().iter().flat_map(|import| targets(import, dotted));
        let (import, name, rest) = bindings.next().filter(|(import, ..)| !import.guarded)?;
        if bindings.next().is_some() {
            return None;
        }
        let Some(name) = name else {
            return self.module_router(self.module(source, import.level, &import.module)?, rest, left);
        };
        let attribute: Vec<String> = std::iter::once(name.to_owned()).chain(rest.iter().cloned()).collect();
        let package = self.module(source, import.level, &import.module);
        if let Some(found) = package.and_then(|package| self.module_router(package, &attribute, left)) {
            return Some(found);
        }
        let submodule = if import.module.is_empty() { name.to_owned() } else { format!("{}.{name}", import.module) };
        self.module_router(self.module(source, import.level, &submodule)?, rest, left)
    }
}

const MAX_IMPORTS: usize = 8;

/// How an import binds the beginning of a dotted name: the name taken from the module, if any, and the rest of the dotted name.
fn targets<'i>(import: &'i Import, dotted: &'i [String]) -> Vec<(&'i Import, Option<&'i str>, &'i [String])> {
    let first = dotted.first().map_or("", String::as_str);
    let named = import.names.iter().filter(|name| name.bound == first).map(|name| (import, Some(name.name.as_str()), &dotted[1..]));
    let whole = import.bound.as_deref().and_then(|bound| {
        let parts = bound.split('.').count();
        let fits = dotted.len() > parts && bound.split('.').eq(dotted[..parts].iter().map(String::as_str));
        fits.then(|| (import, None, &dotted[parts..]))
    });
    named.chain(whole).collect()
}

/// A Python file's path without suffix; a package's folder.
pub(super) fn module_path(path: &str) -> &str {
    match file_name(path) {
        "__init__.py" => folder(path),
        _ => path.strip_suffix(".py").unwrap_or(path),
    }
}
