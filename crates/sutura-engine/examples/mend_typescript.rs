//! Development only: puts faults into a clean TypeScript project, lets the fixers mend them with a simple cold gate, and counts.
//!
//! `mend_typescript PROJECT TSC CACHE FROM TO`: the project has its `node_modules`, `TSC` is the compiler of version 7 as a program, and `CACHE` keeps its verdicts
//! by content. One line per fault, then sums by operator.

#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used)]

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use oxc_allocator::Allocator;
use oxc_parser::{Parser, config::TokensParserConfig};
use oxc_span::SourceType;
use regex::Regex;
use sutura_engine::{
    dependencies::{NodeModules, Resolved, Source},
    diagnostic::{Category, Diagnostic, Finding},
    fixers::{Proposal, Scene, Surrounding, all},
    imports::ImportGraph,
    patch::Patch,
    workspace::{Tree, discover, read},
};
use sutura_testkit::faults::{Language, inject, sources};

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [project, tsc, cache, from, to] = &arguments[..] else { panic!("usage: PROJECT TSC CACHE FROM TO") };
    let gate = Gate::new(Path::new(project), tsc, Path::new(cache));
    let original = read(Path::new(project), &globset::GlobSet::empty()).unwrap();
    let texts = sources(Path::new(project));
    let baseline: BTreeSet<String> = gate.check(&original).into_iter().map(|found| found.fingerprint).collect();
    println!("baseline: {} errors", baseline.len());
    let mut sums: BTreeMap<&str, [usize; 4]> = BTreeMap::new();
    for seed in from.parse::<u64>().unwrap()..to.parse().unwrap() {
        let Some(fault) = inject(&texts, Language::TypeScript, seed) else { continue };
        let faulty = original.with(&Patch::of(fault.file.clone(), fault.text.clone()));
        let found: Vec<Diagnostic> = gate.check(&faulty).into_iter().filter(|found| !baseline.contains(&found.fingerprint)).collect();
        if found.is_empty() {
            continue;
        }
        let (mended, left, story) = mend(&gate, &faulty, &baseline);
        let clean = left.is_empty();
        let equal = clean && original.changed_from(&mended).all(|path| same(path, original.text(path), mended.text(path)));
        let sum = sums.entry(fault.operator).or_default();
        sum[0] += 1;
        sum[1] += usize::from(clean);
        sum[2] += usize::from(equal);
        let verdict = if equal {
            "equal"
        } else if clean {
            "WRONG"
        } else {
            "left"
        };
        println!("{verdict} {seed} {} {}:{}", fault.operator, fault.file, fault.line);
        if !equal {
            for (label, text) in [("-", original.text(&fault.file)), ("+", Some(fault.text.as_str()))] {
                let line = text.unwrap_or_default().lines().nth(fault.line as usize - 1).unwrap_or_default();
                println!("    {label} {}", line.trim());
            }
            for diagnostic in found.iter().take(3) {
                println!(
                    "    {}:{}:{} {} {}",
                    diagnostic.file,
                    diagnostic.line,
                    diagnostic.column,
                    diagnostic.code,
                    diagnostic.message.replace('\n', " | ")
                );
            }
            story.iter().for_each(|line| println!("    * {line}"));
        }
    }
    let mut all = [0; 4];
    for (operator, sum) in &sums {
        println!("{operator:28} {:3} clean {:3} equal {:3}", sum[0], sum[1], sum[2]);
        all.iter_mut().zip(sum).for_each(|(all, one)| *all += one);
    }
    println!("{} faults, {} clean, {} equal, {} wrong", all[0], all[1], all[2], all[1] - all[2]);
}

/// Applies proposals until none helps.
fn mend(gate: &Gate, faulty: &Tree, baseline: &BTreeSet<String>) -> (Tree, Vec<Diagnostic>, Vec<String>) {
    let fresh =
        |found: Vec<Diagnostic>| -> Vec<Diagnostic> { found.into_iter().filter(|found| !baseline.contains(&found.fingerprint)).collect() };
    let fixers = all();
    let projects = discover(faulty);
    let around: Vec<Surrounding> = projects
        .iter()
        .map(|project| Surrounding { project: project.clone(), python: None, node: Some(gate.node()), typeshed: None })
        .collect();
    let (mut tree, mut found) = (faulty.clone(), fresh(gate.check(faulty)));
    let (mut story, mut checks) = (Vec::new(), 0);
    'rounds: for _ in 0..12 {
        let imports = ImportGraph::of(&tree, &projects);
        let quick_fixes = BTreeMap::new();
        let scene = Scene { tree: &tree, diagnostics: &found, projects: &around, imports: &imports, quick_fixes: &quick_fixes };
        for fixer in &fixers {
            for ranks in groups(fixer.propose(&scene)) {
                for rank in ranks {
                    let mut better = Vec::new();
                    for proposal in rank {
                        checks += 1;
                        if checks > 40 {
                            story.push("too many checks".to_owned());
                            break 'rounds;
                        }
                        let candidate = tree.with(&proposal.patch);
                        let after = fresh(gate.check(&candidate));
                        match improves(&found, &after) {
                            Some(gone) => better.push(((gone, -(after.len() as i64)), candidate, after, proposal.title)),
                            None => story.push(format!("{} refused: {}", fixer.name(), proposal.title)),
                        }
                    }
                    better.sort_by_key(|(gone, ..)| std::cmp::Reverse(*gone));
                    let best = better.first().map(|(gone, ..)| *gone);
                    if better.iter().filter(|(gone, ..)| Some(*gone) == best).count() > 1 {
                        story.push(format!(
                            "{} tie: {}",
                            fixer.name(),
                            better.iter().map(|(.., title)| title.as_str()).collect::<Vec<_>>().join(" / ")
                        ));
                        break;
                    }
                    if let Some((_, candidate, after, title)) = better.into_iter().next() {
                        story.push(format!("{} took: {title}", fixer.name()));
                        (tree, found) = (candidate, after);
                        if found.is_empty() {
                            break 'rounds;
                        }
                        continue 'rounds;
                    }
                }
            }
        }
        break;
    }
    (tree, found, story)
}

/// Proposals that share a diagnostic, by rank; the same patch once.
fn groups(proposals: Vec<Proposal>) -> Vec<Vec<Vec<Proposal>>> {
    let mut groups: Vec<Vec<Proposal>> = Vec::new();
    for proposal in proposals {
        let shares =
            |group: &&mut Vec<Proposal>| group.iter().any(|other| other.answers.iter().any(|answer| proposal.answers.contains(answer)));
        match groups.iter_mut().find(shares) {
            Some(group) if group.iter().any(|other| other.patch == proposal.patch) => {}
            Some(group) => group.push(proposal),
            None => groups.push(vec![proposal]),
        }
    }
    let by_rank = |group: Vec<Proposal>| {
        let mut ranks: BTreeMap<u8, Vec<Proposal>> = BTreeMap::new();
        group.into_iter().for_each(|proposal| ranks.entry(proposal.rank).or_default().push(proposal));
        ranks.into_values().collect()
    };
    groups.into_iter().map(by_rank).collect()
}

/// How many went in the first phase that differs, if none came there.
fn improves(before: &[Diagnostic], after: &[Diagnostic]) -> Option<usize> {
    let phase = |found: &Diagnostic| match found.category {
        Category::Syntax => 0,
        Category::MissingImport | Category::UndefinedName => 1,
        _ => 2,
    };
    for wanted in 0..3 {
        let count = |all: &[Diagnostic]| {
            let mut counts: BTreeMap<String, i64> = BTreeMap::new();
            all.iter().filter(|found| phase(found) == wanted).for_each(|found| *counts.entry(found.fingerprint.clone()).or_default() += 1);
            counts
        };
        let (old, new) = (count(before), count(after));
        if old == new {
            continue;
        }
        if new.iter().any(|(key, count)| old.get(key).copied().unwrap_or(0) < *count) {
            return None;
        }
        let gone: i64 = old.values().sum::<i64>() - new.values().sum::<i64>();
        return (gone > 0).then_some(gone as usize);
    }
    None
}

/// Whether two texts are the same but for the order of imports, white space, semicolons and trailing commas.
fn same(path: &str, one: Option<&str>, other: Option<&str>) -> bool {
    let read = |text: Option<&str>| text.map(|text| shape(path, text));
    read(one) == read(other)
}

fn shape(path: &str, text: &str) -> (BTreeSet<String>, Vec<String>) {
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, text, SourceType::from_path(path).unwrap_or_default()).with_config(TokensParserConfig).parse();
    let mut imports = BTreeSet::new();
    let mut spans = Vec::new();
    for statement in &parsed.program.body {
        if let oxc_ast::ast::Statement::ImportDeclaration(import) = statement {
            spans.push(import.span);
            let kind = |kind: oxc_ast::ast::ImportOrExportKind| if kind == oxc_ast::ast::ImportOrExportKind::Type { "type " } else { "" };
            imports.insert(format!("{}:", import.source.value));
            for specifier in import.specifiers.iter().flatten() {
                let name = &text[oxc_span::GetSpan::span(specifier).start as usize..oxc_span::GetSpan::span(specifier).end as usize];
                let name = name
                    .strip_prefix("type ")
                    .map(|name| format!("type {name}"))
                    .unwrap_or_else(|| format!("{}{name}", kind(import.import_kind)));
                let form = if matches!(specifier, oxc_ast::ast::ImportDeclarationSpecifier::ImportSpecifier(_)) { "{}" } else { "" };
                imports.insert(format!("{}:{form}{name}", import.source.value));
            }
        }
    }
    let tokens: Vec<&str> = parsed
        .tokens
        .iter()
        .map(|token| token.span())
        .filter(|span| !spans.iter().any(|import| import.start <= span.start && span.end <= import.end))
        .map(|span| text[span.start as usize..span.end as usize].trim())
        .filter(|token| !token.is_empty() && *token != ";")
        .collect();
    let kept = tokens
        .iter()
        .enumerate()
        .filter(|(at, token)| **token != "," || !tokens.get(at + 1).is_none_or(|next| matches!(*next, "}" | ")" | "]")));
    let kept: Vec<String> = kept.map(|(_, token)| (*token).to_owned()).collect();
    // A text that does not parse is only like itself.
    let kept = if parsed.diagnostics.has_errors() { vec![text.to_owned()] } else { kept };
    (imports, kept)
}

/// Asks the compiler about trees, in a copy of the project beside it.
struct Gate {
    tsc: String,
    cache: PathBuf,
    work: PathBuf,
    modules: PathBuf,
    start: Tree,
}

impl Gate {
    fn new(project: &Path, tsc: &str, cache: &Path) -> Self {
        let work = cache.join(format!("work-{}-{}", project.file_name().unwrap().to_string_lossy(), std::process::id()));
        fs::create_dir_all(&work).unwrap();
        let start = read(project, &globset::GlobSet::empty()).unwrap();
        for (path, file) in start.files() {
            let path = work.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, &file.bytes).unwrap();
        }
        let modules = fs::canonicalize(project.join("node_modules")).unwrap();
        std::os::unix::fs::symlink(&modules, work.join("node_modules")).unwrap();
        let gate = Self { tsc: tsc.to_owned(), cache: cache.to_owned(), work, modules, start };
        gate.run();
        fs::copy(gate.info(), gate.work.join("start.info")).unwrap();
        gate
    }

    fn node(&self) -> NodeModules {
        let resolved = Resolved { source: Source::Project, hash: String::new(), packages: BTreeMap::new(), notes: Vec::new() };
        NodeModules {
            folders: vec![(String::new(), self.modules.clone())],
            packages_root: self.work.clone(),
            above: None,
            typescript: None,
            resolved,
        }
    }

    fn info(&self) -> PathBuf {
        self.work.join("info.json")
    }

    fn run(&self) -> String {
        let output = Command::new(&self.tsc)
            .args(["--noEmit", "--incremental", "--tsBuildInfoFile"])
            .arg(self.info())
            .args(["--pretty", "false", "-p", "tsconfig.json"])
            .current_dir(&self.work)
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    }

    fn check(&self, tree: &Tree) -> Vec<Diagnostic> {
        let key = self.cache.join(format!("{}.txt", tree.digest().short()));
        let text = fs::read_to_string(&key).unwrap_or_else(|_| {
            let write = |from: &Tree| {
                for path in self.start.changed_from(tree) {
                    match from.files().get(path) {
                        Some(file) => fs::write(self.work.join(path), &file.bytes).unwrap(),
                        None => fs::remove_file(self.work.join(path)).unwrap(),
                    }
                }
            };
            write(tree);
            let _ = fs::copy(self.work.join("start.info"), self.info());
            let text = self.run();
            write(&self.start);
            fs::write(&key, &text).unwrap();
            text
        });
        let placed = Regex::new(r"^(.*)\((\d+),(\d+)\): error (TS\d+): (.*)$").unwrap();
        let mut found: Vec<Finding> = Vec::new();
        for line in text.lines() {
            if let Some(parts) = placed.captures(line) {
                let number = |index: usize| parts[index].parse().unwrap();
                found.push(Finding {
                    file: parts[1].to_owned(),
                    line: number(2),
                    column: number(3),
                    code: parts[4].to_owned(),
                    message: parts[5].to_owned(),
                    ..Finding::default()
                });
            } else if let Some(last) = found.last_mut() {
                last.message = format!("{}\n{line}", last.message);
            }
        }
        found.into_iter().map(|finding| finding.clone().into_diagnostic("check", "tsc", tree.text(&finding.file))).collect()
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.work);
    }
}
