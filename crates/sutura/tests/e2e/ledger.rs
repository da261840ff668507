//! What is left of a run: events, the summary, and what other commands make of them.

use std::fs;

use serde_json::{Value, json};
use sutura_testkit::{Project, Sutura};

use crate::{faulty_python, isolated, sound_python, sutura};

fn check(sutura: &Sutura, project: &Project, status: i32) {
    sutura.check(project.path()).arg("--fast").output().ends_with(status);
}

/// A `sutura` command on a project: its standard output.
fn ask(sutura: &Sutura, arguments: &[&str], project: &Project, status: i32) -> String {
    sutura.run(arguments).arg("--project").arg(project.path()).output().ends_with(status).stdout
}

fn names(events: &[Value]) -> Vec<&str> {
    events.iter().filter_map(|event| event["event"].as_str()).collect()
}

#[test]
fn a_check_is_a_run_with_its_events_and_both_summaries() {
    let (sutura, project) = (sutura(), faulty_python());
    let report = sutura.check(project.path()).args(["--fast", "--step", "backend"]).output().ends_with(1).json();
    let events = project.events();
    assert_eq!(names(&events[..2]), ["run_started", "step_started"]);
    assert_eq!(names(&events[events.len() - 2..]), ["step_finished", "run_finished"]);
    let numbers: Vec<u64> = events.iter().filter_map(|event| event["seq"].as_u64()).collect();
    assert_eq!(numbers, (1..=events.len() as u64).collect::<Vec<_>>());
    assert!(events.iter().all(|event| event["v"] == 1));
    let found = events.iter().filter(|event| event["event"] == "diagnostic");
    assert_eq!(found.count(), report["diagnostics"].as_array().map_or(0, Vec::len));

    let run = project.runs().pop().expect("there is a run");
    assert_eq!(report["run"].as_str(), run.file_name().and_then(|name| name.to_str()));
    let summary: Value =
        serde_json::from_str(&project.read(&format!(".sutura/runs/{}/run.json", report["run"].as_str().unwrap_or_default())))
            .expect("the summary is JSON");
    let step = &summary["steps"][0];
    assert_eq!((&summary["schema"], &summary["exit"], &step["step"]), (&json!("sutura.run/1"), &json!(1), &json!("backend")));
    assert_eq!(step["validation_errors_before_repair"], report["summary"]["total"]);
    assert_eq!((&step["repair_attempts"], &step["repair_success_rate"]), (&json!(0), &Value::Null));
    let page = fs::read_to_string(run.join("run.md")).expect("there is a page");
    for part in ["Val errors", "Repairs", "Validation errors", "shop/orders.py", "F821", "undefined_name"] {
        assert!(page.contains(part), "no {part:?} in {page}");
    }
    assert_eq!(project.read(".sutura/.gitignore"), "*\n");
}

#[test]
fn a_report_shows_the_latest_run_or_the_one_that_is_named() {
    let (sutura, project) = (sutura(), faulty_python());
    assert!(ask(&sutura, &["report"], &project, 2).is_empty());
    check(&sutura, &project, 1);
    fs::remove_file(project.at("shop/orders.py")).expect("the file is there");
    check(&sutura, &project, 0);
    assert!(!ask(&sutura, &["report"], &project, 0).contains("F821"));
    let runs = project.runs();
    let first = runs[0].file_name().and_then(|name| name.to_str()).expect("a run has a plain name");
    assert!(ask(&sutura, &["report", first], &project, 0).contains("F821"));
    assert!(ask(&sutura, &["report", first, "--format", "markdown"], &project, 0).contains("| "));
    let summary: Value = serde_json::from_str(&ask(&sutura, &["report", first, "--format", "json"], &project, 0)).expect("it is JSON");
    assert_eq!(summary["run"], first);
    sutura.run(["report", "19990101", "--project"]).arg(project.path()).output().ends_with(2).complains("the nearest is");
}

#[test]
fn many_runs_are_summed_up_and_those_of_another_project_are_not() {
    let (sutura, project, other) = (sutura(), faulty_python(), sound_python());
    check(&sutura, &project, 1);
    check(&sutura, &project, 1);
    check(&sutura, &other, 0);
    let sum = |project: &Project| -> Value {
        serde_json::from_str(&ask(&sutura, &["report", "--since", "14d", "--format", "json"], project, 0)).expect("it is JSON")
    };
    let (ours, theirs) = (sum(&project), sum(&other));
    assert_eq!((&ours["schema"], &ours["runs"]), (&json!("sutura.aggregate/1"), &json!(2)), "{ours:#}");
    assert_eq!(theirs["runs"], 1, "{theirs:#}");
    assert!(ask(&sutura, &["report", "--since", "14d"], &project, 0).contains("F821"));
    assert!(!ask(&sutura, &["report", "--since", "14d"], &other, 0).contains("F821"));
}

#[test]
fn a_torn_last_line_is_told_and_costs_only_itself() {
    let (sutura, project) = (sutura(), faulty_python());
    check(&sutura, &project, 1);
    let events = project.runs().pop().expect("there is a run").join("events.jsonl");
    let text = fs::read_to_string(&events).expect("a run has events");
    fs::write(&events, &text[..text.len() - 20]).expect("events can be written");
    let report = ask(&sutura, &["report"], &project, 0);
    assert!(report.contains("F821") && report.contains("last line of its events was cut off"), "{report}");
    let sum = ask(&sutura, &["report", "--since", "1d"], &project, 0);
    assert!(sum.contains("F821"), "{sum}");

    // A line that is broken and not the last is no accident of a crash.
    fs::write(&events, text.replacen("{\"v\"", "{\"v", 1)).expect("events can be written");
    sutura.run(["report", "--project"]).arg(project.path()).output().ends_with(3).complains("hint: ");
}

#[test]
fn a_baseline_tells_same_better_and_worse() {
    let (sutura, project) = (sutura(), faulty_python());
    sutura.run(["baseline", "compare", "--project"]).arg(project.path()).output().ends_with(2);
    check(&sutura, &project, 1);
    ask(&sutura, &["baseline", "compare"], &project, 2);
    ask(&sutura, &["baseline", "save"], &project, 0);
    assert!(ask(&sutura, &["baseline", "compare"], &project, 0).contains("same"));
    project.write("shop/more.py", "def more() -> int:\n    return mroe()\n");
    check(&sutura, &project, 1);
    let worse = ask(&sutura, &["baseline", "compare"], &project, 1);
    assert!(worse.contains("worse"), "{worse}");
    let json: Value = serde_json::from_str(&ask(&sutura, &["baseline", "compare", "--format", "json"], &project, 1)).expect("it is JSON");
    assert_eq!((&json["schema"], &json["steps"][0]["verdict"]), (&json!("sutura.comparison/1"), &json!("worse")));
    for file in ["shop/more.py", "shop/orders.py"] {
        fs::remove_file(project.at(file)).expect("the file is there");
    }
    check(&sutura, &project, 0);
    assert!(ask(&sutura, &["baseline", "compare"], &project, 0).contains("better"));
}

#[test]
fn a_run_without_every_verdict_is_no_baseline() {
    let project = faulty_python();
    let nothing = Project::new();
    isolated().check(project.path()).variable("PATH", nothing.path()).output().ends_with(3);
    isolated().run(["baseline", "save", "--project"]).arg(project.path()).output().ends_with(2).complains("cannot be a baseline");
}

#[test]
fn an_outside_pipeline_records_its_good_lines_and_is_told_its_bad_ones() {
    let (sutura, project) = (isolated(), Project::new());
    let lines = concat!(
        "{\"event\":\"step_started\",\"step\":\"generate\"}\n",
        "{\"event\":\"diagnostic\",\"step\":\"generate\",\"file\":\"src/App.tsx\",\"tool\":\"tsc\",\"code\":\"TS2307\",\"message\":\"Cannot find module './api'.\"}\n",
        "not json\n",
        "{\"event\":\"repair_attempt\",\"step\":\"generate\",\"file\":\"src/App.tsx\",\"attempt\":1,\"errors_in\":1,\"errors_out\":0,\"success\":true,\"input_tokens\":100,\"output_tokens\":20}\n",
        "{\"event\":\"diagnostic\",\"step\":\"generate\"}\n",
        "{\"event\":\"no_such_event\"}\n",
        "{\"event\":\"step_finished\",\"step\":\"generate\"}\n",
    );
    let record = |input: &str| sutura.run(["record", "--command", "nightly"]).arg(project.path()).input(input).output();
    let output = record(lines).ends_with(2);
    for line in ["3", "5", "6"] {
        assert!(output.stderr.contains(&format!("line {line}")), "line {line} is not named: {}", output.stderr);
    }
    let report: Value = serde_json::from_str(&ask(&sutura, &["report", "--format", "json"], &project, 0)).expect("it is JSON");
    let step = &report["steps"][0];
    assert_eq!((&report["command"], &step["step"]), (&json!("nightly"), &json!("generate")));
    let figures =
        ["validation_errors_before_repair", "repair_attempts", "repair_success_rate", "tokens_spent_on_repair", "errors_surviving_repair"];
    assert_eq!(figures.map(|name| step[name].as_f64()), [1.0, 1.0, 1.0, 120.0, 0.0].map(Some), "{step:#}");

    let good: String =
        lines.lines().filter(|line| line.contains("step_") || line.contains("attempt")).map(|line| format!("{line}\n")).collect();
    let output = record(&good).ends_with(0);
    assert_eq!(output.stderr, "");
    assert!(project.runs().iter().any(|run| run.ends_with(output.stdout.trim())));
}
