//! What belongs to the user and not to a project: the environment and the cache.

use std::{
    env,
    path::{Path, PathBuf},
    sync::Arc,
};

use etcetera::BaseStrategy;
use jiff::Timestamp;
use sutura_engine::{
    contract::Contracts,
    dependencies::Store,
    ledger::{Origin, RunLog},
    models::{Access, Http, Proxies, Secret},
    process::{Environment, Launcher},
    progress::Progress,
    settings::{Provider, Trust, TrustError},
    tools::Toolbox,
};

use crate::error::CommandError;

/// The user's cache folder for Sutura.
#[derive(Clone, Debug)]
pub struct Cache(PathBuf);

impl Cache {
    /// `SUTURA_CACHE`, else `sutura` in the platform's cache folder.
    pub fn of_user() -> Result<Self, CommandError> {
        if let Some(folder) = env::var_os("SUTURA_CACHE").filter(|folder| !folder.is_empty()) {
            let folder = std::path::absolute(&folder).unwrap_or_else(|_| folder.into());
            return Ok(Self(folder));
        }
        let base = etcetera::choose_base_strategy().map_err(|error| {
            CommandError::unavailable(format!("there is no cache folder: {error}"), "Set HOME, or SUTURA_CACHE to a folder.")
        })?;
        Ok(Self(base.cache_dir().join("sutura")))
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.0
    }

    /// Checkers.
    pub fn tools(&self) -> PathBuf {
        self.0.join("tools")
    }

    /// Dependencies.
    pub fn dependencies(&self) -> PathBuf {
        self.0.join("deps")
    }

    /// Verdicts.
    pub fn results(&self) -> PathBuf {
        self.0.join("results")
    }

    /// Copies of trees while they are checked.
    pub fn mirrors(&self) -> PathBuf {
        self.0.join("mirrors")
    }

    /// Documents of applications that were imported.
    pub fn contracts(&self) -> PathBuf {
        self.0.join("contracts")
    }

    /// Answers of models.
    pub fn answers(&self) -> PathBuf {
        self.0.join("answers")
    }

    /// The files that the user trusts.
    pub fn trust(&self) -> Result<Trust, TrustError> {
        Trust::load(&self.0.join("trust"))
    }
}

/// The user's means for work on projects, which are named by their canonical paths.
pub struct Means {
    /// Starts programs.
    pub launcher: Launcher,
    /// Has the checkers.
    pub toolbox: Toolbox,
    /// Has the dependencies.
    pub store: Store,
    /// Has the contracts.
    pub contracts: Contracts,
}

impl Means {
    /// Programs are looked up on `PATH`, outside all `roots`.
    pub fn new(cache: &Cache, roots: &[&Path], progress: Arc<dyn Progress>, system_tools: bool) -> Result<Self, CommandError> {
        let supervisor = env::current_exe().map_err(|error| {
            CommandError::unavailable(format!("Sutura's own program cannot be found: {error}"), "Start it by its full path.")
        })?;
        let launcher = Launcher::new(&supervisor, Environment::from_variables(env::vars_os(), roots));
        let toolbox = Toolbox::new(cache.tools(), launcher.clone(), progress.clone(), system_tools);
        let store = Store::new(cache.dependencies(), toolbox.clone(), launcher.clone(), progress.clone());
        let contracts = Contracts::new(cache.contracts(), cache.mirrors(), launcher.clone(), store.clone(), proxies(), progress);
        Ok(Self { launcher, toolbox, store, contracts })
    }
}

/// What the user's environment has for the models of `provider`, for work on the project at `root`.
pub async fn access(root: &Path, provider: Option<Provider>, launcher: &Launcher) -> Access {
    let key = |name: &str| env::var(name).ok().and_then(Secret::new);
    let proxies = proxies();
    Access {
        anthropic: key("ANTHROPIC_API_KEY"),
        openai: key("OPENAI_API_KEY"),
        gemini: key("GEMINI_API_KEY"),
        bedrock: key("AWS_BEARER_TOKEN_BEDROCK"),
        aws: if provider == Some(Provider::Bedrock) { aws(&proxies).await } else { None },
        bedrock_model: env::var("REPAIR_BEDROCK_MODEL").ok().filter(|name| !name.is_empty()),
        private: env::var("HOME").into_iter().chain([root.display().to_string()]).collect(),
        root: root.to_owned(),
        launcher: Some(launcher.clone()),
        proxies,
    }
}

/// The user's proxies, by variables in capitals or in small letters.
fn proxies() -> Proxies {
    let either = |upper: &str| [upper.to_owned(), upper.to_lowercase()].iter().find_map(|name| env::var(name).ok()).unwrap_or_default();
    Proxies { http: either("HTTP_PROXY"), https: either("HTTPS_PROXY"), all: either("ALL_PROXY"), none: either("NO_PROXY") }
}

/// Region and credentials by the standard chain of AWS: variables, profiles, SSO, the machine's role. Credentials are fetched when they are needed.
async fn aws(proxies: &Proxies) -> Option<aws_config::SdkConfig> {
    let http = Http::new("https://aws", proxies).ok()?;
    Some(aws_config::defaults(aws_config::BehaviorVersion::latest()).http_client(http.client()).load().await)
}

/// Begins a run in the ledger of the project at `root`.
pub fn begin_run(root: &Path, command: &str) -> Result<RunLog, CommandError> {
    let origin = Origin { clock: Box::new(Timestamp::now), nonce: std::process::id(), version: env!("CARGO_PKG_VERSION").to_owned() };
    Ok(RunLog::create(&sutura_folder(root), command, origin)?)
}

/// The folder that Sutura keeps in a project.
pub fn sutura_folder(root: &Path) -> PathBuf {
    root.join(".sutura")
}
