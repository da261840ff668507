//! What is left in a file of the answer that it came from.

use ruff_python_ast::token::TokenKind;

use super::super::{Change, Edit, Source};
use super::Entry;
use super::nodes::{bytes, with_nodes};

pub(super) const OPERATORS: &[Entry] = &[
    ("fence", fence),
    ("prose-before", prose_before),
    ("prose-after", prose_after),
    ("smart-quotes", smart_quotes),
    ("marker-beside-code", marker_beside_code),
    ("marker-in-place-of-code", marker_in_place_of_code),
];

fn fence(source: &Source<'_>) -> Vec<Change> {
    whole(source).map(|end| around("```python\n", end, "```\n")).into_iter().collect()
}

fn prose_before(source: &Source<'_>) -> Vec<Change> {
    whole(source)
        .into_iter()
        .flat_map(|end| {
            [
                around("Here is the corrected file:\n\n```python\n", end, "```\n"),
                Change::insert(0, "Sure! Here's the updated module with the changes you asked for:\n\n"),
            ]
        })
        .collect()
}

fn prose_after(source: &Source<'_>) -> Vec<Change> {
    let end = whole(source);
    end.map(|end| around("```python\n", end, "```\n\nThis version validates the input, and keeps the rest as it was.\n"))
        .into_iter()
        .collect()
}

fn smart_quotes(source: &Source<'_>) -> Vec<Change> {
    with_nodes(source.text, |nodes| {
        let strings = nodes.parsed.tokens().iter().filter(|token| token.kind() == TokenKind::String).map(bytes);
        let plain = strings.filter(|range| {
            let text = &nodes.text[range.clone()];
            text.len() > 2 && text.starts_with('"') && !text.starts_with("\"\"\"") && !text.contains('\\')
        });
        let curly = |range: std::ops::Range<usize>| {
            let quote = |at: usize, text: &str| Edit { range: at..at + 1, text: text.to_owned() };
            Change(vec![quote(range.start, "“"), quote(range.end - 1, "”")])
        };
        plain.map(curly).collect()
    })
}

fn marker_beside_code(source: &Source<'_>) -> Vec<Change> {
    with_nodes(source.text, |nodes| {
        let top = nodes.top_level().filter(|statement| statement.is_function_def_stmt() || statement.is_class_def_stmt());
        top.map(|statement| Change::insert(nodes.lines(statement).start, "# ... existing code ...\n\n")).collect()
    })
}

fn marker_in_place_of_code(source: &Source<'_>) -> Vec<Change> {
    with_nodes(source.text, |nodes| {
        let is_called = |name: &str| nodes.is_used(name) || nodes.attributes.iter().any(|attribute| attribute.attr.as_str() == name);
        let used = nodes.functions.iter().filter(|function| is_called(&function.name) && nodes.is_alone(**function));
        let indentation = |start: usize| nodes.text[start..].chars().take_while(|c| *c == ' ').collect::<String>();
        let replaced = used.map(|function| nodes.lines(*function));
        replaced
            .map(|lines| Change::replace(lines.clone(), format!("{}# ... rest of the code unchanged ...\n", indentation(lines.start))))
            .collect()
    })
}

fn whole(source: &Source<'_>) -> Option<usize> {
    (!source.text.trim().is_empty()).then_some(source.text.len())
}

fn around(before: &str, end: usize, after: &str) -> Change {
    Change(vec![Edit { range: 0..0, text: before.to_owned() }, Edit { range: end..end, text: after.to_owned() }])
}
