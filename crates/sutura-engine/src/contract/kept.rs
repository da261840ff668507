//! Documents by content: an application that was imported once, with exactly these sources and packages, is not imported again.

use std::{collections::VecDeque, fs, io::Write, path::PathBuf, sync::Arc};

use serde::{Deserialize, Serialize};

use super::Sourced;
use crate::workspace::Digest;

/// Raised when a document made earlier is no longer what would be made now.
const RECIPE: u32 = 1;

/// How many contracts are remembered: a repair goes back and forth between a few candidates.
const REMEMBERED: usize = 16;

/// What an application gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Imported {
    /// Its OpenAPI document, with what that hides.
    pub document: String,
    /// What the reader should know about how it was imported.
    pub notes: Vec<String>,
    /// Whether it was kept in a sandbox.
    pub isolated: bool,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    recipe: u32,
    imported: Imported,
}

/// Documents in a folder of the user's cache, and the contracts that were read of late.
#[derive(Debug, Default)]
pub(super) struct Kept {
    pub folder: PathBuf,
    pub read: std::sync::Mutex<VecDeque<(Digest, Arc<Sourced>)>>,
}

impl Kept {
    pub fn find(&self, key: Digest) -> Option<Imported> {
        let stored: Stored = serde_json::from_slice(&fs::read(self.path(key)).ok()?).ok()?;
        (stored.recipe == RECIPE).then_some(stored.imported)
    }

    /// Stores what was imported. Where that fails, it is imported again next time: no harm is done.
    pub fn keep(&self, key: Digest, imported: &Imported) {
        let path = self.path(key);
        let folder = path.parent().expect("the path was joined to a folder");
        let write = || -> std::io::Result<()> {
            fs::create_dir_all(folder)?;
            let mut file = tempfile::NamedTempFile::new_in(folder)?;
            file.write_all(&serde_json::to_vec(&Stored { recipe: RECIPE, imported: imported.clone() })?)?;
            file.persist(&path)?;
            Ok(())
        };
        let _ = write();
    }

    pub fn recall(&self, key: Digest) -> Option<Arc<Sourced>> {
        let read = self.read.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        read.iter().find(|(known, _)| *known == key).map(|(_, sourced)| sourced.clone())
    }

    pub fn remember(&self, key: Digest, sourced: &Arc<Sourced>) {
        let mut read = self.read.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        read.push_front((key, sourced.clone()));
        read.truncate(REMEMBERED);
    }

    fn path(&self, key: Digest) -> PathBuf {
        let name = key.to_string();
        self.folder.join(&name[..2]).join(format!("{}.json", &name[2..]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_found_again_and_one_of_another_recipe_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let kept = Kept { folder: folder.path().to_owned(), ..Kept::default() };
        let key = Digest::of_parts(["a"]);
        assert_eq!(kept.find(key), None);
        let imported = Imported { document: "{}".to_owned(), notes: vec!["n".to_owned()], isolated: true };
        kept.keep(key, &imported);
        assert_eq!(kept.find(key), Some(imported));
        let text = fs::read_to_string(kept.path(key)).unwrap();
        fs::write(kept.path(key), text.replace("\"recipe\":1", "\"recipe\":0")).unwrap();
        assert_eq!(kept.find(key), None);
    }
}
