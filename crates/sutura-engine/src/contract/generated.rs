//! Files that `sutura types` wrote, by their header.

use sutura_contract::typescript::{Options, options_of};

use crate::workspace::{Grammar, Tree};

/// What a file that `sutura types` wrote says about how it was written; nothing for any other file.
pub fn generated(text: &str) -> Option<Options> {
    options_of(text)
}

/// The files of a tree that `sutura types` wrote: path, text, and how.
pub(crate) fn generated_in(tree: &Tree) -> impl Iterator<Item = (&str, &str, Options)> {
    let scripts = tree.files().iter().filter(|(path, _)| Grammar::of(path) == Some(Grammar::Script));
    scripts.filter_map(|(path, file)| Some((path.as_str(), file.text()?, generated(file.text()?)?)))
}
