//! A default import of what is exported by name, and the other way; and types that are imported as values.

use std::ops::Range;

use super::{
    import_edit::{Wanted, add},
    module::{Import, Imported, What},
    project::{Problem, View},
    text::whole_lines,
};
use crate::fixers::Proposal;

const SHAPES: &[&str] =
    &["TS2613", "TS2614", "TS1192", "TS2595", "TS2597", "TS2616", "TS2617", "TS1259", "TS2305", "TS2497", "TS2709", "TS2604", "TS2786"];
const UNMARKED: &[&str] = &["TS1484", "TS1485", "TS1205"];
const MARKED: &[&str] = &["TS1361", "TS1362"];

/// Proposes the way of importing that the module asks for.
pub(super) fn propose(view: &View<'_>) -> Vec<Proposal> {
    let shapes = view.problems(SHAPES).into_iter().filter_map(|problem| shape(view, &problem));
    let unmarked = view.problems(UNMARKED).into_iter().filter_map(|problem| mark(view, &problem));
    let marked = view.problems(MARKED).into_iter().filter_map(|problem| unmark(view, &problem));
    shapes.chain(unmarked).chain(marked).collect()
}

/// The imported name at the problem, or the one of the declaration if there is but one that could be meant.
pub(super) fn imported_at<'m>(problem: &'m Problem<'_>) -> Option<(&'m Import, &'m Imported)> {
    let at = problem.module.imports.iter().find(|import| import.range.contains(&problem.offset));
    let Some(import) = at else {
        // The fault shows where the name is used.
        let local = super::text::identifier_at(problem.text, problem.offset)?;
        return problem.module.imports.iter().find_map(|import| Some((import, import.names.iter().find(|name| name.local == local)?)));
    };
    let name = import.names.iter().find(|name| name.range.contains(&problem.offset));
    // The compiler points at the module where a default is missing.
    let name = name.or_else(|| import.names.iter().find(|name| name.what == What::Default));
    Some((import, name?))
}

fn shape(view: &View<'_>, problem: &Problem<'_>) -> Option<Proposal> {
    let (import, name) = imported_at(problem)?;
    let target = view.resolve(problem.file, &import.module);
    let exports = view.names_of(problem.file, &target);
    let what = match &name.what {
        // Under its own name, else as the only thing that the module exports.
        What::Default if exports.contains_key(&name.local) => What::Named(name.local.clone()),
        What::Default if exports.is_empty() => return None,
        // What is no module of the project, a picture for instance, the compiler alone knows.
        What::Named(_) if problem.diagnostic.code == "TS2614" && exports.is_empty() => What::Default,
        What::Named(wanted) if exports.contains_key("default") && !exports.contains_key(wanted) && is_default(view, &target, wanted) => {
            What::Default
        }
        _ => return None,
    };
    let marked = name.is_type;
    let wanted = Wanted { module: import.module.clone(), what, local: name.local.clone(), is_type: marked };
    let edits = replace(view, problem, import, name, &wanted)?;
    view.proposal(wanted.title(), problem, edits, 0)
}

/// Whether the default of a module may go by this name: it is declared under it, the file has it, or the module exports nothing else.
fn is_default(view: &View<'_>, target: &super::project::Target, name: &str) -> bool {
    let super::project::Target::File(path) = target else { return true };
    let exports = view.exports_of(path);
    let local = exports.get("default").and_then(|export| export.local.as_deref());
    let stem = path.rsplit('/').next().unwrap_or(path).split('.').next().unwrap_or_default();
    local == Some(name) || stem == name || exports.len() == 1 && local.is_none_or(|local| super::nearest::nearness(local, name) > 0.0)
}

/// Takes `name` out of its import, and imports it as `wanted` says.
fn replace(
    view: &View<'_>,
    problem: &Problem<'_>,
    import: &Import,
    name: &Imported,
    wanted: &Wanted,
) -> Option<Vec<(Range<usize>, String)>> {
    if let [only] = &import.names[..] {
        let clause = match &wanted.what {
            What::Named(exported) if *exported == only.local => format!("{{ {exported} }}"),
            What::Named(exported) => format!("{{ {exported} as {} }}", only.local),
            What::Default => only.local.clone(),
            What::Namespace => format!("* as {}", only.local),
        };
        let range = match (&import.braces, &only.what) {
            (Some(braces), _) => braces.start - 1..braces.end + 1,
            (None, _) => only.range.clone(),
        };
        // `{ type X }` marks inside of the braces; a default is marked in front.
        return Some(vec![(
            range,
            if only.is_type && !import.is_type && wanted.what == What::Default { format!("type {clause}") } else { clause },
        )]);
    }
    let mut edits = removal(problem.text, import, name)?;
    match (&wanted.what, &import.braces) {
        // `import X, { Y }` where both are by name: `{ X, Y }`.
        (What::Named(exported), Some(braces)) if name.what == What::Default => {
            let specifier = if *exported == name.local { exported.clone() } else { format!("{exported} as {}", name.local) };
            let first = import.names.iter().find(|other| other.range.start >= braces.start)?;
            edits.push((first.range.start..first.range.start, format!("{specifier}, ")));
            Some(edits)
        }
        (What::Default, Some(braces))
            if !import.names.iter().any(|other| other.what == What::Default && other.range.end <= braces.start) && !import.is_type =>
        {
            edits.push((braces.start - 1..braces.start - 1, format!("{}, ", name.local)));
            Some(edits)
        }
        _ => {
            edits.extend(add(view, problem.file, wanted)?);
            Some(edits)
        }
    }
}

/// The edits that take one of several names out of an import.
pub(super) fn removal(text: &str, import: &Import, name: &Imported) -> Option<Vec<(Range<usize>, String)>> {
    let at = import.names.iter().position(|other| other.range == name.range)?;
    if import.names.len() == 1 {
        let range = whole_lines(text, &import.range).unwrap_or(import.range.clone());
        return Some(vec![(range, String::new())]);
    }
    let inside =
        |other: &Imported| import.braces.as_ref().is_some_and(|braces| braces.start <= other.range.start && other.range.end <= braces.end);
    let alone_in_braces = inside(name) && import.names.iter().filter(|other| inside(other)).count() == 1;
    if alone_in_braces {
        let braces = import.braces.clone()?;
        return Some(vec![(import.names[at - 1].range.end..braces.end + 1, String::new())]);
    }
    if !inside(name) {
        let end =
            import.braces.as_ref().map(|braces| braces.start - 1).or_else(|| import.names.get(at + 1).map(|next| next.range.start))?;
        return Some(vec![(name.range.start..end, String::new())]);
    }
    let next = import.names.get(at + 1).filter(|next| inside(next));
    let range = match next {
        Some(next) => name.range.start..next.range.start,
        None => import.names[at - 1].range.end..name.range.end,
    };
    Some(vec![(range, String::new())])
}

/// A type that must be exported as one.
fn mark_export(view: &View<'_>, problem: &Problem<'_>) -> Option<Proposal> {
    let name = super::text::identifier_at(problem.text, problem.offset)?;
    let statement = problem.module.statements.iter().find(|statement| statement.contains(&problem.offset))?;
    let list = problem.text.get(statement.clone())?.strip_prefix("export {")?;
    let alone = !list.split('}').next()?.trim().trim_end_matches(',').contains(',');
    let at = if alone { statement.start + "export ".len() } else { problem.offset };
    view.proposal(format!("export `{name}` as a type"), problem, vec![(at..at, "type ".to_owned())], 0)
}

/// A type that must be imported as one.
fn mark(view: &View<'_>, problem: &Problem<'_>) -> Option<Proposal> {
    let Some(import) = problem.module.imports.iter().find(|import| import.range.contains(&problem.offset)) else {
        return mark_export(view, problem);
    };
    let name = import.names.iter().find(|name| name.range.contains(&problem.offset))?;
    let title = format!("import `{}` as a type", name.local);
    let types: Vec<&str> = view
        .scene
        .diagnostics
        .iter()
        .filter(|other| other.file == problem.file && UNMARKED.contains(&other.code.as_str()))
        .map(|other| other.message.as_str())
        .collect();
    let all =
        import.names.iter().all(|name| types.iter().any(|message| super::text::quoted(message).first() == Some(&name.local.as_str())));
    let in_braces = import.names.iter().all(|name| matches!(name.what, What::Named(_)));
    let at = if all && (in_braces && view.writes_type_declarations(problem.file) || import.names.len() == 1 && !in_braces) {
        import.range.start + "import".len()
    } else {
        return view.proposal(title, problem, vec![(name.range.start..name.range.start, "type ".to_owned())], 0);
    };
    view.proposal(title, problem, vec![(at..at, " type".to_owned())], 0)
}

/// A value that was imported as a type.
fn unmark(view: &View<'_>, problem: &Problem<'_>) -> Option<Proposal> {
    let local = super::text::identifier_at(problem.text, problem.offset)?;
    let (import, name) = problem
        .module
        .imports
        .iter()
        .find_map(|import| Some((import, import.names.iter().find(|name| name.local == local && name.is_type)?)))?;
    let title = format!("import `{local}` as a value");
    let without_marker = |range: Range<usize>| {
        let text = problem.text.get(range.clone())?;
        let at = text.find("type")?;
        let gap = text[at + 4..].len() - text[at + 4..].trim_start().len();
        Some((range.start + at..range.start + at + 4 + gap, String::new()))
    };
    if !import.is_type {
        return view.proposal(title, problem, vec![without_marker(name.range.clone())?], 0);
    }
    let mut edits = vec![without_marker(import.range.start + "import".len()..import.source.start)?];
    // The others of the declaration stay types.
    let others = import.names.iter().filter(|other| other.range != name.range);
    let target = view.resolve(problem.file, &import.module);
    let exports = view.names_of(problem.file, &target);
    for other in others.filter(|other| matches!(&other.what, What::Named(name) if exports.get(name).copied().unwrap_or(false))) {
        edits.push((other.range.start..other.range.start, "type ".to_owned()));
    }
    view.proposal(title, problem, edits, 0)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{best, problem, proposals};
    use super::*;

    fn mended(import: &str, module: &str, code: &str) -> Option<String> {
        let text = format!("{import}\nuse(Header, Other);\n");
        let files = [("src/a.tsx", text.as_str()), ("src/Header.tsx", module)];
        let diagnostic = problem(&files, "src/a.tsx", "Header", code, "Module '\"./Header\"' has no exported member 'Header'.");
        let found = proposals(propose, &files, &[diagnostic], "");
        best(&found).map(|text| text.lines().take_while(|line| line.starts_with("import")).collect::<Vec<_>>().join("\n"))
    }

    #[test]
    fn default_and_named_imports_change_places_as_the_module_exports() {
        let default = "export default function Header() {}\nexport const Other = 1;\n";
        let named = "export function Header() {}\nexport const Other = 1;\n";
        for (wrong, module, code, right) in [
            ("import { Header } from './Header';", default, "TS2614", "import Header from './Header';"),
            ("import { Header, Other } from './Header';", default, "TS2614", "import Header, { Other } from './Header';"),
            ("import Header from './Header';", named, "TS2613", "import { Header } from './Header';"),
            ("import Header, { Other } from './Header';", named, "TS2613", "import { Header, Other } from './Header';"),
        ] {
            assert_eq!(mended(wrong, module, code).as_deref(), Some(right), "{wrong}");
        }
    }

    #[test]
    fn a_module_that_has_neither_is_left() {
        assert_eq!(mended("import Header from './Header';", "export const Other = 1;\n", "TS1192"), None);
    }

    #[test]
    fn a_value_loses_its_mark_and_the_types_beside_it_keep_theirs() {
        let files = [
            ("src/a.ts", "import type { load, Order } from './x';\nload<Order>();\n"),
            ("src/x.ts", "export const load = 1;\nexport type Order = 1;\n"),
        ];
        let message = "'load' cannot be used as a value because it was imported using 'import type'.";
        let diagnostic = problem(&files, "src/a.ts", "load<", "TS1361", message);
        let found = proposals(propose, &files, &[diagnostic], "");
        assert_eq!(best(&found), Some("import { load, type Order } from './x';\nload<Order>();\n"));
    }
}
