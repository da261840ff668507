use serde_json::{Value, json};

use super::{
    Reply, Stop,
    wire::{NOT_FORCED, Seen, Turn, each, expect, header, text},
};

pub(super) fn see(headers: &[(String, String)], body: &Value) -> Seen {
    let mut faults = Vec::new();
    expect(&mut faults, header(headers, "anthropic-version") == Some("2023-06-01"), "there is no anthropic-version of 2023-06-01");
    expect(&mut faults, header(headers, "x-api-key").is_some_and(|key| !key.is_empty()), "there is no x-api-key");
    expect(&mut faults, body["max_tokens"].as_u64().is_some_and(|most| most > 0), "max_tokens is missing");
    expect(&mut faults, body["tool_choice"]["type"] == "any", NOT_FORCED);
    expect(
        &mut faults,
        each(&body["tools"]).all(|tool| tool["input_schema"]["type"] == "object"),
        "a tool has no input_schema of an object",
    );
    let marks = body.to_string().matches("\"cache_control\"").count();
    expect(&mut faults, marks <= 4, "there are more than four cache breakpoints");
    let mut turns = Vec::new();
    for message in each(&body["messages"]) {
        let blocks: Vec<&Value> = each(&message["content"]).collect();
        expect(&mut faults, !blocks.is_empty(), "a message has no content");
        expect(&mut faults, blocks.iter().all(|block| block["type"] != "text" || block["text"] != ""), "a text block is empty");
        let of_type = |kind: &str, key: &str| -> Vec<String> {
            blocks.iter().filter(|block| block["type"] == kind).map(|block| text(&block[key])).collect()
        };
        let results = of_type("tool_result", "tool_use_id");
        match message["role"].as_str() {
            Some("assistant") => {
                expect(
                    &mut faults,
                    blocks.iter().all(|block| block["type"] != "tool_use" || block["input"].is_object()),
                    "the input of a tool_use is no object",
                );
                turns.push(Turn::Model(of_type("tool_use", "id")));
            }
            Some("user") if results.is_empty() => turns.push(Turn::User),
            Some("user") => {
                expect(&mut faults, blocks[0]["type"] == "tool_result", "results do not come first in their message");
                turns.push(Turn::Results(results));
            }
            _ => faults.push("a message has no role".to_owned()),
        }
    }
    Seen { turns, faults }
}

pub(super) fn render(reply: &Reply) -> Value {
    let said = (!reply.text.is_empty()).then(|| json!({ "type": "text", "text": reply.text }));
    let calls = reply.calls.iter().map(|call| json!({ "type": "tool_use", "id": call.id, "name": call.name, "input": call.json() }));
    let content: Vec<Value> = said.into_iter().chain(calls).collect();
    let stop = match reply.stops() {
        Stop::ToolUse => "tool_use",
        Stop::End => "end_turn",
        Stop::Length => "max_tokens",
        Stop::Refusal => "refusal",
    };
    json!({
        "id": "msg_013Zva2CMHLNnXjNJJKqJ2EF", "type": "message", "role": "assistant", "model": "scripted",
        "content": content, "stop_reason": stop, "stop_sequence": null,
        "usage": {
            "input_tokens": reply.usage.uncached, "cache_read_input_tokens": reply.usage.cache_read,
            "cache_creation_input_tokens": reply.usage.cache_write, "output_tokens": reply.usage.output, "service_tier": "standard"
        }
    })
}

pub(super) fn error_type(status: u16) -> &'static str {
    match status {
        400 => "invalid_request_error",
        401 => "authentication_error",
        403 => "permission_error",
        404 => "not_found_error",
        413 => "request_too_large",
        429 => "rate_limit_error",
        529 => "overloaded_error",
        _ => "api_error",
    }
}
