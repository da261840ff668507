//! Places in a text, and paths.

use std::ops::Range;

/// 1-based line and column in characters of a byte offset. An offset behind the end, or inside a character, is moved back.
pub(in crate::checkers) fn position(text: &str, offset: usize) -> (u32, u32) {
    let before = &text[..text.floor_char_boundary(offset)];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = before.matches('\n').count() + 1;
    let column = before[line_start..].chars().count() + 1;
    (u32::try_from(line).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX))
}

/// The byte at a 1-based line and column in characters; nothing behind the end of the text.
pub(in crate::checkers) fn offset(text: &str, line: u32, column: u32) -> Option<usize> {
    let (range, line) = lines(text).nth(line.checked_sub(1)? as usize)?;
    let inner = line.char_indices().map(|(at, _)| at).nth(column.checked_sub(1)? as usize)?;
    Some(range.start + inner)
}

/// The lines of a text with their byte ranges, without line ends.
pub(super) fn lines(text: &str) -> impl DoubleEndedIterator<Item = (Range<usize>, &str)> {
    let start = text.as_ptr() as usize;
    text.lines().map(move |line| {
        let offset = line.as_ptr() as usize - start;
        (offset..offset + line.len(), line)
    })
}

/// The range of `line` without the blanks around it.
pub(super) fn trimmed(range: &Range<usize>, line: &str) -> Range<usize> {
    let start = range.start + (line.len() - line.trim_start().len());
    start..start + line.trim().len()
}

/// The folder of a path; empty for the root.
pub(super) fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The last part of a path.
pub(super) fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// `folder/name`, where the folder may be the root.
pub(super) fn join(folder: &str, name: &str) -> String {
    match (folder, name) {
        ("", name) => name.to_owned(),
        (folder, "") => folder.to_owned(),
        (folder, name) => format!("{folder}/{name}"),
    }
}

/// A folder and those above it, up to the root.
pub(super) fn ancestors(folder: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder), |folder| (!folder.is_empty()).then(|| self::folder(folder)))
}

/// Whether `path` lies in `folder` or below it.
pub(super) fn is_below(path: &str, folder: &str) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

/// The part of `path` below `folder`.
pub(super) fn below<'a>(path: &'a str, folder: &str) -> Option<&'a str> {
    if folder.is_empty() { Some(path) } else { path.strip_prefix(folder)?.strip_prefix('/') }
}

/// Whether a file is no part of the program itself: a test, an example, a template of files. The path is relative to its project.
pub(super) fn is_aside(path: &str) -> bool {
    let name = file_name(path);
    name.starts_with("test_")
        || name.ends_with("_test.py")
        || name == "conftest.py"
        || path.contains("{{")
        || folder(path).split('/').any(|part| ASIDE.contains(&part))
}

const ASIDE: [&str; 22] = [
    "__fixtures__",
    "__tests__",
    "alembic",
    "benchmarks",
    "demo",
    "demos",
    "doc",
    "docs",
    "docs_src",
    "e2e",
    "example",
    "examples",
    "fixtures",
    "migrations",
    "notebooks",
    "playground",
    "sample",
    "samples",
    "templates",
    "test",
    "tests",
    "tutorials",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_lines_end_at_crlf_too() {
        let text = "a\r\nµ = '€' x";
        assert_eq!(position(text, text.find('x').expect("x is there")), (2, 9));
        assert_eq!(position(text, 10_000), (2, 10));
    }

    #[test]
    fn lines_know_where_they_are() {
        let found: Vec<_> = lines("a\r\n  bc \n").map(|(range, line)| trimmed(&range, line)).collect();
        assert_eq!(found, [0..1, 5..7]);
    }

    #[test]
    fn ancestors_end_at_the_root() {
        assert_eq!(ancestors("a/b").collect::<Vec<_>>(), ["a/b", "a", ""]);
        assert_eq!(ancestors("").collect::<Vec<_>>(), [""]);
    }

    #[test]
    fn a_folder_is_not_below_one_whose_name_only_begins_alike() {
        assert!(is_below("app/x.py", "app"));
        assert!(!is_below("apple/x.py", "app"));
    }
}
