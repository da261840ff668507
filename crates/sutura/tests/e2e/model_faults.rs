//! What a model may do wrong, on all four wires and through the real program: nothing breaks, nothing gets worse, and all is billed.

use std::{
    fs,
    net::TcpListener,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use serde_json::{Value, json};
use sutura_testkit::{
    Listener, Output, Project, Sutura,
    model::{Cut, ModelServer, Reply, Script, Stop, Wire},
};

use crate::sutura;

pub const FILE: &str = "shop/labels.py";

/// One fault in the third line, for which there is no fixer.
pub const FAULTY: &str = "def label(number: int) -> str:\n    \"\"\"What is printed on a parcel.\"\"\"\n    return number\n\n\n\
                      def shelf(number: int) -> str:\n    return \"shelf \" + str(number % 10)\n\n\n\
                      def room(number: int) -> str:\n    return \"room \" + str(number // 100)\n\n\n\
                      def is_express(number: int) -> bool:\n    return number > 9000\n";

const MENDED_LINE: &str = "    return str(number)\n";

pub fn mended() -> String {
    FAULTY.replace("    return number\n", MENDED_LINE)
}

pub fn shop() -> Project {
    let manifest = "[project]\nname = \"shop\"\nversion = \"0.1.0\"\nrequires-python = \">=3.12\"\ndependencies = []\n";
    Project::new().file("pyproject.toml", manifest).file("shop/__init__.py", "").file(FILE, FAULTY)
}

/// What every answer bills; errors bill nothing.
fn billed(reply: Reply) -> Reply {
    reply.usage(900, 100, 0, 40)
}

fn patch(old: &str, new: &str) -> Reply {
    billed(Reply::call("patch_file", json!({ "old_string": old, "new_string": new })))
}

pub fn good() -> Reply {
    patch("    return number\n", MENDED_LINE)
}

fn returns(expression: &str) -> Reply {
    patch("    return number\n", &format!("    return {expression}\n"))
}

fn write(content: &str) -> Reply {
    billed(Reply::call("write_file", json!({ "content": content })))
}

fn http_date(in_seconds: i64) -> String {
    let then = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(in_seconds);
    jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&then).expect("the year has four digits")
}

/// What a run comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Outcome {
    exit: i32,
    /// Calls that were answered, and so bill.
    answered: u64,
    /// Calls that were refused by the provider, and bill nothing.
    failed: u64,
    in_doubt: u64,
    /// Entries of `attempts`.
    attempts: usize,
}

const MENDED_AT_ONCE: Outcome = Outcome { exit: 0, answered: 1, failed: 0, in_doubt: 0, attempts: 1 };
const MENDED_AT_LAST: Outcome = Outcome { exit: 0, answered: 2, failed: 0, in_doubt: 0, attempts: 2 };
const LEFT: Outcome = Outcome { exit: 1, answered: 2, failed: 0, in_doubt: 0, attempts: 2 };
const IN_DOUBT: Outcome = Outcome { exit: 1, answered: 0, failed: 0, in_doubt: 1, attempts: 1 };
const UNREACHABLE: Outcome = Outcome { exit: 4, answered: 0, failed: 2, in_doubt: 0, attempts: 1 };

/// The fault, what the model says, further settings of the model and of all else, and what comes of it.
type Case = (&'static str, Script, &'static str, Outcome);

/// The replies that are wrong in passing or for good.
fn matrix() -> Vec<Case> {
    let twice = |reply: Reply| vec![reply.clone(), reply];
    let then_good = |reply: Reply| vec![reply, good()];
    let retried = Outcome { failed: 1, ..MENDED_AT_ONCE };
    let whole = |change: &str| write(&FAULTY.replace("    return number\n", change));
    vec![
        ("429 with seconds", then_good(Reply::status(429).header("retry-after", "0.1")), "", retried),
        ("429 with a date that is over", then_good(Reply::status(429).header("retry-after", &http_date(-60))), "", retried),
        ("429 with a date to come", then_good(Reply::status(429).header("retry-after", &http_date(1))), "", retried),
        ("429 with nonsense", then_good(Reply::status(429).header("retry-after", "soon")), "", retried),
        ("408", then_good(Reply::status(408).header("retry-after", "0")), "", retried),
        ("500", then_good(Reply::status(500).header("retry-after", "0")), "", retried),
        ("503", then_good(Reply::status(503).header("retry-after", "0")), "", retried),
        ("529", then_good(Reply::status(529).header("retry-after", "0")), "", retried),
        ("503 for good", twice(Reply::status(503).header("retry-after", "0")), "attempts = 2\n", UNREACHABLE),
        (
            "429 that asks for more time than there is",
            vec![Reply::status(429).header("retry-after", "3600")],
            "[repair.run]\nseconds = 20\n",
            Outcome { failed: 1, ..UNREACHABLE },
        ),
        ("429 that asks for a day", vec![Reply::status(429).header("retry-after", "86400")], "", Outcome { failed: 1, ..UNREACHABLE }),
        ("a key that is refused", vec![Reply::status(401)], "", Outcome { failed: 1, ..UNREACHABLE }),
        (
            "a redirect",
            vec![Reply::status(302).header("location", "http://127.0.0.1:9/elsewhere")],
            "",
            Outcome { failed: 1, ..UNREACHABLE },
        ),
        ("a time-out", vec![good().delay(Duration::from_millis(2500))], "time_limit = 1\n", IN_DOUBT),
        ("cut before the answer", vec![good().cut(Cut::Unanswered)], "", IN_DOUBT),
        ("cut in the middle of the answer", vec![good().cut(Cut::Midway)], "", IN_DOUBT),
        ("a portal's page", vec![Reply::body("<html>Please log in</html>")], "", IN_DOUBT),
        ("an empty body", vec![Reply::body("")], "", IN_DOUBT),
        ("JSON of another shape", vec![Reply::body("[[[]]]")], "", IN_DOUBT),
        ("cut by length", then_good(good().stop(Stop::Length)), "", MENDED_AT_LAST),
        ("cut by length again", twice(good().stop(Stop::Length)), "", LEFT),
        ("refusal", vec![billed(Reply::text("I will not.")).stop(Stop::Refusal)], "", Outcome { answered: 1, attempts: 1, ..LEFT }),
        ("prose", then_good(billed(Reply::text("You should return a string."))), "", MENDED_AT_LAST),
        ("prose again", twice(billed(Reply::text("You should return a string."))), "", LEFT),
        ("nothing said", then_good(billed(Reply::default())), "", MENDED_AT_LAST),
        ("broken arguments", then_good(billed(Reply::default().and_raw_call("patch_file", "{ \"old_string\": "))), "", MENDED_AT_LAST),
        (
            "arguments of another shape",
            then_good(billed(Reply::call("patch_file", json!({ "old_string": 7, "new_string": null })))),
            "",
            MENDED_AT_LAST,
        ),
        ("an unknown tool", then_good(billed(Reply::call("run_shell", json!({ "command": "rm -rf ." })))), "", MENDED_AT_LAST),
        ("an unknown tool again", twice(billed(Reply::call("run_shell", json!({ "command": "rm -rf ." })))), "", LEFT),
        ("an empty patch", then_good(patch("", "")), "", MENDED_AT_LAST),
        ("a patch of nothing by the same", then_good(patch("    return number\n", "    return number\n")), "", MENDED_AT_LAST),
        ("a patch that matches twice", then_good(patch("number: int", "number: str")), "", MENDED_AT_LAST),
        ("a patch that matches never", then_good(patch("return numero", "return str(number)")), "", MENDED_AT_LAST),
        ("a patch that matches never, again", twice(patch("return numero", "return str(number)")), "", LEFT),
        ("a rewrite of everything", then_good(write("def label(number: int) -> str:\n    return str(number)\n")), "", MENDED_AT_LAST),
        ("a rewrite of everything, again", vec![write("label = str\n"), write("")], "", LEFT),
        (
            "the rest unchanged",
            then_good(write("def label(number: int) -> str:\n    return str(number)\n\n# ... rest unchanged ...\n")),
            "",
            MENDED_AT_LAST,
        ),
        ("a syntax error", then_good(returns("str(number")), "", MENDED_AT_LAST),
        ("an ignored error", then_good(returns("number  # type: ignore")), "", MENDED_AT_LAST),
        ("an error that ty ignores", then_good(returns("number  # ty: ignore")), "", MENDED_AT_LAST),
        ("noqa", then_good(returns("number  # noqa")), "", MENDED_AT_LAST),
        ("any", then_good(whole("    from typing import Any\n    given: Any = number\n    return given\n")), "", MENDED_AT_LAST),
        ("a cast", then_good(whole("    from typing import Any, cast\n    return cast(Any, number)\n")), "", MENDED_AT_LAST),
        ("a file that is not checked", then_good(patch("def label(", "# pyright: ignore\n# type: ignore\ndef label(")), "", MENDED_AT_LAST),
        ("a deleted function", then_good(patch(&FAULTY[..FAULTY.find("def shelf").expect("it is there")], "")), "", MENDED_AT_LAST),
        ("a body that is no more", then_good(whole("    raise NotImplementedError\n")), "", MENDED_AT_LAST),
        ("two cheats", vec![returns("number  # type: ignore"), returns("number  # pyright: ignore")], "", LEFT),
        ("one wrong answer in place of another", vec![returns("[number]"), returns("(number,)")], "", LEFT),
        (
            "two wrong answers in turn without end",
            vec![returns("[number]"), returns("(number,)"), returns("[number]"), returns("(number,)")],
            "[repair]\nattempts = 9\n",
            Outcome { answered: 3, attempts: 3, ..LEFT },
        ),
        (
            "the same call twice in one answer",
            vec![good().and_call("patch_file", json!({ "old_string": "    return number\n", "new_string": MENDED_LINE }))],
            "",
            MENDED_AT_ONCE,
        ),
        ("a call with an odd name beside a good one", vec![good().and_call("../../etc/passwd", json!({}))], "", MENDED_AT_ONCE),
    ]
}

/// A project, a user, and a model that both know.
struct Scene {
    project: Project,
    settings: Project,
    sutura: Sutura,
    model: ModelServer,
}

impl Scene {
    fn new(wire: Wire, script: Script, further: &str) -> Self {
        let model = ModelServer::new(script);
        let settings = Project::new().file("sutura.toml", wire.settings(&model.url()) + further);
        Self { project: shop(), settings, sutura: sutura(), model }
    }

    fn repair(&self, arguments: &[&str]) -> Output {
        let config = self.settings.at("sutura.toml");
        let run = self.sutura.run(["repair", "--fast", "--format", "json"]).arg(self.project.path()).arg("--config").arg(config);
        run.args(arguments).key("sk-test-key").within(Duration::from_secs(120)).output()
    }

    /// What a run came to, by its report and by its events, which must agree, and by its books, which must be right.
    fn outcome(&self, output: &Output) -> Result<Outcome, String> {
        if output.stderr.contains("panicked") {
            return Err("it panicked".to_owned());
        }
        let report: Value = serde_json::from_str(&output.stdout).map_err(|error| format!("no report: {error}"))?;
        let count = |value: &Value| value.as_u64().unwrap_or(u64::MAX);
        let events = self.project.events();
        let calls: Vec<&Value> = events.iter().filter(|event| event["event"] == "model_called").collect();
        let of = |outcome: &str| calls.iter().filter(|call| call["outcome"] == outcome).count() as u64;
        let attempts = report["attempts"].as_array().map_or(usize::MAX, Vec::len);
        let came = Outcome {
            exit: output.status,
            answered: count(&report["cost"]["requests"]),
            failed: of("failed"),
            in_doubt: count(&report["cost"]["in_doubt"]),
            attempts,
        };
        let usage =
            json!({ "uncached": 900 * came.answered, "cache_read": 100 * came.answered, "cache_write": 0, "output": 40 * came.answered });
        let sum = |key: &str| calls.iter().map(|call| call[key].as_u64().unwrap_or_default()).sum::<u64>();
        let told = json!({ "uncached": sum("uncached_tokens"), "cache_read": sum("cache_read_tokens"), "cache_write": sum("cache_write_tokens"), "output": sum("output_tokens") });
        let tried = events.iter().filter(|event| event["event"] == "repair_attempt").count();
        let is_paid = report["cost"]["usd"].as_f64().is_some_and(|usd| (usd > 0.0) == (came.answered > 0));
        match () {
            () if report["usage"] != usage => Err(format!("the report bills {} in place of {usage}", report["usage"])),
            () if told != usage => Err(format!("the events bill {told} in place of {usage}")),
            () if of("answered") != came.answered => Err(format!("{} calls of the events were answered", of("answered"))),
            () if !is_paid => Err(format!("it cost {}", report["cost"])),
            () if tried != attempts => Err(format!("{tried} attempts are events")),
            () => Ok(came),
        }
    }

    /// What is wrong with what became of the project.
    fn harm(&self, exit: i32) -> Option<String> {
        let text = self.project.read(FILE);
        let expected = if exit == 0 { mended() } else { FAULTY.to_owned() };
        (text != expected).then(|| format!("the file is\n{text}"))
    }
}

/// One case on one wire; what went otherwise.
fn told(wire: Wire, (_, script, further, expected): &Case) -> Result<(), String> {
    let scene = Scene::new(wire, script.clone(), further);
    let came = runs(&scene, expected);
    let mut faults = scene.model.faults();
    // Nobody asks for the last answer of an alternation: that is what is proven.
    faults.retain(|fault| !(further.contains("attempts = 9") && fault.contains("reply 4 was never asked for")));
    came?;
    if faults.is_empty() { Ok(()) } else { Err(faults.join("\n")) }
}

/// Two runs on the same state of the project, of which the second buys nothing.
fn runs(scene: &Scene, expected: &Outcome) -> Result<(), String> {
    run(scene, expected).map_err(|what| format!("the first run: {what}"))?;
    // What a provider refused was not bought, and may be asked again.
    if expected.exit == 4 {
        return Ok(());
    }
    let asked = scene.model.asked().len();
    scene.project.write(FILE, FAULTY);
    run(scene, &Outcome { answered: 0, failed: 0, ..*expected }).map_err(|what| format!("the second run: {what}"))?;
    match scene.model.asked().len() - asked {
        0 => Ok(()),
        calls => Err(format!("the second run makes {calls} calls")),
    }
}

fn run(scene: &Scene, expected: &Outcome) -> Result<(), String> {
    let output = scene.repair(&[]);
    let came = scene.outcome(&output).and_then(|came| match scene.harm(came.exit) {
        _ if came != *expected => Err(format!("{came:?} in place of {expected:?}")),
        Some(harm) => Err(harm),
        None => Ok(()),
    });
    came.map_err(|what| format!("{what}\n{}{}", output.stdout, output.stderr))
}

#[test]
fn no_fault_of_a_model_breaks_the_program_or_the_project_and_each_is_billed_once() {
    let cases = matrix();
    let (next, wrong) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(case) = cases.get(at / Wire::ALL.len()) else { break };
                    let wire = Wire::ALL[at % Wire::ALL.len()];
                    if let Err(what) = told(wire, case) {
                        wrong.lock().expect("nobody panics with it").push(format!("── {} ({wire:?}): {what}", case.0));
                    }
                }
            });
        }
    });
    let wrong = wrong.into_inner().expect("nobody panics with it");
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len() * Wire::ALL.len(), wrong.join("\n"));
}

#[test]
fn a_call_in_doubt_is_repeated_when_the_user_says_so_and_then_it_is_in_doubt_no_more() {
    for wire in Wire::ALL {
        let scene = Scene::new(wire, vec![good().cut(Cut::Unanswered), good()], "");
        assert_eq!(scene.outcome(&scene.repair(&[])), Ok(IN_DOUBT), "{wire:?}");
        assert_eq!(scene.outcome(&scene.repair(&[])), Ok(IN_DOUBT), "{wire:?}");
        assert_eq!(scene.model.asked().len(), 1, "{wire:?}");
        assert_eq!(scene.outcome(&scene.repair(&["--ask-again"])), Ok(MENDED_AT_ONCE), "{wire:?}");
        assert_eq!(scene.project.read(FILE), mended(), "{wire:?}");
    }
}

#[test]
fn nobody_listening_is_told_and_bought_nothing() {
    let port = TcpListener::bind("127.0.0.1:0").expect("a local port is free").local_addr().expect("it is bound").port();
    for wire in Wire::ALL {
        let scene = Scene::new(wire, Vec::new(), "");
        scene.settings.write("sutura.toml", wire.settings(&format!("http://127.0.0.1:{port}")) + "attempts = 1\n");
        let output = scene.repair(&[]).ends_with(4);
        assert_eq!(scene.outcome(&output), Ok(Outcome { exit: 4, failed: 1, attempts: 1, ..Outcome::default() }), "{wire:?}");
        let stopped = output.json()["cost"]["stopped"].to_string();
        assert!(stopped.contains("could not be reached"), "{wire:?}: {stopped}");
    }
}

#[test]
fn settings_of_the_project_lead_nowhere_until_they_are_trusted() {
    for wire in Wire::ALL {
        let listener = Listener::new();
        let project = shop().file("sutura.toml", wire.settings(&listener.url()) + "attempts = 1\n");
        let sutura = sutura();
        let repair = || sutura.run(["repair", "--fast"]).arg(project.path()).key("sk-test-key").output();
        repair().ends_with(2).complains("trust");
        assert_eq!((listener.count(), project.read(FILE).as_str()), (0, FAULTY), "{wire:?}");
        sutura.run(["trust"]).arg(project.path()).output().ends_with(0);
        repair().ends_with(4);
        assert_eq!(listener.count(), 1, "{wire:?}: what is trusted does lead there");
    }
}

#[test]
fn a_program_that_the_project_names_runs_when_it_is_trusted_and_not_before() {
    let marks = Project::new();
    let program = marks.path().join("model");
    let marks = marks.program("model", &format!("#!/bin/sh\necho here >> '{}'\n", program.with_file_name("mark").display()));
    let project = shop().file("sutura.toml", format!("[model]\nprovider = \"command\"\ncommand = [\"{}\"]\n", program.display()));
    let sutura = sutura();
    let repair = || sutura.run(["repair", "--fast"]).arg(project.path()).output();
    repair().ends_with(2).complains("trust");
    assert!(!marks.at("mark").exists());
    sutura.run(["trust"]).arg(project.path()).output().ends_with(0);
    repair().ends_with(1);
    assert_eq!(
        fs::read_to_string(marks.at("mark")).ok().as_deref(),
        Some("here\n"),
        "a program that says nothing is in doubt, and runs once"
    );
}

#[test]
fn no_call_begins_that_could_break_a_budget() {
    let two_files = |scene: &Scene| scene.project.write("shop/parcels.py", FAULTY.replace("label", "parcel"));
    for wire in Wire::ALL {
        let nothing = Outcome { exit: 4, attempts: 1, ..Outcome::default() };
        for (limits, arguments, expected, says) in [
            ("", &["--max-usd", "0.0001"][..], nothing, "next call may cost"),
            ("[repair.run]\nusd = 0.0001\n", &[], nothing, "next call may cost"),
            ("[repair.run]\ntokens = 100\n", &[], nothing, "next call may need"),
            ("[repair.run]\nrequests = 0\n", &[], nothing, "0 calls were made"),
            ("[repair.run]\nseconds = 0\n", &[], nothing, "time of the run is over"),
            ("[repair.file]\nusd = 0.0001\n", &[], nothing, "next call may cost"),
            ("[repair.file]\ntokens = 100\n", &[], nothing, "next call may need"),
            ("[repair.file]\nrequests = 0\n", &[], nothing, "0 calls were made"),
            ("[repair.file]\nseconds = 0\n", &[], nothing, "time of shop/labels.py is over"),
        ] {
            let scene = Scene::new(wire, Vec::new(), limits);
            let output = scene.repair(arguments);
            assert_eq!(scene.outcome(&output), Ok(expected), "{wire:?} {limits}{arguments:?}\n{}", output.stdout);
            assert!(output.stdout.contains(says), "{wire:?} {limits}{arguments:?}\n{}", output.stdout);
            assert_eq!(scene.project.read(FILE), FAULTY);
        }
        // What one request buys is kept, and the second file is not asked about.
        let scene = Scene::new(wire, vec![good().when(FILE)], "[repair]\nconcurrency = 1\n[repair.run]\nrequests = 1\n");
        two_files(&scene);
        let output = scene.repair(&[]).ends_with(4);
        assert_eq!(
            (scene.outcome(&output), scene.project.read(FILE)),
            (Ok(Outcome { exit: 4, answered: 1, attempts: 2, ..Outcome::default() }), mended()),
            "{wire:?}"
        );
        // The budget of a file ends the file alone.
        let wrong = patch("    return number\n", "    return [number]\n").when(FILE);
        let right = good().when("shop/parcels.py");
        let scene = Scene::new(wire, vec![right, wrong], "[repair]\nconcurrency = 1\n[repair.file]\nrequests = 1\n");
        two_files(&scene);
        let output = scene.repair(&[]).ends_with(4);
        assert!(scene.project.read("shop/parcels.py").contains(MENDED_LINE), "{wire:?}\n{}", output.stdout);
        assert_eq!((scene.project.read(FILE).as_str(), scene.model.asked().len()), (FAULTY, 2), "{wire:?}");
    }
}
