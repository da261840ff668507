//! What a candidate loses: definitions and their bodies, exports, routes, tests and what they assert. What was renamed or moved is not lost.

use std::{collections::BTreeSet, sync::LazyLock};

use regex::Regex;

use super::{File, Violation, plain};
use crate::{
    repair::outline::{Definition, Kind, Outline},
    workspace::{Grammar, words},
};

pub(super) fn violations(file: &File) -> Vec<Violation> {
    let mut found = definitions(file);
    found.extend(exports(file));
    found.extend(routes(file));
    found.extend(stubs(file));
    found.extend(assertions(file));
    found
}

fn definitions(file: &File) -> Vec<Violation> {
    let [before, after] = &file.outlines;
    if !before.sound {
        return names_of_broken(file);
    }
    let still = paths(after);
    let was = paths(before);
    let new: Vec<&Definition> = after.definitions.iter().filter(|one| !was.contains(one.path.as_str())).collect();
    let mut taken = BTreeSet::new();
    let mut found = Vec::new();
    for lost in before.definitions.iter().filter(|one| !still.contains(one.path.as_str())) {
        // What a lost definition had goes with it, or stays below another name.
        if before.find(lost.parent()).is_some() && !still.contains(lost.parent()) {
            continue;
        }
        if is_unused(file, lost) || is_replaced_setting(lost, &still) || has_other_route(lost, after) {
            continue;
        }
        let heir = new.iter().find(|one| !taken.contains(&one.path) && inherits(file, one, lost));
        match heir {
            Some(heir) => drop(taken.insert(heir.path.clone())),
            None => found.push(
                file.violation(if is_test_of(file, lost) { "lost-test" } else { "lost-definition" }, format!("`{}` is gone", lost.path)),
            ),
        }
    }
    found
}

/// What is lost from a text that does not parse. Where its definitions stand, and whether some are any, is uncertain: gone is what is not even named.
fn names_of_broken(file: &File) -> Vec<Violation> {
    let named: BTreeSet<&str> = words(file.after).collect();
    // Two names between which a sign is missing are read as one.
    let is_named =
        |name: &str| named.contains(name) || named.iter().any(|word| name.strip_prefix(word).is_some_and(|rest| named.contains(rest)));
    // Where the text breaks off a name may break off too.
    let is_cut = |one: &Definition| {
        let is_last = file.before[one.range.start..].trim_end().lines().count() <= 1;
        is_last && named.iter().any(|word| word.starts_with(one.name()))
    };
    let lost = file.outlines[0].definitions.iter().filter(|one| one.kind != Kind::Value && !is_named(one.name()) && !is_cut(one));
    let found = lost
        .map(|one| file.violation(if is_test_of(file, one) { "lost-test" } else { "lost-definition" }, format!("`{}` is gone", one.path)));
    found.collect()
}

fn paths(outline: &Outline) -> BTreeSet<&str> {
    outline.definitions.iter().map(|one| one.path.as_str()).collect()
}

fn is_test_of(file: &File, lost: &Definition) -> bool {
    file.is_test() && (lost.name().starts_with("test") || lost.name().starts_with("Test"))
}

/// Whether a definition of TypeScript was neither exported nor used: compilers ask for such to go.
fn is_unused(file: &File, lost: &Definition) -> bool {
    Grammar::of(file.path) == Some(Grammar::Script)
        && lost.parent().is_empty()
        && !file.outlines[0].exports.contains(&lost.path)
        && !file.before[lost.range.clone()].starts_with("export")
        && words(file.before).filter(|word| *word == lost.path).count() == 1
}

/// Pydantic's `class Config` became `model_config`.
fn is_replaced_setting(lost: &Definition, still: &BTreeSet<&str>) -> bool {
    match lost.path.find("Config") {
        Some(0) => false,
        Some(at) => lost.path[..at].ends_with('.') && still.contains(format!("{}model_config", &lost.path[..at]).as_str()),
        None => false,
    }
}

/// Whether another handler has the route of a lost one: of two the second is never called.
fn has_other_route(lost: &Definition, after: &Outline) -> bool {
    let routes: Vec<String> = lost.decorators.iter().filter_map(|decorator| route(decorator)).collect();
    let others: BTreeSet<String> =
        after.definitions.iter().flat_map(|one| &one.decorators).filter_map(|decorator| route(decorator)).collect();
    !routes.is_empty() && routes.iter().all(|route| others.contains(route))
}

/// Method and path of a decorator that makes a route, without the names of its parameters.
fn route(decorator: &str) -> Option<String> {
    static ROUTE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"^\w+(?:\.\w+)*\.(get|post|put|patch|delete|head|options|websocket|api_route)\(\s*(?:path\s*=\s*)?["']([^"']*)["']"#)
            .expect("the pattern is a constant that the tests compile")
    });
    static PARAMETER: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\{[^}]*\}").expect("the pattern is a constant that the tests compile"));
    let found = ROUTE.captures(decorator)?;
    Some(format!("{} {}", &found[1], PARAMETER.replace_all(&found[2], "{}")))
}

/// Whether a new definition is a lost one by another name or in another place.
fn inherits(file: &File, new: &Definition, lost: &Definition) -> bool {
    let kinds = new.kind == lost.kind
        || matches!(
            (new.kind, lost.kind),
            (Kind::Class | Kind::Type, Kind::Class | Kind::Type) | (Kind::Value | Kind::Function, Kind::Value | Kind::Function)
        );
    let (own, old) = (&file.after[new.range.clone()], &file.before[lost.range.clone()]);
    let without = |text: &str, name: &str| plain(&text.replacen(name, "", 1));
    let same_rest = without(own, new.name()) == without(old, lost.name());
    if lost.kind == Kind::Field {
        let is_like = || strsim::sorensen_dice(new.name(), lost.name()) >= 0.5;
        return kinds && new.parent() == lost.parent() && (same_rest || is_like() || takes_place(file, new, lost));
    }
    let moved = new.name() == lost.name();
    let begin = |text: &str| text[..text.floor_char_boundary(20_000)].to_owned();
    let alike = || strsim::sorensen_dice(&begin(own), &begin(old)) >= 0.7;
    kinds && (lost.is_stub || !new.is_stub) && (moved || same_rest || alike())
}

/// Whether a member of an enumeration stands where the lost one stood: its name and value say the same thing twice. Who uses the lost one is told by the checkers.
fn takes_place(file: &File, new: &Definition, lost: &Definition) -> bool {
    let [before, after] = &file.outlines;
    let owner = before.find(lost.parent());
    let is_enumeration =
        owner.is_some_and(|owner| words(&file.before[owner.head.clone()]).any(|word| word == "enum" || word.ends_with("Enum")));
    let members = |outline: &Outline| outline.members(lost.parent()).map(|one| one.path.clone()).collect::<Vec<_>>();
    let (was, is) = (members(before), members(after));
    let place = |members: &[String], wanted: &Definition| members.iter().position(|path| *path == wanted.path);
    is_enumeration && was.len() == is.len() && place(&was, lost) == place(&is, new)
}

fn exports(file: &File) -> Vec<Violation> {
    let [before, after] = &file.outlines;
    if !before.sound || !after.sound {
        return Vec::new();
    }
    let mut new: Vec<&String> = after.exports.difference(&before.exports).collect();
    let mut found = Vec::new();
    for lost in before.exports.difference(&after.exports) {
        // Whether it is gone altogether is said of the definition.
        let is_defined = |outline: &Outline| outline.find(lost).is_some();
        if is_defined(before) && !is_defined(after) {
            new.retain(|name| after.find(name).is_none() || before.find(name).is_some());
            continue;
        }
        let heir = new
            .iter()
            .position(|name| lost == "default" || *name == "default" || lost.starts_with("* ") || strsim::sorensen_dice(name, lost) >= 0.5);
        match heir {
            Some(at) => drop(new.swap_remove(at)),
            None => found.push(file.violation("lost-export", format!("`{lost}` is no longer exported"))),
        }
    }
    found
}

fn routes(file: &File) -> Vec<Violation> {
    let [before, after] = &file.outlines;
    let has_route = |one: &Definition| one.decorators.iter().any(|decorator| route(decorator).is_some());
    let bare = before.definitions.iter().filter(|one| has_route(one)).filter(|one| {
        let mut same = after.definitions.iter().filter(|other| other.path == one.path).peekable();
        same.peek().is_some() && !same.any(has_route)
    });
    let mut found: Vec<Violation> =
        bare.map(|one| file.violation("lost-route", format!("`{}` serves no route any more", one.path))).collect();
    let (was, is) = (mounted(file.before), mounted(file.after));
    let kind = |entry: &str| entry.split(['(', '=', ':']).next().unwrap_or_default().to_owned();
    let count = |entries: &[String], entry: &str| entries.iter().filter(|other| kind(other) == kind(entry)).count();
    // As many as before means that one has another name.
    let lost: BTreeSet<&String> = was.iter().filter(|entry| !is.contains(entry) && count(&is, entry) < count(&was, entry)).collect();
    found.extend(lost.into_iter().map(|entry| file.violation("lost-route", format!("`{entry}` is gone"))));
    found
}

/// Routers and pages that are put into an application.
fn mounted(text: &str) -> Vec<String> {
    static MOUNTED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"include_router\(\s*[\w.]+|<Route\b[^>]*?\bpath=\{?["'][^"']*["']|\bpath:\s*['"`][^'"`\n]*['"`]|add_middleware\(\s*[\w.]+|add_api_route\(\s*["'][^"']*["']"#)
            .expect("the pattern is a constant that the tests compile")
    });
    // What else stands in the tag of a page is not its path.
    let page = |found: &str| found.strip_prefix("<Route").and_then(|rest| Some(format!("<Route {}", &rest[rest.rfind("path=")?..])));
    MOUNTED.find_iter(text).map(|found| plain(&page(found.as_str()).unwrap_or_else(|| found.as_str().to_owned()))).collect()
}

/// Functions whose body is gone, and new definitions that only make a missing name known.
fn stubs(file: &File) -> Vec<Violation> {
    let [before, after] = &file.outlines;
    let used: BTreeSet<&str> = words(file.before).collect();
    let mut found = Vec::new();
    for one in &after.definitions {
        let old = before.definitions.iter().find(|old| old.path == one.path && old.kind == one.kind);
        if let Some(old) = old {
            let lines = |text: &str| text.lines().filter(|line| !line.trim().is_empty()).count();
            let (was, is) = (lines(&file.before[old.head.end..old.range.end]), lines(&file.after[one.head.end..one.range.end]));
            let is_function = one.kind == Kind::Function;
            if is_function
                && (one.is_stub && !old.is_stub
                    || before.sound && was >= 8 && is * 3 <= was && !is_delegated(&file.after[one.head.end..one.range.end]))
            {
                found.push(file.violation("gutted", format!("The body of `{}` is gone", one.path)));
            }
        } else if is_hollow(file, one) && !may_be_empty(file, one) && (one.is_stub || used.contains(one.name())) {
            // A text that does not parse, or that stands between fences, hides its definitions from us: what stands there to the letter was there.
            let was_hidden = file.before.contains(file.after[one.range.clone()].trim());
            if !was_hidden {
                found.push(file.violation("stub", format!("`{}` is defined with nothing in it", one.path)));
            }
        }
    }
    found
}

/// Whether a short body hands the work to something else in place of leaving it undone.
fn is_delegated(body: &str) -> bool {
    body.matches('(').count() >= 2 && !body.contains("NotImplemented") && !body.contains("pass")
}

/// Members of protocols and the like, and what declares no more than that it is there.
fn may_be_empty(file: &File, one: &Definition) -> bool {
    let declares = |decorator: &String| decorator.contains("abstractmethod") || decorator.contains("overload");
    let parent = file.outlines[1].find(one.parent());
    let is_abstract = |outer: &Definition| {
        let head = &file.after[outer.head.clone()];
        head.contains("Protocol") || head.contains("ABC") || outer.kind == Kind::Type
    };
    one.decorators.iter().any(declares) || parent.is_some_and(is_abstract) || one.name().starts_with("__") && one.kind == Kind::Function
}

fn is_hollow(file: &File, one: &Definition) -> bool {
    let head = &file.after[one.head.clone()];
    let rest = file.after[one.head.end..one.range.end].trim();
    match one.kind {
        Kind::Function => one.is_stub,
        Kind::Class => {
            !head.contains('(')
                && !head.contains("extends")
                && (matches!(rest, "pass" | "..." | "") || is_braces(rest) || rest.starts_with("\"\"\"") && rest.ends_with("\"\"\""))
        }
        Kind::Type if rest.is_empty() => head.split_once('=').is_some_and(|(_, kind)| {
            matches!(
                kind.trim().trim_end_matches(';').trim(),
                "any" | "unknown" | "object" | "{}" | "never" | "Record<string, unknown>" | "Record<string, never>"
            )
        }),
        Kind::Type => is_braces(rest) && !head.contains("extends"),
        Kind::Value => is_nothing(head),
        Kind::Field => false,
    }
}

fn is_braces(text: &str) -> bool {
    text.split_whitespace().collect::<String>() == "{}"
}

/// Whether a variable is given a value that says nothing.
fn is_nothing(text: &str) -> bool {
    let Some((_, value)) = text.split_once('=') else {
        return false;
    };
    let value = value.trim().trim_end_matches(';');
    let value = value.split_once(" as ").map_or(value, |(value, _)| value).trim();
    matches!(
        value,
        "None"
            | "..."
            | "{}"
            | "[]"
            | "()"
            | "\"\""
            | "''"
            | "object"
            | "object()"
            | "dict()"
            | "list()"
            | "null"
            | "undefined"
            | "dict"
            | "type"
            | "0"
            | "Ellipsis"
    ) || value.starts_with("lambda")
        || value.starts_with("type(")
}

/// Tests of TypeScript by their titles, and how often anything is asserted.
fn assertions(file: &File) -> Vec<Violation> {
    static TITLE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"\b(?:it|test|describe)(?:\.\w+)?\(\s*(['"`][^'"`\n]*['"`])"#)
            .expect("the pattern is a constant that the tests compile")
    });
    static ASSERTED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\bassert\b|\bexpect\(|self\.assert\w+\(|pytest\.raises").expect("the pattern is a constant that the tests compile")
    });
    if !file.is_test() {
        return Vec::new();
    }
    let titles = |text: &str| -> BTreeSet<String> { TITLE.captures_iter(text).map(|found| found[1].to_owned()).collect() };
    let (was, is) = (titles(file.before), titles(file.after));
    let mut found = Vec::new();
    if is.len() < was.len() {
        found.extend(was.difference(&is).map(|title| file.violation("lost-test", format!("The test {title} is gone"))));
    }
    if ASSERTED.find_iter(file.after).count() < ASSERTED.find_iter(file.before).count() {
        found.push(file.violation("weaker-test", "The test asserts less than before".to_owned()));
    }
    found
}
