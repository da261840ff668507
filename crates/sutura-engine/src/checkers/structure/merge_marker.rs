//! A merge conflict was stored unresolved.

use std::ops::Range;

use super::finding::finding;
use super::place::lines;
use super::source::{Language, Source, text_of};
use super::source_tree::SourceTree;
use crate::diagnostic::Finding;

/// Finds the conflict over which a source file's parser stumbles. In a file that parses the markers stand in a string.
pub(super) fn check(source: &Source) -> Vec<Finding> {
    if !source.text.contains(OURS) {
        return Vec::new();
    }
    let Some(fault) = source.fault() else {
        return Vec::new();
    };
    let first = conflicts(source.text).into_iter().find(|conflict| is_tripped_over(source.text, fault.range.start, conflict));
    first.into_iter().map(|conflict| report(source.path, source.text, conflict)).collect()
}

/// Whether a fault lies in the conflict, or is a line right before it that lacks what should follow, such as `if x:`.
fn is_tripped_over(text: &str, fault: usize, conflict: &Range<usize>) -> bool {
    let between = || text[fault..conflict.start].lines().skip(1).map(str::trim);
    let is_right_before = || between().all(|line| line.is_empty() || line.starts_with('#'));
    fault < conflict.end && (fault >= conflict.start || is_right_before())
}

/// Finds conflicts in data files: in JSON, CSS and HTML such lines mean nothing, in TOML they may stand in a string.
pub(super) fn check_data(tree: &SourceTree) -> Vec<Finding> {
    let files = tree.input.files.iter().filter(|(path, _)| Language::of(path).is_none());
    let texts = files.filter_map(|(path, bytes)| Some((path, text_of(bytes)?))).filter(|(_, text)| text.contains(OURS));
    let broken = texts.filter(|(path, text)| match path.rsplit_once('.').map(|(_, suffix)| suffix) {
        Some("json" | "css" | "scss" | "less" | "html") => true,
        Some("toml") => text.parse::<toml::Table>().is_err(),
        _ => false,
    });
    broken.flat_map(|(path, text)| conflicts(text).into_iter().take(1).map(move |conflict| report(path, text, conflict))).collect()
}

const OURS: &str = "<<<<<<< ";

/// The ranges from `<<<<<<< ` to `>>>>>>> `, where a `=======` is between.
fn conflicts(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut open = None;
    for (range, line) in lines(text) {
        open = match open {
            _ if line.starts_with(OURS) => Some((range.start, false)),
            Some((start, _)) if line == "=======" => Some((start, true)),
            Some((start, true)) if line.starts_with(">>>>>>> ") => {
                found.push(start..range.end);
                None
            }
            open => open,
        };
    }
    found
}

fn report(path: &str, text: &str, conflict: Range<usize>) -> Finding {
    let line_end = text[conflict.start..].find(['\r', '\n']).map_or(conflict.end, |length| conflict.start + length);
    let message = "A merge conflict is not resolved. Keep one side, or both, and delete the lines with the markers.";
    finding("merge-marker", path, text, conflict.start..line_end, message)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{codes, places};

    const CONFLICT: &str = "<<<<<<< HEAD\na = 1\n=======\na = 2\n>>>>>>> topic\n";

    #[test]
    fn a_conflict_is_found_in_sources_and_data() {
        for path in ["a.py", "a.ts", "a.tsx", "a.json", "a.toml", "a.css", "a.html"] {
            assert_eq!(places(&[(path, &format!("\n{CONFLICT}"))], "merge-marker"), [format!("{path}:2:1")]);
        }
    }

    #[test]
    fn a_conflict_in_place_of_a_body_is_found() {
        let text = format!("def f(x):\n    if x:\n        # why\n{CONFLICT}");
        assert_eq!(codes(&[("a.py", &text)]), ["merge-marker"]);
    }

    #[test]
    fn a_conflict_in_a_string_of_a_file_that_is_broken_elsewhere_is_silent() {
        let text = format!("def f(:\n    pass\nX = '''\n{CONFLICT}'''\n");
        assert_eq!(codes(&[("a.py", &text)]), [""; 0]);
    }

    #[test]
    fn a_conflict_is_the_only_explanation_of_its_syntax_error() {
        assert_eq!(codes(&[("main.py", &format!("from fastapi import FastAPI\n{CONFLICT}"))]), ["merge-marker"]);
    }

    #[test]
    fn a_conflict_in_a_string_is_silent() {
        let toml = format!("a = '''\n{CONFLICT}'''\n");
        for (path, text) in
            [("a.py", format!("X = '''\n{CONFLICT}'''\n")), ("a.ts", format!("const x = `\n{CONFLICT}`;\n")), ("a.toml", toml)]
        {
            assert_eq!(codes(&[(path, &text)]), [""; 0], "{path}");
        }
    }

    #[test]
    fn markers_out_of_order_or_in_other_files_are_silent() {
        assert_eq!(codes(&[("a.css", "=======\n<<<<<<< x\n")]), [""; 0]);
        assert_eq!(codes(&[("a.md", CONFLICT)]), [""; 0]);
    }
}
