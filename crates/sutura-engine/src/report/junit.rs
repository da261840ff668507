//! JUnit XML: a test suite for each checker and project, in it a failing test case for each file with errors.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::diagnostic::Diagnostic;

use super::concise::line;
use super::text::one_line;
use super::words::{count, did_not_run, reason};
use super::{CheckerRun, Context, Report, Status};

/// A suite for each checker's run; one more for the findings of tools that are not listed among the runs.
pub fn render(report: &Report, _: &Context<'_>) -> String {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    write_document(&mut xml, &testsuites(report)).expect("a vector takes every write");
    String::from_utf8(xml.into_inner()).expect("only strings were written") + "\n"
}

/// An XML element: with children, or with text.
struct Element {
    name: &'static str,
    attributes: Vec<(&'static str, String)>,
    children: Vec<Element>,
    text: String,
}

impl Element {
    fn new<const N: usize>(name: &'static str, attributes: [(&'static str, String); N]) -> Self {
        Self { name, attributes: attributes.into(), children: vec![], text: String::new() }
    }

    fn children(self, children: Vec<Element>) -> Self {
        Self { children, ..self }
    }

    fn text(self, text: String) -> Self {
        Self { text, ..self }
    }

    fn has(&self, name: &str) -> bool {
        self.children.iter().any(|child| child.name == name)
    }
}

fn testsuites(report: &Report) -> Element {
    let of_run = |index: Option<usize>| -> Vec<&Diagnostic> {
        let found = report.diagnostics.iter();
        found.filter(|diagnostic| run_of(diagnostic, &report.checkers) == index).collect()
    };
    let listed = report.checkers.iter().enumerate();
    let mut suites: Vec<Element> = listed.map(|(index, run)| suite_of_run(run, &of_run(Some(index)))).collect();
    let unlisted = of_run(None);
    if !unlisted.is_empty() {
        suites.push(testsuite("other tools", 0, failing(&unlisted), &unlisted));
    }
    let mut root = Element::new("testsuites", [("name", "sutura".to_owned()), ("time", seconds(report.milliseconds))]);
    root.attributes.extend(counts(suites.iter().flat_map(|suite| &suite.children)));
    root.children(suites)
}

/// The run that found `diagnostic`: of its tool's runs, the one on the innermost project around its file.
fn run_of(diagnostic: &Diagnostic, runs: &[CheckerRun]) -> Option<usize> {
    let of_tool = runs.iter().enumerate().filter(|(_, run)| run.name == diagnostic.tool);
    let innermost = of_tool.max_by_key(|(_, run)| match run.project.as_str() {
        "." => 1,
        project if is_inside(&diagnostic.file, project) => 1 + project.len(),
        _ => 0,
    });
    innermost.map(|(index, _)| index)
}

fn is_inside(file: &str, project: &str) -> bool {
    file.strip_prefix(project).is_some_and(|rest| rest.starts_with('/'))
}

fn suite_of_run(run: &CheckerRun, found: &[&Diagnostic]) -> Element {
    let mut cases = failing(found);
    let verdict = match run.status {
        Status::Failed => Some(vec![error(run)]),
        Status::Skipped => Some(vec![skipped(run)]),
        Status::Ran | Status::Cached => cases.is_empty().then(Vec::new),
    };
    cases.extend(verdict.map(|outcome| testcase("verdict", &run.name).children(outcome)));
    testsuite(&format!("{} ({})", run.name, run.project), run.milliseconds, cases, found)
}

/// One test case a file: readers of JUnit show the first failure of a case only, so that it holds all errors of the file.
fn failing(found: &[&Diagnostic]) -> Vec<Element> {
    let errors: Vec<&Diagnostic> = found.iter().copied().filter(|found| found.is_error()).collect();
    let files = errors.chunk_by(|a, b| a.file == b.file);
    files.map(|errors| testcase(&errors[0].file, &errors[0].tool).children(vec![failure(errors)])).collect()
}

fn failure(errors: &[&Diagnostic]) -> Element {
    let first = one_line(&errors[0].message);
    let message = match errors.len() {
        1 => first,
        number => format!("{}, first: {first}", count(number, "error")),
    };
    Element::new("failure", [("type", errors[0].category.to_string()), ("message", message)]).text(listing(errors))
}

fn listing(found: &[&Diagnostic]) -> String {
    found.iter().map(|diagnostic| line(diagnostic)).collect::<Vec<_>>().join("\n")
}

fn error(run: &CheckerRun) -> Element {
    let message = format!("{}: {}", did_not_run(run), reason(run));
    Element::new("error", [("type", "did not run".to_owned()), ("message", message)]).text(run.hint.clone().unwrap_or_default())
}

fn skipped(run: &CheckerRun) -> Element {
    let reason = run.reason.as_deref().map(one_line);
    Element::new("skipped", [("message", reason.unwrap_or_default())])
}

fn testcase(name: &str, class: &str) -> Element {
    Element::new("testcase", [("name", name.to_owned()), ("classname", class.to_owned())])
}

/// What does not count against the project is the suite's output.
fn testsuite(name: &str, milliseconds: u64, mut children: Vec<Element>, found: &[&Diagnostic]) -> Element {
    let mut suite = Element::new("testsuite", [("name", name.to_owned()), ("time", seconds(milliseconds))]);
    suite.attributes.extend(counts(children.iter()));
    let remarks: Vec<&Diagnostic> = found.iter().copied().filter(|found| !found.is_error()).collect();
    if !remarks.is_empty() {
        children.push(Element::new("system-out", []).text(listing(&remarks)));
    }
    suite.children(children)
}

fn counts<'a>(elements: impl Iterator<Item = &'a Element>) -> [(&'static str, String); 3] {
    let cases: Vec<&Element> = elements.filter(|element| element.name == "testcase").collect();
    let with = |outcome| cases.iter().filter(|case| case.has(outcome)).count().to_string();
    [("tests", cases.len().to_string()), ("failures", with("failure")), ("errors", with("error"))]
}

fn seconds(milliseconds: u64) -> String {
    format!("{}.{:03}", milliseconds / 1000, milliseconds % 1000)
}

fn write_document(xml: &mut Writer<Vec<u8>>, root: &Element) -> io::Result<()> {
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    write(xml, root)
}

fn write(xml: &mut Writer<Vec<u8>>, element: &Element) -> io::Result<()> {
    let attributes: Vec<(&str, String)> = element.attributes.iter().map(|(name, value)| (*name, valid(value))).collect();
    let attributes = attributes.iter().map(|(name, value)| (*name, value.as_str()));
    let start = xml.create_element(element.name).with_attributes(attributes);
    if !element.text.is_empty() {
        start.write_text_content(BytesText::new(&valid(&element.text)))?;
    } else if element.children.is_empty() {
        start.write_empty()?;
    } else {
        start.write_inner_content(|xml| element.children.iter().try_for_each(|child| write(xml, child)))?;
    }
    Ok(())
}

/// `text` without the characters that XML 1.0 cannot hold, not even escaped.
fn valid(text: &str) -> String {
    let is_valid = |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
    text.chars().filter(is_valid).collect()
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn a_file_with_errors_is_a_failing_test_case() {
        insta::assert_snapshot!(render(&sample::rich(), &sample::context()));
    }

    #[test]
    fn a_checker_that_found_nothing_is_a_passing_test_case() {
        insta::assert_snapshot!(render(&sample::clean(), &sample::context()));
    }

    #[test]
    fn a_failed_checker_is_an_error() {
        insta::assert_snapshot!(render(&sample::incomplete(), &sample::context()));
    }

    #[test]
    fn every_report_fits_the_schema_of_jenkins() {
        let schema = uppsala::parse(include_str!("schemas/junit-10.xsd")).unwrap();
        let validator = uppsala::XsdValidator::from_schema(&schema).unwrap();
        for report in [sample::rich(), sample::clean(), sample::incomplete()] {
            let xml = render(&report, &sample::context());
            let errors = validator.validate(&uppsala::parse(&xml).unwrap());
            let errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
            assert_eq!(errors, Vec::<String>::new());
        }
    }

    #[test]
    fn the_schema_of_jenkins_refuses_what_is_not_junit() {
        let schema = uppsala::parse(include_str!("schemas/junit-10.xsd")).unwrap();
        let validator = uppsala::XsdValidator::from_schema(&schema).unwrap();
        let xml = "<testsuites><testsuite tests=\"1\"><case/></testsuite></testsuites>";
        assert!(!validator.validate(&uppsala::parse(xml).unwrap()).is_empty());
    }

    #[test]
    fn a_finding_belongs_to_the_innermost_project_around_it() {
        let run = |project: &str| CheckerRun { project: project.to_owned(), ..sample::clean().checkers.remove(0) };
        let runs = [run("."), run("backend"), run("back")];
        let diagnostic = sample::crowded(1).diagnostics.remove(0);
        assert_eq!(run_of(&diagnostic, &runs), Some(1));
    }

    #[test]
    fn characters_that_xml_cannot_hold_are_dropped() {
        assert_eq!(valid("a\u{0}\u{1b}[1m\u{ffff}é\u{1f600}\n"), "a[1mé\u{1f600}\n");
    }
}
