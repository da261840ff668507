//! Which files of a frontend meet a change.

use std::collections::BTreeSet;

use super::{Change, Subject};

/// What one source of a frontend says, as far as a contract is concerned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Uses {
    /// Calls of the client and mentions of its methods: `orders.list`.
    pub endpoints: BTreeSet<String>,
    /// What it takes by name from the generated file: `Order`, `OrdersListOutput`.
    pub types: BTreeSet<String>,
    /// Every name of a property and every literal text in it.
    pub words: BTreeSet<String>,
}

impl Change {
    /// The files that meet it: those that use what changed, and say the word that changed where there is one.
    pub(super) fn met_by(&self, frontend: &[(String, Uses)]) -> Vec<String> {
        let meeting = frontend.iter().filter(|(_, uses)| self.is_used(uses) && self.is_said(uses));
        meeting.map(|(file, _)| file.clone()).collect()
    }

    fn is_used(&self, uses: &Uses) -> bool {
        let is_named = matches!(self.subject, Subject::Schema | Subject::Enum);
        // Only who takes a type by its name sees that it has another one.
        let only_named = is_named && self.at.is_empty() && self.breaks == [super::Breaks::Code];
        let calls = || self.endpoints.iter().any(|endpoint| uses.endpoints.contains(endpoint) || has_type_of(uses, endpoint));
        is_named && has_type(uses, &self.name) || !only_named && calls()
    }

    fn is_said(&self, uses: &Uses) -> bool {
        self.words.is_empty() || self.words.iter().any(|word| uses.words.contains(word) || uses.types.contains(word))
    }
}

/// Endings of the forms in which a schema is written beside its own.
const FORMS: [&str; 5] = ["", "Input", "ExcludeNone", "ExcludeUnset", "ExcludeDefaults"];

fn has_type(uses: &Uses, name: &str) -> bool {
    FORMS.iter().any(|form| uses.types.contains(&format!("{name}{form}")))
}

/// Whether a type of this endpoint is used: `OrdersListInput` of `orders.list`.
fn has_type_of(uses: &Uses, endpoint: &str) -> bool {
    let pascal: String = endpoint.split('.').map(capitalised).collect();
    ["Input", "Output", "Error"].iter().any(|ending| uses.types.contains(&format!("{pascal}{ending}")))
}

fn capitalised(word: &str) -> String {
    let mut characters = word.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}
