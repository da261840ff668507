//! What is left in a file of the answer that it came from.

use super::super::{Change, Edit, Source};
use super::Entry;
use super::nodes::with_nodes;

pub(super) const OPERATORS: &[Entry] = &[
    ("fence", fence),
    ("prose-before", prose_before),
    ("prose-after", prose_after),
    ("smart-quotes", smart_quotes),
    ("marker-in-place-of-code", marker_in_place_of_code),
];

fn fence(source: &Source<'_>) -> Vec<Change> {
    vec![around("```tsx\n", source.text.len(), "```\n")]
}

fn prose_before(source: &Source<'_>) -> Vec<Change> {
    vec![
        around("Here is the corrected file:\n\n```tsx\n", source.text.len(), "```\n"),
        Change::insert(0, "Sure! Here's the updated component with the changes you asked for:\n\n"),
    ]
}

fn prose_after(source: &Source<'_>) -> Vec<Change> {
    vec![around("```tsx\n", source.text.len(), "```\n\nThis version shows the status, and keeps the rest as it was.\n")]
}

fn smart_quotes(source: &Source<'_>) -> Vec<Change> {
    with_nodes(source.path, source.text, |nodes| {
        let quote = |at: usize, text: &str| Edit { range: at..at + 1, text: text.to_owned() };
        let plain = nodes.strings.iter().filter(|range| nodes.text[(*range).clone()].starts_with('"') && range.len() > 2);
        plain.map(|range| Change(vec![quote(range.start, "“"), quote(range.end - 1, "”")])).collect()
    })
}

fn marker_in_place_of_code(source: &Source<'_>) -> Vec<Change> {
    with_nodes(source.path, source.text, |nodes| {
        let used = nodes.declarations.iter().filter(|(_, name, exported)| !exported && nodes.is_used(&name.name));
        used.map(|(range, _, _)| Change::replace(nodes.lines(range), "// ... rest of the component unchanged ...\n")).collect()
    })
}

fn around(before: &str, end: usize, after: &str) -> Change {
    Change(vec![Edit { range: 0..0, text: before.to_owned() }, Edit { range: end..end, text: after.to_owned() }])
}
