//! A baseline: how many errors each step had, to tell whether a later run does better.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt, io,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    LedgerError, RunSummary,
    folder::{create_sutura_dir, write_durably},
    read::read_file,
    table::{Align, Table},
};

/// The version of `baseline.json`. A reader takes only its own: a baseline is quickly saved anew.
pub const BASELINE_SCHEMA: &str = "sutura.baseline/1";

/// The version of a comparison in JSON.
pub const COMPARISON_SCHEMA: &str = "sutura.comparison/1";

/// What a later run is compared with: the content of `.sutura/baseline.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Baseline {
    /// Name and version of this format: [`BASELINE_SCHEMA`].
    pub schema: String,
    /// The run that it was taken from.
    pub run: String,
    /// When it was saved: RFC 3339, UTC.
    pub saved_at: String,
    /// Step to its `validation_errors_before_repair`.
    pub steps: BTreeMap<String, u64>,
}

impl Baseline {
    /// The baseline that `summary` makes. A run that was cut off or lacks a verdict makes none: its low counts would let every
    /// later run look worse.
    pub fn of(summary: &RunSummary, saved_at: Timestamp) -> Result<Self, LedgerError> {
        let steps = summary.steps.iter().map(|step| step.step.as_str());
        // The run as a whole is the step without a name: a run may be cut off before its first step.
        if let Some(reason) = steps.chain([""]).find_map(|step| summary.unproven(step)) {
            return Err(LedgerError::UnprovenBaseline { run: summary.run.clone(), reason });
        }
        Ok(Self {
            schema: BASELINE_SCHEMA.to_owned(),
            run: summary.run.clone(),
            saved_at: format!("{saved_at:.3}"),
            steps: errors_by_step(summary),
        })
    }

    /// Saves it in the `.sutura` folder, in place of an earlier one.
    pub fn save(&self, sutura_dir: &Path) -> Result<(), LedgerError> {
        create_sutura_dir(sutura_dir)?;
        let json = serde_json::to_string_pretty(self).expect("a baseline has only names as keys");
        write_durably(&path(sutura_dir), (json + "\n").as_bytes())
    }

    /// The baseline that was saved last.
    pub fn load(sutura_dir: &Path) -> Result<Self, LedgerError> {
        let path = path(sutura_dir);
        let mut content = Vec::new();
        match read_file(&path, &mut content) {
            Err(LedgerError::Read { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
                return Err(LedgerError::NoBaseline { path });
            }
            read => read?,
        }
        parse(&path, &content)
    }
}

/// How the steps of a run stand to a baseline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Comparison {
    /// Name and version of this format: [`COMPARISON_SCHEMA`].
    pub schema: String,
    /// The run of the baseline.
    pub baseline: String,
    /// The run that is compared with it.
    pub run: String,
    /// Every step that either knows, by name.
    pub steps: Vec<StepComparison>,
}

/// How one step stands to its baseline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StepComparison {
    /// The step's name.
    pub step: String,
    /// Errors in the baseline; none where it does not know the step.
    pub baseline: Option<u64>,
    /// Errors in the run; none where it did not do the step.
    pub now: Option<u64>,
    /// What follows.
    pub verdict: Verdict,
    /// Why the verdict is `unknown`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// How a count of errors stands to that of the baseline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Fewer errors.
    Better,
    /// As many.
    Same,
    /// More errors.
    Worse,
    /// The baseline does not know the step.
    New,
    /// The run did not do the step.
    Missing,
    /// No more errors than in the baseline, but not all that find errors had their say.
    Unknown,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Better => "better",
            Self::Same => "same",
            Self::Worse => "worse",
            Self::New => "new",
            Self::Missing => "missing",
            Self::Unknown => "unknown",
        })
    }
}

/// Compares a run with the baseline, step by step.
pub fn compare(baseline: &Baseline, summary: &RunSummary) -> Comparison {
    let now = errors_by_step(summary);
    let names: BTreeSet<&String> = baseline.steps.keys().chain(now.keys()).collect();
    let compare_step = |step: &String| {
        let (before, after) = (baseline.steps.get(step).copied(), now.get(step).copied());
        let unproven = after.and_then(|_| summary.unproven(step));
        let verdict = match (before, after) {
            (Some(before), Some(after)) if after > before => Verdict::Worse,
            (_, Some(_)) if unproven.is_some() => Verdict::Unknown,
            (Some(before), Some(after)) if after == before => Verdict::Same,
            (Some(_), Some(_)) => Verdict::Better,
            (Some(_), None) => Verdict::Missing,
            (None, _) => Verdict::New,
        };
        let reason = unproven.filter(|_| verdict == Verdict::Unknown);
        StepComparison { step: step.clone(), baseline: before, now: after, verdict, reason }
    };
    Comparison {
        schema: COMPARISON_SCHEMA.to_owned(),
        baseline: baseline.run.clone(),
        run: summary.run.clone(),
        steps: names.into_iter().map(compare_step).collect(),
    }
}

impl Comparison {
    /// Exit status of a command that ends with this comparison: 1 where a step is worse, 3 where one is unknown, else 0.
    pub fn exit_status(&self) -> u8 {
        let any = |verdict| self.steps.iter().any(|step| step.verdict == verdict);
        if any(Verdict::Worse) {
            1
        } else if any(Verdict::Unknown) {
            3
        } else {
            0
        }
    }

    /// For people.
    pub fn text(&self, colour: bool) -> String {
        let mut table = Table::new([
            ("Step", Align::Left),
            ("Baseline", Align::Right),
            ("Now", Align::Right),
            ("Verdict", Align::Left),
            ("", Align::Left),
        ]);
        let number = |count: Option<u64>| count.map_or("-".to_owned(), |count| count.to_string());
        for step in &self.steps {
            let reason = step.reason.clone().unwrap_or_default();
            table.row([step.step.clone(), number(step.baseline), number(step.now), step.verdict.to_string(), reason]);
        }
        format!("Run {} against baseline {}\n\n{}", self.run, self.baseline, table.text(colour))
    }

    /// For programs.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).expect("a comparison has only names as keys") + "\n"
    }
}

fn errors_by_step(summary: &RunSummary) -> BTreeMap<String, u64> {
    summary.steps.iter().map(|step| (step.step.clone(), step.validation_errors_before_repair)).collect()
}

fn path(sutura_dir: &Path) -> PathBuf {
    sutura_dir.join("baseline.json")
}

fn parse(path: &Path, content: &[u8]) -> Result<Baseline, LedgerError> {
    let broken = |error: serde_json::Error| LedgerError::BrokenBaseline { path: path.to_owned(), problem: error.to_string() };
    let value: serde_json::Value = serde_json::from_slice(content).map_err(broken)?;
    match value["schema"].as_str() {
        Some(schema) if schema != BASELINE_SCHEMA => {
            Err(LedgerError::LaterFormat { path: path.to_owned(), found: schema.to_owned(), known: BASELINE_SCHEMA.to_owned() })
        }
        _ => serde_json::from_value(value).map_err(broken),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::{
        ledger::{StepSummary, testing::outcome},
        report::Status,
    };

    fn run(steps: &[(&str, u64)]) -> RunSummary {
        let step = |&(step, errors): &(&str, u64)| StepSummary {
            step: step.to_owned(),
            validation_errors_before_repair: errors,
            ..StepSummary::default()
        };
        let steps = steps.iter().map(step).collect();
        RunSummary { run: "now".to_owned(), complete: true, steps, ..RunSummary::default() }
    }

    fn baseline(steps: &[(&str, u64)]) -> Baseline {
        let saved_at = "2026-11-22T17:25:30.417Z".parse().unwrap();
        Baseline::of(&RunSummary { run: "then".to_owned(), ..run(steps) }, saved_at).unwrap()
    }

    #[test]
    fn each_step_is_better_same_worse_new_missing_or_unknown() {
        let mut summary = run(&[("backend", 1), ("contract", 4), ("e2e", 9), ("frontend", 3), ("types", 0)]);
        summary.checkers.push(outcome("types", "tsc", Status::Failed));
        let then = baseline(&[("backend", 4), ("contract", 4), ("frontend", 2), ("seed", 1), ("types", 5)]);
        let comparison = compare(&then, &summary);
        insta::assert_snapshot!("comparison", comparison.text(false));
        assert_eq!(comparison.exit_status(), 1);
        assert_eq!(serde_json::from_str::<Comparison>(&comparison.json()).unwrap(), comparison);
    }

    #[test]
    fn fewer_errors_without_every_verdict_are_not_better() {
        let mut summary = run(&[("backend", 0)]);
        summary.complete = false;
        let comparison = compare(&baseline(&[("backend", 4)]), &summary);
        assert_eq!(comparison.steps[0].verdict, Verdict::Unknown);
        assert_eq!(comparison.exit_status(), 3);
        assert_eq!(compare(&baseline(&[("backend", 4)]), &run(&[("backend", 4)])).exit_status(), 0);
    }

    #[test]
    fn a_run_that_was_cut_off_makes_no_baseline() {
        let cut_off = RunSummary { complete: false, ..run(&[("backend", 0)]) };
        let error = Baseline::of(&cut_off, Timestamp::UNIX_EPOCH).unwrap_err();
        assert_eq!(error.to_string(), "run now cannot be a baseline: the run was cut off");
    }

    #[test]
    fn what_was_saved_is_loaded() {
        let root = tempfile::tempdir().unwrap();
        let sutura = root.path().join(".sutura");
        assert!(matches!(Baseline::load(&sutura), Err(LedgerError::NoBaseline { .. })));
        baseline(&[("backend", 7)]).save(&sutura).unwrap();
        let saved = baseline(&[("backend", 4)]);
        saved.save(&sutura).unwrap();
        assert_eq!(Baseline::load(&sutura).unwrap(), saved);
    }

    #[test]
    fn version_1_stays_readable_and_others_are_refused() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("baseline.json");
        let v1 = r#"{"schema":"sutura.baseline/1","run":"then","saved_at":"2026-11-22T17:25:30.417Z","steps":{"backend":4}}"#;
        fs::write(&file, v1).unwrap();
        assert_eq!(Baseline::load(root.path()).unwrap(), baseline(&[("backend", 4)]));
        fs::write(&file, r#"{"schema":"sutura.baseline/2"}"#).unwrap();
        assert!(matches!(Baseline::load(root.path()), Err(LedgerError::LaterFormat { .. })));
        fs::write(&file, "{").unwrap();
        assert!(matches!(Baseline::load(root.path()), Err(LedgerError::BrokenBaseline { .. })));
    }
}
