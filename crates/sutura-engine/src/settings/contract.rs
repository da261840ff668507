//! `[contract]`: where the contract between backend and frontend comes from, and how it is written.

use std::{collections::BTreeMap, path::Path};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sutura_contract::typescript;

/// Where the contract comes from, and how it is written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ContractSettings {
    /// An OpenAPI document or manifest, a folder with a FastAPI backend, or an application as `package.module:app`, relative to the checked folder; or the
    /// address of one. Where it is left out, the one FastAPI application of the projects is taken, else an `api_manifest.json` or `openapi.json`.
    pub source: Option<String>,
    /// The file of TypeScript that is written, relative to the checked folder.
    pub types: Option<String>,
    /// What that file holds.
    pub content: Content,
    /// Give dates and times types of their own, so that one is not taken for another.
    pub brand_dates: bool,
    /// Read the files and addresses that a document refers to.
    pub external_refs: bool,
    /// Names of operations: their `operationId`, or method and path (`GET /orders/{id}`), to `module.name`.
    pub names: BTreeMap<String, String>,
    /// Variables with which an application is imported.
    pub env: BTreeMap<String, String>,
    /// Whether an application may be imported where the system cannot keep it in a sandbox.
    pub isolation: Option<Isolation>,
    /// Seconds after which the import of an application is ended.
    #[schemars(range(min = 1))]
    pub time_limit: u64,
}

impl Default for ContractSettings {
    fn default() -> Self {
        Self {
            source: None,
            types: None,
            content: Content::default(),
            brand_dates: false,
            external_refs: false,
            names: BTreeMap::new(),
            env: BTreeMap::new(),
            isolation: None,
            time_limit: 60,
        }
    }
}

/// What the file of TypeScript holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Content {
    /// Types and enums alone.
    Types,
    /// Types, enums and a typed client.
    #[default]
    Client,
    /// All this, and hooks for TanStack Query.
    Hooks,
}

/// What is done where the system has no sandbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Isolation {
    /// Nothing is imported.
    Required,
    /// It is imported without one, after a warning.
    Best,
}

impl ContractSettings {
    /// How TypeScript is written.
    pub fn options(&self) -> typescript::Options {
        let content = match self.content {
            Content::Types => typescript::Content::Types,
            Content::Client => typescript::Content::Client,
            Content::Hooks => typescript::Content::Hooks,
        };
        typescript::Options { content, brand_dates: self.brand_dates }
    }

    /// What only the user may ask for, with its key: to run code without a sandbox, or to read files and addresses elsewhere.
    pub fn needing_trust(&self) -> impl Iterator<Item = (&'static str, String)> {
        let source = self.source.iter().filter(|source| source.contains("://")).map(|source| ("source", source.clone()));
        let isolation = self.isolation.filter(|isolation| *isolation == Isolation::Best).map(|_| ("isolation", "best".to_owned()));
        let external = self.external_refs.then(|| ("external_refs", "true".to_owned()));
        source.chain(isolation).chain(external)
    }

    /// The key that is out of its range, and what is wrong with it.
    pub(super) fn validate(&self) -> Result<(), (String, String)> {
        let inside =
            |path: &String| Path::new(path).is_relative() && !path.starts_with('/') && !path.split(['/', '\\']).any(|part| part == "..");
        let wrong = |key: &str, says: String| Err((key.to_owned(), format!("contract.{key} {says}")));
        if self.time_limit == 0 {
            return wrong("time_limit", "must be at least 1 second".to_owned());
        }
        if self.types.as_ref().is_some_and(|types| !inside(types)) {
            return wrong("types", "must lie in the checked folder".to_owned());
        }
        // The settings of a project that nobody trusts must not have another file of it overwritten.
        if self.types.as_ref().is_some_and(|types| ![".ts", ".tsx", ".mts", ".cts"].iter().any(|ending| types.ends_with(ending))) {
            return wrong("types", "must name a file of TypeScript, such as src/api.ts".to_owned());
        }
        if self.source.as_ref().is_some_and(|source| !source.contains("://") && !inside(source)) {
            return wrong("source", "must lie in the checked folder, or be an address".to_owned());
        }
        match self.names.values().find(|name| name.split('.').count() != 2 || name.split('.').any(str::is_empty)) {
            Some(name) => wrong("names", format!("has `{name}`, which is not of the form module.name")),
            None => Ok(()),
        }
    }
}
