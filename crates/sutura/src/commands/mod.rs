//! One file a command.

mod baseline;
mod check;
mod completions;
mod contract;
mod doctor;
mod init;
mod man;
mod manifest;
mod record;
mod repair;
mod report;
mod schema;
mod session;
mod tools;
mod trust;
mod types;
mod undo;

use crate::{arguments::Command, console::Console, error::CommandError};

/// Does what the arguments say, and gives the exit status.
pub async fn run(command: Command, console: &Console) -> Result<u8, CommandError> {
    match command {
        Command::Check(arguments) => check::run(arguments, console).await,
        Command::Repair(arguments) => repair::run(arguments, console).await,
        Command::Session(arguments) => session::run(arguments, console).await,
        Command::Types(arguments) => types::run(arguments, console).await,
        Command::Manifest(arguments) => manifest::run(arguments, console).await,
        Command::Contract(arguments) => contract::run(arguments, console).await,
        Command::Tools(arguments) => tools::run(arguments, console).await,
        Command::Doctor { path } => doctor::run(&path, console).await,
        Command::Init { path } => init::run(&path, console),
        Command::Trust(arguments) => trust::run(&arguments, console),
        Command::Report(arguments) => report::run(&arguments, console),
        Command::Baseline(arguments) => baseline::run(&arguments, console),
        Command::Record(arguments) => record::run(&arguments, console),
        Command::Completions { shell } => completions::run(shell, console),
        Command::Man => man::run(console),
        Command::Undo { path } => undo::run(&path, console),
        Command::Schema { format } => schema::run(format, console),
    }
}
