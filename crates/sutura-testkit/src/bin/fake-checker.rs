//! A checker that misbehaves on demand: does what its arguments say, one after the other, and ends with status 0.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    process::{Command, ExitCode},
    time::Duration,
};

use rustix::{
    process::{Pid, Signal, getpid, kill_process, setsid},
    stdio::{dup2_stderr, dup2_stdout},
};

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let mut status = ExitCode::SUCCESS;
    while let Some(action) = arguments.next() {
        let mut next = || arguments.next().unwrap_or_else(|| panic!("{action} wants a value"));
        match action.as_str() {
            // Writes our process id to a file.
            "pid" => write(&next(), &getpid().as_raw_nonzero().to_string()),
            // Adds a line to a file, as proof that we ran.
            "mark" => mark(&next()),
            // Prints a text, or the content of a file.
            "say" => print(next().as_bytes()),
            "complain" => drop(io::stderr().write_all(next().as_bytes())),
            "print" => print(&fs::read(next()).expect("the file can be read")),
            // Ends with a status, once everything else is done.
            "status" => status = ExitCode::from(next().parse::<u8>().expect("a status is a small number")),
            // Ends by a signal.
            "die" => die(next().parse().expect("a signal is a number")),
            "sleep" => std::thread::sleep(Duration::from_secs_f64(next().parse().expect("a time is a number of seconds"))),
            "hang" => loop {
                std::thread::sleep(Duration::from_secs(3600));
            },
            "spin" => loop {
                std::hint::spin_loop();
            },
            // Prints without end.
            "flood" => flood(io::stdout()),
            "flood-errors" => flood(io::stderr()),
            // Prints a text without end.
            "repeat" => {
                let block = next().repeat(1000);
                while io::stdout().write_all(block.as_bytes()).is_ok() {}
            }
            // Holds so many MiB of memory.
            "hold" => {
                let mebibytes: usize = next().parse().expect("a size is a number of MiB");
                std::mem::forget(std::hint::black_box(vec![1_u8; mebibytes << 20]));
            }
            // Does not end at a polite request.
            "ignore-terminate" => ignore_terminate(),
            // Lets go of both streams and goes on.
            "close" => close_streams(),
            // Starts a process in a session of its own, whose parent ends at once. It does what is said up to `;`.
            "orphan" => {
                let theirs = std::iter::once("detach".to_owned()).chain(arguments.by_ref().take_while(|argument| argument != ";"));
                let _ = again(theirs).wait();
            }
            "detach" => {
                setsid().expect("a new process leads no group");
                // Nobody waits for what it starts: that is the point.
                drop(again(arguments.by_ref()));
            }
            unknown => panic!("there is no action {unknown}"),
        }
    }
    status
}

fn again(arguments: impl Iterator<Item = String>) -> std::process::Child {
    let program = std::env::current_exe().expect("a program has a path");
    Command::new(program).args(arguments).spawn().expect("a program that runs can be started")
}

fn write(path: &str, text: &str) {
    // Whoever waits for the file finds it whole.
    let draft = format!("{path}.draft");
    fs::write(&draft, text).and_then(|()| fs::rename(draft, path)).expect("the file can be written");
}

fn mark(path: &str) {
    let file = OpenOptions::new().create(true).append(true).open(path);
    file.and_then(|mut file| file.write_all(b"here\n")).expect("the file can be written");
}

fn print(text: &[u8]) {
    let _ = io::stdout().write_all(text);
    let _ = io::stdout().flush();
}

fn die(signal: i32) -> ! {
    let signal = Signal::from_named_raw(signal).expect("the signal has a name");
    let own: Pid = getpid();
    // The first signal may only take a handler of the runtime away.
    loop {
        kill_process(own, signal).expect("a process may send itself signals");
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn flood(mut stream: impl Write) {
    let block = [b'x'; 1 << 16];
    while stream.write_all(&block).is_ok() {}
}

fn ignore_terminate() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime can be built");
    let _guard = runtime.enter();
    let stream = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()).expect("a handler can be set");
    // The handler stays in place without them.
    drop(stream);
    runtime.shutdown_background();
}

fn close_streams() {
    let nothing = File::options().read(true).write(true).open("/dev/null").expect("there is /dev/null");
    dup2_stdout(&nothing).and_then(|()| dup2_stderr(&nothing)).expect("streams can be replaced");
}
