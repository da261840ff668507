//! The run ledger: every command is a run, every run is an append-only file of events, and all else is folded from it.

mod aggregate;
mod baseline;
mod error;
mod event;
mod find;
mod fold;
mod folder;
mod markdown;
mod read;
mod record;
mod run_id;
mod table;
mod tally;
#[cfg(test)]
mod testing;
mod text;
mod units;
mod view;
mod writer;

pub use aggregate::{AGGREGATE_SCHEMA, Aggregate, Count, StepTotals, aggregate};
pub use baseline::{BASELINE_SCHEMA, Baseline, COMPARISON_SCHEMA, Comparison, StepComparison, Verdict, compare};
pub use error::LedgerError;
pub use event::{CheckerOutcome, Dependencies, Event, EventSink, ModelCall, ModelOutcome, Note, Record, RepairAttempt, SCHEMA, TakenBack};
pub use find::{find_run, latest_run, runs};
pub use fold::{RUN_SCHEMA, RunSummary, StepSummary, fold};
pub use folder::create_sutura_dir;
pub use markdown::run_markdown;
pub use read::{EVENTS, Events, read_events, read_run};
pub use record::{RecordError, Recorded, record};
pub use run_id::RunId;
pub use text::run_text;
pub use writer::{Origin, RUNS, RunLog};
