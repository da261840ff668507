//! Runs checkers: side by side, each on its projects, and only where the verdict is not known yet.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::{
    sync::{OnceCell, Semaphore},
    task::JoinSet,
};

use super::{
    CheckError, Checker, Job, Plan, Site,
    results::{Results, Stored},
    selected,
};
use crate::{
    dependencies::{DependencyError, NodeModules, PythonEnvironment, Resolved, Store, Surroundings, python_version_of},
    diagnostic::{Diagnostic, Finding},
    ledger::{Dependencies, Event, EventSink},
    process::Launcher,
    progress::Progress,
    report::{CheckerRun, Status},
    settings::{BUILT_IN, Settings},
    tools::{Program, Toolbox},
    workspace::{Digest, Language, Mirror, Project, Tree, discover, discover::join, mirror::link_to},
};

/// All that a check needs.
pub struct Checking {
    /// The canonical path of the checked folder.
    pub root: PathBuf,
    /// Its sources.
    pub tree: Tree,
    /// The settings.
    pub settings: Settings,
    /// Whether the user trusts the commands in the settings.
    pub trusted: bool,
    /// Whether speed counts more than the last word.
    pub fast: bool,
    /// The step of the ledger that the check is.
    pub step: String,
    /// Starts programs.
    pub launcher: Launcher,
    /// Has the checkers.
    pub toolbox: Toolbox,
    /// Has the dependencies.
    pub store: Store,
    /// Has earlier verdicts.
    pub results: Results,
    /// A folder for mirrors.
    pub mirrors: PathBuf,
    /// Shows what goes on.
    pub progress: Arc<dyn Progress>,
    /// Is told what happens.
    pub events: Arc<dyn EventSink>,
}

/// The outcome of a check.
#[derive(Clone, Debug, Default)]
pub struct Check {
    /// What was found, ordered by place.
    pub diagnostics: Vec<Diagnostic>,
    /// What ran, and what did not.
    pub checkers: Vec<CheckerRun>,
    /// What the reader should know.
    pub notes: Vec<String>,
}

/// Runs the selected checkers over the projects of the tree.
///
/// Dropping the future ends everything that it started.
pub async fn check(checking: Arc<Checking>) -> Check {
    let mut projects = discover(&checking.tree);
    let around = Surroundings::new(&checking.tree, &checking.root);
    for project in &mut projects {
        project.has_manifest |= around.has_manifest(project);
    }
    let shared = Arc::new(Shared::new(checking, projects));
    let mut running = JoinSet::new();
    for (order, checker) in selected(&shared.checking.settings, shared.checking.fast).into_iter().enumerate() {
        let checker: Arc<dyn Checker> = checker.into();
        for index in 0..shared.projects.len() {
            if checker.applies(&shared.projects[index].project) {
                let (shared, checker) = (shared.clone(), checker.clone());
                running.spawn(async move { ((order, index), shared.run(&checker, index).await) });
            }
        }
    }
    let mut done = running.join_all().await;
    done.sort_by_key(|(order, _)| *order);
    shared.outcome(done.into_iter().map(|(_, outcome)| outcome).collect())
}

/// One checker on one project, done.
struct Outcome {
    run: CheckerRun,
    findings: Vec<Finding>,
}

/// What the jobs of one check have in common.
struct Shared {
    checking: Arc<Checking>,
    projects: Vec<Provided>,
    all: Vec<Project>,
    mirror: OnceCell<Mirror>,
    cores: Semaphore,
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

impl Shared {
    fn new(checking: Arc<Checking>, projects: Vec<Project>) -> Self {
        let jobs = match checking.settings.check.jobs {
            0 => std::thread::available_parallelism().map_or(2, usize::from),
            jobs => jobs,
        };
        let all = projects.clone();
        let projects = projects.into_iter().chain([Project::whole()]).map(Provided::new).collect();
        Self { checking, projects, all, mirror: OnceCell::new(), cores: Semaphore::new(jobs) }
    }

    async fn run(&self, checker: &Arc<dyn Checker>, index: usize) -> Outcome {
        let started = Instant::now();
        let project = &self.projects[index].project;
        let mut run = CheckerRun {
            name: checker.name().to_owned(),
            project: project.name().to_owned(),
            version: String::new(),
            status: Status::Ran,
            milliseconds: 0,
            reason: None,
            hint: None,
        };
        let findings = match self.verdict(checker, index, &mut run).await {
            Ok(findings) => findings,
            Err(error) => {
                run.status = Status::Failed;
                run.reason = Some(error.to_string());
                run.hint = Some(error.hint());
                Vec::new()
            }
        };
        run.milliseconds = started.elapsed().as_millis() as u64;
        self.checking.events.record(Event::checker(&self.checking.step, &run, findings.len()));
        Outcome { run, findings }
    }

    async fn verdict(&self, checker: &Arc<dyn Checker>, index: usize, run: &mut CheckerRun) -> Result<Vec<Finding>, CheckError> {
        let checking = &self.checking;
        if !checker.is_ours() && !checking.trusted {
            return Err(CheckError::Project {
                reason: "the project's sutura.toml declares it, and you have not trusted that file".to_owned(),
                hint: format!("Read its commands, then run `sutura trust {}`.", checking.root.display()),
            });
        }
        let job = self.job(&**checker, index).await?;
        let program = match checker.tool(&job) {
            Some(tool) => {
                let program = checking.toolbox.provide(&tool).await?;
                if let Some((_, Some(integrity))) = job.node.as_ref().and_then(|node| node.typescript.as_ref()).filter(|_| !checking.fast) {
                    checking.toolbox.verify(&tool, integrity)?;
                }
                Some(program)
            }
            None => None,
        };
        run.version = program.as_ref().map_or_else(|| checker.version(), |program| program.version.clone());
        let key = self.key(&**checker, &job, &run.version);
        if let Some(stored) = checking.results.find(key) {
            run.status = Status::Cached;
            return Ok(stored.findings);
        }
        let findings = match self.look(checker).await? {
            Some(findings) => findings,
            None => self.run_commands(&**checker, &job, index, program.as_ref()).await?,
        };
        checking.results.keep(key, &Stored::new(run.version.clone(), findings.clone()));
        Ok(findings)
    }

    /// The findings of a checker that needs no program, off the threads that wait for the others.
    async fn look(&self, checker: &Arc<dyn Checker>) -> Result<Option<Vec<Finding>>, CheckError> {
        let (checker, tree, projects) = (checker.clone(), self.checking.tree.clone(), self.all.clone());
        let looked = tokio::task::spawn_blocking(move || checker.look(&tree, &projects)).await;
        looked.map_err(|panic| CheckError::Unreadable { reason: panic.to_string() })
    }

    async fn job(&self, checker: &dyn Checker, index: usize) -> Result<Job<'_>, CheckError> {
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
            job.python_version = python_version_of(&Surroundings::new(&self.checking.tree, &self.checking.root), project);
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

    async fn python(&self, index: usize) -> Result<PythonEnvironment, Arc<DependencyError>> {
        let provided = &self.projects[index];
        let provide = || async {
            let around = Surroundings::new(&self.checking.tree, &self.checking.root);
            let environment = self.checking.store.python(&around, &provided.project).await.map_err(Arc::new)?;
            self.record_dependencies(&provided.project, "python", &environment.resolved);
            Ok(environment)
        };
        provided.python.get_or_init(provide).await.clone()
    }

    async fn node(&self, index: usize) -> Result<NodeModules, Arc<DependencyError>> {
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

    fn key(&self, checker: &dyn Checker, job: &Job<'_>, version: &str) -> Digest {
        let dependencies = match (&job.python, &job.node) {
            (Some(python), _) => python.resolved.hash.clone(),
            (_, Some(node)) => node.resolved.hash.clone(),
            _ => String::new(),
        };
        let sources = self.checking.tree.side_digest(checker.side()).to_string();
        Results::key([checker.name(), version, &job.project.root, &checker.key(job), &sources, &dependencies])
    }

    async fn run_commands(
        &self,
        checker: &dyn Checker,
        job: &Job<'_>,
        index: usize,
        program: Option<&Program>,
    ) -> Result<Vec<Finding>, CheckError> {
        let mirror = self.mirror().await?;
        let scratch = mirror.beside(&format!("{}-{index}", checker.name())).map_err(|source| self.site_error(source))?;
        self.link_modules(mirror, job, index).await?;
        let find = |name: &str| self.checking.launcher.environment().find(name);
        let site = Site { root: mirror.root(), scratch: &scratch, program, find: &find };
        let plan = checker.plan(job, &site)?;
        prepare(&plan).map_err(|source| self.site_error(source))?;
        let mut findings = Vec::new();
        for command in plan.commands {
            let command = command.within(Duration::from_secs(self.checking.settings.check.time_limit));
            let output = {
                let _core = self.cores.acquire().await.expect("the semaphore is never closed");
                let _activity = self.checking.progress.pass(&format!("{} on {}", checker.name(), job.project.name()));
                let output = self.checking.launcher.run(&command).await?;
                match Program::without_flags(&command, &output) {
                    Some(plain) => self.checking.launcher.run(&plain).await?,
                    None => output,
                }
            };
            findings.extend(checker.read(job, &site, &output)?);
        }
        let shown = shown_paths(job, mirror.root());
        for finding in &mut findings {
            finding.message = shown.iter().fold(std::mem::take(&mut finding.message), |text, (ours, theirs)| text.replace(ours, theirs));
        }
        Ok(findings)
    }

    async fn mirror(&self) -> Result<&Mirror, CheckError> {
        let make = || async {
            let (tree, parent) = (self.checking.tree.clone(), self.checking.mirrors.clone());
            let made = tokio::task::spawn_blocking(move || Mirror::new(&tree, &parent)).await;
            made.unwrap_or_else(|panic| Err(std::io::Error::other(panic)))
        };
        self.mirror.get_or_try_init(make).await.map_err(|source| self.site_error(source))
    }

    /// Puts the packages of a TypeScript project in place; for a job on the whole tree, those of all.
    async fn link_modules(&self, mirror: &Mirror, job: &Job<'_>, index: usize) -> Result<(), CheckError> {
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

    fn site_error(&self, source: std::io::Error) -> CheckError {
        CheckError::Site { path: self.checking.mirrors.clone(), source }
    }

    fn outcome(&self, outcomes: Vec<Outcome>) -> Check {
        let checking = &self.checking;
        let ignored = checking.settings.ignored();
        let mut check = Check { notes: self.notes(), ..Check::default() };
        let problems = Outcome {
            run: CheckerRun {
                name: "structure".to_owned(),
                project: String::new(),
                version: String::new(),
                status: Status::Ran,
                milliseconds: 0,
                reason: None,
                hint: None,
            },
            findings: checking.tree.problems().to_vec(),
        };
        let mut seen = BTreeSet::new();
        for outcome in std::iter::once(&problems).chain(&outcomes) {
            let name = &outcome.run.name;
            let settings = checking.settings.checker(name);
            for finding in &outcome.findings {
                let unwanted = settings.ignore.iter().any(|prefix| !prefix.is_empty() && finding.code.starts_with(prefix.as_str()));
                // Programs that share a file report it twice.
                let place =
                    (name.clone(), finding.file.clone(), finding.line, finding.column, finding.code.clone(), finding.message.clone());
                if !unwanted && !ignored.is_match(&finding.file) && seen.insert(place) {
                    check.diagnostics.push(finding.clone().into_diagnostic(&checking.step, name, checking.tree.text(&finding.file)));
                }
            }
        }
        check.diagnostics.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
        check.checkers = outcomes.into_iter().map(|outcome| outcome.run).collect();
        check.checkers.extend(self.switched_off());
        for diagnostic in &check.diagnostics {
            checking.events.record(Event::Diagnostic(diagnostic.clone()));
        }
        for note in &check.notes {
            checking.events.record(Event::note(&checking.step, note));
        }
        check
    }

    fn notes(&self) -> Vec<String> {
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

    /// Checkers that the settings have switched off, so that nobody takes their silence for a verdict.
    fn switched_off(&self) -> Vec<CheckerRun> {
        let off = BUILT_IN.iter().filter(|name| self.checking.settings.checker(name).enabled == Some(false));
        off.map(|name| CheckerRun {
            name: (*name).to_owned(),
            project: ".".to_owned(),
            version: String::new(),
            status: Status::Skipped,
            milliseconds: 0,
            reason: Some("switched off in the settings".to_owned()),
            hint: None,
        })
        .collect()
    }
}

/// Folders of ours that tools name in messages, and how the reader knows them. A mirror has another name in every run.
fn shown_paths(job: &Job<'_>, mirror: &Path) -> Vec<(String, String)> {
    let text = |path: &Path| path.to_string_lossy().into_owned();
    let mut shown = vec![(text(mirror) + "/", String::new())];
    for (folder, modules) in job.node.iter().flat_map(|node| &node.folders) {
        shown.push((text(modules), join(folder, "node_modules")));
    }
    shown.extend(job.python.iter().filter_map(|python| Some((text(python.site_packages.as_ref()?), "site-packages".to_owned()))));
    shown
}

fn prepare(plan: &Plan) -> std::io::Result<()> {
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
    use super::*;
    use crate::{dependencies::Source, settings::CheckerSettings};

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
