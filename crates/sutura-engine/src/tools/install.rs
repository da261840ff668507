//! Puts a tool into the cache: whole or not at all.

use std::{fs, path::Path};

use serde_json::{Value, json};

use super::{TYPESCRIPT, Tool, ToolError, Toolbox, staging::stage};
use crate::process::Command;

/// Requirement lines with the hashes of every wheel of one version, as PyPI lists them.
const RUFF: &str = include_str!("ruff.txt");
const TY: &str = include_str!("ty.txt");
const UV: &str = include_str!("uv.txt");
/// Lock files with the integrity of one version, as npm wrote them.
const PYRIGHT_LOCK: &str = include_str!("pyright-lock.json");
const PNPM_LOCK: &str = include_str!("pnpm-lock.json");
const TYPESCRIPT_LOCK: &str = include_str!("typescript-lock.json");

impl Toolbox {
    /// Installs `tool`, unless another process does so at the same time: then this waits for that.
    pub async fn install(&self, tool: &Tool) -> Result<(), ToolError> {
        let cache = |source| ToolError::Cache { path: self.folder.clone(), source };
        let Some(staging) = stage(&self.home(tool)).await.map_err(cache)? else { return Ok(()) };
        let _activity = self.progress.begin(&format!("Installing {} {}", tool.name(), tool.version()));
        match tool {
            Tool::Ruff => self.install_wheel(tool, RUFF, staging.path()).await?,
            Tool::Ty => self.install_wheel(tool, TY, staging.path()).await?,
            Tool::Uv => self.install_wheel(tool, UV, staging.path()).await?,
            Tool::Pyright => self.install_package(tool, Some(PYRIGHT_LOCK), staging.path()).await?,
            Tool::Pnpm => self.install_package(tool, Some(PNPM_LOCK), staging.path()).await?,
            Tool::TypeScript(version) => {
                let lock = (version == TYPESCRIPT).then_some(TYPESCRIPT_LOCK);
                self.install_package(tool, lock, staging.path()).await?;
            }
        }
        staging.finish().map_err(cache)
    }

    async fn install_wheel(&self, tool: &Tool, requirement: &str, folder: &Path) -> Result<(), ToolError> {
        let cache = |source| ToolError::Cache { path: folder.to_owned(), source };
        fs::write(folder.join("requirement.txt"), requirement).map_err(cache)?;
        let options = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "--target", ".", "-r", "requirement.txt"];
        let installer = match self.users_own("uv") {
            Ok(uv) => Command::new(uv, folder).args(["pip", "install"]),
            Err(_) => {
                let python = self.users_own("python3").or_else(|_| self.users_own("python"))?;
                Command::new(python, folder).args(["-I", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
            }
        };
        self.run_installer(tool, installer.args(options)).await
    }

    async fn install_package(&self, tool: &Tool, lock: Option<&str>, folder: &Path) -> Result<(), ToolError> {
        let cache = |source| ToolError::Cache { path: folder.to_owned(), source };
        let manifest = json!({ "name": "sutura-tool", "private": true, "dependencies": { tool.name(): tool.version() } });
        fs::write(folder.join("package.json"), manifest.to_string()).map_err(cache)?;
        if let Some(lock) = lock {
            fs::write(folder.join("package-lock.json"), lock).map_err(cache)?;
        }
        let verb = if lock.is_some() { "ci" } else { "install" };
        let npm = Command::new(self.users_own("npm")?, folder).args([verb]).args(NPM_OPTIONS);
        self.run_installer(tool, npm).await
    }

    async fn run_installer(&self, tool: &Tool, mut command: Command) -> Result<(), ToolError> {
        command.variables.extend(self.launcher.environment().installer_variables());
        let output = self.launcher.run(&command).await?;
        if output.status == 0 {
            return Ok(());
        }
        Err(ToolError::Install { tool: tool.name(), version: tool.version().to_owned(), reason: output.complaint() })
    }

    /// Checks that an installed npm package has the integrity that the project's own lock file promises.
    pub fn verify(&self, tool: &Tool, integrity: &str) -> Result<(), ToolError> {
        let installed = fs::read_to_string(self.home(tool).join("node_modules/.package-lock.json"))
            .ok()
            .and_then(|text| serde_json::from_str::<Value>(&text).ok())
            .and_then(|lock| lock["packages"][format!("node_modules/{}", tool.name())]["integrity"].as_str().map(str::to_owned));
        match installed {
            Some(installed) if installed != integrity => Err(ToolError::Corrupt {
                tool: tool.name(),
                version: tool.version().to_owned(),
                reason: format!("the registry's package is {installed}, the project's lock file asks for {integrity}"),
            }),
            _ => Ok(()),
        }
    }
}

/// How npm is called: nothing runs, nothing is asked.
pub(crate) const NPM_OPTIONS: &[&str] = &["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"];
