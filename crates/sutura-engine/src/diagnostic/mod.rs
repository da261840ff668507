//! What a checker found, in one shape for every tool.
//!
//! A checker's parser gives [`Finding`]s: only what the tool itself printed. [`Finding::into_diagnostic`] adds what is ours,
//! the category and the fingerprint, and so makes a [`Diagnostic`].

mod category;
mod fingerprint;
mod symbol;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use category::{Category, classify};
pub use fingerprint::fingerprint;
pub use symbol::enclosing_symbol;

/// One problem in one file, as reported by one tool.
///
/// The names of the fields are a stable format: events, reports and outside pipelines all use them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Diagnostic {
    /// The pipeline step that asked for the check, such as `check` or `backend`.
    #[serde(default)]
    pub step: String,
    /// Path relative to the checked root, with `/` between its parts.
    pub file: String,
    /// 1-based line.
    #[serde(default = "one")]
    pub line: u32,
    /// 1-based column, in characters.
    #[serde(default = "one")]
    pub column: u32,
    /// The tool's own code, such as `F821`, `reportCallIssue` or `TS2304`; empty where the tool gives none.
    #[serde(default)]
    pub code: String,
    /// What kind of problem it is, whichever tool found it.
    #[serde(default = "other")]
    pub category: Category,
    /// The tool's message, as it was printed.
    pub message: String,
    /// The checker's name, such as `ruff`.
    pub tool: String,
    /// 1-based line of the end of the span, where the tool gives one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_line: Option<u32>,
    /// 1-based column just behind the span, in characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_column: Option<u32>,
    /// Whether it counts against the project.
    #[serde(default)]
    pub severity: Severity,
    /// Identity of the problem that survives line shifts: 16 hexadecimal digits.
    #[serde(default)]
    pub fingerprint: String,
    /// The edit that the tool itself proposes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix>,
}

fn one() -> u32 {
    1
}

fn other() -> Category {
    Category::Other
}

impl Diagnostic {
    /// The order in which reports list diagnostics: by place, then by tool.
    pub fn sort_key(&self) -> (&str, u32, u32, &str, &str, &str) {
        (&self.file, self.line, self.column, &self.tool, &self.code, &self.message)
    }

    /// Whether it counts against the project.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// How much a diagnostic weighs. Only errors decide about the exit status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Counts against the project.
    #[default]
    Error,
    /// Shown, but the project can be clean with it.
    Warning,
    /// For information.
    Note,
}

/// An edit that a tool proposes for its own finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Fix {
    /// What the edit does, in the tool's words.
    pub title: String,
    /// Whether the tool holds the edit for safe.
    pub safe: bool,
    /// The replacements, which do not overlap.
    pub edits: Vec<Edit>,
}

/// Replaces one span of a file. Lines and columns are 1-based, columns in characters; the end is exclusive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Edit {
    /// First line of the span.
    pub line: u32,
    /// First column of the span.
    pub column: u32,
    /// Line of the end of the span.
    pub end_line: u32,
    /// Column just behind the span.
    pub end_column: u32,
    /// What stands there afterwards.
    pub content: String,
}

/// What a tool printed about one problem, before anything of ours is added.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Path relative to the checked root, with `/` between its parts.
    pub file: String,
    /// 1-based line.
    pub line: u32,
    /// 1-based column, in characters.
    pub column: u32,
    /// End of the span: 1-based line and the column just behind it.
    pub end: Option<(u32, u32)>,
    /// The tool's own code; empty where it gives none.
    pub code: String,
    /// The tool's message.
    pub message: String,
    /// Whether it counts against the project.
    pub severity: Severity,
    /// The edit that the tool proposes.
    pub fix: Option<Fix>,
}

impl Finding {
    /// Adds category and fingerprint. `source` is the text of the file that the finding is about, where it is known.
    pub fn into_diagnostic(self, step: &str, tool: &str, source: Option<&str>) -> Diagnostic {
        let category = classify(tool, &self.code);
        let fingerprint = fingerprint(tool, &self, source);
        Diagnostic {
            step: step.to_owned(),
            file: self.file,
            line: self.line,
            column: self.column,
            code: self.code,
            category,
            message: self.message,
            tool: tool.to_owned(),
            end_line: self.end.map(|(line, _)| line),
            end_column: self.end.map(|(_, column)| column),
            severity: self.severity,
            fingerprint,
            fix: self.fix,
        }
    }
}

/// How many diagnostics there are, in total and by what.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Summary {
    /// Number of errors: what decides between clean and not clean.
    pub total: usize,
    /// Number of diagnostics that are not errors.
    #[serde(default)]
    pub warnings: usize,
    /// Errors by category.
    pub by_category: BTreeMap<Category, usize>,
    /// Errors by tool.
    pub by_tool: BTreeMap<String, usize>,
    /// Errors by file.
    pub by_file: BTreeMap<String, usize>,
}

impl Summary {
    /// Counts `diagnostics`.
    pub fn of(diagnostics: &[Diagnostic]) -> Self {
        let mut summary = Self::default();
        for diagnostic in diagnostics {
            if !diagnostic.is_error() {
                summary.warnings += 1;
                continue;
            }
            summary.total += 1;
            *summary.by_category.entry(diagnostic.category).or_default() += 1;
            *summary.by_tool.entry(diagnostic.tool.clone()).or_default() += 1;
            *summary.by_file.entry(diagnostic.file.clone()).or_default() += 1;
        }
        summary
    }
}
