//! Parameters and fields that must be given, behind such that need not.

use std::ops::Range;

use ruff_python_ast::{Expr, Stmt};

use super::context::Context;
use super::fault::{Change, Fault, mend};
use super::outline::{bytes, expressions, function_around, parse, statements};
use super::wrong_keyword::last_name;
use crate::fixers::{
    Proposal,
    text::{Replacement, replace, whole_lines},
};

pub(super) fn propose(context: &Context<'_>) -> Vec<Proposal> {
    let mut found = mend(context, |diagnostic| is_about_parameters(&diagnostic.message), parameters);
    found.extend(mend(context, |diagnostic| diagnostic.message.starts_with("Fields without default values"), fields));
    found
}

fn is_about_parameters(message: &str) -> bool {
    ["Non-default argument follows", "Parameter without a default"].iter().any(|words| message.contains(words))
}

fn parameters(fault: &Fault<'_>) -> Option<Change> {
    let function = function_around(fault.body, fault.place.start)?;
    let positional = function.parameters.posonlyargs.iter().chain(&function.parameters.args);
    let parts: Vec<_> = positional.map(|parameter| (bytes(parameter), parameter.default.is_none())).collect();
    let stay = parts.iter().take_while(|(_, is_required)| *is_required).count();
    // What is decorated is called by the framework, and by name.
    let is_free = !function.decorator_list.is_empty() || !is_called_in_order(fault, &function.name, stay);
    is_free.then(|| required_first(fault, parts)).flatten()
}

/// Whether a call of the project gives by position what does not stay in its place.
fn is_called_in_order(fault: &Fault<'_>, name: &str, stay: usize) -> bool {
    let context = fault.context;
    let neighbours = context.neighbours(fault.path());
    let mut texts = neighbours.iter().filter_map(|(path, _)| context.text(path)).filter(|text| text.contains(name));
    texts.any(|text| {
        let parsed = parse(text);
        let calls = expressions(parsed.suite()).into_iter().filter_map(Expr::as_call_expr);
        calls.filter(|call| last_name(&call.func).as_deref() == Some(name)).any(|call| call.arguments.args.len() > stay)
    })
}

fn fields(fault: &Fault<'_>) -> Option<Change> {
    let classes = statements(fault.body).into_iter().filter_map(Stmt::as_class_def_stmt);
    let class = classes.filter(|class| bytes(*class).contains(&fault.place.start)).last()?;
    let fields = class.body.iter().filter_map(Stmt::as_ann_assign_stmt);
    required_first(fault, fields.map(|field| (whole_lines(fault.text, bytes(field)), field.value.is_none())).collect())
}

/// The parts change places so that those that are required stand first, each kind in its order.
fn required_first(fault: &Fault<'_>, parts: Vec<(Range<usize>, bool)>) -> Option<Change> {
    let sorted = parts.iter().filter(|(_, is_required)| *is_required).chain(parts.iter().filter(|(_, is_required)| !is_required));
    let edits: Vec<Replacement> =
        parts.iter().zip(sorted).map(|((place, _), (part, _))| replace(place.clone(), &fault.text[part.clone()])).collect();
    Some(Change::new("what must be given comes first", edits))
}

#[cfg(test)]
mod tests {
    use super::super::testing::best;
    use super::*;

    #[test]
    fn what_has_no_default_comes_before_what_has_one() {
        let problem = ("ruff", "invalid-syntax", "a.py", 1, 18, "Parameter without a default cannot follow a parameter with a default");
        let found = best(&[("a.py", "def f(a, b: X = c(), d: Y, *, e=1):\n    pass\n")], &[problem], propose);
        assert_eq!(found, ["def f(a, d: Y, b: X = c(), *, e=1):\n    pass\n"]);
        let called = best(&[("a.py", "def f(a, b: X = c(), d: Y):\n    f(1, 2)\n")], &[problem], propose);
        assert_eq!(called, [""; 0], "which of them the second is nobody knows");
        let message = "Fields without default values cannot appear after fields with default values";
        let problem = ("pyright", "reportGeneralTypeIssues", "a.py", 4, 5, message);
        let found = best(&[("a.py", "@dataclass\nclass A:\n    a: int = 1  # one\n    b: int\n    c: int = 2\n")], &[problem], propose);
        assert_eq!(found, ["@dataclass\nclass A:\n    b: int\n    a: int = 1  # one\n    c: int = 2\n"]);
    }
}
