//! Places in a text, and new texts made of old ones.

use std::ops::Range;

use crate::diagnostic::{Diagnostic, Edit};

/// Replaces a range of bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Replacement {
    pub range: Range<usize>,
    pub text: String,
}

/// A replacement, for short.
pub(super) fn replace(range: Range<usize>, text: impl ToString) -> Replacement {
    Replacement { range, text: text.to_string() }
}

/// The text after all replacements; nothing where two overlap, or one does not fit the text.
pub(super) fn apply(text: &str, mut replacements: Vec<Replacement>) -> Option<String> {
    replacements.sort_by_key(|one| (one.range.start, one.range.end));
    replacements.dedup();
    let mut changed = String::with_capacity(text.len());
    let mut done = 0;
    for Replacement { range, text: content } in &replacements {
        if range.start < done {
            return None;
        }
        changed += text.get(done..range.start)?;
        changed += content;
        done = range.end;
    }
    changed += text.get(done..)?;
    Some(changed)
}

/// The text after a tool's edits.
pub(super) fn apply_edits(text: &str, edits: &[Edit]) -> Option<String> {
    let range = |edit: &Edit| Some(offset(text, edit.line, edit.column)?..offset(text, edit.end_line, edit.end_column)?);
    let newline = newline(text);
    let content =
        |edit: &Edit| if newline == "\n" { edit.content.clone() } else { edit.content.replace("\r\n", "\n").replace('\n', newline) };
    apply(text, edits.iter().map(|edit| Some(replace(range(edit)?, content(edit)))).collect::<Option<_>>()?)
}

/// The byte at a 1-based line and column, the column in characters. The line behind the last one stands for the end of the text.
pub(super) fn offset(text: &str, line: u32, column: u32) -> Option<usize> {
    let start = line_start(text, line)?;
    let rest = text[start..].split('\n').next().unwrap_or_default();
    let wanted = column.checked_sub(1)? as usize;
    let inner = rest.char_indices().map(|(at, _)| at).chain([rest.len()]).nth(wanted);
    inner.or((wanted > rest.len()).then_some(rest.len())).map(|at| start + at)
}

/// The byte at which a diagnostic starts.
pub(super) fn offset_of(text: &str, diagnostic: &Diagnostic) -> Option<usize> {
    offset(text, diagnostic.line, diagnostic.column)
}

/// The first byte of a 1-based line.
pub(super) fn line_start(text: &str, line: u32) -> Option<usize> {
    let before = line.checked_sub(1)? as usize;
    if before == 0 {
        return Some(0);
    }
    text.match_indices('\n').nth(before - 1).map(|(at, _)| at + 1).or((text.lines().count() == before).then_some(text.len()))
}

/// The bytes that a diagnostic speaks of.
pub(super) fn span(text: &str, diagnostic: &Diagnostic) -> Option<Range<usize>> {
    let start = offset(text, diagnostic.line, diagnostic.column)?;
    let end = diagnostic.end_line.zip(diagnostic.end_column).and_then(|(line, column)| offset(text, line, column));
    Some(start..end.filter(|end| *end >= start).unwrap_or(start))
}

/// How the lines of a text end.
pub(super) fn newline(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

/// The whole lines that a range touches, with the end of the last.
pub(super) fn whole_lines(text: &str, range: Range<usize>) -> Range<usize> {
    let start = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[range.end..].find('\n').map_or(text.len(), |at| range.end + at + 1);
    start..end
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn columns_count_characters_and_the_line_behind_the_last_is_the_end() {
        let text = "é = 1\nx\n";
        assert_eq!(offset(text, 1, 2), Some(2));
        assert_eq!(offset(text, 2, 2), Some(8));
        assert_eq!(offset(text, 3, 1), Some(9));
        assert_eq!(offset(text, 5, 1), None);
        assert_eq!(offset(text, 0, 1), None);
    }

    #[test]
    fn overlapping_replacements_make_no_text_and_equal_ones_count_once() {
        assert_eq!(apply("abc", vec![replace(0..2, "x"), replace(1..3, "y")]), None);
        assert_eq!(apply("abc", vec![replace(0..1, "x"), replace(0..1, "x")]), Some("xbc".to_owned()));
        assert_eq!(apply("aéc", vec![replace(2..3, "x")]), None, "inside of a character");
    }

    proptest! {
        #[test]
        fn every_place_is_on_a_character_boundary(text in "(?s).{0,40}", line in 0u32..6, column in 0u32..12) {
            if let Some(at) = offset(&text, line, column) {
                prop_assert!(text.is_char_boundary(at));
            }
        }
    }
}
