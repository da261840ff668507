//! A specifier that leads nowhere.

use super::{
    module::{Import, Imported, What},
    nearest::{clearly_nearest, nearness},
    packages::package_of,
    project::{Problem, Target, View},
    text::{suggested, whole_lines},
};
use crate::fixers::Proposal;

const CODES: &[&str] = &["TS2307", "TS2792", "TS6137", "TS2882", "TS1261", "TS1149", "TS2834", "TS2835", "TS5097", "TS7016", "TS2306"];

/// Proposes the file or the package that was meant.
pub(super) fn propose(view: &View<'_>) -> Vec<Proposal> {
    view.problems(CODES).iter().flat_map(|problem| for_import(view, problem)).collect()
}

fn for_import(view: &View<'_>, problem: &Problem<'_>) -> Vec<Proposal> {
    let Some((specifier, range)) = specifier_at(problem) else { return Vec::new() };
    let import = problem.module.imports.iter().find(|import| import.source == range);
    if let Some(lines) = import.filter(|import| is_unused(problem, import)).and_then(|import| whole_lines(problem.text, &import.range)) {
        let title = format!("remove the unused import of `{specifier}`, which leads nowhere");
        return view.proposal(title, problem, vec![(lines, String::new())], 0).into_iter().collect();
    }
    let mut ranked: Vec<(u8, String)> = Vec::new();
    if let Some(written) = suggested(&problem.diagnostic.message).filter(|_| problem.diagnostic.code == "TS2835") {
        ranked.push((0, written.to_owned()));
    }
    let target = view.resolve(problem.file, specifier);
    if matches!(target, Target::Package(_)) && !looks_local(specifier) {
        ranked.extend(packages(view, problem, specifier, import));
    }
    ranked.extend(files(view, problem, specifier, import));
    let made = ranked.into_iter().filter(|(_, written)| written != specifier).filter_map(|(rank, written)| {
        let inner = range.start + 1..range.end - 1;
        view.proposal(format!("import from `{written}` in place of `{specifier}`"), problem, vec![(inner, written)], rank)
    });
    made.collect()
}

/// Whether the file names nothing of what it imports there.
fn is_unused(problem: &Problem<'_>, import: &Import) -> bool {
    let is_named =
        |name: &Imported| problem.module.uses.iter().any(|found| found.name == name.local && !import.range.contains(&found.range.start));
    !import.names.is_empty() && !import.names.iter().any(is_named)
}

/// The string that holds the problem's place, and its range with the quotes.
fn specifier_at<'t>(problem: &Problem<'t>) -> Option<(&'t str, std::ops::Range<usize>)> {
    let rest = problem.text.get(problem.offset..)?;
    let quote = rest.chars().next().filter(|first| matches!(first, '"' | '\''))?;
    let length = rest[1..].find(quote)?;
    Some((&rest[1..1 + length], problem.offset..problem.offset + length + 2))
}

/// Whether a specifier means a file of the project, though nothing is there.
fn looks_local(specifier: &str) -> bool {
    specifier.starts_with(['.', '/', '~', '#']) || specifier.starts_with("@/") || specifier.starts_with("src/")
}

/// The declared package whose name is nearest and that has what is imported.
fn packages(view: &View<'_>, problem: &Problem<'_>, specifier: &str, import: Option<&Import>) -> Vec<(u8, String)> {
    let Some(declared) = view.declared(problem.file) else { return Vec::new() };
    let has = |module: &str| {
        let exports = view.package_exports(problem.file, module);
        !exports.is_empty() && named(import).all(|name| exports.contains_key(name))
    };
    // What others import decides, also about parts of packages.
    let used: Vec<String> = view
        .imports_elsewhere(problem.file)
        .map(|(_, import)| import.module.clone())
        .filter(|module| !module.starts_with('.') && view.resolve(problem.file, module) == Target::Package(module.clone()))
        .filter(|module| declared.contains(package_of(module)) || module.starts_with("node:"))
        .collect();
    // What a package exports may be beyond us; then the compiler says.
    let is_unknown = |module: &str| view.package_exports(problem.file, module).is_empty();
    let fitting = |module: &&str| *module != specifier && (named(import).next().is_none() || is_unknown(module) || has(module));
    let near = clearly_nearest(
        specifier,
        used.iter().map(String::as_str).filter(fitting).chain(declared.iter().map(String::as_str).filter(fitting)),
    );
    if let Some(found) = near {
        return vec![(0, found.to_owned())];
    }
    // Whatever it is called: the only package that has all of what is imported, where these are several names or others take them from there.
    let names: Vec<&str> = named(import).collect();
    let mut holders: Vec<&str> =
        used.iter().map(String::as_str).chain(declared.iter().map(String::as_str)).filter(|module| has(module)).collect();
    holders.sort_unstable();
    holders.dedup();
    let shares_words = |module: &str| nearness(module, specifier) > 0.3 || package_of(module) == package_of(specifier);
    match &holders[..] {
        [only] if !names.is_empty() && (shares_words(only) || names.len() > 1) => vec![(1, (*only).to_owned())],
        _ => Vec::new(),
    }
}

/// The names that an import takes from its module.
fn named(import: Option<&Import>) -> impl Iterator<Item = &str> {
    import.into_iter().flat_map(|import| import.names.iter()).filter_map(|name| match &name.what {
        What::Named(name) => Some(name.as_str()),
        _ => None,
    })
}

/// Files of the project that have what is imported, the likeliest first.
fn files(view: &View<'_>, problem: &Problem<'_>, specifier: &str, import: Option<&Import>) -> Vec<(u8, String)> {
    let wants_default = import.and_then(|import| import.names.iter().find(|name| name.what == What::Default));
    let names: Vec<&str> = named(import).collect();
    let root = view.surrounding(problem.file).map(|known| known.project.root.as_str());
    let mut scored: Vec<(f64, String)> = Vec::new();
    let ending = specifier
        .rsplit('/')
        .next()
        .and_then(|last| last.rsplit_once('.'))
        .map(|(_, ending)| ending)
        .filter(|ending| !matches!(*ending, "js" | "ts" | "tsx" | "jsx"));
    let all = view.scene.tree.files().keys().map(String::as_str);
    for path in all.filter(|path| *path != problem.file && view.surrounding(path).map(|known| known.project.root.as_str()) == root) {
        let module = view.modules.get(path);
        if let Some(ending) = ending.filter(|_| module.is_none()) {
            if path.ends_with(&format!(".{ending}")) && names.is_empty() {
                scored.push((likeness(specifier, path, false), path.to_owned()));
            }
            continue;
        }
        if module.is_none_or(|module| !module.parses) {
            continue;
        }
        let exports = view.exports_of(path);
        let has_names = names.iter().all(|name| exports.contains_key(*name));
        let has_default = wants_default.is_none_or(|_| exports.contains_key("default"));
        let asks = !names.is_empty() || wants_default.is_some();
        // A file that has what is wanted, or that is called as the specifier says and could be told apart by nothing else.
        if has_names && has_default {
            scored.push((likeness(specifier, path, asks && !names.is_empty()), path.to_owned()));
        }
    }
    scored.sort_by(|one, other| other.0.total_cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
    let Some((best, path)) = scored.first().cloned() else { return Vec::new() };
    // A barrel that passes on what the file has is as good: the file that others import from wins.
    let next = scored.iter().skip(1).map(|(score, _)| *score).next().unwrap_or(0.0);
    // The only file that has the names may be called rather otherwise.
    let alone = scored.len() == 1 && !names.is_empty();
    if best < if alone { 0.4 } else { 0.5 } {
        return Vec::new();
    }
    let way = |path: &str| keeps_style(view, problem.file, specifier, path);
    if best - next >= 0.05 {
        return vec![(0, way(&path))];
    }
    scored.iter().take_while(|(score, _)| best - score < 0.05).map(|(_, path)| (1, way(path))).take(3).collect()
}

/// How like the end of a specifier a path is: the last part counts most, then how many parts before it agree.
fn likeness(specifier: &str, path: &str, has_names: bool) -> f64 {
    let parts = |path: &str| -> Vec<String> {
        let stem = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let name = path.rsplit('/').next().unwrap_or(path);
        let name = ["d.ts", "tsx", "ts", "jsx", "js", "mjs"]
            .iter()
            .find_map(|ending| name.strip_suffix(ending)?.strip_suffix('.'))
            .unwrap_or(name);
        let all = stem.split('/').chain([name]).filter(|part| !matches!(*part, "" | "." | ".." | "@" | "~"));
        all.map(str::to_owned).collect()
    };
    let (mut wanted, mut had) = (parts(specifier), parts(path));
    if had.last().is_some_and(|last| last == "index") && wanted.last().is_none_or(|last| last != "index") {
        had.pop();
    }
    if wanted.last().is_some_and(|last| last == "index") && had.last().is_some_and(|last| last != "index") {
        wanted.pop();
    }
    let (Some(last), Some(name)) = (wanted.last(), had.last()) else { return 0.0 };
    let name = nearness(last, name);
    let before = wanted.iter().rev().skip(1);
    let folders = before.clone().filter(|part| had.iter().rev().skip(1).any(|other| nearness(part, other) > 0.8)).count();
    let in_place = before.zip(had.iter().rev().skip(1)).take_while(|(one, other)| one == other).count();
    let exact = f64::from(u8::from(wanted.last() == had.last()));
    let base = 0.6 * name + 0.05 * exact + 0.15 * folders as f64 / wanted.len() as f64 + 0.1 * in_place as f64 / wanted.len() as f64;
    // The names that it exports prove more than what it is called.
    if has_names { base + 0.3 } else { base }
}

/// The specifier of `path`: relative where the wrong one was, by an alias where the wrong one looked like one.
fn keeps_style(view: &View<'_>, file: &str, specifier: &str, path: &str) -> String {
    let usual = view.specifier(file, path);
    let relative = specifier.starts_with('.');
    if relative == usual.starts_with('.') {
        return usual;
    }
    if relative { view.relative(file, path) } else { view.aliased(file, path).unwrap_or(usual) }
}

#[cfg(test)]
mod tests {
    use super::super::{
        module::Module,
        testing::{best, problem, proposals},
    };
    use super::*;

    const FILES: [(&str, &str); 5] = [
        ("src/lib/format.ts", "export const formatPrice = 1;\n"),
        ("src/lib/formatters.ts", "export const other = 1;\n"),
        ("src/components/Header/index.tsx", "export default function Header() {}\n"),
        ("src/components/header.css", ""),
        ("tsconfig.json", r#"{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }"#),
    ];

    /// The import after the best proposal, in a file that uses what it imports.
    fn mended(import: &str) -> Option<String> {
        let names: Vec<String> =
            Module::read("a.tsx", import).imports.iter().flat_map(|import| &import.names).map(|name| name.local.clone()).collect();
        let uses = format!("\nuse({});\n", names.join(", "));
        best_of(&format!("{import}{uses}"), import).map(|text| text.replace(&uses, ""))
    }

    fn best_of(text: &str, import: &str) -> Option<String> {
        let mut files = vec![("src/pages/Orders.tsx", text)];
        files.extend(FILES);
        let quote = import.rfind(['\'', '"']).map(|end| import[..end].rfind(['\'', '"']).unwrap()).unwrap();
        let diagnostic = problem(&files, "src/pages/Orders.tsx", &import[quote..], "TS2307", "Cannot find module.");
        best(&proposals(propose, &files, &[diagnostic], "")).map(str::to_owned)
    }

    #[test]
    fn an_import_that_leads_nowhere_and_that_nothing_uses_goes() {
        let import = "import { formatPrice } from './format';";
        assert_eq!(best_of(&format!("{import}\nconst a = 1;\n"), import).as_deref(), Some("const a = 1;\n"));
    }

    #[test]
    fn a_wrong_depth_name_case_or_alias_leads_to_the_file_that_has_the_names() {
        for (wrong, right) in [
            ("import { formatPrice } from './lib/format';", "import { formatPrice } from '../lib/format';"),
            ("import { formatPrice } from '../../lib/format';", "import { formatPrice } from '../lib/format';"),
            ("import { formatPrice } from '@/utils/format';", "import { formatPrice } from '@/lib/format';"),
            ("import { formatPrice } from '@/lib/formatting';", "import { formatPrice } from '@/lib/format';"),
            ("import Header from '../components/header/';", "import Header from '../components/Header';"),
            ("import Header from \"@/component/Header\";", "import Header from \"@/components/Header\";"),
            ("import '../component/header.css';", "import '../components/header.css';"),
        ] {
            assert_eq!(mended(wrong).as_deref(), Some(right));
        }
    }

    #[test]
    fn a_path_that_nothing_is_like_is_left() {
        assert_eq!(mended("import { Chart } from '@/charts/pie';"), None);
        assert_eq!(mended("import { formatPrice } from 'some-package';"), None);
    }
}
