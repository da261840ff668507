//! Write-back: all accepted files of a project change in one step, or none does.
//!
//! Whoever writes has the [`Claim`] to the project, one process at a time. New and old contents go into a journal in `.sutura/apply/`; once its
//! manifest stands there, the write happens, whatever becomes of the process: who claims the project next finishes it. A file that somebody else
//! has changed is never replaced. The journal of the last write stays, so that [`undo`] can take it back.

mod claim;
mod disk;
mod error;
mod journal;

#[cfg(test)]
mod crash;

use std::io;

pub use claim::{Claim, Recovered, claim, recover};
pub use error::WriteError;

use self::{
    disk::{Disk, Folder, Found, State, may_be_written},
    journal::{
        APPLY, Change, Direction, Entry, FORMAT, Kind, Manifest, UNDO, discard, io_error, name_of, own_folder, read_manifest, roll, settle,
        stage, sutura_folder, write_manifest,
    },
};
use crate::workspace::{
    Digest, Grammar, SKIPPED_FOLDERS, Tree,
    discover::{folders_of, parent},
};

/// What was written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Written {
    /// The changed files, relative to the root, in order.
    pub files: Vec<String>,
}

/// Refuses where `now`, the sources as they stand, are not those of `base`: what was judged with the one is not known to be good with the other. A new file counts
/// where others can import it.
pub fn still_stands(base: &Tree, now: &Tree) -> Result<(), WriteError> {
    let counts = |path: &&str| base.files().contains_key(*path) || Grammar::of(path).is_some() || path.ends_with(".pyi");
    let mut changed: Vec<String> = now.changed_from(base).filter(counts).map(str::to_owned).collect();
    changed.sort_unstable();
    if changed.is_empty() { Ok(()) } else { Err(WriteError::Changed(changed)) }
}

/// Writes what differs between `base`, the tree that was read, and `candidate`: all of it, or nothing. Refused where a file is no longer as in `base`.
pub fn apply(claim: &Claim, base: &Tree, candidate: &Tree) -> Result<Written, WriteError> {
    let mut paths: Vec<&str> = candidate.changed_from(base).collect();
    paths.sort_unstable();
    if paths.is_empty() {
        return Ok(Written::default());
    }
    let expected: Vec<_> = paths.iter().map(|path| (*path, base.files().get(*path).map(|file| file.digest))).collect();
    let states = inspect(&claim.disk, &expected)?;
    let change = |(path, state)| Change { path, before: bytes(base, path), after: bytes(candidate, path), state };
    let changes: Vec<Change<'_>> = paths.into_iter().zip(states).map(change).collect();
    let folders = missing_folders(&claim.disk, &changes)?;
    commit(claim, Kind::Apply, &changes, folders)
}

fn bytes<'a>(tree: &'a Tree, path: &str) -> Option<&'a [u8]> {
    tree.files().get(path).map(|file| &*file.bytes)
}

/// Takes the last write back, once. Refused where one of its files has changed since.
pub fn undo(claim: &Claim) -> Result<Written, WriteError> {
    let disk = &claim.disk;
    let folder = own_folder(disk, ".sutura/undo")?.ok_or(WriteError::NothingToUndo)?;
    let manifest = read_manifest(&folder, UNDO)?.ok_or(WriteError::NothingToUndo)?;
    let expected: Vec<_> = manifest.files.iter().map(|entry| (entry.path.as_str(), entry.after)).collect();
    let states = inspect(disk, &expected)?;
    let mut contents = Vec::new();
    for (index, (entry, state)) in manifest.files.iter().zip(states).enumerate() {
        let failed = |source| io_error(&entry.path, source);
        let now = match project_folder(disk, &entry.path)? {
            Some(folder) => folder.read(name_of(&entry.path)).map_err(failed)?,
            None => None,
        };
        let name = journal::old(index);
        let kept = folder.look(&name).map_err(failed)?;
        if !kept.is(entry.before) {
            return Err(WriteError::Journal { folder: UNDO, problem: format!("the old content of {} is damaged", entry.path) });
        }
        let before = folder.read(&name).map_err(failed)?;
        // A file that comes back has the mode that it had.
        contents.push((entry.path.as_str(), now, before, state.or(kept.state())));
    }
    let changes: Vec<Change<'_>> = contents
        .iter()
        .map(|(path, now, before, state)| Change { path, before: now.as_deref(), after: before.as_deref(), state: *state })
        .collect();
    commit(claim, Kind::Undo, &changes, manifest.folders.clone())
}

fn commit(claim: &Claim, kind: Kind, changes: &[Change<'_>], folders: Vec<String>) -> Result<Written, WriteError> {
    let disk = &claim.disk;
    let sutura = sutura_folder(disk)?;
    let own = |source| io_error(".sutura/apply", source);
    discard(disk, &sutura, APPLY).map_err(own)?;
    sutura.make_folder(APPLY).map_err(own)?;
    let apply = own_folder(disk, ".sutura/apply")?.ok_or_else(|| own(io::ErrorKind::NotFound.into()))?;
    let files = changes.iter().map(|change| Entry {
        path: change.path.to_owned(),
        before: change.before.map(Digest::of),
        after: change.after.map(Digest::of),
    });
    let mut manifest = Manifest { format: FORMAT.to_owned(), kind, direction: Direction::Forward, files: files.collect(), folders };
    if let Err(error) = stage(disk, &apply, changes) {
        // Without its manifest it means nothing, and the next write discards it.
        let _ = discard(disk, &sutura, APPLY);
        return Err(error);
    }
    if let Err(error) = write_manifest(&apply, &manifest).map_err(own) {
        // The manifest may have got its name all the same.
        return Err(if discard(disk, &sutura, APPLY).is_ok() { error } else { unfinished(error) });
    }
    let failure = match roll(disk, &apply, &manifest) {
        Ok(rolled) if rolled.kept.is_empty() => None,
        Ok(rolled) => Some(WriteError::Changed(rolled.kept)),
        Err(error) => Some(error),
    };
    if let Some(error) = failure {
        let back = || -> Result<(), WriteError> {
            // A write that cannot be finished is turned round.
            manifest.direction = Direction::Back;
            write_manifest(&apply, &manifest).map_err(own)?;
            roll(disk, &apply, &manifest)?;
            settle(disk, &sutura, &manifest).map_err(own)
        };
        return Err(if { back }().is_ok() { error } else { unfinished(error) });
    }
    // All files are new. A journal that stays here in spite of that is put away by the next claim.
    let _ = settle(disk, &sutura, &manifest);
    Ok(Written { files: manifest.files.into_iter().map(|entry| entry.path).collect() })
}

fn unfinished(error: WriteError) -> WriteError {
    match error {
        WriteError::Io { path, source } => WriteError::Unfinished { path, source },
        WriteError::Changed(files) => WriteError::Unfinished { path: files.join(", "), source: io::Error::other("changed meanwhile") },
        error => error,
    }
}

/// What stands at the paths, if all is as expected and may be replaced.
fn inspect(disk: &Disk, expected: &[(&str, Option<Digest>)]) -> Result<Vec<Option<State>>, WriteError> {
    let mut states = Vec::new();
    let mut changed = Vec::new();
    for (path, digest) in expected {
        if !is_place(path) {
            return Err(WriteError::Place((*path).to_owned()));
        }
        let Some(folder) = project_folder(disk, path)? else {
            if digest.is_some() {
                changed.push((*path).to_owned());
            }
            states.push(None);
            continue;
        };
        let failed = |source| io_error(path, source);
        let found = folder.look(name_of(path)).map_err(failed)?;
        if found == Found::Other {
            return Err(WriteError::Link((*path).to_owned()));
        }
        if !found.is(*digest) {
            changed.push((*path).to_owned());
        }
        if folder.is_read_only().map_err(failed)? {
            return Err(WriteError::ReadOnly(if parent(path).is_empty() { ".".to_owned() } else { parent(path).to_owned() }));
        }
        states.push(match found {
            Found::File(state) if state.is_shared => return Err(WriteError::Shared((*path).to_owned())),
            Found::File(state) if !may_be_written(state.mode) => return Err(WriteError::ReadOnly((*path).to_owned())),
            Found::File(state) => Some(state),
            _ => None,
        });
    }
    if changed.is_empty() { Ok(states) } else { Err(WriteError::Changed(changed)) }
}

/// The folders that new files need and that are not there, outermost first.
fn missing_folders(disk: &Disk, changes: &[Change<'_>]) -> Result<Vec<String>, WriteError> {
    let mut missing = Vec::new();
    for change in changes.iter().filter(|change| change.after.is_some()) {
        for folder in folders_of(change.path).filter(|folder| !folder.is_empty()) {
            if missing.iter().any(|known| known == folder) || project_folder(disk, &format!("{folder}/x"))?.is_some() {
                break;
            }
            missing.push(folder.to_owned());
        }
    }
    missing.sort();
    Ok(missing)
}

/// The folder that the file at `path` lies in; none where it is not there.
fn project_folder<'a>(disk: &'a Disk, path: &str) -> Result<Option<Folder<'a>>, WriteError> {
    disk.folder(parent(path)).map_err(|error| match error.kind() {
        io::ErrorKind::NotADirectory => WriteError::Link(path.to_owned()),
        _ => io_error(path, error),
    })
}

/// Whether a file of the project may stand at `path`: beneath the root, and in no folder that holds none, such as `.git` or `.sutura`.
fn is_place(path: &str) -> bool {
    let is_plain = |part: &str| !matches!(part, "" | "." | "..") && !part.contains('\0');
    let is_skipped = |part: &str| SKIPPED_FOLDERS.iter().any(|skipped| part.eq_ignore_ascii_case(skipped));
    path.split('/').all(|part| is_plain(part) && !is_skipped(part))
}

#[cfg(test)]
mod tests {
    use std::{
        fs,
        os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink},
        path::Path,
    };

    use proptest::prelude::*;
    use tempfile::TempDir;

    use super::*;
    use crate::{
        ledger::LedgerError,
        workspace::{SourceFile, tree::tree_of},
    };

    /// A project of these files.
    fn project(files: &[(&str, &str)]) -> TempDir {
        let root = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        root
    }

    fn text(root: &TempDir, path: &str) -> String {
        fs::read_to_string(root.path().join(path)).unwrap()
    }

    /// Writes `new` over the project of `old`, after something has happened to it.
    fn write_after(happens: impl Fn(&Path), old: &[(&str, &str)], new: &[(&str, &str)]) -> (TempDir, Result<Written, WriteError>) {
        let root = project(old);
        happens(root.path());
        let written = apply(&claim(root.path()).unwrap(), &tree_of(old), &tree_of(new));
        (root, written)
    }

    const OLD: &[(&str, &str)] = &[("a.py", "a = 1\n"), ("app/b.py", "b = 1\n")];
    const NEW: &[(&str, &str)] = &[("a.py", "a = 2\n"), ("app/b.py", "b = 2\n")];

    #[test]
    fn a_write_changes_what_differs_and_is_taken_back_once() {
        let (root, written) = write_after(|_| (), OLD, &[("a.py", "a = 1\n"), ("app/b.py", "b = 2\n"), ("app/new/c.py", "")]);
        assert_eq!(written.unwrap().files, ["app/b.py", "app/new/c.py"]);
        assert_eq!((text(&root, "app/b.py"), text(&root, "app/new/c.py")), ("b = 2\n".to_owned(), String::new()));
        let claim = claim(root.path()).unwrap();
        assert_eq!(undo(&claim).unwrap().files, ["app/b.py", "app/new/c.py"]);
        assert_eq!(text(&root, "app/b.py"), "b = 1\n");
        assert!(!root.path().join("app/new").exists());
        assert!(matches!(undo(&claim), Err(WriteError::NothingToUndo)));
    }

    #[test]
    fn a_file_keeps_its_owner() {
        let root = project(OLD);
        let path = root.path().join("a.py");
        // Whoever may give files away does; else the owner is who runs the test.
        let _ = chown(&path, Some(4711), Some(4712));
        let owner = || fs::metadata(&path).map(|metadata| (metadata.uid(), metadata.gid())).unwrap();
        let before = owner();
        let claim = claim(root.path()).unwrap();
        apply(&claim, &tree_of(OLD), &tree_of(NEW)).unwrap();
        assert_eq!((owner(), text(&root, "a.py")), (before, "a = 2\n".to_owned()));
        undo(&claim).unwrap();
        assert_eq!((owner(), text(&root, "a.py")), (before, "a = 1\n".to_owned()));
    }

    #[test]
    fn only_the_last_write_is_kept() {
        let (root, _) = write_after(|_| (), OLD, NEW);
        let claim = claim(root.path()).unwrap();
        let last = &[("a.py", "a = 3\n"), ("app/b.py", "b = 2\n")];
        apply(&claim, &tree_of(NEW), &tree_of(last)).unwrap();
        undo(&claim).unwrap();
        assert_eq!((text(&root, "a.py"), text(&root, "app/b.py")), ("a = 2\n".to_owned(), "b = 2\n".to_owned()));
        assert!(matches!(undo(&claim), Err(WriteError::NothingToUndo)));
    }

    #[test]
    fn sources_stand_where_none_has_changed_gone_or_come_that_others_can_import() {
        for (now, changed) in [
            (&[("a.py", "a = 1\n"), ("app/b.py", "b = 1\n"), ("new.css", "")][..], ""),
            (&[("a.py", "a = 9\n"), ("app/b.py", "b = 1\n")], "a.py"),
            (&[("a.py", "a = 1\n")], "app/b.py"),
            (&[("a.py", "a = 1\n"), ("a.pyi", ""), ("app/b.py", "b = 1\n"), ("new.ts", "")], "a.pyi, new.ts"),
        ] {
            let said = still_stands(&tree_of(OLD), &tree_of(now)).map_or_else(|error| error.to_string(), |()| String::new());
            assert_eq!(said.strip_prefix("changed meanwhile, so nothing was written: ").unwrap_or_default(), changed);
        }
    }

    #[test]
    fn files_that_have_changed_are_named_and_nothing_is_written() {
        let (root, written) = write_after(|root| fs::write(root.join("app/b.py"), "mine\n").unwrap(), OLD, NEW);
        let error = written.unwrap_err();
        assert_eq!((error.to_string().as_str(), error.exit_status()), ("changed meanwhile, so nothing was written: app/b.py", 1));
        assert_eq!((text(&root, "a.py"), text(&root, "app/b.py")), ("a = 1\n".to_owned(), "mine\n".to_owned()));
        let gone = write_after(|root| fs::remove_file(root.join("a.py")).unwrap(), OLD, NEW).1;
        assert!(matches!(gone, Err(WriteError::Changed(files)) if files == ["a.py"]));
        let made = write_after(|root| fs::write(root.join("c.py"), "mine").unwrap(), &[], &[("c.py", "new")]).1;
        assert!(matches!(made, Err(WriteError::Changed(files)) if files == ["c.py"]));
    }

    #[test]
    fn an_undo_over_later_edits_is_refused() {
        let (root, _) = write_after(|_| (), OLD, NEW);
        fs::write(root.path().join("app/b.py"), "mine\n").unwrap();
        let claim = claim(root.path()).unwrap();
        assert!(matches!(undo(&claim), Err(WriteError::Changed(files)) if files == ["app/b.py"]));
        assert_eq!((text(&root, "a.py"), text(&root, "app/b.py")), ("a = 2\n".to_owned(), "mine\n".to_owned()));
        fs::write(root.path().join("app/b.py"), "b = 2\n").unwrap();
        undo(&claim).unwrap();
        assert_eq!(text(&root, "app/b.py"), "b = 1\n");
    }

    #[test]
    fn links_second_names_and_what_may_not_be_written_are_refused() {
        let refused = |happens: &dyn Fn(&Path)| write_after(happens, OLD, NEW).1.unwrap_err().to_string();
        let elsewhere = project(OLD);
        let to = |path: &str| elsewhere.path().join(path);
        let link = refused(&|root| {
            fs::remove_file(root.join("a.py")).unwrap();
            symlink(to("a.py"), root.join("a.py")).unwrap();
        });
        assert_eq!(link, "a.py is a link, or lies behind one: nothing is written through it");
        let folder = refused(&|root| {
            fs::remove_dir_all(root.join("app")).unwrap();
            symlink(to("app"), root.join("app")).unwrap();
        });
        assert!(folder.starts_with("app/b.py is a link"), "{folder}");
        let shared = refused(&|root| fs::hard_link(root.join("a.py"), root.join("second.py")).unwrap());
        assert!(shared.starts_with("a.py is one file under several names"), "{shared}");
        let mode =
            |path: &'static str, mode| move |root: &Path| fs::set_permissions(root.join(path), fs::Permissions::from_mode(mode)).unwrap();
        assert_eq!(refused(&mode("a.py", 0o444)), "a.py is read-only");
        assert_eq!(refused(&mode("app", 0o555)), "app is read-only");
        assert_eq!(text(&elsewhere, "a.py"), "a = 1\n");
    }

    #[test]
    fn no_path_leads_out_of_the_project_or_to_where_no_sources_are() {
        for path in [
            "../a.py",
            "/etc/a.py",
            "app/../../a.py",
            ".git/hooks/pre-commit",
            ".GIT/config",
            ".sutura/x.json",
            "web/node_modules/a.js",
            "",
        ] {
            let written = write_after(|_| (), &[], &[(path, "x")]).1;
            assert!(matches!(written, Err(WriteError::Place(_))), "{path}: {written:?}");
        }
        assert!(write_after(|_| (), &[], &[(".github/workflows/a.yml", "x")]).1.is_ok());
    }

    #[test]
    fn a_second_process_is_told_who_has_the_claim_and_a_reader_goes_on() {
        let root = project(OLD);
        let first = claim(root.path()).unwrap();
        let error = claim(root.path()).err().unwrap();
        assert_eq!(error.to_string(), format!("another repair works on this project (process {})", std::process::id()));
        assert_eq!(recover(root.path()).unwrap(), None);
        drop(first);
        assert!(claim(root.path()).is_ok());
    }

    #[test]
    fn a_reader_makes_nothing_in_a_project_that_was_never_written() {
        let root = project(OLD);
        assert_eq!(recover(root.path()).unwrap(), None);
        assert!(!root.path().join(".sutura").exists());
    }

    /// A project with a journal that it brought along.
    fn with_journal(manifest: &str) -> TempDir {
        let root = project(OLD);
        fs::create_dir_all(root.path().join(".sutura/apply")).unwrap();
        fs::write(root.path().join(".sutura/apply/0.new"), "a = 2\n").unwrap();
        fs::write(root.path().join(".sutura/apply/manifest.json"), manifest).unwrap();
        root
    }

    fn manifest(path: &str) -> String {
        format!(
            r#"{{"format":"sutura.apply/1","kind":"apply","direction":"forward","files":[{{"path":"{path}","before":"{}","after":"{}"}}],"folders":[]}}"#,
            Digest::of(b"a = 1\n"),
            Digest::of(b"a = 2\n")
        )
    }

    #[test]
    fn version_1_of_the_journal_stays_readable_and_others_are_refused() {
        let root = with_journal(&manifest("a.py"));
        let recovered = recover(root.path()).unwrap().unwrap();
        assert_eq!(recovered, Recovered { finished: true, files: vec!["a.py".to_owned()], kept: Vec::new() });
        assert_eq!(text(&root, "a.py"), "a = 2\n");
        for (manifest, problem) in [
            (manifest("a.py").replace("apply/1", "apply/2"), "the format is \"sutura.apply/2\""),
            ("{".to_owned(), "EOF"),
            ("[]".to_owned(), "the format is null"),
        ] {
            let root = with_journal(&manifest);
            let error = recover(root.path()).unwrap_err();
            assert!(error.to_string().contains(problem), "{error}");
            assert_eq!(error.hint(), "Use the version of Sutura that wrote it, or remove .sutura/apply.");
            assert_eq!(text(&root, "a.py"), "a = 1\n");
        }
    }

    #[test]
    fn a_journal_that_a_project_brought_along_writes_nowhere_else() {
        for path in ["../a.py", ".git/config", "/tmp/a.py"] {
            let root = with_journal(&manifest(path));
            assert!(matches!(recover(root.path()), Err(WriteError::Place(_))), "{path}");
        }
        let root = project(OLD);
        let elsewhere = with_journal(&manifest("a.py"));
        fs::create_dir(root.path().join(".sutura")).unwrap();
        symlink(elsewhere.path().join(".sutura/apply"), root.path().join(".sutura/apply")).unwrap();
        assert!(matches!(recover(root.path()), Err(WriteError::Ledger(LedgerError::Link { .. }))));
        assert_eq!(text(&root, "a.py"), "a = 1\n");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn whatever_is_written_and_taken_back_has_the_same_bytes_and_modes(
            files in prop::collection::btree_map("(dir/|ä/)?[a-zé漢 ]{1,6}\\.(py|ts)", ("(\u{feff})?([a-z =é\"'\\\\]{0,12}(\n|\r\n|\r)){0,4}[a-z]{0,4}", 0_u32..8), 1..6),
            texts in prop::collection::vec("(\u{feff})?([a-z]{0,8}(\n|\r\n)){0,4}", 6),
            new in "[a-z]{1,4}/[a-z漢]{1,6}\\.py",
        ) {
            let root = tempfile::tempdir().unwrap();
            let mode = |of: u32| 0o600 | (of << 3);
            let mut sources = std::collections::BTreeMap::new();
            for (path, (text, of)) in &files {
                let at = root.path().join(path);
                fs::create_dir_all(at.parent().unwrap()).unwrap();
                fs::write(&at, text).unwrap();
                fs::set_permissions(&at, fs::Permissions::from_mode(mode(*of))).unwrap();
                sources.insert(path.clone(), SourceFile::new(text.as_bytes()));
            }
            let tree = |sources: &std::collections::BTreeMap<_, _>| Tree::new(sources.clone(), Default::default(), Vec::new());
            let base = tree(&sources);
            for (file, text) in sources.values_mut().zip(&texts) {
                *file = SourceFile::new(text.as_bytes());
            }
            sources.insert(new, SourceFile::new(texts[5].as_bytes()));
            let candidate = tree(&sources);
            let claim = claim(root.path()).unwrap();
            let holds = |tree: &Tree| tree.files().iter().all(|(path, file)| {
                let at = root.path().join(path);
                let of = files.get(path).map(|(_, of)| mode(*of));
                fs::read(&at).unwrap() == *file.bytes && of.is_none_or(|of| fs::metadata(&at).unwrap().permissions().mode() & 0o7777 == of)
            });
            apply(&claim, &base, &candidate).unwrap();
            prop_assert!(holds(&candidate));
            undo(&claim).unwrap();
            prop_assert!(holds(&base));
            let left: Vec<_> = candidate.files().keys().filter(|path| !files.contains_key(*path) && root.path().join(path).exists()).collect();
            prop_assert!(left.is_empty(), "{left:?}");
        }
    }
}
