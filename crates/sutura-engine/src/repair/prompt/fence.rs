//! Fences around the text of a project, which is data and must not be able to end its fence.

/// `content` between two lines of backquotes that are longer than any row of them inside.
pub(super) fn fenced(content: &str) -> String {
    let longest = content.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let newline = if content.is_empty() || content.ends_with('\n') { "" } else { "\n" };
    format!("{fence}\n{content}{newline}{fence}\n")
}

/// A path or name on one line, without what could look like markup or a new line.
pub(super) fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() || c == '`' { ' ' } else { c }).collect()
}

/// The first `most` characters of a text.
pub(super) fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_content_can_end_its_fence(content in "[`a\n]{0,40}") {
            let text = fenced(&content);
            let fence = text.lines().next().unwrap();
            prop_assert_eq!(text.matches(fence).count(), 2);
            prop_assert!(text.ends_with(&[fence, "\n"].concat()));
        }
    }
}
