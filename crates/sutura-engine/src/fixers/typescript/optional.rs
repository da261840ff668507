//! What may be missing and is used as if it were there, where the project shows how it goes on without it.

use std::{cmp::Reverse, collections::BTreeMap};

use regex::Regex;

use super::{
    project::{Problem, View},
    text::{identifier_at, quoted},
};
use crate::fixers::Proposal;

const CODES: &[&str] = &["TS18047", "TS18048", "TS18049"];

/// Proposes `?.` before a member, with the `?? …` behind it, as another place of the project reads the same member of the same name.
pub(super) fn propose(view: &View<'_>) -> Vec<Proposal> {
    view.problems(CODES).iter().flat_map(|problem| chained(view, problem)).collect()
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
    fn a_chain_is_cut_off_at_its_beginning() {
        let found = run("show(data.items.map(row));\n", "hide(data?.items ?? []);\n", "data.items", "data");
        assert_eq!(found.as_deref(), Some("show(data?.items.map(row));\n"));
    }

    #[test]
    fn what_is_read_nowhere_else_is_left() {
        assert_eq!(run("show(user.name);\n", "hide(superuser?.name, user?.email, user?.names);\n", "user.name", "user"), None);
    }
}
