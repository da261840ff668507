//! What happens to a project while it is repaired.

use std::time::Duration;

use serde_json::json;
use sutura_testkit::{
    Output, Project,
    model::{ModelServer, Wire},
    wait_until,
};

use crate::{
    model_faults::{FAULTY, FILE, good, mended, shop},
    sutura,
};

/// A repair during which `file` gets a new text, while the model thinks.
fn repaired_while(project: &Project, file: &str) -> Output {
    let model = ModelServer::new(vec![good().delay(Duration::from_millis(500))]);
    let settings = Project::new().file("sutura.toml", Wire::Anthropic.settings(&model.url()));
    let run = sutura().run(["repair", "--fast", "--format", "json"]).arg(project.path()).arg("--config").arg(settings.at("sutura.toml"));
    let running = run.key("sk-test-key").within(Duration::from_secs(120)).start();
    assert!(wait_until(Duration::from_secs(60), || !model.asked().is_empty()), "the model is asked");
    project.write(file, "PRICE = 2\n");
    let output = running.output();
    model.finish();
    output
}

#[test]
fn a_source_that_changes_meanwhile_keeps_the_result_from_being_written_and_nothing_of_it_is_lost() {
    for file in ["shop/prices.py", FILE, "shop/new.py"] {
        let project = shop().file("shop/prices.py", "PRICE = 1\n");
        let output = repaired_while(&project, file).ends_with(1).complains("changed meanwhile").complains(file);
        let report = output.json();
        assert_eq!((&report["written"], &report["after"]["total"], &report["cost"]["requests"]), (&json!(false), &json!(0), &json!(1)));
        assert!(report["patch"].as_str().is_some_and(|patch| patch.contains("+    return str(number)")), "{report:#}");
        assert!(report["notes"].to_string().contains(&format!("nothing was written: {file}")), "{report:#}");
        assert_eq!(project.read(file), "PRICE = 2\n");
        assert!(file == FILE || project.read(FILE) == FAULTY, "{file}");
        assert_eq!(project.events().last().expect("a run has events")["exit"], 1);
    }
}

#[test]
fn what_no_source_can_depend_on_may_change_meanwhile() {
    for file in ["notes.md", "shop/styles.css"] {
        let project = shop();
        repaired_while(&project, file).ends_with(0);
        assert_eq!(project.read(FILE), mended(), "{file}");
    }
}
