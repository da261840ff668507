//! What can go wrong with the ledger, and what the reader can do about it.

use std::{io, path::PathBuf};

/// An expected failure of the ledger.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// A place that is ours to write in leads somewhere else.
    #[error("{} is a link: nothing is written through it", path.display())]
    Link {
        /// The link.
        path: PathBuf,
    },
    /// A file stands where a folder is needed.
    #[error("{} is not a folder", path.display())]
    NotAFolder {
        /// What stands there.
        path: PathBuf,
    },
    /// A file or folder could not be made, written or replaced.
    #[error("cannot write {}: {source}", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A file or folder could not be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// What an outside pipeline sends could not be read to its end.
    #[error("cannot read the events to record: {source}")]
    Input {
        /// What the system says.
        source: io::Error,
    },
    /// A line that is not an event, with more lines behind it.
    #[error("{}:{line} is not an event: {problem}", path.display())]
    Broken {
        /// The events file.
        path: PathBuf,
        /// 1-based line.
        line: usize,
        /// What is wrong with it.
        problem: String,
    },
    /// The file is of a format that this version does not know.
    #[error("{} has format {found}; this version of Sutura reads up to {known}", path.display())]
    LaterFormat {
        /// The file.
        path: PathBuf,
        /// The format's version or name as it stands in the file.
        found: String,
        /// The last one that this version knows.
        known: String,
    },
    /// There is no run to speak of.
    #[error("there are no runs in {}", path.display())]
    NoRuns {
        /// The folder of runs.
        path: PathBuf,
    },
    /// No run has this name.
    #[error("there is no run `{wanted}`")]
    NoSuchRun {
        /// What was asked for.
        wanted: String,
        /// The run whose name is nearest.
        nearest: String,
    },
    /// Several runs have this name.
    #[error("`{wanted}` could be any of {} runs", candidates.len())]
    AmbiguousRun {
        /// What was asked for.
        wanted: String,
        /// The runs that it fits.
        candidates: Vec<String>,
    },
    /// Nothing was saved to compare with.
    #[error("there is no baseline in {}", path.display())]
    NoBaseline {
        /// Where it would stand.
        path: PathBuf,
    },
    /// The saved baseline cannot be understood.
    #[error("{} is not a baseline: {problem}", path.display())]
    BrokenBaseline {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// A run that proves too little to be compared with.
    #[error("run {run} cannot be a baseline: {reason}")]
    UnprovenBaseline {
        /// The run.
        run: String,
        /// What is missing in it.
        reason: String,
    },
}

impl LedgerError {
    /// What the reader can do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::Link { path } => format!("remove the link {}; Sutura makes the folder itself", path.display()),
            Self::NotAFolder { path } => format!("move {} away; Sutura makes the folder itself", path.display()),
            Self::Write { source, .. } => write_hint(source).to_owned(),
            Self::Read { .. } => "check that the file exists and that you may read it".to_owned(),
            Self::Input { .. } => "what came before was recorded; send the rest as a new run".to_owned(),
            Self::Broken { path, line, .. } => {
                format!("remove line {line} from {}, or the whole run", path.display())
            }
            Self::LaterFormat { .. } => "use the version of Sutura that wrote it, or a later one".to_owned(),
            Self::NoRuns { .. } => "run `sutura check` first".to_owned(),
            Self::NoSuchRun { nearest, .. } => format!("the nearest is `{nearest}`"),
            Self::AmbiguousRun { candidates, .. } => format!("say one of: {}", some_of(candidates)),
            Self::NoBaseline { .. } => "save one with `sutura baseline save`".to_owned(),
            Self::BrokenBaseline { .. } => "save it anew with `sutura baseline save`".to_owned(),
            Self::UnprovenBaseline { .. } => "run the check again until every checker has a verdict".to_owned(),
        }
    }

    /// Exit status of a command that ends with this error: 2 where another request would do, else 3.
    pub fn exit_status(&self) -> u8 {
        match self {
            Self::NoRuns { .. }
            | Self::NoSuchRun { .. }
            | Self::AmbiguousRun { .. }
            | Self::NoBaseline { .. }
            | Self::UnprovenBaseline { .. } => 2,
            _ => 3,
        }
    }
}

fn write_hint(source: &io::Error) -> &'static str {
    match source.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "free some space and run the command again",
        io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => "make the folder writable, or work on a copy of the project",
        _ => "check that the folder exists and that you may write into it",
    }
}

fn some_of(names: &[String]) -> String {
    const SHOWN: usize = 5;
    let more = names.len().saturating_sub(SHOWN);
    let shown = names[..names.len() - more].join(", ");
    if more == 0 { shown } else { format!("{shown} and {more} more") }
}
