use std::{
    collections::BTreeMap,
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use tempfile::TempDir;

/// A project in a temporary folder, which is gone when this is dropped.
pub struct Project {
    _folder: TempDir,
    root: PathBuf,
}

impl Default for Project {
    fn default() -> Self {
        Self::new()
    }
}

impl Project {
    /// An empty folder.
    pub fn new() -> Self {
        let folder = TempDir::with_prefix("project-").expect("a temporary folder can be made");
        // Tools and reports tell real paths; so do tests.
        let root = folder.path().canonicalize().expect("the folder was just made");
        Self { _folder: folder, root }
    }

    /// A copy of the folder `source`, without what is installed or recorded in it.
    pub fn copy_of(source: &Path) -> Self {
        let project = Self::new();
        copy(source, &project.root);
        project
    }

    /// Copies the folder `source` into the folder `target`, without what is installed or recorded in it.
    pub fn copy_into(source: &Path, target: &Path) {
        fs::create_dir_all(target).expect("the target can be made");
        copy(source, target);
    }

    /// The folder's real path.
    pub fn path(&self) -> &Path {
        &self.root
    }

    /// The real path of something in it.
    pub fn at(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// Adds a file.
    pub fn file(self, path: &str, content: impl AsRef<[u8]>) -> Self {
        self.write(path, content);
        self
    }

    /// Adds a program: a file that may be executed.
    pub fn program(self, path: &str, content: &str) -> Self {
        self.file(path, content).mode(path, 0o755)
    }

    /// Adds an empty folder.
    pub fn folder(self, path: &str) -> Self {
        fs::create_dir_all(self.at(path)).expect("a folder of the project can be made");
        self
    }

    /// Adds a link to `target`, which is taken as it is written.
    pub fn link(self, path: &str, target: impl AsRef<Path>) -> Self {
        let link = self.at(path);
        fs::create_dir_all(link.parent().expect("the path was joined to a folder")).expect("a folder of the project can be made");
        std::os::unix::fs::symlink(target, link).expect("a link can be made in the project");
        self
    }

    /// Changes the permissions of what is there.
    pub fn mode(self, path: &str, mode: u32) -> Self {
        fs::set_permissions(self.at(path), fs::Permissions::from_mode(mode)).expect("permissions can be changed in the project");
        self
    }

    /// Writes a file of a project that is in use already.
    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let file = self.at(path);
        fs::create_dir_all(file.parent().expect("the path was joined to a folder")).expect("a folder of the project can be made");
        fs::write(file, content).expect("a file of the project can be written");
    }

    /// The text of a file.
    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.at(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Its files by path, but for what is recorded in `.sutura`.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        let mut pending = vec![self.root.clone()];
        while let Some(folder) = pending.pop() {
            for path in fs::read_dir(folder).expect("a folder of the project can be read").flatten().map(|entry| entry.path()) {
                let name = path.strip_prefix(&self.root).expect("it was found there").to_string_lossy().into_owned();
                match path.is_dir() {
                    true if name == ".sutura" => {}
                    true => pending.push(path),
                    false => drop(files.insert(name, fs::read(&path).expect("a file of the project can be read"))),
                }
            }
        }
        files
    }

    /// The folders of its runs, the earliest first.
    pub fn runs(&self) -> Vec<PathBuf> {
        let mut runs: Vec<PathBuf> =
            fs::read_dir(self.at(".sutura/runs")).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        runs.sort();
        runs
    }

    /// The events of its latest run.
    pub fn events(&self) -> Vec<serde_json::Value> {
        let run = self.runs().pop().expect("the project has a run");
        let text = fs::read_to_string(run.join("events.jsonl")).expect("a run has events");
        text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}"))).collect()
    }
}

fn copy(source: &Path, target: &Path) {
    let entries = fs::read_dir(source).unwrap_or_else(|error| panic!("{}: {error}", source.display()));
    for entry in entries.flatten() {
        let (from, to) = (entry.path(), target.join(entry.file_name()));
        if matches!(entry.file_name().to_str(), Some(".sutura" | "node_modules" | ".venv")) {
            continue;
        }
        if from.is_dir() {
            fs::create_dir_all(&to).expect("a folder of the project can be made");
            copy(&from, &to);
        } else {
            fs::copy(&from, &to).expect("a file can be copied");
        }
    }
}
