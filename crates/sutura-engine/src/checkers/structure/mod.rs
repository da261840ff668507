//! The checker of our own: what only a look at the whole project shows.
use super::{Checker, Job};
use crate::{
    diagnostic::Finding,
    workspace::{Language, Project, Side, Tree},
};
pub(super) struct Structure;
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
    fn key(&self, _job: &Job<'_>) -> String {
        String::new()
    }
    fn look(&self, _tree: &Tree, _projects: &[Project]) -> Option<Vec<Finding>> {
        Some(Vec::new())
    }
}
