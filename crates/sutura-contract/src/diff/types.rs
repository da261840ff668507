//! Two types side by side.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{
    change::{Difference, Kind},
    pairs::Pairs,
    show::show,
    sides::Sides,
    signature::{alternatives, discriminator},
};
use crate::model::{Discriminator, Literal, Type};

/// Beyond so many pairs of alternatives it is not looked for one that takes in another.
const MOST_PAIRS: usize = 100_000;

/// How many named types are followed, each from the one before, to find out what breaks. Beyond that all does.
const DEEPEST: usize = 32;

/// The differences between two types, told where they are.
pub fn differences(pairs: &Pairs<'_>, old: &Type, new: &Type) -> Vec<Difference> {
    let mut walk = Walk { pairs, known: HashMap::new(), open: HashSet::new(), depth: 0, found: Vec::new() };
    walk.types("", old, new);
    walk.found
}

/// A comparison under way.
pub(super) struct Walk<'p, 'a> {
    pub pairs: &'p Pairs<'a>,
    /// What breaks where one type takes the place of another one; nothing while that is being worked out, as for a type that contains itself.
    known: HashMap<(String, String), Sides>,
    /// The intersections that are being compared, around what is compared now.
    open: HashSet<(String, String)>,
    depth: usize,
    pub found: Vec<Difference>,
}

impl Walk<'_, '_> {
    /// Finds the differences of the types at `at`.
    pub fn types(&mut self, at: &str, old: &Type, new: &Type) {
        if old == new || self.pairs.same(old, new) {
            return;
        }
        match (old, new) {
            (Type::Object(old), Type::Object(new)) => self.objects(at, old, new),
            (Type::Array { items: old_items, .. }, Type::Array { items: new_items, .. }) => {
                self.lengths(at, old, new);
                self.types(&format!("{at}[]"), old_items, new_items);
            }
            (Type::Tuple { .. }, Type::Tuple { .. }) => self.tuples(at, old, new),
            (Type::Union { .. }, _) | (_, Type::Union { .. }) => self.unions(at, old, new),
            (Type::Intersection { .. }, _) | (_, Type::Intersection { .. }) => self.intersections(at, old, new),
            _ => self.turned(at, old, new),
        }
    }

    /// What breaks where the new type takes the place of the old one.
    fn breaks(&mut self, old: &Type, new: &Type) -> Sides {
        let key = self.pairs.signatures(old, new);
        if key.0 == key.1 {
            return Sides::NONE;
        }
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        if self.depth == DEEPEST {
            return Sides::REQUESTS | Sides::RESPONSES;
        }
        self.depth += 1;
        self.known.insert(key.clone(), Sides::NONE);
        let breaks = match (old, new) {
            (Type::Reference { .. }, _) | (_, Type::Reference { .. }) => self.expanded(old, new),
            (Type::Union { .. } | Type::Intersection { .. }, _) | (_, Type::Union { .. } | Type::Intersection { .. }) => {
                self.within(old, new)
            }
            _ if are_alike(old, new) => self.within(old, new),
            _ => leaf(old, new),
        };
        self.known.insert(key, breaks);
        self.depth -= 1;
        breaks
    }

    /// What breaks, with a reference replaced by what it stands for.
    fn expanded(&mut self, old: &Type, new: &Type) -> Sides {
        let (old_type, new_type) = (self.pairs.old.resolve(old), self.pairs.new.resolve(new));
        match (old_type, new_type) {
            (Some(old), Some(new)) => self.breaks(&old, &new),
            _ => Sides::REQUESTS | Sides::RESPONSES,
        }
    }

    /// What all differences inside break together. A field that is only gone from requests breaks no request.
    fn within(&mut self, old: &Type, new: &Type) -> Sides {
        let outside = std::mem::take(&mut self.found);
        self.types("", old, new);
        let inside = std::mem::replace(&mut self.found, outside);
        inside.iter().fold(Sides::NONE, |sum, difference| sum | difference.breaks)
    }

    /// One type has become another one.
    fn turned(&mut self, at: &str, old: &Type, new: &Type) {
        let breaks = self.breaks(old, new);
        self.found.push(retyped(at, old, new).breaking(breaks));
    }

    fn lengths(&mut self, at: &str, old: &Type, new: &Type) {
        let (Type::Array { min: old_min, max: old_max, .. }, Type::Array { min: new_min, max: new_max, .. }) = (old, new) else { return };
        if (old_min, old_max) == (new_min, new_max) {
            return;
        }
        let most = |max: &Option<u64>| max.unwrap_or(u64::MAX);
        let loses = new_min > old_min || most(new_max) < most(old_max);
        let gains = new_min < old_min || most(new_max) > most(old_max);
        let (old, new) = (bounds(*old_min, *old_max), bounds(*new_min, *new_max));
        let message = format!("holds {new}, held {old}");
        let told = Difference { old: Some(old), new: Some(new), ..Difference::new(at, Kind::Changed, message) };
        self.found.push(told.breaking(Sides::REQUESTS.when(loses) | Sides::RESPONSES.when(gains)));
    }

    fn tuples(&mut self, at: &str, old: &Type, new: &Type) {
        match (old, new) {
            (
                Type::Tuple { items: old_items, required: old_required, rest: old_rest },
                Type::Tuple { items: new_items, required: new_required, rest: new_rest },
            ) if old_items.len() == new_items.len() && old_required == new_required && old_rest.is_some() == new_rest.is_some() => {
                for (place, (old, new)) in old_items.iter().zip(new_items).enumerate() {
                    self.types(&format!("{at}[{place}]"), old, new);
                }
                for (old, new) in old_rest.iter().zip(new_rest) {
                    self.types(&format!("{at}[]"), old, new);
                }
            }
            _ => self.found.push(retyped(at, old, new).breaking(Sides::REQUESTS | Sides::RESPONSES)),
        }
    }

    fn intersections(&mut self, at: &str, old: &Type, new: &Type) {
        let (Some(old_object), Some(new_object)) = (self.pairs.old.object(old), self.pairs.new.object(new)) else {
            self.found.push(retyped(at, old, new).breaking(Sides::REQUESTS | Sides::RESPONSES));
            return;
        };
        let key = self.pairs.signatures(old, new);
        if !self.open.insert(key.clone()) {
            return;
        }
        let before = self.found.len();
        self.objects(at, &old_object, &new_object);
        if before == self.found.len() {
            // The same fields, put together in another way.
            self.found.push(retyped(at, old, new));
        }
        self.open.remove(&key);
    }

    fn unions(&mut self, at: &str, old: &Type, new: &Type) {
        let (gone, come) = self.left(old, new);
        match (gone.as_slice(), come.as_slice()) {
            ([], []) => self.discriminators(at, old, new),
            ([gone], [come]) if are_alike(gone, come) => self.types(at, gone, come),
            _ => {
                let (all_old, all_new) = (alternatives(old), alternatives(new));
                let loses = gone.len() * all_new.len() > MOST_PAIRS || gone.iter().any(|gone| !self.takes(&all_new, gone));
                let gains = come.len() * all_old.len() > MOST_PAIRS || come.iter().any(|come| !self.gave(&all_old, come));
                let told = match (gone.as_slice(), come.as_slice()) {
                    ([], [Type::Null]) => nullable(at, old, new, "may be null now"),
                    ([Type::Null], []) => nullable(at, old, new, "is never null now"),
                    _ => retyped(at, old, new),
                };
                self.found.push(told.breaking(Sides::REQUESTS.when(loses) | Sides::RESPONSES.when(gains)));
            }
        }
    }

    /// The alternatives that only the old type has, and those that only the new one has.
    fn left<'t>(&self, old: &'t Type, new: &'t Type) -> (Vec<&'t Type>, Vec<&'t Type>) {
        let signed = |all: Vec<&'t Type>, sign: &dyn Fn(&Type) -> String| -> BTreeMap<String, (usize, &'t Type)> {
            all.into_iter().enumerate().map(|(place, one)| (sign(one), (place, one))).collect()
        };
        let old = signed(alternatives(old), &|one| self.pairs.old_signature(one));
        let new = signed(alternatives(new), &|one| self.pairs.new_signature(one));
        let only = |one: &BTreeMap<String, (usize, &'t Type)>, other: &BTreeMap<String, (usize, &'t Type)>| {
            let mut left: Vec<(usize, &'t Type)> =
                one.iter().filter(|(signature, _)| !other.contains_key(*signature)).map(|(_, one)| *one).collect();
            left.sort_by_key(|(place, _)| *place);
            left.into_iter().map(|(_, one)| one).collect()
        };
        (only(&old, &new), only(&new, &old))
    }

    /// Whether all values of an old type are still values of one of these.
    fn takes(&mut self, new: &[&Type], old: &Type) -> bool {
        new.iter().any(|new| !self.breaks(old, new).meets(Sides::REQUESTS))
    }

    /// Whether all values of a new type were values of one of these.
    fn gave(&mut self, old: &[&Type], new: &Type) -> bool {
        old.iter().any(|old| !self.breaks(old, new).meets(Sides::RESPONSES))
    }

    fn discriminators(&mut self, at: &str, old: &Type, new: &Type) {
        let (of_old, of_new) = (told_apart(old), told_apart(new));
        let signed = (
            of_old.map(|one| discriminator(one, &|name| self.pairs.old_name(name))),
            of_new.map(|one| discriminator(one, &|name| name.to_owned())),
        );
        if signed.0 == signed.1 {
            // The same alternatives, gathered in another way.
            self.found.push(retyped(at, old, new));
            return;
        }
        let field = |of: Option<&Discriminator>| of.map_or_else(|| "no field".to_owned(), |of| of.property.clone());
        let (old, new) = (field(of_old), field(of_new));
        let message = match old == new {
            true => format!("has other values of {new} for its alternatives"),
            false => format!("is told apart by {new}, was by {old}"),
        };
        let told = Difference { old: Some(old), new: Some(new), ..Difference::new(at, Kind::Changed, message) };
        self.found.push(told.breaking(Sides::REQUESTS | Sides::RESPONSES));
    }
}

/// `at` had one type and has another one.
pub fn retyped(at: &str, old: &Type, new: &Type) -> Difference {
    Difference::turned(at, show(old), show(new))
}

fn nullable(at: &str, old: &Type, new: &Type, message: &str) -> Difference {
    Difference { message: message.to_owned(), ..retyped(at, old, new) }
}

fn told_apart(ty: &Type) -> Option<&Discriminator> {
    match ty {
        Type::Union { discriminator, .. } => discriminator.as_ref(),
        _ => None,
    }
}

fn bounds(min: u64, max: Option<u64>) -> String {
    match (min, max) {
        (0, None) => "any number".to_owned(),
        (min, None) => format!("at least {min}"),
        (0, Some(max)) => format!("at most {max}"),
        (min, Some(max)) if min == max => format!("exactly {max}"),
        (min, Some(max)) => format!("{min} to {max}"),
    }
}

/// Whether both have parts of one kind, so that a difference can be told at a part.
fn are_alike(old: &Type, new: &Type) -> bool {
    matches!(
        (old, new),
        (Type::Object(_), Type::Object(_)) | (Type::Array { .. }, Type::Array { .. }) | (Type::Tuple { .. }, Type::Tuple { .. })
    )
}

/// What breaks between types that have no parts in common.
fn leaf(old: &Type, new: &Type) -> Sides {
    let text = |ty: &Type| matches!(ty, Type::String { format: None });
    let narrower = |one: &Type, other: &Type| match (one, other) {
        (_, Type::Unknown) | (Type::Never, _) => true,
        (Type::Integer, Type::Number) => true,
        (Type::String { format: Some(_) }, other) => text(other),
        (Type::Literal { value }, other) => of_kind(value, other),
        _ => false,
    };
    match () {
        () if narrower(old, new) => Sides::RESPONSES,
        () if narrower(new, old) => Sides::REQUESTS,
        () => Sides::REQUESTS | Sides::RESPONSES,
    }
}

fn of_kind(value: &Literal, ty: &Type) -> bool {
    match (value, ty) {
        (Literal::Boolean(_), Type::Boolean) | (Literal::Number(_), Type::Number) => true,
        (Literal::String(_), Type::String { format: None }) => true,
        (Literal::Number(number), Type::Integer) => number.is_i64() || number.is_u64(),
        _ => false,
    }
}
