//! What a project, a machine or a user can get wrong: each has a clear message and its documented exit status.

use std::{ffi::OsStr, fs, os::unix::ffi::OsStrExt, time::Duration};

use serde_json::Value;
use sutura_testkit::{Output, Project, Run};

use crate::{declares, faulty_python, isolated, sound_python, sound_typescript, sutura};

/// The diagnostics of one code, as `file severity`.
fn told(output: &Output, code: &str) -> Vec<String> {
    let report = output.json();
    let all = report["diagnostics"].as_array().expect("a report has diagnostics").iter();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    all.filter(|found| found["code"] == code).map(|found| format!("{} {}", text(&found["file"]), text(&found["severity"]))).collect()
}

#[test]
fn a_path_that_holds_no_project_is_wrong_usage() {
    let project = Project::new().file("notes.md", "# Notes\n").folder("empty").file("docs/a.md", "");
    for (path, message) in [
        ("missing", "no such folder"),
        ("notes.md", "not a folder"),
        ("empty", "no Python or TypeScript project"),
        ("", "no Python or TypeScript project"),
    ] {
        let output = isolated().check(&project.at(path)).output().ends_with(2).complains(message).complains("hint: ");
        assert_eq!(output.stdout, "");
    }
    assert!(!project.at(".sutura").exists(), "nothing was written");
}

#[test]
fn wrong_arguments_are_wrong_usage() {
    let project = sound_python();
    isolated().run(["check", "--format", "xml"]).arg(project.path()).output().ends_with(2).complains("xml");
    isolated().run(["chekc"]).output().ends_with(2).complains("check");
    isolated().run(["report", "--since", "soon", "--project"]).arg(project.path()).output().ends_with(2).complains("14d");
    for usd in ["nan", "inf", "-1", "-inf", "much"] {
        isolated().run(["repair", "--max-usd", usd]).arg(project.path()).output().ends_with(2).complains("--max-usd");
    }
    isolated().check(project.path()).args(["--config", "/no/such.toml"]).output().ends_with(2).complains("/no/such.toml");
}

#[test]
fn settings_that_are_no_plain_file_are_refused_and_not_read() {
    use std::{os::unix::fs::symlink, path::Path, process::Command};
    let pipe = |path: &Path| assert!(Command::new("mkfifo").arg(path).status().expect("there is a mkfifo").success());
    type Case = (&'static str, fn(&Path));
    let cases: [Case; 5] = [
        ("links are not followed", |path| symlink("/dev/zero", path).expect("a link can be made")),
        ("links are not followed", |path| symlink("/etc/passwd", path).expect("a link can be made")),
        ("no regular file", pipe),
        ("no regular file", |path| fs::create_dir(path).expect("a folder can be made")),
        ("more than 1048576 bytes", |path| fs::File::create(path).and_then(|file| file.set_len(1 << 40)).expect("a file can have holes")),
    ];
    for (message, make) in cases {
        let project = sound_python();
        make(&project.at("sutura.toml"));
        let within = Duration::from_secs(20);
        isolated().check(project.path()).within(within).output().ends_with(2).complains("sutura.toml").complains(message);
        isolated().run(["trust"]).arg(project.path()).within(within).output().ends_with(2).complains(message);
        let told = isolated().run(["doctor"]).arg(project.path()).within(within).output().ends_with(3).stdout;
        assert!(told.contains(message), "{told}");
    }
}

#[test]
fn settings_that_cannot_be_used_are_refused_with_their_line() {
    for (settings, message) in [
        ("[check]\nfast = \n", "sutura.toml:2: "),
        ("[check]\nignor = []\n", "sutura.toml:2: unknown key `ignor`; did you mean `ignore`?"),
        ("[checkers.pyrihgt]\nenabled = false\n", "there is no checker `pyrihgt`; did you mean `pyright`?"),
        ("[check]\n\ntime_limit = 0\n", "sutura.toml:3: "),
        ("[checkers.x]\ncommand = [\"./x.sh\"]\nformat = \"sarif\"\n", "path into the project"),
    ] {
        let project = sound_python().file("sutura.toml", settings);
        isolated().check(project.path()).output().ends_with(2).complains(message);
        assert!(!project.at(".sutura").exists(), "nothing was written");
    }
    let project = sound_python().file("sutura.toml", b"[check]\n# caf\xe9\n");
    isolated().check(project.path()).output().ends_with(2).complains("sutura.toml");
    let project = sound_python().folder("sutura.toml");
    isolated().check(project.path()).output().ends_with(2).complains("sutura.toml");
}

#[test]
fn files_that_cannot_be_read_are_told_and_the_rest_is_checked() {
    let outside = Project::new().file("secret.py", "totl\n").file("folder/secret.py", "totl\n");
    let project = faulty_python()
        .link("shop/dangling.py", "nowhere.py")
        .link("shop/outside.py", outside.at("secret.py"))
        .link("shared", outside.at("folder"))
        .link("shop/round", "../shop")
        .folder("shop/folder.py");
    fs::write(project.path().join(OsStr::from_bytes(b"shop/caf\xe9.py")), "totl\n").expect("the file system takes any name");
    let output = sutura().check(project.path()).arg("--fast").output().ends_with(1);
    assert_eq!(told(&output, "unreadable-file"), ["shop/dangling.py error"]);
    assert_eq!(told(&output, "file-name-not-utf8"), ["shop/caf\u{fffd}.py error"]);
    assert_eq!(told(&output, "link-outside-root"), ["shared warning", "shop/outside.py warning"]);
    let mut rest = output.found();
    rest.retain(|found| !found.contains(" structure "));
    assert_eq!(rest, ["shop/orders.py:2 ruff F821", "shop/orders.py:2 ty unresolved-reference"]);
}

#[test]
fn a_pipe_with_the_name_of_a_source_does_not_stop_a_check() {
    let project = sound_python();
    let made = Run::of("mkfifo", [project.at("shop/pipe.py")]).output();
    assert_eq!(made.status, 0, "{}", made.stderr);
    sutura().check(project.path()).arg("--fast").within(Duration::from_secs(120)).output().ends_with(0);
}

#[test]
fn a_ledger_that_is_a_link_is_refused_and_nothing_is_written_through_it() {
    let elsewhere = Project::new();
    for link in [".sutura", ".sutura/runs"] {
        let project = sound_python().link(link, elsewhere.path());
        sutura().check(project.path()).arg("--fast").output().ends_with(3).complains("link").complains("hint: remove the link");
        let written = fs::read_dir(elsewhere.path()).expect("the folder is there").count();
        assert_eq!(written, 0, "{link}");
    }
    let project = sound_python().file(".sutura", "not a folder\n");
    sutura().check(project.path()).arg("--fast").output().ends_with(3).complains(".sutura");
    assert_eq!(project.read(".sutura"), "not a folder\n");
}

#[test]
fn line_ends_of_windows_and_a_byte_order_mark_move_no_place() {
    let text = "def f() -> int:\n    s = \"äöü😀\"; return totl(s)\n";
    let windows = format!("\u{feff}{}", text.replace('\n', "\r\n"));
    let project = sound_python().file("shop/plain.py", text).file("shop/windows.py", windows);
    let output = sutura().check(project.path()).arg("--fast").output().ends_with(1);
    let report = output.json();
    let place = |file: &str, tool: &str| {
        let mut all = report["diagnostics"].as_array().expect("a report has diagnostics").iter();
        let found = all.find(|found| found["file"] == file && found["tool"] == tool).unwrap_or_else(|| panic!("{tool} {file}: {report:#}"));
        (found["line"].as_u64().expect("a line"), found["column"].as_u64().expect("a column"))
    };
    for tool in ["ruff", "ty"] {
        assert_eq!(place("shop/plain.py", tool), (2, 24), "{tool}");
        assert_eq!(place("shop/windows.py", tool), (2, 24), "{tool}");
    }
}

#[test]
fn typescript_with_windows_line_ends_and_wide_characters_keeps_its_places() {
    let text = "export const f = (): number => {\n  const s = \"äöü😀\"; return totl(s);\n};\n";
    let windows = format!("\u{feff}{}", text.replace('\n', "\r\n"));
    let project = sound_typescript().file("src/plain.ts", text).file("src/windows.ts", windows);
    let output = sutura().check(project.path()).output().ends_with(1);
    let report = output.json();
    let places: Vec<String> = report["diagnostics"]
        .as_array()
        .expect("a report has diagnostics")
        .iter()
        .filter(|found| found["tool"] == "tsc")
        .map(|found| format!("{}:{}:{}", found["file"], found["line"], found["column"]).replace('"', ""))
        .collect();
    assert_eq!(places, ["src/plain.ts:2:28", "src/windows.ts:2:28"]);
}

#[test]
fn a_configuration_with_comments_is_read_as_typescript_reads_it() {
    let config = "\u{feff}// The compiler's own dialect.\n{ /* all */ \"compilerOptions\": { \"strict\": true, \"noEmit\": true, \"types\": [], }, \"include\": [\"src\"], }\n";
    let project = sound_typescript().file("tsconfig.json", config).file("src/orders.ts", "export const n: number = \"one\";\n");
    let output = sutura().check(project.path()).output().ends_with(1);
    assert_eq!(output.found(), ["src/orders.ts:1 tsc TS2322"]);
}

#[test]
fn a_broken_configuration_is_no_verdict() {
    for (config, reason) in [
        ("{ \"compilerOptions\": { \"strict\": true, \n", "tsconfig.json"),
        ("[]\n", "tsconfig.json"),
        ("{ \"compilerOptions\": { \"stritc\": true }, \"include\": [\"src\"] }\n", "TS5023"),
        ("{ \"extends\": \"../base.json\", \"include\": [\"src\"] }\n", "outside the checked folder"),
    ] {
        let project = sound_typescript().file("tsconfig.json", config);
        let output = sutura().check(project.path()).output().ends_with(3);
        assert!(output.failure("tsc").contains(reason), "{config}: {}", output.failure("tsc"));
        let people = sutura().run(["check"]).arg(project.path()).output().ends_with(3);
        assert!(!people.stdout.contains("No errors"), "{}", people.stdout);
    }
}

#[test]
fn a_broken_manifest_is_no_verdict_and_names_its_file() {
    let python = faulty_python().file("pyproject.toml", "[project]\nname =\n");
    let output = sutura().check(python.path()).arg("--fast").output().ends_with(3);
    assert!(output.failure("ty").starts_with("pyproject.toml:2: "), "{}", output.failure("ty"));
    assert!(output.found().contains(&"shop/orders.py:2 ruff F821".to_owned()), "a checker without need of packages has its verdict");
    let node = sound_typescript().file("package.json", "{ \"name\": ");
    let output = sutura().check(node.path()).output().ends_with(3);
    assert!(output.failure("tsc").starts_with("package.json: "), "{}", output.failure("tsc"));
}

#[test]
fn without_python_and_node_on_the_path_nothing_is_clean_and_the_hint_names_them() {
    let (nothing, python, typescript) = (Project::new(), sound_python(), sound_typescript());
    let python = isolated().check(python.path()).variable("PATH", nothing.path()).output().ends_with(3);
    for checker in ["ruff", "pyright"] {
        let run = python.checker(checker);
        assert_eq!(run["status"], "failed");
        assert!(run["reason"].as_str().is_some_and(|reason| reason.contains("is not on PATH")), "{run}");
        assert!(run["hint"].as_str().is_some_and(|hint| hint.contains("sutura doctor")), "{run}");
    }
    let node = isolated().check(typescript.path()).variable("PATH", nothing.path()).output().ends_with(3);
    assert!(node.failure("tsc").contains("npm is not on PATH"), "{}", node.failure("tsc"));
    let doctor = isolated().run(["doctor"]).arg(nothing.path()).variable("PATH", nothing.path()).output();
    assert!(doctor.stdout.contains("node") && doctor.stdout.contains("python"), "{}", doctor.stdout);
}

#[test]
fn a_cache_that_cannot_be_written_is_no_verdict_and_the_hint_names_it() {
    let place = Project::new().file("file", "");
    let cache = place.at("file/cache");
    let project = sound_python();
    let output = isolated().check(project.path()).variable("SUTURA_CACHE", &cache).output().ends_with(3);
    for checker in ["ruff", "pyright"] {
        let run = output.checker(checker);
        assert_eq!(run["status"], "failed");
        assert!(run["hint"].as_str().is_some_and(|hint| hint.contains("SUTURA_CACHE")), "{run}");
    }
    let settings = declares(["say", "fine\n"], "regex");
    let declared = isolated().check(project.path()).arg("--config").arg(settings.at("sutura.toml"));
    let output = declared.variable("SUTURA_CACHE", &cache).output().ends_with(3);
    assert!(output.failure("fake").contains("could not be written"), "{}", output.failure("fake"));
}

/// Mounts a file system of 256 KiB at the first argument, for the rest of the command line alone.
#[cfg(target_os = "linux")]
const ON_SMALL_DISK: &str = "mount -t tmpfs -o size=256k tmpfs \"$0\" && exec \"$@\"";

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_under_the_cache_is_no_verdict() {
    let cache = Project::new();
    let project = sound_python().file("shop/data.py", format!("DATA = \"{}\"\n", "x".repeat(1 << 20)));
    let settings = declares(["say", "fine\n"], "regex");
    let run = isolated().check(project.path()).arg("--config").arg(settings.at("sutura.toml")).variable("SUTURA_CACHE", cache.path());
    let small = cache.path().to_str().expect("a temporary folder has a plain name");
    let output = run.through(&["unshare", "--map-root-user", "--mount", "sh", "-c", ON_SMALL_DISK, small]).output().ends_with(3);
    assert!(output.failure("fake").contains("No space left"), "{}", output.failure("fake"));
    let hint = output.checker("fake")["hint"].to_string();
    assert!(hint.contains("SUTURA_CACHE"), "{hint}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_under_the_project_is_told_when_the_ledger_cannot_be_kept() {
    let place = Project::new();
    let settings = declares(["say", "fine\n"], "regex");
    let script = "mount -t tmpfs -o size=64k tmpfs \"$0\" && printf 'x = 1\\n' > \"$0/a.py\" && { head -c 1m /dev/zero > \"$0/fill\"; exec \"$@\"; }";
    let run = isolated().check(place.path()).arg("--config").arg(settings.at("sutura.toml"));
    let small = place.path().to_str().expect("a temporary folder has a plain name");
    run.through(&["unshare", "--map-root-user", "--mount", "sh", "-c", script, small]).output().ends_with(3).complains("No space left");
}

#[test]
fn a_source_of_50_mb_is_checked_with_the_rest() {
    let line = "# A comment that is as long as comments in generated data files tend to be, and then some more.\n";
    let project = faulty_python().file("shop/data.py", line.repeat((50 << 20) / line.len()) + "ROWS = 1\n");
    let output = sutura().check(project.path()).arg("--fast").within(Duration::from_secs(120)).output().ends_with(1);
    assert_eq!(output.found(), ["shop/orders.py:2 ruff F821", "shop/orders.py:2 ty unresolved-reference"]);
}

#[test]
fn a_hundred_thousand_files_are_checked() {
    let project = faulty_python().file("sutura.toml", "[checkers.pyright]\nenabled = false\n");
    for folder in 0..200 {
        fs::create_dir(project.at(&format!("shop/part{folder}"))).expect("a folder can be made");
        for file in 0..500 {
            fs::write(project.at(&format!("shop/part{folder}/m{file}.py")), "x = 1\n").expect("a file can be written");
        }
    }
    fs::write(project.at("shop/part199/m499.py"), "x = totl\n").expect("a file can be written");
    let output = sutura().check(project.path()).within(Duration::from_secs(240)).output().ends_with(1);
    assert_eq!(output.found(), ["shop/orders.py:2 ruff F821", "shop/part199/m499.py:1 ruff F821"]);
}
