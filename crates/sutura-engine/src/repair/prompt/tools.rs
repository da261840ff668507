//! The tools that a model changes the file with. None has a path: there is one file.

use serde_json::{Value, json};

use crate::{
    models::{ToolCall, ToolSpec},
    patch::matching::Change,
};

/// The tools of every request.
pub fn tools() -> Vec<ToolSpec> {
    let tool = |name: &str, description: &str, fields: &[(&str, &str)]| ToolSpec {
        name: name.to_owned(),
        description: description.to_owned(),
        schema: json!({
            "type": "object",
            "properties": fields.iter().map(|(name, text)| ((*name).to_owned(), json!({"type": "string", "description": text}))).collect::<serde_json::Map<_, _>>(),
            "required": fields.iter().map(|(name, _)| *name).collect::<Vec<_>>(),
            "additionalProperties": false,
        }),
    };
    vec![
        tool(
            PATCH,
            "Replaces one piece of the file. One call for each place; they apply in order.",
            &[("old_string", "Whole lines of the file, without numbers, enough to occur once."), ("new_string", "What takes their place.")],
        ),
        tool(
            WRITE,
            "Replaces the whole file: only one that is shown completely and broken throughout.",
            &[("content", "The new file, nothing left out.")],
        ),
    ]
}

const PATCH: &str = "patch_file";
const WRITE: &str = "write_file";

/// The change that a call asks for, or what to tell the model about it.
pub fn change(call: &ToolCall) -> Result<Change, String> {
    let arguments = call.arguments.as_ref().map_err(|_| "The arguments are not valid JSON. Nothing was changed.".to_owned())?;
    let field = |name: &str| match arguments.get(name) {
        Some(Value::String(text)) => Ok(text.clone()),
        _ => Err(format!("{} needs the string {name}. Nothing was changed.", call.name)),
    };
    match call.name.as_str() {
        PATCH => Ok(Change::Replace { old: field("old_string")?, new: field("new_string")? }),
        WRITE => Ok(Change::Write { content: field("content")? }),
        _ => Err(format!("There is no tool of this name. Call {PATCH} or {WRITE}.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(name: &str, arguments: Result<Value, String>) -> Result<Change, String> {
        change(&ToolCall { id: "1".to_owned(), name: name.to_owned(), arguments })
    }

    #[test]
    fn calls_are_read_and_wrong_ones_are_answered() {
        let patch = call(PATCH, Ok(json!({"old_string": "a", "new_string": ""})));
        assert_eq!(patch, Ok(Change::Replace { old: "a".to_owned(), new: String::new() }));
        assert_eq!(call(WRITE, Ok(json!({"content": "a"}))), Ok(Change::Write { content: "a".to_owned() }));
        assert_eq!(call(PATCH, Ok(json!({"old_string": 1}))).unwrap_err(), "patch_file needs the string old_string. Nothing was changed.");
        assert!(call(PATCH, Err("{".to_owned())).unwrap_err().contains("not valid JSON"));
        assert_eq!(call("run", Ok(json!({}))).unwrap_err(), "There is no tool of this name. Call patch_file or write_file.");
    }

    #[test]
    fn no_tool_takes_a_path() {
        for tool in tools() {
            let names: Vec<_> = tool.schema["properties"].as_object().unwrap().keys().cloned().collect();
            assert!(names.iter().all(|name| ["old_string", "new_string", "content"].contains(&name.as_str())), "{names:?}");
        }
    }
}
