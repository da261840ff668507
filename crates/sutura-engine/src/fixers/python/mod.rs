//! Fixers for Python.

mod argument;
mod async_class;
mod awaits;
mod calls;
mod context;
mod dedented;
mod defaults;
mod duplicate;
mod exact;
mod fault;
mod generator;
mod include;
mod insertion;
mod managers;
mod missing_import;
mod module_object;
mod moved;
mod name_form;
mod nearest;
mod never_none;
mod optional;
mod order;
mod outline;
mod parameter;
mod precedence;
mod rename;
mod required;
mod returns;
mod self_parameter;
mod subscript;
mod surplus;
mod swapped;
mod syntax;
#[cfg(test)]
mod testing;
mod type_name;
mod well_known;
mod wrong_attribute;
mod wrong_import;
mod wrong_keyword;
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
    ("required-first", required::propose),
    ("syntax", syntax::propose),
    ("wrong-import", wrong_import::propose),
    ("name-form", name_form::propose),
    ("missing-import", missing_import::propose),
    ("wrong-name", wrong_name::propose),
    ("loop-variable", name_form::propose_loops),
    ("order", order::propose),
    ("moved", moved::propose),
    ("key", subscript::propose),
    ("module", module_object::propose),
    ("type-name", type_name::propose),
    ("dedented-method", dedented::propose),
    ("wrong-attribute", wrong_attribute::propose),
    ("wrong-keyword", wrong_keyword::propose),
    ("self", self_parameter::propose),
    ("context-manager", managers::propose_decorators),
    ("async", awaits::propose_async),
    ("async-class", async_class::propose),
    ("async-block", managers::propose_kinds),
    ("needless-async", awaits::propose_plain),
    ("await", awaits::propose),
    ("call", calls::propose),
    ("duplicate", duplicate::propose),
    ("unused-parameter", parameter::propose_unused),
    ("precedence", precedence::propose),
    ("swapped-arguments", swapped::propose),
    ("defaults", defaults::propose),
    ("missing-argument", argument::propose_missing),
    ("parameter-type", parameter::propose_types),
    ("conversion", argument::propose_conversions),
    ("exact-type", exact::propose),
    ("generator", generator::propose),
    ("return", returns::propose),
    ("surplus-argument", surplus::propose),
    ("never-none", never_none::propose),
    ("optional", optional::propose),
    ("include-router", include::propose),
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
        on_parser_stack(|| merged((self.propose)(&Context::new(scene, &self.memo))))
    }
}

/// One proposal for each new text: two places that lead to the same change do not compete.
fn merged(proposals: Vec<Proposal>) -> Vec<Proposal> {
    let mut found: Vec<Proposal> = Vec::new();
    for proposal in proposals {
        match found.iter_mut().find(|known| known.patch == proposal.patch) {
            Some(known) => {
                known.rank = known.rank.min(proposal.rank);
                known.answers.extend(proposal.answers);
                known.answers.sort();
                known.answers.dedup();
            }
            None => found.push(proposal),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{FIXERS, testing::proposals};

    const PROBLEMS: &[(&str, &str, &str)] = &[
        ("ruff", "F821", "Undefined name `self`"),
        ("ruff", "F821", "Undefined name `nmae`"),
        ("ruff", "F811", "Redefinition of unused `f` from line 1"),
        ("ruff", "invalid-syntax", "Expected `:`, found newline"),
        ("structure", "router-not-included", "No module uses `name`"),
        ("pyright", "reportMissingImports", "Import \"m.x\" could not be resolved"),
        ("pyright", "reportAttributeAccessIssue", "\"nmae\" is unknown import symbol"),
        ("pyright", "reportAttributeAccessIssue", "Cannot access attribute \"nmae\" for class \"A\""),
        ("pyright", "reportAttributeAccessIssue", "Cannot access attribute \"name\" for class \"CoroutineType[Any, Any, A]\""),
        ("pyright", "reportCallIssue", "No parameter named \"nmae\""),
        ("pyright", "reportCallIssue", "Expected 1 positional argument"),
        ("pyright", "reportReturnType", "Type \"int\" is not assignable to return type \"None\""),
        (
            "pyright",
            "reportArgumentType",
            "Argument of type \"int\" cannot be assigned to parameter \"name\" of type \"None\" in function \"f\"",
        ),
        ("pyright", "reportArgumentType", "Argument of type \"None\" cannot be assigned to parameter \"f\" of type \"@classmethod\""),
        (
            "pyright",
            "reportIncompatibleMethodOverride",
            "\nParameter 2 type mismatch: base parameter \"name\" is type \"str\", override parameter is type \"int\"",
        ),
        ("ty", "missing-argument", "No argument provided for required parameter `name` of function `f`"),
        ("ty", "too-many-positional-arguments", "Too many positional arguments to bound method `A.f`: expected 0, got 1"),
        ("ty", "invalid-argument-type", "Expected `int`, found `str`"),
        ("ty", "invalid-implicit-return", "Function always implicitly returns `None`"),
        ("ty", "invalid-await", "`int` is not awaitable"),
        ("ty", "invalid-syntax", "`await` outside of an asynchronous function"),
        ("ty", "unresolved-import", "Cannot resolve imported module `m.x`"),
        ("ty", "missing-attribute", "Object of type `A` has no attribute `nmae`"),
    ];

    proptest! {
        #[test]
        fn no_text_and_no_place_makes_a_fixer_panic_or_propose_what_changes_nothing(
            text in "(def f\\(|def f|class A|self|, name|nmae|: int|=None|é|🦀|\\)|\\(|:|\n|    |\r\n|@x|await |async |return |from m import |import |\\.|\"|str\\(|None|,){0,24}",
            problem in 0..PROBLEMS.len(),
            line in 1u32..6,
            column in 1u32..12,
        ) {
            let (tool, code, message) = PROBLEMS[problem];
            let files = [("a.py", text.as_str()), ("m/__init__.py", "def name(f): ...\n"), ("b.py", "class A:\n    name: int\n")];
            for (name, propose) in FIXERS {
                for proposal in proposals(&files, &[(tool, code, "a.py", line, column, message)], *propose) {
                    let changes = proposal.patch.texts().iter().all(|(path, new)| files.iter().any(|(known, old)| known == path && old != new));
                    prop_assert!(changes, "{}: {}", name, proposal.title);
                }
            }
        }
    }
}
