//! Functions that do not return what they say.

use std::collections::{BTreeMap, BTreeSet};

use ruff_python_ast::{Expr, Stmt, StmtFunctionDef};

use super::context::Context;
use super::missing_import::made_visible;
use super::outline::{bytes, expressions, expressions_in, function_around, parse, statements};
use super::{ByPlace, proposal};
use crate::{
    diagnostic::Diagnostic,
    fixers::{
        Proposal,
        text::{Replacement, apply, newline, replace, span, whole_lines},
    },
};

/// A declared return type of which the checkers say what it should be, in a form that can be written down: `None` for a function that returns something.
pub(super) fn propose(context: &Context<'_>) -> Vec<Proposal> {
    let mut functions: ByPlace<'_, (usize, usize), (Vec<String>, BTreeSet<String>)> = BTreeMap::new();
    let mut dropped: BTreeMap<(&str, usize), Vec<String>> = BTreeMap::new();
    let mut found = Vec::new();
    for (diagnostic, text) in context.errors() {
        let Some(place) = span(text, diagnostic) else { continue };
        if let Some(actual) = returned_type(diagnostic) {
            let parsed = parse(text);
            let function = function_around(parsed.suite(), place.start);
            // What is declared of a route is what it answers, which may be another type.
            if let Some(annotation) =
                function.filter(|function| function.decorator_list.is_empty()).and_then(|function| function.returns.as_deref())
            {
                let entry = functions.entry((&diagnostic.file, (bytes(annotation).start, bytes(annotation).end))).or_default();
                entry.0.push(diagnostic.fingerprint.clone());
                entry.1.insert(actual);
            }
        }
        if lacks_return(diagnostic) {
            let parsed = parse(text);
            let function = function_around(parsed.suite(), place.start);
            if let Some(at) = function.and_then(|function| idle_value(&function.body)) {
                dropped.entry((&diagnostic.file, at)).or_default().push(diagnostic.fingerprint.clone());
            }
            if let Some((name, at)) = function.and_then(|function| forgotten(text, function)) {
                let (start, newline) = (whole_lines(text, at..at).start, newline(text));
                let margin: String = text[start..at].to_owned();
                let end = function.map_or(at, |function| bytes(function).end);
                let edit = replace(end..end, format!("{newline}{margin}return {name}"));
                let answers = vec![diagnostic.fingerprint.clone()];
                found.extend(proposal(&diagnostic.file, format!("return `{name}`"), apply(text, vec![edit]), answers, 0));
            }
        }
    }
    for ((path, at), answers) in dropped {
        let Some(text) = context.text(path) else { continue };
        found.extend(proposal(path, "return the value".to_owned(), apply(text, vec![replace(at..at, "return ")]), answers, 0));
    }
    for ((path, (start, end)), (answers, actual)) in functions {
        let Some(text) = context.text(path) else { continue };
        if let [actual] = actual.iter().collect::<Vec<_>>().as_slice()
            && let Some(mut edits) = visible(context, path, text, actual)
            && (declared(text, start, end) == "None" || is_refused_elsewhere(context, path, declared(text, start, end)))
        {
            edits.push(replace(start..end, actual));
            found.extend(proposal(path, format!("return `{actual}`, as the code does"), apply(text, edits), answers, 2));
        }
    }
    found
}

fn declared(text: &str, start: usize, end: usize) -> &str {
    &text[start..end]
}

/// Whether a caller has no use for the declared type either.
fn is_refused_elsewhere(context: &Context<'_>, path: &str, declared: &str) -> bool {
    let refusals = [
        format!("found `{declared}`"),
        format!("type \"{declared}\" cannot be assigned"),
        format!("for class \"{declared}\""),
        format!("of type `{declared}` has no attribute"),
    ];
    let is_refusal = |diagnostic: &Diagnostic| refusals.iter().any(|words| diagnostic.message.contains(words));
    context.errors().any(|(diagnostic, _)| diagnostic.file != path && is_refusal(diagnostic))
}

/// The type that a function returns against its declaration.
fn returned_type(diagnostic: &Diagnostic) -> Option<String> {
    let line = diagnostic.message.lines().next()?;
    match (diagnostic.tool.as_str(), diagnostic.code.as_str()) {
        ("pyright", "reportReturnType") => {
            let mut quoted = line.split('"').skip(1).step_by(2);
            let (actual, declared) = (quoted.next()?, quoted.next()?);
            (line.starts_with("Type ") && !may_be(actual, declared)).then(|| written(actual))
        }
        ("ty", "invalid-return-type" | "invalid-explicit-return") => {
            let mut quoted = line.split('`').skip(1).step_by(2);
            let (declared, actual) = (quoted.next()?, quoted.next()?);
            (!may_be(actual, declared)).then(|| written(actual))
        }
        _ => None,
    }
}

/// Whether a union has a type: what may be the declared one was meant to be made sure of.
fn may_be(actual: &str, declared: &str) -> bool {
    actual.split(" | ").any(|one| one == declared)
}

/// The type as one would write it: arguments that the checker does not know are left to it.
fn written(actual: &str) -> String {
    let known = if actual.contains("Unknown") { actual.split('[').next().unwrap_or(actual) } else { actual };
    known.to_owned()
}

/// Whether all names of a type can be written in the file as it is.
pub(super) fn is_visible(context: &Context<'_>, path: &str, written: &str) -> bool {
    context.text(path).and_then(|text| visible(context, path, text, written)).is_some_and(|imports| imports.is_empty())
}

/// What makes all names of a type visible in the file.
fn visible(context: &Context<'_>, path: &str, text: &str, written: &str) -> Option<Vec<Replacement>> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let known = ["int", "str", "bool", "float", "bytes", "list", "dict", "tuple", "set", "None"];
    let is_plain = written.chars().all(|c| is_part(c) || "[], |.".contains(c));
    let words: BTreeSet<&str> = written.split(|c| !is_part(c)).filter(|word| !word.is_empty() && !known.contains(word)).collect();
    let imports: Option<Vec<_>> = words.into_iter().map(|word| made_visible(context, path, text, word)).collect();
    imports.map(|imports| imports.concat()).filter(|_| is_plain)
}

fn lacks_return(diagnostic: &Diagnostic) -> bool {
    match (diagnostic.tool.as_str(), diagnostic.code.as_str()) {
        ("pyright", "reportReturnType") => diagnostic.message.contains("must return value"),
        ("ty", code) => {
            code == "invalid-implicit-return" || (code == "invalid-return-type" && diagnostic.message.contains("implicitly return"))
        }
        _ => false,
    }
}

/// The only expression in a body that does nothing but be a value, if it is the last statement of its block.
fn idle_value(body: &[Stmt]) -> Option<usize> {
    let mut idle = Idle { places: Vec::new() };
    idle.block(body);
    match idle.places.as_slice() {
        [only] => Some(*only),
        _ => None,
    }
}

/// A call that gives nothing back, whatever it is called on.
fn is_done_for_its_effect(value: &Expr) -> bool {
    let value = value.as_await_expr().map_or(value, |awaited| &awaited.value);
    let method = value.as_call_expr().and_then(|call| call.func.as_attribute_expr());
    method.is_some_and(|method| matches!(method.attr.as_str(), "refresh" | "commit" | "flush" | "add" | "append" | "extend"))
}

/// What a function that returns nothing at all was about to return: the only variable of the declared type, which its last line still works on. With
/// the place of that line.
fn forgotten<'a>(text: &str, function: &'a StmtFunctionDef) -> Option<(&'a str, usize)> {
    let declared = function.returns.as_deref().map(|returns| &text[bytes(returns)]).filter(|declared| *declared != "None")?;
    let all = statements(&function.body);
    let is_yield = |expression: &&Expr| expression.is_yield_expr() || expression.is_yield_from_expr();
    if all.iter().any(|statement| statement.is_return_stmt() || statement.is_raise_stmt())
        || expressions(&function.body).iter().any(is_yield)
    {
        return None;
    }
    let given = function.parameters.iter().filter_map(|parameter| {
        let is_declared = parameter.annotation().is_some_and(|annotation| &text[bytes(annotation)] == declared);
        is_declared.then_some(parameter.name().as_str())
    });
    let made = function.body.iter().filter_map(|statement| {
        let (target, is_declared) = match statement {
            Stmt::Assign(assignment) => {
                (assignment.targets.first()?, assignment.value.as_call_expr().is_some_and(|call| &text[bytes(&*call.func)] == declared))
            }
            Stmt::AnnAssign(assignment) => (&*assignment.target, &text[bytes(&*assignment.annotation)] == declared),
            _ => return None,
        };
        target.as_name_expr().filter(|_| is_declared).map(|name| name.id.as_str())
    });
    let names: BTreeSet<&str> = given.chain(made).collect();
    let [name] = names.into_iter().collect::<Vec<_>>()[..] else { return None };
    let last = function.body.last().filter(|last| last.is_expr_stmt() && function.body.len() > 1)?;
    let is_used = expressions_in(&last.as_expr_stmt()?.value).into_iter().filter_map(Expr::as_name_expr).any(|used| used.id == name);
    is_used.then(|| (name, bytes(last).start))
}

struct Idle {
    places: Vec<usize>,
}

impl Idle {
    fn block(&mut self, body: &[Stmt]) {
        for (index, statement) in body.iter().enumerate() {
            let is_last = index + 1 == body.len();
            match statement {
                Stmt::Expr(only)
                    if is_last
                        && !only.value.is_string_literal_expr()
                        && !only.value.is_ellipsis_literal_expr()
                        && !only.value.is_yield_expr()
                        && !is_done_for_its_effect(&only.value) =>
                {
                    self.places.push(bytes(&*only.value).start);
                }
                Stmt::If(block) => {
                    self.block(&block.body);
                    block.elif_else_clauses.iter().for_each(|clause| self.block(&clause.body));
                }
                Stmt::With(block) => self.block(&block.body),
                Stmt::For(block) => self.block(&block.body),
                Stmt::Try(block) => {
                    self.block(&block.body);
                    self.block(&block.orelse);
                }
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::best;
    use super::*;

    #[test]
    fn a_value_that_is_left_standing_is_returned() {
        let files = [("a.py", "def f(x) -> int:\n    y = x + 1\n    y\n")];
        let problem = (
            "ty",
            "invalid-implicit-return",
            "a.py",
            1,
            13,
            "Function always implicitly returns `None`, which is not assignable to return type `int`",
        );
        assert_eq!(best(&files, &[problem], propose), ["def f(x) -> int:\n    y = x + 1\n    return y\n"]);
        let two = [("a.py", "def f(x) -> int:\n    if x:\n        x\n    else:\n        g()\n")];
        assert_eq!(best(&two, &[problem], propose), [""; 0], "which of the two was returned is not known");
    }

    #[test]
    fn what_the_last_line_works_on_is_returned_if_nothing_else_is_of_the_type() {
        let problem = (
            "pyright",
            "reportReturnType",
            "a.py",
            1,
            1,
            "Function with declared return type \"Task\" must return value on all code paths",
        );
        let text = "def update(db: Session, task: Task) -> Task:\n    task.done = True\n    db.refresh(task)\n\n\nx = 1\n";
        let found = best(&[("a.py", text)], &[problem], propose);
        assert_eq!(found, [text.replace("(task)\n", "(task)\n    return task\n")]);
        let two = text.replace("task: Task", "task: Task, other: Task");
        assert_eq!(best(&[("a.py", &two)], &[problem], propose), [""; 0]);
        let call = text.replace("db.refresh(task)", "save(task)");
        assert_eq!(best(&[("a.py", &call)], &[problem], propose).len(), 2, "the gate knows what `save` returns");
    }

    #[test]
    fn arguments_of_a_type_that_the_checker_does_not_know_are_not_written() {
        let files = [("a.py", "from m import Strategy\ndef f() -> None:\n    return Strategy(1)\n")];
        let message = "Type \"Strategy[Unknown, Unknown]\" is not assignable to return type \"None\"";
        let found = best(&files, &[("pyright", "reportReturnType", "a.py", 3, 12, message)], propose);
        assert_eq!(found, ["from m import Strategy\ndef f() -> Strategy:\n    return Strategy(1)\n"]);
    }

    #[test]
    fn a_function_of_no_type_gets_the_one_that_it_returns_and_another_type_stays() {
        let source = |declared: &str| format!("from m import User\ndef f() -> {declared}:\n    return User()\n");
        let problem = |message| ("ty", "invalid-explicit-return", "a.py", 3, 12, message);
        let none = problem("Return type does not match returned value: expected `None`, found `User`");
        assert_eq!(best(&[("a.py", &source("None"))], &[none], propose), [source("User")]);
        let other = problem("Return type does not match returned value: expected `int`, found `User`");
        assert_eq!(best(&[("a.py", &source("int"))], &[other], propose), [""; 0], "the code may be what is wrong");
    }
}
