//! Texts that do not parse, where one small repair makes them parse: a colon, a bracket, a quote, a comma, a wrong column.
//!
//! All repairs near the first error are tried on the parser. Those that differ for Python compete: which of them fits the rest of the project,
//! the gate says, and where it cannot say, none is taken.

mod brackets;
mod indentation;
mod marks;

use std::{collections::BTreeSet, ops::Range};

use ruff_python_ast::comparable::ComparableStmt;
use ruff_python_ast::token::{Token, TokenKind};
use ruff_python_ast::{ModModule, Stmt};
use ruff_python_parser::Parsed;

use super::context::Context;
use super::outline::{bytes, parse};
use crate::{
    diagnostic::Category,
    fixers::{
        Proposal,
        text::{Replacement, apply},
    },
    patch::Patch,
};

pub(super) fn propose(context: &Context<'_>) -> Vec<Proposal> {
    let broken = context.errors().filter(|(diagnostic, _)| diagnostic.category == Category::Syntax || diagnostic.code == "truncated-file");
    let files: BTreeSet<(&str, &str)> = broken.map(|(diagnostic, text)| (diagnostic.file.as_str(), text)).collect();
    files.into_iter().flat_map(|(path, text)| proposals(context, path, text)).collect()
}

fn proposals(context: &Context<'_>, path: &str, text: &str) -> Vec<Proposal> {
    let of_file = context.scene.diagnostics.iter().filter(|diagnostic| diagnostic.file == path);
    let answers: Vec<String> =
        of_file.filter(|diagnostic| diagnostic.is_error()).map(|diagnostic| diagnostic.fingerprint.clone()).collect();
    let proposal = |repair: Repair, text: String| Proposal {
        title: repair.title,
        patch: Patch::of(path, text),
        answers: answers.clone(),
        rank: repair.rank,
    };
    repairs(text).into_iter().map(|(repair, text)| proposal(repair, text)).collect()
}

/// A change that may make a text parse.
#[derive(Debug)]
struct Repair {
    title: String,
    edits: Vec<Replacement>,
    rank: u8,
}

/// More are not tried: each costs a parse of the whole text.
const MAX_REPAIRS: usize = 300;

/// The repairs after which `text` parses, with the new text. Of those that mean the same to Python only the best founded.
fn repairs(text: &str) -> Vec<(Repair, String)> {
    let parsed = parse(text);
    let Some(broken) = Broken::of(text, &parsed) else {
        return Vec::new();
    };
    let mut all: Vec<Repair> =
        [marks::repairs(&broken), indentation::repairs(&broken), brackets::repairs(&broken)].into_iter().flatten().collect();
    all.sort_by_key(|repair| repair.rank);
    all.truncate(MAX_REPAIRS);
    let mut sound: Vec<(Repair, String, Parsed<ModModule>)> = Vec::new();
    for repair in all {
        let Some(text) = apply(text, repair.edits.clone()) else { continue };
        let parsed = parse(&text);
        let is_new = || !sound.iter().any(|(_, _, known)| is_same(known.suite(), parsed.suite()));
        if parsed.errors().is_empty() && is_new() {
            sound.push((repair, text, parsed));
        }
    }
    sound.into_iter().map(|(repair, text, _)| (repair, text)).collect()
}

fn is_same(one: &[Stmt], other: &[Stmt]) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(one, other)| ComparableStmt::from(one) == ComparableStmt::from(other))
}

/// A text with its first error.
struct Broken<'a> {
    text: &'a str,
    tokens: Vec<&'a Token>,
    /// The first byte that the parser could not place.
    at: usize,
    /// What it said.
    message: String,
    /// The lines of the text, with their ends.
    lines: Vec<Range<usize>>,
    /// Index of the line of the error.
    line: usize,
}

impl<'a> Broken<'a> {
    fn of(text: &'a str, parsed: &'a Parsed<ModModule>) -> Option<Self> {
        let first = parsed.errors().iter().min_by_key(|error| error.location.start())?;
        let at = first.location.start().to_usize().min(text.len());
        let mut lines = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            lines.push(start..start + line.len());
            start += line.len();
        }
        let line = lines.iter().position(|line| at < line.end).unwrap_or(lines.len().checked_sub(1)?);
        let tokens = parsed.tokens().iter().collect();
        Some(Self { text, tokens, at, message: first.error.to_string(), lines, line })
    }

    /// The text of a line without what ends it.
    fn line_text(&self, line: usize) -> &'a str {
        self.lines.get(line).map_or("", |range| self.text[range.clone()].trim_end_matches(['\r', '\n']))
    }

    fn is_blank(&self, line: usize) -> bool {
        self.line_text(line).trim().is_empty()
    }

    /// The last line above `line` that has something on it.
    fn line_above(&self, line: usize) -> Option<usize> {
        (0..line).rev().find(|above| !self.is_blank(*above))
    }

    /// The byte behind the code of a line: before a comment and blanks.
    fn code_end(&self, line: usize) -> usize {
        let range = self.lines[line].clone();
        let comment = self.tokens.iter().find(|token| token.kind() == TokenKind::Comment && range.contains(&bytes(**token).start));
        let end = comment.map_or(range.end, |token| bytes(*token).start);
        range.start + self.text[range.start..end].trim_end().len()
    }

    /// Whether a byte stands outside of strings and comments.
    fn is_code(&self, at: usize) -> bool {
        let is_text = |token: &&&Token| matches!(token.kind(), TokenKind::String | TokenKind::FStringMiddle | TokenKind::Comment);
        !self.tokens.iter().filter(is_text).any(|token| bytes(*token).contains(&at))
    }

    /// How many brackets are open at a byte.
    fn brackets_at(&self, at: usize) -> usize {
        let before = self.tokens.iter().map(|token| (token.kind(), bytes(*token))).take_while(|(_, range)| range.end <= at);
        before.fold(0, |depth: usize, (kind, _)| match kind {
            TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => depth + 1,
            TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => depth.saturating_sub(1),
            _ => depth,
        })
    }

    /// The lines that a repair is looked for in: the error's, and those of the statement that led to it.
    fn window(&self) -> Range<usize> {
        self.line.saturating_sub(WINDOW)..(self.line + 1).min(self.lines.len())
    }
}

const WINDOW: usize = 40;

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The texts of the best rank.
    fn best(text: &str) -> Vec<String> {
        let found = repairs(text);
        let rank = found.iter().map(|(repair, _)| repair.rank).min();
        found.into_iter().filter(|(repair, _)| Some(repair.rank) == rank).map(|(_, text)| text).collect()
    }

    #[test]
    fn a_missing_colon_comes_back_before_the_comment() {
        assert_eq!(best("def f(a)  # why\n    return a\n"), ["def f(a):  # why\n    return a\n"]);
        assert_eq!(best("if a\n    b()\nelse\n    c()\n"), [""; 0], "two faults are no single repair");
        assert_eq!(best("class A\n    x = 1\n"), ["class A:\n    x = 1\n"]);
    }

    #[test]
    fn a_bracket_that_was_not_closed_is_closed_where_the_layout_says() {
        assert_eq!(best("x = f(\n    a,\n    b\ny = 1\n"), ["x = f(\n    a,\n    b)\ny = 1\n"]);
        assert_eq!(best("x = f(\n    a,\n    b,\n\ny = 1\n"), ["x = f(\n    a,\n    b,)\n\ny = 1\n"]);
        assert_eq!(best("def f(a:\n    pass\n"), ["def f(a):\n    pass\n"]);
    }

    #[test]
    fn where_a_bracket_could_close_in_two_places_both_compete() {
        assert_eq!(best("x = f(g(a, b)\n"), ["x = f(g(a), b)\n", "x = f(g(a, b))\n"]);
    }

    #[test]
    fn a_closing_bracket_too_many_goes() {
        assert_eq!(best("x = f(a))\ny = 1\n"), ["x = f(a)\ny = 1\n", "x = f(a())\ny = 1\n"], "types tell whether `a` is called");
    }

    #[test]
    fn an_opening_bracket_comes_back_also_between_two_known_names() {
        assert_eq!(best("x = f\n    a,\n    b,\n)\n"), ["x = f(\n    a,\n    b,\n)\n"]);
        assert!(
            best("from m import Depends, get_db\nx = Dependsget_db)\n")
                .contains(&"from m import Depends, get_db\nx = Depends(get_db)\n".to_owned())
        );
    }

    #[test]
    fn a_quote_comes_back_at_the_side_where_it_is_missing() {
        assert!(best("log.info(Hello you\")\n").contains(&"log.info(\"Hello you\")\n".to_owned()));
        assert_eq!(best("log.info('Hello you)\n"), ["log.info('Hello you')\n"]);
        assert_eq!(best("x = f(\n    a=[*\"],\n)\n"), ["x = f(\n    a=[\"*\"],\n)\n"], "and not `*\"\"`");
        assert_eq!(best("x = \"\n"), ["x = \"\"\n"]);
    }

    #[test]
    fn a_quote_of_the_other_kind_is_replaced_and_an_apostrophe_is_none() {
        assert_eq!(best("raise E(f\"no {x}')\n"), ["raise E(f\"no {x}\")\n"]);
        assert_eq!(best("log(\"don't)\n"), ["log(\"don't\")\n"]);
    }

    #[test]
    fn a_docstring_is_closed_on_the_line_that_opens_it() {
        let text = "def f():\n    \"\"\"Does it.\n    return 1\n\n\ndef g():\n    \"\"\"Too.\"\"\"\n";
        assert_eq!(best(text), [text.replace("Does it.", "Does it.\"\"\"")]);
    }

    #[test]
    fn an_assignment_in_a_condition_is_a_comparison() {
        assert_eq!(best("if a.b = None:\n    c()\n"), ["if a.b is None:\n    c()\n"]);
        assert_eq!(best("while f(x=1) = 2:\n    c()\n"), ["while f(x=1) == 2:\n    c()\n"]);
    }

    #[test]
    fn a_print_statement_is_a_call_and_no_pair() {
        assert_eq!(best("print \"%s\" % x  # why\n"), ["print(\"%s\" % x)  # why\n"]);
        assert_eq!(best("log \"x\"\n"), [""; 0], "nobody knows what else was meant");
    }

    #[test]
    fn a_misspelt_keyword_is_mended_and_a_name_that_is_none_stays() {
        assert_eq!(best("def f(x):\n    retrun x\n"), ["def f(x):\n    return x\n"]);
        assert_eq!(best("form m import x\n"), ["from m import x\n"]);
        assert_eq!(best("def f(x):\n    returned x\n"), [""; 0]);
    }

    #[test]
    fn a_comment_of_another_language_is_one() {
        assert_eq!(best("x = 1\n// and so on\ny = 2\n"), ["x = 1\n# and so on\ny = 2\n"]);
    }

    #[test]
    fn an_apostrophe_ends_no_text_and_the_prefix_of_a_literal_has_none() {
        assert_eq!(best("f('That's not it, ' + g[\"a\"])\n"), ["f('That\\'s not it, ' + g[\"a\"])\n"]);
    }

    #[test]
    fn a_sign_that_negates_is_a_word() {
        assert_eq!(best("a = !b\n"), ["a = not b\n"]);
    }

    #[test]
    fn a_tab_is_as_wide_as_the_line_above_stands() {
        let text = "def f(a):\n    if a:\n        b()\n\tc()\n    return a\n";
        assert_eq!(best(text), [text.replace('\t', "        ")]);
    }

    #[test]
    fn a_docstring_that_is_half_closed_gets_the_other_quotes() {
        let text = "def f():\n    \"\"\"Does it.\"\"\n    return 1\n";
        assert_eq!(best(text), [text.replace(".\"\"", ".\"\"\"")]);
    }

    #[test]
    fn a_comma_comes_back() {
        assert_eq!(best("x = f(\n    a=1\n    b=2,\n)\n"), ["x = f(\n    a=1,\n    b=2,\n)\n"]);
    }

    #[test]
    fn a_line_a_column_off_goes_where_its_neighbours_stand() {
        assert_eq!(best("def f():\n    a()\n   b()\n    c()\n"), ["def f():\n    a()\n    b()\n    c()\n"]);
        assert_eq!(best("def f():\n    a()\n     b()\n    c()\n"), ["def f():\n    a()\n    b()\n    c()\n"]);
        let text = "def f():\n    if a:\n        if b:\n            raise c\n         d()\n    else:\n        e()\n";
        assert_eq!(best(text), [text.replace("         d()", "        d()")], "the nearest column");
        assert_eq!(best("def f():\n   a()\n    b()\n    c()\n"), ["def f():\n    a()\n    b()\n    c()\n"]);
    }

    #[test]
    fn an_empty_class_gets_a_body_and_a_function_does_not() {
        assert_eq!(best("class A(Exception):\n\nx = 1\n"), ["class A(Exception):\n    pass\n\nx = 1\n"]);
        assert_eq!(best("def f():\n\nx = 1\n"), [""; 0], "what it did is lost");
    }

    #[test]
    fn line_ends_stay() {
        assert_eq!(best("def f(a)\r\n    return a\r\n"), ["def f(a):\r\n    return a\r\n"]);
        assert_eq!(best("x = f(\r\n    a,\r\n    b\r\ny = 1\r\n"), ["x = f(\r\n    a,\r\n    b)\r\ny = 1\r\n"]);
    }

    proptest! {
        #[test]
        fn whatever_is_proposed_parses(text in "(def f\\(|x = |\\)|\\(|\\[|'|\"|:|,|é|\n|    |a|return ){0,14}") {
            for (repair, text) in repairs(&text) {
                prop_assert!(parse(&text).errors().is_empty(), "{}", repair.title);
            }
        }
    }
}
