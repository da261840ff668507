//! What the tests of repair share.

use crate::diagnostic::{Diagnostic, Finding};

/// An error whose file has no text.
pub(super) fn error(tool: &str, code: &str, file: &str, line: u32, message: &str) -> Diagnostic {
    error_in(tool, code, file, line, message, None)
}

/// An error in a file with this text.
pub(super) fn error_in(tool: &str, code: &str, file: &str, line: u32, message: &str, text: Option<&str>) -> Diagnostic {
    let finding =
        Finding { file: file.to_owned(), line, column: 1, code: code.to_owned(), message: message.to_owned(), ..Finding::default() };
    finding.into_diagnostic("check", tool, text)
}
