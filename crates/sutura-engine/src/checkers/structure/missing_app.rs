//! The entry module lost its application.

use super::finding::finding;
use super::source::{Import, Source};
use super::source_tree::SourceTree;
use super::syntax_error::is_entry;
use crate::diagnostic::Finding;

/// Finds entry modules that import `FastAPI`, where no file of the tree does anything with the class but name it in annotations.
pub(super) fn check(tree: &SourceTree) -> Vec<Finding> {
    let may_make = |source: &Source| {
        source.text.contains("FastAPI") && source.syntax.as_ref().is_none_or(|syntax| syntax.fault.is_some() || syntax.makes_app)
    };
    if tree.python().any(|(_, source)| may_make(source)) {
        return Vec::new();
    }
    let entries = tree.python().filter(|(_, source)| source.is_sound() && is_entry(tree.input, source));
    entries.filter_map(|(_, source)| report(source)).collect()
}

fn report(source: &Source) -> Option<Finding> {
    let import =
        source.imports().iter().find(|import| import.module == "fastapi" && import.names.iter().any(|name| name.name == "FastAPI"))?;
    if source.imports().iter().any(may_bring_app) {
        return None;
    }
    let message =
        "`FastAPI` is imported, but no application is made of it in the whole project. Add `app = FastAPI()` and include the routers.";
    Some(finding("missing-app", source.path, source.text, import.range.clone(), message))
}

/// Whether an import can bring the application, or a function that makes it, from a package that is not in the tree.
fn may_bring_app(import: &Import) -> bool {
    import.names.iter().any(|name| name.name == "*" || name.name != "FastAPI" && name.name.to_lowercase().contains("app"))
        || import.bound.as_ref().is_some_and(|bound| bound.to_lowercase().contains("app"))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{codes, places};

    #[test]
    fn an_entry_module_without_an_application_is_found() {
        let main = "import logging\nfrom fastapi import FastAPI\nfrom shop import orders\n\napp.include_router(orders.router)\n";
        assert_eq!(places(&[("shop/main.py", main)], "missing-app"), ["shop/main.py:2:1"]);
        let annotated = "from fastapi import FastAPI\nasync def lifespan(app: FastAPI):\n    yield\n";
        assert_eq!(codes(&[("main.py", annotated), ("pyproject.toml", "")]), ["missing-app"]);
    }

    #[test]
    fn an_application_anywhere_is_enough() {
        let main = "from fastapi import FastAPI\n";
        for (path, other) in [
            ("app/factory.py", "from fastapi import FastAPI\ndef make(): return FastAPI()\n"),
            ("app/factory.py", "import fastapi\nclass App(fastapi.FastAPI): ...\n"),
            ("app/factory.py", "from fastapi import FastAPI\nkind = FastAPI\n"),
            ("app/factory.py", "from fastapi import FastAPI\nkind = FastAPI(\n\ndef f(:\n"),
        ] {
            assert!(places(&[("app/main.py", main), (path, other)], "missing-app").is_empty(), "{other}");
        }
    }

    #[test]
    fn an_entry_module_that_gets_its_application_from_elsewhere_is_silent() {
        for main in [
            "from fastapi import FastAPI\nfrom company import create_app\napp: FastAPI = create_app()\n",
            "from fastapi import FastAPI\nfrom company import *\n",
            "from fastapi import APIRouter\nrouter = APIRouter()\n",
        ] {
            assert!(places(&[("main.py", main)], "missing-app").is_empty(), "{main}");
        }
        assert!(places(&[("tests/main.py", "from fastapi import FastAPI\n")], "missing-app").is_empty());
    }
}
