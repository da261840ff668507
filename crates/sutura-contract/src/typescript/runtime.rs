//! What is the same in all clients: TypeScript that is kept beside this file.

use super::layout::Page;

/// The statuses for which a range stands, and what the types of operations need besides.
const STATUSES: &str = include_str!("runtime/statuses.ts");

/// What stands for errors where there is no client that throws them.
const ERRORS_ALONE: &str = include_str!("runtime/errors-alone.ts");

/// The parts of the runtime, in the order in which they stand in the file.
const PARTS: [&str; 7] = [
    include_str!("runtime/operation.ts"),
    STATUSES,
    include_str!("runtime/connect.ts"),
    include_str!("runtime/request.ts"),
    include_str!("runtime/retry.ts"),
    include_str!("runtime/answer.ts"),
    include_str!("runtime/values.ts"),
];

/// What hooks need besides.
const HOOKS: &str = include_str!("runtime/hooks.ts");

/// The only import of all.
pub const HOOKS_IMPORT: &str = include_str!("runtime/hooks-import.ts");

/// Writes what a client needs.
pub fn declare(page: &mut Page) {
    write(page, &PARTS);
}

/// Writes what the types of operations need where there is no client.
pub fn declare_types(page: &mut Page) {
    write(page, &[ERRORS_ALONE, STATUSES]);
}

/// Writes what hooks need besides a client.
pub fn declare_hooks(page: &mut Page) {
    write(page, &[HOOKS]);
}

/// The names that it declares or imports, whether they are in the file or not.
pub fn names() -> impl Iterator<Item = &'static str> {
    PARTS.into_iter().chain([HOOKS, HOOKS_IMPORT]).flat_map(str::lines).filter_map(|line| imported(line).or_else(|| declared(line)))
}

/// The name on a line of an import.
fn imported(line: &'static str) -> Option<&'static str> {
    let line = line.strip_prefix("  ")?.strip_suffix(',')?;
    let name = line.strip_prefix("type ").unwrap_or(line);
    name.chars().all(char::is_alphanumeric).then_some(name)
}

/// The name that a line at the top declares.
fn declared(line: &'static str) -> Option<&'static str> {
    const KINDS: [&str; 7] = ["interface ", "type ", "class ", "const ", "async function* ", "async function ", "function "];
    let line = line.strip_prefix("export ").unwrap_or(line);
    let rest = KINDS.iter().find_map(|kind| line.strip_prefix(kind))?;
    rest.split(|character: char| !character.is_alphanumeric() && character != '_').next()
}

fn write(page: &mut Page, parts: &[&str]) {
    for part in parts {
        page.gap();
        page.lines(part);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::typescript::reserved::can_be_declared;

    /// Names that stand for a type within one declaration, where they hide those of schemas.
    const PARAMETERS: &[&str] =
        &["Body", "Context", "Data", "Failure", "From", "Input", "Name", "Output", "Path", "Scheme", "Status", "To", "Value"];

    #[test]
    fn no_schema_can_have_a_name_that_the_runtime_uses() {
        let code = PARTS.into_iter().chain([HOOKS]).flat_map(str::lines).filter(|line| !line.trim_start().starts_with(['/', '*']));
        let code: String = code.collect::<Vec<_>>().join("\n");
        let outside_of_strings: String = code.split(['"', '`']).step_by(2).collect::<Vec<_>>().join(" ");
        let words = outside_of_strings.split(|character: char| !character.is_alphanumeric() && character != '_');
        let names: HashSet<&str> = words.filter(|word| word.starts_with(|first: char| first.is_ascii_uppercase())).collect();
        let free: Vec<&&str> = names.iter().filter(|name| !PARAMETERS.contains(name) && can_be_declared(name)).collect();
        assert!(free.is_empty(), "{free:?}");
    }

    #[test]
    fn what_the_runtime_declares_is_known() {
        let names: Vec<&str> = names().collect();
        for name in [
            "ApiOperation",
            "ApiError",
            "ApiRoute",
            "connect",
            "lines",
            "jsonLines",
            "addSecret",
            "REPEATABLE",
            "ApiMutation",
            "QueryClient",
            "useQuery",
        ] {
            assert!(names.contains(&name), "{name}");
        }
    }
}
