//! What is told of which change.

use serde_json::{Value, json};

use super::{
    Breaks, Change, Comparison, Uses, diff,
    testing::{contract, reference, shop, text},
};
use crate::Contract;

/// The shop with the value at `pointer` edited.
fn shop_with(pointer: &str, edit: impl FnOnce(&mut Value)) -> Contract {
    let mut value = shop();
    edit(value.pointer_mut(pointer).unwrap_or_else(|| panic!("there is no {pointer}")));
    contract(value)
}

fn property(schema: usize, name: &str) -> String {
    let shop = shop();
    let all = shop.pointer(&format!("/schemas/{schema}/type/properties")).unwrap().as_array().unwrap();
    let place = all.iter().position(|property| property["name"] == name).unwrap();
    format!("/schemas/{schema}/type/properties/{place}")
}

const PAGE: usize = 0;
const ORDER: usize = 1;
const CREATE: usize = 2;

/// A change as a line: `!` breaks, and what it breaks.
fn line(change: &Change) -> String {
    let mark = if change.breaking { '!' } else { ' ' };
    let at = if change.at.is_empty() { String::new() } else { format!(" {}", change.at) };
    let breaks: Vec<&str> = change
        .breaks
        .iter()
        .map(|breaks| match breaks {
            Breaks::Requests => "requests",
            Breaks::Responses => "responses",
            Breaks::Code => "code",
        })
        .collect();
    let breaks = if breaks.is_empty() { String::new() } else { format!(" [{}]", breaks.join(", ")) };
    format!("{mark} {}{at} {}{breaks}", change.name, change.message)
}

/// What is told of an edit of the shop.
fn told(pointer: &str, edit: impl FnOnce(&mut Value)) -> String {
    let changes = diff(&contract(shop()), &shop_with(pointer, edit));
    changes.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn set(value: Value) -> impl FnOnce(&mut Value) {
    move |place| *place = value
}

fn without(name: &'static str) -> impl FnOnce(&mut Value) {
    move |place| place.as_array_mut().unwrap().retain(|one| one["name"] != name)
}

fn with(value: Value) -> impl FnOnce(&mut Value) {
    move |place| match place {
        Value::Array(all) => all.push(value),
        Value::Object(all) => all.extend(value.as_object().unwrap().clone()),
        _ => panic!("nothing can be added to {place}"),
    }
}

#[test]
fn a_contract_has_no_differences_from_itself() {
    assert_eq!(diff(&contract(shop()), &contract(shop())), []);
}

#[test]
fn a_field_that_is_gone_breaks_who_reads_it_and_who_names_it() {
    let all = "/schemas/1/type/properties";
    insta::assert_snapshot!(told(all, without("total")), @"! Order total was removed [responses, code]");
    insta::assert_snapshot!(told("/schemas/2/type/properties", without("note")), @"! OrderCreate note was removed [code]");
}

#[test]
fn a_new_field_breaks_requests_alone_and_only_where_it_has_to_be_sent() {
    let vat = |required: bool| with(json!({"name": "vat", "type": text(), "required": required, "present": true}));
    insta::assert_snapshot!(told("/schemas/1/type/properties", vat(true)), @"  Order vat was added");
    insta::assert_snapshot!(told("/schemas/2/type/properties", vat(true)), @"! OrderCreate vat was added, and has to be sent [requests]");
    insta::assert_snapshot!(told("/schemas/2/type/properties", vat(false)), @"  OrderCreate vat was added");
}

#[test]
fn a_field_made_required_is_told_of_requests_and_one_that_may_be_absent_of_responses() {
    let note = property(CREATE, "note");
    insta::assert_snapshot!(told(&note, with(json!({"required": true}))), @"! OrderCreate note has to be sent now [requests]");
    let total = property(PAGE, "total");
    insta::assert_snapshot!(told(&total, with(json!({"present": false}))), @"! OrderPage total may be absent from responses now [responses]");
    insta::assert_snapshot!(told(&total, with(json!({"required": false}))), @"");
}

#[test]
fn a_type_may_get_wider_in_requests_and_narrower_in_responses() {
    let customer = property(CREATE, "customer") + "/type";
    let nullable = json!({"kind": "union", "of": [text(), {"kind": "null"}]});
    insta::assert_snapshot!(told(&customer, set(nullable.clone())), @"  OrderCreate customer may be null now");
    insta::assert_snapshot!(told(&customer, set(json!({"kind": "string", "format": "email"}))), @"! OrderCreate customer was string, is string (email) [requests]");
    let total = property(ORDER, "total") + "/type";
    insta::assert_snapshot!(told(&total, set(json!({"kind": "number"}))), @"! Order total was string (decimal), is number [responses]");
    insta::assert_snapshot!(told(&(property(PAGE, "total") + "/type"), set(json!({"kind": "literal", "value": 1}))), @"  OrderPage total was integer, is 1");
    insta::assert_snapshot!(told(&(property(CREATE, "note") + "/type"), set(text())), @"! OrderCreate note is never null now [requests]");
    insta::assert_snapshot!(told(&(property(ORDER, "parent") + "/type"), set(reference("Order"))), @"  Order parent is never null now");
    insta::assert_snapshot!(told(&(property(ORDER, "total") + "/type"), set(nullable)), @"! Order total was string (decimal), is string | null [responses]");
}

#[test]
fn a_renamed_field_is_told_as_one_change() {
    let name = property(ORDER, "created_at") + "/name";
    insta::assert_snapshot!(told(&name, set("createdAt".into())), @"! Order created_at is createdAt now [responses, code]");
    insta::assert_snapshot!(told(&name, set("shipped".into())), @"
    ! Order created_at was removed [responses, code]
      Order shipped was added
    ");
}

#[test]
fn a_difference_deep_inside_is_told_at_its_place() {
    let city = property(ORDER, "address") + "/type/properties/0/type";
    insta::assert_snapshot!(told(&city, set(json!({"kind": "integer"}))), @"! Order address.city was string, is integer [responses]");
    let extra = property(ORDER, "extra") + "/type/additional/values";
    insta::assert_snapshot!(told(&extra, set(text())), @"! Order extra[key] was integer, is string [responses]");
    let size = property(ORDER, "size") + "/type/items/1";
    insta::assert_snapshot!(told(&size, set(text())), @"! Order size[1] was number, is string [responses]");
    let lines = property(CREATE, "lines") + "/type/min";
    insta::assert_snapshot!(told(&lines, set(2.into())), @"! OrderCreate lines holds at least 2, held at least 1 [requests]");
    insta::assert_snapshot!(told("/schemas/4/type/of/1/properties/0/type", set(text())), @"! Cash amount was number, is string [responses]");
}

#[test]
fn an_alternative_more_breaks_who_reads_it() {
    let payment = property(ORDER, "payment") + "/type";
    let three = json!({"kind": "union", "of": [reference("Card"), reference("Cash"), text()], "discriminator":
        {"property": "kind", "mapping": [["card", "Card"], ["cash", "Cash"]]}});
    insta::assert_snapshot!(told(&payment, set(three)), @"! Order payment was Card | Cash, is Card | Cash | string [responses]");
    insta::assert_snapshot!(told(&(payment.clone() + "/of"), |of| of.as_array_mut().unwrap().truncate(1)), @"  Order payment was Card | Cash, is Card");
    insta::assert_snapshot!(told(&(payment + "/discriminator/property"), set("type".into())), @"! Order payment is told apart by type, was by kind [responses]");
}

#[test]
fn a_member_more_breaks_who_goes_through_all_and_one_less_who_sends_it() {
    let members = "/enums/0/members";
    insta::assert_snapshot!(told(members, with(json!({"name": "LOST", "value": "lost"}))), @"! OrderStatus LOST was added [responses]");
    insta::assert_snapshot!(told(members, without("PAID")), @"! OrderStatus PAID was removed [requests, code]");
    insta::assert_snapshot!(told("/enums/0/members/1/name", set("PAYED".into())), @"! OrderStatus PAID is PAYED now [code]");
    insta::assert_snapshot!(told("/enums/0/members/1/value", set("payed".into())), @r#"! OrderStatus PAID was "paid", is "payed" [requests, responses]"#);
}

#[test]
fn an_endpoint_is_known_by_its_route_by_its_name_and_by_its_function() {
    let list = "/modules/0/endpoints/0";
    insta::assert_snapshot!(told(&format!("{list}/name"), set("fetch".into())), @"! orders.list is orders.fetch now [code]");
    insta::assert_snapshot!(told(&format!("{list}/path"), set("/v2/orders".into())), @"! orders.list was GET /orders, is GET /v2/orders [requests]");
    insta::assert_snapshot!(told(&format!("{list}/method"), set("POST".into())), @"! orders.list was GET /orders, is POST /orders [requests]");
    insta::assert_snapshot!(told(list, with(json!({"name": "fetch", "path": "/all"}))), @"
    ! orders.list is orders.fetch now [code]
    ! orders.list was GET /orders, is GET /all [requests]
    ");
    insta::assert_snapshot!(told("/modules/0/endpoints", without("get")), @"! orders.get was removed [requests, code]");
    insta::assert_snapshot!(told("/modules/0/name", set("sales".into())), @"! orders is sales now [code]");
}

#[test]
fn parameters_are_told_with_their_place() {
    let status = "/modules/0/endpoints/0/parameters/0";
    insta::assert_snapshot!(told("/modules/0/endpoints/0/parameters", without("status")), @"! orders.list query.status was removed [code]");
    insta::assert_snapshot!(told(status, with(json!({"required": true}))), @"! orders.list query.status has to be sent now [requests]");
    insta::assert_snapshot!(told(status, with(json!({"type": text()}))), @"  orders.list query.status was OrderStatus, is string");
    insta::assert_snapshot!(told(status, with(json!({"name": "order_status"}))), @"! orders.list query.status is order_status now [code]");
    insta::assert_snapshot!(told("/modules/0/endpoints/0/parameters/1/default", set(50.into())), @"  orders.list query.limit defaults to 50, not to 20");
    let get = "/modules/0/endpoints/1";
    let renamed =
        json!({"path": "/orders/{id}", "parameters": [{"name": "id", "in": "path", "type": {"kind": "integer"}, "required": true}]});
    insta::assert_snapshot!(told(get, with(renamed)), @"! orders.get path.order_id is id now [code]");
}

#[test]
fn answers_are_compared_by_status() {
    let list = "/modules/0/endpoints/0";
    insta::assert_snapshot!(told(&format!("{list}/responses/0/contents/0/type"), set(json!({"kind": "array", "items": reference("Order")}))),
@"! orders.list 200 was OrderPage, is Order[] [responses]");
    insta::assert_snapshot!(told(&format!("{list}/responses/0/status"), set("206".into())), @"  orders.list 200 was 200, is 206");
    insta::assert_snapshot!(told(&format!("{list}/responses/1/status"), set("404".into())), @"
      orders.list 422 is no longer an answer
      orders.list 404 is an answer now
    ");
    insta::assert_snapshot!(told(list, with(json!({"presence": {"exclude_none": true, "exclude": ["total"]}}))), @"
    ! orders.list responses leave out fields that are null now [responses]
    ! orders.list responses leave out total now [responses]
    ");
    insta::assert_snapshot!(told(&format!("{list}/responses/0/contents/0/media_type"), set("text/csv".into())), @"
      orders.list 200 is no longer application/json
    ! orders.list 200 may be text/csv now [responses]
    ");
}

#[test]
fn who_has_to_sign_in_now_is_told() {
    insta::assert_snapshot!(told("/modules/0/endpoints/0", with(json!({"security": ["token"]}))), @"! orders.list security asks for token, asked for nothing [requests]");
    insta::assert_snapshot!(told("/modules/0/endpoints/2/security", set(json!([]))), @"  orders.create security asks for nothing, asked for token");
    insta::assert_snapshot!(told("/security/0", set(json!({"name": "token", "kind": "basic"}))), @"! token was a bearer token, is a name and a password [requests]");
}

/// The shop, in which each mention of one name has become another one.
fn shop_renamed(old: &str, new: &str) -> Contract {
    contract(serde_json::from_str(&shop().to_string().replace(&format!("\"{old}\""), &format!("\"{new}\""))).unwrap())
}

#[test]
fn a_renamed_schema_is_told_once_however_often_it_is_used() {
    let changes = diff(&contract(shop()), &shop_renamed("Order", "SalesOrder"));
    assert_eq!(changes.iter().map(line).collect::<Vec<_>>(), ["! Order is SalesOrder now [code]"]);
    let changes = diff(&contract(shop()), &shop_renamed("OrderStatus", "State"));
    assert_eq!(changes.iter().map(line).collect::<Vec<_>>(), ["! OrderStatus is State now [code]"]);
}

#[test]
fn another_schema_of_the_same_values_breaks_nobody_who_does_not_name_it() {
    let mut value = shop();
    let order = value["schemas"][ORDER].clone();
    value["schemas"].as_array_mut().unwrap().push(order);
    *value.pointer_mut("/schemas/6/name").unwrap() = "OrderRead".into();
    *value.pointer_mut("/modules/0/endpoints/1/responses/0/contents/0/type/name").unwrap() = "OrderRead".into();
    let changes = diff(&contract(shop()), &contract(value));
    let lines: Vec<String> = changes.iter().map(line).collect();
    assert_eq!(lines, ["  orders.get 200 was Order, is OrderRead", "  OrderRead was added"]);
}

#[test]
fn a_change_knows_the_endpoints_in_which_it_shows() {
    let changes = diff(&contract(shop()), &shop_with("/schemas/1/type/properties", without("total")));
    assert_eq!(changes[0].endpoints, ["orders.list", "orders.get", "orders.create"]);
    let unused = diff(&contract(shop()), &shop_with("/schemas", without("Unused")));
    assert_eq!(unused[0].endpoints, Vec::<String>::new());
}

fn uses(endpoints: &[&str], types: &[&str], words: &[&str]) -> Uses {
    let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    Uses { endpoints: set(endpoints), types: set(types), words: set(words), ..Uses::default() }
}

#[test]
fn a_file_meets_a_field_when_it_uses_the_schema_and_says_the_field() {
    let frontend = [
        ("calls.ts".to_owned(), uses(&["orders.get"], &[], &["total"])),
        ("types.ts".to_owned(), uses(&[], &["Order"], &["total"])),
        ("silent.ts".to_owned(), uses(&["orders.get"], &["Order"], &["id"])),
        ("other.ts".to_owned(), uses(&["users.get"], &["User"], &["total"])),
    ];
    let new = shop_with("/schemas/1/type/properties", without("total"));
    let comparison = Comparison::of(&contract(shop()), &new, Some(&frontend));
    assert_eq!(comparison.changes[0].files, Some(vec!["calls.ts".to_owned(), "types.ts".to_owned()]));
    assert!(comparison.is_breaking());
    let comparison = Comparison::of(&contract(shop()), &new, Some(&frontend[2..]));
    assert_eq!((comparison.summary.breaking, comparison.summary.breaking_frontend), (1, Some(0)));
    assert!(!comparison.is_breaking());
}

#[test]
fn a_file_that_gets_values_through_another_one_meets_their_fields_and_not_the_endpoint() {
    let page = Uses { reached: ["orders.get".to_owned()].into(), ..uses(&[], &[], &["total"]) };
    let frontend = [("page.tsx".to_owned(), page)];
    let without_total = shop_with("/schemas/1/type/properties", without("total"));
    assert!(Comparison::of(&contract(shop()), &without_total, Some(&frontend)).is_breaking());
    let without_get = shop_with("/modules/0/endpoints", without("get"));
    assert!(!Comparison::of(&contract(shop()), &without_get, Some(&frontend)).is_breaking());
}

#[test]
fn every_caller_meets_a_field_that_has_to_be_sent() {
    let frontend = [("new.ts".to_owned(), uses(&["orders.create"], &[], &["customer"]))];
    let new = shop_with("/schemas/2/type/properties", with(json!({"name": "vat", "type": text(), "required": true})));
    assert!(Comparison::of(&contract(shop()), &new, Some(&frontend)).is_breaking());
}

#[test]
fn the_name_of_a_schema_concerns_those_who_import_it() {
    let new = shop_renamed("Order", "SalesOrder");
    let files = |uses: Uses| Comparison::of(&contract(shop()), &new, Some(&[("a.ts".to_owned(), uses)])).is_breaking();
    assert!(files(uses(&[], &["Order"], &[])));
    assert!(!files(uses(&["orders.get"], &[], &[])));
}

/// A contract with these schemas, of which the first is the answer of its one endpoint.
fn answering(schemas: Vec<Value>) -> Contract {
    let answer = reference(schemas[0]["name"].as_str().unwrap());
    contract(json!({
        "title": "", "version": "", "enums": [], "schemas": schemas,
        "modules": [{"name": "a", "prefix": "", "endpoints": [{
            "name": "get", "method": "GET", "path": "/",
            "responses": [{"status": "200", "contents": [{"media_type": "application/json", "type": answer}]}],
        }]}],
    }))
}

#[test]
fn types_that_are_put_together_of_one_another_in_very_many_ways_are_compared() {
    let with = |last: Value| {
        let level = |level: usize| {
            let of: Vec<Value> = (0..6).map(|part| reference(&format!("S{}P{part}", level + 1))).collect();
            (0..6).map(move |part| json!({"name": format!("S{level}P{part}"), "type": {"kind": "intersection", "of": of}}))
        };
        let first = json!({"name": "First", "type": {"kind": "intersection", "of": [reference("S0P0"), last]}});
        let ends = (0..6).map(|part| json!({"name": format!("S20P{part}"), "type": {"kind": "object"}}));
        answering([first].into_iter().chain((0..20).flat_map(level)).chain(ends).collect())
    };
    let object = |field: &str| json!({"kind": "object", "properties": [{"name": field, "type": text()}]});
    assert_eq!(diff(&with(object("a")), &with(object("b"))).len(), 1);
}

#[test]
fn a_chain_of_thousands_of_types_that_are_other_ones_now_is_compared() {
    let chain = |prefix: &str| {
        let own = (0..3).map(|index| json!({"name": format!("{prefix}{index}"), "type": text()}));
        let own: Vec<Value> = own.collect();
        let link = |index: usize| {
            let next = json!({"name": "next", "type": reference(&format!("{prefix}{}", (index + 1) % 5000)), "present": true});
            let properties = [&own[..], &[next]].concat();
            json!({"name": format!("{prefix}{index}"), "type": {"kind": "object", "properties": properties}})
        };
        answering((0..5000).map(link).collect())
    };
    assert!(diff(&chain("Aa"), &chain("Zz")).iter().any(|change| change.breaking));
}

#[test]
fn a_request_around_the_client_meets_what_changes_on_the_wire_and_no_name_of_the_client() {
    let file = Uses { requests: ["orders.get".to_owned()].into(), ..uses(&[], &[], &["total"]) };
    let frontend = [("fetch.ts".to_owned(), file)];
    let is_breaking = |new: Contract| Comparison::of(&contract(shop()), &new, Some(&frontend)).is_breaking();
    assert!(is_breaking(shop_with("/modules/0/endpoints", without("get"))));
    assert!(is_breaking(shop_with("/schemas/1/type/properties", without("total"))));
    let renamed = |value: &mut Value| value[1]["name"] = "read".into();
    assert!(!is_breaking(shop_with("/modules/0/endpoints", renamed)));
}
