//! In which order files are mended: causes before what follows from them.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    imports::ImportGraph,
    workspace::{Grammar, Tree},
};

/// The next file to mend: one whose errors follow from no other file that is still to be mended, or is being mended. None while there is no such file;
/// files that import each other do not wait for each other.
///
/// `broken` are the files with errors and those to which errors of others lead, `done` the files that were tried, `busy` those that are being mended.
pub(super) fn next(
    broken: &BTreeSet<&str>,
    done: &BTreeSet<String>,
    busy: &BTreeSet<String>,
    tree: &Tree,
    imports: &ImportGraph,
) -> Option<String> {
    let can_be_mended = |file: &str| Grammar::of(file).is_some() && tree.text(file).is_some();
    let open = broken.iter().copied().filter(|file| !done.contains(*file) && can_be_mended(file));
    let reach: BTreeMap<&str, BTreeSet<String>> = open.map(|file| (file, imports.reached_by([file]))).collect();
    let waits_for = |file: &str, other: &str| other != file && reach[other].contains(file) && !reach[file].contains(other);
    let ready = reach.keys().copied().filter(|file| !busy.contains(*file)).find(|file| !reach.keys().any(|other| waits_for(file, other)));
    ready.map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::{Language, Project, tree::tree_of};

    fn graph(tree: &Tree) -> ImportGraph {
        let project = Project { root: String::new(), language: Language::Python, has_manifest: false };
        ImportGraph::of(tree, &[project])
    }

    #[test]
    fn a_file_waits_for_the_broken_files_that_it_imports_through_others_too() {
        let tree = tree_of(&[("a.py", "import b\n"), ("b.py", "import c\n"), ("c.py", "x = 1\n"), ("d.py", "")]);
        let broken = BTreeSet::from(["a.py", "c.py", "d.py"]);
        let (mut done, mut busy) = (BTreeSet::new(), BTreeSet::new());
        let mut order = Vec::new();
        while let Some(file) = next(&broken, &done, &busy, &tree, &graph(&tree)) {
            busy.insert(file.clone());
            order.push(file);
        }
        assert_eq!(order, ["c.py", "d.py"], "a.py waits as long as c.py is busy");
        done.insert("c.py".to_owned());
        assert_eq!(next(&broken, &done, &BTreeSet::new(), &tree, &graph(&tree)).as_deref(), Some("a.py"));
    }

    #[test]
    fn files_that_import_each_other_do_not_wait_for_each_other() {
        let tree = tree_of(&[("a.py", "import b\n"), ("b.py", "import a\n")]);
        let broken = BTreeSet::from(["a.py", "b.py"]);
        assert_eq!(next(&broken, &BTreeSet::new(), &BTreeSet::new(), &tree, &graph(&tree)).as_deref(), Some("a.py"));
    }

    #[test]
    fn what_is_no_source_is_nothing_to_ask_about() {
        let tree = tree_of(&[("pyproject.toml", "x")]);
        assert_eq!(next(&BTreeSet::from(["pyproject.toml"]), &BTreeSet::new(), &BTreeSet::new(), &tree, &graph(&tree)), None);
    }
}
