//! Definitions by lines alone, for text that no parser takes.

use std::sync::LazyLock;

use regex::Regex;

use super::{Definition, Kind};

/// The definitions that begin a line without indentation. Each lasts to the next line of no indentation that is more than a closing bracket.
pub(super) fn definitions(text: &str) -> Vec<Definition> {
    static DECLARATION: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^(?:export\s+)?(?:default\s+)?(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?(def|class|function\*?|interface|type|enum|const|let|var)\s+([\p{L}_$][\p{L}\p{N}_$]*)",
        )
        .expect("the pattern is a constant that the tests compile")
    });
    let mut found: Vec<Definition> = Vec::new();
    let mut start = 0;
    let mut is_open = false;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        let is_closing = line.starts_with(['}', ')', ']']);
        let is_inside = line.starts_with([' ', '\t']) || line.trim().is_empty() || is_closing;
        if let Some(declared) = DECLARATION.captures(line) {
            let kind = match &declared[1] {
                "class" => Kind::Class,
                "interface" | "type" | "enum" => Kind::Type,
                "const" | "let" | "var" if !line.contains("=>") => Kind::Value,
                _ => Kind::Function,
            };
            let head = start..start + line.trim_end().len();
            let range = head.clone();
            found.push(Definition { path: declared[2].to_owned(), kind, range, head, decorators: Vec::new(), is_stub: false });
            is_open = true;
        } else if !is_inside {
            is_open = false;
        } else if is_open
            && !line.trim().is_empty()
            && let Some(last) = found.last_mut()
        {
            last.range.end = start + line.trim_end().len();
        }
        start = end;
    }
    found
}
