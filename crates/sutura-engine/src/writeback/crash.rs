//! Proof of the write-back: each operation fails in turn, the process is killed at each and at any moment, and others edit meanwhile.

#[cfg(test)]
mod tests {
    use std::{
        collections::BTreeMap,
        env, fs,
        io::{self, BufRead, BufReader},
        os::unix::fs::{PermissionsExt, symlink},
        path::{Path, PathBuf},
        process::{Child, Command, Stdio},
        sync::{
            Arc, Mutex,
            atomic::{AtomicUsize, Ordering},
        },
        time::Duration,
    };

    use globset::GlobSet;
    use rustix::io::Errno;
    use tempfile::TempDir;

    use super::super::{claim::claim_on, disk::Disk, *};
    use crate::workspace::{SourceFile, read};

    type Files = BTreeMap<String, (Vec<u8>, u32)>;

    const BEFORE: &[(&str, &str, u32)] = &[
        ("app/a.py", "x = 1\n", 0o644),
        ("app/b.py", "\u{feff}y = 1\r\nz = 2", 0o755),
        ("gone.py", "old = True\n", 0o640),
        ("web/c.ts", "export const c = 1;\n", 0o600),
    ];

    /// The candidate: two changed files, one removed, one in a new folder.
    const AFTER: &[(&str, &str)] = &[
        ("app/a.py", "x = 2\n"),
        ("app/b.py", "\u{feff}y = 3\r\nz = 4"),
        ("web/c.ts", "export const c = 1;\n"),
        ("web/new/deep/d.ts", "export const d = 1;\n"),
    ];

    fn project() -> TempDir {
        let root = tempfile::tempdir().unwrap();
        for (path, text, mode) in BEFORE {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, text).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(*mode)).unwrap();
        }
        root
    }

    fn tree(files: impl IntoIterator<Item = (&'static str, &'static str)>) -> Tree {
        let files = files.into_iter().map(|(path, text)| (path.to_owned(), SourceFile::new(text.as_bytes())));
        Tree::new(files.collect(), BTreeMap::new(), Vec::new())
    }

    fn base() -> Tree {
        tree(BEFORE.iter().map(|(path, text, _)| (*path, *text)))
    }

    fn candidate() -> Tree {
        tree(AFTER.iter().copied())
    }

    /// All files below `root` but ours, with their modes.
    fn files(root: &Path) -> Files {
        let mut found = Files::new();
        let mut pending = vec![root.to_owned()];
        while let Some(folder) = pending.pop() {
            for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
                let metadata = fs::symlink_metadata(&path).unwrap();
                if metadata.is_dir() && !path.ends_with(".sutura") {
                    pending.push(path);
                } else if metadata.is_file() {
                    let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
                    found.insert(name, (fs::read(&path).unwrap(), metadata.permissions().mode() & 0o7777));
                }
            }
        }
        found
    }

    /// The project before the write and after it.
    fn old_and_new() -> (Files, Files) {
        let root = project();
        let old = files(root.path());
        apply(&claim(root.path()).unwrap(), &base(), &candidate()).unwrap();
        (old, files(root.path()))
    }

    /// A disk that does `what` before the operation number `at`; and whether it came to that.
    fn disk(root: &Path, at: usize, what: impl Fn(usize) -> io::Result<()> + Send + Sync + 'static) -> (Disk, Arc<AtomicUsize>) {
        let count = Arc::new(AtomicUsize::new(0));
        let counter = count.clone();
        let before = move |_: &'static str, _: &str| {
            let now = counter.fetch_add(1, Ordering::Relaxed);
            if now >= at { what(now) } else { Ok(()) }
        };
        (Disk::with(root, Box::new(before)).unwrap(), count)
    }

    /// A disk whose operation number `at` fails, alone or with all that follow.
    fn failing(root: &Path, at: usize, error: Errno, from_then_on: bool) -> (Disk, Arc<AtomicUsize>) {
        disk(root, at, move |now| if from_then_on || now == at { Err(error.into()) } else { Ok(()) })
    }

    /// The last two are no failures where files are renamed: those lie on another disk, or the disk cannot exchange files.
    const FAILURES: [(Errno, bool); 6] =
        [(Errno::IO, false), (Errno::IO, true), (Errno::NOSPC, false), (Errno::NOSPC, true), (Errno::XDEV, false), (Errno::INVAL, false)];

    #[test]
    fn whatever_operation_of_a_write_fails_the_project_is_wholly_old_or_wholly_new() {
        let (old, new) = old_and_new();
        for (error, from_then_on) in FAILURES {
            let mut outcomes = [0, 0];
            for at in 0.. {
                let root = project();
                let (disk, count) = failing(root.path(), at, error, from_then_on);
                let written = claim_on(disk).and_then(|claim| apply(&claim, &base(), &candidate()));
                let at_once = files(root.path());
                let after = claim(root.path()).unwrap();
                let found = files(root.path());
                match &written {
                    Ok(_) => assert_eq!((&at_once, &found), (&new, &new), "operation {at}"),
                    Err(WriteError::Unfinished { .. }) => assert!(found == old || found == new, "operation {at}: {found:?}"),
                    Err(_) => assert_eq!((&at_once, &found), (&old, &old), "operation {at}: {written:?}"),
                }
                assert!(!root.path().join(".sutura/apply").exists(), "operation {at}: nothing is left behind");
                outcomes[usize::from(found == new)] += 1;
                if found == new {
                    undo(&after).unwrap();
                    assert_eq!(files(root.path()), old, "operation {at}");
                }
                if count.load(Ordering::Relaxed) <= at {
                    break;
                }
            }
            assert!(outcomes[0] > 40 && outcomes[1] > 1, "{outcomes:?}");
        }
    }

    #[test]
    fn whatever_operation_of_an_undo_fails_the_project_is_wholly_old_or_wholly_new() {
        let (old, new) = old_and_new();
        for from_then_on in [false, true] {
            for at in 0.. {
                let root = project();
                apply(&claim(root.path()).unwrap(), &base(), &candidate()).unwrap();
                let (disk, count) = failing(root.path(), at, Errno::IO, from_then_on);
                let undone = claim_on(disk).and_then(|claim| undo(&claim));
                let after = claim(root.path()).unwrap();
                let found = files(root.path());
                match undone {
                    Ok(_) => assert_eq!(found, old, "operation {at}"),
                    Err(WriteError::Unfinished { .. }) => assert!(found == old || found == new, "operation {at}"),
                    Err(error) => assert_eq!(found, new, "operation {at}: {error}"),
                }
                assert_eq!(undo(&after).is_ok(), found == new, "operation {at}: one write can be taken back once");
                assert_eq!(files(root.path()), old);
                if count.load(Ordering::Relaxed) <= at {
                    break;
                }
            }
        }
    }

    /// A project whose write ended at operation `at`, as if the process had been killed there; none where it has fewer.
    fn cut_off(at: usize) -> Option<TempDir> {
        let root = project();
        let (disk, count) = failing(root.path(), at, Errno::IO, true);
        let _ = claim_on(disk).and_then(|claim| apply(&claim, &base(), &candidate()));
        (count.load(Ordering::Relaxed) > at).then_some(root)
    }

    #[test]
    fn a_recovery_that_fails_anywhere_is_ended_by_the_next() {
        let (old, new) = old_and_new();
        let ends = (0..).step_by(7).map_while(|at| cut_off(at).map(|_| at)).last().unwrap();
        for cut in [ends / 2, ends * 2 / 3, ends * 3 / 4, ends] {
            for at in 0.. {
                let Some(root) = cut_off(cut) else { break };
                let (disk, count) = failing(root.path(), at, Errno::IO, true);
                let _ = claim_on(disk);
                claim(root.path()).unwrap();
                let found = files(root.path());
                assert!(found == old || found == new, "cut off at {cut}, and at {at} again: {found:?}");
                if count.load(Ordering::Relaxed) <= at {
                    break;
                }
            }
        }
    }

    #[test]
    fn a_folder_that_is_a_disk_of_its_own_is_wholly_old_or_wholly_new_too() {
        let (old, new) = old_and_new();
        let mut outcomes = [0, 0];
        for at in 0.. {
            let root = project();
            let (count, places) = (Arc::new(AtomicUsize::new(0)), AtomicUsize::new(0));
            let counter = count.clone();
            let before = move |operation: &'static str, _: &str| match operation {
                _ if counter.fetch_add(1, Ordering::Relaxed) >= at => Err(Errno::IO.into()),
                // The first way to each place leads across disks, the second begins beside it.
                "place" if places.fetch_add(1, Ordering::Relaxed) % 2 == 0 => Err(Errno::XDEV.into()),
                _ => Ok(()),
            };
            let disk = Disk::with(root.path(), Box::new(before)).unwrap();
            let written = claim_on(disk).and_then(|claim| apply(&claim, &base(), &candidate()));
            claim(root.path()).unwrap();
            let found = files(root.path());
            assert!(found == old || found == new, "operation {at}: {found:?}");
            outcomes[usize::from(found == new)] += 1;
            if count.load(Ordering::Relaxed) <= at {
                assert!(written.is_ok(), "{written:?}");
                break;
            }
        }
        assert!(outcomes.iter().all(|count| *count > 10), "{outcomes:?}");
    }

    #[test]
    fn what_the_user_saves_between_crash_and_recovery_stays() {
        let mut told = 0;
        for at in 0.. {
            let Some(root) = cut_off(at) else { break };
            let path = root.path().join("app/b.py");
            fs::write(&path, "mine\n").unwrap();
            let recovered = claim(root.path()).unwrap().recovered;
            assert_eq!(fs::read_to_string(&path).unwrap(), "mine\n", "cut off at {at}");
            told += usize::from(recovered.is_some_and(|recovered| recovered.kept == ["app/b.py"]));
        }
        assert!(told > 5, "recovery tells of it: {told}");
    }

    #[test]
    fn what_the_user_saves_at_any_moment_of_a_write_stays() {
        let mut refused = 0;
        for at in 0.. {
            let root = project();
            let path = root.path().join("app/b.py");
            let saved = path.clone();
            let (disk, count) = disk(root.path(), at, move |now| if now == at { fs::write(&saved, "mine\n") } else { Ok(()) });
            let written = claim_on(disk).and_then(|claim| apply(&claim, &base(), &candidate()));
            if count.load(Ordering::Relaxed) <= at {
                break;
            }
            assert_eq!(fs::read_to_string(&path).unwrap(), "mine\n", "saved before operation {at}: {written:?}");
            if let Err(WriteError::Changed(files)) = &written {
                assert_eq!(files, &["app/b.py"]);
                assert_eq!(fs::read_to_string(root.path().join("app/a.py")).unwrap(), "x = 1\n", "operation {at}");
                assert!(!root.path().join("web/new").exists(), "operation {at}");
                refused += 1;
            }
        }
        assert!(refused > 20, "{refused}");
    }

    /// Swaps something of the project for a link to `outside`.
    fn swap(root: &Path, outside: &Path, which: usize) -> io::Result<()> {
        match which {
            0 => {
                fs::rename(root.join("app"), root.join("moved"))?;
                symlink(outside.join("app"), root.join("app"))
            }
            1 => {
                fs::remove_file(root.join("app/a.py"))?;
                symlink(outside.join("app/a.py"), root.join("app/a.py"))
            }
            2 => {
                fs::remove_file(root.join("app/a.py"))?;
                fs::hard_link(outside.join("app/a.py"), root.join("app/a.py"))
            }
            _ => {
                fs::rename(root.join(".sutura"), root.join("moved"))?;
                symlink(outside.join("app"), root.join(".sutura"))
            }
        }
    }

    #[test]
    fn links_that_are_swapped_in_at_any_moment_have_no_effect_outside() {
        let outside = project();
        let untouched = files(outside.path());
        for which in 0..4 {
            for at in 0.. {
                let root = project();
                let (inside, beyond) = (root.path().to_owned(), outside.path().to_owned());
                let swapped = Arc::new(Mutex::new(false));
                let done = swapped.clone();
                let (disk, count) = disk(root.path(), at, move |_| {
                    let mut done = done.lock().unwrap();
                    // Before the write has made its folder, or while it has moved the file, there is nothing to swap: then at the next operation.
                    if !*done {
                        *done = swap(&inside, &beyond, which).is_ok();
                    }
                    Ok(())
                });
                let _ = claim_on(disk).and_then(|claim| apply(&claim, &base(), &candidate()));
                let _ = claim(root.path()).and_then(|claim| undo(&claim));
                assert_eq!(files(outside.path()), untouched, "link {which} at operation {at}");
                assert!(*swapped.lock().unwrap() || count.load(Ordering::Relaxed) <= at + 3, "link {which} at operation {at} was tried");
                if count.load(Ordering::Relaxed) <= at {
                    break;
                }
            }
        }
        // What is not careful does write there.
        let root = project();
        swap(root.path(), outside.path(), 1).unwrap();
        fs::write(root.path().join("app/a.py"), "through").unwrap();
        assert_ne!(files(outside.path()), untouched);
    }

    /// This test program again, which writes to the project at `root` and takes back, on and on, or ends itself at operation `at`.
    fn writer(root: &Path, at: Option<usize>) -> Child {
        let mut command = Command::new(env::current_exe().unwrap());
        command.args(["--exact", "writeback::crash::tests::writes_until_it_is_killed", "--ignored", "--nocapture"]);
        command.env("WRITE_TO", root).env("END_AT", at.map_or_else(String::new, |at| at.to_string()));
        command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
    }

    #[test]
    #[ignore = "the tests of kills start it"]
    fn writes_until_it_is_killed() {
        let root = PathBuf::from(env::var_os("WRITE_TO").unwrap());
        if let Ok(at) = env::var("END_AT").unwrap().parse() {
            let (disk, _) = disk(&root, at, |_| {
                rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL).unwrap();
                unreachable!("the process has ended")
            });
            let _ = claim_on(disk).and_then(|claim| apply(&claim, &base(), &candidate()));
            return;
        }
        println!("\nready");
        loop {
            let claim = claim(&root).unwrap();
            match undo(&claim) {
                Err(WriteError::NothingToUndo) => apply(&claim, &base(), &candidate()).map(drop).unwrap(),
                undone => undone.map(drop).unwrap(),
            }
        }
    }

    #[test]
    fn a_write_that_is_killed_between_any_two_operations_is_wholly_old_or_wholly_new_at_the_next_start() {
        let (old, new) = old_and_new();
        let mut outcomes = [0, 0];
        for at in 0.. {
            let root = project();
            let killed = !writer(root.path(), Some(at)).wait().unwrap().success();
            recover(root.path()).unwrap();
            let found = files(root.path());
            assert!(found == old || found == new, "killed before operation {at}: {found:?}");
            assert!(!root.path().join(".sutura/apply").exists());
            outcomes[usize::from(found == new)] += 1;
            if !killed {
                break;
            }
        }
        assert!(outcomes.iter().all(|count| *count > 10), "{outcomes:?}");
    }

    #[test]
    fn writes_and_undos_that_are_killed_at_300_random_moments_leave_the_project_wholly_old_or_wholly_new() {
        let (old, new) = old_and_new();
        let root = project();
        let (mut outcomes, mut recoveries) = ([0, 0], 0);
        for kill in 0..300_u64 {
            let mut child = writer(root.path(), None);
            let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
            assert!(said.any(|line| line.is_ok_and(|line| line == "ready")), "it has begun");
            std::thread::sleep(Duration::from_micros(kill * 7919 % 40_000));
            child.kill().unwrap();
            child.wait().unwrap();
            recoveries += usize::from(recover(root.path()).unwrap().is_some());
            let found = files(root.path());
            assert!(found == old || found == new, "kill {kill}: {found:?}");
            outcomes[usize::from(found == new)] += 1;
        }
        assert!(outcomes.iter().all(|count| *count > 20) && recoveries > 20, "{outcomes:?}, {recoveries} recoveries");
    }

    #[test]
    fn what_recovery_needs_is_on_the_disk_before_a_file_changes_and_the_files_are_before_the_journal_goes() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("a.py"), "x = 1\n").unwrap();
        let done = Arc::new(Mutex::new(Vec::new()));
        let log = done.clone();
        let before = move |operation: &'static str, name: &str| {
            if !matches!(operation, "open" | "read" | "list") {
                log.lock().unwrap().push(format!("{operation} {name}"));
            }
            Ok(())
        };
        let claim = claim_on(Disk::with(root.path(), Box::new(before)).unwrap()).unwrap();
        apply(&claim, &tree([("a.py", "x = 1\n")]), &tree([("a.py", "x = 2\n"), ("app/b.py", "")])).unwrap();
        insta::assert_snapshot!(done.lock().unwrap().join("\n"), @r"
        make the folder .sutura/apply
        create .sutura/apply/0.old
        write .sutura/apply/0.old
        set the mode of .sutura/apply/0.old
        sync .sutura/apply/0.old
        create .sutura/apply/0.new
        write .sutura/apply/0.new
        set the mode of .sutura/apply/0.new
        sync .sutura/apply/0.new
        create .sutura/apply/1.new
        write .sutura/apply/1.new
        sync .sutura/apply/1.new
        sync the folder .sutura/apply
        sync the folder .
        sync the folder .sutura
        remove .sutura/apply/manifest.writing
        create .sutura/apply/manifest.writing
        write .sutura/apply/manifest.writing
        sync .sutura/apply/manifest.writing
        rename .sutura/apply/manifest.writing
        sync the folder .sutura/apply
        make the folder app
        remove .sutura-0.writing
        place .sutura/apply/0.new
        remove app/.sutura-1.writing
        place .sutura/apply/1.new
        sync the folder .
        sync the folder app
        rename .sutura/apply
        sync the folder .sutura
        ");
    }

    #[test]
    fn what_was_read_from_the_disk_is_written_and_taken_back() {
        let root = project();
        let path = root.path().canonicalize().unwrap();
        let tree = read(&path, &GlobSet::empty()).unwrap();
        let claim = claim(&path).unwrap();
        let patch = crate::patch::Patch::of("app/b.py", "y = 9\r\n");
        assert_eq!(apply(&claim, &tree, &tree.with(&patch)).unwrap().files, ["app/b.py"]);
        assert_eq!(files(&path)["app/b.py"], ("\u{feff}y = 9\r\n".as_bytes().to_vec(), 0o755));
        assert_eq!(read(&path, &GlobSet::empty()).unwrap().digest(), tree.with(&patch).digest());
        undo(&claim).unwrap();
        assert_eq!(read(&path, &GlobSet::empty()).unwrap().digest(), tree.digest());
    }
}
