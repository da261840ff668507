//! The statuses of responses.

use std::fmt;

use crate::model::{Endpoint, Response};

/// What a response's status says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// `404`
    Code(u16),
    /// `4XX`: its first digit.
    Range(u16),
    /// All that is not documented by itself.
    Default,
}

impl Status {
    /// Of a response. None where it is no status.
    pub fn of(response: &Response) -> Option<Self> {
        let status = response.status.as_str();
        if status == "default" {
            return Some(Self::Default);
        }
        let (first, rest) = status.split_at_checked(1)?;
        let first = first.parse().ok().filter(|first| (1..=5).contains(first))?;
        match rest {
            "XX" | "xx" => Some(Self::Range(first)),
            _ if rest.len() == 2 && rest.bytes().all(|byte| byte.is_ascii_digit()) => status.parse().ok().map(Self::Code),
            _ => None,
        }
    }

    /// Its first digit.
    fn class(self) -> Option<u16> {
        match self {
            Self::Code(code) => Some(code / 100),
            Self::Range(class) => Some(class),
            Self::Default => None,
        }
    }

    /// Whether it stands for another one that is not documented by itself.
    pub fn covers(self, other: Self) -> bool {
        match self {
            Self::Code(_) => false,
            Self::Range(class) => matches!(other, Self::Code(code) if code / 100 == class),
            Self::Default => other.class().is_some_and(|class| class >= 4),
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(code) => write!(formatter, "{code}"),
            Self::Range(class) => write!(formatter, "{class}XX"),
            Self::Default => formatter.write_str("default"),
        }
    }
}

/// Responses that mean success: where none is documented as such, the default one.
pub fn successes(endpoint: &Endpoint) -> Vec<(Status, &Response)> {
    let all = statuses(endpoint);
    let of = |wanted: Option<u16>| all.iter().copied().filter(|(status, _)| status.class() == wanted).collect::<Vec<_>>();
    let documented = of(Some(2));
    if documented.is_empty() { of(None) } else { documented }
}

/// Responses that mean an error.
pub fn failures(endpoint: &Endpoint) -> Vec<(Status, &Response)> {
    let mut all = statuses(endpoint);
    all.retain(|(status, _)| status.class().is_none_or(|class| class > 2));
    all
}

fn statuses(endpoint: &Endpoint) -> Vec<(Status, &Response)> {
    endpoint.responses.iter().filter_map(|response| Some((Status::of(response)?, response))).collect()
}
