//! What is written as another language or notation writes it: Python's words, the entities of HTML, the signs of a diff.

use std::{borrow::Cow, collections::BTreeMap, sync::LazyLock};

use regex::{Captures, Regex};

use super::{
    module::parses,
    project::{Problem, View},
    syntax::{fault_places, is_syntax},
    text::identifier_at,
};
use crate::{
    diagnostic::Diagnostic,
    fixers::{
        Proposal,
        text::{offset_of, whole_lines},
    },
    patch::Patch,
};

/// Proposes the text as TypeScript writes it, where that makes a source parse; and the constants of Python by their names here.
pub(super) fn propose(view: &View<'_>) -> Vec<Proposal> {
    let mut files: BTreeMap<&str, Vec<&Diagnostic>> = BTreeMap::new();
    for diagnostic in view.scene.diagnostics.iter().filter(|found| is_syntax(found)) {
        files.entry(&diagnostic.file).or_default().push(diagnostic);
    }
    // Our own parser takes the comments of HTML for comments.
    let is_broken = |file: &str| {
        view.modules.get(file).is_some_and(|module| !module.parses) || view.text(file).is_some_and(|text| text.contains("<!--"))
    };
    let broken = files.into_iter().filter(|(file, _)| is_broken(file));
    let mended = broken.flat_map(|(file, found)| translations(view, file, &found));
    let styles = view.problems(&["TS2322", "TS2559"]);
    let styles = styles.iter().filter_map(|problem| style(view, problem));
    mended.chain(constants(view)).chain(styles).collect()
}

/// `style="color: red"` as HTML has it.
fn style(view: &View<'_>, problem: &Problem<'_>) -> Option<Proposal> {
    let places = view.places(problem.file);
    let attribute = places.element_at(problem.offset)?.attributes.iter().find(|attribute| attribute.name.start == problem.offset)?;
    let range = attribute.value.clone().filter(|_| problem.text.get(attribute.name.clone()) == Some("style"))?;
    let quoted = problem.text.get(range.clone())?.trim_matches(['{', '}']);
    let declarations = quoted.strip_prefix(['"', '\''])?.strip_suffix(['"', '\''])?;
    let property = |declaration: &str| {
        let (name, value) = declaration.split_once(':')?;
        let mut words = name.trim().split('-');
        let first = words.next()?.to_owned();
        let rest = words.map(|word| word.get(..1).map_or(String::new(), str::to_uppercase) + word.get(1..).unwrap_or_default());
        let is_plain = !value.contains(['"', '\\']) && name.trim().chars().all(|letter| letter.is_ascii_lowercase() || letter == '-');
        (is_plain && !first.is_empty()).then(|| format!("{}: \"{}\"", first + &rest.collect::<String>(), value.trim()))
    };
    let properties: Option<Vec<String>> =
        declarations.split(';').filter(|declaration| !declaration.trim().is_empty()).map(property).collect();
    let object = format!("{{{{ {} }}}}", properties?.join(", "));
    view.proposal("an object of styles in place of a text".to_owned(), problem, vec![(range, object)], 0)
}

fn translations(view: &View<'_>, file: &str, found: &[&Diagnostic]) -> Vec<Proposal> {
    let Some(text) = view.text(file) else { return Vec::new() };
    let answers: Vec<String> = found.iter().map(|diagnostic| diagnostic.fingerprint.clone()).collect();
    let told = found.iter().filter_map(|diagnostic| offset_of(text, diagnostic)).collect();
    let made = [
        ("take out the signs of a diff", without_diff(text)),
        ("write comments as JSX has them", with_own_comments(text)),
        ("write it as TypeScript does", translated(file, text, told)),
    ];
    made.into_iter()
        .filter_map(|(title, made)| Some((title, made.filter(|made| parses(file, made))?)))
        .map(|(title, made)| Proposal { title: title.to_owned(), patch: Patch::of(file, made), answers: answers.clone(), rank: 0 })
        .collect()
}

/// The new side of a diff that was pasted with its signs.
fn without_diff(text: &str) -> Option<String> {
    let is_header = |line: &str| ["@@ ", "diff --git ", "--- a/", "+++ b/", "index "].iter().any(|start| line.starts_with(start));
    let is_added = |line: &str| line.starts_with('+') && !line.starts_with("++");
    if !text.lines().any(is_added) {
        return None;
    }
    let kept = text.split_inclusive('\n').filter(|line| !is_header(line) && !line.starts_with('-'));
    Some(kept.map(|line| if is_added(line) { &line[1..] } else { line }).collect())
}

/// `<!-- … -->` as JSX has it.
fn with_own_comments(text: &str) -> Option<String> {
    static COMMENT: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?s)<!--\s*(.*?)\s*-->").expect("the pattern is a constant that the tests compile"));
    COMMENT.is_match(text).then(|| COMMENT.replace_all(text, "{/* $1 */}").into_owned())
}

/// More lines than these are another language altogether.
const MOST_LINES: usize = 30;

/// The text with the lines at its faults translated, one after the other, until it parses.
fn translated(file: &str, text: &str, told: Vec<usize>) -> Option<String> {
    let mut text = text.to_owned();
    let mut places = told;
    for _ in 0..MOST_LINES {
        places.extend(fault_places(file, &text));
        let (lines, line) = places.iter().filter(|at| **at <= text.len() && text.is_char_boundary(**at)).find_map(|at| {
            let range = whole_lines(&text, *at..*at);
            let line = as_typescript(&text[range.clone()]);
            (line != text[range.clone()]).then_some((range, line))
        })?;
        text.replace_range(lines, &line);
        if parses(file, &text) {
            return Some(text);
        }
        places.clear();
    }
    None
}

/// What Python and HTML write, and what stands for it; the longer before what they contain.
static WORDS: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
    let words = [
        (r"&gt;", ">"),
        (r"&lt;", "<"),
        (r"&quot;", "\""),
        (r"&#39;|&apos;", "'"),
        (r"&amp;", "&"),
        (r"\bis\s+not\s+None\b", "!= null"),
        (r"\bis\s+None\b", "== null"),
        (r"\belif\b", "else if"),
        (r"\bTrue\b", "true"),
        (r"\bFalse\b", "false"),
        (r"([\w)\]])\s+and\s+([\w(!])", "$1 && $2"),
        (r"([\w)\]])\s+or\s+([\w(!])", "$1 || $2"),
        // Of a comparison `not` takes all, and `!` its first part alone.
        (r"\bnot\s+([\w.]+(?:\([^()]*\))?)(\s*(?:[);?{]|&&|\|\||$))", "!$1$2"),
    ];
    words.into_iter().map(|(word, ours)| (Regex::new(word).expect("the patterns are constants that the tests compile"), ours)).collect()
});

/// A line with the words outside of its strings translated.
fn as_typescript(line: &str) -> String {
    static PARTS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"(?P<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`\n]*`|//.*)|[^"'`/]+|."#)
            .expect("the pattern is a constant that the tests compile")
    });
    let translate = |part: &str| {
        WORDS.iter().fold(Cow::Borrowed(part), |text, (word, ours)| Cow::Owned(word.replace_all(&text, *ours).into_owned())).into_owned()
    };
    PARTS
        .replace_all(line, |part: &Captures<'_>| if part.name("string").is_some() { part[0].to_owned() } else { translate(&part[0]) })
        .into_owned()
}

/// `True` is `true`; whether `None` is `null` or `undefined`, the checker says where it is but one of them.
fn constants(view: &View<'_>) -> Vec<Proposal> {
    let mut names: BTreeMap<(&str, &str), Vec<Problem<'_>>> = BTreeMap::new();
    for problem in view.problems(&["TS2304", "TS2552"]) {
        let Some(name @ ("True" | "False" | "None")) = identifier_at(problem.text, problem.offset) else { continue };
        names.entry((problem.file, name)).or_default().push(problem);
    }
    let mut proposals = Vec::new();
    for ((file, name), problems) in names {
        let ours: &[&str] = match name {
            "True" => &["true"],
            "False" => &["false"],
            _ => &["null", "undefined"],
        };
        for ours in ours {
            let edits = problems.iter().map(|problem| (problem.offset..problem.offset + name.len(), (*ours).to_owned())).collect();
            let answers = problems.iter().map(|problem| problem.diagnostic).collect();
            proposals.extend(view.proposal_in(format!("`{ours}` in place of Python's `{name}`"), file, edits, answers, 0));
        }
    }
    proposals
}

#[cfg(test)]
mod tests {
    use super::super::testing::{best, problem, proposals};
    use super::*;

    fn run(text: &str, needle: &str, code: &str, message: &str) -> Option<String> {
        let files = [("a.tsx", text)];
        best(&proposals(propose, &files, &[problem(&files, "a.tsx", needle, code, message)], "")).map(str::to_owned)
    }

    #[test]
    fn words_of_python_and_entities_are_written_as_typescript_writes_them() {
        for (broken, whole) in [
            ("if (a) {\n} elif (b) {\n}\n", "if (a) {\n} else if (b) {\n}\n"),
            ("if (a is not None and b === 'x and y') {\n}\n", "if (a != null && b === 'x and y') {\n}\n"),
            ("if (not a or b) {\n}\n", "if (!a || b) {\n}\n"),
            ("list.filter((x) =&gt; x &amp;&amp; y);\n", "list.filter((x) => x && y);\n"),
        ] {
            assert_eq!(run(broken, &broken[..2], "TS1005", "')' expected.").as_deref(), Some(whole));
        }
    }

    #[test]
    fn a_comment_of_html_becomes_one_of_jsx() {
        let text = "const a = (\n  <p>\n    <!-- The title -->\n    <b />\n  </p>\n);\n";
        let found = run(text, "<!--", "TS1003", "Identifier expected.");
        assert_eq!(found, Some(text.replace("<!-- The title -->", "{/* The title */}")));
    }

    #[test]
    fn a_style_of_html_becomes_an_object() {
        let text = "const a = <p style=\"border: 1px solid; padding-top: 4px;\" />;\n";
        let message = "Type 'string' has no properties in common with type 'Properties<string | number, string & {}>'.";
        let files = [("a.tsx", text)];
        let found = proposals(propose, &files, &[problem(&files, "a.tsx", "style", "TS2559", message)], "");
        assert_eq!(best(&found), Some("const a = <p style={{ border: \"1px solid\", paddingTop: \"4px\" }} />;\n"));
    }

    #[test]
    fn of_a_diff_the_new_side_stays() {
        let text = " const a = 1;\n-export const b = 1;\n+export const b = 2;\n";
        assert_eq!(run(text, "+", "TS1109", "Expression expected.").as_deref(), Some(" const a = 1;\nexport const b = 2;\n"));
        assert_eq!(run("export const b = 1;\n-export const c = 1;\n", "-", "TS1109", "Expression expected."), None, "it may be meant");
    }

    #[test]
    fn not_before_a_comparison_and_words_within_strings_are_left() {
        assert_eq!(run("if (not a === b) {\n}\n", "not", "TS1005", "')' expected."), None);
        assert_eq!(run("f('a and b' 'c or d');\n", "'c", "TS1005", "',' expected."), None);
    }

    #[test]
    fn constants_of_python_go_by_their_names_here_and_two_names_are_a_tie() {
        let told = |name: &str| format!("Cannot find name '{name}'.");
        assert_eq!(run("useState(False);\n", "False", "TS2304", &told("False")).as_deref(), Some("useState(false);\n"));
        assert_eq!(run("useState(None);\n", "None", "TS2304", &told("None")), None);
    }
}
