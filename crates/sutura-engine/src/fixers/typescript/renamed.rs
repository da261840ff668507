//! A name, a property, a key or an attribute that nothing has, where one that exists is clearly meant.

use std::{collections::BTreeMap, ops::Range};

use super::{
    import_edit::{Wanted, add},
    members::{Declared, annotation, members_of, printed_members, required, type_names},
    module::{Binding, BindingKind, Role, What},
    nearest::{OF_ONE_MEANING, clearly_nearest, is_tied, nearness},
    project::{Problem, View},
    text::{identifier_at, quoted, suggested},
};
use crate::{
    diagnostic::Diagnostic,
    fixers::{Proposal, text::offset_of},
};

const NAMES: &[&str] = &["TS2304", "TS2552", "TS18004", "TS2693"];
const MEMBERS: &[&str] = &["TS2339", "TS2551", "TS2353", "TS2561", "TS2322", "TS2769", "TS2345", "TS2741", "TS2559"];
const SLIPS: &[&str] = &["TS2604", "TS2786", "TS18048", "TS18047", "TS2722", "TS2741"];

/// Proposes the nearest name; where most places agree on another name than the declaration, the declaration is what changes.
pub(super) fn propose(view: &View<'_>) -> Vec<Proposal> {
    let mut proposals = names(view);
    proposals.extend(members(view));
    proposals.extend(view.problems(SLIPS).iter().filter_map(|problem| slipped_key(view, problem)));
    proposals
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
        return of_its_value(view, name, first).into_iter().collect();
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

/// `Order.parse(x)` where `type Order = z.infer<typeof orderSchema>`: of a type that is made from a value, the value was meant.
fn of_its_value(view: &View<'_>, name: &str, problem: &Problem<'_>) -> Option<Proposal> {
    let (path, declared) = view.declaration(problem.file, name, problem.offset).filter(|_| problem.diagnostic.code == "TS2693")?;
    let behind = view.text(&path)?.get(declared.end..)?.trim_start().strip_prefix('=')?;
    let (_, made) = behind.split(';').next()?.split_once("typeof ")?;
    let value = identifier_at(made, 0)?;
    let mut edits = vec![(problem.offset..problem.offset + name.len(), value.to_owned())];
    if problem.module.binding_at(value, problem.offset).is_none() {
        view.exports_of(&path).contains_key(value).then_some(())?;
        let module = view.specifier(problem.file, &path);
        let wanted = Wanted { module, what: What::Named(value.to_owned()), local: value.to_owned(), is_type: false };
        edits.extend(add(view, problem.file, &wanted)?);
    }
    view.proposal(format!("`{value}`, of which `{name}` is made"), problem, edits, 0)
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
    declared: Declared,
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
    let misnamed = groups.values().flat_map(|group| misnamed(view, group));
    misnamed.chain(missing.iter().filter_map(|found| left_over(view, found))).collect()
}

/// The only key of an object or attribute of an element that its type does not have is the only one that the type asks for and does not get.
fn left_over(view: &View<'_>, found: &Missing<'_>) -> Option<Proposal> {
    let Missing { problem, name: wrong, range, candidates, declared, owner, .. } = found;
    let places = view.places(problem.file);
    let object = places.object_with(range.start).map(|object| (&object.properties, object.spreads));
    let element = places.element_at(range.start).map(|element| (&element.attributes, element.spreads));
    let (own, _) = object.or(element).filter(|(_, spreads)| !spreads)?;
    // These two are React's, and no component's.
    let is_own = |key: &&str| !matches!(*key, "key" | "ref");
    let keys: Vec<&str> = own.iter().filter_map(|one| problem.text.get(one.name.clone())).filter(is_own).collect();
    let foreign: Vec<&&str> = keys.iter().filter(|key| !candidates.iter().any(|member| member == **key)).collect();
    let required = required(view, owner, declared)?;
    let absent: Vec<&String> = required.iter().filter(|member| !keys.contains(&member.as_str())).collect();
    let ([only], [name], [_, _, ..]) = (&foreign[..], &absent[..], &keys[..]) else { return None };
    let place = places.attribute_at(range.start).filter(|_| **only == wrong)?;
    let new = if place.value.is_none() && object.is_some() { format!("{name}: {wrong}") } else { (*name).clone() };
    view.proposal(format!("`{name}` in place of `{wrong}`, the only one left"), problem, vec![(place.name.clone(), new)], 2)
}

/// One name that several places use of one type: either they are wrong, or its declaration is.
fn misnamed(view: &View<'_>, group: &[&Missing<'_>]) -> Vec<Proposal> {
    let first = group[0];
    let near = group.iter().find_map(|found| found.hint.as_deref()).filter(|hint| nearness(hint, &first.name) > 0.3);
    let near = near.filter(|hint| !is_tied(&first.name, hint, first.candidates.iter().map(String::as_str)));
    let near = near.or_else(|| clearly_nearest(&first.name, first.candidates.iter().map(String::as_str)));
    let Some(near) = near.or_else(|| of_its_type(view, first)).or_else(|| unspoken(view, group)) else { return Vec::new() };
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

/// The only member whose type is called as the name is: `tasks` may be `items: Task[]`.
fn of_its_type<'m>(view: &View<'_>, found: &'m Missing<'_>) -> Option<&'m str> {
    let is_called = |kind: &str| type_names(kind).iter().any(|part| nearness(part, &found.name) >= OF_ONE_MEANING);
    let kind = |path: &str, range| view.text(path)?.get(annotation(view, path, range)?.1);
    let mut called = found.declared.iter().filter(|(path, _, range)| kind(path, range).is_some_and(is_called));
    let (_, only, _) = called.next()?;
    called.next().is_none().then_some(only.as_str())
}

/// The only member of an enumeration that nobody mentions, where several files mention one that it does not have: it went by that name.
fn unspoken<'m>(view: &View<'_>, group: &[&'m Missing<'_>]) -> Option<&'m str> {
    let first = group.first().filter(|found| found.owner.starts_with("typeof "))?;
    let is_spoken = |name: &str, range: &Range<usize>| {
        let mut uses = view.modules.values().flat_map(|module| &module.uses);
        uses.any(|found| found.role == Role::Member && found.name == name && found.range != *range)
    };
    let mut free = first.declared.iter().filter(|(_, name, range)| !is_spoken(name, range));
    let ((_, only, _), None) = (free.next()?, free.next()) else { return None };
    group.iter().any(|found| found.problem.file != first.problem.file).then_some(only.as_str())
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
    fn the_only_attribute_that_is_foreign_is_the_only_one_that_is_required_and_absent() {
        let form = ("f.tsx", "export interface FormProps {\n  open: boolean;\n  title?: string;\n  onCancel: () => void;\n}\n");
        let message = "Type '{ open: true; onClose: () => void; }' is not assignable to type 'FormProps'.\n  Property 'onClose' does not exist on type 'IntrinsicAttributes & FormProps'.";
        let page = ("a.tsx", "<Form open onClose={close} />;\n");
        let mended = run(&[page, form], &[("a.tsx", "onClose", "TS2322", message)]);
        assert_eq!(mended.as_deref(), Some("<Form open onCancel={close} />;\n"));
        let spread = ("a.tsx", "<Form open onClose={close} {...rest} />;\n");
        assert_eq!(run(&[spread, form], &[("a.tsx", "onClose", "TS2322", message)]), None, "it may be in what is spread");
    }

    #[test]
    fn a_type_that_is_made_from_a_value_stands_for_it() {
        let files = [
            ("a.ts", "import type { Order } from './b';\nexport const f = (x: unknown): Order => Order.parse(x);\n"),
            ("b.ts", "export const orderSchema = z.object({});\nexport type Order = z.infer<typeof orderSchema>;\n"),
        ];
        let told = ("a.ts", "Order.parse", "TS2693", "'Order' only refers to a type, but is being used as a value here.");
        let mended = run(&files, &[told]).unwrap();
        assert!(mended.contains("=> orderSchema.parse(x);") && mended.contains("{ orderSchema }"), "{mended}");
    }

    #[test]
    fn the_only_member_of_an_enumeration_that_nobody_mentions_went_by_the_name_that_several_files_have() {
        let files = [
            ("types.ts", "export enum Status {\n  Booked = 'booked',\n  Missed = 'missed',\n}\n"),
            ("a.ts", "import { Status } from './types';\nexport const a = [Status.NoShow, Status.Booked];\n"),
            ("b.ts", "import { Status } from './types';\nexport const b = Status.NoShow;\n"),
        ];
        let message = "Property 'NoShow' does not exist on type 'typeof Status'.";
        let told = [("a.ts", "NoShow", "TS2339", message), ("b.ts", "NoShow", "TS2339", message)];
        assert_eq!(run(&files, &told), Some(files[0].1.replace("Missed", "NoShow")));
        assert_eq!(run(&files, &told[..1]), None, "one may be wrong");
    }

    #[test]
    fn a_member_may_go_by_the_name_of_its_type() {
        let files = [
            ("a.ts", "import { Board } from './b';\nexport const f = (board: Board) => board.tasks;\n"),
            ("b.ts", "export interface Board {\n  items: Task[];\n  search: string;\n}\n"),
        ];
        let mended = run(&files, &[("a.ts", "tasks", "TS2339", "Property 'tasks' does not exist on type 'Board'.")]);
        assert!(mended.unwrap().contains("board.items;"));
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
}
