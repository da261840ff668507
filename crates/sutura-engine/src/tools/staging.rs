//! A folder of the cache that is there whole or not at all, and is made once, however many processes want it.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use tempfile::TempDir;

/// A folder in the making, beside the place that it is for. Dropped before it is [`Staging::finish`]ed, it is gone.
pub(crate) struct Staging {
    folder: TempDir,
    home: PathBuf,
    /// Held as long as the folder is in the making: one that nobody holds is what a killed install left behind.
    _lock: File,
}

/// Begins to make the folder `home`, unless it is there. Where another process is at it, this waits for that.
pub(crate) async fn stage(home: &Path) -> io::Result<Option<Staging>> {
    let (Some(parent), Some(name)) = (home.parent(), home.file_name().map(|name| name.to_string_lossy())) else {
        return Err(io::ErrorKind::InvalidInput.into());
    };
    fs::create_dir_all(parent)?;
    let lock = File::options().create(true).truncate(false).write(true).open(lock_of(parent, &name))?;
    let lock = tokio::task::spawn_blocking(move || lock.lock().map(|()| lock)).await.map_err(io::Error::other)??;
    if home.is_dir() {
        return Ok(None);
    }
    let own = format!("{PREFIX}{name}");
    match fs::remove_dir_all(parent.join(&own)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => sweep(parent),
    }
    let folder = tempfile::Builder::new().prefix(&own).rand_bytes(0).tempdir_in(parent)?;
    Ok(Some(Staging { folder, home: home.to_owned(), _lock: lock }))
}

impl Staging {
    /// Where it is made.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Puts it into its place: the rename is what makes it be there.
    pub fn finish(self) -> io::Result<()> {
        fs::rename(self.folder.keep(), self.home)
    }
}

const PREFIX: &str = ".staging-";

fn lock_of(parent: &Path, name: &str) -> PathBuf {
    parent.join(format!("{name}.lock"))
}

/// Removes the folders of killed installs: those whose lock nobody holds.
fn sweep(parent: &Path) {
    for entry in parent.read_dir().into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(name) = name.strip_prefix(PREFIX) else { continue };
        let lock = File::open(lock_of(parent, name));
        let is_left = lock.as_ref().is_ok_and(|lock| lock.try_lock().is_ok());
        if is_left {
            // What cannot be removed now is tried again by the next install.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_a_killed_install_left_is_swept_and_what_is_in_the_making_is_not() {
        let cache = tempfile::tempdir().unwrap();
        for left in [".staging-ruff-1", ".staging-ty-1"] {
            fs::create_dir(cache.path().join(left)).unwrap();
            fs::write(cache.path().join(left).join("half"), "").unwrap();
        }
        fs::write(cache.path().join("ty-1.lock"), "").unwrap();
        let uv = stage(&cache.path().join("uv-1")).await.unwrap().unwrap();
        let ruff = stage(&cache.path().join("ruff-1")).await.unwrap().unwrap();
        assert_eq!(fs::read_dir(ruff.path()).unwrap().count(), 0);
        assert!(uv.path().is_dir() && !cache.path().join(".staging-ty-1").exists());
    }

    #[tokio::test]
    async fn a_folder_is_there_when_it_is_finished_and_leaves_nothing_when_it_is_dropped() {
        let cache = tempfile::tempdir().unwrap();
        let home = cache.path().join("ruff-1");
        drop(stage(&home).await.unwrap().unwrap());
        assert_eq!(fs::read_dir(cache.path()).unwrap().count(), 1, "the lock alone");
        stage(&home).await.unwrap().unwrap().finish().unwrap();
        assert!(home.is_dir());
        assert!(stage(&home).await.unwrap().is_none());
    }
}
