//! Calls of react-query by position, as its version 4 took them, where the installed one takes one object.

use std::ops::Range;

use super::{
    import_edit::{Wanted, add},
    module::What,
    places::{Call, Places},
    project::{Problem, View},
    text::indentation,
};
use crate::fixers::{Proposal, text::newline};

const CODES: &[&str] = &["TS2554", "TS2559", "TS2345", "TS2769"];

const PACKAGE: &str = "@tanstack/react-query";

/// The functions, and the names of what they took by position.
const FUNCTIONS: &[(&str, &[&str])] = &[
    ("useQuery", &["queryKey", "queryFn"]),
    ("useInfiniteQuery", &["queryKey", "queryFn"]),
    ("useSuspenseQuery", &["queryKey", "queryFn"]),
    ("useMutation", &["mutationFn"]),
];

/// The methods of a client whose first argument was a key.
const METHODS: &[&str] = &["invalidateQueries", "refetchQueries", "removeQueries", "cancelQueries", "resetQueries"];

/// Proposes the call with one object.
pub(super) fn propose(view: &View<'_>) -> Vec<Proposal> {
    view.problems(CODES).iter().filter_map(|problem| one_object(view, problem)).collect()
}

fn one_object(view: &View<'_>, problem: &Problem<'_>) -> Option<Proposal> {
    problem.module.imports.iter().find(|import| import.module == PACKAGE)?;
    let places = view.places(problem.file);
    let about = |call: &&Call| call.range.start == problem.offset || call.arguments.iter().any(|argument| argument.start == problem.offset);
    let (call, names) = places.calls.iter().filter(about).find_map(|call| Some((call, by_position(problem, call)?)))?;
    let given = |at: usize| call.arguments.get(at).and_then(|range| problem.text.get(range.clone()));
    let (first, last) = (call.arguments.first()?, call.arguments.last()?);
    let options = match call.arguments.get(names.len()) {
        None => Vec::new(),
        Some(range) => options_of(problem, &places, range)?,
    };
    if given(0)?.starts_with('{') || call.arguments.len() > names.len() + 1 {
        return None;
    }
    let mut edits = Vec::new();
    let mut properties: Vec<String> = names.iter().enumerate().filter_map(|(at, name)| Some(format!("{name}: {}", given(at)?))).collect();
    for option in options {
        if option == "keepPreviousData: true" {
            properties.push("placeholderData: keepPreviousData".to_owned());
            edits.extend(import_of(view, problem, "keepPreviousData")?);
        } else {
            properties.push(option.into_owned());
        }
    }
    edits.push((first.start..last.end, object(problem.text, call.range.start, &properties)));
    let title = format!("hand `{}` one object", problem.text.get(call.callee.clone())?);
    view.proposal(title, problem, edits, 0)
}

/// What the arguments of a call are called now.
fn by_position(problem: &Problem<'_>, call: &Call) -> Option<&'static [&'static str]> {
    let callee = problem.text.get(call.callee.clone())?;
    if callee.rsplit_once('.').is_some_and(|(_, method)| METHODS.contains(&method)) {
        return Some(&["queryKey"]);
    }
    let is_imported =
        problem.module.imports.iter().any(|import| import.module == PACKAGE && import.names.iter().any(|name| name.local == callee));
    FUNCTIONS.iter().find(|(name, _)| *name == callee && is_imported).map(|(_, names)| *names)
}

/// The properties of an object literal, or an object by its name, spread.
fn options_of<'t>(problem: &Problem<'t>, places: &Places, range: &Range<usize>) -> Option<Vec<std::borrow::Cow<'t, str>>> {
    let written = problem.text.get(range.clone())?;
    if !written.starts_with('{') {
        return Some(vec![format!("...{written}").into()]);
    }
    let object = places.objects.iter().find(|object| object.range == *range)?;
    // What is spread into it, and comments, are no properties.
    let plain = !written.contains("...") && !written.contains("//") && !written.contains("/*");
    let properties = object.properties.iter().map(|property| problem.text.get(property.range.clone()).map(Into::into));
    plain.then(|| properties.collect()).flatten()
}

fn object(text: &str, at: usize, properties: &[String]) -> String {
    if let [only] = properties {
        return format!("{{ {only} }}");
    }
    let (end, depth) = (newline(text), indentation(text, at));
    let leads = text.lines().map(|line| &line[..line.len() - line.trim_start().len()]).filter(|lead| !lead.is_empty());
    let step = leads.min_by_key(|lead| lead.len()).unwrap_or("  ");
    let lines: String = properties.iter().map(|property| format!("{depth}{step}{property},{end}")).collect();
    format!("{{{end}{lines}{depth}}}")
}

/// The edits that import a value of the package, if the file has none of this name.
pub(super) fn import_of(view: &View<'_>, problem: &Problem<'_>, name: &str) -> Option<Vec<(Range<usize>, String)>> {
    if problem.module.binding_at(name, problem.offset).is_some() {
        return Some(Vec::new());
    }
    let wanted = Wanted { module: PACKAGE.to_owned(), what: What::Named(name.to_owned()), local: name.to_owned(), is_type: false };
    add(view, problem.file, &wanted)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{best, problem, proposals};
    use super::*;

    fn run(text: &str, needle: &str) -> Option<String> {
        let files = [("a.ts", text)];
        best(&proposals(propose, &files, &[problem(&files, "a.ts", needle, "TS2554", "Expected 1-2 arguments, but got 3.")], ""))
            .map(str::to_owned)
    }

    #[test]
    fn what_was_given_by_position_is_given_by_name() {
        let text = "import { useQuery } from '@tanstack/react-query'\nexport function useA() {\n  return useQuery(keys.a, () => load(), {\n    keepPreviousData: true,\n    staleTime: 5,\n  })\n}\n";
        insta::assert_snapshot!(run(text, "{\n    keep").unwrap(), @r"
        import { keepPreviousData, useQuery } from '@tanstack/react-query'
        export function useA() {
          return useQuery({
            queryKey: keys.a,
            queryFn: () => load(),
            placeholderData: keepPreviousData,
            staleTime: 5,
          })
        }
        ");
        let text = "import { useQueryClient } from '@tanstack/react-query'\nclient.invalidateQueries(['a'])\n";
        assert_eq!(run(text, "['a']"), Some(text.replace("(['a'])", "({ queryKey: ['a'] })")));
    }

    #[test]
    fn a_function_of_the_project_and_a_call_with_an_object_are_left() {
        assert_eq!(run("import { useQuery } from './query'\nuseQuery(a, b, c)\n", "c)"), None);
        assert_eq!(run("import { useQuery } from '@tanstack/react-query'\nuseQuery({ queryKey }, b, c)\n", "c)"), None);
    }
}
