//! One JSON object a line and a diagnostic, for `jq`, `grep` and streams.
//!
//! There is no header and no last line: a reader that must know whether all checkers ran looks at the exit status or reads `json`.

use super::{Context, Report};

/// The diagnostics of the report, one a line.
pub fn render(report: &Report, _: &Context<'_>) -> String {
    report
        .diagnostics
        .iter()
        .map(|diagnostic| serde_json::to_string(diagnostic).expect("a diagnostic has only string keys") + "\n")
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn each_line_is_one_diagnostic() {
        insta::assert_snapshot!(render(&sample::rich(), &sample::context()));
    }

    #[test]
    fn a_clean_report_is_empty() {
        assert_eq!(render(&sample::clean(), &sample::context()), "");
    }
}
