//! What an application serves, as far as its sources say it outright.

use super::place::position;
use super::served::{Served, served};
use super::source::{Known, read_all};
use super::source_tree::SourceTree;
use super::{Input, roots_of};
use crate::workspace::{Project, Tree};

/// A route under the path that a client asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// In capitals.
    pub method: String,
    /// The path with all its prefixes: `/api/orders/{order_id}`. It begins with `…` where the prefixes cannot be known.
    pub path: String,
    /// The function that answers.
    pub function: String,
    /// The class of the body, where the project has one.
    pub request: Option<String>,
    /// The answer's type, as it is written.
    pub response: Option<String>,
    /// The file of the function, and the 1-based line of its route.
    pub place: (String, u32),
}

/// The endpoints of all applications of `tree`, in the order in which they are declared.
pub fn endpoints(tree: &Tree, projects: &[Project]) -> Vec<Endpoint> {
    let files = tree.files().iter().map(|(path, file)| (path.clone(), file.bytes.clone())).collect();
    let (python, typescript) = roots_of(projects);
    let input = Input { files: &files, python_projects: &python, typescript_projects: &typescript };
    let (sources, _) = read_all(&input, &mut Known::default(), |_, _| Vec::new());
    let tree = SourceTree::new(&input, sources);
    let apps = tree.routers().filter(|(id, router)| router.is_app && !tree.is_aside(tree.sources[id.source].path));
    apps.flat_map(|(id, _)| served(&tree, id, &|_| true)).flat_map(|served| declared(&tree, &served)).collect()
}

/// Stands for prefixes that cannot be known.
const UNKNOWN: &str = "…";

fn declared(tree: &SourceTree, served: &Served) -> Vec<Endpoint> {
    let Served { router, route, prefix, known_prefix } = served;
    let source = &tree.sources[router.source];
    let Some(path) = &route.path else {
        return Vec::new();
    };
    let prefix = prefix.clone().unwrap_or_else(|| format!("{UNKNOWN}{known_prefix}"));
    let is_class = |name: &&String| {
        let heads = [format!("class {name}("), format!("class {name}:")];
        tree.python().any(|(_, source)| heads.iter().any(|head| source.text.contains(head)))
    };
    let endpoint = |method: &String| Endpoint {
        method: method.clone(),
        path: format!("{prefix}{path}"),
        function: route.function.clone(),
        request: route.takes.iter().find(is_class).cloned(),
        response: route.gives.clone(),
        place: (source.path.to_owned(), position(source.text, route.range.start).0),
    };
    route.methods.iter().map(endpoint).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::{discover, tree::tree_of};

    fn served(files: &[(&str, &str)]) -> String {
        let tree = tree_of(files);
        let shown = |found: Endpoint| {
            let Endpoint { method, path, function, request, response, place: (file, line) } = found;
            format!("{method} {path} {function} {request:?} {response:?} {file}:{line}\n")
        };
        endpoints(&tree, &discover(&tree)).into_iter().map(shown).collect()
    }

    const ORDERS: &str = "from fastapi import APIRouter\nrouter = APIRouter(prefix='/orders')\nclass OrderCreate(BaseModel): ...\n\
                          @router.post('', response_model=list[OrderRead])\ndef create(db: DbSession, data: OrderCreate) -> Order: ...\n\
                          @router.get('/{id}')\nasync def read(id: int) -> OrderRead: ...\n@router.delete(PATH)\ndef gone(): ...\n";

    #[test]
    fn routes_are_served_below_all_prefixes_with_their_models() {
        let main = "from fastapi import APIRouter, FastAPI\nfrom app import orders\napp = FastAPI()\napi = APIRouter(prefix='/v1')\n\
                    api.include_router(orders.router)\n@app.get('/health')\ndef health(): ...\napp.include_router(api, prefix='/api')\n";
        insta::assert_snapshot!(served(&[("app/main.py", main), ("app/orders.py", ORDERS), ("pyproject.toml", "")]), @r#"
        GET /health health None None app/main.py:6
        POST /api/v1/orders create Some("OrderCreate") Some("list[OrderRead]") app/orders.py:4
        GET /api/v1/orders/{id} read None Some("OrderRead") app/orders.py:6
        "#);
    }

    #[test]
    fn a_prefix_that_is_not_known_leaves_the_rest_of_the_path() {
        let main = "from fastapi import FastAPI\nfrom app.orders import router\napp = FastAPI()\napp.include_router(router, prefix=settings.API)\n";
        let found = served(&[("app/main.py", main), ("app/orders.py", ORDERS)]);
        assert!(found.contains("GET …/orders/{id} read"), "{found}");
    }

    #[test]
    fn routers_that_include_each_other_end_and_what_no_application_includes_is_not_served() {
        let text = "from fastapi import APIRouter, FastAPI\na = APIRouter()\nb = APIRouter()\n@a.get('/x')\ndef f(): ...\na.include_router(b)\nb.include_router(a)\n";
        assert_eq!(served(&[("a.py", text), ("b.py", "from fastapi import FastAPI\napp = FastAPI()\n")]), "");
        let served = served(&[("a.py", &format!("{text}app = FastAPI()\napp.include_router(a)\n"))]);
        assert!(served.starts_with("GET /x f"), "{served}");
    }

    #[test]
    fn a_hundred_routers_that_all_include_each_other_take_no_time() {
        let names: Vec<String> = (0..100).map(|at| format!("r{at}")).collect();
        let made: String = names.iter().map(|name| format!("{name} = APIRouter()\n")).collect();
        let all = |one: &String| names.iter().map(|other| format!("{one}.include_router({other})\n")).collect::<String>();
        let included: String = names.iter().map(all).collect();
        let text = format!("from fastapi import APIRouter, FastAPI\n{made}app = FastAPI()\napp.include_router(r0)\n{included}");
        assert_eq!(served(&[("a.py", &text)]), "");
    }
}
