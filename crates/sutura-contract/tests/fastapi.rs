//! What frontends get to see of the documents that FastAPI writes.

use serde_json::{Value, json};
use sutura_contract::{
    document::{ReadOptions, read},
    typescript::{Options, emit},
};

/// The types and the client of an application with these routes and schemas.
fn types(paths: &Value, schemas: &Value) -> String {
    let document = json!({
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "1"},
        "x-sutura": {"fastapi": "0.165.0"},
        "paths": paths,
        "components": {"schemas": schemas},
    });
    let reading = read(&document.to_string(), &ReadOptions::default()).expect("the document is one");
    emit(&reading.contract, Options::default()).expect("the contract is one")
}

/// An operation that FastAPI writes for a function without a tag: its path is that of its module.
fn operation(function: &str) -> Value {
    json!({"x-sutura": {"function": format!("app.main.{function}")}, "responses": {"204": {"description": ""}}})
}

fn with(mut operation: Value, key: &str, value: Value) -> Value {
    operation[key] = value;
    operation
}

/// The lines of the client's table, without what follows method and path.
fn routes(paths: &Value) -> Vec<String> {
    let text = types(paths, &json!({}));
    let table = text.split("const routes = `\n").nth(1).and_then(|rest| rest.split("\n`").next()).expect("the client has a table");
    table.lines().map(|line| line.split(' ').take(3).collect::<Vec<_>>().join(" ")).collect()
}

#[test]
fn a_summary_that_is_only_the_name_of_the_function_is_left_out() {
    let generated = with(operation("list_orders"), "summary", json!("List Orders"));
    let described = with(generated, "description", json!("The newest come first."));
    let written = with(operation("create_order"), "summary", json!("Order something"));
    let text = types(&json!({"/orders": {"get": described, "post": written}}), &json!({}));
    assert!(text.contains("  /**\n   * The newest come first.\n   *\n   * `GET /orders`\n   */"), "{text}");
    assert!(text.contains("   * Order something\n"), "{text}");
}

#[test]
fn plurals_of_all_kinds_are_words_of_their_module() {
    let one = |function| json!({"get": operation(function)});
    let paths = json!({
        "/heroes/{id}": one("get_hero"),
        "/movies/{id}": one("get_movie"),
        "/caches/{id}": one("get_cache"),
        "/statuses/{id}": one("get_status"),
        "/people/{id}": one("get_person"),
        "/categories/{id}": one("get_category"),
        "/addresses/{id}": one("get_address"),
        "/news/{id}": one("get_news"),
    });
    let names = routes(&paths);
    let names: Vec<&str> = names.iter().filter_map(|route| route.split(' ').next()).collect();
    let short = ["addresses.get", "caches.get", "categories.get", "heroes.get", "movies.get", "news.get", "people.get", "statuses.get"];
    assert_eq!(names, short);
}

#[test]
fn who_reads_one_and_who_reads_all_have_names_of_their_own() {
    let paths = json!({
        "/users/": {"get": operation("read_users")},
        "/users/{user_id}": {"get": operation("read_user")},
        "/orders": {"get": operation("get_orders")},
        "/orders/all": {"get": operation("list_orders")},
        "/orders/{id}": {"get": operation("get_order")},
        "/settings": {"get": operation("get_settings")},
    });
    let expected = [
        "orders.getOrders GET /orders",
        "orders.listOrders GET /orders/all",
        "orders.get GET /orders/{id}",
        "settings.get GET /settings",
        "users.list GET /users/",
        "users.read GET /users/{user_id}",
    ];
    assert_eq!(routes(&paths), expected);
}

#[test]
fn the_versions_of_an_endpoint_are_told_apart_by_their_paths() {
    let one = |id: &str| json!({"get": with(operation("list_items"), "operationId", json!(id))});
    let expected = ["items.listV1 GET /api/v1/items", "items.listV2 GET /api/v2/items"];
    assert_eq!(routes(&json!({"/api/v1/items": one("items-list"), "/api/v2/items": one("items-list")})), expected);
    let expected = ["items.getShopItems GET /shop/items", "items.getStoreItems GET /store/items"];
    let tagged = || json!({"get": with(with(operation("list_items"), "operationId", json!("list")), "tags", json!(["items"]))});
    assert_eq!(routes(&json!({"/shop/items": tagged(), "/store/items": tagged()})), expected);
}

#[test]
fn a_body_that_fastapi_puts_together_stands_where_it_is_sent() {
    let sent = |media_type: &str| json!({"content": {media_type: {"schema": {"$ref": "#/components/schemas/Body_move_move_post"}}}, "required": true});
    let schemas = json!({"Body_move_move_post": {
        "type": "object", "title": "Body_move_move_post", "required": ["to"],
        "properties": {"to": {"type": "string", "title": "To"}, "by": {"type": "integer", "title": "By", "default": 1}},
    }});
    for media_type in ["application/json", "application/x-www-form-urlencoded"] {
        let text = types(&json!({"/move": {"post": with(operation("move"), "requestBody", sent(media_type))}}), &schemas);
        assert!(!text.contains("BodyMove"), "{text}");
        assert!(text.contains("Input {\n  body: {\n    /** @default 1 */\n    by?: number;\n    to: string;\n  };\n}"), "{text}");
    }
}

#[test]
fn a_form_with_a_file_is_sent_in_parts_whatever_fastapi_says() {
    let form =
        json!({"content": {"application/x-www-form-urlencoded": {"schema": {"$ref": "#/components/schemas/Profile"}}}, "required": true});
    let schemas = json!({"Profile": {
        "type": "object", "title": "Profile", "required": ["name"],
        "properties": {
            "name": {"type": "string"},
            "avatar": {"anyOf": [{"type": "string", "contentMediaType": "application/octet-stream"}, {"type": "null"}]},
        },
    }});
    let text = types(&json!({"/profile": {"put": with(operation("save_profile"), "requestBody", form)}}), &schemas);
    assert!(text.contains("avatar?: Blob | null;"), "{text}");
    assert!(text.contains("body=multipart/form-data"), "{text}");
}

#[test]
fn a_module_that_is_called_like_its_endpoint_is_said_once() {
    let text = types(&json!({"/health": {"get": operation("health")}}), &json!({}));
    assert!(text.contains("export type HealthOutput = void;"), "{text}");
}

#[test]
fn what_pydantic_says_of_an_annotated_parameter_is_no_part_of_a_name() {
    let field = "FieldInfo(annotation=NoneType, required=True, discriminator='kind')";
    let title = format!("Envelope[Annotated[Union[Cat, Dog], {field}]]");
    let raw: String = title.chars().map(|char| if char.is_alphanumeric() { char } else { '_' }).collect();
    let schemas = json!({
        raw.clone(): {"type": "object", "title": title.clone()},
        format!("{raw}-Input"): {"type": "object", "title": title},
    });
    let text = types(&json!({}), &schemas);
    assert!(text.contains("export type EnvelopeUnionCatDog = "), "{text}");
    assert!(text.contains("export type EnvelopeUnionCatDogInput = "), "{text}");
}

#[test]
fn a_default_is_told_where_a_field_may_be_left_out() {
    let fields = json!({"size": {"type": "integer", "default": 20, "x-sutura": {"default": true}}});
    let page = json!({"type": "object", "title": "Page", "required": ["size"], "properties": fields});
    let text = types(&json!({}), &json!({"Page": page}));
    assert!(text.contains("export interface Page {\n  size: number;\n}"), "{text}");
}

#[test]
fn json_in_a_text_is_no_file() {
    let fields = json!({"settings": {"type": "string", "contentMediaType": "application/json", "contentSchema": {"type": "object"}}});
    let text = types(&json!({}), &json!({"Shop": {"type": "object", "required": ["settings"], "properties": fields}}));
    assert!(text.contains("  /** @format json */\n  settings: string;"), "{text}");
}

#[test]
fn the_field_that_tells_alternatives_apart_has_to_be_sent_though_it_has_a_default() {
    let pet = |kind: &str| {
        json!({
            "type": "object", "title": kind, "required": ["name"],
            "properties": {"kind": {"type": "string", "const": kind, "default": kind}, "name": {"type": "string"}},
        })
    };
    let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    let mapping = json!({"cat": "#/components/schemas/Cat", "dog": "#/components/schemas/Dog"});
    let either = json!({"oneOf": [reference("Cat"), reference("Dog")], "discriminator": {"propertyName": "kind", "mapping": mapping}});
    let body = json!({"content": {"application/json": {"schema": either}}, "required": true});
    let text =
        types(&json!({"/pets": {"post": with(operation("add_pet"), "requestBody", body)}}), &json!({"Cat": pet("cat"), "Dog": pet("dog")}));
    assert!(text.contains("  body: Cat | Dog;\n"), "{text}");
    assert!(text.contains("  kind: \"cat\";\n"), "{text}");
}

#[test]
fn an_error_of_fastapi_has_its_details() {
    let detail = json!({"type": "array", "items": {"type": "string"}, "title": "Detail"});
    let error = json!({"type": "object", "title": "HTTPValidationError", "properties": {"detail": detail}});
    let text = types(&json!({}), &json!({"HTTPValidationError": error}));
    assert!(text.contains("export interface HTTPValidationError {\n  detail: string[];\n}"), "{text}");
}

#[test]
fn a_body_that_nobody_can_send_is_told() {
    let list = json!({"type": "array", "items": {"type": "string"}});
    let body = json!({"content": {"application/json": {"schema": list}}});
    let document = json!({
        "openapi": "3.1.0", "info": {"title": "Shop", "version": "1"},
        "paths": {"/jobs": {"get": with(operation("get_jobs"), "requestBody", body)}},
    });
    let reading = read(&document.to_string(), &ReadOptions::default()).expect("the document is one");
    assert_eq!(reading.notes[0].pointer, "/paths/~1jobs/get/requestBody");
    assert!(reading.notes[0].message.contains("no body with GET"), "{}", reading.notes[0].message);
}
