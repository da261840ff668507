//! What a repair proposes: new text for files of a tree. Pure: nothing here reads or writes a disk.

pub mod diff;
mod gutter;
mod indentation;
mod lookalike;
pub mod matching;
mod nearest;
mod place;

use std::collections::BTreeMap;

/// New texts for files of a tree, by path relative to its root. A tree and a patch make a candidate: [`crate::workspace::Tree::with`].
///
/// A text has no byte order mark: where the file has one, it stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Patch {
    texts: BTreeMap<String, String>,
}

impl Patch {
    /// New text for one file.
    pub fn of(path: impl Into<String>, text: impl Into<String>) -> Self {
        let mut patch = Self::default();
        patch.set(path, text);
        patch
    }

    /// Gives the file at `path` a new text, in place of one that it had in this patch.
    pub fn set(&mut self, path: impl Into<String>, text: impl Into<String>) {
        self.texts.insert(path.into(), text.into());
    }

    /// Path to new text, in order.
    pub fn texts(&self) -> &BTreeMap<String, String> {
        &self.texts
    }

    /// Whether it changes nothing.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }
}
