//! A file's syntax tree, taken apart by kind.

use std::ops::Range;

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{
    Alias, Expr, ExprAttribute, ExprAwait, ExprCall, ExprName, Keyword, ModModule, Stmt, StmtAnnAssign, StmtClassDef, StmtFunctionDef,
    StmtImport, StmtImportFrom, StmtReturn,
};
use ruff_python_parser::{Parsed, parse_module};
use ruff_text_size::Ranged;

/// Parses `text` and hands its nodes to `find`; nothing for a text that does not parse.
pub(in crate::faults) fn with_nodes<T>(text: &str, find: impl FnOnce(&Nodes<'_>) -> Vec<T>) -> Vec<T> {
    let Ok(parsed) = parse_module(text) else {
        return Vec::new();
    };
    let mut nodes = Nodes::empty(text, &parsed);
    nodes.visit_body(parsed.suite());
    find(&nodes)
}

/// What a file is made of, in the order of the source.
pub(in crate::faults) struct Nodes<'a> {
    pub text: &'a str,
    pub parsed: &'a Parsed<ModModule>,
    pub imports: Vec<&'a StmtImport>,
    pub imports_from: Vec<&'a StmtImportFrom>,
    pub functions: Vec<&'a StmtFunctionDef>,
    /// Each with the class that it stands in.
    pub methods: Vec<(&'a StmtClassDef, &'a StmtFunctionDef)>,
    pub classes: Vec<&'a StmtClassDef>,
    pub annotated: Vec<&'a StmtAnnAssign>,
    pub returns: Vec<&'a StmtReturn>,
    pub calls: Vec<&'a ExprCall>,
    pub awaits: Vec<&'a ExprAwait>,
    pub names: Vec<&'a ExprName>,
    pub attributes: Vec<&'a ExprAttribute>,
    pub keywords: Vec<&'a Keyword>,
    /// All statements, at any depth.
    pub statements: Vec<&'a Stmt>,
}

impl<'a> Nodes<'a> {
    fn empty(text: &'a str, parsed: &'a Parsed<ModModule>) -> Self {
        Self {
            text,
            parsed,
            imports: Vec::new(),
            imports_from: Vec::new(),
            functions: Vec::new(),
            methods: Vec::new(),
            classes: Vec::new(),
            annotated: Vec::new(),
            returns: Vec::new(),
            calls: Vec::new(),
            awaits: Vec::new(),
            names: Vec::new(),
            attributes: Vec::new(),
            keywords: Vec::new(),
            statements: Vec::new(),
        }
    }

    /// The functions and classes at the top of the module.
    pub fn top_level(&self) -> impl Iterator<Item = &'a Stmt> {
        self.parsed.suite().iter()
    }

    /// The text of a node.
    pub fn source(&self, node: &impl Ranged) -> &'a str {
        &self.text[bytes(node)]
    }

    /// The whole lines that a node stands on, with the end of the last.
    pub fn lines(&self, node: &impl Ranged) -> Range<usize> {
        let range = bytes(node);
        let start = self.text[..range.start].rfind('\n').map_or(0, |at| at + 1);
        let end = self.text[range.end..].find('\n').map_or(self.text.len(), |at| range.end + at + 1);
        start..end
    }

    /// Whether nothing else stands on the lines of a node.
    pub fn is_alone(&self, node: &impl Ranged) -> bool {
        let (lines, own) = (self.lines(node), bytes(node));
        let rest = self.text[own.end..lines.end].trim_start();
        self.text[lines.start..own.start].trim().is_empty() && (rest.is_empty() || rest.starts_with('#'))
    }

    /// The range of an item of a list, with the comma that falls with it.
    pub fn with_comma(&self, item: Range<usize>) -> Range<usize> {
        let behind = &self.text[item.end..];
        let trimmed = behind.trim_start();
        if let Some(rest) = trimmed.strip_prefix(',') {
            let blanks = rest.len() - rest.trim_start_matches(' ').len();
            return item.start..self.text.len() - rest.len() + blanks;
        }
        let before = self.text[..item.start].trim_end();
        before.strip_suffix(',').map_or(item.clone(), |before| before.len()..item.end)
    }

    /// The name that an import binds.
    pub fn bound(alias: &Alias) -> &str {
        alias.asname.as_ref().unwrap_or(&alias.name).as_str()
    }

    /// Whether `name` is read somewhere.
    pub fn is_used(&self, name: &str) -> bool {
        let top = name.split('.').next().unwrap_or(name);
        self.names.iter().any(|used| used.id == top)
    }
}

/// The bytes of a node.
pub(in crate::faults) fn bytes(node: &impl Ranged) -> Range<usize> {
    node.range().start().to_usize()..node.range().end().to_usize()
}

impl<'a> Visitor<'a> for Nodes<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        self.statements.push(statement);
        match statement {
            Stmt::Import(import) => self.imports.push(import),
            Stmt::ImportFrom(import) => self.imports_from.push(import),
            Stmt::FunctionDef(function) => self.functions.push(function),
            Stmt::ClassDef(class) => {
                self.classes.push(class);
                self.methods.extend(class.body.iter().filter_map(Stmt::as_function_def_stmt).map(|method| (class, method)));
            }
            Stmt::AnnAssign(assignment) => self.annotated.push(assignment),
            Stmt::Return(leave) => self.returns.push(leave),
            _ => {}
        }
        visitor::walk_stmt(self, statement);
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Call(call) => {
                self.calls.push(call);
                self.keywords.extend(call.arguments.keywords.iter());
            }
            Expr::Await(wait) => self.awaits.push(wait),
            Expr::Name(name) => self.names.push(name),
            Expr::Attribute(attribute) => self.attributes.push(attribute),
            _ => {}
        }
        visitor::walk_expr(self, expression);
    }
}
