//! Checkers that hang, crash, flood or leave others behind, and a program that is interrupted: each ends with its documented status, and
//! nothing that was started lives on.

use std::{fs, path::Path, time::Duration};

use rustix::process::Signal;
use sutura_testkit::{Output, Project, Run, Sutura, fake_checker, is_alive, pid_in, wait_until};

use crate::{declares, isolated, sound_python};

/// A project, the program, and a place for what the fake checker writes.
struct Stage {
    sutura: Sutura,
    project: Project,
    notes: Project,
}

impl Stage {
    fn new() -> Self {
        Self { sutura: isolated(), project: sound_python(), notes: Project::new() }
    }

    fn note(&self, name: &str) -> String {
        self.notes.at(name).to_str().expect("a temporary folder has a plain name").to_owned()
    }

    fn check(&self, settings: &Project) -> Run {
        self.sutura.check(self.project.path()).arg("--config").arg(settings.at("sutura.toml")).within(Duration::from_secs(60))
    }

    /// Checks with a checker that does what `actions` say, and prints in `format`.
    fn checked(&self, actions: &[&str], format: &str) -> Output {
        self.check(&declares(actions, format)).output()
    }

    /// `actions` of a checker that tells its process id, leaves a grandchild in a session of its own that tells its, and then does `rest`.
    fn with_grandchild(&self, rest: &[&str]) -> Vec<String> {
        let (own, theirs) = (self.note("checker"), self.note("grandchild"));
        let start = ["pid", &own, "orphan", "pid", &theirs, "hang", ";"];
        start.iter().chain(rest).map(|action| (*action).to_owned()).collect()
    }

    #[track_caller]
    fn assert_nobody_lives(&self) {
        for name in ["checker", "grandchild"] {
            let pid = pid_in(&self.notes.at(name));
            assert!(wait_until(Duration::from_secs(3), || !is_alive(pid)), "the {name}, process {pid}, is alive");
        }
    }
}

#[test]
fn what_a_declared_checker_finds_is_reported_where_it_is() {
    let stage = Stage::new();
    let output = stage.checked(&["say", "shop/prices.py:2: do not sum\nsummary: 1 problem\n", "status", "1"], "regex").ends_with(1);
    assert_eq!(output.found(), ["shop/prices.py:2 fake"]);
    assert_eq!(output.json()["diagnostics"][0]["message"], "do not sum");
    assert_eq!(stage.checked(&["say", "all is well\n"], "regex").ends_with(0).found(), [""; 0]);
}

#[test]
fn a_checker_that_does_not_end_is_ended_at_its_time_limit_with_its_grandchildren() {
    for way in ["hang", "spin", "close hang", "ignore-terminate hang"] {
        let stage = Stage::new();
        let rest: Vec<&str> = way.split(' ').collect();
        let settings = declares(stage.with_grandchild(&rest), "sarif");
        let output = stage.check(&settings).output().ends_with(3);
        assert!(output.failure("fake").contains("did not finish within 2 s"), "{way}: {}", output.failure("fake"));
        assert!(output.checker("fake")["hint"].as_str().is_some_and(|hint| hint.contains("time_limit")), "{way}");
        stage.assert_nobody_lives();
        assert!(stage.sutura.cached("mirrors").is_empty(), "{way}");
    }
}

#[test]
fn a_crash_by_status_or_signal_is_no_verdict() {
    let stage = Stage::new();
    let status = stage.checked(&["say", "[]", "complain", "out of memory", "status", "7"], "rdjson").ends_with(3);
    assert_eq!(status.failure("fake"), "it ended with status 7: out of memory");
    for (signal, status) in [("11", 139), ("9", 137), ("6", 134)] {
        let output = stage.checked(&["say", "[]", "die", signal], "rdjson").ends_with(3);
        assert!(output.failure("fake").contains(&format!("status {status}")), "{}", output.failure("fake"));
    }
}

#[test]
fn a_checker_that_floods_a_stream_is_ended_with_its_grandchildren() {
    for way in ["flood", "flood-errors"] {
        let stage = Stage::new();
        let mut settings = declares(stage.with_grandchild(&[way]), "regex");
        settings = settings_with(&settings, "time_limit = 2", "time_limit = 60");
        let output = stage.check(&settings).output().ends_with(3);
        assert!(output.failure("fake").contains("printed more than 64 MiB"), "{way}: {}", output.failure("fake"));
        stage.assert_nobody_lives();
    }
}

fn settings_with(settings: &Project, old: &str, new: &str) -> Project {
    Project::new().file("sutura.toml", settings.read("sutura.toml").replace(old, new))
}

#[test]
fn a_grandchild_in_a_session_of_its_own_does_not_outlive_a_checker_that_ended_well() {
    let stage = Stage::new();
    let (theirs, mark) = (stage.note("grandchild"), stage.note("mark"));
    let orphan = ["orphan", "pid", &theirs, "sleep", "1.5", "mark", &mark, ";"];

    let unprotected = Run::of(fake_checker(), orphan).output();
    assert_eq!(unprotected.status, 0);
    assert!(wait_until(Duration::from_secs(10), || Path::new(&mark).exists()), "the same grandchild lives on without Sutura");
    fs::remove_file(&mark).expect("the mark is there");
    fs::remove_file(&theirs).expect("the process id is there");

    // It has the time to start, and not the time to write.
    let actions: Vec<&str> = orphan.into_iter().chain(["sleep", "0.5"]).collect();
    assert_eq!(stage.checked(&actions, "regex").ends_with(0).found(), [""; 0]);
    let pid = pid_in(Path::new(&theirs));
    assert!(wait_until(Duration::from_secs(3), || !is_alive(pid)), "the grandchild, process {pid}, is alive");
    std::thread::sleep(Duration::from_secs(2));
    assert!(!Path::new(&mark).exists());
}

#[test]
fn output_in_another_format_is_no_verdict() {
    let stage = Stage::new();
    let other_formats = [
        ("sarif", "[{\"filePath\":\"a.js\",\"messages\":[]}]"),
        ("sarif", "{\"version\":\"4\",\"results\":[]}"),
        ("sarif", ""),
        ("rdjson", "{\"findings\":[]}"),
        ("rdjson", "No problems.\n"),
        ("checkstyle", "{}"),
        ("checkstyle", "<html><body>502 Bad Gateway</body></html>"),
        ("checkstyle", ""),
    ];
    for (format, text) in other_formats {
        let output = stage.checked(&["say", text], format).ends_with(3);
        assert!(output.failure("fake").contains("cannot be read"), "{format} {text:?}: {}", output.failure("fake"));
    }
    let silent = stage.checked(&["status", "1"], "regex").ends_with(3);
    assert!(silent.failure("fake").contains("status 1 and no finding"), "{}", silent.failure("fake"));
}

#[test]
fn a_tool_from_the_path_that_prints_another_versions_format_is_no_verdict() {
    let stage = Stage::new();
    let fake = fake_checker().display();
    for (text, status) in [("{\"version\":2,\"results\":[]}", 0), ("All checks passed!", 0), ("", 0), ("[{\"rule\":\"F821\"}]", 1)] {
        let script = format!(
            "#!/bin/sh\nif [ \"$1\" = --version ]; then exec '{fake}' say 'ruff 9.9.9'; fi\nexec '{fake}' say '{text}' status {status}\n"
        );
        let path = Project::new().program("ruff", &script);
        let settings = Project::new().file("sutura.toml", "[checkers.pyright]\nenabled = false\n");
        let check = stage.check(&settings).arg("--system-tools").variable("PATH", path_with(&path));
        let output = check.output().ends_with(3);
        assert_eq!(output.checker("ruff")["version"], "9.9.9");
        assert!(output.failure("ruff").contains("cannot be read"), "{text}: {}", output.failure("ruff"));
    }
}

/// The machine's `PATH` with `first` before it.
fn path_with(first: &Project) -> String {
    format!("{}:{}", first.path().display(), std::env::var("PATH").expect("the machine has a PATH"))
}

#[test]
fn a_checker_that_is_missing_is_told_with_what_to_do() {
    let stage = Stage::new();
    for program in ["no-such-checker", "/no/such/checker"] {
        let settings = format!(
            "[check]\n[checkers.ruff]\nenabled = false\n[checkers.pyright]\nenabled = false\n[checkers.fake]\ncommand = [\"{program}\"]\nformat = \"sarif\"\n"
        );
        let output = stage.check(&Project::new().file("sutura.toml", settings)).output().ends_with(3);
        assert!(output.failure("fake").contains("could not be started"), "{}", output.failure("fake"));
        assert!(output.checker("fake")["hint"].as_str().is_some_and(|hint| hint.contains("PATH")));
    }
}

#[test]
fn an_interrupted_check_ends_with_130_and_takes_all_with_it() {
    for signal in [Signal::INT, Signal::TERM, Signal::HUP] {
        let stage = Stage::new();
        let settings =
            settings_with(&declares(stage.with_grandchild(&["ignore-terminate", "hang"]), "sarif"), "time_limit = 2", "time_limit = 60");
        let running = stage.check(&settings).start();
        let (checker, grandchild) = (pid_in(&stage.notes.at("checker")), pid_in(&stage.notes.at("grandchild")));
        assert!(is_alive(checker) && is_alive(grandchild));
        assert_eq!(stage.sutura.cached("mirrors").iter().filter(|path| path.is_dir()).count(), 1);
        running.signal(signal);
        running.output().ends_with(130).complains("interrupted");
        stage.assert_nobody_lives();
        assert!(stage.sutura.cached("mirrors").is_empty(), "{signal:?} left a mirror");
        let last = stage.project.events().pop().expect("a run has events");
        assert_eq!((&last["event"], &last["exit"]), (&"run_finished".into(), &130.into()), "{signal:?}: {last}");
        let run = stage.project.runs().pop().expect("there is a run");
        assert!(run.join("run.json").is_file() && run.join("run.md").is_file());
    }
}

#[test]
fn a_killed_check_takes_its_checker_with_it_and_the_next_one_works() {
    let stage = Stage::new();
    let settings = settings_with(&declares(stage.with_grandchild(&["hang"]), "sarif"), "time_limit = 2", "time_limit = 60");
    let running = stage.check(&settings).start();
    let (checker, grandchild) = (pid_in(&stage.notes.at("checker")), pid_in(&stage.notes.at("grandchild")));
    assert!(is_alive(checker) && is_alive(grandchild));
    running.signal(Signal::KILL);
    running.output().ends_with(137);
    stage.assert_nobody_lives();

    let events = stage.project.events();
    assert_eq!(events[0]["event"], "run_started");
    assert!(events.iter().all(|event| event["event"] != "run_finished"));
    let report = stage.sutura.run(["report", "--project"]).arg(stage.project.path()).output().ends_with(0);
    assert!(report.stdout.contains("did not come to its end"), "{}", report.stdout);

    assert_eq!(stage.checked(&["say", "fine\n"], "regex").ends_with(0).found(), [""; 0]);
}

#[test]
fn a_checker_sees_neither_keys_nor_standard_input() {
    let stage = Stage::new();
    let settings = Project::new().file(
        "sutura.toml",
        "[checkers.ruff]\nenabled = false\n[checkers.pyright]\nenabled = false\n[checkers.env]\ncommand = [\"sh\", \"-c\", \"env | sed 's/^/a.py:1: /'; cat | sed 's/^/a.py:2: /'; exit 1\"]\n\
         format = \"regex\"\npattern = '^(?P<file>[^:]+):(?P<line>\\d+): (?P<message>.*)$'\n",
    );
    let check = stage.check(&settings).variable("ANTHROPIC_API_KEY", "secret-1").variable("AWS_SESSION_TOKEN", "secret-2");
    let output = check.variable("HTTPS_PROXY", "http://user:secret-3@proxy").input("secret-4\n").output().ends_with(1);
    assert!(output.stdout.contains("PATH="), "the checker did tell its environment");
    assert!(!output.stdout.contains("secret-"), "{}", output.stdout);
}
