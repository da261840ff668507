//! One router is included twice.

use std::collections::HashMap;

use super::finding::finding;
use super::place::position;
use super::routing::{Include, Step};
use super::source_tree::{RouterId, SourceTree};
use crate::diagnostic::Finding;

/// Finds two `include_router` calls in one body, both unconditional, with one router, target and prefix.
pub(super) fn check(tree: &SourceTree) -> Vec<Finding> {
    let mut found = Vec::new();
    for (index, source) in tree.sources.iter().enumerate() {
        for (number, scope) in source.scopes().iter().enumerate() {
            let mut seen: HashMap<(RouterId, RouterId, &str), &Include> = HashMap::new();
            let includes = scope.steps.iter().filter_map(|step| match step {
                Step::Include(include) => Some(include),
                Step::Route(_) => None,
            });
            for include in includes {
                let Some(prefix) = include.prefix_source.as_deref().filter(|prefix| is_constant(prefix)) else {
                    continue;
                };
                let Some(router) = tree.router_named(index, number, std::slice::from_ref(&include.router)) else {
                    continue;
                };
                let Some(target) = tree.router_named(index, number, &include.target) else {
                    continue;
                };
                let Some(first) = seen.insert((router, target, prefix), include) else {
                    continue;
                };
                let line = position(source.text, first.range.start).0;
                let name = include.target.join(".");
                let message = format!(
                    "`{name}` is already included in `{}` in line {line}, under the same prefix. Delete one of the two.",
                    include.router
                );
                found.push(finding("router-included-twice", source.path, source.text, include.range.clone(), message));
            }
        }
    }
    found
}

/// Whether an expression has the same value wherever it stands: a literal, or names that are written as constants or attributes.
fn is_constant(expression: &str) -> bool {
    let is_literal = expression.is_empty() || expression.starts_with(['"', '\'']);
    is_literal
        || expression.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.')
            && (expression.contains('.') || expression.to_uppercase() == expression)
}

#[cfg(test)]
mod tests {
    use super::super::testing::places;

    const ORDERS: &str = "from fastapi import APIRouter\nrouter = APIRouter()\n@router.get('/')\ndef f(): ...\n";

    fn found(main: &str) -> Vec<String> {
        let main = format!(
            "from fastapi import FastAPI\nfrom app import orders\nfrom app.orders import router as orders_router\napp = FastAPI()\n{main}"
        );
        let files = [("app/main.py", main.as_str()), ("app/orders.py", ORDERS), ("app/users.py", ORDERS), ("app/__init__.py", "")];
        places(&files, "router-included-twice")
    }

    #[test]
    fn one_router_under_one_prefix_twice_is_found() {
        assert_eq!(found("app.include_router(orders.router)\napp.include_router(orders.router, tags=['x'])\n"), ["app/main.py:6:1"]);
        assert_eq!(
            found("app.include_router(orders.router, prefix='/a')\napp.include_router(orders.router, prefix='/a')\n"),
            ["app/main.py:6:1"]
        );
        assert_eq!(
            found("app.include_router(orders.router, prefix=S.API)\napp.include_router(orders.router, prefix=S.API)\n"),
            ["app/main.py:6:1"]
        );
    }

    #[test]
    fn aliases_of_one_router_are_one() {
        assert_eq!(found("app.include_router(orders.router)\napp.include_router(orders_router)\n"), ["app/main.py:6:1"]);
    }

    #[test]
    fn other_prefixes_routers_and_conditions_are_silent() {
        for main in [
            "app.include_router(orders.router, prefix='/a')\napp.include_router(orders.router, prefix='/b')\n",
            "app.include_router(orders.router)\napp.include_router(users.router)\n",
            "app.include_router(orders.router)\nif DEBUG:\n    app.include_router(orders.router)\n",
            "app.include_router(orders.router, prefix=prefix)\napp.include_router(orders.router, prefix=prefix)\n",
            "app.include_router(orders.router, **A)\napp.include_router(orders.router, **B)\n",
            "app.include_router(orders.router)\nadmin = FastAPI()\nadmin.include_router(orders.router)\n",
            "app.include_router(orders.make())\napp.include_router(orders.make())\n",
        ] {
            assert_eq!(found(main), [""; 0], "{main}");
        }
    }
}
