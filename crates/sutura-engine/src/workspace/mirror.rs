//! A copy of a tree outside the user's folder, where checkers may read, and even write.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use tempfile::NamedTempFile;

use super::Tree;

/// A tree written out in a folder of our own. Dropping it removes the folder.
#[derive(Debug)]
pub struct Mirror {
    folder: PathBuf,
    root: PathBuf,
    /// Stands beside the folder for as long as that does, and is locked as long as the mirror is in use: one that nobody holds is what a killed check left.
    in_use: NamedTempFile,
}

impl Mirror {
    /// Writes `tree` out below `parent`, which is made where it is missing.
    pub fn new(tree: &Tree, parent: &Path) -> io::Result<Self> {
        fs::create_dir_all(parent)?;
        let in_use = lock(parent)?;
        let folder = in_use.path().with_extension("");
        fs::create_dir(&folder)?;
        // Tools print real paths; starting from one keeps them comparable.
        let root = folder.canonicalize()?.join("tree");
        fs::create_dir(&root)?;
        let mirror = Self { folder, root, in_use };
        let mut made = "";
        for (path, file) in tree.files() {
            let folder = super::discover::parent(path);
            if folder != made {
                fs::create_dir_all(mirror.root.join(folder))?;
                made = folder;
            }
            fs::write(mirror.root.join(path), &file.bytes)?;
        }
        for (path, target) in tree.links() {
            mirror.link(path, &mirror.root.join(target))?;
        }
        Ok(mirror)
    }

    /// The folder that stands for the tree's root.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A folder beside the tree, for settings and environments of ours; made where it is missing.
    pub fn beside(&self, name: &str) -> io::Result<PathBuf> {
        let path = self.root.with_file_name(name);
        fs::create_dir_all(&path)?;
        Ok(path)
    }

    /// Puts a link to `target` at `path` in the tree, unless something stands there.
    pub fn link(&self, path: &str, target: &Path) -> io::Result<()> {
        let link = self.root.join(path);
        if let Some(folder) = link.parent() {
            fs::create_dir_all(folder)?;
        }
        match link_to(target, &link) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            result => result,
        }
    }

    /// Gives the file at `path` these bytes, and makes it where it is missing. A path that leads out of the tree through a link is refused.
    pub fn put(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let place = self.inside(path)?;
        fs::create_dir_all(place.parent().expect("a file lies in a folder"))?;
        fs::write(place, bytes)
    }

    /// Removes the file at `path`, if it is there. A path that leads out of the tree through a link is refused.
    pub fn remove(&self, path: &str) -> io::Result<()> {
        match fs::remove_file(self.inside(path)?) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            result => result,
        }
    }

    /// Where the file at `path` lies, if every folder above it that exists is one of the tree itself, and no link.
    fn inside(&self, path: &str) -> io::Result<PathBuf> {
        let refused = || io::Error::new(io::ErrorKind::PermissionDenied, format!("{path} leads out of the mirror"));
        let mut place = self.root.clone();
        for part in path.split('/') {
            if matches!(part, "" | "." | "..") || part.contains(std::path::MAIN_SEPARATOR) {
                return Err(refused());
            }
            place.push(part);
            if place.symlink_metadata().is_ok_and(|found| found.is_symlink()) {
                return Err(refused());
            }
        }
        Ok(place)
    }
}

impl Drop for Mirror {
    fn drop(&mut self) {
        // What cannot be removed now keeps its lock file, so that it is swept later.
        let is_left = remove(&self.folder).is_err();
        self.in_use.disable_cleanup(is_left);
    }
}

const PREFIX: &str = "mirror-";

const LOCK: &str = "lock";

/// A new file in `parent`, locked. It is made before its folder and goes after it, so that a folder never stands there without one.
fn lock(parent: &Path) -> io::Result<NamedTempFile> {
    loop {
        let file = tempfile::Builder::new().prefix(PREFIX).suffix(&format!(".{LOCK}")).tempfile_in(parent)?;
        file.as_file().lock()?;
        // Between the two lines above it may have been swept.
        if file.path().exists() {
            return Ok(file);
        }
    }
}

/// Removes the mirrors in `parent` that nobody uses: those of runs that were killed.
pub fn sweep_mirrors(parent: &Path) {
    for entry in parent.read_dir().into_iter().flatten().flatten() {
        let path = entry.path();
        let is_lock =
            entry.file_name().to_string_lossy().starts_with(PREFIX) && path.extension().is_some_and(|extension| extension == LOCK);
        if is_lock && File::open(&path).is_ok_and(|lock| lock.try_lock().is_ok() && remove(&path.with_extension("")).is_ok()) {
            // What cannot be removed now is tried again the next time.
            let _ = fs::remove_file(&path);
        }
    }
}

/// Removes a mirror, if it is there. Checkers that are just ending may still write into it, so a folder that fills again is emptied again.
fn remove(folder: &Path) -> io::Result<()> {
    const TRIES: u32 = 100;
    let gone = || match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    };
    for _ in 1..TRIES {
        if gone().is_ok() {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    gone()
}

#[cfg(unix)]
pub(crate) fn link_to(target: &Path, link: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, link)
}

#[cfg(windows)]
pub(crate) fn link_to(target: &Path, link: &Path) -> io::Result<()> {
    if target.is_dir() { std::os::windows::fs::symlink_dir(target, link) } else { std::os::windows::fs::symlink_file(target, link) }
}

#[cfg(test)]
mod tests {
    use super::{super::tree::tree_of, *};

    #[test]
    fn a_mirror_that_nobody_holds_is_swept_and_one_in_use_is_not() {
        let parent = tempfile::tempdir().unwrap();
        let left = parent.path().join("mirror-left");
        fs::create_dir_all(left.join("tree")).unwrap();
        fs::write(parent.path().join("mirror-left.lock"), "").unwrap();
        let in_use = Mirror::new(&tree_of(&[("a.py", "x")]), parent.path()).unwrap();
        sweep_mirrors(parent.path());
        assert!(!left.exists() && !parent.path().join("mirror-left.lock").exists());
        assert!(in_use.root().join("a.py").exists());
    }

    #[test]
    #[cfg(unix)]
    fn a_file_is_put_into_the_mirror_and_never_through_a_link_out_of_it() {
        let parent = tempfile::tempdir().unwrap();
        let outside = tempfile::tempdir().unwrap();
        let mirror = Mirror::new(&tree_of(&[("a/b.py", "x")]), parent.path()).unwrap();
        mirror.put("a/new/c.py", b"y").unwrap();
        assert_eq!(fs::read_to_string(mirror.root().join("a/new/c.py")).unwrap(), "y");
        mirror.remove("a/new/c.py").unwrap();
        mirror.remove("a/new/c.py").unwrap();
        mirror.link("node_modules", outside.path()).unwrap();
        for path in ["node_modules/x.js", "../x.js", "a/../../x.js", "/x.js", "a//b.py"] {
            assert!(mirror.put(path, b"z").is_err(), "{path}");
        }
        assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_mirror_holds_the_tree_and_is_gone_when_dropped() {
        let parent = tempfile::tempdir().unwrap();
        let mirror = Mirror::new(&tree_of(&[("a/b.py", "x"), ("a/c/d.py", "y")]), parent.path()).unwrap();
        assert_eq!(fs::read_to_string(mirror.root().join("a/c/d.py")).unwrap(), "y");
        drop(mirror);
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 0);
    }
}
