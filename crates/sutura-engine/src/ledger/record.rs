//! Takes the events of an outside pipeline, one JSON object a line: `sutura record`.
//!
//! A line is an [`Event`] without `v`, `seq` and `at`, which are given here. A diagnostic needs only `file`, `message`, `tool` and
//! `step`. What is wrong with a line is told together with its number, and the other lines are kept.

use std::{
    io::{self, BufRead, Read},
    str,
};

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{Event, EventSink, LedgerError, RepairAttempt, read::json_problem};
use crate::{
    diagnostic::{Diagnostic, Finding, classify, fingerprint},
    report::text::shorten,
};

/// What became of the lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recorded {
    /// Number of events that were recorded.
    pub events: u64,
    /// Number of lines that were not.
    pub refused: u64,
    /// What is wrong with the first hundred of them.
    pub errors: Vec<RecordError>,
    /// Whether the pipeline ended its run itself, with `run_finished`.
    pub finished: bool,
}

/// A line that was not recorded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct RecordError {
    /// 1-based line of the input.
    pub line: u64,
    /// What is wrong with it, and what was expected.
    pub problem: String,
}

/// Records each line of `input`. Only an input that cannot be read to its end is an error.
pub fn record(mut input: impl BufRead, sink: &dyn EventSink) -> Result<Recorded, LedgerError> {
    let mut recorded = Recorded::default();
    let mut line = Vec::new();
    let mut number = 0;
    while read_line(&mut input, &mut line).map_err(|source| LedgerError::Input { source })? {
        number += 1;
        match event_of(&line, recorded.finished) {
            Ok(None) => {}
            Ok(Some(event)) => {
                recorded.events += 1;
                recorded.finished |= matches!(event, Event::RunFinished { .. });
                sink.record(event);
            }
            Err(problem) => {
                recorded.refused += 1;
                if recorded.errors.len() < SHOWN_ERRORS {
                    recorded.errors.push(RecordError { line: number, problem });
                }
            }
        }
    }
    Ok(recorded)
}

const SHOWN_ERRORS: usize = 100;
const LONGEST_LINE: usize = 1 << 20;

/// Reads one line; of one that is too long, only enough to tell. False at the end of the input.
fn read_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    let read = input.by_ref().take(LONGEST_LINE as u64 + 1).read_until(b'\n', line)?;
    if line.len() > LONGEST_LINE && !line.ends_with(b"\n") {
        input.skip_until(b'\n')?;
    }
    Ok(read > 0)
}

/// The event on a line; none on an empty one.
fn event_of(line: &[u8], finished: bool) -> Result<Option<Event>, String> {
    if line.len() > LONGEST_LINE {
        return Err(format!("it is longer than {LONGEST_LINE} bytes"));
    }
    let text = str::from_utf8(line).map_err(|error| format!("it is not UTF-8 from byte {}", error.valid_up_to() + 1))?;
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        return Ok(None);
    }
    if finished {
        return Err("it follows `run_finished`, which ends the run".to_owned());
    }
    let mut fields: Map<String, Value> =
        serde_json::from_str(text).map_err(|error| format!("it is not a JSON object: {}", json_problem(&error)))?;
    fields.retain(|_, value| !value.is_null());
    event_from(fields).map(Some)
}

fn event_from(fields: Map<String, Value>) -> Result<Event, String> {
    let kind = match fields.get("event") {
        Some(Value::String(kind)) => kind.clone(),
        Some(_) => return Err("`event` is not a string".to_owned()),
        None => {
            return Err(format!("`event` is missing; it is one of {}", KINDS.join(", ")));
        }
    };
    let event = match kind.as_str() {
        "diagnostic" => Event::Diagnostic(diagnostic_from(fields)?),
        "surviving" => Event::Surviving(diagnostic_from(fields)?),
        "repair_attempt" => {
            require(&fields, &["step", "file"])?;
            let attempt: RepairAttempt = read(fields)?;
            if attempt.attempt == 0 {
                return Err("`attempt` is 0; the first attempt is 1".to_owned());
            }
            Event::RepairAttempt(attempt)
        }
        "note" => {
            require(&fields, &["message"])?;
            read(fields)?
        }
        "step_started" | "step_finished" => {
            require(&fields, &["step"])?;
            read(fields)?
        }
        "run_finished" => read(fields)?,
        other => return Err(unknown_kind(other)),
    };
    Ok(event)
}

/// What an outside pipeline may say. How a run begins, what was resolved and what a checker of ours did are not its to tell.
const KINDS: [&str; 7] = ["step_started", "diagnostic", "surviving", "repair_attempt", "note", "step_finished", "run_finished"];

fn unknown_kind(kind: &str) -> String {
    let likeness = |known: &str| strsim::jaro_winkler(kind, known);
    let nearest = KINDS.into_iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    let guess = nearest.filter(|nearest| likeness(nearest) > 0.8);
    let guess = guess.map_or(String::new(), |nearest| format!(" (`{nearest}`?)"));
    format!("`event` is `{}`{guess}; it is one of {}", shorten(kind, LONGEST), KINDS.join(", "))
}

fn diagnostic_from(fields: Map<String, Value>) -> Result<Diagnostic, String> {
    require(&fields, &["file", "message", "tool", "step"])?;
    let has_category = fields.contains_key("category");
    let mut diagnostic: Diagnostic = read(fields)?;
    if diagnostic.line == 0 || diagnostic.column == 0 {
        return Err("`line` and `column` begin with 1".to_owned());
    }
    if !has_category {
        diagnostic.category = classify(&diagnostic.tool, &diagnostic.code);
    }
    if diagnostic.fingerprint.is_empty() {
        let finding = Finding {
            file: diagnostic.file.clone(),
            line: diagnostic.line,
            column: diagnostic.column,
            code: diagnostic.code.clone(),
            message: diagnostic.message.clone(),
            ..Finding::default()
        };
        diagnostic.fingerprint = fingerprint(&diagnostic.tool, &finding, None);
    }
    Ok(diagnostic)
}

/// Each of `names` is there and not empty.
fn require(fields: &Map<String, Value>, names: &[&str]) -> Result<(), String> {
    let lacks = |name: &&&str| fields.get(**name).is_none_or(|value| value.as_str() == Some(""));
    match names.iter().find(lacks) {
        None => Ok(()),
        Some(name) => Err(format!("`{name}` is missing or empty; needed are {}", names.join(", "))),
    }
}

fn read<T: DeserializeOwned>(fields: Map<String, Value>) -> Result<T, String> {
    for (name, value) in &fields {
        check_type(name, value)?;
    }
    serde_json::from_value(Value::Object(fields)).map_err(|error| error.to_string())
}

/// The error of a value of the wrong type names the field, which serde's does not.
fn check_type(name: &str, value: &Value) -> Result<(), String> {
    let (fits, expected) = match name {
        "step" | "file" | "code" | "category" | "message" | "tool" | "severity" | "fingerprint" | "fixer" | "tier" | "refusal" => {
            (value.is_string(), "a string")
        }
        "line" | "column" | "end_line" | "end_column" | "attempt" | "errors_in" | "errors_out" | "input_tokens" | "output_tokens"
        | "cached_tokens" | "milliseconds" | "exit" => (value.is_u64(), "a whole number"),
        "success" => (value.is_boolean(), "true or false"),
        "cost_usd" => (value.is_number(), "a number"),
        _ => return Ok(()),
    };
    if fits {
        return Ok(());
    }
    let value = value.to_string();
    Err(format!("`{name}` is {}, not {expected}", shorten(&value, LONGEST)))
}

/// Most characters of a text that an error message holds.
const LONGEST: usize = 40;

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::{diagnostic::Category, ledger::Note};

    #[derive(Default)]
    struct Memory(Mutex<Vec<Event>>);

    impl EventSink for Memory {
        fn record(&self, event: Event) {
            self.0.lock().unwrap().push(event);
        }
    }

    fn recorded(input: &[u8]) -> (Recorded, Vec<Event>) {
        let memory = Memory::default();
        let recorded = record(input, &memory).unwrap();
        (recorded, memory.0.into_inner().unwrap())
    }

    fn problem(line: &str) -> String {
        let (recorded, events) = recorded(line.as_bytes());
        assert_eq!(events, []);
        let [error] = &recorded.errors[..] else { panic!("one error: {recorded:?}") };
        error.to_string()
    }

    #[test]
    fn a_diagnostic_needs_four_fields_and_gets_category_and_fingerprint() {
        let line = br#"{"event":"diagnostic","step":"frontend","file":"src/App.tsx","tool":"tsc","code":"TS2307","message":"m"}"#;
        let (_, events) = recorded(line);
        let [Event::Diagnostic(diagnostic)] = &events[..] else { panic!("one diagnostic: {events:?}") };
        assert_eq!((diagnostic.line, diagnostic.column), (1, 1));
        assert_eq!(diagnostic.category, Category::MissingImport);
        assert_eq!(diagnostic.fingerprint.len(), 16);
        assert!(diagnostic.is_error());
    }

    #[test]
    fn what_a_pipeline_says_itself_is_kept() {
        let line = br#"{"event":"surviving","step":"s","file":"f","tool":"tsc","code":"TS2307","message":"m","category":"contract_violation","fingerprint":"mine","severity":"warning"}"#;
        let (_, events) = recorded(line);
        let [Event::Surviving(diagnostic)] = &events[..] else { panic!("one diagnostic: {events:?}") };
        assert_eq!(diagnostic.category, Category::ContractViolation);
        assert_eq!(diagnostic.fingerprint, "mine");
        assert!(!diagnostic.is_error());
    }

    #[test]
    fn the_documented_lines_are_taken() {
        let page = include_str!("../../../../docs/ledger.md");
        let lines: Vec<&str> = page.lines().filter(|line| line.starts_with("{\"event\":")).collect();
        let (recorded, events) = recorded(lines.join("\n").as_bytes());
        assert_eq!((events.len(), recorded.errors), (KINDS.len(), Vec::new()));
    }

    #[test]
    fn good_lines_are_kept_beside_bad_ones() {
        let input = "\u{feff}{\"event\":\"note\",\"message\":\"one\"}\r\n\nnonsense\n{\"event\":\"note\",\"message\":\"two\"}";
        let (recorded, events) = recorded(input.as_bytes());
        let note = |message: &str| Event::Note(Note { step: String::new(), message: message.to_owned() });
        assert_eq!(events, [note("one"), note("two")]);
        assert_eq!((recorded.events, recorded.refused, recorded.errors[0].line), (2, 1, 3));
    }

    #[test]
    fn every_kind_of_outside_event_is_taken() {
        let mut input = String::new();
        for kind in KINDS {
            input += &format!(
                r#"{{"event":"{kind}","step":"s","file":"f","tool":"t","message":"m","attempt":1,"errors_in":2,"errors_out":1,"success":true,"exit":0}}"#
            );
            input.push('\n');
        }
        let (recorded, _) = recorded(input.as_bytes());
        assert_eq!((recorded.events, recorded.errors), (7, Vec::new()));
        assert!(recorded.finished);
    }

    #[test]
    fn each_error_says_what_is_wrong_and_what_is_expected() {
        let lines = [
            r#"[1]"#,
            r#"{"event":7}"#,
            r#"{}"#,
            r#"{"event":"repair_atempt"}"#,
            r#"{"event":"run_started","command":"x"}"#,
            r#"{"event":"diagnostic","file":"a.py","tool":"ruff","message":"m"}"#,
            r#"{"event":"diagnostic","file":"a.py","tool":"ruff","message":"m","step":"s","line":"12"}"#,
            r#"{"event":"diagnostic","file":"a.py","tool":"ruff","message":"m","step":"s","line":0}"#,
            r#"{"event":"diagnostic","file":"a.py","tool":"ruff","message":"m","step":"s","category":"typo"}"#,
            r#"{"event":"repair_attempt","step":"s","file":"f","attempt":0,"errors_in":1,"errors_out":1,"success":false}"#,
            r#"{"event":"repair_attempt","step":"s","file":"f","attempt":1}"#,
            r#"{"event":"run_finished","exit":256}"#,
            r#"{"event":"step_finished","step":"s","milliseconds":12.5}"#,
            r#"{"event":"note","message":null}"#,
            r#"{"event":"note","message":"m""#,
        ];
        insta::assert_snapshot!("record_errors", lines.map(problem).join("\n"));
    }

    #[test]
    fn nothing_follows_the_end_of_the_run() {
        let (recorded, events) = recorded(b"{\"event\":\"run_finished\",\"exit\":0}\n{\"event\":\"note\",\"message\":\"m\"}\n");
        assert_eq!(events.len(), 1);
        assert_eq!(recorded.errors[0].to_string(), "line 2: it follows `run_finished`, which ends the run");
    }

    #[test]
    fn a_line_over_a_mebibyte_is_refused_and_the_next_is_read() {
        let line = |length: usize| {
            let frame = r#"{"event":"note","message":""}"#.len();
            format!("{{\"event\":\"note\",\"message\":\"{}\"}}", "x".repeat(length - frame))
        };
        let input = format!("{}\n{}\n{}\n", line(LONGEST_LINE - 1), line(3 * LONGEST_LINE), line(100));
        let (recorded, events) = recorded(input.as_bytes());
        assert_eq!(events.len(), 2);
        assert_eq!(recorded.errors[0].to_string(), "line 2: it is longer than 1048576 bytes");
    }

    #[test]
    fn bytes_that_are_not_utf_8_are_refused() {
        let (recorded, events) = recorded(b"{\"event\":\"note\",\"message\":\"\xff\"}\n{\"event\":\"note\",\"message\":\"m\"}\n");
        assert_eq!(events.len(), 1);
        assert_eq!(recorded.errors[0].to_string(), "line 1: it is not UTF-8 from byte 28");
    }

    #[test]
    fn a_flood_of_bad_lines_is_counted_but_not_kept() {
        let (recorded, _) = recorded("x\n".repeat(5_000).as_bytes());
        assert_eq!((recorded.refused, recorded.errors.len()), (5_000, SHOWN_ERRORS));
    }

    #[test]
    fn an_input_that_breaks_off_is_an_error_and_what_came_before_is_kept() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::ErrorKind::ConnectionReset.into())
            }
        }
        let memory = Memory::default();
        let input = io::BufReader::new(b"{\"event\":\"note\",\"message\":\"m\"}\n".chain(Broken));
        assert!(matches!(record(input, &memory), Err(LedgerError::Input { .. })));
        assert_eq!(memory.0.lock().unwrap().len(), 1);
    }
}
