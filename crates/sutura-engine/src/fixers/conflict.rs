//! The sides of a merge conflict.

/// The text with all its conflicts resolved in one way: by our side, by theirs, and by both of them, ours first. Nothing where there is none, or where
/// the markers do not pair.
pub(super) fn resolved(text: &str) -> Vec<(&'static str, String)> {
    let ways =
        [("keep our side of the conflict", true, false), ("keep their side of the conflict", false, true), ("keep both sides", true, true)];
    let mut found: Vec<(&str, String)> = Vec::new();
    for (title, ours, theirs) in ways {
        match kept(text, ours, theirs) {
            Some(changed) if found.iter().all(|(_, known)| *known != changed) => found.push((title, changed)),
            _ => {}
        }
    }
    found
}

enum Side {
    Neither,
    Ours,
    /// What both came from, which some tools write down.
    Base,
    Theirs,
}

fn kept(text: &str, ours: bool, theirs: bool) -> Option<String> {
    let mut side = Side::Neither;
    let mut changed = String::new();
    for line in text.split_inclusive('\n') {
        let mark = line.trim_end();
        side = match side {
            Side::Neither if mark.starts_with("<<<<<<< ") => Side::Ours,
            Side::Ours if mark.starts_with("|||||||") => Side::Base,
            Side::Ours | Side::Base if mark == "=======" => Side::Theirs,
            Side::Theirs if mark.starts_with(">>>>>>> ") => Side::Neither,
            _ if ["<<<<<<< ", ">>>>>>> "].iter().any(|other| mark.starts_with(other)) => return None,
            side => {
                let is_kept = match side {
                    Side::Neither => true,
                    Side::Ours => ours,
                    Side::Base => false,
                    Side::Theirs => theirs,
                };
                changed += if is_kept { line } else { "" };
                side
            }
        };
    }
    (matches!(side, Side::Neither) && changed != text).then_some(changed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_conflict_has_two_sides_and_both() {
        let text = "a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> other\nd\n";
        let sides: Vec<String> = resolved(text).into_iter().map(|(_, text)| text).collect();
        assert_eq!(sides, ["a\nb\nd\n", "a\nc\nd\n", "a\nb\nc\nd\n"]);
        let based = text.replace("=======", "||||||| base\nx\n=======");
        assert_eq!(resolved(&based).into_iter().map(|(_, text)| text).collect::<Vec<_>>(), sides);
    }

    #[test]
    fn markers_that_do_not_pair_are_no_conflict() {
        for text in ["a\n", "<<<<<<< HEAD\nb\n", "b\n>>>>>>> other\n", "<<<<<<< HEAD\n<<<<<<< HEAD\n=======\n>>>>>>> other\n"] {
            assert_eq!(resolved(text), [], "{text}");
        }
    }
}
