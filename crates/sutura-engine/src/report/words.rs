//! The sentences that several formats share, each on one line and safe to print.

use std::collections::BTreeSet;

use super::text::{one_line, shorten};
use super::{CheckerRun, Report, Status};

/// The one line that sums a report up. It never sounds clean while a checker has no verdict.
pub fn closing_line(report: &Report) -> String {
    let took = seconds(report.milliseconds);
    let not_run: Vec<String> =
        report.failed().map(|run| format!("{} ({})", did_not_run(run), shorten(&reason(run), LONGEST_REASON))).collect();
    let errors = (report.summary.total > 0).then(|| errors(report));
    match (not_run.is_empty(), errors) {
        (true, Some(errors)) => format!("{errors} in {took}"),
        (true, None) => no_errors(report, &took),
        (false, Some(errors)) => {
            format!("Not complete: {}. {errors} so far, in {took}", not_run.join(", "))
        }
        (false, None) => format!("Not complete: {}", not_run.join(", ")),
    }
}

fn errors(report: &Report) -> String {
    let summary = &report.summary;
    let categories: Vec<String> = summary.by_category.iter().map(|(category, number)| format!("{number} {category}")).collect();
    format!(
        "{}{} in {} ({})",
        count(summary.total, "error"),
        and_warnings(report),
        count(summary.by_file.len(), "file"),
        categories.join(", "),
    )
}

fn no_errors(report: &Report, took: &str) -> String {
    let verdicts: Vec<&CheckerRun> = report.checkers.iter().filter(|run| matches!(run.status, Status::Ran | Status::Cached)).collect();
    if verdicts.is_empty() {
        return "Nothing was checked".to_owned();
    }
    let checkers: BTreeSet<&str> = verdicts.iter().map(|run| run.name.as_str()).collect();
    format!("No errors{}: {} ran in {took}", and_warnings(report), count(checkers.len(), "checker"))
}

/// The whole reason stands further up; a line that sums up takes as many characters of it.
const LONGEST_REASON: usize = 100;

fn and_warnings(report: &Report) -> String {
    match report.summary.warnings {
        0 => String::new(),
        warnings => format!(", {}", count(warnings, "warning")),
    }
}

/// `pyright did not run on backend`.
pub fn did_not_run(run: &CheckerRun) -> String {
    one_line(&match run.project.as_str() {
        "." => format!("{} did not run", run.name),
        project => format!("{} did not run on {project}", run.name),
    })
}

/// Why a checker has no verdict, and what to do about it.
pub fn reason_and_hint(run: &CheckerRun) -> String {
    match &run.hint {
        Some(hint) => format!("{}. {}", reason(run).trim_end_matches('.'), one_line(hint)),
        None => reason(run),
    }
}

/// Why a checker has no verdict.
pub fn reason(run: &CheckerRun) -> String {
    run.reason.as_deref().map_or_else(|| "no reason given".to_owned(), one_line)
}

/// `1 error`, `2 errors`.
pub fn count(number: usize, noun: &str) -> String {
    match number {
        1 => format!("1 {noun}"),
        _ => format!("{number} {noun}s"),
    }
}

/// `46 ms`, `5.4 s`.
pub fn seconds(milliseconds: u64) -> String {
    match milliseconds {
        0..1000 => format!("{milliseconds} ms"),
        _ => format!("{}.{} s", milliseconds / 1000, milliseconds % 1000 / 100),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn the_closing_line_counts_errors_by_category() {
        assert_eq!(
            closing_line(&Report { checkers: vec![], ..sample::rich() }),
            "9 errors, 2 warnings in 6 files (1 syntax, 2 missing_import, 2 undefined_name, 3 type_mismatch, 1 contract_violation) in 5.4 s"
        );
    }

    #[test]
    fn the_closing_line_of_a_clean_report_names_what_ran() {
        assert_eq!(closing_line(&sample::clean()), "No errors: 3 checkers ran in 812 ms");
    }

    #[test]
    fn a_failed_checker_is_never_reported_as_clean() {
        let line = closing_line(&sample::incomplete());
        assert_eq!(line, "Not complete: pyright did not run on backend (it was killed after 120 s)");
    }

    #[test]
    fn a_report_without_any_verdict_is_not_clean() {
        let report = Report { checkers: vec![], ..sample::clean() };
        assert_eq!(closing_line(&report), "Nothing was checked");
    }
}
