//! The outline of TypeScript and JavaScript, with oxc's parser.

use std::collections::BTreeSet;

use oxc_allocator::Allocator;
use oxc_ast::ast::{
    ArrowFunctionBody, BindingPattern, Class, ClassElement, Declaration, ExportDefaultDeclarationKind, Expression, Function, FunctionBody,
    JSXChild, ModuleExportName, PropertyKey, Statement, TSSignature, TSType, VariableDeclarator,
};
use oxc_span::{GetSpan, Span};

use super::{Definition, Kind, Outline, joined};
use crate::workspace::parse_script;

pub(super) fn outline(path: &str, text: &str) -> Outline {
    let allocator = Allocator::default();
    let parsed = parse_script(&allocator, path, text);
    let mut found = Found { text, definitions: Vec::new(), exports: BTreeSet::new() };
    parsed.program.body.iter().for_each(|statement| found.statement(statement));
    Outline { definitions: found.definitions, exports: found.exports, sound: !parsed.diagnostics.has_errors() }
}

struct Found<'t> {
    text: &'t str,
    definitions: Vec<Definition>,
    exports: BTreeSet<String>,
}

impl Found<'_> {
    fn statement(&mut self, statement: &Statement) {
        match statement {
            Statement::ExportDeclaration(export) => {
                let before = self.definitions.len();
                self.declaration(&export.declaration, export.span);
                let names = self.definitions[before..].iter().filter(|found| found.parent().is_empty());
                self.exports.extend(names.map(|found| found.path.clone()));
            }
            Statement::ExportDefaultDeclaration(export) => {
                self.exports.insert("default".to_owned());
                match &export.declaration {
                    ExportDefaultDeclarationKind::FunctionDeclaration(function) => self.function(function, export.span),
                    ExportDefaultDeclarationKind::ClassDeclaration(class) => self.class(class, export.span),
                    ExportDefaultDeclarationKind::TSInterfaceDeclaration(interface) => {
                        self.of_type(&interface.id.name, export.span, interface.body.span);
                        self.signatures(&interface.id.name, &interface.body.body);
                    }
                    _ => {}
                }
            }
            Statement::ExportNamedDeclaration(export) => self.exports.extend(export.specifiers.iter().map(|one| exported(&one.exported))),
            Statement::ExportFromDeclaration(export) => self.exports.extend(export.specifiers.iter().map(|one| exported(&one.exported))),
            Statement::ExportAllDeclaration(export) => {
                let name = export.exported.as_ref().map_or_else(|| format!("* {}", export.source.value), exported);
                self.exports.insert(name);
            }
            statement => {
                if let Some(declaration) = statement.as_declaration() {
                    self.declaration(declaration, declaration.span());
                }
            }
        }
    }

    /// `span` is that of the whole statement.
    fn declaration(&mut self, declaration: &Declaration, span: Span) {
        match declaration {
            Declaration::FunctionDeclaration(function) => self.function(function, span),
            Declaration::ClassDeclaration(class) => self.class(class, span),
            Declaration::VariableDeclaration(variables) => {
                let is_single = variables.declarations.len() == 1;
                for variable in &variables.declarations {
                    self.variable(variable, if is_single { span } else { variable.span });
                }
            }
            Declaration::TSInterfaceDeclaration(interface) => {
                self.of_type(&interface.id.name, span, interface.body.span);
                self.signatures(&interface.id.name, &interface.body.body);
            }
            Declaration::TSTypeAliasDeclaration(alias) => {
                self.of_type(&alias.id.name, span, Span::empty(span.end));
                if let TSType::TSTypeLiteral(literal) = &alias.type_annotation {
                    self.signatures(&alias.id.name, &literal.members);
                }
            }
            Declaration::TSEnumDeclaration(members) => {
                self.of_type(&members.id.name, span, members.body.span);
                for member in &members.body.members {
                    self.field(&members.id.name, &member.id.static_name(), member.span);
                }
            }
            _ => {}
        }
    }

    fn of_type(&mut self, name: &str, span: Span, body: Span) {
        self.push(name.to_owned(), Kind::Type, span, body.start, false);
    }

    fn function(&mut self, function: &Function, span: Span) {
        let name = function.id.as_ref().map_or("default", |id| id.name.as_str());
        let body = function.body.as_ref();
        let end = body.map_or(span.end, |body| body.span.start);
        self.push(name.to_owned(), Kind::Function, span, end, body.is_some_and(|body| does_nothing(body)));
    }

    fn class(&mut self, class: &Class, span: Span) {
        let name = class.id.as_ref().map_or("default", |id| id.name.as_str());
        self.push(name.to_owned(), Kind::Class, span, class.body.span.start, false);
        for element in &class.body.body {
            match element {
                ClassElement::MethodDefinition(method) => {
                    let Some(member) = method.key.name() else { continue };
                    let body = method.value.body.as_ref();
                    let end = body.map_or(method.span.end, |body| body.span.start);
                    let is_stub = body.is_some_and(|body| does_nothing(body)) && !method.kind.is_constructor();
                    self.push(joined(name, &member), Kind::Function, method.span, end, is_stub);
                    // What a constructor takes with `readonly` or `private` is a field.
                    for parameter in method.value.params.items.iter().filter(|one| one.readonly || one.accessibility.is_some()) {
                        if let Some(field) = parameter.pattern.get_identifier_name() {
                            self.field(name, &field, parameter.span);
                        }
                    }
                }
                ClassElement::PropertyDefinition(property) => self.member(name, &property.key, property.span),
                _ => {}
            }
        }
    }

    fn variable(&mut self, variable: &VariableDeclarator, span: Span) {
        let BindingPattern::BindingIdentifier(id) = &variable.id else {
            variable.id.get_binding_identifiers().iter().for_each(|id| {
                self.push(id.name.to_string(), Kind::Value, span, span.end, false);
            });
            return;
        };
        let (kind, end, is_stub) = match variable.init.as_ref().map(inner_function) {
            Some(Some(Expression::ArrowFunctionExpression(arrow))) => {
                let is_stub = match &arrow.body {
                    ArrowFunctionBody::FunctionBody(body) => does_nothing(body),
                    body => body.as_expression().is_none_or(is_constant),
                };
                (Kind::Function, arrow.body.span().start, is_stub)
            }
            Some(Some(Expression::FunctionExpression(function))) => {
                let body = function.body.as_ref();
                (Kind::Function, body.map_or(span.end, |body| body.span.start), body.is_some_and(|body| does_nothing(body)))
            }
            _ => (Kind::Value, span.end, false),
        };
        self.push(id.name.to_string(), kind, span, end, is_stub);
    }

    fn signatures(&mut self, parent: &str, members: &[TSSignature]) {
        for member in members {
            match member {
                TSSignature::TSPropertySignature(property) => self.member(parent, &property.key, property.span),
                TSSignature::TSMethodSignature(method) => self.member(parent, &method.key, method.span),
                _ => {}
            }
        }
    }

    fn member(&mut self, parent: &str, key: &PropertyKey, span: Span) {
        if let Some(name) = key.name() {
            self.field(parent, &name, span);
        }
    }

    fn field(&mut self, parent: &str, name: &str, span: Span) {
        self.push(joined(parent, name), Kind::Field, span, span.end, false);
    }

    fn push(&mut self, path: String, kind: Kind, span: Span, head_end: u32, is_stub: bool) {
        let range = span.start as usize..span.end as usize;
        let end = (head_end as usize).clamp(range.start, range.end);
        let head = range.start..range.start + self.text.get(range.start..end).unwrap_or_default().trim_end().len();
        self.definitions.push(Definition { path, kind, range, head, decorators: Vec::new(), is_stub });
    }
}

fn exported(name: &ModuleExportName) -> String {
    name.name().to_string()
}

/// A function, also inside of calls such as `memo(…)` and `forwardRef(…)`.
fn inner_function<'e, 'a>(value: &'e Expression<'a>) -> Option<&'e Expression<'a>> {
    match value.get_inner_expression() {
        Expression::CallExpression(call) => call.arguments.first().and_then(|first| first.as_expression()).and_then(inner_function),
        value if value.is_function() => Some(value),
        _ => None,
    }
}

fn does_nothing(body: &FunctionBody) -> bool {
    body.statements.iter().all(|statement| match statement {
        Statement::EmptyStatement(_) => true,
        Statement::ReturnStatement(statement) => statement.argument.as_ref().is_none_or(is_constant),
        Statement::ThrowStatement(statement) => {
            matches!(&statement.argument, Expression::NewExpression(new) if new.callee.is_specific_id("Error") && new.arguments.iter().all(|argument| argument.is_expression()))
        }
        _ => false,
    })
}

fn is_constant(value: &Expression) -> bool {
    match value.get_inner_expression() {
        Expression::ArrayExpression(array) => array.elements.is_empty(),
        Expression::ObjectExpression(object) => object.properties.is_empty(),
        Expression::JSXFragment(fragment) => fragment.children.iter().all(is_blank),
        Expression::JSXElement(element) => {
            element.children.iter().all(is_blank)
                && element.opening_element.attributes.is_empty()
                && element.opening_element.name.get_identifier_name().is_some_and(|name| name.starts_with(|c: char| c.is_ascii_lowercase()))
        }
        value => value.is_literal() || matches!(value, Expression::Identifier(name) if name.name == "undefined"),
    }
}

fn is_blank(child: &JSXChild) -> bool {
    matches!(child, JSXChild::Text(text) if text.value.trim().is_empty())
}
