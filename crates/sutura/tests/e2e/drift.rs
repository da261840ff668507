//! The example of a frontend that its backend has left behind: ten drifts, each found at its place and mended.

use serde_json::json;
use sutura_testkit::{
    Project,
    model::{ModelServer, Reply, Script, Wire},
};

use crate::{repository, sutura};

/// One change of the backend: what it was and is, by file, and what it breaks.
struct Drift {
    edits: &'static [(&'static str, &'static str, &'static str)],
    breaks: &'static str,
}

const SCHEMAS: &str = "backend/app/schemas.py";
const ORDERS: &str = "backend/app/orders.py";
const CUSTOMERS: &str = "backend/app/customers.py";
const PRODUCTS: &str = "backend/app/products.py";
const TYPES: &str = "frontend/src/api_types.ts";

const DRIFTS: &[Drift] = &[
    // a field is renamed
    Drift {
        edits: &[(SCHEMAS, "    total: float", "    total_amount: float"), (ORDERS, "        total=0.0", "        total_amount=0.0")],
        breaks: "frontend/src/pages/Orders.tsx:28 tsc TS2339",
    },
    // a field is removed
    Drift {
        edits: &[(
            SCHEMAS,
            "class CustomerRead(BaseModel):\n    id: int\n    name: str\n    email: str\n    phone: str | None\n",
            "class CustomerRead(BaseModel):\n    id: int\n    name: str\n    email: str\n",
        )],
        breaks: "frontend/src/pages/Customers.tsx:26 tsc TS2339",
    },
    // a field has another type
    Drift {
        edits: &[
            (SCHEMAS, "    price: float", "    price: Decimal"),
            (SCHEMAS, "import datetime\nfrom enum", "import datetime\nfrom decimal import Decimal\nfrom enum"),
            (PRODUCTS, "price=39.9", "price=Decimal(\"39.90\")"),
            (PRODUCTS, "from fastapi import APIRouter", "from decimal import Decimal\n\nfrom fastapi import APIRouter"),
        ],
        breaks: "frontend/src/pages/Products.tsx:23 tsc TS2551",
    },
    // a field has to be sent
    Drift {
        edits: &[(
            SCHEMAS,
            "    customer_id: int\n    lines: list[OrderLine]\n    note: str | None = None",
            "    customer_id: int\n    currency: str\n    lines: list[OrderLine]\n    note: str | None = None",
        )],
        breaks: "frontend/src/pages/Orders.tsx:19 tsc TS2741",
    },
    // a member of an enum is another one
    Drift {
        edits: &[
            (SCHEMAS, "    CANCELLED = \"cancelled\"", "    CANCELED = \"canceled\""),
            (ORDERS, "OrderStatus.CANCELLED", "OrderStatus.CANCELED"),
        ],
        breaks: "frontend/src/pages/Orders.tsx:29 tsc TS2551",
    },
    // a path is another one
    Drift { edits: &[(ORDERS, "/cancel\")", "/cancellation\")")], breaks: "frontend/src/pages/Orders.tsx:14 contract unknown-route" },
    // a method is another one
    Drift { edits: &[(PRODUCTS, "@router.put", "@router.patch")], breaks: "frontend/src/pages/Products.tsx:14 contract unknown-method" },
    // a parameter of the query is renamed
    Drift {
        edits: &[(CUSTOMERS, "search: str = \"\"", "query: str = \"\""), (CUSTOMERS, "if search.lower()", "if query.lower()")],
        breaks: "frontend/src/pages/Customers.tsx:11 contract unknown-query",
    },
    // a field of what is sent is renamed
    Drift {
        edits: &[(SCHEMAS, "    phone: str | None = None", "    phone_number: str | None = None")],
        breaks: "frontend/src/pages/Customers.tsx:17 contract unknown-body-key",
    },
];

const STALE: &str = "frontend/src/api_types.ts:2 contract stale-types";

fn example() -> Project {
    Project::copy_of(&repository().join("examples/shop-drift"))
}

/// The example before its backend went on.
pub fn before() -> Project {
    let project = example();
    for drift in DRIFTS.iter().rev() {
        for (file, old, new) in drift.edits.iter().rev() {
            change(&project, file, new, old);
        }
    }
    project
}

#[track_caller]
fn change(project: &Project, file: &str, from: &str, to: &str) {
    let text = project.read(file);
    assert!(text.contains(from) || text.contains(to), "{file} has neither {from:?} nor {to:?}");
    project.write(file, text.replacen(from, to, 1));
}

fn sorted(mut lines: Vec<String>) -> Vec<String> {
    lines.sort();
    lines
}

#[test]
fn the_types_of_the_example_are_those_of_its_backend_as_it_was_and_nothing_is_wrong_then() {
    let (sutura, project) = (sutura(), before());
    sutura.run(["types", "backend", "-o", TYPES, "--check"]).inside(project.path()).output().ends_with(0);
    let output = sutura.check(project.path()).output().ends_with(0);
    assert_eq!(output.found(), [""; 0]);
    assert!(output.checkers().contains(&"contract . ran".to_owned()), "{:?}", output.checkers());
}

#[test]
fn the_example_of_drifts_has_ten_problems_each_at_its_line() {
    let (sutura, project) = (sutura(), example());
    let output = sutura.check(project.path()).output().ends_with(1);
    let expected = DRIFTS.iter().map(|drift| drift.breaks.to_owned()).chain([STALE.to_owned()]).collect();
    assert_eq!(sorted(output.found()), sorted(expected));
    let found = output.json()["diagnostics"].as_array().expect("a report has diagnostics").clone();
    assert!(found.iter().all(|diagnostic| diagnostic["category"] == "contract_violation"), "{found:#?}");
}

#[test]
fn each_drift_alone_is_found_where_it_breaks_the_frontend_and_nothing_else_is() {
    let sutura = sutura();
    for drift in DRIFTS {
        let project = before();
        for (file, old, new) in drift.edits {
            change(&project, file, old, new);
        }
        let output = sutura.check(project.path()).output().ends_with(1);
        assert_eq!(sorted(output.found()), sorted(vec![STALE.to_owned(), drift.breaks.to_owned()]));
    }
}

/// What is left for a model after the fixers that cost nothing, file by file.
fn oracle() -> Script {
    let patches: &[(&str, &[(&str, &str)])] = &[
        (
            "frontend/src/pages/Customers.tsx",
            &[
                ("{customer.phone ?? customer.email}", "{customer.email}"),
                ("URLSearchParams({ search })", "URLSearchParams({ query: search })"),
            ],
        ),
        (
            "frontend/src/pages/Orders.tsx",
            &[("customer_id: order.customer_id, lines", "customer_id: order.customer_id, currency: \"EUR\", lines")],
        ),
        ("frontend/src/pages/Products.tsx", &[("product.price.toFixed(2)", "product.price")]),
    ];
    let replies = patches.iter().map(|(file, patches)| {
        let call = |reply: Reply, (old, new): &(&str, &str)| reply.and_call("patch_file", json!({ "old_string": old, "new_string": new }));
        patches.iter().fold(Reply::default(), call).when(&format!("# File {file}\n")).usage(1000, 0, 0, 50)
    });
    replies.collect()
}

#[test]
fn stale_types_paths_methods_and_keys_are_mended_for_nothing_and_a_model_mends_the_rest() {
    let (sutura, project) = (sutura(), example());
    let told = sutura.run(["repair"]).arg(project.path()).arg("--no-model").args(["--format", "json"]).output().ends_with(1).json();
    assert_eq!(told["after"]["total"], 4, "{told:#}");
    let orders = project.read("frontend/src/pages/Orders.tsx");
    assert!(orders.contains("/cancellation`"), "{orders}");
    assert!(project.read("frontend/src/pages/Products.tsx").contains("method: \"PATCH\""));
    assert!(project.read("frontend/src/pages/Customers.tsx").contains("phone_number: null"));
    sutura.run(["types", "backend", "-o", TYPES, "--check"]).inside(project.path()).output().ends_with(0);

    let model = ModelServer::new(oracle());
    let settings = Project::new().file("sutura.toml", Wire::ALL[0].settings(&model.url()));
    let run = sutura.run(["repair"]).arg(project.path()).arg("--config").arg(settings.at("sutura.toml")).key("sk-test-key");
    run.output().ends_with(0);
    let is_told = |promise: &str| model.asked().iter().any(|asked| asked.says(promise));
    assert!(is_told("// POST /api/orders: orders.create(OrdersCreateInput) -> OrdersCreateOutput\n"));
    assert!(is_told("interface CustomersListInput {\n  query?: { query?: string | undefined | null };\n}\n"));
    model.finish();
    assert_eq!(sutura.check(project.path()).output().ends_with(0).found(), [""; 0]);
}
