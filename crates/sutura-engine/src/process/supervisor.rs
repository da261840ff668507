//! The process between Sutura and a child, which makes sure that nothing outlives us.
//!
//! A time-out can end a child and its process group, but not a grandchild that left the group, and a Sutura that is killed ends
//! nothing at all. The supervisor is the parent of all of them: on Linux it adopts orphaned descendants (`PR_SET_CHILD_SUBREAPER`), and
//! when its standard input closes, or the child has exited, it ends whatever is left.
//!
//! A child that is spoken to has the same standard input. The supervisor never reads from it: it only waits for the other end to be let go of.

use std::{
    ffi::OsString,
    process::{Child, Command, Stdio},
    sync::mpsc,
};

use super::{exit_code, sandbox::Sandbox};

/// First argument that makes the program a supervisor.
pub const SUPERVISE: &str = "__supervise";

/// Stands before the program where that is to have our standard input; else it has none.
pub(super) const PIPED: &str = "--piped";

/// Stands before the program, with the [`Sandbox`] as JSON behind it, where the program is to run in one.
pub(super) const SANDBOX: &str = "--sandbox";

/// Runs the program named by the first of `arguments` with the rest, until it exits or our standard input closes; then ends all its
/// descendants. Returns the status to exit with: that of the child, 128 plus a signal's number, or 127 where it could not be started, as it is
/// not where its sandbox cannot be had.
pub fn supervise(mut arguments: impl Iterator<Item = OsString>) -> i32 {
    let mut first = arguments.next();
    let is_piped = first.as_ref().is_some_and(|first| first == PIPED);
    if is_piped {
        first = arguments.next();
    }
    let mut sandbox = None;
    if first.as_ref().is_some_and(|first| first == SANDBOX) {
        sandbox = arguments.next();
        first = arguments.next();
    }
    let Some(program) = first else { return 127 };
    adopt_orphans();
    let mut command = Command::new(program);
    command.args(arguments).stdin(if is_piped { Stdio::inherit() } else { Stdio::null() });
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = match start(command, sandbox) {
        Ok(child) => child,
        Err(error) => {
            use std::io::Write;
            let _ = writeln!(std::io::stderr(), "{error}");
            return 127;
        }
    };
    let group = child.id();
    let (sender, receiver) = mpsc::channel();
    let let_go = sender.clone();
    std::thread::spawn(move || {
        wait_until_let_go();
        let _ = let_go.send(None);
    });
    std::thread::spawn(move || {
        let _ = sender.send(Some(child.wait()));
    });
    let status = match receiver.recv() {
        Ok(Some(Ok(status))) => exit_code(status),
        _ => 137,
    };
    end_descendants(group);
    status
}

/// Starts the child from a thread of its own, which alone is in the sandbox: this process must see all others to end them.
fn start(mut command: Command, sandbox: Option<OsString>) -> Result<Child, String> {
    let start = move || {
        if let Some(sandbox) = sandbox {
            let sandbox: Sandbox = serde_json::from_slice(sandbox.as_encoded_bytes()).map_err(|error| error.to_string())?;
            sandbox.enter()?;
        }
        command.spawn().map_err(|error| error.to_string())
    };
    std::thread::spawn(start).join().map_err(|_| "the thread that starts programs ended".to_owned())?
}

/// Returns when nobody holds the other end of our standard input any more, whatever stands in the pipe unread.
#[cfg(unix)]
fn wait_until_let_go() {
    use rustix::event::{PollFd, PollFlags, poll};
    let stdin = std::io::stdin();
    loop {
        // No event is asked for: the end of the other side is told all the same.
        match poll(&mut [PollFd::new(&stdin, PollFlags::empty())], None) {
            Err(rustix::io::Errno::INTR) | Ok(0) => {}
            _ => return,
        }
    }
}

#[cfg(not(unix))]
fn wait_until_let_go() {
    use std::io::Read;
    let _ = std::io::stdin().read(&mut [0]);
}

#[cfg(target_os = "linux")]
fn adopt_orphans() {
    // Without it (a kernel before 3.4) the process group is still ended.
    let _ = rustix::process::set_child_subreaper(Some(rustix::process::getpid()));
}

#[cfg(not(target_os = "linux"))]
fn adopt_orphans() {}

#[cfg(unix)]
fn end_descendants(group: u32) {
    use rustix::process::{Pid, Signal, kill_process_group};
    if let Some(group) = Pid::from_raw(group as i32) {
        let _ = kill_process_group(group, Signal::KILL);
    }
    sweep();
}

#[cfg(not(unix))]
fn end_descendants(_group: u32) {}

/// Ends every child of this process, again and again: a killed one hands its own children to us.
#[cfg(target_os = "linux")]
fn sweep() {
    use rustix::process::{Pid, Signal, WaitOptions, kill_process, wait};
    for _ in 0..1000 {
        for child in children() {
            if let Some(pid) = Pid::from_raw(child) {
                let _ = kill_process(pid, Signal::KILL);
            }
        }
        loop {
            match wait(WaitOptions::NOHANG) {
                Ok(Some(_)) => {}
                Ok(None) => break,
                Err(_) => return,
            }
        }
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
}

#[cfg(all(unix, not(target_os = "linux")))]
fn sweep() {}

#[cfg(target_os = "linux")]
fn children() -> Vec<i32> {
    let Ok(tasks) = std::fs::read_dir("/proc/self/task") else { return Vec::new() };
    tasks
        .flatten()
        .filter_map(|task| std::fs::read_to_string(task.path().join("children")).ok())
        .flat_map(|line| line.split_whitespace().filter_map(|pid| pid.parse().ok()).collect::<Vec<i32>>())
        .collect()
}
