//! Writes an import into a file as the file's own imports are written.

use ruff_python_ast::Stmt;

use super::context::Context;
use super::outline::{Import, Outline, bytes, parse};
use crate::fixers::text::{Replacement, apply, newline, replace, whole_lines};

/// What is to be imported.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Wanted {
    /// The module as it is written in the file, with leading dots.
    pub module: String,
    /// What is taken from it; nothing for `import module`.
    pub name: Option<String>,
    /// The name given with `as`.
    pub alias: Option<String>,
}

impl Wanted {
    /// The statement.
    pub fn statement(&self) -> String {
        let alias = self.alias.as_ref().map_or_else(String::new, |alias| format!(" as {alias}"));
        match &self.name {
            Some(name) => format!("from {} import {name}{alias}", self.module),
            None => format!("import {}{alias}", self.module),
        }
    }

    fn item(&self) -> Option<String> {
        let alias = self.alias.as_ref().map_or_else(String::new, |alias| format!(" as {alias}"));
        self.name.as_ref().map(|name| format!("{name}{alias}"))
    }
}

/// The text of the file at `path` with the import; nothing where its place cannot be told.
pub(super) fn with_import(context: &Context<'_>, path: &str, text: &str, wanted: &Wanted) -> Option<String> {
    apply(text, vec![import_edit(context, path, text, wanted)?])
}

/// The change that brings the import into the file at `path`.
pub(super) fn import_edit(context: &Context<'_>, path: &str, text: &str, wanted: &Wanted) -> Option<Replacement> {
    let outline = context.outline(path)?;
    let further = wanted.item().and_then(|item| extended(text, &outline, &wanted.module, &item));
    Some(further.unwrap_or_else(|| placed(context, path, text, &top_imports(context, path, text, &outline), wanted)))
}

/// With a further name in a statement that takes from the module already.
fn extended(text: &str, outline: &Outline, module: &str, item: &str) -> Option<Replacement> {
    let is_same = |import: &&Import| import.is_top && import.name.is_some() && written_module(import) == module;
    let first = outline.imports.iter().find(is_same)?;
    let names: Vec<&Import> = outline.imports.iter().filter(|import| import.statement == first.statement).collect();
    if names.iter().any(|import| import.name.as_deref() == Some("*")) {
        return None;
    }
    let key = |import: &Import| sort_key(import.name.as_deref().unwrap_or_default());
    let is_sorted = names.windows(2).all(|pair| key(pair[0]) <= key(pair[1]));
    let wanted = sort_key(item);
    let index = if is_sorted { names.iter().position(|import| key(import) > wanted).unwrap_or(names.len()) } else { names.len() };
    let separator = match names.as_slice() {
        [one, other, ..] => text.get(one.range.end..other.range.start)?.to_owned(),
        [only] => {
            let before = text.get(only.statement.start..only.range.start)?;
            before.rfind('\n').map_or_else(|| ", ".to_owned(), |at| format!(",{}", newline(text)) + &before[at + 1..])
        }
        [] => return None,
    };
    if separator.contains('#') {
        return None;
    }
    Some(match names.get(index) {
        Some(next) => replace(next.range.start..next.range.start, format!("{item}{separator}")),
        None => {
            let end = names.last()?.range.end;
            replace(end..end, format!("{separator}{item}"))
        }
    })
}

/// Constants, then classes, then the rest, as ruff and isort order them within a statement.
fn sort_key(name: &str) -> (u8, String) {
    let letters: Vec<char> = name.chars().filter(|c| c.is_alphabetic()).collect();
    let class = match letters.first() {
        _ if letters.len() > 1 && letters.iter().all(|c| c.is_uppercase()) => 0,
        Some(first) if first.is_uppercase() => 1,
        _ => 2,
    };
    (class, name.to_lowercase())
}

/// The module of an import with its dots.
pub(super) fn written_module(import: &Import) -> String {
    format!("{}{}", ".".repeat(import.level as usize), import.module)
}

/// An import statement at the top of a file, with what decides about its place.
struct Line {
    statement: std::ops::Range<usize>,
    group: u8,
    order: (bool, String),
}

/// The imports before the first other statement.
fn top_imports(context: &Context<'_>, path: &str, text: &str, outline: &Outline) -> Vec<Line> {
    let parsed = parse(text);
    let is_head = |statement: &&Stmt| matches!(statement, Stmt::Import(_) | Stmt::ImportFrom(_)) || is_docstring(statement);
    let head: Vec<_> = parsed.suite().iter().take_while(is_head).map(bytes).collect();
    let mut found: Vec<Line> = Vec::new();
    for import in outline.imports.iter().filter(|import| head.contains(&import.statement)) {
        if found.last().is_none_or(|last| last.statement != import.statement) {
            let module = written_module(import);
            found.push(Line {
                statement: import.statement.clone(),
                group: group(context, path, &module),
                order: (import.name.is_some(), module.to_lowercase()),
            });
        }
    }
    found
}

fn is_docstring(statement: &Stmt) -> bool {
    statement.as_expr_stmt().is_some_and(|only| only.value.is_string_literal_expr())
}

/// `__future__`, the standard library, packages, the project, relative imports.
fn group(context: &Context<'_>, path: &str, module: &str) -> u8 {
    match module {
        "__future__" => 0,
        module if module.starts_with('.') => 4,
        module if context.is_own(path, module) => 3,
        module if context.is_standard(path, module) => 1,
        _ => 2,
    }
}

/// Where the statement goes: in order among those of its group, else between the groups.
fn placed(context: &Context<'_>, path: &str, text: &str, top: &[Line], wanted: &Wanted) -> Replacement {
    let newline = newline(text);
    let statement = wanted.statement();
    let own = (group(context, path, &wanted.module), (wanted.name.is_some(), wanted.module.to_lowercase()));
    let insert = |at: usize, content: String| replace(at..at, content);
    let same: Vec<&Line> = top.iter().filter(|line| line.group == own.0).collect();
    if let Some(before) = same.iter().rfind(|line| line.order <= own.1) {
        return insert(behind(text, before), format!("{statement}{newline}"));
    }
    if let Some(next) = same.first() {
        return insert(next.statement.start, format!("{statement}{newline}"));
    }
    if let Some(before) = top.iter().rfind(|line| line.group < own.0) {
        return insert(behind(text, before), format!("{newline}{statement}{newline}"));
    }
    if let Some(next) = top.first() {
        return insert(next.statement.start, format!("{statement}{newline}{newline}"));
    }
    let at = start_of_code(text);
    let rest = if text[at..].trim().is_empty() { newline.to_owned() } else { format!("{newline}{newline}") };
    let gap = if at > 0 && text[..at].trim_end().ends_with(['"', '\'']) { newline } else { "" };
    insert(at, format!("{gap}{statement}{rest}"))
}

/// The start of the line behind a statement; a line that has no end gets one.
fn behind(text: &str, line: &Line) -> usize {
    whole_lines(text, line.statement.clone()).end
}

/// Behind the docstring and the comments at the top.
fn start_of_code(text: &str) -> usize {
    let parsed = parse(text);
    let docstring = parsed.suite().first().filter(|first| is_docstring(first)).map(|first| whole_lines(text, bytes(first)).end);
    let mut at = docstring.unwrap_or(0);
    for line in text[at..].split_inclusive('\n') {
        let is_note = line.starts_with('#') && docstring.is_none();
        let is_gap = line.trim().is_empty() && docstring.is_none() && at > 0;
        if !is_note && !is_gap {
            break;
        }
        at += line.len();
    }
    at
}
