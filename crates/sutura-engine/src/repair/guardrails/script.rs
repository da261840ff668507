//! What a candidate may not add to TypeScript.

use oxc_allocator::Allocator;
use oxc_ast::ast::{
    ArrowFunctionBody, CallExpression, Class, ConditionalExpression, Expression, ForOfStatement, ForStatement, FormalParameters, Function,
    FunctionBody, IfStatement, LogicalExpression, NewExpression, PropertyDefinition, Statement, TSAnyKeyword, TSAsExpression,
    TSExternalModuleDeclaration, TSImportEqualsDeclaration, TSIndexSignature, TSNamespaceDeclaration, TSNonNullExpression, TSObjectKeyword,
    TSType, TSTypeAssertion, TSTypeReference, VariableDeclaration, VariableDeclarator, WhileStatement,
};
use oxc_ast_visit::{Visit, walk};
use oxc_span::{GetSpan, Span};
use oxc_syntax::{operator::LogicalOperator, scope::ScopeFlags};

use super::Sign;
use crate::workspace::parse_script;

/// The signs of a text. One that does not parse may show none.
pub(super) fn signs(path: &str, text: &str) -> Vec<Sign> {
    let allocator = Allocator::default();
    let parsed = parse_script(&allocator, path, text);
    let mut search = Search { text, is_declaration: path.ends_with(".d.ts"), found: Vec::new() };
    search.visit_program(&parsed.program);
    search.found
}

struct Search<'t> {
    text: &'t str,
    is_declaration: bool,
    found: Vec<Sign>,
}

impl Search<'_> {
    fn push(&mut self, rule: &'static str, span: Span) {
        self.found.push(Sign { rule, text: self.source(span).to_owned() });
    }

    fn source(&self, span: Span) -> &str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    fn declared(&mut self, declare: bool, span: Span) {
        if declare && !self.is_declaration {
            self.push("declare", span);
        }
    }

    /// An expression that is claimed to be of a type. `span` is all of it.
    fn claim(&mut self, value: &Expression, kind: &TSType, span: Span) {
        // What is empty is a list of any kind, and nothing may be nothing: such claims are proven where they stand.
        let is_proven = match value.without_parentheses() {
            Expression::ArrayExpression(list) => list.elements.is_empty() && matches!(kind, TSType::TSArrayType(_)),
            value if value.is_null_or_undefined() => match kind {
                TSType::TSUnionType(union) => {
                    union.types.iter().any(|kind| matches!(kind, TSType::TSNullKeyword(_) | TSType::TSUndefinedKeyword(_)))
                }
                _ => false,
            },
            _ => false,
        };
        if !is_proven && !kind.is_const_type_reference() {
            self.push("cast", span);
        }
    }
}

impl<'a> Visit<'a> for Search<'_> {
    fn visit_ts_any_keyword(&mut self, any: &TSAnyKeyword) {
        // With what is around it, so that one of a broken original can be found again.
        let start = self.text[..any.span.start as usize].rfind(|c: char| !c.is_whitespace()).unwrap_or(0);
        let start =
            self.text[..start].rfind(|c: char| !c.is_alphanumeric() && c != ' ').map_or(0, |at| self.text.ceil_char_boundary(at + 1));
        self.push("any", Span::new(start as u32, any.span.end));
    }

    fn visit_ts_object_keyword(&mut self, object: &TSObjectKeyword) {
        self.push("any", object.span);
    }

    fn visit_ts_type_reference(&mut self, reference: &TSTypeReference<'a>) {
        if matches!(self.source(reference.type_name.span()), "Function" | "Object" | "React.ElementType<any>") {
            self.push("any", reference.span);
        }
        walk::walk_ts_type_reference(self, reference);
    }

    fn visit_ts_index_signature(&mut self, signature: &TSIndexSignature<'a>) {
        if matches!(signature.type_annotation.type_annotation, TSType::TSUnknownKeyword(_)) {
            self.push("any", signature.span);
        }
        walk::walk_ts_index_signature(self, signature);
    }

    fn visit_ts_as_expression(&mut self, claim: &TSAsExpression<'a>) {
        self.claim(&claim.expression, &claim.type_annotation, claim.span);
        walk::walk_ts_as_expression(self, claim);
    }

    fn visit_ts_type_assertion(&mut self, claim: &TSTypeAssertion<'a>) {
        self.claim(&claim.expression, &claim.type_annotation, claim.span);
        walk::walk_ts_type_assertion(self, claim);
    }

    fn visit_ts_non_null_expression(&mut self, claim: &TSNonNullExpression<'a>) {
        // What the page itself holds is known to whoever wrote the page.
        let is_page = |name: &str| name.starts_with("document.getElementById(") || name.starts_with("document.querySelector(");
        if !is_page(self.source(claim.span)) {
            self.push("non-null", claim.span);
        }
        walk::walk_ts_non_null_expression(self, claim);
    }

    fn visit_variable_declaration(&mut self, variables: &VariableDeclaration<'a>) {
        self.declared(variables.declare, variables.span);
        walk::walk_variable_declaration(self, variables);
    }

    fn visit_variable_declarator(&mut self, variable: &VariableDeclarator<'a>) {
        if variable.definite {
            self.push("non-null", variable.span);
        }
        if let (None, Some(Expression::ArrowFunctionExpression(arrow))) = (&variable.type_annotation, &variable.init) {
            let returned = match &arrow.body {
                ArrowFunctionBody::FunctionBody(body) => returned(body),
                body => body.as_expression(),
            };
            if arrow.return_type.is_none() && forgets_type(&arrow.params, returned) {
                self.push("cast", variable.span);
            }
        }
        walk::walk_variable_declarator(self, variable);
    }

    fn visit_property_definition(&mut self, property: &PropertyDefinition<'a>) {
        if property.definite {
            self.push("non-null", property.span);
        }
        walk::walk_property_definition(self, property);
    }

    fn visit_function(&mut self, function: &Function<'a>, flags: ScopeFlags) {
        self.declared(function.declare, function.span);
        let returned = function.body.as_ref().and_then(|body| returned(body));
        if function.id.is_some() && function.return_type.is_none() && forgets_type(&function.params, returned) {
            self.push("cast", function.span);
        }
        walk::walk_function(self, function, flags);
    }

    fn visit_class(&mut self, class: &Class<'a>) {
        self.declared(class.declare, class.span);
        walk::walk_class(self, class);
    }

    fn visit_ts_namespace_declaration(&mut self, namespace: &TSNamespaceDeclaration<'a>) {
        self.declared(namespace.declare, namespace.span);
        walk::walk_ts_namespace_declaration(self, namespace);
    }

    fn visit_ts_external_module_declaration(&mut self, module: &TSExternalModuleDeclaration<'a>) {
        // Without a body everything of the module fits everything. Interfaces alone add to what the module has.
        let is_interface =
            |statement: &Statement| matches!(statement, Statement::TSInterfaceDeclaration(_) | Statement::TSTypeAliasDeclaration(_));
        let adds = module.body.as_ref().is_some_and(|body| !body.body.is_empty() && body.body.iter().all(is_interface));
        if module.body.is_none() || module.id.value == "*" || !self.is_declaration && !adds {
            self.push("declare", module.span);
        }
        walk::walk_ts_external_module_declaration(self, module);
    }

    fn visit_ts_import_equals_declaration(&mut self, import: &TSImportEqualsDeclaration<'a>) {
        self.push("dynamic", import.span);
        walk::walk_ts_import_equals_declaration(self, import);
    }

    fn visit_call_expression(&mut self, call: &CallExpression<'a>) {
        let name = self.source(call.callee.span()).to_owned();
        let first = call.arguments.first().map(|argument| self.source(argument.span()).to_owned()).unwrap_or_default();
        match name.as_str() {
            "require" | "eval" | "Reflect.get" | "Reflect.set" | "Reflect.apply" | "Function" => self.push("dynamic", call.span),
            "Object" => self.push("cast", call.span),
            "expect" if call.arguments.first().and_then(|first| first.as_expression()).is_some_and(|first| truth(first).is_some()) => {
                self.push("weaker-test", call.span)
            }
            // What JSON gives back fits everything.
            "JSON.parse" if first.starts_with("JSON.stringify(") => self.push("cast", call.span),
            name => {
                let (head, last) = name.split_once('.').unwrap_or((name, ""));
                let is_suite = matches!(head, "it" | "test" | "describe");
                if matches!(name, "xit" | "xtest" | "xdescribe" | "fit" | "fdescribe")
                    || is_suite && ["skip", "todo", "only", "fails", "skipIf"].iter().any(|word| last.starts_with(word))
                {
                    self.push("skipped-test", call.callee.span());
                } else if matches!(name, "vi.fn" | "jest.fn" | "vi.mock" | "jest.mock") {
                    self.push("mock", call.span);
                }
            }
        }
        walk::walk_call_expression(self, call);
    }

    fn visit_new_expression(&mut self, new: &NewExpression<'a>) {
        if matches!(self.source(new.callee.span()), "Function" | "Proxy") {
            self.push("dynamic", new.span);
        }
        walk::walk_new_expression(self, new);
    }

    fn visit_if_statement(&mut self, branch: &IfStatement<'a>) {
        if is_false(&branch.test) {
            self.push("unreachable", branch.test.span());
        }
        walk::walk_if_statement(self, branch);
    }

    fn visit_while_statement(&mut self, endless: &WhileStatement<'a>) {
        if is_false(&endless.test) {
            self.push("unreachable", endless.test.span());
        }
        walk::walk_while_statement(self, endless);
    }

    fn visit_for_of_statement(&mut self, each: &ForOfStatement<'a>) {
        if matches!(each.right.get_inner_expression(), Expression::ArrayExpression(list) if list.elements.is_empty()) {
            self.push("unreachable", each.right.span());
        }
        walk::walk_for_of_statement(self, each);
    }

    fn visit_for_statement(&mut self, count: &ForStatement<'a>) {
        if let Some(test) = count.test.as_ref().filter(|test| is_false(test)) {
            self.push("unreachable", test.span());
        }
        walk::walk_for_statement(self, count);
    }

    fn visit_conditional_expression(&mut self, choice: &ConditionalExpression<'a>) {
        if is_false(&choice.test) {
            self.push("unreachable", choice.span);
        }
        walk::walk_conditional_expression(self, choice);
    }

    fn visit_logical_expression(&mut self, both: &LogicalExpression<'a>) {
        if both.operator == LogicalOperator::And && is_false(&both.left) {
            self.push("unreachable", both.span);
        }
        walk::walk_logical_expression(self, both);
    }
}

fn is_false(test: &Expression) -> bool {
    match test.get_inner_expression() {
        Expression::UnaryExpression(not) if not.operator.is_not() => truth(&not.argument) == Some(true),
        Expression::UnaryExpression(void) => void.operator.is_void(),
        test => truth(test) == Some(false),
    }
}

/// What a literal is worth as a test.
fn truth(test: &Expression) -> Option<bool> {
    match test.get_inner_expression() {
        Expression::BooleanLiteral(literal) => Some(literal.value),
        Expression::NumericLiteral(literal) => Some(literal.value != 0.0),
        Expression::StringLiteral(literal) => Some(!literal.value.is_empty()),
        Expression::NullLiteral(_) => Some(false),
        Expression::Identifier(name) if name.name == "undefined" => Some(false),
        _ => None,
    }
}

/// Whether a function gives back what it was given, without a type.
fn forgets_type(parameters: &FormalParameters, returned: Option<&Expression>) -> bool {
    let given = |name: &str| {
        let mut all = parameters.items.iter();
        all.any(|one| one.type_annotation.is_none() && one.pattern.get_identifier_name().is_some_and(|own| own == name))
    };
    matches!(returned, Some(Expression::Identifier(name)) if given(&name.name))
}

/// The one thing that a body does: to give something back.
fn returned<'b, 'a>(body: &'b FunctionBody<'a>) -> Option<&'b Expression<'a>> {
    match body.statements.as_slice() {
        [Statement::ReturnStatement(only)] => only.argument.as_ref(),
        _ => None,
    }
}
