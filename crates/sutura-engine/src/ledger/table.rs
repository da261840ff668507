//! A table of text, and its two renderings.

/// On which side the cells of a column end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Align {
    /// For words.
    Left,
    /// For numbers.
    Right,
}

/// Columns with their headings, and rows of as many cells.
#[derive(Clone, Debug)]
pub(super) struct Table<const N: usize> {
    columns: [(&'static str, Align); N],
    rows: Vec<[String; N]>,
}

impl<const N: usize> Table<N> {
    /// A table without rows.
    pub fn new(columns: [(&'static str, Align); N]) -> Self {
        Self { columns, rows: Vec::new() }
    }

    /// Adds a row. Cells may hold anything that a tool or a file name brings along.
    pub fn row(&mut self, cells: [String; N]) {
        self.rows.push(cells);
    }

    /// Whether it has no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// For a terminal: columns side by side, one line a row.
    pub fn text(&self, colour: bool) -> String {
        let headings = self.columns.map(|(heading, _)| heading.to_owned());
        let rows: Vec<[String; N]> = self.rows.iter().map(|row| row.each_ref().map(|cell| printable(cell))).collect();
        let mut widths = headings.each_ref().map(|cell| cell.chars().count());
        for row in &rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.chars().count());
            }
        }
        let line = |cells: &[String; N]| {
            let mut line = String::new();
            for ((cell, width), (_, align)) in cells.iter().zip(widths).zip(self.columns) {
                match align {
                    Align::Left => line.push_str(&format!("{cell:<width$}  ")),
                    Align::Right => line.push_str(&format!("{cell:>width$}  ")),
                }
            }
            line.trim_end().to_owned()
        };
        let mut text = bold(&line(&headings), colour) + "\n";
        for row in &rows {
            text += &line(row);
            text.push('\n');
        }
        text
    }

    /// For Markdown with tables (GitHub's and GitLab's).
    pub fn markdown(&self) -> String {
        let line = |cells: [String; N]| format!("| {} |\n", cells.join(" | "));
        let rule = self.columns.map(|(_, align)| match align {
            Align::Left => "---".to_owned(),
            Align::Right => "---:".to_owned(),
        });
        let mut text = line(self.columns.map(|(heading, _)| heading.to_owned())) + &line(rule);
        for row in &self.rows {
            text += &line(row.each_ref().map(|cell| escaped(cell)));
        }
        text
    }
}

/// `text` in bold where the terminal shows colours.
pub(super) fn bold(text: &str, colour: bool) -> String {
    if colour { format!("\x1b[1m{text}\x1b[0m") } else { text.to_owned() }
}

/// `text` on one line and without what a terminal would take for a command.
pub(super) fn printable(text: &str) -> String {
    let shown = |character: char| match character {
        '\n' | '\r' | '\t' => ' ',
        hidden if hidden.is_control() || is_bidi_control(hidden) => '\u{fffd}',
        plain => plain,
    };
    text.trim().chars().map(shown).collect()
}

/// `text` on one line of Markdown, where each character stands for itself.
pub(super) fn escaped(text: &str) -> String {
    let text = printable(text);
    let mut markdown = String::with_capacity(text.len());
    let mut before = ' ';
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '&' => markdown.push_str("&amp;"),
            '<' => markdown.push_str("&lt;"),
            '>' => markdown.push_str("&gt;"),
            // Inside a word it means nothing, and codes and file names are full of it.
            '_' if before.is_alphanumeric() && characters.peek().is_some_and(|next| next.is_alphanumeric()) => {
                markdown.push('_');
            }
            '\\' | '|' | '`' | '*' | '_' | '[' | ']' | '~' | '$' => markdown.extend(['\\', character]),
            plain => markdown.push(plain),
        }
        before = character;
    }
    markdown
}

/// Characters that change the order in which others are shown, and so what a line seems to say.
fn is_bidi_control(character: char) -> bool {
    matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_cannot_break_out_of_its_table() {
        let cell = "a | b\n<script> `x` __init__.py snake_case [l](u) $1 \\|";
        assert_eq!(escaped(cell), r"a \| b &lt;script&gt; \`x\` \_\_init\_\_.py snake_case \[l\](u) \$1 \\\|");
    }

    #[test]
    fn a_cell_cannot_command_the_terminal() {
        assert_eq!(printable("a\x1b[2Jb\u{202e}c\r\nd"), "a\u{fffd}[2Jb\u{fffd}c  d");
    }

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let mut table = Table::new([("Name", Align::Left), ("N", Align::Right)]);
        table.row(["größer".to_owned(), "10".to_owned()]);
        table.row(["b".to_owned(), "7".to_owned()]);
        assert_eq!(table.text(false), "Name     N\ngrößer  10\nb        7\n");
        assert!(table.text(true).starts_with("\x1b[1mName     N\x1b[0m\n"));
        assert_eq!(table.markdown(), "| Name | N |\n| --- | ---: |\n| größer | 10 |\n| b | 7 |\n");
    }
}
