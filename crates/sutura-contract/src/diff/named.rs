//! Named types side by side, and ways of signing in.

use std::collections::HashMap;

use super::{
    Change, Kind, Subject, change::Difference, fields::deprecated, index::Named, pairs::Pairs, reach::Reach, sides::Sides,
    signature::literal, types::differences,
};
use crate::{
    Contract,
    model::{Enum, Member, SecurityKind},
};

/// All changes of schemas and enums.
pub fn changes(pairs: &Pairs<'_>, reach: &Reach) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut tell = |named: Named<'_>, found: Vec<Difference>| {
        let (sides, endpoints) = reach.get(named.name());
        changes.extend(found.into_iter().filter_map(|difference| difference.on(sides, named.subject(), named.name(), endpoints.to_vec())));
    };
    for (old, new) in &pairs.named {
        tell(*old, compare(pairs, *old, *new));
    }
    for named in &pairs.removed_named {
        tell(*named, vec![Difference::new("", Kind::Removed, "was removed").breaking(Sides::CODE)]);
    }
    for named in &pairs.added_named {
        let come = Difference::new("", Kind::Added, "was added");
        changes.extend(come.on(Sides::NONE, named.subject(), named.name(), Vec::new()));
    }
    changes
}

fn compare(pairs: &Pairs<'_>, old: Named<'_>, new: Named<'_>) -> Vec<Difference> {
    let mut told = Vec::new();
    if old.name() != new.name() {
        told.push(Difference::renamed("", old.name(), new.name()).breaking(Sides::CODE));
    }
    match (old, new) {
        (Named::Enum(old), Named::Enum(new)) => told.extend(members(old, new)),
        (old, new) => {
            let found = differences(pairs, &old.ty(), &new.ty());
            if old.subject() != new.subject() {
                let (was, is) = if old.subject() == Subject::Enum { ("an enum", "a schema") } else { ("a schema", "an enum") };
                let breaks = found.iter().fold(Sides::CODE, |sum, difference| sum | difference.breaks);
                told.push(Difference::turned("", was, is).breaking(breaks));
            } else {
                told.extend(found);
            }
        }
    }
    told.extend(deprecated("", old.is_deprecated(), new.is_deprecated()));
    told
}

/// Members are the same by value, else by name.
fn members(old: &Enum, new: &Enum) -> Vec<Difference> {
    let of_old: HashMap<String, &Member> = old.members.iter().map(|member| (literal(&member.value), member)).collect();
    let of_new: HashMap<String, &Member> = new.members.iter().map(|member| (literal(&member.value), member)).collect();
    let mut come: Vec<&Member> = new.members.iter().filter(|member| !of_old.contains_key(&literal(&member.value))).collect();
    let mut told = Vec::new();
    for member in &old.members {
        match of_new.get(&literal(&member.value)) {
            Some(same) if same.name == member.name => {}
            Some(same) => told.push(Difference::renamed(&member.name, &member.name, &same.name).breaking(Sides::CODE).word(&member.name)),
            None => match come.iter().position(|other| other.name == member.name) {
                Some(place) => {
                    let turned = Difference::turned(&member.name, literal(&member.value), literal(&come.remove(place).value));
                    told.push(said(turned, member).breaking(Sides::REQUESTS | Sides::RESPONSES));
                }
                None => {
                    let gone =
                        Difference { old: Some(literal(&member.value)), ..Difference::new(&member.name, Kind::Removed, "was removed") };
                    told.push(said(gone, member).breaking(Sides::REQUESTS | Sides::CODE));
                }
            },
        }
    }
    told.extend(come.into_iter().map(|member| {
        let new = Some(literal(&member.value));
        // A client that goes through all values does not know this one.
        Difference { new, ..Difference::new(&member.name, Kind::Added, "was added") }.breaking(Sides::RESPONSES)
    }));
    told
}

/// A file meets a member by its name or by its value.
fn said(difference: Difference, member: &Member) -> Difference {
    let value = match &member.value {
        crate::model::Literal::String(text) => text.clone(),
        other => literal(other),
    };
    difference.word(&member.name).word(value)
}

/// Changes of the ways of signing in. That an endpoint asks for another one is told there.
pub fn security(old: &Contract, new: &Contract) -> Vec<Change> {
    let of_old: HashMap<&str, &SecurityKind> = old.security.iter().map(|scheme| (scheme.name.as_str(), &scheme.kind)).collect();
    let of_new: HashMap<&str, &SecurityKind> = new.security.iter().map(|scheme| (scheme.name.as_str(), &scheme.kind)).collect();
    let gone = old.security.iter().filter_map(|scheme| {
        let told = match of_new.get(scheme.name.as_str()) {
            None => Difference::new("", Kind::Removed, "was removed"),
            Some(kind) if **kind == scheme.kind => return None,
            Some(kind) => Difference::turned("", sent(&scheme.kind), sent(kind)).breaking(Sides::REQUESTS),
        };
        told.on(Sides::REQUESTS, Subject::Security, &scheme.name, asking(old, &scheme.name))
    });
    let come = new.security.iter().filter(|scheme| !of_old.contains_key(scheme.name.as_str())).filter_map(|scheme| {
        let told = Difference::new("", Kind::Added, "was added");
        told.on(Sides::NONE, Subject::Security, &scheme.name, Vec::new())
    });
    gone.chain(come).collect()
}

/// How a secret is sent, in a few words.
fn sent(kind: &SecurityKind) -> String {
    match kind {
        SecurityKind::Bearer => "a bearer token".to_owned(),
        SecurityKind::Basic => "a name and a password".to_owned(),
        SecurityKind::ApiKey { place, parameter } => format!("the {place:?} {parameter}").to_lowercase(),
        SecurityKind::Other => "another way".to_owned(),
    }
}

fn asking(contract: &Contract, scheme: &str) -> Vec<String> {
    let all = contract.modules.iter().flat_map(|module| module.endpoints.iter().map(move |endpoint| (module, endpoint)));
    let asking = all.filter(|(_, endpoint)| endpoint.security.iter().any(|name| name == scheme));
    asking.map(|(module, endpoint)| format!("{}.{}", module.name, endpoint.name)).collect()
}
