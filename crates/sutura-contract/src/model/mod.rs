//! The contract: what a backend serves, in the terms of its clients. As JSON it is the manifest.

mod check;
mod types;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub(crate) use types::Part;
pub use types::{Additional, Discriminator, Literal, Object, Property, Type};

/// What a backend promises to its clients.
///
/// Names are final: those of a schema, an enum, a module and an endpoint are the identifiers that clients write, whatever the document calls them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Contract {
    /// The API's title (`info.title`).
    pub title: String,
    /// The API's own version (`info.version`).
    pub version: String,
    /// The groups of endpoints, in the document's order.
    pub modules: Vec<Module>,
    /// The named types, in the document's order.
    pub schemas: Vec<Schema>,
    /// The named sets of values, in the document's order.
    pub enums: Vec<Enum>,
    /// How clients say who they are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub security: Vec<SecurityScheme>,
}

/// A group of endpoints: those of one tag.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Module {
    /// The client's name for it, in camel case: `orderItems`.
    pub name: String,
    /// The longest path that all its endpoints begin with, in whole segments: `/api/orders`. Empty where they share none.
    pub prefix: String,
    /// What the document says about the tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The endpoints, in the document's order.
    pub endpoints: Vec<Endpoint>,
}

/// One method of one path.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Endpoint {
    /// The client's name for it within its module, in camel case: `list`.
    pub name: String,
    /// The document's name for it (`operationId`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation_id: Option<String>,
    /// The function that answers, with its Python module: `app.orders.router.list_orders`. Known where the backend itself is the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub function: Option<String>,
    /// The HTTP method.
    pub method: Method,
    /// The path, with its parameters in braces: `/orders/{order_id}`.
    pub path: String,
    /// One line about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// More about it (Markdown).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Whether clients should no longer use it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub deprecated: bool,
    /// Parameters in path, query, header and cookie.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<Parameter>,
    /// What is sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Body>,
    /// What comes back, by status.
    pub responses: Vec<Response>,
    /// Which fields of a successful answer are left out on the way.
    #[serde(default, skip_serializing_if = "Presence::is_whole")]
    pub presence: Presence,
    /// The names of the security schemes of which one is asked for. Empty where none is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub security: Vec<String>,
}

impl Endpoint {
    /// Its method and path: `GET /orders/{order_id}`.
    pub fn route(&self) -> String {
        format!("{} {}", self.method.name(), self.path)
    }

    /// The types of all that it takes and gives.
    pub fn types(&self) -> impl Iterator<Item = &Type> {
        let parameters = self.parameters.iter().map(|parameter| &parameter.ty);
        let contents = self.body.iter().flat_map(|body| &body.contents);
        let contents = contents.chain(self.responses.iter().flat_map(|response| &response.contents));
        parameters.chain(contents.map(|content| &content.ty))
    }
}

/// An HTTP method that OpenAPI 3.0 and 3.1 know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
#[expect(missing_docs, reason = "the methods of RFC 9110 say what they are")]
pub enum Method {
    Get,
    Put,
    Post,
    Delete,
    Options,
    Head,
    Patch,
    Trace,
}

impl Method {
    /// Its name on the wire: `GET`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
            Self::Head => "HEAD",
            Self::Patch => "PATCH",
            Self::Trace => "TRACE",
        }
    }
}

/// A parameter of an endpoint.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// Its name on the wire.
    pub name: String,
    /// Where it stands.
    #[serde(rename = "in")]
    pub place: Place,
    /// What it may be.
    #[serde(rename = "type")]
    pub ty: Type,
    /// Whether it has to be sent.
    #[serde(default, skip_serializing_if = "is_false")]
    pub required: bool,
    /// How an array or object is written.
    #[serde(default, skip_serializing_if = "Style::is_default")]
    pub style: Style,
    /// What is meant where it is not sent.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "there")]
    pub default: Option<serde_json::Value>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Whether clients should no longer send it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub deprecated: bool,
}

/// Where a parameter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the places of OpenAPI's `in` say what they are")]
pub enum Place {
    Path,
    Query,
    Header,
    Cookie,
}

/// How arrays and objects are written into a parameter (OpenAPI 3.1, section 4.8.12.2 with `explode` resolved).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Style {
    /// As its place does by default: `?a=1&a=2` in a query and a cookie, `1,2` in a path and a header.
    #[default]
    Default,
    /// `?a=1,2`
    Comma,
    /// `?a=1%202`
    Space,
    /// `?a=1|2`
    Pipe,
    /// `?a[x]=1&a[y]=2`
    DeepObject,
    /// The value as JSON, since the parameter has a `content` of a JSON type.
    Json,
}

impl Style {
    fn is_default(&self) -> bool {
        *self == Self::Default
    }
}

/// What an endpoint is sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Body {
    /// Whether it has to be sent.
    #[serde(default, skip_serializing_if = "is_false")]
    pub required: bool,
    /// The ways to send it, in the document's order: at least one.
    pub contents: Vec<Content>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// A media type and what it carries.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Content {
    /// The media type without parameters, in lower case: `application/json`. It may be a range: `*/*`.
    pub media_type: String,
    /// The value. In a multipart body an object whose properties are the parts.
    #[serde(rename = "type")]
    pub ty: Type,
    /// Whether it is a sequence of such values that come one after the other (server-sent events, JSON lines), and not one.
    #[serde(default, skip_serializing_if = "is_false")]
    pub stream: bool,
}

/// What may come back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Response {
    /// `200`, `4XX` or `default`.
    pub status: String,
    /// When it comes.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// The ways in which it comes. Empty: no body.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contents: Vec<Content>,
}

impl Response {
    /// Whether it is a result, and no error.
    pub fn is_success(&self) -> bool {
        self.status.starts_with('2')
    }
}

/// What FastAPI leaves out of a successful answer (its `response_model_*` arguments), which no OpenAPI document says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Presence {
    /// Fields that were not set: any field that has a default may be absent, at every depth.
    #[serde(skip_serializing_if = "is_false")]
    pub exclude_unset: bool,
    /// Fields with their default value may be absent, at every depth.
    #[serde(skip_serializing_if = "is_false")]
    pub exclude_defaults: bool,
    /// Fields that are null are absent, at every depth.
    #[serde(skip_serializing_if = "is_false")]
    pub exclude_none: bool,
    /// The only fields of the answer itself that are sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub include: Option<Vec<String>>,
    /// Fields of the answer itself that are not sent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exclude: Vec<String>,
    /// Whether fields have the names of the Python class ([`Property::field`]) and not their aliases.
    #[serde(skip_serializing_if = "is_false")]
    pub by_field: bool,
}

impl Presence {
    /// Whether everything is sent as the schema has it.
    pub fn is_whole(&self) -> bool {
        *self == Self::default()
    }
}

/// A named type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Schema {
    /// The name that clients write, in Pascal case.
    pub name: String,
    /// The document's name, where it is another one: `app__orders__Item-Output`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document_name: Option<String>,
    /// The Python module of its class. Known where the backend itself is the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub module: Option<String>,
    /// What it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Whether clients should no longer use it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub deprecated: bool,
    /// Its shape.
    #[serde(rename = "type")]
    pub ty: Type,
}

/// A named set of values.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Enum {
    /// The name that clients write, in Pascal case.
    pub name: String,
    /// The document's name, where it is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document_name: Option<String>,
    /// The Python module of its class. Known where the backend itself is the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub module: Option<String>,
    /// What it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Whether clients should no longer use it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub deprecated: bool,
    /// The values: at least one, and no two of one name.
    pub members: Vec<Member>,
}

/// One value of an [`Enum`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// The backend's name for it (`x-enum-varnames`), or one made from the value.
    pub name: String,
    /// The value.
    pub value: Literal,
    /// What it means.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// How a client says who it is.
// serde cannot deny unknown fields beside flattened ones.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SecurityScheme {
    /// The document's name for it.
    pub name: String,
    /// How it is sent.
    #[serde(flatten)]
    pub kind: SecurityKind,
}

/// How a secret is sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SecurityKind {
    /// `Authorization: Bearer …`: also OAuth 2 and OpenID Connect.
    Bearer,
    /// `Authorization: Basic …`
    Basic,
    /// A header, query parameter or cookie of this name.
    ApiKey {
        /// Where it stands.
        #[serde(rename = "in")]
        place: Place,
        /// The parameter's name.
        parameter: String,
    },
    /// By other means (mutual TLS, another HTTP scheme), which the client leaves to its caller.
    Other,
}

/// Keeps apart what is absent and what is null.
pub(crate) fn there<'de, D: serde::Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

pub(crate) fn is_false(flag: &bool) -> bool {
    !flag
}
