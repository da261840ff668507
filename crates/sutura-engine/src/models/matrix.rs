//! Every provider against every way in which a model or its server can answer, by a scripted server that also judges the requests.

use std::{sync::Arc, time::Duration};

use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_sdk_bedrockruntime::config::{BehaviorVersion, Region};
use aws_types::SdkConfig;
use serde_json::json;
use sutura_testkit::model::{Cut, ModelServer, Reply, Stop as Stops};

use super::{
    Anthropic, Bedrock, Completion, Forcing, Gemini, Http, Message, Model, ModelError, OpenAi, Proxies, Secret, Stop, ToolResult, Usage,
    testing::question,
};

/// Long for a server on this machine, short for a test.
const PATIENCE: Duration = Duration::from_millis(1500);

/// A model of each provider that calls `base_url`.
fn models(base_url: &str) -> Vec<Arc<dyn Model>> {
    let http = || Http::new(base_url, &Proxies::default()).unwrap();
    let key = || Secret::new("sk-secret").unwrap();
    let version_1 = format!("{base_url}/v1");
    vec![
        Arc::new(Anthropic::new("scripted", base_url, key(), http(), PATIENCE)),
        Arc::new(OpenAi::new("scripted", &version_1, Some(key()), http(), PATIENCE)),
        Arc::new(Gemini::new("scripted", base_url, key(), http(), PATIENCE)),
        Arc::new(Bedrock::new("anthropic.scripted", &aws(), None, Some(base_url), &http(), PATIENCE)),
    ]
}

fn aws() -> SdkConfig {
    let credentials = Credentials::new("AKID", "a signature's secret", None, None, "test");
    let config = SdkConfig::builder().behavior_version(BehaviorVersion::latest()).region(Region::from_static("eu-central-1"));
    config.credentials_provider(SharedCredentialsProvider::new(credentials)).build()
}

/// What each provider's model makes of `reply`.
async fn each(reply: Reply) -> Vec<(String, Result<Completion, ModelError>)> {
    let mut found = Vec::new();
    for at in 0..models("http://127.0.0.1:1").len() {
        let server = ModelServer::new(vec![reply.clone()]);
        let model = models(&server.url()).remove(at);
        found.push((model.name().to_owned(), model.complete(&question()).await));
        server.finish();
    }
    found
}

async fn each_completion(reply: Reply) -> Vec<(String, Completion)> {
    each(reply).await.into_iter().map(|(name, answer)| (name.clone(), answer.unwrap_or_else(|error| panic!("{name}: {error}")))).collect()
}

async fn each_error(reply: Reply) -> Vec<(String, ModelError)> {
    each(reply).await.into_iter().map(|(name, answer)| (name.clone(), answer.expect_err(&name))).collect()
}

#[tokio::test]
async fn a_call_comes_with_its_arguments_and_disjoint_counts() {
    let reply = Reply::call("patch_file", json!({ "content": "x" })).usage(900, 100, 50, 40);
    for (name, answer) in each_completion(reply).await {
        assert_eq!((answer.calls.len(), answer.stop), (1, Stop::ToolUse), "{name}");
        assert_eq!(answer.calls[0].arguments, Ok(json!({ "content": "x" })), "{name}");
        assert!(!answer.calls[0].id.is_empty(), "{name}");
        // Gemini does not tell what it writes to its cache.
        let expected = match name.starts_with("gemini/") {
            true => Usage { uncached: 950, cache_read: 100, cache_write: 0, output: 40 },
            false => Usage { uncached: 900, cache_read: 100, cache_write: 50, output: 40 },
        };
        assert_eq!(answer.usage, expected, "{name}");
    }
}

#[tokio::test]
async fn two_calls_come_in_their_order_with_ids_of_their_own() {
    let reply = Reply::call("patch_file", json!({ "content": "1" })).and_call("write_file", json!({ "content": "2" }));
    for same in [false, true] {
        let reply = if same { reply.clone().with_id("call_7") } else { reply.clone() };
        for (name, answer) in each_completion(reply).await {
            let names: Vec<&str> = answer.calls.iter().map(|call| call.name.as_str()).collect();
            assert_eq!(names, ["patch_file", "write_file"], "{name}");
            assert_ne!(answer.calls[0].id, answer.calls[1].id, "{name}");
        }
    }
}

#[tokio::test]
async fn text_in_place_of_a_call_a_cut_answer_and_a_refusal_are_answers() {
    let usage = |reply: Reply| reply.usage(10, 0, 0, 5);
    for (reply, stop) in [(Reply::text("I think …"), Stop::End), (Reply::text("I th").stop(Stops::Length), Stop::Length)] {
        for (name, answer) in each_completion(usage(reply.clone())).await {
            assert_eq!((answer.stop, answer.text.as_str(), answer.calls.len()), (stop, reply.text.as_str(), 0), "{name}");
            assert_eq!((answer.usage.uncached, answer.usage.output), (10, 5), "{name}");
        }
    }
    for (name, answer) in each_completion(usage(Reply::text("I must not.").stop(Stops::Refusal))).await {
        assert_eq!((answer.stop, answer.usage.output), (Stop::Refusal, 5), "{name}");
        assert_eq!(answer.text, "I must not.", "{name}");
    }
}

#[tokio::test]
async fn arguments_that_are_no_object_are_kept_as_text_and_a_cut_call_is_told_apart() {
    for (name, answer) in each_completion(Reply::default().and_raw_call("patch_file", "{\"content\": \"x").stop(Stops::Length)).await {
        assert_eq!(answer.calls[0].arguments, Err("{\"content\": \"x".to_owned()), "{name}");
        // Gemini and others tell by the reason that it was cut.
        assert_eq!(answer.stop, Stop::Length, "{name}");
    }
}

#[tokio::test]
async fn an_unknown_tool_is_handed_on_by_its_name() {
    for (name, answer) in each_completion(Reply::call("run_shell", json!({ "command": "ls" }))).await {
        assert_eq!(answer.calls[0].name, "run_shell", "{name}");
    }
}

#[tokio::test]
async fn an_error_has_its_status_its_message_and_when_to_come_back() {
    let date = "Sun, 22 Nov 2026 21:00:00 GMT";
    for (status, header) in [(429, Some("7")), (429, Some(date)), (503, None), (529, None), (500, None), (408, None), (400, None)] {
        let reply = header.iter().fold(Reply::status(status), |reply, header| reply.header("retry-after", header));
        for (name, error) in each_error(reply).await {
            let ModelError::Status { status: found, message, retry_after, .. } = &error else { panic!("{name}: {error:?}") };
            assert_eq!((*found, message.as_str(), retry_after.as_deref()), (status, "scripted", header), "{name}");
            assert_eq!(error.is_passing(), status != 400, "{name} {status}");
        }
    }
}

#[tokio::test]
async fn a_redirect_is_an_error_and_is_not_followed() {
    for (name, error) in
        each_error(Reply { status: Some(307), ..Reply::default() }.header("location", "http://127.0.0.1:1/v1/messages")).await
    {
        assert!(matches!(&error, ModelError::Status { status: 307, .. }), "{name}: {error:?}");
    }
}

#[tokio::test]
async fn after_a_request_was_sent_silence_cuts_and_rubbish_are_in_doubt() {
    let huge = "x".repeat(17 << 20);
    let replies = [
        Reply::text("late").delay(PATIENCE * 2),
        Reply::text("").cut(Cut::Unanswered),
        Reply::text("half of an answer").cut(Cut::Midway),
        Reply::body(""),
        Reply::body("<html>Log in to the network</html>"),
        Reply::body("{\"unexpected\": true}"),
        Reply::body("{\"choices\": [], \"content\": 7, \"candidates\": {}, \"output\": {}}"),
        Reply::body(format!("{{\"text\": \"{huge}\"}}")),
    ];
    for reply in replies {
        let shown =
            format!("{:.80}", format!("{:?}", (&reply.text, &reply.cut, reply.body.as_ref().map(|body| &body[..body.len().min(40)]))));
        for (name, error) in each_error(reply).await {
            assert!(matches!(error, ModelError::InDoubt { .. }), "{name}: {shown}: {error:?}");
            assert!(!error.is_passing() && !error.is_free(), "{name}: {shown}");
            assert!(error.to_string().len() < 500, "{name}: {error}");
        }
    }
}

#[tokio::test]
async fn where_nobody_listens_nothing_was_sent() {
    // A port that was free a moment ago.
    let port = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
    for address in [format!("http://127.0.0.1:{port}"), "http://no-such-host.invalid".to_owned()] {
        for model in models(&address) {
            let error = model.complete(&question()).await.unwrap_err();
            assert!(matches!(error, ModelError::Unreachable { .. }), "{}: {error:?}", model.name());
            assert!(error.is_passing());
        }
    }
}

#[tokio::test]
async fn what_a_model_called_goes_back_to_it_with_the_results() {
    for at in 0..models("http://127.0.0.1:1").len() {
        // The server refuses calls without their results, and Gemini's without their signatures.
        let two = Reply::call("patch_file", json!({ "content": "x" })).and_raw_call("write_file", "{ no");
        for first in [two.clone(), two.with_id("same")] {
            let server = ModelServer::new(vec![Reply { text: "I try.".to_owned(), ..first }, Reply::text("done")]);
            let model = models(&server.url()).remove(at);
            let mut request = question();
            let answer = model.complete(&request).await.unwrap();
            request.messages.push(answer.turn());
            let result = |id: &str, name: &str| ToolResult {
                id: id.to_owned(),
                name: name.to_owned(),
                content: format!("{name} failed"),
                is_error: true,
            };
            request.messages.push(Message::Results(answer.calls.iter().map(|call| result(&call.id, &call.name)).collect()));
            assert_eq!(model.complete(&request).await.unwrap().text, "done", "{}", model.name());
            let second = &server.asked()[1];
            assert!(second.says("I try.") && second.says("write_file failed") && second.says("You mend code."), "{}", model.name());
            server.finish();
        }
    }
}

#[tokio::test]
async fn a_model_that_refuses_to_be_forced_is_not_forced_again() {
    for at in 0..models("http://127.0.0.1:1").len() {
        let refusal = Reply { text: "tool_choice forces tool use is not supported for this model.".to_owned(), ..Reply::status(400) };
        let server = ModelServer::new(vec![refusal, Reply::text("one"), Reply::text("two")]);
        let model = Forcing::new(models(&server.url()).remove(at));
        for said in ["one", "two"] {
            assert_eq!(model.complete(&question()).await.unwrap().text, said, "{}", model.name());
        }
        server.finish();
        let server = ModelServer::new(vec![Reply::status(400)]);
        let model = Forcing::new(models(&server.url()).remove(at));
        assert!(model.complete(&question()).await.is_err(), "another refusal is one");
        server.finish();
    }
}

#[tokio::test]
async fn a_key_that_a_server_repeats_is_not_repeated() {
    for (name, error) in each_error(Reply { text: "Incorrect key sk-secret".to_owned(), ..Reply::status(401) }).await {
        // A secret that only signs is not known to servers.
        if name.starts_with("bedrock/") {
            continue;
        }
        assert!(!format!("{error} {error:?}").contains("sk-secret"), "{name}: {error}");
    }
}

#[tokio::test]
async fn a_call_goes_through_the_users_proxy_unless_the_host_is_excepted() {
    let proxy = ModelServer::new(vec![Reply::text("by way of the proxy")]);
    let proxies = Proxies { http: proxy.url(), none: "excepted.invalid".to_owned(), ..Proxies::default() };
    let ask = async |base_url: &str| {
        let http = Http::new(base_url, &proxies).unwrap();
        Anthropic::new("scripted", base_url, Secret::new("k").unwrap(), http, PATIENCE).complete(&question()).await
    };
    assert_eq!(ask("http://api.invalid").await.unwrap().text, "by way of the proxy");
    assert!(matches!(ask("http://excepted.invalid").await, Err(ModelError::Unreachable { .. })));
    proxy.finish();
}

#[tokio::test]
async fn bedrock_takes_a_bearer_key_and_cuts_its_cache_where_the_model_has_one() {
    let server = ModelServer::new(vec![Reply::text("one"), Reply::text("two")]);
    let http = Http::new(&server.url(), &Proxies::default()).unwrap();
    let region = SdkConfig::builder().behavior_version(BehaviorVersion::latest()).region(Region::from_static("eu-central-1")).build();
    for model in ["us.anthropic.claude", "meta.llama3"] {
        let key = Secret::new("sk-bearer");
        Bedrock::new(model, &region, key, Some(&server.url()), &http, PATIENCE).complete(&question()).await.unwrap();
    }
    let asked = server.asked();
    assert_eq!(asked[0].path, "/model/us.anthropic.claude/converse");
    assert!(asked[0].headers.contains(&("authorization".to_owned(), "Bearer sk-bearer".to_owned())));
    let cuts: Vec<usize> = asked.iter().map(|asked| asked.body.to_string().matches("cachePoint").count()).collect();
    assert_eq!(cuts, [2, 0]);
    server.finish();
}

#[tokio::test]
async fn bedrock_without_credentials_or_region_cannot_be_called_and_says_what_to_do() {
    let server = ModelServer::new(vec![]);
    let http = Http::new(&server.url(), &Proxies::default()).unwrap();
    let latest = || SdkConfig::builder().behavior_version(BehaviorVersion::latest());
    for config in [latest().build(), latest().region(Region::from_static("eu-central-1")).build()] {
        let error = Bedrock::new("m", &config, None, None, &http, PATIENCE).complete(&question()).await.unwrap_err();
        assert!(matches!(error, ModelError::Impossible { .. }) && error.hint().contains("AWS"), "{error:?}");
    }
}
