//! pyright: the types of Python. JSON output as of pyright 1.1.414.

use jsonc_parser::parse_to_serde_value;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{
    CheckError, Checker, Job, Plan, Site,
    columns::from_utf16,
    is_python,
    python::{environment_plan, local_packages, refuse_doubtful},
    session::{Server, Speaks},
};
use crate::{
    diagnostic::Finding,
    process::Output,
    tools::Tool,
    workspace::{Project, Side},
};

pub(super) struct Pyright;

const SETTINGS: &str = "pyrightconfig.json";

/// The script of its package that is a language server.
const SERVER: &str = "langserver.index.js";

/// What pyright leaves out by itself as long as nothing is said about it.
const DEFAULT_EXCLUDE: &[&str] = &["**/node_modules", "**/__pycache__", "**/.*"];

/// Settings that would have pyright look for an environment elsewhere, or read files outside the site.
const OURS: &[&str] = &["venv", "venvPath", "extends"];

impl Checker for Pyright {
    fn name(&self) -> &str {
        "pyright"
    }

    fn side(&self) -> Side {
        Side::Python
    }

    fn applies(&self, project: &Project) -> bool {
        is_python(project)
    }

    fn tool(&self, _job: &Job<'_>) -> Option<Tool> {
        Some(Tool::Pyright)
    }

    fn key(&self, job: &Job<'_>) -> String {
        let version = job.python.as_ref().map_or("", |python| python.version.as_str());
        format!("{version} {:?}", job.inner_projects())
    }

    fn plan(&self, job: &Job<'_>, site: &Site<'_>) -> Result<Plan, CheckError> {
        let program = site.program.expect("pyright names its tool");
        let folder = site.folder(job.project);
        let mut plan = site_plan(job, site)?;
        plan.commands.push(program.command(&folder).args(["--outputjson", "--level", "error", "-p"]).args([folder.join(SETTINGS)]));
        Ok(plan)
    }

    fn read(&self, job: &Job<'_>, site: &Site<'_>, output: &Output) -> Result<Vec<Finding>, CheckError> {
        // 0 and 1 are verdicts; 2 is a crash, 3 a broken setting, 4 a wrong call.
        if !matches!(output.status, 0 | 1) {
            return Err(CheckError::crashed(output));
        }
        let report: Reported = serde_json::from_slice(&output.stdout).map_err(|error| CheckError::unreadable(error, output))?;
        if report.summary.files_analyzed == 0 {
            return Err(CheckError::Project {
                reason: format!("it found no source files in {}", job.project.name()),
                hint: format!("Look at `include` and `exclude` in {} or pyproject.toml.", job.project.path(SETTINGS)),
            });
        }
        let folder = site.folder(job.project);
        let errors = report.diagnostics.into_iter().filter(|reported| reported.severity == "error");
        let findings: Vec<Finding> = errors.map(|reported| reported.finding(job, |path| site.relative(&folder, path))).collect();
        self.doubt(job, &findings)?;
        Ok(findings)
    }

    fn doubt(&self, job: &Job<'_>, findings: &[Finding]) -> Result<(), CheckError> {
        refuse_doubtful(job, findings, unresolved)
    }

    fn server(&self, job: &Job<'_>, site: &Site<'_>) -> Option<Result<Server, CheckError>> {
        let folder = site.folder(job.project);
        // It lets go of what it knows of types when its heap is nearly full, and holds no more than this beside the other sessions.
        let heap = format!("--max-old-space-size={}", site.memory_mib / 5);
        let command = site.program.expect("pyright names its tool").script(SERVER, &folder, &[&heap])?.args(["--stdio"]);
        let serve = |mut plan: Plan| {
            plan.commands.push(command);
            Server { plan, speaks: Speaks::Language { folder, options: Value::Null, read: from_server } }
        };
        Some(site_plan(job, site).map(serve))
    }
}

/// Severity 1 is an error, as the command line counts them. A syntax error has no code.
fn from_server(item: &Value) -> Option<Finding> {
    let message = item["message"].as_str().filter(|_| item["severity"] == 1)?.replace('\u{a0}', " ");
    Some(Finding { code: item["code"].as_str().unwrap_or_default().to_owned(), message, ..Finding::default() })
}

fn unresolved(finding: &Finding) -> Option<String> {
    let is_import = matches!(finding.code.as_str(), "reportMissingImports" | "reportMissingModuleSource");
    is_import.then(|| finding.message.split('"').nth(1).unwrap_or_default().to_owned())
}

/// The packages and settings that it reads in its site.
fn site_plan(job: &Job<'_>, site: &Site<'_>) -> Result<Plan, CheckError> {
    let python = job.python.as_ref().expect("pyright needs dependencies");
    let folder = site.folder(job.project);
    let mut settings = own_settings(job)?;
    settings.insert("venvPath".to_owned(), json!(site.scratch));
    settings.insert("venv".to_owned(), json!("environment"));
    settings.entry("pythonVersion").or_insert_with(|| json!(python.version));
    extend(settings.entry("exclude").or_insert_with(|| json!(DEFAULT_EXCLUDE)), job.inner_projects());
    let local = local_packages(job, site);
    if !local.is_empty() {
        // The key switches off that pyright looks into `src` by itself.
        let own = folder.join("src").is_dir().then(|| folder.join("src"));
        let paths = settings.entry("extraPaths").or_insert_with(|| json!(own.iter().collect::<Vec<_>>()));
        extend(paths, local.iter().map(|path| path.to_string_lossy().into_owned()).collect());
    }
    let mut plan = environment_plan(job, site);
    plan.files.push((folder.join(SETTINGS), Value::Object(settings).to_string()));
    Ok(plan)
}

/// The project's own settings, without those that are ours to make.
fn own_settings(job: &Job<'_>) -> Result<Map<String, Value>, CheckError> {
    let path = job.project.path(SETTINGS);
    let broken = |file: &str, reason: String| CheckError::Project { reason: format!("{file}: {reason}"), hint: format!("Mend {file}.") };
    let mut settings = match job.tree.text(&path) {
        Some(text) => match parse_to_serde_value::<Option<Value>>(text, &Default::default()) {
            Ok(Some(Value::Object(settings))) => settings,
            Ok(_) => return Err(broken(&path, "it is no object".to_owned())),
            Err(error) => return Err(broken(&path, error.to_string())),
        },
        None => pyproject_settings(job),
    };
    settings.retain(|key, _| !OURS.contains(&key.as_str()));
    Ok(settings)
}

fn pyproject_settings(job: &Job<'_>) -> Map<String, Value> {
    let table = job.tree.text(&job.project.path("pyproject.toml")).and_then(|text| text.parse::<toml::Table>().ok());
    let settings = table.as_ref().and_then(|table| table.get("tool")?.get("pyright"));
    settings.and_then(|settings| serde_json::to_value(settings).ok()?.as_object().cloned()).unwrap_or_default()
}

fn extend(list: &mut Value, further: Vec<String>) {
    if let Some(list) = list.as_array_mut() {
        list.extend(further.into_iter().map(Value::String));
    }
}

#[derive(Deserialize)]
struct Reported {
    #[serde(rename = "generalDiagnostics")]
    diagnostics: Vec<ReportedDiagnostic>,
    summary: ReportedSummary,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ReportedSummary {
    files_analyzed: u64,
}

#[derive(Deserialize)]
struct ReportedDiagnostic {
    file: String,
    severity: String,
    message: String,
    range: Option<Range>,
    rule: Option<String>,
}

/// 0-based; `character` in UTF-16 units.
#[derive(Deserialize)]
struct Range {
    start: Position,
    end: Position,
}

#[derive(Deserialize)]
struct Position {
    line: u32,
    character: u32,
}

impl ReportedDiagnostic {
    fn finding(self, job: &Job<'_>, path: impl Fn(&str) -> String) -> Finding {
        let file = path(&self.file);
        let source = job.tree.text(&file);
        let place = |at: &Position| (at.line + 1, from_utf16(source, at.line, at.character));
        let (line, column) = self.range.as_ref().map_or((1, 1), |range| place(&range.start));
        Finding {
            line,
            column,
            end: self.range.as_ref().map(|range| place(&range.end)),
            code: self.rule.unwrap_or_default(),
            message: self.message.replace('\u{a0}', " "),
            file,
            ..Finding::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::testing::{lines, read, read_with},
        *,
    };
    use crate::{
        dependencies::Doubt,
        workspace::{Tree, tree::tree_of},
    };

    const RECORDED: &str = include_str!("recorded/pyright-1.1.414.json");

    #[test]
    fn recorded_output_is_read_with_one_based_places() {
        insta::assert_snapshot!(lines(&read(&Pyright, &Tree::default(), "backend", 1, RECORDED).unwrap()), @r#"
        backend/app/customers/router.py:45:5 reportCallIssue Argument missing for parameter "customer_id"
        backend/app/customers/service.py:28:5 reportRedeclaration Function declaration "get_customer_by_email" is obscured by a declaration of the same name
        backend/app/customers/service.py:46:21 reportOptionalMemberAccess "id" is not a known attribute of "None"
        backend/app/database.py:26:26 reportUndefinedVariable "Session" is not defined
        backend/app/orders/router.py:47:48 reportArgumentType Argument of type "OrderStatusUpdate" cannot be assigned to parameter "new_status" of type "OrderStatus" in function "change_status"
        backend/app/orders/service.py:14:34 reportAttributeAccessIssue "get_product_by_id" is unknown import symbol
        backend/app/orders/service.py:100:26 reportAttributeAccessIssue Cannot access attribute "total" for class "Order"
        backend/app/products/router.py:7:6 reportMissingImports Import "app.core.pagination" could not be resolved
        backend/app/products/service.py:29:12 reportReturnType Type "Sequence[Product]" is not assignable to return type "list[Product]"
        backend/app/seed.py:36:48  Expected ":"
        "#);
    }

    fn report(analyzed: u32, diagnostics: &str) -> String {
        format!(r#"{{"generalDiagnostics":[{diagnostics}],"summary":{{"filesAnalyzed":{analyzed}}}}}"#)
    }

    #[test]
    fn columns_count_characters_and_warnings_are_left_out() {
        let tree = tree_of(&[("a.py", "x = '🦀' + y\n")]);
        let at = |severity: &str| {
            format!(
                r#"{{"file":"/site/a.py","severity":"{severity}","message":"m","rule":"r","range":{{"start":{{"line":0,"character":11}},"end":{{"line":0,"character":12}}}}}}"#
            )
        };
        let found = read(&Pyright, &tree, "", 1, &report(1, &format!("{},{}", at("error"), at("warning")))).unwrap();
        assert_eq!((found.len(), found[0].column, found[0].end), (1, 11, Some((1, 12))));
    }

    #[test]
    fn no_files_a_broken_setting_and_no_output_are_no_verdict() {
        assert!(matches!(read(&Pyright, &Tree::default(), "", 0, &report(0, "")), Err(CheckError::Project { .. })));
        assert!(matches!(read(&Pyright, &Tree::default(), "", 3, &report(0, "")), Err(CheckError::Crashed { status: 3, .. })));
        assert!(matches!(read(&Pyright, &Tree::default(), "", 4, ""), Err(CheckError::Crashed { .. })));
        assert!(matches!(read(&Pyright, &Tree::default(), "", 0, ""), Err(CheckError::Unreadable { .. })));
    }

    #[test]
    fn an_unresolved_package_is_no_verdict_in_doubt_and_an_own_module_is_one() {
        let missing = |module: &str| {
            let one = format!(
                r#"{{"file":"/site/api/main.py","severity":"error","message":"Import \"{module}\" could not be resolved","rule":"reportMissingImports"}}"#
            );
            Output { status: 1, stdout: report(1, &one).into(), ..Output::default() }
        };
        let tree = tree_of(&[("api/app/main.py", ""), ("api/main.py", "")]);
        let doubt = || Some(Doubt { reason: "dkimpy has no wheel and was left out".to_owned(), about: Some(vec!["dkimpy".to_owned()]) });
        assert!(matches!(read_with(&Pyright, &tree, "api", doubt(), &missing("dkim")), Err(CheckError::Project { .. })));
        assert_eq!(read_with(&Pyright, &tree, "api", doubt(), &missing("app.core.x")).unwrap().len(), 1);
        assert_eq!(read_with(&Pyright, &tree, "api", doubt(), &missing("fastapii")).unwrap().len(), 1);
        assert_eq!(read_with(&Pyright, &tree, "api", None, &missing("dkim")).unwrap().len(), 1);
    }
}
