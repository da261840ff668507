//! Anthropic's Messages API, version 2023-06-01.

use std::time::Duration;

use serde_json::{Value, json};

use super::{
    Completing, Completion, Http, Message, Model, Part, Request, Secret, Stop, ToolCall, Usage, arguments, breakpoints::Breakpoints,
    distinguish, http::Call,
};

/// Where the API is, unless the settings say otherwise.
pub const ANTHROPIC: &str = "https://api.anthropic.com";

/// The most places at which the API cuts its cache.
const MOST_BREAKPOINTS: usize = 4;

/// A model behind the Messages API.
pub struct Anthropic {
    name: String,
    model: String,
    url: String,
    key: Secret,
    http: Http,
    time_limit: Duration,
}

impl Anthropic {
    /// `model` at `base_url`.
    pub fn new(model: &str, base_url: &str, key: Secret, http: Http, time_limit: Duration) -> Self {
        let url = format!("{}/v1/messages", base_url.trim_end_matches('/'));
        Self { name: format!("anthropic/{model}"), model: model.to_owned(), url, key, http, time_limit }
    }
}

impl Model for Anthropic {
    fn name(&self) -> &str {
        &self.name
    }

    fn complete<'a>(&'a self, request: &'a Request) -> Completing<'a> {
        Box::pin(async move {
            let call = Call {
                model: &self.name,
                url: self.url.clone(),
                headers: vec![("x-api-key", self.key.reveal().to_owned()), ("anthropic-version", "2023-06-01".to_owned())],
                body: write(&self.model, request),
                key: Some(&self.key),
                time_limit: self.time_limit,
            };
            self.http.ask(call, read).await
        })
    }
}

fn write(model: &str, request: &Request) -> Value {
    let tools: Vec<Value> = request
        .tools
        .iter()
        .map(|tool| json!({ "name": tool.name, "description": tool.description, "input_schema": tool.schema }))
        .collect();
    let mut breakpoints = Breakpoints::last(MOST_BREAKPOINTS, request);
    let mut body = json!({
        "model": model,
        "max_tokens": request.max_output_tokens,
        "system": blocks(&request.system, &mut breakpoints),
        "messages": request.messages.iter().map(|message| write_message(message, &mut breakpoints)).collect::<Vec<_>>(),
    });
    if !tools.is_empty() {
        body["tools"] = tools.into();
        body["tool_choice"] = json!({ "type": if request.must_call { "any" } else { "auto" } });
    }
    body
}

fn write_message(message: &Message, breakpoints: &mut Breakpoints) -> Value {
    match message {
        Message::User(parts) => json!({ "role": "user", "content": blocks(parts, breakpoints) }),
        Message::Assistant { own: Some(content), .. } => json!({ "role": "assistant", "content": content }),
        Message::Assistant { text, calls, own: None } => {
            let said = (!text.is_empty()).then(|| json!({ "type": "text", "text": text }));
            let calls =
                calls.iter().map(|call| json!({ "type": "tool_use", "id": call.id, "name": call.name, "input": call.arguments_object() }));
            json!({ "role": "assistant", "content": said.into_iter().chain(calls).collect::<Vec<_>>() })
        }
        Message::Results(results) => {
            let blocks: Vec<Value> = results
                .iter()
                .map(|result| {
                    json!({ "type": "tool_result", "tool_use_id": result.id, "content": result.content, "is_error": result.is_error })
                })
                .collect();
            json!({ "role": "user", "content": blocks })
        }
    }
}

fn blocks(parts: &[Part], breakpoints: &mut Breakpoints) -> Vec<Value> {
    let placed = breakpoints.place(parts).map(|(text, cut)| match cut {
        true => json!({ "type": "text", "text": text, "cache_control": { "type": "ephemeral" } }),
        false => json!({ "type": "text", "text": text }),
    });
    placed.collect()
}

fn read(answer: &Value) -> Option<Completion> {
    let blocks = answer["content"].as_array()?;
    let text = blocks.iter().filter(|block| block["type"] == "text").filter_map(|block| block["text"].as_str()).collect();
    let mut calls = Vec::new();
    for block in blocks.iter().filter(|block| block["type"] == "tool_use") {
        calls.push(ToolCall {
            id: block["id"].as_str().unwrap_or_default().to_owned(),
            name: block["name"].as_str()?.to_owned(),
            arguments: arguments(block["input"].clone()),
        });
    }
    distinguish(&mut calls);
    let thinks = blocks.iter().any(|block| matches!(block["type"].as_str(), Some("thinking" | "redacted_thinking")));
    let own = thinks.then(|| {
        let mut blocks = blocks.clone();
        for (block, call) in blocks.iter_mut().filter(|block| block["type"] == "tool_use").zip(&calls) {
            block["id"] = call.id.clone().into();
            block["input"] = call.arguments_object();
        }
        Value::from(blocks)
    });
    let stop = match answer["stop_reason"].as_str()? {
        "tool_use" => Stop::ToolUse,
        "max_tokens" | "model_context_window_exceeded" => Stop::Length,
        "refusal" => Stop::Refusal,
        _ => Stop::End,
    };
    let count = |key: &str| answer["usage"][key].as_u64().unwrap_or(0);
    let usage = Usage {
        uncached: count("input_tokens"),
        cache_read: count("cache_read_input_tokens"),
        cache_write: count("cache_creation_input_tokens"),
        output: count("output_tokens"),
    };
    Some(Completion { text, calls, stop, usage, own })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::testing::{conversation, lines};

    #[test]
    fn a_conversation_is_written_with_breakpoints_pairs_and_a_forced_call() {
        let written = write("claude", &conversation());
        assert_eq!(written["tool_choice"], json!({ "type": "any" }));
        insta::assert_snapshot!(lines(&[&written["system"], &written["messages"]]), @r#"
        {"cache_control":{"type":"ephemeral"},"text":"You mend code.","type":"text"}
        {"content":[{"cache_control":{"type":"ephemeral"},"text":"The project.","type":"text"},{"text":"The errors of app.py.","type":"text"}],"role":"user"}
        {"content":[{"text":"I try.","type":"text"},{"id":"call_1","input":{"content":"x"},"name":"patch_file","type":"tool_use"},{"id":"call_2","input":{"not_an_object":"{ no"},"name":"patch_file","type":"tool_use"}],"role":"assistant"}
        {"content":[{"content":"done","is_error":false,"tool_use_id":"call_1","type":"tool_result"},{"content":"not JSON","is_error":true,"tool_use_id":"call_2","type":"tool_result"}],"role":"user"}
        "#);
    }

    #[test]
    fn of_too_many_breakpoints_the_last_four_stay() {
        let mut request = conversation();
        request.system = (0..6).map(|n| Part { text: format!("part {n}"), cached: true }).collect();
        let written = write("claude", &request);
        let marked: Vec<bool> = written["system"].as_array().unwrap().iter().map(|block| block.get("cache_control").is_some()).collect();
        assert_eq!(marked, [false, false, false, true, true, true], "the user's part has the fourth");
    }
}
