//! A contract as one TypeScript file.

use crate::{Contract, ContractError};

/// What the file holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Content {
    /// Types and enums alone.
    Types,
    /// Types, enums and a typed client.
    #[default]
    Client,
    /// All this, and hooks for TanStack Query.
    Hooks,
}

/// How the file is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// What it holds.
    pub content: Content,
    /// Whether dates and times are branded texts, so that one is not taken for another.
    pub brand_dates: bool,
}

/// The file's text, as prettier would leave it.
///
/// # Errors
/// Where two things would have one name.
pub fn emit(_contract: &Contract, _options: Options) -> Result<String, ContractError> {
    Err(ContractError::at("", "TypeScript cannot be written yet"))
}
