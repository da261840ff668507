//! What no candidate may do, whoever proposed it: win by hiding an error in place of mending it.
//!
//! A rule counts what a candidate *adds* to a file, or loses from it. What stood there before may stay, and may move. Where it matters the rules read the
//! syntax tree, so that strings and comments which merely speak of a forbidden thing are honest.
//!
//! A further family is a file with a function, and a line in [`violations`].

mod comments;
#[cfg(test)]
mod corpus;
mod losses;
mod python;
mod script;
mod settings;
mod signatures;
mod size;
mod statements;

use std::collections::BTreeMap;

use super::outline::{Outline, outline, with_room};
use crate::{
    contract::generated,
    workspace::{Grammar, Tree, is_test},
};

pub use size::excess;

/// A way in which a candidate cheats, or goes too far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The file.
    pub file: String,
    /// Short name of the rule, such as `type-ignore`.
    pub rule: &'static str,
    /// What was done, for people and for the model.
    pub message: String,
}

/// What `candidate` does in `files` that it may not.
pub fn violations<'a>(original: &Tree, candidate: &Tree, files: impl Iterator<Item = &'a str>) -> Vec<Violation> {
    let mut found = Vec::new();
    for path in files {
        let (before, after) = (original.text(path), candidate.text(path).unwrap_or_default());
        found.extend(settings::violations(path, before, after));
        let Some(grammar) = Grammar::of(path) else { continue };
        let before = before.unwrap_or_default();
        // What stands in a file of types is the backend's to say; where it is not what the backend says, that is an error.
        if generated(before).is_some() && generated(after).is_some() {
            continue;
        }
        let file = File { path, before, after, outlines: [outline(path, before), outline(path, after)] };
        let signs = |text: &str| with_room(text, grammar, || signs(path, grammar, text)).unwrap_or_default();
        found.extend(added(&file, signs(before), signs(after)));
        found.extend(losses::violations(&file));
        found.extend(statements::violations(&file, grammar));
        found.extend(signatures::violations(&file, grammar));
        found.extend(comments::commented_out(&file, grammar));
    }
    found.sort_by(|a, b| (&a.file, a.rule, &a.message).cmp(&(&b.file, b.rule, &b.message)));
    found.dedup();
    found
}

/// A changed file.
struct File<'a> {
    path: &'a str,
    before: &'a str,
    after: &'a str,
    outlines: [Outline; 2],
}

impl File<'_> {
    fn violation(&self, rule: &'static str, message: String) -> Violation {
        Violation { file: self.path.to_owned(), rule, message }
    }

    /// Whether it is a test by its name.
    fn is_test(&self) -> bool {
        is_test(self.path)
    }
}

/// Something in a text that a candidate may not add.
#[derive(Clone, Debug)]
struct Sign {
    rule: &'static str,
    /// The text of it.
    text: String,
}

fn signs(path: &str, grammar: Grammar, text: &str) -> Vec<Sign> {
    let mut signs = match grammar {
        Grammar::Python => python::signs(text),
        Grammar::Script => script::signs(path, text),
    };
    signs.extend(comments::signs(text, grammar, &comments::comments(path, text, grammar)));
    signs
}

/// The signs that are more in the candidate than in the original, by rule.
fn added(file: &File, before: Vec<Sign>, after: Vec<Sign>) -> Vec<Violation> {
    let mut left: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for sign in before {
        left.entry(sign.rule).or_default().push(plain(&sign.text));
    }
    let mut new: BTreeMap<&'static str, Vec<Sign>> = BTreeMap::new();
    for sign in after {
        let known = left.entry(sign.rule).or_default();
        match known.iter().position(|text| *text == plain(&sign.text)) {
            Some(at) => drop(known.swap_remove(at)),
            None => new.entry(sign.rule).or_default().push(sign),
        }
    }
    // A text that does not parse hides its signs from us: what stands there to the letter, and as often, was there.
    let (whole, changed) = (plain(file.before), plain(file.after));
    let was_hidden = |sign: &Sign| {
        let text = plain(&sign.text);
        !file.outlines[0].sound && changed.matches(&text).count() <= whole.matches(&text).count()
    };
    let mut found = Vec::new();
    for (rule, signs) in new {
        let moved = left.get(rule).map_or(0, Vec::len);
        for sign in signs.iter().filter(|sign| !was_hidden(sign)).skip(moved) {
            let shown: String = sign.text.chars().take(120).collect();
            found.push(file.violation(rule, format!("{}: `{}`", meaning(rule), shown.trim())));
        }
    }
    found
}

/// A text without differences of white space.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn meaning(rule: &str) -> &'static str {
    match rule {
        "any" => "A type is replaced by one that fits everything",
        "cast" => "A type is claimed in place of being right",
        "declare" => "Something is declared that is defined nowhere",
        "dynamic" => "A name is looked up in a way that no checker sees",
        "eslint-disable" | "noqa" | "pyright-comment" | "ts-comment" | "type-ignore" => "A checker is silenced by a comment",
        "guarded-import" => "A failing import is swallowed",
        "marker" => "A comment stands in the place of code",
        "mock" => "A mock stands in the place of code",
        "non-null" => "A value is claimed to be there without a test",
        "skipped-test" => "A test is skipped",
        "star-import" => "Everything is imported, which hides what is missing",
        "type-checking" => "Checkers are shown other code than what runs",
        "unreachable" => "Code is made unreachable",
        "weaker-test" => "This is asserted of nothing",
        _ => "This hides an error",
    }
}
