//! The contract that a command is about: its source, the settings that count, and the file that is written from it.

use std::{
    fs,
    io::{self, Read, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use clap::Args;
use sutura_engine::{
    contract::{About, Origin, Source, Sourced, address_in},
    patch::diff::unified,
    settings::{ContractSettings, Isolation},
    workspace::{self, discover},
};

use crate::{
    console::Console,
    error::CommandError,
    project::{Trusted, canonical, settings},
    user::{Cache, Means},
};

/// Which contract, and how it is read.
#[derive(Debug, Args)]
pub struct ContractArguments {
    /// An OpenAPI document or manifest, its address or that of a server, `-` for standard input, a folder with a FastAPI backend, or an
    /// application as package.module:app [default: `contract.source` of the settings, or what the project has]
    pub source: Option<String>,
    /// Write the file; `-` stands for standard output.
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Write nothing; print what would change, and end with 1 where something would.
    #[arg(long)]
    pub check: bool,
    /// How it is read.
    #[command(flatten)]
    pub reading: ReadingArguments,
}

/// How a contract is read.
#[derive(Debug, Args)]
pub struct ReadingArguments {
    /// Read the files and addresses that the document refers to.
    #[arg(long)]
    pub external_refs: bool,
    /// Name an operation, by its operationId or by method and path.
    #[arg(long = "name", value_name = "ID=MODULE.NAME", value_parser = name)]
    pub names: Vec<(String, String)>,
    /// The project whose sutura.toml counts.
    #[arg(long, default_value = ".", value_name = "PATH")]
    pub project: PathBuf,
}

fn name(text: &str) -> Result<(String, String), String> {
    let wrong = || format!("`{text}` is not of the form ID=module.name");
    let (id, name) = text.rsplit_once('=').ok_or_else(wrong)?;
    let is_name = name.split('.').count() == 2 && name.split('.').all(|part| !part.is_empty());
    if is_name && !id.is_empty() { Ok((id.to_owned(), name.to_owned())) } else { Err(wrong()) }
}

/// A contract with the settings that it was read by.
pub struct OpenedContract {
    /// The contract.
    pub sourced: Arc<Sourced>,
    /// The settings, with what the command line says.
    pub settings: ContractSettings,
    /// The project's folder.
    pub root: PathBuf,
}

impl OpenedContract {
    /// Finds and reads the contract of `source`, where one is named, else that of the project, and tells what the user should know about it.
    pub async fn open(source: Option<&str>, arguments: &ReadingArguments, console: &Console) -> Result<Self, CommandError> {
        let root = canonical(&arguments.project)?;
        let cache = Cache::of_user()?;
        workspace::sweep_mirrors(&cache.mirrors());
        let Trusted { settings: all, trusted } = settings(None, &root, &cache)?;
        let mut settings = all.contract.clone();
        settings.external_refs = arguments.external_refs || settings.external_refs && trusted;
        settings.names.extend(arguments.names.iter().cloned());
        let named = source.map(parse).transpose()?;
        let backend = named.as_ref().and_then(Source::folder).and_then(|folder| folder.canonicalize().ok());
        let roots: Vec<&Path> = [&root].into_iter().chain(&backend).map(PathBuf::as_path).collect();
        let contracts = Means::new(&cache, &roots, console.progress(), false)?.contracts;
        let sourced = match named {
            Some(named) => match named {
                Source::Stdin => contracts.of_text(&standard_input()?, "standard input", &settings)?,
                source => contracts.of_source(&source, &settings).await?,
            },
            None => {
                address_in(&settings, trusted)?;
                let tree = workspace::read(&root, &all.extra())?;
                // Whoever asks for the contract of this folder lets its code be imported.
                let asked = ContractSettings { isolation: settings.isolation.or(Some(Isolation::Best)), ..settings.clone() };
                let about = About { root: &root, tree: &tree, projects: &discover(&tree), settings: &asked, trusted: true };
                contracts.of_named(&about).await?
            }
        };
        tell(&sourced, console);
        Ok(Self { sourced, settings, root })
    }
}

fn parse(named: &str) -> Result<Source, CommandError> {
    Source::parse(named, Path::new("")).ok_or_else(|| {
        CommandError::usage(
            format!("{named}: there is no such file, folder or application"),
            "Name a document, an address, a folder with a FastAPI backend, or an application as package.module:app.",
        )
    })
}

fn standard_input() -> Result<Vec<u8>, CommandError> {
    let mut bytes = Vec::new();
    let read = io::stdin().read_to_end(&mut bytes);
    read.map_err(|error| CommandError::usage(format!("standard input: {error}"), "Name a file."))?;
    Ok(bytes)
}

/// As many notes as somebody reads.
fn tell(sourced: &Sourced, console: &Console) {
    const MOST: usize = 8;
    if let Origin::App { app, isolated: false, .. } = &sourced.origin {
        console.warning(&format!("{app} was imported with your rights: this system has no sandbox for it"));
    }
    for note in sourced.notes.iter().take(MOST) {
        console.note(note);
    }
    if sourced.notes.len() > MOST {
        console.note(&format!("and {} more", sourced.notes.len() - MOST));
    }
}

/// Where a command writes.
pub enum Target {
    /// To standard output.
    Printed,
    /// To a file, which messages show by the second name.
    File(PathBuf, String),
}

impl Target {
    /// What the command line says, else the file of the settings, which lies in the project at `root`.
    pub fn of(arguments: &ContractArguments, in_settings: Option<&str>, root: &Path) -> Result<Self, CommandError> {
        match (&arguments.output, in_settings) {
            (Some(path), _) if path.as_os_str() == "-" => Ok(Self::Printed),
            (Some(path), _) => Ok(Self::File(path.clone(), path.display().to_string())),
            (None, Some(path)) => inside(root, path).map(|file| Self::File(file, path.to_owned())),
            (None, None) if arguments.check => Err(CommandError::usage(
                "--check needs the file that is checked",
                "Name it with --output, or as `contract.types` in sutura.toml.",
            )),
            (None, None) => Ok(Self::Printed),
        }
    }

    /// Writes `text`, whole or not at all, and only where it is another; with `check` it prints the difference in place of that. Gives the exit
    /// status.
    pub fn deliver(&self, text: &str, check: bool, console: &Console) -> Result<u8, CommandError> {
        let Self::File(path, shown) = self else {
            console.print(text);
            return Ok(0);
        };
        let failed = |error: io::Error| {
            CommandError::unavailable(format!("{}: {error}", path.display()), "Name a file in a folder that you can write.")
        };
        let before = text_of(path).map_err(failed)?;
        if before.as_deref() == Some(text) {
            return Ok(0);
        }
        if check {
            console.print(&unified(shown, before.as_deref(), text));
            let what = if before.is_some() { "is not what the backend gives now" } else { "is missing" };
            console.error(&format!("{shown} {what}"), Some("Run the same command without --check."));
            return Ok(1);
        }
        replace(path, text).map_err(failed)?;
        console.note(&format!("wrote {shown}"));
        Ok(0)
    }
}

/// The file at `path` below `root`. The settings of a project may not name one behind a link.
fn inside(root: &Path, path: &str) -> Result<PathBuf, CommandError> {
    let mut place = root.to_owned();
    for part in path.split('/') {
        place.push(part);
        if place.symlink_metadata().is_ok_and(|found| found.is_symlink()) {
            return Err(CommandError::usage(
                format!("{path} lies behind a link, and the settings of a project may not write through one"),
                "Name the file with --output.",
            ));
        }
    }
    Ok(place)
}

/// What a file holds; nothing where there is none, or something else, such as a terminal or a pipe.
fn text_of(path: &Path) -> io::Result<Option<String>> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_file() => fs::read(path).map(|bytes| Some(String::from_utf8_lossy(&bytes).into_owned())),
        Ok(_) => Ok(None),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// A file that is there keeps its place behind links and its permissions; a new one gets those that the user's mask leaves. What is no file,
/// such as `/dev/stdout`, is written to, and not replaced by one.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    if fs::metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
        return fs::OpenOptions::new().write(true).open(path)?.write_all(text.as_bytes());
    }
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    let permissions = fs::metadata(&path).ok().map(|metadata| metadata.permissions());
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    if let Some(permissions) = permissions {
        file.as_file().set_permissions(permissions)?;
    }
    file.persist(&path)?;
    Ok(())
}
