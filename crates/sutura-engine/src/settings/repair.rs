//! `[repair]`: how far a repair goes, and what it may cost.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a repair is done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RepairSettings {
    /// How often a model is asked about one file.
    #[schemars(range(min = 1, max = 20))]
    pub attempts: u32,
    /// How many files are with a model at the same time.
    #[schemars(range(min = 1, max = 64))]
    pub concurrency: usize,
    /// The share of a file's lines, from 0 to 1, that a model may change.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub max_change: f64,
    /// What the whole run may cost.
    pub run: Limits,
    /// What one file may cost.
    pub file: Limits,
}

impl Default for RepairSettings {
    fn default() -> Self {
        Self { attempts: 2, concurrency: 4, max_change: 0.5, run: Limits::default(), file: Limits::default() }
    }
}

/// What may be spent on models. What is left out is not limited.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// US dollars. A model whose price is not known is then not asked.
    #[schemars(range(min = 0.0))]
    pub usd: Option<f64>,
    /// Tokens, sent and received.
    pub tokens: Option<u64>,
    /// Requests.
    pub requests: Option<u64>,
    /// Seconds of wall time.
    pub seconds: Option<u64>,
}

impl Limits {
    /// Whether so many dollars can be a limit.
    pub fn is_amount(usd: f64) -> bool {
        usd.is_finite() && usd >= 0.0
    }
}

impl RepairSettings {
    /// The key that is out of its range, and what is wrong with it.
    pub(super) fn validate(&self) -> Result<(), (String, String)> {
        let wrong = |key: &str, says: &str| Err((key.to_owned(), format!("repair.{key} must be {says}")));
        if !(1..=20).contains(&self.attempts) {
            return wrong("attempts", "from 1 to 20");
        }
        if !(1..=64).contains(&self.concurrency) {
            return wrong("concurrency", "from 1 to 64");
        }
        if !(0.0..=1.0).contains(&self.max_change) {
            return wrong("max_change", "from 0 to 1");
        }
        if [self.run.usd, self.file.usd].into_iter().flatten().any(|usd| !Limits::is_amount(usd)) {
            return wrong("usd", "0 or more");
        }
        Ok(())
    }
}
