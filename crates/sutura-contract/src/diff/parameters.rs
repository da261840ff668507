//! The parameters of an endpoint side by side.

use super::{
    change::{Difference, Kind},
    endpoint::below,
    fields::{default, deprecated},
    pairs::{Pairs, alike},
    sides::Sides,
    types,
};
use crate::model::{Endpoint, Parameter, Place};

/// What became of the parameters.
pub fn differences(pairs: &Pairs<'_>, old: &Endpoint, new: &Endpoint) -> Vec<Difference> {
    let mut told = Vec::new();
    let mut come: Vec<&Parameter> = new.parameters.iter().filter(|one| find(&old.parameters, one).is_none()).collect();
    for parameter in &old.parameters {
        let partner = find(&new.parameters, parameter).or_else(|| {
            let place = come.iter().position(|other| is_renamed(pairs, (old, parameter), (new, other)))?;
            Some(come.remove(place))
        });
        match partner {
            Some(partner) => told.extend(compare(pairs, parameter, partner)),
            None => told.push(Difference::new(at(parameter), Kind::Removed, "was removed").breaking(Sides::CODE).word(&parameter.name)),
        }
    }
    told.extend(
        come.into_iter()
            .map(|parameter| Difference::new(at(parameter), Kind::Added, "was added").breaking(Sides::REQUESTS.when(parameter.required))),
    );
    told
}

fn find<'a>(parameters: &'a [Parameter], one: &Parameter) -> Option<&'a Parameter> {
    parameters.iter().find(|other| other.place == one.place && other.name == one.name)
}

/// `query.status`
fn at(parameter: &Parameter) -> String {
    format!("{}.{}", place(parameter.place), parameter.name)
}

fn place(place: Place) -> &'static str {
    match place {
        Place::Path => "path",
        Place::Query => "query",
        Place::Header => "headers",
        Place::Cookie => "cookies",
    }
}

/// A parameter of a path is known by its segment, any other one by a name that is like it.
fn is_renamed(pairs: &Pairs<'_>, (old_endpoint, old): (&Endpoint, &Parameter), (new_endpoint, new): (&Endpoint, &Parameter)) -> bool {
    let segment = |endpoint: &Endpoint, name: &str| endpoint.path.split('/').position(|segment| segment.contains(&format!("{{{name}}}")));
    match (old.place, new.place) {
        (Place::Path, Place::Path) => {
            let (from, to) = (segment(old_endpoint, &old.name), segment(new_endpoint, &new.name));
            from.is_some() && from == to
        }
        (from, to) => from == to && alike(&old.name, &new.name) && pairs.same(&old.ty, &new.ty),
    }
}

fn compare(pairs: &Pairs<'_>, old: &Parameter, new: &Parameter) -> Vec<Difference> {
    let at = at(old);
    let mut told = Vec::new();
    if old.name != new.name {
        // In a path only the client's source has the name.
        let breaks = Sides::CODE | Sides::REQUESTS.when(new.required && new.place != Place::Path);
        told.push(Difference::renamed(&at, &old.name, &new.name).breaking(breaks).word(&old.name));
    }
    match (old.required, new.required) {
        (false, true) => told.push(Difference::new(&at, Kind::Changed, "has to be sent now").breaking(Sides::REQUESTS)),
        (true, false) => told.push(Difference::new(&at, Kind::Changed, "need not be sent any more")),
        _ => {}
    }
    if old.style != new.style {
        let style = |parameter: &Parameter| format!("{:?}", parameter.style).to_lowercase();
        let message = format!("is written in the style {}, was in {}", style(new), style(old));
        told.push(Difference::new(&at, Kind::Changed, message).breaking(Sides::REQUESTS).word(&old.name));
    }
    let inside = types::differences(pairs, &old.ty, &new.ty).into_iter().map(|difference| {
        let difference = if difference.words.is_empty() { difference.word(&old.name) } else { difference };
        below(&at, difference)
    });
    told.extend(inside);
    told.extend(default(&at, old.default.as_ref(), new.default.as_ref()));
    told.extend(deprecated(&at, old.deprecated, new.deprecated));
    told
}
