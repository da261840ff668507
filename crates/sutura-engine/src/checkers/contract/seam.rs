//! The seam of a tree: its contract, and the tree as it would be with types that are those of its backend.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use sutura_contract::typescript::Options;

use super::{naming::Naming, requests, types};
use crate::{
    checkers::{Checking, structure::endpoints},
    contract::{About, SourceError, Sourced, generated_in, requests::script::Script},
    diagnostic::{Diagnostic, Finding},
    imports::ImportGraph,
    patch::Patch,
    report::{CheckerRun, Status},
    workspace::{Grammar, Language, Project, Tree, discover, on_parser_stack},
};

/// The name of the checker.
pub(in crate::checkers) const NAME: &str = "contract";

/// What a tree's backend promises, where that can be known.
#[derive(Default)]
pub(in crate::checkers) struct Seam {
    sourced: Option<Arc<Sourced>>,
    /// Why it is not known, though it could be.
    error: Option<SourceError>,
    /// Wall time that it took to know.
    milliseconds: u64,
    /// What `sutura types` would write, as far as somebody has asked.
    written: Mutex<Vec<(Options, Arc<str>)>>,
}

impl Seam {
    /// The seam of the tree that is checked. A tree without a frontend, or without a backend, has none.
    pub async fn of(checking: &Checking) -> Self {
        let started = Instant::now();
        let projects = discover(&checking.tree);
        let has = |language| projects.iter().any(|project| project.language == language);
        if checking.settings.checker(NAME).enabled == Some(false) || !has(Language::TypeScript) {
            return Self::default();
        }
        let about = About {
            root: &checking.root,
            tree: &checking.tree,
            projects: &projects,
            settings: &checking.settings.contract,
            trusted: checking.trusted,
        };
        let (sourced, error) = match checking.contracts.of_tree(&about).await {
            Ok(sourced) => (sourced, None),
            Err(error) => (None, Some(error)),
        };
        Self { sourced, error, milliseconds: started.elapsed().as_millis() as u64, written: Mutex::default() }
    }

    /// Whether the seam decides about more than its own findings: the tree has a file of types.
    pub fn matters(tree: &Tree) -> bool {
        generated_in(tree).next().is_some()
    }

    /// The tree as the compiler is to see it: with the types of the backend as it is in the place of those that are not.
    pub fn sewn(&self, tree: &Tree) -> Tree {
        let mut patch = Patch::default();
        for (path, text, options) in generated_in(tree) {
            if let Some(fresh) = self.written(options).filter(|fresh| types::is_stale(text, fresh)) {
                patch.set(path, &*fresh);
            }
        }
        if patch.is_empty() { tree.clone() } else { tree.with(&patch) }
    }

    /// What `sutura types` would write now.
    fn written(&self, options: Options) -> Option<Arc<str>> {
        // A panic leaves what is known as it was.
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, text)) = written.iter().find(|(known, _)| *known == options) {
            return Some(text.clone());
        }
        let text: Arc<str> = types::fresh(&self.sourced.as_ref()?.contract, options)?.into();
        written.push((options, text.clone()));
        Some(text)
    }

    /// What the backend promises, where that is known.
    pub fn contract(&self) -> Option<&Arc<Sourced>> {
        self.sourced.as_ref()
    }

    /// Whether there is a backend of which it cannot be said what it promises.
    pub fn is_unknown(&self) -> bool {
        self.error.is_some()
    }

    /// What became of the checker; nothing where there is no seam, or nobody has asked for one.
    pub fn run(&self, tree: &Tree) -> Option<CheckerRun> {
        let (status, reason, hint) = match (&self.sourced, &self.error) {
            (Some(_), _) => (Status::Ran, None, None),
            // Who has types of the backend is not to be told that all is well without a look at it; why an application cannot be imported the other
            // checkers find.
            (None, Some(error)) if Self::matters(tree) && !error.is_of_app() => (Status::Failed, Some(error.to_string()), error.hint()),
            _ => return None,
        };
        let version = env!("CARGO_PKG_VERSION").to_owned();
        Some(CheckerRun { name: NAME.to_owned(), project: ".".to_owned(), version, status, milliseconds: self.milliseconds, reason, hint })
    }

    /// What is wrong at the seam of `tree`.
    pub fn findings(&self, tree: &Tree, projects: &[Project], imports: &ImportGraph) -> Vec<Finding> {
        let Some(sourced) = &self.sourced else { return Vec::new() };
        let contract = &sourced.contract;
        let stale = generated_in(tree).filter_map(|(path, text, options)| types::stale(path, text, &self.written(options)?));
        let mut findings: Vec<Finding> = stale.collect();
        findings.extend(requests(contract, tree, imports, &endpoints(tree, projects)));
        findings
    }

    /// Says of the compiler's errors about a sewn tree which of them speak of the contract.
    pub fn name(&self, sewn: &Tree, imports: &ImportGraph, diagnostics: &mut [Diagnostic]) {
        let Some(sourced) = &self.sourced else { return };
        let Some((types_file, text, _)) = generated_in(sewn).next() else { return };
        let importers = imports.reached_by([types_file]);
        let mut by_file: BTreeMap<String, Vec<&mut Diagnostic>> = BTreeMap::new();
        let is_meant = |error: &&mut Diagnostic| error.tool == "tsc" && importers.contains(&error.file) && error.file != types_file;
        for error in diagnostics.iter_mut().filter(is_meant) {
            by_file.entry(error.file.clone()).or_default().push(error);
        }
        if by_file.is_empty() {
            return;
        }
        let exported = types::exported(text);
        let naming = Naming::new(&sourced.contract, &exported, text);
        let scripts = || sewn.files().iter().filter(|(path, _)| Grammar::of(path) == Some(Grammar::Script) && *path != types_file);
        let declared_elsewhere: BTreeSet<&str> = scripts().filter_map(|(_, file)| file.text()).flat_map(types::declared).collect();
        let is_own = |name: &str| !declared_elsewhere.contains(name);
        on_parser_stack(|| {
            for (file, mut diagnostics) in by_file {
                let Some(text) = sewn.text(&file) else { continue };
                let script = Script::read(&file, text).unwrap_or_default();
                naming.name(&mut diagnostics, text, &script, &is_own);
            }
        });
    }
}
