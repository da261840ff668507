//! Imports an application in a child process, and takes its document.
//!
//! The child runs a script of ours with the user's interpreter, in a copy of the sources, with the project's packages and no variable of the
//! user. In a sandbox it reads these alone, writes to the copy, and reaches nobody. What it prints is not looked at: the answer is a file.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use serde::{Deserialize, Serialize};

use super::{App, SourceError, interpreter::Interpreter, kept::Imported};
use crate::{
    process::{Command, Launcher, Output, ProcessError, Sandbox},
    workspace::{Mirror, Tree, read_file},
};

/// The script that the child runs.
pub(super) const SCRIPT: &str = include_str!("import_app.py");

/// What is imported, and with what.
pub(super) struct Import<'a> {
    pub launcher: &'a Launcher,
    /// A folder for copies.
    pub mirrors: &'a Path,
    /// The sources that it may see.
    pub tree: Tree,
    pub app: &'a App,
    pub interpreter: &'a Interpreter,
    /// The version of Python that the project asks for.
    pub wanted: Option<&'a str>,
    /// The folder with the packages.
    pub packages: Option<&'a Path>,
    /// Folders of the tree whose modules are imported as if they were installed.
    pub local: &'a [String],
    /// What the user gives as environment.
    pub variables: &'a BTreeMap<String, String>,
    pub time_limit: Duration,
    /// Whether it is kept in a sandbox.
    pub isolated: bool,
}

/// The most bytes of a document.
const MOST_BYTES: u64 = 64 << 20;

/// The most bytes that an application may print while it is imported.
const MOST_OUTPUT: usize = 16 << 20;

/// The most bytes of memory that it may ask for.
const MOST_MEMORY: u64 = 4 << 30;

/// How often an import is begun again, each time with values for variables that it asks for.
const MOST_ATTEMPTS: usize = 12;

#[derive(Serialize)]
struct Request<'a> {
    roots: Vec<PathBuf>,
    packages: Vec<PathBuf>,
    variables: &'a BTreeMap<String, String>,
    module: &'a str,
    attribute: &'a str,
    tree: &'a Path,
    skip_tables: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Answer {
    Document { mounted: Vec<String> },
    Refused(Refusal),
}

#[derive(Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Refusal {
    Variables { variables: BTreeMap<String, String> },
    Tables,
    Import { reason: String, missing: Option<String>, file: Option<String>, line: Option<u32> },
    NoFastapi { reason: String },
    OldPydantic { reason: String },
    NoAttribute { there: Vec<String> },
    NoApp { found: String },
    Document { reason: String, file: Option<String>, line: Option<u32> },
}

/// Imports the application, with placeholders for variables that have no value.
pub(super) async fn import(import: &Import<'_>) -> Result<Imported, SourceError> {
    let failed = |source: io::Error| SourceError::File { path: import.mirrors.to_owned(), source };
    let mirror = Mirror::new(&import.tree, import.mirrors).map_err(failed)?;
    let mut variables = import.variables.clone();
    let mut placeholders: Vec<String> = Vec::new();
    let mut skip_tables = false;
    let bytecode = mirror.beside("bytecode").map_err(failed)?;
    for attempt in 0..MOST_ATTEMPTS {
        // A folder of its own each time, beside the others: what an application has written there is never written over.
        let scratch = mirror.beside(&format!("import-{attempt}")).map_err(failed)?;
        let request = import.request(mirror.root(), &variables, skip_tables);
        fs::write(scratch.join("import_app.py"), SCRIPT).map_err(failed)?;
        fs::write(scratch.join("request.json"), serde_json::to_vec(&request).map_err(|error| failed(error.into()))?).map_err(failed)?;
        let output = import.launcher.run(&import.command(&mirror, &scratch, &bytecode)).await;
        let output = output.map_err(|error| SourceError::Process { app: import.app.name(), error })?;
        let refusal = match answer(&scratch) {
            Some(Answer::Document { mounted }) => {
                let document = read_file(&scratch, "document.json", MOST_BYTES).map_err(failed)?;
                let document = String::from_utf8_lossy(&document).into_owned();
                let notes = notes(&mounted, &placeholders, skip_tables);
                return Ok(Imported { document, notes, isolated: import.isolated });
            }
            Some(Answer::Refused(refusal)) => refusal,
            None => return Err(import.unanswered(&output)),
        };
        match refusal {
            Refusal::Variables { variables: asked } if asked.keys().all(|name| !variables.contains_key(name)) && !asked.is_empty() => {
                placeholders.extend(asked.keys().cloned());
                variables.extend(asked);
            }
            Refusal::Tables if !skip_tables => skip_tables = true,
            refusal => return Err(import.refused(refusal, &placeholders, mirror.root())),
        }
    }
    Err(import.failed("it asks for more and more variables".to_owned(), None, hint_for(&placeholders)))
}

fn answer(scratch: &Path) -> Option<Answer> {
    serde_json::from_slice(&read_file(scratch, "answer.json", MOST_BYTES).ok()?).ok()
}

impl Import<'_> {
    fn request<'a>(&'a self, tree: &'a Path, variables: &'a BTreeMap<String, String>, skip_tables: bool) -> Request<'a> {
        let roots = self.app.roots.iter().chain(self.local).map(|root| tree.join(root)).collect();
        Request {
            roots,
            packages: self.packages.map(Path::to_owned).into_iter().collect(),
            variables,
            module: &self.app.module,
            attribute: &self.app.attribute,
            tree,
            skip_tables,
        }
    }

    /// What one attempt has compiled serves the next one, and no other import: it is the application's to change.
    fn command(&self, mirror: &Mirror, scratch: &Path, bytecode: &Path) -> Command {
        let folder = mirror.root().join(&self.app.project);
        let prefix = (!self.has_bytecode()).then(|| format!("pycache_prefix={}", bytecode.display()));
        let command = Command::new(&self.interpreter.program, folder)
            .args(["-s", "-S", "-X", "utf8"])
            .args(prefix.iter().flat_map(|prefix| ["-X", prefix]))
            .args([scratch.join("import_app.py")])
            .args([scratch])
            .variable("HOME", scratch)
            .variable("TMPDIR", scratch)
            .variable("LANG", "C.UTF-8")
            // The same document every time, also where it is made from sets.
            .variable("PYTHONHASHSEED", "0")
            .within(self.time_limit);
        let sandbox = self.isolated.then(|| self.sandbox(&[mirror.root(), scratch, bytecode]));
        Command { output_limit: MOST_OUTPUT, is_bare: true, sandbox, ..command }
    }

    /// The version that the project asks for, where the interpreter is an older one.
    fn newer(&self) -> Option<&str> {
        let minor = |version: &str| version.strip_prefix("3.")?.parse::<u32>().ok();
        self.wanted.filter(|wanted| minor(wanted) > minor(&self.interpreter.version))
    }

    /// Whether the packages come compiled, as pip leaves them.
    fn has_bytecode(&self) -> bool {
        self.packages.is_some_and(|packages| packages.join("fastapi/__pycache__").is_dir())
    }

    fn sandbox(&self, writes: &[&Path]) -> Sandbox {
        let mut reads: Vec<PathBuf> = SYSTEM.iter().map(PathBuf::from).collect();
        reads.push(self.interpreter.program.clone());
        reads.extend(self.interpreter.library.iter().cloned());
        reads.extend(self.packages.map(Path::to_owned));
        let writes = writes.iter().copied().chain([Path::new("/dev/null")]).map(Path::to_owned).collect();
        Sandbox { reads, writes, memory: MOST_MEMORY }
    }

    /// The application ended its interpreter, or something ended it, before it could answer.
    fn unanswered(&self, output: &Output) -> SourceError {
        const NOT_STARTED: i32 = 127;
        let complaint = output.complaint();
        if output.status == NOT_STARTED {
            let program = self.interpreter.program.display().to_string();
            let error = ProcessError::Start { program, source: io::Error::other(complaint) };
            return SourceError::Process { app: self.app.name(), error };
        }
        let last = complaint.lines().last().map(|line| format!(": {line}")).unwrap_or_default();
        let reason = format!("it ended the interpreter with status {} while it was imported{last}", output.status);
        self.failed(reason, None, "A module that is imported must not end the program.".to_owned())
    }

    fn refused(&self, refusal: Refusal, placeholders: &[String], mirror: &Path) -> SourceError {
        let App { module, attribute, .. } = self.app;
        match refusal {
            Refusal::Import { reason, missing, file, line } => {
                let top = missing.as_deref().map(|module| module.split('.').next().unwrap_or(module));
                let newer = self.newer().filter(|_| reason.starts_with("SyntaxError"));
                let hint = match (top, newer) {
                    (Some(top), _) => format!("Is the package that has `{top}` among the requirements of the backend?"),
                    (None, _) if !placeholders.is_empty() => hint_for(placeholders),
                    (None, Some(newer)) => format!("It was imported with Python {}, and may need {newer}.", self.interpreter.version),
                    (None, None) if self.isolated && REFUSED.iter().any(|sign| reason.contains(sign)) => ISOLATED.to_owned(),
                    (None, None) => format!("`import {module}` fails in the same way."),
                };
                let reason = reason.replace(&format!("{}/", mirror.display()), "");
                self.failed(reason, file.map(|file| (file, line.unwrap_or(1))), hint)
            }
            Refusal::NoFastapi { reason } => {
                self.failed(reason, None, "Add `fastapi` to the requirements of the backend, or have it in its `.venv`.".to_owned())
            }
            Refusal::OldPydantic { reason } => self.failed(
                format!("it runs on Pydantic {reason}, and only 2 and later tell what is sent"),
                None,
                "Take the contract from its OpenAPI document: name the file or the address.".to_owned(),
            ),
            Refusal::NoAttribute { there } if there.is_empty() => {
                self.failed(format!("`{module}` has no `{attribute}`"), None, "Name the application as package.module:app.".to_owned())
            }
            Refusal::NoAttribute { there } => {
                let names: Vec<String> = there.iter().map(|name| format!("{module}:{name}")).collect();
                self.failed(format!("`{module}` has no `{attribute}`"), None, format!("There is {}.", names.join(", ")))
            }
            Refusal::NoApp { found } => self.failed(
                format!("`{attribute}` is of the type {found}, and no FastAPI application"),
                None,
                "Name the application as package.module:app, or a function without parameters that makes one.".to_owned(),
            ),
            Refusal::Document { reason, file, line } => self.failed(
                format!("FastAPI cannot make its document: {reason}"),
                file.map(|file| (file, line.unwrap_or(1))),
                "`app.openapi()` fails in the same way.".to_owned(),
            ),
            Refusal::Variables { variables } => {
                let names: Vec<String> = variables.into_keys().collect();
                let reason = format!("it needs {} in its environment", names.join(", "));
                self.failed(reason, None, hint_for(&names))
            }
            Refusal::Tables => self.failed("it makes database tables".to_owned(), None, "Move that into the lifespan.".to_owned()),
        }
    }

    fn failed(&self, reason: String, place: Option<(String, u32)>, hint: String) -> SourceError {
        SourceError::App { app: self.app.name(), reason, place, hint }
    }
}

/// What an interpreter and its packages read of any system. None of it is the user's.
const SYSTEM: &[&str] = &[
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/lib",
    "/usr/share/zoneinfo",
    "/usr/share/ca-certificates",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/etc/mime.types",
    "/etc/nsswitch.conf",
    "/etc/passwd",
    "/etc/ssl/certs",
    "/etc/ssl/openssl.cnf",
    "/nix/store",
    "/dev/null",
    "/dev/random",
    "/dev/urandom",
    "/dev/zero",
];

/// What errors say that the sandbox may have caused.
const REFUSED: &[&str] = &["PermissionError", "Operation not permitted", "Permission denied", "OperationalError", "Connect", "OSError"];

const ISOLATED: &str = "It is imported without network, and sees its own sources and packages alone: what connects or reads elsewhere belongs into the lifespan.";

fn hint_for(variables: &[String]) -> String {
    let values: Vec<String> = variables.iter().map(|name| format!("{name} = \"…\"")).collect();
    format!("Give values that let it be imported in sutura.toml: [contract.env] {}", values.join(", "))
}

fn notes(mounted: &[String], placeholders: &[String], skip_tables: bool) -> Vec<String> {
    let mut notes = Vec::new();
    if !placeholders.is_empty() {
        let names = placeholders.join(", ");
        notes.push(format!(
            "it was imported with placeholders for {names}; [contract.env] in sutura.toml gives values where they decide about the API"
        ));
    }
    if skip_tables {
        notes.push("it makes database tables when it is imported, and was kept from that".to_owned());
    }
    for path in mounted {
        notes.push(format!("the application that is mounted at {path} has a contract of its own, which is not part of this one"));
    }
    notes
}
