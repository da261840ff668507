//! The page, and how a type that does not fit on a line is broken.

use std::borrow::Cow;

use super::super::text::{self, Doc};
use super::flat::{Lead, alternatives, flat};
use super::ts::{Item, Member, Ts, hugs, hugs_brackets};

/// The last column that prettier fills.
const LAST: usize = 80;

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
