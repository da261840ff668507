//! What a project is made of: its packages and its folders.

use std::collections::BTreeMap;

use super::fence::plain;
use crate::workspace::{Grammar, Tree};

const MOST_PACKAGES: usize = 60;
const MOST_FILES: usize = 150;
const MOST_FOLDERS: usize = 80;

/// Packages with their versions, in one line.
pub(super) fn stack(packages: &BTreeMap<String, String>) -> String {
    let listed: Vec<String> =
        packages.iter().take(MOST_PACKAGES).map(|(name, version)| plain(format!("{name} {version}").trim())).collect();
    listed.join(", ")
}

/// The folders with their sources, a line each: with names where the project is small, and else with numbers.
pub(super) fn layout(tree: &Tree) -> String {
    let mut folders: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for path in tree.files().keys().filter(|path| Grammar::of(path).is_some()) {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        folders.entry(folder).or_default().push(name);
    }
    let is_small = folders.values().map(Vec::len).sum::<usize>() <= MOST_FILES;
    let mut text = String::new();
    for (folder, names) in folders.iter().take(MOST_FOLDERS) {
        let shown = if is_small { names.join(" ") } else { format!("{} files", names.len()) };
        text.push_str(&plain(&format!("{folder}/: {shown}")));
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::tree::tree_of;

    #[test]
    fn a_large_project_is_shown_by_its_folders() {
        let names: Vec<String> = (0..200).map(|at| format!("src/pages/Page{at}.tsx")).collect();
        let files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
        assert_eq!(layout(&tree_of(&files)), "src/pages/: 200 files\n");
        assert_eq!(layout(&tree_of(&[("a.py", ""), ("app/b.py", ""), ("app/c.json", "")])), "/: a.py\napp/: b.py\n");
    }
}
