//! A required property that is not handed on, where what is to be handed in stands ready under its name, or all others hold the same.

use super::{
    module::BindingKind,
    places::{Attribute, Object, Places},
    project::{Problem, View},
    text::{indentation, quoted},
};
use crate::fixers::{Proposal, text::newline};

/// Proposes `saving={saving}` for an element, and `saving` for an object, where a `saving` is in sight.
pub(super) fn propose(view: &View<'_>) -> Vec<Proposal> {
    view.problems(&["TS2741", "TS2345", "TS2322"]).iter().filter_map(|problem| handed_on(view, problem)).collect()
}

fn handed_on(view: &View<'_>, problem: &Problem<'_>) -> Option<Proposal> {
    let line =
        problem.diagnostic.message.lines().rfind(|line| line.contains("is missing in type") && line.contains("but required in type"))?;
    let name = *quoted(line).first()?;
    let places = view.places(problem.file);
    let object = places.objects.iter().find(|object| is_about(problem, object));
    let value = in_sight(problem, &places, name).or_else(|| of_all(problem, object?))?;
    if let Some(element) = places.elements.iter().find(|element| element.name.start == problem.offset) {
        let attribute = format!("{name}={{{value}}}");
        let edit = behind_last(problem, &element.attributes, "").map(|(at, space)| (at..at, format!("{space}{attribute}")));
        let edit = edit.unwrap_or((element.name.end..element.name.end, format!(" {attribute}")));
        return view.proposal(format!("hand on `{value}`"), problem, vec![edit], 0);
    }
    let object = object?;
    let property = if value == name { value } else { format!("{name}: {value}") };
    let (at, space) = behind_last(problem, &object.properties, ",")?;
    view.proposal(format!("hand on `{name}`"), problem, vec![(at..at, format!("{space}{property}"))], 0)
}

/// Whether the compiler speaks of this object: at its place, or at the variable that holds it.
fn is_about(problem: &Problem<'_>, object: &Object) -> bool {
    let between = problem.text.get(problem.offset..object.range.start).unwrap_or("\n");
    between.is_empty()
        || between.ends_with(" = ")
            && !between.contains('\n')
            && problem.module.bindings.iter().any(|own| own.range.start == problem.offset)
}

/// The value that all other properties have: a list without a member, a count of zero.
fn of_all(problem: &Problem<'_>, object: &Object) -> Option<String> {
    let values: Option<Vec<&str>> = object.properties.iter().map(|property| problem.text.get(property.value.clone()?)).collect();
    let [first, rest @ ..] = &values?[..] else { return None };
    (!rest.is_empty() && !object.spreads && rest.iter().all(|other| other == first)).then(|| (*first).to_owned())
}

/// The value of this name that is visible; or, for `onX`, a `handleX`.
fn in_sight(problem: &Problem<'_>, places: &Places, name: &str) -> Option<String> {
    // Within a callback what it is given comes first.
    let around = places.functions.iter().filter(|function| function.range.contains(&problem.offset) && !function.parameters.is_empty());
    let nearest = around.min_by_key(|function| function.range.len());
    let is_value = |name: &str| {
        let binding = problem.module.binding_at(name, problem.offset).filter(|binding| binding.kind == BindingKind::Value)?;
        // What is declared behind the place, or at the top of the file, was not made for it.
        let shared =
            places.functions.iter().any(|function| [binding.range.start, problem.offset].iter().all(|at| function.range.contains(at)));
        let is_near = nearest.is_none_or(|function| function.range.contains(&binding.range.start));
        (shared && is_near && binding.range.start < problem.offset).then(|| name.to_owned())
    };
    is_value(name).or_else(|| is_value(&format!("handle{}", name.strip_prefix("on").filter(|rest| rest.starts_with(char::is_uppercase))?)))
}

/// Where the next of several stands, and what goes before it: a line of its own where the last one has one.
fn behind_last(problem: &Problem<'_>, all: &[Attribute], sign: &str) -> Option<(usize, String)> {
    let last = all.last()?;
    let lead = indentation(problem.text, last.range.start);
    let is_alone = problem.text.get(..last.range.start)?.ends_with(&format!("\n{lead}"));
    let space = if is_alone { format!("{}{lead}", newline(problem.text)) } else { " ".to_owned() };
    Some((last.range.end, format!("{sign}{space}")))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{best, problem, proposals};
    use super::*;

    fn run(text: &str, needle: &str, name: &str) -> Option<String> {
        let files = [("a.tsx", text)];
        let message = format!("Property '{name}' is missing in type '{{ open: boolean; }}' but required in type 'Props'.");
        best(&proposals(propose, &files, &[problem(&files, "a.tsx", needle, "TS2741", &message)], "")).map(str::to_owned)
    }

    #[test]
    fn what_stands_ready_under_the_name_is_handed_on() {
        let text = "function Page() {\n  const saving = use();\n  return <Form open />;\n}\n";
        assert_eq!(run(text, "Form", "saving"), Some(text.replace("open", "open saving={saving}")));
        let text = "function Page({ saving }: P) {\n  return (\n    <Form\n      open\n    />\n  );\n}\n";
        assert_eq!(run(text, "Form", "saving"), Some(text.replace("open", "open\n      saving={saving}")));
        let text = "function Page() {\n  const handleSave = () => go();\n  return <Form />;\n}\n";
        assert_eq!(run(text, "Form", "onSave"), Some(text.replace("<Form", "<Form onSave={handleSave}")));
        let text = "function f(id: string) {\n  save({ open: true });\n}\n";
        assert_eq!(run(text, "{ open", "id"), Some(text.replace("true", "true, id")));
    }

    #[test]
    fn what_is_not_in_sight_is_not_handed_on() {
        assert_eq!(run("function Page() {\n  return <Form open />;\n}\n", "Form", "saving"), None);
        let text = "function Page({ id }: P) {\n  return rows.map((row) => <Form open={row} />);\n}\n";
        assert_eq!(run(text, "Form", "id"), None, "it may be the row's");
        assert_eq!(run("const saving = true;\nfunction Page() {\n  return <Form open />;\n}\n", "Form", "saving"), None);
    }

    #[test]
    fn what_all_others_hold_the_missing_one_holds_too() {
        let text = "const rows: Record<Status, Row[]> = { todo: [], done: [] };\n";
        assert_eq!(run(text, "rows", "[Status.Gone]"), Some(text.replace("[] }", "[], [Status.Gone]: [] }")));
        assert_eq!(run(&text.replace("done: []", "done: [1]"), "{ todo", "[Status.Gone]"), None);
    }
}
