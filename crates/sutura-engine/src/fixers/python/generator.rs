//! Functions that yield and are declared to return what they yield, or a list of it.

use ruff_python_ast::{Expr, StmtFunctionDef};

use super::context::Context;
use super::fault::{Change, Fault, mend};
use super::missing_import::made_visible;
use super::outline::{bytes, expressions, function_around};
use crate::{
    diagnostic::Diagnostic,
    fixers::{Proposal, text::replace},
};

pub(super) fn propose(context: &Context<'_>) -> Vec<Proposal> {
    mend(context, is_about_generator, |fault| changes(fault).unwrap_or_default())
}

fn is_about_generator(diagnostic: &Diagnostic) -> bool {
    let is_about_types = matches!(diagnostic.code.as_str(), "reportInvalidTypeForm" | "reportReturnType" | "invalid-return-type");
    is_about_types && diagnostic.message.contains("enerator")
}

/// `Iterator[Item]` for `list[Item]`, else `Iterator[…]` of what is declared: which of them it yields, the gate says.
fn changes(fault: &Fault<'_>) -> Option<Vec<Change>> {
    let function = function_around(fault.body, fault.place.start).filter(|function| yields(function))?;
    let annotation = function.returns.as_deref()?;
    let declared = fault.source(annotation);
    let element = annotation.as_subscript_expr().filter(|subscript| !subscript.slice.is_tuple_expr());
    let elements = element.map(|element| fault.source(&*element.slice)).into_iter().chain([declared]);
    let (name, rest) = kind(fault.context, fault.path(), function.is_async);
    let visible = made_visible(fault.context, fault.path(), fault.text, &name)?;
    let change = |(rank, element): (usize, &str)| {
        let right = format!("{name}[{element}{rest}]");
        let mut edits = visible.clone();
        edits.push(replace(bytes(annotation), &right));
        Change { title: format!("a function that yields returns `{right}`"), edits, rank: rank as u8 }
    };
    Some(elements.enumerate().map(change).collect())
}

/// The type that the project's generators have, with what follows the element.
fn kind(context: &Context<'_>, path: &str, is_async: bool) -> (String, &'static str) {
    let prefix = if is_async { "Async" } else { "" };
    let (generator, iterator) = (format!("{prefix}Generator"), format!("{prefix}Iterator"));
    let neighbours = context.neighbours(path);
    let count = |name: &str| neighbours.iter().filter(|(_, outline)| outline.imports_of(name).next().is_some()).count();
    match count(&generator) > count(&iterator) {
        true => (generator, if is_async { ", None" } else { ", None, None" }),
        false => (iterator, ""),
    }
}

fn yields(function: &StmtFunctionDef) -> bool {
    let is_yield = |expression: &&Expr| expression.is_yield_expr() || expression.is_yield_from_expr();
    expressions(&function.body).iter().any(is_yield)
}

#[cfg(test)]
mod tests {
    use super::super::testing::best;
    use super::*;

    const PROBLEM: (&str, &str, &str, u32, u32, &str) = (
        "pyright",
        "reportReturnType",
        "a.py",
        4,
        11,
        "Return type of generator function must be compatible with \"Generator[Session, Any, Any]\"",
    );

    fn mended(imports: &str, head: &str) -> Vec<String> {
        let text = format!("from typing import {imports}\n{head}\n    x = 1\n    yield x\n");
        best(&[("a.py", &text), ("typing.py", "Iterator = AsyncGenerator = 1\n")], &[PROBLEM], propose)
    }

    #[test]
    fn what_yields_returns_an_iterator_of_what_it_yields() {
        assert_eq!(
            mended("Iterator", "def f() -> Session:"),
            ["from typing import Iterator\ndef f() -> Iterator[Session]:\n    x = 1\n    yield x\n"]
        );
        assert_eq!(
            mended("Iterator", "def f() -> list[Item]:"),
            ["from typing import Iterator\ndef f() -> Iterator[Item]:\n    x = 1\n    yield x\n"]
        );
    }

    #[test]
    fn the_type_is_the_one_that_the_project_has_for_generators() {
        let text = "from typing import AsyncGenerator\nasync def f() -> AsyncGenerator[Session, None]:\n    x = 1\n    yield x\n";
        assert_eq!(mended("AsyncGenerator", "async def f() -> Session:"), [text]);
    }
}
