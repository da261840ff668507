//! Statements that a candidate drops: what no longer happens can no longer be wrong.
//!
//! What was rewritten has a similar successor, and what stood there twice stands there still. Imports, and variables that nobody reads, may go.

use std::{cmp::Reverse, collections::BTreeSet, ops::Range};

use oxc_allocator::Allocator;
use oxc_ast::ast::{
    ArrowFunctionExpression, Expression, ExpressionStatement, IfStatement, JSXElement, ReturnStatement, Statement as Script,
    ThrowStatement, VariableDeclaration,
};
use oxc_ast_visit::{Visit, walk};
use oxc_span::{GetSpan, Span};
use ruff_python_ast::{
    Expr, Stmt,
    statement_visitor::{self, StatementVisitor},
};
use ruff_text_size::Ranged;

use super::{File, Violation, plain};
use crate::{
    repair::outline::{Kind, Outline, with_room},
    workspace::{Grammar, parse_python, parse_script, words},
};

pub(super) fn violations(file: &File, grammar: Grammar) -> Vec<Violation> {
    let [before, after] = &file.outlines;
    if !before.sound {
        return Vec::new();
    }
    let read = |text: &str, outline: &Outline| {
        let found = with_room(text, grammar, || match grammar {
            Grammar::Python => python(text),
            Grammar::Script => script(file.path, text),
        });
        each(found.unwrap_or_default()).into_iter().map(|found| Statement::of(text, outline, found)).collect::<Vec<_>>()
    };
    let (was, is) = (read(file.before, before), read(file.after, after));
    let (known, still): (BTreeSet<_>, BTreeSet<_>) = (was.iter().map(Statement::key).collect(), is.iter().map(Statement::key).collect());
    let missing: Vec<&Statement> = was.iter().filter(|one| !still.contains(&one.key())).collect();
    let new: Vec<&Statement> = is.iter().filter(|one| !known.contains(&one.key())).collect();
    let has_fewer_elements = elements(&is) < elements(&was);
    let lost = missing.into_iter().filter(|one| {
        !is_elsewhere(one, &was, &is) && !new.iter().any(|new| one.lives_on_in(new)) && counts(file, one, has_fewer_elements)
    });
    let found = lost.map(|one| {
        let shown: String = one.text.chars().take(120).collect();
        file.violation("lost-statement", format!("`{shown}` is gone. Mend what is wrong with it"))
    });
    found.collect()
}

fn elements(statements: &[Statement]) -> usize {
    statements.iter().filter(|one| one.role == Role::Element).count()
}

/// Whether a statement is a part of another one now, or moved.
fn is_elsewhere(one: &Statement, was: &[Statement], is: &[Statement]) -> bool {
    let copies = |statements: &[Statement]| statements.iter().filter(|other| other.text == one.text).count();
    is.iter().any(|other| other.scope == one.scope && other.text.contains(&one.text)) || copies(is) >= copies(was)
}

/// A statement, or the opening tag of an element.
struct Statement {
    /// Its text without differences of white space.
    text: String,
    role: Role,
    /// Path of the innermost definition around it; empty for what the module does.
    scope: String,
}

/// What is lost with a statement.
#[derive(Clone, Debug, PartialEq)]
enum Role {
    /// Something happens.
    Act,
    /// A variable gets a value.
    Bind(String),
    /// Something is shown.
    Element,
    /// Nothing by itself, but it may do what another statement did.
    Other,
}

impl Statement {
    fn of(text: &str, outline: &Outline, (span, role): (Range<usize>, Role)) -> Self {
        let around = outline.definitions.iter().filter(|one| one.range.start <= span.start && span.end <= one.range.end);
        let scope = around.min_by_key(|one| one.range.len()).map(|one| one.path.clone()).unwrap_or_default();
        Self { text: plain(text.get(span).unwrap_or_default()), role, scope }
    }

    fn key(&self) -> (&str, &str) {
        (&self.scope, &self.text)
    }

    /// Whether a new statement has a third of its words, or is the same one with another name in one place.
    fn lives_on_in(&self, new: &Self) -> bool {
        let own: BTreeSet<&str> = words(&self.text).collect();
        let still: BTreeSet<&str> = words(&new.text).collect();
        own.intersection(&still).count() * 3 >= own.len() || self.is_renamed_in(new)
    }

    fn is_renamed_in(&self, new: &Self) -> bool {
        let shape = |text: &str| text.replace(|c: char| c.is_alphanumeric() || c == '_' || c == '$', "");
        let renamed = words(&self.text).zip(words(&new.text)).filter(|(old, new)| old != new).count();
        (&self.role, &self.scope) == (&new.role, &new.scope) && shape(&self.text) == shape(&new.text) && renamed <= 1
    }
}

/// Whether it matters that a statement is gone.
fn counts(file: &File, lost: &Statement, has_fewer_elements: bool) -> bool {
    let [before, after] = &file.outlines;
    let (old, new) = (before.find(&lost.scope), after.find(&lost.scope));
    // What went with its whole definition is told of the definition, of two with one name the first was never there, and what was said of a parameter goes with it.
    let copies = |outline: &Outline| outline.definitions.iter().filter(|one| one.path == lost.scope).count();
    if !lost.scope.is_empty() && (new.is_none() || copies(after) < copies(before)) {
        return false;
    }
    if let (Some(old), Some(new)) = (old, new) {
        let still: BTreeSet<&str> = words(&file.after[new.head.clone()]).collect();
        let gone: BTreeSet<&str> = words(&file.before[old.head.clone()]).filter(|word| !still.contains(word)).collect();
        if old.kind == Kind::Function && words(&lost.text).any(|word| gone.contains(word)) {
            return false;
        }
    }
    match &lost.role {
        Role::Act => true,
        Role::Bind(name) => {
            new.is_some_and(|new| new.kind == Kind::Function && words(&file.after[new.range.clone()]).any(|word| word == name))
        }
        Role::Element => has_fewer_elements,
        Role::Other => false,
    }
}

/// Statements without those inside of them, which speak for themselves.
fn each(mut found: Found) -> Found {
    found.sort_by_key(|(range, _)| (range.start, Reverse(range.end)));
    let starts: Vec<usize> = found.iter().map(|(range, _)| range.start).collect();
    for ((range, _), next) in found.iter_mut().zip(&starts[1.min(starts.len())..]) {
        range.end = range.end.min((*next).max(range.start));
    }
    found.retain(|(range, _)| !range.is_empty());
    found
}

type Found = Vec<(Range<usize>, Role)>;

fn python(text: &str) -> Found {
    #[derive(Default)]
    struct Statements(Found);

    impl<'a> StatementVisitor<'a> for Statements {
        fn visit_body(&mut self, body: &'a [Stmt]) {
            for statement in body {
                self.visit_stmt(statement);
                // What stands behind is never reached.
                if matches!(statement, Stmt::Return(_) | Stmt::Raise(_) | Stmt::Continue(_) | Stmt::Break(_)) {
                    break;
                }
            }
        }

        fn visit_stmt(&mut self, statement: &'a Stmt) {
            self.0.extend(of_python(statement).map(|role| (statement.range().to_std_range(), role)));
            statement_visitor::walk_stmt(self, statement);
        }
    }

    let parsed = parse_python(text);
    let mut statements = Statements::default();
    statements.visit_body(parsed.suite());
    statements.0
}

fn of_python(statement: &Stmt) -> Option<Role> {
    let of_target = |target: &Expr| match target {
        Expr::Name(name) => Role::Bind(name.id.to_string()),
        Expr::Attribute(_) | Expr::Subscript(_) => Role::Act,
        _ => Role::Other,
    };
    match statement {
        Stmt::Expr(one) if one.value.is_literal_expr() || one.value.is_name_expr() => None,
        Stmt::Expr(_) | Stmt::Raise(_) | Stmt::Assert(_) | Stmt::Delete(_) | Stmt::AugAssign(_) => Some(Role::Act),
        Stmt::Return(one) => one.value.is_some().then_some(Role::Act),
        Stmt::Assign(one) => one.targets.first().map(of_target),
        Stmt::AnnAssign(one) => one.value.is_some().then(|| of_target(&one.target)),
        Stmt::If(_) | Stmt::For(_) | Stmt::While(_) | Stmt::With(_) => Some(Role::Other),
        _ => None,
    }
}

fn script(path: &str, text: &str) -> Found {
    let allocator = Allocator::default();
    let parsed = parse_script(&allocator, path, text);
    let mut statements = Statements::default();
    statements.visit_program(&parsed.program);
    statements.0
}

/// Whether an expression says something and does nothing. To the parser a fence is a template behind empty ones.
fn is_text(expression: &Expression) -> bool {
    match expression {
        Expression::TaggedTemplateExpression(tagged) => is_text(&tagged.tag),
        Expression::TemplateLiteral(_) => true,
        other => other.is_literal(),
    }
}

#[derive(Default)]
struct Statements(Found);

impl Statements {
    fn push(&mut self, span: Span, role: Role) {
        self.0.push((span.start as usize..span.end as usize, role));
    }
}

impl<'a> Visit<'a> for Statements {
    fn visit_statements(&mut self, statements: &oxc_allocator::Vec<'a, Script<'a>>) {
        let mut is_reached = true;
        for statement in statements {
            if is_reached || matches!(statement, Script::FunctionDeclaration(_)) {
                self.visit_statement(statement);
            }
            is_reached &= !matches!(statement, Script::ReturnStatement(_) | Script::ThrowStatement(_));
        }
    }

    fn visit_expression_statement(&mut self, statement: &ExpressionStatement<'a>) {
        if !is_text(&statement.expression) && !statement.expression.is_identifier_reference() {
            self.push(statement.expression.span(), Role::Act);
        }
        walk::walk_expression_statement(self, statement);
    }

    fn visit_throw_statement(&mut self, statement: &ThrowStatement<'a>) {
        self.push(statement.span, Role::Act);
        walk::walk_throw_statement(self, statement);
    }

    fn visit_return_statement(&mut self, statement: &ReturnStatement<'a>) {
        if statement.argument.is_some() {
            self.push(statement.span, Role::Act);
        }
        walk::walk_return_statement(self, statement);
    }

    fn visit_jsx_element(&mut self, element: &JSXElement<'a>) {
        self.push(element.opening_element.span, Role::Element);
        walk::walk_jsx_element(self, element);
    }

    fn visit_variable_declaration(&mut self, variables: &VariableDeclaration<'a>) {
        self.push(variables.span, Role::Other);
        walk::walk_variable_declaration(self, variables);
    }

    fn visit_if_statement(&mut self, branch: &IfStatement<'a>) {
        self.push(branch.test.span(), Role::Other);
        walk::walk_if_statement(self, branch);
    }

    fn visit_arrow_function_expression(&mut self, arrow: &ArrowFunctionExpression<'a>) {
        if let Some(value) = arrow.body.as_expression() {
            self.push(value.span(), Role::Other);
        }
        walk::walk_arrow_function_expression(self, arrow);
    }
}

#[cfg(test)]
mod tests {
    use super::super::violations;
    use crate::{patch::Patch, workspace::tree::tree_of};

    fn rules(path: &str, before: &str, after: &str) -> Vec<&'static str> {
        let tree = tree_of(&[(path, before)]);
        violations(&tree, &tree.with(&Patch::of(path, after)), [path].into_iter()).into_iter().map(|found| found.rule).collect()
    }

    #[test]
    fn a_statement_may_become_one_that_another_function_has_and_may_not_go_because_another_has_it() {
        let text = "def one(store):\n    store.drop(key)\n    return store.count()\n\n\ndef two(store):\n    store.drop(keys=[key])\n    return store.count()\n";
        assert_eq!(rules("a.py", text, &text.replacen("drop(key)", "drop(keys=[key])", 1)), [""; 0]);
        assert_eq!(rules("a.py", text, &text.replacen("    store.drop(key)\n", "", 1)), ["lost-statement"]);
    }

    #[test]
    fn of_two_functions_with_one_name_the_first_may_go() {
        let text = "def f(db):\n    return read(db, 1)\n\n\ndef f(db):\n    found = load(db)\n    return found\n";
        assert_eq!(rules("a.py", text, &text[text.rfind("def f").unwrap()..]), [""; 0]);
    }

    #[test]
    fn a_name_that_broke_off_with_its_text_may_be_completed() {
        let text = "def first():\n    return 1\n\n\ndef default_";
        assert_eq!(rules("a.py", text, &format!("{text}policy():\n    return first()\n")), [""; 0]);
        assert_eq!(rules("a.py", text, &text.replace("def default_", "x = 1\n")), ["lost-definition"]);
    }

    #[test]
    fn a_fence_around_a_script_is_no_statement_of_it() {
        let script = "export type Kind = 'a' | 'b'\n\nexport const first = (): Kind => 'a'\n";
        assert_eq!(rules("a.ts", &format!("```typescript\n{script}```\n"), script), [""; 0]);
    }
}
