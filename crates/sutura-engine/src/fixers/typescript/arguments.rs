//! Arguments in another order than the parameters that they are named after.

use std::{collections::BTreeMap, ops::Range};

use super::project::{Problem, View};
use crate::{diagnostic::Diagnostic, fixers::Proposal};

/// Proposes the order of the parameters, for all calls of a file at once: two of one line are told alike.
pub(super) fn propose(view: &View<'_>) -> Vec<Proposal> {
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
}
