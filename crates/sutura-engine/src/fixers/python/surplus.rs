//! Arguments that a call has no room for.

use std::collections::BTreeSet;

use ruff_python_ast::{Expr, ExprCall, Stmt};

use super::context::Context;
use super::defaults::model_fields;
use super::fault::{Change, Fault, mend};
use super::outline::{bytes, dotted, expressions, function_around, statements};
use crate::{
    diagnostic::Diagnostic,
    fixers::{
        Proposal,
        text::{Replacement, replace},
    },
};

/// Arguments that a call has no room for: those of a model are given by name, and those that say nothing go, as `None`, one that stands there twice,
/// or one that the receiver has already.
pub(super) fn propose(context: &Context<'_>) -> Vec<Proposal> {
    let mut found = mend(context, is_surplus, by_name);
    found.extend(mend(context, is_surplus, |fault| {
        let calls = expressions(fault.body).into_iter().filter_map(Expr::as_call_expr);
        let call = calls.filter(|call| call.arguments.args.last().is_some_and(|last| bytes(last).start == fault.place.start)).last()?;
        idle(fault, call).map(|edit| Change::new("leave out an argument that the call has no room for", vec![edit]))
    }));
    found
}

/// `Token(access_token=value)` for `Token(value)`: a pydantic model takes nothing by position.
fn by_name(fault: &Fault<'_>) -> Option<Change> {
    let calls = expressions(fault.body).into_iter().filter_map(Expr::as_call_expr);
    let call = calls.filter(|call| call.arguments.args.first().is_some_and(|first| bytes(first).start == fault.place.start)).last()?;
    let fields = model_fields(fault.context, fault.path(), &dotted(&call.func)?)?;
    let given = &call.arguments.args;
    if given.len() > fields.len() || fields.iter().take(given.len()).any(|field| call.arguments.find_keyword(field).is_some()) {
        return None;
    }
    let edits = given.iter().zip(&fields).map(|(value, field)| replace(bytes(value).start..bytes(value).start, format!("{field}=")));
    Some(Change::new("give the fields of the model by name", edits.collect()))
}

/// The argument that says nothing.
fn idle(fault: &Fault<'_>, call: &ExprCall) -> Option<Replacement> {
    let arguments = &call.arguments.args[..];
    let known = had_by_receiver(fault, call);
    if let Some(index) = arguments.iter().position(|argument| known.contains(fault.source(argument))) {
        let range = match arguments.get(index + 1) {
            Some(next) => bytes(&arguments[index]).start..bytes(next).start,
            None => {
                index.checked_sub(1).map_or(bytes(&arguments[index]).start, |before| bytes(&arguments[before]).end)
                    ..bytes(&arguments[index]).end
            }
        };
        return Some(replace(range, ""));
    }
    let [.., before, last] = arguments else { return None };
    let says_nothing = last.is_none_literal_expr() || fault.source(last) == fault.source(before);
    (says_nothing && call.arguments.keywords.is_empty()).then(|| replace(bytes(before).end..bytes(last).end, ""))
}

/// The receiver of a method, and what it was made with: `Repository(db).find(db, 1)`.
fn had_by_receiver<'a>(fault: &Fault<'a>, call: &'a ExprCall) -> BTreeSet<&'a str> {
    let Some(receiver) = call.func.as_attribute_expr().map(|method| &*method.value) else { return BTreeSet::new() };
    let made_of =
        |made: &'a ExprCall| made.arguments.args.iter().filter(|argument| argument.is_name_expr()).map(|argument| fault.source(argument));
    let mut found: BTreeSet<&str> = receiver.as_call_expr().into_iter().flat_map(made_of).collect();
    if let Some(name) = receiver.as_name_expr() {
        found.extend((name.id == "self").then_some("self"));
        let body = function_around(fault.body, fault.place.start).map_or(&[][..], |function| &function.body);
        let made = statements(body)
            .into_iter()
            .filter_map(Stmt::as_assign_stmt)
            .filter(|assignment| assignment.targets.iter().any(|target| target.as_name_expr().is_some_and(|target| target.id == name.id)));
        found.extend(made.filter_map(|assignment| assignment.value.as_call_expr()).flat_map(made_of));
    }
    found
}

fn is_surplus(diagnostic: &Diagnostic) -> bool {
    match (diagnostic.tool.as_str(), diagnostic.code.as_str()) {
        ("ty", "too-many-positional-arguments") => true,
        ("pyright", "reportCallIssue") => diagnostic.message.starts_with("Expected ") && diagnostic.message.contains("positional argument"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::best;
    use super::*;

    fn mended(text: &str, line: u32, column: u32) -> Vec<String> {
        best(&[("a.py", text)], &[("pyright", "reportCallIssue", "a.py", line, column, "Expected 1 positional argument")], propose)
    }

    #[test]
    fn what_the_receiver_was_made_with_is_not_given_again() {
        assert_eq!(mended("Repository(db).place(db, data)\n", 1, 26), ["Repository(db).place(data)\n"]);
        let text = "def f(db):\n    store = Store(db)\n    store.all(db)\n";
        assert_eq!(mended(text, 3, 15), [text.replace("all(db)", "all()")]);
        assert_eq!(mended("Repository(db).place(cache, data)\n", 1, 29), [""; 0]);
    }

    #[test]
    fn none_and_a_second_time_the_same_say_nothing() {
        assert_eq!(mended("f(a, a)\n", 1, 6), ["f(a)\n"]);
        assert_eq!(mended("f(a, None)\n", 1, 6), ["f(a)\n"]);
        assert_eq!(mended("f(a, b)\n", 1, 6), [""; 0]);
    }

    #[test]
    fn a_model_is_made_by_name() {
        let files = |call| [("a.py", call), ("b.py", "class Token(BaseModel):\n    access: str\n    kind: str = \"bearer\"\n")];
        let problem = ("pyright", "reportCallIssue", "a.py", 2, 11, "Expected 0 positional arguments");
        let found = best(&files("from b import Token\nx = Token(make(1))\n"), &[problem], propose);
        assert_eq!(found, ["from b import Token\nx = Token(access=make(1))\n"]);
        assert_eq!(best(&files("from b import Token\nx = Token(make(1), access=2)\n"), &[problem], propose), [""; 0]);
    }
}
