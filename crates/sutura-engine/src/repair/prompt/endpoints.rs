//! The endpoints that a file calls or serves.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use regex::Regex;
use sutura_contract::{
    Contract,
    model::{self, Type},
};

use crate::{
    checkers::structure::Endpoint,
    workspace::{Grammar, Tree},
};

/// Most endpoints that are shown, and most for one call that none answers.
const MOST: usize = 8;
const MOST_NEAREST: usize = 2;

/// Of what the application serves, that which the file at `path` calls, or, where it serves routes, which the frontend calls of these; one a line. What is mentioned
/// near one of the lines `errors` comes first. `served` is asked for only where it matters.
pub(in crate::repair) fn endpoints_of(
    tree: &Tree,
    path: &str,
    errors: &BTreeSet<u32>,
    served: impl FnOnce() -> Vec<Endpoint>,
) -> Vec<String> {
    let text = tree.text(path).unwrap_or_default();
    let found = match Grammar::of(path) {
        Some(Grammar::Script) => {
            let mut calls = calls(text);
            calls.sort_by_key(|call| distance(errors, call.line));
            if calls.is_empty() { Vec::new() } else { called(&calls, &served()) }
        }
        Some(Grammar::Python) if text.contains("APIRouter") || text.contains("FastAPI") => {
            let mut served = served();
            served.retain(|endpoint| endpoint.place.0 == path);
            served.sort_by_key(|endpoint| distance(errors, endpoint.place.1));
            callers(tree, served)
        }
        _ => Vec::new(),
    };
    let mut known = BTreeSet::new();
    found.into_iter().filter(|line| known.insert(line.clone())).take(MOST).collect()
}

/// What is served: what the contract says where there is one, at the places that the sources tell, and what no contract shows.
pub(in crate::repair) fn served(contract: Option<&Contract>, mut declared: Vec<Endpoint>) -> Vec<Endpoint> {
    let promised = contract.into_iter().flat_map(|contract| &contract.modules).flat_map(|module| &module.endpoints);
    let placed = promised.map(|endpoint| {
        let at = declared.iter().position(|declared| is_declared(endpoint, declared));
        let declared = at.map(|at| declared.remove(at));
        let answer = endpoint.responses.iter().find(|response| response.status.starts_with('2'));
        let answer = answer.and_then(|response| response.contents.first()).and_then(|content| name_of(&content.ty));
        let body = endpoint.body.iter().flat_map(|body| &body.contents).find_map(|content| name_of(&content.ty));
        Endpoint {
            method: endpoint.method.name().to_owned(),
            path: endpoint.path.clone(),
            function: declared.as_ref().map(|declared| declared.function.clone()).unwrap_or_default(),
            request: body.or_else(|| declared.as_ref()?.request.clone()),
            response: answer.or_else(|| declared.as_ref()?.response.clone()),
            place: declared.map(|declared| declared.place).unwrap_or_default(),
        }
    });
    let mut served: Vec<Endpoint> = placed.collect();
    served.append(&mut declared);
    served
}

/// Whether the sources declare an endpoint here: under its path, or by its function where prefixes are not known.
fn is_declared(endpoint: &model::Endpoint, declared: &Endpoint) -> bool {
    let module = declared.place.0.trim_end_matches(".py").replace('/', ".");
    let function = || endpoint.function.as_deref().and_then(|function| function.rsplit_once('.'));
    let is_it = || function().is_some_and(|(own, name)| name == declared.function && module.ends_with(own));
    endpoint.method.name() == declared.method && (endpoint.path == declared.path || is_it())
}

fn name_of(ty: &Type) -> Option<String> {
    match ty {
        Type::Reference { name } => Some(name.clone()),
        Type::Array { items, .. } => name_of(items).map(|name| name + "[]"),
        _ => None,
    }
}

fn distance(errors: &BTreeSet<u32>, line: u32) -> u32 {
    errors.iter().map(|error| error.abs_diff(line)).min().unwrap_or_default()
}

/// A path in a string or template of a script.
struct Call {
    line: u32,
    parts: Vec<Part>,
}

/// What stands between two `/` of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Word(String),
    /// `${id}`, `{id}` or `:id`.
    Any,
}

/// The paths that a script mentions.
fn calls(text: &str) -> Vec<Call> {
    static PATH: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"["'`](?:https?://[^/"'`\s]*)?((?:\$\{[^}\n]*\})?/[^"'`\s]*)"#)
            .expect("the pattern is a constant that the tests compile")
    });
    let mut found = Vec::new();
    for (line, text) in (1..).zip(text.lines()) {
        for path in PATH.captures_iter(text).filter_map(|found| found.get(1)) {
            let parts = parts(path.as_str());
            if parts.iter().any(|part| matches!(part, Part::Word(_))) {
                found.push(Call { line, parts });
            }
        }
    }
    found
}

/// The parts of a path, without what stands behind `?` or `#`.
fn parts(path: &str) -> Vec<Part> {
    let mut plain = String::new();
    let mut depth = 0_usize;
    for c in path.trim_start_matches('…').chars() {
        match c {
            '{' => depth += 1,
            '}' => {
                depth = depth.saturating_sub(1);
                plain.push('{');
            }
            '?' | '#' if depth == 0 => break,
            c if depth == 0 => plain.push(c),
            _ => {}
        }
    }
    let part = |part: &str| if part.starts_with(':') || part.contains('{') { Part::Any } else { Part::Word(part.to_lowercase()) };
    plain.split('/').filter(|one| !one.is_empty() && *one != "$").map(part).collect()
}

/// Whether a call is answered by an endpoint: one of the two paths may lack prefixes that the other has.
fn answers(endpoint: &[Part], call: &[Part]) -> bool {
    // `${base}/orders`
    let call = if call.first() == Some(&Part::Any) { &call[1..] } else { call };
    let pairs = || endpoint.iter().rev().zip(call.iter().rev());
    let is_same = |(one, other): (&Part, &Part)| one == other || *one == Part::Any;
    !call.is_empty() && pairs().all(is_same) && pairs().any(|(one, other)| one == other && *one != Part::Any)
}

/// What is called, and for a call of what is not served the nearest that is.
fn called(calls: &[Call], served: &[Endpoint]) -> Vec<String> {
    let paths: Vec<Vec<Part>> = served.iter().map(|endpoint| parts(&endpoint.path)).collect();
    let mut shown: Vec<usize> = Vec::new();
    for call in calls {
        let mut found: Vec<usize> = (0..served.len()).filter(|at| answers(&paths[*at], &call.parts)).collect();
        // The longest path has most in common with what is called.
        found.sort_by_key(|at| Reverse(paths[*at].len().min(call.parts.len())));
        if found.is_empty() {
            found = nearest(&paths, &call.parts);
        }
        found.retain(|at| !shown.contains(at));
        shown.extend(found);
    }
    shown.into_iter().map(|at| line(&served[at])).collect()
}

fn nearest(paths: &[Vec<Part>], call: &[Part]) -> Vec<usize> {
    let words = |parts: &[Part]| {
        parts.iter().filter_map(|part| if let Part::Word(word) = part { Some(word.clone()) } else { None }).collect::<BTreeSet<String>>()
    };
    let wanted = words(call);
    let is_like = |one: &str, other: &str| strsim::normalized_levenshtein(one, other) > 0.7;
    let common = |path: &[Part]| words(path).iter().filter(|word| wanted.iter().any(|other| is_like(word, other))).count();
    let mut found: Vec<usize> = (0..paths.len()).filter(|at| common(&paths[*at]) > 0).collect();
    found.sort_by_key(|at| (Reverse(common(&paths[*at])), paths[*at].len().abs_diff(call.len())));
    found.truncate(MOST_NEAREST);
    found
}

/// Those that scripts of the tree call, each with the first file that does.
fn callers(tree: &Tree, served: Vec<Endpoint>) -> Vec<String> {
    if served.is_empty() {
        return Vec::new();
    }
    let scripts = tree.files().keys().filter(|path| Grammar::of(path) == Some(Grammar::Script));
    let calls: BTreeMap<&str, Vec<Call>> = scripts.filter_map(|path| Some((path.as_str(), calls(tree.text(path)?)))).collect();
    let called = served.iter().filter_map(|endpoint| {
        let path = parts(&endpoint.path);
        let (caller, _) = calls.iter().find(|(_, calls)| calls.iter().any(|call| answers(&path, &call.parts)))?;
        Some(format!("{}, called in {caller}", line(endpoint)))
    });
    called.collect()
}

/// `POST /api/orders (OrderCreate) -> OrderRead`
fn line(endpoint: &Endpoint) -> String {
    let Endpoint { method, path, request, response, .. } = endpoint;
    let request = request.as_ref().map_or_else(String::new, |request| format!(" ({request})"));
    let response = response.as_ref().map_or_else(String::new, |response| format!(" -> {response}"));
    format!("{method} {path}{request}{response}")
}

#[cfg(test)]
mod tests {
    use super::{super::contract::tests::shop, *};
    use crate::{
        checkers::structure::endpoints,
        workspace::{discover, tree::tree_of},
    };

    const MAIN: &str =
        "from fastapi import FastAPI\nfrom app import orders\napp = FastAPI()\napp.include_router(orders.router, prefix='/api')\n";
    const ORDERS: &str = "from fastapi import APIRouter\nrouter = APIRouter(prefix='/orders')\nclass OrderCreate(BaseModel): ...\n\
                          @router.get('')\ndef listed() -> list[OrderRead]: ...\n@router.post('')\ndef create(data: OrderCreate) -> OrderRead: ...\n\
                          @router.get('/{order_id}')\ndef read(order_id: int) -> OrderRead: ...\n@router.delete('/{order_id}/lines/{line}')\ndef gone(): ...\n";

    fn of(path: &str, client: &str, errors: &[u32]) -> Vec<String> {
        let tree = tree_of(&[("app/main.py", MAIN), ("app/orders.py", ORDERS), ("web/client.ts", client), ("pyproject.toml", "")]);
        endpoints_of(&tree, path, &errors.iter().copied().collect(), || endpoints(&tree, &discover(&tree)))
    }

    #[test]
    fn what_a_script_calls_is_found_however_it_writes_the_path() {
        let read = ["GET /api/orders/{order_id} -> OrderRead"];
        for call in [
            "`/orders/${id}`",
            "`${BASE}/orders/${encodeURIComponent(id)}?full=1`",
            "'/api/orders/:id'",
            "\"http://localhost:8000/api/orders/5/\"",
        ] {
            assert_eq!(of("web/client.ts", &format!("get({call})\n"), &[]), read, "{call}");
        }
        assert_eq!(of("web/client.ts", "import x from './orders'\nconst y = '/' + <a href='/about'>/orders</a>\n", &[]), [""; 0]);
    }

    #[test]
    fn what_is_called_near_an_error_comes_first_and_what_nobody_serves_is_shown_with_what_is_near() {
        let client = "get('/orders')\ndelete_(`/orders/${a}/lines/${b}`)\nget(`/order/${id}/items`)\n";
        insta::assert_snapshot!(of("web/client.ts", client, &[2]).join("\n"), @r"
        DELETE /api/orders/{order_id}/lines/{line}
        GET /api/orders -> list[OrderRead]
        POST /api/orders (OrderCreate) -> OrderRead
        GET /api/orders/{order_id} -> OrderRead
        ");
    }

    #[test]
    fn a_file_with_routes_is_told_which_of_them_are_called_and_where() {
        assert_eq!(
            of("app/orders.py", "get(`/api/orders/${id}`)", &[]),
            ["GET /api/orders/{order_id} -> OrderRead, called in web/client.ts"]
        );
        assert_eq!(of("app/main.py", "get(`/api/orders/${id}`)", &[]), [""; 0], "it serves none of its own");
    }

    #[test]
    fn nothing_is_read_for_a_file_that_calls_nothing() {
        let tree = tree_of(&[("a.ts", "const a = 'b'\n"), ("b.py", "x = 1\n")]);
        for path in ["a.ts", "b.py", "c.md"] {
            assert_eq!(endpoints_of(&tree, path, &BTreeSet::new(), || panic!("{path} calls nothing")), [""; 0]);
        }
    }

    #[test]
    fn the_contract_knows_prefixes_that_the_sources_hide_and_the_sources_know_the_place_and_what_is_hidden() {
        let main = "from fastapi import FastAPI\nfrom app import orders\napp = FastAPI()\napp.include_router(orders.router, prefix=settings.prefix)\n";
        let tree = tree_of(&[("app/main.py", main), ("app/orders.py", ORDERS), ("pyproject.toml", "")]);
        let found = served(Some(&shop()), endpoints(&tree, &discover(&tree)));
        let lines: Vec<String> = found.iter().map(|found| format!("{} at {}:{}", line(found), found.place.0, found.place.1)).collect();
        insta::assert_snapshot!(lines.join("\n"), @r"
        GET /api/orders -> OrderRead[] at app/orders.py:4
        POST /api/orders (OrderCreate) -> OrderRead at app/orders.py:6
        DELETE /api/orders/{order_id} at :0
        GET …/orders/{order_id} -> OrderRead at app/orders.py:8
        DELETE …/orders/{order_id}/lines/{line} at app/orders.py:10
        ");
    }

    proptest::proptest! {
        #[test]
        fn any_text_has_calls(text in "([\"'`]|/|\\$\\{|\\}|orders|:id|é|\\?|…|https://|\n){0,30}") {
            for call in calls(&text) {
                proptest::prop_assert!(!call.parts.is_empty());
                answers(&call.parts, &call.parts);
            }
        }
    }
}
