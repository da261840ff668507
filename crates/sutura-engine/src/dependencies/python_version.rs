//! Which Python a project is checked for.

use std::str::FromStr;

use pep440_rs::{Version, VersionSpecifiers};

/// The version for projects that name none: every package of the last years has wheels for it.
pub(crate) const DEFAULT: &str = "3.12";

/// Versions that checkers and wheels know of, oldest first.
const KNOWN: &[&str] = &["3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.14", "3.15"];

/// The version that a project asks for, as `3.12`: that of its own environment, else the one that a `.python-version` names, else the oldest that
/// `requires-python` admits.
pub(crate) fn python_version(environment: Option<&str>, pinned: Option<&str>, requires: Option<&str>) -> Option<String> {
    environment.and_then(minor).or_else(|| pinned.and_then(minor)).or_else(|| requires.and_then(oldest))
}

/// `3.12` of texts such as `3.12.4`, `cpython-3.12` or `3.12.1.final.0`.
fn minor(text: &str) -> Option<String> {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'))?;
    let digits = line.trim_start_matches(|c: char| !c.is_ascii_digit());
    let mut parts = digits.split('.').map(|part| part.chars().take_while(char::is_ascii_digit).collect::<String>());
    let (major, minor) = (parts.next()?, parts.next()?);
    (major == "3" && !minor.is_empty()).then(|| format!("3.{minor}"))
}

fn oldest(requires: &str) -> Option<String> {
    let specifiers = VersionSpecifiers::from_str(requires).ok()?;
    // `>=3.9.2` admits no 3.9.0, and still means 3.9.
    let admits = |minor: &str| {
        [format!("{minor}.0"), format!("{minor}.99")].iter().any(|v| Version::from_str(v).is_ok_and(|v| specifiers.contains(&v)))
    };
    KNOWN.iter().find(|minor| admits(minor)).map(|minor| (*minor).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_environment_wins_over_a_pin_and_a_pin_over_the_range() {
        assert_eq!(python_version(Some("3.11.7"), Some("3.14"), Some(">=3.9")).as_deref(), Some("3.11"));
        assert_eq!(python_version(None, Some("# pinned\n3.14\n"), Some(">=3.9")).as_deref(), Some("3.14"));
        assert_eq!(python_version(None, Some("cpython-3.13.1"), None).as_deref(), Some("3.13"));
        assert_eq!(python_version(None, Some("pypy"), Some(">=3.10,<4.0")).as_deref(), Some("3.10"));
    }

    #[test]
    fn the_oldest_admitted_version_is_taken_and_nothing_said_is_none() {
        assert_eq!(python_version(None, None, Some(">=3.14,<4.0")).as_deref(), Some("3.14"));
        assert_eq!(python_version(None, None, Some(">=3.9.2")).as_deref(), Some("3.9"));
        assert_eq!(python_version(None, None, Some("==3.12.*")).as_deref(), Some("3.12"));
        assert_eq!(python_version(None, None, Some("nonsense")), None);
        assert_eq!(python_version(None, None, None), None);
    }
}
