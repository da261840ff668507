//! A parameter without a type, called after one.

use super::{
    import_edit::{Wanted, add},
    module::{Role, What},
    project::{Problem, View},
    text::identifier_at,
};
use crate::fixers::Proposal;

/// Proposes for `task` the type `Task`, where all that is read of the one are members of the other.
pub(super) fn propose(view: &View<'_>) -> Vec<Proposal> {
    view.problems(&["TS7006"]).iter().filter_map(|problem| annotated(view, problem)).collect()
}

fn annotated(view: &View<'_>, problem: &Problem<'_>) -> Option<Proposal> {
    let name = identifier_at(problem.text, problem.offset)?;
    let places = view.places(problem.file);
    // The types of a callback come from whom it is handed to.
    let function = places
        .functions
        .iter()
        .find(|function| function.name.is_some() && function.parameters.iter().any(|(range, _)| range.start == problem.offset))?;
    let (path, kind) = only_type(view, problem, name)?;
    let members = read_members(problem, function.body.clone(), name)?;
    let shape = view.modules.get(path.as_str())?.shapes.get(&kind)?;
    if !shape.extends.is_empty() || members.is_empty() || !members.iter().all(|member| shape.members.iter().any(|own| own.name == *member))
    {
        return None;
    }
    let end = problem.offset + name.len();
    let bare = problem.text.get(end..)?.trim_start().starts_with("=>");
    let mut edits = if bare {
        vec![(problem.offset..problem.offset, "(".to_owned()), (end..end, format!(": {kind})"))]
    } else {
        vec![(end..end, format!(": {kind}"))]
    };
    if problem.module.binding_at(&kind, problem.offset).is_none() {
        let module = view.specifier(problem.file, &path);
        let is_type = view.marks_types(problem.file);
        edits.extend(add(view, problem.file, &Wanted { module, what: What::Named(kind.clone()), local: kind.clone(), is_type })?);
    }
    view.proposal(format!("`{name}` is a `{kind}`"), problem, edits, 0)
}

/// The only type of the project that is called as the parameter is, and where it is.
fn only_type(view: &View<'_>, problem: &Problem<'_>, name: &str) -> Option<(String, String)> {
    let is_named = |kind: &str| kind.starts_with(char::is_uppercase) && kind.to_lowercase() == name.to_lowercase();
    let all = view.modules.iter().flat_map(|(path, module)| module.shapes.keys().map(move |kind| (*path, kind)));
    let mut found = all.filter(|(path, kind)| is_named(kind) && (*path == problem.file || view.exports_of(path).contains_key(*kind)));
    let (path, kind) = found.next()?;
    found.next().is_none().then(|| (path.to_owned(), kind.clone()))
}

/// What is read of a name within a function's body; nothing where it is used in any other way.
fn read_members<'p>(problem: &Problem<'p>, body: std::ops::Range<usize>, name: &str) -> Option<Vec<&'p str>> {
    let own =
        problem.module.uses.iter().filter(|found| found.name == name && found.role == Role::Value && body.contains(&found.range.start));
    own.map(|found| {
        let behind = problem.text.get(found.range.end..)?;
        identifier_at(behind.strip_prefix('.')?, 0)
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{best, problem, proposals};
    use super::*;

    fn run(text: &str) -> Option<String> {
        let files = [("a.ts", text), ("types.ts", "export interface Task {\n  id: number;\n  title: string;\n}\n")];
        let message = "Parameter 'task' implicitly has an 'any' type.";
        best(&proposals(propose, &files, &[problem(&files, "a.ts", "task", "TS7006", message)], "")).map(str::to_owned)
    }

    #[test]
    fn a_parameter_has_the_type_that_it_is_called_after() {
        let found = run("export function f(task) {\n  return task.id;\n}\n").unwrap();
        assert!(found.contains("import { Task } from \"./types\"") && found.contains("f(task: Task)"), "{found}");
        assert!(run("export const f = task => task.title;\n").unwrap().contains("(task: Task) => task.title"));
    }

    #[test]
    fn what_is_read_otherwise_or_handed_in_by_another_is_left() {
        assert_eq!(run("export function f(task) {\n  return task.owner;\n}\n"), None);
        assert_eq!(run("export function f(task) {\n  return g(task);\n}\n"), None);
        assert_eq!(run("unknown.map((task) => task.id);\n"), None);
    }
}
