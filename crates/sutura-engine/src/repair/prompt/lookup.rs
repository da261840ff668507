//! The definitions that messages speak of, found by name in the whole project.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, VecDeque},
    ops::Range,
};

use super::{
    names::{Wanted, identifiers},
    view::{head, line_of},
};
use crate::{
    imports::ImportGraph,
    repair::outline::{Definition, Kind, Outline, outline},
    report::text::shorten,
    workspace::{Grammar, Tree},
};

/// Most definitions that are shown, of one name, and files that are parsed for them.
const MOST: usize = 14;
const MOST_OF_A_NAME: usize = 3;
const MOST_FILES: usize = 30;
/// Most lines of one definition, and of what a module offers.
const MOST_LINES: usize = 30;
const MOST_OFFERS: usize = 40;

/// Lines of files that are shown already.
pub(super) type Shown = BTreeMap<String, BTreeSet<usize>>;

/// Definitions by file, as text: heads, of classes and types the members and bases too, of members the head of their class, of functions without a declared result what
/// they return.
///
/// `wanted` comes by falling importance; of each the first way that finds anything counts. What is `shown` is left out. Where several files define a name, those that `file`
/// imports come first, and others only if these do not.
pub(super) fn definitions(
    tree: &Tree,
    imports: &ImportGraph,
    file: &str,
    wanted: Vec<Vec<Wanted>>,
    shown: &Shown,
) -> Vec<(String, String)> {
    let mut search = Search::new(tree, imports, file);
    let mut pending: VecDeque<(Vec<Wanted>, bool)> = wanted.into_iter().map(|ways| (ways, true)).collect();
    let mut known: BTreeSet<(&str, usize)> = BTreeSet::new();
    let mut told: BTreeMap<&str, BTreeMap<usize, String>> = BTreeMap::new();
    while let Some((ways, is_asked_for)) = pending.pop_front().filter(|_| known.len() < MOST) {
        let Some(found) = ways.iter().map(|way| search.find(*way)).find(|found| !found.is_empty()) else { continue };
        for (path, one) in found {
            let (text, outlined) = (tree.text(path).unwrap_or_default(), &search.outlines[path]);
            let is_new = known.insert((path, one.range.start));
            if is_asked_for && matches!(one.kind, Kind::Class | Kind::Type) {
                let bases = identifiers(&text[one.head.clone()]).skip_while(|word| *word != one.name()).skip(1);
                pending.extend(bases.map(|base| (vec![Wanted::Path(base)], false)));
            }
            let is_shown = shown.get(path).is_some_and(|lines| lines.contains(&line_of(text, one.range.start)));
            let lines = of_definition(text, outlined, &one);
            // A base without members says nothing.
            if is_new && !is_shown && (is_asked_for || one.kind != Kind::Class || lines.len() > 1) {
                told.entry(path).or_default().extend(lines);
            }
        }
    }
    told.into_iter().map(|(path, lines)| (path.to_owned(), lines.into_values().collect())).collect()
}

/// The files among which definitions are looked for, those that `file` sees first, and what they define, as far as they were read.
struct Search<'t> {
    tree: &'t Tree,
    files: Vec<&'t str>,
    /// How many of the files are `file` and what it imports, or takes from there.
    near: usize,
    outlines: BTreeMap<&'t str, Outline>,
}

impl<'t> Search<'t> {
    fn new(tree: &'t Tree, imports: &ImportGraph, file: &str) -> Self {
        let imported: BTreeSet<&str> = imports.imports_of(file).collect();
        // What is imported may only pass on what it imports.
        let passed: BTreeSet<&str> = imported.iter().flat_map(|path| imports.imports_of(path)).collect();
        let distance = |path: &str| {
            if path == file {
                0
            } else if imported.contains(path) {
                1
            } else if passed.contains(path) {
                2
            } else {
                3
            }
        };
        let language = Grammar::of(file);
        let mut files: Vec<&str> = tree.files().keys().map(String::as_str).filter(|path| Grammar::of(path) == language).collect();
        files.sort_by_key(|path| distance(path));
        let near = files.iter().filter(|path| distance(path) < 3).count();
        Self { tree, files, near, outlines: BTreeMap::new() }
    }

    fn find(&mut self, wanted: Wanted) -> Vec<(&'t str, Definition)> {
        let near = self.near;
        let mut found = self.find_in(0..near, wanted);
        if found.is_empty() && !matches!(wanted, Wanted::Near(_)) {
            found = self.find_in(near..self.files.len(), wanted);
        }
        found
    }

    fn find_in(&mut self, files: Range<usize>, wanted: Wanted) -> Vec<(&'t str, Definition)> {
        let mut found = Vec::new();
        for path in &self.files[files] {
            let Some(text) = self.tree.text(path).filter(|text| may_define(text, wanted.name())) else { continue };
            if !self.outlines.contains_key(path) && self.outlines.len() >= MOST_FILES {
                continue;
            }
            let outlined = self.outlines.entry(path).or_insert_with(|| outline(path, text));
            found.extend(outlined.definitions.iter().filter(|one| wanted.is(one)).map(|one| (*path, one.clone())));
            if found.len() >= MOST_OF_A_NAME {
                break;
            }
        }
        found.truncate(MOST_OF_A_NAME);
        found
    }
}

/// A cheap test before a text is parsed: the name stands behind a word that declares, or at the beginning of a line.
fn may_define(text: &str, name: &str) -> bool {
    text.match_indices(name).take(200).any(|(at, _)| {
        let before = text[..at].trim_end_matches([' ', '\t']);
        before.is_empty()
            || before.ends_with(['\n', '{', ';', '('])
            || [
                "def",
                "class",
                "function",
                "const",
                "let",
                "var",
                "interface",
                "type",
                "enum",
                "async",
                "static",
                "readonly",
                "private",
                "public",
            ]
            .iter()
            .any(|word| before.ends_with(word))
    })
}

/// The lines that tell what a definition is, by their numbers.
fn of_definition(text: &str, outlined: &Outline, found: &Definition) -> BTreeMap<usize, String> {
    let line = |one: &Definition, indent: &str, more: &str| {
        let number = line_of(text, one.range.start);
        (number, format!("{number}|{indent}{}{more}\n", head(text, one)))
    };
    let owner = outlined.find(found.parent());
    let mut lines: BTreeMap<usize, String> = owner.map(|owner| line(owner, "", "")).into_iter().collect();
    let result = if found.kind == Kind::Function { result(text, found) } else { String::new() };
    lines.extend([line(found, if owner.is_some() { "  " } else { "" }, &result)]);
    let has_members = found.kind == Kind::Class || text[found.range.clone()].lines().count() > 1;
    let members = outlined.members(&found.path).filter(|_| has_members);
    lines.extend(members.take(MOST_LINES).map(|member| line(member, "  ", "")));
    lines
}

/// What a function returns at its end, where its head does not declare it: a hook is known by that. What a component shows is nothing of the kind.
fn result(text: &str, found: &Definition) -> String {
    const LONGEST: usize = 160;
    let (head, body) = (&text[found.head.clone()], &text[found.head.end..found.range.end]);
    let is_declared = head.contains("->") || head.rsplit_once(')').is_some_and(|(_, rest)| rest.trim_start().starts_with(':'));
    if is_declared || found.name().starts_with(char::is_uppercase) {
        return String::new();
    }
    let starts_line = |at: usize| body[..at].trim_end_matches([' ', '\t']).ends_with('\n');
    let last = body.rmatch_indices("return ").map(|(at, _)| at).find(|at| starts_line(*at));
    let returned = match last {
        Some(at) => &body[at..],
        None if !body.trim_start().starts_with('{') && !body.contains('\n') => body,
        None => return String::new(),
    };
    let words: Vec<&str> = returned.trim_end().trim_end_matches(';').trim_end_matches('}').split_whitespace().collect();
    if words.is_empty() { String::new() } else { format!(" … {}", shorten(&words.join(" "), LONGEST)) }
}

/// What a module offers, by lines, each with its head, the nearest to `wanted` first: for an import that names what is not there.
pub(super) fn offers(tree: &Tree, path: &str, wanted: &str) -> Vec<(usize, String)> {
    let Some(text) = tree.text(path) else { return Vec::new() };
    let found = outline(path, text);
    let is_offered = |one: &&Definition| {
        let is_exported = found.exports.contains(&one.path) || text[one.range.clone()].starts_with("export");
        found.exports.is_empty() || is_exported
    };
    let mut own: Vec<&Definition> = found.members("").filter(is_offered).collect();
    own.sort_by_key(|one| Reverse(likeness(&one.path, wanted)));
    let line = |one: &Definition| {
        let number = line_of(text, one.range.start);
        (number, format!("{number}|{}\n", head(text, one)))
    };
    own.into_iter().take(MOST_OFFERS).map(line).collect()
}

/// How alike two names are, in percent.
pub(super) fn likeness(one: &str, other: &str) -> u32 {
    (strsim::normalized_levenshtein(&one.to_lowercase(), &other.to_lowercase()) * 100.0) as u32
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
