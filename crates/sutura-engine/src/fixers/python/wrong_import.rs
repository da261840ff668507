//! Imports of modules or names that are not there: misspelt, from elsewhere, with a wrong number of dots, or renamed where they are defined.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ruff_python_ast::{Expr, Stmt, StmtAssign};

use super::context::{Context, Module, is_identifier};
use super::insertion::{Wanted, import_edit, with_import, written_module};
use super::missing_import::{as_written, packages};
use super::nearest::{is_capital, nearest, words};
use super::outline::{Definition, Import, Outline, bytes, parse};
use super::rename::{definition_is_wrong, rename_definition, rename_uses};
use super::well_known;
use crate::{
    diagnostic::{Category, Diagnostic},
    fixers::{
        Proposal,
        text::{Replacement, apply, newline, replace, span, whole_lines},
    },
    patch::Patch,
};

pub(super) fn propose(context: &Context<'_>) -> Vec<Proposal> {
    let mut statements: BTreeMap<(&str, usize), Vec<(&Diagnostic, Import)>> = BTreeMap::new();
    for (diagnostic, text) in context.errors().filter(|(diagnostic, _)| is_about_imports(diagnostic)) {
        let Some((outline, place)) = context.outline(&diagnostic.file).zip(span(text, diagnostic)) else { continue };
        let statement = outline.imports.iter().filter(|import| import.statement.contains(&place.start));
        let named: Vec<&Import> = statement.clone().filter(|import| import.range.contains(&place.start)).collect();
        for import in if named.is_empty() { statement.collect() } else { named } {
            statements.entry((&diagnostic.file, import.statement.start)).or_default().push((diagnostic, import.clone()));
        }
    }
    statements.into_iter().flat_map(|((path, _), wrong)| proposals(context, path, &wrong)).collect()
}

fn is_about_imports(diagnostic: &Diagnostic) -> bool {
    match diagnostic.tool.as_str() {
        "pyright" => diagnostic.code == "reportMissingImports" || diagnostic.message.contains("is unknown import symbol"),
        "ty" => matches!(diagnostic.code.as_str(), "import-not-found" | "unresolved-import" | "missing-module-member"),
        _ => false,
    }
}

fn proposals(context: &Context<'_>, path: &str, wrong: &[(&Diagnostic, Import)]) -> Vec<Proposal> {
    let Some(((text, outline), (_, first))) = context.text(path).zip(context.outline(path)).zip(wrong.first()) else {
        return Vec::new();
    };
    let Some(absolute) = context.absolute(path, &first.module, first.level).or_else(|| Some(first.module.clone())) else {
        return Vec::new();
    };
    let answers = |name: Option<&str>| -> Vec<String> {
        let told = wrong.iter().filter(|(_, import)| name.is_none() || import.name.as_deref() == name);
        told.map(|(diagnostic, _)| diagnostic.fingerprint.clone()).collect()
    };
    let statement: Vec<&Import> = outline.imports.iter().filter(|import| import.statement == first.statement).collect();
    let names: BTreeSet<&str> = statement.iter().filter_map(|import| import.name.as_deref()).collect();
    let mut found = Vec::new();
    let mut propose = |name: Option<&str>, title: String, patch: Option<Patch>, rank: u8| {
        found.extend(patch.map(|patch| Proposal { title, patch, answers: answers(name), rank }));
    };
    let place = context.module(path, &absolute);
    let is_known = place.is_some();
    let missing: BTreeSet<&str> = wrong.iter().filter_map(|(_, import)| import.name.as_deref()).collect();
    for name in &missing {
        let patch = place.as_ref().and_then(|package| gathered_again(context, path, package, &absolute, name));
        propose(Some(name), format!("import `{name}` in `{absolute}` again"), patch, 0);
    }
    if !found.is_empty() {
        return found;
    }
    let mut propose = |name: Option<&str>, title: String, patch: Option<Patch>, rank: u8| {
        found.extend(patch.map(|patch| Proposal { title, patch, answers: answers(name), rank }));
    };
    // A module with faulty imports of its own will have the name once they are mended.
    let is_consequence = |diagnostic: &Diagnostic| {
        diagnostic.is_error()
            && (diagnostic.category <= Category::MissingImport && diagnostic.code != "F401" || diagnostic.code == "F822")
            && diagnostic.file != path
            && place == Some(Module::Source(diagnostic.file.clone()))
    };
    if context.scene.diagnostics.iter().any(is_consequence) {
        return Vec::new();
    }
    // Where the module has several names that begin with the missing one, that one was split, and another of the name is another thing.
    let exports = context.exports(path, &absolute);
    let is_split = missing.iter().any(|name| is_split(name, &exports));
    if (!is_known || missing == names) && !is_split {
        for (rank, module) in modules(context, path, first, &absolute, &names, &outline) {
            let written = as_written(context, path, &module);
            let changed = module_range(text, first).and_then(|range| apply(text, vec![replace(range, &written)]));
            propose(
                None,
                format!("take `{}` from `{written}`", names.iter().copied().collect::<Vec<_>>().join("`, `")),
                changed.map(|text| Patch::of(path, text)),
                rank,
            );
        }
    }
    if !is_known {
        let changed = beside(context, path, first, &statement).and_then(|lines| apply(text, vec![replace(first.statement.clone(), lines)]));
        propose(None, "import the modules that lie beside".to_owned(), changed.map(|text| Patch::of(path, text)), 2);
        return found;
    }
    // Where all names are missing, the module is what is wrong, if one is found that has them.
    let later = if missing == names { 5 } else { 0 };
    for name in missing {
        let Some(import) = statement.iter().find(|import| import.name.as_deref() == Some(name)) else { continue };
        let exports = context.exports(path, &absolute);
        let taken: BTreeSet<&str> = names.iter().copied().filter(|known| *known != name).collect();
        // A class or constant is not the module or the function that its name is written like.
        let is_of_its_kind = |right: &str| is_capital(right) == is_capital(name);
        let could_be = |right: &&str| {
            !right.starts_with("__")
                && !taken.contains(right)
                && is_of_its_kind(right)
                && !is_borrowed(context, path, place.as_ref(), right)
        };
        for (likeness, right) in nearest(name, exports.iter().map(String::as_str).filter(could_be)) {
            if definition_is_wrong(context, path, &absolute, right, name) {
                let patch = rename_definition(context, path, &absolute, right, name);
                propose(Some(name), format!("define `{right}` as `{name}`"), patch, likeness);
            } else {
                let changed = renamed(text, import, name, right);
                let patch = changed.map(|text| Patch::of(path, text));
                propose(Some(name), format!("import `{right}` in place of `{name}`"), patch, 1 + likeness);
            }
        }
        if names.len() > 1 && !is_split {
            for (rank, module) in homes(context, path, name, &absolute) {
                let wanted =
                    Wanted { module: as_written(context, path, &module), name: Some(name.to_owned()), alias: import.alias.clone() };
                let moved = moved(context, path, text, import, &wanted);
                propose(Some(name), format!("`{}`", wanted.statement()), moved.map(|text| Patch::of(path, text)), later + rank);
            }
        }
    }
    found
}

/// A package that gathers the names of its modules, with one that it has lost: it takes others from the module that defines it, or still tells it.
fn gathered_again(context: &Context<'_>, path: &str, package: &Module, absolute: &str, name: &str) -> Option<Patch> {
    let Module::Source(file) = package else { return None };
    let (text, outline) = (context.text(file)?, context.outline(file)?);
    let defines = |module: &String| {
        let inner = context.module(path, module).and_then(|module| context.outline_of_module(&module));
        inner.is_some_and(|inner| inner.names.get(name).is_some_and(|what| !matches!(what, Definition::Import(_))))
    };
    let mut modules = context.submodules(package).into_iter().map(|inner| format!("{absolute}.{inner}")).filter(defines);
    let (Some(module), None) = (modules.next(), modules.next()) else { return None };
    let is_told = outline.all.iter().flatten().any(|told| told == name);
    let takes = |import: &Import| context.absolute(file, &import.module, import.level).as_deref() == Some(&module) && import.name.is_some();
    if outline.names.contains_key(name) || !(is_told || outline.imports.iter().any(takes)) {
        return None;
    }
    let wanted = Wanted { module: as_written(context, file, &module), name: Some(name.to_owned()), alias: None };
    let mut edits = vec![import_edit(context, file, text, &wanted)?];
    if !is_told && outline.all.is_some() {
        edits.push(told(text, name)?);
    }
    apply(text, edits).map(|text| Patch::of(file, text))
}

/// `__all__` with a further name, in its order if it has one.
fn told(text: &str, name: &str) -> Option<Replacement> {
    let parsed = parse(text);
    let is_all =
        |assignment: &&StmtAssign| assignment.targets.iter().any(|target| target.as_name_expr().is_some_and(|one| one.id == "__all__"));
    let value = &parsed.suite().iter().filter_map(Stmt::as_assign_stmt).find(is_all)?.value;
    let items = match &**value {
        Expr::List(list) => &list.elts,
        Expr::Tuple(tuple) => &tuple.elts,
        _ => return None,
    };
    let names: Vec<&str> = items.iter().filter_map(|item| Some(item.as_string_literal_expr()?.value.to_str())).collect();
    let quote = &text[bytes(items.first()?)][..1];
    let separator = items.get(1).map_or(", ", |second| &text[bytes(&items[0]).end..bytes(second).start]);
    let next = names.iter().position(|known| *known > name).filter(|_| names.is_sorted());
    Some(match next.and_then(|index| items.get(index)).map(bytes) {
        Some(next) => replace(next.start..next.start, format!("{quote}{name}{quote}{separator}")),
        None => {
            let end = bytes(items.last()?).end;
            replace(end..end, format!("{separator}{quote}{name}{quote}"))
        }
    })
}

/// Whether an own module has a name only because it uses it: from the module of another package nobody takes it there.
fn is_borrowed(context: &Context<'_>, path: &str, module: Option<&Module>, name: &str) -> bool {
    let Some(outline) = module.filter(|module| matches!(module, Module::Source(_))).and_then(|module| context.outline_of_module(module))
    else {
        return false;
    };
    let Some(Definition::Import(index)) = outline.names.get(name) else { return false };
    outline.imports.get(*index).is_some_and(|import| import.level == 0 && !context.is_own(path, &import.module))
}

/// Whether several of `exports` are `name` with a further word: `UserCreate` and `UserRead` of `User`.
fn is_split(name: &str, exports: &BTreeSet<String>) -> bool {
    let own = words(name);
    exports.iter().map(|export| words(export)).filter(|export| export.len() == own.len() + 1 && export.starts_with(&own)).count() > 1
}

/// `from package import one, other` of a package that is not there, as the imports of the modules that an absolute import finds under these names.
fn beside(context: &Context<'_>, path: &str, first: &Import, statement: &[&Import]) -> Option<String> {
    let is_own =
        |import: &&Import| import.name.as_deref().is_some_and(|name| matches!(context.module(path, name), Some(Module::Source(_))));
    if !first.is_top || !statement.iter().all(is_own) {
        return None;
    }
    let wanted = |import: &&Import| Some(Wanted { module: import.name.clone()?, name: None, alias: import.alias.clone() }.statement());
    let lines: Option<Vec<String>> = statement.iter().map(wanted).collect();
    lines.map(|lines| lines.join(newline(context.text(path).unwrap_or_default())))
}

/// Modules that have all of `names`, which the import at hand takes from one that is not there or has none of them.
fn modules(
    context: &Context<'_>,
    path: &str,
    import: &Import,
    absolute: &str,
    names: &BTreeSet<&str>,
    outline: &Outline,
) -> Vec<(u8, String)> {
    let mut found: Vec<(u8, String)> = Vec::new();
    if import.level > 0 {
        for level in 1..=5 {
            found.extend(context.absolute(path, &import.module, level).map(|module| (0, module)));
        }
    }
    for (rank, module) in spelt(context, path, absolute) {
        found.push((rank, module));
    }
    let names_of = |module: &str| context.exports(path, module);
    if !names.is_empty() {
        for name in names {
            found.extend(homes(context, path, name, absolute).into_iter().map(|(rank, module)| (rank + 1, module)));
        }
    }
    let is_taken = |module: &str| names.is_empty() && outline.imports.iter().any(|import| import.name.is_none() && import.module == module);
    let mut seen = BTreeSet::new();
    found.sort();
    found.retain(|(_, module)| module != absolute && !is_taken(module) && seen.insert(module.clone()));
    found.retain(|(_, module)| match names.is_empty() {
        true => context.module(path, module).is_some(),
        false => names.iter().all(|name| *name == "*" || names_of(module).contains(*name)) && context.module(path, module).is_some(),
    });
    found
}

/// Modules whose dotted name is nearly the same: the first part that is not there is replaced.
fn spelt(context: &Context<'_>, path: &str, absolute: &str) -> Vec<(u8, String)> {
    let parts: Vec<&str> = absolute.split('.').collect();
    let Some(failing) = (1..=parts.len()).find(|count| context.module(path, &parts[..*count].join(".")).is_none()) else {
        return Vec::new();
    };
    let (package, wrong, rest) = (parts[..failing - 1].join("."), parts[failing - 1], &parts[failing..]);
    let siblings = if package.is_empty() {
        tops(context, path)
    } else {
        context.module(path, &package).map(|module| context.submodules(&module)).unwrap_or_default()
    };
    let whole = |right: &str| [&[package.as_str()][usize::from(package.is_empty())..], &[right], rest].concat().join(".");
    nearest(wrong, siblings.iter().map(String::as_str)).into_iter().map(|(likeness, right)| (1 + likeness, whole(right))).collect()
}

/// Names that an absolute import of the project can begin with.
fn tops(context: &Context<'_>, path: &str) -> BTreeSet<String> {
    let mut tops = BTreeSet::new();
    for (other, outline) in context.neighbours(path) {
        tops.extend(context.dotted(other).and_then(|dotted| Some(dotted.split('.').next()?.to_owned())));
        tops.extend(
            outline
                .imports
                .iter()
                .filter(|import| import.level == 0)
                .filter_map(|import| import.module.split('.').next())
                .map(str::to_owned),
        );
    }
    tops.extend(well_known::modules().map(str::to_owned));
    tops.retain(|top| is_identifier(top) && context.module(path, top).is_some());
    tops
}

/// Modules that `name` can be taken from, other than `not`.
pub(super) fn homes(context: &Context<'_>, path: &str, name: &str, not: &str) -> Vec<(u8, String)> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut found = Vec::new();
    let neighbours: Vec<(&str, Arc<Outline>)> = context.neighbours(path);
    for (other, outline) in &neighbours {
        for import in outline.imports.iter().filter(|import| import.name.as_deref() == Some(name) && *other != path) {
            if let Some(module) = context.absolute(other, &import.module, import.level) {
                *counts.entry(module).or_default() += 1;
            }
        }
        let defines = outline.names.get(name).is_some_and(|what| !matches!(what, Definition::Import(_)));
        found.extend(context.dotted(other).filter(|_| defines && *other != path).map(|module| (2, module)));
    }
    let most = counts.values().max().copied().unwrap_or_default();
    found.extend(counts.into_iter().map(|(module, count)| (u8::from(count < most), module)));
    found.extend(well_known::places(name).map(|module| (3, module.to_owned())));
    if found.iter().all(|(_, module)| module == not) {
        found.extend(packages(context, path, name, &neighbours).into_iter().map(|(rank, module, _)| (rank, module)));
        found.push((4, name.to_lowercase()));
    }
    found.sort();
    let mut seen = BTreeSet::new();
    found.retain(|(_, module)| module != not && seen.insert(module.clone()) && context.exports(path, module).contains(name));
    found
}

/// Where the module stands in the statement, with its dots.
fn module_range(text: &str, import: &Import) -> Option<std::ops::Range<usize>> {
    let statement = text.get(import.statement.clone())?;
    let written = written_module(import);
    if import.name.is_none() {
        return statement_range(text, import, &import.module);
    }
    let start = import.statement.start + statement.find("from")? + "from".len();
    let at = start + text.get(start..import.statement.end)?.find(&written)?;
    Some(at..at + written.len())
}

fn statement_range(text: &str, import: &Import, module: &str) -> Option<std::ops::Range<usize>> {
    let at = import.range.start + text.get(import.range.clone())?.find(module)?;
    Some(at..at + module.len())
}

/// The file with `right` imported; what used the wrong name uses the right one, unless it does so already.
fn renamed(text: &str, import: &Import, wrong: &str, right: &str) -> Option<String> {
    let mut edits = vec![replace(import.range.start..import.range.start + wrong.len(), right)];
    if import.alias.is_none() {
        edits.extend(rename_uses(text, wrong, right));
    }
    apply(text, edits)
}

/// The file with one name taken out of its statement and imported from elsewhere.
pub(super) fn moved(context: &Context<'_>, path: &str, text: &str, import: &Import, wanted: &Wanted) -> Option<String> {
    let edit = without(text, import)?;
    let added = with_import(context, path, text, wanted)?;
    // The insertion knows the file as it is; the deletion is made in its result, where the statement may have moved.
    let shift = added.len().checked_sub(text.len())?;
    let by = if added.ends_with(text.get(edit.range.start..)?) { shift } else { 0 };
    apply(&added, vec![replace(edit.range.start + by..edit.range.end + by, edit.text)])
}

/// Takes a name out of a list of imported ones.
fn without(text: &str, import: &Import) -> Option<Replacement> {
    let behind = text.get(import.range.end..import.statement.end)?;
    let trimmed = behind.trim_start();
    if let Some(rest) = trimmed.strip_prefix(',') {
        let is_line = text[..import.range.start].rfind('\n').is_some_and(|at| text[at + 1..import.range.start].trim().is_empty());
        let end = import.statement.end - rest.len();
        if is_line && rest.starts_with(['\n', '\r']) {
            return Some(replace(whole_lines(text, import.range.start..end), ""));
        }
        let blanks = rest.len() - rest.trim_start_matches(' ').len();
        return Some(replace(import.range.start..end + blanks, ""));
    }
    let before = text.get(import.statement.start..import.range.start)?.trim_end();
    match before.strip_suffix(',') {
        Some(kept) => Some(replace(import.statement.start + kept.len()..import.range.end, "")),
        // The only name takes the statement with it.
        None => Some(replace(whole_lines(text, import.statement.clone()), "")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::best;
    use super::*;

    const MODELS: (&str, &str) = ("app/models.py", "class Order: ...\nclass Product: ...\n");
    const USES: (&str, &str) = ("app/b.py", "from app.models import Order, Product\n");

    #[test]
    fn what_was_split_is_not_another_thing_of_its_name() {
        let schemas =
            |text| [("app/schemas.py", text), ("app/models.py", "class User: ...\n"), ("app/a.py", "from app.schemas import User\n")];
        let problem = ("pyright", "reportAttributeAccessIssue", "app/a.py", 1, 25, "\"User\" is unknown import symbol");
        let moved = best(&schemas("class Token: ...\n"), &[problem], propose);
        assert_eq!(moved, ["from app.models import User\n"]);
        let split = best(&schemas("class UserCreate: ...\nclass UserRead: ...\n"), &[problem], propose);
        assert!(!split.iter().any(|text| text.contains("models")), "{split:?}");
    }

    #[test]
    fn modules_of_a_package_that_is_not_there_are_those_that_lie_beside() {
        let text = "from app import crud, models as tables\n\nx = 1\n";
        let problem = ("pyright", "reportMissingImports", "main.py", 1, 6, "Import \"app\" could not be resolved");
        let found = best(&[("main.py", text), ("crud.py", ""), ("models.py", "")], &[problem], propose);
        assert_eq!(found, ["import crud\nimport models as tables\n\nx = 1\n"]);
        assert_eq!(best(&[("main.py", text), ("crud.py", "")], &[problem], propose), [""; 0]);
    }

    #[test]
    fn a_misspelt_module_becomes_the_nearest_that_has_the_names() {
        let files = [("app/a.py", "from app.model import Order\n"), MODELS, ("app/modal.py", "x = 1\n")];
        let found = best(&files, &[("ty", "import-not-found", "app/a.py", 1, 6, "Cannot resolve imported module `app.model`")], propose);
        assert_eq!(found, ["from app.models import Order\n"]);
    }

    #[test]
    fn a_class_is_not_the_module_that_its_name_is_written_like() {
        let files = [
            ("app/a.py", "from app.models import User\n"),
            ("app/models/__init__.py", "from .order import Order\n"),
            ("app/models/order.py", "class Order: ...\n"),
            ("app/models/user.py", "x = 1\n"),
        ];
        let told = ("pyright", "reportAttributeAccessIssue", "app/a.py", 1, 24, "\"User\" is unknown import symbol");
        assert_eq!(best(&files, &[told], propose), [""; 0]);
    }

    #[test]
    fn a_package_that_gathers_names_gets_a_lost_one_back() {
        let files = |package| {
            let user = ("app/models/user.py", "class Role: ...\nclass User: ...\n");
            [("app/a.py", "from app.models import Role, User\n"), ("app/models/__init__.py", package), user]
        };
        let told = ("pyright", "reportAttributeAccessIssue", "app/a.py", 1, 30, "\"User\" is unknown import symbol");
        let found = best(&files("from .user import Role\n\n__all__ = [\"Role\"]\n"), &[told], propose);
        assert_eq!(found, ["from .user import Role, User\n\n__all__ = [\"Role\", \"User\"]\n"]);
        let found = best(&files("from .user import Role\n\n__all__ = [\"Role\", \"User\"]\n"), &[told], propose);
        assert_eq!(found, ["from .user import Role, User\n\n__all__ = [\"Role\", \"User\"]\n"]);
    }

    #[test]
    fn the_number_of_dots_is_mended() {
        let files = [("app/api/a.py", "from .models import Order\n"), MODELS, ("app/__init__.py", ""), ("app/api/__init__.py", "")];
        let found =
            best(&files, &[("pyright", "reportMissingImports", "app/api/a.py", 1, 6, "Import \"models\" could not be resolved")], propose);
        assert_eq!(found, ["from ..models import Order\n"]);
    }

    #[test]
    fn names_that_are_all_missing_are_taken_together_from_the_module_that_has_them() {
        let files = [
            ("app/a.py", "from app.models import retry, wait\n"),
            ("app/b.py", "from app.again import retry, wait\n"),
            ("app/again.py", "def retry(): ...\ndef wait(): ...\n"),
            MODELS,
        ];
        let problems = [
            ("pyright", "reportAttributeAccessIssue", "app/a.py", 1, 24, "\"retry\" is unknown import symbol"),
            ("pyright", "reportAttributeAccessIssue", "app/a.py", 1, 31, "\"wait\" is unknown import symbol"),
        ];
        assert_eq!(best(&files, &problems, propose), ["from app.again import retry, wait\n"]);
    }

    #[test]
    fn a_misspelt_name_is_mended_with_its_uses() {
        let files = [("app/a.py", "from app.models import Ordr, Product\n\nx: Ordr = Ordr()\n"), MODELS, USES];
        let found =
            best(&files, &[("pyright", "reportAttributeAccessIssue", "app/a.py", 1, 24, "\"Ordr\" is unknown import symbol")], propose);
        assert_eq!(found, ["from app.models import Order, Product\n\nx: Order = Order()\n"]);
    }

    #[test]
    fn a_definition_that_nobody_calls_by_its_name_is_renamed() {
        let files = [
            ("app/a.py", "from app.models import Order\n"),
            ("app/b.py", "from app.models import Order\nx = Order()\n"),
            ("app/models.py", "class OrderModel: ...\n"),
        ];
        let found =
            best(&files, &[("pyright", "reportAttributeAccessIssue", "app/a.py", 1, 24, "\"Order\" is unknown import symbol")], propose);
        assert_eq!(found, ["class Order: ...\n"]);
    }

    #[test]
    fn one_name_of_several_moves_to_the_module_that_the_project_takes_it_from() {
        let files = [
            ("app/a.py", "from app.models import Order, helper\n"),
            ("app/b.py", "from app.tools import helper\n"),
            ("app/tools.py", "def helper(): ...\n"),
            MODELS,
        ];
        let found =
            best(&files, &[("pyright", "reportAttributeAccessIssue", "app/a.py", 1, 31, "\"helper\" is unknown import symbol")], propose);
        assert_eq!(found, ["from app.models import Order\nfrom app.tools import helper\n"]);
    }

    #[test]
    fn a_name_that_is_nowhere_is_left_alone() {
        let files = [("app/a.py", "from app.models import Invoice\n"), MODELS];
        assert_eq!(
            best(&files, &[("pyright", "reportAttributeAccessIssue", "app/a.py", 1, 24, "\"Invoice\" is unknown import symbol")], propose),
            [""; 0]
        );
    }
}
