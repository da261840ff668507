//! What is written from any document that can be read is TypeScript.

#![no_main]

use libfuzzer_sys::fuzz_target;
use oxc_allocator::Allocator;
use oxc_parser::Parser;
use oxc_span::SourceType;
use sutura_contract::{
    document::{ReadOptions, read},
    typescript::{Content, Options, emit},
};

fuzz_target!(|text: &str| {
    let Ok(reading) = read(text, &ReadOptions::default()) else { return };
    for content in [Content::Client, Content::Hooks] {
        let Ok(file) = emit(&reading.contract, Options { content, ..Options::default() }) else { continue };
        let allocator = Allocator::default();
        let parsed = Parser::new(&allocator, &file, SourceType::ts()).parse();
        assert!(parsed.diagnostics.is_empty(), "{:?}\n{file}", parsed.diagnostics);
    }
});
