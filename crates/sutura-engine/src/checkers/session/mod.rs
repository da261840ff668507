//! Checkers that keep running: they are asked about one tree after the other, and remember what has not changed.

mod compiler;
mod engine;
mod language;
mod rpc;

use std::{collections::BTreeSet, future::Future, path::PathBuf, pin::Pin};

use serde_json::Value;

pub use self::compiler::Programs;
pub(super) use self::engine::{Engine, Told};
pub use self::rpc::SessionError;
use self::{
    compiler::CompilerSession,
    language::LanguageSession,
    rpc::{Limits, Peer},
};
use super::{CheckError, Plan};
use crate::{
    diagnostic::{Finding, Fix},
    process::Launcher,
    workspace::Tree,
};

/// A checker that keeps running over the mirror of one tree.
pub(super) trait CheckSession: Send + Sync {
    /// What it finds in `files` of `tree`, exactly as its command line would.
    ///
    /// The mirror must hold the same files as `tree`; their texts may be others. After an error, or where the future was dropped before its end, the session is out
    /// of step and must be opened again.
    fn check<'a>(&'a mut self, tree: &'a Tree, files: &'a BTreeSet<String>) -> Answer<'a, Vec<Finding>>;

    /// The edits that it proposes for what stands at these places of `tree`, each in the same file: the index of the place and the edit.
    fn fixes<'a>(&'a mut self, _tree: &'a Tree, _places: &'a [FixPlace]) -> Answer<'a, Vec<(usize, Fix)>> {
        Box::pin(std::future::ready(Ok(Vec::new())))
    }

    /// Bytes of memory that it holds, where the system tells.
    fn resident(&self) -> Option<u64>;
}

/// Where a diagnostic begins: 1-based, the column in characters.
pub(super) struct FixPlace {
    pub file: String,
    pub line: u32,
    pub column: u32,
}

/// The future of an answer.
pub(super) type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, CheckError>> + Send + 'a>>;

/// How a checker is kept running.
pub struct Server {
    /// The command that starts it, alone, and the files and links of ours that it reads.
    pub plan: Plan,
    /// What it is spoken to about.
    pub speaks: Speaks,
}

/// The protocol of a server.
pub enum Speaks {
    /// The language server protocol.
    Language {
        /// The folder that it works in.
        folder: PathBuf,
        /// What it is told at its start.
        options: Value,
        /// What one diagnostic says, without file and place. Nothing for one that its command line would not report as an error.
        read: fn(&Value) -> Option<Finding>,
    },
    /// The interface of the TypeScript 7 compiler.
    Compiler(Programs),
}

/// Starts `server` over a mirror at `root`, which holds `tree`.
pub(super) async fn open(
    launcher: &Launcher,
    name: &str,
    server: Server,
    root: PathBuf,
    tree: &Tree,
    limits: Limits,
) -> Result<Box<dyn CheckSession>, CheckError> {
    let command = &server.plan.commands[0];
    Ok(match server.speaks {
        Speaks::Language { folder, options, read } => {
            let peer = Peer::open(launcher, command, name, limits)?;
            Box::new(LanguageSession::open(peer, &folder, &options, read, root, tree).await?)
        }
        Speaks::Compiler(programs) => {
            Box::new(CompilerSession::open(Peer::open(launcher, command, name, limits)?, programs, root, tree).await?)
        }
    })
}

/// The text of a message without the notes that a language server puts below it, and a command line elsewhere.
pub(super) fn headline(message: &str) -> &str {
    ["\n\ninfo: ", "\n\nhelp: "].iter().fold(message, |message, note| message.split_once(note).map_or(message, |(headline, _)| headline))
}
