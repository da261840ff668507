//! What the tests of repair share.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::{Arc, Mutex},
};

use super::{Advisor, Judge, Repaired, Soon, Task};
use crate::{
    checkers::{CheckError, Verdict},
    diagnostic::{Diagnostic, Finding, Fix},
    fixers::{Fixer, Proposal, Scene},
    ledger::{Event, EventSink},
    models::{Answer, AskError, Completion, Deadline, Request, Stop, ToolCall, Usage},
    patch::Patch,
    progress::{Activity, Progress, Silent},
    settings::RepairSettings,
    workspace::{Tree, tree::tree_of},
};

/// An error whose file has no text.
pub(super) fn error(tool: &str, code: &str, file: &str, line: u32, message: &str) -> Diagnostic {
    error_in(tool, code, file, line, message, None)
}

/// An error in a file with this text.
pub(super) fn error_in(tool: &str, code: &str, file: &str, line: u32, message: &str, text: Option<&str>) -> Diagnostic {
    let finding =
        Finding { file: file.to_owned(), line, column: 1, code: code.to_owned(), message: message.to_owned(), ..Finding::default() };
    finding.into_diagnostic("check", tool, text)
}

/// A judge for whom some words are errors: each occurrence of one, in any file. Of words that begin with `doubtful` it is ty that tells.
pub(super) struct Words {
    /// What the gate finds wrong.
    pub gate: &'static [&'static str],
    /// What the truth finds wrong.
    pub truth: &'static [&'static str],
    /// What is foretold that the truth finds wrong, if anybody foretells.
    pub foretold: Option<&'static [&'static str]>,
    /// How often each was asked.
    pub asked: Arc<Mutex<(usize, usize)>>,
    /// The question that the gate cannot answer, counted from 1.
    pub silent_at: Option<usize>,
    /// What the gate was asked about, in order.
    pub judged: Arc<Mutex<Vec<Tree>>>,
}

impl Words {
    /// What a checker that finds these words wrong says about `tree`.
    pub fn verdict(words: &[&str], tree: &Tree) -> Verdict {
        let mut diagnostics = Vec::new();
        for (path, file) in tree.files() {
            let text = file.text().expect("tests use text");
            for (index, line) in text.lines().enumerate() {
                for word in line.split_whitespace().filter(|word| words.contains(word)) {
                    let tool = if word.starts_with("doubtful") { "ty" } else { "pyright" };
                    diagnostics.push(error_in(tool, "reportCallIssue", path, index as u32 + 1, word, Some(text)));
                }
            }
        }
        Verdict { tree: tree.digest(), diagnostics, failed: BTreeSet::new() }
    }

    pub fn new(gate: &'static [&'static str], truth: &'static [&'static str]) -> Self {
        Self { gate, truth, foretold: None, asked: Arc::default(), silent_at: None, judged: Arc::default() }
    }
}

impl Judge for Words {
    fn gate<'a>(&'a mut self, tree: &'a Tree) -> Soon<'a, Result<Verdict, CheckError>> {
        let mut asked = self.asked.lock().unwrap();
        asked.0 += 1;
        let is_silent = self.silent_at == Some(asked.0);
        self.judged.lock().unwrap().push(tree.clone());
        let silent = CheckError::Unreadable { reason: "it fell silent".to_owned() };
        Box::pin(std::future::ready(if is_silent { Err(silent) } else { Ok(Self::verdict(self.gate, tree)) }))
    }

    fn accepted<'a>(&'a mut self, _tree: &'a Tree) -> Soon<'a, ()> {
        Box::pin(async {})
    }

    fn truth<'a>(&'a mut self, tree: &'a Tree) -> Soon<'a, Verdict> {
        self.asked.lock().unwrap().1 += 1;
        Box::pin(async { Self::verdict(self.truth, tree) })
    }

    fn forecast<'a>(&'a mut self, tree: &'a Tree) -> Soon<'a, Option<Verdict>> {
        Box::pin(async { self.foretold.map(|words| Self::verdict(words, tree)) })
    }

    fn truth_asks(&self, checker: &str) -> bool {
        checker != "ty"
    }

    fn quick_fixes<'a>(&'a mut self, _tree: &'a Tree, _diagnostics: &'a [Diagnostic]) -> Soon<'a, BTreeMap<String, Vec<Fix>>> {
        Box::pin(async { BTreeMap::new() })
    }
}

/// Proposes other words for wrong ones: wrong, other, rank.
pub(super) struct Swap(pub &'static [(&'static str, &'static str, u8)]);

impl Fixer for Swap {
    fn name(&self) -> &'static str {
        "swap"
    }

    fn propose(&self, scene: &Scene<'_>) -> Vec<Proposal> {
        let mut proposals = Vec::new();
        for error in scene.diagnostics {
            let text = scene.tree.text(&error.file).expect("tests use text");
            for (wrong, other, rank) in self.0.iter().filter(|(wrong, ..)| *wrong == error.message) {
                let changed = text.lines().enumerate().map(|(index, line)| {
                    let line = if index as u32 + 1 == error.line { line.replace(wrong, other) } else { line.to_owned() };
                    line + "\n"
                });
                proposals.push(Proposal {
                    title: format!("`{other}` for `{wrong}`"),
                    patch: Patch::of(&error.file, changed.collect::<String>()),
                    answers: vec![error.fingerprint.clone()],
                    rank: *rank,
                });
            }
        }
        proposals
    }
}

/// The repair of these files, in which these words are wrong, by nobody.
pub(super) fn task(wrong: &[&str], files: &[(&str, &str)]) -> Task {
    let tree = tree_of(files);
    Task {
        before: Words::verdict(wrong, &tree),
        tree,
        surroundings: Vec::new(),
        fixers: Vec::new(),
        advisor: None,
        settings: RepairSettings::default(),
        max_output_tokens: 1000,
        step: "repair".to_owned(),
        events: Arc::new(Kept::default()),
        progress: Silent::shared(),
    }
}

/// Of every attempt its file, its number, and whether it was kept.
pub(super) fn outcomes(repaired: &Repaired) -> Vec<(&str, u32, bool)> {
    let records = repaired.attempts.iter().map(|attempt| &attempt.record);
    records.map(|record| (record.file.as_str(), record.attempt, record.success)).collect()
}

/// Keeps every event.
#[derive(Default)]
pub(super) struct Kept(pub Mutex<Vec<Event>>);

impl EventSink for Kept {
    fn record(&self, event: Event) {
        self.0.lock().unwrap().push(event);
    }
}

/// Keeps what goes on, in the order in which it begins.
#[derive(Default)]
pub(super) struct Watched(pub Mutex<Vec<String>>);

impl Progress for Watched {
    fn begin(&self, what: &str) -> Activity {
        self.0.lock().unwrap().push(what.to_owned());
        Activity::new(|| {})
    }
}

/// A model that says what it was told to, file by file; it fails the test where it is asked for more.
#[derive(Default)]
pub(super) struct Scripted {
    answers: Mutex<BTreeMap<String, VecDeque<Result<Completion, AskError>>>>,
    /// What it was asked, with the file.
    pub asked: Mutex<Vec<(String, Request)>>,
}

impl Scripted {
    /// Answers about `file`, in order.
    pub fn about(self, file: &str, answers: impl IntoIterator<Item = Result<Completion, AskError>>) -> Self {
        self.answers.lock().unwrap().entry(file.to_owned()).or_default().extend(answers);
        self
    }

    /// How many answers nobody asked for.
    pub fn left(&self) -> usize {
        self.answers.lock().unwrap().values().map(VecDeque::len).sum()
    }
}

/// An answer that replaces `old` by `new`.
pub(super) fn patch(old: &str, new: &str) -> Result<Completion, AskError> {
    let arguments = Ok(serde_json::json!({ "old_string": old, "new_string": new }));
    let call = ToolCall { id: "1".to_owned(), name: "patch_file".to_owned(), arguments };
    let usage = Usage { uncached: 10, cache_read: 5, cache_write: 1, output: 2 };
    Ok(Completion { text: String::new(), calls: vec![call], stop: Stop::ToolUse, usage, own: None })
}

impl Advisor for Scripted {
    fn name(&self) -> &str {
        "test/model"
    }

    fn ask<'a>(&'a self, file: &'a str, request: &'a Request, _deadline: Option<Deadline>) -> Soon<'a, Result<Answer, AskError>> {
        self.asked.lock().unwrap().push((file.to_owned(), request.clone()));
        let answer = self.answers.lock().unwrap().get_mut(file).and_then(VecDeque::pop_front);
        let answer = answer.unwrap_or_else(|| panic!("nobody told what to say about {file}"));
        Box::pin(async { answer.map(|completion| Answer { bought: completion.usage, completion, cost_usd: Some(0.5), recorded: false }) })
    }
}
