//! The names that the file declares.

use super::reserved::can_be_declared;
use crate::Contract;
use crate::given::Given;
use crate::words::{is_identifier, pascal};

/// The names that are declared at the top of the file.
#[derive(Debug, Default)]
pub struct Scope(Given);

impl Scope {
    /// The names of a contract's schemas and enums.
    pub fn of(contract: &Contract) -> Self {
        let schemas = contract.schemas.iter().map(|schema| &schema.name);
        let mut given = Given::default();
        given.extend(schemas.chain(contract.enums.iter().map(|set| &set.name)).cloned());
        Self(given)
    }

    /// A name that nothing has yet: this one, made an identifier where it is none, or the same with the first number that is free.
    pub fn claim(&mut self, name: &str) -> String {
        if !is_identifier(name) {
            return self.claim(&pascal(name));
        }
        loop {
            let name = self.0.give(name);
            if can_be_declared(&name) {
                return name;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_claimed_can_be_declared_whatever_it_was() {
        let mut scope = Scope::default();
        let claimed = ["Order", "Order", "Record", "class", "1 a", ""].map(|name| scope.claim(name));
        assert_eq!(claimed, ["Order", "Order2", "Record2", "class2", "_1A", "Unnamed"]);
    }
}
