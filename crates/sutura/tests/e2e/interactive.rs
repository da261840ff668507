//! `sutura repair --interactive` on a terminal.

use std::time::Duration;

use serde_json::json;
use sutura_testkit::{Output, Project};

use crate::sutura;

const FIRST: &str = "def now() -> float:\n    return time.time()\n";

/// With a line that would hide the ones above it.
const SECOND: &str = "# \u{1b}[7Anothing to see here\ndef later() -> float:\n    return time.time() + 1\n";

/// Gives the program a terminal and types the next of the answers whenever it asks. Its standard output stays ours; what the terminal shows is our standard error.
const TERMINAL: &str = r#"
import json, os, pty, sys
answers, output = [answer.encode() for answer in json.loads(sys.argv[1])], os.dup(1)
child, terminal = pty.fork()
if child == 0:
    os.dup2(output, 1)
    os.execv(sys.argv[2], sys.argv[2:])
shown, asked = b"", 0
while True:
    try:
        read = os.read(terminal, 65536)
    except OSError:
        break
    if not read:
        break
    shown += read
    if shown.count(b"[y/N] ") > asked:
        os.write(terminal, answers[asked])
        asked += 1
sys.stderr.buffer.write(shown)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"#;

fn shop() -> Project {
    let manifest = "[project]\nname = \"shop\"\nversion = \"0.1.0\"\nrequires-python = \">=3.12\"\ndependencies = []\n";
    Project::new().file("pyproject.toml", manifest).file("shop/__init__.py", "").file("shop/first.py", FIRST).file("shop/second.py", SECOND)
}

fn repair(project: &Project, answers: &str) -> Output {
    let run = sutura().run(["repair", "--fast", "--no-model", "--interactive", "--format", "json"]).arg(project.path());
    run.through(&["python3", "-c", TERMINAL, answers]).within(Duration::from_secs(120)).output()
}

#[test]
fn what_the_user_accepts_is_written_and_what_the_user_declines_is_not() {
    let project = shop();
    let output = repair(&project, r#"["yes\n", "n\n"]"#).ends_with(1);
    assert_eq!(project.read("shop/first.py"), format!("import time\n\n{FIRST}"));
    assert_eq!(project.read("shop/second.py"), SECOND);
    let report = output.json();
    assert_eq!((&report["written"], &report["after"]["by_file"]), (&json!(true), &json!({ "shop/second.py": 2 })), "{report:#}");
    assert!(output.stderr.contains("Keep the changes to shop/second.py?"), "{}", output.stderr);
}

#[test]
fn nothing_in_a_diff_steers_the_terminal_on_which_it_is_approved() {
    let output = repair(&shop(), r#"["Y\n", "y\n"]"#).ends_with(0);
    assert!(output.stderr.contains("# ␛[7Anothing to see") && !output.stderr.contains("\u{1b}[7A"), "{:?}", output.stderr);
    assert!(output.json()["patch"].as_str().is_some_and(|patch| patch.contains("\u{1b}[7A")), "a patch for programs is exact");
}

#[test]
fn who_interrupts_a_question_ends_the_run_and_nothing_is_written() {
    let project = shop();
    let output = repair(&project, r#"["y\n", "\u0003"]"#).ends_with(130);
    assert_eq!((output.stdout.as_str(), project.read("shop/first.py").as_str()), ("", FIRST));
    assert_eq!(project.events().last().expect("a run has events")["exit"], 130);
}

#[test]
fn no_answer_is_no() {
    let project = shop();
    let report = repair(&project, r#"["\u0004", "\u0004"]"#).ends_with(1).json();
    assert_eq!((&report["written"], project.read("shop/first.py").as_str()), (&json!(false), FIRST), "{report:#}");
}
