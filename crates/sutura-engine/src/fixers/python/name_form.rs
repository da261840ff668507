//! Names that are not defined and stand for something that is there in another form: the constant of another language, an attribute without its `self`,
//! the variable of a loop that nobody uses, the application in a file that has a router, an exception that is caught with a comma.

use std::{collections::BTreeSet, ops::Range};

use ruff_python_ast::{Comprehension, ExceptHandler, Expr, ExprCall, Stmt, StmtClassDef};

use super::context::Context;
use super::missing_import::undefined_names;
use super::nearest::{is_capital, nearest};
use super::outline::{Definition, Member, bytes, dotted, expressions, expressions_in, function_around, parse, statements};
use super::rename::is_outvoted;
use super::wrong_name::bound_in;
use super::{proposal, well_known};
use crate::{
    diagnostic::Diagnostic,
    fixers::{
        Proposal,
        text::{Replacement, apply, replace, span},
    },
};

/// What the name itself or its surroundings leave no doubt about.
pub(super) fn propose(context: &Context<'_>) -> Vec<Proposal> {
    proposals(context, &[constant, caught, own_attribute, router])
}

/// Variables of loops; asked once nothing is to be imported and nothing misspelt.
pub(super) fn propose_loops(context: &Context<'_>) -> Vec<Proposal> {
    proposals(context, &[loop_variable])
}

type Rule = fn(&Undefined<'_>) -> Option<(String, Vec<Replacement>)>;

fn proposals(context: &Context<'_>, rules: &[Rule]) -> Vec<Proposal> {
    let names = undefined_names(context);
    let change = |path: &str, name: &str, diagnostics: &[&Diagnostic]| {
        let text = context.text(path)?;
        let parsed = parse(text);
        let others = names.iter().filter(|((file, other), _)| *file == path && other != name);
        let others = others.flat_map(|(_, diagnostics)| places(text, diagnostics)).collect();
        let undefined = Undefined { context, path, name, text, body: parsed.suite(), places: places(text, diagnostics), others };
        if undefined.places.is_empty() {
            return None;
        }
        let (title, edits) = rules.iter().find_map(|rule| rule(&undefined))?;
        let answers = diagnostics.iter().map(|diagnostic| diagnostic.fingerprint.clone()).collect();
        proposal(path, title, apply(text, edits), answers, 0)
    };
    names.iter().filter_map(|((path, name), diagnostics)| change(path, name, diagnostics)).collect()
}

/// A name of a file that is not defined.
struct Undefined<'a> {
    context: &'a Context<'a>,
    path: &'a str,
    name: &'a str,
    text: &'a str,
    body: &'a [Stmt],
    /// Where it stands.
    places: BTreeSet<usize>,
    /// Where other names stand that are not defined either.
    others: BTreeSet<usize>,
}

impl Undefined<'_> {
    fn replaced_by(&self, right: &str) -> Vec<Replacement> {
        self.places.iter().map(|at| replace(*at..at + self.name.len(), right)).collect()
    }

    fn is_within(&self, range: &Range<usize>) -> bool {
        self.places.iter().all(|at| range.contains(at))
    }
}

fn places(text: &str, diagnostics: &[&Diagnostic]) -> BTreeSet<usize> {
    diagnostics.iter().filter_map(|diagnostic| Some(span(text, diagnostic)?.start)).collect()
}

const CONSTANTS: &[(&str, &str)] = &[
    ("null", "None"),
    ("undefined", "None"),
    ("nil", "None"),
    ("NULL", "None"),
    ("none", "None"),
    ("true", "True"),
    ("TRUE", "True"),
    ("false", "False"),
    ("FALSE", "False"),
];

/// Whether a name is a constant of another language, and not the function of this name that SQLAlchemy has.
pub(super) fn is_foreign_constant(text: &str, name: &str, diagnostics: &[&Diagnostic]) -> bool {
    let is_called = |at: &usize| text.get(at + name.len()..).is_some_and(|rest| rest.starts_with(['(', '.']));
    CONSTANTS.iter().any(|(wrong, _)| *wrong == name) && !places(text, diagnostics).iter().any(is_called)
}

fn constant(undefined: &Undefined<'_>) -> Option<(String, Vec<Replacement>)> {
    let (wrong, right) = CONSTANTS.iter().find(|(wrong, _)| *wrong == undefined.name)?;
    let is_called = |at: &usize| undefined.text.get(at + wrong.len()..).is_none_or(|rest| rest.starts_with(['(', '.']));
    (!undefined.places.iter().any(is_called)).then(|| (format!("`{wrong}` is `{right}` in Python"), undefined.replaced_by(right)))
}

/// `except Wrong, error:`, which Python 2 had for `as`.
fn caught(undefined: &Undefined<'_>) -> Option<(String, Vec<Replacement>)> {
    let handlers = statements(undefined.body).into_iter().filter_map(Stmt::as_try_stmt).flat_map(|block| &block.handlers);
    let mut pairs = handlers.filter_map(|ExceptHandler::ExceptHandler(handler)| {
        let pair = handler.type_.as_deref()?.as_tuple_expr().filter(|pair| !pair.parenthesized)?;
        let [exception, name] = &pair.elts[..] else { return None };
        let is_it = name.as_name_expr().is_some_and(|name| name.id == undefined.name) && undefined.is_within(&bytes(handler));
        is_it.then(|| replace(bytes(exception).end..bytes(name).start, " as "))
    });
    Some((format!("catch it `as {}`", undefined.name), vec![pairs.next()?]))
}

/// An attribute or a method of the class, in one of its methods.
fn own_attribute(undefined: &Undefined<'_>) -> Option<(String, Vec<Replacement>)> {
    let name = undefined.name;
    let outlines = undefined.context.neighbours(undefined.path);
    let is_own = |at: &usize| {
        let class = class_around(undefined.body, *at)?;
        let method = function_around(undefined.body, *at)?;
        let is_method = class.body.iter().any(|statement| bytes(statement) == bytes(method));
        let first = method.parameters.args.first()?.parameter.name.as_str();
        if !is_method || first != "self" || method.decorator_list.iter().any(|decorator| bytes(decorator).contains(at)) {
            return None;
        }
        let is_in_body = method.body.first().is_some_and(|first| bytes(first).start <= *at);
        let Some(Definition::Class(known)) = undefined.context.outline(undefined.path)?.names.get(class.name.as_str()).cloned() else {
            return None;
        };
        let (members, _) = undefined.context.members(undefined.path, &undefined.context.dotted(undefined.path)?, &known);
        let is_called = undefined.text[at + name.len()..].starts_with('(');
        match members.get(name)? {
            Member::Method(_) => Some(is_in_body && is_called),
            Member::Field => Some(is_in_body),
        }
    };
    // What the project has under this name elsewhere may be meant as well.
    let is_ambiguous = outlines.iter().any(|(_, outline)| outline.names.contains_key(name));
    let edits = || undefined.places.iter().map(|at| replace(*at..*at, "self.")).collect();
    (!is_ambiguous && undefined.places.iter().all(|at| is_own(at) == Some(true))).then(|| (format!("`self.{name}`"), edits()))
}

/// The class of the top level around the byte `at`.
pub(super) fn class_around(body: &[Stmt], at: usize) -> Option<&StmtClassDef> {
    body.iter().filter_map(Stmt::as_class_def_stmt).find(|class| bytes(*class).contains(&at))
}

/// The only variable of a comprehension or loop that its own body does not use, where the body uses another name that nobody has.
fn loop_variable(undefined: &Undefined<'_>) -> Option<(String, Vec<Replacement>)> {
    let mut loops = loops(undefined.body);
    // The innermost one.
    loops.reverse();
    let one = loops.iter().find(|one| undefined.places.iter().all(|at| one.holds(*at)))?;
    let is_used = one.body.iter().any(|part| part.names().any(|name| name == one.variable));
    let is_other_missing = undefined.others.iter().any(|at| one.holds(*at));
    if is_used || is_other_missing || one.variable.starts_with('_') || is_known_elsewhere(undefined) {
        return None;
    }
    Some((format!("the variable is called `{}`", one.variable), undefined.replaced_by(one.variable)))
}

/// Whether the name may be a slip, or something to import.
fn is_known_elsewhere(undefined: &Undefined<'_>) -> bool {
    let (context, path, name) = (undefined.context, undefined.path, undefined.name);
    let is_of_project = context.neighbours(path).iter().any(|(_, outline)| outline.names.contains_key(name));
    let bound: BTreeSet<String> =
        function_around(undefined.body, undefined.places.first().copied().unwrap_or_default()).map(bound_in).unwrap_or_default();
    let is_slip = || !nearest(name, bound.iter().map(String::as_str)).is_empty();
    is_of_project || is_slip() || is_capital(name) || context.is_standard(path, name) || well_known::places(name).next().is_some()
}

/// A loop over one variable.
struct Loop<'a> {
    variable: &'a str,
    body: Vec<Part<'a>>,
}

enum Part<'a> {
    Value(&'a Expr),
    Block(&'a [Stmt]),
}

impl<'a> Part<'a> {
    fn names(&self) -> impl Iterator<Item = &'a str> {
        let all = match self {
            Self::Value(value) => expressions_in(value),
            Self::Block(body) => expressions(body),
        };
        all.into_iter().filter_map(Expr::as_name_expr).map(|name| name.id.as_str())
    }

    fn holds(&self, at: usize) -> bool {
        match self {
            Self::Value(value) => bytes(*value).contains(&at),
            Self::Block(body) => body.iter().any(|statement| bytes(statement).contains(&at)),
        }
    }
}

impl Loop<'_> {
    fn holds(&self, at: usize) -> bool {
        self.body.iter().any(|part| part.holds(at))
    }
}

/// All loops, the outer before the inner, and statements before comprehensions. One that counts need not use its variable.
fn loops(body: &[Stmt]) -> Vec<Loop<'_>> {
    let counts = |over: &Expr| over.as_call_expr().and_then(|call| dotted(&call.func)).is_some_and(|name| name == "range");
    let blocks = statements(body)
        .into_iter()
        .filter_map(Stmt::as_for_stmt)
        .filter(|block| !counts(&block.iter))
        .filter_map(|block| Some(Loop { variable: block.target.as_name_expr()?.id.as_str(), body: vec![Part::Block(&block.body)] }));
    let comprehensions = expressions(body).into_iter().filter_map(|expression| {
        let (parts, generators): (Vec<&Expr>, &[Comprehension]) = match expression {
            Expr::ListComp(all) => (vec![&all.elt], &all.generators),
            Expr::SetComp(all) => (vec![&all.elt], &all.generators),
            Expr::Generator(all) => (vec![&all.elt], &all.generators),
            Expr::DictComp(all) => (all.key.as_deref().into_iter().chain([&*all.value]).collect(), &all.generators),
            _ => return None,
        };
        let [generator] = generators else { return None };
        let body = parts.into_iter().chain(&generator.ifs).map(Part::Value).collect();
        (!counts(&generator.iter)).then_some(Loop { variable: generator.target.as_name_expr()?.id.as_str(), body })
    });
    blocks.chain(comprehensions).collect()
}

const VERBS: &[&str] = &["get", "post", "put", "patch", "delete", "head", "options", "websocket", "api_route"];

/// The application or router of the file, where another name decorates a route. What was written for an application has the whole path.
fn router(undefined: &Undefined<'_>) -> Option<(String, Vec<Replacement>)> {
    let mut applications = undefined.body.iter().filter_map(Stmt::as_assign_stmt).filter_map(|assignment| {
        let [Expr::Name(name)] = &assignment.targets[..] else { return None };
        let call = assignment.value.as_call_expr()?;
        let kind = dotted(&call.func)?;
        matches!(kind.rsplit('.').next(), Some("APIRouter" | "FastAPI")).then_some((name.id.as_str(), call))
    });
    let (Some((right, call)), None) = (applications.next(), applications.next()) else { return None };
    // What everybody calls otherwise is to be renamed where it is defined.
    if is_outvoted(undefined.context, undefined.path, right, undefined.name) {
        return None;
    }
    let prefix = call.arguments.find_keyword("prefix").and_then(|keyword| keyword.value.as_string_literal_expr());
    let prefix =
        prefix.map(|prefix| prefix.value.to_str().trim_end_matches('/')).filter(|prefix| !prefix.is_empty() && undefined.name == "app");
    let functions = statements(undefined.body).into_iter().filter_map(Stmt::as_function_def_stmt);
    let decorators: Vec<&ExprCall> =
        functions.flat_map(|function| &function.decorator_list).filter_map(|decorator| decorator.expression.as_call_expr()).collect();
    let mut edits = undefined.replaced_by(right);
    for at in &undefined.places {
        let route = decorators.iter().find(|route| bytes(**route).start == *at)?;
        let verb = route.func.as_attribute_expr().filter(|verb| VERBS.contains(&verb.attr.as_str()))?;
        verb.value.as_name_expr()?;
        let path = route.arguments.args.first().and_then(Expr::as_string_literal_expr);
        if let (Some(path), Some(prefix)) = (path, prefix)
            && path.value.to_str().strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        {
            let start = bytes(path).start + undefined.text[bytes(path)].find(prefix)?;
            edits.push(replace(start..start + prefix.len(), ""));
        }
    }
    Some((format!("`{right}` in place of `{}`", undefined.name), edits))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Problem, best};
    use super::*;

    fn undefined<'a>(line: u32, column: u32, message: &'a str) -> Problem<'a> {
        ("ruff", "F821", "a.py", line, column, message)
    }

    #[test]
    fn a_constant_of_another_language_is_the_one_of_python_unless_it_is_called() {
        let found = best(&[("a.py", "f(x=true)\n")], &[undefined(1, 5, "Undefined name `true`")], propose);
        assert_eq!(found, ["f(x=True)\n"]);
        let found = best(&[("a.py", "f(x=null())\n")], &[undefined(1, 5, "Undefined name `null`")], propose);
        assert_eq!(found, [""; 0]);
    }

    #[test]
    fn an_exception_is_caught_with_as() {
        let text = "try:\n    f()\nexcept E, exc:\n    g(exc)\n";
        let problems = [undefined(3, 11, "Undefined name `exc`"), undefined(4, 7, "Undefined name `exc`")];
        assert_eq!(best(&[("a.py", text)], &problems, propose), [text.replace("E, exc", "E as exc")]);
        let text = text.replace("g(exc)", "g(e)");
        assert_eq!(best(&[("a.py", &text)], &[undefined(4, 7, "Undefined name `e`")], propose), [""; 0]);
    }

    #[test]
    fn an_attribute_is_the_one_of_self_unless_others_have_the_name() {
        let text = "class A:\n    def __init__(self):\n        self.size = 1\n    def f(self):\n        return size\n";
        let problem = undefined(5, 16, "Undefined name `size`");
        assert_eq!(best(&[("a.py", text)], &[problem], propose), [text.replace("return size", "return self.size")]);
        assert_eq!(best(&[("a.py", text), ("b.py", "size = 1\n")], &[problem], propose), [""; 0]);
        let outside = text.replace("    def f(self)", "    @staticmethod\n    def f()");
        assert_eq!(best(&[("a.py", &outside)], &[undefined(6, 16, "Undefined name `size`")], propose), [""; 0]);
    }

    #[test]
    fn a_loop_uses_its_variable_where_it_used_none_of_its_own() {
        let text = "x = [f(line.a, line.b) for item in items]\n";
        let problems = [undefined(1, 8, "Undefined name `line`"), undefined(1, 16, "Undefined name `line`")];
        assert_eq!(best(&[("a.py", text)], &problems, propose_loops), [text.replace("line", "item")]);
        let used = text.replace("f(", "f(item, ");
        let problems = [undefined(1, 14, "Undefined name `line`"), undefined(1, 22, "Undefined name `line`")];
        assert_eq!(best(&[("a.py", &used)], &problems, propose_loops), [""; 0]);
        let counting = "for i in range(3):\n    f(line)\n";
        assert_eq!(best(&[("a.py", counting)], &[undefined(2, 7, "Undefined name `line`")], propose_loops), [""; 0]);
    }

    #[test]
    fn a_route_is_of_the_router_that_the_file_has() {
        let text = "router = APIRouter(prefix=\"/orders\")\n@app.get(\"/orders/{id}\")\ndef f(id): ...\n@router.get(\"/\")\ndef g(): ...\n";
        let right = text.replace("app.get(\"/orders/{id}\"", "router.get(\"/{id}\"");
        assert_eq!(best(&[("a.py", text)], &[undefined(2, 2, "Undefined name `app`")], propose), [right]);
        let renamed = "orders = APIRouter()\n@router.get(\"/a\")\ndef f(): ...\n@router.get(\"/b\")\ndef g(): ...\n";
        let problems = [undefined(2, 2, "Undefined name `router`"), undefined(4, 2, "Undefined name `router`")];
        assert_eq!(best(&[("a.py", renamed)], &problems, propose), [""; 0]);
        let two = format!("{text}other = APIRouter()\n");
        assert_eq!(best(&[("a.py", &two)], &[undefined(2, 2, "Undefined name `app`")], propose), [""; 0]);
    }
}
