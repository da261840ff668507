//! The `.sutura` folder: made on first use, and never written to through a link.
//!
//! A project comes from anywhere, and with it perhaps a `.sutura` that leads out of it. So each folder of ours is looked at
//! before use, new files are made where nothing stood before, and files are replaced by renaming, which replaces a link and
//! does not follow it.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::Path,
};

use super::LedgerError;

/// Makes a project's `.sutura`, which git ignores by a file of its own.
pub fn create_sutura_dir(sutura_dir: &Path) -> Result<(), LedgerError> {
    create_own_dir(sutura_dir)?;
    let ignore = sutura_dir.join(".gitignore");
    match create_new(&ignore).and_then(|mut file| file.write_all(b"*\n")) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(LedgerError::Write { path: ignore, source: error }),
        _ => Ok(()),
    }
}

/// Makes one folder, or finds that it stands there and is no link.
pub(super) fn create_own_dir(path: &Path) -> Result<(), LedgerError> {
    let write_error = |source| LedgerError::Write { path: path.to_owned(), source };
    match fs::create_dir(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let found = fs::symlink_metadata(path).map_err(write_error)?;
            if found.is_symlink() {
                Err(LedgerError::Link { path: path.to_owned() })
            } else if found.is_dir() {
                Ok(())
            } else {
                Err(LedgerError::NotAFolder { path: path.to_owned() })
            }
        }
        made => made.map_err(write_error),
    }
}

/// Opens a file for appending that did not exist before, not even as a link.
pub(super) fn create_new(path: &Path) -> io::Result<File> {
    OpenOptions::new().append(true).create_new(true).open(path)
}

/// Writes a whole file or, where that fails, leaves what stood there before.
pub(super) fn write_atomically(path: &Path, content: &[u8]) -> Result<(), LedgerError> {
    replace(path, content, |_| Ok(())).map_err(|source| LedgerError::Write { path: path.to_owned(), source })
}

/// The same for what cannot be folded again: it takes its place once the disk has it.
pub(super) fn write_durably(path: &Path, content: &[u8]) -> Result<(), LedgerError> {
    replace(path, content, File::sync_all).map_err(|source| LedgerError::Write { path: path.to_owned(), source })
}

fn replace(path: &Path, content: &[u8], before_rename: impl Fn(&File) -> io::Result<()>) -> io::Result<()> {
    let folder = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".writing-");
    // A file for one's own eyes is right for secrets, not for a report that others should read; the umask still applies.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut temporary = builder.tempfile_in(folder)?;
    temporary.write_all(content)?;
    before_rename(temporary.as_file())?;
    temporary.persist(path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_hides_itself_from_git_and_is_made_once() {
        let root = tempfile::tempdir().unwrap();
        let sutura = root.path().join(".sutura");
        create_sutura_dir(&sutura).unwrap();
        fs::write(sutura.join(".gitignore"), "*\n!baseline.json\n").unwrap();
        create_sutura_dir(&sutura).unwrap();
        let ignored = fs::read_to_string(sutura.join(".gitignore")).unwrap();
        assert_eq!(ignored, "*\n!baseline.json\n", "what the user changed stays");
    }

    #[test]
    fn a_file_in_place_of_the_folder_is_said() {
        let root = tempfile::tempdir().unwrap();
        let sutura = root.path().join(".sutura");
        fs::write(&sutura, "").unwrap();
        assert!(matches!(create_sutura_dir(&sutura), Err(LedgerError::NotAFolder { path }) if path == sutura));
    }

    #[cfg(unix)]
    #[test]
    fn replacing_a_link_leaves_its_target_alone() {
        let root = tempfile::tempdir().unwrap();
        let (target, link) = (root.path().join("precious"), root.path().join("run.json"));
        fs::write(&target, "precious").unwrap();
        std::os::unix::fs::symlink(&target, &link).unwrap();
        write_atomically(&link, b"new").unwrap();
        assert_eq!(fs::read_to_string(&target).unwrap(), "precious");
        assert_eq!(fs::read_to_string(&link).unwrap(), "new");
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 2, "no temporary file is left");
    }

    #[cfg(unix)]
    #[test]
    fn a_gitignore_that_is_a_link_is_not_written_through() {
        let root = tempfile::tempdir().unwrap();
        let sutura = root.path().join(".sutura");
        fs::create_dir(&sutura).unwrap();
        std::os::unix::fs::symlink(root.path().join("elsewhere"), sutura.join(".gitignore")).unwrap();
        create_sutura_dir(&sutura).unwrap();
        assert!(!root.path().join("elsewhere").exists());
    }
}
