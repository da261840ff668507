//! What checkers need before they can start: the project's packages, the tool, and a copy of the sources to work in. Each is provided once.

use std::{fs, path::Path, sync::Arc};

use tokio::sync::OnceCell;

use super::{CheckError, Checker, Checking, Job, Plan};
use crate::{
    dependencies::{DEFAULT_PYTHON, DependencyError, NodeModules, PythonEnvironment, Resolved, Surroundings, python_version_of},
    diagnostic::Finding,
    ledger::{Dependencies, Event},
    tools::Program,
    workspace::{Language, Mirror, Project, discover, discover::join, mirror::link_to},
};

/// The projects of a tree, and what has been provided for them so far.
pub(super) struct Provisions {
    pub checking: Arc<Checking>,
    /// All projects of the tree, without the tree as a whole.
    pub all: Vec<Project>,
    projects: Vec<Provided>,
    mirror: OnceCell<Mirror>,
}

/// A project, and its dependencies as soon as a job has asked for them.
struct Provided {
    project: Project,
    python: OnceCell<Result<PythonEnvironment, Arc<DependencyError>>>,
    node: OnceCell<Result<NodeModules, Arc<DependencyError>>>,
    linked: OnceCell<()>,
}

impl Provided {
    fn new(project: Project) -> Self {
        Self { project, python: OnceCell::new(), node: OnceCell::new(), linked: OnceCell::new() }
    }
}

impl Provisions {
    pub fn new(checking: Arc<Checking>) -> Self {
        let mut all = discover(&checking.tree);
        let around = Surroundings::new(&checking.tree, &checking.root);
        for project in &mut all {
            project.has_manifest |= around.has_manifest(project);
        }
        let projects = all.iter().cloned().chain([Project::whole()]).map(Provided::new).collect();
        Self { checking, all, projects, mirror: OnceCell::new() }
    }

    /// All projects, the last of which is the tree as a whole: what an index of the other functions means.
    pub fn projects(&self) -> impl Iterator<Item = &Project> {
        self.projects.iter().map(|provided| &provided.project)
    }

    pub fn project(&self, index: usize) -> &Project {
        &self.projects[index].project
    }

    pub async fn job(&self, checker: &dyn Checker, index: usize) -> Result<Job<'_>, CheckError> {
        let project = &self.projects[index].project;
        let mut job = Job {
            tree: &self.checking.tree,
            project,
            projects: &self.all,
            settings: self.checking.settings.checker(checker.name()),
            python_version: String::new(),
            python: None,
            node: None,
            fast: self.checking.fast,
        };
        if project.language == Language::Python {
            let asked = python_version_of(&Surroundings::new(&self.checking.tree, &self.checking.root), project);
            job.python_version = asked.unwrap_or_else(|| DEFAULT_PYTHON.to_owned());
        }
        if checker.needs_dependencies() {
            match project.language {
                Language::Python => job.python = Some(self.python(index).await?),
                Language::TypeScript => job.node = Some(self.node(index).await?),
                Language::Mixed => {}
            }
        }
        Ok(job)
    }

    pub async fn python(&self, index: usize) -> Result<PythonEnvironment, Arc<DependencyError>> {
        let provided = &self.projects[index];
        let provide = || async {
            let around = Surroundings::new(&self.checking.tree, &self.checking.root);
            let environment = self.checking.store.python(&around, &provided.project).await.map_err(Arc::new)?;
            self.record_dependencies(&provided.project, "python", &environment.resolved);
            Ok(environment)
        };
        provided.python.get_or_init(provide).await.clone()
    }

    pub async fn node(&self, index: usize) -> Result<NodeModules, Arc<DependencyError>> {
        let provided = &self.projects[index];
        let provide = || async {
            let around = Surroundings::new(&self.checking.tree, &self.checking.root);
            let modules = self.checking.store.node(&around, &provided.project).await.map_err(Arc::new)?;
            self.record_dependencies(&provided.project, "node", &modules.resolved);
            Ok(modules)
        };
        provided.node.get_or_init(provide).await.clone()
    }

    fn record_dependencies(&self, project: &Project, ecosystem: &str, resolved: &Resolved) {
        self.checking.events.record(Event::DependenciesResolved(Dependencies {
            step: self.checking.step.clone(),
            project: project.name().to_owned(),
            ecosystem: ecosystem.to_owned(),
            source: resolved.source.name().to_owned(),
            hash: resolved.hash.clone(),
            packages: resolved.packages.clone(),
        }));
    }

    /// The program that the checker needs for the job, if it is one that we provide.
    pub async fn program(&self, checker: &dyn Checker, job: &Job<'_>) -> Result<Option<Program>, CheckError> {
        let checking = &self.checking;
        let Some(tool) = checker.tool(job) else { return Ok(None) };
        let program = checking.toolbox.provide(&tool).await?;
        if let Some((_, Some(integrity))) = job.node.as_ref().and_then(|node| node.typescript.as_ref()).filter(|_| !checking.fast) {
            checking.toolbox.verify(&tool, integrity)?;
        }
        Ok(Some(program))
    }

    pub async fn mirror(&self) -> Result<&Mirror, CheckError> {
        let make = || async {
            let (tree, parent) = (self.checking.tree.clone(), self.checking.mirrors.clone());
            let made = tokio::task::spawn_blocking(move || Mirror::new(&tree, &parent)).await;
            made.unwrap_or_else(|panic| Err(std::io::Error::other(panic)))
        };
        self.mirror.get_or_try_init(make).await.map_err(|source| self.site_error(source))
    }

    /// Puts the packages of a TypeScript project in place; for a job on the whole tree, those of all.
    pub async fn link_modules(&self, mirror: &Mirror, job: &Job<'_>, index: usize) -> Result<(), CheckError> {
        let wanted: Vec<usize> = match job.project.language {
            Language::TypeScript => vec![index],
            Language::Mixed => (0..self.all.len()).filter(|index| self.all[*index].language == Language::TypeScript).collect(),
            Language::Python => Vec::new(),
        };
        for index in wanted {
            let modules = self.node(index).await?;
            let link = || async { link_all(mirror, &modules) };
            self.projects[index].linked.get_or_try_init(link).await.map_err(|source| self.site_error(source))?;
        }
        Ok(())
    }

    pub fn site_error(&self, source: std::io::Error) -> CheckError {
        CheckError::Site { path: self.checking.mirrors.clone(), source }
    }

    pub fn notes(&self) -> Vec<String> {
        let mut notes: Vec<String> = Vec::new();
        if self.all.is_empty() {
            notes.push("There is no Python or TypeScript project here.".to_owned());
        }
        for provided in &self.projects {
            if let Some(Ok(python)) = provided.python.get() {
                notes.extend(python.resolved.notes.iter().cloned());
            }
            if let Some(Ok(node)) = provided.node.get() {
                notes.extend(node.resolved.notes.iter().cloned());
            }
        }
        notes.sort();
        notes.dedup();
        notes
    }
}

/// Paths in messages as they are replaced: of ours, and as the reader knows them.
pub(super) type Shown = Vec<(String, String)>;

/// Shows paths of ours in messages as the reader knows them.
pub(super) fn show_paths(findings: &mut [Finding], shown: &Shown) {
    for finding in findings {
        finding.message = shown.iter().fold(std::mem::take(&mut finding.message), |text, (ours, theirs)| text.replace(ours, theirs));
    }
}

/// Folders of ours that tools name in messages, and how the reader knows them. A mirror has another name in every run.
pub(super) fn shown_paths(job: &Job<'_>, mirror: &Path) -> Shown {
    let text = |path: &Path| path.to_string_lossy().into_owned();
    let mut shown = vec![(text(mirror) + "/", String::new())];
    for (folder, modules) in job.node.iter().flat_map(|node| &node.folders) {
        shown.push((text(modules), join(folder, "node_modules")));
    }
    shown.extend(job.python.iter().filter_map(|python| Some((text(python.site_packages.as_ref()?), "site-packages".to_owned()))));
    shown
}

pub(super) fn prepare(plan: &Plan) -> std::io::Result<()> {
    for (path, content) in &plan.files {
        fs::create_dir_all(path.parent().expect("a plan names files in folders"))?;
        fs::write(path, content)?;
    }
    for (link, target) in &plan.links {
        fs::create_dir_all(link.parent().expect("a plan names links in folders"))?;
        link_to(target, link)?;
    }
    Ok(())
}

fn link_all(mirror: &Mirror, modules: &NodeModules) -> std::io::Result<()> {
    // Links are compared by where they really lead, and the user's cache may lie behind one.
    let packages_root = modules.packages_root.canonicalize()?;
    for (folder, from) in &modules.folders {
        link_packages(from, &mirror.root().join(folder).join("node_modules"), &packages_root, mirror.root())?;
    }
    match &modules.above {
        Some(above) => link_packages(above, &mirror.beside("node_modules")?, &packages_root, mirror.root()),
        None => Ok(()),
    }
}

/// Fills `to` with a link to each package of `from`. A tool that writes beside the packages writes into the mirror; a package that is
/// itself a link to a folder below `packages_root`, as those of one repository are, leads to that folder of the mirror.
fn link_packages(from: &Path, to: &Path, packages_root: &Path, mirror_root: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in from.read_dir()?.flatten() {
        let name = entry.file_name();
        let shown = name.to_string_lossy();
        if matches!(&*shown, ".bin" | ".cache" | ".tmp" | ".vite" | ".vite-temp") {
            continue;
        }
        if shown.starts_with('@') && entry.file_type()?.is_dir() {
            link_packages(&entry.path(), &to.join(&name), packages_root, mirror_root)?;
            continue;
        }
        let target = match entry.path().canonicalize() {
            Ok(real) => match real.strip_prefix(packages_root) {
                Ok(inside) if entry.file_type()?.is_symlink() && !inside.components().any(|part| part.as_os_str() == "node_modules") => {
                    mirror_root.join(inside)
                }
                _ => entry.path(),
            },
            Err(_) => continue,
        };
        match link_to(&target, &to.join(&name)) {
            Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::{dependencies::Source, settings::CheckerSettings, workspace::Tree};

    #[test]
    fn messages_name_files_as_the_reader_knows_them() {
        let tree = Tree::default();
        let project = Project { root: "web".to_owned(), language: Language::TypeScript, has_manifest: true };
        let node = NodeModules {
            folders: vec![("web".to_owned(), PathBuf::from("/cache/node-1/node_modules"))],
            packages_root: PathBuf::from("/cache/node-1"),
            above: None,
            typescript: None,
            resolved: Resolved { source: Source::Cache, hash: String::new(), packages: Default::default(), notes: Vec::new() },
        };
        let settings = CheckerSettings::default();
        let job = Job {
            tree: &tree,
            project: &project,
            projects: &[],
            settings,
            python_version: String::new(),
            python: None,
            node: Some(node),
            fast: false,
        };
        let message = r#"import("/cache/mirrors/m-1/tree/web/src/a").User, import("/cache/node-1/node_modules/x/y").Z"#;
        let shown = shown_paths(&job, Path::new("/cache/mirrors/m-1/tree"));
        let message = shown.iter().fold(message.to_owned(), |message, (ours, theirs)| message.replace(ours, theirs));
        assert_eq!(message, r#"import("web/src/a").User, import("web/node_modules/x/y").Z"#);
    }
}
