//! Keys that are read as attributes, attributes that are read as keys, and keys that a `TypedDict` does not have.

use ruff_python_ast::Expr;

use super::context::Context;
use super::fault::{Change, Fault, mend};
use super::nearest::nearest;
use super::outline::{Class, Member, bytes, expressions};
use super::wrong_attribute::class_named;
use crate::fixers::{Proposal, text::replace};

pub(super) fn propose(context: &Context<'_>) -> Vec<Proposal> {
    let is_typed_dict = |message: &str| message.contains("TypedDict");
    let mut found = mend(context, |diagnostic| is_typed_dict(&diagnostic.message) && diagnostic.message.contains("Use ["), as_key);
    found.extend(mend(
        context,
        |diagnostic| is_typed_dict(&diagnostic.message) && diagnostic.message.contains("is not a defined key"),
        near_keys,
    ));
    found.extend(mend(context, |diagnostic| diagnostic.message.starts_with("\"__getitem__\" method not defined on type"), as_attribute));
    found
}

/// `event.number`, where pyright knows the key.
fn as_key(fault: &Fault<'_>) -> Option<Change> {
    let name = *fault.quoted().first()?;
    let is_it =
        |attribute: &&ruff_python_ast::ExprAttribute| attribute.attr.as_str() == name && bytes(&attribute.attr).start == fault.place.start;
    let attribute = expressions(fault.body).into_iter().filter_map(Expr::as_attribute_expr).find(is_it)?;
    let range = bytes(&*attribute.value).end..bytes(attribute).end;
    Some(Change::new(format!("`{name}` is a key"), vec![replace(range, format!("[\"{name}\"]"))]))
}

/// `event["amount"]`, where the key is nearly this.
fn near_keys(fault: &Fault<'_>) -> Vec<Change> {
    let detail: Vec<&str> = fault.diagnostic.message.split('"').skip(1).step_by(2).collect();
    let [wrong, class, ..] = detail[..] else { return Vec::new() };
    let Some((_, class)) = class_named(fault.context, fault.path(), class) else { return Vec::new() };
    let literals = expressions(fault.body)
        .into_iter()
        .filter_map(Expr::as_subscript_expr)
        .filter_map(|subscript| subscript.slice.as_string_literal_expr());
    let here = literals.map(|key| (key, bytes(key))).find(|(key, range)| {
        key.value.to_str() == wrong && range.start >= fault.place.start && range.end <= fault.place.end.max(range.end)
    });
    let Some((_, range)) = here else { return Vec::new() };
    let Some(at) = fault.text[range.clone()].find(wrong).map(|at| range.start + at) else { return Vec::new() };
    let change = |(rank, right): (u8, &str)| Change {
        title: format!("the key `{right}` in place of `{wrong}`"),
        edits: vec![replace(at..at + wrong.len(), right)],
        rank,
    };
    nearest(wrong, class.members.keys().map(String::as_str)).into_iter().map(change).collect()
}

/// `user["email"]` of a class that has the field.
fn as_attribute(fault: &Fault<'_>) -> Option<Change> {
    let owner = fault.quoted().get(1)?.split(['[', ' ']).next()?;
    let (module, class) = class_named(fault.context, fault.path(), owner)?;
    let subscripts = expressions(fault.body).into_iter().filter_map(Expr::as_subscript_expr);
    let subscript = subscripts
        .filter(|subscript| bytes(*subscript).start <= fault.place.start && fault.place.start < bytes(&*subscript.slice).start)
        .last()?;
    let name = subscript.slice.as_string_literal_expr()?.value.to_str();
    let is_field = |class: &Class| fault.context.members(fault.path(), &module, class).0.get(name) == Some(&Member::Field);
    let range = bytes(&*subscript.value).end..bytes(subscript).end;
    is_field(&class).then(|| Change::new(format!("`{name}` is an attribute"), vec![replace(range, format!(".{name}"))]))
}

#[cfg(test)]
mod tests {
    use super::super::testing::best;
    use super::*;

    const TYPES: (&str, &str) = ("t.py", "class Event(TypedDict):\n    number: str\n    amount_cents: int\n");

    #[test]
    fn a_key_that_is_read_as_an_attribute_is_a_key() {
        let message = "Cannot access attribute \"number\" for class \"Event\"\n  Attribute \"number\" is unknown\n  Use [\"number\"] to reference item in TypedDict";
        let text = "from t import Event\ndef f(e: Event): return e.number.strip()\n";
        let found = best(&[("a.py", text), TYPES], &[("pyright", "reportAttributeAccessIssue", "a.py", 2, 27, message)], propose);
        assert_eq!(found, [text.replace("e.number", "e[\"number\"]")]);
    }

    #[test]
    fn the_nearest_key_is_meant_and_another_word_is_none() {
        let text = |key: &str| format!("from t import Event\ndef f(e: Event): return e['{key}']\n");
        let found = |key: &str| {
            let message = format!("Could not access item in TypedDict\n  \"{key}\" is not a defined key in \"Event\"");
            best(&[("a.py", &text(key)), TYPES], &[("pyright", "reportGeneralTypeIssues", "a.py", 2, 25, &message)], propose)
        };
        assert_eq!(found("amount"), [text("amount_cents")]);
        assert_eq!(found("price"), [""; 0]);
    }

    #[test]
    fn a_field_that_is_read_as_a_key_is_an_attribute_and_a_method_is_not() {
        let message = "\"__getitem__\" method not defined on type \"User\"";
        let text = |key: &str| format!("class User:\n    name: str\n    def save(self): ...\n\ndef f(u: User): return u[\"{key}\"]\n");
        let found = |key: &str| best(&[("a.py", &text(key))], &[("pyright", "reportIndexIssue", "a.py", 5, 24, message)], propose);
        assert_eq!(found("name"), [text("name").replace("u[\"name\"]", "u.name")]);
        assert_eq!(found("save"), [""; 0]);
    }
}
