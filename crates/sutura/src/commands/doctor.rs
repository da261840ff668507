//! `sutura doctor`: what of all that a check needs is there.

use std::{env, fs, path::Path};

use sutura_engine::{
    process::Command,
    settings::{FILE, Settings},
    tools::Tool,
};

use crate::{
    console::Console,
    error::CommandError,
    project::canonical,
    user::{Cache, Means},
};

/// Prints one line a thing; ends with 3 where something is missing that checks cannot do without.
pub async fn run(path: &Path, console: &Console) -> Result<u8, CommandError> {
    let root = canonical(path)?;
    let cache = Cache::of_user()?;
    let means = Means::new(&cache, &root, console.progress(), false)?;
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
    network(&mut findings);
    isolation(&means, &mut findings);
    settings(&root, &cache, &mut findings);
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

fn isolation(means: &Means, findings: &mut Findings) {
    findings.good("isolation", "checkers run on a copy, with a cleared environment, under a supervisor that ends all they start");
    let landlock = fs::read_to_string("/sys/kernel/security/lsm").is_ok_and(|modules| modules.contains("landlock"));
    let bubblewrap = means.launcher.environment().find("bwrap").is_some();
    let there = [(landlock, "Landlock"), (bubblewrap, "bubblewrap")].into_iter().filter(|(there, _)| *there).map(|(_, name)| name);
    let there: Vec<&str> = there.collect();
    let there = if there.is_empty() { "none found".to_owned() } else { format!("{} found", there.join(" and ")) };
    findings.note("sandbox", &format!("{there}; checkers of ours run no code of the project, and are not put into one"));
}

fn settings(root: &Path, cache: &Cache, findings: &mut Findings) {
    let file = root.join(FILE);
    let Ok(content) = fs::read(&file) else {
        return findings.note(FILE, "there is none; `sutura init` writes one");
    };
    let text = String::from_utf8_lossy(&content);
    match Settings::parse(FILE, &text) {
        Err(error) => findings.bad(FILE, &error.to_string()),
        Ok(settings) if !settings.need_trust() => findings.good(FILE, "valid"),
        Ok(_) => match cache.trust().is_ok_and(|trust| trust.covers(&file, &content)) {
            true => findings.good(FILE, "valid, and its commands are trusted"),
            false => findings.note(FILE, "valid; its commands run after `sutura trust`"),
        },
    }
}
