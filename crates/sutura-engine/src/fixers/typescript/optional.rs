//! What may be missing and is used as if it were there, where the project shows how it goes on without it.

use std::{cmp::Reverse, collections::BTreeMap};

use regex::Regex;

use super::{
    project::{Problem, View},
    text::{identifier_at, quoted},
};
use crate::fixers::Proposal;

const CODES: &[&str] = &["TS18047", "TS18048", "TS18049"];

/// Proposes `?.` before a member, with the `?? …` behind it, as another place of the project reads the same member of the same name; and `?.`
/// alone where nobody reads the value, an element shows it, an object is made of it, or the next lines expect that it is missing.
pub(super) fn propose(view: &View<'_>) -> Vec<Proposal> {
    let members = view.problems(CODES);
    let calls = view.problems(&["TS2722"]);
    let read = members.iter().flat_map(|problem| chained(view, problem));
    let unread = members.iter().filter_map(|problem| skipped(view, problem));
    read.chain(unread).chain(calls.iter().filter_map(|problem| called(view, problem))).collect()
}

/// The rank of what no other place of the project shows.
const UNSHOWN: u8 = 10;

/// `ref.current.focus();`, and `const x = a.b;` before `x === undefined`.
fn skipped(view: &View<'_>, problem: &Problem<'_>) -> Option<Proposal> {
    let (place, member, _) = access(problem)?;
    let object = &problem.text[problem.offset..place];
    let places = view.places(problem.file);
    let is_idle_call = object.ends_with(".current")
        && places.idle.iter().any(|idle| idle.start == problem.offset && places.calls.iter().any(|call| call.range == *idle));
    let end = place + 1 + member.len();
    if !is_idle_call && !is_expected(problem, end) && !is_shown_or_spread(problem, end) {
        return None;
    }
    view.proposal(format!("`{object}?.{member}`"), problem, vec![(place..place, "?".to_owned())], UNSHOWN)
}

/// Whether the value that ends at `end` is all that a place of an element shows, or is spread: there nothing is as good as what is missing.
fn is_shown_or_spread(problem: &Problem<'_>, end: usize) -> bool {
    let (before, behind) = (&problem.text[..problem.offset], &problem.text[end..]);
    let is_spread = before.ends_with("...") && behind.trim_start().starts_with([',', '}']);
    let is_shown = before.trim_end().strip_suffix('{').is_some_and(|before| before.trim_end().ends_with('>') && !before.ends_with("=> "));
    is_spread || is_shown && behind.trim_start().strip_prefix('}').is_some_and(|behind| behind.trim_start().starts_with('<'))
}

/// Whether a constant holds the value that ends at `end` and nothing else, and is compared with `undefined` on one of the next lines.
fn is_expected(problem: &Problem<'_>, end: usize) -> bool {
    let declared = || {
        let before = problem.text.get(..problem.offset)?.strip_suffix(" = ")?;
        let name = before.rsplit(' ').next().filter(|name| before.ends_with(&format!("const {name}")))?;
        let behind = problem.text.get(end..)?.trim_start_matches(';').trim_start();
        Some(["===", "==", "!==", "!="].iter().any(|sign| behind.starts_with(&format!("if ({name} {sign} undefined"))))
    };
    declared().unwrap_or(false)
}

/// `onSelect(x)` where nobody reads what an optional callback gives.
fn called(view: &View<'_>, problem: &Problem<'_>) -> Option<Proposal> {
    let places = view.places(problem.file);
    let call = places.calls.iter().find(|call| call.callee.start == problem.offset && places.idle.contains(&call.range))?;
    let callee = problem.text.get(call.callee.clone())?;
    let is_plain = callee.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '$' | '.'));
    let edits = vec![(call.callee.end..call.callee.end, "?.".to_owned())];
    is_plain.then(|| view.proposal(format!("`{callee}?.(…)`"), problem, edits, 0)).flatten()
}

fn chained(view: &View<'_>, problem: &Problem<'_>) -> Vec<Proposal> {
    let Some((place, member, goes_on)) = access(problem) else { return Vec::new() };
    let object = &problem.text[problem.offset..place];
    let name = object.rsplit('.').next().unwrap_or(object);
    let mut ways: BTreeMap<String, usize> = BTreeMap::new();
    for default in view.modules.keys().filter_map(|file| view.text(file)).flat_map(|text| defaults(text, name, member)) {
        // What is read of the member's value ends with it: the default of a whole chain says nothing of this one.
        *ways.entry(if goes_on { String::new() } else { default }).or_default() += 1;
    }
    let mut ways: Vec<(String, usize)> = ways.into_iter().collect();
    ways.sort_by_key(|(_, count)| Reverse(*count));
    let end = place + 1 + member.len();
    let proposals = ways.into_iter().enumerate().filter_map(|(rank, (default, _))| {
        let edits = vec![(place..place, "?".to_owned()), (end..end, default.clone())];
        let title = format!("`{object}?.{member}{default}`, as elsewhere");
        view.proposal_in(title, problem.file, edits, vec![problem.diagnostic], rank.min(9) as u8)
    });
    proposals.collect()
}

/// Where the `.` behind what may be missing stands, the member that follows, and whether more is read of that.
fn access<'a>(problem: &Problem<'a>) -> Option<(usize, &'a str, bool)> {
    let object = quoted(&problem.diagnostic.message).first().copied()?;
    let behind = problem.text.get(problem.offset..)?.strip_prefix(object)?;
    let member = identifier_at(behind.strip_prefix('.')?, 0)?;
    let rest = &behind[1 + member.len()..];
    Some((problem.offset + object.len(), member, rest.starts_with(['.', '(', '[', '!'])))
}

/// What stands behind each `name?.member` of `text`: nothing, or ` ?? ` and a plain value.
fn defaults(text: &str, name: &str, member: &str) -> Vec<String> {
    let pattern = format!(
        r#"(?:^|[^\w$]){}\?\.{}\b(\s\?\?\s(?:[\w$.]+|'[^'\n]*'|"[^"\n]*"|\[\]|\{{\}}))?"#,
        regex::escape(name),
        regex::escape(member)
    );
    let Ok(pattern) = Regex::new(&pattern) else { return Vec::new() };
    pattern.captures_iter(text).map(|found| found.get(1).map_or(String::new(), |default| default.as_str().to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{best, problem, proposals};
    use super::*;

    fn run(here: &str, elsewhere: &str, needle: &str, object: &str) -> Option<String> {
        let files = [("a.tsx", here), ("b.tsx", elsewhere)];
        let told = problem(&files, "a.tsx", needle, "TS18048", &format!("'{object}' is possibly 'undefined'."));
        best(&proposals(propose, &files, &[told], "")).map(str::to_owned)
    }

    #[test]
    fn what_may_be_missing_is_read_as_another_page_reads_it() {
        let page = "const title = `Products (${products.data.length})`;\n";
        let found = run(page, "const title = `Customers (${customers.data?.length ?? 0})`;\n", "products.data", "products.data");
        assert_eq!(found.as_deref(), Some("const title = `Products (${products.data?.length ?? 0})`;\n"));
        let found = run("show(user.name);\n", "hide(user?.name);\n", "user.name", "user");
        assert_eq!(found.as_deref(), Some("show(user?.name);\n"));
    }

    #[test]
    fn what_is_shown_or_spread_may_be_missing() {
        for (text, needle, object) in [
            ("const a = <b>{user.name}</b>;\n", "user.", "user"),
            ("load({ ...init, headers: { a, ...init.headers } });\n", "init.h", "init"),
        ] {
            let made = text.replacen(&format!("{object}."), &format!("{object}?."), 1);
            assert_eq!(run(text, "", needle, object), Some(made));
        }
        assert_eq!(run("const a = <b title={user.name}>x</b>;\n", "", "user.", "user"), None);
        assert_eq!(run("const a = () => {user.name}\n", "", "user.", "user"), None);
    }

    #[test]
    fn a_chain_is_cut_off_at_its_beginning() {
        let found = run("show(data.items.map(row));\n", "hide(data?.items ?? []);\n", "data.items", "data");
        assert_eq!(found.as_deref(), Some("show(data?.items.map(row));\n"));
    }

    fn called(text: &str) -> Option<String> {
        let files = [("a.tsx", text)];
        let told = problem(&files, "a.tsx", "onSelect(", "TS2722", "Cannot invoke an object which is possibly 'undefined'.");
        best(&proposals(propose, &files, &[told], "")).map(str::to_owned)
    }

    #[test]
    fn an_optional_callback_is_called_if_it_is_there_unless_its_value_is_read() {
        let found = called("<Card onClick={() => onSelect(ticket)} />;\n");
        assert_eq!(found.as_deref(), Some("<Card onClick={() => onSelect?.(ticket)} />;\n"));
        assert_eq!(called("const chosen = onSelect(ticket);\n"), None);
    }

    #[test]
    fn what_is_there_once_mounted_and_what_is_expected_to_be_missing_is_read_if_it_is_there() {
        let found = run("box.current.scroll(1);\n", "", "box.current", "box.current");
        assert_eq!(found.as_deref(), Some("box.current?.scroll(1);\n"));
        assert_eq!(run("show(box.current.scroll(1));\n", "", "box.current", "box.current"), None);
        let found = run("const c = a.b.c;\nif (c === undefined) {\n}\n", "", "a.b", "a.b");
        assert_eq!(found.as_deref(), Some("const c = a.b?.c;\nif (c === undefined) {\n}\n"));
        assert_eq!(run("const c = a.b.c;\nshow(c);\n", "", "a.b", "a.b"), None);
    }

    #[test]
    fn what_is_read_nowhere_else_is_left() {
        assert_eq!(run("show(user.name);\n", "hide(superuser?.name, user?.email, user?.names);\n", "user.name", "user"), None);
    }
}
