//! Yarn's lock files in the form that npm reads: the first version's, with every package at Yarn's own registry.
//!
//! npm takes a version from a `yarn.lock` only where the package is said to come from a registry that it knows, and then fetches it
//! from the user's. So addresses are rewritten, whatever host they named.

use std::sync::LazyLock;

use regex::Regex;

use super::DependencyError;

/// A `yarn.lock` of version 1 for one of any version.
pub(crate) fn to_version_1(text: &str) -> Result<String, DependencyError> {
    if text.contains("__metadata:") { Ok(from_berry(text)) } else { with_known_registry(text) }
}

fn with_known_registry(text: &str) -> Result<String, DependencyError> {
    static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r##"^\s+resolved "https?://[^/]+/(?:.*?/)??((?:@[^/"]+/)?[^/"]+/-/[^/"#]+\.tgz)"##)
            .expect("the pattern is a constant that the tests compile")
    });
    let mut rewritten = String::new();
    for line in text.lines() {
        if let Some(from) = line.trim_start().strip_prefix("resolved ") {
            let path = ADDRESS.captures(line).ok_or_else(|| DependencyError::NotFromRegistry {
                name: "a package of yarn.lock".to_owned(),
                from: from.trim_matches('"').to_owned(),
            })?;
            rewritten += &format!("  resolved \"{REGISTRY}{}\"\n", &path[1]);
        } else {
            rewritten += line;
            rewritten.push('\n');
        }
    }
    Ok(rewritten)
}

const REGISTRY: &str = "https://registry.yarnpkg.com/";

/// Yarn 2 and later: `"name@npm:range, name@npm:range":` with `version:` and `resolution:`. Workspaces and patches are left out; what a patch
/// is for stands beside it.
fn from_berry(text: &str) -> String {
    let mut lock = String::from("# yarn lockfile v1\n");
    let mut keys = "";
    let mut version = "";
    for line in text.lines() {
        if !line.starts_with([' ', '#']) && line.ends_with(':') {
            keys = line.trim_end_matches(':').trim_matches('"');
        } else if let Some(found) = line.strip_prefix("  version: ") {
            version = found.trim_matches('"');
        } else if let Some(resolution) = line.strip_prefix("  resolution: ") {
            let Some((name, _)) = resolution.trim_matches('"').split_once("@npm:") else { continue };
            let specifiers: Vec<String> = keys
                .split(", ")
                .filter_map(|key| {
                    let (name, range) = key.split_once("@npm:")?;
                    // A range with a name in it is an alias, and stays one.
                    let alias = if range.trim_start_matches('@').contains('@') { "npm:" } else { "" };
                    Some(format!("\"{name}@{alias}{range}\""))
                })
                .collect();
            if !specifiers.is_empty() {
                let base = name.rsplit('/').next().unwrap_or(name);
                lock += &format!("\n{}:\n  version \"{version}\"\n", specifiers.join(", "));
                lock += &format!("  resolved \"{REGISTRY}{name}/-/{base}-{version}.tgz\"\n");
            }
        }
    }
    lock
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_berry_lock_becomes_one_of_version_1() {
        let berry = "__metadata:\n  version: 8\n\n\"@s/a@npm:^1.0.0, @s/a@npm:^1.1.0\":\n  version: 1.1.0\n  resolution: \"@s/a@npm:1.1.0\"\n  dependencies:\n    b: \"npm:^2\"\n  languageName: node\n\n\"c@npm:d@^3\":\n  version: 3.0.0\n  resolution: \"d@npm:3.0.0\"\n\n\"web@workspace:.\":\n  version: 0.0.0-use.local\n  resolution: \"web@workspace:.\"\n";
        assert_eq!(
            to_version_1(berry).unwrap(),
            "# yarn lockfile v1\n\n\"@s/a@^1.0.0\", \"@s/a@^1.1.0\":\n  version \"1.1.0\"\n  resolved \"https://registry.yarnpkg.com/@s/a/-/a-1.1.0.tgz\"\n\n\"c@npm:d@^3\":\n  version \"3.0.0\"\n  resolved \"https://registry.yarnpkg.com/d/-/d-3.0.0.tgz\"\n"
        );
    }

    #[test]
    fn addresses_of_version_1_lose_their_host_and_other_places_are_refused() {
        let lock = "# yarn lockfile v1\n\na@^1:\n  version \"1.0.0\"\n  resolved \"https://evil.example/npm/@s/a/-/a-1.0.0.tgz#00\"\n  integrity sha512-x\n";
        let rewritten = to_version_1(lock).unwrap();
        assert!(
            rewritten.contains("  resolved \"https://registry.yarnpkg.com/@s/a/-/a-1.0.0.tgz\"\n  integrity sha512-x\n"),
            "{rewritten}"
        );
        let elsewhere = "# yarn lockfile v1\n\na@x/y:\n  version \"1.0.0\"\n  resolved \"https://codeload.github.com/x/y/tar.gz/0\"\n";
        assert!(matches!(to_version_1(elsewhere), Err(DependencyError::NotFromRegistry { .. })));
    }
}
