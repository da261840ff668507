//! What the backend promises, as far as errors are about it.

use std::collections::BTreeSet;

use sutura_contract::{
    Contract,
    model::Endpoint,
    typescript::{Declarations, declared},
};

use crate::diagnostic::{Category, Diagnostic};

/// Most endpoints, and most lines of types.
const MOST_ENDPOINTS: usize = 4;
const MOST_LINES: usize = 50;

/// The endpoints that errors name with what they take and answer, and the types that they name with those in them, in TypeScript; but for types that are told
/// already, where `asked` shows them as they are.
pub(super) fn promised(contract: &Contract, errors: &[&Diagnostic], asked: &str) -> String {
    let about = errors.iter().filter(|error| error.category == Category::ContractViolation);
    let messages: Vec<&str> = about.map(|error| error.message.as_str()).collect();
    if messages.is_empty() {
        return String::new();
    }
    let Ok(Declarations { operations, types }) = declared(contract) else { return String::new() };
    let named = operations.iter().filter(|operation| messages.iter().any(|message| names(message, operation.endpoint)));
    let named: Vec<_> = named.take(MOST_ENDPOINTS).collect();
    let endpoints = named.iter().map(|operation| {
        let Endpoint { method, path, .. } = operation.endpoint;
        format!("// {} {path}: {}({}) -> {}\n", method.name(), operation.client, operation.input, operation.output)
    });
    let mut shown = endpoints.collect::<String>();
    let own = named.iter().flat_map(|operation| [operation.input.as_str(), operation.output.as_str()]);
    let mut wanted: Vec<&str> = messages.iter().flat_map(|message| words(message)).chain(own).collect();
    let mut known = BTreeSet::new();
    let mut room = MOST_LINES;
    // What is named comes before what that is made of.
    for _ in 0..2 {
        let found = wanted.into_iter().filter(|name| known.insert(*name)).filter_map(|name| types.get(name));
        let mut inner = Vec::new();
        for text in found {
            inner.extend(words(text));
            if is_shown(text, asked) {
                continue;
            }
            shown.extend(text.lines().take(room).map(|line| line.trim_start_matches("export ").to_owned() + "\n"));
            let Some(left) = room.checked_sub(text.lines().count()) else { return shown + "…\n" };
            room = left;
        }
        wanted = inner;
    }
    shown
}

/// Whether a declaration stands in a text with line numbers, which may leave its braces out.
fn is_shown(declaration: &str, text: &str) -> bool {
    let mut lines = declaration.lines().map(|line| line.trim_end_matches([' ', '{', '}'])).filter(|line| !line.is_empty());
    lines.all(|line| [format!("|{line}\n"), format!("|{line} {{\n")].iter().any(|shown| text.contains(shown)))
}

/// Whether a message names an endpoint: by method and path, or by its path in quotes.
fn names(message: &str, endpoint: &Endpoint) -> bool {
    let goes_on = |c: char| c.is_alphanumeric() || "/{-_".contains(c);
    let route = format!("{} {}", endpoint.method.name(), endpoint.path);
    let mut places = message.match_indices(&route);
    places.any(|(at, _)| !message[at + route.len()..].starts_with(goes_on)) || message.contains(&format!("`{}`", endpoint.path))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$')).filter(|word| !word.is_empty())
}

#[cfg(test)]
pub(super) mod tests {
    use std::fmt::Write;

    use sutura_contract::document::{ReadOptions, read};

    use super::*;
    use crate::repair::testing::error_in;

    const SHOP: &str = r##"
openapi: 3.1.0
info: { title: Shop, version: "1" }
paths:
  /api/orders:
    get:
      tags: [orders]
      operationId: list
      x-sutura: { function: app.orders.listed }
      parameters: [{ name: status, in: query, schema: { $ref: "#/components/schemas/Status" } }]
      responses: { 200: { description: "", content: { application/json: { schema: { type: array, items: { $ref: "#/components/schemas/OrderRead" } } } } } }
    post:
      tags: [orders]
      operationId: create
      x-sutura: { function: app.orders.create }
      requestBody: { required: true, content: { application/json: { schema: { $ref: "#/components/schemas/OrderCreate" } } } }
      responses: { 201: { description: "", content: { application/json: { schema: { $ref: "#/components/schemas/OrderRead" } } } } }
  /api/orders/{order_id}:
    delete:
      tags: [orders]
      operationId: cancel
      parameters: [{ name: order_id, in: path, required: true, schema: { type: integer } }]
      responses: { 204: { description: "" } }
components:
  schemas:
    Status: { type: string, enum: [paid, open] }
    OrderRead: { type: object, required: [id, status, lines], properties: { id: { type: integer, description: Its number. }, status: { $ref: "#/components/schemas/Status" }, lines: { type: array, items: { $ref: "#/components/schemas/Line" } } } }
    OrderCreate: { type: object, required: [customer_id], properties: { customer_id: { type: integer }, note: { type: string } } }
    Line: { type: object, required: [product], properties: { product: { type: string } } }
"##;

    /// What is told already: one type as it is, and one of which the name alone is the same.
    const ASKED: &str = "# Defined in web/types.ts\n```\n1|export interface Line\n2|  product: string;\n8|export interface OrderRead\n9|  id: number;\n```\n";

    pub fn shop() -> Contract {
        read(SHOP, &ReadOptions::default()).unwrap().contract
    }

    fn of(contract: &Contract, category: Category, messages: &[&str]) -> String {
        let error = |message: &&str| Diagnostic { category, ..error_in("tsc", "TS2339", "web/a.ts", 1, message, None) };
        let errors: Vec<Diagnostic> = messages.iter().map(error).collect();
        promised(contract, &errors.iter().collect::<Vec<_>>(), ASKED)
    }

    fn told(messages: &[&str]) -> String {
        of(&shop(), Category::ContractViolation, messages)
    }

    #[test]
    fn an_error_with_a_schema_and_an_endpoint_is_told_both_and_what_they_are_made_of() {
        let message = "Property 'total' does not exist on type 'OrderRead'.\n  (contract: OrderRead.total, GET /api/orders and 1 more)";
        insta::assert_snapshot!(told(&[message]), @r#"
        // GET /api/orders: orders.listed(OrdersListedInput) -> OrdersListedOutput
        interface OrderRead {
          id: number;
          status: Status;
          lines: Line[];
        }
        interface OrdersListedInput {
          query?: { status?: Status | undefined | null };
        }
        type OrdersListedOutput = OrderRead[];
        const Status = {
          Paid: "paid",
          Open: "open",
        } as const;
        type Status = (typeof Status)[keyof typeof Status];
        "#);
    }

    #[test]
    fn a_request_is_told_what_its_endpoint_takes() {
        insta::assert_snapshot!(told(&["`POST /api/orders` asks for `customer_id`, which is not sent."]), @r#"
        // POST /api/orders: orders.create(OrdersCreateInput) -> OrdersCreateOutput
        interface OrdersCreateInput {
          body: OrderCreate;
        }
        type OrdersCreateOutput = OrderRead;
        interface OrderCreate {
          customer_id: number;
          note?: string;
        }
        interface OrderRead {
          id: number;
          status: Status;
          lines: Line[];
        }
        "#);
        insta::assert_snapshot!(told(&["`/api/orders/{order_id}` does not answer POST, only DELETE."]), @r#"
        // DELETE /api/orders/{order_id}: orders.cancel(OrdersCancelInput) -> OrdersCancelOutput
        interface OrdersCancelInput {
          path: { order_id: number };
        }
        type OrdersCancelOutput = void;
        "#);
    }

    #[test]
    fn what_errors_are_not_about_is_not_told() {
        assert_eq!(told(&["The backend has no route `GET /api/orders/new`."]), "", "another path begins like that");
        assert_eq!(of(&shop(), Category::TypeMismatch, &["Type 'OrderRead' is not assignable to type 'Line'."]), "");
    }

    #[test]
    fn a_type_without_end_is_cut() {
        let fields = (0..90).fold(String::new(), |mut text, at| {
            write!(text, "f{at}: {{ type: string }}, ").unwrap();
            text
        });
        let document = SHOP.replace("product: { type: string } }", &format!("{fields}product: {{ type: string }} }}"));
        let contract = read(&document, &ReadOptions::default()).unwrap().contract;
        let text = of(&contract, Category::ContractViolation, &["Type 'Line' has no 'x'."]);
        assert_eq!((text.lines().count(), text.lines().last()), (MOST_LINES + 1, Some("…")));
    }
}
