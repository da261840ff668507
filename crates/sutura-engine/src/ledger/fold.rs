//! From the events of a run to what they come to.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    CheckerOutcome, Dependencies, Event, Events, Note, RepairAttempt, RunId,
    tally::{Tally, code_name},
};
use crate::{
    diagnostic::{Category, Diagnostic},
    report::Status,
};

/// The version of `run.json`. A change that a reader could stumble over raises the number.
pub const RUN_SCHEMA: &str = "sutura.run/1";

/// One run: the content of `run.json`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RunSummary {
    /// Name and version of this format: [`RUN_SCHEMA`].
    pub schema: String,
    /// The run's name.
    pub run: String,
    /// The command, or the name of an outside pipeline.
    pub command: String,
    /// Version of the program that recorded.
    pub version: String,
    /// When it began: RFC 3339, UTC.
    pub started: String,
    /// Its wall time; for a run that was cut off, that up to its last event.
    pub milliseconds: u64,
    /// Exit status of the command; none where it was cut off.
    pub exit: Option<u8>,
    /// Whether it came to its end.
    pub complete: bool,
    /// Whether the last line of its events was cut off, and is not counted.
    pub torn: bool,
    /// Its steps, in the order in which they began.
    pub steps: Vec<StepSummary>,
    /// What became of each checker.
    pub checkers: Vec<CheckerOutcome>,
    /// What the checkers saw as dependencies.
    pub dependencies: Vec<Dependencies>,
    /// What the reader should know.
    pub notes: Vec<Note>,
}

/// One step of a run. Only what has the severity error counts here.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StepSummary {
    /// The step's name.
    pub step: String,
    /// Errors that its first check found: what a baseline compares.
    pub validation_errors_before_repair: u64,
    /// Attempts to mend a file.
    pub repair_attempts: u64,
    /// The share of attempts that were kept, from 0 to 1; null where there were none.
    pub repair_success_rate: Option<f64>,
    /// Tokens sent and received for the attempts, without those read from a prompt cache.
    pub tokens_spent_on_repair: u64,
    /// Errors that are still there, or new, after the repairs. Where no attempt was kept, these are all that were found.
    pub errors_surviving_repair: u64,
    /// The errors that `validation_errors_before_repair` counts: what the generator did wrong, which is what the reader of many runs
    /// wants to change. Those that survive stand in the events.
    pub validation_errors: Vec<Diagnostic>,
    /// Every attempt, in order.
    pub repair_detail: Vec<RepairAttempt>,
    /// Wall time; for a step without one of its own, that from its first event to its last.
    pub milliseconds: u64,
    /// `validation_errors` by category.
    pub by_category: BTreeMap<Category, u64>,
    /// `validation_errors` by tool.
    pub by_tool: BTreeMap<String, u64>,
    /// `validation_errors` by code; `pyright (no code)` and the like where there is none.
    pub by_code: BTreeMap<String, u64>,
}

impl RunSummary {
    /// Why the counts of `step` say less than they seem to: the run was cut off, or a checker of the step gave no verdict.
    pub fn unproven(&self, step: &str) -> Option<String> {
        if !self.complete {
            return Some("the run was cut off".to_owned());
        }
        let failed = self.checkers.iter().find(|outcome| outcome.step == step && outcome.run.status == Status::Failed)?;
        let CheckerOutcome { run, .. } = failed;
        Some(format!("{} gave no verdict on {}", run.name, run.project))
    }
}

/// What the events of a run come to.
pub fn fold(run: &RunId, events: Events) -> RunSummary {
    let mut summary = RunSummary {
        schema: RUN_SCHEMA.to_owned(),
        run: run.to_string(),
        started: format!("{:.3}", run.started()),
        torn: events.torn,
        ..RunSummary::default()
    };
    let mut steps = Steps::default();
    let mut span = Span::default();
    for record in events.records {
        let at = record.at.parse().ok();
        span.reach(at);
        match record.event {
            Event::RunStarted { command, version } => {
                summary.command = command;
                summary.version = version;
                summary.started = record.at;
            }
            Event::StepStarted { step } => {
                steps.named(&step, at);
            }
            Event::DependenciesResolved(dependencies) => {
                steps.named(&dependencies.step, at);
                summary.dependencies.push(dependencies);
            }
            Event::CheckerFinished(outcome) => {
                steps.named(&outcome.step, at);
                summary.checkers.push(outcome);
            }
            Event::Diagnostic(diagnostic) => {
                let step = steps.named(&diagnostic.step, at);
                if diagnostic.is_error() {
                    step.found(diagnostic);
                }
            }
            Event::Surviving(diagnostic) => {
                let step = steps.named(&diagnostic.step, at);
                step.tally.surviving += u64::from(diagnostic.is_error());
            }
            Event::RepairAttempt(attempt) => {
                let step = steps.named(&attempt.step, at);
                step.tally.attempt(attempt.success, attempt.input_tokens, attempt.output_tokens);
                step.summary.repair_detail.push(attempt);
            }
            Event::TakenBack(taken_back) => {
                let step = steps.named(&taken_back.step, at);
                let is_it = |attempt: &&mut RepairAttempt| {
                    attempt.success && attempt.file == taken_back.file && attempt.attempt == taken_back.attempt
                };
                if let Some(attempt) = step.summary.repair_detail.iter_mut().find(is_it) {
                    taken_back.apply(attempt);
                    step.tally.taken_back();
                }
            }
            // What calls cost is summed up from attempts.
            Event::ModelCalled(call) => {
                steps.named(&call.step, at);
            }
            Event::Note(note) => {
                if !note.step.is_empty() {
                    steps.named(&note.step, at);
                }
                summary.notes.push(note);
            }
            Event::StepFinished { step, milliseconds } => {
                let summary = &mut steps.named(&step, at).summary;
                summary.milliseconds = summary.milliseconds.saturating_add(milliseconds);
            }
            Event::RunFinished { exit, milliseconds } => {
                summary.exit = Some(exit);
                summary.complete = true;
                summary.milliseconds = milliseconds;
            }
            Event::Unknown => {}
        }
    }
    if summary.milliseconds == 0 {
        summary.milliseconds = span.milliseconds();
    }
    summary.steps = steps.0.into_iter().map(Step::finish).collect();
    summary
}

/// Steps in the order in which they were first named.
#[derive(Default)]
struct Steps(Vec<Step>);

impl Steps {
    fn named(&mut self, name: &str, at: Option<Timestamp>) -> &mut Step {
        let index = self.0.iter().position(|step| step.summary.step == name).unwrap_or_else(|| {
            let summary = StepSummary { step: name.to_owned(), ..StepSummary::default() };
            self.0.push(Step { summary, ..Step::default() });
            self.0.len() - 1
        });
        let step = &mut self.0[index];
        step.span.reach(at);
        step
    }
}

#[derive(Default)]
struct Step {
    summary: StepSummary,
    tally: Tally,
    span: Span,
}

impl Step {
    fn found(&mut self, diagnostic: Diagnostic) {
        self.tally.found += 1;
        let summary = &mut self.summary;
        *summary.by_category.entry(diagnostic.category).or_default() += 1;
        *summary.by_tool.entry(diagnostic.tool.clone()).or_default() += 1;
        let code = code_name(&diagnostic.tool, &diagnostic.code).into_owned();
        *summary.by_code.entry(code).or_default() += 1;
        summary.validation_errors.push(diagnostic);
    }

    fn finish(self) -> StepSummary {
        let Self { summary, tally, span } = self;
        let tally = tally.settled();
        StepSummary {
            validation_errors_before_repair: tally.found,
            repair_attempts: tally.attempts,
            repair_success_rate: tally.success_rate(),
            tokens_spent_on_repair: tally.tokens,
            errors_surviving_repair: tally.surviving,
            milliseconds: if summary.milliseconds == 0 { span.milliseconds() } else { summary.milliseconds },
            ..summary
        }
    }
}

/// From the first moment to the last.
#[derive(Default)]
struct Span(Option<(Timestamp, Timestamp)>);

impl Span {
    fn reach(&mut self, at: Option<Timestamp>) {
        if let Some(at) = at {
            let (first, last) = self.0.unwrap_or((at, at));
            self.0 = Some((first.min(at), last.max(at)));
        }
    }

    fn milliseconds(&self) -> u64 {
        self.0.map_or(0, |(first, last)| u64::try_from(first.duration_until(last).as_millis()).unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        diagnostic::Severity,
        ledger::TakenBack,
        ledger::testing::{cut_off_summary, diagnostic, outcome, summary, v1_summary},
    };

    fn attempt(success: bool, tokens: u64) -> Event {
        Event::RepairAttempt(RepairAttempt {
            step: "s".to_owned(),
            success,
            input_tokens: tokens,
            output_tokens: 1,
            cached_tokens: 1000,
            ..RepairAttempt::default()
        })
    }

    #[test]
    fn the_committed_run_comes_to_its_known_figures() {
        insta::assert_snapshot!("run_json", serde_json::to_string_pretty(&v1_summary()).unwrap());
    }

    #[test]
    fn only_errors_count() {
        let warning = Diagnostic { severity: Severity::Warning, ..diagnostic("s", "ruff", "W6") };
        let events = [
            Event::Diagnostic(warning.clone()),
            Event::Diagnostic(diagnostic("s", "pyright", "")),
            attempt(true, 10),
            Event::Surviving(warning),
        ];
        let [step] = &summary(&events).steps[..] else { panic!("one step") };
        assert_eq!((step.validation_errors_before_repair, step.errors_surviving_repair), (1, 0));
        assert_eq!(step.validation_errors.len(), 1);
        assert_eq!(step.by_code, BTreeMap::from([("pyright (no code)".to_owned(), 1)]));
    }

    #[test]
    fn repairs_are_counted_with_their_tokens_but_not_those_from_a_cache() {
        let [step] = &summary(&[attempt(true, 10), attempt(false, 20), attempt(false, 0)]).steps[..] else { panic!("one step") };
        assert_eq!((step.repair_attempts, step.tokens_spent_on_repair), (3, 33));
        assert_eq!(step.repair_success_rate, Some(1.0 / 3.0));
    }

    #[test]
    fn an_attempt_that_was_taken_back_was_made_and_not_kept() {
        let taken_back = TakenBack { step: "s".to_owned(), refusal: "worse".to_owned(), ..TakenBack::default() };
        let events = [Event::Diagnostic(diagnostic("s", "ruff", "F821")), attempt(true, 10), Event::TakenBack(taken_back.clone())];
        let [step] = &summary(&events).steps[..] else { panic!("one step") };
        assert_eq!((step.repair_attempts, step.tokens_spent_on_repair, step.repair_success_rate), (1, 11, Some(0.0)));
        assert_eq!(step.errors_surviving_repair, 1, "nothing was mended");
        assert_eq!((step.repair_detail[0].success, step.repair_detail[0].refusal.as_deref()), (false, Some("worse")));
    }

    #[test]
    fn without_attempts_there_is_no_success_rate() {
        let [step] = &summary(&[Event::StepStarted { step: "s".to_owned() }]).steps[..] else { panic!("one step") };
        assert_eq!(step.repair_success_rate, None);
        assert!(serde_json::to_string(step).unwrap().contains(r#""repair_success_rate":null"#));
    }

    #[test]
    fn a_step_begins_with_the_first_event_that_names_it() {
        let events = [
            Event::note("b", "first"),
            Event::StepStarted { step: "a".to_owned() },
            Event::StepFinished { step: "b".to_owned(), milliseconds: 0 },
            Event::StepFinished { step: "a".to_owned(), milliseconds: 7 },
        ];
        let steps: Vec<_> = summary(&events).steps.into_iter().map(|step| (step.step, step.milliseconds)).collect();
        assert_eq!(steps, [("b".to_owned(), 2000), ("a".to_owned(), 7)]);
    }

    #[test]
    fn a_run_that_was_cut_off_has_no_exit_status() {
        let summary = cut_off_summary();
        assert_eq!((summary.exit, summary.complete, summary.torn, summary.milliseconds), (None, false, true, 1000));
        assert_eq!(summary.unproven("check").as_deref(), Some("the run was cut off"));
    }

    #[test]
    fn a_checker_without_a_verdict_leaves_its_own_step_unproven() {
        let events = [
            Event::CheckerFinished(outcome("a", "ruff", Status::Ran)),
            Event::CheckerFinished(outcome("b", "tsc", Status::Failed)),
            Event::RunFinished { exit: 3, milliseconds: 1 },
        ];
        let summary = summary(&events);
        assert_eq!(summary.unproven("a"), None);
        assert_eq!(summary.unproven("b").as_deref(), Some("tsc gave no verdict on ."));
    }
}
