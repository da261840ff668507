//! `sutura repair`: mends what is broken, and makes nothing worse.

use std::{
    io::{self, IsTerminal},
    sync::Arc,
    time::Instant,
};

use sutura_engine::{
    checkers::{self, Checking, Gate, Verdict},
    ledger::{Event, EventSink},
    repair::{self, Advisor, RepairReport, Repaired, RepairedRun, repair_project, repair_text},
    report::Paint,
    workspace::{self, Tree},
    writeback::{self, Claim},
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
    if arguments.interactive && !console.can_ask() {
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
    let written = if arguments.dry_run {
        Ok(false)
    } else {
        write_back(&run, &claim, &before, &mut repaired, arguments.interactive.then_some(console)).await
    };
    let mut notes = check.notes;
    notes.extend(claim.recovered.as_ref().map(ToString::to_string));
    if model_is_missing && repaired.after.errors().next().is_some() {
        notes.push(
            "No model is set up, so only what needs none was mended: `[model]` in sutura.toml names one (docs/providers.md).".to_owned(),
        );
    }
    notes.extend(written.as_ref().err().map(ToString::to_string));
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
            written: *written.as_ref().unwrap_or(&false),
            milliseconds,
        },
    );
    write(&printed(&report, &arguments, console), arguments.output.as_deref(), console)?;
    // Whatever stood in the way of the write, what was bought is in the report.
    let status = written.map_or_else(Err, |_| Ok(report.exit_status()));
    run.log.finish(status.as_ref().map_or_else(|refused| refused.status, |status| *status))?;
    status
}

/// The report in the format that is asked for.
fn printed(report: &RepairReport, arguments: &Repair, console: &Console) -> String {
    let on_terminal = arguments.output.is_none() && (console.colored() || io::stdout().is_terminal());
    let paint = Paint::new(console.colored() && arguments.output.is_none());
    match arguments.format {
        RepairFormat::Text if !arguments.dry_run => repair_text(report, paint),
        RepairFormat::Text if on_terminal => paint.diff(&report.patch) + "\n" + &repair_text(report, paint),
        RepairFormat::Text => report.patch.clone() + "\n" + &repair_text(report, paint),
        RepairFormat::Json => serde_json::to_string_pretty(report).expect("a report is JSON") + "\n",
    }
}

async fn mended(run: &ProjectRun, before: &Verdict, advisor: Option<Arc<dyn Advisor>>) -> Result<Repaired, CommandError> {
    let checking = &run.checking;
    let unavailable = |error: checkers::CheckError| CommandError::unavailable(error.to_string(), error.hint());
    let activity = checking.progress.begin("Starting checkers that stay");
    let gate = Mutex::new(Gate::open(checking.clone()).await.map_err(unavailable)?);
    drop(activity);
    repair_project(checking, Arc::new(gate).lock_owned().await, before, advisor).await.map_err(unavailable)
}

/// Writes what the user wants of a repair, where the sources are still those that it was judged with; whether anything was written.
async fn write_back(
    run: &ProjectRun,
    claim: &Claim,
    before: &Verdict,
    repaired: &mut Repaired,
    ask: Option<&Console>,
) -> Result<bool, CommandError> {
    let Checking { root, tree: original, settings, .. } = &*run.checking;
    let declined = match ask {
        Some(console) => declined(original, &repaired.tree, console).await,
        None => Vec::new(),
    };
    if !declined.is_empty() {
        *repaired = repair::without(&run.checking, before, repaired.clone(), &declined).await.map_err(|worse| CommandError {
            message: format!("without {} nothing can be written: {worse}", declined.join(", ")),
            hint: None,
            status: 1,
        })?;
    }
    if repaired.tree.digest() == original.digest() {
        return Ok(false);
    }
    writeback::still_stands(original, &workspace::read(root, &settings.extra())?)?;
    Ok(!writeback::apply(claim, original, &repaired.tree)?.files.is_empty())
}

/// Asks about the changes file by file; gives the files whose changes the user does not want.
async fn declined(original: &Tree, candidate: &Tree, console: &Console) -> Vec<String> {
    let mut declined = Vec::new();
    for file in candidate.changed_from(original) {
        if !console.agrees(&repair::diff(original, candidate, file), &format!("Keep the changes to {file}?")).await {
            declined.push(file.to_owned());
        }
    }
    declined
}
