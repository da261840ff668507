//! Types on one line, and as far as a line has to hold them.

use super::super::text;
use super::ts::{Item, Ts, hugs, hugs_brackets};

type Sink<'s> = dyn FnMut(&str) -> Option<()> + 's;

/// The type on one line, word by word; `None` where the sink takes no more, or where a comment needs lines of its own.
pub(super) fn flat(ty: &Ts<'_>, sink: &mut Sink<'_>) -> Option<()> {
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

pub(super) fn alternatives(of: &[Ts<'_>], sink: &mut Sink<'_>) -> Option<()> {
    for (index, ty) in of.iter().enumerate() {
        sink(if index > 0 { " | " } else { "" })?;
        if matches!(ty, Ts::Intersection(_)) { operand(ty, sink)? } else { flat(ty, sink)? }
    }
    Some(())
}

/// How wide a type is up to the first place at which it can be broken.
pub(super) struct Lead {
    pub width: usize,
    pub breaks: bool,
}

impl Lead {
    pub fn after(text: &str) -> Self {
        Self { width: text::width(text), breaks: false }
    }

    pub fn put(&mut self, text: &str) {
        if !self.breaks {
            self.width += text::width(text);
        }
    }

    fn ends(&mut self) {
        self.breaks = true;
    }

    pub fn ty(&mut self, ty: &Ts<'_>) {
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
    pub fn rest_of_intersection(&mut self, of: &[Ts<'_>], from: usize) {
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
