//! Markdown for a comment on a pull request.

use crate::diagnostic::Diagnostic;

use super::text::{one_line, shorten};
use super::words::{count, seconds};
use super::{CheckerRun, Context, Report, Status, closing_line};

/// More rows than this nobody reads in a comment.
const MOST_ROWS: usize = 200;

/// GitHub refuses comments of more than 65,536 characters; what is not rows needs some of them too.
const MOST_BYTES_OF_ROWS: usize = 50_000;

/// A longer message ends with an ellipsis.
const LONGEST_MESSAGE: usize = 300;

/// The closing line as heading, then tables: errors by category, the errors, the checkers.
pub fn render(report: &Report, context: &Context<'_>) -> String {
    let mut sections = vec![format!("### Sutura: {}", escape(&closing_line(report)))];
    sections.extend(by_category(report));
    sections.extend(errors(report, context));
    sections.extend(checkers(&report.checkers));
    sections.join("\n\n") + "\n"
}

fn by_category(report: &Report) -> Option<String> {
    let counts = &report.summary.by_category;
    let rows = counts.iter().map(|(category, number)| format!("| {category} | {number} |"));
    table("| Category | Errors |\n| --- | ---: |", rows.collect())
}

fn errors(report: &Report, context: &Context<'_>) -> Option<String> {
    let errors: Vec<&Diagnostic> = report.diagnostics.iter().filter(|found| found.is_error()).collect();
    let mut bytes = 0;
    let rows = errors.iter().take(MOST_ROWS).map(|diagnostic| error(diagnostic));
    let fitting = rows.take_while(|row| {
        bytes += row.len();
        bytes <= MOST_BYTES_OF_ROWS
    });
    let rows: Vec<String> = fitting.collect();
    let rest = rest(errors.len() - rows.len(), context);
    let head = "| Place | Tool | Code | Category | Message |\n| --- | --- | --- | --- | --- |";
    table(head, rows).map(|table| table + &rest)
}

fn error(diagnostic: &Diagnostic) -> String {
    let Diagnostic { file, line, tool, code, category, message, .. } = diagnostic;
    let place = code_span(&format!("{file}:{line}"));
    let message = code_span(&shorten(&one_line(message), LONGEST_MESSAGE));
    format!("| {place} | {} | {} | {category} | {message} |", escape(tool), code_span(code))
}

fn rest(hidden: usize, context: &Context<'_>) -> String {
    let number = count(hidden, "more error");
    match (hidden, context.details) {
        (0, _) => String::new(),
        (_, None) => format!("\n\n{number}."),
        (_, Some(details)) => format!("\n\n{number}; all of them: {}", code_span(details)),
    }
}

fn checkers(checkers: &[CheckerRun]) -> Option<String> {
    let rows = checkers.iter().map(checker).collect();
    table("| Checker | Version | Project | Status | Time |\n| --- | --- | --- | --- | ---: |", rows)
}

fn checker(run: &CheckerRun) -> String {
    let CheckerRun { name, version, project, .. } = run;
    let status = match run.status {
        Status::Ran => "ran",
        Status::Cached => "cached",
        Status::Failed => "**failed**",
        Status::Skipped => "skipped",
    };
    let reason = run.reason.iter().map(|reason| format!(": {}", escape(reason)));
    let hint = run.hint.iter().map(|hint| format!(" ({})", escape(hint)));
    let why: String = reason.chain(hint).collect();
    let [name, version, project] = [name, version, project].map(|cell| escape(cell));
    format!("| {name} | {version} | {project} | {status}{why} | {} |", seconds(run.milliseconds))
}

pub(super) fn table(head: &str, rows: Vec<String>) -> Option<String> {
    (!rows.is_empty()).then(|| format!("{head}\n{}", rows.join("\n")))
}

/// `text` as code, in which GitHub looks neither for people to notify nor for issues to link.
pub(super) fn code_span(text: &str) -> String {
    match escape(text) {
        text if text.is_empty() => text,
        text => format!("<code>{text}</code>"),
    }
}

/// `text` on one line without anything that Markdown, a table or HTML acts on: an entity never is markup.
pub(super) fn escape(text: &str) -> String {
    one_line(text)
        .chars()
        .map(|character| match character {
            '&' | '<' | '>' | '"' | '|' | '\\' | '`' | '*' | '_' | '~' | '[' | ']' | '!' | '#' | '@' | '$' => {
                format!("&#{};", character as u32)
            }
            _ => character.to_string(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn a_report_is_a_heading_and_three_tables() {
        insta::assert_snapshot!(render(&sample::rich(), &sample::context()));
    }

    #[test]
    fn a_clean_report_is_a_heading_and_what_ran() {
        insta::assert_snapshot!(render(&sample::clean(), &sample::context()));
    }

    #[test]
    fn an_incomplete_report_says_so_in_its_heading() {
        insta::assert_snapshot!(render(&sample::incomplete(), &sample::context()));
    }

    #[test]
    fn a_cell_stays_a_cell() {
        assert_eq!(escape("a | b\n`c` <b>"), "a &#124; b &#96;c&#96; &#60;b&#62;");
    }

    #[test]
    fn a_long_list_is_cut_and_says_so() {
        let rendered = render(&sample::crowded(203), &sample::context());
        assert_eq!(rendered.matches("F821").count(), MOST_ROWS);
        assert!(rendered.contains("3 more errors; all of them: <code>sutura check demo --format json</code>"));
    }

    #[test]
    fn a_comment_fits_into_what_github_takes() {
        let mut report = sample::crowded(200);
        for diagnostic in &mut report.diagnostics {
            diagnostic.message = "*".repeat(400);
        }
        assert!(render(&report, &sample::context()).len() < 65_536);
    }
}
