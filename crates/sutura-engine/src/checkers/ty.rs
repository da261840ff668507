//! ty: the types of Python, fast. GitLab output as of ty 0.0.105, the only structured one with a rule's name and a span.

use serde::Deserialize;

use super::{CheckError, Checker, Job, Plan, Site, is_python};
use crate::{
    diagnostic::Finding,
    process::Output,
    tools::Tool,
    workspace::{Project, Side},
};

pub(super) struct Ty;

impl Checker for Ty {
    fn name(&self) -> &str {
        "ty"
    }

    fn side(&self) -> Side {
        Side::Python
    }

    fn applies(&self, project: &Project) -> bool {
        is_python(project)
    }

    fn tool(&self, _job: &Job<'_>) -> Option<Tool> {
        Some(Tool::Ty)
    }

    fn key(&self, job: &Job<'_>) -> String {
        let version = job.python.as_ref().map_or("", |python| python.version.as_str());
        format!("{version} {:?}", job.inner_projects())
    }

    fn plan(&self, job: &Job<'_>, site: &Site<'_>) -> Result<Plan, CheckError> {
        let program = site.program.expect("ty names its tool");
        let python = job.python.as_ref().expect("ty needs dependencies");
        let environment = site.scratch.join("environment");
        let packages = environment.join("lib").join(format!("python{}", python.version)).join("site-packages");
        let empty = site.scratch.join("no-packages");
        let mut command = program
            .command(&site.folder(job.project))
            .args(["check", "--output-format", "gitlab", "--no-progress", "--color", "never", "--exit-zero"])
            .args(["--python-version", &python.version, "--python"])
            .args([&environment]);
        for local in &python.local {
            for path in [site.root.join(local), site.root.join(local).join("src")].into_iter().filter(|path| path.is_dir()) {
                command = command.args(["--extra-search-path"]).args([path]);
            }
        }
        for inner in job.inner_projects() {
            command = command.args(["--exclude".to_owned(), inner]);
        }
        Ok(Plan {
            commands: vec![command],
            files: vec![(empty.join(".keep"), String::new())],
            links: vec![(packages, python.site_packages.clone().unwrap_or(empty))],
            ..Plan::default()
        })
    }

    fn read(&self, job: &Job<'_>, site: &Site<'_>, output: &Output) -> Result<Vec<Finding>, CheckError> {
        if output.status != 0 {
            return Err(CheckError::crashed(output));
        }
        let reported: Vec<Reported> = serde_json::from_slice(&output.stdout).map_err(|error| CheckError::unreadable(error, output))?;
        let folder = site.folder(job.project);
        let errors = reported.into_iter().filter(|reported| matches!(reported.severity.as_str(), "major" | "critical" | "blocker"));
        Ok(errors.map(|reported| reported.finding(|path| site.relative(&folder, path))).collect())
    }
}

#[derive(Deserialize)]
struct Reported {
    check_name: String,
    description: String,
    severity: String,
    location: Location,
}

#[derive(Deserialize)]
struct Location {
    path: String,
    positions: Positions,
}

#[derive(Deserialize)]
struct Positions {
    begin: Position,
    end: Position,
}

#[derive(Deserialize)]
struct Position {
    line: u32,
    column: u32,
}

impl Reported {
    fn finding(self, path: impl Fn(&str) -> String) -> Finding {
        let Positions { begin, end } = self.location.positions;
        let message = self.description.strip_prefix(&format!("{}: ", self.check_name)).unwrap_or(&self.description).to_owned();
        Finding {
            file: path(&self.location.path),
            line: begin.line,
            column: begin.column,
            end: Some((end.line, end.column)),
            code: self.check_name,
            message,
            ..Finding::default()
        }
    }
}
