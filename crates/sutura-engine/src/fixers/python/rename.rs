//! Which of two names is the right one, and what must be changed for it.

use ruff_python_ast::Stmt;
use ruff_python_ast::token::TokenKind;

use super::context::{Context, Module};
use super::outline::{bytes, parse};
use crate::{
    fixers::text::{Replacement, apply, replace},
    patch::Patch,
};

/// Whether what the project defines in `module` as `defined` is called `used` by those who use it, so that the definition is to be changed.
pub(super) fn definition_is_wrong(context: &Context<'_>, path: &str, module: &str, defined: &str, used: &str) -> bool {
    let is_own = matches!(context.module(path, module), Some(Module::Source(_)));
    is_own && is_outvoted(context, path, defined, used)
}

/// Whether the project says `used` more often than `defined`, whose definition is one mention.
pub(super) fn is_outvoted(context: &Context<'_>, path: &str, defined: &str, used: &str) -> bool {
    let (mentions, uses) = (mentions(context, path, defined), mentions(context, path, used));
    mentions <= 1 && (uses > 1 || word_count(context, path, used) > word_count(context, path, defined))
}

/// How often a name stands in the code of the project.
pub(super) fn mentions(context: &Context<'_>, path: &str, name: &str) -> usize {
    context.neighbours(path).iter().filter_map(|(other, _)| context.text(other)).map(|text| positions(text, name).count()).sum()
}

/// How often the words of a name stand anywhere in the project, the rarest of them.
fn word_count(context: &Context<'_>, path: &str, name: &str) -> usize {
    let texts: Vec<String> = context.neighbours(path).iter().filter_map(|(other, _)| context.text(other)).map(str::to_lowercase).collect();
    let count = |word: &String| texts.iter().map(|text| text.matches(word.as_str()).count()).sum::<usize>();
    super::nearest::words(name).iter().map(count).min().unwrap_or_default()
}

/// Where a name stands as a whole word.
fn positions<'a>(text: &'a str, name: &'a str) -> impl Iterator<Item = usize> + 'a {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(name).map(|(at, _)| at).filter(move |at| {
        !text[..*at].chars().next_back().is_some_and(is_part) && !text[at + name.len()..].chars().next().is_some_and(is_part)
    })
}

/// The project with the definition renamed that `module` has as `defined`, and its uses in the defining file.
pub(super) fn rename_definition(context: &Context<'_>, path: &str, module: &str, defined: &str, name: &str) -> Option<Patch> {
    let (place, _) = context.definition(path, module, defined)?;
    let Module::Source(file) = context.module(path, &place)? else {
        return None;
    };
    rename_in_file(context, &file, defined, name)
}

/// The file with a top-level definition renamed.
pub(super) fn rename_in_file(context: &Context<'_>, file: &str, defined: &str, name: &str) -> Option<Patch> {
    let text = context.text(file)?;
    let parsed = parse(text);
    let heads = parsed.suite().iter().filter_map(|statement| match statement {
        Stmt::FunctionDef(function) if function.name.as_str() == defined => Some(bytes(&function.name)),
        Stmt::ClassDef(class) if class.name.as_str() == defined => Some(bytes(&class.name)),
        Stmt::Assign(assignment) => {
            assignment.targets.iter().find(|target| target.as_name_expr().is_some_and(|target| target.id == defined)).map(bytes)
        }
        Stmt::AnnAssign(assignment) if assignment.target.as_name_expr().is_some_and(|target| target.id == defined) => {
            Some(bytes(&*assignment.target))
        }
        _ => None,
    });
    let mut edits: Vec<Replacement> = heads.map(|range| replace(range, name)).collect();
    if edits.is_empty() {
        return None;
    }
    edits.extend(rename_uses(text, defined, name));
    apply(text, edits).map(|text| Patch::of(file, text))
}

/// Every plain use of a name, no attribute and no keyword, becomes another.
pub(super) fn rename_uses(text: &str, wrong: &str, right: &str) -> Vec<Replacement> {
    let parsed = parse(text);
    let mut search = Names { wrong, found: Vec::new() };
    ruff_python_ast::visitor::Visitor::visit_body(&mut search, parsed.suite());
    search.found.into_iter().map(|range| replace(range, right)).collect()
}

struct Names<'a> {
    wrong: &'a str,
    found: Vec<std::ops::Range<usize>>,
}

impl<'a> ruff_python_ast::visitor::Visitor<'a> for Names<'_> {
    fn visit_expr(&mut self, expression: &'a ruff_python_ast::Expr) {
        if let Some(name) = expression.as_name_expr().filter(|name| name.id == self.wrong) {
            self.found.push(bytes(name));
        }
        ruff_python_ast::visitor::walk_expr(self, expression);
    }
}

/// The token that is this name, first at or behind a place.
pub(super) fn name_token(text: &str, from: usize, to: usize, name: &str) -> Option<std::ops::Range<usize>> {
    let parsed = parse(text);
    let tokens = parsed.tokens().iter().filter(|token| token.kind() == TokenKind::Name).map(bytes);
    tokens.filter(|range| range.start >= from && range.end <= to).find(|range| &text[range.clone()] == name)
}
