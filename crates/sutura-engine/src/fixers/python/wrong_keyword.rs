//! Keywords that a call does not know.

use std::collections::{BTreeMap, BTreeSet};

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{Expr, ExprCall};

use super::context::{Context, is_identifier};
use super::nearest::nearest;
use super::outline::{Class, Definition, Member, bytes, dotted, parse};
use super::rename::is_outvoted;
use super::wrong_attribute::{attribute_place, rename_member};
use crate::{
    diagnostic::Diagnostic,
    fixers::{
        Proposal,
        text::{apply, replace, span},
    },
    patch::Patch,
};

/// Proposes the parameter that was meant.
pub(super) fn propose(context: &Context<'_>) -> Vec<Proposal> {
    let mut wrong: BTreeMap<(&str, usize, String), Vec<String>> = BTreeMap::new();
    for (diagnostic, text) in context.errors() {
        if let Some(name) = unknown_keyword(diagnostic)
            && let Some(at) = attribute_place(text, diagnostic, &name)
        {
            wrong.entry((&diagnostic.file, at, name)).or_default().push(diagnostic.fingerprint.clone());
        }
    }
    wrong.into_iter().flat_map(|((path, at, name), answers)| keywords_for(context, path, at, &name, &answers)).collect()
}

fn unknown_keyword(diagnostic: &Diagnostic) -> Option<String> {
    let quote = match (diagnostic.tool.as_str(), diagnostic.code.as_str()) {
        ("pyright", "reportCallIssue") if diagnostic.message.starts_with("No parameter named") => '"',
        ("ty", "unknown-argument") => '`',
        _ => return None,
    };
    diagnostic.message.split(quote).nth(1).filter(|name| is_identifier(name)).map(str::to_owned)
}

fn keywords_for(context: &Context<'_>, path: &str, at: usize, name: &str, answers: &[String]) -> Vec<Proposal> {
    let Some(text) = context.text(path) else {
        return Vec::new();
    };
    let parsed = parse(text);
    let mut search = CallAround { at, found: None };
    search.visit_body(parsed.suite());
    let Some(call) = search.found else {
        return Vec::new();
    };
    let given: BTreeSet<&str> = call.arguments.keywords.iter().filter_map(|keyword| Some(keyword.arg.as_ref()?.as_str())).collect();
    // What the checkers say is missing in this very call is the likeliest.
    let missing: BTreeSet<String> = context
        .errors()
        .filter(|(diagnostic, _)| diagnostic.file == path && span(text, diagnostic).is_some_and(|place| bytes(call).contains(&place.start)))
        .flat_map(|(diagnostic, _)| missing_parameters(diagnostic))
        .collect();
    let callee = callee(context, path, call);
    let mut known: BTreeSet<String> = missing.clone();
    known.extend(callee.iter().flat_map(|callee| callee.parameters.iter().cloned()));
    known.extend(keywords_of_project(context, path, call));
    let free =
        known.iter().map(String::as_str).filter(|other| *other != name && !given.contains(other) && *other != "self" && *other != "cls");
    let mut right: Vec<(u8, &str)> = nearest(name, free.clone());
    // `page_size=limit`: the value is called as the parameter is.
    if right.is_empty() {
        let value =
            call.arguments.keywords.iter().find(|keyword| bytes(*keyword).start == at).and_then(|keyword| last_name(&keyword.value));
        right.extend(free.filter(|other| value.as_deref() == Some(*other)).map(|other| (3, other)));
    }
    if right.is_empty()
        && let [only] = missing.iter().collect::<Vec<_>>().as_slice()
    {
        right.push((3, only.as_str()));
    }
    let mut found = Vec::new();
    for (likeness, right) in right {
        let owner = callee.as_ref().and_then(|callee| callee.class.as_ref());
        let renamed = owner
            .filter(|(_, class, _)| class.members.contains_key(right) && is_outvoted(context, path, right, name))
            .and_then(|(module, _, class)| rename_member(context, path, module, class, right, name));
        let (title, patch) = match renamed {
            Some(patch) => (format!("call the field `{right}` `{name}`"), Some(patch)),
            None => (
                format!("`{right}=` in place of `{name}=`"),
                apply(text, vec![replace(at..at + name.len(), right)]).map(|text| Patch::of(path, text)),
            ),
        };
        found.extend(patch.map(|patch| Proposal { title, patch, answers: answers.to_vec(), rank: likeness }));
    }
    found
}

/// The parameters that a call lacks: pyright `parameter "x"` or `parameters "x", "y"`, ty `required parameter `x``.
pub(super) fn missing_parameters(diagnostic: &Diagnostic) -> Vec<String> {
    let quote = match (diagnostic.tool.as_str(), diagnostic.code.as_str()) {
        ("pyright", "reportCallIssue") if diagnostic.message.starts_with("Argument") && diagnostic.message.contains("missing for") => '"',
        ("ty", "missing-argument") => '`',
        _ => return Vec::new(),
    };
    let head = diagnostic.message.split(" of ").next().unwrap_or_default();
    head.split(quote).skip(1).step_by(2).filter(|name| is_identifier(name)).map(str::to_owned).collect()
}

struct CallAround<'a> {
    at: usize,
    found: Option<&'a ExprCall>,
}

impl<'a> Visitor<'a> for CallAround<'a> {
    fn visit_expr(&mut self, expression: &'a Expr) {
        if let Expr::Call(call) = expression
            && call.arguments.keywords.iter().any(|keyword| bytes(keyword).start == self.at)
        {
            self.found = Some(call);
        }
        visitor::walk_expr(self, expression);
    }
}

struct Callee {
    parameters: Vec<String>,
    /// Module, class and its name, where a class is called.
    class: Option<(String, Class, String)>,
}

/// What is called, where its definition can be found.
fn callee(context: &Context<'_>, path: &str, call: &ExprCall) -> Option<Callee> {
    let name = dotted(&call.func)?;
    let found = match name.rsplit_once('.') {
        None => context.resolve(path, &name),
        Some((owner, last)) => {
            let import = context.outline(path)?.imports_of(owner).next().cloned()?;
            let module = context.absolute(path, &import.module, import.level)?;
            let module = import.name.map_or(module.clone(), |name| format!("{module}.{name}"));
            context.definition(path, &module, last)
        }
    };
    match found? {
        (_, Definition::Function(function)) => Some(Callee { parameters: function.parameters, class: None }),
        (module, Definition::Class(class)) => {
            let (members, _) = context.members(path, &module, &class);
            let parameters = match members.get("__init__") {
                Some(Member::Method(method)) if class.members.contains_key("__init__") => method.parameters.clone(),
                _ => members.iter().filter(|(_, member)| **member == Member::Field).map(|(name, _)| name.clone()).collect(),
            };
            let last = name.rsplit('.').next().unwrap_or(&name).to_owned();
            Some(Callee { parameters, class: Some((module, class, last)) })
        }
        _ => None,
    }
}

/// Keywords that the project gives to what has the same last name.
fn keywords_of_project(context: &Context<'_>, path: &str, call: &ExprCall) -> BTreeSet<String> {
    let Some(name) = last_name(&call.func) else {
        return BTreeSet::new();
    };
    let mut search = Keywords { name, found: BTreeSet::new() };
    for (other, _) in context.neighbours(path) {
        if let Some(text) = context.text(other).filter(|text| text.contains(&search.name)) {
            search.visit_body(parse(text).suite());
        }
    }
    search.found
}

/// The name of what is called, without what it is an attribute of.
pub(super) fn last_name(function: &Expr) -> Option<String> {
    match function {
        Expr::Name(name) => Some(name.id.to_string()),
        Expr::Attribute(attribute) => Some(attribute.attr.to_string()),
        _ => None,
    }
}

struct Keywords {
    name: String,
    found: BTreeSet<String>,
}

impl<'a> Visitor<'a> for Keywords {
    fn visit_expr(&mut self, expression: &'a Expr) {
        if let Expr::Call(call) = expression
            && last_name(&call.func).as_ref() == Some(&self.name)
        {
            self.found.extend(call.arguments.keywords.iter().filter_map(|keyword| Some(keyword.arg.as_ref()?.to_string())));
        }
        visitor::walk_expr(self, expression);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::best;
    use super::*;

    #[test]
    fn a_keyword_becomes_the_one_that_the_call_lacks() {
        let files = [("a.py", "def make(order, total): ...\nmake(order=1, sum=2)\n")];
        let problems = [
            ("pyright", "reportCallIssue", "a.py", 2, 15, "No parameter named \"sum\""),
            ("pyright", "reportCallIssue", "a.py", 2, 1, "Argument missing for parameter \"total\""),
        ];
        assert_eq!(best(&files, &problems, propose), ["def make(order, total): ...\nmake(order=1, total=2)\n"]);
    }

    #[test]
    fn a_keyword_is_the_parameter_that_its_value_is_called_like() {
        let files = [("a.py", "from b import rows\nx = rows(page_size=limit)\n"), ("b.py", "def rows(limit, offset): ...\n")];
        let problem = ("pyright", "reportCallIssue", "a.py", 2, 10, "No parameter named \"page_size\"");
        assert_eq!(best(&files, &[problem], propose), ["from b import rows\nx = rows(limit=limit)\n"]);
    }
}
