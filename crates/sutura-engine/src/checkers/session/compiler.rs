//! A session with the TypeScript 7 compiler over its own interface, as of 7.0.2.
//!
//! That interface is published as unstable: an answer of another shape is an error, and the command line takes over.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use serde_json::{Value, json};

use super::{
    Answer, CheckSession,
    rpc::{Peer, SessionError},
};
use crate::{checkers::CheckError, diagnostic::Finding, workspace::Tree};

/// What the compiler is to look at.
pub struct Programs {
    /// The configurations, by absolute path: one program each.
    pub configs: Vec<PathBuf>,
    /// The configuration that errors without a place are shown at, relative to the tree's root.
    pub config: String,
    /// How a path of the compiler, absolute, is shown.
    pub shown: Box<dyn Fn(&str) -> String + Send + Sync>,
}

pub(super) struct CompilerSession {
    peer: Peer,
    root: PathBuf,
    programs: Programs,
    /// The tree that the mirror was written from: what the compiler reads from the disk.
    written: Tree,
    /// The tree that the compiler knows.
    known: Tree,
    snapshot: Value,
    /// The compiler's own names of the programs.
    projects: Vec<Value>,
    /// Whether nothing was asked yet: then whole programs are looked at.
    is_fresh: bool,
}

impl CompilerSession {
    pub async fn open(mut peer: Peer, programs: Programs, root: PathBuf, tree: &Tree) -> Result<Self, CheckError> {
        let disk = &mut |_: &str, _: &Value| Value::Null;
        peer.ask("initialize", Value::Null, disk).await?;
        let opened = peer.ask("updateSnapshot", json!({ "openProjects": programs.configs }), disk).await?;
        let (snapshot, projects) = opened_in(&peer, &opened)?;
        if projects.len() != programs.configs.len() {
            return Err(CheckError::from(peer.garbage(format!("{} of {} programs", projects.len(), programs.configs.len()))));
        }
        Ok(Self { peer, root, programs, written: tree.clone(), known: tree.clone(), snapshot, projects, is_fresh: true })
    }

    async fn diagnostics(&mut self, tree: &Tree, files: &BTreeSet<String>) -> Result<Vec<Finding>, CheckError> {
        self.tell(tree).await?;
        let questions = if self.is_fresh { self.about_programs() } else { self.about_files(files) };
        self.is_fresh = false;
        let answers = self.peer.ask_each(questions, &mut texts(&self.root, &self.written, tree)).await?;
        let mut found = Found::default();
        for pair in answers.chunks(2) {
            // A file that is in one program and not in the other is asked about in both.
            for (answer, is_syntax) in pair.iter().zip([true, false]) {
                for item in answer.iter().flat_map(|list| list.as_array().into_iter().flatten()) {
                    found.add(item, is_syntax);
                }
            }
        }
        found.findings(self, tree)
    }

    /// Syntax first, then the rest, of whole programs. What is wrong with a configuration counts as syntax.
    fn about_programs(&self) -> Vec<(&'static str, Value)> {
        let methods = ["getSyntacticDiagnostics", "getSemanticDiagnostics", "getConfigFileParsingDiagnostics", "getProgramDiagnostics"];
        let of = |project: &Value| methods.map(|method| (method, json!({ "snapshot": self.snapshot, "project": project })));
        self.projects.iter().flat_map(of).collect()
    }

    fn about_files(&self, files: &BTreeSet<String>) -> Vec<(&'static str, Value)> {
        let about = |project: &Value, file: &String| {
            let file = self.root.join(file);
            ["getSyntacticDiagnostics", "getSemanticDiagnostics"]
                .map(|method| (method, json!({ "snapshot": self.snapshot, "project": project, "file": file })))
        };
        let pairs = self.projects.iter().flat_map(|project| files.iter().map(move |file| (project, file)));
        pairs.flat_map(|(project, file)| about(project, file)).collect()
    }

    /// Tells the compiler in what the tree differs from the one that it knows.
    async fn tell(&mut self, tree: &Tree) -> Result<(), CheckError> {
        let mut changes: BTreeMap<&str, Vec<PathBuf>> = BTreeMap::new();
        for path in tree.changed_from(&self.known) {
            let kind = match (self.known.files().contains_key(path), tree.files().contains_key(path)) {
                (true, true) => "changed",
                (false, _) => "created",
                (true, false) => "deleted",
            };
            changes.entry(kind).or_default().push(self.root.join(path));
        }
        if changes.is_empty() {
            return Ok(());
        }
        let reply = &mut texts(&self.root, &self.written, tree);
        let updated = self.peer.ask("updateSnapshot", json!({ "fileChanges": changes }), reply).await?;
        let (snapshot, projects) = opened_in(&self.peer, &updated)?;
        let old = std::mem::replace(&mut self.snapshot, snapshot);
        if projects.len() == self.projects.len() {
            self.projects = projects;
        }
        self.peer.ask("release", json!({ "snapshot": old }), reply).await?;
        self.known = tree.clone();
        Ok(())
    }
}

impl CheckSession for CompilerSession {
    fn check<'a>(&'a mut self, tree: &'a Tree, files: &'a BTreeSet<String>) -> Answer<'a, Vec<Finding>> {
        Box::pin(self.diagnostics(tree, files))
    }

    fn resident(&self) -> Option<u64> {
        self.peer.resident()
    }
}

fn opened_in(peer: &Peer, answer: &Value) -> Result<(Value, Vec<Value>), SessionError> {
    let snapshot = answer.get("snapshot").filter(|snapshot| !snapshot.is_null()).ok_or_else(|| peer.garbage("no snapshot".to_owned()))?;
    let projects = answer["projects"].as_array().into_iter().flatten().map(|project| project["id"].clone());
    Ok((snapshot.clone(), projects.collect()))
}

/// Gives the compiler the texts in which `tree` differs from what is written in the mirror at `root`; the rest it reads itself.
fn texts(root: &Path, written: &Tree, tree: &Tree) -> impl FnMut(&str, &Value) -> Value + Send {
    let root = format!("{}/", root.to_string_lossy());
    let (written, tree) = (written.clone(), tree.clone());
    move |method, path| {
        let inside = path.as_str().and_then(|path| path.strip_prefix(&root)).filter(|_| method == "readFile");
        let text = inside.and_then(|path| {
            let is_written = written.files().get(path).map(|file| file.digest) == tree.files().get(path).map(|file| file.digest);
            if is_written { None } else { tree.text(path) }
        });
        text.map_or(Value::Null, |text| json!({ "content": text }))
    }
}

/// Diagnostics of the compiler as they come in.
#[derive(Default)]
struct Found<'a> {
    items: Vec<(&'a Value, bool)>,
    /// The files with errors of syntax: the compiler's word about their types is a guess.
    broken: BTreeSet<&'a str>,
}

impl<'a> Found<'a> {
    fn add(&mut self, item: &'a Value, is_syntax: bool) {
        // 1 is an error; suggestions are none.
        if item["category"] == 1 {
            self.broken.extend(item["fileName"].as_str().filter(|_| is_syntax));
            self.items.push((item, is_syntax));
        }
    }

    fn findings(self, session: &CompilerSession, tree: &Tree) -> Result<Vec<Finding>, CheckError> {
        let broken = &self.broken;
        let shown = self
            .items
            .iter()
            .filter(|(item, is_syntax)| *is_syntax || !item["fileName"].as_str().is_some_and(|file| broken.contains(file)));
        let mut lines: BTreeMap<String, Lines> = BTreeMap::new();
        let finding = |(item, _): &(&Value, bool)| {
            let garbage = || CheckError::from(session.peer.garbage(format!("{item} is no diagnostic")));
            let (code, mut message) = (item["code"].as_u64().ok_or_else(garbage)?, String::new());
            write_message(item, 0, &mut message);
            let mut finding = Finding { code: format!("TS{code}"), message, line: 1, column: 1, ..Finding::default() };
            let Some(path) = item["fileName"].as_str().filter(|path| !path.is_empty()) else {
                finding.file = session.programs.config.clone();
                return Ok(finding);
            };
            finding.file = (session.programs.shown)(path);
            let position = item["pos"].as_u64().ok_or_else(garbage)?;
            let lines = lines.entry(path.to_owned()).or_insert_with(|| {
                let text = tree.text(&finding.file).map(str::to_owned);
                // What stands in a package is no file of the tree.
                Lines::of(&text.or_else(|| std::fs::read_to_string(path).ok()).unwrap_or_default())
            });
            (finding.line, finding.column) = lines.place(position as usize);
            Ok(finding)
        };
        shown.map(finding).collect()
    }
}

/// A message and those below it, each a line that is indented by its depth, as the command line prints them.
fn write_message(item: &Value, depth: usize, message: &mut String) {
    // Real chains have a handful of levels.
    if depth > 32 {
        return;
    }
    if depth > 0 {
        message.push('\n');
        message.extend(std::iter::repeat_n("  ", depth));
    }
    message.push_str(item["text"].as_str().unwrap_or_default());
    for inner in item["messageChain"].as_array().into_iter().flatten() {
        write_message(inner, depth + 1, message);
    }
}

/// Where the lines of a text begin, in UTF-16 units, as the compiler counts lines.
struct Lines {
    text: Vec<char>,
    /// For each line the index of its first character, and the units before it.
    starts: Vec<(usize, usize)>,
}

impl Lines {
    fn of(text: &str) -> Self {
        let text: Vec<char> = text.chars().collect();
        let mut starts = vec![(0, 0)];
        let mut units = 0;
        for (index, c) in text.iter().enumerate() {
            units += c.len_utf16();
            let ends_line = matches!(c, '\n' | '\u{2028}' | '\u{2029}') || (*c == '\r' && text.get(index + 1) != Some(&'\n'));
            if ends_line {
                starts.push((index + 1, units));
            }
        }
        Self { text, starts }
    }

    /// 1-based line, and column in characters, of an offset in UTF-16 units.
    fn place(&self, position: usize) -> (u32, u32) {
        let line = self.starts.partition_point(|(_, units)| *units <= position).max(1) - 1;
        let (first, mut units) = self.starts[line];
        let mut column = 1;
        for c in &self.text[first..] {
            units += c.len_utf16();
            if units > position {
                break;
            }
            column += 1;
        }
        (line as u32 + 1, column)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn places_count_lines_as_the_compiler_does_and_columns_in_characters() {
        let lines = Lines::of("a\r\n'🦀' + b\rc\u{2028}d");
        assert_eq!((lines.place(0), lines.place(3), lines.place(7)), ((1, 1), (2, 1), (2, 4)));
        assert_eq!((lines.place(10), lines.place(12), lines.place(14), lines.place(99)), ((2, 7), (3, 1), (4, 1), (4, 2)));
    }

    #[test]
    fn messages_below_a_message_are_indented_by_their_depth() {
        let item = json!({ "text": "a", "messageChain": [{ "text": "b", "messageChain": [{ "text": "c" }] }, { "text": "d" }] });
        let mut message = String::new();
        write_message(&item, 0, &mut message);
        assert_eq!(message, "a\n  b\n    c\n  d");
    }

    proptest! {
        #[test]
        fn every_position_has_a_place(text in "[a🦀\r\n\u{2028}]{0,20}", position in 0usize..60) {
            let (line, column) = Lines::of(&text).place(position);
            prop_assert!(line >= 1 && column >= 1);
        }
    }
}
