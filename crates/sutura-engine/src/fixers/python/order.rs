//! A statement that uses what the next one binds.

use ruff_python_ast::{Expr, Stmt};

use super::context::Context;
use super::fault::{Change, Fault, mend};
use super::outline::{bytes, expressions_in, function_around};
use crate::fixers::{Proposal, text::replace};

pub(super) fn propose(context: &Context<'_>) -> Vec<Proposal> {
    mend(context, |diagnostic| matches!(diagnostic.code.as_str(), "reportUnboundVariable" | "F821" | "unresolved-reference"), swapped)
}

/// The two statements change places, where nothing else can be meant: the first is one line that binds nothing, the second binds the name for the
/// first time and does not need the first.
fn swapped(fault: &Fault<'_>) -> Option<Change> {
    let name = fault.expression(Expr::as_name_expr)?.id.as_str();
    let body = &function_around(fault.body, fault.place.start)?.body;
    let index = body.iter().position(|statement| bytes(statement).contains(&fault.place.start))?;
    let (first, second) = (&body[index], body.get(index + 1)?);
    let binds = |statement: &Stmt| match statement {
        Stmt::Assign(assignment) => assignment.targets.iter().any(|target| target.as_name_expr().is_some_and(|target| target.id == name)),
        Stmt::AnnAssign(assignment) => {
            assignment.target.as_name_expr().is_some_and(|target| target.id == name) && assignment.value.is_some()
        }
        _ => false,
    };
    let value = match second {
        Stmt::Assign(assignment) => &*assignment.value,
        Stmt::AnnAssign(assignment) => assignment.value.as_deref()?,
        _ => return None,
    };
    let binds_no_name = match first {
        Stmt::Expr(_) => true,
        Stmt::Assign(assignment) => assignment.targets.iter().all(|target| !target.is_name_expr() && !target.is_tuple_expr()),
        _ => false,
    };
    let needs_itself = expressions_in(value).into_iter().filter_map(Expr::as_name_expr).any(|used| used.id == name);
    let is_first = body.iter().filter(|statement| binds(statement)).count() == 1 && binds(second);
    if !binds_no_name || needs_itself || !is_first {
        return None;
    }
    let (one, other) = (bytes(first), bytes(second));
    let edits = vec![replace(one.clone(), &fault.text[other.clone()]), replace(other, &fault.text[one])];
    Some(Change::new(format!("bind `{name}` before it is used"), edits))
}

#[cfg(test)]
mod tests {
    use super::super::testing::best;
    use super::*;

    #[test]
    fn what_is_used_one_line_too_early_is_bound_first() {
        let problem = ("pyright", "reportUnboundVariable", "a.py", 2, 5, "\"m\" is unbound");
        let found = best(&[("a.py", "def f():\n    m[\"a\"] = 1\n    m = M()\n    return m\n")], &[problem], propose);
        assert_eq!(found, ["def f():\n    m = M()\n    m[\"a\"] = 1\n    return m\n"]);
    }

    #[test]
    fn what_is_bound_elsewhere_too_or_of_itself_stays() {
        let problem = ("pyright", "reportUnboundVariable", "a.py", 2, 5, "\"m\" is unbound");
        for rest in ["m = m + 1", "n = M()", "m = M()\n    m = N()"] {
            let text = format!("def f():\n    m[\"a\"] = 1\n    {rest}\n    return m\n");
            assert_eq!(best(&[("a.py", &text)], &[problem], propose), [""; 0], "{rest}");
        }
    }
}
