//! The identity of a problem, which survives that lines are inserted or removed elsewhere.

use std::sync::LazyLock;

use regex::Regex;

use super::{Finding, enclosing_symbol};

/// 16 hexadecimal digits over tool, code, message without positions, file, enclosing symbol and the text of the line.
///
/// `source` is the text of the finding's file; without it symbol and line are left out.
/// Two equal problems on two equal lines of one function have one fingerprint: compare them as multisets.
pub fn fingerprint(tool: &str, finding: &Finding, source: Option<&str>) -> String {
    let line = finding.line.saturating_sub(1) as usize;
    let text = source.and_then(|source| source.lines().nth(line)).unwrap_or_default();
    let symbol = source.map(|source| enclosing_symbol(source, finding.line)).unwrap_or_default();
    let mut hasher = blake3::Hasher::new();
    let message = without_positions(&finding.message);
    for part in [tool, &finding.code, &message, &finding.file, &symbol, text.trim()] {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().to_hex()[..16].to_owned()
}

/// Messages such as ruff's "Redefinition of unused `f` from line 12" move with the code that they speak of.
fn without_positions(message: &str) -> String {
    static POSITION: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(lines?|columns?|col|offset|position)( number)?:? \d+|:\d+:\d+|\(\d+,\d+\)|:\d+\b")
            .expect("the pattern is a constant that the tests compile")
    });
    POSITION.replace_all(message, "$1").into_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(line: u32, message: &str) -> Finding {
        Finding { file: "a.py".to_owned(), line, column: 5, code: "F821".to_owned(), message: message.to_owned(), ..Finding::default() }
    }

    #[test]
    fn a_position_in_the_message_does_not_count() {
        let one = fingerprint("ruff", &at(1, "Redefinition of unused `f` from line 12"), None);
        assert_eq!(one, fingerprint("ruff", &at(9, "Redefinition of unused `f` from line 40"), None));
        assert_ne!(one, fingerprint("ruff", &at(1, "Redefinition of unused `g` from line 12"), None));
    }

    #[test]
    fn tool_code_file_symbol_and_line_all_count() {
        let source = "def f():\n    return x\ndef g():\n    return x\n";
        let base = fingerprint("ruff", &at(2, "m"), Some(source));
        assert_ne!(base, fingerprint("ty", &at(2, "m"), Some(source)));
        assert_ne!(base, fingerprint("ruff", &at(4, "m"), Some(source)), "another function");
        assert_ne!(base, fingerprint("ruff", &at(2, "m"), Some("def f():\n    return x + 1\n")), "another line");
        let moved = Finding { file: "b.py".to_owned(), ..at(2, "m") };
        assert_ne!(base, fingerprint("ruff", &moved, Some(source)));
    }

    proptest! {
        #[test]
        fn blank_and_comment_lines_above_change_nothing(shift in 0usize..40, comment in any::<bool>()) {
            let source = "class A:\n    def f(self):\n        return x\n";
            let filler = if comment { "# note\n" } else { "\n" };
            let shifted = filler.repeat(shift) + source;
            prop_assert_eq!(
                fingerprint("ruff", &at(3, "m"), Some(source)),
                fingerprint("ruff", &at(3 + shift as u32, "m"), Some(&shifted))
            );
        }
    }
}
