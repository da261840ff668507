//! Values of nearly the wanted type: a float for a `Decimal`, the text of a date for the date, the rows of a query for a list.

use std::ops::Range;

use ruff_python_ast::{Expr, Stmt};

use super::context::Context;
use super::fault::{Change, Fault, mend, quoted};
use super::outline::{bytes, dotted, expressions, statements};
use crate::{
    diagnostic::Diagnostic,
    fixers::{
        Proposal,
        text::{Replacement, replace},
    },
};

pub(super) fn propose(context: &Context<'_>) -> Vec<Proposal> {
    let mut found = mend(context, |diagnostic| speaks_of(&diagnostic.message, &["float"], &["Decimal"]), decimal);
    found.extend(mend(context, |diagnostic| speaks_of(&diagnostic.message, &["str"], &["date", "datetime", "time"]), date));
    found.extend(mend(context, |diagnostic| types(diagnostic).is_some(), listed));
    found
}

/// The type of a value, and that which is declared of its place.
fn types(diagnostic: &Diagnostic) -> Option<(&str, &str)> {
    match (diagnostic.tool.as_str(), diagnostic.code.as_str(), &quoted(diagnostic)[..]) {
        ("pyright", "reportReturnType" | "reportAssignmentType", [actual, declared]) => Some((*actual, *declared)),
        ("pyright", "reportArgumentType", [actual, _, declared, _]) => Some((*actual, *declared)),
        ("ty", "invalid-return-type" | "invalid-explicit-return", [declared, actual]) => Some((*actual, *declared)),
        _ => None,
    }
}

/// `list(…)` of what else gives the elements of the list that is declared.
fn listed(fault: &Fault<'_>) -> Option<Change> {
    let (actual, declared) = types(fault.diagnostic)?;
    let edits = fault.expression(|value| as_lists(value, actual, declared))?;
    Some(Change { title: "make it a list, as is declared".to_owned(), edits, rank: 1 })
}

/// What makes lists of a value, or of the parts of a tuple.
fn as_lists(value: &Expr, actual: &str, declared: &str) -> Option<Vec<Replacement>> {
    let (actual_of, declared_of) = (generic(actual)?, generic(declared)?);
    if declared_of.0 == "list" && actual_of.1 == declared_of.1 {
        let range = bytes(value);
        return Some(vec![replace(range.start..range.start, "list("), replace(range.end..range.end, ")")]);
    }
    let (Expr::Tuple(tuple), "tuple", "tuple") = (value, actual_of.0, declared_of.0) else { return None };
    let (given, wanted) = (arguments(actual_of.1), arguments(declared_of.1));
    let parts = tuple.elts.iter().zip(given.iter().zip(&wanted)).filter(|(_, (given, wanted))| given != wanted);
    let edits: Option<Vec<Vec<Replacement>>> = parts.map(|(part, (given, wanted))| as_lists(part, given, wanted)).collect();
    edits.map(|edits| edits.concat()).filter(|_| given.len() == wanted.len())
}

/// `list` and `Item` of `list[Item]`.
fn generic(of: &str) -> Option<(&str, &str)> {
    of.strip_suffix(']')?.split_once('[')
}

/// What stands between the commas of a list of types.
fn arguments(of: &str) -> Vec<&str> {
    let mut depth = 0_usize;
    let parts = of.split(|c: char| {
        depth = if "[(".contains(c) { depth + 1 } else { depth.saturating_sub(usize::from("])".contains(c))) };
        c == ',' && depth == 0
    });
    parts.map(str::trim).collect()
}

/// Whether one of the types `given` is said not to be one of those `wanted`; the last lines of a message are about the types themselves.
fn speaks_of(message: &str, given: &[&str], wanted: &[&str]) -> bool {
    message.lines().any(|line| {
        let pair = line.trim().split_once("\" is not assignable to \"");
        pair.is_some_and(|(one, other)| given.contains(&one.trim_start_matches('"')) && wanted.contains(&other.trim_end_matches('"')))
    })
}

/// `Decimal("0.1")` of what is written as a float, and of what is made one the number that is shown.
fn decimal(fault: &Fault<'_>) -> Option<Change> {
    if !fault.context.outline(fault.path())?.names.contains_key("Decimal") {
        return None;
    }
    value(fault, |value| {
        let text = match value {
            Expr::NumberLiteral(number) if number.value.is_float() => format!("Decimal(\"{}\")", fault.source(value)),
            Expr::Call(call) if dotted(&call.func).as_deref() == Some("float") && call.arguments.len() == 1 => {
                format!("Decimal(str({}))", fault.source(call.arguments.args.first()?))
            }
            _ => return None,
        };
        Some(Change::new("make it a `Decimal`", vec![replace(bytes(value), text)]))
    })
}

/// `today.isoformat()` where the date itself is wanted.
fn date(fault: &Fault<'_>) -> Option<Change> {
    value(fault, |value| {
        let method = value.as_call_expr().filter(|call| call.arguments.is_empty())?.func.as_attribute_expr()?;
        let range = bytes(&*method.value).end..bytes(value).end;
        (method.attr.as_str() == "isoformat").then(|| Change::new("the date itself and not its text", vec![replace(range, "")]))
    })
}

/// What `pick` makes of the value that a fault is about: it stands at the place, or is assigned there.
fn value(fault: &Fault<'_>, pick: impl Fn(&Expr) -> Option<Change>) -> Option<Change> {
    let is_it = |target: &Expr| target.as_attribute_expr().is_some_and(|target| bytes(&target.attr).start == fault.place.start);
    let assigned = statements(fault.body).into_iter().filter_map(Stmt::as_assign_stmt);
    let assigned = assigned.filter(|assignment| assignment.targets.iter().any(is_it)).map(|assignment| &*assignment.value);
    let is_whole = |range: Range<usize>| fault.place.is_empty() || range.end == fault.place.end;
    let given = expressions(fault.body).into_iter().filter(|value| bytes(*value).start == fault.place.start && is_whole(bytes(*value)));
    assigned.chain(given).find_map(pick)
}

#[cfg(test)]
mod tests {
    use super::super::testing::best;
    use super::*;

    const FLOAT: &str = "Type \"float\" is not assignable to return type \"Decimal\"\n  \"float\" is not assignable to \"Decimal\"";

    #[test]
    fn a_float_becomes_the_decimal_that_it_shows() {
        let text = |value: &str| format!("from decimal import Decimal\ndef f(x) -> Decimal:\n    return {value}\n");
        let found = |value: &str| best(&[("a.py", &text(value))], &[("pyright", "reportReturnType", "a.py", 3, 12, FLOAT)], propose);
        assert_eq!(found("0.19"), [text("Decimal(\"0.19\")")]);
        assert_eq!(found("float(x[1])"), [text("Decimal(str(x[1]))")]);
        assert_eq!(found("x / 2"), [""; 0]);
    }

    #[test]
    fn a_date_is_assigned_as_it_is_and_another_text_is_left_alone() {
        let message = "Cannot assign to attribute \"paid_on\" for class \"Invoice\"\n  Type \"str\" is not assignable to type \"date\"\n    \"str\" is not assignable to \"date\"";
        let found = |text: &str| best(&[("a.py", text)], &[("pyright", "reportAttributeAccessIssue", "a.py", 1, 9, message)], propose);
        assert_eq!(found("invoice.paid_on = today.isoformat()\n"), ["invoice.paid_on = today\n"]);
        assert_eq!(found("invoice.paid_on = today.strftime('%Y')\n"), [""; 0]);
    }

    #[test]
    fn what_gives_the_elements_of_the_declared_list_becomes_one_and_other_elements_do_not() {
        let returned = |actual: &str, declared: &str, value: &str| {
            let text = format!("def f(db):\n    return {value}\n");
            let message = format!("Type \"{actual}\" is not assignable to return type \"{declared}\"\n  more");
            best(&[("a.py", &text)], &[("pyright", "reportReturnType", "a.py", 2, 12, &message)], propose)
        };
        let rows = "db.scalars(users)";
        for actual in ["Sequence[User]", "ScalarResult[User]"] {
            assert_eq!(returned(actual, "list[User]", rows), [format!("def f(db):\n    return list({rows})\n")]);
            assert_eq!(returned(actual, "list[Order]", rows), [""; 0]);
        }
        let found = returned("tuple[Sequence[User], int]", "tuple[list[User], int]", "rows, total");
        assert_eq!(found, ["def f(db):\n    return list(rows), total\n"]);
    }
}
