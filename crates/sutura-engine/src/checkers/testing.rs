//! Feeds recorded output to a checker's parser.

use std::path::Path;

use super::{CheckError, Checker, Job, Site};
use crate::{
    dependencies::{Doubt, PythonEnvironment, Resolved, Source},
    diagnostic::Finding,
    process::Output,
    settings::CheckerSettings,
    workspace::{Language, Project, Tree},
};

/// What `checker` reads out of what its tool printed about the project at `folder` of a tree that lay at `/site`.
pub(super) fn read(checker: &dyn Checker, tree: &Tree, folder: &str, status: i32, stdout: &str) -> Result<Vec<Finding>, CheckError> {
    read_with(checker, tree, folder, None, &Output { status, stdout: stdout.into(), ..Output::default() })
}

/// The same, where an unresolved import may be due to the `doubt`.
pub(super) fn read_with(
    checker: &dyn Checker,
    tree: &Tree,
    folder: &str,
    doubt: Option<Doubt>,
    output: &Output,
) -> Result<Vec<Finding>, CheckError> {
    let project = Project { root: folder.to_owned(), language: Language::Python, has_manifest: true };
    let resolved = Resolved { source: Source::Nothing, hash: String::new(), packages: Default::default(), notes: Vec::new() };
    let python = PythonEnvironment { site_packages: None, version: "3.12".to_owned(), local: Vec::new(), doubt, resolved };
    let settings = CheckerSettings::default();
    let job = Job {
        tree,
        project: &project,
        projects: &[],
        settings,
        python_version: "3.12".to_owned(),
        python: Some(python),
        node: None,
        fast: false,
    };
    let site = Site { root: Path::new("/site"), scratch: Path::new("/scratch"), program: None, memory_mib: 1024, find: &|_| None };
    checker.read(&job, &site, output)
}

/// One line a finding: place, code and the first line of the message.
pub(super) fn lines(findings: &[Finding]) -> String {
    let line = |f: &Finding| format!("{}:{}:{} {} {}\n", f.file, f.line, f.column, f.code, f.message.lines().next().unwrap_or_default());
    findings.iter().map(line).collect()
}
