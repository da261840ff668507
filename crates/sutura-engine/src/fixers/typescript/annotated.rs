//! A variable or parameter of a plain type that is used as another, and given that other.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    project::{Problem, View},
    text::identifier_at,
};
use crate::{diagnostic::Diagnostic, fixers::Proposal};

const CODES: &[&str] = &["TS2322", "TS2345"];

/// Proposes the type that a declaration should name, where its uses ask for that type and others hand it in.
pub(super) fn propose(view: &View<'_>) -> Vec<Proposal> {
    let problems = view.problems(CODES);
    problems.iter().filter_map(|problem| retyped(view, problem)).collect()
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
