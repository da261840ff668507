//! A command that could not do its work.

use std::fmt;

use sutura_engine::{
    contract::SourceError,
    ledger::LedgerError,
    models::OpenError,
    settings::{SettingsError, TrustError},
    tools::ToolError,
    workspace::ReadError,
    writeback::WriteError,
};

/// Exit status of an interrupted command.
pub const INTERRUPTED: u8 = 130;

/// What went wrong, what to do about it, and the exit status that says so.
#[derive(Debug)]
pub struct CommandError {
    /// What went wrong.
    pub message: String,
    /// What the user can do.
    pub hint: Option<String>,
    /// The exit status.
    pub status: u8,
}

impl CommandError {
    /// Wrong usage or settings.
    pub fn usage(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { message: message.into(), hint: Some(hint.into()), status: 2 }
    }

    /// Something that the command needs could not be had.
    pub fn unavailable(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { message: message.into(), hint: Some(hint.into()), status: 3 }
    }
}

/// In one line, as a report notes it.
impl fmt::Display for CommandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        self.hint.iter().try_for_each(|hint| write!(f, ". {hint}"))
    }
}

impl From<ReadError> for CommandError {
    fn from(error: ReadError) -> Self {
        Self { message: error.to_string(), hint: None, status: 2 }
    }
}

impl From<SettingsError> for CommandError {
    fn from(error: SettingsError) -> Self {
        Self::usage(error.to_string(), "`sutura schema settings` prints every key; `sutura init` writes a commented file.")
    }
}

impl From<LedgerError> for CommandError {
    fn from(error: LedgerError) -> Self {
        Self { message: error.to_string(), hint: Some(error.hint()), status: error.exit_status() }
    }
}

impl From<OpenError> for CommandError {
    fn from(error: OpenError) -> Self {
        Self::usage(error.to_string(), error.hint())
    }
}

impl From<ToolError> for CommandError {
    fn from(error: ToolError) -> Self {
        let status = if matches!(error, ToolError::Unknown { .. }) { 2 } else { 3 };
        Self { message: error.to_string(), hint: Some(error.hint()), status }
    }
}

impl From<SourceError> for CommandError {
    fn from(error: SourceError) -> Self {
        Self { message: error.to_string(), hint: error.hint(), status: error.exit_status() }
    }
}

impl From<WriteError> for CommandError {
    fn from(error: WriteError) -> Self {
        Self { message: error.to_string(), hint: Some(error.hint()), status: error.exit_status() }
    }
}

impl From<TrustError> for CommandError {
    fn from(error: TrustError) -> Self {
        Self { message: error.to_string(), hint: None, status: 3 }
    }
}
