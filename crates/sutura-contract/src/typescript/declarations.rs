//! What the file declares of a contract's enums and schemas.

use std::borrow::Cow;
use std::collections::HashSet;

use super::forms::Form;
use super::layout::{Member, Page, Ts};
use super::text::{self, Doc};
use super::types::Types;
use crate::model::{Additional, Enum, Schema, Type};

/// How many names of a circle are put into one type.
const LONGEST_CIRCLE: usize = 64;

/// Writes the declarations of all enums and schemas.
pub fn declare(page: &mut Page, types: &Types<'_>) {
    types.brands.iter().for_each(|(format, name)| declare_brand(page, format, name));
    types.contract.enums.iter().for_each(|set| declare_enum(page, set));
    for (index, schema) in types.contract.schemas.iter().enumerate() {
        for (form, name) in types.forms.declared(index, &schema.name) {
            page.gap();
            types.declare_schema(page, index, schema, form, name);
        }
    }
}

/// A text that only a conversion makes, so that one kind is not taken for another.
fn declare_brand(page: &mut Page, format: &str, name: &str) {
    let about = format!("A text of the format `{format}`. `text as {name}` makes one.");
    let brand = Member::new("readonly __brand", false, Ts::word(text::string(format)));
    page.gap();
    page.alias(&Doc::new(Some(&about), false), name, &Ts::Intersection(vec![Ts::word("string"), Ts::Object(vec![brand])]));
}

fn declare_enum(page: &mut Page, set: &Enum) {
    let doc = Doc::new(set.description.as_deref(), set.deprecated);
    let name = &set.name;
    page.gap();
    page.doc(&doc, 0);
    page.put(&format!("export const {name} = {{"));
    for member in &set.members {
        page.line(2);
        page.doc(&Doc::new(member.description.as_deref(), false), 2);
        page.entry(&text::value_key(&member.name), &text::literal(&member.value));
    }
    page.line(0);
    page.put("} as const;");
    page.end();
    page.alias(&doc, name, &Ts::word(format!("(typeof {name})[keyof typeof {name}]")));
}

impl<'a> Types<'a> {
    fn declare_schema(&self, page: &mut Page, index: usize, schema: &'a Schema, form: Form, name: &str) {
        let doc = Doc::new(schema.description.as_deref(), schema.deprecated);
        if self.names.is_circular(index) {
            let ty = self.unrolled(&schema.ty, form, &mut vec![index]).unwrap_or(Ts::word("unknown"));
            return page.alias(&doc, name, &ty);
        }
        let interface = match &schema.ty {
            Type::Intersection { of } => self.heritage(of, form),
            ty @ Type::Object(object) if !self.has_nothing(ty, form) && !object.properties.is_empty() => match self.object(object, form) {
                Ts::Object(members) => Some((Vec::new(), members)),
                _ => None,
            },
            _ => None,
        };
        match interface {
            Some((parents, members)) => page.interface(&doc, name, &parents, &members),
            None => page.alias(&doc, name, &self.ty(&schema.ty, form)),
        }
    }

    /// The parents and members of an interface that is the same as all of some types at once: none of them says something about a field of another one.
    fn heritage<'t>(&'t self, of: &'t [Type], form: Form) -> Option<(Vec<Cow<'t, str>>, Vec<Member<'t>>)> {
        let mut fields = HashSet::new();
        let mut parents = Vec::new();
        let mut members = Vec::new();
        for part in of.iter().filter(|part| !self.has_nothing(part, form)) {
            let objects = self.names.objects(part)?;
            let own: HashSet<&str> = objects.iter().flat_map(|object| &object.properties).map(|field| field.name.as_str()).collect();
            let is_closed = objects.iter().all(|object| object.additional == Additional::None);
            if !is_closed || !own.into_iter().all(|field| fields.insert(field)) {
                return None;
            }
            match (part, self.ty(part, form)) {
                (Type::Object(_), Ts::Object(more)) => members.extend(more),
                (_, Ts::Name(parent)) => parents.push(parent),
                _ => return None,
            }
        }
        (!members.is_empty() || parents.len() > 1).then_some((parents, members))
    }

    /// A type without the names that lead back to where it is declared, which TypeScript refuses: what they stand for takes their place, and what leads in a circle is left out.
    fn unrolled<'t>(&'t self, ty: &'t Type, form: Form, seen: &mut Vec<usize>) -> Option<Ts<'t>> {
        match ty {
            Type::Reference { name } => match self.names.schema(name).filter(|&index| self.names.is_circular(index)) {
                Some(index) if seen.contains(&index) => None,
                Some(_) if seen.len() == LONGEST_CIRCLE => Some(Ts::word("unknown")),
                Some(index) => {
                    seen.push(index);
                    self.unrolled(&self.contract.schemas[index].ty, form, seen)
                }
                None => Some(self.ty(ty, form)),
            },
            Type::Union { of, .. } => {
                let parts: Vec<_> = of.iter().filter_map(|ty| self.unrolled(ty, form, seen)).collect();
                (!parts.is_empty()).then(|| Ts::union(parts))
            }
            Type::Intersection { of } => {
                let parts: Vec<_> = of.iter().filter_map(|ty| self.unrolled(ty, form, seen)).collect();
                (!parts.is_empty()).then(|| Ts::intersection(parts))
            }
            _ => Some(self.ty(ty, form)),
        }
    }
}
