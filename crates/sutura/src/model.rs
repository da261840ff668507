//! The model that the settings of a project name, and what it may cost.

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;
use sutura_engine::{
    checkers::Checking,
    models::{self, Answers, Budget, Deadline, Model, PRICES_OF, Retry, price_of},
    repair::{Advisor, ModelAdvisor},
    settings::Limits,
};

use crate::{
    error::CommandError,
    user::{Cache, access},
};

/// A model with the budget of one run, however often it is asked in it.
pub struct BudgetedModel {
    model: Arc<dyn Model>,
    budget: Arc<Budget>,
    /// The month of the price, where it is a built-in one.
    prices_of: Option<&'static str>,
    answers: Answers,
}

impl BudgetedModel {
    /// The model of the settings; none where they name none. `max_usd` takes the place of their limit for the run.
    pub async fn open(checking: &Checking, max_usd: Option<f64>) -> Result<Option<Self>, CommandError> {
        let settings = &checking.settings;
        if settings.model.provider.is_none() {
            return Ok(None);
        }
        let access = access(&checking.root, settings.model.provider, &checking.launcher).await;
        let model = models::open(&settings.model, checking.trusted, &access)?;
        let built_in = if settings.model.price.is_none() { price_of(model.name()) } else { None };
        let run = Limits { usd: max_usd.or(settings.repair.run.usd), ..settings.repair.run };
        let budget = Arc::new(Budget::new(run, settings.repair.file, settings.model.price.or(built_in)));
        Ok(Some(Self { model, budget, prices_of: built_in.map(|_| PRICES_OF), answers: Answers::new(Cache::of_user()?.answers()) }))
    }

    /// Asks the model for the repair that `checking` is about, whose time runs from now on.
    pub fn advisor(&self, checking: &Checking, ask_again: bool) -> Arc<dyn Advisor> {
        let settings = &checking.settings;
        Arc::new(ModelAdvisor {
            model: self.model.clone(),
            answers: self.answers.clone(),
            budget: self.budget.clone(),
            prices_of: self.prices_of,
            deadline: settings.repair.run.seconds.map(Duration::from_secs).and_then(Deadline::of_run),
            retry: Retry { attempts: settings.model.attempts, ..Retry::default() },
            clock: Box::new(Timestamp::now),
            events: checking.events.clone(),
            progress: checking.progress.clone(),
            step: checking.step.clone(),
            ask_again,
        })
    }
}
