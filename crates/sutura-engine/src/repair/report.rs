//! What a repair came to, for programs.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Attempt, Repaired};
use crate::{
    checkers::Verdict,
    diagnostic::{Diagnostic, Summary},
    ledger::RepairAttempt,
    models::Usage,
    patch::diff::unified,
    report::{CheckerRun, Status},
    workspace::Tree,
};

/// The version of the JSON report. A change that a reader could stumble over raises the number.
pub const REPAIR_SCHEMA: &str = "sutura.repair/1";

/// What `sutura repair` did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RepairReport {
    /// Name and version of this format: [`REPAIR_SCHEMA`].
    pub schema: String,
    /// Identity of the run in the ledger.
    pub run: String,
    /// Counts over the errors before the repair.
    pub before: Summary,
    /// Counts over the errors after it.
    pub after: Summary,
    /// Errors that are left, ordered by place.
    pub diagnostics: Vec<Diagnostic>,
    /// What checked, and what could not.
    pub checkers: Vec<CheckerRun>,
    /// Fixer or model to the number of faults that it mended. What several tools told about one place is one fault.
    pub fixed_by: BTreeMap<String, usize>,
    /// Every attempt, in order.
    pub attempts: Vec<RepairAttempt>,
    /// Tokens of all calls of models.
    pub usage: Usage,
    /// What the calls cost.
    pub cost: Cost,
    /// The changed files, ordered by path.
    pub files: Vec<FileRepair>,
    /// All changes, as a unified diff that `git apply` takes.
    pub patch: String,
    /// Whether the changes stand in the project's files.
    pub written: bool,
    /// What the reader should know.
    pub notes: Vec<String>,
    /// Wall time, in milliseconds.
    pub milliseconds: u64,
}

/// What the calls of models cost.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Cost {
    /// US dollars; null where the price of the model is not known.
    pub usd: Option<f64>,
    /// The month of the price table, where its prices were used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prices_of: Option<String>,
    /// Calls that were sent and answered.
    pub requests: u64,
    /// Answers that had been bought before and cost nothing now.
    pub recorded: u64,
    /// Calls whose outcome is not known: they may have been billed.
    pub in_doubt: u64,
    /// Why no more calls were made, about one file or any, though something was left to mend and attempts were left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped: Option<String>,
}

/// Nothing was asked, and nothing paid.
impl Default for Cost {
    fn default() -> Self {
        Self { usd: Some(0.0), prices_of: None, requests: 0, recorded: 0, in_doubt: 0, stopped: None }
    }
}

/// One changed file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FileRepair {
    /// Path relative to the root.
    pub file: String,
    /// Its errors before.
    pub errors_before: usize,
    /// Its errors after.
    pub errors_after: usize,
    /// What changed it, each with one line for people.
    pub changes: Vec<Change>,
}

/// One change of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Change {
    /// The fixer or model.
    pub by: String,
    /// What it did, in one line.
    pub title: String,
}

/// What a report is made from, beside the repair itself.
pub struct RepairedRun<'a> {
    /// Identity of the run in the ledger.
    pub run: String,
    /// The sources before.
    pub original: &'a Tree,
    /// What the configured checkers said about them.
    pub before: &'a Verdict,
    /// What checked, and what could not.
    pub checkers: Vec<CheckerRun>,
    /// What the reader should know.
    pub notes: Vec<String>,
    /// Whether the changes stand in the project's files.
    pub written: bool,
    /// Wall time, in milliseconds.
    pub milliseconds: u64,
}

impl RepairReport {
    /// The report of one repair.
    pub fn new(repaired: &Repaired, run: RepairedRun<'_>) -> Self {
        let before = Summary::of(&run.before.diagnostics);
        let after = Summary::of(&repaired.after.diagnostics);
        let in_file = |summary: &Summary, file: &str| summary.by_file.get(file).copied().unwrap_or_default();
        let files = repaired.tree.changed_from(run.original).map(|file| FileRepair {
            file: file.to_owned(),
            errors_before: in_file(&before, file),
            errors_after: in_file(&after, file),
            changes: changes(&repaired.attempts, file),
        });
        Self {
            schema: REPAIR_SCHEMA.to_owned(),
            run: run.run,
            files: files.collect(),
            patch: patch(run.original, &repaired.tree),
            before,
            after,
            diagnostics: repaired.after.errors().cloned().collect(),
            checkers: run.checkers,
            fixed_by: repaired.fixed_by.clone(),
            attempts: repaired.attempts.iter().map(|attempt| attempt.record.clone()).collect(),
            usage: repaired.usage,
            cost: repaired.cost.clone(),
            written: run.written,
            notes: run.notes,
            milliseconds: run.milliseconds,
        }
    }

    /// Exit status of a command that ends with this report: 3 where a checker has no verdict, 4 where errors remain because no model could be
    /// asked or the budget of the run or of a file is spent, 1 where errors remain, else 0.
    pub fn exit_status(&self) -> u8 {
        match () {
            () if self.failed().next().is_some() => 3,
            () if self.after.total == 0 => 0,
            () if self.cost.stopped.is_some() => 4,
            () => 1,
        }
    }

    pub(super) fn failed(&self) -> impl Iterator<Item = &CheckerRun> {
        self.checkers.iter().filter(|run| run.status == Status::Failed)
    }
}

/// All changes as a unified diff.
fn patch(original: &Tree, candidate: &Tree) -> String {
    let mut files: Vec<&str> = candidate.changed_from(original).collect();
    files.sort_unstable();
    files.into_iter().map(|file| diff(original, candidate, file)).collect()
}

/// The changes to one file as a unified diff.
pub fn diff(original: &Tree, candidate: &Tree, file: &str) -> String {
    let text = |tree: &Tree| tree.files().get(file).map(|file| String::from_utf8_lossy(&file.bytes).into_owned());
    unified(file, text(original).as_deref(), &text(candidate).unwrap_or_default())
}

fn changes(attempts: &[Attempt], file: &str) -> Vec<Change> {
    let kept = attempts.iter().filter(|attempt| attempt.record.success && attempt.files.iter().any(|changed| changed == file));
    kept.map(|attempt| Change { by: attempt.record.fixer.clone(), title: attempt.title.clone() }).collect()
}
