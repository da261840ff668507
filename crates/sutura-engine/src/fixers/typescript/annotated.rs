//! A variable, parameter or member of a plain type that is used as another, and given that other; and a parameter without a type, called
//! after one.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    sync::LazyLock,
};

use regex::Regex;

use super::{
    import_edit::{Wanted, add},
    members::annotation,
    module::{Role, What},
    project::{Problem, View},
    text::identifier_at,
};
use crate::{diagnostic::Diagnostic, fixers::Proposal};

const CODES: &[&str] = &["TS2322", "TS2345"];

/// Proposes the type that a declaration should name, where its uses ask for that type and others hand it in.
pub(super) fn propose(view: &View<'_>) -> Vec<Proposal> {
    let problems = view.problems(CODES);
    let bare = view.problems(&["TS7006"]);
    let bare = bare.iter().filter_map(|problem| named(view, problem));
    problems.iter().filter_map(|problem| retyped(view, problem)).chain(members(view)).chain(bare).collect()
}

/// What the uses of a member say of its type.
#[derive(Default)]
struct Told<'d> {
    /// The declared type, where it is named.
    declared: BTreeSet<&'d str>,
    wanted: BTreeSet<&'d str>,
    files: BTreeSet<&'d str>,
    problems: Vec<&'d Diagnostic>,
}

/// A member of a plain type that several files use as one other.
fn members(view: &View<'_>) -> Vec<Proposal> {
    let mut members: BTreeMap<String, Told<'_>> = BTreeMap::new();
    for problem in view.problems(&["TS2322", "TS2345", "TS2362", "TS2363"]) {
        let Some((name, is_key)) = member_at(problem.text, problem.offset) else { continue };
        let told = members.entry(name.to_owned()).or_default();
        told.files.insert(&problem.diagnostic.file);
        told.problems.push(problem.diagnostic);
        match mismatch(problem.diagnostic) {
            // To a key another value is given; of a member another one is wanted.
            Some((given, wanted)) => {
                let (declared, other) = if is_key { (wanted, given) } else { (given, wanted) };
                told.declared.insert(declared);
                told.wanted.insert(other);
            }
            None => {
                told.wanted.insert("number");
            }
        }
    }
    members.into_iter().filter_map(|(name, told)| redeclared(view, &name, told)).collect()
}

fn redeclared(view: &View<'_>, name: &str, told: Told<'_>) -> Option<Proposal> {
    let (mut declared, mut wanted) = (told.declared.into_iter(), told.wanted.into_iter());
    let (Some(declared), None, Some(wanted), None) = (declared.next(), declared.next(), wanted.next(), wanted.next()) else { return None };
    let shapes = view.modules.iter().flat_map(|(path, module)| module.shapes.values().map(move |shape| (*path, shape)));
    let members = shapes.flat_map(|(path, shape)| shape.members.iter().map(move |member| (path, member)));
    let kinds = members
        .filter(|(_, member)| member.name == name)
        .filter_map(|(path, member)| Some((path, annotation(view, path, &member.range)?.1)));
    let mut own = kinds.filter(|(path, range)| view.text(path).and_then(|text| text.get(range.clone())) == Some(declared));
    let ((path, range), None) = (own.next()?, own.next()) else { return None };
    let title = format!("`{name}` is a `{wanted}`, as {} places have it", told.problems.len());
    (told.files.len() > 1 && told.problems.len() > 2)
        .then(|| view.proposal_in(title, path, vec![(range, wanted.to_owned())], told.problems, 0))
        .flatten()
}

/// The last name of a chain, or the key, at a place; and whether it is a key.
fn member_at(text: &str, offset: usize) -> Option<(&str, bool)> {
    let rest = text.get(offset..)?;
    let chain = &rest[..rest.find(|letter: char| !(letter.is_alphanumeric() || matches!(letter, '_' | '$' | '.')))?];
    match chain.rsplit_once('.') {
        Some((_, name)) => Some((name, false)),
        None => rest[chain.len()..].starts_with(':').then_some((chain, true)),
    }
}

fn retyped(view: &View<'_>, problem: &Problem<'_>) -> Option<Proposal> {
    let (given, wanted) = mismatch(problem.diagnostic)?;
    // One side alone may be what is wrong. Two that contradict the declaration from both ends are not.
    let witness =
        view.scene.diagnostics.iter().find(|other| CODES.contains(&other.code.as_str()) && mismatch(other) == Some((wanted, given)))?;
    let name = value_at(problem.text, problem.offset)?;
    let binding = problem.module.binding_at(name, problem.offset)?;
    let behind = problem.text.get(binding.range.end..)?;
    let annotation = behind.trim_start_matches('?').trim_start().strip_prefix(':')?.trim_start();
    let rest = annotation.strip_prefix(given)?;
    if !rest.trim_start().starts_with([',', ')', '=', ';']) {
        return None;
    }
    let start = binding.range.end + behind.len() - annotation.len();
    let title = format!("`{name}` is a `{wanted}`, as its uses and its callers have it");
    view.proposal_in(title, problem.file, vec![(start..start + given.len(), wanted.to_owned())], vec![problem.diagnostic, witness], 1)
}

/// The name whose value is in question: that of the property where the compiler points to the key.
fn value_at(text: &str, offset: usize) -> Option<&str> {
    let name = identifier_at(text, offset)?;
    let behind = text.get(offset + name.len()..)?;
    let Some(value) = behind.trim_start().strip_prefix(':').map(str::trim_start) else { return Some(name) };
    let named = identifier_at(value, 0)?;
    value[named.len()..].trim_start().starts_with([',', '}']).then_some(named)
}

/// The plain type that is there, and the one that is asked for.
fn mismatch(diagnostic: &Diagnostic) -> Option<(&str, &str)> {
    static PLAIN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:Type|Argument of type) '(string|number|boolean)' is not assignable to (?:type|parameter of type) '(string|number|boolean)'")
            .expect("the pattern is a constant that the tests compile")
    });
    let found = PLAIN.captures(&diagnostic.message)?;
    Some((found.get(1)?.as_str(), found.get(2)?.as_str()))
}

/// For `task` the type `Task`, where all that is read of the one are members of the other.
fn named(view: &View<'_>, problem: &Problem<'_>) -> Option<Proposal> {
    let name = identifier_at(problem.text, problem.offset)?;
    let places = view.places(problem.file);
    // The types of a callback come from whom it is handed to.
    let function = places
        .functions
        .iter()
        .find(|function| function.name.is_some() && function.parameters.iter().any(|(range, _)| range.start == problem.offset))?;
    let (path, kind) = only_type(view, problem, name)?;
    let members = read_members(problem, function.body.clone(), name)?;
    let shape = view.modules.get(path.as_str())?.shapes.get(&kind)?;
    if !shape.extends.is_empty() || members.is_empty() || !members.iter().all(|member| shape.members.iter().any(|own| own.name == *member))
    {
        return None;
    }
    let end = problem.offset + name.len();
    let bare = problem.text.get(end..)?.trim_start().starts_with("=>");
    let mut edits = if bare {
        vec![(problem.offset..problem.offset, "(".to_owned()), (end..end, format!(": {kind})"))]
    } else {
        vec![(end..end, format!(": {kind}"))]
    };
    if problem.module.binding_at(&kind, problem.offset).is_none() {
        let module = view.specifier(problem.file, &path);
        let is_type = view.marks_types(problem.file);
        edits.extend(add(view, problem.file, &Wanted { module, what: What::Named(kind.clone()), local: kind.clone(), is_type })?);
    }
    view.proposal(format!("`{name}` is a `{kind}`"), problem, edits, 0)
}

/// The only type of the project that is called as the parameter is, and where it is.
fn only_type(view: &View<'_>, problem: &Problem<'_>, name: &str) -> Option<(String, String)> {
    let is_named = |kind: &str| kind.starts_with(char::is_uppercase) && kind.to_lowercase() == name.to_lowercase();
    let all = view.modules.iter().flat_map(|(path, module)| module.shapes.keys().map(move |kind| (*path, kind)));
    let mut found = all.filter(|(path, kind)| is_named(kind) && (*path == problem.file || view.exports_of(path).contains_key(*kind)));
    let (path, kind) = found.next()?;
    found.next().is_none().then(|| (path.to_owned(), kind.clone()))
}

/// What is read of a name within a function's body; nothing where it is used in any other way.
fn read_members<'p>(problem: &Problem<'p>, body: Range<usize>, name: &str) -> Option<Vec<&'p str>> {
    let own =
        problem.module.uses.iter().filter(|found| found.name == name && found.role == Role::Value && body.contains(&found.range.start));
    own.map(|found| {
        let behind = problem.text.get(found.range.end..)?;
        identifier_at(behind.strip_prefix('.')?, 0)
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{best, problem, proposals};
    use super::*;

    const FILES: [(&str, &str); 1] = [("a.ts", "const remove = (id: number) => drop({ id });\nremove(\"x\");\n")];

    #[test]
    fn a_member_is_of_the_type_that_all_places_have() {
        let files = [
            ("types.ts", "export interface Product {\n  name: string;\n  price: string;\n}\n"),
            ("a.ts", "export const a = product.price * 2;\nexport const b = { price: 0 };\n"),
            ("b.ts", "show(product.price);\n"),
        ];
        let left = "The left-hand side of an arithmetic operation must be of type 'any', 'number', 'bigint' or an enum type.";
        let told = [
            problem(&files, "a.ts", "product", "TS2362", left),
            problem(&files, "a.ts", "price: 0", "TS2322", "Type 'number' is not assignable to type 'string'."),
            problem(&files, "b.ts", "product", "TS2345", "Argument of type 'string' is not assignable to parameter of type 'number'."),
        ];
        let found = proposals(propose, &files, &told, "");
        assert_eq!(found[0].patch.texts()["types.ts"], files[0].1.replace("price: string", "price: number"));
        assert!(proposals(propose, &files, &told[..2], "").is_empty());
    }

    #[test]
    fn a_type_that_uses_and_callers_contradict_is_theirs() {
        let within = problem(&FILES, "a.ts", "id }", "TS2322", "Type 'number' is not assignable to type 'string'.");
        let outside =
            problem(&FILES, "a.ts", "\"x\"", "TS2345", "Argument of type 'string' is not assignable to parameter of type 'number'.");
        let found = proposals(propose, &FILES, &[within.clone(), outside], "");
        assert_eq!(best(&found), Some("const remove = (id: string) => drop({ id });\nremove(\"x\");\n"));
        assert!(proposals(propose, &FILES, &[within], "").is_empty(), "one side alone proves nothing");
    }

    #[test]
    fn the_value_of_a_property_is_meant_where_the_key_is_told() {
        let files = [("a.ts", "const remove = (id: number) => drop({ path: { user_id: id } });\nremove(\"x\");\n")];
        let within = problem(&files, "a.ts", "user_id", "TS2322", "Type 'number' is not assignable to type 'string'.");
        let outside =
            problem(&files, "a.ts", "\"x\"", "TS2345", "Argument of type 'string' is not assignable to parameter of type 'number'.");
        let found = proposals(propose, &files, &[within, outside], "");
        assert_eq!(best(&found), Some("const remove = (id: string) => drop({ path: { user_id: id } });\nremove(\"x\");\n"));
    }

    fn without(text: &str) -> Option<String> {
        let files = [("a.ts", text), ("types.ts", "export interface Task {\n  id: number;\n  title: string;\n}\n")];
        let message = "Parameter 'task' implicitly has an 'any' type.";
        best(&proposals(propose, &files, &[problem(&files, "a.ts", "task", "TS7006", message)], "")).map(str::to_owned)
    }

    #[test]
    fn a_parameter_has_the_type_that_it_is_called_after() {
        let found = without("export function f(task) {\n  return task.id;\n}\n").unwrap();
        assert!(found.contains("import { Task } from \"./types\"") && found.contains("f(task: Task)"), "{found}");
        assert!(without("export const f = task => task.title;\n").unwrap().contains("(task: Task) => task.title"));
    }

    #[test]
    fn what_is_read_otherwise_or_handed_in_by_another_is_left() {
        assert_eq!(without("export function f(task) {\n  return task.owner;\n}\n"), None);
        assert_eq!(without("export function f(task) {\n  return g(task);\n}\n"), None);
        assert_eq!(without("unknown.map((task) => task.id);\n"), None);
    }
}
