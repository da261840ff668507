//! Parameters and arguments that do not fit: those in another order than their names say, and a parameter that no caller has.

use std::{collections::BTreeMap, ops::Range};

use super::{
    project::{Problem, View},
    text::{identifier_at, quoted},
};
use crate::{diagnostic::Diagnostic, fixers::Proposal, workspace::words};

/// Proposes the order of the parameters, and to take out one that nothing reads.
pub(super) fn propose(view: &View<'_>) -> Vec<Proposal> {
    let unread = view.problems(&["TS6133"]);
    in_order(view).into_iter().chain(unread.iter().filter_map(|problem| removed(view, problem))).collect()
}

/// The calls of a file change at once: two of one line are told alike.
fn in_order(view: &View<'_>) -> Vec<Proposal> {
    let mut files: BTreeMap<&str, (Edits, Vec<&Diagnostic>)> = BTreeMap::new();
    for problem in view.problems(&["TS2345"]) {
        if let Some(edits) = reordered(view, &problem) {
            let file = files.entry(problem.file).or_default();
            file.0.extend(edits);
            file.1.push(problem.diagnostic);
        }
    }
    let made = files.into_iter().filter_map(|(file, (edits, told))| {
        view.proposal_in("hand over arguments in the order of the parameters".to_owned(), file, edits, told, 0)
    });
    made.collect()
}

/// What callers say of a function that asks for more than they have.
const CALLERS: &[&str] = &["TS2322", "TS2344", "TS2345", "TS2554", "TS2555", "TS2786"];

type Edits = Vec<(Range<usize>, String)>;

fn reordered(view: &View<'_>, problem: &Problem<'_>) -> Option<Edits> {
    let places = view.places(problem.file);
    let call = places.call_with(problem.offset)?;
    let callee = problem.text.get(call.callee.clone())?;
    let (path, declared) = view.declaration(problem.file, callee, call.callee.start)?;
    let there = view.places(&path);
    let function = there.functions.iter().find(|function| function.name.as_ref() == Some(&declared))?;
    let text = view.text(&path)?;
    let parameters: Vec<&str> = function.parameters.iter().filter_map(|(range, _)| text.get(range.clone())).map(bare).collect();
    let given: Vec<&str> = call.arguments.iter().filter_map(|range| problem.text.get(range.clone())).collect();
    // Where each argument belongs that is named after another parameter than the one of its place.
    let home = |argument: &str| parameters.iter().position(|name| Some(*name) == argument.rsplit('.').next());
    let moves: Vec<(usize, usize)> = given.iter().enumerate().filter_map(|(from, argument)| Some((from, home(argument)?))).collect();
    let moves: Vec<(usize, usize)> = moves.into_iter().filter(|(from, to)| from != to).collect();
    let is_closed = moves.iter().all(|(from, _)| moves.iter().filter(|(_, to)| to == from).count() == 1);
    let edits = moves.iter().filter_map(|(from, to)| Some((call.arguments.get(*to)?.clone(), (*given.get(*from)?).to_owned())));
    (is_closed && !moves.is_empty()).then(|| edits.collect())
}

/// A parameter's name without its type and its default.
fn bare(parameter: &str) -> &str {
    parameter.split([':', '=', '?']).next().unwrap_or_default().trim()
}

/// A last parameter that nothing reads and no caller hands in. That it is never read does not suffice: it may be what another line should have used.
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
    fn arguments_stand_in_the_order_of_the_parameters_of_their_names() {
        let run = |text: &str| {
            let money = ("money.ts", "export function formatMoney(amount: number, locale: string, currency: Currency) {}\n");
            let files = [("a.ts", text), money];
            let message = "Argument of type 'string' is not assignable to parameter of type 'Currency'.";
            best(&proposals(propose, &files, &[problem(&files, "a.ts", "user.locale", "TS2345", message)], "")).map(str::to_owned)
        };
        let text = "import { formatMoney } from './money';\nformatMoney(sum(items), user.currency, user.locale);\n";
        assert_eq!(run(text), Some(text.replace("user.currency, user.locale", "user.locale, user.currency")));
        assert_eq!(run(&text.replace("user.currency", "other")), None);
    }

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
