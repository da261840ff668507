//! Which name was meant.

/// How near two names are: 0 for strangers, 1 where they differ in case and underscores alone.
pub(super) fn nearness(one: &str, other: &str) -> f64 {
    let (flat_one, flat_other) = (flat(one), flat(other));
    if flat_one.is_empty() || flat_other.is_empty() {
        return 0.0;
    }
    if flat_one == flat_other {
        return 1.0;
    }
    if with_usual_words(&flat_one) == with_usual_words(&flat_other) {
        return OF_ONE_MEANING;
    }
    let letters = strsim::osa_distance(&flat_one, &flat_other);
    let longest = flat_one.chars().count().max(flat_other.chars().count());
    let by_letters = if letters <= (longest / 4).max(1) && longest > 2 { 1.0 - letters as f64 / longest as f64 } else { 0.0 };
    by_letters.max(by_words(one, other)).min(0.99)
}

/// How near two names are that differ in words of one meaning.
pub(super) const OF_ONE_MEANING: f64 = 0.95;

/// Words that mean one thing, each with the one that stands for all.
const USUAL: &[(&str, &str)] =
    &[("login", "signin"), ("logon", "signin"), ("logout", "signout"), ("logoff", "signout"), ("register", "signup"), ("delete", "remove")];

fn with_usual_words(name: &str) -> String {
    USUAL.iter().fold(name.to_owned(), |name, (word, usual)| name.replace(word, usual))
}

/// What is left of a name where case and separators say nothing.
fn flat(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// `totalPrice` is near `price_total`, less near `total`; `dueDate` is `dueOn`.
fn by_words(one: &str, other: &str) -> f64 {
    let (one, other) = (meanings(one), meanings(other));
    let of_many = |words: &[String]| words.iter().map(|word| singular(word).to_owned()).collect::<Vec<_>>();
    if of_many(&one) == of_many(&other) {
        return OF_ONE_MEANING;
    }
    let shared = one.iter().filter(|word| other.contains(word)).count();
    1.8 * shared as f64 / (one.len() + other.len()).max(1) as f64
}

/// A word without the `s` of many.
fn singular(word: &str) -> &str {
    word.strip_suffix('s').filter(|one| one.len() > 2 && !one.ends_with('s')).unwrap_or(word)
}

/// The words of a name; what a name of a date ends with is one word.
fn meanings(name: &str) -> Vec<String> {
    let mut words = words(name);
    if let [_, .., last] = &mut words[..]
        && matches!(last.as_str(), "at" | "on")
    {
        "date".clone_into(last);
    }
    words
}

/// The words of a name, in lower case.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = vec![String::new()];
    let mut was_lower = false;
    for letter in name.chars() {
        if !letter.is_alphanumeric() || (letter.is_uppercase() && was_lower) {
            words.push(String::new());
        }
        was_lower = letter.is_lowercase() || letter.is_numeric();
        if let Some(word) = words.last_mut().filter(|_| letter.is_alphanumeric()) {
            word.extend(letter.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Below this, two names are strangers.
const NEAR: f64 = 0.6;
/// How much nearer than the next the nearest must be.
const CLEARLY: f64 = 0.1;

/// The one of `candidates` that is clearly nearest to `name`, and is not `name` itself.
pub(super) fn clearly_nearest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let mut ranked: Vec<(f64, &str)> =
        candidates.into_iter().filter(|candidate| *candidate != name).map(|candidate| (nearness(name, candidate), candidate)).collect();
    ranked.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(other.1)));
    ranked.dedup_by_key(|(_, candidate)| *candidate);
    let (best, found) = *ranked.first()?;
    let next = ranked.get(1).map_or(0.0, |(near, _)| *near);
    (best >= NEAR && best - next >= CLEARLY).then_some(found)
}

/// Whether another candidate is as near to `name` as `hint`, which a compiler proposes: it takes the first of several.
pub(super) fn is_tied<'c>(name: &str, hint: &str, candidates: impl IntoIterator<Item = &'c str>) -> bool {
    let near = nearness(name, hint);
    candidates.into_iter().any(|other| other != hint && other != name && nearness(name, other) > (near - CLEARLY).max(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_one_meaning_are_near() {
        assert_eq!(nearness("createdAt", "created_at"), 1.0);
        for (wrong, right) in [
            ("logout", "signOut"),
            ("deleteTask", "removeTask"),
            ("useStat", "useState"),
            ("cutomerName", "customerName"),
            ("totalPrice", "total"),
            ("getOrder", "getOrders"),
            ("dueDate", "dueOn"),
            ("startDate", "startsAt"),
        ] {
            assert_eq!(clearly_nearest(wrong, [right, "id", "status", "items", "signIn"]), Some(right));
        }
    }

    #[test]
    fn a_tie_and_strangers_are_nobody() {
        assert_eq!(clearly_nearest("onChange", ["onChanged", "onChanges"]), None);
        assert_eq!(clearly_nearest("price", ["customer", "id"]), None);
        assert!(is_tied("priceC", "priceA", ["priceA", "priceB"]));
        assert!(!is_tied("prise", "price", ["price", "id", "prise"]));
        assert_eq!(clearly_nearest("x", ["y"]), None);
        assert_eq!(clearly_nearest("", ["", "_"]), None);
        assert_eq!(clearly_nearest("total", ["total"]), None);
    }
}
