//! Endpoints side by side.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{
    Change, Kind, Subject,
    change::Difference,
    fields::deprecated,
    pairs::{Pairs, Placed, shape},
    parameters,
    reach::response_sides,
    sides::Sides,
    types::differences,
};
use crate::model::{Content, Endpoint, Presence, Response};

/// All changes of modules and endpoints.
pub fn changes(pairs: &Pairs<'_>) -> Vec<Change> {
    let modules = Modules::of(pairs);
    let mut changes = modules.changes();
    for (old, new) in &pairs.endpoints {
        let here = vec![old.name()];
        let found = compare(pairs, &modules, *old, *new);
        changes
            .extend(found.into_iter().filter_map(|(difference, sides)| difference.on(sides, Subject::Endpoint, &old.name(), here.clone())));
    }
    for endpoint in &pairs.removed_endpoints {
        let gone = Difference::new("", Kind::Removed, "was removed").breaking(Sides::REQUESTS | Sides::CODE);
        let old = Some(endpoint.endpoint.route());
        changes.extend(Difference { old, ..gone }.on(Sides::REQUESTS, Subject::Endpoint, &endpoint.name(), vec![endpoint.name()]));
    }
    for endpoint in &pairs.added_endpoints {
        let new = Some(endpoint.endpoint.route());
        let come = Difference { new, ..Difference::new("", Kind::Added, "was added") };
        changes.extend(come.on(Sides::NONE, Subject::Endpoint, &endpoint.name(), Vec::new()));
    }
    changes
}

/// Modules of both contracts, and which of them are one under two names.
struct Modules<'a> {
    old: BTreeMap<&'a str, Vec<String>>,
    new: BTreeSet<&'a str>,
    renamed: HashMap<&'a str, &'a str>,
}

impl<'a> Modules<'a> {
    fn of(pairs: &Pairs<'a>) -> Self {
        let mut old: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for endpoint in pairs.endpoints.iter().map(|(old, _)| old).chain(&pairs.removed_endpoints) {
            old.entry(&endpoint.module.name).or_default().push(endpoint.name());
        }
        let all_new = pairs.endpoints.iter().map(|(_, new)| new).chain(&pairs.added_endpoints);
        let new: BTreeSet<&str> = all_new.map(|endpoint| endpoint.module.name.as_str()).collect();
        let mut targets: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (old, new) in &pairs.endpoints {
            targets.entry(&old.module.name).or_default().insert(&new.module.name);
        }
        let is_free = |from: &str, to: &str| !new.contains(from) && !old.contains_key(to);
        let one = |targets: &BTreeSet<&'a str>| targets.first().copied().filter(|_| targets.len() == 1);
        let renamed = targets.iter().filter_map(|(from, to)| Some((*from, one(to).filter(|to| is_free(from, to))?))).collect();
        Self { old, new, renamed }
    }

    fn changes(&self) -> Vec<Change> {
        let mut changes = Vec::new();
        for (name, endpoints) in &self.old {
            let told = match self.renamed.get(name) {
                Some(new) => Difference::renamed("", name, new),
                None if !self.new.contains(name) => Difference::new("", Kind::Removed, "was removed"),
                None => continue,
            };
            changes.extend(told.breaking(Sides::CODE).on(Sides::NONE, Subject::Module, name, endpoints.clone()));
        }
        let known: BTreeSet<&str> = self.old.keys().chain(self.renamed.values()).copied().collect();
        let come = self.new.difference(&known).filter_map(|name| {
            let told = Difference::new("", Kind::Added, "was added");
            told.on(Sides::NONE, Subject::Module, name, Vec::new())
        });
        changes.extend(come);
        changes
    }

    /// Whether an endpoint has another name, beyond that of its module.
    fn is_renamed(&self, old: &Placed<'_>, new: &Placed<'_>) -> bool {
        let module = self.renamed.get(old.module.name.as_str()).copied().unwrap_or(&old.module.name);
        module != new.module.name || old.endpoint.name != new.endpoint.name
    }
}

type Found = Vec<(Difference, Sides)>;

fn compare(pairs: &Pairs<'_>, modules: &Modules<'_>, old: Placed<'_>, new: Placed<'_>) -> Found {
    let mut told = Vec::new();
    if modules.is_renamed(&old, &new) {
        told.push(Difference::renamed("", &old.name(), &new.name()).breaking(Sides::CODE));
    }
    let (old, new) = (old.endpoint, new.endpoint);
    if old.method != new.method || shape(&old.path) != shape(&new.path) {
        told.push(Difference::turned("", old.route(), new.route()).breaking(Sides::REQUESTS));
    }
    told.extend(security(old, new));
    told.extend(deprecated("", old.deprecated, new.deprecated));
    told.extend(parameters::differences(pairs, old, new));
    told.extend(body(pairs, old, new));
    let mut found: Found = told.into_iter().map(|difference| (difference, Sides::REQUESTS)).collect();
    found.extend(responses(pairs, old, new));
    found.extend(presence(&old.presence, &new.presence).into_iter().map(|difference| (difference, Sides::RESPONSES)));
    found
}

fn security(old: &Endpoint, new: &Endpoint) -> Option<Difference> {
    let (of_old, of_new): (BTreeSet<&String>, BTreeSet<&String>) = (old.security.iter().collect(), new.security.iter().collect());
    if of_old == of_new {
        return None;
    }
    let shown = |names: &[String]| if names.is_empty() { "nothing".to_owned() } else { names.join(" or ") };
    let (asked, asks) = (shown(&old.security), shown(&new.security));
    let message = format!("asks for {asks}, asked for {asked}");
    let told = Difference { old: Some(asked), new: Some(asks), ..Difference::new("security", Kind::Changed, message) };
    let opens = of_new.is_empty() || !of_old.is_empty() && of_old.is_subset(&of_new);
    Some(told.breaking(Sides::REQUESTS.when(!opens)))
}

fn body(pairs: &Pairs<'_>, old: &Endpoint, new: &Endpoint) -> Vec<Difference> {
    match (&old.body, &new.body) {
        (None, None) => Vec::new(),
        (Some(_), None) => vec![Difference::new("body", Kind::Removed, "was removed").breaking(Sides::CODE)],
        (None, Some(body)) => {
            vec![Difference::new("body", Kind::Added, "was added").breaking(Sides::REQUESTS.when(body.required))]
        }
        (Some(old), Some(new)) => {
            let required = match (old.required, new.required) {
                (false, true) => Some(Difference::new("body", Kind::Changed, "has to be sent now").breaking(Sides::REQUESTS)),
                (true, false) => Some(Difference::new("body", Kind::Changed, "need not be sent any more")),
                _ => None,
            };
            required.into_iter().chain(contents(pairs, "body", &old.contents, &new.contents, Sides::REQUESTS)).collect()
        }
    }
}

/// The ways in which something is sent: `loses` is broken where there is one less, as each side may choose among them.
fn contents(pairs: &Pairs<'_>, at: &str, old: &[Content], new: &[Content], loses: Sides) -> Vec<Difference> {
    let find = |contents: &[Content], media_type: &str| contents.iter().position(|content| content.media_type == media_type);
    let mut told = Vec::new();
    for content in old {
        match find(new, &content.media_type) {
            Some(place) => told.extend(content_differences(pairs, at, content, &new[place])),
            None => told.push(Difference::new(at, Kind::Removed, format!("is no longer {}", content.media_type)).breaking(loses)),
        }
    }
    let gains = Sides::RESPONSES.when(!loses.meets(Sides::REQUESTS));
    let come = new.iter().filter(|content| find(old, &content.media_type).is_none());
    told.extend(come.map(|content| Difference::new(at, Kind::Added, format!("may be {} now", content.media_type)).breaking(gains)));
    told
}

fn content_differences(pairs: &Pairs<'_>, at: &str, old: &Content, new: &Content) -> Vec<Difference> {
    let stream = match (old.stream, new.stream) {
        (false, true) => Some("is a stream now"),
        (true, false) => Some("is no longer a stream"),
        _ => None,
    };
    let stream = stream.map(|message| Difference::new(at, Kind::Changed, message).breaking(Sides::REQUESTS | Sides::RESPONSES));
    let inside = differences(pairs, &old.ty, &new.ty).into_iter().map(|difference| below(at, difference));
    stream.into_iter().chain(inside).collect()
}

/// A difference of a part, at its place in the whole.
pub fn below(at: &str, difference: Difference) -> Difference {
    let between = if difference.at.is_empty() || difference.at.starts_with('[') { "" } else { "." };
    Difference { at: format!("{at}{between}{}", difference.at), ..difference }
}

fn responses(pairs: &Pairs<'_>, old: &Endpoint, new: &Endpoint) -> Found {
    let mut found = Vec::new();
    let sides = |response: &Response| if response.is_success() { response_sides(&old.presence) } else { Sides::RESPONSES };
    let mut come: Vec<&Response> = new.responses.iter().collect();
    for response in &old.responses {
        let partner = come.iter().position(|other| other.status == response.status).or_else(|| moved(response, old, new, &come));
        let Some(partner) = partner.map(|place| come.remove(place)) else {
            let gone = Difference::new(&response.status, Kind::Removed, "is no longer an answer");
            // Who gets no error of a kind any more has code that does nothing; who gets no result of a kind misses it.
            let breaks = Sides::RESPONSES.when(response.is_success() && !response.contents.is_empty());
            found.push((gone.breaking(breaks), Sides::RESPONSES));
            continue;
        };
        if partner.status != response.status {
            found.push((Difference::turned(&response.status, &response.status, &partner.status), Sides::RESPONSES));
        }
        let told = answers(pairs, response, partner);
        found.extend(told.into_iter().map(|difference| (difference, sides(response))));
    }
    let come = come.into_iter().map(|response| {
        let breaks = Sides::RESPONSES.when(response.is_success());
        (Difference::new(&response.status, Kind::Added, "is an answer now").breaking(breaks), Sides::RESPONSES)
    });
    found.extend(come);
    found
}

/// The successful answer under another status, where each contract has only one.
fn moved(response: &Response, old: &Endpoint, new: &Endpoint, come: &[&Response]) -> Option<usize> {
    let only = |endpoint: &Endpoint| endpoint.responses.iter().filter(|response| response.is_success()).count() == 1;
    let is_moved = response.is_success() && only(old) && only(new);
    come.iter().position(|other| is_moved && other.is_success())
}

fn answers(pairs: &Pairs<'_>, old: &Response, new: &Response) -> Vec<Difference> {
    let at = &old.status;
    match (old.contents.is_empty(), new.contents.is_empty()) {
        (false, true) => vec![Difference::new(at, Kind::Changed, "no longer has a body").breaking(Sides::RESPONSES)],
        (true, false) => vec![Difference::new(at, Kind::Changed, "has a body now")],
        _ => contents(pairs, at, &old.contents, &new.contents, Sides::NONE),
    }
}

/// Which fields of an answer are left out on the way.
fn presence(old: &Presence, new: &Presence) -> Vec<Difference> {
    let flags = [
        ("fields that were not set", old.exclude_unset, new.exclude_unset),
        ("fields that have their default", old.exclude_defaults, new.exclude_defaults),
        ("fields that are null", old.exclude_none, new.exclude_none),
    ];
    let mut told: Vec<Difference> =
        flags.into_iter().filter(|(_, old, new)| old != new).map(|(what, _, leaves_out)| left_out(what, leaves_out)).collect();
    let listed = |fields: &[String]| fields.iter().cloned().collect::<BTreeSet<String>>();
    let (of_old, of_new) = (listed(&old.exclude), listed(&new.exclude));
    told.extend(of_new.difference(&of_old).map(|field| left_out(field, true).word(field)));
    told.extend(of_old.difference(&of_new).map(|field| left_out(field, false)));
    let included = |presence: &Presence| presence.include.as_deref().map(listed);
    let (of_old, of_new) = (included(old), included(new));
    if of_old != of_new {
        let loses = match (&of_old, &of_new) {
            (Some(old), Some(new)) => !old.is_subset(new),
            (_, new) => new.is_some(),
        };
        let shown = |fields: Option<BTreeSet<String>>| fields.map_or("all fields".to_owned(), |fields| Vec::from_iter(fields).join(", "));
        let told_at = Difference::turned("response fields", shown(of_old), shown(of_new));
        told.push(told_at.breaking(Sides::RESPONSES.when(loses)));
    }
    if old.by_field != new.by_field {
        let message = if new.by_field { "have the names of the Python class now" } else { "have their aliases now" };
        told.push(Difference::new("response fields", Kind::Changed, message).breaking(Sides::RESPONSES));
    }
    told
}

fn left_out(what: &str, is_left_out: bool) -> Difference {
    let message = if is_left_out { format!("leave out {what} now") } else { format!("no longer leave out {what}") };
    Difference::new("responses", Kind::Changed, message).breaking(Sides::RESPONSES.when(is_left_out))
}
