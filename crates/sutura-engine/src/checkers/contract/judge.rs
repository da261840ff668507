//! What is wrong with the requests of a frontend, as far as the contract proves it.

use std::{
    borrow::Cow,
    cell::Cell,
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    rc::Rc,
};

use sutura_contract::{
    Contract,
    model::{Additional, Content, Endpoint, Object, Place as Where, Property, SecurityKind, Type},
};

use super::near::{Distance, clearly_nearest, distance, nearness};
use crate::{
    checkers::structure::place::position,
    contract::requests::{
        client::Request,
        route::{Address, Base, Fit, Part, Route, Segment, addresses, answering},
        sent::{Sent, sent},
        value::{Fields, Place, Scripts, Value},
    },
    diagnostic::{Edit, Finding, Fix},
};

/// What is known beside the contract.
#[derive(Debug, Default)]
pub(super) struct Around {
    /// What else answers: routes that no document shows, those of the frontend's own server.
    pub others: Vec<Route>,
    /// Whether something in between writes paths anew.
    pub may_be_rewritten: bool,
    /// Whether keys are written otherwise on the way.
    pub converts_keys: bool,
    /// Whether the backend may answer where neither its document nor its sources say so.
    pub serves_more: bool,
}

/// The findings about all requests of `scripts`, of which those that `is_asked` picks may send them.
pub(super) fn judge(contract: &Contract, scripts: &Scripts<'_>, around: &Around, is_asked: impl Fn(usize) -> bool) -> Vec<Finding> {
    let judge = Judge { routes: routes(contract), contract, scripts, around };
    let looked: Vec<Look<'_, '_>> = sent(scripts, is_asked).into_iter().flat_map(|alternatives| judge.look(alternatives)).collect();
    let groups = groups(&looked);
    let mut findings: Vec<Finding> = looked.iter().flat_map(|look| judge.findings(look, &groups[&look.base])).collect();
    let key = |finding: &Finding| (finding.file.clone(), finding.line, finding.column, finding.code.clone());
    findings.sort_by_key(key);
    findings.dedup_by(|one, other| key(one) == key(other));
    findings
}

/// The endpoints that no script mentions, neither by the client's names for them nor by their paths; none where no endpoint is mentioned at all.
pub(super) fn unused<'c>(contract: &'c Contract, scripts: &Scripts<'_>) -> Vec<&'c Endpoint> {
    let nothing = Rc::default();
    let texts = (0..scripts.all.len()).flat_map(|file| scripts.script(file).paths.iter().map(move |path| (file, path)));
    let urls: Vec<_> = texts.flat_map(|(file, path)| scripts.value(file, path, &nothing).texts()).collect();
    let addresses: Vec<Address<'_>> = urls.iter().filter_map(Address::of).collect();
    let chains: BTreeSet<(&str, &str)> =
        scripts.all.iter().flat_map(|(.., script)| &script.chains).map(|(module, name)| (module.as_str(), name.as_str())).collect();
    // A route is asked for by who says the last of its words.
    let mut by_word: BTreeMap<&str, Vec<&Address<'_>>> = BTreeMap::new();
    for address in &addresses {
        for segment in &address.segments {
            if let Segment::Word(word, _) | Segment::Prefix(word) = segment {
                by_word.entry(word).or_default().push(address);
            }
        }
    }
    let endpoints = contract.modules.iter().flat_map(|module| module.endpoints.iter().map(move |endpoint| (module, endpoint)));
    let is_asked = |endpoint: &Endpoint| {
        let route = Route::of(endpoint);
        let last = route.parts.iter().rev().find_map(|part| if let Part::Word(word) = part { Some(word.as_str()) } else { None });
        let named = last.and_then(|word| by_word.get(word)).into_iter().flatten();
        named.into_iter().any(|address| route.answers(address, true).is_some())
    };
    let is_used = |module: &str, endpoint: &Endpoint| chains.contains(&(module, endpoint.name.as_str())) || is_asked(endpoint);
    let (used, unused): (Vec<_>, Vec<_>) = endpoints.partition(|(module, endpoint)| is_used(&module.name, endpoint));
    if used.is_empty() { Vec::new() } else { unused.into_iter().map(|(_, endpoint)| endpoint).collect() }
}

/// The routes of a contract, each with its endpoint.
fn routes(contract: &Contract) -> Vec<(Route, &Endpoint)> {
    let endpoints = contract.modules.iter().flat_map(|module| &module.endpoints);
    endpoints.map(|endpoint| (Route::of(endpoint), endpoint)).collect()
}

/// `GET /orders/{order_id}`
pub(super) fn shown(endpoint: &Endpoint) -> String {
    format!("{} {}", endpoint.method.name(), endpoint.path)
}

/// A request with one of its addresses, and the endpoints that answer there.
type Alternative<'c, 's> = (Sent<'s>, Address<'s>, Vec<&'c Endpoint>);

/// A request as it stands to the contract.
struct Look<'c, 's> {
    base: Base,
    /// The requests that may be meant: at least one.
    alternatives: Vec<Alternative<'c, 's>>,
    verdict: Verdict,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    /// An endpoint answers.
    Answered,
    /// Others answer, or what is asked for is none of the backend's.
    Else,
    /// The path is there, and not with this method.
    OtherMethod,
    /// No route answers.
    Missed,
}

/// What is known of all requests that go to one base.
#[derive(Default)]
struct Group {
    answered: BTreeSet<String>,
    missed: BTreeSet<String>,
}

impl Group {
    /// Whether what goes to `base` goes to the backend: where that is not known, at least so many of the requests are answered, and most of all.
    fn is_ours(&self, base: &Base, least: usize) -> bool {
        !matches!(base, Base::Unknown(_)) || self.answered.len() >= least && self.answered.len() >= self.missed.len()
    }
}

fn groups(looked: &[Look<'_, '_>]) -> BTreeMap<Base, Group> {
    let mut groups: BTreeMap<Base, Group> = BTreeMap::new();
    for look in looked {
        let group = groups.entry(look.base.clone()).or_default();
        let (_, address, _) = &look.alternatives[0];
        match look.verdict {
            Verdict::Answered => group.answered.insert(address.shown()),
            Verdict::Missed => group.missed.insert(address.shown()),
            _ => continue,
        };
    }
    groups
}

struct Judge<'c, 'i, 'a> {
    contract: &'c Contract,
    routes: Vec<(Route, &'c Endpoint)>,
    scripts: &'i Scripts<'a>,
    around: &'i Around,
}

impl<'c, 'i> Judge<'c, 'i, '_> {
    /// One look for each address that is meant; all requests of `alternatives` have the same path in the call.
    fn look<'s>(&self, alternatives: Vec<Sent<'s>>) -> Vec<Look<'c, 's>> {
        let mut by_literal: BTreeMap<usize, Vec<(Verdict, Alternative<'c, 's>)>> = BTreeMap::new();
        for sent in alternatives {
            for address in addresses(&sent.request) {
                let (fit, endpoints) = answering(&self.routes, &address, self.around.may_be_rewritten);
                let verdict = self.verdict(&sent.request, &address, fit, &endpoints);
                by_literal.entry(address.literal.range.start).or_default().push((verdict, (sent.clone(), address, endpoints)));
            }
        }
        // What one of them does is right where it is right.
        let look = |judged: Vec<(Verdict, Alternative<'c, 's>)>| {
            let verdict = judged.iter().map(|(verdict, _)| *verdict).min().unwrap_or(Verdict::Else);
            let alternatives: Vec<_> = judged.into_iter().filter(|(own, _)| *own == verdict).map(|(_, alternative)| alternative).collect();
            Look { base: alternatives[0].1.base.clone(), alternatives, verdict }
        };
        by_literal.into_values().map(look).collect()
    }

    fn verdict(&self, request: &Request<'_>, address: &Address<'_>, fit: Fit, endpoints: &[&Endpoint]) -> Verdict {
        let wanted = request.method.as_deref();
        let is_plain = |method: &str| matches!(method, "HEAD" | "OPTIONS");
        let is_wanted = |endpoint: &&&Endpoint| wanted.is_none_or(|wanted| wanted == endpoint.method.name());
        let anywhere = Address { base: Base::Unknown(String::new()), ..address.clone() };
        let is_of_others = |route: &Route| {
            let at = if route.is_tail { &anywhere } else { address };
            let is_method = route.method.as_deref().is_none_or(|method| wanted.is_none_or(|wanted| wanted == method));
            is_method && route.answers(at, self.around.may_be_rewritten).is_some()
        };
        if fit != Fit::Rewritten && endpoints.iter().any(|endpoint| is_wanted(&endpoint)) {
            Verdict::Answered
        } else if fit == Fit::Rewritten || address.is_file() || wanted.is_some_and(is_plain) || self.around.others.iter().any(is_of_others)
        {
            Verdict::Else
        } else if endpoints.is_empty() {
            Verdict::Missed
        } else {
            Verdict::OtherMethod
        }
    }

    fn findings(&self, look: &Look<'c, '_>, group: &Group) -> Vec<Finding> {
        match look.verdict {
            Verdict::Answered if group.is_ours(&look.base, 2) && !self.around.converts_keys => self.about_keys(look),
            Verdict::OtherMethod if group.is_ours(&look.base, 1) => vec![self.other_method(look)],
            Verdict::Missed => self.missed(look, group).into_iter().collect(),
            _ => Vec::new(),
        }
    }

    /// A request that no route answers: it is the backend's, or meant to be, since others with the same base are, and since a route is near.
    fn missed(&self, look: &Look<'c, '_>, group: &Group) -> Option<Finding> {
        let (sent, address, _) = &look.alternatives[0];
        let wanted = sent.request.method.as_deref();
        let rank = |(route, endpoint): &(Route, &'c Endpoint)| {
            let found = distance(address, route);
            let other = if wanted.is_some_and(|wanted| wanted != endpoint.method.name()) { 0.3 } else { 0.0 };
            let is_near = found.cost <= NEAR && found.shared.iter().any(|word| self.tells(word));
            is_near.then_some((found.cost + other, found, *endpoint))
        };
        let mut near: Vec<(f64, Distance<'_>, &Endpoint)> = self.routes.iter().filter_map(rank).collect();
        near.sort_by(|one, other| one.0.total_cmp(&other.0));
        let is_mostly_answered = group.answered.len() >= 2 && group.answered.len() >= 2 * group.missed.len();
        let is_all_known = is_mostly_answered && !self.around.serves_more && (look.base != Base::Origin || self.begins_alike(address));
        if !(group.is_ours(&look.base, 1) && !near.is_empty() || is_all_known) {
            return None;
        }
        let asked = format!("{}{}", wanted.map_or_else(String::new, |wanted| format!("{wanted} ")), address.shown());
        let hint = near.first().map_or_else(String::new, |(.., endpoint)| format!(" The nearest route is `{}`.", endpoint.route()));
        let fix = near.first().filter(|(cost, nearest, _)| nearest.is_aligned && *cost <= SURE).and_then(|(cost, nearest, endpoint)| {
            // Routes of one path are one.
            let is_other =
                |other: &Distance<'_>| other.exchanged.iter().map(|(.., own)| own).ne(nearest.exchanged.iter().map(|(.., own)| own));
            if near[1..].iter().any(|(next, other, _)| next - cost < 0.15 && is_other(other)) {
                return None;
            }
            let edits = nearest.exchanged.iter().map(|(word, place, own)| self.edit(place, word, own, address.literal.file));
            let edits = edits.collect::<Option<Vec<_>>>().filter(|edits| !edits.is_empty())?;
            Some(Fix { title: format!("ask for `{}`", endpoint.path), safe: true, edits })
        });
        let message = format!("The backend has no route `{asked}`.{hint}");
        Some(Finding { fix, ..self.finding("unknown-route", address.literal.file, &address.literal.range, message) })
    }

    /// Whether a route begins with the same word.
    fn begins_alike(&self, address: &Address<'_>) -> bool {
        let Some(Segment::Word(first, _)) = address.segments.first() else { return false };
        self.routes.iter().any(|(route, _)| matches!(route.parts.first(), Some(Part::Word(own)) if own == first))
    }

    /// Whether a word tells of which route is spoken: it is not what all begin with.
    fn tells(&self, word: &str) -> bool {
        let is_version = word.strip_prefix('v').is_some_and(|number| number.bytes().all(|digit| digit.is_ascii_digit()));
        let has = |parts: &[Part]| parts.iter().any(|part| matches!(part, Part::Word(own) if own == word));
        let is_everywhere = || self.contract.modules.len() > 1 && self.routes.iter().all(|(route, _)| has(&route.parts));
        word != "api" && !is_version && !is_everywhere()
    }

    fn other_method(&self, look: &Look<'c, '_>) -> Finding {
        let (sent, address, endpoints) = &look.alternatives[0];
        let wanted = sent.request.method.as_deref().unwrap_or_default();
        let cost = |endpoint: &&&Endpoint| distance(address, &Route::of(endpoint)).cost;
        let least = endpoints.iter().map(|endpoint| cost(&endpoint)).fold(f64::INFINITY, f64::min);
        let endpoints: Vec<&&Endpoint> = endpoints.iter().filter(|endpoint| cost(endpoint) <= least).collect();
        let mut methods: Vec<String> = endpoints.iter().map(|endpoint| endpoint.method.name().to_owned()).collect();
        methods.sort();
        methods.dedup();
        let message = format!("`{}` does not answer {wanted}, only {}.", endpoints[0].path, all_of(&methods));
        let sends_body = |method: &str| matches!(method, "POST" | "PUT" | "PATCH");
        let fix = || {
            let ([own], Some(place)) = (&methods[..], &sent.request.method_place) else { return None };
            let is_here =
                place.file == sent.call.file && sent.call.range.start <= place.range.start && place.range.end <= sent.call.range.end;
            if !is_here || sends_body(own) != sends_body(wanted) {
                return None;
            }
            let text = self.scripts.all[place.file].1.get(place.range.clone())?;
            let content = if text.chars().all(char::is_lowercase) { own.to_lowercase() } else { own.clone() };
            let edit = self.edit(place, text, &content, address.literal.file)?;
            text.eq_ignore_ascii_case(wanted).then(|| Fix { title: format!("send `{own}`"), safe: true, edits: vec![edit] })
        };
        Finding { fix: fix(), ..self.finding("unknown-method", address.literal.file, &address.literal.range, message) }
    }

    /// What a request sends that its endpoint does not take, and what it lacks. With several requests or endpoints that may be meant, what holds for one is right.
    fn about_keys(&self, look: &Look<'c, '_>) -> Vec<Finding> {
        let mut fewest: Option<Vec<Finding>> = None;
        for (sent, address, endpoints) in &look.alternatives {
            let wanted = |endpoint: &&&'c Endpoint| sent.request.method.as_ref().is_none_or(|wanted| *wanted == endpoint.method.name());
            for endpoint in endpoints.iter().filter(wanted) {
                let mut found = self.about_query(sent, address, endpoint);
                found.extend(self.about_body(sent, endpoint));
                if fewest.as_ref().is_none_or(|fewest| found.len() < fewest.len()) {
                    fewest = Some(found);
                }
            }
        }
        fewest.unwrap_or_default()
    }

    fn about_query(&self, sent: &Sent<'_>, address: &Address<'_>, endpoint: &Endpoint) -> Vec<Finding> {
        const BUSTERS: &[&str] = &["_", "t", "ts", "v", "cb", "nocache", "cacheBust", "timestamp", "_t"];
        let in_query = endpoint.parameters.iter().filter(|parameter| parameter.place == Where::Query);
        let secrets = self.contract.security.iter().filter_map(|scheme| match &scheme.kind {
            SecurityKind::ApiKey { place: Where::Query, parameter } => Some(parameter.as_str()),
            _ => None,
        });
        let names: Vec<&str> = in_query.map(|parameter| parameter.name.as_str()).collect();
        let taken: Vec<&str> = names.iter().copied().chain(secrets).collect();
        let fields = match &sent.request.query {
            Some(Value::Object(fields) | Value::Query(fields)) => &fields.all[..],
            _ => &[],
        };
        let given = fields.iter().map(|field| (field.name, &field.place, field.is_shorthand));
        let given = given.chain(address.query.iter().map(|(name, place)| (name.as_str(), place, false)));
        let bare = |name: &str| name.split('[').next().unwrap_or(name).to_owned();
        let is_taken = |name: &str| taken.iter().any(|own| *own == name || bare(own) == bare(name)) || BUSTERS.contains(&name);
        let sent_names: Vec<&str> = given.clone().map(|(name, ..)| name).collect();
        let unknown = given.filter(|(name, ..)| !is_taken(name)).map(|(name, place, is_shorthand)| {
            let free = taken.iter().copied().filter(|own| !sent_names.contains(own));
            let nearest = clearly_nearest(name, free);
            let hint = match (nearest, &names[..]) {
                (Some(nearest), _) => format!(" The nearest is `{nearest}`."),
                (None, []) => " It takes none.".to_owned(),
                (None, names) => format!(" It takes {}.", quoted(names)),
            };
            let message = format!("`{}` takes no query parameter `{name}`.{hint}", endpoint.route());
            let fix = nearest.and_then(|nearest| self.renamed(place, name, nearest, is_shorthand));
            Finding { fix, ..self.finding("unknown-query", place.file, &place.range, message) }
        });
        unknown.collect()
    }

    fn about_body(&self, sent: &Sent<'_>, endpoint: &Endpoint) -> Vec<Finding> {
        let is_json = |content: &&Content| content.media_type == "application/json" || content.media_type.ends_with("+json");
        let Some(content) = endpoint.body.as_ref().and_then(|body| body.contents.iter().find(is_json)) else { return Vec::new() };
        match &sent.request.body {
            Some(Value::Object(fields)) => self.about_object(fields, &content.ty, endpoint),
            _ => Vec::new(),
        }
    }

    fn about_object(&self, fields: &Fields<'_>, ty: &Type, endpoint: &Endpoint) -> Vec<Finding> {
        let Some((object, name)) = self.object(ty) else { return Vec::new() };
        let of = name.map_or_else(String::new, |name| format!(" ({name})"));
        let properties: Vec<&Property> = object.properties.iter().filter(|property| !property.read_only).collect();
        let is_named = |property: &Property, name: &str| property.name == name || property.field.as_deref() == Some(name);
        let is_sent = |property: &Property| fields.all.iter().any(|field| is_named(property, field.name));
        let mut meant: BTreeSet<&str> = BTreeSet::new();
        let mut findings = Vec::new();
        for field in &fields.all {
            if let Some(property) = object.properties.iter().find(|property| is_named(property, field.name)) {
                if let Value::Object(inner) = &field.value {
                    findings.extend(self.about_object(inner, &property.ty, endpoint));
                }
                continue;
            }
            if object.additional != Additional::None {
                continue;
            }
            let free = || properties.iter().filter(|property| !is_sent(property)).map(|property| property.name.as_str());
            let mut required =
                properties.iter().filter(|property| property.required && !is_sent(property)).map(|property| property.name.as_str());
            // Where one key is too many and one is missing, it is the one.
            let only = match (required.next(), required.next()) {
                (Some(one), None) if nearness(one, field.name) >= 0.3 && fields.all.len() > 1 => Some(one),
                _ => None,
            };
            let nearest = clearly_nearest(field.name, free());
            meant.extend(nearest.or(only));
            let hint = match nearest.or(only) {
                Some(nearest) => format!(" The nearest is `{nearest}`."),
                None => format!(" It takes {}.", quoted(&properties.iter().map(|property| property.name.as_str()).collect::<Vec<_>>())),
            };
            let message = format!("`{}` takes no `{}`{of}.{hint}", endpoint.route(), field.name);
            let fix = nearest.and_then(|nearest| self.renamed(&field.place, field.name, nearest, field.is_shorthand));
            findings.push(Finding { fix, ..self.finding("unknown-body-key", field.place.file, &field.place.range, message) });
        }
        let missing =
            properties.iter().filter(|property| property.required && !is_sent(property) && !meant.contains(property.name.as_str()));
        let missing: Vec<&str> = missing.map(|property| property.name.as_str()).collect();
        if let Some(place) = fields.place.as_ref().filter(|_| !fields.is_open && !missing.is_empty()) {
            let message = format!("`{}` asks for {}{of}, which is not sent.", endpoint.route(), quoted(&missing));
            findings.push(self.finding("missing-body-key", place.file, &(place.range.start..place.range.start + 1), message));
        }
        findings
    }

    /// The object that a type is, and its name.
    fn object<'t>(&'t self, ty: &'t Type) -> Option<(Cow<'t, Object>, Option<&'t str>)> {
        self.part(ty, &Cell::new(MOST_PARTS))
    }

    /// The same for a part of a type, of which no more than `left` are looked at: one that is made of itself has no end.
    fn part<'t>(&'t self, ty: &'t Type, left: &Cell<usize>) -> Option<(Cow<'t, Object>, Option<&'t str>)> {
        left.set(left.get().checked_sub(1)?);
        match ty {
            Type::Object(object) => Some((Cow::Borrowed(object), None)),
            Type::Reference { name } => {
                let schema = self.contract.schemas.iter().find(|schema| schema.name == *name)?;
                Some((self.part(&schema.ty, left)?.0, Some(name)))
            }
            Type::Union { of, .. } => {
                let mut of = of.iter().filter(|ty| **ty != Type::Null);
                let one = of.next()?;
                of.next().is_none().then(|| self.part(one, left)).flatten()
            }
            Type::Intersection { of } => {
                let mut whole = Object::default();
                for ty in of {
                    let (object, _) = self.part(ty, left)?;
                    whole.properties.extend(object.properties.iter().cloned());
                    if object.additional != Additional::None {
                        whole.additional = object.additional.clone();
                    }
                }
                Some((Cow::Owned(whole), None))
            }
            _ => None,
        }
    }

    /// A key under another name. What is written once as name and value keeps its value.
    fn renamed(&self, place: &Place, old: &str, new: &str, is_shorthand: bool) -> Option<Fix> {
        let content = if is_shorthand { format!("{new}: {old}") } else { new.to_owned() };
        let edit = self.edit(place, old, &content, place.file)?;
        is_plain(new).then(|| Fix { title: format!("send `{new}` and not `{old}`"), safe: true, edits: vec![edit] })
    }

    /// The edit that puts `new` into the place of `old`: nothing where it stands in another file than the finding, or otherwise.
    fn edit(&self, place: &Place, old: &str, new: &str, file: usize) -> Option<Edit> {
        let text = self.scripts.all.get(place.file)?.1;
        if place.file != file || text.get(place.range.clone()) != Some(old) {
            return None;
        }
        let ((line, column), (end_line, end_column)) = (position(text, place.range.start), position(text, place.range.end));
        Some(Edit { line, column, end_line, end_column, content: new.to_owned() })
    }

    fn finding(&self, code: &str, file: usize, range: &Range<usize>, message: String) -> Finding {
        let (path, text, _) = &self.scripts.all[file];
        let (line, column) = position(text, range.start);
        Finding {
            file: (*path).to_owned(),
            line,
            column,
            end: Some(position(text, range.end)),
            code: code.to_owned(),
            message,
            ..Finding::default()
        }
    }
}

/// Of how many parts a type is made that is looked at.
const MOST_PARTS: usize = 200;

/// How much may differ between a path and the route that was meant, and how much where it is mended.
const NEAR: f64 = 1.15;
const SURE: f64 = 0.6;

/// Whether a name can be a key without quotes, and nothing else.
fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && !name.starts_with(|c: char| c.is_ascii_digit())
}

/// Most names that are listed.
const MOST_LISTED: usize = 6;

fn quoted(names: &[&str]) -> String {
    let shown: Vec<String> = names.iter().take(MOST_LISTED).map(|name| format!("`{name}`")).collect();
    if names.len() > MOST_LISTED { format!("{} and {} more", shown.join(", "), names.len() - MOST_LISTED) } else { all_of(&shown) }
}

/// `a, b and c`
fn all_of(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}
