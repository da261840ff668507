//! Every story of repair, with the real checkers and a scripted model: see `tests/stories/README.md`.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use serde::Deserialize;
use sutura_testkit::{
    Project,
    model::{ModelServer, Wire, read_script},
};

use crate::{repository, sutura};

/// `story.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Story {
    about: String,
    arguments: Vec<String>,
    exit: i32,
    #[serde(default)]
    says: Vec<String>,
}

/// How many stories are told side by side.
const TELLERS: usize = 2;

#[test]
fn every_story_of_a_repair_ends_as_it_is_told() {
    let only = std::env::var("STORY").unwrap_or_default();
    let mut folders: Vec<PathBuf> = fs::read_dir(repository().join("crates/sutura/tests/stories"))
        .expect("the stories are there")
        .map(|entry| entry.expect("the folder can be read").path())
        .filter(|path| path.is_dir() && path.to_string_lossy().contains(&only))
        .collect();
    folders.sort();
    assert!(!only.is_empty() || folders.len() >= 60, "there are {} stories", folders.len());
    let (next, wrong) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..TELLERS {
            scope.spawn(|| {
                while let Some((index, folder)) = Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|at| Some((at, folders.get(at)?))) {
                    if let Err(what) = told(folder, index) {
                        wrong.lock().expect("nobody panics with it").push(format!("── {}: {what}", folder.display()));
                    }
                }
            });
        }
    });
    let wrong = wrong.into_inner().expect("nobody panics with it");
    assert!(wrong.is_empty(), "{} of {} stories end otherwise:\n{}", wrong.len(), folders.len(), wrong.join("\n"));
}

fn told(folder: &Path, index: usize) -> Result<(), String> {
    let text = fs::read_to_string(folder.join("story.toml")).map_err(|error| format!("story.toml: {error}"))?;
    let story: Story = toml::from_str(&text).map_err(|error| format!("story.toml: {error}"))?;
    let input = files(&folder.join("input"));
    let mut expected = input.clone();
    expected.extend(files(&folder.join("expected")));
    let project = Project::new();
    for (path, bytes) in &input {
        project.write(path, bytes);
    }
    let script = folder.join("script.json");
    let model = script.is_file().then(|| ModelServer::new(read_script(&script)));
    let settings = Project::new();
    let mut told = sutura().run(["repair"]).arg(project.path()).args(&story.arguments);
    if let Some(model) = &model {
        let own = input.get("sutura.toml").map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default();
        settings.write("sutura.toml", format!("{own}\n{}", Wire::ALL[index % 4].settings(&model.url())));
        told = told.arg("--config").arg(settings.path().join("sutura.toml")).key("test-key");
    }
    let output = told.output();
    let mut wrong = Vec::new();
    if output.status != story.exit {
        wrong.push(format!("exit status {} in place of {}", output.status, story.exit));
    }
    for says in story.says.iter().filter(|says| !output.stdout.contains(*says)) {
        wrong.push(format!("the report does not say {says:?}"));
    }
    let mut after = files(project.path());
    after.retain(|path, _| !path.starts_with(".sutura/"));
    for (path, bytes) in &expected {
        if after.get(path) != Some(bytes) {
            let is = after.get(path).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
            wrong.push(format!("{path} is {}", is.unwrap_or_else(|| "gone".to_owned())));
        }
    }
    wrong.extend(after.keys().filter(|path| !expected.contains_key(*path)).map(|path| format!("{path} is new")));
    wrong.extend(model.map(|model| model.faults()).unwrap_or_default());
    if wrong.is_empty() {
        return Ok(());
    }
    Err(format!("{}\n{}\n{}\n{}", story.about, wrong.join("\n"), output.stdout, output.stderr))
}

/// The files below `folder`, by path relative to it; none where there is no such folder.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut pending = vec![folder.to_owned()];
    while let Some(current) = pending.pop() {
        for path in fs::read_dir(current).into_iter().flatten().map(|entry| entry.expect("the folder can be read").path()) {
            if path.is_dir() {
                pending.push(path);
            } else {
                let relative = path.strip_prefix(folder).expect("it was found there").to_string_lossy().into_owned();
                files.insert(relative, fs::read(&path).expect("the file can be read"));
            }
        }
    }
    files
}
