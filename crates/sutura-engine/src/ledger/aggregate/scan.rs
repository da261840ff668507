//! Counts the events of runs without keeping them.

use std::{borrow::Cow, collections::HashMap, path::Path, str};

use serde::Deserialize;

use super::{AGGREGATE_SCHEMA, Aggregate, Calendar, Count, StepTotals};
use crate::ledger::{
    EVENTS, LedgerError, RunId, SCHEMA,
    read::{self, Line},
    tally::{Tally, code_name},
};

/// What one thread has counted so far.
#[derive(Default)]
pub(super) struct Totals {
    bars: usize,
    runs: Vec<u64>,
    unfinished: u64,
    steps: HashMap<String, StepCount>,
    tools: Counts,
    codes: Counts,
    categories: Counts,
    unreadable: Vec<String>,
}

impl Totals {
    /// Counts nothing yet, over so many bars.
    pub fn new(bars: usize) -> Self {
        Self { bars, runs: vec![0; bars], ..Self::default() }
    }

    /// Counts a run of the time that `bar` stands for.
    pub fn add_run(&mut self, runs_dir: &Path, run: &RunId, bar: usize, buffer: &mut Vec<u8>) {
        let path = runs_dir.join(run).join(EVENTS);
        match read::read_file(&path, buffer) {
            Ok(()) => self.add_events(&path, buffer, bar),
            Err(error) => self.unreadable.push(error.to_string()),
        }
    }

    fn add_events(&mut self, path: &Path, content: &[u8], bar: usize) {
        let mut steps: Vec<(Cow<'_, str>, Tally)> = Vec::new();
        let mut finished = false;
        for line in read::lines(content) {
            let event = match slim(path, &line) {
                Ok(Some(event)) => event,
                Ok(None) => continue,
                Err(error @ LedgerError::LaterFormat { .. }) => {
                    return self.unreadable.push(error.to_string());
                }
                Err(error) => {
                    // A torn last line shows as a run that did not finish.
                    if line.whole {
                        self.unreadable.push(error.to_string());
                    }
                    continue;
                }
            };
            let is_error = event.severity.is_empty() || event.severity == "error";
            match &*event.event {
                "diagnostic" if is_error => {
                    self.tools.add(&event.tool, bar, self.bars);
                    self.codes.add(&code_name(&event.tool, &event.code), bar, self.bars);
                    self.categories.add(category(&event.category), bar, self.bars);
                    step(&mut steps, event.step).found += 1;
                }
                "surviving" if is_error => step(&mut steps, event.step).surviving += 1,
                "repair_attempt" => {
                    let Slim { success, input_tokens, output_tokens, .. } = event;
                    step(&mut steps, event.step).attempt(success, input_tokens, output_tokens);
                }
                "taken_back" => step(&mut steps, event.step).taken_back(),
                "run_finished" => finished = true,
                "note" if event.step.is_empty() => {}
                "diagnostic" | "surviving" | "step_started" | "dependencies_resolved" | "checker_finished" | "note" | "step_finished" => {
                    step(&mut steps, event.step);
                }
                _ => {}
            }
        }
        self.runs[bar] += 1;
        self.unfinished += u64::from(!finished);
        for (name, tally) in steps {
            let count = self.steps.entry(name.into_owned()).or_default();
            count.trend.resize(self.bars, 0);
            count.add(tally.settled(), bar);
        }
    }

    /// Adds what another thread has counted.
    pub fn merge(&mut self, other: Self) {
        add_all(&mut self.runs, &other.runs);
        self.unfinished += other.unfinished;
        for (name, count) in other.steps {
            self.steps.entry(name).or_default().merge(count);
        }
        self.tools.merge(other.tools);
        self.codes.merge(other.codes);
        self.categories.merge(other.categories);
        self.unreadable.extend(other.unreadable);
    }

    /// The result, in the order in which it is shown.
    pub fn into_aggregate(mut self, calendar: Calendar) -> Aggregate {
        self.unreadable.sort_unstable();
        let mut all = StepCount::default();
        for count in self.steps.values() {
            all.merge(count.clone());
        }
        let mut steps: Vec<StepTotals> = self.steps.into_iter().map(|(name, count)| count.named(name)).collect();
        steps.sort_by(|a, b| b.validation_errors_before_repair.cmp(&a.validation_errors_before_repair).then_with(|| a.step.cmp(&b.step)));
        all.trend.resize(calendar.bars, 0);
        Aggregate {
            schema: AGGREGATE_SCHEMA.to_owned(),
            from: calendar.first.to_string(),
            to: calendar.last.to_string(),
            days_per_bar: calendar.days_per_bar,
            runs: self.runs.iter().sum(),
            runs_trend: self.runs,
            unfinished: self.unfinished,
            validation_errors: all.tally.found,
            validation_errors_trend: all.trend,
            repair_attempts: all.tally.attempts,
            repair_success_rate: all.tally.success_rate(),
            tokens_spent_on_repair: all.tally.tokens,
            errors_surviving_repair: all.tally.surviving,
            steps,
            by_tool: self.tools.sorted(),
            by_code: self.codes.sorted(),
            by_category: self.categories.sorted(),
            unreadable: self.unreadable,
        }
    }
}

/// What is counted of an event. Everything else in its line is skipped, and nothing is copied.
#[derive(Deserialize)]
struct Slim<'a> {
    v: u32,
    #[serde(borrow)]
    event: Cow<'a, str>,
    #[serde(borrow, default)]
    step: Cow<'a, str>,
    #[serde(borrow, default)]
    tool: Cow<'a, str>,
    #[serde(borrow, default)]
    code: Cow<'a, str>,
    #[serde(borrow, default)]
    category: Cow<'a, str>,
    #[serde(borrow, default)]
    severity: Cow<'a, str>,
    #[serde(default)]
    success: bool,
    #[serde(default)]
    input_tokens: u64,
    #[serde(default)]
    output_tokens: u64,
}

/// The event on a line; none where only a later version knows its kind.
fn slim<'a>(path: &Path, line: &Line<'a>) -> Result<Option<Slim<'a>>, LedgerError> {
    let text = str::from_utf8(line.text).ok();
    match text.and_then(|text| serde_json::from_str::<Slim<'a>>(text).ok()) {
        Some(slim) if slim.v <= SCHEMA => Ok(Some(slim)),
        // The full reader knows why, or that it is the event of a later version.
        _ => read::parse(path, line).map(|_| None),
    }
}

fn category(name: &str) -> &str {
    if name.is_empty() { "other" } else { name }
}

/// The tally of a step. A run has few steps: a list is quicker than a map.
fn step<'a, 'b>(steps: &'b mut Vec<(Cow<'a, str>, Tally)>, name: Cow<'a, str>) -> &'b mut Tally {
    let index = steps.iter().position(|(known, _)| *known == name).unwrap_or_else(|| {
        steps.push((name, Tally::default()));
        steps.len() - 1
    });
    &mut steps[index].1
}

/// One step over many runs.
#[derive(Clone, Default)]
struct StepCount {
    runs: u64,
    tally: Tally,
    trend: Vec<u64>,
}

impl StepCount {
    fn add(&mut self, tally: Tally, bar: usize) {
        self.runs += 1;
        self.tally.add(tally);
        self.trend[bar] += tally.found;
    }

    fn merge(&mut self, other: Self) {
        self.runs += other.runs;
        self.tally.add(other.tally);
        add_all(&mut self.trend, &other.trend);
    }

    fn named(self, step: String) -> StepTotals {
        StepTotals {
            step,
            runs: self.runs,
            validation_errors_before_repair: self.tally.found,
            repair_attempts: self.tally.attempts,
            repair_success_rate: self.tally.success_rate(),
            tokens_spent_on_repair: self.tally.tokens,
            errors_surviving_repair: self.tally.surviving,
            trend: self.trend,
        }
    }
}

/// Errors by name and by time.
#[derive(Default)]
struct Counts(HashMap<String, Vec<u64>>);

impl Counts {
    /// Copies the name only the first time.
    fn add(&mut self, name: &str, bar: usize, bars: usize) {
        match self.0.get_mut(name) {
            Some(trend) => trend[bar] += 1,
            None => {
                let mut trend = vec![0; bars];
                trend[bar] = 1;
                self.0.insert(name.to_owned(), trend);
            }
        }
    }

    fn merge(&mut self, other: Self) {
        for (name, trend) in other.0 {
            add_all(self.0.entry(name).or_default(), &trend);
        }
    }

    fn sorted(self) -> Vec<Count> {
        let count = |(name, trend): (String, Vec<u64>)| Count { name, errors: trend.iter().sum(), trend };
        let mut counts: Vec<Count> = self.0.into_iter().map(count).collect();
        counts.sort_by(|a, b| b.errors.cmp(&a.errors).then_with(|| a.name.cmp(&b.name)));
        counts
    }
}

fn add_all(sums: &mut Vec<u64>, values: &[u64]) {
    sums.resize(sums.len().max(values.len()), 0);
    for (sum, value) in sums.iter_mut().zip(values) {
        *sum += value;
    }
}
