use serde_json::{Value, json};

use super::{
    Reply, Stop,
    wire::{NOT_FORCED, Seen, Turn, each, expect, header, text},
};

pub(super) fn see(headers: &[(String, String)], body: &Value) -> Seen {
    let mut faults = Vec::new();
    expect(&mut faults, header(headers, "x-goog-api-key").is_some_and(|key| !key.is_empty()), "there is no x-goog-api-key");
    expect(&mut faults, body["toolConfig"]["functionCallingConfig"]["mode"] == "ANY", NOT_FORCED);
    expect(&mut faults, body["generationConfig"]["maxOutputTokens"].as_u64().is_some_and(|most| most > 0), "maxOutputTokens is missing");
    let mut turns = Vec::new();
    for content in each(&body["contents"]) {
        let parts: Vec<&Value> = each(&content["parts"]).collect();
        expect(&mut faults, !parts.is_empty(), "a content has no parts");
        // A call is known by its id and name.
        let keys = |kind: &str| -> Vec<String> {
            let named = parts.iter().filter_map(|part| part.get(kind));
            named.map(|call| format!("{} {}", text(&call["id"]), text(&call["name"]))).collect()
        };
        let results = keys("functionResponse");
        match content["role"].as_str() {
            Some("model") => {
                let calls: Vec<&&Value> = parts.iter().filter(|part| part.get("functionCall").is_some()).collect();
                if let Some(first) = calls.first() {
                    expect(&mut faults, first["thoughtSignature"].is_string(), "the first call lost its thoughtSignature");
                }
                expect(&mut faults, calls.iter().all(|part| part["functionCall"]["args"].is_object()), "the args of a call are no object");
                turns.push(Turn::Model(keys("functionCall")));
            }
            Some("user") if results.is_empty() => turns.push(Turn::User),
            Some("user") => {
                let answers = parts.iter().filter_map(|part| part.get("functionResponse"));
                expect(&mut faults, answers.into_iter().all(|answer| answer["response"].is_object()), "a response is no object");
                turns.push(Turn::Results(results));
            }
            _ => faults.push("a content has no role".to_owned()),
        }
    }
    Seen { turns, faults }
}

pub(super) fn render(reply: &Reply) -> Value {
    let said = (!reply.text.is_empty()).then(|| json!({ "text": reply.text }));
    let calls = reply.calls.iter().enumerate().map(|(at, call)| {
        let mut part = json!({ "functionCall": { "id": call.id, "name": call.name, "args": call.json() } });
        if at == 0 {
            part["thoughtSignature"] = "c2lnbmF0dXJl".into();
        }
        part
    });
    let parts: Vec<Value> = said.into_iter().chain(calls).collect();
    let finish = match reply.stops() {
        Stop::ToolUse | Stop::End => "STOP",
        Stop::Length => "MAX_TOKENS",
        Stop::Refusal => "SAFETY",
    };
    let usage = reply.usage;
    let sent = usage.uncached + usage.cache_read + usage.cache_write;
    json!({
        "candidates": [{ "content": { "role": "model", "parts": parts }, "finishReason": finish, "index": 0 }],
        "usageMetadata": {
            "promptTokenCount": sent, "cachedContentTokenCount": usage.cache_read,
            "candidatesTokenCount": usage.output, "totalTokenCount": sent + usage.output
        },
        "modelVersion": "scripted", "responseId": "mAitaLmkHPPlz7IPvtfUqQ4"
    })
}
