//! A promise that is used as what it promises.

use super::{
    module::Role,
    project::{Problem, View},
};
use crate::fixers::Proposal;

use oxc_allocator::Allocator;
use oxc_ast::ast::{ArrowFunctionExpression, CallExpression, Expression, Function, VariableDeclarator};
use oxc_ast_visit::{Visit, walk};
use oxc_parser::Parser;
use oxc_span::GetSpan;
use oxc_syntax::scope::ScopeFlags;

const CODES: &[&str] =
    &["TS2339", "TS2551", "TS2801", "TS2345", "TS2322", "TS2739", "TS2740", "TS2741", "TS2488", "TS2365", "TS2349", "TS2769"];

/// Proposes `await` in front of the call whose promise is used, inside of functions that are `async` already.
pub(super) fn propose(view: &View<'_>) -> Vec<Proposal> {
    let problems = view.problems(CODES);
    let about = problems.iter().filter(|problem| problem.diagnostic.message.contains("Promise<") || problem.diagnostic.code == "TS2801");
    about.flat_map(|problem| missing(view, problem)).collect()
}

/// The functions and calls of a text.
#[derive(Default)]
struct Shape {
    /// Each function: its range, where `async` would stand, and whether it is there.
    functions: Vec<(std::ops::Range<usize>, usize, bool)>,
    calls: Vec<std::ops::Range<usize>>,
    /// Variables that are a call: the name, and the call.
    variables: Vec<(String, std::ops::Range<usize>, std::ops::Range<usize>)>,
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
    let parsed = Parser::new(&allocator, problem.text, super::module::source_type(problem.file)).parse();
    let mut shape = Shape::default();
    shape.visit_program(&parsed.program);
    shape
}

fn missing(view: &View<'_>, problem: &Problem<'_>) -> Vec<Proposal> {
    let shape = shape(problem);
    let mut calls: Vec<(u8, std::ops::Range<usize>)> = Vec::new();
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
    fn outside_of_an_async_function_nothing_is_awaited() {
        assert_eq!(run("function f() {\n  const orders = load();\n  return orders.length;\n}\n", "length"), None);
        assert_eq!(run("async function f() {\n  const orders = await load();\n  return orders.length;\n}\n", "length"), None);
    }
}
