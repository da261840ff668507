//! The client: an interface for each module, and the table of what differs between operations.

use std::borrow::Cow;

use super::layout::{Member, Page, Ts};
use super::literal::{self, Table, Value};
use super::media::Reading;
use super::operations::{Group, Operation, PLACES, answered, body_contents, pascal};
use super::runtime;
use super::scope::Scope;
use super::status::{failures, successes};
use super::text::{self, Doc};
use crate::Contract;
use crate::model::{Endpoint, Place, SecurityKind, SecurityScheme, Style};

/// What makes a client.
const FACTORY: &str = "\
/** Makes a client of the API. */
export function createApiClient(options: ApiOptions<ApiScheme>): ApiClient {
  return connect(routes, schemes, options) as ApiClient;
}
";

/// Writes the client and its runtime.
pub fn declare(page: &mut Page, contract: &Contract, groups: &[Group<'_>], scope: &mut Scope) {
    let apis: Vec<String> = groups.iter().map(|group| scope.claim(format!("{}Api", pascal(&group.module.name)))).collect();
    for (group, api) in groups.iter().zip(&apis) {
        let members: Vec<Member<'_>> = group.operations.iter().map(operation).collect();
        page.gap();
        page.interface(&Doc::new(group.module.description.as_deref(), false), api, &[], &members);
    }
    let modules: Vec<Member<'_>> =
        groups.iter().zip(&apis).map(|(group, api)| Member::new(readonly(&group.module.name), false, Ts::name(api.as_str()))).collect();
    page.gap();
    page.interface(&Doc::new(Some("The operations of the API, by modules."), false), "ApiClient", &[], &modules);
    let schemes = schemes(contract);
    page.gap();
    let names = schemes.iter().map(|(name, _)| Ts::word(text::string(name)));
    page.alias(&Doc::new(Some("The names of the API's security schemes."), false), "ApiScheme", &Ts::union(names));
    constant(page, "schemes: ApiSchemes<ApiScheme>", &schemes);
    constant(page, "routes: ApiRoutes<ApiScheme>", &routes(contract, groups));
    page.gap();
    page.lines(FACTORY);
    runtime::declare(page);
}

fn constant(page: &mut Page, name: &str, table: &Table<'_>) {
    page.gap();
    page.put(&format!("const {name} = "));
    literal::write(page, table, 0);
    page.put(";");
    page.end();
}

fn readonly(name: &str) -> String {
    format!("readonly {}", text::key(name))
}

fn operation<'o>(operation: &'o Operation<'_>) -> Member<'o> {
    let input = Ts::name(operation.input.as_str());
    let input = if operation.may_be_called_with_nothing() { Ts::union([input, Ts::word("void")]) } else { input };
    let arguments = vec![input, Ts::name(operation.output.as_str()), Ts::name(operation.error.as_str())];
    Member {
        doc: Doc::new(Some(&operation.about), operation.endpoint.deprecated),
        key: readonly(&operation.endpoint.name).into(),
        optional: false,
        ty: Ts::Generic { name: "ApiOperation".into(), arguments },
    }
}

/// The schemes by which a client can say who it is.
fn schemes(contract: &Contract) -> Table<'_> {
    contract.security.iter().filter_map(|SecurityScheme { name, kind }| Some((name.into(), scheme(kind)?))).collect()
}

fn scheme(kind: &SecurityKind) -> Option<Value<'_>> {
    Some(match kind {
        SecurityKind::Bearer => word("bearer"),
        SecurityKind::Basic => word("basic"),
        SecurityKind::ApiKey { place, parameter } => {
            let place = match place {
                Place::Header => "header",
                Place::Query => "query",
                Place::Cookie => "cookie",
                Place::Path => return None,
            };
            Value::Table(vec![("in".into(), word(place)), ("name".into(), word(parameter))])
        }
        SecurityKind::Other => return None,
    })
}

fn routes<'a>(contract: &'a Contract, groups: &[Group<'a>]) -> Table<'a> {
    let schemes: Vec<Cow<'_, str>> = schemes(contract).into_iter().map(|(name, _)| name).collect();
    let route = |endpoint: &'a Endpoint| (endpoint.name.as_str().into(), Value::Table(route(endpoint, &schemes)));
    let module = |group: &Group<'a>| {
        let routes = group.module.endpoints.iter().map(route).collect();
        (group.module.name.as_str().into(), Value::Table(routes))
    };
    groups.iter().map(module).collect()
}

/// What the runtime has to know of an endpoint: `ApiRoute`.
fn route<'a>(endpoint: &'a Endpoint, schemes: &[Cow<'a, str>]) -> Table<'a> {
    let route = format!("{} {}", endpoint.method.name(), endpoint.path);
    let mut table: Table<'a> = vec![("route".into(), Value::Text(route.into()))];
    let mut add = |name: &'static str, value: Value<'a>| table.push((name.into(), value));
    let styles = styles(endpoint);
    if !styles.is_empty() {
        add("styles", Value::Table(styles));
    }
    let body: Vec<&str> = body_contents(endpoint).into_iter().map(|content| content.media_type.as_str()).collect();
    if !body.is_empty() && body != ["application/json"] {
        add("body", Value::List(body.into_iter().map(word).collect()));
    }
    let answer = answer(endpoint);
    if !matches!(answer.as_slice(), [(media_type, _)] if media_type == "application/json") {
        add("answer", Value::Table(answer));
    }
    let errors: Vec<String> = failures(endpoint).into_iter().map(|(status, _)| status.to_string()).collect();
    if !errors.is_empty() {
        add("errors", Value::Text(errors.join(" ").into()));
    }
    let auth: Vec<&str> = endpoint.security.iter().map(String::as_str).filter(|name| schemes.contains(&Cow::Borrowed(*name))).collect();
    if !auth.is_empty() {
        add("auth", Value::List(auth.into_iter().map(word).collect()));
    }
    table
}

/// How parameters are written, by place and name: only those that are not written as usual.
fn styles(endpoint: &Endpoint) -> Table<'_> {
    let of = |place: Place| {
        let parameters = endpoint.parameters.iter().filter(move |parameter| parameter.place == place);
        parameters.filter_map(|parameter| Some((parameter.name.as_str().into(), word(style(parameter.style)?)))).collect::<Table<'_>>()
    };
    let places = PLACES.iter().map(|(place, key)| (Cow::Borrowed(*key), of(*place)));
    places.filter(|(_, styles)| !styles.is_empty()).map(|(key, styles)| (key, Value::Table(styles))).collect()
}

fn style(style: Style) -> Option<&'static str> {
    match style {
        Style::Default => None,
        Style::Comma => Some("comma"),
        Style::Space => Some("space"),
        Style::Pipe => Some("pipe"),
        Style::DeepObject => Some("deepObject"),
        Style::Json => Some("json"),
    }
}

/// What is made of a successful answer of each media type.
fn answer(endpoint: &Endpoint) -> Table<'_> {
    let successes = successes(endpoint);
    if successes.is_empty() {
        return vec![("*/*".into(), word(Reading::Any.name()))];
    }
    let mut answer: Table<'_> = Vec::new();
    for content in successes.into_iter().flat_map(|(_, response)| answered(endpoint, response)) {
        if !answer.iter().any(|(media_type, _)| *media_type == content.media_type) {
            answer.push((content.media_type.as_str().into(), word(Reading::of(content).name())));
        }
    }
    answer
}

fn word(text: &str) -> Value<'_> {
    Value::Text(text.into())
}
