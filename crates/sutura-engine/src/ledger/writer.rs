//! Writes a run: one folder, one append-only file of events and, at the end, what is folded from it.

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use jiff::Timestamp;

use super::{
    EVENTS, Event, EventSink, LedgerError, Record, RunId, RunSummary, SCHEMA, create_sutura_dir, fold,
    folder::{create_new, create_own_dir, write_atomically},
    read_events, run_markdown,
};

/// The name of the folder of runs in `.sutura`.
pub const RUNS: &str = "runs";

/// What the engine does not look up by itself.
pub struct Origin {
    /// The time.
    pub clock: Box<dyn Fn() -> Timestamp + Send + Sync>,
    /// Any number: it tells two runs of one millisecond apart.
    pub nonce: u32,
    /// The version of the program.
    pub version: String,
}

/// A run that is being written.
///
/// An event that cannot be written stops the record, not the command: [`RunLog::finish`] says so, and nothing follows
/// the line at which it happened, so that a torn line is always the last.
pub struct RunLog {
    id: RunId,
    folder: PathBuf,
    clock: Box<dyn Fn() -> Timestamp + Send + Sync>,
    began: Timestamp,
    lines: Mutex<Lines>,
}

impl RunLog {
    /// Begins a run of `command` in the `.sutura` folder, which is made where it is missing.
    pub fn create(sutura_dir: &Path, command: &str, origin: Origin) -> Result<Self, LedgerError> {
        let Origin { clock, nonce, version } = origin;
        let began = clock();
        create_sutura_dir(sutura_dir)?;
        let runs = sutura_dir.join(RUNS);
        create_own_dir(&runs)?;
        let (id, folder) = create_run_dir(&runs, began, nonce)?;
        let path = folder.join(EVENTS);
        let out = create_new(&path).map_err(|source| LedgerError::Write { path, source })?;
        let log = Self { id, folder, clock, began, lines: Mutex::new(Lines::new(Box::new(out))) };
        log.record(Event::RunStarted { command: command.to_owned(), version });
        Ok(log)
    }

    /// The run's name.
    pub fn id(&self) -> &RunId {
        &self.id
    }

    /// The run's folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Ends the run with the command's exit status, unless an event has ended it already, and writes `run.json` and `run.md`.
    ///
    /// Both are folded from the events as they stand on the disk.
    pub fn finish(&self, exit: u8) -> Result<RunSummary, LedgerError> {
        if !self.lines().finished {
            let milliseconds = u64::try_from(self.began.duration_until((self.clock)()).as_millis()).unwrap_or(0);
            self.record(Event::RunFinished { exit, milliseconds });
        }
        let path = self.folder.join(EVENTS);
        if let Some(source) = self.lines().failure.take() {
            return Err(LedgerError::Write { path, source });
        }
        let summary = fold(&self.id, read_events(&path)?);
        let json = serde_json::to_string_pretty(&summary).expect("a summary has only names as keys");
        write_atomically(&self.folder.join("run.json"), (json + "\n").as_bytes())?;
        write_atomically(&self.folder.join("run.md"), run_markdown(&summary).as_bytes())?;
        Ok(summary)
    }

    fn lines(&self) -> MutexGuard<'_, Lines> {
        // A panic elsewhere while an event was written leaves at worst a torn last line.
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl EventSink for RunLog {
    fn record(&self, event: Event) {
        let mut lines = self.lines();
        // The clock is read under the lock, so that time and number run in one order.
        let at = (self.clock)();
        lines.append(at, event);
    }
}

/// Makes the folder of a new run: the next free name, should another run have begun in the same moment with the same nonce.
fn create_run_dir(runs: &Path, began: Timestamp, nonce: u32) -> Result<(RunId, PathBuf), LedgerError> {
    const TRIES: u32 = 16;
    let mut tried = 0;
    loop {
        let id = RunId::new(began, nonce.wrapping_add(tried));
        let folder = runs.join(&id);
        match std::fs::create_dir(&folder) {
            Ok(()) => return Ok((id, folder)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && tried < TRIES => tried += 1,
            Err(source) => {
                return Err(LedgerError::Write { path: folder, source });
            }
        }
    }
}

/// Numbered lines, each written whole with one call.
struct Lines {
    out: Box<dyn Write + Send>,
    written: u64,
    finished: bool,
    failure: Option<io::Error>,
}

impl Lines {
    fn new(out: Box<dyn Write + Send>) -> Self {
        Self { out, written: 0, finished: false, failure: None }
    }

    fn append(&mut self, at: Timestamp, event: Event) {
        if self.failure.is_some() {
            return;
        }
        let finishes = matches!(event, Event::RunFinished { .. });
        let record = Record { v: SCHEMA, seq: self.written + 1, at: format!("{at:.3}"), event };
        let mut line = serde_json::to_vec(&record).expect("a record has only names as keys");
        line.push(b'\n');
        match self.out.write_all(&line) {
            Ok(()) => {
                self.written += 1;
                self.finished |= finishes;
            }
            Err(error) => self.failure = Some(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        fs,
        sync::{Arc, atomic::AtomicI64, atomic::Ordering},
        thread,
    };

    use super::*;
    use crate::ledger::testing::diagnostic;

    fn origin() -> Origin {
        let now = AtomicI64::new(1_795_368_330_417);
        Origin {
            clock: Box::new(move || Timestamp::from_millisecond(now.fetch_add(1, Ordering::Relaxed)).unwrap()),
            nonce: 0x4f_3a9c,
            version: "0.1.0".to_owned(),
        }
    }

    #[test]
    fn a_run_is_three_files_in_a_folder_named_by_time() {
        let root = tempfile::tempdir().unwrap();
        let log = RunLog::create(&root.path().join(".sutura"), "check", origin()).unwrap();
        log.record(Event::Diagnostic(diagnostic("check", "ruff", "F821")));
        let summary = log.finish(1).unwrap();
        assert_eq!(log.folder(), root.path().join(".sutura/runs/20261122T172530.417Z-4f3a9c"));
        assert_eq!((summary.exit, summary.steps[0].validation_errors_before_repair), (Some(1), 1));
        let json = fs::read_to_string(log.folder().join("run.json")).unwrap();
        assert_eq!(serde_json::from_str::<RunSummary>(&json).unwrap(), summary);
        assert_eq!(fs::read_to_string(log.folder().join("run.md")).unwrap(), run_markdown(&summary));
        assert_eq!(fs::read_dir(log.folder()).unwrap().count(), 3);
    }

    #[test]
    fn an_outside_end_of_the_run_is_not_followed_by_a_second() {
        let root = tempfile::tempdir().unwrap();
        let log = RunLog::create(&root.path().join(".sutura"), "pipeline", origin()).unwrap();
        log.record(Event::RunFinished { exit: 7, milliseconds: 1234 });
        let summary = log.finish(0).unwrap();
        assert_eq!((summary.exit, summary.milliseconds), (Some(7), 1234));
    }

    #[test]
    fn two_runs_of_one_moment_have_two_folders() {
        let root = tempfile::tempdir().unwrap();
        let sutura = root.path().join(".sutura");
        let first = RunLog::create(&sutura, "check", origin()).unwrap();
        let second = RunLog::create(&sutura, "check", origin()).unwrap();
        assert_ne!(first.id(), second.id());
    }

    #[test]
    fn numbers_have_no_gap_when_threads_record_at_once() {
        let root = tempfile::tempdir().unwrap();
        let log = RunLog::create(&root.path().join(".sutura"), "check", origin()).unwrap();
        thread::scope(|scope| {
            for thread in 0..8 {
                let log = &log;
                scope.spawn(move || (0..100).for_each(|n| log.record(Event::note("", format!("{thread} {n}")))));
            }
        });
        log.finish(0).unwrap();
        let records = read_events(&log.folder().join(EVENTS)).unwrap().records;
        let numbers: Vec<u64> = records.iter().map(|record| record.seq).collect();
        assert_eq!(numbers, (1..=802).collect::<Vec<u64>>());
        assert!(records.is_sorted_by(|a, b| a.at <= b.at));
    }

    /// Takes so many bytes, then is full.
    struct SmallDisk {
        free: usize,
        content: Arc<Mutex<Vec<u8>>>,
    }

    impl Write for SmallDisk {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let taken = bytes.len().min(self.free);
            if taken == 0 {
                return Err(io::ErrorKind::StorageFull.into());
            }
            self.free -= taken;
            self.content.lock().unwrap().extend_from_slice(&bytes[..taken]);
            Ok(taken)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_full_disk_is_told_at_the_end_and_tears_only_the_last_line() {
        let root = tempfile::tempdir().unwrap();
        let log = RunLog::create(&root.path().join(".sutura"), "check", origin()).unwrap();
        let content = Arc::default();
        log.lines().out = Box::new(SmallDisk { free: 130, content: Arc::clone(&content) });
        for n in 0..5 {
            log.record(Event::note("", format!("note {n}")));
        }
        let error = log.finish(0).unwrap_err();
        assert!(matches!(&error, LedgerError::Write { source, .. } if source.kind() == io::ErrorKind::StorageFull));
        assert_eq!(error.hint(), "free some space and run the command again");
        assert!(!log.folder().join("run.json").exists());

        let path = root.path().join("events.jsonl");
        fs::write(&path, &*content.lock().unwrap()).unwrap();
        let events = read_events(&path).unwrap();
        assert_eq!((events.records.len(), events.torn), (1, true));
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_written_through_a_link() {
        for linked in [".sutura", ".sutura/runs"] {
            let (root, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
            let link = root.path().join(linked);
            fs::create_dir_all(link.parent().unwrap()).unwrap();
            std::os::unix::fs::symlink(elsewhere.path(), &link).unwrap();
            let refused = RunLog::create(&root.path().join(".sutura"), "check", origin());
            assert!(matches!(refused, Err(LedgerError::Link { path }) if path == link), "{linked}");
            assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0, "{linked}");
        }
    }

    #[test]
    fn a_place_that_cannot_be_written_is_named() {
        let root = tempfile::tempdir().unwrap();
        let sutura = root.path().join("missing/.sutura");
        let refused = RunLog::create(&sutura, "check", origin());
        assert!(matches!(refused, Err(LedgerError::Write { path, .. }) if path == sutura));
    }
}
