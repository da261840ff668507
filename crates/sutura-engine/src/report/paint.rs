//! The colours of what people read.

use annotate_snippets::renderer::{AnsiColor, Effects, Style};

use super::{Status, text::visible};

/// Colours, or none.
#[derive(Clone, Copy)]
pub struct Paint {
    color: bool,
}

impl Paint {
    /// With colours where `color` says so.
    pub fn new(color: bool) -> Self {
        Self { color }
    }

    /// The title of a section.
    pub fn heading(self, text: &str) -> String {
        self.with(Style::new().effects(Effects::BOLD), text)
    }

    /// What is there for those who look for it.
    pub fn faint(self, text: &str) -> String {
        self.with(Style::new().effects(Effects::DIMMED), text)
    }

    /// How a checker ended.
    pub fn status(self, status: Status, text: &str) -> String {
        let style = match status {
            Status::Ran | Status::Cached => AnsiColor::Green.on_default(),
            Status::Failed => AnsiColor::Red.on_default().effects(Effects::BOLD),
            Status::Skipped => Style::new().effects(Effects::DIMMED),
        };
        self.with(style, text)
    }

    /// The last line of a report whose command ends with this exit status.
    pub fn verdict(self, exit_status: u8, text: &str) -> String {
        let color = match exit_status {
            0 => AnsiColor::Green,
            1 => AnsiColor::Red,
            _ => AnsiColor::Yellow,
        };
        self.with(color.on_default().effects(Effects::BOLD), text)
    }

    /// A unified diff, with nothing in it that could hide a part of it from who reads it.
    pub fn diff(self, patch: &str) -> String {
        let line = |line: &str| {
            // Before a line feed a carriage return moves nothing.
            let shown = visible(line.strip_suffix('\r').unwrap_or(line));
            match line.as_bytes() {
                [b'-', b'-', b'-', b' ', ..] | [b'+', b'+', b'+', b' ', ..] => self.heading(&shown),
                [b'@', b'@', ..] => self.with(AnsiColor::Cyan.on_default(), &shown),
                [b'-', ..] => self.with(AnsiColor::Red.on_default(), &shown),
                [b'+', ..] => self.with(AnsiColor::Green.on_default(), &shown),
                _ => shown,
            }
        };
        patch.split('\n').map(line).collect::<Vec<_>>().join("\n")
    }

    fn with(self, style: Style, text: &str) -> String {
        if self.color && !text.is_empty() { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_steer_a_terminal_is_shown_in_a_diff_and_not_sent() {
        let diff = "+import os\n+os.remove(path)\u{1b}[1A\u{1b}[2K\r+pass\u{202e}\n+\tx\r\n";
        assert_eq!(Paint::new(false).diff(diff), "+import os\n+os.remove(path)␛[1A␛[2K␍+pass\u{fffd}\n+\tx\n");
    }

    #[test]
    fn a_diff_without_its_colours_is_the_diff_and_each_kind_of_line_has_its_own() {
        let diff = "--- a/x.py\n+++ b/x.py\n@@ -1,2 +1,2 @@\n same\n-old\n+new\n";
        assert_eq!(Paint::new(false).diff(diff), diff);
        let painted = Paint::new(true).diff(diff);
        assert!(painted.contains("\u{1b}[31m-old\u{1b}[0m\n\u{1b}[32m+new\u{1b}[0m\n"), "{painted:?}");
        assert_eq!(regex::Regex::new("\u{1b}\\[[0-9;]*m").unwrap().replace_all(&painted, ""), diff);
    }
}
