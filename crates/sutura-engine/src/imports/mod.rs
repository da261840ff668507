//! Which source imports which, in both languages, also where a source does not parse.

use std::collections::{BTreeMap, BTreeSet};

use crate::workspace::{Project, Tree};

/// Which file of a tree imports which files of it. Re-exports count as imports, so reaching is transitive.
#[derive(Clone, Debug, Default)]
pub struct ImportGraph {
    imports: BTreeMap<String, BTreeSet<String>>,
}

impl ImportGraph {
    /// The graph of `tree`.
    pub fn of(_tree: &Tree, _projects: &[Project]) -> Self {
        Self::default()
    }

    /// The files that `file` imports.
    pub fn imports_of(&self, file: &str) -> impl Iterator<Item = &str> {
        self.imports.get(file).into_iter().flatten().map(String::as_str)
    }

    /// `files`, and all files that import one of them, directly or through others.
    pub fn reached_by<'a>(&self, files: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
        files.into_iter().map(str::to_owned).collect()
    }
}
