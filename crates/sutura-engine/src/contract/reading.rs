//! A contract out of a text, and the other documents that it refers to.

use std::{
    fs,
    path::{Path, PathBuf},
};

use sutura_contract::{
    ContractError,
    document::{self, ReadOptions},
};

use super::{Origin, SourceError, Sourced};
use crate::{
    network::{Proxies, fetch, is_whole, joined},
    settings::ContractSettings,
};

/// A text that is to be read.
pub(super) struct Reading<'a> {
    /// Its bytes.
    pub bytes: &'a [u8],
    /// What it was read from, which errors name.
    pub origin: Origin,
    /// What is known about it already.
    pub notes: Vec<String>,
    /// Where relative references lead.
    pub beside: Beside,
    /// The way to the network.
    pub proxies: &'a Proxies,
}

/// Where a document stands, for those that it refers to.
pub(super) enum Beside {
    /// In a folder.
    Folder(PathBuf),
    /// At an address.
    Url(String),
    /// Nowhere: it refers to whole addresses alone.
    Nothing,
}

/// The most bytes of another document.
const MOST_BYTES: u64 = 64 << 20;

impl Reading<'_> {
    /// The contract. Other documents are read only where the settings say so.
    pub fn contract(self, settings: &ContractSettings) -> Result<Sourced, SourceError> {
        let wrong = |error| SourceError::Document { place: self.origin.to_string(), error };
        let text = std::str::from_utf8(self.bytes).map_err(|error| {
            let line = 1 + self.bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count();
            wrong(ContractError::in_text(line, 1, "the text is not UTF-8").with_hint("Save it as UTF-8."))
        })?;
        let other = |address: &str| self.other(address);
        let options = ReadOptions { names: settings.names.clone(), fetch: settings.external_refs.then_some(&other as _) };
        let read = document::read(text.trim_start_matches('\u{feff}'), &options).map_err(wrong)?;
        let notes = read.notes.into_iter().map(|note| format!("{}: {}", note.pointer, note.message));
        Ok(Sourced { contract: read.contract, notes: self.notes.into_iter().chain(notes).collect(), origin: self.origin })
    }

    fn other(&self, address: &str) -> Result<String, String> {
        let bytes = match &self.beside {
            _ if is_whole(address) => self.fetched(address)?,
            Beside::Url(url) => self.fetched(&joined(url, address))?,
            Beside::Folder(folder) => file(&folder.join(address)).map_err(|error| error.to_string())?,
            Beside::Nothing => return Err("the document stands nowhere that it could be relative to".to_owned()),
        };
        String::from_utf8(bytes).map_err(|_| "the text is not UTF-8".to_owned())
    }

    /// The reader knows nothing of the runtime in which this waits.
    fn fetched(&self, url: &str) -> Result<Vec<u8>, String> {
        let fetching = || tokio::runtime::Handle::current().block_on(fetch(url, self.proxies));
        tokio::task::block_in_place(fetching).map(|fetched| fetched.bytes).map_err(|error| error.to_string())
    }
}

fn file(path: &Path) -> std::io::Result<Vec<u8>> {
    let metadata = fs::metadata(path)?;
    if !metadata.is_file() || metadata.len() > MOST_BYTES {
        return Err(std::io::Error::other(format!("it is no file of at most {} MiB", MOST_BYTES >> 20)));
    }
    fs::read(path)
}
