//! Verdicts by content: what was found once about exactly these sources, with this tool and these dependencies, stays true.

use std::{fs, io::Write, path::PathBuf};

use serde::{Deserialize, Serialize};

use crate::{diagnostic::Finding, workspace::Digest};

/// Raised when findings made earlier are no longer what would be found now: a parser or a command line changed.
const RECIPE: u32 = 2;

/// The stored verdicts, in a folder of the user's cache.
#[derive(Clone, Debug)]
pub struct Results {
    folder: PathBuf,
}

/// What one checker found on one project.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Stored {
    recipe: u32,
    /// The version of the tool that found it.
    pub version: String,
    /// What it found.
    pub findings: Vec<Finding>,
}

impl Stored {
    pub(super) fn new(version: String, findings: Vec<Finding>) -> Self {
        Self { recipe: RECIPE, version, findings }
    }
}

impl Results {
    /// Verdicts live below `folder`.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// The key of a verdict over all that decides about it.
    pub(super) fn key<T: AsRef<[u8]>>(parts: impl IntoIterator<Item = T>) -> Digest {
        Digest::of_parts(parts)
    }

    /// A verdict that was stored whole, and by this recipe.
    pub(super) fn find(&self, key: Digest) -> Option<Stored> {
        let stored: Stored = serde_json::from_slice(&fs::read(self.path(key)).ok()?).ok()?;
        (stored.recipe == RECIPE).then_some(stored)
    }

    /// Stores a verdict. Where that fails, the next check runs the tool again: no harm is done.
    pub(super) fn keep(&self, key: Digest, stored: &Stored) {
        let path = self.path(key);
        let folder = path.parent().expect("the path was joined to a folder");
        let write = || -> std::io::Result<()> {
            fs::create_dir_all(folder)?;
            let mut file = tempfile::NamedTempFile::new_in(folder)?;
            file.write_all(&serde_json::to_vec(stored)?)?;
            file.persist(&path)?;
            Ok(())
        };
        let _ = write();
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
    fn a_verdict_is_found_again_and_a_torn_or_older_one_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let results = Results::new(folder.path().to_owned());
        let key = Results::key(["a", "b"]);
        assert!(results.find(key).is_none());
        results.keep(key, &Stored::new("1.0".to_owned(), vec![Finding { code: "F821".to_owned(), ..Finding::default() }]));
        assert_eq!(results.find(key).unwrap().findings[0].code, "F821");
        let whole = fs::read_to_string(results.path(key)).unwrap();
        fs::write(results.path(key), &whole[..whole.len() / 2]).unwrap();
        assert!(results.find(key).is_none());
        fs::write(results.path(key), whole.replace("\"recipe\":2", "\"recipe\":0")).unwrap();
        assert!(results.find(key).is_none());
    }
}
