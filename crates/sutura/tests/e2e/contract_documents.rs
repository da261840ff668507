//! Documents of others: each gives TypeScript that compiles strictly and that prettier leaves alone, or an error that says where and why not.
//!
//! With `SUTURA_SPECS=<folder>` those in that folder are tried instead of our own, and the table of what becomes of them is printed.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use sutura_contract::{
    ContractError,
    document::{self, ReadOptions},
    manifest,
    typescript::{self, Content, Options},
};
use sutura_testkit::Project;

use crate::contract_tools::{Compiler, cases, reformatted};

/// What becomes of a document.
enum Outcome {
    /// TypeScript of so many lines, and notes about what a contract cannot say.
    Written { lines: usize, notes: usize },
    /// An error, which says where and why.
    Refused(ContractError),
    /// TypeScript that a compiler or a formatter complains about.
    Wrong(String),
}

#[test]
fn each_document_gives_typescript_that_compiles_or_an_error_that_says_why() {
    let folder = env::var_os("SUTURA_SPECS").map_or_else(|| cases().join("documents"), PathBuf::from);
    let outcomes = outcomes(&folder);
    assert!(!outcomes.is_empty(), "there are no documents in {}", folder.display());
    let table: String = outcomes.iter().map(|(name, outcome)| format!("| {name} | {} |\n", told(outcome))).collect();
    println!("| document | outcome |\n| --- | --- |\n{table}");
    let wrong = outcomes.iter().filter(|(name, outcome)| is_wrong(name, outcome)).count();
    assert_eq!(wrong, 0, "{wrong} of {} documents:\n{table}", outcomes.len());
}

/// Whether it is neither right nor an error that helps. Of our own documents those in `refused` are refused, and no others.
fn is_wrong(name: &str, outcome: &Outcome) -> bool {
    let (ours, to_be_refused) = (env::var_os("SUTURA_SPECS").is_none(), name.starts_with("refused/"));
    match outcome {
        Outcome::Written { .. } => ours && to_be_refused,
        Outcome::Refused(error) => {
            (ours && !to_be_refused) || (error.pointer.is_none() && error.position.is_none() && error.hint.is_none())
        }
        Outcome::Wrong(_) => true,
    }
}

/// What becomes of the documents in a folder. All that is written stands in one project, so that compilers and formatter start once.
fn outcomes(folder: &Path) -> Vec<(String, Outcome)> {
    let settings = fs::read(cases().join("frontend/tsconfig.json")).expect("the cases have settings");
    let project = Project::new().file("tsconfig.json", settings).file("package.json", "{ \"type\": \"module\" }");
    let mut outcomes: Vec<(String, Outcome)> = documents(folder)
        .iter()
        .enumerate()
        .map(|(index, path)| (name(path, folder), written(path, &project, index).unwrap_or_else(Outcome::Refused)))
        .collect();
    for (index, complaint) in complaints(&project) {
        outcomes[index].1 = Outcome::Wrong(complaint);
    }
    outcomes
}

/// Writes what a document gives into the project, as `src/<index>/*.ts`.
fn written(path: &Path, project: &Project, index: usize) -> Result<Outcome, ContractError> {
    let reading = document::read(&fs::read_to_string(path).expect("a document can be read"), &ReadOptions::default())?;
    let text = typescript::emit(&reading.contract, Options::default())?;
    let again = manifest::read(&manifest::write(&reading.contract)?)?;
    if typescript::emit(&again, Options::default())? != text {
        return Ok(Outcome::Wrong("its manifest gives other TypeScript".to_owned()));
    }
    let types = typescript::emit(&reading.contract, Options { content: Content::Types, ..Options::default() })?;
    project.write(&format!("src/{index}/client.ts"), &text);
    project.write(&format!("src/{index}/types.ts"), types);
    Ok(Outcome::Written { lines: text.lines().count(), notes: reading.notes.len() })
}

/// What compilers and formatter have to say, each about the document of an index.
fn complaints(project: &Project) -> Vec<(usize, String)> {
    let index = |file: &str| file.split('/').nth(1).and_then(|index| index.parse().ok()).expect("all sources stand in numbered folders");
    let compilers = [Compiler::Five, Compiler::Seven].into_iter().flat_map(|compiler| compiler.run(project.path(), &["--noEmit"]));
    let compiled = compilers.map(|found| (index(&found.file), format!("{}:{}: {}", found.file, found.line, found.message)));
    let formatted = reformatted(project.path(), "src").into_iter();
    let formatted = formatted.map(|(file, change)| (index(&file), format!("prettier, {file}: {change}")));
    formatted.chain(compiled).collect()
}

/// All documents below `folder`, in the order of their names.
fn documents(folder: &Path) -> Vec<PathBuf> {
    let (mut documents, mut pending) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = pending.pop() {
        for path in fs::read_dir(&folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
            match path.extension().and_then(|extension| extension.to_str()) {
                _ if path.is_dir() => pending.push(path),
                Some("json" | "yaml" | "yml") => documents.push(path),
                _ => {}
            }
        }
    }
    documents.sort();
    documents
}

fn name(path: &Path, folder: &Path) -> String {
    path.strip_prefix(folder).unwrap_or(path).display().to_string()
}

fn told(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Written { lines, notes: 0 } => format!("compiles, {lines} lines"),
        Outcome::Written { lines, notes } => format!("compiles, {lines} lines, {notes} notes"),
        Outcome::Refused(error) => format!("error: {error}").replace('\n', " "),
        Outcome::Wrong(complaint) => format!("WRONG: {complaint}"),
    }
}
