//! An immutable snapshot of a project.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, OnceLock},
};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::{diagnostic::Finding, patch::Patch};

/// The sources of a project at one moment: paths relative to the root, with `/`, to shared bytes.
///
/// Cloning is cheap. A tree never changes; what a verdict is about is its [`Tree::digest`].
#[derive(Clone, Debug, Default)]
pub struct Tree {
    files: Arc<BTreeMap<String, SourceFile>>,
    links: Arc<BTreeMap<String, String>>,
    problems: Arc<Vec<Finding>>,
    digest: OnceLock<Digest>,
}

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// One file of a tree.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// The bytes as they stand on the disk.
    pub bytes: Arc<[u8]>,
    /// Their hash.
    pub digest: Digest,
}

impl SourceFile {
    /// A file with these bytes.
    pub fn new(bytes: impl Into<Arc<[u8]>>) -> Self {
        let bytes = bytes.into();
        Self { digest: Digest::of(&bytes), bytes }
    }

    /// The text without a byte order mark, where it is UTF-8.
    pub fn text(&self) -> Option<&str> {
        let text = std::str::from_utf8(&self.bytes).ok()?;
        Some(text.strip_prefix('\u{feff}').unwrap_or(text))
    }
}

impl Tree {
    /// A tree of `files`, of `links` (path to the path that it leads to, both relative to the root) and of what could not be read.
    pub fn new(files: BTreeMap<String, SourceFile>, links: BTreeMap<String, String>, problems: Vec<Finding>) -> Self {
        Self { files: Arc::new(files), links: Arc::new(links), problems: Arc::new(problems), digest: OnceLock::new() }
    }

    /// The candidate: this tree with the texts of `patch`. A file that begins with a byte order mark keeps it.
    pub fn with(&self, patch: &Patch) -> Self {
        let mut files = (*self.files).clone();
        for (path, text) in patch.texts() {
            let marked = files.get(path).is_some_and(|file| file.bytes.starts_with(BYTE_ORDER_MARK));
            let mark = if marked { BYTE_ORDER_MARK } else { b"" };
            files.insert(path.clone(), SourceFile::new([mark, text.as_bytes()].concat()));
        }
        Self { files: Arc::new(files), links: self.links.clone(), problems: self.problems.clone(), digest: OnceLock::new() }
    }

    /// Whether a file may stand at `path`: below the root, behind no link, where no folder stands, and in no folder of packages or of a tool's own.
    pub fn has_place_for(&self, path: &str) -> bool {
        const CLOSED: &[&str] = &["", ".", "..", ".git", ".sutura", ".venv", "node_modules"];
        let links = |folder: &str| self.links.contains_key(folder);
        let inside = |folder: &str| self.files.contains_key(folder);
        let is_folder = || {
            let within = format!("{path}/");
            let below = |(first, _): (&String, _)| first.starts_with(&within);
            self.files.range(within.clone()..).next().is_some_and(below)
        };
        !path.contains(['\\', '\0'])
            && !path.split('/').any(|part| CLOSED.contains(&part))
            && !links(path)
            && !is_folder()
            && !super::discover::folders_of(path).any(|folder| links(folder) || inside(folder))
    }

    /// The files that differ between the two trees: changed, added or removed.
    pub fn changed_from<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = &'a str> {
        let changed = |path: &&String| self.files.get(*path).map(|file| file.digest) != other.files.get(*path).map(|file| file.digest);
        let removed = other.files.keys().filter(|path| !self.files.contains_key(*path));
        self.files.keys().filter(changed).chain(removed).map(String::as_str)
    }

    /// Path to file, in order.
    pub fn files(&self) -> &BTreeMap<String, SourceFile> {
        &self.files
    }

    /// Links within the root: path to the path that it leads to.
    pub fn links(&self) -> &BTreeMap<String, String> {
        &self.links
    }

    /// What could not be taken into the tree.
    pub fn problems(&self) -> &[Finding] {
        &self.problems
    }

    /// The text of one file, where it is there and UTF-8.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path)?.text()
    }

    /// Digest of everything in the tree.
    pub fn digest(&self) -> Digest {
        *self.digest.get_or_init(|| self.digest_of(|_| true))
    }

    /// Digest of the files that belong to `side`, wherever they stand.
    ///
    /// A side is a whole language, not one project: a frontend may import from a folder beside its own.
    pub fn side_digest(&self, side: Side) -> Digest {
        self.digest_of(|path| side.has(path))
    }

    /// Digest of the files whose path `wanted` picks, and of all links.
    pub fn digest_of(&self, wanted: impl Fn(&str) -> bool) -> Digest {
        let mut hasher = blake3::Hasher::new();
        for (path, file) in self.files.iter().filter(|(path, _)| wanted(path)) {
            hasher.update(path.as_bytes());
            hasher.update(&[0]);
            hasher.update(&file.digest.0);
        }
        for (path, target) in self.links.iter() {
            hasher.update(path.as_bytes());
            hasher.update(&[1]);
            hasher.update(target.as_bytes());
            hasher.update(&[0]);
        }
        Digest(hasher.finalize().into())
    }
}

/// Which checkers a file can matter to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Python sources and the files that say how they are checked.
    Python,
    /// TypeScript and JavaScript sources, JSON, and the files that say how they are checked.
    TypeScript,
    /// All files.
    Both,
}

impl Side {
    /// Whether the file at `path` belongs to this side.
    pub fn has(self, path: &str) -> bool {
        let name = path.rsplit('/').next().unwrap_or(path);
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        let python = matches!(extension, "py" | "pyi" | "pyw" | "toml" | "cfg" | "txt" | "typed")
            || matches!(name, ".python-version" | "Pipfile" | "Pipfile.lock" | "poetry.lock" | "uv.lock" | "pdm.lock")
            || name == "pyrightconfig.json";
        match self {
            Self::Python => python,
            Self::TypeScript => !python || name == "pyrightconfig.json",
            Self::Both => true,
        }
    }
}

/// A BLAKE3 hash, shown as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The hash of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self(*blake3::hash(bytes).as_bytes())
    }

    /// The hash of several parts, each of which counts with its length.
    pub fn of_parts<T: AsRef<[u8]>>(parts: impl IntoIterator<Item = T>) -> Self {
        let mut hasher = blake3::Hasher::new();
        for part in parts {
            let part = part.as_ref();
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        Self(hasher.finalize().into())
    }

    /// The first 16 digits: enough for a file name.
    pub fn short(&self) -> String {
        self.to_string()[..16].to_owned()
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        let digits = blake3::Hash::from_hex(text.as_bytes()).map_err(de::Error::custom)?;
        Ok(Self(*digits.as_bytes()))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
pub(crate) fn tree_of(files: &[(&str, &str)]) -> Tree {
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), SourceFile::new(text.as_bytes()))).collect();
    Tree::new(files, BTreeMap::new(), Vec::new())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_frontend_file_leaves_the_python_digest_alone() {
        let before = tree_of(&[("api/main.py", "x = 1\n"), ("web/a.ts", "1"), ("web/package.json", "{}")]);
        let after = tree_of(&[("api/main.py", "x = 1\n"), ("web/a.ts", "2"), ("web/package.json", "{}")]);
        assert_eq!(before.side_digest(Side::Python), after.side_digest(Side::Python));
        assert_ne!(before.side_digest(Side::TypeScript), after.side_digest(Side::TypeScript));
        assert_ne!(before.digest(), after.digest());
    }

    #[test]
    fn a_candidate_differs_from_its_tree_in_the_patched_files_alone_and_keeps_byte_order_marks() {
        let tree = tree_of(&[("a.py", "\u{feff}x = 1\n"), ("b.py", "y = 2\n")]);
        let candidate = tree.with(&Patch::of("a.py", "x = 3\n"));
        assert_eq!(&*candidate.files()["a.py"].bytes, "\u{feff}x = 3\n".as_bytes());
        assert_eq!(candidate.changed_from(&tree).collect::<Vec<_>>(), ["a.py"]);
        assert_ne!(candidate.digest(), tree.digest());
        assert_eq!(candidate.with(&Patch::of("a.py", "x = 1\n")).digest(), tree.digest());
    }

    #[test]
    fn a_file_has_a_place_in_the_tree_alone() {
        let links = BTreeMap::from([("linked".to_owned(), "a".to_owned())]);
        let tree = Tree::new(BTreeMap::from([("a/b.py".to_owned(), SourceFile::new(*b"x"))]), links, Vec::new());
        for path in ["a/b.py", "a/c.py", "new/folder/c.py", "c.py", "ä b.py"] {
            assert!(tree.has_place_for(path), "{path}");
        }
        for path in [
            "",
            "/etc/passwd",
            "../c.py",
            "a/../../c.py",
            "a//c.py",
            "a",
            "a\\c.py",
            "linked",
            "linked/c.py",
            "a/b.py/c.py",
            "x/node_modules/y.js",
            ".git/config",
        ] {
            assert!(!tree.has_place_for(path), "{path}");
        }
    }

    #[test]
    fn moving_bytes_between_a_path_and_its_content_changes_the_digest() {
        assert_ne!(tree_of(&[("a.py", "b")]).digest(), tree_of(&[("a.pyb", "")]).digest());
    }
}
