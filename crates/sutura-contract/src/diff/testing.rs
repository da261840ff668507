//! A contract to be changed in tests.

use serde_json::{Value, json};

use crate::Contract;

pub fn text() -> Value {
    json!({"kind": "string"})
}

pub fn reference(name: &str) -> Value {
    json!({"kind": "reference", "name": name})
}

/// A shop: orders that are listed, got and created.
pub fn shop() -> Value {
    json!({
        "title": "Shop", "version": "1",
        "modules": [{
            "name": "orders", "prefix": "/orders",
            "endpoints": [
                {
                    "name": "list", "function": "app.orders.list_orders", "method": "GET", "path": "/orders",
                    "parameters": [
                        {"name": "status", "in": "query", "type": reference("OrderStatus")},
                        {"name": "limit", "in": "query", "type": {"kind": "integer"}, "default": 20},
                    ],
                    "responses": [
                        {"status": "200", "contents": [{"media_type": "application/json", "type": reference("OrderPage")}]},
                        {"status": "422", "contents": [{"media_type": "application/json", "type": text()}]},
                    ],
                },
                {
                    "name": "get", "function": "app.orders.get_order", "method": "GET", "path": "/orders/{order_id}",
                    "parameters": [{"name": "order_id", "in": "path", "type": {"kind": "integer"}, "required": true}],
                    "responses": [{"status": "200", "contents": [{"media_type": "application/json", "type": reference("Order")}]}],
                },
                {
                    "name": "create", "function": "app.orders.create_order", "method": "POST", "path": "/orders",
                    "body": {"required": true, "contents": [{"media_type": "application/json", "type": reference("OrderCreate")}]},
                    "responses": [{"status": "201", "contents": [{"media_type": "application/json", "type": reference("Order")}]}],
                    "security": ["token"],
                },
            ],
        }],
        "schemas": [
            {"name": "OrderPage", "type": {"kind": "object", "properties": [
                {"name": "items", "type": {"kind": "array", "items": reference("Order")}, "required": true, "present": true},
                {"name": "total", "type": {"kind": "integer"}, "required": true, "present": true},
            ]}},
            {"name": "Order", "type": {"kind": "object", "properties": [
                {"name": "id", "type": {"kind": "integer"}, "required": true, "present": true, "read_only": true},
                {"name": "status", "type": reference("OrderStatus"), "present": true, "default": "open"},
                {"name": "total", "type": {"kind": "string", "format": "decimal"}, "required": true, "present": true},
                {"name": "created_at", "type": {"kind": "string", "format": "date-time"}, "required": true, "present": true},
                {"name": "address", "type": {"kind": "object", "properties": [
                    {"name": "city", "type": text(), "required": true, "present": true},
                ]}, "present": true},
                {"name": "payment", "type": {"kind": "union", "of": [reference("Card"), reference("Cash")], "discriminator":
                    {"property": "kind", "mapping": [["card", "Card"], ["cash", "Cash"]]}}, "required": true, "present": true},
                {"name": "parent", "type": {"kind": "union", "of": [reference("Order"), {"kind": "null"}]}, "present": true},
                {"name": "extra", "type": {"kind": "object", "additional": {"kind": "typed", "values": {"kind": "integer"}}}, "present": true},
                {"name": "size", "type": {"kind": "tuple", "items": [{"kind": "number"}, {"kind": "number"}], "required": 2}, "present": true},
            ]}},
            {"name": "OrderCreate", "type": {"kind": "object", "properties": [
                {"name": "customer", "type": text(), "required": true, "present": true},
                {"name": "lines", "type": {"kind": "array", "items": text(), "min": 1}, "required": true, "present": true},
                {"name": "note", "type": {"kind": "union", "of": [text(), {"kind": "null"}]}, "present": true},
            ]}},
            {"name": "Card", "type": {"kind": "object", "properties": [
                {"name": "kind", "type": {"kind": "literal", "value": "card"}, "required": true, "present": true},
                {"name": "number", "type": text(), "required": true, "present": true},
            ]}},
            {"name": "Cash", "type": {"kind": "intersection", "of": [
                {"kind": "object", "properties": [{"name": "kind", "type": {"kind": "literal", "value": "cash"}, "required": true, "present": true}]},
                {"kind": "object", "properties": [{"name": "amount", "type": {"kind": "number"}, "required": true, "present": true}]},
            ]}},
            {"name": "Unused", "type": {"kind": "object", "properties": [{"name": "x", "type": text()}]}},
        ],
        "enums": [{"name": "OrderStatus", "members": [
            {"name": "OPEN", "value": "open"}, {"name": "PAID", "value": "paid"}, {"name": "SENT", "value": "sent"},
        ]}],
        "security": [{"name": "token", "kind": "bearer"}],
    })
}

pub fn contract(value: Value) -> Contract {
    serde_json::from_value(value).unwrap()
}
