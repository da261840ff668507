//! What a file would declare, one declaration at a time, for those who show a few of them.

use std::collections::BTreeMap;

use super::layout::Page;
use super::scope::Scope;
use super::types::Types;
use super::{Options, declarations, operations};
use crate::model::Endpoint;
use crate::{Contract, ContractError};

/// The declarations of a contract's types, without comments.
#[derive(Debug, Default)]
pub struct Declarations<'a> {
    /// The endpoints, in the order of the file.
    pub operations: Vec<Operation<'a>>,
    /// What stands in the file for a name.
    pub types: BTreeMap<String, String>,
}

/// An endpoint, and how the file calls what belongs to it.
#[derive(Debug)]
pub struct Operation<'a> {
    /// The endpoint.
    pub endpoint: &'a Endpoint,
    /// Its place in the client: `orders.list`.
    pub client: String,
    /// The type of what it is called with.
    pub input: String,
    /// The type of what it answers.
    pub output: String,
}

/// What the file of a contract declares.
///
/// # Errors
/// Where the contract is none ([`Contract::check`]).
pub fn declared(contract: &Contract) -> Result<Declarations<'_>, ContractError> {
    contract.check()?;
    let mut scope = Scope::of(contract);
    let types = Types::of(contract, Options::default(), &mut scope);
    let groups = operations::of(contract, &mut scope);
    let mut page = Page::default();
    declarations::declare(&mut page, &types);
    operations::declare(&mut page, &groups, &types);
    let operations = groups.iter().flat_map(|group| group.operations.iter().map(|operation| Operation::of(group, operation))).collect();
    Ok(Declarations { operations, types: split(&page.finish()) })
}

impl<'a> Operation<'a> {
    fn of(group: &operations::Group<'a>, operation: &operations::Operation<'a>) -> Self {
        let operations::Operation { endpoint, input, output, .. } = operation;
        Self { endpoint, client: format!("{}.{}", group.module.name, endpoint.name), input: input.clone(), output: output.clone() }
    }
}

/// The declarations by their names. Between two of them is an empty line, and in none.
fn split(text: &str) -> BTreeMap<String, String> {
    let is_comment = |line: &&str| ["/**", "*"].iter().any(|start| line.trim_start().starts_with(start));
    let bare = |part: &str| part.lines().filter(|line| !is_comment(line)).collect::<Vec<_>>().join("\n");
    let named = |text: String| Some((text.strip_prefix("export ")?.split(' ').nth(1)?.to_owned(), text));
    text.split("\n\n").map(|part| bare(part.trim())).filter_map(named).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_declaration_stands_alone_and_an_endpoint_names_its_own() {
        let order = json!({ "name": "Order", "description": "What\n\nis bought", "type": { "kind": "object", "properties": [
            { "name": "id", "type": { "kind": "integer" }, "required": true, "present": true, "description": "The `*/` id" },
            { "name": "kind", "type": { "kind": "reference", "name": "Kind" }, "required": true, "present": true }
        ] } });
        let answer = json!([{ "status": "200", "contents": [{ "media_type": "application/json", "type": { "kind": "reference", "name": "Order" } }] }]);
        let path = json!([{ "name": "id", "in": "path", "type": { "kind": "integer" }, "required": true }]);
        let get = json!({ "name": "get", "method": "GET", "path": "/orders/{id}", "parameters": path, "responses": answer });
        let contract: Contract = serde_json::from_value(json!({
            "title": "Shop", "version": "1", "schemas": [order],
            "enums": [{ "name": "Kind", "members": [{ "name": "A", "value": "a", "description": "first" }] }],
            "modules": [{ "name": "orders", "prefix": "/orders", "endpoints": [get] }]
        }))
        .unwrap();
        let Declarations { operations, types } = declared(&contract).unwrap();
        let [operation] = &operations[..] else { panic!("{operations:?}") };
        assert_eq!([&operation.client, &operation.input, &operation.output], ["orders.get", "OrdersGetInput", "OrdersGetOutput"]);
        let names: Vec<&str> = types.keys().map(String::as_str).collect();
        assert_eq!(names, ["Kind", "Order", "OrdersGetError", "OrdersGetInput", "OrdersGetOutput"]);
        assert_eq!(types["Order"], "export interface Order {\n  id: number;\n  kind: Kind;\n}");
        assert_eq!(types["Kind"], "export const Kind = {\n  A: \"a\",\n} as const;\nexport type Kind = (typeof Kind)[keyof typeof Kind];");
        assert_eq!(types["OrdersGetOutput"], "export type OrdersGetOutput = Order;");
    }
}
