//! The arithmetic of repairs, the same for one run and for ten thousand.

use std::borrow::Cow;

/// What one step of one run comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// Errors that its first check found.
    pub found: u64,
    /// Attempts to mend a file.
    pub attempts: u64,
    /// Attempts whose result was kept.
    pub kept: u64,
    /// Tokens sent and received for them, without those read from a prompt cache.
    pub tokens: u64,
    /// Errors that are there at its end; before [`Tally::settled`], only those that it recorded.
    pub surviving: u64,
}

impl Tally {
    /// Counts one attempt.
    pub fn attempt(&mut self, success: bool, input_tokens: u64, output_tokens: u64) {
        self.attempts += 1;
        self.kept += u64::from(success);
        self.tokens = self.tokens.saturating_add(input_tokens).saturating_add(output_tokens);
    }

    /// An attempt that was counted as kept was taken back.
    pub fn taken_back(&mut self) {
        self.kept = self.kept.saturating_sub(1);
    }

    /// The tally when the events of its run are at their end. Where no attempt was kept, nothing was mended: all that was found
    /// survives, recorded again or not.
    pub fn settled(self) -> Self {
        let nothing_mended = self.kept == 0 && self.surviving == 0;
        Self { surviving: if nothing_mended { self.found } else { self.surviving }, ..self }
    }

    /// Adds the settled tally of another run.
    pub fn add(&mut self, other: Self) {
        self.found += other.found;
        self.attempts += other.attempts;
        self.kept += other.kept;
        self.tokens = self.tokens.saturating_add(other.tokens);
        self.surviving += other.surviving;
    }

    /// The share of attempts that were kept; none where nothing was attempted.
    pub fn success_rate(self) -> Option<f64> {
        (self.attempts > 0).then(|| self.kept as f64 / self.attempts as f64)
    }
}

/// Under which name a code is counted: its own or, where the tool gives none, one that says so.
pub(super) fn code_name<'a>(tool: &str, code: &'a str) -> Cow<'a, str> {
    if code.is_empty() { format!("{tool} (no code)").into() } else { code.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_kept_attempt_everything_survives() {
        let mut tally = Tally { found: 3, ..Tally::default() };
        assert_eq!(tally.settled().surviving, 3);
        tally.attempt(false, 10, 2);
        assert_eq!(tally.settled().surviving, 3);
        tally.attempt(true, 10, 2);
        assert_eq!(tally.settled().surviving, 0);
        tally.surviving = 1;
        assert_eq!(tally.settled().surviving, 1);
        assert_eq!(tally.tokens, 24);
    }

    #[test]
    fn a_rate_of_nothing_is_none() {
        assert_eq!(Tally::default().success_rate(), None);
        assert_eq!(Tally { attempts: 4, kept: 1, ..Tally::default() }.success_rate(), Some(0.25));
    }
}
