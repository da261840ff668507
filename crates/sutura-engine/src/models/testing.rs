//! What the tests of all providers share.

use serde_json::{Value, json};

use super::{Message, Part, Request, ToolCall, ToolResult, ToolSpec};

pub(super) fn tool(name: &str) -> ToolSpec {
    let schema = json!({ "type": "object", "properties": { "content": { "type": "string" } }, "required": ["content"] });
    ToolSpec { name: name.to_owned(), description: format!("What {name} does."), schema }
}

/// A first question.
pub(super) fn question() -> Request {
    Request {
        system: vec![Part { text: "You mend code.".to_owned(), cached: true }],
        messages: vec![Message::User(vec![
            Part { text: "The project.".to_owned(), cached: true },
            Part { text: "The errors of app.py.".to_owned(), cached: false },
        ])],
        tools: vec![tool("patch_file"), tool("write_file")],
        must_call: true,
        max_output_tokens: 1000,
    }
}

/// A question, two calls of which one has broken arguments, and their results.
pub(super) fn conversation() -> Request {
    let mut request = question();
    let call = |id: &str, arguments| ToolCall { id: id.to_owned(), name: "patch_file".to_owned(), arguments };
    let calls = vec![call("call_1", Ok(json!({ "content": "x" }))), call("call_2", Err("{ no".to_owned()))];
    request.messages.push(Message::Assistant { text: "I try.".to_owned(), calls, own: None });
    let result = |id: &str, is_error| ToolResult {
        id: id.to_owned(),
        name: "patch_file".to_owned(),
        content: if is_error { "not JSON".to_owned() } else { "done".to_owned() },
        is_error,
    };
    request.messages.push(Message::Results(vec![result("call_1", false), result("call_2", true)]));
    request
}

/// The elements of these arrays, one a line.
pub(super) fn lines(arrays: &[&Value]) -> String {
    arrays.iter().flat_map(|array| array.as_array().unwrap()).map(|element| format!("{element}\n")).collect()
}
