//! `repair` in `sutura session`: a tree is mended in memory by the checkers that already run, and accepted like any other candidate.

use serde_json::{Value, json};
use sutura_testkit::{
    Project,
    model::{ModelServer, Reply, Wire},
};

use crate::{
    isolated,
    session::{RUFF_ALONE, answers, lines, path_with, ruff_program},
    sound_python, sutura,
};

const ORDERS: &str = "shop/orders.py";

const MISSING: &str = "def order() -> int:\n    return total([1])\n";

const MENDED: &str = "from shop.prices import total\n\ndef order() -> int:\n    return total([1])\n";

fn repair(id: u32, parameters: Value) -> Value {
    json!({ "id": id, "repair": parameters })
}

fn codes(errors: &Value) -> Vec<&str> {
    errors.as_array().expect("errors are a list").iter().filter_map(|error| error["code"].as_str()).collect()
}

#[test]
fn a_tree_is_mended_in_memory_and_accepted_like_any_candidate() {
    let notes = Project::new();
    let ruff = ruff_program(&format!("if [ \"$1\" = server ]; then echo started >> '{}'; fi", notes.at("started").display()));
    let project = sound_python().file(ORDERS, MISSING).file("sutura.toml", RUFF_ALONE);
    let before = project.files();
    let input = lines(&[
        repair(1, json!({})),
        json!({ "id": 2, "check": { "edits": {} } }),
        repair(3, json!({ "edits": { "shop/more.py": "import os\n" } })),
        json!({ "id": 4, "accept": { "tree": "other" } }),
        json!({ "id": 5, "accept": {} }),
        repair(6, json!({})),
        json!({ "id": 7, "revert": {} }),
    ]);
    let run = isolated().run(["session", "--system-tools", "--fast"]).arg(project.path()).variable("PATH", path_with(&ruff)).input(input);
    let answers = answers(&run.output().ends_with(0));
    let mut after = project.files();
    after.retain(|path, _| !path.starts_with(".sutura/"));
    assert!(after == before, "nothing is written into the project");

    let first = &answers[1]["repaired"];
    assert_eq!(first["files"], json!({ ORDERS: MENDED }));
    assert_eq!((codes(&first["gone"]), &first["new"], &first["errors"]), (vec!["F821"], &json!([]), &json!(0)), "{first}");
    assert_eq!((&first["left"], &first["failed"], &first["fixed_by"]), (&json!([]), &json!([]), &json!({ "missing-import": 1 })));
    assert_eq!((&first["attempts"][0]["step"], &first["attempts"][0]["success"]), (&json!("repair-1"), &json!(true)));
    assert_eq!((&first["cost"]["requests"], &first["usage"]["output"]), (&json!(0), &json!(0)));
    let unchanged = &answers[2]["verdict"];
    assert_eq!((&unchanged["tree"], &unchanged["errors"]), (&answers[0]["session"]["verdict"]["tree"], &json!(1)), "the base stays");
    assert_eq!(answers[3]["repaired"]["files"], json!({ ORDERS: MENDED, "shop/more.py": "" }));
    assert!(answers[4]["error"]["message"].is_string());
    assert_eq!(answers[5]["accepted"]["tree"], answers[3]["repaired"]["tree"]);
    assert_eq!((&answers[6]["repaired"]["files"], &answers[6]["repaired"]["attempts"]), (&json!({}), &json!([])), "nothing to mend");
    assert_eq!(answers[7]["reverted"]["errors"], 1);
    assert_eq!(notes.read("started").lines().count(), 1, "all was judged by one server");

    let events = project.events();
    let of_step = |step: &str| -> Vec<&str> {
        events.iter().filter(|event| event["step"] == step).filter_map(|event| event["event"].as_str()).collect()
    };
    assert_eq!(
        of_step("repair-1"),
        ["step_started", "checker_finished", "checker_finished", "diagnostic", "repair_attempt", "step_finished"]
    );
    assert_eq!(of_step("repair-3"), ["step_started", "checker_finished", "checker_finished", "step_finished"]);
}

const LABEL: &str = "def label(number: int) -> str:\n    return number\n";

#[test]
fn a_model_is_asked_where_that_is_wanted_and_the_repairs_of_a_session_share_its_budget() {
    let good = Reply::call("patch_file", json!({ "old_string": "    return number\n", "new_string": "    return str(number)\n" }));
    let model = ModelServer::new(vec![good.usage(900, 100, 0, 40)]);
    let settings = Project::new().file("sutura.toml", Wire::Anthropic.settings(&model.url()) + "[repair.run]\nrequests = 1\n");
    let project = sound_python().file(ORDERS, LABEL);
    let input = lines(&[
        repair(1, json!({})),
        repair(2, json!({ "model": true })),
        repair(3, json!({ "model": true })),
        repair(4, json!({ "model": true, "edits": { "shop/labels.py": LABEL.replace("label", "other") } })),
    ]);
    let run = sutura().run(["session", "--fast"]).arg(project.path()).arg("--config").arg(settings.at("sutura.toml"));
    let answers = answers(&run.key("test-key").input(input).output().ends_with(0));
    let [_, free, bought, recorded, stopped] = answers.as_slice() else { panic!("{answers:?}") };

    assert_eq!((&free["repaired"]["files"], &free["repaired"]["left"][0]["file"]), (&json!({}), &json!(ORDERS)), "nobody is asked unasked");
    let repaired = &bought["repaired"];
    assert_eq!(repaired["files"], json!({ ORDERS: LABEL.replace("return number", "return str(number)") }));
    assert_eq!((&repaired["cost"]["requests"], &repaired["usage"]["output"], &repaired["left"]), (&json!(1), &json!(40), &json!([])));
    assert_eq!(repaired["attempts"][0]["output_tokens"], 40);
    let repaired = &recorded["repaired"];
    assert_eq!((&repaired["cost"]["requests"], &repaired["cost"]["recorded"]), (&json!(0), &json!(1)), "nothing is bought twice");
    assert_eq!(repaired["files"], bought["repaired"]["files"]);
    let told = stopped["repaired"]["cost"]["stopped"].as_str().unwrap_or_else(|| panic!("{stopped}"));
    assert!(told.contains("budget of the run is spent: 1 calls were made"), "{told}");
    model.finish();

    let calls: Vec<Value> = project.events().into_iter().filter(|event| event["event"] == "model_called").collect();
    let outcomes: Vec<(&Value, &Value)> = calls.iter().map(|call| (&call["step"], &call["outcome"])).collect();
    assert_eq!(outcomes[..2], [(&json!("repair-2"), &json!("answered")), (&json!("repair-3"), &json!("recorded"))]);
}
