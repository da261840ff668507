//! Changes of the example's backend put in at random: each that breaks the frontend is found there, at a line which speaks of what was changed,
//! and no other gives an error in the frontend.

use sutura_testkit::{
    Sutura,
    faults::{
        contract::{ContractFault, Kind, inject},
        sources,
    },
};

use crate::{drift::before, sutura};

/// How many changes are tried; the variable `SUTURA_CONTRACT_FAULTS` says otherwise.
const FAULTS: u64 = 7;

/// The backend's own checkers have nothing to do with the frontend.
const SETTINGS: &str = "[checkers]\nruff.enabled = false\npyright.enabled = false\nty.enabled = false\n";

const READ: &[Kind] = &[Kind::Rename, Kind::Remove, Kind::Retype];
/// With the client, whose types know what is sent.
const SENT: &[Kind] = READ;
/// As JSON written by hand, whose keys can be known, but not the types of their values.
const SENT_BY_HAND: &[Kind] = &[Kind::Rename, Kind::Remove];
/// A field that has to be sent and is not.
const NOT_SENT: &[Kind] = &[Kind::Require];
/// By a path written by hand; the client's own are written anew.
const ASKED_BY_HAND: &[Kind] = &[Kind::Path, Kind::Method];
const RENAMED: &[Kind] = &[Kind::Rename];
const MEMBER: &[Kind] = &[Kind::Member];

/// What the frontend makes use of, which changes break that, and what stands in each line where it breaks.
const USES: &[(&str, &[Kind], &str)] = &[
    ("OrderRead.id", READ, "order.id"),
    ("OrderRead.customer_id", READ, "order.customer_id"),
    ("OrderRead.lines", READ, "order.lines"),
    ("OrderRead.status", READ, "order.status"),
    ("OrderRead.total", READ, "order.total"),
    ("CustomerRead.id", READ, "customer.id"),
    ("CustomerRead.name", READ, "customer.name"),
    ("CustomerRead.email", READ, "customer.email"),
    ("CustomerRead.phone", READ, "customer.phone"),
    ("ProductRead.id", READ, "product.id"),
    ("ProductRead.name", READ, "product.name"),
    ("ProductRead.price", READ, "product.price"),
    ("ProductRead.stock", READ, "product.stock"),
    ("OrderCreate.customer_id", SENT, "customer_id:"),
    ("OrderCreate.lines", SENT, "lines:"),
    ("OrderCreate.note", NOT_SENT, "body: {"),
    ("OrderCreate.region", NOT_SENT, "body: {"),
    ("CustomerCreate.name", SENT_BY_HAND, "{ name,"),
    ("CustomerCreate.email", SENT_BY_HAND, "email,"),
    ("CustomerCreate.phone", SENT_BY_HAND, "phone:"),
    ("CustomerCreate.region", NOT_SENT, "\"/customers\""),
    // Without it the schema has no field, and what has no field may be any object.
    ("StockChange.quantity", RENAMED, "{ quantity }"),
    ("StockChange.region", NOT_SENT, "/stock`"),
    ("GET /orders?status", RENAMED, "query: { status:"),
    ("GET /customers?search", RENAMED, "URLSearchParams({ search })"),
    ("GET /customers", ASKED_BY_HAND, "\"/api/customers?\""),
    ("POST /customers", ASKED_BY_HAND, "\"/customers\""),
    ("POST /orders/{order_id}/cancel", ASKED_BY_HAND, "/cancel`"),
    ("PUT /products/{product_id}/stock", ASKED_BY_HAND, "/stock`"),
    ("/customers", ASKED_BY_HAND, "/customers"),
    ("/orders", ASKED_BY_HAND, "/orders/"),
    ("/products", ASKED_BY_HAND, "/products/"),
    ("OrderStatus.PAID", MEMBER, "OrderStatus.PAID"),
    ("OrderStatus.CANCELLED", MEMBER, "OrderStatus.CANCELLED"),
];

#[test]
fn a_change_of_the_backend_is_found_where_the_frontend_uses_what_was_changed_and_nowhere_else() {
    let count = std::env::var("SUTURA_CONTRACT_FAULTS").ok().and_then(|text| text.parse().ok()).unwrap_or(FAULTS);
    let sutura = sutura();
    let clean = sources(before().path());
    let (mut used, mut wrong) = (0, Vec::new());
    for seed in 0..count {
        let fault = inject(&clean, seed).expect("the example has something of each kind");
        let errors = errors(&sutura, &fault);
        used += u64::from(breaks(&fault).is_some());
        println!("{seed:4} {:8} {:36} {}", format!("{:?}", fault.kind), fault.subject, errors.join("; "));
        wrong.extend(complaint(&fault, &errors).map(|complaint| format!("seed {seed}, {:?} {}: {complaint}", fault.kind, fault.subject)));
    }
    println!("{count} changes, {used} of them of what is used, {} not as they should be", wrong.len());
    assert!(wrong.is_empty(), "{} of {count} changes, {used} of them of what is used:\n{}", wrong.len(), wrong.join("\n"));
}

/// What stands in each line that a change breaks; nothing where it breaks none.
fn breaks(fault: &ContractFault) -> Option<&'static str> {
    let mut uses = USES.iter().filter(|(subject, kinds, _)| fault.subject == *subject && kinds.contains(&fault.kind));
    uses.next().map(|(_, _, mention)| *mention)
}

/// The errors that the frontend has after a change, each as its place and code, and its line. That its types are stale is told after every
/// change.
fn errors(sutura: &Sutura, fault: &ContractFault) -> Vec<String> {
    let project = before().file("sutura.toml", SETTINGS);
    for (file, text) in &fault.files {
        project.write(file, text);
    }
    let output = sutura.check(project.path()).output().ends_with(1);
    let report = output.json();
    let all = report["diagnostics"].as_array().expect("a report has diagnostics").iter();
    let (stale, errors): (Vec<_>, Vec<_>) = all
        .filter(|found| found["file"].as_str().is_some_and(|file| file.starts_with("frontend/")))
        .partition(|found| found["code"] == "stale-types");
    assert_eq!(stale.len(), 1, "{fault:?}\n{report:#}");
    let told = errors.into_iter().map(|found| {
        let (file, line) = (found["file"].as_str().unwrap_or_default(), found["line"].as_u64().unwrap_or_default());
        let text = project.read(file).lines().nth(line as usize - 1).unwrap_or_default().trim().to_owned();
        format!("{file}:{line} {} {}: {text}", found["category"].as_str().unwrap_or_default(), found["code"].as_str().unwrap_or_default())
    });
    told.collect()
}

/// What is wrong with the errors that a change gives. One of them has to say that it is about the contract; what else the compiler says of the same
/// lines may not.
fn complaint(fault: &ContractFault, errors: &[String]) -> Option<String> {
    let Some(mention) = breaks(fault) else {
        return (!errors.is_empty()).then(|| format!("nothing that it breaks is used, and yet there is {errors:?}"));
    };
    let elsewhere: Vec<&String> = errors.iter().filter(|error| !error.contains(mention)).collect();
    if !elsewhere.is_empty() {
        return Some(format!("found where {mention:?} is not: {elsewhere:?}"));
    }
    let is_found = errors.iter().any(|error| error.contains(" contract_violation "));
    (!is_found).then(|| format!("not found at a line with {mention:?}: {errors:?}"))
}
