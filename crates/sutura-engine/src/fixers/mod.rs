//! Fixers: what can be mended without a model. Each is pure: it reads a [`Scene`] and proposes; the gate decides.

mod conflict;
mod leftovers;
mod python;
mod quick_fix;
mod text;
mod tool_fix;
mod typescript;

use std::{collections::BTreeMap, path::PathBuf};

use crate::{
    dependencies::{NodeModules, PythonEnvironment},
    diagnostic::{Diagnostic, Fix},
    imports::ImportGraph,
    patch::Patch,
    workspace::{Project, Tree},
};

/// Mends one kind of problem without a model.
///
/// A further one is a file with an implementation, and a line in [`all`].
pub trait Fixer: Send + Sync {
    /// Its name in reports.
    fn name(&self) -> &'static str;

    /// Whether it reads [`Scene::quick_fixes`], which are asked for only then.
    fn reads_quick_fixes(&self) -> bool {
        false
    }

    /// What it would do about the scene's problems. Proposals that answer the same diagnostic compete: see [`Proposal::rank`].
    fn propose(&self, scene: &Scene<'_>) -> Vec<Proposal>;
}

/// All fixers, in the order in which they are tried: what is certain and hides other problems comes first.
pub fn all() -> Vec<Box<dyn Fixer>> {
    let mut fixers: Vec<Box<dyn Fixer>> = vec![Box::new(leftovers::Leftovers), Box::new(tool_fix::ToolFix)];
    fixers.extend(python::all());
    fixers.extend(typescript::all());
    fixers.push(Box::new(tool_fix::UnusedImport));
    fixers.push(Box::new(quick_fix::QuickFix));
    fixers
}

/// A candidate, before anybody has judged it.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// What it does, in one line for people: ``import `Session` from `sqlalchemy.orm` ``.
    pub title: String,
    /// The change; as a rule of one file.
    pub patch: Patch,
    /// Fingerprints of the diagnostics that it answers.
    pub answers: Vec<String>,
    /// How well it is founded; 0 is best. Of the proposals for one diagnostic those of the lowest rank are tried first; where two of one rank
    /// mend equally much, neither is taken.
    pub rank: u8,
}

/// What a fixer sees.
pub struct Scene<'a> {
    /// The sources.
    pub tree: &'a Tree,
    /// What is wrong with them, ordered by place.
    pub diagnostics: &'a [Diagnostic],
    /// The projects, with their packages.
    pub projects: &'a [Surrounding],
    /// Which file imports which.
    pub imports: &'a ImportGraph,
    /// What language servers propose, by the diagnostic's fingerprint.
    pub quick_fixes: &'a BTreeMap<String, Vec<Fix>>,
}

/// A project and what its packages are. Packages are read, never run.
#[derive(Clone, Debug)]
pub struct Surrounding {
    /// The project.
    pub project: Project,
    /// Its packages, where it is a Python project and they could be had.
    pub python: Option<PythonEnvironment>,
    /// Its packages, where it is a TypeScript project and they could be had.
    pub node: Option<NodeModules>,
    /// Typeshed's standard library, a folder of `.pyi` files, where a checker brings it.
    pub typeshed: Option<PathBuf>,
}

impl Scene<'_> {
    /// The innermost project that the file at `path` lies in.
    pub fn project_of(&self, path: &str) -> Option<&Surrounding> {
        innermost(self.projects, path)
    }
}

/// The innermost of `projects` that the file at `path` lies in.
pub fn innermost<'a>(projects: &'a [Surrounding], path: &str) -> Option<&'a Surrounding> {
    projects.iter().filter(|known| known.project.contains(path)).max_by_key(|known| known.project.root.len())
}

impl Surrounding {
    /// The packages that a manifest of the project names, with their versions; those that came with these are left out.
    pub fn declared_packages(&self, tree: &Tree) -> BTreeMap<String, String> {
        let manifests = tree.files().keys().filter(|path| is_manifest(path) && self.project.contains(path));
        let text: String = manifests.filter_map(|path| tree.text(path)).map(|text| text.to_lowercase().replace('_', "-")).collect();
        let python = self.python.iter().flat_map(|python| &python.resolved.packages);
        let node = self.node.iter().flat_map(|node| &node.resolved.packages);
        let named = python.chain(node).filter(|(name, _)| names(&text, &name.to_lowercase().replace('_', "-")));
        named.map(|(name, version)| (name.clone(), version.clone())).collect()
    }
}

fn is_manifest(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    matches!(name, "pyproject.toml" | "package.json" | "Pipfile" | "setup.cfg")
        || (name.starts_with("requirements") && name.ends_with(".txt"))
}

/// Whether `text` has `name` as a whole word.
fn names(text: &str, name: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '/' | '@' | '.');
    text.match_indices(name).any(|(at, _)| {
        !text[..at].ends_with(is_part) && !text[at + name.len()..].starts_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '/'))
    })
}
