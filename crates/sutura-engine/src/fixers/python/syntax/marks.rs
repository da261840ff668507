//! Colons, commas, quotes, and signs of other languages.

use ruff_python_ast::token::TokenKind;

use super::{Broken, Repair};
use crate::fixers::{
    python::outline::bytes,
    text::{Replacement, replace},
};

pub(super) fn repairs(broken: &Broken<'_>) -> Vec<Repair> {
    let mut found: Vec<Repair> =
        [colon, comma, quotes, apostrophe, docstring, foreign, comparison, keyword].iter().flat_map(|rule| rule(broken)).collect();
    found.extend(comments(broken));
    found.extend(print(broken));
    found
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
    // A statement does not begin with a pair: `print "…"` and `retrun x` are other slips.
    let is_first = broken.text[..last.start].rsplit('\n').next().is_some_and(|before| before.trim().is_empty());
    (is_value && !(is_first && broken.brackets_at(last.start) == 0))
        .then(|| one("add the missing `,`", replace(last.end..last.end, ","), 0))
        .into_iter()
        .collect()
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
            // A literal that begins with one quote and ends with the other lacks neither.
            let is_mixed = text.matches(['"', '\'']).count() % 2 == 0;
            let add = |at| one(format!("add the missing `{quote}`"), replace(start + at..start + at, quote), rank(at) + u8::from(is_mixed));
            found.extend(places.map(add));
            let last = text.rfind(['"', '\'']);
            let other = text.match_indices(['"', '\'']).filter(|(_, other)| is_mixed && !other.contains(quote));
            found.extend(other.map(|(at, wrong)| {
                let title = format!("`{quote}` in place of `{wrong}`");
                one(title, replace(start + at..start + at + 1, quote), u8::from(last != Some(at)))
            }));
        }
    }
    found.sort_by_key(|repair| (repair.edits[0].range.start, repair.edits[0].range.end));
    found.dedup_by_key(|repair| repair.edits[0].range.clone());
    found
}

/// `'it isn't'`: between two letters a quote is an apostrophe, unless the first of them is the prefix of a literal.
fn apostrophe(broken: &Broken<'_>) -> Vec<Repair> {
    let (start, text) = (broken.lines[broken.line].start, broken.line_text(broken.line));
    let is_inside = |at: &usize| {
        let word = text[..*at].rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        let is_prefix = word.len() <= 2 && word.chars().all(|c| "fFrRbBuU".contains(c));
        !is_prefix && text[at + 1..].starts_with(char::is_alphabetic)
    };
    let places = text.match_indices('\'').map(|(at, _)| at).filter(is_inside).map(|at| start + at);
    places.map(|at| one("an apostrophe ends no text", replace(at..at, "\\"), 0)).collect()
}

/// A line that opens a docstring, of which the rest of the file has become a part.
fn docstring(broken: &Broken<'_>) -> Vec<Repair> {
    let mut found = Vec::new();
    for quotes in ["\"\"\"", "'''"].into_iter().filter(|quotes| broken.text.matches(quotes).count() % 2 == 1) {
        let opens = |line: &usize| {
            let text = broken.line_text(*line).trim_start();
            text.starts_with(quotes) && text.matches(quotes).count() == 1 && text.len() > quotes.len()
        };
        let ends = (0..broken.lines.len()).filter(opens).map(|line| broken.lines[line].start + broken.line_text(line).trim_end().len());
        // Of the quotes that close it some may be there.
        let there = |end: usize| broken.text[..end].chars().rev().take_while(|c| quotes.contains(*c)).count();
        found.extend(ends.map(|end| one("close the docstring", replace(end..end, &quotes[there(end).min(quotes.len())..]), 0)));
    }
    found
}

/// What another language would have there.
const FOREIGN: &[(&str, &str)] = &[
    ("else if ", "elif "),
    ("&&", "and"),
    ("||", "or"),
    ("===", "=="),
    ("!==", "!="),
    ("} else", "else"),
    ("function ", "def "),
    ("!", "not "),
];

/// A line of comment that begins with `//`.
fn comments(broken: &Broken<'_>) -> Option<Repair> {
    let (start, text) = (broken.lines[broken.line].start, broken.line_text(broken.line));
    let at = start + text.len() - text.trim_start().len();
    text.trim_start().starts_with("//").then(|| one("a comment begins with `#`", replace(at..at + 2, "#"), 0))
}

/// An assignment where a condition is wanted.
fn comparison(broken: &Broken<'_>) -> Vec<Repair> {
    let text = broken.line_text(broken.line);
    if !["if ", "elif ", "while ", "assert "].iter().any(|head| text.trim_start().starts_with(head)) {
        return Vec::new();
    }
    let line = &broken.lines[broken.line];
    let signs = broken.tokens.iter().filter(|token| token.kind() == TokenKind::Equal && line.contains(&bytes(**token).start));
    signs
        .map(|token| {
            let at = bytes(*token);
            let is_none =
                broken.text[at.end..].trim_start().strip_prefix("None").is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
            let right = if is_none { "is" } else { "==" };
            one(format!("`{right}` in place of `=`"), replace(at, right), 0)
        })
        .collect()
}

/// `print` as a statement.
fn print(broken: &Broken<'_>) -> Option<Repair> {
    let (start, text) = (broken.lines[broken.line].start, broken.line_text(broken.line));
    let column = text.len() - text.trim_start().len();
    let rest = text[column..].strip_prefix("print ").map(str::trim_start).filter(|rest| !rest.starts_with(['=', '>', '(']))?;
    let (from, end) = (start + column + "print".len(), broken.code_end(broken.line));
    let given = start + text.len() - rest.len();
    Some(Repair { title: "`print` is a function".to_owned(), edits: vec![replace(from..given, "("), replace(end..end, ")")], rank: 0 })
}

const KEYWORDS: &[&str] = &[
    "return", "import", "from", "class", "def", "async", "await", "while", "with", "except", "finally", "raise", "elif", "else", "yield",
    "assert", "lambda", "continue", "pass", "for",
];

/// A word of the error's line that is a keyword but for a slip.
fn keyword(broken: &Broken<'_>) -> Vec<Repair> {
    let line = &broken.lines[broken.line];
    let words = broken.tokens.iter().filter(|token| token.kind() == TokenKind::Name).map(|token| bytes(*token));
    let mut found = Vec::new();
    for word in words.filter(|word| line.contains(&word.start)) {
        let slips = KEYWORDS.iter().filter(|right| strsim::osa_distance(&broken.text[word.clone()], right) == 1);
        found.extend(slips.map(|right| one(format!("`{right}` is misspelt"), replace(word.clone(), *right), 0)));
    }
    found
}

fn foreign(broken: &Broken<'_>) -> Vec<Repair> {
    let (start, text) = (broken.lines[broken.line].start, broken.line_text(broken.line));
    let mut found = Vec::new();
    for (wrong, right) in FOREIGN {
        let edits: Vec<_> = text
            .match_indices(wrong)
            .filter(|(at, _)| broken.is_code(start + at) && !(*wrong == "!" && text[at + 1..].starts_with('=')))
            .map(|(at, _)| replace(start + at..start + at + wrong.len(), *right))
            .collect();
        if !edits.is_empty() {
            found.push(Repair { title: format!("`{}` is `{}` in Python", wrong.trim(), right.trim()), edits, rank: 0 });
        }
    }
    found
}
