//! Fixers for TypeScript, on the compiler's diagnostics. Each reads what the project itself does and proposes that first.
//!
//! None makes a type looser, silences the compiler, invents a definition, or removes what has a meaning.

mod annotated;
mod arguments;
mod awaited;
mod caught;
mod converted;
mod destructured;
mod duplicates;
mod foreign;
mod handlers;
mod import_edit;
mod import_shape;
mod literals;
mod make_async;
mod members;
mod migrations;
mod missing_export;
mod missing_import;
mod module;
mod module_path;
mod nearest;
mod optional;
mod packages;
mod places;
mod project;
mod props;
mod react;
mod react_query;
mod react_router;
mod renamed;
mod returned;
mod states;
mod syntax;
#[cfg(test)]
mod testing;
mod text;
mod unused;

use std::sync::Arc;

use self::project::{Library, View};
use super::{Fixer, Proposal, Scene};
use crate::workspace::PARSER_STACK;

/// One fixer: its name and what it proposes.
type Rule = (&'static str, fn(&View<'_>) -> Vec<Proposal>);

/// A further fixer is a file and a line here.
const RULES: &[Rule] = &[
    ("foreign", foreign::propose),
    ("async", make_async::propose),
    ("syntax", syntax::propose),
    ("duplicate", duplicates::propose),
    ("react", react::propose),
    ("react-query", react_query::propose),
    ("react-router", react_router::propose),
    ("migration", migrations::propose),
    ("wrong-import", module_path::propose),
    ("import-shape", import_shape::propose),
    ("missing-export", missing_export::propose),
    ("missing-import", missing_import::propose),
    ("wrong-name", renamed::propose),
    ("await", awaited::propose),
    ("destructuring", destructured::propose),
    ("arguments", arguments::propose),
    ("return", returned::propose),
    ("annotation", annotated::propose),
    ("optional", optional::propose),
    ("state", states::propose),
    ("literal", literals::propose),
    ("handler", handlers::propose),
    ("property", props::propose),
    ("caught", caught::propose),
    ("convert", converted::propose),
    ("unused-import", unused::propose),
];

/// The fixers for TypeScript, in the order in which they are tried.
pub(super) fn all() -> Vec<Box<dyn Fixer>> {
    let library = Arc::new(Library::default());
    RULES
        .iter()
        .map(|(name, propose)| Box::new(TypeScript { name, propose: *propose, library: library.clone() }) as Box<dyn Fixer>)
        .collect()
}

struct TypeScript {
    name: &'static str,
    propose: fn(&View<'_>) -> Vec<Proposal>,
    library: Arc<Library>,
}

impl Fixer for TypeScript {
    fn name(&self) -> &'static str {
        self.name
    }

    fn propose(&self, scene: &Scene<'_>) -> Vec<Proposal> {
        let concerns = |code: &str| code.strip_prefix("TS").is_some_and(|number| number.bytes().all(|digit| digit.is_ascii_digit()));
        if !scene.diagnostics.iter().any(|diagnostic| concerns(&diagnostic.code)) {
            return Vec::new();
        }
        // Parsers need more stack than a thread has by itself.
        std::thread::scope(|scope| {
            let work = || (self.propose)(&View::new(scene, &self.library));
            let thread = std::thread::Builder::new().stack_size(PARSER_STACK).spawn_scoped(scope, work);
            thread.map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).unwrap_or_default()
        })
    }
}
