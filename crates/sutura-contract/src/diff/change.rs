//! One change, and all of them as a report.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{diff, sides::Sides, uses::Uses};
use crate::Contract;

/// The name and version of the report's format.
pub const FORMAT: &str = "sutura.contract-diff/1";

/// Two contracts side by side: the whole content of every format.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Comparison {
    /// `sutura.contract-diff/1`
    pub format: String,
    /// The contract that clients were written against.
    pub old: Side,
    /// The contract that is served now.
    pub new: Side,
    /// Every change, in the order of the old contract.
    pub changes: Vec<Change>,
    /// Counts over `changes`.
    pub summary: Summary,
}

/// Which API it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Side {
    /// The API's title.
    pub title: String,
    /// The API's own version.
    pub version: String,
}

/// Counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Summary {
    /// All changes.
    pub changes: usize,
    /// Those that can break a client.
    pub breaking: usize,
    /// Those of them that a file of the frontend meets. Only where a frontend was looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub breaking_frontend: Option<usize>,
}

/// One difference between two contracts, as clients see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Change {
    /// What kind of thing changed.
    pub subject: Subject,
    /// The name that clients know it by: `orders.list`, `Order`. The new one where it was added, else the old one.
    pub name: String,
    /// The place within it: `query.status`, `items[].price`. Empty where it is the thing itself.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub at: String,
    /// What was done to it.
    pub kind: Kind,
    /// What is to be said about `at`, or about the subject: `was removed`.
    pub message: String,
    /// What it was, where that can be said in a few words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old: Option<String>,
    /// What it is now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new: Option<String>,
    /// Whether a client that was written against the old contract can fail now.
    pub breaking: bool,
    /// What of it fails.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub breaks: Vec<Breaks>,
    /// The endpoints of the old contract in which it shows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub endpoints: Vec<String>,
    /// The files of the frontend that meet it. Only where a frontend was looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub files: Option<Vec<String>>,
    /// The words of which a file has to say one to meet it; none: using the subject is enough.
    #[serde(skip)]
    pub(super) words: Vec<String>,
}

/// What kind of thing changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Subject {
    /// A group of endpoints.
    Module,
    /// A method of the client.
    Endpoint,
    /// A named type.
    Schema,
    /// A named set of values.
    Enum,
    /// A way of signing in.
    Security,
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It has another name.
    Renamed,
    /// It is another one.
    Changed,
}

/// What of a client fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Breaks {
    /// The backend no longer takes what it sends.
    Requests,
    /// It gets what it does not expect.
    Responses,
    /// It names what is not there any more, so that it no longer compiles.
    Code,
}

impl Comparison {
    /// Compares two contracts, and for a frontend whose files use this of them finds which file meets which change.
    pub fn of(old: &Contract, new: &Contract, frontend: Option<&[(String, Uses)]>) -> Self {
        let mut changes = diff(old, new);
        if let Some(frontend) = frontend {
            for change in &mut changes {
                change.files = Some(change.met_by(frontend));
            }
        }
        let breaking = changes.iter().filter(|change| change.breaking).count();
        let here = changes.iter().filter(|change| change.breaks_here()).count();
        let summary = Summary { changes: changes.len(), breaking, breaking_frontend: frontend.map(|_| here) };
        Self { format: FORMAT.to_owned(), old: Side::of(old), new: Side::of(new), changes, summary }
    }

    /// Whether something breaks: for the frontend, where one was looked at.
    pub fn is_breaking(&self) -> bool {
        self.summary.breaking_frontend.unwrap_or(self.summary.breaking) > 0
    }
}

impl Side {
    fn of(contract: &Contract) -> Self {
        Self { title: contract.title.clone(), version: contract.version.clone() }
    }
}

impl Change {
    /// Whether it breaks the frontend that was looked at, or any where none was.
    pub fn breaks_here(&self) -> bool {
        self.breaking && self.files.as_ref().is_none_or(|files| !files.is_empty())
    }
}

/// A difference within something that both contracts have, before it is known who is concerned.
#[derive(Clone, Debug)]
pub struct Difference {
    pub at: String,
    pub kind: Kind,
    pub message: String,
    pub old: Option<String>,
    pub new: Option<String>,
    /// The sides on which it shows.
    pub shows: Sides,
    /// The sides on which it breaks, where it is used on them.
    pub breaks: Sides,
    pub words: Vec<String>,
}

impl Difference {
    /// Something at `at` that breaks nobody until it is said.
    pub fn new(at: impl Into<String>, kind: Kind, message: impl Into<String>) -> Self {
        let (shows, breaks) = (Sides::ALL, Sides::NONE);
        Self { at: at.into(), kind, message: message.into(), old: None, new: None, shows, breaks, words: Vec::new() }
    }

    /// `at` was one thing and is another one.
    pub fn turned(at: impl Into<String>, old: impl Into<String>, new: impl Into<String>) -> Self {
        let (old, new) = (old.into(), new.into());
        Self { old: Some(old.clone()), new: Some(new.clone()), ..Self::new(at, Kind::Changed, format!("was {old}, is {new}")) }
    }

    /// `at` has another name now.
    pub fn renamed(at: impl Into<String>, old: &str, new: &str) -> Self {
        let message = format!("is {new} now");
        Self { old: Some(old.to_owned()), new: Some(new.to_owned()), ..Self::new(at, Kind::Renamed, message) }
    }

    /// The same, breaking these sides.
    pub fn breaking(self, breaks: Sides) -> Self {
        Self { breaks, ..self }
    }

    /// The same, which shows on these sides alone.
    pub fn showing(self, shows: Sides) -> Self {
        Self { shows, ..self }
    }

    /// The same, met only by files that say `word` or another such word.
    pub fn word(mut self, word: impl Into<String>) -> Self {
        self.words.push(word.into());
        self
    }

    /// The change that it is to something used on these sides; none where it shows on others.
    pub fn on(self, sides: Sides, subject: Subject, name: &str, endpoints: Vec<String>) -> Option<Change> {
        let Self { at, kind, mut message, old, new, shows, breaks, words } = self;
        if sides != Sides::NONE && !sides.meets(shows) {
            return None;
        }
        let breaks = told(breaks & (sides | Sides::CODE));
        if kind == Kind::Added && breaks.contains(&Breaks::Requests) {
            message += ", and has to be sent";
        }
        let breaking = !breaks.is_empty();
        Some(Change { subject, name: name.to_owned(), at, kind, message, old, new, breaking, breaks, endpoints, files: None, words })
    }
}

fn told(sides: Sides) -> Vec<Breaks> {
    let all = [(Sides::REQUESTS, Breaks::Requests), (Sides::RESPONSES | Sides::PARTIAL, Breaks::Responses), (Sides::CODE, Breaks::Code)];
    all.into_iter().filter(|(side, _)| sides.meets(*side)).map(|(_, breaks)| breaks).collect()
}
