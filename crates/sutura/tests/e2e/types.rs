//! `sutura types` and `sutura manifest`: where a contract comes from, and what becomes of a backend that has none.

use std::{fs, time::Duration};

use sutura_testkit::{Listener, Output, Project, Run, is_alive, pid_in, wait_until};

use crate::sutura;

/// A backend with one module that holds an application after what `code` does.
fn backend(code: &str) -> Project {
    let main = format!("from fastapi import FastAPI\n{code}\napp = FastAPI()\n");
    Project::new().file("backend/requirements.txt", "fastapi==0.115.6\n").file("backend/app/main.py", main)
}

fn types(project: &Project, arguments: &[&str]) -> Run {
    sutura().run(["types"]).args(arguments).inside(project.path())
}

/// What is said about a backend whose module does `code`, with the exit status.
fn complaint(code: &str) -> String {
    let project = backend(code);
    let before = project.files();
    let output = types(&project, &["backend"]).variable("SECRET_OF_THE_USER", "s3cr3t").within(Duration::from_secs(120)).output();
    assert_eq!(project.files(), before, "the project is as it was");
    said(&output)
}

fn said(output: &Output) -> String {
    let lines = output.stderr.lines().filter(|line| !line.ends_with('…'));
    format!("{}\n{}", output.status, lines.collect::<Vec<_>>().join("\n"))
}

/// Code that tries what a hostile application would, and raises what became of each.
fn attempts(tries: &[(&str, String)]) -> String {
    let tries: String = tries.iter().map(|(name, expression)| format!("attempt({name:?}, lambda: {expression})\n")).collect();
    format!(
        "import os, socket, subprocess\nresults = []\n\
         def attempt(name, do):\n    try:\n        do()\n        results.append(name + ' done')\n    \
         except OSError as error:\n        results.append(name + ' ' + type(error).__name__)\n\
         {tries}raise RuntimeError(', '.join(results))"
    )
}

#[test]
fn an_application_in_the_sandbox_reaches_no_network_no_file_of_the_user_and_no_other_process() {
    let outside = Project::new().file("id_rsa", "key").file("mine.txt", "x");
    let listener = Listener::new();
    let path = |name: &str| outside.at(name).display().to_string();
    let port = listener.url().rsplit(':').next().unwrap().to_owned();
    let tries = [
        ("tcp", format!("socket.create_connection(('127.0.0.1', {port}))")),
        ("udp", "socket.socket(socket.AF_INET, socket.SOCK_DGRAM)".to_owned()),
        ("unix", "socket.socket(socket.AF_UNIX)".to_owned()),
        ("read", format!("open({:?}).read()", path("id_rsa"))),
        ("list", format!("os.listdir({:?})", outside.path())),
        ("link", format!("(os.path.exists('l') or os.symlink({:?}, 'l'), open('l').read())", path("id_rsa"))),
        ("write", format!("open({:?}, 'w')", path("new.txt"))),
        ("remove", format!("os.remove({:?})", path("mine.txt"))),
        ("chmod", format!("os.chmod({:?}, 0o777)", path("id_rsa"))),
        ("touch", format!("os.utime({:?}, (0, 0))", path("id_rsa"))),
        ("parent", "open(f'/proc/{os.getppid()}/environ').read()".to_owned()),
        ("signal", "os.kill(os.getppid(), 0)".to_owned()),
        ("program", "subprocess.run(['/usr/bin/env'])".to_owned()),
    ];
    let code = attempts(&tries);
    let refused: Vec<String> = tries.iter().map(|(name, _)| format!("{name} PermissionError")).collect();
    let said = complaint(&code);
    assert!(said.contains(&refused.join(", ")), "{said}");
    assert!(said.starts_with("2\n") && said.contains("(backend/app/main.py:"), "{said}");
    assert_eq!(listener.count(), 0);
    assert_eq!(outside.files().len(), 2);

    // The same does happen to whoever imports the module by hand.
    let project = Project::new().file("main.py", &code);
    let by_hand = Run::of("/usr/bin/python3", ["main.py"]).inside(project.path()).output();
    let done: Vec<String> = tries.iter().map(|(name, _)| format!("{name} done")).collect();
    assert!(by_hand.stderr.contains(&done.join(", ")), "{}", by_hand.stderr);
    assert_eq!(listener.count(), 1);
}

#[test]
fn an_application_sees_no_variable_of_the_user_and_may_write_beside_itself() {
    let said = complaint("import os\nopen('data.db', 'w').write('x')\nraise RuntimeError(sorted(os.environ))");
    insta::assert_snapshot!(said);
}

#[test]
fn an_import_that_does_not_end_is_ended_with_all_that_it_started() {
    let project = backend(
        "import os, subprocess, sys, time\n\
         child = subprocess.Popen([sys.executable, '-c', 'import os, time; os.setsid(); time.sleep(600)'])\n\
         open('/dev/null', 'w')\nprint(child.pid, flush=True)\nopen('pid.txt', 'w').write(str(child.pid))\ntime.sleep(600)",
    )
    .file("sutura.toml", "[contract]\ntime_limit = 3\n");
    let running = sutura();
    let mirrors = running.cache().join("mirrors");
    let started = running.run(["types", "backend"]).inside(project.path()).start();
    let pid_file = || {
        let mirrors = fs::read_dir(&mirrors).into_iter().flatten().flatten();
        mirrors
            .map(|mirror| mirror.path().join("tree/backend/pid.txt"))
            .chain(
                fs::read_dir(running.cache().join("mirrors"))
                    .into_iter()
                    .flatten()
                    .flatten()
                    .map(|mirror| mirror.path().join("tree/pid.txt")),
            )
            .find(|path| fs::read_to_string(path).is_ok_and(|text| !text.is_empty()))
    };
    assert!(wait_until(Duration::from_secs(60), || pid_file().is_some()), "the application started its child");
    let pid = pid_in(&pid_file().unwrap());
    assert!(is_alive(pid));
    insta::assert_snapshot!(said(&started.output()));
    assert!(wait_until(Duration::from_secs(5), || !is_alive(pid)), "the grandchild was ended");
}

#[test]
fn an_import_that_prints_without_end_or_ends_the_interpreter_is_told() {
    insta::assert_snapshot!("floods", complaint("while True: print('x' * 100000)"));
    insta::assert_snapshot!("exits", complaint("import os, sys\nprint('bye', file=sys.stderr, flush=True)\nos._exit(0)"));
    insta::assert_snapshot!("exits_by_itself", complaint("raise SystemExit('configuration is missing')"));
}

#[test]
fn an_import_that_fails_is_told_with_the_last_place_of_the_project() {
    let failing = |code: &str, other: &str| {
        let project = backend(code).file("backend/app/db.py", other);
        said(&types(&project, &["backend"]).output())
    };
    insta::assert_snapshot!("raises", failing("from app.db import connect\nconnect()", "def connect():\n    int('x')\n"));
    insta::assert_snapshot!("lacks_a_package", failing("import app.db", "\nimport sqlalchemy.orm\n"));
    insta::assert_snapshot!("has_broken_syntax", failing("import app.db", "def f(:\n"));
}

#[test]
fn a_source_that_is_none_is_told_with_what_would_be_one() {
    let project = backend("")
        .file("empty/notes.py", "")
        .file("two/requirements.txt", "fastapi\n")
        .file("two/a/main.py", "from fastapi import FastAPI\napp = FastAPI()\n")
        .file("two/b/main.py", "from fastapi import FastAPI\napp = FastAPI()\n");
    let told = |arguments: &[&str]| {
        let output = types(&project, arguments).output();
        said(&output).replace(&project.path().canonicalize().unwrap().display().to_string(), "PROJECT")
    };
    let sources = ["nowhere", "empty", "two", "backend/app.other:app", "backend/app.main:server", "http://127.0.0.1:9/openapi.json", "-"];
    let all: String = sources.iter().map(|source| format!("$ sutura types {source}\n{}\n\n", told(&[source]))).collect();
    insta::assert_snapshot!(all);
    insta::assert_snapshot!("check_without_a_file", told(&["backend", "--check"]));
}
