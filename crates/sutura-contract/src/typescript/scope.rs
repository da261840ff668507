//! The names that the file declares, and those that it takes from its surroundings.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::{runtime, text};
use crate::{Contract, ContractError};

/// The names that are declared at the top of the file.
#[derive(Debug, Default)]
pub struct Scope {
    taken: HashSet<String>,
}

impl Scope {
    /// The names of a contract's schemas and enums.
    ///
    /// # Errors
    /// Where one of them cannot be declared, or two things have it.
    pub fn of(contract: &Contract) -> Result<Self, ContractError> {
        let mut scope = Self::default();
        let schemas = contract.schemas.iter().map(|schema| &schema.name).enumerate().map(|(index, name)| ("schemas", index, name));
        let enums = contract.enums.iter().map(|set| &set.name).enumerate().map(|(index, name)| ("enums", index, name));
        for (list, index, name) in schemas.chain(enums) {
            let refusal = if !can_be_declared(name) {
                "is no name that a type can have"
            } else if !scope.taken.insert(name.clone()) {
                "is the name of two types"
            } else {
                continue;
            };
            return Err(ContractError::at(format!("/{list}/{index}/name"), format!("{name:?} {refusal}")));
        }
        Ok(scope)
    }

    /// A name that nothing has yet: this one, or the same with the first number that is free.
    pub fn claim(&mut self, name: String) -> String {
        let mut candidate = name.clone();
        let mut number = 2_u32;
        while !can_be_declared(&candidate) || !self.taken.insert(candidate.clone()) {
            candidate = format!("{name}{number}");
            number += 1;
        }
        candidate
    }
}

/// Whether a name is an identifier that neither the language nor the file itself needs for something else.
pub fn can_be_declared(name: &str) -> bool {
    text::is_identifier(name) && !GLOBALS.contains(&name) && !CLIENT.contains(name)
}

/// What the client declares, whether it is in the file or not: the names of schemas do not depend on it.
static CLIENT: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let client = ["ApiClient", "ApiScheme", "createApiClient", "routes", "schemes"];
    runtime::names().chain(client).collect()
});

/// What the file uses of the global scope.
const GLOBALS: &[&str] = &[
    "AbortController",
    "AbortSignal",
    "Array",
    "ArrayBuffer",
    "AsyncIterable",
    "AsyncGenerator",
    "AsyncIterableIterator",
    "Blob",
    "BodyInit",
    "Boolean",
    "Date",
    "Error",
    "Exclude",
    "Extract",
    "File",
    "FormData",
    "Function",
    "Headers",
    "HeadersInit",
    "Infinity",
    "Iterable",
    "JSON",
    "Map",
    "Math",
    "NaN",
    "NonNullable",
    "Number",
    "Object",
    "Omit",
    "Partial",
    "Pick",
    "Promise",
    "ReadableStream",
    "Readonly",
    "ReadonlyArray",
    "Record",
    "RegExp",
    "Request",
    "RequestInit",
    "Required",
    "Response",
    "Set",
    "String",
    "Symbol",
    "TextDecoder",
    "TextDecoderStream",
    "TextEncoder",
    "TypeError",
    "URL",
    "URLSearchParams",
    "Uint8Array",
    "globalThis",
    "fetch",
    "setTimeout",
    "clearTimeout",
    "encodeURIComponent",
    "btoa",
];
