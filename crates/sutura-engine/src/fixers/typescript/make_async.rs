//! `await` in a function that is not `async`.

use std::{collections::BTreeMap, ops::Range};

use super::{
    places::{Callee, Places},
    project::View,
};
use crate::{
    diagnostic::Diagnostic,
    fixers::{
        Proposal,
        text::{apply, offset_of, replace},
    },
    patch::Patch,
};

/// Proposes to make all such functions of a file `async`: to the parser none of them is a function as long as one is not.
pub(super) fn propose(view: &View<'_>) -> Vec<Proposal> {
    let mut files: BTreeMap<&str, Vec<&Diagnostic>> = BTreeMap::new();
    for diagnostic in view.scene.diagnostics.iter().filter(|found| found.code == "TS1308") {
        files.entry(&diagnostic.file).or_default().push(diagnostic);
    }
    files.into_iter().filter_map(|(file, found)| waiting(view, file, &found)).collect()
}

fn waiting(view: &View<'_>, file: &str, found: &[&Diagnostic]) -> Option<Proposal> {
    let text = view.text(file)?;
    let places: Vec<usize> = found.iter().filter_map(|diagnostic| offset_of(text, diagnostic)).collect();
    // `void` is as long, and allowed everywhere.
    let mut legal = text.to_owned();
    for at in &places {
        legal.get(*at..at + 5).filter(|word| *word == "await")?;
        legal.replace_range(*at..at + 5, "void ");
    }
    let shape = Places::of(file, &legal);
    let mut edits = Vec::new();
    for at in places {
        let function = shape.function_around(at).filter(|function| !is_asked_at_once(&shape, &legal, function))?;
        let start = function_start(&legal, function);
        edits.push(replace(start..start, "async "));
    }
    let made = apply(text, edits).filter(|made| super::module::parses(file, made))?;
    let answers = found.iter().map(|diagnostic| diagnostic.fingerprint.clone()).collect();
    Some(Proposal { title: "make the function `async`".to_owned(), patch: Patch::of(file, made), answers, rank: 0 })
}

/// A method's `async` stands before its name.
fn function_start(text: &str, function: &Callee) -> usize {
    let start = function.range.start;
    let is_method = text.get(start..).is_some_and(|rest| rest.starts_with('('))
        && text.get(..start).is_some_and(|before| before.ends_with(|letter: char| letter.is_alphanumeric() || letter == '_'));
    let before = text.get(..start).unwrap_or_default();
    if is_method { before.trim_end_matches(|letter: char| letter.is_alphanumeric() || letter == '_').len() } else { start }
}

/// Whose functions are handed to it: they want their answer at once, and take a promise for one.
const AT_ONCE: &[&str] = &[
    "filter",
    "some",
    "every",
    "find",
    "findIndex",
    "findLast",
    "sort",
    "toSorted",
    "forEach",
    "reduce",
    "flatMap",
    "map",
    "useEffect",
    "useLayoutEffect",
    "useMemo",
];

fn is_asked_at_once(shape: &Places, text: &str, function: &Callee) -> bool {
    let name = |range: &Range<usize>| text.get(range.clone()).and_then(|callee| callee.rsplit(['.', '?']).next());
    shape.call_with(function.range.start).and_then(|call| name(&call.callee)).is_some_and(|name| AT_ONCE.contains(&name))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{best, problem, proposals};
    use super::*;

    fn run(text: &str) -> Option<String> {
        let files = [("a.ts", text)];
        let message = "'await' expressions are only allowed within async functions and at the top levels of modules.";
        best(&proposals(propose, &files, &[problem(&files, "a.ts", "await", "TS1308", message)], "")).map(str::to_owned)
    }

    #[test]
    fn the_function_that_waits_becomes_async() {
        for (broken, whole) in [
            ("const submit = (x: X) => {\n  await save(x);\n};\n", "const submit = async (x: X) => {\n  await save(x);\n};\n"),
            ("export function f() {\n  return await g();\n}\n", "export async function f() {\n  return await g();\n}\n"),
            ("const api = { load() {\n  await g();\n} };\n", "const api = { async load() {\n  await g();\n} };\n"),
        ] {
            assert_eq!(run(broken).as_deref(), Some(whole));
        }
    }

    #[test]
    fn a_function_whose_answer_is_asked_at_once_stays() {
        assert_eq!(run("xs.filter((x) => {\n  return await ok(x);\n});\n"), None);
        assert_eq!(run("useEffect(() => {\n  await load();\n}, []);\n"), None);
    }
}
