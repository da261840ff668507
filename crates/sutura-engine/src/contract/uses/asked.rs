//! What the sources of a frontend ask for around the client.

use std::collections::BTreeMap;

use sutura_contract::Contract;

use super::source::Source;
use crate::contract::requests::{
    route::{Address, Route, addresses, answering},
    sent::{Sent, sent},
    value::{Place, Scripts},
};

/// Enters into `sources` which endpoints they ask for by their addresses, and which names they put into queries there. Bodies are objects, whose names are known.
pub(super) fn enter(sources: &mut BTreeMap<&str, Source>, contract: &Contract, scripts: &Scripts<'_>) {
    let endpoints = contract.modules.iter().flat_map(|module| module.endpoints.iter().map(move |endpoint| (module, endpoint)));
    let routes: Vec<_> = endpoints.map(|(module, endpoint)| (Route::of(endpoint), (module, endpoint))).collect();
    for sent in sent(scripts, |_| true).iter().flatten() {
        for address in addresses(&sent.request) {
            let (_, answering) = answering(&routes, &address, false);
            let is_wanted = |method: &str| sent.request.method.as_deref().is_none_or(|wanted| wanted == method);
            let asked = answering.into_iter().filter(|(_, endpoint)| is_wanted(endpoint.method.name()));
            let asked: Vec<String> = asked.map(|(module, endpoint)| format!("{}.{}", module.name, endpoint.name)).collect();
            if asked.is_empty() {
                continue;
            }
            let mut at = |place: &Place, enter: &dyn Fn(&mut Source)| sources.get_mut(scripts.all[place.file].0).map(enter);
            for place in places(sent, &address) {
                at(place, &|source| asked.iter().for_each(|endpoint| source.asks(place.range.start, endpoint)));
            }
            for (name, place) in &address.query {
                at(place, &|source| source.say(name));
            }
        }
    }
}

/// Where a request is asked for: where its address is written, and where it is made, unless what is called there says the address by itself.
fn places<'a>(sent: &'a Sent<'_>, address: &'a Address<'_>) -> Vec<&'a Place> {
    let written = &address.literal;
    let has_it = |function: &Place| function.file == written.file && function.range.contains(&written.range.start);
    if sent.through.iter().any(has_it) { vec![written] } else { vec![written, &sent.call] }
}
