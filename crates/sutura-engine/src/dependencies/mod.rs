//! What a project under check depends on, provided without running anything of it.
//!
//! What the project has already is read as it is. Else its manifest and lock file are resolved by the user's package managers in a
//! folder of the cache that is named by their hash: seen again, there is nothing to do.

mod bun;
mod node;
mod node_manifest;
mod outside;
mod python;
mod python_manifest;
mod python_version;
mod yarn;

use std::{collections::BTreeMap, path::PathBuf, sync::Arc};

use thiserror::Error;

use crate::{
    process::{Launcher, ProcessError},
    progress::Progress,
    tools::{ToolError, Toolbox},
};

pub use node::NodeModules;
pub use outside::Surroundings;
pub use python::{Doubt, PythonEnvironment, python_version_of};
pub(crate) use python_version::DEFAULT as DEFAULT_PYTHON;

/// Where dependencies are from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The project has them.
    Project,
    /// They had been provided before.
    Cache,
    /// They were installed just now.
    Installed,
    /// The project declares none.
    Nothing,
}

impl Source {
    /// The name in the ledger.
    pub fn name(self) -> &'static str {
        match self {
            Self::Project => "project",
            Self::Cache => "cache",
            Self::Installed => "installed",
            Self::Nothing => "nothing",
        }
    }
}

/// What was resolved, for the ledger.
#[derive(Clone, Debug)]
pub struct Resolved {
    /// Where it is from.
    pub source: Source,
    /// Hash over what decides about the content.
    pub hash: String,
    /// Package to version.
    pub packages: BTreeMap<String, String>,
    /// What the reader should know about how it was resolved.
    pub notes: Vec<String>,
}

/// Why dependencies are not there. Without them a checker gives no verdict.
#[derive(Debug, Error)]
pub enum DependencyError {
    /// A manifest or lock file cannot be read.
    #[error("{file}: {reason}")]
    Manifest {
        /// The file, relative to the checked root.
        file: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A dependency does not come from a registry.
    #[error("`{name}` is to come from {from}, and Sutura installs from registries alone")]
    NotFromRegistry {
        /// The dependency.
        name: String,
        /// Where the manifest wants it from.
        from: String,
    },
    /// The package manager could not resolve or install them.
    #[error("{manager} could not install the dependencies of {project}: {reason}")]
    Install {
        /// The package manager.
        manager: &'static str,
        /// The project's folder.
        project: String,
        /// What it said.
        reason: String,
    },
    /// A tool that installs them is missing.
    #[error(transparent)]
    Tool(#[from] ToolError),
    /// A package manager could not be run to its end.
    #[error(transparent)]
    Process(#[from] ProcessError),
    /// A folder of the cache could not be written.
    #[error("{}: {source}", path.display())]
    Cache {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

impl DependencyError {
    /// What the user can do.
    pub fn hint(&self) -> String {
        match self {
            Self::Manifest { file, .. } => format!("Mend {file}."),
            Self::NotFromRegistry { .. } => {
                "Install the dependencies yourself (`uv sync`, `npm ci`): a `.venv` or `node_modules` in the project is read as it is."
                    .to_owned()
            }
            Self::Install { .. } | Self::Process(_) => {
                "Check the manifest, the network and the registry that your package manager is set up with; or install the dependencies \
                 yourself: a `.venv` or `node_modules` in the project is read as it is."
                    .to_owned()
            }
            Self::Tool(error) => error.hint(),
            Self::Cache { path, .. } => format!("Make {} writable, or set SUTURA_CACHE to another folder.", path.display()),
        }
    }
}

/// Provides dependencies in the cache.
#[derive(Clone)]
pub struct Store {
    folder: PathBuf,
    toolbox: Toolbox,
    launcher: Launcher,
    progress: Arc<dyn Progress>,
}

impl Store {
    /// Dependencies live below `folder`.
    pub fn new(folder: PathBuf, toolbox: Toolbox, launcher: Launcher, progress: Arc<dyn Progress>) -> Self {
        Self { folder, toolbox, launcher, progress }
    }

    fn cache_error(&self, source: std::io::Error) -> DependencyError {
        DependencyError::Cache { path: self.folder.clone(), source }
    }
}
