use super::*;
use crate::{
    contract::{generated, requests::script::Script},
    workspace::{discover, tree::tree_of},
};
use serde_json::{Value, json};
use sutura_contract::manifest;

fn parameter(name: &str, place: &str, ty: &str) -> Value {
    json!({ "name": name, "in": place, "type": { "kind": ty }, "required": place == "path" })
}

fn endpoint(name: &str, method: &str, path: &str, parameters: Value, body: Option<&str>) -> Value {
    let mut value = json!({ "name": name, "method": method, "path": path, "parameters": parameters, "responses": [] });
    if let Some(schema) = body {
        value["body"] = json!({ "required": true, "contents": [{ "media_type": "application/json", "type": { "kind": "reference", "name": schema } }] });
    }
    value
}

fn property(name: &str, required: bool) -> Value {
    json!({ "name": name, "type": { "kind": "string" }, "required": required })
}

/// A backend of orders and customers.
fn contract() -> Contract {
    let id = || json!([parameter("order_id", "path", "integer")]);
    let value = json!({
        "format": manifest::FORMAT, "title": "Shop", "version": "1", "enums": [],
        "modules": [
            { "name": "orders", "prefix": "/api/orders", "endpoints": [
                endpoint("list", "GET", "/api/orders", json!([parameter("status", "query", "string"), parameter("limit", "query", "integer")]), None),
                endpoint("create", "POST", "/api/orders", json!([]), Some("OrderCreate")),
                endpoint("get", "GET", "/api/orders/{order_id}", id(), None),
                endpoint("update", "PUT", "/api/orders/{order_id}", id(), Some("OrderCreate")),
                endpoint("cancel", "POST", "/api/orders/{order_id}/cancel", id(), None),
            ] },
            { "name": "customers", "prefix": "/api/customers", "endpoints": [
                endpoint("list", "GET", "/api/customers", json!([]), None),
                endpoint("get", "GET", "/api/customers/{name}", json!([parameter("name", "path", "string")]), None),
            ] },
        ],
        "schemas": [{ "name": "OrderCreate", "type": { "kind": "object", "properties": [property("customer", true), property("currency", true), property("note", false)] } }],
    });
    manifest::read(&value.to_string()).unwrap()
}

fn found(files: &[(&str, &str)]) -> Vec<Finding> {
    let tree = tree_of(files);
    requests(&contract(), &tree, &ImportGraph::of(&tree, &discover(&tree)), &[])
}

fn said(files: &[(&str, &str)]) -> String {
    let line = |finding: Finding| {
        let fix = finding.fix.map_or_else(String::new, |fix| {
            format!(" [{}: {}]", fix.title, fix.edits.iter().map(|edit| edit.content.as_str()).collect::<Vec<_>>().join(", "))
        });
        format!("{}:{}:{} {} {}{fix}\n", finding.file, finding.line, finding.column, finding.code, finding.message)
    };
    found(files).into_iter().map(line).collect()
}

fn of(text: &str) -> String {
    said(&[("web/a.ts", text)])
}

const AXIOS: &str = "import axios from 'axios';\nconst api = axios.create({ baseURL: import.meta.env.VITE_API_URL });\napi.get('/orders');\napi.get('/customers');\n";

/// What is said of the source about a contract with this one endpoint.
fn said_of(endpoint: Value, schemas: Value, text: &str) -> String {
    let module = json!({ "name": "a", "prefix": "", "endpoints": [endpoint] });
    let value = json!({ "format": manifest::FORMAT, "title": "", "version": "", "enums": [], "schemas": schemas, "modules": [module] });
    let tree = tree_of(&[("web/a.ts", text)]);
    let contract = manifest::read(&value.to_string()).unwrap();
    let findings = requests(&contract, &tree, &ImportGraph::of(&tree, &discover(&tree)), &[]);
    findings.into_iter().map(|finding| finding.message).collect()
}

#[test]
fn a_body_whose_type_is_nothing_but_itself_is_not_spoken_of() {
    let named = |name: &str, of: &str| json!({ "name": name, "type": { "kind": "reference", "name": of } });
    let schemas = json!([named("One", "Other"), named("Other", "One")]);
    let call = "fetch('/orders', { method: 'POST', body: JSON.stringify({ a: 1 }) });\n";
    assert_eq!(said_of(endpoint("create", "POST", "/orders", json!([]), Some("One")), schemas, call), "");
}

#[test]
fn an_address_of_many_parts_that_are_not_known_is_compared_in_one_go() {
    let path = "/{p}".repeat(40) + "/end";
    let call = format!("fetch(`/start{}/other`);\n", "/${path}".repeat(20));
    assert_eq!(said_of(endpoint("get", "GET", &path, json!([parameter("p", "path", "string")]), None), json!([]), &call), "");
}

#[test]
fn what_is_served_is_not_spoken_of() {
    let calls = "fetch('/api/orders');\nfetch(`/api/orders/${id}`, { method: 'PUT', body: JSON.stringify({ customer, currency: 'EUR' }) });\n\
                 fetch('/api/orders?status=paid&limit=1');\nfetch(`/api/orders${query}`);\nfetch('/api/orders/' + id + '/cancel', { method: 'POST' });\n\
                 fetch('/api/orders/');\nfetch(`http://localhost:8000/api/customers/${encodeURIComponent(name)}`);\nfetch(url, options);\n\
                 fetch('/api/orders', options);\nfetch(`/api/orders/${id}/${action}`, { method: 'POST' });\n";
    assert_eq!(of(calls), "");
    assert_eq!(of(AXIOS), "");
}

#[test]
fn a_route_that_is_not_there_is_named_with_the_nearest() {
    insta::assert_snapshot!(of("fetch('/api/order');\nfetch(`/api/orders/${id}/cancle`, { method: 'POST' });\nfetch('/api/orders/latest');\nfetch('/api/orders/1/items');\n"), @r#"
    web/a.ts:1:7 unknown-route The backend has no route `GET /api/order`. The nearest route is `GET /api/orders`. [ask for `/api/orders`: orders]
    web/a.ts:2:7 unknown-route The backend has no route `POST /api/orders/…/cancle`. The nearest route is `POST /api/orders/{order_id}/cancel`. [ask for `/api/orders/{order_id}/cancel`: cancel]
    web/a.ts:3:7 unknown-route The backend has no route `GET /api/orders/latest`. The nearest route is `GET /api/orders/{order_id}`.
    web/a.ts:4:7 unknown-route The backend has no route `GET /api/orders/1/items`. The nearest route is `GET /api/orders/{order_id}`.
    "#);
}

#[test]
fn a_method_that_is_not_there_is_named_with_those_that_are() {
    insta::assert_snapshot!(of(&format!("{AXIOS}api.patch(`/orders/${{id}}`, data);\nfetch('/api/customers', {{ method: 'DELETE' }});\n")), @r#"
    web/a.ts:5:11 unknown-method `/api/orders/{order_id}` does not answer PATCH, only GET and PUT.
    web/a.ts:6:7 unknown-method `/api/customers` does not answer DELETE, only GET. [send `GET`: GET]
    "#);
}

#[test]
fn keys_of_queries_and_bodies_are_those_that_the_endpoint_takes() {
    insta::assert_snapshot!(of(&format!("{AXIOS}api.get('/orders', {{ params: {{ state: 'paid', limit }} }});\nfetch(`/api/orders?limt=1`);\n\
        fetch('/api/orders?' + new URLSearchParams({{ page: '1' }}));\napi.post('/orders', {{ costumer, currency: 'EUR' }});\n\
        api.post('/orders', {{ ...order, total: 1 }});\nfetch('/api/orders', {{ method: 'POST', body: JSON.stringify({{ customer: 1, note: '' }}) }});\n\
        api.get('/customers', {{ params: {{ q: 1, _: Date.now() }} }});\n")), @r#"
    web/a.ts:5:32 unknown-query `GET /api/orders` takes no query parameter `state`. The nearest is `status`. [send `status` and not `state`: status]
    web/a.ts:6:20 unknown-query `GET /api/orders` takes no query parameter `limt`. The nearest is `limit`. [send `limit` and not `limt`: limit]
    web/a.ts:7:46 unknown-query `GET /api/orders` takes no query parameter `page`. It takes `status` and `limit`.
    web/a.ts:8:23 unknown-body-key `POST /api/orders` takes no `costumer` (OrderCreate). The nearest is `customer`. [send `customer` and not `costumer`: customer: costumer]
    web/a.ts:9:33 unknown-body-key `POST /api/orders` takes no `total` (OrderCreate). It takes `customer`, `currency` and `note`.
    web/a.ts:10:61 missing-body-key `POST /api/orders` asks for `currency` (OrderCreate), which is not sent.
    web/a.ts:11:35 unknown-query `GET /api/customers` takes no query parameter `q`. It takes none.
    "#);
}

#[test]
fn requests_are_followed_through_constants_clients_and_wrappers_of_other_files() {
    let files = [
        (
            "web/config.ts",
            "export const config = { apiUrl: import.meta.env.VITE_API_URL ?? 'http://localhost:8000/api' };\nexport const ORDERS = '/orders';\n",
        ),
        (
            "web/http.ts",
            "import { config } from './config';\n\
             async function request<T>(path: string, init: RequestInit = {}): Promise<T> {\n  const response = await fetch(`${config.apiUrl}${path}`, { ...init });\n  return response.json();\n}\n\
             export const http = {\n  get: <T>(path: string) => request<T>(path),\n  post: <T>(path: string, body: unknown) => request<T>(path, { method: 'POST', body: JSON.stringify(body) }),\n};\n\
             export class Api {\n  constructor(private base: string) {}\n  private async send(path: string, method = 'GET') { return fetch(this.base + path, { method }); }\n  list(path: string) { return this.send(path); }\n}\n",
        ),
        ("web/index.ts", "export * from './http';\nexport { config as settings } from './config';\n"),
        (
            "web/page.tsx",
            "import { http, Api } from './index';\nimport { ORDERS } from './config';\nhttp.get(ORDERS);\nhttp.get('/customers');\nhttp.get('/custmers');\n\
             http.post(ORDERS, { customer: 1, curency: 'EUR' });\nconst own = new Api('/api');\nown.list('/orders');\nown.list('/customers');\nown.list('/order');\n",
        ),
    ];
    insta::assert_snapshot!(said(&files), @r#"
    web/page.tsx:5:10 unknown-route The backend has no route `GET /custmers`. The nearest route is `GET /api/customers`. [ask for `/api/customers`: customers]
    web/page.tsx:6:34 unknown-body-key `POST /api/orders` takes no `curency` (OrderCreate). The nearest is `currency`. [send `currency` and not `curency`: currency]
    web/page.tsx:10:10 unknown-route The backend has no route `GET /order`. The nearest route is `GET /api/orders`. [ask for `/api/orders`: orders]
    "#);
}

#[test]
fn what_goes_elsewhere_or_is_not_known_is_not_spoken_of() {
    let calls = "fetch('https://api.stripe.com/v1/order');\nfetch('/config.json');\nfetch('/locales/en.json');\nfetch(path);\nfetch(`/${path}`);\nfetch(`${CDN}/order`);\n\
                 fetch('./order');\ncache.get('/api/order');\nfetch('/docs');\nfetch(new Request('/api/order'));\nfetch('/weather');\nfetch('data:text/plain,x');\n\
                 function f(fetch) { fetch('/api/order'); }\nfetch('/api/order', { method: 'OPTIONS' });\n";
    assert_eq!(of(calls), "");
    let order = "fetch('/api/order');\n";
    for path in ["web/a.test.ts", "web/mocks/handlers.ts", "web/vite.config.ts", "web/e2e/a.ts"] {
        assert_eq!(said(&[(path, order)]), "", "{path}");
    }
    assert_eq!(said(&[("web/app/api/order/route.ts", "export function GET() {}\n"), ("web/a.ts", order)]), "");
    let server = "import express from 'express';\nconst app = express();\napp.get('/api/order', list);\n";
    assert_eq!(said(&[("server/index.ts", server), ("web/a.ts", order)]), "");
    let proxy = "export default { server: { proxy: { '/api': { rewrite: (path) => path.replace('/api', '/v1') } } } };\n";
    assert_eq!(said(&[("web/vite.config.ts", proxy), ("web/a.ts", "fetch('/backend/orders');\n")]), "");
}

#[test]
fn what_no_route_is_near_to_is_missed_where_all_else_is_answered() {
    let far = format!("{AXIOS}api.get('/invoices');\nfetch('/api/orders');\nfetch('/api/customers');\nfetch('/graphql');\n");
    assert_eq!(of(&far), "web/a.ts:5:9 unknown-route The backend has no route `GET /invoices`.\n");
    assert_eq!(said(&[("web/a.ts", &far), ("app/main.py", "app.include_router(GraphQLRouter(schema))\n")]), "");
}

#[test]
fn what_a_choice_leads_to_has_to_be_there_either_way() {
    assert_eq!(of("fetch(isNew ? '/api/orders' : '/api/customers');\n"), "");
    assert!(of("fetch(isNew ? '/api/orders' : '/api/custmers');\n").contains("1:31 unknown-route"));
}

#[test]
fn routes_that_no_script_asks_for_are_notes() {
    let text = "const api = createApiClient({ baseUrl: '' });\napi.orders.list();\nfetch('/api/orders', { method: 'POST', body });\nconst link = `/api/orders/${id}/cancel`;\n";
    let tree = tree_of(&[("web/a.ts", text)]);
    let place = |path: &str, line| Served {
        method: "GET".to_owned(),
        path: path.to_owned(),
        function: String::new(),
        request: None,
        response: None,
        place: ("app/main.py".to_owned(), line),
    };
    let served = [place("/api/orders/{order_id}", 7), place("/api/customers", 9)];
    let found = requests(&contract(), &tree, &ImportGraph::of(&tree, &discover(&tree)), &served);
    let shown: Vec<_> = found.iter().map(|found| (found.file.as_str(), found.line, found.message.as_str(), found.severity)).collect();
    let message = |path: &str| format!("No source of the frontend asks for `GET {path}`.");
    let (get, customers) = (message("/api/orders/{order_id}"), message("/api/customers"));
    assert_eq!(shown, [("app/main.py", 7, get.as_str(), Severity::Note), ("app/main.py", 9, customers.as_str(), Severity::Note)]);
    assert!(requests(&contract(), &tree_of(&[("web/a.ts", "export {};\n")]), &ImportGraph::default(), &served).is_empty());
}

#[test]
fn a_stale_file_of_types_says_what_differs_and_how_it_would_be_right() {
    let options = sutura_contract::typescript::Options::default();
    let fresh = types::fresh(&contract(), options).unwrap();
    assert_eq!(generated(&fresh), Some(options));
    assert_eq!(generated("export type A = 1;\n"), None);
    assert_eq!(types::stale("a.ts", &fresh, &fresh), None);
    assert_eq!(types::stale("a.ts", &fresh.replace('\n', "\r\n"), &fresh), None);
    let edited = fresh.replacen("  currency: string;\n", "  currency?: string;\n", 1);
    let found = types::stale("a.ts", &edited, &fresh).unwrap();
    assert_eq!(found.message, "The file was edited by hand: `OrderCreate` differs. Run `sutura types` again.");
    let mut newer = contract();
    newer.schemas[0].name = "OrderInput".to_owned();
    newer.modules[0].endpoints.retain(|endpoint| endpoint.body.is_none());
    let newer = types::fresh(&newer, options).unwrap();
    let found = types::stale("a.ts", &fresh, &newer).unwrap();
    assert!(found.message.starts_with("The backend has changed since these types were written: `OrderCreate`, "), "{}", found.message);
    let tree = tree_of(&[("a.ts", &fresh)]);
    let fix = found.fix.unwrap();
    assert!(fix.safe && fix.edits.iter().all(|edit| edit.content.len() < newer.len() / 2), "what is the same is not repeated");
    drop(tree);
}

#[test]
fn errors_of_the_compiler_that_speak_of_the_contract_say_of_what_in_it() {
    use crate::diagnostic::{Category, Finding};
    let mut contract = contract();
    let reference = json!({ "kind": "array", "items": { "kind": "reference", "name": "OrderCreate" } });
    contract.modules[0].endpoints[0].responses =
        serde_json::from_value(json!([{ "status": "200", "contents": [{ "media_type": "application/json", "type": reference }] }]))
            .unwrap();
    let fresh = types::fresh(&contract, Default::default()).unwrap();
    let exported = types::exported(&fresh);
    let text = "import type { OrderCreate } from './api_types';\nfunction f(order: OrderCreate) { order.total.toFixed(2); order.currency.toFixed(); }\n\
                api.orders.list({ query: { status: 1 } });\nconst x: Other = other.total;\nconst y: number = order.currency;\n";
    let script = Script::read("a.ts", text).unwrap();
    let named = |code: &str, line: u32, part: &str, message: &str| {
        let column = text.lines().nth(line as usize - 1).unwrap().find(part).unwrap() as u32 + 1;
        let finding =
            Finding { file: "a.ts".to_owned(), line, column, code: code.to_owned(), message: message.to_owned(), ..Finding::default() };
        let mut diagnostic = finding.into_diagnostic("", "tsc", Some(text));
        let fingerprint = diagnostic.fingerprint.clone();
        naming::Naming::new(&contract, &exported, &fresh).name(&mut [&mut diagnostic], text, &script, &|name| name != "Request");
        assert_eq!(diagnostic.fingerprint, fingerprint);
        let subject = diagnostic.message.strip_prefix(message).unwrap().trim().to_owned();
        assert_eq!(diagnostic.category == Category::ContractViolation, !subject.is_empty());
        subject
    };
    let gone = "Property 'total' does not exist on type 'OrderCreate'.";
    assert_eq!(named("TS2339", 2, "total", gone), "(contract: OrderCreate.total, GET /api/orders and 2 more)");
    let kind = "Property 'toFixed' does not exist on type 'string'.";
    assert_eq!(named("TS2339", 2, "toFixed(); }", kind), "(contract: OrderCreate.currency, GET /api/orders and 2 more)");
    let given = "Type 'number' is not assignable to type 'string | null | undefined'.";
    assert_eq!(named("TS2322", 3, "status", given), "(contract: GET /api/orders)");
    assert_eq!(named("TS2304", 4, "Other", "Cannot find name 'Other'."), "");
    assert_eq!(named("TS2339", 4, "total", "Property 'total' does not exist on type 'Mine'."), "");
    assert_eq!(named("TS2322", 4, "x", "Type '\"OrderCreate\"' is not assignable to type 'string'."), "", "a text is no name");
    let read = "Type 'string' is not assignable to type 'number'.";
    assert_eq!(named("TS2322", 5, "y", read), "(contract: OrderCreate.currency, GET /api/orders and 2 more)");
    assert_eq!(named("TS2322", 5, "y", "Type 'boolean' is not assignable to type 'number'."), "", "it is no boolean");
}
