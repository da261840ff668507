//! What a repair came to, for people.

use super::report::{Cost, RepairReport};
use crate::{
    models::Usage,
    report::{
        Paint,
        text::{one_line, shorten},
        words::{count, did_not_run, reason_and_hint, seconds},
    },
};

/// The report for people: what was mended and by what, what is left and why, what it cost.
pub fn repair_text(report: &RepairReport, paint: Paint) -> String {
    let mut sections = Vec::new();
    if !report.files.is_empty() {
        sections.push(mended(report, paint));
    }
    if !report.diagnostics.is_empty() {
        sections.push(left(report, paint));
    }
    let mut notes: Vec<String> = report.notes.iter().map(|note| format!("  {}", one_line(note))).collect();
    notes.extend(report.failed().map(|run| format!("  {}: {}", did_not_run(run), reason_and_hint(run))));
    if !notes.is_empty() {
        sections.push(format!("{}\n{}", paint.heading("Notes"), notes.join("\n")));
    }
    sections.push(closing(report, paint).join("\n"));
    sections.join("\n\n") + "\n"
}

fn mended(report: &RepairReport, paint: Paint) -> String {
    let mut lines = vec![paint.heading("Mended")];
    for file in &report.files {
        let errors = match (file.errors_before, file.errors_after) {
            // What was wrong was told elsewhere.
            (0, 0) => String::new(),
            (before, after) => format!("  {} → {after}", count(before, "error")),
        };
        lines.push(format!("  {}{}", one_line(&file.file), paint.faint(&errors)));
        let width = file.changes.iter().map(|change| change.by.chars().count()).max().unwrap_or_default();
        for change in &file.changes {
            lines.push(format!("    {:<width$}  {}", one_line(&change.by), one_line(&change.title)));
        }
    }
    lines.join("\n")
}

/// The errors that are left, each in one line, by file, with what was tried in vain.
fn left(report: &RepairReport, paint: Paint) -> String {
    let mut lines = vec![paint.heading("Left")];
    for in_file in report.diagnostics.chunk_by(|a, b| a.file == b.file) {
        let file = &in_file[0].file;
        lines.push(format!("  {}", one_line(file)));
        for error in in_file {
            let message = shorten(&one_line(error.message.lines().next().unwrap_or_default()), 120);
            lines.push(format!("    {}:{}  {} {}: {message}", error.line, error.column, one_line(&error.tool), one_line(&error.code)));
        }
        let refused = report.attempts.iter().filter(|attempt| attempt.file == *file && !attempt.success);
        for attempt in refused {
            let why = attempt.refusal.as_deref().unwrap_or("it was no improvement");
            let refused = format!("{} was refused: {}", one_line(&attempt.fixer), shorten(&one_line(why), 160));
            lines.push(format!("    {}", paint.faint(&refused)));
        }
    }
    lines.join("\n")
}

fn closing(report: &RepairReport, paint: Paint) -> Vec<String> {
    let mut lines = Vec::new();
    if !report.fixed_by.is_empty() {
        let by: Vec<String> = report.fixed_by.iter().map(|(fixer, faults)| format!("{} {faults}", one_line(fixer))).collect();
        lines.push(format!("Faults mended by: {}", by.join(", ")));
    }
    lines.extend(price(report));
    let took = seconds(report.milliseconds);
    let sum = match (report.before.total, report.after.total) {
        (0, 0) if report.failed().next().is_some() => "Not complete: a checker could not run".to_owned(),
        (0, 0) => format!("No errors: nothing to mend, in {took}"),
        (before, 0) => format!("{} before, none left, in {took}", count(before, "error")),
        (before, after) => format!("{} before, {after} left, in {took}", count(before, "error")),
    };
    lines.push(paint.verdict(report.exit_status(), &sum));
    if !report.files.is_empty() {
        let files = count(report.files.len(), "file");
        lines.push(match report.written {
            true => format!("{files} written; `sutura undo` takes that back"),
            false => format!("{files} would change; nothing was written"),
        });
    }
    lines
}

fn price(report: &RepairReport) -> Vec<String> {
    let Cost { usd, prices_of, requests, recorded, in_doubt, stopped } = &report.cost;
    let Usage { uncached, cache_read, cache_write, output } = report.usage;
    let mut lines = Vec::new();
    if requests + recorded > 0 {
        let sent = uncached + cache_read + cache_write;
        let again = if *recorded > 0 { format!(", {recorded} answered from records") } else { String::new() };
        let by = prices_of.as_ref().map_or(String::new(), |month| format!(" by the prices of {month}"));
        let cost = usd.map_or("price unknown".to_owned(), |usd| format!("${usd:.4}{by}"));
        lines
            .push(format!("{}{again}: {sent} tokens in ({cache_read} cached), {output} out, {cost}", count(*requests as usize, "request")));
    }
    if *in_doubt > 0 {
        lines.push(format!(
            "{} in doubt: the line dropped before the answer came, and it may have been billed",
            count(*in_doubt as usize, "call")
        ));
    }
    lines.extend(stopped.as_ref().map(|why| format!("Stopped: {}", one_line(why))));
    lines
}
