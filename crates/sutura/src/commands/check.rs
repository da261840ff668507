//! `sutura check`: every error of a project, in one report.

use std::{io, path::Path, time::Instant};

use sutura_engine::{
    checkers,
    diagnostic::Summary,
    ledger::{Event, EventSink},
    report::{Context, Format, Report, SCHEMA, render},
};

use crate::{arguments::Check, console::Console, error::CommandError, project::ProjectRun};

/// Checks, prints the report, and gives its exit status.
pub async fn run(arguments: Check, console: &Console) -> Result<u8, CommandError> {
    let started = Instant::now();
    let run = ProjectRun::begin(&arguments.project, "check", &arguments.step, console)?;
    let found = checkers::check(run.checking.clone()).await;
    let milliseconds = started.elapsed().as_millis() as u64;
    run.log.record(Event::StepFinished { step: arguments.step.clone(), milliseconds });
    let tree = &run.checking.tree;
    let report = Report {
        schema: SCHEMA.to_owned(),
        run: run.log.id().to_string(),
        tree: tree.digest().to_string(),
        summary: Summary::of(&found.diagnostics),
        diagnostics: found.diagnostics,
        checkers: found.checkers,
        notes: found.notes,
        milliseconds,
    };
    let format = arguments.format.unwrap_or(if console.is_agent() { Format::Agent } else { Format::Full });
    let details = format!("sutura check {} --format json", arguments.project.path.display());
    let context = Context {
        sources: &|file| tree.text(file),
        color: console.colored() && arguments.output.is_none(),
        width: console.width(),
        details: Some(&details),
    };
    write(&render(&report, format, &context), arguments.output.as_deref(), console)?;
    run.log.finish(report.exit_status())?;
    Ok(report.exit_status())
}

/// Writes `text` to the file `output`, whole or not at all, or prints it.
pub fn write(text: &str, output: Option<&Path>, console: &Console) -> Result<(), CommandError> {
    let Some(path) = output else {
        console.print(text);
        return Ok(());
    };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let write = || -> io::Result<()> {
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        io::Write::write_all(&mut file, text.as_bytes())?;
        file.persist(path)?;
        Ok(())
    };
    write()
        .map_err(|error| CommandError::unavailable(format!("{}: {error}", path.display()), "Name a file in a folder that you can write."))
}
