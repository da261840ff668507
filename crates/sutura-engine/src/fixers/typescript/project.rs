//! What the fixers see of a TypeScript project: its modules, where a specifier leads, and how the project writes specifiers.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    ops::Range,
    sync::{Arc, Mutex, PoisonError},
};

use serde_json::Value;

use super::{
    module::{Export, Import, Module, What},
    packages::Packages,
};
use crate::{
    diagnostic::Diagnostic,
    fixers::{
        Proposal, Scene, Surrounding,
        text::{apply, offset_of, replace},
    },
    patch::Patch,
    workspace::{
        Digest, Language,
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
    configs: BTreeMap<&'a str, Config>,
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

/// What the settings of a project's compiler say about imports.
#[derive(Clone, Debug, Default)]
pub(super) struct Config {
    /// Pattern to replacements, relative to the tree.
    pub aliases: Vec<(String, Vec<String>)>,
    pub base: Option<String>,
    /// Whether what is a type alone must be imported as such.
    pub verbatim: bool,
    pub declared: BTreeSet<String>,
}

pub(super) const ENDINGS: [&str; 7] = [".ts", ".tsx", ".d.ts", ".mts", ".js", ".jsx", ".mjs"];

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
        let configs = projects.map(|known| (known.project.root.as_str(), Config::of(scene, known))).collect();
        Self { scene, modules, library, configs }
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

    /// The settings that hold for the file.
    pub fn config(&self, file: &str) -> Option<&Config> {
        self.configs.get(self.surrounding(file)?.project.root.as_str())
    }

    /// The innermost TypeScript project around the file.
    pub fn surrounding(&self, file: &str) -> Option<&'a Surrounding> {
        let around =
            self.scene.projects.iter().filter(|known| known.project.language == Language::TypeScript && known.project.contains(file));
        around.max_by_key(|known| known.project.root.len())
    }

    /// Where `specifier`, written in `file`, leads.
    pub fn resolve(&self, file: &str, specifier: &str) -> Target {
        let found = |path: Option<String>| path.and_then(|path| self.file_at(&path)).map(Target::File);
        if specifier.starts_with('.') {
            return found(lexical(parent(file), specifier)).unwrap_or(Target::Nothing);
        }
        let Some(config) = self.config(file) else { return Target::Package(specifier.to_owned()) };
        let mut matched = false;
        for (pattern, replacements) in &config.aliases {
            let Some(rest) = alias_rest(pattern, specifier) else { continue };
            matched = matched || pattern != "*";
            for replacement in replacements {
                if let Some(target) = found(lexical("", &replacement.replacen('*', rest, 1))) {
                    return target;
                }
            }
        }
        if let Some(target) = config.base.as_ref().and_then(|base| found(lexical(base, specifier))) {
            return target;
        }
        if matched { Target::Nothing } else { Target::Package(specifier.to_owned()) }
    }

    /// The file that a path without ending means.
    pub fn file_at(&self, path: &str) -> Option<String> {
        let has = |path: &str| self.scene.tree.files().contains_key(path);
        let stem = ["js", "jsx", "mjs"].iter().find_map(|ending| path.strip_suffix(ending)?.strip_suffix('.'));
        let with_ending = |path: &str| ENDINGS.iter().map(|ending| format!("{path}{ending}")).find(|path| has(path));
        (has(path) && !path.is_empty())
            .then(|| path.to_owned())
            .or_else(|| with_ending(path))
            .or_else(|| stem.and_then(with_ending))
            .or_else(|| with_ending(&join(path, "index")))
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
                own.peek().is_some() && own.all(|binding| binding.kind == super::module::BindingKind::Type)
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
        self.config(file)?.aliases.iter().find_map(|(pattern, replacements)| {
            let replacement = replacements.iter().find_map(|replacement| {
                let (head, tail) = replacement.split_once('*')?;
                written.strip_prefix(head.trim_start_matches("./"))?.strip_suffix(tail)
            })?;
            (pattern.len() > 1 && pattern.contains('*')).then(|| pattern.replacen('*', replacement, 1))
        })
    }

    /// The target's path as specifiers of the project end.
    fn written(&self, file: &str, target: &str) -> String {
        let ends = |import: &Import| {
            ENDINGS.iter().chain([".js"].iter()).any(|ending| import.module.ends_with(ending))
                && self.resolve(file, &import.module) != Target::Nothing
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
        let ending = [".d.ts", ".ts", ".tsx", ".mts", ".js", ".jsx", ".mjs"].into_iter().find_map(|ending| target.strip_suffix(ending));
        let stem = ending.unwrap_or(target);
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
    ENDINGS.iter().any(|ending| path.ends_with(ending)) && !path.split('/').any(|part| part == "node_modules")
}

/// What `*` stands for where `specifier` fits `pattern`.
fn alias_rest<'s>(pattern: &str, specifier: &'s str) -> Option<&'s str> {
    match pattern.split_once('*') {
        Some((head, tail)) => specifier.strip_prefix(head)?.strip_suffix(tail),
        None => (pattern == specifier).then_some(""),
    }
}

/// `folder/path` without `.` and `..`; nothing where it leads out of the tree.
pub(super) fn lexical(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
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

impl Config {
    fn of(scene: &Scene<'_>, known: &Surrounding) -> Self {
        let mut config = Self::default();
        let is_settings = |path: &str| {
            let name = path.rsplit('/').next().unwrap_or(path);
            parent(path) == known.project.root && (name.starts_with("tsconfig") || name.starts_with("jsconfig")) && name.ends_with(".json")
        };
        let mut open: Vec<String> = scene.tree.files().keys().filter(|path| is_settings(path)).cloned().collect();
        let mut seen = BTreeSet::new();
        while let Some(path) = open.pop().filter(|_| seen.len() < 30) {
            if seen.insert(path.clone()) {
                config.add(scene, &path, &mut open);
            }
        }
        // Of several patterns the longest one wins.
        config.aliases.sort_by_key(|(pattern, _)| std::cmp::Reverse(pattern.len()));
        config.aliases.dedup_by(|one, other| one.0 == other.0);
        for folder in std::iter::once(known.project.root.as_str()).chain(folders_of(&known.project.root)) {
            let manifest = scene.tree.text(&join(folder, "package.json")).and_then(|text| serde_json::from_str::<Value>(text).ok());
            let groups = ["dependencies", "devDependencies", "peerDependencies"];
            let declared = manifest.iter().flat_map(|manifest| groups.iter().filter_map(|group| manifest[*group].as_object()));
            config.declared.extend(declared.flat_map(|group| group.keys().cloned()));
        }
        config
    }

    fn add(&mut self, scene: &Scene<'_>, path: &str, open: &mut Vec<String>) {
        let Some(text) = scene.tree.text(path) else { return };
        let Ok(Some(value)) = jsonc_parser::parse_to_serde_value::<Option<Value>>(text, &Default::default()) else { return };
        let options = &value["compilerOptions"];
        let base = options["baseUrl"].as_str().and_then(|base| lexical(parent(path), base));
        self.verbatim |= options["verbatimModuleSyntax"] == true || options["importsNotUsedAsValues"] == "error";
        for (pattern, replacements) in options["paths"].as_object().into_iter().flatten() {
            let folder = base.as_deref().unwrap_or(parent(path));
            let paths = replacements.as_array().into_iter().flatten().filter_map(|path| lexical(folder, path.as_str()?)).collect();
            self.aliases.push((pattern.clone(), paths));
        }
        self.base = base.or(self.base.take());
        let extends = match &value["extends"] {
            Value::String(one) => vec![one.as_str()],
            Value::Array(many) => many.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        for target in extends.into_iter().filter(|target| target.starts_with('.')) {
            let inside = lexical(parent(path), target);
            open.extend(
                inside.into_iter().flat_map(|path| [format!("{path}.json"), path]).filter(|path| scene.tree.files().contains_key(path)),
            );
        }
    }
}

impl View<'_> {
    /// Whether the project marks imports of types, in whichever way; this file's own way counts first.
    pub fn marks_types(&self, file: &str) -> bool {
        let marks = |import: &Import| import.is_type || import.names.iter().any(|name| name.is_type);
        let own = self.modules.get(file).is_some_and(|module| module.imports.iter().any(marks));
        own || self.imports_elsewhere(file).any(|(_, import)| marks(import))
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
