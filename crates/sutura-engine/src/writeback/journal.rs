//! The journal of one write: what is to become of which file, with its old and its new content.
//!
//! `.sutura/apply/` holds it while the write goes on, `.sutura/undo/` once it is done. Its manifest comes last and makes the write
//! happen: where it stands, each file has two contents that are known by their digests, and it can always be told whether it is still to be placed, is
//! placed, or belongs to somebody else by now.

use std::{collections::BTreeSet, io};

use serde::{Deserialize, Serialize};

use super::{
    disk::{Disk, Folder, Found, State, is_other_file_system},
    error::WriteError,
};
use crate::{
    ledger::LedgerError,
    workspace::{Digest, discover::parent},
};

/// The version of `manifest.json`. A reader takes only its own.
pub(super) const FORMAT: &str = "sutura.apply/1";

/// The folder of a write that goes on, in `.sutura`.
pub(super) const APPLY: &str = "apply";
/// The folder of the write that can be taken back, in `.sutura`.
pub(super) const UNDO: &str = "undo";

const MANIFEST: &str = "manifest.json";

/// What is to happen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Manifest {
    /// Name and version of this format: [`FORMAT`].
    pub format: String,
    /// Whether it is a write that can be taken back, or the taking back of one.
    pub kind: Kind,
    /// Which content is to stand in the end.
    pub direction: Direction,
    /// The files, by path.
    pub files: Vec<Entry>,
    /// Folders that the write makes, outermost first.
    pub folders: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    Apply,
    Undo,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Direction {
    Forward,
    Back,
}

/// One file: the digests of its content before and after; none where it is not there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Entry {
    pub path: String,
    pub before: Option<Digest>,
    pub after: Option<Digest>,
}

/// A file with both contents.
pub(super) struct Change<'a> {
    pub path: &'a str,
    pub before: Option<&'a [u8]>,
    pub after: Option<&'a [u8]>,
    /// The file on the disk, whose mode and owner stay; none where it is not there.
    pub state: Option<State>,
}

/// What a write, or its end, has come to.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Rolled {
    /// Files that were somebody else's by then, and stay so.
    pub kept: Vec<String>,
}

/// Writes both contents of all files into `apply`. Until the manifest follows nothing has happened.
pub(super) fn stage(disk: &Disk, apply: &Folder<'_>, changes: &[Change<'_>]) -> Result<(), WriteError> {
    for (index, change) in changes.iter().enumerate() {
        let contents = [(old(index), change.before), (new(index), change.after)];
        for (name, bytes) in contents.iter().filter_map(|(name, bytes)| Some((name, (*bytes)?))) {
            apply.write(name, bytes, change.state.as_ref()).map_err(|source| io_error(change.path, source))?;
        }
    }
    let own = |source| io_error(".sutura/apply", source);
    apply.sync().map_err(own)?;
    ["", ".sutura"].iter().try_for_each(|path| disk.folder(path)?.map_or(Ok(()), |folder| folder.sync())).map_err(own)
}

/// Makes the write happen, or turns it round: the rename is what counts.
pub(super) fn write_manifest(apply: &Folder<'_>, manifest: &Manifest) -> io::Result<()> {
    const UNNAMED: &str = "manifest.writing";
    let json = serde_json::to_vec(manifest).expect("a manifest has only names as keys");
    apply.remove(UNNAMED)?;
    apply.write(UNNAMED, &json, None)?;
    apply.rename(UNNAMED, MANIFEST)?;
    apply.sync()
}

/// The manifest in a folder of ours; none where there is none.
pub(super) fn read_manifest(folder: &Folder<'_>, name: &'static str) -> Result<Option<Manifest>, WriteError> {
    let broken = |problem: String| WriteError::Journal { folder: name, problem };
    let Some(bytes) = folder.read(MANIFEST).map_err(|error| broken(error.to_string()))? else { return Ok(None) };
    let value: serde_json::Value = serde_json::from_slice(&bytes).map_err(|error| broken(error.to_string()))?;
    if value["format"] != FORMAT {
        return Err(broken(format!("the format is {}; this version of Sutura reads {FORMAT}", value["format"])));
    }
    let manifest: Manifest = serde_json::from_value(value).map_err(|error| broken(error.to_string()))?;
    // A project may bring a journal along that we never wrote.
    let paths = manifest.files.iter().map(|entry| &entry.path).chain(&manifest.folders);
    match paths.into_iter().find(|path| !super::is_place(path)) {
        Some(path) => Err(WriteError::Place(path.clone())),
        None => Ok(Some(manifest)),
    }
}

/// Puts every file into its place, as the manifest says. What is in its place already stays; so does what is neither the old nor the new content: it is somebody's own.
pub(super) fn roll(disk: &Disk, apply: &Folder<'_>, manifest: &Manifest) -> Result<Rolled, WriteError> {
    let forward = manifest.direction == Direction::Forward;
    // What an undo brings back, or an aborted write never filled, leaves no empty folders.
    let makes_folders = forward == (manifest.kind == Kind::Apply);
    if makes_folders {
        manifest.folders.iter().try_for_each(|path| make_folder(disk, path).map_err(|source| io_error(path, source)))?;
    }
    let mut rolled = Rolled::default();
    let mut touched: BTreeSet<&str> = manifest.folders.iter().map(|path| parent(path)).collect();
    for (index, entry) in manifest.files.iter().enumerate() {
        let (from, to) = if forward { (entry.before, entry.after) } else { (entry.after, entry.before) };
        let slot = if forward { new(index) } else { old(index) };
        let step = Step { apply, slot: &slot, index, from, to };
        match place(disk, &entry.path, &step).map_err(|source| io_error(&entry.path, source))? {
            Placed::Here => {
                touched.insert(parent(&entry.path));
            }
            Placed::Kept => rolled.kept.push(entry.path.clone()),
        }
    }
    if !makes_folders {
        manifest.folders.iter().rev().try_for_each(|path| remove_if_empty(disk, path).map_err(|source| io_error(path, source)))?;
    }
    for path in touched {
        let synced = folder_at(disk, path).and_then(|folder| folder.map_or(Ok(()), |folder| folder.sync()));
        synced.map_err(|source| io_error(path, source))?;
    }
    Ok(rolled)
}

/// Ends the journal: a write that was done can be taken back from now on, in place of the one before.
pub(super) fn settle(disk: &Disk, sutura: &Folder<'_>, manifest: &Manifest) -> io::Result<()> {
    match (manifest.kind, manifest.direction) {
        (Kind::Apply, Direction::Forward) => {
            discard(disk, sutura, UNDO)?;
            sutura.rename(APPLY, UNDO)?;
        }
        (Kind::Undo, Direction::Forward) => {
            discard(disk, sutura, UNDO)?;
            discard(disk, sutura, APPLY)?;
        }
        (_, Direction::Back) => discard(disk, sutura, APPLY)?,
    }
    sutura.sync()
}

/// Removes a journal, its manifest first: without it the rest means nothing.
pub(super) fn discard(disk: &Disk, sutura: &Folder<'_>, name: &str) -> io::Result<()> {
    let Some(folder) = disk.folder(&format!(".sutura/{name}"))? else { return Ok(()) };
    folder.remove(MANIFEST)?;
    folder.sync()?;
    folder.names()?.iter().try_for_each(|name| folder.remove(name))?;
    sutura.remove_folder(name)
}

/// The name of a file's content before the write.
pub(super) fn old(index: usize) -> String {
    format!("{index}.old")
}

fn new(index: usize) -> String {
    format!("{index}.new")
}

struct Step<'a> {
    apply: &'a Folder<'a>,
    /// Holds the content to place.
    slot: &'a str,
    index: usize,
    from: Option<Digest>,
    to: Option<Digest>,
}

enum Placed {
    Here,
    Kept,
}

fn place(disk: &Disk, path: &str, step: &Step<'_>) -> io::Result<Placed> {
    let Some(folder) = folder_around(disk, path)? else {
        return Ok(if step.to.is_none() { Placed::Here } else { Placed::Kept });
    };
    let name = name_of(path);
    let beside = format!(".sutura-{}.writing", step.index);
    // A process that was killed may have left it.
    folder.remove(&beside)?;
    let found = folder.look(name)?;
    if found.is(step.to) {
        return Ok(Placed::Here);
    }
    let is_shared = matches!(&found, Found::File(state) if state.is_shared);
    if !found.is(step.from) || is_shared {
        return Ok(Placed::Kept);
    }
    let Some(to) = step.to else { return take_away(&folder, name, step) };
    if step.apply.look(step.slot)?.digest() != Some(to) {
        return Ok(Placed::Kept);
    }
    match put_in(step.apply, step.slot, &folder, name, step.from) {
        Err(error) if is_other_file_system(&error) => {
            // A folder of the project that is a disk of its own: the content is copied there first.
            let bytes = step.apply.read(step.slot)?.ok_or(io::ErrorKind::NotFound)?;
            let Found::File(like) = step.apply.look(step.slot)? else { return Ok(Placed::Kept) };
            folder.write(&beside, &bytes, Some(&like))?;
            let placed = put_in(&folder, &beside, &folder, name, step.from);
            folder.remove(&beside)?;
            placed
        }
        placed => placed,
    }
}

/// Puts the content at `slot` to where the content `from`, or nothing, stands. Both change places, so that what was saved there in this very moment is
/// noticed and goes back.
fn put_in(slots: &Folder<'_>, slot: &str, folder: &Folder<'_>, name: &str, from: Option<Digest>) -> io::Result<Placed> {
    if from.is_none() {
        return match slots.put(slot, folder, name) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(Placed::Kept),
            put => put.map(|()| Placed::Here),
        };
    }
    let was_exchanged = match slots.exchange(slot, folder, name) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Placed::Kept),
        exchanged => exchanged?,
    };
    if was_exchanged && !slots.look(slot)?.is(from) {
        slots.exchange(slot, folder, name)?;
        return Ok(Placed::Kept);
    }
    Ok(Placed::Here)
}

/// Removes a file, unless it is another one in this very moment.
fn take_away(folder: &Folder<'_>, name: &str, step: &Step<'_>) -> io::Result<Placed> {
    let aside = format!("{}.gone", step.index);
    match folder.put(name, step.apply, &aside) {
        // Left by a process that was killed here: the content is kept under its other name as well.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            step.apply.remove(&aside)?;
            folder.put(name, step.apply, &aside)?;
        }
        Err(error) if is_other_file_system(&error) => return folder.remove(name).map(|()| Placed::Here),
        put => put?,
    }
    if step.apply.look(&aside)?.is(step.from) {
        return Ok(Placed::Here);
    }
    step.apply.put(&aside, folder, name)?;
    Ok(Placed::Kept)
}

/// Does nothing where somebody took the folder around it away, or put a link into its place: then the files in it stay unwritten, and are told.
fn make_folder(disk: &Disk, path: &str) -> io::Result<()> {
    folder_around(disk, path)?.map_or(Ok(()), |folder| folder.make_folder(name_of(path)))
}

fn remove_if_empty(disk: &Disk, path: &str) -> io::Result<()> {
    let Some(folder) = folder_around(disk, path)? else { return Ok(()) };
    match folder.remove_folder(name_of(path)) {
        Err(error) if matches!(error.kind(), io::ErrorKind::DirectoryNotEmpty | io::ErrorKind::NotADirectory) => Ok(()),
        removed => removed,
    }
}

/// The folder that `path` lies in; none where it is gone, or a link leads elsewhere.
fn folder_around<'a>(disk: &'a Disk, path: &str) -> io::Result<Option<Folder<'a>>> {
    folder_at(disk, parent(path))
}

fn folder_at<'a>(disk: &'a Disk, path: &str) -> io::Result<Option<Folder<'a>>> {
    match disk.folder(path) {
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => Ok(None),
        folder => folder,
    }
}

pub(super) fn name_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

pub(super) fn io_error(path: &str, source: io::Error) -> WriteError {
    WriteError::Io { path: if path.is_empty() { ".".to_owned() } else { path.to_owned() }, source }
}

/// A folder in `.sutura`, or that itself.
pub(super) fn own_folder<'a>(disk: &'a Disk, path: &str) -> Result<Option<Folder<'a>>, WriteError> {
    disk.folder(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotADirectory => {
            let linked = if disk.folder(".sutura").is_err() { ".sutura" } else { path };
            LedgerError::Link { path: disk.path.join(linked) }.into()
        }
        _ => io_error(path, error),
    })
}

/// The folder `.sutura`.
pub(super) fn sutura_folder(disk: &Disk) -> Result<Folder<'_>, WriteError> {
    own_folder(disk, ".sutura")?.ok_or_else(|| io_error(".sutura", io::ErrorKind::NotFound.into()))
}
