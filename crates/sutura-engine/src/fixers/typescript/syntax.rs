//! A source that does not parse, where one small repair makes it parse and its indentation agrees.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use oxc_allocator::Allocator;
use oxc_ast::ast::JSXElement;
use oxc_ast_visit::{Visit, walk};
use oxc_parser::{Kind, Parser, config::TokensParserConfig};

use super::{
    module::{bytes, parses},
    project::View,
    text::{identifier_at, indentation, quoted},
};
use crate::{
    diagnostic::{Category, Diagnostic},
    fixers::{
        Proposal,
        text::{apply, newline, offset_of, replace},
    },
    patch::Patch,
    workspace::{Grammar, parse_script, script_type},
};

/// Proposes, for each source that does not parse, the repairs by one token that fit its indentation best.
pub(super) fn propose(view: &View<'_>) -> Vec<Proposal> {
    let mut files: BTreeMap<&str, Vec<&Diagnostic>> = BTreeMap::new();
    for diagnostic in view.scene.diagnostics.iter().filter(|found| is_syntax(found)) {
        files.entry(&diagnostic.file).or_default().push(diagnostic);
    }
    files
        .into_iter()
        .filter(|(file, _)| view.modules.get(file).is_some_and(|module| !module.parses))
        // A function that has yet to become `async` is whole.
        .filter(|(_, found)| found.iter().any(|diagnostic| diagnostic.code != "TS1308"))
        .flat_map(|(file, found)| repairs(view, file, &found))
        .collect()
}

/// Whether the compiler could not read the source there.
pub(super) fn is_syntax(diagnostic: &Diagnostic) -> bool {
    diagnostic.category == Category::Syntax || matches!(diagnostic.code.as_str(), "TS2206" | "TS2657")
}

/// A repair by hand is out of reach beyond this; so is the time to try.
const LONGEST: usize = 80_000;
const MOST_TRIES: usize = 4_000;
const MOST_PROPOSALS: usize = 6;

type Edit = (Range<usize>, String);

fn repairs(view: &View<'_>, file: &str, found: &[&Diagnostic]) -> Vec<Proposal> {
    let Some(text) = view.text(file).filter(|text| text.len() <= LONGEST && Grammar::Script.can_parse(text)) else { return Vec::new() };
    let mut places: Vec<usize> = found.iter().filter_map(|diagnostic| offset_of(text, diagnostic)).collect();
    places.extend(fault_places(file, text));
    places.sort_unstable();
    places.dedup();
    // What follows the first fault is mostly its echo.
    places.truncate(6);
    // Texts that differ in white space alone are one repair: the tidiest of them.
    let mut fitting: BTreeMap<String, (usize, usize, String, String)> = BTreeMap::new();
    let lines = Lines::of(text);
    for (title, edit) in candidates(text, &places, found).into_iter().take(MOST_TRIES) {
        let awkward = usize::from(is_awkward(text, &edit));
        let line = lines.at(edit.0.start);
        let distance = places.iter().map(|place| place.abs_diff(edit.0.start)).min().unwrap_or(0);
        let Some(made) = apply(text, vec![replace(edit.0, edit.1)]) else { continue };
        if !parses(file, &made) {
            continue;
        }
        let Some(misfits) = misfits(file, &made) else { continue };
        let found = (misfits + awkward, distance, format!("{title} in line {}", line + 1), made);
        let same = fitting.entry(found.3.split_whitespace().collect()).or_insert_with(|| found.clone());
        *same = same.clone().min(found);
    }
    let mut fitting: Vec<_> = fitting.into_values().collect();
    fitting.sort();
    let best = fitting.first().map_or(0, |(misfits, ..)| *misfits);
    let answers: Vec<String> = view
        .scene
        .diagnostics
        .iter()
        .filter(|other| other.file == file && is_syntax(other))
        .map(|other| other.fingerprint.clone())
        .collect();
    let chosen = fitting.into_iter().filter(|(misfits, ..)| *misfits == best).take(MOST_PROPOSALS);
    chosen.map(|(_, _, title, made)| Proposal { title, patch: Patch::of(file, made), answers: answers.clone(), rank: 0 }).collect()
}

/// Whether a sign is put where nobody puts one: a comma stands behind a value, a string begins behind a space or a sign and ends behind a letter.
/// And whether one is taken from the end of a line that has a space for it: what it opened stands on the lines below.
fn is_awkward(text: &str, (range, token): &Edit) -> bool {
    let is_quote = matches!(token.as_str(), "\"" | "'" | "`");
    let is_word =
        |letter: Option<char>| letter.is_some_and(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.' | '!' | '?'));
    let (before, after) = (text[..range.start].chars().next_back(), text[range.end..].chars().next());
    if token.is_empty() {
        let opens = text[range.clone()].ends_with(['(', '[', '{']);
        return opens && before == Some(' ') && matches!(after, Some('\n' | '\r'));
    }
    if token == "," {
        return before.is_none_or(char::is_whitespace);
    }
    let is_empty = [before, after].contains(&token.chars().next());
    // Nothing but signs behind the quote up to the end of the line is no text: the string was empty.
    let rest = text[range.end..].lines().next().unwrap_or_default();
    let holds_signs = rest.trim_start_matches(['"', '\'', '`']).chars().all(|sign| ",;)]}".contains(sign));
    // What a template holds ends with a brace; signs at the end of a line stand behind the text.
    let is_closing = is_word(before) || before == Some('}') && token == "`";
    let is_late = rest.is_empty() && matches!(before, Some(';' | ','));
    is_quote && (is_late || if is_empty { !holds_signs } else { is_closing == is_word(after) })
}

/// Where our own parser sees the text break.
pub(super) fn fault_places(file: &str, text: &str) -> Vec<usize> {
    let allocator = Allocator::default();
    let parsed = parse_script(&allocator, file, text);
    let labels =
        parsed.diagnostics.errors().flat_map(|error| error.labels.iter().map(|label| label.span().start as usize).collect::<Vec<_>>());
    labels.filter(|at| *at <= text.len()).take(6).collect()
}

/// Repairs by one token, each with its title; the likelier ones first.
fn candidates(text: &str, places: &[usize], found: &[&Diagnostic]) -> Vec<(String, Edit)> {
    let lines = Lines::of(text);
    let near: BTreeSet<usize> =
        places.iter().map(|place| lines.at(*place)).flat_map(|line| line.saturating_sub(1)..=(line + 1).min(lines.count() - 1)).collect();
    let mut made = Vec::new();
    if found.iter().any(|diagnostic| diagnostic.code == "TS2206") {
        // A declaration that marks each type needs no mark of its own.
        made.extend(text.match_indices("import type {").map(|(at, _)| ("import values too".to_owned(), (at + 6..at + 11, String::new()))));
        return made;
    }
    made.extend(found.iter().filter(|found| found.code == "TS2657").filter_map(|found| fragment(text, offset_of(text, found)?)));
    if !made.is_empty() {
        return made;
    }
    tags(text, &lines, found, &mut made);
    let mut balanced = true;
    let mut unclosed = Vec::new();
    for (open, close) in [('{', '}'), ('(', ')'), ('[', ']')] {
        let count = |letter: char| text.matches(letter).count() as i64;
        match count(open) - count(close) {
            1 => {
                balanced = false;
                unclosed.push(close);
                inserted(text, &lines, &near, &close.to_string(), true, &mut made);
                removed(text, &lines, &near, open, &mut made);
            }
            -1 => {
                balanced = false;
                inserted(text, &lines, &near, &open.to_string(), false, &mut made);
                removed(text, &lines, &near, close, &mut made);
            }
            0 => {}
            _ => balanced = false,
        }
    }
    if let [one, other] = unclosed[..] {
        inserted(text, &lines, &near, &format!("{one}{other}"), false, &mut made);
        inserted(text, &lines, &near, &format!("{other}{one}"), false, &mut made);
    }
    if balanced {
        inserted(text, &lines, &near, ",", false, &mut made);
        exchanged(text, places, &mut made);
        for quote in ["\"", "'", "`"] {
            // A string of JSX runs on over lines until the next quote: the fault lies above.
            let first = near.first().map_or(0, |line| line.saturating_sub(10));
            let odd = |line: &usize| lines.text(text, *line).matches(quote).count() % 2 == 1;
            let quoted: BTreeSet<usize> = (first..=near.last().copied().unwrap_or(0)).filter(odd).collect();
            inserted(text, &lines, &quoted, quote, false, &mut made);
        }
    }
    made.extend(ending(text));
    made
}

/// A sign at a fault goes, or is another: `;` for `,` and `=` for `:` in what lists, and `;` behind an element.
fn exchanged(text: &str, places: &[usize], made: &mut Vec<(String, Edit)>) {
    for place in places {
        let start = text.get(..*place).map_or(*place, |before| before.trim_end().len()).saturating_sub(1);
        let name = identifier_at(text, *place).map_or(0, str::len);
        let near = start..*place + name + 2;
        for (at, sign) in text.char_indices().filter(|(at, _)| near.contains(at)) {
            let range = at..at + sign.len_utf8();
            match sign {
                ';' => made.extend([",", ""].map(|new| (format!("`{new}` in place of `;`"), (range.clone(), new.to_owned())))),
                ',' => made.push(("remove `,`".to_owned(), (range, String::new()))),
                '=' => {
                    let start = text[..at].trim_end().len();
                    made.push(("`:` in place of `=`".to_owned(), (start..range.end, ":".to_owned())));
                }
                _ => {}
            }
        }
    }
}

/// Elements side by side in brackets, in one fragment.
fn fragment(text: &str, at: usize) -> Option<(String, Edit)> {
    let open = text.get(..at)?.trim_end().len();
    let mut depth = 0;
    let close = text.get(at..)?.char_indices().find_map(|(offset, letter)| {
        depth += i32::from(letter == '(') - i32::from(letter == ')');
        (depth < 0).then_some(at + offset)
    })?;
    let inside = text[..open].ends_with('(').then(|| text[open..close].trim_end())?;
    let (end, depth) = (newline(text), indentation(text, at));
    let step = depth.strip_prefix(indentation(text, open - 1)).filter(|step| !step.is_empty()).unwrap_or("  ");
    let deeper = inside.replace('\n', &format!("\n{step}"));
    let whole = if inside.contains('\n') { format!("{end}{depth}<>{deeper}{end}{depth}</>") } else { format!("<>{inside}</>") };
    Some(("put the elements into a fragment".to_owned(), (open..open + inside.len(), whole)))
}

/// Lines and where they start.
struct Lines {
    starts: Vec<usize>,
    end: usize,
}

impl Lines {
    fn of(text: &str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { starts, end: text.len() }
    }

    fn count(&self) -> usize {
        self.starts.len()
    }

    fn at(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// Without its end.
    fn range(&self, line: usize) -> Range<usize> {
        let end = self.starts.get(line + 1).map_or(self.end, |next| next - 1);
        self.starts[line]..end.max(self.starts[line])
    }

    fn text<'t>(&self, text: &'t str, line: usize) -> &'t str {
        text.get(self.range(line)).unwrap_or_default()
    }
}

/// The token at each place of the near lines; where it may close something far above, at the ends of all other lines too.
fn inserted(text: &str, lines: &Lines, near: &BTreeSet<usize>, token: &str, everywhere: bool, made: &mut Vec<(String, Edit)>) {
    let title = format!("insert `{token}`");
    for line in near {
        let range = lines.range(*line);
        let written = lines.text(text, *line);
        let lead = written.len() - written.trim_start().len();
        for (at, _) in written.char_indices().skip_while(|(at, _)| *at < lead).chain([(written.len(), ' ')]) {
            made.push((title.clone(), (range.start + at..range.start + at, token.to_owned())));
        }
    }
    if !everywhere {
        return;
    }
    let end = newline(text);
    for line in (0..lines.count()).filter(|line| !lines.text(text, *line).trim().is_empty()) {
        let range = lines.range(line);
        let stop = range.start + lines.text(text, line).trim_end().len();
        made.push((title.clone(), (stop..stop, token.to_owned())));
        // On a line of its own, at the depth of a line above that opens something.
        let own = indentation(text, range.start);
        let depths: BTreeSet<&str> =
            (0..=line).rev().take(60).map(|above| indentation(text, lines.starts[above])).filter(|depth| depth.len() < own.len()).collect();
        for depth in depths {
            made.push((title.clone(), (stop..stop, format!("{end}{depth}{token}"))));
        }
    }
}

/// One of the brackets too many goes: any near the fault, and any that stands at an end of a line.
fn removed(text: &str, lines: &Lines, near: &BTreeSet<usize>, bracket: char, made: &mut Vec<(String, Edit)>) {
    for (at, _) in text.match_indices(bracket) {
        let line = lines.at(at);
        let alone = lines.text(text, line).trim().trim_end_matches([';', ',']).len() == 1;
        if alone {
            let range = lines.range(line);
            made.push((format!("remove `{bracket}`"), (range.start..(range.end + 1).min(text.len()), String::new())));
        }
        if near.contains(&line) || alone || text[at + 1..].starts_with(['\n', ';', '\r']) {
            made.push((format!("remove `{bracket}`"), (at..at + 1, String::new())));
        }
    }
}

/// Closing tags that are missing or of another name.
fn tags(text: &str, lines: &Lines, found: &[&Diagnostic], made: &mut Vec<(String, Edit)>) {
    let end = newline(text);
    for diagnostic in found.iter().filter(|found| found.code.starts_with("TS17")) {
        let Some(at) = offset_of(text, diagnostic) else { continue };
        let fragment = matches!(diagnostic.code.as_str(), "TS17014" | "TS17015");
        let name = if fragment { "" } else { quoted(&diagnostic.message).first().copied().unwrap_or_default() };
        if name.is_empty() && !fragment {
            continue;
        }
        let tag = format!("</{name}>");
        // A wrong name: the closing tag at the place gets the right one.
        let rest = &text[at..];
        let start = text[..at].ends_with("</").then(|| at - 2).or_else(|| rest.starts_with("</").then_some(at));
        if let Some(start) = start
            && let Some(stop) = text[start..].find('>')
        {
            made.push((format!("close with `{tag}`"), (start..start + stop + 1, tag.clone())));
        }
        let wrong: Vec<(usize, usize)> =
            text.match_indices("</").filter_map(|(from, _)| Some((from, from + text[from..].find('>')? + 1))).collect();
        for (from, to) in wrong.into_iter().filter(|(from, _)| *from > at) {
            made.push((format!("close with `{tag}`"), (from..to, tag.clone())));
        }
        // A missing one: behind the element's own line, or on a line of its own at the depth of the opening one.
        let first = lines.at(at);
        for line in first..lines.count() {
            let range = lines.range(line);
            let stop = range.start + lines.text(text, line).trim_end().len();
            made.push((format!("insert `{tag}`"), (stop..stop, tag.clone())));
            let depth = indentation(text, lines.starts[first]);
            made.push((format!("insert `{tag}`"), (stop..stop, format!("{end}{depth}{tag}"))));
            for depth in (0..=line).rev().take(40).map(|above| indentation(text, lines.starts[above])).collect::<BTreeSet<_>>() {
                made.push((format!("insert `{tag}`"), (stop..stop, format!("{end}{depth}{tag}"))));
            }
            if line == first {
                let from = at - range.start;
                let within = lines
                    .text(text, line)
                    .match_indices(['<', '{', '}', '/'])
                    .map(|(at, _)| range.start + at)
                    .filter(|place| *place > range.start + from);
                made.extend(within.map(|place| (format!("insert `{tag}`"), (place..place, tag.clone()))));
            }
        }
    }
}

/// The brackets that a text which ends between two lines leaves open, if they are few: its last lines are missing, and held nothing else.
fn ending(text: &str) -> Option<(String, Edit)> {
    let stop = text.trim_end().len();
    if !text.ends_with('\n') || text[..stop].ends_with([',', '(', '{', '[', '=', '&', '|', '?', ':']) {
        return None;
    }
    let mut open: Vec<(char, &str)> = Vec::new();
    for (at, letter) in text.char_indices() {
        match letter {
            '{' | '(' | '[' => open.push((letter, indentation(text, at))),
            '}' | ')' | ']' => {
                open.pop()?;
            }
            _ => {}
        }
    }
    if !(2..=3).contains(&open.len()) {
        return None;
    }
    let end = newline(text);
    let semicolons = text.matches(";\n").count() * 8 > text.lines().count();
    let mut closing = String::new();
    let mut depth = None;
    for (bracket, own) in open.into_iter().rev() {
        // Brackets that were opened on one line close on one line.
        if depth != Some(own) {
            closing.push_str(end);
            closing.push_str(own);
        }
        depth = Some(own);
        closing.push(match bracket {
            '{' => '}',
            '(' => ')',
            _ => ']',
        });
        if bracket == '(' && semicolons {
            closing.push(';');
        }
    }
    Some(("close what is open at the end".to_owned(), (stop..stop, closing)))
}

/// How many lines of a text stand at another depth than its brackets and elements say; nothing where it does not parse.
///
/// What closes over several lines stands as deep as the line that opened it, and what is between stands deeper.
fn misfits(file: &str, text: &str) -> Option<usize> {
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, text, script_type(file)).with_config(TokensParserConfig).parse();
    if parsed.panicked || parsed.diagnostics.has_errors() {
        return None;
    }
    let lines = Lines::of(text);
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    let mut open = Vec::new();
    for token in &parsed.tokens {
        let at = token.span().start as usize;
        match token.kind() {
            Kind::LCurly | Kind::LParen | Kind::LBrack => open.push(at),
            Kind::RCurly | Kind::RParen | Kind::RBrack => pairs.extend(open.pop().map(|start| (start, at))),
            _ => {}
        }
    }
    let mut elements = Elements(Vec::new());
    elements.visit_program(&parsed.program);
    pairs.extend(elements.0);
    let depths: Vec<Option<usize>> = (0..lines.count())
        .map(|line| (!lines.text(text, line).trim().is_empty()).then(|| indentation(text, lines.starts[line]).len()))
        .collect();
    let mut wrong = unexplained(text, &lines, &depths);
    for (start, stop) in pairs {
        let (first, last) = (lines.at(start), lines.at(stop));
        let Some(depth) = depths[first].filter(|_| first < last) else { continue };
        let leads = text.get(lines.starts[last]..stop).is_some_and(|before| before.trim().is_empty());
        wrong += usize::from(leads && depths[last] != Some(depth));
        // What closes behind something else was opened on that line, or there would be a line of its own.
        let closes = lines.text(text, last).trim_start().starts_with(['}', ')', ']', '<', '/']);
        wrong += usize::from(!leads && depths[last].is_some_and(|own| own > depth || own == depth && !closes));
        wrong += depths[first + 1..last].iter().flatten().filter(|own| **own <= depth).count();
    }
    Some(wrong)
}

/// Lines that stand deeper than the one above, though that one opens nothing and leaves nothing to be continued.
fn unexplained(text: &str, lines: &Lines, depths: &[Option<usize>]) -> usize {
    let written: Vec<(usize, usize)> = depths.iter().enumerate().filter_map(|(line, depth)| Some((line, (*depth)?))).collect();
    let deeper = written.windows(2).filter(|pair| pair[1].1 > pair[0].1);
    let closes = |line: &str| {
        line.ends_with([')', ';', '}', ']', ','])
            || line.rfind('<').is_some_and(|tag| line[tag..].starts_with("</"))
            || line.ends_with("/>")
    };
    deeper.filter(|pair| closes(lines.text(text, pair[0].0).trim_end())).count()
}

struct Elements(Vec<(usize, usize)>);

impl<'a> Visit<'a> for Elements {
    fn visit_jsx_element(&mut self, element: &JSXElement<'a>) {
        if let Some(closing) = &element.closing_element {
            self.0.push((bytes(element.span).start, bytes(closing.span).start));
        }
        walk::walk_jsx_element(self, element);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{problem, proposals};
    use super::*;

    const PAGE: &str = "import { a } from './a';\n\nexport function Page({ title }: Props) {\n  const onSave = async () => {\n    if (title) {\n      await save({ title, kind: \"page\" });\n    }\n  };\n  return (\n    <section>\n      <h1 className=\"big\">{title}</h1>\n      {items.map((item) => (\n        <p key={item.id}>{item.name}</p>\n      ))}\n    </section>\n  );\n}\n\nexport const other = [1, 2];\n";

    fn run(text: &str, code: &str, message: &str, needle: &str) -> Vec<String> {
        let files = [("a.tsx", text)];
        let found = proposals(propose, &files, &[problem(&files, "a.tsx", needle, code, message)], "");
        found.iter().map(|proposal| proposal.patch.texts()["a.tsx"].clone()).collect()
    }

    fn plain(text: &str) -> String {
        text.split_whitespace().collect::<String>().replace(';', "")
    }

    #[test]
    fn a_bracket_that_is_missing_or_too_much_is_mended_where_the_indentation_says() {
        for (whole, broken) in [
            ("    }\n  };\n", "    \n  };\n"),
            ("  };\n  return", "  return"),
            ("{items.map((item) => (", "items.map((item) => ("),
            ("</p>\n      ))}", "</p>\n      )}"),
            ("  );\n}\n\nexport", "  ;\n}\n\nexport"),
            ("  );\n}\n", "  );\n}}\n"),
            ("kind: \"page\" });", "kind: \"page\" };"),
            ("[1, 2];", "[1, 2;"),
            ("{ title, kind", "{ title kind"),
            ("<h1 className=\"big\">", "<h1 className=\"big>"),
            ("kind: \"page\" });", "kind: \"page });"),
            ("kind: \"page\" });", "kind: \"page\" ;"),
            ("title, kind: \"page\"", "title, kind = \"page\""),
            ("title, kind: \"page\"", "title; kind: \"page\""),
            ("</p>\n      ))}", "</p>\n      ));}"),
        ] {
            let text = PAGE.replacen(whole, broken, 1);
            assert_ne!(text, PAGE);
            let needle = &broken[..broken.len().min(8)];
            let found = run(&text, "TS1005", "'}' expected.", needle);
            assert!(found.iter().any(|made| plain(made) == plain(PAGE)), "{broken}: {found:#?}");
        }
    }

    #[test]
    fn a_quote_before_signs_alone_was_an_empty_string() {
        let text = "const form = useForm({\n  values: {\n    name: \"\",\n    word: \",\n  },\n});\n";
        let found = run(text, "TS1002", "Unterminated string literal.", "\",\n  }");
        assert_eq!(found, [text.replacen("word: \",", "word: \"\",", 1)]);
    }

    #[test]
    fn a_template_is_closed_before_what_ends_its_line() {
        let text = "export function name(a: A): string {\n  return `${a.first} ${a.last};\n}\n\nexport const b = 1;\n";
        let found = run(text, "TS1160", "Unterminated template literal.", "`");
        assert_eq!(found, [text.replacen("last};", "last}`;", 1)]);
    }

    #[test]
    fn elements_side_by_side_are_put_into_a_fragment() {
        let text = "export function Page() {\n  return (\n    <h1>A</h1>\n    <p>B</p>\n  );\n}\n";
        let found = run(text, "TS2657", "JSX expressions must have one parent element.", "<h1");
        assert_eq!(found, ["export function Page() {\n  return (\n    <>\n      <h1>A</h1>\n      <p>B</p>\n    </>\n  );\n}\n"]);
    }

    #[test]
    fn a_block_within_a_call_is_closed_where_the_next_line_stands_as_deep_as_its_own() {
        let whole = "export function Page() {\n  useEffect(() => {\n    let gone = false;\n    const load = async () => {\n      try {\n        show(await rows());\n      } finally {\n        done();\n      }\n    };\n    load();\n    return () => {\n      gone = true;\n    };\n  }, [month]);\n}\n";
        let text = whole.replacen("    };\n    load();", "    load();", 1);
        let found = run(&text, "TS1005", "',' expected.", "}, [month]");
        assert_eq!(found, [whole.replacen("    };\n    load();", "    }\n    load();", 1)]);
    }

    #[test]
    fn a_comma_comes_back_at_the_end_of_the_line_that_lacks_it() {
        let whole = "export default define({\n  plugins: [react()],\n  server: { port: 1 },\n});\n";
        let found = run(&whole.replacen("()],", "()]", 1), "TS1005", "',' expected.", "server");
        assert_eq!(found, [whole]);
    }

    #[test]
    fn tags_are_closed_by_the_name_that_opened_them() {
        let missing = PAGE.replacen("</h1>", "", 1);
        let found = run(&missing, "TS17008", "JSX element 'h1' has no corresponding closing tag.", "h1 className");
        assert!(found.iter().any(|made| plain(made) == plain(PAGE)), "{found:#?}");
        let wrong = PAGE.replacen("</section>", "</div>", 1);
        let found = run(&wrong, "TS17002", "Expected corresponding JSX closing tag for 'section'.", "div>");
        assert_eq!(found, [PAGE]);
    }

    #[test]
    fn a_text_that_was_cut_within_a_line_is_left() {
        let cut = &PAGE[..PAGE.find("item.name").unwrap()];
        assert_eq!(run(cut, "TS1005", "'}' expected.", "{item.")[..], [""; 0]);
    }

    proptest::proptest! {
        #[test]
        fn no_broken_text_is_too_odd(text in "[(){}<>/a\"'`,;\n ä]{1,60}") {
            let files = [("a.tsx", text.as_str())];
            let first: String = text.chars().take(1).collect();
            let _ = proposals(propose, &files, &[problem(&files, "a.tsx", &first, "TS1005", "'}' expected.")], "");
        }
    }
}
