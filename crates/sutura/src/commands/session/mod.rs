//! `sutura session`: candidates of another program are judged and mended, line by line, without being written.

mod lines;
mod repair;

use std::{sync::Arc, time::Instant};

use serde_json::{Map, Value, json};
use sutura_engine::{
    checkers::{CheckError, Checking, Gate, Verdict},
    ledger::{Event, EventSink},
    patch::Patch,
    workspace::Tree,
};
use tokio::{
    io::BufReader,
    sync::{Mutex, OwnedMutexGuard},
};

use self::lines::{AcceptRequest, CheckRequest, Edits, EmptyRequest, HOW, Refusal, next_line, parameters};
use crate::{arguments::Session, console::Console, error::CommandError, model::BudgetedModel, project::ProjectRun};

/// The version of the lines.
const VERSION: u32 = 1;

/// The name of the step in the ledger.
const STEP: &str = "session";

/// Answers requests until the input ends or asks to close.
pub async fn run(arguments: Session, console: &Console) -> Result<u8, CommandError> {
    let started = Instant::now();
    let run = ProjectRun::begin(&arguments.project, STEP, STEP, console)?;
    let gate = Gate::open(run.checking.clone()).await.map_err(|error| CommandError::unavailable(error.to_string(), error.hint()))?;
    let hello = json!({ "version": VERSION, "milliseconds": milliseconds(started), "verdict": whole(gate.base()) });
    console.print(&format!("{}\n", json!({ "session": hello })));
    let mut session = Open {
        base: run.checking.tree.clone(),
        checking: run.checking.clone(),
        gate: Arc::new(Mutex::new(gate)),
        candidate: None,
        model: None,
        repairs: 0,
    };
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

struct Open {
    /// With the tree as it was read.
    checking: Arc<Checking>,
    /// Shared with a repair while that goes on.
    gate: Arc<Mutex<Gate>>,
    /// The tree that was accepted last.
    base: Tree,
    /// The tree that was checked or repaired last.
    candidate: Option<Tree>,
    /// The model, once it was asked for.
    model: Option<BudgetedModel>,
    /// How many repairs there were.
    repairs: usize,
}

impl Open {
    /// The answer to one line, and whether it is the last.
    async fn answer(&mut self, line: &[u8]) -> (Value, bool) {
        let request: Map<String, Value> = match serde_json::from_slice(line) {
            Ok(request) => request,
            Err(error) => return (Refusal::new(format!("the line is no JSON object: {error}"), HOW).answer(Value::Null), false),
        };
        let id = request.get("id").cloned().unwrap_or_default();
        match self.answer_request(&request).await {
            Ok((name, answer)) => (json!({ "id": id, name: answer }), name == "closed"),
            Err(refusal) => (refusal.answer(id), false),
        }
    }

    async fn answer_request(&mut self, request: &Map<String, Value>) -> Result<(&'static str, Value), Refusal> {
        let started = Instant::now();
        let mut asked = request.iter().filter(|(key, _)| *key != "id");
        let (Some((what, value)), None) = (asked.next(), asked.next()) else {
            return Err(Refusal::new("a request names one thing to do", HOW));
        };
        match what.as_str() {
            "check" => {
                let CheckRequest { edits } = parameters(what, value)?;
                let tree = with_edits(&self.base, edits)?;
                let mut gate = self.gate().await?;
                let verdict = gate.check(&tree).await?;
                self.candidate = Some(tree);
                Ok(("verdict", against(&verdict, gate.base(), started)))
            }
            "repair" => Ok(("repaired", self.repair(parameters(what, value)?, started).await?)),
            "accept" => {
                let AcceptRequest { tree: wanted } = parameters(what, value)?;
                let nothing = || Refusal::new("nothing was checked or repaired since the last `accept`", HOW);
                let tree = self.candidate.clone().ok_or_else(nothing)?;
                if wanted.is_some_and(|wanted| wanted != tree.digest().to_string()) {
                    let hint = "Check or repair it again, then accept it.";
                    return Err(Refusal::new("the tree is not the one that was checked or repaired last", hint));
                }
                self.rebase(tree, "accepted", started).await
            }
            "revert" => {
                let EmptyRequest {} = parameters(what, value)?;
                self.rebase(self.checking.tree.clone(), "reverted", started).await
            }
            "close" => {
                let EmptyRequest {} = parameters(what, value)?;
                Ok(("closed", json!({})))
            }
            other => Err(Refusal::new(format!("there is no request `{other}`"), HOW)),
        }
    }

    /// The gate, with the accepted tree as its base.
    async fn gate(&self) -> Result<OwnedMutexGuard<Gate>, CheckError> {
        let mut gate = self.gate.clone().lock_owned().await;
        gate.accept(&self.base).await?;
        Ok(gate)
    }

    async fn rebase(&mut self, tree: Tree, name: &'static str, started: Instant) -> Result<(&'static str, Value), Refusal> {
        let mut gate = self.gate().await?;
        gate.accept(&tree).await?;
        (self.base, self.candidate) = (tree, None);
        let verdict = gate.base();
        Ok((name, json!({ "tree": verdict.tree.to_string(), "errors": verdict.errors().count(), "ms": milliseconds(started) })))
    }
}

/// The tree with the edits of a request.
fn with_edits(tree: &Tree, edits: Edits) -> Result<Tree, Refusal> {
    let mut patch = Patch::default();
    for (path, text) in edits {
        if !tree.has_place_for(&path) {
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
