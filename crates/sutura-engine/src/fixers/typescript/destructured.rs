//! A result that is taken apart in another way than it is made: by place where its parts have names, and by name where they have places.

use std::{collections::BTreeMap, ops::Range};

use super::{
    members::{members_of, printed_members},
    module::BindingKind,
    project::{Problem, View},
    text::{identifier_at, quoted},
};
use crate::{diagnostic::Diagnostic, fixers::Proposal};

/// Proposes `{ data }` for `[data]`, `[form]` for `{ form }`, and `[form]` for a `form` that is a list of one.
pub(super) fn propose(view: &View<'_>) -> Vec<Proposal> {
    let lists = view.problems(&["TS2488", "TS2461"]);
    let named = lists.iter().flat_map(|problem| by_name(view, problem));
    named.chain(by_place(view)).collect()
}

/// `const [message] = App.useApp()`, which gives an object; where no name is one of its own, they are in its order.
fn by_name(view: &View<'_>, problem: &Problem<'_>) -> Vec<Proposal> {
    let Some(owner) = quoted(&problem.diagnostic.message).first().copied() else { return Vec::new() };
    let places = view.places(problem.file);
    let Some(state) = places.states.iter().find(|state| state.declaration.contains(&problem.offset)) else { return Vec::new() };
    let names: Vec<&str> = state.names.iter().filter_map(|name| problem.text.get(name.clone())).collect();
    let Some((range, inside)) = pattern(problem.text, &state.names, '[', ']') else { return Vec::new() };
    let is_plain = inside.split(',').filter(|name| !name.trim().is_empty()).map(str::trim).eq(names.iter().copied());
    let (members, _) = members_of(view, problem, owner);
    let by_order = printed_members(owner);
    let has_all = members.is_empty() || names.iter().all(|name| members.iter().any(|member| member == name));
    let parts: Vec<String> = if has_all {
        names.iter().map(|name| (*name).to_owned()).collect()
    } else if by_order.len() == names.len() {
        by_order.iter().zip(&names).map(|(member, name)| format!("{member}: {name}")).collect()
    } else {
        return Vec::new();
    };
    let edits = vec![(range, format!("{{ {} }}", parts.join(", ")))];
    view.proposal("take it apart by name".to_owned(), problem, edits, 0).filter(|_| is_plain).into_iter().collect()
}

/// The pattern around `names`, with its brackets, and what is inside of them.
fn pattern<'t>(text: &'t str, names: &[Range<usize>], open: char, close: char) -> Option<(Range<usize>, &'t str)> {
    let (first, last) = (names.first()?, names.last()?);
    let start = text.get(..first.start)?.rfind(open)?;
    let end = last.end + text.get(last.end..)?.find(close)? + 1;
    let is_around = text.get(start + 1..first.start)?.trim().is_empty() && matches!(text.get(last.end..end - 1)?.trim(), "" | ",");
    is_around.then_some((start..end, text.get(start + 1..end - 1)?))
}

/// What is asked of a list by name, and is a part of it.
fn by_place(view: &View<'_>) -> Vec<Proposal> {
    let mut declared: BTreeMap<(&str, usize, usize, String), Vec<&Diagnostic>> = BTreeMap::new();
    for problem in view.problems(&["TS2339", "TS2322", "TS2345", "TS2740"]) {
        let Some((range, new)) = as_list(view, &problem) else { continue };
        declared.entry((problem.file, range.start, range.end, new)).or_default().push(problem.diagnostic);
    }
    let made = declared.into_iter();
    made.filter_map(|((file, start, end, new), told)| {
        view.proposal_in("take it apart by place".to_owned(), file, vec![(start..end, new)], told, 0)
    })
    .collect()
}

fn as_list(view: &View<'_>, problem: &Problem<'_>) -> Option<(Range<usize>, String)> {
    let is_list = |kind: &&&str| kind.starts_with('[') && kind.ends_with(']');
    let message = problem.diagnostic.message.lines().next()?;
    let quotes = quoted(message);
    let list = quotes.iter().find(is_list)?;
    let names_it = |at: usize| -> Option<&super::module::Binding> {
        problem.module.binding_at(identifier_at(problem.text, at)?, at).filter(|binding| binding.kind == BindingKind::Value)
    };
    // `const { form } = Form.useForm()`
    let here = problem.module.bindings.iter().find(|binding| binding.range.start == problem.offset);
    if let Some((range, inside)) = here.and_then(|binding| pattern(problem.text, std::slice::from_ref(&binding.range), '{', '}')) {
        return Some((range, format!("[{}]", inside.trim())));
    }
    // `form.submit()` and `form={form}`
    let places = view.places(problem.file);
    let value = places.attribute_at(problem.offset).and_then(|attribute| attribute.value.clone());
    let before = problem.text.get(..problem.offset)?;
    let owner =
        before.strip_suffix('.').map(|before| before.trim_end_matches(|letter: char| letter.is_alphanumeric() || letter == '_').len());
    let at = value.map(|value| value.start + 1).or(owner).unwrap_or(problem.offset);
    let binding = names_it(at).filter(|_| !list.contains(','))?;
    let is_whole =
        problem.text.get(..binding.range.start)?.ends_with("const ") && problem.text.get(binding.range.end..)?.starts_with(" = ");
    is_whole.then(|| (binding.range.clone(), format!("[{}]", binding.name)))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{best, problem, proposals};
    use super::*;

    fn run(text: &str, needle: &str, code: &str, message: &str) -> Option<String> {
        let files = [("a.tsx", text)];
        best(&proposals(propose, &files, &[problem(&files, "a.tsx", needle, code, message)], "")).map(str::to_owned)
    }

    #[test]
    fn an_object_is_taken_apart_by_name_or_in_its_order() {
        let told = |kind: &str| format!("Type '{kind}' must have a '[Symbol.iterator]()' method that returns an iterator.");
        let found = run("const [message] = App.useApp();\n", "[message", "TS2488", &told("useAppProps"));
        assert_eq!(found.as_deref(), Some("const { message } = App.useApp();\n"));
        let kept = "{ value: Task[]; setValue: (next: Task[]) => void; }";
        let found = run("const [tasks, setTasks] = useKept();\n", "[tasks", "TS2488", &told(kept));
        assert_eq!(found.as_deref(), Some("const { value: tasks, setValue: setTasks } = useKept();\n"));
        assert_eq!(run("const [tasks] = useKept();\n", "[tasks", "TS2488", &told(kept)), None);
    }

    #[test]
    fn a_list_is_taken_apart_by_place() {
        let missing = |name: &str| format!("Property '{name}' does not exist on type '[FormInstance<any>]'.");
        let found = run("const { form } = Form.useForm();\n", "form }", "TS2339", &missing("form"));
        assert_eq!(found.as_deref(), Some("const [form] = Form.useForm();\n"));
        let text = "const form = Form.useForm();\nform.submit();\n";
        assert_eq!(run(text, "submit", "TS2339", &missing("submit")), Some(text.replacen("form", "[form]", 1)));
        let text = "const form = Form.useForm();\nshow(<Form form={form} />);\n";
        let message = "Type '[FormInstance<any>]' is not assignable to type 'FormInstance<any> | undefined'.";
        assert_eq!(run(text, "form={", "TS2322", message), Some(text.replacen("form", "[form]", 1)));
    }
}
