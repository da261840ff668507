//! What a text that is nowhere may have meant.

use std::collections::HashSet;

const MOST_LINES: usize = 20;
/// Characters of a line that is shown, and bytes of one that is compared.
const LONGEST: usize = 400;

/// The lines that are most like `old`, each with its 1-based number: those that have most of its lines, or else the one that is most like its longest line.
pub(super) fn nearest(lines: &[&str], old: &str) -> Vec<(usize, String)> {
    let wanted: Vec<&str> = old.lines().map(str::trim).filter(|line| line.len() > 2).collect();
    let size = old.lines().count().clamp(1, MOST_LINES);
    let Some(start) = most_hits(lines, &wanted, size).or_else(|| most_alike(lines, &wanted)) else {
        return Vec::new();
    };
    let shown = lines.iter().enumerate().skip(start).take((size + 1).clamp(3, MOST_LINES));
    shown.map(|(at, line)| (at + 1, line.chars().take(LONGEST).collect())).collect()
}

/// Where `size` lines begin that have most of the `wanted` ones.
fn most_hits(lines: &[&str], wanted: &[&str], size: usize) -> Option<usize> {
    let known: HashSet<&str> = wanted.iter().copied().collect();
    let hits: Vec<bool> = lines.iter().map(|line| known.contains(line.trim())).collect();
    let (mut most, mut start, mut inside) = (0, 0, 0);
    for end in 0..hits.len() {
        inside += usize::from(hits[end]);
        if end >= size {
            inside -= usize::from(hits[end - size]);
        }
        if inside > most {
            (most, start) = (inside, (end + 1).saturating_sub(size));
        }
    }
    // From the first line that is there on; what is wanted before it is not in the file.
    let first = (start..hits.len()).find(|at| hits[*at])?;
    let before = wanted.iter().position(|line| *line == lines[first].trim()).unwrap_or(0);
    Some(first.saturating_sub(before))
}

/// The line before the one that is most like the longest of the `wanted` ones.
fn most_alike(lines: &[&str], wanted: &[&str]) -> Option<usize> {
    let longest = wanted.iter().max_by_key(|line| line.len()).filter(|line| line.len() <= LONGEST)?;
    let short = lines.iter().enumerate().filter(|(_, line)| line.len() <= LONGEST).take(20_000);
    let rated = short.map(|(at, line)| (strsim::sorensen_dice(longest, line.trim()), at));
    let (_, at) = rated.filter(|(rate, _)| *rate > 0.5).max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))?;
    Some(at.saturating_sub(1))
}
