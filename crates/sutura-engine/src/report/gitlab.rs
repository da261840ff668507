//! A GitLab Code Quality report: what the merge request shows beside the changed lines.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::diagnostic::{Diagnostic, Severity};

use super::words::{did_not_run, reason_and_hint};
use super::{CheckerRun, Context, Report};

/// An array of issues. A failed checker is an issue too, at the folder of its project: an empty array would read as clean.
pub fn render(report: &Report, _: &Context<'_>) -> String {
    let mut seen = HashMap::new();
    let failed = report.failed().map(failed);
    let found = report.diagnostics.iter().map(|diagnostic| issue(diagnostic, &mut seen));
    let issues: Vec<Value> = failed.chain(found).collect();
    format!("{:#}\n", Value::Array(issues))
}

fn failed(run: &CheckerRun) -> Value {
    let name = did_not_run(run);
    json!({
        "description": format!("{name}: {}", reason_and_hint(run)),
        "check_name": format!("sutura/{}", run.name),
        "fingerprint": blake3::hash(name.as_bytes()).to_hex()[..16],
        "severity": "blocker",
        "location": { "path": run.project, "lines": { "begin": 1 } },
    })
}

fn issue<'a>(diagnostic: &'a Diagnostic, seen: &mut HashMap<&'a str, usize>) -> Value {
    json!({
        "description": description(diagnostic),
        "check_name": check_name(diagnostic),
        "fingerprint": unique(&diagnostic.fingerprint, seen),
        "severity": severity(diagnostic.severity),
        "location": { "path": diagnostic.file, "lines": { "begin": diagnostic.line.max(1) } },
    })
}

fn description(diagnostic: &Diagnostic) -> String {
    format!("{}: {}", diagnostic.tool, diagnostic.message)
}

fn check_name(diagnostic: &Diagnostic) -> String {
    match diagnostic.code.as_str() {
        "" => format!("{}/{}", diagnostic.tool, diagnostic.category),
        code => format!("{}/{code}", diagnostic.tool),
    }
}

/// GitLab keeps one issue for each fingerprint, so that the second of two equal problems gets a number.
fn unique<'a>(fingerprint: &'a str, seen: &mut HashMap<&'a str, usize>) -> String {
    let times = seen.entry(fingerprint).or_default();
    *times += 1;
    match *times {
        1 => fingerprint.to_owned(),
        times => format!("{fingerprint}-{times}"),
    }
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "major",
        Severity::Warning => "minor",
        Severity::Note => "info",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::super::sample;
    use super::*;

    fn issues(report: &Report) -> Value {
        serde_json::from_str(&render(report, &sample::context())).unwrap()
    }

    #[test]
    fn problems_are_issues() {
        insta::assert_snapshot!(render(&sample::rich(), &sample::context()));
    }

    #[test]
    fn a_clean_report_is_an_empty_array() {
        assert_eq!(render(&sample::clean(), &sample::context()), "[]\n");
    }

    #[test]
    fn a_failed_checker_is_an_issue() {
        insta::assert_snapshot!(render(&sample::incomplete(), &sample::context()));
    }

    #[test]
    fn every_report_fits_what_gitlab_documents() {
        let schema = serde_json::from_str(include_str!("schemas/gitlab-code-quality.json")).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        for report in [sample::rich(), sample::clean(), sample::incomplete()] {
            let errors: Vec<_> = validator.iter_errors(&issues(&report)).map(|e| e.to_string()).collect();
            assert_eq!(errors, Vec::<String>::new());
        }
    }

    #[test]
    fn equal_problems_have_fingerprints_of_their_own() {
        let issues = issues(&sample::crowded(20));
        let fingerprints: HashSet<_> = issues.as_array().unwrap().iter().map(|issue| issue["fingerprint"].to_string()).collect();
        assert_eq!(fingerprints.len(), 20);
    }
}
