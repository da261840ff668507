//! What the fixers see of a TypeScript project: its modules, where a specifier leads, and how the project writes specifiers.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet, HashMap},
    ops::Range,
    rc::Rc,
    sync::{Arc, Mutex, PoisonError},
};

use serde_json::Value;

use super::{
    module::{BindingKind, Export, Import, Module, What},
    packages::Packages,
    places::Places,
};
use crate::{
    diagnostic::Diagnostic,
    fixers::{
        Proposal, Scene, Surrounding,
        text::{apply, offset_of, replace},
    },
    imports::Alias,
    patch::Patch,
    workspace::{
        Digest, Grammar, Language, Tree,
        discover::{folders_of, join, parent},
    },
};

/// What was read before, shared by the fixers: modules by the digest of their text, packages by their folder.
#[derive(Default)]
pub(super) struct Library {
    modules: Mutex<HashMap<(Digest, bool), Arc<Module>>>,
    pub packages: Packages,
}

/// A scene, as TypeScript.
pub(super) struct View<'a> {
    pub scene: &'a Scene<'a>,
    pub modules: BTreeMap<&'a str, Arc<Module>>,
    pub library: &'a Library,
    /// What stands where, of the sources that were asked about.
    places: RefCell<HashMap<String, Rc<Places>>>,
    /// The declared packages of each project, by its root.
    declared: BTreeMap<&'a str, BTreeSet<String>>,
}

/// A diagnostic of the compiler, with the source that it stands in.
pub(super) struct Problem<'a> {
    pub diagnostic: &'a Diagnostic,
    pub file: &'a str,
    pub text: &'a str,
    pub module: Arc<Module>,
    pub offset: usize,
}

/// Where a specifier leads.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Target {
    /// A file of the tree.
    File(String),
    /// A package, or a part of one.
    Package(String),
    /// A place in the tree where nothing is.
    Nothing,
}

/// Endings of sources, as specifiers may have them.
const ENDINGS: [&str; 7] = [".d.ts", ".ts", ".tsx", ".mts", ".js", ".jsx", ".mjs"];

impl<'a> View<'a> {
    /// Reads what has not been read before.
    pub fn new(scene: &'a Scene<'a>, library: &'a Library) -> Self {
        let mut known = library.modules.lock().unwrap_or_else(PoisonError::into_inner);
        let mut modules = BTreeMap::new();
        let sources = scene.tree.files().iter().filter(|(path, file)| is_script(path) && file.bytes.len() < LARGEST);
        for (path, file) in sources {
            let module = known
                .entry((file.digest, path.ends_with('x')))
                .or_insert_with(|| Arc::new(file.text().map(|text| Module::read(path, text)).unwrap_or_default()));
            modules.insert(path.as_str(), module.clone());
        }
        drop(known);
        let projects = scene.projects.iter().filter(|known| known.project.language == Language::TypeScript);
        let declared = projects.map(|known| (known.project.root.as_str(), declared(scene.tree, &known.project.root))).collect();
        Self { scene, modules, library, places: RefCell::default(), declared }
    }

    /// The compiler's diagnostics of these codes that stand in sources that parse.
    pub fn problems(&self, codes: &[&str]) -> Vec<Problem<'a>> {
        let wanted = self.scene.diagnostics.iter().filter(|diagnostic| codes.contains(&diagnostic.code.as_str()));
        wanted.filter_map(|diagnostic| self.problem(diagnostic)).filter(|problem| problem.module.parses).collect()
    }

    /// The diagnostic with its source.
    pub fn problem(&self, diagnostic: &'a Diagnostic) -> Option<Problem<'a>> {
        let text = self.scene.tree.text(&diagnostic.file)?;
        let module = self.modules.get(diagnostic.file.as_str())?.clone();
        Some(Problem { diagnostic, file: &diagnostic.file, text, module, offset: offset_of(text, diagnostic)? })
    }

    pub fn text(&self, file: &str) -> Option<&'a str> {
        self.scene.tree.text(file)
    }

    /// What stands where in the file; read once for all problems.
    pub fn places(&self, file: &str) -> Rc<Places> {
        let read = || Rc::new(self.text(file).map(|text| Places::of(file, text)).unwrap_or_default());
        self.places.borrow_mut().entry(file.to_owned()).or_insert_with(read).clone()
    }

    /// The packages that the project around the file declares.
    pub fn declared(&self, file: &str) -> Option<&BTreeSet<String>> {
        self.declared.get(self.surrounding(file)?.project.root.as_str())
    }

    /// The innermost TypeScript project around the file.
    pub fn surrounding(&self, file: &str) -> Option<&'a Surrounding> {
        let around =
            self.scene.projects.iter().filter(|known| known.project.language == Language::TypeScript && known.project.contains(file));
        around.max_by_key(|known| known.project.root.len())
    }

    /// Where `specifier`, written in `file`, leads.
    pub fn resolve(&self, file: &str, specifier: &str) -> Target {
        if let Some(path) = self.scene.imports.resolve(self.scene.tree, file, specifier) {
            return Target::File(path);
        }
        let is_local =
            specifier.starts_with('.') || self.aliases(file).iter().any(|alias| alias.pattern != "*" && alias.inner(specifier).is_some());
        if is_local { Target::Nothing } else { Target::Package(specifier.to_owned()) }
    }

    /// Where what `name` means at `offset` of `file` is declared: the file, and the range of its name there.
    pub fn declaration(&self, file: &str, name: &str, offset: usize) -> Option<(String, Range<usize>)> {
        let module = self.modules.get(file)?;
        let binding = module.binding_at(name, offset)?;
        if binding.kind != BindingKind::Import {
            return Some((file.to_owned(), binding.range.clone()));
        }
        let mut names = module.imports.iter().flat_map(|import| import.names.iter().map(move |imported| (import, imported)));
        let (import, imported) = names.find(|(_, imported)| imported.local == name)?;
        self.passed_on(file, &import.module, &imported.what, 8)
    }

    fn passed_on(&self, file: &str, specifier: &str, what: &What, depth: usize) -> Option<(String, Range<usize>)> {
        let name = match what {
            What::Named(name) => name.as_str(),
            What::Default => "default",
            What::Namespace => return None,
        };
        let Target::File(path) = self.resolve(file, specifier) else { return None };
        let module = self.modules.get(path.as_str()).filter(|_| depth > 0)?;
        match module.exports.get(name) {
            Some(Export { from: Some((specifier, what)), .. }) => self.passed_on(&path, specifier, what, depth - 1),
            Some(export) => {
                let local = export.local.as_ref()?;
                let own = module.bindings.iter().filter(|binding| binding.name == *local && binding.kind != BindingKind::Import);
                own.max_by_key(|binding| binding.scope.len()).map(|binding| (path.clone(), binding.range.clone()))
            }
            None => module.stars.iter().find_map(|star| self.passed_on(&path, star, what, depth - 1)),
        }
    }

    fn aliases(&self, file: &str) -> &'a [Alias] {
        self.scene.imports.script_settings(file).map_or(&[], |settings| &settings.aliases)
    }

    /// All that a file of the tree exports, also through `export *`.
    pub fn exports_of(&self, file: &str) -> BTreeMap<String, Export> {
        let mut found = BTreeMap::new();
        self.collect_exports(file, &mut found, &mut BTreeSet::new());
        found
    }

    fn collect_exports(&self, file: &str, found: &mut BTreeMap<String, Export>, seen: &mut BTreeSet<String>) {
        let Some(module) = self.modules.get(file).filter(|_| seen.insert(file.to_owned())) else { return };
        for (name, export) in &module.exports {
            let mut export = export.clone();
            export.is_type = export.is_type || self.is_type(file, &export, 8);
            found.entry(name.clone()).or_insert(export);
        }
        for star in &module.stars {
            match self.resolve(file, star) {
                Target::File(inner) => {
                    let mut below = BTreeMap::new();
                    self.collect_exports(&inner, &mut below, seen);
                    below.remove("default");
                    below.into_iter().for_each(|(name, export)| {
                        found.entry(name).or_insert(export);
                    });
                }
                Target::Package(package) => {
                    for (name, is_type) in self.package_exports(file, &package).iter().filter(|(name, _)| *name != "default") {
                        let from = Some((package.clone(), What::Named(name.clone())));
                        found.entry(name.clone()).or_insert(Export { is_type: *is_type, local: None, from });
                    }
                }
                Target::Nothing => {}
            }
        }
    }

    /// Whether an export of `file` is a type alone.
    fn is_type(&self, file: &str, export: &Export, depth: usize) -> bool {
        let Some(module) = self.modules.get(file).filter(|_| depth > 0) else { return false };
        match &export.from {
            Some((specifier, What::Named(name))) => match self.resolve(file, specifier) {
                Target::File(inner) => {
                    let inner_export = self.modules.get(inner.as_str()).and_then(|module| module.exports.get(name));
                    inner_export.is_some_and(|export| export.is_type || self.is_type(&inner, export, depth - 1))
                }
                Target::Package(package) => self.package_exports(file, &package).get(name).copied().unwrap_or(false),
                Target::Nothing => false,
            },
            Some(_) => false,
            None => export.local.as_ref().is_some_and(|local| {
                let mut own = module.bindings.iter().filter(|binding| binding.name == *local && binding.scope.start == 0).peekable();
                own.peek().is_some() && own.all(|binding| binding.kind == BindingKind::Type)
            }),
        }
    }

    /// What a package, or a part of one, exports: name to whether it is a type alone. Nothing where it is not there.
    pub fn package_exports(&self, file: &str, specifier: &str) -> Arc<BTreeMap<String, bool>> {
        let node = self.surrounding(file).and_then(|known| known.node.as_ref());
        node.map(|node| self.library.packages.exports(node, parent(file), specifier)).unwrap_or_default()
    }

    /// What the target exports: name to whether it is a type alone.
    pub fn names_of(&self, file: &str, target: &Target) -> BTreeMap<String, bool> {
        match target {
            Target::File(path) => self.exports_of(path).into_iter().map(|(name, export)| (name, export.is_type)).collect(),
            Target::Package(package) => (*self.package_exports(file, package)).clone(),
            Target::Nothing => BTreeMap::new(),
        }
    }

    /// All imports of the project around `file`, without those of the file itself.
    pub fn imports_elsewhere(&self, file: &str) -> impl Iterator<Item = (&'a str, &Import)> {
        let root = self.surrounding(file).map(|known| known.project.root.clone());
        self.modules
            .iter()
            .filter(move |(path, _)| **path != file && self.surrounding(path).map(|known| &known.project.root) == root.as_ref())
            .flat_map(|(path, module)| module.imports.iter().map(move |import| (*path, import)))
    }

    /// How `file` would write an import of the tree's file `target`: as others write it, or as they write others.
    pub fn specifier(&self, file: &str, target: &str) -> String {
        let mut habits: BTreeMap<String, usize> = BTreeMap::new();
        for (_, import) in self.imports_elsewhere(file) {
            if !import.module.starts_with('.') && self.resolve(file, &import.module) == Target::File(target.to_owned()) {
                *habits.entry(import.module.clone()).or_default() += 1;
            }
        }
        let relative = self.relative(file, target);
        let alias = habits.into_iter().max_by_key(|(_, count)| *count).map(|(module, _)| module).or_else(|| self.aliased(file, target));
        let Some(alias) = alias else { return relative };
        let near = relative.starts_with("./");
        let of_kind = |path: &str, import: &Import| match self.resolve(path, &import.module) {
            Target::File(other) => Some(self.relative(path, &other).starts_with("./") == near),
            _ => None,
        };
        let count = |imports: &mut dyn Iterator<Item = (&str, &Import)>| {
            let (mut relatives, mut aliases) = (0, 0);
            for (path, import) in imports {
                if of_kind(path, import) == Some(true) {
                    *if import.module.starts_with('.') { &mut relatives } else { &mut aliases } += 1;
                }
            }
            (relatives, aliases)
        };
        let own = self.modules.get(file).map(|module| count(&mut module.imports.iter().map(|import| (file, import)))).unwrap_or_default();
        let (relatives, aliases) = if own.0 == own.1 { count(&mut self.imports_elsewhere(file)) } else { own };
        if relatives > aliases { relative } else { alias }
    }

    /// The path from `file` to `target`, with an ending or an `index` only where the project writes them.
    pub fn relative(&self, file: &str, target: &str) -> String {
        let path = climb(parent(file), &self.written(file, target));
        if path.starts_with('.') { path } else { format!("./{path}") }
    }

    pub fn aliased(&self, file: &str, target: &str) -> Option<String> {
        let written = self.written(file, target);
        self.aliases(file).iter().filter(|alias| alias.pattern != "*" && alias.pattern.contains('*')).find_map(|alias| {
            let inner = alias.targets.iter().find_map(|target| {
                let (head, tail) = target.split_once('*')?;
                written.strip_prefix(head)?.strip_suffix(tail)
            })?;
            Some(alias.pattern.replacen('*', inner, 1))
        })
    }

    /// The target's path as specifiers of the project end.
    fn written(&self, file: &str, target: &str) -> String {
        let ends = |import: &Import| {
            ENDINGS.iter().any(|ending| import.module.ends_with(ending)) && self.resolve(file, &import.module) != Target::Nothing
        };
        let (mut with, mut without, mut js) = (0, 0, 0);
        let mut own = self.modules.get(file).into_iter().flat_map(|module| module.imports.iter());
        let mut others = self.imports_elsewhere(file).map(|(_, import)| import);
        let local = own.by_ref().chain(others.by_ref()).filter(|import| import.module.starts_with('.') || import.module.starts_with("@/"));
        for import in local {
            let counted = if ends(import) { &mut with } else { &mut without };
            *counted += 1;
            js += usize::from(import.module.ends_with(".js"));
        }
        if with > without {
            return match target.strip_suffix(".ts").or(target.strip_suffix(".tsx")) {
                Some(stem) if js * 2 > with => format!("{stem}.js"),
                _ => target.to_owned(),
            };
        }
        let stem = ENDINGS.iter().find_map(|ending| target.strip_suffix(ending)).unwrap_or(target);
        stem.strip_suffix("/index").unwrap_or(stem).to_owned()
    }

    /// A proposal that changes one file, if the change makes a text that parses.
    pub fn proposal(&self, title: String, problem: &Problem<'_>, edits: Vec<(Range<usize>, String)>, rank: u8) -> Option<Proposal> {
        self.proposal_in(title, problem.file, edits, vec![problem.diagnostic], rank)
    }

    /// Like [`View::proposal`], in any file and for several diagnostics.
    pub fn proposal_in(
        &self,
        title: String,
        file: &str,
        edits: Vec<(Range<usize>, String)>,
        answers: Vec<&Diagnostic>,
        rank: u8,
    ) -> Option<Proposal> {
        let text = self.text(file)?;
        let edits = edits.into_iter().map(|(range, new)| replace(range, new)).collect();
        let made = apply(text, edits).filter(|made| made != text && super::module::parses(file, made))?;
        let mut answers: Vec<String> = answers.into_iter().map(|diagnostic| diagnostic.fingerprint.clone()).collect();
        answers.dedup();
        Some(Proposal { title, patch: Patch::of(file, made), answers, rank })
    }
}

/// Sources beyond this are generated, and nobody's to mend.
const LARGEST: usize = 1 << 20;

fn is_script(path: &str) -> bool {
    Grammar::of(path) == Some(Grammar::Script) && !path.split('/').any(|part| part == "node_modules")
}

/// The way from `folder` to `path`.
fn climb(folder: &str, path: &str) -> String {
    let from: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let to: Vec<&str> = path.split('/').collect();
    let shared = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
    let up = std::iter::repeat_n("..", from.len() - shared);
    let way: Vec<&str> = up.chain(to[shared.min(to.len())..].iter().copied()).collect();
    if way.is_empty() { ".".to_owned() } else { way.join("/") }
}

/// The packages that the manifest of the project at `root` declares, and those of the folders around it.
fn declared(tree: &Tree, root: &str) -> BTreeSet<String> {
    let manifests = std::iter::once(root).chain(folders_of(root)).filter_map(|folder| tree.text(&join(folder, "package.json")));
    let mut declared = BTreeSet::new();
    for manifest in manifests.filter_map(|text| serde_json::from_str::<Value>(text).ok()) {
        let groups = ["dependencies", "devDependencies", "peerDependencies"].iter().filter_map(|group| manifest[*group].as_object());
        declared.extend(groups.flat_map(|group| group.keys().cloned()));
    }
    declared
}

impl View<'_> {
    /// Whether the project marks imports of types, because it must or in whichever way it does; this file's own way counts first.
    pub fn marks_types(&self, file: &str) -> bool {
        let must = self.scene.imports.script_settings(file).is_some_and(|settings| settings.verbatim);
        let marks = |import: &Import| import.is_type || import.names.iter().any(|name| name.is_type);
        let own = self.modules.get(file).is_some_and(|module| module.imports.iter().any(marks));
        must || own || self.imports_elsewhere(file).any(|(_, import)| marks(import))
    }

    /// Whether types are imported by `import type { … }` rather than by `import { type … }`.
    pub fn writes_type_declarations(&self, file: &str) -> bool {
        let count = |imports: &mut dyn Iterator<Item = &Import>| {
            let (mut apart, mut inline) = (0, 0);
            for import in imports {
                apart += usize::from(import.is_type);
                inline += usize::from(!import.is_type && import.names.iter().any(|name| name.is_type));
            }
            (apart, inline)
        };
        let own = self.modules.get(file).map(|module| count(&mut module.imports.iter())).unwrap_or_default();
        let (apart, inline) = if own.0 == own.1 { count(&mut self.imports_elsewhere(file).map(|(_, import)| import)) } else { own };
        apart > inline
    }
}
