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
    DependenciesResolved {
        /// The step that needs them.
        step: String,
        /// The project's folder relative to the root.
        project: String,
        /// `python` or `node`.
        ecosystem: String,
        /// Where they are from: `project` (found there), `cache` (provided before) or `installed` (provided now).
        source: String,
        /// Content hash of what was resolved.
        hash: String,
        /// Package name to version.
        #[serde(default)]
        packages: BTreeMap<String, String>,
    },
    /// A checker gave its verdict, or could not.
    CheckerFinished {
        /// The step that asked.
        step: String,
        /// What became of the checker.
        #[serde(flatten)]
        run: CheckerRun,
        /// Number of its diagnostics.
        diagnostics: usize,
    },
    /// A problem that the step's first check found: what `validation_errors_before_repair` counts.
    Diagnostic(Diagnostic),
    /// A problem that was still there, or appeared, after the step's repairs.
    Surviving(Diagnostic),
    /// One attempt to mend one file.
    RepairAttempt(RepairAttempt),
    /// Something the reader should know.
    Note {
        /// The step, or empty for the whole run.
        #[serde(default)]
        step: String,
        /// One sentence.
        message: String,
    },
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

/// One attempt to mend one file, by a fixer or by a model.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RepairAttempt {
    /// The step in which it was made.
    pub step: String,
    /// The file.
    pub file: String,
    /// 1-based number of the attempt on this file.
    pub attempt: u32,
    /// Errors before it.
    pub errors_in: u32,
    /// Errors after it.
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
    /// Why the proposal was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<String>,
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
        Self::CheckerFinished { step: step.to_owned(), run: run.clone(), diagnostics }
    }
}
