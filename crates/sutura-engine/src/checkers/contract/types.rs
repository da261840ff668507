//! Files that `sutura types` wrote: what would stand in them now, and what of it differs.

use std::{collections::BTreeSet, sync::LazyLock};

use regex::Regex;
use similar::{DiffTag, TextDiff};
use sutura_contract::{
    Contract,
    typescript::{Options, emit},
};

use crate::diagnostic::{Edit, Finding, Fix};

/// What stands in the file of a contract; nothing where it cannot be written.
pub(super) fn fresh(contract: &Contract, options: Options) -> Option<String> {
    emit(contract, options).ok()
}

/// Whether a file says something else than `fresh`. Ends of lines do not count, nor does what the first line says of who wrote it.
pub(super) fn is_stale(text: &str, fresh: &str) -> bool {
    text.lines().skip(1).ne(fresh.lines().skip(1))
}

/// What is wrong with a file where the contract gives `fresh`.
pub(super) fn stale(path: &str, text: &str, fresh: &str) -> Option<Finding> {
    if !is_stale(text, fresh) {
        return None;
    }
    let plain = text.replace("\r\n", "\n");
    let changes = TextDiff::from_lines(plain.as_str(), fresh);
    let (old, new): (Vec<&str>, Vec<&str>) = (plain.lines().collect(), fresh.lines().collect());
    let mut names: Vec<String> = Vec::new();
    let mut edits = Vec::new();
    // What lies between two equal parts is one change: insertions and deletions by themselves may overlap.
    let equal = changes.ops().iter().filter(|change| change.tag() == DiffTag::Equal).map(|same| (same.old_range(), same.new_range()));
    let end = (old.len()..old.len(), new.len()..new.len());
    let (mut old_start, mut new_start) = (0, 0);
    for (old_same, new_same) in equal.chain([end]) {
        let (before, after) = (old_start..old_same.start, new_start..new_same.start);
        (old_start, new_start) = (old_same.end, new_same.end);
        if before.is_empty() && after.is_empty() {
            continue;
        }
        for name in
            before.clone().filter_map(|line| declaration(&old, line)).chain(after.clone().filter_map(|line| declaration(&new, line)))
        {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let content = new[after].iter().map(|line| format!("{line}\n")).collect();
        let line = |at: usize| u32::try_from(at + 1).unwrap_or(u32::MAX);
        edits.push(Edit { line: line(before.start), column: 1, end_line: line(before.end), end_column: 1, content });
    }
    let cause = if contract_of(&plain) != contract_of(fresh) {
        "The backend has changed since these types were written"
    } else if writer_of(&plain) != writer_of(fresh) {
        "Another version of Sutura wrote these types"
    } else {
        "The file was edited by hand"
    };
    let message = format!("{cause}{}. Run `sutura types` again.", differing(&names));
    let fix = Fix { title: "write the types of the backend as it is".to_owned(), safe: true, edits };
    Some(Finding {
        file: path.to_owned(),
        line: 2,
        column: 1,
        code: "stale-types".to_owned(),
        message,
        fix: Some(fix),
        ..Finding::default()
    })
}

fn contract_of(text: &str) -> Option<&str> {
    text.lines().nth(1)
}

/// What the first line says about the program that wrote it.
fn writer_of(text: &str) -> Option<&str> {
    text.lines().next()?.split(" from ").next()
}

/// The name of the declaration that a line belongs to.
fn declaration(lines: &[&str], at: usize) -> Option<String> {
    static DECLARED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:export )?(?:interface|type|const|function|class|async function) ([\w$]+)")
            .expect("the pattern is a constant that the tests compile")
    });
    let line = *lines.get(at)?;
    if line.is_empty() || line.starts_with("//") {
        return None;
    }
    lines[..=at].iter().rev().take(500).find_map(|line| DECLARED.captures(line)).map(|found| found[1].to_owned())
}

/// Most names that a message has.
const MOST_NAMES: usize = 4;

fn differing(names: &[String]) -> String {
    let shown: Vec<String> = names.iter().take(MOST_NAMES).map(|name| format!("`{name}`")).collect();
    match names.len() {
        0 => String::new(),
        1 => format!(": {} differs", shown[0]),
        many if many > MOST_NAMES => format!(": {} and {} more differ", shown.join(", "), many - MOST_NAMES),
        _ => format!(": {} and {} differ", shown[..shown.len() - 1].join(", "), shown[shown.len() - 1]),
    }
}

/// The names that a file of types exports.
pub(super) fn exported(text: &str) -> BTreeSet<&str> {
    static EXPORTED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?m)^export (?:declare )?(?:interface|type|const|function|class) ([\w$]+)")
            .expect("the pattern is a constant that the tests compile")
    });
    EXPORTED.captures_iter(text).filter_map(|found| found.get(1)).map(|name| name.as_str()).collect()
}

/// The types that any other script declares.
pub(super) fn declared(text: &str) -> Vec<&str> {
    static DECLARED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?m)^\s*(?:export )?(?:default )?(?:declare )?(?:interface|type|class|enum|const enum) ([A-Z][\w$]*)\b")
            .expect("the pattern is a constant that the tests compile")
    });
    DECLARED.captures_iter(text).filter_map(|found| found.get(1)).map(|name| name.as_str()).collect()
}
