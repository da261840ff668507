//! JSON-RPC with a program that we have started: messages behind a `Content-Length`, over its standard input and output.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use thiserror::Error;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    sync::mpsc::{UnboundedSender, unbounded_channel},
    task::AbortHandle,
    time::{sleep, timeout_at},
};

use crate::process::{Command, Launcher, Piped, PipedOutput, ProcessError};

/// The largest message that is read, in bytes.
const MESSAGE_LIMIT: usize = 64 << 20;

/// What may arrive until one question is answered, in bytes.
const TALK_LIMIT: usize = 256 << 20;

/// Messages that are no answers, between a question and its answers. More are a flood.
const CHATTER_LIMIT: usize = 100_000;

/// How often the memory of a server at work is looked at.
const WATCH: Duration = Duration::from_millis(250);

/// Why a session gave no answer.
#[derive(Debug, Error)]
pub enum SessionError {
    /// It could not be started.
    #[error(transparent)]
    Start(#[from] ProcessError),
    /// It has ended.
    #[error("the session with {server} ended: {complaint}")]
    Ended {
        /// The program.
        server: String,
        /// What it said last.
        complaint: String,
    },
    /// It did not answer in time.
    #[error("the session with {server} did not answer within {} s", limit.as_secs())]
    Stalled {
        /// The program.
        server: String,
        /// The limit.
        limit: Duration,
    },
    /// It sent something that is no message, or no answer to what it was asked.
    #[error("the session with {server} sent something unreadable: {reason}")]
    Garbage {
        /// The program.
        server: String,
        /// What is wrong with it.
        reason: String,
    },
    /// It sent far more than was asked for.
    #[error("the session with {server} sent far more than was asked for")]
    Flooded {
        /// The program.
        server: String,
    },
    /// It holds more memory than it may.
    #[error("the session with {server} held more than {} MiB of memory", limit >> 20)]
    TooLarge {
        /// The program.
        server: String,
        /// The limit, in bytes.
        limit: u64,
    },
    /// It answered with an error.
    #[error("{server} refused {method}: {message}")]
    Refused {
        /// The program.
        server: String,
        /// What it was asked.
        method: String,
        /// What it said.
        message: String,
    },
}

/// Within which limits a server is spoken to.
#[derive(Clone, Copy, Debug)]
pub(in crate::checkers) struct Limits {
    /// Wall time until all answers to one batch of questions are there.
    pub time: Duration,
    /// Bytes of memory that it and its descendants may hold.
    pub memory: u64,
}

/// A server, and our side of the talk with it. Dropping it ends the server.
///
/// After an error, or when a future of its methods was dropped half-way, the talk is out of step: the peer must be dropped.
pub(super) struct Peer {
    name: String,
    child: Piped,
    output: BufReader<PipedOutput>,
    sender: UnboundedSender<Vec<u8>>,
    writer: AbortHandle,
    limits: Limits,
    next: u64,
    looked: Instant,
}

impl Drop for Peer {
    fn drop(&mut self) {
        // A server that reads nothing would keep the writer, and with it the lifeline, for ever.
        self.writer.abort();
    }
}

/// Answers what the server asks of us: the method and its parameters.
pub(super) type Reply<'a> = dyn FnMut(&str, &Value) -> Value + Send + 'a;

impl Peer {
    /// Starts `command` and speaks with it under this name.
    pub fn open(launcher: &Launcher, command: &Command, name: &str, limits: Limits) -> Result<Self, SessionError> {
        let mut child = launcher.open(command)?;
        let output = BufReader::new(child.output.take().expect("the output of a fresh child is ours"));
        let mut input = child.input.take().expect("the input of a fresh child is ours");
        let (sender, mut messages) = unbounded_channel::<Vec<u8>>();
        let writer = tokio::spawn(async move {
            while let Some(message) = messages.recv().await {
                // A server that does not read has ended, which the reader tells.
                if input.write_all(&message).await.is_err() || input.flush().await.is_err() {
                    return;
                }
            }
        });
        Ok(Self { name: name.to_owned(), child, output, sender, writer: writer.abort_handle(), limits, next: 0, looked: Instant::now() })
    }

    /// Bytes of memory that the server and its descendants hold, where the system tells.
    pub fn resident(&self) -> Option<u64> {
        self.child.resident()
    }

    /// Gives the server this much time for each batch of questions from now on, and returns what it had.
    pub fn set_time(&mut self, time: Duration) -> Duration {
        std::mem::replace(&mut self.limits.time, time)
    }

    /// Tells the server something.
    pub fn notify(&self, method: &str, parameters: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": parameters }));
    }

    /// Asks one question.
    pub async fn ask(&mut self, method: &str, parameters: Value, reply: &mut Reply<'_>) -> Result<Value, SessionError> {
        let answers = self.ask_all(method, vec![parameters], reply).await?;
        Ok(answers.into_iter().next().expect("one question has one answer"))
    }

    /// Asks the same question about many things at once; the answers are in the order of the questions.
    pub async fn ask_all(&mut self, method: &str, questions: Vec<Value>, reply: &mut Reply<'_>) -> Result<Vec<Value>, SessionError> {
        let questions = questions.into_iter().map(|parameters| (method, parameters)).collect();
        let answers = self.ask_each(questions, reply).await?;
        let refused = |message| SessionError::Refused { server: self.name.clone(), method: method.to_owned(), message };
        answers.into_iter().map(|answer| answer.map_err(refused)).collect()
    }

    /// Asks many questions at once. Each has its answer, or why there is none, in the order of the questions.
    pub async fn ask_each(
        &mut self,
        questions: Vec<(&str, Value)>,
        reply: &mut Reply<'_>,
    ) -> Result<Vec<Result<Value, String>>, SessionError> {
        let first = self.next;
        self.next += questions.len() as u64;
        for (index, (method, parameters)) in questions.iter().enumerate() {
            self.send(&json!({ "jsonrpc": "2.0", "id": first + index as u64, "method": method, "params": parameters }));
        }
        let mut answers: BTreeMap<u64, Result<Value, String>> = BTreeMap::new();
        let deadline = tokio::time::Instant::from_std(Instant::now() + self.limits.time);
        let (mut received, mut chatter) = (0, 0);
        while answers.len() < questions.len() {
            let message = match timeout_at(deadline, self.receive()).await {
                Ok(message) => message?,
                Err(_) => return Err(SessionError::Stalled { server: self.name.clone(), limit: self.limits.time }),
            };
            if self.looked.elapsed() > WATCH {
                self.looked = Instant::now();
                self.watch_memory()?;
            }
            received += message.len();
            let message: Value = serde_json::from_slice(&message).map_err(|error| self.garbage(error.to_string()))?;
            match (message["method"].as_str(), message.get("id")) {
                (Some(asked), Some(id)) => {
                    let result = reply(asked, &message["params"]);
                    self.send(&json!({ "jsonrpc": "2.0", "id": id, "result": result }));
                    chatter += 1;
                }
                (Some(_), None) => chatter += 1,
                (None, _) => {
                    let id = message["id"].as_u64().filter(|id| (first..self.next).contains(id) && !answers.contains_key(id));
                    let id = id.ok_or_else(|| self.garbage(format!("an answer to no question, {}", message["id"])))?;
                    let answer = match message.get("error").filter(|error| !error.is_null()) {
                        Some(error) => Err(error["message"].as_str().unwrap_or("without a reason").to_owned()),
                        None => Ok(message["result"].clone()),
                    };
                    answers.insert(id, answer);
                }
            }
            if received > TALK_LIMIT || chatter > CHATTER_LIMIT {
                return Err(SessionError::Flooded { server: self.name.clone() });
            }
        }
        Ok(answers.into_values().collect())
    }

    fn send(&self, message: &Value) {
        let body = message.to_string();
        // The writer is gone when the server is, which the reader tells.
        let _ = self.sender.send(format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes());
    }

    /// The next message; meanwhile the server's memory is watched.
    async fn receive(&mut self) -> Result<Vec<u8>, SessionError> {
        let Self { child, output, limits, name, .. } = self;
        let watch = async {
            loop {
                sleep(WATCH).await;
                if let Err(error) = check_memory(child, name, limits.memory) {
                    return error;
                }
            }
        };
        tokio::select! {
            biased;
            frame = read_frame(output) => frame.map_err(|fault| match fault {
                Fault::Ended => SessionError::Ended { server: name.clone(), complaint: child.complaint() },
                Fault::Garbage(reason) => SessionError::Garbage { server: name.clone(), reason },
            }),
            error = watch => Err(error),
        }
    }

    fn watch_memory(&self) -> Result<(), SessionError> {
        check_memory(&self.child, &self.name, self.limits.memory)
    }

    /// That the server sent something that makes no sense.
    pub fn garbage(&self, reason: String) -> SessionError {
        SessionError::Garbage { server: self.name.clone(), reason }
    }
}

fn check_memory(child: &Piped, server: &str, limit: u64) -> Result<(), SessionError> {
    match child.resident() {
        Some(bytes) if bytes > limit => Err(SessionError::TooLarge { server: server.to_owned(), limit }),
        _ => Ok(()),
    }
}

#[derive(Debug, PartialEq)]
enum Fault {
    Ended,
    Garbage(String),
}

/// Longest header line, in bytes, and how many there may be.
const HEADER_LIMIT: (u64, usize) = (4096, 16);

async fn read_frame(stream: &mut (impl AsyncBufReadExt + Unpin)) -> Result<Vec<u8>, Fault> {
    let mut length: Option<usize> = None;
    for _ in 0..HEADER_LIMIT.1 {
        let mut line = Vec::new();
        let read = (&mut *stream).take(HEADER_LIMIT.0).read_until(b'\n', &mut line).await;
        if !matches!(read, Ok(1..)) {
            return Err(Fault::Ended);
        }
        let line = String::from_utf8_lossy(&line);
        match (line.trim(), length) {
            ("", Some(length)) if length > MESSAGE_LIMIT => return Err(Fault::Garbage(format!("a message of {length} bytes"))),
            ("", Some(length)) => {
                let mut body = vec![0; length];
                stream.read_exact(&mut body).await.map_err(|_| Fault::Ended)?;
                return Ok(body);
            }
            (header, _) => {
                let is_name = |name: &str| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
                let named = header.split_once(':').filter(|(name, _)| is_name(name));
                let (name, value) = named.ok_or_else(|| no_header(header))?;
                if name.eq_ignore_ascii_case("content-length") {
                    length = Some(value.trim().parse().map_err(|_| no_header(header))?);
                }
            }
        }
    }
    Err(Fault::Garbage("a message with too many headers".to_owned()))
}

fn no_header(line: &str) -> Fault {
    Fault::Garbage(format!("{:?} is no header", line.chars().take(80).collect::<String>()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(bytes: &[u8]) -> Result<Vec<u8>, Fault> {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(read_frame(&mut BufReader::new(bytes)))
    }

    #[test]
    fn a_message_is_read_whatever_headers_stand_beside_its_length() {
        assert_eq!(read(b"content-type: x\r\nContent-Length: 2\r\n\r\n{}rest").unwrap(), b"{}");
        assert_eq!(read(b"Content-Length: 2\n\n{}").unwrap(), b"{}");
    }

    #[test]
    fn an_end_and_what_is_no_message_are_told_apart() {
        assert_eq!(read(b""), Err(Fault::Ended));
        assert_eq!(read(b"Content-Length: 9\r\n\r\n{}"), Err(Fault::Ended));
        assert_eq!(read(b"Traceback\n"), Err(Fault::Garbage("\"Traceback\" is no header".to_owned())));
        assert_eq!(read(b"Content-Length: 99999999999\r\n\r\n"), Err(Fault::Garbage("a message of 99999999999 bytes".to_owned())));
    }

    proptest! {
        #[test]
        fn no_bytes_stop_the_reader(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = read(&bytes);
        }
    }
}
