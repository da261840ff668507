//! `sutura baseline`: did it get better or worse?

use jiff::Timestamp;
use sutura_engine::ledger::{Baseline as Kept, RUNS, RunSummary, compare, find_run, latest_run, read_run};

use crate::{
    arguments::{Baseline, BaselineAction, BaselineRun, View},
    console::Console,
    error::CommandError,
    project::canonical,
    user::sutura_folder,
};

/// Saves or compares.
pub fn run(arguments: &Baseline, console: &Console) -> Result<u8, CommandError> {
    match &arguments.action {
        BaselineAction::Save(wanted) => save(wanted, console),
        BaselineAction::Compare(wanted) => compare_with_kept(wanted, console),
    }
}

fn save(wanted: &BaselineRun, console: &Console) -> Result<u8, CommandError> {
    let summary = summary(wanted)?;
    Kept::of(&summary, Timestamp::now())?.save(&sutura_folder(&canonical(&wanted.project)?))?;
    console.print(&format!("The errors of run {} are the baseline now.\n", summary.run));
    Ok(0)
}

fn compare_with_kept(wanted: &BaselineRun, console: &Console) -> Result<u8, CommandError> {
    let kept = Kept::load(&sutura_folder(&canonical(&wanted.project)?))?;
    let comparison = compare(&kept, &summary(wanted)?);
    console.print(&match wanted.format {
        View::Json => comparison.json(),
        View::Text => comparison.text(console.colored()),
        View::Markdown => format!("```\n{}```\n", comparison.text(false)),
    });
    Ok(comparison.exit_status())
}

fn summary(wanted: &BaselineRun) -> Result<RunSummary, CommandError> {
    let runs = sutura_folder(&canonical(&wanted.project)?).join(RUNS);
    let run = match &wanted.run {
        Some(name) => find_run(&runs, name)?,
        None => latest_run(&runs)?,
    };
    Ok(read_run(&runs, &run)?)
}
