//! HTTP as model providers need it: JSON there and back, one call, no redirects, no retries, and knowledge of whether a request was sent.
//!
//! It is the client that the AWS SDK brings, so that all wires share one TLS stack, one way through proxies, and one rule for failures.

use std::{error::Error, time::Duration};

use aws_smithy_http_client::{
    Connector,
    proxy::ProxyConfig,
    tls::{Provider, rustls_provider::CryptoMode},
};
use aws_smithy_runtime_api::{
    client::{
        http::{HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector, http_client_fn},
        orchestrator::{HttpRequest, HttpResponse},
    },
    http::Headers,
};
use aws_smithy_types::body::SdkBody;
use http_body_util::{BodyExt, Limited};
use serde_json::Value;

use super::{Completion, ModelError, Secret, error::shortened};

/// How long it may take until a connection stands.
const CONNECT_LIMIT: Duration = Duration::from_secs(10);

/// The most bytes of an answer that are read.
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

/// Calls one provider. Cheap to clone; connections are kept and used again.
#[derive(Clone, Debug)]
pub struct Http {
    connector: SharedHttpConnector,
}

/// Reads no more than [`MOST_BYTES`] of an answer.
#[derive(Debug)]
struct Bounded(Connector);

impl HttpConnector for Bounded {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let answer = self.0.call(request);
        HttpConnectorFuture::new(async move {
            let bounded = |body: SdkBody| SdkBody::from_body_1_x(Limited::new(body, MOST_BYTES));
            answer.await.map(|answer| answer.map(bounded))
        })
    }
}

/// One call.
pub(super) struct Call<'a> {
    /// The model, for errors.
    pub model: &'a str,
    /// The address.
    pub url: String,
    /// Headers beside the content's type.
    pub headers: Vec<(&'static str, String)>,
    /// What is sent.
    pub body: Value,
    /// The key that is in the headers, to keep it out of errors.
    pub key: Option<&'a Secret>,
    /// How long the whole call may take.
    pub time_limit: Duration,
}

impl Http {
    /// For calls to `base_url`, through the proxy that the user has for it.
    pub fn new(base_url: &str, proxies: &Proxies) -> Result<Self, String> {
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
        Ok(Self { connector: SharedHttpConnector::new(Bounded(connector)) })
    }

    /// The same for the AWS SDK. What it says about time limits is left to whoever calls it.
    pub fn client(&self) -> SharedHttpClient {
        let connector = self.connector.clone();
        http_client_fn(move |_, _| connector.clone())
    }

    /// Sends `call` and gives what `read` makes of the answer.
    pub(super) async fn ask(&self, call: Call<'_>, read: impl Fn(&Value) -> Option<Completion>) -> Result<Completion, ModelError> {
        let model = call.model;
        let answer = self.post(call).await?;
        read(&answer).ok_or_else(|| ModelError::unreadable(model, &answer))
    }

    /// Sends `call` and reads the JSON of a good answer.
    pub(super) async fn post(&self, call: Call<'_>) -> Result<Value, ModelError> {
        let in_doubt = |reason: String| ModelError::InDoubt { model: call.model.to_owned(), reason };
        let request = request(&call)?;
        let exchange = async {
            let response = self.connector.call(request).await.map_err(|error| failure(call.model, &error))?;
            let (status, retry_after) = (response.status().as_u16(), retry_after(response.headers()));
            let body = read(response).await.map_err(in_doubt)?;
            Ok((status, retry_after, body))
        };
        let (status, retry_after, body) = tokio::time::timeout(call.time_limit, exchange)
            .await
            .unwrap_or_else(|_| Err(in_doubt(format!("there was no answer within {} s", call.time_limit.as_secs_f32()))))?;
        let hidden = |text: String| call.key.map_or(text.clone(), |key| key.out_of(&text));
        if !(200..300).contains(&status) {
            let message = hidden(shortened(&complaint(&body)));
            return Err(ModelError::Status { model: call.model.to_owned(), status, message, retry_after });
        }
        serde_json::from_slice(&body)
            .map_err(|_| in_doubt(format!("the answer is not JSON: {}", hidden(shortened(&String::from_utf8_lossy(&body))))))
    }
}

fn request(call: &Call<'_>) -> Result<HttpRequest, ModelError> {
    let impossible = |reason: String| ModelError::Impossible {
        model: call.model.to_owned(),
        reason,
        hint: "Look at `model.base_url` and `model.name` in the settings, and at the key.".to_owned(),
    };
    let mut request = HttpRequest::new(SdkBody::from(call.body.to_string()));
    request.set_method("POST").expect("POST is a method");
    request.set_uri(call.url.as_str()).map_err(|error| impossible(format!("{}: {error}", call.url)))?;
    let common = [("content-type", "application/json".to_owned()), ("user-agent", "sutura".to_owned())];
    for (name, value) in call.headers.iter().chain(&common) {
        request.headers_mut().try_insert(*name, value.clone()).map_err(|_| impossible(format!("its {name} is no text for a header")))?;
    }
    Ok(request)
}

/// Until the connection stands nothing was sent; from then on nobody knows.
pub(super) fn failure(model: &str, error: &(dyn Error + 'static)) -> ModelError {
    let (model, reason) = (model.to_owned(), shortened(&chain(error)));
    let connecting =
        causes(error).any(|cause| cause.downcast_ref::<hyper_util::client::legacy::Error>().is_some_and(|error| error.is_connect()));
    if connecting { ModelError::Unreachable { model, reason } } else { ModelError::InDoubt { model, reason } }
}

/// An error and what caused it, outermost first.
pub(super) fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    let mut next = Some(error);
    std::iter::from_fn(move || {
        let error = next?;
        next = error.source();
        Some(error)
    })
}

/// The innermost causes say what happened.
fn chain(error: &(dyn Error + 'static)) -> String {
    let mut texts: Vec<String> = causes(error).map(ToString::to_string).collect();
    texts.dedup();
    texts[texts.len().saturating_sub(2)..].join(": ")
}

/// What a provider says about when to come back.
pub(super) fn retry_after(headers: &Headers) -> Option<String> {
    headers.get("retry-after").map(str::to_owned)
}

async fn read(response: HttpResponse) -> Result<Vec<u8>, String> {
    let read = response.into_body().collect().await;
    read.map(|read| read.to_bytes().to_vec()).map_err(|error| format!("the answer broke off: {}", chain(&*error)))
}

/// The message in an error's body, in any of the shapes that providers have.
fn complaint(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let Ok(json) = serde_json::from_slice::<Value>(body) else { return text.into_owned() };
    let places = ["/error/message", "/message", "/Message", "/error", "/detail"];
    let message = places.iter().find_map(|place| json.pointer(place)?.as_str());
    message.map_or(text.into_owned(), str::to_owned)
}
