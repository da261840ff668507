//! The manifest: a contract as a file (`api_manifest.json`), which pipelines and prompts read and from which the same TypeScript is made.

use std::io;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Contract, ContractError, document::text::syntax};

/// The name and version of the format.
pub const FORMAT: &str = "sutura.manifest/1";

/// What the formats of all versions begin with.
pub(crate) const FAMILY: &str = "sutura.manifest/";

const WRITE_AGAIN: &str = "Write it again with `sutura manifest`.";

/// A manifest's text: one line a value, the same bytes for the same contract.
pub fn write(contract: &Contract) -> Result<String, ContractError> {
    let manifest = Outgoing { format: FORMAT, contract };
    let text = serde_json::to_string_pretty(&manifest);
    text.map(|text| text + "\n").map_err(|error| ContractError::at("", error.to_string()))
}

/// The contract that a manifest's text holds.
///
/// # Errors
/// Where the text is no JSON, is of another format or version, or holds what a contract cannot.
pub fn read(text: &str) -> Result<Contract, ContractError> {
    let contract = match serde_json::from_str::<Manifest>(text) {
        Ok(manifest) if manifest.format == FORMAT => manifest.contract,
        Ok(manifest) => return Err(of_another_format(&manifest.format)),
        Err(error) => return Err(unreadable(text, &error)),
    };
    contract.check().map(|()| contract).map_err(|error| error.or_hint(WRITE_AGAIN))
}

/// Why a manifest could not be read: where it is of a later version, that is all that matters.
fn unreadable(text: &str, error: &serde_json::Error) -> ContractError {
    match serde_json::from_str::<Head>(text) {
        Ok(head) if head.format != FORMAT => of_another_format(&head.format),
        _ => syntax(error).with_hint(WRITE_AGAIN),
    }
}

fn of_another_format(format: &str) -> ContractError {
    let message = format!("the manifest is of the format {format:?}, and only {FORMAT:?} can be read");
    ContractError::at("/format", message).with_hint(WRITE_AGAIN)
}

#[derive(Deserialize)]
struct Head {
    format: String,
}

/// The first 16 hexadecimal digits of the hash of a contract's manifest.
pub fn digest(contract: &Contract) -> Result<String, ContractError> {
    let mut hash = io::BufWriter::new(blake3::Hasher::new());
    serde_json::to_writer(&mut hash, &Outgoing { format: FORMAT, contract }).map_err(|error| ContractError::at("", error.to_string()))?;
    let hash = hash.into_inner().map_err(|error| ContractError::at("", error.to_string()))?;
    Ok(hash.finalize().to_hex()[..16].to_owned())
}

#[derive(Serialize)]
struct Outgoing<'a> {
    format: &'static str,
    #[serde(flatten)]
    contract: &'a Contract,
}

/// A contract with the name of its format.
#[derive(Deserialize, JsonSchema)]
pub struct Manifest {
    /// `sutura.manifest/1`
    pub format: String,
    /// What the backend promises.
    #[serde(flatten)]
    pub contract: Contract,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{SecurityKind, SecurityScheme};

    #[test]
    fn a_manifest_with_ways_of_signing_in_can_be_read_again() {
        let security = vec![SecurityScheme { name: "token".to_owned(), kind: SecurityKind::Bearer }];
        let contract = Contract { security, ..Contract::default() };
        assert_eq!(read(&write(&contract).unwrap()), Ok(contract));
    }
}
