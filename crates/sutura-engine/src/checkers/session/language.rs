//! A session with a server that speaks the language server protocol and is asked for diagnostics.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    time::Duration,
};

use serde_json::{Value, json};

use super::{Answer, CheckSession, FixPlace, rpc::Peer};
use crate::{
    checkers::{CheckError, columns::from_utf16},
    diagnostic::{Edit, Finding, Fix},
    workspace::Tree,
};

/// How long a server may think about what to do about one diagnostic: some have thought for minutes.
const FIX_LIMIT: Duration = Duration::from_secs(5);

/// What hides a problem instead of mending it.
const HIDING: &[&str] = &["ty: ignore", "type: ignore", "pyright: ignore", "noqa", "@ts-ignore", "@ts-expect-error"];

/// How the titles of actions begin that invent what is missing.
const INVENTING: &[&str] = &["ignore", "suppress", "disable", "generate", "create", "declare"];

pub(super) struct LanguageSession {
    peer: Peer,
    root: PathBuf,
    /// The tree that the mirror was written from: what the server reads from the disk.
    written: Tree,
    /// The tree that the server knows.
    known: Tree,
    /// The files whose text the server has from us, with their versions.
    open: BTreeMap<String, i64>,
    read: fn(&Value) -> Option<Finding>,
    /// Whether the server counts columns in UTF-16 units, not in characters.
    counts_utf16: bool,
}

impl LanguageSession {
    pub async fn open(
        mut peer: Peer,
        folder: &Path,
        options: &Value,
        read: fn(&Value) -> Option<Finding>,
        root: PathBuf,
        tree: &Tree,
    ) -> Result<Self, CheckError> {
        let folder = uri(folder);
        let parameters = json!({
            "processId": null,
            "rootUri": folder,
            "workspaceFolders": [{ "uri": folder, "name": "project" }],
            "initializationOptions": options,
            "capabilities": {
                "general": { "positionEncodings": ["utf-32", "utf-16"] },
                "workspace": { "configuration": true, "workspaceFolders": true, "didChangeWatchedFiles": { "dynamicRegistration": true } },
                "textDocument": {
                    "diagnostic": { "dynamicRegistration": true },
                    "codeAction": {
                        "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["quickfix"] } },
                        "dataSupport": true,
                        "resolveSupport": { "properties": ["edit"] },
                    },
                },
            },
        });
        let hello = peer.ask("initialize", parameters, &mut answer).await?;
        peer.notify("initialized", json!({}));
        let counts_utf16 = match hello["capabilities"]["positionEncoding"].as_str() {
            Some("utf-32") => false,
            None | Some("utf-16") => true,
            Some(other) => return Err(CheckError::from(peer.garbage(format!("columns counted in {other}")))),
        };
        let (written, known) = (tree.clone(), tree.clone());
        Ok(Self { peer, root, written, known, open: BTreeMap::new(), read, counts_utf16 })
    }

    async fn diagnostics(&mut self, tree: &Tree, files: &BTreeSet<String>) -> Result<Vec<Finding>, CheckError> {
        self.tell(tree, files);
        let asked: Vec<&String> = files.iter().filter(|file| self.open.contains_key(*file)).collect();
        let questions = asked.iter().map(|file| json!({ "textDocument": { "uri": self.uri(file) } })).collect();
        let answers = self.peer.ask_all("textDocument/diagnostic", questions, &mut answer).await;
        let mut findings = Vec::new();
        for (file, answer) in asked.into_iter().zip(answers?) {
            let Some(items) = answer["items"].as_array() else {
                return Err(CheckError::from(self.peer.garbage(format!("no list of diagnostics for {file}"))));
            };
            for item in items {
                findings.extend(self.finding(tree, file, item)?);
            }
        }
        Ok(findings)
    }

    async fn propose(&mut self, tree: &Tree, places: &[FixPlace]) -> Result<Vec<(usize, Fix)>, CheckError> {
        let files: BTreeSet<String> = places.iter().map(|place| place.file.to_owned()).collect();
        self.tell(tree, &files);
        let mut proposed = Vec::new();
        for file in &files {
            if !self.open.contains_key(file) {
                continue;
            }
            let document = json!({ "uri": self.uri(file) });
            let answer = self.peer.ask("textDocument/diagnostic", json!({ "textDocument": document }), &mut answer).await?;
            for item in answer["items"].as_array().into_iter().flatten() {
                let start = self.place(tree.text(file), &item["range"]["start"])?;
                let here = |(_, place): &(usize, &FixPlace)| place.file == *file && (place.line, place.column) == start;
                let wanted: Vec<usize> = places.iter().enumerate().filter(here).map(|(index, _)| index).collect();
                if wanted.is_empty() || (self.read)(item).is_none() {
                    continue;
                }
                let fixes = self.actions(tree, file, item).await?;
                proposed.extend(wanted.iter().flat_map(|index| fixes.iter().map(|fix| (*index, fix.clone()))));
            }
        }
        Ok(proposed)
    }

    /// What the server would do about one of its own diagnostics.
    async fn actions(&mut self, tree: &Tree, file: &str, item: &Value) -> Result<Vec<Fix>, CheckError> {
        let context = json!({ "diagnostics": [item], "only": ["quickfix"] });
        let question = json!({ "textDocument": { "uri": self.uri(file) }, "range": item["range"], "context": context });
        let limit = self.peer.set_time(FIX_LIMIT);
        let actions = self.peer.ask("textDocument/codeAction", question, &mut answer).await;
        self.peer.set_time(limit);
        let actions = actions?;
        let actions = actions
            .as_array()
            .into_iter()
            .flatten()
            .filter(|action| action["kind"].as_str().is_some_and(|kind| kind.starts_with("quickfix")));
        Ok(actions.filter_map(|action| self.fix(tree, file, action)).collect())
    }

    fn fix(&self, tree: &Tree, file: &str, action: &Value) -> Option<Fix> {
        let title = action["title"].as_str()?;
        let edit = &action["edit"];
        let mut lists: Vec<(&str, &Value)> = Vec::new();
        lists.extend(edit["changes"].as_object().into_iter().flatten().map(|(uri, edits)| (uri.as_str(), edits)));
        for change in edit["documentChanges"].as_array().into_iter().flatten() {
            lists.push((change["textDocument"]["uri"].as_str()?, &change["edits"]));
        }
        let own = self.uri(file);
        let source = tree.text(file);
        let place = |position: &Value| self.place(source, position).ok();
        let edit = |edit: &Value| {
            let ((line, column), (end_line, end_column)) = (place(&edit["range"]["start"])?, place(&edit["range"]["end"])?);
            Some(Edit { line, column, end_line, end_column, content: edit["newText"].as_str()?.to_owned() })
        };
        let is_own = lists.iter().all(|(uri, _)| *uri == own);
        let edits: Vec<Edit> =
            lists.iter().flat_map(|(_, edits)| edits.as_array().into_iter().flatten()).map(edit).collect::<Option<_>>()?;
        let lower = title.to_lowercase();
        let hides = edits.iter().any(|edit| HIDING.iter().any(|mark| edit.content.contains(mark)));
        let invents = INVENTING.iter().any(|word| lower.starts_with(word));
        (is_own && !edits.is_empty() && !hides && !invents).then(|| Fix { title: title.to_owned(), safe: false, edits })
    }

    fn finding(&self, tree: &Tree, file: &str, item: &Value) -> Result<Option<Finding>, CheckError> {
        let Some(mut finding) = (self.read)(item) else { return Ok(None) };
        let source = tree.text(file);
        let (start, end) = (self.place(source, &item["range"]["start"])?, self.place(source, &item["range"]["end"])?);
        finding.file = file.to_owned();
        (finding.line, finding.column) = start;
        finding.end = Some(end);
        Ok(Some(finding))
    }

    /// 1-based line, and column in characters.
    fn place(&self, source: Option<&str>, position: &Value) -> Result<(u32, u32), CheckError> {
        let number = |key: &str| position[key].as_u64().and_then(|number| u32::try_from(number).ok()).filter(|number| *number < u32::MAX);
        let (Some(line), Some(column)) = (number("line"), number("character")) else {
            return Err(CheckError::from(self.peer.garbage(format!("{position} is no place"))));
        };
        Ok((line + 1, if self.counts_utf16 { from_utf16(source, line, column) } else { column + 1 }))
    }

    /// Tells the server in what the tree differs from the one that it knows, and gives it the texts of `files`.
    fn tell(&mut self, tree: &Tree, files: &BTreeSet<String>) {
        let changed: Vec<String> = tree.changed_from(&self.known).map(str::to_owned).collect();
        let event = |path: &String| {
            let (before, after) = (self.known.files().contains_key(path), tree.files().contains_key(path));
            // 1 stands for a file that was created, 3 for one that was deleted.
            (before != after).then(|| json!({ "uri": self.uri(path), "type": if after { 1 } else { 3 } }))
        };
        let events: Vec<Value> = changed.iter().filter_map(event).collect();
        if !events.is_empty() {
            self.peer.notify("workspace/didChangeWatchedFiles", json!({ "changes": events }));
        }
        for path in &changed {
            let is_written = self.written.files().get(path).map(|file| file.digest) == tree.files().get(path).map(|file| file.digest);
            match (tree.text(path), self.open.get_mut(path)) {
                (Some(text), Some(version)) => {
                    *version += 1;
                    let version = *version;
                    let document = json!({ "uri": self.uri(path), "version": version });
                    let changes = json!([{ "text": text }]);
                    self.peer.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
                }
                (Some(text), None) if !is_written && is_python(path) => self.give(path, text),
                (None, Some(_)) => {
                    self.open.remove(path);
                    self.peer.notify("textDocument/didClose", json!({ "textDocument": { "uri": self.uri(path) } }));
                }
                _ => {}
            }
        }
        for path in files {
            if let Some(text) = tree.text(path).filter(|_| !self.open.contains_key(path)) {
                self.give(path, text);
            }
        }
        self.known = tree.clone();
    }

    fn give(&mut self, path: &str, text: &str) {
        self.open.insert(path.to_owned(), 1);
        let document = json!({ "uri": self.uri(path), "languageId": "python", "version": 1, "text": text });
        self.peer.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }

    fn uri(&self, path: &str) -> String {
        uri(&self.root.join(path))
    }
}

impl CheckSession for LanguageSession {
    fn check<'a>(&'a mut self, tree: &'a Tree, files: &'a BTreeSet<String>) -> Answer<'a, Vec<Finding>> {
        Box::pin(self.diagnostics(tree, files))
    }

    fn fixes<'a>(&'a mut self, tree: &'a Tree, places: &'a [FixPlace]) -> Answer<'a, Vec<(usize, Fix)>> {
        Box::pin(self.propose(tree, places))
    }

    fn resident(&self) -> Option<u64> {
        self.peer.resident()
    }
}

fn is_python(path: &str) -> bool {
    path.ends_with(".py") || path.ends_with(".pyi")
}

/// What a client answers to a server's questions: it has no settings beside those of the start, and takes note of everything else.
fn answer(method: &str, asked: &Value) -> Value {
    match method {
        "workspace/configuration" => asked["items"].as_array().map(|items| vec![Value::Null; items.len()]).into(),
        "workspace/applyEdit" => json!({ "applied": false }),
        _ => Value::Null,
    }
}

/// The URI of a file.
fn uri(path: &Path) -> String {
    let mut uri = "file://".to_owned();
    for byte in path.to_string_lossy().bytes() {
        match byte {
            b'/' | b'-' | b'_' | b'.' | b'~' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => uri.push(char::from(byte)),
            other => uri.push_str(&format!("%{other:02X}")),
        }
    }
    uri
}
