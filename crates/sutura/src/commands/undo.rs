//! `sutura undo`: takes the last write back.

use std::path::Path;

use sutura_engine::writeback;

use crate::{console::Console, error::CommandError, project::canonical};

/// Brings the files back that the last write changed.
pub fn run(path: &Path, console: &Console) -> Result<u8, CommandError> {
    let root = canonical(path)?;
    if !root.join(".sutura").exists() {
        return Err(writeback::WriteError::NothingToUndo.into());
    }
    let claim = writeback::claim(&root)?;
    let written = writeback::undo(&claim)?;
    let mut text: String = claim.recovered.iter().map(|recovered| format!("Note: {recovered}.\n")).collect();
    text += "These files are as they were before the last write:\n";
    text.extend(written.files.iter().map(|file| format!("  {file}\n")));
    console.print(&text);
    Ok(0)
}
