//! `sutura man`.

use clap::CommandFactory;

use crate::{arguments::Arguments, console::Console, error::CommandError};

/// Prints the page.
pub fn run(console: &Console) -> Result<u8, CommandError> {
    let mut page = Vec::new();
    let rendered = clap_mangen::Man::new(Arguments::command()).render(&mut page);
    rendered.expect("writing to memory does not fail");
    console.print(&String::from_utf8_lossy(&page));
    Ok(0)
}
