//! What a model is asked for: one file at a time, causes first, several files side by side, each result accepted on its own.

use std::{
    collections::{BTreeSet, HashSet},
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::{sync::Mutex, task::JoinSet};

use super::{
    account::{Account, Attempt},
    advice::Advisor,
    blame::{Blame, blamed},
    conversation::{self, Reading},
    guardrails::excess,
    improvement::Improvement,
    order,
    outline::Outlines,
    prompt,
    work::{Refused, Step, Work},
};
use crate::{
    checkers::structure::endpoints,
    ledger::RepairAttempt,
    models::{Answer, AskError, Deadline, ModelError, Request},
    patch::{Patch, matching::Tier},
    progress::Progress,
    report::words::count,
    settings::RepairSettings,
    workspace::{Digest, Tree},
};

/// Has the model mend file after file, until there is none left that it has not been asked about, or no answer can be had any more.
pub(super) async fn mend(work: Work, account: Account, asker: Asker) -> (Work, Account) {
    let concurrency = asker.settings.concurrency;
    let found = work.tree().clone();
    let shared = Arc::new(Shared { table: Mutex::new(Table { work, account, found }), outlines: Outlines::default(), asker });
    let (mut done, mut busy) = (BTreeSet::new(), BTreeSet::new());
    shared.prepare().await;
    let mut running = JoinSet::new();
    let mut stopped: Option<String> = None;
    loop {
        while stopped.is_none() && running.len() < concurrency {
            let Some(subject) = shared.next(&done, &busy).await else { break };
            busy.insert(subject.file.clone());
            let shared = shared.clone();
            running.spawn(async move { (shared.file(&subject).await, subject.file) });
        }
        match running.join_next().await {
            None => break,
            Some(Err(panic)) => std::panic::resume_unwind(panic.into_panic()),
            Some(Ok((ended, file))) => {
                busy.remove(&file);
                done.insert(file);
                stopped = stopped.or(ended.err());
            }
        }
    }
    drop(running);
    let shared = Arc::into_inner(shared).expect("every task that held it has ended");
    let Table { work, mut account, .. } = shared.table.into_inner();
    if let Some(why) = stopped {
        account.stopped(why);
    }
    (work, account)
}

/// Who is asked, and how far it goes.
pub(super) struct Asker {
    pub advisor: Arc<dyn Advisor>,
    pub settings: RepairSettings,
    pub max_output_tokens: u32,
    pub progress: Arc<dyn Progress>,
}

/// What all files under repair have in common.
struct Shared {
    table: Mutex<Table>,
    outlines: Outlines,
    asker: Asker,
}

/// A file to ask about, and what leads there from others.
struct Subject {
    file: String,
    blame: Blame,
}

/// What one file at a time may touch: to accept a candidate is to change the tree that the next one is judged against.
struct Table {
    work: Work,
    account: Account,
    /// The tree as the fixers left it to the model.
    found: Tree,
}

/// What is asked, and about what.
struct Asked {
    request: Request,
    text: String,
    errors: usize,
    /// How far the repair is, for who watches it.
    state: String,
}

/// What became of an answer.
enum Outcome {
    /// It is in the tree.
    Kept { summary: String, improvement: Improvement },
    /// It is not, and why.
    Refused(String),
    /// It leads to where an earlier answer led: to go on would be to go round.
    Circle(String),
    /// The model does not want to help.
    Unwilling(String),
}

/// So many files in need of a model, and to start what answers sooner is cheaper than to ask the truth about each answer.
const MANY: usize = 3;

impl Shared {
    /// Uses the time in which the model thinks.
    async fn prepare(&self) {
        let work = &mut self.table.lock().await.work;
        let errors = work.errors();
        if errors.iter().map(|error| error.file.as_str()).collect::<BTreeSet<_>>().len() >= MANY {
            work.prepare();
        }
    }

    /// The next file to ask about.
    async fn next(&self, done: &BTreeSet<String>, busy: &BTreeSet<String>) -> Option<Subject> {
        let Table { work, .. } = &*self.table.lock().await;
        let errors = work.errors();
        let mut blamed = blamed(&errors, work.tree(), work.imports(), &self.outlines, done);
        let broken = errors.iter().map(|error| &error.file).chain(blamed.keys()).map(String::as_str).collect();
        let file = order::next(&broken, done, busy, work.tree(), work.imports())?;
        Some(Subject { blame: blamed.remove(&file).unwrap_or_default(), file })
    }

    /// Mends one file as far as the model gets in its attempts. An error is the reason why no file can be mended any more.
    async fn file(&self, subject: &Subject) -> Result<(), String> {
        let file = subject.file.as_str();
        let mut next_request: Option<Request> = None;
        let mut seen = HashSet::new();
        let deadline = self.asker.settings.file.seconds.and_then(|seconds| Deadline::of_file(file, Duration::from_secs(seconds)));
        for _ in 0..self.asker.settings.attempts {
            let Some(mut asked) = self.question(subject).await else { return Ok(()) };
            if let Some(request) = next_request.take() {
                asked.request = request;
            }
            let started = Instant::now();
            let activity = self.asker.progress.begin(&format!("{} on {file} ({})", self.asker.advisor.name(), asked.state));
            let answer = self.asker.advisor.ask(file, &asked.request, deadline.clone()).await;
            drop(activity);
            let answer = match answer {
                Ok(answer) => answer,
                Err(error) => return self.unanswered(file, &asked, error, started).await,
            };
            let reading = conversation::read(&answer.completion, &asked.text);
            let (told, tier) = (reading.told.clone(), reading.tier);
            let outcome = {
                let mut table = self.table.lock().await;
                let outcome = table.judge(file, reading, &mut seen, &self.asker).await;
                self.book(&mut table, &answer, tier, &outcome, self.record(file, &asked, started));
                outcome
            };
            match outcome {
                Outcome::Kept { .. } => {}
                Outcome::Refused(why) => next_request = Some(conversation::continued(asked.request, &answer.completion, &told, &why)),
                Outcome::Circle(_) | Outcome::Unwilling(_) => return Ok(()),
            }
        }
        Ok(())
    }

    /// What there is to ask about a file as it stands; nothing where nothing is wrong with it any more.
    async fn question(&self, Subject { file, blame }: &Subject) -> Option<Asked> {
        let Table { work, account, .. } = &*self.table.lock().await;
        let diagnostics = work.errors();
        let errors = diagnostics.iter().filter(|error| error.file == *file).count();
        let blame = blame.still_open(&diagnostics);
        if errors == 0 && blame.errors.is_empty() {
            return None;
        }
        let tree = work.tree();
        let packages = work.surrounding(file).map(|known| known.declared_packages(tree)).unwrap_or_default();
        let lines = diagnostics.iter().filter(|error| error.file == *file).map(|error| error.line).collect();
        let sourced = work.contract();
        let contract = sourced.as_deref().map(|sourced| &sourced.contract);
        let served = || prompt::served(contract, endpoints(tree, &work.projects()));
        let endpoints = prompt::endpoints_of(tree, file, &lines, served);
        let request = prompt::request(&prompt::Question {
            tree,
            file,
            diagnostics: &diagnostics,
            imports: work.imports(),
            blame: &blame,
            packages: &packages,
            endpoints: &endpoints,
            contract,
            max_output_tokens: self.asker.max_output_tokens,
        });
        let spent = account.spent().map_or(String::new(), |usd| format!(", ${usd:.4} spent"));
        let state = format!("{} left{spent}", count(diagnostics.len(), "error"));
        Some(Asked { request, text: tree.text(file)?.to_owned(), errors, state })
    }

    /// There is no answer. An error is the reason why there will be none about any file.
    async fn unanswered(&self, file: &str, asked: &Asked, error: AskError, started: Instant) -> Result<(), String> {
        let mut table = self.table.lock().await;
        if matches!(error, AskError::Model(ModelError::InDoubt { .. }) | AskError::InDoubt(_)) {
            table.account.in_doubt();
        }
        let why = format!("{error}. {}", error.hint());
        if matches!(error, AskError::Budget(_)) {
            table.account.stopped(why.clone());
        }
        let record = self.record(file, asked, started);
        table.account.attempt(Attempt {
            record: RepairAttempt { refusal: Some(why.clone()), ..record },
            title: String::new(),
            files: Vec::new(),
        });
        if error.ends_the_run() { Err(why) } else { Ok(()) }
    }

    /// An attempt that has changed nothing so far.
    fn record(&self, file: &str, asked: &Asked, started: Instant) -> RepairAttempt {
        RepairAttempt {
            file: file.to_owned(),
            errors_in: asked.errors as u32,
            errors_out: asked.errors as u32,
            fixer: self.asker.advisor.name().to_owned(),
            milliseconds: started.elapsed().as_millis() as u64,
            ..RepairAttempt::default()
        }
    }

    /// Enters an answer into the books, whatever became of it.
    fn book(&self, table: &mut Table, answer: &Answer, tier: Option<Tier>, outcome: &Outcome, attempt: RepairAttempt) {
        let usage = answer.bought;
        let mut record = RepairAttempt {
            input_tokens: usage.uncached + usage.cache_write,
            output_tokens: usage.output,
            cached_tokens: usage.cache_read,
            cost_usd: answer.cost_usd,
            tier: tier.map(|tier| tier.name().to_owned()),
            ..attempt
        };
        let (mut title, mut files, mut gone) = (String::new(), Vec::new(), Vec::new());
        match outcome {
            Outcome::Kept { summary, improvement } => {
                record.success = true;
                record.errors_out = table.work.errors_in(|other| other == record.file) as u32;
                title.clone_from(summary);
                files.push(record.file.clone());
                gone.clone_from(&improvement.gone);
            }
            Outcome::Refused(why) | Outcome::Circle(why) | Outcome::Unwilling(why) => record.refusal = Some(why.clone()),
        }
        table.account.answered(answer, self.asker.advisor.prices_of());
        table.account.mended(&record.fixer, &gone);
        table.account.attempt(Attempt { record, title, files });
    }
}

impl Table {
    /// Judges what an answer makes of the file, and keeps it where it is better.
    async fn judge(&mut self, file: &str, reading: Reading, seen: &mut HashSet<Digest>, asker: &Asker) -> Outcome {
        let Some(text) = reading.text else {
            return if reading.refused { Outcome::Unwilling(reading.summary) } else { Outcome::Refused(reading.summary) };
        };
        let patch = Patch::of(file, text.as_str());
        let candidate = self.work.tree().with(&patch);
        // Against the file as the model found it: many small changes of a model must not add up to a rewrite, and what fixers changed before is not its doing.
        let found = self.found.text(file).unwrap_or_default();
        let is_cut_off = self.work.errors().iter().any(|error| error.file == file && error.code == "truncated-file");
        let excess = excess(&self.work.tree().with(&Patch::of(file, found)), &candidate, file, asker.settings.max_change, is_cut_off);
        if !excess.is_empty() {
            return Outcome::Refused(Refused::Guardrail(excess).to_string());
        }
        match self.work.weigh_fully(candidate).await {
            Ok(weighed) => {
                let improvement = weighed.improvement.clone();
                let step = Step {
                    fixer: asker.advisor.name().to_owned(),
                    title: reading.summary.clone(),
                    patch,
                    gone: improvement.gone.clone(),
                    ..Step::default()
                };
                self.work.keep(weighed, step).await;
                Outcome::Kept { summary: reading.summary, improvement }
            }
            Err(refused) => {
                let again = !seen.insert(Digest::of(text.as_bytes())) | !refused.came().is_none_or(|came| seen.insert(came));
                let why = refused.to_string();
                if again { Outcome::Circle(format!("an earlier answer led there too: {why}")) } else { Outcome::Refused(why) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::Barrier;

    use super::{
        super::{
            Repaired, Soon, Task, repair,
            testing::{self, Scripted, Swap, Words, outcomes, patch},
        },
        *,
    };
    use crate::{
        fixers::{Fixer, Surrounding},
        models::{BudgetError, Completion, Message, Stop, Usage},
        workspace::{Language, Project, Tree},
    };

    fn task(files: &[(&str, &str)], advisor: Arc<dyn Advisor>, attempts: u32) -> Task {
        let project = Project { root: String::new(), language: Language::Python, has_manifest: false };
        Task {
            surroundings: vec![Surrounding { project, python: None, node: None, typeshed: None }],
            advisor: Some(advisor),
            settings: RepairSettings { attempts, ..RepairSettings::default() },
            ..testing::task(&WRONG, files)
        }
    }

    /// What the truth finds wrong.
    const WRONG: [&str; 4] = ["bad", "wrong", "poor", "hidden"];

    async fn repaired(files: &[(&str, &str)], model: Scripted, attempts: u32) -> (Repaired, Arc<Scripted>) {
        repaired_after(Vec::new(), files, model, attempts).await
    }

    /// After the fixers have done what they can.
    async fn repaired_after(
        fixers: Vec<Box<dyn Fixer>>,
        files: &[(&str, &str)],
        model: Scripted,
        attempts: u32,
    ) -> (Repaired, Arc<Scripted>) {
        let judge = Words::new(&["bad", "wrong", "poor", "doubtful"], &WRONG);
        let model = Arc::new(model);
        let task = Task { fixers, ..task(files, model.clone(), attempts) };
        (repair(Box::new(judge), task).await.unwrap(), model)
    }

    #[tokio::test]
    async fn an_answer_that_is_better_is_kept_and_billed() {
        let (repaired, model) = repaired(&[("a.py", "x = bad\n")], Scripted::default().about("a.py", [patch("bad", "good")]), 2).await;
        assert_eq!(repaired.tree.text("a.py"), Some("x = good\n"));
        assert_eq!(outcomes(&repaired), [("a.py", 1, true)]);
        let record = &repaired.attempts[0].record;
        assert_eq!(
            (record.errors_in, record.errors_out, record.input_tokens, record.cached_tokens, record.output_tokens, record.tier.as_deref()),
            (1, 0, 11, 5, 2, Some("exact"))
        );
        assert_eq!((repaired.cost.requests, repaired.cost.usd, repaired.usage.cache_write), (1, Some(0.5), 1));
        assert_eq!(model.left(), 0);
    }

    #[tokio::test]
    async fn a_refused_answer_is_answered_with_the_reason_and_the_next_may_be_right() {
        let model = Scripted::default().about("a.py", [patch("bad", "wrong"), patch("bad", "good")]);
        let (repaired, model) = repaired(&[("a.py", "x = bad\n")], model, 2).await;
        assert_eq!(outcomes(&repaired), [("a.py", 1, false), ("a.py", 2, true)]);
        let asked = model.asked.lock().unwrap();
        let Some(Message::Results(results)) = asked[1].1.messages.last() else { panic!("{:?}", asked[1].1.messages) };
        assert!(results[0].content.contains("new errors") && results[0].content.contains("wrong"), "{}", results[0].content);
        assert_eq!(repaired.cost.requests, 2);
    }

    #[tokio::test]
    async fn what_fixers_changed_before_does_not_count_as_the_change_of_a_model() {
        let text: String = (0..9).map(|at| format!("x{at} = bad\n")).collect::<String>() + "x = poor\n";
        let model = Scripted::default().about("a.py", [patch("x = poor", "x = good")]);
        let fixers: Vec<Box<dyn Fixer>> = vec![Box::new(Swap(&[("bad", "good", 0)]))];
        let (repaired, _) = repaired_after(fixers, &[("a.py", &text)], model, 1).await;
        assert_eq!(repaired.tree.text("a.py"), Some(text.replace("bad", "good").replace("poor", "good").as_str()));
    }

    #[tokio::test]
    async fn many_small_changes_of_a_model_do_not_add_up_to_a_rewrite() {
        let text: String = (0..8).map(|at| format!("x{at} = bad\n")).collect();
        let (first, second) = text.split_at(text.len() / 2);
        let good = |part: &str| patch(part, &part.replace("bad", "good"));
        let model = Scripted::default().about("a.py", [good(first), good(second)]);
        let (repaired, _) = repaired(&[("a.py", &text)], model, 2).await;
        assert_eq!(outcomes(&repaired), [("a.py", 1, true), ("a.py", 2, false)]);
        assert!(repaired.attempts[1].record.refusal.as_ref().unwrap().contains("of the file changes"));
    }

    #[tokio::test]
    async fn a_part_of_the_errors_mended_is_kept_though_the_rest_stays() {
        let model = Scripted::default().about("a.py", [patch("x = bad", "x = good"), patch("wrong", "poor")]);
        let (repaired, _) = repaired(&[("a.py", "x = bad\ny = wrong\n")], model, 2).await;
        assert_eq!(repaired.tree.text("a.py"), Some("x = good\ny = wrong\n"));
        assert_eq!(outcomes(&repaired), [("a.py", 1, true), ("a.py", 2, false)]);
    }

    #[tokio::test]
    async fn wrong_answers_in_turn_end_the_attempts_of_the_file() {
        let model =
            Scripted::default().about("a.py", [patch("bad", "wrong"), patch("bad", "poor"), patch("bad", "wrong"), patch("bad", "good")]);
        let (repaired, model) = repaired(&[("a.py", "x = bad\n")], model, 9).await;
        assert_eq!(outcomes(&repaired), [("a.py", 1, false), ("a.py", 2, false), ("a.py", 3, false)]);
        assert!(repaired.attempts[2].record.refusal.as_ref().unwrap().contains("an earlier answer led there too"));
        assert_eq!(model.left(), 1, "it is not asked a fourth time");
    }

    #[tokio::test]
    async fn what_the_truth_finds_worse_is_refused_though_the_gate_sees_no_fault() {
        let model = Scripted::default().about("a.py", [patch("bad", "hidden")]);
        let (repaired, _) = repaired(&[("a.py", "x = bad\n")], model, 1).await;
        assert_eq!(repaired.tree.text("a.py"), Some("x = bad\n"));
    }

    #[tokio::test]
    async fn what_only_the_gates_own_checkers_find_worse_is_left_to_the_truth() {
        let model = Scripted::default().about("a.py", [patch("bad", "doubtful")]);
        let (repaired, _) = repaired(&[("a.py", "x = bad\n")], model, 1).await;
        assert_eq!(repaired.tree.text("a.py"), Some("x = doubtful\n"));
    }

    #[tokio::test]
    async fn a_spent_budget_ends_the_repair_of_all_files_and_says_so() {
        let over = BudgetError::Time { scope: "the run".to_owned() };
        let model = Scripted::default().about("a.py", [patch("bad", "good")]).about("b.py", [Err(over.clone().into())]);
        let settings = &[("a.py", "x = bad\n"), ("b.py", "import a\nbad\n"), ("c.py", "import b\nbad\n")];
        let (repaired, _) = repaired(settings, model, 2).await;
        assert_eq!(repaired.cost.stopped.as_deref(), Some(format!("{over}. {}", over.hint()).as_str()));
        assert_eq!(repaired.tree.text("a.py"), Some("x = good\n"), "what was mended before stays");
    }

    #[tokio::test]
    async fn a_spent_budget_of_a_file_ends_the_repair_of_that_file_and_says_so() {
        let over = BudgetError::Spent { scope: "a.py".to_owned(), what: "1 calls were made".to_owned() };
        let model = Scripted::default().about("a.py", [Err(over.clone().into())]).about("b.py", [patch("bad", "good")]);
        let (repaired, _) = repaired(&[("a.py", "x = bad\n"), ("b.py", "import a\nbad\n")], model, 2).await;
        assert_eq!(repaired.cost.stopped.as_deref(), Some(format!("{over}. {}", over.hint()).as_str()));
        assert_eq!(outcomes(&repaired), [("a.py", 1, false), ("b.py", 1, true)]);
    }

    #[tokio::test]
    async fn a_call_in_doubt_is_counted_and_not_repeated_and_other_files_go_on() {
        let model = Scripted::default()
            .about("a.py", [Err(AskError::Model(ModelError::InDoubt { model: "m".to_owned(), reason: "cut".to_owned() }))])
            .about("b.py", [patch("bad", "good")]);
        let (repaired, _) = repaired(&[("a.py", "bad\n"), ("b.py", "bad\n")], model, 2).await;
        assert_eq!((repaired.cost.in_doubt, repaired.cost.requests), (1, 1));
        assert_eq!(repaired.tree.text("b.py"), Some("good\n"));
    }

    /// Answers when it is asked about two files at once, and not before.
    struct Meeting {
        model: Scripted,
        both: Barrier,
    }

    impl Advisor for Meeting {
        fn name(&self) -> &str {
            self.model.name()
        }

        fn ask<'a>(&'a self, file: &'a str, request: &'a Request, deadline: Option<Deadline>) -> Soon<'a, Result<Answer, AskError>> {
            Box::pin(async move {
                tokio::time::timeout(Duration::from_secs(10), self.both.wait()).await.expect("the other file is asked about meanwhile");
                self.model.ask(file, request, deadline).await
            })
        }
    }

    #[tokio::test]
    async fn two_files_are_with_the_model_at_once_and_each_result_is_judged_with_the_other_in_the_tree() {
        let model = Scripted::default().about("a.py", [patch("bad", "good")]).about("b.py", [patch("bad", "good")]);
        let judge = Words::new(&["bad"], &["bad"]);
        let judged = judge.judged.clone();
        let task = task(&[("a.py", "bad\n"), ("b.py", "bad\n")], Arc::new(Meeting { model, both: Barrier::new(2) }), 2);
        let repaired = repair(Box::new(judge), task).await.unwrap();
        assert_eq!((repaired.tree.text("a.py"), repaired.tree.text("b.py")), (Some("good\n"), Some("good\n")));
        assert_eq!(outcomes(&repaired).len(), 2);
        let mended = |tree: &Tree| ["a.py", "b.py"].map(|file| tree.text(file) == Some("good\n"));
        let judged: BTreeSet<[bool; 2]> = judged.lock().unwrap().iter().map(mended).collect();
        assert!(judged.contains(&[true, true]) && judged.len() == 3, "the second is judged with the first alone: {judged:?}");
    }

    #[tokio::test]
    async fn an_unwilling_model_is_not_next_request() {
        let refusal = Completion { text: "No.".to_owned(), calls: Vec::new(), stop: Stop::Refusal, usage: Usage::default(), own: None };
        let (repaired, _) = repaired(&[("a.py", "bad\n")], Scripted::default().about("a.py", [Ok(refusal)]), 5).await;
        assert_eq!(outcomes(&repaired), [("a.py", 1, false)]);
        assert_eq!(repaired.cost.requests, 1);
    }
}
