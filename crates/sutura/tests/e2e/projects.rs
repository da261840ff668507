//! Which projects there are, and what they depend on, as the real tools and registries see it.

use serde_json::{Value, json};
use sutura_testkit::{Output, Project, Sutura};

use crate::{PROGRAM, shared, sound_python, sound_typescript, sutura};

/// The event that tells what was resolved for one ecosystem in the latest run.
fn resolved(project: &Project, ecosystem: &str) -> Value {
    let events = project.events();
    let mut found = events.iter().filter(|event| event["event"] == "dependencies_resolved" && event["ecosystem"] == ecosystem);
    found.next().unwrap_or_else(|| panic!("nothing was resolved for {ecosystem}: {events:#?}")).clone()
}

fn pyproject(requires: &str, dependencies: &[&str]) -> String {
    format!("[project]\nname = \"app\"\nversion = \"0.1.0\"\nrequires-python = \"{requires}\"\ndependencies = {dependencies:?}\n")
}

fn package(name: &str, rest: Value) -> String {
    let mut manifest = json!({ "name": name, "private": true, "type": "module" });
    for (key, value) in rest.as_object().expect("the rest is an object") {
        manifest[key] = value.clone();
    }
    manifest.to_string()
}

const TSCONFIG: &str = "{ \"compilerOptions\": { \"strict\": true, \"noEmit\": true, \"types\": [], \"module\": \"esnext\", \"moduleResolution\": \"bundler\" }, \"include\": [\"src\"] }\n";

#[test]
fn a_project_is_checked_for_its_own_python_also_where_that_is_not_installed() {
    let source = "from string.templatelib import Template\n\n\ndef greeting(name: str) -> Template:\n    return t\"Hello {name}\"\n";
    let newer = Project::new().file("pyproject.toml", pyproject(">=3.14", &[])).file("app/text.py", source);
    assert_eq!(sutura().check(newer.path()).output().ends_with(0).found(), [""; 0]);
    let older = Project::new().file("pyproject.toml", pyproject(">=3.11", &[])).file("app/text.py", source);
    let found = sutura().check(older.path()).output().ends_with(1).found();
    for fault in ["app/text.py:1 pyright reportMissingImports", "app/text.py:5 ruff invalid-syntax"] {
        assert!(found.iter().any(|line| line == fault), "no {fault:?} in {found:?}");
    }
    let pinned =
        Project::new().file(".python-version", "3.14\n").file("pyproject.toml", pyproject(">=3.11", &[])).file("app/text.py", source);
    assert_eq!(sutura().check(pinned.path()).output().ends_with(0).found(), [""; 0]);
}

#[test]
fn a_lock_file_decides_which_version_is_installed() {
    let source = "import idna\n\nHOST: str = idna.encode(\"a.example\")\n";
    let lock = "version = 1\nrequires-python = \">=3.12\"\n\n[[package]]\nname = \"idna\"\nversion = \"3.6\"\nsource = { registry = \"https://pypi.org/simple\" }\n";
    let locked =
        Project::new().file("pyproject.toml", pyproject(">=3.12", &["idna>=3"])).file("app/hosts.py", source).file("uv.lock", lock);
    let found = sutura().check(locked.path()).output().ends_with(1).found();
    assert_eq!(found, ["app/hosts.py:3 pyright reportAssignmentType"], "the package's own types are known");
    assert_eq!(resolved(&locked, "python")["packages"], json!({ "idna": "3.6" }));

    let free = Project::new().file("pyproject.toml", pyproject(">=3.12", &["idna>=3"])).file("app/hosts.py", source);
    sutura().check(free.path()).arg("--fast").output().ends_with(1);
    assert_ne!(resolved(&free, "python")["packages"]["idna"], "3.6");
}

#[test]
fn an_environment_of_the_project_is_read_as_it_is_and_nothing_is_installed() {
    let packages = ".venv/lib/python3.13/site-packages";
    let project = Project::new()
        .file("pyproject.toml", pyproject(">=3.11", &["sutura-test-inhouse==1.0"]))
        .file("app/main_part.py", "import inhouse\n\nNUMBER: int = inhouse.name(1)\nOTHER: str = inhouse.name(\"x\")\n")
        .file(".venv/pyvenv.cfg", "home = /usr/bin\nversion = 3.13.2\n")
        .file(&format!("{packages}/inhouse/__init__.py"), "def name(number: int) -> str:\n    return str(number)\n")
        .file(&format!("{packages}/inhouse/py.typed"), "")
        .file(&format!("{packages}/sutura_test_inhouse-1.0.dist-info/METADATA"), "Name: sutura-test-inhouse\nVersion: 1.0\n");
    let sutura = Sutura::with_tools_only(PROGRAM, &shared());
    let found = sutura.check(project.path()).output().ends_with(1).found();
    assert_eq!(found, ["app/main_part.py:3 pyright reportAssignmentType", "app/main_part.py:4 pyright reportArgumentType"]);
    let event = resolved(&project, "python");
    assert_eq!((&event["source"], &event["packages"]), (&json!("project"), &json!({ "sutura-test-inhouse": "1.0" })));
    let fast = sutura.check(project.path()).arg("--fast").output().ends_with(1).found();
    assert!(fast.contains(&"app/main_part.py:3 ty invalid-assignment".to_owned()), "{fast:?}");
    assert!(sutura.cached("deps").is_empty());
}

#[test]
fn modules_of_the_project_are_read_as_they_are_and_nothing_is_installed() {
    let project = Project::new()
        .file(
            "package.json",
            package("web", json!({ "dependencies": { "@sutura-test/inhouse": "1.0.0" }, "devDependencies": { "typescript": "^5" } })),
        )
        .file("tsconfig.json", TSCONFIG)
        .file("src/use.ts", "import { name } from \"@sutura-test/inhouse\";\nexport const n: number = name(1);\n")
        .file(
            "node_modules/@sutura-test/inhouse/package.json",
            "{ \"name\": \"@sutura-test/inhouse\", \"version\": \"1.0.0\", \"types\": \"index.d.ts\" }",
        )
        .file("node_modules/@sutura-test/inhouse/index.d.ts", "export declare function name(number: number): string;\n")
        .file("node_modules/typescript/package.json", "{ \"name\": \"typescript\", \"version\": \"5.9.3\" }");
    let sutura = Sutura::with_tools_only(PROGRAM, &shared());
    let output = sutura.check(project.path()).output().ends_with(1);
    assert_eq!(output.found(), ["src/use.ts:2 tsc TS2322"]);
    assert_eq!(output.checker("tsc")["version"], "5.9.3");
    assert_eq!(resolved(&project, "node")["source"], "project");
    assert!(sutura.cached("deps").is_empty());
}

#[test]
fn a_package_that_changed_in_the_projects_environment_makes_the_verdict_anew() {
    let packages = ".venv/lib/python3.13/site-packages";
    let project = Project::new()
        .file("pyproject.toml", pyproject(">=3.11", &["sutura-test-inhouse"]))
        .file("app/use.py", "import inhouse\n")
        .file(".venv/pyvenv.cfg", "home = /usr/bin\nversion = 3.13.2\n")
        .file(&format!("{packages}/sutura_test_inhouse-1.0.dist-info/METADATA"), "");
    let sutura = sutura();
    let missing = sutura.check(project.path()).arg("--fast").output().ends_with(1);
    assert!(missing.found().iter().any(|line| line.starts_with("app/use.py:1 ty ")), "{:?}", missing.found());
    project.write(&format!("{packages}/inhouse/__init__.py"), "");
    let there = sutura.check(project.path()).arg("--fast").output();
    assert_eq!(there.checker("ty")["status"], "ran");
    assert!(!there.found().iter().any(|line| line.contains(" ty ")), "{:?}", there.found());
}

#[test]
fn each_fault_of_nested_projects_is_told_once_and_by_its_own_project() {
    let fault = "def f() -> int:\n    return totl\n";
    let project = Project::new()
        .file("backend/pyproject.toml", pyproject(">=3.12", &[]))
        .file("backend/app/outer.py", fault)
        .file("backend/plugins/mail/pyproject.toml", pyproject(">=3.12", &[]))
        .file("backend/plugins/mail/mail/inner.py", fault);
    let output = sutura().check(project.path()).output().ends_with(1);
    let places = ["backend/app/outer.py:2", "backend/plugins/mail/mail/inner.py:2"];
    let expected: Vec<String> =
        places.iter().flat_map(|place| [format!("{place} pyright reportUndefinedVariable"), format!("{place} ruff F821")]).collect();
    assert_eq!(output.found(), expected);
    let mut checkers = output.checkers();
    checkers.sort();
    let all =
        ["pyright backend ran", "pyright backend/plugins/mail ran", "ruff backend ran", "ruff backend/plugins/mail ran", "structure . ran"];
    assert_eq!(checkers, all);
}

/// Two frontends that share the sources of a third package, from one lock-less npm workspace.
fn workspace() -> Project {
    let app = |name: &str| package(name, json!({ "dependencies": { "@acme/ui": "*" } }));
    Project::new()
        .file(
            "package.json",
            package("acme", json!({ "workspaces": ["apps/*", "packages/*"], "devDependencies": { "typescript": "5.9.3" } })),
        )
        .file("package-lock.json", workspace_lock())
        .file("packages/ui/package.json", package("@acme/ui", json!({ "version": "1.0.0", "exports": { ".": "./src/index.ts" } })))
        .file("packages/ui/tsconfig.json", TSCONFIG)
        .file("packages/ui/src/index.ts", "export const label = (count: number): string => `${count}`;\n")
        .file("apps/shop/package.json", app("shop"))
        .file("apps/shop/tsconfig.json", TSCONFIG)
        .file(
            "apps/shop/src/a.ts",
            "import { label } from \"@acme/ui\";\nexport const a: string = label(1);\nexport const b: number = label(2);\n",
        )
        .file("apps/admin/package.json", app("admin"))
        .file("apps/admin/tsconfig.json", TSCONFIG)
        .file("apps/admin/src/a.ts", "import { lable } from \"@acme/ui\";\nexport const a: string = lable(1);\n")
}

/// What npm writes for it.
fn workspace_lock() -> String {
    let typescript = json!({ "version": "5.9.3", "dev": true, "license": "Apache-2.0", "bin": { "tsc": "bin/tsc" } });
    json!({
        "name": "acme", "lockfileVersion": 3, "requires": true,
        "packages": {
            "": { "name": "acme", "workspaces": ["apps/*", "packages/*"], "devDependencies": { "typescript": "5.9.3" } },
            "apps/admin": { "dependencies": { "@acme/ui": "*" } },
            "apps/shop": { "dependencies": { "@acme/ui": "*" } },
            "packages/ui": { "name": "@acme/ui", "version": "1.0.0" },
            "node_modules/@acme/ui": { "resolved": "packages/ui", "link": true },
            "node_modules/admin": { "resolved": "apps/admin", "link": true },
            "node_modules/shop": { "resolved": "apps/shop", "link": true },
            "node_modules/typescript": typescript,
        }
    })
    .to_string()
}

#[test]
fn two_frontends_of_a_workspace_read_the_sources_of_the_package_beside_them() {
    // The shared cache is reached through a link, which once hid that these packages are links into the project.
    let project = workspace();
    let output = sutura().check(project.path()).output().ends_with(1);
    let found = output.found();
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].starts_with("apps/admin/src/a.ts:1 tsc TS"), "{found:?}");
    assert_eq!(found[1], "apps/shop/src/a.ts:3 tsc TS2322");
    assert_eq!(output.checkers(), ["structure . ran", "tsc apps/admin ran", "tsc apps/shop ran", "tsc packages/ui ran"]);
    assert_eq!(output.checker("tsc")["version"], "5.9.3");

    project.write("packages/ui/src/index.ts", "export const lable = (count: number): string => `${count}`;\n");
    let found = sutura().check(project.path()).output().ends_with(1).found();
    assert!(found.iter().all(|line| line.starts_with("apps/shop/")) && !found.is_empty(), "the change is seen through the link: {found:?}");
}

#[test]
fn a_solution_is_checked_through_its_references() {
    let options = "\"compilerOptions\": { \"strict\": true, \"noEmit\": true, \"types\": [] }";
    let project = sound_typescript()
        .file(
            "tsconfig.json",
            "{ \"files\": [], \"references\": [{ \"path\": \"./tsconfig.app.json\" }, { \"path\": \"./tsconfig.node.json\" }] }",
        )
        .file("tsconfig.app.json", format!("{{ {options}, \"include\": [\"src\"] }}"))
        .file("tsconfig.node.json", format!("{{ {options}, \"include\": [\"vite.config.ts\"] }}"))
        .file("src/a.ts", "export const a: number = \"one\";\n")
        .file("vite.config.ts", "export const b: string = 2;\n");
    let output = sutura().check(project.path()).output().ends_with(1);
    assert_eq!(output.found(), ["src/a.ts:1 tsc TS2322", "vite.config.ts:1 tsc TS2322"]);
}

#[test]
fn typescript_has_the_version_that_the_project_asks_for() {
    let check = |version: &str| -> Output {
        let project = Project::new()
            .file("package.json", package("web", json!({ "devDependencies": { "typescript": version } })))
            .file("tsconfig.json", TSCONFIG)
            .file("src/a.ts", "export const a: number = \"one\";\n");
        sutura().check(project.path()).output().ends_with(1)
    };
    for version in ["5.9.3", "7.0.2"] {
        let output = check(version);
        assert_eq!(output.found(), ["src/a.ts:1 tsc TS2322"]);
        assert_eq!(output.checker("tsc")["version"], version);
    }
}

#[test]
fn packages_that_no_registry_has_are_told_and_make_no_list_of_missing_imports() {
    let python = Project::new()
        .file("pyproject.toml", pyproject(">=3.12", &["sutura-test-no-such-package==1.0"]))
        .file("app/use.py", "import no_such_package\nimport other_package\n\nno_such_package.run(other_package)\n");
    let output = sutura().check(python.path()).output().ends_with(3);
    assert!(output.failure("pyright").contains("sutura-test-no-such-package"), "{}", output.failure("pyright"));
    assert_eq!(output.checker("ruff")["status"], "ran");
    assert_eq!(output.found(), [""; 0]);

    let node = sound_typescript()
        .file("package.json", package("web", json!({ "dependencies": { "@sutura-test/no-such-package": "1.0.0" } })))
        .file("src/use.ts", "import { run } from \"@sutura-test/no-such-package\";\nrun();\n");
    let output = sutura().check(node.path()).output().ends_with(3);
    assert!(output.failure("tsc").contains("no-such-package"), "{}", output.failure("tsc"));
    assert_eq!(output.found(), [""; 0]);
    let people = sutura().run(["check"]).arg(node.path()).output().ends_with(3).stdout;
    assert!(people.contains("Not complete") && people.contains("no-such-package") && !people.contains("No errors"), "{people}");
}

#[test]
fn packages_from_a_repository_or_an_address_are_refused_by_name() {
    let python = sound_python().file("requirements.txt", "evil @ git+https://example.invalid/evil.git\n");
    let output = sutura().check(python.path()).output().ends_with(3);
    assert!(output.failure("pyright").contains("`evil`"), "{}", output.failure("pyright"));
    let node = sound_typescript()
        .file("package.json", package("web", json!({ "dependencies": { "evil": "git+ssh://git@example.invalid/evil.git" } })));
    let output = sutura().check(node.path()).output().ends_with(3);
    assert!(output.failure("tsc").contains("`evil`"), "{}", output.failure("tsc"));
}
