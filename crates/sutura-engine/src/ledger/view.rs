//! What a report of one run shows: sections of tables, rendered by [`markdown`](super::markdown) and [`text`](super::text).

use super::{
    Dependencies, RunSummary, StepSummary,
    table::{Align, Table},
    units::{count, duration, percent},
};
use crate::report::Status;

/// The run in one line: command, version, exit status, begin and wall time.
pub(super) fn headline(summary: &RunSummary) -> String {
    let exit = summary.exit.map_or("no exit status".to_owned(), |exit| format!("exit status {exit}"));
    let took = duration(summary.milliseconds);
    let RunSummary { command, version, started, .. } = summary;
    format!("{command} (sutura {version}), {exit}, {started}, {took}")
}

/// What is wrong with the record itself.
pub(super) fn warnings(summary: &RunSummary) -> Vec<&'static str> {
    let mut warnings = Vec::new();
    if !summary.complete {
        warnings.push("This run did not come to its end, or has not yet: the figures are those up to its last event.");
    }
    if summary.torn {
        warnings.push("The last line of its events was cut off, and is not counted.");
    }
    warnings
}

/// One row a step.
pub(super) fn steps(summary: &RunSummary) -> Table<7> {
    let mut table = Table::new([
        ("Step", Align::Left),
        ("Val errors", Align::Right),
        ("Repairs", Align::Right),
        ("Success rate", Align::Right),
        ("Tokens", Align::Right),
        ("Surviving", Align::Right),
        ("Time", Align::Right),
    ]);
    for step in &summary.steps {
        table.row([
            step.step.clone(),
            count(step.validation_errors_before_repair),
            count(step.repair_attempts),
            percent(step.repair_success_rate),
            count(step.tokens_spent_on_repair),
            count(step.errors_surviving_repair),
            duration(step.milliseconds),
        ]);
    }
    table
}

/// One row an error, by place.
pub(super) fn errors(step: &StepSummary) -> Table<6> {
    let mut table = Table::new([
        ("File", Align::Left),
        ("Line", Align::Right),
        ("Tool", Align::Left),
        ("Code", Align::Left),
        ("Category", Align::Left),
        ("Message", Align::Left),
    ]);
    let mut errors: Vec<_> = step.validation_errors.iter().collect();
    errors.sort_by_key(|error| error.sort_key());
    for error in errors {
        table.row([
            error.file.clone(),
            error.line.to_string(),
            error.tool.clone(),
            error.code.clone(),
            error.category.to_string(),
            error.message.clone(),
        ]);
    }
    table
}

/// One row an attempt, in order.
pub(super) fn repairs(step: &StepSummary) -> Table<8> {
    let mut table = Table::new([
        ("File", Align::Left),
        ("Attempt", Align::Right),
        ("Errors in", Align::Right),
        ("Errors out", Align::Right),
        ("Fixer", Align::Left),
        ("Tokens", Align::Right),
        ("Time", Align::Right),
        ("Result", Align::Left),
    ]);
    for attempt in &step.repair_detail {
        let result = match &attempt.refusal {
            _ if attempt.success => "kept".to_owned(),
            Some(reason) => format!("refused: {reason}"),
            None => "not kept".to_owned(),
        };
        table.row([
            attempt.file.clone(),
            attempt.attempt.to_string(),
            count(attempt.errors_in.into()),
            count(attempt.errors_out.into()),
            attempt.fixer.clone(),
            count(attempt.input_tokens.saturating_add(attempt.output_tokens)),
            duration(attempt.milliseconds),
            result,
        ]);
    }
    table
}

/// One row a checker and project.
pub(super) fn checkers(summary: &RunSummary) -> Table<8> {
    let mut table = Table::new([
        ("Step", Align::Left),
        ("Checker", Align::Left),
        ("Version", Align::Left),
        ("Project", Align::Left),
        ("Status", Align::Left),
        ("Diagnostics", Align::Right),
        ("Time", Align::Right),
        ("Reason", Align::Left),
    ]);
    for outcome in &summary.checkers {
        let run = &outcome.run;
        let status = match run.status {
            Status::Ran => "ran",
            Status::Cached => "cached",
            Status::Failed => "failed",
            Status::Skipped => "skipped",
        };
        table.row([
            outcome.step.clone(),
            run.name.clone(),
            run.version.clone(),
            run.project.clone(),
            status.to_owned(),
            count(outcome.diagnostics as u64),
            duration(run.milliseconds),
            run.reason.clone().unwrap_or_default(),
        ]);
    }
    table
}

/// One row a project; the packages themselves stand in `run.json`.
pub(super) fn dependencies(summary: &RunSummary) -> Table<5> {
    let mut table = Table::new([
        ("Project", Align::Left),
        ("Ecosystem", Align::Left),
        ("Source", Align::Left),
        ("Packages", Align::Right),
        ("Hash", Align::Left),
    ]);
    for Dependencies { project, ecosystem, source, packages, hash, .. } in &summary.dependencies {
        let packages = count(packages.len() as u64);
        table.row([project.clone(), ecosystem.clone(), source.clone(), packages, hash.clone()]);
    }
    table
}

/// The notes, each with the step that it is about.
pub(super) fn notes(summary: &RunSummary) -> impl Iterator<Item = String> {
    summary.notes.iter().map(|note| match note.step.as_str() {
        "" => note.message.clone(),
        step => format!("{step}: {}", note.message),
    })
}
