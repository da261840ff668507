//! What a Python module says about FastAPI's routers, as far as it says it outright.
//!
//! Only statements directly in the body of the module or of a function are read: what stands in an `if`, a `try` or a loop may or may not
//! happen. Only FastAPI's own classes count, since a subclass can route by other things than method and path.

use std::ops::Range;

use ruff_python_ast::name::UnqualifiedName;
use ruff_python_ast::statement_visitor::{StatementVisitor, walk_stmt};
use ruff_python_ast::token::TokenKind;
use ruff_python_ast::{Arguments, Expr, ExprCall, ModModule, Parameters, Stmt, StmtFunctionDef};
use ruff_python_parser::Parsed;
use ruff_text_size::{Ranged, TextRange};

use super::python::bytes;
use super::source::Import;

/// The body of a module or a function.
#[derive(Debug, Default)]
pub(super) struct Scope {
    /// The routers that are bound here, each to a name of its own.
    pub routers: Vec<Router>,
    /// What happens to them, in the order of the source.
    pub steps: Vec<Step>,
}

/// An `APIRouter` or a `FastAPI`.
#[derive(Debug)]
pub(super) struct Router {
    /// The name to which it is bound.
    pub name: String,
    /// Whether it is an application.
    pub is_app: bool,
    /// The prefix that it is made with; nothing where that is not a literal.
    pub prefix: Option<String>,
    /// The statement that makes it, or the parameter.
    pub range: Range<usize>,
    /// Whether the module uses the name for nothing but declaring routes.
    pub only_routes: bool,
}

/// One thing that happens to a router.
#[derive(Debug)]
pub(super) enum Step {
    /// A route is declared.
    Route(Route),
    /// Another router is included.
    Include(Include),
}

/// A decorated endpoint.
#[derive(Debug)]
pub(super) struct Route {
    /// The name of the router.
    pub router: String,
    /// The HTTP methods in capitals, or `WEBSOCKET`.
    pub methods: Vec<String>,
    /// The path; nothing where it is not a literal.
    pub path: Option<String>,
    /// The name of the function.
    pub function: String,
    /// The plain names that its parameters are annotated with.
    pub takes: Vec<String>,
    /// What it answers: the `response_model`, or else what it returns.
    pub gives: Option<String>,
    /// The decorator.
    pub range: Range<usize>,
}

/// `router.include_router(target, prefix=…)`.
#[derive(Debug)]
pub(super) struct Include {
    /// The name of the router that includes.
    pub router: String,
    /// The dotted name of the router that is included.
    pub target: Vec<String>,
    /// The prefix as it is written; nothing where the arguments cannot be known.
    pub prefix_source: Option<String>,
    /// The prefix, if it is a literal.
    pub prefix: Option<String>,
    /// The call.
    pub range: Range<usize>,
}

/// The bodies of a module that make or use routers; that of the module itself always comes first.
pub(super) fn scopes(text: &str, parsed: &Parsed<ModModule>, imports: &[Import]) -> Vec<Scope> {
    let module = Module { text, parsed, imports };
    let body = parsed.suite();
    let mut scopes = vec![module.scope(body, None, parsed.syntax().range)];
    let mut functions = Functions::default();
    functions.visit_body(body);
    for function in functions.found {
        scopes.push(module.scope(&function.body, Some(&function.parameters), function.range));
    }
    scopes
}

#[derive(Default)]
struct Functions<'a> {
    found: Vec<&'a StmtFunctionDef>,
}

impl<'a> StatementVisitor<'a> for Functions<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        if let Stmt::FunctionDef(function) = statement {
            self.found.push(function);
        }
        walk_stmt(self, statement);
    }
}

struct Module<'a> {
    text: &'a str,
    parsed: &'a Parsed<ModModule>,
    imports: &'a [Import],
}

impl Module<'_> {
    fn scope(&self, body: &[Stmt], parameters: Option<&Parameters>, range: TextRange) -> Scope {
        let parameters = parameters.into_iter().flat_map(|parameters| self.parameters(parameters));
        let made = body.iter().filter_map(|statement| self.made_by(statement));
        let mut routers: Vec<Router> = parameters.chain(made).collect();
        routers.retain(|router| self.is_bound_once(&router.name, range));
        Scope { routers, steps: body.iter().flat_map(|statement| self.steps(statement)).collect() }
    }

    fn parameters(&self, parameters: &Parameters) -> Vec<Router> {
        let annotated = parameters.iter_non_variadic_params().filter_map(|with_default| {
            let parameter = &with_default.parameter;
            let is_app = self.is_application(parameter.annotation.as_deref()?)?;
            let prefix = Some(String::new());
            let range = bytes(parameter.range);
            Some(Router { name: parameter.name.to_string(), is_app, prefix, range, only_routes: false })
        });
        annotated.collect()
    }

    fn made_by(&self, statement: &Stmt) -> Option<Router> {
        let (target, value) = match statement {
            Stmt::Assign(assign) => match assign.targets.as_slice() {
                [target] => (target, &*assign.value),
                _ => return None,
            },
            Stmt::AnnAssign(assign) => (&*assign.target, assign.value.as_deref()?),
            _ => return None,
        };
        let (Expr::Name(name), Expr::Call(call)) = (target, value) else {
            return None;
        };
        let is_app = self.is_application(&call.func)?;
        // A route class of the project's own may match by other things than the path.
        let is_custom = call.arguments.find_keyword("route_class").is_some();
        let prefix = if is_app { Some(String::new()) } else { literal_argument(&call.arguments, "prefix") };
        Some(Router {
            name: name.id.to_string(),
            is_app,
            prefix: prefix.filter(|_| !is_custom),
            range: bytes(statement.range()),
            only_routes: !is_custom && self.only_routes(&name.id, name.range),
        })
    }

    /// Whether an expression is `FastAPI` (true) or `APIRouter` (false) of the package fastapi.
    fn is_application(&self, expression: &Expr) -> Option<bool> {
        let name = match *UnqualifiedName::from_expr(expression)?.segments() {
            ["fastapi", name] => name,
            [name] => {
                let from_fastapi = self.imports.iter().filter(|import| FASTAPI.contains(&import.module.as_str()) && import.level == 0);
                from_fastapi.flat_map(|import| &import.names).find(|imported| imported.bound == name)?.name.as_str()
            }
            _ => return None,
        };
        match name {
            "FastAPI" => Some(true),
            "APIRouter" => Some(false),
            _ => None,
        }
    }

    /// Whether every use of a router's name is `@router.get(…)` or the like.
    fn only_routes(&self, name: &str, definition: TextRange) -> bool {
        let tokens: Vec<_> = self.parsed.tokens().iter().collect();
        let is_route = |index: usize| {
            let [dot, method] = tokens.get(index + 1..index + 3)? else {
                return None;
            };
            (dot.kind() == TokenKind::Dot && METHODS.contains(&&self.text[bytes(method.range())])).then_some(())
        };
        tokens.iter().enumerate().all(|(index, token)| {
            let is_other = token.kind() != TokenKind::Name || &self.text[bytes(token.range())] != name;
            is_other || token.range() == definition || is_route(index).is_some()
        })
    }

    /// Whether a name is bound once at most in a range: a name that is bound again may be another router by then.
    fn is_bound_once(&self, name: &str, range: TextRange) -> bool {
        let mut depth = 0_usize;
        let mut bindings = 0_usize;
        let tokens = self.parsed.tokens();
        for (token, next) in tokens.iter().zip(tokens.iter().skip(1)).filter(|(token, _)| range.contains_range(token.range())) {
            match token.kind() {
                TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => depth += 1,
                TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => depth = depth.saturating_sub(1),
                TokenKind::Name if depth == 0 && &self.text[bytes(token.range())] == name => {
                    bindings += usize::from(matches!(next.kind(), TokenKind::Equal | TokenKind::Colon | TokenKind::In | TokenKind::Comma));
                }
                _ => {}
            }
        }
        bindings <= 1
    }

    fn steps(&self, statement: &Stmt) -> Vec<Step> {
        match statement {
            Stmt::FunctionDef(function) => routes(self.text, function).into_iter().map(Step::Route).collect(),
            Stmt::Expr(statement) => self.include(&statement.value).map(Step::Include).into_iter().collect(),
            _ => Vec::new(),
        }
    }

    fn include(&self, expression: &Expr) -> Option<Include> {
        let Expr::Call(call) = expression else {
            return None;
        };
        let [router, method] = *UnqualifiedName::from_expr(&call.func)?.segments() else {
            return None;
        };
        let is_known = call.arguments.keywords.iter().all(|keyword| keyword.arg.is_some());
        let written = call.arguments.find_keyword("prefix").map(|keyword| self.text[bytes(keyword.value.range())].to_owned());
        (method == "include_router").then_some(())?;
        Some(Include {
            router: router.to_owned(),
            target: UnqualifiedName::from_expr(call.arguments.find_argument_value("router", 0)?)?
                .segments()
                .iter()
                .map(|part| (*part).to_owned())
                .collect(),
            prefix_source: is_known.then(|| written.unwrap_or_default()),
            prefix: literal_argument(&call.arguments, "prefix"),
            range: bytes(call.range()),
        })
    }
}

const FASTAPI: [&str; 3] = ["fastapi", "fastapi.applications", "fastapi.routing"];

const METHODS: [&str; 10] = ["get", "post", "put", "patch", "delete", "head", "options", "trace", "websocket", "api_route"];

fn routes(text: &str, function: &StmtFunctionDef) -> Vec<Route> {
    // A decorator about versions makes two routes with one path a different pair of requests.
    let is_versioned = function.decorator_list.iter().any(|decorator| text[bytes(decorator.range)].to_lowercase().contains("version"));
    if is_versioned {
        return Vec::new();
    }
    function.decorator_list.iter().filter_map(|decorator| route(text, function, &decorator.expression, bytes(decorator.range))).collect()
}

fn route(text: &str, function: &StmtFunctionDef, decorator: &Expr, range: Range<usize>) -> Option<Route> {
    let Expr::Call(call) = decorator else {
        return None;
    };
    let [router, method] = *UnqualifiedName::from_expr(&call.func)?.segments() else {
        return None;
    };
    METHODS.contains(&method).then_some(())?;
    let path = call.arguments.find_argument_value("path", 0).and_then(literal);
    let annotations = function.parameters.iter_non_variadic_params().filter_map(|parameter| parameter.parameter.annotation.as_deref());
    let takes = annotations.filter_map(|annotation| Some(annotation.as_name_expr()?.id.to_string())).collect();
    let model = call.arguments.find_keyword("response_model").map(|keyword| &keyword.value).or(function.returns.as_deref());
    let gives = model.map(|model| text[bytes(model.range())].split_whitespace().collect::<Vec<_>>().join(" "));
    Some(Route {
        router: router.to_owned(),
        methods: methods(method, call),
        path,
        function: function.name.to_string(),
        takes,
        gives,
        range,
    })
}

fn methods(method: &str, call: &ExprCall) -> Vec<String> {
    if method != "api_route" {
        return vec![method.to_uppercase()];
    }
    match call.arguments.find_keyword("methods").map(|keyword| &keyword.value) {
        None => vec!["GET".to_owned()],
        Some(Expr::List(list)) => list.elts.iter().filter_map(literal).map(|method| method.to_uppercase()).collect(),
        Some(_) => Vec::new(),
    }
}

/// A keyword argument that is a literal; empty where it is left out, nothing where it cannot be known.
fn literal_argument(arguments: &Arguments, name: &str) -> Option<String> {
    match arguments.find_keyword(name) {
        Some(keyword) => literal(&keyword.value),
        None => arguments.keywords.iter().all(|keyword| keyword.arg.is_some()).then(String::new),
    }
}

fn literal(expression: &Expr) -> Option<String> {
    match expression {
        Expr::StringLiteral(string) => Some(string.value.to_str().to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::python::read;
    use super::*;

    fn module_scope(text: &str) -> Scope {
        read(text).scopes.into_iter().next().expect("a module that names FastAPI has a scope")
    }

    #[test]
    fn routers_routes_and_includes_are_read() {
        let scope = module_scope(
            "from fastapi import APIRouter, FastAPI\nfrom . import orders\napp = FastAPI()\nrouter = APIRouter(prefix='/a')\n\
             @router.get('/x')\ndef x(): ...\napp.include_router(orders.router, prefix=API)\n",
        );
        assert_eq!(scope.routers.iter().map(|router| router.is_app).collect::<Vec<_>>(), [true, false]);
        assert_eq!(scope.routers[1].prefix.as_deref(), Some("/a"));
        let [Step::Route(route), Step::Include(include)] = &scope.steps[..] else { panic!("{:?}", scope.steps) };
        assert_eq!((&route.methods[..], route.path.as_deref()), (&["GET".to_owned()][..], Some("/x")));
        assert_eq!((&include.prefix_source, &include.prefix), (&Some("API".to_owned()), &None));
        assert_eq!(include.target, ["orders", "router"]);
    }

    #[test]
    fn a_router_of_another_package_is_none_of_ours() {
        assert!(module_scope("from web import APIRouter\nrouter = APIRouter()\n").routers.is_empty());
    }

    #[test]
    fn a_name_that_is_bound_twice_is_not_followed() {
        assert!(module_scope("from fastapi import APIRouter\nr = APIRouter()\nif X:\n    r = APIRouter(prefix='/x')\n").routers.is_empty());
    }

    #[test]
    fn conditional_routes_are_not_read() {
        assert!(
            module_scope("from fastapi import FastAPI\napp = FastAPI()\nif X:\n    @app.get('/')\n    def f(): ...\n").steps.is_empty()
        );
    }

    #[test]
    fn a_parameter_with_the_right_annotation_is_a_router() {
        let syntax = read("from fastapi import FastAPI\ndef register(app: FastAPI):\n    app.include_router(r)\n");
        assert_eq!(syntax.scopes[1].routers[0].name, "app");
        assert_eq!(syntax.scopes[1].steps.len(), 1);
    }
}
