//! Where answers come from.

use std::{sync::Arc, time::Instant};

use jiff::Timestamp;

use super::Soon;
use crate::{
    ledger::EventSink,
    models::{Answer, Answers, AskError, Asking, Budget, Model, Request, Retry, ask},
};

/// Answers requests, within a budget.
pub trait Advisor: Send + Sync {
    /// The provider and the model.
    fn name(&self) -> &str;

    /// The answer to `request`, which is about `file`.
    fn ask<'a>(&'a self, file: &'a str, request: &'a Request) -> Soon<'a, Result<Answer, AskError>>;
}

/// A model with all that it takes to ask it.
pub struct ModelAdvisor {
    /// The model.
    pub model: Arc<dyn Model>,
    /// What was answered before.
    pub answers: Answers,
    /// What may be used up.
    pub budget: Arc<Budget>,
    /// When the time is over.
    pub deadline: Option<Instant>,
    /// When a call is made again.
    pub retry: Retry,
    /// The time.
    pub clock: Box<dyn Fn() -> Timestamp + Send + Sync>,
    /// Where every call is recorded.
    pub events: Arc<dyn EventSink>,
    /// The step, for events.
    pub step: String,
    /// The user wants requests in doubt to be sent again, though they may be paid for twice.
    pub ask_again: bool,
}

impl Advisor for ModelAdvisor {
    fn name(&self) -> &str {
        self.model.name()
    }

    fn ask<'a>(&'a self, file: &'a str, request: &'a Request) -> Soon<'a, Result<Answer, AskError>> {
        Box::pin(async move {
            let asking = Asking {
                model: &*self.model,
                answers: &self.answers,
                budget: &self.budget,
                deadline: self.deadline,
                retry: self.retry,
                clock: &*self.clock,
                events: &*self.events,
                step: &self.step,
                ask_again: self.ask_again,
            };
            ask(&asking, file, request).await
        })
    }
}
