//! The one place where programs are started.
//!
//! Every child runs with a cleared environment, an allow-list of variables, a time limit and a limit on what it may
//! print; it has no standard input, unless it is there to be spoken to ([`Piped`]). It is started through a supervisor: this program again, which ends the child and all its descendants when we let
//! go of its standard input, for whatever reason. So nothing survives a time-out, Ctrl-C or the death of Sutura itself.

mod environment;
mod memory;
mod piped;
mod sandbox;
mod supervisor;

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    process::Stdio,
    sync::Arc,
    time::{Duration, Instant},
};

use thiserror::Error;
use tokio::{
    io::{AsyncRead, AsyncReadExt},
    process::{Child, ChildStdin},
    time::timeout,
};

pub use environment::Environment;
pub use memory::resident;
pub use piped::{Piped, PipedOutput};
pub use sandbox::Sandbox;
use supervisor::{PIPED, SANDBOX};
pub use supervisor::{SUPERVISE, supervise};

/// What to run, and within which limits.
#[derive(Clone, Debug)]
pub struct Command {
    /// Absolute path of the program.
    pub program: PathBuf,
    /// Its arguments; no shell ever sees them.
    pub arguments: Vec<OsString>,
    /// The folder it runs in.
    pub folder: PathBuf,
    /// Variables beside those of the [`Environment`].
    pub variables: Vec<(String, OsString)>,
    /// Wall time after which it is ended.
    pub time_limit: Duration,
    /// Bytes of standard output, and again of standard error, after which it is ended.
    pub output_limit: usize,
    /// Whether it gets none of the user's variables, but those named here alone.
    pub is_bare: bool,
    /// What the kernel lets it reach; everything where nothing is said. Where it cannot be enforced, the program is not started.
    pub sandbox: Option<Sandbox>,
}

impl Command {
    /// Runs `program` in `folder` with five minutes and 64 MiB of output.
    pub fn new(program: impl Into<PathBuf>, folder: impl Into<PathBuf>) -> Self {
        Self {
            program: program.into(),
            arguments: Vec::new(),
            folder: folder.into(),
            variables: Vec::new(),
            time_limit: Duration::from_secs(300),
            output_limit: 64 << 20,
            is_bare: false,
            sandbox: None,
        }
    }

    /// Adds arguments.
    pub fn args<T: Into<OsString>>(mut self, arguments: impl IntoIterator<Item = T>) -> Self {
        self.arguments.extend(arguments.into_iter().map(Into::into));
        self
    }

    /// Sets a variable.
    pub fn variable(mut self, name: &str, value: impl Into<OsString>) -> Self {
        self.variables.push((name.to_owned(), value.into()));
        self
    }

    /// Sets the wall time after which it is ended.
    pub fn within(mut self, limit: Duration) -> Self {
        self.time_limit = limit;
        self
    }

    fn name(&self) -> String {
        self.program.file_name().unwrap_or(self.program.as_os_str()).to_string_lossy().into_owned()
    }
}

/// What a program printed until it ended by itself.
#[derive(Clone, Debug, Default)]
pub struct Output {
    /// Exit status; 128 plus the signal's number where a signal ended it, as shells count.
    pub status: i32,
    /// Standard output.
    pub stdout: Vec<u8>,
    /// Standard error.
    pub stderr: Vec<u8>,
    /// Wall time.
    pub elapsed: Duration,
}

impl Output {
    /// Standard output as text; bytes that are not UTF-8 become U+FFFD.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.stdout).into_owned()
    }

    /// The last lines of standard error, or of standard output where that is empty, for messages.
    pub fn complaint(&self) -> String {
        let bytes = if self.stderr.iter().all(u8::is_ascii_whitespace) { &self.stdout } else { &self.stderr };
        let text = String::from_utf8_lossy(bytes);
        let lines: Vec<&str> = text.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect();
        lines[lines.len().saturating_sub(12)..].join("\n")
    }
}

/// Why a program gave no output to read.
#[derive(Debug, Error)]
pub enum ProcessError {
    /// It could not be started.
    #[error("{program} could not be started: {source}")]
    Start {
        /// The program's name.
        program: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// It did not end in time and was ended, with all that it started.
    #[error("{program} did not finish within {} s and was ended", limit.as_secs())]
    TimedOut {
        /// The program's name.
        program: String,
        /// The limit.
        limit: Duration,
    },
    /// It printed too much and was ended.
    #[error("{program} printed more than {} MiB and was ended", limit >> 20)]
    Flooded {
        /// The program's name.
        program: String,
        /// The limit, in bytes.
        limit: usize,
    },
}

/// Starts programs. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Launcher {
    supervisor: Arc<Path>,
    environment: Arc<Environment>,
}

impl Launcher {
    /// `supervisor` is a program that calls [`supervise`] when its first argument is [`SUPERVISE`]: Sutura itself.
    pub fn new(supervisor: &Path, environment: Environment) -> Self {
        Self { supervisor: supervisor.into(), environment: Arc::new(environment) }
    }

    /// What children get to see.
    pub fn environment(&self) -> &Environment {
        &self.environment
    }

    /// Runs `command` to its end. Dropping the future ends the child and all its descendants.
    pub async fn run(&self, command: &Command) -> Result<Output, ProcessError> {
        let started = Instant::now();
        let mut running = self.start(command, Input::None)?;
        let ended = timeout(command.time_limit, running.read_to_end(command.output_limit)).await;
        let read = match ended {
            Ok(read) => read,
            Err(_) => {
                running.end().await;
                return Err(ProcessError::TimedOut { program: command.name(), limit: command.time_limit });
            }
        };
        let Some((stdout, stderr)) = read else {
            running.end().await;
            return Err(ProcessError::Flooded { program: command.name(), limit: command.output_limit });
        };
        let status = running.end().await;
        Ok(Output { status, stdout, stderr, elapsed: started.elapsed() })
    }

    /// Starts `command` to speak with it. Its time limit does not count: it runs until it ends, or until what is returned is dropped.
    pub fn open(&self, command: &Command) -> Result<Piped, ProcessError> {
        Ok(Piped::new(self.start(command, Input::Piped)?))
    }

    fn start(&self, command: &Command, input: Input) -> Result<Running, ProcessError> {
        let start = |source| ProcessError::Start { program: command.name(), source };
        if !command.program.is_file() {
            return Err(start(std::io::Error::new(std::io::ErrorKind::NotFound, "no such program")));
        }
        let sandbox = command.sandbox.as_ref().map(serde_json::to_string).transpose().map_err(|error| start(error.into()))?;
        let mut child = tokio::process::Command::new(&*self.supervisor);
        child
            .arg(SUPERVISE)
            .args((input == Input::Piped).then_some(PIPED))
            .args(sandbox.iter().flat_map(|sandbox| [SANDBOX, sandbox]))
            .arg(&command.program)
            .args(&command.arguments)
            .current_dir(&command.folder)
            .env_clear()
            .envs(self.environment.variables().filter(|_| !command.is_bare))
            .envs(command.variables.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        #[cfg(unix)]
        child.process_group(0);
        let mut child = child.spawn().map_err(start)?;
        let lifeline = child.stdin.take();
        Ok(Running { child, lifeline })
    }
}

/// What a child reads from.
#[derive(Clone, Copy, PartialEq)]
enum Input {
    None,
    Piped,
}

/// A child under its supervisor. While `lifeline` is open the supervisor lets the child live.
#[derive(Debug)]
struct Running {
    child: Child,
    lifeline: Option<ChildStdin>,
}

impl Running {
    /// Both streams, or nothing where one passes the limit.
    async fn read_to_end(&mut self, limit: usize) -> Option<(Vec<u8>, Vec<u8>)> {
        let stdout = self.child.stdout.take().expect("standard output is piped");
        let stderr = self.child.stderr.take().expect("standard error is piped");
        tokio::try_join!(read_up_to(stdout, limit), read_up_to(stderr, limit)).ok()
    }

    /// Lets go of the lifeline and waits until the supervisor has swept up. Once both streams have ended by themselves, so has the
    /// supervisor, which holds them too: then this only collects its status.
    async fn end(mut self) -> i32 {
        self.lifeline.take();
        self.child.wait().await.map_or(-1, exit_code)
    }
}

/// The status that a program ended with; 128 plus the signal's number where a signal ended it.
fn exit_code(status: std::process::ExitStatus) -> i32 {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return 128 + signal;
    }
    status.code().unwrap_or(1)
}

struct TooMuch;

async fn read_up_to(stream: impl AsyncRead + Unpin, limit: usize) -> Result<Vec<u8>, TooMuch> {
    let mut bytes = Vec::new();
    // An unreadable stream is an ended one.
    let _ = stream.take(limit as u64 + 1).read_to_end(&mut bytes).await;
    if bytes.len() > limit { Err(TooMuch) } else { Ok(bytes) }
}
