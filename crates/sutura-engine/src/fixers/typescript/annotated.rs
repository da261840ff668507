//! A variable, parameter or member of a plain type that is used as another, and given that other.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use regex::Regex;

use super::{
    members::annotation,
    project::{Problem, View},
    text::identifier_at,
};
use crate::{diagnostic::Diagnostic, fixers::Proposal};

const CODES: &[&str] = &["TS2322", "TS2345"];

/// Proposes the type that a declaration should name, where its uses ask for that type and others hand it in.
pub(super) fn propose(view: &View<'_>) -> Vec<Proposal> {
    let problems = view.problems(CODES);
    problems.iter().filter_map(|problem| retyped(view, problem)).chain(members(view)).collect()
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
}
