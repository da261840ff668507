//! Methods that lost their indentation and stand behind their class.

use ruff_python_ast::{Expr, Stmt, StmtFunctionDef};

use super::context::{Context, Module};
use super::outline::{bytes, expressions, parse};
use super::wrong_attribute::class_named;
use crate::{
    fixers::{
        Proposal,
        python::fault::quoted,
        text::{apply, replace, whole_lines},
    },
    patch::Patch,
};

/// The functions with a `self` that directly follow a class go into it, where the class lacks one of them.
pub(super) fn propose(context: &Context<'_>) -> Vec<Proposal> {
    let mut found = Vec::new();
    for (diagnostic, _) in context.errors().filter(|(diagnostic, _)| diagnostic.message.contains("attribute")) {
        let names: Vec<&str> = quoted(diagnostic);
        for (attribute, owner) in [(0, 1), (1, 0)] {
            let Some((attribute, owner)) = names.get(attribute).zip(names.get(owner)) else { continue };
            let owner = owner.trim_start_matches("type[").trim_end_matches([']', '*']);
            let Some(patch) = indented(context, &diagnostic.file, owner, attribute) else { continue };
            let title = format!("`{attribute}` is a method of `{owner}`");
            found.push(Proposal { title, patch, answers: vec![diagnostic.fingerprint.clone()], rank: 0 });
        }
    }
    super::merged(found)
}

fn indented(context: &Context<'_>, path: &str, class: &str, method: &str) -> Option<Patch> {
    let (module, _) = class_named(context, path, class)?;
    let Module::Source(file) = context.module(path, &module)? else { return None };
    let text = context.text(&file)?;
    let parsed = parse(text);
    let index =
        parsed.suite().iter().position(|statement| statement.as_class_def_stmt().is_some_and(|found| found.name.as_str() == class))?;
    let body = &parsed.suite()[index].as_class_def_stmt()?.body;
    let lost: Vec<&StmtFunctionDef> =
        parsed.suite()[index + 1..].iter().map_while(Stmt::as_function_def_stmt).take_while(|function| takes_self(function)).collect();
    if !lost.iter().any(|function| function.name.as_str() == method) {
        return None;
    }
    let column = bytes(body.first()?).start - whole_lines(text, bytes(body.first()?).start..bytes(body.first()?).start).start;
    let mut edits = Vec::new();
    for function in lost {
        let lines = whole_lines(text, bytes(function));
        // The lines of a text of several lines are not only layout.
        let is_text = |expression: &Expr| expression.is_string_literal_expr() || expression.is_f_string_expr();
        if expressions(&function.body).into_iter().any(|expression| is_text(expression) && text[bytes(expression)].contains('\n')) {
            return None;
        }
        let mut at = lines.start;
        for line in text[lines].split_inclusive('\n') {
            if !line.trim().is_empty() {
                edits.push(replace(at..at, " ".repeat(column)));
            }
            at += line.len();
        }
    }
    apply(text, edits).map(|text| Patch::of(file, text))
}

fn takes_self(function: &StmtFunctionDef) -> bool {
    let mut parameters = function.parameters.posonlyargs.iter().chain(&function.parameters.args);
    parameters.next().is_some_and(|first| first.parameter.name.as_str() == "self" && first.parameter.annotation.is_none())
}

#[cfg(test)]
mod tests {
    use super::super::testing::best;
    use super::*;

    const MESSAGE: &str = "Cannot access attribute \"save\" for class \"Store\"";

    #[test]
    fn a_function_with_a_self_behind_the_class_that_lacks_it_is_its_method() {
        let text = "class Store:\n    x: int\n\ndef save(self, a):\n    if a:\n\n        return 1\n\n\ndef f(s: Store):\n    s.save(1)\n";
        let right =
            text.replace("def save(self, a):\n    if a:\n\n        return", "    def save(self, a):\n        if a:\n\n            return");
        assert_eq!(best(&[("a.py", text)], &[("pyright", "reportAttributeAccessIssue", "a.py", 11, 7, MESSAGE)], propose), [right]);
    }

    #[test]
    fn a_function_without_a_self_or_elsewhere_is_none() {
        for text in [
            "class Store:\n    x: int\n\ndef save(a):\n    return 1\n\nStore().save()\n",
            "class Store:\n    x: int\n\ny = 1\n\ndef save(self):\n    return 1\n\nStore().save()\n",
        ] {
            assert_eq!(best(&[("a.py", text)], &[("pyright", "reportAttributeAccessIssue", "a.py", 7, 9, MESSAGE)], propose), [""; 0]);
        }
    }
}
