//! A function that computes its result and does not return it.

use std::{collections::BTreeMap, ops::Range};

use oxc_allocator::Allocator;
use oxc_ast::ast::{ArrowFunctionBody, ArrowFunctionExpression, Expression, Function, FunctionBody, Statement};
use oxc_ast_visit::{Visit, walk};
use oxc_span::GetSpan;
use oxc_syntax::scope::ScopeFlags;

use super::{
    module::bytes,
    project::{Problem, Target, View},
    text::quoted,
};
use crate::{diagnostic::Diagnostic, fixers::Proposal, workspace::parse_script};

const CODES: &[&str] = &["TS2786", "TS2355", "TS2322", "TS2345", "TS2769", "TS2339", "TS7030", "TS2366", "TS2554", "TS2488"];

/// Proposes `return` in front of the last statement of a function whose result is asked for: an element always, another expression where the
/// compiler speaks of this very function.
pub(super) fn propose(view: &View<'_>) -> Vec<Proposal> {
    let mut wanted: BTreeMap<(String, usize), (Vec<&Diagnostic>, bool)> = BTreeMap::new();
    for problem in view.problems(CODES) {
        for (file, at, certain) in silent(view, &problem) {
            let entry = wanted.entry((file, at)).or_insert_with(|| (Vec::new(), certain));
            entry.0.push(problem.diagnostic);
        }
    }
    let made = wanted.into_iter().filter_map(|((file, at), (answers, certain))| {
        view.proposal_in(
            "return what was computed".to_owned(),
            &file,
            vec![(at..at, "return ".to_owned())],
            answers,
            if certain { 0 } else { 1 },
        )
    });
    made.collect()
}

/// Where a `return` is missing in the functions that a problem is about, and whether it can be nothing else.
fn silent(view: &View<'_>, problem: &Problem<'_>) -> Vec<(String, usize, bool)> {
    let message = &problem.diagnostic.message;
    if !message.contains("void") && !message.contains("undefined") && problem.diagnostic.code != "TS2355" {
        return Vec::new();
    }
    let mut found: Vec<(String, usize, bool)> = Vec::new();
    let own = functions(problem.file, problem.text);
    let around = own.iter().filter(|function| function.range.contains(&problem.offset)).min_by_key(|function| function.range.len());
    found.extend(around.map(|function| (problem.file.to_owned(), function.last, function.is_element)));
    // A list is made of what a callback right behind the place gives.
    let within = own.iter().filter(|function| function.is_element && message.contains("void[]") && function.range.start > problem.offset);
    let line = |at: usize| problem.text.get(..at).map_or(0, |before| before.matches('\n').count());
    let nearest = within.min_by_key(|function| function.range.start).filter(|found| line(found.range.start) <= line(problem.offset) + 1);
    found.extend(nearest.map(|function| (problem.file.to_owned(), function.last, true)));
    // The function may be named in the message, or called at the place.
    let mentioned =
        problem.module.uses.iter().filter(|other| other.range.start >= problem.offset && other.range.start < problem.offset + 200).take(4);
    let names = quoted(message).into_iter().take(1).chain(mentioned.map(|other| other.name.as_str()));
    for name in names {
        let import =
            problem.module.imports.iter().find_map(|import| Some((import, import.names.iter().find(|imported| imported.local == name)?)));
        let (file, name) = match import {
            Some((import, imported)) => match view.resolve(problem.file, &import.module) {
                Target::File(path) => {
                    (path, if let super::module::What::Named(name) = &imported.what { name.clone() } else { name.to_owned() })
                }
                _ => continue,
            },
            None => (problem.file.to_owned(), name.to_owned()),
        };
        let Some(text) = view.text(&file) else { continue };
        let named = functions(&file, text).into_iter().find(|function| function.name.as_deref() == Some(name.as_str()));
        found.extend(named.map(|function| (file, function.last, function.is_element)));
    }
    found.sort();
    found.dedup();
    found
}

/// A function without any `return`, that ends in an expression.
struct Silent {
    name: Option<String>,
    range: Range<usize>,
    /// Where its last statement starts.
    last: usize,
    is_element: bool,
}

fn functions(file: &str, text: &str) -> Vec<Silent> {
    let allocator = Allocator::default();
    let parsed = parse_script(&allocator, file, text);
    let mut reader = Reader { found: Vec::new(), name: None };
    reader.visit_program(&parsed.program);
    reader.found
}

struct Reader {
    found: Vec<Silent>,
    /// The variable that the next function is the value of.
    name: Option<String>,
}

impl Reader {
    fn function(&mut self, name: Option<String>, range: Range<usize>, body: &FunctionBody<'_>) {
        let returns = body.statements.iter().any(|statement| matches!(statement, Statement::ReturnStatement(_)));
        if let Some(Statement::ExpressionStatement(last)) = body.statements.last().filter(|_| !returns) {
            let is_element = matches!(last.expression.without_parentheses(), Expression::JSXElement(_) | Expression::JSXFragment(_));
            self.found.push(Silent { name, range, last: bytes(last.span()).start, is_element });
        }
    }
}

impl<'a> Visit<'a> for Reader {
    fn visit_variable_declarator(&mut self, variable: &oxc_ast::ast::VariableDeclarator<'a>) {
        self.name = variable.id.get_identifier_name().map(|name| name.to_string());
        walk::walk_variable_declarator(self, variable);
        self.name = None;
    }

    fn visit_function(&mut self, function: &Function<'a>, flags: ScopeFlags) {
        let name = function.id.as_ref().map(|id| id.name.to_string()).or(self.name.take());
        if let Some(body) = &function.body {
            self.function(name, bytes(function.span), body);
        }
        walk::walk_function(self, function, flags);
    }

    fn visit_arrow_function_expression(&mut self, arrow: &ArrowFunctionExpression<'a>) {
        let name = self.name.take();
        if let ArrowFunctionBody::FunctionBody(body) = &arrow.body {
            self.function(name, bytes(arrow.span), body);
        }
        walk::walk_arrow_function_expression(self, arrow);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{best, problem, proposals};
    use super::*;

    #[test]
    fn an_element_and_a_result_that_are_not_returned_are() {
        let files = [
            ("a.tsx", "import { Title } from './b';\nexport const a = <Title />;\n"),
            ("b.tsx", "export const Title = () => {\n  (\n    <h1 />\n  );\n};\n"),
        ];
        let message = "'Title' cannot be used as a JSX component.\n  Its return type 'void' is not a valid JSX element.";
        let found = proposals(propose, &files, &[problem(&files, "a.tsx", "Title />", "TS2786", message)], "");
        assert_eq!(best(&found), Some("export const Title = () => {\n  return (\n    <h1 />\n  );\n};\n"));
        let files = [("a.ts", "function total(x: number): number {\n  x * 2;\n}\n")];
        let message = "A function whose declared type is neither 'undefined', 'void', nor 'any' must return a value.";
        let found = proposals(propose, &files, &[problem(&files, "a.ts", "number {", "TS2355", message)], "");
        assert!(best(&found).unwrap().contains("  return x * 2;"));
    }

    #[test]
    fn a_callback_that_makes_the_elements_of_a_list_returns_them() {
        let files = [("a.tsx", "const a = <ul>\n  {items.map((item) => {\n    <li>{item}</li>\n  })}\n</ul>;\n")];
        let message = "Type 'void[]' is not assignable to type 'ReactNode'.";
        let found = proposals(propose, &files, &[problem(&files, "a.tsx", "{items", "TS2322", message)], "");
        assert!(best(&found).unwrap().contains("    return <li>{item}</li>"));
    }

    #[test]
    fn a_function_that_returns_elsewhere_is_left() {
        let files = [("a.ts", "function total(x: number): number {\n  return 1;\n  x * 2;\n}\n")];
        let found = proposals(propose, &files, &[problem(&files, "a.ts", "number {", "TS2355", "must return a value: void")], "");
        assert!(found.is_empty());
    }
}
