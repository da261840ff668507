//! Which errors that came were there before, hidden by those that are gone, and which ones the candidate has made.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use regex::Regex;
use similar::DiffOp;

use super::{
    fault::{Phase, is_member, subject},
    outline::outline,
};
use crate::{
    diagnostic::Diagnostic,
    patch::diff::operations,
    workspace::{Tree, words},
};

/// Parts what came into errors that were hidden by those that are `gone`, and new ones. `reach` gives, for some files, these and all that import them.
pub(super) fn revealed<'a>(
    before: &Tree,
    after: &Tree,
    came: Vec<&'a Diagnostic>,
    gone: &[&Diagnostic],
    reach: impl Fn(&BTreeSet<&str>) -> BTreeSet<String>,
) -> (Vec<&'a Diagnostic>, Vec<&'a Diagnostic>) {
    if came.is_empty() {
        return (came, Vec::new());
    }
    let written = Written::between(before, after, gone);
    let hidden: BTreeMap<Phase, Hidden> = came
        .iter()
        .map(|error| Phase::of(error))
        .collect::<BTreeSet<_>>()
        .into_iter()
        .map(|phase| (phase, Hidden::of(phase, gone, &written, &reach)))
        .collect();
    came.into_iter().partition(|error| hidden[&Phase::of(error)].has(error) && !written.made(error))
}

/// Where errors of one phase may have been hidden.
struct Hidden<'a> {
    files: BTreeSet<String>,
    program: bool,
    missed: BTreeSet<(&'a str, &'a str)>,
}

impl<'a> Hidden<'a> {
    fn of(phase: Phase, gone: &[&'a Diagnostic], written: &Written<'_>, reach: impl Fn(&BTreeSet<&str>) -> BTreeSet<String>) -> Self {
        let hides = |gone: &&Diagnostic| Phase::of(gone) < phase && !written.claims(gone);
        let hiding: Vec<&Diagnostic> = gone.iter().copied().filter(hides).collect();
        let mended: BTreeSet<&str> = hiding.iter().map(|gone| gone.file.as_str()).collect();
        Self {
            files: if mended.is_empty() { BTreeSet::new() } else { reach(&mended) },
            program: hiding.iter().any(|gone| gone.tool == "tsc" && Phase::of(gone) == Phase::Syntax),
            missed: hiding.iter().filter_map(|gone| Some((gone.file.as_str(), subject(&gone.message)?))).collect(),
        }
    }

    fn has(&self, error: &Diagnostic) -> bool {
        // tsc keeps all that it knows about types to itself while any file of the program does not parse.
        let in_reach = self.files.contains(&error.file) || self.program && error.tool == "tsc";
        // A name that was missing is missing still where it is asked of a module as its member.
        let is_missed = || is_member(error) && subject(&error.message).is_some_and(|name| self.missed.contains(&(&error.file, name)));
        in_reach && !is_missed()
    }
}

/// What a candidate wrote itself, in distinction from what it only brought to light.
struct Written<'a> {
    after: &'a Tree,
    changes: BTreeMap<&'a str, Change<'a>>,
    /// The names that were missing and are there now.
    mended: BTreeSet<&'a str>,
    /// Those of them that the candidate defines by itself.
    defined: BTreeSet<&'a str>,
    /// The names of definitions that it made other ones: with other parameters, or of another type.
    altered: BTreeSet<String>,
}

impl<'a> Written<'a> {
    fn between(before: &'a Tree, after: &'a Tree, gone: &[&'a Diagnostic]) -> Self {
        // A text that did not parse hid all that was wrong with it, wherever it is written anew.
        let was_broken = |path: &str| gone.iter().any(|gone| gone.file == path && Phase::of(gone) == Phase::Syntax);
        let changed = after.changed_from(before).filter(|path| !was_broken(path));
        let changes: BTreeMap<&str, Change> =
            changed.filter_map(|path| Some((path, Change::between(before.text(path).unwrap_or_default(), after.text(path)?)))).collect();
        let resolved = gone.iter().filter(|gone| Phase::of(gone) == Phase::Resolution);
        let mended: BTreeSet<&str> = resolved.filter_map(|gone| subject(&gone.message)).collect();
        let defined = mended.iter().copied().filter(|name| changes.values().any(|change| change.defines(name))).collect();
        let altered = changes.iter().flat_map(|(path, change)| change.altered(path, &mended)).collect();
        Self { after, changes, mended, defined, altered }
    }

    /// Whether what mended this error is the candidate's own word: a definition of the name, which has to fit the uses of it. An import brings what is
    /// there already, and shows what was wrong with its uses all along.
    fn claims(&self, gone: &Diagnostic) -> bool {
        Phase::of(gone) == Phase::Resolution && subject(&gone.message).is_some_and(|name| self.defined.contains(name))
    }

    /// Whether the candidate made this error: on a line that it wrote for another reason than a missing name, or where something is used that it changed.
    fn made(&self, error: &Diagnostic) -> bool {
        let line = self.after.text(&error.file).and_then(|text| text.lines().nth(error.line.checked_sub(1)? as usize)).unwrap_or_default();
        let speaks_of = |line: &str, names: &BTreeSet<&str>| names.iter().any(|name| uses(line, name));
        let for_another_reason = self
            .changes
            .get(error.file.as_str())
            .and_then(|change| change.written(error.line))
            .is_some_and(|old| !speaks_of(line, &self.mended) && !old.is_some_and(|old| speaks_of(old, &self.mended)));
        for_another_reason || speaks_of(line, &self.defined) || words(line).any(|word| self.altered.contains(word))
    }
}

fn uses(line: &str, name: &str) -> bool {
    // A module is named in a way that is no word.
    words(line).any(|word| word == name) || words(name).nth(1).is_some() && line.contains(name)
}

/// What became of one text.
struct Change<'a> {
    texts: [&'a str; 2],
    old: Vec<&'a str>,
    new: Vec<&'a str>,
    operations: Vec<DiffOp>,
}

impl<'a> Change<'a> {
    fn between(before: &'a str, after: &'a str) -> Self {
        let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
        Self { texts: [before, after], operations: operations(&old, &new), old, new }
    }

    /// Of a line that was written anew, counted from 1, what stood there most likely.
    fn written(&self, line: u32) -> Option<Option<&'a str>> {
        let index = line.checked_sub(1)? as usize;
        let operation = self.operations.iter().find(|operation| operation.new_range().contains(&index))?;
        if matches!(operation, DiffOp::Equal { .. }) {
            return None;
        }
        let likeness = |old: &&&str| strsim::sorensen_dice(old, self.new[index]);
        let closest = |a: &&&str, b: &&&str| likeness(a).partial_cmp(&likeness(b)).unwrap_or(Ordering::Equal);
        Some(self.old[operation.old_range()].iter().max_by(closest).copied())
    }

    /// Whether a new line defines `name`, where none defined the same by another name.
    fn defines(&self, name: &str) -> bool {
        (1..=self.new.len() as u32)
            .zip(&self.new)
            .any(|(number, line)| defined(line) == Some(name) && self.written(number).is_some_and(|old| old.and_then(defined).is_none()))
    }

    /// The names of definitions whose head changed by more than a name that was missing in it.
    fn altered(&self, path: &str, mended: &BTreeSet<&str>) -> Vec<String> {
        let [before, after] = self.texts.map(|text| (text, outline(path, text)));
        if !before.1.sound || !after.1.sound {
            return Vec::new();
        }
        let old = |path: &str| before.1.find(path).map(|old| &before.0[old.head.clone()]);
        let new = after.1.definitions.iter();
        let changed = new.filter(|new| old(&new.path).is_some_and(|old| is_altered(old, &after.0[new.head.clone()], mended)));
        changed.map(|new| new.name().to_owned()).collect()
    }
}

/// Whether the words of a head differ by more than other ones for names that were missing.
fn is_altered(old: &str, new: &str, mended: &BTreeSet<&str>) -> bool {
    let mut added: Vec<&str> = words(new).collect();
    let mut lost: Vec<&str> = words(old).collect();
    lost.retain(|word| match added.iter().position(|other| other == word) {
        Some(at) => {
            added.swap_remove(at);
            false
        }
        None => true,
    });
    lost.len() != added.len() || lost.iter().any(|word| !mended.contains(word))
}

/// The name that a line defines: of a variable, function, class or type.
fn defined(line: &str) -> Option<&str> {
    static DEFINED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^\s*(?:export\s+)?(?:default\s+)?(?:declare\s+)?(?:(?:async\s+)?(?:def|class|function|const|let|var|type|interface|enum)\s+([\w$]+)|([\w$]+)\s*(?::[^=]+)?=[^=>])",
        )
        .expect("the pattern is a constant that the tests compile")
    });
    // A line that goes on is an argument with its name.
    let found = DEFINED.captures(line).filter(|_| !line.trim_end().ends_with(','))?;
    Some(found.get(1).or(found.get(2))?.as_str())
}
