//! How types stand on the page: as prettier 3 leaves them with its default options.
//!
//! There is one way to break each kind of type, so that a type is printed directly: flat where it fits into what is left of
//! the line, else broken, with its parts asked again. A measure ends where the line does, and nesting is bounded by the reader:
//! the work is linear in the text.

mod flat;
mod page;
#[cfg(test)]
mod tests;
mod ts;

pub use page::Page;
pub use ts::{Item, Member, Ts};
