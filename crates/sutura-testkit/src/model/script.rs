use std::{collections::BTreeMap, path::Path, time::Duration};

use serde::Deserialize;
use serde_json::Value;

/// What a scripted model says, in order.
///
/// As data, in a scenario's `script.json`, it is a list of replies; a key that is left out has its default:
///
/// ```json
/// [
///   { "when": "app/orders.py",
///     "calls": [{ "name": "patch_file", "arguments": { "old_string": "totl", "new_string": "total" } }],
///     "usage": { "uncached": 900, "cache_read": 100, "output": 40 } },
///   { "text": "Nothing can be done.", "stop": "end" },
///   { "calls": [{ "name": "patch_file", "raw": "{ not JSON" }] },
///   { "status": 429, "headers": { "retry-after": "1" } },
///   { "status": 200, "body": "<html>a portal</html>" },
///   { "text": "late", "delay_ms": 2000 },
///   { "cut": "unanswered" }
/// ]
/// ```
pub type Script = Vec<Reply>;

/// Reads a `script.json`.
pub fn read_script(file: &Path) -> Script {
    let text = std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// One reply. It is rendered in the wire format of whoever asks.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Reply {
    /// A text that must occur in the request, such as a file's name: of the replies that are left, the first that fits is given. Empty fits all.
    pub when: String,
    /// What the model says.
    pub text: String,
    /// The tools that it calls.
    pub calls: Vec<Call>,
    /// Why it stops; where nothing is said, because it called a tool or had said all.
    pub stop: Option<Stop>,
    /// What it bills.
    pub usage: Tokens,
    /// The HTTP status, in place of 200. Any other comes with an error in the shape of the wire, and `text` as its message.
    pub status: Option<u16>,
    /// Further headers.
    pub headers: BTreeMap<String, String>,
    /// The body, in place of the rendered one.
    pub body: Option<String>,
    /// Milliseconds to wait before anything is answered.
    pub delay_ms: u64,
    /// Where the connection is cut.
    pub cut: Option<Cut>,
}

/// A call of a tool.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Call {
    /// Its id; one is made where it is left out.
    pub id: Option<String>,
    /// The tool.
    pub name: String,
    /// The arguments.
    pub arguments: Value,
    /// Text in place of the arguments, which need not be JSON. Where the wire has arguments as JSON and not as text, it is a string there.
    pub raw: Option<String>,
}

/// Why the model stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stop {
    /// It called a tool.
    ToolUse,
    /// It had said all.
    End,
    /// It reached the most tokens.
    Length,
    /// It refused, or a filter did.
    Refusal,
}

/// Where the connection is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cut {
    /// After the request was read, before anything is answered.
    Unanswered,
    /// In the middle of the answer.
    Midway,
}

/// Tokens, as disjoint counts. Each wire has its own way to tell them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Tokens {
    /// Sent, neither read from nor written to a cache.
    pub uncached: u64,
    /// Sent, read from the cache.
    pub cache_read: u64,
    /// Sent, written to the cache.
    pub cache_write: u64,
    /// Received.
    pub output: u64,
}

impl Reply {
    /// One call of a tool.
    pub fn call(name: &str, arguments: Value) -> Self {
        Self::default().and_call(name, arguments)
    }

    /// Text and no call.
    pub fn text(text: &str) -> Self {
        Self { text: text.to_owned(), ..Self::default() }
    }

    /// An HTTP error.
    pub fn status(status: u16) -> Self {
        Self { status: Some(status), text: "scripted".to_owned(), ..Self::default() }
    }

    /// This body with status 200.
    pub fn body(body: impl Into<String>) -> Self {
        Self { body: Some(body.into()), ..Self::default() }
    }

    /// Adds a call.
    pub fn and_call(mut self, name: &str, arguments: Value) -> Self {
        self.calls.push(Call { name: name.to_owned(), arguments, ..Call::default() });
        self
    }

    /// Adds a call whose arguments are this text.
    pub fn and_raw_call(mut self, name: &str, raw: &str) -> Self {
        self.calls.push(Call { name: name.to_owned(), raw: Some(raw.to_owned()), ..Call::default() });
        self
    }

    /// Gives every call this id.
    pub fn with_id(mut self, id: &str) -> Self {
        self.calls.iter_mut().for_each(|call| call.id = Some(id.to_owned()));
        self
    }

    /// Only for a request in which `text` occurs.
    pub fn when(self, text: &str) -> Self {
        Self { when: text.to_owned(), ..self }
    }

    /// Adds a header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.insert(name.to_owned(), value.to_owned());
        self
    }

    /// What it bills.
    pub fn usage(self, uncached: u64, cache_read: u64, cache_write: u64, output: u64) -> Self {
        Self { usage: Tokens { uncached, cache_read, cache_write, output }, ..self }
    }

    /// Why the model stops.
    pub fn stop(self, stop: Stop) -> Self {
        Self { stop: Some(stop), ..self }
    }

    /// Waits before it answers.
    pub fn delay(self, delay: Duration) -> Self {
        Self { delay_ms: delay.as_millis() as u64, ..self }
    }

    /// Cuts the connection.
    pub fn cut(self, cut: Cut) -> Self {
        Self { cut: Some(cut), ..self }
    }

    /// Why it stops, said or not.
    pub(super) fn stops(&self) -> Stop {
        self.stop.unwrap_or(if self.calls.is_empty() { Stop::End } else { Stop::ToolUse })
    }
}

impl Call {
    /// The arguments as JSON.
    pub(super) fn json(&self) -> Value {
        match &self.raw {
            Some(raw) => Value::String(raw.clone()),
            None => self.arguments.clone(),
        }
    }

    /// The arguments as text.
    pub(super) fn as_text(&self) -> String {
        self.raw.clone().unwrap_or_else(|| self.arguments.to_string())
    }
}
