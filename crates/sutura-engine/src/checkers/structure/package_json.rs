//! The manifest of a frontend is broken or missing.

use jsonc_parser::{JsonValue, ParseOptions, parse_to_value};

use super::finding::finding;
use super::place::{ancestors, folder, is_below, join};
use super::source::{Source, text_of};
use super::source_tree::SourceTree;
use crate::diagnostic::Finding;

/// Finds manifests of TypeScript projects that are no JSON object, and React sources without any manifest.
pub(super) fn check(tree: &SourceTree) -> Vec<Finding> {
    let projects = tree.input.typescript_projects.iter();
    projects
        .filter_map(|project| match text(tree, &join(project, "package.json")) {
            Some(text) => invalid(&join(project, "package.json"), text),
            None => missing(tree, project),
        })
        .collect()
}

/// The text of a file of the input.
pub(super) fn text<'t>(tree: &'t SourceTree, path: &str) -> Option<&'t str> {
    text_of(tree.input.files.get(path)?)
}

/// What is wrong with a JSON file that must hold an object; `options` say how strict the reader of the file is.
pub(super) fn object_fault(text: &str, options: &ParseOptions) -> Option<(std::ops::Range<usize>, String)> {
    // A template that becomes JSON is none itself.
    if text.contains("{%") {
        return None;
    }
    match parse_to_value(text, options) {
        Ok(Some(JsonValue::Object(_))) => None,
        Ok(None) => Some((0..0, "the file is empty".to_owned())),
        Ok(Some(_)) => Some((0..0, "the value is no object".to_owned())),
        Err(error) => Some((error.range().start..error.range().end, error.kind().to_string())),
    }
}

/// JSON and nothing but JSON.
pub(super) const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

fn invalid(path: &str, text: &str) -> Option<Finding> {
    let (range, fault) = object_fault(text, &STRICT)?;
    let message = format!("npm cannot read this file: {fault}. Mend it to one JSON object without comments and trailing commas.");
    Some(finding("invalid-package-json", path, text, range, message))
}

fn missing(tree: &SourceTree, project: &str) -> Option<Finding> {
    if tree.input.files.keys().any(|path| provides_packages(path, project)) {
        return None;
    }
    let uses_react = |source: &&Source| source.path.ends_with(".tsx") && is_below(source.path, project) && !tree.is_aside(source.path);
    let (source, import) = tree
        .sources
        .iter()
        .filter(uses_react)
        .find_map(|source| Some((source, source.imports().iter().find(|import| import.module == "react")?)))?;
    let message =
        "The frontend imports `react`, but there is no package.json, in this project or above. Add one with its dependencies and scripts.";
    Some(finding("missing-package-json", source.path, source.text, import.range.clone(), message))
}

/// Whether a file, in the project or in a folder above, tells where packages come from.
fn provides_packages(path: &str, project: &str) -> bool {
    let name = super::place::file_name(path);
    let is_provider = ["package.json", "deno.json", "deno.jsonc", "import_map.json", "package.json5", "package.yaml"].contains(&name)
        || name.starts_with("BUILD")
        || name.ends_with(".html");
    is_provider && (is_below(path, project) || ancestors(project).any(|above| folder(path) == above))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{codes, places};

    #[test]
    fn a_manifest_that_is_no_json_object_is_found_where_it_breaks() {
        for (text, place) in [
            ("{\n  \"name\": \"a\",\n}\n", "package.json:2:14"),
            ("{\n  // a comment\n  \"name\": \"a\"\n}", "package.json:2:3"),
            ("{\n  \"name\": \"a\"\n  \"version\": \"1\"\n}", "package.json:2:14"),
            ("[]", "package.json:1:1"),
            ("", "package.json:1:1"),
        ] {
            assert_eq!(places(&[("package.json", text)], "invalid-package-json"), [place], "{text}");
        }
    }

    #[test]
    fn a_manifest_that_is_an_object_is_silent() {
        assert_eq!(codes(&[("package.json", "\u{feff}{ \"name\": \"µ\", \"x\": [1.5e3, null, \"\\u00e9\"] }\r\n")]), [""; 0]);
    }

    #[test]
    fn react_sources_without_any_manifest_are_found() {
        assert_eq!(places(&[("src/App.tsx", "import { useState } from 'react';\n")], "missing-package-json"), ["src/App.tsx:1:1"]);
    }

    #[test]
    fn sources_whose_packages_come_from_somewhere_are_silent() {
        for other in ["web/package.json", "deno.json", "index.html", "BUILD.bazel"] {
            assert!(
                places(&[("src/App.tsx", "import { useState } from 'react';\n"), (other, "{}")], "missing-package-json").is_empty(),
                "{other}"
            );
        }
        assert_eq!(codes(&[("src/a.ts", "import x from 'react';\n")]), [""; 0]);
    }
}
