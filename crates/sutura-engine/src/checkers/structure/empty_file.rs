//! A model named a file and wrote nothing into it.

use std::collections::BTreeMap;

use super::finding::finding;
use super::place::{ancestors, folder, join};
use super::source::{Import, Language, Source};
use super::source_tree::SourceTree;
use crate::diagnostic::Finding;

/// Finds blank sources from which another file imports names. The importing statement is the proof that something must be there.
pub(super) fn check(tree: &SourceTree) -> Vec<Finding> {
    let blank: BTreeMap<&str, &Source> =
        tree.sources.iter().filter(|source| source.text.trim().is_empty()).map(|source| (source.path, source)).collect();
    if blank.is_empty() {
        return Vec::new();
    }
    let mut found = BTreeMap::new();
    for (index, importer) in tree.sources.iter().enumerate() {
        for import in importer.imports().iter().filter(|import| !import.guarded && names_something(import)) {
            let target = match importer.language {
                Language::Python => python_target(tree, index, import),
                Language::Script => script_target(tree, importer.path, &import.module),
            };
            if let Some(source) = target.and_then(|path| blank.get(path)) {
                found.entry(source.path).or_insert((importer, import));
            }
        }
    }
    found.into_iter().map(|(path, (importer, import))| report(path, importer, import)).collect()
}

fn names_something(import: &Import) -> bool {
    import.names.iter().any(|name| name.name != "*")
}

/// The file that a `from … import …` loads; a package is left out, since the names may be its modules.
fn python_target<'t>(tree: &'t SourceTree, importer: usize, import: &Import) -> Option<&'t str> {
    let path = tree.sources[tree.module(importer, import.level, &import.module)?].path;
    (!path.ends_with("__init__.py")).then_some(path)
}

/// The file that a relative import loads, if only one can be meant.
fn script_target<'t>(tree: &'t SourceTree, importer: &str, module: &str) -> Option<&'t str> {
    let mut parts = module.split('/');
    let mut base = match parts.next()? {
        "." => folder(importer).to_owned(),
        ".." => ancestors(folder(importer)).nth(1)?.to_owned(),
        _ => return None,
    };
    for part in parts {
        base = match part {
            ".." => ancestors(&base).nth(1)?.to_owned(),
            "." => base,
            part => join(&base, part),
        };
    }
    let suffixes = [".ts", ".tsx", ".d.ts", ".js", ".jsx", ".mts", ".mjs", ".cjs", ".json", ".vue"];
    let stem = base.strip_suffix(".js").or_else(|| base.strip_suffix(".jsx")).unwrap_or(&base);
    let stems = [stem.to_owned(), join(&base, "index")];
    let candidates = stems.iter().flat_map(|stem| suffixes.iter().map(move |suffix| format!("{stem}{suffix}"))).chain([base.clone()]);
    let mut found: Vec<_> = candidates.filter_map(|path| tree.input.files.get_key_value(&path)).map(|(path, _)| path.as_str()).collect();
    found.sort_unstable();
    found.dedup();
    if let [only] = found[..] { Some(only) } else { None }
}

fn report(path: &str, importer: &Source, import: &Import) -> Finding {
    let names: Vec<_> = import.names.iter().map(|name| format!("`{}`", name.name)).collect();
    let line = super::place::position(importer.text, import.range.start).0;
    let message = format!("The file is empty, but {}:{line} imports {} from it. Write its content.", importer.path, names.join(", "));
    finding("empty-file", path, "", 0..0, message)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{codes, findings};

    #[test]
    fn an_empty_module_from_which_a_name_is_imported_is_found() {
        let files = [("app/main.py", "from app.orders.service import list_orders\n"), ("app/orders/service.py", " \n")];
        let found = findings(&files);
        assert_eq!((found[0].file.as_str(), found[0].code.as_str()), ("app/orders/service.py", "empty-file"));
        assert!(found[0].message.contains("app/main.py:1 imports `list_orders`"), "{}", found[0].message);
        assert_eq!(codes(&[("app/a.py", "from .b import c\n"), ("app/b.py", "")]), ["empty-file"]);
    }

    #[test]
    fn an_empty_script_from_which_a_name_is_imported_is_found() {
        for import in
            ["import { x } from './x';", "import x from \"../src/x\";", "export { x } from './x.js';", "import type { X } from './x'"]
        {
            assert_eq!(codes(&[("src/a.ts", import), ("src/x.ts", "")]), ["empty-file"], "{import}");
        }
        assert_eq!(codes(&[("src/a.ts", "import { x } from './x';"), ("src/x/index.tsx", "\n\n")]), ["empty-file"]);
    }

    #[test]
    fn empty_files_of_which_nothing_is_asked_are_silent() {
        for files in [
            [("app/a.py", "import app.b\n"), ("app/b.py", "")],
            [("app/a.py", "from app import b\n"), ("app/b.py", "")],
            [("app/a.py", "from .b import *\n"), ("app/b.py", "")],
            [("app/a.py", "from app.b import c\n"), ("app/b/__init__.py", "")],
            [("app/a.py", "try:\n    from .b import c\nexcept ImportError:\n    c = None\n"), ("app/b.py", "")],
            [("app/a.py", "from b import c\n"), ("lib/b.py", "")],
            [("src/a.ts", "import './x';"), ("src/x.ts", "")],
            [("src/a.ts", "import { x } from 'x';"), ("src/x.ts", "")],
            [("src/a.ts", "import * as x from './x';"), ("src/x.ts", "")],
            [("src/a.ts", "export const a = 1;"), ("src/x.ts", "")],
        ] {
            assert_eq!(codes(&files), [""; 0], "{files:?}");
        }
    }

    #[test]
    fn an_empty_file_beside_another_that_the_import_can_mean_is_silent() {
        assert_eq!(codes(&[("a.ts", "import { x } from './x';"), ("x.ts", ""), ("x.d.ts", "export const x: 1;")]), [""; 0]);
    }
}
