//! Colons, commas, quotes, and signs of other languages.

use ruff_python_ast::token::TokenKind;

use super::{Broken, Repair};
use crate::fixers::{
    python::outline::bytes,
    text::{Replacement, replace},
};

pub(super) fn repairs(broken: &Broken<'_>) -> Vec<Repair> {
    [colon(broken), comma(broken), quotes(broken), foreign(broken)].into_iter().flatten().collect()
}

fn one(title: impl Into<String>, edit: Replacement, rank: u8) -> Repair {
    Repair { title: title.into(), edits: vec![edit], rank }
}

const HEADS: &[&str] =
    &["def ", "async ", "class ", "if ", "elif ", "else", "for ", "while ", "with ", "try", "except", "finally", "match ", "case "];

fn colon(broken: &Broken<'_>) -> Vec<Repair> {
    let lines = [Some(broken.line), broken.line_above(broken.line)].into_iter().flatten();
    let heads = lines.filter(|line| {
        let text = broken.line_text(*line).trim_start();
        HEADS.iter().any(|head| text.starts_with(head)) || (text.starts_with(')') && *line > 0)
    });
    let ends = heads.map(|line| broken.code_end(line)).filter(|end| !broken.text[..*end].ends_with(':'));
    ends.map(|end| one("add the missing `:`", replace(end..end, ":"), 0)).collect()
}

/// Behind the last token before the error.
fn comma(broken: &Broken<'_>) -> Vec<Repair> {
    let before =
        broken.tokens.iter().filter(|token| !token.kind().is_trivia() && bytes(**token).end <= broken.at && !bytes(**token).is_empty());
    let Some(last) = before.map(|token| bytes(*token)).next_back() else {
        return Vec::new();
    };
    let is_value = broken.text[last.clone()].ends_with(|c: char| c.is_alphanumeric() || "_)]}\"'".contains(c));
    is_value.then(|| one("add the missing `,`", replace(last.end..last.end, ","), 0)).into_iter().collect()
}

/// On the error's line or the one above, a quote is put in wherever a literal can begin or end.
fn quotes(broken: &Broken<'_>) -> Vec<Repair> {
    let mut found = Vec::new();
    for line in [Some(broken.line), broken.line_above(broken.line)].into_iter().flatten() {
        let (start, text) = (broken.lines[line].start, broken.line_text(line));
        for quote in ['"', '\''] {
            if text.matches(quote).count() % 2 == 0 || text.contains("\"\"\"") || text.contains("'''") {
                continue;
            }
            let borders = text.char_indices().filter(|(at, c)| "([{,=:)]} ".contains(*c) || *at == text.len()).flat_map(|(at, c)| {
                let after = at + c.len_utf8();
                if "([{=, :".contains(c) { [Some(after), Some(at)] } else { [Some(at), None] }
            });
            let column = text.len() - text.trim_start().len();
            let places = borders.flatten().filter(|at| *at >= column).chain([text.trim_end().len()]);
            // An empty string fits nearly everywhere: whatever else parses is likelier, but for one that begins with a blank behind a sign.
            let rank = |at: usize| match (&text[..at], &text[at..]) {
                (before, after) if after.starts_with(' ') && before.ends_with(['=', '(', '[', '{', ',', ' ']) => 2,
                (before, after) => u8::from(before.ends_with(quote) || after.starts_with(quote)),
            };
            found.extend(places.map(|at| one(format!("add the missing `{quote}`"), replace(start + at..start + at, quote), rank(at))));
        }
    }
    found.sort_by_key(|repair| repair.edits[0].range.start);
    found.dedup_by_key(|repair| repair.edits[0].range.start);
    found
}

/// What another language would have there.
const FOREIGN: &[(&str, &str)] =
    &[("else if ", "elif "), ("&&", "and"), ("||", "or"), ("===", "=="), ("!==", "!="), ("} else", "else"), ("function ", "def ")];

fn foreign(broken: &Broken<'_>) -> Vec<Repair> {
    let (start, text) = (broken.lines[broken.line].start, broken.line_text(broken.line));
    let is_code = |at: usize| !broken.tokens.iter().any(|token| token.kind() == TokenKind::String && bytes(*token).contains(&at));
    let mut found = Vec::new();
    for (wrong, right) in FOREIGN {
        let edits: Vec<_> = text
            .match_indices(wrong)
            .filter(|(at, _)| is_code(start + at))
            .map(|(at, _)| replace(start + at..start + at + wrong.len(), *right))
            .collect();
        if !edits.is_empty() {
            found.push(Repair { title: format!("`{}` is `{}` in Python", wrong.trim(), right.trim()), edits, rank: 0 });
        }
    }
    found
}
