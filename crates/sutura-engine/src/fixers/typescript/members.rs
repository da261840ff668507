//! The members of a type, as the compiler prints it and as the project declares it.

use std::ops::Range;

use super::project::{Problem, Target, View};

/// Members where they are declared: file, name, and range.
pub(super) type Declared = Vec<(String, String, Range<usize>)>;

/// What the members of a type are called, as the compiler prints the type, and as the project declares it.
pub(super) fn members_of(view: &View<'_>, problem: &Problem<'_>, owner: &str) -> (Vec<String>, Declared) {
    let mut names = printed_members(owner);
    let mut declared = Vec::new();
    for name in type_names(owner) {
        for (path, shape_name) in holders(view, problem.file, name) {
            collect(view, &path, &shape_name, &mut declared, 6);
        }
    }
    names.extend(declared.iter().map(|(_, name, _)| name.clone()));
    names.sort();
    names.dedup();
    (names, declared)
}

/// The names of types in a printed type.
pub(super) fn type_names(printed: &str) -> Vec<&str> {
    let outside = if printed.starts_with('{') { "" } else { printed };
    let words = outside.split(|letter: char| !(letter.is_alphanumeric() || matches!(letter, '_' | '$')));
    words
        .filter(|word| {
            word.starts_with(|letter: char| letter.is_alphabetic())
                && !matches!(*word, "typeof" | "import" | "IntrinsicAttributes" | "Promise")
        })
        .collect()
}

/// The members of `{ id: number; name?: string; }`, at its first level.
pub(super) fn printed_members(printed: &str) -> Vec<String> {
    let mut depth = 0usize;
    let mut names = Vec::new();
    let mut start = None;
    for (at, letter) in printed.char_indices() {
        match letter {
            '{' | '(' | '[' | '<' => {
                depth += 1;
                if letter == '{' && depth == 1 {
                    start = Some(at + 1);
                }
            }
            '}' | ')' | ']' => depth = depth.saturating_sub(1),
            '>' if !printed[..at].ends_with('=') => depth = depth.saturating_sub(1),
            ';' if depth == 1 => start = Some(at + 1),
            ':' if depth == 1 => {
                if let Some(name) = start.take().and_then(|start| printed.get(start..at)) {
                    let name = name.trim().trim_start_matches("readonly ").trim_end_matches('?').trim_matches('"');
                    names.push(name.to_owned());
                }
            }
            _ => {}
        }
    }
    names.retain(|name| !name.is_empty() && name.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '$' | '-')));
    names
}

/// Where a type of this name is declared, seen from `file`: in it, where it imports it from, or in the only file that has one.
pub(super) fn holders(view: &View<'_>, file: &str, name: &str) -> Vec<(String, String)> {
    let has = |path: &str, name: &str| view.modules.get(path).is_some_and(|module| module.shapes.contains_key(name));
    if has(file, name) {
        return vec![(file.to_owned(), name.to_owned())];
    }
    let imports = view.modules.get(file).into_iter().flat_map(|module| &module.imports);
    for import in imports {
        if import.names.iter().any(|imported| imported.local == name)
            && let Target::File(path) = view.resolve(file, &import.module)
            && has(&path, name)
        {
            return vec![(path, name.to_owned())];
        }
    }
    let mut all = view.modules.keys().filter(|path| has(path, name));
    match (all.next(), all.next()) {
        (Some(only), None) => vec![((*only).to_owned(), name.to_owned())],
        _ => Vec::new(),
    }
}

fn collect(view: &View<'_>, path: &str, name: &str, found: &mut Declared, depth: usize) {
    let Some(shape) = view.modules.get(path).and_then(|module| module.shapes.get(name)).filter(|_| depth > 0) else { return };
    found.extend(shape.members.iter().map(|member| (path.to_owned(), member.name.clone(), member.range.clone())));
    for base in &shape.extends {
        for (path, name) in holders(view, path, base) {
            collect(view, &path, &name, found, depth - 1);
        }
    }
}

/// The members that a value of the type must have; nothing where that is not known of all of them.
pub(super) fn required(view: &View<'_>, owner: &str, declared: &Declared) -> Option<Vec<String>> {
    if owner.starts_with("{ ") {
        let is_whole = owner.ends_with(" }") && !owner.contains("...") && !owner.contains('?');
        return is_whole.then(|| printed_members(owner));
    }
    let is_optional = |(path, _, range): &&(String, String, Range<usize>)| annotation(view, path, range).is_none_or(|(mark, _)| mark);
    (!declared.is_empty()).then(|| declared.iter().filter(|member| !is_optional(member)).map(|(_, name, _)| name.clone()).collect())
}

/// Whether a declared member may be missing, and where its type stands, as far as it is on its line.
pub(super) fn annotation(view: &View<'_>, path: &str, range: &Range<usize>) -> Option<(bool, Range<usize>)> {
    let behind = view.text(path)?.get(range.end..)?;
    let (mark, kind) = behind.split_once(':').filter(|(mark, _)| matches!(mark.trim(), "" | "?"))?;
    let start = range.end + behind.len() - kind.trim_start().len();
    let length = kind.trim_start().find([';', '\n', ',']).unwrap_or(kind.trim_start().len());
    Some((!mark.trim().is_empty(), start..start + length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_of_a_printed_type_are_those_of_its_first_level() {
        assert_eq!(printed_members("{ id: number; save?: (x: { y: 1; }) => void; \"data-x\": string; }"), ["id", "save", "data-x"]);
        assert_eq!(printed_members("{ a: { b: 1;"), ["a"]);
        assert!(printed_members("}>)").is_empty());
    }
}
