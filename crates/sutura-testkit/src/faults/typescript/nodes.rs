//! A parsed source, as ranges of what operators change.

use std::ops::Range;

use oxc_allocator::Allocator;
use oxc_ast::ast::*;
use oxc_ast_visit::{Visit, walk};
use oxc_parser::Parser;
use oxc_span::{GetSpan, SourceType, Span};

/// What operators change in one file.
#[derive(Default)]
pub(super) struct Nodes {
    pub text: String,
    pub imports: Vec<Import>,
    /// Names that are read, apart from types.
    pub reads: Vec<Named>,
    /// Names of properties behind a dot.
    pub properties: Vec<Named>,
    pub attributes: Vec<Attribute>,
    /// Plain properties of object literals: the key, and the whole.
    pub keys: Vec<(Named, Range<usize>)>,
    pub calls: Vec<Call>,
    /// `await x`: the whole, and `x`.
    pub awaits: Vec<(Range<usize>, Range<usize>)>,
    /// `return x`: the whole, and `x`.
    pub returns: Vec<(Range<usize>, Range<usize>)>,
    /// Members of interfaces and object types: the name, the whole, and the type.
    pub members: Vec<(Named, Range<usize>, Option<Range<usize>>)>,
    /// Functions and variables with a name at top level: the statement, the name, and whether it is exported.
    pub declarations: Vec<(Range<usize>, Named, bool)>,
    /// Parameters of declared functions, with the function's name.
    pub parameters: Vec<(String, Range<usize>)>,
    pub strings: Vec<Range<usize>>,
    /// Names of elements with a closing tag, and the closing tag.
    pub closing: Vec<(String, Range<usize>)>,
    /// Destructured properties without another name.
    pub destructured: Vec<Named>,
    /// Types of variables and parameters.
    pub annotations: Vec<Range<usize>>,
}

#[derive(Clone)]
pub(super) struct Named {
    pub name: String,
    pub range: Range<usize>,
}

pub(super) struct Import {
    pub range: Range<usize>,
    pub source: Range<usize>,
    pub module: String,
    pub default: Option<Named>,
    pub named: Vec<Named>,
    pub is_type: bool,
}

pub(super) struct Attribute {
    pub name: Named,
    pub range: Range<usize>,
    /// The element is a component.
    pub component: bool,
}

pub(super) struct Call {
    pub arguments: Vec<Range<usize>>,
}

/// What `find` makes of the parsed text; nothing where it does not parse.
pub(super) fn with_nodes<T: Default>(path: &str, text: &str, find: impl FnOnce(&Nodes) -> T) -> T {
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, text, SourceType::from_path(path).unwrap_or_else(|_| SourceType::tsx())).parse();
    if parsed.panicked || parsed.diagnostics.has_errors() {
        return T::default();
    }
    let mut nodes = Nodes { text: text.to_owned(), ..Nodes::default() };
    for statement in &parsed.program.body {
        nodes.top_level(statement);
    }
    nodes.visit_program(&parsed.program);
    find(&nodes)
}

/// Whether the text of `path` parses.
pub(super) fn parses(path: &str, text: &str) -> bool {
    with_nodes(path, text, |_| true)
}

pub(super) fn bytes(span: Span) -> Range<usize> {
    span.start as usize..span.end as usize
}

fn named(name: &str, span: Span) -> Named {
    Named { name: name.to_owned(), range: bytes(span) }
}

impl Nodes {
    /// The whole line or lines, with their end.
    pub fn lines(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.text[..range.start].rfind('\n').map_or(0, |at| at + 1);
        let end = self.text[range.end..].find('\n').map_or(self.text.len(), |at| range.end + at + 1);
        start..end
    }

    /// The range with the comma behind it, else with the one in front.
    pub fn with_comma(&self, range: &Range<usize>) -> Range<usize> {
        let behind = &self.text[range.end..];
        let gap = behind.len() - behind.trim_start().len();
        if behind[gap..].starts_with(',') {
            let rest = &behind[gap + 1..];
            return range.start..range.end + gap + 1 + (rest.len() - rest.trim_start().len());
        }
        let before = self.text[..range.start].trim_end();
        if before.ends_with(',') { before.len() - 1..range.end } else { range.clone() }
    }

    /// Whether a name is mentioned apart from its import.
    pub fn is_used(&self, name: &str) -> bool {
        words(&self.text, name) > 1
    }

    fn top_level(&mut self, statement: &Statement<'_>) {
        let exported = matches!(statement, Statement::ExportDeclaration(_));
        let declaration = match statement {
            Statement::ExportDeclaration(exported) => Some(&exported.declaration),
            other => other.as_declaration(),
        };
        let name = match declaration {
            Some(Declaration::FunctionDeclaration(function)) => {
                for parameter in &function.params.items {
                    self.parameters.push((function.id.as_ref().map_or(String::new(), |id| id.name.to_string()), bytes(parameter.span)));
                }
                function.id.as_ref().map(|id| named(&id.name, id.span))
            }
            Some(Declaration::VariableDeclaration(variables)) => variables.declarations.first().and_then(|variable| match &variable.id {
                BindingPattern::BindingIdentifier(id) => Some(named(&id.name, id.span)),
                _ => None,
            }),
            Some(Declaration::TSInterfaceDeclaration(interface)) => Some(named(&interface.id.name, interface.id.span)),
            Some(Declaration::TSTypeAliasDeclaration(alias)) => Some(named(&alias.id.name, alias.id.span)),
            _ => None,
        };
        self.declarations.extend(name.map(|name| (bytes(statement.span()), name, exported)));
    }
}

/// How often `name` stands in `text` as a word.
pub(super) fn words(text: &str, name: &str) -> usize {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '$';
    let places = text.match_indices(name);
    places.filter(|(at, _)| !text[..*at].ends_with(is_part) && !text[at + name.len()..].starts_with(is_part)).count()
}

impl<'a> Visit<'a> for Nodes {
    fn visit_import_declaration(&mut self, import: &ImportDeclaration<'a>) {
        let mut found = Import {
            range: bytes(import.span),
            source: bytes(import.source.span),
            module: import.source.value.to_string(),
            default: None,
            named: Vec::new(),
            is_type: import.import_kind == ImportOrExportKind::Type,
        };
        for specifier in import.specifiers.iter().flatten() {
            match specifier {
                ImportDeclarationSpecifier::ImportSpecifier(name) => found.named.push(named(&name.local.name, name.span)),
                ImportDeclarationSpecifier::ImportDefaultSpecifier(name) => found.default = Some(named(&name.local.name, name.span)),
                ImportDeclarationSpecifier::ImportNamespaceSpecifier(_) => {}
            }
        }
        self.imports.push(found);
    }

    fn visit_ts_type(&mut self, _it: &TSType<'a>) {}

    fn visit_ts_type_annotation(&mut self, it: &TSTypeAnnotation<'a>) {
        self.annotations.push(bytes(it.type_annotation.span()));
    }

    fn visit_ts_type_parameter_instantiation(&mut self, _it: &TSTypeParameterInstantiation<'a>) {}

    fn visit_ts_interface_declaration(&mut self, interface: &TSInterfaceDeclaration<'a>) {
        self.members.extend(interface.body.body.iter().filter_map(signature));
    }

    fn visit_ts_type_alias_declaration(&mut self, alias: &TSTypeAliasDeclaration<'a>) {
        if let TSType::TSTypeLiteral(literal) = &alias.type_annotation {
            self.members.extend(literal.members.iter().filter_map(signature));
        }
    }

    fn visit_identifier_reference(&mut self, name: &IdentifierReference<'a>) {
        self.reads.push(named(&name.name, name.span));
    }

    fn visit_static_member_expression(&mut self, member: &StaticMemberExpression<'a>) {
        self.properties.push(named(&member.property.name, member.property.span));
        walk::walk_static_member_expression(self, member);
    }

    fn visit_jsx_element(&mut self, element: &JSXElement<'a>) {
        let name = &self.text[bytes(element.opening_element.name.span())];
        let component = name.starts_with(char::is_uppercase);
        let name = name.to_owned();
        for item in &element.opening_element.attributes {
            if let JSXAttributeItem::Attribute(attribute) = item
                && let JSXAttributeName::Identifier(key) = &attribute.name
            {
                self.attributes.push(Attribute { name: named(&key.name, key.span), range: bytes(attribute.span), component });
            }
        }
        if let Some(closing) = &element.closing_element {
            self.closing.push((name, bytes(closing.span)));
        }
        walk::walk_jsx_element(self, element);
    }

    fn visit_object_property(&mut self, property: &ObjectProperty<'a>) {
        if let PropertyKey::StaticIdentifier(key) = &property.key
            && !property.shorthand
            && !property.method
        {
            self.keys.push((named(&key.name, key.span), bytes(property.span)));
        }
        walk::walk_object_property(self, property);
    }

    fn visit_binding_property(&mut self, property: &BindingProperty<'a>) {
        if let PropertyKey::StaticIdentifier(key) = &property.key
            && property.shorthand
        {
            self.destructured.push(named(&key.name, key.span));
        }
        walk::walk_binding_property(self, property);
    }

    fn visit_call_expression(&mut self, call: &CallExpression<'a>) {
        let arguments = call.arguments.iter().map(|argument| bytes(argument.span())).collect();
        self.calls.push(Call { arguments });
        walk::walk_call_expression(self, call);
    }

    fn visit_await_expression(&mut self, awaited: &AwaitExpression<'a>) {
        self.awaits.push((bytes(awaited.span), bytes(awaited.argument.span())));
        walk::walk_await_expression(self, awaited);
    }

    fn visit_return_statement(&mut self, returned: &ReturnStatement<'a>) {
        if let Some(argument) = &returned.argument {
            self.returns.push((bytes(returned.span), bytes(argument.span())));
        }
        walk::walk_return_statement(self, returned);
    }

    fn visit_string_literal(&mut self, literal: &StringLiteral<'a>) {
        self.strings.push(bytes(literal.span));
    }
}

fn signature(signature: &TSSignature<'_>) -> Option<(Named, Range<usize>, Option<Range<usize>>)> {
    let TSSignature::TSPropertySignature(property) = signature else { return None };
    let PropertyKey::StaticIdentifier(key) = &property.key else { return None };
    Some((
        named(&key.name, key.span),
        bytes(property.span),
        property.type_annotation.as_ref().map(|kind| bytes(kind.type_annotation.span())),
    ))
}
