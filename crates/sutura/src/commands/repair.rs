//! `sutura repair`: mends what is broken, and makes nothing worse.

use std::{
    io::{self, BufRead, IsTerminal},
    sync::Arc,
    time::Instant,
};

use sutura_engine::{
    checkers::{self, Gate, Verdict},
    ledger::{Event, EventSink},
    patch::diff::unified,
    repair::{self, Advisor, RepairReport, Repaired, RepairedRun, repair_project, repair_text},
    report::Paint,
    workspace::Tree,
    writeback,
};
use tokio::sync::Mutex;

use super::check::write;
use crate::{
    arguments::{Repair, RepairFormat},
    console::Console,
    error::CommandError,
    model::BudgetedModel,
    project::ProjectRun,
};

/// Repairs, writes what is better back, prints the report, and gives its exit status.
pub async fn run(arguments: Repair, console: &Console) -> Result<u8, CommandError> {
    let started = Instant::now();
    if arguments.interactive && !(io::stdin().is_terminal() && io::stdout().is_terminal()) {
        return Err(CommandError::usage("--interactive asks on a terminal, and this is none", "Use --dry-run to see the changes first."));
    }
    let run = ProjectRun::begin(&arguments.project, "repair", &arguments.step, console)?;
    let model = if arguments.no_model { None } else { BudgetedModel::open(&run.checking, arguments.max_usd).await? };
    let model_is_missing = model.is_none() && !arguments.no_model;
    let advisor = model.map(|model| model.advisor(&run.checking, arguments.ask_again));
    let claim = writeback::claim(&run.checking.root)?;
    let original = run.checking.tree.clone();
    let check = checkers::check(run.checking.clone()).await;
    let before = Verdict::new(original.digest(), &check);
    let mut repaired = match before.errors().next() {
        Some(_) => mended(&run, &before, advisor).await?,
        None => Repaired::nothing(original.clone(), before.clone()),
    };
    if arguments.interactive {
        let declined = ask(&original, &repaired.tree, console);
        if !declined.is_empty() {
            repaired = repair::without(&run.checking, &before, repaired, &declined)
                .await
                .map_err(|worse| CommandError::usage(format!("without {}: {worse}", declined.join(", ")), "Nothing was written."))?;
        }
    }
    let mut notes = check.notes;
    notes.extend(claim.recovered.as_ref().map(ToString::to_string));
    if model_is_missing && repaired.after.errors().next().is_some() {
        notes.push(
            "No model is set up, so only what needs none was mended: `[model]` in sutura.toml names one (docs/providers.md).".to_owned(),
        );
    }
    let written = !arguments.dry_run && !writeback::apply(&claim, &original, &repaired.tree)?.files.is_empty();
    let milliseconds = started.elapsed().as_millis() as u64;
    run.log.record(Event::StepFinished { step: arguments.step.clone(), milliseconds });
    let report = RepairReport::new(
        &repaired,
        RepairedRun {
            run: run.log.id().to_string(),
            original: &original,
            before: &before,
            checkers: check.checkers,
            notes,
            written,
            milliseconds,
        },
    );
    let paint = Paint::new(console.colored() && arguments.output.is_none());
    let text = match arguments.format {
        RepairFormat::Text if arguments.dry_run => paint.diff(&report.patch) + "\n" + &repair_text(&report, paint),
        RepairFormat::Text => repair_text(&report, paint),
        RepairFormat::Json => serde_json::to_string_pretty(&report).expect("a report is JSON") + "\n",
    };
    write(&text, arguments.output.as_deref(), console)?;
    run.log.finish(report.exit_status())?;
    Ok(report.exit_status())
}

async fn mended(run: &ProjectRun, before: &Verdict, advisor: Option<Arc<dyn Advisor>>) -> Result<Repaired, CommandError> {
    let checking = &run.checking;
    let unavailable = |error: checkers::CheckError| CommandError::unavailable(error.to_string(), error.hint());
    let activity = checking.progress.begin("Starting checkers that stay");
    let gate = Mutex::new(Gate::open(checking.clone()).await.map_err(unavailable)?);
    drop(activity);
    repair_project(checking, Arc::new(gate).lock_owned().await, before, advisor).await.map_err(unavailable)
}

/// Shows the changes file by file; gives the files whose changes the user does not want.
fn ask(original: &Tree, candidate: &Tree, console: &Console) -> Vec<String> {
    let paint = Paint::new(console.colored());
    let mut declined = Vec::new();
    for file in candidate.changed_from(original) {
        let text = |tree: &Tree| tree.files().get(file).map(|file| String::from_utf8_lossy(&file.bytes).into_owned());
        console.print(&paint.diff(&unified(file, text(original).as_deref(), &text(candidate).unwrap_or_default())));
        console.print(&format!("Keep the changes to {file}? [y/N] "));
        let mut answer = String::new();
        let read = io::stdin().lock().read_line(&mut answer);
        if !matches!(read, Ok(1..)) || !answer.trim().eq_ignore_ascii_case("y") {
            declined.push(file.to_owned());
        }
    }
    declined
}
