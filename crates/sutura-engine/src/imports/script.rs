//! TypeScript's and JavaScript's imports: what a text says, and which files of the tree it may mean.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use oxc_allocator::Allocator;
use regex::Regex;
use serde_json::Value;

use super::{
    Import, Source,
    surface::surface,
    tsconfig::{self, ScriptSettings},
};
use crate::workspace::{
    Grammar, Project, Tree,
    discover::{join, parent, resolve},
    parse_script,
};

/// How imports of one project are resolved.
#[derive(Debug)]
pub(super) struct ScriptRoots {
    pub project: Project,
    pub settings: ScriptSettings,
}

/// The packages of the tree by name: their folders, and the files that they say they export.
pub(super) type Packages = BTreeMap<String, Package>;

#[derive(Debug)]
pub(super) struct Package {
    folder: String,
    entries: Vec<String>,
}

/// What the text of the file at `path` imports; also a broken one.
pub(super) fn read(path: &str, text: &str) -> Source {
    let is_declaration = [".d.ts", ".d.mts", ".d.cts"].iter().any(|ending| path.ends_with(ending));
    if !Grammar::Script.can_parse(text) {
        return Source { imports: imports(scan(text, &ANY)), is_ambient: is_declaration, surface: None };
    }
    let allocator = Allocator::default();
    let parsed = parse_script(&allocator, path, text);
    let record = &parsed.module_record;
    let is_broken = parsed.panicked || parsed.diagnostics.has_errors();
    let mut specifiers: BTreeSet<String> = record.requested_modules.keys().map(ToString::to_string).collect();
    specifiers.extend(scan(text, if is_broken { &ANY } else { &CALL }));
    // A text without imports and exports is a script: what it declares, all see.
    let is_script = !is_broken && !record.has_module_syntax && is_typescript(path);
    let is_ambient = is_declaration || is_script || AUGMENTATION.is_match(text);
    let is_jsx = path.ends_with('x');
    let surface = (!is_broken && !is_ambient).then(|| surface(text, &parsed.program, is_jsx));
    Source { imports: imports(specifiers), is_ambient, surface }
}

fn is_typescript(path: &str) -> bool {
    [".ts", ".tsx", ".mts", ".cts"].iter().any(|ending| path.ends_with(ending))
}

fn imports(specifiers: BTreeSet<String>) -> Vec<Import> {
    specifiers.into_iter().map(|specifier| Import { specifier, names: Vec::new() }).collect()
}

/// `import("x")`, also as a type, `require("x")`, and references to declarations.
static CALL: LazyLock<Regex> =
    LazyLock::new(|| pattern(r#"(?:\bimport|\brequire)\s*\(\s*["'`]([^"'`\n]+)["'`]|<reference\s+path\s*=\s*["']([^"'\n]+)"#));

/// All of these, and what stands behind `from` or `import`.
static ANY: LazyLock<Regex> =
    LazyLock::new(|| pattern(r#"(?:\bfrom|\bimport|\brequire)\s*\(?\s*["'`]([^"'`\n]+)["'`]|<reference\s+path\s*=\s*["']([^"'\n]+)"#));

static AUGMENTATION: LazyLock<Regex> = LazyLock::new(|| pattern(r#"\bdeclare\s+(?:global\b|module\s*["'])"#));

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the pattern is a constant that the tests compile")
}

fn scan(text: &str, pattern: &Regex) -> BTreeSet<String> {
    let found = pattern.captures_iter(text).filter_map(|found| match (found.get(1), found.get(2)) {
        (Some(module), _) => Some(module.as_str().to_owned()),
        // A reference is relative to its file even without a dot.
        (None, Some(path)) if !path.as_str().starts_with('.') => Some(format!("./{}", path.as_str())),
        (None, Some(path)) => Some(path.as_str().to_owned()),
        (None, None) => None,
    });
    found.collect()
}

/// How the project's configurations say that imports are resolved.
pub(super) fn roots(tree: &Tree, project: &Project) -> ScriptRoots {
    ScriptRoots { project: project.clone(), settings: tsconfig::settings(tree, &project.path("tsconfig.json")) }
}

/// The packages whose manifests stand in the tree.
pub(super) fn packages(tree: &Tree) -> Packages {
    let manifests = tree.files().keys().filter(|path| *path == "package.json" || path.ends_with("/package.json"));
    let named = manifests.filter_map(|path| {
        let manifest: Value = serde_json::from_str(tree.text(path)?).ok()?;
        let mut entries = Vec::new();
        for key in ["types", "typings", "exports", "module", "main"] {
            collect_strings(&manifest[key], &mut entries);
        }
        Some((manifest["name"].as_str()?.to_owned(), Package { folder: parent(path).to_owned(), entries }))
    });
    named.collect()
}

fn collect_strings(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.push(text.clone()),
        Value::Object(object) => object.values().for_each(|value| collect_strings(value, found)),
        Value::Array(list) => list.iter().for_each(|value| collect_strings(value, found)),
        _ => {}
    }
}

/// The roots of the innermost project around `path`.
pub(super) fn project_of<'a>(all: &'a [ScriptRoots], path: &str) -> Option<&'a ScriptRoots> {
    all.iter().filter(|roots| roots.project.contains(path)).max_by_key(|roots| roots.project.root.len())
}

/// The files that `specifier` may mean in `from`, likeliest first.
pub(super) fn files<'a>(
    tree: &'a Tree,
    all: &[ScriptRoots],
    packages: &Packages,
    from: &str,
    specifier: &str,
) -> Box<dyn Iterator<Item = String> + 'a> {
    // Bundlers know questions behind a path: `./icon.svg?react`.
    let specifier = specifier.split('?').next().unwrap_or_default();
    if specifier.starts_with('.') {
        return Box::new(resolve(parent(from), specifier).into_iter().flat_map(|path| existing(tree, path)));
    }
    let aliases = project_of(all, from).map_or(&[][..], |roots| &roots.settings.aliases);
    let mut aliased = tsconfig::places(aliases, specifier).into_iter().flat_map(|path| existing(tree, path)).peekable();
    if aliased.peek().is_some() { Box::new(aliased) } else { Box::new(of_package(tree, packages, specifier).into_iter()) }
}

/// What may stand for a path in an import, in the compiler's order.
const ENDINGS: &[&str] = &[
    "",
    ".ts",
    ".tsx",
    ".d.ts",
    ".mts",
    ".cts",
    ".js",
    ".jsx",
    ".mjs",
    ".cjs",
    ".json",
    "/index.ts",
    "/index.tsx",
    "/index.d.ts",
    "/index.mts",
    "/index.js",
    "/index.jsx",
];

/// A path that names the output of a compiler means its source.
const OUTPUTS: &[(&str, &[&str])] =
    &[(".js", &[".ts", ".tsx", ".d.ts"]), (".jsx", &[".tsx", ".d.ts"]), (".mjs", &[".mts", ".d.mts"]), (".cjs", &[".cts", ".d.cts"])];

fn existing(tree: &Tree, path: String) -> impl Iterator<Item = String> {
    let output = OUTPUTS.iter().find_map(|(output, sources)| Some((path.strip_suffix(output)?.to_owned(), *sources)));
    let sources = output.into_iter().flat_map(|(stem, sources)| sources.iter().map(move |ending| format!("{stem}{ending}")));
    let all = sources.chain(ENDINGS.iter().map(move |ending| format!("{path}{ending}").trim_start_matches('/').to_owned()));
    all.filter(|path| tree.files().contains_key(path))
}

/// A package of the same repository: what its manifest exports where that is a source, else what stands where sources usually do.
fn of_package(tree: &Tree, packages: &Packages, specifier: &str) -> Vec<String> {
    let name_end = specifier.match_indices('/').nth(usize::from(specifier.starts_with('@'))).map_or(specifier.len(), |(at, _)| at);
    let (name, inner) = (&specifier[..name_end], specifier[name_end..].trim_start_matches('/'));
    let Some(package) = packages.get(name) else { return Vec::new() };
    if !inner.is_empty() {
        let places = [join(&package.folder, inner), join(&package.folder, &format!("src/{inner}"))];
        return places.into_iter().flat_map(|path| existing(tree, path)).collect();
    }
    let entries = package.entries.iter().filter_map(|entry| resolve(&package.folder, entry));
    let found: Vec<String> = entries.flat_map(|path| existing(tree, path)).collect();
    if !found.is_empty() {
        return found;
    }
    [join(&package.folder, "src"), package.folder.clone()].into_iter().flat_map(|path| existing(tree, path)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn specifiers(path: &str, text: &str) -> Vec<String> {
        read(path, text).imports.into_iter().map(|import| import.specifier).collect()
    }

    #[test]
    fn every_form_of_an_import_is_read() {
        let text = "/// <reference path=\"types.d.ts\" />\nimport a from './a';\nimport type { B } from './b';\nexport * from './c';\nexport { d } from './d';\n\
                    import './e.css';\nconst f = () => import('./f');\nconst g = require('./g');\nimport h = require('./h');\ntype I = import('./i').I;\n";
        assert_eq!(specifiers("x.ts", text), ["./a", "./b", "./c", "./d", "./e.css", "./f", "./g", "./h", "./i", "./types.d.ts"]);
    }

    #[test]
    fn imports_of_a_text_that_no_parser_gets_through_are_read_by_their_look() {
        let text = "import { a } from './a';\nconst x = ((( => {;\nimport {\n  b,\n} from \"@/b\";\nimport './c';\n";
        assert_eq!(specifiers("x.tsx", text), ["./a", "./c", "@/b"]);
        let deep = format!("import './a';\nconst x = {};", "(".repeat(100_000));
        assert_eq!(specifiers("x.ts", &deep), ["./a"]);
    }

    #[test]
    fn what_declares_for_all_is_ambient() {
        assert!(read("src/vite-env.d.ts", "interface ImportMeta {}\n").is_ambient);
        assert!(read("src/globals.ts", "declare const VERSION: string;\n").is_ambient);
        assert!(read("src/x.ts", "export {};\ndeclare global { interface Window { a: 1 } }\n").is_ambient);
        assert!(!read("src/x.ts", "export const a = 1;\n").is_ambient);
        assert!(!read("vite.config.js", "module.exports = {};\n").is_ambient);
    }
}
