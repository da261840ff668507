//! One line a problem, as compilers write them: editors and `grep` read it.

use crate::diagnostic::{Diagnostic, Severity};

use super::text::one_line;
use super::{Context, Report, closing_line};

/// `file:line:column: CODE message [tool]` for each diagnostic, then the closing line.
pub fn render(report: &Report, _: &Context<'_>) -> String {
    let mut lines: Vec<String> = report.diagnostics.iter().map(line).collect();
    lines.push(closing_line(report));
    lines.join("\n") + "\n"
}

/// A diagnostic on one line, whatever its message.
pub(super) fn line(diagnostic: &Diagnostic) -> String {
    let Diagnostic { file, line, column, code, message, tool, .. } = diagnostic;
    let severity = match diagnostic.severity {
        Severity::Error => "",
        Severity::Warning => "warning:",
        Severity::Note => "note:",
    };
    one_line(&format!("{file}:{line}:{column}: {severity} {code} {message} [{tool}]"))
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn a_problem_is_one_line_whatever_its_message() {
        insta::assert_snapshot!(render(&sample::rich(), &sample::context()));
    }

    #[test]
    fn a_clean_report_is_its_closing_line() {
        insta::assert_snapshot!(render(&sample::clean(), &sample::context()), @"No errors: 3 checkers ran in 812 ms");
    }

    #[test]
    fn an_incomplete_report_is_its_closing_line() {
        insta::assert_snapshot!(render(&sample::incomplete(), &sample::context()), @"Not complete: pyright did not run on backend (it was killed after 120 s)");
    }
}
