//! A model left out code and said so in a comment.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::finding::finding;
use super::source::Source;
use crate::diagnostic::Finding;

/// Finds comments that stand for code which is not there, such as `// ... existing code ...`.
///
/// The proof is in the words: either an ellipsis beside a phrase for left-out code, or a phrase that is the whole comment and stands
/// by itself. A sentence that only speaks of the rest of the code is a comment like any other.
pub(super) fn check(source: &Source) -> Vec<Finding> {
    let Some(syntax) = &source.syntax else {
        return Vec::new();
    };
    let comments = syntax.comments.iter();
    let markers = comments.filter(|comment| is_marker(source.text, comment)).cloned();
    markers.map(|comment| finding("leftover-marker", source.path, source.text, comment, MESSAGE)).collect()
}

const MESSAGE: &str =
    "A model's placeholder for code that it did not repeat. Put the code in its place where it is missing, and delete the comment.";

/// Whether the comment in this range stands for code that is not there.
pub(crate) fn is_marker(text: &str, comment: &Range<usize>) -> bool {
    let words = words_of(&text[comment.clone()]);
    if words.len() > 120 || !WORDS.iter().any(|word| words.contains(word)) {
        return false;
    }
    WITH_ELLIPSIS.is_match(&words) || WHOLE_COMMENT.is_match(&words) && stands_alone(text, comment)
}

/// One of these is in every marker: a cheap test before the expressions.
const WORDS: [&str; 8] = ["rest", "existing", "unchanged", "remain", "previous", "same", "omitted", "other"];

/// The words of a comment on one line in lower case, without its delimiters; empty for one of several lines.
fn words_of(comment: &str) -> String {
    let inner = comment.trim_start_matches("/*").trim_end_matches("*/").trim_start_matches(['#', '/', '*']).trim();
    if inner.contains('\n') {
        return String::new();
    }
    inner.replace('…', "...").replace('’', "'").to_lowercase()
}

/// Whether nothing but brackets is beside the comment, and no other comment on the lines next to it: it is no part of a longer text.
fn stands_alone(text: &str, comment: &Range<usize>) -> bool {
    let before = &text[..comment.start];
    let after = &text[comment.end..];
    let (above, left) = before.rsplit_once('\n').unwrap_or(("", before));
    let (right, below) = after.split_once('\n').unwrap_or((after, ""));
    let is_bare = |part: &str| part.trim().trim_matches(['{', '}', '(', ')']).is_empty();
    let is_comment =
        |line: &str| line.trim_start().starts_with(['#', '*']) || line.trim_start().starts_with("//") || line.trim_end().ends_with("*/");
    is_bare(left) && is_bare(right) && !above.lines().next_back().is_some_and(is_comment) && !below.lines().next().is_some_and(is_comment)
}

/// What is left out.
const CODE: &str = r"(?:code|codebase|file|files|component|components|function|functions|class|classes|module|modules|implementation|
    implementations|method|methods|import|imports|logic|route|routes|endpoint|endpoints|handler|handlers|hook|hooks|field|fields|
    prop|props|state|jsx|markup|content|contents|body|definition|definitions|model|models|schema|schemas|test|tests|setup|config|
    configuration|styles|script|program|types|interfaces|variables|helpers|cases|settings|columns|properties|options|items|parts|sections)";

/// That it stays.
const STAYS: &str = r"(?:(?:remains?|stays?|is|are|kept|as)\s+)?(?:(?:exactly\s+)?the\s+same|unchanged|unmodified|untouched|intact|identical|
    as\s+(?:is|before|above)|as-is|same\s+as\s+(?:before|above))(?:\s+(?:here|as\s+(?:before|above)))?";

static WITH_ELLIPSIS: LazyLock<Regex> = LazyLock::new(|| {
    let both_ends = format!(
        r"(?:the\s+|your\s+|all\s+)?(?:keep\s+)?(?:(?:the\s+)?rest\s+of\s+(?:the\s+|your\s+|this\s+|my\s+)?(?:\w+\s+){{0,2}}{CODE}|
          (?:the\s+)?(?:rest|existing|previous|other|remaining|original|same)\s+(?:\w+\s+){{0,2}}{CODE})
          (?:\s+(?:(?:goes\s+|go\s+)?here|above|below|{STAYS}))?
        | (?:the\s+)?(?:rest|{CODE})\s+{STAYS}
        | (?:\w+\s+){{0,2}}{CODE}\s+(?:omitted|unchanged)(?:\s+for\s+brevity)?
        | (?:rest\s+)?(?:unchanged|omitted)(?:\s+for\s+brevity)? | omitted\s+for\s+brevity | (?:the\s+)?rest | same\s+as\s+(?:before|above)"
    );
    let strong_end = format!(
        r"(?:the\s+)?rest\s+of\s+(?:the\s+|your\s+|this\s+)?(?:\w+\s+)?{CODE}(?:\s+(?:(?:goes\s+)?here|{STAYS}))?
        | (?:existing|previous|remaining|original)\s+code(?:\s+(?:here|{STAYS}))?
        | (?:\w+\s+){{0,2}}{CODE}\s+{STAYS} | same\s+as\s+before"
    );
    expression(&format!(
        r"[(\[]?\.{{2,}}\s+[(\[]?(?:{both_ends})[)\]]?\s*(?:\.{{2,}}|\.)?[)\]]?|\.{{3}}\s*existing\s+code\s*\.{{3}}|(?:{strong_end})\s*\.{{3,}}"
    ))
});

static WHOLE_COMMENT: LazyLock<Regex> = LazyLock::new(|| {
    expression(&format!(
        r"(?:\w+:\s+)?[(\[<]?\s*(?:
          (?:the\s+)?rest\s+of\s+(?:the\s+|your\s+|this\s+)?(?:\w+\s+)?{CODE}\s+(?:(?:goes\s+)?here|{STAYS})
        | (?:the\s+)?rest\s+(?:remains?\s+|stays?\s+|is\s+)?(?:unchanged|the\s+same|omitted)(?:\s+for\s+brevity)?
        | (?:existing|previous|original)\s+code\s+(?:(?:goes\s+)?here|{STAYS})
        | (?:remaining|existing|previous|other|all\s+other)\s+{CODE}\s+(?:remains?\s+|stays?\s+|is\s+|are\s+)?(?:unchanged|the\s+same|omitted(?:\s+for\s+brevity)?)
        | keep\s+(?:the\s+)?(?:rest\s+of\s+the|existing|remaining)\s+{CODE}\s+(?:as\s+is|as-is|unchanged|the\s+same)
        | (?:code|implementation|rest|remaining\s+code)\s+omitted\s+for\s+brevity
        )\s*[)\]>]?[.!]?"
    ))
});

fn expression(pattern: &str) -> Regex {
    Regex::new(&format!("(?x)^(?:{pattern})$")).expect("the pattern is a constant, and a test compiles it")
}

#[cfg(test)]
mod tests {
    use super::super::testing::{codes, places};

    fn fires(comment: &str) -> bool {
        let python = format!("a = 1\n\n# {comment}\n\nb = 2\n");
        let script = format!("const a = 1;\n\n// {comment}\n\nconst b = 2;\n");
        let jsx = format!("const a = <p>\n  {{/* {comment} */}}\n</p>;\n");
        let found = [("a.py", python), ("a.ts", script), ("a.tsx", jsx)].map(|(path, text)| codes(&[(path, &text)]) == ["leftover-marker"]);
        assert!(found.iter().all(|fires| *fires == found[0]), "{comment}: {found:?}");
        found[0]
    }

    #[test]
    fn comments_in_place_of_code_are_found() {
        for comment in [
            "... existing code ...",
            "...existing code...",
            "… existing code …",
            "... rest of the code ...",
            "... rest of the code",
            "... rest of the code unchanged",
            "... rest of the code remains the same ...",
            "... (rest of the code remains the same)",
            "... rest of component ...",
            "... rest of your component",
            "... other imports ...",
            "... existing imports ...",
            "... other methods ...",
            "... other methods remain unchanged ...",
            "... remaining methods unchanged ...",
            "... previous code ...",
            "... keep existing code ...",
            "... same as before ...",
            "... unchanged ...",
            "... (unchanged)",
            "... rest unchanged ...",
            "... implementation omitted for brevity ...",
            "Rest of the code remains the same",
            "Rest of the code remains the same...",
            "The rest of the file remains unchanged.",
            "rest of component remains the same",
            "(rest of file unchanged)",
            "[rest of the code unchanged]",
            "Rest of the implementation here",
            "TODO: rest of implementation here",
            "existing code here",
            "Existing code remains unchanged",
            "previous code unchanged",
            "remaining methods unchanged",
            "Other routes remain the same",
            "Keep the rest of the code as is",
            "existing code...",
            "Rest of your code...",
            "Same as before...",
            "code omitted for brevity",
        ] {
            assert!(fires(comment), "{comment}");
        }
    }

    #[test]
    fn ordinary_comments_are_silent() {
        for comment in [
            "the rest of the code handles errors",
            "keep existing code path",
            "The rest of the code assumes that the list is sorted",
            "existing code relies on this",
            "Rest of the arguments",
            "rest parameters",
            "the rest",
            "...rest",
            "...existing",
            "...props, // the rest of the props",
            "... and so on",
            "...",
            "Loading existing users...",
            "load the existing config...",
            "Remove previous tests...",
            "Waiting for the remaining tasks...",
            "Keep the other fields",
            "Keep existing state",
            "other imports",
            "Other methods",
            "Remaining fields are optional",
            "Existing users keep their role",
            "same as above",
            "same as before",
            "Same as before, but with a lock",
            "unchanged",
            "Unchanged files are skipped",
            "The password is unchanged",
            "if the value is unchanged ... skip it",
            "previous value",
            "The previous code was too slow",
            "REST API",
            "rest api endpoints",
            "REST of the world",
            "TODO: move the rest of the code into a service",
            "TODO: handle the rest of the cases",
            "the rest of the file is generated",
            "rest of the file",
            "We omit the other fields for brevity",
            "1, 2, ... the other items",
            "...but keep the existing entries",
            "... unless the rest of the pipeline failed",
            "... otherwise the rest of the code would break",
            "all other routes require a login",
            "Other routes",
            "your code here",
            "Add your code here ...",
            "interest rates unchanged since 2019",
            "the remaining tests are slow ...",
            "is the same as the existing one...",
        ] {
            assert!(!fires(comment), "{comment}");
        }
    }

    #[test]
    fn a_phrase_within_a_longer_text_is_silent() {
        assert_eq!(codes(&[("a.py", "# We only mend the header, the\n# rest of the code remains the same\nx = 1\n")]), [""; 0]);
        assert_eq!(codes(&[("a.py", "x = 1  # rest of the code remains the same\n")]), [""; 0]);
        assert_eq!(codes(&[("a.ts", "/*\n * Text.\n * ... existing code ...\n */\nexport const a = 1;\n")]), [""; 0]);
    }

    #[test]
    fn what_looks_like_a_comment_in_a_string_is_silent() {
        assert_eq!(codes(&[("a.py", "X = '''\n# ... existing code ...\n'''\n")]), [""; 0]);
        assert_eq!(codes(&[("a.ts", "const x = `\n// ... existing code ...\n`;\n")]), [""; 0]);
        assert_eq!(codes(&[("a.tsx", "const x = <p>// ... existing code ...</p>;\n")]), [""; 0]);
    }

    #[test]
    fn the_span_is_the_comment() {
        assert_eq!(places(&[("a.ts", "f(); // ... existing code ...\n")], "leftover-marker"), ["a.ts:1:6"]);
    }
}
