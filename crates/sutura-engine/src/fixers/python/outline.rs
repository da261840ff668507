//! What a Python module holds, as far as other modules and repairs ask for it.

use std::{collections::BTreeMap, ops::Range};

pub(super) use crate::workspace::parse_python as parse;
use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{Alias, Expr, Parameters, Stmt, StmtClassDef, StmtFunctionDef};
use ruff_text_size::Ranged;

/// A module's names. Of a text that does not parse it has what the parser could make out.
#[derive(Debug, Default)]
pub(super) struct Outline {
    /// Every import, at any depth, in order.
    pub imports: Vec<Import>,
    /// What the top level binds, also inside of `if` and `try`.
    pub names: BTreeMap<String, Definition>,
    /// `__all__`, where it is a plain list.
    pub all: Option<Vec<String>>,
    /// Whether the text parses.
    pub is_sound: bool,
}

/// One name of one import statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Import {
    /// The module without leading dots.
    pub module: String,
    /// Number of leading dots.
    pub level: u32,
    /// What is taken from the module; nothing for `import module`.
    pub name: Option<String>,
    /// The name given with `as`.
    pub alias: Option<String>,
    /// The statement.
    pub statement: Range<usize>,
    /// This name in the statement, with its `as`.
    pub range: Range<usize>,
    /// Whether it stands at the top level itself, in no block.
    pub is_top: bool,
}

impl Import {
    /// The name that the file has from it.
    pub fn bound(&self) -> &str {
        let first = || self.module.split('.').next().unwrap_or_default();
        self.alias.as_deref().or(self.name.as_deref()).unwrap_or_else(first)
    }
}

/// What a name stands for.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Definition {
    /// A class.
    Class(Class),
    /// A function.
    Function(Function),
    /// A variable or type alias.
    Variable,
    /// Something imported: an index into the imports.
    Import(usize),
}

/// A class.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Class {
    /// Its bases, as dotted names; anything else as an empty text.
    pub bases: Vec<String>,
    /// What its body and `self.… =` bind.
    pub members: BTreeMap<String, Member>,
}

/// A member of a class.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Member {
    /// A method; a property is a field.
    Method(Function),
    /// Anything else.
    Field,
}

/// A function's head.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Function {
    /// Names of parameters that can be given by name.
    pub parameters: Vec<String>,
    /// Whether it takes any name.
    pub takes_any: bool,
    /// Whether it is `async`.
    pub is_async: bool,
}

/// The bytes of a node.
pub(super) fn bytes(node: &impl Ranged) -> Range<usize> {
    node.range().start().to_usize()..node.range().end().to_usize()
}

/// The innermost function around the byte `at`.
pub(super) fn function_around(body: &[Stmt], at: usize) -> Option<&StmtFunctionDef> {
    let mut search = FunctionAround { at, found: None };
    search.visit_body(body);
    search.found
}

struct FunctionAround<'a> {
    at: usize,
    found: Option<&'a StmtFunctionDef>,
}

impl<'a> Visitor<'a> for FunctionAround<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        if let Stmt::FunctionDef(function) = statement
            && bytes(function).contains(&self.at)
        {
            self.found = Some(function);
        }
        visitor::walk_stmt(self, statement);
    }
}

/// Every expression below some statements, the outer before the inner.
pub(super) fn expressions(body: &[Stmt]) -> Vec<&Expr> {
    let mut every = Every::default();
    every.visit_body(body);
    every.expressions
}

/// An expression and every one inside of it.
pub(super) fn expressions_in(expression: &Expr) -> Vec<&Expr> {
    let mut every = Every::default();
    every.visit_expr(expression);
    every.expressions
}

/// These statements and every one inside of them, the outer before the inner.
pub(super) fn statements(body: &[Stmt]) -> Vec<&Stmt> {
    let mut every = Every::default();
    every.visit_body(body);
    every.statements
}

#[derive(Default)]
struct Every<'a> {
    expressions: Vec<&'a Expr>,
    statements: Vec<&'a Stmt>,
}

impl<'a> Visitor<'a> for Every<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        self.statements.push(statement);
        visitor::walk_stmt(self, statement);
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        self.expressions.push(expression);
        visitor::walk_expr(self, expression);
    }
}

impl Outline {
    /// Reads a text.
    pub fn of(text: &str) -> Self {
        let parsed = parse(text);
        let mut outline = Self { is_sound: parsed.errors().is_empty(), ..Self::default() };
        outline.read(parsed.suite(), Depth::Top);
        outline
    }

    /// The imports that bind `name`.
    pub fn imports_of<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Import> {
        self.imports.iter().filter(move |import| import.bound() == name)
    }

    fn read(&mut self, body: &[Stmt], depth: Depth) {
        for statement in body {
            match statement {
                Stmt::Import(import) => {
                    for alias in &import.names {
                        self.import(
                            alias,
                            Import { module: alias.name.to_string(), level: 0, name: None, ..found(alias, statement, depth) },
                            depth,
                        );
                    }
                }
                Stmt::ImportFrom(import) => {
                    let module = import.module.as_ref().map(ToString::to_string).unwrap_or_default();
                    for alias in &import.names {
                        let import = Import {
                            module: module.clone(),
                            level: import.level,
                            name: Some(alias.name.to_string()),
                            ..found(alias, statement, depth)
                        };
                        self.import(alias, import, depth);
                    }
                }
                Stmt::FunctionDef(function) => {
                    self.define(&function.name, || Definition::Function(Function::of(function)), depth);
                    self.read(&function.body, Depth::Function);
                }
                Stmt::ClassDef(class) => {
                    self.define(&class.name, || Definition::Class(Class::of(class)), depth);
                    self.read(&class.body, Depth::Function);
                }
                Stmt::Assign(assignment) => {
                    for target in &assignment.targets {
                        self.bind(target, depth);
                        if target.as_name_expr().is_some_and(|name| name.id == "__all__") {
                            self.all = strings(&assignment.value);
                        }
                    }
                }
                Stmt::AnnAssign(assignment) => self.bind(&assignment.target, depth),
                Stmt::AugAssign(assignment) if assignment.target.as_name_expr().is_some_and(|name| name.id == "__all__") => {
                    let further = strings(&assignment.value).unwrap_or_default();
                    self.all.get_or_insert_default().extend(further);
                }
                Stmt::TypeAlias(alias) => self.bind(&alias.name, depth),
                Stmt::For(block) => {
                    self.bind(&block.target, depth);
                    self.read(&block.body, depth.inner());
                    self.read(&block.orelse, depth.inner());
                }
                Stmt::While(block) => self.read(&block.body, depth.inner()),
                Stmt::If(block) => {
                    self.read(&block.body, depth.inner());
                    block.elif_else_clauses.iter().for_each(|clause| self.read(&clause.body, depth.inner()));
                }
                Stmt::With(block) => {
                    block.items.iter().filter_map(|item| item.optional_vars.as_deref()).for_each(|target| self.bind(target, depth));
                    self.read(&block.body, depth.inner());
                }
                Stmt::Try(block) => {
                    self.read(&block.body, depth.inner());
                    for handler in &block.handlers {
                        let ruff_python_ast::ExceptHandler::ExceptHandler(handler) = handler;
                        self.read(&handler.body, depth.inner());
                    }
                    self.read(&block.orelse, depth.inner());
                    self.read(&block.finalbody, depth.inner());
                }
                _ => {}
            }
        }
    }

    fn import(&mut self, alias: &Alias, import: Import, depth: Depth) {
        let index = self.imports.len();
        let bound = import.bound().to_owned();
        self.imports.push(import);
        if alias.name.as_str() != "*" {
            self.define(&bound, || Definition::Import(index), depth);
        }
    }

    fn bind(&mut self, target: &Expr, depth: Depth) {
        match target {
            Expr::Name(name) => self.define(&name.id, || Definition::Variable, depth),
            Expr::Tuple(tuple) => tuple.elts.iter().for_each(|one| self.bind(one, depth)),
            _ => {}
        }
    }

    /// The first definition counts, unless it is a plain variable: `Session = None` for a missing package says less than the import.
    fn define(&mut self, name: &str, what: impl FnOnce() -> Definition, depth: Depth) {
        if depth != Depth::Function && self.names.get(name).is_none_or(|known| *known == Definition::Variable) {
            self.names.insert(name.to_owned(), what());
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    Top,
    Block,
    Function,
}

impl Depth {
    fn inner(self) -> Self {
        if self == Self::Top { Self::Block } else { self }
    }
}

fn found(alias: &Alias, statement: &Stmt, depth: Depth) -> Import {
    Import {
        module: String::new(),
        level: 0,
        name: None,
        alias: alias.asname.as_ref().map(ToString::to_string),
        statement: bytes(statement),
        range: bytes(alias),
        is_top: depth == Depth::Top,
    }
}

fn strings(value: &Expr) -> Option<Vec<String>> {
    let items = match value {
        Expr::List(list) => &list.elts,
        Expr::Tuple(tuple) => &tuple.elts,
        _ => return None,
    };
    items.iter().map(|item| Some(item.as_string_literal_expr()?.value.to_str().to_owned())).collect()
}

impl Class {
    fn of(class: &StmtClassDef) -> Self {
        let bases = class.arguments.iter().flat_map(|arguments| &arguments.args);
        let mut read = Self { bases: bases.map(|base| dotted(base).unwrap_or_default()).collect(), members: BTreeMap::new() };
        read.body(&class.body);
        read
    }

    fn body(&mut self, body: &[Stmt]) {
        for statement in body {
            match statement {
                Stmt::FunctionDef(function) => {
                    let is_property = function.decorator_list.iter().any(|decorator| {
                        dotted(&decorator.expression)
                            .is_some_and(|name| name.rsplit('.').next().is_some_and(|last| last.contains("property") || last == "setter"))
                    });
                    let member = if is_property { Member::Field } else { Member::Method(Function::of(function)) };
                    self.members.entry(function.name.to_string()).or_insert(member);
                    self.own_fields(&function.body);
                }
                Stmt::AnnAssign(assignment) => self.field(&assignment.target),
                Stmt::Assign(assignment) => assignment.targets.iter().for_each(|target| self.field(target)),
                Stmt::ClassDef(class) => {
                    self.members.entry(class.name.to_string()).or_insert(Member::Field);
                }
                Stmt::If(block) => {
                    self.body(&block.body);
                    block.elif_else_clauses.iter().for_each(|clause| self.body(&clause.body));
                }
                _ => {}
            }
        }
    }

    fn field(&mut self, target: &Expr) {
        if let Some(name) = target.as_name_expr() {
            self.members.entry(name.id.to_string()).or_insert(Member::Field);
        }
    }

    /// `self.name = …` in a method.
    fn own_fields(&mut self, body: &[Stmt]) {
        for statement in body {
            let targets = match statement {
                Stmt::Assign(assignment) => assignment.targets.iter().collect(),
                Stmt::AnnAssign(assignment) => vec![&*assignment.target],
                Stmt::If(block) => {
                    self.own_fields(&block.body);
                    Vec::new()
                }
                _ => Vec::new(),
            };
            for attribute in targets.into_iter().filter_map(Expr::as_attribute_expr) {
                if attribute.value.as_name_expr().is_some_and(|name| name.id == "self") {
                    self.members.entry(attribute.attr.to_string()).or_insert(Member::Field);
                }
            }
        }
    }
}

impl Function {
    /// The head of a function.
    pub fn of(function: &StmtFunctionDef) -> Self {
        Self { parameters: parameters(&function.parameters), takes_any: function.parameters.kwarg.is_some(), is_async: function.is_async }
    }
}

fn parameters(parameters: &Parameters) -> Vec<String> {
    parameters.args.iter().chain(&parameters.kwonlyargs).map(|parameter| parameter.parameter.name.to_string()).collect()
}

/// `a.b.c` of an expression that is a name or attributes of one; of a subscript what is subscripted.
pub(super) fn dotted(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Name(name) => Some(name.id.to_string()),
        Expr::Attribute(attribute) => Some(format!("{}.{}", dotted(&attribute.value)?, attribute.attr)),
        Expr::Subscript(subscript) => dotted(&subscript.value),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_tells_its_names_wherever_the_top_level_binds_them() {
        let outline = Outline::of(
            "import a.b\nfrom .c import d as e, f\nif X:\n    from g import h\ntry:\n    y = 1\nexcept E:\n    y = 2\ndef i(j, *, k=1): import l\nclass M(N, o.P[Q]):\n    r: int\n    def s(self): self.t = 1\n",
        );
        assert_eq!(outline.names.keys().collect::<Vec<_>>(), ["M", "a", "e", "f", "h", "i", "y"]);
        assert_eq!(outline.imports.iter().map(Import::bound).collect::<Vec<_>>(), ["a", "e", "f", "h", "l"]);
        let Definition::Class(class) = &outline.names["M"] else { panic!("M is a class") };
        assert_eq!(
            (class.bases.join(" "), class.members.keys().cloned().collect::<Vec<_>>().join(" ")),
            ("N o.P".to_owned(), "r s t".to_owned())
        );
    }

    #[test]
    fn a_broken_text_has_what_can_be_made_out() {
        let outline = Outline::of("import json\ndef f(:\n    pass\nclass A:\n    x: int\n");
        assert!(!outline.is_sound && outline.names.contains_key("json") && outline.names.contains_key("A"));
    }
}
