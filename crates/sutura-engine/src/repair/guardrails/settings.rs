//! Settings of checkers are no part of the code that is repaired.

use super::Violation;

/// A change to what checkers are told, or a file that shadows the types of another.
pub(super) fn violations(path: &str, before: Option<&str>, after: &str) -> Option<Violation> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let rule = if is_settings(name) {
        "settings"
    } else if before.is_none() && (name.ends_with(".pyi") || name.ends_with(".d.ts")) {
        "stub-file"
    } else if match name {
        "pyproject.toml" => tools(before.unwrap_or_default()) != tools(after),
        "package.json" => commands(before.unwrap_or_default()) != commands(after),
        _ => false,
    } {
        "settings"
    } else {
        return None;
    };
    let message = match rule {
        "stub-file" => "A file of types is added that shadows what is there".to_owned(),
        _ => format!("`{name}` tells checkers and scripts what to do"),
    };
    Some(Violation { file: path.to_owned(), rule, message })
}

fn is_settings(name: &str) -> bool {
    let stem = |prefix: &str| name.strip_prefix(prefix);
    matches!(
        name,
        "pyrightconfig.json"
            | "ruff.toml"
            | ".ruff.toml"
            | "ty.toml"
            | "sutura.toml"
            | "mypy.ini"
            | ".mypy.ini"
            | "setup.cfg"
            | "tox.ini"
            | ".flake8"
            | "pytest.ini"
            | "biome.json"
            | "biome.jsonc"
    ) || stem("tsconfig").or_else(|| stem("jsconfig")).is_some_and(|rest| rest.ends_with(".json"))
        || stem(".eslintrc").is_some()
        || stem("eslint.config.").is_some()
}

/// The tables of tools; the text itself where it is no TOML.
fn tools(text: &str) -> Result<Option<toml::Value>, String> {
    let parsed: toml::Table = toml::from_str(text).map_err(|_| text.to_owned())?;
    Ok(parsed.get("tool").cloned())
}

/// The scripts and settings of tools in a manifest; the text itself where it is no JSON.
fn commands(text: &str) -> Result<Vec<Option<serde_json::Value>>, String> {
    let parsed: serde_json::Value = serde_json::from_str(text).map_err(|_| text.to_owned())?;
    Ok(["scripts", "eslintConfig", "jest", "browserslist"].iter().map(|key| parsed.get(key).cloned()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(path: &str, before: Option<&str>, after: &str) -> Option<&'static str> {
        violations(path, before, after).map(|found| found.rule)
    }

    #[test]
    fn what_checkers_are_told_stays() {
        for path in [
            "tsconfig.json",
            "web/tsconfig.app.json",
            "pyrightconfig.json",
            "ruff.toml",
            "sutura.toml",
            "eslint.config.js",
            ".eslintrc.cjs",
        ] {
            assert_eq!(rule(path, Some("{}"), "{ }"), Some("settings"), "{path}");
        }
        assert_eq!(rule("pyproject.toml", Some("[tool.ruff]\n"), "[tool.ruff]\nignore = ['F821']\n"), Some("settings"));
        assert_eq!(rule("pyproject.toml", Some("[project]\nname='a'\n"), "[project]\nname='a'\ndependencies=['x']\n"), None);
        assert_eq!(rule("package.json", Some(r#"{"scripts":{"build":"tsc"}}"#), r#"{"scripts":{"build":"true"}}"#), Some("settings"));
        assert_eq!(rule("package.json", Some(r#"{"dependencies":{}}"#), r#"{"dependencies":{"a":"1"}}"#), None);
        assert_eq!(rule("src/settings.py", Some(""), "x = 1"), None);
    }

    #[test]
    fn types_of_others_are_not_shadowed() {
        assert_eq!(rule("app/models.pyi", None, "x: int"), Some("stub-file"));
        assert_eq!(rule("src/vite-env.d.ts", Some(""), "x"), None);
    }
}
