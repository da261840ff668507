//! Where the contract between a backend and its clients comes from: a document, an address, or a FastAPI application that is imported.

mod app;
mod error;
mod generated;
mod import;
mod interpreter;
mod kept;
mod reading;
pub(crate) mod requests;
mod source;
mod uses;

use std::{
    collections::BTreeMap,
    fmt, fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use globset::GlobSet;
use sutura_contract::Contract;
use tokio::sync::Mutex;

pub use app::App;
pub use error::SourceError;
pub use generated::generated;
pub(crate) use generated::generated_in;
pub use source::Source;
pub use uses::uses;

use self::{
    import::{Import, SCRIPT, import},
    interpreter::{Interpreter, interpreter},
    kept::{Imported, Kept},
    reading::{Beside, Reading},
};
use crate::{
    dependencies::{DEFAULT_PYTHON, Store, Surroundings, python_version_of},
    network::{FetchError, Fetched, Proxies, fetch, joined, without_credentials},
    process::{Launcher, Sandbox},
    progress::Progress,
    settings::{ContractSettings, Isolation},
    workspace::{self, Digest, Language, Project, Side, Tree, discover, discover::is_below},
};

/// Finds and reads contracts. Cheap to clone.
#[derive(Clone)]
pub struct Contracts {
    mirrors: PathBuf,
    launcher: Launcher,
    store: Store,
    proxies: Proxies,
    progress: Arc<dyn Progress>,
    kept: Arc<Kept>,
    interpreters: Arc<Mutex<BTreeMap<String, Interpreter>>>,
}

/// The tree whose contract is asked for.
#[derive(Clone, Copy)]
pub struct About<'a> {
    /// The canonical path of the folder that the tree was read from.
    pub root: &'a Path,
    /// The sources.
    pub tree: &'a Tree,
    /// The projects in the tree.
    pub projects: &'a [Project],
    /// What the settings say about the contract.
    pub settings: &'a ContractSettings,
    /// Whether the user stands behind these settings: they may then ask an address, and import without a sandbox.
    pub trusted: bool,
}

/// A contract, and what it was read from.
#[derive(Clone, Debug)]
pub struct Sourced {
    /// The contract.
    pub contract: Contract,
    /// What the reader should know, each in a line.
    pub notes: Vec<String>,
    /// What it was read from.
    pub origin: Origin,
}

/// What a contract was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A FastAPI application that was imported.
    App {
        /// The folder of its project, relative to the tree's root.
        project: String,
        /// The application, as `app.main:app`.
        app: String,
        /// Whether it was kept in a sandbox.
        isolated: bool,
    },
    /// A file: of the tree, or as the user named it.
    File(String),
    /// An address.
    Url(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::App { app: name, .. } | Self::File(name) | Self::Url(name)) = self;
        f.write_str(name)
    }
}

/// What a tree has as source of its contract.
enum Located {
    Document(String),
    App(App),
    Several(Vec<String>),
    Nothing,
}

/// The address that the settings name as source, which they may only where the user stands behind them.
///
/// # Errors
/// Where there is one, and the settings are not trusted.
pub fn address_in(settings: &ContractSettings, trusted: bool) -> Result<Option<&str>, SourceError> {
    match settings.source.as_deref().filter(|source| source.contains("://")) {
        Some(url) if !trusted => {
            let hint = "Name the source on the command line, or run `sutura trust` if the address is yours.";
            Err(named(format!("sutura.toml names {} as the source, and is not trusted", without_credentials(url)), hint))
        }
        url => Ok(url),
    }
}

impl Contracts {
    /// Documents are kept below `folder`, and copies of sources made below `mirrors`.
    pub fn new(folder: PathBuf, mirrors: PathBuf, launcher: Launcher, store: Store, proxies: Proxies, progress: Arc<dyn Progress>) -> Self {
        let kept = Arc::new(Kept { folder, ..Kept::default() });
        Self { mirrors, launcher, store, proxies, progress, kept, interpreters: Arc::default() }
    }

    /// The contract of a tree: of the source that the settings name, else of its one FastAPI application, else of a manifest or document in it.
    /// None where it has none of these, or several applications of which nobody says which one counts.
    pub async fn of_tree(&self, about: &About<'_>) -> Result<Option<Arc<Sourced>>, SourceError> {
        let settings = ContractSettings { external_refs: about.settings.external_refs && about.trusted, ..about.settings.clone() };
        let about = &About { settings: &settings, ..*about };
        if let Some(url) = address_in(about.settings, about.trusted)? {
            return self.of_url(url, about.settings).await.map(Some);
        }
        match located(about)? {
            Located::App(app) => self.of_app(&app, about).await.map(Some),
            Located::Document(path) => self.of_file_in(about, path).map(Some),
            Located::Several(_) | Located::Nothing => Ok(None),
        }
    }

    /// The contract of what the user names. Its code may run, with the user's rights where there is no sandbox, unless the settings forbid that.
    pub async fn of_source(&self, source: &Source, settings: &ContractSettings) -> Result<Arc<Sourced>, SourceError> {
        match source {
            Source::Url(url) => self.of_url(url, settings).await,
            Source::File(path) => {
                let bytes = fs::read(path).map_err(|source| SourceError::File { path: path.clone(), source })?;
                let origin = Origin::File(path.display().to_string());
                let beside = Beside::Folder(path.parent().map(Path::to_owned).unwrap_or_default());
                self.read(&bytes, origin, beside, Vec::new(), settings)
            }
            Source::Stdin => Err(named("standard input was not read".to_owned(), "Name a file.")),
            Source::Folder(_) => self.of_folder(source, None, settings).await,
            Source::App { module, attribute, .. } => self.of_folder(source, Some(format!("{module}:{attribute}")), settings).await,
        }
    }

    /// The contract in a text that the user brings, and which `place` names in errors.
    pub fn of_text(&self, bytes: &[u8], place: &str, settings: &ContractSettings) -> Result<Arc<Sourced>, SourceError> {
        self.read(bytes, Origin::File(place.to_owned()), Beside::Nothing, Vec::new(), settings)
    }

    fn of_file_in(&self, about: &About<'_>, path: String) -> Result<Arc<Sourced>, SourceError> {
        let bytes = about.tree.files().get(&path).map(|file| file.bytes.clone()).unwrap_or_default();
        let beside = about.root.join(&path).parent().map(Path::to_owned).unwrap_or_default();
        self.read(&bytes, Origin::File(path), Beside::Folder(beside), Vec::new(), about.settings)
    }

    fn read(
        &self,
        bytes: &[u8],
        origin: Origin,
        beside: Beside,
        notes: Vec<String>,
        settings: &ContractSettings,
    ) -> Result<Arc<Sourced>, SourceError> {
        Reading { bytes, origin, notes, beside, proxies: &self.proxies }.contract(settings).map(Arc::new)
    }

    async fn of_folder(&self, named: &Source, source: Option<String>, settings: &ContractSettings) -> Result<Arc<Sourced>, SourceError> {
        let folder = named.folder().unwrap_or(Path::new("."));
        let root = folder.canonicalize().map_err(|source| SourceError::File { path: folder.to_owned(), source })?;
        let tree = workspace::read(&root, &GlobSet::empty())?;
        let isolation = settings.isolation.or(Some(Isolation::Best));
        let settings = ContractSettings { source, isolation, ..settings.clone() };
        let about = About { root: &root, tree: &tree, projects: &discover(&tree), settings: &settings, trusted: true };
        self.of_named(&about).await.map_err(|error| error.seen_from(folder))
    }

    /// The contract of a tree, where there has to be one.
    pub async fn of_named(&self, about: &About<'_>) -> Result<Arc<Sourced>, SourceError> {
        if let Located::Several(names) = located(about)? {
            let message = format!("{} has several FastAPI applications: {}", about.root.display(), names.join(", "));
            return Err(named(message, "Name one of them, here or as `contract.source` in sutura.toml."));
        }
        self.of_tree(about).await?.ok_or_else(|| {
            let message = format!("{} has no FastAPI application, no api_manifest.json and no openapi.json", about.root.display());
            named(message, "Name a document, an address, the backend's folder, or the application as package.module:app.")
        })
    }

    /// The document at `url`; where that is none, the one that a FastAPI server has beside it.
    async fn of_url(&self, url: &str, settings: &ContractSettings) -> Result<Arc<Sourced>, SourceError> {
        let url = &without_credentials(url);
        let _activity = self.progress.begin(&format!("Reading {url}"));
        let read = |fetched: Fetched| {
            let origin = Origin::Url(fetched.url.clone());
            self.read(&fetched.bytes, origin, Beside::Url(fetched.url), Vec::new(), settings)
        };
        let first = fetch(url, &self.proxies).await;
        let may_be_root = match &first {
            Ok(fetched) => !is_document(&fetched.bytes),
            Err(FetchError::Status { .. }) => true,
            Err(_) => false,
        };
        if may_be_root && let Ok(document) = fetch(&joined(&format!("{}/", url.trim_end_matches('/')), "openapi.json"), &self.proxies).await
        {
            return read(document);
        }
        read(first?)
    }

    async fn of_app(&self, app: &App, about: &About<'_>) -> Result<Arc<Sourced>, SourceError> {
        let isolated = Sandbox::is_available();
        let may_run_openly = about.trusted && about.settings.isolation == Some(Isolation::Best);
        if !isolated && !may_run_openly {
            return Err(SourceError::NotIsolated { app: app.name() });
        }
        let around = Surroundings::new(about.tree, about.root);
        let known = about.projects.iter().find(|project| project.language == Language::Python && project.root == app.project);
        let own = Project { root: app.project.clone(), language: Language::Python, has_manifest: false };
        let project = known.unwrap_or(&own);
        let wanted = python_version_of(&around, project);
        let python = self.interpreter(wanted.as_deref().unwrap_or(DEFAULT_PYTHON)).await.ok_or(SourceError::NoPython)?;
        let environment = self.store.python_to_run(&around, project, &python.version).await?;
        let tree = backend(about.tree, about.projects, &app.project);
        let settings = about.settings;
        let key = Digest::of_parts([
            SCRIPT,
            &python.version,
            &environment.resolved.hash,
            &tree.digest().to_string(),
            &format!("{app:?} {:?} {isolated}", settings.env),
        ]);
        let key_of_contract = Digest::of_parts([key.to_string(), format!("{:?} {}", settings.names, settings.external_refs)]);
        if let Some(sourced) = self.kept.recall(key_of_contract) {
            return Ok(sourced);
        }
        let imported = match self.kept.find(key) {
            Some(imported) => imported,
            None => {
                let _activity = self.progress.begin(&format!("Importing {}", app.name()));
                let import_it = Import {
                    launcher: &self.launcher,
                    mirrors: &self.mirrors,
                    tree,
                    app,
                    interpreter: &python,
                    wanted: wanted.as_deref(),
                    packages: environment.site_packages.as_deref(),
                    local: &environment.local,
                    variables: &settings.env,
                    time_limit: Duration::from_secs(settings.time_limit),
                    isolated,
                };
                let imported = import(&import_it).await?;
                self.kept.keep(key, &imported);
                imported
            }
        };
        let Imported { document, mut notes, isolated } = imported;
        notes.extend(environment.resolved.notes);
        let origin = Origin::App { project: app.project.clone(), app: app.name(), isolated };
        let sourced = self.read(document.as_bytes(), origin, Beside::Nothing, notes, settings)?;
        self.kept.remember(key_of_contract, &sourced);
        Ok(sourced)
    }

    async fn interpreter(&self, wanted: &str) -> Option<Interpreter> {
        let mut known = self.interpreters.lock().await;
        if let Some(interpreter) = known.get(wanted) {
            return Some(interpreter.clone());
        }
        let found = interpreter(&self.launcher, wanted).await?;
        known.insert(wanted.to_owned(), found.clone());
        Some(found)
    }
}

fn named(message: String, hint: &str) -> SourceError {
    SourceError::Named { message, hint: hint.to_owned() }
}

/// Whether a text says by one of its keys that it describes an API.
fn is_document(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    ["\"openapi\"", "\"swagger\"", "openapi:", "swagger:", "\"sutura.manifest"].iter().any(|key| text.contains(key))
}

/// The files that an import of the backend at `root` may see, and all that decides about its outcome: the Python of the whole tree, and what
/// lies in its folder and is no frontend's.
fn backend(tree: &Tree, projects: &[Project], root: &str) -> Tree {
    let is_frontend = |path: &str| {
        let innermost = projects.iter().filter(|project| project.contains(path));
        innermost
            .max_by_key(|project| (project.root.len(), project.language == Language::Python))
            .is_some_and(|project| project.language == Language::TypeScript)
    };
    let wanted = |path: &str| Side::Python.has(path) || (is_below(path, root) && !is_frontend(path));
    let files = tree.files().iter().filter(|(path, _)| wanted(path)).map(|(path, file)| (path.clone(), file.clone()));
    Tree::new(files.collect(), tree.links().clone(), Vec::new())
}

fn located(about: &About<'_>) -> Result<Located, SourceError> {
    let Some(source) = about.settings.source.as_deref() else { return Ok(unnamed(about)) };
    let source = source.strip_prefix("./").unwrap_or(source).trim_end_matches('/');
    let tree = about.tree;
    if tree.files().contains_key(source) && !source.ends_with(".py") {
        return Ok(Located::Document(source.to_owned()));
    }
    if source == "." || tree.files().keys().any(|path| path != source && is_below(path, source)) {
        let folder = if source == "." { "" } else { source };
        return Ok(apps_below(about, folder));
    }
    // The tree has sources alone; a document may have any ending.
    let is_document = source.ends_with(".json") || source.ends_with(".yaml") || source.ends_with(".yml");
    let named_app = (!is_document).then(|| Source::parse(source, Path::new(""))).flatten();
    let missing = || named(format!("{source}: there is no such file, folder or application"), "Look at `contract.source` in sutura.toml.");
    let Some(Source::App { folder, module, attribute }) = named_app else { return Err(missing()) };
    let folder = folder.to_string_lossy().replace('\\', "/");
    let app = match module.ends_with(".py") {
        true => app::app_in_file(tree, about.projects, &module, &attribute),
        false => app::app_named(tree, about.projects, &folder, &module, &attribute),
    };
    app.map(Located::App).ok_or_else(|| {
        let message = format!("{}: there is no module `{module}`", about.root.display());
        named(message, "Name the application as package.module:app, seen from the folder that servers are started in.")
    })
}

fn unnamed(about: &About<'_>) -> Located {
    match apps_below(about, "") {
        Located::Nothing => document_of(about.tree).map_or(Located::Nothing, Located::Document),
        found => found,
    }
}

/// The manifest or document of a tree that lies highest.
fn document_of(tree: &Tree) -> Option<String> {
    const NAMES: &[&str] = &["api_manifest.json", "openapi.json", "openapi.yaml", "openapi.yml"];
    let rank = |path: &&String| {
        let (folder, name) = path.rsplit_once('/').map_or(("", path.as_str()), |(folder, name)| (folder, name));
        NAMES.iter().position(|known| *known == name).map(|place| (place, folder.split('/').count(), folder.len()))
    };
    tree.files().keys().filter(|path| rank(path).is_some()).min_by_key(rank).cloned()
}

fn apps_below(about: &About<'_>, folder: &str) -> Located {
    let is_inside = |project: &&Project| is_below(&project.root, folder) || project.root == folder;
    let mut projects: Vec<Project> =
        about.projects.iter().filter(|project| project.language == Language::Python).filter(is_inside).cloned().collect();
    if projects.is_empty() && !folder.is_empty() {
        projects.push(Project { root: folder.to_owned(), language: Language::Python, has_manifest: false });
    }
    let (mut apps, mut several) = (Vec::new(), Vec::new());
    for project in &projects {
        match app::app_of(about.tree, project) {
            Ok(app) => apps.extend(app),
            Err(names) => several.extend(names),
        }
    }
    match (apps.len(), several.is_empty()) {
        (0, true) => Located::Nothing,
        (1, true) => Located::App(apps.remove(0)),
        _ => Located::Several(several.into_iter().chain(apps.iter().map(App::full_name)).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::tree::tree_of;

    const APP: &str = "from fastapi import FastAPI\napp = FastAPI()\n";

    fn found(files: &[(&str, &str)], source: Option<&str>) -> String {
        let tree = tree_of(files);
        let settings = ContractSettings { source: source.map(str::to_owned), ..ContractSettings::default() };
        let about = About { root: Path::new("/shop"), tree: &tree, projects: &discover(&tree), settings: &settings, trusted: false };
        match located(&about) {
            Ok(Located::Document(path)) => path,
            Ok(Located::App(app)) => app.full_name(),
            Ok(Located::Several(names)) => format!("several: {}", names.join(", ")),
            Ok(Located::Nothing) => "nothing".to_owned(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn an_application_comes_before_a_document_and_the_manifest_before_others() {
        let files = [("docs/openapi.json", "{}"), ("web/openapi.yaml", ""), ("web/src/api_manifest.json", "{}")];
        assert_eq!(found(&files, None), "web/src/api_manifest.json");
        assert_eq!(found(&files[..2], None), "docs/openapi.json");
        assert_eq!(found(&[("backend/main.py", APP), ("openapi.json", "{}")], None), "backend/main:app");
        assert_eq!(found(&[("notes.py", "x = 1\n")], None), "nothing");
    }

    #[test]
    fn several_projects_with_an_application_each_are_named() {
        let files = [("a/requirements.txt", ""), ("a/main.py", APP), ("b/requirements.txt", ""), ("b/main.py", APP)];
        assert_eq!(found(&files, None), "several: a/main:app, b/main:app");
        assert_eq!(found(&files, Some("b")), "b/main:app");
        assert_eq!(found(&files, Some("./b/")), "b/main:app");
    }

    #[test]
    fn what_the_settings_name_is_found_in_the_tree_alone() {
        let files = [("backend/requirements.txt", ""), ("backend/shop/web.py", APP), ("docs/api.json", "{}")];
        assert_eq!(found(&files, Some("docs/api.json")), "docs/api.json");
        assert_eq!(found(&files, Some("shop.web:app")), "backend/shop.web:app");
        assert_eq!(found(&files, Some("backend/shop.web:make")), "backend/shop.web:make");
        assert_eq!(found(&files, Some("backend/shop/web.py:app")), "backend/shop.web:app");
        assert_eq!(found(&files, Some("other:app")), "/shop: there is no module `other`");
        assert_eq!(found(&files, Some("docs/openapi.json")), "docs/openapi.json: there is no such file, folder or application");
    }

    #[test]
    fn what_is_the_frontends_decides_about_no_import() {
        let files = [
            ("backend/requirements.txt", "fastapi"),
            ("backend/main.py", APP),
            ("backend/prices.json", "{}"),
            ("shared/tax.py", ""),
            ("web/tsconfig.json", "{}"),
            ("web/package.json", "{}"),
            ("web/a.ts", ""),
        ];
        let kept = |files: &[(&str, &str)], root: &str| {
            let tree = tree_of(files);
            backend(&tree, &discover(&tree), root).files().keys().cloned().collect::<Vec<_>>()
        };
        assert_eq!(kept(&files, "backend"), ["backend/main.py", "backend/prices.json", "backend/requirements.txt", "shared/tax.py"]);
        let inside = [("main.py", APP), ("data.json", "{}"), ("web/tsconfig.json", "{}"), ("web/a.ts", "")];
        assert_eq!(kept(&inside, ""), ["data.json", "main.py"]);
    }

    #[test]
    fn a_greeting_is_no_document() {
        assert!(
            is_document(b"openapi: 3.1.0\n") && is_document(br#"{"openapi":"3.0.0"}"#) && is_document(br#"{"format":"sutura.manifest/1"}"#)
        );
        assert!(!is_document(br#"{"message":"hello"}"#) && !is_document(b"<html>"));
    }
}
