use serde_json::{Value, json};

use super::{Reply, anthropic, bedrock, gemini, openai};

/// A provider's wire format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wire {
    /// Anthropic's Messages.
    Anthropic,
    /// OpenAI's chat completions.
    OpenAi,
    /// Gemini's generateContent.
    Gemini,
    /// Bedrock's Converse.
    Bedrock,
}

/// The fault of a request that lets the model choose.
pub(super) const NOT_FORCED: &str = "no tool call is forced";

/// One turn of a conversation, as far as calls and results go.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// Words of ours.
    User,
    /// The model's turn, with the keys of its calls.
    Model(Vec<String>),
    /// Results, by the keys of their calls.
    Results(Vec<String>),
}

/// What a request is seen to be.
pub(super) struct Seen {
    /// The turns.
    pub turns: Vec<Turn>,
    /// What is wrong with it by the rules of the wire.
    pub faults: Vec<String>,
}

impl Wire {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Anthropic, Self::OpenAi, Self::Gemini, Self::Bedrock];

    /// The `[model]` table of a `sutura.toml` for a model that speaks this wire at `url`; further keys of the table may follow.
    pub fn settings(self, url: &str) -> String {
        let (provider, name, path) = match self {
            Self::Anthropic => ("anthropic", "claude-sonnet-4-5", ""),
            Self::OpenAi => ("openai", "gpt-5", "/v1"),
            Self::Gemini => ("gemini", "gemini-2.5-pro", ""),
            Self::Bedrock => ("bedrock", "us.anthropic.claude-sonnet-4-5-20250929-v1:0", ""),
        };
        format!("[model]\nprovider = \"{provider}\"\nname = \"{name}\"\nbase_url = \"{url}{path}\"\n")
    }

    /// The wire that is spoken at `path`.
    pub(super) fn at(path: &str) -> Option<Self> {
        let path = path.split('?').next().unwrap_or_default();
        match path {
            _ if path.ends_with("/v1/messages") => Some(Self::Anthropic),
            _ if path.ends_with("/chat/completions") => Some(Self::OpenAi),
            _ if path.ends_with(":generateContent") => Some(Self::Gemini),
            _ if path.ends_with("/converse") => Some(Self::Bedrock),
            _ => None,
        }
    }

    pub(super) fn see(self, headers: &[(String, String)], body: &Value) -> Seen {
        let mut seen = match self {
            Self::Anthropic => anthropic::see(headers, body),
            Self::OpenAi => openai::see(headers, body),
            Self::Gemini => gemini::see(headers, body),
            Self::Bedrock => bedrock::see(headers, body),
        };
        seen.faults.extend(wrong_pairs(&seen.turns));
        seen
    }

    /// The body of a good reply, which is the `number`th of this server.
    pub(super) fn render(self, reply: &Reply, number: usize) -> Value {
        let ids = |call: usize| format!("{}{number}-{call}", if self == Self::Anthropic { "toolu_" } else { "call_" });
        let mut reply = reply.clone();
        for (index, call) in reply.calls.iter_mut().enumerate() {
            call.id.get_or_insert_with(|| ids(index + 1));
        }
        match self {
            Self::Anthropic => anthropic::render(&reply),
            Self::OpenAi => openai::render(&reply),
            Self::Gemini => gemini::render(&reply),
            Self::Bedrock => bedrock::render(&reply),
        }
    }

    /// Headers and body of an error.
    pub(super) fn error(self, status: u16, message: &str) -> (Vec<(String, String)>, Value) {
        match self {
            Self::Anthropic => (
                Vec::new(),
                json!({ "type": "error", "error": { "type": anthropic::error_type(status), "message": message }, "request_id": "req_1" }),
            ),
            Self::OpenAi => (Vec::new(), json!({ "error": { "message": message, "type": "scripted", "param": null, "code": null } })),
            Self::Gemini => (Vec::new(), json!({ "error": { "code": status, "message": message, "status": "UNAVAILABLE" } })),
            Self::Bedrock => (vec![("x-amzn-errortype".to_owned(), bedrock::error_type(status).to_owned())], json!({ "message": message })),
        }
    }
}

/// Every call is answered by exactly one result, in the turn after it, and nothing else is.
fn wrong_pairs(turns: &[Turn]) -> Vec<String> {
    let mut faults = Vec::new();
    if !matches!(turns.first(), Some(Turn::User)) {
        faults.push("the conversation does not begin with the user".to_owned());
    }
    let mut open: Vec<String> = Vec::new();
    for turn in turns {
        match turn {
            Turn::Results(keys) => {
                let (mut called, mut answered) = (open.clone(), keys.clone());
                called.sort();
                answered.sort();
                if called != answered {
                    faults.push(format!("the calls {called:?} are answered by results for {answered:?}"));
                }
                open.clear();
            }
            _ if !open.is_empty() => {
                faults.push(format!("the calls {open:?} are not answered in the next turn"));
                open.clear();
            }
            Turn::User | Turn::Model(_) => {}
        }
        if let Turn::Model(calls) = turn {
            let mut distinct = calls.clone();
            distinct.sort();
            distinct.dedup();
            if distinct.len() < calls.len() {
                faults.push(format!("two of the calls {calls:?} have one id"));
            }
            open.clone_from(calls);
        }
    }
    if !open.is_empty() {
        faults.push(format!("the calls {open:?} are never answered"));
    }
    for (at, pair) in turns.windows(2).enumerate() {
        if std::mem::discriminant(&pair[0]) == std::mem::discriminant(&pair[1]) {
            faults.push(format!("turns {at} and {} are of one role", at + 1));
        }
    }
    faults
}

/// The value of a header, which has its name in lower case.
pub(super) fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

/// The elements of an array; none of anything else.
pub(super) fn each(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// The text of a string; empty of anything else.
pub(super) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// Adds `fault` unless what it speaks of is right.
pub(super) fn expect(faults: &mut Vec<String>, right: bool, fault: &str) {
    if !right {
        faults.push(fault.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::{Turn::*, *};

    fn faults(turns: &[Turn]) -> String {
        wrong_pairs(turns).join("; ")
    }

    fn keys(keys: &[&str]) -> Vec<String> {
        keys.iter().map(|key| (*key).to_owned()).collect()
    }

    #[test]
    fn calls_and_results_pair_in_any_order_within_a_turn() {
        assert_eq!(faults(&[User, Model(keys(&["a", "b"])), Results(keys(&["b", "a"])), Model(keys(&[])), User]), "");
    }

    #[test]
    fn every_other_pairing_is_a_fault() {
        for (turns, part) in [
            (vec![], "does not begin with the user"),
            (vec![Model(keys(&[]))], "does not begin with the user"),
            (vec![User, Model(keys(&["a"]))], "never answered"),
            (vec![User, Model(keys(&["a"])), User], "not answered in the next turn"),
            (vec![User, Model(keys(&["a"])), Results(keys(&["b"]))], "are answered by results for"),
            (vec![User, Model(keys(&["a"])), Results(keys(&["a", "a"]))], "are answered by results for"),
            (vec![User, Model(keys(&["a", "b"])), Results(keys(&["a"]))], "are answered by results for"),
            (vec![User, Model(keys(&["a", "a"])), Results(keys(&["a", "a"]))], "have one id"),
            (vec![User, User], "of one role"),
        ] {
            assert!(faults(&turns).contains(part), "{turns:?}: {}", faults(&turns));
        }
    }
}
