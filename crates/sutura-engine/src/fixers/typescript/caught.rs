//! What was caught is of any type: only an error has a message.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    project::{Problem, View},
    text::identifier_at,
};
use crate::fixers::Proposal;

/// Proposes to read the message of an error alone, unless the project has a way of its own.
pub(super) fn propose(view: &View<'_>) -> Vec<Proposal> {
    view.problems(&["TS18046"]).iter().filter_map(|problem| guarded(view, problem)).collect()
}

fn guarded(view: &View<'_>, problem: &Problem<'_>) -> Option<Proposal> {
    let name = identifier_at(problem.text, problem.offset)?;
    let end = problem.offset + name.len() + ".message".len();
    let is_message = problem.text.get(problem.offset + name.len()..end)? == ".message";
    let (before, behind) = (problem.text.get(..problem.offset)?, problem.text.get(end..)?);
    let is_caught = before.rfind("catch (").is_some_and(|at| before[at..].starts_with(&format!("catch ({name})")));
    let is_whole = ["(", "= ", "return ", "${"].iter().any(|start| before.ends_with(start)) && behind.starts_with([')', ';', '\n', '}']);
    if !is_message || !is_caught || !is_whole || has_own_way(view) {
        return None;
    }
    let guarded = format!("{name} instanceof Error ? {name}.message : String({name})");
    view.proposal(format!("`{guarded}`"), problem, vec![(problem.offset..end, guarded)], 0)
}

/// Whether the project makes a text of something unknown elsewhere, by a function or with words for what is no error.
fn has_own_way(view: &View<'_>) -> bool {
    static WAY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"\(\w+: unknown\b[^)]*\)(?:: string| =>)|instanceof \w*Error \? [\w.]+ : ["'`]|isAxiosError|instanceof AxiosError"#)
            .expect("the pattern is a constant that the tests compile")
    });
    view.modules.keys().filter_map(|file| view.text(file)).any(|text| WAY.is_match(text))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{best, problem, proposals};
    use super::*;

    fn run(text: &str, other: &str) -> Option<String> {
        let files = [("a.ts", text), ("b.ts", other)];
        best(&proposals(propose, &files, &[problem(&files, "a.ts", "e.", "TS18046", "'e' is of type 'unknown'.")], "")).map(str::to_owned)
    }

    const SHOW: &str = "try {\n  go();\n} catch (e) {\n  show(e.message);\n}\n";

    #[test]
    fn the_message_of_an_error_alone_is_read() {
        assert_eq!(run(SHOW, ""), Some(SHOW.replace("e.message", "e instanceof Error ? e.message : String(e)")));
    }

    #[test]
    fn where_the_project_has_a_way_of_its_own_or_something_else_is_read_nothing_is_proposed() {
        assert_eq!(run(SHOW, "export function toMessage(error: unknown): string {\n  return '';\n}\n"), None);
        assert_eq!(run(SHOW, "show(e instanceof Error ? e.message : 'Not saved');\n"), None);
        assert_eq!(run(&SHOW.replace("e.message", "e.response"), ""), None);
    }
}
