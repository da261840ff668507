//! Which configurations make up a project: a solution-style `tsconfig.json` checks nothing by itself, its references do.

use std::collections::BTreeSet;

use jsonc_parser::parse_to_serde_value;
use serde_json::Value;

use super::CheckError;
use crate::workspace::{
    Tree,
    discover::{join, parent, resolve},
};

/// One configuration to check.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Root {
    /// Path in the tree.
    pub config: String,
    /// Whether it must be built, because its program reads the declarations of another.
    pub builds: bool,
}

/// The configurations to check for the one at `config`: itself unless it names no files, and what it refers to.
///
/// Each is checked on its own, which shows every error. Only programs that are joined by `composite` references are
/// built together: there one reads what the other would emit.
pub(super) fn roots(tree: &Tree, config: &str) -> Result<Vec<Root>, CheckError> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    collect(tree, config, &mut found, &mut seen)?;
    let joined = found.iter().any(|(path, value)| {
        let refers: Vec<String> = references(path, value, tree);
        !names_no_files(value) && refers.iter().any(|reference| imports_from(tree, path, reference))
    });
    if joined {
        return Ok(vec![Root { config: config.to_owned(), builds: true }]);
    }
    let programs = found.into_iter().filter(|(_, value)| !names_no_files(value));
    Ok(programs.map(|(config, _)| Root { config, builds: false }).collect())
}

fn collect(tree: &Tree, path: &str, found: &mut Vec<(String, Value)>, seen: &mut BTreeSet<String>) -> Result<(), CheckError> {
    if !seen.insert(path.to_owned()) {
        return Ok(());
    }
    let value = read(tree, path)?;
    check_extends(tree, path, &value)?;
    let references = references(path, &value, tree);
    found.push((path.to_owned(), value));
    references.iter().try_for_each(|reference| collect(tree, reference, found, seen))
}

fn read(tree: &Tree, path: &str) -> Result<Value, CheckError> {
    let broken = |reason: String| CheckError::Project { reason: format!("{path}: {reason}"), hint: format!("Mend {path}.") };
    let text = tree.text(path).ok_or_else(|| broken("it is not there, or not UTF-8".to_owned()))?;
    match parse_to_serde_value::<Option<Value>>(text, &Default::default()) {
        // An empty file is an empty configuration, as it is for tsc.
        Ok(None) => Ok(Value::Object(Default::default())),
        Ok(Some(value @ Value::Object(_))) => Ok(value),
        Ok(Some(_)) => Err(broken("it is no object".to_owned())),
        Err(error) => Err(broken(error.to_string())),
    }
}

/// A configuration that extends one outside the tree would be checked with half its settings.
fn check_extends(tree: &Tree, path: &str, value: &Value) -> Result<(), CheckError> {
    let extends = match &value["extends"] {
        Value::String(one) => vec![one.as_str()],
        Value::Array(many) => many.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    for target in extends.into_iter().filter(|target| target.starts_with('.')) {
        let inside = resolve(parent(path), target);
        let exists = inside.as_ref().is_some_and(|inside| {
            [inside.clone(), format!("{inside}.json"), join(inside, "tsconfig.json")].iter().any(|path| tree.files().contains_key(path))
        });
        if inside.is_none() && !exists {
            return Err(CheckError::Project {
                reason: format!("{path} extends {target}, which lies outside the checked folder"),
                hint: "Check the folder that holds both.".to_owned(),
            });
        }
    }
    Ok(())
}

fn references(path: &str, value: &Value, tree: &Tree) -> Vec<String> {
    let list = value["references"].as_array().into_iter().flatten();
    list.filter_map(|reference| reference["path"].as_str())
        .filter_map(|target| resolve(parent(path), target))
        .map(|target| if target.ends_with(".json") { target } else { join(&target, "tsconfig.json") })
        .filter(|target| tree.files().contains_key(target))
        .collect()
}

/// `files: []` without `include` is a configuration that only refers to others.
fn names_no_files(value: &Value) -> bool {
    value["files"].as_array().is_some_and(Vec::is_empty) && value["include"].as_array().is_none_or(Vec::is_empty)
}

/// Whether the reference is to another folder's program: then sources import its output. A reference within the folder, such as Vite's
/// `tsconfig.node.json`, only gathers programs that stand alone.
fn imports_from(tree: &Tree, config: &str, reference: &str) -> bool {
    parent(config) != parent(reference) && tree.files().contains_key(reference)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::tree::tree_of;

    fn root(config: &str, builds: bool) -> Root {
        Root { config: config.to_owned(), builds }
    }

    #[test]
    fn a_solution_is_checked_through_its_references() {
        let solution = r#"{ "files": [], "references": [{ "path": "./tsconfig.app.json" }, { "path": "./tsconfig.node.json" }] }"#;
        let tree =
            tree_of(&[("web/tsconfig.json", solution), ("web/tsconfig.app.json", "{ /* app */ }"), ("web/tsconfig.node.json", "{}")]);
        let found = roots(&tree, "web/tsconfig.json").unwrap();
        assert_eq!(found, [root("web/tsconfig.app.json", false), root("web/tsconfig.node.json", false)]);
    }

    #[test]
    fn a_configuration_with_files_and_a_reference_is_checked_with_it() {
        let main = r#"{ "include": ["src"], "references": [{ "path": "./tsconfig.node.json" }], }"#;
        let tree = tree_of(&[("tsconfig.json", main), ("tsconfig.node.json", "{\"compilerOptions\":{\"composite\":true}}")]);
        let found = roots(&tree, "tsconfig.json").unwrap();
        assert_eq!(found, [root("tsconfig.json", false), root("tsconfig.node.json", false)]);
    }

    #[test]
    fn programs_of_several_folders_that_refer_to_one_another_are_built() {
        let app = r#"{ "include": ["src"], "references": [{ "path": "../shared" }] }"#;
        let tree = tree_of(&[("app/tsconfig.json", app), ("shared/tsconfig.json", "{\"compilerOptions\":{\"composite\":true}}")]);
        assert_eq!(roots(&tree, "app/tsconfig.json").unwrap(), [root("app/tsconfig.json", true)]);
    }

    #[test]
    fn a_broken_configuration_and_one_that_extends_outside_are_told() {
        let tree = tree_of(&[("tsconfig.json", "{ \"files\": [ }")]);
        assert!(roots(&tree, "tsconfig.json").unwrap_err().to_string().starts_with("tsconfig.json: "));
        let tree = tree_of(&[("tsconfig.json", "{ \"extends\": \"../base.json\" }")]);
        assert!(roots(&tree, "tsconfig.json").unwrap_err().to_string().contains("outside the checked folder"));
    }
}
