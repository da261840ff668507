use thiserror::Error;

use crate::report::text::shorten;

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum ModelError {
    /// The provider answered with an error.
    #[error("{model} answered with status {status}: {message}")]
    Status {
        /// The model.
        model: String,
        /// The HTTP status.
        status: u16,
        /// What it said, shortened.
        message: String,
        /// When to come back, as the provider says it: seconds, or an HTTP date.
        retry_after: Option<String>,
    },
    /// The request was certainly not sent: nothing was bought.
    #[error("{model} could not be reached: {reason}")]
    Unreachable {
        /// The model.
        model: String,
        /// What went wrong.
        reason: String,
    },
    /// The request was sent, and no readable answer came back. It may have been billed.
    #[error("{model} may or may not have answered: {reason}")]
    InDoubt {
        /// The model.
        model: String,
        /// What went wrong.
        reason: String,
    },
    /// The call cannot be made at all: no credentials, no recording, no such program.
    #[error("{model} cannot be called: {reason}")]
    Impossible {
        /// The model.
        model: String,
        /// Why not.
        reason: String,
        /// What to do.
        hint: String,
    },
}

impl ModelError {
    /// Whether the same call may well work later, and nothing was bought.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Status { status, .. } => matches!(status, 408 | 429 | 500..=599),
            Self::Unreachable { .. } => true,
            Self::InDoubt { .. } | Self::Impossible { .. } => false,
        }
    }

    /// Whether it is known that nothing was bought.
    pub fn is_free(&self) -> bool {
        !matches!(self, Self::InDoubt { .. })
    }

    /// An answer that was paid for and cannot be read.
    pub(super) fn unreadable(model: &str, answer: &serde_json::Value) -> Self {
        Self::InDoubt { model: model.to_owned(), reason: format!("the answer is not in its format: {}", shortened(&answer.to_string())) }
    }

    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::Status { status: 401 | 403, .. } => {
                "The key was refused: look at the provider's variable, and at what the key may do.".to_owned()
            }
            Self::Status { status: 404, .. } => "Look at `model.name` and `model.base_url` in the settings.".to_owned(),
            Self::Status { status: 429, .. } => "The provider's limit is reached: wait, or ask for a higher one.".to_owned(),
            Self::Status { .. } => "The provider's own status page may know more.".to_owned(),
            Self::Unreachable { .. } => "Look at the network, the proxy variables, and `model.base_url` in the settings.".to_owned(),
            Self::InDoubt { .. } => "It is not asked again by itself, since it may have been billed.".to_owned(),
            Self::Impossible { hint, .. } => hint.clone(),
        }
    }
}

/// What a provider said, short enough for a message and on one line.
pub(super) fn shortened(text: &str) -> String {
    const MOST: usize = 300;
    shorten(&text.split_whitespace().collect::<Vec<_>>().join(" "), MOST)
}
