//! The `node_modules` of a TypeScript project, for checkers to read.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

use super::{
    DependencyError, Resolved, Source, Store, Surroundings,
    node_manifest::{LOCK_FILES, Plan, direct, manifest, npm_lock, workspaces},
    outside::Place,
};
use crate::{
    process::{Command, Output},
    tools::{Tool, install::NPM_OPTIONS, staging::stage},
    workspace::{
        Digest, Project,
        discover::{join, parent},
    },
};

/// What a TypeScript compiler needs to know about a project's packages.
#[derive(Clone, Debug)]
pub struct NodeModules {
    /// Folders to put in place: a folder relative to the tree's root to the `node_modules` that belongs into it.
    pub folders: Vec<(String, PathBuf)>,
    /// The root that links between packages of one repository are relative to: each leads to the same place in the tree.
    pub packages_root: PathBuf,
    /// The `node_modules` of a folder above the tree.
    pub above: Option<PathBuf>,
    /// The version of TypeScript among them, and the integrity that was recorded with it.
    pub typescript: Option<(String, Option<String>)>,
    /// What was resolved.
    pub resolved: Resolved,
}

/// Raised when a folder made earlier is no longer what would be made now.
const RECIPE: &str = "node/2";

impl Store {
    /// The packages of `project`: its own `node_modules` where it has them, else provided by its manifest and lock file.
    pub async fn node(&self, around: &Surroundings<'_>, project: &Project) -> Result<NodeModules, DependencyError> {
        let own = own_manifest(around, project)?;
        if let Some(modules) = already_there(around, project, own.as_ref()) {
            return Ok(modules);
        }
        let Some(own) = own.filter(|manifest| direct(manifest).next().is_some()) else {
            let resolved = Resolved { source: Source::Nothing, hash: String::new(), packages: BTreeMap::new(), notes: Vec::new() };
            return Ok(NodeModules { folders: Vec::new(), packages_root: around.root.to_owned(), above: None, typescript: None, resolved });
        };
        let install = plan(around, project, own)?;
        self.provide_node(project, install).await
    }

    async fn provide_node(&self, project: &Project, install: Install) -> Result<NodeModules, DependencyError> {
        let hash = install.hash();
        let home = self.folder.join(format!("node-{hash}"));
        let provided = |source, notes: Vec<String>| {
            modules_at(&home, &install, Resolved { source, hash: hash.clone(), packages: locked_packages(&home), notes })
        };
        if home.is_dir() {
            return Ok(provided(Source::Cache, install.notes.clone()));
        }
        let Some(staging) = stage(&home).await.map_err(|error| self.cache_error(error))? else {
            return Ok(provided(Source::Cache, install.notes.clone()));
        };
        let _activity = self.progress.begin(&format!("Installing the npm packages of {}", project.name()));
        for (path, content) in &install.files {
            let path = staging.path().join(path);
            fs::create_dir_all(path.parent().expect("the path was joined to a folder"))
                .and_then(|()| fs::write(path, content))
                .map_err(|error| self.cache_error(error))?;
        }
        let mut notes = install.notes.clone();
        self.install_node(project, &install, staging.path(), &mut notes).await?;
        staging.finish().map_err(|error| self.cache_error(error))?;
        Ok(provided(Source::Installed, notes))
    }

    async fn install_node(
        &self,
        project: &Project,
        install: &Install,
        folder: &Path,
        notes: &mut Vec<String>,
    ) -> Result<(), DependencyError> {
        if install.manager == "pnpm" {
            let output = self.run_pnpm(folder).await?;
            return succeeded("pnpm", project, &output);
        }
        let exact = install.files.contains_key("package-lock.json");
        let mut output = if exact { self.run_npm(folder, &["ci"]).await? } else { self.run_npm(folder, &["install"]).await? };
        if output.status != 0 && exact && output.complaint().contains("in sync") {
            notes.push(format!("{}: the lock file does not fit package.json; what it does not name was resolved anew", project.name()));
            output = self.run_npm(folder, &["install"]).await?;
        }
        if output.status != 0 && output.complaint().contains("ERESOLVE") {
            notes.push(format!("{}: npm found conflicting peer dependencies and was told to ignore them", project.name()));
            output = self.run_npm(folder, &["install", "--legacy-peer-deps"]).await?;
        }
        succeeded("npm", project, &output)
    }

    async fn run_npm(&self, folder: &Path, arguments: &[&str]) -> Result<Output, DependencyError> {
        let command = Command::new(self.toolbox.users_own("npm")?, folder).args(arguments).args(NPM_OPTIONS);
        self.run_manager(command).await
    }

    async fn run_pnpm(&self, folder: &Path) -> Result<Output, DependencyError> {
        let pnpm = match self.toolbox.users_own("pnpm") {
            Ok(pnpm) => Command::new(pnpm, folder),
            Err(_) => self.toolbox.provide(&Tool::Pnpm).await?.command(folder),
        };
        let options = [
            "install",
            "--frozen-lockfile",
            "--ignore-scripts",
            "--ignore-pnpmfile",
            "--reporter=append-only",
            "--config.manage-package-manager-versions=false",
        ];
        self.run_manager(pnpm.args(options).variable("CI", "true")).await
    }

    async fn run_manager(&self, mut command: Command) -> Result<Output, DependencyError> {
        command.variables.extend(self.launcher.environment().installer_variables());
        command.time_limit = std::time::Duration::from_secs(900);
        Ok(self.launcher.run(&command).await?)
    }
}

fn succeeded(manager: &'static str, project: &Project, output: &Output) -> Result<(), DependencyError> {
    if output.status == 0 {
        return Ok(());
    }
    Err(DependencyError::Install { manager, project: project.name().to_owned(), reason: output.complaint() })
}

/// One install: the files that it starts from, and where they lie in relation to the tree.
struct Install {
    files: Plan,
    manager: &'static str,
    /// The folder of the lock file, relative to the tree, where it lies in it.
    base: Option<String>,
    /// The project's folder relative to that of the lock file.
    project: String,
    notes: Vec<String>,
}

impl Install {
    fn hash(&self) -> String {
        let platform = [RECIPE, self.manager, std::env::consts::OS, std::env::consts::ARCH];
        let files = self.files.iter().flat_map(|(path, content)| [path.as_str(), content.as_str()]);
        Digest::of_parts(platform.into_iter().chain(files)).short()
    }
}

fn plan(around: &Surroundings<'_>, project: &Project, own: Value) -> Result<Install, DependencyError> {
    let found = around.find_up(&project.root, LOCK_FILES).map(|(index, found)| (LOCK_FILES[index], found));
    let Some((kind, found)) = found.filter(|(_, found)| belongs(around, project, &found.folder)) else {
        let files = Plan::from([("package.json".to_owned(), own.to_string())]);
        return Ok(Install { files, manager: "npm", base: Some(project.root.clone()), project: String::new(), notes: Vec::new() });
    };
    let text = String::from_utf8_lossy(&found.bytes);
    let manifests = manifests_below(around, project, &found.folder, own)?;
    let mut files: Plan = manifests.iter().map(|(folder, manifest)| (join(folder, "package.json"), manifest.to_string())).collect();
    let mut notes = Vec::new();
    let manager = if kind == "pnpm-lock.yaml" { "pnpm" } else { "npm" };
    if manager == "pnpm" {
        files.insert(kind.to_owned(), text.into_owned());
        if let Some(workspace) = text_at(around, &found.folder, "pnpm-workspace.yaml") {
            files.insert("pnpm-workspace.yaml".to_owned(), workspace);
        }
    } else {
        match npm_lock(kind, &text, &manifests)? {
            Some((name, lock)) => {
                files.insert(name.to_owned(), lock);
            }
            None => notes.push(format!("{}: {kind} is of a kind that npm cannot read, so versions were resolved anew", project.name())),
        }
    }
    let (base, relative) = match &found.folder {
        Place::Inside(base) => {
            (Some(base.clone()), project.root.strip_prefix(base.as_str()).unwrap_or_default().trim_start_matches('/').to_owned())
        }
        Place::Above(folder) => (None, relative_above(around, folder, &project.root)),
    };
    Ok(Install { files, manager, base, project: relative, notes })
}

/// Whether a lock file further up speaks of the project: it does where the project is one of the workspaces beside it.
fn belongs(around: &Surroundings<'_>, project: &Project, place: &Place) -> bool {
    let relative = match place {
        Place::Inside(folder) if *folder == project.root => return true,
        Place::Inside(folder) => project.root.strip_prefix(folder.as_str()).unwrap_or(&project.root).trim_start_matches('/').to_owned(),
        Place::Above(folder) => relative_above(around, folder, &project.root),
    };
    let root = text_at(around, place, "package.json").and_then(|text| serde_json::from_str(&text).ok()).unwrap_or(Value::Null);
    let pnpm = text_at(around, place, "pnpm-workspace.yaml");
    workspaces(&root, pnpm.as_deref()).is_match(&relative)
}

fn relative_above(around: &Surroundings<'_>, above: &Path, folder: &str) -> String {
    let inside = around.root.strip_prefix(above).unwrap_or(Path::new(""));
    join(&inside.to_string_lossy().replace('\\', "/"), folder)
}

fn text_at(around: &Surroundings<'_>, place: &Place, name: &str) -> Option<String> {
    match place {
        Place::Inside(folder) => around.tree.text(&join(folder, name)).map(str::to_owned),
        Place::Above(folder) => {
            let path = folder.join(name);
            fs::symlink_metadata(&path).ok().filter(|metadata| metadata.is_file())?;
            fs::read_to_string(path).ok()
        }
    }
}

/// The manifests of the packages that are installed together, by folder relative to the lock file.
fn manifests_below(
    around: &Surroundings<'_>,
    project: &Project,
    place: &Place,
    own: Value,
) -> Result<BTreeMap<String, Value>, DependencyError> {
    let read = |name: &str, text: &str| manifest(name, text);
    let mut manifests = BTreeMap::new();
    let root = match text_at(around, place, "package.json") {
        Some(text) => read("package.json", &text)?,
        None => Value::Object(Default::default()),
    };
    let members = workspaces(&root, text_at(around, place, "pnpm-workspace.yaml").as_deref());
    match place {
        Place::Inside(base) => {
            for (path, file) in around.tree.files().iter().filter(|(path, _)| path.rsplit('/').next() == Some("package.json")) {
                let folder = parent(path);
                let Some(relative) = folder.strip_prefix(base.as_str()).map(|rest| rest.trim_start_matches('/')) else { continue };
                if members.is_match(relative) {
                    manifests.insert(relative.to_owned(), read(path, file.text().unwrap_or_default())?);
                }
            }
        }
        Place::Above(folder) => {
            manifests.insert(relative_above(around, folder, &project.root), own);
        }
    }
    manifests.insert(String::new(), root);
    Ok(manifests)
}

fn own_manifest(around: &Surroundings<'_>, project: &Project) -> Result<Option<Value>, DependencyError> {
    let folders = std::iter::once(project.root.as_str()).chain(crate::workspace::discover::folders_of(&project.root));
    for folder in folders {
        let path = join(folder, "package.json");
        if let Some(text) = around.tree.text(&path) {
            // A dependency from elsewhere is no obstacle where everything is installed already.
            return match manifest(&path, text) {
                Err(DependencyError::NotFromRegistry { .. }) if project_has_modules(around, &project.root) => {
                    Ok(serde_json::from_str(text).ok())
                }
                read => read.map(Some),
            };
        }
    }
    Ok(None)
}

fn project_has_modules(around: &Surroundings<'_>, folder: &str) -> bool {
    around.root.join(folder).join("node_modules").is_dir()
}

/// The `node_modules` that the project finds on the disk, if that is where its packages are.
fn already_there(around: &Surroundings<'_>, project: &Project, own: Option<&Value>) -> Option<NodeModules> {
    let holds_any = |modules: &Path| own.is_some_and(|manifest| direct(manifest).any(|name| modules.join(name).exists()));
    around
        .folders_on_disk(&project.root)
        .map(|folder| folder.join("node_modules"))
        .find(|modules| modules.is_dir() && (project_has_modules(around, &project.root) || holds_any(modules)))?;
    let packages: Vec<&str> = around
        .tree
        .files()
        .keys()
        .filter(|path| path.rsplit('/').next() == Some("package.json"))
        .map(|path| parent(path))
        .chain([project.root.as_str(), ""])
        .collect();
    let mut folders: Vec<(String, PathBuf)> = packages
        .into_iter()
        .map(|folder| (folder.to_owned(), around.root.join(folder).join("node_modules")))
        .filter(|(_, modules)| modules.is_dir())
        .collect();
    folders.sort();
    folders.dedup();
    let above = around.above().iter().map(|folder| folder.join("node_modules")).find(|modules| modules.is_dir());
    let stamps = folders.iter().map(|(_, modules)| modules).chain(&above).map(|modules| stamp(modules));
    let resolved =
        Resolved { source: Source::Project, hash: Digest::of_parts(stamps).short(), packages: BTreeMap::new(), notes: Vec::new() };
    let typescript = around.folders_on_disk(&project.root).find_map(|folder| typescript_in(&folder.join("node_modules")));
    Some(NodeModules { folders, packages_root: around.root.to_owned(), above, typescript, resolved })
}

fn modules_at(home: &Path, install: &Install, resolved: Resolved) -> NodeModules {
    let modules = |folder: &str| Some(home.join(folder).join("node_modules")).filter(|modules| modules.is_dir());
    let mut folders = Vec::new();
    let mut above = None;
    match &install.base {
        Some(base) => {
            for package in install.files.keys().filter_map(|path| path.strip_suffix("package.json")) {
                let package = package.trim_end_matches('/');
                folders.extend(modules(package).map(|found| (join(base, package), found)));
            }
        }
        None => above = modules(""),
    }
    if install.base.is_none() {
        // The lock file lies above the tree: the project's own packages are nested in its folder.
        folders.extend(modules(&install.project).map(|found| (String::new(), found)));
    }
    let nearest = modules(&install.project).into_iter().chain(modules(""));
    let typescript = nearest.into_iter().find_map(|modules| typescript_in(&modules));
    NodeModules { folders, packages_root: home.to_owned(), above, typescript, resolved }
}

/// The version of TypeScript in a `node_modules`, and its integrity where a lock file there tells it.
fn typescript_in(modules: &Path) -> Option<(String, Option<String>)> {
    let text = fs::read_to_string(modules.join("typescript/package.json")).ok()?;
    let version = serde_json::from_str::<Value>(&text).ok()?["version"].as_str()?.to_owned();
    // The version becomes part of a path and of a command: nothing but a version may pass.
    let plain = version.split('.').count() >= 3 && version.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'));
    let integrity = fs::read_to_string(modules.join(".package-lock.json")).ok().and_then(|lock| {
        let lock: Value = serde_json::from_str(&lock).ok()?;
        lock["packages"]["node_modules/typescript"]["integrity"].as_str().map(str::to_owned)
    });
    plain.then_some((version, integrity))
}

/// Package to version of the top-level packages, from npm's own record.
fn locked_packages(home: &Path) -> BTreeMap<String, String> {
    let record = fs::read_to_string(home.join("node_modules/.package-lock.json")).unwrap_or_default();
    let lock: Value = serde_json::from_str(&record).unwrap_or_default();
    let packages = lock["packages"].as_object().into_iter().flatten();
    packages
        .filter_map(|(path, package)| Some((path.strip_prefix("node_modules/")?.to_owned(), package["version"].as_str()?.to_owned())))
        .collect()
}

/// Changes whenever a package is added, removed or replaced.
fn stamp(modules: &Path) -> String {
    let record = [".package-lock.json", ".modules.yaml", ".yarn-integrity", ".yarn-state.yml"]
        .iter()
        .filter_map(|name| fs::read(modules.join(name)).ok())
        .map(|bytes| Digest::of(&bytes).to_string());
    let mut entries: Vec<String> = listing(modules);
    for scope in modules.read_dir().into_iter().flatten().flatten().filter(|entry| entry.file_name().to_string_lossy().starts_with('@')) {
        entries.extend(listing(&scope.path()));
    }
    entries.sort();
    Digest::of_parts(record.chain(entries)).to_string()
}

fn listing(folder: &Path) -> Vec<String> {
    let entries = folder.read_dir().into_iter().flatten().flatten();
    entries
        .filter(|entry| !matches!(entry.file_name().to_str(), Some(".cache" | ".vite" | ".vite-temp" | ".tmp")))
        .map(|entry| {
            let changed = entry.metadata().and_then(|metadata| metadata.modified()).ok();
            format!("{} {changed:?}", entry.path().display())
        })
        .collect()
}
