//! Reads Python with ruff's parser.

use std::ops::Range;

use ruff_python_ast::statement_visitor::{self, StatementVisitor};
use ruff_python_ast::token::{TokenKind, Tokens};
use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{Expr, ModModule, Stmt, StmtImport, StmtImportFrom};
use ruff_python_parser::{LexicalErrorType, ParseErrorType, Parsed};
use ruff_text_size::{Ranged, TextRange};

use super::routing;
use super::source::{Fault, Import, Name, Syntax};
use crate::workspace::parse_python;

/// Parses a text, which may be broken.
pub(super) fn read(text: &str) -> Syntax {
    let parsed = parse_python(text);
    let mut imports = Imports::default();
    imports.visit_body(parsed.suite());
    let imports = imports.found;
    let is_web = text.contains("APIRouter") || text.contains("FastAPI");
    Syntax {
        fault: fault(text, &parsed),
        comments: ranges(parsed.tokens(), |kind| kind == TokenKind::Comment),
        scopes: if is_web { routing::scopes(text, &parsed, &imports) } else { Vec::new() },
        makes_app: is_web && makes_app(parsed.suite()),
        imports,
    }
}

/// The ranges of strings and comments, if `text` is right.
pub(super) fn literals(text: &str) -> Option<Vec<Range<usize>>> {
    let parsed = parse_python(text);
    parsed.errors().is_empty().then(|| {
        ranges(parsed.tokens(), |kind| {
            matches!(kind, TokenKind::Comment | TokenKind::String | TokenKind::FStringMiddle | TokenKind::TStringMiddle)
        })
    })
}

/// The bytes of a range of the parser.
pub(super) fn bytes(range: TextRange) -> Range<usize> {
    range.start().to_usize()..range.end().to_usize()
}

fn ranges(tokens: &Tokens, wanted: impl Fn(TokenKind) -> bool) -> Vec<Range<usize>> {
    tokens.iter().filter(|token| wanted(token.kind())).map(|token| bytes(token.range())).collect()
}

fn fault(text: &str, parsed: &Parsed<ModModule>) -> Option<Fault> {
    let first = parsed.errors().iter().min_by_key(|error| error.location.start())?;
    let range = bytes(first.location);
    let code_end = text.trim_end().len();
    let unclosed = match &first.error {
        ParseErrorType::Lexical(LexicalErrorType::UnclosedStringError) => range.end >= code_end,
        _ => false,
    };
    Some(Fault { at_end: unclosed || range.start >= code_end, message: first.error.to_string(), range })
}

/// Collects imports at any depth.
#[derive(Default)]
struct Imports {
    found: Vec<Import>,
    tries: usize,
}

impl<'a> StatementVisitor<'a> for Imports {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::Import(import) => self.found.extend(plain_imports(import, self.tries > 0)),
            Stmt::ImportFrom(import) => self.found.push(import_from(import, self.tries > 0)),
            Stmt::Try(_) => {
                self.tries += 1;
                statement_visitor::walk_stmt(self, statement);
                self.tries -= 1;
            }
            _ => statement_visitor::walk_stmt(self, statement),
        }
    }
}

fn plain_imports(import: &StmtImport, guarded: bool) -> impl Iterator<Item = Import> {
    import.names.iter().map(move |alias| Import {
        module: alias.name.to_string(),
        level: 0,
        names: Vec::new(),
        bound: Some(alias.asname.as_ref().unwrap_or(&alias.name).to_string()),
        range: bytes(import.range),
        guarded,
    })
}

fn import_from(import: &StmtImportFrom, guarded: bool) -> Import {
    let names = import
        .names
        .iter()
        .map(|alias| Name { name: alias.name.to_string(), bound: alias.asname.as_ref().unwrap_or(&alias.name).to_string() });
    Import {
        module: import.module.as_ref().map(ToString::to_string).unwrap_or_default(),
        level: import.level,
        names: names.collect(),
        bound: None,
        range: bytes(import.range),
        guarded,
    }
}

fn makes_app(body: &[Stmt]) -> bool {
    let mut search = Application { found: false };
    search.visit_body(body);
    search.found
}

/// Looks for the name `FastAPI` in expressions that are no annotations.
struct Application {
    found: bool,
}

impl<'a> Visitor<'a> for Application {
    fn visit_annotation(&mut self, _: &'a Expr) {}

    fn visit_expr(&mut self, expression: &'a Expr) {
        self.found |= match expression {
            Expr::Name(name) => name.id == "FastAPI",
            Expr::Attribute(attribute) => attribute.attr.id == "FastAPI",
            _ => false,
        };
        visitor::walk_expr(self, expression);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_are_found_at_any_depth_and_know_whether_they_may_fail() {
        let syntax = read("import a.b as c\ndef f():\n    from ..d import e as g\ntry:\n    import h\nexcept ImportError:\n    pass\n");
        let found: Vec<_> = syntax.imports.iter().map(|import| (import.module.as_str(), import.level, import.guarded)).collect();
        assert_eq!(found, [("a.b", 0, false), ("d", 2, false), ("h", 0, true)]);
        assert_eq!(syntax.imports[1].names[0].bound, "g");
    }

    #[test]
    fn naming_the_application_in_an_annotation_does_not_make_one() {
        assert!(!read("from fastapi import FastAPI\ndef f(app: FastAPI) -> FastAPI: ...\n").makes_app);
        assert!(read("import fastapi\napp = fastapi.FastAPI()\n").makes_app);
        assert!(read("from fastapi import FastAPI\nclass App(FastAPI): ...\n").makes_app);
    }
}
