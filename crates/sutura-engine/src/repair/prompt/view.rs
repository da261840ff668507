//! What a model sees of a file: the definitions around what the errors speak of, with the imports and an outline of the rest; all of it where that saves little.

use std::{
    collections::BTreeSet,
    ops::{Range, RangeInclusive},
};

use crate::{
    repair::outline::{Definition, Kind, Outline},
    report::text::shorten,
};

/// Lines of a file that is shown completely where no parser takes it.
const SHORT: usize = 80;
/// Lines of one window, as a rule.
const WINDOW: usize = 50;
/// Lines of a class that is shown with one of its methods, and of its constructor.
const SMALL: usize = 20;
/// Lines of imports that are shown with a window elsewhere.
const IMPORTS: usize = 40;
/// Lines of all windows.
const MOST: usize = 400;
/// Characters of one line.
const LONG_LINE: usize = 400;

/// What a model must see, by 1-based lines.
#[derive(Debug, Default)]
pub(super) struct Focus {
    /// With errors: they are marked, and shown with what is around them.
    pub errors: BTreeSet<usize>,
    /// Shown with what is around them.
    pub places: BTreeSet<usize>,
    /// Shown.
    pub lines: BTreeSet<usize>,
}

/// What is shown of a file.
pub(super) struct View {
    /// Lines with their numbers in a gutter, those with errors marked.
    pub text: String,
    /// The definitions outside of the windows, one a line; empty where all is shown.
    pub outline: String,
    /// The 1-based lines that are shown.
    pub lines: BTreeSet<usize>,
}

/// The view of a text with this in focus.
pub(super) fn view(text: &str, outline: &Outline, focus: &Focus) -> View {
    let lines: Vec<&str> = text.lines().collect();
    let all = || of_lines(text, &lines, outline, focus, (1..=lines.len()).collect());
    let has_focus = !focus.errors.is_empty() || !focus.places.is_empty();
    if lines.is_empty() || lines.len() <= SHORT && !(outline.sound && has_focus) {
        return all();
    }
    let part = of_lines(text, &lines, outline, focus, windows(text, lines.len(), outline, focus));
    if lines.len() > MOST {
        return part;
    }
    // To see all of a file is worth more than what a few lines cost.
    let all = all();
    let size = |view: &View| view.text.len() + view.outline.len();
    if size(&part) * 3 > size(&all) * 2 { all } else { part }
}

fn of_lines(text: &str, lines: &[&str], outline: &Outline, focus: &Focus, shown: BTreeSet<usize>) -> View {
    let mut view = String::new();
    let mut next = 1;
    for number in shown.iter().copied() {
        if number > next {
            view.push_str(&gap(next, number - 1));
        }
        let mark = if focus.errors.contains(&number) { ">" } else { "" };
        view.push_str(&format!("{mark}{number}|{}\n", shorten(lines[number - 1], LONG_LINE)));
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

/// A definition that can be around a line, and its lines.
struct Scope<'o> {
    found: &'o Definition,
    lines: RangeInclusive<usize>,
}

/// The imports and the windows.
fn windows(text: &str, count: usize, outline: &Outline, focus: &Focus) -> BTreeSet<usize> {
    let can_be_around = |found: &&Definition| found.kind != Kind::Field;
    let scopes = outline.definitions.iter().filter(can_be_around).map(|found| Scope { found, lines: lines_of(text, &found.range) });
    let scopes: Vec<Scope> = scopes.collect();
    let imports = imports(text);
    let mut shown: BTreeSet<usize> = imports.iter().chain(&focus.lines).copied().filter(|line| (1..=count).contains(line)).collect();
    for line in focus.errors.iter().chain(&focus.places).map(|line| (*line).clamp(1, count)) {
        if outline.sound && imports.contains(&line) {
            continue;
        }
        let window = window(text, count, outline, &scopes, line);
        if shown.len() + window.difference(&shown).count() > MOST {
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

/// The innermost definition around `line`, or of a long one a part, and what tells what those around it are.
fn window(text: &str, count: usize, outline: &Outline, scopes: &[Scope], line: usize) -> BTreeSet<usize> {
    let around: Vec<&Scope> = scopes.iter().filter(|scope| scope.lines.contains(&line)).collect();
    let mut shown: BTreeSet<usize> = match around.last() {
        Some(inner) if length(&inner.lines) <= WINDOW => inner.lines.clone().collect(),
        None if outline.sound => near(line, WINDOW / 2, count).collect(),
        _ => near(line, WINDOW, count).collect(),
    };
    around.iter().for_each(|scope| shown.extend(frame(text, outline, scope)));
    shown
}

fn near(line: usize, size: usize, count: usize) -> RangeInclusive<usize> {
    let first = line.saturating_sub(size / 2).max(1);
    first..=(first + size - 1).min(count)
}

/// The head of a definition, of a class with its fields and its constructor; all of a small one.
fn frame(text: &str, outline: &Outline, scope: &Scope) -> BTreeSet<usize> {
    if length(&scope.lines) <= SMALL {
        return scope.lines.clone().collect();
    }
    let is_part = |member: &&Definition| match member.kind {
        Kind::Field => true,
        _ => matches!(member.name(), "__init__" | "constructor") && length(&lines_of(text, &member.range)) <= SMALL,
    };
    let parts = outline.members(&scope.found.path).filter(is_part).take(WINDOW);
    let parts = parts.flat_map(|member| lines_of(text, &member.range));
    lines_of(text, &scope.found.head).chain(parts).collect()
}

fn length(lines: &RangeInclusive<usize>) -> usize {
    lines.end() + 1 - lines.start()
}

/// The 1-based lines of a range of bytes.
pub(super) fn lines_of(text: &str, range: &Range<usize>) -> RangeInclusive<usize> {
    line_of(text, range.start)..=line_of(text, range.end)
}

/// The lines up to the last import at the top of the file.
pub(super) fn imports(text: &str) -> BTreeSet<usize> {
    let lines: Vec<&str> = text.lines().take(IMPORTS).collect();
    let Some(last) = lines.iter().rposition(|line| is_import(line) || line.starts_with("} from ")) else {
        return BTreeSet::new();
    };
    let rest = if lines[last].ends_with('(') { lines[last..].iter().position(|line| line.starts_with(')')).unwrap_or(0) } else { 0 };
    (1..=last + rest + 1).collect()
}

/// Whether an import begins on a line.
pub(super) fn is_import(line: &str) -> bool {
    line.starts_with("import ") || line.starts_with("from ")
}

/// The heads of what the windows do not show.
fn hidden(text: &str, outline: &Outline, shown: &BTreeSet<usize>) -> String {
    let is_hidden = |found: &&Definition| found.kind != Kind::Field && !shown.contains(&line_of(text, found.head.start));
    let heads = outline.definitions.iter().filter(is_hidden).map(|found| {
        let indent = "  ".repeat(found.path.matches('.').count());
        format!("{} {indent}{}\n", line_of(text, found.range.start), brief(text, found))
    });
    heads.collect()
}

/// A definition on one line, without its body.
pub(super) fn head(text: &str, found: &Definition) -> String {
    on_one_line(text[found.head.clone()].lines(), 160)
}

/// The beginning of that, without decorators.
fn brief(text: &str, found: &Definition) -> String {
    let is_decorated = !found.decorators.is_empty();
    let declares = |line: &str| ["def ", "class ", "async "].iter().any(|word| line.trim_start().starts_with(word));
    on_one_line(text[found.head.clone()].lines().skip_while(|line| is_decorated && !declares(line)), 40)
}

fn on_one_line<'t>(lines: impl Iterator<Item = &'t str>, most: usize) -> String {
    shorten(&lines.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" "), most)
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
        view(text, &outline(path, text), &Focus { errors: errors.iter().copied().collect(), ..Focus::default() })
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
    fn of_a_short_file_too_only_the_method_of_the_error_is_shown_with_what_its_class_is_made_of() {
        let methods: String =
            (0..6).map(|at| format!("    def f{at}(self) -> int:\n        a = 1\n        b = 2\n        return a + b\n\n")).collect();
        let text = format!(
            "from db import (\n    Base,\n)\n\nLIMIT = 3\n\n\nclass Order(Base):\n    total: int\n\n    def __init__(self):\n        self.lines = []\n\n{methods}"
        );
        let shown = of("a.py", &text, &[30]);
        insta::assert_snapshot!(shown.text + &shown.outline, @r"
        1|from db import (
        2|    Base,
        3|)
        (lines 4 to 7 are not shown)
        8|class Order(Base):
        9|    total: int
        10|
        11|    def __init__(self):
        12|        self.lines = []
        (lines 13 to 28 are not shown)
        29|    def f3(self) -> int:
        >30|        a = 1
        31|        b = 2
        32|        return a + b
        (lines 33 to 43 are not shown)
        5 LIMIT = 3
        14   def f0(self) -> int:
        19   def f1(self) -> int:
        24   def f2(self) -> int:
        34   def f4(self) -> int:
        39   def f5(self) -> int:
        ");
        assert_eq!(of("a.py", &text, &[15, 20, 25, 30, 35, 40]).outline, "", "that would save little");
    }

    #[test]
    fn what_is_in_focus_without_an_error_is_shown_without_a_mark() {
        let functions: String = (0..60).map(|at| format!("def f{at}(a: int) -> int:\n    b = a\n    return b\n\n")).collect();
        let focus = Focus { places: BTreeSet::from([5]), lines: BTreeSet::from([100, 9999]), ..Focus::default() };
        let shown = view(&functions, &outline("a.py", &functions), &focus);
        assert_eq!(shown.lines.into_iter().collect::<Vec<_>>(), [5, 6, 7, 100]);
        assert!(shown.text.lines().all(|line| !line.starts_with('>')));
    }

    #[test]
    fn a_long_function_is_shown_by_a_window_and_close_windows_are_one() {
        let body: String = (0..300).map(|at| format!("  call({at})\n")).collect();
        let text = format!("export function f() {{\n{body}}}\n");
        let shown = of("a.ts", &text, &[150, 180]);
        assert_eq!(
            (shown.lines.iter().nth(1), shown.lines.last(), shown.lines.len()),
            (Some(&125), Some(&204), 81),
            "and the head of the function"
        );
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
