//! `sutura completions`.

use clap::CommandFactory;
use clap_complete::{Shell, generate};

use crate::{arguments::Arguments, console::Console, error::CommandError};

/// Prints the script of a shell.
pub fn run(shell: Shell, console: &Console) -> Result<u8, CommandError> {
    let mut script = Vec::new();
    generate(shell, &mut Arguments::command(), "sutura", &mut script);
    console.print(&String::from_utf8_lossy(&script));
    Ok(0)
}
