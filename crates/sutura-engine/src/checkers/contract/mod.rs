//! The checker of the seam: where the frontend asks for what the backend does not serve.
//!
//! tsc finds the drift of everything that goes through the generated client. What goes around it, a `fetch` of a path, is found here: the sources are read by a real
//! parser, and a request is followed through constants, clients and wrappers. It speaks of what the sources prove and is silent in all other cases.

mod judge;
mod naming;
mod near;
mod seam;
mod types;

use std::collections::BTreeMap;

use sutura_contract::{Contract, model::Endpoint};

pub(super) use self::seam::{NAME, Seam};

use self::judge::{Around, judge};
use super::structure::Endpoint as Served;
use crate::{
    contract::requests::{
        route::{self, Part, Route},
        value::Scripts,
    },
    diagnostic::{Finding, Severity},
    imports::ImportGraph,
    workspace::{Tree, is_test, on_parser_stack},
};

/// What the scripts of `tree` ask of the backend that it does not serve. `served` is what the backend's sources serve, also what no document shows.
pub fn requests(contract: &Contract, tree: &Tree, imports: &ImportGraph, served: &[Served]) -> Vec<Finding> {
    on_parser_stack(|| look(contract, tree, imports, served))
}

fn look(contract: &Contract, tree: &Tree, imports: &ImportGraph, served: &[Served]) -> Vec<Finding> {
    let scripts = Scripts::of(tree, imports);
    let mut findings = judge(contract, &scripts, &around(tree, &scripts, served), |file| is_asked(scripts.all[file].0));
    let note = |endpoint: &Endpoint| {
        let place = served.iter().find(|served| served.method == endpoint.method.name() && served.path == endpoint.path)?.place.clone();
        let message = format!("No source of the frontend asks for `{}`.", judge::shown(endpoint));
        let (file, line) = place;
        Some(Finding { file, line, column: 1, code: "unused-route".to_owned(), message, severity: Severity::Note, ..Finding::default() })
    };
    let is_meant = |endpoint: &&Endpoint| findings.iter().any(|finding| finding.message.contains(&format!("`{}`", judge::shown(endpoint))));
    let unused: Vec<Finding> =
        judge::unused(contract, &scripts).into_iter().filter(|endpoint| !is_meant(endpoint)).filter_map(note).collect();
    findings.extend(unused);
    findings
}

/// Whether the requests of a file are those of the application: not of a test, of what stands in for the backend, or of a build.
fn is_asked(path: &str) -> bool {
    const ASIDE: &[&str] =
        &["mocks", "mock", "__mocks__", "msw", "stories", "cypress", "playwright", "fixtures", "scripts", "testing", "node_modules"];
    let name = path.rsplit('/').next().unwrap_or(path);
    !is_test(path)
        && !path.split('/').any(|part| ASIDE.contains(&part))
        && ![".stories.", ".config.", ".mock.", ".cy.", "mock."].iter().any(|part| name.contains(part))
}

/// What else answers, and what happens to requests on their way.
fn around(tree: &Tree, scripts: &Scripts<'_>, served: &[Served]) -> Around {
    let texts = || scripts.all.iter().map(|(path, text, _)| (*path, *text));
    let is_setup = |path: &str| path.contains(".config.") || path.contains("setupProxy") || path.contains("proxy.");
    let rewrites = texts().any(|(path, text)| is_setup(path) && (text.contains("rewrite") || text.contains("pathRewrite")));
    const CONVERTERS: &[&str] =
        &["decamelize", "humps", "snakecase", "snake_case", "toSnake", "case-converter", "transformRequest", "snakify"];
    let converts_keys = texts().any(|(path, text)| is_asked(path) && CONVERTERS.iter().any(|word| text.contains(word)));
    let of_backend = served.iter().map(|endpoint| {
        let path = endpoint.path.trim_start_matches('…');
        let is_tail = path.len() < endpoint.path.len();
        Route { method: Some(endpoint.method.clone()), parts: route::parts(path, |_| Part::Text), is_tail }
    });
    let others = of_backend.chain(mounted(tree)).chain(of_frontend(tree)).chain(of_servers(&texts().collect()));
    const HIDDEN: &[&str] = &["GraphQLRouter", ".add_route(", "WSGIMiddleware", "include_in_schema=False", "Mount("];
    let mut backend = tree.files().iter().filter(|(path, _)| path.ends_with(".py") && !is_test(path)).filter_map(|(_, file)| file.text());
    let serves_more = backend.any(|text| HIDDEN.iter().any(|word| text.contains(word)));
    Around { others: others.collect(), may_be_rewritten: rewrites, converts_keys, serves_more }
}

/// What the backend hands on to others: `app.mount("/static", …)`, pages of its documentation.
fn mounted(tree: &Tree) -> Vec<Route> {
    let own = ["/docs", "/redoc", "/openapi.json", "/static", "/media", "/assets"].map(str::to_owned);
    let texts = tree.files().iter().filter(|(path, _)| path.ends_with(".py")).filter_map(|(_, file)| file.text());
    let mounts = texts.flat_map(|text| text.split(".mount(").skip(1).filter_map(first_literal)).map(str::to_owned);
    own.into_iter().chain(mounts).map(|path| below(&path)).collect()
}

/// A route that answers everything from `path` on.
fn below(path: &str) -> Route {
    let mut parts = route::parts(path, |_| Part::Text);
    parts.push(Part::Rest);
    Route { method: None, parts, is_tail: false }
}

/// The text that `code` begins with, if it begins with one.
fn first_literal(code: &str) -> Option<&str> {
    let code = code.trim_start();
    let quote = code.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    code[1..].split(quote).next()
}

/// What a frontend with a server of its own answers: route handlers of Next.js, by their places.
fn of_frontend(tree: &Tree) -> Vec<Route> {
    let handler = |path: &String| {
        let (folder, name) = path.rsplit_once('/')?;
        let (stem, _) = name.rsplit_once('.').filter(|(_, ending)| matches!(*ending, "ts" | "js" | "tsx" | "jsx"))?;
        let place = if stem == "route" {
            folder.split_once("app/").filter(|(before, _)| before.is_empty() || before.ends_with('/'))?.1.to_owned()
        } else {
            let (_, inner) = folder.split_once("pages/api")?;
            format!("api{inner}/{}", if stem == "index" { "" } else { stem })
        };
        let part = |part: &str| match part.strip_prefix('[') {
            Some(name) if name.starts_with("...") || name.starts_with("[...") => Part::Rest,
            Some(_) => Part::Text,
            None => Part::Word(part.to_owned()),
        };
        let parts = place.split('/').filter(|part| !part.is_empty() && !part.starts_with('(')).map(part).collect();
        Some(Route { method: None, parts, is_tail: false })
    };
    tree.files().keys().filter_map(handler).collect()
}

/// What servers written in JavaScript answer: `app.get("/path", …)` where `app` is one of express, fastify, hono or koa.
fn of_servers(texts: &BTreeMap<&str, &str>) -> Vec<Route> {
    const SERVERS: &[&str] = &["express", "fastify", "hono", "koa", "@koa/router", "koa-router", "elysia", "@nestjs/common"];
    let is_server = |text: &str| SERVERS.iter().any(|name| text.contains(&format!("\"{name}\"")) || text.contains(&format!("'{name}'")));
    let servers = texts.iter().filter(|(path, text)| !is_test(path) && is_server(text));
    let verbs = [".get(", ".post(", ".put(", ".patch(", ".delete(", ".use(", ".all(", ".route("];
    let found = servers.flat_map(|(_, text)| verbs.iter().flat_map(|verb| text.split(verb).skip(1).filter_map(first_literal)));
    let of_path = |path: &str| Route {
        method: None,
        parts: path
            .split('/')
            .filter(|part| !part.is_empty())
            .map(|part| if part.starts_with(':') { Part::Text } else { Part::Word(part.to_owned()) })
            .collect(),
        is_tail: true,
    };
    found.filter(|path| path.starts_with('/') && path.len() > 1).map(of_path).collect()
}

#[cfg(test)]
mod tests;
