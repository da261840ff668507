//! What a source file defines, in both languages, also where it does not parse.

mod lines;
mod python;
mod script;

use std::{
    collections::{BTreeSet, HashMap},
    ops::Range,
    sync::{Arc, Mutex, PoisonError},
};

use crate::workspace::{Digest, Grammar, Tree, on_parser_stack};

/// What a source file defines.
#[derive(Debug, Default, PartialEq)]
pub struct Outline {
    /// Definitions of the module and members of its classes and types, ordered by place. What functions define inside is left out.
    pub definitions: Vec<Definition>,
    /// The names that a module in TypeScript exports; `*` and the module for a re-export of everything.
    pub exports: BTreeSet<String>,
    /// Whether the text was parsed without an error. Of one with errors, definitions may be missing.
    pub sound: bool,
}

impl Outline {
    /// The first definition with this path.
    pub fn find(&self, path: &str) -> Option<&Definition> {
        self.definitions.iter().find(|one| one.path == path)
    }

    /// The members of what has this path; with an empty one, what the module itself defines.
    pub fn members(&self, path: &str) -> impl DoubleEndedIterator<Item = &Definition> {
        self.definitions.iter().filter(move |one| one.parent() == path)
    }
}

/// A named thing in a source.
#[derive(Clone, Debug, PartialEq)]
pub struct Definition {
    /// Its name behind those of what it is a member of: `Order.total`.
    pub path: String,
    /// What it is.
    pub kind: Kind,
    /// Bytes of all of it, decorators included.
    pub range: Range<usize>,
    /// Bytes of it up to its body: decorators, name, parameters, bases.
    pub head: Range<usize>,
    /// The decorators, as they are written.
    pub decorators: Vec<String>,
    /// Whether it is a function whose body does nothing: `pass`, `...`, a bare `raise`, or returning a constant.
    pub is_stub: bool,
}

/// What a definition is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A class.
    Class,
    /// A function or a method.
    Function,
    /// A variable of a module.
    Value,
    /// An interface, an alias or an enumeration.
    Type,
    /// A member of a class or type that is no method.
    Field,
}

impl Definition {
    /// The last part of the path.
    pub fn name(&self) -> &str {
        self.path.rsplit('.').next().unwrap_or(&self.path)
    }

    /// The path of what it is a member of; empty for what the module defines.
    pub fn parent(&self) -> &str {
        self.path.rsplit_once('.').map_or("", |(parent, _)| parent)
    }
}

/// The outline of the file at `path` with this text. A file of another language has an empty one.
pub fn outline(path: &str, text: &str) -> Outline {
    let Some(grammar) = Grammar::of(path) else {
        return Outline::default();
    };
    let parsed = with_room(text, grammar, || match grammar {
        Grammar::Python => python::outline(text),
        Grammar::Script => script::outline(path, text),
    });
    let parsed = parsed.unwrap_or_default();
    if parsed.sound || !parsed.definitions.is_empty() { parsed } else { Outline { definitions: lines::definitions(text), ..parsed } }
}

/// Outlines by the content of their files, each made once.
#[derive(Debug, Default)]
pub struct Outlines(Mutex<HashMap<Digest, Arc<Outline>>>);

impl Outlines {
    /// The outline of the file at `path`; nothing where that has no text.
    pub fn of(&self, tree: &Tree, path: &str) -> Option<Arc<Outline>> {
        let file = tree.files().get(path)?;
        // What is behind the lock is whole at every moment.
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(outline) = known().get(&file.digest) {
            return Some(outline.clone());
        }
        let outline = Arc::new(outline(path, file.text()?));
        known().insert(file.digest, outline.clone());
        Some(outline)
    }
}

/// Does `work`, which parses `text`, on a thread with room for its nesting; not at all where no parser should see the text.
pub(super) fn with_room<T: Send>(text: &str, grammar: Grammar, work: impl FnOnce() -> T + Send) -> Option<T> {
    if !grammar.can_parse(text) {
        return None;
    }
    Some(on_parser_stack(work))
}

fn joined(parent: &str, name: &str) -> String {
    if parent.is_empty() { name.to_owned() } else { format!("{parent}.{name}") }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Kind, path and head of each definition.
    fn shown(path: &str, text: &str) -> String {
        let line = |found: &Definition| {
            let head = text[found.head.clone()].split_whitespace().collect::<Vec<_>>().join(" ");
            format!("{:?} {}{} | {head}\n", found.kind, found.path, if found.is_stub { " (stub)" } else { "" })
        };
        outline(path, text).definitions.iter().map(line).collect()
    }

    #[test]
    fn python_is_outlined_with_its_classes_and_their_fields() {
        let text = "from x import y\n\nLIMIT: int = 3\n\nclass Order(Base):\n    \"\"\"Doc.\"\"\"\n\n    id: Mapped[int] = mapped_column(primary_key=True)\n    total = 0\n\n    def sum(self) -> int:\n        return self.total + 1\n\n@router.get(\"/orders\")\nasync def list_orders(\n    db: Session,\n) -> list[Order]:\n    \"\"\"All.\"\"\"\n    ...\n\nif TYPE_CHECKING:\n    A = 1\n";
        insta::assert_snapshot!(shown("a.py", text), @r#"
        Value LIMIT | LIMIT: int = 3
        Class Order | class Order(Base):
        Field Order.id | id: Mapped[int] = mapped_column(primary_key=True)
        Field Order.total | total = 0
        Function Order.sum | def sum(self) -> int:
        Function list_orders (stub) | @router.get("/orders") async def list_orders( db: Session, ) -> list[Order]:
        Value A | A = 1
        "#);
    }

    #[test]
    fn typescript_is_outlined_with_components_types_and_their_fields() {
        let text = "import x from 'y'\nexport interface Order extends Base {\n  id: number\n  sum(): string\n}\nexport type State = 'a' | 'b'\ntype Props = { order: Order; onSave?: () => void }\nenum Color { Red }\nexport const Page: FC<Props> = ({ order }) => {\n  return <b>{order.id}</b>\n}\nconst Empty = () => <></>\nexport default function App() {\n  return null\n}\nclass Api extends Client {\n  url = ''\n  get(id: number) {\n    return id\n  }\n}\nexport { Empty as Nothing }\nexport * from './z'\n";
        insta::assert_snapshot!(shown("a.tsx", text), @r"
        Type Order | export interface Order extends Base
        Field Order.id | id: number
        Field Order.sum | sum(): string
        Type State | export type State = 'a' | 'b'
        Type Props | type Props = { order: Order; onSave?: () => void }
        Field Props.order | order: Order;
        Field Props.onSave | onSave?: () => void
        Type Color | enum Color
        Field Color.Red | Red
        Function Page | export const Page: FC<Props> = ({ order }) =>
        Function Empty (stub) | const Empty = () =>
        Function App (stub) | export default function App()
        Class Api | class Api extends Client
        Field Api.url | url = ''
        Function Api.get | get(id: number)
        ");
        let exports: Vec<_> = outline("a.tsx", text).exports.into_iter().collect();
        assert_eq!(exports, ["* ./z", "Nothing", "Order", "Page", "State", "default"]);
    }

    #[test]
    fn broken_text_is_outlined_by_its_lines() {
        let text = "export interface Order {\n  id: number\n}\n\nexport const Page = () => {\n  const save = async () => {\n  return (<div>\n}\n\nexport function f(a: string {\n}\n";
        let found = outline("a.tsx", text);
        assert!(!found.sound);
        let paths: Vec<_> =
            found.definitions.iter().map(|found| (found.path.as_str(), text[found.range.clone()].lines().count())).collect();
        assert_eq!(paths, [("Order", 3), ("Page", 4), ("f", 2)]);
    }

    #[test]
    fn other_files_and_bombs_have_no_outline() {
        assert_eq!(outline("a.json", "{}"), Outline::default());
        assert!(outline("a.ts", &"(".repeat(100_000)).definitions.is_empty());
    }

    proptest! {
        #[test]
        fn any_text_has_an_outline_within_it(text in "([a-zé ]{0,6}|class A:|def f\\(|function g|export |const x = |interface B|[{}()\\n])*") {
            for path in ["a.py", "a.tsx"] {
                for found in outline(path, &text).definitions {
                    prop_assert!(text.get(found.range.clone()).is_some() && text.get(found.head).is_some());
                }
            }
        }
    }
}
