//! The outline of Python, with ruff's parser.

use ruff_python_ast::{Expr, Stmt, StmtClassDef, StmtFunctionDef};
use ruff_text_size::Ranged;

use super::{Definition, Kind, Outline, joined};
use crate::workspace::parse_python;

pub(super) fn outline(text: &str) -> Outline {
    let parsed = parse_python(text);
    let mut definitions = Vec::new();
    collect(text, parsed.suite(), "", &mut definitions);
    Outline { definitions, sound: parsed.errors().is_empty(), ..Outline::default() }
}

fn collect(text: &str, body: &[Stmt], parent: &str, found: &mut Vec<Definition>) {
    for statement in body {
        match statement {
            Stmt::ClassDef(class) => {
                found.push(of_class(text, class, parent));
                collect(text, &class.body, &joined(parent, &class.name), found);
            }
            Stmt::FunctionDef(function) => found.push(of_function(text, function, parent)),
            Stmt::AnnAssign(assign) => found.extend(of_variable(statement, &assign.target, parent)),
            Stmt::Assign(assign) => found.extend(assign.targets.iter().filter_map(|target| of_variable(statement, target, parent))),
            Stmt::TypeAlias(alias) => found.extend(of_variable(statement, &alias.name, parent)),
            Stmt::If(branch) => {
                collect(text, &branch.body, parent, found);
                branch.elif_else_clauses.iter().for_each(|clause| collect(text, &clause.body, parent, found));
            }
            Stmt::Try(attempt) => {
                collect(text, &attempt.body, parent, found);
                collect(text, &attempt.orelse, parent, found);
            }
            _ => {}
        }
    }
}

fn of_class(text: &str, class: &StmtClassDef, parent: &str) -> Definition {
    let range = class.range.to_std_range();
    let after = class.arguments.as_ref().map_or(class.name.end(), |arguments| arguments.end()).to_usize();
    Definition {
        path: joined(parent, &class.name),
        kind: Kind::Class,
        head: range.start..colon_after(text, after, range.end),
        range,
        decorators: class.decorator_list.iter().map(|decorator| text[decorator.expression.range()].to_owned()).collect(),
        is_stub: false,
    }
}

fn of_function(text: &str, function: &StmtFunctionDef, parent: &str) -> Definition {
    let range = function.range.to_std_range();
    let after = function.returns.as_ref().map_or(function.parameters.end(), |returns| returns.end()).to_usize();
    Definition {
        path: joined(parent, &function.name),
        kind: Kind::Function,
        head: range.start..colon_after(text, after, range.end),
        range,
        decorators: function.decorator_list.iter().map(|decorator| text[decorator.expression.range()].to_owned()).collect(),
        is_stub: function.body.iter().all(does_nothing),
    }
}

/// Behind the colon that ends a head; `after` where there is none.
fn colon_after(text: &str, after: usize, end: usize) -> usize {
    text.get(after..end).and_then(|rest| rest.find(':')).map_or(after, |colon| after + colon + 1)
}

fn of_variable(statement: &Stmt, target: &Expr, parent: &str) -> Option<Definition> {
    let Expr::Name(name) = target else {
        return None;
    };
    let range = statement.range().to_std_range();
    let kind = if parent.is_empty() { Kind::Value } else { Kind::Field };
    Some(Definition { path: joined(parent, &name.id), kind, head: range.clone(), range, decorators: Vec::new(), is_stub: false })
}

fn does_nothing(statement: &Stmt) -> bool {
    match statement {
        Stmt::Pass(_) => true,
        Stmt::Expr(expression) => is_constant(&expression.value),
        Stmt::Return(statement) => statement.value.as_deref().is_none_or(is_constant),
        Stmt::Raise(raise) => raise.exc.as_deref().is_some_and(|raised| {
            let raised = if let Expr::Call(call) = raised { &call.func } else { raised };
            matches!(raised, Expr::Name(name) if name.id == "NotImplementedError")
        }),
        _ => false,
    }
}

fn is_constant(value: &Expr) -> bool {
    match value {
        Expr::List(list) => list.elts.is_empty(),
        Expr::Tuple(tuple) => tuple.elts.is_empty(),
        Expr::Dict(dict) => dict.items.is_empty(),
        value => value.is_literal_expr(),
    }
}
