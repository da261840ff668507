//! What the client does with a body, by its media type.

use crate::model::{Content, Object, Type};

/// How a body is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sending {
    /// As JSON.
    Json,
    /// As a form: the fields of an object.
    Form,
    /// A text as it is.
    Text,
    /// Bytes as they are.
    Blob,
}

impl Sending {
    /// How a body of this content is sent.
    pub fn of(content: &Content) -> Self {
        match content.media_type.as_str() {
            media_type if is_json(media_type) => Self::Json,
            "multipart/form-data" | "application/x-www-form-urlencoded" => Self::Form,
            media_type if content.ty != Type::Binary && is_text(media_type) => Self::Text,
            _ => Self::Blob,
        }
    }
}

/// What is made of a successful answer: `ApiReading` of the runtime.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// One JSON value.
    Json,
    /// A text.
    Text,
    /// Bytes.
    Blob,
    /// What the answer's own media type says.
    Any,
    /// Server-sent events with JSON as their data.
    Events,
    /// Server-sent events with a text as their data.
    TextEvents,
    /// JSON values, each on a line.
    Lines,
}

impl Reading {
    /// What is made of this content.
    pub fn of(content: &Content) -> Self {
        match content.media_type.as_str() {
            "text/event-stream" if has_text(&content.ty) => Self::TextEvents,
            "text/event-stream" => Self::Events,
            _ if content.stream => Self::Lines,
            "application/jsonl" | "application/x-ndjson" | "application/json-seq" => Self::Lines,
            _ if content.ty == Type::Binary => Self::Blob,
            media_type if is_json(media_type) => Self::Json,
            media_type if media_type.ends_with("/*") => match content.ty {
                Type::Unknown => Self::Any,
                Type::String { .. } => Self::Text,
                _ => Self::Json,
            },
            media_type if is_text(media_type) || matches!(content.ty, Type::String { .. }) => Self::Text,
            _ => Self::Blob,
        }
    }

    /// Its name in the runtime.
    pub fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Text => "text",
            Self::Blob => "blob",
            Self::Any => "any",
            Self::Events => "events",
            Self::TextEvents => "textEvents",
            Self::Lines => "lines",
        }
    }
}

/// Whether values of the media type are JSON.
fn is_json(media_type: &str) -> bool {
    media_type.ends_with("/json") || media_type.ends_with("+json")
}

fn is_text(media_type: &str) -> bool {
    const TEXTS: [&str; 6] = ["/xml", "+xml", "/yaml", "+yaml", "/javascript", "/graphql"];
    media_type.starts_with("text/") || TEXTS.iter().any(|end| media_type.ends_with(end))
}

/// Whether events of this type have a text as their data.
fn has_text(event: &Type) -> bool {
    let Type::Object(Object { properties, .. }) = event else { return false };
    properties.iter().any(|property| property.name == "data" && matches!(property.ty, Type::String { .. }))
}
