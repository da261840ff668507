//! Texts of the contract in TypeScript: as literals, as keys, in comments. Nothing from a document reaches the file by another way.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::model::Literal;
use crate::words::is_identifier;

/// A text as a string literal, in the quotes that prettier prefers: the double ones, unless there are more of them within than of the others.
pub fn string(text: &str) -> String {
    let count = |quote| text.matches(quote).count();
    let quote = if count('"') > count('\'') { '\'' } else { '"' };
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push(quote);
    for character in text.chars() {
        match character {
            '\\' => literal.push_str("\\\\"),
            '\n' => literal.push_str("\\n"),
            '\r' => literal.push_str("\\r"),
            '\t' => literal.push_str("\\t"),
            _ if character == quote => literal.extend(['\\', quote]),
            _ if is_unsafe(character) => escape(&mut literal, character),
            _ => literal.push(character),
        }
    }
    // a script may be put into a page as it is
    if literal.contains("</") {
        literal = literal.replace("</", "\\u003c/");
    }
    literal.push(quote);
    literal
}

/// A value as a literal type or expression.
pub fn literal(value: &Literal) -> String {
    match value {
        Literal::Boolean(flag) => flag.to_string(),
        Literal::Number(number) => self::number(number),
        Literal::String(text) => string(text),
    }
}

/// A number as prettier writes it.
fn number(number: &serde_json::Number) -> String {
    if let Some(whole) = number.as_i64() {
        return whole.to_string();
    }
    if let Some(whole) = number.as_u64() {
        return whole.to_string();
    }
    match number.as_f64() {
        Some(fraction) if fraction == 0.0 || (1e-6..1e21).contains(&fraction.abs()) => fraction.to_string(),
        Some(fraction) => format!("{fraction:e}"),
        None => "0".to_owned(),
    }
}

/// A name as the key of a type's member: prettier takes the quotes of an identifier away.
pub fn key(name: &str) -> Cow<'_, str> {
    if is_identifier(name) { Cow::Borrowed(name) } else { Cow::Owned(string(name)) }
}

/// A name as the key of an object literal, where `__proto__` would not be a key.
pub fn value_key(name: &str) -> Cow<'_, str> {
    if name == "__proto__" { Cow::Borrowed("[\"__proto__\"]") } else { key(name) }
}

/// A text on the one line of a `//` comment.
pub fn on_one_line(text: &str) -> String {
    text.split(|character: char| character.is_whitespace() || is_unsafe(character))
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// What stands above a declaration or member.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Doc<'a> {
    /// What the document says (Markdown).
    pub text: Option<&'a str>,
    /// What is added, each on a line of its own: `@deprecated`.
    pub tags: Vec<String>,
}

impl<'a> Doc<'a> {
    /// A description, and whether clients should no longer use what it is about.
    pub fn new(text: Option<&'a str>, deprecated: bool) -> Self {
        let tags = if deprecated { vec!["@deprecated".to_owned()] } else { Vec::new() };
        Self { text: text.filter(|text| !text.trim().is_empty()), tags }
    }

    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.text.is_none() && self.tags.is_empty()
    }

    /// The lines of the comment between its first and its last one.
    pub fn lines(&self) -> Vec<String> {
        let mut lines: Vec<String> = self.text.map(description).unwrap_or_default();
        if !lines.is_empty() && !self.tags.is_empty() {
            lines.push(String::new());
        }
        lines.extend(self.tags.iter().map(|tag| comment_line(tag)));
        lines
    }
}

fn description(text: &str) -> Vec<String> {
    let lines = text.split("\r\n").flat_map(|part| part.split(['\n', '\r', '\u{2028}', '\u{2029}']));
    let mut lines: Vec<String> = lines.map(comment_line).collect();
    let first = lines.iter().position(|line| !line.is_empty()).unwrap_or(lines.len());
    lines.drain(..first);
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

/// A line that cannot end its comment, and that prettier leaves as it is.
fn comment_line(line: &str) -> String {
    let mut safe: String = line.chars().map(|character| if is_unsafe(character) || character == '\t' { ' ' } else { character }).collect();
    if safe.contains("*/") {
        safe = safe.replace("*/", "*\\/");
    }
    safe.truncate(safe.trim_end_matches(is_space_of_javascript).len());
    safe
}

/// What `String.prototype.trim` takes away.
fn is_space_of_javascript(character: char) -> bool {
    character == '\u{feff}' || (character.is_whitespace() && character != '\u{85}')
}

/// Characters that end a line somewhere, or that editors and terminals do not show as they are.
fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn escape(literal: &mut String, character: char) {
    // all of them are of the basic plane
    let written = write!(literal, "\\u{:04x}", u32::from(character));
    debug_assert!(written.is_ok(), "a String takes all that is written to it");
}

/// How many columns a text takes.
pub fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { unicode_width::UnicodeWidthStr::width(text) }
}
