//! One table from a tool's codes to the six categories.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What kind of problem a diagnostic is, whichever tool found it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// The file does not parse.
    Syntax,
    /// A module or a name in an import does not exist, or an import is not used or made twice.
    MissingImport,
    /// A name, attribute or export does not exist.
    UndefinedName,
    /// Values, calls and declarations do not fit each other.
    TypeMismatch,
    /// Backend and frontend, or the parts of one side, disagree about an interface.
    ContractViolation,
    /// Anything else.
    Other,
}

impl Category {
    /// Every category, in the order of reports.
    pub const ALL: [Self; 6] =
        [Self::Syntax, Self::MissingImport, Self::UndefinedName, Self::TypeMismatch, Self::ContractViolation, Self::Other];

    /// The stable name, as it stands in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::MissingImport => "missing_import",
            Self::UndefinedName => "undefined_name",
            Self::TypeMismatch => "type_mismatch",
            Self::ContractViolation => "contract_violation",
            Self::Other => "other",
        }
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The category of a tool's code: that of the first row of the table which fits.
///
/// In a row's code `?` stands for one character, and `*` at the end for any rest.
pub fn classify(tool: &str, code: &str) -> Category {
    TABLE
        .iter()
        .find(|(row_tool, pattern, _)| *row_tool == tool && fits(pattern, code))
        .map_or(Category::Other, |(_, _, category)| *category)
}

fn fits(pattern: &str, code: &str) -> bool {
    let (pattern, open_end) = match pattern.strip_suffix('*') {
        Some(prefix) => (prefix, true),
        None => (pattern, false),
    };
    let same = pattern.bytes().zip(code.bytes()).all(|(p, c)| p == b'?' || p == c);
    same && if open_end { code.len() >= pattern.len() } else { code.len() == pattern.len() }
}

use Category::{ContractViolation, MissingImport, Other, Syntax, TypeMismatch, UndefinedName};

/// Tool, pattern of its code, category, by falling priority.
///
/// Sources: ruff 0.17 rule index (Pyflakes `F`, pycodestyle `E9`/`W6`); pyright 1.1.414 `configuration.md`; ty 0.0.105
/// `rules.md`; TypeScript `diagnosticMessages.json` of 5.9 and 7.0.
const TABLE: &[(&str, &str, Category)] = &[
    // ruff: F4xx and F81x speak of imports, F82x of names, F5xx, F6xx and F9xx of formats and misused syntax.
    ("ruff", "E9*", Syntax),
    ("ruff", "W6*", Syntax),
    ("ruff", "invalid-syntax*", Syntax),
    ("ruff", "F401*", MissingImport),
    ("ruff", "F402*", MissingImport),
    ("ruff", "F403*", MissingImport),
    ("ruff", "F404*", Syntax),
    ("ruff", "F405*", UndefinedName),
    ("ruff", "F406*", Syntax),
    ("ruff", "F407*", MissingImport),
    ("ruff", "F5*", TypeMismatch),
    ("ruff", "F62*", Syntax),
    ("ruff", "F70*", Syntax),
    ("ruff", "F72*", Syntax),
    ("ruff", "F811*", MissingImport),
    ("ruff", "F82*", UndefinedName),
    // pyright: no rule means that the parser or the binder spoke.
    ("pyright", "", Syntax),
    ("pyright", "reportMissingImports*", MissingImport),
    ("pyright", "reportMissingModuleSource*", MissingImport),
    ("pyright", "reportUndefinedVariable*", UndefinedName),
    ("pyright", "reportUnboundVariable*", UndefinedName),
    ("pyright", "reportPossiblyUnbound*", UndefinedName),
    ("pyright", "reportAttributeAccessIssue*", UndefinedName),
    ("pyright", "reportFunctionMemberAccess*", UndefinedName),
    ("pyright", "reportUnsupportedDunderAll*", UndefinedName),
    ("pyright", "reportPrivateImportUsage*", MissingImport),
    ("pyright", "reportUnusedImport*", MissingImport),
    ("pyright", "reportWildcardImportFromLibrary*", MissingImport),
    ("pyright", "reportInvalidStringEscapeSequence*", Syntax),
    ("pyright", "reportInvalidTypeForm*", TypeMismatch),
    ("pyright", "reportGeneralTypeIssues*", TypeMismatch),
    ("pyright", "reportArgumentType*", TypeMismatch),
    ("pyright", "reportReturnType*", TypeMismatch),
    ("pyright", "reportAbstractUsage*", TypeMismatch),
    ("pyright", "reportAssertTypeFailure*", TypeMismatch),
    ("pyright", "reportAssignmentType*", TypeMismatch),
    ("pyright", "reportCallInDefaultInitializer*", TypeMismatch),
    ("pyright", "reportCallIssue*", TypeMismatch),
    ("pyright", "reportIncompatible*", TypeMismatch),
    ("pyright", "reportInconsistent*", TypeMismatch),
    ("pyright", "reportIndexIssue*", TypeMismatch),
    ("pyright", "reportInvalidTypeArguments*", TypeMismatch),
    ("pyright", "reportInvalidTypeVarUse*", TypeMismatch),
    ("pyright", "reportNoOverloadImplementation*", TypeMismatch),
    ("pyright", "reportOperatorIssue*", TypeMismatch),
    ("pyright", "reportOptional*", TypeMismatch),
    ("pyright", "reportOverlappingOverload*", TypeMismatch),
    ("pyright", "reportRedeclaration*", TypeMismatch),
    ("pyright", "reportTypedDictNotRequiredAccess*", TypeMismatch),
    ("pyright", "reportUnhashable*", TypeMismatch),
    ("pyright", "reportUnusedCoroutine*", TypeMismatch),
    ("pyright", "reportUnusedExcept*", TypeMismatch),
    ("pyright", "reportUnknown*", TypeMismatch),
    ("pyright", "reportMissingParameterType*", TypeMismatch),
    ("pyright", "reportMissingTypeArgument*", TypeMismatch),
    ("pyright", "reportMissingSuperCall*", Other),
    // ty
    ("ty", "invalid-syntax*", Syntax),
    ("ty", "import-not-found", MissingImport),
    ("ty", "missing-module-member", MissingImport),
    ("ty", "missing-direct-dependency", MissingImport),
    ("ty", "possibly-missing-import", MissingImport),
    ("ty", "possibly-missing-submodule", MissingImport),
    ("ty", "unresolved-import", MissingImport),
    ("ty", "missing-attribute", UndefinedName),
    ("ty", "possibly-*", UndefinedName),
    ("ty", "unbound-type-variable", UndefinedName),
    ("ty", "undefined-reveal", UndefinedName),
    ("ty", "unresolved-*", UndefinedName),
    ("ty", "blanket-ignore-comment", Other),
    ("ty", "deprecated", Other),
    ("ty", "division-by-zero", Other),
    ("ty", "ignore-comment-*", Other),
    ("ty", "invalid-ignore-comment", Other),
    ("ty", "redundant-*", Other),
    ("ty", "renamed-rule-*", Other),
    ("ty", "truthiness-*", Other),
    ("ty", "unused-*", Other),
    ("ty", "*", TypeMismatch),
    // tsc: whole numbers first, then ranges. 1xxx is the grammar, but for a few that speak of modules and types.
    ("tsc", "TS1192", MissingImport),
    ("tsc", "TS1259", MissingImport),
    ("tsc", "TS1261", MissingImport),
    ("tsc", "TS1149", MissingImport),
    ("tsc", "TS1361", MissingImport),
    ("tsc", "TS1371", MissingImport),
    ("tsc", "TS1479", MissingImport),
    ("tsc", "TS1484", MissingImport),
    ("tsc", "TS1485", MissingImport),
    ("tsc", "TS1543", MissingImport),
    ("tsc", "TS1360", TypeMismatch),
    ("tsc", "TS1320", TypeMismatch),
    ("tsc", "TS1345", TypeMismatch),
    ("tsc", "TS1238", TypeMismatch),
    ("tsc", "TS1240", TypeMismatch),
    ("tsc", "TS1241", TypeMismatch),
    ("tsc", "TS17004", Other),
    ("tsc", "TS17002", Syntax),
    ("tsc", "TS17008", Syntax),
    ("tsc", "TS17014", Syntax),
    ("tsc", "TS17015", Syntax),
    ("tsc", "TS2300", TypeMismatch),
    ("tsc", "TS2303", MissingImport),
    ("tsc", "TS2304", UndefinedName),
    ("tsc", "TS2305", MissingImport),
    ("tsc", "TS2306", MissingImport),
    ("tsc", "TS2307", MissingImport),
    ("tsc", "TS2308", MissingImport),
    ("tsc", "TS2318", MissingImport),
    ("tsc", "TS2339", UndefinedName),
    ("tsc", "TS2440", MissingImport),
    ("tsc", "TS2448", UndefinedName),
    ("tsc", "TS2449", UndefinedName),
    ("tsc", "TS2450", UndefinedName),
    ("tsc", "TS2451", TypeMismatch),
    ("tsc", "TS2454", UndefinedName),
    ("tsc", "TS2459", MissingImport),
    ("tsc", "TS2460", MissingImport),
    ("tsc", "TS2497", MissingImport),
    ("tsc", "TS2503", UndefinedName),
    ("tsc", "TS2551", UndefinedName),
    ("tsc", "TS2552", UndefinedName),
    ("tsc", "TS2561", UndefinedName),
    ("tsc", "TS2568", UndefinedName),
    ("tsc", "TS2570", UndefinedName),
    ("tsc", "TS2576", UndefinedName),
    ("tsc", "TS2580", UndefinedName),
    ("tsc", "TS2581", UndefinedName),
    ("tsc", "TS2582", UndefinedName),
    ("tsc", "TS2583", UndefinedName),
    ("tsc", "TS2584", UndefinedName),
    ("tsc", "TS2591", UndefinedName),
    ("tsc", "TS2592", UndefinedName),
    ("tsc", "TS2593", UndefinedName),
    ("tsc", "TS2595", MissingImport),
    ("tsc", "TS2596", MissingImport),
    ("tsc", "TS2597", MissingImport),
    ("tsc", "TS2598", MissingImport),
    ("tsc", "TS2613", MissingImport),
    ("tsc", "TS2614", MissingImport),
    ("tsc", "TS2615", TypeMismatch),
    ("tsc", "TS2616", MissingImport),
    ("tsc", "TS2617", MissingImport),
    ("tsc", "TS2662", UndefinedName),
    ("tsc", "TS2663", UndefinedName),
    ("tsc", "TS2686", MissingImport),
    ("tsc", "TS2688", MissingImport),
    ("tsc", "TS2691", MissingImport),
    ("tsc", "TS2692", UndefinedName),
    ("tsc", "TS2693", UndefinedName),
    ("tsc", "TS2694", UndefinedName),
    ("tsc", "TS2724", MissingImport),
    ("tsc", "TS2732", MissingImport),
    ("tsc", "TS2792", MissingImport),
    ("tsc", "TS2834", MissingImport),
    ("tsc", "TS2835", MissingImport),
    ("tsc", "TS2846", MissingImport),
    ("tsc", "TS2876", MissingImport),
    ("tsc", "TS2877", MissingImport),
    ("tsc", "TS2882", MissingImport),
    ("tsc", "TS6133", Other),
    ("tsc", "TS6137", MissingImport),
    ("tsc", "TS6192", MissingImport),
    ("tsc", "TS6504", MissingImport),
    ("tsc", "TS7016", MissingImport),
    ("tsc", "TS7053", TypeMismatch),
    ("tsc", "TS17009", TypeMismatch),
    ("tsc", "TS18004", UndefinedName),
    ("tsc", "TS18046", TypeMismatch),
    ("tsc", "TS18047", TypeMismatch),
    ("tsc", "TS18048", TypeMismatch),
    ("tsc", "TS18049", TypeMismatch),
    ("tsc", "TS18050", TypeMismatch),
    ("tsc", "TS18026", Syntax),
    ("tsc", "TS18030", Syntax),
    ("tsc", "TS1???", Syntax),
    ("tsc", "TS2???", TypeMismatch),
    ("tsc", "TS4???", TypeMismatch),
    ("tsc", "TS17???", Syntax),
    ("tsc", "TS1800?", Other),
    ("tsc", "TS18???", TypeMismatch),
    // Python's own parser, for pipelines that record what `ast.parse` says.
    ("ast", "SyntaxError*", Syntax),
    ("ast", "IndentationError*", Syntax),
    ("ast", "TabError*", Syntax),
    // ours
    ("structure", "syntax*", Syntax),
    ("structure", "leftover*", Syntax),
    ("structure", "truncated-file*", Syntax),
    ("structure", "empty-file*", Syntax),
    ("structure", "merge-marker*", Syntax),
    ("structure", "invalid-*", Syntax),
    ("structure", "duplicate-route*", ContractViolation),
    ("structure", "router-*", ContractViolation),
    ("structure", "missing-app*", ContractViolation),
    ("contract", "*", ContractViolation),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_every_tool_have_their_documented_category() {
        for (tool, code, category) in [
            ("ruff", "E902", Syntax),
            ("ruff", "W605", Syntax),
            ("ruff", "invalid-syntax", Syntax),
            ("ruff", "F401", MissingImport),
            ("ruff", "F811", MissingImport),
            ("ruff", "F821", UndefinedName),
            ("ruff", "F841", Other),
            ("pyright", "", Syntax),
            ("pyright", "reportMissingImports", MissingImport),
            ("pyright", "reportMissingModuleSource", MissingImport),
            ("pyright", "reportUndefinedVariable", UndefinedName),
            ("pyright", "reportAttributeAccessIssue", UndefinedName),
            ("pyright", "reportGeneralTypeIssues", TypeMismatch),
            ("pyright", "reportArgumentType", TypeMismatch),
            ("pyright", "reportReturnType", TypeMismatch),
            ("pyright", "reportOptionalMemberAccess", TypeMismatch),
            ("pyright", "reportCallIssue", TypeMismatch),
            ("pyright", "reportUnusedExpression", Other),
            ("ty", "invalid-syntax", Syntax),
            ("ty", "import-not-found", MissingImport),
            ("ty", "unresolved-reference", UndefinedName),
            ("ty", "missing-union-attribute", TypeMismatch),
            ("ty", "redundant-cast", Other),
            ("tsc", "TS18003", Other),
            ("tsc", "TS18004", UndefinedName),
            ("tsc", "TS1005", Syntax),
            ("tsc", "TS1192", MissingImport),
            ("tsc", "TS2304", UndefinedName),
            ("tsc", "TS2305", MissingImport),
            ("tsc", "TS2307", MissingImport),
            ("tsc", "TS2322", TypeMismatch),
            ("tsc", "TS2339", UndefinedName),
            ("tsc", "TS2345", TypeMismatch),
            ("tsc", "TS2551", UndefinedName),
            ("tsc", "TS2552", UndefinedName),
            ("tsc", "TS2554", TypeMismatch),
            ("tsc", "TS2614", MissingImport),
            ("tsc", "TS2724", MissingImport),
            ("tsc", "TS2739", TypeMismatch),
            ("tsc", "TS2741", TypeMismatch),
            ("tsc", "TS18046", TypeMismatch),
            ("tsc", "TS17002", Syntax),
            ("tsc", "TS7006", Other),
            ("ast", "SyntaxError", Syntax),
            ("structure", "duplicate-route", ContractViolation),
            ("eslint", "no-undef", Other),
        ] {
            assert_eq!(classify(tool, code), category, "{tool} {code}");
        }
    }

    #[test]
    fn a_four_digit_pattern_does_not_catch_five_digits() {
        assert!(fits("TS1???", "TS1005"));
        assert!(!fits("TS1???", "TS18046"));
        assert!(!fits("TS2*", "TS"));
    }
}
