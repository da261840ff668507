//! Arguments in the wrong order.

use std::collections::{BTreeMap, BTreeSet};

use ruff_python_ast::{Expr, ExprCall, Stmt};

use super::context::Context;
use super::fault::quoted;
use super::outline::{bytes, expressions, parse, statements};
use super::proposal;
use crate::{
    diagnostic::Diagnostic,
    fixers::{
        Proposal,
        text::{apply, replace, span},
    },
};

/// Two positional arguments of one call that both do not fit change places. Whether they fit there, the gate says.
pub(super) fn propose(context: &Context<'_>) -> Vec<Proposal> {
    let wrong: Vec<(&Diagnostic, &str)> = context.errors().filter(|(diagnostic, _)| function_of(diagnostic).is_some()).collect();
    let files: BTreeSet<&str> = wrong.iter().map(|(diagnostic, _)| diagnostic.file.as_str()).collect();
    let mut found = definitions(context, &wrong);
    for path in files {
        let Some(text) = context.text(path) else { continue };
        let parsed = parse(text);
        for call in expressions(parsed.suite()).into_iter().filter_map(Expr::as_call_expr) {
            let about: Vec<(&Diagnostic, usize)> = wrong
                .iter()
                .filter(|(diagnostic, _)| diagnostic.file == path)
                .filter_map(|(diagnostic, text)| Some((*diagnostic, argument_at(call, span(text, diagnostic)?.start)?)))
                .collect();
            let places: BTreeSet<usize> = about.iter().map(|(_, index)| *index).collect();
            let [one, other] = places.iter().copied().collect::<Vec<_>>()[..] else { continue };
            // Where several calls have it so, the order of the definition may be what is wrong.
            let functions: BTreeSet<&str> = about.iter().filter_map(|(diagnostic, _)| function_of(diagnostic)).collect();
            let elsewhere = wrong.iter().filter(|(diagnostic, _)| function_of(diagnostic).is_some_and(|name| functions.contains(name)));
            if elsewhere.count() > about.len() {
                continue;
            }
            let (one, other) = (bytes(&call.arguments.args[one]), bytes(&call.arguments.args[other]));
            let edits = vec![replace(one.clone(), &text[other.clone()]), replace(other, &text[one])];
            let answers = about.iter().map(|(diagnostic, _)| diagnostic.fingerprint.clone()).collect();
            found.extend(proposal(path, "change the order of two arguments".to_owned(), apply(text, edits), answers, 0));
        }
    }
    found
}

/// Two parameters change places where several calls give them the other way round.
fn definitions(context: &Context<'_>, wrong: &[(&Diagnostic, &str)]) -> Vec<Proposal> {
    let mut functions: BTreeMap<&str, BTreeMap<&str, Vec<&Diagnostic>>> = BTreeMap::new();
    for (diagnostic, _) in wrong.iter().filter(|(diagnostic, _)| diagnostic.tool == "pyright") {
        if let [_, parameter, _, function] = quoted(diagnostic)[..] {
            functions.entry(function).or_default().entry(parameter).or_default().push(diagnostic);
        }
    }
    let mut found = Vec::new();
    for (function, parameters) in functions {
        let [(one, of_one), (other, of_other)] = &parameters.iter().collect::<Vec<_>>()[..] else { continue };
        if of_one.len() < 2 || of_one.len() != of_other.len() {
            continue;
        }
        let answers: Vec<String> = of_one.iter().chain(*of_other).map(|diagnostic| diagnostic.fingerprint.clone()).collect();
        for (path, text) in context.neighbours(&of_one[0].file).iter().filter_map(|(path, _)| Some((*path, context.text(path)?))) {
            let parsed = parse(text);
            for definition in statements(parsed.suite()).into_iter().filter_map(Stmt::as_function_def_stmt) {
                let place = |name: &str| definition.parameters.args.iter().find(|known| known.parameter.name.as_str() == name).map(bytes);
                let Some((one, other)) = place(one).zip(place(other)).filter(|_| definition.name.as_str() == function) else { continue };
                let edits = vec![replace(one.clone(), &text[other.clone()]), replace(other, &text[one])];
                let title = format!("change the order of two parameters of `{function}`, as all calls have it");
                found.extend(proposal(path, title, apply(text, edits), answers.clone(), 0));
            }
        }
    }
    found
}

/// The function to which an argument of the wrong type is given.
fn function_of(diagnostic: &Diagnostic) -> Option<&str> {
    match (diagnostic.tool.as_str(), diagnostic.code.as_str()) {
        ("pyright", "reportArgumentType") => quoted(diagnostic).get(3).copied(),
        ("ty", "invalid-argument-type") => quoted(diagnostic).first().copied(),
        _ => None,
    }
}

fn argument_at(call: &ExprCall, at: usize) -> Option<usize> {
    call.arguments.args.iter().position(|argument| bytes(argument).start == at && !argument.is_starred_expr())
}

#[cfg(test)]
mod tests {
    use super::super::testing::best;
    use super::*;

    const DB: &str = "Argument of type \"User\" cannot be assigned to parameter \"db\" of type \"Session\" in function \"save\"";
    const USER: &str = "Argument of type \"Session\" cannot be assigned to parameter \"user\" of type \"User\" in function \"save\"";

    #[test]
    fn two_arguments_that_do_not_fit_change_places_and_one_alone_stays() {
        let both = [("pyright", "reportArgumentType", "a.py", 1, 6, DB), ("pyright", "reportArgumentType", "a.py", 1, 12, USER)];
        assert_eq!(best(&[("a.py", "save(user, db)\n")], &both, propose), ["save(db, user)\n"]);
        assert_eq!(best(&[("a.py", "save(user, db)\n")], &both[..1], propose), [""; 0]);
    }

    #[test]
    fn where_several_calls_have_one_order_the_definition_may_be_wrong() {
        let problems: Vec<_> = [1, 2]
            .into_iter()
            .flat_map(|line| {
                [("pyright", "reportArgumentType", "a.py", line, 6, DB), ("pyright", "reportArgumentType", "a.py", line, 12, USER)]
            })
            .collect();
        let calls = ("a.py", "save(user, db)\nsave(user, db)\n");
        assert_eq!(best(&[calls], &problems, propose), [""; 0]);
        let definition = |head: &str| format!("def save({head}, x=1): ...\n");
        let found = best(&[calls, ("b.py", &definition("db: Session, user: User"))], &problems, propose);
        assert_eq!(found, [definition("user: User, db: Session")]);
    }
}
