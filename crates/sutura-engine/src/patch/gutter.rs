//! The line numbers with which a text was shown, where they were copied along.

/// `text` without the `12|` or `>12|` that each of its lines begins with; nothing where one has none.
pub(super) fn without(text: &str) -> Option<String> {
    text.lines().all(|line| behind(line).is_some()).then(|| stripped(text))
}

/// `text` without the numbers of those of its lines that have one.
pub(super) fn stripped(text: &str) -> String {
    text.split_inclusive('\n').map(|line| behind(line).unwrap_or(line)).collect()
}

fn behind(line: &str) -> Option<&str> {
    let (number, rest) = line.strip_prefix('>').unwrap_or(line).split_once('|')?;
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_taken_off_only_where_every_line_has_one() {
        assert_eq!(without("12|  a\n>13|\n14|b | c"), Some("  a\n\nb | c".to_owned()));
        for text in ["12|a\nb", "|a", "x1|a", "a"] {
            assert_eq!(without(text), None, "{text}");
        }
        assert_eq!(stripped("12|a\nb\n"), "a\nb\n");
    }
}
