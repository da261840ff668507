//! What holds of any two contracts.

use proptest::{prelude::*, sample::Index};
use serde_json::{Value, json};

use super::{
    diff,
    testing::{contract, reference, shop, text},
};

/// One edit of a contract: at which of the places where it can be made, and what.
#[derive(Clone, Debug)]
enum Edit {
    /// Another type.
    Type(Index, Value),
    /// A flag that is the other way round.
    Flag(Index, &'static str),
    /// One less of something.
    Less(Index),
    /// A name, path, status or value with more at its end.
    Text(Index),
}

impl Edit {
    fn make(&self, value: &mut Value) {
        let mut places = Vec::new();
        gather(value, "", &mut places);
        let all = |fits: &dyn Fn(&str, &Value) -> bool| -> Vec<String> {
            places.iter().filter(|pointer| fits(pointer, value.pointer(pointer).unwrap())).cloned().collect()
        };
        let found = match self {
            Self::Type(..) => {
                all(&|pointer, value| value.get("kind").is_some() && !pointer.contains("/security") && !pointer.ends_with("/additional"))
            }
            Self::Flag(_, flag) => {
                all(&|pointer, _| is_field(pointer) || is_parameter(pointer) && ["required", "deprecated"].contains(flag))
            }
            Self::Less(_) => {
                all(&|pointer, value| LISTS.iter().any(|list| pointer.ends_with(list)) && value.as_array().is_some_and(|all| all.len() > 1))
            }
            Self::Text(_) => {
                all(&|pointer, value| value.is_string() && TEXTS.iter().any(|text| pointer.ends_with(text)) && is_free(pointer))
            }
        };
        if found.is_empty() {
            return;
        }
        match self {
            Self::Type(index, ty) => *value.pointer_mut(&found[index.index(found.len())]).unwrap() = ty.clone(),
            Self::Flag(index, flag) => {
                let place = value.pointer_mut(&found[index.index(found.len())]).unwrap();
                place[*flag] = json!(place[*flag] != true);
            }
            Self::Less(index) => {
                let list = value.pointer_mut(&found[index.index(found.len())]).unwrap().as_array_mut().unwrap();
                list.remove(index.index(list.len()));
            }
            Self::Text(index) => {
                let place = value.pointer_mut(&found[index.index(found.len())]).unwrap();
                *place = json!(format!("{}x", place.as_str().unwrap()));
            }
        }
    }
}

const LISTS: [&str; 6] = ["/properties", "/parameters", "/responses", "/members", "/endpoints", "/schemas"];
const TEXTS: [&str; 5] = ["/name", "/path", "/status", "/value", "/media_type"];

fn is_field(pointer: &str) -> bool {
    pointer.rsplit('/').nth(1) == Some("properties")
}

fn is_parameter(pointer: &str) -> bool {
    pointer.rsplit('/').nth(1) == Some("parameters")
}

/// Whether nothing else has to have the same text: the name of a schema is in references too.
fn is_free(pointer: &str) -> bool {
    let parent = pointer.rsplit_once('/').unwrap().0;
    !pointer.ends_with("/name") || is_field(parent) || is_parameter(parent) || parent.contains("/members/")
}

fn gather(value: &Value, pointer: &str, places: &mut Vec<String>) {
    places.push(pointer.to_owned());
    match value {
        Value::Object(all) => all.iter().for_each(|(key, value)| gather(value, &format!("{pointer}/{key}"), places)),
        Value::Array(all) => all.iter().enumerate().for_each(|(key, value)| gather(value, &format!("{pointer}/{key}"), places)),
        _ => {}
    }
}

fn types() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        prop::sample::select(vec!["null", "boolean", "integer", "number", "unknown", "never", "binary"])
            .prop_map(|kind| json!({"kind": kind})),
        Just(text()),
        Just(json!({"kind": "string", "format": "uuid"})),
        Just(json!({"kind": "literal", "value": "card"})),
        prop::sample::select(vec!["Order", "Card", "OrderStatus"]).prop_map(reference),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let list =
            prop::collection::vec(inner.clone(), 2..4).prop_filter("one type twice is that type", |list| !list[1..].contains(&list[0]));
        prop_oneof![
            inner.clone().prop_map(|items| json!({"kind": "array", "items": items, "min": 1})),
            list.clone().prop_map(|of| json!({"kind": "union", "of": of})),
            list.clone().prop_map(|of| json!({"kind": "intersection", "of": of})),
            list.prop_map(|items| json!({"kind": "tuple", "items": items, "required": 1})),
            inner.clone().prop_map(|ty| json!({"kind": "object", "properties": [{"name": "a", "type": ty, "required": true}]})),
            inner.prop_map(|ty| json!({"kind": "object", "additional": {"kind": "typed", "values": ty}})),
        ]
    })
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let flags = prop::sample::select(vec!["required", "present", "read_only", "write_only", "deprecated"]);
    let edit = prop_oneof![
        (any::<Index>(), types()).prop_map(|(index, ty)| Edit::Type(index, ty)),
        (any::<Index>(), flags).prop_map(|(index, flag)| Edit::Flag(index, flag)),
        any::<Index>().prop_map(Edit::Less),
        any::<Index>().prop_map(Edit::Text),
    ];
    prop::collection::vec(edit, 1..4)
}

/// The shop, with an endpoint that takes and gives all that it has: of what is only sent it shows nowhere whether it comes back.
fn whole_shop() -> Value {
    let mut value = shop();
    let names: Vec<String> =
        value["schemas"].as_array().unwrap().iter().map(|schema| schema["name"].as_str().unwrap().to_owned()).collect();
    let all: Vec<Value> = names.iter().map(|name| reference(name)).collect();
    let contents = json!([{"media_type": "application/json", "type": {"kind": "tuple", "items": all, "required": 0}}]);
    value["modules"][0]["endpoints"].as_array_mut().unwrap().push(json!({
        "name": "put", "method": "PUT", "path": "/all", "body": {"contents": contents}, "responses": [{"status": "200", "contents": contents}],
    }));
    value
}

fn edited(edits: &[Edit]) -> Value {
    let mut value = whole_shop();
    edits.iter().for_each(|edit| edit.make(&mut value));
    value
}

/// A contract in which order and descriptions are other ones.
fn rearranged(value: &Value) -> Value {
    match value {
        Value::Object(all) => {
            let mut all: serde_json::Map<String, Value> = all.iter().map(|(key, value)| (key.clone(), rearranged(value))).collect();
            if all.contains_key("name") && all.contains_key("type") && !all.contains_key("in") {
                all.insert("description".to_owned(), json!("Words."));
            }
            Value::Object(all)
        }
        Value::Array(all) => all.iter().map(rearranged).collect(),
        other => other.clone(),
    }
}

/// A contract with the lists turned round whose order means nothing.
fn turned_round(mut value: Value) -> Value {
    let mut places = Vec::new();
    gather(&value, "", &mut places);
    // What is inside comes first, as afterwards it is elsewhere.
    for pointer in places.iter().rev().filter(|pointer| LISTS.iter().any(|list| pointer.ends_with(list))) {
        value.pointer_mut(pointer).unwrap().as_array_mut().unwrap().reverse();
    }
    value
}

proptest! {
    #[test]
    fn a_contract_does_not_differ_from_itself_in_other_words_and_another_order(edits in edits()) {
        let value = edited(&edits);
        let other = contract(turned_round(rearranged(&value)));
        prop_assert_eq!(diff(&contract(value), &other), []);
    }

    #[test]
    fn an_edit_is_told_in_both_directions(edits in edits()) {
        let (old, new) = (contract(whole_shop()), contract(edited(&edits)));
        prop_assert_eq!(diff(&old, &new).is_empty(), old == new);
        prop_assert_eq!(diff(&new, &old).is_empty(), old == new);
    }

    #[test]
    fn a_change_breaks_exactly_where_it_says_what_it_breaks(edits in edits()) {
        let (old, new) = (contract(whole_shop()), contract(edited(&edits)));
        for change in diff(&old, &new).iter().chain(&diff(&new, &old)) {
            prop_assert_eq!(change.breaking, !change.breaks.is_empty());
            prop_assert!(!change.message.is_empty());
        }
    }
}
