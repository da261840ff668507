//! The manifest as a file.

use proptest::{collection::vec, option, prelude::*};
use sutura_contract::{
    Contract, manifest,
    model::{
        Additional, Body, Content, Discriminator, Endpoint, Enum, Literal, Member, Method, Module, Object, Parameter, Place, Presence,
        Property, Response, Schema, SecurityKind, SecurityScheme, Style, Type,
    },
};

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[ -~]{0,12}", any::<String>()]
}

fn literal() -> impl Strategy<Value = Literal> {
    let number = prop_oneof![
        any::<i64>().prop_map(serde_json::Number::from),
        any::<u64>().prop_map(serde_json::Number::from),
        any::<f64>().prop_filter_map("is finite", serde_json::Number::from_f64),
    ];
    prop_oneof![any::<bool>().prop_map(Literal::Boolean), number.prop_map(Literal::Number), text().prop_map(Literal::String)]
}

fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        text().prop_map(Into::into)
    ];
    leaf.prop_recursive(2, 8, 3, |inner| prop_oneof![vec(inner.clone(), 0..3).prop_map(Into::into), inner])
}

/// A type that names nothing but `S0`.
fn ty() -> impl Strategy<Value = Type> {
    let leaf = prop_oneof![
        Just(Type::Unknown),
        Just(Type::Never),
        Just(Type::Null),
        Just(Type::Boolean),
        Just(Type::Integer),
        Just(Type::Number),
        Just(Type::Binary),
        option::of(text()).prop_map(|format| Type::String { format }),
        literal().prop_map(|value| Type::Literal { value }),
        Just(Type::Reference { name: "S0".to_owned() }),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let boxed = inner.clone().prop_map(Box::new);
        let discriminator = (text(), vec((literal(), Just("S0".to_owned())), 0..3));
        let discriminator = discriminator.prop_map(|(property, mapping)| Discriminator { property, mapping });
        let additional = prop_oneof![
            Just(Additional::None),
            (boxed.clone(), option::of(boxed.clone())).prop_map(|(values, keys)| Additional::Typed { values, keys })
        ];
        prop_oneof![
            (boxed.clone(), any::<u64>(), any::<Option<u64>>()).prop_map(|(items, min, max)| Type::Array { items, min, max }),
            (vec(inner.clone(), 0..4), any::<usize>(), option::of(boxed)).prop_map(|(items, required, rest)| Type::Tuple {
                items,
                required,
                rest
            }),
            (vec(property(inner.clone()), 0..4), additional)
                .prop_map(|(properties, additional)| Type::Object(Object { properties, additional })),
            (vec(inner.clone(), 0..4), option::of(discriminator)).prop_map(|(of, discriminator)| Type::Union { of, discriminator }),
            vec(inner, 0..4).prop_map(|of| Type::Intersection { of }),
        ]
    })
}

fn property(ty: impl Strategy<Value = Type>) -> impl Strategy<Value = Property> {
    let flags = any::<[bool; 5]>();
    (text(), option::of(text()), ty, flags, option::of(json()), option::of(text())).prop_map(
        |(name, field, ty, flags, default, description)| {
            let [required, present, read_only, write_only, deprecated] = flags;
            Property { name, field, ty, required, present, read_only, write_only, default, description, deprecated }
        },
    )
}

fn contents() -> impl Strategy<Value = Vec<Content>> {
    vec((text(), ty(), any::<bool>()).prop_map(|(media_type, ty, stream)| Content { media_type, ty, stream }), 0..3)
}

fn parameter() -> impl Strategy<Value = Parameter> {
    let place = prop_oneof![Just(Place::Path), Just(Place::Query), Just(Place::Header), Just(Place::Cookie)];
    let style = prop_oneof![
        Just(Style::Default),
        Just(Style::Comma),
        Just(Style::Space),
        Just(Style::Pipe),
        Just(Style::DeepObject),
        Just(Style::Json)
    ];
    (text(), place, ty(), any::<[bool; 2]>(), style, option::of(json()), option::of(text())).prop_map(
        |(name, place, ty, [required, deprecated], style, default, description)| Parameter {
            name,
            place,
            ty,
            required,
            style,
            default,
            description,
            deprecated,
        },
    )
}

fn endpoint() -> impl Strategy<Value = Endpoint> {
    let method = prop_oneof![Just(Method::Get), Just(Method::Post), Just(Method::Trace)];
    let body = (any::<bool>(), contents(), option::of(text()));
    let body = body.prop_map(|(required, contents, description)| Body { required, contents, description });
    let response = (text(), text(), contents());
    let response = response.prop_map(|(status, description, contents)| Response { status, description, contents });
    let presence = (any::<[bool; 4]>(), option::of(vec(text(), 0..2)), vec(text(), 0..2)).prop_map(|(flags, include, exclude)| {
        let [exclude_unset, exclude_defaults, exclude_none, by_field] = flags;
        Presence { exclude_unset, exclude_defaults, exclude_none, include, exclude, by_field }
    });
    let said = [option::of(text()), option::of(text()), option::of(text()), option::of(text())];
    let parts = (vec(parameter(), 0..3), option::of(body), vec(response, 0..3), presence, vec(text(), 0..2));
    (method, text(), said, any::<bool>(), parts).prop_map(
        |(method, path, [operation_id, function, summary, description], deprecated, parts)| {
            let (parameters, body, responses, presence, security) = parts;
            Endpoint {
                name: "list".to_owned(),
                operation_id,
                function,
                method,
                path: format!("/{path}"),
                summary,
                description,
                deprecated,
                parameters,
                body,
                responses,
                presence,
                security,
            }
        },
    )
}

fn contract() -> impl Strategy<Value = Contract> {
    let schemas = vec((option::of(text()), option::of(text()), option::of(text()), any::<bool>(), ty()), 1..4);
    let members = vec((literal(), option::of(text())), 1..4);
    let modules = vec((text(), option::of(text()), endpoint()), 0..3);
    let security = vec((text(), text()), 0..3);
    (text(), text(), modules, schemas, vec(members, 0..2), security).prop_map(|(title, version, modules, schemas, enums, security)| {
        Contract {
            title,
            version,
            modules: modules
                .into_iter()
                .enumerate()
                .map(|(index, (prefix, description, endpoint))| Module {
                    name: format!("m{index}"),
                    prefix,
                    description,
                    endpoints: vec![endpoint],
                })
                .collect(),
            schemas: schemas
                .into_iter()
                .enumerate()
                .map(|(index, (document_name, module, description, deprecated, ty))| Schema {
                    name: format!("S{index}"),
                    document_name,
                    module,
                    description,
                    deprecated,
                    ty,
                })
                .collect(),
            enums: enums.into_iter().enumerate().map(|(index, members)| numbered(index, members)).collect(),
            security: security
                .into_iter()
                .enumerate()
                .map(|(index, (name, parameter))| SecurityScheme {
                    name,
                    kind: if index == 0 { SecurityKind::Bearer } else { SecurityKind::ApiKey { place: Place::Header, parameter } },
                })
                .collect(),
        }
    })
}

fn numbered(index: usize, members: Vec<(Literal, Option<String>)>) -> Enum {
    let members = members.into_iter().enumerate();
    let members = members.map(|(place, (value, description))| Member { name: format!("M{place}"), value, description });
    let name = format!("E{index}");
    Enum { name, document_name: None, module: None, description: None, deprecated: false, members: members.collect() }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]
    #[test]
    fn what_is_written_is_read_as_it_was(contract in contract()) {
        let text = manifest::write(&contract).unwrap();
        let again = manifest::read(&text).unwrap();
        prop_assert_eq!(&again, &contract);
        prop_assert_eq!(manifest::write(&again).unwrap(), text);
    }
}

fn refused(text: &str) -> String {
    manifest::read(text).expect_err("it should be refused").to_string()
}

fn with(part: &str) -> String {
    let mut manifest =
        serde_json::json!({"format": manifest::FORMAT, "title": "T", "version": "1", "modules": [], "schemas": [], "enums": []});
    let part: serde_json::Map<String, serde_json::Value> = serde_json::from_str(part).expect("a JSON object");
    for (key, value) in part {
        manifest[key] = value;
    }
    manifest.to_string()
}

#[test]
fn a_later_version_is_named_whatever_else_is_in_it() {
    let message = r#"/format: the manifest is of the format "sutura.manifest/2", and only "sutura.manifest/1" can be read"#;
    assert_eq!(refused(r#"{"format": "sutura.manifest/2", "new": 1}"#), message);
    assert_eq!(refused(&with(r#"{"format": "sutura.manifest/2"}"#)), message);
}

#[test]
fn broken_text_is_told_with_its_place() {
    assert_eq!(refused("{\n  \"format\": }"), "line 2, column 13: expected value");
    assert!(refused(&with(r#"{"enums": [{"unknown": 1}]}"#)).contains("unknown field `unknown`"));
}

#[test]
fn a_manifest_that_somebody_else_wrote_is_no_way_around_the_names() {
    let schema = |name: &str, ty: &str| with(&format!(r#"{{"schemas": [{{"name": {name:?}, "type": {ty}}}]}}"#));
    assert_eq!(refused(&schema("A; evil()", r#"{"kind": "null"}"#)), "/schemas/0/name: \"A; evil()\" cannot be a name here");
    assert_eq!(refused(&schema("Record", r#"{"kind": "null"}"#)), "/schemas/0/name: \"Record\" cannot be a name here");
    assert_eq!(refused(&schema("A", r#"{"kind": "reference", "name": "B"}"#)), "/schemas/0/type: there is no schema and no enum \"B\"");
    let module = r#"{"modules": [{"name": "__proto__", "prefix": "", "endpoints": []}]}"#;
    assert_eq!(refused(&with(module)), "/modules/0/name: \"__proto__\" cannot be a name here");
    let twice =
        r#"{"schemas": [{"name": "A", "type": {"kind": "null"}}], "enums": [{"name": "A", "members": [{"name": "X", "value": 1}]}]}"#;
    assert_eq!(refused(&with(twice)), "/enums/0/name: the name \"A\" is given twice");
}

#[test]
fn a_type_that_is_too_deep_is_refused() {
    let mut ty = r#"{"kind": "null"}"#.to_owned();
    for _ in 0..110 {
        ty = format!(r#"{{"kind": "array", "items": {ty}}}"#);
    }
    assert!(refused(&with(&format!(r#"{{"schemas": [{{"name": "A", "type": {ty}}}]}}"#))).contains("more than 100 levels"));
    for _ in 0..10_000 {
        ty = format!(r#"{{"kind": "array", "items": {ty}}}"#);
    }
    assert!(refused(&format!(r#"{{"format": "sutura.manifest/1", "x": {ty}}}"#)).contains("recursion limit"));
}
