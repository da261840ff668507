//! Faults as text.

use std::collections::BTreeSet;

use crate::{diagnostic::Diagnostic, repair::fault::Phase, report::text::shorten};

/// One fault in a line or few: where, what, and who says so.
pub(super) fn of_fault(fault: &[&Diagnostic]) -> String {
    let Some(fullest) = fault.iter().max_by_key(|error| error.message.len()) else {
        return String::new();
    };
    let lines: BTreeSet<u32> = fault.iter().map(|error| error.line).collect();
    let codes: BTreeSet<String> = fault.iter().map(|error| format!("{} {}", error.tool, error.code).trim().to_owned()).collect();
    let listed = |values: Vec<String>| values.join(", ");
    let mut all: Vec<&str> = if Phase::of(fullest) == Phase::Resolution {
        vec![&fullest.message]
    } else {
        fault.iter().map(|error| error.message.as_str()).collect()
    };
    all.sort_unstable();
    all.dedup();
    let told: Vec<String> =
        all.iter().take(3).map(|message| shorten(&message.lines().take(5).collect::<Vec<_>>().join("\n  "), 500)).collect();
    format!(
        "line {}: {} [{}]\n",
        listed(lines.iter().take(10).map(u32::to_string).collect()),
        told.join("\n  "),
        listed(codes.into_iter().collect())
    )
}
