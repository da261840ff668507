//! What costs nothing: fixers propose, the gate decides, until nobody has more to propose.

use std::{collections::HashSet, time::Instant};

use super::{
    improvement::NoImprovement,
    work::{Key, Refused, Step, Weighed, Work},
};
use crate::{
    diagnostic::Diagnostic,
    fixers::{Fixer, Proposal, Scene},
    patch::Patch,
};

/// Mends what `fixers` can mend. What the truth accepts is with `work`; what the gate accepted and the truth did not is given back.
pub(super) async fn mend(work: &mut Work, fixers: &[Box<dyn Fixer>]) -> Vec<Step> {
    let mut taken_back: Vec<Step> = Vec::new();
    loop {
        // What was no improvement before may be one now that something else is mended; what the truth took back is not tried again.
        let mut refused = work.refused().clone();
        let mut something = false;
        while pass(work, fixers, &mut refused).await {
            something = true;
        }
        taken_back.extend(work.prove().await);
        if !something {
            return taken_back;
        }
    }
}

/// One fixer after the other, from the first on again as soon as one mended something: what stands first hides what stands behind.
async fn pass(work: &mut Work, fixers: &[Box<dyn Fixer>], refused: &mut HashSet<Key>) -> bool {
    for fixer in fixers {
        if round(work, &**fixer, refused).await {
            return true;
        }
    }
    false
}

/// Takes what one fixer proposes for the tree as it stands: what has no rival in one step, and each other problem on its own.
async fn round(work: &mut Work, fixer: &dyn Fixer, refused: &mut HashSet<Key>) -> bool {
    let errors = work.errors();
    let quick_fixes = if fixer.reads_quick_fixes() { work.quick_fixes(&errors).await } else { Default::default() };
    let scene =
        Scene { tree: work.tree(), diagnostics: &errors, projects: &work.surroundings, imports: work.imports(), quick_fixes: &quick_fixes };
    let mut proposals = fixer.propose(&scene);
    proposals.retain(|proposal| !refused.contains(&key(fixer, proposal)));
    let (undisputed, disputed): (Vec<_>, Vec<_>) = problems(proposals).into_iter().partition(|alternatives| alternatives.len() == 1);
    let mut round = Round { fixer, refused, touched: HashSet::new() };
    round.together(work, undisputed.into_iter().flatten().collect()).await;
    for alternatives in disputed {
        if !alternatives.iter().any(|proposal| round.has_touched(proposal)) {
            round.choose(work, alternatives).await;
        }
    }
    !round.touched.is_empty()
}

fn key(fixer: &dyn Fixer, proposal: &Proposal) -> Key {
    (fixer.name().to_owned(), proposal.title.clone(), proposal.answers.clone())
}

/// Proposals that answer the same diagnostic compete: each list is one problem, the best founded proposals first.
fn problems(proposals: Vec<Proposal>) -> Vec<Vec<Proposal>> {
    let mut problems: Vec<Vec<Proposal>> = Vec::new();
    for proposal in proposals {
        let rival = |known: &Vec<Proposal>| known.iter().any(|other| other.answers.iter().any(|answer| proposal.answers.contains(answer)));
        match problems.iter().position(rival) {
            Some(index) => problems[index].push(proposal),
            None => problems.push(vec![proposal]),
        }
    }
    for problem in &mut problems {
        problem.sort_by_key(|proposal| proposal.rank);
    }
    problems
}

/// What becomes of the proposals of one fixer.
struct Round<'a> {
    fixer: &'a dyn Fixer,
    refused: &'a mut HashSet<Key>,
    /// The files that changed since they were made. A proposal holds whole texts: after a change to its file it is about a file that is no more.
    touched: HashSet<String>,
}

impl Round<'_> {
    fn has_touched(&self, proposal: &Proposal) -> bool {
        proposal.patch.texts().keys().any(|file| self.touched.contains(file))
    }

    /// Takes proposals that have no rivals, the first for each file. All are judged as one candidate; where that is none, halves of them are.
    async fn together(&mut self, work: &mut Work, proposals: Vec<Proposal>) {
        let mut files = HashSet::new();
        let is_first = |proposal: &Proposal| {
            let own: Vec<&String> = proposal.patch.texts().keys().collect();
            let is_free = own.iter().all(|file| !files.contains(*file));
            files.extend(own.into_iter().cloned());
            is_free
        };
        let (first, rest): (Vec<_>, Vec<_>) = proposals.into_iter().partition(is_first);
        let mut open = vec![first];
        while let Some(mut part) = open.pop() {
            if part.len() < 2 {
                self.choose(work, part).await;
            } else if !self.settle(work, &part).await {
                open.push(part.split_off(part.len() / 2));
                open.push(part);
            }
        }
        for proposal in rest {
            if !self.has_touched(&proposal) {
                self.choose(work, vec![proposal]).await;
            }
        }
    }

    /// Takes these proposals at once, if every one of them mends what it is about, and leaves them all where they make no difference together. Whether either is so.
    async fn settle(&mut self, work: &mut Work, proposals: &[Proposal]) -> bool {
        let started = Instant::now();
        let patch = proposals.iter().flat_map(|proposal| proposal.patch.texts()).fold(Patch::default(), |mut patch, (file, text)| {
            patch.set(file, text.as_str());
            patch
        });
        let weighed = match work.weigh(work.tree().with(&patch)).await {
            Ok(weighed) if weighed.improvement.is_doubtful() => return false,
            Ok(weighed) => weighed,
            Err(Refused::NoImprovement(NoImprovement::Same)) => {
                self.no_difference(work, proposals);
                return true;
            }
            Err(_) => return false,
        };
        let gone = credited(proposals, &weighed.improvement.gone);
        let mends =
            |(proposal, gone): (&Proposal, &Vec<Diagnostic>)| gone.iter().any(|error| proposal.answers.contains(&error.fingerprint));
        if !proposals.iter().zip(&gone).all(mends) {
            return false;
        }
        let each = started.elapsed().as_millis() as u64 / proposals.len() as u64;
        let steps = proposals.iter().zip(gone).map(|(proposal, gone)| step(work, self.fixer, proposal.clone(), gone, each)).collect();
        self.take(work, weighed, steps).await;
        true
    }

    /// Takes the one alternative that is better than the others: of the lowest rank at which any mends something. Where two are as good, none is:
    /// which of them is meant is not for us to guess.
    async fn choose(&mut self, work: &mut Work, alternatives: Vec<Proposal>) {
        let started = Instant::now();
        let mut alternatives = alternatives.into_iter().peekable();
        while let Some(rank) = alternatives.peek().map(|proposal| proposal.rank) {
            let mut better: Vec<(Proposal, Weighed)> = Vec::new();
            while let Some(proposal) = alternatives.next_if(|proposal| proposal.rank == rank) {
                match work.weigh(work.tree().with(&proposal.patch)).await {
                    Ok(weighed) if weighed.improvement.is_doubtful() => self.refuse(&[proposal]),
                    Ok(weighed) => better.push((proposal, weighed)),
                    Err(Refused::Nothing) => {}
                    Err(Refused::NoImprovement(NoImprovement::Same)) => self.no_difference(work, &[proposal]),
                    Err(_) => self.refuse(&[proposal]),
                }
            }
            let Some(best) = better.iter().map(|(_, weighed)| weighed.improvement.score()).max() else { continue };
            better.retain(|(_, weighed)| weighed.improvement.score() == best);
            if let (Some((proposal, weighed)), None) = (better.pop(), better.pop()) {
                let gone = weighed.improvement.gone.clone();
                let step = step(work, self.fixer, proposal, gone, started.elapsed().as_millis() as u64);
                self.take(work, weighed, vec![step]).await;
            }
            return;
        }
    }

    fn no_difference(&mut self, work: &Work, proposals: &[Proposal]) {
        // Only the truth can tell, and it may not have spoken about this tree yet.
        if work.is_proven() {
            self.refuse(proposals);
        }
    }

    fn refuse(&mut self, proposals: &[Proposal]) {
        self.refused.extend(proposals.iter().map(|proposal| key(self.fixer, proposal)));
    }

    async fn take(&mut self, work: &mut Work, weighed: Weighed, steps: Vec<Step>) {
        self.touched.extend(steps.iter().flat_map(|step| step.patch.texts().keys().cloned()));
        work.take(weighed, steps).await;
    }
}

/// What each of these proposals mended of what they mended together: what it is about, and what else is gone from its files.
fn credited(proposals: &[Proposal], gone: &[Diagnostic]) -> Vec<Vec<Diagnostic>> {
    let mut mended: Vec<Vec<Diagnostic>> = vec![Vec::new(); proposals.len()];
    for error in gone {
        let answers = |proposal: &Proposal| proposal.answers.contains(&error.fingerprint);
        let changes = |proposal: &Proposal| proposal.patch.texts().contains_key(&error.file);
        let by = proposals.iter().position(answers).or_else(|| proposals.iter().position(changes));
        mended[by.unwrap_or_default()].push(error.clone());
    }
    mended
}

fn step(work: &Work, fixer: &dyn Fixer, proposal: Proposal, gone: Vec<Diagnostic>, milliseconds: u64) -> Step {
    let is_changed = |file: &str| proposal.patch.texts().contains_key(file);
    let errors_in = work.errors_in(is_changed);
    let mended = gone.iter().filter(|error| is_changed(&error.file)).count();
    Step {
        fixer: fixer.name().to_owned(),
        title: proposal.title,
        answers: proposal.answers,
        patch: proposal.patch,
        gone,
        errors: (errors_in as u32, errors_in.saturating_sub(mended) as u32),
        milliseconds,
    }
}
