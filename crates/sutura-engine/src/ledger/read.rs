//! Reads a run's events back.

use std::{
    fs,
    io::{self, BufRead, Read},
    iter,
    path::Path,
};

use serde::Deserialize;

use super::{LedgerError, Record, RunId, RunSummary, SCHEMA, fold};

/// The events of one run, in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Events {
    /// Every whole line. Events that this version does not know are among them as [`Event::Unknown`](super::Event::Unknown).
    pub records: Vec<Record>,
    /// Whether the last line was cut off, and left out.
    pub torn: bool,
}

/// The summary of one run, folded from its events.
pub fn read_run(runs_dir: &Path, run: &RunId) -> Result<RunSummary, LedgerError> {
    let events = read_events(&runs_dir.join(run).join(EVENTS))?;
    Ok(fold(run, events))
}

/// Reads an events file.
///
/// A last line without its line break is what a crash leaves, and no error. A broken line with others behind it is one, and so
/// is a line of a later format: what is kept in silence would be counted wrong.
pub fn read_events(path: &Path) -> Result<Events, LedgerError> {
    let mut content = Vec::new();
    read_file(path, &mut content)?;
    let mut records = Vec::new();
    let mut torn = false;
    for line in lines(&content) {
        match parse(path, &line) {
            Ok(record) => records.push(record),
            Err(LedgerError::Broken { .. }) if !line.whole => torn = true,
            Err(error) => return Err(error),
        }
    }
    Ok(Events { records, torn })
}

/// The name of the events file in a run's folder.
pub const EVENTS: &str = "events.jsonl";

/// Reads a regular file into `content`; a pipe or a device that stands in its place would not end.
pub(super) fn read_file(path: &Path, content: &mut Vec<u8>) -> Result<(), LedgerError> {
    let mut read = || {
        if !fs::metadata(path)?.is_file() {
            return Err(io::Error::other("it is not a file"));
        }
        content.clear();
        fs::File::open(path)?.read_to_end(content)
    };
    read().map(drop).map_err(|source| LedgerError::Read { path: path.to_owned(), source })
}

/// One line of an events file.
pub(super) struct Line<'a> {
    /// 1-based.
    pub number: usize,
    /// Without its line break.
    pub text: &'a [u8],
    /// Whether it has a line break: each is written together with it.
    pub whole: bool,
}

/// The lines that are not empty.
pub(super) fn lines(content: &[u8]) -> impl Iterator<Item = Line<'_>> {
    let mut rest = content;
    let next = move || {
        let all = rest;
        // Finds the line break many bytes at a time, which `slice::split` does not.
        let length = rest.skip_until(b'\n').expect("reading from memory does not fail");
        (length > 0).then(|| &all[..length])
    };
    iter::from_fn(next).enumerate().filter_map(|(index, line)| {
        let text = line.trim_ascii();
        (!text.is_empty()).then_some(Line { number: index + 1, text, whole: line.ends_with(b"\n") })
    })
}

/// The record on one line.
pub(super) fn parse(path: &Path, line: &Line<'_>) -> Result<Record, LedgerError> {
    let parsed = serde_json::from_slice::<Record>(line.text);
    // The version first: a later format may look like anything else.
    match serde_json::from_slice::<Version>(line.text) {
        Ok(Version { v }) if v > SCHEMA => {
            Err(LedgerError::LaterFormat { path: path.to_owned(), found: v.to_string(), known: SCHEMA.to_string() })
        }
        _ => parsed.map_err(|error| LedgerError::Broken { path: path.to_owned(), line: line.number, problem: json_problem(&error) }),
    }
}

#[derive(Deserialize)]
struct Version {
    v: u32,
}

/// What is wrong with a line of JSON. Its number is told elsewhere, and here it would always be 1.
pub(super) fn json_problem(error: &serde_json::Error) -> String {
    let message = error.to_string();
    match message.rsplit_once(" at line ") {
        Some((problem, _)) => format!("{problem} at column {}", error.column().max(1)),
        None => message,
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use proptest::prelude::*;

    use super::*;
    use crate::ledger::Event;

    const V1: &str = include_str!("fixtures/v1.jsonl");

    fn read_text(text: &[u8]) -> Result<Events, LedgerError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(EVENTS);
        fs::write(&path, text).unwrap();
        read_events(&path)
    }

    #[test]
    fn format_version_1_stays_readable() {
        let events = read_text(V1.as_bytes()).unwrap();
        assert!(!events.torn);
        assert_eq!(events.records.len(), V1.lines().count());
        let unknown = events.records.iter().filter(|record| record.event == Event::Unknown).count();
        assert_eq!(unknown, 0, "each line of the first format is understood");
    }

    #[test]
    fn the_documented_events_are_the_format() {
        let page = include_str!("../../../../docs/ledger.md");
        let events: Vec<&str> = page.lines().filter(|line| line.starts_with("{\"v\":1,")).collect();
        assert_eq!(events.len(), 12, "one example for each event");
        let text = events.join("\n") + "\n";
        for record in read_text(text.as_bytes()).unwrap().records {
            assert_ne!(record.event, Event::Unknown);
        }
    }

    #[test]
    fn what_is_written_today_is_the_committed_format() {
        for (record, line) in read_text(V1.as_bytes()).unwrap().records.iter().zip(V1.lines()) {
            assert_eq!(serde_json::to_string(record).unwrap(), line);
        }
    }

    #[test]
    fn a_line_torn_at_any_byte_is_left_out_and_said() {
        let last = V1.trim_end().rfind('\n').unwrap() + 1;
        let whole = V1[..last].lines().count();
        for end in last + 1..V1.len() - 1 {
            let events = read_text(&V1.as_bytes()[..end]).unwrap();
            assert!(events.torn, "torn at {end}");
            assert_eq!(events.records.len(), whole, "torn at {end}");
        }
        let only_the_break_is_missing = read_text(&V1.as_bytes()[..V1.len() - 1]).unwrap();
        assert!(!only_the_break_is_missing.torn);
        assert_eq!(only_the_break_is_missing.records.len(), whole + 1);
    }

    proptest! {
        #[test]
        fn a_file_torn_anywhere_keeps_its_whole_lines(end in 0..V1.len()) {
            let text = &V1.as_bytes()[..end];
            let events = read_text(text).unwrap();
            let whole = text.iter().filter(|&&byte| byte == b'\n').count();
            prop_assert!(events.records.len() == whole || (!events.torn && events.records.len() == whole + 1));
        }

        #[test]
        fn a_message_cut_inside_a_character_is_torn(cut in 1usize..4) {
            let line = r#"{"v":1,"seq":1,"at":"","event":"note","message":"🧵"#.as_bytes();
            let events = read_text(&line[..line.len() - cut]).unwrap();
            prop_assert!(events.torn && events.records.is_empty());
        }
    }

    #[test]
    fn a_broken_line_in_the_middle_is_named() {
        let text = V1.replacen("{\"v\":1,\"seq\":2,", "{\"v\":1,\"seq\":two,", 1);
        let error = read_text(text.as_bytes()).unwrap_err();
        assert!(matches!(&error, LedgerError::Broken { line: 2, .. }), "{error}");
        assert!(error.to_string().contains("events.jsonl:2 is not an event: expected"), "{error}");
    }

    #[test]
    fn events_and_fields_of_later_programs_are_skipped() {
        let text = concat!(
            "{\"v\":1,\"seq\":1,\"at\":\"\",\"event\":\"weather\",\"step\":[1],\"sun\":true}\n",
            "{\"v\":1,\"seq\":2,\"at\":\"\",\"event\":\"note\",\"message\":\"m\",\"colour\":\"red\"}\n",
        );
        let events = read_text(text.as_bytes()).unwrap();
        assert_eq!(events.records[0].event, Event::Unknown);
        assert_eq!(events.records[1].event, Event::note("", "m"));
    }

    #[test]
    fn a_later_format_is_refused_whatever_it_looks_like() {
        let error = read_text(b"{\"v\":2,\"what\":\"ever\"}\n").unwrap_err();
        let message = error.to_string();
        assert!(message.ends_with("has format 2; this version of Sutura reads up to 1"), "{message}");
    }

    #[test]
    fn a_folder_in_place_of_the_events_is_an_error() {
        let error = read_events(&PathBuf::from("/")).unwrap_err();
        assert!(matches!(error, LedgerError::Read { .. }));
    }
}
