//! Expressions that Python reads otherwise than they were meant: for want of brackets, or for a pair of them too many.

use std::ops::Range;

use ruff_python_ast::{Expr, Operator, Stmt};

use super::context::Context;
use super::fault::{Change, Fault, mend};
use super::outline::{bytes, expressions, function_around, statements};
use crate::{
    diagnostic::Diagnostic,
    fixers::{Proposal, text::replace},
};

/// Which errors a rule is about, and what it makes of them.
type Rule = (fn(&Diagnostic) -> bool, fn(&Fault<'_>) -> Option<Change>);

pub(super) fn propose(context: &Context<'_>) -> Vec<Proposal> {
    let rules: [Rule; 4] = [
        (|diagnostic| matches!(diagnostic.tool.as_str(), "pyright" | "ty"), walrus),
        (|diagnostic| diagnostic.code == "F631" || diagnostic.code == "reportAssertAlwaysTrue", asserted_pair),
        (|diagnostic| diagnostic.message.contains("string operand"), quoted_union),
        (|diagnostic| diagnostic.message.contains("xception types must be parenthesized"), exceptions),
    ];
    rules.into_iter().flat_map(|(is_about, rule)| mend(context, is_about, rule)).collect()
}

/// `while x := read() != b""` binds what the comparison gives.
fn walrus(fault: &Fault<'_>) -> Option<Change> {
    let name = fault.expression(Expr::as_name_expr)?;
    let function = function_around(fault.body, fault.place.start);
    let body = function.map_or(fault.body, |function| &function.body);
    let binding = expressions(body)
        .into_iter()
        .filter_map(Expr::as_named_expr)
        .find(|binding| binding.target.as_name_expr().is_some_and(|target| target.id == name.id))?;
    let compare = binding.value.as_compare_expr().filter(|compare| bytes(*compare).start == bytes(&*compare.left).start)?;
    let left = bytes(&*compare.left);
    let edits = vec![replace(bytes(binding).start..bytes(binding).start, "("), replace(left.end..left.end, ")")];
    Some(Change::new(format!("bind `{}` before the comparison", name.id), edits))
}

/// `assert (condition, "message")`, which always holds.
fn asserted_pair(fault: &Fault<'_>) -> Option<Change> {
    let asserts = statements(fault.body).into_iter().filter_map(Stmt::as_assert_stmt);
    let is_it = |range: Range<usize>| range.start == fault.place.start;
    let assert = asserts.filter(|assert| assert.msg.is_none()).find(|assert| is_it(bytes(*assert)) || is_it(bytes(&*assert.test)))?;
    let pair = assert.test.as_tuple_expr().filter(|pair| pair.parenthesized)?;
    let [condition, message] = &pair.elts[..] else { return None };
    let is_text = message.is_string_literal_expr() || message.is_f_string_expr();
    let text = format!("{}, {}", fault.source(condition), fault.source(message));
    (is_text && !text.contains('\n')).then(|| Change::new("assert the condition and not the pair", vec![replace(bytes(pair), text)]))
}

/// `"Node" | None`, which is computed while there is no `Node`.
fn quoted_union(fault: &Fault<'_>) -> Option<Change> {
    let union = |expression: &'_ Expr| expression.as_bin_op_expr().is_some_and(|union| union.op == Operator::BitOr);
    let whole = expressions(fault.body).into_iter().find(|expression| {
        union(expression) && bytes(*expression).start <= fault.place.start && fault.place.start < bytes(*expression).end
    })?;
    let text = fault.source(whole);
    let inner: String = text.chars().filter(|c| !matches!(c, '"' | '\'')).collect();
    let is_plain = inner.chars().all(|c| c.is_alphanumeric() || "_.|[], ".contains(c));
    is_plain.then(|| Change::new("quote the whole union", vec![replace(bytes(whole), format!("\"{inner}\""))]))
}

/// `except A, B:`, which only the newest Python takes.
fn exceptions(fault: &Fault<'_>) -> Option<Change> {
    let tuple = fault.expression(Expr::as_tuple_expr).filter(|tuple| !tuple.parenthesized)?;
    let is_class = |part: &Expr| {
        super::outline::dotted(part).is_some_and(|name| super::nearest::is_capital(name.rsplit('.').next().unwrap_or_default()))
    };
    let range = bytes(tuple);
    let edits = || vec![replace(range.start..range.start, "("), replace(range.end..range.end, ")")];
    tuple.elts.iter().all(is_class).then(|| Change::new("put the exceptions in brackets", edits()))
}

#[cfg(test)]
mod tests {
    use super::super::testing::best;
    use super::*;

    #[test]
    fn what_is_read_is_bound_and_not_whether_it_is_empty() {
        let text = "while chunk := read() != b\"\":\n    use(chunk)\n";
        let message = "Argument of type \"bool\" cannot be assigned to parameter \"x\" of type \"bytes\" in function \"use\"";
        let problem = ("pyright", "reportArgumentType", "a.py", 2, 9, message);
        assert_eq!(best(&[("a.py", text)], &[problem], propose), [text.replace("chunk := read()", "(chunk := read())")]);
        let right = text.replace("chunk := read()", "(chunk := read())");
        assert_eq!(best(&[("a.py", &right)], &[problem], propose), [""; 0]);
    }

    #[test]
    fn an_asserted_pair_is_a_condition_and_its_message() {
        let problem = ("ruff", "F631", "a.py", 1, 1, "Assert test is a non-empty tuple, which is always `True`");
        assert_eq!(best(&[("a.py", "assert (a == 1, \"one\")\n")], &[problem], propose), ["assert a == 1, \"one\"\n"]);
        assert_eq!(best(&[("a.py", "assert (a == 1, b == 2)\n")], &[problem], propose), [""; 0], "both may be conditions");
    }

    #[test]
    fn a_union_with_a_quoted_part_is_quoted_as_a_whole() {
        let message = "Union syntax cannot be used with string operand; use quotes around entire expression";
        let found = best(
            &[("a.py", "class A:\n    b: \"A\" | None = None\n")],
            &[("pyright", "reportGeneralTypeIssues", "a.py", 2, 8, message)],
            propose,
        );
        assert_eq!(found, ["class A:\n    b: \"A | None\" = None\n"]);
    }

    #[test]
    fn exceptions_without_brackets_get_them_and_a_name_is_none() {
        let problem = ("ruff", "invalid-syntax", "a.py", 3, 8, "Multiple exception types must be parenthesized on Python 3.12");
        let text = |caught: &str| format!("try:\n    f()\nexcept {caught}:\n    g()\n");
        assert_eq!(best(&[("a.py", &text("A, m.B"))], &[problem], propose), [text("(A, m.B)")]);
        assert_eq!(best(&[("a.py", &text("A, error"))], &[problem], propose), [""; 0]);
    }
}
