//! What costs nothing: fixers propose, the gate decides, until nobody has more to propose.

use std::{collections::HashSet, time::Instant};

use super::{
    improvement::NoImprovement,
    work::{Refused, Step, Weighed, Work},
};
use crate::fixers::{Fixer, Proposal, Scene};

/// Mends what `fixers` can mend. What the truth accepts is with `work`; what the gate accepted and the truth did not is given back.
pub(super) async fn mend(work: &mut Work, fixers: &[Box<dyn Fixer>]) -> Vec<Step> {
    let mut taken_back: Vec<Step> = Vec::new();
    loop {
        // What was no improvement before may be one now that something else is mended; what the truth took back is not tried again.
        let mut refused: HashSet<Key> =
            taken_back.iter().map(|step| (step.fixer.clone(), step.title.clone(), step.answers.clone())).collect();
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

/// What was proposed: by whom, what, and about which diagnostics.
type Key = (String, String, Vec<String>);

/// Takes what one fixer proposes for the tree as it stands, each problem on its own.
async fn round(work: &mut Work, fixer: &dyn Fixer, refused: &mut HashSet<Key>) -> bool {
    let errors = work.errors();
    let quick_fixes = if fixer.reads_quick_fixes() { work.quick_fixes(&errors).await } else { Default::default() };
    let scene =
        Scene { tree: work.tree(), diagnostics: &errors, projects: &work.surroundings, imports: work.imports(), quick_fixes: &quick_fixes };
    let mut proposals = fixer.propose(&scene);
    proposals.retain(|proposal| !refused.contains(&key(fixer, proposal)));
    let mut touched = HashSet::new();
    let mut something = false;
    for alternatives in problems(proposals) {
        // A proposal holds whole texts: after a change to its file it is about a file that is no more.
        if alternatives.iter().any(|proposal| proposal.patch.texts().keys().any(|file| touched.contains(file))) {
            continue;
        }
        let started = Instant::now();
        match choose(work, alternatives, fixer, refused).await {
            Some((proposal, weighed)) => {
                touched.extend(proposal.patch.texts().keys().cloned());
                let step = step(work, fixer, proposal, &weighed, started);
                work.take(weighed, step).await;
                something = true;
            }
            None => continue,
        }
    }
    something
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

/// The one alternative that is better than the others: of the lowest rank at which any mends something. Where two are as good, none is:
/// which of them is meant is not for us to guess.
async fn choose(
    work: &mut Work,
    alternatives: Vec<Proposal>,
    fixer: &dyn Fixer,
    refused: &mut HashSet<Key>,
) -> Option<(Proposal, Weighed)> {
    let mut alternatives = alternatives.into_iter().peekable();
    while let Some(rank) = alternatives.peek().map(|proposal| proposal.rank) {
        let mut better: Vec<(Proposal, Weighed)> = Vec::new();
        while let Some(proposal) = alternatives.next_if(|proposal| proposal.rank == rank) {
            match work.weigh(work.tree().with(&proposal.patch)).await {
                Ok(weighed) => better.push((proposal, weighed)),
                Err(Refused::Nothing) => {}
                // Only the truth can tell, and it has not spoken about this tree yet.
                Err(Refused::NoImprovement(NoImprovement::Same)) if !work.is_proven() => {}
                Err(_) => {
                    refused.insert(key(fixer, &proposal));
                }
            }
        }
        let best = better.iter().map(|(_, weighed)| weighed.improvement.score()).max();
        if let Some(best) = best {
            better.retain(|(_, weighed)| weighed.improvement.score() == best);
            return (better.len() == 1).then(|| better.remove(0));
        }
    }
    None
}

fn step(work: &Work, fixer: &dyn Fixer, proposal: Proposal, weighed: &Weighed, started: Instant) -> Step {
    let is_changed = |file: &str| proposal.patch.texts().contains_key(file);
    let errors_in = work.errors_in(is_changed);
    let mended = weighed.improvement.gone.iter().filter(|error| is_changed(&error.file)).count();
    Step {
        fixer: fixer.name().to_owned(),
        title: proposal.title,
        answers: proposal.answers,
        patch: proposal.patch,
        gone: weighed.improvement.gone.clone(),
        errors: (errors_in as u32, errors_in.saturating_sub(mended) as u32),
        milliseconds: started.elapsed().as_millis() as u64,
    }
}
