use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use rustix::process::{Pid, test_kill_process};

/// Whether the process runs. One that has ended and was not yet waited for does not.
pub fn is_alive(pid: i32) -> bool {
    let exists = Pid::from_raw(pid).is_some_and(|pid| test_kill_process(pid).is_ok());
    let state = fs::read_to_string(format!("/proc/{pid}/stat"));
    let zombie = state.is_ok_and(|stat| stat.rsplit_once(')').is_some_and(|(_, rest)| rest.trim_start().starts_with('Z')));
    exists && !zombie
}

/// The process id that a fake checker wrote to `path`, as soon as it did.
#[track_caller]
pub fn pid_in(path: &Path) -> i32 {
    let read = || fs::read_to_string(path).ok()?.trim().parse().ok();
    assert!(wait_until(Duration::from_secs(30), || read().is_some()), "no process wrote {}", path.display());
    read().expect("it was read just now")
}

/// Waits until `is_true`, at most for `limit`, and tells whether it became so.
pub fn wait_until(limit: Duration, is_true: impl Fn() -> bool) -> bool {
    let end = Instant::now() + limit;
    while Instant::now() < end {
        if is_true() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    is_true()
}
