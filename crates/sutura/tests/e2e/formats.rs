//! What a check prints, in each format, from a real check.

use std::fs;

use serde_json::Value;
use sutura_testkit::{Output, Project, Sutura};

use crate::{faulty_python, sound_python, sutura};

const FORMATS: &[&str] = &["full", "concise", "agent", "json", "jsonl", "sarif", "github", "gitlab", "junit", "rdjsonl", "markdown"];

/// One fault, which ruff and ty tell.
fn check(sutura: &Sutura, project: &Project, arguments: &[&str]) -> Output {
    sutura.run(["check", "--fast"]).args(arguments).arg(project.path()).output().ends_with(1)
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn each_format_tells_the_fault_in_its_own_way() {
    let (sutura, project) = (sutura(), faulty_python());
    for format in FORMATS {
        let text = check(&sutura, &project, &["--format", format]).stdout;
        assert!(text.contains("orders.py") && text.contains("totl"), "{format}: {text}");
        assert!(!text.contains('\x1b'), "{format} is no terminal's business here: {text}");
        match *format {
            "full" => assert!(text.contains("return totl([1])"), "the line of source is shown: {text}"),
            "concise" => assert!(text.starts_with("shop/orders.py:2:12: F821 "), "{text}"),
            "agent" => assert!(text.contains("sutura check"), "the next command is named: {text}"),
            "json" => assert_eq!(json(&text)["schema"], "sutura.report/1"),
            "jsonl" | "rdjsonl" => assert!(text.lines().all(|line| json(line).is_object()), "{text}"),
            "sarif" => {
                let log = json(&text);
                assert_eq!(log["version"], "2.1.0");
                let runs = log["runs"].as_array().expect("a SARIF log has runs");
                let rules: Vec<&Value> = runs.iter().map(|run| &run["results"][0]["ruleId"]).collect();
                assert!(rules.contains(&&Value::from("F821")), "{rules:?}");
            }
            "github" => {
                assert!(text.lines().any(|line| line.starts_with("::error ") && line.contains("file=shop/orders.py,line=2")), "{text}")
            }
            "gitlab" => assert_eq!(json(&text)[0]["location"]["path"], "shop/orders.py"),
            "junit" => {
                assert!(text.starts_with("<?xml") && text.trim_end().ends_with("</testsuites>"), "{text}");
                assert!(text.contains("<failure"), "{text}");
            }
            "markdown" => assert!(text.starts_with('#') && text.contains("| "), "{text}"),
            other => panic!("no test for {other}"),
        }
    }
}

#[test]
fn the_formats_tested_are_all_that_the_help_names() {
    let help = sutura().run(["check", "--help"]).output().ends_with(0).stdout;
    let listed = help.split("Possible values:").nth(1).unwrap_or(&help);
    let named: Vec<&str> = listed
        .lines()
        .filter_map(|line| line.trim().strip_prefix("- ")?.split_once(':'))
        .map(|(name, _)| name)
        .take_while(|name| *name != "auto")
        .collect();
    assert_eq!(named, FORMATS, "{help}");
}

#[test]
fn a_file_takes_the_report_in_place_of_standard_output() {
    let (sutura, project) = (sutura(), faulty_python());
    let file = project.at("report.sarif");
    let output = sutura.run(["check", "--fast", "--format", "sarif", "--output"]).arg(&file).arg(project.path()).output().ends_with(1);
    assert_eq!(output.stdout, "");
    assert_eq!(json(&fs::read_to_string(file).expect("the report was written"))["version"], "2.1.0");
}

#[test]
fn a_report_that_cannot_be_written_is_no_verdict() {
    let (sutura, project) = (sutura(), sound_python());
    let file = project.at("no-such-folder/report.json");
    let run = sutura.run(["check", "--fast", "--format", "json", "--output"]).arg(&file).arg(project.path());
    run.output().ends_with(3).complains("no-such-folder/report.json");
}

#[test]
fn an_agent_gets_the_short_form_without_asking_and_no_progress() {
    let (sutura, project) = (sutura(), faulty_python());
    for name in ["AI_AGENT", "AGENT"] {
        let output = sutura.run(["check", "--fast"]).variable(name, "1").arg(project.path()).output().ends_with(1);
        assert!(output.stdout.contains("\ndetails: sutura check "), "{}", output.stdout);
        assert_eq!(output.stderr, "");
        let plain = sutura.run(["check", "--fast"]).variable(name, "").arg(project.path()).output().ends_with(1);
        assert!(!plain.stdout.contains("\ndetails: "), "an empty {name} is none: {}", plain.stdout);
    }
}

#[test]
fn colours_come_where_they_are_asked_for_and_nowhere_else() {
    let (sutura, project) = (sutura(), faulty_python());
    assert!(check(&sutura, &project, &["--color", "always"]).stdout.contains("\x1b["));
    for color in ["auto", "never"] {
        assert!(!check(&sutura, &project, &["--color", color]).stdout.contains('\x1b'), "{color}");
    }
    let forced = sutura.run(["check", "--fast", "--color", "always"]).variable("NO_COLOR", "1").arg(project.path()).output();
    assert!(forced.stdout.contains("\x1b["), "what is said on the command line wins");
    let errors = sutura.run(["check", "/no/such/folder", "--color", "always"]).output().ends_with(2);
    assert!(errors.stderr.contains("\x1b["));
    let plain = sutura.run(["check", "/no/such/folder"]).output().ends_with(2);
    assert!(!plain.stderr.contains('\x1b'));
}

#[cfg(target_os = "linux")]
#[test]
fn a_terminal_gets_colours_unless_no_color_is_set() {
    let (sutura, project) = (sutura(), faulty_python());
    // `script` runs a command on a terminal of its own.
    let on_terminal = |no_color: &str| {
        let command = format!("{} check --fast {}", crate::PROGRAM, project.path().display());
        let run = sutura.run([""; 0]).variable("NO_COLOR", no_color).variable("TERM", "xterm");
        run.instead("script", ["--quiet", "--return", "--command", &command, "/dev/null"]).output().ends_with(1).stdout
    };
    assert!(on_terminal("").contains("\x1b[1m"));
    let report = on_terminal("1");
    assert!(report.contains("F821") && !report.contains("\x1b[1m") && !report.contains("\x1b[31"), "{report}");
}
