//! Whatever a contract says, the file holds its declarations and nothing else.

use std::collections::HashSet;

use oxc_ast::ast::{BindingPattern, Declaration, Statement};
use proptest::prelude::*;

use super::{Content, Options, emit};
use crate::Contract;
use crate::model::{
    Additional, Body, Content as Carried, Discriminator, Endpoint, Enum, Literal, Member, Method, Module, Object, Presence, Property,
    Response, Schema, Type,
};

/// Texts that would like to be code.
fn text() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        Just("*/"),
        Just("\"; evil(); //"),
        Just("'"),
        Just("\""),
        Just("\\"),
        Just("\n"),
        Just("\r\n"),
        Just("\u{2028}"),
        Just("\u{2029}"),
        Just("\0"),
        Just("`${evil()}`"),
        Just("</script>"),
        Just("__proto__"),
        Just("constructor"),
        Just("@ts-ignore"),
        Just("// "),
        Just("/*"),
        Just("}"),
        Just("{"),
        Just("]: any; ["),
        Just("größe"),
        Just("名前"),
        Just("👩‍👩‍👧"),
        Just("\u{202e}"),
        Just("a"),
        Just("1"),
        Just(" "),
        Just("-"),
    ];
    prop::collection::vec(pieces, 0..6).prop_map(|pieces| pieces.concat())
}

fn name() -> impl Strategy<Value = String> {
    (0..6_u8).prop_map(|number| format!("S{number}"))
}

fn literal() -> impl Strategy<Value = Literal> {
    prop_oneof![
        any::<bool>().prop_map(Literal::Boolean),
        any::<i64>().prop_map(|number| Literal::Number(number.into())),
        any::<f64>().prop_filter_map("a number of JSON", serde_json::Number::from_f64).prop_map(Literal::Number),
        text().prop_map(Literal::String),
    ]
}

fn ty() -> impl Strategy<Value = Type> {
    let leaf = prop_oneof![
        Just(Type::Unknown),
        Just(Type::Never),
        Just(Type::Null),
        Just(Type::Boolean),
        Just(Type::Number),
        Just(Type::Binary),
        prop::option::of(text()).prop_map(|format| Type::String { format }),
        literal().prop_map(|value| Type::Literal { value }),
        name().prop_map(|name| Type::Reference { name }),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let some = || prop::collection::vec(inner.clone(), 0..4);
        let mapping = prop::collection::vec((literal(), name()), 0..3);
        let discriminator = prop::option::of((text(), mapping).prop_map(|(property, mapping)| Discriminator { property, mapping }));
        prop_oneof![
            (inner.clone(), 0..4_u64, prop::option::of(0..4_u64)).prop_map(|(items, min, max)| Type::Array {
                items: items.into(),
                min,
                max
            }),
            (some(), 0..4_usize, prop::option::of(inner.clone())).prop_map(|(items, required, rest)| Type::Tuple {
                required: required.min(items.len()),
                items,
                rest: rest.map(Box::new)
            }),
            (some(), discriminator).prop_map(|(of, discriminator)| Type::Union { of, discriminator }),
            some().prop_map(|of| Type::Intersection { of }),
            (prop::collection::vec(property(inner.clone()), 0..4), additional(inner.clone()))
                .prop_map(|(properties, additional)| Type::Object(Object { properties, additional })),
        ]
    })
}

fn additional(inner: impl Strategy<Value = Type> + Clone) -> impl Strategy<Value = Additional> {
    let typed = (inner.clone(), prop::option::of(inner));
    let typed = typed.prop_map(|(values, keys)| Additional::Typed { values: values.into(), keys: keys.map(Box::new) });
    prop_oneof![Just(Additional::None), typed]
}

fn property(inner: impl Strategy<Value = Type>) -> impl Strategy<Value = Property> {
    let texts = (text(), prop::option::of(text()), prop::option::of(text()), prop::option::of(text()));
    (texts, inner, any::<[bool; 5]>()).prop_map(|((name, field, default, description), ty, flags)| {
        let [required, present, read_only, write_only, deprecated] = flags;
        let default = default.map(Into::into);
        Property { name, field, ty, required, present, read_only, write_only, default, description, deprecated }
    })
}

fn contract() -> impl Strategy<Value = Contract> {
    let schema = (ty(), prop::option::of(text()), any::<bool>());
    let schemas = prop::collection::vec(schema, 5).prop_map(|schemas| {
        let named = schemas.into_iter().enumerate().map(|(index, (ty, description, deprecated))| Schema {
            name: format!("S{index}"),
            document_name: None,
            module: None,
            description,
            deprecated,
            ty,
        });
        named.collect::<Vec<_>>()
    });
    let members = prop::collection::hash_map("[A-Z_$a-zé]{1,3}|__proto__", (literal(), prop::option::of(text())), 1..4);
    let set = members.prop_map(|members| Enum {
        name: "S5".to_owned(),
        document_name: None,
        module: None,
        description: None,
        deprecated: false,
        members: members.into_iter().map(|(name, (value, description))| Member { name, value, description }).collect(),
    });
    (text(), text(), schemas, set, endpoint()).prop_map(|(title, version, schemas, set, endpoint)| Contract {
        title,
        version,
        modules: vec![Module { name: "root".to_owned(), prefix: String::new(), description: None, endpoints: vec![endpoint] }],
        schemas,
        enums: vec![set],
        security: Vec::new(),
    })
}

/// An endpoint that makes forms necessary.
fn endpoint() -> impl Strategy<Value = Endpoint> {
    let carried = |ty| vec![Carried { media_type: "application/json".to_owned(), ty, stream: false }];
    (ty(), ty(), any::<[bool; 4]>()).prop_map(move |(sent, answered, flags)| {
        let [exclude_none, exclude_unset, exclude_defaults, by_field] = flags;
        Endpoint {
            name: "call".to_owned(),
            operation_id: None,
            function: None,
            method: Method::Post,
            path: "/".to_owned(),
            summary: None,
            description: None,
            deprecated: false,
            parameters: Vec::new(),
            body: Some(Body { required: true, contents: carried(sent), description: None }),
            responses: vec![Response { status: "200".to_owned(), description: String::new(), contents: carried(answered) }],
            presence: Presence { exclude_none, exclude_unset, exclude_defaults, by_field, include: None, exclude: Vec::new() },
            security: Vec::new(),
        }
    })
}

/// The names that a text declares. Panics where it is no TypeScript, or does anything else.
fn declared(text: &str) -> HashSet<String> {
    let allocator = oxc_allocator::Allocator::default();
    let parsed = oxc_parser::Parser::new(&allocator, text, oxc_span::SourceType::ts()).parse();
    assert!(parsed.diagnostics.is_empty(), "{:?}\n{text}", parsed.diagnostics);
    let name = |statement: &Statement<'_>| {
        let declaration = match statement {
            Statement::ExportDeclaration(export) => Some(&export.declaration),
            statement => statement.as_declaration(),
        };
        let name = match declaration {
            Some(Declaration::TSInterfaceDeclaration(interface)) => Some(&interface.id),
            Some(Declaration::TSTypeAliasDeclaration(alias)) => Some(&alias.id),
            Some(Declaration::FunctionDeclaration(function)) => function.id.as_ref(),
            Some(Declaration::ClassDeclaration(class)) => class.id.as_ref(),
            Some(Declaration::VariableDeclaration(variable)) => match &variable.declarations[0].id {
                BindingPattern::BindingIdentifier(name) => Some(&**name),
                _ => None,
            },
            _ => None,
        };
        name.map(|name| name.name.to_string()).unwrap_or_else(|| panic!("a statement that declares nothing:\n{text}"))
    };
    parsed.program.body.iter().map(name).collect()
}

proptest! {
    #[test]
    fn a_file_declares_what_the_contract_names_and_nothing_else(contract in contract(), brand_dates in any::<bool>()) {
        let text = emit(&contract, Options { content: Content::Client, brand_dates }).unwrap();
        let names = declared(&text);
        let own: HashSet<String> = (0..=5).map(|index| format!("S{index}")).collect();
        prop_assert!(own.is_subset(&names), "{names:?}");

        let same_without_texts = Contract {
            schemas: Vec::new(),
            enums: Vec::new(),
            title: String::new(),
            modules: vec![Module { endpoints: Vec::new(), ..contract.modules[0].clone() }],
            ..Contract::default()
        };
        let known = declared(&emit(&same_without_texts, Options { content: Content::Client, brand_dates }).unwrap());
        let starts = ["S0", "S1", "S2", "S3", "S4", "S5", "RootCall"];
        let others: Vec<_> = names.difference(&known).filter(|name| !starts.iter().any(|start| name.starts_with(start))).collect();
        prop_assert!(others.is_empty(), "{others:?}");
        prop_assert!(text.lines().all(|line| line.trim_end() == line), "a line ends with a space in\n{text}");
    }
}
