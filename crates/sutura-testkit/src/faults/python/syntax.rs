//! Texts that do not parse.

use ruff_python_ast::Stmt;
use ruff_python_ast::token::TokenKind;
use ruff_python_parser::parse_module;
use ruff_text_size::Ranged;

use super::super::{Change, Source};
use super::Entry;
use super::nodes::{bytes, with_nodes};

pub(super) const OPERATORS: &[Entry] = &[
    ("drop-colon", drop_colon),
    ("drop-opening-bracket", drop_opening_bracket),
    ("drop-closing-bracket", drop_closing_bracket),
    ("extra-closing-bracket", extra_closing_bracket),
    ("drop-quote", drop_quote),
    ("drop-comma", drop_comma),
    ("shift-indentation", shift_indentation),
    ("drop-body", drop_body),
    ("truncate", truncate),
];

fn drop_colon(source: &Source<'_>) -> Vec<Change> {
    with_nodes(source.text, |nodes| {
        let opens = |statement: &&&Stmt| {
            matches!(
                statement,
                Stmt::FunctionDef(_) | Stmt::ClassDef(_) | Stmt::If(_) | Stmt::For(_) | Stmt::While(_) | Stmt::With(_) | Stmt::Try(_)
            )
        };
        let header = |statement: &&Stmt| {
            let start = bytes(*statement).start;
            let end = nodes.text[start..].match_indices(":\n").map(|(at, _)| start + at).next()?;
            Some(end..end + 1)
        };
        broken(source, nodes.statements.iter().filter(opens).filter_map(header).map(Change::delete))
    })
}

fn drop_opening_bracket(source: &Source<'_>) -> Vec<Change> {
    tokens(source, |kind| matches!(kind, TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace))
}

fn drop_closing_bracket(source: &Source<'_>) -> Vec<Change> {
    tokens(source, |kind| matches!(kind, TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace))
}

fn drop_comma(source: &Source<'_>) -> Vec<Change> {
    tokens(source, |kind| kind == TokenKind::Comma)
}

fn extra_closing_bracket(source: &Source<'_>) -> Vec<Change> {
    with_nodes(source.text, |nodes| {
        let closing = nodes.parsed.tokens().iter().filter(|token| token.kind() == TokenKind::Rpar);
        closing.map(|token| Change::insert(bytes(token).end, ")")).collect()
    })
}

fn drop_quote(source: &Source<'_>) -> Vec<Change> {
    with_nodes(source.text, |nodes| {
        let strings = nodes.parsed.tokens().iter().filter(|token| token.kind() == TokenKind::String);
        let quotes = strings.flat_map(|token| [bytes(token).start..bytes(token).start + 1, bytes(token).end - 1..bytes(token).end]);
        broken(source, quotes.filter(|range| matches!(&nodes.text[range.clone()], "\"" | "'")).map(Change::delete))
    })
}

/// The lines of one statement in a block stand one column too far to the left or to the right.
fn shift_indentation(source: &Source<'_>) -> Vec<Change> {
    with_nodes(source.text, |nodes| {
        let one_line = nodes.statements.iter().filter(|statement| nodes.is_alone(**statement) && !nodes.source(**statement).contains('\n'));
        let inner = one_line.map(|statement| nodes.lines(*statement).start).filter(|start| nodes.text[*start..].starts_with(' '));
        broken(
            source,
            inner.flat_map(|start| [Change::delete(start..start + 1), Change::insert(start, " "), Change::insert(start, "    ")]),
        )
    })
}

fn drop_body(source: &Source<'_>) -> Vec<Change> {
    with_nodes(source.text, |nodes| {
        let bodies = nodes.statements.iter().filter_map(|statement| match statement {
            Stmt::ClassDef(class) => Some(&class.body),
            Stmt::FunctionDef(function) => Some(&function.body),
            _ => None,
        });
        let trivial = bodies.filter(|body| {
            body.len() == 1 && (body[0].is_pass_stmt() || body[0].as_expr_stmt().is_some_and(|only| !only.value.is_call_expr()))
        });
        let trivial = trivial.filter(|body| nodes.is_alone(&body[0])).map(|body| nodes.lines(&body[0])).map(Change::delete);
        let simple = nodes.functions.iter().filter(|function| function.body.len() == 1 && nodes.is_alone(&function.body[0]));
        let simple = simple.map(|function| Change::delete(nodes.lines(&function.body[0])));
        broken(source, trivial.chain(simple))
    })
}

/// The text ends in the middle of its last statement.
fn truncate(source: &Source<'_>) -> Vec<Change> {
    with_nodes(source.text, |nodes| {
        let end = nodes.text.len();
        let tokens: Vec<_> = nodes.parsed.tokens().iter().filter(|token| !token.kind().is_trivia()).collect();
        let last = tokens.iter().rev().take(12).map(|token| token.range().start().to_usize());
        broken(source, last.filter(|at| *at < end).map(|at| Change::delete(at..end)))
    })
}

fn tokens(source: &Source<'_>, wanted: fn(TokenKind) -> bool) -> Vec<Change> {
    with_nodes(source.text, |nodes| {
        let found = nodes.parsed.tokens().iter().filter(|token| wanted(token.kind()));
        broken(source, found.map(|token| Change::delete(bytes(token))))
    })
}

/// The changes whose result does not parse. At most some hundred are tried.
fn broken(source: &Source<'_>, changes: impl Iterator<Item = Change>) -> Vec<Change> {
    let changes: Vec<_> = changes.collect();
    let step = changes.len() / 200 + 1;
    let breaks = |change: &Change| change.clone().apply(source.text).is_some_and(|(_, text)| parse_module(&text).is_err());
    changes.into_iter().step_by(step).filter(breaks).collect()
}
