//! The request to repair.

use std::{collections::BTreeMap, sync::Arc, time::Instant};

use serde_json::{Value, json};
use sutura_engine::{
    checkers::{self, CheckError, Checking, Verdict},
    ledger::Event,
    repair::{Advisor, Repaired, repair_project},
};

use super::{
    Open,
    lines::{Refusal, RepairRequest},
    milliseconds, with_edits,
};
use crate::model::BudgetedModel;

impl Open {
    /// Mends the accepted tree with the edits. What comes of it is the next candidate to accept.
    pub(super) async fn repair(&mut self, request: RepairRequest, started: Instant) -> Result<Value, Refusal> {
        let tree = with_edits(&self.base, request.edits)?;
        let step = format!("repair-{}", self.repairs + 1);
        let checking = Arc::new(Checking { step, ..self.checking.about(tree) });
        let advisor = if request.model { Some(self.advisor(&checking).await?) } else { None };
        self.repairs += 1;
        let events = &checking.events;
        events.record(Event::StepStarted { step: checking.step.clone() });
        let repaired = self.mended(&checking, advisor).await;
        events.record(Event::StepFinished { step: checking.step.clone(), milliseconds: milliseconds(started) });
        let Repaired { tree, after, attempts, fixed_by, usage, cost, .. } = repaired?;
        let mut gate = self.gate().await?;
        let verdict = gate.check(&tree).await?;
        let (new, gone) = verdict.against(gate.base());
        let texts = tree.changed_from(&self.base).map(|file| (file, tree.text(file).unwrap_or_default()));
        let answer = json!({
            "tree": tree.digest().to_string(),
            "files": texts.collect::<BTreeMap<_, _>>(),
            "new": new,
            "gone": gone,
            "errors": verdict.errors().count(),
            "left": after.errors().collect::<Vec<_>>(),
            "failed": &verdict.failed | &after.failed,
            "fixed_by": fixed_by,
            "attempts": attempts.iter().map(|attempt| &attempt.record).collect::<Vec<_>>(),
            "usage": usage,
            "cost": cost,
            "ms": milliseconds(started),
        });
        self.candidate = Some(tree);
        Ok(answer)
    }

    /// As `sutura repair` does it, with the gate that is open.
    async fn mended(&self, checking: &Arc<Checking>, advisor: Option<Arc<dyn Advisor>>) -> Result<Repaired, CheckError> {
        let before = Verdict::new(checking.tree.digest(), &checkers::check(checking.clone()).await);
        if before.errors().next().is_none() {
            return Ok(Repaired::nothing(checking.tree.clone(), before));
        }
        repair_project(checking, self.gate.clone().lock_owned().await, &before, advisor).await
    }

    /// The model of the settings, opened where it is asked for the first time: all repairs of a session share one budget.
    async fn advisor(&mut self, checking: &Checking) -> Result<Arc<dyn Advisor>, Refusal> {
        if self.model.is_none() {
            self.model = BudgetedModel::open(checking, None).await?;
        }
        let model = self.model.as_ref().ok_or_else(|| {
            Refusal::new("no model is set up", "`[model]` in sutura.toml names one (docs/providers.md); without `model` none is asked.")
        })?;
        Ok(model.advisor(checking, false))
    }
}
