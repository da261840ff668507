//! Which settings files the user trusts: kept in the user's cache, outside every project.

use std::{
    collections::BTreeMap,
    fs, io,
    io::Write,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::workspace::Digest;

const VERSION: u32 = 1;

/// Real paths of settings files, each with the content that the user has trusted. A changed file is not trusted.
#[derive(Debug)]
pub struct Trust {
    store: PathBuf,
    stored: Stored,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Stored {
    version: u32,
    trusted: BTreeMap<String, String>,
}

/// Why the list of trusted files cannot be read or written.
#[derive(Debug, Error)]
pub enum TrustError {
    /// The system refused.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It was written by something else, or by a later version.
    #[error("{}: not a list of trusted files that this version can read; delete it to start afresh", .0.display())]
    Unreadable(PathBuf),
}

impl Trust {
    /// Reads the list at `store`; nothing there is an empty list.
    pub fn load(store: &Path) -> Result<Self, TrustError> {
        let stored = match fs::read(store) {
            Ok(bytes) => serde_json::from_slice::<Stored>(&bytes)
                .ok()
                .filter(|stored| stored.version <= VERSION)
                .ok_or_else(|| TrustError::Unreadable(store.to_owned()))?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Stored::default(),
            Err(source) => return Err(TrustError::Io { path: store.to_owned(), source }),
        };
        Ok(Self { store: store.to_owned(), stored })
    }

    /// Whether the user trusts the settings file at the real path `file` with this content.
    pub fn covers(&self, file: &Path, content: &[u8]) -> bool {
        let digest = Digest::of(content).to_string();
        file.to_str().and_then(|file| self.stored.trusted.get(file)) == Some(&digest)
    }

    /// Adds a file with its content, and writes the list.
    pub fn grant(&mut self, file: &Path, content: &[u8]) -> Result<(), TrustError> {
        self.stored.trusted.insert(file.to_string_lossy().into_owned(), Digest::of(content).to_string());
        self.write()
    }

    /// Takes a file off the list and writes it. Tells whether it was on it.
    pub fn revoke(&mut self, file: &Path) -> Result<bool, TrustError> {
        let was_there = self.stored.trusted.remove(&*file.to_string_lossy()).is_some();
        self.write()?;
        Ok(was_there)
    }

    /// The trusted files, in order.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.stored.trusted.keys().map(String::as_str)
    }

    fn write(&mut self) -> Result<(), TrustError> {
        self.stored.version = VERSION;
        let io = |source| TrustError::Io { path: self.store.clone(), source };
        let folder = self.store.parent().expect("the list lies in the cache folder");
        fs::create_dir_all(folder).map_err(io)?;
        let mut file = tempfile::NamedTempFile::new_in(folder).map_err(io)?;
        serde_json::to_writer_pretty(&mut file, &self.stored).map_err(|error| io(error.into()))?;
        file.flush().map_err(io)?;
        file.persist(&self.store).map_err(|error| io(error.error))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trust_is_bound_to_path_and_content_and_can_be_taken_back() {
        let folder = tempfile::tempdir().unwrap();
        let store = folder.path().join("cache/trust");
        let file = Path::new("/work/app/sutura.toml");
        Trust::load(&store).unwrap().grant(file, b"a").unwrap();
        let mut trust = Trust::load(&store).unwrap();
        assert!(trust.covers(file, b"a"));
        assert!(!trust.covers(file, b"b"));
        assert!(!trust.covers(Path::new("/work/other/sutura.toml"), b"a"));
        assert!(trust.revoke(file).unwrap());
        assert!(!Trust::load(&store).unwrap().covers(file, b"a"));
    }

    #[test]
    fn a_list_of_a_later_version_is_not_taken_for_an_empty_one() {
        let folder = tempfile::tempdir().unwrap();
        let store = folder.path().join("trust");
        fs::write(&store, r#"{"version":99,"trusted":{}}"#).unwrap();
        assert!(matches!(Trust::load(&store), Err(TrustError::Unreadable(_))));
    }
}
