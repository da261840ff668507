//! Repair: candidates are proposed, guarded, judged and kept, until nothing more can be mended.
//!
//! ```text
//! errors ──> fixer proposes ──> guardrails ──> gate: better? ──> truth: better? ──> the tree
//!    ^                                              no: as if nothing had happened     │
//!    └─────────────────────────────────────────────────────────────────────────────────┘
//! ```
//!
//! Nothing here touches the user's files: what comes out is a tree.

mod account;
mod advice;
pub mod blame;
mod conversation;
pub mod fault;
mod free;
pub mod guardrails;
mod hidden;
pub mod improvement;
mod judge;
mod order;
pub mod outline;
mod paid;
pub mod prompt;
mod report;
#[cfg(test)]
mod testing;
mod text;
mod work;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use tokio::sync::OwnedMutexGuard;

use crate::{
    checkers::{CheckError, Checking, Gate, Truth, Verdict},
    fixers::{self, Fixer, Surrounding},
    imports::ImportGraph,
    ledger::{Event, EventSink},
    models::Usage,
    patch::Patch,
    progress::Progress,
    settings::RepairSettings,
    workspace::{Tree, discover},
};

pub use account::Attempt;
use account::{Account, Mended};
pub use advice::{Advisor, ModelAdvisor};
use improvement::{Judged, NoImprovement, improvement};
pub use judge::{Judge, ProjectJudge, Soon};
use paid::Asker;
pub use report::{Cost, FileRepair, REPAIR_SCHEMA, RepairReport, RepairedRun, diff};
pub use text::repair_text;
use work::Work;

/// What is to be repaired, and with what.
pub struct Task {
    /// The sources.
    pub tree: Tree,
    /// What the configured checkers say about them.
    pub before: Verdict,
    /// The projects with their packages.
    pub surroundings: Vec<Surrounding>,
    /// What mends without a model, in this order.
    pub fixers: Vec<Box<dyn Fixer>>,
    /// Is asked about what they leave.
    pub advisor: Option<Arc<dyn Advisor>>,
    /// How far the repair goes.
    pub settings: RepairSettings,
    /// The most tokens of one answer.
    pub max_output_tokens: u32,
    /// The step of the ledger that the repair is.
    pub step: String,
    /// Is told what happens.
    pub events: Arc<dyn EventSink>,
    /// Shows what goes on.
    pub progress: Arc<dyn Progress>,
}

/// What came of a repair.
#[derive(Clone, Debug)]
pub struct Repaired {
    /// The sources as they are to be written back; the old ones where nothing was mended.
    pub tree: Tree,
    /// What the configured checkers say about them.
    pub after: Verdict,
    /// Every attempt, in order.
    pub attempts: Vec<Attempt>,
    /// Fixer to the number of faults that it mended. What several tools told about one place is one fault.
    pub fixed_by: BTreeMap<String, usize>,
    /// What that counts.
    mended: Vec<Mended>,
    /// Tokens of all calls of models.
    pub usage: Usage,
    /// What they cost.
    pub cost: Cost,
}

impl Repaired {
    /// What comes of the repair of sources that have no errors.
    pub fn nothing(tree: Tree, verdict: Verdict) -> Self {
        Self {
            tree,
            after: verdict,
            attempts: Vec::new(),
            fixed_by: BTreeMap::new(),
            mended: Vec::new(),
            usage: Usage::default(),
            cost: Cost::default(),
        }
    }
}

/// Mends the sources of `checking`, about which the configured checkers said `before`. The gate judges candidates, whatever tree it knows now; it knows another
/// one afterwards.
pub async fn repair_project(
    checking: &Arc<Checking>,
    gate: OwnedMutexGuard<Gate>,
    before: &Verdict,
    advisor: Option<Arc<dyn Advisor>>,
) -> Result<Repaired, CheckError> {
    let judge = ProjectJudge::new(gate, checking.clone()).await?;
    let task = Task {
        tree: checking.tree.clone(),
        before: before.clone(),
        surroundings: judge.surroundings().await,
        fixers: fixers::all(),
        advisor,
        settings: checking.settings.repair.clone(),
        max_output_tokens: checking.settings.model.max_output_tokens,
        step: checking.step.clone(),
        events: checking.events.clone(),
        progress: checking.progress.clone(),
    };
    repair(Box::new(judge), task).await
}

/// Mends what can be mended. What one checker finds worse is not in the result.
pub async fn repair(judge: Box<dyn Judge>, task: Task) -> Result<Repaired, CheckError> {
    let mut account = Account::new(task.step, task.events);
    let mut work = Work::begin(task.tree, task.before, judge, task.surroundings).await?;
    mend_for_nothing(&mut work, &mut account, &task.fixers, &*task.progress).await;
    if let Some(advisor) = task.advisor {
        (work, account) = paid::mend(
            work,
            account,
            Asker { advisor, settings: task.settings, max_output_tokens: task.max_output_tokens, progress: task.progress.clone() },
        )
        .await;
        // What an answer revealed may be mended for nothing.
        mend_for_nothing(&mut work, &mut account, &task.fixers, &*task.progress).await;
    }
    confirm(&mut work, &mut account, &*task.progress).await;
    let (tree, after) = work.into_proven();
    for error in after.errors() {
        account.record(Event::Surviving(error.clone()));
    }
    Ok(account.close(tree, after))
}

/// `repaired` without the changes to the `declined` files. An error where the rest is no improvement by itself.
pub async fn without(
    checking: &Arc<Checking>,
    before: &Verdict,
    repaired: Repaired,
    declined: &[String],
) -> Result<Repaired, NoImprovement> {
    let original = &checking.tree;
    let mut patch = Patch::default();
    for file in declined {
        patch.set(file, original.text(file).unwrap_or_default());
    }
    let tree = repaired.tree.with(&patch);
    let nothing_is_left = tree.digest() == original.digest();
    let after = if nothing_is_left { before.clone() } else { Truth::new(checking.clone()).check(&tree).await };
    if !nothing_is_left {
        let imports = ImportGraph::of(&tree, &discover(&tree));
        let reach = |files: &BTreeSet<&str>| imports.reached_by(files.iter().copied());
        improvement(Judged { tree: original, verdict: before }, Judged { tree: &tree, verdict: &after }, reach)?;
    }
    Ok(repaired.declined(declined, tree, after, &*checking.events))
}

async fn mend_for_nothing(work: &mut Work, account: &mut Account, fixers: &[Box<dyn Fixer>], progress: &dyn Progress) {
    let _activity = progress.begin("Mending what needs no model");
    let taken_back = free::mend(work, fixers).await;
    work.kept().into_iter().for_each(|step| account.kept(step));
    taken_back.into_iter().for_each(|step| account.taken_back(step));
}

/// Has the truth itself say what was only foretold so far.
async fn confirm(work: &mut Work, account: &mut Account, progress: &dyn Progress) {
    if work.is_foretold() {
        let _activity = progress.begin("Checking the whole project once more");
        work.confirm().await.iter().for_each(|step| account.revoked(step));
    }
}

#[cfg(test)]
mod tests {
    use super::{
        testing::{self, Kept, Scripted, Swap, Watched, Words, outcomes, patch},
        *,
    };
    use crate::workspace::tree::tree_of;

    type Swaps = &'static [(&'static str, &'static str, u8)];

    fn task(judge: &Words, files: &[(&str, &str)], swaps: Swaps, events: &Arc<Kept>) -> Task {
        Task { fixers: vec![Box::new(Swap(swaps))], events: events.clone(), ..testing::task(judge.truth, files) }
    }

    async fn repaired(judge: Words, files: &[(&str, &str)], swaps: Swaps) -> (Repaired, Vec<Event>) {
        let events = Arc::new(Kept::default());
        let task = task(&judge, files, swaps, &events);
        let repaired = repair(Box::new(judge), task).await.unwrap();
        let events = std::mem::take(&mut *events.0.lock().unwrap());
        (repaired, events)
    }

    fn text<'a>(repaired: &'a Repaired, file: &str) -> &'a str {
        repaired.tree.text(file).unwrap()
    }

    #[tokio::test]
    async fn every_error_with_one_good_answer_is_mended_and_recorded() {
        let (repaired, events) =
            repaired(Words::new(&["bad"], &["bad"]), &[("a.py", "x = bad\ny = bad\n"), ("b.py", "bad\n")], &[("bad", "good", 0)]).await;
        assert_eq!((text(&repaired, "a.py"), text(&repaired, "b.py")), ("x = good\ny = good\n", "good\n"));
        assert_eq!(repaired.fixed_by, BTreeMap::from([("swap".to_owned(), 3)]));
        assert_eq!(outcomes(&repaired), [("a.py", 1, true), ("b.py", 1, true), ("a.py", 2, true)]);
        assert_eq!(events.len(), 3, "{events:?}");
    }

    #[tokio::test]
    async fn what_has_no_rival_is_judged_in_one_question_for_all_files() {
        let judge = Words::new(&["bad"], &["bad"]);
        let asked = judge.asked.clone();
        let names: Vec<String> = (0..40).map(|number| format!("{number}.py")).collect();
        let files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "x = bad\ny = bad\n")).collect();
        let (repaired, _) = repaired(judge, &files, &[("bad", "good", 0)]).await;
        assert_eq!((repaired.after.errors().count(), repaired.fixed_by["swap"]), (0, 80));
        assert_eq!(*asked.lock().unwrap(), (5, 1), "two looks at a candidate for each of the two lines of all files");
    }

    #[tokio::test]
    async fn one_bad_answer_among_many_is_found_by_halving() {
        let judge = Words::new(&["bad", "odd", "wrong"], &["bad", "odd", "wrong"]);
        let asked = judge.asked.clone();
        let names: Vec<String> = (0..64).map(|number| format!("{number}.py")).collect();
        let files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), if name == "37.py" { "odd\n" } else { "bad\n" })).collect();
        let (repaired, _) = repaired(judge, &files, &[("bad", "good", 0), ("odd", "wrong", 0)]).await;
        assert_eq!((repaired.after.errors().count(), repaired.fixed_by["swap"]), (1, 63));
        assert!(asked.lock().unwrap().0 < 40, "{asked:?}");
    }

    #[tokio::test]
    async fn an_answer_that_mends_nothing_is_not_carried_along_by_others() {
        let judge = Words::new(&["bad", "sad", "wrong"], &["bad", "sad", "wrong"]);
        let (repaired, _) = repaired(judge, &[("a.py", "bad\n"), ("b.py", "sad sad\n")], &[("bad", "good", 0), ("sad", "sad", 0)]).await;
        assert_eq!((text(&repaired, "a.py"), text(&repaired, "b.py")), ("good\n", "sad sad\n"));
    }

    #[tokio::test]
    async fn of_two_answers_that_are_as_good_none_is_taken() {
        let judge = Words::new(&["bad"], &["bad"]);
        let (repaired, _) = repaired(judge, &[("a.py", "x = bad\n")], &[("bad", "good", 1), ("bad", "fine", 1), ("bad", "worse", 2)]).await;
        assert_eq!(text(&repaired, "a.py"), "x = bad\n");
    }

    #[tokio::test]
    async fn a_better_founded_answer_is_tried_first_and_the_next_only_if_it_mends_nothing() {
        let judge = Words::new(&["bad", "wrong"], &["bad", "wrong"]);
        let (repaired, _) = repaired(judge, &[("a.py", "x = bad\n")], &[("bad", "fine", 2), ("bad", "good", 1), ("bad", "wrong", 0)]).await;
        assert_eq!(text(&repaired, "a.py"), "x = good\n");
    }

    #[tokio::test]
    async fn what_the_truth_finds_worse_is_taken_back_and_all_else_is_kept() {
        let judge = Words::new(&["bad", "odd", "sad"], &["bad", "odd", "sad", "hidden"]);
        let files = [("a.py", "bad\n"), ("b.py", "odd\n"), ("c.py", "sad\n")];
        let (repaired, events) = repaired(judge, &files, &[("bad", "good", 0), ("odd", "hidden", 0), ("sad", "glad", 0)]).await;
        assert_eq!([text(&repaired, "a.py"), text(&repaired, "b.py"), text(&repaired, "c.py")], ["good\n", "odd\n", "glad\n"]);
        assert_eq!(repaired.after.errors().count(), 1);
        let refused = repaired.attempts.iter().filter(|attempt| !attempt.record.success).map(|attempt| attempt.record.file.as_str());
        assert_eq!(refused.collect::<Vec<_>>(), ["b.py"]);
        assert!(matches!(events.last(), Some(Event::Surviving(error)) if error.file == "b.py"));
    }

    #[tokio::test]
    async fn what_was_foretold_is_asked_of_the_truth_once_at_the_end() {
        let judge = Words { foretold: Some(&["bad", "sad"]), ..Words::new(&["bad"], &["bad", "sad"]) };
        let asked = judge.asked.clone();
        let (repaired, _) = repaired(judge, &[("a.py", "bad\n"), ("b.py", "sad\n")], &[("bad", "good", 0), ("sad", "glad", 0)]).await;
        assert_eq!((text(&repaired, "a.py"), text(&repaired, "b.py")), ("good\n", "glad\n"));
        assert_eq!((repaired.after.errors().count(), asked.lock().unwrap().1), (0, 1));
    }

    #[tokio::test]
    async fn who_watches_sees_the_last_check_of_what_was_foretold() {
        for (foretold, shown) in [(Some(&["bad"][..]), true), (None, false)] {
            let judge = Words { foretold, ..Words::new(&["bad"], &["bad"]) };
            let watched = Arc::new(Watched::default());
            let task = task(&judge, &[("a.py", "bad\n")], &[("bad", "good", 0)], &Arc::default());
            repair(Box::new(judge), Task { progress: watched.clone(), ..task }).await.unwrap();
            assert_eq!(watched.0.lock().unwrap().last().unwrap() == "Checking the whole project once more", shown);
        }
    }

    #[tokio::test]
    async fn what_was_foretold_wrongly_is_taken_back_alone_and_its_attempt_was_not_kept() {
        let judge =
            Words { foretold: Some(&["bad", "odd", "sad"]), ..Words::new(&["bad", "odd", "sad"], &["bad", "odd", "sad", "hidden"]) };
        let files = [("a.py", "bad\n"), ("b.py", "odd\n"), ("c.py", "sad\n")];
        let (repaired, events) = repaired(judge, &files, &[("bad", "good", 0), ("odd", "hidden", 0), ("sad", "glad", 0)]).await;
        assert_eq!([text(&repaired, "a.py"), text(&repaired, "b.py"), text(&repaired, "c.py")], ["good\n", "odd\n", "glad\n"]);
        assert_eq!(outcomes(&repaired), [("a.py", 1, true), ("b.py", 1, false), ("c.py", 1, true)]);
        assert_eq!(repaired.fixed_by, BTreeMap::from([("swap".to_owned(), 2)]));
        let taken_back =
            events.iter().filter(|event| matches!(event, Event::TakenBack(taken) if (&*taken.file, taken.attempt) == ("b.py", 1)));
        assert_eq!((taken_back.count(), events.len()), (1, 5), "three attempts, one of them taken back, and what survives: {events:?}");
    }

    #[tokio::test]
    async fn what_the_truth_took_back_is_not_tried_again_after_the_model() {
        let judge = Words::new(&["bad", "odd"], &["bad", "odd", "hidden"]);
        let events = Arc::new(Kept::default());
        let model = Scripted::default().about("a.py", [patch("bad", "good")]).about("b.py", [patch("odd", "odd and odd")]);
        let files = [("a.py", "bad\n"), ("b.py", "x = odd\n")];
        let mut task = task(&judge, &files, &[("odd", "hidden", 0)], &events);
        task.advisor = Some(Arc::new(model));
        task.settings.attempts = 1;
        let repaired = repair(Box::new(judge), task).await.unwrap();
        let tried = repaired.attempts.iter().filter(|attempt| attempt.record.fixer == "swap");
        assert_eq!(tried.map(|attempt| attempt.record.success).collect::<Vec<_>>(), [false]);
        assert_eq!(text(&repaired, "a.py"), "good\n");
    }

    #[tokio::test]
    async fn where_the_gate_falls_silent_on_the_way_back_nothing_is_proven_by_another_tree() {
        // One question for the tree, two for the candidate with both; the fourth is about the first of them alone.
        let judge = Words { silent_at: Some(4), ..Words::new(&["bad", "odd"], &["bad", "odd", "hidden"]) };
        let files = [("a.py", "bad\n"), ("b.py", "odd\n")];
        let before = Words::verdict(judge.truth, &tree_of(&files));
        let (repaired, _) = repaired(judge, &files, &[("bad", "good", 0), ("odd", "hidden", 0)]).await;
        assert_eq!(repaired.tree.digest(), tree_of(&files).digest());
        assert_eq!((repaired.after.tree, repaired.after.diagnostics), (before.tree, before.diagnostics));
        assert!(repaired.attempts.iter().all(|attempt| !attempt.record.success) && repaired.fixed_by.is_empty());
    }

    #[tokio::test]
    async fn what_was_declined_was_not_mended() {
        let judge = Words::new(&["bad"], &["bad"]);
        let (repaired, _) = repaired(judge, &[("a.py", "bad\n"), ("b.py", "bad\n")], &[("bad", "good", 0)]).await;
        let tree = tree_of(&[("a.py", "good\n"), ("b.py", "bad\n")]);
        let (after, events) = (Words::verdict(&["bad"], &tree), Kept::default());
        let left = repaired.declined(&["b.py".to_owned()], tree, after, &events);
        let outcomes = left.attempts.iter().map(|attempt| (&*attempt.record.file, attempt.record.refusal.as_deref()));
        assert_eq!(outcomes.collect::<Vec<_>>(), [("a.py", None), ("b.py", Some("it was declined"))]);
        assert_eq!(left.fixed_by, BTreeMap::from([("swap".to_owned(), 1)]));
        let events = events.0.into_inner().unwrap();
        assert!(matches!(&events[..], [Event::TakenBack(taken)] if taken.file == "b.py"), "{events:?}");
    }

    #[tokio::test]
    async fn an_error_that_only_the_truth_sees_is_mended_by_its_word() {
        let (repaired, _) = repaired(Words::new(&[], &["hidden"]), &[("a.py", "hidden\n")], &[("hidden", "good", 0)]).await;
        assert_eq!(text(&repaired, "a.py"), "good\n");
    }

    #[tokio::test]
    async fn what_only_the_gate_finds_wrong_is_left_alone() {
        let judge = Words::new(&["noise", "bad"], &["bad"]);
        let (repaired, _) = repaired(judge, &[("a.py", "noise\nbad\n")], &[("noise", "good", 0), ("bad", "good", 0)]).await;
        assert_eq!(text(&repaired, "a.py"), "noise\ngood\n");
    }

    #[tokio::test]
    async fn a_repair_that_mends_nothing_gives_back_the_very_tree() {
        let judge = Words::new(&["bad", "wrong"], &["bad", "wrong"]);
        let asked = judge.asked.clone();
        let (repaired, _) = repaired(judge, &[("a.py", "bad\n")], &[("bad", "wrong", 0)]).await;
        assert_eq!(repaired.tree.digest(), tree_of(&[("a.py", "bad\n")]).digest());
        assert_eq!(*asked.lock().unwrap(), (3, 0), "a look at the tree, one at the candidate, and one whether the tree is still judged so");
    }
}
