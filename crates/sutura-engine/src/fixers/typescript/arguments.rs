//! Arguments in another order than the parameters that they are named after.

use super::project::{Problem, View};
use crate::fixers::Proposal;

/// Proposes the order of the parameters.
pub(super) fn propose(view: &View<'_>) -> Vec<Proposal> {
    view.problems(&["TS2345"]).iter().filter_map(|problem| reordered(view, problem)).collect()
}

fn reordered(view: &View<'_>, problem: &Problem<'_>) -> Option<Proposal> {
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
    let last = |argument: &str| argument.rsplit('.').next().unwrap_or_default().to_owned();
    let moves: Vec<(usize, usize)> = given
        .iter()
        .enumerate()
        .filter_map(|(from, argument)| Some((from, parameters.iter().position(|name| *name == last(argument))?)))
        .filter(|(from, to)| from != to)
        .collect();
    let is_closed = moves.iter().all(|(from, _)| moves.iter().filter(|(_, to)| to == from).count() == 1);
    let edits = moves.iter().filter_map(|(from, to)| Some((call.arguments.get(*to)?.clone(), (*given.get(*from)?).to_owned()))).collect();
    (is_closed && !moves.is_empty())
        .then(|| view.proposal(format!("hand `{callee}` its arguments in its order"), problem, edits, 0))
        .flatten()
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
