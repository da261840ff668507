//! SARIF 2.1.0, as eslint, biome, semgrep, golangci-lint and many others write it.

use serde::Deserialize;

use crate::diagnostic::{Finding, Severity};

pub(super) fn parse(text: &str) -> Result<Vec<Finding>, String> {
    let log: Log = serde_json::from_str(text).map_err(|error| format!("no SARIF: {error}"))?;
    if !log.version.starts_with("2.") {
        return Err(format!("SARIF {} is not 2.1.0", log.version));
    }
    Ok(log.runs.into_iter().flat_map(|run| run.results.unwrap_or_default()).map(Sarif::finding).collect())
}

#[derive(Deserialize)]
struct Log {
    version: String,
    runs: Vec<Run>,
}

#[derive(Deserialize)]
struct Run {
    results: Option<Vec<Sarif>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sarif {
    #[serde(default)]
    rule_id: String,
    level: Option<String>,
    message: Message,
    #[serde(default)]
    locations: Vec<Location>,
}

#[derive(Deserialize)]
struct Message {
    #[serde(default)]
    text: String,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Location {
    physical_location: PhysicalLocation,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    region: Region,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ArtifactLocation {
    uri: String,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Region {
    start_line: Option<u32>,
    start_column: Option<u32>,
    end_line: Option<u32>,
    end_column: Option<u32>,
}

impl Sarif {
    fn finding(self) -> Finding {
        let place = self.locations.into_iter().next().unwrap_or_default().physical_location;
        let line = place.region.start_line.unwrap_or(1).max(1);
        Finding {
            file: path_of(&place.artifact_location.uri),
            line,
            column: place.region.start_column.unwrap_or(1).max(1),
            end: place.region.end_column.map(|column| (place.region.end_line.unwrap_or(line), column)),
            code: self.rule_id,
            message: self.message.text,
            severity: match self.level.as_deref() {
                Some("error") => Severity::Error,
                Some("note" | "none") => Severity::Note,
                // SARIF's default for a result without a level.
                _ => Severity::Warning,
            },
            fix: None,
        }
    }
}

/// `file:///a%20b` as `/a b`.
fn path_of(uri: &str) -> String {
    let path = uri.strip_prefix("file://").unwrap_or(uri);
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        let code = (*byte == b'%').then(|| after.get(..2)).flatten().and_then(|hex| std::str::from_utf8(hex).ok());
        match code.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(decoded) => {
                bytes.push(decoded);
                rest = &after[2..];
            }
            None => {
                bytes.push(*byte);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_read_with_level_place_and_decoded_path() {
        let text = r#"{"version":"2.1.0","runs":[{"tool":{},"results":[
            {"ruleId":"no-undef","level":"error","message":{"text":"'x' is not defined."},
             "locations":[{"physicalLocation":{"artifactLocation":{"uri":"file:///site/a%20b.ts"},"region":{"startLine":3,"startColumn":5,"endColumn":6}}}]},
            {"message":{"text":"no place"}}]},{"tool":{}}]}"#;
        let found = parse(text).unwrap();
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].file.as_str(), found[0].line, found[0].column, found[0].end), ("/site/a b.ts", 3, 5, Some((3, 6))));
        assert_eq!((found[0].severity, found[1].severity), (Severity::Error, Severity::Warning));
        assert!(parse("[]").is_err());
        assert!(parse(r#"{"version":"9","runs":[]}"#).is_err());
    }
}
