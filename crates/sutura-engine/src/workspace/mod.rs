//! What is checked: an immutable snapshot of the project, the projects in it, and the place where checkers may read it.

mod discover;
mod mirror;
mod read;
mod tree;

pub use discover::{Language, Project, discover};
pub use mirror::Mirror;
pub use read::{ReadError, read};
pub use tree::{Digest, Side, SourceFile, Tree};
