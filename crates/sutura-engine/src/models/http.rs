//! HTTP as model providers need it: JSON there and back, one call, and knowledge of whether a request was sent.

use std::{error::Error, time::Duration};

use aws_smithy_runtime_api::{client::orchestrator::HttpRequest, http::Headers};
use aws_smithy_types::body::SdkBody;
use serde_json::Value;

use super::{Completion, ModelError, Secret, error::shortened};
use crate::network::{Http, chain, is_unsent, read};

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
            let response = self.send(request).await.map_err(|error| failure(call.model, &error))?;
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
    if is_unsent(error) { ModelError::Unreachable { model, reason } } else { ModelError::InDoubt { model, reason } }
}

/// What a provider says about when to come back.
pub(super) fn retry_after(headers: &Headers) -> Option<String> {
    headers.get("retry-after").map(str::to_owned)
}

/// The message in an error's body, in any of the shapes that providers have.
fn complaint(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let Ok(json) = serde_json::from_slice::<Value>(body) else { return text.into_owned() };
    let places = ["/error/message", "/message", "/Message", "/error", "/detail"];
    let message = places.iter().find_map(|place| json.pointer(place)?.as_str());
    message.map_or(text.into_owned(), str::to_owned)
}
