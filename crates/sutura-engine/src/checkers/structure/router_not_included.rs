//! A router was written and forgotten.

use super::finding::finding;
use super::place::{ancestors, file_name, folder, join};
use super::routing::Step;
use super::source::{Import, Language, Source, text_of};
use super::source_tree::{SourceTree, module_path};
use crate::diagnostic::Finding;

/// Finds routers with routes in modules that nothing in the tree names, though an application includes routers.
pub(super) fn check(tree: &SourceTree) -> Vec<Finding> {
    let includes = |source: &Source| source.scopes().iter().flat_map(|scope| &scope.steps).any(|step| matches!(step, Step::Include(_)));
    let has_app = tree.routers().any(|(id, router)| router.is_app && !tree.is_aside(tree.sources[id.source].path));
    if !has_app || !tree.python().any(|(_, source)| includes(source)) || tree.python().any(|(_, source)| loads_by_name(source)) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (id, router) in tree.routers().filter(|(id, router)| id.scope == 0 && router.only_routes && !router.is_app) {
        let source = &tree.sources[id.source];
        let routes = tree.scope(id).steps.iter().filter(|step| matches!(step, Step::Route(route) if route.router == router.name)).count();
        let is_candidate = routes > 0 && source.is_sound() && !tree.is_aside(source.path);
        if is_candidate && !is_used(tree, id.source) && !is_mentioned(tree, source.path, &router.name) {
            let message = format!(
                "No module uses `{}`, so the application does not serve its {routes} {}. Include it in the application or in a router that is included.",
                router.name,
                if routes == 1 { "route" } else { "routes" },
            );
            found.push(finding("router-not-included", source.path, source.text, router.range.clone(), message));
        }
    }
    found
}

/// Whether a module can load others by names that it computes.
fn loads_by_name(source: &Source) -> bool {
    LOADERS.iter().any(|loader| source.text.contains(loader))
}

const LOADERS: [&str; 10] = [
    "import_module",
    "__import__",
    "pkgutil",
    "spec_from_file_location",
    "import_string",
    "import_from_string",
    "runpy",
    "SourceFileLoader",
    "load_module",
    "import_object",
];

/// Whether an import of any other source can mean the module.
fn is_used(tree: &SourceTree, target: usize) -> bool {
    let path = module_path(tree.sources[target].path);
    tree.python().filter(|(index, _)| *index != target).any(|(_, source)| match &source.syntax {
        Some(syntax) if syntax.fault.is_none() => syntax.imports.iter().any(|import| can_mean(import, source.path, path)),
        _ => source.text.contains(file_name(path)),
    })
}

fn can_mean(import: &Import, importer: &str, target: &str) -> bool {
    let module = import.module.replace('.', "/");
    let fits = |path: &str| match import.level {
        0 => !path.is_empty() && (target == path || target.ends_with(&format!("/{path}"))),
        level => ancestors(folder(importer)).nth(level as usize - 1).is_some_and(|base| join(base, path) == target),
    };
    fits(&module) || import.names.iter().any(|name| fits(&join(&module, &name.name)))
}

/// Whether any other program or settings file names the module or its router in a text that is no import, such as `"shop.orders:router"`.
fn is_mentioned(tree: &SourceTree, path: &str, router: &str) -> bool {
    let module = module_path(path);
    let (name, package) = (file_name(module), file_name(folder(module)));
    let mentions = [
        format!("{name}.{router}"),
        format!("{name}:{router}"),
        format!("{package}.{name}"),
        format!("{package}/{name}"),
        format!("{name}.py"),
        format!("\"{name}\""),
        format!("'{name}'"),
    ];
    tree.input
        .files
        .iter()
        .filter(|(other, _)| *other != path && may_name_modules(other))
        .filter_map(|(other, bytes)| Some((other, text_of(bytes)?)))
        .any(|(other, text)| {
            let quoted_too = other.ends_with("__init__.py");
            let mentions = if quoted_too { &mentions[..] } else { &mentions[..5] };
            mentions.iter().any(|mention| text.lines().any(|line| line.contains(mention) && !is_import(line)))
        })
}

fn may_name_modules(path: &str) -> bool {
    let is_settings = [".toml", ".yml", ".yaml", ".json", ".ini", ".cfg", ".env", ".sh"].iter().any(|suffix| path.ends_with(suffix));
    Language::of(path) == Some(Language::Python) || is_settings || file_name(path).contains("Dockerfile")
}

/// Imports are compared exactly, in [`is_used`].
fn is_import(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("from ") || line.starts_with("import ")
}

#[cfg(test)]
mod tests {
    use super::super::testing::places;

    const MAIN: &str = "from fastapi import FastAPI\nfrom app.routers import users\napp = FastAPI()\napp.include_router(users.router)\n";
    const ORDERS: &str =
        "from fastapi import APIRouter\n\nrouter = APIRouter(prefix='/orders')\n\n@router.get('/')\ndef list_orders(): return []\n";

    fn found(more: &[(&str, &str)]) -> Vec<String> {
        let mut files = vec![("app/main.py", MAIN), ("app/routers/orders.py", ORDERS), ("app/routers/users.py", ORDERS)];
        files.retain(|(path, _)| more.iter().all(|(other, _)| path != other));
        files.extend(more);
        places(&files, "router-not-included")
    }

    #[test]
    fn a_router_that_no_module_names_is_found() {
        assert_eq!(found(&[]), ["app/routers/orders.py:3:1"]);
    }

    #[test]
    fn namesakes_of_the_module_do_not_hide_it() {
        let user = ("app/service.py", "from app.models.orders import Order\nfrom .schemas import orders\nTABLE = 'orders'\n");
        assert_eq!(found(&[user, ("README.md", "app/routers/orders.py has the routes")]), ["app/routers/orders.py:3:1"]);
    }

    #[test]
    fn any_way_to_name_the_module_is_silent() {
        for (path, text) in [
            ("app/a.py", "from app.routers import orders\n"),
            ("app/a.py", "from app.routers.orders import router as r\n"),
            ("app/a.py", "def f():\n    from .routers import orders\n"),
            ("app/routers/__init__.py", "from .orders import router\n"),
            ("app/routers/__init__.py", "from . import (\n    users,\n    orders,\n)\n"),
            ("app/routers/__init__.py", "__all__ = ['orders', 'users']\n"),
            ("app/a.py", "import app.routers.orders\n"),
            ("app/a.py", "ROUTERS = ['app.routers.orders']\n"),
            ("app/a.py", "import importlib\nfor name in NAMES: importlib.import_module(name)\n"),
            ("app/a.py", "orders = (\n\ndef f(:\n"),
            ("settings.yaml", "routers: [app.routers.orders]\n"),
            ("pyproject.toml", "[project.entry-points.shop]\norders = 'shop.orders:router'\n"),
        ] {
            assert_eq!(found(&[(path, text)]), [""; 0], "{text}");
        }
    }

    #[test]
    fn a_router_that_its_own_module_hands_on_is_silent() {
        for more in ["ROUTERS = [router]\n", "def get(): return router\n", "register(router)\n"] {
            assert_eq!(found(&[("app/routers/orders.py", &format!("{ORDERS}{more}"))]), [""; 0], "{more}");
        }
    }

    #[test]
    fn a_router_without_routes_or_without_an_application_is_silent() {
        assert_eq!(found(&[("app/routers/orders.py", "from fastapi import APIRouter\nrouter = APIRouter()\n")]), [""; 0]);
        assert_eq!(found(&[("app/main.py", "")]), [""; 0]);
    }
}
