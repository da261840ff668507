//! A model's answer was stored with its code fence.

use std::ops::Range;

use super::finding::finding;
use super::place::{lines, trimmed};
use super::source::Source;
use crate::diagnostic::Finding;

/// Finds lines such as ```` ```python ```` outside of strings and comments.
///
/// The proof: with these lines, and the prose outside of them, blanked out the file is right, and they stand in no string or comment
/// of it. A file whose first line is a fence needs no proof, no program begins so.
pub(super) fn check(source: &Source) -> Vec<Finding> {
    if !source.text.contains("```") || source.syntax.is_none() {
        return Vec::new();
    }
    let fences = fences(source.text);
    let (Some(first), Some(last)) = (fences.first(), fences.last()) else {
        return Vec::new();
    };
    let end = source.text.len();
    // What is blanked beside the fences: nothing, or the prose before the first and behind the last.
    let proven = [(0, end), (first.start, last.end), (first.start, end), (0, last.end)]
        .into_iter()
        .filter(|(from, to)| is_prose(&source.text[..*from]) && is_prose(&source.text[*to..]))
        .find_map(|(from, to)| leftovers(source, &fences, from..to));
    let begins_with_fence = || source.text[..first.start].trim().is_empty().then(|| vec![first.clone()]);
    let found = proven.or_else(begins_with_fence).unwrap_or_default();
    found.into_iter().map(|fence| finding("leftover-fence", source.path, source.text, fence, MESSAGE)).collect()
}

const MESSAGE: &str = "A code fence of a model's answer was left in the file. Delete this line, and any prose outside of the fence.";

/// The lines that are nothing but a fence, perhaps with the name of a language.
fn fences(text: &str) -> Vec<Range<usize>> {
    let fences = lines(text).filter(|(_, line)| {
        let language = line.trim().strip_prefix("```");
        language.is_some_and(|language| language.chars().all(|c| c.is_ascii_alphanumeric() || "+-#_.".contains(c)))
    });
    fences.map(|(range, line)| trimmed(&range, line)).collect()
}

/// Text of a person's language: sentences, without the signs that code cannot do without.
fn is_prose(text: &str) -> bool {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).all(|line| {
        line.split_whitespace().count() >= 2 && !line.contains(['=', '{', '}', ';', '<']) && !line.starts_with(['@', '/', '"', '\''])
    })
}

/// The fences that stand in no literal, if `text` is right without all fences and without what is outside of `kept`.
fn leftovers(source: &Source, fences: &[Range<usize>], kept: Range<usize>) -> Option<Vec<Range<usize>>> {
    let mut repaired = source.text.as_bytes().to_vec();
    let end = repaired.len();
    for range in [0..kept.start, kept.end..end].into_iter().chain(fences.iter().cloned()) {
        for byte in repaired[range].iter_mut().filter(|byte| !byte.is_ascii_whitespace()) {
            *byte = b' ';
        }
    }
    let repaired = String::from_utf8(repaired).expect("whole lines were replaced");
    if repaired.trim().is_empty() {
        return None;
    }
    let literals = source.literals_of(&repaired)?;
    let is_literal = |offset: usize| literals.iter().any(|literal| literal.start <= offset && offset < literal.end);
    let found: Vec<_> = fences.iter().filter(|fence| !is_literal(fence.start)).cloned().collect();
    (!found.is_empty()).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{codes, places};

    #[test]
    fn a_file_inside_of_a_fence_shows_both_of_its_lines() {
        let python = "```python\nimport os\n\nprint(os.name)\n```\n";
        assert_eq!(places(&[("a.py", python)], "leftover-fence"), ["a.py:1:1", "a.py:5:1"]);
        let script = "```tsx\nexport const A = () => <b>`x`</b>;\n```";
        assert_eq!(places(&[("a.tsx", script)], "leftover-fence"), ["a.tsx:1:1", "a.tsx:3:1"]);
        let no_backtick = "```typescript\nexport const a = 1;\n```\n";
        assert_eq!(places(&[("a.ts", no_backtick)], "leftover-fence"), ["a.ts:1:1", "a.ts:3:1"]);
    }

    #[test]
    fn prose_around_the_fence_does_not_hide_it() {
        let text = "Here's the updated file:\n\n```python\nx = 1\n```\n\nThis sets `x`, as you asked.\n";
        assert_eq!(places(&[("a.py", text)], "leftover-fence"), ["a.py:3:1", "a.py:5:1"]);
        let text = "export const a = 1;\n```\n\nThis file exports the constant.\n";
        assert_eq!(places(&[("a.ts", text)], "leftover-fence"), ["a.ts:2:1"]);
    }

    #[test]
    fn a_fence_at_the_top_of_a_file_that_is_broken_otherwise_is_found() {
        assert_eq!(places(&[("a.py", "```python\ndef f(:\n    pass\n")], "leftover-fence"), ["a.py:1:1"]);
        assert_eq!(places(&[("a.ts", "```ts\nconst = 1;\n")], "leftover-fence"), ["a.ts:1:1"]);
    }

    #[test]
    fn fences_of_documentation_are_silent() {
        for (path, text) in [
            ("a.py", "def f():\n    \"\"\"Example:\n\n    ```python\n    f()\n    ```\n    \"\"\"\n"),
            ("b.py", "README = '''\n```\nx\n```\n'''\n"),
            ("c.py", "# ```\n# x\n# ```\n"),
            ("d.py", "x = f'''\n```\n{y}\n```\n'''\n"),
            ("e.ts", "/**\n * ```ts\n * f();\n * ```\n */\nexport const a = 1;\n"),
            ("f.ts", "/*\n```ts\nf();\n```\n*/\nexport const a = 1;\n"),
            ("g.ts", "export const a = `\n\\`\\`\\`ts\nx\n\\`\\`\\`\n`;\n"),
            ("h.tsx", "export const A = () => <pre>\n```\nx\n```\n</pre>;\n"),
        ] {
            assert_eq!(codes(&[(path, text)]), [""; 0], "{path}");
        }
    }

    #[test]
    fn a_fence_in_a_docstring_of_a_broken_file_is_silent() {
        let text = "def f(:\n    pass\n\ndef g():\n    '''\n    ```\n    x\n    ```\n    '''\n";
        assert_eq!(places(&[("a.py", text)], "leftover-fence"), [""; 0]);
    }
}
