//! OpenAI's chat completions, which many others speak: vLLM, Ollama, OpenRouter.

use std::time::Duration;

use serde_json::{Value, json};

use super::{
    Completing, Completion, Http, Message, Model, ModelError, Part, Request, Secret, Stop, ToolCall, Usage, arguments, distinguish,
    error::shortened, http::Call,
};

/// Where OpenAI's own API is.
pub const OPENAI: &str = "https://api.openai.com/v1";

/// A model behind chat completions.
pub struct OpenAi {
    name: String,
    model: String,
    url: String,
    /// OpenAI's own models want a newer name for the most tokens than others know.
    most_tokens: &'static str,
    key: Option<Secret>,
    http: Http,
    time_limit: Duration,
}

impl OpenAi {
    /// `model` at `base_url`, which ends before `/chat/completions`. A server on one's own machine wants no key.
    pub fn new(model: &str, base_url: &str, key: Option<Secret>, http: Http, time_limit: Duration) -> Self {
        let base_url = base_url.trim_end_matches('/');
        Self {
            name: format!("openai/{model}"),
            model: model.to_owned(),
            url: format!("{base_url}/chat/completions"),
            most_tokens: if base_url == OPENAI { "max_completion_tokens" } else { "max_tokens" },
            key,
            http,
            time_limit,
        }
    }
}

impl Model for OpenAi {
    fn name(&self) -> &str {
        &self.name
    }

    fn complete<'a>(&'a self, request: &'a Request) -> Completing<'a> {
        Box::pin(async move {
            let mut body = write(&self.model, request);
            body[self.most_tokens] = request.max_output_tokens.into();
            let call = Call {
                model: &self.name,
                url: self.url.clone(),
                headers: self.key.iter().map(|key| ("authorization", format!("Bearer {}", key.reveal()))).collect(),
                body,
                key: self.key.as_ref(),
                time_limit: self.time_limit,
            };
            let answer = self.http.post(call).await?;
            match failure_within(&answer) {
                Some((status, message)) => Err(ModelError::Status { model: self.name.clone(), status, message, retry_after: None }),
                None => read(&answer).ok_or_else(|| ModelError::unreadable(&self.name, &answer)),
            }
        })
    }
}

fn write(model: &str, request: &Request) -> Value {
    let mut messages = vec![json!({ "role": "system", "content": joined(&request.system) })];
    for message in &request.messages {
        match message {
            Message::User(parts) => messages.push(json!({ "role": "user", "content": joined(parts) })),
            Message::Assistant { text, calls, .. } => {
                let mut turn = json!({ "role": "assistant", "content": (!text.is_empty()).then_some(text) });
                let calls = calls.iter().map(|call| {
                    let function = json!({ "name": call.name, "arguments": call.arguments_object().to_string() });
                    json!({ "id": call.id, "type": "function", "function": function })
                });
                let calls: Vec<Value> = calls.collect();
                if !calls.is_empty() {
                    turn["tool_calls"] = calls.into();
                }
                messages.push(turn);
            }
            Message::Results(results) => {
                messages
                    .extend(results.iter().map(|result| json!({ "role": "tool", "tool_call_id": result.id, "content": result.content })));
            }
        }
    }
    let mut body = json!({ "model": model, "messages": messages });
    let functions = request.tools.iter().map(|tool| {
        let function = json!({ "name": tool.name, "description": tool.description, "parameters": tool.schema });
        json!({ "type": "function", "function": function })
    });
    let functions: Vec<Value> = functions.collect();
    if !functions.is_empty() {
        body["tools"] = functions.into();
        body["tool_choice"] = if request.must_call { "required" } else { "auto" }.into();
    }
    body
}

/// A text of its own for each part is not understood everywhere. The cache goes by the beginning of the whole request, without marks.
fn joined(parts: &[Part]) -> String {
    let texts: Vec<&str> = parts.iter().map(|part| part.text.as_str()).filter(|text| !text.is_empty()).collect();
    texts.join("\n\n")
}

/// OpenRouter tells a provider's failure with status 200.
fn failure_within(answer: &Value) -> Option<(u16, String)> {
    let error = answer.get("error").or_else(|| answer.pointer("/choices/0/error"))?;
    let status = u16::try_from(error["code"].as_u64()?).ok()?;
    Some((status, shortened(error["message"].as_str().unwrap_or_default())))
}

fn read(answer: &Value) -> Option<Completion> {
    let choice = answer["choices"].as_array()?.first()?;
    let message = choice["message"].as_object()?;
    let mut calls = Vec::new();
    for call in message.get("tool_calls").and_then(Value::as_array).into_iter().flatten() {
        let function = &call["function"];
        calls.push(ToolCall {
            id: call["id"].as_str().unwrap_or_default().to_owned(),
            name: function["name"].as_str()?.to_owned(),
            arguments: match function["arguments"].as_str() {
                Some(text) => serde_json::from_str::<Value>(text).ok().filter(Value::is_object).ok_or_else(|| text.to_owned()),
                None => arguments(function["arguments"].clone()),
            },
        });
    }
    distinguish(&mut calls);
    let refusal = message.get("refusal").and_then(Value::as_str).filter(|refusal| !refusal.is_empty());
    let text = refusal.map_or_else(|| text_of(message.get("content")), str::to_owned);
    let stop = match choice["finish_reason"].as_str() {
        Some("length") => Stop::Length,
        Some("content_filter") => Stop::Refusal,
        _ if refusal.is_some() => Stop::Refusal,
        _ if calls.is_empty() => Stop::End,
        _ => Stop::ToolUse,
    };
    Some(Completion { text, calls, stop, usage: usage(&answer["usage"]), own: None })
}

/// Some servers have parts in place of a text.
fn text_of(content: Option<&Value>) -> String {
    match content {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(parts)) => parts.iter().filter_map(|part| part["text"].as_str()).collect(),
        _ => String::new(),
    }
}

/// Here the tokens of a prompt include those of the cache.
fn usage(counts: &Value) -> Usage {
    let count = |place: &str| counts.pointer(place).and_then(Value::as_u64).unwrap_or(0);
    let cache_read = count("/prompt_tokens_details/cached_tokens");
    let cache_write = count("/prompt_tokens_details/cache_write_tokens");
    let uncached = count("/prompt_tokens").saturating_sub(cache_read).saturating_sub(cache_write);
    Usage { uncached, cache_read, cache_write, output: count("/completion_tokens") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::testing::{conversation, lines};

    #[test]
    fn a_conversation_is_written_with_pairs_and_a_forced_call() {
        let written = write("gpt", &conversation());
        assert_eq!(written["tool_choice"], "required");
        insta::assert_snapshot!(lines(&[&written["messages"]]), @r#"
        {"content":"You mend code.","role":"system"}
        {"content":"The project.\n\nThe errors of app.py.","role":"user"}
        {"content":"I try.","role":"assistant","tool_calls":[{"function":{"arguments":"{\"content\":\"x\"}","name":"patch_file"},"id":"call_1","type":"function"},{"function":{"arguments":"{\"not_an_object\":\"{ no\"}","name":"patch_file"},"id":"call_2","type":"function"}]}
        {"content":"done","role":"tool","tool_call_id":"call_1"}
        {"content":"not JSON","role":"tool","tool_call_id":"call_2"}
        "#);
    }

    #[test]
    fn a_failure_with_status_200_is_a_failure() {
        let answer = json!({ "error": { "code": 502, "message": "Provider returned error" } });
        assert_eq!(failure_within(&answer), Some((502, "Provider returned error".to_owned())));
        assert_eq!(failure_within(&json!({ "choices": [] })), None);
    }

    #[test]
    fn a_server_without_ids_without_counts_and_with_arguments_as_json_is_understood() {
        let call = json!({ "function": { "name": "write_file", "arguments": { "content": "x" } } });
        let answer =
            read(&json!({ "choices": [{ "message": { "content": [{ "text": "so" }], "tool_calls": [call] }, "finish_reason": "stop" }] }))
                .unwrap();
        assert_eq!((answer.text.as_str(), answer.stop, answer.usage), ("so", Stop::ToolUse, Usage::default()));
        assert_eq!((answer.calls[0].id.as_str(), &answer.calls[0].arguments), ("call_1", &Ok(json!({ "content": "x" }))));
    }
}
