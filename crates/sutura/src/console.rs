//! The terminal: what is printed, in which colours, and what goes on.

use std::{
    env,
    io::{self, IsTerminal, Write},
    sync::Arc,
    thread,
    time::Duration,
};

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use sutura_engine::{
    progress::{Activity, Progress},
    report::Paint,
};
use tokio::sync::oneshot;

use crate::arguments::Color;

/// Standard output and standard error.
#[derive(Clone)]
pub struct Console {
    color: Color,
}

impl Console {
    /// With colours as the user asked.
    pub fn new(color: Color) -> Self {
        Self { color }
    }

    /// Whether standard output shows colours.
    pub fn colored(&self) -> bool {
        self.colors(io::stdout().is_terminal())
    }

    fn colors(&self, terminal: bool) -> bool {
        match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => terminal && env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
        }
    }

    /// The width to write for.
    pub fn width(&self) -> usize {
        let columns = env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        columns.or_else(terminal_width).unwrap_or(100).clamp(60, 160)
    }

    /// Whether a coding agent is the caller: it wants no spinner, and few words.
    pub fn is_agent(&self) -> bool {
        ["AI_AGENT", "AGENT"].iter().any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()))
    }

    /// Writes `text` to standard output. A reader that has gone away wants no more.
    pub fn print(&self, text: &str) {
        let _ = io::stdout().write_all(text.as_bytes());
        let _ = io::stdout().flush();
    }

    /// Whether somebody is there who can be asked.
    pub fn can_ask(&self) -> bool {
        io::stdin().is_terminal() && io::stderr().is_terminal()
    }

    /// Shows `patch` on standard error and asks `question` about it: whether the answer is yes. It goes past standard output, which is the report's.
    pub async fn agrees(&self, patch: &str, question: &str) -> bool {
        let diff = Paint::new(self.colors(io::stderr().is_terminal())).diff(patch);
        let _ = write!(io::stderr(), "{diff}{} [y/N] ", harmless(question));
        let (told, answer) = oneshot::channel();
        // On a thread of its own, for which nobody waits: what reads a line cannot be ended.
        thread::spawn(move || {
            let mut line = String::new();
            let _ = io::stdin().read_line(&mut line);
            let _ = told.send(line);
        });
        let answer = answer.await.unwrap_or_default();
        ["y", "yes"].iter().any(|yes| answer.trim().eq_ignore_ascii_case(yes))
    }

    /// Writes what went wrong to standard error.
    pub fn error(&self, message: &str, hint: Option<&str>) {
        let (red, bold, end) = if self.colors(io::stderr().is_terminal()) { ("\x1b[31;1m", "\x1b[1m", "\x1b[0m") } else { ("", "", "") };
        let mut text = format!("{red}error{end}: {}\n", harmless(message));
        if let Some(hint) = hint {
            text += &format!("{bold}hint{end}: {}\n", harmless(hint));
        }
        let _ = io::stderr().write_all(text.as_bytes());
    }

    /// Writes what the user should mind to standard error.
    pub fn warning(&self, message: &str) {
        self.remark("\x1b[33;1mwarning\x1b[0m", "warning", message);
    }

    /// Writes what is good to know to standard error.
    pub fn note(&self, message: &str) {
        self.remark("\x1b[1mnote\x1b[0m", "note", message);
    }

    fn remark(&self, colored: &str, plain: &str, message: &str) {
        let label = if self.colors(io::stderr().is_terminal()) { colored } else { plain };
        let _ = writeln!(io::stderr(), "{label}: {}", harmless(message));
    }

    /// Shows what goes on: as spinners on a terminal, as lines elsewhere, not at all to an agent.
    pub fn progress(&self) -> Arc<dyn Progress> {
        if self.is_agent() {
            sutura_engine::progress::Silent::shared()
        } else if io::stderr().is_terminal() {
            Arc::new(Spinners(MultiProgress::new()))
        } else {
            Arc::new(Lines)
        }
    }
}

fn terminal_width() -> Option<usize> {
    #[cfg(unix)]
    return rustix::termios::tcgetwinsize(io::stdout()).ok().map(|size| usize::from(size.ws_col)).filter(|columns| *columns > 0);
    #[cfg(not(unix))]
    None
}

/// Names out of a project stand in messages; what would steer a terminal is shown instead of sent.
fn harmless(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { '\u{fffd}' } else { c }).collect()
}

struct Spinners(MultiProgress);

impl Progress for Spinners {
    fn begin(&self, what: &str) -> Activity {
        let style = ProgressStyle::with_template("{spinner} {msg} {elapsed:.dim}").expect("the template is a constant");
        let bar = self.0.add(ProgressBar::new_spinner().with_style(style).with_message(what.to_owned()));
        bar.enable_steady_tick(Duration::from_millis(120));
        Activity::new(move || bar.finish_and_clear())
    }

    fn pass(&self, what: &str) -> Activity {
        self.begin(what)
    }
}

struct Lines;

impl Progress for Lines {
    fn begin(&self, what: &str) -> Activity {
        let _ = writeln!(io::stderr(), "{what} …");
        Activity::new(|| ())
    }
}
