//! A project that a command works on: its sources and settings, and the user's means for it.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use clap::Args;
use sutura_engine::{
    checkers::{Checking, Results},
    ledger::{Event, EventSink, RunLog},
    settings::{FILE, Settings, SettingsError},
    workspace::{self, discover},
    writeback,
};

use crate::{
    console::Console,
    error::{CommandError, INTERRUPTED},
    user::{Cache, Means, begin_run},
};

/// Which project, and how it is checked.
#[derive(Debug, Args)]
pub struct ProjectArguments {
    /// The folder that holds the project or projects.
    #[arg(default_value = ".")]
    pub path: PathBuf,
    /// Use the fast checkers alone: ruff, ty and TypeScript 7.
    #[arg(long)]
    pub fast: bool,
    /// Take the checkers from PATH and install none.
    #[arg(long)]
    pub system_tools: bool,
    /// Use these settings, which are trusted, in place of the project's sutura.toml.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// A run of a command on a project. Dropped before its end, it is a run that was interrupted.
pub struct ProjectRun {
    /// All that a check of the project needs, the sources as they stand among it.
    pub checking: Arc<Checking>,
    /// The run in the ledger.
    pub log: Arc<RunLog>,
}

impl ProjectRun {
    /// Begins a run of `command`, and in it the step `step`.
    pub fn begin(arguments: &ProjectArguments, command: &str, step: &str, console: &Console) -> Result<Self, CommandError> {
        let root = canonical(&arguments.path)?;
        let recovered = writeback::recover(&root)?;
        let cache = Cache::of_user()?;
        workspace::sweep_mirrors(&cache.mirrors());
        let Trusted { settings, trusted } = settings(arguments.config.as_deref(), &root, &cache)?;
        let tree = workspace::read(&root, &settings.extra())?;
        if discover(&tree).is_empty() && settings.declared().next().is_none() {
            return Err(CommandError::usage(
                format!("{}: there is no Python or TypeScript project here", arguments.path.display()),
                "Name the folder that holds the project: one with Python sources, or with a tsconfig.json.",
            ));
        }
        let progress = console.progress();
        let means = Means::new(&cache, &[&root], progress.clone(), arguments.system_tools)?;
        let log = Arc::new(begin_run(&root, command)?);
        if let Some(recovered) = recovered {
            log.record(Event::note("", recovered.to_string()));
        }
        log.record(Event::StepStarted { step: step.to_owned() });
        let checking = Arc::new(Checking {
            root,
            tree,
            fast: arguments.fast || settings.check.fast,
            settings,
            trusted,
            step: step.to_owned(),
            launcher: means.launcher,
            toolbox: means.toolbox,
            store: means.store,
            contracts: means.contracts,
            results: Results::new(cache.results()),
            mirrors: cache.mirrors(),
            progress,
            events: log.clone(),
        });
        Ok(Self { checking, log })
    }
}

impl Drop for ProjectRun {
    fn drop(&mut self) {
        // A run that is over already stays as it is.
        let _ = self.log.finish(INTERRUPTED);
    }
}

/// The path without links; clear errors where it leads nowhere.
pub fn canonical(path: &Path) -> Result<PathBuf, CommandError> {
    match path.canonicalize() {
        Ok(path) if path.is_dir() => Ok(path),
        Ok(_) => Err(CommandError::usage(
            format!("{}: not a folder", path.display()),
            "Name the folder that holds the project; a check looks at whole projects.",
        )),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Err(CommandError::usage(format!("{}: no such folder", path.display()), "Look at the spelling of the path."))
        }
        Err(error) => Err(CommandError::usage(format!("{}: {error}", path.display()), "Look at the folder's permissions.")),
    }
}

/// Settings, and whether the user stands behind them.
pub struct Trusted {
    /// The settings.
    pub settings: Settings,
    /// Whether what they say about commands, code and addresses counts.
    pub trusted: bool,
}

/// The settings, and whether the user stands behind their commands: always for a file named on the command line, else by `sutura trust`.
pub fn settings(named: Option<&Path>, root: &Path, cache: &Cache) -> Result<Trusted, CommandError> {
    if let Some(file) = named {
        let content = fs::read(file).map_err(|source| SettingsError::Unreadable { path: file.to_owned(), source })?;
        return Ok(Trusted { settings: parsed(file, &file.display().to_string(), &content)?, trusted: true });
    }
    let Some(content) = own_settings(root)? else { return Ok(Trusted { settings: Settings::default(), trusted: false }) };
    let file = root.join(FILE);
    let settings = parsed(&file, FILE, &content)?;
    let trusted = settings.need_trust() && cache.trust()?.covers(&file, &content);
    Ok(Trusted { settings, trusted })
}

fn parsed(path: &Path, shown: &str, content: &[u8]) -> Result<Settings, SettingsError> {
    let invalid = |error| SettingsError::Unreadable { path: path.to_owned(), source: io::Error::new(io::ErrorKind::InvalidData, error) };
    Settings::parse(shown, std::str::from_utf8(content).map_err(invalid)?)
}

/// The content of the settings that the project at `root` brings, if it does. It may be whatever a project can bring: a link, a pipe, a file without end.
pub fn own_settings(root: &Path) -> Result<Option<Vec<u8>>, SettingsError> {
    const MOST_BYTES: u64 = 1 << 20;
    match workspace::read_file(root, FILE, MOST_BYTES) {
        Ok(content) => Ok(Some(content)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(SettingsError::Unreadable { path: root.join(FILE), source }),
    }
}
