//! The run ledger: every command is a run, every run is an append-only file of events, and all else is folded from it.

mod event;

pub use event::{CheckerOutcome, Dependencies, Event, EventSink, Note, Record, RepairAttempt, SCHEMA};
