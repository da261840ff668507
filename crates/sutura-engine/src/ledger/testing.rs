//! Values that the tests of this module share.

use super::{CheckerOutcome, Event, Events, Record, RunId, RunSummary, fold, read_events};
use crate::{
    diagnostic::{Category, Diagnostic, Severity, classify},
    report::{CheckerRun, Status},
};

/// An error of `tool` in `app/main.py`.
pub fn diagnostic(step: &str, tool: &str, code: &str) -> Diagnostic {
    Diagnostic {
        step: step.to_owned(),
        file: "app/main.py".to_owned(),
        line: 12,
        column: 5,
        code: code.to_owned(),
        category: if code.is_empty() { Category::Other } else { classify(tool, code) },
        message: "Undefined name `Session`".to_owned(),
        tool: tool.to_owned(),
        end_line: None,
        end_column: None,
        severity: Severity::Error,
        fingerprint: "0123456789abcdef".to_owned(),
        fix: None,
    }
}

/// A checker of `step` with a status.
pub fn outcome(step: &str, name: &str, status: Status) -> CheckerOutcome {
    let run = CheckerRun {
        name: name.to_owned(),
        project: ".".to_owned(),
        version: "1.0.0".to_owned(),
        status,
        milliseconds: 12,
        reason: None,
        hint: None,
    };
    CheckerOutcome { step: step.to_owned(), run, diagnostics: 0 }
}

/// A run's name.
pub fn run_id() -> RunId {
    RunId::parse("20261122T172530.417Z-4f3a9c").unwrap()
}

/// The records of `events`, a second apart.
pub fn records(events: &[Event]) -> Vec<Record> {
    let record = |(index, event): (usize, &Event)| Record {
        v: 1,
        seq: index as u64 + 1,
        at: format!("2026-11-22T17:25:{:02}.000Z", index + 30),
        event: event.clone(),
    };
    events.iter().enumerate().map(record).collect()
}

/// What `events` come to.
pub fn summary(events: &[Event]) -> RunSummary {
    fold(&run_id(), Events { records: records(events), torn: false })
}

/// What the committed run of format version 1 comes to.
pub fn v1_summary() -> RunSummary {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("events.jsonl");
    std::fs::write(&path, include_str!("fixtures/v1.jsonl")).unwrap();
    fold(&run_id(), read_events(&path).unwrap())
}

/// What a run comes to that was cut off while its third line was written.
pub fn cut_off_summary() -> RunSummary {
    let events = [
        Event::RunStarted { command: "check".to_owned(), version: "0.1.0".to_owned() },
        Event::Diagnostic(diagnostic("check", "ruff", "F821")),
    ];
    fold(&run_id(), Events { records: records(&events), torn: true })
}
