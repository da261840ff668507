//! Changes as text for people and for `git apply`.

use std::fmt::Write;

use similar::{Algorithm, ChangeTag, DiffOp, capture_diff_slices, group_diff_ops};

/// The unified diff of one file with three lines of context, as `git apply` takes it; empty where nothing changed.
///
/// `before` is nothing for a new file. Both texts are whole, with a byte order mark where there is one.
pub fn unified(path: &str, before: Option<&str>, after: &str) -> String {
    if before == Some(after) {
        return String::new();
    }
    let (old, new) = (lines(before.unwrap_or_default()), lines(after));
    let from = before.map_or("/dev/null".to_owned(), |_| header("a", path));
    let mut text = format!("--- {from}\n+++ {}\n", header("b", path));
    for hunk in group_diff_ops(operations(&old, &new), 3) {
        let (Some(first), Some(last)) = (hunk.first(), hunk.last()) else { continue };
        let span = |start: usize, end: usize| match end - start {
            0 => format!("{start},0"),
            1 => format!("{}", start + 1),
            count => format!("{},{count}", start + 1),
        };
        let removed = span(first.old_range().start, last.old_range().end);
        let added = span(first.new_range().start, last.new_range().end);
        text.extend(["@@ -", &removed, " +", &added, " @@\n"]);
        for change in hunk.iter().flat_map(|op| op.iter_changes(&old, &new)) {
            let sign = match change.tag() {
                ChangeTag::Equal => " ",
                ChangeTag::Delete => "-",
                ChangeTag::Insert => "+",
            };
            let end = if change.value().ends_with('\n') { "" } else { "\n\\ No newline at end of file\n" };
            text.extend([sign, change.value(), end]);
        }
    }
    text
}

/// The lines of a text with their ends. A carriage return alone ends none.
pub(crate) fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// How `new` comes from `old`. Where both are large and have little in common, all that differs is one replacement.
pub(crate) fn operations(old: &[&str], new: &[&str]) -> Vec<DiffOp> {
    // The search takes the square of what differs.
    const MOST: usize = 16_000_000;
    let before = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let (old_rest, new_rest) = (&old[before..], &new[before..]);
    let after = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(old, new)| old == new).count();
    let (old_len, new_len) = (old_rest.len() - after, new_rest.len() - after);
    if old_len.saturating_mul(new_len) <= MOST {
        return capture_diff_slices(Algorithm::Myers, old, new);
    }
    vec![
        DiffOp::Equal { old_index: 0, new_index: 0, len: before },
        DiffOp::Replace { old_index: before, old_len, new_index: before, new_len },
        DiffOp::Equal { old_index: before + old_len, new_index: before + new_len, len: after },
    ]
}

/// A path as git writes it: quoted where it has characters that would end it, and with a tabulator behind it where it has blanks.
fn header(side: &str, path: &str) -> String {
    if path.contains(|c: char| c.is_control() || matches!(c, '"' | '\\')) {
        let mut quoted = format!("\"{side}/");
        for c in path.chars() {
            match c {
                '"' | '\\' => quoted.extend(['\\', c]),
                '\n' => quoted.push_str("\\n"),
                '\t' => quoted.push_str("\\t"),
                '\r' => quoted.push_str("\\r"),
                c if c.is_control() => c.to_string().bytes().for_each(|byte| {
                    let _ = write!(quoted, "\\{byte:03o}");
                }),
                c => quoted.push(c),
            }
        }
        quoted + "\""
    } else if path.contains(' ') {
        format!("{side}/{path}\t")
    } else {
        format!("{side}/{path}")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What `git apply` does: takes the hunks of a diff over `before`.
    fn apply(before: &str, diff: &str) -> String {
        let old: Vec<&str> = before.split_inclusive('\n').collect();
        let (mut at, mut text) = (0, String::new());
        let mut body = diff.split_inclusive('\n').skip(2).peekable();
        while let Some(line) = body.next() {
            let ends_bare = body.peek().is_some_and(|next| next.starts_with('\\'));
            let content = if ends_bare { line[1..].trim_end_matches('\n') } else { &line[1..] };
            match line.as_bytes()[0] {
                b'@' => {
                    let range = line.split(' ').nth(1).unwrap().trim_start_matches('-');
                    let (start, count) = range.split_once(',').unwrap_or((range, "1"));
                    let start: usize = start.parse().unwrap();
                    let start = if count == "0" { start } else { start - 1 };
                    old[at..start].iter().for_each(|line| text.push_str(line));
                    at = start;
                }
                b' ' | b'-' => {
                    assert_eq!(old[at], content);
                    at += 1;
                    if line.starts_with(' ') {
                        text.push_str(content);
                    }
                }
                b'+' => text.push_str(content),
                b'\\' => {}
                other => panic!("{:?}", other as char),
            }
        }
        old[at..].iter().for_each(|line| text.push_str(line));
        text
    }

    #[test]
    fn a_change_is_shown_with_its_surroundings_and_a_missing_newline() {
        let before = "import os\n\n\ndef f(db):\n    return db.get()\n\n\nx = 1";
        let after = "import os\nfrom sqlalchemy.orm import Session\n\n\ndef f(db: Session):\n    return db.get()\n\n\nx = 1\n";
        insta::assert_snapshot!(unified("app/main.py", Some(before), after), @r"
        --- a/app/main.py
        +++ b/app/main.py
        @@ -1,8 +1,9 @@
         import os
        +from sqlalchemy.orm import Session
         
         
        -def f(db):
        +def f(db: Session):
             return db.get()
         
         
        -x = 1
        \ No newline at end of file
        +x = 1
        ");
    }

    #[test]
    fn a_new_file_comes_from_nothing_and_no_change_is_no_text() {
        assert_eq!(unified("a.py", None, "x = 1\n"), "--- /dev/null\n+++ b/a.py\n@@ -0,0 +1 @@\n+x = 1\n");
        assert_eq!(unified("a.py", Some("x"), "x"), "");
    }

    #[test]
    fn names_that_would_end_a_header_are_quoted() {
        assert_eq!(header("a", "my file.py"), "a/my file.py\t");
        assert_eq!(header("a", "q\"\\\u{1}\n.py"), "\"a/q\\\"\\\\\\001\\n.py\"");
        assert_eq!(header("b", "größe.ts"), "b/größe.ts");
    }

    #[test]
    fn large_texts_without_anything_in_common_are_no_burden() {
        let text = |word: &str| (0..100_000).map(|line| format!("{word} {line}\n")).collect::<String>();
        let (before, after) = (format!("a\n{}z\n", text("x")), format!("a\n{}z\n", text("y")));
        assert!(apply(&before, &unified("a.txt", Some(&before), &after)) == after);
    }

    proptest! {
        #[test]
        fn applying_the_diff_gives_the_new_text(before in "([ab]?\r?\n?){0,12}", after in "([ab]?\r?\n?){0,12}") {
            let diff = unified("a.txt", Some(&before), &after);
            prop_assert_eq!(if diff.is_empty() { before } else { apply(&before, &diff) }, after);
        }
    }
}
