//! The few operations that a write-back does on the disk, each beneath the project's root and never through a link. The one file of this
//! module that knows the system.
//!
//! A folder is opened part by part without following links, and what is done in it is done relative to that handle: a folder that is
//! swapped for a link afterwards changes nothing.

use std::{
    fs::File,
    io::{self, Read, Write},
    os::fd::OwnedFd,
    path::{Path, PathBuf},
};

use rustix::{
    fs::{AtFlags, FileType, Gid, Mode, OFlags, RenameFlags, Uid},
    io::Errno,
};

use crate::workspace::{Digest, discover::join};

/// A project's root, and what is asked before each operation.
pub(super) struct Disk {
    root: OwnedFd,
    pub path: PathBuf,
    before: Before,
}

/// Is asked before each operation, with its name and what it is done to. An error takes the operation's place: so a test fails each in turn, or ends the process there.
pub(super) type Before = Box<dyn Fn(&'static str, &str) -> io::Result<()> + Send + Sync>;

/// An open folder.
pub(super) struct Folder<'a> {
    handle: OwnedFd,
    path: String,
    disk: &'a Disk,
}

/// What stands at a name.
#[derive(Debug, PartialEq)]
pub(super) enum Found {
    Nothing,
    File(State),
    /// A link, a folder, or whatever else is no regular file.
    Other,
}

/// A regular file.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct State {
    pub digest: Digest,
    pub mode: Mode,
    owner: (Uid, Gid),
    /// Whether the file has further names elsewhere.
    pub is_shared: bool,
}

impl Found {
    pub fn state(&self) -> Option<State> {
        match self {
            Self::File(state) => Some(*state),
            _ => None,
        }
    }

    pub fn digest(&self) -> Option<Digest> {
        self.state().map(|state| state.digest)
    }

    /// Whether this is the file with the digest, or nothing where there is none.
    pub fn is(&self, digest: Option<Digest>) -> bool {
        *self != Self::Other && self.digest() == digest
    }
}

impl Disk {
    /// The project at `path`.
    pub fn open(path: &Path) -> io::Result<Self> {
        Self::with(path, Box::new(|_, _| Ok(())))
    }

    pub fn with(path: &Path, before: Before) -> io::Result<Self> {
        let root = rustix::fs::open(path, OFlags::DIRECTORY | OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty())?;
        Ok(Self { root, path: path.to_owned(), before })
    }

    /// The folder at `path`, relative to the root; none where it is not there.
    pub fn folder(&self, path: &str) -> io::Result<Option<Folder<'_>>> {
        (self.before)("open", path)?;
        let mut handle = rustix::fs::openat(&self.root, ".", FOLDER, Mode::empty())?;
        for part in path.split('/').filter(|part| !part.is_empty()) {
            handle = match rustix::fs::openat(&handle, part, FOLDER, Mode::empty()) {
                Err(Errno::NOENT) => return Ok(None),
                Err(Errno::LOOP | Errno::NOTDIR) => return Err(io::Error::new(io::ErrorKind::NotADirectory, "a link stands in its path")),
                opened => opened?,
            };
        }
        Ok(Some(Folder { handle, path: path.to_owned(), disk: self }))
    }
}

/// What a project brings along in place of a journal is read up to here.
const LONGEST: u64 = 64 << 20;

const FOLDER: OFlags = OFlags::DIRECTORY.union(OFlags::RDONLY).union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC);

impl Folder<'_> {
    fn before(&self, operation: &'static str, name: &str) -> io::Result<()> {
        (self.disk.before)(operation, &join(&self.path, name))
    }

    /// What stands at `name`.
    pub fn look(&self, name: &str) -> io::Result<Found> {
        let Some(mut file) = self.open_file(name)? else {
            return Ok(match rustix::fs::statat(&self.handle, name, AtFlags::SYMLINK_NOFOLLOW) {
                Err(Errno::NOENT) => Found::Nothing,
                found => {
                    found?;
                    Found::Other
                }
            });
        };
        let stat = rustix::fs::fstat(&file)?;
        if FileType::from_raw_mode(stat.st_mode) != FileType::RegularFile {
            return Ok(Found::Other);
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok(Found::File(State {
            digest: Digest::of(&bytes),
            mode: Mode::from_raw_mode(stat.st_mode),
            owner: (Uid::from_raw(stat.st_uid), Gid::from_raw(stat.st_gid)),
            is_shared: stat.st_nlink > 1,
        }))
    }

    /// The bytes of a file of ours; none where it is not there.
    pub fn read(&self, name: &str) -> io::Result<Option<Vec<u8>>> {
        let Some(file) = self.open_file(name)? else { return Ok(None) };
        let mut bytes = Vec::new();
        file.take(LONGEST + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > LONGEST { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(Some(bytes)) }
    }

    fn open_file(&self, name: &str) -> io::Result<Option<File>> {
        self.before("read", name)?;
        // Not blocking: a pipe in place of a file would otherwise wait for a writer.
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        match rustix::fs::openat(&self.handle, name, flags, Mode::empty()) {
            Ok(file) => Ok(Some(File::from(file))),
            Err(Errno::NOENT | Errno::LOOP | Errno::NXIO) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Whether no file in the folder may be replaced.
    pub fn is_read_only(&self) -> io::Result<bool> {
        let is_writable = || match rustix::fs::accessat(&self.handle, ".", rustix::fs::Access::WRITE_OK, AtFlags::EACCESS) {
            // What cannot be asked is seen when it is tried.
            Ok(()) | Err(Errno::NOSYS | Errno::INVAL) => true,
            Err(_) => false,
        };
        Ok(!may_be_written(Mode::from_raw_mode(rustix::fs::fstat(&self.handle)?.st_mode)) || !is_writable())
    }

    /// Writes a file where none stands, with the mode and as far as possible the owner of the one that it is to replace, and waits until the disk has it.
    pub fn write(&self, name: &str, bytes: &[u8], like: Option<&State>) -> io::Result<()> {
        self.before("create", name)?;
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let mut file = File::from(rustix::fs::openat(&self.handle, name, flags, Mode::from_raw_mode(0o666))?);
        if let Err(error) = self.before("write", name) {
            // As a disk does that fills up: the first half is written.
            file.write_all(&bytes[..bytes.len() / 2])?;
            return Err(error);
        }
        file.write_all(bytes)?;
        if let Some(State { mode, owner: (user, group), .. }) = like {
            self.before("set the mode of", name)?;
            // Only the system's administrator may give files away.
            let _ = rustix::fs::fchown(&file, Some(*user), Some(*group));
            rustix::fs::fchmod(&file, *mode)?;
        }
        self.before("sync", name)?;
        file.sync_all()
    }

    /// Moves a file in place of another, whatever stands there.
    pub fn rename(&self, name: &str, to: &str) -> io::Result<()> {
        self.rename_with(name, self, to, RenameFlags::empty())
    }

    /// Moves a file to where nothing stands.
    pub fn put(&self, name: &str, folder: &Folder<'_>, to: &str) -> io::Result<()> {
        match self.rename_with(name, folder, to, RenameFlags::NOREPLACE) {
            Err(error) if is_unsupported(&error) => self.rename_with(name, folder, to, RenameFlags::empty()),
            result => result,
        }
    }

    /// Exchanges two files in one step. Tells whether the system can: else the other one is replaced.
    pub fn exchange(&self, name: &str, folder: &Folder<'_>, to: &str) -> io::Result<bool> {
        match self.rename_with(name, folder, to, RenameFlags::EXCHANGE) {
            Err(error) if is_unsupported(&error) => self.rename_with(name, folder, to, RenameFlags::empty()).map(|()| false),
            result => result.map(|()| true),
        }
    }

    fn rename_with(&self, name: &str, folder: &Folder<'_>, to: &str, flags: RenameFlags) -> io::Result<()> {
        self.before(if flags.is_empty() { "rename" } else { "place" }, name)?;
        if flags.is_empty() {
            return Ok(rustix::fs::renameat(&self.handle, name, &folder.handle, to)?);
        }
        Ok(rustix::fs::renameat_with(&self.handle, name, &folder.handle, to, flags)?)
    }

    /// Removes a file; one that is gone already is no error.
    pub fn remove(&self, name: &str) -> io::Result<()> {
        self.before("remove", name)?;
        gone(rustix::fs::unlinkat(&self.handle, name, AtFlags::empty()))
    }

    /// Removes an empty folder; one that is gone already is no error.
    pub fn remove_folder(&self, name: &str) -> io::Result<()> {
        self.before("remove the folder", name)?;
        gone(rustix::fs::unlinkat(&self.handle, name, AtFlags::REMOVEDIR))
    }

    /// Makes a folder, unless something stands there.
    pub fn make_folder(&self, name: &str) -> io::Result<()> {
        self.before("make the folder", name)?;
        match rustix::fs::mkdirat(&self.handle, name, Mode::from_raw_mode(0o777)) {
            Err(Errno::EXIST) => Ok(()),
            made => Ok(made?),
        }
    }

    /// The names in the folder.
    pub fn names(&self) -> io::Result<Vec<String>> {
        (self.disk.before)("list", &self.path)?;
        let names = rustix::fs::Dir::read_from(&self.handle)?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
        names.filter(|name| !matches!(name.as_deref(), Ok("." | ".."))).collect()
    }

    /// Waits until the disk has the names in the folder.
    pub fn sync(&self) -> io::Result<()> {
        (self.disk.before)("sync the folder", if self.path.is_empty() { "." } else { &self.path })?;
        Ok(rustix::fs::fsync(&self.handle)?)
    }

    /// Opens a file to lock, made where it is missing.
    pub fn lock_file(&self, name: &str) -> io::Result<File> {
        self.before("open", name)?;
        let flags = OFlags::RDWR | OFlags::CREATE | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        Ok(File::from(rustix::fs::openat(&self.handle, name, flags, Mode::from_raw_mode(0o666))?))
    }
}

/// Whether a mode lets anybody write. The system's administrator may write what nobody may; a file that nobody may write is left alone all the same.
pub(super) fn may_be_written(mode: Mode) -> bool {
    mode.intersects(Mode::WUSR | Mode::WGRP | Mode::WOTH)
}

/// Whether the error says that source and target lie on different file systems.
pub(super) fn is_other_file_system(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::CrossesDevices
}

fn is_unsupported(error: &io::Error) -> bool {
    [Errno::INVAL, Errno::NOSYS, Errno::OPNOTSUPP].iter().any(|errno| error.raw_os_error() == Some(errno.raw_os_error()))
}

fn gone(removed: rustix::io::Result<()>) -> io::Result<()> {
    match removed {
        Err(Errno::NOENT) => Ok(()),
        removed => Ok(removed?),
    }
}
