//! The named thing that a line stands in, found without parsing: the code may well be broken.

use std::sync::LazyLock;

use regex::Regex;

/// The name of what encloses `line` (1-based) in `source`, as a dotted path such as `OrderService.total`; empty at top level.
///
/// Works by indentation alone: each line further up that is indented less and declares a name adds to the path. This is right
/// for formatted Python and TypeScript, and where it is wrong it is so in the same way before and after a line shift,
/// which is all that a fingerprint needs.
pub fn enclosing_symbol(source: &str, line: u32) -> String {
    let lines: Vec<&str> = source.lines().take(line as usize).collect();
    let Some((own, above)) = lines.split_last().filter(|_| lines.len() == line as usize) else {
        return String::new();
    };
    let mut names = Vec::new();
    let mut limit = if own.trim().is_empty() { usize::MAX } else { indentation(own) };
    for candidate in above.iter().rev() {
        if limit == 0 {
            break;
        }
        let trimmed = candidate.trim_start();
        if trimmed.is_empty() {
            continue;
        }
        let depth = indentation(candidate);
        if depth >= limit {
            continue;
        }
        // A closing bracket at a lower level ends a construct, it does not open the one that we stand in.
        if !trimmed.starts_with([')', ']', '}']) {
            limit = depth;
        }
        if let Some(name) = declared_name(trimmed) {
            limit = depth;
            names.push(name);
        }
    }
    names.reverse();
    names.join(".")
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

fn declared_name(line: &str) -> Option<&str> {
    static DECLARATION: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?x)^
            (?:export\s+)?(?:default\s+)?(?:declare\s+)?(?:abstract\s+)?(?:public\s+|private\s+|protected\s+|static\s+)*
            (?:async\s+)?
            (?:(?:def|class|function\*?|interface|type|enum|namespace|const|let|var)\s+([\p{L}_$][\p{L}\p{N}_$]*)
              |([\p{L}_$][\p{L}\p{N}_$]*)\s*\([^)]*\)\s*(?::[^{]*)?\{\s*$)",
        )
        .expect("the pattern is a constant that the tests compile")
    });
    let found = DECLARATION.captures(line)?;
    let name = found.get(1).or(found.get(2))?.as_str();
    let keyword = matches!(name, "if" | "for" | "while" | "switch" | "catch" | "return" | "with");
    (!keyword).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_python_method_is_named_with_its_class() {
        let source = "class Orders:\n    x = 1\n\n    async def total(self):\n        if self.x:\n            return y\n";
        assert_eq!(enclosing_symbol(source, 6), "Orders.total");
        assert_eq!(enclosing_symbol(source, 2), "Orders");
        assert_eq!(enclosing_symbol(source, 1), "");
    }

    #[test]
    fn a_function_that_ended_above_does_not_enclose() {
        let source = "def a():\n    pass\n\nx = y\n";
        assert_eq!(enclosing_symbol(source, 4), "");
    }

    #[test]
    fn a_component_and_its_handler_are_named() {
        let source = "export const Page = () => {\n  const save = async () => {\n    call(x);\n  };\n  return <div />;\n};\n";
        assert_eq!(enclosing_symbol(source, 3), "Page.save");
        assert_eq!(enclosing_symbol(source, 5), "Page");
        let class = "class A {\n  run(x: number): void {\n    if (x) {\n      y();\n    }\n  }\n}\n";
        assert_eq!(enclosing_symbol(class, 4), "A.run");
    }

    #[test]
    fn a_line_beyond_the_end_is_no_error() {
        assert_eq!(enclosing_symbol("", 7), "");
        assert_eq!(enclosing_symbol("def a():\n    x", 70), "");
    }
}
