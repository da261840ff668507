//! The checker of our own: what only a look at the whole project shows.
//!
//! A rule fires on what the sources prove and is silent in all other cases, so that a real project of any layout sees no false alarm.
//! Nothing is run and nothing is read but the [`Input`].
//!
//! Each rule is one file and one line in a list below; `docs/structure.md` says what each means. A rule about one file is a function of its `Source`, a rule about a project one of
//! the `SourceTree` of all sources. What is deliberately absent: whether an imported module exists. Python's search path is the interpreter's
//! business; pyright and ty know it, and report it.

mod duplicate_route;
mod empty_file;
mod endpoints;
mod finding;
mod leftover_fence;
pub(crate) mod leftover_marker;
mod merge_marker;
mod missing_app;
mod missing_manifest;
mod package_json;
pub(in crate::checkers) mod place;
mod python;
mod router_included_twice;
mod router_not_included;
mod routing;
mod script;
mod served;
mod source;
mod source_tree;
mod syntax_error;
#[cfg(test)]
mod testing;
mod truncated_file;
mod tsconfig;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

pub use endpoints::{Endpoint, endpoints};

use super::{Checker, Job};
use crate::{
    diagnostic::Finding,
    workspace::{self, Language, Project, Side},
};
use source::{Known, Source};
use source_tree::SourceTree;

/// Remembers what it read of the last tree.
#[derive(Default)]
pub(super) struct Structure {
    known: Mutex<Known>,
}

impl Checker for Structure {
    fn name(&self) -> &str {
        "structure"
    }

    fn side(&self) -> Side {
        Side::Both
    }

    fn applies(&self, project: &Project) -> bool {
        project.language == Language::Mixed
    }

    fn needs_dependencies(&self) -> bool {
        false
    }

    fn version(&self) -> String {
        env!("CARGO_PKG_VERSION").to_owned()
    }

    fn key(&self, job: &Job<'_>) -> String {
        format!("{:?}", job.projects)
    }

    fn look(&self, tree: &workspace::Tree, projects: &[Project]) -> Option<Vec<Finding>> {
        let files = tree.files().iter().map(|(path, file)| (path.clone(), file.bytes.clone())).collect();
        let (python, typescript) = roots_of(projects);
        let input = Input { files: &files, python_projects: &python, typescript_projects: &typescript };
        // A panic leaves what is known as it was.
        let mut findings = check_with(&input, &mut self.known.lock().unwrap_or_else(PoisonError::into_inner));
        findings.retain(|finding| !is_above(projects, finding));
        Some(findings)
    }
}

/// The roots of the Python and of the TypeScript projects.
fn roots_of(projects: &[Project]) -> (Vec<String>, Vec<String>) {
    let roots = |language| projects.iter().filter(move |project| project.language == language).map(|project| project.root.clone());
    (roots(Language::Python).collect(), roots(Language::TypeScript).collect())
}

/// Whether the file that a rule misses lies above the tree, where the rule cannot see it.
fn is_above(projects: &[Project], finding: &Finding) -> bool {
    let language = match finding.code.as_str() {
        "missing-manifest" => Language::Python,
        "missing-package-json" => Language::TypeScript,
        _ => return false,
    };
    projects.iter().any(|project| project.language == language && project.has_manifest && project.contains(&finding.file))
}

/// What the checker looks at. Paths are relative to the checked root, with `/` between their parts.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// Every file and its bytes; dependencies and build output are left out.
    pub files: &'a BTreeMap<String, Arc<[u8]>>,
    /// The root folder of each Python project; empty for the checked root itself.
    pub python_projects: &'a [String],
    /// The root folder of each TypeScript project; empty for the checked root itself.
    pub typescript_projects: &'a [String],
}

/// Checks the whole input. The findings are sorted by place.
pub fn check(input: &Input) -> Vec<Finding> {
    check_with(input, &mut Known::default())
}

fn check_with(input: &Input, known: &mut Known) -> Vec<Finding> {
    let (sources, mut findings) = source::read_all(input, known, check_source);
    let tree = SourceTree::new(input, sources);
    for rule in PROJECT_RULES {
        findings.extend(rule(&tree));
    }
    findings.sort_by(|a, b| (&a.file, a.line, a.column, &a.code).cmp(&(&b.file, b.line, b.column, &b.code)));
    findings
}

/// What can be said about one file by itself.
///
/// The rules that explain a syntax error are asked in order, since one cause has one finding: a file that a model left inside of a code
/// fence is not also cut off.
fn check_source(input: &Input, source: &Source) -> Vec<Finding> {
    let mut findings = leftover_marker::check(source);
    let explanation = [leftover_fence::check, merge_marker::check, truncated_file::check]
        .into_iter()
        .map(|rule| rule(source))
        .find(|found| !found.is_empty())
        .unwrap_or_else(|| syntax_error::check(input, source));
    findings.extend(explanation);
    findings
}

const PROJECT_RULES: [fn(&SourceTree) -> Vec<Finding>; 9] = [
    merge_marker::check_data,
    empty_file::check,
    missing_app::check,
    missing_manifest::check,
    router_not_included::check,
    router_included_twice::check,
    duplicate_route::check,
    package_json::check,
    tsconfig::check,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Category::{self, ContractViolation, Other, Syntax};
    use crate::diagnostic::classify;

    const RULES: [&str; 15] = [
        "leftover-fence",
        "leftover-marker",
        "merge-marker",
        "truncated-file",
        "empty-file",
        "syntax-error",
        "missing-app",
        "missing-manifest",
        "router-not-included",
        "router-included-twice",
        "duplicate-route",
        "invalid-package-json",
        "missing-package-json",
        "invalid-tsconfig",
        "missing-tsconfig",
    ];

    #[test]
    fn every_rule_is_documented() {
        let page = include_str!("../../../../../docs/structure.md");
        let documented: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
        assert_eq!(documented, RULES);
    }

    #[test]
    fn every_rule_has_its_category() {
        let contract = ["missing-app", "router-not-included", "router-included-twice", "duplicate-route"];
        for code in RULES {
            let category: Category = classify("structure", code);
            let expected = match code {
                code if contract.contains(&code) => ContractViolation,
                "missing-manifest" | "missing-package-json" | "missing-tsconfig" => Other,
                _ => Syntax,
            };
            assert_eq!(category, expected, "{code}");
        }
    }

    #[test]
    fn an_input_without_files_is_clean() {
        assert_eq!(testing::findings(&[]), []);
    }
}
