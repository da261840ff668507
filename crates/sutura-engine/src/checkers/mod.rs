//! Checkers: each says how a tool is run on a project, and what its output means. Both are pure; `run.rs` alone does the running.

mod columns;
pub mod contract;
mod declared;
mod forecast;
mod gate;
mod provide;
mod pyright;
mod python;
mod results;
mod ruff;
mod run;
mod session;
pub mod structure;
#[cfg(test)]
mod testing;
mod truth;
mod tsc;
mod ty;
mod verdict;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use thiserror::Error;

use self::session::Server;
use crate::{
    dependencies::{DependencyError, NodeModules, PythonEnvironment},
    diagnostic::Finding,
    process::{Command, Output, ProcessError},
    settings::{CheckerSettings, Settings},
    tools::{Program, Tool, ToolError},
    workspace::{Language, Project, Side, Tree},
};

pub use forecast::Forecast;
pub use gate::Gate;
pub use results::Results;
pub use run::{Check, Checking, check};
pub use session::SessionError;
pub use truth::Truth;
pub use verdict::Verdict;

/// A tool that finds problems in one project.
///
/// A further one is a file with an implementation, and a line in `built_in`.
pub trait Checker: Send + Sync {
    /// Its name in reports and settings.
    fn name(&self) -> &str;

    /// Which files its verdict depends on.
    fn side(&self) -> Side;

    /// Whether it has anything to say about this project.
    fn applies(&self, project: &Project) -> bool;

    /// Whether it needs the project's dependencies to tell the truth.
    fn needs_dependencies(&self) -> bool {
        true
    }

    /// Whether it is one of ours, and not a command out of the project's settings.
    fn is_ours(&self) -> bool {
        true
    }

    /// Its version where it has no tool.
    fn version(&self) -> String {
        String::new()
    }

    /// The program it needs, if it is one that we provide.
    fn tool(&self, _job: &Job<'_>) -> Option<Tool> {
        None
    }

    /// What decides about its verdict beside sources, tool and dependencies.
    fn key(&self, job: &Job<'_>) -> String;

    /// What it finds by itself, if it needs no program: then nothing is planned or read.
    fn look(&self, _tree: &Tree, _projects: &[Project]) -> Option<Vec<Finding>> {
        None
    }

    /// The commands to run, in order, and the files of ours that they read.
    fn plan(&self, _job: &Job<'_>, _site: &Site<'_>) -> Result<Plan, CheckError> {
        Ok(Plan::default())
    }

    /// How its tool is kept running, if it can be, with the same findings.
    fn server(&self, _job: &Job<'_>, _site: &Site<'_>) -> Option<Result<Server, CheckError>> {
        None
    }

    /// Refuses what was found about the whole project where it proves nothing.
    fn doubt(&self, _job: &Job<'_>, _findings: &[Finding]) -> Result<(), CheckError> {
        Ok(())
    }

    /// What the output of one command of the plan says.
    fn read(&self, _job: &Job<'_>, _site: &Site<'_>, _output: &Output) -> Result<Vec<Finding>, CheckError> {
        Ok(Vec::new())
    }
}

/// One checker's work on one project.
pub struct Job<'a> {
    /// The sources.
    pub tree: &'a Tree,
    /// The project to check.
    pub project: &'a Project,
    /// All projects in the tree: those inside this one are none of its business.
    pub projects: &'a [Project],
    /// The checker's own settings.
    pub settings: CheckerSettings,
    /// The version of Python that a Python project is checked for.
    pub python_version: String,
    /// The project's packages, for a Python project.
    pub python: Option<PythonEnvironment>,
    /// The project's packages, for a TypeScript project.
    pub node: Option<NodeModules>,
    /// Whether speed counts more than the last word.
    pub fast: bool,
}

impl Job<'_> {
    /// Folders of other projects of the same language inside this one, relative to this one.
    pub fn inner_projects(&self) -> Vec<String> {
        self.projects
            .iter()
            .filter(|other| other.language == self.project.language && other.root != self.project.root)
            .filter(|other| self.project.contains(&other.root))
            .map(|other| other.root[self.project.root.len()..].trim_start_matches('/').to_owned())
            .collect()
    }
}

/// Where a job is done: a copy of the tree in which its tools may read and write.
pub struct Site<'a> {
    /// The folder that stands for the tree's root.
    pub root: &'a Path,
    /// A folder of this job's own, outside the tree.
    pub scratch: &'a Path,
    /// The program of [`Checker::tool`].
    pub program: Option<&'a Program>,
    /// MiB of memory that a program may hold that is kept running.
    pub memory_mib: u64,
    /// Looks a program up on the user's `PATH`.
    pub find: &'a (dyn Fn(&str) -> Option<PathBuf> + Sync),
}

impl Site<'_> {
    /// The project's folder.
    pub fn folder(&self, project: &Project) -> PathBuf {
        self.root.join(&project.root)
    }

    /// A tool's path, absolute or relative to `folder`, as reports show it: relative to the tree's root, with `/`.
    pub fn relative(&self, folder: &Path, path: &str) -> String {
        let full = normal(&folder.join(path));
        let shown = full.strip_prefix(self.root).map_or(full.as_path(), |relative| relative);
        shown.to_string_lossy().replace('\\', "/")
    }
}

/// `path` without `.` and `..`, by its text alone.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::CurDir => {}
            std::path::Component::ParentDir => {
                normal.pop();
            }
            part => normal.push(part),
        }
    }
    normal
}

/// What there is to run.
#[derive(Default)]
pub struct Plan {
    /// The commands, in order.
    pub commands: Vec<Command>,
    /// Files to write first: absolute path and content.
    pub files: Vec<(PathBuf, String)>,
    /// Links to put in place first: where and to what.
    pub links: Vec<(PathBuf, PathBuf)>,
}

/// Why there is no verdict. Never a clean one, and never something to repair.
#[derive(Debug, Error)]
pub enum CheckError {
    /// The tool is not there.
    #[error(transparent)]
    Tool(#[from] ToolError),
    /// The project's dependencies are not there, so missing imports would be false.
    #[error(transparent)]
    Dependencies(#[from] Arc<DependencyError>),
    /// It did not run to its end.
    #[error(transparent)]
    Process(#[from] ProcessError),
    /// It ended with a status that means that it did not check.
    #[error("it ended with status {status}: {complaint}")]
    Crashed {
        /// The exit status.
        status: i32,
        /// What it said.
        complaint: String,
    },
    /// It printed something else than the format that it is asked for.
    #[error("its output cannot be read: {reason}")]
    Unreadable {
        /// What is wrong, and how the output begins.
        reason: String,
    },
    /// The project is set up in a way that leaves nothing to check, or nothing that could be trusted.
    #[error("{reason}")]
    Project {
        /// What is wrong.
        reason: String,
        /// What the user can do.
        hint: String,
    },
    /// It was kept running, and gave no answer.
    #[error(transparent)]
    Session(#[from] SessionError),
    /// The place for the check could not be made.
    #[error("the sources could not be written to {}: {source}", path.display())]
    Site {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

impl CheckError {
    /// What the user can do.
    pub fn hint(&self) -> String {
        match self {
            Self::Tool(error) => error.hint(),
            Self::Dependencies(error) => error.hint(),
            Self::Process(ProcessError::TimedOut { .. }) | Self::Session(SessionError::Stalled { .. }) => {
                "Raise `check.time_limit` in sutura.toml, or ignore what makes it slow.".to_owned()
            }
            Self::Process(ProcessError::Flooded { .. }) => "Ignore the files that it says so much about.".to_owned(),
            Self::Process(ProcessError::Start { .. }) => "Install it, or put it on PATH; `sutura doctor` tells what is missing.".to_owned(),
            Self::Session(SessionError::TooLarge { .. }) => "Raise `check.session_memory_mib` in sutura.toml.".to_owned(),
            Self::Session(_) => {
                "Run `sutura check --fast` to see whether it works by itself; `sutura tools` shows the version that was used.".to_owned()
            }
            Self::Crashed { .. } => "Run it by hand to see more; `sutura tools` shows the version that was used.".to_owned(),
            Self::Unreadable { .. } => "It may be of a version with another format; `sutura tools` installs the pinned one.".to_owned(),
            Self::Project { hint, .. } => hint.clone(),
            Self::Site { path, .. } => format!("Make room in {}, or set SUTURA_CACHE to another folder.", path.display()),
        }
    }

    fn unreadable(reason: impl std::fmt::Display, output: &Output) -> Self {
        let text = output.text();
        let start: String = text.trim().chars().take(120).collect();
        let start = if start.is_empty() { output.complaint() } else { start };
        Self::Unreadable { reason: format!("{reason}; it begins with {start:?}") }
    }

    fn crashed(output: &Output) -> Self {
        Self::Crashed { status: output.status, complaint: output.complaint() }
    }
}

/// The checkers of a check with these settings, in the order of reports.
pub fn selected(settings: &Settings, fast: bool) -> Vec<Box<dyn Checker>> {
    let enabled = |name: &str, default: bool| settings.checker(name).enabled.unwrap_or(default);
    let mut checkers = built_in();
    checkers.retain(|checker| match checker.name() {
        "pyright" => enabled("pyright", !fast),
        "ty" => enabled("ty", fast),
        name => enabled(name, true),
    });
    for (name, declared) in settings.declared() {
        checkers.push(Box::new(declared::Declared::new(name, declared)));
    }
    checkers
}

fn built_in() -> Vec<Box<dyn Checker>> {
    vec![Box::<structure::Structure>::default(), Box::new(ruff::Ruff), Box::new(pyright::Pyright), Box::new(ty::Ty), Box::new(tsc::Tsc)]
}

fn is_python(project: &Project) -> bool {
    project.language == Language::Python
}
