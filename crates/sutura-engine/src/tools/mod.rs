//! The checkers themselves: pinned versions in the user's cache, installed by the user's own package managers.
//!
//! Wheels come through pip, with the hashes of this file's neighbours; npm packages through npm, with the integrity of a lock file. No
//! install script runs. So a mirror, a proxy or a closed network that works for the user works here.

pub(crate) mod install;
pub(crate) mod staging;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use thiserror::Error;

use crate::{
    process::{Command, Launcher, Output, ProcessError},
    progress::Progress,
    settings::nearest,
};

/// A program that Sutura runs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tool {
    /// The Python linter.
    Ruff,
    /// The fast Python type checker.
    Ty,
    /// The Python type checker.
    Pyright,
    /// The TypeScript compiler, in one version.
    TypeScript(String),
    /// The installer of Python packages.
    Uv,
    /// The installer of npm packages for projects with a `pnpm-lock.yaml`.
    Pnpm,
}

/// The TypeScript that the fast check uses, and projects that name none.
pub const TYPESCRIPT: &str = "7.0.2";

impl Tool {
    /// All tools in their pinned versions.
    pub fn pinned() -> Vec<Self> {
        vec![Self::Ruff, Self::Ty, Self::Pyright, Self::TypeScript(TYPESCRIPT.to_owned()), Self::Uv, Self::Pnpm]
    }

    /// The tool's name, as its package has it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Ruff => "ruff",
            Self::Ty => "ty",
            Self::Pyright => "pyright",
            Self::TypeScript(_) => "typescript",
            Self::Uv => "uv",
            Self::Pnpm => "pnpm",
        }
    }

    /// The version that is installed.
    pub fn version(&self) -> &str {
        match self {
            Self::Ruff => "0.17.6",
            Self::Ty => "0.0.105",
            Self::Pyright => "1.1.414",
            Self::TypeScript(version) => version,
            Self::Uv => "0.13.9",
            Self::Pnpm => "10.34.8",
        }
    }

    /// The pinned TypeScript.
    pub fn pinned_typescript() -> Self {
        Self::TypeScript(TYPESCRIPT.to_owned())
    }

    /// What it is for, in a few words.
    pub fn about(&self) -> &'static str {
        match self {
            Self::Ruff => "names, imports and syntax of Python",
            Self::Ty => "types of Python, for fast checks",
            Self::Pyright => "types of Python",
            Self::TypeScript(_) => "types of TypeScript; a project's own version is installed when it is checked",
            Self::Uv => "installs the packages of Python projects",
            Self::Pnpm => "installs npm packages for projects with a pnpm-lock.yaml",
        }
    }

    /// The program's name on `PATH`.
    fn program(&self) -> &'static str {
        match self {
            Self::TypeScript(_) => "tsc",
            other => other.name(),
        }
    }

    /// The pinned tool of this name.
    pub fn parse(name: &str) -> Result<Self, ToolError> {
        Self::pinned().into_iter().find(|tool| tool.name() == name).ok_or_else(|| ToolError::Unknown {
            name: name.to_owned(),
            nearest: nearest(name, Self::pinned().iter().map(Self::name)).map(str::to_owned),
        })
    }
}

/// A tool that can be started.
#[derive(Clone, Debug)]
pub struct Program {
    /// The version that it has.
    pub version: String,
    path: PathBuf,
    arguments: Vec<PathBuf>,
}

impl Program {
    /// A command that starts it in `folder`.
    pub fn command(&self, folder: &Path) -> Command {
        let flags: &[&str] = if self.arguments.is_empty() { &[] } else { NODE_FLAGS };
        Command::new(&self.path, folder).args(flags.iter().copied()).args(self.arguments.iter().cloned())
    }

    /// A command that starts the script `name`, which stands beside its own, under node with `flags`. None where the program is no script of a package of ours.
    pub fn script(&self, name: &str, folder: &Path, flags: &[&str]) -> Option<Command> {
        let script = self.arguments.first()?.with_file_name(name);
        script.is_file().then(|| Command::new(&self.path, folder).args(flags.iter().copied()).args([script]))
    }

    /// The command to run in place of `command`, where the user's node is of a version that does not know our flags.
    pub fn without_flags(command: &Command, output: &Output) -> Option<Command> {
        let refused = output.status == 9 && output.complaint().contains("bad option");
        let mut plain = command.clone();
        plain.arguments.retain(|argument| !NODE_FLAGS.iter().any(|flag| argument == flag));
        (refused && plain.arguments.len() < command.arguments.len()).then_some(plain)
    }
}

/// A checker runs for seconds and then ends: more room for young objects, and code that is optimised later, save a quarter of its processor time.
const NODE_FLAGS: &[&str] = &["--max-semi-space-size=64", "--interrupt-budget=500000"];

/// Why a tool is not there.
#[derive(Debug, Error)]
pub enum ToolError {
    /// No such tool.
    #[error("there is no tool `{name}`{}", nearest.as_ref().map_or_else(|| "; there are ruff, ty, pyright, typescript, uv, pnpm".to_owned(), |n| format!("; did you mean `{n}`?")))]
    Unknown {
        /// What was asked for.
        name: String,
        /// The likeliest tool.
        nearest: Option<String>,
    },
    /// Something that Sutura itself does not bring is missing.
    #[error("{0} is not on PATH")]
    Missing(&'static str),
    /// The package manager could not install it.
    #[error("{tool} {version} could not be installed: {reason}")]
    Install {
        /// The tool's name.
        tool: &'static str,
        /// Its version.
        version: String,
        /// What the package manager said.
        reason: String,
    },
    /// What was installed is not what was asked for.
    #[error("{tool} {version}: {reason}")]
    Corrupt {
        /// The tool's name.
        tool: &'static str,
        /// Its version.
        version: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A folder of the cache could not be written.
    #[error("{}: {source}", path.display())]
    Cache {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A package manager could not be run to its end.
    #[error(transparent)]
    Process(#[from] ProcessError),
}

impl ToolError {
    /// What the user can do.
    pub fn hint(&self) -> String {
        match self {
            Self::Unknown { .. } => "`sutura tools` lists them.".to_owned(),
            Self::Missing(program) => format!("Install {program} and put it on PATH; `sutura doctor` tells what else is missing."),
            Self::Install { .. } | Self::Process(_) => {
                "Check the network, or the registry that pip and npm are set up with, then run `sutura tools install`; \
                 or use `--system-tools` with the tools that are on PATH."
                    .to_owned()
            }
            Self::Corrupt { .. } => "Nothing was installed. If a mirror serves changed packages, tell its administrator.".to_owned(),
            Self::Cache { path, .. } => format!("Make {} writable, or set SUTURA_CACHE to another folder.", path.display()),
        }
    }
}

/// Where tools come from.
#[derive(Clone)]
pub struct Toolbox {
    folder: PathBuf,
    launcher: Launcher,
    progress: Arc<dyn Progress>,
    system: bool,
}

impl Toolbox {
    /// Tools live below `folder`. With `system` they are taken from `PATH` and nothing is installed.
    pub fn new(folder: PathBuf, launcher: Launcher, progress: Arc<dyn Progress>, system: bool) -> Self {
        Self { folder, launcher, progress, system }
    }

    /// The tool, installed first where it is missing.
    pub async fn provide(&self, tool: &Tool) -> Result<Program, ToolError> {
        if self.system && !matches!(tool, Tool::Uv | Tool::Pnpm) {
            return self.on_path(tool).await;
        }
        if !self.is_installed(tool) {
            self.install(tool).await?;
        }
        self.program(tool)
    }

    /// Whether the tool is in the cache.
    pub fn is_installed(&self, tool: &Tool) -> bool {
        self.home(tool).is_dir()
    }

    /// The user's own program `name`, for package managers and runtimes.
    pub fn users_own(&self, name: &'static str) -> Result<PathBuf, ToolError> {
        self.launcher.environment().find(name).ok_or(ToolError::Missing(name))
    }

    fn home(&self, tool: &Tool) -> PathBuf {
        self.folder.join(format!("{}-{}", tool.name(), tool.version()))
    }

    async fn on_path(&self, tool: &Tool) -> Result<Program, ToolError> {
        let path = self.users_own(tool.program())?;
        let output = self.launcher.run(&Command::new(&path, "/").args(["--version"])).await?;
        let text = output.text();
        let version = text.split_whitespace().find(|word| word.starts_with(|c: char| c.is_ascii_digit()));
        let version = version.ok_or_else(|| ToolError::Corrupt {
            tool: tool.name(),
            version: "on PATH".to_owned(),
            reason: format!("{} --version does not tell a version", path.display()),
        })?;
        Ok(Program { version: version.to_owned(), path, arguments: Vec::new() })
    }

    /// The stubs of Python's standard library, which pyright brings: a folder of `.pyi` files. None where it is not installed.
    pub fn typeshed(&self) -> Option<PathBuf> {
        let stubs = self.home(&Tool::Pyright).join("node_modules/pyright/dist/typeshed-fallback/stdlib");
        stubs.is_dir().then_some(stubs)
    }

    fn program(&self, tool: &Tool) -> Result<Program, ToolError> {
        let home = self.home(tool);
        let packages = home.join("node_modules");
        let (path, arguments) = match tool {
            Tool::Ruff | Tool::Ty | Tool::Uv => (home.join("bin").join(tool.name()), vec![]),
            Tool::Pyright => (self.users_own("node")?, vec![packages.join("pyright/index.js")]),
            Tool::Pnpm => (self.users_own("node")?, vec![packages.join("pnpm/bin/pnpm.cjs")]),
            Tool::TypeScript(_) => match native_compiler(&packages) {
                Some(native) => (native, vec![]),
                None => (self.users_own("node")?, vec![packages.join("typescript/lib/tsc.js")]),
            },
        };
        if let Some(missing) = std::iter::once(&path).chain(&arguments).find(|part| !part.is_file()) {
            return Err(ToolError::Corrupt {
                tool: tool.name(),
                version: tool.version().to_owned(),
                reason: format!("{} is missing; delete {} to have it installed again", missing.display(), home.display()),
            });
        }
        Ok(Program { version: tool.version().to_owned(), path, arguments })
    }
}

/// From version 7 on the compiler is a native program in a package of its own for each platform.
fn native_compiler(packages: &Path) -> Option<PathBuf> {
    let scoped = packages.join("@typescript").read_dir().ok()?;
    let program = if cfg!(windows) { "lib/tsc.exe" } else { "lib/tsc" };
    scoped.flatten().map(|package| package.path().join(program)).find(|path| path.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_that_does_not_know_our_flags_is_asked_without_them() {
        let program = Program { version: "1".to_owned(), path: "/usr/bin/node".into(), arguments: vec!["tsc.js".into()] };
        let command = program.command(Path::new("/")).args(["-p", "."]);
        let refusal = Output { status: 9, stderr: b"node: bad option: --interrupt-budget=500000".to_vec(), ..Output::default() };
        let plain = Program::without_flags(&command, &refusal).unwrap();
        assert_eq!(plain.arguments, ["tsc.js", "-p", "."]);
        assert!(Program::without_flags(&command, &Output { status: 1, ..refusal.clone() }).is_none());
        assert!(Program::without_flags(&plain, &refusal).is_none(), "once is enough");
    }
}
