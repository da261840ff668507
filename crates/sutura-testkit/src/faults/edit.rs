use std::ops::Range;

/// What makes a fault: replacements in one file that do not overlap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change(pub Vec<Edit>);

/// Replaces the bytes of a range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Where; both ends on character boundaries.
    pub range: Range<usize>,
    /// What stands there afterwards.
    pub text: String,
}

impl Change {
    /// One replacement.
    pub fn replace(range: Range<usize>, text: impl Into<String>) -> Self {
        Self(vec![Edit { range, text: text.into() }])
    }

    /// Takes out a range.
    pub fn delete(range: Range<usize>) -> Self {
        Self::replace(range, "")
    }

    /// Puts in a text.
    pub fn insert(at: usize, text: impl Into<String>) -> Self {
        Self::replace(at..at, text)
    }

    /// The 1-based line of the first difference, and the new text; nothing where it is the old one.
    pub fn apply(mut self, text: &str) -> Option<(u32, String)> {
        self.0.sort_by_key(|edit| edit.range.start);
        let mut changed = String::with_capacity(text.len());
        let mut done = 0;
        for edit in &self.0 {
            changed += &text[done..edit.range.start];
            changed += &edit.text;
            done = edit.range.end;
        }
        changed += &text[done..];
        let same = text.bytes().zip(changed.bytes()).take_while(|(old, new)| old == new).count();
        let line = 1 + text.as_bytes()[..same].iter().filter(|byte| **byte == b'\n').count() as u32;
        (changed != text).then_some((line, changed))
    }
}

/// Slips of a name: two letters swapped, a letter left out, a letter doubled. What is left of names shorter than four letters could be
/// anything, and nobody mistypes Python's `__names__`.
pub(in crate::faults) fn misspellings(name: &str) -> Vec<String> {
    if name.len() < 4 || !name.is_ascii() || name.starts_with("__") {
        return Vec::new();
    }
    let middle = name.len() / 2;
    let mut swapped: Vec<char> = name.chars().collect();
    swapped.swap(middle, middle - 1);
    let mut wrong = vec![
        swapped.into_iter().collect(),
        format!("{}{}", &name[..middle], &name[middle + 1..]),
        format!("{}{}", &name[..=middle], &name[middle..]),
    ];
    wrong.retain(|wrong| wrong != name);
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_tells_its_first_line_and_one_that_changes_nothing_is_none() {
        let two = Change(vec![Edit { range: 6..7, text: "c".to_owned() }, Edit { range: 2..3, text: String::new() }]);
        assert_eq!(two.apply("a\nb\nx b\n"), Some((2, "a\n\nx c\n".to_owned())));
        assert_eq!(Change::replace(0..1, "a").apply("a\n"), None);
    }
}
