//! What lies behind diagnostics: phases, of which one hides the next, and faults, which several tools and lines may tell.

use std::{collections::BTreeMap, sync::LazyLock};

use regex::Regex;

use crate::diagnostic::{Category, Diagnostic};

/// What a problem can hide: everything of the phases behind its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// The file does not parse; nothing behind the fault was read as it was meant.
    Syntax,
    /// A module or a name is not there; whatever uses it has no type.
    Resolution,
    /// All others.
    Other,
}

impl Phase {
    /// The phase of a diagnostic.
    ///
    /// An attribute that does not exist is of the last phase: an unresolved name hides it as it hides all else that is wrong with its uses.
    pub fn of(diagnostic: &Diagnostic) -> Self {
        match diagnostic.category {
            Category::Syntax => Self::Syntax,
            Category::MissingImport | Category::UndefinedName if !is_member(diagnostic) => Self::Resolution,
            _ => Self::Other,
        }
    }
}

/// Whether a value is said to have no such member, in distinction from a module or a scope that has no such name.
pub fn is_member(diagnostic: &Diagnostic) -> bool {
    match diagnostic.tool.as_str() {
        // One rule for members of values and for names of modules; the message tells them apart.
        "pyright" => match diagnostic.code.as_str() {
            "reportAttributeAccessIssue" => !diagnostic.message.contains("is unknown import symbol"),
            code => code == "reportFunctionMemberAccess",
        },
        "ty" => diagnostic.code.ends_with("-attribute"),
        "tsc" => matches!(diagnostic.code.as_str(), "TS2339" | "TS2551" | "TS2561" | "TS2568" | "TS2570" | "TS2576"),
        _ => false,
    }
}

/// The name that a message is about: the member, export or attribute that it misses, or else the first thing that it quotes.
pub fn subject(message: &str) -> Option<&str> {
    static MISSED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"(?i)\b(?:(?:member|attribute|property|export)(?: named)?|named) ["'`]([^"'`\n]+)["'`]"#)
            .expect("the pattern is a constant that the tests compile")
    });
    static QUOTED: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r#"["'`]+([^"'`\n]+)["'`]"#).expect("the pattern is a constant that the tests compile"));
    let found = MISSED.captures(message).or_else(|| QUOTED.captures(message))?;
    Some(found.get(1)?.as_str())
}

/// Diagnostics that tell one fault, ordered by the first of each.
///
/// A name that is missing in a file is one fault, however many tools and lines tell it. What else is told about one line is taken as one.
pub fn faults<'a>(diagnostics: impl IntoIterator<Item = &'a Diagnostic>) -> Vec<Vec<&'a Diagnostic>> {
    let mut places: BTreeMap<Key<'a>, usize> = BTreeMap::new();
    let mut faults: Vec<Vec<&Diagnostic>> = Vec::new();
    for diagnostic in diagnostics {
        let at = *places.entry(key(diagnostic)).or_insert_with(|| {
            faults.push(Vec::new());
            faults.len() - 1
        });
        faults[at].push(diagnostic);
    }
    faults
}

/// File, phase, and the missing name or else the line.
type Key<'a> = (&'a str, Phase, Result<&'a str, u32>);

fn key(diagnostic: &Diagnostic) -> Key<'_> {
    let phase = Phase::of(diagnostic);
    let subject = subject(&diagnostic.message).filter(|_| phase == Phase::Resolution);
    (&diagnostic.file, phase, subject.ok_or(diagnostic.line))
}

#[cfg(test)]
mod tests {
    use super::{super::testing::error, *};

    #[test]
    fn what_a_message_is_about_is_found_in_the_words_of_every_tool() {
        for (message, name) in [
            ("Undefined name `Session`", "Session"),
            ("\"Session\" is not defined", "Session"),
            ("\"get_product_by_id\" is unknown import symbol", "get_product_by_id"),
            ("Import \"app.modles\" could not be resolved", "app.modles"),
            ("Cannot access attribute \"totl\" for class \"Order*\"\n  Attribute \"totl\" is unknown", "totl"),
            ("Module `app.models` has no member `Oder`", "Oder"),
            ("Object of type `Order` has no attribute `totl`", "totl"),
            ("Module '\"./api\"' has no exported member 'getOrder'.", "getOrder"),
            ("'\"./api\"' has no exported member named 'getOrder'. Did you mean 'getOrders'?", "getOrder"),
            ("Cannot find module './apii' or its corresponding type declarations.", "./apii"),
            ("Property 'totl' does not exist on type 'Order'. Did you mean 'total'?", "totl"),
        ] {
            assert_eq!(subject(message), Some(name), "{message}");
        }
        assert_eq!(subject("Expected an indented block"), None);
    }

    #[test]
    fn a_missing_name_is_one_fault_for_all_tools_and_lines() {
        let told = [
            error("ruff", "F821", "a.py", 3, "Undefined name `Session`"),
            error("pyright", "reportUndefinedVariable", "a.py", 3, "\"Session\" is not defined"),
            error("ruff", "F821", "a.py", 9, "Undefined name `Session`"),
            error("ruff", "F821", "a.py", 9, "Undefined name `Order`"),
            error("ruff", "F821", "b.py", 3, "Undefined name `Session`"),
            error("pyright", "reportCallIssue", "a.py", 3, "Argument missing for parameter \"db\""),
        ];
        let sizes: Vec<usize> = faults(&told).iter().map(Vec::len).collect();
        assert_eq!(sizes, [3, 1, 1, 1]);
    }

    #[test]
    fn a_member_is_no_name() {
        let phase = |tool, code, message| Phase::of(&error(tool, code, "a", 1, message));
        assert_eq!(phase("pyright", "reportAttributeAccessIssue", "\"Oder\" is unknown import symbol"), Phase::Resolution);
        assert_eq!(phase("pyright", "reportAttributeAccessIssue", "Cannot access attribute \"x\" for class \"Y\""), Phase::Other);
        assert_eq!(phase("ty", "unresolved-import", "Cannot resolve imported module `x`"), Phase::Resolution);
        assert_eq!(phase("ty", "unresolved-attribute", "Object of type `Y` has no attribute `x`"), Phase::Other);
        assert_eq!(phase("tsc", "TS2304", "Cannot find name 'x'."), Phase::Resolution);
        assert_eq!(phase("tsc", "TS2339", "Property 'x' does not exist on type 'Y'."), Phase::Other);
        assert_eq!(phase("tsc", "TS1005", "';' expected."), Phase::Syntax);
        assert_eq!(phase("ruff", "F401", "`os` imported but unused"), Phase::Resolution);
    }
}
