//! The types of operations: what each is given, what it gives, and which errors it documents.

use std::borrow::Cow;

use super::forms::Form;
use super::layout::{Member, Page, Ts};
use super::media::{Reading, Sending};
use super::scope::Scope;
use super::status::{Status, failures, successes};
use super::text::{self, Doc};
use super::types::Types;
use crate::Contract;
use crate::model::{Additional, Content, Endpoint, Method, Module, Parameter, Place, Response, Type};
use crate::words::capitalised;

/// The operations of a module with the names of their types.
#[derive(Debug)]
pub struct Group<'a> {
    /// The module.
    pub module: &'a Module,
    /// Its operations, in its order.
    pub operations: Vec<Operation<'a>>,
}

/// An endpoint with the names of its types.
#[derive(Debug)]
pub struct Operation<'a> {
    /// The endpoint.
    pub endpoint: &'a Endpoint,
    /// What it does, and its method and path.
    pub about: String,
    /// `OrdersListInput`
    pub input: String,
    /// `OrdersListOutput`
    pub output: String,
    /// `OrdersListError`
    pub error: String,
}

/// The operations of a contract, by modules, with their names taken in the scope.
pub fn of<'a>(contract: &'a Contract, scope: &mut Scope) -> Vec<Group<'a>> {
    let mut group = |module: &'a Module| {
        let operations = module.endpoints.iter().map(|endpoint| Operation::of(module, endpoint, scope)).collect();
        Group { module, operations }
    };
    contract.modules.iter().map(&mut group).collect()
}

/// Writes the declarations of all types of operations.
pub fn declare(page: &mut Page, groups: &[Group<'_>], types: &Types<'_>) {
    for operation in groups.iter().flat_map(|group| &group.operations) {
        operation.declare_input(page, types);
        page.gap();
        page.alias(&Doc::default(), &operation.output, &output(operation.endpoint, types));
        page.gap();
        page.alias(&Doc::default(), &operation.error, &error(operation.endpoint, types));
    }
}

impl<'a> Operation<'a> {
    fn of(module: &Module, endpoint: &'a Endpoint, scope: &mut Scope) -> Self {
        let (module, name) = (capitalised(&module.name), capitalised(&endpoint.name));
        let name = if module == name { name } else { module + &name };
        let mut claim = |kind| scope.claim(&format!("{name}{kind}"));
        Self { endpoint, about: about(endpoint), input: claim("Input"), output: claim("Output"), error: claim("Error") }
    }

    /// The type of what it is called with.
    pub fn argument(&self) -> Ts<'_> {
        let input = Ts::name(self.input.as_str());
        if self.may_be_called_with_nothing() { Ts::union([input, Ts::word("void")]) } else { input }
    }

    /// Whether it is given something, which need not be.
    fn may_be_called_with_nothing(&self) -> bool {
        let Endpoint { parameters, body, .. } = self.endpoint;
        let takes_something = !parameters.is_empty() || body.is_some();
        takes_something
            && !parameters.iter().any(|parameter| parameter.required || parameter.place == Place::Path)
            && !body.as_ref().is_some_and(|body| body.required)
    }

    fn declare_input(&self, page: &mut Page, types: &Types<'_>) {
        let doc = Doc::default();
        let mut inputs = inputs(self.endpoint, types);
        page.gap();
        match inputs.as_mut_slice() {
            [members] if members.is_empty() => page.alias(&doc, &self.input, &Ts::word("void")),
            [members] => page.interface(&doc, &self.input, &[], members),
            _ => page.alias(&doc, &self.input, &Ts::union(inputs.into_iter().map(Ts::Object))),
        }
    }
}

fn about(endpoint: &Endpoint) -> String {
    let route = format!("`{}`", endpoint.route());
    let said = [endpoint.summary.as_deref(), endpoint.description.as_deref(), Some(&route)];
    said.into_iter().flatten().map(str::trim).filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// What an operation is given: alternatives where it takes bodies of several types.
fn inputs<'t>(endpoint: &'t Endpoint, types: &'t Types<'t>) -> Vec<Vec<Member<'t>>> {
    let shared: Vec<Member<'t>> = PLACES.iter().filter_map(|(place, key)| parameters(endpoint, *place, key, types)).collect();
    let bodies = bodies(endpoint, types);
    let is_required = endpoint.body.as_ref().is_some_and(|body| body.required);
    if bodies.is_empty() {
        return vec![shared];
    }
    let with = |(index, (media_types, ty)): (usize, (Vec<&'t str>, Ts<'t>))| {
        let mut members = shared.clone();
        if bodies.len() > 1 || media_types.len() > 1 {
            members.push(content_type(&media_types, index == 0));
        }
        members.push(Member::new("body", !is_required, ty));
        members
    };
    bodies.iter().cloned().enumerate().map(with).collect()
}

/// The places of parameters in the order in which they stand in an input, with their keys.
pub const PLACES: [(Place, &str); 4] =
    [(Place::Path, "path"), (Place::Query, "query"), (Place::Header, "headers"), (Place::Cookie, "cookies")];

fn content_type<'t>(media_types: &[&'t str], is_default: bool) -> Member<'t> {
    Member::new("contentType", is_default, Ts::union(media_types.iter().map(|media_type| Ts::word(text::string(media_type)))))
}

fn parameters<'t>(endpoint: &'t Endpoint, place: Place, key: &'static str, types: &'t Types<'t>) -> Option<Member<'t>> {
    let parameters: Vec<&Parameter> = endpoint.parameters.iter().filter(|parameter| parameter.place == place).collect();
    let is_required = parameters.iter().any(|parameter| must_be_given(parameter));
    let members: Vec<Member<'t>> = parameters.into_iter().map(|parameter| parameter_member(parameter, types)).collect();
    (!members.is_empty()).then(|| Member::new(key, !is_required, Ts::Object(members)))
}

fn must_be_given(parameter: &Parameter) -> bool {
    parameter.required || parameter.place == Place::Path
}

/// What need not be given may also be `null` or `undefined`: all three are left out of the request.
fn parameter_member<'t>(parameter: &'t Parameter, types: &'t Types<'t>) -> Member<'t> {
    let ty = types.ty(&parameter.ty, Form::INPUT);
    let is_optional = !must_be_given(parameter);
    let ty = if is_optional { Ts::union([ty, Ts::word("null"), Ts::word("undefined")]) } else { ty };
    let doc = Doc::new(parameter.description.as_deref(), parameter.deprecated);
    Member { doc, key: text::key(&parameter.name), optional: is_optional, ty }
}

/// The types of a body, each with its media types. The first one is sent where the caller names none.
fn bodies<'t>(endpoint: &'t Endpoint, types: &'t Types<'t>) -> Vec<(Vec<&'t str>, Ts<'t>)> {
    let mut bodies: Vec<(Vec<&str>, Ts<'_>)> = Vec::new();
    for content in body_contents(endpoint) {
        let ty = match Sending::of(content) {
            Sending::Json | Sending::Form => types.ty(&content.ty, Form::INPUT),
            Sending::Text => text_type(&content.ty, Form::INPUT, types),
            Sending::Blob if content.ty == Type::Binary => Ts::name("Blob"),
            Sending::Blob => Ts::union([Ts::name("Blob"), Ts::word("string")]),
        };
        match bodies.iter_mut().find(|(_, other)| *other == ty) {
            Some((media_types, _)) => media_types.push(&content.media_type),
            None => bodies.push((vec![&content.media_type], ty)),
        }
    }
    bodies
}

/// The type of a text that is not JSON.
fn text_type<'t>(ty: &'t Type, form: Form, types: &'t Types<'t>) -> Ts<'t> {
    match ty {
        Type::Literal { .. } | Type::Union { .. } | Type::Reference { .. } => types.ty(ty, form),
        _ => Ts::word("string"),
    }
}

/// The ways in which a body is sent, the usual one first.
pub fn body_contents(endpoint: &Endpoint) -> Vec<&Content> {
    let mut contents: Vec<&Content> = endpoint.body.iter().flat_map(|body| &body.contents).collect();
    contents.sort_by_key(|content| Sending::of(content));
    contents
}

/// The type of a successful answer.
fn output<'t>(endpoint: &'t Endpoint, types: &'t Types<'t>) -> Ts<'t> {
    let successes = successes(endpoint);
    let of = successes.iter().flat_map(|(_, response)| {
        let form = Form::of_response(endpoint, response);
        answered(endpoint, response).map(move |content| content_type_read(endpoint, content, form, types))
    });
    let of: Vec<Ts<'t>> = of.collect();
    let may_be_empty = successes.iter().any(|(_, response)| answered(endpoint, response).next().is_none());
    match (of.is_empty(), may_be_empty) {
        (true, true) => Ts::word("void"),
        (true, false) => Ts::word("unknown"),
        (false, true) => Ts::union(of.into_iter().chain([Ts::word("undefined")])),
        (false, false) => Ts::union(of),
    }
}

/// The contents of a response that a client sees.
pub fn answered<'a>(endpoint: &Endpoint, response: &'a Response) -> impl Iterator<Item = &'a Content> + use<'a> {
    let is_without = endpoint.method == Method::Head || matches!(response.status.as_str(), "204" | "205");
    response.contents.iter().filter(move |_| !is_without)
}

fn content_type_read<'t>(endpoint: &'t Endpoint, content: &'t Content, form: Form, types: &'t Types<'t>) -> Ts<'t> {
    let ty = || types.ty(&content.ty, form);
    match Reading::of(content) {
        Reading::Json => narrowed(endpoint, &content.ty, form, ty(), types),
        Reading::Text => text_type(&content.ty, form, types),
        Reading::Blob => Ts::name("Blob"),
        Reading::Any => Ts::word("unknown"),
        Reading::Events | Reading::TextEvents | Reading::Lines => generic("AsyncIterable", [ty()]),
    }
}

/// A type without the fields that its endpoint does not send.
fn narrowed<'t>(endpoint: &Endpoint, of: &'t Type, form: Form, ty: Ts<'t>, types: &'t Types<'t>) -> Ts<'t> {
    let Type::Object(object) = types.names.target(of) else { return ty };
    let names = |fields: &[String]| {
        let named = object.properties.iter().filter(|property| fields.contains(property.field.as_ref().unwrap_or(&property.name)));
        named.map(|property| form.name_of(property)).collect::<Vec<_>>()
    };
    let keys = |names: Vec<&str>| Ts::union(names.into_iter().map(|name| Ts::word(text::string(name))));
    let included = endpoint.presence.include.as_deref().map(names);
    let excluded = names(&endpoint.presence.exclude);
    let ty = match (included, types.object(object, form)) {
        (Some(included), _) => generic("Pick", [ty, keys(included)]),
        // where any name may stand, `Omit` forgets those that are known
        (None, Ts::Object(members)) if object.additional != Additional::None && !excluded.is_empty() => {
            let is_sent = |member: &Member<'t>| !excluded.iter().any(|name| member.key == text::key(name));
            return Ts::Object(members.into_iter().filter(is_sent).collect());
        }
        _ => ty,
    };
    if excluded.is_empty() { ty } else { generic("Omit", [ty, keys(excluded)]) }
}

/// The union of documented errors: those with one type of body are one alternative.
fn error<'t>(endpoint: &'t Endpoint, types: &'t Types<'t>) -> Ts<'t> {
    let failures = failures(endpoint);
    let mut errors: Vec<(Ts<'t>, Vec<Ts<'t>>)> = Vec::new();
    for &(status, response) in &failures {
        let body = error_body(response, types);
        let status = status_type(status, &failures);
        match errors.iter_mut().find(|(other, _)| *other == body) {
            Some((_, statuses)) => statuses.push(status),
            None => errors.push((body, vec![status])),
        }
    }
    Ts::union(errors.into_iter().map(|(body, statuses)| generic("ApiError", [Ts::union(statuses), body])))
}

fn error_body<'t>(response: &'t Response, types: &'t Types<'t>) -> Ts<'t> {
    let body = |content: &'t Content| match Reading::of(content) {
        Reading::Json => types.ty(&content.ty, Form::OUTPUT),
        Reading::Any => Ts::word("unknown"),
        _ => Ts::word("string"),
    };
    if response.contents.is_empty() { Ts::word("unknown") } else { Ts::union(response.contents.iter().map(body)) }
}

/// The type of a status: a range stands for the statuses that are not documented by themselves.
fn status_type<'t>(status: Status, all: &[(Status, &Response)]) -> Ts<'t> {
    let range = match status {
        Status::Code(code) => return Ts::word(code.to_string()),
        Status::Range(3) => "ApiRedirectStatus",
        Status::Range(4) => "ApiClientErrorStatus",
        Status::Range(_) => "ApiServerErrorStatus",
        Status::Default => "ApiErrorStatus",
    };
    let others = all.iter().filter(|(other, _)| status.covers(*other)).map(|(other, _)| status_type(*other, &[]));
    let others: Vec<Ts<'t>> = others.collect();
    if others.is_empty() { Ts::name(range) } else { generic("Exclude", [Ts::name(range), Ts::union(others)]) }
}

fn generic<'t>(name: &'static str, arguments: impl IntoIterator<Item = Ts<'t>>) -> Ts<'t> {
    Ts::Generic { name: Cow::Borrowed(name), arguments: arguments.into_iter().collect() }
}
