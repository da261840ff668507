//! What tokens cost.

use super::Usage;
use crate::settings::Price;

/// The month in which the built-in prices were looked up, on the providers' own pages and in what is derived from them.
pub const PRICES_OF: &str = "November 2026";

impl Price {
    /// The cost of `usage` in US dollars.
    pub fn of(&self, usage: &Usage) -> f64 {
        let parts = [
            (usage.uncached, self.input),
            (usage.cache_read, self.cache_read),
            (usage.cache_write, self.cache_write),
            (usage.output, self.output),
        ];
        parts.iter().map(|&(tokens, price)| tokens as f64 * price).sum::<f64>() / 1e6
    }

    /// What so many tokens may cost at most, whatever the cache does.
    pub(super) fn at_most(&self, input: u64, output: u64) -> f64 {
        let dearest = self.input.max(self.cache_write).max(self.cache_read);
        (input as f64 * dearest + output as f64 * self.output) / 1e6
    }
}

/// The built-in price of a model by its full name, such as `anthropic/claude-sonnet-4-5-20250929`. Nothing is guessed: a name that differs by
/// more than a date or a revision has no price.
pub fn price_of(name: &str) -> Option<Price> {
    let (provider, model) = name.split_once('/')?;
    let (table, model) = match provider {
        "anthropic" => (CLAUDE, model),
        "openai" => (GPT, model),
        "gemini" => (GEMINI, model),
        "bedrock" => (CLAUDE, on_bedrock(model)?),
        _ => return None,
    };
    let (_, [input, cache_read, cache_write, output]) = table.iter().find(|(known, _)| is_version_of(model, known))?;
    Some(Price { input: *input, cache_read: *cache_read, cache_write: *cache_write, output: *output })
}

/// `us.anthropic.claude-…` is Claude at a region's inference profile.
fn on_bedrock(id: &str) -> Option<&str> {
    const PROFILES: &[&str] = &["us.", "us-gov.", "eu.", "apac.", "jp.", "au.", "global."];
    let id = PROFILES.iter().find_map(|profile| id.strip_prefix(profile)).unwrap_or(id);
    id.strip_prefix("anthropic.")
}

/// Whether `model` is `known` itself, or it with a date and a revision: `-20250929`, `-2026-04-01`, `-v1:0`.
fn is_version_of(model: &str, known: &str) -> bool {
    let Some(rest) = model.strip_prefix(known) else { return false };
    let rest = rest.strip_suffix(":0").unwrap_or(rest);
    let rest = rest.strip_suffix("-v1").or_else(|| rest.strip_suffix("-v2")).unwrap_or(rest);
    let date = rest.strip_prefix(['-', '@']).unwrap_or("none");
    let is_date = date.len() >= 8 && date.starts_with("20") && date.chars().all(|c| c.is_ascii_digit() || c == '-');
    rest.is_empty() || rest == "-latest" || is_date
}

/// Input, read from the cache, written to it (for five minutes), output.
type Row = (&'static str, [f64; 4]);

const CLAUDE: &[Row] = &[
    ("claude-fable-5-1", [10.0, 0.25, 12.5, 50.0]),
    ("claude-fable-5", [10.0, 1.0, 12.5, 50.0]),
    ("claude-opus-5-5", [4.0, 0.2, 5.0, 20.0]),
    ("claude-opus-5", [5.0, 0.5, 6.25, 25.0]),
    ("claude-opus-4-8", [5.0, 0.5, 6.25, 25.0]),
    ("claude-opus-4-7", [5.0, 0.5, 6.25, 25.0]),
    ("claude-opus-4-6", [5.0, 0.5, 6.25, 25.0]),
    ("claude-opus-4-5", [5.0, 0.5, 6.25, 25.0]),
    ("claude-opus-4-1", [15.0, 1.5, 18.75, 75.0]),
    ("claude-sonnet-5-5", [2.0, 0.1, 2.5, 10.0]),
    ("claude-sonnet-5", [2.0, 0.2, 2.5, 10.0]),
    ("claude-sonnet-4-6", [3.0, 0.3, 3.75, 15.0]),
    ("claude-sonnet-4-5", [3.0, 0.3, 3.75, 15.0]),
    ("claude-sonnet-4", [3.0, 0.3, 3.75, 15.0]),
    // Of its two prices the one for prompts above 100,000 tokens.
    ("claude-haiku-5-5", [0.5, 0.05, 0.625, 2.5]),
    ("claude-haiku-4-5", [1.0, 0.1, 1.25, 5.0]),
];

/// OpenAI writes to its cache for nothing more than the tokens cost anyway.
const GPT: &[Row] = &[
    ("gpt-6.1-sol", [2.0, 0.1, 2.0, 10.0]),
    ("gpt-6-sol", [2.0, 0.2, 2.0, 10.0]),
    ("gpt-5.5", [5.0, 0.5, 5.0, 30.0]),
    ("gpt-5.4", [2.5, 0.25, 2.5, 15.0]),
    ("gpt-5.4-mini", [0.75, 0.075, 0.75, 4.5]),
    ("gpt-5.4-nano", [0.2, 0.02, 0.2, 1.25]),
    ("gpt-5.2", [1.75, 0.175, 1.75, 14.0]),
    ("gpt-5.1", [1.25, 0.125, 1.25, 10.0]),
    ("gpt-5", [1.25, 0.125, 1.25, 10.0]),
    ("gpt-5-mini", [0.25, 0.025, 0.25, 2.0]),
    ("gpt-5-nano", [0.05, 0.005, 0.05, 0.4]),
    ("gpt-4.1", [2.0, 0.5, 2.0, 8.0]),
    ("gpt-4.1-mini", [0.4, 0.1, 0.4, 1.6]),
    ("gpt-4o", [2.5, 1.25, 2.5, 10.0]),
    ("gpt-4o-mini", [0.15, 0.075, 0.15, 0.6]),
];

/// Of two prices for short and long prompts the one for long ones; of a price that is halved until 2027 the whole one.
const GEMINI: &[Row] = &[
    ("gemini-3.8-flash", [1.5, 0.15, 1.5, 7.5]),
    ("gemini-3.7-flash", [1.5, 0.15, 1.5, 7.5]),
    ("gemini-3.6-flash", [1.5, 0.15, 1.5, 7.5]),
    ("gemini-3.5-flash-lite", [0.3, 0.03, 0.3, 2.5]),
    ("gemini-2.5-pro", [2.5, 0.25, 2.5, 15.0]),
    ("gemini-2.5-flash", [0.3, 0.03, 0.3, 2.5]),
    ("gemini-2.5-flash-lite", [0.1, 0.01, 0.1, 0.4]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_has_its_price_with_and_without_a_date_and_on_bedrock() {
        let sonnet = price_of("anthropic/claude-sonnet-4-5").unwrap();
        assert_eq!(sonnet, Price { input: 3.0, cache_read: 0.3, cache_write: 3.75, output: 15.0 });
        for name in [
            "anthropic/claude-sonnet-4-5-20250929",
            "bedrock/us.anthropic.claude-sonnet-4-5-20250929-v1:0",
            "bedrock/anthropic.claude-sonnet-4-5-20250929-v1:0",
            "bedrock/global.anthropic.claude-sonnet-4-5",
        ] {
            assert_eq!(price_of(name), Some(sonnet), "{name}");
        }
        assert_eq!(price_of("openai/gpt-5-2025-08-07").unwrap().output, 10.0);
        assert_eq!(price_of("openai/gpt-5-mini").unwrap().output, 2.0);
    }

    #[test]
    fn a_model_that_is_not_known_has_no_price_and_not_that_of_its_neighbour() {
        for name in
            ["openai/gpt-5-pro", "openai/gpt-5.9", "anthropic/claude-opus-4-9", "openai/qwen3", "bedrock/meta.llama3", "command/x", "x"]
        {
            assert_eq!(price_of(name), None, "{name}");
        }
    }

    #[test]
    fn cost_is_the_sum_over_disjoint_counts_and_never_above_the_worst_case() {
        let price = price_of("anthropic/claude-sonnet-4-5").unwrap();
        let usage = Usage { uncached: 1_000_000, cache_read: 1_000_000, cache_write: 1_000_000, output: 1_000_000 };
        assert!((price.of(&usage) - 22.05).abs() < 1e-9);
        assert!(price.of(&usage) <= price.at_most(usage.input(), usage.output));
    }
}
