//! Where errors may have their cause: in what other files define and the errors speak of.
//!
//! A definition that lost a parameter, or whose field has another name now, has no error of its own. All errors stand where it is used, in files that are right.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, HashMap},
    ptr,
};

use super::{
    fault::{Phase, subject},
    outline::Outlines,
};
use crate::{
    diagnostic::Diagnostic,
    imports::ImportGraph,
    workspace::{Grammar, Tree, words},
};

/// What leads to one file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Blame {
    /// Errors of other files that may have their cause in it.
    pub errors: Vec<Diagnostic>,
    /// The paths of the definitions that they speak of. A module that lacks what is imported from it has none.
    pub definitions: BTreeSet<String>,
}

impl Blame {
    /// What of it is still among the `errors` of the project.
    pub fn still_open(&self, errors: &[Diagnostic]) -> Self {
        let is_open = |error: &&Diagnostic| errors.iter().any(|open| (&open.file, &open.fingerprint) == (&error.file, &error.fingerprint));
        Self { errors: self.errors.iter().filter(is_open).cloned().collect(), definitions: self.definitions.clone() }
    }
}

/// The files in which errors of others meet, each with what leads there. Each error leads to one file at most: the one that most others lead to as well.
///
/// Errors of one file alone count once it is among those that were `tried` by themselves: what it uses is suspected after what it does.
pub(super) fn blamed(
    errors: &[Diagnostic],
    tree: &Tree,
    imports: &ImportGraph,
    outlines: &Outlines,
    tried: &BTreeSet<String>,
) -> BTreeMap<String, Blame> {
    let mut leads: BTreeMap<Lead, Found> = BTreeMap::new();
    let mut nearby: HashMap<&str, Nearby> = HashMap::new();
    for error in errors.iter().filter(|error| error.is_error()) {
        let near = nearby.entry(&error.file).or_insert_with(|| Nearby::of(&error.file, tree, imports, outlines));
        let found = leads_of(error, near, tree, imports);
        let (asked, open): (Vec<_>, Vec<_>) = found.into_iter().partition(|(lead, _)| tried.contains(&lead.file));
        let asked: BTreeSet<String> = asked.into_iter().map(|(lead, _)| lead.file).collect();
        for (lead, weight) in open.into_iter().filter(|_| asked.len() < MOST_SUSPECTS) {
            leads.entry(lead).or_default().push((error, weight));
        }
    }
    let mut blamed: BTreeMap<String, Blame> = BTreeMap::new();
    while let Some(lead) = leads.iter().max_by_key(|(lead, found)| (strength(found), Reverse(*lead))).map(|(lead, _)| lead.clone()) {
        let found = leads.remove(&lead).unwrap_or_default();
        let files = files(&found);
        if files.len() > 1 || files.iter().all(|file| tried.contains(*file)) {
            for other in leads.values_mut() {
                other.retain(|(error, _)| !found.iter().any(|(told, _)| ptr::eq(*told, *error)));
            }
            leads.retain(|_, found| !found.is_empty());
            let blame = blamed.entry(lead.file).or_default();
            blame.errors.extend(found.into_iter().map(|(error, _)| error.clone()));
            blame.definitions.extend(lead.definition);
        }
    }
    blamed
}

/// The module of the project that an error of an import on this line speaks of.
pub(super) fn module_of(error: &Diagnostic, line: &str, tree: &Tree, imports: &ImportGraph) -> Option<String> {
    let specifiers = line.split([' ', '"', '\'', '`', ';']).chain(error.message.split(['"', '\'', '`'])).filter(|word| !word.is_empty());
    specifiers.filter_map(|word| imports.resolve(tree, &error.file, word)).find(|module| *module != error.file)
}

/// A definition that an error speaks of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Lead {
    file: String,
    definition: Option<String>,
}

/// Errors that speak of one definition, each with how loudly.
type Found<'a> = Vec<(&'a Diagnostic, u32)>;

/// By how many files, and how loudly, a definition is named.
fn strength(found: &Found) -> (usize, u32) {
    (files(found).len(), found.iter().map(|(_, weight)| weight).sum())
}

fn files<'a>(found: &Found<'a>) -> BTreeSet<&'a str> {
    found.iter().map(|(error, _)| error.file.as_str()).collect()
}

/// What a message quotes is what it is about, unless that is a part of a type; what stands on its line may be, and what a value on that line was made from.
const QUOTED: u32 = 3;
const ON_THE_LINE: u32 = 2;
const MADE_FROM: u32 = 2;
const IN_A_TYPE: u32 = 1;

/// So many files are asked about on behalf of one error that stands in none of them.
const MOST_SUSPECTS: usize = 2;

/// More definitions of one name, and it says nothing.
const MOST_DEFINITIONS: usize = 3;

fn leads_of(error: &Diagnostic, near: &Nearby, tree: &Tree, imports: &ImportGraph) -> BTreeMap<Lead, u32> {
    let lines: Vec<&str> = tree.text(&error.file).unwrap_or_default().lines().collect();
    let at = (error.line as usize).saturating_sub(1);
    let line = lines.get(at).copied().unwrap_or_default();
    match Phase::of(error) {
        Phase::Syntax => BTreeMap::new(),
        Phase::Resolution => {
            let module = module_of(error, line, tree, imports).filter(|_| subject(&error.message).is_some());
            module.into_iter().map(|file| (Lead { file, definition: None }, QUOTED)).collect()
        }
        Phase::Other => {
            let mut said: HashMap<&str, u32> = made_from(&lines, at).into_iter().map(|word| (word, MADE_FROM)).collect();
            said.extend(words(line).map(|word| (word, ON_THE_LINE)));
            // Of a value that does not fit, the types are what it came to, not where it went wrong.
            let is_of_values = error.message.contains("assignable") || error.message.contains("rgument");
            let is_capital = |part: &str| part.starts_with(char::is_uppercase);
            for part in error.message.split(['"', '\'', '`']).skip(1).step_by(2) {
                let weight =
                    if part.contains(['{', '[', '<', '(', '|', ',']) || is_of_values && is_capital(part) { IN_A_TYPE } else { QUOTED };
                for word in words(part) {
                    let known = said.entry(word).or_default();
                    *known = weight.max(*known);
                }
            }
            near.leads(&said)
        }
    }
}

/// How far above an error a value may have been made, in lines.
const REACH: usize = 40;

/// The words by which the values on a line were made, in the lines above it that indent no less than the block around it.
fn made_from<'t>(lines: &[&'t str], at: usize) -> BTreeSet<&'t str> {
    let Some(line) = lines.get(at) else { return BTreeSet::new() };
    let used: BTreeSet<&str> = words(line).collect();
    let above = lines[at.saturating_sub(REACH)..at].iter().rev().take_while(|line| line.is_empty() || line.starts_with([' ', '\t']));
    let assignments = above.filter_map(|line| line.split_once(" = ")).chain(line.split_once(" as ").map(|(made, name)| (name, made)));
    assignments.filter(|(names, _)| words(names).any(|name| used.contains(name))).flat_map(|(_, made)| words(made)).collect()
}

/// What the files that one imports, and those that they import, define: by name, with the file and path of each definition.
struct Nearby {
    named: HashMap<String, Vec<(String, String)>>,
}

/// Most files that are looked into on behalf of one.
const MOST_FILES: usize = 80;

impl Nearby {
    fn of(file: &str, tree: &Tree, imports: &ImportGraph, outlines: &Outlines) -> Self {
        let direct: BTreeSet<&str> = imports.imports_of(file).collect();
        let indirect: BTreeSet<&str> = direct.iter().flat_map(|file| imports.imports_of(file)).collect();
        let others =
            direct.iter().chain(indirect.difference(&direct)).filter(|other| **other != file && Grammar::of(other) == Grammar::of(file));
        let mut named: HashMap<String, Vec<(String, String)>> = HashMap::new();
        for other in others.take(MOST_FILES) {
            let Some(outline) = outlines.of(tree, other) else { continue };
            for definition in &outline.definitions {
                named.entry(definition.name().to_owned()).or_default().push(((*other).to_owned(), definition.path.clone()));
            }
        }
        Self { named }
    }

    /// The definitions of which these words speak, each said with a weight.
    fn leads(&self, said: &HashMap<&str, u32>) -> BTreeMap<Lead, u32> {
        let mut leads = BTreeMap::new();
        for (&word, &weight) in said {
            let places = self.named.get(word).filter(|places| places.len() <= MOST_DEFINITIONS);
            for (file, path) in places.into_iter().flatten() {
                // A field may have its name in common with many things, unless its owner is spoken of too.
                let is_sure = path.split('.').all(|part| said.contains_key(part));
                let lead = Lead { file: file.clone(), definition: Some(path.clone()) };
                leads.insert(lead, if is_sure { weight } else { IN_A_TYPE });
            }
        }
        leads
    }
}

#[cfg(test)]
mod tests {
    use super::{super::testing::error_in, *};
    use crate::workspace::{discover, tree::tree_of};

    /// The blamed files, each with its definitions and the places of the errors that lead there.
    fn shown(files: &[(&str, &str)], told: &[(&str, u32, &str, &str)], tried: &[&str]) -> Vec<String> {
        let tree = tree_of(files);
        let imports = ImportGraph::of(&tree, &discover(&tree));
        let error = |(file, line, code, message): &(&str, u32, &str, &str)| {
            let tool = if file.ends_with(".py") { "pyright" } else { "tsc" };
            error_in(tool, code, file, *line, message, tree.text(file))
        };
        let errors: Vec<Diagnostic> = told.iter().map(error).collect();
        let tried = tried.iter().map(|file| (*file).to_owned()).collect();
        let line = |(file, blame): (String, Blame)| {
            let places: Vec<String> = blame.errors.iter().map(|error| format!("{}:{}", error.file, error.line)).collect();
            format!("{file} {} <- {}", blame.definitions.into_iter().collect::<Vec<_>>().join(","), places.join(" "))
        };
        blamed(&errors, &tree, &imports, &Outlines::default(), &tried).into_iter().map(line).collect()
    }

    const CRUD: (&str, &str) =
        ("crud.py", "from models import User\n\nasync def get_user(db, id) -> User: ...\n\ndef save(db, user): ...\n");
    const MODELS: (&str, &str) = ("models.py", "class User:\n    email: str\n");

    #[test]
    fn a_function_from_which_the_wrong_values_of_several_files_come_is_blamed() {
        let files = [
            CRUD,
            MODELS,
            ("routes.py", "from crud import get_user\n\ndef read(db, id):\n    user = get_user(db, id)\n    return user.email\n"),
            (
                "jobs.py",
                "from crud import get_user, save\n\ndef job(db):\n    one = get_user(db, 1)\n    print(one.email)\n    save(db, one)\n",
            ),
        ];
        let message = "Cannot access attribute \"email\" for class \"CoroutineType[Any, Any, User]\"";
        let told = [
            ("routes.py", 5, "reportAttributeAccessIssue", message),
            ("jobs.py", 5, "reportAttributeAccessIssue", message),
            ("jobs.py", 6, "reportArgumentType", "Argument of type \"CoroutineType[Any, Any, User]\" cannot be assigned"),
        ];
        assert_eq!(shown(&files, &told, &[]), ["crud.py get_user <- routes.py:5 jobs.py:5 jobs.py:6"]);
    }

    #[test]
    fn what_one_file_alone_speaks_of_is_blamed_once_that_file_was_tried() {
        let files = [
            ("db.py", "async def session_scope():\n    yield 1\n"),
            (
                "jobs.py",
                "from db import session_scope\n\nasync def job():\n    async with session_scope() as session:\n        session.add(1)\n",
            ),
        ];
        let told =
            [("jobs.py", 4, "reportGeneralTypeIssues", "Object of type \"AsyncGenerator[int, None]\" cannot be used with \"async with\"")];
        assert_eq!(shown(&files, &told, &[]), [""; 0]);
        assert_eq!(shown(&files, &told, &["jobs.py"]), ["db.py session_scope <- jobs.py:4"]);
    }

    #[test]
    fn a_type_whose_field_is_gone_is_blamed_by_its_name_and_not_what_stands_beside_it() {
        let files = [
            ("tsconfig.json", "{}"),
            ("src/types.ts", "export interface Order {\n  sum: number\n}\n"),
            ("src/format.ts", "export const money = (value: number) => `${value}`\n"),
            (
                "src/a.tsx",
                "import { Order } from './types'\nimport { money } from './format'\nexport const a = (order: Order) => money(order.total)\n",
            ),
            (
                "src/b.tsx",
                "import { Order } from './types'\nimport { money } from './format'\nexport const b = (order: Order) => money(order.total)\n",
            ),
        ];
        let told = ["src/a.tsx", "src/b.tsx"].map(|file| (file, 3, "TS2339", "Property 'total' does not exist on type 'Order'."));
        assert_eq!(shown(&files, &told, &[]), ["src/types.ts Order <- src/a.tsx:3 src/b.tsx:3"]);
    }

    #[test]
    fn a_function_is_blamed_before_the_types_of_its_arguments_and_they_once_it_was_tried() {
        let files = [
            ("tsconfig.json", "{}"),
            ("src/types.ts", "export type Currency = 'EUR' | 'USD'\n"),
            (
                "src/money.ts",
                "import { Currency } from './types'\nexport const money = (value: number, locale: string, currency: Currency) => value\n",
            ),
            ("src/a.ts", "import { money } from './money'\nexport const a = money(1, 'EUR', 'de')\n"),
            ("src/b.ts", "import { money } from './money'\nexport const b = money(2, 'USD', 'en')\n"),
        ];
        let message = "Argument of type 'string' is not assignable to parameter of type 'Currency'.";
        let told = ["src/a.ts", "src/b.ts"].map(|file| (file, 2, "TS2345", message));
        assert_eq!(shown(&files, &told, &[]), ["src/money.ts money <- src/a.ts:2 src/b.ts:2"]);
        assert_eq!(shown(&files, &told, &["src/money.ts"]), ["src/types.ts Currency <- src/a.ts:2 src/b.ts:2"]);
        assert_eq!(shown(&files, &told, &["src/money.ts", "src/types.ts"]), [""; 0]);
    }

    #[test]
    fn a_module_that_lacks_what_several_files_import_is_blamed_however_they_write_its_name() {
        let files = [
            ("tsconfig.json", "{}"),
            ("src/api/client.ts", "const getOrder = () => 1\n"),
            ("src/a.ts", "import { getOrder } from './api/client'\n"),
            ("src/pages/b.ts", "import { getOrder } from '../api/client'\n"),
        ];
        let told = [
            ("src/a.ts", 1, "TS2305", "Module '\"./api/client\"' has no exported member 'getOrder'."),
            ("src/pages/b.ts", 1, "TS2305", "Module '\"../api/client\"' has no exported member 'getOrder'."),
        ];
        assert_eq!(shown(&files, &told, &[]), ["src/api/client.ts  <- src/a.ts:1 src/pages/b.ts:1"]);
        assert_eq!(shown(&files, &told[..1], &[]), [""; 0]);
    }

    #[test]
    fn a_name_that_is_missing_where_it_is_used_and_broken_syntax_blame_nobody() {
        let files = [CRUD, MODELS, ("a.py", "from crud import save\n\nget_user(1)\n"), ("b.py", "from crud import save\n\nget_user(1\n")];
        let told = [("a.py", 3, "reportUndefinedVariable", "\"get_user\" is not defined"), ("b.py", 3, "", "\"(\" was not closed")];
        assert_eq!(shown(&files, &told, &["a.py", "b.py"]), [""; 0]);
    }
}
