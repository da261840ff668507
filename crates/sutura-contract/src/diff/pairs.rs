//! Which endpoint and which named type of one contract is which of the other.

use std::collections::{HashMap, HashSet};

use super::{
    index::{Index, Named},
    signature::{alternatives, literal, signature},
};
use crate::{
    Contract,
    model::{Additional, Content, Endpoint, Enum, Method, Module, Object, Type},
    words::words,
};

/// Two contracts, brought together.
#[derive(Debug)]
pub struct Pairs<'a> {
    pub old: Index<'a>,
    pub new: Index<'a>,
    /// Endpoints that both have, in the order of the old contract.
    pub endpoints: Vec<(Placed<'a>, Placed<'a>)>,
    pub removed_endpoints: Vec<Placed<'a>>,
    pub added_endpoints: Vec<Placed<'a>>,
    /// Named types that both have, in the order of the old contract.
    pub named: Vec<(Named<'a>, Named<'a>)>,
    pub removed_named: Vec<Named<'a>>,
    pub added_named: Vec<Named<'a>>,
    /// The new names of named types that have another one.
    renamed: HashMap<&'a str, &'a str>,
}

/// An endpoint and its group.
#[derive(Clone, Copy, Debug)]
pub struct Placed<'a> {
    pub module: &'a Module,
    pub endpoint: &'a Endpoint,
}

impl Placed<'_> {
    /// `orders.list`
    pub fn name(&self) -> String {
        format!("{}.{}", self.module.name, self.endpoint.name)
    }
}

impl<'a> Pairs<'a> {
    pub fn of(old: &'a Contract, new: &'a Contract) -> Self {
        let (endpoints, removed_endpoints, added_endpoints) = endpoints(old, new);
        let mut pairs = Self {
            old: Index::of(old),
            new: Index::of(new),
            endpoints,
            removed_endpoints,
            added_endpoints,
            named: Vec::new(),
            removed_named: Vec::new(),
            added_named: Vec::new(),
            renamed: HashMap::new(),
        };
        pairs.renamed = Renames::of(&pairs);
        pairs.gather();
        pairs
    }

    fn gather(&mut self) {
        let old: Vec<Named<'a>> = self.old.all().collect();
        for named in old {
            match self.new.get(&self.old_name(named.name())) {
                Some(partner) => self.named.push((named, partner)),
                None => self.removed_named.push(named),
            }
        }
        let known: HashSet<&str> = self.named.iter().map(|(_, new)| new.name()).collect();
        self.added_named = self.new.all().filter(|named| !known.contains(named.name())).collect();
    }

    /// What a named type of the old contract is called in the new one. One that is not there any more has a name that nothing has.
    pub fn old_name(&self, name: &str) -> String {
        match self.renamed.get(name) {
            Some(new) => (*new).to_owned(),
            None if self.new.get(name).is_some() || self.old.get(name).is_none() => name.to_owned(),
            None => format!("{name} before"),
        }
    }

    /// A type of the old contract, as [`signature`] has it.
    pub fn old_signature(&self, ty: &Type) -> String {
        signature(ty, &|name| self.old_name(name))
    }

    /// A type of the new contract, as [`signature`] has it.
    pub fn new_signature(&self, ty: &Type) -> String {
        signature(ty, &str::to_owned)
    }

    /// Whether a client sees no difference, but for changes of the named types that it refers to.
    pub fn same(&self, old: &Type, new: &Type) -> bool {
        let (old, new) = self.signatures(old, new);
        old == new
    }

    /// Both as [`signature`] has them.
    pub fn signatures(&self, old: &Type, new: &Type) -> (String, String) {
        (self.old_signature(old), self.new_signature(new))
    }
}

type Endpoints<'a> = (Vec<(Placed<'a>, Placed<'a>)>, Vec<Placed<'a>>, Vec<Placed<'a>>);

/// Endpoints are the same by all of this, else by method and path whatever the parameters in it are called, else by the client's name, else by the function that answers, else by operation id.
fn endpoints<'a>(old: &'a Contract, new: &'a Contract) -> Endpoints<'a> {
    let (mut left, mut come): (Vec<_>, Vec<_>) = (placed(old).map(Some).collect(), placed(new).map(Some).collect());
    let mut pairs: Vec<(usize, (Placed<'a>, Placed<'a>))> = Vec::new();
    let keys: [fn(&Placed<'a>) -> Option<Key>; 6] = [
        |one| Some(Key::Route(one.endpoint.method, format!("{} {}", one.endpoint.path, one.name()))),
        |one| Some(Key::Route(one.endpoint.method, one.endpoint.path.clone())),
        |one| Some(Key::Route(one.endpoint.method, shape(&one.endpoint.path))),
        |one| Some(Key::Name(one.name())),
        |one| one.endpoint.function.clone().map(Key::Name),
        |one| one.endpoint.operation_id.clone().map(Key::Name),
    ];
    for key in keys {
        let mut places: HashMap<Key, usize> = HashMap::new();
        for (place, one) in come.iter().enumerate().rev() {
            places.extend(one.as_ref().and_then(key).map(|key| (key, place)));
        }
        for (place, one) in left.iter_mut().enumerate() {
            let partner = one.as_ref().and_then(key).and_then(|key| places.remove(&key));
            if let Some((old, new)) = partner.and_then(|partner| Some((one.take()?, come[partner].take()?))) {
                pairs.push((place, (old, new)));
            }
        }
    }
    pairs.sort_by_key(|(place, _)| *place);
    let pairs = pairs.into_iter().map(|(_, pair)| pair).collect();
    (pairs, left.into_iter().flatten().collect(), come.into_iter().flatten().collect())
}

#[derive(PartialEq, Eq, Hash)]
enum Key {
    Route(Method, String),
    Name(String),
}

fn placed(contract: &Contract) -> impl Iterator<Item = Placed<'_>> {
    contract.modules.iter().flat_map(|module| module.endpoints.iter().map(move |endpoint| Placed { module, endpoint }))
}

/// A path without the names of its parameters.
pub fn shape(path: &str) -> String {
    let mut shape = String::new();
    let mut inside = false;
    for character in path.chars() {
        inside = inside && character != '}';
        if !inside {
            shape.push(character);
        }
        inside = inside || character == '{';
    }
    shape
}

/// Finds named types that have another name now: where something that both contracts have used one, it uses another one of the same kind that is much like it.
struct Renames<'p, 'a> {
    pairs: &'p Pairs<'a>,
    found: HashMap<&'a str, &'a str>,
    taken: HashSet<&'a str>,
    pending: Vec<(Named<'a>, Named<'a>)>,
}

impl<'a> Renames<'_, 'a> {
    fn of(pairs: &Pairs<'a>) -> HashMap<&'a str, &'a str> {
        let both = pairs.old.all().filter_map(|old| Some((old, pairs.new.get(old.name())?)));
        let mut renames = Renames { pairs, found: HashMap::new(), taken: HashSet::new(), pending: both.collect() };
        for (old, new) in &pairs.endpoints {
            renames.endpoints(old.endpoint, new.endpoint);
        }
        while let Some((old, new)) = renames.pending.pop() {
            if let (Named::Schema(old), Named::Schema(new)) = (old, new) {
                renames.types(&old.ty, &new.ty);
            }
        }
        renames.found
    }

    fn endpoints(&mut self, old: &'a Endpoint, new: &'a Endpoint) {
        for (old, new) in by_key(&old.parameters, &new.parameters, |one| (one.place, &one.name)) {
            self.types(&old.ty, &new.ty);
        }
        if let (Some(old), Some(new)) = (&old.body, &new.body) {
            self.contents(&old.contents, &new.contents);
        }
        for (old, new) in by_key(&old.responses, &new.responses, |one| &one.status) {
            self.contents(&old.contents, &new.contents);
        }
    }

    fn contents(&mut self, old: &'a [Content], new: &'a [Content]) {
        for (old, new) in by_key(old, new, |one| &one.media_type) {
            self.types(&old.ty, &new.ty);
        }
    }

    fn types(&mut self, old: &'a Type, new: &'a Type) {
        match (old, new) {
            (Type::Reference { name: old }, Type::Reference { name: new }) => self.references(old, new),
            (Type::Array { items: old, .. }, Type::Array { items: new, .. }) => self.types(old, new),
            (Type::Object(old), Type::Object(new)) => self.objects(old, new),
            (Type::Tuple { items: old, .. }, Type::Tuple { items: new, .. })
            | (Type::Intersection { of: old }, Type::Intersection { of: new }) => {
                old.iter().zip(new).for_each(|(old, new)| self.types(old, new))
            }
            (Type::Union { .. }, _) | (_, Type::Union { .. }) => self.unions(&alternatives(old), &alternatives(new)),
            _ => {}
        }
    }

    fn objects(&mut self, old: &'a Object, new: &'a Object) {
        for (old, new) in by_key(&old.properties, &new.properties, |one| &one.name) {
            self.types(&old.ty, &new.ty);
        }
        if let (Additional::Typed { values: old, .. }, Additional::Typed { values: new, .. }) = (&old.additional, &new.additional) {
            self.types(old, new);
        }
    }

    /// The alternatives of one side that the other has not, in their order.
    fn unions(&mut self, old: &[&'a Type], new: &[&'a Type]) {
        let of_old: HashSet<String> = old.iter().map(|one| self.pairs.new_signature(one)).collect();
        let of_new: HashSet<String> = new.iter().map(|one| self.pairs.new_signature(one)).collect();
        let left = old.iter().filter(|one| !of_new.contains(&self.pairs.new_signature(one)));
        let come = new.iter().filter(|one| !of_old.contains(&self.pairs.new_signature(one)));
        for (old, new) in left.zip(come) {
            self.types(old, new);
        }
    }

    fn references(&mut self, old: &'a str, new: &'a str) {
        let Pairs { old: of_old, new: of_new, .. } = self.pairs;
        let is_free = of_new.get(old).is_none() && of_old.get(new).is_none() && !self.found.contains_key(old) && !self.taken.contains(new);
        if let (true, Some(old), Some(new)) = (is_free, of_old.get(old), of_new.get(new))
            && look_alike(old, new)
        {
            self.found.insert(old.name(), new.name());
            self.taken.insert(new.name());
            self.pending.push((old, new));
        }
    }
}

/// Those of both lists that have the same key.
fn by_key<'t, T, K: Eq + std::hash::Hash>(old: &'t [T], new: &'t [T], key: impl Fn(&'t T) -> K) -> Vec<(&'t T, &'t T)> {
    let new: HashMap<K, &T> = new.iter().map(|one| (key(one), one)).collect();
    old.iter().filter_map(|one| Some((one, *new.get(&key(one))?))).collect()
}

/// Whether one could be the other under a new name: at least half of its fields or values are the same.
fn look_alike(old: Named<'_>, new: Named<'_>) -> bool {
    let half = |old: HashSet<String>, new: HashSet<String>| 2 * old.intersection(&new).count() >= old.len().max(new.len());
    match (old, new) {
        (Named::Enum(old), Named::Enum(new)) => {
            let values = |set: &Enum| set.members.iter().map(|member| literal(&member.value)).collect();
            half(values(old), values(new))
        }
        (Named::Schema(old), Named::Schema(new)) => match (&old.ty, &new.ty) {
            (Type::Object(old), Type::Object(new)) => {
                let names = |object: &Object| object.properties.iter().map(|property| property.name.clone()).collect();
                half(names(old), names(new))
            }
            (old, new) => std::mem::discriminant(old) == std::mem::discriminant(new),
        },
        _ => false,
    }
}

/// Whether one name could stand for the other: the same but for case and dashes, a part of it in whole words, or a slip of the pen.
pub fn alike(old: &str, new: &str) -> bool {
    let small = |name: &str| words(name).into_iter().map(|word| word.to_lowercase()).collect::<Vec<_>>();
    let (old, new) = (small(old), small(new));
    let all_in = |some: &[String], others: &[String]| some.iter().all(|word| others.contains(word));
    all_in(&old, &new) || all_in(&new, &old) || strsim::jaro_winkler(&old.concat(), &new.concat()) >= 0.9
}
