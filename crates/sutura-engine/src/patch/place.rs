//! Where a text stands in another, to the letter or nearly.

use std::ops::Range;

use similar::DiffOp;

use super::{diff::operations, indentation::Shift, lookalike};

/// How exactly a model's text had to be taken for it to be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// It stands there to the letter, but for line ends.
    Exact,
    /// White space at the ends of lines differs, or empty lines around it.
    TrailingSpace,
    /// The indentation differs; the new text has that of the file.
    Indentation,
    /// Quotes, dashes, blanks or the like look alike and are not the same.
    Lookalike,
    /// Its lines have the numbers with which they were shown.
    Gutter,
}

impl Tier {
    /// Its name in the ledger.
    pub fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::TrailingSpace => "trailing_space",
            Self::Indentation => "indentation",
            Self::Lookalike => "lookalike",
            Self::Gutter => "gutter",
        }
    }
}

/// One line of a text.
pub(super) struct Line<'a> {
    /// Without its line end.
    pub content: &'a str,
    /// With its line end.
    pub range: Range<usize>,
}

impl<'a> Line<'a> {
    /// The lines of a text.
    pub fn all(text: &'a str) -> Vec<Self> {
        let mut start = 0;
        let lines = text.split_inclusive('\n').map(|line| {
            let range = start..start + line.len();
            start = range.end;
            let content = line.strip_suffix('\n').map_or(line, |line| line.strip_suffix('\r').unwrap_or(line));
            Line { content, range }
        });
        lines.collect()
    }
}

/// Where an old text was found.
pub(super) enum Place {
    /// In these bytes, line ends aside.
    Bytes(Range<usize>),
    /// In these whole lines, after taking so many empty lines off its beginning and end.
    Lines { lines: Range<usize>, empty: (usize, usize), shift: Option<Shift> },
}

impl Place {
    /// The bytes of it.
    pub fn span(&self, lines: &[Line]) -> Range<usize> {
        match self {
            Self::Bytes(range) => range.clone(),
            Self::Lines { lines: found, .. } => lines[found.start].range.start..lines[found.end - 1].range.end,
        }
    }

    /// The 1-based line on which it begins.
    pub fn line(&self, text: &str) -> usize {
        match self {
            Self::Bytes(range) => text[..range.start].matches('\n').count() + 1,
            Self::Lines { lines: found, .. } => found.start + 1,
        }
    }

    /// What stands in this place afterwards.
    pub fn fill(&self, text: &str, lines: &[Line], old: &str, new: &str) -> String {
        let Self::Lines { lines: found, empty, shift } = self else {
            return new.to_owned();
        };
        let span = self.span(lines);
        let (old, new) = (inner_lines(old, *empty), inner_lines(new, *empty));
        let mut filled = String::new();
        for line in unchanged_or_new(&old, &new) {
            match line {
                Ok(same) => filled.push_str(lines[found.start + same].content),
                Err(at) => filled.push_str(&shift.as_ref().map_or_else(|| new[at].to_owned(), |shift| shift.apply(new[at], at == 0))),
            }
            filled.push('\n');
        }
        if !text[span].ends_with('\n') {
            filled.pop();
        }
        filled
    }
}

/// Of more places only so many are told.
pub(super) const MOST_PLACES: usize = 10;

/// The places of `old` at the first tier that has one.
pub(super) fn places(text: &str, lines: &[Line], old: &str) -> (Tier, Vec<Place>) {
    let exact = exact_places(text, old);
    if !exact.is_empty() {
        return (Tier::Exact, exact);
    }
    let is_empty = |line: &&&str| line.trim().is_empty();
    let all = inner_lines(old, (0, 0));
    let empty = (all.iter().take_while(is_empty).count(), all.iter().rev().take_while(is_empty).count());
    let wanted = inner_lines(old, empty);
    let found = |key: fn(&str) -> String, indented: bool| {
        let starts = line_places(lines, &wanted, key).into_iter();
        let places = starts.filter_map(|start| {
            let end = start + wanted.len();
            let there: Vec<&str> = lines[start..end].iter().map(|line| line.content).collect();
            let shift = if indented { Some(Shift::between(&wanted, &there)?) } else { None };
            Some(Place::Lines { lines: start..end, empty, shift })
        });
        places.take(MOST_PLACES).collect::<Vec<_>>()
    };
    let tiers: [(Tier, &dyn Fn() -> Vec<Place>); 4] = [
        (Tier::TrailingSpace, &|| found(|line| line.trim_end().to_owned(), false)),
        (Tier::Indentation, &|| found(|line| line.trim().to_owned(), true)),
        (Tier::Lookalike, &|| found(|line| lookalike::fold(line).0.trim().to_owned(), true)),
        (Tier::Lookalike, &|| if old.contains('\n') { Vec::new() } else { lookalike_places(lines, old) }),
    ];
    let found = tiers.iter().map(|(tier, find)| (*tier, find())).find(|(_, places)| !places.is_empty());
    found.unwrap_or((Tier::Exact, Vec::new()))
}

/// The lines of a model's text, without as many empty ones at its beginning and end as its old text has, if it has them.
fn inner_lines(text: &str, empty: (usize, usize)) -> Vec<&str> {
    let lines: Vec<&str> = text.strip_suffix('\n').unwrap_or(text).split('\n').collect();
    let is_empty = |line: &&&str| line.trim().is_empty();
    let start = lines.iter().take(empty.0).take_while(is_empty).count();
    let end = lines.len() - lines[start..].iter().rev().take(empty.1).take_while(is_empty).count();
    if text.is_empty() { Vec::new() } else { lines[start..end].to_vec() }
}

/// Each new line: the number of the old one that it repeats, or its own. What a model repeats stays as the file has it.
fn unchanged_or_new(old: &[&str], new: &[&str]) -> Vec<Result<usize, usize>> {
    let mut lines = Vec::with_capacity(new.len());
    for op in operations(old, new) {
        match op {
            DiffOp::Equal { old_index, len, .. } => lines.extend((old_index..old_index + len).map(Ok)),
            op => lines.extend(op.new_range().map(Err)),
        }
    }
    lines
}

fn exact_places(text: &str, old: &str) -> Vec<Place> {
    // Line ends are compared as `\n`; `removed` are the places, in the text without them, before which a `\r` was.
    let mut plain = String::with_capacity(text.len());
    let mut removed = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("\r\n") {
        plain.push_str(&rest[..at]);
        removed.push(plain.len());
        plain.push('\n');
        rest = &rest[at + 2..];
    }
    plain.push_str(rest);
    let original = |at: usize| at + removed.partition_point(|removed| *removed < at);
    let found = overlapping(&plain, old).take(MOST_PLACES);
    found.map(|start| Place::Bytes(original(start)..original(start + old.len()))).collect()
}

/// The offsets of `needle`, also where two of them overlap.
fn overlapping<'a>(text: &'a str, needle: &'a str) -> impl Iterator<Item = usize> + 'a {
    let mut from = 0;
    std::iter::from_fn(move || {
        let at = from + text.get(from..)?.find(needle)?;
        from = text.ceil_char_boundary(at + 1);
        Some(at)
    })
}

/// The indices of the lines at which `wanted` begins, by a key of each line.
fn line_places(lines: &[Line], wanted: &[&str], key: fn(&str) -> String) -> Vec<usize> {
    // Most places that are looked at more closely: a bound on the time for texts of one line over and over.
    const MOST: usize = 1000;
    let joined = |lines: &mut dyn Iterator<Item = &str>| lines.fold(String::from("\n"), |text, line| text + &key(line) + "\n");
    let text = joined(&mut lines.iter().map(|line| line.content));
    let needle = joined(&mut wanted.iter().copied());
    let (mut line, mut counted) = (0, 0);
    let starts = overlapping(&text, &needle).take(MOST).map(|at| {
        line += text[counted..at].matches('\n').count();
        counted = at;
        line
    });
    starts.collect()
}

/// Where a part of one line looks like `old`.
fn lookalike_places(lines: &[Line], old: &str) -> Vec<Place> {
    let (wanted, _) = lookalike::fold(old);
    if wanted.trim().is_empty() {
        return Vec::new();
    }
    let found = lines.iter().flat_map(|line| {
        let (folded, origins) = lookalike::fold(line.content);
        let is_whole = |at: usize| at == 0 || at == origins.len() || origins[at - 1] != origins[at];
        let starts: Vec<usize> = overlapping(&folded, &wanted).take(MOST_PLACES).collect();
        let spans = starts.into_iter().map(|start| start..start + wanted.len()).filter(|span| is_whole(span.start) && is_whole(span.end));
        let offset = line.range.start;
        let bytes = spans.map(|span| offset + origins[span.start].0..offset + origins[span.end - 1].1);
        bytes.map(Place::Bytes).collect::<Vec<_>>()
    });
    found.take(MOST_PLACES).collect()
}
