//! What the truth would say, by checkers that keep running: for the questions between, of which a model's answers ask many.

use std::{collections::BTreeSet, sync::Arc};

use tokio::task::JoinSet;

use super::{CheckError, Checking, Gate, Truth, Verdict, pyright::Pyright, run::in_order, selected};
use crate::{
    ledger::Event,
    settings::BUILT_IN,
    workspace::{Digest, Tree},
};

/// Foretells the verdicts of the truth on trees that differ in a few files from the one that it began with.
///
/// A checker that keeps running counts only if it says about that first tree what its command line says; the others are asked by their command lines. What was foretold is
/// to be asked of the truth itself before a result is built on it.
pub struct Forecast {
    checking: Arc<Checking>,
    /// What the gate says about the first tree.
    first: Verdict,
    /// What is being started; ended where nobody waits for it.
    opening: JoinSet<Warm>,
    warm: Option<Warm>,
}

impl Forecast {
    /// Begins with the tree of `checking`, about which the gate says `first`. Nothing is started.
    pub fn new(checking: Arc<Checking>, first: Verdict) -> Self {
        assert_eq!(first.tree, checking.tree.digest(), "the gate took this tree as its base");
        Self { checking, first, opening: JoinSet::new(), warm: None }
    }

    /// Starts what keeps running, on a task of its own. It costs about as much as one answer of the truth.
    pub fn prepare(&mut self) {
        if self.warm.is_none() && self.opening.is_empty() {
            let (checking, first) = (self.checking.clone(), self.first.clone());
            self.opening.spawn(async move { Warm::open(&checking, &first).await });
        }
    }

    /// What the truth will say about `tree`; nothing where nobody was prepared to tell.
    pub async fn check(&mut self, gate: &mut Gate, tree: &Tree) -> Option<Verdict> {
        if let Some(opened) = self.opening.join_next().await {
            self.warm = opened.ok();
        }
        let verdict = self.warm.as_mut()?.check(gate, tree).await;
        if verdict.is_err() {
            self.warm = None;
        }
        verdict.ok()
    }

    /// Ends what keeps running: whoever asks the truth itself does not ask any more what it will say, and its command line would hold as much memory again.
    pub fn end(&mut self) {
        self.opening = JoinSet::new();
        self.warm = None;
    }

    /// `tree` is what the next ones differ from.
    pub async fn accepted(&mut self, tree: &Tree) {
        if let Some(pyright) = self.warm.as_mut().and_then(|warm| warm.pyright.as_mut())
            && pyright.reached(tree).is_some()
        {
            // What it cannot take as its base it tells of the next tree.
            let _ = pyright.accept(tree).await;
        }
    }
}

/// Checkers that keep running.
struct Warm {
    /// pyright alone.
    pyright: Option<Gate>,
    /// The checkers of the gate that say the same as those of the truth.
    of_gate: BTreeSet<String>,
    /// The others.
    rest: Truth,
}

const PYRIGHT: &str = "pyright";

impl Warm {
    /// Starts what is not running yet, and compares all with the truth about the first tree, which is among the stored verdicts.
    async fn open(checking: &Arc<Checking>, first: &Verdict) -> Self {
        let truth = Truth::new(checking.clone()).check(&checking.tree).await;
        let names =
            |fast| -> BTreeSet<String> { selected(&checking.settings, fast).iter().map(|checker| checker.name().to_owned()).collect() };
        let configured = names(checking.fast);
        let agrees = |name: &String| BUILT_IN.contains(&name.as_str()) && same(name, first, &truth);
        let of_gate: BTreeSet<String> = configured.intersection(&names(true)).filter(|name| agrees(name)).cloned().collect();
        let mut pyright = None;
        if configured.contains(PYRIGHT) {
            pyright = Gate::of(checking.clone(), vec![Arc::new(Pyright)]).await.ok().filter(|opened| same(PYRIGHT, opened.base(), &truth));
        }
        let mut rest = checking.quietly_about(checking.tree.clone());
        for name in of_gate.iter().map(String::as_str).chain(pyright.iter().map(|_| PYRIGHT)) {
            rest.settings.checkers.entry(name.to_owned()).or_default().enabled = Some(false);
        }
        if configured.contains(PYRIGHT) && pyright.is_none() {
            let note = "pyright as a session does not tell what its command line tells, which is asked each time";
            checking.events.record(Event::note(&checking.step, note));
        }
        Self { pyright, of_gate, rest: Truth::new(Arc::new(rest)) }
    }

    async fn check(&mut self, gate: &mut Gate, tree: &Tree) -> Result<Verdict, CheckError> {
        let fast = gate.check(tree).await?;
        let mut verdict = self.rest.check(tree).await;
        if let Some(pyright) = &mut self.pyright {
            add(&mut verdict, pyright.check(tree).await?, |name| name == PYRIGHT);
        }
        add(&mut verdict, fast, |name| self.of_gate.contains(name));
        in_order(&mut verdict.diagnostics);
        Ok(verdict)
    }
}

/// Adds what the checkers that `wanted` picks say in `other`, which is about the same tree.
fn add(verdict: &mut Verdict, other: Verdict, wanted: impl Fn(&str) -> bool) {
    assert_eq!(verdict.tree, other.tree, "verdicts on one tree are put together");
    verdict.diagnostics.extend(other.diagnostics.into_iter().filter(|diagnostic| wanted(&diagnostic.tool)));
    verdict.failed.extend(other.failed.into_iter().filter(|(name, _)| wanted(name)));
}

/// Whether the checker of this name says the same in both verdicts, and says something.
fn same(name: &str, one: &Verdict, other: &Verdict) -> bool {
    let ran = |verdict: &Verdict| !verdict.failed.iter().any(|(failed, _)| failed == name);
    let told = |verdict: &Verdict| -> Vec<Digest> {
        let own = verdict.diagnostics.iter().filter(|diagnostic| diagnostic.tool == name);
        let place = |line: u32, column: u32| format!("{line}:{column}");
        let mut told: Vec<Digest> =
            own.map(|own| Digest::of_parts([own.fingerprint.as_str(), &own.file, &own.code, &place(own.line, own.column)])).collect();
        told.sort_unstable();
        told
    };
    ran(one) && ran(other) && told(one) == told(other)
}
