//! One run for a terminal: `sutura report [RUN]`.

use super::{
    RunSummary,
    table::{Table, bold, printable},
    view,
};

/// The run as plain text, with headings in bold where the terminal shows colours. A section without content is left out.
pub fn run_text(summary: &RunSummary, colour: bool) -> String {
    let mut page = Page { text: String::new(), colour };
    page.heading(&format!("Run {}", printable(&summary.run)));
    page.line(&view::headline(summary));
    for warning in view::warnings(summary) {
        page.line(&format!("note: {warning}"));
    }
    page.table("", &view::steps(summary));
    for step in &summary.steps {
        page.table(&format!("Validation errors of {}", printable(&step.step)), &view::errors(step));
    }
    for step in &summary.steps {
        page.table(&format!("Repairs of {}", printable(&step.step)), &view::repairs(step));
    }
    page.table("Checkers", &view::checkers(summary));
    page.table("Dependencies", &view::dependencies(summary));
    for (index, note) in view::notes(summary).enumerate() {
        if index == 0 {
            page.line("");
        }
        page.line(&format!("note: {note}"));
    }
    page.text
}

struct Page {
    text: String,
    colour: bool,
}

impl Page {
    fn heading(&mut self, heading: &str) {
        self.text += &bold(heading, self.colour);
        self.text.push('\n');
    }

    fn line(&mut self, line: &str) {
        self.text += &printable(line);
        self.text.push('\n');
    }

    fn table<const N: usize>(&mut self, heading: &str, table: &Table<N>) {
        if table.is_empty() {
            return;
        }
        self.text.push('\n');
        if !heading.is_empty() {
            self.heading(heading);
        }
        self.text += &table.text(self.colour && heading.is_empty());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::testing::{cut_off_summary, v1_summary};

    #[test]
    fn a_run_with_repairs() {
        insta::assert_snapshot!("run_text", run_text(&v1_summary(), false));
    }

    #[test]
    fn a_run_that_was_cut_off_says_so() {
        insta::assert_snapshot!("cut_off_text", run_text(&cut_off_summary(), false));
    }

    #[test]
    fn colours_change_no_word() {
        let coloured = run_text(&v1_summary(), true);
        assert!(coloured.contains("\x1b[1m"));
        assert_eq!(coloured.replace("\x1b[1m", "").replace("\x1b[0m", ""), run_text(&v1_summary(), false));
    }
}
