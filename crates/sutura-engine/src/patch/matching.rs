//! Finds the place that a model means by the text that stands there.

use super::{
    gutter,
    nearest::nearest,
    place::{Line, MOST_PLACES, places},
};

pub use super::place::Tier;

/// A change that a model asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Puts `new` in the place of `old`, which stands in the text once.
    Replace {
        /// The text that stands there.
        old: String,
        /// The text that shall stand there.
        new: String,
    },
    /// Gives the file a new text. What was changed before does not count any more.
    Write {
        /// The text; a code fence around all of it is taken off.
        content: String,
    },
}

/// What became of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The text was found once and replaced.
    Replaced(Tier),
    /// The file has the new text.
    Written,
    /// A later change gave the file a whole new text.
    Overridden,
}

/// Why a change was not made. The message is for the model.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is nothing to look for.
    #[error("old_string is empty. Give the lines to replace, or call write_file with the whole file.")]
    EmptyOld,
    /// The whole file would go.
    #[error("content is empty. Give the whole file.")]
    EmptyContent,
    /// Nothing would change.
    #[error("Nothing changes: the new text is the same as the old one.")]
    Unchanged,
    /// A text is larger than [`LIMIT`].
    #[error("The text is too large.")]
    TooLarge,
    /// The old text is not there, but the new one is.
    #[error("old_string is not in the file, and new_string already is, at line {line}. Nothing was changed.")]
    AlreadyThere {
        /// 1-based.
        line: usize,
    },
    /// The old text stands in several places.
    #[error("old_string matches {}, at lines {}. Add lines around it so that it matches one.", count(lines), list(lines))]
    Ambiguous {
        /// The 1-based first line of each place; of many only the first ten.
        lines: Vec<usize>,
    },
    /// The old text is nowhere.
    #[error("old_string is not in the file.{}", show(nearest))]
    NotFound {
        /// The lines that are most like it, each with its 1-based number.
        nearest: Vec<(usize, String)>,
    },
}

/// The largest text that is looked at, in bytes.
pub const LIMIT: usize = 4 << 20;

fn count(lines: &[usize]) -> String {
    if lines.len() == MOST_PLACES { format!("{MOST_PLACES} or more places") } else { format!("{} places", lines.len()) }
}

fn list(lines: &[usize]) -> String {
    lines.iter().map(usize::to_string).collect::<Vec<_>>().join(", ")
}

fn show(nearest: &[(usize, String)]) -> String {
    if nearest.is_empty() {
        return String::new();
    }
    let lines = nearest.iter().map(|(number, line)| format!("\n{number}|{line}"));
    format!(" The nearest lines, with their numbers, which are no part of the text:{}", lines.collect::<String>())
}

/// Makes `changes` in `text` in their order, and says of each what became of it. A change that is refused leaves the text as it is.
///
/// The text keeps its line ends and a newline at its end, whatever the changes have.
pub fn apply(text: &str, changes: &[Change]) -> (String, Vec<Result<Outcome, Refusal>>) {
    let last_write = changes.iter().rposition(|change| matches!(change, Change::Write { content } if !unfenced(content).trim().is_empty()));
    let mut current = text.to_owned();
    let outcomes = changes.iter().enumerate().map(|(at, change)| {
        if last_write.is_some_and(|write| at < write) {
            return Ok(Outcome::Overridden);
        }
        let (changed, outcome) = match change {
            Change::Replace { old, new } => replace(&current, old, new).map(|(text, tier)| (text, Outcome::Replaced(tier)))?,
            Change::Write { content } => write(text, content).map(|text| (text, Outcome::Written))?,
        };
        if changed == current {
            return Err(Refusal::Unchanged);
        }
        current = changed;
        Ok(outcome)
    });
    let outcomes = outcomes.collect();
    (current, outcomes)
}

fn write(before: &str, content: &str) -> Result<String, Refusal> {
    if content.len() > LIMIT {
        return Err(Refusal::TooLarge);
    }
    let content = unfenced(content);
    if content.trim().is_empty() {
        return Err(Refusal::EmptyContent);
    }
    Ok(ended_like(before, with_line_ends(content, line_end(before))))
}

/// What stands inside of a code fence that is around all of `content`.
fn unfenced(content: &str) -> &str {
    let inner = content.trim().strip_prefix("```").and_then(|rest| rest.strip_suffix("```"));
    inner.and_then(|inner| inner.split_once('\n')).filter(|(_, code)| code.ends_with('\n')).map_or(content, |(_, code)| code)
}

fn replace(text: &str, old: &str, new: &str) -> Result<(String, Tier), Refusal> {
    if old.trim().is_empty() {
        return Err(Refusal::EmptyOld);
    }
    if [text, old, new].iter().any(|text| text.len() > LIMIT) {
        return Err(Refusal::TooLarge);
    }
    let (old, new) = (old.replace("\r\n", "\n"), new.replace("\r\n", "\n"));
    if old == new {
        return Err(Refusal::Unchanged);
    }
    let lines = Line::all(text);
    let (tier, mut places) = places(text, &lines, &old);
    match places.len() {
        0 => match gutter::without(&old) {
            Some(bare) => replace(text, &bare, &gutter::stripped(&new)).map(|(text, _)| (text, Tier::Gutter)),
            None => Err(missing(text, &lines, &old, &new)),
        },
        1 => {
            let place = places.remove(0);
            let span = place.span(&lines);
            let end = line_end(text);
            let inserted = with_line_ends(&place.fill(text, &lines, &old, &new), end);
            let changed = [&text[..span.start], &inserted, &text[span.end..]].concat();
            Ok((if span.end == text.len() { ended_like(text, changed) } else { changed }, tier))
        }
        _ => Err(Refusal::Ambiguous { lines: places.iter().map(|place| place.line(text)).collect() }),
    }
}

/// The line end that most lines of `text` have.
fn line_end(text: &str) -> &'static str {
    if text.matches("\r\n").count() * 2 > text.matches('\n').count() { "\r\n" } else { "\n" }
}

fn with_line_ends(text: &str, end: &str) -> String {
    let text = text.replace("\r\n", "\n");
    if end == "\n" { text } else { text.replace('\n', end) }
}

/// `text`, with a newline at its end if `before` has one.
fn ended_like(before: &str, mut text: String) -> String {
    if before.ends_with('\n') && !text.is_empty() && !text.ends_with('\n') {
        text.push_str(line_end(before));
    }
    text
}

fn missing(text: &str, lines: &[Line], old: &str, new: &str) -> Refusal {
    if !new.trim().is_empty()
        && let (_, there) = places(text, lines, new)
        && let [place] = &there[..]
    {
        return Refusal::AlreadyThere { line: place.line(text) };
    }
    let contents: Vec<&str> = lines.iter().map(|line| line.content).collect();
    Refusal::NotFound { nearest: nearest(&contents, old) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn patch(text: &str, old: &str, new: &str) -> (String, Result<Outcome, Refusal>) {
        let (text, mut outcomes) = apply(text, &[Change::Replace { old: old.to_owned(), new: new.to_owned() }]);
        (text, outcomes.remove(0))
    }

    /// The text afterwards, where the place is found at this tier.
    fn at(tier: Tier, text: &str, old: &str, new: &str) -> String {
        let (text, outcome) = patch(text, old, new);
        assert_eq!(outcome, Ok(Outcome::Replaced(tier)), "{old}");
        text
    }

    fn refused(text: &str, old: &str, new: &str) -> String {
        let (after, outcome) = patch(text, old, new);
        assert_eq!(after, text);
        outcome.unwrap_err().to_string()
    }

    const SERVICE: &str = "class Orders:\n    def total(self, db):\n        rows = db.all()  \n        return sum(rows)\n\n    def count(self, db):\n        return len(db.all())\n";

    #[test]
    fn a_text_that_stands_there_is_replaced() {
        let text = at(Tier::Exact, SERVICE, "sum(rows)", "sum(row.total for row in rows)");
        assert_eq!(text, SERVICE.replace("sum(rows)", "sum(row.total for row in rows)"));
    }

    #[test]
    fn white_space_at_the_ends_of_lines_does_not_hinder_and_stays_where_nothing_changes() {
        let old = "        rows = db.all()\n        return sum(rows)\n";
        let text = at(Tier::TrailingSpace, SERVICE, old, &old.replace("sum", "len"));
        assert_eq!(text, SERVICE.replace("sum", "len"));
        let text = at(Tier::TrailingSpace, SERVICE, &format!("\n\n{old}\n\n"), &format!("\n\n{}\n\n", old.replace("sum", "len")));
        assert_eq!(text, SERVICE.replace("sum", "len"));
    }

    #[test]
    fn a_block_with_another_indentation_is_put_in_with_that_of_the_file() {
        let text = at(
            Tier::Indentation,
            SERVICE,
            "def count(self, db):\n    return len(db.all())",
            "def count(self, db: Session) -> int:\n    if db is None:\n        return 0\n    return len(db.all())",
        );
        assert_eq!(
            text,
            SERVICE.replace(
                "    def count(self, db):\n",
                "    def count(self, db: Session) -> int:\n        if db is None:\n            return 0\n"
            )
        );
    }

    #[test]
    fn look_alikes_are_found_and_what_does_not_change_keeps_them() {
        let page = "<Title>\n  It’s “new” – really…\n</Title>\n<p>a\u{a0}b</p>\n";
        let text = at(Tier::Lookalike, page, "<Title>\n  It's \"new\" - really...\n", "<Title level={2}>\n  It's \"new\" - really...\n");
        assert_eq!(text, page.replace("<Title>", "<Title level={2}>"));
        assert_eq!(at(Tier::Lookalike, page, "a b", "c d"), page.replace("a\u{a0}b", "c d"));
        assert!(refused(page, "really..", "x").starts_with("old_string is not in the file."), "half of an ellipsis is no place");
    }

    #[test]
    fn a_text_that_matches_twice_changes_nothing_and_both_places_are_told() {
        assert_eq!(
            refused(SERVICE, "db.all()", "db.scalars()"),
            "old_string matches 2 places, at lines 3, 7. Add lines around it so that it matches one."
        );
        assert_eq!(
            refused("  a()\n\ta()\n", "    a()\n", "b()\n"),
            "old_string matches 2 places, at lines 1, 2. Add lines around it so that it matches one."
        );
        assert_eq!(refused("aaa", "aa", "b"), "old_string matches 2 places, at lines 1, 1. Add lines around it so that it matches one.");
    }

    #[test]
    fn line_numbers_that_were_copied_along_are_taken_off_and_said() {
        let changed = at(
            Tier::Gutter,
            SERVICE,
            "2|    def total(self, db):\n>3|        rows = db.all()\n",
            "2|    def total(self, db):\n        rows = []\n",
        );
        assert!(changed.starts_with("class Orders:\n    def total(self, db):\n        rows = []\n        return sum(rows)\n"), "{changed}");
        assert_eq!(at(Tier::Exact, "a\n3|b\n", "3|b", "4|c"), "a\n4|c\n", "what stands there to the letter is taken so");
        assert!(refused(SERVICE, "2|    def total(self, db):\n        rows = db.all()", "x").contains("not in the file"));
    }

    #[test]
    fn a_text_that_is_not_there_is_answered_with_the_nearest_lines() {
        insta::assert_snapshot!(refused(SERVICE, "    def total(self, database):\n        rows = db.all()\n", "x"), @r"
        old_string is not in the file. The nearest lines, with their numbers, which are no part of the text:
        2|    def total(self, db):
        3|        rows = db.all()  
        4|        return sum(rows)
        ");
        insta::assert_snapshot!(refused(SERVICE, "return len(db.all(), 1)", "x"), @r"
        old_string is not in the file. The nearest lines, with their numbers, which are no part of the text:
        6|    def count(self, db):
        7|        return len(db.all())
        ");
        assert_eq!(refused(SERVICE, "@router.post('/')", "x"), "old_string is not in the file.");
    }

    #[test]
    fn what_is_already_there_is_told() {
        assert_eq!(
            refused(SERVICE, "return total(rows)", "return sum(rows)"),
            "old_string is not in the file, and new_string already is, at line 4. Nothing was changed."
        );
    }

    #[test]
    fn requests_that_make_no_sense_are_refused() {
        assert_eq!(patch("x\n", " \n", "y").1, Err(Refusal::EmptyOld));
        assert_eq!(patch("x\n", "x", "x").1, Err(Refusal::Unchanged));
        assert_eq!(patch("x\n", "x\r\n", "x\n").1, Err(Refusal::Unchanged));
        assert_eq!(patch("x\n", "x", &"y".repeat(LIMIT + 1)).1, Err(Refusal::TooLarge));
        let write = |content: &str| apply("x\n", &[Change::Write { content: content.to_owned() }]).1.remove(0);
        assert_eq!(write(" \n"), Err(Refusal::EmptyContent));
        assert_eq!(write("x"), Err(Refusal::Unchanged));
    }

    #[test]
    fn line_ends_and_the_newline_at_the_end_are_those_of_the_file() {
        assert_eq!(at(Tier::Exact, "a\r\nb\r\nc\r\n", "a\nb\n", "x\ny\nz\n"), "x\r\ny\r\nz\r\nc\r\n");
        assert_eq!(at(Tier::Exact, "a\nb\n", "a\r\n", "x\r\ny\r\n"), "x\ny\nb\n");
        assert_eq!(at(Tier::Exact, "a\nb\n", "b\n", "c"), "a\nc\n");
        assert_eq!(at(Tier::TrailingSpace, "a\nb", "b\n", "c\n"), "a\nc");
        assert_eq!(at(Tier::TrailingSpace, "a\r\nb  \r\nc\r\n", "a\nb\n", ""), "c\r\n");
    }

    #[test]
    fn several_changes_are_made_in_order_and_a_whole_text_overrides_those_before() {
        let replace = |old: &str, new: &str| Change::Replace { old: old.to_owned(), new: new.to_owned() };
        let write = |content: &str| Change::Write { content: content.to_owned() };
        let (text, outcomes) = apply("a\nb\n", &[replace("a", "c"), replace("c\nb", "d"), replace("x", "y")]);
        assert_eq!(text, "d\n");
        assert!(outcomes[0].is_ok() && outcomes[1].is_ok() && outcomes[2].is_err());
        let (text, outcomes) = apply("a\r\nb\r\n", &[replace("x", "y"), write("```python\np\nq\n```"), replace("q", "r")]);
        assert_eq!(text, "p\r\nr\r\n");
        assert_eq!(outcomes[..2], [Ok(Outcome::Overridden), Ok(Outcome::Written)]);
    }

    #[test]
    fn a_fence_is_taken_off_only_where_it_is_around_everything() {
        assert_eq!(unfenced("\n```tsx\na\n```\n"), "a\n");
        assert_eq!(unfenced("a = '''\n```\n'''"), "a = '''\n```\n'''");
        assert_eq!(unfenced("```"), "```");
        assert_eq!(unfenced("```\n```"), "```\n```");
    }

    #[test]
    fn huge_texts_of_one_line_over_and_over_are_no_burden() {
        let (line, old) = ("    }\n".repeat(170_000), "  }\n".repeat(80_000));
        assert!(matches!(patch(&line, &old, "x").1, Err(Refusal::Ambiguous { .. })));
        let text = "a".repeat(1 << 20);
        assert!(matches!(patch(&text, &"a".repeat(1 << 19), "x").1, Err(Refusal::Ambiguous { .. })));
        assert!(matches!(patch(&text, &format!("{}b", "a".repeat(1 << 19)), "x").1, Err(Refusal::NotFound { .. })));
    }

    /// Lines that are often alike, with all that matching looks at.
    const TEXT: &str = "([ \t]{0,3}[ab\"“…–\u{a0}]{0,3}[ \t]{0,2}\r?\n?){0,8}";

    proptest! {
        #[test]
        fn nothing_panics_and_the_same_gives_the_same(text in TEXT, old in TEXT, new in TEXT) {
            let first = patch(&text, &old, &new);
            prop_assert_eq!(&first, &patch(&text, &old, &new));
            if first.1.is_err() {
                prop_assert_eq!(first.0, text);
            }
        }

        #[test]
        fn any_strings_are_taken(text in any::<String>(), old in any::<String>(), new in any::<String>()) {
            let _ = patch(&text, &old, &new);
        }

        #[test]
        fn a_text_that_stands_there_once_is_replaced_and_nothing_around_it(before in TEXT, old in "[xyz]{1,3}\n?[xyz]{1,3}", after in TEXT, new in "[uvw]{0,3}") {
            let text = format!("{before}{old}{after}");
            let expected = ended_like(&text, format!("{before}{new}{after}"));
            prop_assert_eq!(patch(&text, &old, &new), (expected, Ok(Outcome::Replaced(Tier::Exact))));
        }

        #[test]
        fn lines_around_the_place_stay_at_every_tier(before in "([ab]{1,4}[ \t]{0,2}\r?\n){0,4}", after in "([ab]{1,4}[ \t]{0,2}\r?\n){0,4}", indent in 0usize..5) {
            let text = format!("{before}{}x = ‘1’ \n{}  y\n{after}", " ".repeat(indent), " ".repeat(indent));
            for old in ["x = ‘1’\n  y\n", "x = '1'\n  y\n", "   x = ‘1’\n     y\n"] {
                let (changed, outcome) = patch(&text, old, "z\n");
                prop_assert!(outcome.is_ok(), "{:?}", outcome);
                prop_assert!(changed.starts_with(&before) && changed.ends_with(&after));
            }
        }

        #[test]
        fn carriage_returns_stay_on_every_line(lines in prop::collection::vec("[ab]{0,3}", 1..6), new in "([cd]{0,3}\n){0,3}") {
            let text = format!("{}\r\nx\r\n", lines.join("\r\n"));
            let (changed, _) = patch(&text, "x\n", &new);
            prop_assert_eq!(changed.matches('\n').count(), changed.matches("\r\n").count());
        }
    }
}
