//! `sutura types`: a backend as one file of TypeScript.

use sutura_contract::typescript;
use sutura_engine::contract::SourceError;

use crate::{
    arguments::Types,
    console::Console,
    contract::{OpenedContract, Target},
    error::CommandError,
};

/// Writes the file, or tells how it differs.
pub async fn run(arguments: Types, console: &Console) -> Result<u8, CommandError> {
    let OpenedContract { sourced, mut settings, root } =
        OpenedContract::open(arguments.contract.source.as_deref(), &arguments.contract.reading, console).await?;
    settings.content = arguments.content.unwrap_or(settings.content);
    settings.brand_dates |= arguments.brand_dates;
    let target = Target::of(&arguments.contract, settings.types.as_deref(), &root)?;
    let wrong = |error| SourceError::Document { place: sourced.origin.to_string(), error };
    let text = typescript::emit(&sourced.contract, settings.options()).map_err(wrong)?;
    target.deliver(&text, arguments.contract.check, console)
}
