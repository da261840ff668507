//! What the tests of contracts need besides the program: the compiler and the formatter that judge its output, and the packages of the backend
//! that serves the cases. All are pinned by the files of `tests/cases`, and installed once.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use sutura_testkit::{Output, Run};

use crate::shared;

/// The project of the cases: a FastAPI backend, and a frontend that says what its contract is to be.
pub fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

/// A file of TypeScript, a line of it (1-based), and what the compiler says about that.
#[derive(Debug)]
pub struct Complaint {
    pub file: String,
    pub line: usize,
    pub message: String,
}

/// A TypeScript compiler among the packages of the cases.
#[derive(Clone, Copy, Debug)]
pub enum Compiler {
    Five,
    Seven,
}

impl Compiler {
    /// Compiles the project in `folder`.
    pub fn run(self, folder: &Path, arguments: &[&str]) -> Vec<Complaint> {
        let package = match self {
            Self::Five => "typescript",
            Self::Seven => "typescript-7",
        };
        let script = node_modules().join(package).join("bin/tsc");
        let output = node(&script).args(arguments).args(["--pretty", "false"]).inside(folder).output();
        let complaints: Vec<Complaint> = output.stdout.lines().filter_map(complaint).collect();
        assert!(output.status == 0 || !complaints.is_empty(), "{}{}", output.stdout, output.stderr);
        complaints
    }
}

/// `src/presence.ts(3,7): error TS2322: Type …`; lines that begin with a space go on with the one before.
fn complaint(line: &str) -> Option<Complaint> {
    let (place, message) = line.split_once("): error ")?;
    let (file, position) = place.rsplit_once('(')?;
    let line = position.split(',').next()?.parse().ok()?;
    Some(Complaint { file: file.to_owned(), line, message: message.to_owned() })
}

/// The files of `folder` below `sources` that prettier would change, each with the first line that it would. It starts once for all of them.
pub fn reformatted(folder: &Path, sources: &str) -> Vec<(String, String)> {
    let listed = prettier(folder).args(["--list-different", sources]).output();
    assert!(listed.status <= 1, "{}", listed.stderr);
    listed.stdout.lines().map(|file| (file.to_owned(), first_change(folder, file))).collect()
}

fn first_change(folder: &Path, file: &str) -> String {
    let formatted = prettier(folder).arg(file).output().ends_with(0).stdout;
    let written = fs::read_to_string(folder.join(file)).expect("what is formatted can be read");
    let mut lines = written.lines().chain([""]).zip(formatted.lines().chain([""])).enumerate();
    let changed = lines.find(|(_, (before, after))| before != after);
    changed.map_or_else(|| "its end".to_owned(), |(index, (before, after))| format!("line {}: {before:?} would be {after:?}", index + 1))
}

fn prettier(folder: &Path) -> Run {
    node(&node_modules().join("prettier/bin/prettier.cjs")).arg("--no-config").inside(folder)
}

/// A run of a script under node.
pub fn node(script: &Path) -> Run {
    Run::of("node", [script])
}

/// Where the packages of the cases are.
pub fn node_modules() -> PathBuf {
    let manifests = ["package.json", "package-lock.json"].map(|name| cases().join("frontend").join(name));
    installed("cases-node", &manifests, |folder| {
        for manifest in &manifests {
            let name = manifest.file_name().expect("a manifest has a name");
            fs::copy(manifest, folder.join(name)).expect("a manifest can be copied");
        }
        Run::of("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).inside(folder).output()
    })
    .join("node_modules")
}

/// The folder of the packages that the backend of the cases needs.
fn site_packages() -> PathBuf {
    let manifest = cases().join("backend/pyproject.toml");
    let text = fs::read_to_string(&manifest).expect("the backend has a manifest");
    let table: toml::Table = text.parse().expect("the manifest is TOML");
    let dependencies = table["project"]["dependencies"].as_array().expect("the backend has dependencies").clone();
    installed("cases-python", &[manifest], |folder| {
        let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:", "--target"];
        Run::of("python3", pip).arg(folder).args(dependencies.iter().filter_map(toml::Value::as_str)).output()
    })
}

/// A folder of the shared cache that `install` fills once for the same `manifests`.
fn installed(name: &str, manifests: &[PathBuf], install: impl FnOnce(&Path) -> Output) -> PathBuf {
    let contents: Vec<u8> = manifests.iter().flat_map(|manifest| fs::read(manifest).expect("a manifest can be read")).collect();
    let folder = shared().join(format!("{name}-{:08x}", checksum(&contents)));
    if !folder.is_dir() {
        fs::create_dir_all(shared()).expect("the shared folder can be made");
        let staging = tempfile::TempDir::with_prefix_in("staging-", shared()).expect("a folder can be made in the shared one");
        install(staging.path()).ends_with(0);
        // Where another test was quicker, its folder stays.
        let _ = fs::rename(staging.path(), &folder);
    }
    assert!(folder.is_dir(), "nothing was installed into {}", folder.display());
    folder
}

/// Tells manifests of different versions apart (FNV-1a).
fn checksum(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

/// The backend of the cases while it serves on this machine.
pub struct Server {
    child: Child,
    /// Where it answers.
    pub url: String,
}

impl Server {
    /// Starts the application in `backend` on a free port.
    pub fn start(backend: &Path) -> Self {
        let mut command = Command::new("python3");
        command.args(["-m", "uvicorn", "app.main:app", "--port", "0", "--no-access-log"]).current_dir(backend);
        command.env("PYTHONPATH", site_packages()).env("PYTHONDONTWRITEBYTECODE", "1");
        let mut child = command.stderr(Stdio::piped()).spawn().expect("python3 can be started");
        let mut log = BufReader::new(child.stderr.take().expect("standard error is piped")).lines().map_while(Result::ok);
        let mut said = Vec::new();
        let url = log.by_ref().find_map(|line| {
            let url = line.split_once("running on ").and_then(|(_, rest)| rest.split_whitespace().next()).map(str::to_owned);
            said.push(line);
            url
        });
        let url = url.unwrap_or_else(|| panic!("the backend did not start:\n{}", said.join("\n")));
        // Whoever does not listen to a server stops it when the pipe is full.
        std::thread::spawn(move || log.for_each(drop));
        Self { child, url }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// How long the cases may take, a client's pauses and all.
pub const PATIENCE: Duration = Duration::from_secs(120);
