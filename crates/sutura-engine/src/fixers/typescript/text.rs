//! What stands at a place of a script, and what the compiler's messages quote.

use std::ops::Range;

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
        fn no_text_and_no_place_is_too_odd(text in "\\PC*", from in 0usize..99) {
            let _ = identifier_at(&text, from);
            let _ = whole_lines(&text, &(from..from + 3));
            let _ = indentation(&text, from);
            let _ = quoted(&text);
        }
    }
}
