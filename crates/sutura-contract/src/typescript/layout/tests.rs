//! The cases that prettier knows, each as prettier leaves it.

use std::borrow::Cow;

use super::super::text::{self, Doc};
use super::{Item, Member, Page, Ts};

const A: &str = "AnInterfaceWithAnAlmostEndlessName";
const B: &str = "AnotherOneThatIsNotShort";
const C: &str = "TheThirdOfThem";

fn names() -> Vec<Ts<'static>> {
    vec![Ts::name(A), Ts::name(B), Ts::name(C)]
}

fn object(keys: &[&'static str]) -> Ts<'static> {
    Ts::Object(keys.iter().map(|key| Member::new(*key, false, Ts::word("string"))).collect())
}

fn wide() -> Ts<'static> {
    object(&["aKeyOfSomeLength", "anotherKeyOfSomeLength", "aThirdKeyOfSomeLength"])
}

fn mapped(keys: Ts<'static>, values: Ts<'static>) -> Ts<'static> {
    Ts::Mapped { keys: Box::new(keys), values: Box::new(values) }
}

fn generic(name: &'static str, arguments: Vec<Ts<'static>>) -> Ts<'static> {
    Ts::Generic { name: name.into(), arguments }
}

/// Each type as an alias and as a member.
fn laid_out(types: Vec<Ts<'static>>) -> String {
    let mut page = Page::default();
    for (index, ty) in types.iter().enumerate() {
        page.alias(&Doc::default(), &format!("T{index}"), ty);
    }
    let member = |(index, ty)| Member::new(format!("t{index}"), index % 2 == 1, ty);
    page.interface(&Doc::default(), "All", &[], &types.into_iter().enumerate().map(member).collect::<Vec<_>>());
    page.finish()
}

#[test]
fn what_fits_stands_on_one_line() {
    let commented = Member { doc: Doc::new(Some("A comment."), false), ..Member::new("a", false, Ts::word("string")) };
    let text = laid_out(vec![
        object(&["a", "\"b-c\""]),
        Ts::union([Ts::word("null"), Ts::name("A"), Ts::name("A")]).array(),
        Ts::intersection([Ts::name("A"), Ts::union([Ts::name("B"), Ts::name("C")])]),
        Ts::union([Ts::intersection([Ts::name("A"), Ts::name("B")]), Ts::name("C")]),
        mapped(Ts::name("Color"), Ts::word("number")),
        generic("Pick", vec![Ts::name("A"), Ts::word("\"a\"")]),
        Ts::Tuple(vec![
            Item::Required(Ts::name("A")),
            Item::Optional(Ts::union([Ts::name("B"), Ts::word("null")])),
            Item::Rest(Ts::name("C")),
        ]),
        Ts::Object(vec![commented]),
    ]);
    insta::assert_snapshot!(text);
}

#[test]
fn what_does_not_fit_breaks_as_prettier_breaks_it() {
    let text_keys = || Ts::union([A, B, C].map(|name| Ts::word(text::string(name))));
    let text = laid_out(vec![
        Ts::Union(names()),
        Ts::Union(names()).array(),
        Ts::union([Ts::Union(names()).array(), Ts::word("null")]),
        Ts::Intersection(names()),
        Ts::Intersection(names()).array(),
        Ts::intersection(names().into_iter().chain([wide()])),
        Ts::intersection([Ts::name(A), wide(), Ts::name(B), object(&["a"])]),
        Ts::intersection([wide(), Ts::Union(names())]),
        Ts::union([Ts::intersection([Ts::name(A), wide()]), Ts::name(B)]),
        wide(),
        wide().array(),
        Ts::union([wide(), Ts::word("null")]),
        Ts::union([wide(), Ts::word("null")]).array(),
        Ts::union([wide(), Ts::word("string"), Ts::word("null")]),
        Ts::Tuple(names().into_iter().map(Item::Required).collect()),
        Ts::Tuple(vec![Item::Required(Ts::Union(names())), Item::Required(Ts::word("string"))]),
        Ts::Tuple(vec![Item::Required(Ts::Union(names()))]),
        Ts::Tuple(vec![Item::Optional(Ts::Union(names())), Item::Rest(Ts::Union(names()))]),
        mapped(Ts::name(A), Ts::union([Ts::name(B), Ts::name(C)])),
        mapped(text_keys(), Ts::word("number")),
        generic("Pick", vec![Ts::name(A), text_keys()]),
        generic("Promise", vec![Ts::Union(names())]),
        generic("Promise", vec![wide()]),
        generic("Promise", vec![Ts::union([generic(A, vec![Ts::name(B)]), Ts::word("void")]), Ts::name(C)]),
        Ts::Object(vec![Member::new("[key: string]", false, Ts::Union(names()))]),
        Ts::Object(vec![Member::new("[key: string]", false, Ts::word(format!("{A}{B}{C}")))]),
        Ts::word(format!("(typeof {A})[keyof typeof {A}]")),
    ]);
    insta::assert_snapshot!(text);
}

#[test]
fn the_parents_of_an_interface_follow_it_as_far_as_they_fit() {
    let mut page = Page::default();
    let parents: Vec<Cow<'_, str>> = [A, B, C].map(Cow::Borrowed).to_vec();
    for count in 0..=3 {
        page.interface(&Doc::default(), &format!("Child{count}"), &parents[..count], &[Member::new("a", false, Ts::name(A))]);
    }
    let many: Vec<Cow<'_, str>> = [A, B, C, A].map(Cow::Borrowed).to_vec();
    page.interface(&Doc::default(), "Child", &many, &[]);
    page.interface(&Doc::default(), B, &parents[..2], &[]);
    let text = page.finish();
    insta::assert_snapshot!(text);
}
