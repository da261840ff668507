//! Columns as people count them. pyright and tsc count UTF-16 units; a Diagnostic counts characters.

/// The 1-based column in characters for a 0-based offset in UTF-16 units on the 0-based `line` of `source`.
pub(crate) fn from_utf16(source: Option<&str>, line: u32, units: u32) -> u32 {
    let text = source.and_then(|source| source.lines().nth(line as usize));
    let Some(text) = text.filter(|text| !text.is_ascii()) else { return units + 1 };
    let mut seen = 0;
    let before = text.chars().take_while(|c| {
        let before = seen < units as usize;
        seen += c.len_utf16();
        before
    });
    before.count() as u32 + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_beyond_the_first_plane_counts_once() {
        let source = "x = 1\ny = \"🦀é\" + z\n";
        let units = "y = \"🦀é\" + ".encode_utf16().count() as u32;
        assert_eq!(from_utf16(Some(source), 1, units), 12);
        assert_eq!(from_utf16(Some(source), 0, 4), 5);
        assert_eq!(from_utf16(None, 7, 4), 5);
    }
}
