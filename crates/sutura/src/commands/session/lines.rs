//! The lines of a session: how they are read, what may stand in them, and how a refusal looks.

use std::collections::BTreeMap;

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};
use sutura_engine::checkers::CheckError;
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt};

use crate::error::CommandError;

/// Longest line that is read, in bytes.
const LINE_LIMIT: usize = 64 << 20;

/// What a request looks like.
pub const HOW: &str =
    r#"Send {"id": 1, "check": {"edits": {"src/a.ts": "…"}}}, or `repair`, `accept`, `revert` or `close` with {}; see docs/session.md."#;

/// The next line that is not empty. One that is too long is given cut off, and so is told to be malformed.
pub async fn next_line(input: &mut (impl AsyncBufRead + Unpin)) -> Option<Vec<u8>> {
    loop {
        let mut line = Vec::new();
        let read = (&mut *input).take(LINE_LIMIT as u64).read_until(b'\n', &mut line).await.unwrap_or_default();
        if read == 0 {
            return None;
        }
        if line.len() == LINE_LIMIT && !line.ends_with(b"\n") {
            let mut rest = Vec::new();
            while !rest.ends_with(b"\n") {
                rest.clear();
                if matches!((&mut *input).take(LINE_LIMIT as u64).read_until(b'\n', &mut rest).await, Err(_) | Ok(0)) {
                    break;
                }
            }
        }
        if !line.trim_ascii().is_empty() {
            return Some(line);
        }
    }
}

/// New texts by path.
pub type Edits = BTreeMap<String, String>;

/// What `check` needs.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckRequest {
    pub edits: Edits,
}

/// What `repair` needs.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RepairRequest {
    #[serde(default)]
    pub edits: Edits,
    /// Whether a model is asked.
    #[serde(default)]
    pub model: bool,
}

/// What `revert` and `close` need: nothing.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmptyRequest {}

/// What `accept` needs.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AcceptRequest {
    /// The digest of the tree that is meant.
    pub tree: Option<String>,
}

/// The parameters of the request `what`.
pub fn parameters<T: DeserializeOwned>(what: &str, value: &Value) -> Result<T, Refusal> {
    T::deserialize(value).map_err(|error| Refusal::new(format!("`{what}`: {error}"), HOW))
}

/// Why a request got no answer.
pub struct Refusal {
    message: String,
    hint: String,
}

impl Refusal {
    pub fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { message: message.into(), hint: hint.into() }
    }

    /// The answer to the request `id`.
    pub fn answer(self, id: Value) -> Value {
        json!({ "id": id, "error": { "message": self.message, "hint": self.hint } })
    }
}

impl From<CheckError> for Refusal {
    fn from(error: CheckError) -> Self {
        Self::new(error.to_string(), error.hint())
    }
}

impl From<CommandError> for Refusal {
    fn from(error: CommandError) -> Self {
        Self::new(error.message, error.hint.unwrap_or_default())
    }
}
