//! YAML as JSON.

use serde_saphyr::Options;

use super::transcode;
use crate::ContractError;

/// How many times as long the JSON may be as the YAML: aliases repeat what they stand for.
const LONGEST: usize = 32;

/// How deep values may stand in one another: as deep as in JSON.
const DEEPEST: usize = 128;

/// The JSON that a YAML text means.
///
/// # Errors
/// With line and column where the text is no YAML, says a key twice, or is far longer with its aliases written out.
pub(super) fn to_json(text: &str) -> Result<String, ContractError> {
    let mut json = String::with_capacity(text.len() * 3 / 2);
    let most = text.len().saturating_mul(LONGEST).saturating_add(1 << 20);
    let written = serde_saphyr::with_deserializer_from_str_with_options(text, options(text), |deserializer| {
        transcode::write(deserializer, most, &mut |_| None, &mut json)
    });
    written.map(|()| json).map_err(|error| {
        let message = error.without_snippet().to_string();
        let message = in_plain_words(&message);
        let error = match error.location() {
            Some(place) => ContractError::in_text(place.line() as usize, place.column() as usize, message),
            None => ContractError::at("", message),
        };
        error.with_hint("Mend the YAML there, or give the document as JSON.")
    })
}

/// What the parser says, without what is meant for its own callers.
fn in_plain_words(message: &str) -> &str {
    let known = [
        ("budget breached: Depth", "recursion limit exceeded"),
        ("budget breached", "with its aliases written out the document is far too long"),
        ("multiple YAML documents", "the text has more than one YAML document"),
        ("recursive references", "an alias stands in what it stands for"),
    ];
    if let Some((_, plain)) = known.iter().find(|(beginning, _)| message.starts_with(beginning)) {
        return plain;
    }
    let end = message.find([',', '\n']).filter(|_| message.starts_with("duplicate")).or_else(|| message.find(" at line "));
    end.map_or(message, |end| &message[..end])
}

/// YAML 1.2 as OpenAPI asks for it, and no more values than the text can hold.
fn options(text: &str) -> Options {
    let most = text.len().saturating_mul(2).max(10_000);
    serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_depth: DEEPEST,
            max_events: most.saturating_mul(LONGEST),
            max_nodes: most,
            max_total_scalar_bytes: most,
            // one schema may well be used a hundred times: what aliases come to is bounded by the values above
            enforce_alias_anchor_ratio: false,
        },
        strict_booleans: true,
        with_snippet: false,
    }
}
