//! In which order files are mended: causes before what follows from them.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    diagnostic::Diagnostic,
    imports::ImportGraph,
    workspace::{Grammar, Tree},
};

/// The next file to mend: one whose errors follow from no other file that is still to be mended, or is being mended. None while there is no such file;
/// files that import each other do not wait for each other.
///
/// `errors` are those of the project, `done` the files that were tried, `busy` those that are being mended.
pub(super) fn next(
    errors: &[Diagnostic],
    done: &BTreeSet<String>,
    busy: &BTreeSet<String>,
    tree: &Tree,
    imports: &ImportGraph,
) -> Option<String> {
    let culprits = culprits(errors, imports);
    let broken = errors.iter().map(|error| error.file.as_str()).chain(culprits.keys().map(String::as_str));
    let can_be_mended = |file: &str| Grammar::of(file).is_some() && tree.text(file).is_some();
    let open: BTreeSet<&str> = broken.filter(|file| !done.contains(*file) && can_be_mended(file)).collect();
    let waits_for = |file: &str, other: &str| {
        other != file && imports.reached_by([other]).contains(file) && !imports.reached_by([file]).contains(other)
    };
    open.iter()
        .copied()
        .filter(|file| !busy.contains(*file))
        .find(|file| !open.iter().any(|other| waits_for(file, other)))
        .map(str::to_owned)
}

/// The file that several files blame: all of them report the same, and it is the one file that they all import and that the message names. Its errors stand
/// elsewhere, so nobody else would look at it.
pub(super) fn culprits(errors: &[Diagnostic], imports: &ImportGraph) -> BTreeMap<String, Vec<Diagnostic>> {
    let mut alike: BTreeMap<(&str, &str, &str), Vec<&Diagnostic>> = BTreeMap::new();
    for error in errors {
        alike.entry((&error.tool, &error.code, &error.message)).or_default().push(error);
    }
    let mut culprits: BTreeMap<String, Vec<Diagnostic>> = BTreeMap::new();
    for group in alike.into_values() {
        let files: BTreeSet<&str> = group.iter().map(|error| error.file.as_str()).collect();
        if files.len() < 2 {
            continue;
        }
        let shared = files.iter().map(|file| imports.imports_of(file).collect::<BTreeSet<_>>()).reduce(|a, b| &a & &b).unwrap_or_default();
        let mut named = shared.into_iter().filter(|file| group[0].message.contains(stem(file)));
        if let (Some(file), None) = (named.next(), named.next())
            && !files.contains(file)
        {
            culprits.entry(file.to_owned()).or_default().extend(group.into_iter().cloned());
        }
    }
    culprits
}

/// The name by which imports speak of the file at `path`.
fn stem(path: &str) -> &str {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    match name.split('.').next().unwrap_or(name) {
        "__init__" | "index" if !folder.is_empty() => folder.rsplit('/').next().unwrap_or(folder),
        stem => stem,
    }
}

#[cfg(test)]
mod tests {
    use super::{super::testing::error, *};
    use crate::workspace::{Language, Project, tree::tree_of};

    fn graph(tree: &Tree) -> ImportGraph {
        let project = Project { root: String::new(), language: Language::Python, has_manifest: false };
        ImportGraph::of(tree, &[project])
    }

    fn broken(file: &str, message: &str) -> Diagnostic {
        error("pyright", "reportAttributeAccessIssue", file, 1, message)
    }

    #[test]
    fn a_file_waits_for_the_broken_files_that_it_imports_through_others_too() {
        let tree = tree_of(&[("a.py", "import b\n"), ("b.py", "import c\n"), ("c.py", "x = 1\n"), ("d.py", "")]);
        let errors = [broken("a.py", "1"), broken("c.py", "2"), broken("d.py", "3")];
        let (mut done, mut busy) = (BTreeSet::new(), BTreeSet::new());
        let mut order = Vec::new();
        while let Some(file) = next(&errors, &done, &busy, &tree, &graph(&tree)) {
            busy.insert(file.clone());
            order.push(file);
        }
        assert_eq!(order, ["c.py", "d.py"], "a.py waits as long as c.py is busy");
        done.insert("c.py".to_owned());
        assert_eq!(next(&errors, &done, &BTreeSet::new(), &tree, &graph(&tree)).as_deref(), Some("a.py"));
    }

    #[test]
    fn files_that_import_each_other_do_not_wait_for_each_other() {
        let tree = tree_of(&[("a.py", "import b\n"), ("b.py", "import a\n")]);
        let errors = [broken("a.py", "1"), broken("b.py", "2")];
        assert_eq!(next(&errors, &BTreeSet::new(), &BTreeSet::new(), &tree, &graph(&tree)).as_deref(), Some("a.py"));
    }

    #[test]
    fn what_is_no_source_is_nothing_to_ask_about() {
        let tree = tree_of(&[("pyproject.toml", "x")]);
        assert_eq!(next(&[broken("pyproject.toml", "1")], &BTreeSet::new(), &BTreeSet::new(), &tree, &graph(&tree)), None);
    }

    #[test]
    fn the_file_that_several_blame_comes_first() {
        let tree = tree_of(&[
            ("schemas.py", "class Orders: ...\n"),
            ("a.py", "from schemas import Order\n"),
            ("b.py", "from schemas import Order\n"),
        ]);
        let message = "\"Order\" is unknown import symbol of schemas";
        let errors = [broken("a.py", message), broken("b.py", message)];
        assert_eq!(culprits(&errors, &graph(&tree)).keys().collect::<Vec<_>>(), ["schemas.py"]);
        assert_eq!(next(&errors, &BTreeSet::new(), &BTreeSet::new(), &tree, &graph(&tree)).as_deref(), Some("schemas.py"));
    }
}
