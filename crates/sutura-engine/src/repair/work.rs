//! The tree as it stands in the middle of a repair, and the one way in which it changes.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    sync::Arc,
};

use super::{
    guardrails::{Violation, violations},
    improvement::{Improvement, Judged, NoImprovement, improvement},
    judge::Judge,
};
use crate::{
    checkers::{CheckError, Verdict},
    contract::Sourced,
    diagnostic::{Diagnostic, Fix},
    fixers::{Surrounding, innermost},
    imports::ImportGraph,
    patch::Patch,
    workspace::{Digest, Project, Tree},
};

/// A tree under repair.
pub(super) struct Work {
    judge: Box<dyn Judge>,
    /// What the repair began with.
    original: Tree,
    /// What is accepted so far: by the gate, and up to `proven` by the truth.
    tree: Tree,
    gate: Verdict,
    proven: Proven,
    /// What was accepted since `proven`.
    steps: Vec<Step>,
    /// What the truth accepted.
    kept: Vec<Step>,
    /// The last tree that the truth itself has spoken about: all that is between it and `proven` was foretold.
    certain: Proven,
    /// What led from `certain` to `proven`.
    foretold: Vec<Step>,
    /// Whether nobody is to foretell any more.
    asks_truth_alone: bool,
    /// Fingerprints of what the gate says and the truth does not: nothing to mend.
    noise: HashSet<String>,
    /// What the truth has taken back: it is not tried again.
    refused: HashSet<Key>,
    imports: ImportGraph,
    pub surroundings: Vec<Surrounding>,
}

/// What was proposed: by whom, what, and about which diagnostics.
pub(super) type Key = (String, String, Vec<String>);

/// A tree that the truth has spoken about.
#[derive(Clone)]
struct Proven {
    tree: Tree,
    verdict: Verdict,
}

/// A change that was accepted.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Step {
    /// What proposed it.
    pub fixer: String,
    /// What it does, in one line.
    pub title: String,
    /// Fingerprints of the errors that it is about.
    pub answers: Vec<String>,
    /// The change.
    pub patch: Patch,
    /// The errors that it mended, as the checker that decided told them.
    pub gone: Vec<Diagnostic>,
    /// The errors of the patched files before and after.
    pub errors: (u32, u32),
    /// Wall time that it took.
    pub milliseconds: u64,
}

impl Step {
    fn key(&self) -> Key {
        (self.fixer.clone(), self.title.clone(), self.answers.clone())
    }
}

/// A candidate that is better than the tree.
pub(super) struct Weighed {
    pub candidate: Tree,
    pub improvement: Improvement,
    gate: Verdict,
    /// The truth's verdict, where the truth was asked.
    said: Option<Said>,
}

/// What the truth says, or will say.
struct Said {
    verdict: Verdict,
    is_foretold: bool,
}

/// Why a candidate was not taken.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refused {
    /// It is the tree as it stands.
    #[error("it changes nothing")]
    Nothing,
    /// It breaks a guardrail.
    #[error("{}", .0.iter().map(|violation| violation.message.as_str()).collect::<Vec<_>>().join("; "))]
    Guardrail(Vec<Violation>),
    /// It is not better.
    #[error(transparent)]
    NoImprovement(#[from] NoImprovement),
    /// Nobody can tell.
    #[error("no checker could judge it: {0}")]
    Unjudged(#[from] CheckError),
}

impl Refused {
    /// What the errors are that the candidate would have brought, as one hash; nothing where it was not for these.
    pub fn came(&self) -> Option<Digest> {
        let Self::NoImprovement(NoImprovement::Worse { came }) = self else { return None };
        let mut fingerprints: Vec<&str> = came.iter().map(|error| error.fingerprint.as_str()).collect();
        fingerprints.sort_unstable();
        Some(Digest::of_parts(fingerprints))
    }
}

impl Work {
    /// Begins with `tree` and what the truth says about it.
    pub async fn begin(tree: Tree, truth: Verdict, mut judge: Box<dyn Judge>, surroundings: Vec<Surrounding>) -> Result<Self, CheckError> {
        let gate = judge.gate(&tree).await?;
        judge.accepted(&tree).await;
        let imports = ImportGraph::of(&tree, &projects(&surroundings));
        let noise = noise(&gate, &truth);
        let proven = Proven { tree: tree.clone(), verdict: truth };
        Ok(Self {
            judge,
            original: tree.clone(),
            tree,
            gate,
            certain: proven.clone(),
            proven,
            steps: Vec::new(),
            kept: Vec::new(),
            foretold: Vec::new(),
            asks_truth_alone: false,
            noise,
            refused: HashSet::new(),
            imports,
            surroundings,
        })
    }

    /// What is accepted so far.
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// What the backend of the tree promises, where that is known.
    pub fn contract(&self) -> Option<Arc<Sourced>> {
        self.judge.contract()
    }

    pub fn imports(&self) -> &ImportGraph {
        &self.imports
    }

    /// What the truth has taken back so far.
    pub fn refused(&self) -> &HashSet<Key> {
        &self.refused
    }

    /// The last tree that the truth accepted, and what it says about it.
    pub fn into_proven(self) -> (Tree, Verdict) {
        (self.proven.tree, self.proven.verdict)
    }

    /// Whether the truth has spoken about the tree as it stands.
    pub fn is_proven(&self) -> bool {
        self.steps.is_empty()
    }

    /// What is to be mended in the tree as it stands, ordered by place: what the truth says while that is about this tree, and what the gate says without its noise.
    pub fn errors(&self) -> Vec<Diagnostic> {
        let mut errors: Vec<Diagnostic> = self.open().cloned().collect();
        errors.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
        errors
    }

    /// How many of these errors stand in files that `wanted` picks.
    pub fn errors_in(&self, wanted: impl Fn(&str) -> bool) -> usize {
        self.open().filter(|error| wanted(&error.file)).count()
    }

    fn open(&self) -> impl Iterator<Item = &Diagnostic> {
        let proven: Vec<&Diagnostic> = if self.is_proven() { self.proven.verdict.errors().collect() } else { Vec::new() };
        let known: HashSet<(&str, u32)> = proven.iter().map(|error| (error.fingerprint.as_str(), error.line)).collect();
        let gate = self.gate.errors().filter(|error| !self.noise.contains(&error.fingerprint));
        proven.into_iter().chain(gate.filter(move |error| !known.contains(&(error.fingerprint.as_str(), error.line))))
    }

    /// The projects of the tree.
    pub fn projects(&self) -> Vec<Project> {
        projects(&self.surroundings)
    }

    /// The project that the file at `path` lies in.
    pub fn surrounding(&self, path: &str) -> Option<&Surrounding> {
        innermost(&self.surroundings, path)
    }

    /// What language servers propose for these errors of the tree as it stands.
    pub async fn quick_fixes(&mut self, diagnostics: &[Diagnostic]) -> BTreeMap<String, Vec<Fix>> {
        self.judge.quick_fixes(&self.tree, diagnostics).await
    }

    /// Whether `candidate` is better than the tree. Nothing changes.
    ///
    /// The gate decides. Where it sees no difference at all, the truth may be asked, if it knows the tree as it stands.
    pub async fn weigh(&mut self, candidate: Tree) -> Result<Weighed, Refused> {
        match self.ask_gate(&candidate).await? {
            (gate, Err(NoImprovement::Same)) if self.is_proven() => self.ask_truth(candidate, gate).await,
            (gate, improvement) => Ok(Weighed { improvement: improvement?, candidate, gate, said: None }),
        }
    }

    /// The same of a candidate that is worth asking both: what the gate does not refuse, the truth decides. The tree as it stands is proven.
    pub async fn weigh_fully(&mut self, candidate: Tree) -> Result<Weighed, Refused> {
        let (gate, improvement) = self.ask_gate(&candidate).await?;
        match improvement {
            Ok(_) | Err(NoImprovement::Same) => {}
            // What only the gate's own checkers have heard of may be their mistake, and an answer that was paid for is worth the question.
            Err(NoImprovement::Worse { came }) if came.iter().all(|error| !self.judge.truth_asks(&error.tool)) => {}
            Err(no) => return Err(no.into()),
        }
        self.ask_truth(candidate, gate).await
    }

    /// What the gate says about a candidate that breaks no guardrail, and whether that is better than what it says about the tree.
    async fn ask_gate(&mut self, candidate: &Tree) -> Result<(Verdict, Result<Improvement, NoImprovement>), Refused> {
        if candidate.digest() == self.tree.digest() {
            return Err(Refused::Nothing);
        }
        // What is in the tree already was looked at when it came.
        let violations = violations(&self.original, candidate, candidate.changed_from(&self.tree));
        if !violations.is_empty() {
            return Err(Refused::Guardrail(violations));
        }
        let gate = self.judge.gate(candidate).await?;
        // A checker that could not be kept running over this question is another one now, for the tree as it stands too.
        self.gate = self.judge.gate(&self.tree).await?;
        let improvement = self.better((&self.tree, &self.gate), (candidate, &gate));
        Ok((gate, improvement))
    }

    async fn ask_truth(&mut self, candidate: Tree, gate: Verdict) -> Result<Weighed, Refused> {
        let said = self.ask(&candidate).await;
        let improvement = self.better((&self.tree, &self.proven.verdict), (&candidate, &said.verdict))?;
        Ok(Weighed { candidate, improvement, gate, said: Some(said) })
    }

    /// Makes a weighed candidate the tree, to which these steps lead.
    pub async fn take(&mut self, weighed: Weighed, steps: Vec<Step>) {
        self.become_tree(weighed.candidate, weighed.gate).await;
        self.steps.extend(steps);
        if let Some(said) = weighed.said {
            self.prove_with(said);
        }
    }

    /// Makes a fully weighed candidate the tree, which is not to be told again by [`Work::kept`].
    pub async fn keep(&mut self, weighed: Weighed, step: Step) {
        self.take(weighed, vec![step]).await;
        self.kept.clear();
    }

    /// Many questions to the truth will follow.
    pub fn prepare(&mut self) {
        self.judge.prepare();
    }

    /// Whether a part of what led here was only foretold.
    pub fn is_foretold(&self) -> bool {
        !self.foretold.is_empty()
    }

    /// Has the truth itself say what was foretold about the tree as it stands. What it does not accept is taken back, and given back.
    pub async fn confirm(&mut self) -> Vec<Step> {
        self.asks_truth_alone = true;
        self.steps = std::mem::take(&mut self.foretold);
        self.proven = self.certain.clone();
        let all = self.steps.clone();
        self.prove().await;
        let kept = self.kept();
        all.into_iter().filter(|step| !kept.contains(step)).collect()
    }

    /// Asks the truth about the tree as it stands. What it does not accept is taken back, and given back.
    pub async fn prove(&mut self) -> Vec<Step> {
        let mut taken_back = Vec::new();
        while !self.steps.is_empty() {
            let said = self.ask(&self.tree.clone()).await;
            if self.is_better(&self.tree, &said.verdict) {
                self.prove_with(said);
                break;
            }
            let (good, said) = self.longest_good_prefix().await;
            let mut rest = self.steps.split_off(good);
            // The first step behind the good ones is what the truth refuses; what came after it may have been built on it.
            let refused = rest.remove(0);
            rest.retain(|step| independent(step, &refused));
            taken_back.push(refused);
            let mut lost = Vec::new();
            if let Some(said) = said {
                lost = self.set_tree().await;
                // A verdict about the good steps is about no other tree.
                if lost.is_empty() {
                    self.prove_with(said);
                }
            }
            self.steps = rest;
            lost.extend(self.set_tree().await);
            taken_back.extend(lost);
        }
        self.refused.extend(taken_back.iter().map(Step::key));
        taken_back
    }

    /// The steps that the truth accepted since this was last asked.
    pub fn kept(&mut self) -> Vec<Step> {
        std::mem::take(&mut self.kept)
    }

    /// How many of the steps, from the first on, the truth accepts together, and its verdict on them. Found by halving: a step that is refused is taken for
    /// refused with every step behind it.
    async fn longest_good_prefix(&mut self) -> (usize, Option<Said>) {
        let (mut good, mut bad, mut last) = (0, self.steps.len(), None);
        while bad - good > 1 {
            let middle = (good + bad) / 2;
            let tree = self.proven_with(&self.steps[..middle]);
            let said = self.ask(&tree).await;
            if self.is_better(&tree, &said.verdict) {
                (good, last) = (middle, Some(said));
            } else {
                bad = middle;
            }
        }
        (good, last)
    }

    fn is_better(&self, tree: &Tree, verdict: &Verdict) -> bool {
        self.better((&self.proven.tree, &self.proven.verdict), (tree, verdict)).is_ok()
    }

    /// Whether the second tree is better than the first.
    fn better(&self, before: (&Tree, &Verdict), after: (&Tree, &Verdict)) -> Result<Improvement, NoImprovement> {
        // Asked for only where errors came, and most candidates bring none.
        let reach = |files: &BTreeSet<&str>| {
            let reached = |tree: &Tree| self.imports.with(tree, tree.changed_from(&self.tree)).reached_by(files.iter().copied());
            &reached(before.0) | &reached(after.0)
        };
        let judged = |(tree, verdict)| Judged { tree, verdict };
        improvement(judged(before), judged(after), reach)
    }

    /// What the truth says about `tree`, or will say.
    async fn ask(&mut self, tree: &Tree) -> Said {
        if !self.asks_truth_alone
            && let Some(verdict) = self.judge.forecast(tree).await
        {
            return Said { verdict, is_foretold: true };
        }
        Said { verdict: self.judge.truth(tree).await, is_foretold: false }
    }

    fn prove_with(&mut self, said: Said) {
        debug_assert_eq!(said.verdict.tree, self.tree.digest(), "the verdict is about the tree as it stands");
        self.noise = noise(&self.gate, &said.verdict);
        self.proven = Proven { tree: self.tree.clone(), verdict: said.verdict };
        if said.is_foretold {
            self.foretold.extend(self.steps.iter().cloned());
        } else {
            self.certain = self.proven.clone();
            self.foretold.clear();
        }
        self.kept.append(&mut self.steps);
    }

    fn proven_with(&self, steps: &[Step]) -> Tree {
        steps.iter().fold(self.proven.tree.clone(), |tree, step| tree.with(&step.patch))
    }

    /// The tree is the proven one with the steps. Without a verdict there is no tree to go on from but the proven one itself: the steps are given back.
    async fn set_tree(&mut self) -> Vec<Step> {
        let tree = self.proven_with(&self.steps);
        match self.judge.gate(&tree).await {
            Ok(gate) => {
                self.become_tree(tree, gate).await;
                Vec::new()
            }
            Err(_) => {
                let Proven { tree, verdict } = self.proven.clone();
                self.become_tree(tree, verdict).await;
                std::mem::take(&mut self.steps)
            }
        }
    }

    async fn become_tree(&mut self, tree: Tree, gate: Verdict) {
        self.imports = self.imports.with(&tree, tree.changed_from(&self.tree));
        self.judge.accepted(&tree).await;
        self.tree = tree;
        self.gate = gate;
    }
}

fn projects(surroundings: &[Surrounding]) -> Vec<Project> {
    surroundings.iter().map(|known| known.project.clone()).collect()
}

/// Errors of the gate in whose line the truth sees nothing wrong.
fn noise(gate: &Verdict, truth: &Verdict) -> HashSet<String> {
    let places: HashSet<(&str, u32)> = truth.errors().map(|error| (error.file.as_str(), error.line)).collect();
    gate.errors().filter(|error| !places.contains(&(error.file.as_str(), error.line))).map(|error| error.fingerprint.clone()).collect()
}

fn independent(step: &Step, of: &Step) -> bool {
    step.patch.texts().keys().all(|file| !of.patch.texts().contains_key(file))
}
