//! One run in Markdown: `run.md`.

use super::{
    RunSummary,
    table::{Table, escaped},
    view,
};

/// The content of `run.md`. A section without content is left out.
pub fn run_markdown(summary: &RunSummary) -> String {
    let mut page = format!("# Run {}\n\n{}\n", escaped(&summary.run), escaped(&view::headline(summary)));
    for warning in view::warnings(summary) {
        page += &format!("\n> **Note:** {warning}\n");
    }
    section(&mut page, "Steps", &view::steps(summary));
    let of_each_step = summary.steps.iter().map(|step| (step.step.as_str(), view::errors(step)));
    sections(&mut page, "Validation errors", of_each_step);
    let of_each_step = summary.steps.iter().map(|step| (step.step.as_str(), view::repairs(step)));
    sections(&mut page, "Repairs", of_each_step);
    section(&mut page, "Checkers", &view::checkers(summary));
    section(&mut page, "Dependencies", &view::dependencies(summary));
    for (index, note) in view::notes(summary).enumerate() {
        let heading = if index == 0 { "\n## Notes\n\n" } else { "" };
        page += &format!("{heading}- {}\n", escaped(&note));
    }
    page
}

fn section<const N: usize>(page: &mut String, heading: &str, table: &Table<N>) {
    if !table.is_empty() {
        *page += &format!("\n## {heading}\n\n{}", table.markdown());
    }
}

/// One section with a table for each step that has any rows.
fn sections<'a, const N: usize>(page: &mut String, heading: &str, tables: impl Iterator<Item = (&'a str, Table<N>)>) {
    let mut tables = tables.filter(|(_, table)| !table.is_empty()).peekable();
    if tables.peek().is_some() {
        *page += &format!("\n## {heading}\n");
    }
    for (step, table) in tables {
        *page += &format!("\n### {}\n\n{}", escaped(step), table.markdown());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::testing::{cut_off_summary, summary, v1_summary};

    #[test]
    fn a_run_with_repairs() {
        insta::assert_snapshot!("run_markdown", run_markdown(&v1_summary()));
    }

    #[test]
    fn a_run_that_was_cut_off_says_so() {
        insta::assert_snapshot!("cut_off_markdown", run_markdown(&cut_off_summary()));
    }

    #[test]
    fn a_clean_run_has_no_section_of_errors() {
        let page = run_markdown(&summary(&[]));
        assert!(!page.contains("Validation errors") && !page.contains("Repairs\n"), "{page}");
    }
}
