//! Annotations of GitHub Actions: workflow commands on standard output.

use crate::diagnostic::{Diagnostic, Severity};

use super::text::{one_line, visible};
use super::words::{count, did_not_run, reason_and_hint};
use super::{CheckerRun, Context, Report, closing_line};

/// GitHub shows this many annotations of each kind for a step and drops the others without a word.
const MOST_ANNOTATIONS: usize = 10;

/// Failed checkers and errors, then warnings, then notes, each up to what GitHub shows; a last notice sums up.
pub fn render(report: &Report, context: &Context<'_>) -> String {
    let of = |severity| {
        let found = report.diagnostics.iter().filter(move |found| found.severity == severity);
        found.map(annotation)
    };
    let errors: Vec<String> = report.failed().map(failed).chain(of(Severity::Error)).collect();
    let warnings: Vec<String> = of(Severity::Warning).collect();
    let notes: Vec<String> = of(Severity::Note).collect();
    let kinds = [(errors, MOST_ANNOTATIONS), (warnings, MOST_ANNOTATIONS), (notes, MOST_ANNOTATIONS - 1)];

    let hidden = kinds.iter().map(|(all, most)| all.len().saturating_sub(*most)).sum();
    let shown = kinds.into_iter().flat_map(|(all, most)| all.into_iter().take(most));
    let mut lines: Vec<String> = shown.collect();
    lines.push(summary(report, hidden, context));
    lines.join("\n") + "\n"
}

fn failed(run: &CheckerRun) -> String {
    command("error", &[("title", did_not_run(run))], &reason_and_hint(run))
}

/// GitHub takes columns only where a span begins and ends in one line.
fn annotation(diagnostic: &Diagnostic) -> String {
    let kind = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let end_line = diagnostic.end_line.unwrap_or(diagnostic.line);
    let mut properties = vec![("file", diagnostic.file.clone()), ("line", diagnostic.line.to_string()), ("endLine", end_line.to_string())];
    if end_line == diagnostic.line {
        properties.push(("col", diagnostic.column.to_string()));
        properties.extend(diagnostic.end_column.map(|column| ("endColumn", column.to_string())));
    }
    properties.push(("title", one_line(&format!("{} {}", diagnostic.tool, diagnostic.code))));
    command(kind, &properties, &diagnostic.message)
}

fn summary(report: &Report, hidden: usize, context: &Context<'_>) -> String {
    let mut message = closing_line(report);
    if hidden > 0 {
        message += &format!(". {} not annotated", count(hidden, "more problem"));
        if let Some(details) = context.details {
            message += &format!("; all of them: {details}");
        }
    }
    command("notice", &[("title", "Sutura".to_owned())], &message)
}

fn command(kind: &str, properties: &[(&str, String)], message: &str) -> String {
    let properties: Vec<String> = properties.iter().map(|(name, value)| format!("{name}={}", escape_property(value))).collect();
    format!("::{kind} {}::{}", properties.join(","), escape_message(message))
}

fn escape_property(value: &str) -> String {
    escape_message(value).replace(':', "%3A").replace(',', "%2C")
}

/// The runner decodes these escapes. Line feeds stay lines; what else a log would act on is made visible.
fn escape_message(message: &str) -> String {
    let lines: Vec<String> = message.lines().map(|line| visible(line).replace('%', "%25")).collect();
    lines.join("%0A")
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn problems_are_annotations_at_their_place() {
        insta::assert_snapshot!(render(&sample::rich(), &sample::context()));
    }

    #[test]
    fn a_clean_report_is_one_notice() {
        insta::assert_snapshot!(render(&sample::clean(), &sample::context()), @"::notice title=Sutura::No errors: 3 checkers ran in 812 ms");
    }

    #[test]
    fn a_failed_checker_is_an_error() {
        insta::assert_snapshot!(render(&sample::incomplete(), &sample::context()));
    }

    #[test]
    fn what_github_would_drop_is_counted_instead() {
        let rendered = render(&sample::crowded(25), &sample::context());
        assert_eq!(rendered.matches("::error ").count(), MOST_ANNOTATIONS);
        assert!(rendered.contains("15 more problems not annotated; all of them: sutura check demo --format json"));
    }

    #[test]
    fn a_message_cannot_forge_a_command() {
        let forged = "fine\n::set-output name=x::y\r\n100%";
        assert_eq!(escape_message(forged), "fine%0A::set-output name=x::y%0A100%25");
        assert_eq!(escape_property("a:b,c%"), "a%3Ab%2Cc%25");
    }
}
