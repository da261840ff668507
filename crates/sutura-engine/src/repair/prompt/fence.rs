//! Fences around the text of a project, which is data and must not be able to end its fence.

/// `content` between two lines of backquotes that are longer than any row of them inside.
pub(super) fn fenced(content: &str) -> String {
    let longest = content.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let newline = if content.is_empty() || content.ends_with('\n') { "" } else { "\n" };
    format!("{fence}\n{content}{newline}{fence}\n")
}

/// A part of a prompt: a heading, and `content` in a fence. Nothing where there is no content.
pub(super) fn section(title: &str, content: &str) -> String {
    if content.is_empty() { String::new() } else { format!("# {title}\n{}", fenced(content)) }
}

/// A path or name on one line, without what could look like markup or a new line.
pub(super) fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() || c == '`' { ' ' } else { c }).collect()
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
