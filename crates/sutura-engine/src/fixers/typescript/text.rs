//! Places in a text, and edits of it by range.

use std::ops::Range;

use crate::diagnostic::Diagnostic;

/// The byte at which `diagnostic` starts, where the text has such a place.
pub(super) fn offset_of(text: &str, diagnostic: &Diagnostic) -> Option<usize> {
    let line = text.split_inclusive('\n').nth(diagnostic.line.checked_sub(1)? as usize)?;
    let start = line.as_ptr() as usize - text.as_ptr() as usize;
    let within = line.char_indices().map(|(at, _)| at).chain([line.len()]).nth(diagnostic.column.checked_sub(1)? as usize)?;
    Some(start + within)
}

/// `text` with each range replaced. Ranges that lie in one another, or on no boundary of characters, make no text.
pub(super) fn edited(text: &str, mut edits: Vec<(Range<usize>, String)>) -> Option<String> {
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    let mut made = String::with_capacity(text.len() + 80);
    let mut from = 0;
    for (range, content) in edits {
        made.push_str(text.get(from..range.start)?);
        text.get(range.clone())?;
        made.push_str(&content);
        from = range.end;
    }
    made.push_str(text.get(from..)?);
    Some(made)
}

/// The identifier that starts at `offset`.
pub(super) fn identifier_at(text: &str, offset: usize) -> Option<&str> {
    let rest = text.get(offset..)?;
    let length = rest.find(|letter: char| !(letter.is_alphanumeric() || letter == '_' || letter == '$')).unwrap_or(rest.len());
    rest.get(..length).filter(|name| name.starts_with(|letter: char| !letter.is_numeric()))
}

/// The range of the whole lines that `range` touches, if nothing else stands on them; with the end of the last line.
pub(super) fn whole_lines(text: &str, range: &Range<usize>) -> Option<Range<usize>> {
    let before = text.get(..range.start)?;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let after = text.get(range.end..)?;
    let end = after.find('\n').map_or(text.len(), |at| range.end + at + 1);
    let alone = text.get(start..range.start)?.trim().is_empty() && matches!(text.get(range.end..end)?.trim(), "" | ";");
    alone.then_some(start..end)
}

/// The white space that the line of `offset` begins with.
pub(super) fn indentation(text: &str, offset: usize) -> &str {
    let start = text.get(..offset).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let line = text.get(start..).unwrap_or_default();
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

/// How lines of the text end.
pub(super) fn line_end(text: &str) -> &'static str {
    if text.find('\n').is_some_and(|at| text[..at].ends_with('\r')) { "\r\n" } else { "\n" }
}

/// What a message quotes, in order: `Cannot find name 'X'.` gives `X`. Types may quote inside of themselves: their quotes are `"`.
pub(super) fn quoted(message: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = message;
    // A quote that starts follows no letter, and one that ends is followed by none: `can't` quotes nothing.
    while let Some((start, _)) = rest.match_indices('\'').find(|(at, _)| !rest[..*at].ends_with(char::is_alphanumeric)) {
        let inner = &rest[start + 1..];
        let ends = inner.match_indices('\'').find(|(at, _)| !inner[at + 1..].starts_with(char::is_alphanumeric));
        let Some((end, _)) = ends else { break };
        found.push(&inner[..end]);
        rest = &inner[end + 1..];
    }
    found
}

/// What a message proposes: `… Did you mean 'x'?`
pub(super) fn suggested(message: &str) -> Option<&str> {
    let (_, tail) = message.rsplit_once("Did you mean ")?;
    let name = *quoted(tail).first()?;
    Some(name.trim_matches('"'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Finding;

    fn at(line: u32, column: u32) -> Diagnostic {
        Finding { line, column, ..Finding::default() }.into_diagnostic("check", "tsc", None)
    }

    #[test]
    fn places_count_characters_and_places_that_are_not_there_are_none() {
        let text = "a\r\n'🦀' + b\n";
        assert_eq!(offset_of(text, &at(2, 7)).map(|offset| &text[offset..]), Some("b\n"));
        assert_eq!(offset_of(text, &at(2, 70)), None);
        assert_eq!(offset_of(text, &at(9, 1)), None);
        assert_eq!(offset_of(text, &at(0, 0)), None);
    }

    #[test]
    fn edits_that_overlap_make_no_text() {
        assert_eq!(edited("abcd", vec![(2..3, "X".into()), (0..1, String::new())]).as_deref(), Some("bXd"));
        assert_eq!(edited("abcd", vec![(0..3, "X".into()), (2..4, "Y".into())]), None);
        assert_eq!(edited("ä", vec![(1..2, "X".into())]), None);
    }

    #[test]
    fn what_a_message_quotes_is_read_also_where_types_quote() {
        let message = "Type '\"a\"' is not assignable to type '\"b\" | \"c\"'. Did you mean '\"b\"'?";
        assert_eq!(quoted(message), ["\"a\"", "\"b\" | \"c\"", "\"b\""]);
        assert_eq!(suggested(message), Some("b"));
        assert_eq!(quoted("Can't say 'x'"), ["x"]);
        assert_eq!(quoted("'"), [""; 0]);
    }

    proptest::proptest! {
        #[test]
        fn no_text_and_no_place_is_too_odd(text in "\\PC*", line in 0u32..9, column in 0u32..99, from in 0usize..99) {
            let _ = offset_of(&text, &at(line, column));
            let _ = identifier_at(&text, from);
            let _ = whole_lines(&text, &(from..from + 3));
            let _ = edited(&text, vec![(from..from + 1, String::new())]);
            let _ = indentation(&text, from);
            let _ = quoted(&text);
        }
    }
}
