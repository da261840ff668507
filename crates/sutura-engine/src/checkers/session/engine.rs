//! One checker on one project: kept running as long as that works, else run anew for each tree.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use super::{CheckSession, FixPlace, rpc::Limits};
use crate::{
    checkers::{
        CheckError, Checker, Site,
        provide::{Provisions, Shown, prepare, show_paths, shown_paths},
        run::findings,
    },
    diagnostic::{Finding, Fix},
    ledger::Event,
    workspace::Tree,
};

/// Seconds after which a session is taken for stalled, unless the settings say less.
const STALLED: u64 = 120;

/// The file that stands where a session's files and links are in place.
const READY: &str = "session-ready";

/// A checker on one project.
pub(in crate::checkers) struct Engine {
    pub checker: Arc<dyn Checker>,
    /// Its project's index in the provisions.
    pub index: usize,
    state: State,
    restarts: u32,
    shown: Shown,
    /// Whether an import that cannot be resolved may prove nothing.
    doubtful: bool,
}

enum State {
    /// Kept running.
    Warm(Box<dyn CheckSession>),
    /// In the middle of a question: whoever finds it so has dropped the one who asked.
    Asked,
    /// To be started.
    Closed,
    /// Not to be kept running any more.
    Cold,
}

/// What an engine tells.
pub(in crate::checkers) enum Told {
    /// The findings in the files that were asked about.
    Files(Vec<Finding>),
    /// The findings in the whole project.
    Whole(Vec<Finding>),
}

impl Engine {
    pub fn new(checker: Arc<dyn Checker>, index: usize) -> Self {
        Self { checker, index, state: State::Closed, restarts: 0, shown: Shown::new(), doubtful: false }
    }

    /// Whether it is kept running.
    pub fn is_warm(&self) -> bool {
        !matches!(self.state, State::Cold)
    }

    /// Bytes of memory that its session holds.
    pub fn resident(&self) -> u64 {
        match &self.state {
            State::Warm(session) => session.resident().unwrap_or_default(),
            _ => 0,
        }
    }

    /// What it finds in `files` of `tree`. A session that fails is started again once; if that fails too, its command line takes over.
    pub async fn ask(&mut self, provisions: &Provisions, tree: &Tree, files: &BTreeSet<String>) -> Result<Told, CheckError> {
        while self.is_warm() {
            let error = match self.ask_warm(provisions, tree, files).await {
                Ok(Some(findings)) => return Ok(Told::Files(findings)),
                Ok(None) => {
                    self.state = State::Cold;
                    break;
                }
                // Only what a session did wrong is a reason to replace it.
                Err(CheckError::Session(error)) => error,
                Err(error) => return Err(error),
            };
            self.state = if self.restarts == 0 { State::Closed } else { State::Cold };
            self.restarts += 1;
            let then = if self.is_warm() { "it is started again" } else { "its command line takes over" };
            let checking = &provisions.checking;
            checking.events.record(Event::note(&checking.step, format!("{error}; {then}")));
        }
        Self::ask_cold(&self.checker, self.index, provisions, tree).await.map(Told::Whole)
    }

    /// The edits that its session proposes, as [`CheckSession::fixes`] gives them; none where it has no session, or that fails over it.
    pub async fn fixes(&mut self, tree: &Tree, places: &[FixPlace]) -> Vec<(usize, Fix)> {
        let mut session = match std::mem::replace(&mut self.state, State::Closed) {
            State::Warm(session) => session,
            other => {
                self.state = other;
                return Vec::new();
            }
        };
        // A session that fails over a proposal is started again when it is asked about a tree.
        let Ok(fixes) = session.fixes(tree, places).await else { return Vec::new() };
        self.state = State::Warm(session);
        fixes
    }

    /// What the command line of `checker` finds in the whole project.
    pub async fn ask_cold(
        checker: &Arc<dyn Checker>,
        index: usize,
        provisions: &Provisions,
        tree: &Tree,
    ) -> Result<Vec<Finding>, CheckError> {
        let checking = Arc::new(provisions.checking.quietly_about(tree.clone()));
        findings(checking, checker, &provisions.project(index).root).await
    }

    /// Refuses what was found in the whole project where it proves nothing.
    pub async fn doubt(&self, provisions: &Provisions, findings: impl FnOnce() -> Vec<Finding>) -> Result<(), CheckError> {
        if !self.doubtful {
            return Ok(());
        }
        let (checker, findings) = (self.checker.clone(), findings());
        checker.doubt(&provisions.job(&*checker, self.index).await?, &findings)
    }

    /// What its session finds; nothing where the checker is none that is kept running.
    async fn ask_warm(
        &mut self,
        provisions: &Provisions,
        tree: &Tree,
        files: &BTreeSet<String>,
    ) -> Result<Option<Vec<Finding>>, CheckError> {
        let mut session = match std::mem::replace(&mut self.state, State::Asked) {
            State::Warm(session) => session,
            _ => match self.open(provisions).await? {
                Some(session) => session,
                None => return Ok(None),
            },
        };
        let mut findings = session.check(tree, files).await?;
        self.state = State::Warm(session);
        show_paths(&mut findings, &self.shown);
        Ok(Some(findings))
    }

    async fn open(&mut self, provisions: &Provisions) -> Result<Option<Box<dyn CheckSession>>, CheckError> {
        let checking = &provisions.checking;
        let checker = self.checker.clone();
        let job = provisions.job(&*checker, self.index).await?;
        let program = provisions.program(&*checker, &job).await?;
        let mirror = provisions.mirror().await?;
        let scratch = mirror.beside(&format!("{}-{}", checker.name(), self.index)).map_err(|source| provisions.site_error(source))?;
        provisions.link_modules(mirror, &job, self.index).await?;
        let settings = &checking.settings.check;
        let find = |name: &str| checking.launcher.environment().find(name);
        let site = Site {
            root: mirror.root(),
            scratch: &scratch,
            program: program.as_ref(),
            memory_mib: settings.session_memory_mib,
            find: &find,
        };
        let Some(server) = checker.server(&job, &site).transpose()? else { return Ok(None) };
        // A session that is started again finds its links in place.
        if !scratch.join(READY).exists() {
            prepare(&server.plan).and_then(|()| std::fs::write(scratch.join(READY), "")).map_err(|source| provisions.site_error(source))?;
        }
        self.shown = shown_paths(&job, mirror.root());
        self.doubtful = job.python.as_ref().is_some_and(|python| python.doubt.is_some());
        let limits = Limits { time: Duration::from_secs(settings.time_limit.min(STALLED)), memory: settings.session_memory_mib << 20 };
        super::open(&checking.launcher, checker.name(), server, mirror.root().to_owned(), &checking.tree, limits).await.map(Some)
    }
}
