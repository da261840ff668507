//! Functions that are declared to return `None` as well and never do, and such that have to where what they found is `None`.

use std::collections::BTreeSet;

use ruff_python_ast::{Expr, Operator, Stmt, StmtFunctionDef};

use super::context::Context;
use super::fault::{Change, Fault, each, mend};
use super::outline::{bytes, dotted, expressions_in, function_around, parse, statements};
use crate::{
    diagnostic::Diagnostic,
    fixers::{
        Proposal,
        text::{apply, newline, replace, whole_lines},
    },
    patch::Patch,
};

pub(super) fn propose(context: &Context<'_>) -> Vec<Proposal> {
    let mut found = each(context, is_about_none, narrowed);
    found.extend(mend(context, is_about_none, guarded));
    found
}

/// Whether something may be `None` that must not be.
fn is_about_none(diagnostic: &Diagnostic) -> bool {
    match (diagnostic.tool.as_str(), diagnostic.code.as_str()) {
        ("pyright", "reportArgumentType" | "reportReturnType") => diagnostic.message.contains("| None\""),
        ("pyright", code) => code.starts_with("reportOptional"),
        ("ty", code) => {
            matches!(code, "unresolved-attribute" | "missing-union-attribute" | "invalid-argument-type")
                && diagnostic.message.contains("| None`")
        }
        _ => false,
    }
}

/// The function that gave the value raises where there is none, and yet is declared to return `None` as well.
fn narrowed(fault: &Fault<'_>) -> Option<Proposal> {
    let value = fault.value()?;
    let made = value.as_name_expr().and_then(|name| fault.assigned(&name.id)).unwrap_or(value);
    let made = made.as_await_expr().map_or(made, |awaited| &awaited.value);
    let callee = dotted(&made.as_call_expr()?.func)?;
    let name = callee.rsplit('.').next()?;
    let head = format!("def {name}(");
    let neighbours = fault.context.neighbours(fault.path());
    let mut files =
        neighbours.iter().filter_map(|(path, _)| Some((*path, fault.context.text(path)?))).filter(|(_, text)| text.contains(&head));
    let (Some((path, text)), None) = (files.next(), files.next()) else { return None };
    let parsed = parse(text);
    let mut named =
        statements(parsed.suite()).into_iter().filter_map(Stmt::as_function_def_stmt).filter(|function| function.name.as_str() == name);
    let (Some(function), None) = (named.next(), named.next()) else { return None };
    let annotation = function.returns.as_deref().filter(|_| raises_instead(function))?;
    let narrow = &text[bytes(without_none(annotation)?)];
    let changed = apply(text, vec![replace(bytes(annotation), narrow)])?;
    Some(fault.proposal(format!("`{name}` returns `{narrow}` and never `None`"), Patch::of(path, changed)))
}

/// Whether a function returns values alone, and looks at what it returns and raises.
fn raises_instead(function: &StmtFunctionDef) -> bool {
    let all = statements(&function.body);
    let ends = function.body.last().is_some_and(|last| last.is_return_stmt() || last.is_raise_stmt());
    let names = |value| expressions_in(value).into_iter().filter_map(Expr::as_name_expr).map(|name| name.id.as_str());
    let values = all.iter().filter_map(|statement| statement.as_return_stmt()?.value.as_deref());
    let returned: BTreeSet<&str> = values.flat_map(names).collect();
    let checks = all.iter().filter_map(|statement| statement.as_if_stmt()).filter(|check| check.body.iter().any(Stmt::is_raise_stmt));
    let is_checked = checks.flat_map(|check| names(&check.test)).any(|name| returned.contains(name));
    ends && is_checked && !all.iter().any(|statement| returns_none(statement))
}

fn returns_none(statement: &Stmt) -> bool {
    statement.as_return_stmt().is_some_and(|returned| returned.value.as_deref().is_none_or(Expr::is_none_literal_expr))
}

/// `User` of `User | None` and of `Optional[User]`.
fn without_none(annotation: &Expr) -> Option<&Expr> {
    match annotation {
        Expr::BinOp(union) if union.op == Operator::BitOr && union.right.is_none_literal_expr() => Some(&union.left),
        Expr::BinOp(union) if union.op == Operator::BitOr && union.left.is_none_literal_expr() => Some(&union.right),
        Expr::Subscript(optional) => {
            dotted(&optional.value).filter(|name| name.rsplit('.').next() == Some("Optional")).map(|_| &*optional.slice)
        }
        _ => None,
    }
}

/// A function that may return `None` and nowhere does so returns it where what it has just found is `None`.
fn guarded(fault: &Fault<'_>) -> Option<Change> {
    let name = fault.value()?.as_name_expr()?.id.as_str();
    let function = function_around(fault.body, fault.place.start)?;
    let is_declared = function.returns.as_deref().and_then(without_none).is_some();
    if !is_declared || statements(&function.body).into_iter().any(|statement| returns_none(statement) || statement.is_raise_stmt()) {
        return None;
    }
    let index = function.body.iter().position(|statement| bytes(statement).contains(&fault.place.start))?;
    let found = function.body.get(index.checked_sub(1)?)?.as_assign_stmt()?;
    found.targets.iter().find(|target| target.as_name_expr().is_some_and(|target| target.id == name))?;
    let start = whole_lines(fault.text, bytes(&function.body[index])).start;
    let (margin, newline) = (&fault.text[start..bytes(&function.body[index]).start], newline(fault.text));
    let unit = if margin.contains('\t') { "\t" } else { "    " };
    let guard = format!("{margin}if {name} is None:{newline}{margin}{unit}return None{newline}");
    Some(Change::new(format!("return `None` where `{name}` is `None`"), vec![replace(start..start, guard)]))
}

#[cfg(test)]
mod tests {
    use super::super::testing::best;
    use super::*;

    const MEMBER: &str = "\"name\" is not a known attribute of \"None\"";

    #[test]
    fn a_function_that_raises_instead_of_returning_none_is_declared_so() {
        let use_site = "def f(db):\n    user = get_user(db)\n    return user.name\n";
        let problem = ("pyright", "reportOptionalMemberAccess", "a.py", 3, 17, MEMBER);
        let mended = |text: &str| best(&[("a.py", use_site), ("b.py", text)], &[problem], propose);
        let text = "def get_user(db) -> User | None:\n    user = db.get(1)\n    if user is None:\n        raise E\n    return user\n";
        assert_eq!(mended(text), [text.replace(" | None", "")]);
        assert_eq!(mended(&text.replace("User | None", "Optional[User]")), [text.replace(" | None", "")]);
        assert_eq!(mended(&text.replace("raise E", "return None")), [""; 0]);
        assert_eq!(mended(&text.replace("user is None", "db is None")), [""; 0], "what it returns it has not looked at");
        assert_eq!(mended("def get_user(db) -> User | None:\n    return db.get(1)\n"), [""; 0]);
    }

    #[test]
    fn what_may_return_none_does_so_where_it_found_none() {
        let problem = ("pyright", "reportOptionalMemberAccess", "a.py", 3, 18, MEMBER);
        let text = "def f(line) -> str | None:\n    match = R.match(line)\n    return match.name\n";
        let found = best(&[("a.py", text)], &[problem], propose);
        assert_eq!(found, [text.replace("    return", "    if match is None:\n        return None\n    return")]);
        assert_eq!(best(&[("a.py", &text.replace(" | None", ""))], &[problem], propose), [""; 0]);
    }
}
