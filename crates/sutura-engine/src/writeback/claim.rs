//! The right to write a project, and the end of what an earlier process had begun.

use std::{
    fmt,
    fs::{File, TryLockError},
    io::{Read, Seek, Write},
    path::Path,
    time::Duration,
};

use super::{
    WriteError,
    disk::{Disk, Folder},
    journal::{APPLY, Direction, discard, io_error, own_folder, read_manifest, roll, settle, sutura_folder},
};
use crate::ledger::create_sutura_dir;

/// The right to write a project's files. One process at a time has it; it ends when this is dropped, or with the process.
pub struct Claim {
    pub(super) disk: Disk,
    /// What an earlier process had left unfinished; none where all was in order.
    pub recovered: Option<Recovered>,
    _lock: Lock,
}

/// Is let go of by name: a child that is being started holds a copy of the file for a moment.
struct Lock(File);

impl Drop for Lock {
    fn drop(&mut self) {
        let _ = self.0.unlock();
    }
}

/// A write that an earlier process began and this one ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Recovered {
    /// Whether its new contents stand now; else the old ones.
    pub finished: bool,
    /// The files of the write, relative to the root.
    pub files: Vec<String>,
    /// Those of them that somebody else had changed by then, and that stay so.
    pub kept: Vec<String>,
}

impl fmt::Display for Recovered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = if self.finished { "finished" } else { "taken back" };
        write!(f, "a write that was cut off was {end}: {}", self.files.join(", "))?;
        if self.kept.is_empty() { Ok(()) } else { write!(f, "; changed by somebody else meanwhile, and kept so: {}", self.kept.join(", ")) }
    }
}

/// Takes the right to write the project at `root`, and ends what an earlier process had begun. Makes `.sutura` where it is missing.
pub fn claim(root: &Path) -> Result<Claim, WriteError> {
    claim_on(Disk::open(root).map_err(|source| io_error("", source))?)
}

/// Ends what an earlier process had begun to write to the project at `root`. For commands that only read: they wait for a write that goes on, and
/// mind no other claim. Makes nothing where nothing was begun.
pub fn recover(root: &Path) -> Result<Option<Recovered>, WriteError> {
    const WAITS: u32 = 250;
    for _ in 0..WAITS {
        let disk = Disk::open(root).map_err(|source| io_error("", source))?;
        let Some(apply) = own_folder(&disk, ".sutura/apply")? else { return Ok(None) };
        let is_going_on = read_manifest(&apply, APPLY)?.is_some();
        drop(apply);
        match claim_on(disk) {
            Err(WriteError::Busy(_)) if !is_going_on => return Ok(None),
            Err(WriteError::Busy(_)) => std::thread::sleep(Duration::from_millis(20)),
            claim => return Ok(claim?.recovered),
        }
    }
    Err(WriteError::Busy(None))
}

pub(super) fn claim_on(disk: Disk) -> Result<Claim, WriteError> {
    create_sutura_dir(&disk.path.join(".sutura"))?;
    let sutura = sutura_folder(&disk)?;
    let lock = sutura.lock_file("lock").map_err(|source| io_error(".sutura/lock", source))?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut holder = String::new();
            // Who holds it is told where it can be read; a project may bring any file along.
            let _ = lock.take(20).read_to_string(&mut holder);
            return Err(WriteError::Busy(holder.trim().parse().ok()));
        }
        Err(TryLockError::Error(source)) => return Err(io_error(".sutura/lock", source)),
    }
    let mut lock = Lock(lock);
    let name = lock.0.set_len(0).and_then(|()| lock.0.rewind()).and_then(|()| writeln!(lock.0, "{}", std::process::id()));
    name.map_err(|source| io_error(".sutura/lock", source))?;
    let recovered = end_unfinished(&disk, &sutura)?;
    drop(sutura);
    Ok(Claim { disk, recovered, _lock: lock })
}

/// Finishes, or takes back, what the journal in `apply` says; discards one that had not come to its manifest.
fn end_unfinished(disk: &Disk, sutura: &Folder<'_>) -> Result<Option<Recovered>, WriteError> {
    let Some(apply) = own_folder(disk, ".sutura/apply")? else { return Ok(None) };
    let own = |source| io_error(".sutura/apply", source);
    let Some(manifest) = read_manifest(&apply, APPLY)? else {
        discard(disk, sutura, APPLY).map_err(own)?;
        return Ok(None);
    };
    let rolled = roll(disk, &apply, &manifest)?;
    settle(disk, sutura, &manifest).map_err(own)?;
    let finished = manifest.direction == Direction::Forward;
    Ok(Some(Recovered { finished, files: manifest.files.into_iter().map(|entry| entry.path).collect(), kept: rolled.kept }))
}
