//! One diagnostic with the lines of source around it.

use std::ops::Range;

use annotate_snippets::renderer::{DecorStyle, Effects, Style};
use annotate_snippets::{Annotation, AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};

use crate::diagnostic::{Diagnostic, Severity};

use super::Context;
use super::text::{byte_offset, one_line, visible};

/// A longer line is not for reading: its problem is shown by place only.
const LONGEST_LINE: usize = 2000;

/// Draws `diagnostic`. `lines` are those of its file; none where the file is not there or too big.
pub fn frame(diagnostic: &Diagnostic, lines: &[&str], context: &Context<'_>) -> String {
    let mut message = diagnostic.message.lines().map(|line| visible(line.trim_end()));
    let title = level(diagnostic.severity).primary_title(message.next().unwrap_or_default());
    let title = match diagnostic.code.as_str() {
        "" => title,
        code => title.id(one_line(code)),
    };
    let group = Group::with_title(title)
        .element(place(diagnostic, lines))
        .elements(message.map(|line| Level::NOTE.no_name().message(line)))
        .element(Level::NOTE.no_name().message(footer(diagnostic)));
    renderer(context).render(&[group])
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    }
}

/// The marked lines, or only the place where they cannot be shown.
fn place(diagnostic: &Diagnostic, lines: &[&str]) -> Element<'static> {
    let file = one_line(&diagnostic.file);
    match excerpt(diagnostic, lines) {
        Some(excerpt) => Snippet::source(excerpt.text)
            .path(file)
            .line_start(excerpt.first_line)
            .fold(false)
            .annotation(AnnotationKind::Primary.span(excerpt.marked) as Annotation<'static>)
            .into(),
        None => Origin::path(file).line(diagnostic.line as usize).char_column(diagnostic.column as usize).into(),
    }
}

/// A few lines of source, with one span in the middle one.
struct Excerpt {
    text: String,
    first_line: usize,
    /// In bytes of `text`.
    marked: Range<usize>,
}

/// The line of the diagnostic and its neighbours. A span over several lines is marked to the end of its first.
fn excerpt(diagnostic: &Diagnostic, lines: &[&str]) -> Option<Excerpt> {
    let index = (diagnostic.line as usize).checked_sub(1)?;
    let readable = |index: usize| lines.get(index).filter(|line| line.len() <= LONGEST_LINE);
    let line = visible(readable(index)?);
    let before = index.checked_sub(1).and_then(readable).map(|line| visible(line));
    let after = readable(index + 1).map(|line| visible(line));

    let start = byte_offset(&line, diagnostic.column);
    let end = match (diagnostic.end_line, diagnostic.end_column) {
        (Some(end_line), Some(column)) if end_line == diagnostic.line => byte_offset(&line, column),
        (Some(end_line), _) if end_line > diagnostic.line => line.len(),
        _ => start,
    };
    let end = end.max(byte_offset(&line, diagnostic.column.saturating_add(1)));
    let offset = before.as_ref().map_or(0, |before| before.len() + 1);
    Some(Excerpt {
        first_line: if before.is_some() { index } else { index + 1 },
        text: before.into_iter().chain([line]).chain(after).collect::<Vec<_>>().join("\n"),
        marked: offset + start..offset + end,
    })
}

fn footer(diagnostic: &Diagnostic) -> String {
    let mut footer = format!("{} · {}", one_line(&diagnostic.tool), diagnostic.category);
    if let Some(fix) = &diagnostic.fix {
        footer.push_str(if fix.safe { " · fix: " } else { " · unsafe fix: " });
        footer.push_str(&one_line(&fix.title));
    }
    footer
}

/// The frame itself stays faint, so that the eye finds the title and the marked span.
fn renderer(context: &Context<'_>) -> Renderer {
    let renderer = if context.color { Renderer::styled().line_num(Style::new().effects(Effects::DIMMED)) } else { Renderer::plain() };
    renderer.decor_style(DecorStyle::Unicode).term_width(context.width)
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn draw(mut diagnostic: Diagnostic, source: &str, (line, column): (u32, u32)) -> String {
        diagnostic.line = line;
        diagnostic.column = column;
        let lines: Vec<&str> = source.lines().collect();
        frame(&diagnostic, &lines, &sample::context())
    }

    fn any() -> Diagnostic {
        sample::crowded(1).diagnostics.remove(0)
    }

    #[test]
    fn a_line_beyond_the_end_is_shown_by_place_only() {
        insta::assert_snapshot!(draw(any(), "a\nb\n", (7, 3)));
    }

    #[test]
    fn a_column_beyond_the_end_marks_the_end() {
        insta::assert_snapshot!(draw(any(), "first\nsecond\nthird\n", (2, 999)));
    }

    #[test]
    fn an_extremely_long_line_is_shown_by_place_only() {
        insta::assert_snapshot!(draw(any(), &"x".repeat(LONGEST_LINE + 1), (1, 1500)));
    }

    #[test]
    fn an_empty_line_can_be_marked() {
        insta::assert_snapshot!(draw(any(), "a = (\n\n)\n", (2, 1)));
    }

    #[test]
    fn a_span_over_several_lines_is_marked_to_the_end_of_its_first() {
        let diagnostic = Diagnostic { end_line: Some(3), end_column: Some(2), ..any() };
        insta::assert_snapshot!(draw(diagnostic, "f(\n    a,\n)\n", (1, 1)));
    }

    #[test]
    fn a_span_that_ends_before_it_starts_marks_one_character() {
        let diagnostic = Diagnostic { end_line: Some(1), end_column: Some(1), ..any() };
        insta::assert_snapshot!(draw(diagnostic, "return value\n", (1, 8)));
    }

    #[test]
    fn a_zero_line_or_column_does_no_harm() {
        assert!(draw(any(), "a\n", (0, 0)).contains("Undefined name"));
    }
}
