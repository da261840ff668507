//! Where answers come from: bought from a model, or recorded when they were.

use super::Soon;
use crate::models::{Completion, Request};

/// Answers requests, within a budget.
pub trait Advisor: Send + Sync {
    /// The provider and the model.
    fn name(&self) -> &str;

    /// The answer to `request`, which is about `file`.
    fn ask<'a>(&'a self, file: &'a str, request: &'a Request) -> Soon<'a, Result<Advice, NoAdvice>>;
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Advice {
    /// What the model said.
    pub completion: Completion,
    /// What it cost now, in US dollars; nothing where the price is not known.
    pub usd: Option<f64>,
    /// Whether it had been bought before, and cost nothing now.
    pub recorded: bool,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoAdvice {
    /// None can be had any more, by any file: the model cannot be reached, or the budget of the run is spent.
    Ever(String),
    /// None can be had about this file: its budget is spent, or the request cannot be answered.
    ForFile(String),
    /// It is not known whether the request was answered. It may have been billed.
    InDoubt(String),
}
