//! `sutura report`: one run of the ledger, or many in sum.

use jiff::{SignedDuration, Timestamp};
use sutura_engine::ledger::{RUNS, aggregate, find_run, latest_run, read_run, run_markdown, run_text};

use crate::{
    arguments::{Report, View},
    console::Console,
    error::CommandError,
    project::canonical,
    user::sutura_folder,
};

/// Shows it.
pub fn run(arguments: &Report, console: &Console) -> Result<u8, CommandError> {
    let runs = sutura_folder(&canonical(&arguments.project)?).join(RUNS);
    let text = match &arguments.since {
        Some(since) => {
            let now = Timestamp::now();
            let sum = aggregate(&runs, Some(now - duration(since)?), now)?;
            match arguments.format {
                View::Text => sum.text(console.colored()),
                View::Json => sum.json(),
                View::Markdown => sum.markdown(),
            }
        }
        None => {
            let run = match &arguments.run {
                Some(name) => find_run(&runs, name)?,
                None => latest_run(&runs)?,
            };
            let summary = read_run(&runs, &run)?;
            match arguments.format {
                View::Text => run_text(&summary, console.colored()),
                View::Json => serde_json::to_string_pretty(&summary).expect("a summary has only names as keys") + "\n",
                View::Markdown => run_markdown(&summary),
            }
        }
    };
    console.print(&text);
    Ok(0)
}

/// `14d`, `12h`, `3w` or `30m`.
fn duration(text: &str) -> Result<SignedDuration, CommandError> {
    let wrong = || CommandError::usage(format!("{text:?} is no time"), "Say how long with a number and m, h, d or w, such as 14d.");
    let (number, unit) = text.split_at(text.len() - text.chars().next_back().map_or(0, char::len_utf8));
    let number: i64 = number.parse().ok().filter(|number| (0..100_000).contains(number)).ok_or_else(wrong)?;
    let hours = match unit {
        "m" => return Ok(SignedDuration::from_mins(number)),
        "h" => 1,
        "d" => 24,
        "w" => 24 * 7,
        _ => return Err(wrong()),
    };
    Ok(SignedDuration::from_hours(number * hours))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_a_number_and_a_unit() {
        assert_eq!(duration("14d").unwrap(), SignedDuration::from_hours(336));
        assert_eq!(duration("30m").unwrap(), SignedDuration::from_mins(30));
        for wrong in ["", "d", "14", "-1d", "14y", "1é", "99999999999999999999d"] {
            assert_eq!(duration(wrong).unwrap_err().status, 2, "{wrong}");
        }
    }
}
