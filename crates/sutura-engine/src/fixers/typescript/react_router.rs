//! What version 5 of react-router had, in a project that has a later one.

use std::ops::Range;

use super::{
    module::{Imported, What},
    places::{Element, Places},
    project::{Problem, View},
    text::quoted,
};
use crate::{diagnostic::Diagnostic, fixers::Proposal};

/// Proposes `useNavigate` for `useHistory`, a call for `navigate.push`, and `Routes` of elements for a `Switch` of components.
pub(super) fn propose(view: &View<'_>) -> Vec<Proposal> {
    let missing = view.problems(&["TS2305", "TS2724"]);
    let histories = missing.iter().filter_map(|problem| history(view, problem));
    let moves = view.problems(&["TS2339"]);
    let moves = moves.iter().filter(|problem| problem.diagnostic.message.contains("on type 'NavigateFunction'"));
    let moves = moves.filter_map(|problem| called(view, problem));
    let tables = missing.iter().filter_map(|problem| routes(view, problem));
    histories.chain(moves).chain(tables).collect()
}

/// What the router had and has no more.
const GIVEN_UP: &[&str] = &["Prompt", "Redirect", "Switch", "useHistory", "useRouteMatch", "withRouter"];

/// Whether `name` is of an old version of the router that `module` is.
pub(super) fn is_given_up(module: &str, name: &str) -> bool {
    matches!(module, "react-router" | "react-router-dom") && GIVEN_UP.contains(&name)
}

/// The import of a name from a router that does not have it any more.
fn imported<'p>(problem: &'p Problem<'_>, old: &str) -> Option<&'p Imported> {
    let import = problem.module.imports.iter().find(|import| import.range.contains(&problem.offset))?;
    let name = import.names.iter().find(|name| name.range.contains(&problem.offset) && name.local == old)?;
    (is_given_up(&import.module, old) && name.what == What::Named(old.to_owned())).then_some(name)
}

type Edits = Vec<(Range<usize>, String)>;

fn history(view: &View<'_>, problem: &Problem<'_>) -> Option<Proposal> {
    let name = imported(problem, "useHistory")?;
    let places = view.places(problem.file);
    let mut edits: Edits = vec![(name.range.clone(), "useNavigate".to_owned())];
    for hook in problem.module.uses.iter().filter(|found| found.name == "useHistory" && !name.range.contains(&found.range.start)) {
        edits.push((hook.range.clone(), "useNavigate".to_owned()));
        let before = problem.text.get(..hook.range.start)?.strip_suffix(" = ")?;
        let binding = problem.module.bindings.iter().find(|binding| binding.range.end == before.len())?;
        let is_free = problem.module.bindings.iter().all(|binding| binding.name != "navigate");
        let own = if is_free { "navigate" } else { binding.name.as_str() };
        edits.push((binding.range.clone(), own.to_owned()));
        for found in problem.module.references_to(binding) {
            edits.extend(moved(problem.text, &places, &found.range, own)?);
        }
    }
    view.proposal("`useNavigate` in place of `useHistory`".to_owned(), problem, edits, 0)
}

/// One mention of a history, as the function that took its place: called, or handed on.
fn moved(text: &str, places: &Places, range: &Range<usize>, own: &str) -> Option<Edits> {
    let Some(behind) = text.get(range.end..)?.strip_prefix('.') else {
        // In a list of dependencies.
        return text.get(range.end..)?.starts_with([',', ']']).then(|| vec![(range.clone(), own.to_owned())]);
    };
    let method = super::text::identifier_at(behind, 0)?;
    let callee = range.start..range.end + 1 + method.len();
    let call = places.calls.iter().find(|call| call.callee == callee)?;
    let mut edits = vec![(callee, own.to_owned())];
    match (method, &call.arguments[..]) {
        ("push" | "go", [_]) => {}
        ("replace", [only]) => edits.push((only.end..only.end, ", { replace: true }".to_owned())),
        ("goBack" | "back", []) => edits.push((call.range.end - 1..call.range.end - 1, "-1".to_owned())),
        ("goForward" | "forward", []) => edits.push((call.range.end - 1..call.range.end - 1, "1".to_owned())),
        _ => return None,
    }
    Some(edits)
}

/// `navigate.push("/")`
fn called(view: &View<'_>, problem: &Problem<'_>) -> Option<Proposal> {
    let before = problem.text.get(..problem.offset)?.strip_suffix('.')?;
    let is_part = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '$');
    let start = before.trim_end_matches(is_part).len();
    let own = before.get(start..)?;
    let edits = moved(problem.text, &view.places(problem.file), &(start..before.len()), own)?;
    view.proposal(format!("call `{own}` itself"), problem, edits, 0)
}

/// A `Switch` and all routes of its file.
fn routes(view: &View<'_>, problem: &Problem<'_>) -> Option<Proposal> {
    let name = imported(problem, "Switch")?;
    let places = view.places(problem.file);
    let of = |wanted: &str| {
        places.elements.iter().filter(move |element| problem.text.get(element.name.clone()) == Some(wanted)).collect::<Vec<_>>()
    };
    let mut edits: Edits = vec![(name.range.clone(), "Routes".to_owned())];
    for switch in of("Switch") {
        edits.extend([Some(switch.name.clone()), switch.closing.clone()].into_iter().flatten().map(|range| (range, "Routes".to_owned())));
    }
    for route in of("Route") {
        edits.extend(as_element(problem.text, route)?);
    }
    // What redirects has to become a route, and where it leads from is not always said.
    of("Redirect").is_empty().then_some(())?;
    let about = |other: &&Diagnostic| other.file == problem.file && quoted(&other.message).iter().any(|text| text.contains("RouteProps"));
    let answers = std::iter::once(problem.diagnostic).chain(view.scene.diagnostics.iter().filter(about)).collect();
    view.proposal_in("`Routes` of elements in place of a `Switch` of components".to_owned(), problem.file, edits, answers, 0)
}

/// `<Route exact path="/" component={Home} />` as `<Route path="/" element={<Home />} />`
fn as_element(text: &str, route: &Element) -> Option<Edits> {
    let mut edits = Edits::new();
    let mut is_placed = false;
    for attribute in &route.attributes {
        match text.get(attribute.name.clone())? {
            "exact" | "strict" => {
                let space = text.get(attribute.range.end..)?.len() - text.get(attribute.range.end..)?.trim_start().len();
                edits.push((attribute.range.start..attribute.range.end + space, String::new()));
            }
            "component" => {
                let component = text.get(attribute.value.clone()?)?.strip_prefix('{')?.strip_suffix('}')?.trim();
                component.chars().all(|letter| letter.is_alphanumeric() || letter == '_').then_some(())?;
                edits.push((attribute.range.clone(), format!("element={{<{component} />}}")));
            }
            "path" => is_placed = true,
            "element" => {}
            _ => return None,
        }
    }
    (is_placed && !route.has_children).then_some(edits)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{best, problem, proposals};
    use super::*;

    fn run(text: &str, needle: &str, code: &str, message: &str) -> Option<String> {
        let files = [("a.tsx", text)];
        best(&proposals(propose, &files, &[problem(&files, "a.tsx", needle, code, message)], "")).map(str::to_owned)
    }

    const GONE: &str = "Module '\"react-router\"' has no exported member 'X'.";

    #[test]
    fn a_history_becomes_a_function_that_navigates() {
        let text = "import { useHistory } from 'react-router';\nconst history = useHistory();\nhistory.push(to);\nhistory.replace(to);\nf(() => history.goBack(), [history]);\n";
        let found = run(text, "useHistory }", "TS2305", GONE);
        assert_eq!(
            found.as_deref(),
            Some(
                "import { useNavigate } from 'react-router';\nconst navigate = useNavigate();\nnavigate(to);\nnavigate(to, { replace: true });\nf(() => navigate(-1), [navigate]);\n"
            )
        );
        let message = "Property 'push' does not exist on type 'NavigateFunction'.";
        assert_eq!(run("navigate.push(\"/\");\n", "push", "TS2339", message).as_deref(), Some("navigate(\"/\");\n"));
    }

    #[test]
    fn a_history_that_is_listened_to_or_handed_on_is_left() {
        for used in ["history.listen(f);", "setHistory(history);", "history.push(to, state);"] {
            let text = format!("import {{ useHistory }} from 'react-router';\nconst history = useHistory();\n{used}\n");
            assert_eq!(run(&text, "useHistory }", "TS2305", GONE), None, "{used}");
        }
    }

    #[test]
    fn a_switch_of_components_becomes_routes_of_elements() {
        let text = "import { Switch, Route } from 'react-router';\n<Switch><Route exact path=\"/\" component={Home} /></Switch>;\n";
        let found = run(text, "Switch,", "TS2305", GONE);
        assert_eq!(
            found.as_deref(),
            Some("import { Routes, Route } from 'react-router';\n<Routes><Route path=\"/\" element={<Home />} /></Routes>;\n")
        );
        for other in ["<Route path=\"/\"><Home /></Route>", "<Route path=\"/\" render={f} />", "<Redirect to=\"/\" />"] {
            let text = format!("import {{ Switch, Route }} from 'react-router';\n<Switch>{other}</Switch>;\n");
            assert_eq!(run(&text, "Switch,", "TS2305", GONE), None, "{other}");
        }
    }
}
