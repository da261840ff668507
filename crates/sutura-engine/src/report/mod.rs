//! A report: what one check found and what ran, and its renderings.
//!
//! Each format is one file with one function `render` from a [`Report`] to text, and one line in the list of [`Format`]s.
//! Nothing here prints.

mod agent;
pub mod comparison;
mod concise;
mod frame;
mod github;
mod gitlab;
mod human;
mod json;
mod jsonl;
mod junit;
mod markdown;
mod paint;
mod rdjsonl;
#[cfg(test)]
mod sample;
mod sarif;
pub(crate) mod text;
pub(crate) mod words;

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::diagnostic::{Diagnostic, Summary};

pub use paint::Paint;
pub use words::closing_line;

/// The version of the JSON report. A change that a reader could stumble over raises the number.
pub const SCHEMA: &str = "sutura.report/1";

/// What `sutura check` found: the whole content of every report format.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// Name and version of this format: [`SCHEMA`].
    pub schema: String,
    /// Identity of the run in the ledger.
    pub run: String,
    /// Digest of the tree that the verdict is about.
    pub tree: String,
    /// All diagnostics, ordered by place.
    pub diagnostics: Vec<Diagnostic>,
    /// What ran, what was known already and what could not run.
    pub checkers: Vec<CheckerRun>,
    /// Counts over `diagnostics`.
    pub summary: Summary,
    /// What the reader should know about the check itself, such as links that were not followed.
    #[serde(default)]
    pub notes: Vec<String>,
    /// Wall time of the whole check, in milliseconds.
    pub milliseconds: u64,
}

/// One checker on one project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CheckerRun {
    /// The checker's name, such as `tsc`.
    pub name: String,
    /// The project's folder relative to the checked root; `.` for the root itself.
    pub project: String,
    /// The version of the tool; empty where it is not known because it did not run.
    pub version: String,
    /// What became of it.
    pub status: Status,
    /// Wall time of this checker, in milliseconds; for a cached verdict, the time to look it up.
    pub milliseconds: u64,
    /// Why it failed or was skipped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What the reader can do about that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// What became of a checker in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It ran now.
    Ran,
    /// Its verdict on exactly these sources, settings, tools and dependencies was known.
    Cached,
    /// It could not give a verdict: the report is not complete.
    Failed,
    /// It had nothing to check, or was switched off.
    Skipped,
}

impl Report {
    /// The checkers without a verdict.
    pub fn failed(&self) -> impl Iterator<Item = &CheckerRun> {
        self.checkers.iter().filter(|run| run.status == Status::Failed)
    }

    /// Exit status of a command that ends with this report: 3 where a checker has no verdict, 1 where errors remain, else 0.
    pub fn exit_status(&self) -> u8 {
        if self.failed().next().is_some() {
            3
        } else if self.summary.total > 0 {
            1
        } else {
            0
        }
    }
}

/// What a rendering needs beyond the report.
pub struct Context<'a> {
    /// The text of a file of the checked tree, by the name that diagnostics use; `None` where there is none.
    pub sources: &'a dyn Fn(&str) -> Option<&'a str>,
    /// Whether the reader's terminal shows colours.
    pub color: bool,
    /// The width of the reader's terminal, in columns.
    pub width: usize,
    /// The command that shows all of the report, such as `sutura check app --format json`. Formats that are cut short name it.
    pub details: Option<&'a str>,
}

/// `report` as text in `format`. It is empty or ends with a line feed.
pub fn render(report: &Report, format: Format, context: &Context<'_>) -> String {
    format.renderer()(report, context)
}

/// Declares [`Format`]: one line a format, with what it is for, its variant, its name and its file.
macro_rules! formats {
    ($($(#[doc = $about:literal])+ $variant:ident = $name:literal, $file:ident;)+) => {
        /// How a report can be written.
        ///
        /// Programs may rely on `concise`, `json`, `jsonl` and the formats of other tools. `full`, `agent` and `markdown` are for
        /// readers, and their wording changes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Format {
            $($(#[doc = $about])+ $variant,)+
        }

        impl Format {
            /// Every format.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The stable name, as it stands on the command line.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }

            /// What it is for, in one sentence.
            pub fn about(self) -> &'static str {
                match self {
                    $(Self::$variant => concat!($($about),+).trim_start(),)+
                }
            }

            fn renderer(self) -> fn(&Report, &Context<'_>) -> String {
                match self {
                    $(Self::$variant => $file::render,)+
                }
            }
        }
    };
}

formats! {
    /// For people: every problem with its lines of source, and what ran.
    Full = "full", human;
    /// One line a problem.
    Concise = "concise", concise;
    /// For coding agents: short, with stable ids and the next command.
    Agent = "agent", agent;
    /// All of the report, as one JSON object.
    Json = "json", json;
    /// One JSON object a problem and a line.
    Jsonl = "jsonl", jsonl;
    /// SARIF 2.1.0, for code scanning.
    Sarif = "sarif", sarif;
    /// Annotations of GitHub Actions.
    Github = "github", github;
    /// GitLab Code Quality.
    Gitlab = "gitlab", gitlab;
    /// JUnit XML, for test reports.
    Junit = "junit", junit;
    /// Reviewdog's diagnostic lines.
    Rdjsonl = "rdjsonl", rdjsonl;
    /// For comments on pull requests.
    Markdown = "markdown", markdown;
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, UnknownFormat> {
        Self::ALL.iter().copied().find(|format| format.name() == name).ok_or_else(|| UnknownFormat { name: name.to_owned() })
    }
}

/// A name that no format has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no report format `{name}`; there are {known}", known = known())]
pub struct UnknownFormat {
    name: String,
}

fn known() -> String {
    let names: Vec<&str> = Format::ALL.iter().map(|format| format.name()).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_is_found_by_its_own_name() {
        for format in Format::ALL {
            assert_eq!(format.to_string().parse(), Ok(*format));
        }
    }

    #[test]
    fn an_unknown_format_is_told_the_known_ones() {
        let error = "xml".parse::<Format>().unwrap_err();
        insta::assert_snapshot!(
            error,
            @"there is no report format `xml`; there are full, concise, agent, json, jsonl, sarif, github, gitlab, junit, rdjsonl, markdown"
        );
    }

    #[test]
    fn no_text_format_lets_a_control_character_through() {
        use Format::{Agent, Concise, Full, Github, Markdown};
        for format in &[Full, Concise, Agent, Github, Markdown] {
            let rendered = render(&sample::rich(), *format, &sample::context());
            let hostile = rendered.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t'));
            assert_eq!(hostile, None, "{format}");
        }
    }

    #[test]
    fn no_format_is_silent_about_a_failed_checker_but_the_one_that_is_only_diagnostics() {
        for format in Format::ALL.iter().filter(|format| **format != Format::Jsonl) {
            let rendered = render(&sample::incomplete(), *format, &sample::context());
            assert!(rendered.contains("killed after 120 s"), "{format}: {rendered}");
            assert!(!rendered.contains("No errors"), "{format}: {rendered}");
        }
    }

    #[test]
    fn every_rendering_ends_with_a_line_feed_or_is_empty() {
        for format in Format::ALL {
            for report in [sample::rich(), sample::clean(), sample::incomplete()] {
                let rendered = render(&report, *format, &sample::context());
                assert!(rendered.is_empty() || rendered.ends_with('\n'), "{format}");
            }
        }
    }
}
