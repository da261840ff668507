//! Language models: one file a provider, one place for retries, budgets and prices.

mod answers;
mod anthropic;
mod ask;
mod bedrock;
mod breakpoints;
mod budget;
mod command;
mod error;
mod forcing;
mod gemini;
mod http;
#[cfg(test)]
mod matrix;
mod open;
mod openai;
mod prices;
mod recordings;
mod retry;
mod secret;
#[cfg(test)]
mod testing;

use std::{future::Future, pin::Pin};

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use crate::network::{Http, Proxies};
pub use answers::{Answers, AnswersError, Doubt};
pub use anthropic::{ANTHROPIC, Anthropic};
pub use ask::{Answer, AskError, Asking, ask};
pub use bedrock::Bedrock;
pub use budget::{Budget, BudgetError, Deadline};
pub use command::CommandModel;
pub use error::ModelError;
pub use forcing::Forcing;
pub use gemini::{GEMINI, Gemini};
pub use open::{Access, OpenError, open};
pub use openai::{OPENAI, OpenAi};
pub use prices::{PRICES_OF, price_of};
pub use recordings::{Record, Recordings, Replay};
pub use retry::Retry;
pub use secret::Secret;

/// A language model behind some provider.
///
/// A further provider is a file with an implementation, and a line in `open`.
pub trait Model: Send + Sync {
    /// The provider and the model, such as `anthropic/claude-…`, for reports and prices.
    fn name(&self) -> &str;

    /// Whether its answers cost something, and so are kept and accounted for.
    fn is_bought(&self) -> bool {
        true
    }

    /// One call, without retries. A future that is dropped may have been sent: its outcome is then unknown.
    fn complete<'a>(&'a self, request: &'a Request) -> Completing<'a>;
}

/// A call under way.
pub type Completing<'a> = Pin<Box<dyn Future<Output = Result<Completion, ModelError>> + Send + 'a>>;

/// What a model is asked, in no provider's own shape.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// Instructions and what stays the same over many requests, most stable part first. Ends of parts are where a provider's prompt cache may cut.
    pub system: Vec<Part>,
    /// The conversation, which begins with the user.
    pub messages: Vec<Message>,
    /// The tools.
    pub tools: Vec<ToolSpec>,
    /// Whether the model is forced to call one. Some models refuse to be: see [`Forcing`].
    pub must_call: bool,
    /// Most tokens that the answer may have.
    pub max_output_tokens: u32,
}

/// A piece of text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// The text.
    pub text: String,
    /// Whether everything up to here repeats in later requests and is worth a place in the provider's prompt cache.
    pub cached: bool,
}

/// One turn of a conversation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Message {
    /// What we say.
    User(Vec<Part>),
    /// What the model said: text, then calls.
    Assistant {
        /// Text beside the calls.
        text: String,
        /// The calls.
        calls: Vec<ToolCall>,
        /// [`Completion::own`].
        #[serde(default, skip_serializing_if = "Option::is_none")]
        own: Option<Value>,
    },
    /// What became of the calls of the turn before, one for each, in their order.
    Results(Vec<ToolResult>),
}

/// A tool that the model may call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ToolSpec {
    /// Its name.
    pub name: String,
    /// What it does, for the model.
    pub description: String,
    /// JSON Schema of its arguments, an object.
    pub schema: Value,
}

/// A call that the model made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ToolCall {
    /// The provider's name for the call, which its result repeats; no other call of the turn has it.
    pub id: String,
    /// The tool.
    pub name: String,
    /// The arguments: an object, or the text that is none.
    pub arguments: Result<Value, String>,
}

/// What became of a call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ToolResult {
    /// The call's id.
    pub id: String,
    /// The tool that was called.
    pub name: String,
    /// What the model is told.
    pub content: String,
    /// Whether the call failed.
    pub is_error: bool,
}

/// A model's answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Completion {
    /// Text beside the calls.
    pub text: String,
    /// The calls, in order.
    pub calls: Vec<ToolCall>,
    /// Why the model stopped.
    pub stop: Stop,
    /// What is billed.
    pub usage: Usage,
    /// The turn in the provider's own shape, where that has more than text and calls: thoughts and signatures go back as they came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own: Option<Value>,
}

/// Why a model stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stop {
    /// It called tools.
    ToolUse,
    /// It had said all.
    End,
    /// The answer was cut at the most tokens.
    Length,
    /// It, or the provider's filter, refused.
    Refusal,
}

/// Tokens of one or many calls, as disjoint counts: their sum is what went over the wire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Usage {
    /// Tokens sent that were neither read from nor written to the prompt cache.
    pub uncached: u64,
    /// Tokens sent that the provider read from its prompt cache.
    pub cache_read: u64,
    /// Tokens sent that the provider wrote to its prompt cache.
    pub cache_write: u64,
    /// Tokens received.
    pub output: u64,
}

impl std::ops::AddAssign for Usage {
    fn add_assign(&mut self, other: Self) {
        self.uncached += other.uncached;
        self.cache_read += other.cache_read;
        self.cache_write += other.cache_write;
        self.output += other.output;
    }
}

impl Completion {
    /// What the model said, as a turn of the conversation that goes on.
    pub fn turn(&self) -> Message {
        Message::Assistant { text: self.text.clone(), calls: self.calls.clone(), own: self.own.clone() }
    }
}

impl Usage {
    /// All tokens sent.
    pub fn input(&self) -> u64 {
        self.uncached + self.cache_read + self.cache_write
    }
}

impl ToolCall {
    /// The arguments as an object, as a provider wants them back. Text that is none goes back inside one.
    fn arguments_object(&self) -> Value {
        match &self.arguments {
            Ok(arguments) => arguments.clone(),
            Err(text) => serde_json::json!({ "not_an_object": text }),
        }
    }
}

/// A call's arguments out of JSON.
fn arguments(value: Value) -> Result<Value, String> {
    match value {
        Value::Object(_) => Ok(value),
        Value::String(text) => Err(text),
        other => Err(other.to_string()),
    }
}

/// Gives every call an id of its own, since results are told apart by it: a model or a server may repeat one, or have none.
fn distinguish(calls: &mut [ToolCall]) {
    let mut seen = std::collections::BTreeSet::new();
    for (at, call) in calls.iter_mut().enumerate() {
        if call.id.is_empty() {
            call.id = format!("call_{}", at + 1);
        }
        while !seen.insert(call.id.clone()) {
            call.id += &format!("_{}", at + 1);
        }
    }
}
