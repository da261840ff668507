//! A value of one kind where another is asked for, and there is but one way from the one to the other.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use super::{
    nearest::words,
    project::{Problem, View},
    text::{identifier_at, quoted},
};
use crate::{diagnostic::Diagnostic, fixers::Proposal};

const WRAPPED: &[&str] = &["TS2322", "TS2345", "TS2739", "TS2740", "TS2741"];

/// Proposes the content of what is wrapped, the number of a parameter of the address, the time of a date, and JSON for what is not stored.
pub(super) fn propose(view: &View<'_>) -> Vec<Proposal> {
    let handed = view.problems(&["TS2345"]);
    let operands = view.problems(&["TS2362", "TS2363"]);
    let parameters = handed.iter().chain(&operands).filter_map(|problem| parameter(view, problem));
    let stored = handed.iter().filter_map(|problem| stored(view, problem));
    let differences = view.problems(&["TS2362"]);
    let differences = differences.iter().filter_map(|problem| difference(view, problem));
    let typed = view.problems(&["TS2322", "TS2345"]);
    let dates = typed.iter().filter_map(|problem| date(view, problem));
    let spread = typed.iter().filter_map(|problem| spread_date(view, problem));
    let wrapped = view.problems(WRAPPED);
    let wrapped = wrapped.iter().filter_map(|problem| unwrapped(view, problem));
    wrapped.chain(parameters).chain(stored).chain(differences).chain(dates).chain(spread).collect()
}

fn given_and_wanted<'p>(problem: &Problem<'p>) -> Option<(&'p str, &'p str)> {
    match quoted(problem.diagnostic.message.lines().next()?)[..] {
        [given, wanted] => Some((given, wanted)),
        _ => None,
    }
}

/// `useOrder(id)` and `id / 2` of `const { id } = useParams()`, where a number is asked for: in an address all is text.
fn parameter(view: &View<'_>, problem: &Problem<'_>) -> Option<Proposal> {
    let written = chain(problem, problem.offset).and_then(|range| problem.text.get(range))?;
    let is_operand = matches!(problem.diagnostic.code.as_str(), "TS2362" | "TS2363");
    let is_number = given_and_wanted(problem).is_some_and(|told| matches!(told, ("string" | "string | undefined", "number")));
    let is_handed = || view.places(problem.file).call_with(problem.offset).is_some();
    let name = written.split('.').next()?;
    let binding = problem.module.binding_at(name, problem.offset)?;
    let behind = problem.text.get(binding.range.end..)?;
    let (head, source) = behind.split_once('=')?;
    let is_taken = head.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | ',' | '}'));
    if !(is_operand || is_number && is_handed()) || !is_taken || !source.trim_start().starts_with("useParams") {
        return None;
    }
    let edits = vec![
        (problem.offset..problem.offset, "Number(".to_owned()),
        (problem.offset + written.len()..problem.offset + written.len(), ")".to_owned()),
    ];
    let at_place = |other: &&Diagnostic| {
        other.file == problem.file && (other.line, other.column) == (problem.diagnostic.line, problem.diagnostic.column)
    };
    let answers = view.scene.diagnostics.iter().filter(at_place).collect();
    view.proposal_in(format!("`{written}` as a number"), problem.file, edits, answers, 0)
}

/// The chain of names that starts at a place.
fn chain(problem: &Problem<'_>, start: usize) -> Option<Range<usize>> {
    let length = problem.text.get(start..)?.find(|letter: char| !(letter.is_alphanumeric() || matches!(letter, '_' | '$' | '.')))?;
    Some(start..start + length)
}

/// `JSON.parse(localStorage.getItem(key))`: of `null` it makes `null`, as of the text `"null"`.
fn stored(view: &View<'_>, problem: &Problem<'_>) -> Option<Proposal> {
    let (given, wanted) = given_and_wanted(problem)?;
    let places = view.places(problem.file);
    let text = |range: &Range<usize>| problem.text.get(range.clone());
    let parse = places.call_with(problem.offset).filter(|call| text(&call.callee) == Some("JSON.parse"))?;
    let argument = parse.arguments.first()?;
    let item = places.calls.iter().find(|call| call.range == *argument)?;
    let is_storage = matches!(text(&item.callee)?, "localStorage.getItem" | "sessionStorage.getItem" | "window.localStorage.getItem");
    let quote = text(item.arguments.first()?)?.chars().next().filter(|quote| matches!(quote, '"' | '\'')).unwrap_or('"');
    let edits = vec![(argument.end..argument.end, format!(" ?? {quote}null{quote}"))];
    (is_storage && given == "string | null" && wanted == "string")
        .then(|| view.proposal("`null` for what is not stored, as it is now".to_owned(), problem, edits, 0))
        .flatten()
}

/// `createdAt: raw.createdAt` where one is a text and the other a date.
fn date(view: &View<'_>, problem: &Problem<'_>) -> Option<Proposal> {
    let (given, wanted) = given_and_wanted(problem)?;
    let places = view.places(problem.file);
    let argument = || places.call_with(problem.offset)?.arguments.iter().find(|argument| argument.start == problem.offset).cloned();
    let range = places.attribute_at(problem.offset).and_then(|property| property.value.clone()).or_else(argument)?;
    let written = problem.text.get(range.clone())?;
    let is_plain = written.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '$' | '.'));
    let edits = match (given, wanted.trim_end_matches(" | undefined")) {
        ("string", "Date") if is_plain => vec![(range.start..range.start, "new Date(".to_owned()), (range.end..range.end, ")".to_owned())],
        ("Date", "string") if (is_plain || written == "new Date()") && writes_dates(view) => {
            vec![(range.end..range.end, ".toISOString()".to_owned())]
        }
        _ => return None,
    };
    view.proposal(format!("`{written}` as a `{wanted}`"), problem, edits, 0)
}

/// Whether the project writes dates as ISO has them.
fn writes_dates(view: &View<'_>) -> bool {
    view.modules.keys().filter_map(|file| view.text(file)).any(|text| text.contains(".toISOString()"))
}

/// `{ ...raw }` where one member of `raw` is the text of a date.
fn spread_date(view: &View<'_>, problem: &Problem<'_>) -> Option<Proposal> {
    let lines: Vec<&str> = problem.diagnostic.message.lines().map(str::trim).collect();
    let [_, which, "Type 'string' is not assignable to type 'Date'."] = lines[..] else { return None };
    let name = *quoted(which).first().filter(|_| which.starts_with("Types of property"))?;
    let places = view.places(problem.file);
    let returned = problem.offset + "return ".len();
    let object = places.objects.iter().find(|object| [problem.offset, returned].contains(&object.range.start))?;
    let inside = problem.text.get(object.range.start + 1..object.range.end - 1)?;
    let source = inside.trim().strip_prefix("...").filter(|rest| rest.chars().all(|letter| letter.is_alphanumeric() || letter == '_'))?;
    let at = object.range.start + 1 + inside.trim_end().len();
    let edits = vec![(at..at, format!(", {name}: new Date({source}.{name})"))];
    view.proposal(format!("`{name}` as a date"), problem, edits, 0)
}

/// The last word of a member that holds a date as text; a time may be one of the day alone.
const DATES: &[&str] = &["at", "date"];

/// `a.createdAt - b.createdAt`, where both are texts.
fn difference(view: &View<'_>, problem: &Problem<'_>) -> Option<Proposal> {
    let left = chain(problem, problem.offset)?;
    let gap = problem.text.get(left.end..)?.strip_prefix(" - ")?;
    let right = chain(problem, problem.text.len() - gap.len())?;
    let member = |range: &Range<usize>| problem.text.get(range.clone())?.rsplit_once('.').map(|(_, member)| member);
    let is_date = words(member(&left)?).last().is_some_and(|word| DATES.contains(&word.as_str()));
    if member(&left) != member(&right) || !is_date {
        return None;
    }
    let about = |other: &&Diagnostic| other.file == problem.file && other.code == "TS2363" && other.line == problem.diagnostic.line;
    let answers = std::iter::once(problem.diagnostic).chain(view.scene.diagnostics.iter().filter(about)).collect();
    let time = |range: Range<usize>| [(range.start..range.start, "new Date(".to_owned()), (range.end..range.end, ").getTime()".to_owned())];
    let edits = time(left).into_iter().chain(time(right)).collect();
    view.proposal_in("subtract times".to_owned(), problem.file, edits, answers, 0)
}

/// A response or an object where its content is asked for.
fn unwrapped(view: &View<'_>, problem: &Problem<'_>) -> Option<Proposal> {
    let quotes = quoted(problem.diagnostic.message.lines().next()?);
    let [given, wanted] = quotes[..] else { return None };
    let member = content(given, wanted)?;
    let value = value_at(view, problem)?;
    let end = value.end;
    view.proposal(format!("take `{member}` out of it"), problem, vec![(end..end, format!(".{member}"))], 0)
}

/// The member of `given` that is a `wanted`.
fn content<'g>(given: &'g str, wanted: &str) -> Option<&'g str> {
    static ONLY: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^\{ ([A-Za-z_$][\w$]*): ([^;{}]+); \}$").expect("the pattern is a constant that the tests compile"));
    if let Some(inner) = given.strip_prefix("AxiosResponse<") {
        return inner.strip_prefix(wanted).filter(|rest| rest.starts_with([',', '>'])).map(|_| "data");
    }
    let found = ONLY.captures(given)?;
    (found.get(2)?.as_str() == wanted).then(|| found.get(1).map_or("", |name| name.as_str()))
}

/// The plain name, or the chain of names, that is returned or handed in at the problem.
fn value_at(view: &View<'_>, problem: &Problem<'_>) -> Option<Range<usize>> {
    let returned = problem.text.get(problem.offset..)?.strip_prefix("return ");
    let start = if returned.is_some() { problem.offset + "return ".len() } else { problem.offset };
    let mut end = start + identifier_at(problem.text, start)?.len();
    while let Some(name) = problem.text.get(end..)?.strip_prefix('.').and_then(|rest| identifier_at(rest, 0)) {
        end += 1 + name.len();
    }
    let is_whole = problem.text.get(end..)?.trim_start_matches([' ', '\t']).starts_with([';', '\n', '\r', ')', ',']);
    let is_handed = returned.is_some() || view.places(problem.file).call_with(start).is_some();
    (is_whole && is_handed).then_some(start..end)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{best, problem, proposals};
    use super::*;

    fn run(text: &str, needle: &str, code: &str, message: &str) -> Option<String> {
        let files = [("a.ts", text)];
        best(&proposals(propose, &files, &[problem(&files, "a.ts", needle, code, message)], "")).map(str::to_owned)
    }

    #[test]
    fn a_parameter_of_the_address_is_read_as_the_number_that_is_asked_for() {
        let message = "Argument of type 'string | undefined' is not assignable to parameter of type 'number'.";
        let text = "const { id } = useParams<{ id: string }>();\nuseOrder(id);\n";
        assert_eq!(run(text, "id);", "TS2345", message), Some(text.replace("(id)", "(Number(id))")));
        let text = "const params = useParams();\nuseOrder(params.id);\n";
        assert_eq!(run(text, "params.id", "TS2345", message), Some(text.replace("(params.id)", "(Number(params.id))")));
        assert_eq!(run("const { id } = useOrder();\nuseOrder(id);\n", "id);", "TS2345", message), None);
    }

    #[test]
    fn a_parameter_of_the_address_is_a_number_to_divide_by() {
        let message = "The right-hand side of an arithmetic operation must be of type 'any', 'number', 'bigint' or an enum type.";
        let text = "const { score, total } = useParams();\nconst share = score / total;\n";
        assert_eq!(run(text, "total;", "TS2363", message), Some(text.replace("total;", "Number(total);")));
        assert_eq!(run("const { total } = load();\nconst a = 1 / total;\n", "total;", "TS2363", message), None);
    }

    #[test]
    fn what_is_not_stored_is_null_to_the_parser_of_json() {
        let message = "Argument of type 'string | null' is not assignable to parameter of type 'string'.";
        let text = "JSON.parse(localStorage.getItem('user'));\n";
        assert_eq!(run(text, "localStorage", "TS2345", message), Some(text.replace("'))", "') ?? 'null')")));
        assert_eq!(run("show(localStorage.getItem('user'));\n", "localStorage", "TS2345", message), None);
    }

    #[test]
    fn the_text_of_a_date_and_a_date_are_made_of_one_another() {
        let message = "Type 'string' is not assignable to type 'Date'.";
        let text = "f({ createdAt: raw.createdAt });\n";
        let found = run(text, "createdAt:", "TS2322", message);
        assert_eq!(found.as_deref(), Some("f({ createdAt: new Date(raw.createdAt) });\n"));
        let spread = "function f(raw: Raw) {\n  return { ...raw };\n}\n";
        let told = format!("Type 'X' is not assignable to type 'Y'.\n  Types of property 'createdAt' are incompatible.\n    {message}");
        let found = run(spread, "return", "TS2322", &told);
        assert!(found.unwrap().contains("return { ...raw, createdAt: new Date(raw.createdAt) };"));
        let message = "Type 'Date' is not assignable to type 'string'.";
        let text = "f({ createdAt: day });\ng(day.toISOString());\n";
        assert_eq!(run(text, "createdAt:", "TS2322", message), Some(text.replace("day }", "day.toISOString() }")));
        assert_eq!(run("f({ createdAt: new Date() });\n", "createdAt:", "TS2322", message), None, "the project may write them otherwise");
    }

    #[test]
    fn dates_that_are_texts_are_subtracted_as_times() {
        let message = "The left-hand side of an arithmetic operation must be of type 'any', 'number', 'bigint' or an enum type.";
        let text = "xs.sort((a, b) => a.startsAt - b.startsAt);\n";
        let found = run(text, "a.startsAt", "TS2362", message);
        assert_eq!(found.as_deref(), Some("xs.sort((a, b) => new Date(a.startsAt).getTime() - new Date(b.startsAt).getTime());\n"));
        assert_eq!(run("xs.sort((a, b) => a.name - b.name);\n", "a.name", "TS2362", message), None);
        assert_eq!(run("xs.sort((a, b) => a.startsAt - b.endsAt);\n", "a.startsAt", "TS2362", message), None);
    }

    #[test]
    fn the_content_is_taken_out_where_it_is_what_is_asked_for() {
        let message = "Type 'AxiosResponse<Product, any, {}>' is missing the following properties from type 'Product': id, sku";
        let text = "async function f(): Promise<Product> {\n  return response;\n}\n";
        assert!(run(text, "return", "TS2740", message).unwrap().contains("return response.data;"));
        let message = "Type '{ url: string; }' is not assignable to type 'string'.";
        let text = "function f(): string {\n  return res.data\n}\n";
        assert!(run(text, "return", "TS2322", message).unwrap().contains("return res.data.url\n"));
    }

    #[test]
    fn another_content_and_one_of_several_are_left() {
        let text = "async function f() {\n  return response;\n}\n";
        let message = "Type 'AxiosResponse<Page, any, {}>' is missing the following properties from type 'Product': id, sku";
        assert_eq!(run(text, "return", "TS2740", message), None);
        let message = "Type '{ url: string; name: string; }' is not assignable to type 'string'.";
        assert_eq!(run(text, "return", "TS2322", message), None);
    }
}
