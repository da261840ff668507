//! `sutura session`: candidates of another program are judged, line by line, without being written.

use std::time::Instant;

use serde_json::{Map, Value, json};
use sutura_engine::{
    checkers::{Gate, Verdict},
    ledger::{Event, EventSink},
    patch::Patch,
    workspace::Tree,
};
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt, BufReader};

use crate::{arguments::Session, console::Console, error::CommandError, project::ProjectRun};

/// The version of the lines.
const VERSION: u32 = 1;

/// The name of the step in the ledger.
const STEP: &str = "session";

/// Longest line that is read, in bytes.
const LINE_LIMIT: usize = 64 << 20;

/// Answers requests until the input ends or asks to close.
pub async fn run(arguments: Session, console: &Console) -> Result<u8, CommandError> {
    let started = Instant::now();
    let run = ProjectRun::begin(&arguments.project, STEP, STEP, console)?;
    let gate = Gate::open(run.checking.clone()).await.map_err(|error| CommandError::unavailable(error.to_string(), error.hint()))?;
    let mut session = Open { gate, start: run.checking.tree.clone(), candidate: None };
    let hello = json!({ "version": VERSION, "milliseconds": milliseconds(started), "verdict": whole(session.gate.base()) });
    console.print(&format!("{}\n", json!({ "session": hello })));
    let mut input = BufReader::new(tokio::io::stdin());
    while let Some(line) = next_line(&mut input).await {
        let (answer, closes) = session.answer(&line).await;
        console.print(&format!("{answer}\n"));
        if closes {
            break;
        }
    }
    run.log.record(Event::StepFinished { step: STEP.to_owned(), milliseconds: milliseconds(started) });
    run.log.finish(0)?;
    Ok(0)
}

/// The next line that is not empty. One that is too long is given cut off, and so is told to be malformed.
async fn next_line(input: &mut (impl AsyncBufRead + Unpin)) -> Option<Vec<u8>> {
    loop {
        let mut line = Vec::new();
        let read = (&mut *input).take(LINE_LIMIT as u64).read_until(b'\n', &mut line).await.unwrap_or_default();
        if read == 0 {
            return None;
        }
        if line.len() == LINE_LIMIT && !line.ends_with(b"\n") {
            let mut rest = Vec::new();
            while !rest.ends_with(b"\n") {
                rest.clear();
                if matches!((&mut *input).take(LINE_LIMIT as u64).read_until(b'\n', &mut rest).await, Err(_) | Ok(0)) {
                    break;
                }
            }
        }
        if !line.trim_ascii().is_empty() {
            return Some(line);
        }
    }
}

struct Open {
    gate: Gate,
    /// The tree as it was read.
    start: Tree,
    /// The tree that was checked last.
    candidate: Option<Tree>,
}

/// Why a request got no answer.
struct Refusal {
    message: String,
    hint: String,
}

impl Open {
    /// The answer to one line, and whether it is the last.
    async fn answer(&mut self, line: &[u8]) -> (Value, bool) {
        let request: Map<String, Value> = match serde_json::from_slice(line) {
            Ok(request) => request,
            Err(error) => return (refused(Value::Null, Refusal::new(format!("the line is no JSON object: {error}"), HOW)), false),
        };
        let id = request.get("id").cloned().unwrap_or_default();
        match self.answer_request(&request).await {
            Ok((name, answer)) => (json!({ "id": id, name: answer }), name == "closed"),
            Err(refusal) => (refused(id, refusal), false),
        }
    }

    async fn answer_request(&mut self, request: &Map<String, Value>) -> Result<(&'static str, Value), Refusal> {
        let started = Instant::now();
        let mut asked = request.iter().filter(|(key, _)| *key != "id");
        let (Some((what, parameters)), None) = (asked.next(), asked.next()) else {
            return Err(Refusal::new("a request names one thing to do", HOW));
        };
        match what.as_str() {
            "check" => {
                let tree = candidate(self.gate.tree(), parameters)?;
                let verdict = self.gate.check(&tree).await.map_err(|error| Refusal::new(error.to_string(), error.hint()))?;
                self.candidate = Some(tree);
                Ok(("verdict", against(&verdict, self.gate.base(), started)))
            }
            "accept" => {
                let wanted = parameters["tree"].as_str();
                let tree = self.candidate.clone().ok_or_else(|| Refusal::new("nothing was checked since the last `accept`", HOW))?;
                if wanted.is_some_and(|wanted| wanted != tree.digest().to_string()) {
                    return Err(Refusal::new("the tree is not the one that was checked last", "Check it again, then accept it."));
                }
                self.rebase(&tree, "accepted", started).await
            }
            "revert" => {
                let tree = self.start.clone();
                self.rebase(&tree, "reverted", started).await
            }
            "close" => Ok(("closed", json!({}))),
            other => Err(Refusal::new(format!("there is no request `{other}`"), HOW)),
        }
    }

    async fn rebase(&mut self, tree: &Tree, name: &'static str, started: Instant) -> Result<(&'static str, Value), Refusal> {
        self.gate.accept(tree).await.map_err(|error| Refusal::new(error.to_string(), error.hint()))?;
        self.candidate = None;
        let verdict = self.gate.base();
        Ok((name, json!({ "tree": verdict.tree.to_string(), "errors": verdict.errors().count(), "ms": milliseconds(started) })))
    }
}

/// What a request looks like.
const HOW: &str =
    r#"Send {"id": 1, "check": {"edits": {"src/a.ts": "…"}}}, or `accept`, `revert` or `close` with {}; see docs/session.md."#;

impl Refusal {
    fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { message: message.into(), hint: hint.into() }
    }
}

fn refused(id: Value, refusal: Refusal) -> Value {
    json!({ "id": id, "error": { "message": refusal.message, "hint": refusal.hint } })
}

/// The tree with the edits that the parameters of a request name.
fn candidate(tree: &Tree, parameters: &Value) -> Result<Tree, Refusal> {
    let edits = parameters["edits"].as_object().ok_or_else(|| Refusal::new("`edits` is no object of paths and texts", HOW))?;
    let mut patch = Patch::default();
    for (path, text) in edits {
        let text = text.as_str().ok_or_else(|| Refusal::new(format!("the text of {path} is no string"), HOW))?;
        if !tree.has_place_for(path) {
            let hint = "Paths are relative to the folder of the session, with `/`, and stay inside it.";
            return Err(Refusal::new(format!("{path} is no place for a file of the project"), hint));
        }
        patch.set(path, text);
    }
    Ok(tree.with(&patch))
}

fn whole(verdict: &Verdict) -> Value {
    json!({ "tree": verdict.tree.to_string(), "errors": verdict.errors().collect::<Vec<_>>(), "failed": verdict.failed })
}

fn against(verdict: &Verdict, base: &Verdict, started: Instant) -> Value {
    let (new, gone) = verdict.against(base);
    json!({
        "tree": verdict.tree.to_string(),
        "new": new,
        "gone": gone,
        "errors": verdict.errors().count(),
        "failed": verdict.failed,
        "ms": milliseconds(started),
    })
}

fn milliseconds(started: Instant) -> u64 {
    started.elapsed().as_millis() as u64
}
