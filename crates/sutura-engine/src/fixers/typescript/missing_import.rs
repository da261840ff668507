//! A name that nothing declares, and that the project, or a package that it declares, can give.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    import_edit::{Wanted, add, add_all},
    module::{Role, What},
    packages::package_of,
    project::{Problem, Target, View},
    renamed::is_refuted,
    text::{quoted, suggested},
};
use crate::{fixers::Proposal, workspace::discover::parent};

const CODES: &[&str] = &["TS2304", "TS2552", "TS2503", "TS2686", "TS18004", "TS2686", "TS2693", "TS2749", "TS2867", "TS2582", "TS2315"];

/// Proposes an import for each name that cannot be found: what other files import under this name; what modules export that this file
/// imports from already; what the project exports; what its packages export.
pub(super) fn propose(view: &View<'_>) -> Vec<Proposal> {
    let mut names: BTreeMap<(&str, String), Vec<Problem<'_>>> = BTreeMap::new();
    for problem in view.problems(CODES) {
        if let Some(name) = quoted(&problem.diagnostic.message).first().filter(|name| is_name(name)) {
            names.entry((problem.file, (*name).to_owned())).or_default().push(problem);
        }
    }
    let mut files: BTreeMap<&str, Vec<Missing<'_>>> = BTreeMap::new();
    for ((file, name), problems) in names {
        files.entry(file).or_default().extend(missing(view, file, name, problems));
    }
    files.into_iter().flat_map(|(file, names)| in_file(view, file, &names)).collect()
}

/// A name that a file lacks, and where it could come from.
struct Missing<'v> {
    problems: Vec<Problem<'v>>,
    /// Rank, origin, and what would be imported; one for each origin.
    candidates: Vec<(u8, Target, Wanted)>,
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '$'))
}

fn missing<'v>(view: &View<'_>, file: &str, name: String, problems: Vec<Problem<'v>>) -> Option<Missing<'v>> {
    let module = view.modules.get(file)?;
    if module.binding_at(&name, problems[0].offset).is_some() {
        return None;
    }
    // A declaration beside it that takes what is not there was meant to be this name.
    let first = &problems[0];
    let meant = suggested(&first.diagnostic.message).and_then(|near| module.binding_at(near, first.offset));
    if meant.is_some_and(|binding| is_refuted(view, first, binding)) {
        return None;
    }
    let as_value = module
        .uses
        .iter()
        .any(|found| found.name == *name && found.role == Role::Value && module.binding_at(&name, found.range.start).is_none());
    let need = Need { file, name: &name, as_value };
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for (rank, wanted) in candidates(view, &need) {
        let target = view.resolve(file, &wanted.module);
        if seen.insert((target.clone(), wanted.what.clone())) {
            found.push((rank, target, wanted));
        }
    }
    Some(Missing { problems, candidates: found })
}

fn in_file(view: &View<'_>, file: &str, names: &[Missing<'_>]) -> Vec<Proposal> {
    let mut proposals: Vec<Proposal> = together(view, file, names).into_iter().collect();
    for missing in names {
        for (rank, _, wanted) in &missing.candidates {
            let answers = missing.problems.iter().map(|problem| problem.diagnostic).collect();
            let edits = add(view, file, wanted);
            proposals.extend(edits.and_then(|edits| view.proposal_in(wanted.title(), file, edits, answers, *rank)));
        }
    }
    proposals
}

/// Several names that one module gives, none of which another gives with better reason: their import was one line.
fn together(view: &View<'_>, file: &str, names: &[Missing<'_>]) -> Option<Proposal> {
    let mut given: BTreeMap<&Target, Vec<(&Missing<'_>, &Wanted)>> = BTreeMap::new();
    for missing in names {
        let best = missing.candidates.iter().map(|(rank, ..)| *rank).min();
        for (_, target, wanted) in missing.candidates.iter().filter(|(rank, ..)| Some(*rank) == best) {
            given.entry(target).or_default().push((missing, wanted));
        }
    }
    let most = given.values().map(Vec::len).max()?;
    let mut widest = given.into_iter().filter(|(_, all)| all.len() == most);
    let ((target, only), None) = (widest.next()?, widest.next()) else { return None };
    let hidden = hidden(view, file, target, names);
    let wanted: Vec<&Wanted> = hidden.iter().chain(only.iter().map(|(_, wanted)| *wanted)).collect();
    if wanted.len() < 2 {
        return None;
    }
    let answers = only.iter().flat_map(|(missing, _)| missing.problems.iter().map(|problem| problem.diagnostic)).collect();
    let made = add_all(view, file, &wanted)?;
    let title = format!("import {} names from `{}`", wanted.len(), wanted[0].module);
    view.proposal_in(title, file, vec![(0..view.text(file)?.len(), made)], answers, 0)
}

/// Names that `file` mentions without declaring them, and that others import from `target`: the compiler takes them for globals, such as
/// `Comment` or `Event`.
fn hidden(view: &View<'_>, file: &str, target: &Target, names: &[Missing<'_>]) -> Vec<Wanted> {
    let Some(module) = view.modules.get(file) else { return Vec::new() };
    let is_missing = |name: &str| names.iter().any(|missing| missing.candidates.iter().any(|(_, _, wanted)| wanted.local == name));
    let free = module.uses.iter().filter(|found| found.role != Role::Member && module.binding_at(&found.name, found.range.start).is_none());
    let free: BTreeSet<&str> = free.map(|found| found.name.as_str()).filter(|name| !is_missing(name)).collect();
    free.into_iter()
        .filter_map(|name| {
            let as_value = module.uses.iter().any(|found| found.name == name && found.role == Role::Value);
            let found = habits(view, &Need { file, name, as_value });
            found.into_iter().map(|(_, wanted)| wanted).find(|wanted| view.resolve(file, &wanted.module) == *target)
        })
        .collect()
}

struct Need<'n> {
    file: &'n str,
    name: &'n str,
    as_value: bool,
}

/// What could be meant, with its rank.
fn candidates(view: &View<'_>, need: &Need<'_>) -> Vec<(u8, Wanted)> {
    let mut found = habits(view, need);
    found.extend(from_known_modules(view, need));
    found.extend(from_project(view, need));
    found.extend(from_packages(view, need));
    found
}

/// What other files import under this name; the most frequent first.
fn habits(view: &View<'_>, need: &Need<'_>) -> Vec<(u8, Wanted)> {
    let mut counts: BTreeMap<(Target, What), (usize, usize, String)> = BTreeMap::new();
    for (path, import) in view.imports_elsewhere(need.file) {
        for name in import.names.iter().filter(|imported| imported.local == need.name) {
            if need.as_value && name.is_type {
                continue;
            }
            let target = view.resolve(path, &import.module);
            if target == Target::Nothing || target == Target::File(need.file.to_owned()) || !still_there(view, path, &target, &name.what) {
                continue;
            }
            let target = behind_own_barrel(view, need, target);
            let entry = counts.entry((target, name.what.clone())).or_insert_with(|| (0, 0, import.module.clone()));
            entry.0 += 1;
            entry.1 += usize::from(name.is_type);
        }
    }
    let most = counts.values().map(|(count, _, _)| *count).max().unwrap_or(0);
    let imports_from = |target: &Target| {
        let module = view.modules.get(need.file);
        module.is_some_and(|module| module.imports.iter().any(|import| view.resolve(need.file, &import.module) == *target))
    };
    let known = counts.keys().filter(|(target, _)| imports_from(target)).count();
    let ranked = counts.into_iter().map(|((target, what), (count, types, written))| {
        let module = match &target {
            Target::File(path) => view.specifier(need.file, path),
            _ => written,
        };
        let rank = u8::from(count < most && !(known == 1 && imports_from(&target)));
        let is_type = types * 2 > count && !need.as_value || marks_type(view, need, &target, &what);
        (rank, Wanted { module, what, local: need.name.to_owned(), is_type })
    });
    ranked.collect()
}

/// A file beside an `index` takes names from where they are declared, not from the `index` that takes them from there.
fn behind_own_barrel(view: &View<'_>, need: &Need<'_>, target: Target) -> Target {
    let Target::File(path) = &target else { return target };
    let is_own = stem(path) == "index" && parent(path) == parent(need.file);
    let origin = view.modules.get(path.as_str()).filter(|_| is_own).and_then(|module| {
        let passed = module.exports.get(need.name).and_then(|export| export.from.as_ref()).map(|(module, _)| module);
        let mut places = passed.into_iter().chain(&module.stars).map(|specifier| view.resolve(path, specifier));
        places.find(|place| matches!(place, Target::File(inner) if inner != need.file && view.exports_of(inner).contains_key(need.name)))
    });
    origin.unwrap_or(target)
}

/// A habit counts only where what is imported exists: the others may be broken too.
fn still_there(view: &View<'_>, path: &str, target: &Target, what: &What) -> bool {
    let name = match what {
        What::Default => "default",
        What::Named(name) => name,
        What::Namespace => return true,
    };
    match target {
        Target::File(file) => !file.ends_with("ts") && !file.ends_with("tsx") || view.exports_of(file).contains_key(name),
        Target::Package(package) => {
            let exports = view.package_exports(path, package);
            exports.is_empty() || exports.contains_key(name) || *what == What::Default
        }
        Target::Nothing => false,
    }
}

/// Modules that this file imports from already.
fn from_known_modules(view: &View<'_>, need: &Need<'_>) -> Vec<(u8, Wanted)> {
    let Some(module) = view.modules.get(need.file) else { return Vec::new() };
    let specifiers: BTreeSet<&str> = module.imports.iter().map(|import| import.module.as_str()).collect();
    let offered = specifiers.into_iter().filter_map(|specifier| {
        let target = view.resolve(need.file, specifier);
        let is_type = *view.names_of(need.file, &target).get(need.name)?;
        (!(is_type && need.as_value)).then(|| wanted(view, need, &target, specifier.to_owned(), What::Named(need.name.to_owned())))
    });
    offered.map(|wanted| (1, wanted)).collect()
}

/// What the project's own modules export under this name, or by default from a file of this name.
fn from_project(view: &View<'_>, need: &Need<'_>) -> Vec<(u8, Wanted)> {
    let root = view.surrounding(need.file).map(|known| known.project.root.as_str());
    let own = view
        .modules
        .iter()
        .filter(|(path, _)| **path != need.file && view.surrounding(path).map(|known| known.project.root.as_str()) == root);
    let mut found = Vec::new();
    for (path, module) in own {
        let offers = module.exports.iter().filter(|(_, export)| export.from.is_none() && !(export.is_type && need.as_value));
        for (exported, export) in offers {
            let what = match exported.as_str() {
                "default" if export.local.as_deref() == Some(need.name) || stem(path) == need.name => What::Default,
                name if name == need.name => What::Named(name.to_owned()),
                _ => continue,
            };
            let target = Target::File((*path).to_owned());
            found.push((2, wanted(view, need, &target, view.specifier(need.file, path), what)));
        }
    }
    // A name that is exported both ways from one file is one candidate.
    found.sort_by(|one, other| one.1.module.cmp(&other.1.module).then(other.1.what.cmp(&one.1.what)));
    found.dedup_by(|one, other| one.1.module == other.1.module);
    found
}

fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.split('.').next().unwrap_or(name)
}

/// What declared packages export that the project imports from, then the others.
fn from_packages(view: &View<'_>, need: &Need<'_>) -> Vec<(u8, Wanted)> {
    let Some(declared) = view.declared(need.file) else { return Vec::new() };
    let imported: BTreeSet<&str> = view
        .imports_elsewhere(need.file)
        .map(|(path, import)| (path, import.module.as_str()))
        .filter(|(path, module)| matches!(view.resolve(path, module), Target::Package(_)))
        .map(|(_, module)| module)
        .collect();
    let named = declared.iter().map(String::as_str).filter(|name| !name.starts_with("@types/"));
    let usual = imported.iter().copied().filter(|module| declared.contains(package_of(module)) || module.starts_with("node:"));
    let all: BTreeSet<&str> = named.chain(usual).collect();
    all.into_iter()
        .filter_map(|package| {
            let is_type = *view.package_exports(need.file, package).get(need.name)?;
            let rank = if imported.contains(package) { 3 } else { 4 };
            let what = What::Named(need.name.to_owned());
            (!(is_type && need.as_value))
                .then(|| (rank, wanted(view, need, &Target::Package(package.to_owned()), package.to_owned(), what)))
        })
        .collect()
}

fn wanted(view: &View<'_>, need: &Need<'_>, target: &Target, module: String, what: What) -> Wanted {
    let is_type = marks_type(view, need, target, &what);
    Wanted { module, what, local: need.name.to_owned(), is_type }
}

/// Whether the import is marked as one of a type: it is one, and the compiler asks for it or the project does so.
fn marks_type(view: &View<'_>, need: &Need<'_>, target: &Target, what: &What) -> bool {
    let name = match what {
        What::Named(name) => name,
        What::Default => "default",
        What::Namespace => return false,
    };
    // A class that a package declares may not be there when the program runs: a project that marks types asks for its type alone.
    let is_package = matches!(target, Target::Package(_));
    let is_type = view.names_of(need.file, target).get(name).is_some_and(|is_type| *is_type || is_package);
    !need.as_value && is_type && view.marks_types(need.file)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{best, problem, proposals};
    use super::*;

    const CONFIG: (&str, &str) = ("tsconfig.json", r#"{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }"#);

    fn found(files: &[(&str, &str)], name: &str) -> Vec<Proposal> {
        let diagnostic = problem(files, files[0].0, name, "TS2304", &format!("Cannot find name '{name}'."));
        proposals(propose, files, &[diagnostic], "")
    }

    #[test]
    fn what_the_others_import_under_a_name_is_taken_first() {
        let files = [
            ("src/Page.tsx", "import { useState } from 'react';\n\nexport const Page = () => <Button onClick={useState} />;\n"),
            ("src/A.tsx", "import { Button } from '@/ui/button';\n"),
            ("src/B.tsx", "import { Button } from './ui/button';\n"),
            ("src/old.tsx", "export function Button() {}\n"),
            ("src/ui/button.tsx", "export function Button() {}\n"),
            CONFIG,
        ];
        insta::assert_snapshot!(best(&found(&files, "Button")).unwrap(), @r"
        import { useState } from 'react';
        import { Button } from '@/ui/button';

        export const Page = () => <Button onClick={useState} />;
        ");
    }

    #[test]
    fn an_import_of_the_same_module_takes_the_name_in_its_order() {
        for (import, extended) in [
            ("import { useEffect, useState } from \"react\"", "import { useEffect, useMemo, useState } from \"react\""),
            ("import {\n  useEffect,\n  useState,\n} from \"react\"", "import {\n  useEffect,\n  useMemo,\n  useState,\n} from \"react\""),
            ("import React from \"react\"", "import React, { useMemo } from \"react\""),
            ("import * as React from \"react\"", "import * as React from \"react\"\nimport { useMemo } from \"react\""),
            ("import type { FC } from \"react\"", "import type { FC } from \"react\"\nimport { useMemo } from \"react\""),
        ] {
            let text = format!("{import}\n\nuseMemo(() => 1, [])\n");
            let files = [("src/a.tsx", text.as_str()), ("src/b.tsx", "import { useMemo } from \"react\"\n")];
            assert_eq!(best(&found(&files, "useMemo")), Some(format!("{extended}\n\nuseMemo(() => 1, [])\n").as_str()));
        }
    }

    #[test]
    fn an_export_of_the_project_is_imported_as_its_module_gives_it() {
        let page = "import { x } from './x';\nformatPrice(x);\n";
        let default = [
            ("src/a.ts", page),
            ("src/x.ts", "export const x = 1;\n"),
            ("src/lib/formatPrice.ts", "export default function formatPrice() {}\n"),
        ];
        assert!(best(&found(&default, "formatPrice")).unwrap().contains("import formatPrice from './lib/formatPrice';"));
        let named =
            [("src/a.ts", page), ("src/x.ts", "export const x = 1;\n"), ("src/lib/index.ts", "export const formatPrice = () => 1;\n")];
        assert!(best(&found(&named, "formatPrice")).unwrap().contains("import { formatPrice } from './lib';"));
    }

    #[test]
    fn a_type_is_marked_where_the_project_marks_types_and_never_where_a_value_is_needed() {
        let files = |page| {
            [
                ("src/a.ts", page),
                ("src/b.ts", "import type { Other } from './types';\n"),
                ("src/types.ts", "export interface Order { id: number }\nexport interface Other { id: number }\n"),
            ]
        };
        let of_type = files("export const f = (order: Order) => order;\n");
        assert!(best(&found(&of_type, "Order")).unwrap().starts_with("import type { Order } from \"./types\""));
        assert!(found(&files("new Order();\n"), "Order").is_empty(), "an interface is no value");
    }

    #[test]
    fn two_exports_of_one_name_are_a_tie_and_a_type_only_habit_gives_no_value() {
        let files = [("src/a.ts", "Card;\n"), ("src/x.ts", "export const Card = 1;\n"), ("src/y.ts", "export const Card = 2;\n")];
        let ranks: Vec<u8> = found(&files, "Card").iter().map(|proposal| proposal.rank).collect();
        assert_eq!(ranks, [2, 2]);
        let files = [("src/a.ts", "Card();\n"), ("src/b.ts", "import type { Card } from 'cards';\n")];
        assert!(found(&files, "Card").is_empty());
    }

    #[test]
    fn a_habit_of_importing_what_is_not_there_is_none() {
        let files =
            [("src/a.ts", "Card;\n"), ("src/b.ts", "import { Card } from './gone';\nimport { Card as C } from './x';\n"), ("src/x.ts", "")];
        assert!(found(&files, "Card").is_empty());
    }

    #[test]
    fn a_file_beside_an_index_imports_from_where_the_name_is_declared() {
        let files = [
            ("src/ui/drawer/stories.tsx", "Drawer();\n"),
            ("src/ui/drawer/index.ts", "export * from './drawer';\n"),
            ("src/ui/drawer/drawer.tsx", "export const Drawer = 1;\n"),
            ("src/App.tsx", "import { Drawer } from './ui/drawer';\n"),
        ];
        assert!(best(&found(&files, "Drawer")).unwrap().starts_with("import { Drawer } from \"./drawer\";"));
    }

    #[test]
    fn a_global_of_the_name_of_a_lost_import_does_not_hide_it() {
        let files = [
            ("src/a.ts", "export const f = (meta: Meta, comment: Comment) => 1;\n"),
            ("src/types.ts", "export type Meta = 1;\nexport type Comment = 2;\n"),
            ("src/b.ts", "import { Comment } from './types';\n"),
        ];
        assert!(best(&found(&files, "Meta")).unwrap().starts_with("import { Comment, Meta } from \"./types\""));
    }

    #[test]
    fn a_name_that_a_wrong_declaration_was_meant_to_be_is_not_imported() {
        let files = [("src/a.ts", "const { tehme } = useTheme();\nuse(theme);\n"), ("src/x.ts", "export const theme = 1;\n")];
        let wrong = problem(&files, "src/a.ts", "tehme", "TS2339", "Property 'tehme' does not exist on type 'State'.");
        let missing = problem(&files, "src/a.ts", "theme", "TS2552", "Cannot find name 'theme'. Did you mean 'tehme'?");
        assert!(proposals(propose, &files, &[wrong, missing], "").is_empty());
    }

    #[test]
    fn names_of_one_module_are_imported_at_once() {
        let files = [
            ("src/a.ts", "Card(Title);\n"),
            ("src/x.ts", "export const Card = 1;\nexport const Title = 2;\n"),
            ("src/y.ts", "export const Card = 1;\n"),
        ];
        let of = |name: &str| problem(&files, "src/a.ts", name, "TS2304", &format!("Cannot find name '{name}'."));
        let found = proposals(propose, &files, &[of("Card"), of("Title")], "");
        assert_eq!(best(&found), Some("import { Card, Title } from \"./x\";\n\nCard(Title);\n"));
        assert_eq!(found[0].answers.len(), 2);
    }

    #[test]
    fn a_name_that_is_declared_is_not_imported() {
        let files = [("src/a.ts", "const Card = 1;\nCard;\n"), ("src/x.ts", "export const Card = 1;\n")];
        let diagnostic = problem(&files, "src/a.ts", "Card;", "TS2304", "Cannot find name 'Card'.");
        assert!(proposals(propose, &files, &[diagnostic], "").is_empty());
    }
}
