//! Annotations that a candidate takes away, so that everything fits.

use std::collections::BTreeMap;

use oxc_allocator::Allocator;
use oxc_ast::ast::{ArrowFunctionExpression, FormalParameters, Function, MethodDefinition, VariableDeclarator};
use oxc_ast_visit::{Visit, walk};
use oxc_syntax::scope::ScopeFlags;
use ruff_python_ast::{
    Stmt, StmtFunctionDef,
    statement_visitor::{self, StatementVisitor},
};

use super::{File, Violation};
use crate::{
    repair::outline::{Kind, with_room},
    workspace::{Grammar, parse_python, parse_script},
};

/// What a function says of its types.
#[derive(Debug, Default)]
struct Signature {
    /// Parameter to whether it is annotated.
    parameters: BTreeMap<String, bool>,
    /// Whether its result is annotated.
    returns: bool,
    /// Whether it takes whatever it is given.
    takes_all: bool,
}

/// Signatures of all functions with a name, the first of each.
type Signatures = BTreeMap<String, Signature>;

pub(super) fn violations(file: &File, grammar: Grammar) -> Vec<Violation> {
    let read = |text: &str| {
        let signatures = with_room(text, grammar, || match grammar {
            Grammar::Python => python(text),
            Grammar::Script => script(file.path, text),
        });
        signatures.unwrap_or_default()
    };
    let (before, after) = (read(file.before), read(file.after));
    let mut found = Vec::new();
    for (name, old) in &before {
        let Some(new) = after.get(name) else { continue };
        let bare = old.parameters.iter().filter(|(name, annotated)| **annotated && new.parameters.get(*name) == Some(&false));
        found.extend(
            bare.map(|(parameter, _)| file.violation("lost-annotation", format!("`{parameter}` of `{name}` has no type any more"))),
        );
        if old.returns && !new.returns {
            found.push(file.violation("lost-annotation", format!("The result of `{name}` has no type any more")));
        }
        if new.takes_all && !old.takes_all {
            found.push(file.violation("lost-annotation", format!("`{name}` takes whatever it is given")));
        }
    }
    found.extend(fields(file, grammar));
    found.extend(untyped(file, grammar, &before, &after));
    found
}

/// New functions of Python without any type, in a file that has types: what goes through one fits everything.
fn untyped(file: &File, grammar: Grammar, before: &Signatures, after: &Signatures) -> Vec<Violation> {
    let says_something = |one: &Signature| one.returns || one.parameters.values().any(|annotated| *annotated);
    if grammar != Grammar::Python || !file.outlines[0].sound || !before.values().any(says_something) {
        return Vec::new();
    }
    let takes = |one: &Signature| one.parameters.keys().any(|name| !matches!(name.as_str(), "self" | "cls"));
    let new =
        after.iter().filter(|(name, one)| !before.contains_key(*name) && !name.starts_with("test") && takes(one) && !says_something(one));
    new.map(|(name, _)| file.violation("untyped", format!("`{name}` is new and says nothing of its types"))).collect()
}

/// Fields of Python classes that lose their annotation.
fn fields(file: &File, grammar: Grammar) -> Vec<Violation> {
    if grammar != Grammar::Python {
        return Vec::new();
    }
    let annotated = |text: &str, path: &str| {
        text.strip_prefix(path.rsplit('.').next().unwrap_or(path)).is_some_and(|rest| rest.trim_start().starts_with(':'))
    };
    let [before, after] = &file.outlines;
    let lost =
        before.definitions.iter().filter(|one| one.kind == Kind::Field && annotated(&file.before[one.range.clone()], &one.path)).filter(
            |one| {
                let mut same = after.definitions.iter().filter(|other| other.path == one.path).peekable();
                same.peek().is_some() && !same.any(|other| annotated(&file.after[other.range.clone()], &other.path))
            },
        );
    lost.map(|one| file.violation("lost-annotation", format!("`{}` has no type any more", one.path))).collect()
}

fn python(text: &str) -> Signatures {
    #[derive(Default)]
    struct Functions(Signatures);

    impl<'a> StatementVisitor<'a> for Functions {
        fn visit_stmt(&mut self, statement: &'a Stmt) {
            if let Stmt::FunctionDef(function) = statement {
                self.0.entry(function.name.to_string()).or_insert_with(|| of_python(function));
            }
            statement_visitor::walk_stmt(self, statement);
        }
    }

    let parsed = parse_python(text);
    let mut functions = Functions::default();
    functions.visit_body(parsed.suite());
    functions.0
}

fn of_python(function: &StmtFunctionDef) -> Signature {
    let parameters = &function.parameters;
    let named = parameters.iter_non_variadic_params().map(|one| (one.parameter.name.to_string(), one.parameter.annotation.is_some()));
    Signature {
        parameters: named.collect(),
        returns: function.returns.is_some(),
        takes_all: parameters.vararg.is_some() || parameters.kwarg.is_some(),
    }
}

fn script(path: &str, text: &str) -> Signatures {
    let allocator = Allocator::default();
    let parsed = parse_script(&allocator, path, text);
    let mut functions = Functions { name: None, found: Signatures::new() };
    functions.visit_program(&parsed.program);
    functions.found
}

/// Collects functions by the names that they are bound to.
struct Functions {
    /// The variable or method that the next function is bound to, and whether it has a type of its own.
    name: Option<(String, bool)>,
    found: Signatures,
}

impl Functions {
    fn add(&mut self, name: String, parameters: &FormalParameters, returns: bool) {
        let named = parameters.items.iter().map(|one| {
            let name = one.pattern.get_identifier_name().map_or_else(|| "{…}".to_owned(), |name| name.to_string());
            (name, one.type_annotation.is_some() || one.initializer.is_some())
        });
        let signature = Signature { parameters: named.collect(), returns, takes_all: false };
        self.found.entry(name).or_insert(signature);
    }
}

impl<'a> Visit<'a> for Functions {
    fn visit_variable_declarator(&mut self, variable: &VariableDeclarator<'a>) {
        self.name = variable.id.get_identifier_name().map(|name| (name.to_string(), variable.type_annotation.is_some()));
        walk::walk_variable_declarator(self, variable);
        self.name = None;
    }

    fn visit_method_definition(&mut self, method: &MethodDefinition<'a>) {
        self.name = method.key.name().map(|name| (name.to_string(), false));
        walk::walk_method_definition(self, method);
        self.name = None;
    }

    fn visit_function(&mut self, function: &Function<'a>, flags: ScopeFlags) {
        let bound = self.name.take();
        if let Some(name) = function.id.as_ref().map(|id| id.name.to_string()).or(bound.map(|(name, _)| name)) {
            self.add(name, &function.params, function.return_type.is_some());
        }
        walk::walk_function(self, function, flags);
    }

    fn visit_arrow_function_expression(&mut self, arrow: &ArrowFunctionExpression<'a>) {
        // Where the variable has a type, that of the function comes from it.
        if let Some((name, false)) = self.name.take() {
            self.add(name, &arrow.params, arrow.return_type.is_some());
        }
        walk::walk_arrow_function_expression(self, arrow);
    }
}
