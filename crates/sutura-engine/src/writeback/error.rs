//! Why nothing was written, and what the reader can do about it.

use std::io;

use crate::ledger::LedgerError;

/// Why files could not be written. Unless it says otherwise, all files are as they were before.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// Somebody has changed files since they were read.
    #[error("changed meanwhile, so nothing was written: {}", .0.join(", "))]
    Changed(Vec<String>),
    /// Another process has the right to write.
    #[error("another repair works on this project{}", .0.map_or_else(String::new, |pid| format!(" (process {pid})")))]
    Busy(Option<u32>),
    /// There is no write to take back.
    #[error("there is nothing to undo")]
    NothingToUndo,
    /// A link stands at a path, or further up in it.
    #[error("{0} is a link, or lies behind one: nothing is written through it")]
    Link(String),
    /// A file has a second name, so that replacing it would part the two.
    #[error("{0} is one file under several names (a hard link): replacing it would part them")]
    Shared(String),
    /// A path that no repair has any business with.
    #[error("{0} is no place to write to")]
    Place(String),
    /// A file or folder may not be written.
    #[error("{0} is read-only")]
    ReadOnly(String),
    /// The system refused.
    #[error("{path}: {source}")]
    Io {
        /// The file, relative to the root.
        path: String,
        /// What the system says.
        source: io::Error,
    },
    /// A write was begun, could neither be finished nor taken back, and waits in `.sutura/apply`.
    #[error("{path}: {source}; the write waits in .sutura/apply to be ended")]
    Unfinished {
        /// The file, relative to the root.
        path: String,
        /// What the system says.
        source: io::Error,
    },
    /// The journal of an earlier write cannot be understood.
    #[error(".sutura/{folder}/manifest.json: {problem}")]
    Journal {
        /// `apply` or `undo`.
        folder: &'static str,
        /// What is wrong with it.
        problem: String,
    },
    /// The `.sutura` folder could not be made.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

impl WriteError {
    /// What the reader can do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::Changed(_) => "Your edits are kept. Run the command again, or take your edits back first.".to_owned(),
            Self::Busy(_) => "Wait until it has ended, and run the command again.".to_owned(),
            Self::NothingToUndo => "`sutura undo` takes back the last write of a repair, once.".to_owned(),
            Self::Link(_) => "Replace the link by what it stands for, or repair the folder that it leads to.".to_owned(),
            Self::Shared(file) => format!("Copy {file} to a name of its own, and move the copy over it."),
            Self::Place(_) => "Nothing was written. This is a mistake of Sutura's, or a journal that it did not write.".to_owned(),
            Self::ReadOnly(path) => format!("Make {path} and its folder writable, or work on a copy of the project."),
            Self::Io { source, .. } => format!("{} Nothing was changed.", remedy(source)),
            Self::Unfinished { source, .. } => {
                format!("{} Until the next command has ended the write, some files may be new and others old.", remedy(source))
            }
            Self::Journal { folder, .. } => format!("Use the version of Sutura that wrote it, or remove .sutura/{folder}."),
            Self::Ledger(error) => error.hint(),
        }
    }

    /// Exit status of a command that ends with this error: 1 where files stand as somebody else left them, 2 where another request would do, else 3.
    pub fn exit_status(&self) -> u8 {
        match self {
            Self::Changed(_) => 1,
            Self::NothingToUndo => 2,
            Self::Ledger(error) => error.exit_status(),
            _ => 3,
        }
    }
}

fn remedy(source: &io::Error) -> &'static str {
    match source.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "Free some space and run the command again.",
        io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => "Make it writable, or work on a copy of the project.",
        _ => "Look at the disk, and run the command again.",
    }
}
