//! What a Python project asks for, read from its manifests and lock files. Pure: nothing is run, least of all `setup.py`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;
use toml::{Table, Value};

use super::{DependencyError, Surroundings};
use crate::{
    settings::line_of,
    workspace::{
        Project, Tree,
        discover::{join, parent, resolve},
    },
};

/// What a Python project asks for.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct PythonManifest {
    /// Sets of requirements (PEP 508), the most complete first: where one cannot be resolved, the next is tried.
    pub candidates: Vec<Vec<String>>,
    /// Package to the version that a lock file names.
    pub constraints: BTreeMap<String, String>,
    /// The `requires-python` range.
    pub requires_python: Option<String>,
    /// Folders of the tree whose packages the project imports as if they were installed.
    pub local: Vec<String>,
    /// Whether a file says, without being run, what the project depends on; saying nothing in a `pyproject.toml` is saying so.
    pub is_static: bool,
}

impl PythonManifest {
    /// Whether `package` is among the requirements themselves.
    pub fn asks_for(&self, package: &str) -> bool {
        self.candidates.iter().flatten().any(|requirement| requirement_name(requirement) == normalized(package))
    }
}

/// Reads what `project` asks for.
pub(crate) fn python_manifest(around: &Surroundings<'_>, project: &Project) -> Result<PythonManifest, DependencyError> {
    let mut reader = Reader { tree: around.tree, local: BTreeSet::new(), seen: BTreeSet::new() };
    let declared = reader.declared(&project.root)?;
    let has = |name: &str| around.tree.files().contains_key(&project.path(name));
    let is_static = has("pyproject.toml") || has("Pipfile") || has("requirements.txt");
    let mut candidates = match declared.is_empty() {
        false => declared.candidates(),
        // A `requirements.txt` beside a manifest with dependencies is an export of it, often an old one.
        true => reader.requirement_files(&project.root)?.candidates(),
    };
    for set in &mut candidates {
        set.sort();
        set.dedup();
    }
    candidates.dedup();
    Ok(PythonManifest {
        candidates,
        constraints: locked(around, &project.root)?,
        requires_python: declared.requires_python,
        is_static,
        local: reader.local.into_iter().filter(|folder| *folder != project.root).collect(),
    })
}

#[derive(Default)]
struct Declared {
    /// What the project runs with.
    main: Vec<String>,
    /// What it is developed with.
    groups: Vec<String>,
    /// What its users may add.
    extras: Vec<String>,
    requires_python: Option<String>,
}

impl Declared {
    fn is_empty(&self) -> bool {
        self.main.is_empty() && self.groups.is_empty() && self.extras.is_empty()
    }

    fn candidates(&self) -> Vec<Vec<String>> {
        let sets: [&[&Vec<String>]; 3] = [&[&self.main, &self.groups, &self.extras], &[&self.main, &self.groups], &[&self.main]];
        sets.iter().map(|parts| parts.iter().flat_map(|part| part.iter().cloned()).collect()).collect()
    }
}

struct Reader<'a> {
    tree: &'a Tree,
    local: BTreeSet<String>,
    seen: BTreeSet<String>,
}

impl Reader<'_> {
    fn declared(&mut self, folder: &str) -> Result<Declared, DependencyError> {
        if !self.seen.insert(folder.to_owned()) {
            return Ok(Declared::default());
        }
        let mut declared = Declared::default();
        if let Some(table) = self.toml(&join(folder, "pyproject.toml"))? {
            self.pyproject(folder, &table, &mut declared)?;
        }
        if let Some(table) = self.toml(&join(folder, "Pipfile"))? {
            for (key, dev) in [("packages", false), ("dev-packages", true)] {
                let into = if dev { &mut declared.groups } else { &mut declared.main };
                let packages = table.get(key).and_then(Value::as_table).cloned().unwrap_or_default();
                self.named_versions(folder, &packages, into)?;
            }
        }
        if let Some(text) = self.tree.text(&join(folder, "setup.cfg")) {
            declared.main.extend(setup_cfg(text));
        }
        Ok(declared)
    }

    fn toml(&self, path: &str) -> Result<Option<Table>, DependencyError> {
        let Some(text) = self.tree.text(path) else { return Ok(None) };
        let invalid = |error: toml::de::Error| DependencyError::Manifest {
            file: format!("{path}:{}", line_of(&error, text)),
            reason: error.message().to_owned(),
        };
        text.parse::<Table>().map(Some).map_err(invalid)
    }

    fn pyproject(&mut self, folder: &str, table: &Table, declared: &mut Declared) -> Result<(), DependencyError> {
        let sources = at(table, &["tool", "uv", "sources"]).and_then(Value::as_table).cloned().unwrap_or_default();
        let own_name = at(table, &["project", "name"]).and_then(Value::as_str).map(normalized).unwrap_or_default();
        let lists = |path: &[&str]| -> Vec<String> {
            let table = at(table, path).and_then(Value::as_table);
            table.into_iter().flat_map(|table| table.values()).flat_map(|list| strings(Some(list))).collect()
        };
        let mut main = strings(at(table, &["project", "dependencies"]));
        let mut extras = lists(&["project", "optional-dependencies"]);
        let mut groups = lists(&["dependency-groups"]);
        groups.extend(strings(at(table, &["tool", "uv", "dev-dependencies"])));
        groups.extend(lists(&["tool", "pdm", "dev-dependencies"]));
        declared.requires_python = at(table, &["project", "requires-python"]).and_then(Value::as_str).map(str::to_owned);
        for list in [&mut main, &mut extras, &mut groups] {
            self.keep(folder, list, &sources, &own_name, declared)?;
        }
        declared.main.extend(main);
        declared.extras.extend(extras);
        declared.groups.extend(groups);
        self.poetry(folder, table, declared)
    }

    /// Takes out the project itself and what lies beside it in the tree, whose own requirements come in instead.
    fn keep(
        &mut self,
        folder: &str,
        list: &mut Vec<String>,
        sources: &Table,
        own_name: &str,
        declared: &mut Declared,
    ) -> Result<(), DependencyError> {
        let mut kept = Vec::new();
        for requirement in list.drain(..) {
            let name = requirement_name(&requirement);
            if name == own_name {
                continue;
            }
            let source = sources.iter().find(|(key, _)| normalized(key) == name).and_then(|(_, source)| source.as_table());
            if let Some(place) = self.local_source(folder, &name, source) {
                let theirs = self.declared(&place)?;
                declared.main.extend(theirs.main);
                self.local.insert(place);
            } else if let Some(from) = source.and_then(|source| source.get("git").or(source.get("url")).or(source.get("path"))) {
                return Err(DependencyError::NotFromRegistry { name, from: from.as_str().unwrap_or_default().to_owned() });
            } else {
                from_registry(&requirement)?;
                kept.push(requirement);
            }
        }
        *list = kept;
        Ok(())
    }

    fn local_source(&self, folder: &str, name: &str, source: Option<&Table>) -> Option<String> {
        let source = source?;
        if let Some(path) = source.get("path").and_then(Value::as_str) {
            return resolve(folder, path);
        }
        source.get("workspace").and_then(Value::as_bool).filter(|yes| *yes)?;
        self.tree.files().keys().filter(|path| path.ends_with("pyproject.toml")).find_map(|path| {
            let table = self.tree.text(path)?.parse::<Table>().ok()?;
            let found = at(&table, &["project", "name"])?.as_str().map(normalized)?;
            (found == name).then(|| parent(path).to_owned())
        })
    }

    fn poetry(&mut self, folder: &str, table: &Table, declared: &mut Declared) -> Result<(), DependencyError> {
        let Some(poetry) = at(table, &["tool", "poetry"]).and_then(Value::as_table) else { return Ok(()) };
        let empty = Table::new();
        let mut main = poetry.get("dependencies").and_then(Value::as_table).unwrap_or(&empty).clone();
        if let Some(python) = main.remove("python").as_ref().and_then(version_of) {
            declared.requires_python.get_or_insert(pep440_range(&python));
        }
        self.named_versions(folder, &main, &mut declared.main)?;
        let groups = poetry.get("group").and_then(Value::as_table).unwrap_or(&empty);
        let groups = groups.values().filter_map(|group| group.get("dependencies")).chain(poetry.get("dev-dependencies"));
        for group in groups.filter_map(Value::as_table) {
            self.named_versions(folder, group, &mut declared.groups)?;
        }
        Ok(())
    }

    /// Tables of the form `name = "^1.2"` or `name = { version = "^1.2", extras = ["x"] }`, as Poetry and Pipenv write them.
    fn named_versions(&mut self, folder: &str, packages: &Table, into: &mut Vec<String>) -> Result<(), DependencyError> {
        for (name, value) in packages {
            let table = value.as_table();
            if let Some(path) = table.and_then(|table| table.get("path")).and_then(Value::as_str) {
                self.local.extend(resolve(folder, path));
                continue;
            }
            if let Some(from) = table.and_then(|table| ["git", "url", "file"].iter().find_map(|key| table.get(*key))) {
                return Err(DependencyError::NotFromRegistry { name: name.clone(), from: from.as_str().unwrap_or_default().to_owned() });
            }
            let extras = table.and_then(|table| table.get("extras")).map(|extras| strings(Some(extras))).unwrap_or_default();
            let extras = if extras.is_empty() { String::new() } else { format!("[{}]", extras.join(",")) };
            let markers = table.and_then(|table| table.get("markers")).and_then(Value::as_str);
            let markers = markers.map(|markers| format!(" ; {markers}")).unwrap_or_default();
            into.push(format!("{name}{extras}{}{markers}", pep440_range(&version_of(value).unwrap_or_default())));
        }
        Ok(())
    }

    /// The requirements of `requirements.txt`, and those of further files such as `requirements-dev.txt`.
    fn requirement_files(&mut self, folder: &str) -> Result<Declared, DependencyError> {
        let mut declared = Declared::default();
        let inner = join(folder, "requirements");
        let paths: Vec<String> = self
            .tree
            .files()
            .keys()
            .filter(|path| path.ends_with(".txt") && path.contains("requirements") && (parent(path) == folder || parent(path) == inner))
            .cloned()
            .collect();
        for path in paths {
            let into = if path == join(folder, "requirements.txt") { &mut declared.main } else { &mut declared.groups };
            self.requirement_file(&path, into, 0)?;
        }
        Ok(declared)
    }

    fn requirement_file(&mut self, path: &str, into: &mut Vec<String>, depth: usize) -> Result<(), DependencyError> {
        let Some(text) = self.tree.text(path) else { return Ok(()) };
        let folder = parent(path).to_owned();
        for line in text.replace("\\\r\n", " ").replace("\\\n", " ").lines() {
            let line = line.split(" #").next().unwrap_or_default().trim();
            let line = line.split(" --").next().unwrap_or_default().trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if let Some(other) = option(line, &["-r", "--requirement", "-c", "--constraint"]) {
                if let Some(other) = resolve(&folder, other).filter(|_| depth < 8) {
                    self.requirement_file(&other, into, depth + 1)?;
                }
            } else if let Some(path) = option(line, &["-e", "--editable"]).or(line.starts_with(['.', '/']).then_some(line)) {
                let path = path.split('[').next().unwrap_or(path);
                if path.contains("://") || path.starts_with("git+") {
                    return Err(DependencyError::NotFromRegistry { name: path.to_owned(), from: "a repository".to_owned() });
                }
                self.local.extend(resolve(&folder, path));
            } else if !line.starts_with('-') {
                from_registry(line)?;
                into.push(line.to_owned());
            }
        }
        Ok(())
    }
}

/// A requirement such as `x @ git+https://…` would have to be fetched from elsewhere and built.
fn from_registry(requirement: &str) -> Result<(), DependencyError> {
    match requirement.split_once('@') {
        Some((name, from)) if from.contains("://") || from.contains("git+") => {
            Err(DependencyError::NotFromRegistry { name: requirement_name(name), from: from.trim().to_owned() })
        }
        _ if requirement.contains("://") => {
            Err(DependencyError::NotFromRegistry { name: requirement.to_owned(), from: "an address".to_owned() })
        }
        _ => Ok(()),
    }
}

fn option<'a>(line: &'a str, names: &[&str]) -> Option<&'a str> {
    names.iter().find_map(|name| {
        let rest = line.strip_prefix(name)?;
        let value = rest.strip_prefix('=').unwrap_or(rest);
        (rest.starts_with([' ', '\t', '=']) || (name.len() == 2 && !rest.is_empty())).then(|| value.trim())
    })
}

fn at<'a>(table: &'a Table, path: &[&str]) -> Option<&'a Value> {
    let (first, rest) = path.split_first()?;
    rest.iter().try_fold(table.get(*first)?, |value, key| value.get(key))
}

fn strings(value: Option<&Value>) -> Vec<String> {
    value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn version_of(value: &Value) -> Option<String> {
    value.as_str().or_else(|| value.get("version")?.as_str()).map(str::to_owned)
}

/// PEP 503: names are compared in lower case with single hyphens.
fn normalized(name: &str) -> String {
    name.split(['-', '_', '.']).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-").to_lowercase()
}

fn requirement_name(requirement: &str) -> String {
    let end = requirement.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))).unwrap_or(requirement.len());
    normalized(requirement[..end].trim())
}

/// Poetry's `^1.2`, `~1.2`, `1.2` and `*` in the terms of PEP 440.
fn pep440_range(poetry: &str) -> String {
    let parts: Vec<String> = poetry.split(',').map(str::trim).filter_map(pep440_part).collect();
    if poetry.contains('|') { String::new() } else { parts.join(",") }
}

fn pep440_part(part: &str) -> Option<String> {
    if part.is_empty() || part == "*" {
        return None;
    }
    if let Some(version) = part.strip_prefix('^') {
        let numbers: Vec<u64> = numbers(version);
        // The first number that is not zero may not change.
        let fixed = numbers.iter().position(|n| *n != 0).unwrap_or(numbers.len().saturating_sub(1));
        let mut upper: Vec<u64> = numbers[..=fixed.min(numbers.len().checked_sub(1)?)].to_vec();
        *upper.last_mut()? += 1;
        return Some(format!(">={version},<{}", dotted(&upper)));
    }
    if let Some(version) = part.strip_prefix('~').filter(|rest| !rest.starts_with('=')) {
        let mut upper: Vec<u64> = numbers(version).into_iter().take(2).collect();
        *upper.last_mut()? += 1;
        return Some(format!(">={version},<{}", dotted(&upper)));
    }
    if part.starts_with(|c: char| c.is_ascii_digit()) { Some(format!("=={part}")) } else { Some(part.replace(' ', "")) }
}

fn numbers(version: &str) -> Vec<u64> {
    version.split('.').map_while(|part| part.trim().parse().ok()).collect()
}

fn dotted(numbers: &[u64]) -> String {
    numbers.iter().map(u64::to_string).collect::<Vec<_>>().join(".")
}

/// `install_requires` of a `setup.cfg`.
fn setup_cfg(text: &str) -> Vec<String> {
    let mut section = "";
    let mut inside = false;
    let mut found = Vec::new();
    for line in text.lines() {
        if let Some(name) = line.trim().strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            (section, inside) = (name, false);
        } else if section == "options" {
            let continues = line.starts_with([' ', '\t']);
            let value = if continues { line } else { line.split_once('=').map_or("", |(_, value)| value) };
            if !continues {
                inside = line.trim_start().starts_with("install_requires");
            }
            let value = value.trim();
            if inside && !value.is_empty() && !value.starts_with('#') {
                found.push(value.to_owned());
            }
        }
    }
    found
}

/// Package to version of the nearest lock file. A package with several versions for several platforms is left to the resolver.
fn locked(around: &Surroundings<'_>, folder: &str) -> Result<BTreeMap<String, String>, DependencyError> {
    let names = ["uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock"];
    let Some((index, found)) = around.find_up(folder, &names) else { return Ok(BTreeMap::new()) };
    let text = String::from_utf8_lossy(&found.bytes);
    let invalid = |reason: String| DependencyError::Manifest { file: names[index].to_owned(), reason };
    let mut versions: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    if names[index] == "Pipfile.lock" {
        let lock: Json = serde_json::from_str(&text).map_err(|error| invalid(error.to_string()))?;
        for section in ["default", "develop"] {
            for (name, entry) in lock[section].as_object().into_iter().flatten() {
                if let Some(version) = entry["version"].as_str() {
                    versions.entry(name.clone()).or_default().insert(version.trim_start_matches('=').to_owned());
                }
            }
        }
    } else {
        let lock: Table = text.parse().map_err(|error: toml::de::Error| invalid(error.message().to_owned()))?;
        for package in lock.get("package").and_then(Value::as_array).into_iter().flatten() {
            let registry = package.get("source").and_then(Value::as_table).is_none_or(|source| {
                source.contains_key("registry")
                    || source.get("type").is_none_or(|kind| kind.as_str() == Some("legacy"))
                        && !["editable", "virtual", "directory", "git", "path", "url"].iter().any(|key| source.contains_key(*key))
            });
            if let (Some(name), Some(version), true) =
                (package.get("name").and_then(Value::as_str), package.get("version").and_then(Value::as_str), registry)
            {
                versions.entry(name.to_owned()).or_default().insert(version.to_owned());
            }
        }
    }
    Ok(versions
        .into_iter()
        .filter(|(_, versions)| versions.len() == 1)
        .filter_map(|(name, versions)| versions.into_iter().next().map(|version| (name, version)))
        .collect())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::workspace::{Language, tree::tree_of};

    fn read(root: &str, files: &[(&str, &str)]) -> Result<PythonManifest, DependencyError> {
        let tree = tree_of(files);
        let project = Project { root: root.to_owned(), language: Language::Python, has_manifest: true };
        python_manifest(&Surroundings::new(&tree, Path::new("/nowhere")), &project)
    }

    #[test]
    fn a_requirements_file_beside_a_manifest_with_dependencies_is_passed_over() {
        let pyproject = "[project]\nname = \"app\"\ndependencies = [\"fastapi\"]\n";
        let manifest = read("", &[("pyproject.toml", pyproject), ("requirements.txt", "fastapi==0.1\n")]).unwrap();
        assert_eq!(manifest.candidates, [["fastapi"]]);
        let tooling = "[tool.ruff]\nline-length = 100\n";
        let manifest = read("", &[("pyproject.toml", tooling), ("requirements.txt", "fastapi==0.1\n")]).unwrap();
        assert_eq!(manifest.candidates, [["fastapi==0.1"]]);
    }

    #[test]
    fn a_pyproject_gives_dependencies_extras_groups_and_the_range_of_pythons() {
        let pyproject = "[project]\nname = \"app\"\nrequires-python = \">=3.11\"\ndependencies = [\"fastapi>=0.1\", \"app[dev]\"]\n\
                         [project.optional-dependencies]\ndev = [\"pytest\"]\n[dependency-groups]\nlint = [\"mypy\", {include-group = \"x\"}]\n";
        let lock = "[[package]]\nname = \"fastapi\"\nversion = \"0.115.0\"\nsource = { registry = \"https://pypi.org/simple\" }\n\
                    [[package]]\nname = \"app\"\nversion = \"0.1\"\nsource = { editable = \".\" }\n\
                    [[package]]\nname = \"numpy\"\nversion = \"1\"\n[[package]]\nname = \"numpy\"\nversion = \"2\"\n";
        let manifest = read("api", &[("api/pyproject.toml", pyproject), ("uv.lock", lock)]).unwrap();
        assert_eq!(manifest.candidates, [vec!["fastapi>=0.1", "mypy", "pytest"], vec!["fastapi>=0.1", "mypy"], vec!["fastapi>=0.1"]]);
        assert_eq!(manifest.requires_python.as_deref(), Some(">=3.11"));
        assert_eq!(manifest.constraints, BTreeMap::from([("fastapi".to_owned(), "0.115.0".to_owned())]));
    }

    #[test]
    fn requirement_files_lose_their_options_and_hashes_and_follow_includes() {
        let main =
            "--index-url http://evil.example/simple\n-r base.txt\nfastapi==0.115.0 \\\n    --hash=sha256:00\nuvicorn # server\n-e .\n";
        let manifest = read("", &[("requirements.txt", main), ("base.txt", "x\n"), ("requirements-dev.txt", "pytest\n")]).unwrap();
        assert_eq!(manifest.candidates[0], ["fastapi==0.115.0", "pytest", "uvicorn", "x"]);
        assert_eq!(manifest.candidates[1], ["fastapi==0.115.0", "uvicorn", "x"]);
        assert!(manifest.local.is_empty());
    }

    #[test]
    fn poetry_ranges_become_pep_440() {
        for (poetry, pep440) in [
            ("^1.2.3", ">=1.2.3,<2"),
            ("^0.2.3", ">=0.2.3,<0.3"),
            ("~1.2", ">=1.2,<1.3"),
            ("1.2.3", "==1.2.3"),
            ("*", ""),
            (">=1, <2", ">=1,<2"),
            ("~=1.4", "~=1.4"),
        ] {
            assert_eq!(pep440_range(poetry), pep440, "{poetry}");
        }
        let pyproject = "[tool.poetry.dependencies]\npython = \"^3.11\"\nfastapi = {version = \"^0.1\", extras = [\"all\"]}\n\
                         [tool.poetry.group.dev.dependencies]\npytest = \"*\"\n";
        let manifest = read("", &[("pyproject.toml", pyproject)]).unwrap();
        assert_eq!(manifest.candidates[0], ["fastapi[all]>=0.1,<0.2", "pytest"]);
        assert_eq!(manifest.requires_python.as_deref(), Some(">=3.11,<4"));
    }

    #[test]
    fn a_package_beside_the_project_is_local_and_brings_its_own_requirements() {
        let app = "[project]\nname = \"app\"\ndependencies = [\"shared\"]\n[tool.uv.sources]\nshared = { workspace = true }\n";
        let shared = "[project]\nname = \"shared\"\ndependencies = [\"httpx\"]\n";
        let manifest = read("app", &[("app/pyproject.toml", app), ("libs/shared/pyproject.toml", shared)]).unwrap();
        assert_eq!(manifest.local, ["libs/shared"]);
        assert_eq!(manifest.candidates[0], ["httpx"]);
    }

    #[test]
    fn what_no_registry_has_is_refused_by_name() {
        let error = read("", &[("requirements.txt", "x @ git+https://example.org/x\n")]).unwrap_err();
        assert!(matches!(error, DependencyError::NotFromRegistry { name, .. } if name == "x"));
    }

    #[test]
    fn a_broken_pyproject_names_its_line() {
        let error = read("api", &[("api/pyproject.toml", "[project]\nname =\n")]).unwrap_err();
        assert!(error.to_string().starts_with("api/pyproject.toml:2: "), "{error}");
    }
}
