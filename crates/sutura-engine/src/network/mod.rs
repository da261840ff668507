//! The one way to the network: the client that the AWS SDK brings, so that all that is asked for shares one TLS stack, one way through proxies,
//! and one rule for failures. A connection follows no redirects and tries nothing twice: that is for whoever asks.

mod fetch;

use std::{error::Error, time::Duration};

use aws_smithy_http_client::{
    Connector,
    proxy::ProxyConfig,
    tls::{Provider, rustls_provider::CryptoMode},
};
use aws_smithy_runtime_api::client::{
    http::{HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector, http_client_fn},
    orchestrator::{HttpRequest, HttpResponse},
    result::ConnectorError,
};
use aws_smithy_types::body::SdkBody;
use http_body_util::{BodyExt, Limited};

pub use fetch::{FetchError, Fetched, fetch, without_credentials};
pub(crate) use fetch::{is_whole, joined};

/// How long it may take until a connection stands.
const CONNECT_LIMIT: Duration = Duration::from_secs(10);

/// The most bytes of a model's answer that are read.
const MOST_BYTES: usize = 16 << 20;

/// The user's proxies, as `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` name them; empty where there is none.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Proxies {
    /// For `http:` addresses.
    pub http: String,
    /// For `https:` addresses.
    pub https: String,
    /// For both, where there is none of their own.
    pub all: String,
    /// Hosts that are reached directly.
    pub none: String,
}

/// Addresses of proxies may hold passwords.
impl std::fmt::Debug for Proxies {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Proxies")
    }
}

/// Calls one server. Cheap to clone; connections are kept and used again.
#[derive(Clone, Debug)]
pub struct Http {
    connector: SharedHttpConnector,
}

/// Reads no more of an answer than so many bytes.
#[derive(Debug)]
struct Bounded(Connector, usize);

impl HttpConnector for Bounded {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let (answer, most) = (self.0.call(request), self.1);
        HttpConnectorFuture::new(async move {
            let bounded = |body: SdkBody| SdkBody::from_body_1_x(Limited::new(body, most));
            answer.await.map(|answer| answer.map(bounded))
        })
    }
}

impl Http {
    /// For calls to `base_url`, through the proxy that the user has for it.
    pub fn new(base_url: &str, proxies: &Proxies) -> Result<Self, String> {
        Self::bounded(base_url, proxies, MOST_BYTES)
    }

    /// The same, of whose answers at most so many bytes are read.
    fn bounded(base_url: &str, proxies: &Proxies, most: usize) -> Result<Self, String> {
        let own = match base_url.split_once("://") {
            Some(("http", _)) => &proxies.http,
            Some(("https", _)) => &proxies.https,
            _ => return Err(format!("{base_url} is no address that begins with http:// or https://")),
        };
        let proxy = match [own, &proxies.all].into_iter().find(|proxy| !proxy.is_empty()) {
            Some(proxy) => {
                let url = if proxy.contains("://") { proxy.clone() } else { format!("http://{proxy}") };
                // The address may hold a password, so it is not repeated.
                ProxyConfig::all(url).map_err(|_| "the proxy's address is not valid".to_owned())?.no_proxy(&proxies.none)
            }
            None => ProxyConfig::disabled(),
        };
        let settings = HttpConnectorSettings::builder().connect_timeout(CONNECT_LIMIT).build();
        let connector = Connector::builder()
            .tls_provider(Provider::Rustls(CryptoMode::Ring))
            .connector_settings(settings)
            .sleep_impl(aws_smithy_async::rt::sleep::TokioSleep::new())
            .proxy_config(proxy)
            .build();
        Ok(Self { connector: SharedHttpConnector::new(Bounded(connector, most)) })
    }

    /// The same for the AWS SDK. What it says about time limits is left to whoever calls it.
    pub fn client(&self) -> SharedHttpClient {
        let connector = self.connector.clone();
        http_client_fn(move |_, _| connector.clone())
    }

    /// Sends one request.
    pub(crate) async fn send(&self, request: HttpRequest) -> Result<HttpResponse, ConnectorError> {
        self.connector.call(request).await
    }
}

/// Whether an error came before the connection stood: then nothing was sent.
pub(crate) fn is_unsent(error: &(dyn Error + 'static)) -> bool {
    causes(error).any(|cause| cause.downcast_ref::<hyper_util::client::legacy::Error>().is_some_and(|error| error.is_connect()))
}

/// An error and what caused it, outermost first.
fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    let mut next = Some(error);
    std::iter::from_fn(move || {
        let error = next?;
        next = error.source();
        Some(error)
    })
}

/// The innermost causes say what happened.
pub(crate) fn chain(error: &(dyn Error + 'static)) -> String {
    let mut texts: Vec<String> = causes(error).map(ToString::to_string).collect();
    texts.dedup();
    texts[texts.len().saturating_sub(2)..].join(": ")
}

/// The bytes of an answer.
pub(crate) async fn read(response: HttpResponse) -> Result<Vec<u8>, String> {
    let read = response.into_body().collect().await;
    read.map(|read| read.to_bytes().to_vec()).map_err(|error| format!("the answer broke off: {}", chain(&*error)))
}
