//! Adds a name to the imports of a file, as the file writes them.

use std::ops::Range;

use super::{
    module::{Import, Module, What},
    project::View,
};
use crate::fixers::text::{apply, newline, replace};

/// What is to be imported.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Wanted {
    /// The specifier, as the file would write it.
    pub module: String,
    pub what: What,
    pub local: String,
    /// Whether it is imported as a type alone.
    pub is_type: bool,
}

impl Wanted {
    /// For people: ``import `X` from `y` ``.
    pub fn title(&self) -> String {
        match &self.what {
            What::Named(name) if *name != self.local => format!("import `{name}` as `{}` from `{}`", self.local, self.module),
            What::Default => format!("import `{}`, the default of `{}`", self.local, self.module),
            What::Namespace => format!("import `{}`, all of `{}`", self.local, self.module),
            What::Named(_) => format!("import `{}` from `{}`", self.local, self.module),
        }
    }

    fn specifier(&self, marked: bool) -> String {
        let marker = if marked { "type " } else { "" };
        match &self.what {
            What::Named(name) if *name != self.local => format!("{marker}{name} as {}", self.local),
            What::Namespace => format!("* as {}", self.local),
            _ => format!("{marker}{}", self.local),
        }
    }
}

/// The edits that import `wanted` into `file`.
pub(super) fn add(view: &View<'_>, file: &str, wanted: &Wanted) -> Option<Vec<(Range<usize>, String)>> {
    Some(vec![added(view, file, view.modules.get(file)?, view.text(file)?, wanted)])
}

/// The text of `file` with all of `wanted` imported.
pub(super) fn add_all(view: &View<'_>, file: &str, wanted: &[&Wanted]) -> Option<String> {
    wanted.iter().try_fold(view.text(file)?.to_owned(), |text, wanted| {
        let module = Module::read(file, &text);
        let (range, new) = added(view, file, &module, &text, wanted);
        apply(&text, vec![replace(range, new)])
    })
}

fn added(view: &View<'_>, file: &str, module: &Module, text: &str, wanted: &Wanted) -> (Range<usize>, String) {
    let target = view.resolve(file, &wanted.module);
    let same = module.imports.iter().filter(|import| import.module == wanted.module || view.resolve(file, &import.module) == target);
    // Where types have a declaration of their own, they go there, and values never do.
    let mut same: Vec<&Import> = same.filter(|import| wanted.is_type || !import.is_type).collect();
    same.sort_by_key(|import| import.is_type != wanted.is_type);
    let extended = same.iter().find_map(|import| extended(text, import, wanted, view.writes_type_declarations(file)));
    extended.unwrap_or_else(|| declaration(text, module, wanted))
}

/// An edit of an existing declaration, where it can take the name.
fn extended(text: &str, import: &Import, wanted: &Wanted, apart: bool) -> Option<(Range<usize>, String)> {
    if import.names.is_empty() || import.names.iter().any(|name| name.what == What::Namespace) {
        return None;
    }
    // `import type X, { Y }` is not allowed.
    let has_default = import.names.iter().any(|name| name.what == What::Default && !name_in_braces(import, &name.range));
    match &wanted.what {
        What::Namespace => None,
        What::Default if has_default || import.is_type => None,
        What::Default => {
            let at = import.braces.as_ref()?.start - 1;
            Some((at..at, format!("{}, ", wanted.local)))
        }
        What::Named(_) if import.is_type && has_default => None,
        What::Named(_) => {
            let marked = wanted.is_type && !import.is_type;
            if marked && apart {
                return None;
            }
            let specifier = wanted.specifier(marked);
            match &import.braces {
                Some(braces) => Some(in_braces(text, import, braces, &wanted.local, specifier)),
                None => {
                    let last = import.names.last()?.range.end;
                    Some((last..last, format!(", {{ {specifier} }}")))
                }
            }
        }
    }
}

fn name_in_braces(import: &Import, range: &Range<usize>) -> bool {
    import.braces.as_ref().is_some_and(|braces| braces.start <= range.start && range.end <= braces.end)
}

/// Inserts a specifier where its neighbours are in order, else at the end.
fn in_braces(text: &str, import: &Import, braces: &Range<usize>, local: &str, specifier: String) -> (Range<usize>, String) {
    let inside: Vec<_> = import.names.iter().filter(|name| name_in_braces(import, &name.range)).collect();
    let key = |name: &str| name.to_lowercase();
    let sorted = inside.windows(2).all(|pair| key(&pair[0].local) <= key(&pair[1].local));
    let next = inside.iter().find(|name| sorted && key(&name.local) > key(local));
    if let Some(next) = next {
        let gap = inside
            .iter()
            .position(|name| name.range == next.range)
            .filter(|at| *at > 0)
            .map(|at| inside[at - 1].range.end..next.range.start);
        let separator = gap.and_then(|gap| text.get(gap)).filter(|gap| gap.trim() == ",").map(str::to_owned);
        let separator = separator.unwrap_or_else(|| {
            let lead = text.get(braces.start..next.range.start).unwrap_or(" ");
            if lead.contains('\n') { format!(",{lead}") } else { ", ".to_owned() }
        });
        return (next.range.start..next.range.start, format!("{specifier}{separator}"));
    }
    match inside.last() {
        Some(last) => {
            let lead = text.get(braces.start..inside[0].range.start).unwrap_or(" ");
            let separator = if lead.contains('\n') { format!(",{lead}") } else { ", ".to_owned() };
            (last.range.end..last.range.end, format!("{separator}{specifier}"))
        }
        None => (braces.clone(), format!(" {specifier} ")),
    }
}

/// A declaration of its own, beside those that it resembles.
fn declaration(text: &str, module: &Module, wanted: &Wanted) -> (Range<usize>, String) {
    let quote =
        module.imports.first().and_then(|import| text.get(import.source.start..)?.chars().next()).unwrap_or_else(|| usual_quote(text));
    let ends = match module.imports.first() {
        Some(import) => text.get(import.range.clone()).is_some_and(|import| import.ends_with(';')),
        None => text.matches(";\n").count() * 4 > text.lines().count(),
    };
    let marker = if wanted.is_type { "type " } else { "" };
    let names = wanted.specifier(false);
    let names = if matches!(wanted.what, What::Named(_)) { format!("{{ {names} }}") } else { names };
    let line = format!("import {marker}{names} from {quote}{}{quote}{}", wanted.module, if ends { ";" } else { "" });
    let end = newline(text);
    let key = |module: &str| (class(module), module.to_lowercase());
    let before = module.imports.iter().filter(|import| key(&import.module) <= key(&wanted.module)).max_by_key(|import| key(&import.module));
    if let Some(import) = before {
        // A comment behind the declaration stays with it.
        let rest = text.get(import.range.end..).unwrap_or_default();
        let at = import.range.end + rest.find('\n').map_or(rest.len(), |at| if rest[..at].ends_with('\r') { at - 1 } else { at });
        return (at..at, format!("{end}{line}"));
    }
    let first = module.imports.first().map(|import| import.range.start);
    match first.or_else(|| module.statements.first().map(|statement| statement.start).filter(|start| *start >= module.start)) {
        Some(at) => (at..at, if first.is_some() { format!("{line}{end}") } else { format!("{line}{end}{end}") }),
        None => (module.start..module.start, format!("{line}{end}")),
    }
}

fn usual_quote(text: &str) -> char {
    if text.matches('\'').count() > text.matches('"').count() { '\'' } else { '"' }
}

/// Packages stand before aliases, and those before relative paths.
fn class(module: &str) -> u8 {
    match module {
        _ if module.starts_with("./") => 4,
        _ if module.starts_with('.') => 3,
        _ if module.starts_with("@/") || module.starts_with("~/") || module.starts_with('#') => 2,
        _ if module.starts_with("node:") => 0,
        _ => 1,
    }
}
