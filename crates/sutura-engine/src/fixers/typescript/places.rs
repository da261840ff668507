//! The calls, elements, objects, functions and states of a source, by their places.

use std::ops::Range;

use oxc_allocator::Allocator;
use oxc_ast::ast::*;
use oxc_ast_visit::{Visit, walk};
use oxc_span::GetSpan;
use oxc_syntax::scope::ScopeFlags;

use super::module::bytes;
use crate::workspace::parse_script;

/// What stands where in a source that parses. Outer ones come before inner ones.
#[derive(Default)]
pub(super) struct Places {
    pub calls: Vec<Call>,
    pub elements: Vec<Element>,
    pub objects: Vec<Object>,
    pub functions: Vec<Callee>,
    pub states: Vec<State>,
    /// String literals, with their quotes.
    pub strings: Vec<Range<usize>>,
    /// Expressions whose value nobody reads: statements, and the bodies of arrows without braces.
    pub idle: Vec<Range<usize>>,
}

/// `f<T>(a, b)`
pub(super) struct Call {
    pub range: Range<usize>,
    pub callee: Range<usize>,
    /// With the angle brackets.
    pub type_arguments: Option<Range<usize>>,
    pub arguments: Vec<Range<usize>>,
}

/// `<Name attribute="x">`
pub(super) struct Element {
    pub name: Range<usize>,
    /// The name in the closing tag.
    pub closing: Option<Range<usize>>,
    pub attributes: Vec<Attribute>,
    /// Whether more is spread into it.
    pub spreads: bool,
    pub has_children: bool,
}

/// An attribute, or a property of an object.
#[derive(Clone)]
pub(super) struct Attribute {
    pub range: Range<usize>,
    pub name: Range<usize>,
    /// The value; of an attribute in braces, with the braces. None of a shorthand.
    pub value: Option<Range<usize>>,
}

/// `{ key: value }`
pub(super) struct Object {
    pub range: Range<usize>,
    pub properties: Vec<Attribute>,
    /// Whether more is spread into it.
    pub spreads: bool,
}

/// A function or an arrow.
pub(super) struct Callee {
    pub range: Range<usize>,
    /// The parameters: pattern, and the annotated type.
    pub parameters: Vec<(Range<usize>, Option<Range<usize>>)>,
    /// With its braces, if it has them.
    pub body: Range<usize>,
    /// Its name, where it is declared by `function name`, or is the value of a variable.
    pub name: Option<Range<usize>>,
}

/// `const [value, setValue] = useState(initial)`
pub(super) struct State {
    pub declaration: Range<usize>,
    pub names: Vec<Range<usize>>,
    /// Where in the calls its initial value is.
    pub call: usize,
}

impl Places {
    /// Nothing where `text` does not parse.
    pub fn of(file: &str, text: &str) -> Self {
        let allocator = Allocator::default();
        let parsed = parse_script(&allocator, file, text);
        let mut places = Self::default();
        if !parsed.panicked && !parsed.diagnostics.has_errors() {
            places.visit_program(&parsed.program);
        }
        places
    }

    /// The attribute of an element, or the property of an object, whose name stands at `offset`.
    pub fn attribute_at(&self, offset: usize) -> Option<&Attribute> {
        let attributes = self.elements.iter().flat_map(|element| &element.attributes);
        attributes.chain(self.objects.iter().flat_map(|object| &object.properties)).find(|found| found.name.start == offset)
    }

    /// The element that has an attribute or its name at `offset`.
    pub fn element_at(&self, offset: usize) -> Option<&Element> {
        let has =
            |element: &&Element| element.name.start == offset || element.attributes.iter().any(|attribute| attribute.name.start == offset);
        self.elements.iter().find(has)
    }

    /// The object that has a property at `offset`.
    pub fn object_with(&self, offset: usize) -> Option<&Object> {
        self.objects.iter().find(|object| object.properties.iter().any(|property| property.name.start == offset))
    }

    /// The innermost function around `offset`.
    pub fn function_around(&self, offset: usize) -> Option<&Callee> {
        self.functions.iter().filter(|function| function.range.contains(&offset)).min_by_key(|function| function.range.len())
    }

    /// The call that hands in what starts at `offset`.
    pub fn call_with(&self, offset: usize) -> Option<&Call> {
        self.calls.iter().find(|call| call.arguments.iter().any(|argument| argument.start == offset))
    }

    fn function(&mut self, range: Range<usize>, parameters: &FormalParameters<'_>, body: Range<usize>) {
        let parameters = parameters.items.iter().map(|parameter| {
            let annotation = parameter.type_annotation.as_ref().map(|annotation| bytes(annotation.type_annotation.span()));
            (bytes(parameter.pattern.span()), annotation)
        });
        self.functions.push(Callee { range, parameters: parameters.collect(), body, name: None });
    }

    fn name_last(&mut self, range: Range<usize>, name: Range<usize>) {
        if let Some(function) = self.functions.iter_mut().find(|function| function.range == range) {
            function.name = Some(name);
        }
    }
}

impl<'a> Visit<'a> for Places {
    fn visit_call_expression(&mut self, call: &CallExpression<'a>) {
        self.calls.push(Call {
            range: bytes(call.span),
            callee: bytes(call.callee.span()),
            type_arguments: call.type_arguments.as_ref().map(|types| bytes(types.span)),
            arguments: call.arguments.iter().map(|argument| bytes(argument.span())).collect(),
        });
        walk::walk_call_expression(self, call);
    }

    fn visit_jsx_element(&mut self, element: &JSXElement<'a>) {
        let opening = &element.opening_element;
        let attributes = opening.attributes.iter().filter_map(|item| match item {
            JSXAttributeItem::Attribute(attribute) => Some(Attribute {
                range: bytes(attribute.span),
                name: bytes(attribute.name.span()),
                value: attribute.value.as_ref().map(|value| bytes(value.span())),
            }),
            JSXAttributeItem::SpreadAttribute(_) => None,
        });
        self.elements.push(Element {
            name: bytes(opening.name.span()),
            closing: element.closing_element.as_ref().map(|closing| bytes(closing.name.span())),
            attributes: attributes.collect(),
            spreads: opening.attributes.iter().any(|item| matches!(item, JSXAttributeItem::SpreadAttribute(_))),
            has_children: !element.children.is_empty(),
        });
        walk::walk_jsx_element(self, element);
    }

    fn visit_object_expression(&mut self, object: &ObjectExpression<'a>) {
        let properties = object.properties.iter().filter_map(|property| match property {
            ObjectPropertyKind::ObjectProperty(property) => Some(Attribute {
                range: bytes(property.span),
                name: bytes(property.key.span()),
                value: (!property.shorthand).then(|| bytes(property.value.span())),
            }),
            ObjectPropertyKind::SpreadProperty(_) => None,
        });
        let spreads = object.properties.iter().any(|property| matches!(property, ObjectPropertyKind::SpreadProperty(_)));
        self.objects.push(Object { range: bytes(object.span), properties: properties.collect(), spreads });
        walk::walk_object_expression(self, object);
    }

    fn visit_function(&mut self, function: &Function<'a>, flags: ScopeFlags) {
        if let Some(body) = &function.body {
            self.function(bytes(function.span), &function.params, bytes(body.span));
        }
        if let Some(name) = &function.id {
            self.name_last(bytes(function.span), bytes(name.span));
        }
        walk::walk_function(self, function, flags);
    }

    fn visit_arrow_function_expression(&mut self, arrow: &ArrowFunctionExpression<'a>) {
        self.function(bytes(arrow.span), &arrow.params, bytes(arrow.body.span()));
        if !matches!(arrow.body, ArrowFunctionBody::FunctionBody(_)) {
            self.idle.push(bytes(arrow.body.span()));
        }
        walk::walk_arrow_function_expression(self, arrow);
    }

    fn visit_expression_statement(&mut self, statement: &ExpressionStatement<'a>) {
        self.idle.push(bytes(statement.expression.span()));
        walk::walk_expression_statement(self, statement);
    }

    fn visit_string_literal(&mut self, string: &StringLiteral<'a>) {
        self.strings.push(bytes(string.span));
    }

    fn visit_variable_declaration(&mut self, declaration: &VariableDeclaration<'a>) {
        for variable in &declaration.declarations {
            let first = self.calls.len();
            walk::walk_variable_declarator(self, variable);
            match (&variable.id, &variable.init) {
                (BindingPattern::ArrayPattern(names), Some(Expression::CallExpression(_))) if declaration.declarations.len() == 1 => {
                    let names = names.elements.iter().flatten().map(|name| bytes(name.span())).collect();
                    self.states.push(State { declaration: bytes(declaration.span), names, call: first });
                }
                (BindingPattern::BindingIdentifier(name), Some(init)) => self.name_last(bytes(init.span()), bytes(name.span)),
                _ => {}
            }
        }
    }
}
