//! The example that the README begins with, by its real tools.

use sutura_testkit::{Output, Project};

use crate::{repository, sutura};

/// What ruff, pyright and tsc find when they are run by hand, and what only `structure` sees.
const FAULTS: &[&str] = &[
    "backend/app/customers/router.py:45 pyright reportCallIssue",
    "backend/app/customers/service.py:28 pyright reportRedeclaration",
    "backend/app/customers/service.py:46 pyright reportOptionalMemberAccess",
    "backend/app/customers/service.py:68 ruff F811",
    "backend/app/database.py:26 pyright reportUndefinedVariable",
    "backend/app/database.py:26 ruff F821",
    "backend/app/orders/router.py:47 pyright reportArgumentType",
    "backend/app/orders/router.py:50 structure duplicate-route",
    "backend/app/orders/service.py:14 pyright reportAttributeAccessIssue",
    "backend/app/orders/service.py:100 pyright reportAttributeAccessIssue",
    "backend/app/products/router.py:7 pyright reportMissingImports",
    "backend/app/products/router.py:13 structure router-not-included",
    "backend/app/products/schemas.py:30 structure leftover-marker",
    "backend/app/products/service.py:3 ruff F401",
    "backend/app/products/service.py:29 pyright reportReturnType",
    "backend/app/seed.py:36 pyright",
    "backend/app/seed.py:36 ruff invalid-syntax",
    "frontend/src/lib/format.ts:12 tsc TS7006",
    "frontend/src/pages/Customers.tsx:7 tsc TS2614",
    "frontend/src/pages/Customers.tsx:26 tsc TS2554",
    "frontend/src/pages/Customers.tsx:95 tsc TS2741",
    "frontend/src/pages/OrderDetail.tsx:11 tsc TS2307",
    "frontend/src/pages/OrderDetail.tsx:16 tsc TS2345",
    "frontend/src/pages/Orders.tsx:36 tsc TS2551",
    "frontend/src/pages/Orders.tsx:48 tsc TS2322",
    "frontend/src/pages/Products.tsx:84 tsc TS18048",
    "frontend/src/pages/Products.tsx:88 tsc TS2304",
    "frontend/vite.config.ts:7 tsc TS1005",
];

fn example() -> Project {
    Project::copy_of(&repository().join("examples/orders-broken"))
}

fn statuses(output: &Output) -> Vec<String> {
    let mut checkers = output.checkers();
    checkers.sort();
    checkers
}

#[test]
fn every_fault_is_found_then_known_and_after_a_change_of_the_frontend_no_python_checker_runs() {
    let (sutura, project) = (sutura(), example());
    let first = sutura.check(project.path()).output().ends_with(1);
    assert_eq!(first.found(), FAULTS);
    assert_eq!(statuses(&first), ["pyright backend ran", "ruff backend ran", "structure . ran", "tsc frontend ran"]);
    assert_eq!(first.checker("tsc")["version"], "5.9.3", "the version that the project locks");
    let categories = first.json()["summary"]["by_category"].clone();
    for category in ["syntax", "missing_import", "undefined_name", "type_mismatch", "contract_violation", "other"] {
        assert!(categories[category].as_u64() > Some(0), "no {category} in {categories}");
    }

    let second = sutura.check(project.path()).output().ends_with(1);
    assert_eq!(statuses(&second), ["pyright backend cached", "ruff backend cached", "structure . cached", "tsc frontend cached"]);
    assert_eq!(second.json()["diagnostics"], first.json()["diagnostics"]);

    let file = "frontend/src/pages/Orders.tsx";
    project.write(file, project.read(file).replace("createdAt", "created_at"));
    let third = sutura.check(project.path()).output().ends_with(1);
    assert_eq!(statuses(&third), ["pyright backend cached", "ruff backend cached", "structure . ran", "tsc frontend ran"]);
    let left: Vec<&str> = FAULTS.iter().copied().filter(|fault| !fault.ends_with("TS2551")).collect();
    assert_eq!(third.found(), left);
}

#[test]
fn a_fast_check_finds_faults_on_both_sides_by_ruff_ty_and_typescript_7() {
    let (sutura, project) = (sutura(), example());
    let output = sutura.check(project.path()).arg("--fast").output().ends_with(1);
    assert_eq!(statuses(&output), ["ruff backend ran", "structure . ran", "tsc frontend ran", "ty backend ran"]);
    assert_eq!(output.checker("tsc")["version"], "7.0.2");
    let found = output.found();
    for fault in [
        "backend/app/database.py:26 ruff F821",
        "backend/app/products/router.py:7 ty import-not-found",
        "backend/app/orders/router.py:47 ty invalid-argument-type",
        "frontend/src/pages/OrderDetail.tsx:11 tsc TS2307",
        "frontend/vite.config.ts:7 tsc TS1005",
    ] {
        assert!(found.iter().any(|line| line == fault), "no {fault:?} in {found:#?}");
    }
}

#[test]
fn two_checks_of_one_project_at_the_same_time_find_the_same_and_leave_two_whole_runs() {
    let (sutura, project) = (sutura(), example());
    let both = [sutura.check(project.path()).arg("--fast").start(), sutura.check(project.path()).arg("--fast").start()];
    let [one, other] = both.map(|running| running.output().ends_with(1));
    assert_eq!(one.json()["diagnostics"], other.json()["diagnostics"]);
    assert!(!one.found().is_empty());
    let runs = project.runs();
    assert_eq!(runs.len(), 2);
    for run in runs {
        let summary = std::fs::read_to_string(run.join("run.json")).expect("a whole run is summed up");
        let summary: serde_json::Value = serde_json::from_str(&summary).expect("the summary is JSON");
        assert_eq!((&summary["complete"], &summary["exit"]), (&true.into(), &1.into()), "{summary:#}");
    }
    assert!(sutura.cached("mirrors").is_empty());
}
