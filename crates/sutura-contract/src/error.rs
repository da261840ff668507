//! Why there is no contract.

use thiserror::Error;

/// What is wrong with a source of a contract, and where.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}{message}", place(.pointer, .position))]
pub struct ContractError {
    /// The JSON pointer (RFC 6901) of the value that is wrong, where it is known. The whole document is the empty pointer.
    pub pointer: Option<String>,
    /// The 1-based line and column of the text, where it could not be parsed.
    pub position: Option<(usize, usize)>,
    /// What is wrong.
    pub message: String,
    /// What the user can do.
    pub hint: Option<String>,
}

impl ContractError {
    /// Something wrong with the value at `pointer`.
    pub fn at(pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self { pointer: Some(pointer.into()), position: None, message: message.into(), hint: None }
    }

    /// Something wrong with the text itself, at a 1-based line and column.
    pub fn in_text(line: usize, column: usize, message: impl Into<String>) -> Self {
        Self { pointer: None, position: Some((line, column)), message: message.into(), hint: None }
    }

    /// The same with what the user can do.
    pub fn with_hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// The same with what the user can do, where nothing better is known.
    pub(crate) fn or_hint(self, hint: &str) -> Self {
        if self.hint.is_some() { self } else { self.with_hint(hint) }
    }
}

fn place(pointer: &Option<String>, position: &Option<(usize, usize)>) -> String {
    match (position, pointer) {
        (Some((line, column)), _) => format!("line {line}, column {column}: "),
        (None, Some(pointer)) if !pointer.is_empty() => format!("{pointer}: "),
        _ => String::new(),
    }
}
