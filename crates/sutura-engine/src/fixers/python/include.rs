//! Routers that were written and never included.

use std::{collections::BTreeMap, ops::Range};

use ruff_python_ast::statement_visitor::{StatementVisitor, walk_stmt};
use ruff_python_ast::{Expr, Stmt};

use super::context::{Context, Module};
use super::insertion::{Wanted, with_import};
use super::outline::{Import, Outline, bytes, dotted, parse};
use super::proposal;
use crate::{
    fixers::{
        Proposal,
        text::{apply, newline, replace, whole_lines},
    },
    workspace::is_test,
};

/// Includes a forgotten router where its siblings are included, in the way in which most of them are.
pub(super) fn propose(context: &Context<'_>) -> Vec<Proposal> {
    let forgotten = context.errors().filter(|(diagnostic, _)| diagnostic.code == "router-not-included");
    let included = forgotten.filter_map(|(diagnostic, text)| {
        let router = Router::of(context, &diagnostic.file, diagnostic.message.split('`').nth(1)?, text)?;
        let (path, changed) = included(context, &router)?;
        proposal(&path, format!("include the router of `{}`", router.module), Some(changed), vec![diagnostic.fingerprint.clone()], 0)
    });
    included.collect()
}

/// A router of a module.
struct Router {
    path: String,
    /// The dotted name of its module.
    module: String,
    name: String,
    /// Whether it is made with a prefix of its own.
    has_prefix: bool,
}

impl Router {
    fn of(context: &Context<'_>, path: &str, name: &str, text: &str) -> Option<Self> {
        let made = parse(text).into_suite().into_iter().find_map(|statement| match statement {
            Stmt::Assign(assign) if assign.targets.iter().any(|target| is_name(target, name)) => Some(*assign.value),
            Stmt::AnnAssign(assign) if is_name(&assign.target, name) => assign.value.map(|value| *value),
            _ => None,
        });
        let has_prefix = made?.as_call_expr()?.arguments.find_keyword("prefix").is_some();
        Some(Self { path: path.to_owned(), module: context.dotted(path)?, name: name.to_owned(), has_prefix })
    }
}

fn is_name(expression: &Expr, name: &str) -> bool {
    expression.as_name_expr().is_some_and(|found| found.id == name)
}

/// `includer.include_router(target, …)` with what is known of the target.
struct Include {
    /// The including file, the body in it and the name of the router or application in that.
    place: (String, usize, String),
    statement: Range<usize>,
    target: Range<usize>,
    import: Import,
    sibling: Router,
    /// What differs between the sibling's module and that of the forgotten router.
    differs: Difference,
}

/// One part of two dotted names that are the same but for it.
#[derive(Clone)]
struct Difference {
    from: String,
    to: String,
    /// Whether it is the last: the modules lie in one folder.
    is_last: bool,
}

/// The file that includes the siblings of `router`, and its text with `router` included too. Nothing where several do, or siblings are included in ways that differ.
fn included(context: &Context<'_>, router: &Router) -> Option<(String, String)> {
    let mut siblings = Vec::new();
    for (path, outline) in context.neighbours(&router.path).into_iter().filter(|(path, _)| !is_test(path) && *path != router.path) {
        if let Some(text) = context.text(path).filter(|text| text.contains("include_router")) {
            siblings.extend(calls(text).into_iter().filter_map(|call| include(context, path, &outline, call, router)));
        }
    }
    if siblings.iter().any(|sibling| sibling.differs.is_last) {
        siblings.retain(|sibling| sibling.differs.is_last);
    }
    let place = siblings.first()?.place.clone();
    let (path, ..) = &place;
    // A router that imports the file that includes cannot be imported there.
    let is_circular = context.scene.imports.reached_by([path.as_str()]).contains(&router.path);
    if is_circular || siblings.iter().any(|sibling| sibling.place != place) {
        return None;
    }
    siblings.retain(|include| include.sibling.has_prefix == router.has_prefix);
    let text = context.text(path)?;
    let include = usual(text, &siblings, router)?;
    Some((path.clone(), written(context, text, include, router)?))
}

/// A statement that includes a router.
struct Call {
    /// Start of the body that it stands in.
    body: usize,
    includer: String,
    target: Vec<String>,
    statement: Range<usize>,
    argument: Range<usize>,
}

/// The calls of `include_router` that a body of the text makes whatever happens.
fn calls(text: &str) -> Vec<Call> {
    let parsed = parse(text);
    let mut bodies = Bodies { found: vec![parsed.suite()] };
    bodies.visit_body(parsed.suite());
    let statements = bodies.found.into_iter().flat_map(|body| body.iter().map(move |statement| (body, statement)));
    statements.filter_map(|(body, statement)| call(bytes(body.first()?).start, statement)).collect()
}

struct Bodies<'a> {
    found: Vec<&'a [Stmt]>,
}

impl<'a> StatementVisitor<'a> for Bodies<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        if let Stmt::FunctionDef(function) = statement {
            self.found.push(&function.body);
        }
        walk_stmt(self, statement);
    }
}

fn call(body: usize, statement: &Stmt) -> Option<Call> {
    let call = statement.as_expr_stmt()?.value.as_call_expr()?;
    let method = call.func.as_attribute_expr().filter(|method| method.attr.as_str() == "include_router")?;
    let target = call.arguments.args.first()?;
    Some(Call {
        body,
        includer: dotted(&method.value)?,
        target: dotted(target)?.split('.').map(str::to_owned).collect(),
        statement: bytes(statement),
        argument: bytes(target),
    })
}

/// What a call includes, where that is a sibling of `router`.
fn include(context: &Context<'_>, path: &str, outline: &Outline, call: Call, router: &Router) -> Option<Include> {
    let mut imports = outline.imports_of(call.target.first()?);
    let import = imports.next().filter(|import| import.is_top && import.name.is_some())?;
    let module = context.absolute(path, &import.module, import.level)?;
    let imported = import.name.as_deref()?;
    let (module, name) = match &call.target[..] {
        [_] => (module, imported),
        [_, name] => (format!("{module}.{imported}"), name.as_str()),
        _ => return None,
    };
    let Some(Module::Source(file)) = context.module(path, &module).filter(|_| imports.next().is_none()) else {
        return None;
    };
    let sibling = Router::of(context, &file, name, context.text(&file)?)?;
    let differs = difference(&sibling.module, &router.module)?;
    let place = (path.to_owned(), call.body, call.includer);
    Some(Include { place, statement: call.statement, target: call.argument, import: import.clone(), sibling, differs })
}

fn difference(from: &str, to: &str) -> Option<Difference> {
    let (from, to): (Vec<&str>, Vec<&str>) = (from.split('.').collect(), to.split('.').collect());
    let mut differing = (0..from.len()).filter(|at| from.get(*at) != to.get(*at));
    let at = differing.next().filter(|_| from.len() == to.len() && differing.next().is_none())?;
    Some(Difference { from: from[at].to_owned(), to: to[at].to_owned(), is_last: at + 1 == from.len() })
}

impl Difference {
    /// What is written about the sibling, written about the other: `users_router`, `"/users"`, `["Users"]`.
    fn carried_over(&self, text: &str) -> String {
        let title = |name: &str| {
            let capital = |word: &str| word.chars().take(1).flat_map(char::to_uppercase).chain(word.chars().skip(1)).collect::<String>();
            name.split('_').map(capital).collect::<Vec<_>>().join(" ")
        };
        let singular = |name: &str| name.strip_suffix('s').unwrap_or(name).to_owned();
        let mut forms = vec![(self.from.clone(), self.to.clone())];
        forms.push((self.from.replace('_', "-"), self.to.replace('_', "-")));
        forms.push((self.from.replace('_', " "), self.to.replace('_', " ")));
        forms.push((title(&self.from), title(&self.to)));
        if self.from.ends_with('s') && self.to.ends_with('s') {
            forms.push((singular(&self.from), singular(&self.to)));
        }
        replaced(text, &forms)
    }

    /// Whether `text` tells how a name of several words is written. `"/users"` does not say whether it is `"/work-items"` or `"/work_items"`.
    fn tells(&self, text: &str) -> bool {
        !self.to.contains('_') || self.from.contains('_') || self.carried_over(text) == text
    }
}

/// The text with each word of the first forms in place of which the second stands. Between words stands anything that is no letter or digit.
fn replaced(text: &str, forms: &[(String, String)]) -> String {
    let mut changed = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let is_start = !changed.ends_with(char::is_alphanumeric);
        let ends = |form: &str| rest.strip_prefix(form).is_some_and(|behind| !behind.starts_with(char::is_alphanumeric));
        let form = forms.iter().find(|(from, _)| is_start && !from.is_empty() && ends(from));
        let (written, taken) = form.map_or((next.to_string(), next.len_utf8()), |(from, to)| (to.clone(), from.len()));
        changed += &written;
        rest = &rest[taken..];
    }
    changed
}

/// The last of those siblings that are included as most are: carried over to `router`, the arguments behind the target are the same.
fn usual<'i>(text: &str, siblings: &'i [Include], router: &Router) -> Option<&'i Include> {
    let mut ways: BTreeMap<String, Vec<&Include>> = BTreeMap::new();
    let telling = siblings.iter().filter(|sibling| sibling.differs.tells(sibling.arguments(text)));
    for sibling in telling {
        let arguments = sibling.differs.carried_over(sibling.arguments(text));
        ways.entry(arguments.split_whitespace().collect()).or_default().push(sibling);
    }
    let all = ways.values().map(Vec::len).sum::<usize>();
    let most = ways.into_values().max_by_key(Vec::len).filter(|most| 2 * most.len() > all)?;
    let last = most.last()?;
    let arguments = last.arguments(text);
    // One sibling alone does not tell a prefix for all from one of its own.
    let is_own = arguments.contains("prefix") && !router.has_prefix && most.len() == 1 && last.differs.carried_over(arguments) == arguments;
    (!is_own).then_some(last)
}

impl Include {
    /// What stands behind the target.
    fn arguments<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.target.end..self.statement.end).unwrap_or_default()
    }
}

/// The text with `router` imported and included as its sibling is, in the line behind.
fn written(context: &Context<'_>, text: &str, include: &Include, router: &Router) -> Option<String> {
    let (path, ..) = &include.place;
    let import = &include.import;
    let carried = |text: &str| include.differs.carried_over(text);
    let module = carried(&import.module);
    let absolute = context.absolute(path, &module, import.level)?;
    let alias = import.alias.as_deref().map(carried);
    let (name, attribute) = if absolute == router.module {
        (router.name.clone(), String::new())
    } else {
        (carried(import.name.as_deref()?), format!(".{}", router.name))
    };
    if absolute != router.module && format!("{absolute}.{name}") != router.module {
        return None;
    }
    let alias = alias.filter(|alias| *alias != name);
    let bound = alias.clone().unwrap_or_else(|| name.clone());
    if context.outline(path)?.names.contains_key(&bound) {
        return None;
    }
    let module = ".".repeat(import.level as usize) + &module;
    let imported = with_import(context, path, text, &Wanted { module, name: Some(name), alias })?;
    // The import is one insertion: what stands behind it is shifted.
    let shift = |at: usize| if imported.get(..at) == text.get(..at) { at } else { at + imported.len() - text.len() };
    let line = whole_lines(&imported, shift(include.statement.start)..shift(include.statement.end));
    let newline = newline(&imported);
    let gap = if imported[..line.end].ends_with('\n') { "" } else { newline };
    let head = imported.get(line.start..shift(include.target.start))?;
    let tail = carried(include.arguments(text));
    apply(&imported, vec![replace(line.end..line.end, format!("{gap}{head}{bound}{attribute}{tail}{newline}"))])
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Problem, best};
    use super::*;

    const ROUTER: &str = "from fastapi import APIRouter\n\nrouter = APIRouter(prefix=\"/x\")\n\n\n@router.get(\"\")\ndef f(): ...\n";
    const PLAIN: &str = "from fastapi import APIRouter\n\nrouter = APIRouter()\n\n\n@router.get(\"\")\ndef f(): ...\n";

    /// What the including file becomes.
    fn main_with(main: &str, siblings: &[(&str, &str)], forgotten: (&str, &str)) -> Vec<String> {
        let message = "No module uses `router`, so the application does not serve its 1 route.";
        let problem: Problem = ("structure", "router-not-included", forgotten.0, 3, 1, message);
        let files: Vec<(&str, &str)> = [("app/main.py", main), forgotten].into_iter().chain(siblings.iter().copied()).collect();
        best(&files, &[problem], propose)
    }

    #[test]
    fn routers_of_feature_folders_are_imported_under_names_of_their_own() {
        let main = "from fastapi import FastAPI\n\nfrom app.customers.router import router as customers_router\nfrom app.orders.router import router as orders_router\n\napp = FastAPI()\n\n\
                    app.include_router(customers_router, prefix=\"/api\")\napp.include_router(orders_router, prefix=\"/api\")\n";
        let found =
            main_with(main, &[("app/customers/router.py", ROUTER), ("app/orders/router.py", ROUTER)], ("app/products/router.py", ROUTER));
        insta::assert_snapshot!(found.join("----"), @r#"
        from fastapi import FastAPI

        from app.customers.router import router as customers_router
        from app.orders.router import router as orders_router
        from app.products.router import router as products_router

        app = FastAPI()

        app.include_router(customers_router, prefix="/api")
        app.include_router(orders_router, prefix="/api")
        app.include_router(products_router, prefix="/api")
        "#);
    }

    #[test]
    fn modules_of_a_package_are_imported_together_and_each_has_its_own_prefix() {
        let main = "from fastapi import FastAPI\nfrom .routers import login, users, work_items\n\ndef make() -> FastAPI:\n    app = FastAPI()\n    app.include_router(login.router, tags=[\"login\"])\n\
                    \x20   app.include_router(users.router, prefix=\"/users\", tags=[\"Users\"])\n    app.include_router(\n        work_items.router, prefix=\"/work-items\", tags=[\"Work Items\"]\n    )  # work\n    return app\n";
        let siblings = [("app/routers/login.py", PLAIN), ("app/routers/users.py", PLAIN), ("app/routers/work_items.py", PLAIN)];
        let found = main_with(main, &siblings, ("app/routers/low_stock.py", PLAIN));
        insta::assert_snapshot!(found.join("----"), @r#"
        from fastapi import FastAPI
        from .routers import login, low_stock, users, work_items

        def make() -> FastAPI:
            app = FastAPI()
            app.include_router(login.router, tags=["login"])
            app.include_router(users.router, prefix="/users", tags=["Users"])
            app.include_router(
                work_items.router, prefix="/work-items", tags=["Work Items"]
            )  # work
            app.include_router(
                low_stock.router, prefix="/low-stock", tags=["Low Stock"]
            )
            return app
        "#);
    }

    #[test]
    fn where_siblings_do_not_tell_how_or_where_nothing_is_proposed() {
        let siblings = [("app/routers/users.py", PLAIN), ("app/routers/items.py", PLAIN)];
        let forgotten = ("app/routers/orders.py", PLAIN);
        let main = |body: &str| format!("from app.routers import items, users\napp = FastAPI()\n{body}");
        let both = "app.include_router(items.router)\napp.include_router(users.router)\n";
        assert_eq!(main_with(&main(both), &siblings, forgotten).len(), 1);
        assert_eq!(main_with(&main(&both.replace('\n', "\r\n")), &siblings, forgotten).len(), 1);
        for body in [
            "app.include_router(items.router, prefix=\"/things\")\napp.include_router(users.router, tags=[\"people\"])\n",
            "app.include_router(users.router, prefix=\"/people\")\n",
            "app.include_router(items.router)\nadmin.include_router(users.router)\n",
            "app.include_router(items.router)\ndef f(app):\n    app.include_router(users.router)\n",
            "if DEBUG:\n    app.include_router(items.router)\n",
            "orders = 1\napp.include_router(items.router)\n",
            "for one in (items, users):\n    app.include_router(one.router)\n",
        ] {
            assert_eq!(main_with(&main(body), &siblings, forgotten), [""; 0], "{body}");
        }
        assert_eq!(main_with(&main(both), &siblings, ("app/routers/orders.py", ROUTER)), [""; 0], "siblings without a prefix of their own");
        assert_eq!(main_with(&main(both), &siblings, ("app/shop/routers/orders.py", PLAIN)), [""; 0], "no sibling lies there");
    }
}
