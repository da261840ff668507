//! Changes the contract of a FastAPI backend in one thing, as somebody does who does not look at the frontend. The same seed gives the same
//! change.
//!
//! The backend stays one that can be imported: calls of its models follow a change. What else it does with what is gone is for its own
//! checkers to tell.

mod enums;
mod models;
mod routes;

use std::collections::BTreeMap;

use fastrand::Rng;

use super::python::nodes::{Nodes, with_nodes};
use super::{Change, Edit, Language, Sources};

/// What becomes of the thing that is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A field or a parameter of the query has another name.
    Rename,
    /// A field is gone.
    Remove,
    /// A field has another type.
    Retype,
    /// A field or a parameter of the query has no default any more, or is new without one.
    Require,
    /// A route or a whole router has another path.
    Path,
    /// A route has another method.
    Method,
    /// A member of an enum has another name and value, another value alone, or is gone.
    Member,
}

impl Kind {
    /// All kinds, in the order in which seeds go through them.
    pub const ALL: [Self; 7] = [Self::Rename, Self::Remove, Self::Retype, Self::Require, Self::Path, Self::Method, Self::Member];
}

/// A change of a contract that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContractFault {
    /// What becomes of the subject.
    pub kind: Kind,
    /// What is changed: `OrderRead.total`, `OrderStatus.PAID`, `OrderStatus = "paid"` for a value alone, `GET /orders`, `GET /orders?status`, or
    /// `/orders` for all routes of a router. Prefixes that an application gives to routers are not told.
    pub subject: String,
    /// The files that are other ones now, with their new texts.
    pub files: Sources,
}

/// A change that could be made: of what, and what it does to each file.
struct Candidate {
    subject: String,
    edits: BTreeMap<String, Vec<Edit>>,
}

impl Candidate {
    /// A change of `subject` that makes `edit` in `file`.
    fn new(subject: impl Into<String>, file: &str, edits: impl IntoIterator<Item = Edit>) -> Self {
        Self { subject: subject.into(), edits: BTreeMap::from([(file.to_owned(), edits.into_iter().collect())]) }
    }

    /// The same with what `edits` finds to follow in each file.
    fn and_in_all(mut self, sources: &Sources, edits: impl Fn(&Nodes<'_>) -> Vec<Edit>) -> Self {
        for (path, text) in python(sources) {
            self.edits.entry(path.clone()).or_default().extend(with_nodes(text, &edits));
        }
        self
    }

    fn made(self, kind: Kind, sources: &Sources) -> ContractFault {
        let files = self.edits.into_iter().filter_map(|(path, edits)| {
            let (_, text) = Change(edits).apply(&sources[&path])?;
            Some((path, text))
        });
        ContractFault { kind, subject: self.subject, files: files.collect() }
    }
}

/// The change of this seed. Consecutive seeds go through all kinds in turn, and through all changes of a kind before one comes again. Nothing
/// where the backend has nothing of the kind.
pub fn inject(sources: &Sources, seed: u64) -> Option<ContractFault> {
    let kinds = Kind::ALL.len() as u64;
    let (kind, turn) = (Kind::ALL[(seed % kinds) as usize], seed / kinds);
    let mut candidates = candidates(sources, kind);
    let round = turn.checked_div(candidates.len() as u64)?;
    Rng::with_seed(round).shuffle(&mut candidates);
    let index = (turn % candidates.len() as u64) as usize;
    Some(candidates.swap_remove(index).made(kind, sources))
}

fn candidates(sources: &Sources, kind: Kind) -> Vec<Candidate> {
    let mut candidates = match kind {
        Kind::Member => enums::candidates(sources),
        Kind::Path | Kind::Method => Vec::new(),
        _ => models::candidates(sources, kind),
    };
    candidates.extend(routes::candidates(sources, kind));
    candidates
}

fn python(sources: &Sources) -> impl Iterator<Item = (&String, &String)> {
    sources.iter().filter(|(path, _)| Language::Python.has(path))
}

fn edit(range: std::ops::Range<usize>, text: impl Into<String>) -> Edit {
    Edit { range, text: text.into() }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const SCHEMAS: &str = "class Status(StrEnum):
    NEW = \"new\"
    OLD = \"old\"


class Item(BaseModel):
    id: int
    name: str = \"?\"
    status: Status = Status.NEW


class Count(BaseModel):
    count: int
";

    const ITEMS: &str = "router = APIRouter(prefix=\"/items\")

item = Item(id=1, status=Status.OLD)


@router.get(\"\")
def find(text: str = \"\", limit: int = 1) -> list[Item]:
    return [item][:limit] if text else []


@router.put(\"/{item_id}/count\")
def count(item_id: int, data: Count) -> Item:
    return item
";

    fn backend() -> Sources {
        [("app/schemas.py", SCHEMAS), ("app/items.py", ITEMS)].map(|(path, text)| (path.to_owned(), text.to_owned())).into()
    }

    fn subjects(kind: Kind) -> Vec<String> {
        candidates(&backend(), kind).into_iter().map(|candidate| candidate.subject).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// The files as a change of this subject leaves them.
    fn changed(kind: Kind, subject: &str) -> String {
        let mut found = candidates(&backend(), kind).into_iter().filter(|candidate| candidate.subject == subject);
        let fault = found.next().expect("there is such a candidate").made(kind, &backend());
        fault.files.into_values().collect()
    }

    #[test]
    fn each_kind_knows_what_it_changes() {
        let fields = ["Count.count", "Item.id", "Item.name", "Item.status"];
        assert_eq!(subjects(Kind::Rename), ["Count.count", "GET /items?limit", "GET /items?text", "Item.id", "Item.name", "Item.status"]);
        assert_eq!(subjects(Kind::Remove), fields);
        assert_eq!(subjects(Kind::Retype), fields);
        assert_eq!(subjects(Kind::Require), ["Count.region", "GET /items?text", "Item.name", "Item.region", "Item.status"]);
        assert_eq!(subjects(Kind::Path), ["/items", "GET /items", "PUT /items/{item_id}/count"]);
        assert_eq!(subjects(Kind::Method), ["GET /items", "PUT /items/{item_id}/count"]);
        assert_eq!(subjects(Kind::Member), ["Status = \"new\"", "Status = \"old\"", "Status.NEW", "Status.OLD"]);
    }

    #[test]
    fn calls_of_a_model_follow_its_change() {
        let renamed = changed(Kind::Rename, "Item.id");
        assert!(renamed.contains("    id_now: int\n") && renamed.contains("Item(id_now=1, status=Status.OLD)"), "{renamed}");
        let removed = changed(Kind::Remove, "Item.id");
        assert!(!removed.contains("    id: int\n") && removed.contains("Item(status=Status.OLD)"), "{removed}");
        let retyped = changed(Kind::Retype, "Item.id");
        assert!(retyped.contains("id: dict[str, int]") && retyped.contains("Item(id={\"value\": 1}, "), "{retyped}");
        let required = changed(Kind::Require, "Item.name");
        assert!(required.contains("    name: str\n") && required.contains("Item(name=\"?\", id=1, "), "{required}");
        let new = changed(Kind::Require, "Item.region");
        assert!(new.contains("    region: str\n    id: int\n") && new.contains("Item(region=\"north\", id=1, "), "{new}");
    }

    #[test]
    fn a_class_of_one_field_stays_a_class_without_it() {
        assert!(changed(Kind::Remove, "Count.count").contains("class Count(BaseModel):\n    pass\n"));
    }

    #[test]
    fn what_uses_a_member_or_a_parameter_follows() {
        let renamed = changed(Kind::Member, "Status.OLD");
        assert!(renamed.contains("    OLD_NOW = \"old_now\"\n") && renamed.contains("status=Status.OLD_NOW)"), "{renamed}");
        assert!(changed(Kind::Member, "Status = \"old\"").contains("    OLD = \"old_now\"\n"));
        let parameter = changed(Kind::Rename, "GET /items?text");
        assert!(parameter.contains("find(text_now: str") && parameter.contains("if text_now else"), "{parameter}");
    }

    #[test]
    fn paths_and_methods_are_changed_where_they_stand() {
        assert!(changed(Kind::Path, "GET /items").contains("@router.get(\"/now\")"));
        assert!(changed(Kind::Path, "/items").contains("prefix=\"/items/now\""));
        assert!(changed(Kind::Method, "PUT /items/{item_id}/count").contains("@router.patch(\"/{item_id}/count\")"));
    }

    #[test]
    fn the_same_seed_gives_the_same_change() {
        for seed in 0..70 {
            let fault = inject(&backend(), seed).expect("the backend has something of each kind");
            assert_eq!(inject(&backend(), seed).as_ref(), Some(&fault));
            assert!(!fault.files.is_empty(), "{fault:?}");
        }
    }
}
