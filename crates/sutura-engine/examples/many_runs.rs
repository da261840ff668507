//! How long it takes to sum up many runs: writes 10,000 runs of 100 events into a folder, and reads them five times.
//!
//! `cargo run --release -p sutura-engine --example many_runs -- /tmp/many-runs`

#![allow(clippy::print_stdout)]

use std::{env, error::Error, fs, path::Path, time::Instant};

use jiff::{SignedDuration, Timestamp};
use sutura_engine::ledger::{EVENTS, RunId, aggregate};

const RUNS: u32 = 10_000;
const EVENTS_A_RUN: u32 = 100;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = env::args().nth(1).ok_or("name the folder to write the runs to")?;
    let runs_dir = Path::new(&folder);
    let now: Timestamp = "2026-11-22T18:00:00Z".parse()?;
    if !runs_dir.exists() {
        let bytes = write_runs(runs_dir, now)?;
        println!("wrote {RUNS} runs of {EVENTS_A_RUN} events, {} bytes an event", bytes / u64::from(RUNS * EVENTS_A_RUN));
    }
    for _ in 0..5 {
        let began = Instant::now();
        let total = aggregate(runs_dir, Some(now - SignedDuration::from_hours(14 * 24)), now)?;
        println!("{} runs, {} errors: {:?}", total.runs, total.validation_errors, began.elapsed());
    }
    Ok(())
}

/// The runs of the last two weeks, as `check` and `repair` write them.
fn write_runs(runs_dir: &Path, now: Timestamp) -> Result<u64, Box<dyn Error>> {
    let mut bytes = 0;
    for number in 0..RUNS {
        let began = now - SignedDuration::from_secs(i64::from(number) * 120);
        let folder = runs_dir.join(RunId::new(began, number));
        fs::create_dir_all(&folder)?;
        let events: String = (1..=EVENTS_A_RUN).map(|seq| event(seq, number, began)).collect();
        bytes += events.len() as u64;
        fs::write(folder.join(EVENTS), events)?;
    }
    Ok(bytes)
}

fn event(seq: u32, run: u32, at: Timestamp) -> String {
    let (step, tool, code, category) = match (seq + run) % 5 {
        0 => ("backend", "ruff", "F821", "undefined_name"),
        1 => ("backend", "pyright", "reportArgumentType", "type_mismatch"),
        2 => ("frontend", "tsc", "TS2307", "missing_import"),
        3 => ("frontend", "tsc", "TS2339", "undefined_name"),
        _ => ("backend", "pyright", "", "syntax"),
    };
    let fields = match seq {
        1 => r#""event":"run_started","command":"repair","version":"0.1.0""#.to_owned(),
        EVENTS_A_RUN => r#""event":"run_finished","exit":1,"milliseconds":2613"#.to_owned(),
        _ if seq.is_multiple_of(10) => format!(
            r#""event":"repair_attempt","step":"{step}","file":"{step}/src/orders/service_{seq}.py","attempt":1,"errors_in":1,"errors_out":{},"success":{},"input_tokens":1840,"output_tokens":312,"cached_tokens":1024,"fixer":"imports","milliseconds":9"#,
            run % 2,
            run.is_multiple_of(2),
        ),
        _ => format!(
            r#""event":"diagnostic","step":"{step}","file":"{step}/src/orders/service_{seq}.py","line":{seq},"column":22,"code":"{code}","category":"{category}","message":"Undefined name `Session{seq}`, or \"something\" like it","tool":"{tool}","severity":"error","fingerprint":"5d1f0a3c9b7e2648""#
        ),
    };
    format!("{{\"v\":1,\"seq\":{seq},\"at\":\"{at:.3}\",{fields}}}\n")
}
