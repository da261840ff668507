//! What can be said on the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use sutura_engine::{
    report::Format,
    settings::{Content, Limits},
};

use crate::{
    contract::{ContractArguments, ReadingArguments},
    project::ProjectArguments,
};

/// The exit statuses, as `--help` shows them.
const STATUSES: &str = "\
Exit status:
    0  clean, or done
    1  problems remain
    2  wrong usage or settings
    3  a checker or dependency could not run, so the verdict is not complete
    4  a model could not be reached, or the budget is spent
  130  interrupted";

const UNDO_STATUSES: &str = "\
Exit status:
    0  the files are as before the write
    1  files have changed since; nothing was changed
    2  there is nothing to undo, or wrong usage
    3  the files could not be written";

const CONTRACT_STATUSES: &str = "\
Exit status:
    0  written, or as it would be written
    1  --check: the file is not what the backend gives now
    2  wrong usage or settings, or a document or application that has no contract
    3  something that is needed could not be had: packages, the network, a sandbox, a place to write
  130  interrupted";

const DIFF_STATUSES: &str = "\
Exit status:
    0  nothing breaks
    1  something breaks: the frontend, where one is named, else any client
    2  wrong usage or settings, or a document or application that has no contract
    3  something that is needed could not be had: packages, the network, a sandbox
  130  interrupted";

/// Makes machine-written software hold together.
#[derive(Debug, Parser)]
#[command(name = "sutura", version, about, after_help = STATUSES, max_term_width = 100)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// When to use colours.
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    pub color: Color,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Find every error of a project with its real tools.
    #[command(after_help = STATUSES)]
    Check(Check),
    /// Mend what is broken, without a model where that is possible. Nothing gets worse.
    #[command(after_help = STATUSES)]
    Repair(Repair),
    /// Judge and mend candidates for another program: JSON lines on standard input and output. Nothing is written to the project.
    #[command(after_help = STATUSES)]
    Session(Session),
    /// Write a backend as one file of TypeScript: types, and a client that holds the frontend to them.
    #[command(after_help = CONTRACT_STATUSES)]
    Types(Types),
    /// Write what a backend serves as a file for programs and prompts.
    #[command(after_help = CONTRACT_STATUSES)]
    Manifest(Manifest),
    /// Compare what a backend serves with what it served, and tell what of it breaks clients.
    #[command(after_help = DIFF_STATUSES)]
    Contract(Contract),
    /// List the checkers that Sutura brings, or install them.
    Tools(Tools),
    /// Say what of node, python, tools, caches and sandbox is there.
    Doctor {
        /// The project that checks are to work for.
        #[arg(default_value = ".")]
        path: PathBuf,
    },
    /// Write a commented sutura.toml from what is found.
    Init {
        /// The project.
        #[arg(default_value = ".")]
        path: PathBuf,
    },
    /// Allow the commands in a project's sutura.toml, as it stands now.
    Trust(Trust),
    /// Take back the last write of a repair, once.
    #[command(after_help = UNDO_STATUSES)]
    Undo {
        /// The project.
        #[arg(default_value = ".")]
        path: PathBuf,
    },
    /// Show one run, or sum up many.
    Report(Report),
    /// Keep the errors of a run as a baseline, or compare a run with it.
    Baseline(Baseline),
    /// Take the steps, errors and repairs of an outside pipeline from standard input, one JSON object a line.
    Record(Record),
    /// Print the script that completes commands in a shell.
    Completions {
        /// The shell.
        shell: Shell,
    },
    /// Print the manual page.
    Man,
    /// Print the JSON Schema of a file format.
    Schema {
        /// The format.
        format: SchemaOf,
    },
}

/// Arguments of `sutura check`.
#[derive(Debug, Args)]
pub struct Check {
    /// What to check.
    #[command(flatten)]
    pub project: ProjectArguments,
    /// How to write the report [default: full; agent where AI_AGENT or AGENT is set]
    #[arg(long, value_name = "FORMAT", value_parser = format_parser())]
    pub format: Option<Format>,
    /// Write the report to a file.
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// The name of the step in the ledger.
    #[arg(long, default_value = "check", value_name = "NAME")]
    pub step: String,
}

/// Arguments of `sutura repair`.
#[derive(Debug, Args)]
pub struct Repair {
    /// What to repair.
    #[command(flatten)]
    pub project: ProjectArguments,
    /// Ask no model: mend only what costs nothing.
    #[arg(long)]
    pub no_model: bool,
    /// The most that models may cost, in US dollars, in place of the settings' limit.
    #[arg(long, value_name = "USD", conflicts_with = "no_model", value_parser = dollars, allow_negative_numbers = true)]
    pub max_usd: Option<f64>,
    /// Send requests again of which it is not known whether they were answered. They may be billed twice.
    #[arg(long, conflicts_with = "no_model")]
    pub ask_again: bool,
    /// Print the changes and write none.
    #[arg(long, conflicts_with = "interactive")]
    pub dry_run: bool,
    /// Ask about the changes to each file before they are written.
    #[arg(long, short)]
    pub interactive: bool,
    /// How to write the report.
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: RepairFormat,
    /// Write the report to a file.
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// The name of the step in the ledger.
    #[arg(long, default_value = "repair", value_name = "NAME")]
    pub step: String,
}

/// How the report of a repair is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum RepairFormat {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
}

/// Arguments of `sutura session`.
#[derive(Debug, Args)]
pub struct Session {
    /// What is checked.
    #[command(flatten)]
    pub project: ProjectArguments,
}

/// Arguments of `sutura types`.
#[derive(Debug, Args)]
pub struct Types {
    /// Which contract.
    #[command(flatten)]
    pub contract: ContractArguments,
    /// What the file holds: types alone, a client too, or also hooks for TanStack Query [default: client]
    #[arg(long, value_name = "CONTENT", value_parser = content_parser())]
    pub content: Option<Content>,
    /// Give dates and times types of their own, so that one is not taken for another.
    #[arg(long)]
    pub brand_dates: bool,
}

/// Arguments of `sutura manifest`.
#[derive(Debug, Args)]
pub struct Manifest {
    /// Which contract.
    #[command(flatten)]
    pub contract: ContractArguments,
}

/// Arguments of `sutura contract`.
#[derive(Debug, Args)]
pub struct Contract {
    /// What to do.
    #[command(subcommand)]
    pub action: ContractAction,
}

/// What to do with contracts.
#[derive(Debug, Subcommand)]
pub enum ContractAction {
    /// Tell what was added, removed, renamed and changed from one contract to another one, and what of it breaks clients.
    #[command(after_help = DIFF_STATUSES)]
    Diff(ContractDiff),
}

/// Arguments of `sutura contract diff`.
#[derive(Debug, Args)]
pub struct ContractDiff {
    /// What clients were written against: any source that `sutura types` takes.
    pub old: String,
    /// What is served now: any source.
    pub new: String,
    /// The folder of a frontend: only what its files use can break it.
    #[arg(long, value_name = "PATH")]
    pub frontend: Option<PathBuf>,
    /// How to write it.
    #[arg(long, value_enum, default_value_t)]
    pub format: View,
    /// How the sources are read.
    #[command(flatten)]
    pub reading: ReadingArguments,
}

fn content_parser() -> impl clap::builder::TypedValueParser<Value = Content> {
    use clap::builder::{PossibleValuesParser, TypedValueParser};
    PossibleValuesParser::new(["types", "client", "hooks"]).map(|name| match name.as_str() {
        "types" => Content::Types,
        "hooks" => Content::Hooks,
        _ => Content::Client,
    })
}

fn dollars(text: &str) -> Result<f64, String> {
    let usd = text.parse().map_err(|error| format!("{error}"))?;
    if Limits::is_amount(usd) { Ok(usd) } else { Err("0 or more dollars can be a limit".to_owned()) }
}

fn format_parser() -> impl clap::builder::TypedValueParser<Value = Format> {
    use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
    let values = Format::ALL.iter().map(|format| PossibleValue::new(format.name()).help(format.about()));
    PossibleValuesParser::new(values).map(|name| name.parse().expect("the parser takes the names of formats alone"))
}

/// Arguments of `sutura tools`.
#[derive(Debug, Args)]
pub struct Tools {
    /// What to do; lists the tools where nothing is said.
    #[command(subcommand)]
    pub action: Option<ToolsAction>,
}

/// What to do with tools.
#[derive(Debug, Subcommand)]
pub enum ToolsAction {
    /// List the tools and where they are.
    List,
    /// Install tools into the user's cache; all that checks need where none is named.
    Install {
        /// Names of tools.
        tools: Vec<String>,
    },
}

/// Arguments of `sutura trust`.
#[derive(Debug, Args)]
pub struct Trust {
    /// The project.
    #[arg(default_value = ".")]
    pub path: PathBuf,
    /// Take the trust back.
    #[arg(long)]
    pub revoke: bool,
    /// List the trusted files.
    #[arg(long, conflicts_with = "revoke")]
    pub list: bool,
}

/// How a command's result is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum View {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
    /// For pages and pull requests.
    Markdown,
}

/// Arguments of `sutura report`.
#[derive(Debug, Args)]
pub struct Report {
    /// The run, or the beginning of its name; the latest where none is named.
    #[arg(conflicts_with = "since")]
    pub run: Option<String>,
    /// Sum up all runs of this time, such as 14d, 12h or 3w.
    #[arg(long, value_name = "TIME")]
    pub since: Option<String>,
    /// How to write it.
    #[arg(long, value_enum, default_value_t)]
    pub format: View,
    /// The project.
    #[arg(long, default_value = ".", value_name = "PATH")]
    pub project: PathBuf,
}

/// Arguments of `sutura baseline`.
#[derive(Debug, Args)]
pub struct Baseline {
    /// What to do.
    #[command(subcommand)]
    pub action: BaselineAction,
}

/// What to do with the baseline.
#[derive(Debug, Subcommand)]
pub enum BaselineAction {
    /// Keep the errors of a run, step by step.
    Save(BaselineRun),
    /// Tell better, same or worse of each step; ends with 1 where a step is worse.
    Compare(BaselineRun),
}

/// Which run a baseline is about.
#[derive(Debug, Args)]
pub struct BaselineRun {
    /// The run, or the beginning of its name; the latest where none is named.
    pub run: Option<String>,
    /// How to write the comparison.
    #[arg(long, value_enum, default_value_t)]
    pub format: View,
    /// The project.
    #[arg(long, default_value = ".", value_name = "PATH")]
    pub project: PathBuf,
}

/// Arguments of `sutura record`.
#[derive(Debug, Args)]
pub struct Record {
    /// The project in whose ledger the run is kept.
    #[arg(default_value = ".")]
    pub path: PathBuf,
    /// The name of the pipeline.
    #[arg(long, default_value = "record", value_name = "NAME")]
    pub command: String,
}

/// A format that has a JSON Schema.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum SchemaOf {
    /// sutura.toml
    Settings,
    /// The report of `sutura check --format json`.
    Report,
    /// The report of `sutura repair --format json`.
    Repair,
    /// The file of `sutura manifest`.
    Manifest,
    /// The report of `sutura contract diff --format json`.
    ContractDiff,
    /// A line of events.jsonl.
    Event,
    /// run.json
    Run,
}
