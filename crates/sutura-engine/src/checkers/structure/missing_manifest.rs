//! A backend says nowhere what it depends on.

use super::finding::finding;
use super::place::{ancestors, file_name, folder, is_below};
use super::source::{Source, text_of};
use super::source_tree::SourceTree;
use super::syntax_error::is_entry;
use crate::diagnostic::Finding;

/// Finds entry modules that make a FastAPI application, in projects that have no list of dependencies in them or above.
pub(super) fn check(tree: &SourceTree) -> Vec<Finding> {
    let without =
        tree.input.python_projects.iter().filter(|project| !tree.input.files.iter().any(|(path, bytes)| declares(project, path, bytes)));
    let projects: Vec<_> = without.collect();
    let is_concerned = |source: &Source| projects.iter().any(|project| is_below(source.path, project)) && is_entry(tree.input, source);
    tree.python().filter(|(_, source)| is_concerned(source)).filter_map(|(_, source)| report(source)).collect()
}

/// Whether a file can be what declares the project's dependencies: by its name in the project, in a folder above or in a
/// folder of such a one, or by installing packages itself.
fn declares(project: &str, path: &str, bytes: &[u8]) -> bool {
    let stands_above = || {
        let near = [folder(path), folder(folder(path))];
        ancestors(project).any(|above| near.contains(&above))
    };
    (is_below(path, project) || stands_above()) && (is_manifest(path) || installs(path, bytes))
}

fn is_manifest(path: &str) -> bool {
    let name = file_name(path).to_lowercase();
    let is_list = [".txt", ".in", ".toml", ".yml", ".yaml", ".lock", ".nix", ".bazel", ".cfg"].iter().any(|suffix| name.ends_with(suffix));
    let is_known = ["setup.py", "pipfile", "build", "pants", "justfile", "makefile", "tox.ini"].contains(&name.as_str());
    is_known || is_list && (folder(path).ends_with("requirements") || MANIFESTS.iter().any(|part| name.contains(part)))
}

const MANIFESTS: [&str; 12] =
    ["pyproject", "require", "setup.cfg", "pipfile", "environment", "conda", "poetry", "uv.lock", "pdm", "pixi", "flake", "build.bazel"];

fn installs(path: &str, bytes: &[u8]) -> bool {
    let name = file_name(path).to_lowercase();
    let may = name.contains("dockerfile")
        || name.contains("containerfile")
        || [".sh", ".py", ".yml", ".yaml", ".ps1", ".bat"].iter().any(|suffix| name.ends_with(suffix));
    may && text_of(bytes).is_some_and(|text| {
        ["pip install", "pip3 install", "uv add", "uv pip", "# /// script", "\"pip\", \"install\""]
            .iter()
            .any(|command| text.contains(command))
    })
}

fn report(source: &Source) -> Option<Finding> {
    let makes_app = source.syntax.as_ref().is_some_and(|syntax| syntax.makes_app);
    let import = source.imports().iter().find(|import| import.module == "fastapi" && !import.guarded).filter(|_| makes_app)?;
    let message =
        "The project depends on `fastapi`, but no pyproject.toml, requirements file or the like says so. Add one with its dependencies.";
    Some(finding("missing-manifest", source.path, source.text, import.range.clone(), message))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{codes, input_of, places};
    use super::super::{Input, check};

    const MAIN: &str = "from fastapi import FastAPI\napp = FastAPI()\n";

    #[test]
    fn a_backend_without_any_list_of_dependencies_is_found() {
        assert_eq!(places(&[("app/main.py", MAIN)], "missing-manifest"), ["app/main.py:1:1"]);
    }

    #[test]
    fn any_list_of_dependencies_is_enough() {
        for path in [
            "pyproject.toml",
            "requirements.txt",
            "requirements-dev.txt",
            "requirements/base.txt",
            "requirements/base.in",
            "Pipfile",
            "setup.py",
            "setup.cfg",
            "environment.yml",
            "uv.lock",
            "poetry.lock",
            "deploy/requirements.txt",
            "app/requirements.txt",
            "BUILD",
            "flake.nix",
        ] {
            assert_eq!(codes(&[("app/main.py", MAIN), (path, "")]), [""; 0], "{path}");
        }
        assert_eq!(codes(&[("app/main.py", MAIN), ("Dockerfile", "RUN pip install fastapi\n")]), [""; 0]);
        assert_eq!(codes(&[("main.py", &format!("# /// script\n# dependencies = ['fastapi']\n# ///\n{MAIN}"))]), [""; 0]);
    }

    #[test]
    fn a_list_above_the_project_is_enough() {
        for list in ["pyproject.toml", "requirements/prod.txt"] {
            let files = input_of(&[("services/shop/main.py", MAIN), (list, "")]);
            let input = Input { files: &files, python_projects: &["services/shop".to_owned()], typescript_projects: &[] };
            assert_eq!(check(&input), []);
        }
    }

    #[test]
    fn a_program_that_makes_no_application_is_silent() {
        assert_eq!(codes(&[("main.py", "from fastapi import Depends\n")]), [""; 0]);
    }
}
