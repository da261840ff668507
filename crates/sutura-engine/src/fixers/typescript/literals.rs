//! A literal of the wrong kind: a string that is none of those that are allowed, a number in quotes, a member of an enum by its value, an object where a list of such is asked for.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use super::{
    import_edit::{Wanted, add},
    members::holders,
    module::What,
    nearest::{clearly_nearest, is_tied},
    places::Places,
    project::{Problem, View},
    text::{quoted, suggested},
};
use crate::fixers::Proposal;

const CODES: &[&str] = &["TS2322", "TS2345", "TS2367", "TS2678"];
const UNKNOWN: &[&str] = &["TS2820", "TS2322", "TS2345", "TS2678", "TS2367", "TS2769"];

/// Proposes the literal as its place wants it.
pub(super) fn propose(view: &View<'_>) -> Vec<Proposal> {
    let wrong = view.problems(CODES);
    let kinds = wrong.iter().filter_map(|problem| of_its_kind(view, problem));
    let members = wrong.iter().filter_map(|problem| enum_member(view, problem));
    let lists = view.problems(&["TS2353"]);
    let lists = lists.iter().filter_map(|problem| in_list(view, problem));
    let unknown = view.problems(UNKNOWN);
    let near = unknown.iter().filter_map(|problem| nearest(view, problem));
    near.chain(kinds).chain(members).chain(lists).collect()
}

/// The literal that a problem speaks of: at its place, or the value of the attribute or property there. Of an attribute, whether it is one.
fn literal_at(problem: &Problem<'_>, places: &Places) -> Option<(Range<usize>, bool)> {
    if let Some(found) = places.attribute_at(problem.offset) {
        let is_attribute = places.element_at(problem.offset).is_some();
        return Some((found.value.clone()?, is_attribute));
    }
    let string = places.strings.iter().find(|string| string.start == problem.offset);
    Some((string?.clone(), false))
}

/// `level="4"` where a number is asked for, and `width={4}` where a string is.
fn of_its_kind(view: &View<'_>, problem: &Problem<'_>) -> Option<Proposal> {
    static NUMBER: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^-?\d+(\.\d+)?$").expect("the pattern is a constant that the tests compile"));
    let quotes = quoted(problem.diagnostic.message.lines().next()?);
    let [given, wanted] = quotes[..] else { return None };
    let (range, is_attribute) = literal_at(problem, &view.places(problem.file))?;
    let written = problem.text.get(range.clone())?;
    let inner = written.trim_matches(['{', '}']).trim();
    let content = inner.trim_matches(['"', '\'']);
    let kinds: Vec<&str> = wanted.split(" | ").filter(|kind| !matches!(*kind, "undefined" | "null")).collect();
    let is_string = inner.len() == content.len() + 2;
    let is_given = |kind: &str| given == kind || given.trim_matches('"') == content;
    let fits = |kind: &&str| {
        is_string && NUMBER.is_match(content) && (*kind == "number" || *kind == content)
            || is_string && matches!(content, "true" | "false") && (*kind == "boolean" || *kind == content)
    };
    let new = if is_string && is_given("string") && kinds.iter().any(fits) && !kinds.contains(&"string") {
        if is_attribute { format!("{{{content}}}") } else { content.to_owned() }
    } else if !is_string && is_given("number") && kinds == ["string"] && NUMBER.is_match(inner) {
        let quote = if is_attribute || problem.text.matches('"').count() > problem.text.matches('\'').count() { '"' } else { '\'' };
        format!("{quote}{content}{quote}")
    } else {
        return None;
    };
    view.proposal(format!("`{new}` in place of `{written}`"), problem, vec![(range, new)], 0)
}

/// `"done"` where a `TaskStatus` is asked for, one member of which is `"done"`.
fn enum_member(view: &View<'_>, problem: &Problem<'_>) -> Option<Proposal> {
    let quotes = quoted(problem.diagnostic.message.lines().next()?);
    let value = quotes.iter().find(|text| text.len() > 2 && text.starts_with('"') && text.ends_with('"') && !text.contains(' '))?;
    let value = value.trim_matches('"');
    let kinds = quotes.iter().flat_map(|text| text.split(" | ")).filter(|kind| kind.chars().all(|letter| letter.is_alphanumeric()));
    let members: Vec<(String, &str, String)> = kinds.flat_map(|kind| members_with(view, problem.file, kind, value)).collect();
    let [(path, kind, member)] = &members[..] else { return None };
    let (range, is_attribute) = literal_at(problem, &view.places(problem.file)).or_else(|| only_string(view, problem, value))?;
    problem.text.get(range.clone()).filter(|text| text.trim_matches(['{', '}']).trim_matches(['"', '\'']) == value)?;
    let name = format!("{kind}.{member}");
    let mut edits = vec![(range, if is_attribute { format!("{{{name}}}") } else { name.clone() })];
    if problem.module.binding_at(kind, problem.offset).is_none() {
        let module = view.specifier(problem.file, path);
        edits.extend(add(
            view,
            problem.file,
            &Wanted { module, what: What::Named((*kind).to_owned()), local: (*kind).to_owned(), is_type: false },
        )?);
    }
    view.proposal(format!("`{name}` in place of \"{value}\""), problem, edits, 0)
}

/// The string of this value on the problem's line, if it is the only one: a comparison is told at its left side.
fn only_string(view: &View<'_>, problem: &Problem<'_>, value: &str) -> Option<(Range<usize>, bool)> {
    let end = problem.text.get(problem.offset..)?.find('\n').map_or(problem.text.len(), |at| problem.offset + at);
    let places = view.places(problem.file);
    let is_it = |range: &&Range<usize>| {
        (problem.offset..end).contains(&range.start)
            && problem.text.get((*range).clone()).is_some_and(|text| text.trim_matches(['"', '\'']) == value)
    };
    let mut found = places.strings.iter().filter(is_it);
    let only = found.next()?.clone();
    found.next().is_none().then_some((only, false))
}

/// The members of an enum that have a value: the file, the enum, and the member.
fn members_with<'k>(view: &View<'_>, file: &str, kind: &'k str, value: &str) -> Vec<(String, &'k str, String)> {
    let mut found = Vec::new();
    for (path, name) in holders(view, file, kind) {
        let (Some(module), Some(text)) = (view.modules.get(path.as_str()), view.text(&path)) else { continue };
        let Some(shape) = module.shapes.get(&name) else { continue };
        let has = |range: &Range<usize>| {
            let assigned = text.get(range.end..).and_then(|behind| behind.trim_start().strip_prefix('=')).map(str::trim_start);
            assigned.is_some_and(|behind| ['"', '\''].iter().any(|quote| behind.starts_with(&format!("{quote}{value}{quote}"))))
        };
        found.extend(shape.members.iter().filter(|member| has(&member.range)).map(|member| (path.clone(), kind, member.name.clone())));
    }
    found
}

/// `{ … }` where a list of such is asked for.
fn in_list(view: &View<'_>, problem: &Problem<'_>) -> Option<Proposal> {
    let wanted = *quoted(problem.diagnostic.message.lines().next()?).get(1)?;
    let element = wanted.strip_suffix("[]")?;
    if !element.chars().all(|letter| letter.is_alphanumeric() || letter == '_') {
        return None;
    }
    let places = view.places(problem.file);
    let range = places.object_with(problem.offset)?.range.clone();
    let edits = vec![(range.start..range.start, "[".to_owned()), (range.end..range.end, "]".to_owned())];
    view.proposal(format!("a list of one `{element}`"), problem, edits, 0)
}

/// A string that is none of those that are allowed.
fn nearest(view: &View<'_>, problem: &Problem<'_>) -> Option<Proposal> {
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

    fn run(text: &str, needle: &str, code: &str, message: &str) -> Option<String> {
        let types = ("types.ts", "export enum Status {\n  Todo = 'todo',\n  Done = 'done',\n}\n");
        let files = [("a.tsx", text), types];
        best(&proposals(propose, &files, &[problem(&files, "a.tsx", needle, code, message)], "")).map(str::to_owned)
    }

    #[test]
    fn a_number_and_a_truth_in_quotes_lose_them_and_a_number_for_a_text_gets_them() {
        let told = |given: &str, wanted: &str| format!("Type '{given}' is not assignable to type '{wanted}'.");
        let found = run("<Title level=\"4\" />;\n", "level", "TS2322", &told("string", "1 | 5 | 4 | undefined"));
        assert_eq!(found.as_deref(), Some("<Title level={4} />;\n"));
        let found = run("<Title open=\"true\" />;\n", "open", "TS2322", &told("string", "boolean | undefined"));
        assert_eq!(found.as_deref(), Some("<Title open={true} />;\n"));
        let found = run("f({ size: '4' });\n", "size", "TS2322", &told("string", "number"));
        assert_eq!(found.as_deref(), Some("f({ size: 4 });\n"));
        let found = run("f({ size: 4 });\n", "size", "TS2322", &told("number", "string"));
        assert_eq!(found.as_deref(), Some("f({ size: '4' });\n"));
        assert_eq!(run("<Title level=\"6\" />;\n", "level", "TS2322", &told("string", "1 | 5 | 4 | undefined")), None);
        assert_eq!(run("f({ size: name });\n", "size", "TS2322", &told("string", "number")), None);
    }

    #[test]
    fn a_value_of_an_enum_is_its_member() {
        let message = "Type '\"done\"' is not assignable to type 'Status'.";
        let found = run("import { x } from './types';\nset({ status: 'done' });\n", "status", "TS2322", message);
        assert_eq!(found.as_deref(), Some("import { Status, x } from './types';\nset({ status: Status.Done });\n"));
        assert_eq!(run("set({ status: 'gone' });\n", "status", "TS2322", &message.replace("done", "gone")), None);
    }

    #[test]
    fn one_object_for_a_list_becomes_a_list_of_one() {
        let message = "Object literal may only specify known properties, and 'required' does not exist in type 'Rule[]'.";
        let found = run("<Item rules={{ required: true }} />;\n", "required", "TS2353", message);
        assert_eq!(found.as_deref(), Some("<Item rules={[{ required: true }]} />;\n"));
        assert_eq!(run("f({ required: true });\n", "required", "TS2353", &message.replace("[]", "")), None);
    }

    #[test]
    fn a_literal_becomes_the_nearest_that_is_allowed_and_a_tie_is_left() {
        let text = "export const b = <Button variant=\"primry\" />;\n";
        let message = "Type '\"primry\"' is not assignable to type '\"primary\" | \"dashed\" | undefined'.";
        assert!(run(text, "variant", "TS2322", message).unwrap().contains("\"primary\""));
        let message = "Type '\"primry\"' is not assignable to type '\"primary\" | \"primery\"'.";
        assert_eq!(run(text, "variant", "TS2322", message), None);
    }
}
