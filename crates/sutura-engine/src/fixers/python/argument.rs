//! Arguments that a call lacks where the caller has a value of that very name, and conversions that are in the way.

use std::collections::{BTreeMap, BTreeSet};

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{Expr, ExprCall, Stmt};

use super::context::Context;
use super::name_form::class_around;
use super::outline::{Definition, Member, bytes, dotted, function_around, parse};
use super::wrong_keyword::missing_parameters;
use super::wrong_name::bound_in;
use super::{ByPlace, proposal};
use crate::{
    diagnostic::Diagnostic,
    fixers::{
        Proposal,
        text::{Replacement, apply, replace, span},
    },
    workspace::is_test,
};

/// Missing arguments.
pub(super) fn propose_missing(context: &Context<'_>) -> Vec<Proposal> {
    let mut calls: ByPlace<'_, usize, (BTreeSet<String>, Vec<String>)> = BTreeMap::new();
    for (diagnostic, text) in context.errors() {
        let missing = missing_parameters(diagnostic);
        let Some(place) = span(text, diagnostic).filter(|_| !missing.is_empty()) else { continue };
        let entry = calls.entry((&diagnostic.file, place.start)).or_default();
        entry.0.extend(missing);
        entry.1.push(diagnostic.fingerprint.clone());
    }
    let mut found = Vec::new();
    for ((path, at), (missing, answers)) in calls {
        let Some(text) = context.text(path) else { continue };
        let parsed = parse(text);
        let mut search = CallAt { at, functions: Vec::new(), found: None };
        search.visit_body(parsed.suite());
        let Some((call, locals)) = search.found else { continue };
        let title = |name: &str| format!("pass `{name}`");
        if let [name] = missing.iter().collect::<Vec<_>>().as_slice() {
            let edit = given_by_position(context, path, text, call, &locals)
                .or_else(|| given_by_name(text, call, name, &locals))
                .or_else(|| given_by_name(text, call, name, &fields_around(context, path, parsed.suite(), at)));
            if let Some((name, edit)) = edit {
                found.extend(proposal(path, title(&name), apply(text, vec![edit]), answers, 0));
            }
        }
    }
    found
}

/// The parameter whose name a value of the caller has, put in where the definition has it.
fn given_by_position(
    context: &Context<'_>,
    path: &str,
    text: &str,
    call: &ExprCall,
    locals: &BTreeSet<String>,
) -> Option<(String, Replacement)> {
    let parameters = parameters(context, path, call)?;
    let arguments = &call.arguments.args;
    let given: BTreeSet<&str> = arguments.iter().map(|argument| &text[bytes(argument)]).collect();
    let named: BTreeSet<&str> = call.arguments.keywords.iter().filter_map(|keyword| Some(keyword.arg.as_ref()?.as_str())).collect();
    let free: Vec<(usize, &String)> = parameters
        .iter()
        .enumerate()
        .filter(|(index, name)| {
            *index <= arguments.len() && locals.contains(*name) && !given.contains(name.as_str()) && !named.contains(name.as_str())
        })
        .collect();
    let [(index, name)] = free.as_slice() else { return None };
    let edit = match arguments.get(*index) {
        Some(next) => replace(bytes(next).start..bytes(next).start, format!("{name}, ")),
        None => return None,
    };
    Some(((*name).clone(), edit))
}

/// As a keyword, or at the end where the call has no keywords.
fn given_by_name(text: &str, call: &ExprCall, name: &str, values: &BTreeSet<String>) -> Option<(String, Replacement)> {
    let value = values.iter().find(|value| value.strip_prefix("self.").unwrap_or(value) == name)?;
    if call.arguments.args.iter().any(|argument| &text[bytes(argument)] == value) {
        return None;
    }
    let last = call.arguments.keywords.last().map(bytes).or(call.arguments.args.last().map(bytes));
    let item = if call.arguments.keywords.is_empty() { value.to_owned() } else { format!("{name}={value}") };
    let edit = match last {
        Some(last) => replace(last.end..last.end, format!(", {item}")),
        None => {
            let open = bytes(&call.arguments).start + 1;
            replace(open..open, item)
        }
    };
    Some((value.to_owned(), edit))
}

/// `self.field` of every field of the class whose method calls at a place.
fn fields_around(context: &Context<'_>, path: &str, body: &[Stmt], at: usize) -> BTreeSet<String> {
    let members = || {
        let class = class_around(body, at)?;
        function_around(body, at)?.parameters.args.first().filter(|first| first.parameter.name.as_str() == "self")?;
        let (place, Definition::Class(known)) = context.resolve(path, class.name.as_str())? else { return None };
        Some(context.members(path, &place, &known).0)
    };
    let fields = members().into_iter().flatten().filter(|(_, member)| *member == Member::Field);
    fields.map(|(name, _)| format!("self.{name}")).collect()
}

fn parameters(context: &Context<'_>, path: &str, call: &ExprCall) -> Option<Vec<String>> {
    let name = dotted(&call.func)?;
    let found = match name.rsplit_once('.') {
        None => context.resolve(path, &name)?,
        Some((owner, last)) => {
            let import = context.outline(path)?.imports_of(owner).next().cloned()?;
            let module = context.absolute(path, &import.module, import.level)?;
            context.definition(path, &import.name.map_or(module.clone(), |name| format!("{module}.{name}")), last)?
        }
    };
    match found.1 {
        Definition::Function(function) => Some(function.parameters),
        _ => None,
    }
}

/// The call at a place, with what the functions around it bind.
struct CallAt<'a> {
    at: usize,
    functions: Vec<BTreeSet<String>>,
    found: Option<(&'a ExprCall, BTreeSet<String>)>,
}

impl<'a> Visitor<'a> for CallAt<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        let is_around = bytes(statement).contains(&self.at);
        let function = statement.as_function_def_stmt().filter(|_| is_around);
        self.functions.extend(function.map(bound_in));
        visitor::walk_stmt(self, statement);
        if function.is_some() {
            self.functions.pop();
        }
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        if let Expr::Call(call) = expression
            && bytes(call).start == self.at
        {
            // Of `a().b()` both begin here; the checkers speak of the one whose arguments do not fit, most often the outer.
            self.found.get_or_insert_with(|| (call, self.functions.iter().flatten().cloned().collect()));
        }
        visitor::walk_expr(self, expression);
    }
}

/// `str(value)` where text is not wanted, and numbers in quotes. What a test passes is what it is about, and stays.
pub(super) fn propose_conversions(context: &Context<'_>) -> Vec<Proposal> {
    let mut places: BTreeMap<(&str, usize, usize), (Vec<String>, String)> = BTreeMap::new();
    for (diagnostic, text) in context.errors().filter(|(diagnostic, _)| !is_test(&diagnostic.file)) {
        let Some(place) = is_about_text(diagnostic).then(|| span(text, diagnostic)).flatten() else { continue };
        let parsed = parse(text);
        let mut search = Converted { text, place: place.clone(), found: None };
        search.visit_body(parsed.suite());
        if let Some((range, inner)) = search.found {
            places.entry((&diagnostic.file, range.start, range.end)).or_insert((Vec::new(), inner)).0.push(diagnostic.fingerprint.clone());
        }
    }
    let mut found = Vec::new();
    for ((path, start, end), (answers, inner)) in places {
        let Some(text) = context.text(path) else { continue };
        found.extend(proposal(path, format!("`{inner}` as it is"), apply(text, vec![replace(start..end, &inner)]), answers, 0));
    }
    found
}

/// Whether a text stands where something else is wanted.
fn is_about_text(diagnostic: &Diagnostic) -> bool {
    let message = &diagnostic.message;
    match (diagnostic.tool.as_str(), diagnostic.code.as_str()) {
        ("pyright", "reportArgumentType" | "reportCallIssue") => message.contains("\"str\"") || message.contains("Literal['"),
        ("ty", "invalid-argument-type" | "no-matching-overload") => {
            message.contains("found `str`") || message.contains("found `Literal[\"")
        }
        _ => false,
    }
}

struct Converted<'t> {
    text: &'t str,
    place: std::ops::Range<usize>,
    found: Option<(std::ops::Range<usize>, String)>,
}

impl<'a> Visitor<'a> for Converted<'_> {
    fn visit_expr(&mut self, expression: &'a Expr) {
        let own = bytes(expression);
        let is_it = own.end == self.place.end
            && (own.start == self.place.start || self.text[self.place.start..own.start.max(self.place.start)].ends_with('='));
        if is_it {
            let inner = match expression {
                Expr::Call(call) if dotted(&call.func).is_some_and(|name| name == "str") && call.arguments.len() == 1 => {
                    call.arguments.args.first().map(|only| self.text[bytes(only)].to_owned())
                }
                Expr::StringLiteral(literal) if literal.value.to_str().parse::<f64>().is_ok() => Some(literal.value.to_str().to_owned()),
                _ => None,
            };
            self.found = inner.map(|inner| (own, inner)).or(self.found.take());
        }
        visitor::walk_expr(self, expression);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::best;
    use super::*;

    #[test]
    fn a_value_of_the_caller_is_passed_where_the_definition_has_it() {
        let files = [("a.py", "def save(session, order):\n    ...\n\ndef main(session, order):\n    save(order)\n")];
        let problem = ("pyright", "reportCallIssue", "a.py", 5, 5, "Argument missing for parameter \"order\"");
        assert_eq!(
            best(&files, &[problem], propose_missing),
            ["def save(session, order):\n    ...\n\ndef main(session, order):\n    save(session, order)\n"]
        );
    }

    #[test]
    fn a_call_with_keywords_gets_a_keyword() {
        let files = [("a.py", "def main(order, total):\n    make(order=order)\n")];
        let problem = ("ty", "missing-argument", "a.py", 2, 5, "No argument provided for required parameter `total` of function `make`");
        assert_eq!(best(&files, &[problem], propose_missing), ["def main(order, total):\n    make(order=order, total=total)\n"]);
    }

    #[test]
    fn nothing_is_passed_that_the_caller_does_not_have() {
        let files = [("a.py", "total = 1\ndef main(order):\n    make(order=order)\n")];
        let problem = ("ty", "missing-argument", "a.py", 3, 5, "No argument provided for required parameter `count` of function `make`");
        assert_eq!(best(&files, &[problem], propose_missing), [""; 0]);
    }

    #[test]
    fn a_conversion_in_the_way_goes() {
        let files = [("a.py", "f(str(engine))\ng(n=\"8\")\n")];
        let one = ("ty", "invalid-argument-type", "a.py", 1, 3, "Argument to function `f` is incorrect: Expected `Engine`, found `str`");
        // Without an end the place is empty, and nothing is known of the argument.
        assert_eq!(best(&files, &[one], propose_conversions), [""; 0]);
    }

    #[test]
    fn what_a_call_lacks_may_be_a_field_of_self() {
        let text =
            "class A:\n    def __init__(self, rates):\n        self.rates = rates\n\n    def f(self, x):\n        return convert(x)\n";
        let problem = ("pyright", "reportCallIssue", "a.py", 6, 16, "Argument missing for parameter \"rates\"");
        assert_eq!(best(&[("a.py", text)], &[problem], propose_missing), [text.replace("convert(x)", "convert(x, self.rates)")]);
    }
}
