//! Files that lie above the checked folder and yet belong to the project: a monorepo keeps its lock file and its packages there.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::workspace::{
    Language, Project, Tree,
    discover::{folders_of, join},
};

/// A tree together with the folders above it, up to the repository that it is part of.
pub struct Surroundings<'a> {
    /// The tree.
    pub tree: &'a Tree,
    /// The tree's root on the disk.
    pub root: &'a Path,
    above: Vec<PathBuf>,
}

/// A file that was found on the way up.
pub(crate) struct Found {
    /// The folder it lies in.
    pub folder: Place,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A folder in the tree, or above it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Relative to the tree's root.
    Inside(String),
    /// On the disk.
    Above(PathBuf),
}

impl<'a> Surroundings<'a> {
    /// The surroundings of `tree`, which was read from the canonical path `root`. What lies above counts only within one repository.
    pub fn new(tree: &'a Tree, root: &'a Path) -> Self {
        let is_repository = |folder: &Path| folder.join(".git").exists();
        let mut above = Vec::new();
        if !is_repository(root) {
            for folder in root.ancestors().skip(1) {
                above.push(folder.to_owned());
                if is_repository(folder) {
                    return Self { tree, root, above };
                }
            }
            above.clear();
        }
        Self { tree, root, above }
    }

    /// Whether a file in the project's folder or further up says what it depends on.
    pub fn has_manifest(&self, project: &Project) -> bool {
        let names: &[&str] = match project.language {
            Language::Python => &["pyproject.toml", "requirements.txt", "Pipfile", "setup.py", "setup.cfg", "environment.yml"],
            Language::TypeScript => &["package.json"],
            Language::Mixed => &[],
        };
        self.find_up(&project.root, names).is_some()
    }

    /// The folders above the tree's root, nearest first.
    pub fn above(&self) -> &[PathBuf] {
        &self.above
    }

    /// The first of `names` in `folder` or on the way up from it; in one folder the order of `names` decides.
    pub(crate) fn find_up(&self, folder: &str, names: &[&str]) -> Option<(usize, Found)> {
        for inside in std::iter::once(folder).chain(folders_of(folder)) {
            for (index, name) in names.iter().enumerate() {
                if let Some(file) = self.tree.files().get(&join(inside, name)) {
                    return Some((index, Found { folder: Place::Inside(inside.to_owned()), bytes: file.bytes.to_vec() }));
                }
            }
        }
        for above in &self.above {
            for (index, name) in names.iter().enumerate() {
                let path = above.join(name);
                if fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_file())
                    && let Ok(bytes) = fs::read(&path)
                {
                    return Some((index, Found { folder: Place::Above(above.clone()), bytes }));
                }
            }
        }
        None
    }

    /// `folder` and the folders on the way up from it, on the disk, nearest first.
    pub(crate) fn folders_on_disk(&self, folder: &str) -> impl Iterator<Item = PathBuf> {
        std::iter::once(folder).chain(folders_of(folder)).map(|inside| self.root.join(inside)).chain(self.above.iter().cloned())
    }
}
