//! Which application a backend is, found in its sources without running them.

use std::collections::BTreeSet;

use ruff_python_ast::{
    Expr, Stmt, StmtFunctionDef,
    statement_visitor::{StatementVisitor, walk_stmt},
    visitor::{self, Visitor},
};

use crate::workspace::{
    Grammar, Language, Project, Tree,
    discover::{folders_of, is_below, join, parent},
    is_test, on_parser_stack, parse_python,
};

/// An application, or a function that makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct App {
    /// The folder of its project, relative to the tree's root.
    pub project: String,
    /// The folders in which Python looks for modules of the project, relative to the tree's root: in the first before its own, in the others last.
    pub roots: Vec<String>,
    /// The module, seen from the first of them.
    pub module: String,
    /// The attribute of the module.
    pub attribute: String,
}

impl App {
    /// As servers name it: `app.main:app`.
    pub fn name(&self) -> String {
        format!("{}:{}", self.module, self.attribute)
    }

    /// As somebody would name it who stands in the tree's root.
    pub(super) fn full_name(&self) -> String {
        if self.project.is_empty() { self.name() } else { format!("{}/{}", self.project, self.name()) }
    }
}

/// The application of `project`; an error where several are as likely, with the names of all.
pub(super) fn app_of(tree: &Tree, project: &Project) -> Result<Option<App>, Vec<String>> {
    let files = tree.files().iter().filter(|(path, _)| is_candidate(path, project));
    let files: Vec<(&str, &str)> = files.filter_map(|(path, file)| Some((path.as_str(), file.text()?))).collect();
    let mut made: Vec<(Rank, &str, String)> = on_parser_stack(|| {
        files.iter().flat_map(|(path, text)| made_in(text).into_iter().map(|made| (rank(path, &made), *path, made.attribute))).collect()
    });
    made.sort();
    let Some((best, path, attribute)) = made.first() else { return Ok(None) };
    let equals: Vec<App> =
        made.iter().take_while(|(rank, ..)| rank == best).map(|(_, path, attribute)| located(tree, project, path, attribute)).collect();
    if equals.len() > 1 {
        return Err(equals.iter().map(App::full_name).collect());
    }
    Ok(Some(located(tree, project, path, attribute)))
}

/// The application that is an `attribute` of the module in the file at `path`.
pub(super) fn app_in_file(tree: &Tree, projects: &[Project], path: &str, attribute: &str) -> Option<App> {
    let python = projects.iter().filter(|project| project.language == Language::Python && project.contains(path));
    let around = python.max_by_key(|project| project.root.len()).cloned();
    let project = around.unwrap_or(Project { root: String::new(), language: Language::Python, has_manifest: false });
    tree.files().contains_key(path).then(|| located(tree, &project, path, attribute))
}

/// The application that `module` and `attribute` name, where the module is one of the tree below `folder`.
pub(super) fn app_named(tree: &Tree, projects: &[Project], folder: &str, module: &str, attribute: &str) -> Option<App> {
    let path = module.replace('.', "/");
    let is_module = |file: &&str| {
        let known = module_path(file);
        is_below(file, folder) && (known == path || known.strip_suffix(&path).is_some_and(|before| before.ends_with('/')))
    };
    let found =
        tree.files().keys().map(String::as_str).filter(|path| path.ends_with(".py")).filter(is_module).min_by_key(|path| path.len())?;
    let inner = projects
        .iter()
        .filter(|project| project.language == Language::Python && project.contains(found))
        .max_by_key(|project| project.root.len());
    let before = module_path(found).strip_suffix(&path).unwrap_or_default().trim_end_matches('/').to_owned();
    let project = inner.map_or_else(|| folder.to_owned(), |project| project.root.clone());
    Some(App { roots: with_others(tree, before, &project, found), project, module: module.to_owned(), attribute: attribute.to_owned() })
}

fn is_candidate(path: &str, project: &Project) -> bool {
    const ASIDE: &[&str] = &["alembic", "benchmarks", "docs", "examples", "migrations", "scripts", "templates"];
    path.ends_with(".py") && project.contains(path) && !is_test(path) && !path.split('/').any(|part| ASIDE.contains(&part))
}

/// What a module makes.
#[derive(Debug, PartialEq, Eq)]
struct Made {
    attribute: String,
    is_function: bool,
}

/// The less, the likelier: by the file's name, then what is there before what has to be called, then by its own name.
type Rank = (usize, bool, usize);

fn rank(path: &str, made: &Made) -> Rank {
    const FILES: &[&str] = &["main", "app", "server", "asgi", "api", "application", "__init__"];
    const NAMES: &[&str] = &["app", "application", "api", "create_app", "get_app", "make_app"];
    let stem = path.rsplit('/').next().unwrap_or(path).trim_end_matches(".py");
    let place = |names: &[&str], name: &str| names.iter().position(|known| *known == name).unwrap_or(names.len());
    (place(FILES, stem), made.is_function, place(NAMES, &made.attribute))
}

fn made_in(text: &str) -> Vec<Made> {
    if !Grammar::Python.can_parse(text) || !(text.contains("FastAPI") || text.contains("_app") || text.contains("_application")) {
        return Vec::new();
    }
    let parsed = parse_python(text);
    let mut module = Module { subclasses: BTreeSet::new(), factories: BTreeSet::new(), made: Vec::new() };
    module.learn(parsed.suite());
    module.visit_body(parsed.suite());
    module.made
}

struct Module {
    /// Classes that are made from `FastAPI`.
    subclasses: BTreeSet<String>,
    /// Functions that give an application, or by their name say so.
    factories: BTreeSet<String>,
    made: Vec<Made>,
}

impl Module {
    fn learn(&mut self, body: &[Stmt]) {
        for statement in body {
            match statement {
                Stmt::ClassDef(class) if class.bases().iter().any(|base| names(base, "FastAPI")) => {
                    self.subclasses.insert(class.name.to_string());
                }
                Stmt::ImportFrom(import) => {
                    let bound = import.names.iter().map(|alias| (alias.name.as_str(), alias.asname.as_ref().unwrap_or(&alias.name)));
                    self.factories.extend(bound.filter(|(name, _)| says_factory(name)).map(|(_, bound)| bound.to_string()));
                }
                Stmt::FunctionDef(function) if self.is_factory(function) => {
                    self.factories.insert(function.name.to_string());
                    if can_be_called_plainly(function) && !function.name.starts_with('_') {
                        self.made.push(Made { attribute: function.name.to_string(), is_function: true });
                    }
                }
                _ => {}
            }
        }
    }

    fn is_factory(&self, function: &StmtFunctionDef) -> bool {
        if function.is_async {
            return false;
        }
        if function.returns.as_deref().is_some_and(|returns| names(returns, "FastAPI")) {
            return true;
        }
        let mut search = Search { module: self, found: false, returns: false };
        search.visit_body(&function.body);
        search.found && search.returns
    }

    fn makes(&self, value: &Expr) -> bool {
        let Expr::Call(call) = value else { return false };
        names(&call.func, "FastAPI")
            || matches!(&*call.func, Expr::Name(name) if self.subclasses.contains(name.id.as_str()) || self.factories.contains(name.id.as_str()))
            || matches!(&*call.func, Expr::Attribute(attribute) if says_factory(attribute.attr.as_str()))
    }

    fn bind(&mut self, target: &Expr, value: &Expr) {
        if let Expr::Name(name) = target
            && self.makes(value)
            && !self.made.iter().any(|made| made.attribute == name.id.as_str())
        {
            self.made.push(Made { attribute: name.id.to_string(), is_function: false });
        }
    }
}

/// Statements that run when the module is imported.
impl<'a> StatementVisitor<'a> for Module {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::Assign(assign) => assign.targets.iter().for_each(|target| self.bind(target, &assign.value)),
            Stmt::AnnAssign(assign) => {
                if let Some(value) = &assign.value {
                    self.bind(&assign.target, value);
                }
            }
            Stmt::FunctionDef(_) | Stmt::ClassDef(_) => {}
            Stmt::If(condition) if is_main(&condition.test) => {}
            _ => walk_stmt(self, statement),
        }
    }
}

struct Search<'m> {
    module: &'m Module,
    found: bool,
    returns: bool,
}

impl<'a> Visitor<'a> for Search<'_> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        self.returns |= matches!(statement, Stmt::Return(given) if given.value.is_some());
        visitor::walk_stmt(self, statement);
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        self.found |= matches!(expression, Expr::Call(call) if names(&call.func, "FastAPI"))
            || matches!(expression, Expr::Call(call)
                if matches!(&*call.func, Expr::Name(name) if self.module.subclasses.contains(name.id.as_str())));
        visitor::walk_expr(self, expression);
    }
}

fn names(expression: &Expr, wanted: &str) -> bool {
    match expression {
        Expr::Name(name) => name.id == wanted,
        Expr::Attribute(attribute) => attribute.attr.as_str() == wanted,
        _ => false,
    }
}

fn says_factory(name: &str) -> bool {
    let verbs = ["build_", "create_", "get_", "init_", "make_"];
    verbs.iter().any(|verb| name.starts_with(verb)) && (name.ends_with("app") || name.ends_with("application"))
}

fn can_be_called_plainly(function: &StmtFunctionDef) -> bool {
    function.parameters.iter_non_variadic_params().all(|parameter| parameter.default.is_some())
}

fn is_main(test: &Expr) -> bool {
    matches!(test, Expr::Compare(compare) if names(&compare.left, "__name__"))
}

fn located(tree: &Tree, project: &Project, path: &str, attribute: &str) -> App {
    let imports = imports_of(tree, path);
    let holds = |root: &String| imports.iter().filter(|top| has_module(tree, root, top)).count();
    // The folder that has most of what the module imports; of several, the one that servers are started in.
    let first = import_roots(&project.root, path).into_iter().rev().max_by_key(holds).unwrap_or_default();
    let module = module_path(path);
    let inside = if first.is_empty() { module } else { module.strip_prefix(first.as_str()).unwrap_or(module) };
    App {
        project: project.root.clone(),
        module: inside.trim_start_matches('/').replace('/', "."),
        attribute: attribute.to_owned(),
        roots: with_others(tree, first, &project.root, path),
    }
}

/// `first`, the project's folder and its `src`, and whichever else has what the module imports and none of these has.
fn with_others(tree: &Tree, first: String, project: &str, path: &str) -> Vec<String> {
    let mut missing = imports_of(tree, path);
    missing.retain(|top| !has_module(tree, &first, top));
    let mut roots = vec![first];
    for root in import_roots(project, path) {
        let is_usual = root == project || root == join(project, "src");
        let held = missing.iter().filter(|top| has_module(tree, &root, top)).count();
        if !roots.contains(&root) && (is_usual || held > 0) {
            missing.retain(|top| !has_module(tree, &root, top));
            roots.push(root);
        }
    }
    roots
}

fn has_module(tree: &Tree, root: &str, top: &str) -> bool {
    let module = join(root, top);
    let within = format!("{module}/");
    tree.files().contains_key(&format!("{module}.py"))
        || tree.files().range(within.clone()..).next().is_some_and(|(file, _)| file.starts_with(&within))
}

fn imports_of(tree: &Tree, path: &str) -> BTreeSet<String> {
    tops(tree.text(path).unwrap_or_default())
}

/// The folders in which Python may look for the modules that the file at `path` imports: that of the project, its `src`, the file's own, and
/// those above the project. Those between are packages.
fn import_roots(project: &str, path: &str) -> Vec<String> {
    let source = join(project, "src");
    let usual = [project.to_owned()].into_iter().chain(is_below(path, &source).then_some(source));
    let above = folders_of(path).filter(|root| !is_below(root, project)).map(str::to_owned);
    let mut roots: Vec<String> = Vec::new();
    for root in usual.chain([parent(path).to_owned()]).chain(above) {
        if !roots.contains(&root) {
            roots.push(root);
        }
    }
    roots
}

/// The first words of the absolute imports of a module.
fn tops(text: &str) -> BTreeSet<String> {
    let lines = text.lines().filter(|line| !line.starts_with([' ', '\t']));
    let modules = lines.filter_map(|line| line.strip_prefix("from ").or_else(|| line.strip_prefix("import ")));
    let first = |module: &str| module.split([' ', '.', ',', ';']).next().unwrap_or_default().to_owned();
    modules.map(first).filter(|top| !top.is_empty()).collect()
}

/// A module's path without its ending; a package's folder.
fn module_path(path: &str) -> &str {
    path.strip_suffix("/__init__.py").or_else(|| path.strip_suffix(".py")).unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::{discover, tree::tree_of};

    fn found(files: &[(&str, &str)]) -> Result<String, Vec<String>> {
        let tree = tree_of(files);
        let projects = discover(&tree);
        let shown = |app: App| format!("{} in {:?}", app.name(), app.roots);
        app_of(&tree, &projects[0]).map(|app| app.map_or_else(|| "none".to_owned(), shown))
    }

    const APP: &str = "from fastapi import FastAPI\nfrom app.db import session\napp = FastAPI()\n";

    #[test]
    fn an_application_is_named_from_the_folder_that_its_imports_are_seen_from() {
        let files = [("backend/requirements.txt", "fastapi"), ("backend/app/main.py", APP), ("backend/app/db.py", "")];
        assert_eq!(found(&files).unwrap(), r#"app.main:app in ["backend"]"#);
        let script = "from fastapi import FastAPI\nfrom db import session\nimport models\napp = FastAPI()\n";
        let files = [("requirements.txt", "fastapi"), ("app/main.py", script), ("app/db.py", ""), ("app/models.py", "")];
        assert_eq!(found(&files).unwrap(), r#"main:app in ["app", ""]"#);
        let files = [("pyproject.toml", "[project]\nname = 'x'\n"), ("src/app/main.py", APP), ("src/app/db.py", "")];
        assert_eq!(found(&files).unwrap(), r#"app.main:app in ["src", ""]"#);
        let whole = "from fastapi import FastAPI\nfrom backend.app.db import session\napp = FastAPI()\n";
        let files = [("backend/requirements.txt", "fastapi"), ("backend/app/main.py", whole), ("backend/app/db.py", "")];
        assert_eq!(found(&files).unwrap(), r#"backend.app.main:app in ["", "backend"]"#);
    }

    #[test]
    fn a_module_beside_the_entry_stands_for_none_of_the_standard_library() {
        let files = [("requirements.txt", "fastapi"), ("app/main.py", APP), ("app/db.py", ""), ("app/calendar.py", "")];
        assert_eq!(found(&files).unwrap(), r#"app.main:app in [""]"#);
        let both = "from fastapi import FastAPI\nfrom app.db import session\nimport config\napp = FastAPI()\n";
        let files = [("requirements.txt", "fastapi"), ("app/main.py", both), ("app/db.py", ""), ("app/config.py", "")];
        assert_eq!(found(&files).unwrap(), r#"app.main:app in ["", "app"]"#);
    }

    #[test]
    fn the_entry_module_wins_and_tests_and_what_is_mounted_do_not() {
        let main = "from fastapi import FastAPI\nadmin = FastAPI()\napp: FastAPI = FastAPI()\napp.mount('/admin', admin)\n";
        let files = [("main.py", main), ("worker.py", "import fastapi\napp = fastapi.FastAPI()\n"), ("tests/main.py", APP)];
        assert_eq!(found(&files).unwrap(), r#"main:app in [""]"#);
        assert_eq!(found(&[("main.py", "def f(app: FastAPI): ...\nif __name__ == '__main__':\n    app = FastAPI()\n")]).unwrap(), "none");
    }

    #[test]
    fn a_function_that_makes_the_application_is_called_where_nobody_calls_it_in_the_module() {
        let factory = "from fastapi import FastAPI\ndef create_app(debug=False):\n    app = FastAPI()\n    return app\n";
        assert_eq!(found(&[("main.py", factory)]).unwrap(), r#"main:create_app in [""]"#);
        assert_eq!(found(&[("main.py", &format!("{factory}server = create_app()\n"))]).unwrap(), r#"main:server in [""]"#);
        let imported = "from shop.factory import create_app\ntry:\n    app = create_app()\nfinally:\n    pass\n";
        assert_eq!(found(&[("main.py", imported), ("shop/factory.py", factory)]).unwrap(), r#"main:app in [""]"#);
        let needs = "from fastapi import FastAPI\ndef create_app(settings) -> FastAPI:\n    return FastAPI()\n";
        assert_eq!(found(&[("main.py", needs)]).unwrap(), "none");
        assert_eq!(found(&[("main.py", "class App(FastAPI): ...\nsite = App()\n")]).unwrap(), r#"main:site in [""]"#);
    }

    #[test]
    fn of_two_that_are_as_likely_both_are_named() {
        let plain = "from fastapi import FastAPI\napp = FastAPI()\n";
        let files = [("requirements.txt", ""), ("orders/main.py", plain), ("users/main.py", plain)];
        assert_eq!(found(&files).unwrap_err(), ["orders.main:app", "users.main:app"]);
    }

    #[test]
    fn a_named_module_is_found_wherever_its_root_is() {
        let tree = tree_of(&[("backend/requirements.txt", ""), ("backend/src/shop/api/__init__.py", ""), ("web/package.json", "{}")]);
        let projects = discover(&tree);
        let app = app_named(&tree, &projects, "", "shop.api", "app").unwrap();
        assert_eq!((app.roots[0].as_str(), app.project.as_str()), ("backend/src", "backend"));
        assert_eq!(app_named(&tree, &projects, "", "hop.api", "app"), None);
        assert_eq!(app_named(&tree, &projects, "web", "shop.api", "app"), None);
    }
}
