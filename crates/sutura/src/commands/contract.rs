//! `sutura contract`: two contracts side by side.

use std::path::Path;

use globset::GlobSet;
use sutura_contract::{
    Contract as Promises,
    diff::{Comparison, Uses},
};
use sutura_engine::{
    contract::uses,
    imports::ImportGraph,
    report::comparison::{markdown, text},
    workspace::{self, discover},
};

use crate::{
    arguments::{Contract, ContractAction, ContractDiff, View},
    console::Console,
    contract::OpenedContract,
    error::CommandError,
    project::canonical,
};

/// Does what the arguments say.
pub async fn run(arguments: Contract, console: &Console) -> Result<u8, CommandError> {
    match arguments.action {
        ContractAction::Diff(arguments) => diff(&arguments, console).await,
    }
}

async fn diff(arguments: &ContractDiff, console: &Console) -> Result<u8, CommandError> {
    let old = OpenedContract::open(Some(&arguments.old), &arguments.reading, console).await?.sourced;
    let new = OpenedContract::open(Some(&arguments.new), &arguments.reading, console).await?.sourced;
    let frontend = arguments.frontend.as_deref().map(|folder| uses_of(folder, &old.contract)).transpose()?;
    let comparison = Comparison::of(&old.contract, &new.contract, frontend.as_deref());
    console.print(&match arguments.format {
        View::Text => text(&comparison, console.colored()),
        View::Json => serde_json::to_string_pretty(&comparison).expect("a comparison has only names as keys") + "\n",
        View::Markdown => markdown(&comparison),
    });
    Ok(u8::from(comparison.is_breaking()))
}

/// What the files of a frontend use of a contract.
fn uses_of(folder: &Path, contract: &Promises) -> Result<Vec<(String, Uses)>, CommandError> {
    let tree = workspace::read(&canonical(folder)?, &GlobSet::empty())?;
    let uses = uses(&tree, &ImportGraph::of(&tree, &discover(&tree)), contract);
    if uses.is_empty() {
        let message = format!("{}: there are no TypeScript or JavaScript sources here", folder.display());
        return Err(CommandError::usage(message, "Name the folder of the frontend."));
    }
    Ok(uses)
}
