//! The gate: judges candidates in milliseconds, by checkers that keep running and are asked only about what a change reaches.

use std::{
    collections::{BTreeMap, BTreeSet},
    pin::Pin,
    sync::Arc,
    task::Poll,
};

use super::{
    Check, CheckError, Checker, Checking, Verdict,
    contract::{self, Seam},
    provide::Provisions,
    run::{Sieve, in_order},
    selected,
    session::{Engine, FixPlace, Told},
};
use crate::{
    contract::Sourced,
    dependencies::{NodeModules, PythonEnvironment},
    diagnostic::{Diagnostic, Finding, Fix},
    imports::ImportGraph,
    ledger::Event,
    settings::BUILT_IN,
    workspace::{Digest, Grammar, Language, Project, Side, Tree},
};

/// Judges trees that differ in a few files from one that it knows, the base. No tree is written to the project.
///
/// Its checkers are those of a fast check. A verdict of the gate is to be compared with verdicts of the same gate alone.
pub struct Gate {
    /// Before the provisions, so that the checkers end before their mirror goes.
    engines: Vec<Engine>,
    provisions: Provisions,
    checkers: Vec<Arc<dyn Checker>>,
    structure: Option<Arc<dyn Checker>>,
    sieve: Sieve,
    /// That of the base: what the backend of a candidate promises the truth alone is asked.
    seam: Seam,
    /// The base as others know it, and what is said about it.
    original: Tree,
    whole: Verdict,
    /// What is known of the trees themselves is known of the sewn ones.
    base: Judged,
    last: Option<Judged>,
    /// The files that the mirror holds.
    mirrored: Tree,
}

/// What is known about one tree.
struct Judged {
    tree: Tree,
    imports: ImportGraph,
    reached: BTreeSet<String>,
    /// What needs no tool to be seen.
    own: Vec<Diagnostic>,
    /// What each engine says, in their order.
    engines: Vec<Said>,
    verdict: Verdict,
}

/// What one engine says about a tree.
#[derive(Default)]
struct Said {
    /// The diagnostics by file. Nothing where it could not say anything: then it is asked about all files next time.
    files: Option<BTreeMap<String, Vec<Diagnostic>>>,
    /// Whether what it says proves nothing.
    in_doubt: bool,
}

impl Said {
    fn has_failed(&self) -> bool {
        self.in_doubt || self.files.is_none()
    }
}

impl Gate {
    /// Provides tools and packages, starts the checkers, and asks them about the whole tree of `checking`, which becomes the base.
    ///
    /// A checker that cannot be had is in [`Verdict::failed`], and the ledger has the reason; an error is that there is no place to work in.
    pub async fn open(checking: Arc<Checking>) -> Result<Self, CheckError> {
        let fast = Checking { fast: true, ..checking.about(checking.tree.clone()) };
        let checkers = selected(&checking.settings, true).into_iter().filter(|checker| BUILT_IN.contains(&checker.name()));
        Self::of(Arc::new(fast), checkers.map(Arc::from).collect()).await
    }

    /// The same of these checkers, as `checking` has them.
    pub(super) async fn of(checking: Arc<Checking>, checkers: Vec<Arc<dyn Checker>>) -> Result<Self, CheckError> {
        let is_sewn = checkers.iter().any(|checker| checker.side() != Side::Python);
        let seam = if is_sewn { Seam::of(&checking).await } else { Seam::default() };
        let original = checking.tree.clone();
        let checking = Arc::new(checking.about(seam.sewn(&original)));
        let provisions = Provisions::new(checking.clone());
        let mut engines = Vec::new();
        let mut structure = None;
        for checker in &checkers {
            if checker.side() == Side::Both {
                structure = Some(checker.clone());
                continue;
            }
            let indices = provisions.projects().enumerate().filter(|(_, project)| checker.applies(project)).map(|(index, _)| index);
            engines.extend(indices.map(|index| Engine::new(checker.clone(), index)));
        }
        provisions.mirror().await?;
        let tree = checking.tree.clone();
        let imports = ImportGraph::of(&tree, &provisions.all);
        let verdict = Verdict::new(tree.digest(), &Check::default());
        let nothing = engines.iter().map(|_| Said::default()).collect();
        let base = Judged { tree: tree.clone(), imports, reached: BTreeSet::new(), own: Vec::new(), engines: nothing, verdict };
        let (sieve, whole, mirrored) = (Sieve::new(&checking), base.verdict.clone(), tree.clone());
        let mut gate = Self { sieve, provisions, checkers, engines, structure, seam, original, whole, base, last: None, mirrored };
        gate.base = gate.judge(&tree, gate.base.imports.clone(), BTreeSet::new(), &[]).await?;
        gate.whole = gate.unsewn(&gate.base, &gate.original);
        Ok(gate)
    }

    /// What is said about a tree, where `judged` is about its sewn one.
    fn unsewn(&self, judged: &Judged, tree: &Tree) -> Verdict {
        let mut verdict = Verdict { tree: tree.digest(), ..judged.verdict.clone() };
        self.seam.name(&judged.tree, &judged.imports, &mut verdict.diagnostics);
        let findings = self.seam.findings(tree, &self.provisions.all, &judged.imports);
        verdict.diagnostics.extend(findings.iter().filter_map(|finding| self.sieve.diagnostic(contract::NAME, finding, tree)));
        in_order(&mut verdict.diagnostics);
        verdict
    }

    /// What is known about the base.
    pub fn base(&self) -> &Verdict {
        &self.whole
    }

    /// What the backend of the base promises, where that is known.
    pub fn contract(&self) -> Option<Arc<Sourced>> {
        self.seam.contract().cloned()
    }

    /// The verdict about exactly this tree.
    pub async fn check(&mut self, tree: &Tree) -> Result<Verdict, CheckError> {
        if tree.digest() == self.whole.tree {
            return Ok(self.whole.clone());
        }
        let sewn = self.seam.sewn(tree);
        self.check_sewn(&sewn).await?;
        let judged = self.last_about(sewn.digest()).unwrap_or(&self.base);
        Ok(self.unsewn(judged, tree))
    }

    /// Makes sure that the sewn tree is the base, or the last one that was judged.
    async fn check_sewn(&mut self, tree: &Tree) -> Result<(), CheckError> {
        if tree.digest() == self.base.tree.digest() {
            return Ok(());
        }
        if self.last_about(tree.digest()).is_none() {
            let changed: Vec<String> = tree.changed_from(&self.base.tree).map(str::to_owned).collect();
            let paths = || changed.iter().map(String::as_str);
            let imports = self.base.imports.with(tree, paths());
            let seen = || paths().filter(|path| !imports.looks_the_same(&self.base.imports, path));
            let mut reached = self.base.imports.reached_by(seen());
            reached.extend(imports.reached_by(seen()));
            reached.extend(changed.iter().cloned());
            self.last = None;
            let kept: Vec<bool> = self.engines.iter().map(Engine::is_warm).collect();
            let judged = self.judge(tree, imports, reached, &changed).await?;
            self.compare_by_command(&kept).await;
            self.last = Some(judged);
        }
        Ok(())
    }

    /// The files that the tree changes against the base, and all that import them, before or after, where what they can see has changed. The tree must be the one that was checked last.
    pub fn reached(&self, tree: &Tree) -> Option<&BTreeSet<String>> {
        Some(&self.last_about(self.seam.sewn(tree).digest())?.reached)
    }

    /// Makes this tree the base, after a look at it where it was not the last one.
    pub async fn accept(&mut self, tree: &Tree) -> Result<(), CheckError> {
        // What the backend promises is read anew where it is another one now.
        if self.seam.contract().is_some() && tree.changed_from(&self.original).any(|path| Side::Python.has(path)) {
            self.seam = Seam::of(&self.provisions.checking.about(tree.clone())).await;
        }
        self.whole = self.check(tree).await?;
        self.original = tree.clone();
        let tree = &self.seam.sewn(tree);
        if tree.digest() == self.base.tree.digest() {
            return Ok(());
        }
        if !tree.changed_from(&self.base.tree).any(|path| is_setting(path, Side::Python) || is_setting(path, Side::TypeScript)) {
            self.base = self.last.take().expect("it was checked just now");
            return Ok(());
        }
        // The checkers' own settings may be other ones now.
        let checking = Arc::new(self.provisions.checking.about(self.original.clone()));
        *self = Box::pin(Self::of(checking, self.checkers.clone())).await?;
        Ok(())
    }

    /// The edits that language servers propose for these diagnostics of `tree`, by fingerprint: never one that hides a problem or reaches into another file.
    pub async fn quick_fixes(&mut self, tree: &Tree, diagnostics: &[Diagnostic]) -> Result<BTreeMap<String, Vec<Fix>>, CheckError> {
        let tree = &self.seam.sewn(tree);
        self.mirror(tree).await?;
        let mut proposed: BTreeMap<String, Vec<Fix>> = BTreeMap::new();
        for engine in &mut self.engines {
            let project = self.provisions.project(engine.index);
            let about: Vec<&Diagnostic> =
                diagnostics.iter().filter(|diagnostic| covers(&self.provisions, project, &diagnostic.file)).collect();
            let place =
                |diagnostic: &&'_ Diagnostic| FixPlace { file: diagnostic.file.clone(), line: diagnostic.line, column: diagnostic.column };
            let places: Vec<FixPlace> = about.iter().map(place).collect();
            if places.is_empty() {
                continue;
            }
            for (index, fix) in engine.fixes(tree, &places).await {
                let fixes = proposed.entry(about[index].fingerprint.clone()).or_default();
                if !fixes.contains(&fix) {
                    fixes.push(fix);
                }
            }
        }
        Ok(proposed)
    }

    /// The projects, with the packages that they could be given.
    pub async fn packages(&self) -> Vec<(Project, Option<PythonEnvironment>, Option<NodeModules>)> {
        let mut packages = Vec::new();
        for (index, project) in self.provisions.all.iter().enumerate() {
            let (mut python, mut node) = (None, None);
            match project.language {
                Language::Python => python = self.provisions.python(index).await.ok(),
                Language::TypeScript => node = self.provisions.node(index).await.ok(),
                Language::Mixed => {}
            }
            packages.push((project.clone(), python, node));
        }
        packages
    }

    /// Bytes of memory that the checkers hold together, where the system tells.
    pub fn resident(&self) -> u64 {
        self.engines.iter().map(Engine::resident).sum()
    }

    fn last_about(&self, digest: Digest) -> Option<&Judged> {
        self.last.as_ref().filter(|judged| judged.verdict.tree == digest)
    }

    /// Asks all engines about what was reached; the rest of what they say is that about the base.
    async fn judge(
        &mut self,
        tree: &Tree,
        imports: ImportGraph,
        reached: BTreeSet<String>,
        changed: &[String],
    ) -> Result<Judged, CheckError> {
        self.mirror(tree).await?;
        let look = self.look(tree);
        let (provisions, sieve) = (&self.provisions, &self.sieve);
        let asked = self.engines.iter_mut().zip(&self.base.engines).map(|(engine, before)| {
            let by_command = changed.iter().any(|path| is_setting(path, engine.checker.side()));
            let reached = &reached;
            Box::pin(async move { ask(engine, provisions, sieve, tree, reached, before, by_command).await })
                as Pin<Box<dyn Future<Output = Said> + Send + '_>>
        });
        let asked: Vec<_> = asked.collect();
        let engines = join_all(asked).await;
        let structure = look.await.map_err(|panic| CheckError::Unreadable { reason: panic.to_string() })?;
        let own = tree.problems().iter().chain(&structure).filter_map(|finding| sieve.diagnostic("structure", finding, tree));
        let own: Vec<Diagnostic> = own.collect();
        let verdict = self.verdict(tree, &own, &engines);
        Ok(Judged { tree: tree.clone(), imports, reached, own, engines, verdict })
    }

    /// The verdict that comes of what was seen without a tool and of what each engine says.
    fn verdict(&self, tree: &Tree, own: &[Diagnostic], engines: &[Said]) -> Verdict {
        let told = engines.iter().filter(|said| !said.has_failed()).flat_map(|said| &said.files).flat_map(BTreeMap::values).flatten();
        let mut verdict = Verdict { tree: tree.digest(), diagnostics: own.iter().chain(told).cloned().collect(), failed: BTreeSet::new() };
        in_order(&mut verdict.diagnostics);
        for (engine, _) in self.engines.iter().zip(engines).filter(|(_, said)| said.has_failed()) {
            verdict.failed.insert((engine.checker.name().to_owned(), self.provisions.project(engine.index).name().to_owned()));
        }
        verdict
    }

    /// Asks the command lines of the engines about the base that were `kept` running until now and are not any more: what a command line says of a candidate is compared
    /// with what it says of the base.
    async fn compare_by_command(&mut self, kept: &[bool]) {
        let turned: Vec<usize> = (0..kept.len()).filter(|index| kept[*index] && !self.engines[*index].is_warm()).collect();
        for index in &turned {
            let (engine, nothing) = (&mut self.engines[*index], BTreeSet::new());
            let said = ask(engine, &self.provisions, &self.sieve, &self.base.tree, &nothing, &Said::default(), true).await;
            self.base.engines[*index] = said;
        }
        if !turned.is_empty() {
            self.base.verdict = self.verdict(&self.base.tree, &self.base.own, &self.base.engines);
            self.whole = self.unsewn(&self.base, &self.original);
        }
    }

    /// Starts the look at the whole tree that needs no tool, on a thread of its own.
    fn look(&self, tree: &Tree) -> tokio::task::JoinHandle<Vec<Finding>> {
        let (checker, tree, projects) = (self.structure.clone(), tree.clone(), self.provisions.all.clone());
        tokio::task::spawn_blocking(move || checker.and_then(|checker| checker.look(&tree, &projects)).unwrap_or_default())
    }

    /// Makes sure that the mirror holds the same files as `tree`.
    async fn mirror(&mut self, tree: &Tree) -> Result<(), CheckError> {
        let mirror = self.provisions.mirror().await?;
        for path in tree.changed_from(&self.mirrored) {
            let done = match (tree.files().get(path), self.mirrored.files().contains_key(path)) {
                (Some(file), false) => mirror.put(path, &file.bytes),
                (None, _) => mirror.remove(path),
                (Some(_), true) => continue,
            };
            done.map_err(|source| self.provisions.site_error(source))?;
        }
        self.mirrored = tree.clone();
        Ok(())
    }
}

async fn ask(
    engine: &mut Engine,
    provisions: &Provisions,
    sieve: &Sieve,
    tree: &Tree,
    reached: &BTreeSet<String>,
    before: &Said,
    by_command: bool,
) -> Said {
    let name = engine.checker.name().to_owned();
    let project = provisions.project(engine.index);
    let no_verdict = |error: CheckError| {
        if !before.has_failed() || before.files.is_none() && reached.is_empty() {
            let checking = &provisions.checking;
            checking.events.record(Event::note(&checking.step, format!("{name} gives no verdict on {}: {error}", project.name())));
        }
    };
    let told = if by_command {
        Engine::ask_cold(&engine.checker, engine.index, provisions, tree).await.map(Told::Whole)
    } else {
        let is_asked = |path: &&String| (before.files.is_none() || reached.contains(*path)) && covers(provisions, project, path);
        let files: BTreeSet<String> = tree.files().keys().filter(is_asked).cloned().collect();
        if files.is_empty() && before.files.is_some() && engine.is_warm() {
            Ok(Told::Files(Vec::new()))
        } else {
            engine.ask(provisions, tree, &files).await
        }
    };
    let (findings, mut files) = match told {
        Ok(Told::Whole(findings)) => (findings, BTreeMap::new()),
        Ok(Told::Files(findings)) => {
            let kept = before.files.iter().flatten().filter(|(file, _)| !reached.contains(*file));
            let kept: BTreeMap<_, _> = kept.map(|(file, diagnostics)| (file.clone(), diagnostics.clone())).collect();
            // A session that was started again may tell more than it was asked.
            (findings.into_iter().filter(|finding| !kept.contains_key(&finding.file)).collect(), kept)
        }
        Err(error) => {
            no_verdict(error);
            return Said::default();
        }
    };
    for finding in &findings {
        if let Some(diagnostic) = sieve.diagnostic(&name, finding, tree) {
            files.entry(diagnostic.file.clone()).or_default().push(diagnostic);
        }
    }
    let doubt = engine.doubt(provisions, || files.values().flatten().map(bare).collect()).await;
    let in_doubt = doubt.is_err();
    if let Err(error) = doubt {
        no_verdict(error);
    }
    Said { files: Some(files), in_doubt }
}

/// What decides whether a diagnostic is in doubt.
fn bare(diagnostic: &Diagnostic) -> Finding {
    Finding {
        file: diagnostic.file.clone(),
        line: diagnostic.line,
        code: diagnostic.code.clone(),
        message: diagnostic.message.clone(),
        ..Finding::default()
    }
}

/// Whether the checkers of this project may have something to say about the file at `path`.
fn covers(provisions: &Provisions, project: &Project, path: &str) -> bool {
    let own = match project.language {
        Language::Python => path.ends_with(".py") || path.ends_with(".pyi"),
        // A program may take in sources beside its project; the session knows which.
        _ => return Grammar::of(path) == Some(Grammar::Script),
    };
    let inner = |other: &&Project| other.language == project.language && other.root.len() > project.root.len() && other.contains(path);
    own && project.contains(path) && !provisions.all.iter().any(|other| inner(&other))
}

/// Whether the file at `path` may say how sources of this side are checked. Sessions read such files once, at their start.
fn is_setting(path: &str, side: Side) -> bool {
    let is_source = path.ends_with(".pyi") || Grammar::of(path).is_some();
    let is_data = [".json", ".yaml", ".yml", ".lock"].iter().any(|ending| path.ends_with(ending));
    !is_source && side.has(path) && (side == Side::Python || is_data)
}

/// Waits for all of `futures`, on one task.
async fn join_all<T>(mut futures: Vec<Pin<Box<dyn Future<Output = T> + Send + '_>>>) -> Vec<T> {
    let mut done: Vec<Option<T>> = futures.iter().map(|_| None).collect();
    std::future::poll_fn(|context| {
        for (future, done) in futures.iter_mut().zip(&mut done).filter(|(_, done)| done.is_none()) {
            if let Poll::Ready(value) = future.as_mut().poll(context) {
                *done = Some(value);
            }
        }
        if done.iter().all(Option::is_some) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    done.into_iter().map(|done| done.expect("all are done")).collect()
}
