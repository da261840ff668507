//! What TypeScript configurations say about imports, along `extends` and `references`: the aliases of `paths` and `baseUrl`, and how types are imported.

use std::collections::BTreeSet;

use jsonc_parser::parse_to_serde_value;
use serde_json::Value;

use crate::workspace::{
    Tree,
    discover::{join, parent, resolve},
};

/// What the configurations of a project say about imports.
#[derive(Debug, Default)]
pub struct ScriptSettings {
    /// The strongest first.
    pub aliases: Vec<Alias>,
    /// Whether what is a type alone must be imported as such.
    pub verbatim: bool,
}

/// A pattern of `paths`, with at most one `*`, and the paths in the tree that it stands for. `baseUrl` is an alias for everything, `*`.
#[derive(Clone, Debug, PartialEq)]
pub struct Alias {
    /// The pattern.
    pub pattern: String,
    /// What it stands for, in the order in which that is tried.
    pub targets: Vec<String>,
}

impl Alias {
    /// What `*` stands for where `specifier` fits the pattern.
    pub fn inner<'s>(&self, specifier: &'s str) -> Option<&'s str> {
        match self.pattern.split_once('*') {
            Some((before, after)) => specifier.strip_prefix(before)?.strip_suffix(after),
            None => (specifier == self.pattern).then_some(""),
        }
    }
}

/// What the configuration at `path` says, and those that it refers to.
pub(super) fn settings(tree: &Tree, path: &str) -> ScriptSettings {
    let ScriptSettings { mut aliases, mut verbatim } = ScriptSettings::default();
    let (mut seen, mut pending) = (BTreeSet::new(), vec![path.to_owned()]);
    while let Some(path) = pending.pop() {
        if !seen.insert(path.clone()) {
            continue;
        }
        let Some(value) = read(tree, &path) else { continue };
        let list = value["references"].as_array().into_iter().flatten().filter_map(|reference| reference["path"].as_str());
        let references = list.filter_map(|target| resolve(parent(&path), target));
        pending.extend(references.map(|target| if target.ends_with(".json") { target } else { join(&target, "tsconfig.json") }));
        verbatim |= is_verbatim(tree, &path, &value, &mut BTreeSet::new());
        for alias in own_aliases(tree, &path, &value, &mut BTreeSet::new()) {
            if !aliases.contains(&alias) {
                aliases.push(alias);
            }
        }
    }
    // The longest pattern before the star wins, and one without a star before all: stable, so that the first configuration does among equals.
    aliases.sort_by_key(|alias: &Alias| {
        let (before, star) = alias.pattern.split_once('*').map_or((alias.pattern.as_str(), false), |(before, _)| (before, true));
        (star, usize::MAX - before.len())
    });
    ScriptSettings { aliases, verbatim }
}

/// The paths in the tree that `specifier` stands for, in the order in which they are tried.
pub(super) fn places(aliases: &[Alias], specifier: &str) -> Vec<String> {
    let matched = aliases.iter().filter_map(|alias| {
        let inner = alias.inner(specifier)?;
        Some(alias.targets.iter().filter_map(move |target| resolve("", &target.replacen('*', inner, 1))))
    });
    matched.flatten().collect()
}

fn read(tree: &Tree, path: &str) -> Option<Value> {
    parse_to_serde_value::<Option<Value>>(tree.text(path)?, &Default::default()).ok().flatten()
}

/// What one configuration says about imports of types, else what those say that it extends.
fn is_verbatim(tree: &Tree, path: &str, value: &Value, seen: &mut BTreeSet<String>) -> bool {
    if !seen.insert(path.to_owned()) {
        return false;
    }
    let options = &value["compilerOptions"];
    match options["verbatimModuleSyntax"].as_bool() {
        Some(own) => own,
        None if options["importsNotUsedAsValues"] == "error" => true,
        None => extended(tree, path, value).iter().any(|(path, value)| is_verbatim(tree, path, value, seen)),
    }
}

/// The aliases of one configuration: its own `paths`, else those of what it extends. `baseUrl` is an alias for everything.
fn own_aliases(tree: &Tree, path: &str, value: &Value, seen: &mut BTreeSet<String>) -> Vec<Alias> {
    if !seen.insert(path.to_owned()) {
        return Vec::new();
    }
    let options = &value["compilerOptions"];
    let base = options["baseUrl"].as_str().and_then(|base| resolve(parent(path), base));
    let folder = base.clone().unwrap_or_else(|| parent(path).to_owned());
    let mut found: Vec<Alias> = options["paths"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(pattern, targets)| {
            let targets = targets.as_array().into_iter().flatten().filter_map(Value::as_str);
            Alias { pattern: pattern.clone(), targets: targets.filter_map(|target| resolve(&folder, target)).collect() }
        })
        .collect();
    if options["paths"].is_null() {
        found.extend(extended(tree, path, value).iter().flat_map(|(path, value)| own_aliases(tree, path, value, seen)));
    }
    if let Some(base) = base {
        found.push(Alias { pattern: "*".to_owned(), targets: vec![join(&base, "*")] });
    }
    found
}

/// The configurations of the tree that this one extends, the strongest first.
fn extended(tree: &Tree, path: &str, value: &Value) -> Vec<(String, Value)> {
    let targets: Vec<&str> = match &value["extends"] {
        Value::String(one) => vec![one],
        Value::Array(many) => many.iter().rev().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let inside = targets.into_iter().filter(|target| target.starts_with('.')).filter_map(|target| resolve(parent(path), target));
    let found = inside.filter_map(|target| {
        let all = [target.clone(), format!("{target}.json"), join(&target, "tsconfig.json")];
        all.into_iter().find_map(|path| Some((path.clone(), read(tree, &path)?)))
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::tree::tree_of;

    #[test]
    fn aliases_are_found_through_references_and_extends_with_comments() {
        let tree = tree_of(&[
            ("web/tsconfig.json", r#"{ "files": [], "references": [{ "path": "./tsconfig.app.json" }] }"#),
            ("web/tsconfig.app.json", "{ /* app */ \"extends\": \"../base/tsconfig\", }"),
            (
                "base/tsconfig.json",
                r##"{ "compilerOptions": { "paths": { "@/*": ["../web/src/*"], "@/api": ["../web/api/index.ts"] } } }"##,
            ),
        ]);
        let ScriptSettings { aliases, .. } = settings(&tree, "web/tsconfig.json");
        assert_eq!(places(&aliases, "@/api"), ["web/api/index.ts", "web/src/api"]);
        assert_eq!(places(&aliases, "@/a/b"), ["web/src/a/b"]);
        assert!(places(&aliases, "react").is_empty());
    }

    #[test]
    fn the_base_of_paths_is_one_for_all_other_imports_too() {
        let tree = tree_of(&[("tsconfig.json", r#"{ "compilerOptions": { "baseUrl": "src", "paths": { "~/*": ["./*"] } } }"#)]);
        let ScriptSettings { aliases, .. } = settings(&tree, "tsconfig.json");
        assert_eq!(places(&aliases, "~/a"), ["src/a", "src/~/a"]);
        assert_eq!(places(&aliases, "components/b"), ["src/components/b"]);
    }

    #[test]
    fn types_are_imported_as_the_configuration_says_or_the_one_that_it_extends() {
        let verbatim = |own: &str| {
            let base = r#"{ "compilerOptions": { "verbatimModuleSyntax": true } }"#;
            settings(&tree_of(&[("tsconfig.json", own), ("base.json", base)]), "tsconfig.json").verbatim
        };
        assert!(verbatim(r#"{ "extends": "./base" }"#));
        assert!(verbatim(r#"{ "references": [{ "path": "./base.json" }] }"#));
        assert!(!verbatim(r#"{ "extends": "./base", "compilerOptions": { "verbatimModuleSyntax": false } }"#));
        assert!(!verbatim("{}"));
    }

    #[test]
    fn configurations_that_extend_one_another_end() {
        let tree = tree_of(&[
            ("tsconfig.json", r#"{ "extends": "./b.json" }"#),
            ("b.json", r#"{ "extends": "./tsconfig.json", "references": [{"path": "."}] }"#),
        ]);
        assert!(settings(&tree, "tsconfig.json").aliases.is_empty());
    }
}
