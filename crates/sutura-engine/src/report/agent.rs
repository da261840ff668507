//! The short form for coding agents: no colours, stable ids, a bounded length, the next command.

use crate::diagnostic::Diagnostic;

use super::text::{one_line, shorten};
use super::words::count;
use super::{CheckerRun, Context, Report, closing_line};

/// More findings than this are counted and not listed: an agent reads them again after its first repairs.
const MOST_FINDINGS: usize = 50;

/// A longer message ends with an ellipsis.
const LONGEST_MESSAGE: usize = 300;

/// The verdict first, then the errors by file, each with its fingerprint; then where the rest is. Warnings are only counted.
pub fn render(report: &Report, context: &Context<'_>) -> String {
    let errors: Vec<&Diagnostic> = report.diagnostics.iter().filter(|found| found.is_error()).collect();
    let shown = &errors[..errors.len().min(MOST_FINDINGS)];
    let mut lines = vec![closing_line(report)];
    lines.extend(report.failed().filter_map(hint));
    lines.extend(shown.chunk_by(|a, b| a.file == b.file).flat_map(file));
    lines.extend(rest(errors.len() - shown.len()));
    lines.extend(context.details.map(|details| format!("details: {}", one_line(details))));
    lines.join("\n") + "\n"
}

fn hint(run: &CheckerRun) -> Option<String> {
    let hint = run.hint.as_deref()?;
    Some(one_line(&format!("hint for {}: {hint}", run.name)))
}

fn file(in_file: &[&Diagnostic]) -> Vec<String> {
    let findings = in_file.iter().map(|diagnostic| finding(diagnostic));
    std::iter::once(one_line(&in_file[0].file)).chain(findings).collect()
}

/// `  id line:column CODE message [tool, category, fixable]`.
fn finding(diagnostic: &Diagnostic) -> String {
    let Diagnostic { fingerprint, line, column, code, category, tool, .. } = diagnostic;
    let message = shorten(&one_line(&diagnostic.message), LONGEST_MESSAGE);
    let fixable = if diagnostic.fix.is_some() { ", fixable" } else { "" };
    let finding = format!("{fingerprint} {line}:{column} {code} {message} [{tool}, {category}{fixable}]");
    format!("  {}", one_line(&finding))
}

fn rest(hidden: usize) -> Option<String> {
    (hidden > 0).then(|| format!("{} not listed", count(hidden, "more error")))
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn findings_stand_by_file_with_their_ids() {
        insta::assert_snapshot!(render(&sample::rich(), &sample::context()));
    }

    #[test]
    fn a_clean_report_is_short() {
        insta::assert_snapshot!(render(&sample::clean(), &sample::context()), @r"
        No errors: 3 checkers ran in 812 ms
        details: sutura check demo --format json
        ");
    }

    #[test]
    fn an_incomplete_report_says_what_to_do_about_it() {
        insta::assert_snapshot!(render(&sample::incomplete(), &sample::context()), @r"
        Not complete: pyright did not run on backend (it was killed after 120 s)
        hint for pyright: Raise `timeout` in sutura.toml.
        details: sutura check demo --format json
        ");
    }

    #[test]
    fn a_long_list_is_cut_and_says_so() {
        let rendered = render(&sample::crowded(53), &sample::context());
        assert_eq!(rendered.matches("F821").count(), MOST_FINDINGS);
        assert!(rendered.contains("\n3 more errors not listed\ndetails: sutura check demo --format json\n"));
    }
}
