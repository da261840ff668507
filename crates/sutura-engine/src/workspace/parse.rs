//! How sources are parsed, whoever reads them. A broken one is parsed too, as far as its parser gets.

use oxc_allocator::Allocator;
use oxc_parser::{Parser, ParserReturn};
use oxc_span::SourceType;
use ruff_python_ast::ModModule;
use ruff_python_parser::{Mode, ParseOptions, Parsed, parse_unchecked};

/// Parses Python. Which version of it a project targets is not asked: what is wrong with that is told apart from errors.
pub(crate) fn parse_python(text: &str) -> Parsed<ModModule> {
    parse_unchecked(text, ParseOptions::from(Mode::Module)).try_into_module().expect("the mode says module")
}

/// Parses TypeScript or JavaScript.
pub(crate) fn parse_script<'a>(allocator: &'a Allocator, path: &str, text: &'a str) -> ParserReturn<'a> {
    Parser::new(allocator, text, script_type(path)).parse()
}

/// Which of the two a file is by its name, and in which form; TypeScript with JSX where the name does not say.
pub(crate) fn script_type(path: &str) -> SourceType {
    SourceType::from_path(path).unwrap_or_else(|_| SourceType::tsx())
}
