//! Errors of other files that may have their cause in the file that is asked about.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use super::{
    Question,
    errors::of_fault,
    fence::plain,
    lookup::{likeness, stem},
    names::{Wanted, identifiers},
    view::{imports, is_import, line_of},
};
use crate::{
    diagnostic::Diagnostic,
    repair::{
        fault::{Phase, faults, subject},
        outline::{Definition, Outline},
    },
    report::text::shorten,
};

/// Those to which blame leads, and also of each single file those that speak of this one, or of what it defines, and import it: while the file has errors of its own, they
/// show what others expect of it.
pub(super) fn errors(question: &Question<'_>, outlined: &Outline) -> Vec<Diagnostic> {
    const MOST: usize = 10;
    let tops = outlined.members("").map(|found| found.path.as_str());
    let own: BTreeSet<&str> = tops.chain([stem(question.file)]).collect();
    let imports_this = |file: &str| question.imports.imports_of(file).any(|imported| imported == question.file);
    let others = question.diagnostics.iter().filter(|error| error.is_error() && error.file != question.file);
    let speaking = others.filter(|error| identifiers(&error.message).any(|word| own.contains(word)) && imports_this(&error.file));
    let pointing: BTreeMap<_, &Diagnostic> = speaking.chain(&question.blame.errors).map(|error| (error.sort_key(), error)).collect();
    faults(pointing.into_values()).into_iter().filter_map(|fault| fault.first().copied()).take(MOST).cloned().collect()
}

/// The lines of this file that `errors` of others speak of: where what is `blamed` and what they name is defined; or else what has a name like that, and the end, behind which what is missing can stand.
pub(super) fn places(text: &str, outlined: &Outline, errors: &[Diagnostic], blamed: &BTreeSet<String>) -> BTreeSet<usize> {
    const MOST_LIKE: usize = 2;
    const LIKE: u32 = 50;
    const SHORT: usize = 120;
    // Who speaks of what is blamed changes with it, in a short file perhaps through others.
    let is_short = text.lines().count() <= SHORT && !blamed.is_empty();
    let speaks = |one: &Definition| is_short || identifiers(&text[one.range.clone()]).any(|word| blamed.contains(word));
    let blamed = outlined.definitions.iter().filter(|one| blamed.contains(&one.path) || one.parent().is_empty() && speaks(one));
    let mut places: BTreeSet<usize> = blamed.map(|one| line_of(text, one.range.start)).collect();
    for error in errors {
        let mut meant = meant(outlined, error);
        if let Some(missing) = subject(&error.message).filter(|_| meant.is_empty()) {
            meant = outlined.members("").filter(|one| likeness(&one.path, missing) >= LIKE).collect();
            meant.sort_by_key(|one| Reverse(likeness(&one.path, missing)));
            meant.truncate(MOST_LIKE);
            meant.extend(outlined.members("").next_back());
        }
        places.extend(meant.into_iter().map(|one| line_of(text, one.range.start)));
    }
    places
}

/// What is wanted to write what is missing here: what this file imports.
pub(super) fn material<'t>(text: &'t str, outlined: &Outline, errors: &[Diagnostic]) -> Vec<Vec<Wanted<'t>>> {
    if errors.iter().all(|error| !meant(outlined, error).is_empty()) {
        return Vec::new();
    }
    let lines: Vec<&str> = text.lines().collect();
    let imported = imports(text).into_iter().filter_map(|line| lines.get(line - 1)).flat_map(|line| identifiers(line));
    imported.map(|name| vec![Wanted::Near(name)]).collect()
}

/// The definitions that the message of `error` names, of members with their owners.
fn meant<'o>(outlined: &'o Outline, error: &Diagnostic) -> Vec<&'o Definition> {
    // Of what cannot be found the rest of the message names modules.
    let missing = subject(&error.message).filter(|_| Phase::of(error) == Phase::Resolution);
    let words: BTreeSet<&str> = missing.map_or_else(|| identifiers(&error.message).collect(), |missing| BTreeSet::from([missing]));
    outlined.definitions.iter().filter(|one| one.path.split('.').all(|part| words.contains(part))).collect()
}

/// The errors as text, each with the lines of its file that show what is expected of this one.
pub(super) fn told(question: &Question<'_>, errors: &[Diagnostic]) -> String {
    let of_error = |error: &Diagnostic| format!("{}, {}{}", plain(&error.file), of_fault(&[error]), uses(question, error));
    errors.iter().map(of_error).collect()
}

fn uses(question: &Question<'_>, error: &Diagnostic) -> String {
    const MOST: usize = 3;
    const LONGEST: usize = 120;
    let text = question.tree.text(&error.file).unwrap_or_default();
    let missing = subject(&error.message).filter(|_| Phase::of(error) == Phase::Resolution);
    let is_use = |number: usize, line: &str| {
        let names_it = missing.is_some_and(|missing| identifiers(line).any(|word| word == missing));
        (number == error.line as usize || names_it) && !is_import(line)
    };
    let lines = (1..).zip(text.lines()).filter(|(number, line)| is_use(*number, line)).take(MOST);
    lines.map(|(number, line)| format!("  {number}|{}\n", shorten(line.trim(), LONGEST))).collect()
}
