use serde_json::{Value, json};

use super::{
    Reply, Stop,
    wire::{NOT_FORCED, Seen, Turn, each, expect, header, text},
};

pub(super) fn see(headers: &[(String, String)], body: &Value) -> Seen {
    let mut faults = Vec::new();
    let authorized = header(headers, "authorization").is_some_and(|how| how.starts_with("AWS4-HMAC-SHA256 ") || how.starts_with("Bearer "));
    expect(&mut faults, authorized, "the request is neither signed nor has it a bearer key");
    expect(&mut faults, body["toolConfig"]["toolChoice"]["any"].is_object(), NOT_FORCED);
    expect(&mut faults, body["inferenceConfig"]["maxTokens"].as_u64().is_some_and(|most| most > 0), "maxTokens is missing");
    let mut turns = Vec::new();
    for message in each(&body["messages"]) {
        let blocks: Vec<&Value> = each(&message["content"]).collect();
        expect(&mut faults, !blocks.is_empty(), "a message has no content");
        expect(&mut faults, blocks.iter().all(|block| block["text"] != ""), "a text is empty");
        let keys = |kind: &str| -> Vec<String> {
            blocks.iter().filter_map(|block| block.get(kind)).map(|block| text(&block["toolUseId"])).collect()
        };
        let results = keys("toolResult");
        match message["role"].as_str() {
            Some("assistant") => {
                let uses = blocks.iter().filter_map(|block| block.get("toolUse"));
                expect(&mut faults, uses.into_iter().all(|used| used["input"].is_object()), "the input of a toolUse is no object");
                turns.push(Turn::Model(keys("toolUse")));
            }
            Some("user") if results.is_empty() => turns.push(Turn::User),
            Some("user") => turns.push(Turn::Results(results)),
            _ => faults.push("a message has no role".to_owned()),
        }
    }
    Seen { turns, faults }
}

pub(super) fn render(reply: &Reply) -> Value {
    let said = (!reply.text.is_empty()).then(|| json!({ "text": reply.text }));
    let calls = reply.calls.iter().map(|call| json!({ "toolUse": { "toolUseId": call.id, "name": call.name, "input": call.json() } }));
    let content: Vec<Value> = said.into_iter().chain(calls).collect();
    let stop = match reply.stops() {
        Stop::ToolUse => "tool_use",
        Stop::End => "end_turn",
        Stop::Length => "max_tokens",
        Stop::Refusal => "content_filtered",
    };
    let usage = reply.usage;
    json!({
        "output": { "message": { "role": "assistant", "content": content } }, "stopReason": stop,
        "usage": {
            "inputTokens": usage.uncached, "outputTokens": usage.output,
            "totalTokens": usage.uncached + usage.cache_read + usage.cache_write + usage.output,
            "cacheReadInputTokens": usage.cache_read, "cacheWriteInputTokens": usage.cache_write
        },
        "metrics": { "latencyMs": 1275 }
    })
}

pub(super) fn error_type(status: u16) -> &'static str {
    match status {
        400 => "ValidationException",
        403 => "AccessDeniedException",
        404 => "ResourceNotFoundException",
        408 => "ModelTimeoutException",
        424 => "ModelErrorException",
        429 => "ThrottlingException",
        503 => "ServiceUnavailableException",
        _ => "InternalServerException",
    }
}
