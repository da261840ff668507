//! Finds the projects in a tree.

use std::collections::BTreeSet;

use super::Tree;

/// What a project is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// A Python project.
    Python,
    /// A TypeScript project.
    TypeScript,
    /// No single one: the tree as a whole, for checkers that look across projects.
    Mixed,
}

/// A folder that its tools take as one project.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Project {
    /// Folder relative to the tree's root; empty for the root itself.
    pub root: String,
    /// What it is written in.
    pub language: Language,
    /// Whether a file in it says what it depends on.
    pub has_manifest: bool,
}

impl Project {
    /// The tree as a whole.
    pub fn whole() -> Self {
        Self { root: String::new(), language: Language::Mixed, has_manifest: false }
    }

    /// The folder as reports show it.
    pub fn name(&self) -> &str {
        if self.root.is_empty() { "." } else { &self.root }
    }

    /// `path`, which is relative to the project, relative to the tree.
    pub fn path(&self, path: &str) -> String {
        join(&self.root, path)
    }

    /// Whether the tree's file at `path` lies in the project's folder.
    pub fn contains(&self, path: &str) -> bool {
        is_below(path, &self.root)
    }
}

/// All projects in `tree`, ordered by folder.
///
/// A Python project is a folder with a manifest; each source belongs to the innermost one, and a manifest without sources is none.
/// Sources without any manifest make up a project too: at the tree's root, or in its top-level folder where nothing shows
/// that this is a package. A TypeScript project is a folder with a `tsconfig.json`, unless one further up has the same `package.json`: then it is
/// that project's own business whether it takes the inner configuration in.
pub fn discover(tree: &Tree) -> Vec<Project> {
    let mut projects = python_projects(tree);
    projects.extend(typescript_projects(tree));
    projects.sort();
    projects
}

fn python_projects(tree: &Tree) -> Vec<Project> {
    let manifests: BTreeSet<&str> = tree.files().keys().filter(|path| is_python_manifest(path)).map(|path| manifest_folder(path)).collect();
    let mut with_sources = BTreeSet::new();
    let mut bare = BTreeSet::new();
    for path in tree.files().keys().filter(|path| path.ends_with(".py")) {
        match folders_of(path).find(|folder| manifests.contains(folder)) {
            Some(folder) => with_sources.insert(folder.to_owned()),
            None => bare.insert(bare_root(tree, path)),
        };
    }
    if bare.contains("") {
        bare = BTreeSet::from([String::new()]);
    }
    let project = |has_manifest| move |root| Project { root, language: Language::Python, has_manifest };
    let owned: Vec<Project> = with_sources.iter().cloned().map(project(true)).collect();
    bare.retain(|root| !with_sources.contains(root));
    owned.into_iter().chain(bare.into_iter().map(project(false))).collect()
}

fn is_python_manifest(path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    matches!(name, "pyproject.toml" | "Pipfile" | "setup.py" | "setup.cfg" | "requirements.txt")
        || (name.ends_with(".txt") && (folder == "requirements" || folder.ends_with("/requirements")))
}

fn manifest_folder(path: &str) -> &str {
    let folder = parent(path);
    if !path.ends_with(".txt") {
        return folder;
    }
    match folder.strip_suffix("requirements") {
        Some("") => "",
        Some(above) => above.strip_suffix('/').unwrap_or(folder),
        None => folder,
    }
}

fn bare_root(tree: &Tree, path: &str) -> String {
    match path.split_once('/') {
        Some((top, _)) if !tree.files().contains_key(&format!("{top}/__init__.py")) => top.to_owned(),
        _ => String::new(),
    }
}

fn typescript_projects(tree: &Tree) -> Vec<Project> {
    let is_package = |folder: &str| tree.files().contains_key(&join(folder, "package.json"));
    let configured: BTreeSet<&str> =
        tree.files().keys().filter(|path| path.rsplit('/').next() == Some("tsconfig.json")).map(|path| parent(path)).collect();
    configured
        .iter()
        .filter(|folder| {
            is_package(folder)
                || !folders_of(folder)
                    .take_while(|above| *above == parent(folder) || !is_package(above) || configured.contains(above))
                    .any(|above| configured.contains(above))
        })
        .map(|folder| Project {
            root: (*folder).to_owned(),
            language: Language::TypeScript,
            has_manifest: std::iter::once(*folder).chain(folders_of(folder)).any(is_package),
        })
        .collect()
}

/// Whether the file at `path` is a test, or serves tests, by its name.
pub fn is_test(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.starts_with("test_")
        || name.ends_with("_test.py")
        || name == "conftest.py"
        || name.contains(".test.")
        || name.contains(".spec.")
        || path.split('/').any(|part| matches!(part, "tests" | "test" | "__tests__" | "e2e"))
}

/// The folders that `path` lies in, innermost first, down to the root (empty).
pub(crate) fn folders_of(path: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(path);
    std::iter::from_fn(move || {
        let path = rest?;
        if path.is_empty() {
            rest = None;
            return None;
        }
        let folder = parent(path);
        rest = (!folder.is_empty()).then_some(folder);
        Some(folder)
    })
}

/// The folder of `path`; empty for the root.
pub(crate) fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// `folder/name`, where an empty folder is the root.
pub(crate) fn join(folder: &str, name: &str) -> String {
    match (folder, name) {
        ("", name) => name.to_owned(),
        (folder, "") => folder.to_owned(),
        (folder, name) => format!("{folder}/{name}"),
    }
}

/// `target`, relative to `folder`, relative to the tree; nothing where it is absolute or leads out of the tree.
pub(crate) fn resolve(folder: &str, target: &str) -> Option<String> {
    if target.starts_with('/') {
        return None;
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Whether `path` is `folder` or lies in it.
pub(crate) fn is_below(path: &str, folder: &str) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::{super::tree::tree_of, *};

    fn found(paths: &[&str]) -> Vec<(String, Language, bool)> {
        let files: Vec<_> = paths.iter().map(|path| (*path, "")).collect();
        discover(&tree_of(&files)).into_iter().map(|project| (project.root, project.language, project.has_manifest)).collect()
    }

    use Language::{Python, TypeScript};

    #[test]
    fn both_sides_of_a_generated_app_are_found() {
        let paths =
            ["backend/pyproject.toml", "backend/app/main.py", "frontend/package.json", "frontend/tsconfig.json", "frontend/src/main.tsx"];
        assert_eq!(found(&paths), [("backend".to_owned(), Python, true), ("frontend".to_owned(), TypeScript, true)]);
    }

    #[test]
    fn a_source_belongs_to_the_innermost_manifest_and_a_manifest_without_sources_is_no_project() {
        let paths = ["pyproject.toml", "svc/a/requirements.txt", "svc/a/main.py", "svc/b/requirements/base.txt", "svc/b/main.py"];
        assert_eq!(found(&paths), [("svc/a".to_owned(), Python, true), ("svc/b".to_owned(), Python, true)]);
    }

    #[test]
    fn sources_without_a_manifest_are_a_project_at_their_top_folder_or_at_the_root_for_a_package() {
        assert_eq!(found(&["backend/main.py"]), [("backend".to_owned(), Python, false)]);
        assert_eq!(found(&["app/__init__.py", "app/main.py"]), [(String::new(), Python, false)]);
        assert_eq!(found(&["main.py", "lib/x.py"]), [(String::new(), Python, false)]);
    }

    #[test]
    fn an_inner_tsconfig_of_the_same_package_is_no_project_of_its_own() {
        let paths = ["web/package.json", "web/tsconfig.json", "web/cypress/tsconfig.json", "web/src/a.ts"];
        assert_eq!(found(&paths), [("web".to_owned(), TypeScript, true)]);
        let monorepo = ["package.json", "tsconfig.json", "packages/ui/package.json", "packages/ui/tsconfig.json"];
        assert_eq!(found(&monorepo), [(String::new(), TypeScript, true), ("packages/ui".to_owned(), TypeScript, true)]);
    }

    #[test]
    fn folders_are_listed_innermost_first_and_end_at_the_root() {
        assert_eq!(folders_of("a/b/c.py").collect::<Vec<_>>(), ["a/b", "a", ""]);
        assert_eq!(folders_of("c.py").collect::<Vec<_>>(), [""]);
        assert_eq!(folders_of("").count(), 0);
    }

    #[test]
    fn a_target_is_resolved_within_the_tree_or_not_at_all() {
        assert_eq!(resolve("web/src", "../api/./a.ts").as_deref(), Some("web/api/a.ts"));
        assert_eq!(resolve("web", "..").as_deref(), Some(""));
        assert_eq!(resolve("web", "../../a.ts"), None);
        assert_eq!(resolve("web", "/etc/passwd"), None);
    }
}
