//! What every attempt did and cost: recorded as it happens, summed up for the report.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{Cost, Repaired, fault::faults, work::Step};
use crate::{
    checkers::Verdict,
    diagnostic::Diagnostic,
    ledger::{Event, EventSink, RepairAttempt, TakenBack},
    models::{Answer, Usage},
    workspace::Tree,
};

/// Why the truth refuses what the gate, or a forecast, found better.
const NOT_BETTER: &str = "the full checkers do not find it better";

/// The books of one repair.
pub(super) struct Account {
    step: String,
    events: Arc<dyn EventSink>,
    attempts: Vec<Attempt>,
    mended: Vec<Mended>,
    usage: Usage,
    cost: Cost,
}

/// A fixer or model, and the errors that one change of its mended.
pub(super) type Mended = (String, Vec<Diagnostic>);

/// One attempt, with what it does in one line.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// What the ledger keeps.
    pub record: RepairAttempt,
    /// What the change does; empty where there was none.
    pub title: String,
    /// The files that it changes, where it was kept.
    pub files: Vec<String>,
}

impl Account {
    pub fn new(step: String, events: Arc<dyn EventSink>) -> Self {
        Self { step, events, attempts: Vec::new(), mended: Vec::new(), usage: Usage::default(), cost: Cost::default() }
    }

    /// A change that was kept.
    pub fn kept(&mut self, step: Step) {
        self.mended(&step.fixer, &step.gone);
        self.free(step, None);
    }

    /// A change that the gate accepted and the truth did not.
    pub fn taken_back(&mut self, step: Step) {
        self.free(step, Some(NOT_BETTER.to_owned()));
    }

    /// A change that was kept until the truth itself had its say.
    pub fn revoked(&mut self, step: &Step) {
        let is_it = |attempt: &&mut Attempt| {
            let Attempt { record, title, files } = attempt;
            record.success && record.fixer == step.fixer && *title == step.title && files.iter().eq(step.patch.texts().keys())
        };
        let Some(attempt) = self.attempts.iter_mut().rev().find(is_it) else { return };
        take_back(attempt, NOT_BETTER, &*self.events);
        if let Some(at) = self.mended.iter().rposition(|(fixer, gone)| *fixer == step.fixer && *gone == step.gone) {
            self.mended.remove(at);
        }
    }

    fn free(&mut self, step: Step, refusal: Option<String>) {
        let files: Vec<String> = step.patch.texts().keys().cloned().collect();
        let record = RepairAttempt {
            file: files.first().cloned().unwrap_or_default(),
            errors_in: step.errors.0,
            errors_out: if refusal.is_none() { step.errors.1 } else { step.errors.0 },
            success: refusal.is_none(),
            fixer: step.fixer,
            milliseconds: step.milliseconds,
            refusal,
            ..RepairAttempt::default()
        };
        self.attempt(Attempt { record, title: step.title, files });
    }

    /// An attempt of whatever kind; its step and number are filled in here.
    pub fn attempt(&mut self, mut attempt: Attempt) {
        let before = self.attempts.iter().filter(|other| other.record.file == attempt.record.file).count();
        attempt.record.attempt = before as u32 + 1;
        attempt.record.step = self.step.clone();
        self.events.record(Event::RepairAttempt(attempt.record.clone()));
        self.attempts.push(attempt);
    }

    /// `fixer` mended these errors.
    pub fn mended(&mut self, fixer: &str, gone: &[Diagnostic]) {
        if !gone.is_empty() {
            self.mended.push((fixer.to_owned(), gone.to_vec()));
        }
    }

    /// An answer of a model came, whose cost is told by the prices of a month, or by the user's.
    pub fn answered(&mut self, answer: &Answer, prices_of: Option<&str>) {
        self.cost.recorded += u64::from(answer.recorded);
        self.cost.requests += u64::from(!answer.recorded);
        self.cost.usd = self.cost.usd.zip(answer.cost_usd).map(|(sum, usd)| sum + usd);
        self.cost.prices_of = prices_of.map(str::to_owned);
        self.usage += answer.bought;
    }

    /// What was paid so far in US dollars, where the price is known.
    pub fn spent(&self) -> Option<f64> {
        self.cost.usd
    }

    /// A call was sent whose outcome is not known.
    pub fn in_doubt(&mut self) {
        self.cost.in_doubt += 1;
    }

    /// No more answers can be had, about one file or any, and why.
    pub fn stopped(&mut self, why: String) {
        self.cost.stopped = Some(why);
    }

    pub fn record(&self, event: Event) {
        self.events.record(event);
    }

    /// The books are closed: what came of the repair of a project that is now `tree`.
    pub fn close(self, tree: Tree, after: Verdict) -> Repaired {
        let Self { attempts, mended, usage, cost, .. } = self;
        Repaired { tree, after, attempts, fixed_by: fixed_by(&mended), mended, usage, cost }
    }
}

impl Repaired {
    /// What is left of the repair where the user declined these files, so that the project is now `tree`.
    pub(super) fn declined(mut self, files: &[String], tree: Tree, after: Verdict, events: &dyn EventSink) -> Self {
        let is_declined = |attempt: &&mut Attempt| {
            attempt.record.success && !attempt.files.is_empty() && attempt.files.iter().all(|file| files.contains(file))
        };
        self.attempts.iter_mut().filter(is_declined).for_each(|attempt| take_back(attempt, "it was declined", events));
        let left: BTreeSet<&str> = after.errors().map(|error| error.fingerprint.as_str()).collect();
        self.mended.iter_mut().for_each(|(_, gone)| gone.retain(|error| !left.contains(error.fingerprint.as_str())));
        Self { fixed_by: fixed_by(&self.mended), tree, after, ..self }
    }
}

/// An attempt that was kept is kept no more.
fn take_back(attempt: &mut Attempt, why: &str, events: &dyn EventSink) {
    let RepairAttempt { step, file, attempt: number, .. } = attempt.record.clone();
    let taken_back = TakenBack { step, file, attempt: number, refusal: why.to_owned() };
    taken_back.apply(&mut attempt.record);
    events.record(Event::TakenBack(taken_back));
}

/// Fixer or model to the number of faults that it mended.
fn fixed_by(mended: &[Mended]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for (fixer, gone) in mended.iter().filter(|(_, gone)| !gone.is_empty()) {
        *counts.entry(fixer.clone()).or_default() += faults(gone).len();
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::{super::testing::Kept, *};
    use crate::models::{Completion, Stop};

    #[test]
    fn one_answer_without_a_price_leaves_the_sum_unknown_and_one_from_the_records_does_not() {
        let completion = Completion { text: String::new(), calls: Vec::new(), stop: Stop::End, usage: Usage::default(), own: None };
        let answer = |cost_usd, recorded| Answer { completion: completion.clone(), bought: Usage::default(), cost_usd, recorded };
        let mut account = Account::new("repair".to_owned(), Arc::new(Kept::default()));
        for (cost, recorded, spent) in [(Some(0.0), true, Some(0.0)), (Some(0.5), false, Some(0.5)), (None, false, None)] {
            account.answered(&answer(cost, recorded), None);
            assert_eq!(account.spent(), spent);
        }
    }
}
