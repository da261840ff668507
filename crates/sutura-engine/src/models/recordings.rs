//! Answers in a folder that can be shared: written while a model is asked, and given again without one.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Answers, Completing, Completion, Model, ModelError, Request};
use crate::workspace::Digest;

/// The version of a recording's format.
const FORMAT: &str = "sutura.recording/1";

/// What stands for a private text.
const HIDDEN: &str = "[private]";

/// A folder of recordings. Of a request only the hash is kept, which is the file's name.
#[derive(Clone, Debug)]
pub struct Recordings {
    folder: PathBuf,
    private: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Recording {
    format: String,
    model: String,
    completion: Completion,
}

impl Recordings {
    /// Recordings in `folder`. The texts of `private`, such as the path of the user's home, are neither recorded nor part of a hash, so that
    /// recordings are the same for everybody.
    pub fn new(folder: PathBuf, private: Vec<String>) -> Self {
        let mut private: Vec<String> = private.into_iter().filter(|text| text.len() > 1).collect();
        // A path within another one is hidden after it.
        private.sort_by_key(|text| std::cmp::Reverse(text.len()));
        Self { folder, private }
    }

    /// The hash of what a model was asked, whichever model it was.
    fn key(&self, request: &Request) -> Digest {
        Answers::key("", &self.without_private(request))
    }

    fn path(&self, key: Digest) -> PathBuf {
        self.folder.join(format!("{key}.json"))
    }

    fn without_private<T: Serialize + for<'de> Deserialize<'de>>(&self, content: &T) -> T {
        let mut json = serde_json::to_value(content).expect("requests and completions have only names as keys");
        self.hide(&mut json);
        serde_json::from_value(json).expect("texts stand where texts stood")
    }

    fn hide(&self, value: &mut Value) {
        match value {
            Value::String(text) => {
                for private in self.private.iter().filter(|private| !private.is_empty()) {
                    if text.contains(private.as_str()) {
                        *text = text.replace(private.as_str(), HIDDEN);
                    }
                }
            }
            Value::Array(values) => values.iter_mut().for_each(|value| self.hide(value)),
            Value::Object(fields) => fields.values_mut().for_each(|value| self.hide(value)),
            _ => {}
        }
    }

    fn write(&self, key: Digest, model: &str, completion: &Completion) -> io::Result<()> {
        let recording = Recording { format: FORMAT.to_owned(), model: model.to_owned(), completion: self.without_private(completion) };
        let json = serde_json::to_string_pretty(&recording).expect("a completion has only names as keys") + "\n";
        fs::create_dir_all(&self.folder)?;
        let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
        file.write_all(json.as_bytes())?;
        file.persist(self.path(key))?;
        Ok(())
    }
}

fn read(path: &Path) -> Result<Completion, String> {
    let bytes = fs::read(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => "there is no recording of this request".to_owned(),
        _ => error.to_string(),
    })?;
    let recording: Option<Recording> = serde_json::from_slice(&bytes).ok().filter(|recording: &Recording| recording.format == FORMAT);
    recording.map(|recording| recording.completion).ok_or_else(|| "it is no recording that this version can read".to_owned())
}

/// A model whose answers are recorded.
pub struct Record {
    model: Arc<dyn Model>,
    recordings: Recordings,
}

impl Record {
    /// Records what `model` answers.
    pub fn new(model: Arc<dyn Model>, recordings: Recordings) -> Self {
        Self { model, recordings }
    }
}

impl Model for Record {
    fn name(&self) -> &str {
        self.model.name()
    }

    fn complete<'a>(&'a self, request: &'a Request) -> Completing<'a> {
        Box::pin(async move {
            let completion = self.model.complete(request).await?;
            let key = self.recordings.key(request);
            // An answer that was paid for is not lost over a full disk; who replays will be told what is missing.
            let _ = self.recordings.write(key, self.name(), &completion);
            Ok(completion)
        })
    }
}

/// Recordings in place of a model. What was not recorded is an error.
pub struct Replay {
    recordings: Recordings,
}

impl Replay {
    /// Answers out of `recordings`.
    pub fn new(recordings: Recordings) -> Self {
        Self { recordings }
    }
}

impl Model for Replay {
    fn name(&self) -> &str {
        "replay"
    }

    fn is_bought(&self) -> bool {
        false
    }

    fn complete<'a>(&'a self, request: &'a Request) -> Completing<'a> {
        Box::pin(async move {
            let key = self.recordings.key(request);
            let path = self.recordings.path(key);
            read(&path).map_err(|reason| ModelError::Impossible {
                model: self.name().to_owned(),
                reason: format!("{}: {reason}", path.display()),
                hint: "Record it: ask a model with the same `model.recordings`, on the same sources, with the same version of Sutura."
                    .to_owned(),
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use sutura_testkit::model::{ModelServer, Reply};

    use super::*;
    use crate::models::{Anthropic, Http, Message, Part, Proxies, Secret, testing::question};

    /// A recording as version 1 wrote it.
    const OLDEST: &str = r#"{"format":"sutura.recording/1","model":"anthropic/claude","completion":{"text":"so","calls":[],"stop":"end","usage":{"uncached":1,"cache_read":0,"cache_write":0,"output":2}}}"#;

    fn asked_in(home: &str) -> Request {
        Request { messages: vec![Message::User(vec![Part { text: format!("see {home}/app/a.py"), cached: false }])], ..question() }
    }

    #[tokio::test]
    async fn what_was_recorded_is_replayed_for_another_user_without_the_first_ones_paths_or_key() {
        let folder = tempfile::tempdir().unwrap();
        let at = |home: &str| Recordings::new(folder.path().join("r"), vec![home.to_owned()]);
        let server = ModelServer::new(vec![Reply::call("write_file", json!({ "content": "path = '/home/ada/app'" }))]);
        let http = Http::new(&server.url(), &Proxies::default()).unwrap();
        let model = Anthropic::new("claude", &server.url(), Secret::new("sk-secret").unwrap(), http, std::time::Duration::from_secs(5));
        let answer = Record::new(Arc::new(model), at("/home/ada")).complete(&asked_in("/home/ada")).await.unwrap();
        assert_eq!(answer.calls[0].arguments, Ok(json!({ "content": "path = '/home/ada/app'" })), "only the recording is without it");

        let replayed = Replay::new(at("/home/bob")).complete(&asked_in("/home/bob")).await.unwrap();
        assert_eq!(replayed.calls[0].arguments, Ok(json!({ "content": "path = '[private]/app'" })));
        let file = fs::read_dir(folder.path().join("r")).unwrap().next().unwrap().unwrap().path();
        let text = fs::read_to_string(&file).unwrap();
        assert!(!text.contains("ada") && !text.contains("sk-secret"), "{text}");
    }

    #[tokio::test]
    async fn a_miss_names_the_file_and_so_the_hash_and_the_oldest_format_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let recordings = Recordings::new(folder.path().to_owned(), Vec::new());
        let path = recordings.path(recordings.key(&question()));
        let replay = Replay::new(recordings);
        let error = replay.complete(&question()).await.unwrap_err();
        assert!(error.to_string().contains(path.to_str().unwrap()) && error.to_string().contains("no recording"), "{error}");
        fs::write(&path, OLDEST.replace("recording/1", "recording/2")).unwrap();
        assert!(replay.complete(&question()).await.is_err());
        fs::write(&path, OLDEST).unwrap();
        assert_eq!(replay.complete(&question()).await.unwrap().text, "so");
    }
}
