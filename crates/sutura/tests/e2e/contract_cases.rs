//! The contract is what a running backend does. Each case of `tests/cases` says so in TypeScript: which calls compile, which do not, and what
//! the server answers to them.
//!
//! From what client and server then really said follow two checks of all types that nobody had to write: each answer, as a literal of its
//! operation's output type, compiles; and of each request's body, every variant with one field less or null in a field's place compiles exactly
//! where the server accepts it.

use std::{collections::BTreeMap, fs};

use serde::Deserialize;
use serde_json::Value;
use sutura_contract::{Contract, manifest, model::Endpoint};
use sutura_testkit::Project;

use crate::{
    contract_tools::{Compiler, Complaint, PATIENCE, Server, cases, node, reformatted},
    sutura,
};

/// Fewer cases than this are no proof.
const FEWEST_CASES: usize = 100;

#[test]
fn every_case_holds_for_the_compiler_and_for_the_running_backend() {
    let project = Project::copy_of(&cases());
    for arguments in [["types", "backend", "-o", "frontend/src/api_types.ts"], ["manifest", "backend", "-o", "manifest.json"]] {
        sutura().run(arguments).inside(project.path()).output().ends_with(0);
    }
    let contract = manifest::read(&project.read("manifest.json")).expect("what was written can be read");
    let mut failures = Failures::default();

    for (file, change) in reformatted(&project.at("frontend"), "src/api_types.ts") {
        failures.add(&file, &format!("prettier would change it: {change}"));
    }
    let places = places(&project);
    for complaint in Compiler::Five.run(&project.at("frontend"), &[]) {
        failures.add(place_of(&complaint, &places), &complaint.message);
    }
    for complaint in Compiler::Seven.run(&project.at("frontend"), &["--noEmit"]) {
        failures.add(place_of(&complaint, &places), &format!("TypeScript 7: {}", complaint.message));
    }

    let server = Server::start(&project.at("backend"));
    let told = node(&project.at("frontend/built/main.js")).arg(&server.url).within(PATIENCE).output().ends_with(0);
    let told: Told = serde_json::from_value(told.json()).expect("the cases tell what they found");
    for result in &told.results {
        if let Some(error) = &result.error {
            failures.add(&result.name, error);
        }
    }
    check_exchanges(&project, &contract, &told.exchanges, &mut failures);

    let (count, failed) = (told.results.len(), failures.0.len());
    assert!(count >= FEWEST_CASES, "there are only {count} cases");
    assert!(failures.0.is_empty(), "{failed} of {count} cases fail:\n{}", failures.text());
}

/// What is wrong, by the name of the case.
#[derive(Default)]
struct Failures(BTreeMap<String, Vec<String>>);

impl Failures {
    fn add(&mut self, case: &str, message: &str) {
        self.0.entry(case.to_owned()).or_default().push(message.to_owned());
    }

    fn text(&self) -> String {
        let lines = self.0.iter().map(|(case, messages)| format!("{case}\n    {}\n", messages.join("\n").replace('\n', "\n    ")));
        lines.collect()
    }
}

/// What the program of the cases prints.
#[derive(Deserialize)]
struct Told {
    results: Vec<CaseResult>,
    exchanges: Vec<Exchange>,
}

#[derive(Deserialize)]
struct CaseResult {
    name: String,
    error: Option<String>,
}

/// A request and its answer: what was sent and received where it was JSON.
#[derive(Deserialize)]
struct Exchange {
    case: String,
    method: String,
    path: String,
    sent: Option<String>,
    /// Whether what was sent is a variant of what a case sent.
    variant: bool,
    status: u16,
    received: Option<String>,
}

/// Where each case begins: file, line, name.
fn places(project: &Project) -> Vec<(String, usize, String)> {
    let sources = project.files().into_iter().filter_map(|(path, bytes)| {
        let file = path.strip_prefix("frontend/").filter(|file| file.starts_with("src/"))?.to_owned();
        Some((file, String::from_utf8(bytes).ok()?))
    });
    let named = sources.flat_map(|(file, text)| {
        let lines: Vec<_> = text.lines().map(str::to_owned).enumerate().collect();
        lines.into_iter().filter_map(move |(index, line)| {
            let name = line.strip_prefix("check(\"")?.split('"').next()?.to_owned();
            Some((file.clone(), index + 1, name))
        })
    });
    named.collect()
}

fn place_of<'a>(complaint: &'a Complaint, places: &'a [(String, usize, String)]) -> &'a str {
    let before = places.iter().filter(|(file, line, _)| *file == complaint.file && *line <= complaint.line);
    before.max_by_key(|(_, line, _)| line).map_or(&complaint.file, |(_, _, name)| name)
}

/// Holds what was said against the types of the operations, with the compiler as the judge.
fn check_exchanges(project: &Project, contract: &Contract, exchanges: &[Exchange], failures: &mut Failures) {
    let mut source = vec!["import type * as types from \"./api_types.ts\";".to_owned()];
    let mut claims = Vec::new();
    for exchange in exchanges {
        let Some(operation) = operation_of(contract, exchange) else { continue };
        for (ty, text, holds) in claims_of(&operation, exchange) {
            let value: Value = serde_json::from_str(text).expect("what is said to be JSON is");
            source.push(format!("export const value{}: {ty} = {};", source.len(), literal(&value)));
            claims.push((exchange, holds, source.len()));
        }
    }
    project.write("frontend/src/exchanges.ts", source.join("\n") + "\n");
    let complaints = Compiler::Seven.run(&project.at("frontend"), &["--noEmit"]);
    for (exchange, holds, line) in claims {
        let said = complaints.iter().find(|complaint| complaint.file == "src/exchanges.ts" && complaint.line == line);
        if said.is_none() != holds {
            let verdict = said.map_or("the type takes it", |said| &said.message);
            let answer = format!("{} {} answered {}", exchange.method, exchange.path, exchange.status);
            failures.add(&exchange.case, &format!("{answer}: {}\n{verdict}", source[line - 1]));
        }
    }
}

/// What an exchange proves: that a text is of a type, or that it is not.
fn claims_of<'a>(operation: &str, exchange: &'a Exchange) -> Vec<(String, &'a str, bool)> {
    let accepted = exchange.status < 300;
    let sent = exchange.sent.as_deref().filter(|_| accepted || (exchange.variant && exchange.status == 422));
    let received = exchange.received.as_deref().filter(|_| accepted);
    let sent = sent.map(|text| (format!("types.{operation}Input[\"body\"]"), text, accepted));
    let received = received.map(|text| (format!("types.{operation}Output"), text, true));
    sent.into_iter().chain(received).collect()
}

/// The name of the operation that was called, as its types have it.
fn operation_of(contract: &Contract, exchange: &Exchange) -> Option<String> {
    let all = contract.modules.iter().flat_map(|module| module.endpoints.iter().map(move |endpoint| (module, endpoint)));
    let called = all.filter(|(_, endpoint)| is_called(endpoint, exchange));
    let (module, endpoint) = called.min_by_key(|(_, endpoint)| endpoint.path.matches('{').count())?;
    let (module, name) = (pascal(&module.name), pascal(&endpoint.name));
    Some(if module == name { name } else { module + &name })
}

fn is_called(endpoint: &Endpoint, exchange: &Exchange) -> bool {
    let (template, path): (Vec<&str>, Vec<&str>) = (endpoint.path.split('/').collect(), exchange.path.split('/').collect());
    let method = serde_json::to_value(endpoint.method).expect("a method is a text");
    method == exchange.method.as_str()
        && template.len() == path.len()
        && template.iter().zip(path).all(|(template, segment)| template.starts_with('{') || *template == segment)
}

fn pascal(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A JSON value as an expression of TypeScript. A field `__proto__` would be no field if its name were not computed.
fn literal(value: &Value) -> String {
    match value {
        Value::Array(items) => format!("[{}]", items.iter().map(literal).collect::<Vec<_>>().join(", ")),
        Value::Object(fields) => {
            let fields = fields.iter().map(|(name, value)| match name.as_str() {
                "__proto__" => format!("[\"__proto__\"]: {}", literal(value)),
                _ => format!("{}: {}", Value::from(name.as_str()), literal(value)),
            });
            format!("{{ {} }}", fields.collect::<Vec<_>>().join(", "))
        }
        scalar => scalar.to_string().replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029"),
    }
}

#[test]
fn what_is_checked_is_told_by_the_case_it_stands_in() {
    let places = [("src/a.ts".to_owned(), 3, "first".to_owned()), ("src/a.ts".to_owned(), 9, "second".to_owned())];
    let at = |file: &str, line| Complaint { file: file.to_owned(), line, message: String::new() };
    assert_eq!(place_of(&at("src/a.ts", 8), &places), "first");
    assert_eq!(place_of(&at("src/a.ts", 20), &places), "second");
    assert_eq!(place_of(&at("src/b.ts", 20), &places), "src/b.ts");
    assert!(fs::exists(cases()).is_ok_and(|exists| exists));
}
