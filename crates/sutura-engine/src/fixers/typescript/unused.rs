//! What is imported and never used, where the project makes that an error.

use std::{collections::BTreeMap, ops::Range};

use super::{
    import_shape::removal,
    module::{Import, Imported},
    places::State,
    project::{Problem, View},
    text::{quoted, whole_lines},
};
use crate::{diagnostic::Diagnostic, fixers::Proposal};

const CODES: &[&str] = &["TS6133", "TS6192", "TS6196", "TS6198"];

/// Proposes to take unused names out of imports, and states that nobody reads or sets. What else is declared and unused stays: it may be what
/// another line should have used.
pub(super) fn propose(view: &View<'_>) -> Vec<Proposal> {
    let mut files: BTreeMap<&str, Vec<Problem<'_>>> = BTreeMap::new();
    for problem in view.problems(CODES) {
        files.entry(problem.file).or_default().push(problem);
    }
    // Where something else is wrong, what is unused may be what is missing there.
    let is_sound = |file: &str| {
        !view.scene.diagnostics.iter().any(|other| other.file == file && other.is_error() && !CODES.contains(&other.code.as_str()))
    };
    files
        .into_iter()
        .filter(|(file, _)| is_sound(file))
        .flat_map(|(_, problems)| in_file(view, &problems).into_iter().chain(states(view, &problems)).collect::<Vec<_>>())
        .collect()
}

/// `const [page, setPage] = useState(1)`, where both are unused: nothing else can be meant by it.
fn states(view: &View<'_>, problems: &[Problem<'_>]) -> Vec<Proposal> {
    let (file, text) = (problems[0].file, problems[0].text);
    let places = view.places(file);
    let unused = |state: &State| -> Vec<&Diagnostic> {
        let all = problems.iter().filter(|problem| state.declaration.contains(&problem.offset));
        all.map(|problem| problem.diagnostic).collect()
    };
    // One compiler tells of both names, another of the pattern.
    let is_whole = |state: &State, told: &[&Diagnostic]| {
        let of = |code: &str| told.iter().filter(|diagnostic| diagnostic.code == code).count();
        state.names.len() == 2 && (of("TS6133") == 2 || of("TS6198") > 0)
    };
    let is_plain = |state: &State| {
        let call = places.calls.get(state.call)?;
        let hook = text.get(call.callee.clone())?;
        let initial = call.arguments.first().map_or(Some(""), |range| text.get(range.clone()))?;
        // What is called to make the first value may do more than that.
        (matches!(hook, "useState" | "React.useState") && !initial.contains('(')).then_some(())
    };
    let states = places.states.iter().map(|state| (state, unused(state)));
    let gone = states.filter(|(state, told)| is_whole(state, told) && is_plain(state).is_some());
    gone.filter_map(|(state, told)| {
        let lines = whole_lines(text, &state.declaration)?;
        view.proposal_in("remove a state that nobody reads or sets".to_owned(), file, vec![(lines, String::new())], told, 0)
    })
    .collect()
}

/// Where more imports than these are unused at once, the code that used them is missing.
const MOST: usize = 3;

fn in_file(view: &View<'_>, problems: &[Problem<'_>]) -> Vec<Proposal> {
    let concerned = |import: &&Import| problems.iter().any(|problem| import.range.contains(&problem.offset));
    if problems[0].module.imports.iter().filter(concerned).count() > MOST {
        return Vec::new();
    }
    let mut proposals = Vec::new();
    for import in &problems[0].module.imports {
        let own: Vec<&Problem<'_>> = problems.iter().filter(|problem| import.range.contains(&problem.offset)).collect();
        let Some(first) = own.first() else { continue };
        let names: Vec<&Imported> = import.names.iter().filter(|name| own.iter().any(|problem| is_about(problem, import, name))).collect();
        let answers: Vec<&Diagnostic> = own.iter().map(|problem| problem.diagnostic).collect();
        if names.len() == import.names.len() {
            let range = whole_lines(first.text, &import.range).unwrap_or(import.range.clone());
            let title = format!("remove the unused import of `{}`", import.module);
            proposals.extend(view.proposal_in(title, first.file, vec![(range, String::new())], answers, 0));
        } else if let Some(edits) = without(first.text, import, &names) {
            let title = format!("remove what is unused of the import of `{}`", import.module);
            proposals.extend(view.proposal_in(title, first.file, edits, answers, 0));
        }
    }
    proposals
}

/// Whether the compiler speaks of this name: by its place, by its name, or of all that the declaration imports.
fn is_about(problem: &Problem<'_>, import: &Import, name: &Imported) -> bool {
    let all = problem.diagnostic.code == "TS6192";
    let named = quoted(&problem.diagnostic.message).first() == Some(&name.local.as_str());
    all || name.range.contains(&problem.offset) || named && import.range.contains(&problem.offset)
}

fn without(text: &str, import: &Import, names: &[&Imported]) -> Option<Vec<(Range<usize>, String)>> {
    match names {
        [] => None,
        [one] => removal(text, import, one),
        several => {
            let mut edits = Vec::new();
            for name in several {
                let behind = text.get(name.range.end..)?;
                let gap = behind.len() - behind.trim_start().len();
                let end = if behind[gap..].starts_with(',') { name.range.end + gap + 1 } else { name.range.end };
                let space = text.get(end..)?.len() - text.get(end..)?.trim_start().len();
                edits.push((name.range.start..end + if end > name.range.end { space } else { 0 }, String::new()));
            }
            Some(edits)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{best, problem, proposals};
    use super::*;

    fn run(text: &str, names: &[&str], code: &str) -> Option<String> {
        let files = [("a.tsx", text)];
        let of = |name: &&str| problem(&files, "a.tsx", name, code, &format!("'{name}' is declared but its value is never read."));
        let diagnostics: Vec<Diagnostic> = names.iter().map(of).collect();
        best(&proposals(propose, &files, &diagnostics, "")).map(str::to_owned)
    }

    #[test]
    fn unused_names_leave_their_import_and_an_empty_one_goes() {
        assert_eq!(run("import { a, b } from 'x';\na;\n", &["b"], "TS6133").as_deref(), Some("import { a } from 'x';\na;\n"));
        assert_eq!(run("import d, { a } from 'x';\nd;\n", &["a"], "TS6133").as_deref(), Some("import d from 'x';\nd;\n"));
        assert_eq!(run("import d, { a } from 'x';\na;\n", &["d"], "TS6133").as_deref(), Some("import { a } from 'x';\na;\n"));
        assert_eq!(run("import { a } from 'x';\n1;\n", &["a"], "TS6133").as_deref(), Some("1;\n"));
        assert_eq!(run("import { a, b } from 'x';\n1;\n", &["import"], "TS6192").as_deref(), Some("1;\n"));
    }

    #[test]
    fn an_unused_import_stays_where_something_else_is_wrong() {
        let files = [("a.tsx", "import { Button } from 'x';\nButon();\n")];
        let unused = problem(&files, "a.tsx", "Button", "TS6133", "'Button' is declared but its value is never read.");
        let wrong = problem(&files, "a.tsx", "Buton", "TS2304", "Cannot find name 'Buton'.");
        assert!(proposals(propose, &files, &[unused, wrong], "").is_empty());
    }

    #[test]
    fn many_unused_imports_stay_since_their_use_was_lost() {
        let text = "import { a } from 'a';\nimport { b } from 'b';\nimport { c } from 'c';\nimport { d } from 'd';\n";
        assert_eq!(run(text, &["a }", "b }", "c }", "d }"], "TS6133"), None);
    }

    #[test]
    fn a_state_that_nobody_reads_or_sets_goes_and_half_of_one_stays() {
        let text = "const [page, setPage] = useState(1);\n1;\n";
        assert_eq!(run(text, &["page", "setPage"], "TS6133").as_deref(), Some("1;\n"));
        assert_eq!(run(text, &["[page"], "TS6198").as_deref(), Some("1;\n"));
        assert_eq!(run(text, &["page"], "TS6133"), None);
        assert_eq!(run("const [page, setPage] = useState(() => load());\n1;\n", &["page", "setPage"], "TS6133"), None);
    }

    #[test]
    fn an_unused_variable_stays() {
        assert_eq!(run("const a = load();\n", &["a"], "TS6133"), None);
    }
}
