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
    let said = format!("{}\n{}", output.status, lines.collect::<Vec<_>>().join("\n"));
    // Whichever Python the machine has.
    let without =
        |said: String, minor: u32| said.replace(&format!("python3.{minor}"), "python3").replace(&format!("Python 3.{minor},"), "Python 3,");
    (8..20).rev().fold(said, without)
}

/// Code that tries what a hostile application would, and raises what became of each.
fn attempts(tries: &[(&str, String)]) -> String {
    let tries: String = tries.iter().map(|(name, expression)| format!("attempt({name:?}, lambda: {expression})\n")).collect();
    format!(
        "import fcntl, os, socket, subprocess\nresults = []\n\
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
        ("datagram", "socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)".to_owned()),
        ("read", format!("open({:?}).read()", path("id_rsa"))),
        ("list", format!("os.listdir({:?})", outside.path())),
        ("link", format!("(os.path.exists('l') or os.symlink({:?}, 'l'), open('l').read())", path("id_rsa"))),
        ("write", format!("open({:?}, 'w')", path("new.txt"))),
        ("remove", format!("os.remove({:?})", path("mine.txt"))),
        ("chmod", format!("os.chmod({:?}, 0o777)", path("id_rsa"))),
        ("touch", format!("os.utime({:?}, (0, 0))", path("id_rsa"))),
        ("parent", "open(f'/proc/{os.getppid()}/environ').read()".to_owned()),
        ("signal", "os.kill(os.getppid(), 0)".to_owned()),
        ("owner", "fcntl.fcntl(1, fcntl.F_SETOWN, os.getppid())".to_owned()),
        ("processor", "os.sched_setaffinity(os.getppid(), os.sched_getaffinity(0))".to_owned()),
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
         open('pid.txt', 'w').write(str(child.pid))\ntime.sleep(600)",
    )
    .file("sutura.toml", "[contract]\ntime_limit = 20\n");
    let sutura = sutura();
    let mirrors = sutura.cache().join("mirrors");
    let started = sutura.run(["types", "backend"]).inside(project.path()).start();
    let pid_file = || {
        let mirrors = fs::read_dir(&mirrors).into_iter().flatten().flatten().map(|mirror| mirror.path().join("tree/pid.txt"));
        mirrors.into_iter().find(|path| fs::read_to_string(path).is_ok_and(|text| !text.is_empty()))
    };
    assert!(wait_until(Duration::from_secs(60), || pid_file().is_some()), "the application started its child");
    let pid = pid_in(&pid_file().unwrap());
    assert!(is_alive(pid));
    insta::assert_snapshot!(said(&started.output()));
    assert!(wait_until(Duration::from_secs(5), || !is_alive(pid)), "the grandchild was ended");
}

#[test]
fn a_process_that_leaves_its_session_does_not_outlive_an_import_that_ended_well() {
    let code = "import os, time\nfrom fastapi import FastAPI\nread, write = os.pipe()\n\
                if os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n        os.write(write, str(os.getpid()).encode())\n        \
                time.sleep(600)\n    os._exit(0)\n\
                app = FastAPI(title='pid ' + os.read(read, 20).decode())\n";
    let project = Project::new().file("requirements.txt", "fastapi==0.115.6\n").file("main.py", code);
    let text = types(&project, &["."]).output().ends_with(0).stdout;
    let pid = text.split("pid ").nth(1).and_then(|rest| rest.split(' ').next()).and_then(|pid| pid.parse().ok());
    assert!(!is_alive(pid.expect("the title has the process id")), "{text}");
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
    insta::assert_snapshot!("has_broken_syntax", failing("import app.db", "total = = 1\n"));
    let newer = backend("match = = 1").file("backend/.python-version", "3.99\n");
    types(&newer, &["backend"]).output().ends_with(2).complains("hint: It was imported with Python 3.").complains(", and may need 3.99.");
    let document = "from app.db import described\nFastAPI.openapi = described";
    insta::assert_snapshot!("has_no_document", failing(document, "def described(app):\n    return {}['x']\n"));
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

const ORDERS: &str = "from enum import Enum\nfrom fastapi import FastAPI\nfrom pydantic import BaseModel\n\n\
    class Status(Enum):\n    OPEN = 'open'\n    PAID = 'paid'\n\n\
    class Order(BaseModel):\n    id: int\n    status: Status = Status.OPEN\n    note: str | None = None\n\n\
    app = FastAPI(title='Shop', version='1.2.0')\n\n\
    @app.get('/orders', tags=['orders'], response_model_exclude_none=True)\ndef list_orders() -> list[Order]: ...\n\n\
    @app.post('/orders', tags=['orders'])\ndef create_order(order: Order) -> Order: ...\n";

fn shop() -> Project {
    Project::new().file("backend/requirements.txt", "fastapi==0.115.6\n").file("backend/app/main.py", ORDERS).folder("frontend/src")
}

#[test]
fn a_backend_gives_a_file_which_is_told_when_it_is_stale_and_written_only_where_it_changes() {
    let project = shop().file("sutura.toml", "[contract]\nsource = \"backend\"\ntypes = \"frontend/src/api_types.ts\"\n");
    let sutura = sutura();
    let types = |arguments: &[&str]| sutura.run(["types"]).args(arguments).inside(project.path()).output();
    let missing = types(&["--check"]).ends_with(1).complains("frontend/src/api_types.ts is missing");
    assert!(missing.stdout.starts_with("--- /dev/null\n+++ b/frontend/src/api_types.ts\n"), "{}", missing.stdout);
    assert!(!project.at("frontend/src/api_types.ts").exists());

    let written = types(&[]).ends_with(0).complains("note: wrote frontend/src/api_types.ts");
    assert!(!written.stderr.contains("Importing"), "what was imported for the first run is known: {}", written.stderr);
    let text = project.read("frontend/src/api_types.ts");
    for part in ["from Shop 1.2.0", "OPEN: \"open\"", "export interface Order {", "orders"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!types(&[]).ends_with(0).stderr.contains("wrote"));
    assert_eq!(types(&["--check"]).ends_with(0).stdout, "");
    assert_eq!(types(&["backend/app.main:app", "-o", "-"]).ends_with(0).stdout, text);

    project.write("backend/app/main.py", ORDERS.replace("    id: int\n", "    id: int\n    price: float\n"));
    let stale = types(&["--check"]).ends_with(1).complains("is not what the backend gives now");
    assert!(stale.stdout.contains("+  price: number;"), "{}", stale.stdout);
    assert_eq!(project.read("frontend/src/api_types.ts"), text);
}

#[test]
fn a_manifest_gives_the_same_types_as_the_backend_that_it_was_written_from() {
    let project = shop();
    let sutura = sutura();
    let run = |arguments: &[&str]| sutura.run(arguments).inside(project.path()).output().ends_with(0).stdout;
    run(&["manifest", "backend", "-o", "api_manifest.json"]);
    assert!(project.read("api_manifest.json").contains("\"sutura.manifest/1\""));
    assert_eq!(run(&["types", "api_manifest.json"]), run(&["types", "backend"]));
    assert_eq!(
        sutura.run(["types", "-"]).input(project.read("api_manifest.json")).output().ends_with(0).stdout,
        run(&["types", "backend"])
    );
    assert_eq!(run(&["manifest", "api_manifest.json"]), project.read("api_manifest.json"));
}

#[test]
#[cfg(unix)]
fn what_is_no_file_is_written_to_and_not_replaced() {
    let project = Project::new().file("openapi.json", r#"{"openapi": "3.1.0", "info": {"title": "Shop", "version": "1"}, "paths": {}}"#);
    let printed = types(&project, &["openapi.json"]).output().ends_with(0).stdout;
    assert_eq!(types(&project, &["openapi.json", "-o", "/dev/stdout"]).output().ends_with(0).stdout, printed);
    types(&project, &["openapi.json", "-o", "/dev/null"]).output().ends_with(0);
}

/// A server on this machine with these answers, by path.
fn server(answers: &'static [(&str, &str, &str)]) -> String {
    use std::io::{Read, Write};
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a port is free");
    let url = format!("http://{}", listener.local_addr().expect("it is bound"));
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut asked = [0; 4096];
            let read = stream.read(&mut asked).unwrap_or(0);
            let line = String::from_utf8_lossy(&asked[..read]).lines().next().unwrap_or_default().to_owned();
            let path = line.split(' ').nth(1).unwrap_or_default();
            let (status, body) =
                answers.iter().find(|(known, ..)| *known == path).map_or(("404 Not Found", ""), |(_, status, body)| (*status, *body));
            let head = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
            let _ = stream.write_all((head + body).as_bytes());
        }
    });
    url
}

const DOCUMENT: &str = r#"{"openapi":"3.1.0","info":{"title":"T","version":"1"},"paths":{"/items":{"get":{"operationId":"list_items","tags":["items"],"responses":{"204":{"description":"none"}}}}}}"#;

#[test]
fn a_server_is_asked_for_its_document_wherever_it_has_it() {
    let url = server(&[
        ("/", "200 OK", r#"{"message":"hello"}"#),
        ("/openapi.json", "200 OK", DOCUMENT),
        ("/moved", "307 Temporary Redirect\r\nlocation: /openapi.json", ""),
        ("/around", "302 Found\r\nlocation: around", ""),
        ("/v2/openapi.json", "200 OK", DOCUMENT),
        ("/broken/openapi.json", "200 OK", "{\"openapi\": \"3.1.0\",\n  oops}"),
    ]);
    let sutura = crate::isolated();
    let types = |path: &str| sutura.run(["types", &format!("{url}{path}")]).output();
    let text = types("/openapi.json").ends_with(0).stdout;
    assert!(text.contains("items"));
    for path in ["", "/", "/moved", "/v2", "/v2/"] {
        assert_eq!(types(path).ends_with(0).stdout, text, "{path}");
    }
    let told: String = ["/nothing", "/around", "/broken/openapi.json"].iter().map(|path| said(&types(path)) + "\n\n").collect();
    insta::assert_snapshot!(told.replace(&url, "URL"));
}

#[test]
fn what_the_environment_lacks_gets_a_placeholder_and_tables_are_not_made() {
    let code = "import os\nfrom pydantic_settings import BaseSettings\nfrom sqlalchemy import MetaData, create_engine\n\
                class Settings(BaseSettings):\n    secret_key: str\n    pool_size: int\n\
                settings = Settings()\nassert settings.pool_size == 1\ntoken = os.environ['SMTP_TOKEN']\n\
                MetaData().create_all(create_engine('sqlite:////nowhere/shop.db'))\n";
    let project = Project::new()
        .file("backend/requirements.txt", "fastapi==0.115.6\npydantic-settings\nsqlalchemy\n")
        .file("backend/app/main.py", format!("{code}{ORDERS}app.mount('/admin', FastAPI())\n"));
    let output = types(&project, &["backend"]).output().ends_with(0);
    insta::assert_snapshot!(said(&output));

    let given = project.file("sutura.toml", "[contract.env]\nSECRET_KEY = \"x\"\nPOOL_SIZE = \"two\"\nSMTP_TOKEN = \"y\"\n");
    types(&given, &["backend"]).output().ends_with(2).complains("pool_size").complains("(backend/app/main.py:7)");
}
