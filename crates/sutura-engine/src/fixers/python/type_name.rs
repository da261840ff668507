//! Names that stand for no type where one is wanted: builtin functions, and builtin classes that a method of their name hides.

use ruff_python_ast::Expr;

use super::context::Context;
use super::fault::{Change, Fault, mend};
use super::insertion::{Wanted, import_edit};
use super::missing_import::made_visible;
use super::name_form::class_around;
use super::outline::bytes;
use crate::{
    diagnostic::Diagnostic,
    fixers::{Proposal, text::replace},
};

pub(super) fn propose(context: &Context<'_>) -> Vec<Proposal> {
    mend(context, is_about_types, meant)
}

fn is_about_types(diagnostic: &Diagnostic) -> bool {
    diagnostic.message.starts_with("Expected class but received") || diagnostic.code == "invalid-type-form"
}

const CLASSES: &[&str] = &["list", "dict", "set", "tuple", "type", "frozenset", "str", "int", "float", "bool", "bytes", "object"];

/// `builtins.list` where a method is called `list`, and `Any` and `Callable` for the functions of these names.
fn meant(fault: &Fault<'_>) -> Option<Change> {
    let name = fault.expression(Expr::as_name_expr)?;
    let is_hiding = |class: &ruff_python_ast::StmtClassDef| {
        class.body.iter().filter_map(|statement| statement.as_function_def_stmt()).any(|method| method.name.as_str() == name.id.as_str())
    };
    let is_hidden = class_around(fault.body, fault.place.start).is_some_and(is_hiding);
    let (right, mut edits) = match name.id.as_str() {
        class if is_hidden && CLASSES.contains(&class) => {
            let wanted = Wanted { module: "builtins".to_owned(), name: None, alias: None };
            let is_there = fault.context.outline(fault.path())?.names.contains_key("builtins");
            let edit = import_edit(fault.context, fault.path(), fault.text, &wanted)?;
            (format!("builtins.{class}"), if is_there { Vec::new() } else { vec![edit] })
        }
        "any" | "callable" => {
            let right = if name.id == "any" { "Any" } else { "Callable" };
            (right.to_owned(), made_visible(fault.context, fault.path(), fault.text, right)?)
        }
        _ => return None,
    };
    edits.push(replace(bytes(name), &right));
    Some(Change::new(format!("the type `{right}`"), edits))
}

#[cfg(test)]
mod tests {
    use super::super::testing::best;
    use super::*;

    #[test]
    fn a_builtin_function_is_the_type_of_its_name_and_a_hidden_class_is_named_in_full() {
        let problem =
            |line, column| ("pyright", "reportGeneralTypeIssues", "a.py", line, column, "Expected class but received \"(x) -> bool\"");
        let found = best(&[("a.py", "from typing import Any\nx: dict[str, any] = {}\n")], &[problem(2, 14)], propose);
        assert_eq!(found, ["from typing import Any\nx: dict[str, Any] = {}\n"]);
        let text = "class A:\n    def list(self): ...\n    def f(self) -> list[int]: ...\n";
        let found = best(&[("a.py", text)], &[problem(3, 20)], propose);
        assert_eq!(found, ["import builtins\n\nclass A:\n    def list(self): ...\n    def f(self) -> builtins.list[int]: ...\n"]);
    }
}
