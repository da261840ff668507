//! Text from outside, made fit for a terminal, for one line and for a narrow place.
//!
//! Messages, file names and sources come from generated projects and from tools: each can hold escape sequences that move the
//! cursor, forge lines or reverse the reading direction. Whatever a terminal or a log shows passes through here.

/// `text` on one line, with every run of white space folded to one space and nothing invisible left.
pub fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    visible(&words.join(" "))
}

/// `text` with each control character replaced by one visible character, so that columns stay what they are.
///
/// Only tabs remain. Line feeds do not: who wants lines splits first.
pub fn visible(text: &str) -> String {
    text.chars().map(visible_char).collect()
}

fn visible_char(character: char) -> char {
    match character {
        '\t' => '\t',
        '\0'..='\u{1f}' => char::from_u32(0x2400 + character as u32).expect("U+2400 to U+241F are pictures"),
        '\u{7f}' => '\u{2421}',
        '\u{80}'..='\u{9f}' => char::REPLACEMENT_CHARACTER,
        character if reorders(character) => char::REPLACEMENT_CHARACTER,
        character => character,
    }
}

/// Whether `character` breaks lines or changes the order in which its neighbours are shown.
fn reorders(character: char) -> bool {
    matches!(
        character,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    )
}

/// The first `limit` characters of `text`, with an ellipsis in place of the rest and of white space before it.
pub fn shorten(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

/// How many bytes of `line` stand before its 1-based `column` in characters; all where the column is beyond the end.
pub fn byte_offset(line: &str, column: u32) -> usize {
    let characters = (column as usize).saturating_sub(1);
    line.char_indices().nth(characters).map_or(line.len(), |(offset, _)| offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_escape_sequence_turns_into_pictures_of_its_characters() {
        assert_eq!(visible("\u{1b}[2J\u{7f}\u{9b}31m"), "␛[2J␡\u{fffd}31m");
    }

    #[test]
    fn a_neutralised_text_has_as_many_characters_as_before() {
        let hostile = "a\rb\u{202e}c\u{0}\u{2028}é";
        assert_eq!(visible(hostile).chars().count(), hostile.chars().count());
    }

    #[test]
    fn indented_lines_become_one() {
        assert_eq!(one_line("Argument\r\n\u{a0}\u{a0}\"None\"\n\tis bad"), "Argument \"None\" is bad");
    }

    #[test]
    fn a_column_beyond_the_end_is_the_end() {
        assert_eq!(byte_offset("a𐐀b", 3), 5);
        assert_eq!(byte_offset("a𐐀b", 99), 6);
    }

    #[test]
    fn a_text_that_fits_is_not_shortened() {
        assert_eq!(shorten("äöü", 3), "äöü");
        assert_eq!(shorten("äöüß", 3), "äöü…");
    }
}
