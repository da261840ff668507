//! Gemini's generateContent, v1beta.

use std::time::Duration;

use serde_json::{Value, json};

use super::{
    Completing, Completion, Http, Message, Model, Part, Request, Secret, Stop, ToolCall, ToolResult, Usage, arguments, distinguish,
    http::Call,
};

/// Where the API is, unless the settings say otherwise.
pub const GEMINI: &str = "https://generativelanguage.googleapis.com/v1beta";

/// A model behind generateContent.
pub struct Gemini {
    name: String,
    url: String,
    key: Secret,
    http: Http,
    time_limit: Duration,
}

impl Gemini {
    /// `model` at `base_url`, which ends before `/models`.
    pub fn new(model: &str, base_url: &str, key: Secret, http: Http, time_limit: Duration) -> Self {
        let url = format!("{}/models/{model}:generateContent", base_url.trim_end_matches('/'));
        Self { name: format!("gemini/{model}"), url, key, http, time_limit }
    }
}

impl Model for Gemini {
    fn name(&self) -> &str {
        &self.name
    }

    fn complete<'a>(&'a self, request: &'a Request) -> Completing<'a> {
        Box::pin(async move {
            let call = Call {
                model: &self.name,
                url: self.url.clone(),
                headers: vec![("x-goog-api-key", self.key.reveal().to_owned())],
                body: write(request),
                key: Some(&self.key),
                time_limit: self.time_limit,
            };
            self.http.ask(call, read).await
        })
    }
}

fn write(request: &Request) -> Value {
    let mut body = json!({
        "systemInstruction": { "parts": texts(&request.system) },
        "contents": request.messages.iter().map(write_message).collect::<Vec<_>>(),
        "generationConfig": { "maxOutputTokens": request.max_output_tokens },
    });
    let functions: Vec<Value> = request
        .tools
        .iter()
        .map(|tool| json!({ "name": tool.name, "description": tool.description, "parametersJsonSchema": tool.schema }))
        .collect();
    if !functions.is_empty() {
        body["tools"] = json!([{ "functionDeclarations": functions }]);
        body["toolConfig"] = json!({ "functionCallingConfig": { "mode": if request.must_call { "ANY" } else { "AUTO" } } });
    }
    body
}

fn write_message(message: &Message) -> Value {
    match message {
        Message::User(parts) => json!({ "role": "user", "parts": texts(parts) }),
        Message::Assistant { own: Some(parts), .. } => json!({ "role": "model", "parts": parts }),
        Message::Assistant { text, calls, own: None } => {
            let said = (!text.is_empty()).then(|| json!({ "text": text }));
            let calls =
                calls.iter().map(|call| json!({ "functionCall": { "id": call.id, "name": call.name, "args": call.arguments_object() } }));
            json!({ "role": "model", "parts": said.into_iter().chain(calls).collect::<Vec<_>>() })
        }
        Message::Results(results) => json!({ "role": "user", "parts": results.iter().map(write_result).collect::<Vec<_>>() }),
    }
}

fn write_result(result: &ToolResult) -> Value {
    let key = if result.is_error { "error" } else { "output" };
    json!({ "functionResponse": { "id": result.id, "name": result.name, "response": { key: result.content } } })
}

fn texts(parts: &[Part]) -> Vec<Value> {
    parts.iter().filter(|part| !part.text.is_empty()).map(|part| json!({ "text": part.text })).collect()
}

fn read(answer: &Value) -> Option<Completion> {
    let usage = usage(&answer["usageMetadata"]);
    if let Some(reason) = answer.pointer("/promptFeedback/blockReason").and_then(Value::as_str) {
        let text = format!("The prompt was blocked: {reason}.");
        return Some(Completion { text, calls: Vec::new(), stop: Stop::Refusal, usage, own: None });
    }
    let candidate = answer["candidates"].as_array()?.first()?;
    // An answer that was all thought has no parts.
    let mut parts: Vec<Value> = candidate.pointer("/content/parts").and_then(Value::as_array).cloned().unwrap_or_default();
    let spoken = parts.iter().filter(|part| part["thought"] != true);
    let mut text: String = spoken.filter_map(|part| part["text"].as_str()).collect();
    let mut calls = Vec::new();
    for call in parts.iter().filter_map(|part| part.get("functionCall")) {
        calls.push(ToolCall {
            id: call["id"].as_str().unwrap_or_default().to_owned(),
            name: call["name"].as_str()?.to_owned(),
            // A call without arguments may leave them out.
            arguments: arguments(call.get("args").cloned().unwrap_or_else(|| json!({}))),
        });
    }
    distinguish(&mut calls);
    for (call, known) in parts.iter_mut().filter_map(|part| part.get_mut("functionCall")).zip(&calls) {
        call["id"] = known.id.clone().into();
        call["args"] = known.arguments_object();
    }
    let stop = match candidate["finishReason"].as_str().unwrap_or_default() {
        "MAX_TOKENS" => Stop::Length,
        "SAFETY" | "RECITATION" | "LANGUAGE" | "BLOCKLIST" | "PROHIBITED_CONTENT" | "SPII" => Stop::Refusal,
        _ if calls.is_empty() => Stop::End,
        _ => Stop::ToolUse,
    };
    if text.is_empty() && calls.is_empty() {
        // Such as why a call was malformed.
        text = candidate["finishMessage"].as_str().unwrap_or_default().to_owned();
    }
    let own = (!parts.is_empty()).then(|| Value::from(parts));
    Some(Completion { text, calls, stop, usage, own })
}

/// Here the tokens of a prompt include those of the cache, and thoughts are counted apart from what is said.
fn usage(counts: &Value) -> Usage {
    let count = |key: &str| counts[key].as_u64().unwrap_or(0);
    let cache_read = count("cachedContentTokenCount");
    Usage {
        uncached: (count("promptTokenCount") + count("toolUsePromptTokenCount")).saturating_sub(cache_read),
        cache_read,
        cache_write: 0,
        output: count("candidatesTokenCount") + count("thoughtsTokenCount"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::testing::{conversation, lines};

    #[test]
    fn a_conversation_is_written_with_pairs_and_a_forced_call() {
        let written = write(&conversation());
        assert_eq!(written["toolConfig"]["functionCallingConfig"]["mode"], "ANY");
        insta::assert_snapshot!(lines(&[&written["contents"]]), @r#"
        {"parts":[{"text":"The project."},{"text":"The errors of app.py."}],"role":"user"}
        {"parts":[{"text":"I try."},{"functionCall":{"args":{"content":"x"},"id":"call_1","name":"patch_file"}},{"functionCall":{"args":{"not_an_object":"{ no"},"id":"call_2","name":"patch_file"}}],"role":"model"}
        {"parts":[{"functionResponse":{"id":"call_1","name":"patch_file","response":{"output":"done"}}},{"functionResponse":{"id":"call_2","name":"patch_file","response":{"error":"not JSON"}}}],"role":"user"}
        "#);
    }

    #[test]
    fn a_blocked_prompt_is_a_refusal_and_thoughts_are_billed_but_not_said() {
        let blocked = read(&json!({ "promptFeedback": { "blockReason": "SAFETY" }, "usageMetadata": { "promptTokenCount": 7 } })).unwrap();
        assert_eq!((blocked.stop, blocked.usage.uncached), (Stop::Refusal, 7));
        let parts = json!([{ "text": "Let me see.", "thought": true }, { "functionCall": { "name": "f" }, "thoughtSignature": "c2ln" }]);
        let counts = json!({ "promptTokenCount": 10, "cachedContentTokenCount": 4, "candidatesTokenCount": 3, "thoughtsTokenCount": 20 });
        let answer =
            read(&json!({ "candidates": [{ "content": { "parts": parts }, "finishReason": "STOP" }], "usageMetadata": counts })).unwrap();
        assert_eq!((answer.text.as_str(), answer.stop), ("", Stop::ToolUse));
        assert_eq!(answer.usage, Usage { uncached: 6, cache_read: 4, cache_write: 0, output: 23 });
        let own = answer.own.unwrap();
        assert_eq!(own[1], json!({ "functionCall": { "id": "call_1", "name": "f", "args": {} }, "thoughtSignature": "c2ln" }));
    }

    #[test]
    fn a_malformed_call_is_an_answer_that_says_so() {
        let candidate = json!({ "finishReason": "MALFORMED_FUNCTION_CALL", "finishMessage": "Malformed function call: print(" });
        let answer = read(&json!({ "candidates": [candidate] })).unwrap();
        assert_eq!((answer.stop, answer.text.as_str()), (Stop::End, "Malformed function call: print("));
    }
}
