//! What a model is told about a file.

use super::conversation::tools;
use crate::{
    diagnostic::Diagnostic,
    fixers::Surrounding,
    imports::ImportGraph,
    models::{Message, Part, Request},
    workspace::Tree,
};

/// What a request is about.
pub(super) struct Subject<'a> {
    pub file: &'a str,
    pub errors: &'a [Diagnostic],
    pub blamed: &'a [Diagnostic],
    pub tree: &'a Tree,
    pub imports: &'a ImportGraph,
    pub projects: &'a [Surrounding],
}

pub(super) fn request(subject: &Subject<'_>) -> Request {
    let _ = (subject.imports, subject.projects);
    let errors = subject.errors.iter().chain(subject.blamed).map(|error| format!("{}:{}: {}\n", error.file, error.line, error.message));
    let text = format!("{}\n\n{}\n{}", subject.file, errors.collect::<String>(), subject.tree.text(subject.file).unwrap_or_default());
    Request {
        system: Vec::new(),
        messages: vec![Message::User(vec![Part { text, cached: false }])],
        tools: tools(),
        max_output_tokens: 8192,
    }
}
