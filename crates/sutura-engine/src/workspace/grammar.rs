//! Which parser reads a source, and which texts are given to a parser at all.
//!
//! A recursive parser needs stack for every level of nesting. What a person or a model writes has tens of levels; a text with thousands is
//! degenerate, and is left to the tools that own the language.

use std::{panic::resume_unwind, thread};

/// The grammars of sources that we parse ourselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grammar {
    /// Python.
    Python,
    /// TypeScript and JavaScript, with or without JSX.
    Script,
}

impl Grammar {
    /// The grammar of a file, by its name.
    pub fn of(path: &str) -> Option<Self> {
        match path.rsplit_once('.')?.1 {
            "py" => Some(Self::Python),
            "ts" | "tsx" | "mts" | "cts" | "js" | "jsx" | "mjs" | "cjs" => Some(Self::Script),
            _ => None,
        }
    }

    /// Whether a parser can read `text` without an absurd amount of stack: no more than [`STACK`] by far.
    pub fn can_parse(self, text: &str) -> bool {
        text.len() <= MAX_BYTES
            && text.lines().all(|line| line.len() <= MAX_LINE)
            && !nests_deeply(text)
            && (self == Self::Python || !chains_endlessly(text))
    }
}

/// The words of a source or a line of one, in order: names and keywords, and those of strings and comments.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$')).filter(|word| !word.is_empty())
}

/// Stack in bytes of a thread that parses: by an order of magnitude more than the deepest text that [`Grammar::can_parse`] lets through needs.
pub const STACK: usize = 256 << 20;

/// Does `work` on a thread with this much stack.
pub fn on_parser_stack<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    thread::scope(|scope| {
        let worker = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work).expect("a thread can be started");
        worker.join().unwrap_or_else(|panic| resume_unwind(panic))
    })
}

const MAX_BYTES: usize = 2 << 20;
const MAX_LINE: usize = 20_000;
const MAX_BRACKETS: usize = 500;
const MAX_TAGS: usize = 4_000;
const MAX_LINKS: usize = 5_000;

/// Brackets and tags, counted without regard to strings and comments, so that no lexer is needed.
fn nests_deeply(text: &str) -> bool {
    let (mut brackets, mut tags) = (0_usize, 0_usize);
    for pair in text.as_bytes().windows(2) {
        match pair {
            [b'(' | b'[' | b'{', _] => brackets += 1,
            [b')' | b']' | b'}', _] => brackets = brackets.saturating_sub(1),
            [b'<', b'/'] | [b'/', b'>'] => tags = tags.saturating_sub(1),
            [b'<', next] if next.is_ascii_alphabetic() || *next == b'>' => tags += 1,
            _ => continue,
        }
        if brackets > MAX_BRACKETS || tags > MAX_TAGS {
            return true;
        }
    }
    false
}

/// Operators and keywords in a row without anything that ends an expression or a block: `!!!!…`, `a ? b : c ? d : …`, `else if …`.
fn chains_endlessly(text: &str) -> bool {
    let (mut links, mut branches, mut word_start) = (0_usize, 0_usize, 0);
    for (index, byte) in text.bytes().enumerate().filter(|(_, byte)| !byte.is_ascii_alphanumeric()) {
        match &text.as_bytes()[word_start..index] {
            b"else" => (links, branches) = (links + 1, branches + 1),
            b"async" | b"await" | b"delete" | b"do" | b"extends" | b"for" | b"if" | b"keyof" | b"new" | b"typeof" | b"void" | b"while"
            | b"yield" => links += 1,
            _ => {}
        }
        word_start = index + 1;
        match byte {
            b';' | b',' | b'{' | b'}' => links = 0,
            b'!' | b'~' | b'+' | b'-' | b'*' | b'/' | b'?' | b':' | b'=' | b'<' | b'>' | b'&' | b'|' | b'.' | b'^' | b'%' => links += 1,
            _ => {}
        }
        if links > MAX_LINKS || branches > 2 * MAX_LINKS {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_code_is_parsable() {
        assert!(Grammar::Python.can_parse("f(a)[0]\n"));
        assert!(Grammar::Script.can_parse("const x = <a><b/></a>;\n"));
    }
}
