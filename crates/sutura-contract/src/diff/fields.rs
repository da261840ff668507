//! The fields of two objects side by side.

use std::collections::HashMap;

use super::{
    change::{Difference, Kind},
    pairs::alike,
    sides::Sides,
    types::{Walk, retyped},
};
use crate::model::{Additional, Object, Property, Type};

/// Beyond so many pairs of fields it is not looked for one that has another name now.
const MOST_PAIRS: usize = 100_000;

impl Walk<'_, '_> {
    pub(super) fn objects(&mut self, at: &str, old: &Object, new: &Object) {
        let Matched { both, gone, come } = self.matched(old, new);
        for (old, new) in both {
            self.field(&inside(at, &old.name), old, new);
        }
        for property in gone {
            let gone = Difference::new(inside(at, &property.name), Kind::Removed, "was removed");
            self.found.push(gone.breaking(Sides::RESPONSES.when(!property.write_only) | Sides::CODE).word(&property.name));
        }
        for property in come {
            let needed = property.required && !property.read_only;
            self.found.push(Difference::new(inside(at, &property.name), Kind::Added, "was added").breaking(Sides::REQUESTS.when(needed)));
        }
        self.additional(at, &old.additional, &new.additional);
    }

    /// Which field of one object is which of the other: that of the same name, else that of the same class' field, else one of the same type whose name is like it.
    fn matched<'t>(&self, old: &'t Object, new: &'t Object) -> Matched<'t> {
        let by_name: HashMap<&str, &Property> = new.properties.iter().map(|property| (property.name.as_str(), property)).collect();
        let old_names: HashMap<&str, &Property> = old.properties.iter().map(|property| (property.name.as_str(), property)).collect();
        let mut come: Vec<&Property> = new.properties.iter().filter(|property| !old_names.contains_key(property.name.as_str())).collect();
        let is_searched = old.properties.len() * come.len() <= MOST_PAIRS;
        let (mut both, mut gone) = (Vec::new(), Vec::new());
        for property in &old.properties {
            let renamed = || come.iter().filter(|_| is_searched).position(|other| self.is_renamed(property, other));
            match by_name.get(property.name.as_str()) {
                Some(same) => both.push((property, *same)),
                None => match renamed() {
                    Some(place) => both.push((property, come.remove(place))),
                    None => gone.push(property),
                },
            }
        }
        Matched { both, gone, come }
    }

    fn is_renamed(&self, old: &Property, new: &Property) -> bool {
        let class = |property: &Property| property.field.clone().unwrap_or_else(|| property.name.clone());
        let is_known = old.field.is_some() || new.field.is_some();
        is_known && class(old) == class(new) || alike(&old.name, &new.name) && self.pairs.same(&old.ty, &new.ty)
    }

    fn field(&mut self, at: &str, old: &Property, new: &Property) {
        if old.name != new.name {
            let breaks = Sides::REQUESTS.when(new.required && !new.read_only) | Sides::RESPONSES.when(!old.write_only) | Sides::CODE;
            self.found.push(Difference::renamed(at, &old.name, &new.name).breaking(breaks).word(&old.name));
        }
        self.sent(at, old, new);
        let before = self.found.len();
        self.returned(at, old, new);
        self.types(at, &old.ty, &new.ty);
        for difference in &mut self.found[before..] {
            if difference.words.is_empty() {
                difference.words.push(old.name.clone());
            }
        }
        self.found.extend(default(at, old.default.as_ref(), new.default.as_ref()));
        self.found.extend(deprecated(at, old.deprecated, new.deprecated));
    }

    /// Whether clients send it.
    fn sent(&mut self, at: &str, old: &Property, new: &Property) {
        let sent = Sides::REQUESTS | Sides::PARTIAL;
        let told = match (old.read_only, new.read_only) {
            (false, true) => {
                Difference::new(at, Kind::Changed, "is read-only now, and no longer sent").breaking(Sides::CODE).word(&old.name)
            }
            (true, false) if new.required => {
                Difference::new(at, Kind::Changed, "is no longer read-only, and has to be sent").breaking(Sides::REQUESTS)
            }
            (true, false) => Difference::new(at, Kind::Changed, "is no longer read-only, and can be sent"),
            _ if !old.required && new.required => {
                Difference::new(at, Kind::Changed, "has to be sent now").breaking(Sides::REQUESTS.when(!new.read_only)).showing(sent)
            }
            // Where an answer leaves out what was not set, what has to be set is never left out.
            _ if old.required && !new.required => {
                Difference::new(at, Kind::Changed, "need not be sent any more").breaking(Sides::PARTIAL).showing(sent).word(&old.name)
            }
            _ => return,
        };
        self.found.push(told);
    }

    /// Whether clients get it.
    fn returned(&mut self, at: &str, old: &Property, new: &Property) {
        let told = match (old.write_only, new.write_only) {
            (false, true) => {
                Difference::new(at, Kind::Changed, "is write-only now, and no longer in responses").breaking(Sides::RESPONSES | Sides::CODE)
            }
            (true, false) => Difference::new(at, Kind::Changed, "is no longer write-only, and in responses too"),
            _ if old.present && !new.present => {
                Difference::new(at, Kind::Changed, "may be absent from responses now").breaking(Sides::RESPONSES).showing(Sides::RESPONSES)
            }
            _ if !old.present && new.present => Difference::new(at, Kind::Changed, "is always in responses now").showing(Sides::RESPONSES),
            _ => return,
        };
        self.found.push(told);
    }

    fn additional(&mut self, at: &str, old: &Additional, new: &Additional) {
        let at = format!("{at}[key]");
        match (old, new) {
            (Additional::None, Additional::None) => {}
            (Additional::None, Additional::Typed { .. }) => {
                self.found.push(Difference::new(at, Kind::Added, "was added: further keys may be there"))
            }
            (Additional::Typed { .. }, Additional::None) => {
                let gone = Difference::new(at, Kind::Removed, "was removed: there are no further keys");
                self.found.push(gone.breaking(Sides::REQUESTS | Sides::RESPONSES | Sides::CODE));
            }
            (Additional::Typed { values: old, keys: old_keys }, Additional::Typed { values: new, keys: new_keys }) => {
                self.types(&at, old, new);
                let text = Type::String { format: None };
                let keys = |keys: &Option<Box<Type>>| keys.as_deref().unwrap_or(&text).clone();
                self.keys(&at, &keys(old_keys), &keys(new_keys));
            }
        }
    }

    fn keys(&mut self, at: &str, old: &Type, new: &Type) {
        if !self.pairs.same(old, new) {
            let told = retyped(at, old, new);
            let message = format!("as a key {}", told.message);
            self.found.push(Difference { message, ..told }.breaking(Sides::REQUESTS | Sides::RESPONSES));
        }
    }
}

struct Matched<'t> {
    both: Vec<(&'t Property, &'t Property)>,
    gone: Vec<&'t Property>,
    come: Vec<&'t Property>,
}

/// The place of a field within `at`.
pub fn inside(at: &str, name: &str) -> String {
    if at.is_empty() { name.to_owned() } else { format!("{at}.{name}") }
}

/// What is meant where a value is not sent.
pub fn default(at: &str, old: Option<&serde_json::Value>, new: Option<&serde_json::Value>) -> Option<Difference> {
    let message = match (old, new) {
        (old, new) if old == new => return None,
        (None, Some(new)) => format!("defaults to {new} now"),
        (Some(old), None) => format!("no longer defaults to {old}"),
        (Some(old), Some(new)) => format!("defaults to {new}, not to {old}"),
        (None, None) => return None,
    };
    Some(Difference { old: old.map(ToString::to_string), new: new.map(ToString::to_string), ..Difference::new(at, Kind::Changed, message) })
}

/// Whether clients should no longer use something.
pub fn deprecated(at: &str, old: bool, new: bool) -> Option<Difference> {
    let message = if new { "is deprecated now" } else { "is no longer deprecated" };
    (old != new).then(|| Difference::new(at, Kind::Changed, message))
}
