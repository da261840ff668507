//! What changed between two contracts, and what of it breaks clients.
//!
//! Endpoints and named types of both sides are brought together as `pairs`, also where they have another name now. Each pair is compared once,
//! a reference to a named type being the same as one to its partner, so that a change is told where it was made and nowhere else. Whether it breaks
//! somebody follows from where the old contract `reach`es it: what is sent may only get wider, what comes back only narrower.

mod change;
mod endpoint;
mod fields;
mod index;
mod named;
mod pairs;
mod parameters;
#[cfg(test)]
mod properties;
mod reach;
mod show;
mod sides;
mod signature;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod types;
mod uses;

use crate::Contract;

pub use change::{Breaks, Change, Comparison, FORMAT, Kind, Side, Subject, Summary};
pub use uses::Uses;

use self::{pairs::Pairs, reach::Reach};

/// All changes that a client can see, in the order of the old contract: endpoints by module, named types, ways of signing in.
///
/// Descriptions are not compared, nor is what only the backend knows: operation ids, Python names, the names of the document, the order of things.
pub fn diff(old: &Contract, new: &Contract) -> Vec<Change> {
    let pairs = Pairs::of(old, new);
    let reach = Reach::of(old);
    let mut changes = endpoint::changes(&pairs);
    changes.extend(named::changes(&pairs, &reach));
    changes.extend(named::security(old, new));
    changes
}
