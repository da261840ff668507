//! Texts that do not parse.

use super::super::{Change, Source};
use super::Entry;
use super::nodes::{parses, with_nodes};

pub(super) const OPERATORS: &[Entry] = &[
    ("drop-brace", drop_brace),
    ("drop-parenthesis", drop_parenthesis),
    ("extra-brace", extra_brace),
    ("drop-closing-tag", drop_closing_tag),
    ("wrong-closing-tag", wrong_closing_tag),
    ("drop-quote", drop_quote),
    ("drop-comma", drop_comma),
    ("drop-end", drop_end),
    ("truncate", truncate),
];

/// The changes after which the text does not parse any more.
fn breaking(source: &Source<'_>, changes: Vec<Change>) -> Vec<Change> {
    // To parse all of them would take long, and the choice falls on one.
    let step = (changes.len() / 40).max(1);
    let some = changes.into_iter().step_by(step);
    some.filter(|change| change.clone().apply(source.text).is_some_and(|(_, text)| !parses(source.path, &text))).collect()
}

fn each(source: &Source<'_>, letters: &[char], change: impl Fn(usize) -> Change) -> Vec<Change> {
    with_nodes(source.path, source.text, |nodes| {
        let in_string = |at: usize| nodes.strings.iter().any(|range| range.contains(&at));
        breaking(source, source.text.match_indices(letters).map(|(at, _)| at).filter(|at| !in_string(*at)).map(change).collect())
    })
}

fn drop_brace(source: &Source<'_>) -> Vec<Change> {
    each(source, &['{', '}'], |at| Change::delete(at..at + 1))
}

fn drop_parenthesis(source: &Source<'_>) -> Vec<Change> {
    each(source, &['(', ')', ']'], |at| Change::delete(at..at + 1))
}

fn extra_brace(source: &Source<'_>) -> Vec<Change> {
    let ends = source.text.match_indices("}\n").chain(source.text.match_indices(")\n")).map(|(at, _)| at + 1);
    let changes = ends.flat_map(|at| ["}", ")"].map(|extra| Change::insert(at, extra))).collect();
    breaking(source, changes)
}

fn drop_closing_tag(source: &Source<'_>) -> Vec<Change> {
    with_nodes(source.path, source.text, |nodes| {
        breaking(
            source,
            nodes
                .closing
                .iter()
                .map(|(_, range)| {
                    let lines = nodes.lines(range);
                    Change::delete(if nodes.text[lines.clone()].trim().len() == range.len() { lines } else { range.clone() })
                })
                .collect(),
        )
    })
}

fn wrong_closing_tag(source: &Source<'_>) -> Vec<Change> {
    with_nodes(source.path, source.text, |nodes| {
        let closing = nodes.closing.iter();
        breaking(
            source,
            closing.map(|(name, range)| Change::replace(range.clone(), if name == "div" { "</span>" } else { "</div>" })).collect(),
        )
    })
}

fn drop_quote(source: &Source<'_>) -> Vec<Change> {
    with_nodes(source.path, source.text, |nodes| {
        breaking(source, nodes.strings.iter().flat_map(|range| [range.start, range.end - 1]).map(|at| Change::delete(at..at + 1)).collect())
    })
}

fn drop_comma(source: &Source<'_>) -> Vec<Change> {
    each(source, &[','], |at| Change::delete(at..at + 1))
}

/// The last closing brackets are missing.
fn drop_end(source: &Source<'_>) -> Vec<Change> {
    let end = source.text.trim_end();
    let kept = end.trim_end_matches(['}', ')', ';', '\n', ' ', '>']);
    let lines = end.match_indices('\n').map(|(at, _)| at + 1).filter(|at| *at >= kept.len());
    breaking(source, lines.map(|at| Change::delete(at..source.text.len())).collect())
}

fn truncate(source: &Source<'_>) -> Vec<Change> {
    let half = source.text.len() / 2;
    let places = source.text.char_indices().map(|(at, _)| at).filter(|at| *at > half).step_by(37);
    breaking(source, places.map(|at| Change::delete(at..source.text.len())).collect())
}
