//! A handler that is called where it should be handed over, or that takes another event than it gets.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use super::{
    import_edit::{Wanted, add},
    members::holders,
    module::What,
    nearest::words,
    places::{Attribute, Places},
    project::{Problem, View},
    text::quoted,
};
use crate::fixers::Proposal;

/// Proposes `() => f(x)` for `f(x)`, and the type of the event that the element gives.
pub(super) fn propose(view: &View<'_>) -> Vec<Proposal> {
    let results = view.problems(&["TS2322", "TS2769"]);
    let results = results.iter().filter_map(|problem| called_at_once(view, problem));
    view.problems(&["TS2322"]).iter().filter_map(|problem| handed(view, problem)).chain(results).collect()
}

fn handed(view: &View<'_>, problem: &Problem<'_>) -> Option<Proposal> {
    let quotes = quoted(problem.diagnostic.message.lines().next()?);
    let [given, wanted] = quotes[..] else { return None };
    let places = view.places(problem.file);
    let attribute = places.element_at(problem.offset)?.attributes.iter().find(|attribute| attribute.name.start == problem.offset)?;
    if matches!(given, "void" | "Promise<void>") {
        return called(view, problem, &places, attribute);
    }
    if given.starts_with("Dispatch<SetStateAction<") {
        let whole = set_by_event(view, problem, attribute, given, wanted);
        return whole.or_else(|| set_part(view, problem, attribute, wanted));
    }
    typed(view, problem, &places, attribute, wanted)
}

/// What handlers of changes give, as elements name their type.
static HANDLER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(\w+Event)Handler<(HTML\w*Element)(?:, \w+)?>(?: \| undefined)?$")
        .expect("the pattern is a constant that the tests compile")
});

/// The event and the element of a handler's type.
fn event_of(wanted: &str) -> Option<(&str, &str)> {
    let found = HANDLER.captures(wanted)?;
    Some((found.get(1)?.as_str(), found.get(2)?.as_str()))
}

/// Elements whose event of a change holds a text.
const TEXTS: &[&str] = &["HTMLInputElement", "HTMLTextAreaElement", "HTMLSelectElement"];

/// `onChange={setName}` where the event is handed in.
fn set_by_event(view: &View<'_>, problem: &Problem<'_>, attribute: &Attribute, given: &str, wanted: &str) -> Option<Proposal> {
    let (event, element) = event_of(wanted)?;
    let part = match given {
        "Dispatch<SetStateAction<string>>" => "value",
        "Dispatch<SetStateAction<boolean>>" if element == "HTMLInputElement" => "checked",
        _ => return None,
    };
    let (range, setter) = inside(problem, attribute)?;
    let name = usual_event(view);
    let new = format!("({name}) => {setter}({name}.target.{part})");
    let is_text = event == "ChangeEvent" && TEXTS.contains(&element);
    is_text.then(|| view.proposal(format!("set the `{part}` of what changed"), problem, vec![(range, new)], 0)).flatten()
}

/// What the project calls an event.
fn usual_event(view: &View<'_>) -> &'static str {
    let count = |name: &str| view.modules.values().flat_map(|module| &module.bindings).filter(|binding| binding.name == name).count();
    if count("e") > count("event") { "e" } else { "event" }
}

/// `onSelect={setSelectedId}` where the whole row is handed in, and has an `id`.
fn set_part(view: &View<'_>, problem: &Problem<'_>, attribute: &Attribute, wanted: &str) -> Option<Proposal> {
    static TAKES: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^\(?\((\w+): (\w+)\) => void\)?(?: \| undefined)?$").expect("the pattern is a constant that the tests compile")
    });
    let found = TAKES.captures(wanted)?;
    let (parameter, kind) = (found.get(1)?.as_str(), found.get(2)?.as_str());
    let (range, setter) = inside(problem, attribute)?;
    let said = words(setter.strip_prefix("set")?);
    let (part, [_, ..]) = said.split_last()? else { return None };
    let has_part = holders(view, problem.file, kind).iter().any(|(path, name)| {
        let shape = view.modules.get(path.as_str()).and_then(|module| module.shapes.get(name));
        shape.is_some_and(|shape| shape.members.iter().any(|member| member.name == *part))
    });
    let new = format!("({parameter}) => {setter}({parameter}.{part})");
    has_part.then(|| view.proposal(format!("set the `{part}` of what is handed in"), problem, vec![(range, new)], 0)).flatten()
}

/// What stands in the braces of an attribute.
fn inside<'p>(problem: &Problem<'p>, attribute: &Attribute) -> Option<(Range<usize>, &'p str)> {
    let range = attribute.value.clone()?;
    let inner = problem.text.get(range.clone())?.strip_prefix('{')?.strip_suffix('}')?;
    let start = range.start + 1 + (inner.len() - inner.trim_start().len());
    Some((start..start + inner.trim().len(), inner.trim()))
}

/// `onClick={remove(id)}` removes while it is drawn.
fn called(view: &View<'_>, problem: &Problem<'_>, places: &Places, attribute: &Attribute) -> Option<Proposal> {
    let (range, _) = inside(problem, attribute)?;
    let name = problem.text.get(attribute.name.clone())?;
    let is_event = name.strip_prefix("on").is_some_and(|rest| rest.starts_with(char::is_uppercase));
    is_event.then(|| later(view, problem, places, range, name)).flatten()
}

/// `queryFn: load()`, in an object that is handed to what the compiler complains about: what is there is the result, and the function is asked for.
fn called_at_once(view: &View<'_>, problem: &Problem<'_>) -> Option<Proposal> {
    let places = view.places(problem.file);
    let about = |object: &&super::places::Object| {
        let is_argument = |call: &super::places::Call| call.callee.start == problem.offset && call.arguments.contains(&object.range);
        object.range.start == problem.offset
            || object.properties.iter().any(|property| property.name.start == problem.offset)
            || places.calls.iter().any(is_argument)
    };
    let properties = places.objects.iter().filter(about).flat_map(|object| &object.properties);
    let mut functions = properties.filter(|property| problem.text.get(property.name.clone()).is_some_and(|name| name.ends_with("Fn")));
    let only = functions.next().filter(|_| problem.diagnostic.message.contains("'Promise<"))?;
    later(view, problem, &places, only.value.clone()?, problem.text.get(only.name.clone())?)
}

/// `() => f(x)` for `f(x)`.
fn later(view: &View<'_>, problem: &Problem<'_>, places: &Places, range: Range<usize>, name: &str) -> Option<Proposal> {
    let edits = vec![(range.start..range.start, "() => ".to_owned())];
    let is_call = places.calls.iter().any(|call| call.range == range);
    is_call.then(|| view.proposal(format!("call it on `{name}` alone"), problem, edits, 0)).flatten()
}

/// The parameter of a handler that the file declares: annotated as another event, or as the text that the event brings.
fn typed(view: &View<'_>, problem: &Problem<'_>, places: &Places, attribute: &Attribute, wanted: &str) -> Option<Proposal> {
    let (event, element) = event_of(wanted)?;
    let (_, name) = inside(problem, attribute)?;
    let binding = problem.module.binding_at(name, problem.offset)?;
    let function = places.functions.iter().find(|function| function.name.as_ref() == Some(&binding.range))?;
    let [(parameter, Some(annotation))] = &function.parameters[..] else { return None };
    let as_is = problem.text.get(annotation.clone())?;
    let has_react = problem.module.binding_at("React", problem.offset).is_some();
    let kind = if has_react { format!("React.{event}<{element}>") } else { format!("{event}<{element}>") };
    let mut edits = vec![(annotation.clone(), kind.clone())];
    let is_text = as_is == "string" && event == "ChangeEvent" && TEXTS.contains(&element);
    if is_text {
        let own = problem.module.bindings.iter().find(|binding| binding.range.start == parameter.start)?;
        let given = usual_event(view);
        edits.extend(problem.module.references_to(own).map(|found| (found.range.clone(), format!("{given}.target.value"))));
        edits.push((own.range.clone(), given.to_owned()));
        problem.module.binding_at(given, function.body.start).is_none().then_some(())?;
    } else if !as_is.split('<').next()?.ends_with("Event") {
        return None;
    }
    if !has_react && problem.module.binding_at(event, problem.offset).is_none() {
        let wanted = Wanted {
            module: "react".to_owned(),
            what: What::Named(event.to_owned()),
            local: event.to_owned(),
            is_type: view.marks_types(problem.file),
        };
        edits.extend(add(view, problem.file, &wanted)?);
    }
    let about = |other: &&crate::diagnostic::Diagnostic| {
        other.file == problem.file && crate::fixers::text::offset_of(problem.text, other).is_some_and(|at| function.body.contains(&at))
    };
    let answers = std::iter::once(problem.diagnostic).chain(view.scene.diagnostics.iter().filter(about)).collect();
    view.proposal_in(format!("`{name}` takes a `{kind}`"), problem.file, edits, answers, 0)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{best, problem, proposals};
    use super::*;

    fn run(text: &str, given: &str, wanted: &str) -> Option<String> {
        let files = [("a.tsx", text)];
        let message = format!("Type '{given}' is not assignable to type '{wanted}'.");
        best(&proposals(propose, &files, &[problem(&files, "a.tsx", "onChange={", "TS2322", &message)], "")).map(str::to_owned)
    }

    const CHANGE: &str = "ChangeEventHandler<HTMLInputElement>";

    #[test]
    fn a_handler_that_is_called_is_handed_over() {
        let found = run("<input onChange={pick(id)} />;\n", "void", CHANGE);
        assert_eq!(found.as_deref(), Some("<input onChange={() => pick(id)} />;\n"));
        assert_eq!(run("<input onChange={picked} />;\n", "void", CHANGE), None);
    }

    #[test]
    fn a_setter_of_a_part_is_given_that_part() {
        let run = |setter: &str| {
            let page = format!("<List onChange={{{setter}}} />;\n");
            let files = [("a.tsx", page.as_str()), ("types.ts", "export interface Ticket {\n  id: string;\n  subject: string;\n}\n")];
            let message = "Type 'Dispatch<SetStateAction<string | null>>' is not assignable to type '(ticket: Ticket) => void'.";
            best(&proposals(propose, &files, &[problem(&files, "a.tsx", "onChange={", "TS2322", message)], "")).map(str::to_owned)
        };
        assert_eq!(run("setSelectedId").as_deref(), Some("<List onChange={(ticket) => setSelectedId(ticket.id)} />;\n"));
        assert_eq!(run("setSelected"), None);
        assert_eq!(run("setSubject"), None, "one word may say what it is, and not which part of it");
    }

    #[test]
    fn a_setter_of_a_text_or_a_truth_is_given_what_changed() {
        let text = "<input onChange={setName} />;\n";
        let found = run(text, "Dispatch<SetStateAction<string>>", "ChangeEventHandler<HTMLInputElement, HTMLInputElement>");
        assert_eq!(found.as_deref(), Some("<input onChange={(event) => setName(event.target.value)} />;\n"));
        let found = run(text, "Dispatch<SetStateAction<boolean>>", CHANGE);
        assert_eq!(found.as_deref(), Some("<input onChange={(event) => setName(event.target.checked)} />;\n"));
        assert_eq!(run(text, "Dispatch<SetStateAction<number>>", CHANGE), None);
    }

    #[test]
    fn a_handler_takes_the_event_of_its_element() {
        let text = "import React from 'react';\nconst change = (e: Event) => {\n  set(e.target.value);\n};\n<input onChange={change} />;\n";
        let found = run(text, "(e: Event) => void", CHANGE);
        assert_eq!(found, Some(text.replace("Event)", "React.ChangeEvent<HTMLInputElement>)")));
        let text =
            "const Page = () => {\n  const change = (value: string) => {\n  set(value);\n};\n  return <input onChange={change} />;\n};\n";
        let found = run(text, "(value: string) => void", CHANGE).unwrap();
        assert!(found.contains("(event: ChangeEvent<HTMLInputElement>) => {\n  set(event.target.value);"), "{found}");
        assert!(found.contains("import { ChangeEvent } from \"react\""), "{found}");
        let text = "function change(event: MouseEvent) {\n  set(event);\n}\n<input onChange={change} />;\n";
        assert!(run(text, "(event: MouseEvent) => void", CHANGE).unwrap().contains("change(event: ChangeEvent<HTMLInputElement>)"));
        let text = "const change = (row: Row) => {\n  set(row);\n};\n<input onChange={change} />;\n";
        assert_eq!(run(text, "(row: Row) => void", CHANGE), None);
    }

    #[test]
    fn a_function_is_handed_over_and_not_its_result() {
        let text = "const rows = useQuery({ queryKey: ['rows'], queryFn: api.list() });\n";
        let files = [("a.tsx", text)];
        let message = "No overload matches this call.\n  Type 'Promise<Row[]>' is not assignable to type 'QueryFunction<Row[]>'.";
        let found = proposals(propose, &files, &[problem(&files, "a.tsx", "useQuery", "TS2769", message)], "");
        assert_eq!(best(&found), Some(text.replace("api.list()", "() => api.list()").as_str()));
    }
}
