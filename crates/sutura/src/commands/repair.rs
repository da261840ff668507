//! `sutura repair`: mends what is broken, and makes nothing worse.

use std::{
    io::{self, BufRead, IsTerminal},
    sync::Arc,
    time::{Duration, Instant},
};

use jiff::Timestamp;
use sutura_engine::{
    checkers::{self, Verdict},
    fixers,
    ledger::{Event, EventSink},
    models::{self, Answers, Budget, Limit, Limits, Retry, price_of},
    patch::diff::unified,
    repair::{self, Advisor, ModelAdvisor, ProjectJudge, RepairReport, Repaired, RepairedRun, Task, repair_text},
    settings,
    workspace::Tree,
    writeback,
};

use super::check::write;
use crate::{
    arguments::{Repair, RepairFormat},
    console::Console,
    error::CommandError,
    project::ProjectRun,
    user::{Cache, access},
};

/// Repairs, writes what is better back, prints the report, and gives its exit status.
pub async fn run(arguments: Repair, console: &Console) -> Result<u8, CommandError> {
    let started = Instant::now();
    if arguments.interactive && !(io::stdin().is_terminal() && io::stdout().is_terminal()) {
        return Err(CommandError::usage("--interactive asks on a terminal, and this is none", "Use --dry-run to see the changes first."));
    }
    let run = ProjectRun::begin(&arguments.project, "repair", &arguments.step, console)?;
    let advisor = advisor(&arguments, &run, &Cache::of_user()?).await?;
    let advisor_is_missing = advisor.is_none() && !arguments.no_model;
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
    if advisor_is_missing && repaired.after.errors().next().is_some() {
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
    let text = match arguments.format {
        RepairFormat::Text if arguments.dry_run => report.patch.clone() + "\n" + &repair_text(&report),
        RepairFormat::Text => repair_text(&report),
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
    let judge = ProjectJudge::open(checking.clone()).await.map_err(unavailable)?;
    drop(activity);
    let task = Task {
        tree: checking.tree.clone(),
        before: before.clone(),
        surroundings: judge.surroundings().await,
        fixers: fixers::all(),
        advisor,
        settings: checking.settings.repair.clone(),
        max_output_tokens: checking.settings.model.max_output_tokens,
        step: checking.step.clone(),
        events: Arc::clone(&checking.events),
        progress: checking.progress.clone(),
    };
    repair::repair(Box::new(judge), task).await.map_err(unavailable)
}

/// The model that the settings name, with what it may cost; none where they name none.
async fn advisor(arguments: &Repair, run: &ProjectRun, cache: &Cache) -> Result<Option<Arc<dyn Advisor>>, CommandError> {
    let checking = &run.checking;
    let settings = &checking.settings;
    if arguments.no_model || settings.model.provider.is_none() {
        return Ok(None);
    }
    let access = access(&checking.root, settings.model.provider, &checking.launcher).await;
    let model = models::open(&settings.model, checking.trusted, &access)?;
    let price = settings.model.price.or_else(|| price_of(model.name()));
    let limit = |limits: settings::Limits| Limit { tokens: limits.tokens, usd: limits.usd, requests: limits.requests };
    let mut run_limit = limit(settings.repair.run);
    run_limit.usd = arguments.max_usd.or(run_limit.usd);
    let deadline = settings.repair.run.seconds.map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let budget = Budget::new(Limits { run: run_limit, file: limit(settings.repair.file), deadline }, price);
    Ok(Some(Arc::new(ModelAdvisor {
        model,
        answers: Answers::new(cache.answers()),
        budget,
        retry: Retry { attempts: settings.model.attempts, ..Retry::default() },
        clock: Box::new(Timestamp::now),
        events: Arc::clone(&checking.events),
        step: checking.step.clone(),
        ask_again: arguments.ask_again,
    })))
}

/// Shows the changes file by file; gives the files whose changes the user does not want.
fn ask(original: &Tree, candidate: &Tree, console: &Console) -> Vec<String> {
    let mut declined = Vec::new();
    for file in candidate.changed_from(original) {
        let text = |tree: &Tree| tree.files().get(file).map(|file| String::from_utf8_lossy(&file.bytes).into_owned());
        console.print(&unified(file, text(original).as_deref(), &text(candidate).unwrap_or_default()));
        console.print(&format!("Keep the changes to {file}? [y/N] "));
        let mut answer = String::new();
        let read = io::stdin().lock().read_line(&mut answer);
        if !matches!(read, Ok(1..)) || !answer.trim().eq_ignore_ascii_case("y") {
            declined.push(file.to_owned());
        }
    }
    declined
}
