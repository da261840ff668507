//! What is checked: an immutable snapshot of the project, the projects in it, and the place where checkers may read it.

pub(crate) mod discover;
pub(crate) mod mirror;
mod read;
pub(crate) mod tree;

pub use discover::{Language, Project, discover};
pub use mirror::Mirror;
pub use read::{ReadError, read};
pub use tree::{Digest, Side, SourceFile, Tree};
