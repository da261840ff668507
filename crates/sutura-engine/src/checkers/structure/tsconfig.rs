//! The compiler's settings are broken or missing.

use jsonc_parser::{JsonObject, JsonValue, ParseOptions, parse_to_value};

use super::finding::finding;
use super::package_json::{STRICT, object_fault, text};
use super::place::{ancestors, file_name, folder, is_below, join};
use super::source::text_of;
use super::source_tree::SourceTree;
use crate::diagnostic::Finding;

/// Finds settings files of TypeScript projects that cannot be read, and projects that have none though they use the compiler.
pub(super) fn check(tree: &SourceTree) -> Vec<Finding> {
    let projects = tree.input.typescript_projects.iter();
    projects
        .flat_map(|project| {
            let mut found = invalid(tree, project);
            found.extend(missing(tree, project));
            found
        })
        .collect()
}

/// What the compiler allows in its settings: comments and trailing commas.
const SETTINGS: ParseOptions = ParseOptions { allow_comments: true, allow_trailing_commas: true, ..STRICT };

fn invalid(tree: &SourceTree, project: &str) -> Vec<Finding> {
    let settings = tree.input.files.iter().filter(|(path, _)| folder(path) == project && is_settings(path));
    let texts = settings.filter_map(|(path, bytes)| Some((path, text_of(bytes)?))).filter(|(_, text)| !text.trim().is_empty());
    texts
        .filter_map(|(path, text)| {
            let (range, fault) = object_fault(text, &SETTINGS)?;
            let message = format!("The TypeScript compiler cannot read this file: {fault}. Mend it to one JSON object.");
            Some(finding("invalid-tsconfig", path, text, range, message))
        })
        .collect()
}

fn is_settings(path: &str) -> bool {
    let name = file_name(path);
    (name.starts_with("tsconfig") || name.starts_with("jsconfig")) && name.ends_with(".json")
}

fn missing(tree: &SourceTree, project: &str) -> Option<Finding> {
    let manifest_path = join(project, "package.json");
    let manifest = text(tree, &manifest_path)?;
    let Ok(Some(JsonValue::Object(object))) = parse_to_value(manifest, &STRICT) else {
        return None;
    };
    let has_settings =
        |path: &String| is_other_settings(path) && (is_below(path, project) || ancestors(project).any(|above| folder(path) == above));
    let has_sources =
        || tree.sources.iter().any(|source| source.path.ends_with(".tsx") && is_below(source.path, project) && !tree.is_aside(source.path));
    if !runs_compiler(&object) || !has_sources() || tree.input.files.keys().any(has_settings) {
        return None;
    }
    let start = manifest.find("\"typescript\"")?;
    let message = "The project compiles TypeScript, but there is no tsconfig.json, in this project or above. Add one.";
    Some(finding("missing-tsconfig", &manifest_path, manifest, start..start + "\"typescript\"".len(), message))
}

fn is_other_settings(path: &str) -> bool {
    is_settings(path) || file_name(path).starts_with("deno.json") || path.contains("tsconfig")
}

/// Whether a manifest asks for the compiler, and for no framework that writes the settings itself.
fn runs_compiler(manifest: &JsonObject) -> bool {
    let groups: Vec<_> = ["dependencies", "devDependencies"].into_iter().filter_map(|group| manifest.get_object(group)).collect();
    let depends_on = |name: &str| groups.iter().any(|group| group.get(name).is_some());
    depends_on("typescript") && !["next", "react-scripts", "expo", "gatsby", "umi", "@umijs/max"].into_iter().any(depends_on)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{codes, places};

    #[test]
    fn settings_that_cannot_be_read_are_found_where_they_break() {
        for (text, place) in [
            ("{\n  \"compilerOptions\": {\n    \"strict\": true\n    \"jsx\": \"react\"\n  }\n}", "tsconfig.json:3:19"),
            ("{\n  \"include\": [\"src\"]\n", "tsconfig.json:3:1"),
            ("[]", "tsconfig.json:1:1"),
            ("{ 'strict': true }", "tsconfig.json:1:3"),
        ] {
            assert_eq!(places(&[("tsconfig.json", text)], "invalid-tsconfig"), [place], "{text}");
        }
        assert_eq!(codes(&[("tsconfig.app.json", "{")]), ["invalid-tsconfig"]);
    }

    #[test]
    fn what_the_compiler_reads_is_silent() {
        for text in ["", "\u{feff}{}", "{\n  // why\n  \"include\": [\"src\",], /* and */\n}\r\n"] {
            assert_eq!(codes(&[("tsconfig.json", text)]), [""; 0], "{text}");
        }
    }

    const MANIFEST: &str = "{ \"devDependencies\": { \"typescript\": \"5\" } }";

    #[test]
    fn a_project_that_compiles_without_settings_is_found() {
        let files = [("web/package.json", MANIFEST), ("package.json", MANIFEST), ("src/App.tsx", "export const a = 1;")];
        assert_eq!(places(&files, "missing-tsconfig"), ["package.json:1:24"]);
    }

    #[test]
    fn a_project_with_settings_or_without_need_is_silent() {
        for (manifest, other) in [
            (MANIFEST, "tsconfig.json"),
            (MANIFEST, "tsconfig.base.json"),
            (MANIFEST, "jsconfig.json"),
            (MANIFEST, "packages/tsconfig/react.json"),
            (MANIFEST, "packages/ui/tsconfig.json"),
            (MANIFEST, "deno.json"),
            ("{ \"dependencies\": { \"next\": \"15\", \"typescript\": \"5\" } }", "a.txt"),
            ("{ \"dependencies\": { \"react\": \"19\" } }", "a.txt"),
        ] {
            let files = [("package.json", manifest), ("src/App.tsx", "export const a = 1;"), (other, "{}")];
            assert_eq!(codes(&files), [""; 0], "{manifest} {other}");
        }
        assert_eq!(codes(&[("package.json", MANIFEST), ("a.js", "")]), [""; 0]);
    }
}
