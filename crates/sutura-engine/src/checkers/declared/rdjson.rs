//! reviewdog's diagnostic format: one object (`rdjson`) or one a line (`rdjsonl`).

use serde::Deserialize;

use crate::diagnostic::{Finding, Severity};

pub(super) fn parse(text: &str) -> Result<Vec<Finding>, String> {
    if let Ok(whole) = serde_json::from_str::<Whole>(text) {
        return Ok(whole.diagnostics.into_iter().map(|one| one.finding(whole.severity.as_deref())).collect());
    }
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(index, line)| {
            let one: Reported = serde_json::from_str(line).map_err(|error| format!("line {}: no rdjson: {error}", index + 1))?;
            Ok(one.finding(None))
        })
        .collect()
}

#[derive(Deserialize)]
struct Whole {
    diagnostics: Vec<Reported>,
    severity: Option<String>,
}

#[derive(Deserialize)]
struct Reported {
    message: String,
    location: Location,
    severity: Option<String>,
    #[serde(default)]
    code: Code,
}

#[derive(Deserialize)]
struct Location {
    path: String,
    range: Option<Range>,
}

#[derive(Deserialize)]
struct Range {
    start: Position,
    end: Option<Position>,
}

#[derive(Deserialize)]
struct Position {
    line: u32,
    column: Option<u32>,
}

#[derive(Default, Deserialize)]
struct Code {
    #[serde(default)]
    value: String,
}

impl Reported {
    fn finding(self, default: Option<&str>) -> Finding {
        let start = self.location.range.as_ref().map_or((1, 1), |range| (range.start.line, range.start.column.unwrap_or(1)));
        let end = self.location.range.and_then(|range| range.end).and_then(|end| Some((end.line, end.column?)));
        let severity = match self.severity.as_deref().or(default) {
            Some("WARNING") => Severity::Warning,
            Some("INFO") => Severity::Note,
            _ => Severity::Error,
        };
        Finding {
            file: self.location.path,
            line: start.0.max(1),
            column: start.1.max(1),
            end,
            code: self.code.value,
            message: self.message,
            severity,
            fix: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_are_read() {
        let one = r#"{"message":"m","location":{"path":"a.go","range":{"start":{"line":3,"column":2}}},"code":{"value":"SA1"}}"#;
        let whole = format!(r#"{{"source":{{"name":"x"}},"severity":"WARNING","diagnostics":[{one}]}}"#);
        assert_eq!(parse(&whole).unwrap()[0].severity, Severity::Warning);
        assert_eq!(parse(&format!("{one}\n{one}\n")).unwrap().len(), 2);
        assert!(parse("{}\n").is_err());
        assert!(parse("").unwrap().is_empty());
    }
}
