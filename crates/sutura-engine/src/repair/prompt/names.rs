//! The names that errors are about, and the lines of a file that give and use them.

use std::{collections::BTreeSet, sync::LazyLock};

use regex::Regex;

use super::view::{is_import, lines_of};
use crate::{
    diagnostic::Diagnostic,
    repair::{
        fault::{Phase, subject},
        outline::{Definition, Kind, Outline},
    },
    workspace::words,
};

/// What is looked for among definitions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Wanted<'a> {
    /// What has this path, wherever it stands: `Order`, `Order.total`.
    Path(&'a str),
    /// What has this path in the file itself or in what it imports.
    Near(&'a str),
    /// A method of this name, of any class.
    Method(&'a str),
    /// A method or field of this name, of any class or type.
    Member(&'a str),
}

impl Wanted<'_> {
    /// The last part of the name.
    pub fn name(&self) -> &str {
        let (Self::Path(name) | Self::Near(name) | Self::Method(name) | Self::Member(name)) = self;
        name.rsplit('.').next().unwrap_or(name)
    }

    /// Whether `found` has the name.
    pub fn is(&self, found: &Definition) -> bool {
        let is_member = || !found.parent().is_empty() && found.name() == self.name();
        match self {
            Self::Path(path) | Self::Near(path) => found.path == *path,
            Self::Method(_) => found.kind == Kind::Function && is_member(),
            Self::Member(_) => is_member(),
        }
    }
}

/// Most names that are looked for.
const MOST: usize = 60;

/// What errors are about, by falling importance: what their messages quote, then what stands on their lines and on those that give names to these. Of each the first that is found counts.
pub(super) fn wanted<'a>(text: &'a str, errors: &[&'a Diagnostic], givers: &BTreeSet<usize>) -> Vec<Vec<Wanted<'a>>> {
    let lines: Vec<&str> = text.lines().collect();
    let quoted = errors.iter().flat_map(|error| quoted(&error.message).flat_map(|quoted| of_quoted(quoted, Phase::of(error))));
    let numbers = errors.iter().map(|error| error.line as usize).chain(givers.iter().copied());
    let on_lines =
        numbers.filter_map(|line| lines.get(line.checked_sub(1)?)).filter(|line| !is_import(line)).flat_map(|line| of_line(line));
    let mut known = BTreeSet::new();
    let named = quoted.chain(on_lines.take(400)).filter(|ways| known.insert(ways[0]));
    named.take(MOST).collect()
}

/// What stands between quotes; an apostrophe is none.
fn quoted(message: &str) -> impl Iterator<Item = &str> {
    static QUOTED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"(?:^|[^\p{L}\p{N}])["'`]+([^"'`\n]+)["'`]"#).expect("the pattern is a constant that the tests compile")
    });
    QUOTED.captures_iter(message).filter_map(|found| found.get(1)).map(|found| found.as_str())
}

fn of_quoted(quoted: &str, phase: Phase) -> Vec<Vec<Wanted<'_>>> {
    if quoted.contains(|c: char| !is_part(c) && c != '.' && c != '*') {
        // Of a type that is written out the names in capitals are types, and the others its own.
        let of_name = |name| if is_capital(name) { Wanted::Path(name) } else { Wanted::Near(name) };
        return identifiers(quoted).map(|name| vec![of_name(name)]).collect();
    }
    // ty and pyright say `Order*` of a type that they have inferred.
    let quoted = quoted.trim_matches(['*', '.']);
    let Some((owners, name)) = quoted.rsplit_once('.') else {
        return if quoted.len() > 2 { vec![vec![Wanted::Path(quoted), Wanted::Method(quoted)]] } else { Vec::new() };
    };
    if phase == Phase::Resolution {
        // The others are modules.
        return vec![vec![Wanted::Path(name)]];
    }
    let owner = owners.rsplit('.').next().unwrap_or(owners);
    let pair = &quoted[owners.len() - owner.len()..];
    let member = vec![Wanted::Path(pair), Wanted::Near(name), Wanted::Member(name), Wanted::Path(name)];
    if is_capital(owner) { vec![member, vec![Wanted::Path(owner)]] } else { vec![member] }
}

fn of_line(line: &str) -> impl Iterator<Item = Vec<Wanted<'_>>> {
    identifiers(line).map(|name| {
        let start = name.as_ptr() as usize - line.as_ptr() as usize;
        let is_method = line[..start].ends_with('.') && line[start + name.len()..].starts_with('(');
        if is_method { vec![Wanted::Near(name), Wanted::Method(name)] } else { vec![Wanted::Near(name)] }
    })
}

/// The lines on which what stands on the lines `errors` has its value from: `order = …` and `const { order } = …`, the nearest above.
pub(super) fn givers(text: &str, errors: &BTreeSet<usize>) -> BTreeSet<usize> {
    /// Lines above an error that are looked at.
    const ABOVE: usize = 120;
    let lines: Vec<&str> = text.lines().collect();
    let is_top = |line: &str| line.starts_with(|c: char| !c.is_whitespace() && !")}]".contains(c));
    let mut found = BTreeSet::new();
    for error in errors.iter().copied().filter(|error| (1..=lines.len()).contains(error)) {
        let mut names: BTreeSet<&str> = identifiers(lines[error - 1]).collect();
        for line in (1..error).rev().take(ABOVE).take_while(|line| !is_top(lines[line - 1])) {
            let Some((given, _)) = lines[line - 1].split_once(" = ").filter(|(given, _)| !given.contains(['(', '<', '='])) else {
                continue;
            };
            let before = names.len();
            names.retain(|name| !identifiers(given).any(|word| word == *name));
            if names.len() < before {
                found.insert(line);
            }
        }
    }
    found
}

/// The lines of the values with errors on these lines: an error of an initializer stands where it begins.
pub(super) fn initializers(text: &str, outlined: &Outline, errors: &BTreeSet<usize>) -> BTreeSet<usize> {
    const LONGEST: usize = 20;
    let values = outlined.definitions.iter().filter(|found| found.kind == Kind::Value).map(|found| lines_of(text, &found.range));
    values.filter(|lines| lines.clone().count() <= LONGEST && errors.iter().any(|error| lines.contains(error))).flatten().collect()
}

/// The lines that use what is imported on the lines with `errors`, which are among the `imports`: what is wrong with an import shows there.
pub(super) fn uses(text: &str, errors: &[&Diagnostic], imports: &BTreeSet<usize>) -> BTreeSet<usize> {
    /// Most lines of one import.
    const MOST: usize = 3;
    let lines: Vec<&str> = text.lines().collect();
    let mut found = BTreeSet::new();
    for error in errors.iter().filter(|error| imports.contains(&(error.line as usize))) {
        let line = lines.get((error.line as usize).saturating_sub(1)).copied().unwrap_or_default();
        let missing = subject(&error.message).filter(|missing| identifiers(line).any(|name| name == *missing));
        let names: BTreeSet<&str> = missing.map_or_else(|| identifiers(line).collect(), |missing| BTreeSet::from([missing]));
        let used =
            (1..=lines.len()).filter(|line| !imports.contains(line) && identifiers(lines[line - 1]).any(|name| names.contains(name)));
        found.extend(used.take(MOST));
    }
    found
}

/// The names in a text that are longer than two characters.
pub(super) fn identifiers(text: &str) -> impl Iterator<Item = &str> {
    words(text).filter(|word| word.len() > 2 && word.starts_with(|c: char| c.is_alphabetic() || c == '_'))
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

fn is_capital(name: &str) -> bool {
    name.starts_with(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::{super::super::testing::error, *};

    fn of(message: &str, text: &str) -> Vec<Vec<Wanted<'static>>> {
        let told = Box::leak(Box::new(error("tsc", "TS2345", "a.ts", 1, message)));
        wanted(Box::leak(text.to_owned().into_boxed_str()), &[told], &BTreeSet::new())
    }

    #[test]
    fn a_member_is_looked_for_with_its_class_first_and_then_by_its_name_alone() {
        use Wanted::{Member, Near, Path};
        let found = of("Argument to bound method `app.OrderRepository.find` is incorrect", "");
        assert_eq!(found, [vec![Path("OrderRepository.find"), Near("find"), Member("find"), Path("find")], vec![Path("OrderRepository")]]);
    }

    #[test]
    fn names_come_from_messages_and_then_from_their_lines_and_apostrophes_quote_nothing() {
        use Wanted::{Method, Near, Path};
        let found = of("It can't index type 'Record<ColumnId, number>' by 'onOpen'", "rows.find(column.id)\n");
        assert_eq!(
            found,
            [
                vec![Path("Record")],
                vec![Path("ColumnId")],
                vec![Near("number")],
                vec![Path("onOpen"), Method("onOpen")],
                vec![Near("rows")],
                vec![Near("find"), Method("find")],
                vec![Near("column")]
            ]
        );
    }

    #[test]
    fn the_lines_that_give_the_names_of_an_error_are_found_in_its_function_alone() {
        let text = "const order = 1\nfunction f() {\n  const { order, lines } = useOrder()\n  const other = 1\n  return (\n    <A title={order} />\n  )\n}\n";
        assert_eq!(givers(text, &BTreeSet::from([6])), BTreeSet::from([3]));
    }

    #[test]
    fn the_lines_of_an_initializer_with_an_error_belong_to_it() {
        let text = "const a = 1\nexport const ITEMS = [\n  TITLES.a,\n]\n";
        let outlined = crate::repair::outline::outline("a.ts", text);
        assert_eq!(initializers(text, &outlined, &BTreeSet::from([2])), BTreeSet::from([2, 3, 4]));
    }

    proptest::proptest! {
        #[test]
        fn any_text_has_names(message in "(['\"`.*é]|Order|find| ){0,12}", text in "(order|find|\\.|\\(| = |\n|é){0,20}") {
            let told = error("tsc", "TS2345", "a.ts", 1, &message);
            let lines = BTreeSet::from([0, 1, 2, 3, 99]);
            wanted(&text, &[&told], &givers(&text, &lines));
            uses(&text, &[&told], &lines);
        }
    }
}
