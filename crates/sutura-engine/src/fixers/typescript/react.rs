//! React, and what builds it, as other versions and tool chains have them: all of it as a global, a first value that goes without saying, children
//! without a type, `ReactDOM.render`, an `async` effect, a lazy module without a default, variables of another bundler.

use std::{collections::BTreeMap, ops::Range, sync::LazyLock};

use regex::Regex;

use super::{
    import_edit::{Wanted, add, add_all},
    module::What,
    places::Call,
    project::{Problem, Target, View},
    text::{identifier_at, indentation},
};
use crate::{
    fixers::{Proposal, text::newline},
    workspace::discover::join,
};

/// Proposes what the installed versions take for it.
pub(super) fn propose(view: &View<'_>) -> Vec<Proposal> {
    let values = view.problems(&["TS2554"]);
    let values = values.iter().filter_map(|problem| first_value(view, problem));
    let missing = view.problems(&["TS2339"]);
    let children = missing.iter().filter_map(|problem| with_children(view, problem));
    let renders = missing.iter().filter_map(|problem| root_of(view, problem));
    let handed = view.problems(&["TS2345"]);
    let effects = handed.iter().filter_map(|problem| effect(view, problem));
    let elements = handed.iter().filter_map(|problem| element_of_page(view, problem));
    let lazy = view.problems(&["TS2322", "TS2345", "TS2769"]);
    let lazy = lazy.iter().filter_map(|problem| lazy_of_named(view, problem));
    let environment = view.problems(&["TS2580", "TS2591"]);
    let environment = environment.iter().filter_map(|problem| variable_of_vite(view, problem));
    global_react(view)
        .into_iter()
        .chain(lazy)
        .chain(environment)
        .chain(values)
        .chain(children)
        .chain(renders)
        .chain(effects)
        .chain(elements)
        .collect()
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

/// `React.useState` in a project that imports names from React and never all of it.
fn global_react(view: &View<'_>) -> Vec<Proposal> {
    let mut files: BTreeMap<&str, Vec<Problem<'_>>> = BTreeMap::new();
    for problem in view.problems(&["TS2686"]) {
        if identifier_at(problem.text, problem.offset) == Some("React") {
            files.entry(problem.file).or_default().push(problem);
        }
    }
    files.into_iter().filter_map(|(file, problems)| by_name(view, file, &problems)).collect()
}

fn by_name(view: &View<'_>, file: &str, problems: &[Problem<'_>]) -> Option<Proposal> {
    let has_all = |(_, import): (&str, &super::module::Import)| {
        import.module == "react" && import.names.iter().any(|name| !matches!(name.what, What::Named(_)))
    };
    if view.imports_elsewhere(file).any(has_all) {
        return None;
    }
    let module = &problems[0].module;
    let mut names = Vec::new();
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    for problem in problems {
        let name = identifier_at(problem.text.get(problem.offset..)?.strip_prefix("React.")?, 0)?;
        let known = module.binding_at(name, problem.offset);
        known.is_none_or(|binding| binding.kind == super::module::BindingKind::Import).then_some(())?;
        edits.push((problem.offset..problem.offset + "React.".len(), String::new()));
        if known.is_none() && !names.contains(&name) {
            names.push(name);
        }
    }
    let wanted = |name: &&str| Wanted {
        module: "react".to_owned(),
        what: What::Named((*name).to_owned()),
        local: (*name).to_owned(),
        is_type: false,
    };
    let wanted: Vec<Wanted> = names.iter().map(wanted).collect();
    let text = view.text(file)?;
    let imported = add_all(view, file, &wanted.iter().collect::<Vec<_>>())?;
    // Imports stand in front of all uses: the length tells where these are now.
    let moved = imported.len() - text.len();
    let mut made = imported;
    for (range, _) in edits.iter().rev() {
        made.replace_range(range.start + moved..range.end + moved, "");
    }
    let answers = problems.iter().map(|problem| problem.diagnostic).collect();
    view.proposal_in("import from React by name".to_owned(), file, vec![(0..text.len(), made)], answers, 0)
}

/// `lazy(() => import('./Page'))` of a module that exports `Page` by its name.
fn lazy_of_named(view: &View<'_>, problem: &Problem<'_>) -> Option<Proposal> {
    static LAZY: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r#"^import\(\s*['"]([^'"]+)['"]\s*\)"#).expect("the pattern is a constant that the tests compile"));
    static NAMED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\bconst (\w+)(?:: [^=]+)? = (?:React\.)?lazy\(\s*(?:async )?\(\) =>\s*$")
            .expect("the pattern is a constant that the tests compile")
    });
    static THEN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\.then\((\(\w+\)|\w+) => \(\{ default: (\w+)\.\w+").expect("the pattern is a constant that the tests compile")
    });
    problem.diagnostic.message.contains("{ default: ComponentType<any>; }").then_some(())?;
    // The compiler points at what is given, or at the function that gives it.
    let rest = problem.text.get(problem.offset..)?;
    let start = problem.offset + if rest.starts_with("import(") { 0 } else { rest.find("import(").filter(|at| *at < 20)? };
    let import = LAZY.captures(problem.text.get(start..)?)?;
    let name = NAMED.captures(problem.text.get(..start)?)?.get(1)?.as_str();
    let Target::File(path) = view.resolve(problem.file, import.get(1)?.as_str()) else { return None };
    let exports = view.exports_of(&path);
    if exports.contains_key("default") || exports.get(name).is_none_or(|export| export.is_type) {
        return None;
    }
    let end = start + import.get(0)?.len();
    let habit = view.modules.keys().filter_map(|file| THEN.captures(view.text(file)?)).next();
    let (parameter, module) = match &habit {
        Some(found) => (found.get(1)?.as_str(), found.get(2)?.as_str()),
        None => ("(module)", "module"),
    };
    let edit = (end..end, format!(".then({parameter} => ({{ default: {module}.{name} }}))"));
    view.proposal(format!("take `{name}` for the default"), problem, vec![edit], 0)
}

/// `process.env.REACT_APP_X` in a project that Vite builds.
fn variable_of_vite(view: &View<'_>, problem: &Problem<'_>) -> Option<Proposal> {
    let root = &view.surrounding(problem.file)?.project.root;
    let name = identifier_at(problem.text.get(problem.offset..)?.strip_prefix("process.env.")?, 0)?;
    let has_vite = view.declared(problem.file).is_some_and(|declared| declared.contains("vite"));
    let ours = match name {
        "NODE_ENV" => "MODE".to_owned(),
        _ if name.starts_with("VITE_") => name.to_owned(),
        _ => format!("VITE_{}", name.strip_prefix("REACT_APP_").or(name.strip_prefix("NEXT_PUBLIC_"))?),
    };
    // A settings file that says the old name would have to change with it.
    let settings = ["", ".local", ".development", ".production", ".example"].map(|kind| view.text(&join(root, &format!(".env{kind}"))));
    let says_old = settings.into_iter().flatten().any(|text| text.contains(name) && !text.contains(&ours));
    let range = problem.offset..problem.offset + "process.env.".len() + name.len();
    (has_vite && !says_old)
        .then(|| {
            view.proposal(format!("`import.meta.env.{ours}`, as Vite has it"), problem, vec![(range, format!("import.meta.env.{ours}"))], 0)
        })
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

    #[test]
    fn names_of_react_are_imported_where_the_project_imports_them_by_name() {
        let message = "'React' refers to a UMD global, but the current file is a module. Consider adding an import instead.";
        let files = [
            ("a.tsx", "import { x } from './x';\nconst [a, setA] = React.useState(1);\n"),
            ("b.tsx", "import { useEffect } from 'react';\n"),
        ];
        assert_eq!(
            run(&files, "React", "TS2686", message).as_deref(),
            Some("import { useState } from 'react';\nimport { x } from './x';\nconst [a, setA] = useState(1);\n")
        );
        let files = [files[0], ("b.tsx", "import React from 'react';\n")];
        assert_eq!(run(&files, "React", "TS2686", message), None, "another fixer imports all of it");
    }

    #[test]
    fn a_lazy_module_gives_its_named_component_for_the_default() {
        let message = "Type 'Promise<typeof import(\"src/Page\")>' is not assignable to type 'Promise<{ default: ComponentType<any>; }>'.";
        let page = "const Page = lazy(() => import('./Page'));\n";
        let files = [("a.tsx", page), ("Page.tsx", "export const Page = () => null;\n")];
        assert_eq!(
            run(&files, "import(", "TS2322", message).as_deref(),
            Some("const Page = lazy(() => import('./Page').then((module) => ({ default: module.Page })));\n")
        );
        assert_eq!(run(&[("a.tsx", page), ("Page.tsx", "export const Other = () => null;\n")], "import(", "TS2322", message), None);
    }

    #[test]
    fn a_variable_of_the_environment_is_read_as_vite_gives_it() {
        let message = "Cannot find name 'process'. Do you need to install type definitions for node?";
        let source = ("a.tsx", "const url = process.env.REACT_APP_URL;\n");
        let vite = ("package.json", r#"{ "devDependencies": { "vite": "5" } }"#);
        assert_eq!(run(&[source, vite], "process", "TS2580", message).as_deref(), Some("const url = import.meta.env.VITE_URL;\n"));
        assert_eq!(run(&[source], "process", "TS2580", message), None);
        assert_eq!(run(&[source, vite, (".env", "REACT_APP_URL=/api\n")], "process", "TS2580", message), None);
    }
}
