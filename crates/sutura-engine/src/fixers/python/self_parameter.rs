//! Methods that use `self` or `cls` and do not take it.

use std::collections::BTreeMap;

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{Stmt, StmtClassDef, StmtFunctionDef};

use super::context::Context;
use super::missing_import::undefined_name;
use super::outline::{bytes, dotted, parse};
use super::proposal;
use crate::diagnostic::Diagnostic;
use crate::fixers::{
    Proposal,
    text::{apply, replace, span},
};

/// `self` and `cls` that methods use and do not take.
pub(super) fn propose(context: &Context<'_>) -> Vec<Proposal> {
    let mut methods: BTreeMap<(&str, usize, String), Vec<String>> = BTreeMap::new();
    for (diagnostic, text) in context.errors() {
        let of_class =
            (diagnostic.tool == "pyright" && diagnostic.code == "reportArgumentType" && diagnostic.message.contains("@classmethod"))
                .then(|| "cls".to_owned());
        let name = undefined_name(diagnostic).filter(|name| name == "self" || name == "cls").or(of_class);
        let Some((name, place)) = name.zip(span(text, diagnostic)) else { continue };
        let parsed = parse(text);
        let mut search = MethodAround { at: place.start, found: None };
        search.visit_body(parsed.suite());
        if let Some((_, method)) = search.found.filter(|(_, method)| {
            !method.decorator_list.iter().any(|one| dotted(&one.expression).is_some_and(|name| name == "staticmethod"))
        }) {
            let open = bytes(&*method.parameters).start + 1;
            methods.entry((&diagnostic.file, open, name)).or_default().push(diagnostic.fingerprint.clone());
        }
    }
    for (diagnostic, _) in context.errors() {
        for (path, open) in methods_without_self(context, diagnostic) {
            methods.entry((path, open, "self".to_owned())).or_default().push(diagnostic.fingerprint.clone());
        }
    }
    let mut found = Vec::new();
    for ((path, open, name), answers) in methods {
        let Some(text) = context.text(path) else { continue };
        let Some((_, rest)) = text.split_at_checked(open).filter(|(head, _)| head.ends_with('(')) else { continue };
        let separator = if rest.trim_start().starts_with(')') { "" } else { ", " };
        found.extend(proposal(
            path,
            format!("take `{name}`"),
            apply(text, vec![replace(open..open, format!("{name}{separator}"))]),
            answers,
            0,
        ));
    }
    found
}

/// The method that ty calls with an instance and that has no room for it.
fn methods_without_self<'a>(context: &Context<'a>, diagnostic: &Diagnostic) -> Vec<(&'a str, usize)> {
    let quoted = (diagnostic.tool == "ty" && diagnostic.code == "too-many-positional-arguments")
        .then(|| diagnostic.message.split('`').nth(1))
        .flatten();
    let Some((class, method)) = quoted.and_then(|name| name.rsplit_once('.')).filter(|_| diagnostic.message.contains("bound method"))
    else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (path, outline) in context.neighbours(&diagnostic.file) {
        let Some(text) = context.text(path).filter(|_| outline.names.contains_key(class)) else { continue };
        let parsed = parse(text);
        let classes = parsed.suite().iter().filter_map(Stmt::as_class_def_stmt).filter(|found| found.name.as_str() == class);
        let methods =
            classes.flat_map(|class| &class.body).filter_map(Stmt::as_function_def_stmt).filter(|found| found.name.as_str() == method);
        let is_plain = |method: &&StmtFunctionDef| {
            let first = method.parameters.args.first().map(|first| first.parameter.name.as_str());
            let is_static = |one: &ruff_python_ast::Decorator| {
                dotted(&one.expression).is_none_or(|name| name == "staticmethod" || name == "classmethod")
            };
            !matches!(first, Some("self" | "cls")) && !method.decorator_list.iter().any(is_static)
        };
        found.extend(methods.filter(is_plain).map(|method| (path, bytes(&*method.parameters).start + 1)));
    }
    found
}

struct MethodAround<'a> {
    at: usize,
    found: Option<(&'a StmtClassDef, &'a StmtFunctionDef)>,
}

impl<'a> Visitor<'a> for MethodAround<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        if let Stmt::ClassDef(class) = statement {
            let around = class.body.iter().filter_map(Stmt::as_function_def_stmt).find(|method| bytes(*method).contains(&self.at));
            self.found = around.map(|method| (class, method)).or(self.found);
        }
        visitor::walk_stmt(self, statement);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::best;
    use super::*;

    #[test]
    fn a_method_that_uses_self_takes_it() {
        let files = [("a.py", "class A:\n    def f():\n        return self.x\n    def g(y):\n        return self.x\n")];
        let problem = |line| ("ruff", "F821", "a.py", line, 16, "Undefined name `self`");
        assert_eq!(
            best(&files, &[problem(3)], propose),
            ["class A:\n    def f(self):\n        return self.x\n    def g(y):\n        return self.x\n"]
        );
        assert_eq!(
            best(&files, &[problem(5)], propose),
            ["class A:\n    def f():\n        return self.x\n    def g(self, y):\n        return self.x\n"]
        );
    }

    #[test]
    fn a_static_method_and_a_plain_function_take_none() {
        let files = [("a.py", "class A:\n    @staticmethod\n    def f():\n        return self.x\n\ndef g():\n    return self.x\n")];
        assert_eq!(
            best(
                &files,
                &[("ruff", "F821", "a.py", 4, 16, "Undefined name `self`"), ("ruff", "F821", "a.py", 7, 12, "Undefined name `self`")],
                propose
            ),
            [""; 0]
        );
    }

    #[test]
    fn a_method_that_is_called_on_an_instance_has_room_for_it() {
        let files = [("a.py", "class A:\n    def f(*, x: int): ...\n"), ("b.py", "A().f(x=1)\n")];
        let problem =
            ("ty", "too-many-positional-arguments", "b.py", 1, 1, "Too many positional arguments to bound method `A.f`: expected 0, got 1");
        assert_eq!(best(&files, &[problem], propose), ["class A:\n    def f(self, *, x: int): ...\n"]);
    }
}
