//! Who says what is wrong with a tree: the gate about every candidate, the truth about what is to be kept.

use std::{
    collections::{BTreeMap, BTreeSet},
    future::Future,
    path::PathBuf,
    pin::Pin,
    sync::Arc,
};

use tokio::sync::OwnedMutexGuard;

use crate::{
    checkers::{CheckError, Checking, Forecast, Gate, Truth, Verdict, selected},
    contract::Sourced,
    diagnostic::{Diagnostic, Fix},
    fixers::Surrounding,
    workspace::Tree,
};

/// A value that is there soon.
pub type Soon<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Gives verdicts on trees. Each is about exactly the tree that was asked about: a judge that cannot say so gives an error.
pub trait Judge: Send {
    /// What the fast checkers say, in tens of milliseconds.
    fn gate<'a>(&'a mut self, tree: &'a Tree) -> Soon<'a, Result<Verdict, CheckError>>;

    /// `tree` is what the next candidates differ from.
    fn accepted<'a>(&'a mut self, tree: &'a Tree) -> Soon<'a, ()>;

    /// What the backend of the accepted tree promises, where that is known.
    fn contract(&self) -> Option<Arc<Sourced>> {
        None
    }

    /// Many questions to the truth will follow: what answers them sooner may start.
    fn prepare(&mut self) {}

    /// What the truth will say, sooner than it does, where somebody can tell. It counts when the truth has confirmed it.
    fn forecast<'a>(&'a mut self, _tree: &'a Tree) -> Soon<'a, Option<Verdict>> {
        Box::pin(std::future::ready(None))
    }

    /// What the configured checkers say about the whole project, in seconds.
    fn truth<'a>(&'a mut self, tree: &'a Tree) -> Soon<'a, Verdict>;

    /// Whether the checker of this name is one of the truth's. What others find wrong may be their own mistake.
    fn truth_asks(&self, checker: &str) -> bool;

    /// What language servers propose for `diagnostics`, by fingerprint.
    fn quick_fixes<'a>(&'a mut self, tree: &'a Tree, diagnostics: &'a [Diagnostic]) -> Soon<'a, BTreeMap<String, Vec<Fix>>>;
}

/// The real judge: checkers that keep running are the gate, the configured ones the truth.
pub struct ProjectJudge {
    gate: OwnedMutexGuard<Gate>,
    forecast: Forecast,
    truth: Truth,
    /// The names of the checkers that the truth asks.
    asked: BTreeSet<String>,
    typeshed: Option<PathBuf>,
}

impl ProjectJudge {
    /// With a gate that is the judge's alone while it judges, and takes the tree of `checking` as its base. The truth is what `checking` has selected.
    pub async fn new(mut gate: OwnedMutexGuard<Gate>, checking: Arc<Checking>) -> Result<Self, CheckError> {
        gate.accept(&checking.tree).await?;
        let typeshed = checking.toolbox.typeshed();
        let asked = selected(&checking.settings, checking.fast).iter().map(|checker| checker.name().to_owned()).collect();
        let forecast = Forecast::new(checking.clone(), gate.base().clone());
        Ok(Self { gate, forecast, truth: Truth::new(checking), asked, typeshed })
    }

    /// The projects with their packages, as far as these could be had.
    pub async fn surroundings(&self) -> Vec<Surrounding> {
        let packages = self.gate.packages().await;
        packages.into_iter().map(|(project, python, node)| Surrounding { project, python, node, typeshed: self.typeshed.clone() }).collect()
    }
}

impl Judge for ProjectJudge {
    fn gate<'a>(&'a mut self, tree: &'a Tree) -> Soon<'a, Result<Verdict, CheckError>> {
        Box::pin(self.gate.check(tree))
    }

    fn accepted<'a>(&'a mut self, tree: &'a Tree) -> Soon<'a, ()> {
        Box::pin(async {
            // What the gate cannot take as its base it tells of the next candidate.
            let _ = self.gate.accept(tree).await;
            self.forecast.accepted(tree).await;
        })
    }

    fn contract(&self) -> Option<Arc<Sourced>> {
        self.gate.contract()
    }

    fn prepare(&mut self) {
        self.forecast.prepare();
    }

    fn forecast<'a>(&'a mut self, tree: &'a Tree) -> Soon<'a, Option<Verdict>> {
        Box::pin(self.forecast.check(&mut self.gate, tree))
    }

    fn truth<'a>(&'a mut self, tree: &'a Tree) -> Soon<'a, Verdict> {
        self.forecast.end();
        Box::pin(self.truth.check(tree))
    }

    fn truth_asks(&self, checker: &str) -> bool {
        self.asked.contains(checker)
    }

    fn quick_fixes<'a>(&'a mut self, tree: &'a Tree, diagnostics: &'a [Diagnostic]) -> Soon<'a, BTreeMap<String, Vec<Fix>>> {
        // Without proposals there is nothing to judge: no error of the user's.
        Box::pin(async { self.gate.quick_fixes(tree, diagnostics).await.unwrap_or_default() })
    }
}
