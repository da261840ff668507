//! Names of which each is given once.

use std::collections::{HashMap, HashSet};

/// The names that are given already.
#[derive(Debug, Default)]
pub(crate) struct Given {
    taken: HashSet<String>,
    /// The number that was last put after a name: many of one name are not counted from the start again.
    last: HashMap<String, usize>,
}

impl Given {
    /// Takes a name. False: somebody has it.
    pub fn take(&mut self, name: &str) -> bool {
        self.taken.insert(name.to_owned())
    }

    /// A name that nobody has: this one, or the same with the next number.
    pub fn give(&mut self, name: &str) -> String {
        if self.take(name) { name.to_owned() } else { self.numbered(name) }
    }

    fn numbered(&mut self, name: &str) -> String {
        let last = self.last.entry(name.to_owned()).or_insert(1);
        loop {
            *last += 1;
            let numbered = format!("{name}{last}");
            if self.taken.insert(numbered.clone()) {
                return numbered;
            }
        }
    }
}

impl Extend<String> for Given {
    fn extend<T: IntoIterator<Item = String>>(&mut self, names: T) {
        self.taken.extend(names);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_somebody_has_gets_the_next_number_that_is_free() {
        let mut given = Given::default();
        given.extend(["A3".to_owned()]);
        assert_eq!(["A", "A", "A", "A2", "B"].map(|name| given.give(name)), ["A", "A2", "A4", "A22", "B"]);
    }
}
