//! What a model sees of a file: all of a short one, of a long one windows around its errors and an outline.

use std::{collections::BTreeSet, ops::RangeInclusive};

use super::fence::shortened;
use crate::repair::outline::{Definition, Kind, Outline};

/// Lines of a file that is shown completely.
const SHORT: usize = 80;
/// Lines of one window, as a rule.
const WINDOW: usize = 50;
/// Lines of imports that are shown with a window elsewhere.
const IMPORTS: usize = 40;
/// Lines of all windows.
const MOST: usize = 400;
/// Characters of one line.
const LONG_LINE: usize = 400;

/// What is shown of a file.
pub(super) struct View {
    /// Lines with their numbers in a gutter, those with errors marked.
    pub text: String,
    /// The definitions outside of the windows, one a line; empty where all is shown.
    pub outline: String,
    /// The 1-based lines that are shown.
    pub lines: BTreeSet<usize>,
}

/// The view of a text with errors on these 1-based lines.
pub(super) fn view(text: &str, outline: &Outline, errors: &BTreeSet<usize>) -> View {
    let lines: Vec<&str> = text.lines().collect();
    let shown = if lines.len() <= SHORT { (1..=lines.len()).collect() } else { windows(text, lines.len(), outline, errors) };
    let mut view = String::new();
    let mut next = 1;
    for number in shown.iter().copied() {
        if number > next {
            view.push_str(&gap(next, number - 1));
        }
        let mark = if errors.contains(&number) { ">" } else { "" };
        view.push_str(&format!("{mark}{number}|{}\n", shortened(lines[number - 1], LONG_LINE)));
        next = number + 1;
    }
    if next <= lines.len() {
        view.push_str(&gap(next, lines.len()));
    }
    View { text: view, outline: if shown.len() < lines.len() { hidden(text, outline, &shown) } else { String::new() }, lines: shown }
}

fn gap(first: usize, last: usize) -> String {
    if first == last { format!("(line {first} is not shown)\n") } else { format!("(lines {first} to {last} are not shown)\n") }
}

/// The lines around the imports and each error.
fn windows(text: &str, count: usize, outline: &Outline, errors: &BTreeSet<usize>) -> BTreeSet<usize> {
    let mut shown: BTreeSet<usize> = imports(text).collect();
    for error in errors.iter().map(|line| (*line).clamp(1, count)) {
        let window = scope(text, outline, error).unwrap_or_else(|| around(error, count));
        let more = window.clone().filter(|line| !shown.contains(line)).count();
        if shown.len() + more > MOST {
            break;
        }
        shown.extend(window);
    }
    // A gap of few lines costs as much as the lines.
    let ends: Vec<usize> = shown.iter().copied().collect();
    for pair in ends.windows(2).filter(|pair| pair[1] - pair[0] <= 3) {
        shown.extend(pair[0]..pair[1]);
    }
    shown
}

fn around(line: usize, count: usize) -> RangeInclusive<usize> {
    let first = line.saturating_sub(WINDOW / 2).max(1);
    first..=(first + WINDOW - 1).min(count)
}

/// The lines of the largest definition around `line` that is no longer than a window.
fn scope(text: &str, outline: &Outline, line: usize) -> Option<RangeInclusive<usize>> {
    let ranges = outline.definitions.iter().map(|found| line_of(text, found.range.start)..=line_of(text, found.range.end));
    ranges.filter(|lines| lines.contains(&line) && lines.clone().count() <= WINDOW).max_by_key(|lines| lines.clone().count())
}

/// The lines up to the last import at the top of the file.
fn imports(text: &str) -> RangeInclusive<usize> {
    let is_import = |line: &str| line.starts_with("import ") || line.starts_with("from ") || line.starts_with("} from ");
    let last = text.lines().take(IMPORTS).enumerate().filter(|(_, line)| is_import(line)).map(|(at, _)| at + 1).last();
    1..=last.unwrap_or(0)
}

/// The heads of what the windows do not show.
fn hidden(text: &str, outline: &Outline, shown: &BTreeSet<usize>) -> String {
    let is_hidden = |found: &&Definition| found.kind != Kind::Field && !shown.contains(&line_of(text, found.head.start));
    let heads = outline.definitions.iter().filter(is_hidden).map(|found| {
        let indent = "  ".repeat(found.path.matches('.').count());
        format!("{} {indent}{}\n", line_of(text, found.range.start), head(text, found))
    });
    heads.collect()
}

/// A definition on one line, without its body.
pub(super) fn head(text: &str, found: &Definition) -> String {
    let words: Vec<&str> = text[found.head.clone()].split_whitespace().collect();
    shortened(&words.join(" "), 160)
}

/// The 1-based line of a byte offset.
pub(super) fn line_of(text: &str, offset: usize) -> usize {
    text.as_bytes()[..offset.min(text.len())].iter().filter(|byte| **byte == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repair::outline::outline;

    fn of(path: &str, text: &str, errors: &[usize]) -> View {
        view(text, &outline(path, text), &errors.iter().copied().collect())
    }

    #[test]
    fn a_short_file_is_shown_completely_with_marks() {
        let shown = of("a.py", "import os\n\nx = y\n", &[3]);
        assert_eq!(shown.text, "1|import os\n2|\n>3|x = y\n");
        assert_eq!(shown.outline, "");
    }

    #[test]
    fn of_a_long_file_imports_and_the_function_of_the_error_are_shown_and_the_rest_is_outlined() {
        let functions: String = (0..60).map(|at| format!("def f{at}(a: int) -> int:\n    b = a\n    return b\n\n")).collect();
        let text = format!("import os\nimport sys\n\n{functions}");
        let shown = of("a.py", &text, &[105]);
        insta::assert_snapshot!(shown.text, @r"
        1|import os
        2|import sys
        (lines 3 to 103 are not shown)
        104|def f25(a: int) -> int:
        >105|    b = a
        106|    return b
        (lines 107 to 243 are not shown)
        ");
        assert_eq!(shown.outline.lines().count(), 59);
        assert_eq!(shown.outline.lines().next(), Some("4 def f0(a: int) -> int:"));
    }

    #[test]
    fn a_long_function_is_shown_by_a_window_and_close_windows_are_one() {
        let body: String = (0..300).map(|at| format!("  call({at})\n")).collect();
        let text = format!("export function f() {{\n{body}}}\n");
        let shown = of("a.ts", &text, &[150, 180]);
        assert_eq!((shown.lines.first(), shown.lines.last(), shown.lines.len()), (Some(&125), Some(&204), 80));
        let many: Vec<usize> = (1..=300).collect();
        assert!(of("a.ts", &text, &many).lines.len() <= MOST);
    }

    #[test]
    fn lines_beyond_the_end_and_endless_lines_do_no_harm() {
        assert!(of("a.py", &"x\n".repeat(500), &[9999]).lines.contains(&500));
        assert!(of("a.py", &"x".repeat(100_000), &[1]).text.len() < 1000);
        assert_eq!(of("a.py", "", &[1]).text, "");
    }
}
