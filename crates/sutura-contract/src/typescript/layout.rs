//! How types stand on the page: as prettier 3 leaves them with its default options.
//!
//! There is one way to break each kind of type, so that a type is printed directly: flat where it fits into what is left of
//! the line, else broken, with its parts asked again. A measure ends where the line does, and nesting is bounded by the reader:
//! the work is linear in the text.

use std::borrow::Cow;

use super::text::{self, Doc};

/// The last column that prettier fills.
const LAST: usize = 80;

/// A TypeScript type, ready to be laid out.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Ts<'a> {
    /// A keyword, a literal, or something else that is printed as it is: it has to be valid TypeScript.
    Word(Cow<'a, str>),
    /// The name of a type.
    Name(Cow<'a, str>),
    /// A type with arguments: `Promise<Order>`.
    Generic {
        /// Its name.
        name: Cow<'a, str>,
        /// At least one.
        arguments: Vec<Ts<'a>>,
    },
    /// `T[]`
    Array(Box<Ts<'a>>),
    /// `[A, B?, ...C[]]`
    Tuple(Vec<Item<'a>>),
    /// `A | B`
    Union(Vec<Ts<'a>>),
    /// `A & B`
    Intersection(Vec<Ts<'a>>),
    /// `{ a: A; b?: B }`
    Object(Vec<Member<'a>>),
    /// `{ [K in Keys]?: Values }`
    Mapped {
        /// The names.
        keys: Box<Ts<'a>>,
        /// The type of what stands below them.
        values: Box<Ts<'a>>,
    },
}

/// An item of a tuple.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Item<'a> {
    /// `A`
    Required(Ts<'a>),
    /// `A?`
    Optional(Ts<'a>),
    /// `...A[]`: the type is that of one item.
    Rest(Ts<'a>),
}

/// A member of an object type or interface.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Member<'a> {
    /// What stands above it.
    pub doc: Doc<'a>,
    /// What stands before the colon, as it is printed: a key ([`text::key`]), `readonly key`, `[key: string]`.
    pub key: Cow<'a, str>,
    /// Whether it may be absent.
    pub optional: bool,
    /// Its type.
    pub ty: Ts<'a>,
}

impl<'a> Member<'a> {
    /// A member without a comment.
    pub fn new(key: impl Into<Cow<'a, str>>, optional: bool, ty: Ts<'a>) -> Self {
        Self { doc: Doc::default(), key: key.into(), optional, ty }
    }
}

impl<'a> Ts<'a> {
    /// A keyword or literal.
    pub fn word(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Word(text.into())
    }

    /// The name of a type.
    pub fn name(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Name(text.into())
    }

    /// An array of it.
    pub fn array(self) -> Self {
        Self::Array(Box::new(self))
    }

    /// Any of some types: without those that are in it twice, and with `null` at its end. No type at all is `never`.
    pub fn union(of: impl IntoIterator<Item = Self>) -> Self {
        let mut seen = std::collections::HashSet::new();
        let mut alternatives = Vec::new();
        let mut flat = Vec::new();
        of.into_iter().for_each(|ty| if let Self::Union(of) = ty { flat.extend(of) } else { flat.push(ty) });
        for ty in flat {
            match &ty {
                Self::Word(word) if word == "unknown" => return ty,
                Self::Word(word) if word == "never" => {}
                _ if seen.insert(ty.clone()) => alternatives.push(ty),
                _ => {}
            }
        }
        if let Some(place) = alternatives.iter().position(Self::is_null) {
            let null = alternatives.remove(place);
            alternatives.push(null);
        }
        if alternatives.len() > 1 { Self::Union(alternatives) } else { alternatives.pop().unwrap_or(Self::word("never")) }
    }

    /// All of some types at once. None at all is `unknown`.
    pub fn intersection(of: impl IntoIterator<Item = Self>) -> Self {
        let mut parts: Vec<Self> = Vec::new();
        let mut add = |ty: Self| {
            if !parts.contains(&ty) && !matches!(&ty, Self::Word(word) if word == "unknown") {
                parts.push(ty);
            }
        };
        for ty in of {
            if let Self::Intersection(of) = ty { of.into_iter().for_each(&mut add) } else { add(ty) }
        }
        if parts.len() > 1 { Self::Intersection(parts) } else { parts.pop().unwrap_or(Self::word("unknown")) }
    }

    fn is_null(&self) -> bool {
        matches!(self, Self::Word(word) if word == "null")
    }

    fn is_object(&self) -> bool {
        matches!(self, Self::Object(_) | Self::Mapped { .. })
    }

    /// Whether it stands in parentheses within `[]`, `?` and, but for an intersection, `&`.
    fn is_compound(&self) -> bool {
        matches!(self, Self::Union(_) | Self::Intersection(_))
    }
}

/// A union of one object or name and `null`, whose parts stay on the line on which they begin.
fn hugs(of: &[Ts<'_>]) -> bool {
    let is_thing = |ty: &&Ts<'_>| matches!(ty, Ts::Object(_) | Ts::Name(_) | Ts::Generic { .. });
    of.iter().filter(is_thing).count() == 1 && of.iter().all(|ty| is_thing(&ty) || ty.is_null())
}

/// Whether a type as the only argument leaves the brackets on its line.
fn hugs_brackets(ty: &Ts<'_>) -> bool {
    match ty {
        Ts::Name(_) | Ts::Word(_) => true,
        Ts::Union(of) => hugs(of),
        _ => ty.is_object(),
    }
}

/// A text that grows by lines.
#[derive(Debug, Default)]
pub struct Page {
    text: String,
    /// Where the line begins that is being written.
    line: usize,
}

impl Page {
    /// The text.
    pub fn finish(self) -> String {
        self.text
    }

    /// Writes text that has no line break.
    pub fn put(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Ends the line, and indents the next one.
    pub fn line(&mut self, indent: usize) {
        self.text.push('\n');
        self.line = self.text.len();
        self.text.extend(std::iter::repeat_n(' ', indent));
    }

    /// Ends the line.
    pub fn end(&mut self) {
        self.line(0);
    }

    /// Leaves a line free where something has been written.
    pub fn gap(&mut self) {
        if !self.text.is_empty() {
            self.end();
        }
    }

    /// Writes finished lines.
    pub fn lines(&mut self, text: &str) {
        self.text.push_str(text);
        self.line = self.text.len();
    }

    /// `/** … */` and the line break below it, where there is something to say. The line is indented already.
    pub fn doc(&mut self, doc: &Doc<'_>, indent: usize) {
        if doc.is_empty() {
            return;
        }
        let lines = doc.lines();
        match lines.as_slice() {
            // on one line, a compiler would follow what a description like `@ts-ignore` says
            [line] if doc.text.is_none() || !line.trim_start().starts_with('@') => {
                self.put("/** ");
                self.put(line.trim_start());
                self.put(" */");
            }
            lines => {
                self.put("/**");
                for line in lines {
                    self.line(indent);
                    self.put(if line.is_empty() { " *" } else { " * " });
                    self.put(line);
                }
                self.line(indent);
                self.put(" */");
            }
        }
        self.line(indent);
    }

    /// `export interface Name extends A, B { … }`
    pub fn interface(&mut self, doc: &Doc<'_>, name: &str, parents: &[Cow<'_, str>], members: &[Member<'_>]) {
        self.doc(doc, 0);
        self.put("export interface ");
        self.put(name);
        self.parents(parents, if members.is_empty() { 3 } else { 2 });
        self.put(" {");
        if !members.is_empty() {
            self.members(members, 0);
        }
        self.put("}");
        self.end();
    }

    fn parents(&mut self, parents: &[Cow<'_, str>], tail: usize) {
        if parents.is_empty() {
            return;
        }
        let width: usize = parents.iter().map(|parent| text::width(parent) + 2).sum::<usize>() - 2;
        let fits_here = self.column() + " extends ".len() + width + tail <= LAST;
        if parents.len() == 1 || fits_here {
            self.put(" extends ");
            return self.joined(parents);
        }
        self.line(2);
        self.put("extends");
        if 2 + "extends ".len() + width + tail <= LAST {
            self.put(" ");
            return self.joined(parents);
        }
        for (index, parent) in parents.iter().enumerate() {
            self.line(4);
            self.put(parent);
            self.put(if index + 1 < parents.len() { "," } else { "" });
        }
    }

    fn joined(&mut self, words: &[Cow<'_, str>]) {
        for (index, word) in words.iter().enumerate() {
            self.put(if index > 0 { ", " } else { "" });
            self.put(word);
        }
    }

    /// `export type Name = …;`
    pub fn alias(&mut self, doc: &Doc<'_>, name: &str, ty: &Ts<'_>) {
        self.doc(doc, 0);
        self.put("export type ");
        self.put(name);
        self.put(" =");
        self.assigned(ty);
        self.put(";");
        self.end();
    }

    /// `key: value,` in an object literal. A text or negative number that does not fit goes below its key, unless that would win nothing.
    pub fn entry(&mut self, key: &str, value: &str) {
        const SHORT: usize = 5;
        let fits = self.column() + text::width(key) + text::width(value) + ": ,".len() <= LAST;
        self.put(key);
        self.put(":");
        if fits || !value.starts_with(['"', '\'', '-']) || text::width(key) < SHORT {
            self.put(" ");
        } else {
            self.line(4);
        }
        self.put(value);
        self.put(",");
    }

    fn assigned(&mut self, ty: &Ts<'_>) {
        if let Ts::Union(of) = ty
            && !hugs(of)
        {
            return self.below(ty, 0, 1);
        }
        let mut lead = Lead::after(" ");
        lead.ty(ty);
        lead.put(";");
        if self.column() + lead.width <= LAST {
            self.put(" ");
            self.ty(ty, 0, 1);
        } else {
            self.line(2);
            self.ty(ty, 2, 1);
        }
    }

    /// A type after `:` or `=`, with the space: a union that does not fit begins on the next line.
    fn below(&mut self, ty: &Ts<'_>, indent: usize, tail: usize) {
        match ty {
            Ts::Union(of) if !hugs(of) && !self.fits(ty, tail + 1) => {
                self.line(indent + 2);
                self.union(of, indent + 2, tail);
            }
            _ => {
                self.put(" ");
                self.ty(ty, indent, tail);
            }
        }
    }

    /// A type: flat, where it and what has to follow it fit on the line. Broken lines are indented by `indent`.
    pub fn ty(&mut self, ty: &Ts<'_>, indent: usize, tail: usize) {
        if self.fits(ty, tail) { self.flat(ty) } else { self.broken(ty, indent, tail) }
    }

    fn flat(&mut self, ty: &Ts<'_>) {
        let written = flat(ty, &mut |word| {
            self.text.push_str(word);
            Some(())
        });
        debug_assert!(written.is_some(), "what does not fit on a line is not written on one");
    }

    fn broken(&mut self, ty: &Ts<'_>, indent: usize, tail: usize) {
        match ty {
            Ts::Word(word) | Ts::Name(word) => self.put(word),
            Ts::Array(item) => {
                self.operand(item, indent, tail + 2);
                self.put("[]");
            }
            Ts::Tuple(items) => self.tuple(items, indent),
            Ts::Object(members) => {
                self.put("{");
                self.members(members, indent);
                self.put("}");
            }
            Ts::Mapped { keys, values } => self.mapped(keys, values, indent),
            Ts::Union(of) if hugs(of) => {
                for (index, ty) in of.iter().enumerate() {
                    self.put(if index > 0 { " | " } else { "" });
                    self.ty(ty, indent, if index + 1 < of.len() { " | null".len() } else { 0 } + tail);
                }
            }
            Ts::Union(of) => self.union(of, indent, tail),
            Ts::Intersection(of) => self.intersection(of, indent, tail),
            Ts::Generic { name, arguments } => self.generic(name, arguments, indent, tail),
        }
    }

    /// The alternatives on the line that has been begun, or each on its own.
    fn union(&mut self, of: &[Ts<'_>], indent: usize, tail: usize) {
        if self.fit(|sink| alternatives(of, sink), tail) {
            let written = alternatives(of, &mut |word| {
                self.text.push_str(word);
                Some(())
            });
            debug_assert!(written.is_some(), "what does not fit on a line is not written on one");
            return;
        }
        for (index, ty) in of.iter().enumerate() {
            if index > 0 {
                self.line(indent);
            }
            self.put("| ");
            let tail = if index + 1 < of.len() { 0 } else { tail };
            match ty {
                Ts::Intersection(_) => self.operand(ty, indent + 2, tail),
                _ => self.ty(ty, indent + 2, tail),
            }
        }
    }

    /// A type in parentheses where it needs them.
    fn operand(&mut self, ty: &Ts<'_>, indent: usize, tail: usize) {
        if !ty.is_compound() {
            return self.ty(ty, indent, tail);
        }
        self.put("(");
        match ty {
            Ts::Union(of) if !hugs(of) && !self.fits(ty, tail + 1) => {
                self.line(indent + 2);
                self.union(of, indent + 2, 0);
                self.line(indent);
            }
            _ => self.ty(ty, indent, tail + 1),
        }
        self.put(")");
    }

    fn intersection(&mut self, of: &[Ts<'_>], indent: usize, tail: usize) {
        let mut deeper = false;
        for (index, ty) in of.iter().enumerate() {
            let mut indent = indent;
            if index > 0 {
                match (of[index - 1].is_object(), ty.is_object()) {
                    (true, true) => {
                        self.put(" & ");
                        indent += if deeper { 2 } else { 0 };
                    }
                    (false, false) => {
                        self.put(" &");
                        indent += 2;
                        self.line(indent);
                    }
                    _ => {
                        self.put(" & ");
                        deeper |= index > 1;
                        indent += if index > 1 { 2 } else { 0 };
                    }
                }
            }
            let mut lead = Lead::after("");
            lead.rest_of_intersection(of, index + 1);
            let tail = if lead.breaks { lead.width } else { lead.width + tail };
            match ty {
                Ts::Union(_) => self.operand(ty, indent, tail),
                _ => self.ty(ty, indent, tail),
            }
        }
    }

    fn tuple(&mut self, items: &[Item<'_>], indent: usize) {
        self.put("[");
        for item in items {
            self.line(indent + 2);
            self.item(item, indent + 2, items.len() > 1);
            self.put(",");
        }
        self.line(indent);
        self.put("]");
    }

    fn item(&mut self, item: &Item<'_>, indent: usize, has_neighbours: bool) {
        match item {
            Item::Required(ty @ Ts::Union(of)) if has_neighbours && !hugs(of) => {
                if self.fits(ty, 1) {
                    return self.flat(ty);
                }
                self.put("(");
                self.line(indent + 2);
                self.union(of, indent + 2, 0);
                self.line(indent);
                self.put(")");
            }
            Item::Required(ty) => self.ty(ty, indent, 1),
            Item::Optional(ty) => {
                self.operand(ty, indent, 2);
                self.put("?");
            }
            Item::Rest(ty) => {
                self.put("...");
                self.operand(ty, indent, 3);
                self.put("[]");
            }
        }
    }

    fn members(&mut self, members: &[Member<'_>], indent: usize) {
        for member in members {
            self.line(indent + 2);
            self.doc(&member.doc, indent + 2);
            self.key(member, indent + 2);
            self.put(if member.optional { "?:" } else { ":" });
            self.below(&member.ty, indent + 2, 1);
            self.put(";");
        }
        self.line(indent);
    }

    fn key(&mut self, member: &Member<'_>, indent: usize) {
        let Some(parameter) = member.key.strip_prefix('[').and_then(|key| key.strip_suffix(']')) else { return self.put(&member.key) };
        let mut lead = Lead::after("]: ");
        lead.ty(&member.ty);
        lead.put(";");
        self.put("[");
        if self.column() + text::width(parameter) + lead.width <= LAST {
            self.put(parameter);
        } else {
            self.line(indent + 2);
            self.put(parameter);
            self.line(indent);
        }
        self.put("]");
    }

    fn mapped(&mut self, keys: &Ts<'_>, values: &Ts<'_>, indent: usize) {
        self.put("{");
        self.line(indent + 2);
        self.put("[");
        let mut lead = Lead::after("]?: ");
        lead.ty(values);
        lead.put(";");
        if self.fit(|sink| sink("K in ").and_then(|()| flat(keys, sink)), lead.width) {
            self.put("K in ");
            self.flat(keys);
        } else {
            self.line(indent + 4);
            self.put("K in");
            self.below(keys, indent + 4, 0);
            self.line(indent + 2);
        }
        self.put("]?:");
        self.below(values, indent + 2, 1);
        self.put(";");
        self.line(indent);
        self.put("}");
    }

    fn generic(&mut self, name: &str, arguments: &[Ts<'_>], indent: usize, tail: usize) {
        self.put(name);
        self.put("<");
        match arguments {
            [only] if hugs_brackets(only) => self.ty(only, indent, tail + 1),
            _ => {
                for (index, argument) in arguments.iter().enumerate() {
                    self.line(indent + 2);
                    self.ty(argument, indent + 2, usize::from(index + 1 < arguments.len()));
                    self.put(if index + 1 < arguments.len() { "," } else { "" });
                }
                self.line(indent);
            }
        }
        self.put(">");
    }

    fn column(&self) -> usize {
        text::width(&self.text[self.line..])
    }

    fn fits(&self, ty: &Ts<'_>, tail: usize) -> bool {
        self.fit(|sink| flat(ty, sink), tail)
    }

    /// Whether what `write` writes has room on the line, with `tail` columns after it.
    fn fit(&self, write: impl FnOnce(&mut dyn FnMut(&str) -> Option<()>) -> Option<()>, tail: usize) -> bool {
        let Some(mut left) = LAST.checked_sub(self.column() + tail) else { return false };
        let mut take = |word: &str| {
            left = left.checked_sub(text::width(word))?;
            Some(())
        };
        write(&mut take).is_some()
    }
}

type Sink<'s> = dyn FnMut(&str) -> Option<()> + 's;

/// The type on one line, word by word; `None` where the sink takes no more, or where a comment needs lines of its own.
fn flat(ty: &Ts<'_>, sink: &mut Sink<'_>) -> Option<()> {
    match ty {
        Ts::Word(word) | Ts::Name(word) => sink(word),
        Ts::Generic { name, arguments } => {
            sink(name)?;
            sink("<")?;
            for (index, argument) in arguments.iter().enumerate() {
                sink(if index > 0 { ", " } else { "" })?;
                flat(argument, sink)?;
            }
            sink(">")
        }
        Ts::Array(item) => {
            operand(item, sink)?;
            sink("[]")
        }
        Ts::Tuple(items) => {
            sink("[")?;
            for (index, item) in items.iter().enumerate() {
                sink(if index > 0 { ", " } else { "" })?;
                match item {
                    Item::Required(ty) => flat(ty, sink)?,
                    Item::Optional(ty) => {
                        operand(ty, sink)?;
                        sink("?")?;
                    }
                    Item::Rest(ty) => {
                        sink("...")?;
                        operand(ty, sink)?;
                        sink("[]")?;
                    }
                }
            }
            sink("]")
        }
        Ts::Union(of) => alternatives(of, sink),
        Ts::Intersection(of) => {
            for (index, ty) in of.iter().enumerate() {
                sink(if index > 0 { " & " } else { "" })?;
                if matches!(ty, Ts::Union(_)) { operand(ty, sink)? } else { flat(ty, sink)? }
            }
            Some(())
        }
        Ts::Object(members) => {
            sink(if members.is_empty() { "{" } else { "{ " })?;
            for (index, member) in members.iter().enumerate() {
                if !member.doc.is_empty() {
                    return None;
                }
                sink(if index > 0 { "; " } else { "" })?;
                sink(&member.key)?;
                sink(if member.optional { "?: " } else { ": " })?;
                flat(&member.ty, sink)?;
            }
            sink(if members.is_empty() { "}" } else { " }" })
        }
        Ts::Mapped { keys, values } => {
            sink("{ [K in ")?;
            flat(keys, sink)?;
            sink("]?: ")?;
            flat(values, sink)?;
            sink(" }")
        }
    }
}

fn operand(ty: &Ts<'_>, sink: &mut Sink<'_>) -> Option<()> {
    if !ty.is_compound() {
        return flat(ty, sink);
    }
    sink("(")?;
    flat(ty, sink)?;
    sink(")")
}

fn alternatives(of: &[Ts<'_>], sink: &mut Sink<'_>) -> Option<()> {
    for (index, ty) in of.iter().enumerate() {
        sink(if index > 0 { " | " } else { "" })?;
        if matches!(ty, Ts::Intersection(_)) { operand(ty, sink)? } else { flat(ty, sink)? }
    }
    Some(())
}

/// How wide a type is up to the first place at which it can be broken.
struct Lead {
    width: usize,
    breaks: bool,
}

impl Lead {
    fn after(text: &str) -> Self {
        Self { width: text::width(text), breaks: false }
    }

    fn put(&mut self, text: &str) {
        if !self.breaks {
            self.width += text::width(text);
        }
    }

    fn ends(&mut self) {
        self.breaks = true;
    }

    fn ty(&mut self, ty: &Ts<'_>) {
        if self.breaks {
            return;
        }
        match ty {
            Ts::Word(word) | Ts::Name(word) => self.put(word),
            Ts::Generic { name, arguments } => {
                self.put(name);
                self.put("<");
                match arguments.as_slice() {
                    [only] if hugs_brackets(only) => self.ty(only),
                    _ => self.ends(),
                }
                self.put(">");
            }
            Ts::Array(item) => {
                self.operand(item);
                self.put("[]");
            }
            Ts::Tuple(_) => {
                self.put("[");
                self.ends();
            }
            Ts::Object(_) | Ts::Mapped { .. } => {
                self.put("{");
                self.ends();
            }
            Ts::Union(of) if hugs(of) => {
                for (index, ty) in of.iter().enumerate() {
                    self.put(if index > 0 { " | " } else { "" });
                    self.ty(ty);
                }
            }
            Ts::Union(_) => self.ends(),
            Ts::Intersection(of) => self.rest_of_intersection(of, 0),
        }
    }

    fn operand(&mut self, ty: &Ts<'_>) {
        let in_parentheses = ty.is_compound();
        self.put(if in_parentheses { "(" } else { "" });
        self.ty(ty);
        self.put(if in_parentheses { ")" } else { "" });
    }

    /// The parts of an intersection from one on, with what stands before them.
    fn rest_of_intersection(&mut self, of: &[Ts<'_>], from: usize) {
        for (index, ty) in of.iter().enumerate().skip(from) {
            if index > 0 && !of[index - 1].is_object() && !ty.is_object() {
                self.put(" &");
                return self.ends();
            }
            self.put(if index > 0 { " & " } else { "" });
            if matches!(ty, Ts::Union(_)) {
                self.operand(ty)
            } else {
                self.ty(ty)
            }
            if self.breaks {
                return;
            }
        }
    }
}
