//! OpenAPI documents: their text, and what they say as a contract.

mod alternatives;
mod bundle;
mod compose;
mod content;
mod cycles;
mod endpoint;
mod enums;
mod heirs;
mod lowering;
mod naming;
mod object;
mod openapi;
mod place;
mod raw;
mod reference;
mod routes;
mod schema;
mod schema_names;
pub(crate) mod text;
mod transcode;
mod yaml;

use std::collections::BTreeMap;

use crate::{Contract, ContractError, manifest};

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

/// Gives the text of another document, by the address in a `$ref`, or says why it cannot.
pub type Fetch<'a> = &'a dyn Fn(&str) -> Result<String, String>;

/// How a document is read.
#[derive(Clone, Default)]
pub struct ReadOptions<'a> {
    /// Names of endpoints that are not to follow from the document: from an `operationId` or `GET /path` to `module.name`.
    pub names: BTreeMap<String, String>,
    /// How other documents are had to which a `$ref` leads. Without it such a reference is an error.
    pub fetch: Option<Fetch<'a>>,
}

/// Reads an OpenAPI document of version 3.0 or 3.1 (JSON or YAML), or a manifest.
///
/// # Errors
/// Where the text is neither, with its line and column, and where it says what no contract can hold, with the JSON pointer.
pub fn read(text: &str, options: &ReadOptions) -> Result<Reading, ContractError> {
    let json = text::as_json(text)?;
    match text::kind(&json)? {
        text::Kind::OpenApi(version) => {
            let bundled = options.fetch.map_or(Ok(None), |fetch| bundle::bundled(&json, fetch))?;
            lowering::read(bundled.as_deref().unwrap_or(&json), version, options)
        }
        text::Kind::Manifest => manifest::read(&json).map(|contract| Reading { contract, notes: Vec::new() }),
    }
}
