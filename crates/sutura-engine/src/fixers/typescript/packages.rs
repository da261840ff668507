//! What packages export, read out of their declarations: never run, and only what a project asks for.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fs,
    path::{Component, Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use oxc_allocator::Allocator;
use oxc_ast::ast::{Statement, TSNamespaceDeclarationBody};
use serde_json::Value;

use super::module::Module;
use crate::{
    dependencies::NodeModules,
    workspace::{Grammar, parse_script},
};

/// Exports by specifier and the `node_modules` that they were read from.
#[derive(Default)]
pub(super) struct Packages {
    known: Mutex<HashMap<(PathBuf, String), Names>>,
}

/// Name to whether it is a type alone.
type Names = Arc<BTreeMap<String, bool>>;

/// No package of the common ones needs more.
const MOST_FILES: usize = 400;
const LARGEST: u64 = 4 << 20;

impl Packages {
    /// What `specifier` exports, for a file in the tree's `folder`. Nothing where the package is not there or has no declarations.
    pub fn exports(&self, node: &NodeModules, folder: &str, specifier: &str) -> Names {
        let mut places: Vec<&(String, PathBuf)> = node.folders.iter().filter(|(place, _)| within(folder, place)).collect();
        places.sort_by_key(|(place, _)| std::cmp::Reverse(place.len()));
        for modules in places.into_iter().map(|(_, modules)| modules).chain(&node.above) {
            let key = (modules.clone(), specifier.to_owned());
            if let Some(found) = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned() {
                if found.is_empty() {
                    continue;
                }
                return found;
            }
            let mut reading = Reading { modules, seen: BTreeSet::new(), found: BTreeMap::new() };
            if let Some(entry) = reading.entry(specifier) {
                reading.file(&entry, false);
            }
            let found = Arc::new(reading.found);
            self.known.lock().unwrap_or_else(PoisonError::into_inner).insert(key, found.clone());
            if !found.is_empty() {
                return found;
            }
        }
        Names::default()
    }
}

/// Whether a `node_modules` of `place` is seen by files of `folder`. `place` may be the folder of it, or it itself.
fn within(folder: &str, place: &str) -> bool {
    let place = place.strip_suffix("node_modules").map_or(place, |parent| parent.trim_end_matches('/'));
    place.is_empty() || folder == place || folder.strip_prefix(place).is_some_and(|rest| rest.starts_with('/'))
}

/// The name of the package that a specifier is about: `@scope/name` of `@scope/name/part`.
pub(super) fn package_of(specifier: &str) -> &str {
    let parts = if specifier.starts_with('@') { 2 } else { 1 };
    let end = specifier.match_indices('/').nth(parts - 1).map_or(specifier.len(), |(at, _)| at);
    &specifier[..end]
}

struct Reading<'r> {
    modules: &'r Path,
    seen: BTreeSet<PathBuf>,
    found: BTreeMap<String, bool>,
}

impl Reading<'_> {
    /// The declarations of a specifier: the package's own, else those of `@types`.
    fn entry(&self, specifier: &str) -> Option<PathBuf> {
        let specifier = specifier.strip_prefix("node:").unwrap_or(specifier);
        let package = package_of(specifier);
        let part = specifier[package.len()..].trim_start_matches('/');
        if package.is_empty() || !is_plain(specifier) {
            return None;
        }
        let typed = match package.strip_prefix('@') {
            Some(scoped) => scoped.replace('/', "__"),
            None => package.to_owned(),
        };
        [self.modules.join(package), self.modules.join("@types").join(typed)].into_iter().find_map(|home| declarations(&home, part))
    }

    fn file(&mut self, path: &Path, inner: bool) {
        if self.seen.len() >= MOST_FILES || !self.seen.insert(path.to_owned()) {
            return;
        }
        if !fs::metadata(path).is_ok_and(|metadata| metadata.is_file() && metadata.len() <= LARGEST) {
            return;
        }
        let Ok(mut text) = fs::read_to_string(path) else { return };
        // Bundled declarations list all their names on one line, which no source of a person does.
        if !Grammar::Script.can_parse(&text) {
            text = text.replace(", ", ",\n");
        }
        let module = Module::read(&path.to_string_lossy(), &text);
        for (name, export) in &module.exports {
            if name == "export=" || (name == "default" && inner) {
                continue;
            }
            let own = export.local.as_ref().map(|local| module.bindings.iter().filter(move |binding| binding.name == *local));
            let is_type = export.is_type
                || own.is_some_and(|mut own| {
                    let mut any = false;
                    own.all(|binding| {
                        any = true;
                        binding.kind == super::module::BindingKind::Type
                    }) && any
                });
            self.found.entry(name.clone()).and_modify(|known| *known &= is_type).or_insert(is_type);
        }
        if let Some(namespace) = module.exports.get("export=").and_then(|export| export.local.as_deref()) {
            self.found.extend(namespace_members(path, &text, namespace));
        }
        for star in &module.stars {
            if let Some(next) = self.follow(path, star) {
                self.file(&next, true);
            }
        }
    }

    fn follow(&self, from: &Path, specifier: &str) -> Option<PathBuf> {
        if !specifier.starts_with('.') {
            return self.entry(specifier);
        }
        let path = normal(&from.parent()?.join(specifier))?;
        let inside = fs::canonicalize(self.modules).ok().is_some_and(|root| path.starts_with(root)) || path.starts_with(self.modules);
        let text = path.to_string_lossy();
        let stem = [".js", ".mjs", ".cjs"].iter().find_map(|ending| text.strip_suffix(ending)).unwrap_or(&text);
        let candidates = [
            format!("{stem}.d.ts"),
            format!("{stem}.d.mts"),
            format!("{stem}.d.cts"),
            format!("{stem}.ts"),
            text.to_string(),
            format!("{text}/index.d.ts"),
            format!("{text}/index.d.mts"),
        ];
        candidates.into_iter().map(PathBuf::from).find(|path| path.is_file()).filter(|_| inside)
    }
}

/// Whether a specifier names nothing but what lies below a package.
fn is_plain(specifier: &str) -> bool {
    specifier.split('/').all(|part| !matches!(part, "" | "." | "..")) && !specifier.contains(['\\', ':', '\0'])
}

/// Without `.` and `..`.
fn normal(path: &Path) -> Option<PathBuf> {
    let mut made = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                made.pop().then_some(())?;
            }
            other => made.push(other),
        }
    }
    Some(made)
}

fn declarations(home: &Path, part: &str) -> Option<PathBuf> {
    let home = fs::canonicalize(home).ok()?;
    let manifest: Value = serde_json::from_str(&fs::read_to_string(home.join("package.json")).ok()?).ok()?;
    let key = if part.is_empty() { ".".to_owned() } else { format!("./{part}") };
    let exported = match &manifest["exports"] {
        Value::Object(paths) if paths.contains_key(&key) => typed(&paths[&key], 6),
        whole @ Value::Object(paths) if part.is_empty() && !paths.keys().any(|path| path.starts_with('.')) => typed(whole, 6),
        whole @ Value::String(_) if part.is_empty() => typed(whole, 6),
        _ => None,
    };
    let named = manifest["types"].as_str().or(manifest["typings"].as_str()).filter(|_| part.is_empty()).map(str::to_owned);
    let usual = if part.is_empty() { "index".to_owned() } else { part.to_owned() };
    let guesses = [Some(format!("{usual}.d.ts")), Some(format!("{usual}/index.d.ts")), Some(format!("{usual}.d.mts"))];
    let main = manifest["main"].as_str().filter(|_| part.is_empty()).map(str::to_owned);
    let beside = [exported.clone(), main].map(|path| {
        let path = path?;
        let stem = [".js", ".mjs", ".cjs"].iter().find_map(|ending| path.strip_suffix(ending))?;
        Some(format!("{stem}.d.ts"))
    });
    [exported, named].into_iter().chain(beside).chain(guesses).flatten().find_map(|path| {
        let path = normal(&home.join(path.trim_start_matches("./")))?;
        let path = if path.is_dir() { path.join("index.d.ts") } else { path };
        let is_declaration = path.to_string_lossy().ends_with("ts");
        (path.starts_with(&home) && is_declaration && path.is_file()).then_some(path)
    })
}

/// The path to declarations among the conditions of an export.
fn typed(value: &Value, depth: usize) -> Option<String> {
    match value {
        Value::String(path) => Some(path.clone()),
        Value::Object(conditions) if depth > 0 => ["types", "import", "module", "browser", "default", "node", "require"]
            .iter()
            .find_map(|condition| typed(conditions.get(*condition)?, depth - 1)),
        _ => None,
    }
}

/// What a declared namespace holds: in declarations all of it is exported.
fn namespace_members(path: &Path, text: &str, namespace: &str) -> BTreeMap<String, bool> {
    if !Grammar::Script.can_parse(text) {
        return BTreeMap::new();
    }
    let allocator = Allocator::default();
    let parsed = parse_script(&allocator, &path.to_string_lossy(), text);
    let mut found = BTreeMap::new();
    for statement in &parsed.program.body {
        let Statement::TSNamespaceDeclaration(declared) = statement else { continue };
        let TSNamespaceDeclarationBody::TSModuleBlock(block) = &declared.body else { continue };
        if declared.id.name != namespace {
            continue;
        }
        for inner in &block.body {
            let declaration = match inner {
                Statement::ExportDeclaration(exported) => Some(&exported.declaration),
                other => other.as_declaration(),
            };
            for (name, is_type) in declaration.map(super::module::declared).unwrap_or_default() {
                found.entry(name).and_modify(|known| *known &= is_type).or_insert(is_type);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dependencies::{Resolved, Source};

    fn names(files: &[(&str, &str)], specifier: &str) -> Vec<String> {
        let home = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = home.path().join("node_modules").join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let resolved = Resolved { source: Source::Project, hash: String::new(), packages: BTreeMap::new(), notes: Vec::new() };
        let modules = home.path().join("node_modules");
        let node = NodeModules {
            folders: vec![("web".to_owned(), modules)],
            packages_root: home.path().to_owned(),
            above: None,
            typescript: None,
            resolved,
        };
        assert!(Packages::default().exports(&node, "other", specifier).is_empty(), "another folder does not see them");
        let found = Packages::default().exports(&node, "web/src", specifier);
        found.iter().map(|(name, is_type)| format!("{name}{}", if *is_type { ": type" } else { "" })).collect()
    }

    #[test]
    fn exports_are_followed_through_stars_lists_and_conditions() {
        let files = [
            (
                "antd/package.json",
                r#"{ "exports": { ".": { "import": { "types": "./es/index.d.ts" } }, "./locale": { "types": "./es/locale.d.ts" } } }"#,
            ),
            (
                "antd/es/index.d.ts",
                "export * from './button';\nexport { default as Table } from './table';\nexport type { Size } from './size';\nexport * from 'inner';\n",
            ),
            (
                "antd/es/button/index.d.ts",
                "export declare const Button: number;\nexport interface ButtonProps {}\ndeclare const x: number;\nexport default x;\n",
            ),
            ("antd/es/locale.d.ts", "declare const locale: string;\nexport { locale };\n"),
            ("inner/package.json", r#"{ "types": "index.d.ts" }"#),
            ("inner/index.d.ts", "export declare function inner(): void;\n"),
        ];
        assert_eq!(names(&files, "antd"), ["Button", "ButtonProps: type", "Size: type", "Table", "inner"]);
        assert_eq!(names(&files, "antd/locale"), ["locale"]);
        assert_eq!(names(&files, "antd/none"), [""; 0]);
    }

    #[test]
    fn a_namespace_that_is_the_module_gives_its_members() {
        let files = [
            ("@types/react/package.json", r#"{ "types": "index.d.ts" }"#),
            (
                "@types/react/index.d.ts",
                "export = React;\ndeclare namespace React {\n  function useState(): void;\n  type FC = number;\n}\n",
            ),
            ("react/package.json", "{}"),
        ];
        assert_eq!(names(&files, "react"), ["FC: type", "default", "useState"]);
    }

    #[test]
    fn nothing_leads_out_of_a_package() {
        let files = [
            ("a/package.json", r#"{ "types": "../../secret.d.ts" }"#),
            ("b/package.json", r#"{ "types": "index.d.ts" }"#),
            ("b/index.d.ts", "export * from '../../../secret';\n"),
            ("../secret.d.ts", "export declare const secret: 1;\n"),
        ];
        assert_eq!(names(&files, "a"), [""; 0]);
        assert_eq!(names(&files, "b"), [""; 0]);
        assert_eq!(names(&files, "../secret"), [""; 0]);
    }
}
