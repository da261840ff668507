//! The names that clients call endpoints by.

use std::collections::{BTreeSet, HashMap};

use super::{ReadOptions, openapi::Operation, routes};
use crate::{
    ContractError,
    model::Method,
    typescript::reserved::is_member,
    words::{begun, camel, means_many, same_word, words},
};

/// One method of one path, as far as its name follows from it.
pub(super) struct Route<'d, 'a> {
    pub path: &'d str,
    pub method: Method,
    pub operation: &'d Operation<'a>,
    /// Whether another path leads to one item of this one.
    pub is_collection: bool,
}

/// What clients write: `orders.list`.
pub(super) struct Name {
    pub module: String,
    pub endpoint: String,
}

/// First words of names that say what is done, and not with what.
const VERBS: &[&str] = &[
    "add", "all", "cancel", "check", "count", "create", "delete", "do", "fetch", "find", "get", "is", "list", "make", "new", "patch",
    "post", "put", "read", "remove", "reset", "search", "send", "set", "show", "start", "stop", "update", "upload", "validate", "verify",
];

/// Those of them that say no more than that something is had.
const READING: &[&str] = &["fetch", "get", "read", "retrieve"];

/// Words that need the one behind them.
const JOINING: &[&str] =
    &["a", "an", "as", "at", "by", "for", "from", "in", "into", "of", "on", "or", "the", "to", "with", "and", "per", "via"];

/// Of how many words a name may be that is made shorter.
const MOST_WORDS: usize = 100;

/// The names of all routes. Where a short name would mean two endpoints, each has a longer one.
pub(super) fn names(routes: &[Route], options: &ReadOptions) -> Result<Vec<Name>, ContractError> {
    let modules: Vec<Vec<String>> = routes.iter().map(module_words).collect();
    let shared = shared_beginnings(routes, &modules);
    let mut candidates = Vec::with_capacity(routes.len());
    for (route, module) in routes.iter().zip(&modules) {
        let candidate = match overridden(route, options)? {
            Some((module, endpoint)) => Candidate { module, levels: vec![endpoint], own: 1, level: 0 },
            None => {
                let name = camel(module);
                let (levels, own) = levels(route, module, shared.get(&name).map(String::as_str));
                Candidate { module: as_member(name), levels, own, level: 0 }
            }
        };
        candidates.push(candidate);
    }
    tell_apart(&mut candidates, routes)?;
    Ok(candidates.into_iter().map(|candidate| Name { endpoint: candidate.name().to_owned(), module: candidate.module }).collect())
}

/// Whether another path leads to one item of this one.
pub(super) fn is_collection(path: &str, paths: &BTreeSet<&str>) -> bool {
    let beginning = format!("{}/{{", path.trim_end_matches('/'));
    paths.range(&*beginning..).next().is_some_and(|path| path.starts_with(&beginning))
}

/// The function's name in an `operationId` that FastAPI generated: `{name}{path}_{method}`, with `_` for what is no word.
pub(super) fn without_generated_suffix<'i>(id: &'i str, path: &str) -> Option<&'i str> {
    let (rest, method) = id.rsplit_once('_')?;
    Method::is_key(method).then_some(())?;
    let path: String = path.chars().map(|char| if char.is_alphanumeric() { char } else { '_' }).collect();
    rest.strip_suffix(&*path).filter(|name| !name.is_empty())
}

/// Names for one endpoint, from the shortest to the one that tells most.
struct Candidate {
    module: String,
    levels: Vec<String>,
    /// How many of them are no last resort.
    own: usize,
    level: usize,
}

impl Candidate {
    fn name(&self) -> &str {
        &self.levels[self.level]
    }
}

/// Endpoints that share a name take their next longer one, until none do.
fn tell_apart(candidates: &mut [Candidate], routes: &[Route]) -> Result<(), ContractError> {
    loop {
        let mut groups: HashMap<(&str, &str), Vec<usize>> = HashMap::new();
        for (index, candidate) in candidates.iter().enumerate() {
            groups.entry((&candidate.module, candidate.name())).or_default().push(index);
        }
        let mut shared: Vec<Vec<usize>> = groups.into_values().filter(|group| group.len() > 1).collect();
        if shared.is_empty() {
            return Ok(());
        }
        shared.sort();
        for group in shared {
            let with_more = |levels: fn(&Candidate) -> usize| -> Vec<usize> {
                group.iter().copied().filter(|index| candidates[*index].level + 1 < levels(&candidates[*index])).collect()
            };
            let longer = with_more(|candidate| candidate.own);
            let longer = if longer.is_empty() { with_more(|candidate| candidate.levels.len()) } else { longer };
            if longer.is_empty() {
                return Err(collision(&candidates[group[0]], &routes[group[0]], &routes[group[1]]));
            }
            for index in longer {
                candidates[index].level += 1;
            }
        }
    }
}

fn collision(candidate: &Candidate, one: &Route, other: &Route) -> ContractError {
    let (module, name) = (&candidate.module, candidate.name());
    let pointer = routes::pointer(other);
    let message = format!("this endpoint and the one at {} would both be {module}.{name}", routes::pointer(one));
    let key = format!("{} {}", other.method.name(), other.path);
    ContractError::at(pointer, message).with_hint(format!("Give one of them another name: {key:?} = \"{module}.{name}2\""))
}

/// The module and name that the user gave.
fn overridden(route: &Route, options: &ReadOptions) -> Result<Option<(String, String)>, ContractError> {
    let by_route = || options.names.get(&format!("{} {}", route.method.name(), route.path));
    let by_id = route.operation.operation_id.as_deref().and_then(|id| options.names.get(id));
    let Some(name) = by_id.or_else(by_route) else { return Ok(None) };
    match name.split_once('.') {
        Some((module, endpoint)) if is_member(module) && is_member(endpoint) => Ok(Some((module.to_owned(), endpoint.to_owned()))),
        _ => Err(ContractError::at(routes::pointer(route), format!("{name:?} is no name for an endpoint"))
            .with_hint("Write it as module.name, for example orders.list.")),
    }
}

/// The words of the first tag, else of the path's first segment that says something.
fn module_words(route: &Route) -> Vec<String> {
    let tag = route.operation.tags.first().map(|tag| words(tag)).filter(|words| !words.is_empty());
    let by_path = || telling_segments(route.path).map(words).find(|words| !words.is_empty());
    tag.or_else(by_path).unwrap_or_else(|| vec!["root".to_owned()])
}

/// The segments of a path without parameters, `api` and versions.
fn telling_segments(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|segment| !segment.is_empty() && !segment.contains('{') && *segment != "api" && !is_version(segment))
}

fn is_version(segment: &str) -> bool {
    segment.strip_prefix('v').is_some_and(|number| number.starts_with(|char: char| char.is_ascii_digit()) && number.len() < 4)
}

/// The version in a path: `v2`.
fn version(path: &str) -> Option<&str> {
    path.split('/').find(|segment| is_version(segment))
}

/// The names from the shortest on, and how many of them are no last resort.
fn levels(route: &Route, module: &[String], shared: Option<&str>) -> (Vec<String>, usize) {
    let id = route.operation.operation_id.as_deref().filter(|id| !words(id).is_empty());
    let levels = match (function(route), id) {
        (Some(function), id) => {
            let short = if reads_all(&function, route, module) { vec!["list".to_owned()] } else { without(&function, module) };
            let versioned = |name: &[String]| version(route.path).map_or_else(Vec::new, |version| [name, &[version.to_owned()]].concat());
            // FastAPI gives one function that answers to two methods one id
            let with_method = [function.clone(), vec![route.method.key().to_owned()]].concat();
            let (short_of_version, of_version) = (versioned(&short), versioned(&function));
            vec![short, short_of_version, function, of_version, with_method, id.map(words).unwrap_or_default()]
        }
        (None, Some(id)) => {
            let own = words(shared.and_then(|shared| id.strip_prefix(shared)).unwrap_or(id));
            let own = without_beginning(own, module);
            vec![without(&own, module), own, words(id)]
        }
        (None, None) => [verb(route), route.method.key()].map(|verb| without(&short_path_words(verb, route), module)).to_vec(),
    };
    let given = levels.into_iter().filter(|words| !words.is_empty()).map(|words| as_member(camel(&words)));
    let mut names: Vec<String> = given.collect();
    names.dedup();
    let own = names.len();
    names.extend(by_path(route).map(as_member));
    names.dedup();
    (names, own)
}

/// Whether a function reads a whole collection, by its name: `get_users`, beside which `get_user` is likely.
fn reads_all(function: &[String], route: &Route, module: &[String]) -> bool {
    let Some((verb, things)) = function.split_first() else { return false };
    let is_module = things.len() == module.len() && things.iter().zip(module).all(|(thing, own)| same_word(thing, own));
    let is_many = things.last().zip(module.last()).is_some_and(|(thing, own)| means_many(thing, own));
    let is_reading = route.method == Method::Get && READING.contains(&&**verb);
    is_reading && route.is_collection && is_module && is_many
}

/// Whether a summary is only the name of the function that answers, as FastAPI writes it: `List Orders`.
pub(super) fn is_only_the_name(summary: &str, route: &Route) -> bool {
    let lowercase = |words: Vec<String>| words.into_iter().map(|word| word.to_lowercase()).collect::<String>();
    function(route).is_some_and(|function| lowercase(function) == lowercase(words(summary)))
}

/// The words of the name of the function that answers, where it is known.
fn function(route: &Route) -> Option<Vec<String>> {
    let known = route.operation.own.function.as_deref().map(|function| function.rsplit('.').next().unwrap_or(function));
    let generated = || without_generated_suffix(route.operation.operation_id.as_deref()?, route.path);
    known.or_else(generated).map(words).filter(|words| !words.is_empty())
}

/// The words without those of the module, unless nothing remains. What stands behind one that joins words stays: `listForApp`.
fn without(words: &[String], module: &[String]) -> Vec<String> {
    let mut left = words.to_vec();
    while left.len() > module.len() && left.len() <= MOST_WORDS {
        let repeats = |place: &usize| {
            let window = &left[*place..*place + module.len()];
            let is_joined = *place > 0 && JOINING.contains(&&*left[place - 1].to_lowercase());
            !is_joined && window.iter().zip(module).all(|(word, own)| same_word(word, own))
        };
        let Some(place) = (0..=left.len() - module.len()).find(repeats) else { break };
        left.drain(place..place + module.len());
    }
    left
}

/// The words without those of the module, where they begin with them.
fn without_beginning(words: Vec<String>, module: &[String]) -> Vec<String> {
    let begins = words.len() > module.len() && words.iter().zip(module).all(|(word, own)| same_word(word, own));
    if begins { words[module.len()..].to_vec() } else { words }
}

/// What is done, by the method.
fn verb(route: &Route) -> &'static str {
    match route.method {
        Method::Get if route.is_collection => "list",
        Method::Post => "create",
        Method::Put | Method::Patch => "update",
        method => method.key(),
    }
}

fn short_path_words(verb: &str, route: &Route) -> Vec<String> {
    std::iter::once(verb.to_owned()).chain(telling_segments(route.path).flat_map(words)).collect()
}

/// The method and all of the path: `getOrdersByOrderId`.
fn path_words(route: &Route) -> Vec<String> {
    std::iter::once(route.method.key().to_owned()).chain(route.path.split('/').flat_map(segment_words)).collect()
}

/// What a segment of a path says: `by` before what holds a parameter.
fn segment_words(segment: &str) -> Vec<String> {
    let by = segment.contains('{').then(|| "by".to_owned());
    by.into_iter().chain(words(segment)).collect()
}

/// The names of last resort, for ids that are missing or are those of others: by the path, then with its segments apart.
fn by_path(route: &Route) -> [String; 2] {
    let segments = route.path.split('/').filter(|segment| !segment.is_empty()).map(|segment| camel(&segment_words(segment)));
    let slash = (route.path.len() > 1 && route.path.ends_with('/')).then(|| "slash".to_owned());
    let apart: Vec<String> = std::iter::once(route.method.key().to_owned()).chain(segments).chain(slash).collect();
    [camel(&path_words(route)), apart.join("_")]
}

/// By module, the beginning that the ids of all its endpoints share, up to the first separator: `oneClicks_`.
fn shared_beginnings(routes: &[Route], modules: &[Vec<String>]) -> HashMap<String, String> {
    let mut beginnings: HashMap<String, (Option<&str>, usize)> = HashMap::new();
    for (route, module) in routes.iter().zip(modules) {
        let beginning = route.operation.operation_id.as_deref().and_then(beginning);
        let entry = beginnings.entry(camel(module)).or_insert((beginning, 0));
        entry.1 += 1;
        if entry.0 != beginning {
            entry.0 = None;
        }
    }
    let shared = beginnings.into_iter().filter_map(|(module, (beginning, count))| Some((module, beginning.filter(|_| count > 1)?)));
    let shared = shared.filter(|(_, beginning)| words(beginning).first().is_some_and(|first| !VERBS.contains(&&*first.to_lowercase())));
    shared.map(|(module, beginning)| (module, beginning.to_owned())).collect()
}

/// An id up to its first separator: one that no word has in it, else an underscore.
fn beginning(id: &str) -> Option<&str> {
    let end = id.find([':', '/', '.']).or_else(|| id.find('_'))?;
    Some(&id[..=end]).filter(|beginning| id.len() > beginning.len())
}

fn as_member(name: String) -> String {
    let name = begun(name);
    if !is_member(&name) { name + "_" } else { name }
}
