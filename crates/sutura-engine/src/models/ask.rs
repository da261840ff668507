//! How repair asks a model: from the record where there is an answer, within the budget, again where that may help, and never twice for money.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use thiserror::Error;

use super::{
    Answers, AnswersError, Budget, BudgetError, Completion, Deadline, Model, ModelError, Request, Retry, Usage,
    answers::{Doubt, Entry},
};
use crate::{
    ledger::{Event, EventSink, ModelCall, ModelOutcome},
    progress::Progress,
    workspace::Digest,
};

/// With what a model is asked.
pub struct Asking<'a> {
    /// The model.
    pub model: &'a dyn Model,
    /// What was answered before.
    pub answers: &'a Answers,
    /// What may be used up.
    pub budget: &'a Budget,
    /// When the time is over.
    pub deadline: Option<Deadline>,
    /// How often a call is made again.
    pub retry: Retry,
    /// The time.
    pub clock: &'a (dyn Fn() -> Timestamp + Send + Sync),
    /// Where every call is recorded.
    pub events: &'a dyn EventSink,
    /// Shows how long there is a wait.
    pub progress: &'a dyn Progress,
    /// The step, for events.
    pub step: &'a str,
    /// The user wants requests in doubt to be sent again, though they may be paid for twice.
    pub ask_again: bool,
}

/// An answer, and what it took.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// What the model said.
    pub completion: Completion,
    /// What was bought now: nothing for a recorded answer, whose own counts are in the completion.
    pub bought: Usage,
    /// Its price in US dollars, where it is known.
    pub cost_usd: Option<f64>,
    /// Whether it was on record.
    pub recorded: bool,
}

/// Why there is no answer.
#[derive(Debug, Error)]
pub enum AskError {
    /// The model gave none.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// It gave none, and the next call would have to wait for too long.
    #[error("{error}; it could be asked again in {} s, and nobody waits for so long", .pause.as_secs())]
    Later {
        /// Why it gave none.
        error: ModelError,
        /// How long the wait would be.
        pause: Duration,
    },
    /// It is not asked, since that could cost more than is allowed.
    #[error(transparent)]
    Budget(#[from] BudgetError),
    /// The record cannot be kept, so nothing is bought.
    #[error(transparent)]
    Answers(#[from] AnswersError),
    /// The same was asked before, and it is not known whether it was answered and billed.
    #[error("{} was asked the same at {}, and it is in doubt whether that was billed: {}", .0.model, .0.at, .0.reason)]
    InDoubt(Doubt),
}

impl AskError {
    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::Model(error) => error.hint(),
            Self::Later { error, .. } => {
                format!("{} `repair.run.seconds` in the settings says for how long a repair may wait.", error.hint())
            }
            Self::Budget(error) => error.hint().to_owned(),
            Self::Answers(_) => "Look at the cache folder: SUTURA_CACHE names it.".to_owned(),
            Self::InDoubt(doubt) => format!("To ask once more, which may be billed twice, delete {}.", doubt.file.display()),
        }
    }

    /// Whether further questions to this model are pointless in this run: it cannot be reached, or what is used up does not come back.
    pub fn ends_the_run(&self) -> bool {
        match self {
            Self::Model(ModelError::Status { status, .. }) => *status != 400 && *status != 413,
            Self::Model(ModelError::Unreachable { .. } | ModelError::Impossible { .. }) | Self::Later { .. } | Self::Answers(_) => true,
            Self::Budget(error) => error.ends_the_run(),
            Self::Model(ModelError::InDoubt { .. }) | Self::InDoubt(_) => false,
        }
    }
}

/// Asks about `file`. An answer is on record before it is returned, and every call is an event.
pub async fn ask(asking: &Asking<'_>, file: &str, request: &Request) -> Result<Answer, AskError> {
    let key = Answers::key(asking.model.name(), request);
    if !asking.model.is_bought() {
        let completion = asking.model.complete(request).await?;
        return Ok(asking.recorded(file, key, completion));
    }
    let entry = asking.answers.entry(key).await?;
    if let Some(completion) = entry.answer()? {
        return Ok(asking.recorded(file, key, completion));
    }
    if let Some(doubt) = entry.doubt()?.filter(|_| !asking.ask_again) {
        return Err(AskError::InDoubt(doubt));
    }
    let mut attempt = 1;
    loop {
        let failed = match call(asking, file, request, key, &entry).await {
            Err(AskError::Model(failed)) => failed,
            ended => return ended,
        };
        let Some(pause) = asking.retry.pause(&failed, attempt, key, (asking.clock)()) else { return Err(failed.into()) };
        if !asking.has_time_for(pause) {
            return Err(AskError::Later { error: failed, pause });
        }
        let what = format!("{} is asked again in {:.1} s", asking.model.name(), pause.as_secs_f32());
        let activity = asking.progress.begin(&what);
        tokio::time::sleep(pause).await;
        drop(activity);
        attempt += 1;
    }
}

/// One call, with its note before and its record after.
async fn call(asking: &Asking<'_>, file: &str, request: &Request, key: Digest, entry: &Entry) -> Result<Answer, AskError> {
    let model = asking.model.name();
    if let Some(deadline) = asking.deadline.as_ref().filter(|deadline| Instant::now() >= deadline.at()) {
        return Err(deadline.error().into());
    }
    let reserved = asking.budget.reserve(model, file, request)?;
    entry.sent(model, (asking.clock)(), "the program ended before there was an answer")?;
    let started = Instant::now();
    let answer = match &asking.deadline {
        Some(deadline) => tokio::time::timeout_at(deadline.at().into(), asking.model.complete(request)).await.unwrap_or_else(|_| {
            let reason = format!("{} and there was no answer", deadline.error());
            Err(ModelError::InDoubt { model: model.to_owned(), reason })
        }),
        None => asking.model.complete(request).await,
    };
    let took = started.elapsed();
    match answer {
        Ok(completion) => {
            reserved.used(completion.usage);
            let cost_usd = asking.budget.cost(&completion.usage);
            asking.tell(file, key, ModelOutcome::Answered, Some((completion.usage, cost_usd)), None, took);
            entry.answered(model, (asking.clock)(), &completion)?;
            Ok(Answer { bought: completion.usage, completion, cost_usd, recorded: false })
        }
        Err(error) if error.is_free() => {
            reserved.free();
            asking.tell(file, key, ModelOutcome::Failed, None, Some(&error), took);
            entry.bought_nothing()?;
            Err(error.into())
        }
        Err(error) => {
            drop(reserved);
            asking.tell(file, key, ModelOutcome::InDoubt, None, Some(&error), took);
            entry.sent(model, (asking.clock)(), &error.to_string())?;
            Err(error.into())
        }
    }
}

impl Asking<'_> {
    /// Whether a call can begin after this pause. Without a deadline nobody has said that they would wait for long.
    fn has_time_for(&self, pause: Duration) -> bool {
        match &self.deadline {
            Some(deadline) => Instant::now().checked_add(pause).is_some_and(|then| then < deadline.at()),
            None => pause <= self.retry.patience,
        }
    }

    fn recorded(&self, file: &str, key: Digest, completion: Completion) -> Answer {
        self.tell(file, key, ModelOutcome::Recorded, None, None, Duration::ZERO);
        Answer { completion, bought: Usage::default(), cost_usd: Some(0.0), recorded: true }
    }

    fn tell(
        &self,
        file: &str,
        key: Digest,
        outcome: ModelOutcome,
        bought: Option<(Usage, Option<f64>)>,
        error: Option<&ModelError>,
        took: Duration,
    ) {
        let (usage, cost_usd) = bought.unwrap_or_default();
        self.events.record(Event::ModelCalled(ModelCall {
            step: self.step.to_owned(),
            file: file.to_owned(),
            model: self.model.name().to_owned(),
            request: key.to_string(),
            outcome,
            uncached_tokens: usage.uncached,
            cache_read_tokens: usage.cache_read,
            cache_write_tokens: usage.cache_write,
            output_tokens: usage.output,
            cost_usd,
            milliseconds: took.as_millis() as u64,
            reason: error.map(ToString::to_string),
        }));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use serde_json::json;
    use sutura_testkit::model::{Cut, ModelServer, Reply};

    use super::*;
    use crate::{
        models::{Anthropic, Http, Proxies, Secret, testing::question},
        settings::Limits,
    };

    #[derive(Default)]
    struct Events(Mutex<Vec<ModelCall>>);

    impl EventSink for Events {
        fn record(&self, event: Event) {
            let Event::ModelCalled(call) = event else { panic!("{event:?}") };
            self.0.lock().unwrap().push(call);
        }
    }

    struct Scene {
        server: ModelServer,
        model: Anthropic,
        folder: tempfile::TempDir,
        events: Events,
        budget: Budget,
        deadline: Option<Deadline>,
    }

    impl Scene {
        /// Without limits.
        fn new(script: Vec<Reply>) -> Self {
            let server = ModelServer::new(script);
            let http = Http::new(&server.url(), &Proxies::default()).unwrap();
            let model = Anthropic::new("claude-haiku-4-5", &server.url(), Secret::new("k").unwrap(), http, Duration::from_secs(5));
            let budget = Budget::new(Limits::default(), Limits::default(), crate::models::price_of(model.name()));
            Self { server, model, folder: tempfile::tempdir().unwrap(), events: Events::default(), budget, deadline: None }
        }

        async fn ask(&self, ask_again: bool) -> Result<Answer, AskError> {
            let asking = Asking {
                model: &self.model,
                answers: &Answers::new(self.folder.path().to_owned()),
                budget: &self.budget,
                deadline: self.deadline.clone(),
                retry: Retry { first: Duration::from_millis(10), ..Retry::default() },
                clock: &|| "2026-11-22T21:00:00Z".parse().unwrap(),
                events: &self.events,
                progress: &crate::progress::Silent,
                step: "repair",
                ask_again,
            };
            ask(&asking, "a.py", &question()).await
        }

        fn outcomes(&self) -> Vec<ModelOutcome> {
            self.events.0.lock().unwrap().iter().map(|call| call.outcome).collect()
        }
    }

    use ModelOutcome::{Answered, Failed, InDoubt, Recorded};

    #[tokio::test]
    async fn a_recorded_answer_is_not_bought_again() {
        let scene = Scene::new(vec![Reply::call("patch_file", json!({})).usage(1000, 0, 0, 100)]);
        let first = scene.ask(false).await.unwrap();
        assert_eq!((first.recorded, first.bought.uncached, first.cost_usd), (false, 1000, Some(0.0015)));
        let second = scene.ask(false).await.unwrap();
        assert_eq!((second.recorded, second.bought, second.cost_usd), (true, Usage::default(), Some(0.0)));
        assert_eq!(second.completion, first.completion);
        assert_eq!(scene.outcomes(), [Answered, Recorded]);
        assert_eq!((scene.budget.spent().requests, scene.budget.spent().usage), (1, first.bought));
        scene.server.finish();
    }

    #[tokio::test]
    async fn two_who_ask_the_same_at_once_buy_one_answer() {
        let scene = Scene::new(vec![Reply::text("so").delay(Duration::from_millis(200))]);
        let (one, other) = tokio::join!(scene.ask(false), scene.ask(false));
        assert_eq!(one.unwrap().recorded as u8 + other.unwrap().recorded as u8, 1);
        scene.server.finish();
    }

    #[tokio::test]
    async fn what_passes_is_tried_again_and_each_try_is_told() {
        let refusals = [Reply::status(429).header("retry-after", "0"), Reply::status(529), Reply::status(503)];
        let scene = Scene::new(refusals.into_iter().chain([Reply::text("so")]).collect());
        scene.ask(false).await.unwrap();
        assert_eq!(scene.outcomes(), [Failed, Failed, Failed, Answered]);
        assert_eq!((scene.budget.spent().requests, scene.budget.spent().in_doubt), (4, 0));
        scene.server.finish();
    }

    #[tokio::test]
    async fn what_does_not_pass_is_asked_once() {
        let scene = Scene::new(vec![Reply::status(401)]);
        let error = scene.ask(false).await.unwrap_err();
        assert!(error.ends_the_run() && error.hint().contains("key"), "{error}");
        scene.server.finish();
    }

    #[tokio::test]
    async fn a_call_in_doubt_is_noted_counted_and_not_repeated_unless_the_user_wants_it() {
        let scene = Scene::new(vec![Reply::text("").cut(Cut::Unanswered), Reply::text("so")]);
        assert!(matches!(scene.ask(false).await, Err(AskError::Model(ModelError::InDoubt { .. }))));
        let error = scene.ask(false).await.unwrap_err();
        assert!(matches!(&error, AskError::InDoubt(doubt) if error.hint().contains(doubt.file.to_str().unwrap())), "{error}");
        assert_eq!((scene.outcomes(), scene.budget.spent().in_doubt), (vec![InDoubt], 1));
        assert!(scene.budget.spent().usd > 0.0, "it may have been billed");
        assert_eq!(scene.ask(true).await.unwrap().completion.text, "so");
        assert!(scene.ask(false).await.unwrap().recorded);
        assert_eq!(Answers::new(scene.folder.path().to_owned()).in_doubt(), []);
        scene.server.finish();
    }

    #[tokio::test]
    async fn a_call_that_is_given_up_half_way_is_in_doubt() {
        let scene = Scene::new(vec![Reply::text("late").delay(Duration::from_millis(500))]);
        let given_up = tokio::time::timeout(Duration::from_millis(200), scene.ask(false)).await;
        assert!(given_up.is_err());
        assert!(matches!(scene.ask(false).await, Err(AskError::InDoubt(_))));
        assert_eq!(scene.budget.spent().in_doubt, 1);
    }

    #[tokio::test]
    async fn a_call_under_way_at_the_deadline_is_given_up_and_none_begins_after_it() {
        let scene = Scene::new(vec![Reply::text("late").delay(Duration::from_secs(1))]);
        let scene = Scene { deadline: Deadline::of_file("a.py", Duration::from_millis(300)), ..scene };
        assert!(matches!(scene.ask(false).await, Err(AskError::Model(ModelError::InDoubt { .. }))));
        assert!(matches!(scene.ask(true).await, Err(AskError::Budget(BudgetError::Time { scope })) if scope == "a.py"));
    }

    #[tokio::test]
    async fn no_pause_leads_beyond_the_deadline() {
        let scene = Scene::new(vec![Reply::status(429).header("retry-after", "3600")]);
        let scene = Scene { deadline: Deadline::of_run(Duration::from_secs(60)), ..scene };
        assert!(matches!(scene.ask(false).await, Err(AskError::Later { error: ModelError::Status { status: 429, .. }, .. })));
        scene.server.finish();
    }

    #[tokio::test]
    async fn without_a_deadline_nobody_waits_for_long_and_the_reason_says_so() {
        for long in ["86400", "1e19"] {
            let scene = Scene::new(vec![Reply::status(429).header("retry-after", long)]);
            let error = scene.ask(false).await.unwrap_err();
            assert!(error.ends_the_run() && error.to_string().contains("it could be asked again in"), "{error}");
            assert!(error.hint().contains("repair.run.seconds"), "{}", error.hint());
            scene.server.finish();
        }
    }

    #[tokio::test]
    async fn a_spent_budget_asks_nobody() {
        let run = Limits { usd: Some(0.0001), ..Limits::default() };
        let scene = Scene::new(vec![]);
        let scene = Scene { budget: Budget::new(run, Limits::default(), crate::models::price_of(scene.model.name())), ..scene };
        let error = scene.ask(false).await.unwrap_err();
        assert!(matches!(error, AskError::Budget(BudgetError::Spent { .. })) && error.ends_the_run());
        assert_eq!(scene.server.asked().len(), 0);
        assert_eq!(Answers::new(scene.folder.path().to_owned()).in_doubt(), []);
    }
}
