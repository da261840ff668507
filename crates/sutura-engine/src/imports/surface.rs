//! What importers can see of a TypeScript or JavaScript module.
//!
//! A repair mostly changes the inside of a function, of which nothing is to be seen outside where the type of its result is written down. Then no importer needs to be asked again.

use std::{
    collections::{BTreeSet, VecDeque},
    ops::Range,
};

use oxc_ast::ast::{
    Declaration, ExportDefaultDeclarationKind, Expression, Function, ImportDeclarationSpecifier, Program, Statement, VariableDeclaration,
};
use oxc_span::{GetSpan, Span};

use crate::workspace::{Digest, words};

/// The digest of what importers can see: all that is exported, and the declarations that it speaks of, without the insides of functions whose result is written down.
///
/// In a file with elements (`is_jsx`) a function whose name begins with a capital is a component, whose result is an element and so as good as written down.
pub(super) fn surface(text: &str, program: &Program<'_>, is_jsx: bool) -> Digest {
    let reader = Reader { text, is_jsx };
    let mut pieces: Vec<Piece> = program.body.iter().map(|statement| reader.piece(statement)).collect();
    let mut shown: BTreeSet<usize> = (0..pieces.len()).filter(|index| pieces[*index].is_seen).collect();
    let mut pending: VecDeque<usize> = shown.iter().copied().collect();
    while let Some(index) = pending.pop_front() {
        let text = std::mem::take(&mut pieces[index].text);
        let words: BTreeSet<&str> = words(&text).collect();
        for (other, piece) in pieces.iter().enumerate() {
            if !shown.contains(&other) && piece.names.iter().any(|name| words.contains(name.as_str())) {
                shown.insert(other);
                pending.push_back(other);
            }
        }
        pieces[index].text = text;
    }
    Digest::of_parts(shown.iter().map(|index| &pieces[*index].text))
}

/// One statement of a module.
struct Piece {
    text: String,
    /// The names that it declares.
    names: Vec<String>,
    /// Whether importers see it whoever speaks of it.
    is_seen: bool,
}

struct Reader<'t> {
    text: &'t str,
    is_jsx: bool,
}

impl Reader<'_> {
    fn piece(&self, statement: &Statement<'_>) -> Piece {
        let (mut names, mut hidden, mut is_seen) = (Vec::new(), Vec::new(), false);
        match statement {
            Statement::ExportDeclaration(export) => {
                is_seen = true;
                self.declaration(&export.declaration, &mut names, &mut hidden);
            }
            Statement::ExportDefaultDeclaration(export) => {
                is_seen = true;
                if let ExportDefaultDeclarationKind::FunctionDeclaration(function) = &export.declaration {
                    self.function(function, &mut names, &mut hidden);
                }
            }
            Statement::ImportDeclaration(import) => match &import.specifiers {
                Some(specifiers) => names.extend(specifiers.iter().map(|specifier| local_name(specifier).to_owned())),
                None => is_seen = true,
            },
            other => match other.as_declaration() {
                Some(declaration) => self.declaration(declaration, &mut names, &mut hidden),
                // An assignment may give a function further members.
                None => is_seen = true,
            },
        }
        Piece { text: self.without(bytes(statement.span()), hidden), names, is_seen }
    }

    fn declaration(&self, declaration: &Declaration<'_>, names: &mut Vec<String>, hidden: &mut Vec<Range<usize>>) {
        match declaration {
            Declaration::FunctionDeclaration(function) => self.function(function, names, hidden),
            Declaration::VariableDeclaration(variables) => self.variables(variables, names, hidden),
            other => {
                // Only the name follows before what it stands for.
                let text = &self.text[bytes(other.span())];
                let head = text.split(['{', '=']).next().unwrap_or_default();
                names.extend(words(head).map(str::to_owned));
            }
        }
    }

    fn variables(&self, variables: &VariableDeclaration<'_>, names: &mut Vec<String>, hidden: &mut Vec<Range<usize>>) {
        for variable in &variables.declarations {
            let name = &self.text[bytes(variable.id.span())];
            names.extend(words(name).map(str::to_owned));
            match &variable.init {
                Some(init) if variable.type_annotation.is_some() => hidden.push(bytes(init.span())),
                Some(Expression::ArrowFunctionExpression(arrow)) if arrow.return_type.is_some() || self.is_component(name) => {
                    hidden.push(bytes(arrow.body.span()));
                }
                Some(Expression::FunctionExpression(function)) if function.return_type.is_some() || self.is_component(name) => {
                    hidden.extend(function.body.iter().map(|body| bytes(body.span)));
                }
                _ => {}
            }
        }
    }

    fn function(&self, function: &Function<'_>, names: &mut Vec<String>, hidden: &mut Vec<Range<usize>>) {
        let name = function.id.as_ref().map_or("", |id| id.name.as_str());
        names.push(name.to_owned());
        if function.return_type.is_some() || self.is_component(name) {
            hidden.extend(function.body.iter().map(|body| bytes(body.span)));
        }
    }

    fn is_component(&self, name: &str) -> bool {
        self.is_jsx && name.starts_with(|c: char| c.is_uppercase())
    }

    fn without(&self, whole: Range<usize>, hidden: Vec<Range<usize>>) -> String {
        let (mut text, mut at) = (String::new(), whole.start);
        for range in hidden {
            text.push_str(&self.text[at..range.start]);
            at = range.end;
        }
        text + &self.text[at..whole.end]
    }
}

fn local_name<'a>(specifier: &'a ImportDeclarationSpecifier<'_>) -> &'a str {
    match specifier {
        ImportDeclarationSpecifier::ImportSpecifier(specifier) => &specifier.local.name,
        ImportDeclarationSpecifier::ImportDefaultSpecifier(specifier) => &specifier.local.name,
        ImportDeclarationSpecifier::ImportNamespaceSpecifier(specifier) => &specifier.local.name,
    }
}

fn bytes(span: Span) -> Range<usize> {
    span.start as usize..span.end as usize
}

#[cfg(test)]
mod tests {
    use super::super::script::read;

    fn same(path: &str, one: &str, other: &str) -> bool {
        let (one, other) = (read(path, one).surface, read(path, other).surface);
        one.is_some() && one == other
    }

    #[test]
    fn the_inside_of_a_function_with_a_written_result_is_not_seen() {
        assert!(same("a.ts", "export function f(): number { return 1; }", "export function f(): number { return g(); }"));
        assert!(same("a.ts", "export const f = (): number => 1;", "export const f = (): number => x;"));
        assert!(same("a.ts", "export const x: number[] = [];", "export const x: number[] = ['a'];"));
        assert!(same("a.tsx", "export default function App() { return <a/>; }", "export default function App() { y(); return <b/>; }"));
    }

    #[test]
    fn what_nothing_exported_speaks_of_is_not_seen_and_what_it_speaks_of_is() {
        let export = "export const x = f();\n";
        assert!(same(
            "a.ts",
            &format!("const f = () => 1;\nconst g = 2;\n{export}"),
            &format!("const f = () => 1;\nconst g = '';\nconst h = 3;\n{export}")
        ));
        assert!(!same("a.ts", &format!("const f = () => 1;\n{export}"), &format!("const f = () => '';\n{export}")));
        assert!(!same("a.ts", &format!("import {{ f }} from './b';\n{export}"), &format!("import {{ f }} from './c';\n{export}")));
        assert!(same("a.ts", &format!("import {{ g }} from './b';\n{export}"), &format!("import {{ g }} from './c';\n{export}")));
        assert!(!same("a.ts", "type T = { a: 1 };\nexport const x = (y: T) => y;", "type T = { a: 2 };\nexport const x = (y: T) => y;"));
    }

    #[test]
    fn a_result_that_is_not_written_down_and_a_broken_text_are_seen() {
        assert!(!same("a.ts", "export function f() { return 1; }", "export function f() { return ''; }"));
        assert!(!same("a.ts", "export function App(): number { return 1; }", "export function App(): string { return 1; }"));
        assert!(!same("a.ts", "export const x = 1;", "export const x = (;"));
        assert!(!same("a.ts", "export const x = (;", "export const x = (;"));
    }
}
