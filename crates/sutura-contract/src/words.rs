//! Words out of names, and names out of words.

/// Whether a text is an identifier of JavaScript, apart from the words of the language.
pub(crate) fn is_identifier(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(is_start) && characters.all(|character| character == '$' || unicode_ident::is_xid_continue(character))
}

/// A name in Pascal case. One that is in it already stays as it is.
pub(crate) fn pascal(raw: &str) -> String {
    let joined = parts(raw).fold(String::with_capacity(raw.len()), |name, part| name + &capitalised(part));
    begun(if joined.is_empty() { "Unnamed".to_owned() } else { joined })
}

/// A name in camel case, out of words.
pub(crate) fn camel<W: AsRef<str>>(words: &[W]) -> String {
    let mut name = String::new();
    for (index, word) in words.iter().enumerate() {
        if index == 0 { name.push_str(&word.as_ref().to_lowercase()) } else { name.push_str(&capitalised(word.as_ref())) }
    }
    begun(name)
}

/// The words of a name: `getHTTPUrl`, `get_http-url`. One in capitals alone is written in small letters.
pub(crate) fn words(name: &str) -> Vec<String> {
    let shouted = !name.chars().any(char::is_lowercase);
    let words = parts(name).flat_map(humps);
    words.map(|word| if shouted { word.to_lowercase() } else { word.to_owned() }).collect()
}

/// Whether two words are the same but for case and number.
pub(crate) fn same_word(one: &str, other: &str) -> bool {
    let (one, other) = (one.to_lowercase(), other.to_lowercase());
    one == other || is_plural_of(&one, &other) || is_plural_of(&other, &one)
}

/// Whether a word means many, in a place where it means one or many of what another word says.
pub(crate) fn means_many(word: &str, same: &str) -> bool {
    let (word, same) = (word.to_lowercase(), same.to_lowercase());
    is_plural_of(&word, &same) || (word == same && (word.ends_with('s') || IRREGULAR.iter().any(|(many, _)| *many == word)))
}

/// Plurals that no rule makes.
const IRREGULAR: &[(&str, &str)] =
    &[("people", "person"), ("children", "child"), ("men", "man"), ("women", "woman"), ("media", "medium"), ("indices", "index")];

/// Whether a word is the plural of another one: which of its ends is a plural's is known only beside it (`movies`, `heroes`, `caches`).
fn is_plural_of(many: &str, one: &str) -> bool {
    let is_regular = match many.strip_prefix(one) {
        Some("s") => many.len() > 2,
        Some("es") => ["s", "x", "z", "ch", "sh", "o"].iter().any(|end| one.ends_with(end)),
        _ => one.len() > 1 && one.strip_suffix('y').is_some_and(|stem| many.strip_prefix(stem) == Some("ies")),
    };
    is_regular || IRREGULAR.contains(&(many, one))
}

/// The text before which a letter of the alphabet or an underscore stands.
pub(crate) fn begun(name: String) -> String {
    if name.chars().next().is_none_or(is_start) { name } else { format!("_{name}") }
}

fn is_start(char: char) -> bool {
    char == '_' || char == '$' || unicode_ident::is_xid_start(char)
}

fn parts(raw: &str) -> impl Iterator<Item = &str> {
    raw.split(|char: char| char == '_' || !unicode_ident::is_xid_continue(char)).filter(|part| !part.is_empty())
}

/// A word with a capital as its first letter.
pub(crate) fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// The humps of a camel: `list`, `SSH`, `Keys`.
fn humps(part: &str) -> Vec<&str> {
    let chars: Vec<(usize, char)> = part.char_indices().collect();
    let mut humps = Vec::new();
    let mut start = 0;
    for index in 1..chars.len() {
        let (before, (place, here), after) = (chars[index - 1].1, chars[index], chars.get(index + 1));
        let rises = here.is_uppercase() && !before.is_uppercase();
        let is_plural = after.is_some_and(|(_, after)| *after == 's') && chars.get(index + 2).is_none_or(|(_, next)| next.is_uppercase());
        let is_last = after.is_some_and(|(_, after)| after.is_lowercase()) && !is_plural;
        let begins_word = here.is_uppercase() && before.is_uppercase() && is_last;
        if rises || begins_word {
            humps.push(&part[start..place]);
            start = place;
        }
    }
    humps.push(&part[start..]);
    humps
}
