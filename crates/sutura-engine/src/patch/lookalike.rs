//! Characters that look like those of a keyboard.

/// `line` with look-alikes replaced: quotes, dashes, blanks, the ellipsis and full-width signs; what cannot be seen is left out.
///
/// Beside the text stands for each of its bytes the range of bytes in `line` that it comes from.
pub(super) fn fold(line: &str) -> (String, Vec<(usize, usize)>) {
    let mut folded = String::with_capacity(line.len());
    let mut origins = Vec::with_capacity(line.len());
    for (at, c) in line.char_indices() {
        match c {
            '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => {}
            '\u{2026}' => folded.push_str("..."),
            c => folded.push(plain(c)),
        }
        origins.resize(folded.len(), (at, at + c.len_utf8()));
    }
    (folded, origins)
}

fn plain(c: char) -> char {
    match c {
        '\u{2018}'..='\u{201b}' | '\u{2032}' | '\u{b4}' => '\'',
        '\u{201c}'..='\u{201f}' | '\u{2033}' | '\u{ab}' | '\u{bb}' => '"',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folded_text_knows_where_it_comes_from() {
        let (folded, origins) = fold("a“b”\u{200b}…–\u{a0}（");
        assert_eq!(folded, "a\"b\"...- (");
        assert_eq!(origins.len(), folded.len());
        assert_eq!(origins[1], (1, 4));
        assert_eq!((origins[4], origins[6]), (origins[5], origins[5]), "three dots come from one character");
    }
}
