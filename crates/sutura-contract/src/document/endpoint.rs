//! What one operation takes and gives.

use std::collections::HashSet;

use serde::de::IgnoredAny;

use super::{
    content,
    lowering::Lowering,
    openapi::{Operation, OwnOperation, Parameter, RequestBody, Response, SecurityScheme},
    place::{Place, escaped},
    raw::{Flag, List, Map, Text},
};
use crate::{
    ContractError,
    model::{self, Body, Content, Place as In, Presence, SecurityKind, Style, Type},
};

/// Headers that are no parameters (OpenAPI 3.1, section 4.8.12.1): the client itself sets them.
const SET_BY_CLIENTS: [&str; 3] = ["accept", "authorization", "content-type"];

impl<'a> Lowering<'_, 'a> {
    /// The parameters of an operation, then those of its path which it does not replace.
    pub fn parameters(&self, path: &str, lists: [(&List<Parameter<'a>>, Place); 2]) -> Result<Vec<model::Parameter>, ContractError> {
        let mut parameters: Vec<model::Parameter> = Vec::new();
        let mut seen = HashSet::new();
        for (list, place) in lists {
            for (index, parameter) in list.iter().enumerate() {
                let at = place.index(index);
                let resolved = self.references.resolve(parameter, at)?;
                let Some(parameter) = self.parameter(&resolved, resolved.place(at))? else { continue };
                if parameter.place == In::Path && !path.contains(&format!("{{{}}}", parameter.name)) {
                    self.note(at, format!("the path has no {{{}}}: the parameter is left out", parameter.name));
                } else if seen.insert((parameter.name.clone(), parameter.place)) {
                    parameters.push(parameter);
                }
            }
        }
        for name in in_braces(path) {
            if seen.insert((name.to_owned(), In::Path)) {
                self.note(lists[0].1, format!("the path's {{{name}}} is no parameter of the operation: any text is taken for it"));
                parameters.push(text_in_path(name));
            }
        }
        Ok(parameters)
    }

    fn parameter(&self, parameter: &Parameter<'a>, place: Place) -> Result<Option<model::Parameter>, ContractError> {
        let unnamed =
            || ContractError::at(place.pointer(), "the parameter has no `name`").with_hint("Give it the name that the server reads.");
        let name = parameter.name.as_deref().ok_or_else(unnamed)?;
        let at = match parameter.place.as_deref() {
            Some("path") => In::Path,
            Some("query") => In::Query,
            Some("header") => In::Header,
            Some("cookie") => In::Cookie,
            Some("body" | "formData") => {
                return Err(ContractError::at(
                    place.key("in").pointer(),
                    "parameters of this kind are Swagger 2: OpenAPI 3 has `requestBody`",
                )
                .with_hint("Convert the document first, for example with `npx swagger2openapi`."));
            }
            _ => {
                return Err(ContractError::at(place.pointer(), "the parameter's `in` is none of path, query, header and cookie")
                    .with_hint("Say with `in` where it is sent."));
            }
        };
        if at == In::Header && SET_BY_CLIENTS.contains(&&*name.to_lowercase()) {
            return Ok(None);
        }
        let (ty, default) = self.parameter_type(parameter, place)?;
        Ok(Some(model::Parameter {
            name: name.to_owned(),
            place: at,
            ty,
            required: parameter.required.0 || at == In::Path,
            style: self.style(parameter, at, place),
            default,
            description: Text::owned(&parameter.description),
            deprecated: parameter.deprecated.0,
        }))
    }

    fn parameter_type(&self, parameter: &Parameter<'a>, place: Place) -> Result<(Type, Option<serde_json::Value>), ContractError> {
        if let Some(schema) = &parameter.schema {
            let at = place.key("schema");
            let default = schema.keywords().map_or(Ok(None), |keywords| self.default(keywords, at))?;
            return Ok((self.schema(schema, at)?, default));
        }
        let contents = place.key("content");
        match parameter.content.first() {
            Some((media_type, content)) => {
                let at = contents.key(media_type);
                let schema = content.schema.as_ref();
                Ok((schema.map_or(Ok(Type::Unknown), |schema| self.schema(schema, at.key("schema")))?, None))
            }
            None => Ok((Type::Unknown, None)),
        }
    }

    fn style(&self, parameter: &Parameter, at: In, place: Place) -> Style {
        if parameter.schema.is_none() && parameter.content.first().is_some_and(|(media_type, _)| content::is_json(media_type)) {
            return Style::Json;
        }
        let explodes = parameter.explode.unwrap_or(Flag(parameter.style.as_deref().is_none_or(|style| style == "form"))).0;
        match (at, parameter.style.as_deref()) {
            (In::Query | In::Cookie, None | Some("form")) => {
                if explodes {
                    Style::Default
                } else {
                    Style::Comma
                }
            }
            (In::Query, Some("spaceDelimited")) => {
                if explodes {
                    Style::Default
                } else {
                    Style::Space
                }
            }
            (In::Query, Some("pipeDelimited")) => {
                if explodes {
                    Style::Default
                } else {
                    Style::Pipe
                }
            }
            (In::Query, Some("deepObject")) => Style::DeepObject,
            (In::Path | In::Header, None | Some("simple")) => Style::Default,
            (_, Some(style)) => {
                self.note(place.key("style"), format!("the style {style:?} is not known here: the usual one is taken"));
                Style::Default
            }
        }
    }

    pub fn body(&self, body: &RequestBody<'a>, place: Place) -> Result<Option<Body>, ContractError> {
        let resolved = self.references.resolve(body, place)?;
        let place = resolved.place(place);
        let contents = self.contents(&resolved.content, place.key("content"))?;
        let body = Body { required: resolved.required.0, contents, description: Text::owned(&resolved.description) };
        Ok((!body.contents.is_empty()).then_some(body))
    }

    pub fn responses(&self, responses: &Map<'a, Response<'a>>, place: Place) -> Result<Vec<model::Response>, ContractError> {
        let mut read = Vec::with_capacity(responses.len());
        for (status, response) in responses.iter() {
            let at = place.key(status);
            let Some(status) = status_of(status) else {
                self.note(at, "this is no status: the response is left out");
                continue;
            };
            let resolved = self.references.resolve(response, at)?;
            let at = resolved.place(at);
            let mut contents = self.contents(&resolved.content, at.key("content"))?;
            if contents.is_empty() && self.is_fastapi && may_be_a_file(&status) {
                contents.push(file());
            }
            let description = Text::owned(&resolved.description).unwrap_or_default();
            read.push(model::Response { status, description, contents });
        }
        Ok(read)
    }

    /// The schemes of which one is asked for, by the operation or else by the document.
    pub fn security(&self, operation: &Operation<'a>, place: Place) -> Vec<String> {
        let asked = operation.security.as_ref().unwrap_or(&self.document.security);
        let mut names: Vec<String> = Vec::new();
        for (name, IgnoredAny) in asked.iter().flat_map(|alternative| alternative.iter()) {
            if !self.references.has::<SecurityScheme>(name) {
                self.note(place, format!("the document has no security scheme {:?}", &**name));
            } else if !names.iter().any(|known| **known == **name) {
                names.push(name.to_string());
            }
        }
        names
    }
}

/// How clients say who they are.
pub(super) fn security_schemes(lowering: &Lowering) -> Result<Vec<model::SecurityScheme>, ContractError> {
    let root = Place::root("/components/securitySchemes", lowering.sending);
    let schemes = lowering.document.components.security_schemes.iter();
    let schemes = schemes.map(|(name, scheme)| {
        let scheme = lowering.references.resolve(scheme, root.key(name))?;
        Ok(model::SecurityScheme { name: name.to_string(), kind: security_kind(&scheme) })
    });
    schemes.collect()
}

fn security_kind(scheme: &SecurityScheme) -> SecurityKind {
    let http = scheme.scheme.as_deref().map(str::to_lowercase);
    match (scheme.kind.as_deref(), http.as_deref(), scheme.place.as_deref(), &scheme.name) {
        (Some("oauth2" | "openIdConnect"), ..) | (Some("http"), Some("bearer"), ..) => SecurityKind::Bearer,
        (Some("http"), Some("basic"), ..) => SecurityKind::Basic,
        (Some("apiKey"), _, Some("header"), Some(name)) => SecurityKind::ApiKey { place: In::Header, parameter: name.to_string() },
        (Some("apiKey"), _, Some("query"), Some(name)) => SecurityKind::ApiKey { place: In::Query, parameter: name.to_string() },
        (Some("apiKey"), _, Some("cookie"), Some(name)) => SecurityKind::ApiKey { place: In::Cookie, parameter: name.to_string() },
        _ => SecurityKind::Other,
    }
}

impl OwnOperation {
    /// Which fields of an answer are left out.
    pub fn presence(&self) -> Presence {
        Presence {
            exclude_unset: self.exclude_unset,
            exclude_defaults: self.exclude_defaults,
            exclude_none: self.exclude_none,
            include: self.include.clone(),
            exclude: self.exclude.clone(),
            by_field: self.by_field,
        }
    }
}

/// The names in braces of a path.
fn in_braces(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name)).filter(|name| !name.is_empty())
}

fn text_in_path(name: &str) -> model::Parameter {
    model::Parameter {
        name: name.to_owned(),
        place: In::Path,
        ty: Type::String { format: None },
        required: true,
        style: Style::Default,
        default: None,
        description: None,
        deprecated: false,
    }
}

/// Whether FastAPI, which says what it answers unless a response class does not, may answer with a file.
fn may_be_a_file(status: &str) -> bool {
    status.starts_with('2') && !matches!(status, "204" | "205")
}

fn file() -> Content {
    Content { media_type: "application/octet-stream".to_owned(), ty: Type::Binary, stream: false }
}

/// A status as a contract has it: `200`, `4XX`, `default`.
fn status_of(raw: &str) -> Option<String> {
    let status = raw.to_ascii_uppercase();
    let is_status =
        matches!(status.as_bytes(), [b'1'..=b'5', rest @ ..] if rest == b"XX" || rest.len() == 2 && rest.iter().all(u8::is_ascii_digit));
    match raw {
        "default" => Some("default".to_owned()),
        _ => is_status.then_some(status),
    }
}

/// The pointer of an operation.
pub(super) fn pointer(path: &str, method: model::Method) -> String {
    format!("/paths/{}/{}", escaped(path), method.key())
}
