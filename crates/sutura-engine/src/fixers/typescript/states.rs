//! A state of React whose first value says less about its type than what is put into it.

use std::{collections::BTreeMap, sync::LazyLock};

use regex::Regex;

use super::{
    import_edit::{Wanted, add},
    members::holders,
    module::What,
    places::{Places, State},
    project::{Problem, View},
    text::quoted,
};
use crate::fixers::Proposal;

/// Proposes the type that the setter is given: `useState<T[]>([])`, `useState<T | null>(null)`.
pub(super) fn propose(view: &View<'_>) -> Vec<Proposal> {
    let mut states: BTreeMap<(&str, usize), Vec<(String, Problem<'_>)>> = BTreeMap::new();
    for problem in view.problems(&["TS2345"]) {
        let places = view.places(problem.file);
        if let Some((state, kind)) = told(&problem, &places) {
            states.entry((problem.file, state.declaration.start)).or_default().push((kind, problem));
        }
    }
    states.into_values().filter_map(|told| typed(view, &told)).collect()
}

/// The state whose setter is given what it does not take, and the type of that.
fn told<'p>(problem: &Problem<'_>, places: &'p Places) -> Option<(&'p State, String)> {
    static PLAIN: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^[A-Za-z_$][\w$]*(\[\])?$").expect("the pattern is a constant that the tests compile"));
    let quotes = quoted(problem.diagnostic.message.lines().next()?);
    let [given, wanted] = quotes[..] else { return None };
    let held = wanted.strip_prefix("SetStateAction<")?.strip_suffix('>')?;
    let kind = match held {
        "never[]" => given.ends_with("[]").then(|| given.to_owned()),
        "null" | "undefined" => Some(given.to_owned()),
        // One where several are: the first value is a list too.
        _ => given.strip_suffix("[]").filter(|one| *one == held).map(|_| given.to_owned()),
    }?;
    let setter = problem.text.get(places.call_with(problem.offset)?.callee.clone())?;
    let state = places.states.iter().find(|state| state.names.get(1).and_then(|name| problem.text.get(name.clone())) == Some(setter))?;
    PLAIN.is_match(given).then_some((state, if matches!(held, "null" | "undefined") { format!("{kind} | {held}") } else { kind }))
}

fn typed(view: &View<'_>, told: &[(String, Problem<'_>)]) -> Option<Proposal> {
    let (kind, problem) = told.first().filter(|(kind, _)| told.iter().all(|(other, _)| other == kind))?;
    let places = view.places(problem.file);
    let (state, _) = self::told(problem, &places)?;
    let call = places.calls.get(state.call)?;
    let initial = problem.text.get(call.arguments.first()?.clone())?;
    if !matches!(initial, "[]" | "null" | "undefined") || initial == "[]" && !kind.ends_with("[]") {
        return None;
    }
    let range = call.type_arguments.clone().unwrap_or(call.callee.end..call.callee.end);
    let mut edits = vec![(range, format!("<{kind}>"))];
    let name = kind.split(['[', ' ']).next()?;
    let is_known = matches!(name, "string" | "number" | "boolean") || problem.module.binding_at(name, call.range.start).is_some();
    if !is_known {
        let (path, _) = holders(view, problem.file, name).into_iter().next()?;
        let module = view.specifier(problem.file, &path);
        let wanted = Wanted { module, what: What::Named(name.to_owned()), local: name.to_owned(), is_type: view.marks_types(problem.file) };
        view.exports_of(&path).contains_key(name).then_some(())?;
        edits.extend(add(view, problem.file, &wanted)?);
    }
    let answers = told.iter().map(|(_, problem)| problem.diagnostic).collect();
    view.proposal_in(format!("a state of type `{kind}`"), problem.file, edits, answers, 0)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{best, problem, proposals};
    use super::*;

    fn run(text: &str, message: &str) -> Option<String> {
        let files = [("a.tsx", text), ("types.ts", "export interface Task { id: number }\n")];
        best(&proposals(propose, &files, &[problem(&files, "a.tsx", "rows)", "TS2345", message)], "")).map(str::to_owned)
    }

    #[test]
    fn a_state_has_the_type_that_its_setter_is_given() {
        let told = |given: &str, held: &str| {
            format!("Argument of type '{given}' is not assignable to parameter of type 'SetStateAction<{held}>'.")
        };
        for (before, given, held, after) in [
            ("useState([])", "Task[]", "never[]", "useState<Task[]>([])"),
            ("useState<Task>([])", "Task[]", "Task", "useState<Task[]>([])"),
            ("useState(null)", "Task", "null", "useState<Task | null>(null)"),
        ] {
            let text = format!(
                "import {{ Task }} from './types';\nconst [tasks, setTasks] = {before};\nload().then((rows: any) => setTasks(rows));\n"
            );
            assert_eq!(run(&text, &told(given, held)), Some(text.replace(before, after)));
        }
        let far = "const [tasks, setTasks] = useState([]);\nsetTasks(rows);\n";
        assert!(run(far, &told("Task[]", "never[]")).unwrap().starts_with("import { Task } from \"./types\""));
    }

    #[test]
    fn what_is_no_plain_type_or_no_state_is_left() {
        let text = "const [tasks, setTasks] = useState([]);\nsetTasks(rows);\n";
        let message = "Argument of type '{ id: number; }[]' is not assignable to parameter of type 'SetStateAction<never[]>'.";
        assert_eq!(run(text, message), None);
        let message = "Argument of type 'Task[]' is not assignable to parameter of type 'SetStateAction<Task>'.";
        assert_eq!(run("const [task, setTasks] = useState<Task>(first);\nsetTasks(rows);\n", message), None);
    }
}
