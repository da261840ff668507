//! Reads what stands at an address.

use std::{net::Ipv4Addr, time::Duration};

use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::body::SdkBody;
use thiserror::Error;

use super::{Http, Proxies, chain, is_unsent, read};

/// The most bytes that are read.
const MOST_BYTES: usize = 64 << 20;

/// How long it may take, with all redirects.
const TIME_LIMIT: Duration = Duration::from_secs(60);

/// How often one address may send to another.
const MOST_REDIRECTS: usize = 5;

/// What was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// The address that gave it, after all redirects.
    pub url: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// Why nothing could be read at an address.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FetchError {
    /// It is no address that could be asked.
    #[error("{url}: {reason}")]
    Address {
        /// The address.
        url: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Nobody answers there.
    #[error("{url} cannot be reached: {reason}")]
    Unreachable {
        /// The address.
        url: String,
        /// What the system said.
        reason: String,
    },
    /// The server refused.
    #[error("{url} answers with status {status}")]
    Status {
        /// The address.
        url: String,
        /// The status.
        status: u16,
    },
    /// The answer did not come whole.
    #[error("{url}: {reason}")]
    Broken {
        /// The address.
        url: String,
        /// What happened.
        reason: String,
    },
}

/// Reads the content at `url`, which begins with `http://` or `https://`. Redirects are followed, but never from https to http. A name and a
/// password in an address are not sent, and in no error.
pub async fn fetch(url: &str, proxies: &Proxies) -> Result<Fetched, FetchError> {
    let url = &without_credentials(url);
    let late =
        |_| Err(FetchError::Broken { url: url.to_owned(), reason: format!("there was no whole answer within {} s", TIME_LIMIT.as_secs()) });
    tokio::time::timeout(TIME_LIMIT, follow(url, proxies)).await.unwrap_or_else(late)
}

async fn follow(url: &str, proxies: &Proxies) -> Result<Fetched, FetchError> {
    let mut url = url.to_owned();
    for _ in 0..=MOST_REDIRECTS {
        match get(&url, proxies).await? {
            Answer::Content(bytes) => return Ok(Fetched { url, bytes }),
            Answer::Elsewhere(location) => {
                let next = without_credentials(&joined(&url, &location));
                if url.starts_with("https://") && !next.starts_with("https://") {
                    return Err(FetchError::Broken { reason: format!("it leads to {next}, which is not encrypted"), url });
                }
                url = next;
            }
        }
    }
    Err(FetchError::Broken { reason: format!("it leads on more than {MOST_REDIRECTS} times"), url })
}

enum Answer {
    Content(Vec<u8>),
    Elsewhere(String),
}

async fn get(url: &str, proxies: &Proxies) -> Result<Answer, FetchError> {
    let address = |reason: String| FetchError::Address { url: url.to_owned(), reason };
    let broken = |reason: String| FetchError::Broken { url: url.to_owned(), reason };
    // A server on this machine is not behind a proxy.
    let direct = Proxies::default();
    let http = Http::bounded(url, if is_local(url) { &direct } else { proxies }, MOST_BYTES).map_err(address)?;
    let mut request = HttpRequest::new(SdkBody::empty());
    request.set_method("GET").expect("GET is a method");
    request.set_uri(url).map_err(|error| address(error.to_string()))?;
    for (name, value) in [("accept", "application/json, application/yaml, */*;q=0.5"), ("user-agent", "sutura")] {
        request.headers_mut().insert(name, value);
    }
    let answer = http.send(request).await.map_err(|error| {
        let reason = chain(&error);
        if is_unsent(&error) { FetchError::Unreachable { url: url.to_owned(), reason } } else { broken(reason) }
    })?;
    match (answer.status().as_u16(), answer.headers().get("location")) {
        (301 | 302 | 303 | 307 | 308, Some(location)) => Ok(Answer::Elsewhere(location.to_owned())),
        (200..=299, _) => read(answer).await.map(Answer::Content).map_err(broken),
        (status, _) => Err(FetchError::Status { url: url.to_owned(), status }),
    }
}

/// Whether `url` names this machine itself.
fn is_local(url: &str) -> bool {
    let authority = split(url).1;
    let host =
        authority.rsplit_once(':').filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit())).map_or(authority, |(host, _)| host);
    host == "localhost" || host == "[::1]" || host.parse().is_ok_and(|address: Ipv4Addr| address.is_loopback())
}

/// The address without the name and the password that may stand before its host.
pub fn without_credentials(url: &str) -> String {
    let (scheme, authority, path) = split(url);
    match authority.rsplit_once('@') {
        Some((_, host)) => format!("{scheme}://{host}{path}"),
        None => url.to_owned(),
    }
}

/// Whether an address begins with a scheme, and so is relative to no other one.
pub(crate) fn is_whole(address: &str) -> bool {
    let is_scheme = |scheme: &str| scheme.starts_with(|first: char| first.is_ascii_alphabetic()) && !scheme.contains(['/', '?', '#']);
    address.split_once("://").is_some_and(|(scheme, _)| is_scheme(scheme))
}

/// Scheme, authority and path of an address, with whatever follows the path.
fn split(url: &str) -> (&str, &str, &str) {
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let at = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    (scheme, &rest[..at], &rest[at..])
}

/// The address that `location` means where it stands in an answer of `url`.
pub(crate) fn joined(url: &str, location: &str) -> String {
    let (scheme, authority, path) = split(url);
    if is_whole(location) {
        return location.to_owned();
    }
    if let Some(rest) = location.strip_prefix("//") {
        return format!("{scheme}://{rest}");
    }
    if location.starts_with('/') {
        return format!("{scheme}://{authority}{location}");
    }
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    format!("{scheme}://{authority}{folder}/{location}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_location_is_meant_as_browsers_mean_it() {
        let from = "https://shop.example:8443/docs/v1/index.html?x=/y";
        assert_eq!(joined(from, "http://other.example/a"), "http://other.example/a");
        assert_eq!(joined(from, "//other.example/a"), "https://other.example/a");
        assert_eq!(joined(from, "/openapi.json"), "https://shop.example:8443/openapi.json");
        assert_eq!(joined(from, "openapi.json"), "https://shop.example:8443/docs/v1/openapi.json");
        assert_eq!(joined(from, "/login?next=https://shop.example"), "https://shop.example:8443/login?next=https://shop.example");
        assert_eq!(joined("http://localhost:8000", "openapi.json"), "http://localhost:8000/openapi.json");
    }

    #[test]
    fn this_machine_is_known_by_its_names() {
        assert!(["http://localhost:8000/x", "http://127.0.0.1", "http://[::1]:80/", "http://127.1.2.3/"].into_iter().all(is_local));
        assert!(
            !["http://localhost.example/", "https://example.com/localhost", "http://10.0.0.1:127", "http://127.example.com"]
                .into_iter()
                .any(is_local)
        );
    }

    #[test]
    fn an_address_is_shown_without_its_password() {
        assert_eq!(without_credentials("https://me:p@ss@shop.example/a@b"), "https://shop.example/a@b");
        assert_eq!(without_credentials("https://shop.example/a?b=c@d"), "https://shop.example/a?b=c@d");
    }

    #[tokio::test]
    async fn an_error_does_not_tell_the_password_of_an_address() {
        let error = fetch("ftp://me:secret@shop.example/", &Proxies::default()).await.unwrap_err();
        assert!(!error.to_string().contains("secret"), "{error}");
    }
}
