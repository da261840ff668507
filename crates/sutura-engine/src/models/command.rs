//! Any program as a model. It is started for each call, reads one line with the request and writes one line with the answer, both JSON
//! (`sutura.command/1`, documented in docs/providers.md).

use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};

use super::{
    Completing, Completion, Message, Model, ModelError, Part, Request, Stop, ToolCall, Usage, arguments, distinguish, error::shortened,
};
use crate::process::{Command, Launcher, Piped};

/// The version of what is spoken.
const FORMAT: &str = "sutura.command/1";

/// The most bytes of an answer that are read.
const MOST_BYTES: u64 = 16 << 20;

/// A model behind a program.
pub struct CommandModel {
    name: String,
    command: Command,
    launcher: Launcher,
}

impl CommandModel {
    /// Starts `command`, whose time limit is that of a call, as the model `name`.
    pub fn new(name: &str, command: Command, launcher: Launcher) -> Self {
        Self { name: format!("command/{name}"), command, launcher }
    }

    async fn talk(&self, request: &Request) -> Result<Completion, ModelError> {
        let impossible = |reason: String| ModelError::Impossible {
            model: self.name.clone(),
            reason,
            hint: "Look at `model.command` in the settings: a program on PATH, or an absolute path.".to_owned(),
        };
        let mut program = self.launcher.open(&self.command).map_err(|error| impossible(error.to_string()))?;
        let line = write(request).to_string() + "\n";
        match tokio::time::timeout(self.command.time_limit, exchange(&mut program, &line)).await {
            Ok(Ok(answer)) => read(&answer).map_err(|failed| failed.of(&self.name)),
            // From its first byte on, the program may have bought something.
            Ok(Err(reason)) => {
                Err(Failed::InDoubt(format!("{reason} {}", shortened(&program.complaint())).trim().to_owned()).of(&self.name))
            }
            Err(_) => {
                Err(Failed::InDoubt(format!("there was no answer within {} s", self.command.time_limit.as_secs_f32())).of(&self.name))
            }
        }
    }
}

impl Model for CommandModel {
    fn name(&self) -> &str {
        &self.name
    }

    fn complete<'a>(&'a self, request: &'a Request) -> Completing<'a> {
        Box::pin(self.talk(request))
    }
}

async fn exchange(program: &mut Piped, line: &str) -> Result<Vec<u8>, String> {
    let input = program.input.as_mut().expect("nobody has taken it");
    let written = async {
        input.write_all(line.as_bytes()).await?;
        input.flush().await
    };
    written.await.map_err(|error| format!("it did not read the request: {error}"))?;
    let output = program.output.take().expect("nobody has taken it");
    let mut answer = Vec::new();
    let mut output = BufReader::new(output.take(MOST_BYTES));
    output.read_until(b'\n', &mut answer).await.map_err(|error| format!("its answer broke off: {error}"))?;
    match answer.is_empty() {
        // What it complained about is read beside this.
        true => {
            tokio::time::sleep(Duration::from_millis(50)).await;
            Err("it ended without an answer".to_owned())
        }
        false => Ok(answer),
    }
}

fn write(request: &Request) -> Value {
    let messages = request.messages.iter().map(|message| match message {
        Message::User(parts) => json!({ "user": texts(parts) }),
        Message::Assistant { text, calls, .. } => {
            let calls = calls.iter().map(|call| json!({ "id": call.id, "name": call.name, "arguments": call.arguments_object() }));
            json!({ "assistant": { "text": text, "calls": calls.collect::<Vec<_>>() } })
        }
        Message::Results(results) => json!({ "results": results }),
    });
    json!({
        "format": FORMAT,
        "system": texts(&request.system),
        "messages": messages.collect::<Vec<_>>(),
        "tools": request.tools,
        "must_call": request.must_call,
        "max_output_tokens": request.max_output_tokens,
    })
}

fn texts(parts: &[Part]) -> Vec<&str> {
    parts.iter().map(|part| part.text.as_str()).collect()
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Answer {
    Failed {
        error: String,
        #[serde(default)]
        status: Option<u16>,
        #[serde(default)]
        retry_after: Option<String>,
    },
    Said {
        #[serde(default)]
        text: String,
        #[serde(default)]
        calls: Vec<Called>,
        #[serde(default)]
        stop: Option<Stop>,
        usage: Counted,
    },
}

#[derive(Deserialize)]
struct Called {
    #[serde(default)]
    id: String,
    name: String,
    arguments: Value,
}

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
#[derive(Default)]
struct Counted {
    uncached: u64,
    cache_read: u64,
    cache_write: u64,
    output: u64,
}

enum Failed {
    InDoubt(String),
    Status { status: u16, message: String, retry_after: Option<String> },
}

impl Failed {
    fn of(self, model: &str) -> ModelError {
        let model = model.to_owned();
        match self {
            Self::InDoubt(reason) => ModelError::InDoubt { model, reason },
            Self::Status { status, message, retry_after } => ModelError::Status { model, status, message, retry_after },
        }
    }
}

fn read(answer: &[u8]) -> Result<Completion, Failed> {
    let shown = || shortened(&String::from_utf8_lossy(answer));
    match serde_json::from_slice(answer) {
        Ok(Answer::Said { text, calls, stop, usage }) => {
            let calls = calls.into_iter().map(|call| ToolCall { id: call.id, name: call.name, arguments: arguments(call.arguments) });
            let mut calls: Vec<ToolCall> = calls.collect();
            distinguish(&mut calls);
            let stop = stop.unwrap_or(if calls.is_empty() { Stop::End } else { Stop::ToolUse });
            let Counted { uncached, cache_read, cache_write, output } = usage;
            Ok(Completion { text, calls, stop, usage: Usage { uncached, cache_read, cache_write, output }, own: None })
        }
        Ok(Answer::Failed { error, status: Some(status), retry_after }) => {
            Err(Failed::Status { status, message: shortened(&error), retry_after })
        }
        Ok(Answer::Failed { error, status: None, .. }) => Err(Failed::InDoubt(shortened(&error))),
        Err(_) => Err(Failed::InDoubt(format!("its answer is not in its format: {}", shown()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::testing::{conversation, lines};

    #[test]
    fn a_request_is_one_line() {
        let written = write(&conversation());
        assert!(!written.to_string().contains('\n'));
        insta::assert_snapshot!(lines(&[&written["system"], &written["messages"]]), @r#"
        "You mend code."
        {"user":["The project.","The errors of app.py."]}
        {"assistant":{"calls":[{"arguments":{"content":"x"},"id":"call_1","name":"patch_file"},{"arguments":{"not_an_object":"{ no"},"id":"call_2","name":"patch_file"}],"text":"I try."}}
        {"results":[{"content":"done","id":"call_1","is_error":false,"name":"patch_file"},{"content":"not JSON","id":"call_2","is_error":true,"name":"patch_file"}]}
        "#);
    }

    #[test]
    fn an_answer_needs_its_counts_and_may_leave_out_the_rest() {
        let said = |text: &str| read(text.as_bytes()).map_err(|failed| failed.of("command/x"));
        let answer = said(r#"{"calls":[{"name":"write_file","arguments":{"content":"x"}}],"usage":{"uncached":7,"output":1}}"#).unwrap();
        assert_eq!((answer.stop, answer.calls[0].id.as_str(), answer.usage.uncached), (Stop::ToolUse, "call_1", 7));
        let error = said(r#"{"error":"too many","status":429,"retry_after":"3"}"#).unwrap_err();
        assert!(error.is_passing() && error.to_string() == "command/x answered with status 429: too many", "{error}");
        for wrong in [
            "",
            "so",
            "{}",
            r#"{"calls":[]}"#,
            r#"{"calls":[{"name":"f"}],"usage":{}}"#,
            r#"{"error":"who knows"}"#,
            r#"{"usage":{"inputs":1}}"#,
        ] {
            assert!(matches!(said(wrong), Err(ModelError::InDoubt { .. })), "{wrong}");
        }
    }
}
