//! What models have answered, by the hash of what they were asked: a recorded answer is never bought again.
//!
//! One folder holds for each request, named by its hash, at most an answer (`.json`), a note that it was sent and that no answer is known
//! (`.sent`), and a lock (`.lock`) by which a second process waits for the first one's answer. The note is written before the request
//! is sent, so that it is there however the program ends.

use std::{
    fs::{self, File, TryLockError},
    io::{self, Write},
    path::{Path, PathBuf},
    time::Duration,
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use thiserror::Error;

use super::{Completion, Request};
use crate::workspace::Digest;

/// The version of both files' format.
const FORMAT: &str = "sutura.answer/1";

/// How often one looks whether another process has its answer.
const GLANCE: Duration = Duration::from_millis(20);

/// The recorded answers, in a folder of the user's cache.
#[derive(Clone, Debug)]
pub struct Answers {
    folder: PathBuf,
}

/// Why an answer cannot be recorded or read.
#[derive(Debug, Error)]
pub enum AnswersError {
    /// The system refused.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It is not whole, or of a later version. It may hold an answer that was paid for, so it is not passed over.
    #[error("{}: no answer that this version can read; delete it to ask again", .0.display())]
    Unreadable(PathBuf),
}

#[derive(Debug, Serialize, Deserialize)]
struct Recorded<T> {
    format: String,
    model: String,
    /// RFC 3339, UTC.
    at: String,
    #[serde(flatten)]
    content: T,
}

#[derive(Debug, Serialize, Deserialize)]
struct Said {
    completion: Completion,
}

#[derive(Debug, Serialize, Deserialize)]
struct Sent {
    reason: String,
}

/// A request that was sent, and of which no answer is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// The model.
    pub model: String,
    /// When it was sent: RFC 3339, UTC.
    pub at: String,
    /// What went wrong.
    pub reason: String,
    /// The note; without it the request is sent again.
    pub file: PathBuf,
}

impl Answers {
    /// Answers lie below `folder`.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// The hash of a request to a model, over canonical JSON. Where the model is reached is no part of it.
    pub fn key(model: &str, request: &Request) -> Digest {
        let mut json = serde_json::to_value(request).expect("a request has only names as keys");
        json.sort_all_objects();
        Digest::of_parts([model.as_bytes(), json.to_string().as_bytes()])
    }

    /// All requests in doubt, oldest first.
    pub fn in_doubt(&self) -> Vec<Doubt> {
        let folders = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let files = folders.filter_map(|folder| fs::read_dir(folder.path()).ok()).flatten().flatten().map(|entry| entry.path());
        let notes = files.filter(|path| path.extension().is_some_and(|ending| ending == "sent"));
        let mut doubts: Vec<Doubt> =
            notes.filter(|note| !note.with_extension("json").exists()).filter_map(|note| read_doubt(&note).ok()?).collect();
        doubts.sort_by(|a, b| (&a.at, &a.file).cmp(&(&b.at, &b.file)));
        doubts
    }

    /// The entry of one request, which is one's own until it is dropped. Waits for whoever has it.
    pub(super) async fn entry(&self, key: Digest) -> Result<Entry, AnswersError> {
        let name = key.to_string();
        let folder = self.folder.join(&name[..2]);
        let path = folder.join(format!("{}.lock", &name[2..]));
        let io = |source| AnswersError::Io { path: path.clone(), source };
        make_private(&self.folder).and_then(|()| make_private(&folder)).map_err(io)?;
        let lock = File::options().create(true).truncate(false).write(true).open(&path).map_err(io)?;
        loop {
            match lock.try_lock() {
                Ok(()) => return Ok(Entry { answer: path.with_extension("json"), note: path.with_extension("sent"), _lock: lock }),
                Err(TryLockError::WouldBlock) => tokio::time::sleep(GLANCE).await,
                Err(TryLockError::Error(source)) => return Err(io(source)),
            }
        }
    }
}

/// What is known of one request.
#[derive(Debug)]
pub(super) struct Entry {
    answer: PathBuf,
    note: PathBuf,
    _lock: File,
}

impl Entry {
    /// The recorded answer.
    pub(super) fn answer(&self) -> Result<Option<Completion>, AnswersError> {
        Ok(read::<Said>(&self.answer)?.map(|recorded| recorded.content.completion))
    }

    /// Whether it was sent before, by whomever, and came to nothing that is known.
    pub(super) fn doubt(&self) -> Result<Option<Doubt>, AnswersError> {
        read_doubt(&self.note)
    }

    /// It is about to be sent, or was and `reason` went wrong.
    pub(super) fn sent(&self, model: &str, at: Timestamp, reason: &str) -> Result<(), AnswersError> {
        write(&self.note, model, at, Sent { reason: reason.to_owned() })
    }

    /// Nothing was bought.
    pub(super) fn bought_nothing(&self) -> Result<(), AnswersError> {
        match fs::remove_file(&self.note) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(AnswersError::Io { path: self.note.clone(), source: error }),
            _ => Ok(()),
        }
    }

    /// It was answered. Where this cannot be recorded the note stays.
    pub(super) fn answered(&self, model: &str, at: Timestamp, completion: &Completion) -> Result<(), AnswersError> {
        write(&self.answer, model, at, Said { completion: completion.clone() })?;
        self.bought_nothing()
    }
}

fn read_doubt(note: &Path) -> Result<Option<Doubt>, AnswersError> {
    let recorded = read::<Sent>(note)?;
    Ok(recorded.map(|Recorded { model, at, content, .. }| Doubt { model, at, reason: content.reason, file: note.to_owned() }))
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<Option<Recorded<T>>, AnswersError> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(AnswersError::Io { path: path.to_owned(), source }),
    };
    let recorded = serde_json::from_slice(&bytes).ok().filter(|recorded: &Recorded<T>| recorded.format == FORMAT);
    recorded.map(Some).ok_or_else(|| AnswersError::Unreadable(path.to_owned()))
}

/// Whole or not at all, on the disk before this returns, and for the user's eyes alone: that is how temporary files are made.
fn write<T: Serialize>(path: &Path, model: &str, at: Timestamp, content: T) -> Result<(), AnswersError> {
    let recorded = Recorded { format: FORMAT.to_owned(), model: model.to_owned(), at: at.to_string(), content };
    let json = serde_json::to_vec(&recorded).expect("a record has only names as keys");
    let write = || -> io::Result<()> {
        let mut file = tempfile::NamedTempFile::new_in(path.parent().expect("the path was joined to a folder"))?;
        file.write_all(&json)?;
        file.as_file().sync_all()?;
        file.persist(path)?;
        Ok(())
    };
    write().map_err(|source| AnswersError::Io { path: path.to_owned(), source })
}

/// Answers quote the user's code.
fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::{Stop, ToolCall, Usage, testing::question};

    /// An answer as version 1 wrote it.
    const OLDEST: &str = r#"{"format":"sutura.answer/1","model":"anthropic/claude","at":"2026-11-22T21:00:00Z","completion":{"text":"so","calls":[{"id":"call_1","name":"patch_file","arguments":{"Ok":{"old_string":"a"}}},{"id":"call_2","name":"patch_file","arguments":{"Err":"{"}}],"stop":"tool_use","usage":{"uncached":10,"cache_read":1,"cache_write":2,"output":5}}}"#;

    fn completion() -> Completion {
        let call = |id: &str, arguments| ToolCall { id: id.to_owned(), name: "patch_file".to_owned(), arguments };
        Completion {
            text: "so".to_owned(),
            calls: vec![call("call_1", Ok(serde_json::json!({ "old_string": "a" }))), call("call_2", Err("{".to_owned()))],
            stop: Stop::ToolUse,
            usage: Usage { uncached: 10, cache_read: 1, cache_write: 2, output: 5 },
            own: None,
        }
    }

    fn now() -> Timestamp {
        "2026-11-22T21:00:00Z".parse().unwrap()
    }

    #[tokio::test]
    async fn an_answer_is_kept_for_its_owner_alone_and_the_oldest_format_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let answers = Answers::new(folder.path().join("answers"));
        let entry = answers.entry(Answers::key("m", &question())).await.unwrap();
        assert_eq!(entry.answer().unwrap(), None);
        entry.answered("anthropic/claude", now(), &completion()).unwrap();
        assert_eq!(entry.answer().unwrap(), Some(completion()));
        assert_eq!(fs::read_to_string(&entry.answer).unwrap(), OLDEST, "a changed format needs a new version");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&entry.answer).unwrap().permissions().mode() & 0o777, 0o600);
            assert_eq!(fs::metadata(&answers.folder).unwrap().permissions().mode() & 0o777, 0o700);
        }
    }

    #[tokio::test]
    async fn a_file_that_is_torn_or_of_a_later_version_is_not_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let entry = Answers::new(folder.path().to_owned()).entry(Digest::of(b"x")).await.unwrap();
        for wrong in [&OLDEST[..OLDEST.len() / 2], &OLDEST.replace("answer/1", "answer/2"), ""] {
            fs::write(&entry.answer, wrong).unwrap();
            assert!(matches!(entry.answer(), Err(AnswersError::Unreadable(_))), "{wrong}");
        }
    }

    #[tokio::test]
    async fn a_request_in_doubt_is_noted_until_it_is_answered_or_was_free() {
        let folder = tempfile::tempdir().unwrap();
        let answers = Answers::new(folder.path().to_owned());
        let entry = answers.entry(Digest::of(b"x")).await.unwrap();
        entry.sent("m", now(), "it broke off").unwrap();
        let doubts = answers.in_doubt();
        assert_eq!((doubts.len(), doubts[0].reason.as_str(), doubts[0].model.as_str()), (1, "it broke off", "m"));
        assert_eq!(entry.doubt().unwrap().as_ref(), doubts.first());
        entry.answered("m", now(), &completion()).unwrap();
        assert_eq!((answers.in_doubt(), entry.doubt().unwrap()), (vec![], None));
        entry.sent("m", now(), "").unwrap();
        entry.bought_nothing().unwrap();
        assert_eq!(entry.doubt().unwrap(), None);
    }

    #[tokio::test]
    async fn an_entry_is_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let answers = Answers::new(folder.path().to_owned());
        let first = answers.entry(Digest::of(b"x")).await.unwrap();
        let second = tokio::spawn({
            let answers = answers.clone();
            async move { answers.entry(Digest::of(b"x")).await.unwrap().answer().unwrap() }
        });
        tokio::time::sleep(GLANCE * 3).await;
        assert!(!second.is_finished());
        answers.entry(Digest::of(b"y")).await.unwrap();
        first.answered("m", now(), &completion()).unwrap();
        drop(first);
        assert_eq!(second.await.unwrap(), Some(completion()));
    }

    #[test]
    fn the_key_is_over_the_model_and_all_of_the_request() {
        let key = Answers::key("m", &question());
        assert_eq!(key, Answers::key("m", &question()));
        assert_ne!(key, Answers::key("n", &question()));
        assert_ne!(key, Answers::key("m", &Request { max_output_tokens: 7, ..question() }));
    }
}
