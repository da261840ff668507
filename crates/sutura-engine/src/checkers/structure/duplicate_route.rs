//! Two routes answer the same request.

use std::collections::{HashMap, HashSet};

use super::finding::finding;
use super::place::position;
use super::routing::Route;
use super::served::served;
use super::source_tree::{RouterId, SourceTree};
use crate::diagnostic::Finding;

/// Finds routes of one application or router with the same method and path: the second one is never called.
///
/// Each router is looked at with all that it includes, so that a prefix which is not known only hides what goes through it.
pub(super) fn check(tree: &SourceTree) -> Vec<Finding> {
    let mut pairs = HashSet::new();
    let mut found = Vec::new();
    for (id, router) in tree.routers().filter(|(id, _)| !alters_routes(tree, *id)) {
        let all = served(tree, id, &|included| !alters_routes(tree, included));
        let mut first_of: HashMap<(&str, String), Site> = HashMap::new();
        for served in &all {
            let (Some(prefix), Some(path)) = (&served.prefix, &served.route.path) else { continue };
            let site = (served.router.source, served.route);
            for method in &served.route.methods {
                let path = format!("{prefix}{path}");
                let first = *first_of.entry((method, shape(&path))).or_insert(site);
                if place(first) != place(site) && pairs.insert(place(site)) {
                    let path = format!("{}{path}", router.prefix.as_deref().unwrap_or_default());
                    found.push(report(tree, first, site, method, &path));
                }
            }
        }
    }
    found
}

/// The declaration of a route: the index of its source, and itself.
type Site<'t> = (usize, &'t Route);

fn place((source, route): Site) -> (usize, usize) {
    (source, route.range.start)
}

/// Whether a module handles the list of routes itself, so that declarations say little.
fn alters_routes(tree: &SourceTree, id: RouterId) -> bool {
    tree.sources[id.source].text.contains(".routes")
}

/// A path without the names of its parameters, which do not take part in matching; their converters do.
fn shape(path: &str) -> String {
    let mut shape = String::new();
    for (index, part) in path.split('{').enumerate() {
        match part.split_once('}').filter(|_| index > 0) {
            Some((parameter, rest)) => {
                let converter = parameter.split_once(':').map_or("", |(_, converter)| converter);
                shape.push_str(&format!("{{{converter}}}{rest}"));
            }
            None => shape.push_str(part),
        }
    }
    shape
}

fn report(tree: &SourceTree, first: Site, (source, route): Site, method: &str, path: &str) -> Finding {
    let other = &tree.sources[first.0];
    let line = position(other.text, first.1.range.start).0;
    let message = format!(
        "`{method} {path}` is already served by the route at {}:{line}, so this one is never called. Delete one of the two, or change its path.",
        other.path
    );
    let source = &tree.sources[source];
    finding("duplicate-route", source.path, source.text, route.range.clone(), message)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{codes, findings, places};
    use super::*;

    fn in_one_file(body: &str) -> Vec<String> {
        let text = format!("from fastapi import APIRouter, FastAPI\napp = FastAPI()\n{body}");
        places(&[("app/main.py", &text), ("pyproject.toml", "")], "duplicate-route")
    }

    #[test]
    fn one_method_and_path_twice_on_one_router_is_found() {
        let text = "@app.get('/a')\ndef f(): ...\n@app.get('/a')\ndef g(): ...\n";
        assert_eq!(in_one_file(text), ["app/main.py:5:1"]);
        assert_eq!(
            in_one_file("@app.get('/a')\ndef f(): ...\n@app.api_route('/a', methods=['POST', 'get'])\ndef g(): ...\n"),
            ["app/main.py:5:1"]
        );
    }

    #[test]
    fn the_names_of_parameters_make_no_difference() {
        assert_eq!(in_one_file("@app.get('/a/{id}')\ndef f(): ...\n@app.get('/a/{order_id}')\ndef g(): ...\n"), ["app/main.py:5:1"]);
        assert_eq!(shape("/a/{id}/b/{rest:path}"), "/a/{}/b/{path}");
    }

    #[test]
    fn prefixes_are_followed_through_includes_and_files() {
        let main = "from fastapi import FastAPI\nfrom .orders import router as orders\nfrom . import extra\napp = FastAPI()\n\
                    app.include_router(orders, prefix='/api')\napp.include_router(extra.router)\n";
        let orders = "from fastapi import APIRouter\nrouter = APIRouter(prefix='/orders')\n@router.get('/{id}')\ndef f(): ...\n";
        let extra = "from fastapi import APIRouter\nrouter = APIRouter(prefix='/api')\n@router.get('/orders/{order}')\ndef f(): ...\n";
        let found = findings(&[("app/main.py", main), ("app/orders.py", orders), ("app/extra.py", extra), ("pyproject.toml", "")]);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((found[0].file.as_str(), found[0].line), ("app/extra.py", 3));
        assert!(
            found[0].message.contains("`GET /api/orders/{order}` is already served by the route at app/orders.py:3"),
            "{}",
            found[0].message
        );
    }

    #[test]
    fn a_prefix_that_is_not_known_hides_only_what_goes_through_it() {
        let body = "a = APIRouter()\n@a.get('/x')\ndef f(): ...\nb = APIRouter()\n@b.get('/x')\ndef g(): ...\n\
                    app.include_router(a, prefix=settings.API)\napp.include_router(b)\n";
        assert_eq!(in_one_file(body), [""; 0]);
        let body =
            "api = APIRouter()\n@api.get('/x')\ndef f(): ...\n@api.get('/x')\ndef g(): ...\napp.include_router(api, prefix=settings.API)\n";
        assert_eq!(in_one_file(body), ["app/main.py:6:1"]);
    }

    #[test]
    fn routes_that_differ_or_may_not_exist_are_silent() {
        for body in [
            "@app.get('/a')\ndef f(): ...\n@app.post('/a')\ndef g(): ...\n",
            "@app.get('/a')\ndef f(): ...\n@app.get('/a/')\ndef g(): ...\n",
            "@app.get('/a')\ndef f(): ...\n@app.websocket('/a')\ndef g(): ...\n",
            "@app.get('/{a}')\ndef f(): ...\n@app.get('/{a:path}')\ndef g(): ...\n",
            "@app.get('/a')\ndef f(): ...\nif X:\n    @app.get('/a')\n    def g(): ...\n",
            "@app.get(PATH)\ndef f(): ...\n@app.get(PATH)\ndef g(): ...\n",
            "@app.get('/a')\n@version(1)\ndef f(): ...\n@app.get('/a')\n@version(2)\ndef g(): ...\n",
            "r = APIRouter(route_class=Versioned)\nq = APIRouter()\n@q.get('/a')\ndef f(): ...\n@r.get('/a')\ndef g(): ...\napp.include_router(r)\napp.include_router(q)\n",
            "other = FastAPI()\n@app.get('/a')\ndef f(): ...\n@other.get('/a')\ndef g(): ...\n",
            "q = APIRouter()\napp.include_router(q)\n@app.get('/a')\ndef f(): ...\n@q.get('/a')\ndef g(): ...\n",
            "@app.get('/a')\ndef f(): ...\napp.router.routes.pop()\n@app.get('/a')\ndef g(): ...\n",
        ] {
            assert_eq!(in_one_file(body), [""; 0], "{body}");
        }
    }

    #[test]
    fn routers_that_include_each_other_in_a_circle_end() {
        let text = "from fastapi import APIRouter\na = APIRouter()\nb = APIRouter()\n@a.get('/x')\ndef f(): ...\na.include_router(b)\nb.include_router(a)\n";
        assert_eq!(codes(&[("a.py", text)]), [""; 0]);
    }
}
