//! `sutura init`: a commented `sutura.toml` from what is found.

use std::{fs::File, io::Write, path::Path};

use globset::GlobSet;
use sutura_engine::{
    settings::FILE,
    workspace::{self, Language, Project, discover},
};

use crate::{console::Console, error::CommandError, project::canonical};

/// Writes the file; one that is there already stays.
pub fn run(path: &Path, console: &Console) -> Result<u8, CommandError> {
    let root = canonical(path)?;
    let tree = workspace::read(&root, &GlobSet::empty())?;
    let file = root.join(FILE);
    let text = commented(&discover(&tree));
    let written = File::create_new(&file).and_then(|mut file| file.write_all(text.as_bytes()));
    match written {
        Ok(()) => {
            console.print(&format!("Wrote {}.\n", file.display()));
            Ok(0)
        }
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            Err(CommandError::usage(format!("{} is there already", file.display()), "Edit it, or move it away first."))
        }
        Err(error) => Err(CommandError::usage(format!("{}: {error}", file.display()), "Look at the folder's permissions.")),
    }
}

fn commented(projects: &[Project]) -> String {
    let mut text = String::from(HEAD);
    for project in projects {
        let language = match project.language {
            Language::Python => "Python",
            Language::TypeScript => "TypeScript",
            Language::Mixed => continue,
        };
        text += &format!("#   {:<24} {language}\n", project.name());
    }
    if projects.is_empty() {
        text += "#   none yet\n";
    }
    text + BODY
}

const HEAD: &str = "\
#:schema https://raw.githubusercontent.com/sutura-dev/sutura/main/docs/sutura.schema.json
# Settings of Sutura. Every key is optional, and stands here with its default.
#
# Projects that `sutura check` finds here:
";

const BODY: &str = r#"
[check]
# Paths that are not reported on, as globs relative to this folder.
# ignore = ["legacy/**"]
# Use ruff, ty and TypeScript 7 alone: much faster, and nearly the same verdict.
# fast = false
# Seconds after which a checker is ended.
# time_limit = 600
# How many checkers run at once; 0 stands for the number of cores.
# jobs = 0

# Each checker can be switched, and codes can be left out by their beginning.
# [checkers.ruff]
# enabled = true
# select = ["F", "E9"]
# ignore = ["F401"]
# project_settings = false

# The model that repairs ask, with the key in ANTHROPIC_API_KEY; docs/providers.md has the others.
# [model]
# provider = "anthropic"
# name = "claude-sonnet-4-5"

# Any other name declares a further checker: a command, and what it prints (sarif, rdjson, checkstyle or regex).
# Its commands run after you have said so with `sutura trust`.
# [checkers.eslint]
# command = ["eslint", "--format", "@microsoft/eslint-formatter-sarif", "src"]
# folder = "frontend"
# format = "sarif"
#
# [checkers.mypy]
# command = ["mypy", "--no-error-summary", "."]
# folder = "backend"
# format = "regex"
# pattern = '^(?P<file>[^:]+):(?P<line>\d+): (?P<severity>error|note): (?P<message>.*?)(?:  \[(?P<code>[\w-]+)\])?$'
"#;

#[cfg(test)]
mod tests {
    use sutura_engine::settings::Settings;

    use super::*;

    #[test]
    fn what_is_written_is_valid_with_and_without_its_comment_signs() {
        assert_eq!(Settings::parse(FILE, &commented(&[])).unwrap(), Settings::default());
        let open: String = BODY
            .lines()
            .map(|line| line.strip_prefix("# ").unwrap_or(line))
            .filter(|line| line.contains(" = ") || line.starts_with('['))
            .map(|line| format!("{line}\n"))
            .collect();
        let settings = Settings::parse(FILE, &open).unwrap();
        assert_eq!(settings.declared().count(), 2);
        assert_eq!(settings.check.ignore, ["legacy/**"]);
    }
}
