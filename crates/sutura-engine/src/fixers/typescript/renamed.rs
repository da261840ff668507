//! A name, a property, a key, an attribute or a literal that nothing has, where one that exists is clearly nearest.

use std::{collections::BTreeMap, ops::Range};

use super::{
    module::{Binding, BindingKind, Role},
    nearest::{clearly_nearest, is_tied, nearness},
    project::{Problem, Target, View},
    text::{identifier_at, quoted, suggested},
};
use crate::{
    diagnostic::Diagnostic,
    fixers::{Proposal, text::offset_of},
};

const NAMES: &[&str] = &["TS2304", "TS2552", "TS18004", "TS2693"];
const MEMBERS: &[&str] = &["TS2339", "TS2551", "TS2353", "TS2561", "TS2322", "TS2769", "TS2345", "TS2741", "TS2559"];
const SLIPS: &[&str] = &["TS2604", "TS2786", "TS18048", "TS18047", "TS2722", "TS2741"];
const LITERALS: &[&str] = &["TS2820", "TS2322", "TS2345", "TS2678", "TS2367", "TS2769"];

/// Proposes the nearest name; where most places agree on another name than the declaration, the declaration is what changes.
pub(super) fn propose(view: &View<'_>) -> Vec<Proposal> {
    let mut proposals = names(view);
    proposals.extend(members(view));
    proposals.extend(view.problems(&["TS2353"]).iter().filter_map(|problem| left_over(view, problem)));
    proposals.extend(view.problems(SLIPS).iter().filter_map(|problem| slipped_key(view, problem)));
    proposals.extend(view.problems(LITERALS).iter().filter_map(|problem| literal(view, problem)));
    proposals
}

/// The only key of an object that its type does not have is the only member of the type that the object does not have.
fn left_over(view: &View<'_>, problem: &Problem<'_>) -> Option<Proposal> {
    let quotes = quoted(&problem.diagnostic.message);
    let [wrong, owner] = quotes[..] else { return None };
    let is_whole = owner.starts_with("{ ") && owner.ends_with(" }") && !owner.contains("...") && !owner.contains('?');
    let members = printed_members(owner);
    let places = view.places(problem.file);
    let object = places.object_with(problem.offset).filter(|_| is_whole)?;
    let keys: Vec<&str> = object.properties.iter().filter_map(|property| problem.text.get(property.name.clone())).collect();
    let foreign: Vec<&&str> = keys.iter().filter(|key| !members.iter().any(|member| member == **key)).collect();
    let absent: Vec<&String> = members.iter().filter(|member| !keys.contains(&member.as_str())).collect();
    let ([only], [name], [_, _, ..]) = (&foreign[..], &absent[..], &keys[..]) else { return None };
    let property = places.attribute_at(problem.offset).filter(|_| **only == wrong)?;
    let new = if property.value.is_none() { format!("{name}: {wrong}") } else { (*name).clone() };
    view.proposal(format!("`{name}` in place of `{wrong}`, the only one left"), problem, vec![(property.name.clone(), new)], 2)
}

/// `tab.component` cannot be used, or is missing, since one of the tabs has a `comopnent`.
fn slipped_key(view: &View<'_>, problem: &Problem<'_>) -> Option<Proposal> {
    let quotes = quoted(&problem.diagnostic.message);
    let name = quotes.first()?.rsplit('.').next()?;
    let members = problem.module.uses.iter().filter(|found| found.role == Role::Member).map(|found| found.name.clone());
    let candidates: Vec<String> = match problem.diagnostic.code.as_str() {
        "TS2741" => printed_members(quotes.get(1)?),
        _ => members.filter(|other| nearness(name, other) > 0.7).collect(),
    };
    let near = clearly_nearest(name, candidates.iter().map(String::as_str))?;
    slip(view, name, near, vec![problem.diagnostic], 0)
}

/// Corrects `wrong`, which the project mentions once, to `name`, which it mentions more often.
fn slip(view: &View<'_>, name: &str, wrong: &str, answers: Vec<&Diagnostic>, rank: u8) -> Option<Proposal> {
    let mentions = |wanted: &str| -> Vec<(&str, Range<usize>)> {
        let all = view.modules.iter().flat_map(|(path, module)| module.uses.iter().map(move |found| (*path, found)));
        all.filter(|(_, found)| found.role == Role::Member && found.name == wanted)
            .map(|(path, found)| (path, found.range.clone()))
            .collect()
    };
    let [(path, range)] = &mentions(wrong)[..] else { return None };
    if mentions(name).len() < 2 {
        return None;
    }
    view.proposal_in(format!("`{name}` in place of `{wrong}`"), path, vec![(range.clone(), name.to_owned())], answers, rank)
}

fn names(view: &View<'_>) -> Vec<Proposal> {
    let mut missing: BTreeMap<(&str, &str), Vec<Problem<'_>>> = BTreeMap::new();
    for problem in view.problems(NAMES) {
        if let Some(name) = identifier_at(problem.text, problem.offset) {
            missing.entry((problem.file, name)).or_default().push(problem);
        }
    }
    missing.into_iter().flat_map(|((_, name), problems)| undefined(view, name, &problems)).collect()
}

/// A name that is not declared: one that is, and is near, was meant. If nobody mentions that one, its declaration may be what is wrong.
fn undefined(view: &View<'_>, name: &str, problems: &[Problem<'_>]) -> Vec<Proposal> {
    let first = &problems[0];
    let module = &first.module;
    if module.binding_at(name, first.offset).is_some() {
        return Vec::new();
    }
    let as_type = module.uses.iter().any(|found| found.range.start == first.offset && found.role == Role::Type);
    let fits = |binding: &&Binding| match binding.kind {
        BindingKind::Import => true,
        BindingKind::Type => as_type,
        BindingKind::Value => !as_type,
    };
    // A variable that is gone is not the class or the module of its name.
    let is_capital = |name: &str| name.starts_with(char::is_uppercase);
    let of_its_kind = |binding: &&Binding| is_capital(&binding.name) == is_capital(name);
    let visible: Vec<&Binding> = module.visible_at(first.offset).filter(fits).filter(of_its_kind).collect();
    let names = || visible.iter().map(|binding| binding.name.as_str());
    let hint = suggested(&first.diagnostic.message).filter(|hint| names().any(|name| name == *hint) && !is_tied(name, hint, names()));
    // Half a name in common is no slip.
    let near = clearly_nearest(name, names()).filter(|near| nearness(name, near) > HALF_A_NAME);
    let Some(near) = near.or(hint) else { return Vec::new() };
    let Some(binding) = module.binding_at(near, first.offset) else { return Vec::new() };
    let answers = || -> Vec<&Diagnostic> { problems.iter().map(|problem| problem.diagnostic).collect() };
    let mentions = module.references_to(binding).count();
    let all = problems.iter().all(|problem| binding.scope.contains(&problem.offset));
    let mut proposals = Vec::new();
    // An unmentioned declaration that is asked for under another name several times: one slip is likelier than many.
    let slipped = mentions == 0 && all && binding.kind != BindingKind::Import;
    // The compiler may know that what is declared there takes out of an object what it does not have.
    let refuted = is_refuted(view, first, binding);
    if slipped && let Some(edits) = redeclared(view, first, binding, name, refuted) {
        let rank = if refuted || problems.len() > 1 || is_stranger(view, near, name) { 2 } else { 4 };
        proposals.extend(view.proposal_in(format!("declare `{name}` in place of `{near}`"), first.file, edits, answers(), rank));
    }
    let edits = problems.iter().filter(|problem| binding.scope.contains(&problem.offset)).map(|problem| {
        let range = problem.offset..problem.offset + name.len();
        let shorthand = module.uses.iter().any(|found| found.range == range && found.role == Role::Member);
        (range, if shorthand { format!("{name}: {near}") } else { near.to_owned() })
    });
    proposals.extend(view.proposal_in(format!("use `{near}` in place of `{name}`"), first.file, edits.collect(), answers(), 3));
    proposals
}

/// How near `formatPrice` is to `price`.
const HALF_A_NAME: f64 = 0.61;

/// Whether the project speaks of `other` elsewhere, and not of `name`.
fn is_stranger(view: &View<'_>, name: &str, other: &str) -> bool {
    let count = |wanted: &str| view.modules.values().flat_map(|module| &module.uses).filter(|found| found.name == wanted).count();
    count(name) == 0 && count(other) > 1
}

/// Whether the compiler says that what `binding` takes out of an object is not there.
pub(super) fn is_refuted(view: &View<'_>, problem: &Problem<'_>, binding: &Binding) -> bool {
    view.scene.diagnostics.iter().any(|other| {
        other.file == problem.file
            && matches!(other.code.as_str(), "TS2339" | "TS2551")
            && offset_of(problem.text, other).is_some_and(|at| binding.range.contains(&at))
    })
}

/// Renames a declaration; one that takes a property out of an object keeps the property's name, unless that is what is wrong.
fn redeclared(view: &View<'_>, problem: &Problem<'_>, binding: &Binding, name: &str, refuted: bool) -> Option<Vec<(Range<usize>, String)>> {
    let module = view.modules.get(problem.file)?;
    let shorthand = !refuted && module.uses.iter().any(|found| found.range == binding.range && found.role == Role::Member);
    let text = if shorthand { format!("{}: {name}", binding.name) } else { name.to_owned() };
    Some(vec![(binding.range.clone(), text)])
}

/// A member that a type does not have.
struct Missing<'v> {
    problem: Problem<'v>,
    name: String,
    /// The name at the problem's place.
    range: Range<usize>,
    /// What the type has, as far as it is known.
    candidates: Vec<String>,
    hint: Option<String>,
    /// Where the type's own members stand: file, name, and range.
    declared: Vec<(String, String, Range<usize>)>,
    owner: String,
}

fn members(view: &View<'_>) -> Vec<Proposal> {
    let missing: Vec<Missing<'_>> = view.problems(MEMBERS).into_iter().filter_map(|problem| missing_member(view, problem)).collect();
    let mut groups: BTreeMap<(String, String), Vec<&Missing<'_>>> = BTreeMap::new();
    for found in &missing {
        // One declaration is printed in many ways: with what it is part of, or what it extends.
        let owner = found.declared.first().map_or(found.owner.clone(), |(path, name, _)| format!("{path}: {name}"));
        groups.entry((owner, found.name.clone())).or_default().push(found);
    }
    groups.values().flat_map(|group| misnamed(view, group)).collect()
}

/// One name that several places use of one type: either they are wrong, or its declaration is.
fn misnamed(view: &View<'_>, group: &[&Missing<'_>]) -> Vec<Proposal> {
    let first = group[0];
    let near = group.iter().find_map(|found| found.hint.as_deref()).filter(|hint| nearness(hint, &first.name) > 0.3);
    let near = near.filter(|hint| !is_tied(&first.name, hint, first.candidates.iter().map(String::as_str)));
    let Some(near) = near.or_else(|| clearly_nearest(&first.name, first.candidates.iter().map(String::as_str))) else { return Vec::new() };
    let mut proposals = Vec::new();
    let declared = first.declared.iter().filter(|(_, name, _)| name == near).collect::<Vec<_>>();
    if let [(path, _, range)] = declared[..] {
        // Whoever mentions the name that the type has speaks for it.
        let speaks = |module: &super::module::Module, own: bool| {
            module.uses.iter().any(|found| found.role == Role::Member && found.name == near && !(own && found.range == *range))
        };
        let spoken_for = view.modules.iter().any(|(file, module)| speaks(module, file == path));
        if group.len() > 1 && !spoken_for {
            let answers = group.iter().map(|found| found.problem.diagnostic).collect();
            let title = format!("call the property `{}` in place of `{near}`, as {} places do", first.name, group.len());
            proposals.extend(view.proposal_in(title, path, vec![(range.clone(), first.name.clone())], answers, 0));
        }
    }
    if first.declared.is_empty() {
        let answers = group.iter().map(|found| found.problem.diagnostic).collect();
        proposals.extend(slip(view, &first.name, near, answers, 0));
    }
    let mut files: BTreeMap<&str, Vec<&&Missing<'_>>> = BTreeMap::new();
    for found in group {
        files.entry(found.problem.file).or_default().push(found);
    }
    for (file, found) in files {
        let edits = found.iter().map(|found| (found.range.clone(), written(found, near))).collect();
        let answers = found.iter().map(|found| found.problem.diagnostic).collect();
        proposals.extend(view.proposal_in(format!("`{near}` in place of `{}`", first.name), file, edits, answers, 1));
    }
    proposals
}

/// The new name at its place; a shorthand keeps the name that the file uses.
fn written(found: &Missing<'_>, near: &str) -> String {
    let module = &found.problem.module;
    let binding = module.bindings.iter().find(|binding| binding.range == found.range);
    let is_key = module.uses.iter().any(|other| other.range == found.range && other.role == Role::Member);
    let is_value = module.uses.iter().any(|other| other.range == found.range && other.role == Role::Value);
    let keeps = match binding {
        Some(binding) => is_key && module.references_to(binding).next().is_some(),
        None => is_key && is_value,
    };
    if keeps { format!("{near}: {}", found.name) } else { near.to_owned() }
}

fn missing_member<'v>(view: &View<'_>, problem: Problem<'v>) -> Option<Missing<'v>> {
    let message = &problem.diagnostic.message;
    // The innermost line of an explanation says which property, and of which type.
    let line = message.lines().rev().find(|line| line.contains("does not exist") || line.contains("may only specify known properties"))?;
    let names = quoted(line);
    let (name, owner) = match names[..] {
        [name, owner, ..] => (name.trim_matches('"'), owner),
        _ => return None,
    };
    let range = place_of(&problem, name)?;
    // An outer line may suggest what the inner one does not.
    let hint = message.lines().find_map(suggested).map(str::to_owned);
    let (candidates, declared) = members_of(view, &problem, owner);
    Some(Missing { name: name.to_owned(), range, candidates, hint, declared, owner: owner.to_owned(), problem })
}

/// The name at the problem's place, or the only one on its line behind it.
fn place_of(problem: &Problem<'_>, name: &str) -> Option<Range<usize>> {
    if identifier_at(problem.text, problem.offset) == Some(name) {
        return Some(problem.offset..problem.offset + name.len());
    }
    let end = problem.text.get(problem.offset..)?.find('\n').map_or(problem.text.len(), |at| problem.offset + at);
    let mut found = problem
        .module
        .uses
        .iter()
        .filter(|other| other.name == name && other.role == Role::Member && (problem.offset..end).contains(&other.range.start));
    let only = found.next()?;
    found.next().is_none().then(|| only.range.clone())
}

type Declared = Vec<(String, String, Range<usize>)>;

/// What the members of a type are called, as the compiler prints the type, and as the project declares it.
fn members_of(view: &View<'_>, problem: &Problem<'_>, owner: &str) -> (Vec<String>, Declared) {
    let mut names = printed_members(owner);
    let mut declared = Vec::new();
    for name in type_names(owner) {
        for (path, shape_name) in holders(view, problem.file, name) {
            collect(view, &path, &shape_name, &mut declared, 6);
        }
    }
    names.extend(declared.iter().map(|(_, name, _)| name.clone()));
    names.sort();
    names.dedup();
    (names, declared)
}

/// The names of types in a printed type.
fn type_names(printed: &str) -> Vec<&str> {
    let outside = if printed.starts_with('{') { "" } else { printed };
    let words = outside.split(|letter: char| !(letter.is_alphanumeric() || matches!(letter, '_' | '$')));
    words
        .filter(|word| {
            word.starts_with(|letter: char| letter.is_alphabetic())
                && !matches!(*word, "typeof" | "import" | "IntrinsicAttributes" | "Promise")
        })
        .collect()
}

/// The members of `{ id: number; name?: string; }`, at its first level.
fn printed_members(printed: &str) -> Vec<String> {
    let mut depth = 0usize;
    let mut names = Vec::new();
    let mut start = None;
    for (at, letter) in printed.char_indices() {
        match letter {
            '{' | '(' | '[' | '<' => {
                depth += 1;
                if letter == '{' && depth == 1 {
                    start = Some(at + 1);
                }
            }
            '}' | ')' | ']' => depth = depth.saturating_sub(1),
            '>' if !printed[..at].ends_with('=') => depth = depth.saturating_sub(1),
            ';' if depth == 1 => start = Some(at + 1),
            ':' if depth == 1 => {
                if let Some(name) = start.take().and_then(|start| printed.get(start..at)) {
                    let name = name.trim().trim_start_matches("readonly ").trim_end_matches('?').trim_matches('"');
                    names.push(name.to_owned());
                }
            }
            _ => {}
        }
    }
    names.retain(|name| !name.is_empty() && name.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '$' | '-')));
    names
}

/// Where a type of this name is declared, seen from `file`: in it, where it imports it from, or in the only file that has one.
pub(super) fn holders(view: &View<'_>, file: &str, name: &str) -> Vec<(String, String)> {
    let has = |path: &str, name: &str| view.modules.get(path).is_some_and(|module| module.shapes.contains_key(name));
    if has(file, name) {
        return vec![(file.to_owned(), name.to_owned())];
    }
    let imports = view.modules.get(file).into_iter().flat_map(|module| &module.imports);
    for import in imports {
        if import.names.iter().any(|imported| imported.local == name)
            && let Target::File(path) = view.resolve(file, &import.module)
            && has(&path, name)
        {
            return vec![(path, name.to_owned())];
        }
    }
    let mut all = view.modules.keys().filter(|path| has(path, name));
    match (all.next(), all.next()) {
        (Some(only), None) => vec![((*only).to_owned(), name.to_owned())],
        _ => Vec::new(),
    }
}

fn collect(view: &View<'_>, path: &str, name: &str, found: &mut Declared, depth: usize) {
    let Some(shape) = view.modules.get(path).and_then(|module| module.shapes.get(name)).filter(|_| depth > 0) else { return };
    found.extend(shape.members.iter().map(|member| (path.to_owned(), member.name.clone(), member.range.clone())));
    for base in &shape.extends {
        for (path, name) in holders(view, path, base) {
            collect(view, &path, &name, found, depth - 1);
        }
    }
}

/// A string that is none of those that are allowed.
fn literal(view: &View<'_>, problem: &Problem<'_>) -> Option<Proposal> {
    let message = &problem.diagnostic.message;
    let (wrong, near) = message.lines().rev().find_map(|line| {
        let names = quoted(line);
        let is_string =
            |text: &str| text.len() > 2 && text.starts_with('"') && text.ends_with('"') && !text[1..text.len() - 1].contains('"');
        let (wrong, others): (Vec<&str>, Vec<&str>) = names.iter().partition(|text| is_string(text));
        let wrong = wrong.first()?.trim_matches('"');
        let allowed: Vec<&str> =
            others.iter().flat_map(|union| union.split(" | ")).filter(|part| is_string(part)).map(|part| part.trim_matches('"')).collect();
        if let Some(hint) = suggested(line).filter(|hint| !is_tied(wrong, hint, allowed.iter().copied())) {
            return Some((wrong, hint.to_owned()));
        }
        clearly_nearest(wrong, allowed).map(|near| (wrong, near.to_owned()))
    })?;
    let end = problem.text.get(problem.offset..)?.find('\n').map_or(problem.text.len(), |at| problem.offset + at);
    let line = problem.text.get(problem.offset..end)?;
    let places: Vec<usize> = ['"', '\'', '`']
        .iter()
        .flat_map(|quote| line.match_indices(&format!("{quote}{wrong}{quote}")).map(|(at, _)| at).collect::<Vec<_>>())
        .collect();
    let [at] = places[..] else { return None };
    let start = problem.offset + at + 1;
    view.proposal(format!("`{near}` in place of `{wrong}`"), problem, vec![(start..start + wrong.len(), near)], 1)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{best, problem, proposals};
    use super::*;

    fn run(files: &[(&str, &str)], places: &[(&str, &str, &str, &str)]) -> Option<String> {
        let diagnostics: Vec<Diagnostic> =
            places.iter().map(|(file, needle, code, message)| problem(files, file, needle, code, message)).collect();
        best(&proposals(propose, files, &diagnostics, "")).map(str::to_owned)
    }

    #[test]
    fn a_property_is_called_as_its_type_calls_it() {
        let files = [
            ("a.ts", "import { Order } from './b';\nexport const f = (o: Order) => o.totalPrize;\n"),
            ("b.ts", "export interface Order { id: number; total_price: number; totals: number }\n"),
        ];
        let mended = run(&files, &[("a.ts", "totalPrize", "TS2339", "Property 'totalPrize' does not exist on type 'Order'.")]);
        assert!(mended.unwrap().contains("o.total_price;"));
        let mended = run(
            &files,
            &[(
                "a.ts",
                "totalPrize",
                "TS2339",
                "Property 'totalPrize' does not exist on type '{ id: number; totalPrice: { net: number; }; }'.",
            )],
        );
        assert!(mended.unwrap().contains("o.totalPrice;"));
    }

    #[test]
    fn the_only_key_that_is_foreign_is_the_only_member_that_is_absent() {
        let files = [("a.ts", "dispatch({ type: 'setQuery', payload: value });\n")];
        let told =
            |owner: &str| format!("Object literal may only specify known properties, and 'payload' does not exist in type '{owner}'.");
        let mended = run(&files, &[("a.ts", "payload", "TS2353", &told("{ type: \"setQuery\"; query: string; }"))]);
        assert_eq!(mended.as_deref(), Some("dispatch({ type: 'setQuery', query: value });\n"));
        assert_eq!(run(&files, &[("a.ts", "payload", "TS2353", &told("{ type: \"a\"; query: string; page: string; }"))]), None);
        assert_eq!(run(&files, &[("a.ts", "payload", "TS2353", &told("{ type: \"a\"; query?: string; }"))]), None, "it need not be there");
    }

    #[test]
    fn a_shorthand_keeps_the_name_that_the_file_uses() {
        let files = [("a.ts", "const { createdAt } = order;\nuse(createdAt);\n")];
        let message = "Property 'createdAt' does not exist on type 'Order'. Did you mean 'created_at'?";
        assert_eq!(
            run(&files, &[("a.ts", "createdAt", "TS2551", message)]).as_deref(),
            Some("const { created_at: createdAt } = order;\nuse(createdAt);\n")
        );
        let files = [("a.ts", "const createdAt = 1;\nsave({ createdAt });\n")];
        let message = "Object literal may only specify known properties, but 'createdAt' does not exist in type 'Order'. Did you mean to write 'created_at'?";
        assert_eq!(
            run(&files, &[("a.ts", "createdAt });", "TS2561", message)]).as_deref(),
            Some("const createdAt = 1;\nsave({ created_at: createdAt });\n")
        );
    }

    #[test]
    fn a_type_that_most_places_contradict_is_what_changes() {
        let files = [
            ("a.tsx", "interface LogoProps {\n  as_link?: boolean;\n}\nexport const Logo = ({ asLink }: LogoProps) => asLink;\n"),
            ("b.tsx", "import { Logo } from './a';\nexport const b = <Logo asLink />;\n"),
        ];
        let of = |owner: &str| {
            format!(
                "Type 'x' is not assignable to type 'y'.\n  Property 'asLink' does not exist on type '{owner}'. Did you mean 'as_link'?"
            )
        };
        let mended = run(
            &files,
            &[("a.tsx", "asLink", "TS2339", &of("LogoProps")), ("b.tsx", "asLink", "TS2322", &of("IntrinsicAttributes & LogoProps"))],
        );
        assert!(mended.unwrap().contains("  asLink?: boolean;"));
    }

    #[test]
    fn a_declaration_that_takes_what_is_not_there_is_what_changes() {
        let files = [("a.ts", "const { tehme } = useTheme();\nuse(theme);\n")];
        let places = [
            ("a.ts", "tehme", "TS2339", "Property 'tehme' does not exist on type 'State'."),
            ("a.ts", "theme", "TS2552", "Cannot find name 'theme'. Did you mean 'tehme'?"),
        ];
        assert_eq!(run(&files, &places).as_deref(), Some("const { theme } = useTheme();\nuse(theme);\n"));
    }

    #[test]
    fn a_literal_becomes_the_nearest_that_is_allowed_and_a_tie_is_left() {
        let files = [("a.tsx", "export const b = <Button variant=\"primry\" />;\n")];
        let message = "Type '\"primry\"' is not assignable to type '\"primary\" | \"dashed\" | undefined'.";
        assert!(run(&files, &[("a.tsx", "variant", "TS2322", message)]).unwrap().contains("\"primary\""));
        let message = "Type '\"primry\"' is not assignable to type '\"primary\" | \"primery\"'.";
        assert_eq!(run(&files, &[("a.tsx", "variant", "TS2322", message)]), None);
    }

    #[test]
    fn a_key_that_stands_once_beside_many_of_the_right_name_is_a_slip() {
        let files = [("a.tsx", "const form = use({ boddy: '', title: '' });\nform.errors.body;\nform.values.body;\n")];
        let message = "Property 'body' does not exist on type 'FieldErrors<{ boddy: string; title: string; }>'. Did you mean 'boddy'?";
        assert!(run(&files, &[("a.tsx", "body;", "TS2551", message)]).unwrap().contains("use({ body: ''"));
    }

    #[test]
    fn a_tie_is_left_alone_also_where_the_compiler_takes_the_first_of_it() {
        let files = [("a.ts", "export const f = (priceA: number, priceB: number) => priceA - priceB + priceC;\n")];
        assert_eq!(run(&files, &[("a.ts", "priceC", "TS2552", "Cannot find name 'priceC'. Did you mean 'priceA'?")]), None);
        let files = [
            ("a.ts", "import { O } from './b';\nexport const f = (o: O) => o.priceC;\n"),
            ("b.ts", "export interface O { priceA: 1; priceB: 2 }\n"),
        ];
        let message = "Property 'priceC' does not exist on type 'O'. Did you mean 'priceA'?";
        assert_eq!(run(&files, &[("a.ts", "priceC", "TS2551", message)]), None);
    }

    #[test]
    fn a_variable_that_is_gone_is_not_the_class_of_its_name() {
        let files = [("a.ts", "import Cookies from 'js-cookie';\nexport const token = () => cookies.get(Cookies.name);\n")];
        assert_eq!(run(&files, &[("a.ts", "cookies", "TS2552", "Cannot find name 'cookies'. Did you mean 'Cookies'?")]), None);
    }

    #[test]
    fn half_a_name_in_common_is_no_slip() {
        let files = [("a.ts", "export const f = (price: number) => formatPrice(price);\n")];
        assert_eq!(run(&files, &[("a.ts", "formatPrice", "TS2304", "Cannot find name 'formatPrice'.")]), None);
    }

    #[test]
    fn a_near_name_of_another_scope_is_not_used() {
        let files = [("a.ts", "function f(customer: number) {\n  return 1;\n}\nuse(custmer);\n")];
        assert_eq!(run(&files, &[("a.ts", "custmer", "TS2304", "Cannot find name 'custmer'.")]), None);
        let files = [("a.ts", "function f(customer: number) {\n  return custmer + customer;\n}\n")];
        assert!(run(&files, &[("a.ts", "custmer", "TS2304", "Cannot find name 'custmer'.")]).unwrap().contains("customer + customer"));
    }

    #[test]
    fn members_of_a_printed_type_are_those_of_its_first_level() {
        assert_eq!(printed_members("{ id: number; save?: (x: { y: 1; }) => void; \"data-x\": string; }"), ["id", "save", "data-x"]);
        assert_eq!(printed_members("{ a: { b: 1;"), ["a"]);
        assert!(printed_members("}>)").is_empty());
    }
}
