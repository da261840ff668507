use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The model that repairs ask.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ModelSettings {
    /// Who is asked; nobody where this is left out.
    pub provider: Option<Provider>,
    /// The model, as the provider names it. For Bedrock `REPAIR_BEDROCK_MODEL` has precedence.
    pub name: Option<String>,
    /// Where the provider is, in place of its own address: for OpenAI-compatible servers, ends before `/chat/completions`. The key goes there.
    pub base_url: Option<String>,
    /// For `provider = "command"`: a program and its arguments. It is looked up on `PATH`, never in the project.
    pub command: Option<Vec<String>>,
    /// A folder, relative to the checked one, into which every answer is written; for `provider = "replay"`, out of which answers are taken.
    pub recordings: Option<String>,
    /// The most tokens of one answer.
    #[schemars(range(min = 1))]
    pub max_output_tokens: u32,
    /// Seconds after which a call is given up.
    #[schemars(range(min = 1))]
    pub time_limit: u64,
    /// The most calls for one answer, where they fail in passing.
    #[schemars(range(min = 1, max = 20))]
    pub attempts: u32,
    /// What the model costs, in place of the built-in price.
    pub price: Option<Price>,
}

impl Default for ModelSettings {
    fn default() -> Self {
        Self {
            provider: None,
            name: None,
            base_url: None,
            command: None,
            recordings: None,
            max_output_tokens: 16_000,
            time_limit: 300,
            attempts: 5,
            price: None,
        }
    }
}

/// Who has models.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Provider {
    /// Anthropic's Messages.
    Anthropic,
    /// OpenAI's chat completions, and all who speak them: vLLM, Ollama, OpenRouter.
    OpenAi,
    /// Google's Gemini.
    Gemini,
    /// Amazon Bedrock's Converse.
    Bedrock,
    /// A program that reads a request and writes an answer, as JSON.
    Command,
    /// Answers that were recorded.
    Replay,
}

/// US dollars for a million tokens.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// Sent, and neither read from nor written to the provider's prompt cache.
    pub input: f64,
    /// Sent, and read from the cache.
    pub cache_read: f64,
    /// Sent, and written to the cache.
    pub cache_write: f64,
    /// Received.
    pub output: f64,
}

impl ModelSettings {
    /// The keys that only the user may set: whose money is spent and where code and keys go, what runs, and where files are written.
    pub fn needing_trust(&self) -> impl Iterator<Item = &'static str> {
        let set = [
            ("model.provider", self.provider.is_some()),
            ("model.base_url", self.base_url.is_some()),
            ("model.command", self.command.is_some()),
            ("model.recordings", self.recordings.is_some()),
            ("model.price", self.price.is_some()),
        ];
        set.into_iter().filter(|(_, is_set)| *is_set).map(|(key, _)| key)
    }

    /// The key that is wrong, and what would be right.
    pub(super) fn validate(&self) -> Result<(), (&'static str, String)> {
        let wrong = |key, message: &str| Err((key, message.to_owned()));
        if self.max_output_tokens == 0 {
            return wrong("max_output_tokens", "model.max_output_tokens must be at least 1");
        }
        if self.time_limit == 0 {
            return wrong("time_limit", "model.time_limit must be at least 1 second");
        }
        if !(1..=20).contains(&self.attempts) {
            return wrong("attempts", "model.attempts must be from 1 to 20");
        }
        if self.base_url.as_ref().is_some_and(|url| !url.starts_with("http://") && !url.starts_with("https://")) {
            return wrong("base_url", "`model.base_url` must begin with http:// or https://");
        }
        if self.price.is_some_and(|price| {
            [price.input, price.cache_read, price.cache_write, price.output].iter().any(|usd| !(0.0..1e6).contains(usd))
        }) {
            return wrong("price", "`model.price` is in dollars for a million tokens, from 0 on");
        }
        match (self.provider, &self.command) {
            (Some(Provider::Command), None) => {
                wrong("provider", "the provider `command` needs `model.command`: the program and its arguments")
            }
            (Some(Provider::Command), Some(command)) => {
                super::program_outside("model.command", command).map_err(|message| ("command", message))
            }
            (_, Some(_)) => wrong("command", "`model.command` goes with the provider `command` alone"),
            (Some(Provider::Replay), None) if self.recordings.is_none() => {
                wrong("provider", "the provider `replay` needs `model.recordings`: the folder")
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::settings::Settings;

    fn parse(text: &str) -> Result<Settings, String> {
        Settings::parse("sutura.toml", text).map_err(|error| error.to_string())
    }

    #[test]
    fn what_decides_where_keys_and_code_go_needs_the_users_trust() {
        for (text, needs) in [
            ("provider = \"anthropic\"\nname = \"claude\"", true),
            ("max_output_tokens = 7\ntime_limit = 3\nattempts = 1", false),
            ("provider = \"openai\"\nbase_url = \"http://localhost:8000/v1\"", true),
            ("provider = \"command\"\ncommand = [\"my-model\"]", true),
            ("provider = \"replay\"\nrecordings = \"answers\"", true),
            ("price = { input = 0, cache_read = 0, cache_write = 0, output = 0 }", true),
        ] {
            assert_eq!(parse(&format!("[model]\n{text}\n")).unwrap().need_trust(), needs, "{text}");
        }
    }

    #[test]
    fn what_cannot_work_is_refused_with_its_line() {
        for (text, part) in [
            ("provider = \"antropic\"", "unknown"),
            ("nam = \"x\"", "did you mean `name`?"),
            ("base_url = \"localhost\"", "must begin with http"),
            ("provider = \"command\"", "needs `model.command`"),
            ("provider = \"command\"\ncommand = [\"./model\"]", "path into the project"),
            ("command = [\"x\"]", "goes with the provider"),
            ("provider = \"replay\"", "needs `model.recordings`"),
            ("time_limit = 0", "at least 1"),
            ("attempts = 0", "from 1 to 20"),
            ("attempts = 4000000000", "from 1 to 20"),
            ("price = { input = -1, cache_read = 0, cache_write = 0, output = 0 }", "from 0 on"),
        ] {
            let error = parse(&format!("[model]\n{text}\n")).unwrap_err();
            assert!(error.starts_with("sutura.toml:") && error.contains(part), "{text}: {error}");
        }
    }
}
