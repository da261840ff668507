//! What libraries renamed, of what models and people remember by its old name.

use std::ops::Range;

use super::{
    import_shape::removal,
    places::{Attribute, Element, Places},
    project::{Problem, View},
    text::{identifier_at, quoted},
};
use crate::fixers::Proposal;

/// The package, what an option or a property was called, and what it is called.
///
/// A name is used where the compiler complains about the old one, and kept where it takes the new one.
const OPTIONS: &[(&str, &str, &str)] = &[
    ("antd", "visible", "open"),
    ("antd", "defaultVisible", "defaultOpen"),
    ("antd", "onVisibleChange", "onOpenChange"),
    ("antd", "afterVisibleChange", "afterOpenChange"),
    ("antd", "dropdownClassName", "popupClassName"),
    ("antd", "destroyOnClose", "destroyOnHidden"),
    ("antd", "message", "title"),
    ("@tanstack/react-query", "cacheTime", "gcTime"),
    ("@tanstack/react-query", "useErrorBoundary", "throwOnError"),
    ("@tanstack/react-query", "isLoading", "isPending"),
    ("@tanstack/react-query", "keepPreviousData", "placeholderData"),
    ("zod", "errors", "issues"),
    ("zod", "required_error", "error"),
    ("zod", "invalid_type_error", "error"),
];

/// The package, an attribute as it was written, and as it is written.
const ATTRIBUTES: &[(&str, &str, &str)] = &[("antd", "type=\"danger\"", "danger")];

const CODES: &[&str] = &["TS2322", "TS2339", "TS2345", "TS2353", "TS2551", "TS2561", "TS2741", "TS2769"];

/// Proposes the new name of what an installed version of a package calls otherwise.
pub(super) fn propose(view: &View<'_>) -> Vec<Proposal> {
    let problems = view.problems(CODES);
    problems.iter().filter_map(|problem| renamed(view, problem).or_else(|| overlay(view, problem))).collect()
}

fn renamed(view: &View<'_>, problem: &Problem<'_>) -> Option<Proposal> {
    let places = view.places(problem.file);
    let known = |package: &str| is_of(problem, &places, package);
    let attribute = places.attribute_at(problem.offset);
    let written = attribute.and_then(|attribute| problem.text.get(attribute.range.clone())).unwrap_or_default();
    if let Some((_, old, new)) = ATTRIBUTES.iter().find(|(package, old, _)| written.replace('\'', "\"") == *old && known(package)) {
        let range = attribute?.range.clone();
        return view.proposal(format!("`{new}` in place of `{old}`"), problem, vec![(range, (*new).to_owned())], 0);
    }
    let (_, old, new, place) = OPTIONS.iter().find_map(|(package, old, new)| {
        let place = complained(problem, &places, old, new).filter(|_| known(package))?;
        Some((package, *old, *new, place))
    })?;
    let mut edits = vec![(place.name.clone(), new.to_owned())];
    match (old, &place.value) {
        // What was a switch became a function of the library, and its import is not ours to repeat here.
        ("keepPreviousData", Some(value)) if problem.text.get(value.clone()) == Some("true") => {
            edits.push((value.clone(), "keepPreviousData".to_owned()));
            edits.extend(super::react_query::import_of(view, problem, "keepPreviousData")?);
        }
        ("keepPreviousData", _) => return None,
        (_, None) if place.range == place.name && places.object_with(place.name.start).is_some() => {
            edits = vec![(place.name.clone(), format!("{new}: {old}"))];
        }
        _ => {}
    }
    view.proposal(format!("`{new}` in place of `{old}`, as the package calls it now"), problem, edits, 0)
}

/// `overlay={<Menu items={items} />}` as `menu={{ items: items }}`
fn overlay(view: &View<'_>, problem: &Problem<'_>) -> Option<Proposal> {
    let places = view.places(problem.file);
    let dropdown = places.element_at(problem.offset).filter(|_| is_of(problem, &places, "antd"))?;
    let text = |range: &Range<usize>| problem.text.get(range.clone());
    let attribute = dropdown.attributes.iter().find(|attribute| text(&attribute.name) == Some("overlay"))?;
    let value = attribute.value.clone()?;
    let is_within = |element: &&Element| value.contains(&element.name.start);
    let [menu] = places.elements.iter().filter(is_within).collect::<Vec<_>>()[..] else { return None };
    let is_whole = text(&(value.start..menu.name.start)).is_some_and(|before| before.trim_end_matches('<').trim() == "{");
    if text(&menu.name) != Some("Menu") || menu.spreads || menu.has_children || !is_whole {
        return None;
    }
    let property = |attribute: &Attribute| {
        let (name, value) = (text(&attribute.name)?, attribute.value.as_ref().map_or(Some("true"), text)?);
        let inner = value.strip_prefix('{').and_then(|value| value.strip_suffix('}')).unwrap_or(value);
        Some(if name == inner { name.to_owned() } else { format!("{name}: {inner}") })
    };
    let properties: Option<Vec<String>> = menu.attributes.iter().map(property).collect();
    let mut edits = vec![(attribute.range.clone(), format!("menu={{{{ {} }}}}", properties?.join(", ")))];
    let names = problem.module.imports.iter().flat_map(|import| import.names.iter().map(move |name| (import, name)));
    let (import, name) = names.into_iter().find(|(_, name)| name.local == "Menu")?;
    let mentions = problem.module.uses.iter().filter(|found| found.name == "Menu" && !import.range.contains(&found.range.start)).count();
    if mentions <= 1 + usize::from(menu.closing.is_some()) {
        edits.extend(removal(problem.text, import, name)?);
    }
    view.proposal("`menu` in place of `overlay`, as the package has it now".to_owned(), problem, edits, 0)
}

/// The mention of the old name that the compiler complains about: since it is not there, or since the new one is missing beside it.
fn complained(problem: &Problem<'_>, places: &Places, old: &str, new: &str) -> Option<Attribute> {
    let message = &problem.diagnostic.message;
    let mentions = |line: &str, name: &str| quoted(line).first() == Some(&name) || quoted(line).get(1) == Some(&name);
    if identifier_at(problem.text, problem.offset) == Some(old)
        && message.lines().any(|line| mentions(line, old) && (line.contains("does not exist") || line.contains("may only specify known")))
    {
        let range = problem.offset..problem.offset + old.len();
        let found = places.attribute_at(problem.offset).cloned();
        return found.or(Some(Attribute { range: range.clone(), name: range, value: None }));
    }
    message.lines().any(|line| line.contains("is missing in type") && quoted(line).first() == Some(&new)).then_some(())?;
    let object = places.objects.iter().find(|object| object.range.start == problem.offset);
    let element = places.elements.iter().find(|element| element.name.start == problem.offset);
    let own = object.map(|object| &object.properties).or(element.map(|element| &element.attributes))?;
    own.iter().find(|attribute| problem.text.get(attribute.name.clone()) == Some(old)).cloned()
}

/// Types that only a package has.
const OF_PACKAGES: &[(&str, &str)] = &[("@tanstack/react-query", "UseMutationResult"), ("zod", "ZodError")];

/// The name of the type that lacks what is asked for.
fn own_type<'p>(problem: &Problem<'p>) -> &'p str {
    quoted(&problem.diagnostic.message).get(1).and_then(|kind| identifier_at(kind, 0)).unwrap_or_default()
}

/// Whether the problem is about something of the package: an element of it, or else something in a file that imports from it.
fn is_of(problem: &Problem<'_>, places: &Places, package: &str) -> bool {
    let mut imports = problem.module.imports.iter().filter(|import| super::packages::package_of(&import.module) == package);
    match places.element_at(problem.offset) {
        Some(element) => {
            let root = identifier_at(problem.text, element.name.start).unwrap_or_default();
            imports.any(|import| import.names.iter().any(|name| name.local == root))
        }
        // What another file gives may be of the package too.
        None => imports.next().is_some() || OF_PACKAGES.contains(&(package, own_type(problem))),
    }
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
    fn what_a_package_renamed_is_called_by_its_new_name() {
        let missing = |name: &str| format!("Property '{name}' does not exist on type 'IntrinsicAttributes & Props'.");
        let text = "import { Drawer } from 'antd';\n<Drawer visible={open} />;\n";
        assert_eq!(run(text, "visible", "TS2322", &missing("visible")), Some(text.replace("visible", "open")));
        let text = "import { useQuery } from '@tanstack/react-query';\nuseQuery({ cacheTime });\n";
        let message = "No overload matches this call.\n  Object literal may only specify known properties, and 'cacheTime' does not exist in type 'O'.";
        assert_eq!(run(text, "cacheTime }", "TS2769", message), Some(text.replace("cacheTime", "gcTime: cacheTime")));
        let text = "import { notification } from 'antd';\nnotification.error({ message: 'No' });\n";
        let message = "Argument of type 'X' is not assignable to parameter of type 'ArgsProps'.\n  Property 'title' is missing in type 'X' but required in type 'ArgsProps'.";
        assert_eq!(run(text, "{ message", "TS2345", message), Some(text.replace("message:", "title:")));
        let text = "import { Button } from 'antd';\n<Button type=\"danger\" />;\n";
        let message = "Type '\"danger\"' is not assignable to type '\"text\" | undefined'.";
        assert_eq!(run(text, "type=", "TS2322", message), Some(text.replace("type=\"danger\"", "danger")));
    }

    #[test]
    fn what_another_file_gives_is_of_the_package_by_its_type() {
        let message = "Property 'isLoading' does not exist on type 'UseMutationResult<void, Error, string, unknown>'.";
        assert_eq!(run("show(save.isLoading);\n", "isLoading", "TS2339", message).as_deref(), Some("show(save.isPending);\n"));
        let message = "Property 'errors' does not exist on type 'ZodError<unknown>'.";
        assert_eq!(run("show(e.errors);\n", "errors", "TS2339", message).as_deref(), Some("show(e.issues);\n"));
    }

    #[test]
    fn what_is_of_the_project_itself_is_left() {
        let message = "Property 'visible' does not exist on type 'IntrinsicAttributes & Props'.";
        assert_eq!(run("import { Drawer } from './Drawer';\n<Drawer visible={open} />;\n", "visible", "TS2322", message), None);
        assert_eq!(run("show(panel.visible);\n", "visible", "TS2339", message), None);
    }

    #[test]
    fn an_overlay_that_is_a_menu_becomes_the_menu() {
        let text = "import { Dropdown, Menu } from 'antd';\n<Dropdown overlay={<Menu items={items} onClick={go} />} trigger={[\"click\"]}>x</Dropdown>;\n";
        let message = "Type '{ overlay: Element; }' is not assignable to type 'IntrinsicAttributes & DropdownProps'.\n  Property 'overlay' does not exist on type 'IntrinsicAttributes & DropdownProps'.";
        let made = "import { Dropdown } from 'antd';\n<Dropdown menu={{ items, onClick: go }} trigger={[\"click\"]}>x</Dropdown>;\n";
        assert_eq!(run(text, "overlay", "TS2322", message).as_deref(), Some(made));
        let whole = text.replace(" />}", "><Item /></Menu>}");
        assert_eq!(run(&whole, "overlay", "TS2322", message), None, "what is in it has no name there");
    }
}
