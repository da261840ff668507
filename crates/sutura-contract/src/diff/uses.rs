//! Which files of a frontend meet a change.

use std::collections::BTreeSet;

use super::{Breaks, Change, Subject};
use crate::{typescript::form_endings, words::capitalised};

/// What one source of a frontend says, as far as a contract is concerned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Uses {
    /// Calls of the client and mentions of its methods: `orders.list`.
    pub endpoints: BTreeSet<String>,
    /// Endpoints that it asks for around the client, by their addresses.
    pub requests: BTreeSet<String>,
    /// What it takes by name from the generated file: `Order`, `OrdersListOutput`.
    pub types: BTreeSet<String>,
    /// Endpoints and types that what it imports uses: it may get values of theirs without naming them.
    pub reached: BTreeSet<String>,
    /// Every name of a property and every literal text in it.
    pub words: BTreeSet<String>,
}

impl Change {
    /// The files that meet it. Where a word changed, they say it, and use what it belongs to or get it through others; else they use what changed.
    pub(super) fn met_by(&self, frontend: &[(String, Uses)]) -> Vec<String> {
        let is_used = |uses: &Uses| self.is_used(&uses.endpoints, &uses.types) || self.is_asked(&uses.requests);
        let is_met = |uses: &Uses| match self.words.as_slice() {
            [] => is_used(uses),
            words => {
                let is_said = words.iter().any(|word| uses.words.contains(word));
                is_said && (is_used(uses) || self.is_used(&uses.reached, &uses.reached))
            }
        };
        frontend.iter().filter(|(_, uses)| is_met(uses)).map(|(file, _)| file.clone()).collect()
    }

    /// Whether it may be met on the wire by who asks for these: a name that the client has is none of theirs.
    fn is_asked(&self, requests: &BTreeSet<String>) -> bool {
        self.breaks != [Breaks::Code] && self.endpoints.iter().any(|endpoint| requests.contains(endpoint))
    }

    fn is_used(&self, endpoints: &BTreeSet<String>, types: &BTreeSet<String>) -> bool {
        let is_named = matches!(self.subject, Subject::Schema | Subject::Enum);
        // Only who takes a type by its name sees that it has another one.
        let only_named = is_named && self.at.is_empty() && self.breaks == [Breaks::Code];
        let is_called = |endpoint: &String| endpoints.contains(endpoint) || has_type_of(types, endpoint);
        is_named && has_type(types, &self.name) || !only_named && self.endpoints.iter().any(is_called)
    }
}

/// Whether a schema is used, in any of its forms.
fn has_type(types: &BTreeSet<String>, name: &str) -> bool {
    types.contains(name) || form_endings().iter().any(|ending| types.contains(&format!("{name}{ending}")))
}

/// Whether a type or hook of this endpoint is used: `OrdersListInput` or `useOrdersList` of `orders.list`.
fn has_type_of(types: &BTreeSet<String>, endpoint: &str) -> bool {
    let pascal: String = endpoint.split('.').map(capitalised).collect();
    let names = ["Input", "Output", "Error"].map(|ending| format!("{pascal}{ending}"));
    names.iter().chain([&format!("use{pascal}")]).any(|name| types.contains(name))
}
