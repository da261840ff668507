//! `sutura session`: candidates are judged without being written, as the checkers' command lines would judge them, whatever the servers do.

use std::{collections::BTreeSet, fs, time::Duration};

use rustix::process::Signal;
use serde_json::{Value, json};
use sutura_testkit::{Output, Project, Sutura, fake_checker, is_alive, pid_in, wait_until};

use crate::{faulty_python, isolated, repository, shared, sound_python, sutura};

pub fn lines(requests: &[Value]) -> String {
    requests.iter().map(|request| format!("{request}\n")).collect()
}

/// The greeting and the answers of a session that was sent these lines.
#[track_caller]
fn talk(sutura: &Sutura, project: &Project, input: String) -> Vec<Value> {
    let output = sutura.run(["session"]).arg(project.path()).input(input).output().ends_with(0);
    answers(&output)
}

pub fn answers(output: &Output) -> Vec<Value> {
    output.stdout.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}"))).collect()
}

fn check(id: u32, edits: Value) -> Value {
    json!({ "id": id, "check": { "edits": edits } })
}

/// What decides about an error's identity, one line each.
fn told(errors: &Value) -> BTreeSet<String> {
    let errors = errors.as_array().unwrap_or_else(|| panic!("{errors} is no list"));
    let line = |error: &Value| {
        let place = format!("{}:{}:{}", error["file"], error["line"], error["column"]);
        format!("{place} {} {} {} {}", error["tool"], error["code"], error["message"], error["fingerprint"])
    };
    errors.iter().map(line).collect()
}

fn files(project: &Project) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut pending = vec![project.path().to_owned()];
    while let Some(folder) = pending.pop() {
        for entry in fs::read_dir(folder).expect("a folder of the project can be read").flatten() {
            match entry.path() {
                path if path.ends_with(".sutura") => {}
                path if path.is_dir() => pending.push(path),
                path => found.push((path.display().to_string(), fs::read(&path).expect("a file of the project can be read"))),
            }
        }
    }
    found.sort();
    found
}

#[test]
fn the_example_is_judged_as_its_command_lines_judge_it_before_and_after_each_edit() {
    let sutura = sutura();
    let source = repository().join("examples/orders-broken");
    let project = Project::copy_of(&source);
    let text = |path: &str| project.read(path);
    let api = "frontend/src/lib/format.ts";
    let edits = [
        json!({ "backend/app/seed.py": text("backend/app/seed.py").replace("def ", "def  ") + "\nx: int = 'é🦀' + undefined\n" }),
        json!({ "backend/app/database.py": text("backend/app/database.py").replace("Session", "Sezzion") }),
        json!({ "backend/app/customers/service.py": "def f(:\n" }),
        json!({ "backend/app/extra.py": "import os\nfrom app.database import nothing\n", "backend/app/main.py": text("backend/app/main.py") + "\nfrom app.extra import f\n" }),
        json!({ "backend/app/models.py": "" }),
        json!({ "frontend/vite.config.ts": "export default {};\n", api: text(api).replace("export", "") }),
        json!({ "frontend/vite.config.ts": "export default {};\n", api: text(api) + "\nexport const q: number = \"é🦀\"; undefinedName();\n" }),
        json!({ "frontend/vite.config.ts": "export default {};\n", "frontend/src/new.ts": "export const a = 1;\n", api: text(api) + "\nimport { a, b } from '../new';\n" }),
        json!({ "frontend/vite.config.ts": "export default {};\n", "frontend/src/lib/format.ts": "export const nothing: { a: { b: 1 } } = { a: { b: '2' } };\n" }),
        json!({ "frontend/vite.config.ts": "const broken = (;\n" }),
    ];
    let before = files(&project);
    let requests: Vec<Value> = edits
        .iter()
        .zip(1..)
        .flat_map(|(edits, id)| [check(id, edits.clone()), json!({ "accept": {} }), json!({ "revert": {} })])
        .collect();
    let answers = talk(&sutura, &project, lines(&requests));
    assert!(before == files(&project), "a session writes nothing into the project");
    assert_eq!(answers.len(), 1 + requests.len());

    let cold = |project: &Project| sutura.check(project.path()).arg("--fast").output().ends_with(1).json();
    let base = cold(&project);
    let greeting = &answers[0]["session"]["verdict"];
    assert_eq!(greeting["tree"], base["tree"]);
    // A syntax error makes the command line of tsc silent about every type; the session is silent about those of the broken file alone.
    let is_python = |line: &String| line.contains(".py\"") || line.contains(".py:");
    assert_eq!(
        told(&greeting["errors"]).into_iter().filter(is_python).collect::<Vec<_>>(),
        told(&base["diagnostics"]).into_iter().filter(is_python).collect::<Vec<_>>()
    );
    let known = told(&greeting["errors"]);
    for (index, edits) in edits.iter().enumerate() {
        let candidate = Project::copy_of(&source);
        for (path, text) in edits.as_object().expect("edits are an object") {
            candidate.write(path, text.as_str().expect("texts are strings"));
        }
        let expected = cold(&candidate);
        let verdict = &answers[1 + 3 * index]["verdict"];
        assert_eq!(verdict["tree"], expected["tree"], "{edits}");
        assert_eq!(verdict["failed"], json!([]), "{edits}");
        let mut found: BTreeSet<String> = known.difference(&told(&verdict["gone"])).cloned().collect();
        found.extend(told(&verdict["new"]));
        let expected: BTreeSet<String> = told(&expected["diagnostics"]);
        let is_broken = edits["frontend/vite.config.ts"].as_str().is_none_or(|text| text.contains("(;"));
        let comparable = |line: &&String| !is_broken || is_python(line);
        let (found, expected): (Vec<_>, Vec<_>) = (found.iter().filter(comparable).collect(), expected.iter().filter(comparable).collect());
        assert_eq!(found, expected, "{edits}");
        assert_eq!(answers[2 + 3 * index]["accepted"]["tree"], verdict["tree"]);
        assert_eq!(answers[3 + 3 * index]["reverted"]["tree"], greeting["tree"]);
    }
}

#[test]
fn what_is_no_request_is_told_and_the_session_goes_on() {
    let project = faulty_python();
    let outside = check(7, json!({ "../escape.py": "x = 1\n" }));
    let input = format!(
        "nonsense\n[1]\n{{\"id\": 5, \"fly\": {{}}}}\n{{\"id\": \"six\", \"check\": {{}}}}\n\n{outside}\n{}{}",
        lines(&[
            json!({ "id": 8, "accept": {} }),
            check(9, json!({ "/etc/x.py": "" })),
            check(10, json!({ "shop/node_modules/x.py": "" })),
            json!({ "id": 11, "repair": { "modle": true } }),
            json!({ "id": 12, "repair": { "model": true } }),
            check(16, json!({ "shop": "" })),
            json!({ "id": 17, "revert": { "tree": "other" } }),
            json!({ "id": 18, "close": true }),
        ]),
        lines(&[
            check(13, json!({ "shop/orders.py": "def order() -> int:\n    return 1\n" })),
            json!({ "id": 14, "close": {} }),
            json!({ "id": 15, "close": {} })
        ]),
    );
    let answers = talk(&sutura(), &project, input);
    let ids: Vec<Value> = answers[1..].iter().map(|answer| answer["id"].clone()).collect();
    assert_eq!(json!(ids), json!([null, null, 5, "six", 7, 8, 9, 10, 11, 12, 16, 17, 18, 13, 14]), "nothing is answered after `close`");
    for answer in &answers[1..14] {
        assert!(answer["error"]["message"].is_string() && answer["error"]["hint"].is_string(), "{answer}");
    }
    assert!(answers[10]["error"]["message"].to_string().contains("no model is set up"), "{}", answers[10]);
    assert!(answers[11]["error"]["message"].to_string().contains("shop is no place for a file"), "{}", answers[11]);
    assert_eq!(answers[14]["verdict"]["errors"], 0);
    assert_eq!(answers[14]["verdict"]["gone"].as_array().map(Vec::len), Some(2), "ruff and ty both told it");
    assert!(!project.path().with_file_name("escape.py").exists());
}

/// A `ruff` on a `PATH` of its own: its server does what `actions` say, all else is the real one's.
fn ruff_whose_server(actions: &[&str]) -> Project {
    let actions: Vec<String> = actions.iter().map(|action| format!("'{action}'")).collect();
    ruff_program(&format!("if [ \"$1\" = server ]; then exec '{}' {}; fi", fake_checker().display(), actions.join(" ")))
}

/// A `ruff` on a `PATH` of its own that does this first, and then what the real one does.
pub fn ruff_program(first: &str) -> Project {
    sutura().run(["tools", "install", "ruff"]).output().ends_with(0);
    let real = fs::read_dir(shared().join("tools")).expect("tools were installed").flatten().map(|entry| entry.path().join("bin/ruff"));
    let real = real.into_iter().find(|path| path.is_file()).expect("ruff was installed");
    Project::new().program("ruff", &format!("#!/bin/sh\n{first}\nexec '{}' \"$@\"\n", real.display()))
}

pub fn path_with(first: &Project) -> String {
    format!("{}:{}", first.path().display(), std::env::var("PATH").expect("the machine has a PATH"))
}

pub const RUFF_ALONE: &str = "[check]\ntime_limit = 3\n[checkers.ty]\nenabled = false\n[checkers.tsc]\nenabled = false\n";

/// What `ruff` alone says in a session whose server does what `actions` say: it is started once more, and then its command line takes over.
fn is_replaced(fault: &str, actions: &[&str], settings: &str) {
    let notes = Project::new();
    let mark = notes.at("started").display().to_string();
    let ruff = ruff_whose_server(&[&["mark", mark.as_str()], actions].concat());
    let project = faulty_python().file("sutura.toml", settings);
    let input = lines(&[check(1, json!({ "shop/orders.py": "import os\n" }))]);
    let run = isolated().run(["session", "--system-tools"]).arg(project.path()).variable("PATH", path_with(&ruff)).input(input);
    let answers = answers(&run.output().ends_with(0));
    assert_eq!(answers[0]["session"]["verdict"]["errors"][0]["code"], "F821", "{fault}: {}", answers[0]);
    assert_eq!(answers[1]["verdict"]["new"][0]["code"], "F401", "{fault}: {}", answers[1]);
    assert_eq!(answers[1]["verdict"]["gone"][0]["code"], "F821", "{fault}");
    assert_eq!(notes.read("started").lines().count(), 2, "{fault}: it is started again once");
    let [first, second] = &noted(&project)[..] else { panic!("{fault}: {:?}", noted(&project)) };
    assert!(first.contains(fault) && first.contains("started again"), "{first}");
    assert!(second.contains(fault) && second.contains("command line takes over"), "{second}");
}

/// The notes of its latest run.
fn noted(project: &Project) -> Vec<String> {
    project.events().iter().filter(|event| event["event"] == "note").map(|event| event["message"].to_string()).collect()
}

#[test]
fn a_server_that_dies_stalls_or_talks_nonsense_is_started_once_more_and_then_replaced_by_its_command_line() {
    is_replaced("ended", &["complain", "no room", "status", "3"], RUFF_ALONE);
    is_replaced("did not answer", &["hang"], RUFF_ALONE);
    is_replaced("unreadable", &["say", "Traceback (most recent call last):\n", "hang"], RUFF_ALONE);
    is_replaced("unreadable", &["say", "Content-Length: 2\r\n\r\n{}\n", "hang"], RUFF_ALONE);
}

#[test]
fn a_server_that_floods_is_started_once_more_and_then_replaced_by_its_command_line() {
    let patient = RUFF_ALONE.replace("= 3", "= 60");
    let message = r#"{"jsonrpc":"2.0","method":"chatter"}"#;
    let message = format!("Content-Length: {}\r\n\r\n{message}", message.len());
    is_replaced("far more than was asked for", &["repeat", &message], &patient);
    is_replaced("unreadable", &["say", "Content-Length: 99999999999\r\n\r\n", "flood"], &patient);
    is_replaced("unreadable", &["flood"], &patient);
    is_replaced("did not answer", &["flood-errors"], RUFF_ALONE);
}

#[test]
fn a_server_that_holds_too_much_memory_is_started_once_more_and_then_replaced_by_its_command_line() {
    let narrow = RUFF_ALONE.replace("time_limit = 3", "time_limit = 60\nsession_memory_mib = 64");
    is_replaced("held more than 64 MiB", &["hold", "128", "hang"], &narrow);
}

#[test]
fn a_server_that_ends_in_the_middle_leaves_verdicts_that_are_compared_by_its_command_line_on_both_sides() {
    sutura().run(["tools", "install", "ruff"]).output().ends_with(0);
    let real = fs::read_dir(shared().join("tools")).expect("tools were installed").flatten().map(|entry| entry.path().join("bin/ruff"));
    let real = real.into_iter().find(|path| path.is_file()).expect("ruff was installed").display().to_string();
    // The server ends as soon as it was sent more than it takes for the small project; the command line is silent about imports, which the server reports.
    let script = format!(
        "#!/bin/sh\nif [ \"$1\" = server ]; then dd bs=1 count=8000 2>/dev/null | '{real}' server; exit 0; fi\ncase \"$1\" in check) exec '{real}' \"$@\" --ignore F401;; esac\nexec '{real}' \"$@\"\n"
    );
    let ruff = Project::new().program("ruff", &script);
    let project = faulty_python().file("sutura.toml", RUFF_ALONE).file("shop/extra.py", "import os\n");
    let long =
        "# a long comment\n".repeat(1000) + "\n\ndef order() -> int:\n    return totl([1])\n\n\ndef other() -> int:\n    return nothing\n";
    let input = lines(&[check(1, json!({ "shop/prices.py": "x = 1\n" })), check(2, json!({ "shop/orders.py": long }))]);
    let run = isolated().run(["session", "--system-tools"]).arg(project.path()).variable("PATH", path_with(&ruff)).input(input);
    let answers = answers(&run.output().ends_with(0));
    assert_eq!(answers[0]["session"]["verdict"]["errors"].as_array().map(Vec::len), Some(2), "{}", answers[0]);
    assert_eq!((&answers[1]["verdict"]["new"], &answers[1]["verdict"]["gone"]), (&json!([]), &json!([])));
    let verdict = &answers[2]["verdict"];
    assert_eq!(verdict["gone"], json!([]), "that the command line is silent about an import is no repair of it");
    assert_eq!(verdict["new"].as_array().map(Vec::len), Some(1), "{verdict}");
    assert_eq!(verdict["new"][0]["code"], "F821");
    assert_eq!(noted(&project).len(), 2, "it was started again once, and then replaced");
}

#[test]
fn a_killed_session_takes_its_servers_with_it() {
    let notes = Project::new();
    let (own, theirs) = (notes.at("server").display().to_string(), notes.at("grandchild").display().to_string());
    let ruff = ruff_whose_server(&["pid", &own, "orphan", "pid", &theirs, "hang", ";", "hang"]);
    let project = sound_python().file("sutura.toml", RUFF_ALONE.replace("= 3", "= 60"));
    let sutura = isolated();
    let run =
        sutura.run(["session", "--system-tools"]).arg(project.path()).variable("PATH", path_with(&ruff)).within(Duration::from_secs(60));
    let running = run.start();
    let pids = [pid_in(&notes.at("server")), pid_in(&notes.at("grandchild"))];
    assert!(pids.into_iter().all(is_alive));
    running.signal(Signal::KILL);
    running.output().ends_with(137);
    assert!(wait_until(Duration::from_secs(3), || !pids.into_iter().any(is_alive)), "{pids:?}");
}
