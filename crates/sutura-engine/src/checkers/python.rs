//! What the two type checkers of Python have in common: the packages that they read, and when their word is not to be trusted.

use std::path::PathBuf;

use super::{CheckError, Job, Plan, Site};
use crate::diagnostic::Finding;

/// The folder of an environment in which the project's packages are linked; nothing in it can be run.
pub(super) fn environment(site: &Site<'_>) -> PathBuf {
    site.scratch.join("environment")
}

/// What has to be in place for [`environment`] to be one.
pub(super) fn environment_plan(job: &Job<'_>, site: &Site<'_>) -> Plan {
    let python = job.python.as_ref().expect("type checkers need dependencies");
    let packages = environment(site).join("lib").join(format!("python{}", python.version)).join("site-packages");
    let none = site.scratch.join("no-packages");
    Plan {
        files: vec![(none.join(".keep"), String::new())],
        links: vec![(packages, python.site_packages.clone().unwrap_or(none))],
        ..Plan::default()
    }
}

/// Folders in which packages of the tree lie that the project imports as if they were installed.
pub(super) fn local_packages(job: &Job<'_>, site: &Site<'_>) -> Vec<PathBuf> {
    let local = job.python.iter().flat_map(|python| &python.local);
    local.flat_map(|local| [site.root.join(local), site.root.join(local).join("src")]).filter(|path| path.is_dir()).collect()
}

/// Refuses a verdict with an import that cannot be resolved where a package may be missing that we do not know of.
///
/// `unresolved` gives the module of a finding that is about such an import. A module that begins with a name of the project's own is its own fault.
pub(super) fn refuse_doubtful(
    job: &Job<'_>,
    findings: &[Finding],
    unresolved: impl Fn(&Finding) -> Option<String>,
) -> Result<(), CheckError> {
    let Some(doubt) = job.python.as_ref().and_then(|python| python.doubt.as_ref()) else { return Ok(()) };
    for finding in findings {
        let Some(module) = unresolved(finding) else { continue };
        let top = module.split('.').next().unwrap_or_default();
        if !top.is_empty() && doubt.covers(top) && !is_own(job, top) {
            return Err(CheckError::Project {
                reason: format!("{}, and {}:{} imports `{module}`", doubt.reason, finding.file, finding.line),
                hint: "Declare the dependencies in pyproject.toml or requirements.txt, or install them: a `.venv` in the project is read as it is."
                    .to_owned(),
            });
        }
    }
    Ok(())
}

fn is_own(job: &Job<'_>, top: &str) -> bool {
    let file = format!("{top}.py");
    let below = job.tree.files().keys().filter(|path| job.project.contains(path));
    below.into_iter().any(|path| path[job.project.root.len()..].split('/').any(|part| part == top || part == file))
}
