//! Finds a run by what a person says of it.

use std::{fs, io, path::Path};

use super::{LedgerError, RunId};

/// The run that began last.
pub fn latest_run(runs_dir: &Path) -> Result<RunId, LedgerError> {
    runs(runs_dir)?.pop().ok_or_else(|| LedgerError::NoRuns { path: runs_dir.to_owned() })
}

/// The run with this name, or the only one whose name, or whose part after the time, begins so.
pub fn find_run(runs_dir: &Path, wanted: &str) -> Result<RunId, LedgerError> {
    let all = runs(runs_dir)?;
    let nearest = all.iter().max_by(|a, b| likeness(a, wanted).total_cmp(&likeness(b, wanted)));
    let Some(nearest) = nearest else {
        return Err(LedgerError::NoRuns { path: runs_dir.to_owned() });
    };
    let fitting: Vec<&RunId> = all.iter().filter(|run| run.fits(wanted)).collect();
    match fitting[..] {
        [only] => Ok(only.clone()),
        [] => Err(LedgerError::NoSuchRun { wanted: wanted.to_owned(), nearest: nearest.to_string() }),
        _ => Err(LedgerError::AmbiguousRun { wanted: wanted.to_owned(), candidates: fitting.into_iter().map(RunId::to_string).collect() }),
    }
}

/// All runs, the earliest first. Before the first run there are none.
pub fn runs(runs_dir: &Path) -> Result<Vec<RunId>, LedgerError> {
    let read_error = |source| LedgerError::Read { path: runs_dir.to_owned(), source };
    let entries = match fs::read_dir(runs_dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(read_error)?,
    };
    let mut runs = Vec::new();
    for entry in entries {
        let name = entry.map_err(read_error)?.file_name();
        runs.extend(name.to_str().and_then(RunId::parse));
    }
    runs.sort_unstable();
    Ok(runs)
}

fn likeness(run: &RunId, wanted: &str) -> f64 {
    strsim::jaro_winkler(run.as_str(), wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: &str = "20261121T090000.000Z-aa0001";
    const SECOND: &str = "20261122T090000.000Z-ab0002";

    fn two_runs() -> tempfile::TempDir {
        let runs = tempfile::tempdir().unwrap();
        for name in [SECOND, FIRST, "not-a-run"] {
            fs::create_dir(runs.path().join(name)).unwrap();
        }
        runs
    }

    #[test]
    fn the_latest_run_is_the_last_by_time() {
        assert_eq!(latest_run(two_runs().path()).unwrap().as_str(), SECOND);
    }

    #[test]
    fn a_run_is_found_by_any_prefix_that_only_it_has() {
        let runs = two_runs();
        for (wanted, found) in [(FIRST, FIRST), ("20261122", SECOND), ("aa", FIRST)] {
            assert_eq!(find_run(runs.path(), wanted).unwrap().as_str(), found);
        }
    }

    #[test]
    fn a_prefix_of_several_runs_lists_them() {
        let error = find_run(two_runs().path(), "2026112").unwrap_err();
        assert_eq!(error.to_string(), "`2026112` could be any of 2 runs");
        assert_eq!(error.hint(), format!("say one of: {FIRST}, {SECOND}"));
    }

    #[test]
    fn an_unknown_run_is_answered_with_the_nearest() {
        let error = find_run(two_runs().path(), "20261122T090000.000Z-ab0003").unwrap_err();
        assert_eq!(error.hint(), format!("the nearest is `{SECOND}`"));
    }

    #[test]
    fn before_the_first_run_there_are_none() {
        let empty = tempfile::tempdir().unwrap();
        let runs_dir = empty.path().join("runs");
        assert!(matches!(latest_run(&runs_dir), Err(LedgerError::NoRuns { .. })));
        assert!(matches!(find_run(&runs_dir, "x"), Err(LedgerError::NoRuns { .. })));
    }
}
