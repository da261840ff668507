//! What many runs come to: `sutura report --since 14d`.

mod render;
mod scan;

use std::{
    num::NonZero,
    path::Path,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::scan::Totals;
use super::{LedgerError, RunId, runs};

/// The version of an aggregate in JSON. A change that a reader could stumble over raises the number.
pub const AGGREGATE_SCHEMA: &str = "sutura.aggregate/1";

/// What the runs of a time come to. Only what has the severity error is counted as one.
///
/// Each `trend` has one value a bar, the last for the latest days; a bar stands for `days_per_bar` days (UTC).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Aggregate {
    /// Name and version of this format: [`AGGREGATE_SCHEMA`].
    pub schema: String,
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// Number of days that one bar stands for: one, unless there are too many.
    pub days_per_bar: u32,
    /// Number of runs.
    pub runs: u64,
    /// Runs by time.
    pub runs_trend: Vec<u64>,
    /// Runs that did not come to their end.
    pub unfinished: u64,
    /// Errors that the steps' first checks found.
    pub validation_errors: u64,
    /// Those by time.
    pub validation_errors_trend: Vec<u64>,
    /// Attempts to mend a file.
    pub repair_attempts: u64,
    /// The share of attempts that were kept, from 0 to 1; null where there were none.
    pub repair_success_rate: Option<f64>,
    /// Tokens sent and received for the attempts, without those read from a prompt cache.
    pub tokens_spent_on_repair: u64,
    /// Errors that were still there at the end of their steps.
    pub errors_surviving_repair: u64,
    /// The steps, that with most errors first.
    pub steps: Vec<StepTotals>,
    /// Errors by tool, the most first.
    pub by_tool: Vec<Count>,
    /// Errors by code, the most first.
    pub by_code: Vec<Count>,
    /// Errors by category, the most first.
    pub by_category: Vec<Count>,
    /// Runs and lines that could not be read and are not counted, each with its cause.
    pub unreadable: Vec<String>,
}

/// What one step comes to over all runs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StepTotals {
    /// The step's name.
    pub step: String,
    /// Number of runs that did it.
    pub runs: u64,
    /// Errors that its first checks found.
    pub validation_errors_before_repair: u64,
    /// Attempts to mend a file.
    pub repair_attempts: u64,
    /// The share of attempts that were kept, from 0 to 1; null where there were none.
    pub repair_success_rate: Option<f64>,
    /// Tokens sent and received for the attempts, without those read from a prompt cache.
    pub tokens_spent_on_repair: u64,
    /// Errors that were still there at its end.
    pub errors_surviving_repair: u64,
    /// Errors by time.
    pub trend: Vec<u64>,
}

/// How often something was an error.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Count {
    /// The tool, code or category.
    pub name: String,
    /// Number of errors.
    pub errors: u64,
    /// Those by time.
    pub trend: Vec<u64>,
}

/// What the runs that began at `since` or later come to; all runs, where it is none. `now` ends the trends.
///
/// Reads the events alone, on all cores. A run that cannot be read is named in the result.
pub fn aggregate(runs_dir: &Path, since: Option<Timestamp>, now: Timestamp) -> Result<Aggregate, LedgerError> {
    let mut runs = runs(runs_dir)?;
    if let Some(since) = since {
        runs.retain(|run| run.started() >= since);
    }
    let first = since.or(runs.first().map(RunId::started)).unwrap_or(now);
    let last = runs.last().map_or(now, |run| run.started().max(now));
    let calendar = Calendar::new(date(first), date(last));
    let totals = scan_all(runs_dir, &runs, calendar);
    Ok(totals.into_aggregate(calendar))
}

/// Threads take the next run each: the size of runs differs too much to divide them beforehand.
fn scan_all(runs_dir: &Path, runs: &[RunId], calendar: Calendar) -> Totals {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut totals = Totals::new(calendar.bars);
        let mut buffer = Vec::new();
        while let Some(run) = runs.get(next.fetch_add(1, Ordering::Relaxed)) {
            totals.add_run(runs_dir, run, calendar.bar(date(run.started())), &mut buffer);
        }
        totals
    };
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(runs.len());
    thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut totals = work();
        for other in others {
            totals.merge(other.join().expect("scanning turns each failure into a value"));
        }
        totals
    })
}

fn date(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}

/// Divides the days from the first to the last into bars.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Calendar {
    first: Date,
    last: Date,
    days_per_bar: u32,
    bars: usize,
}

impl Calendar {
    fn new(first: Date, last: Date) -> Self {
        /// So many fit beside a table.
        const MOST_BARS: u32 = 31;
        let days = days_between(first, last) + 1;
        let days_per_bar = days.div_ceil(MOST_BARS);
        Self { first: first.min(last), last, days_per_bar, bars: days.div_ceil(days_per_bar) as usize }
    }

    /// The bar of a day; the last bar ends with the last day and the first may stand for fewer days.
    fn bar(&self, day: Date) -> usize {
        let back = days_between(day, self.last) / self.days_per_bar;
        (self.bars - 1).saturating_sub(back as usize)
    }
}

fn days_between(first: Date, last: Date) -> u32 {
    u32::try_from(first.duration_until(last).as_hours() / 24).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use proptest::prelude::*;

    use super::*;
    use crate::{
        diagnostic::{Diagnostic, Severity},
        ledger::{EVENTS, Event, RepairAttempt, read_run, testing::diagnostic, testing::records},
    };

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    /// Writes a run that began on a day of November 2026.
    fn write_run(runs_dir: &Path, day: i8, nonce: u32, events: &[Event]) -> RunId {
        let run = RunId::new(at(&format!("2026-11-{day:02}T12:00:00Z")), nonce);
        let lines = records(events).iter().map(|record| serde_json::to_string(record).unwrap() + "\n").collect::<String>();
        fs::create_dir_all(runs_dir.join(&run)).unwrap();
        fs::write(runs_dir.join(&run).join(EVENTS), lines).unwrap();
        run
    }

    fn attempt(step: &str, success: bool) -> Event {
        Event::RepairAttempt(RepairAttempt {
            step: step.to_owned(),
            success,
            input_tokens: 100,
            output_tokens: 20,
            ..RepairAttempt::default()
        })
    }

    fn finished() -> Event {
        Event::RunFinished { exit: 0, milliseconds: 5 }
    }

    #[test]
    fn two_weeks_of_runs() {
        let runs_dir = tempfile::tempdir().unwrap();
        for day in 1..=14 {
            let mut events = vec![Event::StepStarted { step: "frontend".to_owned() }];
            events.extend((day..14).map(|_| Event::Diagnostic(diagnostic("backend", "ruff", "F821"))));
            events.extend((0..day / 5).map(|_| Event::Diagnostic(diagnostic("frontend", "tsc", "TS2322"))));
            events.extend([Event::Diagnostic(diagnostic("backend", "pyright", "")), attempt("backend", day % 2 == 0)]);
            events.extend((day > 1).then(finished));
            write_run(runs_dir.path(), day, 1, &events);
        }
        let broken = write_run(runs_dir.path(), 14, 2, &[]);
        fs::remove_file(runs_dir.path().join(broken).join(EVENTS)).unwrap();
        let total = aggregate(runs_dir.path(), None, at("2026-11-14T18:00:00Z")).unwrap();
        let hidden = runs_dir.path().to_str().unwrap();
        insta::assert_snapshot!("aggregate_text", total.text(false).replace(hidden, "RUNS"));
        insta::assert_snapshot!("aggregate_markdown", total.markdown().replace(hidden, "RUNS"));
        assert_eq!(serde_json::from_str::<Aggregate>(&total.json()).unwrap(), total);
    }

    #[test]
    fn runs_before_the_time_are_not_even_opened() {
        let runs_dir = tempfile::tempdir().unwrap();
        let old = write_run(runs_dir.path(), 1, 1, &[finished()]);
        fs::write(runs_dir.path().join(old).join(EVENTS), "broken\n").unwrap();
        write_run(runs_dir.path(), 9, 1, &[finished()]);
        let total = aggregate(runs_dir.path(), Some(at("2026-11-08T00:00:00Z")), at("2026-11-10T00:00:00Z")).unwrap();
        assert_eq!((total.runs, total.unreadable), (1, Vec::new()));
        assert_eq!(total.runs_trend, [0, 1, 0]);
    }

    #[test]
    fn without_runs_the_sum_is_nothing() {
        let root = tempfile::tempdir().unwrap();
        let total = aggregate(&root.path().join("runs"), None, at("2026-11-10T00:00:00Z")).unwrap();
        assert_eq!((total.runs, total.runs_trend.len()), (0, 1));
        assert_eq!(total.text(false), "0 runs from 2026-11-10 to 2026-11-10, one bar a day\n");
    }

    #[test]
    fn a_broken_line_is_named_and_the_others_count_and_later_formats_do_not() {
        let runs_dir = tempfile::tempdir().unwrap();
        let good = serde_json::to_string(&records(&[Event::Diagnostic(diagnostic("s", "ruff", "F821"))])[0]).unwrap();
        let later = "{\"v\":1,\"seq\":1,\"at\":\"\",\"event\":\"weather\",\"step\":[1]}";
        for (nonce, content) in
            [(1, format!("{good}\nbroken\n{good}\n{later}\n{}", &good[..40])), (2, good.replacen("\"v\":1", "\"v\":2", 1) + "\n")]
        {
            let run = write_run(runs_dir.path(), 1, nonce, &[]);
            fs::write(runs_dir.path().join(run).join(EVENTS), content).unwrap();
        }
        let total = aggregate(runs_dir.path(), None, at("2026-11-01T18:00:00Z")).unwrap();
        assert_eq!((total.runs, total.unfinished, total.validation_errors), (1, 1, 2));
        let [broken, format] = &total.unreadable[..] else { panic!("two causes: {:?}", total.unreadable) };
        assert!(broken.contains("events.jsonl:2 is not an event"), "{broken}");
        assert!(format.contains("has format 2"), "{format}");
    }

    fn event() -> impl Strategy<Value = Event> {
        let step = prop_oneof![Just("backend"), Just("frontend"), Just("a \"quoted\" step")];
        let code = prop_oneof![Just("F821"), Just("TS2307"), Just("")];
        let severity = prop_oneof![3 => Just(Severity::Error), 1 => Just(Severity::Warning)];
        (step, code, severity, 0..5).prop_map(|(step, code, severity, kind)| {
            let found = Diagnostic { severity, ..diagnostic(step, "ruff", code) };
            match kind {
                0 | 1 => Event::Diagnostic(found),
                2 => Event::Surviving(found),
                3 => attempt(step, code.is_empty()),
                _ => Event::note(step, "unrelated"),
            }
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn the_sum_is_the_sum_of_the_single_runs(all in prop::collection::vec(prop::collection::vec(event(), 0..12), 1..6)) {
            let runs_dir = tempfile::tempdir().unwrap();
            let mut steps = Vec::new();
            for (nonce, events) in all.iter().enumerate() {
                let run = write_run(runs_dir.path(), 1, nonce as u32, events);
                steps.extend(read_run(runs_dir.path(), &run).unwrap().steps);
            }
            let total = aggregate(runs_dir.path(), None, at("2026-11-01T18:00:00Z")).unwrap();
            prop_assert_eq!(total.runs, all.len() as u64);
            let sum = |of: fn(&crate::ledger::StepSummary) -> u64| steps.iter().map(of).sum::<u64>();
            prop_assert_eq!(total.validation_errors, sum(|step| step.validation_errors_before_repair));
            prop_assert_eq!(total.repair_attempts, sum(|step| step.repair_attempts));
            prop_assert_eq!(total.tokens_spent_on_repair, sum(|step| step.tokens_spent_on_repair));
            prop_assert_eq!(total.errors_surviving_repair, sum(|step| step.errors_surviving_repair));
            prop_assert_eq!(total.steps.iter().map(|step| step.runs).sum::<u64>(), steps.len() as u64);
            for counts in [&total.by_tool, &total.by_code, &total.by_category] {
                prop_assert_eq!(counts.iter().map(|count| count.errors).sum::<u64>(), total.validation_errors);
            }
        }
    }

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_bar_is_a_day_up_to_a_month() {
        let calendar = Calendar::new(day("2026-11-01"), day("2026-11-14"));
        assert_eq!((calendar.days_per_bar, calendar.bars), (1, 14));
        assert_eq!(["2026-11-01", "2026-11-13", "2026-11-14"].map(|text| calendar.bar(day(text))), [0, 12, 13]);
    }

    #[test]
    fn beyond_a_month_a_bar_is_several_days_and_the_last_is_full() {
        let calendar = Calendar::new(day("2026-01-01"), day("2026-11-14"));
        assert_eq!((calendar.days_per_bar, calendar.bars), (11, 29));
        assert_eq!(["2026-01-01", "2026-11-03", "2026-11-04"].map(|text| calendar.bar(day(text))), [0, 27, 28]);
    }

    #[test]
    fn a_clock_that_stood_wrong_makes_no_endless_trend() {
        let calendar = Calendar::new(day("-009999-01-01"), day("9999-12-31"));
        assert!(calendar.bars <= 31);
        assert_eq!(calendar.bar(day("-009999-01-01")), 0);
        let backwards = Calendar::new(day("2026-11-14"), day("2026-11-01"));
        assert_eq!((backwards.bars, backwards.bar(day("2026-11-14"))), (1, 0));
    }
}
