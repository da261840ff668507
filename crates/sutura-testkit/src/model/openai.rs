use serde_json::{Value, json};

use super::{
    Reply, Stop,
    wire::{NOT_FORCED, Seen, Turn, each, expect, text},
};

pub(super) fn see(_headers: &[(String, String)], body: &Value) -> Seen {
    let mut faults = Vec::new();
    expect(&mut faults, body["model"].as_str().is_some_and(|model| !model.is_empty()), "there is no model");
    expect(&mut faults, body["tool_choice"] == "required", NOT_FORCED);
    expect(
        &mut faults,
        each(&body["tools"]).all(|tool| tool["function"]["parameters"]["type"] == "object"),
        "a tool has no parameters of an object",
    );
    let most = body["max_completion_tokens"].as_u64().or(body["max_tokens"].as_u64());
    expect(&mut faults, most.is_some_and(|most| most > 0), "max_tokens is missing");
    let mut turns = Vec::new();
    for (at, message) in each(&body["messages"]).enumerate() {
        match message["role"].as_str() {
            Some("system" | "developer") => expect(&mut faults, at == 0, "system does not come first"),
            Some("user") => turns.push(Turn::User),
            Some("assistant") => {
                for call in each(&message["tool_calls"]) {
                    let arguments = call["function"]["arguments"].as_str();
                    let is_object =
                        arguments.and_then(|text| serde_json::from_str::<Value>(text).ok()).is_some_and(|value| value.is_object());
                    expect(&mut faults, is_object, "the arguments of a call are no text of an object");
                }
                turns.push(Turn::Model(each(&message["tool_calls"]).map(|call| text(&call["id"])).collect()));
            }
            Some("tool") => {
                let key = text(&message["tool_call_id"]);
                match turns.last_mut() {
                    Some(Turn::Results(keys)) => keys.push(key),
                    _ => turns.push(Turn::Results(vec![key])),
                }
            }
            _ => faults.push("a message has no role".to_owned()),
        }
    }
    Seen { turns, faults }
}

pub(super) fn render(reply: &Reply) -> Value {
    let calls: Vec<Value> = reply
        .calls
        .iter()
        .map(|call| json!({ "id": call.id, "type": "function", "function": { "name": call.name, "arguments": call.as_text() } }))
        .collect();
    let refused = reply.stops() == Stop::Refusal;
    let finish = match reply.stops() {
        Stop::ToolUse => "tool_calls",
        Stop::End => "stop",
        Stop::Length => "length",
        Stop::Refusal => "content_filter",
    };
    let said = (!reply.text.is_empty()).then_some(reply.text.as_str());
    let mut message = json!({ "role": "assistant", "content": said.filter(|_| !refused), "refusal": said.filter(|_| refused) });
    if !calls.is_empty() {
        message["tool_calls"] = calls.into();
    }
    let usage = reply.usage;
    let sent = usage.uncached + usage.cache_read + usage.cache_write;
    json!({
        "id": "chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT", "object": "chat.completion", "created": 1_741_569_952, "model": "scripted",
        "choices": [{ "index": 0, "message": message, "logprobs": null, "finish_reason": finish }],
        "usage": {
            "prompt_tokens": sent, "completion_tokens": usage.output, "total_tokens": sent + usage.output,
            "prompt_tokens_details": { "cached_tokens": usage.cache_read, "cache_write_tokens": usage.cache_write, "audio_tokens": 0 },
            "completion_tokens_details": { "reasoning_tokens": 0 }
        }
    })
}
