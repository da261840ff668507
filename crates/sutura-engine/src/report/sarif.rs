//! SARIF 2.1.0: one run a tool, for code scanning.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::diagnostic::{Diagnostic, Severity};

use super::words::{did_not_run, reason_and_hint};
use super::{CheckerRun, Context, Report, Status};

/// Code scanning keeps this many results of a run.
const MOST_RESULTS: usize = 5000;

/// A log with a run for each tool that had something to check, and an invocation in it for each of its projects.
pub fn render(report: &Report, _: &Context<'_>) -> String {
    let runs: Vec<Value> = tools(report).into_iter().map(|tool| run(tool, report)).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": runs,
    });
    format!("{log:#}\n")
}

/// A skipped tool is left out: an empty run would say that what it found before is mended.
fn tools(report: &Report) -> BTreeSet<&str> {
    let checkers = report.checkers.iter().filter(|run| run.status != Status::Skipped);
    let checkers = checkers.map(|run| run.name.as_str());
    checkers.chain(report.diagnostics.iter().map(|found| found.tool.as_str())).collect()
}

/// Where every invocation failed there are no `results` at all: SARIF takes empty ones for none found.
fn run(tool: &str, report: &Report) -> Value {
    let invoked: Vec<&CheckerRun> = report.checkers.iter().filter(|run| run.name == tool && run.status != Status::Skipped).collect();
    let found: Vec<&Diagnostic> = report.diagnostics.iter().filter(|found| found.tool == tool).collect();
    let rules: BTreeSet<&str> = found.iter().map(|diagnostic| rule(diagnostic)).collect();
    let rules: Vec<Value> = rules.into_iter().map(|id| json!({ "id": id })).collect();

    let mut invocations: Vec<Value> = invoked.iter().map(|run| invocation(run)).collect();
    if found.len() > MOST_RESULTS {
        invocations.push(cut(found.len()));
    }
    let mut run = json!({
        "tool": { "driver": driver(tool, &invoked, rules) },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": { "SRCROOT": { "description": { "text": "The checked folder." } } },
        "invocations": invocations,
    });
    if !found.is_empty() || invoked.iter().any(|run| run.status != Status::Failed) {
        run["results"] = found.into_iter().take(MOST_RESULTS).map(result).collect();
    }
    run
}

fn driver(tool: &str, invoked: &[&CheckerRun], rules: Vec<Value>) -> Value {
    let mut driver = json!({ "name": tool, "rules": rules });
    if let Some(run) = invoked.iter().find(|run| !run.version.is_empty()) {
        driver["version"] = json!(run.version);
    }
    driver
}

fn invocation(run: &CheckerRun) -> Value {
    let mut invocation = json!({
        "executionSuccessful": run.status != Status::Failed,
        "properties": { "project": run.project },
    });
    if run.status == Status::Failed {
        let text = format!("{}: {}", did_not_run(run), reason_and_hint(run));
        invocation["toolExecutionNotifications"] = json!([{ "level": "error", "message": { "text": text } }]);
    }
    invocation
}

fn cut(found: usize) -> Value {
    let text = format!("Only the first {MOST_RESULTS} of {found} results are listed.");
    json!({
        "executionSuccessful": true,
        "toolExecutionNotifications": [{ "level": "warning", "message": { "text": text } }],
    })
}

fn result(diagnostic: &Diagnostic) -> Value {
    json!({
        "ruleId": rule(diagnostic),
        "level": level(diagnostic.severity),
        "message": { "text": diagnostic.message },
        "locations": [{
            "physicalLocation": {
                "artifactLocation": { "uri": uri(&diagnostic.file), "uriBaseId": "SRCROOT" },
                "region": region(diagnostic),
            },
        }],
        "partialFingerprints": { "suturaFingerprint/v1": diagnostic.fingerprint },
        "properties": { "category": diagnostic.category },
    })
}

/// The tool's code; the category where it gives none.
fn rule(diagnostic: &Diagnostic) -> &str {
    match diagnostic.code.as_str() {
        "" => diagnostic.category.name(),
        code => code,
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn region(diagnostic: &Diagnostic) -> Value {
    let start = (diagnostic.line.max(1), diagnostic.column.max(1));
    let mut region = json!({ "startLine": start.0, "startColumn": start.1 });
    if let (Some(line), Some(column)) = (diagnostic.end_line, diagnostic.end_column)
        && (line, column) >= start
    {
        region["endLine"] = json!(line);
        region["endColumn"] = json!(column.max(1));
    }
    region
}

/// `path` as a relative reference: all but unreserved characters and `/` as percent-encoded UTF-8.
fn uri(path: &str) -> String {
    path.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn log(report: &Report) -> Value {
        serde_json::from_str(&render(report, &sample::context())).unwrap()
    }

    #[test]
    fn each_tool_is_a_run() {
        insta::assert_snapshot!(render(&sample::rich(), &sample::context()));
    }

    #[test]
    fn a_tool_that_found_nothing_has_empty_results() {
        for run in log(&sample::clean())["runs"].as_array().unwrap() {
            assert_eq!(run["results"], json!([]));
        }
    }

    #[test]
    fn a_tool_without_a_verdict_has_no_results() {
        let log = log(&sample::incomplete());
        let pyright = &log["runs"][0];
        assert_eq!(pyright["tool"]["driver"]["name"], "pyright");
        assert_eq!(pyright["invocations"][0]["executionSuccessful"], false);
        assert_eq!(pyright.get("results"), None);
    }

    #[test]
    fn every_report_fits_the_schema_of_sarif() {
        // The pattern for languages closes a bracket that it never opened: our regular expressions refuse that.
        let schema = include_str!("schemas/sarif-2.1.0.json").replace("{2}]?$", "{2}$");
        let schema = serde_json::from_str(&schema).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        for report in [sample::rich(), sample::clean(), sample::incomplete(), sample::crowded(5002)] {
            let errors: Vec<_> = validator.iter_errors(&log(&report)).map(|e| e.to_string()).collect();
            assert_eq!(errors, Vec::<String>::new());
        }
    }

    #[test]
    fn results_beyond_the_limit_are_counted() {
        let log = log(&sample::crowded(5002));
        let run = &log["runs"][0];
        assert_eq!(run["results"].as_array().unwrap().len(), MOST_RESULTS);
        assert_eq!(
            run["invocations"][1]["toolExecutionNotifications"][0]["message"]["text"],
            "Only the first 5000 of 5002 results are listed."
        );
    }

    #[test]
    fn a_path_is_percent_encoded() {
        assert_eq!(uri("src/a:b %größe.ts"), "src/a%3Ab%20%25gr%C3%B6%C3%9Fe.ts");
    }
}
