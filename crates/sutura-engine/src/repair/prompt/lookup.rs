//! The definitions that messages speak of, found by name in the whole project.

use std::collections::{BTreeMap, BTreeSet};

use super::view::{head, line_of};
use crate::{
    imports::ImportGraph,
    repair::outline::{Definition, Kind, Outline, outline},
    workspace::{Grammar, Tree},
};

/// Most definitions that are shown, and files that are parsed for them.
const MOST: usize = 14;
const MOST_FILES: usize = 30;
/// Most lines of one definition.
const MOST_LINES: usize = 30;

/// Definitions by file, as text: heads, and of classes and types the members too.
///
/// `names` come by falling importance. What `shown` holds of `file` itself is left out. Where several files define a name, those that `file` imports come first.
pub(super) fn definitions(
    tree: &Tree,
    imports: &ImportGraph,
    file: &str,
    names: &[String],
    shown: &BTreeSet<usize>,
) -> Vec<(String, String)> {
    let imported: BTreeSet<&str> = imports.imports_of(file).collect();
    let language = Grammar::of(file);
    let mut files: Vec<&str> = tree.files().keys().map(String::as_str).filter(|path| Grammar::of(path) == language).collect();
    files.sort_by_key(|path| (*path != file, !imported.contains(path)));
    let mut outlines: BTreeMap<&str, Outline> = BTreeMap::new();
    let mut found: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut count = 0;
    for name in names {
        for path in &files {
            let Some(text) = tree.text(path).filter(|text| may_define(text, name)) else { continue };
            if !outlines.contains_key(path) && outlines.len() >= MOST_FILES {
                continue;
            }
            let outlined = outlines.entry(path).or_insert_with(|| outline(path, text));
            let is_wanted = |one: &&Definition| one.path == *name && !(*path == file && shown.contains(&line_of(text, one.range.start)));
            let mut texts = outlined.definitions.iter().filter(is_wanted).map(|one| of_definition(text, outlined, one)).peekable();
            if texts.peek().is_none() {
                continue;
            }
            let known = found.entry(path).or_default();
            for text in texts.filter(|text| count < MOST && !known.contains(text)).collect::<Vec<_>>() {
                known.push(text);
                count += 1;
            }
            if imported.contains(path) || *path == file {
                break;
            }
        }
    }
    let texts = found.into_iter().filter(|(_, texts)| !texts.is_empty());
    texts.map(|(path, texts)| (path.to_owned(), texts.join("\n"))).collect()
}

/// A cheap test before a text is parsed: the name stands behind a word that declares, or at the beginning of a line.
fn may_define(text: &str, name: &str) -> bool {
    text.match_indices(name).take(200).any(|(at, _)| {
        let before = text[..at].trim_end_matches(' ');
        before.is_empty()
            || before.ends_with('\n')
            || ["def", "class", "function", "const", "let", "var", "interface", "type", "enum"].iter().any(|word| before.ends_with(word))
    })
}

fn of_definition(text: &str, outlined: &Outline, found: &Definition) -> String {
    let line = line_of(text, found.range.start);
    if found.kind == Kind::Function {
        return format!("{line}|{}\n", head(text, found));
    }
    let members: Vec<&Definition> = outlined.definitions.iter().filter(|member| member.parent() == found.path).collect();
    let mut shown = format!("{line}|{}\n", head(text, found));
    if text[found.range.clone()].lines().count() > 1 || found.kind == Kind::Class {
        for member in members.iter().take(MOST_LINES) {
            shown.push_str(&format!("{}|  {}\n", line_of(text, member.range.start), head(text, member)));
        }
    }
    shown
}

/// What a module offers, one head a line: for an import that names what is not there.
pub(super) fn offers(tree: &Tree, path: &str) -> Option<String> {
    let text = tree.text(path)?;
    let found = outline(path, text);
    let is_offered = |one: &&Definition| {
        let is_exported = found.exports.contains(&one.path) || text[one.range.clone()].starts_with("export");
        one.parent().is_empty() && (found.exports.is_empty() || is_exported)
    };
    let own = found.definitions.iter().filter(is_offered);
    let heads: String = own.take(2 * MOST_LINES).map(|one| format!("{}|{}\n", line_of(text, one.range.start), head(text, one))).collect();
    (!heads.is_empty()).then_some(heads)
}

/// Files whose name is that of the last part of a module that cannot be found.
pub(super) fn files_like<'t>(tree: &'t Tree, file: &str, module: &str) -> Vec<&'t str> {
    let wanted = stem(module.trim_end_matches('/'));
    let language = Grammar::of(file);
    let files = tree.files().keys().map(String::as_str).filter(|path| Grammar::of(path) == language && *path != file);
    files.filter(|path| stem(path) == wanted || strsim::normalized_levenshtein(stem(path), wanted) > 0.8).take(5).collect()
}

/// The last part of a path or module, without its ending.
pub(super) fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    match Grammar::of(name) {
        Some(_) => name.rsplit_once('.').map_or(name, |(stem, _)| stem),
        None => name.rsplit('.').next().unwrap_or(name),
    }
}
