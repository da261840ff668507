//! A statement that uses what the next one binds, and annotations that name classes further down.

use ruff_python_ast::{Expr, Stmt, StmtClassDef};

use super::context::Context;
use super::fault::{Change, Fault, mend};
use super::insertion::{Wanted, import_edit};
use super::missing_import::undefined_name;
use super::outline::{bytes, expressions_in, function_around, statements};
use crate::fixers::{Proposal, text::replace};

pub(super) fn propose(context: &Context<'_>) -> Vec<Proposal> {
    let mut found =
        mend(context, |diagnostic| matches!(diagnostic.code.as_str(), "reportUnboundVariable" | "F821" | "unresolved-reference"), swapped);
    found.extend(mend(context, |diagnostic| undefined_name(diagnostic).is_some(), forward));
    found
}

/// Annotations that are not evaluated may name what comes later. SQLModel reads its own from the text, and cannot do without the types.
fn forward(fault: &Fault<'_>) -> Option<Change> {
    let name = fault.expression(Expr::as_name_expr)?.id.as_str();
    let is_later = |class: &StmtClassDef| class.name.as_str() == name && bytes(class).start > fault.place.start;
    fault.body.iter().filter_map(Stmt::as_class_def_stmt).find(|class| is_later(class))?;
    let is_annotation = statements(fault.body).into_iter().flat_map(annotations).any(|one| bytes(one).contains(&fault.place.start));
    let outline = fault.context.outline(fault.path())?;
    if !is_annotation || outline.imports.iter().any(|import| import.module == "sqlmodel") {
        return None;
    }
    let wanted = Wanted { module: "__future__".to_owned(), name: Some("annotations".to_owned()), alias: None };
    Some(Change::new(format!("`{name}` is defined further down"), vec![import_edit(fault.context, fault.path(), fault.text, &wanted)?]))
}

/// The annotations of a statement's own.
fn annotations(statement: &Stmt) -> Vec<&Expr> {
    match statement {
        Stmt::FunctionDef(function) => {
            function.parameters.iter().filter_map(|parameter| parameter.annotation()).chain(function.returns.as_deref()).collect()
        }
        Stmt::AnnAssign(assignment) => vec![&*assignment.annotation],
        _ => Vec::new(),
    }
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

    #[test]
    fn annotations_that_name_a_class_further_down_are_not_evaluated() {
        let text = "class A:\n    b: list[B]\n\n\nclass B: ...\n";
        let problem = ("ruff", "F821", "a.py", 2, 13, "Undefined name `B`");
        assert_eq!(best(&[("a.py", text)], &[problem], propose), [format!("from __future__ import annotations\n\n{text}")]);
        let called = text.replace("b: list[B]", "b = list(B)");
        assert_eq!(best(&[("a.py", &called)], &[problem], propose), [""; 0]);
    }
}
