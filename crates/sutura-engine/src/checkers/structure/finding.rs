//! From a range of bytes to a finding with lines and columns.

use std::ops::Range;

use super::place::position;
use crate::diagnostic::Finding;

/// A finding of the rule `code` about the bytes `range` of `text`.
pub(super) fn finding(code: &str, path: &str, text: &str, range: Range<usize>, message: impl Into<String>) -> Finding {
    let (line, column) = position(text, range.start);
    Finding {
        file: path.to_owned(),
        line,
        column,
        end: (range.end > range.start).then(|| position(text, range.end)),
        code: code.to_owned(),
        message: message.into(),
        ..Finding::default()
    }
}
