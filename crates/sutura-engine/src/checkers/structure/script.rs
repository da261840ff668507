//! Reads TypeScript and JavaScript with oxc's parser.

use std::ops::Range;

use oxc_allocator::Allocator;
use oxc_parser::config::TokensParserConfig;
use oxc_parser::{Kind, Parser, ParserReturn};
use oxc_span::Span;
use oxc_syntax::module_record::ExportImportName;

use super::source::{Fault, Import, Name, Syntax};
use crate::workspace::{parse_script, script_type};

/// Parses a text, which may be broken.
pub(super) fn read(path: &str, text: &str) -> Syntax {
    let allocator = Allocator::default();
    let parsed = parse_script(&allocator, path, text);
    Syntax { fault: fault(text, &parsed), comments: comments(&parsed).collect(), imports: imports(&parsed), ..Syntax::default() }
}

/// The ranges of strings, templates, JSX text and comments, if `text` is right.
pub(super) fn literals(path: &str, text: &str) -> Option<Vec<Range<usize>>> {
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, text, script_type(path)).with_config(TokensParserConfig).parse();
    let strings = parsed.tokens.iter().filter(|token| LITERALS.contains(&token.kind())).map(|token| bytes(token.span()));
    (!parsed.diagnostics.has_errors()).then(|| strings.chain(comments(&parsed)).collect())
}

const LITERALS: [Kind; 6] =
    [Kind::Str, Kind::NoSubstitutionTemplate, Kind::TemplateHead, Kind::TemplateMiddle, Kind::TemplateTail, Kind::JSXText];

fn bytes(span: Span) -> Range<usize> {
    span.start as usize..span.end as usize
}

fn comments<'p>(parsed: &'p ParserReturn) -> impl Iterator<Item = Range<usize>> + 'p {
    parsed.program.comments.iter().map(|comment| bytes(comment.span))
}

fn fault(text: &str, parsed: &ParserReturn) -> Option<Fault> {
    let code_end = text.trim_end().len();
    let faults = parsed.diagnostics.errors().map(|error| {
        // A label at the end says where the text ran out; the others then show what was open.
        let places = || error.labels.iter().map(|label| bytes(label.span()));
        let unclosed = error.message.starts_with("Unterminated") && places().any(|place| place.end >= code_end);
        // The only token that begins with a blank is the text of an element.
        let is_element_text = |place: Range<usize>| {
            place.end >= code_end && text.get(place.start..).is_some_and(|rest| rest.starts_with(char::is_whitespace))
        };
        let at_end = unclosed || places().any(|place| place.start >= code_end || is_element_text(place));
        let range = if at_end { places().max_by_key(|place| place.start) } else { places().min_by_key(|place| place.start) };
        Fault { range: range.unwrap_or_default(), message: error.message.to_string(), at_end }
    });
    faults.min_by_key(|fault| fault.range.start)
}

fn imports(parsed: &ParserReturn) -> Vec<Import> {
    let record = &parsed.module_record;
    let imported = record.import_entries.iter().filter(|entry| !entry.import_name.is_namespace_object()).map(|entry| {
        let name = Name { name: entry.local_name.name.to_string(), bound: entry.local_name.name.to_string() };
        import(entry.module_request.name.as_str(), name, entry.statement_span)
    });
    let exported = record.indirect_export_entries.iter().filter_map(|entry| {
        let ExportImportName::Name(exported) = &entry.import_name else {
            return None;
        };
        let name = Name { name: exported.name.to_string(), bound: exported.name.to_string() };
        Some(import(entry.module_request.as_ref()?.name.as_str(), name, entry.statement_span))
    });
    imported.chain(exported).collect()
}

fn import(module: &str, name: Name, statement: Span) -> Import {
    Import { module: module.to_owned(), level: 0, names: vec![name], bound: None, range: bytes(statement), guarded: false }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_and_exports_that_name_something_are_found() {
        let syntax = read("a.ts", "import d, {e as f} from './x';\nimport * as n from './n';\nimport './s';\nexport {g} from './y';\n");
        let found: Vec<_> = syntax.imports.iter().map(|import| (import.module.as_str(), import.names[0].name.as_str())).collect();
        assert_eq!(found, [("./x", "d"), ("./x", "f"), ("./y", "g")]);
    }

    #[test]
    fn a_text_that_runs_out_is_told_from_one_that_is_wrong() {
        for (text, at_end) in [
            ("function f() {\n  return (\n", true),
            ("const x = `abc\n", true),
            ("/* abc", true),
            ("export const A = () => <div>\n  <p>", true),
            ("export const A = () => <div>\n  <p>\n    text", true),
            ("const = 1;\nfunction f() {}\n", false),
            ("f(});", false),
            ("f(}\n", false),
        ] {
            assert_eq!(read("a.tsx", text).fault.map(|fault| fault.at_end), Some(at_end), "{text}");
        }
    }
}
