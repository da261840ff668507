//! Where the named types of a contract show: in what is sent, in what comes back, in which endpoints.

use std::collections::{HashMap, HashSet};

use super::sides::Sides;
use crate::{
    Contract,
    model::{Endpoint, Part, Presence, Schema, Type},
};

/// For each named type its sides and endpoints.
#[derive(Debug, Default)]
pub struct Reach {
    reached: HashMap<String, Reached>,
}

/// Where one named type shows.
#[derive(Debug, Default)]
pub struct Reached {
    pub sides: Sides,
    /// `orders.list`, in the contract's order.
    pub endpoints: Vec<String>,
}

impl Reach {
    /// Follows all references from all endpoints.
    pub fn of(contract: &Contract) -> Self {
        let graph = Graph::of(contract);
        let mut reach = Self::default();
        for module in &contract.modules {
            for endpoint in &module.endpoints {
                reach.follow(&graph, &format!("{}.{}", module.name, endpoint.name), endpoint);
            }
        }
        reach
    }

    /// Where the type of this name shows; nowhere, if no endpoint leads to it.
    pub fn get(&self, name: &str) -> (Sides, &[String]) {
        self.reached.get(name).map_or((Sides::NONE, &[]), |reached| (reached.sides, &reached.endpoints))
    }

    fn follow(&mut self, graph: &Graph<'_>, name: &str, endpoint: &Endpoint) {
        for (sides, roots) in roots(endpoint) {
            let mut pending: Vec<&str> = Vec::new();
            roots.iter().for_each(|root| references(root, sides, &mut pending));
            let mut seen = HashSet::new();
            while let Some(target) = pending.pop() {
                if !seen.insert(target) {
                    continue;
                }
                let reached = self.reached.entry(target.to_owned()).or_default();
                reached.sides |= sides;
                if reached.endpoints.last().is_none_or(|last| last != name) {
                    reached.endpoints.push(name.to_owned());
                }
                pending.extend(graph.from(target, sides));
            }
        }
    }
}

/// The types of an endpoint, by the sides on which they are.
fn roots(endpoint: &Endpoint) -> [(Sides, Vec<&Type>); 3] {
    let parameters = endpoint.parameters.iter().map(|parameter| &parameter.ty);
    let sent = parameters.chain(endpoint.body.iter().flat_map(|body| &body.contents).map(|content| &content.ty));
    let answers = |success: bool| {
        let responses = endpoint.responses.iter().filter(move |response| response.is_success() == success);
        responses.flat_map(|response| &response.contents).map(|content| &content.ty).collect()
    };
    [(Sides::REQUESTS, sent.collect()), (response_sides(&endpoint.presence), answers(true)), (Sides::RESPONSES, answers(false))]
}

/// The sides of a successful answer.
pub fn response_sides(presence: &Presence) -> Sides {
    Sides::RESPONSES | Sides::PARTIAL.when(presence.exclude_unset || presence.exclude_defaults)
}

/// Which named types each of them names itself, in requests and in responses.
struct Graph<'a> {
    requests: HashMap<&'a str, Vec<&'a str>>,
    responses: HashMap<&'a str, Vec<&'a str>>,
}

impl<'a> Graph<'a> {
    fn of(contract: &'a Contract) -> Self {
        let edges = |sides: Sides| {
            let edge = |schema: &'a Schema| {
                let mut found = Vec::new();
                references(&schema.ty, sides, &mut found);
                (schema.name.as_str(), found)
            };
            contract.schemas.iter().map(edge).collect()
        };
        Self { requests: edges(Sides::REQUESTS), responses: edges(Sides::RESPONSES) }
    }

    fn from(&self, name: &str, sides: Sides) -> impl Iterator<Item = &'a str> {
        let edges = if sides.meets(Sides::REQUESTS) { &self.requests } else { &self.responses };
        edges.get(name).into_iter().flatten().copied()
    }
}

/// The names that a type refers to where it is on these sides.
fn references<'a>(ty: &'a Type, sides: Sides, found: &mut Vec<&'a str>) {
    let is_request = sides.meets(Sides::REQUESTS);
    ty.walk(&mut |part| {
        match part {
            Part::Field(property) => return if is_request { !property.read_only } else { !property.write_only },
            Part::Type(Type::Reference { name }) => found.push(name),
            Part::Type(_) => {}
        }
        true
    });
}
