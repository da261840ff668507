//! `sutura check`: every error of a project, in one report.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
    time::Instant,
};

use sutura_engine::{
    checkers::{self, Checking, Results},
    diagnostic::Summary,
    ledger::{Event, EventSink, RunLog},
    report::{Context, Format, Report, SCHEMA, render},
    settings::{FILE, Settings, SettingsError},
    workspace::{self, discover},
};

use crate::{
    arguments::Check,
    console::Console,
    error::{CommandError, INTERRUPTED},
    user::{Cache, Means, begin_run},
};

/// Checks, prints the report, and gives its exit status.
pub async fn run(arguments: Check, console: &Console) -> Result<u8, CommandError> {
    let started = Instant::now();
    let root = canonical(&arguments.path)?;
    let cache = Cache::of_user()?;
    let Trusted { settings, trusted } = settings(&arguments, &root, &cache)?;
    let tree = workspace::read(&root, &settings.extra())?;
    if discover(&tree).is_empty() && settings.declared().next().is_none() {
        return Err(CommandError::usage(
            format!("{}: there is no Python or TypeScript project here", arguments.path.display()),
            "Name the folder that holds the project: one with Python sources, or with a tsconfig.json.",
        ));
    }
    let progress = console.progress();
    let means = Means::new(&cache, &root, progress.clone(), arguments.system_tools)?;
    let log = Arc::new(begin_run(&root, "check")?);
    let _interrupted = EndIfDropped(log.clone());
    log.record(Event::StepStarted { step: arguments.step.clone() });
    let fast = arguments.fast || settings.check.fast;
    let checking = Arc::new(Checking {
        root,
        tree: tree.clone(),
        settings,
        trusted,
        fast,
        step: arguments.step.clone(),
        launcher: means.launcher,
        toolbox: means.toolbox,
        store: means.store,
        results: Results::new(cache.results()),
        mirrors: cache.mirrors(),
        progress,
        events: log.clone(),
    });
    let found = checkers::check(checking).await;
    let milliseconds = started.elapsed().as_millis() as u64;
    log.record(Event::StepFinished { step: arguments.step.clone(), milliseconds });
    let report = Report {
        schema: SCHEMA.to_owned(),
        run: log.id().to_string(),
        tree: tree.digest().to_string(),
        summary: Summary::of(&found.diagnostics),
        diagnostics: found.diagnostics,
        checkers: found.checkers,
        notes: found.notes,
        milliseconds,
    };
    let format = arguments.format.unwrap_or(if console.is_agent() { Format::Agent } else { Format::Full });
    let details = format!("sutura check {} --format json", arguments.path.display());
    let context = Context {
        sources: &|file| tree.text(file),
        color: console.colored() && arguments.output.is_none(),
        width: console.width(),
        details: Some(&details),
    };
    write(&render(&report, format, &context), arguments.output.as_deref(), console)?;
    log.finish(report.exit_status())?;
    Ok(report.exit_status())
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

struct Trusted {
    settings: Settings,
    trusted: bool,
}

/// The settings, and whether the user stands behind their commands: always for a file named on the command line, else by `sutura trust`.
fn settings(arguments: &Check, root: &Path, cache: &Cache) -> Result<Trusted, CommandError> {
    let file = arguments.config.clone().unwrap_or_else(|| root.join(FILE));
    let shown = if arguments.config.is_some() { file.display().to_string() } else { FILE.to_owned() };
    let unreadable = |source| SettingsError::Unreadable { path: file.clone(), source };
    let content = match fs::read(&file) {
        Ok(content) => content,
        Err(error) if error.kind() == io::ErrorKind::NotFound && arguments.config.is_none() => {
            return Ok(Trusted { settings: Settings::default(), trusted: false });
        }
        Err(error) => return Err(unreadable(error).into()),
    };
    let text = std::str::from_utf8(&content).map_err(|error| unreadable(io::Error::new(io::ErrorKind::InvalidData, error)))?;
    let settings = Settings::parse(&shown, text)?;
    let trusted = arguments.config.is_some() || (settings.need_trust() && cache.trust()?.covers(&file, &content));
    Ok(Trusted { settings, trusted })
}

fn write(text: &str, output: Option<&Path>, console: &Console) -> Result<(), CommandError> {
    let Some(path) = output else {
        console.print(text);
        return Ok(());
    };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let write = || -> io::Result<()> {
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        io::Write::write_all(&mut file, text.as_bytes())?;
        file.persist(path)?;
        Ok(())
    };
    write()
        .map_err(|error| CommandError::unavailable(format!("{}: {error}", path.display()), "Name a file in a folder that you can write."))
}

/// A check that is given up is a run that was interrupted.
struct EndIfDropped(Arc<RunLog>);

impl Drop for EndIfDropped {
    fn drop(&mut self) {
        // A run that is over already stays as it is.
        let _ = self.0.finish(INTERRUPTED);
    }
}
