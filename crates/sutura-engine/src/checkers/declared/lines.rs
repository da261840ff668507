//! Lines that a regular expression of the user's matches.

use regex::{Captures, Regex};

use crate::diagnostic::{Finding, Severity};

/// Lines that do not match are passed over: tools print headings and summaries too.
pub(super) fn parse(text: &str, pattern: &str) -> Result<Vec<Finding>, String> {
    let pattern = Regex::new(pattern).map_err(|error| error.to_string())?;
    Ok(text.lines().filter_map(|line| pattern.captures(line)).map(|found| finding(&found)).collect())
}

fn finding(found: &Captures<'_>) -> Finding {
    let group = |name| found.name(name).map(|group| group.as_str());
    let number = |name| group(name).and_then(|text| text.parse::<u32>().ok()).map(|number| number.max(1));
    let line = number("line").unwrap_or(1);
    Finding {
        file: group("file").unwrap_or_default().to_owned(),
        line,
        column: number("column").unwrap_or(1),
        end: number("end_column").map(|column| (number("end_line").unwrap_or(line), column)),
        code: group("code").unwrap_or_default().to_owned(),
        message: group("message").unwrap_or_default().trim().to_owned(),
        severity: match group("severity").map(str::to_lowercase).as_deref() {
            Some("warning" | "warn") => Severity::Warning,
            Some("note" | "info" | "hint") => Severity::Note,
            _ => Severity::Error,
        },
        fix: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mypy_lines_are_read_and_its_summary_is_not() {
        let pattern =
            r"^(?P<file>[^:]+):(?P<line>\d+):(?P<column>\d+): (?P<severity>error|note): (?P<message>.*?)(?:  \[(?P<code>[\w-]+)\])?$";
        let text =
            "app/a.py:3:5: error: Incompatible return value  [return-value]\napp/a.py:3:5: note: see docs\nFound 1 error in 1 file\n";
        let found = parse(text, pattern).unwrap();
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].code.as_str(), found[0].message.as_str()), ("return-value", "Incompatible return value"));
        assert_eq!(found[1].severity, Severity::Note);
    }
}
