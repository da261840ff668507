//! An aggregate as text, Markdown and JSON.

use super::{Aggregate, Count};
use crate::ledger::{
    table::{Align, Table, bold, escaped, printable},
    units::{bars, count, counted, percent},
};

impl Aggregate {
    /// For a terminal, with headings in bold where it shows colours.
    pub fn text(&self, colour: bool) -> String {
        let mut text = self.headline() + "\n";
        if self.runs > 0 {
            text += &format!("\n{}\n{}", self.totals().text(false), self.step_table().text(colour));
        }
        for (heading, counts) in self.lists() {
            text += &format!("\n{}", count_table(heading, counts).text(colour));
        }
        if !self.unreadable.is_empty() {
            text += &format!("\n{}\n", bold("Not counted", colour));
        }
        for cause in shown(&self.unreadable) {
            text += &format!("{}\n", printable(cause));
        }
        text + &more(&self.unreadable)
    }

    /// For a page.
    pub fn markdown(&self) -> String {
        let mut page = format!("# {}\n", self.headline());
        if self.runs > 0 {
            page += &format!("\n{}\n## Steps\n\n{}", self.totals().markdown(), self.step_table().markdown());
        }
        for (heading, counts) in self.lists() {
            page += &format!("\n## {heading}\n\n{}", count_table(heading, counts).markdown());
        }
        if !self.unreadable.is_empty() {
            page += "\n## Not counted\n\n";
        }
        for cause in shown(&self.unreadable) {
            page += &format!("- {}\n", escaped(cause));
        }
        page + &more(&self.unreadable)
    }

    /// For programs.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).expect("an aggregate has only names as keys") + "\n"
    }

    fn headline(&self) -> String {
        let runs = counted(self.runs, "run", "runs");
        let Self { from, to, days_per_bar, .. } = self;
        let bar = if *days_per_bar == 1 { "a day".to_owned() } else { format!("{days_per_bar} days") };
        format!("{runs} from {from} to {to}, one bar {bar}")
    }

    fn totals(&self) -> Table<3> {
        let mut table = Table::new([("Total", Align::Left), ("", Align::Right), ("Trend", Align::Left)]);
        let mut row = |name: &str, value: String, trend: String| table.row([name.to_owned(), value, trend]);
        let errors_a_run = self.validation_errors as f64 / self.runs.max(1) as f64;
        let thousandths = self.validation_errors_trend.iter().zip(&self.runs_trend);
        let thousandths: Vec<u64> = thousandths.map(|(errors, runs)| errors * 1000 / runs.max(&1)).collect();
        row("Runs", count(self.runs), bars(&self.runs_trend));
        row("Not finished", count(self.unfinished), String::new());
        row("Val errors", count(self.validation_errors), bars(&self.validation_errors_trend));
        row("Val errors a run", format!("{errors_a_run:.1}"), bars(&thousandths));
        row("Repairs", count(self.repair_attempts), String::new());
        row("Success rate", percent(self.repair_success_rate), String::new());
        row("Tokens", count(self.tokens_spent_on_repair), String::new());
        row("Surviving", count(self.errors_surviving_repair), String::new());
        table
    }

    fn step_table(&self) -> Table<8> {
        let mut table = Table::new([
            ("Step", Align::Left),
            ("Runs", Align::Right),
            ("Val errors", Align::Right),
            ("Repairs", Align::Right),
            ("Success rate", Align::Right),
            ("Tokens", Align::Right),
            ("Surviving", Align::Right),
            ("Trend", Align::Left),
        ]);
        for step in &self.steps {
            table.row([
                step.step.clone(),
                count(step.runs),
                count(step.validation_errors_before_repair),
                count(step.repair_attempts),
                percent(step.repair_success_rate),
                count(step.tokens_spent_on_repair),
                count(step.errors_surviving_repair),
                bars(&step.trend),
            ]);
        }
        table
    }

    fn lists(&self) -> impl Iterator<Item = (&'static str, &[Count])> {
        [("Category", &self.by_category), ("Tool", &self.by_tool), ("Code", &self.by_code)]
            .into_iter()
            .filter(|(_, counts)| !counts.is_empty())
            .map(|(heading, counts)| (heading, counts.as_slice()))
    }
}

/// How many rows of a list people are shown; programs get all.
const SHOWN: usize = 20;

fn count_table(heading: &'static str, counts: &[Count]) -> Table<4> {
    let mut table = Table::new([(heading, Align::Left), ("Val errors", Align::Right), ("Share", Align::Right), ("Trend", Align::Left)]);
    let all: u64 = counts.iter().map(|count| count.errors).sum();
    let share = |errors: u64| percent(Some(errors as f64 / all.max(1) as f64));
    for Count { name, errors, trend } in shown(counts) {
        table.row([name.clone(), count(*errors), share(*errors), bars(trend)]);
    }
    if counts.len() > SHOWN {
        let rest = &counts[SHOWN..];
        let errors = rest.iter().map(|count| count.errors).sum();
        let name = format!("{} more", count(rest.len() as u64));
        table.row([name, count(errors), share(errors), String::new()]);
    }
    table
}

fn shown<T>(list: &[T]) -> &[T] {
    &list[..list.len().min(SHOWN)]
}

fn more<T>(list: &[T]) -> String {
    match list.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!("and {} more\n", count(more as u64)),
    }
}
