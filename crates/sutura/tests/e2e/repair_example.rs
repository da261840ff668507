//! The example of the README is mended: first for nothing, then by a model behind each provider.

use std::path::Path;

use serde_json::{Value, json};
use sutura_testkit::{
    Project, Run, Sutura,
    model::{ModelServer, Reply, Script, Wire},
};

use crate::{repository, sutura};

fn example() -> Project {
    Project::copy_of(&repository().join("examples/orders-broken"))
}

fn repair(sutura: &Sutura, project: &Project) -> Run {
    sutura.run(["repair"]).arg(project.path())
}

#[test]
fn without_a_model_the_example_is_mended_as_far_as_that_goes_and_can_be_had_back() {
    let (sutura, project) = (sutura(), example());
    let before = project.files();

    let tried = repair(&sutura, &project).args(["--no-model", "--dry-run", "--format", "json"]).output().ends_with(1).json();
    assert!(project.files() == before, "a dry run writes nothing");
    assert_eq!((&tried["written"], &tried["cost"]["requests"]), (&json!(false), &json!(0)));
    let patch = Project::new().file("repair.patch", tried["patch"].as_str().expect("a patch is text"));
    git_apply(&project, &patch.at("repair.patch"), "--check");

    let told = repair(&sutura, &project).arg("--no-model").output().ends_with(1).stdout;
    insta::with_settings!({ filters => [(r"in \d[\d.]* (ms|s|min)", "in [time]")] }, { insta::assert_snapshot!(told, @r#"
    Mended
      backend/app/customers/router.py  1 error → 0
        missing-argument  pass `db`
      backend/app/database.py  2 errors → 0
        missing-import  add `from sqlalchemy.orm import Session`
      backend/app/main.py
        include-router  include the router of `app.products.router`
      backend/app/orders/service.py  2 errors → 0
        wrong-import     import `get_product` in place of `get_product_by_id`
        wrong-attribute  `total_amount` in place of `total`
      backend/app/products/router.py  2 errors → 0
        wrong-import  take `PageParams`, `page_params` from `app.pagination`
      backend/app/products/service.py  2 errors → 0
        exact-type     make it a list, as is declared
        unused-import  Remove unused import: `sqlalchemy.func`
      backend/app/seed.py  2 errors → 0
        syntax  add the missing `:`
      frontend/src/pages/Customers.tsx  3 errors → 2
        import-shape  import `PageHeader`, the default of `../components/PageHeader`
      frontend/src/pages/OrderDetail.tsx  2 errors → 0
        wrong-import  import from `../lib/format` in place of `../utils/format`
        convert       `orderId` as a number
      frontend/src/pages/Orders.tsx  2 errors → 1
        wrong-name  `created_at` in place of `createdAt`
      frontend/src/pages/Products.tsx  2 errors → 0
        missing-import  import `Switch` from `antd`
        optional        `products.data?.length ?? 0`, as elsewhere
      frontend/vite.config.ts  1 error → 0
        syntax  insert `,` in line 6

    Left
      backend/app/customers/service.py
        28:5  pyright reportRedeclaration: Function declaration "get_customer_by_email" is obscured by a declaration of the same name
        46:21  pyright reportOptionalMemberAccess: "id" is not a known attribute of "None"
        68:5  ruff F811: Redefinition of unused `get_customer_by_email` from line 28: `get_customer_by_email` redefined here
      backend/app/orders/router.py
        47:48  pyright reportArgumentType: Argument of type "OrderStatusUpdate" cannot be assigned to parameter "new_status" of type "OrderStatus" in function "cha…
        50:1  structure duplicate-route: `GET /api/orders/{order_id}` is already served by the route at backend/app/orders/router.py:40, so this one is never cal…
      backend/app/products/schemas.py
        30:1  structure leftover-marker: A model's placeholder for code that it did not repeat. Put the code in its place where it is missing, and delete the com…
      frontend/src/lib/format.ts
        12:30  tsc TS7006: Parameter 'error' implicitly has an 'any' type.
      frontend/src/pages/Customers.tsx
        26:15  tsc TS2554: Expected 2 arguments, but got 1.
        95:8  tsc TS2741: Property 'onCancel' is missing in type '{ open: boolean; customer: Customer | null; onSubmit: (input: CustomerInput) =>…
      frontend/src/pages/Orders.tsx
        48:34  tsc TS2322: Type 'string' is not assignable to type 'number'.

    Faults mended by: convert 1, exact-type 1, import-shape 1, include-router 1, missing-argument 1, missing-import 2, optional 1, syntax 2, unused-import 1, wrong-attribute 1, wrong-import 3, wrong-name 1
    28 errors before, 10 left, in [time]
    12 files written; `sutura undo` takes that back
    "#) });
    let after = project.files();
    let changed: Vec<&String> = after.iter().filter(|(path, bytes)| before.get(*path) != Some(bytes)).map(|(path, _)| path).collect();
    let files = tried["files"].as_array().expect("a report has files").iter().map(|file| file["file"].as_str().unwrap_or_default());
    assert_eq!(changed, files.collect::<Vec<_>>(), "what a dry run promises is what a run does");
    assert!(before.keys().eq(after.keys()), "no file comes or goes");

    sutura.run(["undo"]).arg(project.path()).output().ends_with(0);
    assert!(project.files() == before, "an undo gives back every byte");
    git_apply(&project, &patch.at("repair.patch"), "--whitespace=nowarn");
    assert!(project.files() == after, "the patch is what was done");
}

#[track_caller]
fn git_apply(project: &Project, patch: &Path, how: &str) {
    Run::of("git", ["apply", how]).arg(patch).inside(project.path()).output().ends_with(0);
}

/// What is left after the fixers that cost nothing, file by file.
fn oracle() -> Script {
    let double = "@router.get(\"/{order_id}\", response_model=OrderRead)\ndef get_order_details(db: DbSession, order_id: int) -> Order:\n    \
                  return service.get_order(db, order_id)\n";
    let redefined = "def get_customer_by_email(db: Session, email: str) -> Customer | None:\n    \
                     return db.scalar(select(Customer).where(Customer.email == email))\n\n\n";
    let patches: &[(&str, &[(&str, &str)])] = &[
        (
            "backend/app/customers/service.py",
            &[(redefined, ""), ("if existing.id != customer_id", "if existing is not None and existing.id != customer_id")],
        ),
        (
            "backend/app/orders/router.py",
            &[("change_status(db, order_id, data)", "change_status(db, order_id, data.status)"), (double, "")],
        ),
        ("backend/app/products/schemas.py", &[("\n\n\n# ... rest of the code unchanged", "")]),
        ("frontend/src/lib/format.ts", &[("errorMessage(error)", "errorMessage(error: unknown)")]),
        (
            "frontend/src/pages/Customers.tsx",
            &[
                ("updateCustomer(input)", "updateCustomer(editing.id, input)"),
                ("        onSubmit={handleSubmit}\n", "        onSubmit={handleSubmit}\n        onCancel={() => setFormOpen(false)}\n"),
            ],
        ),
        ("frontend/src/pages/Orders.tsx", &[("amount={order.total_amount}", "amount={Number(order.total_amount)}")]),
    ];
    let replies = patches.iter().map(|(file, patches)| {
        let call = |reply: Reply, (old, new): &(&str, &str)| reply.and_call("patch_file", json!({ "old_string": old, "new_string": new }));
        patches.iter().fold(Reply::default(), call).when(&format!("# File {file}\n")).usage(1000, 200, 0, 50)
    });
    replies.collect()
}

#[test]
fn a_model_behind_each_provider_mends_the_rest() {
    let sutura = sutura();
    let mended_for_nothing = example();
    repair(&sutura, &mended_for_nothing).arg("--no-model").output().ends_with(1);
    for wire in Wire::ALL {
        let project = Project::copy_of(mended_for_nothing.path());
        let model = ModelServer::new(oracle());
        let settings = Project::new().file("sutura.toml", wire.settings(&model.url()));
        let with_model =
            |key: &str| repair(&sutura, &project).arg("--config").arg(settings.at("sutura.toml")).args(["--format", "json"]).key(key);
        let report = with_model("sk-test-key").output().ends_with(0).json();
        assert_eq!((&report["after"]["total"], &report["diagnostics"]), (&json!(0), &json!([])), "{wire:?}");
        for key in ["before", "fixed_by", "attempts", "files", "patch"] {
            assert!(!report[key].is_null(), "{wire:?}: the report has no {key}");
        }
        let asked = oracle().len();
        assert_eq!((&report["cost"]["requests"], &report["cost"]["in_doubt"]), (&json!(asked), &json!(0)), "{wire:?}");
        let sent = json!({ "uncached": 1000 * asked, "cache_read": 200 * asked, "cache_write": 0, "output": 50 * asked });
        assert_eq!(report["usage"], sent, "{wire:?}");
        assert!(report["cost"]["usd"].as_f64().is_some_and(|usd| usd > 0.0), "{wire:?}: {}", report["cost"]);
        model.finish();

        // From then on nothing is to be mended, and nothing is paid.
        let before = project.files();
        let clean: Value = with_model("sk-test-key").output().ends_with(0).json();
        assert_eq!(
            (&clean["cost"]["requests"], &clean["after"]["total"], &clean["attempts"]),
            (&json!(0), &json!(0), &json!([])),
            "{wire:?}"
        );
        assert!(project.files() == before, "{wire:?}: nothing is written");
    }
}
