//! The one place that decides whether a call is made again, and when.

use std::time::Duration;

use jiff::{Timestamp, fmt::rfc2822};

use super::ModelError;
use crate::workspace::Digest;

/// How often, and how long apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retry {
    /// The most calls for one answer, the first one counted.
    pub attempts: u32,
    /// The first pause; each further one is twice as long.
    pub first: Duration,
    /// The longest pause that is not asked for by the provider.
    pub longest: Duration,
    /// The longest pause at all, where no deadline says how long there is time.
    pub patience: Duration,
}

impl Default for Retry {
    fn default() -> Self {
        Self { attempts: 5, first: Duration::from_secs(1), longest: Duration::from_secs(60), patience: Duration::from_secs(120) }
    }
}

impl Retry {
    /// How long to wait after the `attempt`th call (from 1) for `request` ended with `error`, or nothing where it is not made again.
    ///
    /// What the provider asks for is honoured, as seconds and as an HTTP date, which is measured against `now`. Else the pause doubles; a half
    /// of it is spread by the request's own hash, so that requests that failed together do not come back together.
    pub fn pause(&self, error: &ModelError, attempt: u32, request: Digest, now: Timestamp) -> Option<Duration> {
        if !error.is_passing() || attempt >= self.attempts {
            return None;
        }
        if let ModelError::Status { retry_after: Some(text), .. } = error
            && let Some(pause) = asked_for(text, now)
        {
            return Some(pause);
        }
        let whole = self.first.saturating_mul(1 << (attempt - 1).min(16)).min(self.longest);
        Some(whole / 2 + (whole / 2).mul_f64(spread(request, attempt)))
    }
}

/// `retry-after`: seconds, or a date. One in the past is no pause at all; what is neither is as if it were not there.
fn asked_for(text: &str, now: Timestamp) -> Option<Duration> {
    if let Ok(seconds) = text.trim().parse::<f64>() {
        return Duration::try_from_secs_f64(seconds.max(0.0)).ok();
    }
    let date = rfc2822::DateTimeParser::new().parse_timestamp(text.trim()).ok()?;
    Some(Duration::try_from(now.duration_until(date)).unwrap_or_default())
}

/// A number from 0 to 1.
fn spread(request: Digest, attempt: u32) -> f64 {
    let hash = blake3::hash(format!("{request} {attempt}").as_bytes());
    f64::from(hash.as_bytes()[0]) / 255.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(status: u16, retry_after: Option<&str>) -> ModelError {
        ModelError::Status { model: "m".to_owned(), status, message: String::new(), retry_after: retry_after.map(str::to_owned) }
    }

    fn pause(error: &ModelError, attempt: u32) -> Option<Duration> {
        Retry::default().pause(error, attempt, Digest::of(b"request"), "2026-11-22T21:00:00Z".parse().unwrap())
    }

    #[test]
    fn what_the_provider_asks_for_is_honoured_in_both_forms() {
        assert_eq!(pause(&status(429, Some("7")), 1), Some(Duration::from_secs(7)));
        assert_eq!(pause(&status(429, Some("0.5")), 1), Some(Duration::from_millis(500)));
        assert_eq!(pause(&status(503, Some("Sun, 22 Nov 2026 21:02:00 GMT")), 1), Some(Duration::from_secs(120)));
        assert_eq!(pause(&status(503, Some("Sun, 22 Nov 2026 20:02:00 GMT")), 1), Some(Duration::ZERO), "a date in the past");
        for odd in ["-3", "NaN", "soon", "", "1e300"] {
            assert!(pause(&status(429, Some(odd)), 1).unwrap() <= Duration::from_secs(1), "{odd}");
        }
    }

    #[test]
    fn pauses_double_up_to_the_longest_and_are_spread() {
        for attempt in 1..5 {
            let whole = Duration::from_secs(1 << (attempt - 1));
            let pause = pause(&status(529, None), attempt).unwrap();
            assert!(whole / 2 <= pause && pause <= whole, "{attempt}: {pause:?}");
        }
        let patient = Retry { attempts: u32::MAX, ..Retry::default() };
        let now = Timestamp::UNIX_EPOCH;
        assert!(patient.pause(&status(500, None), 1000, Digest::of(b"x"), now).unwrap() <= patient.longest);
        let (one, other) = (Digest::of(b"1"), Digest::of(b"2"));
        assert_ne!(patient.pause(&status(500, None), 9, one, now), patient.pause(&status(500, None), 9, other, now));
    }

    #[test]
    fn only_what_passes_and_bought_nothing_is_tried_again_and_not_for_ever() {
        assert_eq!(pause(&status(400, Some("1")), 1), None);
        assert_eq!(pause(&status(401, None), 1), None);
        assert_eq!(pause(&ModelError::InDoubt { model: "m".to_owned(), reason: String::new() }, 1), None);
        assert!(pause(&ModelError::Unreachable { model: "m".to_owned(), reason: String::new() }, 4).is_some());
        assert_eq!(pause(&status(503, None), 5), None);
    }
}
