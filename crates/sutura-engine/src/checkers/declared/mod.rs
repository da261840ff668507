//! Checkers that a user declares in settings: a command, and the format that it prints.

mod checkstyle;
mod lines;
mod rdjson;
mod sarif;

use std::path::Path;

use globset::{Glob, GlobSetBuilder};

use super::{CheckError, Checker, Job, Plan, Site};
use crate::{
    diagnostic::Finding,
    process::{Command, Output, ProcessError},
    settings::{CheckerSettings, OutputFormat},
    workspace::{Language, Project, Side},
};

pub(super) struct Declared {
    name: String,
    settings: CheckerSettings,
}

impl Declared {
    pub(super) fn new(name: &str, settings: &CheckerSettings) -> Self {
        Self { name: name.to_owned(), settings: settings.clone() }
    }

    /// Program and arguments; settings without them are refused when they are read.
    fn command(&self) -> &[String] {
        self.settings.command.as_deref().unwrap_or_default()
    }
}

impl Checker for Declared {
    fn name(&self) -> &str {
        &self.name
    }

    fn side(&self) -> Side {
        Side::Both
    }

    fn applies(&self, project: &Project) -> bool {
        project.language == Language::Mixed
    }

    fn is_ours(&self) -> bool {
        false
    }

    fn key(&self, job: &Job<'_>) -> String {
        let mut wanted = GlobSetBuilder::new();
        for pattern in &self.settings.files {
            wanted.add(Glob::new(pattern).expect("the globs were tried when the settings were read"));
        }
        let wanted = wanted.build().expect("the globs were tried when the settings were read");
        let sources = job.tree.digest_of(|path| self.settings.files.is_empty() || wanted.is_match(path));
        format!("{sources} {:?}", self.settings)
    }

    fn plan(&self, _job: &Job<'_>, site: &Site<'_>) -> Result<Plan, CheckError> {
        let (program, arguments) = self.command().split_first().expect("an empty command is refused when the settings are read");
        let path = if Path::new(program).is_absolute() { Some(program.into()) } else { (site.find)(program) };
        let path = path.ok_or_else(|| ProcessError::Start {
            program: program.clone(),
            source: std::io::Error::new(std::io::ErrorKind::NotFound, "it is not on PATH"),
        })?;
        let command = Command::new(path, site.root.join(&self.settings.folder)).args(arguments);
        Ok(Plan { commands: vec![command], ..Plan::default() })
    }

    fn read(&self, _job: &Job<'_>, site: &Site<'_>, output: &Output) -> Result<Vec<Finding>, CheckError> {
        let statuses = self.settings.statuses.as_deref().unwrap_or(&[0, 1]);
        if !statuses.contains(&output.status) {
            return Err(CheckError::crashed(output));
        }
        // Compilers and go vet speak on standard error.
        let stdout = output.text();
        let text = if stdout.trim().is_empty() { String::from_utf8_lossy(&output.stderr).into_owned() } else { stdout };
        let read = match self.settings.format.expect("a format is asked for when the settings are read") {
            OutputFormat::Sarif => sarif::parse(&text),
            OutputFormat::Rdjson => rdjson::parse(&text),
            OutputFormat::Checkstyle => checkstyle::parse(&text),
            OutputFormat::Regex => lines::parse(&text, self.settings.pattern.as_deref().unwrap_or_default()),
        };
        let findings = read.map_err(|reason| CheckError::unreadable(reason, output))?;
        if findings.is_empty() && output.status != 0 {
            return Err(CheckError::unreadable(format!("status {} and no finding", output.status), output));
        }
        let folder = site.root.join(&self.settings.folder);
        Ok(findings.into_iter().map(|finding| Finding { file: site.relative(&folder, &finding.file), ..finding }).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(format: OutputFormat, pattern: Option<&str>, status: i32, stdout: &str) -> Result<Vec<Finding>, CheckError> {
        let settings = CheckerSettings {
            command: Some(vec!["x".to_owned()]),
            format: Some(format),
            pattern: pattern.map(str::to_owned),
            folder: "web".to_owned(),
            ..CheckerSettings::default()
        };
        let tree = crate::workspace::Tree::default();
        let project = Project::whole();
        let job = Job {
            tree: &tree,
            project: &project,
            projects: &[],
            settings: settings.clone(),
            python_version: String::new(),
            python: None,
            node: None,
            fast: false,
        };
        let site = Site { root: Path::new("/site"), scratch: Path::new("/scratch"), program: None, memory_mib: 1024, find: &|_| None };
        Declared::new("x", &settings).read(&job, &site, &Output { status, stdout: stdout.into(), ..Output::default() })
    }

    #[test]
    fn paths_are_taken_relative_to_the_checkers_folder() {
        let found =
            read(OutputFormat::Regex, Some(r"^(?P<file>[^:]+):(?P<line>\d+): (?P<message>.*)$"), 1, "./src/a.ts:3: no\n/site/b.ts:4: no\n");
        let files: Vec<String> = found.unwrap().into_iter().map(|finding| finding.file).collect();
        assert_eq!(files, ["web/src/a.ts", "b.ts"]);
    }

    #[test]
    fn a_failing_status_without_a_finding_is_no_clean_verdict() {
        let pattern = Some(r"^(?P<file>[^:]+):(?P<line>\d+): (?P<message>.*)$");
        assert!(matches!(read(OutputFormat::Regex, pattern, 1, "Segmentation fault"), Err(CheckError::Unreadable { .. })));
        assert!(matches!(read(OutputFormat::Regex, pattern, 7, ""), Err(CheckError::Crashed { .. })));
        assert!(matches!(read(OutputFormat::Sarif, None, 0, "oops"), Err(CheckError::Unreadable { .. })));
        assert!(read(OutputFormat::Regex, pattern, 0, "").unwrap().is_empty());
    }
}
