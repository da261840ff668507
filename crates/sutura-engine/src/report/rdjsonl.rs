//! Reviewdog's diagnostic format, one `Diagnostic` a line.
//!
//! Reviewdog counts columns in bytes of UTF-8, so that they need the source. Where it is not there, only lines are given:
//! a span of whole lines is true, a column would be a guess.

use serde_json::{Value, json};

use crate::diagnostic::{Diagnostic, Edit, Severity};

use super::text::byte_offset;
use super::words::{did_not_run, reason_and_hint};
use super::{CheckerRun, Context, Report};

/// The failed checkers, at the folders of their projects, then the diagnostics with the edits that their tools propose.
pub fn render(report: &Report, context: &Context<'_>) -> String {
    let failed = report.failed().map(failed);
    let files = report.diagnostics.chunk_by(|a, b| a.file == b.file);
    let found = files.flat_map(|in_file| {
        let source = (context.sources)(&in_file[0].file);
        let lines: Option<Vec<&str>> = source.map(|source| source.lines().collect());
        in_file.iter().map(move |diagnostic| line(diagnostic, lines.as_deref()))
    });
    failed.chain(found).map(|line| format!("{line}\n")).collect()
}

fn failed(run: &CheckerRun) -> Value {
    json!({
        "message": format!("{}: {}", did_not_run(run), reason_and_hint(run)),
        "location": { "path": run.project },
        "severity": "ERROR",
        "source": { "name": run.name },
    })
}

fn line(diagnostic: &Diagnostic, lines: Option<&[&str]>) -> Value {
    let start = (diagnostic.line, diagnostic.column);
    let end = diagnostic.end_line.zip(diagnostic.end_column);
    let mut line = json!({
        "message": diagnostic.message,
        "location": { "path": diagnostic.file, "range": range(start, end, lines) },
        "severity": severity(diagnostic.severity),
        "source": { "name": diagnostic.tool },
    });
    if !diagnostic.code.is_empty() {
        line["code"] = json!({ "value": diagnostic.code });
    }
    if let (Some(fix), Some(_)) = (&diagnostic.fix, lines) {
        line["suggestions"] = fix.edits.iter().map(|edit| suggestion(edit, lines)).collect();
    }
    line
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "ERROR",
        Severity::Warning => "WARNING",
        Severity::Note => "INFO",
    }
}

fn suggestion(edit: &Edit, lines: Option<&[&str]>) -> Value {
    let end = Some((edit.end_line, edit.end_column));
    json!({ "range": range((edit.line, edit.column), end, lines), "text": edit.content })
}

fn range(start: (u32, u32), end: Option<(u32, u32)>, lines: Option<&[&str]>) -> Value {
    let mut range = json!({ "start": position(start, lines) });
    if let Some(end) = end {
        range["end"] = position(end, lines);
    }
    range
}

/// Behind the last line only the first column is left.
fn position((line, column): (u32, u32), lines: Option<&[&str]>) -> Value {
    let Some(lines) = lines else {
        return json!({ "line": line });
    };
    let text = (line as usize).checked_sub(1).and_then(|index| lines.get(index));
    json!({ "line": line, "column": 1 + text.map_or(0, |text| byte_offset(text, column)) })
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn each_line_is_a_diagnostic_of_reviewdog() {
        insta::assert_snapshot!(render(&sample::rich(), &sample::context()));
    }

    #[test]
    fn a_clean_report_is_empty() {
        assert_eq!(render(&sample::clean(), &sample::context()), "");
    }

    #[test]
    fn a_failed_checker_is_a_diagnostic() {
        insta::assert_snapshot!(render(&sample::incomplete(), &sample::context()));
    }

    #[test]
    fn columns_count_bytes() {
        let lines = Some(["a𐐀b"].as_slice());
        assert_eq!(position((1, 2), lines), json!({ "line": 1, "column": 2 }));
        assert_eq!(position((1, 3), lines), json!({ "line": 1, "column": 6 }));
        assert_eq!(position((2, 5), lines), json!({ "line": 2, "column": 1 }));
    }

    #[test]
    fn without_the_source_there_are_no_columns_and_no_suggestions() {
        let context = Context { sources: &|_| None, ..sample::context() };
        let rendered = render(&sample::rich(), &context);
        assert!(!rendered.contains("\"column\""));
        assert!(!rendered.contains("\"suggestions\""));
    }
}
