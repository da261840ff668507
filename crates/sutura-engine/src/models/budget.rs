//! What a run may use up: looked at before each call, charged after it.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use thiserror::Error;

use super::{Request, Usage};
use crate::settings::{Limits, Price};

/// The run, as a scope.
const RUN: &str = "the run";

/// What was used up.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Spent {
    /// Tokens, as the provider counted them; for calls in doubt, the most that they can have been, as uncached ones.
    pub usage: Usage,
    /// US dollars, as far as prices are known.
    pub usd: f64,
    /// Calls.
    pub requests: u64,
    /// Calls of which it is not known what they bought.
    pub in_doubt: u64,
}

/// Why a call is not made.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum BudgetError {
    /// With this call it could be more than allowed.
    #[error("the budget of {scope} is spent: {what}")]
    Spent {
        /// The run, or a file.
        scope: String,
        /// What there is and what this call could need.
        what: String,
    },
    /// The time is over.
    #[error("the time of {scope} is over")]
    Time {
        /// The run, or a file.
        scope: String,
    },
    /// Money is limited, and nobody knows what the model costs.
    #[error("the price of {model} is not known, so a limit in dollars cannot be kept")]
    PriceUnknown {
        /// The model.
        model: String,
    },
}

impl BudgetError {
    /// Whether no further call can be made in this run, about whichever file.
    pub(super) fn ends_the_run(&self) -> bool {
        match self {
            Self::Spent { scope, .. } | Self::Time { scope } => scope == RUN,
            Self::PriceUnknown { .. } => true,
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Spent { .. } => {
                "What was mended so far is kept. Raise the limit to go on; answers that were bought are not bought again."
            }
            Self::Time { .. } => {
                "What was mended so far is kept. Give it more time to go on; answers that were bought are not bought again."
            }
            Self::PriceUnknown { .. } => {
                "Write the price into the settings: `[model.price]` with `input`, `cache_read`, `cache_write` and `output`, in dollars for a million tokens."
            }
        }
    }
}

/// The moment from which on no call begins about the run or a file, and at which one that is under way is given up.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deadline {
    at: Instant,
    scope: String,
}

impl Deadline {
    /// For the run, which begins now.
    pub fn of_run(time: Duration) -> Option<Self> {
        Self::of(RUN, time)
    }

    /// For `file`, whose repair begins now.
    pub fn of_file(file: &str, time: Duration) -> Option<Self> {
        Self::of(file, time)
    }

    /// None where the end of the time is further away than clocks go.
    fn of(scope: &str, time: Duration) -> Option<Self> {
        Some(Self { at: Instant::now().checked_add(time)?, scope: scope.to_owned() })
    }

    /// The moment.
    pub(super) fn at(&self) -> Instant {
        self.at
    }

    /// That it has passed.
    pub(super) fn error(&self) -> BudgetError {
        BudgetError::Time { scope: self.scope.clone() }
    }
}

/// Keeps the books. Calls that are under way at once count with the most that they may need.
#[derive(Debug)]
pub struct Budget {
    run: Limits,
    file: Limits,
    price: Option<Price>,
    books: Mutex<Books>,
}

#[derive(Debug, Default)]
struct Books {
    run: Account,
    files: BTreeMap<String, Account>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Account {
    spent: Spent,
    reserved_tokens: u64,
    reserved_usd: f64,
}

impl Budget {
    /// For the whole run and for each file, whose seconds are others' to count. `price` is the model's, where it is known.
    pub fn new(run: Limits, file: Limits, price: Option<Price>) -> Self {
        Self { run, file, price, books: Mutex::default() }
    }

    /// The cost of `usage`, where the price is known.
    pub fn cost(&self, usage: &Usage) -> Option<f64> {
        self.price.map(|price| price.of(usage))
    }

    /// What was used up so far.
    #[cfg(test)]
    pub(super) fn spent(&self) -> Spent {
        self.books().run.spent
    }

    /// Sets aside what a call for `file` may need, or says why it is not made.
    pub(super) fn reserve<'a>(&'a self, model: &str, file: &str, request: &Request) -> Result<Reservation<'a>, BudgetError> {
        let limited = self.run.usd.is_some() || self.file.usd.is_some();
        if limited && self.price.is_none() {
            return Err(BudgetError::PriceUnknown { model: model.to_owned() });
        }
        let (input, output) = (most_input(request), u64::from(request.max_output_tokens));
        let (tokens, usd) = (input + output, self.price.map_or(0.0, |price| price.at_most(input, output)));
        let mut books = self.books();
        books.run.allows(&self.run, RUN, tokens, usd)?;
        let account = books.files.entry(file.to_owned()).or_default();
        account.allows(&self.file, file, tokens, usd)?;
        for account in books.accounts(file) {
            account.spent.requests += 1;
            account.reserved_tokens += tokens;
            account.reserved_usd += usd;
        }
        Ok(Reservation { budget: self, file: file.to_owned(), input, output, usd, outcome: Outcome::InDoubt })
    }

    fn books(&self) -> MutexGuard<'_, Books> {
        // The books are changed in steps that cannot panic half-way.
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Books {
    fn accounts(&mut self, file: &str) -> impl Iterator<Item = &mut Account> {
        std::iter::once(&mut self.run).chain(self.files.get_mut(file))
    }
}

impl Account {
    fn allows(&self, limit: &Limits, scope: &str, tokens: u64, usd: f64) -> Result<(), BudgetError> {
        let refuse = |what: String| Err(BudgetError::Spent { scope: scope.to_owned(), what });
        let used = self.spent.usage.input() + self.spent.usage.output + self.reserved_tokens;
        if let Some(most) = limit.tokens.filter(|most| used + tokens > *most) {
            return refuse(format!("{used} of {most} tokens are used, and the next call may need {tokens}"));
        }
        let paid = self.spent.usd + self.reserved_usd;
        if let Some(most) = limit.usd.filter(|most| paid + usd > *most) {
            return refuse(format!("${paid:.4} of ${most:.4} are used, and the next call may cost ${usd:.4}"));
        }
        match limit.requests.filter(|most| self.spent.requests >= *most) {
            Some(most) => refuse(format!("{most} calls were made")),
            None => Ok(()),
        }
    }
}

/// What is set aside for a call. Where nobody says how it ended, it counts as used up: that is what a call in doubt costs at most.
#[derive(Debug)]
pub(super) struct Reservation<'a> {
    budget: &'a Budget,
    file: String,
    input: u64,
    output: u64,
    usd: f64,
    outcome: Outcome,
}

#[derive(Clone, Copy, Debug)]
enum Outcome {
    Used(Usage),
    Free,
    InDoubt,
}

impl Reservation<'_> {
    /// The call used so much.
    pub(super) fn used(mut self, usage: Usage) {
        self.outcome = Outcome::Used(usage);
    }

    /// The call used nothing.
    pub(super) fn free(mut self) {
        self.outcome = Outcome::Free;
    }
}

impl Drop for Reservation<'_> {
    fn drop(&mut self) {
        let (usage, usd, in_doubt) = match self.outcome {
            Outcome::Used(usage) => (usage, self.budget.cost(&usage).unwrap_or_default(), 0),
            Outcome::Free => (Usage::default(), 0.0, 0),
            Outcome::InDoubt => (Usage { uncached: self.input, output: self.output, ..Usage::default() }, self.usd, 1),
        };
        for account in self.budget.books().accounts(&self.file) {
            account.reserved_tokens -= self.input + self.output;
            account.reserved_usd -= self.usd;
            account.spent.usage += usage;
            account.spent.usd += usd;
            account.spent.in_doubt += in_doubt;
        }
    }
}

/// An estimate on the safe side: code has more than three bytes a token, and JSON adds to them.
fn most_input(request: &Request) -> u64 {
    let bytes = serde_json::to_vec(request).map_or(0, |text| text.len());
    bytes.div_ceil(3) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::testing::question;

    fn budget(run: Limits, file: Limits) -> Budget {
        Budget::new(run, file, Some(Price { input: 1.0, cache_read: 0.1, cache_write: 1.25, output: 10.0 }))
    }

    fn used(budget: &Budget, file: &str, usage: Usage) -> Result<(), BudgetError> {
        budget.reserve("m", file, &question()).map(|reservation| reservation.used(usage))
    }

    const SOME: Usage = Usage { uncached: 100, cache_read: 0, cache_write: 0, output: 10 };

    #[test]
    fn a_call_that_could_go_beyond_a_limit_is_not_made() {
        let budget = budget(Limits { tokens: Some(2_000), ..Limits::default() }, Limits::default());
        used(&budget, "a", SOME).unwrap();
        let error = used(&budget, "a", Usage { uncached: 900, ..SOME }).and_then(|()| used(&budget, "a", SOME)).unwrap_err();
        assert!(
            error.to_string().starts_with("the budget of the run is spent: 1020 of 2000 tokens are used, and the next call may need 1"),
            "{error}"
        );
        assert_eq!((budget.spent().requests, budget.spent().usage.output), (2, 20));
    }

    #[test]
    fn each_file_has_its_own_limit() {
        let budget = budget(Limits::default(), Limits { requests: Some(1), ..Limits::default() });
        used(&budget, "a", SOME).unwrap();
        assert_eq!(used(&budget, "a", SOME).unwrap_err().to_string(), "the budget of a is spent: 1 calls were made");
        used(&budget, "b", SOME).unwrap();
        assert_eq!(budget.books().files["b"].spent.usage, SOME);
    }

    #[test]
    fn calls_at_once_cannot_together_go_beyond_a_limit() {
        let limit = Limits { usd: Some(0.02), ..Limits::default() };
        let budget = budget(limit, Limits::default());
        let first = budget.reserve("m", "a", &question()).unwrap();
        assert!(matches!(budget.reserve("m", "b", &question()), Err(BudgetError::Spent { .. })));
        first.free();
        budget.reserve("m", "b", &question()).unwrap().free();
        assert_eq!(budget.spent().usd, 0.0);
    }

    #[test]
    fn a_call_whose_end_nobody_tells_counts_with_the_most_that_it_may_have_cost() {
        let budget = budget(Limits::default(), Limits::default());
        drop(budget.reserve("m", "a", &question()).unwrap());
        let spent = budget.spent();
        assert_eq!((spent.in_doubt, spent.usage.output), (1, 1000));
        assert!(spent.usd > 0.01, "{spent:?}");
    }

    #[test]
    fn money_cannot_be_limited_where_the_price_is_not_known() {
        let limits = Limits { usd: Some(5.0), ..Limits::default() };
        let error = used(&Budget::new(limits, Limits::default(), None), "a", SOME).unwrap_err();
        assert!(error.hint().contains("[model.price]"));
        assert!(used(&Budget::new(Limits::default(), Limits::default(), None), "a", SOME).is_ok());
    }
}
