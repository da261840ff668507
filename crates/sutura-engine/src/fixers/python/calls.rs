//! Functions that stand where what they return is wanted, and calls where the function itself is.

use ruff_python_ast::Expr;

use super::context::Context;
use super::fault::{Change, Fault, mend, quoted};
use super::outline::{bytes, expressions};
use crate::{
    diagnostic::Diagnostic,
    fixers::{Proposal, text::replace},
};

pub(super) fn propose(context: &Context<'_>) -> Vec<Proposal> {
    let mut found = mend(context, gives_function, called);
    found.extend(mend(context, wants_function, uncalled));
    found
}

/// Whether a diagnostic speaks of a function that can be called with nothing.
fn gives_function(diagnostic: &Diagnostic) -> bool {
    let is_function = |of: &&str| match diagnostic.tool.as_str() {
        "pyright" => of.starts_with("() -> ") || matches!(*of, "MethodType" | "FunctionType"),
        _ => ["bound method ", "def "].iter().any(|kind| of.starts_with(kind)) && of.contains("() -> "),
    };
    quoted(diagnostic).iter().any(is_function)
}

/// Every function that the fault can mean is called; which one was meant, the gate says.
fn called(fault: &Fault<'_>) -> Vec<Change> {
    let all = expressions(fault.body);
    let is_called = |end: usize| fault.text[end..].starts_with(['(', '.', '=']);
    let is_spoken_of = |expression: &&&Expr| {
        let own = bytes(**expression);
        let is_owner = fault.text[own.end..].starts_with('.') && own.end + 1 == fault.place.start;
        let is_inside = own.start == fault.place.start || (fault.place.start < own.start && own.end <= fault.place.end);
        (expression.is_name_expr() || expression.is_attribute_expr()) && (is_owner || (is_inside && !is_called(own.end)))
    };
    let ends = all.iter().filter(is_spoken_of).map(|expression| bytes(*expression).end);
    ends.map(|end| Change::new("call the function", vec![replace(end..end, "()")])).collect()
}

/// Whether a diagnostic says that a function is wanted.
fn wants_function(diagnostic: &Diagnostic) -> bool {
    let wanted = match (diagnostic.tool.as_str(), diagnostic.code.as_str()) {
        ("pyright", "reportArgumentType") => quoted(diagnostic).get(2).copied(),
        ("ty", "invalid-argument-type") => diagnostic.message.split("Expected `").nth(1).and_then(|rest| rest.split('`').next()),
        _ => None,
    };
    wanted.is_some_and(|wanted| wanted.starts_with('(') && wanted.contains(") -> "))
}

/// `Depends(get_db())`: the framework calls what it is given.
fn uncalled(fault: &Fault<'_>) -> Option<Change> {
    let call = fault.expression(|expression| expression.as_call_expr().filter(|call| call.arguments.is_empty()))?;
    Some(Change::new("pass the function itself", vec![replace(bytes(&call.arguments), "")]))
}

#[cfg(test)]
mod tests {
    use super::super::testing::best;
    use super::*;

    #[test]
    fn a_method_that_stands_for_its_result_is_called() {
        let message = "Operator \"*\" not supported for types \"() -> Decimal\" and \"Literal[100]\"";
        let problem = ("pyright", "reportOperatorIssue", "a.py", 1, 9, message);
        assert_eq!(best(&[("a.py", "x = int(invoice.total * 100)\n")], &[problem], propose), ["x = int(invoice.total() * 100)\n"]);
        let message = "Cannot access attribute \"name\" for class \"MethodType\"";
        let problem = ("pyright", "reportFunctionMemberAccess", "a.py", 1, 18, message);
        assert_eq!(
            best(&[("a.py", "x = self.customer.name\n")], &[("pyright", "reportFunctionMemberAccess", "a.py", 1, 19, message)], propose),
            ["x = self.customer().name\n"]
        );
        assert_eq!(best(&[("a.py", "x = self.customer().name\n")], &[problem], propose), [""; 0]);
    }

    #[test]
    fn a_call_where_a_function_is_wanted_becomes_the_function() {
        let message = "Argument of type \"Generator[Session, Any, None]\" cannot be assigned to parameter \"dependency\" of type \"((...) -> Any) | None\" in function \"Depends\"";
        let problem = ("pyright", "reportArgumentType", "a.py", 1, 13, message);
        assert_eq!(best(&[("a.py", "x = Depends(get_db())\n")], &[problem], propose), ["x = Depends(get_db)\n"]);
        assert_eq!(best(&[("a.py", "x = Depends(get_db(1))\n")], &[problem], propose), [""; 0]);
    }
}
