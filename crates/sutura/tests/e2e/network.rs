//! Sutura talks to nobody: package managers do, and only for what is not there yet.

use std::time::Duration;

use rustix::process::Signal;
use sutura_testkit::{Listener, Project, Run, wait_until};

use crate::{faulty_python, isolated, sound_typescript, sutura};

/// A project of both sides, with a package on each.
fn project() -> Project {
    faulty_python()
        .file("requirements.txt", "idna==3.10\n")
        .file("shop/hosts.py", "import idna\n\nHOST: str = idna.encode(\"ä.example\").decode()\n")
        .file(
            "web/package.json",
            "{ \"name\": \"web\", \"private\": true, \"type\": \"module\", \"dependencies\": { \"csstype\": \"3.1.3\" } }\n",
        )
        .file("web/tsconfig.json", sound_typescript().read("tsconfig.json"))
        .file("web/src/style.ts", "import type { Property } from \"csstype\";\nexport const color: Property.Color = 7;\n")
}

const FAULTS: &[&str] =
    &["shop/orders.py:2 pyright reportUndefinedVariable", "shop/orders.py:2 ruff F821", "web/src/style.ts:2 tsc TS2322"];

/// Sends whatever a package manager or another program asks for to `listener`.
fn towards(run: Run, listener: &Listener) -> Run {
    let names = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"];
    let registries = ["NPM_CONFIG_REGISTRY", "PIP_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX_URL"];
    let run = names.iter().chain(&registries).fold(run, |run, name| run.variable(name, listener.url()));
    let impatient = [("PIP_RETRIES", "0"), ("UV_HTTP_RETRIES", "0"), ("NPM_CONFIG_FETCH_RETRIES", "0")];
    let run = impatient.iter().fold(run, |run, (name, value)| run.variable(name, value));
    ["PIP_FIND_LINKS", "UV_FIND_LINKS", "NO_PROXY", "no_proxy"].iter().fold(run, |run, name| run.without(name))
}

#[test]
fn a_check_that_has_everything_connects_to_nobody() {
    let (first, project) = (sutura(), project());
    assert_eq!(first.check(project.path()).output().ends_with(1).found(), FAULTS);

    // Verdicts are each test user's own, so the tools run again.
    let (second, listener) = (sutura(), Listener::new());
    let output = towards(second.check(project.path()), &listener).output().ends_with(1);
    assert_eq!(output.found(), FAULTS);
    assert_eq!(output.checkers(), ["structure . ran", "ruff . ran", "pyright . ran", "tsc web ran"]);
    let fast = towards(second.check(project.path()).arg("--fast"), &listener).output().ends_with(1);
    assert!(fast.checkers().contains(&"ty . ran".to_owned()), "{:?}", fast.checkers());
    assert_eq!(listener.count(), 0);
}

#[cfg(target_os = "linux")]
#[test]
fn a_check_that_has_everything_needs_no_network_at_all() {
    let (first, project) = (sutura(), project());
    first.check(project.path()).output().ends_with(1);
    let alone = ["unshare", "--map-root-user", "--net"];
    let second = sutura();
    let output = second.check(project.path()).through(&alone).output().ends_with(1);
    assert_eq!(output.found(), FAULTS);
    assert!(output.checkers().iter().all(|run| run.ends_with(" ran")), "{:?}", output.checkers());

    let (empty, python) = (isolated(), faulty_python().file("sutura.toml", "[checkers.pyright]\nenabled = false\n"));
    let output = empty.check(python.path()).variable("PIP_RETRIES", "0").without("PIP_FIND_LINKS").through(&alone).output().ends_with(3);
    assert!(
        output.failure("ruff").contains("could not be installed"),
        "without network nothing can be installed: {}",
        output.failure("ruff")
    );
}

#[test]
fn a_check_that_must_install_asks_the_users_registries_and_says_that_they_have_nothing() {
    let (sutura, project, listener) = (isolated(), project(), Listener::new());
    let output = towards(sutura.check(project.path()), &listener).output().ends_with(3);
    assert!(listener.count() > 0);
    for checker in ["ruff", "pyright", "tsc"] {
        let reason = output.failure(checker);
        assert!(reason.contains("could not"), "{checker}: {reason}");
    }
    assert_eq!(output.found(), [""; 0], "no list of false missing imports");
    assert!(sutura.cached("tools").iter().all(|path| path.extension().is_some_and(|ending| ending == "lock")), "nothing half-installed");
}

#[test]
fn an_install_that_is_interrupted_leaves_nothing_half_done() {
    let (sutura, project, listener) = (isolated(), project(), Listener::silent());
    let running = towards(sutura.check(project.path()), &listener).within(Duration::from_secs(60)).start();
    assert!(wait_until(Duration::from_secs(30), || listener.count() > 1), "the package managers asked nobody");
    assert!(sutura.cached("tools").iter().any(|path| path.is_dir()), "something is being installed");
    running.signal(Signal::INT);
    running.output().ends_with(130).complains("interrupted");
    let left = ["tools", "deps", "mirrors"].map(|name| sutura.cached(name).into_iter().filter(|path| path.is_dir()).count());
    assert_eq!(left, [0, 0, 0]);
}
