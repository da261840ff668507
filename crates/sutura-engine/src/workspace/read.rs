//! Reads a folder into a [`Tree`], and never anything outside it.

use std::{
    collections::BTreeMap,
    ffi::OsStr,
    fs,
    io::{self, Read},
    path::{Component, Path, PathBuf},
};

use globset::GlobSet;
use thiserror::Error;

use super::{SourceFile, Tree};
use crate::diagnostic::{Finding, Severity};

/// Why a folder could not be read at all.
#[derive(Debug, Error)]
pub enum ReadError {
    /// There is nothing at the path.
    #[error("{}: no such folder", .0.display())]
    Missing(PathBuf),
    /// The path leads to something else.
    #[error("{}: not a folder; name the folder that holds the project", .0.display())]
    NotAFolder(PathBuf),
    /// The system refused.
    #[error("{}: {source}", path.display())]
    Unreadable {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// Folders that hold no sources of the project: what tools and package managers put there.
pub(crate) const SKIPPED_FOLDERS: &[&str] = &[
    ".cache",
    ".git",
    ".hg",
    ".mypy_cache",
    ".nox",
    ".nuxt",
    ".output",
    ".parcel-cache",
    ".pytest_cache",
    ".ruff_cache",
    ".sutura",
    ".svelte-kit",
    ".svn",
    ".tox",
    ".turbo",
    ".yarn",
    "__pycache__",
    "bower_components",
    "node_modules",
    "site-packages",
];

/// Endings of files that a checker can have use for.
const SOURCE_ENDINGS: &[&str] = &[
    "cfg", "cjs", "css", "cts", "go", "graphql", "html", "ini", "js", "json", "json5", "jsonc", "jsx", "mjs", "mod", "mts", "py", "pyi",
    "pyw", "rs", "scss", "sum", "svelte", "toml", "ts", "tsx", "typed", "vue", "yaml", "yml",
];

/// Files that count whatever their ending.
const SOURCE_NAMES: &[&str] =
    &[".python-version", "Pipfile", "Pipfile.lock", "bun.lock", "pdm.lock", "poetry.lock", "uv.lock", "yarn.lock"];

/// Reads all sources under `root`, which must be a canonical path. Files that `extra` matches are taken whatever their name.
///
/// `.gitignore` has no say: checkers read what is on the disk, and a `lib/` that a Python template ignores is often
/// part of the frontend. Links are not followed: those that stay within the root are kept as links, and each that leaves
/// it is a problem of the tree, as is whatever could not be read.
pub fn read(root: &Path, extra: &GlobSet) -> Result<Tree, ReadError> {
    let unreadable = |source| ReadError::Unreadable { path: root.to_owned(), source };
    match fs::metadata(root) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(ReadError::Missing(root.to_owned())),
        Err(error) => return Err(unreadable(error)),
        Ok(metadata) if !metadata.is_dir() => return Err(ReadError::NotAFolder(root.to_owned())),
        Ok(_) => {}
    }
    let beneath = Beneath::open(root).map_err(unreadable)?;
    let mut walk = Walk { root, beneath, extra, wanted: Vec::new(), links: BTreeMap::new(), problems: Vec::new() };
    walk.folder("").map_err(unreadable)?;
    let Walk { beneath, wanted, links, mut problems, .. } = walk;
    let files = read_all(&beneath, wanted, &mut problems);
    Ok(Tree::new(files, links, problems))
}

/// The content of the file at `path` below `root`: an error where it is no regular file, lies behind a link, or has more than `most` bytes.
pub fn read_file(root: &Path, path: &str, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    Beneath::open(root)?.file(path)?.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most { Err(io::Error::other(format!("it has more than {most} bytes"))) } else { Ok(bytes) }
}

struct Walk<'a> {
    root: &'a Path,
    beneath: Beneath,
    extra: &'a GlobSet,
    wanted: Vec<String>,
    links: BTreeMap<String, String>,
    problems: Vec<Finding>,
}

impl Walk<'_> {
    fn folder(&mut self, folder: &str) -> io::Result<()> {
        let mut pending = vec![folder.to_owned()];
        while let Some(folder) = pending.pop() {
            let entries = match fs::read_dir(self.root.join(&folder)) {
                Ok(entries) => entries,
                Err(error) if folder.is_empty() => return Err(error),
                Err(error) => {
                    self.problem(&folder, "unreadable-file", format!("This folder cannot be read: {error}."));
                    continue;
                }
            };
            for entry in entries.flatten() {
                let name = entry.file_name();
                let Some(name) = name.to_str() else {
                    self.name_is_not_utf8(&folder, &name);
                    continue;
                };
                let path = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
                let Ok(kind) = entry.file_type() else { continue };
                if kind.is_dir() {
                    if !is_skipped_folder(&self.root.join(&path), &folder, name) {
                        pending.push(path);
                    }
                } else if kind.is_symlink() {
                    self.link(path);
                } else if kind.is_file() && (is_source(name) || self.extra.is_match(&path)) {
                    self.wanted.push(path);
                }
            }
        }
        Ok(())
    }

    fn name_is_not_utf8(&mut self, folder: &str, name: &OsStr) {
        let shown = name.to_string_lossy();
        let ending = Path::new(name).extension().and_then(OsStr::to_str).unwrap_or_default();
        if SOURCE_ENDINGS.contains(&ending) {
            let path = if folder.is_empty() { shown.into_owned() } else { format!("{folder}/{shown}") };
            self.problem(&path, "file-name-not-utf8", "The file's name is not UTF-8, so it was not checked. Rename it.".to_owned());
        }
    }

    fn link(&mut self, path: String) {
        let real = self.root.join(&path).canonicalize();
        match real.as_deref().map(|real| real.strip_prefix(self.root)) {
            Ok(Ok(target)) => {
                if let Some(target) = slashed(target) {
                    self.links.insert(path, target);
                }
            }
            // What package managers link is provided apart; other links matter only where they lead to sources.
            Ok(Err(_)) => {
                let real = real.expect("the arm above matched a path that resolves");
                if real.is_dir() || is_source(path.rsplit('/').next().unwrap_or(&path)) {
                    let message = "This link leads out of the checked folder and was not followed. \
                                   Check the folder that holds both, or replace the link by what it stands for.";
                    self.problems.push(Finding { severity: Severity::Warning, ..finding(&path, "link-outside-root", message.to_owned()) });
                }
            }
            Err(error) => {
                if is_source(path.rsplit('/').next().unwrap_or(&path)) {
                    let error = error.to_string();
                    self.problem(&path, "unreadable-file", format!("This link leads nowhere: {error}."));
                }
            }
        }
    }

    fn problem(&mut self, path: &str, code: &str, message: String) {
        self.problems.push(finding(path, code, message));
    }
}

fn finding(path: &str, code: &str, message: String) -> Finding {
    Finding { file: path.to_owned(), line: 1, column: 1, code: code.to_owned(), message, ..Finding::default() }
}

fn is_skipped_folder(path: &Path, parent: &str, name: &str) -> bool {
    // Of what Next.js builds only the declarations belong to the program.
    let built_by_next = parent == ".next" || parent.ends_with("/.next");
    SKIPPED_FOLDERS.contains(&name) || (built_by_next && name != "types") || path.join("pyvenv.cfg").exists()
}

fn is_source(name: &str) -> bool {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    SOURCE_ENDINGS.contains(&ending)
        || SOURCE_NAMES.contains(&name)
        || (ending == "txt" && (name.contains("requirements") || name.contains("constraints")))
        || (ending == "in" && name.contains("requirements"))
}

/// The path with `/`, where it is UTF-8 and has no part such as `..`.
fn slashed(path: &Path) -> Option<String> {
    path.components()
        .map(|part| match part {
            Component::Normal(part) => part.to_str(),
            _ => None,
        })
        .collect::<Option<Vec<_>>>()
        .map(|parts| parts.join("/"))
}

/// Reads on every core: opening is what takes the time.
fn read_all(beneath: &Beneath, mut wanted: Vec<String>, problems: &mut Vec<Finding>) -> BTreeMap<String, SourceFile> {
    wanted.sort();
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(wanted.len() / 64 + 1);
    let share = wanted.len().div_ceil(workers).max(1);
    let read = std::thread::scope(|scope| {
        let workers: Vec<_> =
            wanted.chunks(share).map(|paths| scope.spawn(|| paths.iter().map(|path| beneath.read(path)).collect::<Vec<_>>())).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("reading does not panic")).collect::<Vec<_>>()
    });
    let mut files = BTreeMap::new();
    for (path, bytes) in wanted.into_iter().zip(read) {
        match bytes {
            Ok(bytes) => {
                files.insert(path, SourceFile::new(bytes));
            }
            // Gone since the folder was listed: as if it had never been there.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => problems.push(finding(&path, "unreadable-file", format!("The file cannot be read: {error}."))),
        }
    }
    files
}

/// Opens files below one folder, and refuses every path on which a link stands: a link that was put there after the listing leads nowhere.
struct Beneath {
    #[cfg(target_os = "linux")]
    root: std::os::fd::OwnedFd,
    #[cfg(not(target_os = "linux"))]
    root: PathBuf,
}

#[cfg(target_os = "linux")]
impl Beneath {
    fn open(root: &Path) -> io::Result<Self> {
        use rustix::fs::{Mode, OFlags};
        Ok(Self { root: rustix::fs::open(root, OFlags::DIRECTORY | OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty())? })
    }

    fn file(&self, path: &str) -> io::Result<fs::File> {
        use rustix::{
            fs::{Mode, OFlags, ResolveFlags},
            io::Errno,
        };
        let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NOFOLLOW | OFlags::NONBLOCK;
        let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS;
        let opened = match rustix::fs::openat2(&self.root, path, flags, Mode::empty(), resolve) {
            Err(Errno::NOSYS) => rustix::fs::openat(&self.root, path, flags, Mode::empty()),
            opened => opened,
        };
        match opened {
            Err(Errno::LOOP) => Err(io::Error::other("it is a link, or lies behind one, and links are not followed")),
            opened => regular(fs::File::from(opened?)),
        }
    }
}

#[cfg(not(target_os = "linux"))]
impl Beneath {
    fn open(root: &Path) -> io::Result<Self> {
        Ok(Self { root: root.to_owned() })
    }

    fn file(&self, path: &str) -> io::Result<fs::File> {
        let path = self.root.join(path);
        // Looked at first, since to open a pipe is to wait.
        if !fs::symlink_metadata(&path)?.is_file() {
            return Err(io::Error::other("it is no regular file"));
        }
        if !path.canonicalize()?.starts_with(&self.root) {
            return Err(io::Error::other("it leads out of the checked folder"));
        }
        regular(fs::File::open(path)?)
    }
}

impl Beneath {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let mut file = self.file(path)?;
        let mut bytes = Vec::with_capacity(usize::try_from(file.metadata()?.len()).unwrap_or(0));
        file.read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

fn regular(file: fs::File) -> io::Result<fs::File> {
    if file.metadata()?.is_file() { Ok(file) } else { Err(io::Error::other("it is no regular file")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_folder(root: &Path) -> Tree {
        read(&root.canonicalize().unwrap(), &GlobSet::empty()).unwrap()
    }

    fn codes(tree: &Tree) -> Vec<(&str, &str)> {
        tree.problems().iter().map(|problem| (problem.file.as_str(), problem.code.as_str())).collect()
    }

    #[test]
    fn sources_are_read_and_installed_packages_are_not() {
        let folder = tempfile::tempdir().unwrap();
        for path in ["a/main.py", "a/.venv/pyvenv.cfg", "a/.venv/x.py", "b/node_modules/x.ts", "b/lib/x.ts", "b/logo.png", ".env"] {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        fs::write(folder.path().join(".gitignore"), "lib/\n").unwrap();
        let tree = read_folder(folder.path());
        assert_eq!(tree.files().keys().collect::<Vec<_>>(), ["a/main.py", "b/lib/x.ts"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_root_is_told_and_not_followed() {
        let outside = tempfile::tempdir().unwrap();
        fs::write(outside.path().join("secret.py"), "key = 1").unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(outside.path(), folder.path().join("shared")).unwrap();
        std::os::unix::fs::symlink(outside.path().join("secret.py"), folder.path().join("s.py")).unwrap();
        fs::create_dir(folder.path().join("real")).unwrap();
        std::os::unix::fs::symlink("real", folder.path().join("alias")).unwrap();
        std::os::unix::fs::symlink("nowhere.py", folder.path().join("gone.py")).unwrap();
        let tree = read_folder(folder.path());
        assert!(tree.files().is_empty());
        assert_eq!(tree.links()["alias"], "real");
        let mut codes = codes(&tree);
        codes.sort_unstable();
        assert_eq!(codes, [("gone.py", "unreadable-file"), ("s.py", "link-outside-root"), ("shared", "link-outside-root")]);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_folder_swapped_for_a_link_after_the_listing_is_not_read_through() {
        let outside = tempfile::tempdir().unwrap();
        fs::write(outside.path().join("secret.py"), "key = 1").unwrap();
        let folder = tempfile::tempdir().unwrap();
        let beneath = Beneath::open(folder.path()).unwrap();
        std::os::unix::fs::symlink(outside.path(), folder.path().join("app")).unwrap();
        assert!(beneath.read("app/secret.py").is_err());
        assert!(beneath.read("../secret.py").is_err());
        fs::create_dir(folder.path().join("real")).unwrap();
        fs::write(folder.path().join("real/a.py"), "x").unwrap();
        assert_eq!(beneath.read("real/a.py").unwrap(), b"x", "the same read succeeds where no link stands");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_source_whose_name_is_not_utf8_is_told() {
        use std::os::unix::ffi::OsStrExt;
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(OsStr::from_bytes(b"caf\xe9.py")), "x").unwrap();
        fs::write(folder.path().join(OsStr::from_bytes(b"caf\xe9.png")), "x").unwrap();
        assert_eq!(codes(&read_folder(folder.path())), [("caf\u{fffd}.py", "file-name-not-utf8")]);
    }

    #[test]
    fn a_missing_folder_and_a_file_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.py");
        fs::write(&file, "x").unwrap();
        let none = GlobSet::empty();
        assert!(matches!(read(&file, &none), Err(ReadError::NotAFolder(_))));
        assert!(matches!(read(&folder.path().join("no"), &none), Err(ReadError::Missing(_))));
    }
}
