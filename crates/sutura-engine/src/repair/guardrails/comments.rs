//! Comments that silence a checker, or that stand in the place of code.

use std::{collections::BTreeSet, ops::Range, sync::LazyLock};

use oxc_allocator::Allocator;
use regex::Regex;
use ruff_python_ast::token::TokenKind;
use ruff_text_size::Ranged;

use super::{File, Sign, Violation};
use crate::{
    checkers::structure::leftover_marker::is_marker,
    repair::outline::with_room,
    workspace::{Grammar, parse_python, parse_script},
};

/// The bytes of every comment of a text.
pub(super) fn comments(path: &str, text: &str, grammar: Grammar) -> Vec<Range<usize>> {
    match grammar {
        Grammar::Python => {
            let parsed = parse_python(text);
            let comments = parsed.tokens().iter().filter(|token| token.kind() == TokenKind::Comment);
            comments.map(|token| token.range().to_std_range()).collect()
        }
        Grammar::Script => {
            let allocator = Allocator::default();
            let parsed = parse_script(&allocator, path, text);
            parsed.program.comments.iter().map(|comment| comment.span.start as usize..comment.span.end as usize).collect()
        }
    }
}

/// Comments that a candidate may not add.
pub(super) fn signs(text: &str, grammar: Grammar, comments: &[Range<usize>]) -> Vec<Sign> {
    let mut found = Vec::new();
    for range in comments {
        let comment = &text[range.clone()];
        let silenced = SILENCERS.iter().filter(|(of, _, pattern)| *of == grammar && pattern.is_match(comment));
        found.extend(silenced.map(|(_, rule, _)| Sign { rule, text: comment.to_owned() }));
        let inner = comment.trim_matches(['#', '/', '*', ' ', '\t']);
        if is_marker(text, range) || matches!(inner, "..." | "…") {
            found.push(Sign { rule: "marker", text: comment.to_owned() });
        }
    }
    found
}

/// Each as its tool finds it: ruff, pyright and mypy behind any `#`, tsc and eslint at the beginning of a line of the comment.
static SILENCERS: LazyLock<Vec<(Grammar, &'static str, Regex)>> = LazyLock::new(|| {
    let rows = [
        (Grammar::Python, "type-ignore", r"(?i)#\s*(?:type:\s*ignore|ty:\s*ignore|mypy:|pyre-(?:ignore|fixme)|pytype:\s*disable)"),
        (Grammar::Python, "pyright-comment", r"(?i)#\s*(?:based)?pyright\s*:"),
        (
            Grammar::Python,
            "noqa",
            r"(?i)#\s*(?:(?:ruff|flake8)\s*:\s*)?(?:noqa|disable(?:-file)?\s*[\[=])|#\s*ruff:\s*(?:ignore|disable)|#\s*pylint:\s*(?:disable|skip)",
        ),
        (Grammar::Script, "ts-comment", r"(?m)^[\s/*]*@ts-(?:ignore|expect-error|nocheck)"),
        (
            Grammar::Script,
            "eslint-disable",
            r"(?m)^[\s/*]*(?:eslint-disable|eslint\s+[\w@/-]+\s*:|biome-ignore|oxlint-disable|tslint:disable)",
        ),
    ];
    rows.into_iter()
        .map(|(grammar, rule, pattern)| (grammar, rule, Regex::new(pattern).expect("the pattern is a constant that the tests compile")))
        .collect()
});

/// Lines of code that became comments.
pub(super) fn commented_out(file: &File, grammar: Grammar) -> Vec<Violation> {
    let lines_of = |text: &str, inside: bool| -> BTreeSet<String> {
        let comments = with_room(text, grammar, || comments(file.path, text, grammar)).unwrap_or_default();
        if inside {
            let lines = comments.iter().flat_map(|range| text[range.clone()].lines());
            return lines.map(bare).collect();
        }
        let mut code = text.as_bytes().to_vec();
        for range in comments {
            code[range].iter_mut().filter(|byte| **byte != b'\n').for_each(|byte| *byte = b' ');
        }
        let code = String::from_utf8_lossy(&code).into_owned();
        code.lines().map(bare).collect()
    };
    let (was, is) = (lines_of(file.before, false), lines_of(file.after, false));
    let mut known = lines_of(file.before, true);
    if !file.outlines[0].sound {
        // Comments of a text that does not parse are told by how their lines begin.
        let begins = |line: &&str| {
            line.trim_start().starts_with(['#', '*']) || ["//", "/*", "{/*"].iter().any(|sign| line.trim_start().starts_with(sign))
        };
        known.extend(file.before.lines().filter(begins).map(bare));
    }
    let is_code = |line: &&String| line.len() >= 6 && line.contains(['(', '=', '{', '<', '.', ':']);
    let lost: Vec<String> = lines_of(file.after, true)
        .into_iter()
        .filter(|line| is_code(&line) && was.contains(line) && !is.contains(line) && !known.contains(line))
        .collect();
    lost.iter()
        .map(|line| file.violation("commented-out", format!("Code became a comment: `{}`", line.chars().take(120).collect::<String>())))
        .collect()
}

/// A line without the signs of comments and blocks around it.
fn bare(line: &str) -> String {
    line.trim_matches(['#', '/', '*', ' ', '\t', '{', '}']).to_owned()
}
