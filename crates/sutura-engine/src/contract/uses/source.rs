//! What one source of a frontend says, declaration by declaration.

use std::collections::{BTreeMap, BTreeSet};

use oxc_allocator::Allocator;
use oxc_ast::ast::*;
use oxc_ast_visit::{Visit, walk};
use oxc_span::GetSpan;

use crate::workspace::{Grammar, parse_script};

/// A parsed source. What a name leads to is not asked yet.
#[derive(Debug, Default)]
pub(super) struct Source {
    /// What stands in each declaration of the outermost scope, by its first name; what stands elsewhere has the empty one.
    pub parts: BTreeMap<String, Part>,
    /// Further names of declarations: those of one statement, those under which they are exported.
    pub aliases: BTreeMap<String, String>,
    /// What local names are in another module; `*` is all of it.
    pub imported: BTreeMap<String, Import>,
    /// What it hands on under a name.
    pub handed_on: BTreeMap<String, Import>,
    /// The modules of which it hands on everything.
    pub stars: BTreeSet<String>,
    /// Every name of a property and every literal text.
    pub words: BTreeSet<String>,
    /// The part that each statement of the outermost scope is, by its start in bytes.
    starts: BTreeMap<usize, String>,
    /// The part that is being read.
    current: String,
}

/// A name in another module.
#[derive(Clone, Debug)]
pub(super) struct Import {
    pub module: String,
    pub name: String,
}

/// What one declaration says.
#[derive(Debug, Default)]
pub(super) struct Part {
    /// Pairs of names, one a member of the other: `orders.list`.
    pub chains: BTreeSet<String>,
    /// The endpoints that it asks for around the client.
    pub requests: BTreeSet<String>,
    /// The names that it uses.
    pub names: BTreeSet<String>,
    /// Types that are taken out of something: `Order` in `api.Order`.
    pub members: BTreeSet<String>,
}

impl Source {
    /// As far as the text can be parsed; nothing where a parser should not read it.
    pub fn read(path: &str, text: &str) -> Option<Self> {
        if !Grammar::Script.can_parse(text) {
            return None;
        }
        let allocator = Allocator::default();
        let parsed = parse_script(&allocator, path, text);
        let mut source = Self::default();
        for statement in &parsed.program.body {
            source.current = source.declared(statement);
            source.starts.insert(statement.span().start as usize, source.current.clone());
            source.part();
            source.visit_statement(statement);
        }
        Some(source)
    }

    /// All modules that it names.
    pub fn modules(&self) -> impl Iterator<Item = &str> {
        let named = self.imported.values().chain(self.handed_on.values()).map(|import| import.module.as_str());
        named.chain(self.stars.iter().map(String::as_str))
    }

    /// The part that a name of it stands for.
    pub fn part_of<'n>(&'n self, name: &'n str) -> Option<&'n str> {
        let name = self.aliases.get(name).map_or(name, String::as_str);
        self.parts.contains_key(name).then_some(name)
    }

    /// What stands at an offset in bytes asks for an endpoint.
    pub fn asks(&mut self, at: usize, endpoint: &str) {
        self.current = self.starts.range(..=at).next_back().map(|(_, part)| part.clone()).unwrap_or_default();
        self.part().requests.insert(endpoint.to_owned());
    }

    /// The first name of a statement; further ones become aliases of it.
    fn declared(&mut self, statement: &Statement<'_>) -> String {
        let declaration = match statement {
            Statement::ExportDeclaration(export) => Some(&export.declaration),
            Statement::ExportDefaultDeclaration(export) => return self.exported_default(&export.declaration),
            other => other.as_declaration(),
        };
        let mut names: Vec<String> = match declaration {
            Some(Declaration::VariableDeclaration(variables)) => {
                let all = variables.declarations.iter().flat_map(|variable| variable.id.get_binding_identifiers());
                all.map(|name| name.name.to_string()).collect()
            }
            Some(other) => other.id().map(|id| id.name.to_string()).into_iter().collect(),
            None => Vec::new(),
        };
        if names.is_empty() {
            return String::new();
        }
        let first = names.remove(0);
        self.aliases.extend(names.into_iter().map(|name| (name, first.clone())));
        first
    }

    fn exported_default(&mut self, declaration: &ExportDefaultDeclarationKind<'_>) -> String {
        let id = match declaration {
            ExportDefaultDeclarationKind::FunctionDeclaration(function) => function.id.as_ref(),
            ExportDefaultDeclarationKind::ClassDeclaration(class) => class.id.as_ref(),
            _ => None,
        };
        if let Some(id) = id {
            self.aliases.insert(id.name.to_string(), "default".to_owned());
        }
        "default".to_owned()
    }

    fn part(&mut self) -> &mut Part {
        self.parts.entry(self.current.clone()).or_default()
    }

    /// A name of a property, or a literal text.
    pub fn say(&mut self, word: &str) {
        self.words.insert(word.to_owned());
    }

    /// `object.name`: perhaps a method of a module of the client.
    fn chain(&mut self, object: Option<&str>, name: &str) {
        self.say(name);
        if let Some(object) = object {
            self.part().chains.insert(format!("{object}.{name}"));
        }
    }
}

/// What an expression is called at its end: `orders` for `api.orders`.
fn last_name<'e>(expression: &'e Expression<'_>) -> Option<&'e str> {
    match expression.get_inner_expression() {
        Expression::Identifier(name) => Some(&name.name),
        Expression::StaticMemberExpression(member) => Some(&member.property.name),
        Expression::ComputedMemberExpression(member) => match &member.expression {
            Expression::StringLiteral(name) => Some(&name.value),
            _ => None,
        },
        Expression::ChainExpression(chain) => match &chain.expression {
            ChainElement::StaticMemberExpression(member) => Some(&member.property.name),
            _ => None,
        },
        _ => None,
    }
}

impl<'a> Visit<'a> for Source {
    fn visit_import_declaration(&mut self, import: &ImportDeclaration<'a>) {
        for specifier in import.specifiers.iter().flatten() {
            let name = match specifier {
                ImportDeclarationSpecifier::ImportSpecifier(name) => name.imported.name().to_string(),
                ImportDeclarationSpecifier::ImportDefaultSpecifier(_) => "default".to_owned(),
                ImportDeclarationSpecifier::ImportNamespaceSpecifier(_) => "*".to_owned(),
            };
            let import = Import { module: import.source.value.to_string(), name };
            self.imported.insert(specifier.local().name.to_string(), import);
        }
    }

    fn visit_export_all_declaration(&mut self, export: &ExportAllDeclaration<'a>) {
        let module = export.source.value.to_string();
        match &export.exported {
            Some(name) => drop(self.handed_on.insert(name.name().to_string(), Import { module, name: "*".to_owned() })),
            None => drop(self.stars.insert(module)),
        }
    }

    fn visit_export_from_declaration(&mut self, export: &ExportFromDeclaration<'a>) {
        for name in &export.specifiers {
            let import = Import { module: export.source.value.to_string(), name: name.local.name().to_string() };
            self.handed_on.insert(name.exported.name().to_string(), import);
        }
    }

    fn visit_export_named_declaration(&mut self, export: &ExportNamedDeclaration<'a>) {
        for name in &export.specifiers {
            let (local, exported) = (name.local.name().to_string(), name.exported.name().to_string());
            if local != exported {
                self.aliases.insert(exported, local);
            }
        }
    }

    fn visit_identifier_reference(&mut self, name: &IdentifierReference<'a>) {
        self.part().names.insert(name.name.to_string());
    }

    fn visit_static_member_expression(&mut self, member: &StaticMemberExpression<'a>) {
        self.chain(last_name(&member.object), &member.property.name);
        walk::walk_static_member_expression(self, member);
    }

    fn visit_computed_member_expression(&mut self, member: &ComputedMemberExpression<'a>) {
        if let Expression::StringLiteral(name) = &member.expression {
            self.chain(last_name(&member.object), &name.value);
        }
        walk::walk_computed_member_expression(self, member);
    }

    /// `typeof api.orders.list`, `api.Order` where all of the file is imported under one name.
    fn visit_ts_qualified_name(&mut self, name: &TSQualifiedName<'a>) {
        let object = match &name.left {
            TSTypeName::IdentifierReference(left) => Some(left.name.as_str()),
            TSTypeName::QualifiedName(left) => Some(left.right.name.as_str()),
            TSTypeName::ThisExpression(_) => None,
        };
        self.chain(object, &name.right.name);
        self.part().members.insert(name.right.name.to_string());
        walk::walk_ts_qualified_name(self, name);
    }

    /// `const { list } = api.orders`
    fn visit_variable_declarator(&mut self, variable: &VariableDeclarator<'a>) {
        if let (BindingPattern::ObjectPattern(pattern), Some(object)) = (&variable.id, variable.init.as_ref().and_then(last_name)) {
            for name in pattern.properties.iter().filter_map(|property| property.key.static_name()) {
                self.chain(Some(object), &name);
            }
        }
        walk::walk_variable_declarator(self, variable);
    }

    fn visit_property_key(&mut self, key: &PropertyKey<'a>) {
        if let Some(name) = key.static_name() {
            self.say(&name);
        }
        walk::walk_property_key(self, key);
    }

    fn visit_string_literal(&mut self, text: &StringLiteral<'a>) {
        self.say(&text.value);
    }

    fn visit_template_element(&mut self, text: &TemplateElement<'a>) {
        self.say(&text.value.raw);
    }
}
