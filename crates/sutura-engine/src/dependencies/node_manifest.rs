//! What a Node project asks for, cut down to what an install without scripts needs. Pure.

use std::collections::BTreeMap;

use globset::{Glob, GlobSet, GlobSetBuilder};
use serde_json::{Map, Value, json};

use super::{DependencyError, bun, yarn};

/// The files that one install starts from: relative path to content.
pub(crate) type Plan = BTreeMap<String, String>;

/// The kinds of lock file, in the order in which they are looked for in one folder.
pub(crate) const LOCK_FILES: &[&str] = &["package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "bun.lock", "yarn.lock"];

/// Keys of a `package.json` that decide what is installed.
const KEPT: &[&str] = &[
    "name",
    "version",
    "private",
    "workspaces",
    "dependencies",
    "devDependencies",
    "peerDependencies",
    "peerDependenciesMeta",
    "optionalDependencies",
    "overrides",
    "resolutions",
];

const DEPENDENCIES: &[&str] = &["dependencies", "devDependencies", "optionalDependencies"];

/// A `package.json` without scripts and settings. Dependencies that no registry has are refused.
pub(crate) fn manifest(file: &str, text: &str) -> Result<Value, DependencyError> {
    let invalid = |reason: String| DependencyError::Manifest { file: file.to_owned(), reason };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let value: Value = serde_json::from_str(text).map_err(|error| invalid(error.to_string()))?;
    let Value::Object(all) = value else { return Err(invalid("it is no JSON object".to_owned())) };
    let mut kept: Map<String, Value> = all.into_iter().filter(|(key, _)| KEPT.contains(&key.as_str())).collect();
    for key in DEPENDENCIES {
        let Some(dependencies) = kept.get_mut(*key).and_then(Value::as_object_mut) else { continue };
        for (name, specifier) in dependencies.iter_mut() {
            let text = specifier.as_str().ok_or_else(|| invalid(format!("the version of `{name}` is no text")))?;
            match kind(text) {
                Specifier::Registry => {}
                Specifier::Workspace => *specifier = json!("*"),
                Specifier::Elsewhere => {
                    return Err(DependencyError::NotFromRegistry { name: name.clone(), from: text.to_owned() });
                }
            }
        }
    }
    Ok(Value::Object(kept))
}

/// The names of the packages that a manifest depends on directly.
pub(crate) fn direct(manifest: &Value) -> impl Iterator<Item = &str> {
    ["dependencies", "devDependencies"].into_iter().filter_map(|key| manifest[key].as_object()).flatten().map(|(name, _)| name.as_str())
}

/// The folders that the `workspaces` of a manifest stand for.
pub(crate) fn workspaces(manifest: &Value, pnpm: Option<&str>) -> GlobSet {
    let list = manifest["workspaces"].as_array().or_else(|| manifest["workspaces"]["packages"].as_array());
    let mut patterns: Vec<String> = list.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
    patterns.extend(pnpm.into_iter().flat_map(pnpm_packages));
    let mut set = GlobSetBuilder::new();
    for pattern in patterns.iter().filter(|pattern| !pattern.starts_with('!')) {
        if let Ok(glob) = Glob::new(pattern.trim_start_matches("./").trim_end_matches('/')) {
            set.add(glob);
        }
    }
    set.build().unwrap_or_else(|_| GlobSet::empty())
}

/// The list under `packages:` of a `pnpm-workspace.yaml`.
fn pnpm_packages(text: &str) -> Vec<String> {
    text.lines()
        .skip_while(|line| !line.starts_with("packages:"))
        .skip(1)
        .take_while(|line| line.trim().is_empty() || line.starts_with([' ', '-', '#']))
        .filter_map(|line| Some(line.trim().strip_prefix('-')?.trim().trim_matches(['"', '\'']).to_owned()))
        .collect()
}

/// The lock file that npm is to start from, made of one of `kind`: its name and content.
pub(crate) fn npm_lock(
    kind: &str,
    text: &str,
    manifests: &BTreeMap<String, Value>,
) -> Result<Option<(&'static str, String)>, DependencyError> {
    match kind {
        "package-lock.json" | "npm-shrinkwrap.json" => package_lock(kind, text).map(|lock| Some(("package-lock.json", lock))),
        "bun.lock" => bun::to_package_lock(text, manifests).map(|lock| Some(("package-lock.json", lock))),
        "yarn.lock" => yarn::to_version_1(text).map(|lock| Some(("yarn.lock", lock))),
        _ => Ok(None),
    }
}

/// A `package-lock.json` without addresses: packages come from the user's registry, by name, version and integrity.
fn package_lock(file: &str, text: &str) -> Result<String, DependencyError> {
    let invalid = |reason: String| DependencyError::Manifest { file: file.to_owned(), reason };
    let mut lock: Value = serde_json::from_str(text).map_err(|error| invalid(error.to_string()))?;
    let version = lock["lockfileVersion"].as_u64().unwrap_or(1);
    let Some(packages) = lock.get_mut("packages").and_then(Value::as_object_mut) else {
        return Err(invalid(format!("lockfileVersion {version} has no packages; run `npm install` with npm 7 or later to renew it")));
    };
    for (path, package) in packages.iter_mut() {
        let Some(package) = package.as_object_mut() else { continue };
        if package.get("link").and_then(Value::as_bool) == Some(true) {
            continue;
        }
        if let Some(resolved) = package.get("resolved").and_then(Value::as_str) {
            if !resolved.starts_with("http") {
                let name = path.rsplit("node_modules/").next().unwrap_or(path).to_owned();
                return Err(DependencyError::NotFromRegistry { name, from: resolved.to_owned() });
            }
            package.remove("resolved");
        }
        package.remove("hasInstallScript");
    }
    if let Some(object) = lock.as_object_mut() {
        object.remove("dependencies");
    }
    Ok(lock.to_string())
}

enum Specifier {
    Registry,
    Workspace,
    Elsewhere,
}

fn kind(specifier: &str) -> Specifier {
    let specifier = specifier.trim();
    if ["workspace:", "file:", "link:", "portal:"].iter().any(|scheme| specifier.starts_with(scheme)) {
        return Specifier::Workspace;
    }
    let alias = specifier.strip_prefix("npm:").is_some();
    let elsewhere = !alias
        && (specifier.contains("://") || specifier.contains('/') || specifier.starts_with("git") || specifier.starts_with("github:"));
    if elsewhere { Specifier::Elsewhere } else { Specifier::Registry }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_loses_its_scripts_and_keeps_what_is_installed() {
        let text = r#"{"name":"web","scripts":{"postinstall":"evil"},"packageManager":"pnpm@9","dependencies":{"a":"^1","b":"workspace:*","c":"npm:@x/c@2"}}"#;
        let manifest = manifest("package.json", text).unwrap();
        assert_eq!(manifest, json!({"name":"web","dependencies":{"a":"^1","b":"*","c":"npm:@x/c@2"}}));
        assert_eq!(direct(&manifest).collect::<Vec<_>>(), ["a", "b", "c"]);
    }

    #[test]
    fn a_dependency_from_git_or_an_address_is_refused_by_name() {
        for specifier in ["git+ssh://x/y.git", "user/repo", "https://evil.example/x.tgz", "github:user/repo"] {
            let text = json!({"dependencies":{"x": specifier}}).to_string();
            assert!(matches!(manifest("package.json", &text), Err(DependencyError::NotFromRegistry { .. })), "{specifier}");
        }
        let lock = json!({"lockfileVersion":3,"packages":{"node_modules/x":{"resolved":"git+ssh://x"}}}).to_string();
        assert!(matches!(package_lock("package-lock.json", &lock), Err(DependencyError::NotFromRegistry { name, .. }) if name == "x"));
    }

    #[test]
    fn a_lock_file_keeps_integrity_and_loses_addresses() {
        let lock = json!({"lockfileVersion":3,"packages":{"node_modules/x":{"version":"1.0.0","resolved":"https://evil.example/x.tgz","integrity":"sha512-a"}}});
        let kept: Value = serde_json::from_str(&package_lock("package-lock.json", &lock.to_string()).unwrap()).unwrap();
        assert_eq!(kept["packages"]["node_modules/x"], json!({"version":"1.0.0","integrity":"sha512-a"}));
    }

    #[test]
    fn workspaces_are_read_from_npm_and_pnpm() {
        let set = workspaces(&json!({"workspaces":["frontend","packages/*"]}), None);
        assert!(set.is_match("frontend") && set.is_match("packages/ui") && !set.is_match("other"));
        let set = workspaces(&json!({}), Some("packages:\n  - 'apps/*'\n  - \"web\"\ncatalog:\n  react: 19\n"));
        assert!(set.is_match("apps/a") && set.is_match("web") && !set.is_match("react"));
    }

    #[test]
    fn a_broken_manifest_names_its_file_and_place() {
        let error = manifest("web/package.json", "{\"name\": }").unwrap_err().to_string();
        assert!(error.starts_with("web/package.json: ") && error.contains("line 1"), "{error}");
    }
}
