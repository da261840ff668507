//! For tests alone: projects in temporary folders, the program run in an environment of its own, listeners that count, a checker
//! that misbehaves on demand, faults put into clean projects, and a model that follows a script.
//!
//! Whatever goes wrong here is a failed test, so these functions panic with what they were about to do.

mod fake;
pub mod faults;
mod listener;
pub mod model;
mod output;
mod processes;
mod project;
mod sutura;

pub use fake::fake_checker;
pub use listener::Listener;
pub use output::Output;
pub use processes::{is_alive, pid_in, wait_until};
pub use project::Project;
pub use sutura::{Run, Running, Sutura};
