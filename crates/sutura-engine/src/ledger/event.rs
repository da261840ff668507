//! What can happen in a run, as it is written down.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    diagnostic::Diagnostic,
    report::{CheckerRun, Status},
};

/// The version of the event format, written into each line. A reader takes every version up to its own.
pub const SCHEMA: u32 = 1;

/// One line of `events.jsonl`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Record {
    /// Version of the format: [`SCHEMA`].
    pub v: u32,
    /// Number of the event in its run, from 1.
    pub seq: u64,
    /// When it was recorded: RFC 3339, UTC, milliseconds.
    pub at: String,
    /// What happened.
    #[serde(flatten)]
    pub event: Event,
}

/// What happened. In JSON `event` names the variant and its fields stand beside it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// A command began.
    RunStarted {
        /// The command, such as `check`, or the name of an outside pipeline.
        command: String,
        /// Version of the program that records.
        #[serde(default)]
        version: String,
    },
    /// A step began. A step that is named for the first time by another event begins with that.
    StepStarted {
        /// The step's name, such as `check` or `frontend`.
        step: String,
    },
    /// The dependencies of one project were resolved.
    DependenciesResolved(Dependencies),
    /// A checker gave its verdict, or could not.
    CheckerFinished(CheckerOutcome),
    /// A problem that the step's first check found: what `validation_errors_before_repair` counts.
    Diagnostic(Diagnostic),
    /// A problem that was still there, or appeared, after the step's repairs.
    Surviving(Diagnostic),
    /// One attempt to mend one file.
    RepairAttempt(RepairAttempt),
    /// An attempt that was recorded as kept is not in the result after all.
    TakenBack(TakenBack),
    /// A model was asked, or its recorded answer was taken.
    ModelCalled(ModelCall),
    /// Something the reader should know.
    Note(Note),
    /// A step ended.
    StepFinished {
        /// The step's name.
        step: String,
        /// Its wall time.
        #[serde(default)]
        milliseconds: u64,
    },
    /// The command ended. A run without this event was cut off.
    RunFinished {
        /// Exit status of the command.
        exit: u8,
        /// Its wall time.
        #[serde(default)]
        milliseconds: u64,
    },
    /// An event of a later version of Sutura, which this one does not know.
    #[serde(other)]
    Unknown,
}

/// The resolved dependencies of one project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Dependencies {
    /// The step that needs them.
    pub step: String,
    /// The project's folder relative to the root.
    pub project: String,
    /// `python` or `node`.
    pub ecosystem: String,
    /// Where they are from: `project` (found there), `cache` (provided before) or `installed` (provided now).
    pub source: String,
    /// Content hash of what was resolved.
    pub hash: String,
    /// Package name to version.
    #[serde(default)]
    pub packages: BTreeMap<String, String>,
}

/// What became of one checker in one step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CheckerOutcome {
    /// The step that asked.
    pub step: String,
    /// What became of the checker.
    #[serde(flatten)]
    pub run: CheckerRun,
    /// Number of its diagnostics.
    pub diagnostics: usize,
}

/// Something the reader should know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Note {
    /// The step, or empty for the whole run.
    #[serde(default)]
    pub step: String,
    /// One sentence.
    pub message: String,
}

/// One attempt to mend one file, by a fixer or by a model.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RepairAttempt {
    /// The step in which it was made.
    pub step: String,
    /// The file.
    pub file: String,
    /// 1-based number of the attempt on this file.
    pub attempt: u32,
    /// Errors of the file before it.
    pub errors_in: u32,
    /// Errors of the file after it.
    pub errors_out: u32,
    /// Whether its result was kept.
    pub success: bool,
    /// Tokens sent, without those read from a cache.
    #[serde(default)]
    pub input_tokens: u64,
    /// Tokens received.
    #[serde(default)]
    pub output_tokens: u64,
    /// Tokens that the provider read from its prompt cache.
    #[serde(default)]
    pub cached_tokens: u64,
    /// What proposed the change: a fixer's name or a model's.
    #[serde(default)]
    pub fixer: String,
    /// Price in US dollars, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost_usd: Option<f64>,
    /// Wall time.
    #[serde(default)]
    pub milliseconds: u64,
    /// How exactly the text that a model wanted to replace had to be taken for it to be found: `exact`, `trailing_space`, `indentation`, `lookalike`, `gutter`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<String>,
    /// Why the proposal was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<String>,
}

/// What became of an attempt after its result had been kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TakenBack {
    /// The step in which the attempt was made.
    pub step: String,
    /// Its file.
    pub file: String,
    /// Its number.
    pub attempt: u32,
    /// Why.
    pub refusal: String,
}

impl TakenBack {
    /// Makes the attempt one that was not kept.
    pub fn apply(&self, attempt: &mut RepairAttempt) {
        (attempt.success, attempt.errors_out) = (false, attempt.errors_in);
        attempt.refusal = Some(self.refusal.clone());
    }
}

/// One call of a model. Every call is told, those that failed too, so that the sum is what was billed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ModelCall {
    /// The step in which it was made.
    pub step: String,
    /// The file that it was about.
    pub file: String,
    /// Provider and model.
    pub model: String,
    /// Hash of the request, by which its answer is recorded.
    pub request: String,
    /// What became of it.
    pub outcome: ModelOutcome,
    /// Tokens sent, neither read from nor written to a cache.
    #[serde(default)]
    pub uncached_tokens: u64,
    /// Tokens sent that the provider read from its prompt cache.
    #[serde(default)]
    pub cache_read_tokens: u64,
    /// Tokens sent that the provider wrote to its prompt cache.
    #[serde(default)]
    pub cache_write_tokens: u64,
    /// Tokens received.
    #[serde(default)]
    pub output_tokens: u64,
    /// Price in US dollars, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost_usd: Option<f64>,
    /// Wall time.
    #[serde(default)]
    pub milliseconds: u64,
    /// Why there is no answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What became of a call of a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ModelOutcome {
    /// It answered, and that was billed.
    Answered,
    /// Its answer to the same request was on record; nothing was billed.
    Recorded,
    /// It did not answer, and nothing was billed.
    Failed,
    /// It may have answered, and that may have been billed.
    InDoubt,
}

/// Takes the events of a run.
pub trait EventSink: Send + Sync {
    /// Records one event. A sink that cannot write says so when the run ends, not here.
    fn record(&self, event: Event);
}

impl Event {
    /// A run of a checker that gave a verdict or failed, with its number of diagnostics.
    pub fn checker(step: &str, run: &CheckerRun, diagnostics: usize) -> Self {
        debug_assert!(diagnostics == 0 || matches!(run.status, Status::Ran | Status::Cached));
        Self::CheckerFinished(CheckerOutcome { step: step.to_owned(), run: run.clone(), diagnostics })
    }

    /// A note about `step`, or about the whole run where that is empty.
    pub fn note(step: &str, message: impl Into<String>) -> Self {
        Self::Note(Note { step: step.to_owned(), message: message.into() })
    }
}
