//! Hooks for TanStack Query: a query for each operation that reads, a mutation for each other one.

use super::client::readonly;
use super::layout::{Member, Page, Ts};
use super::media::Reading;
use super::operations::{Group, Operation, answered};
use super::runtime;
use super::scope::Scope;
use super::status::successes;
use super::text::Doc;
use crate::model::{Endpoint, Method};
use crate::words::capitalised;

/// What makes the hooks.
const FACTORY: &str = "\
/** Makes hooks of a client, for the components below a `QueryClientProvider`. */
export function createApiHooks(api: ApiClient): ApiHooks {
  return hooksOf(api) as ApiHooks;
}
";

/// Writes the hooks. The client has to be there.
pub fn declare(page: &mut Page, groups: &[Group<'_>], scope: &mut Scope) {
    let names: Vec<String> = groups.iter().map(|group| scope.claim(&format!("{}Hooks", capitalised(&group.module.name)))).collect();
    for (group, name) in groups.iter().zip(&names) {
        let members: Vec<Member<'_>> = group.operations.iter().filter(|operation| !is_stream(operation.endpoint)).map(hook).collect();
        page.gap();
        page.interface(&Doc::default(), name, &[], &members);
    }
    let modules = groups.iter().zip(&names).map(|(group, name)| Member::new(readonly(&group.module.name), false, Ts::name(name.as_str())));
    page.gap();
    page.interface(
        &Doc::new(Some("Hooks for the operations of the API, by modules."), false),
        "ApiHooks",
        &[],
        &modules.collect::<Vec<_>>(),
    );
    page.gap();
    page.lines(FACTORY);
    runtime::declare_hooks(page);
}

fn hook<'o>(operation: &'o Operation<'_>) -> Member<'o> {
    let kind = if operation.endpoint.method == Method::Get { "ApiQuery" } else { "ApiMutation" };
    Member {
        doc: Doc::new(Some(&operation.about), operation.endpoint.deprecated),
        key: readonly(&operation.endpoint.name).into(),
        optional: false,
        ty: Ts::Generic { name: kind.into(), arguments: vec![operation.argument(), Ts::name(operation.output.as_str())] },
    }
}

/// A stream is neither kept nor sent again: it is read with the client.
fn is_stream(endpoint: &Endpoint) -> bool {
    let mut contents = successes(endpoint).into_iter().flat_map(|(_, response)| answered(endpoint, response));
    contents.any(|content| matches!(Reading::of(content), Reading::Events | Reading::TextEvents | Reading::Lines))
}
