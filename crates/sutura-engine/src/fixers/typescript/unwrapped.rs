//! What is wrapped in something where its content is asked for.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    project::{Problem, View},
    text::{identifier_at, quoted},
};
use crate::fixers::Proposal;

const CODES: &[&str] = &["TS2322", "TS2345", "TS2739", "TS2740", "TS2741"];

/// Proposes the `.data` of a response, and the only member of an object, where that is of the very type that is asked for.
pub(super) fn propose(view: &View<'_>) -> Vec<Proposal> {
    view.problems(CODES).iter().filter_map(|problem| unwrapped(view, problem)).collect()
}

fn unwrapped(view: &View<'_>, problem: &Problem<'_>) -> Option<Proposal> {
    let quotes = quoted(problem.diagnostic.message.lines().next()?);
    let [given, wanted] = quotes[..] else { return None };
    let member = content(given, wanted)?;
    let value = value_at(view, problem)?;
    let end = value.end;
    view.proposal(format!("take `{member}` out of it"), problem, vec![(end..end, format!(".{member}"))], 0)
}

/// The member of `given` that is a `wanted`.
fn content<'g>(given: &'g str, wanted: &str) -> Option<&'g str> {
    static ONLY: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^\{ ([A-Za-z_$][\w$]*): ([^;{}]+); \}$").expect("the pattern is a constant that the tests compile"));
    if let Some(inner) = given.strip_prefix("AxiosResponse<") {
        return inner.strip_prefix(wanted).filter(|rest| rest.starts_with([',', '>'])).map(|_| "data");
    }
    let found = ONLY.captures(given)?;
    (found.get(2)?.as_str() == wanted).then(|| found.get(1).map_or("", |name| name.as_str()))
}

/// The plain name, or the chain of names, that is returned or handed in at the problem.
fn value_at(view: &View<'_>, problem: &Problem<'_>) -> Option<std::ops::Range<usize>> {
    let returned = problem.text.get(problem.offset..)?.strip_prefix("return ");
    let start = if returned.is_some() { problem.offset + "return ".len() } else { problem.offset };
    let mut end = start + identifier_at(problem.text, start)?.len();
    while let Some(name) = problem.text.get(end..)?.strip_prefix('.').and_then(|rest| identifier_at(rest, 0)) {
        end += 1 + name.len();
    }
    let is_whole = problem.text.get(end..)?.trim_start_matches([' ', '\t']).starts_with([';', '\n', '\r', ')', ',']);
    let is_handed = returned.is_some() || view.places(problem.file).call_with(start).is_some();
    (is_whole && is_handed).then_some(start..end)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{best, problem, proposals};
    use super::*;

    fn run(text: &str, needle: &str, code: &str, message: &str) -> Option<String> {
        let files = [("a.ts", text)];
        best(&proposals(propose, &files, &[problem(&files, "a.ts", needle, code, message)], "")).map(str::to_owned)
    }

    #[test]
    fn the_content_is_taken_out_where_it_is_what_is_asked_for() {
        let message = "Type 'AxiosResponse<Product, any, {}>' is missing the following properties from type 'Product': id, sku";
        let text = "async function f(): Promise<Product> {\n  return response;\n}\n";
        assert!(run(text, "return", "TS2740", message).unwrap().contains("return response.data;"));
        let message = "Type '{ url: string; }' is not assignable to type 'string'.";
        let text = "function f(): string {\n  return res.data\n}\n";
        assert!(run(text, "return", "TS2322", message).unwrap().contains("return res.data.url\n"));
    }

    #[test]
    fn another_content_and_one_of_several_are_left() {
        let text = "async function f() {\n  return response;\n}\n";
        let message = "Type 'AxiosResponse<Page, any, {}>' is missing the following properties from type 'Product': id, sku";
        assert_eq!(run(text, "return", "TS2740", message), None);
        let message = "Type '{ url: string; name: string; }' is not assignable to type 'string'.";
        assert_eq!(run(text, "return", "TS2322", message), None);
    }
}
