//! Fixers for Python.

mod argument;
mod awaits;
mod context;
mod duplicate;
mod insertion;
mod missing_import;
mod nearest;
mod optional;
mod outline;
mod parameter;
mod rename;
mod returns;
mod self_parameter;
mod surplus;
mod syntax;
#[cfg(test)]
mod testing;
mod well_known;
mod wrong_import;
mod wrong_name;

use std::sync::Arc;

use super::{Fixer, Proposal, Scene};
use crate::{patch::Patch, workspace::on_parser_stack};
use context::{Context, Memo};

/// All of them, in the order in which they are tried.
pub(super) fn all() -> Vec<Box<dyn Fixer>> {
    let memo = Arc::new(Memo::default());
    let fixer = |(name, propose): &(&'static str, Propose)| -> Box<dyn Fixer> {
        Box::new(PythonFixer { name, propose: *propose, memo: memo.clone() })
    };
    FIXERS.iter().map(fixer).collect()
}

/// What is to be changed, by file and place, with what is known about it.
type ByPlace<'a, K, V> = std::collections::BTreeMap<(&'a str, K), V>;

type Propose = fn(&Context<'_>) -> Vec<Proposal>;

const FIXERS: &[(&str, Propose)] = &[
    ("python-syntax", syntax::propose),
    ("python-wrong-import", wrong_import::propose),
    ("python-missing-import", missing_import::propose),
    ("python-name", wrong_name::propose_names),
    ("python-attribute", wrong_name::propose_attributes),
    ("python-keyword", wrong_name::propose_keywords),
    ("python-self", self_parameter::propose),
    ("python-async", awaits::propose_async),
    ("python-await", awaits::propose),
    ("python-duplicate", duplicate::propose),
    ("python-unused-parameter", parameter::propose_unused),
    ("python-missing-argument", argument::propose_missing),
    ("python-parameter-type", parameter::propose_types),
    ("python-conversion", argument::propose_conversions),
    ("python-return", returns::propose),
    ("python-surplus-argument", surplus::propose),
    ("python-optional", optional::propose),
];

/// A proposal about one file, where there is a text.
fn proposal(path: &str, title: String, text: Option<String>, answers: Vec<String>, rank: u8) -> Option<Proposal> {
    text.map(|text| Proposal { title, patch: Patch::of(path, text), answers, rank })
}

/// One fixer: its own part is a function of what is known.
struct PythonFixer {
    name: &'static str,
    propose: Propose,
    memo: Arc<Memo>,
}

impl Fixer for PythonFixer {
    fn name(&self) -> &'static str {
        self.name
    }

    /// On a thread of its own, since a parser needs more stack than the caller's may have.
    fn propose(&self, scene: &Scene<'_>) -> Vec<Proposal> {
        on_parser_stack(|| (self.propose)(&Context::new(scene, &self.memo)))
    }
}
