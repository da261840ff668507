//! Names that are nearly those that are there; or those that are there, where everybody uses others.

use std::collections::BTreeSet;

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{Expr, Stmt, StmtFunctionDef};

use super::context::Context;
use super::missing_import::undefined_names;
use super::nearest::{is_capital, nearest, words};
use super::outline::{Definition, bytes, parse};
use super::rename::{is_outvoted, rename_in_file};
use crate::{
    diagnostic::Diagnostic,
    fixers::{
        Proposal,
        text::{apply, replace, span},
    },
    patch::Patch,
};

/// Names that are not defined.
pub(super) fn propose(context: &Context<'_>) -> Vec<Proposal> {
    let mut names = undefined_names(context);
    // Who writes `self` means a parameter, and no other name.
    names.retain(|(_, name), _| !matches!(name.as_str(), "self" | "cls"));
    // What a model left out is not misspelt.
    let is_left_out = |path: &str| context.errors().any(|(diagnostic, _)| diagnostic.file == path && diagnostic.code == "leftover-marker");
    names.retain(|(path, _), _| !is_left_out(path));
    names.into_iter().flat_map(|((path, name), diagnostics)| names_for(context, path, &name, &diagnostics)).collect()
}

fn names_for(context: &Context<'_>, path: &str, name: &str, diagnostics: &[&Diagnostic]) -> Vec<Proposal> {
    let Some((text, outline)) = context.text(path).zip(context.outline(path)) else {
        return Vec::new();
    };
    let places: BTreeSet<usize> = diagnostics.iter().filter_map(|diagnostic| Some(span(text, diagnostic)?.start)).collect();
    let parsed = parse(text);
    let mut visible: BTreeSet<String> = outline.names.keys().cloned().collect();
    visible.extend(BUILTINS.split_whitespace().map(str::to_owned));
    let mut locals = Locals { places: &places, found: BTreeSet::new() };
    locals.visit_body(parsed.suite());
    visible.extend(locals.found);
    visible.remove(name);
    let answers: Vec<String> = diagnostics.iter().map(|diagnostic| diagnostic.fingerprint.clone()).collect();
    let mut found = Vec::new();
    // A variable that is gone is not the class of its name.
    let of_its_kind = |right: &&str| is_capital(right) == is_capital(name);
    for (likeness, right) in nearest(name, visible.iter().map(String::as_str).filter(of_its_kind)) {
        let is_own = outline.names.get(right).is_some_and(|what| !matches!(what, Definition::Import(_)));
        let renamed = (is_own && is_outvoted(context, path, right, name)).then(|| rename_in_file(context, path, right, name)).flatten();
        let (title, patch) = match renamed {
            Some(patch) => (format!("define `{right}` as `{name}`"), Some(patch)),
            // Half a name in common is no slip, and neither is another word.
            None if likeness > MAX_SLIP || is_of_other_words(text, name, right) => continue,
            None => {
                let edits = places
                    .iter()
                    .filter(|at| text.get(**at..).is_some_and(|rest| rest.starts_with(name)))
                    .map(|at| replace(*at..at + name.len(), right));
                (format!("`{right}` in place of `{name}`"), apply(text, edits.collect()).map(|text| Patch::of(path, text)))
            }
        };
        found.extend(patch.filter(|patch| patch.texts().values().all(|changed| changed != text)).map(|patch| Proposal {
            title,
            patch,
            answers: answers.clone(),
            rank: likeness,
        }));
    }
    found
}

/// Whether the words in which `name` differs from `right` are said by other names of the text: `run_offline` and `run_online`.
fn is_of_other_words(text: &str, name: &str, right: &str) -> bool {
    let (wrong, right) = (words(name), words(right));
    let is_said = |word: &String| {
        let names = text.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|other| *other != name);
        names.flat_map(words).any(|other| other == *word)
    };
    let mut other = wrong.iter().zip(&right).filter(|(wrong, right)| wrong != right).map(|(wrong, _)| wrong).peekable();
    wrong.len() == right.len() && other.peek().is_some() && other.all(is_said)
}

/// The likeness up to which two names differ in their letters alone.
const MAX_SLIP: u8 = 3;

const BUILTINS: &str = "True False None abs all any bool bytes callable chr dict enumerate filter float format frozenset getattr hasattr hash id input int isinstance issubclass iter len list map max min next object open ord pow print property range repr reversed round set setattr sorted staticmethod classmethod str sum super tuple type vars zip Exception ValueError TypeError KeyError RuntimeError NotImplementedError AttributeError IndexError PermissionError FileNotFoundError OSError ConnectionError TimeoutError ImportError StopIteration";

/// What the functions around the places bind.
struct Locals<'a> {
    places: &'a BTreeSet<usize>,
    found: BTreeSet<String>,
}

impl<'a> Visitor<'a> for Locals<'_> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        if let Stmt::FunctionDef(function) = statement
            && self.places.iter().any(|at| bytes(function).contains(at))
        {
            self.found.extend(bound_in(function));
        }
        visitor::walk_stmt(self, statement);
    }
}

/// Parameters, and what is assigned to in a function.
pub(super) fn bound_in(function: &StmtFunctionDef) -> BTreeSet<String> {
    let mut bound = Bound(function.parameters.iter().map(|parameter| parameter.name().to_string()).collect());
    bound.visit_body(&function.body);
    bound.0
}

struct Bound(BTreeSet<String>);

impl<'a> Visitor<'a> for Bound {
    fn visit_expr(&mut self, expression: &'a Expr) {
        if let Some(name) = expression.as_name_expr().filter(|name| name.ctx.is_store()) {
            self.0.insert(name.id.to_string());
        }
        visitor::walk_expr(self, expression);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::best;
    use super::*;

    #[test]
    fn a_slip_in_a_name_is_mended_and_half_a_name_is_no_slip() {
        let files = [("a.py", "def f(user_id, name):\n    return usre_id + nmae\n")];
        let problems = [("ruff", "F821", "a.py", 2, 12, "Undefined name `usre_id`")];
        assert_eq!(best(&files, &problems, propose), ["def f(user_id, name):\n    return user_id + nmae\n"]);
        let files = [("a.py", "class User: ...\nx = user_model\n")];
        assert_eq!(best(&files, &[("ruff", "F821", "a.py", 2, 5, "Undefined name `user_model`")], propose), [""; 0]);
    }

    #[test]
    fn an_undefined_self_is_no_slip_of_another_name() {
        let files = [("a.py", "from typing import Self\nclass A:\n    def f() -> Self:\n        return self\n")];
        assert_eq!(best(&files, &[("ruff", "F821", "a.py", 4, 16, "Undefined name `self`")], propose), [""; 0]);
    }

    #[test]
    fn a_name_of_another_word_is_no_slip() {
        let text = "def run_online(): ...\nif is_offline():\n    run_offline()\nelse:\n    run_online()\n";
        let problem = ("ruff", "F821", "a.py", 3, 5, "Undefined name `run_offline`");
        assert_eq!(best(&[("a.py", text)], &[problem], propose), [""; 0]);
        let slip = text.replace("run_offline", "run_onlien");
        let problem = ("ruff", "F821", "a.py", 3, 5, "Undefined name `run_onlien`");
        assert_eq!(best(&[("a.py", &slip)], &[problem], propose), [text.replace("run_offline", "run_online")]);
    }

    #[test]
    fn a_variable_that_is_gone_is_not_the_class_of_its_name() {
        let files = [("a.py", "class User: ...\ndef f():\n    return user\n")];
        assert_eq!(best(&files, &[("ruff", "F821", "a.py", 3, 12, "Undefined name `user`")], propose), [""; 0]);
    }

    #[test]
    fn locals_of_another_function_are_not_meant() {
        let files = [("a.py", "def f(total): ...\ndef g():\n    return totl\n")];
        assert_eq!(best(&files, &[("ruff", "F821", "a.py", 3, 12, "Undefined name `totl`")], propose), [""; 0]);
    }
}
