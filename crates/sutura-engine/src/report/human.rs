//! The full report for people: problems by file, with their source, then what ran and what it comes to.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Severity};

use super::frame::frame;
use super::paint::Paint;
use super::text::one_line;
use super::words::{count, reason, seconds};
use super::{CheckerRun, Context, Report, Status, closing_line, concise};

/// A bigger file is not for reading: its problems are shown by place only.
const BIGGEST_SOURCE: usize = 4 << 20;

/// More notes of one kind than this are counted: what is to be mended must not scroll away.
const MOST_NOTES: usize = 10;

/// Everything, in the order in which one reads it: the sum stands last, where the terminal stops. What is only a note takes one line, behind all that is to be mended.
pub fn render(report: &Report, context: &Context<'_>) -> String {
    let paint = Paint::new(context.color);
    let (noted, problems): (Vec<_>, Vec<_>) = report.diagnostics.iter().partition(|diagnostic| diagnostic.severity == Severity::Note);
    let files = problems.chunk_by(|a, b| a.file == b.file);
    let mut sections: Vec<String> = files.map(|in_file| file(in_file, context, paint)).collect();
    sections.extend(notes(&noted, &report.notes, paint));
    sections.extend(what_ran(&report.checkers, paint));
    sections.extend(by_category(report, paint));
    sections.push(closing(report, paint));
    sections.join("\n\n") + "\n"
}

fn file(in_file: &[&Diagnostic], context: &Context<'_>, paint: Paint) -> String {
    let name = &in_file[0].file;
    let source = (context.sources)(name).filter(|source| source.len() <= BIGGEST_SOURCE);
    let lines: Vec<&str> = source.unwrap_or_default().lines().collect();
    let heading = format!("{}  {}", paint.heading(&format!("── {}", one_line(name))), paint.faint(&tally(in_file)));
    let frames = in_file.iter().map(|diagnostic| frame(diagnostic, &lines, context));
    std::iter::once(heading).chain(frames).collect::<Vec<_>>().join("\n\n")
}

/// `2 errors, 1 warning`.
fn tally(in_file: &[&Diagnostic]) -> String {
    let of = |severity| in_file.iter().filter(|diagnostic| diagnostic.severity == severity).count();
    let counts = [(of(Severity::Error), "error"), (of(Severity::Warning), "warning")];
    let counts = counts.into_iter().filter(|(number, _)| *number > 0);
    counts.map(|(number, noun)| count(number, noun)).collect::<Vec<_>>().join(", ")
}

fn notes(noted: &[&Diagnostic], notes: &[String], paint: Paint) -> Option<String> {
    let mut by_code: BTreeMap<(&str, &str), Vec<&Diagnostic>> = BTreeMap::new();
    for diagnostic in noted {
        by_code.entry((&diagnostic.tool, &diagnostic.code)).or_default().push(diagnostic);
    }
    let of_code = |((_, code), noted): ((&str, &str), Vec<&Diagnostic>)| {
        let more = noted.len().saturating_sub(MOST_NOTES);
        let more = (more > 0).then(|| one_line(&format!("{more} more {code}: --format concise lists all")));
        noted.into_iter().take(MOST_NOTES).map(concise::line).chain(more).collect::<Vec<_>>()
    };
    let lines = by_code.into_iter().flat_map(of_code).chain(notes.iter().map(|note| one_line(note)));
    section("Notes", lines.map(|line| format!("  {line}")).collect(), paint)
}

fn what_ran(checkers: &[CheckerRun], paint: Paint) -> Option<String> {
    let rows: Vec<[String; 5]> = checkers.iter().map(cells).collect();
    let widths: [usize; 5] = std::array::from_fn(|column| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default());
    let lines = checkers.iter().zip(&rows).flat_map(|(run, row)| {
        let padded: [String; 5] = std::array::from_fn(|column| format!("{:<1$}", row[column], widths[column]));
        let [name, version, project, status, time] = padded;
        let line = format!("  {name}  {version}  {project}  {}  {time}", paint.status(run.status, &status));
        std::iter::once(line.trim_end().to_owned()).chain(explanation(run, paint))
    });
    section("What ran", lines.collect(), paint)
}

fn cells(run: &CheckerRun) -> [String; 5] {
    let time = match run.status {
        Status::Skipped => String::new(),
        _ => seconds(run.milliseconds),
    };
    [one_line(&run.name), one_line(&run.version), one_line(&run.project), status(run.status).to_owned(), time]
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Ran => "ran",
        Status::Cached => "cached",
        Status::Failed => "failed",
        Status::Skipped => "skipped",
    }
}

/// Why a checker has no verdict and what to do, each on a line of its own below the checker's.
fn explanation(run: &CheckerRun, paint: Paint) -> Vec<String> {
    let reason = match run.status {
        Status::Failed => Some(reason(run)),
        _ => run.reason.as_deref().map(one_line),
    };
    let hint = run.hint.as_deref().map(one_line);
    let reason = reason.map(|reason| format!("    {}", paint.faint(&reason)));
    reason.into_iter().chain(hint.map(|hint| format!("    hint: {hint}"))).collect()
}

fn by_category(report: &Report, paint: Paint) -> Option<String> {
    let counts = &report.summary.by_category;
    let lines = counts.iter().map(|(category, number)| format!("  {category:<18}  {number:>5}"));
    section("Errors by category", lines.collect(), paint)
}

fn section(title: &str, lines: Vec<String>, paint: Paint) -> Option<String> {
    (!lines.is_empty()).then(|| format!("{}\n{}", paint.heading(title), lines.join("\n")))
}

fn closing(report: &Report, paint: Paint) -> String {
    paint.verdict(report.exit_status(), &closing_line(report))
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn problems_stand_by_file_and_the_sum_stands_last() {
        insta::assert_snapshot!(render(&sample::rich(), &sample::context()));
    }

    #[test]
    fn a_clean_report_is_what_ran_and_one_line() {
        insta::assert_snapshot!(render(&sample::clean(), &sample::context()));
    }

    #[test]
    fn an_incomplete_report_says_what_did_not_run_and_why() {
        insta::assert_snapshot!(render(&sample::incomplete(), &sample::context()));
    }

    #[test]
    fn without_its_colours_a_colored_report_is_the_plain_one() {
        let context = Context { color: true, ..sample::context() };
        let colored = render(&sample::rich(), &context);
        let escapes = regex::Regex::new("\u{1b}\\[[0-9;]*m").unwrap();
        assert_ne!(colored, render(&sample::rich(), &sample::context()));
        assert_eq!(escapes.replace_all(&colored, ""), render(&sample::rich(), &sample::context()));
    }

    #[test]
    fn many_notes_of_a_kind_take_few_lines_and_stand_behind_the_errors() {
        let mut report = sample::crowded(40);
        report.diagnostics[..39].iter_mut().for_each(|diagnostic| diagnostic.severity = Severity::Note);
        let rendered = render(&report, &sample::context());
        assert_eq!(rendered.matches("note: F821").count(), MOST_NOTES);
        assert!(rendered.starts_with("── backend/app/main.py  1 error\n"), "{rendered}");
        assert!(rendered.contains("[ruff]\n  29 more F821: --format concise lists all\n\nWhat ran\n"), "{rendered}");
    }

    #[test]
    fn a_huge_source_is_not_shown() {
        let source = "x = 1\n".repeat(BIGGEST_SOURCE / 6 + 1);
        let sources = |_: &str| Some(source.as_str());
        let context = Context { sources: &sources, ..sample::context() };
        assert!(!render(&sample::crowded(1), &context).contains("x = 1"));
    }
}
