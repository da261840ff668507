//! What the sources of a frontend use themselves, and what they get through what they import.

use std::collections::{BTreeMap, BTreeSet};

use sutura_contract::diff::Uses;

use super::source::{Import, Part, Source};

/// All sources, and where their imports lead.
pub(super) struct Frontend<'a> {
    sources: BTreeMap<&'a str, Source>,
    /// The files that `sutura types` wrote.
    generated: BTreeSet<String>,
    /// The file that a module means in a source.
    leads: BTreeMap<(&'a str, String), String>,
}

/// A declaration of a source.
type Node<'n> = (&'n str, &'n str);

/// What an import stands for.
#[derive(Default)]
struct Meaning<'n> {
    nodes: BTreeSet<Node<'n>>,
    /// A name in the generated file.
    ours: Option<String>,
}

/// Through more files than these nothing is handed on.
const LONGEST: usize = 16;

impl<'a> Frontend<'a> {
    pub fn new(sources: BTreeMap<&'a str, Source>, generated: BTreeSet<String>, resolve: &dyn Fn(&str, &str) -> Option<String>) -> Self {
        let modules = sources.iter().flat_map(|(path, source)| source.modules().map(move |module| (*path, module.to_owned())));
        let leads = modules.filter_map(|(path, module)| Some(((path, module.clone()), resolve(path, &module)?))).collect();
        Self { sources, generated, leads }
    }

    /// What each source uses.
    pub fn uses(&self) -> Vec<(String, Uses)> {
        self.sources.iter().map(|(path, source)| ((*path).to_owned(), self.uses_of(path, source))).collect()
    }

    fn uses_of<'n>(&'n self, path: &'n str, source: &'n Source) -> Uses {
        let own: BTreeSet<Node<'_>> = source.parts.keys().map(|part| (path, part.as_str())).collect();
        // What is imported and not used, or only handed on, has to be there too.
        let named = source.imported.values().chain(source.handed_on.values());
        let types = named.filter_map(|import| self.meaning(path, import, 0).ours).collect();
        let mut uses = Uses { types, words: source.words.clone(), ..Uses::default() };
        let mut seen = own.clone();
        let mut pending: Vec<Node<'_>> = own.iter().copied().collect();
        while let Some(node) = pending.pop() {
            let Some(part) = self.part(node) else { continue };
            let (types, next) = self.names(node.0, part);
            match own.contains(&node) {
                true => {
                    uses.endpoints.extend(part.chains.iter().cloned());
                    uses.requests.extend(part.requests.iter().cloned());
                    uses.types.extend(types);
                }
                false => uses.reached.extend(part.chains.iter().chain(&part.requests).cloned().chain(types)),
            }
            pending.extend(next.into_iter().filter(|node| seen.insert(*node)));
        }
        uses
    }

    fn part(&self, (path, part): Node<'_>) -> Option<&Part> {
        self.sources.get(path)?.parts.get(part)
    }

    /// The types of the contract that a declaration names, and the other declarations.
    fn names<'n>(&'n self, path: &'n str, part: &'n Part) -> (BTreeSet<String>, BTreeSet<Node<'n>>) {
        let Some(source) = self.sources.get(path) else { return Default::default() };
        let mut types = part.members.clone();
        let mut nodes = BTreeSet::new();
        for name in &part.names {
            if let Some(import) = source.imported.get(name) {
                let meaning = self.meaning(path, import, 0);
                types.extend(meaning.ours);
                nodes.extend(meaning.nodes);
            } else {
                nodes.extend(source.part_of(name).map(|part| (path, part)));
            }
        }
        (types, nodes)
    }

    fn meaning<'n>(&'n self, from: &str, import: &'n Import, depth: usize) -> Meaning<'n> {
        let Some((path, source)) = self.leads_to(from, &import.module) else {
            let is_ours = self.is_generated(from, &import.module);
            return Meaning { ours: Some(import.name.clone()).filter(|_| is_ours), ..Meaning::default() };
        };
        self.exported(path, source, &import.name, depth)
    }

    /// What a source exports under a name.
    fn exported<'n>(&'n self, path: &'n str, source: &'n Source, name: &'n str, depth: usize) -> Meaning<'n> {
        if let Some(part) = source.part_of(name) {
            // Where nothing is generated, what has the name of a type may be one.
            let ours = Some(name.to_owned()).filter(|_| self.generated.is_empty());
            return Meaning { nodes: [(path, part)].into(), ours };
        }
        let local = source.aliases.get(name).map_or(name, String::as_str);
        if let Some(import) = source.handed_on.get(name).or_else(|| source.imported.get(local)).filter(|_| depth < LONGEST) {
            return self.meaning(path, import, depth + 1);
        }
        let nodes = if name == "*" { source.parts.keys().map(|part| (path, part.as_str())).collect() } else { BTreeSet::new() };
        let mut meaning = Meaning { nodes, ours: None };
        for module in source.stars.iter().filter(|_| depth < LONGEST) {
            match self.leads_to(path, module) {
                Some((path, source)) => {
                    let found = self.exported(path, source, name, depth + 1);
                    meaning.nodes.extend(found.nodes);
                    meaning.ours = meaning.ours.or(found.ours);
                }
                None if self.is_generated(path, module) => meaning.ours = Some(name.to_owned()),
                None => {}
            }
        }
        meaning
    }

    /// Whether a module is a file that `sutura types` wrote.
    fn is_generated(&self, from: &str, module: &str) -> bool {
        self.leads.get(&(from, module.to_owned())).is_some_and(|target| self.generated.contains(target))
    }

    fn leads_to(&self, from: &str, module: &str) -> Option<(&str, &Source)> {
        let target = self.leads.get(&(from, module.to_owned()))?;
        self.sources.get_key_value(target.as_str()).map(|(path, source)| (*path, source))
    }
}
