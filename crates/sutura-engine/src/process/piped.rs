//! A child that is spoken to over its standard input and output.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::{
    io::{AsyncRead, AsyncReadExt},
    process::{Child, ChildStdin, ChildStdout},
};

use super::{Running, memory::resident};

/// What a child says, as a stream of bytes.
pub type PipedOutput = ChildStdout;

/// A running program with both ends of the talk. Dropping it ends the program and all its descendants.
#[derive(Debug)]
pub struct Piped {
    /// What it reads. As long as this is held, its supervisor lets it live.
    pub input: Option<ChildStdin>,
    /// What it says.
    pub output: Option<PipedOutput>,
    child: Child,
    complaint: Arc<Mutex<VecDeque<u8>>>,
}

/// Bytes of standard error that are kept, for messages.
const COMPLAINT: usize = 16 << 10;

impl Piped {
    pub(super) fn new(running: Running) -> Self {
        let Running { mut child, lifeline } = running;
        let complaint = Arc::default();
        if let Some(stderr) = child.stderr.take() {
            tokio::spawn(keep_last(stderr, Arc::clone(&complaint)));
        }
        Self { input: lifeline, output: child.stdout.take(), child, complaint }
    }

    /// Process id of its supervisor, as long as that runs.
    pub fn id(&self) -> Option<u32> {
        self.child.id()
    }

    /// Bytes of memory that it and its descendants hold, where the system tells.
    pub fn resident(&self) -> Option<u64> {
        resident(self.id()?)
    }

    /// The last lines of its standard error.
    pub fn complaint(&self) -> String {
        let kept: Vec<u8> = self.complaint.lock().unwrap_or_else(PoisonError::into_inner).iter().copied().collect();
        let text = String::from_utf8_lossy(&kept);
        let lines: Vec<&str> = text.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect();
        lines[lines.len().saturating_sub(12)..].join("\n")
    }
}

async fn keep_last(mut stream: impl AsyncRead + Unpin, kept: Arc<Mutex<VecDeque<u8>>>) {
    let mut buffer = [0; 4096];
    while let Ok(read @ 1..) = stream.read(&mut buffer).await {
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.extend(&buffer[..read]);
        let surplus = kept.len().saturating_sub(COMPLAINT);
        kept.drain(..surplus);
    }
}
