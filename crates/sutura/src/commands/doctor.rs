//! `sutura doctor`: what of all that a check needs is there.

use std::{env, fs, path::Path};

use sutura_engine::{
    models::{self, Answers},
    process::{Command, Sandbox},
    settings::{FILE, Settings},
    tools::Tool,
};

use crate::{
    console::Console,
    error::CommandError,
    project::{canonical, own_settings},
    user::{Cache, Means, access},
};

/// Prints one line a thing; ends with 3 where something is missing that checks cannot do without.
pub async fn run(path: &Path, console: &Console) -> Result<u8, CommandError> {
    let root = canonical(path)?;
    let cache = Cache::of_user()?;
    let means = Means::new(&cache, &[&root], console.progress(), false)?;
    let mut findings = Findings::default();
    for (program, needed, what_for) in PROGRAMS {
        let found = means.launcher.environment().find(program);
        let version = match &found {
            Some(path) => version(&means, path).await,
            None => None,
        };
        match (found, needed) {
            (Some(path), _) => findings.good(program, &format!("{} ({})", version.unwrap_or_default(), path.display())),
            (None, true) => findings.bad(program, &format!("not on PATH; {what_for}")),
            (None, false) => findings.note(program, &format!("not on PATH; {what_for}")),
        }
    }
    for tool in Tool::pinned() {
        match means.toolbox.is_installed(&tool) {
            true => findings.good(tool.name(), &format!("{} in the cache", tool.version())),
            false => findings.note(tool.name(), &format!("{} is installed when it is first needed", tool.version())),
        }
    }
    cache_state(&cache, &mut findings);
    in_doubt(&cache, &mut findings);
    network(&mut findings);
    isolation(&mut findings);
    settings(&root, &cache, &means, &mut findings).await;
    console.print(&findings.text);
    Ok(if findings.missing { 3 } else { 0 })
}

/// Program, whether checks need it, and for what.
const PROGRAMS: [(&str, bool, &str); 6] = [
    ("python3", true, "it brings pip, which installs ruff, ty and the packages of Python projects"),
    ("node", true, "pyright and TypeScript before version 7 run on it"),
    ("npm", true, "it installs pyright, TypeScript and the packages of frontends"),
    ("uv", false, "one is installed when it is first needed"),
    ("pnpm", false, "one is installed when a project has a pnpm-lock.yaml"),
    ("git", false, "checks do not need it"),
];

async fn version(means: &Means, program: &Path) -> Option<String> {
    let output = means.launcher.run(&Command::new(program, "/").args(["--version"])).await.ok()?;
    output.text().lines().next().map(|line| line.trim().to_owned())
}

#[derive(Default)]
struct Findings {
    text: String,
    missing: bool,
}

impl Findings {
    fn good(&mut self, name: &str, what: &str) {
        self.line("ok", name, what);
    }

    fn note(&mut self, name: &str, what: &str) {
        self.line("-", name, what);
    }

    fn bad(&mut self, name: &str, what: &str) {
        self.missing = true;
        self.line("missing", name, what);
    }

    fn line(&mut self, state: &str, name: &str, what: &str) {
        self.text += &format!("{state:<8} {name:<12} {what}\n");
    }
}

fn cache_state(cache: &Cache, findings: &mut Findings) {
    let folder = cache.folder();
    let writable = fs::create_dir_all(folder).and_then(|()| tempfile::tempfile_in(folder));
    match writable {
        Ok(_) => findings.good("cache", &folder.display().to_string()),
        Err(error) => {
            findings.bad("cache", &format!("{} cannot be written: {error}; set SUTURA_CACHE to another folder", folder.display()))
        }
    }
    for (name, folder) in [("deps", cache.dependencies()), ("results", cache.results())] {
        let entries = folder.read_dir().map_or(0, |entries| entries.flatten().filter(|entry| entry.path().is_dir()).count());
        findings.note(name, &format!("{entries} folders in {}", folder.display()));
    }
}

/// Calls of models that may have been billed without an answer.
fn in_doubt(cache: &Cache, findings: &mut Findings) {
    for doubt in Answers::new(cache.answers()).in_doubt() {
        let what = format!("{} at {}: {}; it is asked again once {} is deleted", doubt.model, doubt.at, doubt.reason, doubt.file.display());
        findings.note("in doubt", &what);
    }
}

/// Names alone: their values may hold passwords.
fn network(findings: &mut Findings) {
    let names = [
        "HTTPS_PROXY",
        "HTTP_PROXY",
        "ALL_PROXY",
        "NO_PROXY",
        "SSL_CERT_FILE",
        "SSL_CERT_DIR",
        "NODE_EXTRA_CA_CERTS",
        "PIP_INDEX_URL",
        "UV_DEFAULT_INDEX",
    ];
    let set: Vec<&str> = names.into_iter().filter(|name| env::var_os(name).or(env::var_os(name.to_lowercase())).is_some()).collect();
    let what =
        if set.is_empty() { "no proxy, certificate or registry variables are set".to_owned() } else { format!("set: {}", set.join(", ")) };
    findings.note("network", &what);
}

fn isolation(findings: &mut Findings) {
    findings.good("isolation", "checkers run on a copy, with a cleared environment, under a supervisor that ends all they start");
    if Sandbox::is_available() {
        findings.good("sandbox", "Landlock and seccomp keep applications that are imported; checkers of ours run no code of the project");
    } else {
        findings.note("sandbox", "this system has none; `sutura check` imports no application, and `sutura types` only with your rights");
    }
}

async fn settings(root: &Path, cache: &Cache, means: &Means, findings: &mut Findings) {
    let file = root.join(FILE);
    let content = match own_settings(root) {
        Ok(Some(content)) => content,
        Ok(None) => return findings.note(FILE, "there is none; `sutura init` writes one"),
        Err(error) => return findings.bad(FILE, &error.to_string()),
    };
    let settings = match Settings::parse(FILE, &String::from_utf8_lossy(&content)) {
        Ok(settings) => settings,
        Err(error) => return findings.bad(FILE, &error.to_string()),
    };
    let trusted = cache.trust().is_ok_and(|trust| trust.covers(&file, &content));
    match (settings.need_trust(), trusted) {
        (false, _) => findings.good(FILE, "valid"),
        (true, true) => findings.good(FILE, "valid, and trusted"),
        (true, false) => findings.note(FILE, "valid; what it says about commands, addresses and prices counts after `sutura trust`"),
    }
    if settings.model.provider.is_some() {
        match models::open(&settings.model, trusted, &access(root, settings.model.provider, &means.launcher).await) {
            Ok(model) => findings.good("model", &format!("{} is set up; it was not called", model.name())),
            Err(error) => findings.note("model", &format!("{error}. {}", error.hint())),
        }
    }
}
