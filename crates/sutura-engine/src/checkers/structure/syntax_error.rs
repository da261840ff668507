//! The entry module of a FastAPI backend does not parse.

use super::Input;
use super::finding::finding;
use super::place::{below, is_aside};
use super::source::{Language, Source};
use crate::diagnostic::Finding;

/// Reports the first syntax error of an entry module: no route of the backend can be served before it is mended.
pub(super) fn check(input: &Input, source: &Source) -> Vec<Finding> {
    let Some(fault) = source.fault().filter(|_| is_entry(input, source)) else {
        return Vec::new();
    };
    let message = format!("The entry module does not parse: {}.", fault.message);
    vec![finding("syntax-error", source.path, source.text, fault.range.clone(), message)]
}

/// Whether a file is where a backend's entry module stands: `main.py` in the project's folder, a package of it, or one in `src`.
pub(super) fn is_entry(input: &Input, source: &Source) -> bool {
    let is_web = || source.text.contains("fastapi") && source.language == Language::Python;
    let stands_right = |project: &String| {
        let path = below(source.path, project).unwrap_or_default();
        let parts: Vec<_> = path.split('/').collect();
        !is_aside(path) && matches!(parts[..], ["main.py"] | [_, "main.py"] | ["src", _, "main.py"])
    };
    input.python_projects.iter().any(stands_right) && is_web()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{codes, places};

    #[test]
    fn an_entry_module_that_does_not_parse_is_reported_where_the_parser_stumbled() {
        let text = "from fastapi import FastAPI\napp = FastAPI(\n\n@app.get('/')\ndef f(): return 1\n";
        for path in ["main.py", "app/main.py", "src/shop/main.py"] {
            assert_eq!(places(&[(path, text)], "syntax-error"), [format!("{path}:2:15")]);
        }
    }

    #[test]
    fn other_modules_and_programs_are_left_to_the_checkers_of_the_language() {
        assert_eq!(codes(&[("app/util.py", "from fastapi import Depends\ndef f(:\n    pass\n")]), [""; 0]);
        assert_eq!(codes(&[("main.py", "import click\ndef f(:\n    pass\n")]), [""; 0]);
        assert_eq!(codes(&[("examples/main.py", "import fastapi\ndef f(:\n    pass\n")]), [""; 0]);
    }
}
