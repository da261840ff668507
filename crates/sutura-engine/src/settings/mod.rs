//! What a user can set, in `sutura.toml`. Every key has a default.

mod contract;
mod model;
mod repair;
mod trust;

use std::{collections::BTreeMap, path::PathBuf};

use globset::{Glob, GlobSet, GlobSetBuilder};
use regex::Regex;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use contract::{Content, ContractSettings, Isolation};
pub use model::{ModelSettings, Price, Provider};
pub use repair::{Limits, RepairSettings};
pub use trust::{Trust, TrustError};

/// The name of the settings file, in the checked folder.
pub const FILE: &str = "sutura.toml";

/// The content of `sutura.toml`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// How a check is done.
    pub check: CheckSettings,
    /// How a repair is done.
    pub repair: RepairSettings,
    /// One table a checker: a built-in one (`structure`, `ruff`, `pyright`, `ty`, `tsc`) is switched and tuned by its name; any other name declares a
    /// further checker and needs `command` and `format`.
    pub checkers: BTreeMap<String, CheckerSettings>,
    /// The model that repairs ask.
    pub model: ModelSettings,
    /// Where the contract between backend and frontend comes from, and how it is written.
    pub contract: ContractSettings,
}

/// How a check is done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CheckSettings {
    /// Paths that are no part of the project, as globs relative to the checked folder, such as `legacy/**`.
    pub ignore: Vec<String>,
    /// Use ruff, ty and TypeScript 7 alone: seconds in place of minutes, and nearly the same verdict.
    pub fast: bool,
    /// Seconds after which a checker is ended.
    #[schemars(range(min = 1))]
    pub time_limit: u64,
    /// How many checkers run at once; 0 stands for the number of cores.
    pub jobs: usize,
    /// MiB of memory that one checker may hold that is kept running for a session or a repair; beyond it is started again.
    #[schemars(range(min = 64))]
    pub session_memory_mib: u64,
}

impl Default for CheckSettings {
    fn default() -> Self {
        Self { ignore: Vec::new(), fast: false, time_limit: 600, jobs: 0, session_memory_mib: 2048 }
    }
}

/// One checker.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CheckerSettings {
    /// Whether it runs. `ty` is off by default, all others are on.
    pub enabled: Option<bool>,
    /// Codes that are not reported, as prefixes: `F4` covers `F401`.
    pub ignore: Vec<String>,
    /// ruff alone: the rules to check, in place of `F` and `E9`.
    pub select: Option<Vec<String>>,
    /// ruff alone: read the project's own ruff settings.
    pub project_settings: bool,
    /// A declared checker's program and arguments. The program is looked up on `PATH`, never in the project.
    pub command: Option<Vec<String>>,
    /// What a declared checker prints.
    pub format: Option<OutputFormat>,
    /// For `format = "regex"`: the expression for one line, with the named groups `file`, `line` and `message`, and if they are there
    /// `column`, `end_line`, `end_column`, `code` and `severity`.
    pub pattern: Option<String>,
    /// Which files a declared checker reads, as globs; all sources where it is left out. Files that Sutura would not take for sources are added to the check.
    pub files: Vec<String>,
    /// The folder, relative to the checked one, in which a declared checker runs.
    pub folder: String,
    /// Exit statuses with which a declared checker tells that it ran.
    pub statuses: Option<Vec<i32>>,
}

/// What a declared checker prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum OutputFormat {
    /// SARIF 2.1.0.
    Sarif,
    /// reviewdog's diagnostic format, whole or one a line.
    Rdjson,
    /// Checkstyle's XML.
    Checkstyle,
    /// Lines that the `pattern` matches.
    Regex,
}

/// The built-in checkers, in the order of reports.
pub const BUILT_IN: &[&str] = &["structure", "ruff", "pyright", "ty", "tsc", "contract"];

/// Why settings cannot be used. The text names the file, the line and what to do.
#[derive(Debug, Error)]
pub enum SettingsError {
    /// The file is not valid, or has a key that does not exist.
    #[error("{file}:{line}: {message}")]
    Invalid {
        /// The file, as the user named it.
        file: String,
        /// 1-based line.
        line: usize,
        /// What is wrong, and what would be right.
        message: String,
    },
    /// The file cannot be read.
    #[error("{}: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

impl Settings {
    /// Reads `text`, the content of `file`.
    pub fn parse(file: &str, text: &str) -> Result<Self, SettingsError> {
        let invalid = |line, message| SettingsError::Invalid { file: file.to_owned(), line, message };
        let settings: Self = toml::from_str(text).map_err(|error| invalid(line_of(&error, text), with_nearest(error.message())))?;
        settings.validate().map_err(|(key, message)| {
            let line = text.lines().position(|line| line.contains(&key)).map_or(1, |index| index + 1);
            invalid(line, message)
        })?;
        Ok(settings)
    }

    /// The settings of one checker, by default those of a table that is not there.
    pub fn checker(&self, name: &str) -> CheckerSettings {
        self.checkers.get(name).cloned().unwrap_or_default()
    }

    /// The declared checkers that are switched on.
    pub fn declared(&self) -> impl Iterator<Item = (&str, &CheckerSettings)> {
        self.checkers
            .iter()
            .filter(|(name, checker)| !BUILT_IN.contains(&name.as_str()) && checker.enabled != Some(false))
            .map(|(name, checker)| (name.as_str(), checker))
    }

    /// Whether they ask for something that only the user may: to run a command, or code without a sandbox, or to say where keys, code and money go.
    pub fn need_trust(&self) -> bool {
        self.checkers.values().any(|checker| checker.command.is_some())
            || self.model.needing_trust().next().is_some()
            || self.contract.needing_trust().next().is_some()
    }

    /// The paths that are no part of the project.
    pub fn ignored(&self) -> GlobSet {
        globs(&self.check.ignore).expect("the globs were tried when the settings were read")
    }

    /// The paths that declared checkers want beside the usual sources.
    pub fn extra(&self) -> GlobSet {
        let patterns: Vec<String> = self.declared().flat_map(|(_, checker)| checker.files.clone()).collect();
        globs(&patterns).expect("the globs were tried when the settings were read")
    }

    fn validate(&self) -> Result<(), (String, String)> {
        globs(&self.check.ignore).map_err(|error| ("ignore".to_owned(), error))?;
        if self.check.time_limit == 0 {
            return Err(("time_limit".to_owned(), "check.time_limit must be at least 1 second".to_owned()));
        }
        self.model.validate().map_err(|(key, message)| (key.to_owned(), message))?;
        self.repair.validate()?;
        self.contract.validate()?;
        self.checkers.iter().try_for_each(|(name, checker)| {
            checker.validate(name, BUILT_IN.contains(&name.as_str())).map_err(|message| (name.clone(), message))
        })
    }
}

impl CheckerSettings {
    fn validate(&self, name: &str, built_in: bool) -> Result<(), String> {
        let declares = self.command.is_some() || self.format.is_some() || self.pattern.is_some();
        if built_in && declares {
            return Err(format!("`checkers.{name}` is built in and takes no command, format or pattern; choose another name"));
        }
        if name != "ruff" && (self.select.is_some() || self.project_settings) {
            return Err(format!("`checkers.{name}`: `select` and `project_settings` are for ruff alone"));
        }
        if built_in {
            return Ok(());
        }
        globs(&self.files)?;
        match &self.command {
            None => return Err(undeclared(name)),
            Some(command) => program_outside(&format!("checkers.{name}.command"), command)?,
        }
        if self.folder.split('/').any(|part| part == "..") || self.folder.starts_with('/') {
            return Err(format!("`checkers.{name}.folder` must lie in the checked folder"));
        }
        match (self.format, &self.pattern) {
            (None, _) => Err(format!("`checkers.{name}` needs `format`: sarif, rdjson, checkstyle or regex")),
            (Some(OutputFormat::Regex), None) => {
                Err(format!("`checkers.{name}` has the format regex and needs `pattern`, with the groups file, line and message"))
            }
            (Some(OutputFormat::Regex), Some(pattern)) => {
                let regex = Regex::new(pattern).map_err(|error| format!("`checkers.{name}.pattern`: {error}"))?;
                let names: Vec<&str> = regex.capture_names().flatten().collect();
                match ["file", "line", "message"].iter().find(|group| !names.contains(group)) {
                    Some(missing) => Err(format!("`checkers.{name}.pattern` has no group (?P<{missing}>…)")),
                    None => Ok(()),
                }
            }
            (Some(_), Some(_)) => Err(format!("`checkers.{name}.pattern` goes with the format regex alone")),
            (Some(_), None) => Ok(()),
        }
    }
}

/// A command names its program, and not by a path into the project.
fn program_outside(key: &str, command: &[String]) -> Result<(), String> {
    let Some(program) = command.first().filter(|program| !program.is_empty()) else {
        return Err(format!("`{key}` is empty; name the program and its arguments"));
    };
    let plain = !program.contains(['/', '\\']);
    if !plain && !std::path::Path::new(program).is_absolute() {
        return Err(format!("`{key}`: {program} is a path into the project; name a program on PATH or an absolute path"));
    }
    Ok(())
}

/// A table under `checkers` without a command is a misspelt built-in one more often than not.
fn undeclared(name: &str) -> String {
    match nearest(name, BUILT_IN.iter().copied()) {
        Some(near) => format!("there is no checker `{name}`; did you mean `{near}`?"),
        None => format!("`checkers.{name}` declares a checker and needs `command` and `format`"),
    }
}

fn globs(patterns: &[String]) -> Result<GlobSet, String> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        set.add(Glob::new(pattern).map_err(|error| format!("`{pattern}` is no glob: {}", error.kind()))?);
    }
    set.build().map_err(|error| error.to_string())
}

/// The 1-based line of `text` that `error` is about.
pub(crate) fn line_of(error: &toml::de::Error, text: &str) -> usize {
    let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
    1 + before.matches('\n').count()
}

/// serde's message for an unknown key lists the known ones; the nearest is what the user wants to see first.
fn with_nearest(message: &str) -> String {
    let names: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    match names.split_first() {
        Some((wrong, known)) if message.starts_with("unknown") => match nearest(wrong, known.iter().copied()) {
            Some(near) => format!("unknown key `{wrong}`; did you mean `{near}`?"),
            None => format!("unknown key `{wrong}`; there are {}", known.join(", ")),
        },
        _ => message.to_owned(),
    }
}

/// The name of `known` that `wrong` is most likely a slip of.
pub fn nearest<'a>(wrong: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    known
        .map(|name| (strsim::damerau_levenshtein(wrong, name), name))
        .filter(|(distance, name)| *distance <= 1 + name.len() / 4)
        .min()
        .map(|(_, name)| name)
}

/// The JSON Schema of `sutura.toml` (draft-07, which TOML editors read).
pub fn schema() -> serde_json::Value {
    let settings = schemars::generate::SchemaSettings::draft07();
    let mut schema = settings.into_generator().into_root_schema_for::<Settings>();
    schema.insert("title".to_owned(), "sutura.toml".into());
    schema.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        Settings::parse("sutura.toml", text).unwrap_err().to_string()
    }

    #[test]
    fn an_empty_file_is_all_defaults() {
        assert_eq!(Settings::parse("sutura.toml", "").unwrap(), Settings::default());
    }

    #[test]
    fn an_unknown_key_is_refused_with_its_line_and_the_nearest_name() {
        assert_eq!(error("[check]\nignor = []\n"), "sutura.toml:2: unknown key `ignor`; did you mean `ignore`?");
        assert_eq!(error("[chek]\n"), "sutura.toml:1: unknown key `chek`; did you mean `check`?");
        assert_eq!(error("[checkers.pyrihgt]\nenabled = false\n"), "sutura.toml:1: there is no checker `pyrihgt`; did you mean `pyright`?");
        assert!(error("[check]\nquux = 1\n").contains("there are ignore, fast"));
    }

    #[test]
    fn a_wrong_type_and_broken_toml_name_the_line() {
        assert!(error("[check]\n\nfast = 3\n").starts_with("sutura.toml:3: "));
        assert!(error("[check\n").starts_with("sutura.toml:1: "));
    }

    #[test]
    fn a_declared_checker_needs_a_command_a_format_and_a_pattern_that_fits() {
        let complete =
            "[checkers.mypy]\ncommand = [\"mypy\", \".\"]\nformat = \"regex\"\npattern = '(?P<file>.+):(?P<line>\\d+): (?P<message>.*)'\n";
        assert!(Settings::parse("sutura.toml", complete).unwrap().need_trust());
        assert!(error("[checkers.eslint]\nformat = \"sarif\"\n").contains("needs `command`"));
        assert!(error("[checkers.eslint]\ncommand = [\"eslint\"]\n").contains("needs `format`"));
        assert!(error("[checkers.x]\ncommand = [\"x\"]\nformat = \"regex\"\npattern = \"(?P<file>.)\"\n").contains("no group (?P<line>"));
        assert!(error("[checkers.x]\ncommand = [\"./x\"]\nformat = \"sarif\"\n").contains("path into the project"));
        assert!(error("[checkers.tsc]\ncommand = [\"x\"]\n").contains("built in"));
        assert!(error("[checkers.x]\ncommand = [\"x\"]\nformat = \"sarif\"\nfolder = \"../y\"\n").contains("must lie in"));
    }

    #[test]
    fn a_contract_stays_in_the_folder_and_asks_an_address_only_with_trust() {
        assert!(error("[contract]\ntypes = \"../web/api.ts\"\n").ends_with("sutura.toml:2: contract.types must lie in the checked folder"));
        assert!(error("[contract]\ntypes = \".git/hooks/pre-commit\"\n").contains("contract.types must name a file of TypeScript"));
        assert!(error("[contract]\nsource = \"/etc\"\n").contains("contract.source must lie in"));
        assert!(error("[contract.names]\nread_users_me = \"me\"\n").contains("`me`, which is not of the form module.name"));
        assert!(error("[contract]\ncontent = \"hook\"\n").contains("`hooks`"));
        let trusted = |text: &str| Settings::parse("sutura.toml", text).unwrap().need_trust();
        assert!(!trusted("[contract]\nsource = \"backend\"\nisolation = \"required\"\nenv = { KEY = \"x\" }\n"));
        assert!(trusted("[contract]\nisolation = \"best\"\n") && trusted("[contract]\nsource = \"http://localhost:8000\"\n"));
    }

    #[test]
    fn the_published_schema_is_the_one_of_these_types() {
        let published = include_str!("../../../../docs/sutura.schema.json");
        let current = serde_json::to_string_pretty(&schema()).unwrap() + "\n";
        assert!(published == current, "docs/sutura.schema.json is stale: run `cargo run -- schema settings > docs/sutura.schema.json`");
    }
}
