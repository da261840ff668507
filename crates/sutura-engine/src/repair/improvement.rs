//! The one definition of better.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use super::{
    fault::{Phase, faults},
    hidden::revealed,
};
use crate::{
    checkers::Verdict,
    diagnostic::{Category, Diagnostic, Finding, enclosing_symbol, fingerprint},
    workspace::Tree,
};

/// A tree, and what checkers say about it.
#[derive(Clone, Copy, Debug)]
pub struct Judged<'a> {
    /// The sources.
    pub tree: &'a Tree,
    /// The verdict, which is about exactly these sources, or else nothing is said.
    pub verdict: &'a Verdict,
}

/// What a candidate mended. Of two, the greater [`Improvement::score`] is better.
#[derive(Clone, Debug, PartialEq)]
pub struct Improvement {
    /// The errors that are gone.
    pub gone: Vec<Diagnostic>,
    /// The errors of a later phase that stand in the open now. They were there before, hidden, and they stay errors.
    pub revealed: Vec<Diagnostic>,
}

/// How good an improvement is: what reveals least comes first, then what mends most. Both are counted in faults and not in diagnostics,
/// so that a fault which two tools tell weighs no more than one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Score {
    revealed: Reverse<usize>,
    mended: usize,
}

impl Improvement {
    /// What decides between candidates for the same problem.
    pub fn score(&self) -> Score {
        Score { revealed: Reverse(faults(&self.revealed).len()), mended: faults(&self.gone).len() }
    }

    /// Whether more comes to light than goes, though everything could be read before: a name that is there and is not what was meant.
    pub fn is_doubtful(&self) -> bool {
        let was_read = self.gone.iter().all(|error| Phase::of(error) != Phase::Syntax);
        was_read && faults(&self.revealed).len() > faults(&self.gone).len()
    }
}

/// Why a candidate is no improvement.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NoImprovement {
    /// Nothing went and nothing came.
    #[error("it mends nothing")]
    Same,
    /// It brings errors that were not there, neither in the open nor hidden.
    #[error("it brings new errors, such as {}", first(came))]
    Worse {
        /// The errors.
        came: Vec<Diagnostic>,
    },
    /// Checkers that gave a verdict give none any more.
    #[error("{} can no longer be run on it", list(checkers))]
    Unchecked {
        /// Name and project of each.
        checkers: Vec<(String, String)>,
    },
    /// A verdict is about other sources.
    #[error("the verdict is about other sources")]
    OtherTree,
}

fn first(came: &[Diagnostic]) -> String {
    came.first().map(|error| format!("{}:{}: {}", error.file, error.line, error.message)).unwrap_or_default()
}

fn list(checkers: &[(String, String)]) -> String {
    checkers.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ")
}

/// Whether `after` is better than `before`, by verdicts of the same checkers.
///
/// Errors stand in phases, since one hides the next. In the first phase that differs errors only went, and none came. Errors that appear in a later
/// phase were hidden if they stand in files that the mended ones reach, and the candidate did not make them itself; `reach` gives, for some files, these and all
/// that import them. Warnings do not count.
pub fn improvement(
    before: Judged<'_>,
    after: Judged<'_>,
    reach: impl Fn(&BTreeSet<&str>) -> BTreeSet<String>,
) -> Result<Improvement, NoImprovement> {
    if [before, after].iter().any(|judged| judged.verdict.tree != judged.tree.digest()) {
        return Err(NoImprovement::OtherTree);
    }
    let checkers: Vec<_> = after.verdict.failed.difference(&before.verdict.failed).cloned().collect();
    if !checkers.is_empty() {
        return Err(NoImprovement::Unchecked { checkers });
    }
    let (gone, came) = difference(before, after);
    let (unknown, came): (Vec<_>, Vec<_>) = came.into_iter().partition(|error| was_unknown(error, before.verdict, after.verdict));
    let (mut revealed, new) = revealed(before.tree, after.tree, came, &gone, reach);
    revealed.extend(unknown);
    let owned = |errors: Vec<&Diagnostic>| errors.into_iter().cloned().collect();
    match (gone.is_empty(), new.is_empty()) {
        (true, true) => Err(NoImprovement::Same),
        (_, false) => Err(NoImprovement::Worse { came: owned(new) }),
        (false, true) => Ok(Improvement { gone: owned(gone), revealed: owned(revealed) }),
    }
}

/// Whether an error is what a checker says that could not say anything before: the contract of a backend that could not be imported.
fn was_unknown(error: &Diagnostic, before: &Verdict, after: &Verdict) -> bool {
    let is_contract = |(name, _): &(String, String)| name == "contract";
    let is_known_now = before.failed.iter().any(is_contract) && !after.failed.iter().any(is_contract);
    is_known_now && error.category == Category::ContractViolation && matches!(error.tool.as_str(), "contract" | "tsc")
}

/// The errors that only one of the two has, as multisets.
///
/// A fingerprint holds the text of the line. An error that stays where the line, or the name of the function around it, was edited is the same error.
fn difference<'a>(before: Judged<'a>, after: Judged<'a>) -> (Vec<&'a Diagnostic>, Vec<&'a Diagnostic>) {
    let mut gone: Vec<_> = before.verdict.errors().collect();
    let mut came: Vec<_> = after.verdict.errors().collect();
    pair_off(&mut gone, &mut came, |error| error.fingerprint.clone(), |error| error.fingerprint.clone());
    let place = |tree: &Tree, error: &Diagnostic| {
        let symbol = tree.text(&error.file).map(|text| enclosing_symbol(text, error.line));
        (symbol, without_place(error))
    };
    pair_off(&mut gone, &mut came, |error| place(before.tree, error), |error| place(after.tree, error));
    pair_off(&mut gone, &mut came, without_place, without_place);
    (gone, came)
}

/// Removes from both sides what has the same key, one for one.
fn pair_off<'a, K: Ord>(
    left: &mut Vec<&'a Diagnostic>,
    right: &mut Vec<&'a Diagnostic>,
    left_key: impl Fn(&Diagnostic) -> K,
    right_key: impl Fn(&Diagnostic) -> K,
) {
    let mut free: BTreeMap<K, usize> = BTreeMap::new();
    for error in right.iter() {
        *free.entry(right_key(error)).or_default() += 1;
    }
    let mut paired: BTreeMap<K, usize> = BTreeMap::new();
    left.retain(|error| {
        let key = left_key(error);
        let Some(count) = free.get_mut(&key).filter(|count| **count > 0) else {
            return true;
        };
        *count -= 1;
        *paired.entry(key).or_default() += 1;
        false
    });
    right.retain(|error| match paired.get_mut(&right_key(error)).filter(|count| **count > 0) {
        Some(count) => {
            *count -= 1;
            false
        }
        None => true,
    });
}

/// The identity of an error without symbol and line: tool, code, file, and message without positions.
fn without_place(error: &Diagnostic) -> String {
    let finding = Finding { file: error.file.clone(), code: error.code.clone(), message: error.message.clone(), ..Finding::default() };
    fingerprint(&error.tool, &finding, None)
}

#[cfg(test)]
mod tests {
    use super::{super::testing::error_in, *};
    use crate::workspace::tree::tree_of;

    /// Files with their texts, and errors in them: tool, code, file, line, message.
    struct State {
        tree: Tree,
        errors: Vec<Told>,
    }

    type Told = (&'static str, &'static str, &'static str, u32, &'static str);

    fn state(files: &[(&str, &str)], errors: &[Told]) -> State {
        State { tree: tree_of(files), errors: errors.to_vec() }
    }

    fn verdict(state: &State) -> Verdict {
        let errors = state.errors.iter();
        let diagnostics =
            errors.map(|(tool, code, file, line, message)| error_in(tool, code, file, *line, message, state.tree.text(file))).collect();
        Verdict { tree: state.tree.digest(), diagnostics, failed: BTreeSet::new() }
    }

    /// `main.py` imports `service.py`, and `Page.tsx` imports `api.ts`; nothing else is imported.
    fn reach(files: &BTreeSet<&str>) -> BTreeSet<String> {
        let importer = |file: &str| match file {
            "service.py" => Some("main.py".to_owned()),
            "api.ts" => Some("Page.tsx".to_owned()),
            _ => None,
        };
        files.iter().flat_map(|file| [Some((*file).to_owned()), importer(file)]).flatten().collect()
    }

    fn judge(before: &State, after: &State) -> Result<Improvement, NoImprovement> {
        let (first, second) = (verdict(before), verdict(after));
        improvement(Judged { tree: &before.tree, verdict: &first }, Judged { tree: &after.tree, verdict: &second }, reach)
    }

    /// The codes of what is gone and of what is revealed, or why it is refused.
    fn outcome(before: &State, after: &State) -> String {
        let codes = |errors: &[Diagnostic]| errors.iter().map(|error| error.code.as_str()).collect::<Vec<_>>().join(" ");
        match judge(before, after) {
            Ok(better) => format!("gone {}; revealed {}", codes(&better.gone), codes(&better.revealed)).trim_end().to_owned(),
            Err(refused) => refused.to_string(),
        }
    }

    const SERVICE: &str = "def total(db: Session):\n    return db.totl()\n";
    const IMPORTED: &str = "from sqlalchemy.orm import Session\ndef total(db: Session):\n    return db.totl()\n";
    const UNDEFINED: Told = ("ruff", "F821", "service.py", 1, "Undefined name `Session`");

    #[test]
    fn an_error_that_is_gone_is_an_improvement_and_an_equal_verdict_is_none() {
        let before = state(&[("service.py", SERVICE)], &[UNDEFINED]);
        let after = state(&[("service.py", IMPORTED)], &[]);
        assert_eq!(outcome(&before, &after), "gone F821; revealed");
        assert_eq!(judge(&before, &before), Err(NoImprovement::Same));
        assert_eq!(judge(&after, &after), Err(NoImprovement::Same));
    }

    #[test]
    fn what_a_contract_says_that_was_not_known_before_makes_no_candidate_worse() {
        let before = state(&[("service.py", SERVICE), ("Page.tsx", "fetch('/x')\n")], &[UNDEFINED]);
        let drift = [("contract", "unknown-route", "Page.tsx", 1, "The backend has no route `GET /x`.")];
        let after = state(&[("service.py", IMPORTED), ("Page.tsx", "fetch('/x')\n")], &drift);
        let weighed = |unknown: bool| {
            let (mut first, second) = (verdict(&before), verdict(&after));
            first.failed.extend(unknown.then(|| ("contract".to_owned(), ".".to_owned())));
            improvement(Judged { tree: &before.tree, verdict: &first }, Judged { tree: &after.tree, verdict: &second }, reach)
        };
        assert!(matches!(weighed(false), Err(NoImprovement::Worse { .. })));
        assert_eq!(weighed(true).unwrap().revealed.len(), 1);
    }

    #[test]
    fn a_true_import_reveals_what_the_missing_name_hid_from_its_uses() {
        let revealed =
            [("pyright", "reportAttributeAccessIssue", "service.py", 3, "Cannot access attribute \"totl\" for class \"Session\"")];
        let before = state(&[("service.py", SERVICE)], &[UNDEFINED]);
        assert_eq!(outcome(&before, &state(&[("service.py", IMPORTED)], &revealed)), "gone F821; revealed reportAttributeAccessIssue");
    }

    #[test]
    fn what_appears_where_the_mended_file_does_not_reach_is_new() {
        let errors = |file| [("pyright", "reportCallIssue", file, 1, "Expected 2 positional arguments")];
        let files = |service| [("service.py", service), ("main.py", "total(1)\n"), ("other.py", "f(1)\n")];
        let before = state(&files(SERVICE), &[UNDEFINED]);
        assert_eq!(outcome(&before, &state(&files(IMPORTED), &errors("main.py"))), "gone F821; revealed reportCallIssue");
        assert_eq!(
            outcome(&before, &state(&files(IMPORTED), &errors("other.py"))),
            "it brings new errors, such as other.py:1: Expected 2 positional arguments"
        );
    }

    #[test]
    fn what_breaks_on_a_line_that_was_written_for_another_reason_is_new() {
        let text = |imports: &str, rest: &str| {
            format!("{imports}def total(db: Session):\n    return db.totl()\n\n\ndef label(number):\n    return {rest}\n")
        };
        let (old, new) = (text("", "str(number)"), text("from sqlalchemy.orm import Session\n", "\"x\" + number"));
        let before = state(&[("service.py", &old)], &[UNDEFINED]);
        let after = state(&[("service.py", &new)], &[("pyright", "reportOperatorIssue", "service.py", 7, "Operator \"+\" not supported")]);
        assert_eq!(outcome(&before, &after), "it brings new errors, such as service.py:7: Operator \"+\" not supported");
    }

    #[test]
    fn what_breaks_where_a_changed_definition_is_used_is_new() {
        let after = "from sqlalchemy.orm import Session\ndef total(db: Session, user):\n    return db.totl()\n";
        let files = |service| [("service.py", service), ("main.py", "total(1)\n")];
        let before = state(&files(SERVICE), &[UNDEFINED]);
        let missing = [("pyright", "reportCallIssue", "main.py", 1, "Argument missing for parameter \"user\"")];
        assert!(outcome(&before, &state(&files(after), &missing)).starts_with("it brings new errors"));
    }

    #[test]
    fn a_name_in_place_of_a_misspelt_one_reveals_on_its_own_line_and_where_its_function_is_called() {
        let files = |service| [("service.py", service), ("main.py", "total(1)\n")];
        let before = state(
            &files("from sqlalchemy.orm import Session\ndef total(db: Sesion):\n    return db.sum()\n"),
            &[("ruff", "F821", "service.py", 2, "Undefined name `Sesion`")],
        );
        let revealed = [
            ("pyright", "reportMissingParameterType", "service.py", 2, "Type is unknown"),
            ("pyright", "reportArgumentType", "main.py", 1, "\"int\" is not assignable to \"Session\""),
        ];
        let after = "from sqlalchemy.orm import Session\ndef total(db: Session):\n    return db.sum()\n";
        assert_eq!(outcome(&before, &state(&files(after), &revealed)), "gone F821; revealed reportMissingParameterType reportArgumentType");
    }

    #[test]
    fn a_definition_that_is_made_up_has_to_fit_the_uses_of_the_name() {
        let before = state(&[("service.py", SERVICE)], &[UNDEFINED]);
        for definition in ["Session = int\n", "class Session: x = 1\n", "Session: type = int\n"] {
            let text = format!("{definition}{SERVICE}");
            let missing = ("pyright", "reportAttributeAccessIssue", "service.py", 3, "Cannot access attribute \"totl\" for class \"int\"");
            assert!(outcome(&before, &state(&[("service.py", &text)], &[missing])).starts_with("it brings new errors"), "{definition}");
            assert_eq!(outcome(&before, &state(&[("service.py", &text)], &[])), "gone F821; revealed");
        }
    }

    #[test]
    fn a_definition_that_gets_its_right_name_reveals_as_an_import_does() {
        let before = state(
            &[("page.ts", "const ordrs = load();\nshow(orders);\nsum(ordrs.x);\n")],
            &[("tsc", "TS2304", "page.ts", 2, "Cannot find name 'orders'.")],
        );
        let after = state(
            &[("page.ts", "const orders = load();\nshow(orders);\nsum(orders.x);\n")],
            &[("tsc", "TS2345", "page.ts", 2, "Argument of type 'A' is not assignable.")],
        );
        assert_eq!(outcome(&before, &after), "gone TS2304; revealed TS2345");
    }

    #[test]
    fn one_missing_name_for_another_is_a_trade() {
        let before = state(&[("service.py", SERVICE)], &[UNDEFINED]);
        let after = state(
            &[("service.py", "def total(db: Sesion):\n    return db.totl()\n")],
            &[("ruff", "F821", "service.py", 1, "Undefined name `Sesion`")],
        );
        assert_eq!(outcome(&before, &after), "it brings new errors, such as service.py:1: Undefined name `Sesion`");
    }

    #[test]
    fn a_missing_name_that_becomes_a_missing_module_or_an_unused_import_is_a_trade() {
        let before = state(&[("service.py", SERVICE)], &[UNDEFINED]);
        for came in [
            ("pyright", "reportMissingImports", "service.py", 1, "Import \"db.session\" could not be resolved"),
            ("ruff", "F401", "service.py", 1, "`sqlalchemy.orm` imported but unused"),
            ("pyright", "", "service.py", 1, "Expected expression"),
        ] {
            assert!(outcome(&before, &state(&[("service.py", IMPORTED)], &[came])).starts_with("it brings new errors"), "{came:?}");
        }
    }

    #[test]
    fn a_name_that_a_module_does_not_have_is_missing_as_its_member_too() {
        let before = state(
            &[("main.py", "from app.models import Oder\nOder()\n")],
            &[("pyright", "reportAttributeAccessIssue", "main.py", 1, "\"Oder\" is unknown import symbol")],
        );
        let after = state(
            &[("main.py", "import app.models\napp.models.Oder()\n")],
            &[("pyright", "reportAttributeAccessIssue", "main.py", 2, "\"Oder\" is not a known attribute of module \"app.models\"")],
        );
        assert!(outcome(&before, &after).starts_with("it brings new errors"));
    }

    #[test]
    fn one_type_error_for_another_is_a_trade() {
        let before = state(&[("Page.tsx", "f(a);\n")], &[("tsc", "TS2345", "Page.tsx", 1, "Argument of type 'A' is not assignable.")]);
        let after = state(&[("Page.tsx", "f(b);\n")], &[("tsc", "TS2345", "Page.tsx", 1, "Argument of type 'B' is not assignable.")]);
        assert!(outcome(&before, &after).starts_with("it brings new errors"));
    }

    #[test]
    fn an_error_that_stays_on_an_edited_line_is_the_same_error() {
        let other = ("pyright", "reportCallIssue", "service.py", 2, "Argument missing for parameter \"db\"");
        let before = state(
            &[("service.py", "def f():\n    return totl(Sesion())\n")],
            &[("ruff", "F821", "service.py", 2, "Undefined name `Sesion`"), other],
        );
        let after = state(&[("service.py", "def f():\n    return totl(Session())\n")], &[other]);
        assert_eq!(outcome(&before, &after), "gone F821; revealed");
    }

    #[test]
    fn errors_inside_a_function_that_gets_its_right_name_are_the_same_errors() {
        let inside = ("pyright", "reportCallIssue", "service.py", 2, "Argument missing for parameter \"db\"");
        let missing = ("pyright", "reportAttributeAccessIssue", "main.py", 1, "\"total\" is unknown import symbol");
        let main = ("main.py", "from service import total\n");
        let before = state(&[("service.py", "def totl():\n    return f()\n"), main], &[missing, inside]);
        let after = state(&[("service.py", "def total():\n    return f()\n"), main], &[inside]);
        assert_eq!(outcome(&before, &after), "gone reportAttributeAccessIssue; revealed");
    }

    #[test]
    fn a_second_error_of_the_same_kind_is_new() {
        let missing = |line| ("ruff", "F821", "service.py", line, "Undefined name `Session`");
        let before = state(
            &[("service.py", "Session()\nx = 1 +\n")],
            &[missing(1), ("ruff", "F811", "service.py", 2, "Redefinition of unused `x`")],
        );
        let after = state(&[("service.py", "Session()\nSession()\n")], &[missing(1), missing(2)]);
        assert_eq!(outcome(&before, &after), "it brings new errors, such as service.py:2: Undefined name `Session`");
    }

    #[test]
    fn mended_syntax_reveals_in_its_file_and_in_those_that_import_it() {
        let files = |service| [("service.py", service), ("main.py", "total(1)\n"), ("other.py", "f(1)\n")];
        let before = state(&files("def total(:\n"), &[("ruff", "invalid-syntax", "service.py", 1, "Expected a parameter")]);
        let revealed = [
            ("ruff", "F821", "service.py", 1, "Undefined name `Session`"),
            ("pyright", "reportCallIssue", "main.py", 1, "Expected 2 positional arguments"),
        ];
        assert_eq!(outcome(&before, &state(&files(SERVICE), &revealed)), "gone invalid-syntax; revealed F821 reportCallIssue");
        let new = [("ruff", "F821", "other.py", 1, "Undefined name `f`")];
        assert!(outcome(&before, &state(&files(SERVICE), &new)).starts_with("it brings new errors"));
    }

    #[test]
    fn mended_syntax_reveals_what_tsc_kept_to_itself_about_the_whole_program() {
        let files = |api| [("api.ts", api), ("Page.tsx", "get();\n"), ("other.ts", "let a: string = 1;\n")];
        let before = state(&files("export const get = (;\n"), &[("tsc", "TS1005", "api.ts", 1, "')' expected.")]);
        let types = |tool| [(tool, "TS2322", "other.ts", 1, "Type 'number' is not assignable to type 'string'.")];
        let after = "export const get = () => 1;\n";
        assert_eq!(outcome(&before, &state(&files(after), &types("tsc"))), "gone TS1005; revealed TS2322");
        assert!(outcome(&before, &state(&files(after), &types("eslint"))).starts_with("it brings new errors"));
    }

    #[test]
    fn one_syntax_error_for_another_is_a_trade() {
        let before = state(&[("api.ts", "a(;\n")], &[("tsc", "TS1135", "api.ts", 1, "Argument expression expected.")]);
        let after = state(&[("api.ts", "a(\n")], &[("tsc", "TS1005", "api.ts", 1, "')' expected.")]);
        assert!(outcome(&before, &after).starts_with("it brings new errors"));
    }

    #[test]
    fn warnings_neither_count_nor_hinder() {
        let before = state(&[("service.py", SERVICE)], &[UNDEFINED]);
        let after = state(&[("service.py", IMPORTED)], &[("ruff", "F841", "service.py", 3, "unused")]);
        let (first, mut second) = (verdict(&before), verdict(&after));
        second.diagnostics[0].severity = crate::diagnostic::Severity::Warning;
        let judged = Judged { tree: &after.tree, verdict: &second };
        assert!(improvement(Judged { tree: &before.tree, verdict: &first }, judged, reach).is_ok());
        let clean = Verdict { diagnostics: Vec::new(), ..second.clone() };
        assert_eq!(improvement(judged, Judged { tree: &after.tree, verdict: &clean }, reach), Err(NoImprovement::Same));
    }

    #[test]
    fn a_checker_that_falls_silent_and_a_verdict_about_other_sources_are_refused() {
        let before = state(&[("service.py", SERVICE)], &[UNDEFINED]);
        let after = state(&[("service.py", IMPORTED)], &[]);
        let (first, mut second) = (verdict(&before), verdict(&after));
        let judged = Judged { tree: &before.tree, verdict: &first };
        assert_eq!(improvement(judged, Judged { tree: &after.tree, verdict: &first }, reach), Err(NoImprovement::OtherTree));
        second.failed.insert(("pyright".to_owned(), "backend".to_owned()));
        let refused = improvement(judged, Judged { tree: &after.tree, verdict: &second }, reach).unwrap_err();
        assert_eq!(refused.to_string(), "pyright can no longer be run on it");
    }

    #[test]
    fn between_two_what_reveals_least_is_better_and_then_what_mends_most() {
        let before = state(
            &[("service.py", SERVICE)],
            &[UNDEFINED, ("ty", "unresolved-reference", "service.py", 1, "Name `Session` used when not defined")],
        );
        let type_error = ("ty", "invalid-argument-type", "service.py", 3, "Expected `Session`, found `int`");
        let score = |errors: &[Told]| judge(&before, &state(&[("service.py", IMPORTED)], errors)).unwrap().score();
        assert!(score(&[]) > score(&[type_error]));
        assert_eq!(score(&[]), score(&[("ty", "unresolved-reference", "service.py", 1, "Name `Session` used when not defined")]));
        let second = ("ruff", "F821", "service.py", 2, "Undefined name `totl`");
        let worse = state(&[("service.py", SERVICE)], &[UNDEFINED, second]);
        let score = |errors: &[Told]| judge(&worse, &state(&[("service.py", IMPORTED)], errors)).unwrap().score();
        assert!(score(&[]) > score(&[second]));
    }
}
