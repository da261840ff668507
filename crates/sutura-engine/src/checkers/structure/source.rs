//! A source file, parsed once into what the rules ask for.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::ops::Range;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::routing::Scope;
use super::{Input, python, script};
use crate::diagnostic::Finding;
pub(super) use crate::workspace::Grammar as Language;
use crate::workspace::PARSER_STACK;

/// A source file in one of the languages that the rules read.
#[derive(Clone, Debug)]
pub(super) struct Source<'a> {
    /// Path relative to the checked root.
    pub path: &'a str,
    /// The text without byte order mark.
    pub text: &'a str,
    /// The language that its name tells.
    pub language: Language,
    /// What its parser says; nothing where the text is degenerate (see [`Language::can_parse`]).
    pub syntax: Option<Arc<Syntax>>,
}

/// What a parser says about a text. All places are byte ranges.
#[derive(Debug, Default)]
pub(super) struct Syntax {
    /// The first syntax error.
    pub fault: Option<Fault>,
    /// Every comment, with its delimiters.
    pub comments: Vec<Range<usize>>,
    /// Every import, also inside of functions.
    pub imports: Vec<Import>,
    /// The bodies in which FastAPI routers are made or used. The first is that of the module.
    pub scopes: Vec<Scope>,
    /// Whether `FastAPI` is called, inherited from or handed on: anything but imported or named in an annotation.
    pub makes_app: bool,
}

/// A syntax error.
#[derive(Debug)]
pub(super) struct Fault {
    /// Where the parser stumbled.
    pub range: Range<usize>,
    /// What it says.
    pub message: String,
    /// Whether it ran out of text: all that stands there is right so far.
    pub at_end: bool,
}

/// One import statement, or an `export … from`.
#[derive(Debug)]
pub(super) struct Import {
    /// The module as it is written, without Python's leading dots.
    pub module: String,
    /// Number of Python's leading dots.
    pub level: u32,
    /// What is taken from the module; empty for `import module`.
    pub names: Vec<Name>,
    /// The name that `import module` binds.
    pub bound: Option<String>,
    /// The statement.
    pub range: Range<usize>,
    /// Whether it stands in a `try`, so that it may fail.
    pub guarded: bool,
}

/// One name of an import.
#[derive(Debug)]
pub(super) struct Name {
    /// The name in the module; `*` for all.
    pub name: String,
    /// The name that is bound here.
    pub bound: String,
}

impl Source<'_> {
    /// The first syntax error, where the text could be parsed at all.
    pub fn fault(&self) -> Option<&Fault> {
        self.syntax.as_ref()?.fault.as_ref()
    }

    /// Whether the text was parsed without an error.
    pub fn is_sound(&self) -> bool {
        self.syntax.as_ref().is_some_and(|syntax| syntax.fault.is_none())
    }

    /// What was read of the text; of a broken one only what stands before and around the fault.
    pub fn imports(&self) -> &[Import] {
        self.syntax.as_ref().map_or(&[], |syntax| &syntax.imports)
    }

    /// The bodies in which routers are made or used.
    pub fn scopes(&self) -> &[Scope] {
        self.syntax.as_ref().map_or(&[], |syntax| &syntax.scopes)
    }

    /// The ranges of strings, templates, JSX text and comments, if `text` in the language of this file is right.
    pub fn literals_of(&self, text: &str) -> Option<Vec<Range<usize>>> {
        match self.language {
            Language::Python => python::literals(text),
            Language::Script => script::literals(self.path, text),
        }
    }
}

/// The text of a file, without byte order mark; nothing for one that is not UTF-8.
pub(super) fn text_of(bytes: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(bytes).ok()?;
    Some(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// What was read of the last input. A file that has not changed since is not read again.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// The roots of the projects, which a check of one file may ask for.
    projects: (Vec<String>, Vec<String>),
    files: BTreeMap<String, Read>,
}

/// What was read of one file, and what is wrong with it by itself.
#[derive(Clone, Debug)]
struct Read {
    bytes: Arc<[u8]>,
    syntax: Option<Arc<Syntax>>,
    findings: Vec<Finding>,
}

/// Reads every source file of the input that `known` has not and asks `check` about it, on as many threads as there are cores.
///
/// Both happen on threads of our own since a parser needs more stack than the caller's thread may have.
pub(super) fn read_all<'a>(
    input: &Input<'a>,
    known: &mut Known,
    check: fn(&Input, &Source) -> Vec<Finding>,
) -> (Vec<Source<'a>>, Vec<Finding>) {
    let projects = (input.python_projects.to_vec(), input.typescript_projects.to_vec());
    if known.projects != projects {
        *known = Known { projects, files: BTreeMap::new() };
    }
    // Trees share the bytes of what they have in common.
    let is_known = |path: &str, bytes: &Arc<[u8]>| known.files.get(path).is_some_and(|read| Arc::ptr_eq(&read.bytes, bytes));
    let files: Vec<_> = input
        .files
        .iter()
        .filter(|(path, _)| !path.contains("{{"))
        .filter_map(|(path, bytes)| Some((path.as_str(), Language::of(path)?, text_of(bytes)?, bytes)))
        .collect();
    let unread: Vec<_> = files.iter().filter(|(path, _, _, bytes)| !is_known(path, bytes)).collect();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while let Some(&&(path, language, text, bytes)) = unread.get(next.fetch_add(1, Ordering::Relaxed)) {
            let source = read(path, language, text);
            let findings = check(input, &source);
            done.push((path.to_owned(), Read { bytes: bytes.clone(), syntax: source.syntax, findings }));
        }
        done
    };
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(unread.len());
    let done = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|_| thread::Builder::new().stack_size(PARSER_STACK).spawn_scoped(scope, work).expect("a thread can be started"))
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap_or_else(|panic| resume_unwind(panic))).collect::<Vec<_>>()
    });
    known.files.extend(done);
    known.files.retain(|path, _| input.files.contains_key(path));
    let mut findings = Vec::new();
    let sources = files.into_iter().map(|(path, language, text, _)| {
        let read = &known.files[path];
        findings.extend(read.findings.iter().cloned());
        Source { path, text, language, syntax: read.syntax.clone() }
    });
    (sources.collect(), findings)
}

fn read<'a>(path: &'a str, language: Language, text: &'a str) -> Source<'a> {
    let syntax = language.can_parse(text).then(|| match language {
        Language::Python => Arc::new(python::read(text)),
        Language::Script => Arc::new(script::read(path, text)),
    });
    Source { path, text, language, syntax }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{codes, input_of};
    use super::*;

    #[test]
    fn a_byte_order_mark_does_not_shift_columns() {
        let files = input_of(&[("a.py", "\u{feff}x = (")]);
        let input = Input { files: &files, python_projects: &[], typescript_projects: &[] };
        let (sources, _) = read_all(&input, &mut Known::default(), |_, _| Vec::new());
        assert_eq!(sources[0].text, "x = (");
    }

    #[test]
    fn only_files_that_changed_are_read_again_and_what_was_found_in_the_others_stays() {
        static READ: AtomicUsize = AtomicUsize::new(0);
        let check = |_: &Input, source: &Source| {
            READ.fetch_add(1, Ordering::Relaxed);
            vec![Finding { file: source.path.to_owned(), message: source.text.to_owned(), ..Finding::default() }]
        };
        let mut files = input_of(&[("a.py", "x = 1"), ("b.py", "y = 1"), ("c.py", "z = 1")]);
        let mut known = Known::default();
        let mut read = |files: &BTreeMap<String, Arc<[u8]>>, projects: &[String]| {
            let input = Input { files, python_projects: projects, typescript_projects: &[] };
            let (sources, findings) = read_all(&input, &mut known, check);
            assert!(sources.iter().map(|source| source.text).eq(findings.iter().map(|finding| finding.message.as_str())));
            (findings.iter().map(|finding| finding.message.clone()).collect::<Vec<_>>().join("; "), READ.swap(0, Ordering::Relaxed))
        };
        assert_eq!(read(&files, &[]), ("x = 1; y = 1; z = 1".to_owned(), 3));
        files.insert("b.py".to_owned(), Arc::from(&b"y = 2"[..]));
        files.remove("c.py");
        assert_eq!(read(&files, &[]), ("x = 1; y = 2".to_owned(), 1));
        assert_eq!(read(&files, &["shop".to_owned()]), ("x = 1; y = 2".to_owned(), 2), "a check may ask where the projects are");
    }

    #[test]
    fn a_file_that_is_not_utf_8_is_silent() {
        assert_eq!(text_of(b"x = \xff"), None);
    }

    #[test]
    fn templates_of_files_are_silent() {
        assert_eq!(codes(&[("{{cookiecutter.name}}/main.py", "x = (")]), [""; 0]);
    }

    #[test]
    fn bombs_of_a_hundred_thousand_levels_are_survived_in_silence() {
        let deep = |open: &str| open.repeat(100_000);
        for (path, text) in [
            ("a.py", deep("(")),
            ("b.py", deep("[\n")),
            ("c.py", deep("not ")),
            ("d.py", format!("x = {}1", deep("-\\\n"))),
            ("e.py", format!("x = {}1", deep("lambda:"))),
            ("f.tsx", deep("(")),
            ("g.tsx", deep("[\n")),
            ("h.tsx", format!("const x = {}", deep("<a>\n"))),
            ("i.tsx", format!("const x = {}1", deep("!\n"))),
            ("j.ts", format!("const x = {}1", deep("typeof\n"))),
            ("k.ts", deep("if (a)\n")),
            ("l.ts", deep("if (a) {}\nelse ")),
            ("m.ts", format!("type X = {}", deep("A<\n"))),
            ("n.ts", format!("const x = {}1", deep("a =>\n"))),
        ] {
            assert_eq!(codes(&[(path, &text)]), [""; 0], "{path}");
        }
    }

    #[test]
    fn what_is_let_through_needs_far_less_than_the_stack() {
        for (path, text) in [
            ("a.py", "(".repeat(500)),
            ("b.py", format!("x = {}1", "not ".repeat(4_998))),
            ("c.tsx", "(".repeat(500)),
            ("d.tsx", format!("const x = {}", "<a>\n".repeat(2_498))),
            ("e.ts", format!("const x = {}1", "!\n".repeat(4_998))),
        ] {
            let language = Language::of(path).expect("a source file");
            assert!(language.can_parse(&text), "{path}");
            codes(&[(path, &text)]);
        }
    }
}
