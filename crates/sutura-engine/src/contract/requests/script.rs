//! What one source of a frontend says about the requests that it makes: its names, its calls, and the expressions in them, as values that own what they say.

use std::{
    cell::Cell,
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use oxc_allocator::Allocator;
use oxc_ast::ast::{Function as FunctionNode, *};
use oxc_ast_visit::{Visit, walk};
use oxc_span::{GetSpan, Span};
use oxc_syntax::scope::{ScopeFlags, ScopeId};

use crate::workspace::{Grammar, parse_script};

/// A parsed source. Ranges are in bytes.
#[derive(Debug, Default)]
pub(crate) struct Script {
    /// What names mean, by the range in which they are visible.
    scopes: BTreeMap<(usize, usize), BTreeMap<String, Binding>>,
    /// Every call, and every `new`.
    pub calls: Vec<Expr>,
    /// What it exports under a name; `default` too.
    pub exports: BTreeMap<String, Export>,
    /// The modules of `export * from`.
    pub stars: Vec<String>,
    /// Chains of at least two members behind a name: `api.orders.list` as `["orders", "list"]`.
    pub chains: BTreeSet<(String, String)>,
    /// Texts and templates with a slash, as paths that may be asked for.
    pub paths: Vec<Expr>,
    /// A place in the outermost scope.
    pub start: usize,
}

/// What a name stands for.
#[derive(Debug)]
pub(crate) enum Binding {
    /// A constant, a function or a class.
    Value(Expr),
    /// A parameter: the place of its declaration.
    Parameter(usize),
    /// What another module exports; `*` for all of it.
    Import { module: String, name: String },
    /// Something that may change or is not known.
    Unknown,
}

/// What is exported under a name.
#[derive(Debug)]
pub(crate) enum Export {
    /// What has this name in the source.
    Local(String),
    /// What another module exports; `*` for all of it.
    From { module: String, name: String },
    /// A value without a name.
    Value(Expr),
}

/// An expression, as far as it can matter to a request.
#[derive(Clone, Debug)]
pub(crate) struct Expr {
    pub range: Range<usize>,
    pub kind: Kind,
}

#[derive(Clone, Debug)]
pub(crate) enum Kind {
    /// A text; the range is that of what stands between the quotes.
    Text(String, Range<usize>),
    /// Texts and values, put together.
    Joined(Vec<Expr>),
    Name(String),
    Member(Box<Expr>, String),
    Object(Object),
    Call(Box<Expr>, Vec<Expr>),
    New(Box<Expr>, Vec<Expr>),
    Function(Function),
    /// One or the other, as the program runs.
    Choice(Box<Expr>, Box<Expr>),
    /// The first that is there.
    Else(Box<Expr>, Box<Expr>),
    /// A class, by its members: methods, and fields with their values.
    Class(Vec<(String, Expr)>),
    This,
    /// `import.meta`
    Meta,
    /// `undefined`, `null`
    Nothing,
    Other,
}

/// An object literal.
#[derive(Clone, Debug, Default)]
pub(crate) struct Object {
    pub entries: Vec<Entry>,
    /// Whether it may have more than these: computed names.
    pub is_open: bool,
}

#[derive(Clone, Debug)]
pub(crate) enum Entry {
    Property(Property),
    /// `...object`
    Spread(Expr),
}

#[derive(Clone, Debug)]
pub(crate) struct Property {
    pub name: String,
    /// The name without quotes.
    pub range: Range<usize>,
    /// Whether name and value are one word.
    pub is_shorthand: bool,
    pub value: Expr,
}

/// A function that may be called with values.
#[derive(Clone, Debug)]
pub(crate) struct Function {
    pub parameters: Vec<Parameter>,
    /// What it returns, where that is one expression.
    pub returns: Option<Box<Expr>>,
}

#[derive(Clone, Debug)]
pub(crate) enum Parameter {
    /// One name: its place, and what it is where nothing is handed in.
    Name(usize, Option<Box<Expr>>),
    /// Fields of what is handed in: name of the field, and place of the name that it gets.
    Fields(Vec<(String, usize)>),
    Other,
}

impl Script {
    /// Nothing where `text` does not parse.
    pub fn read(path: &str, text: &str) -> Option<Self> {
        if !Grammar::Script.can_parse(text) {
            return None;
        }
        let allocator = Allocator::default();
        let parsed = parse_script(&allocator, path, text);
        if parsed.panicked || parsed.diagnostics.has_errors() {
            return None;
        }
        let mut reader = Reader { script: Self::default(), scopes: Vec::new(), next: bytes(parsed.program.span) };
        reader.script.start = parsed.program.span.start as usize;
        reader.visit_program(&parsed.program);
        parsed.program.body.iter().for_each(|statement| reader.export(statement));
        Some(reader.script)
    }

    /// What `name` means at `offset`.
    pub fn binding(&self, name: &str, offset: usize) -> Option<&Binding> {
        let around = self.scopes.range(..=(offset, usize::MAX)).rev().filter(|((_, end), _)| offset < *end);
        around.filter_map(|(range, names)| Some((range, names.get(name)?))).min_by_key(|((start, end), _)| end - start).map(|found| found.1)
    }

    /// The calls within `range`.
    pub fn calls_in(&self, range: &Range<usize>) -> impl Iterator<Item = &Expr> {
        self.calls.iter().filter(|call| range.start <= call.range.start && call.range.end <= range.end)
    }

    /// The innermost class around `offset`.
    pub fn class_around(&self, offset: usize) -> Option<&Expr> {
        let values = self.scopes.values().flat_map(BTreeMap::values);
        let classes = values.filter_map(|binding| match binding {
            Binding::Value(value) if matches!(value.kind, Kind::Class(_)) && value.range.contains(&offset) => Some(value),
            _ => None,
        });
        classes.min_by_key(|class| class.range.len())
    }
}

fn bytes(span: Span) -> Range<usize> {
    span.start as usize..span.end as usize
}

struct Reader {
    script: Script,
    scopes: Vec<Range<usize>>,
    /// The range of the node that was entered last: the one that a scope belongs to.
    next: Range<usize>,
}

impl Reader {
    fn bind(&mut self, name: &str, binding: Binding) {
        let scope = self.scopes.last().cloned().unwrap_or(0..usize::MAX);
        let names = self.script.scopes.entry((scope.start, scope.end)).or_default();
        // Which of two is meant where is not asked.
        let binding = if names.contains_key(name) { Binding::Unknown } else { binding };
        names.insert(name.to_owned(), binding);
    }

    fn bind_unknown(&mut self, pattern: &BindingPattern<'_>) {
        for name in pattern.get_binding_identifiers() {
            self.bind(&name.name, Binding::Unknown);
        }
    }

    fn bind_parameters(&mut self, parameters: &FormalParameters<'_>) {
        for parameter in &parameters.items {
            for name in parameter.pattern.get_binding_identifiers() {
                self.bind(&name.name, Binding::Parameter(name.span.start as usize));
            }
        }
        if let Some(rest) = &parameters.rest {
            self.bind_unknown(&rest.rest.argument);
        }
    }

    /// `const { a, b: c } = value`
    fn bind_fields(&mut self, pattern: &ObjectPattern<'_>, value: &Expr) {
        for property in &pattern.properties {
            match (&property.value, property.key.static_name()) {
                (BindingPattern::BindingIdentifier(local), Some(field)) => {
                    let kind = Kind::Member(Box::new(value.clone()), field.to_string());
                    self.bind(&local.name, Binding::Value(Expr { range: value.range.clone(), kind }));
                }
                (other, _) => self.bind_unknown(other),
            }
        }
        if let Some(rest) = &pattern.rest {
            self.bind_unknown(&rest.argument);
        }
    }

    fn export(&mut self, statement: &Statement<'_>) {
        let exports = &mut self.script.exports;
        match statement {
            Statement::ExportAllDeclaration(all) => match &all.exported {
                Some(name) => {
                    let from = Export::From { module: all.source.value.to_string(), name: "*".to_owned() };
                    exports.insert(name.name().to_string(), from);
                }
                None => self.script.stars.push(all.source.value.to_string()),
            },
            Statement::ExportFromDeclaration(from) => {
                for name in &from.specifiers {
                    let export = Export::From { module: from.source.value.to_string(), name: name.local.name().to_string() };
                    exports.insert(name.exported.name().to_string(), export);
                }
            }
            Statement::ExportNamedDeclaration(named) => {
                for name in &named.specifiers {
                    exports.insert(name.exported.name().to_string(), Export::Local(name.local.name().to_string()));
                }
            }
            Statement::ExportDeclaration(exported) => {
                let names: Vec<String> = match &exported.declaration {
                    Declaration::VariableDeclaration(variables) => {
                        let names = variables.declarations.iter().flat_map(|variable| variable.id.get_binding_identifiers());
                        names.map(|name| name.name.to_string()).collect()
                    }
                    Declaration::FunctionDeclaration(function) => function.id.iter().map(|id| id.name.to_string()).collect(),
                    Declaration::ClassDeclaration(class) => class.id.iter().map(|id| id.name.to_string()).collect(),
                    _ => Vec::new(),
                };
                exports.extend(names.into_iter().map(|name| (name.clone(), Export::Local(name))));
            }
            Statement::ExportDefaultDeclaration(default) => {
                let export = match &default.declaration {
                    ExportDefaultDeclarationKind::FunctionDeclaration(function) => Some(Export::Value(of_function(function))),
                    ExportDefaultDeclarationKind::ClassDeclaration(class) => Some(Export::Value(of_class(class))),
                    other => other.as_expression().map(|value| Export::Value(of(value))),
                };
                exports.extend(export.map(|export| ("default".to_owned(), export)));
            }
            _ => {}
        }
    }
}

impl<'a> Visit<'a> for Reader {
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
        for specifier in import.specifiers.iter().flatten() {
            let name = match specifier {
                ImportDeclarationSpecifier::ImportSpecifier(name) => name.imported.name().to_string(),
                ImportDeclarationSpecifier::ImportDefaultSpecifier(_) => "default".to_owned(),
                ImportDeclarationSpecifier::ImportNamespaceSpecifier(_) => "*".to_owned(),
            };
            self.bind(&specifier.local().name, Binding::Import { module: import.source.value.to_string(), name });
        }
    }

    fn visit_variable_declaration(&mut self, declaration: &VariableDeclaration<'a>) {
        for variable in &declaration.declarations {
            let value = variable.init.as_ref().filter(|_| declaration.kind.is_const()).map(of);
            match (&variable.id, value) {
                (BindingPattern::BindingIdentifier(name), Some(value)) => self.bind(&name.name, Binding::Value(value)),
                (BindingPattern::ObjectPattern(pattern), Some(value)) => self.bind_fields(pattern, &value),
                (pattern, _) => self.bind_unknown(pattern),
            }
        }
        walk::walk_variable_declaration(self, declaration);
    }

    fn visit_catch_parameter(&mut self, parameter: &CatchParameter<'a>) {
        self.bind_unknown(&parameter.pattern);
    }

    fn visit_function(&mut self, function: &FunctionNode<'a>, flags: ScopeFlags) {
        if let Some(id) = function.id.as_ref().filter(|_| function.is_declaration()) {
            self.bind(&id.name, Binding::Value(of_function(function)));
        }
        walk::walk_function(self, function, flags);
    }

    fn visit_formal_parameters(&mut self, parameters: &FormalParameters<'a>) {
        self.bind_parameters(parameters);
        walk::walk_formal_parameters(self, parameters);
    }

    fn visit_class(&mut self, class: &Class<'a>) {
        let name = class.id.as_ref().map_or("", |id| &id.name);
        self.bind(name, Binding::Value(of_class(class)));
        walk::walk_class(self, class);
    }

    fn visit_call_expression(&mut self, call: &CallExpression<'a>) {
        self.script.calls.push(of_call(call));
        walk::walk_call_expression(self, call);
    }

    fn visit_new_expression(&mut self, new: &NewExpression<'a>) {
        let arguments = new.arguments.iter().map(of_argument).collect();
        self.script.calls.push(Expr { range: bytes(new.span), kind: Kind::New(Box::new(of(&new.callee)), arguments) });
        walk::walk_new_expression(self, new);
    }

    fn visit_static_member_expression(&mut self, member: &StaticMemberExpression<'a>) {
        if let Expression::StaticMemberExpression(inner) = member.object.get_inner_expression() {
            self.script.chains.insert((inner.property.name.to_string(), member.property.name.to_string()));
        }
        walk::walk_static_member_expression(self, member);
    }

    fn visit_string_literal(&mut self, text: &StringLiteral<'a>) {
        if text.value.contains('/') {
            self.script.paths.push(of_text(text));
        }
    }

    fn visit_template_literal(&mut self, template: &TemplateLiteral<'a>) {
        if template.quasis.iter().any(|text| text.value.raw.contains('/')) {
            self.script.paths.push(of_template(template));
        }
        walk::walk_template_literal(self, template);
    }
}

fn of(expression: &Expression<'_>) -> Expr {
    let range = bytes(expression.span());
    let kind = match expression {
        Expression::StringLiteral(text) => return of_text(text),
        Expression::TemplateLiteral(template) => return of_template(template),
        Expression::Identifier(name) if name.name == "undefined" => Kind::Nothing,
        Expression::Identifier(name) => Kind::Name(name.name.to_string()),
        Expression::NullLiteral(_) => Kind::Nothing,
        Expression::ThisExpression(_) => Kind::This,
        Expression::ImportMeta(_) => Kind::Meta,
        Expression::StaticMemberExpression(member) => Kind::Member(Box::new(of(&member.object)), member.property.name.to_string()),
        Expression::PrivateFieldExpression(member) => Kind::Member(Box::new(of(&member.object)), format!("#{}", member.field.name)),
        Expression::ComputedMemberExpression(member) => match &member.expression {
            Expression::StringLiteral(name) => Kind::Member(Box::new(of(&member.object)), name.value.to_string()),
            _ => Kind::Other,
        },
        Expression::ChainExpression(chain) => match &chain.expression {
            ChainElement::CallExpression(call) => return of_call(call),
            ChainElement::StaticMemberExpression(member) => Kind::Member(Box::new(of(&member.object)), member.property.name.to_string()),
            _ => Kind::Other,
        },
        Expression::ObjectExpression(object) => Kind::Object(of_object(object)),
        Expression::CallExpression(call) => return of_call(call),
        Expression::NewExpression(new) => Kind::New(Box::new(of(&new.callee)), new.arguments.iter().map(of_argument).collect()),
        Expression::ArrowFunctionExpression(arrow) => {
            let returns = match arrow.body.as_expression() {
                Some(value) => Some(of(value)),
                None => arrow.body.as_function_body().and_then(|body| returned(&body.statements)),
            };
            Kind::Function(Function { parameters: parameters(&arrow.params), returns: returns.map(Box::new) })
        }
        Expression::FunctionExpression(function) => return of_function(function),
        Expression::ClassExpression(class) => return of_class(class),
        Expression::BinaryExpression(binary) if binary.operator == BinaryOperator::Addition => {
            Kind::Joined(vec![of(&binary.left), of(&binary.right)])
        }
        Expression::ConditionalExpression(choice) => Kind::Choice(Box::new(of(&choice.consequent)), Box::new(of(&choice.alternate))),
        Expression::LogicalExpression(logical) if logical.operator != LogicalOperator::And => {
            Kind::Else(Box::new(of(&logical.left)), Box::new(of(&logical.right)))
        }
        Expression::AwaitExpression(awaited) => return of(&awaited.argument),
        other => {
            let inner = other.get_inner_expression();
            if !std::ptr::eq(inner, other) {
                return of(inner);
            }
            Kind::Other
        }
    };
    Expr { range, kind }
}

fn of_text(text: &StringLiteral<'_>) -> Expr {
    let range = bytes(text.span);
    let inner = range.start + 1..range.end.saturating_sub(1).max(range.start + 1);
    Expr { range, kind: Kind::Text(text.value.to_string(), inner) }
}

fn of_template(template: &TemplateLiteral<'_>) -> Expr {
    let mut parts = Vec::new();
    let mut values = template.expressions.iter();
    for text in &template.quasis {
        let cooked = text.value.cooked.as_ref().unwrap_or(&text.value.raw);
        if !cooked.is_empty() {
            // Everything in a template is shown at its start.
            parts.push(Expr { range: bytes(template.span), kind: Kind::Text(cooked.to_string(), bytes(text.span)) });
        }
        parts.extend(values.next().map(of));
    }
    Expr { range: bytes(template.span), kind: Kind::Joined(parts) }
}

fn of_call(call: &CallExpression<'_>) -> Expr {
    let arguments = call.arguments.iter().map(of_argument).collect();
    Expr { range: bytes(call.span), kind: Kind::Call(Box::new(of(&call.callee)), arguments) }
}

fn of_argument(argument: &Argument<'_>) -> Expr {
    argument.as_expression().map_or_else(|| Expr { range: bytes(argument.span()), kind: Kind::Other }, of)
}

fn of_object(object: &ObjectExpression<'_>) -> Object {
    let mut found = Object::default();
    for property in &object.properties {
        let property = match property {
            ObjectPropertyKind::ObjectProperty(property) => property,
            ObjectPropertyKind::SpreadProperty(spread) => {
                found.entries.push(Entry::Spread(of(&spread.argument)));
                continue;
            }
        };
        let Some(name) = property.key.static_name().filter(|_| !property.computed) else {
            found.is_open = true;
            continue;
        };
        let key = bytes(property.key.span());
        let quotes = usize::from(matches!(property.key, PropertyKey::StringLiteral(_)));
        found.entries.push(Entry::Property(Property {
            name: name.to_string(),
            range: key.start + quotes..key.end - quotes,
            is_shorthand: property.shorthand,
            value: of(&property.value),
        }));
    }
    found
}

fn of_function(function: &FunctionNode<'_>) -> Expr {
    let returns = function.body.as_ref().and_then(|body| returned(&body.statements));
    let kind = Kind::Function(Function { parameters: parameters(&function.params), returns: returns.map(Box::new) });
    Expr { range: bytes(function.span), kind }
}

fn of_class(class: &Class<'_>) -> Expr {
    let member = |element: &ClassElement<'_>| match element {
        ClassElement::MethodDefinition(method) if method.kind == MethodDefinitionKind::Method => {
            Some((key(&method.key)?, of_function(&method.value)))
        }
        ClassElement::PropertyDefinition(field) => Some((key(&field.key)?, of(field.value.as_ref()?))),
        _ => None,
    };
    Expr { range: bytes(class.span), kind: Kind::Class(class.body.body.iter().filter_map(member).collect()) }
}

fn key(key: &PropertyKey<'_>) -> Option<String> {
    match key {
        PropertyKey::PrivateIdentifier(name) => Some(format!("#{}", name.name)),
        other => other.static_name().map(|name| name.to_string()),
    }
}

fn parameters(parameters: &FormalParameters<'_>) -> Vec<Parameter> {
    let of_pattern = |parameter: &FormalParameter<'_>| match &parameter.pattern {
        BindingPattern::BindingIdentifier(name) => {
            Parameter::Name(name.span.start as usize, parameter.initializer.as_deref().map(|value| Box::new(of(value))))
        }
        BindingPattern::ObjectPattern(pattern) if pattern.rest.is_none() => {
            let fields = pattern.properties.iter().filter_map(|property| match &property.value {
                BindingPattern::BindingIdentifier(local) => Some((property.key.static_name()?.to_string(), local.span.start as usize)),
                _ => None,
            });
            Parameter::Fields(fields.collect())
        }
        _ => Parameter::Other,
    };
    parameters.items.iter().map(of_pattern).collect()
}

/// The one value that a body returns: it returns nowhere else, and only declares and calls before.
fn returned(statements: &[Statement<'_>]) -> Option<Expr> {
    let (last, before) = statements.split_last()?;
    let is_plain = |statement: &Statement<'_>| {
        matches!(statement, Statement::VariableDeclaration(_) | Statement::ExpressionStatement(_) | Statement::FunctionDeclaration(_))
    };
    match last {
        Statement::ReturnStatement(last) if before.iter().all(is_plain) => last.argument.as_ref().map(of),
        _ => None,
    }
}
