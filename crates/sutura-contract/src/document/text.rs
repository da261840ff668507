//! What kind of document a text is, and its JSON.

use std::borrow::Cow;

use serde::de::{Deserialize, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};

use super::{openapi::Version, place, raw::Text, yaml};
use crate::{ContractError, manifest};

/// What a document says it is.
pub(super) enum Kind {
    OpenApi(Version),
    Manifest,
}

/// The text as JSON: itself where it begins as JSON does, else made from YAML.
pub(super) fn as_json(text: &str) -> Result<Cow<'_, str>, ContractError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match text.trim_start().as_bytes().first() {
        None => Err(ContractError::at("", "the document is empty").with_hint(WHAT_IS_READ)),
        Some(b'{') => Ok(Cow::Borrowed(text)),
        Some(b'<') => Err(ContractError::in_text(1, 1, "this is HTML or XML, not an OpenAPI document")
            .with_hint("FastAPI serves its document at /openapi.json.")),
        Some(_) => yaml::to_json(text).map(Cow::Owned),
    }
}

/// What the document says it is, by the first of the keys that tell.
pub(super) fn kind(json: &str) -> Result<Kind, ContractError> {
    let mut told = None;
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let end = deserializer.deserialize_map(Teller(&mut told));
    let (key, value) = match (told, end) {
        (Some(told), _) => told,
        (None, Err(error)) if !error.is_data() => return Err(syntax(&error)),
        (None, _) => {
            return Err(ContractError::at("", "this is no OpenAPI document: it has no `openapi` with a version").with_hint(WHAT_IS_READ));
        }
    };
    match (key, &*value) {
        ("format", format) if format.starts_with(manifest::FAMILY) => Ok(Kind::Manifest),
        ("openapi", version) if is_release(version, "3.0") => Ok(Kind::OpenApi(Version::V3_0)),
        ("openapi", version) if is_release(version, "3.1") => Ok(Kind::OpenApi(Version::V3_1)),
        ("swagger", version) => Err(ContractError::at("/swagger", format!("Swagger {version} is not read, only OpenAPI 3.0 and 3.1"))
            .with_hint("Convert it first, for example with `npx swagger2openapi`.")),
        ("openapi", version) => Err(ContractError::at("/openapi", format!("OpenAPI {version} is not read, only 3.0 and 3.1"))
            .with_hint("Where the document uses nothing that is new in its version, say 3.1.0 instead.")),
        (key, value) => {
            Err(ContractError::at(format!("/{key}"), format!("documents of the format {value:?} are not known")).with_hint(WHAT_IS_READ))
        }
    }
}

const WHAT_IS_READ: &str = "Give an OpenAPI document of version 3.0 or 3.1, or a manifest written by `sutura manifest`.";

/// What helps where a document is not as OpenAPI says.
pub(super) const LINT: &str = "Mend it there. `npx @redocly/cli lint` tells all such places.";

/// Why a JSON text could not be parsed as it should.
pub(crate) fn syntax(error: &serde_json::Error) -> ContractError {
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default();
    let hint = match error.is_eof() {
        true => "The text ends too early: write or fetch it again, whole.",
        false => "Mend the JSON there.",
    };
    ContractError::in_text(error.line(), error.column().max(1), message).with_hint(hint)
}

/// Deserializes a JSON text. What is of a wrong type is told with its JSON pointer, below `root`.
pub(super) fn parse<'a, T: Deserialize<'a>>(json: &'a str, root: &str) -> Result<T, ContractError> {
    serde_json::from_str(json).map_err(|error| match error.is_data() {
        true => located::<T>(json, root).unwrap_or_else(|| syntax(&error)),
        false => syntax(&error),
    })
}

/// The error again, with its place: only whoever is wrong pays for the search.
fn located<'a, T: Deserialize<'a>>(json: &'a str, root: &str) -> Option<ContractError> {
    let error = serde_path_to_error::deserialize::<_, T>(&mut serde_json::Deserializer::from_str(json)).err()?;
    let pointer = error.path().iter().filter_map(|segment| match segment {
        serde_path_to_error::Segment::Seq { index } => Some(index.to_string()),
        serde_path_to_error::Segment::Map { key } => Some(place::escaped(key).into_owned()),
        _ => None,
    });
    let pointer = pointer.fold(root.to_owned(), |pointer, step| pointer + "/" + &step);
    let is_reference = pointer.ends_with("/$ref");
    let hint = if is_reference { "No reference may stand here. `npx @redocly/cli bundle` may write out what it leads to." } else { LINT };
    Some(ContractError::at(pointer, syntax(error.inner()).message).with_hint(hint))
}

fn is_release(version: &str, release: &str) -> bool {
    version.strip_prefix(release).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Stops at the first key that tells what the document is: no more of it is parsed.
struct Teller<'t, 'a>(&'t mut Option<(&'static str, Text<'a>)>);

impl<'de> Visitor<'de> for Teller<'_, 'de> {
    type Value = ();

    fn expecting(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
        formatter.write_str("an OpenAPI document, which is an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<Text>()? {
            let Some(telling) = ["openapi", "swagger", "format"].into_iter().find(|telling| *telling == &*key) else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            *self.0 = Some((telling, map.next_value()?));
            return Err(A::Error::custom("enough is known"));
        }
        Ok(())
    }
}
