//! The client: an interface for each module, and the table of what differs between operations.

use std::collections::HashSet;

use super::layout::{Member, Page, Ts};
use super::media::Reading;
use super::operations::{Group, Operation, PLACES, answered, body_contents};
use super::runtime;
use super::scope::Scope;
use super::status::{failures, successes};
use super::text::{self, Doc};
use crate::Contract;
use crate::model::{Endpoint, Place, SecurityKind, SecurityScheme, Style};
use crate::words::capitalised;

/// What makes a client.
const FACTORY: &str = "\
/** Makes a client of the API. */
export function createApiClient(options: ApiOptions): ApiClient {
  return connect(routes, options) as ApiClient;
}
";

/// Writes the client and its runtime.
pub fn declare(page: &mut Page, contract: &Contract, groups: &[Group<'_>], scope: &mut Scope) {
    let apis: Vec<String> = groups.iter().map(|group| scope.claim(&format!("{}Api", capitalised(&group.module.name)))).collect();
    for (group, api) in groups.iter().zip(&apis) {
        let members: Vec<Member<'_>> = group.operations.iter().map(operation).collect();
        page.gap();
        page.interface(&Doc::new(group.module.description.as_deref(), false), api, &[], &members);
    }
    let modules: Vec<Member<'_>> =
        groups.iter().zip(&apis).map(|(group, api)| Member::new(readonly(&group.module.name), false, Ts::name(api.as_str()))).collect();
    page.gap();
    page.interface(&Doc::new(Some("The operations of the API, by modules."), false), "ApiClient", &[], &modules);
    declare_schemes(page, contract);
    declare_routes(page, contract, groups);
    page.gap();
    page.lines(FACTORY);
    runtime::declare(page);
}

/// The key of a member that nobody sets.
pub fn readonly(name: &str) -> String {
    format!("readonly {}", text::key(name))
}

fn operation<'o>(operation: &'o Operation<'_>) -> Member<'o> {
    let arguments = vec![operation.argument(), Ts::name(operation.output.as_str()), Ts::name(operation.error.as_str())];
    Member {
        doc: Doc::new(Some(&operation.about), operation.endpoint.deprecated),
        key: readonly(&operation.endpoint.name).into(),
        optional: false,
        ty: Ts::Generic { name: "ApiOperation".into(), arguments },
    }
}

/// The security schemes by which a client can say who it is, and what of a request each one is.
fn declare_schemes(page: &mut Page, contract: &Contract) {
    page.gap();
    page.put("const schemes = {");
    for (name, kind) in schemes(contract) {
        page.line(2);
        page.entry(&text::value_key(name), &text::string(&kind));
    }
    if schemes(contract).next().is_some() {
        page.end();
    }
    page.put("} as const;");
    page.end();
    page.gap();
    page.alias(&Doc::new(Some("The names of the API's security schemes."), false), "ApiScheme", &Ts::word("keyof typeof schemes"));
}

fn schemes(contract: &Contract) -> impl Iterator<Item = (&str, String)> {
    contract.security.iter().filter_map(|SecurityScheme { name, kind }| Some((name.as_str(), scheme(kind)?)))
}

fn scheme(kind: &SecurityKind) -> Option<String> {
    Some(match kind {
        SecurityKind::Bearer => "bearer".to_owned(),
        SecurityKind::Basic => "basic".to_owned(),
        SecurityKind::ApiKey { place: Place::Header, parameter } => format!("header {parameter}"),
        SecurityKind::ApiKey { place: Place::Query, parameter } => format!("query {parameter}"),
        SecurityKind::ApiKey { place: Place::Cookie, parameter } => format!("cookie {parameter}"),
        SecurityKind::ApiKey { place: Place::Path, .. } | SecurityKind::Other => return None,
    })
}

/// A line for each operation, with what the runtime has to know of it. A text costs a compiler nothing, whatever its length.
fn declare_routes(page: &mut Page, contract: &Contract, groups: &[Group<'_>]) {
    let schemes: HashSet<&str> = schemes(contract).map(|(name, _)| name).collect();
    page.gap();
    page.put("const routes = `");
    page.end();
    for group in groups {
        for endpoint in &group.module.endpoints {
            page.put(&route(&group.module.name, endpoint, &schemes));
            page.end();
        }
    }
    page.put("`;");
    page.end();
}

/// `orders.get GET /orders/{order_id} errors=404,422`
fn route(module: &str, endpoint: &Endpoint, schemes: &HashSet<&str>) -> String {
    let mut line = format!("{module}.{} {} {}", endpoint.name, endpoint.method.name(), encoded(&endpoint.path));
    for parameter in &endpoint.parameters {
        let place = PLACES.iter().find(|(place, _)| *place == parameter.place).map_or("", |(_, key)| key);
        if let Some(style) = style(parameter.style) {
            line += &format!(" {place}.{}={style}", encoded(&parameter.name));
        }
    }
    let body: Vec<String> = body_contents(endpoint).into_iter().map(|content| encoded(&content.media_type)).collect();
    if !body.is_empty() && body != [JSON] {
        line += &format!(" body={}", body.join(","));
    }
    let answer = answer(endpoint).join(",");
    if answer != format!("{JSON}:json") {
        line += &format!(" answer={answer}");
    }
    let errors: Vec<String> = failures(endpoint).into_iter().map(|(status, _)| status.to_string()).collect();
    if !errors.is_empty() {
        line += &format!(" errors={}", errors.join(","));
    }
    let auth: Vec<String> = endpoint.security.iter().filter(|name| schemes.contains(name.as_str())).map(|name| encoded(name)).collect();
    if !auth.is_empty() {
        line += &format!(" auth={}", auth.join(","));
    }
    line
}

const JSON: &str = "application/json";

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

/// The media types of a success, and what is made of each: `text/csv:text`.
fn answer(endpoint: &Endpoint) -> Vec<String> {
    let successes = successes(endpoint);
    if successes.is_empty() {
        return vec![format!("*/*:{}", Reading::Any.name())];
    }
    let mut answer: Vec<(&str, &str)> = Vec::new();
    for content in successes.into_iter().flat_map(|(_, response)| answered(endpoint, response)) {
        if !answer.iter().any(|(media_type, _)| *media_type == content.media_type) {
            answer.push((&content.media_type, Reading::of(content).name()));
        }
    }
    answer.into_iter().map(|(media_type, reading)| format!("{}:{reading}", encoded(media_type))).collect()
}

/// A text of the document in a line of the table: what could mean something there or in TypeScript is written as in an address.
fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~/{}*+@".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded += &format!("%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest;
    use crate::typescript::{Content, Options, emit};

    /// The contract with which the client is tried against a real server.
    const MANIFEST: &str = include_str!("../../../sutura/tests/e2e/client/api_manifest.json");

    fn written(content: Content) -> String {
        emit(&manifest::read(MANIFEST).unwrap(), Options { content, brand_dates: false }).unwrap()
    }

    /// The text between two others.
    fn between<'t>(text: &'t str, from: &str, to: &str) -> &'t str {
        let rest = &text[text.find(from).unwrap()..];
        &rest[..rest.find(to).unwrap()]
    }

    #[test]
    fn each_operation_has_types_of_its_own_and_a_line_of_the_table() {
        let text = written(Content::Client);
        insta::assert_snapshot!(between(&text, "export interface OrdersListInput", "/** An operation: call it"));
    }

    #[test]
    fn each_module_has_hooks_where_they_are_asked_for() {
        let text = written(Content::Hooks);
        insta::assert_snapshot!(between(&text, "export interface OrdersHooks", "/** Hooks for an operation that reads."));
        assert_eq!(text.matches("import ").count(), 1);
    }

    #[test]
    fn types_alone_have_no_code_but_that_of_enums() {
        let text = written(Content::Types);
        assert!(text.contains("export type OrdersListError = ApiError<422, HTTPValidationError>;"), "{text}");
        assert!(text.contains("export interface ApiError<"), "{text}");
        assert!(!text.contains("function") && !text.contains("import "), "{text}");
    }

    #[test]
    fn nothing_of_a_document_ends_the_table_or_a_word_of_it() {
        assert_eq!(encoded("/a`${b}\\ c=d,e:f\n{g}%é"), "/a%60%24{b}%5C%20c%3Dd%2Ce%3Af%0A{g}%25%C3%A9");
    }
}
