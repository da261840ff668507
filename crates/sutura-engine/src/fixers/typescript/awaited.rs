//! A promise that is used as what it promises.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use super::{
    module::Role,
    project::{Problem, View},
};
use crate::{diagnostic::Diagnostic, fixers::Proposal, workspace::parse_script};

use oxc_allocator::Allocator;
use oxc_ast::ast::{ArrowFunctionExpression, CallExpression, Expression, Function, VariableDeclarator};
use oxc_ast_visit::{Visit, walk};
use oxc_span::GetSpan;
use oxc_syntax::scope::ScopeFlags;

const CODES: &[&str] =
    &["TS2339", "TS2551", "TS2801", "TS2345", "TS2322", "TS2739", "TS2740", "TS2741", "TS2488", "TS2365", "TS2349", "TS2769"];

/// Proposes `await` in front of the call whose promise is used, inside of functions that are `async` already; and no `async` for a function that waits
/// for nothing.
pub(super) fn propose(view: &View<'_>) -> Vec<Proposal> {
    let problems = view.problems(CODES);
    let about = problems.iter().filter(|problem| problem.diagnostic.message.contains("Promise<") || problem.diagnostic.code == "TS2801");
    let waiting = about.clone().flat_map(|problem| missing(view, problem));
    waiting.chain(needless(view, about)).collect()
}

/// Functions that are `async` and wait for nothing, of whose promises nobody takes account: they need not be.
fn needless<'p>(view: &View<'_>, about: impl Iterator<Item = &'p Problem<'p>>) -> Vec<Proposal> {
    let mut functions: BTreeMap<(String, usize, usize), Vec<&Diagnostic>> = BTreeMap::new();
    for problem in about {
        let places = view.places(problem.file);
        let handed = places.call_with(problem.offset).and_then(|call| call.arguments.iter().find(|one| one.start == problem.offset));
        let within = handed.cloned().unwrap_or(problem.offset..problem.offset + 1);
        let names = problem.module.uses.iter().filter(|found| found.role == Role::Value && within.contains(&found.range.start));
        for (path, declared) in names.filter_map(|found| view.declaration(problem.file, &found.name, found.range.start)) {
            functions.entry((path, declared.start, declared.end)).or_default().push(problem.diagnostic);
        }
    }
    functions.into_iter().filter_map(|((path, start, end), told)| at_once(view, &path, &(start..end), told)).collect()
}

fn at_once(view: &View<'_>, path: &str, declared: &Range<usize>, told: Vec<&Diagnostic>) -> Option<Proposal> {
    let (text, places) = (view.text(path)?, view.places(path));
    let function = places.functions.iter().find(|function| function.name.as_ref() == Some(declared))?;
    let (name, body) = (text.get(declared.clone())?, text.get(function.body.clone())?);
    let head = text.get(function.range.start..function.body.start)?.strip_prefix("async ")?;
    let is_awaited = |other: &str| other.contains(&format!("await {name}(")) || other.contains(&format!("{name}().then"));
    if body.contains("await") || body.contains("Promise") || view.modules.keys().filter_map(|file| view.text(file)).any(is_awaited) {
        return None;
    }
    let start = function.range.start;
    let mut edits = vec![(start..start + "async ".len(), String::new())];
    if let Some(at) = head.rfind("): Promise<") {
        let kind = start + "async ".len() + at + "): ".len();
        let end = kind + text.get(kind..function.body.start)?.trim_end().trim_end_matches("=>").trim_end().len();
        edits.extend([(kind..kind + "Promise<".len(), String::new()), (end - 1..end, String::new())]);
    }
    view.proposal_in(format!("`{name}` waits for nothing"), path, edits, told, 3)
}

/// The functions and calls of a text.
#[derive(Default)]
struct Shape {
    /// Each function: its range, where `async` would stand, and whether it is there.
    functions: Vec<(Range<usize>, usize, bool)>,
    calls: Vec<Range<usize>>,
    /// Variables that are a call: the name, and the call.
    variables: Vec<(String, Range<usize>, Range<usize>)>,
}

impl<'a> Visit<'a> for Shape {
    fn visit_function(&mut self, function: &Function<'a>, flags: ScopeFlags) {
        self.functions.push((super::module::bytes(function.span), function.span.start as usize, function.r#async));
        walk::walk_function(self, function, flags);
    }

    fn visit_arrow_function_expression(&mut self, arrow: &ArrowFunctionExpression<'a>) {
        self.functions.push((super::module::bytes(arrow.span), arrow.span.start as usize, arrow.r#async));
        walk::walk_arrow_function_expression(self, arrow);
    }

    fn visit_call_expression(&mut self, call: &CallExpression<'a>) {
        self.calls.push(super::module::bytes(call.span));
        walk::walk_call_expression(self, call);
    }

    fn visit_variable_declarator(&mut self, variable: &VariableDeclarator<'a>) {
        if let Some(init @ Expression::CallExpression(_)) = &variable.init {
            for name in variable.id.get_binding_identifiers() {
                self.variables.push((name.name.to_string(), super::module::bytes(name.span), super::module::bytes(init.span())));
            }
        }
        walk::walk_variable_declarator(self, variable);
    }
}

fn shape(problem: &Problem<'_>) -> Shape {
    let allocator = Allocator::default();
    let parsed = parse_script(&allocator, problem.file, problem.text);
    let mut shape = Shape::default();
    shape.visit_program(&parsed.program);
    shape
}

fn missing(view: &View<'_>, problem: &Problem<'_>) -> Vec<Proposal> {
    let shape = shape(problem);
    let mut calls: Vec<(u8, Range<usize>)> = Vec::new();
    // The value comes from a variable that holds the promise: its only source waits for all uses.
    let names = problem.module.uses.iter().filter(|found| {
        found.role == Role::Value && found.range.start.abs_diff(problem.offset) < 200 && found.range.start <= problem.offset
    });
    if let Some(name) = names.max_by_key(|found| found.range.start)
        && let Some(binding) = problem.module.binding_at(&name.name, problem.offset)
    {
        let held = shape.variables.iter().filter(|(_, place, _)| *place == binding.range).map(|(_, _, call)| (0, call.clone()));
        calls.extend(held);
    }
    let here = shape.variables.iter().filter(|(_, place, _)| place.contains(&problem.offset)).map(|(_, _, call)| (0, call.clone()));
    calls.extend(here);
    // Or the call stands at the place, or ends right in front of it.
    calls.extend(
        shape.calls.iter().filter(|call| call.start == problem.offset || call.end + 1 == problem.offset).map(|call| (1, call.clone())),
    );
    // Or a variable that is handed on within what stands at the place.
    let places = view.places(problem.file);
    if let Some(argument) = places.call_with(problem.offset).and_then(|call| call.arguments.iter().find(|one| one.start == problem.offset))
    {
        let handed = problem.module.uses.iter().filter(|found| found.role == Role::Value && argument.contains(&found.range.start));
        let bindings = handed.filter_map(|found| problem.module.binding_at(&found.name, found.range.start));
        let outside: BTreeSet<usize> = bindings.map(|binding| binding.range.start).filter(|start| !argument.contains(start)).collect();
        calls.extend(shape.variables.iter().filter(|(_, place, _)| outside.contains(&place.start)).map(|(_, _, call)| (2, call.clone())));
    }
    let around = |at: usize| shape.functions.iter().filter(|(range, ..)| range.contains(&at)).min_by_key(|(range, ..)| range.len());
    let mut proposals = Vec::new();
    for (rank, call) in calls {
        let waits = problem.text.get(..call.start).is_some_and(|before| before.trim_end().ends_with("await"));
        if waits || !around(call.start).is_some_and(|(_, _, is_async)| *is_async) {
            continue;
        }
        // `await f().x` would wait for `x`.
        let continued = problem.text.get(call.end..).is_some_and(|rest| rest.trim_start().starts_with(['.', '[', '(', '?']));
        let edits = if continued {
            vec![(call.start..call.start, "(await ".to_owned()), (call.end..call.end, ")".to_owned())]
        } else {
            vec![(call.start..call.start, "await ".to_owned())]
        };
        proposals.extend(view.proposal("wait for the promise".to_owned(), problem, edits, rank));
    }
    proposals
}

#[cfg(test)]
mod tests {
    use super::super::testing::{best, problem, proposals};
    use super::*;

    fn run(text: &str, needle: &str) -> Option<String> {
        let files = [("a.ts", text)];
        let diagnostic = problem(&files, "a.ts", needle, "TS2339", "Property 'length' does not exist on type 'Promise<Order[]>'.");
        best(&proposals(propose, &files, &[diagnostic], "")).map(str::to_owned)
    }

    #[test]
    fn the_call_that_made_the_promise_is_awaited() {
        assert!(
            run("async function f() {\n  const orders = load();\n  return orders.length;\n}\n", "length")
                .unwrap()
                .contains("= await load();")
        );
        assert!(run("async function f() {\n  return load().length;\n}\n", "length").unwrap().contains("return (await load()).length;"));
    }

    #[test]
    fn a_promise_within_what_is_handed_on_is_awaited() {
        let text = "async function f() {\n  const row = save();\n  setRows((rows) => [...rows, row]);\n}\n";
        let files = [("a.ts", text)];
        let message =
            "Argument of type '(rows: Row[]) => (Row | Promise<Row>)[]' is not assignable to parameter of type 'SetStateAction<Row[]>'.";
        let found = proposals(propose, &files, &[problem(&files, "a.ts", "(rows)", "TS2345", message)], "");
        assert_eq!(best(&found), Some(text.replace("= save", "= await save").as_str()));
    }

    #[test]
    fn a_function_that_waits_for_nothing_is_not_async() {
        let store = "export async function load(): Promise<Row[]> {\n  return JSON.parse(kept);\n}\n";
        let run = |store: &str| {
            let files = [("store.ts", store), ("a.ts", "import { load } from './store';\nconst [rows] = useState(() => load());\n")];
            let message = "Argument of type '() => Promise<Row[]>' is not assignable to parameter of type 'Row[] | (() => Row[])'.";
            best(&proposals(propose, &files, &[problem(&files, "a.ts", "() =>", "TS2345", message)], "")).map(str::to_owned)
        };
        assert_eq!(run(store).as_deref(), Some("export function load(): Row[] {\n  return JSON.parse(kept);\n}\n"));
        assert_eq!(run(&store.replace("JSON.parse(kept)", "await rows()")), None);
    }

    #[test]
    fn outside_of_an_async_function_nothing_is_awaited() {
        assert_eq!(run("function f() {\n  const orders = load();\n  return orders.length;\n}\n", "length"), None);
        assert_eq!(run("async function f() {\n  const orders = await load();\n  return orders.length;\n}\n", "length"), None);
    }
}
