//! Changes of routes and of the parameters in their queries.

use std::ops::Range;

use ruff_python_ast::{Expr, ExprCall, ExprStringLiteral, ParameterWithDefault, StmtFunctionDef};

use super::super::python::nodes::{Nodes, bytes, with_nodes};
use super::super::{Edit, Sources};
use super::{Candidate, Kind, edit, python};

/// Methods that a route can have in another's place, with or without a body.
const OTHERS: [&str; 3] = ["post", "put", "patch"];

/// All changes of this kind that routes can have.
pub(super) fn candidates(sources: &Sources, kind: Kind) -> Vec<Candidate> {
    let found = python(sources).flat_map(|(path, text)| {
        with_nodes(text, |nodes| {
            let routes: Vec<Route<'_>> = nodes.functions.iter().filter_map(|function| route(nodes, function)).collect();
            let ranges = routes.iter().flat_map(|route| of_route(nodes, &routes, route, kind));
            let routers =
                prefixes(nodes).into_iter().filter(|_| kind == Kind::Path).map(|prefix| (prefix.value.to_str().to_owned(), moved(prefix)));
            ranges.chain(routers).map(|(subject, edits)| Candidate::new(subject, path, edits)).collect()
        })
    });
    found.collect()
}

/// What is changed in one file.
type Edits = Vec<Edit>;

struct Route<'a> {
    function: &'a StmtFunctionDef,
    /// The method's name in the decorator.
    method: &'a str,
    method_at: Range<usize>,
    /// What the decorator says.
    path: &'a ExprStringLiteral,
    /// With the router's prefix.
    full_path: String,
}

impl Route<'_> {
    fn subject(&self) -> String {
        format!("{} {}", self.method.to_uppercase(), self.full_path)
    }

    /// Parameters with a default that stand in no path: a body or a dependency seldom has one.
    fn query(&self) -> impl Iterator<Item = &ParameterWithDefault> {
        let optional = self.function.parameters.iter_non_variadic_params().filter(|parameter| parameter.default.is_some());
        optional.filter(|parameter| !self.full_path.contains(&format!("{{{}}}", parameter.name())))
    }
}

fn of_route(nodes: &Nodes<'_>, all: &[Route<'_>], route: &Route<'_>, kind: Kind) -> Vec<(String, Edits)> {
    match kind {
        Kind::Path => vec![(route.subject(), moved(route.path))],
        Kind::Method => {
            let taken = |method: &str| all.iter().any(|other| other.full_path == route.full_path && other.method == method);
            let free = OTHERS.into_iter().filter(|method| !taken(method)).rev();
            free.map(|method| (route.subject(), vec![edit(route.method_at.clone(), method)])).collect()
        }
        Kind::Rename => route.query().map(|parameter| renamed(nodes, route, parameter)).collect(),
        // Python has no parameter without a default behind one with a default.
        Kind::Require => route.query().take(1).map(|parameter| required(route, parameter)).collect(),
        _ => Vec::new(),
    }
}

/// `/now` at the end of a path.
fn moved(path: &ExprStringLiteral) -> Edits {
    vec![edit(bytes(path), format!("\"{}/now\"", path.value.to_str()))]
}

fn renamed(nodes: &Nodes<'_>, route: &Route<'_>, parameter: &ParameterWithDefault) -> (String, Edits) {
    let (name, body) = (parameter.name(), bytes(route.function));
    let used = nodes.names.iter().filter(|used| used.id == name.id && body.contains(&bytes(**used).start));
    let places = used.map(|used| bytes(*used)).chain([bytes(name)]);
    (format!("{}?{name}", route.subject()), places.map(|place| edit(place, format!("{name}_now"))).collect())
}

fn required(route: &Route<'_>, parameter: &ParameterWithDefault) -> (String, Edits) {
    let gone = bytes(&parameter.parameter).end..bytes(parameter).end;
    (format!("{}?{}", route.subject(), parameter.name()), vec![edit(gone, "")])
}

fn route<'a>(nodes: &Nodes<'a>, function: &'a StmtFunctionDef) -> Option<Route<'a>> {
    function.decorator_list.iter().find_map(|decorator| {
        let call = decorator.expression.as_call_expr()?;
        let target = call.func.as_attribute_expr()?;
        let path = call.arguments.args.first()?.as_string_literal_expr()?;
        let prefix = prefixes(nodes).first().map_or("", |prefix| prefix.value.to_str());
        let full_path = format!("{prefix}{}", path.value.to_str());
        let method = target.attr.as_str();
        let is_method = method == "get" || method == "delete" || OTHERS.contains(&method);
        is_method.then(|| Route { function, method, method_at: bytes(&target.attr), path, full_path })
    })
}

/// The prefix of each `APIRouter(prefix="…")` of a file. Routes stand in files of one router each.
fn prefixes<'a>(nodes: &Nodes<'a>) -> Vec<&'a ExprStringLiteral> {
    let routers = nodes.calls.iter().filter(|call| call.func.as_name_expr().is_some_and(|name| name.id == "APIRouter"));
    routers.filter_map(|call| prefix(call)).collect()
}

fn prefix(call: &ExprCall) -> Option<&ExprStringLiteral> {
    let keyword = call.arguments.keywords.iter().find(|keyword| keyword.arg.as_ref().is_some_and(|arg| arg.as_str() == "prefix"))?;
    match &keyword.value {
        Expr::StringLiteral(prefix) => Some(prefix),
        _ => None,
    }
}
