//! What React took before its versions 18 and 19: a first value that goes without saying, children without a type, `ReactDOM.render`; and the effect
//! that it never took, an `async` one.

use std::ops::Range;

use super::{
    import_edit::{Wanted, add},
    module::What,
    places::Call,
    project::{Problem, View},
    text::{identifier_at, indentation},
};
use crate::{
    fixers::{Proposal, text::newline},
    workspace::discover::join,
};

/// Proposes what the installed version takes for it.
pub(super) fn propose(view: &View<'_>) -> Vec<Proposal> {
    let values = view.problems(&["TS2554"]);
    let values = values.iter().filter_map(|problem| first_value(view, problem));
    let missing = view.problems(&["TS2339"]);
    let children = missing.iter().filter_map(|problem| with_children(view, problem));
    let renders = missing.iter().filter_map(|problem| root_of(view, problem));
    let handed = view.problems(&["TS2345"]);
    let effects = handed.iter().filter_map(|problem| effect(view, problem));
    let elements = handed.iter().filter_map(|problem| element_of_page(view, problem));
    values.chain(children).chain(renders).chain(effects).chain(elements).collect()
}

type Edits = Vec<(Range<usize>, String)>;

/// `useRef<number>()` and `createContext<User>()` held `undefined` at first, and want to be told so; a reference to an element holds `null`.
fn first_value(view: &View<'_>, problem: &Problem<'_>) -> Option<Proposal> {
    let places = view.places(problem.file);
    let call = places.calls.iter().find(|call| call.callee.start == problem.offset && call.arguments.is_empty())?;
    let types = call.type_arguments.clone()?;
    let held = problem.text.get(types.clone())?.strip_prefix('<')?.strip_suffix('>')?;
    let callee = problem.text.get(call.callee.clone())?;
    let hook = callee.strip_prefix("React.").unwrap_or(callee);
    let is_element = held.starts_with("HTML") && held.ends_with("Element");
    let value = if hook == "useRef" && is_element { "null" } else { "undefined" };
    let at = call.range.end - 1;
    let mut edits = vec![(at..at, value.to_owned())];
    if value == "undefined" && !held.ends_with("| undefined") {
        edits.push((types.end - 1..types.end - 1, " | undefined".to_owned()));
    }
    let title = format!("hold `{value}` at first");
    matches!(hook, "useRef" | "createContext").then(|| view.proposal(title, problem, edits, 0)).flatten()
}

/// `const Guard: FC = ({ children }) => …`: children come in no component's properties by themselves any more.
fn with_children(view: &View<'_>, problem: &Problem<'_>) -> Option<Proposal> {
    (identifier_at(problem.text, problem.offset)? == "children").then_some(())?;
    let places = view.places(problem.file);
    let function = places.function_around(problem.offset)?;
    let name = function.name.clone()?;
    let written = problem.text.get(name.end..function.range.start)?.trim_start_matches(':').trim_end().strip_suffix('=')?.trim();
    let kind = written.split('<').next()?;
    if !matches!(kind, "FC" | "React.FC" | "FunctionComponent" | "React.FunctionComponent") {
        return None;
    }
    let whole = "PropsWithChildren";
    let prefix = if kind.starts_with("React.") { "React." } else { "" };
    let start = name.end + problem.text.get(name.end..)?.find(kind)?;
    let end = start + kind.len();
    let mut edits: Edits = match written.strip_prefix(kind)?.strip_prefix('<') {
        None => vec![(end..end, format!("<{prefix}{whole}>"))],
        Some(_) => {
            let close = start + written.len() - 1;
            vec![(end + 1..end + 1, format!("{prefix}{whole}<")), (close..close, ">".to_owned())]
        }
    };
    if prefix.is_empty() {
        let is_type = view.marks_types(problem.file);
        let wanted = Wanted { module: "react".to_owned(), what: What::Named(whole.to_owned()), local: whole.to_owned(), is_type };
        edits.extend(add(view, problem.file, &wanted)?);
    }
    view.proposal("take children beside the properties".to_owned(), problem, edits, 0)
}

/// `ReactDOM.render(<App />, element)`
fn root_of(view: &View<'_>, problem: &Problem<'_>) -> Option<Proposal> {
    let places = view.places(problem.file);
    let is_it = |call: &&Call| problem.text.get(call.callee.clone()).is_some_and(|callee| callee.ends_with(".render"));
    let call = places.calls.iter().filter(is_it).find(|call| call.callee.contains(&problem.offset))?;
    let [app, element] = &call.arguments[..] else { return None };
    let own = identifier_at(problem.text, call.callee.start)?;
    let import =
        problem.module.imports.iter().find(|import| import.module == "react-dom" && import.names.iter().any(|name| name.local == own))?;
    let mark = if is_of_page(view, problem, element).unwrap_or(false) { "!" } else { "" };
    let root = format!("{own}.createRoot({}{mark}).render", problem.text.get(element.clone())?);
    let end = problem.text.get(..call.range.end - 1)?.trim_end().len();
    let edits = vec![
        (import.source.start + 1..import.source.end - 1, "react-dom/client".to_owned()),
        (call.callee.clone(), root),
        (app.end..end, String::new()),
    ];
    (import.names.len() == 1).then(|| view.proposal("render into a root".to_owned(), problem, edits, 0)).flatten()
}

/// `document.getElementById('root')` where the page has such an element.
fn element_of_page(view: &View<'_>, problem: &Problem<'_>) -> Option<Proposal> {
    let places = view.places(problem.file);
    let argument = places.call_with(problem.offset)?.arguments.iter().find(|argument| argument.start == problem.offset)?;
    let edits = vec![(argument.end..argument.end, "!".to_owned())];
    is_of_page(view, problem, argument)?.then(|| view.proposal("an element that the page has".to_owned(), problem, edits, 0)).flatten()
}

/// Whether the expression asks the document for an element that the project's page has.
fn is_of_page(view: &View<'_>, problem: &Problem<'_>, expression: &Range<usize>) -> Option<bool> {
    let page = view.text(&join(&view.surrounding(problem.file)?.project.root, "index.html"))?;
    let name = problem.text.get(expression.clone())?.strip_prefix("document.getElementById(")?.strip_suffix(')')?;
    let name = name.trim_matches(['"', '\'']);
    Some(['"', '\''].iter().any(|quote| page.contains(&format!("id={quote}{name}{quote}"))))
}

/// `useEffect(async () => { … })`: what an effect returns is how it is undone, which a promise is not.
fn effect(view: &View<'_>, problem: &Problem<'_>) -> Option<Proposal> {
    problem.diagnostic.message.contains("'EffectCallback'").then_some(())?;
    let places = view.places(problem.file);
    let function = places.functions.iter().find(|function| function.range.start == problem.offset)?;
    let written = problem.text.get(function.range.clone())?;
    let body = problem.text.get(function.body.clone())?.strip_prefix('{')?.strip_suffix('}')?;
    let is_undone = body.lines().any(|line| line.trim_start().starts_with("return ("));
    // A template over several lines would be moved with them.
    let is_movable = body.starts_with(['\n', '\r']) && body.lines().all(|line| line.matches('`').count() % 2 == 0);
    if !written.starts_with("async () => {") || is_undone || !is_movable {
        return None;
    }
    let (end, depth) = (newline(problem.text), indentation(problem.text, function.range.start));
    let inner = indentation(body, body.len() - body.trim_start().len());
    let step = inner.strip_prefix(depth).filter(|step| !step.is_empty())?;
    let lines: String =
        body.trim_end().lines().skip(1).map(|line| if line.is_empty() { end.to_owned() } else { format!("{step}{line}{end}") }).collect();
    let stop = if problem.text.contains(";\n") || problem.text.contains(";\r") { ";" } else { "" };
    let whole = format!("() => {{{end}{inner}const run = async () => {{{end}{lines}{inner}}}{stop}{end}{inner}run(){stop}{end}{depth}}}");
    let is_free = problem.module.binding_at("run", function.body.start + 1).is_none();
    is_free
        .then(|| view.proposal("run the promise within the effect".to_owned(), problem, vec![(function.range.clone(), whole)], 0))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{best, problem, proposals};
    use super::*;

    fn run(files: &[(&str, &str)], needle: &str, code: &str, message: &str) -> Option<String> {
        best(&proposals(propose, files, &[problem(files, "a.tsx", needle, code, message)], "")).map(str::to_owned)
    }

    #[test]
    fn what_held_nothing_at_first_is_told_so_and_a_reference_to_an_element_holds_null() {
        let message = "Expected 1 arguments, but got 0.";
        let run = |text: &str| run(&[("a.tsx", text)], if text.contains("useRef") { "useRef" } else { "createContext" }, "TS2554", message);
        assert_eq!(run("const box = useRef<HTMLDivElement>();\n").as_deref(), Some("const box = useRef<HTMLDivElement>(null);\n"));
        assert_eq!(run("const timer = useRef<number>();\n").as_deref(), Some("const timer = useRef<number | undefined>(undefined);\n"));
        let found = run("const Context = createContext<User>();\n");
        assert_eq!(found.as_deref(), Some("const Context = createContext<User | undefined>(undefined);\n"));
    }

    #[test]
    fn a_component_says_that_it_takes_children() {
        let message = "Property 'children' does not exist on type '{}'.";
        let run = |text: &str| run(&[("a.tsx", text)], "children }", "TS2339", message);
        let text = "import type { FC } from 'react';\nconst Guard: FC = ({ children }) => <>{children}</>;\n";
        let found = run(text).unwrap();
        assert!(found.contains("const Guard: FC<PropsWithChildren> = (") && found.contains("PropsWithChildren } from 'react'"), "{found}");
        let found = run(&text.replace("FC =", "FC<Props> =")).unwrap();
        assert!(found.contains("const Guard: FC<PropsWithChildren<Props>> = ("), "{found}");
        assert_eq!(run("const Guard = ({ children }: Props) => <>{children}</>;\n"), None);
    }

    #[test]
    fn an_element_that_the_page_has_is_there() {
        let page = ("index.html", "<div id=\"root\"></div>");
        let message = "Argument of type 'HTMLElement | null' is not assignable to parameter of type 'Container'.";
        let text = "createRoot(document.getElementById('root')).render(<App />);\n";
        assert_eq!(run(&[("a.tsx", text), page], "document", "TS2345", message), Some(text.replace("'))", "')!)")));
        assert_eq!(run(&[("a.tsx", &text.replace("'root'", "'app'")), page], "document", "TS2345", message), None);
        let text = "import ReactDOM from \"react-dom\";\n\nReactDOM.render(\n  <App />,\n  document.getElementById(\"root\")\n);\n";
        let message = "Property 'render' does not exist on type 'typeof import(\"react-dom\")'.";
        let made = "import ReactDOM from \"react-dom/client\";\n\nReactDOM.createRoot(document.getElementById(\"root\")!).render(\n  <App />\n);\n";
        assert_eq!(run(&[("a.tsx", text), page], "render(", "TS2339", message).as_deref(), Some(made));
    }

    #[test]
    fn an_effect_runs_a_promise_and_is_none() {
        let message = "Argument of type '() => Promise<void>' is not assignable to parameter of type 'EffectCallback'.";
        let text = "export function f() {\n  useEffect(async () => {\n    set(await load());\n  }, []);\n}\n";
        let made = "export function f() {\n  useEffect(() => {\n    const run = async () => {\n      set(await load());\n    };\n    run();\n  }, []);\n}\n";
        assert_eq!(run(&[("a.tsx", text)], "async", "TS2345", message).as_deref(), Some(made));
        let undone = text.replace("  }, []", "    return () => stop();\n  }, []");
        assert_eq!(run(&[("a.tsx", &undone)], "async", "TS2345", message), None);
    }
}
