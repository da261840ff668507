//! Indentation of a block that a model wrote with another one than the file has.

use std::collections::BTreeMap;

/// How the indentation of a model's text becomes that of the file.
#[derive(Debug)]
pub(super) struct Shift {
    /// The file's indentation of the first line, where the model began behind it.
    first: Option<String>,
    /// The file's indentation by the model's.
    known: BTreeMap<String, String>,
    /// One level for the model, and for the file, where both are seen.
    level: Option<(usize, String)>,
}

/// The blanks and tabulators that `line` begins with.
pub(super) fn of(line: &str) -> &str {
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

impl Shift {
    /// The shift between equal lines of a model (`old`) and of the file, if there is one: lines of one indentation have one indentation in the file too,
    /// and deeper ones a deeper one.
    pub fn between(old: &[&str], file: &[&str]) -> Option<Self> {
        let pairs = || old.iter().zip(file).filter(|(old, _)| !old.trim().is_empty()).map(|(old, file)| (of(old), of(file)));
        let mut rest = pairs();
        let (begin, indent) = rest.next()?;
        if begin.is_empty() && !indent.is_empty() && rest.clone().next().is_some() && rest.all(|(old, file)| old == file) {
            return Some(Self { first: Some(indent.to_owned()), known: BTreeMap::new(), level: None });
        }
        let mut known = BTreeMap::new();
        for (old, file) in pairs() {
            if known.insert(old.to_owned(), file.to_owned()).is_some_and(|before| before != file) {
                return None;
            }
        }
        let mut steps: Vec<(&String, &String)> = known.iter().collect();
        steps.sort_by_key(|(old, _)| width(old));
        let deeper = |pair: &[(&String, &String)]| width(pair[0].0) < width(pair[1].0) && width(pair[0].1) < width(pair[1].1);
        if !steps.windows(2).all(deeper) {
            return None;
        }
        let level = steps.windows(2).min_by_key(|pair| width(pair[1].0) - width(pair[0].0)).and_then(|pair| {
            let more = pair[1].1.strip_prefix(pair[0].1.as_str())?;
            Some((width(pair[1].0) - width(pair[0].0), more.to_owned()))
        });
        Some(Self { first: None, known, level })
    }

    /// A line of the model's new text as the file would have it.
    pub fn apply(&self, line: &str, is_first: bool) -> String {
        let (indent, content) = line.split_at(of(line).len());
        if content.trim().is_empty() {
            return content.to_owned();
        }
        match &self.first {
            Some(first) if is_first && indent.is_empty() => return format!("{first}{content}"),
            Some(_) => return line.to_owned(),
            None => {}
        }
        if let Some(known) = self.known.get(indent) {
            return format!("{known}{content}");
        }
        let outer = self.known.iter().filter(|(old, _)| width(old) < width(indent)).max_by_key(|(old, _)| width(old));
        let Some((old, file)) = outer else {
            // Further out than all that is known: as much less than the outermost as the model says.
            let outermost = self.known.iter().min_by_key(|(old, _)| width(old));
            let (old, file) = outermost.map_or(("", ""), |(old, file)| (old, file));
            let keep = width(file).saturating_sub(width(old) - width(indent).min(width(old)));
            return format!("{}{content}", narrowed(file, keep));
        };
        let more = width(indent) - width(old);
        let (step, level) = match &self.level {
            Some((step, level)) => (*step, level.as_str()),
            None if file.ends_with('\t') && !indent.contains('\t') => (if more.is_multiple_of(4) { 4 } else { 2 }, "\t"),
            None if indent.ends_with('\t') && !file.is_empty() && !file.contains('\t') => (TAB, "    "),
            None => (1, " "),
        };
        let blanks = if level == "\t" { 0 } else { more % step };
        let levels = if level == "\t" { more.div_ceil(step) } else { more / step };
        if self.level.is_none() && step == 1 && indent.starts_with(old.as_str()) {
            return format!("{file}{}{content}", &indent[old.len()..]);
        }
        format!("{file}{}{}{content}", level.repeat(levels), " ".repeat(blanks))
    }
}

/// Columns that a tabulator counts for; only which of two is deeper matters.
const TAB: usize = 4;

fn width(indent: &str) -> usize {
    indent.bytes().map(|byte| if byte == b'\t' { TAB } else { 1 }).sum()
}

/// The beginning of `indent` that is not wider than `limit`.
fn narrowed(indent: &str, limit: usize) -> &str {
    let end = (0..=indent.len()).rev().find(|end| width(&indent[..*end]) <= limit);
    &indent[..end.unwrap_or(0)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shifted(old: &[&str], file: &[&str], new: &[&str]) -> Option<Vec<String>> {
        let shift = Shift::between(old, file)?;
        Some(new.iter().enumerate().map(|(at, line)| shift.apply(line, at == 0)).collect())
    }

    #[test]
    fn a_block_that_lost_its_indentation_gets_it_back() {
        let new =
            shifted(&["def f():", "    return 1"], &["    def f():", "        return 1"], &["def f():", "    if x:", "        return 2"]);
        assert_eq!(new.unwrap(), ["    def f():", "        if x:", "            return 2"]);
    }

    #[test]
    fn lines_further_out_than_the_old_ones_go_out_by_as_much() {
        let new = shifted(&["        return 1"], &["    return 1"], &["        return 2", "", "    def g():"]);
        assert_eq!(new.unwrap(), ["    return 2", "", "def g():"]);
    }

    #[test]
    fn levels_of_two_become_levels_of_four_and_tabulators_become_blanks() {
        let new = shifted(&["if x:", "  y()"], &["if x:", "    y()"], &["if x:", "  if z:", "    y()"]);
        assert_eq!(new.unwrap(), ["if x:", "    if z:", "        y()"]);
        let new = shifted(&["\tif x:", "\t\ty()"], &["    if x:", "        y()"], &["\tif x:", "\t\tif z:", "\t\t\ty()"]);
        assert_eq!(new.unwrap(), ["    if x:", "        if z:", "            y()"]);
        let new = shifted(&["  y()"], &["\ty()"], &["  if z:", "    y()"]);
        assert_eq!(new.unwrap(), ["\tif z:", "\t\ty()"]);
    }

    #[test]
    fn a_first_line_that_begins_behind_its_indentation_is_put_in_its_place() {
        let new = shifted(
            &["def f():", "        return 1"],
            &["    def f():", "        return 1"],
            &["def f():", "        return 2", "    x = 1"],
        );
        assert_eq!(new.unwrap(), ["    def f():", "        return 2", "    x = 1"]);
    }

    #[test]
    fn lines_whose_order_of_depth_differs_are_another_block() {
        assert!(shifted(&["if x:", "    y()", "z()"], &["if x:", "    y()", "    z()"], &[]).is_none());
        assert!(shifted(&["  a()", "  b()"], &["  a()", "    b()"], &[]).is_none());
    }
}
