//! A report: what one check found and what ran, and its renderings.
//!
//! Each format is one file with one function from a [`Report`] to text. Nothing here prints.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::diagnostic::{Diagnostic, Summary};

/// The version of the JSON report. A change that a reader could stumble over raises the number.
pub const SCHEMA: &str = "sutura.report/1";

/// What `sutura check` found: the whole content of every report format.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// Name and version of this format: [`SCHEMA`].
    pub schema: String,
    /// Identity of the run in the ledger.
    pub run: String,
    /// Digest of the tree that the verdict is about.
    pub tree: String,
    /// All diagnostics, ordered by place.
    pub diagnostics: Vec<Diagnostic>,
    /// What ran, what was known already and what could not run.
    pub checkers: Vec<CheckerRun>,
    /// Counts over `diagnostics`.
    pub summary: Summary,
    /// What the reader should know about the check itself, such as links that were not followed.
    #[serde(default)]
    pub notes: Vec<String>,
    /// Wall time of the whole check, in milliseconds.
    pub milliseconds: u64,
}

/// One checker on one project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CheckerRun {
    /// The checker's name, such as `tsc`.
    pub name: String,
    /// The project's folder relative to the checked root; `.` for the root itself.
    pub project: String,
    /// The version of the tool; empty where it is not known because it did not run.
    pub version: String,
    /// What became of it.
    pub status: Status,
    /// Wall time of this checker, in milliseconds; for a cached verdict, the time to look it up.
    pub milliseconds: u64,
    /// Why it failed or was skipped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What the reader can do about that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// What became of a checker in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It ran now.
    Ran,
    /// Its verdict on exactly these sources, settings, tools and dependencies was known.
    Cached,
    /// It could not give a verdict: the report is not complete.
    Failed,
    /// It had nothing to check, or was switched off.
    Skipped,
}

impl Report {
    /// The checkers without a verdict.
    pub fn failed(&self) -> impl Iterator<Item = &CheckerRun> {
        self.checkers.iter().filter(|run| run.status == Status::Failed)
    }

    /// Exit status of a command that ends with this report: 3 where a checker has no verdict, 1 where errors remain, else 0.
    pub fn exit_status(&self) -> u8 {
        if self.failed().next().is_some() {
            3
        } else if self.summary.total > 0 {
            1
        } else {
            0
        }
    }
}
