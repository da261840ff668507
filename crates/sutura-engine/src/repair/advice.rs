//! Where answers come from.

use std::sync::Arc;

use jiff::Timestamp;

use super::Soon;
use crate::{
    ledger::EventSink,
    models::{Answer, Answers, AskError, Asking, Budget, Deadline, Model, Request, Retry, ask},
    progress::Progress,
};

/// Answers requests, within a budget.
pub trait Advisor: Send + Sync {
    /// The provider and the model.
    fn name(&self) -> &str;

    /// The month of the prices by which it tells what an answer costs; none where the user gave them, or nobody knows any.
    fn prices_of(&self) -> Option<&str> {
        None
    }

    /// The answer to `request`, which is about `file`, whose own time is over at `deadline`.
    fn ask<'a>(&'a self, file: &'a str, request: &'a Request, deadline: Option<Deadline>) -> Soon<'a, Result<Answer, AskError>>;
}

/// A model with all that it takes to ask it.
pub struct ModelAdvisor {
    /// The model.
    pub model: Arc<dyn Model>,
    /// What was answered before.
    pub answers: Answers,
    /// What may be used up.
    pub budget: Arc<Budget>,
    /// The month of its prices, where they are built in.
    pub prices_of: Option<&'static str>,
    /// When the time of the run is over.
    pub deadline: Option<Deadline>,
    /// When a call is made again.
    pub retry: Retry,
    /// The time.
    pub clock: Box<dyn Fn() -> Timestamp + Send + Sync>,
    /// Where every call is recorded.
    pub events: Arc<dyn EventSink>,
    /// Shows how long there is a wait.
    pub progress: Arc<dyn Progress>,
    /// The step, for events.
    pub step: String,
    /// The user wants requests in doubt to be sent again, though they may be paid for twice.
    pub ask_again: bool,
}

impl Advisor for ModelAdvisor {
    fn name(&self) -> &str {
        self.model.name()
    }

    fn prices_of(&self) -> Option<&str> {
        self.prices_of
    }

    fn ask<'a>(&'a self, file: &'a str, request: &'a Request, deadline: Option<Deadline>) -> Soon<'a, Result<Answer, AskError>> {
        Box::pin(async move {
            let asking = Asking {
                model: &*self.model,
                answers: &self.answers,
                budget: &self.budget,
                deadline: self.deadline.clone().into_iter().chain(deadline).min(),
                retry: self.retry,
                clock: &*self.clock,
                events: &*self.events,
                progress: &*self.progress,
                step: &self.step,
                ask_again: self.ask_again,
            };
            ask(&asking, file, request).await
        })
    }
}
