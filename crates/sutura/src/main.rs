//! The program: arguments, configuration, console, exit status. What it does is in `sutura-engine`.

mod arguments;
mod commands;
mod console;
mod contract;
mod error;
mod model;
mod project;
mod user;

use std::{process::ExitCode, time::Duration};

use clap::Parser;
use sutura_engine::process::{SUPERVISE, supervise};

use crate::{arguments::Arguments, console::Console, error::INTERRUPTED};

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next().is_some_and(|first| first == SUPERVISE) {
        std::process::exit(supervise(arguments));
    }
    let arguments = Arguments::parse();
    let console = Console::new(arguments.color);
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            console.error(&format!("the runtime could not be started: {error}"), None);
            return ExitCode::from(3);
        }
    };
    let status = runtime.block_on(async {
        tokio::select! {
            done = commands::run(arguments.command, &console) => done,
            () = interrupted() => {
                console.error("interrupted", None);
                Ok(INTERRUPTED)
            }
        }
    });
    // Work that was given up ends here, and with it every program that it had started.
    runtime.shutdown_timeout(Duration::from_secs(2));
    match status {
        Ok(status) => ExitCode::from(status),
        Err(error) => {
            console.error(&error.message, error.hint.as_deref());
            ExitCode::from(error.status)
        }
    }
}

/// Ends when the user, or the system, wants the program to end.
async fn interrupted() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let (Ok(mut terminate), Ok(mut hang_up)) = (signal(SignalKind::terminate()), signal(SignalKind::hangup())) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
                _ = hang_up.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
