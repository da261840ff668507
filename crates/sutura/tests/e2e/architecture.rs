//! What must stay true of the sources themselves, absences too.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use crate::repository;

/// The modules of the engine: each imports only from those before it.
const ORDER: &[&str] = &[
    "diagnostic",
    "patch",
    "progress",
    "process",
    "network",
    "workspace",
    "imports",
    "settings",
    "report",
    "ledger",
    "writeback",
    "tools",
    "dependencies",
    "contract",
    "checkers",
    "models",
    "fixers",
    "repair",
];

/// Files of the sources below `folder` with this ending, relative to the top folder.
fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut pending = vec![repository().join(folder)];
    while let Some(folder) = pending.pop() {
        let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        for path in entries.flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                pending.push(path);
            } else if path.extension().is_some_and(|found| found == ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    assert!(!found.is_empty(), "{folder} has no .{ending} files");
    found
}

/// The text of a source without its tests, which may do as they like.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let end = text.find("#[cfg(test)]\nmod tests").unwrap_or(text.len());
    let lines = text[..end].lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.map(|line| format!("{line}\n")).collect()
}

/// The modules that a source names after `crate::`, alone or in braces.
fn imports(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(list) => {
                let mut depth = 0;
                for part in list.split_inclusive(['{', '}', ',']) {
                    if depth == 0 {
                        found.insert(name(part.trim_start()));
                    }
                    match part.chars().next_back() {
                        Some('{') => depth += 1,
                        Some('}') if depth == 0 => break,
                        Some('}') => depth -= 1,
                        _ => {}
                    }
                }
            }
            None => {
                found.insert(name(rest));
            }
        }
    }
    found.remove("");
    found
}

fn name(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// The engine's sources, each with its module.
fn engine() -> Vec<(String, PathBuf)> {
    let root = repository().join("crates/sutura-engine/src");
    let all = files("crates/sutura-engine/src", "rs").into_iter().map(|path| {
        let inside = path.strip_prefix(&root).expect("the file was found there").to_string_lossy().into_owned();
        (name(&inside), path)
    });
    all.filter(|(module, _)| module != "lib").collect()
}

#[test]
fn imports_are_read_from_every_form() {
    let code = "use crate::{\n    a::{b, c},\n    d,\n    e::{self, f},\n};\nuse crate::g::h;\nlet x = crate::i::j();\n";
    assert_eq!(imports(code).into_iter().collect::<Vec<_>>(), ["a", "d", "e", "g", "i"]);
}

#[test]
fn imports_inside_the_engine_run_one_way() {
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for (module, path) in engine() {
        let own = ORDER.iter().position(|known| *known == module).unwrap_or_else(|| panic!("{module} has no place in the order"));
        for import in imports(&code(&path)) {
            if import != module && !ORDER[..own].contains(&import.as_str()) {
                wrong.push(format!("{} imports {import}", path.display()));
            }
            seen.insert((module.clone(), import));
        }
    }
    assert_eq!(wrong, [""; 0]);
    assert!(seen.contains(&("checkers".to_owned(), "ledger".to_owned())), "imports are found at all");
}

#[test]
fn the_engine_neither_prints_nor_looks_at_the_environment_the_home_or_the_clock() {
    let forbidden = [
        "println!",
        "print!",
        "eprintln!",
        "eprint!",
        "dbg!",
        "io::stdout",
        "env::var",
        "env::vars",
        "env::home_dir",
        "env::current_dir",
        "Timestamp::now",
        "Zoned::now",
        "SystemTime::now",
        "home_dir(",
    ];
    let mut wrong = Vec::new();
    for (_, path) in engine() {
        let code = code(&path);
        wrong.extend(forbidden.iter().filter(|what| code.contains(**what)).map(|what| format!("{} has {what}", path.display())));
    }
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn programs_are_started_in_one_place() {
    let forbidden = ["std::process::Command", "tokio::process", "process::CommandExt", ".exec("];
    let starts = |path: &Path| {
        let code = code(path);
        let mut lists = code.split("use std::{").skip(1).filter_map(|rest| rest.split_once("};"));
        lists.any(|(list, _)| list.contains("Command")) || forbidden.iter().any(|what| code.contains(what))
    };
    let everywhere = files("crates/sutura/src", "rs").into_iter().chain(files("crates/sutura-engine/src", "rs"));
    let (inside, outside): (Vec<_>, Vec<_>) =
        everywhere.filter(|path| starts(path)).partition(|path| path.to_string_lossy().contains("/process/"));
    assert_eq!(outside, Vec::<PathBuf>::new());
    assert!(!inside.is_empty(), "the one place is found at all");
}

#[test]
fn no_shell_is_started() {
    for (_, path) in engine() {
        let code = code(&path);
        for shell in ["\"sh\"", "\"bash\"", "/bin/sh", "\"cmd\"", "cmd.exe", "powershell"] {
            assert!(!code.contains(shell), "{} has {shell}", path.display());
        }
    }
}

#[test]
fn no_source_has_more_than_600_lines() {
    let long: Vec<String> = files("crates", "rs")
        .into_iter()
        .filter(|path| !path.components().any(|part| part.as_os_str() == "tests"))
        .map(|path| (code(&path).lines().count(), path))
        .filter(|(lines, _)| *lines > 600)
        .map(|(lines, path)| format!("{} has {lines}", path.display()))
        .collect();
    assert_eq!(long, [""; 0]);
}

#[test]
fn only_models_and_the_sources_of_contracts_talk_to_the_network_with_one_client_and_one_tls_stack() {
    let lock = fs::read_to_string(repository().join("Cargo.lock")).expect("there is a Cargo.lock");
    let names: Vec<&str> = lock.lines().filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"')).collect();
    for one in ["aws-smithy-http-client", "hyper", "rustls"] {
        assert_eq!(names.iter().filter(|name| **name == one).count(), 1, "{one}");
    }
    let others = [
        "attohttpc",
        "aws-lc-sys",
        "awc",
        "curl",
        "curl-sys",
        "h3",
        "isahc",
        "minreq",
        "native-tls",
        "openssl",
        "openssl-sys",
        "quinn",
        "reqwest",
        "s2n-tls",
        "surf",
        "ureq",
    ];
    assert_eq!(others.into_iter().filter(|other| names.contains(other)).collect::<Vec<_>>(), [""; 0]);
    for (module, path) in engine().into_iter().filter(|(module, _)| module != "models" && module != "network") {
        let code = code(&path);
        for network in ["aws_", "hyper", "std::net", "tokio::net"] {
            assert!(!code.contains(network), "{module}: {} has {network}", path.display());
        }
    }
}

#[test]
fn the_kernel_of_linux_is_asked_for_a_sandbox_in_one_file() {
    let naming: Vec<PathBuf> = engine()
        .into_iter()
        .filter(|(_, path)| ["landlock::", "seccompiler::", "libc::"].iter().any(|name| code(path).contains(name)))
        .map(|(_, path)| path)
        .collect();
    assert!(matches!(&naming[..], [only] if only.ends_with("process/sandbox.rs")), "{naming:?}");
}

#[test]
fn the_testkit_is_no_part_of_the_program() {
    for manifest in files("crates", "toml").iter().filter(|path| path.ends_with("Cargo.toml")) {
        let text = fs::read_to_string(manifest).expect("a crate has a manifest");
        let dependencies = text.split("[dependencies]").nth(1).unwrap_or_default().split("\n[").next().unwrap_or_default();
        assert!(!dependencies.contains("sutura-testkit"), "{}", manifest.display());
    }
}

#[test]
fn every_public_format_is_documented() {
    let docs: String = files("docs", "md").iter().map(|path| fs::read_to_string(path).expect("a page can be read")).collect();
    let mut formats = BTreeSet::new();
    for (_, path) in engine() {
        let code = code(&path);
        let quoted = code.split('"').skip(1).step_by(2).filter(|text| text.starts_with("sutura.") && text.contains('/'));
        formats.extend(quoted.map(str::to_owned));
    }
    assert!(formats.contains("sutura.run/1"), "formats are found at all: {formats:?}");
    let silent: Vec<&String> = formats.iter().filter(|format| !docs.contains(format.as_str())).collect();
    assert_eq!(silent, Vec::<&String>::new());
    assert!(repository().join("docs/sutura.schema.json").is_file());
}
