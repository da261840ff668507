//! For tests: a scene of files and findings, and what a fixer makes of it.

use std::collections::BTreeMap;

use super::{
    Propose,
    context::{Context, Memo},
};
use crate::{
    diagnostic::{Diagnostic, Finding},
    fixers::{Proposal, Scene, Surrounding},
    imports::ImportGraph,
    workspace::{Language, Project, tree::tree_of},
};

/// One problem: tool, code, file, line, column, message.
pub(super) type Problem<'a> = (&'a str, &'a str, &'a str, u32, u32, &'a str);

/// What `propose` does about `problems` in `files`, by rank.
pub(super) fn proposals(files: &[(&str, &str)], problems: &[Problem<'_>], propose: Propose) -> Vec<Proposal> {
    let tree = tree_of(files);
    let diagnostic = |(tool, code, file, line, column, message): &Problem<'_>| -> Diagnostic {
        let finding = Finding {
            file: (*file).to_owned(),
            line: *line,
            column: *column,
            code: (*code).to_owned(),
            message: (*message).to_owned(),
            ..Finding::default()
        };
        finding.into_diagnostic("repair", tool, tree.text(file))
    };
    let diagnostics: Vec<Diagnostic> = problems.iter().map(diagnostic).collect();
    let project = Project { root: String::new(), language: Language::Python, has_manifest: true };
    let projects = [Surrounding { project, python: None, node: None, typeshed: None }];
    let scene = Scene {
        tree: &tree,
        diagnostics: &diagnostics,
        projects: &projects,
        imports: &ImportGraph::default(),
        quick_fixes: &BTreeMap::new(),
    };
    let mut found = propose(&Context::new(&scene, &Memo::default()));
    found.sort_by_key(|proposal| proposal.rank);
    found
}

/// The new texts of the best rank.
pub(super) fn best(files: &[(&str, &str)], problems: &[Problem<'_>], propose: Propose) -> Vec<String> {
    let found = proposals(files, problems, propose);
    let rank = found.first().map(|proposal| proposal.rank);
    found
        .into_iter()
        .filter(|proposal| Some(proposal.rank) == rank)
        .flat_map(|proposal| proposal.patch.texts().values().cloned().collect::<Vec<_>>())
        .collect()
}
