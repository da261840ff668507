//! ty: the types of Python, fast. GitLab output as of ty 0.0.105, the only structured one with a rule's name and a span.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    CheckError, Checker, Job, Plan, Site, is_python,
    python::{environment, environment_plan, local_packages, refuse_doubtful},
    session::{Server, Speaks, headline},
};
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
        let mut command = program
            .command(&site.folder(job.project))
            .args(["check", "--output-format", "gitlab", "--no-progress", "--color", "never", "--exit-zero"])
            .args(["--python-version", &python.version, "--python"])
            .args([environment(site)]);
        for local in local_packages(job, site) {
            command = command.args(["--extra-search-path".into(), local]);
        }
        for inner in job.inner_projects() {
            command = command.args(["--exclude".to_owned(), inner]);
        }
        let mut plan = environment_plan(job, site);
        plan.commands.push(command);
        Ok(plan)
    }

    fn read(&self, job: &Job<'_>, site: &Site<'_>, output: &Output) -> Result<Vec<Finding>, CheckError> {
        if output.status != 0 {
            return Err(CheckError::crashed(output));
        }
        let reported: Vec<Reported> = serde_json::from_slice(&output.stdout).map_err(|error| CheckError::unreadable(error, output))?;
        let folder = site.folder(job.project);
        let errors = reported.into_iter().filter(|reported| matches!(reported.severity.as_str(), "major" | "critical" | "blocker"));
        let findings: Vec<Finding> = errors.map(|reported| reported.finding(|path| site.relative(&folder, path))).collect();
        self.doubt(job, &findings)?;
        Ok(findings)
    }

    fn doubt(&self, job: &Job<'_>, findings: &[Finding]) -> Result<(), CheckError> {
        refuse_doubtful(job, findings, unresolved)
    }

    fn server(&self, job: &Job<'_>, site: &Site<'_>) -> Option<Result<Server, CheckError>> {
        let program = site.program.expect("ty names its tool");
        let python = job.python.as_ref().expect("ty needs dependencies");
        let folder = site.folder(job.project);
        let mut environment = json!({ "python": environment(site), "python-version": python.version });
        let local = local_packages(job, site);
        if !local.is_empty() {
            environment["extra-paths"] = json!(local);
        }
        let mut plan = environment_plan(job, site);
        plan.commands.push(program.command(&folder).args(["server"]));
        let options = json!({ "diagnosticMode": "openFilesOnly", "configuration": { "environment": environment } });
        Some(Ok(Server { plan, speaks: Speaks::Language { folder, options, read: from_server } }))
    }
}

/// Severity 1 is an error, as the command line counts them.
fn from_server(item: &Value) -> Option<Finding> {
    let code = item["code"].as_str().filter(|_| item["severity"] == 1)?;
    Some(Finding { code: code.to_owned(), message: headline(item["message"].as_str()?).to_owned(), ..Finding::default() })
}

fn unresolved(finding: &Finding) -> Option<String> {
    (finding.code == "import-not-found").then(|| finding.message.split('`').nth(1).unwrap_or_default().to_owned())
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

#[cfg(test)]
mod tests {
    use super::{
        super::testing::{lines, read},
        *,
    };
    use crate::workspace::Tree;

    #[test]
    fn recorded_output_is_read_without_its_warnings() {
        let findings = read(&Ty, &Tree::default(), "backend", 0, include_str!("recorded/ty-0.0.105.json")).unwrap();
        assert_eq!(findings.len(), 10, "the eleventh is a deprecation");
        insta::assert_snapshot!(lines(&findings[..3]), @r"
        backend/app/customers/router.py:45:5 missing-argument No argument provided for required parameter `customer_id` of function `delete_customer`
        backend/app/customers/router.py:45:29 invalid-argument-type Argument to function `delete_customer` is incorrect: Expected `Session`, found `int`
        backend/app/customers/service.py:46:12 missing-union-attribute Attribute `id` is not defined on `None` in union `Customer | None`
        ");
    }

    #[test]
    fn nothing_found_is_clean_and_a_refused_environment_is_not() {
        assert!(read(&Ty, &Tree::default(), "", 0, "[]").unwrap().is_empty());
        assert!(matches!(read(&Ty, &Tree::default(), "", 2, ""), Err(CheckError::Crashed { status: 2, .. })));
        assert!(matches!(read(&Ty, &Tree::default(), "", 0, "All checks passed!"), Err(CheckError::Unreadable { .. })));
    }
}
