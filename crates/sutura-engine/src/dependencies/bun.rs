//! Bun's text lock file in the terms of npm's: the same packages at the same places with the same integrity.
//!
//! Format: <https://bun.sh/docs/install/lockfile>, `lockfileVersion` 0 and 1. A key of `packages` is the path of names under which a package is
//! nested; its value is `[name@version, registry, metadata, integrity]`.

use std::collections::BTreeMap;

use jsonc_parser::parse_to_serde_value;
use serde_json::{Map, Value, json};

use super::DependencyError;

/// A `package-lock.json` (version 3) for the text of a `bun.lock` and the manifests by folder.
pub(crate) fn to_package_lock(text: &str, manifests: &BTreeMap<String, Value>) -> Result<String, DependencyError> {
    let invalid = |reason: String| DependencyError::Manifest { file: "bun.lock".to_owned(), reason };
    let lock: Value = parse_to_serde_value(text, &Default::default()).map_err(|error| invalid(error.to_string()))?;
    let packages = lock["packages"].as_object().ok_or_else(|| invalid("it has no packages".to_owned()))?;
    let folders: BTreeMap<&str, &str> = lock["workspaces"]
        .as_object()
        .into_iter()
        .flatten()
        .filter_map(|(folder, workspace)| Some((workspace["name"].as_str()?, folder.as_str())))
        .collect();
    let mut locked: Map<String, Value> = manifests.iter().map(|(folder, manifest)| (folder.clone(), manifest.clone())).collect();
    for (key, entry) in packages {
        let Some(identity) = entry[0].as_str() else { continue };
        let (name, version) = split_identity(identity);
        let place = place(key, &folders);
        if let Some(folder) = version.strip_prefix("workspace:") {
            locked.insert(place, json!({ "resolved": folder, "link": true }));
            continue;
        }
        if version.contains(':') || version.contains('/') {
            return Err(DependencyError::NotFromRegistry { name: name.to_owned(), from: version.to_owned() });
        }
        locked.insert(place.clone(), package(name, version, &place, entry));
    }
    Ok(json!({ "name": manifests.get("").map_or(&Value::Null, |root| &root["name"]), "lockfileVersion": 3, "requires": true, "packages": locked }).to_string())
}

fn package(name: &str, version: &str, place: &str, entry: &Value) -> Value {
    let mut package = json!({ "version": version });
    if !place.ends_with(name) {
        package["name"] = json!(name);
    }
    for key in ["dependencies", "optionalDependencies", "peerDependencies", "os", "cpu"] {
        let value = &entry[2][key];
        if value.is_object() || value.is_array() {
            package[key] = value.clone();
        }
    }
    for optional in entry[2]["optionalPeers"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        package["peerDependenciesMeta"][optional] = json!({ "optional": true });
    }
    // What is for one platform alone is optional wherever Bun lists it.
    if entry[2]["os"] != Value::Null || entry[2]["cpu"] != Value::Null {
        package["optional"] = json!(true);
        for key in ["os", "cpu"] {
            if let Some(one) = package[key].as_str().map(str::to_owned) {
                package[key] = json!([one]);
            } else if let Some(one) = entry[2][key].as_str() {
                package[key] = json!([one]);
            }
        }
    }
    if let Some(integrity) = entry[3].as_str() {
        package["integrity"] = json!(integrity);
    }
    package
}

/// `@scope/name@1.2.3` in its two parts.
fn split_identity(identity: &str) -> (&str, &str) {
    match identity[1..].find('@') {
        Some(at) => (&identity[..=at], &identity[at + 2..]),
        None => (identity, ""),
    }
}

/// `a/@s/b` as `node_modules/a/node_modules/@s/b`; a leading workspace stands for its folder.
fn place(key: &str, folders: &BTreeMap<&str, &str>) -> String {
    let mut names = Vec::new();
    let mut parts = key.split('/');
    while let Some(part) = parts.next() {
        match part.starts_with('@') {
            true => names.push(format!("{part}/{}", parts.next().unwrap_or_default())),
            false => names.push(part.to_owned()),
        }
    }
    let own = if names.len() > 1 { folders.get(names[0].as_str()) } else { None };
    let (start, rest) = match own {
        Some(folder) => ((*folder).to_owned(), &names[1..]),
        None => (String::new(), &names[..]),
    };
    rest.iter()
        .fold(start, |path, name| if path.is_empty() { format!("node_modules/{name}") } else { format!("{path}/node_modules/{name}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_scoped_and_workspace_packages_find_their_places() {
        let folders = BTreeMap::from([("web", "frontend")]);
        assert_eq!(place("a", &folders), "node_modules/a");
        assert_eq!(place("@s/a/b", &folders), "node_modules/@s/a/node_modules/b");
        assert_eq!(place("web/a/@s/b", &folders), "frontend/node_modules/a/node_modules/@s/b");
        assert_eq!(place("web", &folders), "node_modules/web");
        assert_eq!(split_identity("@s/a@1.0.0"), ("@s/a", "1.0.0"));
        assert_eq!(split_identity("a@npm:b@1"), ("a", "npm:b@1"));
    }

    #[test]
    fn a_bun_lock_becomes_a_package_lock_with_links_and_integrity() {
        let bun = r#"{ "lockfileVersion": 1, "workspaces": { "": {"name":"root"}, "web": {"name":"web"} },
            "packages": { "web": ["web@workspace:web"], "react": ["react@19.2.0", "", {"dependencies":{"x":"1"}}, "sha512-a"], // note
            "@e/linux": ["@e/linux@1.0.0", "", {"os":"linux","cpu":"x64"}, "sha512-b"], } }"#;
        let manifests =
            BTreeMap::from([(String::new(), json!({"name":"root","workspaces":["web"]})), ("web".to_owned(), json!({"name":"web"}))]);
        let lock: Value = serde_json::from_str(&to_package_lock(bun, &manifests).unwrap()).unwrap();
        assert_eq!(lock["packages"]["node_modules/web"], json!({"resolved":"web","link":true}));
        assert_eq!(lock["packages"]["node_modules/react"], json!({"version":"19.2.0","dependencies":{"x":"1"},"integrity":"sha512-a"}));
        assert_eq!(lock["packages"]["node_modules/@e/linux"]["os"], json!(["linux"]));
        assert_eq!(lock["packages"]["web"]["name"], "web");
    }
}
