//! A class where its asynchronous sister is wanted: `Session` for `AsyncSession`.

use std::collections::BTreeMap;

use super::ByPlace;
use super::context::Context;
use super::fault::quoted;
use super::insertion::Wanted;
use super::outline::Import;
use super::rename::rename_uses;
use super::wrong_import::{homes, moved};
use crate::{
    diagnostic::Diagnostic,
    fixers::{
        Proposal,
        text::{apply, replace},
    },
    patch::Patch,
};

/// All uses of the class in the file become uses of its sister, where several arguments want that one.
pub(super) fn propose(context: &Context<'_>) -> Vec<Proposal> {
    let mut wanted: ByPlace<'_, String, Vec<String>> = BTreeMap::new();
    for (diagnostic, _) in context.errors() {
        if let Some(class) = wanted_class(diagnostic) {
            wanted.entry((&diagnostic.file, class)).or_default().push(diagnostic.fingerprint.clone());
        }
    }
    let change = |((path, sister), answers): ((&str, String), Vec<String>)| {
        let (text, outline) = context.text(path).zip(context.outline(path))?;
        let class = sister.strip_prefix("Async")?;
        let is_it = |import: &&Import| import.is_top && import.alias.is_none() && import.name.as_deref() == Some(class);
        let import = outline.imports.iter().find(is_it).filter(|_| !outline.names.contains_key(&sister))?;
        let (_, home) = homes(context, path, &sister, "").into_iter().next()?;
        let title = format!("`{sister}` in place of `{class}`");
        let proposal = |changed| Proposal { title, patch: Patch::of(path, changed), answers, rank: 0 };
        let mut edits = rename_uses(text, class, &sister);
        if context.absolute(path, &import.module, import.level).as_ref() == Some(&home) {
            edits.push(replace(import.range.clone(), &sister));
            return Some(proposal(apply(text, edits)?));
        }
        // What is renamed stands below the imports.
        let renamed = apply(text, edits)?;
        let to = Wanted { module: super::missing_import::as_written(context, path, &home), name: Some(sister.clone()), alias: None };
        Some(proposal(moved(context, path, &renamed, import, &to)?))
    };
    wanted.into_iter().filter_map(change).collect()
}

/// The asynchronous class that a parameter wants, and is not given.
pub(super) fn wanted_class(diagnostic: &Diagnostic) -> Option<String> {
    let wanted = match (diagnostic.tool.as_str(), diagnostic.code.as_str()) {
        ("pyright", "reportArgumentType") => *quoted(diagnostic).get(2)?,
        ("ty", "invalid-argument-type") => *quoted(diagnostic).get(1)?,
        _ => return None,
    };
    wanted.starts_with("Async").then(|| wanted.to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::testing::best;
    use super::*;

    const SISTERS: (&str, &str) = ("orm.py", "class Session: ...\nclass AsyncSession: ...\n");
    const MESSAGE: &str = "Argument of type \"Session\" cannot be assigned to parameter \"db\" of type \"AsyncSession\" in function \"f\"";

    #[test]
    fn the_asynchronous_sister_takes_the_place_of_a_class() {
        let text = "from orm import Session\n\n\ndef g(db: Session):\n    f(db)\n";
        let found = best(&[("a.py", text), SISTERS], &[("pyright", "reportArgumentType", "a.py", 5, 7, MESSAGE)], propose);
        assert_eq!(found, [text.replace("Session", "AsyncSession")]);
    }

    #[test]
    fn the_sister_may_live_in_another_module_of_a_like_name() {
        let text = "from lib.orm import Session\n\n\ndef g(db: Session):\n    f(db)\n";
        let files = [("a.py", text), ("lib/orm.py", "class Session: ...\n"), ("lib/ext.py", "class AsyncSession: ...\n")];
        let found = best(&files, &[("pyright", "reportArgumentType", "a.py", 5, 7, MESSAGE)], propose);
        assert_eq!(found, [text.replace("lib.orm", "lib.ext").replace("Session", "AsyncSession")]);
    }

    #[test]
    fn a_file_that_has_both_is_left_alone() {
        let text = "from orm import AsyncSession, Session\n\n\ndef g(db: Session):\n    f(db)\n";
        assert_eq!(best(&[("a.py", text), SISTERS], &[("pyright", "reportArgumentType", "a.py", 5, 7, MESSAGE)], propose), [""; 0]);
    }
}
