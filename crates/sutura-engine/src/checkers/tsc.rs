//! tsc: the types of TypeScript, by the compiler in the project's own version. Plain output as of 5.x to 7.x.

mod config;

use std::sync::LazyLock;

use regex::Regex;

use self::config::roots;
use super::{
    CheckError, Checker, Job, Plan, Site,
    columns::from_utf16,
    session::{Programs, Server, Speaks},
};
use crate::{
    diagnostic::Finding,
    process::Output,
    tools::{TYPESCRIPT, Tool},
    workspace::{Language, Project, Side},
};

pub(super) struct Tsc;

impl Checker for Tsc {
    fn name(&self) -> &str {
        "tsc"
    }

    fn side(&self) -> Side {
        Side::TypeScript
    }

    fn applies(&self, project: &Project) -> bool {
        project.language == Language::TypeScript
    }

    fn tool(&self, job: &Job<'_>) -> Option<Tool> {
        let own = job.node.as_ref().and_then(|node| node.typescript.as_ref()).filter(|_| !job.fast);
        Some(Tool::TypeScript(own.map_or_else(|| TYPESCRIPT.to_owned(), |(version, _)| version.clone())))
    }

    fn key(&self, _job: &Job<'_>) -> String {
        String::new()
    }

    fn plan(&self, job: &Job<'_>, site: &Site<'_>) -> Result<Plan, CheckError> {
        let program = site.program.expect("tsc names its tool");
        let roots = roots(job.tree, &job.project.path("tsconfig.json"))?;
        let folder = site.folder(job.project);
        let commands = roots.iter().map(|root| {
            let command = program.command(&folder);
            if root.builds {
                command.args(["--build", "--pretty", "false"]).args([site.root.join(&root.config)])
            } else {
                command.args(["--noEmit", "--pretty", "false", "--project"]).args([site.root.join(&root.config)])
            }
        });
        Ok(Plan { commands: commands.collect(), ..Plan::default() })
    }

    fn server(&self, job: &Job<'_>, site: &Site<'_>) -> Option<Result<Server, CheckError>> {
        let program = site.program.expect("tsc names its tool");
        if program.version != TYPESCRIPT {
            return None;
        }
        let config = job.project.path("tsconfig.json");
        let roots = match roots(job.tree, &config) {
            Ok(roots) if roots.iter().any(|root| root.builds) => return None,
            Ok(roots) => roots,
            Err(error) => return Some(Err(error)),
        };
        let folder = site.folder(job.project);
        let arguments = ["--api", "--async", "--callbacks=readFile", "--cwd"];
        let mut command = program.command(&folder).args(arguments).args([&folder]);
        // It would rather grow than look for what it could let go of.
        command = command.variable("GOGC", "50").variable("GOMEMLIMIT", format!("{}MiB", site.memory_mib * 3 / 4));
        let (root, project) = (site.root.to_owned(), job.project.clone());
        let programs = Programs {
            configs: roots.iter().map(|found| site.root.join(&found.config)).collect(),
            config,
            shown: Box::new(move |path| shown(&project, path.strip_prefix(&format!("{}/", root.to_string_lossy())).unwrap_or(path))),
        };
        Some(Ok(Server { plan: Plan { commands: vec![command], ..Plan::default() }, speaks: Speaks::Compiler(programs) }))
    }

    fn read(&self, job: &Job<'_>, site: &Site<'_>, output: &Output) -> Result<Vec<Finding>, CheckError> {
        let findings = parse(&output.text());
        // 0 is clean. 5.x tells errors by 1 or 2, 7.x by 1; a crash has other statuses, or errors that nothing was printed about.
        let consistent = match output.status {
            0 => findings.is_empty(),
            1..=3 => !findings.is_empty(),
            _ => false,
        };
        if !consistent {
            return Err(if output.status == 0 {
                CheckError::unreadable("it found errors and ended with status 0", output)
            } else {
                CheckError::crashed(output)
            });
        }
        if let Some(refusal) = findings.iter().find(|finding| REFUSALS.contains(&finding.code.as_str())) {
            return Err(CheckError::Project {
                reason: format!("{}: {}", refusal.code, refusal.message),
                hint: format!("Mend {}.", job.project.path("tsconfig.json")),
            });
        }
        let folder = site.folder(job.project);
        Ok(findings.into_iter().map(|finding| placed(job, finding, |path| site.relative(&folder, path))).collect())
    }
}

/// Errors about the call itself, after which nothing was checked: unknown options, configurations that cannot be read.
const REFUSALS: &[&str] = &["TS5023", "TS5042", "TS5057", "TS5058", "TS5081", "TS5112"];

fn placed(job: &Job<'_>, mut finding: Finding, path: impl Fn(&str) -> String) -> Finding {
    if finding.file.is_empty() {
        finding.file = job.project.path("tsconfig.json");
        return finding;
    }
    finding.file = shown(job.project, &path(&finding.file));
    finding.column = from_utf16(job.tree.text(&finding.file), finding.line - 1, finding.column - 1);
    finding
}

/// A path relative to the tree's root, or an absolute one. What stands in a package is shown where the project would have it.
fn shown(project: &Project, path: &str) -> String {
    match path.split_once("/node_modules/").filter(|(before, _)| before.starts_with('/')) {
        Some((_, package)) => project.path(&format!("node_modules/{package}")),
        None => path.to_owned(),
    }
}

/// Lines of the form `path(line,column): error TS1234: message`, those without a place, and indented lines that continue a message.
fn parse(text: &str) -> Vec<Finding> {
    static PLACED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(.*)\((\d+),(\d+)\): error (TS\d+): (.*)$").expect("the pattern is a constant that the tests compile")
    });
    static GLOBAL: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^error (TS\d+): (.*)$").expect("the pattern is a constant that the tests compile"));
    let mut findings: Vec<Finding> = Vec::new();
    for line in text.lines().map(|line| line.strip_suffix('\r').unwrap_or(line)) {
        if let Some(found) = PLACED.captures(line) {
            let number = |index: usize| found[index].parse().unwrap_or(1).max(1);
            findings.push(Finding {
                file: found[1].to_owned(),
                line: number(2),
                column: number(3),
                code: found[4].to_owned(),
                message: found[5].to_owned(),
                ..Finding::default()
            });
        } else if let Some(found) = GLOBAL.captures(line) {
            findings.push(Finding { line: 1, column: 1, code: found[1].to_owned(), message: found[2].to_owned(), ..Finding::default() });
        } else if line.starts_with("  ")
            && let Some(last) = findings.last_mut()
        {
            last.message.push('\n');
            last.message.push_str(line);
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::{
        super::testing::{lines, read},
        *,
    };
    use crate::workspace::{Tree, tree::tree_of};

    #[test]
    fn recorded_output_of_versions_5_and_7_is_read_alike() {
        let five = read(&Tsc, &Tree::default(), "frontend", 2, include_str!("recorded/tsc-5.9.3.txt")).unwrap();
        let seven = read(&Tsc, &Tree::default(), "frontend", 1, include_str!("recorded/tsc-7.0.2.txt")).unwrap();
        assert_eq!(five, seven);
        insta::assert_snapshot!(lines(&five[4..7]), @r"
        frontend/src/pages/OrderDetail.tsx:11:28 TS2307 Cannot find module '../utils/format' or its corresponding type declarations.
        frontend/src/pages/OrderDetail.tsx:16:32 TS2345 Argument of type 'string | undefined' is not assignable to parameter of type 'number'.
        frontend/src/pages/Orders.tsx:36:44 TS2551 Property 'createdAt' does not exist on type 'Order'. Did you mean 'created_at'?
        ");
        assert_eq!(five[5].message.lines().count(), 2, "an indented line belongs to the message above it");
    }

    #[test]
    fn a_path_with_parentheses_and_carriage_returns_are_read() {
        let text = "src/(group)/a(1).tsx(16,32): error TS2345: No.\r\n  Because.\r\n";
        let found = parse(text);
        assert_eq!((found[0].file.as_str(), found[0].line, found[0].column), ("src/(group)/a(1).tsx", 16, 32));
        assert_eq!(found[0].message, "No.\n  Because.");
    }

    #[test]
    fn an_error_without_a_place_stands_at_the_configuration() {
        let text = "error TS2688: Cannot find type definition file for 'x'.\n  The file is in the program because:\n";
        let found = read(&Tsc, &Tree::default(), "web", 2, text).unwrap();
        assert_eq!((found[0].file.as_str(), found[0].line), ("web/tsconfig.json", 1));
    }

    #[test]
    fn columns_count_characters_and_packages_are_shown_in_the_project() {
        let tree = tree_of(&[("web/a.ts", "const x = '🦀' + y;\n")]);
        let found =
            read(&Tsc, &tree, "web", 2, "a.ts(1,18): error TS2304: No.\n/cache/node-1/node_modules/x/y.d.ts(3,4): error TS1005: No.\n");
        let found = found.unwrap();
        assert_eq!((found[0].column, found[1].file.as_str()), (17, "web/node_modules/x/y.d.ts"));
    }

    #[test]
    fn a_crash_a_refused_configuration_and_a_silent_failure_are_no_verdict() {
        let read = |status, text: &str| read(&Tsc, &Tree::default(), "web", status, text);
        assert!(read(0, "").unwrap().is_empty());
        assert!(matches!(read(2, ""), Err(CheckError::Crashed { .. })));
        assert!(matches!(
            read(134, "a.ts(1,1): error TS1: x\nFATAL ERROR: heap out of memory"),
            Err(CheckError::Crashed { status: 134, .. })
        ));
        assert!(matches!(read(0, "a.ts(1,1): error TS2304: x\n"), Err(CheckError::Unreadable { .. })));
        assert!(matches!(read(1, "error TS5112: tsconfig.json is present but will not be loaded.\n"), Err(CheckError::Project { .. })));
    }
}
