//! Why there is no contract.

use std::path::{Path, PathBuf};

use sutura_contract::ContractError;
use thiserror::Error;

use crate::{dependencies::DependencyError, network::FetchError, process::ProcessError, workspace::ReadError};

/// Why there is no contract.
#[derive(Debug, Error)]
pub enum SourceError {
    /// What is named is not there, or cannot be a source.
    #[error("{message}")]
    Named {
        /// What is wrong.
        message: String,
        /// What the user can do.
        hint: String,
    },
    /// The document says something that cannot be.
    #[error("{place}: {error}")]
    Document {
        /// The file, address or application.
        place: String,
        /// What is wrong with it, and where.
        error: ContractError,
    },
    /// The application's own code, or what it needs, keeps it from being imported.
    #[error("{app} could not be imported: {reason}{}", place.as_ref().map_or_else(String::new, |(file, line)| format!(" ({file}:{line})")))]
    App {
        /// The application.
        app: String,
        /// What went wrong, as Python says it.
        reason: String,
        /// The last place of the project's own code on the way there: the file relative to the tree's root, and the 1-based line.
        place: Option<(String, u32)>,
        /// What the user can do.
        hint: String,
    },
    /// The system has no sandbox, and nobody has said that the application may be imported without one.
    #[error("{app} was not imported: this system has no sandbox for it")]
    NotIsolated {
        /// The application.
        app: String,
    },
    /// There is no Python to import with.
    #[error("python3 is not on PATH, or does not run")]
    NoPython,
    /// The packages of the backend could not be provided.
    #[error(transparent)]
    Dependencies(#[from] DependencyError),
    /// The import did not come to its end.
    #[error("{app} could not be imported: {error}")]
    Process {
        /// The application.
        app: String,
        /// What happened.
        error: ProcessError,
    },
    /// An address could not be read.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// The sources could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A file could not be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

impl SourceError {
    /// What the user can do.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Named { hint, .. } | Self::App { hint, .. } => Some(hint.clone()),
            Self::Document { error, .. } => error.hint.clone(),
            Self::NotIsolated { .. } => Some(
                "Its code would run with your rights. If you trust it, set `isolation = \"best\"` under [contract] in sutura.toml and run \
                 `sutura trust`; or take the contract from a document or a running server."
                    .to_owned(),
            ),
            Self::NoPython => Some("Install Python, and see what `sutura doctor` says.".to_owned()),
            Self::Dependencies(error) => Some(error.hint()),
            Self::Process { error: ProcessError::TimedOut { .. }, .. } => Some(
                "Something waits when the module is imported: a connection, an input, a loop. Move it into the lifespan, or raise \
                 `contract.time_limit` in sutura.toml."
                    .to_owned(),
            ),
            Self::Process { error: ProcessError::Flooded { .. }, .. } => {
                Some("The application prints without end when it is imported.".to_owned())
            }
            Self::Process { .. } => Some("See what `sutura doctor` says of Python.".to_owned()),
            Self::File { .. } => Some("Look at its path, and at who may read it.".to_owned()),
            Self::Fetch(FetchError::Unreachable { .. }) => {
                Some("Is the server running? Look at the address, and at the proxy variables.".to_owned())
            }
            Self::Fetch(FetchError::Status { .. }) => Some("Name the address of its OpenAPI document.".to_owned()),
            Self::Fetch(FetchError::Address { .. }) => Some("Look at the address, or name a file.".to_owned()),
            Self::Fetch(FetchError::Broken { .. }) => Some("Try again, or save the document by hand and name the file.".to_owned()),
            Self::Read(_) => Some("Name the folder of the backend.".to_owned()),
        }
    }

    /// The exit status that says so: 2 where the user, the document or the application is wrong, 3 where something could not be had.
    pub fn exit_status(&self) -> u8 {
        match self {
            Self::Named { .. } | Self::Document { .. } | Self::App { .. } | Self::Read(_) | Self::Fetch(FetchError::Address { .. }) => 2,
            _ => 3,
        }
    }

    /// Where in the tree the application failed: a file relative to the root, and its 1-based line.
    pub fn place(&self) -> Option<(&str, u32)> {
        match self {
            Self::App { place: Some((file, line)), .. } => Some((file, *line)),
            _ => None,
        }
    }

    /// The same for somebody who named the tree's root as `folder`.
    pub(super) fn seen_from(mut self, folder: &Path) -> Self {
        if let Self::App { place: Some((file, _)), .. } = &mut self
            && folder != Path::new(".")
        {
            *file = folder.join(&*file).display().to_string();
        }
        self
    }

    /// Whether the application's own code keeps it from being imported, which other checkers tell better.
    pub fn is_of_app(&self) -> bool {
        matches!(self, Self::App { .. })
    }
}
