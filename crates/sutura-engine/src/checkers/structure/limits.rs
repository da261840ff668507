//! Which texts are given to a parser at all.
//!
//! A recursive parser needs stack for every level of nesting. What a person or a model writes has tens of levels; a text with thousands is
//! degenerate, and is left to the tools that own the language.

use super::source::Language;

const MAX_BYTES: usize = 2 << 20;
const MAX_LINE: usize = 20_000;
const MAX_BRACKETS: usize = 500;
const MAX_TAGS: usize = 4_000;
const MAX_LINKS: usize = 5_000;

/// Stack of a thread that parses: by an order of magnitude more than the deepest text that [`is_parsable`] lets through needs.
pub(super) const STACK: usize = 256 << 20;

/// Whether a parser can read `text` without an absurd amount of stack.
pub(super) fn is_parsable(text: &str, language: Language) -> bool {
    text.len() <= MAX_BYTES
        && text.lines().all(|line| line.len() <= MAX_LINE)
        && !nests_deeply(text)
        && (language == Language::Python || !chains_endlessly(text))
}

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
    use super::super::testing::codes;
    use super::*;

    #[test]
    fn ordinary_code_is_parsable() {
        assert!(is_parsable("f(a)[0]\n", Language::Python));
        assert!(is_parsable("const x = <a><b/></a>;\n", Language::Script));
    }

    #[test]
    fn bombs_of_a_hundred_thousand_levels_are_survived_in_silence() {
        let deep = |open: &str| open.repeat(100_000);
        for (path, text) in [
            ("a.py", deep("(")),
            ("b.py", deep("[\n")),
            ("c.py", deep("not ")),
            ("d.py", format!("x = {}1", deep("-\\\n"))),
            ("e.py", format!("x = {}1", deep("lambda:"))),
            ("f.tsx", deep("(")),
            ("g.tsx", deep("[\n")),
            ("h.tsx", format!("const x = {}", deep("<a>\n"))),
            ("i.tsx", format!("const x = {}1", deep("!\n"))),
            ("j.ts", format!("const x = {}1", deep("typeof\n"))),
            ("k.ts", deep("if (a)\n")),
            ("l.ts", deep("if (a) {}\nelse ")),
            ("m.ts", format!("type X = {}", deep("A<\n"))),
            ("n.ts", format!("const x = {}1", deep("a =>\n"))),
        ] {
            assert_eq!(codes(&[(path, &text)]), [""; 0], "{path}");
        }
    }

    #[test]
    fn what_is_let_through_needs_far_less_than_the_stack() {
        for (path, text) in [
            ("a.py", "(".repeat(MAX_BRACKETS)),
            ("b.py", format!("x = {}1", "not ".repeat(MAX_LINE / 4 - 2))),
            ("c.tsx", "(".repeat(MAX_BRACKETS)),
            ("d.tsx", format!("const x = {}", "<a>\n".repeat(MAX_LINKS / 2 - 2))),
            ("e.ts", format!("const x = {}1", "!\n".repeat(MAX_LINKS - 2))),
        ] {
            let language = Language::of(path).expect("a source file");
            assert!(is_parsable(&text, language), "{path}");
            codes(&[(path, &text)]);
        }
    }
}
