//! A name that the module does not export: it is declared there but not exported, is called otherwise, or lives in another module.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    sync::Arc,
};

use super::{
    import_edit::{Wanted, add},
    import_shape::removal,
    module::{Binding, BindingKind, Import, Imported, Module, What},
    nearest::{clearly_nearest, words},
    project::{Problem, Target, View},
    react_router::is_given_up,
    text::{identifier_at, quoted, suggested},
};
use crate::{
    diagnostic::Diagnostic,
    fixers::{
        Proposal,
        text::{newline, offset_of},
    },
    workspace::discover::parent,
};

const CODES: &[&str] = &["TS2305", "TS2724", "TS2459", "TS2460", "TS2614", "TS2694"];

/// Proposes an `export`, another name, or another module.
pub(super) fn propose(view: &View<'_>) -> Vec<Proposal> {
    let mut demands: BTreeMap<(Target, String), Vec<Problem<'_>>> = BTreeMap::new();
    for problem in view.problems(CODES) {
        if let Some((module, name)) = demanded(&problem) {
            demands.entry((view.resolve(problem.file, &module), name)).or_default().push(problem);
        }
    }
    let mut proposals = Vec::new();
    for ((target, name), problems) in &demands {
        let renamed = if let Target::File(path) = target {
            proposals.extend(exported(view, path, name, problems));
            renamed_back(view, path, name, problems)
        } else {
            None
        };
        // Where several files ask for what was renamed, another module that has the name has another thing.
        if renamed.is_none() || problems.iter().all(|problem| problem.file == problems[0].file) {
            proposals.extend(problems.iter().flat_map(|problem| at_importer(view, problem, target, name)));
        }
        proposals.extend(renamed);
    }
    proposals.extend(view.problems(CODES).iter().filter_map(|problem| all_elsewhere(view, problem)));
    proposals.extend(view.problems(&["TS1192"]).iter().filter_map(|problem| default_forgotten(view, problem)));
    proposals.extend(view.problems(UNREAD).iter().filter_map(|problem| as_its_siblings(view, problem)));
    proposals
}

/// A module that exports nothing, and declares what others import as its default by the name of both.
fn default_forgotten(view: &View<'_>, problem: &Problem<'_>) -> Option<Proposal> {
    let (import, imported) = super::import_shape::imported_at(problem).filter(|(_, imported)| imported.what == What::Default)?;
    let Target::File(path) = view.resolve(problem.file, &import.module) else { return None };
    let (module, text, name) = (view.modules.get(path.as_str())?, view.text(&path)?, imported.local.as_str());
    let is_declared = module.bindings.iter().any(|binding| {
        binding.name == name
            && binding.scope.start == 0
            && binding.kind == BindingKind::Value
            && module.references_to(binding).next().is_none()
    });
    if !is_declared || !module.exports.is_empty() || !module.stars.is_empty() {
        return None;
    }
    let end = newline(text);
    let semicolon = if text.contains(&format!(";{end}")) { ";" } else { "" };
    let at = text.trim_end().len();
    let edit = (at..text.len(), format!("{end}{end}export default {name}{semicolon}{end}"));
    let about = |other: &&Diagnostic| {
        other.code == problem.diagnostic.code && other.message == problem.diagnostic.message
            || other.file == path && UNREAD.contains(&other.code.as_str()) && quoted(&other.message).first() == Some(&name)
    };
    let answers = view.scene.diagnostics.iter().filter(about).collect();
    view.proposal_in(format!("export `{name}` as the default"), &path, vec![edit], answers, 0)
}

/// What is declared and never read.
const UNREAD: &[&str] = &["TS6133", "TS6196"];

/// The modules beside this one that show by their number that a framework takes a name from each of them.
const SIBLINGS: usize = 2;

/// Exports what nobody reads, where all modules of the folder that declare this name export it: routes, loaders, metadata.
fn as_its_siblings(view: &View<'_>, problem: &Problem<'_>) -> Option<Proposal> {
    let name = identifier_at(problem.text, problem.offset)?;
    let siblings = view.modules.iter().filter(|(path, _)| **path != problem.file && parent(path) == parent(problem.file));
    let declaring = |module: &&Arc<Module>| {
        module.bindings.iter().any(|binding| binding.name == name && binding.scope.start == 0 && binding.kind != BindingKind::Import)
    };
    let (exporting, keeping): (Vec<_>, Vec<_>) =
        siblings.map(|(_, module)| module).filter(declaring).partition(|module| module.exports.contains_key(name));
    (exporting.len() >= SIBLINGS && keeping.is_empty()).then(|| exported(view, problem.file, name, std::slice::from_ref(problem))).flatten()
}

/// None of several imported names is in the module, and one other module that the project uses has all of them.
fn all_elsewhere(view: &View<'_>, problem: &Problem<'_>) -> Option<Proposal> {
    let import = problem.module.imports.iter().find(|import| import.range.contains(&problem.offset))?;
    let wrong = view.names_of(problem.file, &view.resolve(problem.file, &import.module));
    let names: Vec<&str> =
        import.names.iter().filter_map(|name| if let What::Named(name) = &name.what { Some(name.as_str()) } else { None }).collect();
    if names.len() < 2 || names.len() != import.names.len() || names.iter().any(|name| wrong.contains_key(*name)) {
        return None;
    }
    let targets: BTreeSet<Target> = view.imports_elsewhere(problem.file).map(|(path, import)| view.resolve(path, &import.module)).collect();
    let mut having = targets.into_iter().filter(|target| {
        let offered = view.names_of(problem.file, target);
        names.iter().all(|name| offered.contains_key(*name))
    });
    let (only, None) = (having.next()?, having.next()) else { return None };
    let written = match &only {
        Target::File(path) => view.specifier(problem.file, path),
        Target::Package(package) => package.clone(),
        Target::Nothing => return None,
    };
    let answers = view
        .scene
        .diagnostics
        .iter()
        .filter(|other| other.file == problem.file && offset_of(problem.text, other).is_some_and(|at| import.range.contains(&at)));
    let title = format!("import from `{written}` in place of `{}`", import.module);
    view.proposal_in(title, problem.file, vec![(import.source.start + 1..import.source.end - 1, written)], answers.collect(), 0)
}

/// The module and the name that are asked for at the problem's place: in an import or in `export … from`.
fn demanded(problem: &Problem<'_>) -> Option<(String, String)> {
    let found = problem.module.imports.iter().find_map(|import| {
        let name = import.names.iter().find(|name| name.range.contains(&problem.offset))?;
        let What::Named(name) = &name.what else { return None };
        Some((import.module.clone(), name.clone()))
    });
    found.or_else(|| {
        let name = identifier_at(problem.text, problem.offset)?;
        let passed = problem.module.exports.values().filter_map(|export| export.from.as_ref());
        passed.filter(|(_, what)| *what == What::Named(name.to_owned())).map(|(module, _)| (module.clone(), name.to_owned())).next()
    })
}

/// Adds `export` to what others ask for, in the way of the module: in front, or in its list.
fn exported(view: &View<'_>, path: &str, name: &str, problems: &[Problem<'_>]) -> Option<Proposal> {
    let (module, text) = (view.modules.get(path)?, view.text(path)?);
    if module.exports.contains_key(name) {
        return None;
    }
    let binding =
        module.bindings.iter().find(|binding| binding.name == name && binding.scope.start == 0 && binding.kind != BindingKind::Import)?;
    let statement = module.statements.iter().find(|statement| statement.contains(&binding.range.start))?;
    let edit = match export_list(module, text) {
        Some(at) => at.entry(name),
        None if text.get(statement.clone()).is_some_and(|text| !text.starts_with("export")) => {
            (statement.start..statement.start, "export ".to_owned())
        }
        None => return None,
    };
    let answers: Vec<&Diagnostic> = problems.iter().map(|problem| problem.diagnostic).collect();
    view.proposal_in(format!("export `{name}` from `{path}`"), path, vec![edit], answers, 0)
}

/// The list of `export { a, b }`, if the module exports by nothing else.
struct ExportList<'t> {
    braces: Range<usize>,
    inside: &'t str,
}

fn export_list<'t>(module: &Module, text: &'t str) -> Option<ExportList<'t>> {
    let of = |start: &str| {
        module.statements.iter().filter(|range| text.get((*range).clone()).is_some_and(|text| text.starts_with(start))).collect::<Vec<_>>()
    };
    let all = of("export ");
    let [only] = &all[..] else { return None };
    let statement = text.get((*only).clone())?;
    let list = statement.strip_prefix("export")?.trim_start();
    let close = list.rfind('}').filter(|_| list.starts_with('{') && !statement.contains(" from "))?;
    let start = only.end - list.len();
    Some(ExportList { braces: start + 1..start + close, inside: &list[1..close] })
}

impl ExportList<'_> {
    fn entry(&self, name: &str) -> (Range<usize>, String) {
        let entries: Vec<&str> = self.inside.split(',').map(str::trim).filter(|entry| !entry.is_empty()).collect();
        let sorted = entries.windows(2).all(|pair| pair[0].to_lowercase() <= pair[1].to_lowercase());
        let next = entries.iter().find(|entry| sorted && entry.to_lowercase() > name.to_lowercase());
        let first = entries.first().and_then(|first| self.inside.find(first)).unwrap_or(0);
        let gap = if self.inside[..first].contains('\n') { format!(",{}", &self.inside[..first]) } else { ", ".to_owned() };
        if let Some(at) = next.map(|next| next.as_ptr() as usize - self.inside.as_ptr() as usize) {
            let at = self.braces.start + at;
            return (at..at, format!("{name}{gap}"));
        }
        match entries.last().map(|last| last.as_ptr() as usize - self.inside.as_ptr() as usize + last.len()) {
            Some(end) => (self.braces.start + end..self.braces.start + end, format!("{gap}{name}")),
            None => (self.braces.clone(), format!(" {name} ")),
        }
    }
}

/// Several files ask for one name that the module has under a near one, which nobody asks for: the module changed, and changes back.
fn renamed_back(view: &View<'_>, path: &str, name: &str, problems: &[Problem<'_>]) -> Option<Proposal> {
    let mut files: Vec<&str> = problems.iter().map(|problem| problem.file).collect();
    files.dedup();
    let orphan = (files.len() > 1).then(|| orphan(view, path, name)).flatten();
    let near = orphan.or_else(|| nearest_export(view, path, name, problems))?;
    let homes = with_stars(view, path);
    let (path, module, binding) = homes.iter().find_map(|path| {
        let module = view.modules.get(path.as_str())?;
        let own = |binding: &&Binding| binding.name == near && binding.scope.start == 0 && binding.kind != BindingKind::Import;
        Some((path.as_str(), module, module.bindings.iter().find(own)?))
    })?;
    let asked = |import: &Import, from: &str| {
        matches!(view.resolve(from, &import.module), Target::File(target) if homes.contains(&target))
            && import.names.iter().any(|other| other.what == What::Named(near.clone()))
    };
    if view.imports_elsewhere(path).any(|(from, import)| asked(import, from)) || module.binding_at(name, binding.range.start).is_some() {
        return None;
    }
    let mut edits: Vec<(Range<usize>, String)> = vec![(binding.range.clone(), name.to_owned())];
    edits.extend(module.references_to(binding).map(|found| (found.range.clone(), name.to_owned())));
    // Without a second witness either may have changed; who wrote the only import may as well have guessed.
    let rank = if files.len() > 1 || is_misspelt(view, path, &near, name) { 0 } else { 2 };
    let answers: Vec<&Diagnostic> = problems.iter().map(|problem| problem.diagnostic).collect();
    view.proposal_in(format!("rename `{near}` to `{name}`, as {} files import it", files.len()), path, edits, answers, rank)
}

/// The only value that a module exports and nobody imports, if it shares a word with `name`: what several files ask for went by that name.
fn orphan(view: &View<'_>, path: &str, name: &str) -> Option<String> {
    let module = view.modules.get(path)?;
    let is_asked = |export: &str| {
        view.imports_elsewhere(path).any(|(from, import)| {
            let asks = import
                .names
                .iter()
                .any(|other| matches!(&other.what, What::Named(asked) if asked == export) || other.what == What::Namespace);
            asks && view.resolve(from, &import.module) == Target::File(path.to_owned())
        })
    };
    let own = module.exports.iter().filter(|(export, what)| !what.is_type && what.from.is_none() && *export != "default");
    let mut alone = own.map(|(export, _)| export).filter(|export| !is_asked(export));
    let (only, None) = (alone.next()?, alone.next()) else { return None };
    let asked = words(name);
    words(only).iter().any(|word| asked.contains(word)).then(|| only.clone())
}

/// The module, and those of the project whose exports it passes on as they are.
fn with_stars(view: &View<'_>, path: &str) -> Vec<String> {
    let mut found = vec![path.to_owned()];
    let mut next = 0;
    while let Some(path) = found.get(next).cloned() {
        let stars = view.modules.get(path.as_str()).map(|module| module.stars.as_slice()).unwrap_or_default();
        for star in stars {
            if let Target::File(inner) = view.resolve(&path, star)
                && !found.contains(&inner)
            {
                found.push(inner);
            }
        }
        next += 1;
    }
    found
}

/// Whether `near` holds a word that the project says nowhere else, a slip of one in `name`, while it says all words of `name`.
fn is_misspelt(view: &View<'_>, path: &str, near: &str, name: &str) -> bool {
    let said: BTreeSet<String> = view
        .modules
        .iter()
        .flat_map(|(file, module)| {
            let own = module.uses.iter().map(|found| found.name.as_str()).filter(move |said| *file != path || *said != near);
            own.chain(file.split(['/', '.'])).flat_map(words)
        })
        .filter(|word| word.len() > 2)
        .collect();
    let (wrong, right) = (words(near), words(name));
    let slipped =
        |word: &String| word.len() > 3 && !said.contains(word) && right.iter().any(|other| strsim::osa_distance(word, other) <= 2);
    wrong.iter().any(slipped) && right.iter().all(|word| said.contains(word))
}

fn nearest_export(view: &View<'_>, path: &str, name: &str, problems: &[Problem<'_>]) -> Option<String> {
    let exports = view.exports_of(path);
    let suggestion =
        problems.iter().filter(|problem| problem.diagnostic.code == "TS2724").find_map(|problem| suggested(&problem.diagnostic.message));
    let suggestion = suggestion.filter(|suggestion| exports.contains_key(*suggestion));
    suggestion.or_else(|| clearly_nearest(name, exports.keys().map(String::as_str).filter(|other| *other != "default"))).map(str::to_owned)
}

/// Mends one import: the name comes from another module, or is another name.
fn at_importer(view: &View<'_>, problem: &Problem<'_>, target: &Target, name: &str) -> Vec<Proposal> {
    let found = problem
        .module
        .imports
        .iter()
        .find_map(|import| Some((import, import.names.iter().find(|name| name.range.contains(&problem.offset))?)));
    // What the router gave up is not what another package calls so.
    let Some((import, imported)) = found.filter(|(import, _)| !is_given_up(&import.module, name)) else { return Vec::new() };
    let mut proposals: Vec<Proposal> = elsewhere(view, problem, target, name)
        .into_iter()
        .filter_map(|(rank, module)| moved(view, problem, import, imported, module, rank))
        .collect();
    let names = view.names_of(problem.file, target);
    let hint = suggested(&problem.diagnostic.message).filter(|hint| problem.diagnostic.code == "TS2724" && names.contains_key(*hint));
    let near = hint.or_else(|| clearly_nearest(name, names.keys().map(String::as_str).filter(|other| *other != "default")));
    if let Some(near) = near {
        proposals.extend(called(view, problem, imported, name, near));
    }
    proposals
}

/// Other modules that have the name: the one that the other files take it from, else the only one of the project.
fn elsewhere(view: &View<'_>, problem: &Problem<'_>, target: &Target, name: &str) -> Vec<(u8, String)> {
    let named = What::Named(name.to_owned());
    let mut habits: BTreeMap<Target, usize> = BTreeMap::new();
    for (path, import) in view.imports_elsewhere(problem.file).filter(|(_, import)| import.names.iter().any(|other| other.what == named)) {
        let other = view.resolve(path, &import.module);
        if other != *target && view.names_of(path, &other).contains_key(name) {
            *habits.entry(other).or_default() += 1;
        }
    }
    let written = |found: &Target| match found {
        Target::File(path) => view.specifier(problem.file, path),
        Target::Package(package) => package.clone(),
        Target::Nothing => String::new(),
    };
    let most = habits.values().max().copied().unwrap_or(0);
    let ranked: Vec<(u8, String)> = habits.iter().map(|(found, count)| (u8::from(*count < most), written(found))).collect();
    if !ranked.is_empty() {
        return ranked;
    }
    let root = view.surrounding(problem.file).map(|known| known.project.root.as_str());
    let own = view.modules.iter().filter(|(path, module)| {
        view.surrounding(path).map(|known| known.project.root.as_str()) == root
            && module.exports.get(name).is_some_and(|export| export.from.is_none())
    });
    let own: Vec<Target> = own.map(|(path, _)| Target::File((*path).to_owned())).filter(|found| found != target).collect();
    if let [only] = &own[..] {
        return vec![(1, written(only))];
    }
    let specifiers = problem.module.imports.iter().map(|import| import.module.as_str());
    let known: Vec<Target> = specifiers.map(|module| view.resolve(problem.file, module)).filter(|found| found != target).collect();
    let mut having: Vec<&Target> =
        known.iter().filter(|found| matches!(found, Target::Package(_)) && view.names_of(problem.file, found).contains_key(name)).collect();
    having.dedup();
    if let [only] = having[..] {
        return vec![(1, written(only))];
    }
    let used = view.imports_elsewhere(problem.file).map(|(path, import)| view.resolve(path, &import.module)).collect::<BTreeSet<_>>();
    let mut having = used
        .into_iter()
        .filter(|found| matches!(found, Target::Package(_)) && found != target && view.names_of(problem.file, found).contains_key(name));
    match (having.next(), having.next()) {
        (Some(only), None) => vec![(1, written(&only))],
        _ => Vec::new(),
    }
}

/// Takes the name from `module`.
fn moved(view: &View<'_>, problem: &Problem<'_>, import: &Import, imported: &Imported, module: String, rank: u8) -> Option<Proposal> {
    let title = format!("import `{}` from `{module}` in place of `{}`", imported.local, import.module);
    let is_known =
        problem.module.imports.iter().any(|other| view.resolve(problem.file, &other.module) == view.resolve(problem.file, &module));
    if import.names.len() == 1 && !is_known {
        return view.proposal(title, problem, vec![(import.source.start + 1..import.source.end - 1, module)], rank);
    }
    let wanted = Wanted { module, what: imported.what.clone(), local: imported.local.clone(), is_type: imported.is_type };
    let mut edits = removal(problem.text, import, imported)?;
    edits.extend(add(view, problem.file, &wanted)?);
    view.proposal(title, problem, edits, rank)
}

/// Calls it by the name that the module has: in the import alone where the file uses the right name already, else all over the file.
fn called(view: &View<'_>, problem: &Problem<'_>, imported: &Imported, name: &str, near: &str) -> Option<Proposal> {
    let title = format!("import `{near}` in place of `{name}`");
    let module = &problem.module;
    let aliased = imported.local != name;
    let marker = if problem.text.get(imported.range.clone())?.starts_with("type ") { "type " } else { "" };
    if aliased {
        return view.proposal(title, problem, vec![(imported.range.clone(), format!("{marker}{near} as {}", imported.local))], 1);
    }
    let mut edits = vec![(imported.range.clone(), format!("{marker}{near}"))];
    let binding = module.bindings.iter().find(|binding| binding.name == name && binding.kind == BindingKind::Import)?;
    let clashes = module.bindings.iter().any(|other| other.name == near);
    let uses: Vec<_> = module.references_to(binding).collect();
    let right = module.uses.iter().any(|found| found.name == near && module.binding_at(near, found.range.start).is_none());
    if clashes {
        return None;
    }
    // `{ formatPrice }` as a shorthand keeps its key.
    for found in uses {
        let shorthand = module.uses.iter().any(|other| other.range == found.range && other.role == super::module::Role::Member);
        edits.push((found.range.clone(), if shorthand { format!("{name}: {near}") } else { near.to_owned() }));
    }
    view.proposal(title, problem, edits, if right { 0 } else { 1 })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{best, problem, proposals};
    use super::*;

    fn run(files: &[(&str, &str)], places: &[(&str, &str)], code: &str, message: &str) -> Vec<Proposal> {
        let diagnostics: Vec<Diagnostic> = places.iter().map(|(file, needle)| problem(files, file, needle, code, message)).collect();
        proposals(propose, files, &diagnostics, "")
    }

    #[test]
    fn the_only_export_that_nobody_imports_is_what_several_files_ask_for() {
        let run = |client: &str| {
            let files = [
                ("a.ts", "import { toMessage, load } from './client';\n"),
                ("b.ts", "import { toMessage } from './client';\n"),
                ("client.ts", client),
            ];
            let found = run(
                &files,
                &[("a.ts", "toMessage"), ("b.ts", "toMessage")],
                "TS2305",
                "Module './client' has no exported member 'toMessage'.",
            );
            best(&found).map(str::to_owned)
        };
        let client = "export function getErrorMessage() {}\nexport const load = getErrorMessage;\n";
        assert_eq!(run(client), Some(client.replace("getErrorMessage", "toMessage")));
        assert_eq!(run(&format!("{client}export const other = 1;\n")), None, "two could be meant");
        assert_eq!(run(&client.replace("getErrorMessage", "explain")), None, "the two have nothing in common");
    }

    #[test]
    fn what_the_router_gave_up_is_not_taken_from_another_module() {
        let files = [("a.ts", "import { Switch } from 'react-router';\n"), ("ui.ts", "export const Switch = 1;\n")];
        let message = "Module '\"react-router\"' has no exported member 'Switch'.";
        assert!(run(&files, &[("a.ts", "Switch")], "TS2305", message).is_empty());
    }

    #[test]
    fn a_default_that_was_forgotten_is_exported() {
        let run = |form: &str| {
            let files = [("a.tsx", "import Form from './Form';\nForm;\n"), ("Form.tsx", form)];
            let told = problem(&files, "a.tsx", "Form", "TS1192", "Module '\"Form\"' has no default export.");
            best(&proposals(propose, &files, &[told], "")).map(str::to_owned)
        };
        assert_eq!(run("const Form = () => 1;\n").as_deref(), Some("const Form = () => 1;\n\nexport default Form;\n"));
        assert_eq!(run("const Form = () => 1;\nexport const other = 2;\n"), None);
        assert_eq!(run("const Forms = () => 1;\n"), None);
    }

    #[test]
    fn what_is_declared_and_asked_for_is_exported_as_the_module_exports() {
        for (module, exported) in [
            ("interface Props {}\nexport const a = 1;\n", "export interface Props {}\nexport const a = 1;\n"),
            ("interface Props {}\nconst a = 1;\nexport { a }\n", "interface Props {}\nconst a = 1;\nexport { a, Props }\n"),
            ("interface Props {}\nconst a = 1;\nexport {\n  a,\n}\n", "interface Props {}\nconst a = 1;\nexport {\n  a,\n  Props,\n}\n"),
        ] {
            let files = [("src/b.ts", "import { Props } from './a';\n"), ("src/a.ts", module)];
            let found =
                run(&files, &[("src/b.ts", "Props")], "TS2459", "Module '\"./a\"' declares 'Props' locally, but it is not exported.");
            assert_eq!(best(&found), Some(exported));
        }
    }

    #[test]
    fn what_several_files_ask_a_barrel_for_is_renamed_back_behind_it_and_not_taken_from_a_package() {
        let files = [
            ("src/ui/link.ts", "import { Link as RouterLink } from './router';\nexport const LinkItem = RouterLink;\n"),
            ("src/ui/router.ts", "export const Link = 1;\n"),
            ("src/ui/index.ts", "export * from './link';\n"),
            ("src/a.ts", "import { Link } from './ui';\nLink;\n"),
            ("src/b.ts", "import { Link } from './ui';\nLink;\n"),
        ];
        let message = "Module '\"./ui\"' has no exported member 'Link'.";
        let found = run(&files, &[("src/a.ts", "Link"), ("src/b.ts", "Link")], "TS2305", message);
        let renamed: Vec<&str> = found.iter().flat_map(|proposal| proposal.patch.texts().values().map(String::as_str)).collect();
        assert_eq!(renamed, ["import { Link as RouterLink } from './router';\nexport const Link = RouterLink;\n"]);
    }

    #[test]
    fn what_nobody_reads_is_exported_where_all_its_siblings_export_it() {
        let route = "const Route = make();\n";
        let siblings = [("src/routes/b.tsx", "export const Route = make();\n"), ("src/routes/c.tsx", "export const Route = make();\n")];
        let run = |others: &[(&str, &str)]| {
            let files: Vec<(&str, &str)> = [("src/routes/a.tsx", route)].iter().chain(others).copied().collect();
            let found = run(&files, &[("src/routes/a.tsx", "Route")], "TS6133", "'Route' is declared but its value is never read.");
            best(&found).map(str::to_owned)
        };
        assert_eq!(run(&siblings).as_deref(), Some("export const Route = make();\n"));
        assert_eq!(run(&siblings[..1]), None, "one proves nothing");
        assert_eq!(run(&[siblings[0], siblings[1], ("src/routes/d.tsx", route)]), None, "not all export it");
        assert_eq!(run(&[("src/b.tsx", siblings[0].1), ("src/c.tsx", siblings[1].1)]), None, "they stand elsewhere");
    }

    #[test]
    fn a_name_that_another_module_has_is_taken_from_there() {
        let files = [
            ("src/b.ts", "import { a, Order } from './a';\nuse(a, Order);\n"),
            ("src/a.ts", "export const a = 1;\n"),
            ("src/order.ts", "export class Order {}\n"),
        ];
        let found = run(&files, &[("src/b.ts", "Order")], "TS2305", "Module '\"./a\"' has no exported member 'Order'.");
        assert_eq!(best(&found), Some("import { a } from './a';\nimport { Order } from './order';\nuse(a, Order);\n"));
    }

    const RENAMED: &str = "Module '\"./a\"' has no exported member named 'formatPrice'. Did you mean 'formatPriceData'?";

    #[test]
    fn several_importers_of_one_name_outweigh_the_module_and_one_does_not() {
        let module = "export function formatPriceData() {}\nformatPriceData();\n";
        let importer = "import { formatPrice } from './a';\nformatPrice();\n";
        let two = [("src/b.ts", importer), ("src/c.ts", importer), ("src/a.ts", module)];
        let found = run(&two, &[("src/b.ts", "formatPrice"), ("src/c.ts", "formatPrice")], "TS2724", RENAMED);
        assert_eq!(best(&found), Some("export function formatPrice() {}\nformatPrice();\n"));
        let one = [("src/b.ts", importer), ("src/a.ts", module)];
        let found = run(&one, &[("src/b.ts", "formatPrice")], "TS2724", RENAMED);
        assert_eq!(best(&found), Some("import { formatPriceData } from './a';\nformatPriceData();\n"));
    }

    #[test]
    fn a_module_that_misspells_is_what_changes_for_one_importer_too() {
        let files =
            [("src/b.ts", "import { server } from './server';\nserver.listen();\n"), ("src/server.ts", "export const sevrer = setup();\n")];
        let message = "'\"./server\"' has no exported member named 'server'. Did you mean 'sevrer'?";
        let found = run(&files, &[("src/b.ts", "server")], "TS2724", message);
        assert_eq!(best(&found), Some("export const server = setup();\n"));
    }

    #[test]
    fn a_name_that_others_import_from_the_module_is_not_renamed_in_it() {
        let importer = "import { formatPrice } from './a';\nformatPrice();\n";
        let files = [
            ("src/b.ts", importer),
            ("src/c.ts", importer),
            ("src/d.ts", "import { formatPriceData } from './a';\n"),
            ("src/a.ts", "export function formatPriceData() {}\n"),
        ];
        let found = run(&files, &[("src/b.ts", "formatPrice"), ("src/c.ts", "formatPrice")], "TS2724", RENAMED);
        assert!(found.iter().all(|proposal| !proposal.patch.texts().contains_key("src/a.ts")), "{found:?}");
    }
}
