//! Amazon Bedrock's Converse, through the AWS SDK.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use aws_credential_types::Token;
use aws_sdk_bedrockruntime::{
    Client,
    config::{StalledStreamProtectionConfig, retry::RetryConfig, timeout::TimeoutConfig},
    error::{DisplayErrorContext, ProvideErrorMetadata, SdkError},
    operation::converse::{ConverseError, ConverseOutput},
    types::{
        self, AnyToolChoice, AutoToolChoice, CachePointBlock, CachePointType, ContentBlock, ConversationRole, InferenceConfiguration,
        ReasoningContentBlock, ReasoningTextBlock, StopReason, SystemContentBlock, Tool, ToolChoice, ToolConfiguration, ToolInputSchema,
        ToolResultBlock, ToolResultContentBlock, ToolResultStatus, ToolSpecification, ToolUseBlock,
    },
};
use aws_smithy_runtime_api::{
    box_error::BoxError,
    client::{
        interceptors::{Intercept, context::BeforeTransmitInterceptorContextRef},
        orchestrator::HttpResponse,
        runtime_components::RuntimeComponents,
    },
};
use aws_smithy_types::{Blob, Document, Number, base64, config_bag::ConfigBag, error::operation::BuildError};
use aws_types::SdkConfig;
use serde_json::{Value, json};

use super::{
    Completing, Completion, Http, Message, Model, ModelError, Part, Request, Secret, Stop, ToolCall, ToolResult, Usage, arguments,
    breakpoints::Breakpoints,
    distinguish,
    error::shortened,
    http::{failure, retry_after},
};

/// The most places at which Bedrock cuts its cache.
const MOST_BREAKPOINTS: usize = 4;

/// The makers whose models have a prompt cache; others answer a breakpoint with an error.
const WITH_CACHE: &[&str] = &["anthropic.", "amazon.nova"];

/// A model behind Converse.
pub struct Bedrock {
    name: String,
    model: String,
    client: Client,
    key: Option<Secret>,
    time_limit: Duration,
}

impl Bedrock {
    /// `model` is a model's id, an inference profile's or its ARN. Region and credentials are the user's, in `aws`; a bearer `key` has precedence.
    /// `base_url` stands in for the region's own address.
    pub fn new(model: &str, aws: &SdkConfig, key: Option<Secret>, base_url: Option<&str>, http: &Http, time_limit: Duration) -> Self {
        let mut config = aws_sdk_bedrockruntime::config::Builder::from(aws)
            .http_client(http.client())
            .retry_config(RetryConfig::disabled())
            .timeout_config(TimeoutConfig::disabled())
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled());
        if let Some(key) = &key {
            config = config.bearer_token(Token::new(key.reveal(), None));
        }
        if let Some(base_url) = base_url {
            config = config.endpoint_url(base_url);
        }
        Self { name: format!("bedrock/{model}"), model: model.to_owned(), client: Client::from_conf(config.build()), key, time_limit }
    }

    async fn converse(&self, request: &Request) -> Result<Completion, ModelError> {
        let mut breakpoints =
            Breakpoints::last(if WITH_CACHE.iter().any(|maker| self.model.contains(maker)) { MOST_BREAKPOINTS } else { 0 }, request);
        let unwritable = |error: BuildError| ModelError::Impossible {
            model: self.name.clone(),
            reason: format!("the request cannot be written: {error}"),
            hint: "This is a fault of Sutura's; please report it.".to_owned(),
        };
        let system = system(&request.system, &mut breakpoints).map_err(unwritable)?;
        let messages: Result<Vec<_>, BuildError> =
            request.messages.iter().map(|message| write_message(message, &mut breakpoints)).collect();
        let most = i32::try_from(request.max_output_tokens).unwrap_or(i32::MAX);
        let call = self
            .client
            .converse()
            .model_id(&self.model)
            .set_system(Some(system))
            .set_messages(Some(messages.map_err(unwritable)?))
            .set_tool_config(tools(request).map_err(unwritable)?)
            .inference_config(InferenceConfiguration::builder().max_tokens(most).build());
        let sent = Sent::default();
        let call = call.customize().interceptor(sent.clone());
        match tokio::time::timeout(self.time_limit, call.send()).await {
            Ok(Ok(answer)) => read(&answer).ok_or_else(|| self.in_doubt("the answer is not in its format".to_owned())),
            Ok(Err(error)) if sent.0.load(Ordering::SeqCst) => Err(self.failed(&error)),
            Ok(Err(error)) => Err(self.impossible(&DisplayErrorContext(error).to_string())),
            Err(_) if sent.0.load(Ordering::SeqCst) => {
                Err(self.in_doubt(format!("there was no answer within {} s", self.time_limit.as_secs_f32())))
            }
            Err(_) => Err(self.impossible("there were no credentials within the time of a call")),
        }
    }

    /// Region, credentials and signature come before anything is sent.
    fn impossible(&self, reason: &str) -> ModelError {
        ModelError::Impossible {
            model: self.name.clone(),
            reason: shortened(reason),
            hint: "Log in to AWS as its own tools want it (profile, SSO, variables) or set AWS_BEARER_TOKEN_BEDROCK, and set AWS_REGION."
                .to_owned(),
        }
    }

    fn in_doubt(&self, reason: String) -> ModelError {
        ModelError::InDoubt { model: self.name.clone(), reason }
    }

    fn failed(&self, error: &SdkError<ConverseError, HttpResponse>) -> ModelError {
        match error {
            SdkError::ServiceError(answer) if answer.raw().status().is_success() => {
                self.in_doubt("the answer is not in its format".to_owned())
            }
            SdkError::ServiceError(answer) => {
                let message = shortened(answer.err().message().unwrap_or("it does not say why"));
                ModelError::Status {
                    model: self.name.clone(),
                    status: answer.raw().status().as_u16(),
                    message: self.key.as_ref().map_or(message.clone(), |key| key.out_of(&message)),
                    retry_after: retry_after(answer.raw().headers()),
                }
            }
            _ => failure(&self.name, error),
        }
    }
}

/// Whether a request got as far as the line.
#[derive(Clone, Debug, Default)]
struct Sent(Arc<AtomicBool>);

impl Intercept for Sent {
    fn name(&self) -> &'static str {
        "Sent"
    }

    fn read_before_transmit(
        &self,
        _context: &BeforeTransmitInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _settings: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        self.0.store(true, Ordering::SeqCst);
        Ok(())
    }
}

impl Model for Bedrock {
    fn name(&self) -> &str {
        &self.name
    }

    fn complete<'a>(&'a self, request: &'a Request) -> Completing<'a> {
        Box::pin(self.converse(request))
    }
}

fn cache_point() -> Result<CachePointBlock, BuildError> {
    CachePointBlock::builder().r#type(CachePointType::Default).build()
}

fn system(parts: &[Part], breakpoints: &mut Breakpoints) -> Result<Vec<SystemContentBlock>, BuildError> {
    let mut blocks = Vec::new();
    for (text, cut) in breakpoints.place(parts) {
        blocks.push(SystemContentBlock::Text(text.to_owned()));
        if cut {
            blocks.push(SystemContentBlock::CachePoint(cache_point()?));
        }
    }
    Ok(blocks)
}

fn write_message(message: &Message, breakpoints: &mut Breakpoints) -> Result<types::Message, BuildError> {
    let mut blocks = Vec::new();
    match message {
        Message::User(parts) => {
            for (text, cut) in breakpoints.place(parts) {
                blocks.push(ContentBlock::Text(text.to_owned()));
                if cut {
                    blocks.push(ContentBlock::CachePoint(cache_point()?));
                }
            }
        }
        Message::Assistant { text, calls, own } => {
            blocks.extend(own.iter().flat_map(write_thoughts));
            if !text.is_empty() {
                blocks.push(ContentBlock::Text(text.clone()));
            }
            for call in calls {
                let used = ToolUseBlock::builder().tool_use_id(&call.id).name(&call.name).input(document(call.arguments_object()));
                blocks.push(ContentBlock::ToolUse(used.build()?));
            }
        }
        Message::Results(results) => {
            for result in results {
                blocks.push(ContentBlock::ToolResult(write_result(result)?));
            }
        }
    }
    let role = if matches!(message, Message::Assistant { .. }) { ConversationRole::Assistant } else { ConversationRole::User };
    types::Message::builder().role(role).set_content(Some(blocks)).build()
}

fn write_result(result: &ToolResult) -> Result<ToolResultBlock, BuildError> {
    // Models of some makers take no status: it is left out where nothing went wrong.
    let status = result.is_error.then_some(ToolResultStatus::Error);
    let content = ToolResultContentBlock::Text(result.content.clone());
    ToolResultBlock::builder().tool_use_id(&result.id).content(content).set_status(status).build()
}

fn tools(request: &Request) -> Result<Option<ToolConfiguration>, BuildError> {
    if request.tools.is_empty() {
        return Ok(None);
    }
    let mut config = ToolConfiguration::builder().tool_choice(match request.must_call {
        true => ToolChoice::Any(AnyToolChoice::builder().build()),
        false => ToolChoice::Auto(AutoToolChoice::builder().build()),
    });
    for tool in &request.tools {
        let schema = ToolInputSchema::Json(document(tool.schema.clone()));
        config = config.tools(Tool::ToolSpec(
            ToolSpecification::builder().name(&tool.name).description(&tool.description).input_schema(schema).build()?,
        ));
    }
    config.build().map(Some)
}

fn read(answer: &ConverseOutput) -> Option<Completion> {
    let message = answer.output()?.as_message().ok()?;
    let (mut text, mut calls, mut thoughts) = (String::new(), Vec::new(), Vec::new());
    for block in message.content() {
        match block {
            ContentBlock::Text(said) => text += said,
            ContentBlock::ToolUse(used) => calls.push(ToolCall {
                id: used.tool_use_id().to_owned(),
                name: used.name().to_owned(),
                arguments: arguments(value(used.input())),
            }),
            ContentBlock::ReasoningContent(thought) => thoughts.extend(read_thought(thought)),
            _ => {}
        }
    }
    distinguish(&mut calls);
    let stop = match answer.stop_reason() {
        StopReason::ToolUse => Stop::ToolUse,
        StopReason::MaxTokens | StopReason::ModelContextWindowExceeded => Stop::Length,
        StopReason::ContentFiltered | StopReason::GuardrailIntervened => Stop::Refusal,
        other if other.as_str() == "refusal" => Stop::Refusal,
        _ => Stop::End,
    };
    // Here the tokens sent are without those of the cache.
    let count = |tokens: Option<i32>| u64::try_from(tokens.unwrap_or(0)).unwrap_or(0);
    let usage = answer.usage().map_or_else(Usage::default, |usage| Usage {
        uncached: count(Some(usage.input_tokens())),
        cache_read: count(usage.cache_read_input_tokens()),
        cache_write: count(usage.cache_write_input_tokens()),
        output: count(Some(usage.output_tokens())),
    });
    Some(Completion { text, calls, stop, usage, own: (!thoughts.is_empty()).then(|| Value::from(thoughts)) })
}

/// A thought as JSON, from which it is written back as it came.
fn read_thought(thought: &ReasoningContentBlock) -> Option<Value> {
    match thought {
        ReasoningContentBlock::ReasoningText(thought) => Some(json!({ "text": thought.text(), "signature": thought.signature() })),
        ReasoningContentBlock::RedactedContent(blob) => Some(json!({ "redacted": base64::encode(blob.as_ref()) })),
        _ => None,
    }
}

fn write_thoughts(own: &Value) -> Vec<ContentBlock> {
    let thoughts = own.as_array().into_iter().flatten().filter_map(|thought| match thought["redacted"].as_str() {
        Some(redacted) => Some(ReasoningContentBlock::RedactedContent(Blob::new(base64::decode(redacted).ok()?))),
        None => {
            let signature = thought["signature"].as_str().map(str::to_owned);
            let block = ReasoningTextBlock::builder().text(thought["text"].as_str()?).set_signature(signature).build().ok()?;
            Some(ReasoningContentBlock::ReasoningText(block))
        }
    });
    thoughts.map(ContentBlock::ReasoningContent).collect()
}

/// JSON as the SDK has it.
fn document(value: Value) -> Document {
    match value {
        Value::Null => Document::Null,
        Value::Bool(truth) => Document::Bool(truth),
        Value::String(text) => Document::String(text),
        Value::Array(values) => Document::Array(values.into_iter().map(document).collect()),
        Value::Object(fields) => Document::Object(fields.into_iter().map(|(key, value)| (key, document(value))).collect::<HashMap<_, _>>()),
        Value::Number(number) => Document::Number(match (number.as_u64(), number.as_i64()) {
            (Some(number), _) => Number::PosInt(number),
            (None, Some(number)) => Number::NegInt(number),
            (None, None) => Number::Float(number.as_f64().unwrap_or_default()),
        }),
    }
}

/// What the SDK has as JSON.
fn value(document: &Document) -> Value {
    match document {
        Document::Null => Value::Null,
        Document::Bool(truth) => (*truth).into(),
        Document::String(text) => text.clone().into(),
        Document::Array(documents) => documents.iter().map(value).collect(),
        Document::Object(fields) => Value::Object(fields.iter().map(|(key, document)| (key.clone(), value(document))).collect()),
        Document::Number(Number::PosInt(number)) => (*number).into(),
        Document::Number(Number::NegInt(number)) => (*number).into(),
        Document::Number(Number::Float(number)) => (*number).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_survives_the_way_through_the_sdk() {
        let all = json!({ "a": [null, true, 7, -7, 1.5, "text"], "b": { "c": {} } });
        assert_eq!(value(&document(all.clone())), all);
    }

    #[test]
    fn thoughts_go_back_as_they_came() {
        let own = json!([{ "text": "Let me see.", "signature": "c2ln" }, { "redacted": "AAEC" }]);
        let blocks = write_thoughts(&own);
        let read: Vec<Value> = blocks.iter().filter_map(|block| block.as_reasoning_content().ok()).filter_map(read_thought).collect();
        assert_eq!(Value::from(read), own);
        assert_eq!(write_thoughts(&json!({ "of": "another provider" })).len(), 0);
    }
}
