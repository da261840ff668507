//! What a text that is nowhere may have meant.

/// The lines that are most like `old`: those that have most of its lines, or else the one that is most like its longest line.
pub(super) fn nearest(lines: &[&str], old: &str) -> Vec<(usize, String)> {
    const MOST_LINES: usize = 20;
    const LONGEST: usize = 400;
    let wanted: Vec<&str> = old.lines().map(str::trim).filter(|line| line.len() > 2).collect();
    let size = old.lines().count().clamp(1, MOST_LINES);
    let known: std::collections::HashSet<&str> = wanted.iter().copied().collect();
    let hits: Vec<bool> = lines.iter().map(|line| known.contains(line.trim())).collect();
    let mut best = (0, 0);
    let mut inside = 0;
    for end in 0..hits.len() {
        inside += usize::from(hits[end]);
        if end >= size {
            inside -= usize::from(hits[end - size]);
        }
        if inside > best.0 {
            best = (inside, (end + 1).saturating_sub(size));
        }
    }
    let start = if best.0 > 0 {
        // From the first line that is there on; what old_string has before it is not in the file.
        let first = (best.1..hits.len()).find(|at| hits[*at]).unwrap_or(best.1);
        let before = wanted.iter().position(|line| *line == lines[first].trim()).unwrap_or(0);
        first.saturating_sub(before)
    } else {
        let Some(longest) = wanted.iter().max_by_key(|line| line.len()).filter(|line| line.len() <= LONGEST) else {
            return Vec::new();
        };
        let short = lines.iter().enumerate().filter(|(_, line)| line.len() <= LONGEST).take(20_000);
        let rated = short.map(|(at, line)| (strsim::sorensen_dice(longest, line.trim()), at));
        let Some((_, at)) = rated.filter(|(rate, _)| *rate > 0.5).max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1))) else {
            return Vec::new();
        };
        at.saturating_sub(1)
    };
    let shown = lines.iter().enumerate().skip(start).take((size + 1).clamp(3, MOST_LINES));
    shown.map(|(at, line)| (at + 1, line.chars().take(LONGEST).collect())).collect()
}
