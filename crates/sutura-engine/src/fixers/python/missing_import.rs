//! Names that are used and neither defined nor imported.
//!
//! What the project's own files import under a name comes first, then what the project defines, then well-known places and the standard library, then
//! the packages that the project imports from. How the name is used rules candidates out.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{Expr, Stmt, StmtIf};

use super::ByPlace;
use super::context::Context;
use super::insertion::{Wanted, import_edit, with_import, written_module};
use super::name_form::is_foreign_constant;
use super::outline::{Definition, Import, Member, bytes, dotted, expressions_in, parse, statements};
use super::well_known;
use crate::{
    diagnostic::Diagnostic,
    fixers::{
        Proposal,
        text::{Replacement, apply, newline, replace, span, whole_lines},
    },
    patch::Patch,
};

pub(super) fn propose(context: &Context<'_>) -> Vec<Proposal> {
    undefined_names(context).into_iter().flat_map(|((path, name), diagnostics)| proposals(context, path, &name, &diagnostics)).collect()
}

/// The names that are not defined, by file, with the errors that say so.
pub(super) fn undefined_names<'a>(context: &Context<'a>) -> ByPlace<'a, String, Vec<&'a Diagnostic>> {
    let mut names: ByPlace<'_, String, Vec<&Diagnostic>> = BTreeMap::new();
    for (diagnostic, _) in context.errors() {
        if let Some(name) = undefined_name(diagnostic) {
            names.entry((&diagnostic.file, name)).or_default().push(diagnostic);
        }
    }
    names
}

/// The name that a diagnostic says is not defined.
pub(super) fn undefined_name(diagnostic: &Diagnostic) -> Option<String> {
    let quote = match (diagnostic.tool.as_str(), diagnostic.code.as_str()) {
        ("ruff", "F821" | "F822") | ("ty", "unresolved-reference") => '`',
        ("pyright", "reportUndefinedVariable") => '"',
        _ => return None,
    };
    let name = diagnostic.message.split(quote).nth(1)?;
    super::context::is_identifier(name).then(|| name.to_owned())
}

fn proposals(context: &Context<'_>, path: &str, name: &str, diagnostics: &[&Diagnostic]) -> Vec<Proposal> {
    let Some((text, outline)) = context.text(path).zip(context.outline(path)) else {
        return Vec::new();
    };
    // A name that the file binds itself is not missing but out of reach, or to be mended where it is bound; one that a model left out is neither.
    let is_left_out = context.errors().any(|(diagnostic, _)| diagnostic.file == path && diagnostic.code == "leftover-marker");
    let is_bound = is_left_out
        || is_foreign_constant(text, name, diagnostics)
        || outline.names.contains_key(name)
        || !outline.is_sound
        || has_another_router(text, name)
        || BUILTINS_OF_METHODS.contains(&name);
    if is_bound {
        return Vec::new();
    }
    if let Some(changed) = for_checkers(context, path, text, name, diagnostics) {
        let title = format!("import `{name}` for the checkers");
        let answers = diagnostics.iter().map(|diagnostic| diagnostic.fingerprint.clone()).collect();
        return vec![Proposal { title, patch: Patch::of(path, changed), answers, rank: 0 }];
    }
    let usage = Usage::of(text, name, diagnostics);
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for (rank, wanted) in candidates(context, path, name, &usage) {
        if !seen.insert(wanted.clone()) {
            continue;
        }
        if let Some(changed) = with_import(context, path, text, &wanted) {
            found.push(Proposal {
                title: format!("add `{}`", wanted.statement()),
                patch: Patch::of(path, changed),
                answers: diagnostics.iter().map(|diagnostic| diagnostic.fingerprint.clone()).collect(),
                rank,
            });
        }
    }
    found
}

/// The file with an import that is made while types are checked, where the name stands in quotes in `Mapped[…]` only: SQLAlchemy finds the classes of
/// its relationships by their names, and their modules need one another.
fn for_checkers(context: &Context<'_>, path: &str, text: &str, name: &str, diagnostics: &[&Diagnostic]) -> Option<String> {
    let parsed = parse(text);
    let all = statements(parsed.suite());
    let mapped = all.iter().filter_map(|statement| statement.as_ann_assign_stmt()).map(|field| &*field.annotation);
    let mapped = mapped.filter(|annotation| dotted(annotation).is_some_and(|of| of.rsplit('.').next() == Some("Mapped")));
    let quoted: Vec<_> = mapped.flat_map(expressions_in).filter(|inner| inner.is_string_literal_expr()).map(bytes).collect();
    let is_quoted = |place: Range<usize>| quoted.iter().any(|quoted| quoted.contains(&place.start));
    if !diagnostics.iter().all(|diagnostic| span(text, diagnostic).is_some_and(is_quoted)) {
        return None;
    }
    let neighbours = context.neighbours(path);
    let defines =
        neighbours.iter().filter(|(other, outline)| *other != path && matches!(outline.names.get(name), Some(Definition::Class(_))));
    let mut modules = defines.filter_map(|(other, _)| context.dotted(other));
    let (Some(module), None) = (modules.next(), modules.next()) else { return None };
    let statement = wanted(context, path, name, &module, Some(name.to_owned())).statement();
    let newline = newline(text);
    let is_block = |block: &&StmtIf| dotted(&block.test).is_some_and(|test| test.rsplit('.').next() == Some("TYPE_CHECKING"));
    let block = parsed.suite().iter().filter_map(Stmt::as_if_stmt).find(is_block);
    let mut edits = made_visible(context, path, text, "TYPE_CHECKING").filter(|_| block.is_none()).unwrap_or_default();
    let (at, lines) = match block.and_then(|block| block.body.last()) {
        Some(last) => {
            let lines = whole_lines(text, bytes(last));
            (lines.end, format!("{}{statement}{newline}", &text[lines.start..bytes(last).start]))
        }
        None => {
            let last = parsed.suite().iter().rfind(|statement| statement.is_import_stmt() || statement.is_import_from_stmt())?;
            (whole_lines(text, bytes(last)).end, format!("{newline}if TYPE_CHECKING:{newline}    {statement}{newline}"))
        }
    };
    edits.push(replace(at..at, lines));
    apply(text, edits)
}

/// Whether the routes of a file are declared on `name` and its router has another one: that of a neighbour is not meant.
fn has_another_router(text: &str, name: &str) -> bool {
    let is_route = |line: &str| line.strip_prefix('@').and_then(|rest| rest.strip_prefix(name)).is_some_and(|rest| rest.starts_with('.'));
    text.lines().any(is_route) && ["APIRouter(", "FastAPI("].iter().any(|made| text.contains(made))
}

const BUILTINS_OF_METHODS: &[&str] = &["self", "cls", "super"];

/// How a name is used in a file.
#[derive(Debug, Default)]
pub(super) struct Usage {
    /// `name.attribute`
    pub attributes: BTreeSet<String>,
    /// Whether it is ever used without an attribute.
    pub is_bare: bool,
    /// Whether it is called, subscripted, inherited from or an annotation: a module is none of these.
    pub keywords: BTreeSet<String>,
}

impl Usage {
    /// The uses of `name` at the places of the diagnostics.
    pub fn of(text: &str, name: &str, diagnostics: &[&Diagnostic]) -> Self {
        let places: BTreeSet<usize> = diagnostics.iter().filter_map(|diagnostic| Some(span(text, diagnostic)?.start)).collect();
        let parsed = parse(text);
        let mut search = UsageSearch { name, places, usage: Self::default() };
        search.visit_body(parsed.suite());
        search.usage
    }
}

struct UsageSearch<'a> {
    name: &'a str,
    places: BTreeSet<usize>,
    usage: Usage,
}

impl UsageSearch<'_> {
    fn is_it(&self, expression: &Expr) -> bool {
        expression
            .as_name_expr()
            .is_some_and(|name| name.id == self.name && (self.places.is_empty() || self.places.contains(&bytes(name).start)))
    }
}

impl<'a> Visitor<'a> for UsageSearch<'_> {
    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Attribute(attribute) if self.is_it(&attribute.value) => {
                self.usage.attributes.insert(attribute.attr.to_string());
                return;
            }
            Expr::Call(call) if self.is_it(&call.func) => {
                self.usage.keywords.extend(call.arguments.keywords.iter().filter_map(|keyword| Some(keyword.arg.as_ref()?.to_string())));
            }
            _ if self.is_it(expression) => self.usage.is_bare = true,
            _ => {}
        }
        visitor::walk_expr(self, expression);
    }
}

/// Imports that would bind the name, each with its rank.
fn candidates(context: &Context<'_>, path: &str, name: &str, usage: &Usage) -> Vec<(u8, Wanted)> {
    let mut found = Vec::new();
    let neighbours = context.neighbours(path);
    for (rank, (module, original)) in habits(context, path, name, &neighbours).into_iter().enumerate() {
        found.push((rank.min(2) as u8, module, original));
    }
    // A module that imports this file cannot be imported by it.
    let circular = context.scene.imports.reached_by([path]);
    for (other, outline) in neighbours.iter().filter(|(other, _)| !circular.contains(*other)) {
        let is_own_definition = outline.names.get(name).is_some_and(|what| !matches!(what, Definition::Import(_)));
        if let Some(dotted) = context.dotted(other).filter(|_| *other != path && is_own_definition) {
            found.push((3, dotted, Some(name.to_owned())));
        }
    }
    for dotted in neighbours.iter().filter(|(other, _)| *other != path).filter_map(|(other, _)| context.dotted(other)) {
        if let Some((package, last)) = dotted.rsplit_once('.').filter(|(_, last)| *last == name && !usage.is_bare) {
            found.push((3, package.to_owned(), Some(last.to_owned())));
        }
    }
    if context.is_standard(path, name) && !usage.is_bare {
        found.push((4, name.to_owned(), None));
    }
    // `typing` or `collections.abc`: whichever the project imports from.
    let imports =
        |module: &str| neighbours.iter().flat_map(|(_, outline)| &outline.imports).filter(|import| import.module == module).count();
    let most = well_known::places(name).map(imports).max().unwrap_or_default();
    found.extend(well_known::places(name).map(|module| (4 + u8::from(imports(module) < most), module.to_owned(), Some(name.to_owned()))));
    // Short words such as `main` are names of something in every package.
    let is_telling = name.contains('_') || name.starts_with(char::is_uppercase);
    if found.is_empty() && is_telling {
        found.extend(packages(context, path, name, &neighbours));
    }
    let fitting = found.into_iter().filter(|(_, module, original)| fits(context, path, module, original.as_deref(), usage));
    fitting.map(|(rank, module, original)| (rank, wanted(context, path, name, &module, original))).collect()
}

/// What makes `name` visible in the file at `path`: nothing where it is, else the import that the project or convention has for it.
pub(super) fn made_visible(context: &Context<'_>, path: &str, text: &str, name: &str) -> Option<Vec<Replacement>> {
    if context.outline(path)?.names.contains_key(name) {
        return Some(Vec::new());
    }
    let usage = Usage { is_bare: true, ..Usage::default() };
    let (_, wanted) = candidates(context, path, name, &usage).into_iter().min_by_key(|(rank, _)| *rank)?;
    Some(vec![import_edit(context, path, text, &wanted)?])
}

/// What the project's files import under this name, the most frequent first; a file in the same folder counts more.
fn habits(
    context: &Context<'_>,
    path: &str,
    name: &str,
    neighbours: &[(&str, std::sync::Arc<super::outline::Outline>)],
) -> Vec<(String, Option<String>)> {
    let folder = |path: &str| path.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_owned());
    let mut counts: BTreeMap<(String, Option<String>), usize> = BTreeMap::new();
    for (other, outline) in neighbours.iter().filter(|(other, _)| *other != path) {
        for import in outline.imports_of(name) {
            if let Some(module) = context.absolute(other, &import.module, import.level) {
                let is_plain_submodule = import.name.is_none() && import.alias.is_none() && module.contains('.');
                let module = if is_plain_submodule { name.to_owned() } else { module };
                *counts.entry((module, import.name.clone())).or_default() += 2 + usize::from(folder(other) == folder(path));
            }
        }
    }
    let mut found: Vec<_> = counts.into_iter().collect();
    found.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    found.into_iter().map(|(source, _)| source).collect()
}

/// Modules of the packages that the project imports from which have the name.
pub(super) fn packages(
    context: &Context<'_>,
    path: &str,
    name: &str,
    neighbours: &[(&str, std::sync::Arc<super::outline::Outline>)],
) -> Vec<(u8, String, Option<String>)> {
    let mut modules = BTreeSet::new();
    for (other, outline) in neighbours {
        for import in outline.imports.iter().filter(|import| import.level == 0 && !context.is_own(other, &import.module)) {
            modules.insert(import.module.clone());
        }
    }
    let mut found = Vec::new();
    let tops: BTreeSet<String> = modules.iter().filter_map(|module| module.split('.').next()).map(str::to_owned).collect();
    for module in modules.union(&tops) {
        if context.exports(path, module).contains(name) {
            found.push((5, module.clone(), Some(name.to_owned())));
        }
    }
    if found.is_empty() {
        for top in &tops {
            let Some(package) = context.module(path, top) else { continue };
            for inner in context.submodules(&package).into_iter().filter(|inner| !inner.starts_with('_')) {
                let dotted = format!("{top}.{inner}");
                let outline = context.module(path, &dotted).and_then(|module| context.outline_of_module(&module));
                if outline.is_some_and(|outline| outline.names.get(name).is_some_and(|what| !matches!(what, Definition::Import(_)))) {
                    found.push((6, dotted, Some(name.to_owned())));
                }
            }
        }
    }
    found
}

/// Whether what the module has under this name can be used so.
fn fits(context: &Context<'_>, path: &str, module: &str, original: Option<&str>, usage: &Usage) -> bool {
    let Some(name) = original else {
        let exports = context.exports(path, module);
        return !usage.is_bare && !exports.is_empty() && usage.attributes.iter().all(|attribute| exports.contains(attribute));
    };
    if !context.exports(path, module).contains(name) {
        // Of a package that is not there the file's own imports and convention say enough.
        let is_taken_from = || context.outline(path).is_some_and(|outline| outline.imports.iter().any(|import| import.module == module));
        return context.module(path, module).is_none() && well_known::places(name).any(|place| place == module) && is_taken_from();
    }
    match context.definition(path, module, name) {
        Some((place, Definition::Class(class))) => {
            let (members, is_whole) = context.members(path, &place, &class);
            !is_whole
                || usage.attributes.iter().all(|attribute| {
                    members.contains_key(attribute) || attribute.starts_with("__") || class.bases.iter().any(|base| base.contains("Enum"))
                }) && (usage.keywords.is_empty()
                    || !matches!(members.get("__init__"), Some(Member::Method(method)) if !method.takes_any && !usage.keywords.iter().all(|keyword| method.parameters.contains(keyword))))
        }
        Some((_, Definition::Function(function))) => {
            usage.attributes.is_empty()
                && (function.takes_any || usage.keywords.iter().all(|keyword| function.parameters.contains(keyword)))
        }
        _ => {
            let dotted = format!("{module}.{name}");
            let exports = context.exports(path, &dotted);
            exports.is_empty()
                || context.definition(path, module, name).is_some()
                || (!usage.is_bare && usage.attributes.iter().all(|attribute| exports.contains(attribute)))
        }
    }
}

/// The import as this file would write it.
pub(super) fn wanted(context: &Context<'_>, path: &str, name: &str, module: &str, original: Option<String>) -> Wanted {
    let bound = original.as_deref().unwrap_or(module);
    let alias = (bound != name).then(|| name.to_owned());
    Wanted { module: as_written(context, path, module), name: original, alias }
}

/// An own module with dots where the file writes its imports so.
pub(super) fn as_written(context: &Context<'_>, path: &str, module: &str) -> String {
    let absolute = || module.to_owned();
    if !context.is_own(path, module) {
        return absolute();
    }
    let imports = |outline: &super::outline::Outline, path: &str| {
        let is_own = |import: &&Import| import.level > 0 || context.is_own(path, &import.module);
        let own: Vec<bool> = outline.imports.iter().filter(is_own).map(|import| import.level > 0).collect();
        (own.iter().filter(|relative| **relative).count(), own.len())
    };
    let Some(outline) = context.outline(path) else {
        return absolute();
    };
    if outline.imports.iter().any(|import| import.level == 0 && import.module == module) {
        return absolute();
    }
    let (mut relative, mut all) = imports(&outline, path);
    let same = outline
        .imports
        .iter()
        .find(|import| import.level > 0 && context.absolute(path, &import.module, import.level).as_deref() == Some(module));
    if let Some(same) = same {
        return written_module(same);
    }
    if all == 0 {
        for (other, outline) in context.neighbours(path) {
            let (more, of) = imports(&outline, other);
            (relative, all) = (relative + more, all + of);
        }
    }
    if relative * 2 <= all { absolute() } else { relative_to(context, path, module).unwrap_or_else(absolute) }
}

fn relative_to(context: &Context<'_>, path: &str, module: &str) -> Option<String> {
    let own = context.dotted(path)?;
    let package: Vec<&str> = if path.ends_with("/__init__.py") {
        own.split('.').collect()
    } else {
        own.rsplit_once('.').map(|(package, _)| package.split('.').collect()).unwrap_or_default()
    };
    let target: Vec<&str> = module.split('.').collect();
    let common = package.iter().zip(&target).take_while(|(one, other)| one == other).count();
    (common > 0).then(|| format!("{}{}", ".".repeat(package.len() - common + 1), target[common..].join(".")))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Problem, best};
    use super::*;

    fn undefined<'a>(file: &'a str, line: u32, column: u32, message: &'a str) -> Problem<'a> {
        ("ruff", "F821", file, line, column, message)
    }

    #[test]
    fn what_the_neighbours_import_is_extended_in_place_and_in_order() {
        let files = [
            (
                "app/a.py",
                "from sqlalchemy.orm import (\n    Mapped,\n    relationship,\n)\n\nx: Mapped = relationship()\n\ndef f(s: Session): ...\n",
            ),
            ("app/b.py", "from sqlalchemy.orm import Session\n"),
            ("sqlalchemy/__init__.py", ""),
            ("sqlalchemy/orm.py", "class Session: ...\nclass Mapped: ...\ndef relationship(): ...\n"),
        ];
        let found = best(&files, &[undefined("app/a.py", 8, 10, "Undefined name `Session`")], propose);
        assert_eq!(
            found,
            [
                "from sqlalchemy.orm import (\n    Mapped,\n    Session,\n    relationship,\n)\n\nx: Mapped = relationship()\n\ndef f(s: Session): ...\n"
            ]
        );
    }

    #[test]
    fn a_definition_of_the_project_is_imported_as_the_file_writes_its_imports() {
        let files = [
            ("app/api/a.py", "\"\"\"Docs.\"\"\"\n\nfrom ..core.config import settings\n\nsettings.x = Order()\n"),
            ("app/core/config.py", "settings = 1\n"),
            ("app/models.py", "class Order: ...\n"),
            ("app/__init__.py", ""),
        ];
        let found = best(&files, &[undefined("app/api/a.py", 5, 14, "Undefined name `Order`")], propose);
        assert_eq!(
            found,
            ["\"\"\"Docs.\"\"\"\n\nfrom ..core.config import settings\nfrom ..models import Order\n\nsettings.x = Order()\n"]
        );
    }

    #[test]
    fn the_router_of_a_neighbour_is_not_that_of_a_file_which_makes_its_own() {
        let files = [
            ("app/a.py", "from fastapi import APIRouter\n\norders_router = APIRouter()\n\n\n@router.get('')\ndef read(): ...\n"),
            ("app/b.py", "from fastapi import APIRouter\n\nrouter = APIRouter()\n"),
            ("fastapi/__init__.py", "class APIRouter: ...\n"),
        ];
        assert_eq!(best(&files, &[undefined("app/a.py", 6, 2, "Undefined name `router`")], propose), [""; 0]);
    }

    #[test]
    fn what_a_package_says_to_export_is_imported_there_as_its_siblings_are() {
        let files = [
            ("app/models/__init__.py", "from .order import Order\n\n__all__ = [\"Order\", \"User\"]\n"),
            ("app/models/order.py", "class Order: ...\n"),
            ("app/models/user.py", "class User: ...\n"),
        ];
        let told = ("ruff", "F822", "app/models/__init__.py", 3, 21, "Undefined name `User` in `__all__`");
        assert_eq!(
            best(&files, &[told], propose),
            ["from .order import Order\nfrom .user import User\n\n__all__ = [\"Order\", \"User\"]\n"]
        );
    }

    #[test]
    fn line_ends_the_docstring_and_future_imports_keep_their_places() {
        let files = [
            ("a.py", "\"\"\"Docs.\"\"\"\r\nfrom __future__ import annotations\r\n\r\nx = Order()\r\n"),
            ("models.py", "class Order: ...\n"),
        ];
        let found = best(&files, &[undefined("a.py", 4, 5, "Undefined name `Order`")], propose);
        assert_eq!(
            found,
            ["\"\"\"Docs.\"\"\"\r\nfrom __future__ import annotations\r\n\r\nfrom models import Order\r\n\r\nx = Order()\r\n"]
        );
    }

    #[test]
    fn two_places_that_are_as_good_both_compete() {
        let files = [("a.py", "x = Order()\n"), ("one.py", "class Order: ...\n"), ("two.py", "class Order: ...\n")];
        assert_eq!(best(&files, &[undefined("a.py", 1, 5, "Undefined name `Order`")], propose).len(), 2);
    }

    #[test]
    fn how_a_name_is_used_rules_candidates_out() {
        let files = [
            ("a.py", "x = Order.parse(1)\ny = Order(total=2)\n"),
            ("one.py", "class Order:\n    def __init__(self, total): ...\n    @classmethod\n    def parse(cls, x): ...\n"),
            ("two.py", "class Order:\n    def __init__(self, total): ...\n"),
            ("three.py", "class Order:\n    def __init__(self, sum): ...\n    @classmethod\n    def parse(cls, x): ...\n"),
        ];
        let found =
            best(&files, &[undefined("a.py", 1, 5, "Undefined name `Order`"), undefined("a.py", 2, 5, "Undefined name `Order`")], propose);
        assert_eq!(found, ["from one import Order\n\nx = Order.parse(1)\ny = Order(total=2)\n"]);
    }

    #[test]
    fn a_name_that_the_file_binds_itself_is_not_imported() {
        let files = [("a.py", "x = Order()\nclass Order: ...\n"), ("models.py", "class Order: ...\n")];
        assert_eq!(best(&files, &[undefined("a.py", 1, 5, "Undefined name `Order`")], propose), [""; 0]);
    }

    #[test]
    fn a_submodule_that_is_used_as_a_module_is_imported_from_its_package() {
        let files = [("app/a.py", "x = crud.get()\n"), ("app/crud.py", "def get(): ...\n"), ("app/__init__.py", "")];
        let found = best(&files, &[undefined("app/a.py", 1, 5, "Undefined name `crud`")], propose);
        assert_eq!(found, ["from app import crud\n\nx = crud.get()\n"]);
    }

    #[test]
    fn a_class_that_a_relationship_names_is_imported_for_the_checkers_alone() {
        let text = "from orm import Mapped\n\n\nclass Client(Base):\n    invoices: Mapped[list[\"Invoice\"]] = relationship()\n";
        let files = |text| {
            let others = ("b.py", "from typing import TYPE_CHECKING\nfrom invoice import Invoice\n");
            [("client.py", text), ("invoice.py", "class Invoice: ...\n"), others, ("typing.py", "TYPE_CHECKING = False\n")]
        };
        let problem = |line, column| ("ruff", "F821", "client.py", line, column, "Undefined name `Invoice`");
        let found = best(&files(text), &[problem(5, 28)], propose);
        assert!(found[0].contains("\n\nif TYPE_CHECKING:\n    from invoice import Invoice\n\n\nclass"), "{}", found[0]);
        let begun = text.replace("Mapped\n\n", "Mapped\n\nif TYPE_CHECKING:\n    from x import X\n\n");
        let found = best(&files(&begun), &[problem(8, 28)], propose);
        assert_eq!(found, [begun.replace("    from x import X\n", "    from x import X\n    from invoice import Invoice\n")]);
    }
}
