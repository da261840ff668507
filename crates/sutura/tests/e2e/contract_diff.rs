//! `sutura contract diff`: what of a changed backend breaks clients, and one frontend.

use serde_json::json;
use sutura_testkit::{Project, Run};

use crate::isolated;

/// A document whose order has this field besides its id.
fn document(version: &str, field: &str, path: &str) -> String {
    let required = ["id", field];
    let properties = json!({"id": {"type": "integer"}, field: {"type": "string"}});
    let answer =
        json!({"200": {"description": "One.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Order"}}}}});
    json!({
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": version},
        "paths": {
            "/orders": {"get": {"tags": ["orders"], "operationId": "list_orders", "responses": answer}},
            path: {"get": {"tags": ["users"], "operationId": "list_users", "responses": {"204": {"description": "None."}}}},
        },
        "components": {"schemas": {"Order": {"type": "object", "required": required, "properties": properties}}},
    })
    .to_string()
}

/// Two contracts, and a frontend in which a page reads what its hook gets.
fn shop() -> Project {
    Project::new()
        .file("old.json", document("1", "total", "/users"))
        .file("new.json", document("2", "sum", "/people"))
        .file("web/tsconfig.json", "{}")
        .file("web/src/hooks.ts", "import { api } from \"./api\";\nexport const useOrders = () => api.orders.list();\n")
        .file("web/src/Page.tsx", "import { useOrders } from \"./hooks\";\nexport const Page = () => <p>{useOrders().total}</p>;\n")
        .file("other/tsconfig.json", "{}")
        .file("other/src/Page.tsx", "export const Page = () => <p>{window.total}</p>;\n")
}

fn diff(project: &Project, arguments: &[&str]) -> Run {
    isolated().run(["contract", "diff"]).args(arguments).inside(project.path())
}

#[test]
fn what_breaks_ends_with_1_and_what_does_not_with_0() {
    let project = shop();
    let output = diff(&project, &["old.json", "new.json"]).output().ends_with(1);
    insta::assert_snapshot!(output.stdout);
    diff(&project, &["old.json", "old.json"]).output().ends_with(0);
    let other = diff(&project, &["old.json", "new.json", "--frontend", "other"]).output().ends_with(0);
    assert!(other.stdout.contains("breaking, 0 of them for this frontend"), "{}", other.stdout);
}

#[test]
fn a_page_meets_the_field_that_its_hook_gets() {
    let project = shop();
    let report = diff(&project, &["old.json", "new.json", "--frontend", "web", "--format", "json"]).output().ends_with(1).json();
    assert_eq!(report["format"], "sutura.contract-diff/1");
    let changes = report["changes"].as_array().unwrap();
    let gone = changes.iter().find(|change| change["name"] == "Order" && change["at"] == "total").unwrap();
    assert_eq!((&gone["kind"], &gone["files"]), (&json!("removed"), &json!(["src/Page.tsx"])));
    let moved = changes.iter().find(|change| change["name"] == "users.list").unwrap();
    assert_eq!((&moved["breaking"], &moved["files"]), (&json!(true), &json!([])));
    let markdown = diff(&project, &["old.json", "new.json", "--frontend", "web", "--format", "markdown"]).output().ends_with(1);
    assert!(markdown.stdout.contains("| <code>src/Page.tsx</code> |"), "{}", markdown.stdout);
}

#[test]
fn a_request_around_the_client_meets_what_became_of_its_route() {
    let project = shop().file("other/src/people.ts", "export const people = () => fetch(\"/users\");\n");
    let report = diff(&project, &["old.json", "new.json", "--frontend", "other", "--format", "json"]).output().ends_with(1).json();
    let changes = report["changes"].as_array().unwrap();
    let moved = changes.iter().find(|change| change["name"] == "users.list").unwrap();
    assert_eq!(moved["files"], json!(["src/people.ts"]));
}

#[test]
fn what_is_no_contract_ends_with_2() {
    let project = shop().file("wrong.json", "{\"openapi\": \"3.1.0\"").file("empty/readme.md", "");
    diff(&project, &["old.json", "wrong.json"]).output().ends_with(2).complains("wrong.json");
    diff(&project, &["nowhere.json", "new.json"]).output().ends_with(2).complains("nowhere.json");
    diff(&project, &["old.json", "new.json", "--frontend", "empty"]).output().ends_with(2).complains("no TypeScript");
}
