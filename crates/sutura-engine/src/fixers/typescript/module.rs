//! What one TypeScript source imports, exports, declares and mentions.

use std::{cell::Cell, collections::BTreeMap, ops::Range};

use oxc_allocator::Allocator;
use oxc_ast::ast::*;
use oxc_ast_visit::{Visit, walk};
use oxc_span::{GetSpan, Span};
use oxc_syntax::scope::{ScopeFlags, ScopeId};

use crate::workspace::{Grammar, parse_script};

/// A parsed source, as values that own what they say. Ranges are in bytes.
#[derive(Clone, Debug, Default)]
pub(super) struct Module {
    /// Whether it parses without an error; else nothing below is filled.
    pub parses: bool,
    pub imports: Vec<Import>,
    /// What it exports under a name; `default` too.
    pub exports: BTreeMap<String, Export>,
    /// The modules of `export * from`.
    pub stars: Vec<String>,
    /// The members of interfaces, object types, classes and enums, by name of the type.
    pub shapes: BTreeMap<String, Shape>,
    /// What is declared, wherever it stands; imports too.
    pub bindings: Vec<Binding>,
    /// Mentions of names.
    pub uses: Vec<Use>,
    /// The statements at top level.
    pub statements: Vec<Range<usize>>,
    /// The first place where an import may stand: behind directives and a hashbang.
    pub start: usize,
}

/// One import declaration.
#[derive(Clone, Debug)]
pub(super) struct Import {
    pub range: Range<usize>,
    pub module: String,
    /// The module with its quotes.
    pub source: Range<usize>,
    /// `import type …`
    pub is_type: bool,
    pub names: Vec<Imported>,
    /// What stands between `{` and `}`, where there are braces.
    pub braces: Option<Range<usize>>,
}

/// One name of an import.
#[derive(Clone, Debug)]
pub(super) struct Imported {
    pub what: What,
    pub local: String,
    pub range: Range<usize>,
    /// Of itself, or since its declaration is.
    pub is_type: bool,
}

/// What is imported.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum What {
    Default,
    Namespace,
    Named(String),
}

/// What a module exports under one name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Export {
    /// Whether it is a type alone. Unknown for what is exported on: false.
    pub is_type: bool,
    /// The name that it has inside the module; for `default` it may be unknown.
    pub local: Option<String>,
    /// The module that it is taken from.
    pub from: Option<(String, What)>,
}

/// What a type has.
#[derive(Clone, Debug, Default)]
pub(super) struct Shape {
    pub members: Vec<Member>,
    /// The types that it extends.
    pub extends: Vec<String>,
    pub range: Range<usize>,
}

/// One member of a type.
#[derive(Clone, Debug)]
pub(super) struct Member {
    pub name: String,
    /// Of the name alone.
    pub range: Range<usize>,
}

/// A declared name.
#[derive(Clone, Debug)]
pub(super) struct Binding {
    pub name: String,
    pub range: Range<usize>,
    /// Where it is visible.
    pub scope: Range<usize>,
    pub kind: BindingKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BindingKind {
    Import,
    Type,
    Value,
}

/// A mention of a name.
#[derive(Clone, Debug)]
pub(super) struct Use {
    pub name: String,
    pub range: Range<usize>,
    pub role: Role,
}

/// How a name is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// As a value.
    Value,
    /// As a type.
    Type,
    /// Behind a dot, as a key, or as an attribute: no reference.
    Member,
}

impl Module {
    /// Parses `text`; the ending of `path` says as what.
    pub fn read(path: &str, text: &str) -> Self {
        if !Grammar::Script.can_parse(text) {
            return Self::default();
        }
        let allocator = Allocator::default();
        let parsed = parse_script(&allocator, path, text);
        if parsed.panicked || parsed.diagnostics.has_errors() {
            return Self::default();
        }
        let program = &parsed.program;
        let mut module = Self { parses: true, ..Self::default() };
        let prologue =
            program.directives.iter().map(|directive| directive.span.end).chain(program.hashbang.as_ref().map(|bang| bang.span.end));
        module.start = prologue.max().unwrap_or(0) as usize;
        module.statements = program.body.iter().map(|statement| bytes(statement.span())).collect();
        for statement in &program.body {
            module.read_statement(statement, text);
        }
        module.mark_exported_types();
        let mut reader = Reader { module: &mut module, scopes: Vec::new(), next: bytes(program.span), in_type: 0 };
        reader.visit_program(program);
        module
    }

    /// What is visible at `offset` under this name.
    pub fn binding_at(&self, name: &str, offset: usize) -> Option<&Binding> {
        self.visible_at(offset).filter(|binding| binding.name == name).min_by_key(|binding| binding.scope.len())
    }

    /// All that is visible at `offset`.
    pub fn visible_at(&self, offset: usize) -> impl Iterator<Item = &Binding> {
        self.bindings.iter().filter(move |binding| binding.scope.contains(&offset))
    }

    /// The mentions of `binding`, without its declaration.
    pub fn references_to<'a>(&'a self, binding: &'a Binding) -> impl Iterator<Item = &'a Use> {
        let is_reference =
            |found: &&Use| found.role != Role::Member && found.name == binding.name && binding.scope.contains(&found.range.start);
        let is_own = |found: &&Use| self.binding_at(&found.name, found.range.start).is_some_and(|own| own.range == binding.range);
        self.uses.iter().filter(is_reference).filter(is_own)
    }

    fn read_statement(&mut self, statement: &Statement<'_>, text: &str) {
        match statement {
            Statement::ImportDeclaration(import) => self.imports.push(read_import(import, text)),
            Statement::ExportAllDeclaration(all) => match &all.exported {
                Some(name) => self.export(name.name().to_string(), false, None, Some((all.source.value.to_string(), What::Namespace))),
                None => self.stars.push(all.source.value.to_string()),
            },
            Statement::ExportFromDeclaration(from) => {
                for name in &from.specifiers {
                    let is_type = is_type(from.export_kind) || is_type(name.export_kind);
                    let what = what(&name.local.name());
                    self.export(name.exported.name().to_string(), is_type, None, Some((from.source.value.to_string(), what)));
                }
            }
            Statement::ExportNamedDeclaration(named) => {
                for name in &named.specifiers {
                    let is_type = is_type(named.export_kind) || is_type(name.export_kind);
                    self.export(name.exported.name().to_string(), is_type, Some(name.local.name().to_string()), None);
                }
            }
            Statement::ExportDeclaration(exported) => {
                for (name, is_type) in declared(&exported.declaration) {
                    self.export(name.clone(), is_type, Some(name), None);
                }
            }
            Statement::ExportDefaultDeclaration(default) => {
                let (local, is_type) = match &default.declaration {
                    ExportDefaultDeclarationKind::FunctionDeclaration(function) => {
                        (function.id.as_ref().map(|id| id.name.to_string()), false)
                    }
                    ExportDefaultDeclarationKind::ClassDeclaration(class) => (class.id.as_ref().map(|id| id.name.to_string()), false),
                    ExportDefaultDeclarationKind::TSInterfaceDeclaration(interface) => (Some(interface.id.name.to_string()), true),
                    ExportDefaultDeclarationKind::Identifier(name) => (Some(name.name.to_string()), false),
                    _ => (None, false),
                };
                self.export("default".to_owned(), is_type, local, None);
            }
            Statement::TSExportAssignment(assignment) => {
                let local = if let Expression::Identifier(name) = &assignment.expression { Some(name.name.to_string()) } else { None };
                self.export("default".to_owned(), false, local.clone(), None);
                self.exports.insert("export=".to_owned(), Export { local, ..Export::default() });
            }
            _ => {}
        }
    }

    fn export(&mut self, name: String, is_type: bool, local: Option<String>, from: Option<(String, What)>) {
        // A value and a type of one name are both there: then it is no type alone.
        let both = self.exports.get(&name).is_some_and(|known| !known.is_type);
        self.exports.insert(name, Export { is_type: is_type && !both, local, from });
    }

    /// `export { Props }` and an export of what is imported say only by the declaration what they are.
    fn mark_exported_types(&mut self) {
        for export in self.exports.values_mut() {
            let Some(imported) = export.local.as_ref().and_then(|local| {
                self.imports.iter().find_map(|import| Some((import, import.names.iter().find(|name| name.local == *local)?)))
            }) else {
                continue;
            };
            export.from = Some((imported.0.module.clone(), imported.1.what.clone()));
            export.is_type |= imported.1.is_type;
        }
    }
}

/// Whether `text` parses.
pub(super) fn parses(path: &str, text: &str) -> bool {
    if !Grammar::Script.can_parse(text) {
        return false;
    }
    let allocator = Allocator::default();
    let parsed = parse_script(&allocator, path, text);
    !parsed.panicked && !parsed.diagnostics.has_errors()
}

pub(super) fn bytes(span: Span) -> Range<usize> {
    span.start as usize..span.end as usize
}

fn is_type(kind: ImportOrExportKind) -> bool {
    kind == ImportOrExportKind::Type
}

fn what(name: &str) -> What {
    if name == "default" { What::Default } else { What::Named(name.to_owned()) }
}

fn read_import(import: &ImportDeclaration<'_>, text: &str) -> Import {
    let whole = is_type(import.import_kind);
    let specifiers = import.specifiers.iter().flatten();
    let names: Vec<Imported> = specifiers
        .map(|specifier| match specifier {
            ImportDeclarationSpecifier::ImportSpecifier(name) => Imported {
                what: what(&name.imported.name()),
                local: name.local.name.to_string(),
                range: bytes(name.span),
                is_type: whole || is_type(name.import_kind),
            },
            ImportDeclarationSpecifier::ImportDefaultSpecifier(name) => {
                Imported { what: What::Default, local: name.local.name.to_string(), range: bytes(name.span), is_type: whole }
            }
            ImportDeclarationSpecifier::ImportNamespaceSpecifier(name) => {
                Imported { what: What::Namespace, local: name.local.name.to_string(), range: bytes(name.span), is_type: whole }
            }
        })
        .collect();
    let source = bytes(import.source.span);
    let range = bytes(import.span);
    // Before the module's name nothing but braces of the specifiers can stand, apart from comments.
    let head = text.get(range.start..source.start).unwrap_or_default();
    let braces = head.find('{').zip(head.rfind('}')).filter(|(open, close)| open < close);
    let braces = braces.map(|(open, close)| range.start + open + 1..range.start + close);
    Import { range, module: import.source.value.to_string(), source, is_type: whole, names, braces }
}

/// The names that a declaration declares, and whether each is a type alone.
pub(super) fn declared(declaration: &Declaration<'_>) -> Vec<(String, bool)> {
    match declaration {
        Declaration::VariableDeclaration(variables) => {
            let names = variables.declarations.iter().flat_map(|variable| variable.id.get_binding_identifiers());
            names.map(|name| (name.name.to_string(), false)).collect()
        }
        Declaration::FunctionDeclaration(function) => function.id.iter().map(|id| (id.name.to_string(), false)).collect(),
        Declaration::ClassDeclaration(class) => class.id.iter().map(|id| (id.name.to_string(), false)).collect(),
        Declaration::TSTypeAliasDeclaration(alias) => vec![(alias.id.name.to_string(), true)],
        Declaration::TSInterfaceDeclaration(interface) => vec![(interface.id.name.to_string(), true)],
        Declaration::TSEnumDeclaration(declared) => vec![(declared.id.name.to_string(), false)],
        Declaration::TSNamespaceDeclaration(namespace) => vec![(namespace.id.name.to_string(), false)],
        Declaration::TSImportEqualsDeclaration(import) => vec![(import.id.name.to_string(), false)],
        _ => Vec::new(),
    }
}

/// Walks a program for what is declared and mentioned.
struct Reader<'m> {
    module: &'m mut Module,
    scopes: Vec<Range<usize>>,
    /// The range of the node that was entered last: the one that a scope belongs to.
    next: Range<usize>,
    in_type: usize,
}

impl Reader<'_> {
    fn bind(&mut self, name: &str, span: Span, scope: Range<usize>, kind: BindingKind) {
        self.module.bindings.push(Binding { name: name.to_owned(), range: bytes(span), scope, kind });
    }

    fn scope(&self) -> Range<usize> {
        self.scopes.last().cloned().unwrap_or(0..usize::MAX)
    }

    fn mention(&mut self, name: &str, span: Span, role: Role) {
        self.module.uses.push(Use { name: name.to_owned(), range: bytes(span), role });
    }

    fn shape(&mut self, name: &str, span: Span, members: Vec<Member>, extends: Vec<String>) {
        let shape = self.module.shapes.entry(name.to_owned()).or_default();
        shape.members.extend(members);
        shape.extends.extend(extends);
        shape.range = bytes(span);
    }
}

impl<'a> Visit<'a> for Reader<'_> {
    fn enter_node(&mut self, kind: oxc_ast::AstKind<'a>) {
        self.next = bytes(kind.span());
    }

    fn enter_scope(&mut self, _flags: ScopeFlags, _id: &Cell<Option<ScopeId>>) {
        self.scopes.push(self.next.clone());
    }

    fn leave_scope(&mut self) {
        self.scopes.pop();
    }

    fn visit_import_declaration(&mut self, import: &ImportDeclaration<'a>) {
        let scope = self.scope();
        for specifier in import.specifiers.iter().flatten() {
            let local = specifier.local();
            self.bind(&local.name, local.span, scope.clone(), BindingKind::Import);
        }
    }

    fn visit_export_from_declaration(&mut self, _export: &ExportFromDeclaration<'a>) {}

    fn visit_binding_identifier(&mut self, name: &BindingIdentifier<'a>) {
        let scope = self.scope();
        self.bind(&name.name, name.span, scope, BindingKind::Value);
    }

    fn visit_function(&mut self, function: &Function<'a>, flags: ScopeFlags) {
        walk::walk_function(self, function, flags);
        // The walk met a declared function's name within the function's own scope: it is visible outside too.
        if let Some(id) = function.id.as_ref().filter(|_| function.is_declaration() || function.is_ts_declare_function()) {
            let scope = self.scope();
            for binding in self.module.bindings.iter_mut().filter(|binding| binding.range == bytes(id.span)) {
                binding.scope = scope.clone();
            }
        }
    }

    fn visit_class(&mut self, class: &Class<'a>) {
        if let Some(id) = &class.id {
            let members = class.body.body.iter().filter_map(|element| element.property_key()).filter_map(member).collect();
            self.shape(&id.name, class.span, members, Vec::new());
        }
        walk::walk_class(self, class);
        if let Some(id) = &class.id {
            let scope = self.scope();
            for binding in self.module.bindings.iter_mut().filter(|binding| binding.range == bytes(id.span)) {
                binding.scope = scope.clone();
            }
        }
    }

    fn visit_ts_interface_declaration(&mut self, interface: &TSInterfaceDeclaration<'a>) {
        let scope = self.scope();
        self.bind(&interface.id.name, interface.id.span, scope, BindingKind::Type);
        let own = interface.body.body.iter().filter_map(signature).collect();
        let bases = interface.extends.iter().filter_map(|base| match &base.type_name {
            TSTypeName::IdentifierReference(name) => Some(name.name.to_string()),
            _ => None,
        });
        self.shape(&interface.id.name, interface.span, own, bases.collect());
        self.scopes.push(bytes(interface.span));
        if let Some(parameters) = &interface.type_parameters {
            self.visit_ts_type_parameter_declaration(parameters);
        }
        self.in_type += 1;
        for base in &interface.extends {
            self.visit_ts_interface_heritage(base);
        }
        self.in_type -= 1;
        self.visit_ts_interface_body(&interface.body);
        self.scopes.pop();
    }

    fn visit_ts_type_alias_declaration(&mut self, alias: &TSTypeAliasDeclaration<'a>) {
        let scope = self.scope();
        self.bind(&alias.id.name, alias.id.span, scope, BindingKind::Type);
        let mut members = Vec::new();
        let mut extends = Vec::new();
        object_members(&alias.type_annotation, &mut members, &mut extends);
        self.shape(&alias.id.name, alias.span, members, extends);
        self.scopes.push(bytes(alias.span));
        if let Some(parameters) = &alias.type_parameters {
            self.visit_ts_type_parameter_declaration(parameters);
        }
        self.visit_ts_type(&alias.type_annotation);
        self.scopes.pop();
    }

    fn visit_ts_enum_declaration(&mut self, declared: &TSEnumDeclaration<'a>) {
        let scope = self.scope();
        self.bind(&declared.id.name, declared.id.span, scope, BindingKind::Value);
        let members = declared.body.members.iter();
        let members = members.map(|member| Member { name: member.id.static_name().to_string(), range: bytes(member.id.span()) }).collect();
        self.shape(&declared.id.name, declared.span, members, Vec::new());
        for member in &declared.body.members {
            if let Some(initializer) = &member.initializer {
                self.visit_expression(initializer);
            }
        }
    }

    fn visit_ts_type(&mut self, it: &TSType<'a>) {
        self.in_type += 1;
        walk::walk_ts_type(self, it);
        self.in_type -= 1;
    }

    fn visit_ts_type_query(&mut self, query: &TSTypeQuery<'a>) {
        let depth = std::mem::take(&mut self.in_type);
        walk::walk_ts_type_query(self, query);
        self.in_type = depth;
    }

    fn visit_ts_class_implements(&mut self, implemented: &TSClassImplements<'a>) {
        self.in_type += 1;
        walk::walk_ts_class_implements(self, implemented);
        self.in_type -= 1;
    }

    fn visit_identifier_reference(&mut self, name: &IdentifierReference<'a>) {
        let role = if self.in_type > 0 { Role::Type } else { Role::Value };
        self.mention(&name.name, name.span, role);
    }

    fn visit_identifier_name(&mut self, name: &IdentifierName<'a>) {
        self.mention(&name.name, name.span, Role::Member);
    }

    fn visit_jsx_identifier(&mut self, name: &JSXIdentifier<'a>) {
        self.mention(&name.name, name.span, Role::Member);
    }
}

fn member(key: &PropertyKey<'_>) -> Option<Member> {
    Some(Member { name: key.static_name()?.to_string(), range: bytes(key.span()) })
}

fn signature(signature: &TSSignature<'_>) -> Option<Member> {
    match signature {
        TSSignature::TSPropertySignature(property) => member(&property.key),
        TSSignature::TSMethodSignature(method) => member(&method.key),
        _ => None,
    }
}

/// What an object type has; of an intersection all its parts.
fn object_members(ts_type: &TSType<'_>, members: &mut Vec<Member>, extends: &mut Vec<String>) {
    match ts_type {
        TSType::TSTypeLiteral(literal) => members.extend(literal.members.iter().filter_map(signature)),
        TSType::TSIntersectionType(parts) => parts.types.iter().for_each(|part| object_members(part, members, extends)),
        TSType::TSTypeReference(reference) => {
            if let TSTypeName::IdentifierReference(name) = &reference.type_name {
                extends.push(name.name.to_string());
            }
        }
        TSType::TSParenthesizedType(inner) => object_members(&inner.type_annotation, members, extends),
        _ => {}
    }
}
