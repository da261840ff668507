//! Hostile projects: nothing of them is run, and nothing in them leads a package manager elsewhere. What does not happen here does happen
//! to whoever uses the same tools by hand, which is tested beside it.

use std::{fs, path::Path, time::Duration};

use serde_json::json;
use sutura_testkit::{Listener, Project, Run, Sutura, fake_checker, wait_until};

use crate::{PROGRAM, faulty_python, isolated, shared, sound_python, sutura};

/// A place outside the project where what was planted in it leaves a mark when it is run.
struct Marks(Project);

impl Marks {
    fn new() -> Self {
        Self(Project::new())
    }

    fn shell(&self, name: &str) -> String {
        format!("#!/bin/sh\necho here >> '{}'\n", self.0.at(name).display())
    }

    fn python(&self, name: &str) -> String {
        format!("open('{}', 'a').write('here')\n", self.0.at(name).display())
    }

    fn node(&self, name: &str) -> String {
        format!("require('fs').appendFileSync('{}', 'here');\n", self.0.at(name).display())
    }

    fn all(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path()).expect("the folder is there").flatten();
        let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// The marks that `run` leaves.
    fn of(&self, run: Run) -> Vec<String> {
        let output = run.within(Duration::from_secs(120)).output();
        let marks = self.all();
        assert!(!marks.is_empty(), "no mark: {}{}", output.stdout, output.stderr);
        for name in &marks {
            fs::remove_file(self.0.at(name)).expect("the mark is there");
        }
        marks
    }
}

/// A project with everything in it that its tools might run by mistake, and one fault on each side.
fn planted(marks: &Marks) -> Project {
    let packages = "backend/.venv/lib/python3.12/site-packages";
    let mut project = Project::new()
        .file("backend/pyproject.toml", "[project]\nname = \"app\"\nversion = \"0.1.0\"\ndependencies = [\"inhouse\"]\n")
        .file("backend/app/orders.py", "import inhouse\n\nN: int = inhouse.totl\n")
        .file("backend/.venv/pyvenv.cfg", "home = /usr/bin\nversion = 3.12.1\n")
        .file(&format!("{packages}/inhouse/__init__.py"), marks.python("package"))
        .file(&format!("{packages}/inhouse-1.0.dist-info/METADATA"), "")
        .file(&format!("{packages}/evil.pth"), format!("import os; {}", marks.python("pth")))
        .file(&format!("{packages}/sitecustomize.py"), marks.python("sitecustomize"))
        .file("backend/sitecustomize.py", marks.python("sitecustomize"))
        .file("backend/setup.py", marks.python("setup"))
        .file("backend/conftest.py", marks.python("conftest"))
        .file("web/package.json", json!({ "name": "web", "private": true, "devDependencies": { "typescript": "5.9.3" } }).to_string())
        .file(
            "web/tsconfig.json",
            json!({
                "compilerOptions": { "strict": true, "noEmit": true, "types": [], "plugins": [{ "name": "evil-plugin" }, { "name": "./plugin.js" }] },
                "include": ["src"]
            })
            .to_string(),
        )
        .file("web/src/a.ts", "export const a: number = \"one\";\n")
        .file("web/plugin.js", marks.node("plugin"))
        .file("web/required.js", marks.node("required"))
        .file("web/node_modules/evil-plugin/index.js", marks.node("plugin"))
        .file("web/node_modules/evil-plugin/package.json", "{ \"name\": \"evil-plugin\", \"main\": \"index.js\" }")
        .file("web/node_modules/typescript/package.json", "{ \"name\": \"typescript\", \"version\": \"5.9.3\" }")
        .file("web/node_modules/typescript/lib/tsc.js", marks.node("tsc"))
        .file("web/node_modules/typescript/lib/typescript.js", marks.node("tsc"))
        .file("web/node_modules/pyright/index.js", marks.node("pyright"));
    for name in ["python", "python3", "pip", "uv"] {
        project = project.program(&format!("backend/.venv/bin/{name}"), &marks.shell("venv"));
    }
    for name in ["tsc", "node", "npm", "pyright", "ruff", "ty"] {
        project = project.program(&format!("web/node_modules/.bin/{name}"), &marks.shell("bin"));
    }
    for name in ["python", "python3", "node", "npm", "npx", "uv", "pnpm", "ruff", "ty", "pyright", "tsc", "git", "sh"] {
        project = project.program(&format!("tools/{name}"), &marks.shell("path"));
    }
    project
}

/// The machine's `PATH` with three folders of the project before it.
fn hostile_path(project: &Project) -> String {
    let folders = ["tools", "web/node_modules/.bin", "backend/.venv/bin"].map(|folder| project.at(folder).display().to_string());
    format!("{}:.:{}", folders.join(":"), std::env::var("PATH").expect("the machine has a PATH"))
}

const PLANTED_FAULTS: &[&str] = &["backend/app/orders.py:3 pyright reportAttributeAccessIssue", "web/src/a.ts:1 tsc TS2322"];

#[test]
fn nothing_that_is_planted_in_a_project_is_run() {
    let marks = Marks::new();
    let project = planted(&marks);
    for fast in [false, true] {
        let run = sutura().check(project.path()).inside(&project.at("tools")).variable("PATH", hostile_path(&project));
        let run = run
            .variable("NODE_OPTIONS", format!("--require={}", project.at("web/required.js").display()))
            .variable("PYTHONPATH", project.at("backend"))
            .variable("PYTHONSTARTUP", project.at("backend/sitecustomize.py"))
            .variable("VIRTUAL_ENV", project.at("backend/.venv"))
            .variable("LD_PRELOAD", "");
        let output = if fast { run.arg("--fast") } else { run }.output().ends_with(1);
        assert!(output.checkers().iter().all(|run| run.ends_with(" ran")), "{:?}", output.checkers());
        if fast {
            assert!(output.found().contains(&"web/src/a.ts:1 tsc TS2322".to_owned()), "{:?}", output.found());
        } else {
            assert_eq!(output.found(), PLANTED_FAULTS);
        }
        assert_eq!(marks.all(), [""; 0]);
    }
    let doctor =
        sutura().run(["doctor"]).arg(project.path()).inside(&project.at("tools")).variable("PATH", hostile_path(&project)).output();
    assert!(doctor.stdout.contains("node"), "{}", doctor.stdout);
    sutura().run(["init"]).arg(project.path()).variable("PATH", hostile_path(&project)).output().ends_with(0);
    assert_eq!(marks.all(), [""; 0]);
}

#[test]
fn all_that_is_planted_runs_for_whoever_uses_the_tools_by_hand() {
    let marks = Marks::new();
    let project = planted(&marks);
    let packages = project.at("backend/.venv/lib/python3.12/site-packages");
    let path = hostile_path(&project);

    assert_eq!(marks.of(Run::of(project.at("backend/.venv/bin/python"), [""; 0])), ["venv"]);
    assert_eq!(marks.of(Run::of("/usr/bin/env", ["python3"]).variable("PATH", &path)), ["path"]);
    assert_eq!(marks.of(Run::of(project.at("web/node_modules/.bin/tsc"), [""; 0])), ["bin"]);
    assert_eq!(marks.of(Run::of("python3", ["-c", "0"]).variable("PYTHONPATH", project.at("backend"))), ["sitecustomize"]);
    let add = format!("import site; site.addsitedir({:?})", packages.display().to_string());
    assert_eq!(marks.of(Run::of("python3", ["-S", "-c", &add])), ["pth"]);
    assert_eq!(marks.of(Run::of("node", [project.at("web/node_modules/typescript/lib/tsc.js")])), ["tsc"]);
    let required = format!("--require={}", project.at("web/required.js").display());
    assert_eq!(marks.of(Run::of("node", ["-e", "0"]).variable("NODE_OPTIONS", required)), ["required"]);
}

#[test]
fn pyright_by_hand_runs_a_planted_interpreter() {
    sutura().check(sound_python().path()).output().ends_with(0);
    let marks = Marks::new();
    let project = planted(&marks);
    let pyright = newest_tool("pyright-").join("node_modules/pyright/index.js");
    let node = which("node");
    let run = Run::of(node, [pyright.as_path(), Path::new("-p"), &project.at("backend")]).variable("PATH", hostile_path(&project));
    assert_eq!(marks.of(run), ["path"]);
}

#[test]
fn the_language_server_of_typescript_loads_a_planted_plugin() {
    let marks = Marks::new();
    let project = planted(&marks);
    // The example's version is installed by whichever test comes first.
    let modules = Project::new()
        .file("package.json", json!({ "name": "web", "private": true, "devDependencies": { "typescript": "5.9.3" } }).to_string())
        .file("tsconfig.json", project.read("web/tsconfig.json"))
        .file("src/a.ts", "export const a: number = 1;\n");
    sutura().check(modules.path()).output().ends_with(0);
    let server = shared().join("tools/typescript-5.9.3/node_modules/typescript/lib/tsserver.js");
    let open = json!({ "seq": 1, "type": "request", "command": "open", "arguments": { "file": project.at("web/src/a.ts") } });
    let run = Run::of("node", [server.to_str().expect("the target folder has a plain name"), "--allowLocalPluginLoads"]);
    assert_eq!(marks.of(run.input(format!("{open}\n"))), ["plugin"]);
}

fn newest_tool(prefix: &str) -> std::path::PathBuf {
    let tools = fs::read_dir(shared().join("tools")).expect("tools are installed").flatten().map(|entry| entry.path());
    let named = tools.filter(|path| path.is_dir() && path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(prefix)));
    named.max().unwrap_or_else(|| panic!("there is no {prefix}"))
}

fn which(program: &str) -> String {
    let output = Run::of("/usr/bin/env", ["which", program]).output();
    assert_eq!(output.status, 0, "{program} is missing: {}", output.stderr);
    output.stdout.trim().to_owned()
}

/// A project whose every setting for package managers leads to `listener`, with scripts that leave marks.
fn redirected(listener: &Listener, marks: &Marks) -> Project {
    let url = listener.url();
    let script = format!("touch {}", marks.0.at("script").display());
    let integrity = "sha512-M1uQkMl8rQK/szD0LNhtqxIPLpimGm8sOBwU7lLnCpSbTyY3yeU1Vc7l4KT5zT4s/yOxHH5O7tIuuLOCnLADRw==";
    let lock = json!({
        "name": "web", "lockfileVersion": 3, "requires": true,
        "packages": {
            "": { "name": "web", "dependencies": { "csstype": "3.1.3" }, "hasInstallScript": true },
            "node_modules/csstype": { "version": "3.1.3", "resolved": format!("{url}/csstype-3.1.3.tgz"), "integrity": integrity }
        }
    });
    let scripts = ["preinstall", "install", "postinstall", "prepare"].map(|name| (name.to_owned(), json!(script)));
    let manifest = json!({
        "name": "web", "private": true, "dependencies": { "csstype": "3.1.3" },
        "scripts": serde_json::Map::from_iter(scripts)
    });
    let project = Project::new();
    let planted = project.at("web/planted").display().to_string();
    project
        .program("web/planted/git", &marks.shell("git"))
        .program("web/planted/shell", &marks.shell("shell"))
        .file("web/planted/required.js", marks.node("required"))
        .file("pyproject.toml", format!("[project]\nname = \"app\"\nversion = \"0.1.0\"\nrequires-python = \">=3.12\"\n\n[tool.uv]\nindex-url = \"{url}/simple\"\n"))
        .file("requirements.txt", format!("--index-url {url}/simple\n--extra-index-url {url}/other\n--trusted-host 127.0.0.1\nidna==3.10\n"))
        .file("uv.toml", format!("index-url = \"{url}/simple\"\n"))
        .file("pip.conf", format!("[global]\nindex-url = {url}/simple\n"))
        .file("app/hosts.py", "import idna\n\nN: int = idna.encode(\"a\")\n")
        .file(".npmrc", format!("registry={url}/\n"))
        .file(
            "web/.npmrc",
            format!("registry={url}/\nproxy={url}\nhttps-proxy={url}\ngit={planted}/git\nscript-shell={planted}/shell\nnode-options=--require={planted}/required.js\nignore-scripts=false\n"),
        )
        .file("web/package.json", manifest.to_string())
        .file("web/package-lock.json", lock.to_string())
        .file("web/tsconfig.json", "{ \"compilerOptions\": { \"strict\": true, \"noEmit\": true, \"types\": [] }, \"include\": [\"src\"] }")
        .file("web/src/a.ts", "import type { Property } from \"csstype\";\nexport const color: Property.Color = 7;\n")
}

#[test]
fn no_setting_or_lock_file_of_a_project_leads_an_install_elsewhere_or_runs_a_script() {
    let (listener, marks) = (Listener::new(), Marks::new());
    let project = redirected(&listener, &marks);
    let sutura = Sutura::with_tools_only(PROGRAM, &shared());
    // What was downloaded before would be taken without asking anybody.
    let downloads = Project::new();
    let run = sutura.check(project.path()).inside(&project.at("web"));
    let run = run.variable("NPM_CONFIG_CACHE", downloads.at("npm")).variable("UV_CACHE_DIR", downloads.at("uv"));
    let output = run.output().ends_with(1);
    assert_eq!(output.found(), ["app/hosts.py:3 pyright reportAssignmentType", "web/src/a.ts:2 tsc TS2322"]);
    let events = project.events();
    let sources: Vec<_> = events.iter().filter(|event| event["event"] == "dependencies_resolved").map(|event| &event["source"]).collect();
    assert_eq!(sources, ["installed", "installed"], "both were installed just now");
    assert_eq!((listener.count(), marks.all()), (0, vec![]));
}

#[test]
fn the_same_settings_do_lead_package_managers_elsewhere_by_hand() {
    let (listener, marks) = (Listener::new(), Marks::new());
    let project = redirected(&listener, &marks);
    let npm = |arguments: &[&str]| {
        let run = Run::of("npm", arguments).inside(&project.at("web")).without("NPM_CONFIG_REGISTRY");
        run.variable("NPM_CONFIG_FETCH_RETRIES", "0")
    };
    let home = Project::new();
    npm(&["ci"]).variable("HOME", home.path()).within(Duration::from_secs(120)).output();
    assert!(listener.count() > 0, "npm asked nobody");

    let before = listener.count();
    let pip = ["-m", "pip", "download", "--retries", "0", "--no-deps", "-r", "requirements.txt", "-d"];
    let pip = Run::of("python3", pip).arg(home.at("wheels")).inside(project.path()).without("PIP_FIND_LINKS").without("PIP_INDEX_URL");
    pip.within(Duration::from_secs(120)).output();
    assert!(listener.count() > before, "pip asked nobody");

    let script = json!({ "postinstall": format!("touch {}", marks.0.at("script").display()) });
    let manifest = json!({ "name": "x", "version": "1.0.0", "private": true, "scripts": script });
    let scripted = Project::new().file("package.json", manifest.to_string());
    let install = || Run::of("npm", ["install", "--no-audit"]).inside(scripted.path()).variable("HOME", home.path());
    assert_eq!(marks.of(install()), ["script"]);
    scripted.write(".npmrc", format!("script-shell={}\n", project.at("web/planted/shell").display()));
    assert_eq!(marks.of(install()), ["shell"]);
}

#[test]
fn settings_of_a_checker_that_lead_out_of_the_project_are_not_followed() {
    let outside = Project::new()
        .file("base.json", "{ \"reportUndefinedVariable\": false, \"ignore\": [\"**\"] }\n")
        .file("ruff.toml", "exclude = [\"*\"]\n");
    let settings = json!({ "extends": outside.at("base.json"), "venvPath": outside.path(), "venv": "elsewhere" });
    let project = faulty_python()
        .file("pyrightconfig.json", settings.to_string())
        .file("ruff.toml", format!("extend = \"{}\"\nlint.ignore = [\"F821\"]\n", outside.at("ruff.toml").display()));
    let output = sutura().check(project.path()).output().ends_with(1);
    assert_eq!(output.found(), ["shop/orders.py:2 pyright reportUndefinedVariable", "shop/orders.py:2 ruff F821"]);

    let ruff = newest_tool("ruff-").join("bin/ruff");
    let by_hand = Run::of(ruff, ["check", "--no-cache", "."]).inside(project.path()).output();
    assert_eq!(by_hand.status, 0, "ruff by hand does follow them: {}", by_hand.stdout);
    let pyright = newest_tool("pyright-").join("node_modules/pyright/index.js");
    let by_hand = Run::of("node", [pyright.as_path(), Path::new("-p"), project.path()]).output();
    assert_eq!(by_hand.status, 0, "pyright by hand does follow them: {}", by_hand.stdout);
}

/// A project whose own settings declare a checker that leaves a mark.
fn declaring(mark: &Path) -> Project {
    let settings = format!(
        "[checkers.ruff]\nenabled = false\n[checkers.pyright]\nenabled = false\n[checkers.mine]\ncommand = [{:?}, \"mark\", {:?}]\nformat = \"regex\"\npattern = '^(?P<file>[^:]+):(?P<line>\\d+): (?P<message>.*)$'\n",
        fake_checker(),
        mark
    );
    sound_python().file("sutura.toml", settings)
}

#[test]
fn a_projects_own_command_runs_only_after_the_user_trusted_that_path_and_content() {
    let marks = Marks::new();
    let mark = marks.0.at("mark");
    let (sutura, project) = (isolated(), declaring(&mark));
    // Each check is of other sources, so that no stored verdict stands in for a run.
    let mut turn = 0;
    let mut runs = |project: &Project, status: i32| {
        turn += 1;
        project.write("shop/turn.py", format!("TURN = {turn}\n"));
        let output = sutura.check(project.path()).output().ends_with(status);
        if status == 3 {
            assert!(output.failure("mine").contains("not trusted"), "{}", output.failure("mine"));
        }
        let ran = mark.exists();
        let _ = fs::remove_file(&mark);
        ran
    };
    let trust = |arguments: &[&str]| sutura.run(["trust"]).args(arguments).arg(project.path()).output().ends_with(0).stdout;

    assert!(!runs(&project, 3), "before it is trusted");
    assert!(trust(&[]).contains("mark"), "the commands are shown");
    assert!(runs(&project, 0), "after it is trusted");

    let settings = project.read("sutura.toml");
    project.write("sutura.toml", format!("{settings} "));
    assert!(!runs(&project, 3), "after one byte more");
    project.write("sutura.toml", &settings);
    assert!(runs(&project, 0), "with the trusted bytes again");

    let elsewhere = Project::copy_of(project.path());
    assert_eq!(elsewhere.read("sutura.toml"), settings);
    assert!(!runs(&elsewhere, 3), "in another folder");

    assert!(sutura.run(["trust", "--list"]).output().ends_with(0).stdout.contains(&project.at("sutura.toml").display().to_string()));
    trust(&["--revoke"]);
    assert!(!runs(&project, 3), "after the trust was taken back");
}

#[test]
fn trust_inside_the_project_counts_for_nothing() {
    let marks = Marks::new();
    let mark = marks.0.at("mark");
    let (sutura, project) = (isolated(), declaring(&mark));
    sutura.run(["trust"]).arg(project.path()).output().ends_with(0);
    let list = fs::read(sutura.cache().join("trust")).expect("trust is kept in the cache");
    let stranger = isolated();
    for place in [".sutura/trust", "trust", ".cache/sutura/trust"] {
        project.write(place, &list);
    }
    let output = stranger.check(project.path()).inside(project.path()).output().ends_with(3);
    assert!(output.failure("mine").contains("not trusted"));
    assert!(!mark.exists());
}

#[test]
fn a_declared_command_is_not_looked_up_in_the_project() {
    let marks = Marks::new();
    let project = sound_python().program("bin/check-it", &marks.shell("declared"));
    let settings = Project::new().file(
        "sutura.toml",
        "[checkers.ruff]\nenabled = false\n[checkers.pyright]\nenabled = false\n[checkers.mine]\ncommand = [\"check-it\"]\nformat = \"sarif\"\n",
    );
    let path = format!("{}:{}", project.at("bin").display(), std::env::var("PATH").expect("the machine has a PATH"));
    let run = isolated().check(project.path()).arg("--config").arg(settings.at("sutura.toml")).variable("PATH", &path);
    let output = run.inside(&project.at("bin")).output().ends_with(3);
    assert!(output.failure("mine").contains("not on PATH"), "{}", output.failure("mine"));
    assert_eq!(marks.all(), [""; 0]);
    Run::of("/usr/bin/env", ["check-it"]).variable("PATH", &path).output();
    assert!(wait_until(Duration::from_secs(1), || marks.all() == ["declared"]));
}
