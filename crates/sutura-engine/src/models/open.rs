//! From settings to a model.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use aws_types::SdkConfig;
use thiserror::Error;

use super::{
    ANTHROPIC, Anthropic, Bedrock, CommandModel, Forcing, GEMINI, Gemini, Http, Model, OPENAI, OpenAi, Proxies, Record, Recordings, Replay,
    Secret,
};
use crate::{
    process::{Command, Launcher},
    settings::{ModelSettings, Provider},
};

/// What the user's environment has for models.
#[derive(Clone, Debug, Default)]
pub struct Access {
    /// `ANTHROPIC_API_KEY`.
    pub anthropic: Option<Secret>,
    /// `OPENAI_API_KEY`.
    pub openai: Option<Secret>,
    /// `GEMINI_API_KEY`.
    pub gemini: Option<Secret>,
    /// Region and credentials for AWS, from its standard chain.
    pub aws: Option<SdkConfig>,
    /// `AWS_BEARER_TOKEN_BEDROCK`.
    pub bedrock: Option<Secret>,
    /// `REPAIR_BEDROCK_MODEL`: the model's id on Bedrock, in place of the settings' name.
    pub bedrock_model: Option<String>,
    /// Starts the program of the provider `command`.
    pub launcher: Option<Launcher>,
    /// The proxies.
    pub proxies: Proxies,
    /// The checked folder, to which the folder of recordings is relative.
    pub root: PathBuf,
    /// Texts that recordings must not hold, such as the path of the user's home.
    pub private: Vec<String>,
}

/// Why settings give no model. Exit status 2.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum OpenError {
    /// There is no provider.
    #[error("no model is set up")]
    NoProvider,
    /// There is no name.
    #[error("the model has no name")]
    NoName,
    /// There is no key.
    #[error("there is no key for {provider}")]
    NoKey {
        /// The provider.
        provider: &'static str,
        /// The variable that has it.
        variable: &'static str,
    },
    /// The project's settings say what only the user may.
    #[error("{} is set by a project whose settings are not trusted", .0)]
    Untrusted(String),
    /// An address cannot be used.
    #[error("{}", .0)]
    Address(String),
    /// The program of the provider `command` is not there.
    #[error("{} is not on PATH", .0)]
    NoProgram(String),
    /// There is no way to AWS.
    #[error("AWS is not set up")]
    NoAws,
}

impl OpenError {
    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::NoProvider => {
                "Write `[model]` with `provider` and `name` into sutura.toml, or go without a model: --no-model.".to_owned()
            }
            Self::NoName => "Write `name` into `[model]` of sutura.toml; for Bedrock, REPAIR_BEDROCK_MODEL has precedence.".to_owned(),
            Self::NoKey { variable, .. } => format!("Set {variable} in the environment."),
            Self::Untrusted(_) => {
                "Look at the project's sutura.toml, and trust it as it stands: `sutura trust`; or go without a model: --no-model."
                    .to_owned()
            }
            Self::Address(_) => "Look at `model.base_url` in the settings and at the proxy variables.".to_owned(),
            Self::NoProgram(_) => {
                "Look at `model.command` in the settings: a program on PATH, outside the project, or an absolute path.".to_owned()
            }
            Self::NoAws => "Log in to AWS as its own tools want it, or set AWS_BEARER_TOKEN_BEDROCK, and set AWS_REGION.".to_owned(),
        }
    }
}

/// The model of `settings`, which are `trusted` where the user stands behind them. No connection is made.
pub fn open(settings: &ModelSettings, trusted: bool, access: &Access) -> Result<Arc<dyn Model>, OpenError> {
    if !trusted {
        let keys: Vec<&str> = settings.needing_trust().collect();
        if !keys.is_empty() {
            return Err(OpenError::Untrusted(keys.join(", ")));
        }
    }
    let recordings = settings.recordings.as_ref().map(|folder| Recordings::new(access.root.join(folder), access.private.clone()));
    let model: Arc<dyn Model> = match (settings.provider.ok_or(OpenError::NoProvider)?, recordings.clone()) {
        (Provider::Replay, Some(recordings)) => return Ok(Arc::new(Replay::new(recordings))),
        (Provider::Replay, None) => return Err(OpenError::NoProvider),
        (Provider::Command, _) => command(settings, access)?,
        (provider, _) => Arc::new(Forcing::new(network(provider, settings, access)?)),
    };
    Ok(match recordings {
        Some(recordings) => Arc::new(Record::new(model, recordings)),
        None => model,
    })
}

/// A program runs outside the project, so that nothing there is its own by chance.
fn command(settings: &ModelSettings, access: &Access) -> Result<Arc<dyn Model>, OpenError> {
    let (program, arguments) = settings.command.as_deref().and_then(<[String]>::split_first).ok_or(OpenError::NoProvider)?;
    let missing = || OpenError::NoProgram(program.clone());
    let launcher = access.launcher.clone().ok_or_else(missing)?;
    let path = if Path::new(program).is_absolute() { Some(program.into()) } else { launcher.environment().find(program) };
    let command = Command::new(path.ok_or_else(missing)?, "/").args(arguments).within(Duration::from_secs(settings.time_limit));
    let name = settings.name.as_deref().unwrap_or(program);
    Ok(Arc::new(CommandModel::new(name, command, launcher)))
}

fn network(provider: Provider, settings: &ModelSettings, access: &Access) -> Result<Arc<dyn Model>, OpenError> {
    let overriding = access.bedrock_model.as_ref().filter(|_| provider == Provider::Bedrock);
    let name = overriding.or(settings.name.as_ref()).filter(|name| !name.is_empty()).ok_or(OpenError::NoName)?;
    let limit = Duration::from_secs(settings.time_limit);
    let own = match provider {
        Provider::Anthropic => ANTHROPIC,
        Provider::OpenAi => OPENAI,
        Provider::Gemini => GEMINI,
        _ => "https://bedrock",
    };
    let base_url = settings.base_url.as_deref().unwrap_or(own);
    let http = Http::new(base_url, &access.proxies).map_err(OpenError::Address)?;
    let key = |key: &Option<Secret>, provider, variable| key.clone().ok_or(OpenError::NoKey { provider, variable });
    Ok(match provider {
        Provider::Anthropic => {
            Arc::new(Anthropic::new(name, base_url, key(&access.anthropic, "Anthropic", "ANTHROPIC_API_KEY")?, http, limit))
        }
        Provider::Gemini => Arc::new(Gemini::new(name, base_url, key(&access.gemini, "Gemini", "GEMINI_API_KEY")?, http, limit)),
        Provider::OpenAi => {
            if settings.base_url.is_none() {
                key(&access.openai, "OpenAI", "OPENAI_API_KEY")?;
            }
            Arc::new(OpenAi::new(name, base_url, access.openai.clone(), http, limit))
        }
        _ => {
            let aws = access.aws.as_ref().ok_or(OpenError::NoAws)?;
            Arc::new(Bedrock::new(name, aws, access.bedrock.clone(), settings.base_url.as_deref(), &http, limit))
        }
    })
}

#[cfg(test)]
mod tests {
    use sutura_testkit::model::{ModelServer, Reply};

    use super::*;
    use crate::{models::testing::question, settings::Settings};

    fn opened(text: &str, trusted: bool, access: &Access) -> Result<String, OpenError> {
        let settings = Settings::parse("sutura.toml", &format!("[model]\n{text}\n")).unwrap();
        open(&settings.model, trusted, access).map(|model| model.name().to_owned())
    }

    fn keys() -> Access {
        let key = || Secret::new("sk-secret");
        let aws = SdkConfig::builder().behavior_version(aws_sdk_bedrockruntime::config::BehaviorVersion::latest()).build();
        Access { anthropic: key(), openai: key(), gemini: key(), aws: Some(aws), ..Access::default() }
    }

    #[test]
    fn each_provider_opens_under_its_name() {
        for provider in ["anthropic", "openai", "gemini", "bedrock"] {
            let name = opened(&format!("provider = \"{provider}\"\nname = \"m\""), true, &keys()).unwrap();
            assert_eq!(name, format!("{provider}/m"));
        }
        let overridden = Access { bedrock_model: Some("other".to_owned()), ..keys() };
        assert_eq!(opened("provider = \"bedrock\"\nname = \"m\"", true, &overridden).unwrap(), "bedrock/other");
        assert_eq!(opened("provider = \"bedrock\"", true, &overridden).unwrap(), "bedrock/other");
        assert_eq!(opened("provider = \"anthropic\"\nname = \"m\"", true, &overridden).unwrap(), "anthropic/m");
    }

    #[test]
    fn what_is_missing_is_named_with_what_to_do() {
        let none = Access::default();
        for (text, hint) in [
            ("", "provider"),
            ("provider = \"anthropic\"", "name"),
            ("provider = \"anthropic\"\nname = \"m\"", "ANTHROPIC_API_KEY"),
            ("provider = \"openai\"\nname = \"m\"", "OPENAI_API_KEY"),
            ("provider = \"gemini\"\nname = \"m\"", "GEMINI_API_KEY"),
            ("provider = \"command\"\ncommand = [\"my-model\"]", "on PATH"),
            ("provider = \"bedrock\"\nname = \"m\"", "AWS_BEARER_TOKEN_BEDROCK"),
        ] {
            let error = opened(text, true, &none).unwrap_err();
            assert!(error.hint().contains(hint), "{text}: {error}");
        }
        assert!(
            opened("provider = \"openai\"\nname = \"m\"\nbase_url = \"http://localhost:1/v1\"", true, &none).is_ok(),
            "no key is needed"
        );
    }

    #[tokio::test]
    async fn nobody_is_called_where_an_untrusted_project_says_and_the_same_settings_do_call_once_trusted() {
        let server = ModelServer::new(vec![Reply::text("so")]);
        let text = format!("[model]\nprovider = \"anthropic\"\nname = \"m\"\nbase_url = \"{}\"\n", server.url());
        let settings = Settings::parse("sutura.toml", &text).unwrap();
        assert!(settings.need_trust() && open(&settings.model, false, &keys()).is_err());
        assert_eq!(server.asked().len(), 0);
        let model = open(&settings.model, true, &keys()).unwrap();
        assert_eq!(model.complete(&question()).await.unwrap().text, "so");
        assert!(server.asked()[0].headers.iter().any(|(_, value)| value == "sk-secret"), "this is what the trust is about");
    }

    #[test]
    fn settings_that_are_not_trusted_lead_nowhere_else() {
        for text in [
            "",
            "base_url = \"http://evil.example\"",
            "price = { input = 0, cache_read = 0, cache_write = 0, output = 0 }",
            "recordings = \"x\"",
        ] {
            let text = format!("provider = \"openai\"\nname = \"m\"\n{text}");
            assert!(matches!(opened(&text, false, &keys()), Err(OpenError::Untrusted(_))), "{text}");
            assert!(opened(&text, true, &keys()).is_ok(), "{text}");
        }
    }
}
