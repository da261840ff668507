//! `sutura record`: the ledger, for pipelines in any language.

use std::io;

use sutura_engine::ledger::record;

use crate::{arguments::Record, console::Console, error::CommandError, project::canonical, user::begin_run};

/// Reads standard input to its end, and prints the run's name.
pub fn run(arguments: &Record, console: &Console) -> Result<u8, CommandError> {
    let log = begin_run(&canonical(&arguments.path)?, &arguments.command)?;
    let recorded = record(io::stdin().lock(), &log)?;
    for error in &recorded.errors {
        console.error(&error.to_string(), None);
    }
    let status = if recorded.refused > 0 { 2 } else { 0 };
    log.finish(status)?;
    console.print(&format!("{}\n", log.id()));
    if recorded.refused > 0 {
        return Err(CommandError::usage(
            format!("{} of {} lines were not recorded", recorded.refused, recorded.refused + recorded.events),
            "docs/ledger.md shows each event; the other lines are kept.",
        ));
    }
    Ok(0)
}
