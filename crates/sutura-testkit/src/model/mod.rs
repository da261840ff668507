//! A model server that says what a script tells it to, in the wire format of whoever asks, and that finds fault with wrong requests.

mod anthropic;
mod bedrock;
mod gemini;
mod openai;
mod script;
mod serve;
mod wire;

pub use script::{Call, Cut, Reply, Script, Stop, Tokens, read_script};
pub use serve::{Asked, ModelServer};
pub use wire::Wire;
