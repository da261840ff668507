//! Two contracts side by side, for people: what changed, first what breaks.

use sutura_contract::diff::{Breaks, Change, Comparison, Subject};

use super::{
    Paint,
    markdown::{code_span, escape, table},
    text::one_line,
    words::count,
};

/// More files than these are counted.
const MOST_FILES: usize = 4;

/// More rows than these nobody reads in a comment, and GitHub may refuse them.
const MOST_ROWS: usize = 150;

/// For a terminal: a line a change, and below it the files that meet it.
pub fn text(comparison: &Comparison, color: bool) -> String {
    let paint = Paint::new(color);
    let mut text = format!("{}\n", paint.heading(&one_line(&sides(comparison))));
    for (heading, changes) in sections(comparison) {
        text += &format!("\n{}\n", paint.heading(heading));
        for change in changes {
            let breaks = if change.breaking { format!(" [{}]", breaks(change)) } else { String::new() };
            text += &format!("  {}{}\n", one_line(&line(change)), paint.faint(&breaks));
            if let Some(files) = files(change) {
                text += &format!("    {}\n", paint.faint(&one_line(&files)));
            }
        }
    }
    text + &format!("\n{}\n", paint.verdict(u8::from(comparison.is_breaking()), &verdict(comparison)))
}

/// For a comment on a pull request.
pub fn markdown(comparison: &Comparison) -> String {
    let mut sections = sections(comparison);
    let harmless = sections.pop_if(|(heading, _)| *heading == HARMLESS).map(|(_, changes)| changes);
    let mut text = format!("### Contract: {}\n\n{}\n", escape(&verdict(comparison)), escape(&sides(comparison)));
    for (heading, changes) in sections {
        text += &format!("\n**{heading}**\n\n{}\n", rows("| Change | Breaks | Files |\n| --- | --- | --- |", &changes, breaking_row));
    }
    if let Some(changes) = harmless {
        let number = count(changes.len(), "change");
        let rows = rows("| Change |\n| --- |", &changes, |change| format!("| {} |", code_span(&line(change))));
        text += &format!("\n<details><summary>{HARMLESS}: {number}</summary>\n\n{rows}\n\n</details>\n");
    }
    text
}

/// `Shop 1.0.0 → Shop 1.1.0`
fn sides(comparison: &Comparison) -> String {
    let Comparison { old, new, .. } = comparison;
    let name = |side: &sutura_contract::diff::Side| format!("{} {}", side.title, side.version).trim().to_owned();
    format!("{} → {}", name(old), name(new))
}

const HARMLESS: &str = "Not breaking";

fn sections(comparison: &Comparison) -> Vec<(&'static str, Vec<&Change>)> {
    let pick = |fits: &dyn Fn(&Change) -> bool| comparison.changes.iter().filter(|change| fits(change)).collect::<Vec<_>>();
    let all = [
        ("Breaking", pick(&Change::breaks_here)),
        ("Breaking, but met by no file of this frontend", pick(&|change| change.breaking && !change.breaks_here())),
        (HARMLESS, pick(&|change| !change.breaking)),
    ];
    all.into_iter().filter(|(_, changes)| !changes.is_empty()).collect()
}

/// `orders.list query.status was removed`
fn line(change: &Change) -> String {
    let subject = match change.subject {
        Subject::Endpoint => "",
        Subject::Module => "module ",
        Subject::Schema => "schema ",
        Subject::Enum => "enum ",
        Subject::Security => "security ",
    };
    let at = if change.at.is_empty() { String::new() } else { format!(" {}", change.at) };
    format!("{subject}{}{at} {}", change.name, change.message)
}

fn breaks(change: &Change) -> String {
    let word = |breaks: &Breaks| match breaks {
        Breaks::Requests => "requests",
        Breaks::Responses => "responses",
        Breaks::Code => "code",
    };
    change.breaks.iter().map(word).collect::<Vec<_>>().join(", ")
}

fn files(change: &Change) -> Option<String> {
    let files = change.files.as_ref().filter(|files| change.breaking && !files.is_empty())?;
    let shown = files.iter().take(MOST_FILES).cloned().collect::<Vec<_>>().join(", ");
    let more = files.len().saturating_sub(MOST_FILES);
    Some(if more > 0 { format!("{shown} and {more} more") } else { shown })
}

fn breaking_row(change: &Change) -> String {
    let files = files(change).map_or_else(String::new, |files| code_span(&files));
    format!("| {} | {} | {files} |", code_span(&line(change)), breaks(change))
}

fn rows(head: &str, changes: &[&Change], row: impl Fn(&Change) -> String) -> String {
    let shown = changes.iter().take(MOST_ROWS).map(|change| row(change)).collect();
    let more = changes.len().saturating_sub(MOST_ROWS);
    let rest = if more > 0 { format!("\n\nand {more} more") } else { String::new() };
    table(head, shown).unwrap_or_default() + &rest
}

/// The one line that sums it up.
fn verdict(comparison: &Comparison) -> String {
    let summary = comparison.summary;
    let all = count(summary.changes, "change");
    match (summary.changes, summary.breaking, summary.breaking_frontend) {
        (0, ..) => "Nothing changed for clients".to_owned(),
        (_, 0, _) => format!("{all}, none of them breaking"),
        (_, breaking, None) => format!("{all}, {breaking} breaking"),
        (_, breaking, Some(here)) => format!("{all}, {breaking} breaking, {here} of them for this frontend"),
    }
}

#[cfg(test)]
mod tests {
    use sutura_contract::{Contract, diff::Uses};

    use super::*;

    fn contract(version: &str, fields: &[(&str, &str)]) -> Contract {
        let properties: Vec<serde_json::Value> = fields
            .iter()
            .map(|(name, kind)| serde_json::json!({"name": name, "type": {"kind": kind}, "required": true, "present": true}))
            .collect();
        serde_json::from_value(serde_json::json!({
            "title": "Shop", "version": version, "enums": [],
            "modules": [{"name": "orders", "prefix": "", "endpoints": [{
                "name": "get", "method": "GET", "path": "/orders/{id}",
                "responses": [{"status": "200", "contents": [{"media_type": "application/json", "type": {"kind": "reference", "name": "Order"}}]}],
            }]}],
            "schemas": [{"name": "Order", "type": {"kind": "object", "properties": properties}}],
        }))
        .unwrap()
    }

    fn comparison(files: Option<&[&str]>) -> Comparison {
        let old = contract("1.0.0", &[("id", "integer"), ("total", "integer"), ("customer", "string"), ("note|", "string")]);
        let new = contract("1.1.0", &[("id", "integer"), ("total", "number"), ("note|", "null"), ("weight", "number")]);
        let uses = |words: &str| Uses { endpoints: ["orders.get".to_owned()].into(), words: [words.to_owned()].into(), ..Uses::default() };
        let frontend = files.map(|files| files.iter().map(|file| ((*file).to_owned(), uses("total"))).collect::<Vec<_>>());
        Comparison::of(&old, &new, frontend.as_deref())
    }

    #[test]
    fn what_breaks_comes_first() {
        insta::assert_snapshot!(text(&comparison(None), false), @"
        Shop 1.0.0 → Shop 1.1.0

        Breaking
          schema Order total was integer, is number [responses]
          schema Order note| was string, is null [responses]
          schema Order customer was removed [responses, code]

        Not breaking
          schema Order weight was added

        4 changes, 3 breaking
        ");
    }

    #[test]
    fn a_change_is_shown_with_the_files_that_meet_it() {
        insta::assert_snapshot!(text(&comparison(Some(&["a.ts", "b.ts", "c.ts", "d.ts", "e.ts"])), false), @"
        Shop 1.0.0 → Shop 1.1.0

        Breaking
          schema Order total was integer, is number [responses]
            a.ts, b.ts, c.ts, d.ts and 1 more

        Breaking, but met by no file of this frontend
          schema Order note| was string, is null [responses]
          schema Order customer was removed [responses, code]

        Not breaking
          schema Order weight was added

        4 changes, 3 breaking, 1 of them for this frontend
        ");
    }

    #[test]
    fn a_comment_has_a_table_of_what_breaks_and_folds_the_rest() {
        insta::assert_snapshot!(markdown(&comparison(Some(&["src/Order.tsx"]))), @"
        ### Contract: 4 changes, 3 breaking, 1 of them for this frontend

        Shop 1.0.0 → Shop 1.1.0

        **Breaking**

        | Change | Breaks | Files |
        | --- | --- | --- |
        | <code>schema Order total was integer, is number</code> | responses | <code>src/Order.tsx</code> |

        **Breaking, but met by no file of this frontend**

        | Change | Breaks | Files |
        | --- | --- | --- |
        | <code>schema Order note&#124; was string, is null</code> | responses |  |
        | <code>schema Order customer was removed</code> | responses, code |  |

        <details><summary>Not breaking: 1 change</summary>

        | Change |
        | --- |
        | <code>schema Order weight was added</code> |

        </details>
        ");
    }

    #[test]
    fn two_equal_contracts_are_one_line() {
        let same = contract("1", &[("id", "integer")]);
        insta::assert_snapshot!(text(&Comparison::of(&same, &same, None), false), @"
        Shop 1 → Shop 1

        Nothing changed for clients
        ");
    }
}
