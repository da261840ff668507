//! The names that clients write for schemas.

use std::{borrow::Cow, collections::HashMap};

use crate::{
    given::Given,
    typescript::reserved::is_type_name,
    words::{capitalised, pascal},
};

/// The names that are given already.
#[derive(Default)]
pub(super) struct Names(Given);

impl Names {
    /// The names of the schemas of a document, in its order.
    pub fn of(raws: &[&str]) -> (Self, Vec<String>) {
        let candidates = candidates(raws);
        let mut names = Self::default();
        let mut given: Vec<Option<String>> = vec![None; raws.len()];
        for (index, candidate) in candidates.iter().enumerate().filter(|(index, candidate)| raws[*index] == candidate.as_str()) {
            given[index] = Some(names.give(candidate, raws[index]));
        }
        let given = given.into_iter().enumerate();
        let given = given.map(|(index, name)| name.unwrap_or_else(|| names.give(&candidates[index], raws[index]))).collect();
        (names, given)
    }

    /// The candidate where nobody has it, else the raw name as far as it is an identifier, else a number after the candidate.
    pub fn give(&mut self, candidate: &str, raw: &str) -> String {
        if self.0.take(candidate) {
            return candidate.to_owned();
        }
        let nearer = as_identifier(raw);
        if is_type_name(&nearer) && self.0.take(&nearer) { nearer } else { self.0.give(candidate) }
    }
}

/// What a schema would be called if no other one were: `OrdersItemInput`.
pub(super) fn candidate(name: &str) -> String {
    let name = pascal(name);
    if is_type_name(&name) { name } else { name + "Model" }
}

/// The raw name without what Python says of an annotation, which the title tells from the rest: `Page[Annotated[Union[A, B], FieldInfo(…)]]`.
pub(super) fn told<'r>(raw: &'r str, title: &str) -> Cow<'r, str> {
    if !raw.contains("FieldInfo_") || !title.contains("FieldInfo(") {
        return Cow::Borrowed(raw);
    }
    let direction = ["-Input", "-Output"].into_iter().find(|direction| raw.ends_with(direction)).unwrap_or_default();
    let mut depth = 0;
    let outside = title.replace("FieldInfo(", "(").replace("Annotated[", "[");
    let outside = outside.chars().filter(|char| {
        depth += i32::from(*char == '(');
        let is_outside = depth == 0;
        depth -= i32::from(*char == ')');
        is_outside
    });
    let plain: String = outside.map(|char| if char.is_alphanumeric() { char } else { '_' }).collect();
    Cow::Owned(plain.trim_end_matches('_').to_owned() + direction)
}

fn candidates(raws: &[&str]) -> Vec<String> {
    let parsed: Vec<Raw> = raws.iter().map(|raw| Raw::of(raw)).collect();
    let mut paths: HashMap<&str, Vec<&[&str]>> = HashMap::new();
    for raw in &parsed {
        paths.entry(raw.base).or_default().push(&raw.modules);
    }
    let shared: HashMap<&str, Shared> = paths.into_iter().map(|(base, paths)| (base, Shared::of(&paths))).collect();
    let qualified = parsed.iter().map(|raw| {
        let differing = shared.get(raw.base).map_or(&[][..], |shared| shared.differing(&raw.modules));
        candidate(&(differing.join("_") + "_" + raw.base + if raw.is_input { "_Input" } else { "" }))
    });
    qualified.collect()
}

/// FastAPI's name for a schema, taken apart: `app__orders__Item-Input`.
struct Raw<'r> {
    modules: Vec<&'r str>,
    base: &'r str,
    is_input: bool,
}

impl<'r> Raw<'r> {
    fn of(raw: &'r str) -> Self {
        let (whole, is_input) = match raw.strip_suffix("-Input") {
            Some(whole) => (whole, true),
            None => (raw.strip_suffix("-Output").unwrap_or(raw), false),
        };
        let mut modules: Vec<&str> = whole.split("__").collect();
        let base = modules.pop().unwrap_or_default();
        match !base.is_empty() && modules.iter().all(|module| is_module(module)) {
            true => Self { modules, base, is_input },
            false => Self { modules: Vec::new(), base: whole, is_input },
        }
    }
}

/// The segments that all modules with a class of one name begin and end with.
struct Shared {
    first: usize,
    last: usize,
}

impl Shared {
    fn of(paths: &[&[&str]]) -> Self {
        let (one, others) = paths.split_first().map_or((&[][..], &[][..]), |(one, others)| (*one, others));
        if others.iter().all(|other| *other == one) {
            return Self { first: one.len(), last: 0 };
        }
        let shared =
            |other: &[&str], from: usize| one[from..].iter().zip(&other[from.min(other.len())..]).take_while(|(a, b)| a == b).count();
        let first = others.iter().map(|other| shared(other, 0)).min().unwrap_or(0);
        let ending = |other: &[&str]| {
            let ends = one[first..].iter().rev().zip(other[first..].iter().rev());
            ends.take_while(|(a, b)| a == b).count()
        };
        let last = others.iter().map(|other| ending(other)).min().unwrap_or(0);
        Self { first, last }
    }

    fn differing<'m, 'r>(&self, modules: &'m [&'r str]) -> &'m [&'r str] {
        modules.get(self.first..modules.len().saturating_sub(self.last)).unwrap_or(&[])
    }
}

fn is_module(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|first| first.is_ascii_lowercase() || first == '_')
        && chars.all(|char| char.is_ascii_lowercase() || char.is_ascii_digit() || char == '_')
}

fn as_identifier(raw: &str) -> String {
    let name: String = raw.chars().map(|char| if unicode_ident::is_xid_continue(char) { char } else { '_' }).collect();
    capitalised(name.trim_matches('_'))
}

#[cfg(test)]
mod tests {
    use super::Names;

    fn names(raws: &[&str]) -> Vec<String> {
        Names::of(raws).1
    }

    #[test]
    fn a_name_in_pascal_case_stays_and_others_are_brought_into_it() {
        let raws = ["HTTPValidationError", "simple-user", "Page_Item_", "user_v2", "3d-model", "Error", "Response_List_Item__"];
        assert_eq!(names(&raws), ["HTTPValidationError", "SimpleUser", "PageItem", "UserV2", "_3dModel", "ErrorModel", "ResponseListItem"]);
    }

    #[test]
    fn the_output_form_has_the_plain_name() {
        assert_eq!(names(&["Item-Input", "Item-Output"]), ["ItemInput", "Item"]);
        assert_eq!(names(&["Item-Output", "Item"]), ["Item_Output", "Item"]);
    }

    #[test]
    fn classes_of_one_name_are_told_apart_by_the_segments_in_which_their_modules_differ() {
        let raws = ["app__orders__schemas__Item-Input", "app__orders__schemas__Item-Output", "app__customers__schemas__Item"];
        assert_eq!(names(&raws), ["OrdersItemInput", "OrdersItem", "CustomersItem"]);
        assert_eq!(names(&["app__orders__Item"]), ["Item"]);
        assert_eq!(names(&["Item", "app__orders__Item"]), ["Item", "AppOrdersItem"]);
        assert_eq!(names(&["a__Item", "a__b__Item"]), ["Item", "BItem"]);
    }

    #[test]
    fn of_two_schemas_with_one_name_the_one_that_is_called_so_keeps_it() {
        assert_eq!(names(&["Foo_Bar", "FooBar", "foo-bar"]), ["Foo_Bar", "FooBar", "Foo_bar"]);
        assert_eq!(names(&["!", "!!", "!!!"]), ["Unnamed", "Unnamed2", "Unnamed3"]);
    }
}
