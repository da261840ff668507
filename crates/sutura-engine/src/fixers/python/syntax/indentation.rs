//! Lines that stand in the wrong column, and blocks without a body.

use super::{Broken, Repair, indentation};
use crate::fixers::text::{newline, replace};

pub(super) fn repairs(broken: &Broken<'_>) -> Vec<Repair> {
    let mut found = columns(broken);
    found.extend(tabs(broken));
    found.extend(body(broken));
    found
}

/// Tabs become spaces, of the width with which the error's line stands where the one above it leads.
fn tabs(broken: &Broken<'_>) -> Vec<Repair> {
    let above = broken.line_above(broken.line).map(|above| broken.line_text(above)).unwrap_or_default();
    let led_to = indentation(above) + if above.trim_end().ends_with(':') { unit(broken) } else { 0 };
    let repair = |width: usize| {
        let spaces = |line: &str| {
            let own = &line[..indentation(line)];
            own.chars().fold(0, |column, c| if c == '\t' { (column / width + 1) * width } else { column + 1 })
        };
        let lines = (0..broken.lines.len()).map(|line| (broken.lines[line].start, broken.line_text(line)));
        let tabbed = lines.filter(|(_, line)| !line.trim().is_empty() && line[..indentation(line)].contains('\t'));
        let edits: Vec<_> = tabbed.map(|(start, line)| replace(start..start + indentation(line), " ".repeat(spaces(line)))).collect();
        let rank = u8::from(spaces(broken.line_text(broken.line)) != led_to);
        Repair { title: "indent with spaces".to_owned(), edits, rank }
    };
    [unit(broken), 8].into_iter().map(repair).filter(|repair| !repair.edits.is_empty()).collect()
}

/// The error's line or the one above goes to a column that a line near it has.
fn columns(broken: &Broken<'_>) -> Vec<Repair> {
    let near = broken.line.saturating_sub(30)..(broken.line + 5).min(broken.lines.len());
    let filled: Vec<usize> = near.filter(|line| !broken.is_blank(*line)).collect();
    let mut columns: Vec<usize> = filled.iter().map(|line| indentation(broken.line_text(*line))).collect();
    columns.extend(broken.line_above(broken.line).map(|above| indentation(broken.line_text(above)) + unit(broken)));
    columns.sort_unstable();
    columns.dedup();
    let unit = unit(broken);
    let mut found = Vec::new();
    for line in [Some(broken.line), broken.line_above(broken.line)].into_iter().flatten() {
        let text = broken.line_text(line);
        let own = indentation(text);
        if text[..own].contains('\t') {
            continue;
        }
        // What stands behind an empty line need not be the body that a head lacks.
        let is_apart = line > 0 && broken.is_blank(line - 1) && broken.message.contains("indented block");
        let start = broken.lines[line].start;
        let nearest = columns.iter().filter(|column| **column % unit == 0).map(|column| own.abs_diff(*column)).min();
        for column in columns.iter().filter(|column| **column != own && **column % unit == 0 && (**column < own || !is_apart)) {
            // A slip of a column or two is likelier than one of a whole level.
            let slip = own.abs_diff(*column);
            let rank = if slip < unit && Some(slip) == nearest { 0 } else { 1 + u8::from(line < broken.line) };
            found.push(Repair {
                title: format!("move line {} to column {}", line + 1, column + 1),
                edits: vec![replace(start..start + own, " ".repeat(*column))],
                rank,
            });
        }
    }
    found
}

/// The columns of one level: the smallest indentation of the text.
fn unit(broken: &Broken<'_>) -> usize {
    let columns = broken.lines.iter().map(|range| broken.text[range.clone()].trim_end()).map(indentation).filter(|column| *column > 1);
    let (twos, fours) =
        columns.fold(
            (0, 0),
            |(twos, fours), column| if column % 4 == 0 { (twos, fours + 1) } else { (twos + usize::from(column % 2 == 0), fours) },
        );
    if twos > fours { 2 } else { 4 }
}

/// A class with nothing in it gets a `pass`. What a function did cannot be known.
fn body(broken: &Broken<'_>) -> Vec<Repair> {
    let Some(head) = broken.line_above(broken.line).filter(|_| broken.message.contains("indented block")) else {
        return Vec::new();
    };
    let text = broken.line_text(head);
    if !text.trim_start().starts_with("class ") || !text.trim_end().ends_with(':') {
        return Vec::new();
    }
    let end = broken.lines[head].end;
    let inner = " ".repeat(indentation(text) + unit(broken));
    let count = |body: &str| broken.text.lines().filter(|line| line.trim() == body).count();
    let body = if count("...") > count("pass") { "..." } else { "pass" };
    vec![Repair {
        title: "give the empty class a body".to_owned(),
        edits: vec![replace(end..end, format!("{inner}{body}{}", newline(broken.text)))],
        rank: 0,
    }]
}
