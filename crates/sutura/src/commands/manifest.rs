//! `sutura manifest`: a backend as the file that pipelines and prompts read.

use sutura_contract::manifest;
use sutura_engine::contract::SourceError;

use crate::{
    arguments::Manifest,
    console::Console,
    contract::{OpenedContract, Target},
    error::CommandError,
};

/// Writes the file, or tells how it differs.
pub async fn run(arguments: Manifest, console: &Console) -> Result<u8, CommandError> {
    let OpenedContract { sourced, root, .. } =
        OpenedContract::open(arguments.contract.source.as_deref(), &arguments.contract.reading, console).await?;
    let target = Target::of(&arguments.contract, None, &root)?;
    let wrong = |error| SourceError::Document { place: sourced.origin.to_string(), error };
    let text = manifest::write(&sourced.contract).map_err(wrong)?;
    target.deliver(&text, arguments.contract.check, console)
}
