//! `sutura schema`: the formats, for editors and other programs.

use sutura_contract::{diff::Comparison, manifest::Manifest};
use sutura_engine::{
    ledger::{Record, RunSummary},
    repair::RepairReport,
    report::Report,
    settings,
};

use crate::{arguments::SchemaOf, console::Console, error::CommandError};

/// Prints a JSON Schema.
pub fn run(format: SchemaOf, console: &Console) -> Result<u8, CommandError> {
    let schema = match format {
        SchemaOf::Settings => settings::schema(),
        SchemaOf::Report => schemars::schema_for!(Report).into(),
        SchemaOf::Repair => schemars::schema_for!(RepairReport).into(),
        SchemaOf::Manifest => schemars::schema_for!(Manifest).into(),
        SchemaOf::ContractDiff => schemars::schema_for!(Comparison).into(),
        SchemaOf::Event => schemars::schema_for!(Record).into(),
        SchemaOf::Run => schemars::schema_for!(RunSummary).into(),
    };
    let text = serde_json::to_string_pretty(&schema).expect("a schema has only names as keys");
    console.print(&(text + "\n"));
    Ok(0)
}
