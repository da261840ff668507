//! OpenAPI documents: their text, and what they say as a contract.

use crate::{Contract, ContractError};

/// A contract out of a document, with what could not be said in it.
#[derive(Debug)]
pub struct Reading {
    /// What the document promises.
    pub contract: Contract,
    /// What was left out or understood in the nearest way, each with its place.
    pub notes: Vec<Note>,
}

/// Something in a document that a contract cannot say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The JSON pointer of the value.
    pub pointer: String,
    /// What was made of it.
    pub message: String,
}

/// Reads an OpenAPI document of version 3.0 or 3.1 (JSON or YAML), or a manifest.
///
/// # Errors
/// See [`ContractError`].
pub fn read(_text: &str) -> Result<Reading, ContractError> {
    Err(ContractError::at("", "documents cannot be read yet"))
}
