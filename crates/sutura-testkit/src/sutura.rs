use std::{
    collections::BTreeMap,
    env,
    ffi::{OsStr, OsString},
    fs,
    io::{Read, Write},
    os::unix::process::ExitStatusExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
    thread::JoinHandle,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::Output;

/// Variables of the machine that tests keep: how registries are reached, and where interpreters are.
const KEPT: &[&str] = &["PATH", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR", "NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"];
const KEPT_PREFIXES: &[&str] = &["PIP_", "UV_", "PYENV_", "NPM_CONFIG_"];
const KEPT_ENDINGS: &[&str] = &["_PROXY"];

/// How long a run may take that installs tools on a slow line. Nothing that a test expects takes as long.
const LONGEST: Duration = Duration::from_secs(900);

/// The program, with a home and a cache of its own.
pub struct Sutura {
    program: PathBuf,
    folder: Arc<TempDir>,
    home: PathBuf,
}

impl Sutura {
    /// The program at `program` with an empty home and an empty cache.
    pub fn isolated(program: &str) -> Self {
        let folder = TempDir::with_prefix("user-").expect("a temporary folder can be made");
        let home = folder.path().join("home");
        for folder in [&home, &folder.path().join("cache")] {
            fs::create_dir(folder).expect("a folder can be made in a new one");
        }
        Self { program: program.into(), folder: Arc::new(folder), home }
    }

    /// The same with the user's home, where package managers have their settings and downloads, and with the `shared` folder's tools and
    /// dependencies. Verdicts, mirrors and trust stay its own, so that every test has its checkers run.
    pub fn with_tools(program: &str, shared: &Path) -> Self {
        let sutura = Self::with_tools_only(program, shared);
        sutura.share(shared, "deps");
        sutura
    }

    /// The same with the `shared` folder's tools alone: dependencies are installed anew.
    pub fn with_tools_only(program: &str, shared: &Path) -> Self {
        let mut sutura = Self::isolated(program);
        if let Some(home) = env::var_os("HOME") {
            sutura.home = home.into();
        }
        sutura.share(shared, "tools");
        sutura
    }

    fn share(&self, shared: &Path, name: &str) {
        let target = shared.join(name);
        fs::create_dir_all(&target).expect("the shared folder can be made");
        std::os::unix::fs::symlink(target, self.cache().join(name)).expect("a link can be made in a new folder");
    }

    /// Its cache folder.
    pub fn cache(&self) -> PathBuf {
        self.folder.path().join("cache")
    }

    /// What lies in its cache below `name`.
    pub fn cached(&self, name: &str) -> Vec<PathBuf> {
        fs::read_dir(self.cache().join(name)).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
    }

    /// A run with these arguments.
    pub fn run<T: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = T>) -> Run {
        let mut run = Run::of(&self.program, arguments);
        run.user = Some(self.folder.clone());
        run.variables.insert("HOME".into(), self.home.clone().into());
        run.variables.insert("SUTURA_CACHE".into(), self.cache().into());
        run
    }

    /// `sutura check PROJECT --format json`.
    pub fn check(&self, project: &Path) -> Run {
        self.run(["check", "--format", "json"]).arg(project)
    }
}

/// A program that is about to run.
pub struct Run {
    program: PathBuf,
    arguments: Vec<OsString>,
    variables: BTreeMap<OsString, OsString>,
    folder: PathBuf,
    input: Vec<u8>,
    limit: Duration,
    /// Home and cache stay until the run is over, whoever lets go of the [`Sutura`] before.
    user: Option<Arc<TempDir>>,
}

impl Run {
    /// Any program, with what tests keep of the machine's environment.
    pub fn of<T: AsRef<OsStr>>(program: impl Into<PathBuf>, arguments: impl IntoIterator<Item = T>) -> Self {
        let kept = env::vars_os().filter(|(name, _)| is_kept(&name.to_string_lossy().to_ascii_uppercase()));
        Self {
            program: program.into(),
            arguments: arguments.into_iter().map(|argument| argument.as_ref().to_owned()).collect(),
            variables: kept.collect(),
            folder: "/".into(),
            input: Vec::new(),
            limit: LONGEST,
            user: None,
        }
    }

    /// Adds an argument.
    pub fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.arguments.push(argument.as_ref().to_owned());
        self
    }

    /// Adds arguments.
    pub fn args<T: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = T>) -> Self {
        self.arguments.extend(arguments.into_iter().map(|argument| argument.as_ref().to_owned()));
        self
    }

    /// Runs another program in the same environment.
    pub fn instead<T: AsRef<OsStr>>(mut self, program: impl Into<PathBuf>, arguments: impl IntoIterator<Item = T>) -> Self {
        self.program = program.into();
        self.arguments.clear();
        self.args(arguments)
    }

    /// Sets a variable.
    pub fn variable(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.variables.insert(name.into(), value.as_ref().to_owned());
        self
    }

    /// Sets what each provider of models takes for a key to `key`.
    pub fn key(mut self, key: &str) -> Self {
        for name in ["ANTHROPIC_API_KEY", "OPENAI_API_KEY", "GEMINI_API_KEY", "AWS_BEARER_TOKEN_BEDROCK"] {
            self = self.variable(name, key);
        }
        self.variable("AWS_REGION", "eu-central-1")
    }

    /// Takes a variable away.
    pub fn without(mut self, name: &str) -> Self {
        self.variables.remove(OsStr::new(name));
        self
    }

    /// Runs in `folder`; the root of the file system where nothing is said.
    pub fn inside(mut self, folder: &Path) -> Self {
        self.folder = folder.to_owned();
        self
    }

    /// Gives it standard input.
    pub fn input(mut self, input: impl Into<Vec<u8>>) -> Self {
        self.input = input.into();
        self
    }

    /// Ends it, and the test, after this time.
    pub fn within(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// Starts it through another program, such as `unshare -n`.
    pub fn through(mut self, wrapper: &[&str]) -> Self {
        let (first, rest) = wrapper.split_first().expect("a wrapper has a name");
        let program = std::mem::replace(&mut self.program, first.into());
        let front = rest.iter().map(OsString::from).chain([program.into_os_string()]);
        self.arguments.splice(0..0, front);
        self
    }

    /// Runs it to its end.
    #[track_caller]
    pub fn output(self) -> Output {
        self.start().output()
    }

    /// Starts it.
    #[track_caller]
    pub fn start(self) -> Running {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).env_clear().envs(&self.variables).current_dir(&self.folder);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap_or_else(|error| panic!("{}: {error}", self.program.display()));
        let mut stdin = child.stdin.take().expect("standard input is piped");
        let input = self.input;
        // A program that reads nothing closes its end, which is its own affair.
        std::thread::spawn(move || stdin.write_all(&input));
        let stdout = collect(child.stdout.take().expect("standard output is piped"));
        let stderr = collect(child.stderr.take().expect("standard error is piped"));
        Running { child, stdout, stderr, end: Instant::now() + self.limit, _user: self.user }
    }
}

fn is_kept(name: &str) -> bool {
    KEPT.contains(&name)
        || KEPT_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
        || KEPT_ENDINGS.iter().any(|ending| name.ends_with(ending))
}

fn collect(mut stream: impl Read + Send + 'static) -> JoinHandle<String> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

/// A program that runs.
pub struct Running {
    child: Child,
    stdout: JoinHandle<String>,
    stderr: JoinHandle<String>,
    end: Instant,
    _user: Option<Arc<TempDir>>,
}

impl Running {
    /// Sends a signal to it alone.
    pub fn signal(&self, signal: Signal) {
        let pid = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw).expect("a child has a process id");
        kill_process(pid, signal).expect("a child that was not waited for takes signals");
    }

    /// Waits for its end.
    #[track_caller]
    pub fn output(mut self) -> Output {
        let status = loop {
            match self.child.try_wait().expect("a child can be waited for") {
                Some(status) => break status,
                None if Instant::now() > self.end => {
                    let _ = self.child.kill();
                    let (stdout, stderr) = (self.stdout.join(), self.stderr.join());
                    panic!("it did not end in time\nstandard output:\n{stdout:?}\nstandard error:\n{stderr:?}");
                }
                None => std::thread::sleep(Duration::from_millis(5)),
            }
        };
        Output {
            status: status.code().unwrap_or_else(|| 128 + status.signal().unwrap_or_default()),
            stdout: self.stdout.join().expect("reading does not panic"),
            stderr: self.stderr.join().expect("reading does not panic"),
        }
    }
}
