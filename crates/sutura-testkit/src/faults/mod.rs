//! Puts one fault into a clean project, of the kinds that a language model makes. The same seed gives the same fault.

pub mod contract;
mod edit;
mod python;
mod typescript;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use fastrand::Rng;

pub use edit::{Change, Edit};

/// Path relative to the project's root, with `/`, to text.
pub type Sources = BTreeMap<String, String>;

/// A language that faults can be put into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// `.py`
    Python,
    /// `.ts` and `.tsx`, without declarations, settings and what is generated.
    TypeScript,
}

impl Language {
    /// The language of this name.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "python" => Some(Self::Python),
            "typescript" => Some(Self::TypeScript),
            _ => None,
        }
    }

    fn has(self, path: &str) -> bool {
        match self {
            Self::Python => path.ends_with(".py"),
            Self::TypeScript => {
                let is_source = path.ends_with(".ts") || path.ends_with(".tsx");
                is_source
                    && (path.starts_with("src/") || path.contains("/src/"))
                    && ![".d.ts", ".gen.ts", ".gen.tsx", ".test.ts", ".test.tsx"].iter().any(|ending| path.ends_with(ending))
            }
        }
    }
}

/// One file of a project, as operators see it.
pub struct Source<'a> {
    /// Path relative to the project's root.
    pub path: &'a str,
    /// Its text.
    pub text: &'a str,
    /// All files of the project.
    pub project: &'a Sources,
}

/// One kind of fault: all the places of a file where it can be made, each with the change that makes it.
pub struct Operator {
    /// Its name in results.
    pub name: &'static str,
    /// Finds the places. What a change replaces never overlaps.
    pub find: fn(&Source<'_>) -> Vec<Change>,
}

/// A fault that was put into a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The operator's name.
    pub operator: &'static str,
    /// The file that was changed.
    pub file: String,
    /// 1-based line of the first change.
    pub line: u32,
    /// The file's new text.
    pub text: String,
}

/// All operators of a language.
pub fn operators(language: Language) -> Vec<Operator> {
    match language {
        Language::Python => python::operators(),
        Language::TypeScript => typescript::operators(),
    }
}

/// The fault of this seed. Consecutive seeds go through all operators in turn, so that a range of seeds has as much of each.
///
/// Nothing where the operator whose turn it is finds no place in the whole project.
pub fn inject(sources: &Sources, language: Language, seed: u64) -> Option<Fault> {
    let operators = operators(language);
    let operator = &operators[(seed % operators.len() as u64) as usize];
    inject_with(sources, language, operator, seed)
}

/// The fault that `operator` makes with this seed.
pub fn inject_with(sources: &Sources, language: Language, operator: &Operator, seed: u64) -> Option<Fault> {
    let mut random = Rng::with_seed(seed);
    let mut files: Vec<_> = sources.iter().filter(|(path, _)| language.has(path)).collect();
    random.shuffle(&mut files);
    files.into_iter().find_map(|(path, text)| {
        let changes = (operator.find)(&Source { path, text, project: sources });
        let faults = changes.into_iter().filter_map(|change| change.apply(text));
        let (line, changed) = random.choice(faults.collect::<Vec<_>>())?;
        Some(Fault { operator: operator.name, file: path.clone(), line, text: changed })
    })
}

/// The texts of the folder `root`, without what is installed, generated or hidden, and without tests and migrations, which nobody imports.
pub fn sources(root: &Path) -> Sources {
    let mut found = Sources::new();
    let mut pending = vec![PathBuf::new()];
    while let Some(folder) = pending.pop() {
        let entries = fs::read_dir(root.join(&folder)).unwrap_or_else(|error| panic!("{}: {error}", root.join(&folder).display()));
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = folder.join(&name);
            let kind = entry.file_type().expect("the entry was just read");
            if kind.is_dir() && !name.starts_with('.') && !LEFT_OUT.contains(&name.as_str()) {
                pending.push(path);
            } else if kind.is_file()
                && let Ok(text) = fs::read_to_string(root.join(&path))
            {
                found.insert(path.to_string_lossy().into_owned(), text);
            }
        }
    }
    found
}

const LEFT_OUT: &[&str] =
    &["node_modules", "venv", "__pycache__", "dist", "build", "tests", "test", "__tests__", "e2e", "alembic", "migrations", "versions"];

#[cfg(test)]
mod testing {
    use std::collections::BTreeSet;

    use super::*;

    pub fn every_operator_finds_a_place(language: Language, project: &Sources) {
        let operators = operators(language);
        assert!(operators.len() >= 20, "{}", operators.len());
        assert_eq!(operators.iter().map(|operator| operator.name).collect::<BTreeSet<_>>().len(), operators.len());
        for operator in operators {
            let fault = inject_with(project, language, &operator, 3).unwrap_or_else(|| panic!("{} finds nothing", operator.name));
            assert_ne!(project[&fault.file], fault.text, "{}", operator.name);
        }
    }

    pub fn the_same_seed_gives_the_same_fault(language: Language, project: &Sources) {
        for seed in 0..200 {
            let Some(fault) = inject(project, language, seed) else { continue };
            assert_eq!(inject(project, language, seed).as_ref(), Some(&fault));
            let above = fault.line as usize - 1;
            assert!(project[&fault.file].lines().take(above).eq(fault.text.lines().take(above)), "{}", fault.operator);
        }
    }
}
