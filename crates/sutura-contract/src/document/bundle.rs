//! Documents to which references lead, brought into the one that is read.

use std::collections::{HashSet, VecDeque};

use super::{Fetch, place::escaped, text, transcode};
use crate::ContractError;

/// The key under which the other documents stand, each under its address.
pub(super) const KEY: &str = "x-sutura-external";

/// How many other documents there may be.
const MOST: usize = 5_000;

/// How many bytes they may have together.
const MOST_BYTES: usize = 64 << 20;

/// The document with all others that it leads to. None where it leads to no other.
pub(super) fn bundled(json: &str, fetch: Fetch) -> Result<Option<String>, ContractError> {
    let mut addresses = Addresses::default();
    let whole = rewritten(json, "", &mut addresses)?;
    if addresses.waiting.is_empty() {
        return Ok(None);
    }
    let mut others = Vec::new();
    let mut bytes = 0;
    while let Some(address) = addresses.waiting.pop_front() {
        let failed = |why: String| {
            ContractError::at("", format!("{address:?}, to which a reference leads, could not be read: {why}"))
                .with_hint("Look at the reference and at what it leads to.")
        };
        if others.len() == MOST {
            return Err(failed(format!("the references lead to more than {MOST} documents")));
        }
        let fetched = fetch(&address).map_err(failed)?;
        bytes += fetched.len();
        if bytes > MOST_BYTES {
            return Err(failed(format!("the documents to which references lead have more than {} MiB", MOST_BYTES >> 20)));
        }
        let other = text::as_json(&fetched).and_then(|json| rewritten(&json, &address, &mut addresses));
        let other = other.map_err(|error| failed(error.to_string()))?;
        others.push(format!("{}:{other}", serde_json::Value::from(address.as_str())));
    }
    let end = whole.rfind('}').unwrap_or(whole.len());
    let separator = if whole[..end].ends_with('{') { "" } else { "," };
    Ok(Some(format!("{}{separator}\"{KEY}\":{{{}}}}}", &whole[..end], others.join(","))))
}

/// The addresses that were met, and those whose documents are not yet there.
#[derive(Default)]
struct Addresses {
    known: HashSet<String>,
    waiting: VecDeque<String>,
}

/// A document whose references lead to where other documents, and itself, will stand.
fn rewritten(json: &str, base: &str, addresses: &mut Addresses) -> Result<String, ContractError> {
    let mut text = String::with_capacity(json.len());
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let mut rewrite = |reference: &str| {
        let (address, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        // `file.yaml#/` would be a value with an empty name: who writes it means all of the file
        let fragment = if fragment == "/" { "" } else { fragment };
        let address = match address {
            "" => base.to_owned(),
            // a mapping may also say a mere name
            _ if !reference.contains(['#', '/', '.']) => return None,
            _ => joined(base, address),
        };
        if address.is_empty() {
            return None;
        }
        if addresses.known.insert(address.clone()) {
            addresses.waiting.push_back(address.clone());
        }
        Some(format!("#/{KEY}/{}{fragment}", escaped(&address).replace('%', "%25")))
    };
    let written = transcode::write(&mut deserializer, usize::MAX, &mut rewrite, &mut text).and_then(|()| deserializer.end());
    written.map(|()| text).map_err(|error| text::syntax(&error))
}

/// An address as seen from the document at another one.
fn joined(base: &str, address: &str) -> String {
    if address.contains("://") || address.starts_with('/') && !base.contains("://") {
        return address.to_owned();
    }
    let (host, folder) = match base.split_once("://") {
        Some((scheme, rest)) => {
            let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
            (format!("{scheme}://{host}/"), path)
        }
        None => (String::new(), base),
    };
    let folder = folder.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut steps: Vec<&str> =
        if address.starts_with('/') { Vec::new() } else { folder.split('/').filter(|step| !step.is_empty()).collect() };
    let root = if host.is_empty() && base.starts_with('/') { "/" } else { "" };
    for step in address.split('/') {
        match step {
            "" | "." => {}
            ".." if steps.last().is_some_and(|last| *last != "..") => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    format!("{host}{root}{}", steps.join("/"))
}

#[cfg(test)]
mod tests {
    use super::joined;

    #[test]
    fn an_address_is_seen_from_the_document_that_says_it() {
        assert_eq!(joined("", "./shared.json"), "shared.json");
        assert_eq!(joined("", "../shared.json"), "../shared.json");
        assert_eq!(joined("models/a.yaml", "../b.yaml"), "b.yaml");
        assert_eq!(joined("/srv/api/a.yaml", "b.yaml"), "/srv/api/b.yaml");
        assert_eq!(joined("https://x.test/api/a.json", "b/c.json"), "https://x.test/api/b/c.json");
        assert_eq!(joined("https://x.test/api/a.json", "/c.json"), "https://x.test/c.json");
        assert_eq!(joined("a.json", "https://x.test/b.json"), "https://x.test/b.json");
    }
}
