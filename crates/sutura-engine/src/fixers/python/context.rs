//! What the Python fixers know: the modules of the tree, and those of packages and the standard library, read when they are asked for.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use super::outline::{Class, Definition, Import, Outline};
use crate::{
    diagnostic::Diagnostic,
    fixers::{Scene, Surrounding},
    workspace::{Digest, Grammar, Language, SourceFile},
};

/// Outlines by the content, and packages by the path, of their files; shared by all fixers, since they ask for the same.
#[derive(Default)]
pub(super) struct Memo {
    sources: Mutex<HashMap<Digest, Arc<Outline>>>,
    library: Mutex<HashMap<PathBuf, Option<Arc<Outline>>>>,
}

/// A scene with what is known about its Python modules.
pub(super) struct Context<'a> {
    pub scene: &'a Scene<'a>,
    memo: &'a Memo,
}

/// Where a module is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Module {
    /// A file of the tree.
    Source(String),
    /// A folder of the tree without `__init__.py`.
    Folder(String),
    /// A file of a package or of the standard library.
    Library(PathBuf),
    /// A folder of a package without `__init__.py`.
    LibraryFolder(PathBuf),
}

/// How many re-exports are followed.
const MAX_HOPS: usize = 8;

const MAX_LIBRARY_BYTES: u64 = 1 << 20;

impl<'a> Context<'a> {
    pub fn new(scene: &'a Scene<'a>, memo: &'a Memo) -> Self {
        Self { scene, memo }
    }

    /// The text of a Python file of the tree that a parser can be given.
    pub fn text(&self, path: &str) -> Option<&'a str> {
        self.scene.tree.text(path).filter(|text| is_python(path) && Grammar::Python.can_parse(text))
    }

    /// The outline of a file of the tree.
    pub fn outline(&self, path: &str) -> Option<Arc<Outline>> {
        let file = self.scene.tree.files().get(path)?;
        self.outline_of(path, file)
    }

    fn outline_of(&self, path: &str, file: &SourceFile) -> Option<Arc<Outline>> {
        if !is_python(path) {
            return None;
        }
        if let Some(known) = lock(&self.memo.sources).get(&file.digest) {
            return Some(known.clone());
        }
        let outline = Arc::new(Outline::of(file.text().filter(|text| Grammar::Python.can_parse(text))?));
        lock(&self.memo.sources).insert(file.digest, outline.clone());
        Some(outline)
    }

    /// All Python files of the project of `path`, with their outlines.
    pub fn neighbours(&self, path: &str) -> Vec<(&'a str, Arc<Outline>)> {
        let project = self.project(path);
        let files = self.scene.tree.files().iter().filter(|(other, _)| project.is_none_or(|own| own.project.contains(other)));
        files.filter_map(|(other, file)| Some((other.as_str(), self.outline_of(other, file)?))).collect()
    }

    /// The diagnostics about Python files that are errors, with the text of their file.
    pub fn errors(&self) -> impl Iterator<Item = (&'a Diagnostic, &'a str)> {
        let errors = self.scene.diagnostics.iter().filter(|diagnostic| diagnostic.is_error());
        errors.filter_map(|diagnostic| Some((diagnostic, self.text(&diagnostic.file)?)))
    }

    fn project(&self, path: &str) -> Option<&'a Surrounding> {
        let python = self.scene.projects.iter().filter(|known| known.project.language == Language::Python);
        python.filter(|known| known.project.contains(path)).max_by_key(|known| known.project.root.len())
    }

    /// The folders of the tree that absolute imports in `path` start from, without a `/` at the end.
    pub fn roots(&self, path: &str) -> Vec<String> {
        let Some(known) = self.project(path) else {
            return vec![String::new()];
        };
        let root = known.project.root.clone();
        let source = join(&root, "src");
        let has_source = self.is_folder(&source) && !self.scene.tree.files().contains_key(&format!("{source}/__init__.py"));
        let local = known.python.iter().flat_map(|python| python.local.iter().cloned());
        has_source.then_some(source).into_iter().chain([root]).chain(local).collect()
    }

    fn is_folder(&self, path: &str) -> bool {
        let prefix = format!("{path}/");
        self.scene.tree.files().range(prefix.clone()..).next().is_some_and(|(first, _)| first.starts_with(&prefix))
    }

    /// The dotted name under which files like `path` are imported, and whether it is a package's `__init__.py`.
    pub fn dotted(&self, path: &str) -> Option<String> {
        let root =
            self.roots(path).into_iter().filter(|root| root.is_empty() || path.starts_with(&format!("{root}/"))).max_by_key(String::len)?;
        let inside = if root.is_empty() { path } else { &path[root.len() + 1..] };
        let stem = inside.strip_suffix(".py").or(inside.strip_suffix(".pyi"))?;
        let stem = stem.strip_suffix("/__init__").unwrap_or(stem);
        let dotted = stem.replace('/', ".");
        dotted.split('.').all(is_identifier).then_some(dotted)
    }

    /// The absolute name of the module that an import in `path` speaks of.
    pub fn absolute(&self, path: &str, module: &str, level: u32) -> Option<String> {
        if level == 0 {
            return Some(module.to_owned());
        }
        let own = self.dotted(path)?;
        let mut parts: Vec<&str> = own.split('.').collect();
        let up = level as usize - usize::from(path.ends_with("/__init__.py"));
        parts.truncate(parts.len().checked_sub(up)?);
        parts.extend(module.split('.').filter(|part| !part.is_empty()));
        Some(parts.join("."))
    }

    /// The module of this absolute name, as a file at `path` sees it.
    pub fn module(&self, path: &str, dotted: &str) -> Option<Module> {
        if dotted.is_empty() || !dotted.split('.').all(is_identifier) {
            return None;
        }
        let relative = dotted.replace('.', "/");
        self.own_module(path, &relative).or_else(|| self.library_module(path, &relative))
    }

    fn own_module(&self, path: &str, relative: &str) -> Option<Module> {
        let files = self.scene.tree.files();
        self.roots(path).into_iter().find_map(|root| {
            let base = join(&root, relative);
            let file = [format!("{base}/__init__.py"), format!("{base}.py"), format!("{base}.pyi")]
                .into_iter()
                .find(|file| files.contains_key(file));
            file.map(Module::Source).or_else(|| self.is_folder(&base).then_some(Module::Folder(base)))
        })
    }

    fn library_module(&self, path: &str, relative: &str) -> Option<Module> {
        let known = self.project(path)?;
        let packages = known.python.as_ref().and_then(|python| python.site_packages.as_deref());
        let stubs = relative.split_once('/').map_or_else(|| format!("{relative}-stubs"), |(top, rest)| format!("{top}-stubs/{rest}"));
        let places = [
            known.typeshed.as_ref().map(|folder| folder.join(relative)),
            packages.map(|folder| folder.join(stubs)),
            packages.map(|folder| folder.join(relative)),
        ];
        places.into_iter().flatten().find_map(|base| {
            let with = |ending: &str| PathBuf::from(format!("{}{ending}", base.display()));
            let files = [base.join("__init__.pyi"), base.join("__init__.py"), with(".pyi"), with(".py")];
            files
                .into_iter()
                .find(|file| file.is_file())
                .map(Module::Library)
                .or_else(|| base.is_dir().then_some(Module::LibraryFolder(base)))
        })
    }

    /// Whether a module of this absolute name belongs to the tree.
    pub fn is_own(&self, path: &str, dotted: &str) -> bool {
        let top = dotted.split('.').next().unwrap_or(dotted);
        is_identifier(top) && self.own_module(path, top).is_some()
    }

    /// Whether it belongs to the standard library.
    pub fn is_standard(&self, path: &str, dotted: &str) -> bool {
        let top = dotted.split('.').next().unwrap_or(dotted);
        top == "__future__"
            || self
                .project(path)
                .and_then(|known| known.typeshed.as_ref())
                .is_some_and(|folder| is_identifier(top) && (folder.join(top).is_dir() || folder.join(format!("{top}.pyi")).is_file()))
    }

    /// What is known of a module's content.
    pub fn outline_of_module(&self, module: &Module) -> Option<Arc<Outline>> {
        match module {
            Module::Source(path) => self.outline(path),
            Module::Library(path) => self.library_outline(path),
            Module::Folder(_) | Module::LibraryFolder(_) => None,
        }
    }

    fn library_outline(&self, path: &Path) -> Option<Arc<Outline>> {
        if let Some(known) = lock(&self.memo.library).get(path) {
            return known.clone();
        }
        let is_small = fs::metadata(path).is_ok_and(|file| file.len() <= MAX_LIBRARY_BYTES);
        let text = is_small.then(|| fs::read_to_string(path).ok()).flatten().filter(|text| Grammar::Python.can_parse(text));
        let outline = text.map(|text| Arc::new(Outline::of(&text)));
        lock(&self.memo.library).insert(path.to_owned(), outline.clone());
        outline
    }

    /// The modules directly below a package.
    pub fn submodules(&self, module: &Module) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let own = |folder: &str, found: &mut BTreeSet<String>| {
            let prefix = format!("{folder}/");
            for (path, _) in self.scene.tree.files().range(prefix.clone()..).take_while(|(path, _)| path.starts_with(&prefix)) {
                let rest = &path[prefix.len()..];
                found
                    .extend(rest.split('/').next().map(|first| first.trim_end_matches(".py").to_owned()).filter(|_| rest.ends_with(".py")));
            }
        };
        let library = |folder: &Path, found: &mut BTreeSet<String>| {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                let name = entry.file_name().to_string_lossy().into_owned();
                let stem = name.strip_suffix(".pyi").or(name.strip_suffix(".py")).map(str::to_owned);
                found.extend(stem.or_else(|| entry.path().is_dir().then_some(name)));
            }
        };
        match module {
            Module::Source(path) => path.strip_suffix("/__init__.py").into_iter().for_each(|folder| own(folder, &mut found)),
            Module::Folder(folder) => own(folder, &mut found),
            Module::Library(path) => {
                let is_package = path.file_stem().is_some_and(|stem| stem == "__init__");
                path.parent().filter(|_| is_package).into_iter().for_each(|folder| library(folder, &mut found));
            }
            Module::LibraryFolder(folder) => library(folder, &mut found),
        }
        found.retain(|name| is_identifier(name) && name != "__init__" && name != "__pycache__");
        found
    }

    /// The names that can be imported from a module: its own, and those of its submodules.
    pub fn exports(&self, path: &str, dotted: &str) -> BTreeSet<String> {
        self.module(path, dotted).map_or_else(BTreeSet::new, |module| self.exports_of(path, dotted, &module, 0))
    }

    fn exports_of(&self, path: &str, dotted: &str, module: &Module, hops: usize) -> BTreeSet<String> {
        let mut names = self.submodules(module);
        let Some(outline) = self.outline_of_module(module).filter(|_| hops < MAX_HOPS) else {
            return names;
        };
        let is_stub = matches!(module, Module::Library(file) if file.extension().is_some_and(|ending| ending == "pyi"));
        let is_public = |name: &str, what: &Definition| match what {
            // In a stub only `import x as x` exports.
            Definition::Import(index) if is_stub => outline.imports.get(*index).is_some_and(|import| import.alias.as_deref() == Some(name)),
            _ => true,
        };
        names.extend(outline.names.iter().filter(|(name, what)| is_public(name, what)).map(|(name, _)| name.clone()));
        names.extend(outline.all.iter().flatten().cloned());
        for star in outline.imports.iter().filter(|import| import.name.as_deref() == Some("*")) {
            if let Some((inner, place)) = self.imported_module(path, dotted, module, star) {
                names.extend(self.exports_of(path, &inner, &place, hops + 1).into_iter().filter(|name| !name.starts_with('_')));
            }
        }
        names
    }

    /// The module that an import in the module `dotted` takes from.
    fn imported_module(&self, path: &str, dotted: &str, module: &Module, import: &Import) -> Option<(String, Module)> {
        let is_package = match module {
            Module::Source(file) => file.ends_with("__init__.py"),
            Module::Library(file) => file.file_stem().is_some_and(|stem| stem == "__init__"),
            _ => true,
        };
        let absolute = if import.level == 0 {
            import.module.clone()
        } else {
            let mut parts: Vec<&str> = dotted.split('.').collect();
            parts.truncate(parts.len().checked_sub(import.level as usize - usize::from(is_package))?);
            parts.extend(import.module.split('.').filter(|part| !part.is_empty()));
            parts.join(".")
        };
        Some((absolute.clone(), self.module(path, &absolute)?))
    }

    /// What `name` in the module `dotted` is, and the module that defines it.
    pub fn definition(&self, path: &str, dotted: &str, name: &str) -> Option<(String, Definition)> {
        self.definition_within(path, dotted, name, 0)
    }

    fn definition_within(&self, path: &str, dotted: &str, name: &str, hops: usize) -> Option<(String, Definition)> {
        if hops >= MAX_HOPS {
            return None;
        }
        let module = self.module(path, dotted)?;
        let outline = self.outline_of_module(&module)?;
        match outline.names.get(name) {
            Some(Definition::Import(index)) => {
                let import = outline.imports.get(*index)?;
                let original = import.name.as_ref()?;
                let (inner, _) = self.imported_module(path, dotted, &module, import)?;
                self.definition_within(path, &inner, original, hops + 1)
            }
            Some(found) => Some((dotted.to_owned(), found.clone())),
            None => outline.imports.iter().filter(|import| import.name.as_deref() == Some("*")).find_map(|star| {
                let (inner, _) = self.imported_module(path, dotted, &module, star)?;
                self.definition_within(path, &inner, name, hops + 1)
            }),
        }
    }

    /// What a name in the file at `path` stands for, through its imports, and the module that defines it.
    pub fn resolve(&self, path: &str, name: &str) -> Option<(String, Definition)> {
        let own = self.dotted(path)?;
        self.definition(path, &own, name)
    }

    /// The members of a class and of all its bases, and whether all bases are known.
    pub fn members(&self, path: &str, dotted: &str, class: &Class) -> (BTreeMap<String, super::outline::Member>, bool) {
        self.members_within(path, dotted, class, 0)
    }

    fn members_within(&self, path: &str, dotted: &str, class: &Class, hops: usize) -> (BTreeMap<String, super::outline::Member>, bool) {
        let mut members = class.members.clone();
        let mut is_whole = true;
        for base in &class.bases {
            let top = base.split('.').next().unwrap_or(base);
            if matches!(top, "object" | "Generic" | "Protocol" | "ABC") {
                continue;
            }
            let found = match base.rsplit_once('.') {
                None => self.definition(path, dotted, base),
                Some((module, name)) => self.definition(path, module, name),
            };
            match found {
                Some((place, Definition::Class(inner))) if hops < MAX_HOPS && (place.as_str(), &inner) != (dotted, class) => {
                    let (further, whole) = self.members_within(path, &place, &inner, hops + 1);
                    is_whole &= whole;
                    for (name, member) in further {
                        members.entry(name).or_insert(member);
                    }
                }
                _ => is_whole = false,
            }
        }
        (members, is_whole)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    // What is behind the lock is a cache, whole at every moment.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn is_python(path: &str) -> bool {
    path.ends_with(".py") || path.ends_with(".pyi")
}

/// Whether a text is a name of Python.
pub(super) fn is_identifier(text: &str) -> bool {
    let mut letters = text.chars();
    letters.next().is_some_and(|first| first.is_alphabetic() || first == '_')
        && letters.all(|letter| letter.is_alphanumeric() || letter == '_')
}

fn join(folder: &str, path: &str) -> String {
    if folder.is_empty() { path.to_owned() } else { format!("{folder}/{path}") }
}
