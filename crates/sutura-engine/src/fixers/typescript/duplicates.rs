//! What is imported or declared twice.

use std::{collections::BTreeSet, ops::Range};

use super::{
    import_shape::removal,
    module::{Module, Role, What},
    project::{Problem, Target, View},
    text::{identifier_at, whole_lines},
};
use crate::{
    diagnostic::Diagnostic,
    fixers::{Proposal, text::offset_of},
};

const CODES: &[&str] = &["TS2300", "TS2451", "TS2393", "TS2440", "TS2323", "TS2484", "TS2528", "TS2752", "TS2753", "TS2395"];

/// Proposes to keep one of two identical imports or declarations. Different ones of one name are left: either may be the right one.
pub(super) fn propose(view: &View<'_>) -> Vec<Proposal> {
    let mut seen = BTreeSet::new();
    let mut proposals = Vec::new();
    for problem in view.problems(CODES) {
        let Some(name) = identifier_at(problem.text, problem.offset) else { continue };
        if seen.insert((problem.file, name)) {
            let same = |other: &&Diagnostic| other.file == problem.file && CODES.contains(&other.code.as_str());
            let answers: Vec<&Diagnostic> =
                view.scene.diagnostics.iter().filter(same).filter(|other| is_about(other, problem.text, name)).collect();
            proposals.extend(exported_twice(view, &problem, name, &answers));
            proposals.extend(imported_twice(view, problem.file, &problem.module, name, &answers));
            proposals.extend(declared_twice(view, problem.file, problem.text, &problem.module, name, &answers));
        }
    }
    proposals
}

fn is_about(diagnostic: &Diagnostic, text: &str, name: &str) -> bool {
    offset_of(text, diagnostic).and_then(|at| identifier_at(text, at)) == Some(name)
}

/// `export { X }` below `export function X`: the list, or its entry, goes.
fn exported_twice(view: &View<'_>, problem: &Problem<'_>, name: &str, answers: &[&Diagnostic]) -> Option<Proposal> {
    let written = |range: &Range<usize>| problem.text.get(range.clone());
    let is_list = |range: &&Range<usize>| written(range).is_some_and(|text| text.starts_with("export {") && !text.contains(" from "));
    let places = answers.iter().filter_map(|diagnostic| offset_of(problem.text, diagnostic));
    let at = places.into_iter().find(|at| problem.module.statements.iter().filter(is_list).any(|range| range.contains(at)))?;
    let declared = problem.module.bindings.iter().any(|binding| {
        let statement = problem.module.statements.iter().find(|statement| statement.contains(&binding.range.start));
        binding.name == name && binding.scope.start == 0 && statement.and_then(written).is_some_and(|text| text.starts_with("export"))
    });
    let list = problem.module.statements.iter().find(|range| range.contains(&at)).filter(|_| declared)?;
    let entries: Vec<&str> = written(list)?.split(['{', '}']).nth(1)?.split(',').map(str::trim).filter(|entry| !entry.is_empty()).collect();
    let range = if entries == [name] {
        let lines = whole_lines(problem.text, list)?;
        // The empty line that set it off goes too.
        let blank = problem.text.get(..lines.start)?.ends_with("\n\n");
        lines.start - usize::from(blank)..lines.end
    } else if entries.contains(&name) {
        let behind = problem.text.get(at + name.len()..)?;
        let comma = behind.trim_start().strip_prefix(',').map(|rest| behind.len() - rest.trim_start().len());
        match comma {
            Some(length) => at..at + name.len() + length,
            None => problem.text.get(..at)?.trim_end().strip_suffix(',')?.len()..at + name.len(),
        }
    } else {
        return None;
    };
    view.proposal_in(format!("export `{name}` once"), problem.file, vec![(range, String::new())], answers.to_vec(), 0)
}

fn imported_twice(view: &View<'_>, file: &str, module: &Module, name: &str, answers: &[&Diagnostic]) -> Vec<Proposal> {
    let all = module
        .imports
        .iter()
        .flat_map(|import| import.names.iter().filter(|imported| imported.local == name).map(move |imported| (import, imported)));
    let all: Vec<_> = all.collect();
    let Some(text) = view.text(file) else { return Vec::new() };
    let [first, rest @ ..] = &all[..] else { return Vec::new() };
    if rest.is_empty() {
        return own_import(view, file, module, text, name, first, answers);
    }
    let origin = |(import, imported): &(&super::module::Import, &super::module::Imported)| {
        (view.resolve(file, &import.module), imported.what.clone())
    };
    let remove = |which: &(&super::module::Import, &super::module::Imported), rank: u8| {
        let edits = removal(text, which.0, which.1)?;
        view.proposal_in(format!("import `{name}` once"), file, edits, answers.to_vec(), rank)
    };
    // Two modules that are not there are not the same.
    let is_there = origin(first).0 != Target::Nothing || rest.iter().all(|other| other.0.module == first.0.module);
    if is_there && rest.iter().all(|other| origin(other) == origin(first)) {
        // Of one as a type and one as a value, the value stays.
        let drop = all.iter().rev().find(|(_, imported)| imported.is_type).or(all.last());
        return drop.and_then(|which| remove(which, 0)).into_iter().collect();
    }
    // From two modules: the one that others take it from stays.
    let habit = |which: &(&super::module::Import, &super::module::Imported)| {
        let others = view.imports_elsewhere(file);
        others
            .filter(|(path, import)| {
                import
                    .names
                    .iter()
                    .any(|other| other.local == name && (view.resolve(path, &import.module), other.what.clone()) == origin(which))
            })
            .count()
    };
    match &all[..] {
        [one, other] if habit(one) != habit(other) => remove(if habit(one) < habit(other) { one } else { other }, 1).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// `import type { Device as DeviceType }`, where `Device` is a component of the file.
fn renamed_type(
    view: &View<'_>,
    file: &str,
    module: &Module,
    name: &str,
    imported: &super::module::Imported,
    answers: &[&Diagnostic],
) -> Option<Proposal> {
    let alias = format!("{name}Type");
    let is_free = imported.what == What::Named(name.to_owned()) && module.bindings.iter().all(|binding| binding.name != alias);
    let uses = module.uses.iter().filter(|found| found.name == name && found.role == Role::Type && found.range != imported.range);
    let mut edits: Vec<(Range<usize>, String)> = uses.map(|found| (found.range.clone(), alias.clone())).collect();
    edits.push((imported.range.end..imported.range.end, format!(" as {alias}")));
    let title = format!("import the type `{name}` as `{alias}`");
    (is_free && imported.is_type).then(|| view.proposal_in(title, file, edits, answers.to_vec(), 0)).flatten()
}

/// An import of what the file declares itself.
fn own_import(
    view: &View<'_>,
    file: &str,
    module: &Module,
    text: &str,
    name: &str,
    which: &(&super::module::Import, &super::module::Imported),
    answers: &[&Diagnostic],
) -> Vec<Proposal> {
    // A type beside a value of its name, as a component has it, goes by another one here.
    if answers.iter().any(|told| told.code == "TS2395") {
        return renamed_type(view, file, module, name, which.1, answers).into_iter().collect();
    }
    let declared = module
        .bindings
        .iter()
        .any(|binding| binding.name == name && binding.scope.start == 0 && binding.kind != super::module::BindingKind::Import);
    let edits = removal(text, which.0, which.1).filter(|_| declared && module.exports.contains_key(name));
    edits
        .and_then(|edits| view.proposal_in(format!("do not import `{name}`, which is declared here"), file, edits, answers.to_vec(), 2))
        .into_iter()
        .collect()
}

fn declared_twice(view: &View<'_>, file: &str, text: &str, module: &Module, name: &str, answers: &[&Diagnostic]) -> Option<Proposal> {
    let own = module.bindings.iter().filter(|binding| binding.name == name && binding.kind != super::module::BindingKind::Import);
    let own = own.filter_map(|binding| module.statements.iter().find(|statement| statement.contains(&binding.range.start)));
    let mut statements: Vec<_> = own.collect();
    statements.dedup();
    let plain = |range: &std::ops::Range<usize>| {
        let statement = text.get(range.clone()).unwrap_or_default();
        statement.strip_prefix("export ").unwrap_or(statement).split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let (first, rest) = statements.split_first()?;
    if rest.is_empty() || rest.iter().any(|other| plain(other) != plain(first)) {
        return None;
    }
    // The one that is exported stays.
    let keep = statements.iter().position(|range| text.get((*range).clone()).is_some_and(|text| text.starts_with("export"))).unwrap_or(0);
    let edits = statements.iter().enumerate().filter(|(at, _)| *at != keep).map(|(_, range)| {
        let lines = whole_lines(text, range).unwrap_or((*range).clone());
        let blank = text.get(..lines.start).is_some_and(|before| before.ends_with("\n\n")) && lines.start > 0;
        (lines.start - usize::from(blank)..lines.end, String::new())
    });
    view.proposal_in(format!("declare `{name}` once"), file, edits.collect(), answers.to_vec(), 0)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{best, problem, proposals};
    use super::*;

    fn run(text: &str, name: &str) -> Option<String> {
        let files = [("a.tsx", text)];
        let diagnostic = problem(&files, "a.tsx", name, "TS2300", &format!("Duplicate identifier '{name}'."));
        best(&proposals(propose, &files, &[diagnostic], "")).map(str::to_owned)
    }

    #[test]
    fn of_two_identical_imports_or_declarations_one_stays() {
        assert_eq!(
            run("import { cn } from './x';\nimport { cn } from './x';\ncn();\n", "cn").as_deref(),
            Some("import { cn } from './x';\ncn();\n")
        );
        assert_eq!(
            run("import { a, cn } from './x';\nimport { cn, b } from './x';\n", "cn").as_deref(),
            Some("import { a, cn } from './x';\nimport { b } from './x';\n")
        );
        let twice = "export const size = 1;\n\nconst size = 1;\nuse(size);\n";
        assert_eq!(run(twice, "size").as_deref(), Some("export const size = 1;\nuse(size);\n"));
    }

    #[test]
    fn what_is_exported_where_it_is_declared_leaves_the_list() {
        for (list, left) in [
            ("\nexport { List };\n", ""),
            ("export { List, other };\n", "export { other };\n"),
            ("export { other, List };\n", "export { other };\n"),
        ] {
            let text = format!("const other = 1;\nexport function List() {{}}\n{list}");
            let files = [("a.tsx", text.as_str())];
            let message = "Cannot redeclare exported variable 'List'.";
            let told = [
                problem(&files, "a.tsx", "List()", "TS2323", message),
                problem(&files, "a.tsx", list.trim_start().split_at(9).1, "TS2323", message),
            ];
            let told =
                if list.contains("{ other") { [told[0].clone(), problem(&files, "a.tsx", "List }", "TS2323", message)] } else { told };
            let found = proposals(propose, &files, &told, "");
            assert_eq!(best(&found), Some(format!("const other = 1;\nexport function List() {{}}\n{left}").as_str()));
        }
    }

    #[test]
    fn different_ones_are_left() {
        assert_eq!(run("const size = 1;\nconst size = 2;\n", "size"), None);
        assert_eq!(run("import { cn } from './x';\nimport { cn } from './y';\n", "cn"), None);
    }

    #[test]
    fn a_type_of_the_name_of_a_component_is_imported_under_another() {
        let text = "import type { Device } from './types';\nexport const Device = (one: Device) => null;\n";
        let files = [("a.tsx", text)];
        let message = "Individual declarations in merged declaration 'Device' must be all exported or all local.";
        let told = [problem(&files, "a.tsx", "Device }", "TS2395", message), problem(&files, "a.tsx", "Device =", "TS2395", message)];
        let made = "import type { Device as DeviceType } from './types';\nexport const Device = (one: DeviceType) => null;\n";
        assert_eq!(best(&proposals(propose, &files, &told, "")), Some(made));
    }
}
