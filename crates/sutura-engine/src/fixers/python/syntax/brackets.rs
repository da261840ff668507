//! Brackets without their other half.

use std::collections::{BTreeMap, BTreeSet};

use ruff_python_ast::token::TokenKind;

use super::{Broken, Repair, indentation};
use crate::fixers::{python::outline::bytes, text::replace};

pub(super) fn repairs(broken: &Broken<'_>) -> Vec<Repair> {
    let brackets = Brackets::of(broken);
    let mut found = Vec::new();
    for (at, opening) in brackets.unclosed.iter().filter(|_| !is_cut(broken)) {
        found.extend(close(broken, *at, closing(*opening)));
    }
    for (at, stray) in &brackets.stray {
        found.push(Repair { title: format!("delete the `{stray}` that closes nothing"), edits: vec![replace(*at..at + 1, "")], rank: 1 });
        found.extend(open(broken, *at, *stray));
    }
    for (at, wrong, right) in &brackets.crossed {
        found.push(Repair { title: format!("`{wrong}` must be `{right}`"), edits: vec![replace(*at..at + 1, *right)], rank: 1 });
        found.push(Repair { title: format!("close with `{right}`"), edits: vec![replace(*at..*at, *right)], rank: 1 });
        found.push(Repair { title: format!("delete the `{wrong}` that closes nothing"), edits: vec![replace(*at..at + 1, "")], rank: 1 });
        found.extend(open(broken, *at, *wrong));
    }
    found
}

/// What is not paired, up to and around the error.
#[derive(Default)]
struct Brackets {
    unclosed: Vec<(usize, char)>,
    stray: Vec<(usize, char)>,
    /// A closing bracket of another kind than the opening one wants.
    crossed: Vec<(usize, char, char)>,
}

impl Brackets {
    fn of(broken: &Broken<'_>) -> Self {
        let mut brackets = Self::default();
        let window = broken.window();
        let from = broken.lines[window.start].start;
        let end = broken.lines.get(broken.line + WINDOW_BELOW).map_or(broken.text.len(), |line| line.end);
        let mut open: Vec<(usize, char)> = Vec::new();
        for token in broken.tokens.iter().filter(|token| (from..end).contains(&bytes(**token).start)) {
            let at = bytes(*token).start;
            match token.kind() {
                TokenKind::Lpar => open.push((at, '(')),
                TokenKind::Lsqb => open.push((at, '[')),
                TokenKind::Lbrace => open.push((at, '{')),
                TokenKind::Rpar => brackets.close(&mut open, at, ')'),
                TokenKind::Rsqb => brackets.close(&mut open, at, ']'),
                TokenKind::Rbrace => brackets.close(&mut open, at, '}'),
                _ => {}
            }
        }
        // The innermost ones are likelier than those that enclose them.
        brackets.unclosed = open.into_iter().rev().take(4).collect();
        brackets.stray.truncate(2);
        brackets.crossed.truncate(2);
        brackets
    }

    fn close(&mut self, open: &mut Vec<(usize, char)>, at: usize, bracket: char) {
        match open.last() {
            None => self.stray.push((at, bracket)),
            Some((_, opening)) if closing(*opening) == bracket => {
                open.pop();
            }
            Some((_, opening)) => self.crossed.push((at, bracket, closing(*opening))),
        }
    }
}

const WINDOW_BELOW: usize = 12;

fn closing(opening: char) -> char {
    match opening {
        '(' => ')',
        '[' => ']',
        _ => '}',
    }
}

/// Whether the text ends in the middle of a line, behind something after which more can have stood.
fn is_cut(broken: &Broken<'_>) -> bool {
    let code = broken.text.trim_end();
    broken.at >= code.len() && !broken.text.ends_with('\n') && !code.ends_with([')', ']', '}'])
}

/// At the end of a line, and on the lines of opening and error also between their parts.
fn close(broken: &Broken<'_>, opened: usize, bracket: char) -> Vec<Repair> {
    let first = broken.lines.iter().position(|line| opened < line.end).unwrap_or(broken.line);
    let mut found = Vec::new();
    let last = (broken.line + 1).min(broken.lines.len() - 1);
    for line in first..=last.min(first + 60) {
        let end = broken.code_end(line);
        // A bracket on a line of its own leaves an empty line in the column of the statement.
        let is_own_line =
            broken.is_blank(line) && line > first && indentation_of_blank(broken, line) == Some(indentation(broken.line_text(first)));
        if end > opened && (!broken.is_blank(line) || is_own_line) {
            let end = if is_own_line { broken.lines[line].start + broken.line_text(line).len() } else { end };
            found.push(end);
        }
        let inner = broken.tokens.iter().filter(|token| {
            let range = bytes(**token);
            broken.lines[line].contains(&range.start)
                && range.start > opened
                && matches!(
                    token.kind(),
                    TokenKind::Comma
                        | TokenKind::Colon
                        | TokenKind::Rpar
                        | TokenKind::Rsqb
                        | TokenKind::Rbrace
                        | TokenKind::Dot
                        | TokenKind::Equal
                        | TokenKind::Rarrow
                        | TokenKind::Vbar
                        | TokenKind::For
                        | TokenKind::EqEqual
                        | TokenKind::And
                        | TokenKind::Or
                        | TokenKind::If
                        | TokenKind::Else
                        | TokenKind::Is
                        | TokenKind::In
                        | TokenKind::Not
                )
        });
        if line == first || line == broken.line {
            found.extend(inner.map(|token| broken.text[..bytes(*token).start].trim_end().len()).filter(|at| *at > opened));
        }
    }
    // Behind a line that stands no deeper than the opening one the statement is over.
    let column = indentation(broken.line_text(first));
    let is_over = |line: &usize| !broken.is_blank(*line) && indentation(broken.line_text(*line)) <= column;
    let over = (first + 1..broken.lines.len()).find(is_over).map_or(broken.text.len(), |line| broken.lines[line].start);
    let places: BTreeSet<usize> = found.into_iter().collect();
    // What is laid out over several lines closes behind the last of them, or where an empty line stands in the statement's column.
    let is_spread = broken.code_end(first) == opened + 1;
    let own_line = places.iter().copied().find(|at| *at < over && broken.text[..*at].ends_with([' ', '\n']) && *at > opened + 1);
    let natural = own_line.or_else(|| places.iter().copied().rfind(|at| is_spread && *at < over));
    let rank = |at: usize| if natural == Some(at) { 0 } else { 1 + u8::from(at >= over) };
    let title = || format!("close the open bracket with `{bracket}`");
    places.into_iter().map(|at| Repair { title: title(), edits: vec![replace(at..at, bracket)], rank: rank(at) }).collect()
}

fn indentation_of_blank(broken: &Broken<'_>, line: usize) -> Option<usize> {
    let text = broken.line_text(line);
    (!text.is_empty()).then_some(text.len())
}

/// Before the closing bracket at `closed`: between any two tokens, and within a word whose beginning is a name that the text has elsewhere.
fn open(broken: &Broken<'_>, closed: usize, bracket: char) -> Vec<Repair> {
    let opening = match bracket {
        ')' => '(',
        ']' => '[',
        _ => '{',
    };
    let from = broken.lines[broken.line.saturating_sub(12)].start;
    let mut places = BTreeMap::new();
    let known: BTreeSet<&str> = broken
        .tokens
        .iter()
        .filter(|token| token.kind() == TokenKind::Name)
        .map(|token| &broken.text[bytes(*token)])
        .chain(BUILTINS.iter().copied())
        .collect();
    for token in broken.tokens.iter().filter(|token| !token.kind().is_trivia()).rev() {
        let range = bytes(*token);
        let is_layout = matches!(token.kind(), TokenKind::Newline | TokenKind::Indent | TokenKind::Dedent);
        if range.is_empty() || is_layout || range.end > closed || (range.end == closed && token.kind() != TokenKind::Name) {
            continue;
        }
        if range.start < from {
            break;
        }
        // Between two tokens much parses; an empty call, or a name that ran into another, leaves no doubt where.
        let is_empty_call = token.kind() == TokenKind::Name && broken.text[range.end..].starts_with(bracket);
        places.insert(range.end, if is_empty_call { 1 } else { 2 });
        if token.kind() == TokenKind::Name {
            let word = &broken.text[range.clone()];
            let splits = word.char_indices().map(|(at, _)| at).filter(|at| *at > 1 && known.contains(&word[..*at]));
            places.extend(splits.map(|at| (range.start + at, 1)));
        }
        if places.len() > 120 {
            break;
        }
    }
    let title = || format!("open the bracket with `{opening}`");
    places.into_iter().map(|(at, rank)| Repair { title: title(), edits: vec![replace(at..at, opening)], rank }).collect()
}

const BUILTINS: &[&str] = &[
    "list",
    "dict",
    "set",
    "tuple",
    "type",
    "str",
    "int",
    "float",
    "len",
    "print",
    "range",
    "isinstance",
    "getattr",
    "sum",
    "max",
    "min",
    "sorted",
    "bool",
];
