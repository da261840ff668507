//! The names that the file declares.

use std::collections::HashSet;

use super::words::can_be_declared;
use crate::Contract;

/// The names that are declared at the top of the file.
#[derive(Debug, Default)]
pub struct Scope {
    taken: HashSet<String>,
}

impl Scope {
    /// The names of a contract's schemas and enums.
    pub fn of(contract: &Contract) -> Self {
        let schemas = contract.schemas.iter().map(|schema| &schema.name);
        Self { taken: schemas.chain(contract.enums.iter().map(|set| &set.name)).cloned().collect() }
    }

    /// A name that nothing has yet: this one, or the same with the first number that is free.
    pub fn claim(&mut self, name: String) -> String {
        let mut candidate = name.clone();
        let mut number = 2_u32;
        while !can_be_declared(&candidate) || !self.taken.insert(candidate.clone()) {
            candidate = format!("{name}{number}");
            number += 1;
        }
        candidate
    }
}
