//! The endpoints of a document in their modules.

use std::collections::{BTreeSet, HashMap};

use super::{
    ReadOptions, endpoint,
    lowering::Lowering,
    naming::{self, Route},
    openapi::{Operation, PathItem},
    place::Place,
    raw::Text,
    reference::Resolved,
};
use crate::{
    ContractError,
    model::{Endpoint, Method, Module},
};

/// All modules, in the order of the first endpoint of each.
pub(super) fn modules(lowering: &Lowering, options: &ReadOptions) -> Result<Vec<Module>, ContractError> {
    let root = Place::root("/paths", lowering.sending);
    let items = lowering.document.paths.iter().map(|(path, item)| {
        let at = root.key(path);
        if !path.starts_with('/') {
            return Err(ContractError::at(at.pointer(), "the path does not begin with a `/`")
                .with_hint("Begin it with one: `servers` say what stands before it."));
        }
        Ok((&**path, lowering.references.resolve(item, at)?))
    });
    let items = items.collect::<Result<Vec<(&str, Resolved<PathItem>)>, _>>()?;
    let paths: BTreeSet<&str> = items.iter().map(|(path, _)| *path).collect();
    let operations = items.iter().flat_map(|(path, item)| item.operations.iter().map(move |operation| (*path, item, operation)));
    let operations = operations.map(|(path, item, (method, operation))| {
        let shared = root.key(path);
        let shared = item.place(shared);
        Ok((path, item, method, lowering.references.resolve(operation, shared.key(method.key()))?))
    });
    let operations = operations.collect::<Result<Vec<_>, ContractError>>()?;
    let routes = operations.iter().map(|(path, _, method, operation)| Route {
        path,
        method: **method,
        operation,
        is_collection: naming::is_collection(path, &paths),
    });
    let routes: Vec<Route> = routes.collect();
    let names = naming::names(&routes, options)?;

    let tags = lowering.document.tags.iter().filter_map(|tag| Some((tag.name.as_deref()?, &*tag.description)));
    let descriptions: HashMap<&str, &Option<Text>> = tags.collect();
    let mut modules: Vec<Module> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for (((path, item, method, operation), name), route) in operations.iter().zip(names).zip(&routes) {
        let shared = root.key(path);
        let shared = item.place(shared);
        let place = shared.key(method.key());
        let place = operation.place(place);
        if operation.request_body.is_some() && matches!(method, Method::Get | Method::Head) {
            let message =
                format!("browsers send no body with {}: FastAPI takes a list for one that is not said to be a Query()", method.name());
            lowering.note(place.key("requestBody"), message);
        }
        let place_in_list = *places.entry(name.module.clone()).or_insert_with(|| {
            modules.push(Module {
                name: name.module,
                prefix: String::new(),
                description: description_of_tag(operation, &descriptions),
                endpoints: Vec::new(),
            });
            modules.len() - 1
        });
        modules[place_in_list].endpoints.push(Endpoint {
            name: name.endpoint,
            operation_id: Text::owned(&operation.operation_id),
            function: operation.own.function.clone(),
            method: **method,
            path: (*path).to_owned(),
            summary: Text::owned(&operation.summary).filter(|summary| !naming::is_only_the_name(summary, route)),
            description: Text::owned(&operation.description),
            deprecated: operation.deprecated.0,
            parameters: lowering
                .parameters(path, [(&operation.parameters, place.key("parameters")), (&item.parameters, shared.key("parameters"))])?,
            body: operation.request_body.as_ref().map_or(Ok(None), |body| lowering.body(body, place.key("requestBody")))?,
            responses: lowering.responses(&operation.responses, place.key("responses"))?,
            presence: operation.own.presence(),
            security: lowering.security(operation, place.key("security")),
        });
    }
    for module in &mut modules {
        module.prefix = prefix(&module.endpoints);
    }
    Ok(modules)
}

fn description_of_tag(operation: &Operation, descriptions: &HashMap<&str, &Option<Text>>) -> Option<String> {
    Text::owned(descriptions.get(&**operation.tags.first()?)?)
}

/// The longest path that all begin with, up to the first parameter.
fn prefix(endpoints: &[Endpoint]) -> String {
    let mut paths = endpoints.iter().map(|endpoint| endpoint.path.split('/').skip(1).collect::<Vec<_>>());
    let first = paths.next().unwrap_or_default();
    let shared = paths.fold(first.len(), |shared, path| first.iter().zip(&path).take(shared).take_while(|(a, b)| a == b).count());
    let segments = first[..shared].iter().take_while(|segment| !segment.is_empty() && !segment.contains('{'));
    segments.fold(String::new(), |prefix, segment| prefix + "/" + segment)
}

/// The pointer of a route.
pub(super) fn pointer(route: &Route) -> String {
    endpoint::pointer(route.path, route.method)
}
