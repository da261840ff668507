//! What is checked: an immutable snapshot of the project, the projects in it, and the place where checkers may read it.

pub(crate) mod discover;
mod grammar;
pub(crate) mod mirror;
mod parse;
mod read;
pub(crate) mod tree;

pub use discover::{Language, Project, discover, is_test};
pub(crate) use grammar::words;
pub use grammar::{Grammar, STACK as PARSER_STACK, on_parser_stack};
pub use mirror::{Mirror, sweep_mirrors};
pub(crate) use parse::{parse_python, parse_script, script_type};
pub(crate) use read::SKIPPED_FOLDERS;
pub use read::{ReadError, read, read_file};
pub use tree::{Digest, Side, SourceFile, Tree};
