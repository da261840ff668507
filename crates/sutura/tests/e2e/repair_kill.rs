//! A repair that is killed at any moment leaves the project wholly old or wholly new, and nothing behind that the next start does not clear.

use std::{
    collections::BTreeMap,
    fs, thread,
    time::{Duration, Instant},
};

use rustix::process::Signal;
use sutura_testkit::{
    Project, Sutura,
    model::{ModelServer, Wire},
    wait_until,
};

use crate::{
    model_faults::{FAULTY, FILE, good, mended, shop},
    sutura,
};

/// How many runs are killed; the variable `SUTURA_KILLS` says otherwise.
const KILLS: u32 = 40;

/// How many runs are killed while they ask a model.
const KILLS_OF_CALLS: u32 = 8;

/// Files that a repair changes together.
const FILES: usize = 12;

fn broken() -> Project {
    let manifest = "[project]\nname = \"shop\"\nversion = \"0.1.0\"\nrequires-python = \">=3.12\"\ndependencies = []\n";
    let project = Project::new().file("pyproject.toml", manifest).file("shop/__init__.py", "");
    for number in 0..FILES {
        let filler = "# A line that makes the file longer.\n".repeat(400);
        project.write(&format!("shop/part{number}.py"), format!("def now{number}() -> float:\n    return time.time()\n\n\n{filler}"));
    }
    project.file("mine.py", "MINE = 1\n")
}

/// Puts the files back as they were.
fn restore(project: &Project, files: &BTreeMap<String, Vec<u8>>) {
    for (path, bytes) in files {
        project.write(path, bytes);
    }
}

/// The processes, this one's descendants or not, that know of the user's cache: what a run has started.
fn started(sutura: &Sutura) -> Vec<i32> {
    let mark = sutura.cache().display().to_string();
    let pids = fs::read_dir("/proc").expect("there is a /proc").flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    let of_ours = |pid: &i32| {
        let has = |name: &str| fs::read(format!("/proc/{pid}/{name}")).is_ok_and(|text| String::from_utf8_lossy(&text).contains(&mark));
        has("cmdline") || has("environ")
    };
    pids.filter(of_ours).collect()
}

#[track_caller]
fn nothing_is_left(sutura: &Sutura, project: &Project) {
    assert!(!project.at(".sutura/apply").exists(), "no write is left half-way");
    assert!(wait_until(Duration::from_secs(5), || started(sutura).is_empty()), "these are left: {:?}", started(sutura));
    assert_eq!(sutura.cached("mirrors"), Vec::<std::path::PathBuf>::new(), "no copy of the project is left");
}

#[test]
fn a_killed_repair_leaves_the_project_old_or_new_and_nothing_else() {
    let (sutura, project) = (sutura(), broken());
    let repair = || sutura.run(["repair", "--fast", "--no-model"]).arg(project.path());
    let old = project.files();
    let started_at = Instant::now();
    repair().output().ends_with(0);
    let longest = started_at.elapsed();
    let new = project.files();
    assert_eq!(old.iter().filter(|(path, bytes)| new[*path] != **bytes).count(), FILES);
    let usual = {
        restore(&project, &old);
        let started_at = Instant::now();
        repair().output().ends_with(0);
        started_at.elapsed().min(longest)
    };
    let kills = std::env::var("SUTURA_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(KILLS);
    let (mut stayed_old, mut became_new, mut finished) = (0, 0, 0);
    for kill in 0..kills {
        restore(&project, &old);
        let running = repair().start();
        // Half of them all along the run, half of them where it ends, which is where it writes.
        let share = fastrand::f64();
        let moment = if kill % 2 == 0 { share } else { 0.8 + share * 0.3 };
        thread::sleep(usual.mul_f64(moment));
        running.signal(Signal::KILL);
        let status = running.output().status;
        finished += u32::from(status == 0);
        assert!(status == 137 || status == 0, "it ended with {status}");
        // What the user does before the next start is the user's.
        let edit = format!("MINE = {kill}\n");
        project.write("mine.py", &edit);
        sutura.run(["report", "--project"]).arg(project.path()).output().ends_with(0);
        sutura.check(project.path()).arg("--fast").output();
        let mut now = project.files();
        assert_eq!(now.remove("mine.py").as_deref(), Some(edit.as_bytes()), "the edit is kept");
        let is = |state: &BTreeMap<String, Vec<u8>>| {
            now.iter().all(|(path, bytes)| state.get(path) == Some(bytes)) && now.len() + 1 == state.len()
        };
        match (is(&old), is(&new)) {
            (true, _) => stayed_old += 1,
            (_, true) => became_new += 1,
            _ => {
                let mixed: Vec<&String> = now.iter().filter(|(path, bytes)| old.get(*path) != Some(bytes)).map(|(path, _)| path).collect();
                panic!("kill {kill} after {moment:.2} of a run: neither old nor new, changed are {mixed:?}");
            }
        }
        nothing_is_left(&sutura, &project);
    }
    eprintln!("{kills} kills: {stayed_old} left the old project, {became_new} the new one; {finished} runs were over before");
    assert!(stayed_old > 0 && stayed_old + became_new == kills);
    restore(&project, &old);
    repair().output().ends_with(0);
}

#[test]
fn a_repair_that_is_killed_while_it_asks_a_model_leaves_the_project_old_or_new_and_nothing_is_bought_twice() {
    let thinks = Duration::from_millis(300);
    let (mut in_doubt, mut recorded) = (0, 0);
    for kill in 0..KILLS_OF_CALLS {
        let (sutura, project) = (sutura(), shop());
        let model = ModelServer::new(vec![good().delay(thinks)]);
        let settings = Project::new().file("sutura.toml", Wire::Anthropic.settings(&model.url()));
        let repair = || {
            let run = sutura.run(["repair", "--fast", "--format", "json"]).arg(project.path());
            run.arg("--config").arg(settings.at("sutura.toml")).key("sk-test-key")
        };
        let running = repair().start();
        assert!(wait_until(Duration::from_secs(60), || !model.asked().is_empty()), "the model is asked");
        // From the moment of the question on to some time after the answer.
        thread::sleep(thinks.mul_f64(2.0 * f64::from(kill) / f64::from(KILLS_OF_CALLS)));
        running.signal(Signal::KILL);
        let status = running.output().status;
        let text = project.read(FILE);
        assert!(text == FAULTY || text == mended(), "it ended with {status}:\n{text}");
        project.write(FILE, FAULTY);
        let output = repair().output();
        let cost = &output.json()["cost"];
        match output.status {
            0 => recorded += 1,
            _ => in_doubt += 1,
        }
        let outcome = [&cost["requests"], &cost["recorded"], &cost["in_doubt"]].map(|count| count.as_u64());
        assert!(matches!((output.status, outcome), (0, [Some(0), Some(1), Some(0)]) | (1, [Some(0), Some(0), Some(1)])), "{cost}");
        assert_eq!(model.asked().len(), 1);
        nothing_is_left(&sutura, &project);
    }
    eprintln!("{in_doubt} calls are in doubt, {recorded} were on record");
    assert!(in_doubt > 0);
}
