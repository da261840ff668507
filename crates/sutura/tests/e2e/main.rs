//! The program as its user meets it: real processes, real tools, real registries. What is missing on the machine fails a test; nothing is
//! skipped.
//!
//! Tools and dependencies are kept in the target folder, so that only the first run installs them.

mod architecture;
mod bad_input;
mod client;
mod contract_cases;
mod contract_diff;
mod contract_documents;
mod contract_hooks;
mod contract_tools;
mod drift;
mod drift_faults;
mod example;
mod formats;
mod hostile_model;
mod interactive;
mod ledger;
mod model_faults;
mod models;
mod network;
mod processes;
mod projects;
mod repair_example;
mod repair_kill;
mod repair_meanwhile;
mod security;
mod session;
mod session_repair;
mod stories;
mod types;
mod undo;

use std::path::{Path, PathBuf};

use sutura_testkit::{Project, Sutura, fake_checker};

const PROGRAM: &str = env!("CARGO_BIN_EXE_sutura");

/// Where the tools and dependencies of all tests are.
fn shared() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("e2e-cache")
}

/// The program with real tools and the user's home.
fn sutura() -> Sutura {
    Sutura::with_tools(PROGRAM, &shared())
}

/// The program with nothing at all.
fn isolated() -> Sutura {
    Sutura::isolated(PROGRAM)
}

/// The top folder of the sources.
fn repository() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// A folder with a `sutura.toml` for `--config` that declares one checker: the fake one, which does what `actions` say.
fn declares<T: AsRef<str>>(actions: impl IntoIterator<Item = T>, format: &str) -> Project {
    let mut command = vec![fake_checker().to_str().expect("the target folder has a plain name").to_owned()];
    command.extend(actions.into_iter().map(|action| action.as_ref().to_owned()));
    let pattern = if format == "regex" { "pattern = '^(?P<file>[^:]+):(?P<line>\\d+): (?P<message>.*)$'\n" } else { "" };
    let settings = format!(
        "[check]\ntime_limit = 2\n[checkers.ruff]\nenabled = false\n[checkers.pyright]\nenabled = false\n\
         [checkers.fake]\ncommand = {}\nformat = \"{format}\"\n{pattern}",
        serde_json::to_string(&command).expect("texts are JSON")
    );
    Project::new().file("sutura.toml", settings)
}

/// A Python project that has nothing wrong.
fn sound_python() -> Project {
    Project::new()
        .file("pyproject.toml", "[project]\nname = \"shop\"\nversion = \"0.1.0\"\nrequires-python = \">=3.12\"\n")
        .file("shop/__init__.py", "")
        .file("shop/prices.py", "def total(prices: list[int]) -> int:\n    return sum(prices)\n")
}

/// The same with one fault: `shop/orders.py:2` uses a name that nothing defines.
fn faulty_python() -> Project {
    sound_python().file("shop/orders.py", "def order() -> int:\n    return totl([1])\n")
}

/// A TypeScript project that has nothing wrong, and depends on nothing.
fn sound_typescript() -> Project {
    Project::new()
        .file("package.json", "{ \"name\": \"web\", \"private\": true, \"type\": \"module\" }\n")
        .file("tsconfig.json", "{ \"compilerOptions\": { \"strict\": true, \"noEmit\": true, \"types\": [] }, \"include\": [\"src\"] }\n")
        .file("src/prices.ts", "export const total = (prices: number[]): number => prices.length;\n")
}
