//! What a router serves: its own routes, and those of the routers that it includes.

use super::routing::{Include, Route, Step};
use super::source_tree::{RouterId, SourceTree};

/// A route as a router serves it.
pub(super) struct Served<'t> {
    /// The router that declares it.
    pub router: RouterId,
    pub route: &'t Route,
    /// What stands before its own path, relative to the serving router; nothing where a prefix cannot be known.
    pub prefix: Option<String>,
    /// The prefixes behind the last one that cannot be known.
    pub known_prefix: String,
}

/// What a router serves, in the order in which it is asked, through all included routers that `follows` picks.
pub(super) fn served<'t>(tree: &'t SourceTree<'t>, id: RouterId, follows: &dyn Fn(RouterId) -> bool) -> Vec<Served<'t>> {
    let mut walk = Walk { tree, follows, left: MAX_STEPS, through: Vec::new(), found: Vec::new() };
    walk.serve(id, true, String::new());
    walk.found
}

const MAX_DEPTH: usize = 8;
/// Routers that include each other have more ways through them than anybody could go.
const MAX_STEPS: usize = 20_000;

struct Walk<'t, 'f> {
    tree: &'t SourceTree<'t>,
    follows: &'f dyn Fn(RouterId) -> bool,
    left: usize,
    /// The includes that lead here from the serving router.
    through: Vec<(RouterId, &'t Include)>,
    found: Vec<Served<'t>>,
}

impl<'t> Walk<'t, '_> {
    fn serve(&mut self, id: RouterId, is_known: bool, prefix: String) {
        let tree = self.tree;
        let name = &tree.router(id).name;
        for step in &tree.scope(id).steps {
            let Some(left) = self.left.checked_sub(1) else { return };
            self.left = left;
            match step {
                Step::Route(route) if route.router == *name && !self.comes_too_late(id, route) => {
                    let whole = is_known.then(|| prefix.clone());
                    self.found.push(Served { router: id, route, prefix: whole, known_prefix: prefix.clone() });
                }
                Step::Include(include) if include.router == *name && self.through.len() < MAX_DEPTH => {
                    self.include(id, include, is_known, &prefix)
                }
                _ => {}
            }
        }
    }

    fn include(&mut self, id: RouterId, include: &'t Include, is_known: bool, prefix: &str) {
        let target = self.tree.router_named(id.source, id.scope, &include.target);
        let Some(target) = target.filter(|target| *target != id && (self.follows)(*target)) else { return };
        let (is_known, prefix) = match (include.prefix.as_deref(), self.tree.router(target).prefix.as_deref()) {
            (Some(given), Some(own)) => (is_known, format!("{prefix}{given}{own}")),
            (None, Some(own)) => (false, own.to_owned()),
            (_, None) => (false, String::new()),
        };
        self.through.push((id, include));
        self.serve(target, is_known, prefix);
        self.through.pop();
    }

    /// Whether a route is declared after an include that leads to it: an include takes what is there.
    fn comes_too_late(&self, id: RouterId, route: &Route) -> bool {
        let is_before = |(by, include): &(RouterId, &Include)| {
            (by.source, by.scope) == (id.source, id.scope) && include.range.start < route.range.start
        };
        self.through.iter().any(is_before)
    }
}
