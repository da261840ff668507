//! What the configurations of a project ask of its sources: versions of the languages, and how strict their checkers are.

use jsonc_parser::parse_to_serde_value;
use serde_json::Value;

use crate::workspace::Tree;

/// The compiler options that decide what can be written.
const OPTIONS: &[&str] = &[
    "strict",
    "verbatimModuleSyntax",
    "isolatedModules",
    "erasableSyntaxOnly",
    "noUncheckedIndexedAccess",
    "exactOptionalPropertyTypes",
    "noUnusedLocals",
    "noUnusedParameters",
];

/// In one line: `Python >=3.12, pyright strict, TypeScript to ES2022, strict, noUnusedLocals`.
pub(super) fn strictness(tree: &Tree) -> String {
    let mut said: Vec<String> = Vec::new();
    let mut say = |what: String| {
        if !said.contains(&what) {
            said.push(what);
        }
    };
    for manifest in named(tree, |name| name == "pyproject.toml").filter_map(|text| text.parse::<toml::Table>().ok()) {
        let version = manifest.get("project").and_then(|project| project.get("requires-python")?.as_str());
        version.into_iter().for_each(|version| say(format!("Python {version}")));
        let mode = manifest.get("tool").and_then(|tool| tool.get("pyright")?.get("typeCheckingMode")?.as_str());
        mode.into_iter().for_each(|mode| say(format!("pyright {mode}")));
    }
    for settings in named(tree, |name| name == "pyrightconfig.json").filter_map(json) {
        settings["typeCheckingMode"].as_str().into_iter().for_each(|mode| say(format!("pyright {mode}")));
    }
    // What is for the bundler's own configuration is not for the sources.
    let is_config = |name: &str| name.starts_with("tsconfig") && name.ends_with(".json") && !name.contains(".node.");
    let configs: Vec<Value> = named(tree, is_config).filter_map(json).collect();
    configs
        .iter()
        .find_map(|config| config["compilerOptions"]["target"].as_str())
        .into_iter()
        .for_each(|target| say(format!("TypeScript to {target}")));
    let is_on = |option: &&&str| configs.iter().any(|config| config["compilerOptions"][**option] == Value::Bool(true));
    OPTIONS.iter().filter(is_on).for_each(|option| say((*option).to_owned()));
    said.join(", ")
}

fn named<'t>(tree: &'t Tree, is_wanted: impl Fn(&str) -> bool + 't) -> impl Iterator<Item = &'t str> {
    let paths = tree.files().keys().filter(move |path| is_wanted(path.rsplit('/').next().unwrap_or(path)));
    paths.filter_map(|path| tree.text(path))
}

fn json(text: &str) -> Option<Value> {
    parse_to_serde_value::<Option<Value>>(text, &Default::default()).ok().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::tree::tree_of;

    #[test]
    fn versions_and_strictness_are_told_in_one_line() {
        let tree = tree_of(&[
            ("backend/pyproject.toml", "[project]\nrequires-python = '>=3.12'\n[tool.pyright]\ntypeCheckingMode = 'strict'\n"),
            (
                "web/tsconfig.app.json",
                "{\n // newest\n \"compilerOptions\": {\"target\": \"ES2022\", \"strict\": true, \"noUnusedLocals\": true, \"isolatedModules\": false}}",
            ),
            ("web/tsconfig.node.json", "{\"compilerOptions\": {\"target\": \"ES2023\", \"noUnusedParameters\": true}}"),
        ]);
        assert_eq!(strictness(&tree), "Python >=3.12, pyright strict, TypeScript to ES2022, strict, noUnusedLocals");
        assert_eq!(strictness(&tree_of(&[("tsconfig.json", "{"), ("pyproject.toml", "=")])), "");
    }
}
