//! How near a route is to what is asked for, and a name to another.

use crate::contract::requests::{
    route::{Address, Base, Part, Route, Segment, is_answered},
    value::Place,
};

/// How far a route is from what is asked for.
#[derive(Clone, Debug)]
pub(super) struct Distance<'s> {
    /// The sum of what differs: 1 for each segment that has nothing in common with its counterpart, or has none.
    pub cost: f64,
    /// Words of the address that stand for other words of the route.
    pub exchanged: Vec<(&'s str, Place, String)>,
    /// Words that both have, or nearly.
    pub shared: Vec<String>,
    /// Whether they have the same number of segments.
    pub is_aligned: bool,
}

/// The distance between an address and a route, the cheapest way to make one of the other.
pub(super) fn distance<'s>(address: &Address<'s>, route: &Route) -> Distance<'s> {
    let (segments, parts) = (&address.segments, &route.parts);
    let width = parts.len() + 1;
    let leads_free = matches!(address.base, Base::Unknown(_));
    let mut costs = vec![0.0_f64; (segments.len() + 1) * width];
    for one in 0..=segments.len() {
        for other in 0..=parts.len() {
            if (one, other) == (0, 0) {
                continue;
            }
            let mut best = f64::INFINITY;
            if one > 0 {
                best = best.min(costs[(one - 1) * width + other] + 1.0);
            }
            if other > 0 {
                let price = if one == 0 && leads_free { 0.05 } else { 1.0 };
                best = best.min(costs[one * width + other - 1] + price);
            }
            if one > 0 && other > 0 {
                best = best.min(costs[(one - 1) * width + other - 1] + 1.0 - likeness(&segments[one - 1], &parts[other - 1]));
            }
            costs[one * width + other] = best;
        }
    }
    let mut found = Distance { cost: costs[costs.len() - 1], exchanged: Vec::new(), shared: Vec::new(), is_aligned: true };
    let (mut one, mut other) = (segments.len(), parts.len());
    while one > 0 || other > 0 {
        let here = costs[one * width + other];
        if one > 0 && other > 0 {
            let likeness = likeness(&segments[one - 1], &parts[other - 1]);
            if (costs[(one - 1) * width + other - 1] + 1.0 - likeness - here).abs() < 1e-9 {
                if let (Segment::Word(word, place), Part::Word(own)) = (&segments[one - 1], &parts[other - 1]) {
                    if likeness >= 0.6 {
                        found.shared.push(own.clone());
                    }
                    if word != own {
                        found.exchanged.push((word, place.clone(), own.clone()));
                    }
                } else if likeness < 0.9 {
                    found.is_aligned = false;
                }
                (one, other) = (one - 1, other - 1);
                continue;
            }
        }
        if one > 0 && (costs[(one - 1) * width + other] + 1.0 - here).abs() < 1e-9 {
            found.is_aligned = false;
            one -= 1;
        } else {
            found.is_aligned &= one == 0 && leads_free;
            other -= 1;
        }
    }
    found
}

/// How much a segment and a part have in common: 1 where one is the other.
fn likeness(segment: &Segment<'_>, part: &Part) -> f64 {
    match (segment, part) {
        (Segment::Word(word, _), Part::Word(own)) => {
            let like = nearness(word, own);
            if like < 0.5 { 0.0 } else { like }
        }
        (Segment::Word(word, _), _) => {
            if is_answered(word, part) {
                0.9
            } else {
                0.2
            }
        }
        (Segment::Prefix(start), Part::Word(own)) => {
            if own.starts_with(start) {
                0.9
            } else {
                nearness(start, own)
            }
        }
        (_, Part::Word(_)) => 0.3,
        _ => 1.0,
    }
}

/// How alike two names are, where case, separators and the `s` of many say little.
pub(super) fn nearness(one: &str, other: &str) -> f64 {
    if one == other {
        return 1.0;
    }
    let flat = |name: &str| -> String { name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect() };
    let (one, other) = (flat(one), flat(other));
    let singular =
        |name: &str| name.strip_suffix("ies").map_or_else(|| name.strip_suffix('s').unwrap_or(name).to_owned(), |stem| format!("{stem}y"));
    if one == other {
        0.97
    } else if singular(&one) == singular(&other) {
        0.95
    } else {
        let contains = one.len().min(other.len()) >= 3 && (one.contains(&other) || other.contains(&one));
        strsim::normalized_damerau_levenshtein(&one, &other).max(if contains { 0.7 } else { 0.0 })
    }
}

/// The one of `candidates` that is clearly nearest to `name`.
pub(super) fn clearly_nearest<'c>(name: &str, candidates: impl Iterator<Item = &'c str>) -> Option<&'c str> {
    let mut ranked: Vec<(f64, &str)> = candidates.map(|candidate| (nearness(name, candidate), candidate)).collect();
    ranked.sort_by(|one, other| other.0.total_cmp(&one.0));
    let (best, found) = *ranked.first()?;
    let next = ranked.get(1).map_or(0.0, |(near, _)| *near);
    (best >= 0.6 && best - next >= 0.1).then_some(found)
}
