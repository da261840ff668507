//! Small inputs for the tests of the rules.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Input, check};
use crate::diagnostic::Finding;

/// The files of an input, from paths and texts.
pub(super) fn input_of(files: &[(&str, &str)]) -> BTreeMap<String, Arc<[u8]>> {
    files.iter().map(|(path, text)| ((*path).to_owned(), Arc::from(text.as_bytes()))).collect()
}

/// What the checker finds in files whose root is both a Python and a TypeScript project.
pub(super) fn findings(files: &[(&str, &str)]) -> Vec<Finding> {
    let root = [String::new()];
    check(&Input { files: &input_of(files), python_projects: &root, typescript_projects: &root })
}

/// The codes of the findings, in order.
pub(super) fn codes(files: &[(&str, &str)]) -> Vec<String> {
    findings(files).into_iter().map(|finding| finding.code).collect()
}

/// Where one rule fires, as `file:line:column`.
pub(super) fn places(files: &[(&str, &str)], code: &str) -> Vec<String> {
    let found = findings(files).into_iter().filter(|finding| finding.code == code);
    found.map(|finding| format!("{}:{}:{}", finding.file, finding.line, finding.column)).collect()
}
