//! What a candidate may not add to Python.

use std::collections::BTreeSet;

use ruff_python_ast::{
    Alias, ExceptHandler, Expr, ExprCall, Number, ParameterWithDefault, Stmt, StmtFunctionDef, StmtIf, StmtImportFrom, StmtReturn, StmtTry,
    comparable::ComparableExpr,
    visitor::{self, Visitor},
};
use ruff_text_size::Ranged;

use super::Sign;
use crate::workspace::parse_python;

/// The signs of a text, which may be broken.
pub(super) fn signs(text: &str) -> Vec<Sign> {
    let parsed = parse_python(text);
    let mut casts = Casts::default();
    casts.visit_body(parsed.suite());
    let mut search = Search { text, casts, found: Vec::new() };
    search.body(parsed.suite());
    search.visit_body(parsed.suite());
    search.found
}

/// The names by which a text knows `typing.cast`, in whichever scope. A database has a `cast` too, which is no claim.
#[derive(Default)]
struct Casts(BTreeSet<String>);

impl<'a> Visitor<'a> for Casts {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        let is_typing = |module: &str| matches!(module, "typing" | "typing_extensions");
        let known_as = |alias: &Alias| alias.asname.as_ref().unwrap_or(&alias.name).to_string();
        match statement {
            Stmt::ImportFrom(import) if import.module.as_ref().is_some_and(|module| is_typing(module)) => {
                self.0.extend(import.names.iter().filter(|alias| alias.name == *"cast").map(known_as));
            }
            Stmt::Import(import) => {
                let modules = import.names.iter().filter(|alias| is_typing(&alias.name));
                self.0.extend(modules.map(|alias| known_as(alias) + ".cast"));
            }
            _ => {}
        }
        visitor::walk_stmt(self, statement);
    }
}

struct Search<'t> {
    text: &'t str,
    casts: Casts,
    found: Vec<Sign>,
}

impl Search<'_> {
    fn push(&mut self, rule: &'static str, node: &impl Ranged) {
        self.found.push(Sign { rule, text: self.text.get(node.range().to_std_range()).unwrap_or_default().to_owned() });
    }

    /// Statements behind one that never goes on: checkers do not look at them.
    fn body(&mut self, body: &[Stmt]) {
        if let Some(end) = body.iter().take(body.len().saturating_sub(1)).position(ends) {
            self.push("unreachable", &body[end + 1]);
        }
    }

    fn branch(&mut self, branch: &StmtIf) {
        self.test(&branch.test);
        branch.elif_else_clauses.iter().filter_map(|clause| clause.test.as_ref()).for_each(|test| self.test(test));
        let is_import = |statement: &Stmt| matches!(statement, Stmt::Import(_) | Stmt::ImportFrom(_) | Stmt::Pass(_));
        let names_it = dotted(&branch.test).ends_with("TYPE_CHECKING");
        let negates_it = matches!(&*branch.test, Expr::UnaryOp(not) if dotted(&not.operand).ends_with("TYPE_CHECKING"));
        if negates_it || names_it && (!branch.elif_else_clauses.is_empty() || !branch.body.iter().all(is_import)) {
            self.push("type-checking", branch);
        }
    }

    /// A test that decides before the program runs.
    fn test(&mut self, test: &Expr) {
        let is_platform = |part: &Expr| matches!(dotted(part).as_str(), "sys.version_info" | "sys.platform" | "os.name");
        if is_false(test) || matches!(test, Expr::Compare(compare) if is_platform(&compare.left)) {
            self.push("unreachable", test);
        }
    }

    fn attempt(&mut self, attempt: &StmtTry) {
        let imports = attempt.body.iter().any(|statement| matches!(statement, Stmt::Import(_) | Stmt::ImportFrom(_)));
        let swallows = |handler: &ExceptHandler| {
            let ExceptHandler::ExceptHandler(handler) = handler;
            handler.type_.as_deref().is_none_or(|caught| {
                let names = if let Expr::Tuple(tuple) = caught { tuple.elts.iter().map(dotted).collect() } else { vec![dotted(caught)] };
                names.iter().any(|name| matches!(name.as_str(), "ImportError" | "ModuleNotFoundError" | "Exception" | "BaseException"))
            })
        };
        if imports && attempt.handlers.iter().any(swallows) {
            self.push("guarded-import", attempt);
        }
    }

    fn call(&mut self, call: &ExprCall) {
        let name = dotted(&call.func);
        let last = name.rsplit('.').next().unwrap_or(&name);
        let literal = |at: usize| call.arguments.args.get(at).is_some_and(Expr::is_string_literal_expr);
        let is_dynamic = match name.as_str() {
            "getattr" | "setattr" | "delattr" => literal(1),
            "globals" | "locals" | "vars" | "eval" | "exec" | "__import__" | "compile" => true,
            "type" => call.arguments.args.len() == 3,
            _ => {
                matches!(last, "import_module" | "__getattribute__" | "__setattr__" | "__getattr__" | "attrgetter" | "methodcaller")
                    && name != "self.__setattr__"
            }
        };
        if is_dynamic || call.func.is_lambda_expr() {
            self.push("dynamic", call);
        }
        match last {
            _ if name == "typing.cast" || self.casts.0.contains(&name) => self.push("cast", call),
            // What JSON gives back fits everything.
            "loads" if call.arguments.args.first().is_some_and(is_dumped) => self.push("cast", call),
            "Namespace" | "Mock" | "MagicMock" | "AsyncMock" | "SimpleNamespace" | "create_autospec" => self.push("mock", call),
            "skip" | "skipTest" | "xfail" | "importorskip" if name.starts_with("pytest.") || name.starts_with("self.") => {
                self.push("skipped-test", call)
            }
            _ => {}
        }
    }

    fn import(&mut self, import: &StmtImportFrom) {
        for alias in &import.names {
            match alias.name.as_str() {
                "*" => self.push("star-import", import),
                "Any" if alias.asname.is_some() => self.push("any", import),
                "no_type_check" => self.push("dynamic", import),
                _ => {}
            }
        }
    }

    fn function(&mut self, function: &StmtFunctionDef) {
        if matches!(function.name.as_str(), "__getattr__" | "__getattribute__") {
            self.push("dynamic", &function.name);
        }
        if forgets_type(function) {
            self.push("cast", function);
        }
        for decorator in &function.decorator_list {
            let name = match &decorator.expression {
                Expr::Call(call) => dotted(&call.func),
                other => dotted(other),
            };
            let is_skip = name.contains("mark.skip") || name.contains("mark.xfail") || name.starts_with("unittest.skip") || name == "skip";
            if is_skip {
                self.push("skipped-test", decorator);
            } else if name.ends_with("no_type_check") {
                self.push("dynamic", decorator);
            }
        }
    }
}

impl<'a> Visitor<'a> for Search<'_> {
    fn visit_body(&mut self, body: &'a [Stmt]) {
        self.body(body);
        visitor::walk_body(self, body);
    }

    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::If(branch) => self.branch(branch),
            Stmt::While(endless) if is_false(&endless.test) => self.push("unreachable", &*endless.test),
            Stmt::For(never) if is_false(&never.iter) => self.push("unreachable", &*never.iter),
            Stmt::Assert(assert) if is_true(&assert.test) => self.push("weaker-test", assert),
            Stmt::Try(attempt) => self.attempt(attempt),
            Stmt::ImportFrom(import) => self.import(import),
            Stmt::FunctionDef(function) => self.function(function),
            _ => {}
        }
        visitor::walk_stmt(self, statement);
    }

    fn visit_annotation(&mut self, annotation: &'a Expr) {
        if matches!(annotation, Expr::Name(name) if name.id == "object") {
            self.push("any", annotation);
        }
        if dotted(annotation).ends_with("NoReturn") || dotted(annotation) == "Never" {
            self.push("unreachable", annotation);
        }
        if let Expr::StringLiteral(quoted) = annotation
            && quoted.value.to_str().split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == "Any")
        {
            self.push("any", annotation);
        }
        self.visit_expr(annotation);
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Name(name) if name.id == "Any" => self.push("any", expression),
            Expr::Attribute(attribute)
                if attribute.attr.as_str() == "Any"
                    && matches!(dotted(&attribute.value).as_str(), "typing" | "t" | "typing_extensions") =>
            {
                self.push("any", expression)
            }
            Expr::Attribute(attribute) if attribute.attr.as_str() == "__dict__" || dotted(expression) == "sys.modules" => {
                self.push("dynamic", expression)
            }
            Expr::If(choice) if is_false(&choice.test) => self.push("unreachable", expression),
            Expr::Call(call) => self.call(call),
            _ => {}
        }
        visitor::walk_expr(self, expression);
    }
}

/// `a.b.c` for names and attributes of names, `?.c` for those of anything else, `?` for what is called, and nothing for all that has no name.
fn dotted(expression: &Expr) -> String {
    match expression {
        Expr::Name(name) => name.id.to_string(),
        Expr::Attribute(attribute) => match dotted(&attribute.value) {
            value if value.is_empty() => format!("?.{}", attribute.attr),
            value => format!("{value}.{}", attribute.attr),
        },
        Expr::Call(_) => "?".to_owned(),
        _ => String::new(),
    }
}

/// Whether a function gives back what it was given, without a type.
fn forgets_type(function: &StmtFunctionDef) -> bool {
    let Some(Stmt::Return(StmtReturn { value: Some(value), .. })) = function.body.last() else { return false };
    let is_given = |one: &ParameterWithDefault| {
        one.parameter.annotation.is_none() && matches!(&**value, Expr::Name(name) if name.id == one.parameter.name.id)
    };
    let has_docstring = function.body.first().is_some_and(|first| matches!(first, Stmt::Expr(one) if one.value.is_string_literal_expr()));
    let is_all = function.body.len() == 1 + usize::from(has_docstring);
    is_all
        && function.returns.is_none()
        && function.decorator_list.is_empty()
        && function.parameters.iter_non_variadic_params().any(is_given)
}

fn is_dumped(value: &Expr) -> bool {
    matches!(value, Expr::Call(call) if dotted(&call.func).rsplit('.').next() == Some("dumps"))
}

/// Whether nothing behind a statement is ever reached.
fn ends(statement: &Stmt) -> bool {
    match statement {
        Stmt::Return(_) | Stmt::Raise(_) | Stmt::Continue(_) | Stmt::Break(_) => true,
        Stmt::Assert(assert) => is_false(&assert.test),
        Stmt::If(branch) => is_true(&branch.test) && branch.body.iter().any(ends),
        Stmt::Expr(expression) => matches!(&*expression.value, Expr::Call(call) if matches!(
            dotted(&call.func).as_str(),
            "sys.exit" | "exit" | "quit" | "os._exit" | "os.abort" | "assert_never" | "typing.assert_never"
        )),
        _ => false,
    }
}

fn is_false(test: &Expr) -> bool {
    match test {
        Expr::UnaryOp(not) => not.op.is_not() && is_true(&not.operand),
        Expr::BoolOp(both) => both.op.is_and() && both.values.iter().any(is_false),
        test => truth(test) == Some(false),
    }
}

fn is_true(test: &Expr) -> bool {
    match test {
        Expr::UnaryOp(not) => not.op.is_not() && is_false(&not.operand),
        Expr::BoolOp(either) => either.op.is_or() && either.values.iter().any(is_true),
        Expr::Compare(same) => {
            same.comparators.len() == 1
                && same.ops[0].is_eq()
                && ComparableExpr::from(&*same.left) == ComparableExpr::from(&same.comparators[0])
        }
        test => truth(test) == Some(true),
    }
}

/// What a literal is worth as a test.
fn truth(test: &Expr) -> Option<bool> {
    match test {
        Expr::BooleanLiteral(literal) => Some(literal.value),
        Expr::NumberLiteral(literal) => match &literal.value {
            Number::Int(number) => Some(number.as_u64() != Some(0)),
            Number::Float(number) => Some(*number != 0.0),
            Number::Complex { .. } => None,
        },
        Expr::StringLiteral(literal) => Some(!literal.value.is_empty()),
        Expr::NoneLiteral(_) => Some(false),
        Expr::List(list) => Some(!list.elts.is_empty()),
        Expr::Tuple(tuple) => Some(!tuple.elts.is_empty()),
        Expr::Dict(dict) => Some(!dict.items.is_empty()),
        _ => None,
    }
}
