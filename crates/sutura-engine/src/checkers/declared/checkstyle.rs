//! Checkstyle's XML.

use quick_xml::{
    Reader, XmlVersion,
    events::{BytesStart, Event},
};

use crate::diagnostic::{Finding, Severity};

pub(super) fn parse(text: &str) -> Result<Vec<Finding>, String> {
    let mut reader = Reader::from_str(text);
    let mut file = String::new();
    let mut findings = Vec::new();
    let mut seen_root = false;
    loop {
        match reader.read_event().map_err(|error| format!("no XML: {error}"))? {
            Event::Start(element) | Event::Empty(element) => match element.name().as_ref() {
                "checkstyle" => seen_root = true,
                "file" => file = attribute(&element, "name").unwrap_or_default(),
                "error" => findings.push(finding(&file, &element)),
                _ => {}
            },
            Event::Eof if seen_root => return Ok(findings),
            Event::Eof => return Err("no checkstyle element".to_owned()),
            _ => {}
        }
    }
}

fn finding(file: &str, element: &BytesStart<'_>) -> Finding {
    let number = |name| attribute(element, name).and_then(|value| value.parse().ok()).unwrap_or(1).max(1);
    Finding {
        file: file.to_owned(),
        line: number("line"),
        column: number("column"),
        code: attribute(element, "source").unwrap_or_default(),
        message: attribute(element, "message").unwrap_or_default(),
        severity: match attribute(element, "severity").as_deref() {
            Some("warning") => Severity::Warning,
            Some("info" | "ignore") => Severity::Note,
            _ => Severity::Error,
        },
        ..Finding::default()
    }
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = element.try_get_attribute(name).ok()??;
    Some(attribute.normalized_value(XmlVersion::default()).ok()?.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_read_with_their_file_and_entities() {
        let text = r#"<?xml version="1.0"?><checkstyle version="4.3"><file name="src/a.ts"><error line="3" column="5" severity="warning" message="&lt;a&gt; &amp; b" source="x.y"/></file></checkstyle>"#;
        let found = parse(text).unwrap();
        assert_eq!((found[0].file.as_str(), found[0].line, found[0].message.as_str()), ("src/a.ts", 3, "<a> & b"));
        assert_eq!(found[0].severity, Severity::Warning);
        assert!(parse("<html></html>").is_err());
        assert!(parse("boom").is_err());
    }
}
