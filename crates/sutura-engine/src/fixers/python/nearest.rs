//! Names that one could have meant.

/// How alike two names are: 0 is best. Nothing for names that have nothing to do with each other.
pub(super) fn likeness(wrong: &str, right: &str) -> Option<u8> {
    if wrong == right || wrong.is_empty() || right.is_empty() {
        return None;
    }
    let (one, other) = (plain(wrong), plain(right));
    if one == other {
        return Some(0);
    }
    // A class is not taken for a variable.
    if is_capital(wrong) != is_capital(right) {
        return None;
    }
    let length = one.chars().count().max(other.chars().count());
    let distance = strsim::osa_distance(&one, &other);
    match distance {
        1 if length >= 3 => return Some(1),
        2 if length >= 7 => return Some(2),
        3 if length >= 12 => return Some(3),
        _ => {}
    }
    // `User` and `UserModel`, `email` and `email_value`, `get_user` and `fetch_user`.
    let (first, second) = (words(wrong), words(right));
    let (short, long) = if first.len() < second.len() { (&first, &second) } else { (&second, &first) };
    let is_part = long.len() == short.len() + 1 && (long.starts_with(short) || long.ends_with(short)) && short.concat().len() >= 4;
    // `get_product` and `get_product_by_id`: what is got by nothing else is got by its id.
    let is_by_id = short.len() >= 2 && long.strip_prefix(short.as_slice()).is_some_and(|rest| rest == ["by", "id"]);
    let is_verb = first.len() == second.len()
        && first.len() >= 2
        && first[1..] == second[1..]
        && SAME_VERBS.iter().any(|verbs| verbs.contains(&first[0].as_str()) && verbs.contains(&second[0].as_str()));
    let is_synonym = is_capital(wrong) && first.len() == second.len() && {
        let mut other = first.iter().zip(&second).filter(|(one, other)| one != other);
        other.all(|(one, other)| SYNONYMS.iter().any(|words| words.contains(&one.as_str()) && words.contains(&other.as_str())))
    };
    (is_part || is_by_id || is_verb || is_synonym).then_some(4)
}

/// Words for one thing in the names of classes and constants: of schemas, and of states.
const SYNONYMS: &[&[&str]] = &[
    &["create", "in", "input", "new"],
    &["out", "output", "read", "response", "public"],
    &["update", "patch", "edit"],
    &["done", "completed", "complete", "finished"],
    &["todo", "open", "pending", "new"],
    &["cancelled", "canceled", "void", "voided"],
    &["failed", "failure", "error"],
    &["success", "succeeded", "successful", "ok"],
    &["active", "enabled"],
    &["inactive", "disabled"],
    &["medium", "normal"],
];

const SAME_VERBS: &[&[&str]] = &[
    &["get", "fetch", "read", "find", "load", "retrieve"],
    &["create", "add", "make", "insert", "new"],
    &["update", "edit", "change", "modify", "patch"],
    &["delete", "remove", "destroy"],
    &["list", "all", "get"],
];

/// Whether a name is written as a class or a constant is.
pub(super) fn is_capital(name: &str) -> bool {
    name.trim_start_matches('_').starts_with(char::is_uppercase)
}

/// The candidates that are most like `wrong`, with their likeness.
pub(super) fn nearest<'a>(wrong: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<(u8, &'a str)> {
    let mut found: Vec<(u8, &str)> = candidates.into_iter().filter_map(|right| Some((likeness(wrong, right)?, right))).collect();
    found.sort_unstable();
    found.dedup();
    let best = found.first().map(|(likeness, _)| *likeness);
    found.retain(|(likeness, _)| Some(*likeness) == best);
    found
}

fn plain(name: &str) -> String {
    name.chars().filter(|c| *c != '_').flat_map(char::to_lowercase).collect()
}

/// The words of a name in either style, in lower case.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut is_after_lower = false;
    for letter in name.chars() {
        if letter == '_' || (letter.is_uppercase() && is_after_lower) {
            words.push(String::new());
        }
        if letter != '_' {
            words.last_mut().expect("there is always one").extend(letter.to_lowercase());
        }
        is_after_lower = letter.is_lowercase() || letter.is_numeric();
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_and_styles_are_near_and_short_or_other_names_are_not() {
        assert_eq!(likeness("userId", "user_id"), Some(0));
        assert_eq!(likeness("sellf", "self"), Some(1));
        assert_eq!(likeness("verfiy", "verify"), Some(1));
        assert_eq!(likeness("fetch_user", "get_user"), Some(4));
        assert_eq!(likeness("UserModel", "User"), Some(4));
        assert_eq!(likeness("get_user_by_id", "get_user"), Some(4));
        assert_eq!(likeness("get_user_by_name", "get_user"), None);
        assert_eq!(likeness("true", "True"), Some(0));
        assert_eq!(likeness("email_to", "EmailStr"), None);
        assert_eq!(likeness("id", "db"), None);
        assert_eq!(likeness("NoteCreate", "NoteIn"), Some(4));
        assert_eq!(likeness("COMPLETED", "DONE"), Some(4));
        assert_eq!(likeness("completed", "done"), None, "a field is not what a state is called");
        assert_eq!(likeness("UserOut", "NoteRead"), None);
        assert_eq!(likeness("price", "quantity"), None);
        assert_eq!(likeness("get_user", "delete_user"), None);
    }

    #[test]
    fn only_the_nearest_are_told_and_all_of_them() {
        assert_eq!(nearest("user", ["users", "users_", "usable", "usr"]), [(1, "users"), (1, "users_"), (1, "usr")]);
        assert_eq!(nearest("item_count", ["itemCount", "item_counts"]), [(0, "itemCount")]);
    }
}
