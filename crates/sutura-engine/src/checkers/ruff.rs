//! ruff: undefined names, unused and repeated imports, syntax. JSON output as of ruff 0.17.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    CheckError, Checker, Job, Plan, Site, is_python,
    session::{Server, Speaks, headline},
};
use crate::{
    diagnostic::{Edit, Finding, Fix},
    process::Output,
    tools::Tool,
    workspace::{Project, Side},
};

pub(super) struct Ruff;

/// Pyflakes, and the errors of pycodestyle.
const RULES: &[&str] = &["F", "E9"];

impl Checker for Ruff {
    fn name(&self) -> &str {
        "ruff"
    }

    fn side(&self) -> Side {
        Side::Python
    }

    fn applies(&self, project: &Project) -> bool {
        is_python(project)
    }

    fn needs_dependencies(&self) -> bool {
        false
    }

    fn tool(&self, _job: &Job<'_>) -> Option<Tool> {
        Some(Tool::Ruff)
    }

    fn key(&self, job: &Job<'_>) -> String {
        arguments(job).join(" ")
    }

    fn plan(&self, job: &Job<'_>, site: &Site<'_>) -> Result<Plan, CheckError> {
        let program = site.program.expect("ruff names its tool");
        let command = program.command(&site.folder(job.project)).args(arguments(job));
        Ok(Plan { commands: vec![command], ..Plan::default() })
    }

    fn read(&self, job: &Job<'_>, site: &Site<'_>, output: &Output) -> Result<Vec<Finding>, CheckError> {
        if !matches!(output.status, 0 | 1) {
            return Err(CheckError::crashed(output));
        }
        let reported: Vec<Reported> = serde_json::from_slice(&output.stdout).map_err(|error| CheckError::unreadable(error, output))?;
        let folder = site.folder(job.project);
        Ok(reported.into_iter().map(|reported| reported.finding(|path| site.relative(&folder, path))).collect())
    }

    fn server(&self, job: &Job<'_>, site: &Site<'_>) -> Option<Result<Server, CheckError>> {
        let folder = site.folder(job.project);
        let command = site.program.expect("ruff names its tool").command(&folder).args(["server"]);
        let options = json!({ "settings": server_settings(job) });
        let speaks = Speaks::Language { folder, options, read: from_server };
        Some(Ok(Server { plan: Plan { commands: vec![command], ..Plan::default() }, speaks }))
    }
}

/// Settings that make the server judge as the command line does: ours in place of the project's, or the project's own.
fn server_settings(job: &Job<'_>) -> Value {
    let rules = match &job.settings.select {
        Some(rules) => Some(rules.iter().map(String::as_str).collect()),
        None if !job.settings.project_settings => Some(RULES.to_vec()),
        None => None,
    };
    let mut configuration = json!({});
    if let Some(rules) = rules {
        configuration["lint"] = json!({ "select": rules });
    }
    if job.settings.project_settings {
        return json!({ "configuration": configuration });
    }
    configuration["target-version"] = json!(format!("py{}", job.python_version.replace('.', "")));
    json!({ "configuration": configuration, "configurationPreference": "editorOnly" })
}

fn from_server(item: &Value) -> Option<Finding> {
    let message = headline(item["message"].as_str()?).to_owned();
    let code = item["code"].as_str().unwrap_or("invalid-syntax").to_owned();
    Some(Finding { code, message, fix: fix_from_server(&item["data"]), ..Finding::default() })
}

/// The server prefers the fixes that the command line calls safe.
fn fix_from_server(data: &Value) -> Option<Fix> {
    let edit = |edit: &Value| {
        let place = |end: &str| {
            let place = |key: &str| u32::try_from(edit["range"][end][key].as_u64()?).ok()?.checked_add(1);
            Some((place("line")?, place("character")?))
        };
        let ((line, column), (end_line, end_column)) = (place("start")?, place("end")?);
        Some(Edit { line, column, end_line, end_column, content: edit["newText"].as_str()?.to_owned() })
    };
    let edits: Vec<Edit> = data["edits"].as_array()?.iter().map(edit).collect::<Option<_>>()?;
    let title = data["title"].as_str()?.to_owned();
    (!edits.is_empty()).then(|| Fix { title, safe: data["is_preferred"] == true, edits })
}

fn arguments(job: &Job<'_>) -> Vec<String> {
    let mut arguments: Vec<String> = ["check", "--no-cache", "--no-fix", "--output-format", "json"].map(str::to_owned).into();
    if !job.settings.project_settings {
        arguments.push("--isolated".to_owned());
        arguments.extend(["--target-version".to_owned(), format!("py{}", job.python_version.replace('.', ""))]);
    }
    match &job.settings.select {
        Some(rules) => arguments.extend(["--select".to_owned(), rules.join(",")]),
        None if !job.settings.project_settings => arguments.extend(["--select".to_owned(), RULES.join(",")]),
        None => {}
    }
    for inner in job.inner_projects() {
        arguments.extend(["--extend-exclude".to_owned(), inner]);
    }
    arguments.push(".".to_owned());
    arguments
}

#[derive(Deserialize)]
struct Reported {
    code: Option<String>,
    filename: String,
    message: String,
    location: Option<Location>,
    end_location: Option<Location>,
    fix: Option<ReportedFix>,
}

#[derive(Deserialize)]
struct Location {
    row: u32,
    column: u32,
}

#[derive(Deserialize)]
struct ReportedFix {
    applicability: String,
    message: Option<String>,
    edits: Vec<ReportedEdit>,
}

#[derive(Deserialize)]
struct ReportedEdit {
    content: Option<String>,
    location: Location,
    end_location: Location,
}

impl Reported {
    fn finding(self, path: impl Fn(&str) -> String) -> Finding {
        let location = self.location.unwrap_or(Location { row: 1, column: 1 });
        Finding {
            file: path(&self.filename),
            line: location.row.max(1),
            column: location.column.max(1),
            end: self.end_location.map(|end| (end.row, end.column)),
            code: self.code.unwrap_or_else(|| "invalid-syntax".to_owned()),
            message: self.message,
            fix: self.fix.map(ReportedFix::fix),
            ..Finding::default()
        }
    }
}

impl ReportedFix {
    fn fix(self) -> Fix {
        let edit = |edit: ReportedEdit| Edit {
            line: edit.location.row,
            column: edit.location.column,
            end_line: edit.end_location.row,
            end_column: edit.end_location.column,
            content: edit.content.unwrap_or_default(),
        };
        Fix {
            title: self.message.unwrap_or_default(),
            safe: self.applicability == "safe",
            edits: self.edits.into_iter().map(edit).collect(),
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
    fn recorded_output_is_read_with_places_codes_and_fixes() {
        let findings = read(&Ruff, &Tree::default(), "backend", 1, include_str!("recorded/ruff-0.17.6.json")).unwrap();
        insta::assert_snapshot!(lines(&findings), @r"
        backend/app/customers/service.py:68:5 F811 Redefinition of unused `get_customer_by_email` from line 28: `get_customer_by_email` redefined here
        backend/app/database.py:26:26 F821 Undefined name `Session`
        backend/app/products/service.py:3:24 F401 `sqlalchemy.func` imported but unused
        backend/app/seed.py:36:48 invalid-syntax Expected `:`, found newline
        ");
        let fix = findings[2].fix.as_ref().unwrap();
        assert!(fix.safe && fix.title.starts_with("Remove unused import"));
    }

    #[test]
    fn an_unreadable_file_is_a_finding_and_nothing_found_is_clean() {
        let missing = r#"[{"code":"E902","filename":"/site/a.py","message":"No such file","location":{"row":1,"column":1},"end_location":null,"fix":null}]"#;
        assert_eq!(read(&Ruff, &Tree::default(), "", 1, missing).unwrap()[0].code, "E902");
        assert!(read(&Ruff, &Tree::default(), "", 0, "[]").unwrap().is_empty());
    }

    #[test]
    fn another_format_and_a_failure_are_no_verdict() {
        assert!(matches!(read(&Ruff, &Tree::default(), "", 0, ""), Err(CheckError::Unreadable { .. })));
        assert!(matches!(read(&Ruff, &Tree::default(), "", 1, "a.py:1:1: F821"), Err(CheckError::Unreadable { .. })));
        assert!(matches!(read(&Ruff, &Tree::default(), "", 2, "[]"), Err(CheckError::Crashed { status: 2, .. })));
    }
}
