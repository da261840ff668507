//! A model's answer ended before the file did.

use super::finding::finding;
use super::source::Source;
use crate::diagnostic::Finding;

/// Finds files whose parser runs out of text: all is right, but something is still open at the end.
pub(super) fn check(source: &Source) -> Vec<Finding> {
    let Some(fault) = source.fault().filter(|fault| fault.at_end) else {
        return Vec::new();
    };
    let message = format!("The file ends in the middle: {}. Complete it from here.", fault.message);
    let end = source.text.trim_end().len();
    vec![finding("truncated-file", source.path, source.text, fault.range.start.min(end)..end, message)]
}

#[cfg(test)]
mod tests {
    use super::super::testing::{codes, places};

    #[test]
    fn python_that_ends_in_the_middle_is_found() {
        for text in [
            "x = f(1,\n",
            "x = [\n    1,\n",
            "def f():\n",
            "class A:\n",
            "def f():\n    return {\n        'a': 1,\n",
            "def f(a, b",
            "x = 'abc",
            "def f():\n    '''Text\n    more\n",
            "try:\n    f()\n",
            "@router.get('/')\n",
            "from a import (\n    b,\n",
            "if x:",
            "x =",
        ] {
            assert_eq!(codes(&[("a.py", text)]), ["truncated-file"], "{text}");
        }
    }

    #[test]
    fn scripts_that_end_in_the_middle_are_found() {
        for text in [
            "export function f() {\n  return 1;\n",
            "const x = [1,\n",
            "const x = `abc\n",
            "/* abc\n",
            "export const A = () => {\n  return (\n    <div>\n      <p>text</p>\n",
            "export const A = () => <div",
            "const x =",
            "const x = 'abc",
            "interface A {\n  a: string;\n",
            "import { a, b",
        ] {
            assert_eq!(codes(&[("a.tsx", text)]), ["truncated-file"], "{text}");
        }
    }

    #[test]
    fn the_place_is_the_end_of_the_text() {
        assert_eq!(places(&[("a.ts", "function f() {\n  g();\n\n")], "truncated-file"), ["a.ts:2:7"]);
    }

    #[test]
    fn whole_files_and_errors_in_the_middle_are_silent() {
        for (path, text) in [
            ("a.py", "def f():\n    return 1"),
            ("b.py", "def f(:\n    return 1\n"),
            ("c.py", "x = (\n\ndef f():\n    return 1\n\ny = 2\n"),
            ("d.py", ""),
            ("e.py", "x = 'a\ny = 2\n"),
            ("f.ts", "export const a = 1"),
            ("g.ts", "const = 1;\nexport const b = 2;\n"),
            ("h.d.ts", "declare const a: string"),
            ("i.jsx", "export const A = () => <div>text</div>"),
            ("j.js", "// nothing but a comment"),
        ] {
            assert_eq!(codes(&[(path, text)]), [""; 0], "{path}");
        }
    }
}
