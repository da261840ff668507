//! A last parameter that nothing reads and no caller hands in.

use super::{
    project::{Problem, View},
    text::{identifier_at, quoted},
};
use crate::{diagnostic::Diagnostic, fixers::Proposal, workspace::words};

/// What callers say of a function that asks for more than they have.
const CALLERS: &[&str] = &["TS2322", "TS2344", "TS2345", "TS2554", "TS2555", "TS2786"];

/// Proposes to take the parameter out. That it is never read does not suffice: it may be what another line should have used.
pub(super) fn propose(view: &View<'_>) -> Vec<Proposal> {
    view.problems(&["TS6133"]).iter().filter_map(|problem| removed(view, problem)).collect()
}

fn removed(view: &View<'_>, problem: &Problem<'_>) -> Option<Proposal> {
    let name = identifier_at(problem.text, problem.offset)?;
    let before = problem.text.get(..problem.offset)?.trim_end();
    let behind = problem.text.get(problem.offset + name.len()..)?;
    let annotation = behind.strip_prefix(": ")?;
    let kind = identifier_at(annotation, 0)?;
    let rest = annotation[kind.len()..].trim_start_matches(',').trim_start();
    if !rest.starts_with(')') || !before.ends_with([',', '(']) {
        return None;
    }
    let callers = callers(view, problem);
    let start = before.len() - usize::from(before.ends_with(','));
    let edit = (start..problem.offset + name.len() + 2 + kind.len(), String::new());
    let answers = std::iter::once(problem.diagnostic).chain(callers.iter().copied()).collect();
    let title = format!("remove `{name}`, which nothing reads and no caller has");
    (!callers.is_empty()).then(|| view.proposal_in(title, problem.file, vec![edit], answers, 1)).flatten()
}

/// The complaints about uses of the function that the parameter belongs to: those that name it, or stand on a line that does.
fn callers<'a>(view: &View<'a>, problem: &Problem<'_>) -> Vec<&'a Diagnostic> {
    let Some(function) = function(problem) else { return Vec::new() };
    let speaks = |other: &Diagnostic| {
        let line = || view.text(&other.file)?.lines().nth(other.line as usize - 1);
        quoted(&other.message).contains(&function) || line().is_some_and(|line| words(line).any(|word| word == function))
    };
    let told = view.scene.diagnostics.iter().filter(|other| CALLERS.contains(&other.code.as_str()));
    told.filter(|other| speaks(other)).collect()
}

/// The name that was declared last before the list of parameters begins.
fn function<'a>(problem: &'a Problem<'_>) -> Option<&'a str> {
    let mut depth = 0;
    let list = problem.text.get(..problem.offset)?.char_indices().rev().find(|(_, letter)| {
        depth += i32::from(*letter == '(') - i32::from(*letter == ')');
        depth == 1
    });
    let (start, _) = list?;
    let before = problem.module.bindings.iter().filter(|binding| binding.range.end <= start);
    before.max_by_key(|binding| binding.range.end).map(|binding| binding.name.as_str())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{best, problem, proposals};
    use super::*;

    #[test]
    fn a_parameter_that_nothing_reads_and_no_caller_has_goes() {
        for (declared, mended) in [
            ("export const add = (a: string, mode: number) => a;\n", "export const add = (a: string) => a;\n"),
            ("export function add(mode: number) { return go(1); }\n", "export function add() { return go(1); }\n"),
            ("function add({\n  a,\n}: Props, mode: number) {\n}\n", "function add({\n  a,\n}: Props) {\n}\n"),
        ] {
            let files = [("a.ts", declared), ("b.ts", "add();\n")];
            let unread = problem(&files, "a.ts", "mode", "TS6133", "'mode' is declared but its value is never read.");
            let call = problem(&files, "b.ts", "add", "TS2554", "Expected 2 arguments, but got 1.");
            assert_eq!(best(&proposals(propose, &files, &[unread.clone(), call], "")), Some(mended));
            assert!(proposals(propose, &files, &[unread], "").is_empty(), "the body may lack its use");
        }
    }

    #[test]
    fn the_complaint_of_another_call_is_no_witness() {
        let files = [("a.ts", "export const add = (mode: number) => 1;\n"), ("b.ts", "adder();\n")];
        let unread = problem(&files, "a.ts", "mode", "TS6133", "'mode' is declared but its value is never read.");
        let call = problem(&files, "b.ts", "adder", "TS2554", "Expected 2 arguments, but got 1.");
        assert!(proposals(propose, &files, &[unread, call], "").is_empty());
    }
}
