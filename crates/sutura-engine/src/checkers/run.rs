//! Runs checkers: side by side, each on its projects, and only where the verdict is not known yet.

use std::{
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use globset::GlobSet;
use tokio::{sync::Semaphore, task::JoinSet};

use super::{
    CheckError, Checker, Job, Site,
    contract::{self, Seam},
    provide::{Provisions, prepare, show_paths, shown_paths},
    results::{Results, Stored},
    selected,
};
use crate::{
    contract::Contracts,
    dependencies::Store,
    diagnostic::{Diagnostic, Finding},
    imports::ImportGraph,
    ledger::{Event, EventSink},
    process::Launcher,
    progress::Progress,
    report::{CheckerRun, Status},
    settings::{BUILT_IN, Settings},
    tools::{Program, Toolbox},
    workspace::{Digest, Project, Tree},
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
    /// Has the contracts.
    pub contracts: Contracts,
    /// Has earlier verdicts.
    pub results: Results,
    /// A folder for mirrors.
    pub mirrors: PathBuf,
    /// Shows what goes on.
    pub progress: Arc<dyn Progress>,
    /// Is told what happens.
    pub events: Arc<dyn EventSink>,
}

impl Checking {
    /// The same check of another tree.
    pub fn about(&self, tree: Tree) -> Self {
        Self {
            root: self.root.clone(),
            tree,
            settings: self.settings.clone(),
            trusted: self.trusted,
            fast: self.fast,
            step: self.step.clone(),
            launcher: self.launcher.clone(),
            toolbox: self.toolbox.clone(),
            store: self.store.clone(),
            contracts: self.contracts.clone(),
            results: self.results.clone(),
            mirrors: self.mirrors.clone(),
            progress: self.progress.clone(),
            events: self.events.clone(),
        }
    }

    /// The same check of another tree, of which the ledger hears nothing.
    pub(super) fn quietly_about(&self, tree: Tree) -> Self {
        Self { events: Arc::new(Unheard), ..self.about(tree) }
    }
}

/// A ledger that nobody reads.
struct Unheard;

impl EventSink for Unheard {
    fn record(&self, _event: Event) {}
}

/// The outcome of a check.
#[derive(Clone, Debug, Default)]
pub struct Check {
    /// What was found, ordered by place.
    pub diagnostics: Vec<Diagnostic>,
    /// What ran, and what did not.
    pub checkers: Vec<CheckerRun>,
    /// Whether there is a backend of which it cannot be said what it promises.
    pub lacks_contract: bool,
    /// What the reader should know.
    pub notes: Vec<String>,
}

/// Runs the selected checkers over the projects of the tree.
///
/// Dropping the future ends everything that it started.
pub async fn check(checking: Arc<Checking>) -> Check {
    // Where the compiler reads types of the backend it waits for what they are; else nobody waits.
    let early = if Seam::matters(&checking.tree) { Some(Seam::of(&checking).await) } else { None };
    let sewn = early.as_ref().map_or_else(|| checking.tree.clone(), |seam| seam.sewn(&checking.tree));
    let shared = Arc::new(Shared::new(Arc::new(checking.about(sewn))));
    let mut running = JoinSet::new();
    for (order, checker) in selected(&shared.checking.settings, shared.checking.fast).into_iter().enumerate() {
        let checker: Arc<dyn Checker> = checker.into();
        for (index, project) in shared.provisions.projects().enumerate() {
            if checker.applies(project) {
                let (shared, checker) = (shared.clone(), checker.clone());
                running.spawn(async move { ((order, index), shared.run(&checker, index).await) });
            }
        }
    }
    let seam = match early {
        Some(seam) => seam,
        None => Seam::of(&checking).await,
    };
    let seam = Sewing { seam: Arc::new(seam), tree: checking.tree.clone(), projects: shared.provisions.all.clone() };
    let own = seam.look().await;
    let mut done = running.join_all().await;
    done.sort_by_key(|(order, _)| *order);
    shared.outcome(done.into_iter().map(|(_, outcome)| outcome).collect(), own)
}

/// A tree as it is, and its seam.
struct Sewing {
    seam: Arc<Seam>,
    tree: Tree,
    projects: Vec<Project>,
}

/// What the seam says.
struct Sewn {
    seam: Arc<Seam>,
    tree: Tree,
    imports: ImportGraph,
    outcome: Option<Outcome>,
}

impl Sewing {
    /// Looks at the seam, off the threads that wait for the others.
    async fn look(self) -> Sewn {
        let Self { seam, tree, projects } = self;
        let looked = tokio::task::spawn_blocking(move || {
            let run = seam.run(&tree);
            let imports = if run.is_some() { ImportGraph::of(&tree, &projects) } else { ImportGraph::default() };
            let findings = seam.findings(&tree, &projects, &imports);
            Sewn { outcome: run.map(|run| Outcome { run, findings }), seam, tree, imports }
        });
        looked.await.unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()))
    }
}

/// The findings of one checker on the project at `root` of the tree, by its command line or from the stored verdicts.
pub(super) async fn findings(checking: Arc<Checking>, checker: &Arc<dyn Checker>, root: &str) -> Result<Vec<Finding>, CheckError> {
    let shared = Shared::new(checking);
    let index = shared.provisions.projects().position(|project| project.root == root && checker.applies(project));
    let Some(index) = index else { return Ok(Vec::new()) };
    let mut run = begun(checker.name(), root);
    shared.verdict(checker, index, &mut run).await
}

fn begun(name: &str, project: &str) -> CheckerRun {
    CheckerRun {
        name: name.to_owned(),
        project: project.to_owned(),
        version: String::new(),
        status: Status::Ran,
        milliseconds: 0,
        reason: None,
        hint: None,
    }
}

/// Makes diagnostics of those findings that the settings want.
pub(super) struct Sieve {
    step: String,
    settings: Settings,
    ignored: GlobSet,
}

impl Sieve {
    pub fn new(checking: &Checking) -> Self {
        Self { step: checking.step.clone(), settings: checking.settings.clone(), ignored: checking.settings.ignored() }
    }

    pub fn diagnostic(&self, checker: &str, finding: &Finding, tree: &Tree) -> Option<Diagnostic> {
        let prefixes = self.settings.checkers.get(checker).map_or(&[][..], |settings| &settings.ignore);
        let unwanted = prefixes.iter().any(|prefix| !prefix.is_empty() && finding.code.starts_with(prefix.as_str()));
        let wanted = !unwanted && !self.ignored.is_match(&finding.file);
        wanted.then(|| finding.clone().into_diagnostic(&self.step, checker, tree.text(&finding.file)))
    }
}

/// Puts diagnostics in the order of reports. Programs that share a file report it twice: one of the two stays.
pub(super) fn in_order(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    diagnostics.dedup_by(|a, b| a.sort_key() == b.sort_key());
}

/// One checker on one project, done.
struct Outcome {
    run: CheckerRun,
    findings: Vec<Finding>,
}

/// What the jobs of one check have in common.
struct Shared {
    checking: Arc<Checking>,
    provisions: Provisions,
    cores: Semaphore,
}

impl Shared {
    fn new(checking: Arc<Checking>) -> Self {
        let jobs = match checking.settings.check.jobs {
            0 => std::thread::available_parallelism().map_or(2, usize::from),
            jobs => jobs,
        };
        Self { provisions: Provisions::new(checking.clone()), checking, cores: Semaphore::new(jobs) }
    }

    async fn run(&self, checker: &Arc<dyn Checker>, index: usize) -> Outcome {
        let started = Instant::now();
        let project = self.provisions.project(index);
        let mut run = begun(checker.name(), project.name());
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
        let job = self.provisions.job(&**checker, index).await?;
        let program = self.provisions.program(&**checker, &job).await?;
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
        let (checker, tree, projects) = (checker.clone(), self.checking.tree.clone(), self.provisions.all.clone());
        let looked = tokio::task::spawn_blocking(move || checker.look(&tree, &projects)).await;
        looked.map_err(|panic| CheckError::Unreadable { reason: panic.to_string() })
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
        let mirror = self.provisions.mirror().await?;
        let scratch = mirror.beside(&format!("{}-{index}", checker.name())).map_err(|source| self.provisions.site_error(source))?;
        self.provisions.link_modules(mirror, job, index).await?;
        let find = |name: &str| self.checking.launcher.environment().find(name);
        let site = Site {
            root: mirror.root(),
            scratch: &scratch,
            program,
            memory_mib: self.checking.settings.check.session_memory_mib,
            find: &find,
        };
        let plan = checker.plan(job, &site)?;
        prepare(&plan).map_err(|source| self.provisions.site_error(source))?;
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
        show_paths(&mut findings, &shown_paths(job, mirror.root()));
        Ok(findings)
    }

    fn outcome(&self, mut outcomes: Vec<Outcome>, sewn: Sewn) -> Check {
        let checking = &self.checking;
        let sieve = Sieve::new(checking);
        let mut check = Check { notes: self.provisions.notes(), lacks_contract: sewn.seam.is_unknown(), ..Check::default() };
        let problems = Outcome { run: begun("structure", ""), findings: checking.tree.problems().to_vec() };
        for outcome in std::iter::once(&problems).chain(&outcomes) {
            let shown = outcome.findings.iter().filter_map(|finding| sieve.diagnostic(&outcome.run.name, finding, &checking.tree));
            check.diagnostics.extend(shown);
        }
        sewn.seam.name(&checking.tree, &sewn.imports, &mut check.diagnostics);
        if let Some(own) = sewn.outcome {
            checking.events.record(Event::checker(&checking.step, &own.run, own.findings.len()));
            check.diagnostics.extend(own.findings.iter().filter_map(|finding| sieve.diagnostic(contract::NAME, finding, &sewn.tree)));
            outcomes.push(own);
        }
        in_order(&mut check.diagnostics);
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
