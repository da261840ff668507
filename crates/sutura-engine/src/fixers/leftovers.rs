//! What is left in a file of the answer or the merge that it came from: fences, prose around the code, curly quotes, sides of a conflict, and markers
//! where nothing is lost.
//!
//! Whether a text without them is right, its parser says: what does not parse afterwards is not proposed.

use std::ops::Range;

use oxc_allocator::Allocator;
use oxc_parser::Parser;
use oxc_span::SourceType;
use ruff_python_parser::parse_module;

use super::{
    Fixer, Proposal, Scene,
    text::{apply, replace, whole_lines},
};
use crate::{
    diagnostic::{Category, Diagnostic},
    patch::Patch,
    workspace::{Grammar, on_parser_stack},
};

/// Takes out what a model's answer had around its code.
pub(super) struct Leftovers;

impl Fixer for Leftovers {
    fn name(&self) -> &'static str {
        "leftovers"
    }

    fn propose(&self, scene: &Scene<'_>) -> Vec<Proposal> {
        on_parser_stack(|| {
            let mut files: Vec<&str> =
                scene.diagnostics.iter().filter(|diagnostic| is_about(diagnostic)).map(|diagnostic| diagnostic.file.as_str()).collect();
            files.dedup();
            files.into_iter().flat_map(|file| proposals(scene, file)).collect()
        })
    }
}

fn is_about(diagnostic: &Diagnostic) -> bool {
    diagnostic.is_error() && (diagnostic.category == Category::Syntax || diagnostic.code.starts_with("leftover"))
}

fn proposals(scene: &Scene<'_>, file: &str) -> Vec<Proposal> {
    let Some((text, grammar)) = scene.tree.text(file).zip(Grammar::of(file)) else {
        return Vec::new();
    };
    let answers = |wanted: fn(&Diagnostic) -> bool| {
        let own = scene.diagnostics.iter().filter(|diagnostic| diagnostic.file == file && diagnostic.is_error() && wanted(diagnostic));
        own.map(|diagnostic| diagnostic.fingerprint.clone()).collect::<Vec<_>>()
    };
    let proposal =
        |title: &str, changed: String, answers| Proposal { title: title.to_owned(), patch: Patch::of(file, changed), answers, rank: 0 };
    let mut found = Vec::new();
    // To TypeScript a file between fences is a template with a tag.
    let is_fenced = scene.diagnostics.iter().any(|diagnostic| diagnostic.file == file && diagnostic.code == "leftover-fence");
    if !is_fenced && is_right(file, text, grammar) {
        // Nothing is in the way of the parser.
    } else if let Some((title, changed)) = unwrapped(file, text, grammar) {
        found.push(proposal(title, changed, answers(|_| true)));
    } else if let Some(changed) = straight_quotes(file, text, grammar) {
        found.push(proposal("straighten curly quotes", changed, answers(|_| true)));
    }
    // Which side fits the rest of the project, the gate says; where both do, somebody has to choose.
    if scene.diagnostics.iter().any(|diagnostic| diagnostic.file == file && diagnostic.code == "merge-marker") {
        let sides = super::conflict::resolved(text).into_iter().filter(|(_, changed)| is_right(file, changed, grammar));
        found.extend(sides.map(|(title, changed)| proposal(title, changed, answers(|_| true))));
    }
    let markers = scene.diagnostics.iter().filter(|diagnostic| diagnostic.file == file && diagnostic.code == "leftover-marker");
    // A marker stands for code. Where this file has errors, or a name is missing in one that imports it, it may be that code that is missing.
    let is_whole = !scene
        .diagnostics
        .iter()
        .any(|diagnostic| diagnostic.is_error() && diagnostic.category != Category::Other && !diagnostic.code.starts_with("leftover"));
    let lines = markers.filter_map(|marker| super::text::line_start(text, marker.line)).map(|start| whole_lines(text, start..start));
    let alone = lines.filter(|line| ["#", "//", "/*", "{/*"].iter().any(|start| text[line.clone()].trim_start().starts_with(start)));
    let removed: Vec<_> = alone.map(|line| replace(line, "")).collect();
    if is_whole
        && !removed.is_empty()
        && let Some(changed) = apply(text, removed).filter(|changed| is_right(file, changed, grammar))
    {
        found.push(proposal(
            "delete a marker behind which nothing is missing",
            changed,
            answers(|diagnostic| diagnostic.code == "leftover-marker"),
        ));
    }
    found
}

/// The text without fences and what stands outside of them; or without sentences before or behind the code.
fn unwrapped(file: &str, text: &str, grammar: Grammar) -> Option<(&'static str, String)> {
    let lines = line_ranges(text);
    let is_fence = |line: &Range<usize>| {
        text[line.clone()]
            .trim()
            .strip_prefix("```")
            .is_some_and(|rest| rest.chars().all(|c| c.is_ascii_alphanumeric() || "+-#_.".contains(c)))
    };
    let fences: Vec<usize> = lines.iter().enumerate().filter(|(_, line)| is_fence(line)).map(|(index, _)| index).collect();
    if let (Some(first), Some(last)) = (fences.first(), fences.last()) {
        let before = lines[*first].start;
        let after = lines[*last].end;
        let inside: Vec<(usize, usize)> = if first == last {
            // One half alone: what is on the side of the prose goes.
            vec![(lines[*first].end, text.len()), (0, before)]
        } else {
            vec![(lines[*first].end, lines[*last].start)]
        };
        for (from, to) in inside {
            let outside = [&text[..from.min(before)], &text[to.max(after).min(text.len())..]];
            let code = &text[from..to];
            let is_lost = outside
                .iter()
                .any(|part| part.lines().any(|line| !line.trim().is_empty() && !line.trim().starts_with("```") && !is_sentence(line)));
            if !is_lost && !code.trim().is_empty() && is_right(file, code, grammar) {
                return Some(("delete the code fence and what stands outside of it", code.to_owned()));
            }
        }
    }
    sentences(file, text, &lines, grammar).map(|code| ("delete the sentences around the code", code))
}

/// Without up to eight lines of prose at the beginning or the end.
fn sentences(file: &str, text: &str, lines: &[Range<usize>], grammar: Grammar) -> Option<String> {
    let is_prose = |line: &Range<usize>| text[line.clone()].trim().is_empty() || is_whole_sentence(&text[line.clone()]);
    let head = lines.iter().take(MAX_PROSE).take_while(|line| is_prose(line)).count();
    let tail = lines.iter().rev().take(MAX_PROSE).take_while(|line| is_prose(line)).count().min(lines.len() - head);
    let from = lines.get(head).map_or(text.len(), |line| line.start);
    let to = lines.len().checked_sub(tail).and_then(|index| lines.get(index)).map_or(text.len(), |line| line.start);
    [(from, text.len()), (0, to), (from, to)]
        .into_iter()
        .filter(|(from, to)| from < to && (*from, *to) != (0, text.len()))
        .map(|(from, to)| &text[from..to])
        .find(|code| !code.trim().is_empty() && is_right(file, code, grammar))
        .map(str::to_owned)
}

const MAX_PROSE: usize = 8;

/// A line of a person's language, as it stands outside of a fence: nothing that is code by itself.
fn is_sentence(line: &str) -> bool {
    let line = line.trim();
    let is_code = || parse_module(&format!("{line}\n")).is_ok() || parse_module(&format!("{line}\n    pass\n")).is_ok();
    line.split_whitespace().count() >= 2
        && !line.contains(['=', '{', '}', ';', '<', '_'])
        && !line.starts_with(['@', '/', '"', '\'', '#'])
        && !is_code()
}

/// A whole sentence, which nobody takes for broken code: it begins with a capital letter, ends with a stop or a colon, and is made of words.
fn is_whole_sentence(line: &str) -> bool {
    let line = line.trim();
    let words: Vec<&str> = line.split_whitespace().collect();
    let is_word = |word: &&str| {
        word.trim_matches(|c: char| ".,:;!?'’\"“”()`-–".contains(c)).chars().all(|c| c.is_alphanumeric() || "'’-./`".contains(c))
    };
    let is_opened = words.first().is_some_and(|first| first.starts_with(char::is_uppercase) && !["None", "True", "False"].contains(first));
    words.len() >= 4 && is_opened && line.ends_with(['.', ':', '!', '?']) && words.iter().all(is_word) && is_sentence(line)
}

fn straight_quotes(file: &str, text: &str, grammar: Grammar) -> Option<String> {
    let straight = |c: char| match c {
        '“' | '”' | '„' => Some('"'),
        '‘' | '’' | '‚' => Some('\''),
        _ => None,
    };
    if !text.contains(|c| straight(c).is_some()) {
        return None;
    }
    // Those in comments, and in literals that are whole, belong there: only lines that the parser stumbles over are changed.
    let mut changed = text.to_owned();
    for _ in 0..MAX_STRAIGHTENED {
        let Some(at) = fault(file, &changed, grammar) else {
            return (changed != text).then_some(changed);
        };
        let line = whole_lines(&changed, floor(&changed, at)..floor(&changed, at));
        let new: String = changed[line.clone()].chars().map(|c| straight(c).unwrap_or(c)).collect();
        if new == changed[line.clone()] {
            return None;
        }
        changed.replace_range(line, &new);
    }
    None
}

const MAX_STRAIGHTENED: usize = 60;

fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

fn is_right(file: &str, text: &str, grammar: Grammar) -> bool {
    fault(file, text, grammar).is_none()
}

/// The byte of the first syntax error.
fn fault(file: &str, text: &str, grammar: Grammar) -> Option<usize> {
    if !grammar.can_parse(text) {
        return Some(0);
    }
    match grammar {
        Grammar::Python => parse_module(text).err().map(|error| error.location.start().to_usize()),
        Grammar::Script => {
            let allocator = Allocator::default();
            let parsed = Parser::new(&allocator, text, SourceType::from_path(file).unwrap_or_default()).parse();
            let places =
                parsed.diagnostics.errors().map(|error| error.labels.iter().map(|label| label.span().start as usize).min().unwrap_or(0));
            places.min()
        }
    }
}

fn line_ranges(text: &str) -> Vec<Range<usize>> {
    let mut start = 0;
    let end = |line: &str| {
        start += line.len();
        start - line.len()..start
    };
    text.split_inclusive('\n').map(end).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unwrap(file: &str, text: &str) -> Option<String> {
        unwrapped(file, text, Grammar::of(file).expect("a source file")).map(|(_, text)| text)
    }

    #[test]
    fn fences_and_sentences_around_the_code_go() {
        assert_eq!(unwrap("a.py", "```python\nx = 1\n```\n").as_deref(), Some("x = 1\n"));
        assert_eq!(unwrap("a.py", "Here is the file:\n\n```python\nx = 1\n```\n\nIt does the rest.\n").as_deref(), Some("x = 1\n"));
        assert_eq!(unwrap("a.py", "```\nx = 1\n").as_deref(), Some("x = 1\n"));
        assert_eq!(unwrap("a.py", "x = 1\n```\nThat is all there is.\n").as_deref(), Some("x = 1\n"));
        assert_eq!(unwrap("a.py", "Sure, here is what you asked for:\n\nx = 1\n").as_deref(), Some("x = 1\n"));
        assert_eq!(unwrap("a.tsx", "```tsx\nexport const A = () => <b/>;\n```").as_deref(), Some("export const A = () => <b/>;\n"));
    }

    #[test]
    fn code_outside_of_a_fence_stays() {
        assert_eq!(unwrap("a.py", "import os\n```python\nx = 1\n```\n"), None);
        assert_eq!(unwrap("a.py", "```python\nx = 1\n```\ny = f(x)\n"), None);
        assert_eq!(unwrap("a.py", "x = (\n"), None);
        assert_eq!(unwrap("a.py", "import os\n\nclass TokenBase):\n    token: str\n    kind: str\n"), None, "broken code is no sentence");
        assert_eq!(unwrap("a.py", "x = 1\n\nconfigure([a, b] logs_render, level)\n"), None);
    }

    #[test]
    fn curly_quotes_become_straight_where_the_parser_stumbles_and_nowhere_else() {
        let text = "# it’s “so”\nx = [“items”]\ny = \"it’s\"\n";
        assert_eq!(straight_quotes("a.py", text, Grammar::Python).as_deref(), Some("# it’s “so”\nx = [\"items\"]\ny = \"it’s\"\n"));
        assert_eq!(straight_quotes("a.ts", "const a = ‘b’;\n", Grammar::Script).as_deref(), Some("const a = 'b';\n"));
        assert_eq!(straight_quotes("a.py", "x = \"“\"\n", Grammar::Python), None);
    }
}
